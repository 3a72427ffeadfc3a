//! A comparison. Numbers are texts, so that no reader rounds them.

use super::{day, statement};
use crate::comparison::rows::{self, Cell, Row, identity, written, written_of_practice};
use crate::comparison::{Compared, Comparison, Outcome, Part, Total, eligible};
use crate::data::{Data, Object};
use crate::doubt;
use crate::identity::Digests;
use entitle_kernel::{AnswerKind, Contract, Verdict};

/// The columns, and a comparison for each subject.
#[must_use]
pub fn comparison(compared: &Compared<'_, '_>) -> Data {
    let columns = compared.columns.iter().enumerate().map(|(place, column)| {
        let contracts = column.contracts.iter().map(|place| contract(&compared.contracts[*place]));
        Object::new()
            .shown("column", Some(&column.letter))
            .text("name", &identity(compared, place))
            .with("contracts", contracts.collect())
            .done()
    });
    let comparisons = compared.comparisons.iter().map(|comparison| one(compared, comparison));
    Object::new().with("columns", columns.collect()).with("comparisons", comparisons.collect()).done()
}

fn contract(contract: &Contract<'_>) -> Data {
    let named = Object::new()
        .text("id", contract.id())
        .text("title", contract.title())
        .text("subject", contract.subject().name())
        .shown("in_force", Some(&contract.in_force()))
        .shown("until", day(&contract.until()))
        .count("revision", contract.revision().into());
    Digests::of(contract).write(named).done()
}

fn one(compared: &Compared<'_, '_>, comparison: &Comparison<'_>) -> Data {
    let rows = rows::rows(comparison);
    let of_kind = |kind: AnswerKind| -> Data {
        rows.iter().filter(|row| row.kind == kind).map(|row| compared_row(compared, row)).collect()
    };
    let outcomes = compared.columns.iter().zip(&comparison.outcomes).map(|(column, outcome)| {
        let behind = outcome.behind.iter().flat_map(|part| behind(compared, part));
        Object::new()
            .shown("column", Some(&column.letter))
            .optional("eligible", rows::eligible(outcome).map(Verdict::name))
            .with("total", total(&outcome.total))
            .with("gain", outcome.gain.as_ref().map(total).unwrap_or_default())
            .with("practices", practices(outcome))
            .with("behind", behind.collect())
            .done()
    });
    let lacking = rows::lacking(compared, comparison).into_iter().map(|lack| {
        let columns = lack.columns.iter().map(|column| Data::shown(Some(&compared.columns[*column].letter)));
        statement::lacked(&lack.fact).with("columns", columns.collect()).done()
    });
    Object::new()
        .text("subject", &comparison.subject)
        .with("members", Data::texts(&comparison.members))
        .with("staying", Data::texts(&comparison.staying))
        .with("criteria", of_kind(AnswerKind::Criterion))
        .with("conditions", of_kind(AnswerKind::Condition))
        .with("lines", of_kind(AnswerKind::Line))
        .with("outcomes", outcomes.collect())
        .with("waits_for", lacking.collect())
        .done()
}

fn compared_row(compared: &Compared<'_, '_>, row: &Row) -> Data {
    let cells = compared.columns.iter().zip(&row.cells).filter_map(|(column, cell)| {
        let cell: &Cell = cell.as_ref()?;
        let value = Object::new()
            .text("value", &cell.written)
            .text("unit", &cell.unit)
            .text("title", &cell.title)
            .text("clause", &cell.clause)
            .text("note", &cell.note)
            .texts("rests_on", &doubt::of_answer(cell.basis));
        Some((column.letter.to_string(), value.done()))
    });
    Object::new().text("name", &row.name).with("columns", cells.collect()).done()
}

fn total(total: &Total) -> Data {
    words(written(total))
}

fn words((value, unit, rests_on): (String, String, Vec<&str>)) -> Data {
    Object::new().text("value", &value).text("unit", &unit).texts("rests_on", &rests_on).done()
}

fn practices(outcome: &Outcome<'_>) -> Data {
    let practices = outcome.practices.iter().map(|practice| {
        let of_practice = |total: &Total| words(written_of_practice(outcome, total));
        Object::new()
            .text("practice", &practice.name)
            .truth("takes_part", practice.takes_part)
            .with("total", of_practice(&practice.total))
            .with("gain", practice.gain.as_ref().map(of_practice).unwrap_or_default())
            .optional("network_without_it", practice.without.map(Verdict::name))
            .done()
    });
    practices.collect()
}

fn behind(compared: &Compared<'_, '_>, part: &Part<'_>) -> Vec<Data> {
    let contract = &compared.contracts[part.contract];
    let statements = part.statements.iter().map(|statement| {
        let criteria = statement.answers.iter().filter(|found| found.kind == AnswerKind::Criterion).map(|found| {
            let name = Object::new().text("name", found.name);
            name.text("value", &found.written).text("title", found.title).done()
        });
        Object::new()
            .text("subject", &statement.subject)
            .text("contract", contract.id())
            .optional("eligible", eligible(statement).map(Verdict::name))
            .with("total", total(&Total::of(contract, statement)))
            .with("criteria", criteria.collect())
            .done()
    });
    statements.collect()
}
