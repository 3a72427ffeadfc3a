//! Where results go: standard output, or a file that appears only when it is complete.

use crate::fault::Fault;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Writes to standard output. A reader that closed the pipe has seen enough: that is no error.
pub(crate) fn print(text: &str) -> Result<(), Fault> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Fault::file("write to", "standard output", &error)),
        _ => Ok(()),
    }
}

/// A value as JSON, for people who read it too.
pub(crate) fn json(value: &entitle_answers::Data) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// Writes to standard error; what cannot be said there cannot be said at all.
pub(crate) fn complain(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Whether standard error shows colour.
pub(crate) fn complains_in_colour() -> bool {
    anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never
}

/// Prints, or writes to a file without colour.
pub(crate) fn deliver(text: &str, file: Option<&Path>) -> Result<(), Fault> {
    match file {
        None => print(text),
        Some(path) => write_whole(path, anstream::adapter::strip_str(text).to_string().as_bytes()),
    }
}

/// Writes a file beside its place and renames it, so that it is there whole or not at all. What stands there keeps its
/// permissions; where a link leads elsewhere, it is written there. A device or a pipe is written to, never replaced.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let fault = |error| Fault::file("write", &path.display().to_string(), &error);
    let standing = std::fs::metadata(path).ok();
    if standing.as_ref().is_some_and(|standing| !standing.is_file() && !standing.is_dir()) {
        let opened = std::fs::OpenOptions::new().write(true).open(path);
        return opened.and_then(|mut file| file.write_all(bytes)).map_err(fault);
    }
    let place = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let beside = beside(&place);
    let written = std::fs::File::create(&beside)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| standing.map_or(Ok(()), |standing| std::fs::set_permissions(&beside, standing.permissions())))
        .and_then(|()| std::fs::rename(&beside, &place));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        fault(error)
    })
}

/// Where a file is written before it takes its place.
pub(crate) fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_written_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        std::fs::create_dir_all(taken.join("inside")).unwrap();
        assert!(write_whole(&taken, b"x").is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_permissions_stay_and_devices_are_never_replaced() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("file"), "before").unwrap();
        std::fs::set_permissions(at("file"), PermissionsExt::from_mode(0o640)).unwrap();
        symlink("file", at("link")).unwrap();
        symlink("/dev/null", at("nothing")).unwrap();
        write_whole(&at("link"), b"after").unwrap();
        write_whole(&at("nothing"), b"gone").unwrap();
        assert_eq!(std::fs::read_to_string(at("file")).unwrap(), "after");
        assert_eq!(std::fs::metadata(at("file")).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(["link", "nothing"].iter().all(|name| at(name).is_symlink()));
        assert_eq!(std::fs::read(at("nothing")).unwrap(), b"");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
    }
}
