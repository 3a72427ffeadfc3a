//! `refused.csv`: each fault of each row that was refused, in words, and what to do. What stood in the row is cut after 80
//! characters: a stray quote may have made a cell of half a file.

use super::folder::{Folder, Sheet};
use super::source::unpacked;
use crate::fault::Fault;
use entitle_answers::population::Teller;
use entitle_answers::quoted;
use entitle_answers::refusal::Told;
use entitle_batch::Refusal;
use entitle_kernel::Error;

/// The name of the file.
pub(super) const REFUSED: &str = "refused.csv";

/// The list that is being written.
pub(super) struct Refused {
    sheet: Sheet,
}

/// A row that was refused.
pub(super) struct Turned<'t> {
    pub(super) file: &'t str,
    pub(super) row: u64,
    pub(super) patient: &'t str,
    pub(super) practice: &'t str,
}

/// What refusals of the patients of one file are told with.
pub(super) struct OfFile<'t, 'c> {
    pub(super) teller: Teller<'t, 'c>,
    /// The names of the patients' files, and the place of the one at hand.
    pub(super) files: &'t [String],
    pub(super) file: usize,
    /// What its rows are called.
    pub(super) unit: &'static str,
}

impl Refused {
    pub(super) fn begin(folder: &mut Folder) -> Result<Refused, Fault> {
        let header = ["file", "line", "patient", "practice", "column", "value", "error", "name", "why", "what_to_do"];
        Ok(Refused { sheet: folder.sheet(REFUSED, &header)? })
    }

    /// A fault of a patient's row.
    pub(super) fn patient<'t>(
        &mut self,
        turned: &Turned<'t>,
        refusal: &Refusal,
        of_file: &OfFile<'_, '_>,
        cell: impl Fn(usize) -> &'t str,
    ) -> Result<(), Fault> {
        let teller = &of_file.teller;
        let told = teller.tell(refusal, turned.practice, &cell, |row| of_file.place(row));
        let found = teller.place(refusal, turned.patient, turned.practice, cell);
        self.row(turned, &found.column, found.value, refusal.error(), &told)
    }

    fn row(&mut self, turned: &Turned<'_>, column: &str, value: &str, error: Error, told: &Told) -> Result<(), Fault> {
        let (line, code) = (turned.row.to_string(), error.code().to_string());
        self.sheet.row([
            turned.file,
            &line,
            &quoted(turned.patient),
            &quoted(turned.practice),
            column,
            &quoted(value),
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

impl OfFile<'_, '_> {
    /// A row in words, with its file where that is another one.
    fn place(&self, row: u64) -> String {
        let (file, row) = unpacked(row);
        match self.files.get(file).filter(|_| file != self.file) {
            None => format!("{} {row}", self.unit),
            Some(other) => format!("{} {row} of {other}", self.unit),
        }
    }
}
