//! The folder of results: its files appear together when all of them are complete, or not at all, also where the run
//! is interrupted.
//!
//! They are written in a folder of their own beside it. A place that is free, or that holds results alone, is taken as one, by one
//! rename. A folder that cannot be renamed (a mount point, the one the command runs in) or that holds something else keeps that; its
//! results are replaced one after another, and put back where one of them cannot be.

use crate::fault::Fault;
use crate::output::complain;
use crate::safe_cells;
use crate::unfinished::{folder_in, is_unfinished, sweep};
use std::ffi::OsString;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError, Weak};
use tempfile::TempDir;

/// A folder whose files are being written beside their places.
pub(crate) struct Folder {
    /// The folder as it was named, for messages.
    name: String,
    /// Where it is.
    place: PathBuf,
    how: How,
    is_result: fn(&str) -> bool,
    work: Arc<Mutex<Work>>,
}

/// How the files come to their places.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum How {
    /// The folder takes a place that is free.
    Anew,
    /// The folder takes the place of another.
    Whole,
    /// One after another.
    EachFile,
}

/// What is not complete yet, and goes where the run ends early.
#[derive(Default)]
struct Work {
    /// Where the files are written, and what tells other runs so.
    beside: Option<(TempDir, Option<File>)>,
    /// Folders that were not there before, the innermost first.
    made: Vec<PathBuf>,
}

/// One CSV file of the folder.
pub(crate) struct Sheet {
    name: String,
    writer: csv::Writer<File>,
}

/// The bytes that are written at once.
const BUFFER_BYTES: usize = 1 << 17;

/// Where results were put, once they were.
static PUBLISHED: Mutex<Option<String>> = Mutex::new(None);

impl Folder {
    /// Takes a folder, made where there is none. One that holds anything is left alone unless `force` says so, and one whose results
    /// would replace an input always. `is_result` tells the names of results.
    pub(crate) fn prepare(
        path: &Path,
        force: bool,
        inputs: &[&Path],
        is_result: fn(&str) -> bool,
    ) -> Result<Folder, Fault> {
        let name = path.display().to_string();
        let work: Arc<Mutex<Work>> = Arc::default();
        go_where_interrupted(&work);
        let mut folder = Folder { name, place: path.to_owned(), how: How::Anew, is_result, work };
        if path.exists() {
            folder.take_existing(force, inputs)?;
        } else {
            folder.make_free()?;
        }
        Ok(folder)
    }

    fn take_existing(&mut self, force: bool, inputs: &[&Path]) -> Result<(), Fault> {
        let fault = |error| Fault::file("write to", &self.name, &error);
        let place = std::fs::canonicalize(&self.place).map_err(fault)?;
        // What a run that was killed left here is nobody's.
        sweep(&place);
        let entries = entries(&place).map_err(fault)?;
        if !force && !entries.is_empty() {
            return Err(Fault::input(format!("{} is not empty", self.name))
                .with_help("name another folder, or say --force to replace the results that stand there"));
        }
        let is_result = self.is_result;
        let is_result = |entry: &OsString| entry.to_str().is_some_and(is_result);
        for input in inputs.iter().filter_map(|input| std::fs::canonicalize(input).ok()) {
            let replaced =
                input.parent() == Some(&place) && input.file_name().is_some_and(|name| is_result(&name.into()));
            if replaced || input == place {
                return Err(Fault::input(format!("the results would replace the input {}", input.display()))
                    .with_help("name another folder for the results"));
            }
        }
        let beside = match place.parent() {
            Some(parent) if entries.iter().all(is_result) && may_be_renamed(&place, parent) => folder_in(parent).ok(),
            _ => None,
        };
        self.how = if beside.is_some() { How::Whole } else { How::EachFile };
        let beside = beside.map_or_else(|| folder_in(&place).map_err(fault), Ok)?;
        self.place = place;
        self.work().beside = Some(beside);
        Ok(())
    }

