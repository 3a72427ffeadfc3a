//! Subject expressions: straight-line code over one stack of values. No jumps and no loops, so what it
//! costs is its length, and an error is a value that a branch not taken does not pass on.

use crate::date::Date;
use crate::error::Error;
use crate::image::code::{Aggregate, Comparison, Guarded, Kind, LookupKind, Over, Per, Scope, SubjectOp};
use crate::image::record::{LOCAL_TERM, NULL_ALLOWED};
use crate::image::{Contract, record};
use crate::limits;
use crate::lookup::{self, Found};
use crate::number::{Number, RoundingMode};
use crate::scale;
use crate::trace::{Event, Eyes, Place};
use crate::value::{Basis, Graded, Truth, Value, absent, graded};
use core::cmp::Ordering;

/// What an expression may look at.
pub(crate) struct Environment<'e, 'a> {
    pub(crate) contract: &'e Contract<'a>,
    /// Facts of the subject, or of a member while a network is folded.
    pub(crate) facts: &'e [Value],
    /// Where facts of the contract as a whole stand: the subject's, also while its members are folded.
    pub(crate) shared: &'e [Value],
    /// Folds over practices.
    pub(crate) folds: &'e [Graded],
    /// Results of the steps so far.
    pub(crate) results: &'e [Graded],
}

/// The register and indicator at hand.
#[derive(Clone, Copy, Default)]
pub(crate) struct Item {
    pub(crate) register: usize,
    pub(crate) indicator: usize,
}

impl Item {
    pub(crate) const fn of(self, per: Per) -> usize {
        match per {
            Per::Subject => 0,
            Per::Register => self.register,
            Per::Indicator => self.indicator,
        }
    }
}

type Stack = heapless::Vec<Graded, { limits::STACK_MAX }>;

/// Evaluates the expression with this index; an image that was checked leaves exactly one value.
pub(crate) fn evaluate(
    environment: &Environment<'_, '_>,
    expression: u16,
    item: Item,
    place: Place,
    watch: &mut Eyes<'_>,
) -> Graded {
    let Some(code) = environment.contract.record::<record::Expression>(expression.into()) else {
        return Graded::given(Value::Error(Error::ImageCode));
    };
    run(environment, (code.first as usize, code.count.into()), item, place, watch)
}

/// Runs so many instructions from the first on, which leave one value.
pub(crate) fn run(
    environment: &Environment<'_, '_>,
    (first, count): (usize, usize),
    item: Item,
    place: Place,
    watch: &mut Eyes<'_>,
) -> Graded {
    let mut machine = Machine { environment, item, place, watch, stack: Stack::new() };
    let mut passed_over = 0_u16;
    for instruction in environment.contract.records::<record::SubjectInstruction>(first, count) {
        if passed_over > 0 {
            passed_over = passed_over.saturating_sub(1);
            continue;
        }
        let result = if instruction.op == SubjectOp::Guard as u8 {
            if machine.matters(instruction.a) {
                continue;
            }
            passed_over = instruction.b;
            Graded::UNKNOWN
        } else {
            machine.step(&instruction)
        };
        if machine.stack.push(result).is_err() {
            return Graded::given(Value::Error(Error::ImageCode));
        }
    }
    machine.pop()
}

struct Machine<'m, 'e, 'a, 'w> {
    environment: &'m Environment<'e, 'a>,
    item: Item,
    place: Place,
    watch: &'m mut Eyes<'w>,
    stack: Stack,
}

impl Machine<'_, '_, '_, '_> {
    fn pop(&mut self) -> Graded {
        self.stack.pop().unwrap_or(Graded::given(Value::Error(Error::ImageCode)))
    }

    fn note(&mut self, event: Event) {
        self.watch.tell(self.place, event);
    }

    fn result(&self, slot: u16, item: usize) -> Graded {
        let index = usize::from(slot).saturating_add(item);
        self.environment.results.get(index).copied().unwrap_or(Graded::UNKNOWN)
    }

