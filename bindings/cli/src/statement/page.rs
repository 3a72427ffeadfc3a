//! A statement for people: who and under which terms, eligibility, amounts, then registers and indicators as tables.

use super::written::{
    amount_cell, and_more, lacking_cells, room_cells, spaced, value_cell, value_style, verdict, verdict_style,
};
use crate::style::{self, paint};
use crate::table::{Cell, Table, page_width, titled};
use anstyle::Style;
use entitle_answers::identity::name;
use entitle_answers::per_item::{self, IndicatorRow, Indicators};
use entitle_answers::{Evaluated, Found, Identified, count, doubt, lacking, percent, rounded};
use entitle_kernel::image::code::Per;
use entitle_kernel::{AnswerKind, Basis, Value};

/// The whole page of one subject. `remark` says how the contract was chosen, or nothing.
pub(super) fn page(contract: &Identified<'_>, statement: &Evaluated<'_>, remark: &str, trace: bool) -> String {
    let page = Page { contract, statement };
    let parts = [
        page.heading(remark),
        page.eligibility(),
        page.conditions(),
        page.amounts(),
        page.registers(),
        page.indicators(),
        page.lacking(),
        page.footnotes(),
        if trace { page.trace() } else { String::new() },
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

/// How many lacking facts a page lists; the other forms list all.
const LACKING_MAX: usize = 12;

struct Page<'p, 'c> {
    contract: &'p Identified<'c>,
    statement: &'p Evaluated<'c>,
}

impl<'p, 'c> Page<'p, 'c> {
    fn of_kind(&self, kind: AnswerKind) -> impl Iterator<Item = &'p Found<'c>> + Clone + use<'p, 'c> {
        self.statement.answers.iter().filter(move |found| found.kind == kind)
    }

    fn heading(&self, remark: &str) -> String {
        let contract = self.contract;
        let mut text = format!("{}  {}\n", paint(style::HEADING, &self.statement.subject), contract.title());
        text += &format!("  {}\n", paint(style::FAINT, name(contract)));
        text += &style::digests(contract.digests());
        if !remark.is_empty() {
            text += &format!("  {}\n", paint(style::DOUBT, remark));
        }
        text
    }

    fn eligibility(&self) -> String {
        let Some(together) = self.of_kind(AnswerKind::Eligible).next() else {
            return String::new();
        };
        let mut text = format!("{}  {}\n", paint(style::HEADING, "Eligible"), verdict(together));
        let mut table = Table::new(&["", "", "~", "~"]);
        for found in self.of_kind(AnswerKind::Criterion) {
            table.row(vec![
                Cell::new(verdict_style(found.verdict), found.written.clone()),
                found.name.into(),
                self.marked(found, found.title).into(),
                Cell::new(style::FAINT, found.with_waiting(found.clause)),
            ]);
        }
        text += &table.rendered(page_width());
        text
    }

    fn conditions(&self) -> String {
        let mut table = Table::new(&["", "", "~"]);
        for found in self.of_kind(AnswerKind::Condition).filter(|found| !found.is_contradiction) {
            table.row(vec![
                value_cell(found),
                found.name.into(),
                Cell::new(style::FAINT, self.marked(found, &found.with_waiting(found.title))),
            ]);
        }
        titled("Conditions", &table)
    }

    /// The lines that the subject has one of.
    fn amounts(&self) -> String {
        let mut table = Table::new(&["line", ">amount", "unit", "~"]);
        for found in self.of_kind(AnswerKind::Line).filter(|found| found.item.is_empty()) {
            let pays = self.contract.pays() == Some(found.index);
            let style = if pays { style::HEADING } else { Style::new() };
            let note = found.with_waiting(&[found.title, found.clause].join(" · "));
            table.row(vec![
                Cell::new(style, found.name),
                amount_cell(found),
                found.unit.into(),
                Cell::new(style::FAINT, note.trim_matches([' ', '·'])),
            ]);
        }
        titled("Amounts", &table)
    }

    fn registers(&self) -> String {
        let mut heads = vec!["register".to_owned(), ">patients".to_owned()];
        heads.extend(self.heads_of_lines(Per::Register));
        let mut table = Table::with_heads(heads);
        for row in per_item::registers(self.contract, self.statement) {
            let mut cells = vec![row.name.into(), count(row.size).into()];
            cells.extend(row.lines.iter().map(line_cell));
            table.row(cells);
        }
        titled("Registers", &table)
    }

    fn indicators(&self) -> String {
        let mut heads: Vec<String> =
            ["indicator", ">denominator", ">numerator", ">achieved", ">points", ">of"].map(str::to_owned).into();
        heads.extend(self.heads_of_lines(Per::Indicator));
        heads.extend([">needed", ">next patient"].map(str::to_owned));
        let mut table = Table::with_heads(heads);
        let Indicators { rows, without_counts } = per_item::indicators(self.contract, self.statement);
        rows.iter().for_each(|row| table.row(indicator(row)));
        let mut text = titled("Indicators", &table);
        if !without_counts.is_empty() {
            let note = format!("Without counts: {}", without_counts.join(", "));
            for line in crate::table::wrapped(&note, page_width() - 2) {
                text += &format!("  {}\n", paint(style::FAINT, line));
            }
        }
        text
    }

    fn heads_of_lines(&self, per: Per) -> impl Iterator<Item = String> {
        per_item::lines(self.contract, per).into_iter().map(|name| format!(">{}", spaced(name)))
    }

    /// What criteria and payment wait for, local terms first.
    fn lacking(&self) -> String {
        let mut lacking = lacking(self.contract, self.statement);
        lacking.sort_by_key(|lack| !lack.local);
        let mut table = Table::new(&["", "~", "", "~"]);
        for lack in lacking.iter().take(LACKING_MAX) {
            table.row(lacking_cells(lack).into());
        }
        titled("Not given, and waited for", &table) + &and_more(lacking.len(), LACKING_MAX)
    }

    fn marked(&self, found: &Found<'_>, text: &str) -> String {
        format!("{text}{}", doubt::signs(found.basis))
    }

    /// What decided, as a numbered list.
    fn trace(&self) -> String {
        let mut table = Table::new(&[">", "~"]);
        for (index, entry) in self.statement.trace.iter().enumerate() {
            let text = self.contract.written_entry(entry).to_string();
            table.row(vec![Cell::new(style::FAINT, (index + 1).to_string()), text.into()]);
        }
        titled("Trace", &table)
    }

    fn footnotes(&self) -> String {
        let basis = self.statement.answers.iter().fold(Basis::NONE, |basis, found| basis.and(found.basis));
        let notes = doubt::footnotes(basis, "`entitle show` lists them");
        notes.into_iter().map(|note| paint(style::FAINT, note) + "\n").collect()
    }
}

fn indicator(row: &IndicatorRow<'_, '_>) -> Vec<Cell> {
    let points =
        |found: &Found<'_>| Cell::new(value_style(found.value), rounded(found.value, 3) + &doubt::signs(found.basis));
    let mut cells: Vec<Cell> = vec![
        row.name.into(),
        count(row.denominator).into(),
        count(row.numerator).into(),
        row.achieved.map_or_else(|| "".into(), |found| percent(found.value).into()),
        row.points.map_or_else(|| "".into(), points),
        count(Value::Number(row.points_max)).into(),
    ];
    cells.extend(row.lines.iter().map(line_cell));
    cells.extend(row.room.into_iter().flat_map(room_cells));
    cells
}

fn line_cell(found: &Option<&Found<'_>>) -> Cell {
    found.map_or_else(|| "".into(), amount_cell)
}
