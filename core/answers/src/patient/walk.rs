//! One patient through the tables of an indicator, with what each row saw.

use crate::facts::Subject;
use entitle_kernel::image::code::Action;
use entitle_kernel::image::record;
use entitle_kernel::trace::{Entry, Event, Role};
use entitle_kernel::{
    Cell, Contract, Decision, Error, Patient, PatientFacts, PatientScratch, Run, Settled, Value, Watch,
};

/// How a row went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seen {
    /// The table.
    pub table: Role,
    /// The row, from 0.
    pub row: u8,
    /// Whether it matched; `None` while that is not known.
    pub matched: Option<bool>,
    /// What it did.
    pub action: Action,
}

impl Seen {
    /// Whether the table ended at this row, settled or stuck.
    #[must_use]
    pub fn ends(&self) -> bool {
        self.action != Action::Next || self.matched.is_none()
    }
}

/// How a patient's evaluation for one indicator went.
pub struct Walked<'c> {
    /// How it ended, as one byte.
    pub decision: Decision,
    /// What that byte means.
    pub settled: Settled<'c>,
    /// Every row that was asked, in order.
    pub seen: Vec<Seen>,
    /// The values of the patient's facts by index.
    pub values: Vec<Value>,
}

impl Walked<'_> {
    /// How a row of a table went, where it was asked.
    #[must_use]
    pub fn row(&self, table: Role, row: usize) -> Option<Seen> {
        let mut seen = self.seen.iter();
        seen.find(|seen| seen.table == table && usize::from(seen.row) == row).copied()
    }

    /// The row at which a table ended.
    #[must_use]
    pub fn end(&self, table: Role) -> Option<Seen> {
        let mut seen = self.seen.iter();
        seen.find(|seen| seen.table == table && seen.ends()).copied()
    }
}

#[derive(Default)]
struct Kept(Vec<Entry>);

impl Watch for Kept {
    fn note(&mut self, entry: Entry) {
        self.0.push(entry);
    }
}

/// Decides a patient for an indicator, or only for a register.
pub fn walk<'c>(contract: &Contract<'c>, run: &Run, subject: &Subject, goal: Goal) -> Result<Walked<'c>, Error> {
    let mut cells = vec![Cell::Unknown; contract.cost().patient_slots.into()];
    let mut facts = PatientFacts::new(contract, &mut cells)?;
    for ((fact, _), value) in &subject.values {
        // A fact that no rule reads has no place.
        match facts.set(*fact, *value) {
            Err(Error::UnknownFact) => {}
            set => set?,
        }
    }
    let mut scratch = PatientScratch::EMPTY;
    let mut kept = Kept::default();
    let mut patient = Patient::new(contract, run, &facts, &mut scratch)?;
    let (decision, indicator) = match goal {
        Goal::Indicator(index) => (patient.decide(index, &mut kept)?, index),
        Goal::Register(index) => {
            let belongs = patient.on_register(index, &mut kept)?;
            let decision = if belongs.is_none() { Decision::UNDETERMINED } else { Decision::NOT_ON_REGISTER };
            (decision, usize::MAX)
        }
    };
    let values = (0..contract.count::<record::Fact>()).map(|fact| facts.get(fact)).collect();
    let seen = kept.0.into_iter().filter_map(|entry| match entry.event {
        Event::Row { table, row, must, may, action } => {
            Some(Seen { table, row, matched: (must == may).then_some(must), action })
        }
        _ => None,
    });
    Ok(Walked { decision, settled: contract.decision(indicator, decision), seen: seen.collect(), values })
}

/// What is decided.
#[derive(Clone, Copy)]
pub enum Goal {
    /// An indicator, by its index.
    Indicator(usize),
    /// Membership of a register, by its index.
    Register(usize),
}
