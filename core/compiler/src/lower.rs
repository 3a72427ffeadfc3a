//! Patient booleans to masks: negation at the leaves, equal conditions made one, flat code.

use std::collections::{HashMap, HashSet};

use entitle_kernel::image::code::{Comparison as Code, PatientOp as Op};
use entitle_kernel::image::record::{NONE, PatientInstruction};
use entitle_kernel::limits::{CONDITIONS_MAX, DEPTH_MAX, INTEGERS_MAX, MASKS_MAX, RUN_CONSTANTS_MAX};

use crate::definition::{ConditionOf, Definition};
use crate::diagnostic::Diagnostic;
use crate::feel::ast::Comparison;
use crate::intervals::{Integer, Intervals, Ratio, aligned};
use crate::linear;
use crate::load::Faults;
use crate::model::{CheckedRow, Model, Type, Typed, TypedKind};
use crate::order::{Node, Order};
use crate::source::Span;

/// Branches of values that one comparison may be split over.
const SPLITS_MAX: usize = 32;
/// Operations of one condition.
const CODE_MAX: usize = 16_384;

/// A condition as the kernel evaluates it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Mask {
    Constant(bool),
    /// Of two integers; on one fact and a constant, or two facts, the quicker operations are used.
    Compare(Comparison, Integer, Integer),
    IsNull(usize, bool),
    Condition(u16),
    Register(u16),
    And(Vec<Mask>),
    Or(Vec<Mask>),
    Complement(Box<Mask>),
}

/// One condition record.
#[derive(Clone, Debug)]
pub(crate) struct CompiledCondition {
    pub(crate) code: Vec<PatientInstruction>,
    pub(crate) depth: u8,
    pub(crate) masks: u8,
    /// The declared condition, where it is one.
    pub(crate) declared: Option<usize>,
    pub(crate) text: String,
}

/// All code about patients.
#[derive(Debug, Default)]
pub(crate) struct PatientCode {
    pub(crate) conditions: Vec<CompiledCondition>,
    pub(crate) run_constants: Vec<Vec<PatientInstruction>>,
    pub(crate) wide: Vec<i64>,
    /// For each register: depth and masks.
    pub(crate) registers: Vec<(u8, u8)>,
    /// For each register, then each indicator's denominator and numerator: the rows' conditions.
    pub(crate) register_rows: Vec<Vec<u16>>,
    pub(crate) denominator_rows: Vec<Vec<u16>>,
    pub(crate) numerator_rows: Vec<Vec<u16>>,
}

type Result<T> = std::result::Result<T, Box<Diagnostic>>;

/// Lowers every patient condition, register and table, in order of need.
pub(crate) fn lower(model: &Model, order: &Order, faults: &mut Faults) -> PatientCode {
    let mut lowering = Lowering {
        model,
        intervals: Intervals { definition: &model.definition },
        code: PatientCode::default(),
        known: HashMap::new(),
        named: HashMap::new(),
        constants: HashMap::new(),
    };
    lowering.code.registers = vec![(0, 1); model.registers.len()];
    lowering.code.register_rows = vec![Vec::new(); model.registers.len()];
    for node in &order.nodes {
        match *node {
            Node::Condition(index) => lowering.declared(index, faults),
            Node::Register(index) => lowering.register(index, faults),
            Node::Line(_) | Node::Points => {}
        }
    }
    for indicator in &model.indicators {
        let denominator = lowering.rows(indicator.denominator.as_deref(), faults);
        let numerator = lowering.rows(indicator.numerator.as_deref(), faults);
        lowering.code.denominator_rows.push(denominator);
        lowering.code.numerator_rows.push(numerator);
    }
    let code = lowering.code;
    let span = model.definition.contract.id.span;
    let mut limit = |count: usize, most: usize, what: &str| {
        if count > most {
            let message = format!("a contract has at most {most} {what}; this one has {count}");
            faults.push(Diagnostic::error("too-many", span, message));
        }
    };
    limit(code.conditions.len(), CONDITIONS_MAX, "different conditions of patients");
    limit(code.run_constants.len(), RUN_CONSTANTS_MAX, "different expressions of the achievement date");
    code
}

