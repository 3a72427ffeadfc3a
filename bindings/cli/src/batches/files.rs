//! Files of record batches, read in pieces: a row group of Parquet, a batch of Arrow IPC, or a whole stream of it.

use super::written::Form;
use crate::fault::Fault;
use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, Schema, SchemaRef};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use std::fmt::Display;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

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
    path: PathBuf,
    schema: SchemaRef,
    form: SourceForm,
}

enum SourceForm {
    Parquet(ArrowReaderMetadata),
    ArrowFile { batches: usize },
    ArrowStream,
}

impl BatchSource {
    /// Opens a file of this form.
    pub(crate) fn open(path: &Path, form: Form) -> Result<BatchSource, Fault> {
        match form {
            Form::Parquet => BatchSource::parquet(path),
            Form::Arrow => BatchSource::arrow(path),
        }
    }

    fn parquet(path: &Path) -> Result<BatchSource, Fault> {
        let name = path.display().to_string();
        let metadata = ArrowReaderMetadata::load(&open(path)?, ArrowReaderOptions::new());
        let metadata = metadata.map_err(|error| unreadable(&name, Form::Parquet, &plain(&error)))?;
        decompressible(&name, &metadata)?;
        let schema = metadata.schema().clone();
        Ok(BatchSource { name, path: path.to_owned(), schema, form: SourceForm::Parquet(metadata) })
    }

    /// The file format or a stream of Arrow IPC.
    fn arrow(path: &Path) -> Result<BatchSource, Fault> {
        let name = path.display().to_string();
        let fault = |error: ArrowError| unreadable(&name, Form::Arrow, &error);
        let mut head = Vec::new();
        let begin = open(path)?.take(ARROW_MAGIC.len() as u64).read_to_end(&mut head);
        begin.map_err(|error| Fault::file("read", &name, &error))?;
        let (schema, form) = if head == ARROW_MAGIC {
            let reader = arrow_file(path).map_err(fault)?;
            (reader.schema(), SourceForm::ArrowFile { batches: reader.num_batches() })
        } else {
            let reader = StreamReader::try_new(BufReader::new(open(path)?), None).map_err(fault)?;
            ended(open(path)?).map_err(fault)?;
            (reader.schema(), SourceForm::ArrowStream)
        };
        Ok(BatchSource { name, path: path.to_owned(), schema, form })
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
        let batches = match &self.form {
            SourceForm::Parquet(metadata) => self.row_group(metadata, piece),
            SourceForm::ArrowFile { .. } => self.arrow_batch(piece),
            SourceForm::ArrowStream => self.arrow_stream(),
        };
        batches.unwrap_or_else(|fault| Box::new(std::iter::once(Err(fault))))
    }

    fn row_group(&self, metadata: &ArrowReaderMetadata, group: usize) -> Result<Batches, Fault> {
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(open(&self.path)?, metadata.clone());
        let reader = builder.with_row_groups(vec![group]).with_batch_size(BATCH_ROWS).build();
        let name = self.name.clone();
        let reader = reader.map_err(|error| unreadable(&name, Form::Parquet, &plain(&error)))?;
        Ok(Box::new(reader.map(move |batch| batch.map_err(|error| unreadable(&name, Form::Parquet, &error)))))
    }

    fn arrow_batch(&self, batch: usize) -> Result<Batches, Fault> {
        let read = || {
            let mut reader = arrow_file(&self.path)?;
            reader.set_index(batch)?;
            reader.next().transpose()
        };
        let batch = read().map_err(|error| unreadable(&self.name, Form::Arrow, &error))?;
        Ok(Box::new(batch.into_iter().flat_map(slices).map(Ok)))
    }

    fn arrow_stream(&self) -> Result<Batches, Fault> {
        let name = self.name.clone();
        let reader = StreamReader::try_new(BufReader::new(open(&self.path)?), None);
        let reader = reader.map_err(|error| unreadable(&name, Form::Arrow, &error))?;
        Ok(Box::new(reader.flat_map(move |batch| match batch {
            Ok(batch) => slices(batch).map(Ok).collect(),
            Err(error) => vec![Err(unreadable(&name, Form::Arrow, &error))],
        })))
    }
}

fn open(path: &Path) -> Result<File, Fault> {
    File::open(path).map_err(|error| Fault::file("read", &path.display().to_string(), &error))
}

fn arrow_file(path: &Path) -> Result<FileReader<BufReader<File>>, ArrowError> {
    FileReader::try_new_buffered(File::open(path)?, None)
}

/// Whether a stream ends with its mark. One that was cut between two batches reads well, and its last rows are lost.
fn ended(mut stream: File) -> Result<(), ArrowError> {
    let mut end = [0; ARROW_END.len()];
    let length = stream.metadata()?.len();
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
