//! What a line or criterion may rest on, whichever branches are taken: every figure that its expression reads, itself or
//! through other lines, conditions, folds, tables and points. A statement tells what one answer did rest on.

use crate::waiting::instructions;
use entitle_kernel::image::code::SubjectOp;
use entitle_kernel::image::record::{self, NONE};
use entitle_kernel::{Basis, Contract, Grade};
use std::collections::HashSet;

/// What the line may rest on, its own source among it.
///
/// ```
/// use entitle_kernel::Grade;
/// let contract = entitle_contracts::find("network-contract-des", "2025-06-01".parse()?, None)?;
/// let basis = |line| entitle_answers::resting::of_line(&contract, contract.find_line(line).unwrap());
/// assert_eq!(basis("core").weakest(), Some(Grade::Published));
/// assert!(basis("total").has(Grade::Assumed) && basis("total").has_local_term());
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub fn of_line(contract: &Contract<'_>, line: usize) -> Basis {
    let mut walk = Walk { contract, seen: HashSet::new(), basis: Basis::NONE };
    walk.line(line);
    walk.basis
}

/// The same of a criterion.
pub fn of_criterion(contract: &Contract<'_>, criterion: usize) -> Basis {
    let mut walk = Walk { contract, seen: HashSet::new(), basis: Basis::NONE };
    if let Some(record) = contract.record::<record::Criterion>(criterion) {
        walk.source(record.source);
        walk.expression(record.expression);
    }
    walk.basis
}

struct Walk<'w, 'c> {
    contract: &'w Contract<'c>,
    /// Expressions that were looked at.
    seen: HashSet<u16>,
    basis: Basis,
}

impl Walk<'_, '_> {
    fn add(&mut self, basis: Basis) {
        self.basis = self.basis.and(basis);
    }

    fn grade(&mut self, grade: u8) {
        self.add(Grade::from_u8(grade).map_or(Basis::NONE, Basis::of));
    }

    fn source(&mut self, source: u16) {
        self.add(self.contract.source(source.into()).map_or(Basis::NONE, |source| Basis::of(source.grade)));
    }

    fn line(&mut self, line: usize) {
        if let Some(record) = self.contract.record::<record::Line>(line) {
            self.source(record.source);
            self.expression(record.expression);
        }
    }

    fn expression(&mut self, expression: u16) {
        if expression == NONE || !self.seen.insert(expression) {
            return;
        }
        let contract = self.contract;
        for instruction in instructions(contract, expression) {
            let target = usize::from(instruction.b);
            match SubjectOp::from_u8(instruction.op) {
                Some(SubjectOp::Number | SubjectOp::Date | SubjectOp::Boolean) => {
                    self.add(Basis::from_bits(instruction.a));
                }
                Some(SubjectOp::Fact) => self.fact(target),
                Some(SubjectOp::Attribute) => {
                    let grade = contract.record::<record::Attribute>(target).map(|attribute| attribute.grade);
                    grade.into_iter().for_each(|grade| self.grade(grade));
                }
                Some(SubjectOp::Condition) => {
                    let condition = contract.record::<record::SubjectCondition>(target);
                    condition.into_iter().for_each(|condition| self.expression(condition.expression));
                }
                Some(SubjectOp::Line) => self.line(target),
                Some(SubjectOp::Fold) => {
                    let fold = contract.record::<record::Fold>(target);
                    fold.into_iter().for_each(|fold| self.expression(fold.expression));
                }
                Some(SubjectOp::Points | SubjectOp::PointsMax) => self.indicators(),
                Some(SubjectOp::Band | SubjectOp::Keyed | SubjectOp::Marginal | SubjectOp::MarginalOf) => {
                    self.table(target);
                }
                _ => {}
            }
        }
    }

    fn fact(&mut self, fact: usize) {
        let Some(fact) = self.contract.fact(fact) else {
            return;
        };
        if fact.is_local_term() {
            self.add(Basis::LOCAL_TERM);
        }
        self.add(fact.source().map_or(Basis::NONE, |source| Basis::of(source.grade)));
    }

    fn indicators(&mut self) {
        for indicator in self.contract.all::<record::Indicator>() {
            self.grade(indicator.grade);
            if let Some(scale) = self.contract.record::<record::Scale>(indicator.scale.into()) {
                self.expression(scale.of);
            }
        }
    }

    fn table(&mut self, table: usize) {
        let Some(table) = self.contract.record::<record::Lookup>(table) else {
            return;
        };
        for row in self.contract.records::<record::LookupRow>(table.first.into(), table.count.into()) {
            self.grade(row.grade);
        }
    }
}
