//! Patients at the edges of the real rules of `qof-england` 2025-04-01: the kernel's register, outcome, decision,
//! rule and reason of every indicator equal the oracle's.
//!
//! `ENTITLE_EDGE_PATIENTS` and `ENTITLE_EDGE_SEED` set how many and which; `tests/long qof` runs many.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use entitle_conformance::oracle::{differences, of_patient, oracle};
use entitle_conformance::{compiled, folder, patient_answers, setting};
use entitle_kernel::{Contract, Decision};
use serde_json::Value as Json;

/// How many decisions of all indicators there are, "undetermined" left out.
fn decisions(contract: &Contract<'_>) -> usize {
    (0..contract.indicator_count()).map(|indicator| usize::from(contract.decision_count(indicator)) + 1).sum()
}

#[test]
fn every_answer_about_a_patient_at_an_edge_equals_the_oracles() {
    let definition = folder().join("../core/contracts/qof-england/2025-04-01.toml");
    let contract = compiled(&definition);
    let Some(mut oracle) = oracle("edge_patients.py") else { return };
    let patients = setting("ENTITLE_EDGE_PATIENTS", 1_500);
    let mut child = oracle
        .args(["--seed", &setting("ENTITLE_EDGE_SEED", 20_260_331).to_string()])
        .args(["--patients", &patients.to_string()])
        .arg("--definition")
        .arg(&definition)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut count, mut compared, mut faults) = (0, 0, Vec::new());
    let mut outcomes: BTreeMap<String, u64> = BTreeMap::new();
    let mut reached = BTreeSet::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let case: Json = serde_json::from_str(&line.unwrap()).unwrap();
        let mut facts = case["patient"].clone();
        facts.as_object_mut().unwrap().extend(case["facts"].as_object().unwrap().clone());
        let date = case["achievement_date"].as_str().map(|date| date.parse().unwrap());
        let found = patient_answers(&contract, &facts, date);
        let expected = of_patient(&case["answer"]);
        // Neither answers what the other leaves out.
        assert!(
            expected
                .keys()
                .filter(|key| !key.starts_with("reason."))
                .eq(found.keys().filter(|key| !key.starts_with("reason.")))
        );
        count += 1;
        compared += expected.len();
        faults.extend(differences(&case, &expected, &found));
        for (key, value) in &expected {
            if key.starts_with("outcome.") {
                *outcomes.entry(value.clone()).or_default() += 1;
            } else if key.starts_with("decision.") && *value != Decision::UNDETERMINED.0.to_string() {
                reached.insert((key.clone(), value.clone()));
            }
        }
    }
    assert!(child.wait().unwrap().success(), "the oracle failed");
    let all = decisions(&contract);
    println!("{count} patients, {compared} answers compared, {} differ", faults.len());
    println!("{} of {all} decisions were reached; outcomes {outcomes:?}", reached.len());
    faults.truncate(40);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(count, patients);
    assert!(reached.len() * 2 > all, "only {} of {all} decisions were reached", reached.len());
    assert_eq!(outcomes.len(), 6, "an outcome was never seen: {outcomes:?}");
}
