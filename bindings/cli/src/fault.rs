//! What went wrong, in one style: what, where, and what to do next; and the exit code for it.

use std::fmt;

pub(crate) use entitle_answers::{capitalised, counted, nearest, shown};

/// How many faults of one file are written out before the rest is only counted.
pub(crate) const FAULTS_SHOWN_MAX: usize = 20;

/// The exit codes of the command, as `entitle --help` documents them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Exit {
    /// Everything went well.
    Fine = 0,
    /// A rule test or a check of a definition failed.
    Failed = 1,
    /// Bad input or usage.
    BadInput = 2,
    /// No such contract, or none in force that day.
    NotFound = 3,
    /// A file could not be read or written.
    Files = 4,
}

/// An error for a person: what is wrong, each single fault, and what to do next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The exit code that it ends with.
    pub exit: Exit,
    /// One sentence without a full stop.
    pub message: String,
    /// Single faults, all of them; printed up to twenty.
    pub details: Vec<String>,
    /// What to do next.
    pub help: Option<String>,
}

impl Fault {
    /// An error that ends with this exit code.
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Fault {
        Fault { exit, message: message.into(), details: Vec::new(), help: None }
    }

    /// Bad input or usage.
    pub(crate) fn input(message: impl Into<String>) -> Fault {
        Fault::new(Exit::BadInput, message)
    }

    /// A file that cannot be read or written.
    pub(crate) fn file(doing: &str, name: &str, error: &std::io::Error) -> Fault {
        Fault::new(Exit::Files, format!("cannot {doing} {name}: {error}"))
    }

    /// The same with advice.
    #[must_use]
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Fault {
        self.help = Some(help.into());
        self
    }

    /// The same with single faults.
    #[must_use]
    pub(crate) fn with_details(mut self, details: Vec<String>) -> Fault {
        self.details = details;
        self
    }

    /// The error in colour; what prints it takes the colour away where nobody sees it.
    #[must_use]
    pub(crate) fn rendered(&self) -> String {
        use crate::style;
        let mut text = style::paint(style::ERROR, "error:") + " " + &shown(&self.message) + "\n";
        for detail in self.details.iter().take(FAULTS_SHOWN_MAX) {
            text += &format!("  - {}\n", shown(detail).replace('\n', "\n    "));
        }
        if self.details.len() > FAULTS_SHOWN_MAX {
            text += &format!("  and {} more\n", self.details.len() - FAULTS_SHOWN_MAX);
        }
        if let Some(help) = &self.help {
            text += &format!("{} {}\n", style::paint(style::HELP, "help:"), shown(help));
        }
        text
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl From<entitle_answers::Fault> for Fault {
    fn from(fault: entitle_answers::Fault) -> Fault {
        let entitle_answers::Fault { message, details, help, error } = fault;
        // The page of errors about contracts that are not there.
        let exit = if error.is_some_and(|error| error.code() / 100 == 3) { Exit::NotFound } else { Exit::BadInput };
        Fault { exit, message, details, help }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_twenty_faults_are_counted() {
        let details = (0..25).map(|index| format!("fault {index}")).collect();
        let text = Fault::input("x").with_details(details).rendered();
        assert!(text.contains("fault 19") && !text.contains("fault 20"));
        assert!(text.contains("and 5 more"));
    }
}