    fn make_free(&mut self) -> Result<(), Fault> {
        let fault = |error| Fault::file("make", &self.name, &error);
        let parent = match self.place.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let free = parent.ancestors().take_while(|folder| !(folder.as_os_str().is_empty() || folder.exists()));
        let mut work = self.work();
        work.made = free.map(Path::to_owned).collect();
        let begun = std::fs::create_dir_all(parent).and_then(|()| folder_in(parent));
        if begun.is_err() {
            work.discard();
        }
        work.beside = Some(begun.map_err(fault)?);
        Ok(())
    }

    fn work(&self) -> MutexGuard<'_, Work> {
        held(&self.work)
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
        let whole = Path::new(&self.name).join(name).display().to_string();
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(self.work().path().join(name));
        Ok((whole.clone(), file.map_err(|error| Fault::file("write", &whole, &error))?))
    }

    /// Makes a folder in it, for files that are read together. One that holds anything is left alone: what stands there
    /// would be read with them.
    pub(crate) fn inner(&mut self, name: &str) -> Result<(), Fault> {
        let (place, whole) = (self.place.join(name), Path::new(&self.name).join(name).display().to_string());
        if place.exists() && !entries(&place).map_err(|error| Fault::file("write to", &whole, &error))?.is_empty() {
            return Err(Fault::input(format!("{whole} is not empty"))
                .with_help("remove the folder: its files would be read together with the new ones"));
        }
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(self.work().path().join(name)).map_err(|error| Fault::file("make", &whole, &error))
    }

    /// Puts all files in their places.
    pub(crate) fn publish(self) -> Result<(), Fault> {
        let mut work = self.work();
        let Some((beside, _lock)) = work.beside.take() else { return Ok(()) };
        let put = match self.how {
            How::Anew => std::fs::rename(beside.path(), &self.place),
            How::Whole => self.take_place_of_old(beside.path()),
            How::EachFile => self.move_each(beside.path()),
        };
        put.map_err(|error| Fault::file("write", &self.name, &error))?;
        work.made.clear();
        *held(&PUBLISHED) = Some(self.name.clone());
        // Until here nobody is told that there are none.
        drop(work);
        Ok(())
    }

    /// Puts only this file in its place; what else was written is gone. Whether other files stand in the folder.
    pub(crate) fn publish_only(self, name: &str) -> Result<bool, Fault> {
        let fault = |error| Fault::file("write", &self.name, &error);
        let mut work = self.work();
        let Some((beside, _lock)) = work.beside.take() else { return Ok(false) };
        if self.how == How::Anew {
            for other in entries(beside.path()).map_err(fault)?.iter().filter(|other| *other != name) {
                remove(&beside.path().join(other)).map_err(fault)?;
            }
            std::fs::rename(beside.path(), &self.place).map_err(fault)?;
        } else {
            std::fs::rename(beside.path().join(name), self.place.join(name)).map_err(fault)?;
        }
        drop(beside);
        work.made.clear();
        Ok(entries(&self.place).map_err(fault)?.iter().any(|entry| entry != name))
    }

    /// The folder of new files takes the place of the old one, which goes.
    fn take_place_of_old(&self, new: &Path) -> std::io::Result<()> {
        let is_result = |entry: &OsString| entry.to_str().is_some_and(self.is_result);
        if !entries(&self.place)?.iter().all(is_result) {
            return Err(std::io::Error::other("somebody put another file there meanwhile; it was left as it was"));
        }
        // Who let others into the folder still lets them; the files are their owner's alone.
        std::fs::set_permissions(new, std::fs::metadata(&self.place)?.permissions())?;
        #[cfg(target_os = "linux")]
        {
            use rustix::fs::{CWD, RenameFlags, renameat_with};
            if renameat_with(CWD, new, CWD, &self.place, RenameFlags::EXCHANGE).is_ok() {
                return std::fs::remove_dir_all(new);
            }
        }
        let old = folder_in(self.place.parent().unwrap_or(&self.place))?.0;
        let aside = old.path().join("old");
        std::fs::rename(&self.place, &aside)?;
        std::fs::rename(new, &self.place).inspect_err(|_| {
            let _ = std::fs::rename(&aside, &self.place);
        })
    }

    /// The new files take their places one after another, and all results that stood there go; or everything is put back.
    fn move_each(&self, new: &Path) -> std::io::Result<()> {
        let (old, _lock) = folder_in(&self.place)?;
        let mut moved: Vec<(PathBuf, PathBuf)> = Vec::new();
        let mut steps = Vec::new();
        for name in entries(&self.place)?.into_iter().filter(|name| name.to_str().is_some_and(self.is_result)) {
            steps.push((self.place.join(&name), old.path().join(&name)));
        }
        steps.extend(entries(new)?.into_iter().map(|name| (new.join(&name), self.place.join(&name))));
        for (from, to) in steps {
            if let Err(error) = std::fs::rename(&from, &to) {
                for (from, to) in moved.iter().rev() {
                    let _ = std::fs::rename(to, from);
                }
                return Err(error);
            }
            moved.push((from, to));
        }
        Ok(())
    }
}

