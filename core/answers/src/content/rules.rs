//! The rule tables of one indicator or register, as they are written.

use crate::fault::{Fault, nearest};
use crate::patient::{RuleTable, table_of_register, tables_of, with_rules};
use entitle_kernel::image::record;
use entitle_kernel::{Contract, Error, Fact, Source};
use std::collections::BTreeSet;

/// The rules of an indicator or register.
pub struct Rules<'c> {
    /// Its name.
    pub item: String,
    /// Its title.
    pub title: &'c str,
    /// Where the rules were read.
    pub source: Option<Source<'c>>,
    /// The tables in the order in which they are asked.
    pub tables: Vec<RuleTable<'c>>,
    /// The facts that they read, in the contract's order.
    pub facts: Vec<Fact<'c>>,
}

/// The rules of this indicator or register. Errors: there is none of this name, or it is known by its count only.
pub fn rules<'c>(contract: &Contract<'c>, item: &str) -> Result<Rules<'c>, Fault> {
    let (title, tables) = match contract.find_register(item).filter(|_| contract.find_indicator(item).is_none()) {
        Some(register) => {
            let title = contract.record::<record::Register>(register).map_or("", |record| contract.text(record.title));
            (title, table_of_register(contract, register).into_iter().collect())
        }
        None if contract.find_indicator(item).is_some() => {
            let index = with_rules(contract, item)?;
            let title = contract.record::<record::Indicator>(index).map_or("", |record| contract.text(record.title));
            (title, tables_of(contract, index))
        }
        None => return Err(unknown(contract, item)),
    };
    if tables.is_empty() {
        return Err(Fault::input(format!(
            "{} knows the register {item} by its count only; there are no patient rules",
            contract.id()
        ))
        .with_error(Error::NoPatientRules));
    }
    Ok(Rules {
        item: item.to_owned(),
        title,
        source: source_of(contract, item),
        facts: facts(contract, &tables),
        tables,
    })
}

/// Where the rules of an indicator or register were read.
fn source_of<'c>(contract: &Contract<'c>, item: &str) -> Option<Source<'c>> {
    let index = match contract.find_indicator(item) {
        Some(indicator) => {
            let record = contract.record::<record::Indicator>(indicator)?;
            if record.rules_source == record::NONE { record.source } else { record.rules_source }
        }
        None => contract.record::<record::Register>(contract.find_register(item)?)?.source,
    };
    contract.source(index.into())
}

fn unknown(contract: &Contract<'_>, item: &str) -> Fault {
    let indicators = (0..contract.indicator_count()).map(|index| contract.indicator_name(index));
    let registers = (0..contract.register_count()).map(|index| contract.register_name(index));
    let fault = Fault::input(format!("{} has no indicator or register `{item}`", contract.id()));
    let fault = fault.with_error(Error::UnknownItem);
    match nearest(item, indicators.chain(registers)) {
        Some(near) => fault.with_help(format!("did you mean {near}?")),
        None => fault.with_help(format!("`entitle show {}` lists them", contract.id())),
    }
}

fn facts<'c>(contract: &Contract<'c>, tables: &[RuleTable<'_>]) -> Vec<Fact<'c>> {
    let rows = tables.iter().flat_map(|table| &table.rows);
    let indexes: BTreeSet<usize> = rows.flat_map(|row| row.facts.iter().copied()).collect();
    indexes.into_iter().filter_map(|index| contract.fact(index)).collect()
}
