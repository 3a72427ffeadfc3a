//! The oracle (`tests/oracle`), a second and simpler model in Python: it reads the same TOML and shares no
//! code. How its scripts are run, and its answers under the same keys as the kernel's.

use std::collections::BTreeMap;
use std::process::Command;

use entitle_kernel::Number;
use serde_json::Value as Json;

use crate::{folder, skip, text_of};

/// A script of the oracle, ready for its arguments; `None` and a loud line where there is no Python.
///
/// # Panics
/// Under `CI`, where Python must be there.
#[must_use]
pub fn oracle(script: &str) -> Option<Command> {
    if let Err(error) = Command::new("python3").arg("--version").output() {
        assert!(std::env::var_os("CI").is_none(), "python3: {error}");
        skip(&format!("python3 is absent: {script} was not run"));
        return None;
    }
    let mut command = Command::new("python3");
    command.arg(folder().join("oracle").join(script));
    Some(command)
}

fn entries(json: &Json) -> impl Iterator<Item = (&String, &Json)> {
    json.as_object().into_iter().flatten()
}

/// What the oracle says of a subject: lines, criteria, points, eligibility, headroom. Empty where it was not asked.
#[must_use]
pub fn of_subject(answer: &Json) -> BTreeMap<String, String> {
    let mut expected = BTreeMap::new();
    let Some(found) = answer.get("subject") else { return expected };
    if let Some(error) = found.get("refused") {
        expected.insert("refused".to_owned(), text_of(error));
        return expected;
    }
    for (line, value) in entries(&found["lines"]) {
        match value {
            Json::Object(items) => {
                expected.extend(items.iter().map(|(item, value)| (format!("line.{line}.{item}"), text_of(value))));
            }
            value => drop(expected.insert(format!("line.{line}"), text_of(value))),
        }
    }
    expected.extend(entries(&found["criteria"]).map(|(name, value)| (format!("criterion.{name}"), text_of(value))));
    expected.extend(entries(&found["conditions"]).map(|(name, value)| (format!("condition.{name}"), text_of(value))));
    expected.extend(entries(&found["points"]).map(|(name, value)| (format!("points.{name}"), text_of(value))));
    if !found["eligible"].is_null() {
        expected.insert("eligible".to_owned(), text_of(&found["eligible"]));
    }
    for (name, room) in entries(&answer["headroom"]) {
        let needed = text_of(&room["patients_needed"]);
        expected.insert(format!("needed.{name}"), if needed == "undetermined" { "null".to_owned() } else { needed });
        expected.insert(format!("next.{name}"), text_of(&room["next_patient"]));
    }
    expected
}

/// What the oracle says of a patient: registers, outcomes, decisions, rules, reasons, or why the border refuses. Empty where
/// it was not asked.
#[must_use]
pub fn of_patient(answer: &Json) -> BTreeMap<String, String> {
    let mut expected = BTreeMap::new();
    let Some(found) = answer.get("patient") else { return expected };
    if let Some(error) = found.get("refused") {
        expected.insert("patient.refused".to_owned(), text_of(error));
        return expected;
    }
    expected.extend(entries(&found["registers"]).map(|(name, value)| (format!("register.{name}"), text_of(value))));
    for (name, settled) in entries(&found["indicators"]) {
        expected.insert(format!("outcome.{name}"), text_of(&settled["outcome"]));
        expected.insert(format!("decision.{name}"), text_of(&settled["decision"]));
        let of_denominator = !matches!(settled["decision"].as_u64(), Some(0 | 255));
        if of_denominator {
            expected.insert(format!("rule.{name}"), text_of(&settled["rule"]));
            if matches!(settled["outcome"].as_str(), Some("excluded" | "adjusted")) {
                expected.insert(format!("reason.{name}"), text_of(&settled["reason"]));
            }
        }
    }
    expected
}

/// Whether two answers are the same text or the same number.
#[must_use]
pub fn same(found: &str, expected: &str) -> bool {
    found == expected || matches!((found.parse::<Number>(), expected.parse::<Number>()), (Ok(a), Ok(b)) if a == b)
}

/// Where the kernel's answers differ from the oracle's.
#[must_use]
pub fn differences(case: &Json, expected: &BTreeMap<String, String>, found: &BTreeMap<String, String>) -> Vec<String> {
    let differs = |(key, expected): &(&String, &String)| !found.get(*key).is_some_and(|found| same(found, expected));
    let told = |(key, expected): (&String, &String)| {
        format!("{} {key}: oracle {expected}, kernel {:?}", case["id"], found.get(key))
    };
    expected.iter().filter(differs).map(told).collect()
}
