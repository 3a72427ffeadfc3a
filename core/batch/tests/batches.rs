//! Batches of columns give the answers of single rows, in whatever form, order and pieces they come.

mod patients;

use entitle_batch::{Account, Arrival, BatchReader, Keep, Population, Refusal, Storage, Taken, Vectors, patient_facts};
use entitle_kernel::image::code::Kind;
use entitle_kernel::{Contract, Date, Decision, Fact, Value};
use patients::{FORMS, Form, NAMES, Names, Random, Row, batch, span, value};

const SMALL: &str = include_str!("population.toml");
const PRACTICES: [&str; 5] = ["North", "South", "East", "West", "Nobody's"];

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn small_image() -> Vec<u8> {
    entitle_compiler::compile("population.toml", SMALL).expect("the definition compiles").image
}

/// Everything that a population answers.
#[derive(PartialEq, Eq, Debug)]
struct Answers {
    decisions: Vec<Vec<u8>>,
    refused: Vec<(usize, Vec<Refusal>)>,
    account: String,
    /// For each practice: its registers, and every decision of every indicator.
    counts: Vec<Vec<Option<u32>>>,
}

/// The account in full, for comparison.
fn told(account: &Account) -> String {
    format!("{account:?}")
}

fn answers(population: &Population<'_, '_>, decisions: Vec<Vec<u8>>, refused: Vec<(usize, Vec<Refusal>)>) -> Answers {
    assert!(population.is_balanced());
    let contract = population.contract();
    let counts = (0..population.practice_count()).map(|practice| {
        let tally = population.tally(practice).unwrap();
        let members = (0..contract.register_count()).map(|register| tally.members(register));
        let decisions = population.indicators().flat_map(|indicator| {
            (0..=contract.decision_count(indicator)).chain([u8::MAX]).map(move |code| (indicator, code))
        });
        members.chain(decisions.map(|(indicator, code)| Some(tally.count(indicator, Decision(code))))).collect()
    });
    let counts = counts.collect();
    Answers { decisions, refused, account: told(population.account()), counts }
}

/// A population and its rows, to be taken in several ways.
struct Case<'c> {
    contract: Contract<'c>,
    achievement_date: Date,
    facts: Vec<Fact<'c>>,
    common: Vec<(Fact<'c>, Value)>,
    rows: Vec<Row>,
    trusted: bool,
}

/// One way of taking the rows in batches.
#[derive(Clone, Copy, Debug)]
struct Way {
    form: Option<Form>,
    names: Names,
    rows_of_a_batch: usize,
    vectors: Vectors,
    threads: usize,
    with_offsets: bool,
}

const PLAIN: Way = Way {
    form: Some(Form::Narrow),
    names: Names::Utf8,
    rows_of_a_batch: usize::MAX,
    vectors: Vectors::Best,
    threads: 1,
    with_offsets: false,
};

impl<'c> Case<'c> {
    fn population<T>(&self, take: impl FnOnce(&mut Population<'c, '_>) -> T) -> T {
        let mut storage = Storage::new(&self.contract, PRACTICES.len());
        let population =
            Population::new(&self.contract, self.achievement_date, &self.facts, &PRACTICES, &self.common, &mut storage);
        let mut population = population.unwrap();
        if self.trusted {
            population.trust_unique();
        }
        take(&mut population)
    }

    /// Row by row.
    fn one_by_one(&self) -> Answers {
        self.population(|population| {
            let mut decisions = vec![Vec::new(); population.indicators().count()];
            let mut refused = Vec::new();
            for (number, row) in self.rows.iter().enumerate() {
                let values: Vec<Value> =
                    self.facts.iter().zip(&row.integers).map(|(fact, integer)| value(fact, *integer)).collect();
                let arrival = Arrival {
                    row: 1000 + number as u64,
                    patient: &row.patient,
                    practice: &row.practice,
                    values: &values,
                };
                match population.add(&arrival).unwrap() {
                    Taken::Evaluated { decisions: found, .. } => {
                        decisions.iter_mut().zip(found).for_each(|(column, (_, decision))| column.push(decision.0));
                    }
                    Taken::Refused(refusals) => {
                        refused.push((number, refusals.to_vec()));
                        decisions.iter_mut().for_each(|column| column.push(0));
                    }
                }
            }
            answers(population, decisions, refused)
        })
    }

    /// In batches.
    fn in_batches(&self, way: Way) -> Answers {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(way.threads).build().unwrap();
        pool.install(|| self.population(|population| self.taken_in_batches(population, way)))
    }

