//! One patient, one indicator, for people.

use super::{Explained, condition, done, matched};
use crate::patient::tables::RuleTable;
use crate::style::{self, paint};
use crate::table::{Cell, Table, page_width, wrapped};
use anstyle::Style;
use entitle_answers::doubt;
use entitle_kernel::image::code::Outcome;

/// How much a page shows of each row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// What the name of a condition stands for, and the days that its windows come to, too.
    Whole,
    /// The condition as the row has it, and the values.
    Brief,
}

impl Explained<'_, '_> {
    fn outcome_line(&self) -> String {
        let settled = &self.walked.settled;
        let colour = match settled.outcome {
            Outcome::InNumerator => style::GOOD,
            Outcome::InDenominator => style::BAD,
            Outcome::Undetermined => style::DOUBT,
            _ => style::HEADING,
        };
        let mut text =
            format!("{} {}", paint(style::HEADING, "Outcome:"), paint(colour.bold(), settled.outcome.name()));
        if let Some(reason) = settled.reason {
            text += &format!(": {} ({})", reason.text, reason.name);
        }
        let needed = self.needed();
        text += "\n";
        text += &match needed.len() {
            0 => wrapped(&format!("decided by {}", self.decided_by()), page_width() - 2)
                .into_iter()
                .fold(String::new(), |text, line| text + "  " + &line + "\n"),
            _ => format!("  stopped at {}; it needs {}\n", self.decided_by(), needed.join(", ")),
        };
        let rows = || self.tables.iter().flat_map(|table| &table.rows);
        for (doubt, sign) in doubt::of_rules(self.basis()).into_iter().zip(doubt::signs(self.basis()).chars()) {
            let is_marked = rows().any(|row| doubt::signs(row.basis).contains(sign));
            let marked = if is_marked { format!(", see {sign}") } else { String::new() };
            text += &format!("  {}\n", paint(style::DOUBT, format!("rests on {doubt}{marked}")));
        }
        text
    }

    /// The whole page; `remark` is a line of its own, or nothing.
    pub(super) fn page(&self, remark: &str, detail: Detail) -> String {
        let contract = self.contract;
        let heading = format!("{}, {}: {}", self.subject.name, self.name(), self.title());
        let period_end = contract.period_end().map_or(String::new(), |end| format!(" to {end}"));
        let terms = format!(
            "{}@{}#{}, achievement date {}, period {}{period_end}",
            contract.id(),
            contract.in_force(),
            contract.revision(),
            self.day,
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
        if !self.ignored.is_empty() {
            let ignored = format!("after the achievement date, so not yet there: {}", self.ignored.join(", "));
            for line in wrapped(&ignored, page_width() - 2) {
                text += &format!("  {}\n", paint(style::DOUBT, line));
            }
        }
        for table in &self.tables {
            let rows = self.table(table, detail).rendered(page_width());
            text += &format!("\n{}\n{rows}", paint(style::HEADING, &table.title));
        }
        text + "\n" + &self.outcome_line()
    }

    fn table(&self, table: &RuleTable<'_>, detail: Detail) -> Table {
        let mut lines = Table::new(&[">row", "", "~condition", "~saw", "~matched", "~does"]);
        for (index, row) in table.rows.iter().enumerate() {
            let seen = self.walked.row(table.role, index);
            let is_end = seen.is_some_and(|seen| seen.ends());
            let look = match seen {
                None => style::FAINT,
                Some(_) if is_end => style::MARK,
                Some(_) => Style::new(),
            };
            let mut saw = Vec::new();
            if seen.is_some() {
                let values = self.saw(row).into_iter().map(|(name, value)| format!("{name} {value}"));
                saw.push(values.collect::<Vec<_>>().join(", "));
                if detail == Detail::Whole {
                    saw.extend(self.windows(row).into_iter().map(|(window, day)| format!("{window} = {day}")));
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
}
