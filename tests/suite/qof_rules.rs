//! What holds for the rule tables of the Quality and Outcomes Framework as a whole, seen on the patients of their own
//! rule tests: what the order of rules may change, that nobody is lost, and that every record matters.

use std::collections::BTreeMap;
use std::path::PathBuf;

use entitle_conformance::folder;
use entitle_kernel::image::code::Scope;
use entitle_kernel::image::record;
use entitle_kernel::{Cell, Contract, Decision, Patient, PatientFacts, PatientScratch, Run, Silent, Tally, Value};
use toml_edit::{Array, DocumentMut, InlineTable, Item};

fn contract_folder() -> PathBuf {
    folder().join("../core/contracts/qof-england")
}

fn definition() -> DocumentMut {
    let text = std::fs::read_to_string(contract_folder().join("2025-04-01.toml")).unwrap();
    text.parse().unwrap()
}

fn compiled(document: &DocumentMut) -> Vec<u8> {
    let text = document.to_string();
    entitle_compiler::compile("2025-04-01.toml", &text).unwrap_or_else(|faults| panic!("{faults}")).image
}

/// The facts of every patient in the rule tests of 2025/26, as they are written.
fn patients() -> Vec<BTreeMap<String, String>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(contract_folder().join("tests")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let document: DocumentMut = text.parse().unwrap();
        if document["on"].to_string().trim() < "2025-04-01" {
            continue;
        }
        for test in document["test"].as_array_of_tables().into_iter().flatten() {
            let Some(patient) = test.get("patient").and_then(Item::as_table_like) else { continue };
            let written = |item: &Item| item.as_str().map_or_else(|| item.to_string().trim().to_owned(), str::to_owned);
            let facts = patient.iter().map(|(name, item)| (name.to_owned(), written(item))).collect();
            all.push(facts);
        }
    }
    all
}

/// Hands every patient of the rule tests on.
fn every_patient(contract: &Contract<'_>, mut take: impl FnMut(&mut Patient<'_, '_, '_>)) {
    let run = run(contract);
    let mut scratch = PatientScratch::EMPTY;
    every_record(contract, |facts| take(&mut Patient::new(contract, &run, facts, &mut scratch).unwrap()));
}

fn run(contract: &Contract<'_>) -> Run {
    Run::new(contract, contract.period_end().unwrap()).unwrap()
}

/// Hands the facts of every patient of the rule tests on; records that a test leaves out are absent.
fn every_record(contract: &Contract<'_>, mut take: impl FnMut(&mut PatientFacts<'_, '_>)) {
    let mut cells = vec![Cell::Unknown; contract.cost().patient_slots.into()];
    for given in patients() {
        let mut facts = PatientFacts::new(contract, &mut cells).unwrap();
        for fact in contract.facts().filter(|fact| fact.null_allowed()) {
            // Facts of the practice are none of a patient's.
            let _ = facts.set(fact.index(), Value::Null);
        }
        // Tests of one area leave out what others ask of everybody: here a birthday in June that fits the age.
        let age = given.get("age").and_then(|age| age.parse::<i32>().ok());
        let born = age.map_or_else(|| "?".to_owned(), |age| format!("{}-06-15", 2025 - age));
        for (name, text) in [("birth_dat", born.as_str()), ("dtap_before_reg", "0")] {
            facts.set_named(name, text).unwrap();
        }
        for (name, text) in &given {
            facts.set_named(name, text).unwrap_or_else(|error| panic!("{name} = {text}: {error}"));
        }
        take(&mut facts);
    }
}

/// The decisions of all patients for all indicators, in order.
fn decisions(contract: &Contract<'_>) -> Vec<Vec<Decision>> {
    let mut all = Vec::new();
    every_patient(contract, |patient| {
        let decide = |indicator| patient.decide(indicator, &mut Silent).unwrap();
        all.push((0..contract.indicator_count()).map(decide).collect());
    });
    all
}

/// What every row of an expanded list of rows can end in, besides going on: only adjustments?
fn only_adjusts(row: &InlineTable, blocks: &DocumentMut) -> bool {
    match row.get("use").and_then(|block| block.as_str()) {
        Some(block) => rows(&blocks["rules"][block]["rows"]).iter().all(|row| only_adjusts(row, blocks)),
        None => {
            row.get("then").and_then(|then| then.as_str()) == Some("adjust")
                && row.get("else").is_none_or(|otherwise| otherwise.as_str() == Some("next"))
        }
    }
}

fn rows(list: &Item) -> Vec<InlineTable> {
    list.as_array().unwrap().iter().map(|row| row.as_inline_table().unwrap().clone()).collect()
}

