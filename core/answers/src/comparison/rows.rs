//! The rows that every form of output shows: criteria, conditions, lines; and what is not known and should be.

use super::total::Total;
use super::{Compared, Comparison, Outcome, Part};
use crate::amounts::{grouped, is_currency, money, shortened};
use crate::doubt::{self, LOCAL_TERM, LOCAL_TERM_SIGN};
use crate::evaluation::{Evaluated, Found};
use crate::lacking::{self, Lacking, add};
use entitle_kernel::{AnswerKind, Basis, Contract, Value, Verdict, Written};

/// One criterion, condition or line under every column.
pub struct Row {
    /// Criterion, condition or line.
    pub kind: AnswerKind,
    /// Its name, which contracts share.
    pub name: String,
    /// By column; `None` where no contract of the column has it.
    pub cells: Vec<Option<Cell>>,
}

/// What stands in a row under one column.
#[derive(Clone)]
pub struct Cell {
    /// The contract's title of it.
    pub title: String,
    /// Its clause.
    pub clause: String,
    /// The value as every face writes it.
    pub written: String,
    /// The value; of a criterion see `verdict`.
    pub value: Value,
    /// The verdict, of a criterion.
    pub verdict: Option<Verdict>,
    /// The unit, of a line.
    pub unit: String,
    /// What it rests on.
    pub basis: Basis,
    /// Which practices it is so for, where the contract is about each of them and they differ; or "".
    pub whose: String,
    /// What else there is to say; or "".
    pub note: String,
}

/// A fact that answers wait for under some of the columns.
pub struct Hindered {
    /// The columns that it hinders, by place.
    pub columns: Vec<usize>,
    /// The fact.
    pub fact: Lacking,
}

/// Every row of a comparison: criteria, then conditions, then lines, each in the order of the contracts.
pub fn rows(comparison: &Comparison<'_>) -> Vec<Row> {
    let kinds = [AnswerKind::Criterion, AnswerKind::Condition, AnswerKind::Line];
    kinds.into_iter().flat_map(|kind| of_kind(comparison, kind)).collect()
}

fn of_kind(comparison: &Comparison<'_>, kind: AnswerKind) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let columns = comparison.outcomes.len();
    for (column, outcome) in comparison.outcomes.iter().enumerate() {
        for part in &outcome.parts {
            for (name, cell) in cells(part, kind) {
                let place = rows.iter().position(|row| row.name == name).unwrap_or_else(|| {
                    rows.push(Row { kind, name: name.clone(), cells: vec![None; columns] });
                    rows.len() - 1
                });
                let held = &mut rows[place].cells[column];
                *held = Some(match held.take() {
                    Some(other) => both(other, cell),
                    None => cell,
                });
            }
        }
    }
    rows
}

/// The answers of one contract, those of its practices put together.
fn cells(part: &Part<'_>, kind: AnswerKind) -> Vec<(String, Cell)> {
    let mut list: Vec<(String, Cell)> = Vec::new();
    let Some(first) = part.statements.first() else {
        return list;
    };
    for found in
        first.answers.iter().filter(|found| found.kind == kind && found.item.is_empty() && !found.is_contradiction)
    {
        let all: Vec<(&str, &Found<'_>)> =
            part.statements.iter().filter_map(|statement| same(statement, found)).collect();
        let cell = match (part.by_practice, kind) {
            (false, _) => Some(cell(found)),
            (true, AnswerKind::Criterion) => Some(of_practices(found, &all)),
            // Only amounts of money are added over practices.
            (true, _) if is_currency(found.unit) => Some(sum(found, &all)),
            // A rate, a weight or a truth of each practice has no sum.
            (true, _) => None,
        };
        list.extend(cell.map(|cell| (found.name.to_owned(), cell)));
    }
    list
}

fn same<'s, 'c>(statement: &'s Evaluated<'c>, wanted: &Found<'_>) -> Option<(&'s str, &'s Found<'c>)> {
    let is_same = |found: &&Found<'c>| {
        found.kind == wanted.kind && found.index == wanted.index && found.item_index == wanted.item_index
    };
    Some((statement.subject.as_str(), statement.answers.iter().find(is_same)?))
}

fn cell(found: &Found<'_>) -> Cell {
    Cell {
        title: found.title.to_owned(),
        clause: found.clause.to_owned(),
        written: found.written.clone(),
        value: found.value,
        verdict: found.verdict,
        unit: found.unit.to_owned(),
        basis: found.basis,
        whose: String::new(),
        note: found.error().map_or(String::new(), |error| error.text().to_owned()),
    }
}

