//! Properties that hold for all inputs, tried on many.

use std::collections::BTreeMap;

use entitle_conformance::{answers, contract, patient_answers};
use entitle_kernel::image::record;
use entitle_kernel::{Contract, Date, Number, RoundingMode};
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

fn qof() -> Contract<'static> {
    contract("qof-england", Date::from_ymd(2025, 6, 30).unwrap())
}

fn names(count: usize, name: impl Fn(usize) -> &'static str) -> Vec<&'static str> {
    (0..count).map(name).collect()
}

/// A practice: list size, and for every register and indicator the same counts.
fn practice(list: u64, register: u64, prevalence: &str, numerator: u64, denominator: u64) -> Json {
    let contract = qof();
    let each = |names: &[&str], value: &dyn ToString| -> Json {
        Json::Object(
            names.iter().map(|name| ((*name).to_owned(), Json::String(value.to_string()))).collect::<Map<_, _>>(),
        )
    };
    let registers = names(contract.register_count(), |index| contract.register_name(index));
    let indicators = names(contract.indicator_count(), |index| contract.indicator_name(index));
    json!({
        "list_size": list.to_string(),
        "register_size": each(&registers, &register),
        "national_prevalence": each(&registers, &prevalence),
        "numerator": each(&indicators, &numerator),
        "denominator": each(&indicators, &denominator),
    })
}

fn number(answers: &BTreeMap<String, String>, key: &str) -> Number {
    answers[key].parse().unwrap_or_else(|_| panic!("{key} = {}", answers[key]))
}

fn parameter(contract: &Contract<'static>, name: &str) -> Number {
    let mut parameters = contract.all::<record::Parameter>();
    let found = parameters.find(|parameter| contract.name(parameter.name) == name).unwrap();
    contract.decimal(found.number)
}

/// facts/qof.md 0.2: an invariant of every year from 2015/16 to 2026/27 that exposes wrong constants.
#[test]
fn a_point_is_worth_the_same_pence_per_patient_every_year() {
    let contract = qof();
    let pounds =
        parameter(&contract, "value_per_point").checked_div(parameter(&contract, "national_average_list")).unwrap();
    let pence = pounds.checked_mul(Number::from_u64(100)).unwrap().round(4, RoundingMode::HalfUp).unwrap();
    assert_eq!(pence.to_string(), "2.2142");
}

/// facts/qof.md 3.3: the points of all 44 indicators.
#[test]
fn the_points_of_2025_sum_to_564() {
    let contract = qof();
    let points = contract.all::<record::Indicator>().map(|indicator| contract.decimal(indicator.points));
    let sum = points.fold(Number::ZERO, |sum, points| sum.checked_add(points).unwrap());
    assert_eq!((contract.indicator_count(), sum), (44, Number::from_u64(564)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn more_patients_reached_never_earn_less(denominator in 1_u64..2000, numerator in 0_u64..2000) {
        let numerator = numerator % denominator;
        let (few, more) = (practice(10_000, 500, "0.05", numerator, denominator), practice(10_000, 500, "0.05", numerator + 1, denominator));
        let (few, more) = (answers(&qof(), &few, &[], false), answers(&qof(), &more, &[], false));
        for indicator in names(qof().indicator_count(), |index| qof().indicator_name(index)) {
            let key = format!("points.{indicator}");
            prop_assert!(number(&more, &key) >= number(&few, &key), "{key}");
        }
        prop_assert!(number(&more, "line.total") >= number(&few, "line.total"));
    }

    #[test]
    fn points_stay_between_nothing_and_all(denominator in 0_u64..5000, share in 0_u64..=100) {
        let contract = qof();
        let found = answers(&contract, &practice(9_000, 400, "0.04", denominator * share / 100, denominator), &[], false);
        for index in 0..contract.indicator_count() {
            let key = format!("points.{}", contract.indicator_name(index));
            let record: record::Indicator = contract.record(index).unwrap();
            let points = number(&found, &key);
            prop_assert!(!points.is_negative() && points <= contract.decimal(record.points), "{key}");
            prop_assert!(denominator > 0 || points.is_zero(), "{key}: nothing to measure earns nothing");
        }
    }

    #[test]
    fn list_size_cancels_where_prevalence_adjusts(list in 1000_u64..60_000, numerator in 0_u64..=300) {
        // value x points x register / average register: the practice's own list does not matter.
        let small = answers(&qof(), &practice(10_184, 300, "0.05", numerator, 300), &[], false);
        let other = answers(&qof(), &practice(list, 300, "0.05", numerator, 300), &[], false);
        prop_assert_eq!(&small["line.achievement.DM020"], &other["line.achievement.DM020"]);
    }

    #[test]
    fn an_answer_does_not_hang_on_facts_that_are_not_asked(age in 0_u64..130, spare in 0_u64..3) {
        // A patient who is not diabetic is off the DM register whatever else is recorded.
        let mut patient = json!({ "age": age.to_string(), "dmlat_dat": null });
        if spare > 0 {
            patient["ifcchba_val"] = json!("58");
        }
        let found = patient_answers(&qof(), &patient, None);
        prop_assert_eq!(&found["outcome.DM020"], "not on register");
    }
}
