//! Random definitions, switches among their facts, each with twenty sets of random facts: the kernel's every answer
//! equals the oracle's.
//!
//! `ENTITLE_RANDOM_DEFINITIONS` and `ENTITLE_RANDOM_SEED` set how many and which; `tests/long oracle` runs
//! a million sets of facts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use entitle_conformance::oracle::{differences, of_patient, of_subject, oracle};
use entitle_conformance::{answers, compile, patient_answers, setting, text_of};
use entitle_kernel::Contract;
use entitle_kernel::image::code::Scope;
use serde_json::{Map, Value as Json};

fn generate(out: &Path) -> bool {
    let Some(mut oracle) = oracle("random_cases.py") else { return false };
    let status = oracle
        .args(["--seed", &setting("ENTITLE_RANDOM_SEED", 20_260_331).to_string()])
        .args(["--cases", &setting("ENTITLE_RANDOM_DEFINITIONS", 500).to_string()])
        .arg("--out")
        .arg(out)
        .status();
    assert!(status.unwrap().success(), "the oracle failed");
    true
}

/// The contract, unless an expression of it goes past a limit of the kernel; any other fault fails the test.
fn within_limits(path: &Path) -> Option<Contract<'static>> {
    let faults = match compile(path) {
        Ok(contract) => return Some(contract),
        Err(faults) => faults,
    };
    assert!(
        faults.list().iter().all(|fault| fault.code == "too-complex"),
        "{} does not compile:\n{faults}",
        path.display()
    );
    None
}

/// Those of the subject's facts that are the contract's: a patient sees them too.
fn facts_of_the_contract(contract: &Contract<'_>, facts: &Json) -> Map<String, Json> {
    let of_contract = |name: &str| contract.find_fact(Scope::Contract, name).is_some();
    let entries = facts.as_object().unwrap().iter().filter(|(name, _)| of_contract(name));
    entries.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Whether a switch is set to another reading than the one that it has unless it is set.
fn is_switched(contract: &Contract<'_>, facts: &Map<String, Json>) -> bool {
    facts.iter().any(|(name, value)| {
        let fact = contract.find_fact(Scope::Contract, name).unwrap();
        fact.default().is_some_and(|default| !fact.parse(&text_of(value)).unwrap().same(&default))
    })
}

#[test]
fn every_answer_equals_the_oracles() {
    let out = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("random");
    let _ = std::fs::remove_dir_all(&out);
    if !generate(&out) {
        return;
    }
    let cases = std::fs::read_to_string(out.join("cases.jsonl")).unwrap();
    let mut contracts: BTreeMap<String, Option<Contract<'static>>> = BTreeMap::new();
    let (mut count, mut switched, mut compared, mut faults) = (0_u64, 0, 0, Vec::new());
    for line in cases.lines() {
        let case: Json = serde_json::from_str(line).unwrap();
        let name = case["contract"].as_str().unwrap().to_owned();
        let Some(contract) = *contracts.entry(name.clone()).or_insert_with(|| within_limits(&out.join(&name))) else {
            continue;
        };
        let (subject, patient) = (of_subject(&case["answer"]), of_patient(&case["answer"]));
        let none = Vec::new();
        let members = case["members"].as_array().unwrap_or(&none);
        let of_contract = facts_of_the_contract(&contract, &case["facts"]);
        switched += usize::from(is_switched(&contract, &of_contract));
        let mut found = BTreeMap::new();
        if !subject.is_empty() {
            found.extend(answers(&contract, &case["facts"], members, true));
        }
        if !patient.is_empty() {
            let date = case["achievement_date"].as_str().map(|date| date.parse().unwrap());
            let mut facts = case["patient"].clone();
            facts.as_object_mut().unwrap().extend(of_contract);
            found.extend(patient_answers(&contract, &facts, date));
        }
        count += 1;
        compared += subject.len() + patient.len();
        faults.extend(differences(&case, &subject, &found));
        faults.extend(differences(&case, &patient, &found));
    }
    let refused = contracts.values().filter(|contract| contract.is_none()).count();
    println!(
        "{count} random cases on {} definitions, {compared} answers compared, {} differ",
        contracts.len(),
        faults.len()
    );
    println!("a switch was set to the other reading in {switched} of them");
    println!("{refused} definitions go past a limit of the kernel and were refused");
    assert!(refused * 100 <= contracts.len(), "{refused} definitions were refused");
    faults.truncate(40);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count >= 1000, "only {count} cases");
    assert!(switched > 100, "a switch was set in {switched} cases only");
}
