//! Files of record batches, read in pieces: a row group of Parquet, a batch of Arrow IPC, or a whole stream of it.

use super::input::{Bytes, Input, Known};
use super::sizes;
use super::written::Form;
use crate::fault::Fault;
use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, Schema, SchemaRef};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use std::fmt::Display;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// Rows of a batch at most: so many are in memory at once, a few times over.
const BATCH_ROWS: usize = 1 << 15;
/// What an Arrow file begins with; a stream does not.
const ARROW_MAGIC: &[u8] = b"ARROW1";

/// What a stream ends with.
const ARROW_END: [u8; 8] = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];

/// The batches of a piece.
pub(crate) type Batches = Box<dyn Iterator<Item = Result<RecordBatch, Fault>>>;

/// One file, opened: its schema is known, its rows are yet to be read.
pub(crate) struct BatchSource {
    /// The file's name, for messages.
    pub(crate) name: String,
    input: Input,
    schema: SchemaRef,
    form: SourceForm,
}

enum SourceForm {
    Parquet(ArrowReaderMetadata),
    ArrowFile { batches: usize },
    ArrowStream,
}

impl BatchSource {
    /// Opens a file of this form, one of so many.
    pub(crate) fn open(path: &Path, form: Form, of_files: usize) -> Result<BatchSource, Fault> {
        BatchSource::of(path.display().to_string(), Input::open(path, of_files)?, form)
    }

    /// What is in memory already, as a file of this form.
    fn of_memory(bytes: &[u8], form: Form) -> Result<BatchSource, Fault> {
        BatchSource::of("the file".to_owned(), Input::of_memory(bytes.to_vec()), form)
    }

    fn of(name: String, input: Input, form: Form) -> Result<BatchSource, Fault> {
        let bytes = input.bytes()?;
        let (schema, inner) = guarded(&name, form, || match form {
            Form::Parquet => parquet(&name, &bytes),
            Form::Arrow => arrow(&name, &bytes),
        })?;
        Ok(BatchSource { name, input, schema, form: inner })
    }

    /// By which the file is known again.
    pub(crate) const fn known(&self) -> &Known {
        &self.input.known
    }

    /// The columns.
    pub(crate) fn schema(&self) -> &Schema {
        &self.schema
    }

    /// How many rows there are, where the file says so before they are read.
    pub(crate) fn rows(&self) -> Option<u64> {
        match &self.form {
            SourceForm::Parquet(metadata) => u64::try_from(metadata.metadata().file_metadata().num_rows()).ok(),
            SourceForm::ArrowFile { .. } | SourceForm::ArrowStream => None,
        }
    }

    /// In how many pieces it is read.
    pub(crate) fn pieces(&self) -> usize {
        match &self.form {
            SourceForm::Parquet(metadata) => metadata.metadata().num_row_groups(),
            SourceForm::ArrowFile { batches } => *batches,
            SourceForm::ArrowStream => 1,
        }
    }

    /// The batches of a piece, of at most 2^15 rows each. Any thread may read any piece.
    pub(crate) fn read(&self, piece: usize) -> Batches {
        let form = match &self.form {
            SourceForm::Parquet(_) => Form::Parquet,
            SourceForm::ArrowFile { .. } | SourceForm::ArrowStream => Form::Arrow,
        };
        let batches = self.input.bytes().and_then(|bytes| {
            guarded(&self.name, form, || match &self.form {
                SourceForm::Parquet(metadata) => self.row_group(bytes, metadata, piece),
                SourceForm::ArrowFile { .. } => self.arrow_batch(bytes, piece),
                SourceForm::ArrowStream => self.arrow_stream(bytes),
            })
        });
        match batches {
            Ok(inner) => Box::new(Guarded { name: self.name.clone(), form, inner: Some(inner) }),
            Err(fault) => Box::new(std::iter::once(Err(fault))),
        }
    }

