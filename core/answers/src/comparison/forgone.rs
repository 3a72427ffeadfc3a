//! What is forgone: contracts that one of a column's contracts is held in place of, and what they would pay.

use super::{Column, Total};
use crate::choice;
use crate::fault::Fault;
use crate::identity::name;
use entitle_contracts::Definition;
use entitle_kernel::{Contract, Date, Value};

/// A contract that is given up under a column.
pub struct Replaced {
    /// The column, by place.
    pub column: usize,
    /// The contract held in its place, among all.
    pub by: usize,
    /// Its id.
    pub id: String,
    /// The condition of that contract about the subject under which it is given up; always where there is none.
    pub condition: Option<usize>,
    /// Its place among all contracts; `None` where no definition of it is at hand.
    pub contract: Option<usize>,
    /// Whether the first column holds it, so that its total has what is forgone.
    pub is_held: bool,
}

/// What a contract that is given up would pay those who move.
pub struct Forgone {
    /// The contract held in its place, among all.
    pub by: usize,
    /// Its id.
    pub id: String,
    /// Its place among all contracts.
    pub contract: Option<usize>,
    /// Whether the first column's total has it.
    pub is_held: bool,
    /// The amount; nothing where it was not worked out.
    pub total: Total,
    /// The facts that the amount waits for.
    pub waits_for: Vec<String>,
}

impl Forgone {
    /// Whether its amount is not known, and so neither is a gain that it comes off.
    #[must_use]
    pub fn is_unpriced(&self) -> bool {
        let is_known = matches!(&self.total, Total::Amount { value: Value::Number(_), .. });
        // A contract without amounts pays nothing that could be forgone.
        let has_none = self.contract.is_some() && self.waits_for.is_empty() && matches!(self.total, Total::Nothing);
        !is_known && !has_none
    }

    /// A gain less what is forgone for it: undetermined where that is not known.
    pub(super) fn taken_off(gain: Total, forgone: &Forgone) -> Total {
        match (gain, &forgone.total) {
            (gain @ Total::Amount { .. }, total @ Total::Amount { .. }) => gain.less(total),
            (Total::Amount { unit, basis, .. }, _) if forgone.is_unpriced() => {
                Total::Amount { value: Value::Unknown, unit, basis }
            }
            (gain, _) => gain,
        }
    }
}

/// What the columns' contracts are held in place of. Where the first column does not hold it, its definition that is in force
/// beside the first column's is put behind all contracts, to be priced. Errors: a column that holds a contract beside one
/// that is always held in its place.
pub fn replaced(
    contracts: &mut Vec<Contract<'_>>,
    days: &mut Vec<Option<Date>>,
    columns: &[Column],
) -> Result<Vec<Replaced>, Fault> {
    let mut list: Vec<Replaced> = Vec::new();
    let Some(first) = columns.first() else { return Ok(list) };
    let held_by = |contracts: &[Contract<'_>], column: &Column, id: &str| {
        column.contracts.iter().copied().find(|place| contracts[*place].id() == id)
    };
    for (place, column) in columns.iter().enumerate() {
        for by in &column.contracts {
            for (id, condition) in contracts[*by].replaces() {
                if held_by(contracts, column, id).is_some() {
                    if condition.is_some() {
                        continue;
                    }
                    let by = name(&contracts[*by]);
                    let message = format!("column {} holds {id}, and {by}, which is held in its place", column.letter);
                    return Err(Fault::input(message).with_help("leave one out"));
                }
                if place == 0 {
                    continue;
                }
                let held = held_by(contracts, first, id);
                let known = list.iter().find(|known| known.id == id).and_then(|known| known.contract);
                let contract = match held.or(known) {
                    Some(contract) => Some(contract),
                    None => beside(contracts, days, first, id).map(|(contract, day)| {
                        contracts.push(contract);
                        days.push(Some(day));
                        contracts.len() - 1
                    }),
                };
                let (id, is_held) = (id.to_owned(), held.is_some());
                list.push(Replaced { column: place, by: *by, id, condition, contract, is_held });
            }
        }
    }
    Ok(list)
}

