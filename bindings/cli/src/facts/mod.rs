//! Facts files: CSV, JSON and TOML become the same records, and records become values that a contract takes.
//!
//! Nothing is guessed: a missing column, an unknown name, a value that does not fit and a subject that
//! stands twice are all faults, and all of them are told at once.

mod counted;
mod delimited;
mod json;
mod lines;
mod set;
mod toml;
pub(crate) mod tree;

pub use counted::{CountedFacts, count_csv_facts};
pub(crate) use entitle_answers::{
    Asked, Common, Document, Faults, Given, Names, Record, Repairs, Subject, Words, advice, pass_over_facts_of_others,
    shared, subjects, subjects_with, wanted,
};
pub(crate) use set::common;

use crate::arguments::{FactsFile, FactsFormat};
use crate::fault::Fault;
use crate::{output, style};
use entitle_kernel::Contract;
use std::io::Read;
use std::path::Path;

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

/// Repairs what a file has of these contracts' facts, and tells on standard error what was read otherwise than written.
pub(crate) fn repair(document: &mut Document, contracts: &[Contract<'_>], asked: Repairs) {
    let remarks = entitle_answers::repair(document, contracts, asked);
    tell_repairs(&document.name, &remarks);
}

/// Tells on standard error what of a file was read otherwise than written.
pub(crate) fn tell_repairs(file: &str, remarks: &[String]) {
    const TOLD_MAX: usize = 10;
    let note = style::paint(style::HELP, "note:");
    for remark in remarks.iter().take(TOLD_MAX) {
        output::complain(&format!("{note} {file}, {remark}\n"));
    }
    if remarks.len() > TOLD_MAX {
        output::complain(&format!("{note} {file}: and {} more were read so\n", remarks.len() - TOLD_MAX));
    }
}

/// The indicator or register as the contract writes it, told where it was asked for in another case.
pub(crate) fn spelt_item<'n>(contract: &Contract<'n>, item: &'n str) -> &'n str {
    let spelt = entitle_answers::spelt_item(contract, item).unwrap_or(item);
    if spelt != item {
        output::complain(&format!("{} {item} was read as {spelt}\n", style::paint(style::HELP, "note:")));
    }
    spelt
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
