//! `entitle list`: the contracts that are built in.

use crate::arguments::Format;
use crate::fault::Fault;
use crate::figures::by_grade;
use crate::output;
use crate::statement::digest;
use crate::style;
use crate::table::{Cell, Table, page_width};
use entitle_kernel::Contract;
use serde_json::json;

/// Prints them.
pub(crate) fn run(format: Format) -> Result<(), Fault> {
    let contracts: Vec<Contract<'static>> = entitle_contracts::all()
        .iter()
        .map(|definition| definition.contract())
        .collect::<Result<_, _>>()
        .map_err(|error| Fault::input(format!("a contract that is built in is damaged: {error}")))?;
    output::print(&match format {
        Format::Table => table(&contracts),
        Format::Json => json(&contracts),
        Format::Csv => delimited(&contracts),
    })
}

fn until(contract: &Contract<'_>) -> String {
    contract.until().map_or(String::new(), |until| until.to_string())
}

fn table(contracts: &[Contract<'_>]) -> String {
    let mut table = Table::new(&["~contract", "until", "subject", ">figures", ">assumed"]);
    for contract in contracts {
        let counts = by_grade(contract);
        let assumed = counts[3];
        let doubt = if assumed > 0 { style::DOUBT } else { anstyle::Style::new() };
        let name = format!("{}@{}#{}", contract.id(), contract.in_force(), contract.revision());
        table.row(vec![
            Cell::new(style::HEADING, name),
            until(contract).into(),
            contract.subject().name().into(),
            counts.iter().sum::<usize>().to_string().into(),
            Cell::new(doubt, assumed.to_string()),
        ]);
        table.row(vec![contract.title().into()]);
    }
    table.rendered(page_width()) + "\nentitle show CONTRACT tells what one takes, pays and rests on.\n"
}

fn json(contracts: &[Contract<'_>]) -> String {
    let list: Vec<_> = contracts
        .iter()
        .map(|contract| {
            let [official, published, derived, assumed] = by_grade(contract);
            json!({
                "id": contract.id(),
                "in_force": contract.in_force(),
                "until": contract.until(),
                "revision": contract.revision(),
                "subject": contract.subject().name(),
                "title": contract.title(),
                "figures": { "official": official, "published": published, "derived": derived, "assumed": assumed },
                "digest": digest(contract),
            })
        })
        .collect();
    serde_json::to_string_pretty(&list).unwrap_or_default() + "\n"
}

fn delimited(contracts: &[Contract<'_>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let heads = [
        "contract",
        "in_force",
        "until",
        "revision",
        "subject",
        "title",
        "official",
        "published",
        "derived",
        "assumed",
        "digest",
    ];
    // Writing to memory does not fail.
    let _ = writer.write_record(heads);
    for contract in contracts {
        let counts = by_grade(contract).map(|count| count.to_string());
        let mut cells = vec![
            contract.id().to_owned(),
            contract.in_force().to_string(),
            until(contract),
            contract.revision().to_string(),
            contract.subject().name().to_owned(),
            contract.title().to_owned(),
        ];
        cells.extend(counts);
        cells.push(digest(contract));
        let _ = writer.write_record(cells);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
