//! `entitle evaluate`: a population patient by patient, counted into practices and pooled into networks.
//!
//! The rows are judged and the books are kept in `entitle-batch`, every answer is the kernel's; here files are read
//! and written.

mod columns;
pub(crate) mod folder;
mod line_ends;
mod meanings;
pub(crate) mod pools;
pub(crate) mod practices;
mod progress;
mod refused;
mod rows;
mod summary;
mod written;

use crate::arguments::{Evaluation, MissingColumns};
use crate::contract_choice::{self, parse_day};
use crate::evaluation::{Evaluated, With};
use crate::facts::{Common, Names, Subject, common};
use crate::fault::{Exit, Fault};
use crate::output;
use crate::patient::{achievement_date_of, run_up_to};
use crate::statement::{self, evaluate_all};
use columns::{Columns, Takes};
use entitle_batch::{Arrival, Population, Refusal, Storage, Taken, read};
use entitle_kernel::image::code::Scope;
use entitle_kernel::image::record::{self, NONE};
use entitle_kernel::{Contract, Date, Decision, Fact};
use folder::{Folder, Sheet};
use meanings::Meanings;
use practices::{ALL_PRACTICES, Practice};
use progress::Progress;
use refused::{REFUSED, Refused, Teller, Turned};
use rows::{Row, Rows};
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
    let patients = Rows::open(&asked.patients)?;
    let columns = columns_of_patients(&contract, &patients, asked.missing_columns)?;
    let practices = Rows::open(&asked.practices)?;
    let mut folder = Folder::prepare(&asked.out, asked.force)?;
    let mut refused = Refused::begin(&mut folder)?;
    let practices = practices::read(practices, &contract, asked.missing_columns, &mut refused)?;

    let facts: Vec<Fact<'_>> = columns.facts.iter().map(|(fact, ..)| *fact).collect();
    let names: Vec<&str> = practices.list.iter().map(|practice| practice.name.as_str()).collect();
    let mut storage = Storage::new(&contract, names.len());
    let population = Population::new(&contract, day, &facts, &names, &common, &mut storage);
    let mut population = population.map_err(|error| Fault::input(format!("{}: {error}", contract.id())))?;
    let decisions = Decisions::begin(&mut folder, &population, asked.every_decision)?;
    let practices_file = practices.file.as_str();
    let reading = Reading { decisions, columns: &columns, practices_file, refused: &mut refused, day };
    reading.all(patients, &mut population)?;
    let practices_refused = refused.practices;
    refused.finish()?;

    let subjects = pools::subjects(&population, &practices.list, &common)?;
    let (pools, not_pooled) = pools::pools(&contract, &practices.list, &subjects, &common);
    write_counts_and_statements(&mut folder, &population, &practices.list, &subjects, &pools)?;
    let summary = Summary::of(Made {
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

fn has_patient_rules(contract: &Contract<'_>) -> Result<(), Fault> {
    let of_registers = contract.all::<record::Register>().map(|register| register.table);
    let of_indicators = contract.all::<record::Indicator>().map(|indicator| indicator.denominator);
    match of_registers.chain(of_indicators).any(|table| table != NONE) {
        true => Ok(()),
        false => Err(Fault::input(format!("{} holds no patient rules", contract.id()))
            .with_help("it is evaluated from counts: entitle statement")),
    }
}

/// Facts of the contract as a whole that have no default and were not set: they have no column, so they are unknown.
fn not_set(contract: &Contract<'_>, common: &[Common<'_>], missing: MissingColumns) -> Result<Vec<String>, Fault> {
    let is_set = |fact: &Fact<'_>| common.iter().any(|(other, _)| other.index() == fact.index());
    let facts = contract.facts().filter(|fact| fact.scope() == Scope::Contract && fact.default().is_none());
    let names: Vec<String> = facts.filter(|fact| !is_set(fact)).map(|fact| fact.name().to_owned()).collect();
    if missing == MissingColumns::Unknown || names.is_empty() {
        return Ok(names);
    }
    Err(Fault::input(format!("facts of {} as a whole are not set: {}", contract.id(), names.join(", "))).with_help(
        "say --set NAME=VALUE for each, or --missing-columns unknown: what hangs on them is then undetermined",
    ))
}

fn columns_of_patients<'c>(
    contract: &Contract<'c>,
    rows: &Rows,
    missing: MissingColumns,
) -> Result<Columns<'c>, Fault> {
    let takes = Takes {
        names: Names::new(*contract, &[Scope::Patient]),
        required: &["patient", "practice"],
        optional: &[],
        refuses: &|_, _| None,
        needs: &|_, _| true,
    };
    Columns::of(rows, &takes, missing)
}

/// The patients' file on its way through.
struct Reading<'r, 'c> {
    decisions: Decisions<'c>,
    columns: &'r Columns<'c>,
    practices_file: &'r str,
    refused: &'r mut Refused,
    day: Date,
}

