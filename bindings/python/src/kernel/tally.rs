//! Counts of patients' decisions, from which a practice's counts come.

use super::{PyPatient, PySubject, refused, refused_item};
use crate::contract::PyContract;
use entitle_kernel::image::code::Outcome;
use entitle_kernel::{Contract, Decision, Error, Tally};
use pyo3::prelude::*;

/// Counts of patients.
#[pyclass(name = "KernelTally", module = "entitle._entitle")]
pub(crate) struct PyTally {
    contract: Py<PyContract>,
    counts: Vec<u32>,
}

impl PyTally {
    fn change<R>(&mut self, change: impl FnOnce(&mut Tally<'_, '_>) -> Result<R, Error>) -> Result<R, Error> {
        let counts = &mut self.counts;
        self.contract.get().with(|contract| change(&mut Tally::resume(contract, counts)?))
    }
}

fn refused_tally(error: Error) -> PyErr {
    refused("a tally", error, "patients, subjects and tallies that are counted together are of one contract")
}

fn indicator_of(contract: &Contract<'_>, name: &str) -> Result<usize, Error> {
    contract.find_indicator(name).ok_or(Error::UnknownItem)
}

#[pymethods]
impl PyTally {
    /// Begins counting for this contract.
    #[new]
    fn new(contract: Py<PyContract>) -> PyResult<PyTally> {
        let begun = contract.get().with(|contract| {
            let mut counts = vec![0; contract.cost().tally_slots.into()];
            Tally::new(contract, &mut counts)?;
            Ok(counts)
        });
        Ok(PyTally { counts: begun.map_err(refused_tally)?, contract })
    }

    /// Counts a patient for every register and indicator that has rules.
    fn add_patient(&mut self, patient: &mut PyPatient) -> PyResult<()> {
        self.change(|tally| patient.evaluate(|patient| tally.add_patient(patient))).map_err(refused_tally)
    }

    /// Counts a decision that was made before, and no register.
    fn add_decision(&mut self, indicator: &str, decision: u8) -> PyResult<()> {
        let added =
            self.change(|tally| tally.add_decision(indicator_of(tally.contract(), indicator)?, Decision(decision)));
        added.map_err(|error| refused_item(indicator, error))
    }

    /// Counts whether a patient is on a register, as it was found before; None where it is not known.
    #[pyo3(signature = (register, member))]
    fn add_membership(&mut self, register: &str, member: Option<bool>) -> PyResult<()> {
        let added = self.change(|tally| {
            let place = tally.contract().find_register(register).ok_or(Error::UnknownItem)?;
            tally.add_membership(place, member)
        });
        added.map_err(|error| refused_item(register, error))
    }

    /// Adds the counts of another tally, of another thread for instance.
    fn add_tally(&mut self, other: &Bound<'_, PyTally>) -> PyResult<()> {
        // A tally that cannot be read is the one that is being written.
        let other = other.try_borrow().map_err(|_| refused_tally(Error::BadArgument))?;
        let mut counts = other.counts.clone();
        let added = self.change(|tally| {
            other.contract.get().with(|contract| tally.add_tally(&Tally::resume(contract, &mut counts)?))
        });
        added.map_err(refused_tally)
    }

    /// How many patients are on a register; None where that is not known of one of them.
    fn members(&mut self, register: &str) -> PyResult<Option<u32>> {
        let counted = self.change(|tally| {
            let place = tally.contract().find_register(register).ok_or(Error::UnknownItem)?;
            Ok(tally.members(place))
        });
        counted.map_err(|error| refused_item(register, error))
    }

    /// How many patients had a decision for an indicator.
    fn count(&mut self, indicator: &str, decision: u8) -> PyResult<u32> {
        let counted = self.change(|tally| {
            let place = indicator_of(tally.contract(), indicator)?;
            let decision = Decision(decision);
            let known = decision == Decision::UNDETERMINED || decision.0 <= tally.contract().decision_count(place);
            if known { Ok(tally.count(place, decision)) } else { Err(Error::UnknownItem) }
        });
        counted.map_err(|error| refused_item(indicator, error))
    }

    /// How many patients had an outcome for an indicator, over all decisions that mean it.
    fn with_outcome(&mut self, indicator: &str, outcome: &str) -> PyResult<u32> {
        let known = Outcome::ALL.iter().find(|known| known.name() == outcome);
        let help = "`entitle.kernel.Decision.outcome` says which outcomes there are";
        let outcome = *known.ok_or_else(|| refused(format_args!("`{outcome}`"), Error::BadArgument, help))?;
        let counted = self.change(|tally| Ok(tally.with_outcome(indicator_of(tally.contract(), indicator)?, outcome)));
        counted.map_err(|error| refused_item(indicator, error))
    }

    /// Puts the counts into a subject's facts.
    fn write(&mut self, subject: &mut PySubject) -> PyResult<()> {
        self.change(|tally| subject.change(|facts| tally.write(facts))).map_err(refused_tally)
    }
}
