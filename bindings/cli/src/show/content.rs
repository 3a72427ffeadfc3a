//! Everything that a contract says of itself, part by part.

use super::scales::scale_text;
use super::section::{Look, Section};
use crate::arguments::Format;
use crate::figures::{by_grade, figures};
use crate::statement::{Rows, digest};
use crate::style::{self, paint};
use crate::table::{page_width, wrapped};
use entitle_kernel::image::code::{Kind, LookupKind, Per, Pool, Scope};
use entitle_kernel::image::record::{self, NONE};
use entitle_kernel::number::RoundingMode;
use entitle_kernel::{Contract, Date, Fact, Grade};
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
    text += &format!(
        "  {}@{}#{}, in force from {}{until}; a statement is about a {}\n  {}\n",
        contract.id(),
        contract.in_force(),
        contract.revision(),
        contract.in_force(),
        contract.subject().name(),
        paint(style::FAINT, digest(contract)),
    );
    if !remark.is_empty() {
        text += &format!("  {}\n", paint(style::DOUBT, remark));
    }
    for line in wrapped(contract.doc(), page_width() - 2).iter().filter(|line| !line.is_empty()) {
        text += &format!("  {line}\n");
    }
    let [official, published, derived, assumed] = by_grade(contract);
    text + &format!("  Figures: {official} official, {published} published, {derived} derived, {assumed} assumed\n")
}

fn sections(contract: &Contract<'_>) -> Vec<Section> {
    vec![
        facts(contract, Scope::Contract),
        facts(contract, Scope::Network),
        facts(contract, Scope::Practice),
        facts(contract, Scope::Patient),
        parameters(contract),
        attributes(contract),
        registers(contract),
        indicators(contract),
        tables(contract),
        criteria(contract),
        conditions(contract),
        lines(contract),
        sources(contract),
        assumed(contract),
        local_terms(contract),
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
    text
}

fn facts(contract: &Contract<'_>, scope: Scope) -> Section {
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
            fact.doc().to_owned(),
            fact.from().to_owned(),
        ]
    };
    Section {
        title: match scope {
            Scope::Contract => "Facts of the run as a whole",
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
            ("meaning", Look::Prose),
            ("from", Look::Below("from: ")),
        ],
        rows: contract.facts().filter(|fact| fact.scope() == scope).map(row).collect(),
    }
}

