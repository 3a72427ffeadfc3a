//! Which facts a rule table reads, through named conditions and registers.

use entitle_kernel::Contract;
use entitle_kernel::image::reads::PatientRead;
use entitle_kernel::image::record::{self, NONE};
use std::collections::BTreeSet;

/// What is read by a condition, in order of first mention.
#[derive(Default)]
pub(super) struct Reads {
    /// Facts, by index.
    pub(super) facts: Vec<usize>,
    /// Registers whose membership is asked.
    pub(super) registers: Vec<usize>,
    /// Named conditions, by index.
    pub(super) conditions: Vec<u16>,
}

impl Reads {
    /// What a condition reads.
    pub(super) fn condition(&mut self, contract: &Contract<'_>, index: u16) {
        if index == NONE || self.conditions.contains(&index) {
            return;
        }
        self.conditions.push(index);
        for read in contract.condition_reads(index) {
            match read {
                PatientRead::Slot(slot) => self.slot(contract, slot),
                PatientRead::Condition(other) => self.condition(contract, other),
                PatientRead::Register(register) => self.register(contract, register.into()),
            }
        }
    }

    fn register(&mut self, contract: &Contract<'_>, index: usize) {
        if self.registers.contains(&index) {
            return;
        }
        self.registers.push(index);
        if let Some(record) = contract.record::<record::Register>(index) {
            self.table(contract, record.table);
        }
    }

    fn table(&mut self, contract: &Contract<'_>, table: u16) {
        if let Some(table) = contract.record::<record::Table>(table.into()) {
            for row in contract.records::<record::Row>(table.first.into(), table.count.into()) {
                self.condition(contract, row.condition);
            }
        }
    }

    fn slot(&mut self, contract: &Contract<'_>, slot: u16) {
        let fact = contract.all::<record::Fact>().position(|fact| fact.patient_slot == slot);
        if let Some(fact) = fact.filter(|fact| !self.facts.contains(fact)) {
            self.facts.push(fact);
        }
    }
}

/// Every fact that the register and both tables of an indicator read.
pub fn facts_read(contract: &Contract<'_>, indicator: usize) -> Vec<usize> {
    let mut reads = Reads::default();
    if let Some(record) = contract.record::<record::Indicator>(indicator) {
        reads.register(contract, record.register.into());
        reads.table(contract, record.denominator);
        reads.table(contract, record.numerator);
    }
    let facts: BTreeSet<usize> = reads.facts.into_iter().collect();
    facts.into_iter().collect()
}
