//! The rule tables of one indicator or register, as they are written.

use crate::arguments::Format;
use crate::fault::Fault;
use crate::statement::Rows;
use crate::style::{self, paint};
use crate::table::{Cell, Table, page_width, wrapped};
use anstyle::Style;
use entitle_answers::content::{self, Rules};
use entitle_answers::doubt;
use entitle_answers::patient::RuleTable;
use entitle_kernel::{Contract, Grade};

pub(super) fn rules(contract: &Contract<'_>, item: &str, format: Format) -> Result<String, Fault> {
    let rules = content::rules(contract, item)?;
    Ok(match format {
        Format::Table => page(&rules),
        Format::Json => crate::output::json(&entitle_answers::json::rules(&rules)),
        Format::Csv => delimited(&rules.tables),
    })
}

fn page(shown: &Rules<'_>) -> String {
    let mut text = format!("{}  {}\n", paint(style::HEADING, &shown.item), crate::fault::shown(shown.title));
    if let Some(source) = shown.source {
        let look = if source.grade == Grade::Assumed { style::DOUBT } else { style::FAINT };
        let said = format!("{} ({})", source.title, source.grade.name());
        let note = if source.note.is_empty() { String::new() } else { format!(". {}", source.note) };
        for line in wrapped(&format!("Rules: {said}{note}"), page_width() - 2) {
            text += &format!("  {}\n", paint(look, line));
        }
    }
    for rules in &shown.tables {
        let mut table = Table::new(&[">row", "~if", "~then", "~grade", "~clause"]);
        for (index, row) in rules.rows.iter().enumerate() {
            let condition = match row.meaning {
                "" => row.condition.to_owned(),
                meaning => format!("{}\n= {meaning}", row.condition),
            };
            let look = if row.basis.has(Grade::Assumed) { style::DOUBT } else { Style::new() };
            let cells = [(index + 1).to_string(), condition, row.actions(), row.graded(), row.clause.to_owned()];
            table.row(cells.into_iter().map(|text| Cell::new(look, text)).collect());
        }
        text += &format!("\n{}\n{}", paint(style::HEADING, &rules.title), table.rendered(page_width()));
    }
    let mut table = Table::new(&["fact", "type", "~meaning", "~from"]);
    for fact in &shown.facts {
        table.row(vec![fact.name().into(), content::kind(fact).into(), fact.doc().into(), fact.from().into()]);
    }
    text + &format!("\n{}\n{}", paint(style::HEADING, "Facts read"), table.rendered(page_width()))
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