    fn taken_in_batches(&self, population: &mut Population<'c, '_>, way: Way) -> Answers {
        population.use_vectors(way.vectors);
        let mut decisions = vec![Vec::new(); population.indicators().count()];
        let mut refused = Vec::new();
        let mut first = 0;
        let parts: Vec<&[Row]> = match self.rows.len() {
            0 => vec![&[]],
            rows => self.rows.chunks(way.rows_of_a_batch.min(rows)).collect(),
        };
        for part in parts {
            let form_of = |place: usize| way.form.unwrap_or(FORMS[place % FORMS.len()]);
            let record_batch = batch(&self.facts, part, way.names, form_of, way.with_offsets);
            let reader = BatchReader::new(&self.facts, record_batch.schema_ref());
            let reader = reader.unwrap_or_else(|faults| panic!("{faults:?}"));
            let part_read = reader.read(&record_batch).unwrap();
            let taken = population.add_batch(&part_read, 1000 + first as u64, Keep::Decisions).unwrap();
            for (indicator, column) in decisions.iter_mut().enumerate() {
                assert_eq!(taken.decisions(indicator).len(), part.len());
                column.extend_from_slice(taken.decisions(indicator));
            }
            for (row, refusals) in taken.refused() {
                assert!(taken.is_refused(row));
                refused.push((first + row, refusals.to_vec()));
            }
            first += part.len();
        }
        answers(population, decisions, refused)
    }

    #[track_caller]
    fn is_the_same(&self, way: Way) {
        let (expected, found) = (self.one_by_one(), self.in_batches(way));
        let rows = self.rows.len();
        assert_eq!(found.refused, expected.refused, "{rows} rows, {way:?}");
        assert_eq!(found.account, expected.account, "{rows} rows, {way:?}");
        for (indicator, (found, expected)) in found.decisions.iter().zip(&expected.decisions).enumerate() {
            let row = found.iter().zip(expected).position(|(found, expected)| found != expected);
            assert_eq!(row, None, "{rows} rows, {way:?}: the first row that differs for indicator {indicator}");
        }
        assert!(found == expected, "{rows} rows, {way:?}: the counts differ");
    }
}

/// Integers of a row: mostly such as the fact takes, some at the edge of its range, some odd.
fn integers(facts: &[Fact<'_>], random: &mut Random, end: Date, oddness: u64) -> Vec<Option<i64>> {
    let end = i64::from(end.days());
    let mut row: Vec<Option<i64>> = facts
        .iter()
        .map(|fact| {
            let (least, most) = span(fact);
            let likely_null = fact.null_allowed() && !random.one_in(3);
            if likely_null || (oddness > 0 && random.one_in(oddness)) {
                return None;
            }
            let drawn = match fact.kind() {
                // Days that every form can hold, up to the achievement date, many about the edges of windows.
                Kind::Date if random.one_in(4) => random.between(end - 366, end),
                Kind::Date => random.between(end - 20_000, end),
                Kind::Text | Kind::Boolean => random.between(least, most),
                _ => random.between(least.max(-30_000), most.min(30_000)),
            };
            Some(match oddness > 0 && random.one_in(oddness) {
                true if fact.kind() == Kind::Date => random.between(end + 1, end + 300),
                // A byte has room for it, and so have all other forms.
                true if most < 120 => most + 1,
                _ => drawn,
            })
        })
        .collect();
    // An age is that of the date of birth, mostly.
    let place = |names: [&str; 2]| facts.iter().position(|fact| names.contains(&fact.name()));
    if let (Some(age), Some(birth)) = (place(["age", "age"]), place(["birth", "birth_dat"]))
        && let Some(born) = row[birth].and_then(|days| Date::from_days(days.try_into().unwrap()).ok())
        && i64::from(born.days()) <= end
        && !(oddness > 0 && random.one_in(oddness))
    {
        row[age] = Some(born.months_until(Date::from_days(end.try_into().unwrap()).unwrap()) / 12);
    }
    row
}

fn rows(facts: &[Fact<'_>], count: usize, seed: u64, end: Date, oddness: u64) -> Vec<Row> {
    let mut random = Random::new(seed);
    let row = |number: usize| {
        let odd = |random: &mut Random| oddness > 0 && random.one_in(oddness * 4);
        let patient = match (odd(&mut random), odd(&mut random)) {
            (true, _) => String::new(),
            (_, true) => format!("patient {}", number / 2),
            _ => format!("patient {number}"),
        };
        let practice = match (odd(&mut random), odd(&mut random)) {
            (true, _) => String::new(),
            (_, true) => "Elsewhere".to_owned(),
            // The last is nobody's.
            _ => PRACTICES[usize::try_from(random.below(4)).unwrap()].to_owned(),
        };
        Row { patient, practice, integers: integers(facts, &mut random, end, oddness) }
    };
    (0..count).map(row).collect()
}

fn case<'c>(contract: Contract<'c>, end: &str, count: usize, seed: u64, oddness: u64) -> Case<'c> {
    let facts = patient_facts(&contract);
    let rows = rows(&facts, count, seed, day(end), oddness);
    Case { contract, achievement_date: day(end), facts, common: Vec::new(), rows, trusted: false }
}

