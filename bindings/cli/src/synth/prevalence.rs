//! How many patients of a population are on each register. The kernel says who is.

use crate::fault::Fault;
use entitle_kernel::image::record::{self, NONE};
use entitle_kernel::{
    Cell, Contract, Error, Fact, Number, Patient, PatientFacts, PatientScratch, RoundingMode, Run, Silent, Value,
};

/// Decimal places of a prevalence, and the least that one can be.
const PLACES: i16 = 6;
const LEAST: Number = Number::from_scaled(1, 6);

/// The registers' members among the patients counted so far.
pub(crate) struct Prevalence<'c> {
    contract: Contract<'c>,
    run: Run,
    cells: Vec<Cell>,
    /// Facts that some rule reads, and their columns.
    read: Vec<(usize, usize)>,
    /// By register; `None` where it has no rules.
    members: Vec<Option<u64>>,
    patients: u64,
}

impl<'c> Prevalence<'c> {
    /// Nobody is counted. The columns are those of the patients to come.
    pub(crate) fn new(contract: &Contract<'c>, columns: &[Fact<'c>]) -> Result<Prevalence<'c>, Fault> {
        let fault = |error: Error| Fault::input(format!("{}: {error}", contract.id()));
        let end = contract.period_end().ok_or(Error::DateOverflow).map_err(fault)?;
        let mut cells = vec![Cell::Unknown; contract.cost().patient_slots.into()];
        let mut facts = PatientFacts::new(contract, &mut cells).map_err(fault)?;
        let is_read = |fact: &Fact<'_>, facts: &mut PatientFacts<'_, '_>| {
            facts.set(fact.index(), Value::Unknown) != Err(Error::UnknownFact)
        };
        let read = columns.iter().enumerate().filter(|(_, fact)| is_read(fact, &mut facts));
        let read = read.map(|(column, fact)| (fact.index(), column)).collect();
        let has_rules = |register: record::Register| (register.table != NONE).then_some(0);
        Ok(Prevalence {
            contract: *contract,
            run: Run::new(contract, end).map_err(fault)?,
            read,
            members: contract.all::<record::Register>().map(has_rules).collect(),
            cells,
            patients: 0,
        })
    }

    /// Counts a patient.
    pub(crate) fn count(&mut self, values: &[Value]) -> Result<(), Error> {
        let mut facts = PatientFacts::new(&self.contract, &mut self.cells)?;
        for (fact, column) in &self.read {
            facts.set(*fact, values[*column])?;
        }
        let mut scratch = PatientScratch::EMPTY;
        let mut patient = Patient::new(&self.contract, &self.run, &facts, &mut scratch)?;
        for (register, members) in self.members.iter_mut().enumerate() {
            if let Some(members) = members
                && patient.on_register(register, &mut Silent)? == Some(true)
            {
                *members += 1;
            }
        }
        self.patients += 1;
        Ok(())
    }

    /// Counts those whom another has counted of the same contract.
    pub(crate) fn add(&mut self, other: &Prevalence<'_>) {
        for (sum, members) in self.members.iter_mut().zip(&other.members) {
            *sum = sum.zip(*members).map(|(sum, members)| sum + members);
        }
        self.patients += other.patients;
    }

    /// The [`share`] of all patients that is on a register.
    pub(crate) fn of(&self, register: usize) -> Result<Number, Error> {
        share(self.members.get(register).copied().flatten().unwrap_or(0), self.patients)
    }
}

/// The share of patients that is on a register: six decimal places, and never none at all.
pub(crate) fn share(members: u64, patients: u64) -> Result<Number, Error> {
    let share = Number::ratio(members.into(), patients.max(1).into())?;
    let rounded = share.round(PLACES, RoundingMode::HalfUp)?;
    Ok(if rounded.is_zero() { LEAST } else { rounded })
}