    fn row_group(&self, bytes: Bytes, metadata: &ArrowReaderMetadata, group: usize) -> Result<Batches, Fault> {
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(bytes, metadata.clone());
        let reader = builder.with_row_groups(vec![group]).with_batch_size(BATCH_ROWS).build();
        let name = self.name.clone();
        let reader = reader.map_err(|error| unreadable(&name, Form::Parquet, &plain(&error)))?;
        Ok(Box::new(reader.map(move |batch| batch.map_err(|error| unreadable(&name, Form::Parquet, &error)))))
    }

    fn arrow_batch(&self, bytes: Bytes, batch: usize) -> Result<Batches, Fault> {
        let read = || {
            let mut reader = arrow_file(bytes)?;
            reader.set_index(batch)?;
            reader.next().transpose()
        };
        let batch = read().map_err(|error| unreadable(&self.name, Form::Arrow, &error))?;
        Ok(Box::new(batch.into_iter().flat_map(slices).map(Ok)))
    }

    fn arrow_stream(&self, bytes: Bytes) -> Result<Batches, Fault> {
        let name = self.name.clone();
        let reader = StreamReader::try_new(BufReader::new(bytes), None);
        let reader = reader.map_err(|error| unreadable(&name, Form::Arrow, &error))?;
        Ok(Box::new(reader.flat_map(move |batch| match batch {
            Ok(batch) => slices(batch).map(Ok).collect(),
            Err(error) => vec![Err(unreadable(&name, Form::Arrow, &error))],
        })))
    }
}

/// Reads the bytes of a Parquet file, or of Arrow IPC, as `evaluate` does, and counts the rows that came through.
///
/// # Errors
///
/// Bytes that cannot be read as that.
///
/// ```
/// let fault = entitle_cli::count_batch_rows(b"PAR1 and nothing else", true).unwrap_err();
/// assert!(fault.message.starts_with("the file cannot be read as Parquet"));
/// ```
pub fn count_batch_rows(bytes: &[u8], is_parquet: bool) -> Result<u64, Fault> {
    let source = BatchSource::of_memory(bytes, if is_parquet { Form::Parquet } else { Form::Arrow })?;
    let batches = (0..source.pieces()).flat_map(|piece| source.read(piece));
    batches.map(|batch| batch.map(|batch| batch.num_rows() as u64)).sum()
}

/// Batches whose reader may panic.
struct Guarded {
    name: String,
    form: Form,
    /// None once it has ended.
    inner: Option<Batches>,
}

impl Iterator for Guarded {
    type Item = Result<RecordBatch, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        let inner = self.inner.as_mut()?;
        let next = guarded(&self.name, self.form, || inner.next().transpose()).transpose();
        if next.as_ref().is_none_or(Result::is_err) {
            self.inner = None;
        }
        next
    }
}

/// Runs a reader; where it panics the file is damaged.
fn guarded<T>(name: &str, form: Form, read: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    entitle_batch::guarded(read).unwrap_or_else(|damaged| Err(unreadable(name, form, &damaged)))
}

fn parquet(name: &str, bytes: &Bytes) -> Result<(SchemaRef, SourceForm), Fault> {
    sizes::of_parquet(bytes).map_err(|error| unreadable(name, Form::Parquet, &error))?;
    let load = |options| entitle_batch::guarded(|| ArrowReaderMetadata::load(bytes, options));
    let metadata = match load(ArrowReaderOptions::new()) {
        Ok(Ok(metadata)) => Ok(metadata),
        // The columns may be described in a form of Arrow that is not known here (Polars' integers of 128 bits); Parquet's own is.
        failed => match load(ArrowReaderOptions::new().with_skip_arrow_metadata(true)) {
            Ok(Ok(metadata)) => Ok(metadata),
            _ => failed.unwrap_or_else(|damaged| Err(ParquetError::General(damaged.to_string()))),
        },
    };
    let metadata = metadata.map_err(|error| unreadable(name, Form::Parquet, &plain(&error)))?;
    decompressible(name, &metadata)?;
    Ok((metadata.schema().clone(), SourceForm::Parquet(metadata)))
}

