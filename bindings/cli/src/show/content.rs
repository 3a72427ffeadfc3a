//! Everything that a contract says of itself, part by part.

mod pays;
mod rests;
mod takes;

use super::section::Section;
use crate::arguments::Format;
use crate::figures::by_grade;
use crate::statement::{Rows, digest};
use crate::style::{self, paint};
use crate::table::{page_width, wrapped};
use entitle_kernel::image::code::{Kind, Scope};
use entitle_kernel::{Contract, Fact, Grade};
use serde_json::json;

pub(super) fn content(contract: &Contract<'_>, remark: &str, format: Format) -> String {
    let sections = sections(contract);
    match format {
        Format::Table => {
            let pages = sections.iter().map(Section::page);
            heading(contract, remark) + &pages.collect::<String>()
        }
        Format::Json => {
            let mut object = json!({
                "id": contract.id(), "title": contract.title(), "doc": contract.doc(), "family": contract.family(),
                "subject": contract.subject().name(), "in_force": contract.in_force(), "until": contract.until(),
                "published": contract.published(), "revision": contract.revision(), "digest": digest(contract),
            });
            for section in &sections {
                match object[section.key].as_array_mut() {
                    Some(list) => list.extend(section.json()),
                    None => object[section.key] = section.json().into(),
                }
            }
            serde_json::to_string_pretty(&object).unwrap_or_default() + "\n"
        }
        Format::Csv => {
            let mut rows = Rows::new();
            let identity = format!("revision {}; {}", contract.revision(), digest(contract));
            rows.row([contract.id(), "contract", contract.id(), &contract.in_force().to_string(), "", &identity]);
            sections.iter().for_each(|section| section.write(contract.id(), &mut rows));
            rows.finish()
        }
    }
}

fn heading(contract: &Contract<'_>, remark: &str) -> String {
    let until = contract.until().map_or(String::new(), |until| format!(" until {until} (exclusive)"));
    let mut text = format!("{}\n", paint(style::HEADING, contract.title()));
    let terms = format!(
        "{}@{}#{}, in force from {}{until}; a statement is about a {}",
        contract.id(),
        contract.in_force(),
        contract.revision(),
        contract.in_force(),
        contract.subject().name(),
    );
    for line in wrapped(&terms, page_width() - 2) {
        text += &format!("  {line}\n");
    }
    text += &format!("  {}\n", paint(style::FAINT, digest(contract)));
    if !remark.is_empty() {
        text += &format!("  {}\n", paint(style::DOUBT, remark));
    }
    for line in wrapped(contract.doc(), page_width() - 2).iter().filter(|line| !line.is_empty()) {
        text += &format!("  {line}\n");
    }
    let [official, published, derived, assumed] = by_grade(contract);
    text + &format!(
        "  Figures and rules: {official} official, {published} published, {derived} derived, {assumed} assumed\n"
    )
}

fn sections(contract: &Contract<'_>) -> Vec<Section> {
    vec![
        pays::registers(contract),
        pays::indicators(contract),
        pays::tables(contract),
        pays::criteria(contract),
        pays::conditions(contract),
        pays::lines(contract),
        takes::parameters(contract),
        takes::attributes(contract),
        takes::facts(contract, Scope::Contract),
        takes::facts(contract, Scope::Network),
        takes::facts(contract, Scope::Practice),
        takes::facts(contract, Scope::Patient),
        rests::sources(contract),
        rests::assumed(contract),
        rests::local_terms(contract),
    ]
}

/// `integer 0 to 130`, `decimal(2) ...`, `text a, b`.
pub(super) fn kind(fact: &Fact<'_>) -> String {
    let range = fact.range().map(|(low, high)| format!("{} to {}", fact.written(low), fact.written(high)));
    match (fact.kind(), range) {
        (Kind::Integer, Some(range)) => format!("integer {range}"),
        (Kind::Decimal, Some(range)) => format!("decimal({}) {range}", fact.places()),
        (Kind::Text, _) => format!("text {}", fact.texts().collect::<Vec<_>>().join(", ")),
        (kind, _) => kind.name().to_owned(),
    }
}

fn grade(code: u8) -> String {
    Grade::from_u8(code).map_or(String::new(), |grade| grade.name().to_owned())
}

fn source(contract: &Contract<'_>, index: u16) -> String {
    contract.source(index.into()).map_or(String::new(), |source| source.name.to_owned())
}
