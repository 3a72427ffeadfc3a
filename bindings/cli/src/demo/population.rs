//! The made population of the demonstration: made in memory, decided patient by patient, counted, pooled.

use super::{damaged, line, paragraph, payment, percent, title, to_one_place};
use crate::facts::Subject;
use crate::fault::{Fault, counted};
use crate::statement::evaluate_all;
use crate::style::{self, paint};
use crate::synth::{MadePopulation, Progress, share};
use crate::table::{PAGE_WIDTH, Table, page_width};
use entitle_answers::grouped;
use entitle_answers::population::{Practice, pools, subjects};
use entitle_answers::{Evaluated, With, evaluate};
use entitle_batch::{Arrival, Population, Storage, Taken};
use entitle_kernel::image::code::Outcome;
use entitle_kernel::{Contract, Decision, Number, Value};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

const PATIENTS: u64 = 150_000;
const PRACTICES: usize = 20;
const SEED: u64 = 1;

/// The population as it was evaluated.
pub(super) struct Shown<'c> {
    pub(super) contract: Contract<'c>,
    made: MadePopulation<'c>,
    /// A statement for each practice, with headroom.
    pub(super) practices: Vec<Evaluated<'c>>,
    /// The statement of all practices together.
    all: Evaluated<'c>,
    /// Patients on each register that has rules.
    registers: Vec<(&'c str, u64)>,
    /// Patients adjusted out, by class of reason.
    adjusted: BTreeMap<&'c str, u64>,
    /// Patients adjusted and patients in the denominator, by practice and indicator.
    pub(super) out_and_in: Vec<Vec<[u64; 2]>>,
    /// The first patient in the denominator who misses the target, by practice and indicator.
    missing: Vec<Vec<Option<u64>>>,
    /// What it took to make and decide everybody.
    taken: Duration,
}

