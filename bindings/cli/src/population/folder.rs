//! The folder of results: its files appear together when all of them are complete, or not at all, also where the run
//! is interrupted.

use crate::fault::Fault;
use crate::output::{beside, complain};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError, Weak};

/// A folder whose files are being written beside their places.
pub(crate) struct Folder {
    path: PathBuf,
    parts: Arc<Mutex<Parts>>,
}

/// What is not complete yet, and goes where the run ends early.
#[derive(Default)]
struct Parts {
    /// Folders that were not there before, the innermost first.
    made: Vec<PathBuf>,
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
        let folder = Folder { path: path.to_owned(), parts: Arc::default() };
        go_where_interrupted(&folder.parts);
        if path.exists() {
            let mut entries = std::fs::read_dir(path).map_err(|error| Fault::file("write to", &name, &error))?;
            if !force && entries.next().is_some() {
                return Err(Fault::input(format!("{name} is not empty"))
                    .with_help("name another folder, or say --force to replace the results that stand there"));
            }
        } else {
            let mut parts = folder.parts();
            parts.made = path
                .ancestors()
                .take_while(|folder| !(is_here(folder) || folder.exists()))
                .map(Path::to_owned)
                .collect();
            std::fs::create_dir_all(path).map_err(|error| Fault::file("make", &name, &error))?;
        }
        Ok(folder)
    }

    fn parts(&self) -> MutexGuard<'_, Parts> {
        held(&self.parts)
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

    /// Begins a file: its whole name for messages, and where it is written.
    pub(crate) fn begin(&mut self, name: &str) -> Result<(String, File), Fault> {
        let place = self.path.join(name);
        let name = place.display().to_string();
        let beside = beside(&place);
        let mut parts = self.parts();
        let file = File::create(&beside).map_err(|error| Fault::file("write", &name, &error))?;
        parts.files.push((place, beside));
        Ok((name, file))
    }

    /// Makes a folder in it, for files that are read together. One that holds anything is left alone: what stands there
    /// would be read with them.
    pub(crate) fn inner(&mut self, name: &str) -> Result<(), Fault> {
        let path = self.path.join(name);
        let name = path.display().to_string();
        if !path.exists() {
            std::fs::create_dir(&path).map_err(|error| Fault::file("make", &name, &error))?;
            self.parts().made.insert(0, path);
            return Ok(());
        }
        let mut entries = std::fs::read_dir(&path).map_err(|error| Fault::file("write to", &name, &error))?;
        match entries.next() {
            None => Ok(()),
            Some(_) => Err(Fault::input(format!("{name} is not empty"))
                .with_help("remove the folder: its files would be read together with the new ones")),
        }
    }

    /// Puts all files in their places.
    pub(crate) fn publish(self) -> Result<(), Fault> {
        self.parts().publish()
    }

    /// Puts only this file in its place; what else was written is gone. Whether other files stand in the folder.
    pub(crate) fn publish_only(self, name: &str) -> Result<bool, Fault> {
        let kept = self.path.join(name);
        let mut parts = self.parts();
        let (keep, others) = parts.files.drain(..).partition(|(place, _)| *place == kept);
        Parts { made: Vec::new(), files: others }.discard();
        parts.files = keep;
        parts.publish()?;
        let entries = std::fs::read_dir(&self.path).map_err(|error| Fault::file("read", name, &error))?;
        Ok(entries.filter_map(Result::ok).any(|entry| entry.path() != kept))
    }
}

impl Parts {
    fn publish(&mut self) -> Result<(), Fault> {
        for (place, beside) in &self.files {
            let moved = std::fs::rename(beside, place);
            moved.map_err(|error| Fault::file("write", &place.display().to_string(), &error))?;
        }
        *self = Parts::default();
        Ok(())
    }

    fn discard(&mut self) {
        for (_, beside) in self.files.drain(..) {
            let _ = std::fs::remove_file(beside);
        }
        for folder in self.made.drain(..) {
            // Only where it is empty: nobody else's files go.
            let _ = std::fs::remove_dir(folder);
        }
    }
}

/// Whether a path is the folder that the command runs in, the outermost of a relative path.
fn is_here(path: &Path) -> bool {
    path.as_os_str().is_empty()
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The exit code of a run that was interrupted, as shells have it.
const INTERRUPTED: i32 = 130;

/// Where a person or the system ends the run, what is not complete goes first.
fn go_where_interrupted(parts: &Arc<Mutex<Parts>>) {
    static OPEN: Mutex<Vec<Weak<Mutex<Parts>>>> = Mutex::new(Vec::new());
    static WATCH: Once = Once::new();
    held(&OPEN).push(Arc::downgrade(parts));
    WATCH.call_once(|| {
        // Where nobody can watch, an interruption leaves its parts behind.
        let _ = ctrlc::set_handler(|| {
            let open: Vec<_> = held(&OPEN).iter().filter_map(Weak::upgrade).collect();
            // Held to the end, so that no other part is begun.
            let mut open: Vec<_> = open.iter().map(|parts| held(parts)).collect();
            open.iter_mut().for_each(|parts| parts.discard());
            complain("\ninterrupted: no results were written\n");
            std::process::exit(INTERRUPTED);
        });
    });
}

impl Drop for Folder {
    fn drop(&mut self) {
        self.parts().discard();
    }
}

impl Sheet {
    /// Writes a row.
    pub(crate) fn row<T: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<(), Fault> {
        let name = &self.name;
        self.writer.write_record(cells).map_err(|error| Fault::file("write", name, &error.into()))
    }

    /// Writes rows that are text already.
    pub(crate) fn rows(&mut self, text: &[u8]) -> Result<(), Fault> {
        let written = self.writer.flush().and_then(|()| self.writer.get_ref().write_all(text));
        written.map_err(|error| Fault::file("write", &self.name, &error))
    }

    /// Everything is on the disk.
    pub(crate) fn finish(self) -> Result<(), Fault> {
        let Sheet { name, writer } = self;
        let file = writer.into_inner().map_err(|error| error.into_error());
        let written = file.and_then(|file| file.sync_all());
        written.map_err(|error| Fault::file("write", &name, &error))
    }
}