struct Lowering<'m> {
    model: &'m Model,
    intervals: Intervals<'m>,
    code: PatientCode,
    /// Conditions by what they compute.
    known: HashMap<Mask, u16>,
    /// Declared conditions, plain and negated.
    named: HashMap<(usize, bool), u16>,
    constants: HashMap<Integer, u16>,
}

impl Lowering<'_> {
    fn definition(&self) -> &Definition {
        &self.model.definition
    }

    fn declared(&mut self, index: usize, faults: &mut Faults) {
        let Some(entry) = self.definition().conditions.get(index) else { return };
        if entry.of != ConditionOf::Patient {
            return;
        }
        let text = entry.when.as_ref().map_or_else(String::new, |formula| formula.text.clone());
        let Some(typed) = self.model.conditions.get(index).and_then(Option::as_ref) else { return };
        let condition = self.truth(typed, false).and_then(|mask| self.condition(mask, text, Some(index), typed.span));
        match condition {
            Ok(condition) => {
                self.named.insert((index, false), condition);
            }
            Err(fault) => faults.push(*fault),
        }
    }

    fn register(&mut self, index: usize, faults: &mut Faults) {
        let rows = self.model.registers.get(index).and_then(Option::as_deref);
        let conditions = self.rows(rows, faults);
        let used = conditions.iter().filter_map(|condition| self.code.conditions.get(usize::from(*condition)));
        let depth = used.clone().map(|condition| condition.depth + 1).max().unwrap_or(0);
        let masks = used.map(|condition| condition.masks).max().unwrap_or(1);
        if let (Some(slot), Some(rows)) = (self.code.registers.get_mut(index), self.code.register_rows.get_mut(index)) {
            *slot = (depth, masks);
            *rows = conditions;
        }
    }

    /// The condition of each row; `NONE` for a row that always matches.
    fn rows(&mut self, rows: Option<&[CheckedRow]>, faults: &mut Faults) -> Vec<u16> {
        let mut conditions = Vec::new();
        for row in rows.unwrap_or(&[]) {
            let Some(typed) = &row.condition else {
                conditions.push(NONE);
                continue;
            };
            let condition =
                self.truth(typed, false).and_then(|mask| self.condition(mask, row.text.clone(), None, typed.span));
            match condition {
                Ok(condition) => conditions.push(condition),
                Err(fault) => faults.push(*fault),
            }
        }
        conditions
    }

    /// The condition that computes the mask: an earlier one where there is one.
    fn condition(&mut self, mask: Mask, text: String, declared: Option<usize>, span: Span) -> Result<u16> {
        if let (Mask::Condition(index), None) = (&mask, declared) {
            return Ok(*index);
        }
        if let Some(index) = self.known.get(&mask).copied() {
            let taken = self.code.conditions.get_mut(usize::from(index));
            if let Some(condition) = taken.filter(|_| declared.is_some()) {
                if condition.declared.is_none() {
                    condition.declared = declared;
                    condition.text = text;
                    return Ok(index);
                }
            } else {
                return Ok(index);
            }
        }
        let mut writer =
            Writer { lowering: self, code: Vec::new(), masks: 0, masks_most: 0, integers: 0, depth: 0, span };
        writer.mask(&mask)?;
        let (code, depth, most) = (std::mem::take(&mut writer.code), writer.depth, writer.masks_most);
        if most > MASKS_MAX {
            let message = format!(
                "this condition, with all that it names, holds {most} results at once; at most {MASKS_MAX} fit"
            );
            return Err(Box::new(Diagnostic::error("too-complex", span, message)));
        }
        if usize::from(depth) >= DEPTH_MAX - 1 || code.len() > CODE_MAX {
            let message = "this condition, with all that it names, nests too deep or takes too many operations";
            return Err(Box::new(
                Diagnostic::error("too-complex", span, message).with_help("write it with fewer conditions"),
            ));
        }
        let index = u16::try_from(self.code.conditions.len()).unwrap_or(NONE);
        let masks = u8::try_from(most).unwrap_or(u8::MAX);
        self.code.conditions.push(CompiledCondition { code, depth, masks, declared, text });
        self.known.entry(mask).or_insert(index);
        Ok(index)
    }

    /// The mask "is true" of a condition, or of its negation.
    fn truth(&mut self, typed: &Typed, negated: bool) -> Result<Mask> {
        Ok(match &typed.kind {
            TypedKind::Boolean(value, _) => Mask::Constant(*value != negated),
            // Neither null nor its negation is true.
            TypedKind::Null => Mask::Constant(false),
            // "There and true", "there and false": both are an equality.
            TypedKind::Fact(index) => {
                Mask::Compare(Comparison::Equal, Integer::Fact(*index), Integer::Constant(i64::from(!negated)))
            }
            TypedKind::Condition(index) => self.reference(*index, negated, typed.span)?,
            TypedKind::InRegister(index) => {
                let register = Mask::Register(u16::try_from(*index).unwrap_or(NONE));
                if negated { Mask::Complement(Box::new(register)) } else { register }
            }
            TypedKind::Not(inner) => self.truth(inner, !negated)?,
            TypedKind::And(members) => self.members(members, negated, !negated)?,
            TypedKind::Or(members) => self.members(members, negated, negated)?,
            // The complement of the mask, not the negation: a null condition takes the second branch.
            TypedKind::If(condition, then, otherwise) => {
                let condition = self.shared(condition)?;
                let then = self.truth(then, negated)?;
                let otherwise = self.truth(otherwise, negated)?;
                either(vec![both(vec![condition.clone(), then]), both(vec![complement(condition), otherwise])])
            }
            TypedKind::Compare(operator, left, right) => {
                let operator = if negated { operator.negated() } else { *operator };
                self.compare(operator, left, right, typed.span, 0)?
            }
            _ => {
                let message = "a patient's condition cannot hold this";
                return Err(Box::new(Diagnostic::error("wrong-scope", typed.span, message)));
            }
        })
    }

    /// A condition that will stand twice: made a condition of its own unless it is a leaf.
    fn shared(&mut self, typed: &Typed) -> Result<Mask> {
        let mask = self.truth(typed, false)?;
        if matches!(mask, Mask::And(_) | Mask::Or(_) | Mask::Complement(_)) {
            return Ok(Mask::Condition(self.condition(mask, String::new(), None, typed.span)?));
        }
        Ok(mask)
    }

    fn members(&mut self, members: &[Typed], negated: bool, all: bool) -> Result<Mask> {
        let mut masks = Vec::new();
        for member in members {
            masks.push(self.truth(member, negated)?);
        }
        Ok(if all { both(masks) } else { either(masks) })
    }

    fn reference(&mut self, index: usize, negated: bool, span: Span) -> Result<Mask> {
        if let Some(condition) = self.named.get(&(index, negated)) {
            return Ok(Mask::Condition(*condition));
        }
        let declared = self.model.conditions.get(index).and_then(Option::as_ref);
        let Some(typed) = declared.filter(|_| negated) else {
            // Its own fault, or a cycle, was reported; anything serves.
            return Ok(Mask::Constant(false));
        };
        let name = self.definition().conditions.get(index).map_or("", |entry| entry.id.text.as_str());
        let text = format!("not({name})");
        if !self.named.contains_key(&(index, false)) {
            return Ok(Mask::Constant(false));
        }
        let mask = self.truth(typed, true)?;
        let condition = self.condition(mask, text, None, span)?;
        self.named.insert((index, true), condition);
        Ok(Mask::Condition(condition))
    }

    /// A comparison; one of values that branch is split into a branch of comparisons.
    fn compare(
        &mut self,
        operator: Comparison,
        left: &Typed,
        right: &Typed,
        span: Span,
        splits: usize,
    ) -> Result<Mask> {
        if splits > SPLITS_MAX {
            let message = "this comparison branches over too many values";
            return Err(Box::new(Diagnostic::error("too-complex", span, message)));
        }
        for (side, is_left) in [(left, true), (right, false)] {
            if let Some((condition, then, otherwise)) = split(side) {
                let condition = self.shared(&condition)?;
                let mut half = |value: &Typed| {
                    let (left, right) = if is_left { (value, right) } else { (left, value) };
                    self.compare(operator, left, right, span, splits * 2 + 1)
                };
                let (then, otherwise) = (half(&then)?, half(&otherwise)?);
                return Ok(either(vec![
                    both(vec![condition.clone(), then]),
                    both(vec![complement(condition), otherwise]),
                ]));
            }
        }
        if left.ty == Type::Null || right.ty == Type::Null {
            let value = if left.ty == Type::Null { right } else { left };
            if let TypedKind::Fact(index) = value.kind {
                return Ok(Mask::IsNull(index, operator == Comparison::Equal));
            }
        }
        let (a, b) = (self.intervals.ratio(left)?, self.intervals.ratio(right)?);
        let (a, b): (Ratio, Ratio) = aligned(&a, &b, span)?;
        if let (Some(a), Some(b)) = (a.as_constant(), b.as_constant()) {
            return Ok(Mask::Constant(holds(operator, a, b)));
        }
        let (operator, left, right) = linear::simplest(operator, a.integer, b.integer);
        Ok(Mask::Compare(operator, left, right))
    }
}

