//! Several contracts over the same facts, side by side: one subject under every column, its statements and totals, its
//! practices, and those that stay behind.
//!
//! A column is a contract, or several held together. The first is what is held now; each other one is asked what moving
//! to it would bring. The kernel evaluates; here its amounts are only put together, in its own numbers.
//!
//! ```
//! use entitle_answers::comparison::{Column, Total, compare};
//! use entitle_answers::{Document, Record, shared};
//! let day = "2026-06-01".parse()?;
//! let contracts = [
//!     entitle_contracts::find("extended-access", day, None)?,
//!     entitle_contracts::find("family-care-network", day, None)?,
//! ];
//! let mut network = Record::of("N", [("budget_per_patient", "7")]);
//! network.members = vec![Record::of("P1", [("list_size", "20000")]), Record::of("P2", [("list_size", "10000")])];
//! let subjects = shared(&Document::of("facts", vec![network]), &contracts)?;
//! let columns = [Column { letter: 'A', contracts: vec![0] }, Column { letter: 'B', contracts: vec![1] }];
//! let compared = compare(&contracts, &columns, &subjects[0], &[])?;
//! // 30,000 patients: £6 a head for access, and £7 a head as the parties agreed.
//! let Some(Total::Amount { value, unit, .. }) = &compared.outcomes[1].gain else { panic!("an amount") };
//! assert_eq!((entitle_kernel::Written(*value).to_string().as_str(), unit.as_str()), ("30000", "GBP"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod rows;
mod total;

pub use total::Total;

use crate::contradictions;
use crate::evaluation::{Evaluated, Found, With, evaluate};
use crate::facts::{Document, Shared, Subject, parse_one, shared};
use crate::fault::{Fault, nearest};
use crate::held::Held;
use entitle_kernel::{AnswerKind, Contract, Verdict};

/// What every form of output is written from.
pub struct Compared<'r, 'c> {
    /// The contracts of all columns.
    pub contracts: &'r [Contract<'c>],
    /// Of each contract, whether it is the latest definition because no day was asked for.
    pub without_day: Vec<bool>,
    /// The columns.
    pub columns: &'r [Column],
    /// One for each subject.
    pub comparisons: &'r [Comparison<'c>],
}

impl Compared<'_, '_> {
    /// Where no day was asked for, that the latest definition stands here.
    pub fn remark(&self, contract: usize) -> &'static str {
        if self.without_day[contract] { " (the latest definition: no day was asked for)" } else { "" }
    }
}

/// What is held in one column.
pub struct Column {
    /// The column's letter, from A.
    pub letter: char,
    /// Its contracts, by their place in the list of all.
    pub contracts: Vec<usize>,
}

/// One subject under every column.
pub struct Comparison<'c> {
    /// The subject's name.
    pub subject: String,
    /// The practices of a network.
    pub members: Vec<String>,
    /// Those of them that stay under the first column.
    pub staying: Vec<String>,
    /// By column.
    pub outcomes: Vec<Outcome<'c>>,
}

/// What came out under one column.
pub struct Outcome<'c> {
    /// A part for each contract.
    pub parts: Vec<Part<'c>>,
    /// What they pay together.
    pub total: Total,
    /// What moving to it brings all together, those that stay behind included; absent in the first column.
    pub gain: Option<Total>,
    /// The practices of a network.
    pub practices: Vec<Practice>,
    /// The first column's contracts for those that stay behind.
    pub behind: Vec<Part<'c>>,
}

/// One contract for a subject: a statement, or one for each practice of a network.
pub struct Part<'c> {
    /// The contract's place in the list of all.
    pub contract: usize,
    /// Whether the statements are of practices.
    pub by_practice: bool,
    /// The statements.
    pub statements: Vec<Evaluated<'c>>,
}

/// A practice of a network under one column.
pub struct Practice {
    /// Its name.
    pub name: String,
    /// Whether it is under this column, or stays behind.
    pub takes_part: bool,
    /// What the contracts about practices pay it.
    pub total: Total,
    /// What that is more than under the first column.
    pub gain: Option<Total>,
    /// The verdict on the network without this practice, where a contract is about the network.
    pub without: Option<Verdict>,
}

/// Evaluates a subject under every column; `stay` are the practices that keep the first.
pub fn compare<'c>(
    contracts: &[Contract<'c>],
    columns: &[Column],
    subject: &Shared,
    stay: &[String],
) -> Result<Comparison<'c>, Fault> {
    let (staying, moving): (Vec<String>, Vec<String>) =
        subject.members.iter().cloned().partition(|name| stay.contains(name));
    let comparing = Comparing { contracts, subject };
    let mut outcomes: Vec<Outcome<'c>> = Vec::new();
    for column in columns {
        let outcome = match outcomes.first() {
            None => comparing.outcome(column, &subject.members, Vec::new(), None)?,
            Some(first) => {
                let behind = if staying.is_empty() { Vec::new() } else { comparing.parts(&columns[0], &staying)? };
                comparing.outcome(column, &moving, behind, Some(first))?
            }
        };
        outcomes.push(outcome);
    }
    Ok(Comparison { subject: subject.name.clone(), members: subject.members.clone(), staying, outcomes })
}