/// The worst verdict among practices, and whose it is.
fn of_practices(found: &Found<'_>, all: &[(&str, &Found<'_>)]) -> Cell {
    let worst = all.iter().filter_map(|(_, found)| found.verdict).max();
    let whose: Vec<String> =
        all.iter().filter(|(_, found)| found.verdict == worst).map(|(name, _)| (*name).to_owned()).collect();
    let (whose, note) = match whose.len() {
        count if count == all.len() => (String::new(), "every practice".to_owned()),
        1 => (whose[0].clone(), whose[0].clone()),
        count => (format!("{count} of {}", all.len()), shortened(&whose)),
    };
    Cell {
        title: found.title.to_owned(),
        clause: found.clause.to_owned(),
        written: worst.map_or("", Verdict::name).to_owned(),
        value: Value::Null,
        verdict: worst,
        unit: String::new(),
        basis: all.iter().fold(Basis::NONE, |basis, (_, found)| basis.and(found.basis)),
        whose,
        note,
    }
}

fn sum(found: &Found<'_>, all: &[(&str, &Found<'_>)]) -> Cell {
    let amounts = all.iter().map(|(_, found)| Total::Amount {
        value: found.value,
        unit: found.unit.to_owned(),
        basis: found.basis,
    });
    let (value, basis) = match Total::sum(amounts) {
        Total::Amount { value, basis, .. } => (value, basis),
        _ => (Value::Unknown, Basis::NONE),
    };
    Cell {
        title: found.title.to_owned(),
        clause: found.clause.to_owned(),
        written: Written(value).to_string(),
        value,
        verdict: None,
        unit: found.unit.to_owned(),
        basis,
        whose: String::new(),
        note: "practices together".to_owned(),
    }
}

/// Two contracts of one column that have a row in common.
fn both(one: Cell, other: Cell) -> Cell {
    let joined = |one: String, other: String| match (one == other, one.is_empty(), other.is_empty()) {
        (true, ..) | (_, _, true) => one,
        (_, true, _) => other,
        _ => format!("{one}; {other}"),
    };
    let verdict = one.verdict.max(other.verdict);
    let written = match verdict {
        Some(verdict) => verdict.name().to_owned(),
        None => format!("{} and {}", one.with_unit(), other.with_unit()),
    };
    let whose = match (one.verdict == verdict, other.verdict == verdict) {
        (true, true) => joined(one.whose, other.whose),
        (true, false) => one.whose,
        _ => other.whose,
    };
    Cell {
        title: joined(one.title, other.title),
        clause: joined(one.clause, other.clause),
        written,
        value: Value::Null,
        verdict,
        unit: String::new(),
        basis: one.basis.and(other.basis),
        whose,
        note: joined(one.note, other.note),
    }
}

/// The worst verdict of a column; `None` where none of its contracts has criteria.
pub fn eligible(outcome: &Outcome<'_>) -> Option<Verdict> {
    let statements = outcome.parts.iter().flat_map(|part| &part.statements);
    statements.filter_map(super::eligible).max()
}

impl Cell {
    /// The value with its unit, where it is a number.
    fn with_unit(&self) -> String {
        match self.value {
            Value::Number(_) => with_unit(self.value, &self.unit),
            _ => self.written.clone(),
        }
    }
}

impl Row {
    /// The unit of its amounts, where they have one in common; or "".
    pub fn unit(&self) -> &str {
        let mut units: Vec<&str> = self.cells.iter().flatten().map(|cell| cell.unit.as_str()).collect();
        units.dedup();
        if units.len() == 1 { units[0] } else { "" }
    }

    /// What the row says under each column, each title once with the letters of its columns where they differ.
    pub fn titles(&self, compared: &Compared<'_, '_>) -> String {
        let mut titles: Vec<(&str, Vec<usize>)> = Vec::new();
        for (column, cell) in self.cells.iter().enumerate() {
            let Some(title) = cell.as_ref().map(|cell| cell.title.as_str()) else { continue };
            match titles.iter_mut().find(|(known, _)| *known == title) {
                Some((_, columns)) => columns.push(column),
                None => titles.push((title, vec![column])),
            }
        }
        if let [(title, _)] = titles[..] {
            return title.to_owned();
        }
        let lettered = titles.iter().map(|(title, columns)| format!("{}: {title}", letters(compared, columns)));
        lettered.collect::<Vec<_>>().join(". ")
    }
}

/// The facts and local terms for which something under any column waits.
pub fn lacking(compared: &Compared<'_, '_>, comparison: &Comparison<'_>) -> Vec<Hindered> {
    let mut list: Vec<Hindered> = Vec::new();
    for (column, outcome) in comparison.outcomes.iter().enumerate() {
        for part in &outcome.parts {
            let contract = &compared.contracts[part.contract];
            for statement in &part.statements {
                for mut fact in lacking::of_statement(contract, statement) {
                    if part.by_practice {
                        fact.practices.push(statement.subject.clone());
                    }
                    let place = list.iter().position(|known| known.fact.name == fact.name).unwrap_or_else(|| {
                        list.push(Hindered { columns: Vec::new(), fact: fact.clone() });
                        list.len() - 1
                    });
                    add(&mut list[place].columns, column);
                    for practice in fact.practices {
                        add(&mut list[place].fact.practices, practice);
                    }
                }
            }
        }
    }
    list
}

