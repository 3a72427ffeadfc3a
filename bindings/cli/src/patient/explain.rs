//! `entitle explain`: each rule, the values it saw, and the row that decided.

mod page;
mod records;

use super::admission::{Admitted, admit};
use super::days::Days;
use super::reads::facts_read;
use super::tables::{RuleRow, RuleTable, tables_of, with_rules};
use super::walk::{Goal, Seen, Walked, walk};
use crate::arguments::{FactsFrom, Format, To};
use crate::contract_choice::{self, parse_day};
use crate::facts::{self, Asked, Subject};
use crate::fault::Fault;
use crate::output;
use crate::statement::Rows;
use crate::style::{self, paint};
use entitle_kernel::image::code::{Action, Outcome};
use entitle_kernel::trace::Role;
use entitle_kernel::{Basis, Contract, Date, Run, Value};
use page::Detail;

/// Explains every patient of the facts file, or the one that is asked for.
pub(crate) fn run(
    contract: &str,
    indicator: &str,
    from: &FactsFrom,
    subject: Option<&str>,
    achievement_date: Option<&str>,
    to: &To,
) -> Result<(), Fault> {
    let chosen = contract_choice::choose(contract)?;
    let contract = chosen.contract()?;
    let indicator = with_rules(&contract, indicator)?;
    let achievement_date = achievement_date.map(parse_day).transpose()?;
    let day = achievement_date_of(&contract, achievement_date)?;
    let run = run_up_to(&contract, day)?;
    let document = facts::read(&from.file, subject)?;
    let needed = facts_read(&contract, indicator);
    let common = facts::common(&contract, &from.set)?;
    let subjects = facts::subjects_with(&document, &contract, Asked::Patient(&needed), &common)?;
    let admitted = admit(&contract, day, subjects, &document.name)?;
    let explained = admitted.iter().map(|admitted| explain(&contract, indicator, &run, day, admitted));
    let explained: Vec<Explained<'_, '_>> = explained.collect::<Result<_, _>>()?;
    let text = match to.format {
        Format::Table => {
            let remark = match chosen.remark.as_str() {
                "" => String::new(),
                remark => format!("  {}\n", paint(style::DOUBT, remark)),
            };
            let pages = explained.iter().map(|explained| explained.page(&remark, Detail::Whole));
            pages.collect::<Vec<_>>().join("\n")
        }
        Format::Json => {
            let list: Vec<_> = explained.iter().map(Explained::json).collect();
            serde_json::to_string_pretty(&list).unwrap_or_default() + "\n"
        }
        Format::Csv => {
            let mut rows = Rows::new();
            explained.iter().for_each(|explained| explained.rows(&mut rows));
            rows.finish()
        }
    };
    output::deliver(&text, to.output.as_deref())
}

/// The page of one patient in brief, for the demonstration.
pub(crate) fn brief_explanation(contract: &Contract<'_>, indicator: &str, subject: &Subject) -> Result<String, Fault> {
    let indicator = with_rules(contract, indicator)?;
    let day = achievement_date_of(contract, None)?;
    let run = run_up_to(contract, day)?;
    let admitted = admit(contract, day, vec![subject.clone()], "the demonstration")?;
    let page = |admitted| Ok(explain(contract, indicator, &run, day, admitted)?.page("", Detail::Brief));
    admitted.iter().map(page).collect()
}

/// The day up to which records count: the one that is stated, else the period end.
pub(crate) fn achievement_date_of(contract: &Contract<'_>, stated: Option<Date>) -> Result<Date, Fault> {
    stated.or_else(|| contract.period_end()).ok_or_else(|| {
        Fault::input(format!("{} has no end, so there is no period end to evaluate up to", contract.id()))
            .with_help("say the day: --achievement-date YYYY-MM-DD")
    })
}

/// What is the same for all patients up to a day.
pub(crate) fn run_up_to(contract: &Contract<'_>, day: Date) -> Result<Run, Fault> {
    Run::new(contract, day).map_err(|error| {
        Fault::input(format!("{} cannot be evaluated up to the achievement date {day}: {error}", contract.id()))
            .with_help("give an achievement date within the period")
    })
}

/// One patient, one indicator.
struct Explained<'p, 'c> {
    contract: &'p Contract<'c>,
    indicator: usize,
    day: Date,
    subject: &'p Subject,
    /// Facts that are ignored: they lie after the achievement date.
    ignored: &'p [&'c str],
    tables: Vec<RuleTable<'c>>,
    walked: Walked<'c>,
}

