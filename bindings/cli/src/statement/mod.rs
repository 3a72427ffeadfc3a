//! `entitle statement`: one statement per subject, as a table, JSON or CSV.

mod delimited;
mod page;
mod progress;
mod written;

use crate::arguments::{FactsFrom, Format, To};
use crate::contract_choice::{self, Chosen};
use crate::facts::{self, Asked, Subject};
use crate::fault::Fault;
use crate::output;
use crate::style;
use entitle_answers::{Evaluated, Identified, With, evaluate, json, shortened};
use entitle_kernel::Contract;
use page::page;
use progress::Progress;

pub(crate) use delimited::Rows;
pub(crate) use written::{and_more, lacking_cells, value_style, verdict_style};

/// What a person asked of statements.
pub(crate) struct Asking {
    /// The trace too.
    pub(crate) trace: bool,
    /// Headroom too.
    pub(crate) headroom: bool,
}

/// Evaluates every subject of the facts file and delivers the statements.
pub(crate) fn run(contract: &str, from: &FactsFrom, to: &To, asking: &Asking) -> Result<(), Fault> {
    let chosen = contract_choice::choose(contract)?;
    let contract = chosen.contract()?;
    let mut document = facts::read(&from.file, None)?;
    let passed = facts::pass_over_facts_of_others(&mut document, &contract);
    if !passed.is_empty() {
        let note = style::paint(style::HELP, "note:");
        output::complain(&format!("{note} {} does not ask for {}\n", contract.id(), shortened(&passed)));
    }
    let common = facts::common(&contract, &from.set)?;
    let subjects = facts::subjects_with(&document, &contract, Asked::Statement, &common)?;
    let statements = evaluate_all(&contract, &subjects, With { headroom: asking.headroom })?;
    let text = written(&chosen, &contract, &statements, to.format, asking.trace);
    output::deliver(&text, to.output.as_deref())
}

/// The statements of all subjects, in their order, worked out side by side on the machine's processors.
pub(crate) fn evaluate_all<'c>(
    contract: &Contract<'c>,
    subjects: &[Subject],
    with: With,
) -> Result<Vec<Evaluated<'c>>, Fault> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let share = subjects.len().div_ceil(processors).max(SHARE_MIN);
    let progress = &Progress::new(subjects.len());
    let statements = std::thread::scope(|scope| {
        let one_share = |subjects: &'_ [Subject]| {
            let one = |subject| evaluate(contract, subject, with).inspect(|_| progress.step());
            subjects.iter().map(one).collect::<Result<Vec<_>, _>>()
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
    contract: &Identified<'_>,
    statements: &[Evaluated<'_>],
    format: Format,
    trace: bool,
) -> String {
    match format {
        Format::Table => {
            let pages = statements.iter().map(|statement| page(contract, statement, &chosen.remark, trace));
            pages.collect::<Vec<_>>().join("\n")
        }
        Format::Json => {
            let list = statements.iter().map(|statement| json::statement(contract, statement, trace));
            output::json(&list.collect())
        }
        Format::Csv => {
            let mut rows = Rows::new();
            for statement in statements {
                rows.statement(contract, statement, trace);
            }
            rows.finish()
        }
    }
}

/// Fewer subjects than this are not worth a thread.
const SHARE_MIN: usize = 8;
