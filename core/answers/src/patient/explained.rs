//! One patient, one indicator: each rule, the values it saw, and the row that decided.

use super::admission::{Admitted, admit};
use super::days::Days;
use super::reads::facts_read;
use super::tables::{RuleRow, RuleTable, tables_of, with_rules};
use super::walk::{Goal, Seen, Walked, walk};
use crate::doubt;
use crate::facts::{Asked, Common, Document, Subject, subjects_with};
use crate::fault::Fault;
use crate::identity::Identified;
use entitle_batch::{Border, patient_facts};
use entitle_kernel::image::code::{Action, Outcome};
use entitle_kernel::image::record;
use entitle_kernel::trace::Role;
use entitle_kernel::{Basis, Contract, Date, Fact, Run, Value};

/// The day up to which records count: the one that is stated, else the period end.
pub fn achievement_date_of(contract: &Contract<'_>, stated: Option<Date>) -> Result<Date, Fault> {
    stated.or_else(|| contract.period_end()).ok_or_else(|| {
        Fault::input(format!("{} has no end, so there is no period end to evaluate up to", contract.id()))
            .with_help("say the day: --achievement-date YYYY-MM-DD")
    })
}

/// What is the same for all patients up to a day.
pub fn run_up_to(contract: &Contract<'_>, day: Date) -> Result<Run, Fault> {
    Run::new(contract, day).map_err(|error| {
        Fault::input(format!("{} cannot be evaluated up to the achievement date {day}: {error}", contract.id()))
            .with_error(error)
            .with_help("give an achievement date within the period")
    })
}

/// What is the same for all patients who are asked about one indicator up to one day: made once, for any number of them.
pub struct Explainer<'c> {
    contract: Identified<'c>,
    indicator: usize,
    day: Date,
    run: Run,
    facts: Vec<Fact<'c>>,
    border: Border<'c>,
    needed: Vec<usize>,
    tables: Vec<RuleTable<'c>>,
}

impl<'c> Explainer<'c> {
    /// For the indicator of this name, up to a day: the period end unless it is stated.
    pub fn new(contract: &Identified<'c>, indicator: &str, stated: Option<Date>) -> Result<Explainer<'c>, Fault> {
        let indicator = with_rules(contract, indicator)?;
        let day = achievement_date_of(contract, stated)?;
        let facts = patient_facts(contract);
        Ok(Explainer {
            contract: contract.clone(),
            indicator,
            day,
            run: run_up_to(contract, day)?,
            border: Border::new(contract, &facts, day),
            facts,
            needed: facts_read(contract, indicator),
            tables: tables_of(contract, indicator),
        })
    }

    /// The contract.
    #[must_use]
    pub const fn contract(&self) -> &Identified<'c> {
        &self.contract
    }

    /// The achievement date.
    #[must_use]
    pub const fn day(&self) -> Date {
        self.day
    }

    /// The indicator's name.
    #[must_use]
    pub fn name(&self) -> &'c str {
        self.contract.indicator_name(self.indicator)
    }

    /// The patients of a document, each with these facts of the contract as a whole.
    pub fn subjects(&self, document: &Document, common: &[Common<'_>]) -> Result<Vec<Subject>, Fault> {
        subjects_with(document, &self.contract, Asked::Patient(&self.needed), common)
    }

    /// Judges patients at the border; what is wrong with any of them is told at once, as of what they came from.
    pub fn admit(&self, subjects: Vec<Subject>, name: &str) -> Result<Vec<Admitted<'c>>, Fault> {
        admit(&self.border, &self.facts, self.day, subjects, name)
    }

    /// How a patient went.
    pub fn explain<'p>(&'p self, admitted: &'p Admitted<'c>) -> Result<Explained<'p, 'c>, Fault> {
        let subject = &admitted.subject;
        let walked = walk(&self.contract, &self.run, subject, Goal::Indicator(self.indicator));
        let walked = walked.map_err(|error| Fault::input(format!("{}: {error}", subject.name)).with_error(error))?;
        Ok(Explained { explainer: self, subject, ignored: &admitted.ignored, walked })
    }
}

/// One patient, one indicator.
pub struct Explained<'p, 'c> {
    explainer: &'p Explainer<'c>,
    /// The patient.
    pub subject: &'p Subject,
    /// Facts that are ignored: they lie after the achievement date.
    pub ignored: &'p [&'c str],
    /// How the patient went through the tables.
    pub walked: Walked<'c>,
}

