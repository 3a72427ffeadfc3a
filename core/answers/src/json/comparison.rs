//! A comparison as JSON. Numbers are texts, so that no reader rounds them.

use crate::comparison::rows::{self, Cell, identity, written, written_of_practice};
use crate::comparison::{Compared, Comparison, Outcome, Part, Total, eligible};
use crate::doubt;
use crate::identity::digest;
use entitle_kernel::{AnswerKind, Verdict};
use serde_json::{Value, json};

/// The columns, and a comparison for each subject.
#[must_use]
pub fn comparison(compared: &Compared<'_, '_>) -> Value {
    let columns = compared.columns.iter().enumerate().map(|(place, column)| {
        let contracts = column.contracts.iter().map(|place| &compared.contracts[*place]).map(|contract| {
            json!({
                "id": contract.id(), "title": contract.title(), "subject": contract.subject().name(),
                "in_force": contract.in_force(), "until": contract.until(), "revision": contract.revision(),
                "digest": digest(contract),
            })
        });
        json!({ "column": column.letter, "name": identity(compared, place), "contracts": contracts.collect::<Vec<_>>() })
    });
    let comparisons = compared.comparisons.iter().map(|comparison| one(compared, comparison));
    json!({
        "columns": columns.collect::<Vec<_>>(),
        "comparisons": comparisons.collect::<Vec<_>>(),
    })
}

fn one(compared: &Compared<'_, '_>, comparison: &Comparison<'_>) -> Value {
    let rows = rows::rows(comparison);
    let of_kind = |kind: AnswerKind| -> Vec<Value> {
        let rows = rows.iter().filter(|row| row.kind == kind);
        rows.map(|row| json!({ "name": row.name, "columns": by_column(compared, &row.cells) })).collect()
    };
    let outcomes = compared.columns.iter().zip(&comparison.outcomes).map(|(column, outcome)| {
        json!({
            "column": column.letter,
            "eligible": rows::eligible(outcome).map(Verdict::name),
            "total": total(&outcome.total),
            "gain": outcome.gain.as_ref().map(total),
            "practices": practices(outcome),
            "behind": outcome.behind.iter().flat_map(|part| behind(compared, part)).collect::<Vec<_>>(),
        })
    });
    let lacking = rows::lacking(compared, comparison).into_iter().map(|lack| {
        let columns: Vec<char> = lack.columns.iter().map(|column| compared.columns[*column].letter).collect();
        json!({
            "name": lack.fact.name, "practices": lack.fact.practices, "meaning": lack.fact.meaning, "unit": lack.fact.unit, "local_term": lack.fact.local, "columns": columns,
        })
    });
    json!({
        "subject": comparison.subject,
        "members": comparison.members,
        "staying": comparison.staying,
        "criteria": of_kind(AnswerKind::Criterion),
        "conditions": of_kind(AnswerKind::Condition),
        "lines": of_kind(AnswerKind::Line),
        "outcomes": outcomes.collect::<Vec<_>>(),
        "waits_for": lacking.collect::<Vec<_>>(),
    })
}

fn by_column(compared: &Compared<'_, '_>, cells: &[Option<Cell>]) -> Value {
    let cells = compared.columns.iter().zip(cells).filter_map(|(column, cell)| {
        let cell = cell.as_ref()?;
        let value = json!({
            "value": cell.written, "unit": cell.unit, "title": cell.title, "clause": cell.clause, "note": cell.note,
            "rests_on": doubt::of_answer(cell.basis),
        });
        Some((column.letter.to_string(), value))
    });
    Value::Object(cells.collect())
}

fn total(total: &Total) -> Value {
    words(written(total))
}

fn words((value, unit, rests_on): (String, String, Vec<&str>)) -> Value {
    json!({ "value": value, "unit": unit, "rests_on": rests_on })
}

fn practices(outcome: &Outcome<'_>) -> Vec<Value> {
    let practices = outcome.practices.iter().map(|practice| {
        json!({
            "practice": practice.name,
            "takes_part": practice.takes_part,
            "total": words(written_of_practice(outcome, &practice.total)),
            "gain": practice.gain.as_ref().map(|gain| words(written_of_practice(outcome, gain))),
            "network_without_it": practice.without.map(Verdict::name),
        })
    });
    practices.collect()
}

fn behind(compared: &Compared<'_, '_>, part: &Part<'_>) -> Vec<Value> {
    let contract = &compared.contracts[part.contract];
    let statements = part.statements.iter().map(|statement| {
        let criteria = statement.answers.iter().filter(|found| found.kind == AnswerKind::Criterion);
        let criteria =
            criteria.map(|found| json!({ "name": found.name, "value": found.written, "title": found.title }));
        json!({
            "subject": statement.subject,
            "contract": contract.id(),
            "eligible": eligible(statement).map(Verdict::name),
            "total": total(&Total::of(contract, statement)),
            "criteria": criteria.collect::<Vec<_>>(),
        })
    });
    statements.collect()
}
