//! The practices of a population: those that the patients name, or a table with their own facts.

use entitle_answers::population::{
    Practice, Values, counted_from_patients, lacking_columns, refused_network, scopes_of_practices,
};
use entitle_answers::{Fault, Faults, Names, places_of, quoted};
use entitle_kernel::{Contract, Error};
use entitle_wasm_shared::asked::records;
use std::collections::BTreeSet;

const PRACTICES: &str = "the practices";
const UNKNOWN: &str = "add them, or say missingColumns: \"unknown\": what hangs on them is then undetermined";

/// Practices of which only the names are known.
pub(super) fn named(names: &[String]) -> Vec<Practice> {
    let names: BTreeSet<String> =
        names.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    let practice = |name| Practice { name, network: String::new(), values: Values::new() };
    names.into_iter().map(practice).collect()
}

/// The practices of a table, and the names of facts that it lacks.
pub(super) fn read(
    contract: &Contract<'_>,
    table: Vec<String>,
    is_unknown: bool,
) -> Result<(Vec<Practice>, Vec<String>), Fault> {
    let names = Names::new(*contract, scopes_of_practices(contract));
    let places = |name: &str| places_of(names.find(name).ok().map(|(fact, _)| fact).as_ref());
    let mut faults = Faults::new(PRACTICES);
    let mut list: Vec<Practice> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut given_names = BTreeSet::new();
    for (row, record) in records(table, &places)?.into_iter().enumerate() {
        let name = record.subject.trim().to_owned();
        let mut practice = Practice { name: name.clone(), network: String::new(), values: Values::new() };
        if name.is_empty() {
            faults.add(format!("row {row}, column practice: it is blank; name the practice"));
        } else if !seen.insert(name.clone()) {
            let fault = format!("row {row}, column practice: {} stands there already; leave one out", quoted(&name));
            faults.add_error(fault, Error::DuplicateSubject);
        }
        for given in record.given {
            let place = format!("row {row} (practice {}), column {}", quoted(&name), quoted(&given.name));
            let text = match given.text {
                Ok(text) => text,
                Err(why) => {
                    faults.add_error(format!("{place}: {why}"), Error::WrongType);
                    continue;
                }
            };
            if given.name == "network" {
                practice.network = if text == "null" { String::new() } else { text };
                if let Some(why) = refused_network(&practice.network) {
                    faults.add(format!("{place}: {why}"));
                }
                continue;
            }
            // Columns that are no facts are passed over: tables have many.
            let Ok((fact, item)) = names.find(&given.name) else { continue };
            if let Some(why) = counted_from_patients(contract, &fact, item) {
                faults.add(format!("{place}: {why}"));
                continue;
            }
            given_names.insert(given.name.clone());
            if text == "null" && !fact.null_allowed() {
                continue; // it is not known
            }
            match names.read(&given.name, &text) {
                Ok((_, _, value)) => {
                    practice.values.insert((fact.index(), item), value);
                }
                Err((why, error)) => faults.add_error(format!("{place}: `{}`: {why}", quoted(&text)), error),
            }
        }
        list.push(practice);
    }
    faults.finish()?;
    let facts = names.facts().filter(|fact| !fact.is_built_in());
    let wanted = facts.flat_map(|fact| names.of(&fact).collect::<Vec<_>>());
    let lacking: Vec<String> = wanted.filter(|name| !given_names.contains(name)).collect();
    if !is_unknown && !lacking.is_empty() {
        let columns = given_names.iter().map(String::as_str);
        return Err(lacking_columns(contract, PRACTICES, &lacking, columns, UNKNOWN));
    }
    Ok((list, lacking))
}
