//! Conditions, rule tables, registers, indicators and their decisions.

use entitle_kernel::image::code::{Action as ActionCode, Outcome};
use entitle_kernel::image::record::{self, NONE};

use super::Image;
use crate::basis::Bases;
use crate::definition::Action;
use crate::model::{CheckedRow, End};
use crate::pools::narrow;

/// What a branch of a table leads to, counted before the rows are written.
struct Ends {
    /// Byte or number of each row's two branches.
    codes: Vec<[u8; 2]>,
}

impl Image<'_> {
    pub(super) fn patients(&mut self) {
        let code = self.parts.patients;
        for value in &code.wide {
            self.add(&record::Wide { value: *value });
        }
        for constant in &code.run_constants {
            let first = self.next_instruction();
            self.add(&record::RunConstant { first, count: narrow(constant.len()) });
            for instruction in constant {
                self.add(instruction);
            }
        }
        for condition in &code.conditions {
            let first = self.next_instruction();
            let declared = condition.declared.and_then(|index| self.model().definition.conditions.get(index));
            let record = record::Condition {
                first,
                count: narrow(condition.code.len()),
                depth: condition.depth,
                masks: condition.masks,
                name: declared.map_or(NONE, |entry| self.pools.name(&entry.id.text)),
                text: self.pools.text(&condition.text),
            };
            self.add(&record);
            for instruction in &condition.code {
                self.add(instruction);
            }
        }
        self.registers();
        self.indicators();
    }

    fn next_instruction(&self) -> u32 {
        u32::try_from(self.count::<record::PatientInstruction>()).unwrap_or(u32::MAX)
    }

    fn registers(&mut self) {
        let code = self.parts.patients;
        for (index, register) in self.model().definition.registers.iter().enumerate() {
            let rows = self.model().registers.get(index).and_then(Option::as_deref);
            let table = rows.map_or(NONE, |rows| {
                let conditions = code.register_rows.get(index).map_or(&[][..], Vec::as_slice);
                self.table_of(rows, conditions, &Ends { codes: vec![[0, 0]; rows.len()] })
            });
            let (depth, masks) = code.registers.get(index).copied().unwrap_or((0, 1));
            let record = record::Register {
                name: self.pools.name(&register.id.text),
                title: self.pools.text(&register.title),
                doc: self.pools.text(&register.doc),
                table,
                source: self.source(&register.origin),
                grade: self.grade(&register.origin, None),
                depth,
                masks,
            };
            self.add(&record);
        }
    }

    fn indicators(&mut self) {
        let code = self.parts.patients;
        for (index, indicator) in self.model().definition.indicators.iter().enumerate() {
            let Some(checked) = self.model().indicators.get(index) else { continue };
            let decisions = narrow(self.count::<record::Decision>());
            let (mut denominator, mut numerator) = (NONE, NONE);
            if let (Some(denominator_rows), Some(numerator_rows)) = (&checked.denominator, &checked.numerator) {
                let numbers = number(numerator_rows);
                let codes = self.decisions(denominator_rows, numerator_rows);
                let conditions = code.denominator_rows.get(index).map_or(&[][..], Vec::as_slice);
                denominator = self.table_of(denominator_rows, conditions, &codes);
                let conditions = code.numerator_rows.get(index).map_or(&[][..], Vec::as_slice);
                numerator = self.table_of(numerator_rows, conditions, &numbers);
            }
            let scale = self.model().scale_order.iter().position(|scale| *scale == checked.scale);
            let record = record::Indicator {
                name: self.pools.name(&indicator.id.text),
                title: self.pools.text(&indicator.title),
                doc: self.pools.text(&indicator.doc),
                register: narrow(checked.register),
                denominator,
                numerator,
                points: self.pools.decimal(indicator.points.unwrap_or(crate::decimal::Decimal::ZERO)),
                scale: scale.map_or(NONE, narrow),
                source: self.source(&indicator.origin),
                rules_source: self.source(&indicator.rules_origin),
                decisions,
                decision_count: u8::try_from(narrow(self.count::<record::Decision>()) - decisions).unwrap_or(u8::MAX),
                grade: self.grade(&indicator.origin, None),
            };
            self.add(&record);
        }
    }

    fn table_of(&mut self, rows: &[CheckedRow], conditions: &[u16], ends: &Ends) -> u16 {
        let first = narrow(self.count::<record::Row>());
        let mut bases = Bases::new(self.model());
        for (index, row) in rows.iter().enumerate() {
            let [then_code, otherwise_code] = ends.codes.get(index).copied().unwrap_or([0, 0]);
            let reason = |end: End| end.reason.map_or(NONE, narrow);
            let record = record::Row {
                condition: conditions.get(index).copied().unwrap_or(NONE),
                then: action_code(row.then.action) as u8,
                otherwise: action_code(row.otherwise.action) as u8,
                then_code,
                otherwise_code,
                because: reason(row.then),
                otherwise_because: reason(row.otherwise),
                text: self.pools.text(&row.text),
                clause: self.pools.text(&row.clause),
                basis: bases.row(row).bits(),
            };
            self.add(&record);
        }
        self.add(&record::Table { first, count: narrow(rows.len()) });
        narrow(self.count::<record::Table>() - 1)
    }

    /// Writes the ways in which the two tables can end; gives the first byte of each branch.
    fn decisions(&mut self, denominator: &[CheckedRow], numerator: &[CheckedRow]) -> Ends {
        let mut next = 1_u8;
        let mut codes = Vec::new();
        for (row, checked) in denominator.iter().enumerate() {
            let mut bytes = [0_u8; 2];
            for (branch, end) in branches(checked) {
                if let Some(byte) = bytes.get_mut(usize::from(branch)) {
                    *byte = next;
                }
                let decision = record::Decision {
                    outcome: outcome(end.action) as u8,
                    row: u8::try_from(row).unwrap_or(u8::MAX),
                    branch,
                    numerator_row: u8::MAX,
                    numerator_branch: 0,
                    reason: end.reason.map_or(NONE, narrow),
                };
                if end.action != Action::Select {
                    self.add(&decision);
                    next = next.saturating_add(1);
                    continue;
                }
                for (numerator_row, checked) in numerator.iter().enumerate() {
                    for (numerator_branch, end) in branches(checked) {
                        let achieved = end.action == Action::Select;
                        let outcome = if achieved { Outcome::InNumerator } else { Outcome::InDenominator };
                        let numerator_row = u8::try_from(numerator_row).unwrap_or(u8::MAX);
                        let outcome = outcome as u8;
                        self.add(&record::Decision {
                            outcome,
                            numerator_row,
                            numerator_branch,
                            reason: NONE,
                            ..decision
                        });
                        next = next.saturating_add(1);
                    }
                }
            }
            codes.push(bytes);
        }
        Ends { codes }
    }
}