impl<'c> Explained<'_, 'c> {
    /// The contract.
    #[must_use]
    pub const fn contract(&self) -> &Identified<'c> {
        &self.explainer.contract
    }

    /// The achievement date.
    #[must_use]
    pub const fn day(&self) -> Date {
        self.explainer.day
    }

    /// The tables in the order in which they were asked.
    #[must_use]
    pub fn tables(&self) -> &[RuleTable<'c>] {
        &self.explainer.tables
    }

    /// What the decision rests on.
    #[must_use]
    pub fn basis(&self) -> Basis {
        self.contract().decision_basis(self.explainer.indicator, self.walked.decision)
    }

    /// The indicator's name.
    #[must_use]
    pub fn name(&self) -> &'c str {
        self.explainer.name()
    }

    /// The indicator's title.
    #[must_use]
    pub fn title(&self) -> &'c str {
        let record = self.contract().record::<record::Indicator>(self.explainer.indicator);
        record.map_or("", |record| self.contract().text(record.title))
    }

    /// The values that a row's condition reads: facts, and memberships of registers.
    #[must_use]
    pub fn saw(&self, row: &RuleRow<'_>) -> Vec<(String, String)> {
        let facts = row.facts.iter().filter_map(|fact| self.contract().fact(*fact));
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
            (format!("in_register.{}", self.contract().register_name(*register)), member)
        });
        facts.chain(registers).collect()
    }

    /// The days that the windows of a row's condition come to.
    #[must_use]
    pub fn windows(&self, row: &RuleRow<'_>) -> Vec<(String, Date)> {
        Days::of(self.contract(), self.day()).windows(&format!("{} {}", row.condition, row.meaning))
    }

    /// The unknown facts of the row that could not be settled.
    #[must_use]
    pub fn needed(&self) -> Vec<String> {
        if self.walked.settled.outcome != Outcome::Undetermined {
            return Vec::new();
        }
        let rows = self.tables().iter().flat_map(|table| {
            table
                .rows
                .iter()
                .enumerate()
                .filter(|(index, _)| self.walked.row(table.role, *index).is_some_and(|seen| seen.matched.is_none()))
        });
        let is_unknown = |fact: &usize| matches!(self.walked.values.get(*fact), Some(Value::Unknown) | None);
        let facts = rows.flat_map(|(_, row)| row.facts.iter().copied()).filter(is_unknown);
        facts.filter_map(|fact| self.contract().fact(fact)).map(|fact| fact.name().to_owned()).collect()
    }

    /// Who is asked about what, in one line.
    #[must_use]
    pub fn heading(&self) -> String {
        format!("{}, {}: {}", self.subject.name, self.name(), self.title())
    }

    /// The period of the contract in words.
    #[must_use]
    pub fn period(&self) -> String {
        let period_end = self.contract().period_end().map_or(String::new(), |end| format!(" to {end}"));
        format!("period {}{period_end}", self.contract().in_force())
    }

    /// The reason of the outcome with its name, where it has one.
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        self.walked.settled.reason.map(|reason| format!("{} ({})", reason.text, reason.name))
    }

    /// What decided; or where it stopped, and the facts that it needs.
    #[must_use]
    pub fn reached(&self) -> String {
        match self.needed().as_slice() {
            [] => format!("decided by {}", self.decided_by()),
            needed => format!("stopped at {}; it needs {}", self.decided_by(), needed.join(", ")),
        }
    }

    /// What is doubtful in what the decision rests on, with the sign of the rows it comes from.
    #[must_use]
    pub fn doubts(&self) -> Vec<String> {
        let is_marked = |sign| {
            let mut rows = self.tables().iter().flat_map(|table| &table.rows);
            rows.any(|row| doubt::signs(row.basis).contains(sign))
        };
        let signs = doubt::signs(self.basis());
        let doubts = doubt::of_rules(self.basis()).into_iter().zip(signs.chars());
        let said = doubts.map(|(doubt, sign)| match is_marked(sign) {
            true => format!("rests on {doubt}, see {sign}"),
            false => format!("rests on {doubt}"),
        });
        said.collect()
    }

    /// The table and row that settled it, in words.
    #[must_use]
    pub fn decided_by(&self) -> String {
        let settled = self.walked.settled;
        let mut reached = self.tables().iter().filter_map(|table| Some((table, self.walked.end(table.role)?)));
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
#[must_use]
pub fn condition(row: &RuleRow<'_>) -> String {
    match row.meaning {
        "" => row.condition.to_owned(),
        meaning => format!("{}\n= {meaning}", row.condition),
    }
}

/// Whether a row matched, in words.
#[must_use]
pub fn matched(seen: Option<Seen>) -> &'static str {
    match seen.map(|seen| seen.matched) {
        None => "not reached",
        Some(None) => "unknown",
        Some(Some(true)) => "matched",
        Some(Some(false)) => "not matched",
    }
}

/// What the row did, or would do.
#[must_use]
pub fn done(row: &RuleRow<'_>, seen: Option<Seen>) -> String {
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
