//! Patient code, rule tables, registers, indicators and their decisions.

use super::super::code::{Action, Comparison, Outcome, PatientOp};
use super::super::record::{self, NONE};
use super::super::{ensure, some};
use super::{Checker, reference};
use crate::error::{Error, Result};
use crate::limits;
use crate::value::{Basis, Grade};

impl Checker<'_, '_> {
    /// Conditions, run constants, rows and registers; returns the steps for one patient.
    pub(super) fn patient_code(&self) -> Result<u32> {
        let contract = self.contract;
        ensure(contract.count::<record::Condition>() <= limits::CONDITIONS_MAX, Error::ImageSection)?;
        ensure(contract.count::<record::RunConstant>() <= limits::RUN_CONSTANTS_MAX, Error::ImageSection)?;
        let mut steps = 0_u32;
        let mut next = 0_u32;
        for constant in contract.all::<record::RunConstant>() {
            ensure(constant.first == next, Error::ImageCode)?;
            next = next.saturating_add(constant.count.into());
            self.within::<record::PatientInstruction>(constant.first as usize, constant.count.into())?;
            self.run_constant(&constant)?;
        }
        for condition in contract.all::<record::Condition>() {
            ensure(condition.first == next, Error::ImageCode)?;
            next = next.saturating_add(condition.count.into());
            steps = steps.saturating_add(condition.count.into());
            self.within::<record::PatientInstruction>(condition.first as usize, condition.count.into())?;
            self.is_or_none::<record::Name>(condition.name)?;
            self.text(condition.text)?;
            ensure(usize::from(condition.depth) < limits::DEPTH_MAX, Error::ImageCode)?;
            ensure(usize::from(condition.masks) <= limits::MASKS_MAX, Error::ImageCode)?;
            self.condition(&condition)?;
        }
        let mut next = 0_u16;
        for table in contract.all::<record::Table>() {
            ensure(table.first == next && table.count >= 1, Error::ImageTable)?;
            ensure(usize::from(table.count) <= limits::TABLE_ROWS_MAX, Error::ImageTable)?;
            next = next.checked_add(table.count).ok_or(Error::ImageTable)?;
            self.within::<record::Row>(table.first.into(), table.count.into())?;
            self.table(&table)?;
        }
        for register in contract.all::<record::Register>() {
            self.is::<record::Name>(register.name)?;
            self.text(register.title)?;
            self.text(register.doc)?;
            self.is::<record::Source>(register.source)?;
            reference(Grade::from_u8(register.grade).is_some())?;
            self.is_or_none::<record::Table>(register.table)?;
            ensure(usize::from(register.depth) < limits::DEPTH_MAX, Error::ImageCode)?;
            for row in self.rows(register.table) {
                steps = steps.saturating_add(1);
                ensure(is_population_action(row.then) && is_population_action(row.otherwise), Error::ImageTable)?;
                if let Some(condition) =
                    some(row.condition).and_then(|index| contract.record::<record::Condition>(index))
                {
                    ensure(condition.depth < register.depth && condition.masks <= register.masks, Error::ImageCode)?;
                }
            }
        }
        Ok(steps)
    }

