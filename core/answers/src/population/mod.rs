//! A population's practices: their own facts with the counts of their patients, as subjects of statements, and the networks
//! that they make.

mod outcome;
mod pools;
mod refused;

pub use outcome::{Outcome, RefusedRow, RefusedRows};
pub use pools::{NotPooled, pools, subjects};
pub use refused::{Teller, Where};

use crate::amounts::shortened;
use crate::facts::Common;
use crate::fault::{Fault, counted, nearest};
use entitle_batch::Named;
use entitle_contracts::vocabulary;
use entitle_kernel::image::code::{Kind, Per, Scope};
use entitle_kernel::image::record::{self, NONE};
use entitle_kernel::{Contract, Error, Fact, Subject, Value};
use std::collections::BTreeMap;

/// Values by fact and item.
pub type Values = BTreeMap<(usize, usize), Value>;

/// The name of the pool of everybody; no network may bear it.
pub const ALL_PRACTICES: &str = "all practices";

/// One practice.
pub struct Practice {
    /// Its name.
    pub name: String,
    /// The network that it belongs to, or "".
    pub network: String,
    /// Its own facts, and where the contract is about networks, those of its network.
    pub values: Values,
}

impl Practice {
    /// As tables of counts name it.
    #[must_use]
    pub fn named(&self) -> Named<'_> {
        Named { practice: &self.name, network: &self.network }
    }
}

/// Why this name can be no network's, and what to do; `None` where it can.
#[must_use]
pub fn refused_network(network: &str) -> Option<String> {
    match network {
        ALL_PRACTICES => Some(format!("`{network}` is the name of the pool of everybody; choose another")),
        "?" | "null" => Some(format!("`{network}` names no network; leave the cell blank where there is none")),
        _ => None,
    }
}

/// The scopes of the facts that a table of practices gives.
#[must_use]
pub fn scopes_of_practices(contract: &Contract<'_>) -> &'static [Scope] {
    match contract.subject() {
        Subject::Network => &[Scope::Practice, Scope::Network],
        Subject::Practice => &[Scope::Practice],
    }
}

/// Why a count has no place in a table of practices: it is counted from the patients.
#[must_use]
pub fn counted_from_patients(contract: &Contract<'_>, fact: &Fact<'_>, item: usize) -> Option<String> {
    let has_rules = match fact.per() {
        Per::Register => contract.record::<record::Register>(item).is_some_and(|record| record.table != NONE),
        Per::Indicator => contract.record::<record::Indicator>(item).is_some_and(|record| record.denominator != NONE),
        Per::Subject => false,
    };
    (fact.is_built_in() && has_rules).then(|| "it is counted from the patients; leave the column out".to_owned())
}

/// Nothing, where the contract has rules about patients.
pub fn has_patient_rules(contract: &Contract<'_>) -> Result<(), Fault> {
    let of_registers = contract.all::<record::Register>().map(|register| register.table);
    let of_indicators = contract.all::<record::Indicator>().map(|indicator| indicator.denominator);
    match of_registers.chain(of_indicators).any(|table| table != NONE) {
        true => Ok(()),
        false => Err(Fault::input(format!("{} holds no patient rules", contract.id()))
            .with_error(Error::NoPatientRules)
            .with_help("it is evaluated from counts: entitle statement")),
    }
}

/// The names of facts of the contract as a whole that have no default and were not set: they have no column, so they are
/// unknown.
#[must_use]
pub fn not_set(contract: &Contract<'_>, common: &[Common<'_>]) -> Vec<String> {
    let is_set = |fact: &Fact<'_>| common.iter().any(|(other, _)| other.index() == fact.index());
    let facts = contract.facts().filter(|fact| fact.scope() == Scope::Contract && fact.default().is_none());
    facts.filter(|fact| !is_set(fact)).map(|fact| fact.name().to_owned()).collect()
}

/// The fault of facts that have no column, each with the column that may be meant: never one that is a fact itself, of this
/// contract or of any that is built in, nor a name's. `frame` is what the table is called, `help` says
/// how to go on without them.
pub fn lacking_columns<'n>(
    contract: &Contract<'_>,
    frame: &str,
    lacking: &[String],
    columns: impl IntoIterator<Item = &'n str>,
    help: &str,
) -> Fault {
    let others: Vec<&str> = columns.into_iter().filter(|column| !has_a_meaning(contract, column)).collect();
    let detail = |name: &String| match nearest(name, others.iter().copied()) {
        Some(near) => format!("column {name}: there is no such column; is it `{near}`?"),
        _ => format!("column {name}: there is no such column"),
    };
    let count = counted(lacking.len(), "column");
    Fault::input(format!("{frame} lack {count} for facts of {}; nothing was evaluated", contract.id()))
        .with_error(Error::UnknownFact)
        .with_details(lacking.iter().map(detail).collect())
        .with_help(help)
}

/// Whether a column's name says something of its own, so that it cannot be another's misspelt.
fn has_a_meaning(contract: &Contract<'_>, column: &str) -> bool {
    let name = column.split_once('.').map_or(column, |(name, _)| name);
    let is_known = || vocabulary().iter().any(|known| known.facts.iter().any(|(_, fact, _)| *fact == name));
    matches!(column, "patient" | "practice" | "network" | "subject")
        || contract.facts().any(|fact| fact.name() == name)
        || is_known()
}

/// The fault of facts of the contract as a whole that were not given; `help` says how to go on without them.
pub fn lacking_common(contract: &Contract<'_>, lacking: &[String], help: &str) -> Fault {
    let message = format!("facts of {} as a whole are not given: {}", contract.id(), shortened(lacking));
    Fault::input(message).with_error(Error::UnknownFact).with_help(help)
}

/// The fault of a value of a column that is not exactly one that its fact takes.
pub fn inexact(frame: &str, fact: &Fact<'_>, row: usize, value: &str, why: &str) -> Fault {
    let error = if fact.kind() == Kind::Date { Error::InvalidDate } else { Error::TooManyPlaces };
    let detail = format!("row {row}, column {}: `{value}`: {why}", fact.name());
    let message = format!("{frame} have a column that is not exact; nothing was evaluated");
    Fault::input(message).with_error(error).with_details(vec![detail])
}

/// The fault of columns that cannot be read.
pub fn refused_columns(frame: &str, faults: Vec<String>) -> Fault {
    let message = format!("{frame} have columns that cannot be read; nothing was evaluated");
    Fault::input(message).with_error(Error::WrongType).with_details(faults)
}
