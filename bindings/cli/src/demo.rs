//! `entitle demo`: three short shows on data that the binary brings along. Every amount is the kernel's.

use crate::arguments::FactsFormat;
use crate::contract_choice::built_in;
use crate::evaluation::{Evaluated, Room, With, evaluate};
use crate::facts::{self, Asked, Subject};
use crate::fault::Fault;
use crate::output;
use crate::patient::explanation;
use crate::statement::grouped;
use crate::style::{self, paint};
use crate::table::{Cell, PAGE_WIDTH, Table, page_width};
use entitle_kernel::{AnswerKind, Contract, Date, Error, Number, Value};
use std::collections::BTreeMap;

const PUBLISHED_ROWS: &str = include_str!("../demo/mssp.csv");
const PRACTICE: &str = include_str!("../demo/practice.toml");
const PATIENT: &str = include_str!("../demo/patient.toml");
/// How many indicators are shown as worth most.
const SHOWN: usize = 5;
/// The longest bar, characters, on a page of ordinary width and on a narrow one.
const BAR_WIDTHS: [i64; 2] = [20, 10];

/// Prints the demonstration.
pub(crate) fn run() -> Result<(), Fault> {
    let text = [published_rows()?, practice()?, patient()?].join("\n");
    output::print(&text)
}

fn title(text: &str) -> String {
    format!("{}\n", paint(style::HEADING.underline(), text))
}

fn damaged(error: impl std::fmt::Display) -> Fault {
    Fault::input(format!("the data of the demonstration is damaged: {error}"))
}

/// Published outcomes reproduced.
fn published_rows() -> Result<String, Fault> {
    let mut table = Table::new(&["year", "ACO", "track", ">published $", ">found $", ">difference", "~what it shows"]);
    let mut reader = csv::Reader::from_reader(PUBLISHED_ROWS.as_bytes());
    let (mut agreed, mut rows, mut sums) = (0, 0, [Number::ZERO; 2]);
    for row in reader.deserialize::<BTreeMap<String, String>>() {
        let row = row.map_err(damaged)?;
        let of = |column: &str| row.get(column).map_or("", String::as_str);
        let published: Number = of("published").parse().map_err(damaged)?;
        let found = earned(&row).map_err(damaged)?;
        let difference = found.checked_sub(published).map_err(damaged)?;
        rows += 1;
        agreed += usize::from(difference.is_zero());
        sums = [sums[0].checked_add(published).map_err(damaged)?, sums[1].checked_add(found).map_err(damaged)?];
        let (look, shown) = match difference.is_zero() {
            true => (style::GOOD, "none".to_owned()),
            false => (style::DOUBT, grouped(&difference.to_string())),
        };
        table.row(vec![
            of("year").into(),
            of("aco").into(),
            of("track").into(),
            grouped(of("published")).into(),
            grouped(&found.to_string()).into(),
            Cell::new(look, shown),
            Cell::new(style::FAINT, of("shows")),
        ]);
    }
    let [published, found] = sums.map(|sum| grouped(&sum.to_string()));
    Ok(title("1. Published outcomes of the Medicare Shared Savings Program, reproduced")
        + &table.rendered(page_width())
        + &format!("  {agreed} of {rows} agree to the dollar; published {published} in all, found {found}\n"))
}

fn earned(row: &BTreeMap<String, String>) -> Result<Number, Fault> {
    let year = row.get("year").and_then(|year| year.parse().ok()).unwrap_or(0);
    let chosen = built_in("medicare-shared-savings", Date::from_ymd(year, 7, 1).map_err(damaged)?)?;
    let contract = chosen.contract()?;
    let mut subject = Subject::default();
    for (name, text) in row {
        match contract.find_input(name) {
            Ok((fact, item)) => {
                subject.values.insert((fact.index(), item), fact.parse(text).map_err(damaged)?);
            }
            // Columns that are no facts, and facts that the terms of that year do not ask for.
            Err(Error::UnknownFact) => {}
            Err(error) => return Err(damaged(error)),
        }
    }
    let statement = evaluate(&contract, &subject, With::NOTHING)?;
    payment(&contract, &statement).ok_or_else(|| damaged("a row has no outcome"))
}

fn payment(contract: &Contract<'_>, statement: &Evaluated<'_>) -> Option<Number> {
    let line = amount(statement, contract.pays()?)?;
    line.number()
}

fn amount(statement: &Evaluated<'_>, line: usize) -> Option<Value> {
    let mut answers = statement.answers.iter();
    answers.find(|found| found.kind == AnswerKind::Line && found.index == line).map(|found| found.value)
}

