//! A statement as CSV in long form: `subject,kind,item,value,unit,detail`.

use entitle_answers::{Evaluated, Identified, lacking};
use entitle_kernel::Written;

/// Rows of the long form, written as they come.
pub(crate) struct Rows(csv::Writer<Vec<u8>>);

impl Default for Rows {
    fn default() -> Self {
        Rows::new()
    }
}

impl Rows {
    /// The head of the file.
    pub(crate) fn new() -> Rows {
        let mut rows = Rows(csv::Writer::from_writer(Vec::new()));
        rows.row(["subject", "kind", "item", "value", "unit", "detail"]);
        rows
    }

    /// One row.
    pub(crate) fn row(&mut self, cells: [&str; 6]) {
        // Writing to memory does not fail.
        let _ = self.0.write_record(cells);
    }

    /// Every row of a statement; the trace, where it is asked for, comes last.
    pub(crate) fn statement(&mut self, contract: &Identified<'_>, statement: &Evaluated<'_>, trace: bool) {
        let subject = statement.subject.as_str();
        let in_force = contract.in_force().to_string();
        self.row([subject, "contract", contract.id(), &in_force, "", &contract.detail()]);
        for found in &statement.answers {
            let (item, detail) = (found.full_name(), found.detail());
            self.row([subject, found.kind.name(), &item, &found.written, found.unit, &detail]);
        }
        for room in &statement.headroom {
            let needed = room.patients_needed.as_str();
            self.row([subject, "headroom", room.indicator, needed, "patients", room.note()]);
            let worth = Written(room.next_patient).to_string();
            self.row([subject, "next_patient", room.indicator, &worth, room.unit, ""]);
        }
        for lack in lacking(contract, statement) {
            self.row([subject, "waits_for", &lack.name, "undetermined", &lack.unit, &lack.explained()]);
        }
        let entries = if trace { statement.trace.as_slice() } else { &[] };
        for (index, entry) in entries.iter().enumerate() {
            let (number, text) = ((index + 1).to_string(), contract.written_entry(entry).to_string());
            self.row([subject, "trace", &number, &text, "", ""]);
        }
    }

    /// The whole text.
    pub(crate) fn finish(self) -> String {
        let bytes = self.0.into_inner().unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }
}
