//! The rule tables of one indicator or register, as they are written.

use crate::arguments::Format;
use crate::fault::{Fault, nearest};
use crate::patient::{RuleRow, RuleTable, table_of_register, tables_of, with_rules};
use crate::statement::Rows;
use crate::style::{self, paint};
use crate::table::{Cell, Table, page_width, wrapped};
use anstyle::Style;
use entitle_answers::doubt;
use entitle_kernel::image::record;
use entitle_kernel::{Contract, Fact, Grade, Source};
use serde_json::json;
use std::collections::BTreeSet;

pub(super) fn rules(contract: &Contract<'_>, item: &str, format: Format) -> Result<String, Fault> {
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
        )));
    }
    Ok(match format {
        Format::Table => page(contract, item, title, &tables),
        Format::Json => json_of(contract, item, title, &tables),
        Format::Csv => delimited(&tables),
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
    match nearest(item, indicators.chain(registers)) {
        Some(near) => fault.with_help(format!("did you mean {near}?")),
        None => fault.with_help(format!("`entitle show {}` lists them", contract.id())),
    }
}

fn page(contract: &Contract<'_>, item: &str, title: &str, tables: &[RuleTable<'_>]) -> String {
    let mut text = format!("{}  {title}\n", paint(style::HEADING, item));
    if let Some(source) = source_of(contract, item) {
        let look = if source.grade == Grade::Assumed { style::DOUBT } else { style::FAINT };
        let said = format!("{} ({})", source.title, source.grade.name());
        let note = if source.note.is_empty() { String::new() } else { format!(". {}", source.note) };
        for line in wrapped(&format!("Rules: {said}{note}"), page_width() - 2) {
            text += &format!("  {}\n", paint(look, line));
        }
    }
    for rules in tables {
        let mut table = Table::new(&[">row", "~if", "~then", "~grade", "~clause"]);
        for (index, row) in rules.rows.iter().enumerate() {
            let condition = match row.meaning {
                "" => row.condition.to_owned(),
                meaning => format!("{}\n= {meaning}", row.condition),
            };
            let look = if row.basis.has(Grade::Assumed) { style::DOUBT } else { Style::new() };
            let cells = [(index + 1).to_string(), condition, row.actions(), graded(row), row.clause.to_owned()];
            table.row(cells.into_iter().map(|text| Cell::new(look, text)).collect());
        }
        text += &format!("\n{}\n{}", paint(style::HEADING, &rules.title), table.rendered(page_width()));
    }
    let mut table = Table::new(&["fact", "type", "~meaning", "~from"]);
    for fact in facts(contract, tables) {
        table.row(vec![fact.name().into(), super::content::kind(&fact).into(), fact.doc().into(), fact.from().into()]);
    }
    text + &format!("\n{}\n{}", paint(style::HEADING, "Facts read"), table.rendered(page_width()))
}

/// The weakest grade that a row rests on, and whether a local term is among it.
fn graded(row: &RuleRow<'_>) -> String {
    let grade = row.basis.weakest().map(Grade::name);
    let term = row.basis.has_local_term().then_some("local term");
    grade.into_iter().chain(term).collect::<Vec<_>>().join(", ")
}

fn facts<'c>(contract: &Contract<'c>, tables: &[RuleTable<'_>]) -> Vec<Fact<'c>> {
    let rows = tables.iter().flat_map(|table| &table.rows);
    let indexes: BTreeSet<usize> = rows.flat_map(|row| row.facts.iter().copied()).collect();
    indexes.into_iter().filter_map(|index| contract.fact(index)).collect()
}

fn json_of(contract: &Contract<'_>, item: &str, title: &str, tables: &[RuleTable<'_>]) -> String {
    let tables_json = tables.iter().map(|table| {
        let rows = table.rows.iter().enumerate().map(|(index, row)| {
            json!({
                "row": index + 1, "if": row.condition, "meaning": row.meaning,
                "then": row.then.name(), "because": row.because,
                "else": row.otherwise.name(), "else_because": row.otherwise_because, "clause": row.clause,
                "grade": row.basis.weakest().map(Grade::name), "rests_on": doubt::of_rules(row.basis),
            })
        });
        json!({ "table": table.title, "rows": rows.collect::<Vec<_>>() })
    });
    let facts = facts(contract, tables);
    let facts = facts.iter().map(|fact| json!({ "name": fact.name(), "type": super::content::kind(fact), "meaning": fact.doc(), "from": fact.from() }));
    let object = json!({
        "item": item, "title": title, "rules_source": source_of(contract, item),
        "tables": tables_json.collect::<Vec<_>>(), "facts": facts.collect::<Vec<_>>(),
    });
    serde_json::to_string_pretty(&object).unwrap_or_default() + "\n"
}

fn delimited(tables: &[RuleTable<'_>]) -> String {
    let mut rows = Rows::new();
    for table in tables {
        for (index, row) in table.rows.iter().enumerate() {
            let parts = [row.meaning, row.clause].into_iter().filter(|part| !part.is_empty()).map(str::to_owned);
            let doubts = doubt::of_rules(row.basis).into_iter().map(|doubt| format!("rests on {doubt}"));
            let detail: Vec<String> = parts.chain(doubts).collect();
            rows.row(["", &table.title, &(index + 1).to_string(), row.condition, &row.actions(), &detail.join("; ")]);
        }
    }
    rows.finish()
}
