//! The folder of results: its files appear together when all of them are complete, or not at all.

use crate::fault::Fault;
use crate::output::beside;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A folder whose files are being written beside their places.
pub(crate) struct Folder {
    path: PathBuf,
    /// It was not there before.
    is_new: bool,
    /// Places and what will stand there.
    files: Vec<(PathBuf, PathBuf)>,
}

/// One CSV file of the folder.
pub(crate) struct Sheet {
    name: String,
    writer: csv::Writer<File>,
}

/// The bytes that are written at once.
const BUFFER_BYTES: usize = 1 << 17;

impl Folder {
    /// Takes a folder, made where there is none. One that holds anything is left alone unless `force` says so.
    pub(crate) fn prepare(path: &Path, force: bool) -> Result<Folder, Fault> {
        let name = path.display().to_string();
        let is_new = !path.exists();
        if is_new {
            std::fs::create_dir_all(path).map_err(|error| Fault::file("make", &name, &error))?;
        } else {
            let mut entries = std::fs::read_dir(path).map_err(|error| Fault::file("write to", &name, &error))?;
            if !force && entries.next().is_some() {
                return Err(Fault::input(format!("{name} is not empty"))
                    .with_help("name another folder, or say --force to replace the results that stand there"));
            }
        }
        Ok(Folder { path: path.to_owned(), is_new, files: Vec::new() })
    }

    /// Begins a CSV file with this header.
    pub(crate) fn sheet(&mut self, name: &str, header: &[&str]) -> Result<Sheet, Fault> {
        let (name, file) = self.begin(name)?;
        let writer = csv::WriterBuilder::new().buffer_capacity(BUFFER_BYTES).from_writer(file);
        let mut sheet = Sheet { name, writer };
        sheet.row(header)?;
        Ok(sheet)
    }

    /// Writes a whole file.
    pub(crate) fn write(&mut self, name: &str, text: &str) -> Result<(), Fault> {
        let (name, mut file) = self.begin(name)?;
        let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
        written.map_err(|error| Fault::file("write", &name, &error))
    }

    fn begin(&mut self, name: &str) -> Result<(String, File), Fault> {
        let place = self.path.join(name);
        let name = place.display().to_string();
        let beside = beside(&place);
        let file = File::create(&beside).map_err(|error| Fault::file("write", &name, &error))?;
        self.files.push((place, beside));
        Ok((name, file))
    }

    /// Puts all files in their places.
    pub(crate) fn publish(mut self) -> Result<(), Fault> {
        for (place, beside) in &self.files {
            let moved = std::fs::rename(beside, place);
            moved.map_err(|error| Fault::file("write", &place.display().to_string(), &error))?;
        }
        self.files.clear();
        self.is_new = false;
        Ok(())
    }

    /// Puts only this file in its place; what else was written is gone.
    pub(crate) fn publish_only(mut self, name: &str) -> Result<(), Fault> {
        let kept = self.path.join(name);
        let written = std::mem::take(&mut self.files);
        let (keep, others) = written.into_iter().partition(|(place, _)| *place == kept);
        self.files = others;
        self.discard();
        self.files = keep;
        self.publish()
    }

    fn discard(&mut self) {
        for (_, beside) in self.files.drain(..) {
            let _ = std::fs::remove_file(beside);
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        self.discard();
        if self.is_new {
            // Only where it is empty: nobody else's files go.
            let _ = std::fs::remove_dir(&self.path);
        }
    }
}

impl Sheet {
    /// Writes a row.
    pub(crate) fn row<T: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<(), Fault> {
        let name = &self.name;
        self.writer.write_record(cells).map_err(|error| Fault::file("write", name, &error.into()))
    }

    /// Writes a row that is put together already.
    pub(crate) fn record(&mut self, row: &csv::ByteRecord) -> Result<(), Fault> {
        let name = &self.name;
        self.writer.write_byte_record(row).map_err(|error| Fault::file("write", name, &error.into()))
    }

    /// Everything is on the disk.
    pub(crate) fn finish(self) -> Result<(), Fault> {
        let Sheet { name, writer } = self;
        let file = writer.into_inner().map_err(|error| error.into_error());
        let written = file.and_then(|file| file.sync_all());
        written.map_err(|error| Fault::file("write", &name, &error))
    }
}