    /// Whether the operand that a guard guards can matter.
    fn matters(&self, guarded: u8) -> bool {
        let below = |depth: usize| {
            let place = self.stack.len().checked_sub(depth)?;
            self.stack.get(place).and_then(|held| truth(&held.value).ok())
        };
        match Guarded::from_u8(guarded) {
            Some(Guarded::Then) => below(1).is_none_or(Truth::may_be_true),
            Some(Guarded::Otherwise) => below(2).is_none_or(|condition| !condition.is_true()),
            Some(Guarded::And) => below(1).is_none_or(|first| !first.is_false()),
            Some(Guarded::Or) => below(1).is_none_or(|first| !first.is_true()),
            None => true,
        }
    }

    fn step(&mut self, instruction: &record::SubjectInstruction) -> Graded {
        use SubjectOp as Op;
        let contract = self.environment.contract;
        let Some(op) = Op::from_u8(instruction.op) else {
            return Graded::given(Value::Error(Error::ImageCode));
        };
        let figure = |value: Value| Graded { value, basis: Basis::from_bits(instruction.a) };
        match op {
            Op::Number => figure(Value::Number(contract.decimal(instruction.b))),
            Op::Date => figure(Date::from_days(instruction.c).map_or_else(Value::Error, Value::Date)),
            Op::Boolean => {
                figure(u8::try_from(instruction.b).ok().and_then(Truth::from_bits).map_or(Value::Null, Value::Boolean))
            }
            Op::Text => Graded::given(Value::Text(instruction.b)),
            Op::Null => Graded::given(Value::Null),
            Op::Fact => self.fact(instruction.b),
            Op::Attribute => self.attribute(instruction.b),
            Op::Condition => {
                let slot = contract
                    .record::<record::SubjectCondition>(instruction.b.into())
                    .map_or(record::NONE, |found| found.slot);
                self.result(slot, 0)
            }
            Op::Line => match contract.record::<record::Line>(instruction.b.into()) {
                Some(line) => self.result(line.slot, self.item.of(Per::from_u8(line.per).unwrap_or(Per::Subject))),
                None => Graded::UNKNOWN,
            },
            Op::Fold => match contract.record::<record::Fold>(instruction.b.into()) {
                Some(fold) if fold.over == Over::Practices as u8 => {
                    self.environment.folds.get(usize::from(fold.slot)).copied().unwrap_or(Graded::UNKNOWN)
                }
                Some(fold) => self.result(fold.slot, 0),
                None => Graded::UNKNOWN,
            },
            Op::Points => self.result(contract.head().points_slot, self.item.indicator),
            Op::Achieved => self.result(contract.head().achieved_slot, self.item.indicator),
            Op::PointsMax => {
                let indicator = contract.record::<record::Indicator>(self.item.indicator);
                let (points, grade) =
                    indicator.map_or((record::NONE, 3), |indicator| (indicator.points, indicator.grade));
                Graded { value: Value::Number(contract.decimal(points)), basis: graded(grade) }
            }
            Op::Add => self.arithmetic(Number::checked_add),
            Op::Subtract => self.arithmetic(Number::checked_sub),
            Op::Multiply => self.arithmetic(Number::checked_mul),
            Op::Divide => self.arithmetic(Number::checked_div),
            Op::Negate => self.map(&|number: Number| Ok(number.neg())),
            Op::Absolute => self.map(&|number: Number| Ok(number.abs())),
            Op::Floor => self.map(&|number: Number| Ok(number.floor())),
            Op::Ceiling => self.map(&|number: Number| Ok(number.ceiling())),
            Op::Round => {
                let mode = RoundingMode::from_code(instruction.a).unwrap_or(RoundingMode::HalfEven);
                let places = i16::try_from(instruction.c).unwrap_or(0);
                self.map(&|number: Number| number.to_places(places, mode))
            }
            Op::Minimum => self.bound(instruction.a, Ordering::Less),
            Op::Maximum => self.bound(instruction.a, Ordering::Greater),
            Op::Compare => {
                let (b, a) = (self.pop(), self.pop());
                let comparison = Comparison::from_u8(instruction.a).unwrap_or(Comparison::Equal);
                Graded { value: compare(comparison, &a.value, &b.value), basis: a.basis.and(b.basis) }
            }
            Op::And => self.connect(Truth::FALSE),
            Op::Or => self.connect(Truth::TRUE),
            Op::Not => {
                let a = self.pop();
                let value = truth(&a.value).map_or_else(Value::Error, |truth| Value::Boolean(truth.not()));
                Graded { value, basis: a.basis }
            }
            Op::If => self.choose(),
            Op::AddDays => self.dates(Date::add_days),
            Op::AddMonths => self.dates(Date::add_months),
            Op::DaysBetween => self.between(Date::days_since),
            Op::MonthsBetween => self.between(Date::months_until),
            Op::Band | Op::Keyed | Op::Marginal | Op::MarginalOf => self.look_up(op, instruction.b),
            Op::Scale => self.scale(instruction.b),
            Op::Guard => Graded::UNKNOWN,
        }
    }

