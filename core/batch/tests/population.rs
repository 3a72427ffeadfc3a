//! Populations of a small invented contract; every expected number can be counted in the rows themselves.

use entitle_batch::{Account, Arrival, Population, Refusal, Storage, Taken, patient_facts, read};
use entitle_kernel::image::code::Outcome;
use entitle_kernel::{Contract, Date, Decision, Error, Fact, Facts, Value};

const DEFINITION: &str = include_str!("population.toml");
/// age, birth, registered, diagnosed, stage, reviewed, appointment, declined; all of one who was reviewed.
const REVIEWED: [&str; 8] = ["60", "1965-10-01", "2010-01-01", "2015-05-05", "2", "2025-06-01", "", "no"];

fn image() -> Vec<u8> {
    entitle_compiler::compile("population.toml", DEFINITION).expect("the definition compiles").image
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The row with some of its cells replaced.
fn with(changes: &[(usize, &'static str)]) -> [&'static str; 8] {
    let mut row = REVIEWED;
    for (column, text) in changes {
        row[*column] = text;
    }
    row
}

/// What became of one row, the population being its only patient.
enum Became {
    Evaluated { outcome: Outcome, ignored: Vec<usize> },
    Refused(Vec<Refusal>),
}

fn one(row: &[&str], achievement_date: &str) -> (Became, Account) {
    let image = image();
    let contract = Contract::new(&image).unwrap();
    let columns = patient_facts(&contract);
    let mut storage = Storage::new(&contract, 1);
    let mut population =
        Population::new(&contract, day(achievement_date), &columns, &["North"], &[], &mut storage).unwrap();
    let values: Vec<Value> = columns.iter().zip(row).map(|(fact, text)| read(fact, text)).collect();
    let arrival = Arrival { row: 2, patient: "p1", practice: "North", values: &values };
    let became = match population.add(&arrival).unwrap() {
        Taken::Evaluated { decisions, ignored, .. } => Became::Evaluated {
            outcome: contract.decision(decisions[0].0, decisions[0].1).outcome,
            ignored: ignored.to_vec(),
        },
        Taken::Refused(refusals) => Became::Refused(refusals.to_vec()),
    };
    assert!(population.is_balanced());
    (became, population.account().clone())
}

#[track_caller]
fn is_refused(row: &[&str], expected: &[Refusal]) {
    match one(row, "2026-03-31") {
        (Became::Refused(refusals), account) => {
            assert_eq!(refusals, expected);
            assert_eq!((account.rows(), account.evaluated, account.refused), (1, 0, 1));
            assert_eq!(account.faults.values().sum::<u64>(), expected.len() as u64);
        }
        (Became::Evaluated { outcome, .. }, _) => panic!("evaluated: {}", outcome.name()),
    }
}

#[track_caller]
fn is_evaluated(row: &[&str], expected: Outcome, expected_ignored: &[usize]) {
    match one(row, "2026-03-31") {
        (Became::Evaluated { outcome, ignored }, account) => {
            assert_eq!((outcome.name(), ignored.as_slice()), (expected.name(), expected_ignored));
            assert_eq!((account.rows(), account.evaluated, account.refused), (1, 1, 0));
        }
        (Became::Refused(refusals), _) => panic!("refused: {refusals:?}"),
    }
}

#[test]
fn rules_decide_who_is_admitted() {
    is_evaluated(&REVIEWED, Outcome::InNumerator, &[]);
    is_evaluated(&with(&[(5, "2025-03-31")]), Outcome::InDenominator, &[]); // the day before the window
    is_evaluated(&with(&[(5, "2025-04-01")]), Outcome::InNumerator, &[]);
    is_evaluated(&with(&[(5, ""), (7, "yes")]), Outcome::Adjusted, &[]);
    is_evaluated(&with(&[(5, ""), (2, "2026-01-01")]), Outcome::Adjusted, &[]);
    is_evaluated(&with(&[(3, ""), (4, "")]), Outcome::NotOnRegister, &[]);
    is_evaluated(&with(&[(7, "?"), (5, "")]), Outcome::Undetermined, &[]);
}

#[test]
fn values_that_the_fact_does_not_take_are_refused_all_at_once() {
    let value = |column, error| Refusal::Value { column, error };
    is_refused(&with(&[(0, "")]), &[value(0, Error::NullRefused)]);
    is_refused(&with(&[(0, "131")]), &[value(0, Error::OutOfRange)]);
    is_refused(&with(&[(0, "-1")]), &[value(0, Error::OutOfRange)]);
    is_refused(&with(&[(0, "sixty")]), &[value(0, Error::InvalidNumber)]);
    is_refused(&with(&[(0, "60.5")]), &[value(0, Error::TooManyPlaces)]);
    is_refused(&with(&[(5, "2025-02-29")]), &[value(5, Error::InvalidDate)]);
    is_refused(&with(&[(5, "1799-12-31")]), &[value(5, Error::OutOfRange)]);
    is_refused(&with(&[(7, "perhaps")]), &[value(7, Error::InvalidBoolean)]);
    is_refused(
        &with(&[(4, "5"), (2, "null"), (7, "2")]),
        &[value(2, Error::NullRefused), value(4, Error::OutOfRange), value(7, Error::InvalidBoolean)],
    );
}

#[test]
fn values_of_another_type_are_refused() {
    let image = image();
    let contract = Contract::new(&image).unwrap();
    let columns = [contract.find_patient_input("age").unwrap(), contract.find_patient_input("reviewed").unwrap()];
    let mut storage = Storage::new(&contract, 1);
    let mut population =
        Population::new(&contract, day("2026-03-31"), &columns, &["North"], &[], &mut storage).unwrap();
    let values = [Value::Date(day("2025-01-01")), Value::integer(5)];
    let taken = population.add(&Arrival { row: 1, patient: "p", practice: "North", values: &values }).unwrap();
    let Taken::Refused(refusals) = taken else { panic!("evaluated") };
    assert_eq!(refusals.iter().map(Refusal::error).collect::<Vec<_>>(), [Error::WrongType; 2]);
    let short = population.add(&Arrival { row: 2, patient: "q", practice: "North", values: &values[..1] }).unwrap();
    assert!(matches!(short, Taken::Refused([Refusal::Length { values: 1 }])));
}

#[test]
fn a_latest_record_after_the_achievement_date_refuses_the_row_and_on_it_does_not() {
    is_evaluated(&with(&[(5, "2026-03-31")]), Outcome::InNumerator, &[]);
    is_refused(&with(&[(5, "2026-04-01")]), &[Refusal::AfterAchievementDate { column: 5 }]);
    is_evaluated(&with(&[(2, "2026-03-31")]), Outcome::InNumerator, &[]);
    is_refused(&with(&[(2, "2026-04-01")]), &[Refusal::AfterAchievementDate { column: 2 }]);
}

#[test]
fn an_earliest_record_after_the_achievement_date_was_not_there_yet() {
    is_evaluated(&with(&[(3, "2026-03-31")]), Outcome::InNumerator, &[]);
    // The diagnosis is ignored, and with it the stage that was found at it.
    is_evaluated(&with(&[(3, "2026-04-01")]), Outcome::NotOnRegister, &[3, 4]);
    is_evaluated(&with(&[(3, "2026-04-01"), (4, "")]), Outcome::NotOnRegister, &[3]);
    let (_, account) = one(&with(&[(3, "2026-04-01")]), "2026-03-31");
    assert_eq!(account.ignored, [0, 0, 0, 1, 1, 0, 0, 0]);
}

#[test]
fn a_date_without_a_bound_may_lie_ahead() {
    is_evaluated(&with(&[(6, "2026-12-24")]), Outcome::InNumerator, &[]);
}

#[test]
fn an_age_must_be_the_whole_years_from_the_date_of_birth() {
    let contradicts_on = |on, years| Refusal::AgeContradicts { column: 0, birth: 1, day: day(on), years };
    let contradicts = |years| contradicts_on("2026-03-31", years);
    for (birth, age, other) in [("1966-03-31", "60", "59"), ("1966-04-01", "59", "60"), ("2004-02-29", "22", "23")] {
        is_evaluated(&with(&[(0, age), (1, birth)]), Outcome::InNumerator, &[]);
        is_refused(&with(&[(0, other), (1, birth)]), &[contradicts(age.parse().unwrap())]);
    }
    is_evaluated(&with(&[(0, "0"), (1, "2026-03-31")]), Outcome::NotOnRegister, &[]); // born that day
    is_refused(&with(&[(0, "1"), (1, "2026-03-31")]), &[contradicts(0)]);
    // Born in the leap year on its day: the year is full on 1 March, not on 28 February.
    let row = with(&[(1, "2004-02-29"), (0, "20"), (5, "2024-06-01")]);
    assert!(matches!(one(&row, "2025-02-28").0, Became::Evaluated { .. }));
    assert!(
        matches!(one(&row, "2025-03-01").0, Became::Refused(refusals) if refusals == [contradicts_on("2025-03-01", 21)])
    );
    is_refused(&with(&[(0, "0"), (1, "2026-04-01")]), &[contradicts(-1)]);
    is_evaluated(&with(&[(1, "?")]), Outcome::InNumerator, &[]); // nothing to compare with
}

/// Two cells replaced.
type Changes = [(usize, &'static str); 2];

/// The small population of the tests below: three practices, eight rows.
const ROWS: [(&str, &str, Changes); 8] = [
    ("a", "North", [(0, "60"), (0, "60")]),       // in the numerator
    ("b", "North", [(5, ""), (7, "yes")]),        // declined
    ("c", "North", [(5, ""), (2, "2026-01-01")]), // newly registered
    ("d", "South", [(5, ""), (7, "no")]),         // in the denominator
    ("e", "South", [(3, ""), (4, "")]),           // not on the register
    ("a", "South", [(0, "60"), (0, "60")]),       // stands already
    ("f", "East", [(0, "60"), (0, "60")]),        // no such practice
    ("", "South", [(0, "200"), (0, "200")]),      // no name, no age
];

fn add_all(population: &mut Population<'_, '_>, columns: &[Fact<'_>]) -> Vec<Vec<Refusal>> {
    let mut refused = Vec::new();
    for (row, (patient, practice, changes)) in (2..).zip(ROWS) {
        let texts = with(&changes);
        let values: Vec<Value> = columns.iter().zip(texts).map(|(fact, text)| read(fact, text)).collect();
        if let Taken::Refused(refusals) = population.add(&Arrival { row, patient, practice, values: &values }).unwrap()
        {
            refused.push(refusals.to_vec());
        }
    }
    refused
}

#[test]
fn nothing_is_lost_and_counts_are_those_of_the_rows() {
    let image = image();
    let contract = Contract::new(&image).unwrap();
    let columns = patient_facts(&contract);
    let mut storage = Storage::new(&contract, 3);
    let practices = ["North", "South", "Empty"];
    let mut population =
        Population::new(&contract, day("2026-03-31"), &columns, &practices, &[], &mut storage).unwrap();
    let refused = add_all(&mut population, &columns);
    assert_eq!(
        refused,
        [
            vec![Refusal::Duplicate { first_row: 2 }],
            vec![Refusal::UnknownPractice],
            vec![Refusal::Value { column: 0, error: Error::OutOfRange }, Refusal::Unnamed],
        ]
    );
    let account = population.account();
    assert_eq!((account.rows(), account.evaluated, account.refused), (8, 5, 3));
    assert_eq!(account.patients, [3, 2, 0]);
    assert_eq!(account.turned_away, [0, 2, 0]);
    // One who came again in South stands first in North; one row names a practice that is none of these.
    assert_eq!((&account.came_again[..], account.of_any_practice, account.of_other_practices), (&[1, 0, 0][..], 0, 1));
    assert_eq!([0, 1, 2].map(|practice| account.refused_of(practice)), [1, 2, 0]);
    assert_eq!(account.given[6], 0, "nobody has an appointment");
    assert!(population.is_balanced());
    let counts = |practice: usize| {
        let tally = population.tally(practice).unwrap();
        Outcome::ALL
            .iter()
            .map(|outcome| (outcome.name(), tally.with_outcome(0, *outcome)))
            .filter(|(_, n)| *n > 0)
            .collect::<Vec<_>>()
    };
    assert_eq!(counts(0).iter().map(|(_, n)| n).sum::<u32>(), 3);
    assert!(counts(0).contains(&("adjusted", 2)) && counts(0).contains(&("in numerator", 1)));
    assert!(counts(1).contains(&("in denominator", 1)) && counts(1).contains(&("not on register", 1)));
    assert_eq!(counts(2), []);
    // As facts of the practices: unknown where a refused row may be about a patient, and nobody is zero.
    let facts_of = |population: &Population<'_, '_>, practice: usize| {
        let mut values = vec![Value::Null; contract.cost().subject_slots.into()];
        let mut facts = Facts::new(&contract, &mut values).unwrap();
        population.write_counts(practice, &mut facts).unwrap();
        ["register_size.R", "numerator.I1", "denominator.I1"].map(|name| {
            let (fact, item) = contract.find_input(name).unwrap();
            match facts.get(fact.index(), item) {
                Value::Unknown => "unknown".to_owned(),
                value => fact.written(value).to_string(),
            }
        })
    };
    for (practice, expected) in [(0, ["unknown"; 3]), (1, ["unknown"; 3]), (2, ["0"; 3])] {
        assert_eq!(facts_of(&population, practice), expected);
    }
    // Without the refused rows North has 1 of 1 and South 0 of 1.
    population.count_without_refused();
    for (practice, expected) in [(0, ["3", "1", "1"]), (1, ["1", "0", "1"]), (2, ["0", "0", "0"])] {
        assert_eq!(facts_of(&population, practice), expected);
    }
}

#[test]
fn what_one_patient_was_does_not_stick_to_the_next() {
    let image = image();
    let contract = Contract::new(&image).unwrap();
    let columns = patient_facts(&contract);
    let decide = |order: &[usize]| -> Vec<(usize, Decision)> {
        let mut storage = Storage::new(&contract, 3);
        let practices = ["North", "South", "East"];
        let mut population =
            Population::new(&contract, day("2026-03-31"), &columns, &practices, &[], &mut storage).unwrap();
        let mut decided = Vec::new();
        for place in order {
            let (patient, practice, changes) = ROWS[*place];
            let values: Vec<Value> = columns.iter().zip(with(&changes)).map(|(fact, text)| read(fact, text)).collect();
            let arrival = Arrival { row: 1, patient, practice, values: &values };
            if let Taken::Evaluated { decisions, .. } = population.add(&arrival).unwrap() {
                decided.push((*place, decisions[0].1));
            }
        }
        decided.sort_unstable();
        decided
    };
    let forward = decide(&[0, 1, 2, 3, 4, 6, 7]);
    assert_eq!(forward.len(), 6);
    assert_eq!(decide(&[7, 6, 4, 3, 2, 1, 0]), forward);
    assert_eq!(decide(&[4, 0, 3, 7, 1, 6, 2]), forward);
}

#[test]
fn a_fact_of_the_contract_holds_for_everybody() {
    let image = image();
    let contract = Contract::new(&image).unwrap();
    let columns = patient_facts(&contract);
    let switch = contract.find_patient_input("adults_only").unwrap();
    let child = with(&[(0, "9"), (1, "2016-10-01")]);
    let values: Vec<Value> = columns.iter().zip(child).map(|(fact, text)| read(fact, text)).collect();
    for (setting, expected) in [(None, 0), (Some(true), 0), (Some(false), 1)] {
        let common: Vec<_> = setting.map(|setting| (switch, Value::boolean(setting))).into_iter().collect();
        let mut storage = Storage::new(&contract, 1);
        let mut population =
            Population::new(&contract, day("2026-03-31"), &columns, &["North"], &common, &mut storage).unwrap();
        population.add(&Arrival { row: 1, patient: "p", practice: "North", values: &values }).unwrap();
        assert_eq!(population.tally(0).unwrap().members(0), Some(expected));
    }
}

#[test]
fn a_population_that_cannot_be_is_refused() {
    let image = image();
    let contract = Contract::new(&image).unwrap();
    let columns = patient_facts(&contract);
    let mut storage = Storage::new(&contract, 1);
    let end = day("2026-03-31");
    let mut new = |day: Date, columns: &[Fact<'_>], practices: &[&str], common: &[(Fact<'_>, Value)]| {
        Population::new(&contract, day, columns, practices, common, &mut storage).err()
    };
    assert_eq!(new(end, &columns, &["a", "b"], &[]), Some(Error::StorageTooSmall));
    assert_eq!(new(end, &columns, &["a", "a"], &[]), Some(Error::DuplicateSubject));
    assert_eq!(new(Date::MAX, &columns, &["a"], &[]), Some(Error::OutOfRange));
    let list_size = contract.find_input("list_size").unwrap().0;
    assert_eq!(new(end, &[list_size], &["a"], &[]), Some(Error::UnknownFact));
    assert_eq!(new(end, &columns, &["a"], &[(list_size, Value::integer(1))]), Some(Error::UnknownFact));
    let switch = contract.find_patient_input("adults_only").unwrap();
    assert_eq!(new(end, &columns, &["a"], &[(switch, Value::integer(1))]), Some(Error::WrongType));
    assert_eq!(new(end, &columns, &["a"], &[]), None);
}