#[test]
fn batches_of_any_length_are_as_their_rows() {
    let image = small_image();
    let contract = Contract::new(&image).unwrap();
    for count in [0, 1, 7, 8, 9, 255, 256, 257, 600] {
        for (seed, oddness) in [(1, 0), (2, 12)] {
            let case = case(contract, "2026-03-31", count, seed, oddness);
            case.is_the_same(PLAIN);
            case.is_the_same(Way { with_offsets: true, form: None, ..PLAIN });
        }
    }
}

#[test]
fn every_form_of_every_column_is_as_its_rows() {
    let image = small_image();
    let contract = Contract::new(&image).unwrap();
    let sample = Contract::new(entitle_kernel::sample::IMAGE).unwrap();
    for contract in [contract, sample] {
        for (form, oddness) in FORMS.into_iter().flat_map(|form| [(form, 0), (form, 9)]) {
            let case = case(contract, "2026-03-31", 700, 3, oddness);
            for with_offsets in [false, true] {
                case.is_the_same(Way { form: Some(form), with_offsets, ..PLAIN });
            }
        }
    }
}

#[test]
fn every_form_of_names_is_as_its_rows() {
    let image = small_image();
    let contract = Contract::new(&image).unwrap();
    for names in NAMES {
        for with_offsets in [false, true] {
            case(contract, "2026-03-31", 500, 4, 10).is_the_same(Way { names, with_offsets, ..PLAIN });
        }
    }
}

#[test]
fn vectors_threads_and_batches_do_not_change_an_answer() {
    let image = small_image();
    let contract = Contract::new(&image).unwrap();
    let mut case = case(contract, "2026-03-31", 40_000, 5, 200);
    for trusted in [false, true] {
        case.trusted = trusted;
        let expected = case.one_by_one();
        for vectors in [Vectors::Best, Vectors::Baseline] {
            for (threads, rows_of_a_batch) in [(1, 40_000), (2, 40_000), (2, 17_001), (3, 999)] {
                let way = Way { vectors, threads, rows_of_a_batch, ..PLAIN };
                assert!(case.in_batches(way) == expected, "{way:?}, trusted: {trusted}");
            }
        }
    }
}

#[test]
fn rows_in_the_order_of_practices_are_as_in_any_other() {
    let image = small_image();
    let small = Contract::new(&image).unwrap();
    let qof = entitle_contracts::find("qof-england", day("2025-06-30"), None).unwrap();
    for (contract, rows, oddness) in [(small, 20_000, 0), (small, 20_000, 300), (qof, 1500, 5000)] {
        let mut case = case(contract, "2026-03-31", rows, 10, oddness);
        case.rows.sort_by(|one, other| one.practice.cmp(&other.practice));
        case.is_the_same(Way { threads: 2, ..PLAIN });
    }
}

#[test]
fn the_quality_and_outcomes_framework_is_as_its_rows() {
    let contract = entitle_contracts::find("qof-england", day("2025-06-30"), None).unwrap();
    for (form, vectors, oddness) in [
        (Some(Form::Narrow), Vectors::Best, 0),
        (Some(Form::NarrowSentinel), Vectors::Best, 2000),
        (Some(Form::Wide), Vectors::Baseline, 2000),
        (Some(Form::WideSentinel), Vectors::Best, 0),
        (None, Vectors::Best, 3000),
    ] {
        let case = case(contract, "2026-03-31", 1500, 6, oddness);
        case.is_the_same(Way { form, vectors, with_offsets: oddness > 0, threads: 2, ..PLAIN });
    }
}

#[test]
fn an_early_achievement_date_makes_rows_odd_and_changes_no_answer() {
    let image = small_image();
    let contract = Contract::new(&image).unwrap();
    let mut case = case(contract, "2026-03-31", 2000, 7, 50);
    case.achievement_date = day("2025-11-30");
    let refused = case.one_by_one().refused.len();
    assert!((100..1900).contains(&refused), "{refused}: some lie later, some do not");
    case.is_the_same(PLAIN);
}

#[test]
fn facts_of_the_contract_hold_for_every_row() {
    let image = small_image();
    let contract = Contract::new(&image).unwrap();
    let switch = contract.find_patient_input("adults_only").unwrap();
    for setting in [Value::boolean(true), Value::boolean(false), Value::Unknown] {
        let mut case = case(contract, "2026-03-31", 400, 8, 0);
        case.common = vec![(switch, setting)];
        case.is_the_same(PLAIN);
    }
}