/// The branches of a row that end the table.
fn branches(row: &CheckedRow) -> impl Iterator<Item = (u8, End)> {
    let otherwise = (!row.always).then_some((1, row.otherwise));
    [Some((0, row.then)), otherwise].into_iter().flatten().filter(|(_, end)| end.action != Action::Next)
}

/// Numbers of a numerator's ends, from 0.
fn number(rows: &[CheckedRow]) -> Ends {
    let mut next = 0_u8;
    let number_row = |row: &CheckedRow| {
        let mut numbers = [0_u8; 2];
        for (branch, _) in branches(row) {
            if let Some(number) = numbers.get_mut(usize::from(branch)) {
                *number = next;
            }
            next = next.saturating_add(1);
        }
        numbers
    };
    Ends { codes: rows.iter().map(number_row).collect() }
}

fn action_code(action: Action) -> ActionCode {
    match action {
        Action::Next => ActionCode::Next,
        Action::Select => ActionCode::Select,
        Action::Reject => ActionCode::Reject,
        Action::Exclude => ActionCode::Exclude,
        Action::Adjust => ActionCode::Adjust,
    }
}

fn outcome(action: Action) -> Outcome {
    match action {
        Action::Exclude => Outcome::Excluded,
        Action::Adjust => Outcome::Adjusted,
        _ => Outcome::NotOnRegister,
    }
}
