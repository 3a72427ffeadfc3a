//! A population is counted as its patients are decided one by one, and nobody is lost on the way.

use entitle_batch::{Arrival, PlanStorage, Population, Storage, Taken, patient_facts};
use entitle_conformance::{Random, contract};
use entitle_kernel::image::code::{Kind, Outcome};
use entitle_kernel::{
    Border, Cell, Contract, Date, Decision, Error, Fact, Finding, Patient, PatientFacts, PatientScratch, Run, Silent,
    Tally, Value,
};
use std::collections::HashSet;

const PATIENTS: usize = 2000;
const PRACTICES: [&str; 3] = ["North", "South", "West"];

fn qof() -> Contract<'static> {
    contract("qof-england", Date::from_ymd(2025, 6, 30).unwrap())
}

/// One row at random; some of them may not enter.
struct Row {
    patient: String,
    practice: &'static str,
    values: Vec<Value>,
}

fn row(columns: &[Fact<'static>], end: Date, place: usize, random: &mut Random) -> Row {
    let mut values: Vec<Value> = columns.iter().map(|fact| value(fact, end, random)).collect();
    let born = columns.iter().position(|fact| fact.name() == "birth_dat").unwrap();
    let age = columns.iter().position(|fact| fact.name() == "age").unwrap();
    // Ages fit their dates of birth but for one in forty.
    let years = i64::try_from(random.below(100)).unwrap();
    let off = i64::from(random.below(40) == 0);
    values[born] = Value::Date(end.add_months(-12 * years).unwrap());
    values[age] = Value::integer(years + off);
    let patient = if random.below(50) == 0 { "twice".to_owned() } else { format!("p{place}") };
    let practice = if random.below(50) == 0 { "Elsewhere" } else { PRACTICES[random.below(3)] };
    Row { patient, practice, values }
}

fn value(fact: &Fact<'static>, end: Date, random: &mut Random) -> Value {
    if fact.null_allowed() && random.below(4) > 0 {
        return Value::Null;
    }
    match fact.kind() {
        // One date in 450 lies after the end.
        Kind::Date => Value::Date(end.add_days(2 - i64::try_from(random.below(900)).unwrap()).unwrap()),
        Kind::Boolean => Value::boolean(random.below(2) == 0),
        Kind::Text => Value::Text(u16::try_from(random.below(fact.texts().count())).unwrap()),
        Kind::Integer | Kind::Decimal => {
            let (least, most) = fact.range().unwrap();
            if random.below(2) == 0 { least } else { most }
        }
    }
}

/// What a fact's `from` says, read here once more.
struct Says {
    until_achievement: bool,
    is_earliest: bool,
    is_age: bool,
    /// The date that it belongs to.
    of: Option<usize>,
}

fn says(fact: &Fact<'static>, columns: &[Fact<'static>]) -> Says {
    let parts: Vec<&str> = fact.from().split("; ").collect();
    let is_of = |other: &Fact<'static>| parts.contains(&format!("of = {}", other.name()).as_str());
    Says {
        until_achievement: parts.contains(&"until = achievement_date"),
        is_earliest: parts.iter().any(|part| part.starts_with("select = earliest")),
        is_age: parts.contains(&"select = age"),
        of: columns.iter().position(|other| other.kind() == Kind::Date && is_of(other)),
    }
}

