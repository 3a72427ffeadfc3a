//! Counts of patients' decisions, from which a practice's counts come.

use super::{Patient, Subject, refused, refused_item};
use crate::fault::Fault;
use crate::held::Held;
use entitle_kernel::image::code::Outcome;
use entitle_kernel::{self as kernel, Contract, Decision, Error};
use std::sync::Arc;

/// Counts of patients.
pub struct Tally {
    contract: Arc<Held>,
    counts: Vec<u32>,
}

impl Tally {
    fn change<R>(&mut self, change: impl FnOnce(&mut kernel::Tally<'_, '_>) -> Result<R, Error>) -> Result<R, Error> {
        let counts = &mut self.counts;
        self.contract.with(|contract| change(&mut kernel::Tally::resume(contract, counts)?))
    }
}

fn refused_tally(error: Error) -> Fault {
    refused("a tally", error, "patients, subjects and tallies that are counted together are of one contract")
}

fn indicator_of(contract: &Contract<'_>, name: &str) -> Result<usize, Error> {
    contract.find_indicator(name).ok_or(Error::UnknownItem)
}

impl Tally {
    /// Begins counting for this contract.
    pub fn new(contract: &Arc<Held>) -> Result<Tally, Fault> {
        let begun = contract.with(|contract| {
            let mut counts = vec![0; contract.cost().tally_slots.into()];
            kernel::Tally::new(contract, &mut counts)?;
            Ok(counts)
        });
        Ok(Tally { counts: begun.map_err(refused_tally)?, contract: contract.clone() })
    }

    /// Counts a patient for every register and indicator that has rules.
    pub fn add_patient(&mut self, patient: &mut Patient) -> Result<(), Fault> {
        let added = self.change(|tally| patient.evaluate(|patient| tally.add_patient(patient)));
        added.map_err(|error| patient.refused(error, refused_tally))
    }

    /// Counts a decision that was made before, and no register.
    pub fn add_decision(&mut self, indicator: &str, decision: u8) -> Result<(), Fault> {
        let added =
            self.change(|tally| tally.add_decision(indicator_of(tally.contract(), indicator)?, Decision(decision)));
        added.map_err(|error| refused_item(indicator, error))
    }

    /// Counts whether a patient is on a register, as it was found before; None where it is not known.
    pub fn add_membership(&mut self, register: &str, member: Option<bool>) -> Result<(), Fault> {
        let added = self.change(|tally| {
            let place = tally.contract().find_register(register).ok_or(Error::UnknownItem)?;
            tally.add_membership(place, member)
        });
        added.map_err(|error| refused_item(register, error))
    }

    /// The fault of a tally that is added to itself, which a face finds out in its own way.
    #[must_use]
    pub fn refused_itself() -> Fault {
        refused_tally(Error::BadArgument)
    }

    /// Adds the counts of another tally, of another thread for instance.
    pub fn add_tally(&mut self, other: &Tally) -> Result<(), Fault> {
        let mut counts = other.counts.clone();
        let added = self.change(|tally| {
            other.contract.with(|contract| tally.add_tally(&kernel::Tally::resume(contract, &mut counts)?))
        });
        added.map_err(refused_tally)
    }

    /// How many patients are on a register; None where that is not known of one of them.
    pub fn members(&mut self, register: &str) -> Result<Option<u32>, Fault> {
        let counted = self.change(|tally| {
            let place = tally.contract().find_register(register).ok_or(Error::UnknownItem)?;
            Ok(tally.members(place))
        });
        counted.map_err(|error| refused_item(register, error))
    }

    /// How many patients had a decision for an indicator.
    pub fn count(&mut self, indicator: &str, decision: u8) -> Result<u32, Fault> {
        let counted = self.change(|tally| {
            let place = indicator_of(tally.contract(), indicator)?;
            let decision = Decision(decision);
            let known = decision == Decision::UNDETERMINED || decision.0 <= tally.contract().decision_count(place);
            if known { Ok(tally.count(place, decision)) } else { Err(Error::UnknownItem) }
        });
        counted.map_err(|error| refused_item(indicator, error))
    }

    /// How many patients had an outcome for an indicator, over all decisions that mean it.
    pub fn with_outcome(&mut self, indicator: &str, outcome: &str) -> Result<u32, Fault> {
        let known = Outcome::ALL.iter().find(|known| known.name() == outcome);
        let help = "the outcome of a decision says which outcomes there are";
        let outcome = *known.ok_or_else(|| refused(format_args!("`{outcome}`"), Error::BadArgument, help))?;
        let counted = self.change(|tally| Ok(tally.with_outcome(indicator_of(tally.contract(), indicator)?, outcome)));
        counted.map_err(|error| refused_item(indicator, error))
    }

    /// Puts the counts into a subject's facts.
    pub fn write(&mut self, subject: &mut Subject) -> Result<(), Fault> {
        self.change(|tally| subject.change(|facts| tally.write(facts))).map_err(refused_tally)
    }
}