#[test]
fn facts_without_a_column_are_unknown() {
    let image = small_image();
    let contract = Contract::new(&image).unwrap();
    let mut case = case(contract, "2026-03-31", 300, 9, 0);
    let place = case.facts.iter().position(|fact| fact.name() == "declined").unwrap();
    case.facts.remove(place);
    case.rows.iter_mut().for_each(|row| {
        row.integers.remove(place);
    });
    let answers = case.one_by_one();
    assert!(answers.decisions[0].contains(&Decision::UNDETERMINED.0), "it matters");
    case.is_the_same(PLAIN);
}

/// The rows of `tests/population.rs`: what they come to is counted there by hand.
#[test]
fn eight_patients_come_to_what_was_counted_by_hand() {
    let image = small_image();
    let contract = Contract::new(&image).unwrap();
    let facts = patient_facts(&contract);
    let reviewed = ["60", "1965-10-01", "2010-01-01", "2015-05-05", "2", "2025-06-01", "", "no"];
    let with = |changes: &[(usize, &'static str)]| {
        let mut row = reviewed;
        changes.iter().for_each(|(column, text)| row[*column] = text);
        row
    };
    let listed = [
        ("a", "North", with(&[])),                           // in the numerator
        ("b", "North", with(&[(5, ""), (7, "yes")])),        // declined
        ("c", "North", with(&[(5, ""), (2, "2026-01-01")])), // newly registered
        ("d", "South", with(&[(5, "")])),                    // in the denominator
        ("e", "South", with(&[(3, ""), (4, "")])),           // not on the register
        ("a", "South", with(&[])),                           // stands already
        ("f", "East", with(&[])),                            // no such practice
        ("", "South", with(&[(0, "131")])),                  // no name, no age
    ];
    let integer = |fact: &Fact<'_>, text: &str| match (text, fact.kind()) {
        ("", _) => None,
        ("yes", _) => Some(1),
        ("no", _) => Some(0),
        (text, Kind::Date) => Some(i64::from(day(text).days())),
        (text, _) => Some(text.parse().unwrap()),
    };
    let rows = listed.map(|(patient, practice, texts)| Row {
        patient: patient.to_owned(),
        practice: practice.to_owned(),
        integers: facts.iter().zip(texts).map(|(fact, text)| integer(fact, text)).collect(),
    });
    for (form, names) in FORMS.into_iter().zip(NAMES.into_iter().cycle()) {
        let mut storage = Storage::new(&contract, 3);
        let mut population =
            Population::new(&contract, day("2026-03-31"), &facts, &["North", "South", "Empty"], &[], &mut storage)
                .unwrap();
        let record_batch = batch(&facts, &rows, names, |_| form, false);
        let reader = BatchReader::new(&facts, record_batch.schema_ref()).unwrap();
        let read = reader.read(&record_batch).unwrap();
        let taken = population.add_batch(&read, 2, Keep::Decisions).unwrap();
        let refused: Vec<(usize, Vec<Refusal>)> =
            taken.refused().map(|(row, refusals)| (row, refusals.to_vec())).collect();
        let expected = [
            (5, vec![Refusal::Duplicate { first_row: 2 }]),
            (6, vec![Refusal::UnknownPractice]),
            (7, vec![Refusal::Value { column: 0, error: entitle_kernel::Error::OutOfRange }, Refusal::Unnamed]),
        ];
        assert_eq!(refused, expected, "{form:?}");
        let outcomes: Vec<&str> =
            taken.decisions(0)[..5].iter().map(|code| contract.decision(0, Decision(*code)).outcome.name()).collect();
        assert_eq!(outcomes, ["in numerator", "adjusted", "adjusted", "in denominator", "not on register"]);
        assert_eq!((read.text(0, 7), read.text(1, 7), read.text(6, 7)), ("131".into(), "1965-10-01".into(), "".into()));
        assert_eq!((read.text(7, 1), read.patient(5), read.practice(6)), ("true".into(), "a".into(), "East".into()));
        let account = population.account();
        assert_eq!((account.rows(), account.evaluated, account.refused), (8, 5, 3));
        assert_eq!((&account.patients, &account.turned_away), (&vec![3, 2, 0], &vec![0, 2, 0]));
        assert_eq!(
            (&account.came_again[..], account.of_any_practice, account.of_other_practices),
            (&[1, 0, 0][..], 0, 1)
        );
        // Of the eight all but one have a diagnosis, three were not reviewed, and nobody has an appointment.
        assert_eq!((account.given[0], account.given[3], account.given[5], account.given[6]), (8, 7, 5, 0));
        let tally = population.tally(0).unwrap();
        assert_eq!(tally.members(0), Some(3));
        assert_eq!(population.tally(1).unwrap().members(0), Some(1));
    }
}
