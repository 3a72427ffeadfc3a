//! `entitle evaluate`: a population patient by patient, counted into practices and pooled into networks.
//!
//! The rows are judged and the books are kept in `entitle-batch`, every answer is the kernel's; here files are read
//! and written. CSV goes row by row; Parquet and Arrow IPC go batch by batch, a few of them in memory at once.

mod columns;
mod decisions;
pub(crate) mod folder;
mod line_ends;
pub(crate) mod practices;
mod progress;
mod reading;
mod refused;
mod rows;
mod source;
mod summary;
mod written;

use crate::arguments::{Evaluation, MissingColumns};
use crate::batches::threads;
use crate::contract_choice;
use crate::facts::{Common, Subject, common};
use crate::fault::{Exit, Fault};
use crate::output;
use crate::statement::{self, evaluate_all};
use decisions::Decisions;
use entitle_answers::choice::parse_day;
use entitle_answers::patient::{achievement_date_of, run_up_to};
use entitle_answers::population::{self, ALL_PRACTICES, Practice, has_patient_rules};
use entitle_answers::{Evaluated, Identified, With};
use entitle_batch::{Population, Storage};
use entitle_kernel::{Contract, Fact};
use folder::Folder;
use reading::Reading;
use refused::{REFUSED, Refused};
use rows::Rows;
use source::Source;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Instant;
use summary::{Made, Summary};

/// Evaluates the population and writes the folder of results.
pub(crate) fn run(asked: &Evaluation) -> Result<Exit, Fault> {
    let started = Instant::now();
    if asked.patients == Path::new("-") && asked.practices == Path::new("-") {
        return Err(Fault::input("patients and practices cannot both come from standard input")
            .with_help("name a file for one of them"));
    }
    let chosen = contract_choice::choose(&asked.contract)?;
    let contract = chosen.contract()?;
    has_patient_rules(&contract)?;
    let day = achievement_date_of(&contract, asked.achievement_date.as_deref().map(parse_day).transpose()?)?;
    run_up_to(&contract, day)?;
    let common = common(&contract, &asked.set)?;
    let not_set = not_set(&contract, &common, asked.missing_columns)?;
    let patients = Source::open(&asked.patients)?;
    let columns = patients.columns(&contract, asked.missing_columns)?;
    let practices = Rows::open(&asked.practices)?;
    let mut folder = Folder::prepare(&asked.out, asked.force)?;
    let mut refused = Refused::begin(&mut folder)?;
    let practices = practices::read(practices, &contract, asked.missing_columns, &mut refused)?;

    let facts: Vec<Fact<'_>> = columns.facts.iter().map(|(fact, ..)| *fact).collect();
    let names: Vec<&str> = practices.list.iter().map(|practice| practice.name.as_str()).collect();
    let mut storage = Storage::new(&contract, names.len());
    let population = Population::new(&contract, day, &facts, &names, &common, &mut storage);
    let mut population = population.map_err(|error| Fault::input(format!("{}: {error}", contract.id())))?;
    if asked.patients_are_unique {
        population.trust_unique();
    }
    let format = (!asked.no_decisions).then(|| asked.format.unwrap_or(patients.own_format()));
    let reading = Reading {
        decisions: Decisions::begin(&mut folder, &population, &practices.list, format, asked.every_decision)?,
        columns: &columns,
        files: &patients.names(),
        practices_file: &practices.file,
        refused: &mut refused,
        day,
        threads: workers(asked.threads),
    };
    reading.all(patients, &mut population)?;
    let practices_refused = refused.practices;
    refused.finish()?;

    let subjects = population::subjects(&population, &practices.list, &common)?;
    let (pools, not_pooled) = population::pools(&contract, &practices.list, &subjects, &common);
    write_counts_and_statements(&contract, &mut folder, &population, &practices.list, &subjects, &pools)?;
    let summary = Summary::of(Made {
        contract: &contract,
        population: &population,
        practices: &practices,
        practices_refused,
        networks: pools.iter().filter(|pool| pool.name != ALL_PRACTICES).count(),
        not_pooled: &not_pooled,
        common: &common,
        columns_missing: [not_set, columns.unknown.clone(), practices.unknown.clone()].concat(),
        remark: &chosen.remark,
        achievement_date: day,
        taken: started.elapsed(),
    });
    deliver(folder, &summary, asked)
}

