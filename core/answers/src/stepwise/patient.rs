//! A patient's facts, set one at a time, and what becomes of the patient.

use super::{WrittenTrace, refused, refused_fact, refused_item};
use crate::choice::parse_day;
use crate::fault::Fault;
use crate::held::Held;
use entitle_kernel::{self as kernel, Cell, Date, Error, Grade, PatientFacts, PatientScratch, Run};
use std::sync::Arc;

/// What is decided about a patient for an indicator.
pub struct Decided {
    /// The decision, one byte.
    pub code: u8,
    /// Where the patient ended.
    pub outcome: &'static str,
    /// The reason's name, where there is one.
    pub reason: Option<String>,
    /// The weakest grade of what it rests on.
    pub grade: Option<&'static str>,
    /// What the evaluation did, in order.
    pub trace: Vec<String>,
}

/// Whether a patient is on a register.
pub struct Membership {
    /// None where it is not known.
    pub member: Option<bool>,
    /// What the evaluation did, in order.
    pub trace: Vec<String>,
}

/// Facts of a patient up to a day.
pub struct Patient {
    contract: Arc<Held>,
    achievement_date: Date,
    run: Run,
    cells: Vec<Cell>,
    scratch: PatientScratch,
    /// Whether facts changed since the scratch was filled.
    changed: bool,
}

impl Patient {
    fn change<R>(&mut self, change: impl FnOnce(&mut PatientFacts<'_, '_>) -> Result<R, Error>) -> Result<R, Error> {
        self.changed = true;
        let cells = &mut self.cells;
        self.contract.with(|contract| change(&mut PatientFacts::resume(contract, cells)?))
    }

    /// Evaluates the patient, without working out again what is known of facts that did not change.
    pub(super) fn evaluate<R>(
        &mut self,
        evaluate: impl FnOnce(&mut kernel::Patient<'_, '_, '_>) -> Result<R, Error>,
    ) -> Result<R, Error> {
        let Patient { contract, run, cells, scratch, changed, .. } = self;
        contract.with(|contract| {
            let facts = PatientFacts::resume(contract, cells)?;
            let mut patient = if *changed {
                kernel::Patient::new(contract, run, &facts, scratch)?
            } else {
                kernel::Patient::resume(contract, run, &facts, scratch)?
            };
            *changed = false;
            evaluate(&mut patient)
        })
    }
}

impl Patient {
    /// Begins a patient of this contract: every fact unknown, records up to this day.
    pub fn new(contract: &Arc<Held>, achievement_date: &str) -> Result<Patient, Fault> {
        let achievement_date = parse_day(achievement_date)?;
        let begun = contract.with(|contract| {
            let run = Run::new(contract, achievement_date)?;
            let mut cells = vec![Cell::Unknown; contract.cost().patient_slots.into()];
            PatientFacts::new(contract, &mut cells)?;
            Ok((run, cells))
        });
        let help = "give the last day of the contract's year, or the day that is asked about";
        let (run, cells) = begun.map_err(|error| refused(achievement_date, error, help))?;
        Ok(Patient {
            contract: contract.clone(),
            achievement_date,
            run,
            cells,
            scratch: PatientScratch::EMPTY,
            changed: true,
        })
    }

    /// The contract: id, day, revision and digests.
    pub fn identity(&self) -> String {
        self.contract.with(|contract| contract.identity())
    }

    /// The day up to which records count.
    pub fn achievement_date(&self) -> String {
        self.achievement_date.to_string()
    }

    /// Sets a fact to what a text says.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), Fault> {
        self.change(|facts| facts.set_named(name, text)).map_err(|error| refused_fact(name, error))
    }

    /// A fact as every face writes it; `unknown` where it was not set.
    pub fn get(&mut self, name: &str) -> Result<String, Fault> {
        let cells = &mut self.cells;
        let written = self.contract.with(|contract| {
            let fact = contract.find_patient_input(name)?;
            Ok(fact.written(PatientFacts::resume(contract, cells)?.try_get(fact.index())?).to_string())
        });
        written.map_err(|error| refused_fact(name, error))
    }

    /// Makes every fact unknown again, for the next patient.
    pub fn clear(&mut self) -> Result<(), Fault> {
        let cleared = self.change(|facts| {
            facts.clear();
            Ok(())
        });
        cleared.map_err(|error| refused("a patient", error, "begin another patient"))
    }

    /// Whether the patient is on a register, where that is known, and what the evaluation did.
    pub fn on_register(&mut self, register: &str) -> Result<Membership, Fault> {
        let found = self.evaluate(|patient| {
            let contract = *patient.contract();
            let place = contract.find_register(register).ok_or(Error::UnknownItem)?;
            let mut trace = WrittenTrace::of(&contract);
            let member = patient.on_register(place, &mut trace)?;
            Ok(Membership { member, trace: trace.lines })
        });
        found.map_err(|error| refused_item(register, error))
    }

    /// What is decided about the patient for an indicator, and what the evaluation did.
    pub fn decide(&mut self, indicator: &str) -> Result<Decided, Fault> {
        let found = self.evaluate(|patient| {
            let contract = *patient.contract();
            let place = contract.find_indicator(indicator).ok_or(Error::UnknownItem)?;
            let mut trace = WrittenTrace::of(&contract);
            let decision = patient.decide(place, &mut trace)?;
            let settled = contract.decision(place, decision);
            let reason = settled.reason.map(|reason| reason.name.to_owned());
            let grade = contract.decision_basis(place, decision).weakest().map(Grade::name);
            Ok(Decided { code: decision.0, outcome: settled.outcome.name(), reason, grade, trace: trace.lines })
        });
        found.map_err(|error| refused_item(indicator, error))
    }
}