    fn fact(&mut self, index: u16) -> Graded {
        let contract = self.environment.contract;
        let Some(fact) = contract.record::<record::Fact>(index.into()) else { return Graded::UNKNOWN };
        let Some(shape) = contract.record::<record::Shape>(fact.shape.into()) else { return Graded::UNKNOWN };
        let item = self.item.of(Per::from_u8(shape.per).unwrap_or(Per::Subject));
        let of_contract = fact.scope == Scope::Contract as u8;
        let facts = if of_contract { self.environment.shared } else { self.environment.facts };
        let mut value = facts.get(usize::from(fact.slot).saturating_add(item)).copied().unwrap_or(Value::Unknown);
        if value.is_unknown() {
            self.note(Event::Unknown { fact: index, item: u16::try_from(item).unwrap_or(0) });
            if shape.kind == Kind::Boolean as u8 {
                value = Value::Boolean(if shape.flags & NULL_ALLOWED != 0 { Truth::ANY } else { Truth::EITHER });
            }
        }
        let local = if shape.flags & LOCAL_TERM != 0 { Basis::LOCAL_TERM } else { Basis::NONE };
        // A switch rests on what is known of the doubt that it names.
        let doubt = contract.record::<record::Source>(shape.source.into());
        let doubt = doubt.map_or(Basis::NONE, |source| graded(source.grade));
        Graded { value, basis: local.and(doubt) }
    }

    fn attribute(&self, index: u16) -> Graded {
        let contract = self.environment.contract;
        let Some(attribute) = contract.record::<record::Attribute>(index.into()) else {
            return Graded::UNKNOWN;
        };
        let place = usize::from(attribute.first).saturating_add(self.item.indicator);
        let value = contract.record::<record::AttributeValue>(place).map_or(0, |value| value.value);
        let value = match Kind::from_u8(attribute.kind) {
            Some(Kind::Boolean) => Value::boolean(value != 0),
            Some(Kind::Text) => Value::Text(value),
            _ => Value::Number(contract.decimal(value)),
        };
        Graded { value, basis: graded(attribute.grade) }
    }

    fn map(&mut self, operation: &dyn Fn(Number) -> Result<Number, Error>) -> Graded {
        let a = self.pop();
        let value = match a.value {
            Value::Number(number) => Value::of(operation(number)),
            other => absent(&[other]),
        };
        Graded { value, basis: a.basis }
    }

    fn arithmetic(&mut self, operation: fn(Number, Number) -> Result<Number, Error>) -> Graded {
        let (b, a) = (self.pop(), self.pop());
        Graded { value: a.value.combine(b.value, operation), basis: a.basis.and(b.basis) }
    }

    fn dates(&mut self, operation: fn(Date, i64) -> Result<Date, Error>) -> Graded {
        let (b, a) = (self.pop(), self.pop());
        let value = match (a.value, b.value) {
            (Value::Date(date), Value::Number(number)) => {
                whole(number).and_then(|number| operation(date, number)).map_or_else(Value::Error, Value::Date)
            }
            (a, b) => absent(&[a, b]),
        };
        Graded { value, basis: a.basis.and(b.basis) }
    }

    fn between(&mut self, operation: fn(Date, Date) -> i64) -> Graded {
        let (b, a) = (self.pop(), self.pop());
        let value = match (a.value, b.value) {
            (Value::Date(a), Value::Date(b)) => Value::integer(operation(a, b)),
            (a, b) => absent(&[a, b]),
        };
        Graded { value, basis: a.basis.and(b.basis) }
    }

