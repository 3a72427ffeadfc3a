//! One facts file, several contracts: each takes what it knows. What is a fact of another contract that is built in is passed
//! over, for a fact means the same everywhere; what no contract knows is a fault.

use super::given::{Document, Faults, Given, Record};
use super::names::{Names, advice, wanted};
use super::typed::{Asked, Subject, subjects_with};
use crate::fault::{Fault, nearest};
use entitle_kernel::image::code::Scope;
use entitle_kernel::{Contract, Value};

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
    let built_in: Vec<Contract<'_>> =
        entitle_contracts::all().iter().filter_map(|definition| definition.contract().ok()).collect();
    let is_grouped = document.grouped;
    let mut passed: Vec<String> = Vec::new();
    let mut is_of_another = |name: &str, of_member: bool, has_members: bool| {
        let takes = |contract: &Contract<'_>| {
            let (own, practices) = scopes(contract, is_grouped, has_members);
            Names::new(*contract, if of_member { practices } else { own }).find(name).is_ok()
        };
        let is_of_another = !takes(contract) && built_in.iter().any(takes);
        if is_of_another && !passed.iter().any(|known| known == name) {
            passed.push(name.to_owned());
        }
        is_of_another
    };
    for record in &mut document.records {
        let has_members = !record.members.is_empty();
        record.given.retain(|given| !is_of_another(&given.name, false, has_members));
        for member in &mut record.members {
            member.given.retain(|given| !is_of_another(&given.name, true, true));
        }
    }
    if let Some(columns) = &mut document.columns {
        columns.retain(|column| !is_of_another(column, is_grouped, is_grouped));
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
    let Ok((fact, item)) = Names::new(*contract, scopes).find(name) else {
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

/// The scopes of a record's own facts and of its practices'.
fn scopes(contract: &Contract<'_>, is_grouped: bool, has_members: bool) -> (&'static [Scope], &'static [Scope]) {
    let is_network = contract.subject() == entitle_kernel::Subject::Network;
    match (is_network, has_members) {
        (true, true) if is_grouped => (&[], &[Scope::Practice, Scope::Network, Scope::Contract]),
        (true, true) => (&[Scope::Network, Scope::Contract], &[Scope::Practice]),
        (true, false) => (&[Scope::Network, Scope::Practice, Scope::Contract], &[]),
        (false, true) => (&[], &[Scope::Practice, Scope::Contract]),
        (false, false) => (&[Scope::Practice, Scope::Contract], &[]),
    }
}

/// What of a record concerns the contract, as a file of its own.
fn of_one(document: &Document, record: &Record, contract: &Contract<'_>) -> Document {
    let is_network = contract.subject() == entitle_kernel::Subject::Network;
    let (own, practices) = scopes(contract, document.grouped, !record.members.is_empty());
    let kept = |record: &Record, scopes: &'static [Scope]| {
        let names = Names::new(*contract, scopes);
        let given = record.given.iter().filter(|given| names.find(&given.name).is_ok()).map(Given::clone).collect();
        Record { subject: record.subject.clone(), row: record.row, given, members: Vec::new() }
    };
    let members = record.members.iter().map(|member| kept(member, practices));
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
fn known_to_one<'c>(document: &Document, asked: &[Contract<'c>]) -> Result<(), Fault> {
    let built_in = entitle_contracts::all().iter().filter_map(|definition| definition.contract().ok());
    let contracts: Vec<Contract<'c>> = asked.iter().copied().chain(built_in).collect();
    let mut faults = Faults::new(&document.name);
    let mut told: Vec<String> = Vec::new();
    let mut look = |record: &Record, of_member: bool, has_members: bool| {
        for given in record.given.iter().filter(|given| !told.contains(&given.name)).collect::<Vec<_>>() {
            let names_of = |contract: &Contract<'c>| {
                let (own, practices) = scopes(contract, document.grouped, has_members);
                Names::new(*contract, if of_member { practices } else { own })
            };
            if contracts.iter().any(|contract| names_of(contract).find(&given.name).is_ok()) {
                continue;
            }
            told.push(given.name.clone());
            let known: Vec<String> = contracts
                .iter()
                .flat_map(|contract| {
                    let names = names_of(contract);
                    names.facts().flat_map(|fact| names.of(&fact).collect::<Vec<_>>()).collect::<Vec<_>>()
                })
                .collect();
            let advice = match nearest(&given.name, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "leave it out (`entitle show CONTRACT` lists the facts)".to_owned(),
            };
            let words = document.words;
            faults.add(format!(
                "{} {}, {} {}: none of the contracts, and none that is built in, takes such a fact of a {}; {advice}",
                words.row,
                given.row,
                words.column,
                given.name,
                if of_member || !has_members { "practice" } else { "network" },
            ));
        }
    };
    for record in &document.records {
        let has_members = !record.members.is_empty();
        look(record, false, has_members);
        record.members.iter().for_each(|member| look(member, true, has_members));
    }
    faults.finish()
}
