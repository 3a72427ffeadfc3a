//! Random definitions, each with twenty sets of random facts: the kernel's every answer equals the oracle's.
//!
//! The oracle (`tests/oracle`) is a second, simpler model in Python: it reads the same TOML and shares no
//! code. `ENTITLE_RANDOM_DEFINITIONS` and `ENTITLE_RANDOM_SEED` set how many and which.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use entitle_conformance::{answers, compile, folder, patient_answers, setting, skip};
use entitle_kernel::{Contract, Number};
use serde_json::Value as Json;

fn generate(out: &Path) -> bool {
    let script = folder().join("oracle/random_cases.py");
    let command = Command::new("python3")
        .arg(script)
        .args(["--seed", &setting("ENTITLE_RANDOM_SEED", 20_260_331).to_string()])
        .args(["--cases", &setting("ENTITLE_RANDOM_DEFINITIONS", 500).to_string()])
        .arg("--out")
        .arg(out)
        .status();
    match command {
        Ok(status) => {
            assert!(status.success(), "the oracle failed");
            true
        }
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "python3: {error}");
            skip("python3 is absent: random definitions were not compared");
            false
        }
    }
}

/// The oracle's answer under the same keys as the kernel's.
fn expected(answer: &Json) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
    let (mut subject, mut patient) = (BTreeMap::new(), BTreeMap::new());
    let text = |json: &Json| match json {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    let entries = |json: &Json| json.as_object().cloned().unwrap_or_default();
    if let Some(found) = answer.get("subject") {
        for (line, value) in entries(&found["lines"]) {
            match value {
                Json::Object(items) => {
                    subject.extend(items.iter().map(|(item, value)| (format!("line.{line}.{item}"), text(value))))
                }
                value => {
                    subject.insert(format!("line.{line}"), text(&value));
                }
            }
        }
        subject
            .extend(entries(&found["criteria"]).iter().map(|(name, value)| (format!("criterion.{name}"), text(value))));
        subject.extend(entries(&found["points"]).iter().map(|(name, value)| (format!("points.{name}"), text(value))));
        if !found["eligible"].is_null() {
            subject.insert("eligible".to_owned(), text(&found["eligible"]));
        }
        for (name, room) in entries(&answer["headroom"]) {
            let needed = text(&room["patients_needed"]);
            subject.insert(format!("needed.{name}"), if needed == "undetermined" { "null".to_owned() } else { needed });
            subject.insert(format!("next.{name}"), text(&room["next_patient"]));
        }
    }
    if let Some(found) = answer.get("patient") {
        patient
            .extend(entries(&found["registers"]).iter().map(|(name, value)| (format!("register.{name}"), text(value))));
        for (name, settled) in entries(&found["indicators"]) {
            patient.insert(format!("outcome.{name}"), text(&settled["outcome"]));
            patient.insert(format!("decision.{name}"), text(&settled["decision"]));
            let of_denominator = !matches!(settled["decision"].as_u64(), Some(0 | 255));
            if of_denominator {
                patient.insert(format!("rule.{name}"), text(&settled["rule"]));
                if matches!(settled["outcome"].as_str(), Some("excluded" | "adjusted")) {
                    patient.insert(format!("reason.{name}"), text(&settled["reason"]));
                }
            }
        }
    }
    (subject, patient)
}

fn same(found: &str, expected: &str) -> bool {
    found == expected || matches!((found.parse::<Number>(), expected.parse::<Number>()), (Ok(a), Ok(b)) if a == b)
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

#[test]
fn every_answer_equals_the_oracles() {
    let out = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("random");
    let _ = std::fs::remove_dir_all(&out);
    if !generate(&out) {
        return;
    }
    let cases = std::fs::read_to_string(out.join("cases.jsonl")).unwrap();
    let mut contracts: BTreeMap<String, Option<Contract<'static>>> = BTreeMap::new();
    let (mut count, mut compared, mut faults) = (0_u64, 0_u64, Vec::new());
    for line in cases.lines() {
        let case: Json = serde_json::from_str(line).unwrap();
        let name = case["contract"].as_str().unwrap().to_owned();
        let Some(contract) = *contracts.entry(name.clone()).or_insert_with(|| within_limits(&out.join(&name))) else {
            continue;
        };
        let (subject, patient) = expected(&case["answer"]);
        let none = Vec::new();
        let members = case["members"].as_array().unwrap_or(&none);
        let mut found = BTreeMap::new();
        if !subject.is_empty() {
            found.extend(answers(&contract, &case["facts"], members, true));
        }
        if !patient.is_empty() {
            let date = case["achievement_date"].as_str().map(|date| date.parse().unwrap());
            found.extend(patient_answers(&contract, &case["patient"], date));
        }
        count += 1;
        for (key, expected) in subject.iter().chain(&patient) {
            compared += 1;
            if !found.get(key).is_some_and(|found| same(found, expected)) {
                faults.push(format!("{} {key}: oracle {expected}, kernel {:?}", case["id"], found.get(key)));
            }
        }
    }
    let refused = contracts.values().filter(|contract| contract.is_none()).count();
    println!(
        "{count} random cases on {} definitions, {compared} answers compared, {} differ",
        contracts.len(),
        faults.len()
    );
    println!("{refused} definitions go past a limit of the kernel and were refused");
    assert!(refused * 100 <= contracts.len(), "{refused} definitions were refused");
    faults.truncate(40);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count >= 1000, "only {count} cases");
}
