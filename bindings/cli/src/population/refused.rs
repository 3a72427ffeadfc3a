//! `refused.csv`: each fault of each row that was refused, in words, and what to do.

use super::folder::{Folder, Sheet};
use super::source::unpacked;
use crate::fault::{Fault, counted};
use entitle_answers::refusal::{Told, told};
use entitle_batch::{Border, Refusal};
use entitle_kernel::{Date, Error};

/// The name of the file.
pub(super) const REFUSED: &str = "refused.csv";

/// The list that is being written.
pub(super) struct Refused {
    sheet: Sheet,
    /// Rows of the practices file that were refused.
    pub(super) practices: u64,
}

/// A row that was refused.
pub(super) struct Turned<'t> {
    pub(super) file: &'t str,
    pub(super) row: u64,
    pub(super) patient: &'t str,
    pub(super) practice: &'t str,
}

/// What refusals of patients are told with.
pub(super) struct Teller<'t, 'c> {
    pub(super) border: &'t Border<'c>,
    pub(super) achievement_date: Date,
    /// The name of the practices file.
    pub(super) practices_file: &'t str,
    /// The names of the patients' files, and the place of the one at hand.
    pub(super) files: &'t [String],
    pub(super) file: usize,
    /// What its rows are called.
    pub(super) unit: &'static str,
    /// How many columns the patients file has.
    pub(super) width: usize,
}

impl Refused {
    pub(super) fn begin(folder: &mut Folder) -> Result<Refused, Fault> {
        let header = ["file", "line", "patient", "practice", "column", "value", "error", "name", "why", "what_to_do"];
        Ok(Refused { sheet: folder.sheet(REFUSED, &header)?, practices: 0 })
    }

    /// A practice that stands already in an earlier row.
    pub(super) fn practice(&mut self, turned: &Turned<'_>, first_row: u64) -> Result<(), Fault> {
        self.practices += 1;
        let told = Told {
            why: format!("the practice stands already in line {first_row}"),
            what_to_do: "leave one of the two out; the first was taken".to_owned(),
        };
        self.row(turned, "practice", turned.practice, Error::DuplicateSubject, &told)
    }

    /// A fault of a patient's row.
    pub(super) fn patient<'t>(
        &mut self,
        turned: &Turned<'t>,
        refusal: &Refusal,
        teller: &Teller<'_, '_>,
        cell: impl Fn(usize) -> &'t str,
    ) -> Result<(), Fault> {
        let (column, value) = match refusal {
            Refusal::Unnamed | Refusal::Duplicate { .. } => ("patient", turned.patient),
            Refusal::UnknownPractice => ("practice", turned.practice),
            Refusal::Length { .. } => ("", ""),
            refusal => {
                let place = refusal.column().unwrap_or(usize::MAX);
                (teller.border.fact(place).map_or("", |fact| fact.name()), cell(place))
            }
        };
        self.row(turned, column, value, refusal.error(), &teller.tell(refusal, cell))
    }

    fn row(&mut self, turned: &Turned<'_>, column: &str, value: &str, error: Error, told: &Told) -> Result<(), Fault> {
        let (line, code) = (turned.row.to_string(), error.code().to_string());
        self.sheet.row([
            turned.file,
            &line,
            turned.patient,
            turned.practice,
            column,
            value,
            &code,
            error.name(),
            &told.why,
            &told.what_to_do,
        ])
    }

    pub(super) fn finish(self) -> Result<(), Fault> {
        self.sheet.finish()
    }
}

impl Teller<'_, '_> {
    fn tell<'t>(&self, refusal: &Refusal, cell: impl Fn(usize) -> &'t str) -> Told {
        let (why, what_to_do) = match refusal {
            Refusal::Unnamed => ("the row names no patient".to_owned(), "name the patient"),
            Refusal::Length { values } => (
                format!("{} under {} columns", counted(*values, "cell"), self.width),
                "check for a stray comma or a missing quote",
            ),
            Refusal::Duplicate { first_row } => (
                format!("the patient stands already in {}", self.place(*first_row)),
                "leave one of the two out: each patient has one row",
            ),
            Refusal::UnknownPractice => (
                format!("{} holds no such practice", self.practices_file),
                "add the practice to that file, or correct its name",
            ),
            Refusal::Value { .. } | Refusal::AfterAchievementDate { .. } | Refusal::AgeContradicts { .. } => {
                return told(self.border, self.achievement_date, refusal, cell);
            }
        };
        Told { why, what_to_do: what_to_do.to_owned() }
    }

    /// A row in words, with its file where that is another one.
    fn place(&self, row: u64) -> String {
        let (file, row) = unpacked(row);
        match self.files.get(file).filter(|_| file != self.file) {
            None => format!("{} {row}", self.unit),
            Some(other) => format!("{} {row} of {other}", self.unit),
        }
    }
}
