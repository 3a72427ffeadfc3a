//! What a statement says of each register and each indicator, as rows: the counts, points, amounts and headroom that
//! stand in one line of a page.
//!
//! ```
//! use entitle_answers::{Asked, Document, Record, With, evaluate, per_item, subjects};
//! let contract = entitle_contracts::find("qof-england", "2025-06-30".parse()?, None)?;
//! let practice = Record::of("P1", [("numerator.DM020", "6"), ("denominator.DM020", "17")]);
//! let subjects = subjects(&Document::of("facts", vec![practice]), &contract, Asked::Statement)?;
//! let statement = evaluate(&contract, &subjects[0], With::NOTHING)?;
//! let indicators = per_item::indicators(&contract, &statement);
//! // 17 points on the band of 35 to 75 percent.
//! assert_eq!(indicators.rows[0].points.unwrap().written, "0.125");
//! assert_eq!((indicators.rows.len(), indicators.without_counts.len()), (1, 43));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::evaluation::{Evaluated, Found, Room};
use crate::waiting::counts;
use entitle_kernel::image::code::{Per, Scope};
use entitle_kernel::image::record;
use entitle_kernel::{AnswerKind, Contract, Number, Value};

/// A register of a statement.
pub struct RegisterRow<'s, 'c> {
    /// Its name.
    pub name: &'c str,
    /// The patients on it.
    pub size: Value,
    /// Its amount on each line that has one per register.
    pub lines: Vec<Option<&'s Found<'c>>>,
}

/// An indicator of a statement.
pub struct IndicatorRow<'s, 'c> {
    /// Its name.
    pub name: &'c str,
    /// The patients it counts, and those of them who have what it asks.
    pub denominator: Value,
    /// See `denominator`.
    pub numerator: Value,
    /// The share that it pays by.
    pub achieved: Option<&'s Found<'c>>,
    /// The points earned.
    pub points: Option<&'s Found<'c>>,
    /// The points that it is worth.
    pub points_max: Number,
    /// Its amount on each line that has one per indicator.
    pub lines: Vec<Option<&'s Found<'c>>>,
    /// What its next patients are worth, where it was asked for.
    pub room: Option<&'s Room<'c>>,
}

/// The indicators of a statement.
pub struct Indicators<'s, 'c> {
    /// Those that have counts, or points without them.
    pub rows: Vec<IndicatorRow<'s, 'c>>,
    /// The names of those that nothing was said of.
    pub without_counts: Vec<&'c str>,
}

/// The names of the lines that have an amount per register or per indicator, in the order of the definition.
#[must_use]
pub fn lines<'c>(contract: &Contract<'c>, per: Per) -> Vec<&'c str> {
    lines_per(contract, per).into_iter().map(|(_, name)| name).collect()
}

/// The registers whose size is known; none where no line has an amount per register.
#[must_use]
pub fn registers<'s, 'c>(contract: &Contract<'c>, statement: &'s Evaluated<'c>) -> Vec<RegisterRow<'s, 'c>> {
    let lines = lines_per(contract, Per::Register);
    if lines.is_empty() {
        return Vec::new();
    }
    let fact = contract.find_fact(Scope::Practice, "register_size").map(|fact| fact.index());
    let row = |register| RegisterRow {
        name: contract.register_name(register),
        size: value(statement, fact, register),
        lines: lines.iter().map(|(line, _)| amount(statement, *line, register)).collect(),
    };
    (0..contract.register_count()).map(row).filter(|row| !matches!(row.size, Value::Unknown)).collect()
}

/// The indicators.
#[must_use]
pub fn indicators<'s, 'c>(contract: &Contract<'c>, statement: &'s Evaluated<'c>) -> Indicators<'s, 'c> {
    let lines = lines_per(contract, Per::Indicator);
    let [numerator, denominator] = counts(contract).map_or([None; 2], |counts| counts.map(Some));
    let row = |indicator| {
        let record = contract.record::<record::Indicator>(indicator);
        let answer = |kind| statement.answers.iter().find(|found| found.kind == kind && found.index == indicator);
        IndicatorRow {
            name: contract.indicator_name(indicator),
            denominator: value(statement, denominator, indicator),
            numerator: value(statement, numerator, indicator),
            achieved: answer(AnswerKind::Achieved),
            points: answer(AnswerKind::Points),
            points_max: record.map_or(Number::ZERO, |record| contract.decimal(record.points)),
            lines: lines.iter().map(|(line, _)| amount(statement, *line, indicator)).collect(),
            room: statement.headroom.iter().find(|room| room.index == indicator),
        }
    };
    let (rows, unsaid): (Vec<_>, Vec<_>) =
        (0..contract.indicator_count()).map(row).partition(IndicatorRow::has_something_to_say);
    Indicators { rows, without_counts: unsaid.into_iter().map(|row| row.name).collect() }
}

impl IndicatorRow<'_, '_> {
    /// An indicator of a computed rate has points without counts.
    fn has_something_to_say(&self) -> bool {
        let has_points = self.points.is_some_and(|found| !found.value.is_unknown());
        has_points || [self.denominator, self.numerator].iter().any(|count| !matches!(count, Value::Unknown))
    }
}

/// Index and name of each line that has an amount per register or indicator.
fn lines_per<'c>(contract: &Contract<'c>, per: Per) -> Vec<(usize, &'c str)> {
    let lines = contract.all::<record::Line>().enumerate();
    let lines = lines.filter(|(_, line)| Per::from_u8(line.per) == Some(per));
    lines.map(|(index, line)| (index, contract.name(line.name))).collect()
}

fn amount<'s, 'c>(statement: &'s Evaluated<'c>, line: usize, item: usize) -> Option<&'s Found<'c>> {
    let mut answers = statement.answers.iter();
    answers.find(|found| found.kind == AnswerKind::Line && found.index == line && found.item_index == item)
}

fn value(statement: &Evaluated<'_>, fact: Option<usize>, item: usize) -> Value {
    let found = statement.facts.iter().find(|((index, place), _)| Some(*index) == fact && *place == item);
    found.map_or(Value::Unknown, |(_, value)| *value)
}
