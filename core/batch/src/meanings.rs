//! What each decision of each indicator means, in words.

use entitle_kernel::trace::Role;
use entitle_kernel::{Contract, Decision};

/// A decision in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meaning<'c> {
    /// Where the patient ended.
    pub outcome: &'static str,
    /// The row of the denominator that settled it, from 1, or "".
    pub rule: String,
    /// That row's clause, or "".
    pub clause: &'c str,
    /// The reason's name, or "".
    pub reason: &'c str,
    /// Its class, or "".
    pub class: &'c str,
    /// The reason in words, or "".
    pub text: &'c str,
}

/// The meanings of all decisions of one indicator.
///
/// ```
/// use entitle_batch::Meanings;
/// use entitle_kernel::{Contract, Decision, sample};
/// let contract = Contract::new(sample::IMAGE)?;
/// let meanings = Meanings::of(&contract, 0);
/// assert_eq!(meanings.get(Decision::NOT_ON_REGISTER).outcome, "not on register");
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub struct Meanings<'c> {
    /// By code; the last is of what is undetermined.
    list: Vec<(Decision, Meaning<'c>)>,
}

impl<'c> Meanings<'c> {
    /// Those of an indicator.
    #[must_use]
    pub fn of(contract: &Contract<'c>, indicator: usize) -> Meanings<'c> {
        let decisions = (0..=contract.decision_count(indicator)).map(Decision).chain([Decision::UNDETERMINED]);
        Meanings { list: decisions.map(|decision| (decision, meaning(contract, indicator, decision))).collect() }
    }

    /// What this decision means.
    #[must_use]
    pub fn get(&self, decision: Decision) -> &Meaning<'c> {
        let last = self.list.len() - 1;
        &self.list[usize::from(decision.0).min(last)].1
    }

    /// Every decision that there is, undetermined last.
    pub fn iter(&self) -> impl Iterator<Item = (Decision, &Meaning<'c>)> {
        self.list.iter().map(|(decision, meaning)| (*decision, meaning))
    }
}

fn meaning<'c>(contract: &Contract<'c>, indicator: usize, decision: Decision) -> Meaning<'c> {
    let settled = contract.decision(indicator, decision);
    let denominator = u16::try_from(indicator).map(Role::Denominator);
    let row = settled.row.and_then(|row| contract.rule(denominator.ok()?, row.into()));
    Meaning {
        outcome: settled.outcome.name(),
        rule: settled.row.map_or(String::new(), |row| (u16::from(row) + 1).to_string()),
        clause: row.map_or("", |row| row.clause),
        reason: settled.reason.map_or("", |reason| reason.name),
        class: settled.reason.map_or("", |reason| reason.class),
        text: settled.reason.map_or("", |reason| reason.text),
    }
}
