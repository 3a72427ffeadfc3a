//! `entitle compare`: several contracts over the same facts, side by side.
//!
//! A column is a contract, or several held together (`gms-england+qof-england`). The first is what is held now; each
//! other one is asked what moving to it would bring. A network's practices may partly stay behind: they keep the first.
//!
//! The kernel evaluates; here its amounts are only put together, in its own numbers.

mod delimited;
mod page;

use crate::arguments::{CompareFormat, Comparing};
use crate::contract_choice::{self, Chosen};
use crate::facts;
use crate::fault::Fault;
use crate::output;
use entitle_answers::comparison::{self as model, Column, Compared, Comparison};
use entitle_answers::html;
use entitle_kernel::Contract;

/// Compares, and delivers what came out.
pub(crate) fn run(asked: &Comparing) -> Result<(), Fault> {
    let (columns, chosen) = columns(&asked.contracts)?;
    let contracts = chosen.iter().map(|chosen| chosen.contract().map(|contract| *contract));
    let contracts: Vec<Contract<'_>> = contracts.collect::<Result<_, _>>()?;
    let document = facts::read(&asked.facts, None)?;
    let mut subjects = facts::shared(&document, &contracts)?;
    for text in &asked.set {
        let given = model::give(text, &columns, &contracts, &mut subjects);
        given.map_err(|fault| entitle_answers::Fault { message: format!("--set {}", fault.message), ..fault })?;
    }
    model::everybody_is_there(&subjects, &asked.stay)?;
    let compare = |subject| model::compare(&contracts, &columns, subject, &asked.stay);
    let comparisons: Vec<Comparison<'_>> = subjects.iter().map(compare).collect::<Result<_, _>>()?;
    let without_day = chosen.iter().map(|chosen| !chosen.remark.is_empty()).collect();
    let compared = Compared { contracts: &contracts, without_day, columns: &columns, comparisons: &comparisons };
    let text = match asked.format {
        CompareFormat::Table => page::page(&compared),
        CompareFormat::Json => output::json(&entitle_answers::json::comparison(&compared)),
        CompareFormat::Csv => delimited::rows(&compared),
        CompareFormat::Html => html::comparison_page(&compared),
    };
    output::deliver(&text, asked.output.as_deref())
}

/// The columns as they were asked for, and the contracts of all of them.
fn columns(texts: &[String]) -> Result<(Vec<Column>, Vec<Chosen>), Fault> {
    let (mut columns, mut chosen): (Vec<Column>, Vec<Chosen>) = Default::default();
    for (text, letter) in texts.iter().zip('A'..='Z') {
        let first = chosen.len();
        for name in text.split('+').map(str::trim) {
            let next = contract_choice::choose(name)?;
            for other in &chosen[first..] {
                if other.contract()?.is(&*next.contract()?) {
                    return Err(Fault::input(format!("`{text}` holds {name} twice")).with_help("leave one out"));
                }
            }
            chosen.push(next);
        }
        columns.push(Column { letter, contracts: (first..chosen.len()).collect() });
    }
    Ok((columns, chosen))
}
