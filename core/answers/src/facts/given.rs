//! Facts as they were given: subjects, names and texts, before a contract has judged them.

use crate::fault::{Fault, nearest};
use entitle_kernel::Error;

/// A facts file after reading, before a contract has judged it.
#[derive(Debug)]
pub struct Document {
    /// The file's name, for messages.
    pub name: String,
    /// What a row and a column are called in this form.
    pub words: Words,
    /// The columns of a wide CSV file, each of which is said for every row; `None` where absent means unknown.
    pub columns: Option<Vec<String>>,
    /// Whether rows are practices grouped into networks.
    pub grouped: bool,
    /// One record per subject.
    pub records: Vec<Record>,
    /// The names of subjects that were left out, since only another was asked for.
    pub others: Vec<String>,
    /// What is wrong with rows that stand in no record; told with the faults of those that do.
    pub faults: Vec<String>,
}

/// What a place in a file is called.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// `row` or `line`.
    pub row: &'static str,
    /// `column` or `key`.
    pub column: &'static str,
}

/// What a file says about one subject.
#[derive(Debug, Default)]
pub struct Record {
    /// The subject's name.
    pub subject: String,
    /// The row or line where it begins, from 1.
    pub row: usize,
    /// Its facts, in the order of the file.
    pub given: Vec<Given>,
    /// The practices of a network.
    pub members: Vec<Record>,
}

/// One fact as the file has it.
#[derive(Clone, Debug)]
pub struct Given {
    /// The fact's name, with its register or indicator after a dot.
    pub name: String,
    /// Row or line, from 1.
    pub row: usize,
    /// The value's exact text, or why it cannot be a value.
    pub text: Result<String, String>,
}

impl Record {
    /// A subject with facts of these names and texts.
    #[must_use]
    pub fn of<'f>(subject: &str, facts: impl IntoIterator<Item = (&'f str, &'f str)>) -> Record {
        let given = |(name, text): (&str, &str)| Given { name: name.to_owned(), row: 1, text: Ok(text.to_owned()) };
        let given = facts.into_iter().map(given).collect();
        Record { subject: subject.to_owned(), row: 1, given, members: Vec::new() }
    }
}

/// The faults of one file, collected so that all can be told at once; the first [`Faults::TOLD_MAX`] word by word, the
/// others by their number.
pub struct Faults {
    pub(crate) file: String,
    pub(crate) list: Vec<String>,
    /// How many are no more than counted.
    pub(crate) counted: usize,
    pub(crate) help: Option<String>,
    pub(crate) error: Option<Error>,
}

impl Faults {
    /// How many faults are told word by word: nobody reads more, and each of them looks for the name that may be meant.
    pub const TOLD_MAX: usize = 100;

    /// None yet, of this file.
    pub fn new(file: &str) -> Faults {
        Faults { file: file.to_owned(), list: Vec::new(), counted: 0, help: None, error: None }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All that are told, as they stand.
    #[must_use]
    pub fn into_list(self) -> Vec<String> {
        self.list
    }

    /// Adds a fault.
    pub fn add(&mut self, fault: String) {
        self.add_with(|| fault);
    }

    /// Adds a fault whose text is worked out only where it is told.
    pub fn add_with(&mut self, fault: impl FnOnce() -> String) {
        if self.list.len() < Faults::TOLD_MAX {
            self.list.push(fault());
        } else {
            self.counted += 1;
        }
    }

    /// Adds a fault with the kernel's error behind it.
    pub fn add_error(&mut self, fault: String, error: Error) {
        self.add_error_with(|| fault, error);
    }

    /// Adds a fault with the kernel's error behind it, whose text is worked out only where it is told.
    pub fn add_error_with(&mut self, fault: impl FnOnce() -> String, error: Error) {
        self.add_with(fault);
        self.error.get_or_insert(error);
    }

    /// Nothing, or the error that holds them all.
    pub fn finish(self) -> Result<(), Fault> {
        let message = match self.list.len() + self.counted {
            0 => return Ok(()),
            1 => format!("{} has a fault; nothing was evaluated", self.file),
            count => format!("{} has {count} faults; nothing was evaluated", self.file),
        };
        let Faults { list: details, counted: more, help, error, .. } = self;
        Err(Fault { message, details, more, help, error })
    }
}

impl Document {
    /// These records, each of which says what it knows and leaves out what is unknown.
    #[must_use]
    pub fn of(name: &str, records: Vec<Record>) -> Document {
        Document {
            name: name.to_owned(),
            words: Words { row: "line", column: "key" },
            columns: None,
            grouped: false,
            records,
            others: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Leaves all subjects out but the one of this name.
    pub fn keep_only(&mut self, wanted: &str) -> Result<(), Fault> {
        let (kept, others): (Vec<_>, Vec<_>) = self.records.drain(..).partition(|record| record.subject == wanted);
        self.records = kept;
        self.others.extend(others.into_iter().map(|record| record.subject));
        if !(self.records.is_empty() && self.faults.is_empty()) {
            return Ok(());
        }
        let fault = Fault::input(format!("the facts hold no subject `{wanted}`"));
        Err(match nearest(wanted, self.others.iter().map(String::as_str)) {
            Some(near) => fault.with_help(format!("did you mean {near}?")),
            None => fault.with_help("leave out --subject to explain all of them"),
        })
    }
}
