//! Patients through all indicators, called from Rust: the peer of `tests/bench/calls.c`, see `tests/bench/calls.sh`.
//! Usage: calls PATIENTS.csv ROUNDS

use std::hint::black_box;
use std::time::Instant;

use entitle_kernel::{Cell, Contract, Date, Error, Patient, PatientFacts, PatientScratch, Run, Silent, Value};

const PATIENTS_MAX: usize = 256;

fn read(contract: &Contract<'static>, path: &str) -> Vec<Vec<Cell>> {
    let text = std::fs::read_to_string(path).expect("the patients can be read");
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().expect("a line of names").split(',').collect();
    let patients = lines.take(PATIENTS_MAX).map(|line| {
        let mut cells = vec![Cell::Unknown; contract.cost().patient_slots.into()];
        let mut facts = PatientFacts::new(contract, &mut cells).expect("storage suffices");
        for (name, text) in names.iter().zip(line.split(',')) {
            if contract.find_patient_input(name).is_ok() {
                facts.set_named(name, text).unwrap_or_else(|error| panic!("{name} = {text}: {error}"));
            }
        }
        cells
    });
    patients.collect()
}

fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let (path, rounds) = (arguments.next().expect("a file"), arguments.next().expect("rounds"));
    let rounds: u32 = rounds.parse().expect("a number of rounds");
    let contract = entitle_contracts::find("qof-england", Date::from_ymd(2025, 6, 30)?, None)?;
    let run = Run::new(&contract, Date::from_ymd(2026, 3, 31)?)?;
    let age = contract.find_patient_input("age")?.index();
    let mut patients = read(&contract, &path);
    let mut scratch = PatientScratch::EMPTY;
    let ages: Vec<Value> = patients
        .iter_mut()
        .map(|cells| PatientFacts::resume(&contract, cells).map(|facts| facts.get(age)))
        .collect::<Result<_, Error>>()?;
    let (indicators, mut sum) = (contract.indicator_count(), 0_u64);

    let began = Instant::now();
    for _ in 0..rounds {
        for (cells, value) in patients.iter_mut().zip(&ages) {
            let mut facts = PatientFacts::resume(&contract, black_box(cells))?;
            facts.set(age, *value)?;
            let mut patient = Patient::new(&contract, &run, &facts, &mut scratch)?;
            for indicator in 0..indicators {
                sum += u64::from(black_box(patient.decide(black_box(indicator), &mut Silent)?.0));
            }
        }
    }
    let nanoseconds = began.elapsed().as_nanos();
    let decided = u128::from(rounds) * patients.len() as u128;
    println!("{indicators} {}.{:02} {sum}", nanoseconds / decided, nanoseconds * 100 / decided % 100);
    Ok(())
}