/// One practice and where its next patients are worth most.
fn practice() -> Result<String, Fault> {
    let chosen = built_in("qof-england", Date::from_ymd(2025, 6, 30).map_err(damaged)?)?;
    let contract = chosen.contract()?;
    let document = facts::parse("practice.toml", PRACTICE, FactsFormat::Toml)?;
    let subjects = facts::subjects(&document, &contract, Asked::Statement)?;
    let subject = subjects.first().ok_or_else(|| damaged("no practice"))?;
    let statement = evaluate(&contract, subject, With::ALL)?;
    let of = |name: &str| {
        let value = contract.find_line(name).and_then(|line| amount(&statement, line));
        grouped(&value.and_then(|value| value.number()).map_or(String::new(), |number| number.to_string()))
    };
    let points = contract.find_line("total_points").and_then(|line| amount(&statement, line));
    let points = points
        .and_then(|value| value.number())
        .and_then(|points| points.round(1, entitle_kernel::RoundingMode::HalfUp).ok());
    let mut text = title("2. The Quality and Outcomes Framework for an invented practice, from its counts");
    text += &format!(
        "  {}: list {}, {} of {} points, {}\n\n",
        subject.name,
        known(&contract, &statement, "list_size"),
        points.map_or(String::new(), |points| points.to_string()),
        of("points_available"),
        paint(style::GOOD.bold(), format!("£{}", of("total"))),
    );
    text += &format!("  The {SHOWN} indicators where the next patient is worth most\n");
    text += &worth_most(&contract, &statement)?.rendered(page_width());
    Ok(text
        + &format!(
            "  {}\n",
            paint(style::FAINT, "all 44: entitle statement qof-england --facts bindings/cli/demo/practice.toml")
        ))
}

fn known(contract: &Contract<'_>, statement: &Evaluated<'_>, name: &str) -> String {
    let Ok((fact, item)) = contract.find_input(name) else {
        return String::new();
    };
    let mut facts = statement.facts.iter();
    let value = facts.find(|(place, _)| *place == (fact.index(), item)).map(|(_, value)| *value);
    value.map_or(String::new(), |value| grouped(&fact.written(value).to_string()))
}

fn worth_most(contract: &Contract<'_>, statement: &Evaluated<'_>) -> Result<Table, Fault> {
    let mut rooms: Vec<(&Room<'_>, Number)> =
        statement.headroom.iter().filter_map(|room| Some((room, room.next_patient.number()?))).collect();
    rooms.sort_by(|(_, a), (_, b)| b.compare(a));
    let most = rooms.first().map_or(Number::ONE, |(_, worth)| *worth);
    let mut table = Table::new(&["indicator", ">patients", ">at target", ">needed", ">worth £", "", "~"]);
    for (room, worth) in rooms.into_iter().take(SHOWN) {
        let record = contract.record::<entitle_kernel::image::record::Indicator>(room.index);
        table.row(vec![
            room.indicator.into(),
            known(contract, statement, &format!("denominator.{}", room.indicator)).into(),
            known(contract, statement, &format!("numerator.{}", room.indicator)).into(),
            room.patients_needed.clone().into(),
            worth.to_string().into(),
            Cell::new(style::GOOD, bar(worth, most)?),
            Cell::new(style::FAINT, record.map_or("", |record| contract.text(record.title))),
        ]);
    }
    Ok(table)
}

/// A bar as long as `worth` is of `most`.
fn bar(worth: Number, most: Number) -> Result<String, Fault> {
    let longest = BAR_WIDTHS[usize::from(page_width() < PAGE_WIDTH)];
    let length =
        worth.checked_mul(Number::from_i64(longest)).and_then(|long| long.checked_div(most)).map_err(damaged)?;
    let length = length.ceiling().to_i64().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    Ok("█".repeat(length))
}

/// One patient explained.
fn patient() -> Result<String, Fault> {
    let chosen = built_in("qof-england", Date::from_ymd(2025, 6, 30).map_err(damaged)?)?;
    let contract = chosen.contract()?;
    let document = facts::parse("patient.toml", PATIENT, FactsFormat::Toml)?;
    let subjects = facts::subjects(&document, &contract, Asked::Patient(&[]))?;
    let subject = subjects.first().ok_or_else(|| damaged("no patient"))?;
    Ok(title("3. Why an invented patient counts as they do for DM020") + &explanation(&contract, "DM020", subject)?)
}
