//! A comparison for people: columns as a legend, then criteria, amounts, totals, practices, and what is not known.

use crate::statement::{and_more, lacking_cells, value_style, verdict_style};
use crate::style::{self, paint};
use crate::table::{Cell, Table, page_width, titled, wrapped};
use anstyle::Style;
use entitle_answers::comparison::rows::{self, Cell as Held, Row, contract_name, letters, with_unit};
use entitle_answers::comparison::{Compared, Comparison, Practice, Total, criteria_open, eligible};
use entitle_answers::doubt;
use entitle_answers::{grouped, money};
use entitle_kernel::{AnswerKind, Value, Written};

/// How many lacking facts a page lists; the other forms list all.
const LACKING_MAX: usize = 24;

pub(super) fn page(compared: &Compared<'_, '_>) -> String {
    let mut text = legend(compared);
    for comparison in compared.comparisons {
        text += "\n";
        text += &Page { compared, comparison }.text();
    }
    text
}

fn legend(compared: &Compared<'_, '_>) -> String {
    let mut table = Table::new(&["", "", "~"]);
    for (place, column) in compared.columns.iter().enumerate() {
        for (index, contract) in column.contracts.iter().map(|place| (*place, &compared.contracts[*place])) {
            let letter =
                if column.contracts.first() == Some(&index) { column.letter.to_string() } else { "+".to_owned() };
            let held = if place == 0 { "held now: " } else { "" };
            let remark = compared.remark(index);
            table.row(vec![
                Cell::new(style::HEADING, letter),
                contract_name(contract).into(),
                format!("{held}{}{remark}", contract.title()).into(),
            ]);
        }
    }
    format!("{}\n{}", paint(style::HEADING, "Contracts compared"), table.rendered(page_width()))
}

struct Page<'p, 'r, 'c> {
    compared: &'p Compared<'r, 'c>,
    comparison: &'p Comparison<'c>,
}