fn holds(operator: Comparison, a: i64, b: i64) -> bool {
    match operator {
        Comparison::Equal => a == b,
        Comparison::NotEqual => a != b,
        Comparison::Less => a < b,
        Comparison::LessOrEqual => a <= b,
        Comparison::Greater => a > b,
        Comparison::GreaterOrEqual => a >= b,
    }
}

fn both(masks: Vec<Mask>) -> Mask {
    join(masks, true)
}

fn either(masks: Vec<Mask>) -> Mask {
    join(masks, false)
}

/// Flattened, without neutral or repeated members.
fn join(masks: Vec<Mask>, all: bool) -> Mask {
    let mut members: Vec<Mask> = Vec::new();
    for mask in masks {
        match mask {
            Mask::Constant(value) if value == all => {}
            Mask::Constant(value) => return Mask::Constant(value),
            Mask::And(inner) if all => members.extend(inner),
            Mask::Or(inner) if !all => members.extend(inner),
            other => members.push(other),
        }
    }
    let mut seen = HashSet::new();
    members.retain(|mask| seen.insert(mask.clone()));
    match <[Mask; 1]>::try_from(members) {
        Ok([only]) => only,
        Err(members) if members.is_empty() => Mask::Constant(all),
        Err(members) if all => Mask::And(members),
        Err(members) => Mask::Or(members),
    }
}

