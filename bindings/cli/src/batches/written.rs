//! Record batches on their way into a file: encoded by whichever thread made them, written one after another.

use crate::fault::Fault;
use crate::population::folder::Folder;
use arrow_array::RecordBatch;
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use std::fs::File;
use std::io::{BufWriter, Write};

/// The forms in which record batches stand in files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// Parquet; what is encoded at once is a row group.
    Parquet,
    /// Arrow IPC, file format.
    Arrow,
}

/// How the batches of files of one schema are written.
pub(crate) struct Layout {
    schema: SchemaRef,
    /// Makes the writers of row groups, where it is Parquet.
    row_groups: Option<ArrowRowGroupWriterFactory>,
}

/// Batches as they go into a file.
pub(crate) enum Encoded {
    /// A row group: its columns.
    Parquet(Vec<ArrowColumnChunk>),
    /// They are written as they are.
    Arrow(Vec<RecordBatch>),
}

/// A file that is being written.
pub(crate) struct BatchFile {
    name: String,
    writer: Writer,
}

enum Writer {
    Parquet(Box<SerializedFileWriter<File>>),
    Arrow(Box<FileWriter<BufWriter<File>>>),
}

impl Layout {
    /// Files of this schema and form.
    pub(crate) fn new(schema: SchemaRef, form: Form) -> Result<Layout, Fault> {
        let row_groups = match form {
            Form::Arrow => None,
            // Writers of row groups are made by a file, whichever it is.
            Form::Parquet => {
                Some(parquet_file(std::io::sink(), &schema).map_err(|error| unwritable("Parquet", &error))?.1)
            }
        };
        Ok(Layout { schema, row_groups })
    }

    /// Whether it is Parquet.
    pub(crate) const fn is_parquet(&self) -> bool {
        self.row_groups.is_some()
    }

    /// The schema of its files.
    pub(crate) const fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Encodes batches of this schema: any thread may.
    pub(crate) fn encode(&self, batches: impl Iterator<Item = Result<RecordBatch, Fault>>) -> Result<Encoded, Fault> {
        let Some(row_groups) = &self.row_groups else { return Ok(Encoded::Arrow(batches.collect::<Result<_, _>>()?)) };
        let fault = |error: ParquetError| unwritable("Parquet", &error);
        let mut columns = row_groups.create_column_writers(0).map_err(fault)?;
        for batch in batches {
            self.append(&mut columns, &batch?).map_err(fault)?;
        }
        let chunks = columns.into_iter().map(ArrowColumnWriter::close).collect::<Result<_, _>>();
        Ok(Encoded::Parquet(chunks.map_err(fault)?))
    }

    fn append(&self, columns: &mut [ArrowColumnWriter], batch: &RecordBatch) -> Result<(), ParquetError> {
        let mut columns = columns.iter_mut();
        for (field, array) in self.schema.fields().iter().zip(batch.columns()) {
            for (leaf, column) in compute_leaves(field, array)?.iter().zip(&mut columns) {
                column.write(leaf)?;
            }
        }
        Ok(())
    }

    /// Begins a file of a folder of results.
    pub(crate) fn begin(&self, folder: &mut Folder, name: &str) -> Result<BatchFile, Fault> {
        let (name, file) = folder.begin(name)?;
        let writer = if self.is_parquet() {
            let file = parquet_file(file, &self.schema).map_err(|error| unwritable(&name, &error))?;
            Writer::Parquet(Box::new(file.0))
        } else {
            let file = FileWriter::try_new_buffered(file, &self.schema);
            Writer::Arrow(Box::new(file.map_err(|error| unwritable(&name, &error))?))
        };
        Ok(BatchFile { name, writer })
    }
}

/// A file without rows, and what makes writers of its row groups.
fn parquet_file<W: Write + Send>(
    to: W,
    schema: &SchemaRef,
) -> Result<(SerializedFileWriter<W>, ArrowRowGroupWriterFactory), ParquetError> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        // Of hundreds of columns they would take more room in memory than the rows at hand, and nobody asks for them.
        .set_statistics_enabled(EnabledStatistics::None)
        .set_offset_index_disabled(true)
        .build();
    ArrowWriter::try_new(to, schema.clone(), Some(properties))?.into_serialized_writer()
}

impl BatchFile {
    /// Writes what was encoded by the layout that began the file.
    pub(crate) fn write(&mut self, encoded: Encoded) -> Result<(), Fault> {
        let name = &self.name;
        match (&mut self.writer, encoded) {
            (Writer::Parquet(writer), Encoded::Parquet(columns)) => {
                row_group(writer, columns).map_err(|error| unwritable(name, &error))
            }
            (Writer::Arrow(writer), Encoded::Arrow(batches)) => {
                let written: Result<(), ArrowError> = batches.iter().try_for_each(|batch| writer.write(batch));
                written.map_err(|error| unwritable(name, &error))
            }
            _ => Err(unwritable(name, &"what was encoded is of another form")),
        }
    }

    /// Everything is on the disk.
    pub(crate) fn finish(self) -> Result<(), Fault> {
        let BatchFile { name, writer } = self;
        let file = match writer {
            Writer::Parquet(writer) => writer.into_inner().map_err(|error| unwritable(&name, &error))?,
            Writer::Arrow(writer) => arrow_ended(*writer).map_err(|error| unwritable(&name, &error))?,
        };
        file.sync_all().map_err(|error| Fault::file("write", &name, &error))
    }
}

fn row_group(writer: &mut SerializedFileWriter<File>, columns: Vec<ArrowColumnChunk>) -> Result<(), ParquetError> {
    let mut group = writer.next_row_group()?;
    columns.into_iter().try_for_each(|column| column.append_to_row_group(&mut group))?;
    group.close().map(|_| ())
}

fn arrow_ended(mut writer: FileWriter<BufWriter<File>>) -> Result<File, ArrowError> {
    writer.finish()?;
    Ok(writer.into_inner()?.into_inner().map_err(std::io::IntoInnerError::into_error)?)
}

/// What is written was made here, so only the disk can be at fault.
fn unwritable(name: &str, error: &impl std::fmt::Display) -> Fault {
    Fault::new(crate::fault::Exit::Files, format!("cannot write {name}: {error}"))
}