/// The file format or a stream of Arrow IPC.
fn arrow(name: &str, bytes: &Bytes) -> Result<(SchemaRef, SourceForm), Fault> {
    let fault = |error: ArrowError| unreadable(name, Form::Arrow, &error);
    let unsound = |error: std::io::Error| unreadable(name, Form::Arrow, &error);
    let mut head = Vec::new();
    let begin = bytes.clone().take(ARROW_MAGIC.len() as u64).read_to_end(&mut head);
    begin.map_err(|error| Fault::file("read", name, &error))?;
    if head == ARROW_MAGIC {
        sizes::of_arrow_file(bytes).map_err(unsound)?;
        let reader = arrow_file(bytes.clone()).map_err(fault)?;
        return Ok((reader.schema(), SourceForm::ArrowFile { batches: reader.num_batches() }));
    }
    sizes::of_arrow_stream(bytes).map_err(unsound)?;
    let reader = StreamReader::try_new(BufReader::new(bytes.clone()), None).map_err(fault)?;
    ended(bytes.clone()).map_err(fault)?;
    Ok((reader.schema(), SourceForm::ArrowStream))
}

fn arrow_file(bytes: Bytes) -> Result<FileReader<BufReader<Bytes>>, ArrowError> {
    FileReader::try_new_buffered(bytes, None)
}

/// Whether a stream ends with its mark. One that was cut between two batches reads well, and its last rows are lost.
fn ended(mut stream: Bytes) -> Result<(), ArrowError> {
    let mut end = [0; ARROW_END.len()];
    let length = stream.seek(SeekFrom::End(0))?;
    stream.seek(SeekFrom::Start(length.saturating_sub(ARROW_END.len() as u64)))?;
    stream.read_exact(&mut end)?;
    match end == ARROW_END {
        true => Ok(()),
        false => Err(ArrowError::IpcError("the stream has no end mark".to_owned())),
    }
}

/// A batch in batches that share its memory.
fn slices(batch: RecordBatch) -> impl Iterator<Item = RecordBatch> {
    let rows = batch.num_rows();
    (0..rows).step_by(BATCH_ROWS).map(move |first| batch.slice(first, BATCH_ROWS.min(rows - first)))
}

/// Whether each column is compressed in a way that is read here.
fn decompressible(name: &str, metadata: &ArrowReaderMetadata) -> Result<(), Fault> {
    let mut chunks = metadata.metadata().row_groups().iter().flat_map(|group| group.columns());
    let is_known = |compression| {
        use Compression::{LZ4, LZ4_RAW, SNAPPY, UNCOMPRESSED, ZSTD};
        matches!(compression, UNCOMPRESSED | SNAPPY | ZSTD(_) | LZ4 | LZ4_RAW)
    };
    match chunks.find(|chunk| !is_known(chunk.compression())) {
        None => Ok(()),
        Some(chunk) => {
            let (column, compression) = (chunk.column_path().string(), chunk.compression());
            Err(Fault::input(format!("{name}, column {column}: it is compressed by {compression}, which is not read"))
                .with_help("write the file with Snappy, Zstandard or LZ4, or uncompressed"))
        }
    }
}

fn unreadable(name: &str, form: Form, error: &impl Display) -> Fault {
    let form = match form {
        Form::Parquet => "Parquet",
        Form::Arrow => "Arrow IPC",
    };
    Fault::input(format!("{name} cannot be read as {form}: {error}"))
        .with_help("check that it is such a file, and whole: one that was cut short must be copied or written again")
}

/// The error without the kind that it begins with.
fn plain(error: &ParquetError) -> String {
    match error {
        ParquetError::General(what) | ParquetError::EOF(what) | ParquetError::NYI(what) => what.clone(),
        other => other.to_string(),
    }
}
