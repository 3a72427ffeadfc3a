//! The kernel one call at a time.

use crate::handles::{Begun, contract, keep, on, with};
use entitle_answers::stepwise::{Patient, Subject, Tally};
use entitle_answers::{Data, Object};
use entitle_wasm_shared::fault::{Thrown, at_the_border, gone, written};
use wasm_bindgen::prelude::*;

/// Begins a subject.
#[wasm_bindgen]
pub fn subject(of: u32) -> Thrown<u32> {
    at_the_border(contract(of).and_then(|held| Subject::new(&held))).map(|subject| keep(Begun::Subject(subject)))
}

/// Sets a fact of a subject.
#[wasm_bindgen]
pub fn subject_set(handle: u32, name: &str, text: &str) -> Thrown<()> {
    at_the_border(on!(handle, Subject, subject => subject.set(name, text)))
}

/// A fact of a subject.
#[wasm_bindgen]
pub fn subject_get(handle: u32, name: &str) -> Thrown<String> {
    at_the_border(on!(handle, Subject, subject => subject.get(name)))
}

/// Begins a member practice.
#[wasm_bindgen]
pub fn subject_member(handle: u32) -> Thrown<u32> {
    at_the_border(on!(handle, Subject, subject => subject.member())).map(|member| keep(Begun::Member(member)))
}

/// Sets a fact of a member practice.
#[wasm_bindgen]
pub fn member_set(handle: u32, name: &str, text: &str) -> Thrown<()> {
    at_the_border(on!(handle, Member, member => member.set(name, text)))
}

/// Pools a member practice.
#[wasm_bindgen]
pub fn subject_add(handle: u32, member: u32) -> Thrown<()> {
    at_the_border(on!(handle, Subject, subject => on!(member, Member, member => subject.add(member))))
}

/// How many members were pooled.
#[wasm_bindgen]
pub fn subject_members(handle: u32) -> Thrown<u32> {
    at_the_border(on!(handle, Subject, subject => Ok(subject.members())))
}

/// Evaluates a subject.
#[wasm_bindgen]
pub fn subject_statement(handle: u32) -> Thrown<u32> {
    let made = on!(handle, Subject, subject => subject.statement());
    at_the_border(made).map(|statement| keep(Begun::Statement(statement)))
}

/// The contract of a statement.
#[wasm_bindgen]
pub fn statement_identity(handle: u32) -> Thrown<String> {
    at_the_border(on!(handle, Statement, statement => Ok(statement.identity())))
}

/// Every answer of a statement.
#[wasm_bindgen]
pub fn statement_answers(handle: u32) -> Thrown<String> {
    let answers = on!(handle, Statement, statement => statement.answers());
    let answers = answers.map(|answers| {
        let fields = answers.into_iter().map(|answer| {
            Object::new()
                .text("kind", answer.kind)
                .text("name", &answer.name)
                .text("item", &answer.item)
                .text("text", &answer.text)
                .text("unit", &answer.unit)
                .done()
        });
        written(&fields.collect())
    });
    at_the_border(answers)
}

/// What an evaluation did.
#[wasm_bindgen]
pub fn statement_trace(handle: u32) -> Thrown<String> {
    at_the_border(on!(handle, Statement, statement => Ok(written(&Data::texts(statement.trace())))))
}

/// Patients needed and the next one's worth.
#[wasm_bindgen]
pub fn statement_headroom(handle: u32, indicator: &str) -> Thrown<String> {
    let room = on!(handle, Statement, statement => statement.headroom(indicator));
    at_the_border(room.map(|(needed, next)| {
        let needed = needed.map_or(Data::Null, |needed| Data::Count(needed.into()));
        written(&Object::new().with("patients_needed", needed).text("next_patient", &next).done())
    }))
}

/// Begins a patient.
#[wasm_bindgen]
pub fn patient(of: u32, day: &str) -> Thrown<u32> {
    at_the_border(contract(of).and_then(|held| Patient::new(&held, day)))
        .map(|patient| keep(Begun::Patient(Box::new(patient))))
}

/// The contract of a patient.
#[wasm_bindgen]
pub fn patient_identity(handle: u32) -> Thrown<String> {
    at_the_border(on!(handle, Patient, patient => Ok(patient.identity())))
}