impl<'c> Shown<'c> {
    /// Makes everybody and evaluates them.
    pub(super) fn of(contract: &Contract<'c>) -> Result<Shown<'c>, Fault> {
        let started = Instant::now();
        let made = MadePopulation::new(contract, PRACTICES, SEED)?;
        let names: Vec<String> = (0..PRACTICES).map(|place| made.practice_name(place)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let day = contract.period_end().ok_or_else(|| damaged("the contract has no end"))?;
        let mut storage = Storage::new(contract, PRACTICES);
        let population = Population::new(contract, day, made.facts(), &names, &[], &mut storage);
        let mut population = population.map_err(damaged)?;
        let missing = everybody(&made, &names, &mut population)?;
        let taken = started.elapsed();

        let practices = practices(&made, &population)?;
        let subjects = subjects(&population, &practices, &[])?;
        let (pools, _) = pools(&population, &practices, &subjects, &[]);
        let all = pools.last().ok_or_else(|| damaged("nothing is pooled"))?;
        Ok(Shown {
            contract: *contract,
            practices: evaluate_all(contract, &subjects, With::ALL)?,
            all: evaluate(contract, all, With::NOTHING)?,
            registers: registers(&population),
            adjusted: adjusted(&population),
            out_and_in: out_and_in(&population),
            missing,
            taken,
            made,
        })
    }

    /// The first section: everybody together.
    pub(super) fn pooled(&self) -> Result<String, Fault> {
        let milliseconds = self.taken.as_millis();
        let speed = u128::from(PATIENTS) * 1000 / milliseconds.max(1);
        let mut text = title("1. The Quality and Outcomes Framework for a made population, nobody in it real");
        let made = format!(
            "{} patients of {} made and evaluated for {} in {}.{} s on one thread: {} a second",
            grouped(&PATIENTS.to_string()),
            counted(PRACTICES, "practice"),
            counted(self.contract.indicator_count(), "indicator"),
            milliseconds / 1000,
            milliseconds % 1000 / 100,
            grouped(&speed.to_string()),
        );
        text += &paragraph(&made);
        let mut paid = self.practices.iter().filter_map(|statement| payment(&self.contract, statement));
        let paid = paid.try_fold(Number::ZERO, Number::checked_add).map_err(damaged)?;
        text += &format!(
            "  Payments of the practices, added up: {}\n",
            paint(style::GOOD.bold(), format!("£{}", grouped(&paid.to_string())))
        );
        let of = |name| line(&self.contract, &self.all, name);
        let pooled = format!(
            "Their counts pooled, as if they were one practice: {} of {} points. Prevalence is measured against this \
             population, so amounts compare its practices with one another and say nothing about England",
            to_one_place(of("total_points")),
            of("points_available").map_or(String::new(), |points| points.to_string()),
        );
        text += &paragraph(&pooled);
        let adjusted: u64 = self.adjusted.values().sum();
        let mut classes: Vec<(&str, u64)> = self.adjusted.iter().map(|(class, count)| (*class, *count)).collect();
        classes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let classes = classes.into_iter().map(|(class, count)| format!("{class} {}", grouped(&count.to_string())));
        let classes: Vec<String> = classes.collect();
        let adjustments =
            format!("Personalised care adjustments: {} ({})", grouped(&adjusted.to_string()), classes.join(", "));
        text += &paragraph(&adjustments);
        text += "\n";
        text += &paragraph("Registers: patients, and % of all; `entitle show qof-england` says what each holds");
        text += &self.register_table()?.rendered(page_width());
        Ok(text)
    }

    /// Registers side by side, so that they take few lines.
    fn register_table(&self) -> Result<Table, Fault> {
        let across = if page_width() < PAGE_WIDTH { 3 } else { 4 };
        let mut table = Table::new(&["", ">patients", ">%"].repeat(across));
        let patients = Number::from_u64(PATIENTS);
        for row in self.registers.chunks(across) {
            let mut cells = Vec::new();
            for (name, members) in row {
                let share = Number::from_u64(*members).checked_div(patients).map_err(damaged)?;
                cells.extend([(*name).into(), grouped(&members.to_string()).into(), percent(Some(share)).into()]);
            }
            table.row(cells);
        }
        Ok(table)
    }

    /// The first patient of a practice who is in an indicator's denominator and misses its target.
    pub(super) fn who_misses(&self, practice: usize, indicator: usize) -> Option<Subject> {
        let number = (*self.missing.get(practice)?.get(indicator)?)?;
        let mut cells = vec![Value::Null; self.made.facts().len()];
        self.made.make(number, &mut cells);
        let values = self.made.facts().iter().zip(cells).map(|(fact, cell)| ((fact.index(), 0), cell));
        let name = MadePopulation::patient_name(number);
        Some(Subject { name, values: values.collect(), members: Vec::new(), ..Subject::default() })
    }
}

/// Makes and decides everybody; the first who miss each target.
fn everybody(
    made: &MadePopulation<'_>,
    practices: &[&str],
    population: &mut Population<'_, '_>,
) -> Result<Vec<Vec<Option<u64>>>, Fault> {
    let contract = *population.contract();
    let misses =
        |indicator, decision: Decision| contract.decision(indicator, decision).outcome == Outcome::InDenominator;
    let mut missing = vec![vec![None; contract.indicator_count()]; practices.len()];
    let mut cells = vec![Value::Null; made.facts().len()];
    let progress = Progress::new(PATIENTS);
    for number in 1..=PATIENTS {
        let practice = made.make(number, &mut cells);
        let patient = MadePopulation::patient_name(number);
        let arrival = Arrival { row: number, patient: &patient, practice: practices[practice], values: &cells };
        match population.add(&arrival).map_err(damaged)? {
            Taken::Evaluated { decisions, .. } => {
                for (indicator, decision) in decisions {
                    let first = &mut missing[practice][*indicator];
                    if first.is_none() && misses(*indicator, *decision) {
                        *first = Some(number);
                    }
                }
            }
            Taken::Refused(refusals) => return Err(damaged(format!("{patient} is refused: {refusals:?}"))),
        }
        progress.made(number);
    }
    Ok(missing)
}

/// The practices' own facts: their lists, and the population's own prevalence in place of what is announced.
fn practices(made: &MadePopulation<'_>, population: &Population<'_, '_>) -> Result<Vec<Practice>, Fault> {
    let contract = population.contract();
    let (list_size, _) = contract.find_input("list_size").map_err(damaged)?;
    let mut shares = BTreeMap::new();
    for (register, members) in members(population) {
        let name = format!("national_prevalence.{}", contract.register_name(register));
        let (fact, item) = contract.find_input(&name).map_err(damaged)?;
        shares.insert((fact.index(), item), Value::Number(share(members, PATIENTS).map_err(damaged)?));
    }
    let practice = |(place, patients): (usize, &u64)| {
        let mut values = shares.clone();
        values.insert((list_size.index(), 0), Value::Number(Number::from_u64(*patients)));
        Practice { name: made.practice_name(place), network: made.network_name(place), values }
    };
    Ok(population.account().patients.iter().enumerate().map(practice).collect())
}

/// Patients on each register that has rules.
fn members(population: &Population<'_, '_>) -> Vec<(usize, u64)> {
    let tallies = || (0..population.practice_count()).filter_map(|practice| population.tally(practice));
    let of = |register| tallies().filter_map(|tally| tally.members(register)).map(u64::from).sum();
    population.registers().map(|register| (register, of(register))).collect()
}

fn registers<'c>(population: &Population<'c, '_>) -> Vec<(&'c str, u64)> {
    let named = |(register, members)| (population.contract().register_name(register), members);
    members(population).into_iter().map(named).collect()
}

fn adjusted<'c>(population: &Population<'c, '_>) -> BTreeMap<&'c str, u64> {
    let contract = population.contract();
    let mut classes = BTreeMap::new();
    for tally in (0..population.practice_count()).filter_map(|practice| population.tally(practice)) {
        for indicator in population.indicators() {
            for decision in (0..=contract.decision_count(indicator)).map(Decision) {
                let settled = contract.decision(indicator, decision);
                if settled.outcome == Outcome::Adjusted {
                    let class = settled.reason.map_or("", |reason| reason.class);
                    *classes.entry(class).or_default() += u64::from(tally.count(indicator, decision));
                }
            }
        }
    }
    classes
}

fn out_and_in(population: &Population<'_, '_>) -> Vec<Vec<[u64; 2]>> {
    let contract = population.contract();
    let tallies = (0..population.practice_count()).filter_map(|practice| population.tally(practice));
    let practice = tallies.map(|tally| {
        let of = |indicator, outcome| u64::from(tally.with_outcome(indicator, outcome));
        let counts = (0..contract.indicator_count()).map(|indicator| {
            let within = of(indicator, Outcome::InDenominator) + of(indicator, Outcome::InNumerator);
            [of(indicator, Outcome::Adjusted), within]
        });
        counts.collect()
    });
    practice.collect()
}
