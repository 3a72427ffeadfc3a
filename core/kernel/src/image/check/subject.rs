//! Lines, conditions, folds and criteria, in the order of their evaluation, and the types of their code.

use super::super::code::{
    Aggregate, Comparison, Guarded, Kind, LookupKind, Otherwise, Over, Per, ScaleKind, Scope, StepKind, SubjectOp,
};
use super::super::record::{self, NONE};
use super::super::{Contract, Cost, ensure};
use super::{Checker, Seen, reference};
use crate::date::Date;
use crate::error::{Error, Result};
use crate::limits;
use crate::number::RoundingMode;
use crate::value::Truth;

/// The type of a value on the stack of a subject expression.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Number,
    Date,
    Boolean,
    Text,
    Null,
}

impl Type {
    fn of(kind: Kind) -> Type {
        match kind {
            Kind::Integer | Kind::Decimal => Type::Number,
            Kind::Date => Type::Date,
            Kind::Boolean => Type::Boolean,
            Kind::Text => Type::Text,
        }
    }

    fn fits(self, wanted: Type) -> bool {
        self == wanted || self == Type::Null
    }
}

type Types = heapless::Vec<Type, { limits::STACK_MAX }>;

/// An operand that may be passed over: where its code ends, and how many values lie below it.
struct Guard {
    end: u16,
    height: usize,
}

/// The bounds that a scale looks at, those of its alternatives for a best-of.
fn scale_rows(contract: &Contract<'_>, index: u16) -> u32 {
    let Some(scale) = contract.record::<record::Scale>(index.into()) else { return 1 };
    if scale.kind != ScaleKind::BestOf as u8 {
        return scale.count.into();
    }
    contract.records::<record::Item>(scale.first.into(), scale.count.into()).fold(1, |rows, item| {
        contract
            .record::<record::Scale>(item.value.into())
            .map_or(rows, |other| rows.saturating_add(other.count.into()))
    })
}

/// The check of lines, conditions, folds and criteria in the order of their evaluation.
pub(super) struct Steps<'c, 'a> {
    contract: &'c Contract<'a>,
    /// Conditions, lines, folds and criteria so far, each kind from its [`place`] on.
    steps: Seen,
    /// How many those are.
    taken: usize,
    points: bool,
    /// Each expression has one user, so that its code is checked once.
    expressions: Seen,
}

const _: () = assert!(StepKind::Criterion as usize == 3 && 4 * limits::STEPS_MAX <= limits::EXPRESSIONS_MAX);

/// The place of a step in a set of all four kinds, `STEPS_MAX` of each; of what cannot be one, a place outside it.
fn place(kind: StepKind, index: usize) -> usize {
    let first = (kind as usize).saturating_mul(limits::STEPS_MAX);
    if index < limits::STEPS_MAX { first.saturating_add(index) } else { usize::MAX }
}

/// The scope in which an expression of this code may be evaluated.
const MEMBER_SCOPE: u8 = 3;

impl<'c, 'a> Steps<'c, 'a> {
    pub(super) fn new(contract: &'c Contract<'a>) -> Self {
        Steps { contract, steps: Seen::NONE, taken: 0, points: false, expressions: Seen::NONE }
    }

    /// Takes a step, which no other may have taken.
    fn take(&mut self, kind: StepKind, index: usize) -> Result<()> {
        let is_first = if kind == StepKind::Points {
            !core::mem::replace(&mut self.points, true)
        } else {
            self.taken = self.taken.saturating_add(1);
            self.steps.add(place(kind, index))
        };
        ensure(is_first, Error::ImageCode)
    }

    /// What an expression looks at was taken before it.
    fn was_taken(&self, kind: StepKind, index: usize) -> Result<()> {
        ensure(self.steps.has(place(kind, index)), Error::ImageCode)
    }

