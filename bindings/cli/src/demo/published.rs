//! Published outcomes of the Medicare Shared Savings Program, computed again from published figures.

use super::{damaged, payment, title};
use crate::contract_choice::built_in;
use crate::facts::Subject;
use crate::fault::Fault;
use crate::style;
use crate::table::{Cell, Table, page_width};
use entitle_answers::grouped;
use entitle_answers::{With, evaluate};
use entitle_kernel::{Date, Error, Number};
use std::collections::BTreeMap;

const ROWS: &str = include_str!("../../demo/mssp.csv");

/// Published outcomes reproduced.
pub(super) fn rows() -> Result<String, Fault> {
    let mut table = Table::new(&["year", "ACO", "track", ">published $", ">found $", ">difference", "~what it shows"]);
    let mut reader = csv::Reader::from_reader(ROWS.as_bytes());
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
    Ok(title("4. Published outcomes of the Medicare Shared Savings Program, reproduced")
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
