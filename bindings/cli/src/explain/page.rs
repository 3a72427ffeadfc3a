//! One patient, one indicator, for people.

use crate::style::{self, paint};
use crate::table::{Cell, Table, page_width, wrapped};
use anstyle::Style;
use entitle_answers::patient::{Explained, RuleTable, condition, done, matched};
use entitle_answers::{doubt, identity};
use entitle_kernel::image::code::Outcome;

/// How much a page shows of each row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// What the name of a condition stands for, and the days that its windows come to, too.
    Whole,
    /// The condition as the row has it, and the values.
    Brief,
}

fn outcome_line(explained: &Explained<'_, '_>) -> String {
    let settled = &explained.walked.settled;
    let colour = match settled.outcome {
        Outcome::InNumerator => style::GOOD,
        Outcome::InDenominator => style::BAD,
        Outcome::Undetermined => style::DOUBT,
        _ => style::HEADING,
    };
    let mut text = format!("{} {}", paint(style::HEADING, "Outcome:"), paint(colour.bold(), settled.outcome.name()));
    if let Some(reason) = explained.reason() {
        text += &format!(": {reason}");
    }
    text += "\n";
    for line in wrapped(&explained.reached(), page_width() - 2) {
        text += &format!("  {line}\n");
    }
    for doubt in explained.doubts() {
        text += &format!("  {}\n", paint(style::DOUBT, doubt));
    }
    text
}

/// The whole page; `remark` is a line of its own, or nothing.
pub(super) fn page(explained: &Explained<'_, '_>, remark: &str, detail: Detail) -> String {
    let (name, period) = (identity::name(explained.contract()), explained.period());
    let terms = format!("{name}, achievement date {}, {period}", explained.day());
    let mut text = String::new();
    for line in wrapped(&explained.heading(), page_width()) {
        text += &format!("{}\n", paint(style::HEADING, line));
    }
    for line in wrapped(&terms, page_width() - 2) {
        text += &format!("  {}\n", paint(style::FAINT, line));
    }
    if detail == Detail::Whole {
        text += &style::digests(explained.contract().digests());
    }
    text += remark;
    if !explained.ignored.is_empty() {
        let ignored = format!("after the achievement date, so not yet there: {}", explained.ignored.join(", "));
        for line in wrapped(&ignored, page_width() - 2) {
            text += &format!("  {}\n", paint(style::DOUBT, line));
        }
    }
    for table in explained.tables() {
        let rows = table_of(explained, table, detail).rendered(page_width());
        text += &format!("\n{}\n{rows}", paint(style::HEADING, &table.title));
    }
    text + "\n" + &outcome_line(explained)
}

fn table_of(explained: &Explained<'_, '_>, table: &RuleTable<'_>, detail: Detail) -> Table {
    let mut lines = Table::new(&[">row", "", "~condition", "~saw", "~matched", "~does"]);
    for (index, row) in table.rows.iter().enumerate() {
        let seen = explained.walked.row(table.role, index);
        let is_end = seen.is_some_and(|seen| seen.ends());
        let look = match seen {
            None => style::FAINT,
            Some(_) if is_end => style::MARK,
            Some(_) => Style::new(),
        };
        let mut saw = Vec::new();
        if seen.is_some() {
            let values = explained.saw(row).into_iter().map(|(name, value)| format!("{name} {value}"));
            saw.push(values.collect::<Vec<_>>().join(", "));
            if detail == Detail::Whole {
                saw.extend(explained.windows(row).into_iter().map(|(window, day)| format!("{window} = {day}")));
            }
        }
        let cells = [
            format!("{}{}", if is_end { ">" } else { "" }, index + 1),
            doubt::signs(row.basis),
            match detail {
                Detail::Whole => condition(row),
                Detail::Brief => row.condition.to_owned(),
            },
            saw.join("\n"),
            matched(seen).to_owned(),
            // Narrow pages have no room for both on one line.
            done(row, seen).replace(", else ", "\nelse "),
        ];
        lines.row(cells.into_iter().map(|text| Cell::new(look, text)).collect());
    }
    lines
}
