//! Where results go: standard output, or a file that appears only when it is complete.
//!
//! A terminal is sent no control characters but line feeds and our own colours: what somebody named so is shown with its escapes.

use crate::fault::Fault;
use crate::unfinished::{Readers, file_in};
use std::borrow::Cow;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;

/// What is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// A page for people, perhaps in colour.
    Page,
    /// JSON, CSV, a definition: a program has every byte as it is.
    Data,
}

/// Prints text of either kind.
pub(crate) fn print_as(kind: Kind, text: &str) -> Result<(), Fault> {
    if kind == Kind::Page { print(text) } else { print_data(text) }
}

/// Prints a page.
pub(crate) fn print(text: &str) -> Result<(), Fault> {
    written(anstream::stdout().lock(), visible(text).as_bytes())
}

/// Prints what programs read; a terminal is shown what it must not be sent.
pub(crate) fn print_data(text: &str) -> Result<(), Fault> {
    let out = std::io::stdout().lock();
    if out.is_terminal() { written(out, visible(text).as_bytes()) } else { written(out, text.as_bytes()) }
}

/// Writes to standard output. A reader that closed the pipe has seen enough: that is no error.
fn written(mut out: impl Write, bytes: &[u8]) -> Result<(), Fault> {
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Fault::file("write to", "standard output", &error)),
        _ => Ok(()),
    }
}

/// The text with its control characters as escapes, but for line feeds, tabs and the codes of colours.
fn visible(text: &str) -> Cow<'_, str> {
    let is_kept = |character: char| !character.is_control() || matches!(character, '\n' | '\t');
    if text.chars().all(is_kept) {
        return text.into();
    }
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let colour = colour_code(rest);
        let (part, after) = rest.split_at(colour.unwrap_or(character.len_utf8()));
        match colour.is_some() || is_kept(character) {
            true => written.push_str(part),
            false => written.extend(character.escape_default()),
        }
        rest = after;
    }
    written.into()
}

/// The bytes of the code of a colour with which the text begins.
fn colour_code(text: &str) -> Option<usize> {
    let codes = text.strip_prefix("\u{1b}[")?;
    let end = codes.find(|character: char| !character.is_ascii_digit() && character != ';')?;
    codes[end..].starts_with('m').then_some("\u{1b}[".len() + end + 1)
}

/// A value as JSON, for people who read it too. No control character stands in it as it is.
pub(crate) fn json(value: &entitle_answers::Data) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default() + "\n";
    let is_raw = |character: char| character.is_control() && character != '\n';
    if !text.contains(is_raw) {
        return text;
    }
    let escaped = |character: char| match is_raw(character) {
        true => format!("\\u{:04x}", u32::from(character)),
        false => character.to_string(),
    };
    text.chars().map(escaped).collect()
}

/// Writes to standard error; what cannot be said there cannot be said at all.
pub(crate) fn complain(text: &str) {
    let _ = anstream::stderr().lock().write_all(visible(text).as_bytes());
}

/// Whether standard error shows colour.
pub(crate) fn complains_in_colour() -> bool {
    anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never
}

/// Prints, or writes to a file without colour; never over what it was made from.
pub(crate) fn deliver(text: &str, kind: Kind, file: Option<&Path>, inputs: &[&Path]) -> Result<(), Fault> {
    let Some(path) = file else {
        return print_as(kind, text);
    };
    not_over_an_input(path, inputs)?;
    match kind {
        Kind::Page => write_whole(path, anstream::adapter::strip_str(text).to_string().as_bytes(), Readers::Owner),
        Kind::Data => write_whole(path, text.as_bytes(), Readers::Owner),
    }
}

/// Refuses to write over a file that is read.
pub(crate) fn not_over_an_input(path: &Path, inputs: &[&Path]) -> Result<(), Fault> {
    let Ok(place) = std::fs::canonicalize(path) else { return Ok(()) };
    let is_place = |input: &&Path| std::fs::canonicalize(input).is_ok_and(|input| input == place && place.is_file());
    match inputs.iter().copied().find(is_place) {
        None => Ok(()),
        Some(input) => Err(Fault::input(format!("the output would replace the input {}", input.display()))
            .with_help("name another file")),
    }
}

/// Writes a file beside its place and renames it, so that it is there whole or not at all. What stands there keeps its
/// permissions; where a link leads elsewhere, it is written there. A device or a pipe is written to, never replaced.
pub(crate) fn write_whole(path: &Path, bytes: &[u8], readers: Readers) -> Result<(), Fault> {
    let fault = |error| Fault::file("write", &path.display().to_string(), &error);
    let standing = std::fs::metadata(path).ok();
    if standing.as_ref().is_some_and(|standing| !standing.is_file() && !standing.is_dir()) {
        let opened = std::fs::OpenOptions::new().write(true).open(path);
        return opened.and_then(|mut file| file.write_all(bytes)).map_err(fault);
    }
    let place = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let parent = place.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (mut beside, _lock) = file_in(parent, readers).map_err(fault)?;
    beside
        .write_all(bytes)
        .and_then(|()| beside.as_file().sync_all())
        .and_then(|()| standing.map_or(Ok(()), |standing| beside.as_file().set_permissions(standing.permissions())))
        .map_err(fault)?;
    beside.persist(&place).map(|_| ()).map_err(|error| fault(error.error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_written_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        std::fs::create_dir_all(taken.join("inside")).unwrap();
        assert!(write_whole(&taken, b"x", Readers::Owner).is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_terminal_is_shown_control_characters_and_sent_our_colours() {
        let colour = crate::style::paint(crate::style::BAD, "not met\u{1b}[2J");
        assert_eq!(visible(&colour), "\u{1b}[31mnot met\\u{1b}[2J\u{1b}[0m");
        assert_eq!(visible("a\u{7}\u{9b}2J\rb\n\u{1b}]0;title\u{7}"), "a\\u{7}\\u{9b}2J\\rb\n\\u{1b}]0;title\\u{7}");
        assert_eq!(json(&entitle_answers::Data::from("\u{1b}\u{9b}é")), "\"\\u001b\\u009bé\"\n");
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
        write_whole(&at("link"), b"after", Readers::Owner).unwrap();
        write_whole(&at("nothing"), b"gone", Readers::Owner).unwrap();
        assert_eq!(std::fs::read_to_string(at("file")).unwrap(), "after");
        assert_eq!(std::fs::metadata(at("file")).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(["link", "nothing"].iter().all(|name| at(name).is_symlink()));
        assert_eq!(std::fs::read(at("nothing")).unwrap(), b"");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
    }
}
