//! Record batches in and out of files: Parquet and Arrow IPC, a few batches in memory whatever the file's length.

mod files;
mod in_order;
mod written;

pub(crate) use files::BatchSource;
pub(crate) use in_order::in_order;
pub(crate) use written::{BatchFile, Encoded, Form, Layout};

use crate::arguments::FileFormat;
use std::num::NonZeroUsize;

impl FileFormat {
    /// What the names of its files end in.
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            FileFormat::Csv => "csv",
            FileFormat::Parquet => "parquet",
            FileFormat::Arrow => "arrow",
        }
    }

    /// The form of record batches, where it holds such.
    pub(crate) const fn form(self) -> Option<Form> {
        match self {
            FileFormat::Csv => None,
            FileFormat::Parquet => Some(Form::Parquet),
            FileFormat::Arrow => Some(Form::Arrow),
        }
    }
}

/// How many threads are asked for: as many as there are cores unless a number is said.
pub(crate) fn threads(asked: Option<NonZeroUsize>) -> usize {
    asked.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get)
}
