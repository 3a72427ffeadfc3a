//! A patient's facts, set one at a time, and what becomes of the patient.

use super::{WrittenTrace, identity, refused, refused_fact, refused_item};
use crate::contract::PyContract;
use crate::error::of_fault;
use entitle_answers::choice::parse_day;
use entitle_kernel::{Cell, Date, Error, Grade, Patient, PatientFacts, PatientScratch, Run};
use pyo3::prelude::*;

/// Byte, outcome, reason and weakest grade of a decision, and what the evaluation did.
type DecisionFields = (u8, &'static str, Option<String>, Option<&'static str>, Vec<String>);

/// Facts of a patient up to a day.
#[pyclass(name = "KernelPatient", module = "entitle._entitle")]
pub(crate) struct PyPatient {
    contract: Py<PyContract>,
    achievement_date: Date,
    run: Run,
    cells: Vec<Cell>,
    scratch: PatientScratch,
    /// Whether facts changed since the scratch was filled.
    changed: bool,
}

impl PyPatient {
    fn change<R>(&mut self, change: impl FnOnce(&mut PatientFacts<'_, '_>) -> Result<R, Error>) -> Result<R, Error> {
        self.changed = true;
        let cells = &mut self.cells;
        self.contract.get().with(|contract| change(&mut PatientFacts::resume(contract, cells)?))
    }

    /// Evaluates the patient, without working out again what is known of facts that did not change.
    pub(super) fn evaluate<R>(
        &mut self,
        evaluate: impl FnOnce(&mut Patient<'_, '_, '_>) -> Result<R, Error>,
    ) -> Result<R, Error> {
        let PyPatient { contract, run, cells, scratch, changed, .. } = self;
        contract.get().with(|contract| {
            let facts = PatientFacts::resume(contract, cells)?;
            let mut patient = if *changed {
                Patient::new(contract, run, &facts, scratch)?
            } else {
                Patient::resume(contract, run, &facts, scratch)?
            };
            *changed = false;
            evaluate(&mut patient)
        })
    }
}

#[pymethods]
impl PyPatient {
    /// Begins a patient of this contract: every fact unknown, records up to this day.
    #[new]
    fn new(contract: Py<PyContract>, achievement_date: &str) -> PyResult<PyPatient> {
        let achievement_date = parse_day(achievement_date).map_err(of_fault)?;
        let begun = contract.get().with(|contract| {
            let run = Run::new(contract, achievement_date)?;
            let mut cells = vec![Cell::Unknown; contract.cost().patient_slots.into()];
            PatientFacts::new(contract, &mut cells)?;
            Ok((run, cells))
        });
        let help = "give the last day of the contract's year, or the day that is asked about";
        let (run, cells) = begun.map_err(|error| refused(achievement_date, error, help))?;
        Ok(PyPatient { contract, achievement_date, run, cells, scratch: PatientScratch::EMPTY, changed: true })
    }

    /// The contract: id, day, revision and digest.
    #[getter]
    fn identity(&self) -> String {
        self.contract.get().with(identity)
    }

    /// The day up to which records count.
    #[getter]
    fn achievement_date(&self) -> String {
        self.achievement_date.to_string()
    }

    /// Sets a fact to what a text says.
    fn set(&mut self, name: &str, text: &str) -> PyResult<()> {
        self.change(|facts| facts.set_named(name, text)).map_err(|error| refused_fact(name, error))
    }

    /// A fact as every face writes it; `unknown` where it was not set.
    fn get(&mut self, name: &str) -> PyResult<String> {
        let cells = &mut self.cells;
        let written = self.contract.get().with(|contract| {
            let fact = contract.find_patient_input(name)?;
            Ok(fact.written(PatientFacts::resume(contract, cells)?.try_get(fact.index())?).to_string())
        });
        written.map_err(|error| refused_fact(name, error))
    }

    /// Makes every fact unknown again, for the next patient.
    fn clear(&mut self) -> PyResult<()> {
        let cleared = self.change(|facts| {
            facts.clear();
            Ok(())
        });
        cleared.map_err(|error| refused("a patient", error, "begin another patient"))
    }

    /// Whether the patient is on a register, where that is known, and what the evaluation did.
    fn on_register(&mut self, register: &str) -> PyResult<(Option<bool>, Vec<String>)> {
        let found = self.evaluate(|patient| {
            let contract = *patient.contract();
            let place = contract.find_register(register).ok_or(Error::UnknownItem)?;
            let mut trace = WrittenTrace::of(&contract);
            Ok((patient.on_register(place, &mut trace)?, trace.lines))
        });
        found.map_err(|error| refused_item(register, error))
    }

    /// What is decided about the patient for an indicator, and what the evaluation did.
    fn decide(&mut self, indicator: &str) -> PyResult<DecisionFields> {
        let found = self.evaluate(|patient| {
            let contract = *patient.contract();
            let place = contract.find_indicator(indicator).ok_or(Error::UnknownItem)?;
            let mut trace = WrittenTrace::of(&contract);
            let decision = patient.decide(place, &mut trace)?;
            let settled = contract.decision(place, decision);
            let reason = settled.reason.map(|reason| reason.name.to_owned());
            let grade = contract.decision_basis(place, decision).weakest().map(Grade::name);
            Ok((decision.0, settled.outcome.name(), reason, grade, trace.lines))
        });
        found.map_err(|error| refused_item(indicator, error))
    }
}
