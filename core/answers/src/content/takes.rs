//! What a contract takes: facts, and the figures that it states itself.

use super::section::{Look, Section};
use super::{grade, kind, source};
use entitle_kernel::image::code::{Kind, Per, Pool, Scope};
use entitle_kernel::image::record;
use entitle_kernel::{Contract, Date, Fact};

/// What a value must be, in the table for people: `date or null`, `decimal(6) 0 to 1, per register, local term`.
fn takes(fact: &Fact<'_>) -> String {
    let mut text = kind(fact);
    if !fact.unit().is_empty() {
        text += &format!(" {}", fact.unit());
    }
    if fact.null_allowed() {
        text += " or null";
    }
    if fact.per() != Per::Subject {
        text += &format!(", per {}", fact.per().name());
    }
    if fact.pool() != Pool::None && fact.pool() != Pool::Sum {
        text += ", the same for all members";
    }
    if fact.is_local_term() {
        text += ", local term";
    }
    if let Some(default) = default(fact) {
        text += &format!(", {default} unless set");
    }
    text
}

/// The reading that a switch has unless it is set.
fn default(fact: &Fact<'_>) -> Option<String> {
    fact.default().map(|value| fact.written(value).to_string())
}

pub(super) fn facts(contract: &Contract<'_>, scope: Scope) -> Section {
    let row = |fact: Fact<'_>| {
        let word = |holds: bool, word: &str| if holds { word.to_owned() } else { String::new() };
        vec![
            fact.name().to_owned(),
            takes(&fact),
            fact.scope().name().to_owned(),
            kind(&fact),
            fact.unit().to_owned(),
            word(fact.null_allowed(), "allowed"),
            word(fact.per() != Per::Subject, fact.per().name()),
            word(fact.pool() != Pool::None, fact.pool().name()),
            word(fact.is_local_term(), "local"),
            default(&fact).unwrap_or_default(),
            fact.doc().to_owned(),
            fact.from().to_owned(),
            fact.source().map_or(String::new(), |source| source.name.to_owned()),
        ]
    };
    Section {
        title: match scope {
            Scope::Contract => "Facts of the run as a whole, switches among them",
            Scope::Network => "Facts of a network",
            Scope::Practice => "Facts of a practice",
            Scope::Patient => "Facts of a patient",
        },
        key: "facts",
        kind: "fact",
        columns: &[
            ("name", Look::Left),
            ("takes", Look::Summary),
            ("scope", Look::Hidden),
            ("type", Look::Hidden),
            ("unit", Look::Hidden),
            ("null", Look::Hidden),
            ("per", Look::Hidden),
            ("pool", Look::Hidden),
            ("term", Look::Hidden),
            ("default", Look::Hidden),
            ("meaning", Look::Prose),
            ("from", Look::Below("from: ")),
            ("source", Look::Below("source: ")),
        ],
        rows: contract.facts().filter(|fact| fact.scope() == scope).map(row).collect(),
    }
}

pub(super) fn parameters(contract: &Contract<'_>) -> Section {
    let row = |record: record::Parameter| {
        let value = match Kind::from_u8(record.kind) {
            Some(Kind::Date) => Date::from_days(record.days).map_or(String::new(), |day| day.to_string()),
            Some(Kind::Boolean) => (record.days == 1).to_string(),
            _ => contract.decimal(record.number).to_string(),
        };
        vec![
            contract.name(record.name).to_owned(),
            value,
            contract.name(record.unit).to_owned(),
            grade(record.grade),
            contract.text(record.doc).to_owned(),
            source(contract, record.source),
        ]
    };
    Section {
        title: "Parameters",
        key: "parameters",
        kind: "parameter",
        columns: &[
            ("name", Look::Left),
            ("value", Look::Right),
            ("unit", Look::Left),
            ("grade", Look::Left),
            ("meaning", Look::Prose),
            ("source", Look::Below("source: ")),
        ],
        rows: contract.all().map(row).collect(),
    }
}

pub(super) fn attributes(contract: &Contract<'_>) -> Section {
    let row = |record: record::Attribute| {
        vec![
            contract.name(record.name).to_owned(),
            Kind::from_u8(record.kind).map_or(String::new(), |kind| kind.name().to_owned()),
            grade(record.grade),
            contract.text(record.doc).to_owned(),
            source(contract, record.source),
        ]
    };
    Section {
        title: "Attributes that every indicator states",
        key: "attributes",
        kind: "attribute",
        columns: &[
            ("name", Look::Left),
            ("type", Look::Left),
            ("grade", Look::Left),
            ("meaning", Look::Prose),
            ("source", Look::Below("source: ")),
        ],
        rows: contract.all().map(row).collect(),
    }
}