/// A row as it may enter: `None` where it may not.
fn admitted(row: &Row, columns: &[Fact<'static>], origins: &[Says], end: Date) -> Option<Vec<Value>> {
    let late = |value: &Value| matches!(value, Value::Date(date) if *date > end);
    let mut values = row.values.clone();
    for ((fact, says), value) in columns.iter().zip(origins).zip(&mut values) {
        if late(value) && says.until_achievement {
            if !fact.null_allowed() || !says.is_earliest {
                return None;
            }
            *value = Value::Null;
        }
    }
    for (place, (fact, says)) in columns.iter().zip(origins).enumerate() {
        let Some(of) = says.of else { continue };
        if says.is_age {
            let Value::Date(born) = values[of] else { continue };
            let birthdays = (0..=200).take_while(|years| born.add_months(12 * (years + 1)).unwrap() <= end).count();
            if !values[place].same(&Value::integer(i64::try_from(birthdays).unwrap())) {
                return None;
            }
        } else if matches!(values[of], Value::Null) && late(&row.values[of]) {
            if !fact.null_allowed() && !matches!(values[place], Value::Null) {
                return None;
            }
            values[place] = Value::Null;
        }
    }
    Some(values)
}

#[test]
fn a_population_counts_what_its_patients_are_one_by_one() {
    let contract = qof();
    let end = contract.period_end().unwrap();
    let columns = patient_facts(&contract);
    let origins: Vec<Says> = columns.iter().map(|fact| says(fact, &columns)).collect();
    let run = Run::new(&contract, end).unwrap();
    let mut storage = Storage::new(&contract, PRACTICES.len());
    let mut population = Population::new(&contract, end, &columns, &PRACTICES, &[], &mut storage).unwrap();
    let mut rooms = PRACTICES.map(|_| vec![0; contract.cost().tally_slots.into()]);
    let mut tallies: Vec<Tally<'_, '_>> = rooms.iter_mut().map(|room| Tally::new(&contract, room).unwrap()).collect();
    let (mut random, mut seen, mut evaluated, mut refused) = (Random::new(11), HashSet::new(), 0, 0);
    for place in 0..PATIENTS {
        let row = row(&columns, end, place, &mut random);
        let arrival = Arrival { row: place as u64, patient: &row.patient, practice: row.practice, values: &row.values };
        let entered = matches!(population.add(&arrival).unwrap(), Taken::Evaluated { .. });
        let is_new = seen.insert(row.patient.clone());
        let practice = PRACTICES.iter().position(|practice| *practice == row.practice);
        let values = admitted(&row, &columns, &origins, end).filter(|_| is_new && practice.is_some());
        assert_eq!(entered, values.is_some(), "{}", row.patient);
        let (Some(values), Some(practice)) = (values, practice) else {
            refused += 1;
            continue;
        };
        // Storage of its own for each patient: nothing can be left of the one before.
        let mut cells = vec![Cell::Unknown; contract.cost().patient_slots.into()];
        let mut facts = PatientFacts::new(&contract, &mut cells).unwrap();
        for (fact, value) in columns.iter().zip(values) {
            // A fact that no rule reads has no place.
            let _ = facts.set(fact.index(), value);
        }
        let mut scratch = PatientScratch::EMPTY;
        tallies[practice].add_patient(&mut Patient::new(&contract, &run, &facts, &mut scratch).unwrap()).unwrap();
        evaluated += 1;
    }
    let account = population.account();
    assert_eq!((account.evaluated, account.refused, account.rows()), (evaluated, refused, PATIENTS as u64));
    assert!(evaluated > 500 && refused > 100, "{evaluated} and {refused}: both sides were tried");
    assert!(population.is_balanced());
    for (practice, tally) in tallies.iter().enumerate() {
        let counted = population.tally(practice).unwrap();
        for register in 0..contract.register_count() {
            assert_eq!(counted.members(register), tally.members(register), "{}", contract.register_name(register));
        }
        for indicator in 0..contract.indicator_count() {
            let mut all = 0;
            for decision in (0..=u8::MAX).map(Decision) {
                assert_eq!(counted.count(indicator, decision), tally.count(indicator, decision));
                all += u64::from(counted.count(indicator, decision));
            }
            let by_outcome = Outcome::ALL.iter().map(|outcome| u64::from(counted.with_outcome(indicator, *outcome)));
            let patients = account.patients[practice];
            assert_eq!((all, by_outcome.sum()), (patients, patients), "{}", contract.indicator_name(indicator));
        }
    }
}

/// What is decided about a patient of whom these values are given, by the rules and by a plan; or why nothing is.
fn decided(contract: &Contract<'_>, plan: &PlanStorage, run: &Run, given: &[(usize, Value)]) -> Result<Vec<u8>, Error> {
    let mut cells = vec![Cell::Unknown; contract.cost().patient_slots.into()];
    let mut facts = PatientFacts::new(contract, &mut cells)?;
    for (fact, value) in given {
        facts.set(*fact, *value)?;
    }
    let (mut scratch, mut of_plan) = (PatientScratch::EMPTY, PatientScratch::EMPTY);
    let plan = plan.plan(contract, run)?;
    let planned = plan.patient(&facts, &mut of_plan);
    let findings: Vec<Finding> = Border::new(contract, run.achievement_date()).findings(&facts).collect();
    let mut patient = match Patient::new(contract, run, &facts, &mut scratch) {
        Ok(patient) => patient,
        Err(error) => {
            assert_eq!(planned.err(), Some(error));
            assert_eq!(findings.iter().find_map(Finding::error), Some(error));
            // Who goes on without having begun is refused no less.
            let mut scratch = PatientScratch::EMPTY;
            assert_eq!(Patient::resume(contract, run, &facts, &mut scratch).err(), Some(error));
            return Err(error);
        }
    };
    assert!(findings.iter().all(|finding| finding.error().is_none()));
    let mut planned = planned.unwrap();
    let indicators = (0..contract.indicator_count()).map(|indicator| {
        let decision = patient.decide(indicator, &mut Silent)?;
        assert_eq!(planned.decide(indicator), Ok(decision), "{}", contract.indicator_name(indicator));
        Ok(decision.0)
    });
    let indicators: Vec<u8> = indicators.collect::<Result<_, Error>>()?;
    for register in 0..contract.register_count() {
        assert_eq!(planned.on_register(register), patient.on_register(register, &mut Silent));
    }
    Ok(indicators)
}

#[test]
fn a_patient_alone_is_refused_and_answered_as_in_a_population_with_texts_and_without() {
    let whole = qof();
    let stripped = entitle_compiler::without_text(whole.image()).unwrap();
    let stripped = Contract::new(&stripped).unwrap();
    let end = whole.period_end().unwrap();
    let columns = patient_facts(&whole);
    let origins: Vec<Says> = columns.iter().map(|fact| says(fact, &columns)).collect();
    let [by_whole, by_stripped] = [&whole, &stripped].map(|contract| Run::new(contract, end).unwrap());
    let plan_of_whole = PlanStorage::new(&whole, &by_whole).unwrap();
    let plan_of_stripped = PlanStorage::new(&stripped, &by_stripped).unwrap();
    let (mut random, mut ignored, mut refused) = (Random::new(12), 0, 0);
    for place in 0..PATIENTS / 2 {
        let row = row(&columns, end, place, &mut random);
        let pairs = |values: &[Value]| -> Vec<(usize, Value)> {
            columns.iter().map(Fact::index).zip(values.iter().copied()).collect()
        };
        let given = pairs(&row.values);
        let found = decided(&whole, &plan_of_whole, &by_whole, &given);
        assert_eq!(decided(&stripped, &plan_of_stripped, &by_stripped, &given), found, "row {place}");
        let Some(values) = admitted(&row, &columns, &origins, end) else {
            assert!(
                matches!(found, Err(Error::AfterAchievementDate | Error::FactsContradict)),
                "row {place}: {found:?}"
            );
            refused += 1;
            continue;
        };
        ignored += u32::from(values.iter().zip(&row.values).any(|(value, given)| !value.same(given)));
        assert_eq!(found, decided(&whole, &plan_of_whole, &by_whole, &pairs(&values)), "row {place}");
    }
    assert!(ignored > 20 && refused > 50, "{ignored} ignored, {refused} refused: both were tried");
}