fn complement(mask: Mask) -> Mask {
    match mask {
        Mask::Constant(value) => Mask::Constant(!value),
        Mask::Complement(inner) => *inner,
        other => Mask::Complement(Box::new(other)),
    }
}

/// The first branch within a value: its condition, and the value with each branch in its place.
fn split(typed: &Typed) -> Option<(Typed, Typed, Typed)> {
    if let TypedKind::If(condition, then, otherwise) = &typed.kind {
        return Some(((**condition).clone(), (**then).clone(), (**otherwise).clone()));
    }
    let children = typed.children();
    let (at, (condition, then, otherwise)) =
        children.iter().enumerate().find_map(|(at, child)| Some((at, split(child)?)))?;
    Some((condition, typed.with_child(at, then), typed.with_child(at, otherwise)))
}

/// Writes one condition's code and keeps count of what it holds.
struct Writer<'l, 'm> {
    lowering: &'l mut Lowering<'m>,
    code: Vec<PatientInstruction>,
    masks: usize,
    masks_most: usize,
    integers: usize,
    depth: u8,
    span: Span,
}

impl Writer<'_, '_> {
    fn push(&mut self, op: Op, a: u8, b: u16, c: i16) {
        self.code.push(PatientInstruction { op: op as u8, a, b, c });
    }

    fn leaf(&mut self, op: Op, a: u8, b: u16, c: i16, inner: usize) {
        self.push(op, a, b, c);
        self.masks_most = self.masks_most.max(self.masks + inner.max(1));
        self.masks += 1;
    }

