//! A statement for people: who and under which terms, eligibility, amounts, then registers and indicators as tables.

use super::written::{
    amount_cell, and_more, lacking_cells, percent, plain, room_cells, spaced, value_cell, value_style, verdict,
    verdict_style, with_waiting,
};
use crate::style::{self, paint};
use crate::table::{Cell, Table, page_width, titled};
use anstyle::Style;
use entitle_answers::doubt::{self, ASSUMED_FIGURE, ASSUMED_SIGN, LOCAL_TERM, LOCAL_TERM_NOTE, LOCAL_TERM_SIGN};
use entitle_answers::identity::digest;
use entitle_answers::lacking;
use entitle_answers::rounded;
use entitle_answers::waiting::counts;
use entitle_answers::{Evaluated, Found};
use entitle_kernel::image::code::{Per, Scope};
use entitle_kernel::image::record;
use entitle_kernel::{AnswerKind, Contract, Number, Value};

/// The whole page of one subject. `remark` says how the contract was chosen, or nothing.
pub(super) fn page(contract: &Contract<'_>, statement: &Evaluated<'_>, remark: &str, trace: bool) -> String {
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
    contract: &'p Contract<'c>,
    statement: &'p Evaluated<'c>,
}

impl<'p, 'c> Page<'p, 'c> {
    fn of_kind(&self, kind: AnswerKind) -> impl Iterator<Item = &'p Found<'c>> + Clone + use<'p, 'c> {
        self.statement.answers.iter().filter(move |found| found.kind == kind)
    }

    fn heading(&self, remark: &str) -> String {
        let contract = self.contract;
        let mut text = format!("{}  {}\n", paint(style::HEADING, &self.statement.subject), contract.title());
        let identity =
            format!("{}@{}#{}  {}", contract.id(), contract.in_force(), contract.revision(), &digest(contract)[..19]);
        text += &format!("  {}\n", paint(style::FAINT, identity));
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
                Cell::new(style::FAINT, with_waiting(found.clause, found)),
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
                Cell::new(style::FAINT, self.marked(found, &with_waiting(found.title, found))),
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
            let note = with_waiting(&[found.title, found.clause].join(" · "), found);
            table.row(vec![
                Cell::new(style, found.name),
                amount_cell(found, doubt::signs(found.basis)),
                found.unit.into(),
                Cell::new(style::FAINT, note.trim_matches([' ', '·'])),
            ]);
        }
        titled("Amounts", &table)
    }

    fn registers(&self) -> String {
        let lines = self.lines_per(Per::Register);
        if lines.is_empty() {
            return String::new();
        }
        let mut heads = vec!["register".to_owned(), ">patients".to_owned()];
        heads.extend(lines.iter().map(|(_, name)| format!(">{}", spaced(name))));
        let mut table = Table::with_heads(heads);
        for register in 0..self.contract.register_count() {
            let size = self.count("register_size", register);
            if matches!(size, Value::Unknown) {
                continue;
            }
            let mut cells = vec![self.contract.register_name(register).into(), plain(size).into()];
            cells.extend(lines.iter().map(|(line, _)| self.line_cell(*line, register)));
            table.row(cells);
        }
        titled("Registers", &table)
    }

    fn indicators(&self) -> String {
        if self.contract.indicator_count() == 0 {
            return String::new();
        }
        let lines = self.lines_per(Per::Indicator);
        let mut heads: Vec<String> =
            ["indicator", ">denominator", ">numerator", ">achieved", ">points", ">of"].map(str::to_owned).into();
        heads.extend(lines.iter().map(|(_, name)| format!(">{}", spaced(name))));
        heads.extend([">needed", ">next patient"].map(str::to_owned));
        let mut table = Table::with_heads(heads);
        let mut unsaid = Vec::new();
        for indicator in 0..self.contract.indicator_count() {
            let counts = ["denominator", "numerator"].map(|name| self.count(name, indicator));
            let judges_counts = self.points(indicator).is_none_or(|found| found.value.is_unknown());
            if judges_counts && counts.iter().all(|count| matches!(count, Value::Unknown)) {
                unsaid.push(self.contract.indicator_name(indicator).to_owned());
                continue;
            }
            table.row(self.indicator(indicator, counts, &lines));
        }
        let mut text = titled("Indicators", &table);
        if !unsaid.is_empty() {
            let note = format!("Without counts: {}", unsaid.join(", "));
            for line in crate::table::wrapped(&note, page_width() - 2) {
                text += &format!("  {}\n", paint(style::FAINT, line));
            }
        }
        text
    }

    fn indicator(&self, indicator: usize, counts: [Value; 2], lines: &[(usize, &'c str)]) -> Vec<Cell> {
        let record = self.contract.record::<record::Indicator>(indicator);
        let maximum = record.map_or(Number::ZERO, |record| self.contract.decimal(record.points));
        let achieved = self.of_kind(AnswerKind::Achieved).find(|found| found.index == indicator);
        let mut cells: Vec<Cell> = vec![
            self.contract.indicator_name(indicator).into(),
            plain(counts[0]).into(),
            plain(counts[1]).into(),
            achieved.map_or_else(|| "".into(), |found| percent(found.value).into()),
            self.points(indicator).map_or_else(
                || "".into(),
                |found| Cell::new(value_style(found.value), rounded(found.value, 3) + &doubt::signs(found.basis)),
            ),
            plain(Value::Number(maximum)).into(),
        ];
        cells.extend(lines.iter().map(|(line, _)| self.line_cell(*line, indicator)));
        if let Some(room) = self.statement.headroom.iter().find(|room| room.index == indicator) {
            cells.extend(room_cells(room));
        }
        cells
    }

    fn points(&self, indicator: usize) -> Option<&'p Found<'c>> {
        self.of_kind(AnswerKind::Points).find(|found| found.index == indicator)
    }

    /// Index and name of each line that has an amount per register or indicator.
    fn lines_per(&self, per: Per) -> Vec<(usize, &'c str)> {
        let lines = self.contract.all::<record::Line>().enumerate();
        lines
            .filter(|(_, line)| Per::from_u8(line.per) == Some(per))
            .map(|(index, line)| (index, self.contract.name(line.name)))
            .collect()
    }

    fn line_cell(&self, line: usize, item: usize) -> Cell {
        let found = self.of_kind(AnswerKind::Line).find(|found| found.index == line && found.item_index == item);
        found.map_or_else(|| "".into(), |found| amount_cell(found, doubt::signs(found.basis)))
    }

    fn count(&self, name: &str, item: usize) -> Value {
        let fact = match name {
            "register_size" => self.contract.find_fact(Scope::Practice, name).map(|fact| fact.index()),
            "numerator" => counts(self.contract).map(|[numerator, _]| numerator),
            _ => counts(self.contract).map(|[_, denominator]| denominator),
        };
        let mut facts = self.statement.facts.iter();
        let found = facts.find(|((index, place), _)| Some(*index) == fact && *place == item);
        found.map_or(Value::Unknown, |(_, value)| *value)
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
        let notes = [
            (ASSUMED_SIGN, ASSUMED_FIGURE, "`entitle show` lists them"),
            (LOCAL_TERM_SIGN, LOCAL_TERM, LOCAL_TERM_NOTE),
        ];
        let holds =
            |doubt: &str| self.statement.answers.iter().any(|found| doubt::of_answer(found.basis).contains(&doubt));
        let notes = notes.into_iter().filter(|(_, doubt, _)| holds(doubt));
        notes
            .map(|(sign, doubt, what)| paint(style::FAINT, format!("{sign} rests on {doubt}: {what}")) + "\n")
            .collect()
    }
}
