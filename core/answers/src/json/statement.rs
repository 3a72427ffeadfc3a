//! A statement as JSON: the same content as the CSV, structured. Numbers are texts, so that no reader rounds them.

use super::identity;
use crate::doubt;
use crate::evaluation::{Evaluated, Found};
use crate::lacking::of_statement as lacking;
use entitle_kernel::{AnswerKind, Contract, Written};
use serde_json::{Value, json};

/// An object; with the trace, where it is asked for.
#[must_use]
pub fn statement(contract: &Contract<'_>, statement: &Evaluated<'_>, trace: bool) -> Value {
    let of_kind = |kind: AnswerKind| -> Vec<Value> {
        statement.answers.iter().filter(|found| found.kind == kind).map(answer).collect()
    };
    let eligible = statement.answers.iter().find(|found| found.kind == AnswerKind::Eligible);
    let headroom = statement.headroom.iter().map(|room| {
        json!({
            "indicator": room.indicator,
            "patients_needed": room.patients_needed,
            "next_patient": Written(room.next_patient).to_string(),
            "unit": room.unit,
            "detail": room.note(),
        })
    });
    let lacking = lacking(contract, statement).into_iter().map(|lack| {
        json!({
            "name": lack.name, "practices": lack.practices, "meaning": lack.meaning, "unit": lack.unit, "local_term": lack.local,
        })
    });
    let mut object = json!({
        "subject": statement.subject,
        "contract": identity(contract),
        "eligible": eligible.map(answer),
        "criteria": of_kind(AnswerKind::Criterion),
        "conditions": of_kind(AnswerKind::Condition),
        "achieved": of_kind(AnswerKind::Achieved),
        "points": of_kind(AnswerKind::Points),
        "lines": of_kind(AnswerKind::Line),
        "headroom": headroom.collect::<Vec<_>>(),
        "waits_for": lacking.collect::<Vec<_>>(),
    });
    if trace {
        let entries = statement.trace.iter().map(|entry| contract.written_entry(entry).to_string());
        object["trace"] = entries.collect();
    }
    object
}

fn answer(found: &Found<'_>) -> Value {
    json!({
        "name": found.name,
        "item": found.item,
        "value": found.written,
        "unit": found.unit,
        "detail": found.detail(),
        "title": found.title,
        "clause": found.clause,
        "rests_on": doubt::of_answer(found.basis),
        "waits_for": found.waits_for,
        "error": found.error().map(|error| json!({ "code": error.code(), "name": error.name(), "text": error.text() })),
    })
}
