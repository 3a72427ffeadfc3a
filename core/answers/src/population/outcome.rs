//! What an evaluated population leaves: tables, subjects of statements, what was refused, the books.

use super::{ALL_PRACTICES, Practice, Teller, pools, subjects};
use crate::data::{Data, Object};
use crate::facts::{Common, Subject};
use crate::fault::{Fault, quoted};
use crate::identity::Digests;
use entitle_batch::{Batch, Population, Refusal, Table, tables};
use entitle_kernel::{Contract, Date, Error};

/// What came out of a population, with nothing borrowed.
pub struct Outcome {
    /// The day up to which records counted.
    pub day: Date,
    /// Rows that came.
    pub rows: u64,
    /// Rows evaluated.
    pub evaluated: u64,
    /// For each practice and indicator the patients by outcome.
    pub counts: Table,
    /// The same by rule and reason.
    pub reasons: Table,
    /// Who is on which register, by practice.
    pub registers: Table,
    /// What each code of each indicator means.
    pub codes: Table,
    /// The indicators that have patient rules.
    pub indicators: Vec<usize>,
    /// Every fault of every row that was refused.
    pub refused: RefusedRows,
    /// How many values lie after the achievement date, by fact.
    pub ignored: Vec<(String, u64)>,
    /// Facts that are unknown for want of a column.
    pub unknown: Vec<String>,
    /// Networks whose practices disagree, and about what.
    pub not_pooled: Vec<(String, String)>,
    /// The practices, where the contract is about those.
    pub practices: Vec<Subject>,
    /// The networks, and all practices together where there are several.
    pub networks: Vec<Subject>,
}

impl Outcome {
    /// What a population of these practices came to. Errors: counts that do not add up, which is a fault of Entitle itself;
    /// facts that no subject can have.
    pub fn of(
        population: &Population<'_, '_>,
        day: Date,
        practices: &[Practice],
        common: &[Common<'_>],
        refused: RefusedRows,
        unknown: Vec<String>,
    ) -> Result<Outcome, Fault> {
        if !population.is_balanced() {
            let fault = Fault::input("the counts do not add up to the patients evaluated");
            return Err(fault.with_help("this is a fault of Entitle itself: please report it"));
        }
        let contract = population.contract();
        let subjects = subjects(population, practices, common)?;
        let (networks, not_pooled) = pools(contract, practices, &subjects, common);
        let named: Vec<_> = practices.iter().map(Practice::named).collect();
        let account = population.account();
        let ignored = (0..population.border().column_count()).filter_map(|column| {
            let count = account.ignored.get(column).copied().filter(|count| *count > 0)?;
            Some((population.border().fact(column)?.name().to_owned(), count))
        });
        Ok(Outcome {
            day,
            rows: account.rows(),
            evaluated: account.evaluated,
            counts: tables::counts(population, &named),
            reasons: tables::reasons(population, &named),
            registers: tables::registers(population, &named),
            codes: tables::codes(population),
            indicators: population.indicators().collect(),
            refused,
            ignored: ignored.collect(),
            unknown,
            not_pooled: not_pooled.iter().map(|pool| (pool.network.clone(), pool.why.clone())).collect(),
            practices: if contract.subject() == entitle_kernel::Subject::Practice { subjects } else { Vec::new() },
            networks: networks
                .into_iter()
                .filter(|network| network.name != ALL_PRACTICES || practices.len() > 1)
                .collect(),
        })
    }

    /// The books: what came, what became of it, what is not known.
    #[must_use]
    pub fn summary(&self, contract: &Contract<'_>) -> Data {
        let identity = Object::new()
            .text("id", contract.id())
            .shown("in_force", Some(&contract.in_force()))
            .count("revision", contract.revision().into());
        let ignored = self.ignored.iter().map(|(name, count)| (name.clone(), Data::Count(*count)));
        let not_pooled = self.not_pooled.iter().map(|(name, why)| (name.clone(), Data::from(why.as_str())));
        Object::new()
            .with("contract", Digests::of(contract).write(identity).done())
            .shown("achievement_date", Some(&self.day))
            .count("rows", self.rows)
            .count("evaluated", self.evaluated)
            .count("refused", self.rows - self.evaluated)
            .with("after_the_achievement_date", ignored.collect())
            .with("unknown", Data::texts(&self.unknown))
            .with("not_pooled", not_pooled.collect())
            .done()
    }
}

/// A fault of a row that was refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RefusedRow {
    /// The row, from 0.
    pub row: u64,
    /// The patient's name, or "".
    pub patient: String,
    /// The practice's name, or "".
    pub practice: String,
    /// The column, or "" where it is the row as a whole.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// The error.
    pub error: Error,
    /// Why.
    pub why: String,
    /// What to do.
    pub what_to_do: String,
}

/// Every fault of every row that was refused.
#[derive(Default)]
pub struct RefusedRows {
    /// In the order of the rows.
    pub list: Vec<RefusedRow>,
}

/// Faults of rows that a message has room for.
const SHOWN_MAX: usize = 20;

impl RefusedRows {
    /// Tells the refusals of a batch whose first row is this one. `practices` is what the list of practices is called.
    pub fn tell<'r>(
        &mut self,
        population: &Population<'_, '_>,
        day: Date,
        practices: &str,
        batch: &Batch<'_>,
        first_row: u64,
        refused: impl IntoIterator<Item = (usize, &'r [Refusal])>,
    ) {
        let border = population.border();
        let width = border.column_count();
        let teller = Teller { border, achievement_date: day, practices, width };
        for (row, refusals) in refused {
            let (patient, practice) = (batch.patient(row), batch.practice(row));
            let texts: Vec<String> = (0..width).map(|column| batch.text(column, row)).collect();
            let cell = |column: usize| texts.get(column).map_or("", String::as_str);
            for refusal in refusals {
                let mut told = teller.tell(refusal, cell, |row| format!("row {row}"));
                if refusal.error() == Error::NullRefused {
                    // A frame has no sign for what is not known.
                    told.what_to_do = "give the value".to_owned();
                }
                let place = teller.place(refusal, &patient, &practice, cell);
                self.list.push(RefusedRow {
                    row: first_row + row as u64,
                    patient: patient.to_string(),
                    practice: practice.to_string(),
                    value: place.value.to_owned(),
                    column: place.column,
                    error: refusal.error(),
                    why: told.why,
                    what_to_do: told.what_to_do,
                });
            }
        }
    }

    /// The fault that there are some, which names the first of them; `help` says how to keep the others.
    pub fn none_or_fault(&self, help: &str) -> Result<(), Fault> {
        let Some(first) = self.list.first() else { return Ok(()) };
        let told = |refused: &RefusedRow| {
            let RefusedRow { row, patient, column, value, why, what_to_do, .. } = refused;
            let whose = if patient.is_empty() { String::new() } else { format!(" (patient {})", quoted(patient)) };
            let column = if column.is_empty() { String::new() } else { format!(", column {column}") };
            format!("row {row}{column}{whose}: `{}`: {why}; {what_to_do}", quoted(value))
        };
        let fault = Fault::input("rows of the patients are refused; nothing was kept").with_error(first.error);
        Err(fault.with_details(self.list.iter().take(SHOWN_MAX).map(told).collect()).with_help(help))
    }
}