impl Page<'_, '_, '_> {
    fn text(&self) -> String {
        let rows = rows::rows(self.comparison);
        let parts = [
            self.heading(),
            self.section("May it be held", &rows, AnswerKind::Criterion),
            self.section("How it stands", &rows, AnswerKind::Condition),
            self.section("Amounts", &rows, AnswerKind::Line),
            self.totals(),
            self.practices(),
            self.behind(),
            self.lacking(),
            self.footnotes(&rows),
        ];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }

    fn heading(&self) -> String {
        let members = match self.comparison.members.len() {
            0 => String::new(),
            count => format!("  a network of {}", crate::fault::counted(count, "practice")),
        };
        format!("{}{members}\n", paint(style::HEADING, &self.comparison.subject))
    }

    fn heads(&self, first: &[&str]) -> Table {
        let mut heads: Vec<String> = first.iter().map(|head| (*head).to_owned()).collect();
        heads.extend(self.compared.columns.iter().map(|column| format!(">{}", column.letter)));
        Table::with_heads(heads)
    }

    fn section(&self, title: &str, rows: &[Row], kind: AnswerKind) -> String {
        let mut table = self.heads(&["", "~", ""]);
        for row in rows.iter().filter(|row| row.kind == kind) {
            let titles = Cell::new(style::FAINT, row.titles(self.compared));
            let mut cells: Vec<Cell> = vec![row.name.clone().into(), titles, row.unit().into()];
            cells.extend(row.cells.iter().map(shown));
            table.row(cells);
        }
        if kind == AnswerKind::Criterion && !table.is_empty() {
            let mut cells: Vec<Cell> = vec![Cell::new(style::HEADING, "eligible"), "".into(), "".into()];
            cells.extend(self.comparison.outcomes.iter().map(|outcome| match rows::eligible(outcome) {
                Some(verdict) => Cell::new(verdict_style(Some(verdict)), verdict.name()),
                None => "-".into(),
            }));
            table.row(cells);
        }
        titled(title, &table)
    }

    fn totals(&self) -> String {
        let mut table = self.heads(&[""]);
        let mut row = |name: &str, totals: Vec<Option<&Total>>| {
            let mut cells: Vec<Cell> = vec![Cell::new(style::HEADING, name)];
            cells.extend(totals.into_iter().map(|total| total.map_or_else(|| "".into(), amount)));
            table.row(cells);
        };
        let outcomes = &self.comparison.outcomes;
        let [total, gain] = match self.comparison.staying.is_empty() {
            true => ["total", "gain on A"],
            false => ["of those under it", "gain on A, all together"],
        };
        row(total, outcomes.iter().map(|outcome| Some(&outcome.total)).collect());
        row(gain, outcomes.iter().map(|outcome| outcome.gain.as_ref()).collect());
        let forgone = rows::forgone(self.compared, self.comparison);
        let lines = forgone.iter().flat_map(|sentence| wrapped(sentence, page_width() - 2));
        let lines: String = lines.map(|line| format!("  {}\n", paint(style::DOUBT, &line))).collect();
        titled("Paid in all", &table) + &lines
    }

    fn practices(&self) -> String {
        let (Some(first), false) = (self.comparison.outcomes.first(), self.comparison.members.is_empty()) else {
            return String::new();
        };
        let mut heads = vec!["practice".to_owned(), ">A".to_owned()];
        for column in &self.compared.columns[1..] {
            let letter = column.letter;
            heads.extend([format!(">{letter}"), ">gain".to_owned(), format!("{letter} without it")]);
        }
        let mut table = Table::with_heads(heads);
        let stated = |total: &Total| if matches!(total, Total::Nothing) { "".into() } else { amount(total) };
        for (place, practice) in first.practices.iter().enumerate() {
            let mut cells: Vec<Cell> = vec![practice.name.clone().into(), stated(&practice.total)];
            for outcome in &self.comparison.outcomes[1..] {
                let practice = &outcome.practices[place];
                cells.extend([stated(&practice.total), practice.gain.as_ref().map_or_else(|| "".into(), stated)]);
                cells.push(without(practice));
            }
            table.row(cells);
        }
        let note =
            "What contracts about practices pay each of them; what a contract pays the network is not divided here.";
        let text = titled("Practices", &table);
        let notes = wrapped(note, page_width() - 2);
        text + &notes.iter().map(|line| format!("  {}\n", paint(style::FAINT, line))).collect::<String>()
    }

    /// Those that stay behind, and how the first column stands for them alone.
    fn behind(&self) -> String {
        let Some(outcome) = self.comparison.outcomes.get(1).filter(|outcome| !outcome.behind.is_empty()) else {
            return String::new();
        };
        let mut table = Table::new(&["", "", "~"]);
        for part in &outcome.behind {
            let contract = &self.compared.contracts[part.contract];
            for statement in &part.statements {
                let whose = if part.by_practice { statement.subject.as_str() } else { "together" };
                let verdict = eligible(statement);
                table.row(vec![
                    whose.into(),
                    amount(&Total::of(contract, statement)),
                    Cell::new(
                        verdict_style(verdict),
                        match verdict {
                            Some(verdict) => format!("{}: {}", contract.id(), verdict.name()),
                            None => contract.id().to_owned(),
                        },
                    ),
                ]);
                for found in criteria_open(statement) {
                    let text = format!("{}: {}", found.written, found.title);
                    table.row(vec!["".into(), "".into(), Cell::new(verdict_style(found.verdict), text)]);
                }
            }
        }
        let title = format!("Stay behind under A: {}", self.comparison.staying.join(", "));
        titled(&title, &table)
    }

    fn lacking(&self) -> String {
        let lacking = rows::lacking(self.compared, self.comparison);
        let mut table = Table::new(&["waits", "for", "~meaning", "unit", "~"]);
        for lack in lacking.iter().take(LACKING_MAX) {
            let mut cells: Vec<Cell> = vec![letters(self.compared, &lack.columns).into()];
            cells.extend(lacking_cells(&lack.fact));
            table.row(cells);
        }
        titled("Not given, and waited for", &table) + &and_more(lacking.len(), LACKING_MAX)
    }

    fn footnotes(&self, rows: &[Row]) -> String {
        let notes = rows::footnotes(self.compared, self.comparison, rows);
        notes.into_iter().map(|note| paint(style::FAINT, note) + "\n").collect()
    }
}

fn shown(held: &Option<Held>) -> Cell {
    let Some(held) = held else {
        return Cell::new(style::FAINT, "\u{b7}");
    };
    let signs = doubt::signs(held.basis);
    match (held.verdict, held.value) {
        (Some(verdict), _) => {
            let whose = if held.whose.is_empty() { String::new() } else { format!(" ({})", held.whose) };
            Cell::new(verdict_style(Some(verdict)), verdict.name().to_owned() + &signs + &whose)
        }
        (None, Value::Number(_)) => Cell::new(Style::new(), grouped(&money(held.value)) + &signs),
        (None, value) => Cell::new(value_style(value), held.written.clone() + &signs),
    }
}

fn amount(total: &Total) -> Cell {
    match total {
        Total::Nothing => Cell::new(style::FAINT, "no amount stated"),
        Total::Mixed => Cell::new(style::DOUBT, "in different units"),
        Total::Amount { value: value @ Value::Number(_), unit, basis } => {
            Cell::new(Style::new(), with_unit(*value, unit) + &doubt::signs(*basis))
        }
        Total::Amount { value, basis, .. } => {
            Cell::new(value_style(*value), Written(*value).to_string() + &doubt::signs(*basis))
        }
    }
}

fn without(practice: &Practice) -> Cell {
    match (practice.takes_part, practice.without) {
        (false, _) => Cell::new(style::FAINT, "stays behind"),
        (true, Some(verdict)) => Cell::new(verdict_style(Some(verdict)), verdict.name()),
        (true, None) => "".into(),
    }
}