/// Swaps, in every list of rows that has so many, the pair of neighbours numbered `which` that do nothing but adjust.
fn swapped(which: usize) -> Option<DocumentMut> {
    let whole = definition();
    let mut changed = whole.clone();
    let mut any = false;
    for (section, key) in [("rules", "rows"), ("indicator", "denominator")] {
        for (_, entry) in changed[section].as_table_like_mut().unwrap().iter_mut() {
            let Some(list) = entry.get(key) else { continue };
            let mut list = rows(list);
            let adjusts: Vec<bool> = list.iter().map(|row| only_adjusts(row, &whole)).collect();
            let mut pairs = (1..list.len()).filter(|place| adjusts[place - 1] && adjusts[*place]);
            let Some(place) = pairs.nth(which) else { continue };
            list.swap(place - 1, place);
            entry[key] = Item::Value(Array::from_iter(list).into());
            any = true;
        }
    }
    any.then_some(changed)
}

#[test]
fn two_adjustments_that_change_places_change_reasons_and_not_the_denominator() {
    let image = compiled(&definition());
    let contract = Contract::new(&image).unwrap();
    let before = decisions(&contract);
    assert!(before.len() > 200, "only {} patients", before.len());
    let (mut swaps, mut moved) = (0, 0);
    while let Some(document) = swapped(swaps) {
        let image = compiled(&document);
        let other = Contract::new(&image).unwrap();
        let after = decisions(&other);
        for (place, (before, after)) in before.iter().zip(&after).enumerate() {
            for (indicator, (old, new)) in before.iter().zip(after).enumerate() {
                let (old, new) = (contract.decision(indicator, *old), other.decision(indicator, *new));
                let name = contract.indicator_name(indicator);
                assert_eq!(old.outcome, new.outcome, "{name}, patient {place}, swap {swaps}");
                let reason = |reason: Option<entitle_kernel::Reason<'_>>| reason.map(|reason| reason.name.to_owned());
                moved += usize::from(reason(old.reason) != reason(new.reason));
            }
        }
        swaps += 1;
    }
    println!("{swaps} definitions with swapped rows, {moved} reasons moved");
    assert!(swaps >= 5 && moved > 10, "{swaps} swaps moved {moved} reasons");
}

#[test]
fn counts_by_reason_sum_to_the_register() {
    let image = compiled(&definition());
    let contract = Contract::new(&image).unwrap();
    let mut counts = vec![0; contract.cost().tally_slots.into()];
    let mut tally = Tally::new(&contract, &mut counts).unwrap();
    let mut members = vec![0; contract.register_count()];
    let mut counted = 0;
    every_patient(&contract, |patient| {
        // A patient who is not settled by every table would belong to no sum.
        let registers: Option<Vec<bool>> = (0..contract.register_count())
            .map(|register| patient.on_register(register, &mut Silent).unwrap())
            .collect();
        let settled = (0..contract.indicator_count())
            .all(|indicator| patient.decide(indicator, &mut Silent).unwrap() != Decision::UNDETERMINED);
        let (Some(registers), true) = (registers, settled) else { return };
        for (member, count) in registers.into_iter().zip(&mut members) {
            *count += u32::from(member);
        }
        tally.add_patient(patient).unwrap();
        counted += 1;
    });
    assert!(counted > 100, "only {counted} patients are settled by every table");
    for indicator in 0..contract.indicator_count() {
        let register = usize::from(contract.record::<record::Indicator>(indicator).unwrap().register);
        let by_reason: u32 =
            (1..=contract.decision_count(indicator)).map(|code| tally.count(indicator, Decision(code))).sum();
        let name = contract.indicator_name(indicator);
        assert_eq!(by_reason, members[register], "{name}: reasons and the denominator make up its register");
        assert_eq!(tally.members(register), Some(members[register]), "{name}");
        assert_eq!(tally.count(indicator, Decision::NOT_ON_REGISTER), counted - members[register], "{name}");
    }
}

#[test]
fn every_record_that_may_be_absent_decides_for_somebody() {
    let image = compiled(&definition());
    let contract = Contract::new(&image).unwrap();
    let run = run(&contract);
    let mut scratch = PatientScratch::EMPTY;
    let mut settled = |facts: &PatientFacts<'_, '_>| {
        let mut patient = Patient::new(&contract, &run, facts, &mut scratch).unwrap();
        let decide = |indicator| patient.decide(indicator, &mut Silent).unwrap();
        let decisions: Vec<Decision> = (0..contract.indicator_count()).map(decide).collect();
        let member = |register| patient.on_register(register, &mut Silent).unwrap();
        (decisions, (0..contract.register_count()).map(member).collect::<Vec<_>>())
    };
    let nullable = contract.facts().filter(|fact| fact.null_allowed() && fact.scope() == Scope::Patient);
    let mut open: BTreeMap<usize, &str> = nullable.map(|fact| (fact.index(), fact.name())).collect();
    let all = open.len();
    every_record(&contract, |facts| {
        let with = settled(facts);
        open.retain(|fact, _| {
            let given = facts.get(*fact);
            if matches!(given, Value::Null | Value::Unknown) {
                return true;
            }
            facts.set(*fact, Value::Null).unwrap();
            let same = settled(facts) == with;
            facts.set(*fact, given).unwrap();
            same
        });
    });
    let idle: Vec<&str> = open.into_values().collect();
    assert!(idle.is_empty(), "{idle:?} of {all} records that may be absent");
}
