//! Subject expressions to straight-line code, and the steps of a statement in order of need.

use entitle_kernel::image::code::{Aggregate, Guarded, Over, Per as PerCode, StepKind, SubjectOp as Op};
use entitle_kernel::image::record::{NONE, SubjectInstruction};
use entitle_kernel::limits::{STACK_MAX, STEPS_MAX};
use entitle_kernel::number::RoundingMode;
use entitle_kernel::value::{Basis, Grade, Truth};

use crate::definition::{ConditionOf, Per};
use crate::diagnostic::Diagnostic;
use crate::feel::ast::Arithmetic;
use crate::load::Faults;
use crate::lower::code as comparison_code;
use crate::model::{Model, Type, Typed, TypedKind};
use crate::order::{Node, Order};
use crate::pools::{Pools, narrow};
use crate::source::Span;

/// The scope of code that runs once per member practice.
const MEMBER_SCOPE: u8 = 3;

/// One expression's code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Compiled {
    pub(crate) code: Vec<SubjectInstruction>,
    pub(crate) scope: u8,
    pub(crate) depth: u8,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CompiledFold {
    pub(crate) expression: u16,
    pub(crate) aggregate: Aggregate,
    pub(crate) over: Over,
}

/// All code about the subject.
#[derive(Debug, Default)]
pub(crate) struct SubjectCode {
    pub(crate) expressions: Vec<Compiled>,
    pub(crate) folds: Vec<CompiledFold>,
    pub(crate) steps: Vec<(StepKind, u16)>,
    /// Expressions, by line, criterion and scale.
    pub(crate) lines: Vec<u16>,
    pub(crate) criteria: Vec<u16>,
    pub(crate) scale_of: Vec<u16>,
    /// Declared condition and expression, in the order of the file.
    pub(crate) conditions: Vec<(usize, u16)>,
}

type Result<T> = std::result::Result<T, Box<Diagnostic>>;

/// Compiles every line, subject condition, fold and criterion.
pub(crate) fn compile(model: &Model, order: &Order, pools: &mut Pools, faults: &mut Faults) -> SubjectCode {
    let definition = &model.definition;
    let subject: Vec<usize> = (0..definition.conditions.len())
        .filter(|index| definition.conditions.get(*index).is_some_and(|entry| entry.of != ConditionOf::Patient))
        .collect();
    let mut code = SubjectCode {
        lines: vec![NONE; model.lines.len()],
        criteria: vec![NONE; model.criteria.len()],
        scale_of: vec![NONE; model.scale_of.len()],
        conditions: subject.iter().map(|index| (*index, NONE)).collect(),
        ..SubjectCode::default()
    };
    let mut compiler = Compiler { model, pools, code: &mut code, subject: &subject, stepped: Vec::new() };
    for node in &order.nodes {
        compiler.node(*node, faults);
    }
    for (index, criterion) in model.criteria.iter().enumerate() {
        if let Some(expression) = compiler.expression(criterion.as_ref(), PerCode::Subject as u8, faults) {
            if let Some(slot) = compiler.code.criteria.get_mut(index) {
                *slot = expression;
            }
            compiler.code.steps.push((StepKind::Criterion, narrow(index)));
        }
    }
    if code.folds.len() > STEPS_MAX {
        let message = format!("a contract has at most {STEPS_MAX} different folds; this one has {}", code.folds.len());
        faults.push(Diagnostic::error("too-many", definition.contract.id.span, message));
    }
    code
}

struct Compiler<'m, 'p> {
    model: &'m Model,
    pools: &'p mut Pools,
    code: &'p mut SubjectCode,
    /// Declared conditions that are the subject's; their place here is their index in the image.
    subject: &'m [usize],
    /// Folds that have their step.
    stepped: Vec<u16>,
}

pub(crate) fn per_code(per: Per) -> PerCode {
    match per {
        Per::Subject => PerCode::Subject,
        Per::Register => PerCode::Register,
        Per::Indicator => PerCode::Indicator,
    }
}

