//! The facts of rule tests as cases. What the tests expect is judged elsewhere, by `entitle test`.

use std::path::{Path, PathBuf};

use entitle_kernel::image::code::Scope;
use serde_json::Value as Json;
use toml_edit::{DocumentMut, Item};

use super::case::{Case, Choice, Given};
use crate::{flat, folder};

/// Every rule test of every built-in contract, in order of contract, file and line.
///
/// ```
/// let cases = entitle_conformance::script::cases_of_rule_tests();
/// assert!(cases.iter().any(|case| case.name == "diabetes: aged 17: on the register"));
/// ```
///
/// # Panics
/// Where a file is not one of rule tests.
#[must_use]
pub fn cases_of_rule_tests() -> Vec<Case> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for contract in entries(&folder().join("../core/contracts")) {
        let tests = contract.join("tests");
        // The crate of the contracts stands among them and has tests of its own.
        if tests.is_dir() {
            paths.extend(entries(&tests).into_iter().filter(|path| path.extension().is_some_and(|end| end == "toml")));
        }
    }
    paths.iter().flat_map(|path| cases_of(path)).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.retain(|path| path.is_dir() || path.is_file());
    paths
}

fn cases_of(path: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let document: DocumentMut = text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file = json(document.as_item());
    let scalar = |key: &str| file[key].as_str().unwrap_or_else(|| panic!("{}: no {key}", path.display()));
    let choice = Choice::of(scalar("contract"), scalar("on").parse().expect("a day"));
    let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a name");
    let tests = file["test"].as_array().unwrap_or_else(|| panic!("{}: no test", path.display()));
    tests.iter().map(|test| case(stem, &choice, test)).collect()
}

fn case(file: &str, choice: &Choice, test: &Json) -> Case {
    let name = format!("{file}: {}", test["name"].as_str().expect("a name"));
    let day = test.get("achievement_date").map(|day| day.as_str().expect("a day").parse().expect("a day"));
    let patient = test.get("patient").map(|facts| {
        let day = day.or(choice.contract.period_end()).unwrap_or_else(|| panic!("{name}: no achievement date"));
        (day, of_patient(choice, test, flat(facts)))
    });
    let members = test.get("members").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let has_subject = patient.is_none() || test.get("facts").is_some() || !members.is_empty();
    let subject = has_subject.then(|| (flat(&test["facts"]), members.iter().map(flat).collect()));
    Case { name, choice: choice.clone(), patient, subject }
}

/// A patient sees the facts of the contract that stand among the subject's; what is absent may be said to be null.
fn of_patient(choice: &Choice, test: &Json, mut given: Given) -> Given {
    let is_given = |given: &Given, name: &str| given.iter().any(|(known, _)| known == name);
    for (name, text) in flat(&test["facts"]) {
        if choice.contract.find_fact(Scope::Contract, &name).is_some() && !is_given(&given, &name) {
            given.push((name, text));
        }
    }
    if test.get("absent_is").is_some_and(|word| word == "null") {
        for fact in choice.contract.facts().filter(|fact| fact.scope() == Scope::Patient && fact.null_allowed()) {
            if !is_given(&given, fact.name()) {
                given.push((fact.name().to_owned(), "null".to_owned()));
            }
        }
    }
    given
}

/// TOML as JSON; days as texts.
fn json(item: &Item) -> Json {
    if let Some(table) = item.as_table_like() {
        return table.iter().map(|(key, item)| (key.to_owned(), json(item))).collect();
    }
    if let Some(tables) = item.as_array_of_tables() {
        return tables.iter().map(|table| json(&Item::Table(table.clone()))).collect();
    }
    if let Some(list) = item.as_array() {
        return list.iter().map(|value| json(&Item::Value(value.clone()))).collect();
    }
    if let Some(day) = item.as_datetime() {
        return Json::String(day.to_string());
    }
    let known = item.as_str().map(Json::from).or(item.as_integer().map(Json::from)).or(item.as_bool().map(Json::from));
    known.unwrap_or_else(|| panic!("a value of a kind that rule tests do not use: {item}"))
}
