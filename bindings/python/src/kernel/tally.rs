//! Counts of patients' decisions, from which a practice's counts come.

use super::{PyPatient, PySubject};
use crate::contract::PyContract;
use crate::error::of_fault;
use entitle_answers::stepwise::Tally;
use pyo3::prelude::*;

/// Counts of patients.
#[pyclass(name = "KernelTally", module = "entitle._entitle")]
pub(crate) struct PyTally(Tally);

#[pymethods]
impl PyTally {
    /// Begins counting for this contract.
    #[new]
    fn new(contract: &Bound<'_, PyContract>) -> PyResult<PyTally> {
        Tally::new(contract.get().held()).map(PyTally).map_err(of_fault)
    }

    /// Counts a patient for every register and indicator that has rules.
    fn add_patient(&mut self, patient: &mut PyPatient) -> PyResult<()> {
        self.0.add_patient(&mut patient.0).map_err(of_fault)
    }

    /// Counts a decision that was made before, and no register.
    fn add_decision(&mut self, indicator: &str, decision: u8) -> PyResult<()> {
        self.0.add_decision(indicator, decision).map_err(of_fault)
    }

    /// Counts whether a patient is on a register, as it was found before; None where it is not known.
    #[pyo3(signature = (register, member))]
    fn add_membership(&mut self, register: &str, member: Option<bool>) -> PyResult<()> {
        self.0.add_membership(register, member).map_err(of_fault)
    }

    /// Adds the counts of another tally, of another thread for instance.
    fn add_tally(&mut self, other: &Bound<'_, PyTally>) -> PyResult<()> {
        match other.try_borrow() {
            Ok(other) => self.0.add_tally(&other.0),
            // A tally that cannot be read is the one that is being written.
            Err(_) => Err(Tally::refused_itself()),
        }
        .map_err(of_fault)
    }

    /// How many patients are on a register; None where that is not known of one of them.
    fn members(&mut self, register: &str) -> PyResult<Option<u32>> {
        self.0.members(register).map_err(of_fault)
    }

    /// How many patients had a decision for an indicator.
    fn count(&mut self, indicator: &str, decision: u8) -> PyResult<u32> {
        self.0.count(indicator, decision).map_err(of_fault)
    }

    /// How many patients had an outcome for an indicator, over all decisions that mean it.
    fn with_outcome(&mut self, indicator: &str, outcome: &str) -> PyResult<u32> {
        self.0.with_outcome(indicator, outcome).map_err(of_fault)
    }

    /// Puts the counts into a subject's facts.
    fn write(&mut self, subject: &mut PySubject) -> PyResult<()> {
        self.0.write(&mut subject.0).map_err(of_fault)
    }
}