impl<'c> Reading<'_, 'c> {
    /// Every row is evaluated or refused.
    fn all(mut self, mut rows: Rows, population: &mut Population<'c, '_>) -> Result<(), Fault> {
        let places = ["patient", "practice"].map(|column| rows.place(column).unwrap_or(0));
        let (file, width) = (rows.name.clone(), rows.header.len());
        let progress = Progress::new(rows.length);
        let mut values = Vec::with_capacity(self.columns.facts.len());
        while let Some(row) = rows.next()? {
            let [patient, practice] = places.map(|place| row.cell(place));
            let taken = if row.len() == width {
                values.clear();
                values.extend(self.columns.facts.iter().map(|(fact, _, place)| read(fact, row.cell(*place))));
                let arrival = Arrival { row: row.number, patient, practice, values: &values };
                let taken = population.add(&arrival);
                taken.map_err(|error| Fault::input(format!("{file}, line {}: {error}", row.number)))?
            } else {
                population.refuse(Refusal::Length { values: row.len() })
            };
            match taken {
                Taken::Evaluated { decisions, .. } => self.decisions.write(patient, practice, decisions)?,
                Taken::Refused(refusals) => {
                    let refusals = refusals.to_vec();
                    let turned = Turned { file: &file, row: row.number, patient, practice };
                    self.tell(&turned, &refusals, &row, width, population)?;
                }
            }
            progress.rows(population.account().rows(), &rows);
        }
        self.decisions.sheet.finish()?;
        match population.is_balanced() {
            true => Ok(()),
            false => Err(Fault::input("the counts do not add up to the patients evaluated; no results were written")
                .with_help("this is a fault of Entitle itself: please report it")),
        }
    }

    fn tell(
        &mut self,
        turned: &Turned<'_>,
        refusals: &[Refusal],
        row: &Row<'_>,
        width: usize,
        population: &Population<'c, '_>,
    ) -> Result<(), Fault> {
        let teller = Teller {
            border: population.border(),
            achievement_date: self.day,
            practices_file: self.practices_file,
            width,
        };
        let facts = &self.columns.facts;
        let cell = |column: usize| facts.get(column).map_or("", |(_, _, place)| row.cell(*place));
        refusals.iter().try_for_each(|refusal| self.refused.patient(turned, refusal, &teller, cell))
    }
}

/// `decisions.csv`, written as patients are decided.
struct Decisions<'c> {
    contract: Contract<'c>,
    /// By indicator; those without patient rules have none.
    meanings: Vec<Option<Meanings<'c>>>,
    every: bool,
    sheet: Sheet,
}

impl<'c> Decisions<'c> {
    fn begin(folder: &mut Folder, population: &Population<'c, '_>, every: bool) -> Result<Decisions<'c>, Fault> {
        let contract = population.contract();
        let header = ["patient", "practice", "indicator", "outcome", "rule", "clause", "reason", "class"];
        let has_rules = |indicator: &usize| population.indicators().any(|other| other == *indicator);
        let meanings = |indicator: usize| has_rules(&indicator).then(|| Meanings::of(contract, indicator));
        Ok(Decisions {
            contract: *contract,
            meanings: (0..contract.indicator_count()).map(meanings).collect(),
            every,
            sheet: folder.sheet("decisions.csv", &header)?,
        })
    }

    fn write(&mut self, patient: &str, practice: &str, decisions: &[(usize, Decision)]) -> Result<(), Fault> {
        for (indicator, decision) in decisions {
            if *decision == Decision::NOT_ON_REGISTER && !self.every {
                continue;
            }
            let Some(Some(meanings)) = self.meanings.get(*indicator) else { continue };
            let meaning = meanings.get(*decision);
            self.sheet.row([
                patient,
                practice,
                self.contract.indicator_name(*indicator),
                meaning.outcome,
                &meaning.rule,
                meaning.clause,
                meaning.reason,
                meaning.class,
            ])?;
        }
        Ok(())
    }
}

fn write_counts_and_statements(
    folder: &mut Folder,
    population: &Population<'_, '_>,
    practices: &[Practice],
    subjects: &[Subject],
    pools: &[Subject],
) -> Result<(), Fault> {
    let contract = population.contract();
    // Where the contract is about networks, no practice has a statement of its own.
    let own = if contract.subject() == entitle_kernel::Subject::Practice { subjects } else { &[] };
    let statements = evaluate_all(contract, own, With::ALL)?;
    let counted = written::counted(population, practices);
    written::counts(folder, population, &counted, &statements)?;
    written::reasons(folder, population, &counted)?;
    written::registers(folder, population, &counted)?;
    let mut rows = statement::Rows::new();
    for statement in &statements {
        rows.statement(contract, statement, false);
    }
    folder.write("statements.csv", &rows.finish())?;
    let statements = evaluate_all(contract, pools, With::ALL)?;
    folder.write("networks.csv", &networks(contract, pools, &statements))
}

/// `networks.csv`: how many members, the pooled facts, then the statement.
fn networks(contract: &Contract<'_>, pools: &[Subject], statements: &[Evaluated<'_>]) -> String {
    let mut rows = statement::Rows::new();
    for (pool, statement) in pools.iter().zip(statements) {
        let members = pool.members.len().to_string();
        rows.row([&pool.name, "members", "", &members, "practices", ""]);
        for ((index, item), value) in &statement.facts {
            if let Some(fact) = contract.fact(*index) {
                let name = crate::waiting::name_of(contract, *index, *item);
                rows.row([&pool.name, "fact", &name, &fact.written(*value).to_string(), fact.unit(), ""]);
            }
        }
        rows.statement(contract, statement, false);
    }
    rows.finish()
}
