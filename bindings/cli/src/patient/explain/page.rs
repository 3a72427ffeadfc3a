//! One patient, one indicator, for people.

use super::{Explained, condition, done, matched};
use crate::doubt;
use crate::patient::tables::RuleTable;
use crate::style::{self, paint};
use crate::table::{Cell, Table, page_width, wrapped};
use anstyle::Style;
use entitle_kernel::image::code::Outcome;

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
    pub(super) fn page(&self, remark: &str) -> String {
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
        for table in &self.tables {
            text += &format!("\n{}\n{}", paint(style::HEADING, &table.title), self.table(table).rendered(page_width()));
        }
        text + "\n" + &self.outcome_line()
    }

    fn table(&self, table: &RuleTable<'_>) -> Table {
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
                saw.extend(self.windows(row).into_iter().map(|(window, day)| format!("{window} = {day}")));
            }
            let cells = [
                format!("{}{}", if is_end { ">" } else { "" }, index + 1),
                doubt::signs(row.basis),
                condition(row),
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
