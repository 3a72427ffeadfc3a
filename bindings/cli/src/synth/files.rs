//! `entitle synth`: the made population as files that `entitle evaluate` reads.

use super::{MadePopulation, Prevalence, Progress};
use crate::arguments::Synthesis;
use crate::contract_choice::built_in;
use crate::facts::Names;
use crate::fault::{Fault, counted};
use crate::output;
use crate::population::folder::Folder;
use crate::statement::grouped;
use crate::style::{self, paint};
use entitle_kernel::image::code::{Per, Scope};
use entitle_kernel::{Contract, Date, Error, Fact, Value};
use std::io::Write;
use std::time::Instant;

/// Makes a population and writes its files.
pub(crate) fn run(asked: &Synthesis) -> Result<(), Fault> {
    let started = Instant::now();
    let chosen = built_in("qof-england", Date::from_ymd(2025, 4, 1).map_err(unlikely)?)?;
    let contract = chosen.contract()?;
    let population = MadePopulation::new(&contract, asked.practices, asked.seed)?;
    let mut folder = Folder::prepare(&asked.out, asked.force)?;
    let made = patients(&mut folder, &contract, &population, asked.patients)?;
    practices(&mut folder, &contract, &population, &made)?;
    folder.write("README.txt", &readme(asked))?;
    folder.publish()?;
    let seconds = started.elapsed().as_millis();
    let [patients, speed] = [asked.patients, asked.patients * 1000 / u64::try_from(seconds).unwrap_or(u64::MAX).max(1)]
        .map(|count| grouped(&count.to_string()));
    let folder = asked.out.display();
    let mut text = format!("Made {patients} patients of {}; nobody is real\n", counted(asked.practices, "practice"));
    let empty = made.lists.iter().filter(|patients| **patients == 0).count();
    if empty > 0 {
        text += &paint(style::DOUBT, format!("{} without patients, left out\n", counted(empty, "practice")));
    }
    text += &paint(
        style::FAINT,
        format!("{}.{:03} s, {speed} patients a second; in {folder}\n", seconds / 1000, seconds % 1000),
    );
    text += &format!(
        "next: entitle evaluate qof-england@2025-06-30 --patients {folder}/patients.csv --practices \
         {folder}/practices.csv --out results\n"
    );
    output::print(&text)
}

/// What is known once all patients are made.
struct Made<'c> {
    prevalence: Prevalence<'c>,
    /// Patients by practice.
    lists: Vec<u64>,
}

/// `patients.csv`, a patient at a time.
fn patients<'c>(
    folder: &mut Folder,
    contract: &Contract<'c>,
    population: &MadePopulation<'c>,
    count: u64,
) -> Result<Made<'c>, Fault> {
    let facts = population.facts();
    let names = facts.iter().map(|fact| fact.name());
    let header: Vec<&str> = ["patient", "practice"].into_iter().chain(names).collect();
    let mut sheet = folder.sheet("patients.csv", &header)?;
    let mut made = Made { prevalence: Prevalence::new(contract, facts)?, lists: vec![0; population.practice_count()] };
    let practices: Vec<String> = (0..made.lists.len()).map(|place| population.practice_name(place)).collect();
    let mut cells = vec![Value::Null; facts.len()];
    let mut row = csv::ByteRecord::new();
    let mut text = Vec::new();
    let progress = Progress::new(count);
    for number in 1..=count {
        let practice = population.make(number, &mut cells);
        made.prevalence.count(&cells).map_err(unlikely)?;
        made.lists[practice] += 1;
        row.clear();
        row.push_field(MadePopulation::patient_name(number).as_bytes());
        row.push_field(practices[practice].as_bytes());
        for (fact, cell) in facts.iter().zip(&cells) {
            text.clear();
            write_cell(fact, *cell, &mut text);
            row.push_field(&text);
        }
        sheet.record(&row)?;
        progress.made(number);
    }
    sheet.finish()?;
    Ok(made)
}

/// A value as files hold it: null is a blank cell.
fn write_cell(fact: &Fact<'_>, value: Value, text: &mut Vec<u8>) {
    if !matches!(value, Value::Null) {
        // Writing to memory does not fail.
        let _ = write!(text, "{}", fact.written(value));
    }
}

/// `practices.csv`: whatever the contract asks of a practice beside what is counted from patients.
fn practices(
    folder: &mut Folder,
    contract: &Contract<'_>,
    population: &MadePopulation<'_>,
    made: &Made<'_>,
) -> Result<(), Fault> {
    let names = Names::new(*contract, &[Scope::Practice]);
    let facts: Vec<Fact<'_>> = names.facts().filter(|fact| !fact.is_built_in()).collect();
    let columns = facts.iter().flat_map(|fact| names.of(fact));
    let header: Vec<String> = ["practice", "network"].map(str::to_owned).into_iter().chain(columns).collect();
    let mut sheet = folder.sheet("practices.csv", &header.iter().map(String::as_str).collect::<Vec<_>>())?;
    for (place, patients) in made.lists.iter().enumerate().filter(|(_, patients)| **patients > 0) {
        let mut row = vec![population.practice_name(place), population.network_name(place)];
        for fact in &facts {
            for item in 0..contract.items(fact.per()) {
                row.push(term(fact, item, *patients, &made.prevalence)?);
            }
        }
        sheet.row(&row)?;
    }
    sheet.finish()
}

/// A fact of a practice: its list is its patients; local terms per register are the population's own prevalence.
fn term(fact: &Fact<'_>, item: usize, patients: u64, prevalence: &Prevalence<'_>) -> Result<String, Fault> {
    match (fact.name(), fact.per()) {
        ("list_size", Per::Subject) => Ok(patients.to_string()),
        ("national_prevalence", Per::Register) => Ok(prevalence.of(item).map_err(unlikely)?.to_string()),
        (name, _) => Err(Fault::input(format!("how {name} of a practice comes about is not known"))),
    }
}

/// Made values fit their facts, so the kernel takes them.
fn unlikely(error: Error) -> Fault {
    Fault::input(format!("the made population does not fit the contract: {error}"))
        .with_help("this is a fault of Entitle itself: please report it")
}

fn readme(asked: &Synthesis) -> String {
    format!(
        "MADE DATA. NOBODY IN IT IS A REAL PERSON, AND NO PRACTICE IS A REAL ONE.\n\
         \n\
         Made by: entitle synth --patients {patients} --practices {practices} --seed {seed}\n\
         The same numbers make the same files, on every platform. Facts are those of qof-england from\n\
         2025-04-01; records end on 2026-03-31.\n\
         \n\
         Every probability behind it (ages, illness, care, refusals) is a round figure that was assumed, chosen so that\n\
         every indicator meets patients of every kind. It says nothing about England, or about anybody.\n\
         \n\
         patients.csv    a patient a row, a fact a column; a blank cell means that there is no such record\n\
         practices.csv   practices in networks; list_size is the number of their patients;\n\
         \x20               national_prevalence is this population's own, rounded: it stands in for the figures that\n\
         \x20               are announced each year, so payments compare these practices with one another only\n\
         \n\
         entitle evaluate qof-england@2025-06-30 --patients patients.csv --practices practices.csv --out results\n",
        patients = asked.patients,
        practices = asked.practices,
        seed = asked.seed,
    )
}
