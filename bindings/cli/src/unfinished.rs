//! Files and folders that are being written: beside their places, under names that nobody can foresee, readable by their owner
//! alone. They are gone when the run ends, and what a run that was killed left behind goes with the next one.

use std::fs::File;
use std::io;
use std::path::Path;
use tempfile::{Builder, NamedTempFile, TempDir};

/// The beginning and the end of their names; between them stand characters drawn at random.
const PREFIX: &str = ".entitle-";
const SUFFIX: &str = ".part";

/// Who may read what is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Readers {
    /// Its owner, for it may say something of patients or practices.
    Owner,
    /// Whoever the system's settings let: it says nothing of anybody.
    Anybody,
}

/// Whether a name is one of theirs.
pub(crate) fn is_unfinished(name: &std::ffi::OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX))
}

/// A folder beside its place, and what tells other runs that somebody is at it.
pub(crate) fn folder_in(parent: &Path) -> io::Result<(TempDir, Option<File>)> {
    sweep(parent);
    begun(|| named(Readers::Owner, 0o700).tempdir_in(parent), TempDir::path)
}

/// A file beside its place, likewise.
pub(crate) fn file_in(parent: &Path, readers: Readers) -> io::Result<(NamedTempFile, Option<File>)> {
    sweep(parent);
    begun(|| named(readers, 0o600).tempfile_in(parent), NamedTempFile::path)
}

/// Names drawn at random, never one that is there.
fn named(readers: Readers, mode: u32) -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(if readers == Readers::Owner {
        mode
    } else {
        0o666
    }));
    #[cfg(not(unix))]
    let _ = (readers, mode);
    builder
}

/// Makes one that no other run is sweeping away.
fn begun<T>(make: impl Fn() -> io::Result<T>, path: impl Fn(&T) -> &Path) -> io::Result<(T, Option<File>)> {
    const TRIES_MAX: usize = 16;
    for _ in 0..TRIES_MAX {
        let made = make()?;
        match lock(path(&made)) {
            Lock::Held(lock) if path(&made).exists() => return Ok((made, Some(lock))),
            Lock::Unknown => return Ok((made, None)),
            Lock::Held(_) | Lock::Busy => {}
        }
    }
    Err(io::Error::other("another run removes what is begun here"))
}

/// Whether somebody is at a file or folder.
enum Lock {
    /// Nobody was; now it is us, until this is closed.
    Held(File),
    /// Somebody is.
    Busy,
    /// The system cannot tell.
    Unknown,
}

#[cfg(unix)]
fn lock(path: &Path) -> Lock {
    use rustix::fs::{FlockOperation, Mode, OFlags, flock, open};
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let Ok(opened) = open(path, flags, Mode::empty()) else { return Lock::Unknown };
    match flock(&opened, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Lock::Held(File::from(opened)),
        Err(rustix::io::Errno::WOULDBLOCK) => Lock::Busy,
        Err(_) => Lock::Unknown,
    }
}

#[cfg(not(unix))]
fn lock(_: &Path) -> Lock {
    Lock::Unknown
}

/// Removes what runs that were killed left in a folder. A link is never followed, and what another run is at stays.
pub(crate) fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten().filter(|entry| is_unfinished(&entry.file_name())) {
        let (path, Ok(kind)) = (entry.path(), entry.file_type()) else { continue };
        if let (true, Lock::Held(_lock)) = (kind.is_dir() || kind.is_file(), lock(&path)) {
            let _ = if kind.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_a_killed_run_left_goes_and_what_another_is_at_stays() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at(".entitle-dead.part")).unwrap();
        std::fs::write(at(".entitle-dead.part/decisions.csv"), "p1").unwrap();
        std::fs::write(at(".entitle-file.part"), "p1").unwrap();
        std::fs::create_dir(at("kept")).unwrap();
        std::fs::write(at("kept/mine"), "mine").unwrap();
        symlink("kept", at(".entitle-link.part")).unwrap();
        std::fs::write(at("mine.part"), "mine").unwrap();
        let (other, _lock) = folder_in(folder.path()).unwrap();
        let (file, _of_file) = file_in(folder.path(), Readers::Owner).unwrap();
        assert!(!at(".entitle-dead.part").exists() && !at(".entitle-file.part").exists());
        assert!(at("kept/mine").exists() && at(".entitle-link.part").is_symlink() && at("mine.part").exists());
        assert!(other.path().exists() && file.path().exists());
        assert_eq!((mode(other.path()), mode(file.path())), (0o700, 0o600));
    }
}
