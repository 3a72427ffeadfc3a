//! One facts file, several contracts: each takes what it knows. What is a fact of another contract that is built in is passed
//! over, for a fact means the same everywhere; what no contract knows is a fault.

use super::given::{Document, Faults, Given, Record};
use super::names::{Names, advice, wanted};
use super::typed::{Asked, Subject, subjects_with};
use crate::fault::{Fault, nearest, quoted};
use entitle_contracts::{Vocabulary, vocabulary};
use entitle_kernel::Subject as About;
use entitle_kernel::image::code::{Per, Scope};
use entitle_kernel::{Contract, Error, Value};
use std::collections::{HashMap, HashSet};

/// A record of the file: its subjects under each of the contracts, in the order of those.
pub struct Shared {
    /// The subject's name.
    pub name: String,
    /// The practices of a network; none where the subject is a single one.
    pub members: Vec<String>,
    /// For each contract the subject, or the practices of a network where the contract is about a practice.
    pub under: Vec<Vec<Subject>>,
}

/// Reads the facts of every record for each contract. What a contract does not know is left out for it; what is absent is
/// unknown, also where the file is wide.
pub fn shared(document: &Document, contracts: &[Contract<'_>]) -> Result<Vec<Shared>, Fault> {
    known_to_one(document, contracts)?;
    let mut list: Vec<Shared> = document.records.iter().map(begun).collect();
    let mut faults = Faults::new(&document.name);
    for contract in contracts {
        for (record, shared) in document.records.iter().zip(&mut list) {
            let own = of_one(document, record, contract);
            match subjects_with(&own, contract, Asked::Statement, &[]) {
                Ok(subjects) => shared.under.push(subjects),
                Err(fault) => {
                    faults.error = faults.error.or(fault.error);
                    for detail in fault.details {
                        if !faults.list.contains(&detail) {
                            faults.add(detail);
                        }
                    }
                }
            }
        }
    }
    faults.finish()?;
    Ok(list)
}

/// Takes out of a file what is a fact of other contracts that are built in, and not of this one; says what it was. What no
/// contract knows stays, and is a fault.
pub fn pass_over_facts_of_others(document: &mut Document, contract: &Contract<'_>) -> Vec<String> {
    let is_grouped = document.grouped;
    let mut passed: Vec<String> = Vec::new();
    // A file of many subjects asks for the same names again and again.
    let mut known: HashMap<(String, Place), bool> = HashMap::new();
    let mut is_of_another = |name: &str, place: Place| {
        *known.entry((name.to_owned(), place)).or_insert_with(|| {
            let is_of_another = !takes(contract, name, place) && is_built_in(name, place);
            if is_of_another && !passed.iter().any(|known| known == name) {
                passed.push(name.to_owned());
            }
            is_of_another
        })
    };
    for record in &mut document.records {
        let own = Place { is_grouped, has_members: !record.members.is_empty(), of_member: false };
        record.given.retain(|given| !is_of_another(&given.name, own));
        for member in &mut record.members {
            member.given.retain(|given| !is_of_another(&given.name, Place { of_member: true, ..own }));
        }
    }
    if let Some(columns) = &mut document.columns {
        let place = Place { is_grouped, has_members: is_grouped, of_member: is_grouped };
        columns.retain(|column| !is_of_another(column, place));
    }
    passed
}

/// A fact's place.
pub type Key = (usize, usize);

/// One fact of the contract's own subject and its value; `None` where the contract has no such fact, a text where the value
/// does not fit.
pub fn parse_one(contract: &Contract<'_>, name: &str, text: &str) -> Result<Option<(Key, Value)>, String> {
    let scopes: &[Scope] = match contract.subject() {
        entitle_kernel::Subject::Network => &[Scope::Network, Scope::Contract],
        _ => &[Scope::Practice, Scope::Contract],
    };
    let Some((fact, item)) = Names::new(*contract, scopes).place(name) else {
        return Ok(None);
    };
    match fact.parse(text) {
        Ok(value) => Ok(Some(((fact.index(), item), value))),
        Err(error) => Err(format!("{error}; it takes {}; {}", wanted(&fact), advice(&fact, text, error))),
    }
}

fn begun(record: &Record) -> Shared {
    let members = record.members.iter().map(|member| member.subject.clone()).collect();
    Shared { name: record.subject.clone(), members, under: Vec::new() }
}

/// Where a fact stands in a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Place {
    /// Whether rows are practices grouped into networks.
    is_grouped: bool,
    /// Whether the record has practices.
    has_members: bool,
    /// Whether it is said of one of those.
    of_member: bool,
}