    fn mask(&mut self, mask: &Mask) -> Result<()> {
        match mask {
            Mask::Constant(value) => self.leaf(Op::Constant, u8::from(*value), 0, 0, 1),
            Mask::IsNull(fact, wanted) => {
                let slot = self.slot(*fact);
                self.leaf(Op::IsNull, u8::from(*wanted), slot, 0, 1);
            }
            Mask::Condition(index) => {
                let other = self.lowering.code.conditions.get(usize::from(*index));
                let (depth, masks) = other.map_or((0, 1), |other| (other.depth, other.masks));
                self.depth = self.depth.max(depth.saturating_add(1));
                self.leaf(Op::Condition, 0, *index, 0, usize::from(masks));
            }
            Mask::Register(index) => {
                let (depth, masks) = self.lowering.code.registers.get(usize::from(*index)).copied().unwrap_or((0, 1));
                self.depth = self.depth.max(depth.saturating_add(1));
                self.leaf(Op::Register, 0, *index, 0, usize::from(masks));
            }
            Mask::Complement(inner) => {
                self.mask(inner)?;
                self.push(Op::Complement, 0, 0, 0);
            }
            Mask::And(members) => self.chain(members, Op::And)?,
            Mask::Or(members) => self.chain(members, Op::Or)?,
            Mask::Compare(operator, left, right) => self.compare(*operator, left, right)?,
        }
        Ok(())
    }

    fn chain(&mut self, members: &[Mask], op: Op) -> Result<()> {
        for (at, member) in members.iter().enumerate() {
            self.mask(member)?;
            if at > 0 {
                self.push(op, 0, 0, 0);
                self.masks -= 1;
            }
        }
        Ok(())
    }

    fn compare(&mut self, operator: Comparison, left: &Integer, right: &Integer) -> Result<()> {
        match (left, right) {
            (Integer::Fact(fact), Integer::Constant(value)) => {
                if let Ok(value) = i16::try_from(*value) {
                    let slot = self.slot(*fact);
                    self.leaf(Op::CompareImmediate, code(operator), slot, value, 1);
                    return Ok(());
                }
            }
            (Integer::Fact(a), Integer::Fact(b)) => {
                let (a, b) = (self.slot(*a), self.slot(*b));
                self.leaf(Op::CompareFacts, code(operator), a, i16::try_from(b).unwrap_or(-1), 1);
                return Ok(());
            }
            _ => {}
        }
        self.integer(left)?;
        self.integer(right)?;
        self.integers -= 2;
        self.leaf(Op::Compare, code(operator), 0, 0, 1);
        Ok(())
    }

    fn integer(&mut self, integer: &Integer) -> Result<()> {
        if integer.is_run_constant() {
            let index = self.run_constant(integer)?;
            return self.operand(Op::RunConstant, index, 0);
        }
        self.plain_integer(integer)
    }

    fn operand(&mut self, op: Op, b: u16, c: i16) -> Result<()> {
        self.push(op, 0, b, c);
        self.integers += 1;
        if self.integers > INTEGERS_MAX {
            let message = format!("this comparison holds more than {INTEGERS_MAX} numbers at once");
            return Err(Box::new(Diagnostic::error("too-complex", self.span, message)));
        }
        Ok(())
    }

    fn binary(&mut self, op: Op, a: &Integer, b: &Integer) -> Result<()> {
        self.integer(a)?;
        self.integer(b)?;
        self.push(op, 0, 0, 0);
        self.integers -= 1;
        Ok(())
    }

    fn unary(&mut self, op: Op, a: &Integer, b: u16, c: i16) -> Result<()> {
        self.integer(a)?;
        self.push(op, 0, b, c);
        Ok(())
    }

