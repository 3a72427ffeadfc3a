//! `entitle demo`: a made population from patient to payment, and published outcomes reproduced. Every amount is the
//! kernel's.

mod comparison;
mod population;
mod published;

use crate::contract_choice::built_in;
use crate::fault::Fault;
use crate::output;
use crate::style::{self, paint};
use crate::table::{page_width, wrapped};
use entitle_answers::Evaluated;
use entitle_kernel::{AnswerKind, Contract, Date, Number, RoundingMode};
use population::Shown;

/// How to do the same on files.
const COMMANDS: [&str; 3] = [
    "entitle synth --patients 150000 --practices 20 --seed 1 -o made",
    "entitle evaluate qof-england@2025-06-30 --patients made/patients.csv \\",
    "  --practices made/practices.csv --out results",
];

/// Prints the demonstration.
pub(crate) fn run() -> Result<(), Fault> {
    let chosen = built_in("qof-england", Date::from_ymd(2025, 6, 30).map_err(damaged)?)?;
    let contract = chosen.contract()?;
    let shown = Shown::of(&contract)?;
    let sections = [
        shown.pooled()?,
        comparison::best_and_worst(&shown)?,
        comparison::one_patient(&shown)?,
        published::rows()?,
        COMMANDS.iter().fold(title("The same on files"), |text, command| text + "  " + command + "\n"),
    ];
    output::print(&sections.join("\n"))
}

fn title(text: &str) -> String {
    format!("{}\n", paint(style::HEADING.underline(), text))
}

/// Prose on lines of the page's width, set in as tables are.
fn paragraph(text: &str) -> String {
    wrapped(text, page_width() - 2).into_iter().fold(String::new(), |text, line| text + "  " + &line + "\n")
}

fn damaged(error: impl std::fmt::Display) -> Fault {
    Fault::input(format!("the data of the demonstration is damaged: {error}"))
}

/// What a statement pays.
fn payment(contract: &Contract<'_>, statement: &Evaluated<'_>) -> Option<Number> {
    answer(statement, AnswerKind::Line, contract.pays()?)
}

/// The amount of a line by its name.
fn line(contract: &Contract<'_>, statement: &Evaluated<'_>, name: &str) -> Option<Number> {
    answer(statement, AnswerKind::Line, contract.find_line(name)?)
}

/// An answer that is a number.
fn answer(statement: &Evaluated<'_>, kind: AnswerKind, index: usize) -> Option<Number> {
    let found = statement.answers.iter().find(|found| found.kind == kind && found.index == index);
    found?.value.number()
}

/// A number for the eye: to one decimal place, or nothing.
fn to_one_place(number: Option<Number>) -> String {
    let rounded = number.and_then(|number| number.round(1, RoundingMode::HalfUp).ok());
    rounded.map_or(String::new(), |number| number.to_string())
}

/// A share in percent, to one decimal place, or nothing.
fn percent(share: Option<Number>) -> String {
    to_one_place(share.and_then(|share| share.checked_mul(Number::from_i64(100)).ok()))
}
