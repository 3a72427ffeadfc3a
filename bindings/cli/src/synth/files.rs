//! `entitle synth`: the made population as files that `entitle evaluate` reads.

use super::patients::{self, Made, unlikely};
use super::{MadePopulation, Prevalence};
use crate::arguments::{FileFormat, Synthesis};
use crate::contract_choice::built_in;
use crate::facts::Names;
use crate::fault::{Fault, counted};
use crate::output;
use crate::population::folder::Folder;
use crate::style::{self, paint};
use entitle_answers::grouped;
use entitle_kernel::image::code::{Per, Scope};
use entitle_kernel::{Contract, Date, Fact};
use std::time::Instant;

/// Makes a population and writes its files.
pub(crate) fn run(asked: &Synthesis) -> Result<(), Fault> {
    let started = Instant::now();
    let chosen = built_in("qof-england", Date::from_ymd(2025, 4, 1).map_err(unlikely)?)?;
    let contract = chosen.contract()?;
    let population = MadePopulation::new(&contract, asked.practices, asked.seed)?;
    if asked.files > asked.patients {
        return Err(Fault::input(format!("{} files cannot be made of {} patients", asked.files, asked.patients))
            .with_help("ask for fewer files: each holds a patient at least"));
    }
    let mut folder = Folder::prepare(&asked.out, asked.force, &[], is_made)?;
    let made = patients::write(&mut folder, &contract, &population, asked)?;
    practices(&mut folder, &contract, &population, &made)?;
    folder.write("README.txt", &readme(asked))?;
    folder.publish()?;
    let seconds = started.elapsed().as_millis();
    let [patients, speed] = [asked.patients, asked.patients * 1000 / u64::try_from(seconds).unwrap_or(u64::MAX).max(1)]
        .map(|count| grouped(&count.to_string()));
    let (folder, at) = (asked.out.display(), patients_at(asked));
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
        "next: entitle evaluate qof-england@2025-06-30 --patients {folder}/{at} --practices \
         {folder}/practices.csv --out results\n"
    );
    output::print(&text)
}

/// Whether a file of this name is one that is made; a folder of patients is left to whoever made it.
fn is_made(name: &str) -> bool {
    matches!(name, "practices.csv" | "README.txt" | "patients.csv" | "patients.parquet" | "patients.arrow")
}

/// What `evaluate` takes: the file, or the folder of all files.
fn patients_at(asked: &Synthesis) -> String {
    let places = patients::places(asked);
    match places[..] {
        [ref file] => file.clone(),
        _ => patients::FOLDER.to_owned(),
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

fn readme(asked: &Synthesis) -> String {
    let at = patients_at(asked);
    let form = match asked.format {
        FileFormat::Csv => String::new(),
        format => format!(" --format {}", format.extension()),
    };
    let null = match asked.format {
        FileFormat::Csv => "a blank cell means that there is no such record",
        FileFormat::Parquet | FileFormat::Arrow => {
            "null means that there is no such record;\n\
             \x20               a date is the days since the day that the column's metadata names (`base_day`)"
        }
    };
    format!(
        "MADE DATA. NOBODY IN IT IS A REAL PERSON, AND NO PRACTICE IS A REAL ONE.\n\
         \n\
         Made by: entitle synth --patients {patients} --practices {practices} --seed {seed}{form}\n\
         The same numbers make the same files, on every platform. Facts are those of qof-england from\n\
         2025-04-01; records end on 2026-03-31.\n\
         \n\
         Every probability behind it (ages, illness, care, refusals) is a round figure that was assumed, chosen so that\n\
         every indicator meets patients of every kind. It says nothing about England, or about anybody.\n\
         \n\
         {at:15} a patient a row, a fact a column; {null}\n\
         practices.csv   practices in networks; list_size is the number of their patients;\n\
         \x20               national_prevalence is this population's own, rounded: it stands in for the figures that\n\
         \x20               are announced each year, so payments compare these practices with one another only\n\
         \n\
         entitle evaluate qof-england@2025-06-30 --patients {at} --practices practices.csv --out results\n",
        patients = asked.patients,
        practices = asked.practices,
        seed = asked.seed,
    )
}