    fn rows(&self, table: u16) -> impl Iterator<Item = record::Row> + Clone + use<'_> {
        let table = self.contract.record::<record::Table>(table.into());
        let (first, count) = table.map_or((0, 0), |table| (table.first, table.count));
        self.contract.records::<record::Row>(first.into(), count.into())
    }

    fn run_constant(&self, constant: &record::RunConstant) -> Result<()> {
        let mut integers = 0_usize;
        for instruction in
            self.contract.records::<record::PatientInstruction>(constant.first as usize, constant.count.into())
        {
            let op = PatientOp::from_u8(instruction.op).ok_or(Error::ImageCode)?;
            ensure(!matches!(op, PatientOp::Fact | PatientOp::RunConstant | PatientOp::Null), Error::ImageCode)?;
            integers = self.integer_op(op, &instruction, integers)?.ok_or(Error::ImageCode)?;
        }
        ensure(integers == 1, Error::ImageCode)
    }

    /// The depth of the integer stack after an operation on integers; `None` for one on masks.
    fn integer_op(
        &self,
        op: PatientOp,
        instruction: &record::PatientInstruction,
        integers: usize,
    ) -> Result<Option<usize>> {
        use PatientOp as Op;
        let (pops, pushes) = match op {
            Op::Fact => {
                self.patient_slot(instruction.b.into())?;
                (0, 1)
            }
            Op::Integer => {
                self.is::<record::Wide>(instruction.b)?;
                (0, 1)
            }
            Op::RunConstant => {
                self.is::<record::RunConstant>(instruction.b)?;
                (0, 1)
            }
            Op::Immediate | Op::Null | Op::AchievementDate => (0, 1),
            Op::Add | Op::Subtract | Op::Multiply | Op::Minimum | Op::Maximum | Op::MonthsBetween => (2, 1),
            Op::Negate | Op::Absolute | Op::AddMonths => (1, 1),
            Op::FloorDivide => {
                let divisor =
                    self.contract.record::<record::Wide>(instruction.b.into()).ok_or(Error::ImageReference)?;
                ensure(divisor.value >= 1, Error::ImageCode)?;
                (1, 1)
            }
            _ => return Ok(None),
        };
        let left = integers.checked_sub(pops).ok_or(Error::ImageCode)?.saturating_add(pushes);
        ensure(left <= limits::INTEGERS_MAX, Error::ImageCode)?;
        Ok(Some(left))
    }

    fn patient_slot(&self, slot: usize) -> Result<()> {
        reference(slot < self.patient_slots)
    }

    fn condition(&self, condition: &record::Condition) -> Result<()> {
        use PatientOp as Op;
        let (mut integers, mut masks) = (0_usize, 0_usize);
        for instruction in
            self.contract.records::<record::PatientInstruction>(condition.first as usize, condition.count.into())
        {
            let op = PatientOp::from_u8(instruction.op).ok_or(Error::ImageCode)?;
            if let Some(left) = self.integer_op(op, &instruction, integers)? {
                ensure(op != Op::AchievementDate, Error::ImageCode)?;
                integers = left;
                continue;
            }
            let mut inner = 1;
            let pops = match op {
                Op::Compare => {
                    integers = integers.checked_sub(2).ok_or(Error::ImageCode)?;
                    self.comparison(instruction.a)?;
                    0
                }
                Op::CompareImmediate => {
                    self.comparison(instruction.a)?;
                    self.patient_slot(instruction.b.into())?;
                    0
                }
                Op::CompareFacts => {
                    self.comparison(instruction.a)?;
                    self.patient_slot(instruction.b.into())?;
                    self.patient_slot(usize::try_from(instruction.c).map_err(|_| Error::ImageCode)?)?;
                    0
                }
                Op::IsNull => {
                    ensure(instruction.a <= 1, Error::ImageCode)?;
                    self.patient_slot(instruction.b.into())?;
                    0
                }
                Op::Constant => {
                    ensure(instruction.a <= 1, Error::ImageCode)?;
                    0
                }
                Op::Condition => {
                    let other =
                        self.contract.record::<record::Condition>(instruction.b.into()).ok_or(Error::ImageReference)?;
                    ensure(other.depth < condition.depth, Error::ImageCode)?;
                    inner = other.masks.into();
                    0
                }
                Op::Register => {
                    let other =
                        self.contract.record::<record::Register>(instruction.b.into()).ok_or(Error::ImageReference)?;
                    ensure(other.depth < condition.depth && other.table != NONE, Error::ImageCode)?;
                    inner = other.masks.into();
                    0
                }
                Op::And | Op::Or => 2,
                _ => 1,
            };
            ensure(integers == 0, Error::ImageCode)?;
            let left = masks.checked_sub(pops).ok_or(Error::ImageCode)?;
            ensure(left.saturating_add(inner) <= condition.masks.into(), Error::ImageCode)?;
            masks = left.saturating_add(1);
            ensure(masks <= condition.masks.into(), Error::ImageCode)?;
        }
        ensure(integers == 0 && masks == 1, Error::ImageCode)
    }

    fn comparison(&self, code: u8) -> Result<()> {
        ensure(Comparison::from_u8(code).is_some(), Error::ImageCode)
    }

    /// Every row's action is known and has the reason it needs; only the last row ends both branches
    /// for certain, so that no table runs off its end and no row is out of reach.
    fn table(&self, table: &record::Table) -> Result<()> {
        let last = usize::from(table.count).saturating_sub(1);
        for (index, row) in self.contract.records::<record::Row>(table.first.into(), table.count.into()).enumerate() {
            self.is_or_none::<record::Condition>(row.condition)?;
            self.text(row.text)?;
            self.text(row.clause)?;
            let basis = Basis::from_bits(row.basis);
            // The mark is of an answer, never of a row.
            ensure(basis.bits() == row.basis && !basis.is_beyond_what_was_read(), Error::ImageTable)?;
            let then = Action::from_u8(row.then).ok_or(Error::ImageTable)?;
            let otherwise = Action::from_u8(row.otherwise).ok_or(Error::ImageTable)?;
            for (action, reason) in [(then, row.because), (otherwise, row.otherwise_because)] {
                self.is_or_none::<record::Reason>(reason)?;
                ensure(reason != NONE || !matches!(action, Action::Exclude | Action::Adjust), Error::ImageTable)?;
            }
            let ends = then != Action::Next && (row.condition == NONE || otherwise != Action::Next);
            ensure(ends == (index == last), Error::ImageTable)?;
        }
        Ok(())
    }

    /// Checks the indicators; returns the rows that deciding all of them may ask.
    pub(super) fn indicators(&self) -> Result<u32> {
        let (mut next, mut steps) = (0_usize, 0_u32);
        for indicator in self.contract.all::<record::Indicator>() {
            self.is::<record::Name>(indicator.name)?;
            self.text(indicator.title)?;
            self.text(indicator.doc)?;
            self.is::<record::Register>(indicator.register)?;
            self.is::<record::Decimal>(indicator.points)?;
            ensure(!self.contract.decimal(indicator.points).is_negative(), Error::ImageNumber)?;
            self.is::<record::Scale>(indicator.scale)?;
            self.is::<record::Source>(indicator.source)?;
            self.is_or_none::<record::Source>(indicator.rules_source)?;
            reference(Grade::from_u8(indicator.grade).is_some())?;
            self.is_or_none::<record::Table>(indicator.denominator)?;
            self.is_or_none::<record::Table>(indicator.numerator)?;
            ensure((indicator.denominator == NONE) == (indicator.numerator == NONE), Error::ImageTable)?;
            ensure(usize::from(indicator.decisions) == next, Error::ImageReference)?;
            next = next.saturating_add(indicator.decision_count.into());
            ensure(usize::from(indicator.decision_count) <= limits::DECISIONS_MAX, Error::ImageTable)?;
            self.within::<record::Decision>(indicator.decisions.into(), indicator.decision_count.into())?;
            if indicator.denominator != NONE {
                let register = self.contract.record::<record::Register>(indicator.register.into());
                ensure(register.is_some_and(|register| register.table != NONE), Error::ImageTable)?;
            }
            self.decisions(&indicator)?;
            let rows = self.rows(indicator.denominator).count().saturating_add(self.rows(indicator.numerator).count());
            steps = steps.saturating_add(u32::try_from(rows).unwrap_or(u32::MAX));
        }
        Ok(steps)
    }

    /// The decisions of an indicator are just the ways in which its two tables can end, in order.
    fn decisions(&self, indicator: &record::Indicator) -> Result<()> {
        let mut given =
            self.contract.records::<record::Decision>(indicator.decisions.into(), indicator.decision_count.into());
        let mut code = 1_u8;
        let wide = |index: usize| u8::try_from(index).unwrap_or(u8::MAX);
        for (index, row) in self.rows(indicator.denominator).enumerate() {
            for (branch, action, own_code, reason) in ends(&row) {
                if action == Action::Next {
                    continue;
                }
                ensure(own_code == code, Error::ImageTable)?;
                if action != Action::Select {
                    let outcome = match action {
                        Action::Exclude => Outcome::Excluded,
                        Action::Adjust => Outcome::Adjusted,
                        _ => Outcome::NotOnRegister,
                    };
                    let expected = record::Decision {
                        outcome: outcome as u8,
                        row: wide(index),
                        branch,
                        numerator_row: u8::MAX,
                        numerator_branch: 0,
                        reason,
                    };
                    ensure(given.next() == Some(expected), Error::ImageTable)?;
                    code = code.saturating_add(1);
                    continue;
                }
                let mut offset = 0_u8;
                for (numerator_index, numerator) in self.rows(indicator.numerator).enumerate() {
                    for (numerator_branch, action, own_code, _) in ends(&numerator) {
                        if action == Action::Next {
                            continue;
                        }
                        ensure(is_population_action(action as u8) && own_code == offset, Error::ImageTable)?;
                        let outcome =
                            if action == Action::Select { Outcome::InNumerator } else { Outcome::InDenominator };
                        let expected = record::Decision {
                            outcome: outcome as u8,
                            row: wide(index),
                            branch,
                            numerator_row: wide(numerator_index),
                            numerator_branch,
                            reason: NONE,
                        };
                        ensure(given.next() == Some(expected), Error::ImageTable)?;
                        offset = offset.saturating_add(1);
                        code = code.saturating_add(1);
                    }
                }
            }
        }
        ensure(given.next().is_none(), Error::ImageTable)
    }
}

fn is_population_action(action: u8) -> bool {
    matches!(Action::from_u8(action), Some(Action::Select | Action::Reject | Action::Next))
}

/// Branch, action, code and reason of both ends of a row; a row without a condition has only the first.
fn ends(row: &record::Row) -> impl Iterator<Item = (u8, Action, u8, u16)> + use<> {
    let action = |code: u8| Action::from_u8(code).unwrap_or(Action::Next);
    let second = if row.condition == NONE { Action::Next } else { action(row.otherwise) };
    [(0, action(row.then), row.then_code, row.because), (1, second, row.otherwise_code, row.otherwise_because)]
        .into_iter()
}
