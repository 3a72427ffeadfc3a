//! Tables for people: aligned columns, two spaces between, long texts wrapped within their column.

use crate::style;
use anstyle::Style;
use unicode_width::UnicodeWidthStr;

/// Width of a page that is not a terminal, in columns.
pub(crate) const PAGE_WIDTH: usize = 110;
/// A wrapped column is never narrower than this.
const WRAPPED_WIDTH_MIN: usize = 24;
const GAP: usize = 2;

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
    /// A cell in this style.
    pub(crate) fn new(style: Style, text: impl Into<String>) -> Cell {
        Cell { text: text.into(), style }
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
    indent: usize,
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
        Table { heads: heads.into_iter().map(fit).collect(), rows: Vec::new(), indent: 2 }
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
    pub(crate) fn rendered(&self, page_width: usize) -> String {
        let columns: Vec<usize> =
            (0..self.heads.len()).filter(|column| self.cells(*column).any(|cell| !cell.text.is_empty())).collect();
        let widths = self.widths(&columns, page_width);
        let mut text = String::new();
        if self.heads.iter().any(|(head, _)| !head.is_empty()) {
            let heads: Vec<Cell> = self.heads.iter().map(|(head, _)| Cell::new(style::FAINT, head.clone())).collect();
            self.write_row(&mut text, &heads, &columns, &widths);
        }
        for row in &self.rows {
            self.write_row(&mut text, row, &columns, &widths);
        }
        text
    }

    fn cells(&self, column: usize) -> impl Iterator<Item = &Cell> {
        self.rows.iter().filter_map(move |row| row.get(column))
    }

    /// Every column as wide as its widest cell; the wrapped ones share what is left of the page.
    fn widths(&self, columns: &[usize], page_width: usize) -> Vec<usize> {
        let mut widths: Vec<usize> = columns
            .iter()
            .map(|column| {
                let cells = self.cells(*column).map(|cell| cell.text.width());
                cells.max().unwrap_or(0).max(self.heads[*column].0.width())
            })
            .collect();
        let gaps = self.indent + GAP * columns.len().saturating_sub(1);
        loop {
            let excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(page_width);
            let widest = (0..columns.len())
                .filter(|index| self.heads[columns[*index]].1 == Fit::Wrapped)
                .filter(|index| widths[*index] > WRAPPED_WIDTH_MIN)
                .max_by_key(|index| widths[*index]);
            match widest {
                Some(_) if excess == 0 => return widths,
                Some(index) => widths[index] -= 1,
                None => return widths,
            }
        }
    }

    fn write_row(&self, text: &mut String, row: &[Cell], columns: &[usize], widths: &[usize]) {
        let empty = Cell::from("");
        let cells: Vec<(&Cell, Vec<String>)> = columns
            .iter()
            .zip(widths)
            .map(|(column, width)| {
                let cell = row.get(*column).unwrap_or(&empty);
                let lines = match self.heads[*column].1 {
                    Fit::Wrapped => wrapped(&cell.text, *width),
                    _ => vec![cell.text.clone()],
                };
                (cell, lines)
            })
            .collect();
        let height = cells.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0);
        for line in 0..height {
            let mut written = " ".repeat(self.indent);
            for (index, (cell, lines)) in cells.iter().enumerate() {
                let part = lines.get(line).map_or("", String::as_str);
                let padding = " ".repeat(widths[index].saturating_sub(part.width()));
                let part = if part.is_empty() { String::new() } else { style::paint(cell.style, part) };
                written += &match self.heads[columns[index]].1 {
                    Fit::Right => padding + &part,
                    _ => part + &padding,
                };
                written += &" ".repeat(GAP);
            }
            text.push_str(written.trim_end());
            text.push('\n');
        }
    }
}

/// The text in lines of at most `width`, broken at spaces; a longer word stands alone and sticks out.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            if !line.is_empty() && line.width() + 1 + word.width() > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
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
}
