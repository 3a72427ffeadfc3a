//! What is wrong with what was given, for a person: what, each single fault, and what to do next.

use entitle_kernel::{Contract, Error};
use std::borrow::Cow;
use std::fmt;

/// Facts or names that cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// One sentence without a full stop.
    pub message: String,
    /// Single faults, as far as they are told.
    pub details: Vec<String>,
    /// The number of single faults beyond those.
    pub more: usize,
    /// What to do next.
    pub help: Option<String>,
    /// The kernel's error behind it, where there is one; of several the first.
    pub error: Option<Error>,
}

impl Fault {
    /// A fault of what was given.
    pub fn input(message: impl Into<String>) -> Fault {
        Fault { message: message.into(), details: Vec::new(), more: 0, help: None, error: None }
    }

    /// What the kernel refuses of a contract.
    pub fn of_kernel(contract: &Contract<'_>, error: Error) -> Fault {
        Fault::input(format!("{}: {error}", contract.id())).with_error(error)
    }

    /// The same with advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Fault {
        self.help = Some(help.into());
        self
    }

    /// The same with the kernel's error behind it.
    #[must_use]
    pub fn with_error(mut self, error: Error) -> Fault {
        self.error = Some(error);
        self
    }

    /// All of it as text: the message, each single fault, what to do.
    ///
    /// ```
    /// let fault = entitle_answers::Fault::input("the facts have a fault").with_details(vec!["row 2".into()]).with_help("mend it");
    /// assert_eq!(fault.text(), "The facts have a fault\n  - row 2\nhelp: mend it");
    /// ```
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = capitalised(&self.message);
        for detail in &self.details {
            text += "\n  - ";
            text += detail;
        }
        if self.more > 0 {
            text += &format!("\n  and {} more", self.more);
        }
        if let Some(help) = &self.help {
            text += "\nhelp: ";
            text += help;
        }
        text
    }

    /// The same with single faults.
    #[must_use]
    pub fn with_details(mut self, details: Vec<String>) -> Fault {
        self.details = details;
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

/// `1 fault`, `2 faults`.
pub fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

/// What was given, as far as a message has room for it.
pub fn quoted(text: &str) -> Cow<'_, str> {
    const SHOWN_MAX: usize = 80;
    match text.char_indices().nth(SHOWN_MAX) {
        None => text.into(),
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], text.len()).into(),
    }
}

/// The text with a capital letter at its beginning.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| std::iter::once(first.to_ascii_uppercase()).chain(letters).collect())
}

/// The nearest of the known words, where it is near enough to be meant; of equally near ones, one that goes on
/// where `wanted` stops.
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // What is far longer than any word is none of them, and would take long to measure.
    const MEANT_MAX: usize = 200;
    if wanted.len() > MEANT_MAX {
        return None;
    }
    let wanted = wanted.to_ascii_lowercase();
    let measured = known.into_iter().map(|word| {
        let lower = word.to_ascii_lowercase();
        (strsim::osa_distance(&wanted, &lower), !lower.starts_with(&wanted), word)
    });
    let (distance, _, word) = measured.min()?;
    (distance <= 1 + wanted.chars().count() / 3).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_its_word_and_nonsense_none() {
        let known = ["list_size", "register_size.DM", "numerator.DM020"];
        assert_eq!(nearest("list_siez", known), Some("list_size"));
        assert_eq!(nearest("numerator.dm020", known), Some("numerator.DM020"));
        assert_eq!(nearest("weather", known), None);
    }
}
