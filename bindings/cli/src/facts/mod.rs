//! Facts files: CSV, JSON and TOML become the same records, and records become values that a contract takes.
//!
//! Nothing is guessed: a missing column, an unknown name, a value that does not fit and a subject that
//! stands twice are all faults, and all of them are told at once.

mod counted;
mod delimited;
mod json;
mod lines;
mod names;
mod set;
mod shared;
mod toml;
pub(crate) mod tree;
mod typed;

pub use counted::{CountedFacts, count_csv_facts};
pub(crate) use names::{Names, advice, wanted};
pub(crate) use set::{Common, common};
pub(crate) use shared::{Shared, parse_one, pass_over_facts_of_others, shared};
pub(crate) use typed::{Asked, Subject, subjects, subjects_with};

use crate::arguments::{FactsFile, FactsFormat};
use crate::fault::{Fault, nearest};
use std::io::Read;
use std::path::Path;

/// A facts file after reading, before a contract has judged it.
#[derive(Debug)]
pub(crate) struct Document {
    /// The file's name, for messages.
    pub(crate) name: String,
    /// What a row and a column are called in this form.
    pub(crate) words: Words,
    /// The columns of a wide CSV file, each of which is said for every row; `None` where absent means unknown.
    pub(crate) columns: Option<Vec<String>>,
    /// Whether rows are practices grouped into networks.
    pub(crate) grouped: bool,
    /// One record per subject.
    pub(crate) records: Vec<Record>,
    /// The names of subjects that were left out, since only another was asked for.
    pub(crate) others: Vec<String>,
    /// What is wrong with rows that stand in no record; told with the faults of those that do.
    pub(crate) faults: Vec<String>,
}

/// What a place in a file is called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    /// `row` or `line`.
    pub(crate) row: &'static str,
    /// `column` or `key`.
    pub(crate) column: &'static str,
}

/// What a file says about one subject.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// The subject's name.
    pub(crate) subject: String,
    /// The row or line where it begins, from 1.
    pub(crate) row: usize,
    /// Its facts, in the order of the file.
    pub(crate) given: Vec<Given>,
    /// The practices of a network.
    pub(crate) members: Vec<Record>,
}

/// One fact as the file has it.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    /// The fact's name, with its register or indicator after a dot.
    pub(crate) name: String,
    /// Row or line, from 1.
    pub(crate) row: usize,
    /// The value's exact text, or why it cannot be a value.
    pub(crate) text: Result<String, String>,
}

/// The faults of one file, collected so that all can be told at once.
pub(crate) struct Faults {
    file: String,
    list: Vec<String>,
    help: Option<String>,
}

impl Faults {
    fn new(file: &str) -> Faults {
        Faults { file: file.to_owned(), list: Vec::new(), help: None }
    }

    fn add(&mut self, fault: String) {
        self.list.push(fault);
    }

    /// Nothing, or the error that holds them all.
    fn finish(self) -> Result<(), Fault> {
        let message = match self.list.len() {
            0 => return Ok(()),
            1 => format!("{} has a fault; nothing was evaluated", self.file),
            count => format!("{} has {count} faults; nothing was evaluated", self.file),
        };
        let fault = Fault::input(message).with_details(self.list);
        Err(match self.help {
            Some(help) => fault.with_help(help),
            None => fault,
        })
    }
}

impl Document {
    /// Leaves all subjects out but the one of this name.
    fn keep_only(&mut self, wanted: &str) -> Result<(), Fault> {
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

/// Reads a facts file or standard input: every subject, or the only one that is asked for. Of a CSV file the rows of
/// other subjects are then passed over, whatever is in them.
pub(crate) fn read(from: &FactsFile, only: Option<&str>) -> Result<Document, Fault> {
    let name = match from.facts.to_str() {
        Some("-") => "standard input".to_owned(),
        _ => from.facts.display().to_string(),
    };
    let format = match from.facts_format {
        Some(format) => format,
        None => format_of(&from.facts, &name)?,
    };
    let bytes = if name == "standard input" {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().read_to_end(&mut bytes);
        read.map(|_| bytes)
    } else {
        std::fs::read(&from.facts)
    };
    let bytes = bytes.map_err(|error| Fault::file("read", &name, &error))?;
    let mut document = parse(&name, &text_of(&name, &bytes)?, format, only)?;
    if let Some(wanted) = only {
        document.keep_only(wanted)?;
    }
    Ok(document)
}

/// Reads facts from a text; `only` is for forms in which other subjects need not be read.
fn parse(name: &str, text: &str, format: FactsFormat, only: Option<&str>) -> Result<Document, Fault> {
    match format {
        FactsFormat::Csv => delimited::read(name, text, only),
        FactsFormat::Json => tree::document(name, &json::parse(name, text)?),
        FactsFormat::Toml => tree::document(name, &toml::parse(name, text)?),
    }
}

fn format_of(path: &Path, name: &str) -> Result<FactsFormat, Fault> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    match extension.map(str::to_lowercase).as_deref() {
        Some("csv") => Ok(FactsFormat::Csv),
        Some("json") => Ok(FactsFormat::Json),
        Some("toml") => Ok(FactsFormat::Toml),
        _ => Err(Fault::input(format!("the form of the facts in {name} is not clear"))
            .with_help("say it: --facts-format csv, json or toml")),
    }
}

/// The bytes as text: UTF-8, with or without a byte order mark.
fn text_of(name: &str, bytes: &[u8]) -> Result<String, Fault> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Fault::input(format!("{name} is written in UTF-16"))
            .with_help("save it as UTF-8 (in a spreadsheet: \"CSV UTF-8\")"));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
        Fault::input(format!("{name} is not UTF-8: row {line} holds the byte 0x{byte:02x}"))
            .with_help("save it as UTF-8 (in a spreadsheet: \"CSV UTF-8\")")
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned())
}
