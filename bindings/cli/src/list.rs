//! `entitle list`: the contracts that are built in, by family: what each decides, and how firmly its figures are known.

use crate::arguments::Format;
use crate::fault::{Fault, capitalised};
use crate::output;
use crate::style;
use crate::table::{Cell, Table, page_width, wrapped};
use entitle_answers::Digests;
use entitle_answers::figures::by_grade;
use entitle_kernel::Contract;
use entitle_kernel::image::record;
use serde_json::json;
use std::collections::BTreeMap;

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

/// What a contract decides: who may hold it, what it pays, or both.
fn decides(contract: &Contract<'_>) -> String {
    let has_criteria = contract.count::<record::Criterion>() > 0;
    let unit = |line: usize| contract.record::<record::Line>(line).map(|line| contract.name(line.unit));
    match (has_criteria, contract.pays().and_then(unit)) {
        (true, Some(unit)) => format!("eligibility, pays {unit}"),
        (false, Some(unit)) => format!("pays {unit}"),
        (_, None) => "eligibility only".to_owned(),
    }
}

/// How many facts the contract leaves to the parties.
fn local_terms(contract: &Contract<'_>) -> usize {
    contract.facts().filter(entitle_kernel::Fact::is_local_term).count()
}

/// The contracts by family, the families and what is in them in the order of their names.
fn families<'r, 'c>(contracts: &'r [Contract<'c>]) -> BTreeMap<&'c str, Vec<&'r Contract<'c>>> {
    let mut families: BTreeMap<&str, Vec<&Contract<'_>>> = BTreeMap::new();
    for contract in contracts {
        families.entry(contract.family()).or_default().push(contract);
    }
    families
}

fn table(contracts: &[Contract<'_>]) -> String {
    let mut table = Table::new(&["~contract", "until", "about", "decides", ">known", ">assumed", ">local"]);
    for (family, contracts) in families(contracts) {
        table.row(vec![Cell::new(style::HEADING.underline(), capitalised(family))]);
        for contract in contracts {
            let [official, published, derived, assumed] = by_grade(contract);
            let doubt = if assumed > 0 { style::DOUBT } else { anstyle::Style::new() };
            let revision = match contract.revision() {
                1 => String::new(),
                revision => format!("#{revision}"),
            };
            let name = format!("{}@{}{revision}", contract.id(), contract.in_force());
            table.row(vec![
                Cell::new(style::HEADING, name),
                until(contract).into(),
                contract.subject().name().into(),
                decides(contract).into(),
                (official + published + derived).to_string().into(),
                Cell::new(doubt, assumed.to_string()),
                local_terms(contract).to_string().into(),
            ]);
            table.row(vec![contract.title().into()]);
        }
    }
    let notes = "known: figures and rules read in a source or worked out and checked; assumed: confirmed by none; \
                 local: terms that the parties agree or that are announced each year, always an input.\n\
                 entitle show CONTRACT tells what one takes, pays and rests on; entitle compare puts several side by side.\n";
    let notes: Vec<String> = notes.lines().flat_map(|line| wrapped(line, page_width())).collect();
    table.rendered(page_width()) + "\n" + &notes.join("\n") + "\n"
}

fn json(contracts: &[Contract<'_>]) -> String {
    let list: Vec<_> = contracts
        .iter()
        .map(|contract| {
            let [official, published, derived, assumed] = by_grade(contract);
            let digests = Digests::of(contract);
            json!({
                "id": contract.id(),
                "in_force": contract.in_force(),
                "until": contract.until(),
                "revision": contract.revision(),
                "subject": contract.subject().name(),
                "title": contract.title(),
                "family": contract.family(),
                "decides": decides(contract),
                "local_terms": local_terms(contract),
                "figures": { "official": official, "published": published, "derived": derived, "assumed": assumed },
                "source_digest": digests.source,
                "image_digest": digests.image,
                "text_digest": digests.text,
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
        "family",
        "decides",
        "official",
        "published",
        "derived",
        "assumed",
        "local_terms",
        "source_digest",
        "image_digest",
        "text_digest",
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
            contract.family().to_owned(),
            decides(contract),
        ];
        cells.extend(counts);
        cells.push(local_terms(contract).to_string());
        let Digests { source, image, text } = Digests::of(contract);
        cells.extend([source.to_string(), image.to_string(), text.map_or(String::new(), |text| text.to_string())]);
        let _ = writer.write_record(cells);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
