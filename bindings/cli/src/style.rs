//! Colours of the terminal. Everything is written with them; [`crate::output`] takes them away where
//! nobody sees them (a pipe, a file, `NO_COLOR`).

use anstyle::{AnsiColor, Style};

/// The word `error:`, and what failed.
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
/// The word `help:`.
pub(crate) const HELP: Style = AnsiColor::Cyan.on_default().bold();
/// Headings.
pub(crate) const HEADING: Style = Style::new().bold();
/// Heads of columns, and what matters less.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// What is met, earned, or as expected.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// What is not met or fails.
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
/// What is not certain: assumed, undetermined, referred.
pub(crate) const DOUBT: Style = AnsiColor::Yellow.on_default();
/// The row that decided.
pub(crate) const MARK: Style = AnsiColor::Green.on_default().bold();

/// The text in this style.
pub(crate) fn paint(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// What a contract proves itself by, a line each, whole: a shortened digest proves little.
pub(crate) fn digests(digests: &entitle_answers::Digests) -> String {
    digests.lines().into_iter().map(|line| format!("  {}\n", paint(FAINT, line))).collect()
}