    pub(super) fn run(mut self, checker: &Checker<'_, '_>) -> Result<Cost> {
        let contract = self.contract;
        let counts = [
            contract.count::<record::Line>(),
            contract.count::<record::SubjectCondition>(),
            contract.count::<record::Fold>(),
            contract.count::<record::Criterion>(),
        ];
        ensure(counts.into_iter().all(|count| count <= limits::STEPS_MAX), Error::ImageSection)?;
        ensure(contract.count::<record::Expression>() <= limits::EXPRESSIONS_MAX, Error::ImageSection)?;
        let mut next = 0_u32;
        for expression in contract.all::<record::Expression>() {
            ensure(expression.first == next && expression.count >= 1, Error::ImageCode)?;
            next = next.saturating_add(expression.count.into());
            checker.within::<record::SubjectInstruction>(expression.first as usize, expression.count.into())?;
            ensure(
                expression.scope <= MEMBER_SCOPE && usize::from(expression.depth) <= limits::STACK_MAX,
                Error::ImageCode,
            )?;
        }
        let mut cost = self.member_folds()?;
        cost.values = self.value_slots()?;
        let mut before = None;
        for step in contract.all::<record::Step>() {
            let index = usize::from(step.index);
            let kind = StepKind::from_u8(step.kind).ok_or(Error::ImageCode)?;
            let (steps, items) = match kind {
                StepKind::Condition => {
                    let condition = contract.record::<record::SubjectCondition>(index).ok_or(Error::ImageReference)?;
                    checker.is::<record::Name>(condition.name)?;
                    checker.text(condition.doc)?;
                    let steps = self.expression(condition.expression, Per::Subject as u8, Type::Boolean)?;
                    (steps, 1)
                }
                StepKind::Line => {
                    let line = contract.record::<record::Line>(index).ok_or(Error::ImageReference)?;
                    let per = Per::from_u8(line.per).ok_or(Error::ImageReference)?;
                    checker.is::<record::Name>(line.name)?;
                    checker.is::<record::Name>(line.unit)?;
                    checker.text(line.title)?;
                    checker.text(line.clause)?;
                    checker.is_or_none::<record::Source>(line.source)?;
                    reference(line.mode == u8::MAX || RoundingMode::from_code(line.mode).is_some())?;
                    let steps = self.expression(line.expression, line.per, Type::Number)?;
                    (steps, contract.items(per))
                }
                StepKind::Fold => {
                    let fold = contract.record::<record::Fold>(index).ok_or(Error::ImageReference)?;
                    let over = Over::from_u8(fold.over).ok_or(Error::ImageReference)?;
                    let (scope, items) = match over {
                        Over::Practices => return Err(Error::ImageCode),
                        Over::Indicators => (Per::Indicator, contract.indicator_count()),
                        Over::Registers => (Per::Register, contract.register_count()),
                    };
                    let steps = self.fold(&fold, scope as u8)?;
                    (steps, items)
                }
                StepKind::Criterion => {
                    let criterion = contract.record::<record::Criterion>(index).ok_or(Error::ImageReference)?;
                    checker.is::<record::Name>(criterion.name)?;
                    checker.text(criterion.title)?;
                    checker.text(criterion.clause)?;
                    checker.is::<record::Source>(criterion.source)?;
                    reference(Otherwise::from_u8(criterion.otherwise).is_some())?;
                    let steps = self.expression(criterion.expression, Per::Subject as u8, Type::Boolean)?;
                    (steps, 1)
                }
                StepKind::Points => {
                    ensure(contract.indicator_count() > 0, Error::ImageCode)?;
                    let mut steps = 1_u32;
                    for scale in contract.all::<record::Scale>() {
                        if scale.of != NONE {
                            steps =
                                steps.saturating_add(self.expression(scale.of, Per::Indicator as u8, Type::Number)?);
                        }
                    }
                    (steps, contract.indicator_count())
                }
                StepKind::Contradiction => {
                    ensure(before.take() == Some((StepKind::Condition, index)), Error::ImageCode)?;
                    cost.statement_steps = cost.statement_steps.saturating_add(1);
                    continue;
                }
            };
            before = Some((kind, index));
            self.take(kind, index)?;
            let items = u32::try_from(items).unwrap_or(u32::MAX);
            cost.statement_steps = cost.statement_steps.saturating_add(steps.saturating_mul(items));
        }
        // None was taken twice, and none that is not there: as many as there are is all of them.
        let all = self.taken == counts.into_iter().sum::<usize>() && self.points == (contract.indicator_count() > 0);
        ensure(all, Error::ImageCode)?;
        Ok(cost)
    }