fn explain<'p, 'c>(
    contract: &'p Contract<'c>,
    indicator: usize,
    run: &Run,
    day: Date,
    admitted: &'p Admitted<'c>,
) -> Result<Explained<'p, 'c>, Fault> {
    let Admitted { subject, ignored } = admitted;
    let walked = walk(contract, run, subject, Goal::Indicator(indicator));
    let walked = walked.map_err(|error| Fault::input(format!("{}: {error}", subject.name)))?;
    Ok(Explained { contract, indicator, day, subject, ignored, tables: tables_of(contract, indicator), walked })
}

impl Explained<'_, '_> {
    /// What the decision rests on.
    fn basis(&self) -> Basis {
        self.contract.decision_basis(self.indicator, self.walked.decision)
    }

    fn name(&self) -> &str {
        self.contract.indicator_name(self.indicator)
    }

    fn title(&self) -> &str {
        let record = self.contract.record::<entitle_kernel::image::record::Indicator>(self.indicator);
        record.map_or("", |record| self.contract.text(record.title))
    }

    /// The values that a row's condition reads: facts, and memberships of registers.
    fn saw(&self, row: &RuleRow<'_>) -> Vec<(String, String)> {
        let facts = row.facts.iter().filter_map(|fact| self.contract.fact(*fact));
        let facts = facts.map(|fact| {
            let value = self.walked.values.get(fact.index()).copied().unwrap_or(Value::Unknown);
            (fact.name().to_owned(), fact.written(value).to_string())
        });
        let registers = row.registers.iter().map(|register| {
            let end = u16::try_from(*register).ok().and_then(|index| self.walked.end(Role::Register(index)));
            let member = match end.map(|seen| (seen.matched, seen.action)) {
                Some((Some(_), action)) => (action == Action::Select).to_string(),
                _ => "unknown".to_owned(),
            };
            (format!("in_register.{}", self.contract.register_name(*register)), member)
        });
        facts.chain(registers).collect()
    }

    /// The days that the windows of a row's condition come to.
    fn windows(&self, row: &RuleRow<'_>) -> Vec<(String, Date)> {
        Days::of(self.contract, self.day).windows(&format!("{} {}", row.condition, row.meaning))
    }

    /// The unknown facts of the row that could not be settled.
    fn needed(&self) -> Vec<String> {
        if self.walked.settled.outcome != Outcome::Undetermined {
            return Vec::new();
        }
        let rows = self.tables.iter().flat_map(|table| {
            table
                .rows
                .iter()
                .enumerate()
                .filter(|(index, _)| self.walked.row(table.role, *index).is_some_and(|seen| seen.matched.is_none()))
        });
        let is_unknown = |fact: &usize| matches!(self.walked.values.get(*fact), Some(Value::Unknown) | None);
        let facts = rows.flat_map(|(_, row)| row.facts.iter().copied()).filter(is_unknown);
        facts.filter_map(|fact| self.contract.fact(fact)).map(|fact| fact.name().to_owned()).collect()
    }

    /// The table and row that settled it, in words.
    fn decided_by(&self) -> String {
        let settled = self.walked.settled;
        let mut reached = self.tables.iter().filter_map(|table| Some((table, self.walked.end(table.role)?)));
        let row_of = |(table, seen): (&RuleTable<'_>, Seen)| {
            let branch = if seen.matched == Some(false) { " (else)" } else { "" };
            format!("{}, row {}{branch}", table.title, u16::from(seen.row) + 1)
        };
        match settled.outcome {
            Outcome::InNumerator | Outcome::InDenominator => {
                let rows: Vec<String> = reached.skip(1).map(row_of).collect();
                rows.join("; ")
            }
            _ => reached.next_back().map_or(String::new(), row_of),
        }
    }
}

/// The condition, and what its name stands for.
pub(super) fn condition(row: &RuleRow<'_>) -> String {
    match row.meaning {
        "" => row.condition.to_owned(),
        meaning => format!("{}\n= {meaning}", row.condition),
    }
}

pub(super) fn matched(seen: Option<Seen>) -> &'static str {
    match seen.map(|seen| seen.matched) {
        None => "not reached",
        Some(None) => "unknown",
        Some(Some(true)) => "matched",
        Some(Some(false)) => "not matched",
    }
}

/// What the row did, or would do.
pub(super) fn done(row: &RuleRow<'_>, seen: Option<Seen>) -> String {
    let Some(seen) = seen.filter(|seen| seen.matched.is_some()) else {
        return row.actions();
    };
    let reason = if seen.matched == Some(true) { row.because } else { row.otherwise_because };
    match (seen.action, reason) {
        (Action::Next, _) => "next".to_owned(),
        (action, "") => action.name().to_owned(),
        (action, reason) => format!("{} ({reason})", action.name()),
    }
}
