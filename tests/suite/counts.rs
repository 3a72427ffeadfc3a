//! Patients' decisions counted into a practice, and practices pooled into a network.

use std::collections::BTreeMap;

use entitle_conformance::{Random, contract};
use entitle_kernel::image::code::{Outcome, Scope};
use entitle_kernel::{
    Cell, Contract, Date, Decision, Error, Facts, Graded, Network, Patient, PatientFacts, PatientScratch, Run, Silent,
    Tally, Value,
};

fn qof() -> Contract<'static> {
    contract("qof-england", Date::from_ymd(2025, 6, 30).unwrap())
}

/// Facts at random, dates around the edges of the year; one in forty is not known.
fn fill(contract: &Contract<'static>, patient: &mut PatientFacts<'static, '_>, random: &mut Random) {
    patient.clear();
    let end = contract.period_end().unwrap();
    for fact in contract.facts().filter(|fact| fact.scope() == Scope::Patient) {
        let value = match random.below(40) {
            0 => continue,
            1..=19 if fact.null_allowed() => Value::Null,
            _ => match fact.range() {
                Some((Value::Date(_), _)) => {
                    Value::Date(end.add_days(-i64::try_from(random.below(400)).unwrap()).unwrap())
                }
                Some((_, Value::Number(most))) => {
                    let most = usize::try_from(most.to_i64().unwrap()).unwrap();
                    Value::integer(i64::try_from(random.below(most.min(120))).unwrap())
                }
                _ => Value::Text(u16::try_from(random.below(fact.texts().count())).unwrap()),
            },
        };
        patient.set(fact.index(), value).unwrap();
    }
}

/// A practice's counts by hand: outcomes by indicator, members by register, and whether any is undetermined.
#[derive(Default)]
struct Counted {
    outcomes: BTreeMap<(usize, u8), u32>,
    members: BTreeMap<usize, u32>,
    undetermined_members: BTreeMap<usize, u32>,
}

#[test]
fn a_tally_counts_every_decision_and_hides_no_undetermined_patient() {
    let contract = qof();
    let run = Run::new(&contract, contract.period_end().unwrap()).unwrap();
    let mut cells = vec![Cell::Unknown; contract.cost().patient_slots.into()];
    let mut patient = PatientFacts::new(&contract, &mut cells).unwrap();
    let mut storage = vec![0; contract.cost().tally_slots.into()];
    let mut tally = Tally::new(&contract, &mut storage).unwrap();
    let (mut scratch, mut random, mut counted) = (PatientScratch::EMPTY, Random::new(7), Counted::default());
    for _ in 0..3000 {
        fill(&contract, &mut patient, &mut random);
        let birth = contract.find_patient_input("birth_dat").unwrap();
        // Nobody's age is at random what the date of birth makes it.
        patient.set(birth.index(), Value::Unknown).unwrap();
        tally.add_patient(&mut Patient::new(&contract, &run, &patient, &mut scratch).unwrap()).unwrap();
        let mut own = PatientScratch::EMPTY;
        let mut evaluation = Patient::new(&contract, &run, &patient, &mut own).unwrap();
        for register in 0..contract.register_count() {
            match evaluation.on_register(register, &mut Silent) {
                Ok(Some(true)) => *counted.members.entry(register).or_default() += 1,
                Ok(None) => *counted.undetermined_members.entry(register).or_default() += 1,
                _ => {}
            }
        }
        for indicator in 0..contract.indicator_count() {
            if let Ok(decision) = evaluation.decide(indicator, &mut Silent) {
                let outcome = contract.decision(indicator, decision).outcome as u8;
                *counted.outcomes.entry((indicator, outcome)).or_default() += 1;
            }
        }
    }
    let mut values = vec![Value::Unknown; contract.cost().subject_slots.into()];
    let mut facts = Facts::new(&contract, &mut values).unwrap();
    tally.write(&mut facts).unwrap();
    let fact = |name: &str| contract.find_fact(Scope::Practice, name).unwrap().index();
    let mut seen = 0;
    for register in 0..contract.register_count() {
        let open = counted.undetermined_members.contains_key(&register);
        let expected = counted.members.get(&register).filter(|_| !open).copied();
        if expected.is_some() || open {
            assert_eq!(tally.members(register), expected, "{}", contract.register_name(register));
        }
    }
    for indicator in 0..contract.indicator_count() {
        let of = |outcome: Outcome| counted.outcomes.get(&(indicator, outcome as u8)).copied().unwrap_or(0);
        for outcome in Outcome::ALL {
            assert_eq!(tally.with_outcome(indicator, *outcome), of(*outcome));
            seen += of(*outcome);
        }
        let total: u32 = Outcome::ALL.iter().map(|outcome| of(*outcome)).sum();
        assert!(total == 0 || total == 3000, "counts by outcome sum to all patients");
        if total > 0 {
            let written = facts.get(fact("numerator"), indicator);
            if of(Outcome::Undetermined) > 0 {
                assert!(written.is_unknown(), "an undetermined patient leaves the count unknown");
            } else {
                assert!(written.same(&Value::integer(of(Outcome::InNumerator).into())));
            }
        }
    }
    assert!(seen >= 5 * 3000, "five indicators have patient rules");
    assert_eq!(tally.add_decision(0, Decision(254)), Err(Error::UnknownItem));
}

fn practice<'s>(contract: &Contract<'static>, storage: &'s mut [Value], facts: &[(&str, &str)]) -> Facts<'static, 's> {
    let mut practice = Facts::new(contract, storage).unwrap();
    for (name, text) in facts {
        let (fact, item) = contract.find_input(name).unwrap();
        practice.set(fact.index(), item, fact.parse(text).unwrap()).unwrap();
    }
    practice
}

#[test]
fn practices_pool_by_sums_and_agree_on_what_is_common_or_are_refused_whole() {
    let contract = qof();
    let slots = usize::from(contract.cost().subject_slots);
    let mut storage = [const { Vec::new() }; 4].map(|_: Vec<Value>| vec![Value::Unknown; slots]);
    let [own, first, second, third] = &mut storage;
    let mut network_facts = Facts::new(&contract, own).unwrap();
    let mut folds: Vec<Graded> = Vec::new();
    let mut network = Network::new(&mut network_facts, &mut folds).unwrap();
    let size = "list_size";
    let first =
        practice(&contract, first, &[(size, "4000"), ("numerator.DM020", "10"), ("national_prevalence.DM", "0.07")]);
    let second =
        practice(&contract, second, &[(size, "5000"), ("numerator.DM020", "7"), ("national_prevalence.DM", "0.08")]);
    let third = practice(&contract, third, &[(size, "6000"), ("numerator.DM020", "5")]);
    network.add(&first).unwrap();
    assert_eq!(network.add(&second), Err(Error::MembersDisagree), "another national prevalence");
    network.add(&third).unwrap();
    assert_eq!(network.members(), 2);
    let get = |name: &str| {
        let (fact, item) = contract.find_input(name).unwrap();
        network_facts.get(fact.index(), item)
    };
    assert!(get(size).same(&Value::integer(10_000)), "the refused practice left nothing behind");
    assert!(get("numerator.DM020").same(&Value::integer(15)));
    assert!(get("denominator.DM020").is_unknown(), "a count that no one gave is not zero");
    assert!(get("national_prevalence.DM").same(&Value::Number("0.07".parse().unwrap())));
}
