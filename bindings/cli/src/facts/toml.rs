//! TOML facts. Floats are refused: a decimal is a text, so that no digit is lost.

use super::lines::Lines;
use super::tree::{Node, NodeValue};
use crate::fault::Fault;
use toml_edit::{Document, Item, Table, TableLike, Value};

pub(super) fn parse(name: &str, text: &str) -> Result<Node, Fault> {
    let document = Document::parse(text).map_err(|error| {
        Fault::input(format!("{name} is not TOML: {}", error.to_string().trim_end()))
            .with_help("mend the file at that line and column")
    })?;
    let reader = Reader(Lines::of(text));
    Ok(reader.table(document.as_table(), 1))
}

/// Finds lines of spans.
struct Reader(Lines);

impl Reader {
    fn line(&self, span: Option<std::ops::Range<usize>>, otherwise: usize) -> usize {
        span.map_or(otherwise, |span| self.0.line(span.start))
    }

    fn table(&self, table: &dyn TableLike, line: usize) -> Node {
        let entries = table.iter();
        let entries = entries.map(|(key, item)| (key.to_owned(), self.item(item, line)));
        Node { line, value: NodeValue::Table(entries.collect()) }
    }

    fn item(&self, item: &Item, outer: usize) -> Node {
        let line = self.line(item.span(), outer);
        match item {
            Item::None => Node { line, value: NodeValue::Text(String::new()) },
            Item::Value(value) => self.value(value, line),
            Item::Table(table) => self.table(table, line),
            Item::ArrayOfTables(tables) => {
                let tables = tables.iter();
                let node = |table: &Table| self.table(table, self.line(table.span(), line));
                Node { line, value: NodeValue::List(tables.map(node).collect()) }
            }
        }
    }

    fn value(&self, value: &Value, outer: usize) -> Node {
        let line = self.line(value.span(), outer);
        let value = match value {
            Value::String(text) => NodeValue::Text(text.value().clone()),
            Value::Integer(integer) => NodeValue::Text(integer.value().to_string()),
            Value::Boolean(boolean) => NodeValue::Text(boolean.value().to_string()),
            Value::Float(_) => {
                NodeValue::Refused("a TOML float may lose digits; write the number as a text: \"0.85\"".into())
            }
            Value::Datetime(day) => {
                let day = day.value();
                match (day.date, day.time) {
                    (Some(date), None) => NodeValue::Text(date.to_string()),
                    _ => NodeValue::Refused("a time is no value; write the day alone: 2025-04-01".into()),
                }
            }
            Value::Array(list) => NodeValue::List(list.iter().map(|value| self.value(value, line)).collect()),
            Value::InlineTable(table) => return self.table(table, line),
        };
        Node { line, value }
    }
}
