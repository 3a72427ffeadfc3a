//! A comparison as CSV in long form: `subject,column,kind,item,value,unit,detail`.

use entitle_answers::comparison::rows::{self, identity, letters, written, written_of_practice};
use entitle_answers::comparison::{Compared, Comparison, Total, eligible};
use entitle_answers::{Identified, doubt};
use entitle_kernel::{AnswerKind, Verdict};

pub(super) fn rows(compared: &Compared<'_, '_>) -> String {
    let mut rows = Rows { writer: csv::Writer::from_writer(Vec::new()), subject: String::new() };
    rows.write(["subject", "column", "kind", "item", "value", "unit", "detail"]);
    for (place, column) in compared.columns.iter().enumerate() {
        for contract in column.contracts.iter().map(|place| &compared.contracts[*place]) {
            let detail = Identified::from(*contract).detail();
            let in_force = contract.in_force().to_string();
            rows.row(&column.letter.to_string(), "contract", contract.id(), &in_force, "", &detail);
        }
        rows.row(&column.letter.to_string(), "column", "", &identity(compared, place), "", "");
    }
    for comparison in compared.comparisons {
        rows.subject.clone_from(&comparison.subject);
        rows.comparison(compared, comparison);
    }
    String::from_utf8(rows.writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

struct Rows {
    writer: csv::Writer<Vec<u8>>,
    subject: String,
}

impl Rows {
    fn write(&mut self, cells: [&str; 7]) {
        // Writing to memory does not fail.
        let _ = self.writer.write_record(cells);
    }

    fn row(&mut self, column: &str, kind: &str, item: &str, value: &str, unit: &str, detail: &str) {
        let subject = self.subject.clone();
        self.write([&subject, column, kind, item, value, unit, detail]);
    }

    fn total(&mut self, column: &str, kind: &str, item: &str, total: &Total) {
        self.words(column, kind, item, written(total));
    }

    fn words(&mut self, column: &str, kind: &str, item: &str, words: (String, String, Vec<&str>)) {
        let (value, unit, doubts) = words;
        self.row(column, kind, item, &value, &unit, &rests_on(&doubts));
    }

    fn comparison(&mut self, compared: &Compared<'_, '_>, comparison: &Comparison<'_>) {
        for row in rows::rows(comparison) {
            for (column, cell) in compared.columns.iter().zip(&row.cells) {
                let Some(cell) = cell else { continue };
                let doubts = rests_on(&doubt::of_answer(cell.basis));
                let parts = [cell.title.clone(), cell.clause.clone(), cell.note.clone(), doubts];
                let detail = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
                self.row(&column.letter.to_string(), row.kind.name(), &row.name, &cell.written, &cell.unit, &detail);
            }
        }
        for (column, outcome) in compared.columns.iter().zip(&comparison.outcomes) {
            let column = column.letter.to_string();
            let verdict = rows::eligible(outcome).map_or("", Verdict::name);
            self.row(&column, AnswerKind::Eligible.name(), "", verdict, "", "");
            self.total(&column, "total", "", &outcome.total);
            if let Some(gain) = &outcome.gain {
                self.total(&column, "gain", "", gain);
            }
            for practice in &outcome.practices {
                let kind = if practice.takes_part { "practice" } else { "practice_behind" };
                self.words(&column, kind, &practice.name, written_of_practice(outcome, &practice.total));
                if let Some(gain) = &practice.gain {
                    self.words(&column, "practice_gain", &practice.name, written_of_practice(outcome, gain));
                }
                if let Some(verdict) = practice.without {
                    self.row(&column, "network_without", &practice.name, verdict.name(), "", "");
                }
            }
            for part in &outcome.behind {
                let contract = &compared.contracts[part.contract];
                for statement in &part.statements {
                    let verdict = eligible(statement).map_or("", Verdict::name);
                    self.row(&column, "behind", &statement.subject, verdict, "", contract.id());
                    self.total(&column, "behind_total", &statement.subject, &Total::of(contract, statement));
                }
            }
        }
        for hindered in rows::lacking(compared, comparison) {
            let (columns, fact) = (letters(compared, &hindered.columns), hindered.fact);
            self.row(&columns, "waits_for", &fact.name, "undetermined", &fact.unit, &fact.explained());
        }
    }
}

fn rests_on(doubts: &[&str]) -> String {
    doubts.iter().map(|doubt| format!("rests on {doubt}")).collect::<Vec<_>>().join("; ")
}