/// Gives a fact in one column, whatever the facts say of it: `B.budget_per_patient=150`.
pub fn give(text: &str, columns: &[Column], contracts: &[Contract<'_>], subjects: &mut [Shared]) -> Result<(), Fault> {
    let help = "write COLUMN.NAME=VALUE, such as B.budget_per_patient=150";
    let fault = |why: &str| Fault::input(format!("{text}: {why}")).with_help(help);
    let (name, value) = text.split_once('=').ok_or_else(|| fault("there is no `=`"))?;
    let (letter, name) = name.trim().split_once('.').ok_or_else(|| fault("it does not say for which column"))?;
    let is_meant = |column: &&Column| letter.eq_ignore_ascii_case(&column.letter.to_string());
    let column = columns.iter().find(is_meant).ok_or_else(|| fault(&format!("there is no column {letter}")))?;
    let mut advice = String::new();
    let mut is_taken = false;
    for place in &column.contracts {
        match parse_one(&contracts[*place], name, value.trim()) {
            Ok(Some((key, value))) => {
                is_taken = true;
                for subject in subjects.iter_mut().flat_map(|shared| &mut shared.under[*place]) {
                    subject.values.insert(key, value);
                }
            }
            Ok(None) => {}
            Err(why) => advice = why,
        }
    }
    if is_taken {
        return Ok(());
    }
    Err(fault(if advice.is_empty() { "no contract of the column takes such a fact" } else { &advice }))
}

/// Whoever stays behind is a practice of one of the networks; else a fault that offers the nearest name.
pub fn everybody_is_there(subjects: &[Shared], stay: &[String]) -> Result<(), Fault> {
    for name in stay {
        let known: Vec<&str> = subjects.iter().flat_map(|subject| subject.members.iter().map(String::as_str)).collect();
        if known.contains(&name.as_str()) {
            continue;
        }
        let fault = Fault::input(format!("{name} cannot stay behind: no network of the facts has such a practice"));
        return Err(match nearest(name, known) {
            Some(near) => fault.with_help(format!("did you mean {near}?")),
            None => fault.with_help("name a practice as the facts do; a network's practices stand under `members`, or in rows with a column `network`"),
        });
    }
    Ok(())
}

struct Comparing<'r, 'c> {
    contracts: &'r [Contract<'c>],
    subject: &'r Shared,
}

impl<'c> Comparing<'_, 'c> {
    /// What comes out for these practices under a column, and for those that stay behind; for a subject without
    /// practices, what comes out for itself.
    fn outcome(
        &self,
        column: &Column,
        taking: &[String],
        behind: Vec<Part<'c>>,
        first: Option<&Outcome<'c>>,
    ) -> Result<Outcome<'c>, Fault> {
        let is_asked = self.subject.members.is_empty() || !taking.is_empty();
        let parts = if is_asked { self.parts(column, taking)? } else { Vec::new() };
        let total = self.total(&parts);
        let gain = first.map(|first| match total {
            // Who moves to contracts without amounts is not paid zero, whatever those are paid that stay behind.
            Total::Nothing if is_asked => Total::Nothing,
            _ => Total::sum([total.clone(), self.total(&behind)]).less(&first.total),
        });
        let mut practices = Vec::new();
        for (place, name) in self.subject.members.iter().enumerate() {
            let takes_part = taking.contains(name);
            let total = self.total_of_practice(if takes_part { &parts } else { &behind }, name);
            let gain = first.map(|first| total.less(&first.practices[place].total));
            let others: Vec<String> = taking.iter().filter(|other| *other != name).cloned().collect();
            let without = if takes_part { self.verdict_of_network(column, &others)? } else { None };
            practices.push(Practice { name: name.clone(), takes_part, total, gain, without });
        }
        Ok(Outcome { parts, total, gain, practices, behind })
    }

    fn parts(&self, column: &Column, members: &[String]) -> Result<Vec<Part<'c>>, Fault> {
        column.contracts.iter().map(|contract| self.part(*contract, members)).collect()
    }

    fn part(&self, place: usize, members: &[String]) -> Result<Part<'c>, Fault> {
        let contract = &self.contracts[place];
        let subjects = &self.subject.under[place];
        let by_practice = self.is_by_practice(place);
        let statements = if by_practice {
            let taking = subjects.iter().filter(|practice| members.contains(&practice.name));
            taking.map(|practice| evaluate(contract, practice, With::NOTHING)).collect::<Result<_, _>>()?
        } else {
            let own = |subject| evaluate(contract, &of_these(contract, subject, members), With::NOTHING);
            subjects.iter().map(own).collect::<Result<_, _>>()?
        };
        Ok(Part { contract: place, by_practice, statements })
    }

    fn is_by_practice(&self, contract: usize) -> bool {
        !self.subject.members.is_empty() && self.contracts[contract].subject() == entitle_kernel::Subject::Practice
    }

    fn total(&self, parts: &[Part<'c>]) -> Total {
        let of_part = |part: &Part<'c>| {
            let contract = &self.contracts[part.contract];
            Total::sum(part.statements.iter().map(|statement| Total::of(contract, statement)))
        };
        Total::sum(parts.iter().map(of_part))
    }

    /// What the contracts about practices pay this one.
    fn total_of_practice(&self, parts: &[Part<'c>], name: &str) -> Total {
        let own = parts.iter().filter(|part| part.by_practice).filter_map(|part| {
            let statement = part.statements.iter().find(|statement| statement.subject == name)?;
            Some(Total::of(&self.contracts[part.contract], statement))
        });
        Total::sum(own)
    }

    /// The worst verdict of the column's contracts about the network, made of these practices.
    fn verdict_of_network(&self, column: &Column, members: &[String]) -> Result<Option<Verdict>, Fault> {
        let mut worst = None;
        if members.is_empty() {
            return Ok(worst);
        }
        for contract in column.contracts.iter().filter(|contract| !self.is_by_practice(**contract)) {
            for statement in self.part(*contract, members)?.statements {
                worst = worst.max(eligible(&statement));
            }
        }
        Ok(worst)
    }
}

