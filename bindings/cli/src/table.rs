//! Tables for people: aligned columns, two spaces between, long texts wrapped within their column.
//!
//! The layout is comfy-table's, without its `tty` feature: its colours would bring crossterm, and codes within
//! cells too. So it lays out plain text with ASCII's own separators of units and records between cells
//! and rows, and what stands between them is painted here.

use crate::style;
use anstyle::Style;
use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, ContentLineStyle, LineStyle, TableStyle, Width,
};
use entitle_answers::shown;
use unicode_width::UnicodeWidthStr;

/// Width of a page that is not a terminal, in columns.
pub(crate) const PAGE_WIDTH: usize = 110;
/// A column of prose is as wide as its longest word, up to the first of these that the page has room for.
const PROSE_WIDTHS_MIN: [usize; 4] = [40, 26, 20, 16];
const INDENT: &str = "  ";
const GAP: usize = 2;
/// Between cells.
const UNIT: char = '\u{1f}';
/// Between rows.
const RECORD: char = '\u{1e}';
const BETWEEN_ROWS: LineStyle = LineStyle::none().fill(RECORD).junction(RECORD);
const CELLS: ContentLineStyle = ContentLineStyle::none().junction(UNIT);
const LOOK: TableStyle = TableStyle::new()
    .header_lines(CELLS)
    .header_separator(BETWEEN_ROWS)
    .content_lines(CELLS)
    .row_separator(BETWEEN_ROWS);

/// The width to write for: `COLUMNS`, the terminal's, or [`PAGE_WIDTH`].
pub(crate) fn page_width() -> usize {
    let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    stated.or_else(seen).filter(|width| *width >= 40).unwrap_or(PAGE_WIDTH)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    Left,
    Right,
    Wrapped,
}

/// One cell: a text and how it looks.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    /// A cell in this style; what nobody would see of the text is written out.
    pub(crate) fn new(style: Style, text: impl Into<String>) -> Cell {
        Cell { text: shown(&text.into()).into_owned(), style }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Cell {
        Cell::new(Style::new(), text)
    }
}

/// A table that grows row by row.
pub(crate) struct Table {
    heads: Vec<(String, Fit)>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table with these columns. A head that begins with `>` is of a column of numbers, set right;
    /// one that begins with `~` is of a column of prose, wrapped.
    pub(crate) fn new(heads: &[&str]) -> Table {
        Table::with_heads(heads.iter().map(|head| (*head).to_owned()).collect())
    }

    /// The same for heads that are only known when it runs.
    pub(crate) fn with_heads(heads: Vec<String>) -> Table {
        let fit = |head: String| match head.split_at_checked(1) {
            Some((">", rest)) => (rest.to_owned(), Fit::Right),
            Some(("~", rest)) => (rest.to_owned(), Fit::Wrapped),
            _ => (head, Fit::Left),
        };
        Table { heads: heads.into_iter().map(fit).collect(), rows: Vec::new() }
    }

    /// Adds a row; what is missing at its end stays empty.
    pub(crate) fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    /// Whether it has no rows.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table as lines of text for a page of this width. Columns that are empty throughout are left out.
    /// Where the page is too narrow, prose and heads wrap; names and numbers never do.
    pub(crate) fn rendered(&self, page_width: usize) -> String {
        let has_content = |column: &usize| self.cells(*column).any(|cell| !cell.text.is_empty());
        let columns: Vec<usize> = (0..self.heads.len()).filter(has_content).collect();
        let laid_out = self.laid_out(&columns, page_width);
        let heads: Vec<Cell> = self.heads.iter().map(|(head, _)| Cell::new(style::FAINT, head.clone())).collect();
        let has_heads = columns.iter().any(|column| !self.heads[*column].0.is_empty());
        let mut rows = has_heads.then_some(&heads).into_iter().chain(&self.rows);
        let mut row = rows.next();
        let mut text = String::new();
        for line in laid_out.lines() {
            if line.starts_with(RECORD) {
                row = rows.next();
                continue;
            }
            let parts = line.split(UNIT).zip(&columns);
            let parts = parts.map(|(part, column)| {
                let style = row.and_then(|cells| cells.get(*column)).map_or(Style::new(), |cell| cell.style);
                painted(style, part)
            });
            let line = parts.collect::<Vec<_>>().join(" ");
            text += format!("{INDENT}{line}").trim_end();
            text.push('\n');
        }
        text
    }

    fn cells(&self, column: usize) -> impl Iterator<Item = &Cell> {
        self.rows.iter().filter_map(move |row| row.get(column))
    }