/// The day up to which records count.
#[wasm_bindgen]
pub fn patient_day(handle: u32) -> Thrown<String> {
    at_the_border(on!(handle, Patient, patient => Ok(patient.achievement_date())))
}

/// Sets a fact of a patient.
#[wasm_bindgen]
pub fn patient_set(handle: u32, name: &str, text: &str) -> Thrown<()> {
    at_the_border(on!(handle, Patient, patient => patient.set(name, text)))
}

/// A fact of a patient.
#[wasm_bindgen]
pub fn patient_get(handle: u32, name: &str) -> Thrown<String> {
    at_the_border(on!(handle, Patient, patient => patient.get(name)))
}

/// Makes every fact unknown again.
#[wasm_bindgen]
pub fn patient_clear(handle: u32) -> Thrown<()> {
    at_the_border(on!(handle, Patient, patient => patient.clear()))
}

/// Whether a patient is on a register.
#[wasm_bindgen]
pub fn patient_on_register(handle: u32, register: &str) -> Thrown<String> {
    let found = on!(handle, Patient, patient => patient.on_register(register));
    at_the_border(found.map(|found| {
        let member = found.member.map_or(Data::Null, Data::Truth);
        written(&Object::new().with("member", member).with("trace", Data::texts(&found.trace)).done())
    }))
}

/// What is decided about a patient for an indicator.
#[wasm_bindgen]
pub fn patient_decide(handle: u32, indicator: &str) -> Thrown<String> {
    let found = on!(handle, Patient, patient => patient.decide(indicator));
    at_the_border(found.map(|found| {
        let decision = Object::new()
            .count("code", found.code.into())
            .text("outcome", found.outcome)
            .optional("reason", found.reason.as_deref())
            .optional("grade", found.grade)
            .with("trace", Data::texts(&found.trace));
        written(&decision.done())
    }))
}

/// Begins a tally.
#[wasm_bindgen]
pub fn tally(of: u32) -> Thrown<u32> {
    at_the_border(contract(of).and_then(|held| Tally::new(&held))).map(|tally| keep(Begun::Tally(tally)))
}

/// Counts a patient.
#[wasm_bindgen]
pub fn tally_add_patient(handle: u32, patient: u32) -> Thrown<()> {
    at_the_border(on!(handle, Tally, tally => on!(patient, Patient, patient => tally.add_patient(patient))))
}

/// Counts a decision that was made before.
#[wasm_bindgen]
pub fn tally_add_decision(handle: u32, indicator: &str, code: u8) -> Thrown<()> {
    at_the_border(on!(handle, Tally, tally => tally.add_decision(indicator, code)))
}

/// Counts a membership that was found before.
#[wasm_bindgen]
pub fn tally_add_membership(handle: u32, register: &str, member: Option<bool>) -> Thrown<()> {
    at_the_border(on!(handle, Tally, tally => tally.add_membership(register, member)))
}

/// Adds the counts of another tally.
#[wasm_bindgen]
pub fn tally_add_tally(handle: u32, other: u32) -> Thrown<()> {
    let added = with(handle, |object| match object {
        Begun::Tally(_) if other == handle => Err(Tally::refused_itself()),
        Begun::Tally(tally) => on!(other, Tally, other => tally.add_tally(other)),
        _ => Err(gone()),
    });
    at_the_border(added)
}

/// How many patients are on a register.
#[wasm_bindgen]
pub fn tally_members(handle: u32, register: &str) -> Thrown<Option<u32>> {
    at_the_border(on!(handle, Tally, tally => tally.members(register)))
}

/// How many patients had a decision.
#[wasm_bindgen]
pub fn tally_count(handle: u32, indicator: &str, code: u8) -> Thrown<u32> {
    at_the_border(on!(handle, Tally, tally => tally.count(indicator, code)))
}

/// How many patients had an outcome.
#[wasm_bindgen]
pub fn tally_with_outcome(handle: u32, indicator: &str, outcome: &str) -> Thrown<u32> {
    at_the_border(on!(handle, Tally, tally => tally.with_outcome(indicator, outcome)))
}

/// Puts the counts into a subject's facts.
#[wasm_bindgen]
pub fn tally_write(handle: u32, subject: u32) -> Thrown<()> {
    at_the_border(on!(handle, Tally, tally => on!(subject, Subject, subject => tally.write(subject))))
}
