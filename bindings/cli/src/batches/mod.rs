//! Record batches in and out of files: Parquet and Arrow IPC, a few batches in memory whatever the file's length.

mod files;
mod in_order;
mod input;
mod sizes;
mod written;

pub(crate) use files::BatchSource;
pub use files::count_batch_rows;
pub(crate) use in_order::in_order;
pub(crate) use input::{Identity, Known};
pub(crate) use written::{BatchFile, Encoded, Form, Layout};

use crate::arguments::FileFormat;
use crate::output::complain;
use crate::style::{self, paint};
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

/// How many threads are taken where so many are asked for; told where some are cut.
pub(crate) fn threads(asked: Option<NonZeroUsize>) -> usize {
    let (threads, told) = entitle_batch::workers(asked.map(NonZeroUsize::get));
    if let Some(told) = told {
        complain(&format!("{} {told}\n", paint(style::HELP, "note:")));
    }
    threads
}