    /// Plain text: cells padded to their columns' widths, a [`UNIT`] between them, a line of [`RECORD`]s between rows.
    fn laid_out(&self, columns: &[usize], page_width: usize) -> comfy_table::Table {
        let mut table = comfy_table::Table::new();
        table.load_style(LOOK).set_content_arrangement(ContentArrangement::Dynamic);
        // The last column's padding is cut off again.
        table.set_width(u16::try_from(page_width + 1 - INDENT.len()).unwrap_or(u16::MAX));
        for row in &self.rows {
            let text = |column: &usize| row.get(*column).map_or(String::new(), |cell| cell.text.clone());
            table.add_row(columns.iter().map(text));
        }
        if columns.iter().any(|column| !self.heads[*column].0.is_empty()) {
            table.set_header(columns.iter().map(|column| self.heads[*column].0.as_str()));
        }
        let least = self.least_widths(columns, page_width);
        for ((column, index), least) in table.column_iter_mut().zip(columns).zip(least) {
            column.set_padding((0, 1));
            // Widths include the padding.
            let least = u16::try_from(least + 1).unwrap_or(u16::MAX);
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
            let is_right = self.heads[*index].1 == Fit::Right;
            column.set_cell_alignment(if is_right { CellAlignment::Right } else { CellAlignment::Left });
        }
        table
    }

    /// The least that each column needs: first with its head on one line, then with a head that breaks at spaces.
    fn least_widths(&self, columns: &[usize], page_width: usize) -> Vec<usize> {
        let of = |whole_heads: bool, prose_width: usize| -> Vec<usize> {
            let width = |column: &usize| {
                let (head, fit) = &self.heads[*column];
                let head = if whole_heads && *fit != Fit::Wrapped { head.width() } else { longest_word(head) };
                let cells = self.cells(*column).map(|cell| match fit {
                    Fit::Wrapped => longest_word(&cell.text).min(prose_width),
                    _ => cell.text.width(),
                });
                cells.max().unwrap_or(0).max(head)
            };
            columns.iter().map(width).collect()
        };
        let mut ways = [true, false].into_iter().flat_map(|whole| PROSE_WIDTHS_MIN.map(|prose| of(whole, prose)));
        let fits = |widths: &Vec<usize>| {
            INDENT.len() + widths.iter().map(|width| width + GAP).sum::<usize>() <= page_width + GAP
        };
        let narrowest = of(false, PROSE_WIDTHS_MIN[PROSE_WIDTHS_MIN.len() - 1]);
        ways.find(fits).unwrap_or(narrowest)
    }
}

/// The table below its title; nothing where it is empty.
pub(crate) fn titled(title: &str, table: &Table) -> String {
    if table.is_empty() {
        return String::new();
    }
    format!("{}\n{}", style::paint(style::HEADING, title), table.rendered(page_width()))
}

fn longest_word(text: &str) -> usize {
    text.split([' ', '\n']).map(UnicodeWidthStr::width).max().unwrap_or(0)
}

/// The text between its spaces in this style.
fn painted(style: Style, part: &str) -> String {
    let text = part.trim();
    match text {
        "" => part.to_owned(),
        _ => part.replacen(text, &style::paint(style, text), 1),
    }
}

/// The text in lines of at most `width`, broken at spaces; what nobody would see of it is written out.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut table = comfy_table::Table::new();
    table.load_style(TableStyle::new()).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX)).add_row([shown(text)]);
    if let Some(column) = table.column_mut(0) {
        column.set_padding((0, 0));
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_right_and_prose_wraps() {
        let mut table = Table::new(&["name", ">amount", "~note"]);
        table.row(vec!["a".into(), "5".into(), "one two three four five six seven".into()]);
        table.row(vec!["bb".into(), "1,000".into()]);
        let text = anstream::adapter::strip_str(&table.rendered(42)).to_string();
        assert_eq!(
            text,
            "  name  amount  note\n  a          5  one two three four five\n                six seven\n  bb     1,000\n"
        );
    }

    #[test]
    fn a_column_without_content_is_left_out() {
        let mut table = Table::new(&["a", "b", "c"]);
        table.row(vec!["1".into(), "".into(), "3".into()]);
        assert!(!table.rendered(80).contains('b'));
    }

    #[test]
    fn a_long_head_breaks_before_the_page_does() {
        let mut table = Table::new(&["indicator", ">next patient", "~title"]);
        table.row(vec!["A".into(), "5".into(), "a title that is rather long for such a page".into()]);
        let text = anstream::adapter::strip_str(&table.rendered(40)).to_string();
        assert!(text.lines().all(|line| line.chars().count() <= 40), "{text}");
        assert!(text.lines().all(|line| !line.ends_with(' ')));
    }

    #[test]
    fn each_line_of_a_cell_has_its_style_and_the_gaps_have_none() {
        let mut table = Table::new(&["", "~"]);
        table.row(vec!["a".into(), Cell::new(style::GOOD, "one two three four five six")]);
        let text = table.rendered(24);
        assert!(text.lines().count() > 1);
        let (good, plain) = (style::GOOD.render().to_string(), style::GOOD.render_reset().to_string());
        assert!(text.lines().all(|line| line.contains(&format!(" {good}")) && line.ends_with(&plain)), "{text:?}");
    }
}
