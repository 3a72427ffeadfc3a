//! What a run read, evaluated, refused and left over: `summary.json`, and the page that is printed.

use super::practices::Practices;
use super::progress::per_second;
use super::refused::REFUSED;
use crate::facts::Common;
use crate::fault::counted;
use crate::style::{self, paint};
use crate::table::{Cell, Table, page_width};
use entitle_answers::population::NotPooled;
use entitle_answers::{Identified, grouped, shortened};
use entitle_batch::{Account, Population};
use entitle_kernel::image::code::Outcome;
use entitle_kernel::{Date, Error};
use serde_json::json;
use std::time::Duration;

/// Everything that is worth saying of a run.
pub(super) struct Summary<'s, 'c> {
    contract: &'s Identified<'c>,
    remark: &'s str,
    achievement_date: Date,
    account: &'s Account,
    practice_rows: u64,
    practices: usize,
    practices_refused: u64,
    networks: usize,
    not_pooled: &'s [NotPooled],
    /// Rows refused, by error and name of the column.
    faults: Vec<(Error, &'c str, u64)>,
    /// Values ignored, by name of the column.
    ignored: Vec<(&'c str, u64)>,
    /// Refused rows, by name of the practice that they named.
    turned_away: Vec<(&'s str, u64)>,
    without_patients: Vec<&'s str>,
    registers_of_nobody: Vec<&'c str>,
    columns_without_values: Vec<&'c str>,
    columns_missing: Vec<String>,
    /// Facts of the contract as a whole that were set.
    set: Vec<(&'c str, String)>,
    /// Patients undetermined, by indicator.
    undetermined: Vec<(&'c str, u64)>,
    taken: Duration,
}

/// What a summary is made from.
pub(super) struct Made<'s, 'c, 'p> {
    pub(super) contract: &'s Identified<'c>,
    pub(super) population: &'s Population<'c, 'p>,
    pub(super) practices: &'s Practices,
    pub(super) practices_refused: u64,
    pub(super) networks: usize,
    pub(super) not_pooled: &'s [NotPooled],
    pub(super) columns_missing: Vec<String>,
    pub(super) common: &'s [Common<'c>],
    pub(super) remark: &'s str,
    pub(super) achievement_date: Date,
    pub(super) taken: Duration,
}

impl<'s, 'c> Summary<'s, 'c> {
    pub(super) fn of(made: Made<'s, 'c, '_>) -> Summary<'s, 'c> {
        let population = made.population;
        let (contract, account) = (made.contract, population.account());
        let name = |column: usize| population.border().fact(column).map_or("", |fact| fact.name());
        let tallies = || (0..population.practice_count()).filter_map(|place| population.tally(place));
        let faults = account.faults.iter().map(|((error, column), count)| (*error, column.map_or("", name), *count));
        let ignored = account.ignored.iter().enumerate().map(|(column, count)| (name(column), *count));
        let without_values = account.given.iter().enumerate().filter(|(_, given)| **given == 0 && account.rows() > 0);
        let is_empty = |register: &usize| tallies().all(|tally| tally.members(*register) == Some(0));
        let undetermined = population.indicators().map(|indicator| {
            let counts = tallies().map(|tally| u64::from(tally.with_outcome(indicator, Outcome::Undetermined)));
            (contract.indicator_name(indicator), counts.sum())
        });
        let practices = made.practices.list.iter();
        let turned_away = practices.clone().zip(&account.turned_away);
        let turned_away = turned_away.map(|(practice, count)| (practice.name.as_str(), *count));
        let without_patients = practices.zip(&account.patients).filter(|(_, count)| **count == 0);
        Summary {
            contract,
            remark: made.remark,
            achievement_date: made.achievement_date,
            account,
            practice_rows: made.practices.rows,
            practices: made.practices.list.len(),
            practices_refused: made.practices_refused,
            networks: made.networks,
            not_pooled: made.not_pooled,
            faults: faults.collect(),
            ignored: ignored.filter(|(_, count)| *count > 0).collect(),
            turned_away: turned_away.filter(|(_, count)| *count > 0).collect(),
            without_patients: without_patients.map(|(practice, _)| practice.name.as_str()).collect(),
            registers_of_nobody: population
                .registers()
                .filter(is_empty)
                .map(|register| contract.register_name(register))
                .collect(),
            columns_without_values: without_values.map(|(column, _)| name(column)).collect(),
            columns_missing: made.columns_missing,
            set: made.common.iter().map(|(fact, value)| (fact.name(), fact.written(*value).to_string())).collect(),
            undetermined: undetermined.filter(|(_, count)| *count > 0).collect(),
            taken: made.taken,
        }
    }

    /// What `--strict` does not let pass, a line each: what was refused, ignored, left over or could not be pooled.
    pub(super) fn objections(&self) -> Vec<String> {
        let mut list = Vec::new();
        if self.practices_refused > 0 {
            list.push(format!("{} of practices refused", rows(self.practices_refused)));
        }
        for (error, column, count) in &self.faults {
            let column = if column.is_empty() { String::new() } else { format!(", column {column}") };
            list.push(format!("{}: {error}{column}", rows(*count)));
        }
        for (column, count) in &self.ignored {
            list.push(format!("{} of {column} after the achievement date", number(*count, "value")));
        }
        for practice in &self.without_patients {
            list.push(format!("practice {practice} has no patients"));
        }
        list.extend(self.not_pooled.iter().map(|pool| format!("{} is not pooled: {}", pool.network, pool.why)));
        list
    }

    /// `summary.json`: the same input gives the same bytes, so how long it took is not in it.
    pub(super) fn json(&self) -> String {
        let contract = self.contract;
        let digests = contract.digests();
        let named = |list: &[(&str, u64)], key: &str| -> Vec<_> {
            list.iter().map(|(name, count)| json!({ key: name, "count": count })).collect()
        };
        let faults = self.faults.iter().map(|(error, column, count)| {
            json!({ "error": error.code(), "name": error.name(), "why": error.text(), "column": column, "count": count })
        });
        let not_pooled = self.not_pooled.iter().map(|pool| json!({ "network": pool.network, "why": pool.why }));
        let set: serde_json::Map<_, _> =
            self.set.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect();
        let summary = json!({
            "contract": {
                "id": contract.id(),
                "in_force": contract.in_force().to_string(),
                "revision": contract.revision(),
                "source_digest": digests.source,
                "image_digest": digests.image,
                "text_digest": digests.text,
            },
            "achievement_date": self.achievement_date.to_string(),
            "set": set,
            "rows": {
                "read": self.account.rows(),
                "evaluated": self.account.evaluated,
                "refused": self.account.refused,
            },
            "faults": faults.collect::<Vec<_>>(),
            "ignored": named(&self.ignored, "column"),
            "practices": {
                "read": self.practice_rows,
                "taken": self.practices,
                "refused": self.practices_refused,
                "without_patients": self.without_patients,
                "with_refused_rows": named(&self.turned_away, "practice"),
            },
            "networks": { "pooled": self.networks, "not_pooled": not_pooled.collect::<Vec<_>>() },
            "registers_of_nobody": self.registers_of_nobody,
            "columns_without_values": self.columns_without_values,
            "columns_missing": self.columns_missing,
            "undetermined": named(&self.undetermined, "indicator"),
        });
        serde_json::to_string_pretty(&summary).unwrap_or_default() + "\n"
    }

    /// The page for people.
    pub(super) fn page(&self, folder: &str) -> String {
        let (contract, account) = (self.contract, self.account);
        let identity = format!("{}@{}#{}", contract.id(), contract.in_force(), contract.revision());
        let mut text = format!("{}  {}\n", paint(style::HEADING, identity), contract.title());
        text += &style::digests(contract.digests());
        let counted = format!("records count up to {}", self.achievement_date);
        text += &format!("  {}\n", paint(style::FAINT, counted));
        for remark in self.remarks_on_terms() {
            text += &format!("  {}\n", paint(style::DOUBT, remark));
        }
        let refused = match account.refused {
            0 => paint(style::GOOD, "none refused"),
            count => paint(style::BAD, format!("{} refused, which count nowhere", grouped(&count.to_string()))),
        };
        text += &format!(
            "{} about patients: {} evaluated, {refused}\n",
            number(account.rows(), "row"),
            grouped(&account.evaluated.to_string()),
        );
        text += &format!(
            "{}{}\n",
            number(self.practices as u64, "practice"),
            if self.networks == 0 { String::new() } else { format!(" in {}", number(self.networks as u64, "network")) },
        );
        text += &self.remarks();
        let milliseconds = self.taken.as_millis();
        let speed = grouped(&per_second(account.evaluated, milliseconds).to_string());
        text += &paint(
            style::FAINT,
            format!(
                "{}.{:03} s, {speed} patients a second; results in {folder}\n",
                milliseconds / 1000,
                milliseconds % 1000
            ),
        );
        text
    }

    /// What is unusual about the terms on which it was evaluated.
    fn remarks_on_terms(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if !self.remark.is_empty() {
            remarks.push(self.remark.to_owned());
        }
        let (start, end) = (self.contract.in_force(), self.contract.period_end());
        if self.achievement_date < start || end.is_some_and(|end| self.achievement_date > end) {
            let end = end.map_or(String::new(), |end| format!(" to {end}"));
            remarks.push(format!("the achievement date lies outside the period {start}{end}"));
        }
        remarks.extend(self.set.iter().map(|(name, value)| format!("set: {name} = {value}")));
        remarks
    }

    fn remarks(&self) -> String {
        let mut table = Table::new(&[">", "~"]);
        let mut row = |count: u64, look, what: String| {
            table.row(vec![Cell::new(look, grouped(&count.to_string())), Cell::new(look, what)]);
        };
        for (error, columns) in by_error(&self.faults) {
            let count = columns.iter().map(|(_, count)| count).sum();
            // A row with faults in several columns is one row refused.
            let what = match columns.len() {
                1 => "refused".to_owned(),
                several => format!("faults in {several} columns"),
            };
            row(count, style::BAD, format!("{what}: {error}{}; see {REFUSED}", in_columns(&columns)));
        }
        if self.practices_refused > 0 {
            row(self.practices_refused, style::BAD, format!("rows of practices refused: named twice; see {REFUSED}"));
        }
        for pool in self.not_pooled {
            row(1, style::BAD, format!("{} is not pooled: {}", pool.network, pool.why));
        }
        if !self.ignored.is_empty() {
            let count = self.ignored.iter().map(|(_, count)| count).sum();
            let what = "ignored: values after the achievement date, so not yet there";
            row(count, style::DOUBT, format!("{what}{}", in_columns(&self.ignored)));
        }
        let undetermined: u64 = self.undetermined.iter().map(|(_, count)| count).sum();
        if undetermined > 0 {
            let names: Vec<&str> = self.undetermined.iter().map(|(name, _)| *name).collect();
            row(undetermined, style::DOUBT, format!("decisions undetermined: {}", names.join(", ")));
        }
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        for (names, what) in [
            (&names(&self.without_patients), "practices without patients"),
            (&names(&self.registers_of_nobody), "registers of nobody"),
            (&names(&self.columns_without_values), "columns without any value"),
            (&self.columns_missing, "facts without a column, unknown"),
        ] {
            if !names.is_empty() {
                row(names.len() as u64, style::DOUBT, format!("{what}: {}", shortened(names)));
            }
        }
        table.rendered(page_width())
    }
}

/// Faults of one kind together: the page has no room for a line about each column. `summary.json` has.
fn by_error<'c>(faults: &[(Error, &'c str, u64)]) -> Vec<(Error, Vec<(&'c str, u64)>)> {
    let mut list: Vec<(Error, Vec<(&str, u64)>)> = Vec::new();
    for (error, column, count) in faults {
        match list.last_mut().filter(|(last, _)| last == error) {
            Some((_, columns)) => columns.push((column, *count)),
            None => list.push((*error, vec![(column, *count)])),
        }
    }
    list
}

/// ` (age)`, or how often in which columns, most often first: ` (age 3, birth 1)`.
fn in_columns(columns: &[(&str, u64)]) -> String {
    let mut columns: Vec<(&str, u64)> = columns.iter().copied().filter(|(column, _)| !column.is_empty()).collect();
    columns.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    match columns[..] {
        [] => String::new(),
        [(column, _)] => format!(" ({column})"),
        _ => {
            let counts = columns.iter().map(|(column, count)| format!("{column} {}", grouped(&count.to_string())));
            format!(" ({})", shortened(&counts.collect::<Vec<_>>()))
        }
    }
}

fn rows(count: u64) -> String {
    number(count, "row")
}

fn number(count: u64, what: &str) -> String {
    let words = counted(usize::try_from(count).unwrap_or(usize::MAX), what);
    words.replacen(&count.to_string(), &grouped(&count.to_string()), 1)
}