    /// `min` or `max`: the first argument that none of the others goes beyond.
    fn bound(&mut self, count: u8, beyond: Ordering) -> Graded {
        let first = self.stack.len().saturating_sub(count.into());
        let arguments = self.stack.get(first..).unwrap_or_default();
        let basis = arguments.iter().fold(Basis::NONE, |basis, argument| basis.and(argument.basis));
        let mut best: Option<(u8, Number)> = None;
        let mut rest = Value::Null;
        let mut missing = false;
        for (index, argument) in (0_u8..).zip(arguments) {
            match argument.value {
                Value::Number(number) => {
                    if best.is_none_or(|(_, held)| number.compare(&held) == beyond) {
                        best = Some((index, number));
                    }
                }
                other => {
                    rest = if missing { absent(&[rest, other]) } else { absent(&[other]) };
                    missing = true;
                }
            }
        }
        self.stack.truncate(first);
        match best {
            Some((argument, number)) if !missing => {
                self.note(Event::Bound { maximum: beyond == Ordering::Greater, argument, of: count });
                Graded { value: Value::Number(number), basis }
            }
            _ => Graded { value: rest, basis },
        }
    }

    fn connect(&mut self, settles: Truth) -> Graded {
        let (b, a) = (self.pop(), self.pop());
        Graded { value: join(settles, &a.value, &b.value), basis: a.basis.and(b.basis) }
    }

    fn choose(&mut self) -> Graded {
        let (otherwise, then, condition) = (self.pop(), self.pop(), self.pop());
        let truth_of_condition = match truth(&condition.value) {
            Ok(truth) => truth,
            Err(error) => {
                return Graded { value: Value::Error(error), basis: condition.basis };
            }
        };
        if truth_of_condition.is_true() || !truth_of_condition.may_be_true() {
            self.note(Event::Branch { then: truth_of_condition.is_true() });
            let taken = if truth_of_condition.is_true() { then } else { otherwise };
            return Graded { value: taken.value, basis: condition.basis.and(taken.basis) };
        }
        let value = if then.value.same(&otherwise.value) {
            then.value
        } else if matches!(then.value, Value::Boolean(_)) || matches!(otherwise.value, Value::Boolean(_)) {
            let either = |value: &Value| truth(value).unwrap_or(Truth::ANY);
            Value::Boolean(either(&then.value).union(either(&otherwise.value)))
        } else {
            Value::Unknown
        };
        Graded { value, basis: condition.basis.and(then.basis).and(otherwise.basis) }
    }

    fn look_up(&mut self, op: SubjectOp, index: u16) -> Graded {
        let contract = self.environment.contract;
        let base = if op == SubjectOp::MarginalOf { self.pop() } else { Graded::given(Value::Number(Number::ONE)) };
        let key = self.pop();
        let Some(table) = contract.record::<record::Lookup>(index.into()) else {
            return Graded::UNKNOWN;
        };
        let found = match (LookupKind::from_u8(table.kind), key.value, base.value) {
            (Some(LookupKind::Band), Value::Number(x), _) => lookup::band(contract, &table, x),
            (Some(LookupKind::Keyed), Value::Text(key), _) => lookup::keyed(contract, &table, key),
            (Some(LookupKind::Marginal), Value::Number(x), Value::Number(_)) => {
                lookup::marginal(contract, &table, x, base.value)
            }
            (_, key, base) => Found::nothing(absent(&[key, base])),
        };
        if let Some(row) = found.row {
            self.note(Event::Lookup { table: index, row });
        }
        Graded { value: found.value, basis: key.basis.and(base.basis).and(found.basis) }
    }

    fn scale(&mut self, index: u16) -> Graded {
        let (maximum, rate) = (self.pop(), self.pop());
        let basis = rate.basis.and(maximum.basis);
        let (Value::Number(rate), Value::Number(maximum)) = (rate.value, maximum.value) else {
            return Graded { value: absent(&[rate.value, maximum.value]), basis };
        };
        let mut rated = |_: u16, _: &mut Eyes<'_>| scale::computed(Value::Number(rate));
        let points = scale::best(self.environment.contract, index, maximum, &mut rated, self.place, self.watch);
        Graded { value: points, basis }
    }
}

