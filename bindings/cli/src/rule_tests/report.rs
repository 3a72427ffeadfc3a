//! What a run of rule tests found.

use super::coverage::Coverage;
use crate::fault::counted;
use crate::statement::Rows;
use crate::style::{self, paint};
use serde::Serialize;

/// An expectation that was not met.
#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The test file.
    pub file: String,
    /// The line where the test begins.
    pub line: usize,
    /// The test's name.
    pub test: String,
    /// What was expected of: `line.total`, `indicator.DM020.outcome`.
    pub expectation: String,
    /// The expected answer.
    pub expected: String,
    /// The answer found.
    pub found: String,
}

/// The result of a run.
#[derive(Serialize, Debug, Default)]
pub struct Report {
    /// Test files.
    pub files: usize,
    /// Tests.
    pub tests: usize,
    /// Tests with a failure or a fault.
    pub failed: usize,
    /// Every expectation that was not met.
    pub failures: Vec<Failure>,
    /// Test files and definitions that could not be used, and why.
    pub faults: Vec<String>,
    /// What the tests reach, for each definition.
    pub coverage: Vec<Coverage>,
}

impl Report {
    /// Whether every test passed and every file could be used.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.failures.is_empty() && self.faults.is_empty()
    }

    /// The report for people.
    #[must_use]
    pub fn rendered(&self) -> String {
        let mut text = String::new();
        for fault in &self.faults {
            text += &format!("{} {fault}\n", paint(style::BAD, "fault"));
        }
        let mut last = None;
        for failure in &self.failures {
            let test = (&failure.file, failure.line);
            if last != Some(test) {
                text +=
                    &format!("{} {}:{}: {}\n", paint(style::BAD, "failed"), failure.file, failure.line, failure.test);
                last = Some(test);
            }
            text += &format!("    {}: expected {}, found {}\n", failure.expectation, failure.expected, failure.found);
        }
        for coverage in &self.coverage {
            text += &coverage.rendered();
        }
        let (colour, word) = if self.passed() { (style::GOOD, "passed") } else { (style::BAD, "failed") };
        text + &format!(
            "\n{}: {} in {}, {} failed\n",
            paint(colour.bold(), word),
            counted(self.tests, "test"),
            counted(self.files, "file"),
            self.failed
        )
    }

    /// The report in the long form of CSV.
    pub(crate) fn delimited(&self) -> String {
        let mut rows = Rows::new();
        for fault in &self.faults {
            rows.row(["", "fault", "", "", "", fault]);
        }
        for failure in &self.failures {
            let detail = format!("expected {}; {}:{}: {}", failure.expected, failure.file, failure.line, failure.test);
            rows.row([&failure.file, "failure", &failure.expectation, &failure.found, "", &detail]);
        }
        for coverage in &self.coverage {
            for untested in coverage.untested() {
                rows.row([&coverage.contract, "untested", untested, "", "", ""]);
            }
        }
        rows.row(["", "tests", "", &self.tests.to_string(), "", ""]);
        rows.row(["", "failed", "", &self.failed.to_string(), "", ""]);
        rows.finish()
    }
}

impl Coverage {
    /// Ways, outcomes, rows and contradictions that no test reaches.
    fn untested_ones(&self) -> impl Iterator<Item = &String> {
        self.ways_untested
            .iter()
            .chain(&self.outcomes_untested)
            .chain(&self.rows_untested)
            .chain(&self.contradictions_untested)
    }

    /// Everything that no test reaches.
    pub fn untested(&self) -> impl Iterator<Item = &String> {
        self.untested_ones().chain(&self.lines_untested)
    }

    /// How much of all that could be reached is, in percent; whole only where nothing is left.
    fn percent(&self) -> String {
        let all = self.ways + self.outcomes + self.rows + self.lines + self.contradictions;
        let reached = all - self.untested().count();
        match all {
            0 => "nothing to reach".to_owned(),
            _ if reached == all => "100 %".to_owned(),
            _ => format!("{}.{} %", reached * 100 / all, reached * 1000 / all % 10),
        }
    }

    fn rendered(&self) -> String {
        let of = |all: usize, untested: &[String], what: &str| match all {
            0 => String::new(),
            _ => format!(", {} of {all} {what}", all - untested.len()),
        };
        let mut text = format!(
            "{}: {}{}{}{}{}{}: {}\n",
            paint(style::HEADING, &self.contract),
            counted(self.tests, "test"),
            of(self.ways, &self.ways_untested, "ways out of rule tables"),
            of(self.outcomes, &self.outcomes_untested, "outcomes of criteria"),
            of(self.rows, &self.rows_untested, "rows of tables and scales"),
            of(self.lines, &self.lines_untested, "lines"),
            of(self.contradictions, &self.contradictions_untested, "contradictions"),
            self.percent(),
        );
        for way in self.untested_ones() {
            text += &format!("  {} {way}\n", paint(style::DOUBT, "no test:"));
        }
        if !self.lines_untested.is_empty() {
            text += &format!("  {} lines {}\n", paint(style::DOUBT, "no test:"), self.lines_untested.join(", "));
        }
        text
    }
}