/// What is forgone under each column, a sentence each: the amount, or what it waits for.
pub fn forgone(compared: &Compared<'_, '_>, comparison: &Comparison<'_>) -> Vec<String> {
    let columns = compared.columns.iter().zip(&comparison.outcomes);
    let all = columns.flat_map(|(column, outcome)| outcome.forgone.iter().map(|forgone| (column.letter, forgone)));
    all.map(|(letter, forgone)| {
        let name =
            forgone.contract.map_or_else(|| forgone.id.clone(), |place| contract_name(&compared.contracts[place]));
        let by = compared.contracts[forgone.by].id();
        let what = match (&forgone.total, &forgone.waits_for[..]) {
            _ if forgone.contract.is_none() => {
                format!("not priced: no definition of it is at hand; hold {} in column A", forgone.id)
            }
            (Total::Amount { value: value @ Value::Number(_), unit, basis }, _) => {
                with_unit(*value, unit) + &doubt::signs(*basis)
            }
            (_, []) => "no amount stated".to_owned(),
            (_, waits_for) => format!("not priced: give {}", shortened(waits_for)),
        };
        let held = if forgone.is_held { " (in the total of A)" } else { "" };
        format!("{letter} forgone: {name}, which {by} is held in place of: {what}{held}")
    })
    .collect()
}

/// What the signs beside amounts and verdicts mean, as far as they were used.
pub fn footnotes(compared: &Compared<'_, '_>, comparison: &Comparison<'_>, rows: &[Row]) -> Vec<String> {
    let cells = rows.iter().flat_map(|row| row.cells.iter().flatten().map(|cell| cell.basis));
    let totals = comparison.outcomes.iter().map(|outcome| match &outcome.total {
        Total::Amount { basis, .. } => *basis,
        _ => Basis::NONE,
    });
    let basis = cells.chain(totals).fold(Basis::NONE, Basis::and);
    let mut notes = doubt::footnotes(basis, "`entitle show CONTRACT` lists them");
    if !basis.has_local_term() && lacking(compared, comparison).iter().any(|hindered| hindered.fact.local) {
        notes.push(format!(
            "{LOCAL_TERM_SIGN} {LOCAL_TERM}: a figure that the contract leaves to the parties, not given"
        ));
    }
    notes
}

/// `A`, `B`: the letters of these columns.
pub fn letters(compared: &Compared<'_, '_>, columns: &[usize]) -> String {
    columns.iter().map(|column| compared.columns[*column].letter.to_string()).collect::<Vec<_>>().join(", ")
}

/// `gms-england@2026-04-01#1 + qof-england@2025-04-01#1`.
pub fn identity(compared: &Compared<'_, '_>, column: usize) -> String {
    let contracts = compared.columns[column].contracts.iter().map(|place| &compared.contracts[*place]);
    contracts.map(contract_name).collect::<Vec<_>>().join(" + ")
}

/// `gms-england@2026-04-01#1`.
pub fn contract_name(contract: &Contract<'_>) -> String {
    format!("{}@{}#{}", contract.id(), contract.in_force(), contract.revision())
}

/// A number with its unit as people write it.
///
/// ```
/// use entitle_answers::comparison::rows::with_unit;
/// use entitle_kernel::Value;
/// assert_eq!(with_unit(Value::Number("-1200.5".parse()?), "GBP"), "-£1,200.50");
/// assert_eq!(with_unit(Value::integer(36500), "patients"), "36,500 patients");
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub fn with_unit(value: Value, unit: &str) -> String {
    let text = grouped(&money(value));
    let sign = match unit {
        "GBP" => "\u{a3}",
        "USD" => "$",
        "" => return text,
        unit => return format!("{text} {unit}"),
    };
    match text.strip_prefix('-') {
        Some(text) => format!("-{sign}{text}"),
        None => sign.to_owned() + &text,
    }
}

/// What a practice is paid, where the column's contracts may pay its network and not itself.
pub fn written_of_practice(outcome: &Outcome<'_>, total: &Total) -> (String, String, Vec<&'static str>) {
    match (total, &outcome.total) {
        (Total::Nothing, Total::Amount { .. }) => ("paid to the network".to_owned(), String::new(), Vec::new()),
        _ => written(total),
    }
}

/// What a total is, in the words of every form: the amount as written, its unit, what it rests on.
pub fn written(total: &Total) -> (String, String, Vec<&'static str>) {
    match total {
        Total::Nothing => ("no amount stated".to_owned(), String::new(), Vec::new()),
        Total::Mixed => ("in different units".to_owned(), String::new(), Vec::new()),
        Total::Amount { value, unit, basis } => (Written(*value).to_string(), unit.clone(), doubt::of_answer(*basis)),
    }
}
