//! A statement: the same content as the CSV, structured. Numbers are texts, so that no reader rounds them.

use super::identity;
use crate::data::{Data, Object};
use crate::doubt;
use crate::evaluation::{Evaluated, Found, Room};
use crate::identity::Identified;
use crate::lacking::{Lacking, of_statement as lacking};
use entitle_kernel::{AnswerKind, Written};

/// An object; with the trace, where it is asked for.
#[must_use]
pub fn statement(contract: &Identified<'_>, statement: &Evaluated<'_>, trace: bool) -> Data {
    let of_kind = |kind: AnswerKind| -> Data {
        statement.answers.iter().filter(|found| found.kind == kind).map(answer).collect()
    };
    let eligible = statement.answers.iter().find(|found| found.kind == AnswerKind::Eligible);
    let object = Object::new()
        .text("subject", &statement.subject)
        .with("contract", identity(contract))
        .with("eligible", eligible.map(answer).unwrap_or_default())
        .with("criteria", of_kind(AnswerKind::Criterion))
        .with("conditions", of_kind(AnswerKind::Condition))
        .with("achieved", of_kind(AnswerKind::Achieved))
        .with("points", of_kind(AnswerKind::Points))
        .with("lines", of_kind(AnswerKind::Line))
        .with("headroom", statement.headroom.iter().map(room).collect())
        .with("waits_for", lacking(contract, statement).iter().map(|lack| lacked(lack).done()).collect());
    if !trace {
        return object.done();
    }
    let entries = statement.trace.iter().map(|entry| Data::from(contract.written_entry(entry).to_string()));
    object.with("trace", entries.collect()).done()
}

/// A fact that answers wait for.
pub(super) fn lacked(lack: &Lacking) -> Object {
    Object::new()
        .text("name", &lack.name)
        .with("practices", Data::texts(&lack.practices))
        .text("meaning", &lack.meaning)
        .text("unit", &lack.unit)
        .truth("local_term", lack.local)
}

fn room(room: &Room<'_>) -> Data {
    Object::new()
        .text("indicator", room.indicator)
        .text("patients_needed", &room.patients_needed)
        .shown("next_patient", Some(&Written(room.next_patient)))
        .text("unit", room.unit)
        .text("detail", room.note())
        .done()
}

fn answer(found: &Found<'_>) -> Data {
    let error = found.error().map(|error| {
        let code = Object::new().count("code", error.code().into());
        code.text("name", error.name()).text("text", error.text()).done()
    });
    Object::new()
        .text("name", found.name)
        .text("item", found.item)
        .text("value", &found.written)
        .text("unit", found.unit)
        .text("detail", &found.detail())
        .text("title", found.title)
        .text("clause", found.clause)
        .texts("rests_on", &doubt::of_answer(found.basis))
        .with("waits_for", Data::texts(&found.waits_for))
        .with("error", error.unwrap_or_default())
        .done()
}
