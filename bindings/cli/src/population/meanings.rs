//! What each decision of each indicator means, in the words of the files of results.

use entitle_answers::patient::{RuleTable, own_tables_of};
use entitle_kernel::trace::Role;
use entitle_kernel::{Contract, Decision};

/// A decision in words.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Meaning<'c> {
    pub(super) outcome: &'static str,
    /// The row of the denominator that settled it, from 1, or "".
    pub(super) rule: String,
    pub(super) clause: &'c str,
    pub(super) reason: &'c str,
    pub(super) class: &'c str,
    pub(super) text: &'c str,
}

/// The meanings of all decisions of one indicator.
pub(super) struct Meanings<'c> {
    /// By code; the last is of what is undetermined.
    list: Vec<Meaning<'c>>,
}

impl<'c> Meanings<'c> {
    /// Those of an indicator.
    pub(super) fn of(contract: &Contract<'c>, indicator: usize) -> Meanings<'c> {
        let tables = own_tables_of(contract, indicator);
        let denominator = tables.iter().find(|table| matches!(table.role, Role::Denominator(_)));
        let meaning = |decision| meaning(contract, denominator, indicator, decision);
        Meanings { list: decisions(contract, indicator).map(meaning).collect() }
    }

    /// What this decision means.
    pub(super) fn get(&self, decision: Decision) -> &Meaning<'c> {
        let last = self.list.len() - 1;
        &self.list[usize::from(decision.0).min(last)]
    }
}

/// Every decision that there is for an indicator, undetermined last.
pub(super) fn decisions(contract: &Contract<'_>, indicator: usize) -> impl Iterator<Item = Decision> + use<> {
    (0..=contract.decision_count(indicator)).map(Decision).chain([Decision::UNDETERMINED])
}

fn meaning<'c>(
    contract: &Contract<'c>,
    denominator: Option<&RuleTable<'c>>,
    indicator: usize,
    decision: Decision,
) -> Meaning<'c> {
    let settled = contract.decision(indicator, decision);
    let row = settled.row.and_then(|row| denominator?.rows.get(usize::from(row)));
    Meaning {
        outcome: settled.outcome.name(),
        rule: settled.row.map_or(String::new(), |row| (u16::from(row) + 1).to_string()),
        clause: row.map_or("", |row| row.clause),
        reason: settled.reason.map_or("", |reason| reason.name),
        class: settled.reason.map_or("", |reason| reason.class),
        text: settled.reason.map_or("", |reason| reason.text),
    }
}
