//! `entitle statement`: one statement per subject, as a table, JSON or CSV.

mod delimited;
mod json;
mod page;
mod trace_names;

use crate::arguments::{FactsFrom, Format, To};
use crate::contract_choice::{self, Chosen};
use crate::evaluation::{Evaluated, Found, evaluate};
use crate::facts::{self, Asked, Subject};
use crate::fault::Fault;
use crate::output;
use entitle_kernel::{Contract, Grade};

pub(crate) use delimited::Rows;
pub(crate) use page::{grouped, page};

/// Evaluates every subject of the facts file and delivers the statements.
pub(crate) fn run(contract: &str, from: &FactsFrom, to: &To, trace: bool) -> Result<(), Fault> {
    if trace && to.format != Format::Json {
        return Err(Fault::input("--trace needs --format json").with_help("add --format json, or leave out --trace"));
    }
    let chosen = contract_choice::choose(contract)?;
    let contract = chosen.contract()?;
    let document = facts::read(from)?;
    let subjects = facts::subjects(&document, &contract, Asked::Statement)?;
    let statements = evaluate_all(&contract, &subjects)?;
    let text = written(&chosen, &contract, &statements, to.format, trace);
    output::deliver(&text, to.output.as_deref())
}

/// The statements of all subjects, in their order, worked out side by side on the machine's processors.
fn evaluate_all<'c>(contract: &Contract<'c>, subjects: &[Subject]) -> Result<Vec<Evaluated<'c>>, Fault> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let share = subjects.len().div_ceil(processors).max(SHARE_MIN);
    let statements = std::thread::scope(|scope| {
        let one_share = |subjects: &'_ [Subject]| {
            subjects.iter().map(|subject| evaluate(contract, subject)).collect::<Result<Vec<_>, _>>()
        };
        let workers: Vec<_> = subjects.chunks(share).map(|subjects| scope.spawn(move || one_share(subjects))).collect();
        let joined = workers.into_iter().map(|worker| match worker.join() {
            Ok(statements) => statements,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.collect::<Result<Vec<_>, _>>()
    })?;
    Ok(statements.into_iter().flatten().collect())
}

fn written(
    chosen: &Chosen,
    contract: &Contract<'_>,
    statements: &[Evaluated<'_>],
    format: Format,
    trace: bool,
) -> String {
    match format {
        Format::Table => {
            let pages = statements.iter().map(|statement| page(contract, statement, &chosen.remark));
            pages.collect::<Vec<_>>().join("\n")
        }
        Format::Json => json::document(contract, statements, trace),
        Format::Csv => {
            let mut rows = Rows::new();
            for statement in statements {
                rows.statement(contract, statement);
            }
            rows.finish()
        }
    }
}

/// Fewer subjects than this are not worth a thread.
const SHARE_MIN: usize = 8;

/// `sha256:` and the digest of the definition.
pub(crate) fn digest(contract: &Contract<'_>) -> String {
    contract.digest().iter().fold("sha256:".to_owned(), |text, byte| text + &format!("{byte:02x}"))
}

/// What a reader must know beside the value: what it waits for, the error, the clause, what it rests on.
fn detail(found: &Found<'_>) -> String {
    let mut parts = Vec::new();
    if let Some(error) = found.error() {
        parts.push(error.text().to_owned());
    }
    if !found.waits_for.is_empty() {
        parts.push(format!("waits for {}", shortened(&found.waits_for)));
    }
    if !found.clause.is_empty() {
        parts.push(found.clause.to_owned());
    }
    parts.extend(rests_on(found).into_iter().map(|doubt| format!("rests on {doubt}")));
    parts.join("; ")
}

/// The doubts about what an answer rests on.
fn rests_on(found: &Found<'_>) -> Vec<&'static str> {
    let doubts = [(found.basis.has(Grade::Assumed), ASSUMED_FIGURE), (found.basis.has_local_term(), LOCAL_TERM)];
    doubts.into_iter().filter(|(holds, _)| *holds).map(|(_, text)| text).collect()
}

const ASSUMED_FIGURE: &str = "an assumed figure";
const LOCAL_TERM: &str = "a local term";

/// A list of names that may be long.
fn shortened(names: &[String]) -> String {
    const SHOWN: usize = 6;
    match names.len() {
        count if count <= SHOWN + 1 => names.join(", "),
        count => format!("{} and {} more", names[..SHOWN].join(", "), count - SHOWN),
    }
}

/// Why the patients needed are no number.
fn note_on_need(patients_needed: &str) -> &'static str {
    match patients_needed {
        "null" => "even every patient of the denominator does not earn full points",
        "undetermined" => "waits for the counts of the indicator",
        _ => "",
    }
}