    fn plain_integer(&mut self, integer: &Integer) -> Result<()> {
        match integer {
            Integer::Fact(fact) => {
                let slot = self.slot(*fact);
                self.operand(Op::Fact, slot, 0)
            }
            Integer::Constant(value) => match i16::try_from(*value) {
                Ok(value) => self.operand(Op::Immediate, 0, value),
                Err(_) => {
                    let index = self.wide(*value);
                    self.operand(Op::Integer, index, 0)
                }
            },
            Integer::AchievementDate => self.operand(Op::AchievementDate, 0, 0),
            Integer::Null => self.operand(Op::Null, 0, 0),
            Integer::Add(a, b) => self.binary(Op::Add, a, b),
            Integer::Subtract(a, b) => self.binary(Op::Subtract, a, b),
            Integer::Multiply(a, b) => self.binary(Op::Multiply, a, b),
            Integer::Minimum(a, b) => self.binary(Op::Minimum, a, b),
            Integer::Maximum(a, b) => self.binary(Op::Maximum, a, b),
            Integer::MonthsBetween(a, b) => self.binary(Op::MonthsBetween, a, b),
            Integer::Negate(a) => self.unary(Op::Negate, a, 0, 0),
            Integer::Absolute(a) => self.unary(Op::Absolute, a, 0, 0),
            Integer::FloorDivide(a, divisor) => {
                let divisor = self.wide(*divisor);
                self.unary(Op::FloorDivide, a, divisor, 0)
            }
            Integer::AddMonths(a, months) => self.unary(Op::AddMonths, a, 0, *months),
        }
    }

    fn wide(&mut self, value: i64) -> u16 {
        let wide = &mut self.lowering.code.wide;
        let index = wide.iter().position(|known| *known == value).unwrap_or_else(|| {
            wide.push(value);
            wide.len() - 1
        });
        u16::try_from(index).unwrap_or(NONE)
    }

    fn run_constant(&mut self, integer: &Integer) -> Result<u16> {
        if let Some(index) = self.lowering.constants.get(integer) {
            return Ok(*index);
        }
        let span = self.span;
        let mut writer =
            Writer { lowering: self.lowering, code: Vec::new(), masks: 0, masks_most: 0, integers: 0, depth: 0, span };
        writer.inside_constant(integer)?;
        let code = std::mem::take(&mut writer.code);
        let index = u16::try_from(self.lowering.code.run_constants.len()).unwrap_or(NONE);
        self.lowering.code.run_constants.push(code);
        self.lowering.constants.insert(integer.clone(), index);
        Ok(index)
    }

    /// Within a run constant there are no others.
    fn inside_constant(&mut self, integer: &Integer) -> Result<()> {
        match integer {
            Integer::Add(a, b) => self.pair_inside(Op::Add, a, b),
            Integer::Subtract(a, b) => self.pair_inside(Op::Subtract, a, b),
            Integer::Multiply(a, b) => self.pair_inside(Op::Multiply, a, b),
            Integer::Minimum(a, b) => self.pair_inside(Op::Minimum, a, b),
            Integer::Maximum(a, b) => self.pair_inside(Op::Maximum, a, b),
            Integer::MonthsBetween(a, b) => self.pair_inside(Op::MonthsBetween, a, b),
            Integer::Negate(a) => self.one_inside(Op::Negate, a, 0, 0),
            Integer::Absolute(a) => self.one_inside(Op::Absolute, a, 0, 0),
            Integer::FloorDivide(a, divisor) => {
                let divisor = self.wide(*divisor);
                self.one_inside(Op::FloorDivide, a, divisor, 0)
            }
            Integer::AddMonths(a, months) => self.one_inside(Op::AddMonths, a, 0, *months),
            leaf => self.plain_integer(leaf),
        }
    }

    fn pair_inside(&mut self, op: Op, a: &Integer, b: &Integer) -> Result<()> {
        self.inside_constant(a)?;
        self.inside_constant(b)?;
        self.push(op, 0, 0, 0);
        self.integers -= 1;
        Ok(())
    }

    fn one_inside(&mut self, op: Op, a: &Integer, b: u16, c: i16) -> Result<()> {
        self.inside_constant(a)?;
        self.push(op, 0, b, c);
        Ok(())
    }

    fn slot(&self, fact: usize) -> u16 {
        crate::slots::patient_slot(self.lowering.definition(), fact)
    }
}

pub(crate) fn code(operator: Comparison) -> u8 {
    let code = match operator {
        Comparison::Equal => Code::Equal,
        Comparison::NotEqual => Code::NotEqual,
        Comparison::Less => Code::Less,
        Comparison::LessOrEqual => Code::LessOrEqual,
        Comparison::Greater => Code::Greater,
        Comparison::GreaterOrEqual => Code::GreaterOrEqual,
    };
    code as u8
}
