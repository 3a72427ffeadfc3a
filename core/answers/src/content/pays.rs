//! What a contract judges and pays by: registers, indicators, tables, criteria, conditions, lines.

use super::scales::scale_text;
use super::section::{Look, Section};
use super::{grade, source};
use crate::fault::counted;
use crate::{is_contradiction, resting};
use entitle_kernel::image::code::{Kind, LookupKind, Per};
use entitle_kernel::image::record::{self, NONE};
use entitle_kernel::number::RoundingMode;
use entitle_kernel::{Basis, Contract};

pub(super) fn registers(contract: &Contract<'_>) -> Section {
    let row = |record: record::Register| {
        let rows =
            contract.record::<record::Table>(record.table.into()).map(|table| counted(table.count.into(), "rule"));
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

pub(super) fn indicators(contract: &Contract<'_>) -> Section {
    let row = |(index, record): (usize, record::Indicator)| {
        let rows = contract
            .record::<record::Table>(record.denominator.into())
            .map(|table| counted(table.count.into(), "rule"));
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

pub(super) fn tables(contract: &Contract<'_>) -> Section {
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

/// The weakest grade among what a line or criterion may rest on, and whether a local term is among it.
fn at_worst(basis: Basis) -> String {
    let grade = basis.weakest().map(entitle_kernel::Grade::name);
    let local = basis.has_local_term().then_some("local");
    grade.into_iter().chain(local).collect::<Vec<_>>().join(", ")
}

pub(super) fn criteria(contract: &Contract<'_>) -> Section {
    let row = |(index, record): (usize, record::Criterion)| {
        vec![
            contract.name(record.name).to_owned(),
            contract.otherwise(index).name().to_owned(),
            at_worst(resting::of_criterion(contract, index)),
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

pub(super) fn conditions(contract: &Contract<'_>) -> Section {
    let row = |(index, record): (usize, record::SubjectCondition)| {
        let doc = contract.text(record.doc);
        let meaning = match is_contradiction(contract, index) {
            true => format!("Contradiction: {doc}"),
            false => doc.to_owned(),
        };
        vec![contract.name(record.name).to_owned(), meaning]
    };
    Section {
        title: "Conditions about the subject",
        key: "conditions",
        kind: "condition",
        columns: &[("name", Look::Left), ("meaning", Look::Prose)],
        rows: contract.all().enumerate().map(row).collect(),
    }
}

pub(super) fn lines(contract: &Contract<'_>) -> Section {
    let row = |(index, record): (usize, record::Line)| {
        let rounding = RoundingMode::from_code(record.mode)
            .map_or(String::new(), |mode| format!("{} places, {}", record.places, mode.name()));
        let pays = if contract.pays() == Some(index) { "the payment; headroom is measured on it" } else { "" };
        vec![
            contract.name(record.name).to_owned(),
            Per::from_u8(record.per).map_or(String::new(), |per| per.name().to_owned()),
            contract.name(record.unit).to_owned(),
            rounding,
            at_worst(resting::of_line(contract, index)),
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