    /// Results stand one after another: points, achieved, lines, conditions, folds, criteria.
    fn value_slots(&self) -> Result<u16> {
        let contract = self.contract;
        let mut next = 0_usize;
        let mut take = |slot: u16, items: usize| {
            reference(usize::from(slot) == next)?;
            next = next.saturating_add(items);
            ensure(next <= limits::VALUES_MAX, Error::ImageSection)
        };
        let indicators = contract.indicator_count();
        if indicators > 0 {
            take(contract.head().points_slot, indicators)?;
            take(contract.head().achieved_slot, indicators)?;
        }
        for line in contract.all::<record::Line>() {
            take(line.slot, contract.items(Per::from_u8(line.per).ok_or(Error::ImageReference)?))?;
        }
        for condition in contract.all::<record::SubjectCondition>() {
            take(condition.slot, 1)?;
        }
        for fold in contract.all::<record::Fold>().filter(|fold| fold.over != Over::Practices as u8) {
            take(fold.slot, 1)?;
        }
        for criterion in contract.all::<record::Criterion>() {
            take(criterion.slot, 1)?;
        }
        u16::try_from(next).map_err(|_| Error::ImageSection)
    }

    /// Folds over practices come first: they are filled as the members stream by.
    fn member_folds(&mut self) -> Result<Cost> {
        let mut cost = Cost::default();
        for (index, fold) in self.contract.all::<record::Fold>().enumerate() {
            if fold.over != Over::Practices as u8 {
                continue;
            }
            ensure(fold.slot == cost.member_folds, Error::ImageReference)?;
            cost.member_folds = cost.member_folds.saturating_add(1);
            let steps = self.fold(&fold, MEMBER_SCOPE)?;
            cost.member_steps = cost.member_steps.saturating_add(steps);
            self.take(StepKind::Fold, index)?;
        }
        Ok(cost)
    }

    fn fold(&mut self, fold: &record::Fold, scope: u8) -> Result<u32> {
        let aggregate = Aggregate::from_u8(fold.aggregate).ok_or(Error::ImageReference)?;
        if fold.expression == NONE {
            ensure(aggregate == Aggregate::Count, Error::ImageCode)?;
            return Ok(1);
        }
        let wanted = match aggregate {
            Aggregate::Some | Aggregate::Every => Type::Boolean,
            Aggregate::Count => {
                return self.expression_of_any_type(fold.expression, scope).map(|(_, steps)| steps);
            }
            Aggregate::Sum | Aggregate::Minimum | Aggregate::Maximum => Type::Number,
        };
        self.expression(fold.expression, scope, wanted)
    }

    fn expression(&mut self, index: u16, scope: u8, wanted: Type) -> Result<u32> {
        let (found, steps) = self.expression_of_any_type(index, scope)?;
        ensure(found.fits(wanted), Error::ImageCode)?;
        Ok(steps)
    }

    /// Runs the code over types: exactly one value is left, and nothing is used before it is there.
    fn expression_of_any_type(&mut self, index: u16, scope: u8) -> Result<(Type, u32)> {
        let expression = self.contract.record::<record::Expression>(index.into()).ok_or(Error::ImageReference)?;
        ensure(expression.scope == scope && self.expressions.add(index.into()), Error::ImageCode)?;
        let mut stack = Types::new();
        let mut guards: heapless::Vec<Guard, { limits::STACK_MAX }> = heapless::Vec::new();
        let code =
            self.contract.records::<record::SubjectInstruction>(expression.first as usize, expression.count.into());
        for (at, instruction) in (1_u16..=u16::MAX).zip(code) {
            if instruction.op == SubjectOp::Guard as u8 {
                let end = at.checked_add(instruction.b).ok_or(Error::ImageCode)?;
                ensure(end > at && end <= guards.last().map_or(expression.count, |outer| outer.end), Error::ImageCode)?;
                let guarded = Guarded::from_u8(instruction.a).ok_or(Error::ImageCode)?;
                let below = if guarded == Guarded::Otherwise { 2 } else { 1 };
                let condition = stack.len().checked_sub(below).and_then(|place| stack.get(place));
                ensure(condition.is_some_and(|found| found.fits(Type::Boolean)), Error::ImageCode)?;
                guards.push(Guard { end, height: stack.len() }).map_err(|_| Error::ImageCode)?;
                continue;
            }
            let floor = guards.last().map_or(0, |guard| guard.height);
            let pushed = self.instruction(&instruction, scope, &mut stack, floor)?;
            stack.push(pushed).map_err(|_| Error::ImageCode)?;
            ensure(stack.len() <= expression.depth.into(), Error::ImageCode)?;
            // What is guarded leaves one value, as the placeholder does that stands in for it.
            while let Some(guard) = guards.last().filter(|guard| guard.end == at) {
                ensure(stack.len() == guard.height.saturating_add(1), Error::ImageCode)?;
                guards.pop();
            }
        }
        ensure(guards.is_empty(), Error::ImageCode)?;
        match stack.as_slice() {
            [only] => Ok((*only, self.weight(&expression))),
            _ => Err(Error::ImageCode),
        }
    }

