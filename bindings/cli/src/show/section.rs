//! One part of what is shown: the same rows as a table, JSON or CSV.

use crate::statement::Rows;
use crate::style::{self, paint};
use crate::table::{Cell, Table, page_width};
use serde_json::{Map, Value};

/// How a column stands in the table for people.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// A column, set left.
    Left,
    /// A column of numbers.
    Right,
    /// A column of prose.
    Prose,
    /// Below the prose before it, after this word.
    Below(&'static str),
    /// Not in the table.
    Hidden,
    /// Prose that sums up hidden columns: in the table alone.
    Summary,
}

/// A part with a heading, and an entry for each thing.
pub(super) struct Section {
    /// The heading.
    pub(super) title: &'static str,
    /// The key in JSON.
    pub(super) key: &'static str,
    /// The kind in CSV.
    pub(super) kind: &'static str,
    /// The columns; the first is the name.
    pub(super) columns: &'static [(&'static str, Look)],
    /// The entries, a text for each column.
    pub(super) rows: Vec<Vec<String>>,
}

impl Section {
    /// As a table under its heading, or nothing where there are no entries.
    pub(super) fn page(&self) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let shown = self.columns.iter().filter(|(_, look)| !matches!(look, Look::Below(_) | Look::Hidden));
        let heads = shown.map(|(key, look)| {
            let sign = match look {
                Look::Right => ">",
                Look::Prose | Look::Summary => "~",
                _ => "",
            };
            format!("{sign}{}", key.replace('_', " "))
        });
        let mut table = Table::with_heads(heads.collect());
        for row in &self.rows {
            table.row(self.cells(row));
        }
        format!("\n{}\n{}", paint(style::HEADING, self.title), table.rendered(page_width()))
    }

    fn cells(&self, row: &[String]) -> Vec<Cell> {
        let mut texts: Vec<String> = Vec::new();
        let mut is_assumed = false;
        for ((key, look), text) in self.columns.iter().zip(row) {
            is_assumed |= *key == "grade" && text == "assumed";
            match (look, texts.last_mut()) {
                (Look::Hidden, _) => {}
                (Look::Below(word), Some(last)) => {
                    if !text.is_empty() {
                        last.push_str(&format!("\n{word}{text}"));
                    }
                }
                _ => texts.push(text.clone()),
            }
        }
        let look = if is_assumed { style::DOUBT } else { anstyle::Style::new() };
        texts.into_iter().map(|text| Cell::new(look, text)).collect()
    }

    /// As a list of objects, without what is there for people alone.
    pub(super) fn json(&self) -> Vec<Value> {
        let object = |row: &Vec<String>| {
            let entries = self.columns.iter().zip(row).filter(|((_, look), _)| *look != Look::Summary);
            let entries = entries.map(|((key, _), text)| ((*key).to_owned(), Value::from(text.as_str())));
            Value::Object(entries.collect::<Map<_, _>>())
        };
        self.rows.iter().map(object).collect()
    }

    /// As rows of the long form: `value` and `unit` in their columns, all else in the detail.
    pub(super) fn write(&self, subject: &str, rows: &mut Rows) {
        for row in &self.rows {
            let of = |wanted: &str| {
                let mut entries = self.columns.iter().zip(row);
                entries.find(|((key, _), _)| *key == wanted).map_or("", |(_, text)| text.as_str())
            };
            let details = self.columns.iter().zip(row).skip(1);
            let details = details.filter(|((key, look), text)| {
                !["value", "unit"].contains(key) && *look != Look::Summary && !text.is_empty()
            });
            let details: Vec<String> = details.map(|((key, _), text)| format!("{key}: {text}")).collect();
            let name = row.first().map_or("", String::as_str);
            rows.row([subject, self.kind, name, of("value"), of("unit"), &details.join("; ")]);
        }
    }
}
