//! Everything that a contract says of itself, part by part, and the rule tables of one indicator or register.

mod pays;
mod rests;
mod rules;
mod scales;
mod section;
mod takes;

pub use rules::{Rules, rules};
pub use section::{Look, Section};

use crate::identity;
use entitle_kernel::image::code::{Kind, Scope};
use entitle_kernel::{Contract, Fact, Grade};

/// What it pays, takes and rests on. Parts without entries are there too.
#[must_use]
pub fn sections(contract: &Contract<'_>) -> Vec<Section> {
    vec![
        pays::registers(contract),
        pays::indicators(contract),
        pays::tables(contract),
        pays::criteria(contract),
        pays::conditions(contract),
        pays::lines(contract),
        takes::parameters(contract),
        takes::attributes(contract),
        takes::facts(contract, Scope::Contract),
        takes::facts(contract, Scope::Network),
        takes::facts(contract, Scope::Practice),
        takes::facts(contract, Scope::Patient),
        rests::sources(contract),
        rests::assumed(contract),
        rests::local_terms(contract),
    ]
}

/// Which contract it is, when it is in force, and what a statement of it is about, in one line.
///
/// ```
/// let contract = entitle_contracts::find("qof-england", "2025-06-30".parse()?, None)?;
/// assert_eq!(
///     entitle_answers::content::terms(&contract),
///     "qof-england@2025-04-01#1, in force from 2025-04-01 until 2026-04-01 (exclusive); a statement is about a practice"
/// );
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[must_use]
pub fn terms(contract: &Contract<'_>) -> String {
    let until = match (contract.until(), contract.read_until()) {
        (Some(until), _) => format!(" until {until} (exclusive)"),
        (None, Some(read)) => format!(", read up to {read}"),
        (None, None) => String::new(),
    };
    let (name, from, subject) = (identity::name(contract), contract.in_force(), contract.subject().name());
    format!("{name}, in force from {from}{until}; a statement is about a {subject}")
}

/// `integer 0 to 130`, `decimal(2) ...`, `text a, b`.
#[must_use]
pub fn kind(fact: &Fact<'_>) -> String {
    let range = fact.range().map(|(low, high)| format!("{} to {}", fact.written(low), fact.written(high)));
    match (fact.kind(), range) {
        (Kind::Integer, Some(range)) => format!("integer {range}"),
        (Kind::Decimal, Some(range)) => format!("decimal({}) {range}", fact.places()),
        (Kind::Text, _) => format!("text {}", fact.texts().collect::<Vec<_>>().join(", ")),
        (kind, _) => kind.name().to_owned(),
    }
}

fn grade(code: u8) -> String {
    Grade::from_u8(code).map_or(String::new(), |grade| grade.name().to_owned())
}

fn source(contract: &Contract<'_>, index: u16) -> String {
    contract.source(index.into()).map_or(String::new(), |source| source.name.to_owned())
}