    /// Steps of an expression: its operations, and for a look-up or scale every row that it may look at.
    fn weight(&self, expression: &record::Expression) -> u32 {
        let code =
            self.contract.records::<record::SubjectInstruction>(expression.first as usize, expression.count.into());
        code.fold(0, |steps, instruction| {
            let rows = match SubjectOp::from_u8(instruction.op) {
                Some(SubjectOp::Band | SubjectOp::Keyed | SubjectOp::Marginal | SubjectOp::MarginalOf) => self
                    .contract
                    .record::<record::Lookup>(instruction.b.into())
                    .map_or(1, |table| u32::from(table.count)),
                Some(SubjectOp::Scale) => scale_rows(self.contract, instruction.b),
                _ => 1,
            };
            rows.saturating_add(steps)
        })
    }

    fn instruction(
        &self,
        instruction: &record::SubjectInstruction,
        scope: u8,
        stack: &mut Types,
        floor: usize,
    ) -> Result<Type> {
        use SubjectOp as Op;
        let contract = self.contract;
        let index = usize::from(instruction.b);
        let mut any = || if stack.len() > floor { stack.pop().ok_or(Error::ImageCode) } else { Err(Error::ImageCode) };
        let mut pop = |wanted: Type| any().and_then(|found| ensure(found.fits(wanted), Error::ImageCode));
        let in_indicator = scope == Per::Indicator as u8;
        let within = |per: Per| {
            let seen = match per {
                Per::Subject => scope != MEMBER_SCOPE,
                Per::Register => scope == Per::Register as u8 || in_indicator,
                Per::Indicator => in_indicator,
            };
            ensure(seen, Error::ImageCode)
        };
        let op = Op::from_u8(instruction.op).ok_or(Error::ImageCode)?;
        Ok(match op {
            Op::Number => {
                reference(index < contract.count::<record::Decimal>())?;
                Type::Number
            }
            Op::Date => {
                Date::from_days(instruction.c).map_err(|_| Error::ImageNumber)?;
                Type::Date
            }
            Op::Boolean => {
                ensure(
                    u8::try_from(instruction.b).is_ok_and(|bits| Truth::from_bits(bits).is_some()),
                    Error::ImageCode,
                )?;
                Type::Boolean
            }
            Op::Text => Type::Text,
            Op::Null => Type::Null,
            Op::Fact => {
                let fact = contract.fact(index).ok_or(Error::ImageReference)?;
                if scope == MEMBER_SCOPE {
                    ensure(
                        matches!(fact.scope(), Scope::Practice | Scope::Contract) && fact.per() == Per::Subject,
                        Error::ImageCode,
                    )?;
                } else {
                    ensure(fact.scope() != Scope::Patient, Error::ImageCode)?;
                    within(fact.per())?;
                }
                Type::of(fact.kind())
            }
            Op::Attribute => {
                within(Per::Indicator)?;
                let attribute = contract.record::<record::Attribute>(index).ok_or(Error::ImageReference)?;
                Type::of(Kind::from_u8(attribute.kind).ok_or(Error::ImageReference)?)
            }
            Op::Condition => {
                within(Per::Subject)?;
                self.was_taken(StepKind::Condition, index)?;
                Type::Boolean
            }
            Op::Line => {
                let line = contract.record::<record::Line>(index).ok_or(Error::ImageReference)?;
                within(Per::from_u8(line.per).ok_or(Error::ImageReference)?)?;
                self.was_taken(StepKind::Line, index)?;
                Type::Number
            }
            Op::Fold => {
                within(Per::Subject)?;
                self.was_taken(StepKind::Fold, index)?;
                let fold = contract.record::<record::Fold>(index).ok_or(Error::ImageReference)?;
                match Aggregate::from_u8(fold.aggregate) {
                    Some(Aggregate::Some | Aggregate::Every) => Type::Boolean,
                    _ => Type::Number,
                }
            }
            Op::Points | Op::Achieved => {
                within(Per::Indicator)?;
                ensure(self.points, Error::ImageCode)?;
                Type::Number
            }
            Op::PointsMax => {
                within(Per::Indicator)?;
                Type::Number
            }
            Op::Add | Op::Subtract | Op::Multiply | Op::Divide => {
                pop(Type::Number)?;
                pop(Type::Number)?;
                Type::Number
            }
            Op::Negate | Op::Absolute | Op::Floor | Op::Ceiling => {
                pop(Type::Number)?;
                Type::Number
            }
            Op::Round => {
                ensure(
                    RoundingMode::from_code(instruction.a).is_some() && i16::try_from(instruction.c).is_ok(),
                    Error::ImageCode,
                )?;
                pop(Type::Number)?;
                Type::Number
            }
            Op::Minimum | Op::Maximum => {
                ensure(instruction.a >= 1 && usize::from(instruction.a) <= limits::ARGUMENTS_MAX, Error::ImageCode)?;
                for _ in 0..instruction.a {
                    pop(Type::Number)?;
                }
                Type::Number
            }
            Op::Compare => {
                let comparison = Comparison::from_u8(instruction.a).ok_or(Error::ImageCode)?;
                let (b, a) = (any()?, any()?);
                ensure(a.fits(b) || b.fits(a), Error::ImageCode)?;
                if !matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
                    ensure(
                        !matches!(a, Type::Boolean | Type::Text) && !matches!(b, Type::Boolean | Type::Text),
                        Error::ImageCode,
                    )?;
                }
                Type::Boolean
            }
            Op::And | Op::Or => {
                pop(Type::Boolean)?;
                pop(Type::Boolean)?;
                Type::Boolean
            }
            Op::Not => {
                pop(Type::Boolean)?;
                Type::Boolean
            }
            Op::If => {
                let (b, a) = (any()?, any()?);
                ensure(any()?.fits(Type::Boolean) && (a.fits(b) || b.fits(a)), Error::ImageCode)?;
                if a == Type::Null { b } else { a }
            }
            Op::Guard => return Err(Error::ImageCode),
            Op::AddDays | Op::AddMonths => {
                pop(Type::Number)?;
                pop(Type::Date)?;
                Type::Date
            }
            Op::DaysBetween | Op::MonthsBetween => {
                pop(Type::Date)?;
                pop(Type::Date)?;
                Type::Number
            }
            Op::Band | Op::Keyed | Op::Marginal | Op::MarginalOf => {
                let table = contract.record::<record::Lookup>(index).ok_or(Error::ImageReference)?;
                let kind = LookupKind::from_u8(table.kind).ok_or(Error::ImageTable)?;
                let wanted = match op {
                    Op::Band => LookupKind::Band,
                    Op::Keyed => LookupKind::Keyed,
                    _ => LookupKind::Marginal,
                };
                ensure(kind == wanted, Error::ImageCode)?;
                if op == Op::MarginalOf {
                    pop(Type::Number)?;
                }
                pop(if op == Op::Keyed { Type::Text } else { Type::Number })?;
                Type::Number
            }
            Op::Scale => {
                let scale = contract.record::<record::Scale>(index).ok_or(Error::ImageReference)?;
                ensure(scale.of == NONE, Error::ImageCode)?;
                pop(Type::Number)?;
                pop(Type::Number)?;
                Type::Number
            }
        })
    }
}