fn whole(number: Number) -> Result<i64, Error> {
    number.to_i64().ok_or(Error::InvalidNumber)
}

/// The truth that a value is; the error that stands in its place.
pub(crate) fn truth(value: &Value) -> Result<Truth, Error> {
    match value {
        Value::Boolean(truth) => Ok(*truth),
        Value::Null => Ok(Truth::NULL),
        Value::Error(error) => Err(*error),
        _ => Ok(Truth::ANY),
    }
}

fn compare(comparison: Comparison, a: &Value, b: &Value) -> Value {
    if let (Value::Error(error), _) | (_, Value::Error(error)) = (a, b) {
        return Value::Error(*error);
    }
    let truth = match comparison {
        Comparison::Equal => equal(a, b),
        Comparison::NotEqual => equal(a, b).not(),
        _ => ordered(comparison, a, b),
    };
    Value::Boolean(truth)
}

fn ordered(comparison: Comparison, a: &Value, b: &Value) -> Truth {
    let ordering = match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.compare(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Unknown, _) | (_, Value::Unknown) => return Truth::ANY,
        _ => return Truth::NULL,
    };
    Truth::certain(comparison.holds(ordering))
}

/// `=` is never null: two nulls are equal, and null is equal to nothing else.
fn equal(a: &Value, b: &Value) -> Truth {
    match (a, b) {
        (Value::Unknown, _) | (_, Value::Unknown) => Truth::EITHER,
        (Value::Boolean(_), _) | (_, Value::Boolean(_)) => {
            let (a, b) = (truth(a).unwrap_or(Truth::ANY).bits(), truth(b).unwrap_or(Truth::ANY).bits());
            let may_be_equal = a & b != 0;
            let may_differ = a.count_ones() > 1 || b.count_ones() > 1 || a != b;
            match (may_be_equal, may_differ) {
                (true, false) => Truth::TRUE,
                (false, _) => Truth::FALSE,
                (true, true) => Truth::EITHER,
            }
        }
        _ => Truth::certain(a.same(b)),
    }
}

/// `and` (`settles` false) or `or` (`settles` true) of two truths: what settles it does so even beside an error.
fn join(settles: Truth, a: &Value, b: &Value) -> Value {
    match (truth(a), truth(b)) {
        (Ok(a), Ok(b)) => Value::Boolean(if settles.is_true() { a.or(b) } else { a.and(b) }),
        (Ok(certain), Err(_)) | (Err(_), Ok(certain)) if certain == settles => Value::Boolean(settles),
        (Err(error), _) | (_, Err(error)) => Value::Error(error),
    }
}

/// What a fold of nothing gives.
pub(crate) fn fold_of_none(aggregate: Aggregate) -> Graded {
    Graded::given(match aggregate {
        Aggregate::Sum | Aggregate::Minimum | Aggregate::Maximum => Value::Null,
        Aggregate::Count => Value::integer(0),
        Aggregate::Some => Value::boolean(false),
        Aggregate::Every => Value::boolean(true),
    })
}

/// A fold with one more value; `first` for the first of all.
pub(crate) fn folded(aggregate: Aggregate, held: Graded, next: Graded, first: bool) -> Graded {
    let value = match aggregate {
        Aggregate::Count => match held.value {
            Value::Number(_) => held.value.plus(Value::integer(1)),
            other => other,
        },
        Aggregate::Some => join(Truth::TRUE, &held.value, &next.value),
        Aggregate::Every => join(Truth::FALSE, &held.value, &next.value),
        _ if first => match next.value {
            Value::Number(number) => Value::Number(number),
            other => absent(&[other]),
        },
        Aggregate::Sum => held.value.plus(next.value),
        Aggregate::Minimum => held.value.smaller(next.value),
        Aggregate::Maximum => held.value.larger(next.value),
    };
    Graded { value, basis: held.basis.and(next.basis) }
}