fn parameters(contract: &Contract<'_>) -> Section {
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

fn attributes(contract: &Contract<'_>) -> Section {
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

fn registers(contract: &Contract<'_>) -> Section {
    let row = |record: record::Register| {
        let rows = contract.record::<record::Table>(record.table.into()).map(|table| format!("{} rules", table.count));
        vec![
            contract.name(record.name).to_owned(),
            rows.unwrap_or_else(|| "by count".to_owned()),
            grade(record.grade),
            contract.text(record.title).to_owned(),
            contract.text(record.doc).to_owned(),
            source(contract, record.source),
        ]
    };
    Section {
        title: "Registers",
        key: "registers",
        kind: "register",
        columns: &[
            ("name", Look::Left),
            ("known", Look::Left),
            ("grade", Look::Left),
            ("title", Look::Prose),
            ("note", Look::Below("")),
            ("source", Look::Hidden),
        ],
        rows: contract.all().map(row).collect(),
    }
}

fn indicators(contract: &Contract<'_>) -> Section {
    let row = |(index, record): (usize, record::Indicator)| {
        let rows =
            contract.record::<record::Table>(record.denominator.into()).map(|table| format!("{} rules", table.count));
        vec![
            contract.name(record.name).to_owned(),
            contract.decimal(record.points).to_string(),
            scale_text(contract, record.scale),
            contract.register_name(record.register.into()).to_owned(),
            rows.unwrap_or_else(|| "by count".to_owned()),
            grade(record.grade),
            contract.text(record.title).to_owned(),
            attribute_values(contract, index),
            contract.text(record.doc).to_owned(),
            source(contract, record.source),
        ]
    };
    Section {
        title: "Indicators",
        key: "indicators",
        kind: "indicator",
        columns: &[
            ("name", Look::Left),
            ("value", Look::Right),
            ("scale", Look::Left),
            ("register", Look::Left),
            ("known", Look::Left),
            ("grade", Look::Left),
            ("title", Look::Prose),
            ("attributes", Look::Hidden),
            ("note", Look::Hidden),
            ("source", Look::Hidden),
        ],
        rows: contract.all().enumerate().map(row).collect(),
    }
}

fn attribute_values(contract: &Contract<'_>, indicator: usize) -> String {
    let values = contract.all::<record::Attribute>().map(|attribute| {
        let place = usize::from(attribute.first) + indicator;
        let value = contract.record::<record::AttributeValue>(place).map_or(0, |value| value.value);
        let text = match Kind::from_u8(attribute.kind) {
            Some(Kind::Boolean) => (value == 1).to_string(),
            Some(Kind::Text) => contract.enumerated(attribute.enumeration, value).to_owned(),
            _ => contract.decimal(value).to_string(),
        };
        format!("{} = {text}", contract.name(attribute.name))
    });
    values.collect::<Vec<_>>().join(", ")
}

fn tables(contract: &Contract<'_>) -> Section {
    let row = |table: record::Lookup| {
        let rows: Vec<record::LookupRow> = contract.records(table.first.into(), table.count.into()).collect();
        let worst = rows.iter().map(|row| row.grade).max().unwrap_or(0);
        vec![
            contract.name(table.name).to_owned(),
            LookupKind::from_u8(table.kind).map_or(String::new(), |kind| kind.name().to_owned()),
            grade(worst),
            rows.iter()
                .enumerate()
                .map(|(index, row)| lookup_row(contract, &table, index, row))
                .collect::<Vec<_>>()
                .join("; "),
        ]
    };
    Section {
        title: "Tables (grade: of the weakest row)",
        key: "tables",
        kind: "table",
        columns: &[("name", Look::Left), ("kind", Look::Left), ("grade", Look::Left), ("rows", Look::Prose)],
        rows: contract.all().map(row).collect(),
    }
}

/// `500 to 999: 12.2 to 8.7`, `EN: 0.75`.
fn lookup_row(contract: &Contract<'_>, table: &record::Lookup, index: usize, row: &record::LookupRow) -> String {
    let number = |index: u16| contract.decimal(index).to_string();
    let low = if row.low == NONE { "none".to_owned() } else { number(row.low) };
    if LookupKind::from_u8(table.kind) == Some(LookupKind::Keyed) {
        let place = u16::try_from(index).unwrap_or(NONE);
        return format!("{}: {low}", contract.enumerated(table.enumeration, place));
    }
    let to = match (row.to, row.flags & 1) {
        (NONE, _) => " on".to_owned(),
        (to, 0) => format!(" to {}", number(to)),
        (to, _) => format!(" until {}", number(to)),
    };
    let high = if row.high == NONE { String::new() } else { format!(" to {}", number(row.high)) };
    format!("{}{to}: {low}{high}", number(row.from))
}

fn criteria(contract: &Contract<'_>) -> Section {
    let row = |(index, record): (usize, record::Criterion)| {
        vec![
            contract.name(record.name).to_owned(),
            contract.otherwise(index).name().to_owned(),
            contract.source(record.source.into()).map_or(String::new(), |source| source.grade.name().to_owned()),
            contract.text(record.title).to_owned(),
            contract.text(record.clause).to_owned(),
            source(contract, record.source),
        ]
    };
    Section {
        title: "Criteria of eligibility",
        key: "criteria",
        kind: "criterion",
        columns: &[
            ("name", Look::Left),
            ("otherwise", Look::Left),
            ("grade", Look::Left),
            ("title", Look::Prose),
            ("clause", Look::Below("clause: ")),
            ("source", Look::Hidden),
        ],
        rows: contract.all().enumerate().map(row).collect(),
    }
}

fn conditions(contract: &Contract<'_>) -> Section {
    let row = |record: record::SubjectCondition| {
        vec![contract.name(record.name).to_owned(), contract.text(record.doc).to_owned()]
    };
    Section {
        title: "Conditions about the subject",
        key: "conditions",
        kind: "condition",
        columns: &[("name", Look::Left), ("meaning", Look::Prose)],
        rows: contract.all().map(row).collect(),
    }
}

fn lines(contract: &Contract<'_>) -> Section {
    let row = |(index, record): (usize, record::Line)| {
        let rounding = RoundingMode::from_code(record.mode)
            .map_or(String::new(), |mode| format!("{} places, {}", record.places, mode.name()));
        let pays = if contract.pays() == Some(index) { "the payment; headroom is measured on it" } else { "" };
        vec![
            contract.name(record.name).to_owned(),
            Per::from_u8(record.per).map_or(String::new(), |per| per.name().to_owned()),
            contract.name(record.unit).to_owned(),
            rounding,
            contract.source(record.source.into()).map_or(String::new(), |source| source.grade.name().to_owned()),
            contract.text(record.title).to_owned(),
            contract.text(record.clause).to_owned(),
            pays.to_owned(),
            source(contract, record.source),
        ]
    };
    Section {
        title: "Lines of a statement",
        key: "lines",
        kind: "line",
        columns: &[
            ("name", Look::Left),
            ("per", Look::Left),
            ("unit", Look::Left),
            ("rounding", Look::Left),
            ("grade", Look::Left),
            ("title", Look::Prose),
            ("clause", Look::Below("clause: ")),
            ("pays", Look::Below("")),
            ("source", Look::Hidden),
        ],
        rows: contract.all().enumerate().map(row).collect(),
    }
}

fn sources(contract: &Contract<'_>) -> Section {
    let sources = (0..contract.count::<record::Source>()).filter_map(|index| contract.source(index));
    let row = |source: entitle_kernel::Source<'_>| {
        [source.name, source.grade.name(), source.title, source.note].map(str::to_owned).into()
    };
    Section {
        title: "Sources",
        key: "sources",
        kind: "source",
        columns: &[
            ("name", Look::Left),
            ("grade", Look::Left),
            ("title", Look::Prose),
            ("note", Look::Below("note: ")),
        ],
        rows: sources.map(row).collect(),
    }
}

fn assumed(contract: &Contract<'_>) -> Section {
    let figures = figures(contract).into_iter().filter(|figure| figure.grade == Grade::Assumed);
    Section {
        title: "Assumed: in no source that was read",
        key: "assumed",
        kind: "assumed",
        columns: &[("name", Look::Left), ("source", Look::Prose), ("note", Look::Below("note: "))],
        rows: figures.map(|figure| vec![figure.name, figure.source.to_owned(), figure.note.to_owned()]).collect(),
    }
}

fn local_terms(contract: &Contract<'_>) -> Section {
    let facts = contract.facts().filter(Fact::is_local_term);
    Section {
        title: "Local terms: left to the parties, always an input",
        key: "local_terms",
        kind: "local term",
        columns: &[("name", Look::Left), ("meaning", Look::Prose)],
        rows: facts.map(|fact| vec![fact.name().to_owned(), fact.doc().to_owned()]).collect(),
    }
}

fn grade(code: u8) -> String {
    Grade::from_u8(code).map_or(String::new(), |grade| grade.name().to_owned())
}

fn source(contract: &Contract<'_>, index: u16) -> String {
    contract.source(index.into()).map_or(String::new(), |source| source.name.to_owned())
}
