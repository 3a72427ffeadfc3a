//! `entitle compare`: several contracts over the same facts, side by side.
//!
//! A column is a contract, or several held together (`gms-england+qof-england`). The first is what is held now; each
//! other one is asked what moving to it would bring. A network's practices may partly stay behind: they keep the first.
//!
//! The kernel evaluates; here its amounts are only put together, in its own numbers.

mod delimited;
mod document;
mod json;
mod page;

use crate::arguments::{CompareFormat, Comparing};
use crate::contract_choice::{self, Chosen};
use crate::facts;
use crate::fault::{Fault, nearest};
use crate::output;
use crate::statement::digest;
use entitle_answers::comparison::{self as model, Column, Compared, Comparison};
use entitle_kernel::Contract;

/// Compares, and delivers what came out.
pub(crate) fn run(asked: &Comparing) -> Result<(), Fault> {
    let (columns, chosen) = columns(&asked.contracts)?;
    let contracts: Vec<Contract<'_>> = chosen.iter().map(Chosen::contract).collect::<Result<_, _>>()?;
    let document = facts::read(&asked.facts, None)?;
    let mut subjects = facts::shared(&document, &contracts)?;
    for text in &asked.set {
        set(text, &columns, &contracts, &mut subjects)?;
    }
    everybody_is_there(&subjects, &asked.stay)?;
    let compare = |subject| model::compare(&contracts, &columns, subject, &asked.stay);
    let comparisons: Vec<Comparison<'_>> = subjects.iter().map(compare).collect::<Result<_, _>>()?;
    let remarks = chosen.iter().map(|chosen| chosen.remark.as_str()).collect();
    let compared = Compared { contracts: &contracts, remarks, columns: &columns, comparisons: &comparisons };
    let text = match asked.format {
        CompareFormat::Table => page::page(&compared),
        CompareFormat::Json => json::document(&compared),
        CompareFormat::Csv => delimited::rows(&compared),
        CompareFormat::Html => document::document(&compared),
    };
    output::deliver(&text, asked.output.as_deref())
}

/// The columns as they were asked for, and the contracts of all of them.
fn columns(texts: &[String]) -> Result<(Vec<Column>, Vec<Chosen>), Fault> {
    let (mut columns, mut chosen): (Vec<Column>, Vec<Chosen>) = Default::default();
    for (text, letter) in texts.iter().zip('A'..='Z') {
        let first = chosen.len();
        let mut held: Vec<String> = Vec::new();
        for name in text.split('+').map(str::trim) {
            let next = contract_choice::choose(name)?;
            let digest = digest(&next.contract()?);
            if held.contains(&digest) {
                return Err(Fault::input(format!("`{text}` holds {name} twice")).with_help("leave one out"));
            }
            held.push(digest);
            chosen.push(next);
        }
        columns.push(Column { letter, contracts: (first..chosen.len()).collect() });
    }
    Ok((columns, chosen))
}

/// `--set B.budget_per_patient=150`: a fact in one column, whatever the file says of it.
fn set(
    text: &str,
    columns: &[Column],
    contracts: &[Contract<'_>],
    subjects: &mut [facts::Shared],
) -> Result<(), Fault> {
    let help = "write --set COLUMN.NAME=VALUE, such as --set B.budget_per_patient=150";
    let fault = |why: &str| Fault::input(format!("--set {text}: {why}")).with_help(help);
    let (name, value) = text.split_once('=').ok_or_else(|| fault("there is no `=`"))?;
    let (letter, name) = name.trim().split_once('.').ok_or_else(|| fault("it does not say for which column"))?;
    let is_meant = |column: &&Column| letter.eq_ignore_ascii_case(&column.letter.to_string());
    let column = columns.iter().find(is_meant).ok_or_else(|| fault(&format!("there is no column {letter}")))?;
    let mut advice = String::new();
    let mut is_taken = false;
    for place in &column.contracts {
        match facts::parse_one(&contracts[*place], name, value.trim()) {
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

/// Whoever stays behind is a practice of one of the networks.
fn everybody_is_there(subjects: &[facts::Shared], stay: &[String]) -> Result<(), Fault> {
    for name in stay {
        let known: Vec<&str> = subjects.iter().flat_map(|subject| subject.members.iter().map(String::as_str)).collect();
        if known.contains(&name.as_str()) {
            continue;
        }
        let fault = Fault::input(format!("--stay {name}: no network of the facts has such a practice"));
        return Err(match nearest(name, known) {
            Some(near) => fault.with_help(format!("did you mean {near}?")),
            None => fault.with_help("name a practice as the facts do; a network's practices stand under `members`, or in rows with a column `network`"),
        });
    }
    Ok(())
}