impl Compiler<'_, '_> {
    fn node(&mut self, node: Node, faults: &mut Faults) {
        match node {
            Node::Condition(index) => {
                let Some(place) = self.subject.iter().position(|condition| *condition == index) else { return };
                let typed = self.model.conditions.get(index).and_then(Option::as_ref);
                let Some(expression) = self.expression(typed, PerCode::Subject as u8, faults) else { return };
                if let Some(slot) = self.code.conditions.get_mut(place) {
                    slot.1 = expression;
                }
                self.code.steps.push((StepKind::Condition, narrow(place)));
                let declared = self.model.definition.conditions.get(index);
                if declared.is_some_and(|condition| condition.of == ConditionOf::Contradiction) {
                    self.code.steps.push((StepKind::Contradiction, narrow(place)));
                }
            }
            Node::Line(index) => {
                let typed = self.model.lines.get(index).and_then(Option::as_ref);
                let per = self.model.definition.lines.get(index).map_or(Per::Subject, |line| line.per);
                let Some(expression) = self.expression(typed, per_code(per) as u8, faults) else { return };
                if let Some(slot) = self.code.lines.get_mut(index) {
                    *slot = expression;
                }
                self.code.steps.push((StepKind::Line, narrow(index)));
            }
            Node::Points => {
                for index in self.model.scale_order.clone() {
                    let typed = self.model.scale_of.get(index).and_then(Option::as_ref);
                    let Some(expression) = self.expression(typed, PerCode::Indicator as u8, faults) else { continue };
                    if let Some(slot) = self.code.scale_of.get_mut(index) {
                        *slot = expression;
                    }
                }
                self.code.steps.push((StepKind::Points, 0));
            }
            Node::Register(_) => {}
        }
    }

    /// Compiles an expression, with steps for the folds that it is the first to need.
    fn expression(&mut self, typed: Option<&Typed>, scope: u8, faults: &mut Faults) -> Option<u16> {
        match self.compiled(typed?, scope) {
            Ok((compiled, folds)) => {
                for fold in folds {
                    let over = self.code.folds.get(usize::from(fold)).map(|fold| fold.over);
                    if over != Some(Over::Practices) && !self.stepped.contains(&fold) {
                        self.stepped.push(fold);
                        self.code.steps.push((StepKind::Fold, fold));
                    }
                }
                self.code.expressions.push(compiled);
                Some(narrow(self.code.expressions.len() - 1))
            }
            Err(fault) => {
                faults.push(*fault);
                None
            }
        }
    }

    fn compiled(&mut self, typed: &Typed, scope: u8) -> Result<(Compiled, Vec<u16>)> {
        let mut writer = Writer { compiler: self, code: Vec::new(), stack: 0, most: 0, folds: Vec::new() };
        writer.value(typed)?;
        let (code, most, folds) = (writer.code, writer.most, writer.folds);
        if most > STACK_MAX {
            let message = format!("this expression holds {most} values at once; at most {STACK_MAX} fit");
            return Err(too_complex(typed.span, message));
        }
        if code.len() > usize::from(u16::MAX) {
            return Err(too_complex(typed.span, "this expression is too long".to_owned()));
        }
        let depth = u8::try_from(most).unwrap_or(u8::MAX);
        Ok((Compiled { code, scope, depth }, folds))
    }

    fn fold(&mut self, aggregate: Aggregate, over: Over, body: Option<&Typed>) -> Result<u16> {
        let scope = match over {
            Over::Practices => MEMBER_SCOPE,
            Over::Indicators => PerCode::Indicator as u8,
            Over::Registers => PerCode::Register as u8,
        };
        let compiled = match body {
            Some(body) => Some(self.compiled(body, scope)?.0),
            None => None,
        };
        let same = self.code.folds.iter().position(|fold| {
            let earlier = self.code.expressions.get(usize::from(fold.expression));
            (fold.aggregate, fold.over, earlier) == (aggregate, over, compiled.as_ref())
        });
        if let Some(index) = same {
            return Ok(narrow(index));
        }
        let expression = compiled.map_or(NONE, |compiled| {
            self.code.expressions.push(compiled);
            narrow(self.code.expressions.len() - 1)
        });
        self.code.folds.push(CompiledFold { expression, aggregate, over });
        Ok(narrow(self.code.folds.len() - 1))
    }
}

fn too_complex(span: Span, message: String) -> Box<Diagnostic> {
    let help = "name parts of it as lines or conditions";
    Box::new(Diagnostic::error("too-complex", span, message).with_help(help))
}