/// The scopes whose facts a contract about such a subject takes there.
fn scopes(about: About, place: Place) -> &'static [Scope] {
    match (about == About::Network, place.has_members, place.of_member) {
        (true, true, true) if place.is_grouped => &[Scope::Practice, Scope::Network, Scope::Contract],
        (true, true, true) => &[Scope::Practice],
        (true, true, false) if place.is_grouped => &[],
        (true, true, false) => &[Scope::Network, Scope::Contract],
        (true, false, false) => &[Scope::Network, Scope::Practice, Scope::Contract],
        (false, true, true) | (false, false, false) => &[Scope::Practice, Scope::Contract],
        (false, true, false) | (_, false, true) => &[],
    }
}

/// Whether the contract has a fact of that name there.
fn takes(contract: &Contract<'_>, name: &str, place: Place) -> bool {
    Names::new(*contract, scopes(contract.subject(), place)).place(name).is_some()
}

/// Whether a contract that is built in has one.
fn is_built_in(name: &str, place: Place) -> bool {
    vocabulary().iter().any(|known| known.takes(scopes(known.subject, place), name))
}

/// What of a record concerns the contract, as a file of its own.
fn of_one(document: &Document, record: &Record, contract: &Contract<'_>) -> Document {
    let is_network = contract.subject() == entitle_kernel::Subject::Network;
    let own = Place { is_grouped: document.grouped, has_members: !record.members.is_empty(), of_member: false };
    let kept = |record: &Record, place: Place| {
        let given = record.given.iter().filter(|given| takes(contract, &given.name, place)).map(Given::clone).collect();
        Record { subject: record.subject.clone(), row: record.row, given, members: Vec::new() }
    };
    let members = record.members.iter().map(|member| kept(member, Place { of_member: true, ..own }));
    let records = match (is_network, record.members.is_empty()) {
        (false, false) => members.collect(),
        _ => vec![Record { members: members.collect(), ..kept(record, own) }],
    };
    Document {
        name: document.name.clone(),
        words: document.words,
        columns: None,
        grouped: document.grouped && is_network,
        records,
        others: Vec::new(),
        faults: document.faults.clone(),
    }
}

/// Every name of the file is a fact of one of the contracts, or of one that is built in, there where it stands.
fn known_to_one(document: &Document, contracts: &[Contract<'_>]) -> Result<(), Fault> {
    let mut faults = Faults::new(&document.name);
    let mut looked: HashSet<(&str, Place)> = HashSet::new();
    let mut told: HashSet<&str> = HashSet::new();
    for record in &document.records {
        let own = Place { is_grouped: document.grouped, has_members: !record.members.is_empty(), of_member: false };
        let of_members = record.members.iter().flat_map(|member| &member.given);
        let of_members = of_members.map(|given| (given, Place { of_member: true, ..own }));
        for (given, place) in record.given.iter().map(|given| (given, own)).chain(of_members) {
            let name = given.name.as_str();
            let is_new = looked.insert((name, place));
            let is_known = || contracts.iter().any(|contract| takes(contract, name, place)) || is_built_in(name, place);
            if is_new && !is_known() && told.insert(name) {
                faults.add_error_with(|| known_to_none(document, given, place, contracts), Error::UnknownFact);
            }
        }
    }
    faults.finish()
}

/// The fault of a name that no contract knows, with the nearest one that would do there.
fn known_to_none(document: &Document, given: &Given, place: Place, contracts: &[Contract<'_>]) -> String {
    let names_of = |contract: &Contract<'_>| -> Vec<String> {
        let names = Names::new(*contract, scopes(contract.subject(), place));
        names.facts().flat_map(|fact| names.of(&fact).collect::<Vec<_>>()).collect()
    };
    let built_in = vocabulary().iter().flat_map(|known| names_in(known, scopes(known.subject, place)));
    let known: Vec<String> = contracts.iter().flat_map(names_of).chain(built_in).collect();
    let advice = match nearest(&given.name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "leave it out (`entitle show CONTRACT` lists the facts)".to_owned(),
    };
    let (words, of) = (document.words, if place.has_members && !place.of_member { "network" } else { "practice" });
    format!(
        "{} {}, {} {}: none of the contracts, and none that is built in, takes such a fact of a {of}; {advice}",
        words.row,
        given.row,
        words.column,
        quoted(&given.name),
    )
}

/// Every name that a vocabulary has in these scopes.
fn names_in(known: &'static Vocabulary, scopes: &'static [Scope]) -> impl Iterator<Item = String> {
    let facts = known.facts.iter().filter(|(scope, ..)| scopes.contains(scope));
    facts.flat_map(|(_, name, per)| -> Vec<String> {
        match per {
            Per::Subject => vec![(*name).to_owned()],
            _ => known.items(*per).iter().map(|item| format!("{name}.{item}")).collect(),
        }
    })
}