/// The verdict on all criteria of a statement; `None` where its contract has none.
pub fn eligible(statement: &Evaluated<'_>) -> Option<Verdict> {
    statement.answers.iter().find(|found| found.kind == AnswerKind::Eligible).and_then(|found| found.verdict)
}

/// The criteria of a statement that are not met, whatever else they are.
pub fn criteria_open<'s, 'c>(statement: &'s Evaluated<'c>) -> impl Iterator<Item = &'s Found<'c>> {
    let criteria = statement.answers.iter().filter(|found| found.kind == AnswerKind::Criterion);
    criteria.filter(|found| found.verdict.is_some_and(|verdict| verdict != Verdict::Met))
}

/// The network of these practices alone. What it states of all together does not hold of a part.
fn of_these(contract: &Contract<'_>, network: &Subject, members: &[String]) -> Subject {
    let mut part = network.clone();
    part.members.retain(|member| members.contains(&member.name));
    if part.members.len() < network.members.len() {
        for fact in contradictions::stated_of_all_together(contract) {
            part.values.remove(&(fact, 0));
        }
    }
    part
}

/// Compares contracts that are held: a column for each list of them. `document` reads the facts; `stay` are practices that keep the
/// first; `terms` give local terms, also of one column alone (`B.budget_per_patient=150`). Errors: a column that holds a contract
/// twice or too many columns; facts and terms that no contract takes.
pub fn compare_held<R, E: From<Fault>>(
    columns: &[Vec<&Held>],
    document: impl FnOnce(&[Contract<'_>]) -> Result<Document, E>,
    stay: &[String],
    terms: &[String],
    read: impl FnOnce(&Compared<'_, '_>) -> R,
) -> Result<R, E> {
    let mut places = Vec::new();
    let mut held: Vec<&Held> = Vec::new();
    for (letter, column) in ('A'..='Z').zip(columns) {
        let first = held.len();
        held.extend(column);
        places.push(Column { letter, contracts: (first..held.len()).collect() });
    }
    if places.len() < columns.len() {
        return Err(Fault::input(format!("{} columns: there are 26 letters", columns.len())).into());
    }
    let contracts = held.iter().map(|held| held.checked_again()).collect::<Result<Vec<_>, _>>()?;
    for column in &places {
        let held: Vec<&Contract<'_>> = column.contracts.iter().map(|place| &contracts[*place]).collect();
        if held.iter().enumerate().any(|(place, one)| held[..place].iter().any(|other| other.is(one))) {
            let fault = Fault::input(format!("column {} holds a contract twice", column.letter));
            return Err(fault.with_help("leave one out").into());
        }
    }
    let without_day = held.iter().map(|held| !held.remark().is_empty()).collect();
    let document = document(&contracts)?;
    let mut subjects = shared(&document, &contracts)?;
    for term in terms {
        give(term, &places, &contracts, &mut subjects)?;
    }
    everybody_is_there(&subjects, stay)?;
    let compare = |subject| compare(&contracts, &places, subject, stay);
    let comparisons: Vec<Comparison<'_>> = subjects.iter().map(compare).collect::<Result<_, _>>()?;
    Ok(read(&Compared { contracts: &contracts, without_day, columns: &places, comparisons: &comparisons }))
}
