//! One part of what is shown, on the page and in CSV.

use crate::statement::Rows;
use crate::style::{self, paint};
use crate::table::{Cell, Table, page_width};
use entitle_answers::content::{Look, Section};

/// As a table under its heading, or nothing where there are no entries.
pub(super) fn page(section: &Section) -> String {
    if section.rows.is_empty() {
        return String::new();
    }
    let heads = section.heads().map(|(key, look)| {
        let sign = match look {
            Look::Right => ">",
            Look::Prose | Look::Summary => "~",
            _ => "",
        };
        format!("{sign}{}", key.replace('_', " "))
    });
    let mut table = Table::with_heads(heads.collect());
    for row in &section.rows {
        let look = if section.is_assumed(row) { style::DOUBT } else { anstyle::Style::new() };
        table.row(section.cells(row).into_iter().map(|text| Cell::new(look, text)).collect());
    }
    format!("\n{}\n{}", paint(style::HEADING, section.title), table.rendered(page_width()))
}

/// As rows of the long form: `value` and `unit` in their columns, all else in the detail.
pub(super) fn write(section: &Section, subject: &str, rows: &mut Rows) {
    for row in &section.rows {
        let of = |wanted: &str| section.entries(row).find(|(key, _)| *key == wanted).map_or("", |(_, text)| text);
        let details = section.entries(row).skip(1);
        let details = details.filter(|(key, text)| !["value", "unit"].contains(key) && !text.is_empty());
        let details: Vec<String> = details.map(|(key, text)| format!("{key}: {text}")).collect();
        let name = row.first().map_or("", String::as_str);
        rows.row([subject, section.kind, name, of("value"), of("unit"), &details.join("; ")]);
    }
}
