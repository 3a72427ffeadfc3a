//! A file that is read: opened once, read at any place by any thread, and known again at the end.

use crate::fault::{Exit, Fault};
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};
use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// Of a folder of more files than this each is opened when its turn comes, so that the system has enough to open: it is then
/// the one that was judged, or refused.
const HELD_MAX: usize = 256;

/// By which a file is known again: where it is on the disk, how long, and when it was written to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Identity {
    length: u64,
    modified: Option<SystemTime>,
    /// Device and number, where the system has such.
    place: (u64, u64),
}

impl Identity {
    /// Of an open file; of a pipe or a device there is none.
    pub(crate) fn of(file: &File) -> Option<Identity> {
        file.metadata().ok().filter(Metadata::is_file).map(|metadata| Identity::from(&metadata))
    }
}

impl From<&Metadata> for Identity {
    fn from(metadata: &Metadata) -> Identity {
        #[cfg(unix)]
        let place = {
            use std::os::unix::fs::MetadataExt;
            (metadata.dev(), metadata.ino())
        };
        #[cfg(not(unix))]
        let place = (0, 0);
        Identity { length: metadata.len(), modified: metadata.modified().ok(), place }
    }
}

/// A file whose identity was taken when it was opened.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) path: PathBuf,
    /// None where it is no file that could be replaced.
    pub(crate) identity: Option<Identity>,
}

impl Known {
    /// Whether the path still leads to the same file, as it was. Errors: it was replaced or written to.
    pub(crate) fn is_unchanged(&self) -> Result<(), Fault> {
        let Some(identity) = self.identity else { return Ok(()) };
        match std::fs::metadata(&self.path) {
            Ok(metadata) if Identity::from(&metadata) == identity => Ok(()),
            _ => Err(self.changed()),
        }
    }

    /// Opens it again: the same file, as it was.
    pub(crate) fn open_again(&self) -> Result<File, Fault> {
        let file = open(&self.path)?;
        if Identity::of(&file) == self.identity { Ok(file) } else { Err(self.changed()) }
    }

    fn changed(&self) -> Fault {
        let message =
            format!("{} was replaced or written to while it was read; no results were written", self.path.display());
        Fault::new(Exit::Files, message).with_help("run it again when the file stays as it is")
    }
}

/// A file of record batches.
pub(crate) struct Input {
    pub(crate) known: Known,
    length: u64,
    held: Option<Held>,
}

/// Where bytes are.
#[derive(Clone)]
enum Held {
    File(Arc<File>),
    Memory(bytes::Bytes),
}

impl Input {
    /// Opens a file, one of so many.
    pub(crate) fn open(path: &Path, of_files: usize) -> Result<Input, Fault> {
        let file = open(path)?;
        let length = file.metadata().map_err(|error| fault(path, &error))?.len();
        let known = Known { path: path.to_owned(), identity: Identity::of(&file) };
        Ok(Input { known, length, held: (of_files <= HELD_MAX).then(|| Held::File(Arc::new(file))) })
    }

    /// What is in memory already, as a file.
    pub(crate) fn of_memory(bytes: Vec<u8>) -> Input {
        let known = Known { path: PathBuf::new(), identity: None };
        Input { known, length: bytes.len() as u64, held: Some(Held::Memory(bytes.into())) }
    }

    /// Bytes, with a place of their own.
    pub(crate) fn bytes(&self) -> Result<Bytes, Fault> {
        let open_again = || self.known.open_again().map(|file| Held::File(Arc::new(file)));
        let held = self.held.clone().map_or_else(open_again, Ok)?;
        Ok(Bytes { held, at: 0, length: self.length })
    }
}

/// The bytes of a file from a place on; others read the same file at places of their own.
#[derive(Clone)]
pub(crate) struct Bytes {
    held: Held,
    at: u64,
    length: u64,
}

impl Bytes {
    /// The bytes from another place on.
    pub(super) fn at(&self, at: u64) -> Bytes {
        Bytes { at, ..self.clone() }
    }
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = match &self.held {
            #[cfg(unix)]
            Held::File(file) => std::os::unix::fs::FileExt::read_at(&**file, buffer, self.at)?,
            #[cfg(windows)]
            Held::File(file) => std::os::windows::fs::FileExt::seek_read(&**file, buffer, self.at)?,
            Held::Memory(bytes) => {
                let rest = usize::try_from(self.at).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
                (&*rest).read(buffer)?
            }
        };
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Bytes {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(offset) => self.length.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.at.checked_add_signed(offset),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

impl Length for Bytes {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Bytes {
    type T = Bytes;

    fn get_read(&self, start: u64) -> Result<Bytes, ParquetError> {
        Ok(self.at(start))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<bytes::Bytes, ParquetError> {
        // What is asked for may come of a damaged file: memory is taken for what is there alone.
        if start.checked_add(length as u64).is_none_or(|end| end > self.length) {
            return Err(ParquetError::EOF("it ends before its parts do".to_owned()));
        }
        let mut bytes = vec![0; length];
        self.at(start).read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

fn open(path: &Path) -> Result<File, Fault> {
    File::open(path).map_err(|error| fault(path, &error))
}

fn fault(path: &Path, error: &io::Error) -> Fault {
    Fault::file("read", &path.display().to_string(), error)
}