/// The definition of that id in force beside a column's, and the day on which it is.
fn beside(
    contracts: &[Contract<'_>],
    days: &[Option<Date>],
    column: &Column,
    id: &str,
) -> Option<(Contract<'static>, Date)> {
    let asked = column.contracts.iter().find_map(|place| days[*place]);
    let day = asked.or_else(|| column.contracts.iter().map(|place| contracts[*place].in_force()).max())?;
    let definition = entitle_contracts::definition(id, day, None).ok()?;
    Some((image_of(definition).and_then(|image| choice::opened(image, id, Some(day)).ok())?, day))
}

#[cfg(feature = "images")]
fn image_of(definition: &'static Definition) -> Option<&'static [u8]> {
    Some(definition.image)
}

/// Where images are fetched one by one, only those that were asked for are at hand.
#[cfg(not(feature = "images"))]
fn image_of(_: &'static Definition) -> Option<&'static [u8]> {
    None
}

/// Whether a column's contracts are in force on one day, and on each day that they were asked for.
pub(super) fn are_in_force_together(contracts: &[&Contract<'_>], days: &[Option<Date>]) -> bool {
    let from = contracts.iter().map(|contract| contract.in_force()).max();
    let until = contracts.iter().filter_map(|contract| contract.until()).min();
    let overlap = from.is_none_or(|from| until.is_none_or(|until| from < until));
    let covers = |day: &Date| contracts.iter().all(|contract| contract.on(*day).is_ok());
    overlap && days.iter().flatten().all(covers)
}

/// Refuses contracts of one column that are not in force together, unless a day was asked for each: then they are compared as
/// they were asked for, and told.
pub fn in_force_together(columns: &[Column], contracts: &[Contract<'_>], days: &[Option<Date>]) -> Result<(), Fault> {
    for column in columns {
        let held: Vec<&Contract<'_>> = column.contracts.iter().map(|place| &contracts[*place]).collect();
        let asked: Vec<Option<Date>> = column.contracts.iter().map(|place| days[*place]).collect();
        if asked.iter().all(Option::is_some) || are_in_force_together(&held, &asked) {
            continue;
        }
        let names: Vec<String> = held.iter().map(|contract| super::rows::contract_name(contract)).collect();
        let message = format!("{} are not in force together: column {}", names.join(" and "), column.letter);
        let help = match day_of_all(&held, &asked) {
            Some(day) => {
                let asked: Vec<String> = held.iter().map(|contract| format!("{}@{day}", contract.id())).collect();
                format!("ask for a day on which all of them are: {}", asked.join("+"))
            }
            None => "ask for each on a day of its own (ID@DAY) to compare what was never in force together".to_owned(),
        };
        return Err(Fault::input(message).with_help(help));
    }
    Ok(())
}

/// The last day on which each of them has a definition in force; one that was asked for before all others.
fn day_of_all(contracts: &[&Contract<'_>], asked: &[Option<Date>]) -> Option<Date> {
    let terms: Vec<Vec<(Date, Option<Date>)>> = contracts.iter().map(|contract| terms_of(contract)).collect();
    let covers = |day: Date, terms: &Vec<(Date, Option<Date>)>| {
        terms.iter().any(|(from, until)| *from <= day && until.is_none_or(|until| day < until))
    };
    let serves = |day: &Date| terms.iter().all(|terms| covers(*day, terms));
    let last_days = terms.iter().flatten().filter_map(|(_, until)| until.and_then(|until| until.add_days(-1).ok()));
    asked.iter().flatten().copied().find(serves).or_else(|| last_days.filter(serves).max())
}

/// From when until when the definitions of a contract are in force: those that are built in, and itself.
fn terms_of(contract: &Contract<'_>) -> Vec<(Date, Option<Date>)> {
    let built_in = entitle_contracts::of(contract.id()).map(|definition| (definition.in_force, definition.until));
    built_in.chain([(contract.in_force(), contract.until())]).collect()
}