impl Work {
    fn path(&self) -> &Path {
        self.beside.as_ref().map_or(Path::new(""), |(beside, _)| beside.path())
    }

    fn discard(&mut self) {
        self.beside = None;
        for folder in self.made.drain(..) {
            // Only where it is empty: nobody else's files go.
            let _ = std::fs::remove_dir(folder);
        }
    }
}

/// The names of what is in a folder, but for what is being written.
fn entries(folder: &Path) -> std::io::Result<Vec<OsString>> {
    let names = std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.file_name()));
    names.filter(|name| !name.as_ref().is_ok_and(|name| is_unfinished(name))).collect()
}

fn remove(path: &Path) -> std::io::Result<()> {
    if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }
}

/// Whether a folder can be renamed, and nobody is in it as far as is known.
fn may_be_renamed(folder: &Path, parent: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let device = |path: &Path| std::fs::metadata(path).map(|metadata| metadata.dev()).ok();
        if device(folder) != device(parent) {
            return false;
        }
    }
    #[cfg(not(unix))]
    let _ = parent;
    let here = std::env::current_dir().and_then(std::fs::canonicalize);
    here.is_ok_and(|here| !here.starts_with(folder))
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The exit code of a run that was interrupted, as shells have it.
const INTERRUPTED: i32 = 130;

/// Where a person or the system ends the run, what is not complete goes first, and what is complete is told.
fn go_where_interrupted(work: &Arc<Mutex<Work>>) {
    static OPEN: Mutex<Vec<Weak<Mutex<Work>>>> = Mutex::new(Vec::new());
    static WATCH: Once = Once::new();
    held(&OPEN).push(Arc::downgrade(work));
    WATCH.call_once(|| {
        // Where nobody can watch, an interruption leaves its parts behind, and the next run removes them.
        let _ = ctrlc::set_handler(|| {
            let open: Vec<_> = held(&OPEN).iter().filter_map(Weak::upgrade).collect();
            // Held to the end, so that no other part is begun.
            let mut open: Vec<_> = open.iter().map(|work| held(work)).collect();
            open.iter_mut().for_each(|work| work.discard());
            complain(&match &*held(&PUBLISHED) {
                None => "\ninterrupted: no results were written\n".to_owned(),
                Some(folder) => format!("\ninterrupted: the results in {folder} had been written, and are complete\n"),
            });
            std::process::exit(INTERRUPTED);
        });
    });
}

impl Drop for Folder {
    fn drop(&mut self) {
        self.work().discard();
    }
}

impl Sheet {
    /// Writes a row of texts and numbers; a text that a spreadsheet would run is written so that it does not.
    pub(crate) fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<(), Fault> {
        let name = &self.name;
        safe_cells::write(&mut self.writer, cells).map_err(|error| Fault::file("write", name, &error.into()))
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