fn basis(grade: Option<Grade>) -> u8 {
    grade.map_or(Basis::NONE, Basis::of).bits()
}

struct Writer<'c, 'm, 'p> {
    compiler: &'c mut Compiler<'m, 'p>,
    code: Vec<SubjectInstruction>,
    stack: usize,
    most: usize,
    folds: Vec<u16>,
}

impl Writer<'_, '_, '_> {
    /// One operation that takes `pops` values and leaves one.
    fn push(&mut self, op: Op, pops: usize, a: u8, b: u16, c: i32) {
        self.code.push(SubjectInstruction { op: op as u8, a, b, c });
        self.stack = self.stack.saturating_sub(pops) + 1;
        self.most = self.most.max(self.stack);
    }

    fn leaf(&mut self, op: Op, a: u8, b: u16, c: i32) {
        self.push(op, 0, a, b, c);
    }

    fn unary(&mut self, op: Op, inner: &Typed) -> Result<()> {
        self.value(inner)?;
        self.push(op, 1, 0, 0, 0);
        Ok(())
    }

    fn pair(&mut self, op: Op, a: u8, left: &Typed, right: &Typed) -> Result<()> {
        self.value(left)?;
        self.value(right)?;
        self.push(op, 2, a, 0, 0);
        Ok(())
    }

    fn chain(&mut self, op: Op, guarded: Guarded, members: &[Typed]) -> Result<()> {
        for (at, member) in members.iter().enumerate() {
            if at == 0 {
                self.value(member)?;
            } else {
                self.guarded(guarded, member)?;
                self.push(op, 2, 0, 0, 0);
            }
        }
        Ok(())
    }

    /// An operand that is passed over where it does not matter.
    fn guarded(&mut self, guarded: Guarded, operand: &Typed) -> Result<()> {
        let guard = self.code.len();
        self.code.push(SubjectInstruction { op: Op::Guard as u8, a: guarded as u8, b: 0, c: 0 });
        self.value(operand)?;
        let length = self.code.len() - guard - 1;
        if let Some(instruction) = self.code.get_mut(guard) {
            instruction.b = narrow(length);
        }
        Ok(())
    }

    fn bound(&mut self, op: Op, list: &[Typed]) -> Result<()> {
        for member in list {
            self.value(member)?;
        }
        self.push(op, list.len(), u8::try_from(list.len()).unwrap_or(u8::MAX), 0, 0);
        Ok(())
    }

    fn value(&mut self, typed: &Typed) -> Result<()> {
        match &typed.kind {
            TypedKind::Number(number, grade) => {
                let index = self.compiler.pools.decimal(*number);
                self.leaf(Op::Number, basis(*grade), index, 0);
            }
            TypedKind::Date(date, grade) => self.leaf(Op::Date, basis(*grade), 0, date.days()),
            TypedKind::Boolean(value, grade) => {
                self.leaf(Op::Boolean, basis(*grade), u16::from(Truth::certain(*value).bits()), 0);
            }
            TypedKind::Text(text) => {
                let place = self.place(typed.ty, text);
                self.leaf(Op::Text, 0, place, 0);
            }
            TypedKind::Null => self.leaf(Op::Null, 0, 0, 0),
            TypedKind::Fact(index) => self.leaf(Op::Fact, 0, narrow(*index), 0),
            TypedKind::Attribute(index) => self.leaf(Op::Attribute, 0, narrow(*index), 0),
            TypedKind::Condition(index) => {
                let place = self.compiler.subject.iter().position(|condition| condition == index);
                self.leaf(Op::Condition, 0, place.map_or(NONE, narrow), 0);
            }
            TypedKind::Line(index) => self.leaf(Op::Line, 0, narrow(*index), 0),
            TypedKind::Points => self.leaf(Op::Points, 0, 0, 0),
            TypedKind::PointsMax => self.leaf(Op::PointsMax, 0, 0, 0),
            TypedKind::Achieved => self.leaf(Op::Achieved, 0, 0, 0),
            TypedKind::Negate(inner) => self.unary(Op::Negate, inner)?,
            TypedKind::Absolute(inner) => self.unary(Op::Absolute, inner)?,
            TypedKind::Not(inner) => self.unary(Op::Not, inner)?,
            TypedKind::And(members) => self.chain(Op::And, Guarded::And, members)?,
            TypedKind::Or(members) => self.chain(Op::Or, Guarded::Or, members)?,
            TypedKind::Arithmetic(operator, left, right) => self.arithmetic(*operator, left, right)?,
            TypedKind::Compare(operator, left, right) => {
                self.pair(Op::Compare, comparison_code(*operator), left, right)?;
            }
            TypedKind::If(condition, then, otherwise) => {
                self.value(condition)?;
                self.guarded(Guarded::Then, then)?;
                self.guarded(Guarded::Otherwise, otherwise)?;
                self.push(Op::If, 3, 0, 0, 0);
            }
            TypedKind::Minimum(list) => self.bound(Op::Minimum, list)?,
            TypedKind::Maximum(list) => self.bound(Op::Maximum, list)?,
            TypedKind::Round(RoundingMode::Floor, inner, 0) => self.unary(Op::Floor, inner)?,
            TypedKind::Round(RoundingMode::Ceiling, inner, 0) => self.unary(Op::Ceiling, inner)?,
            TypedKind::Round(mode, inner, places) => {
                self.value(inner)?;
                self.push(Op::Round, 1, *mode as u8, 0, i32::from(*places));
            }
            TypedKind::MonthsBetween(from, to) => self.pair(Op::MonthsBetween, 0, from, to)?,
            TypedKind::Band(table, value) => self.table(Op::Band, *table, &[value])?,
            TypedKind::Keyed(table, key) => self.table(Op::Keyed, *table, &[key])?,
            TypedKind::Marginal(table, value, None) => self.table(Op::Marginal, *table, &[value])?,
            TypedKind::Marginal(table, value, Some(base)) => self.table(Op::MarginalOf, *table, &[value, base])?,
            TypedKind::Scale(scale, rate, maximum) => {
                // Scales stand in the image after those that they are the best of.
                let place = self.compiler.model.scale_order.iter().position(|index| index == scale);
                self.table(Op::Scale, place.unwrap_or(*scale), &[rate, maximum])?;
            }
            TypedKind::Fold { aggregate, over, body } => {
                let fold = self.compiler.fold(*aggregate, *over, body.as_deref())?;
                self.folds.push(fold);
                self.leaf(Op::Fold, 0, fold, 0);
            }
            TypedKind::AchievementDate | TypedKind::InRegister(_) => {
                let message = "only a patient's condition can hold this";
                return Err(Box::new(Diagnostic::error("wrong-scope", typed.span, message)));
            }
        }
        Ok(())
    }

    fn table(&mut self, op: Op, index: usize, values: &[&Typed]) -> Result<()> {
        for value in values {
            self.value(value)?;
        }
        self.push(op, values.len(), 0, narrow(index), 0);
        Ok(())
    }

    fn place(&self, ty: Type, text: &str) -> u16 {
        let Type::Text(list) = ty else { return NONE };
        let values = self.compiler.model.definition.text_lists.get(list);
        let place = values.and_then(|values| values.iter().position(|value| value == text));
        place.map_or(NONE, narrow)
    }

    fn arithmetic(&mut self, operator: Arithmetic, left: &Typed, right: &Typed) -> Result<()> {
        let shift = |ty: Type| if ty == Type::Months { Op::AddMonths } else { Op::AddDays };
        match (operator, left.ty, right.ty) {
            (Arithmetic::Add, Type::Date, duration) => self.pair(shift(duration), 0, left, right),
            // The kernel wants the day first.
            (Arithmetic::Add, duration, Type::Date) => self.pair(shift(duration), 0, right, left),
            (Arithmetic::Subtract, Type::Date, Type::Date) => self.pair(Op::DaysBetween, 0, left, right),
            (Arithmetic::Subtract, Type::Date, duration) => {
                self.value(left)?;
                self.unary(Op::Negate, right)?;
                self.push(shift(duration), 2, 0, 0, 0);
                Ok(())
            }
            (Arithmetic::Add, ..) => self.pair(Op::Add, 0, left, right),
            (Arithmetic::Subtract, ..) => self.pair(Op::Subtract, 0, left, right),
            (Arithmetic::Multiply, ..) => self.pair(Op::Multiply, 0, left, right),
            (Arithmetic::Divide, ..) => self.pair(Op::Divide, 0, left, right),
        }
    }
}
