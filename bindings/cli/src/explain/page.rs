//! One patient, one indicator, for people.

use crate::style::{self, paint};
use crate::table::{Cell, Table, page_width, wrapped};
use anstyle::Style;
use entitle_answers::doubt;
use entitle_answers::patient::{Explained, RuleTable, condition, done, matched};
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
    if let Some(reason) = settled.reason {
        text += &format!(": {} ({})", reason.text, reason.name);
    }
    let needed = explained.needed();
    text += "\n";
    text += &match needed.len() {
        0 => wrapped(&format!("decided by {}", explained.decided_by()), page_width() - 2)
            .into_iter()
            .fold(String::new(), |text, line| text + "  " + &line + "\n"),
        _ => format!("  stopped at {}; it needs {}\n", explained.decided_by(), needed.join(", ")),
    };
    let rows = || explained.tables().iter().flat_map(|table| &table.rows);
    for (doubt, sign) in doubt::of_rules(explained.basis()).into_iter().zip(doubt::signs(explained.basis()).chars()) {
        let is_marked = rows().any(|row| doubt::signs(row.basis).contains(sign));
        let marked = if is_marked { format!(", see {sign}") } else { String::new() };
        text += &format!("  {}\n", paint(style::DOUBT, format!("rests on {doubt}{marked}")));
    }
    text
}

/// The whole page; `remark` is a line of its own, or nothing.
pub(super) fn page(explained: &Explained<'_, '_>, remark: &str, detail: Detail) -> String {
    let contract = explained.contract();
    let heading = format!("{}, {}: {}", explained.subject.name, explained.name(), explained.title());
    let period_end = contract.period_end().map_or(String::new(), |end| format!(" to {end}"));
    let terms = format!(
        "{}@{}#{}, achievement date {}, period {}{period_end}",
        contract.id(),
        contract.in_force(),
        contract.revision(),
        explained.day(),
        contract.in_force()
    );
    let mut text = String::new();
    for line in wrapped(&heading, page_width()) {
        text += &format!("{}\n", paint(style::HEADING, line));
    }
    for line in wrapped(&terms, page_width() - 2) {
        text += &format!("  {}\n", paint(style::FAINT, line));
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