/// Puts the results in their places and says what they are; or, where it is strict and something is wrong, only the
/// list of what was refused.
fn deliver(mut folder: Folder, summary: &Summary<'_, '_>, asked: &Evaluation) -> Result<Exit, Fault> {
    let objections = summary.objections();
    if asked.strict && !objections.is_empty() {
        let written = asked.out.join(REFUSED).display().to_string();
        let others = match folder.publish_only(REFUSED)? {
            true => format!("; the other files of {} stood there before", asked.out.display()),
            false => String::new(),
        };
        let message = format!("--strict: no results were written; {written} lists what was refused{others}");
        return Err(Fault::input(message)
            .with_details(objections)
            .with_help("mend the input, or leave out --strict to evaluate the rest"));
    }
    folder.write("summary.json", &summary.json())?;
    folder.publish()?;
    output::print(&summary.page(&asked.out.display().to_string()))?;
    Ok(Exit::Fine)
}

/// The threads that are asked for, for all that is shared among threads from here on.
fn workers(asked: Option<NonZeroUsize>) -> usize {
    let threads = threads(asked);
    // Where there are some already, they do.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    threads
}

/// Facts of the contract as a whole that have no default and were not set: they have no column, so they are unknown.
fn not_set(contract: &Contract<'_>, common: &[Common<'_>], missing: MissingColumns) -> Result<Vec<String>, Fault> {
    let names = population::not_set(contract, common);
    if missing == MissingColumns::Unknown || names.is_empty() {
        return Ok(names);
    }
    Err(Fault::input(format!("facts of {} as a whole are not set: {}", contract.id(), names.join(", "))).with_help(
        "say --set NAME=VALUE for each, or --missing-columns unknown: what hangs on them is then undetermined",
    ))
}

fn write_counts_and_statements(
    contract: &Identified<'_>,
    folder: &mut Folder,
    population: &Population<'_, '_>,
    practices: &[Practice],
    subjects: &[Subject],
    pools: &[Subject],
) -> Result<(), Fault> {
    // Where the contract is about networks, no practice has a statement of its own.
    let own = if contract.subject() == entitle_kernel::Subject::Practice { subjects } else { &[] };
    let mut rows = statement::Rows::new();
    let mut achieved = Vec::with_capacity(own.len());
    each_statement(contract, own, |_, statement| {
        rows.statement(contract, statement, false);
        achieved.push(written::achieved(statement));
    })?;
    let named: Vec<_> = practices.iter().map(Practice::named).collect();
    written::counts(folder, population, &named, &achieved)?;
    written::reasons(folder, population, &named)?;
    written::registers(folder, population, &named)?;
    folder.write("statements.csv", &rows.finish())?;
    folder.write("networks.csv", &networks(contract, pools)?)
}

/// Subjects whose statements are in memory at once: each holds its whole trace.
const STATEMENTS_AT_ONCE: usize = 256;

/// Works out the statements of all subjects, and hands them over in their order.
fn each_statement<'c>(
    contract: &Contract<'c>,
    subjects: &[Subject],
    mut take: impl FnMut(&Subject, &Evaluated<'c>),
) -> Result<(), Fault> {
    for subjects in subjects.chunks(STATEMENTS_AT_ONCE) {
        let statements = evaluate_all(contract, subjects, With::ALL)?;
        subjects.iter().zip(&statements).for_each(|(subject, statement)| take(subject, statement));
    }
    Ok(())
}

/// `networks.csv`: how many members, the pooled facts, then the statement.
fn networks(contract: &Identified<'_>, pools: &[Subject]) -> Result<String, Fault> {
    let mut rows = statement::Rows::new();
    each_statement(contract, pools, |pool, statement| {
        let members = pool.members.len().to_string();
        rows.row([&pool.name, "members", "", &members, "practices", ""]);
        for ((index, item), value) in &statement.facts {
            if let Some(fact) = contract.fact(*index) {
                let name = entitle_answers::waiting::name_of(contract, *index, *item);
                rows.row([&pool.name, "fact", &name, &fact.written(*value).to_string(), fact.unit(), ""]);
            }
        }
        rows.statement(contract, statement, false);
    })?;
    Ok(rows.finish())
}
