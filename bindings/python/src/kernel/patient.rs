//! A patient's facts, set one at a time, and what becomes of the patient.

use crate::contract::PyContract;
use crate::error::of_fault;
use entitle_answers::stepwise::Patient;
use pyo3::prelude::*;

/// Byte, outcome, reason and weakest grade of a decision, and what the evaluation did.
type DecisionFields = (u8, &'static str, Option<String>, Option<&'static str>, Vec<String>);

/// Facts of a patient up to a day.
#[pyclass(name = "KernelPatient", module = "entitle._entitle")]
pub(crate) struct PyPatient(pub(super) Patient);

#[pymethods]
impl PyPatient {
    /// Begins a patient of this contract: every fact unknown, records up to this day.
    #[new]
    fn new(contract: &Bound<'_, PyContract>, achievement_date: &str) -> PyResult<PyPatient> {
        Patient::new(contract.get().held(), achievement_date).map(PyPatient).map_err(of_fault)
    }

    /// The contract: id, day, revision and digests.
    #[getter]
    fn identity(&self) -> String {
        self.0.identity()
    }

    /// The day up to which records count.
    #[getter]
    fn achievement_date(&self) -> String {
        self.0.achievement_date()
    }

    /// Sets a fact to what a text says.
    fn set(&mut self, name: &str, text: &str) -> PyResult<()> {
        self.0.set(name, text).map_err(of_fault)
    }

    /// A fact as every face writes it; `unknown` where it was not set.
    fn get(&mut self, name: &str) -> PyResult<String> {
        self.0.get(name).map_err(of_fault)
    }

    /// Makes every fact unknown again, for the next patient.
    fn clear(&mut self) -> PyResult<()> {
        self.0.clear().map_err(of_fault)
    }

    /// Whether the patient is on a register, where that is known, and what the evaluation did.
    fn on_register(&mut self, register: &str) -> PyResult<(Option<bool>, Vec<String>)> {
        let found = self.0.on_register(register).map_err(of_fault)?;
        Ok((found.member, found.trace))
    }

    /// What is decided about the patient for an indicator, and what the evaluation did.
    fn decide(&mut self, indicator: &str) -> PyResult<DecisionFields> {
        let found = self.0.decide(indicator).map_err(of_fault)?;
        Ok((found.code, found.outcome, found.reason, found.grade, found.trace))
    }
}
