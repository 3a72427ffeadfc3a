//! Patient arithmetic: exact integers, with a proof by intervals that none can overflow.
//!
//! A value is an integer tree over a positive denominator: a decimal of two places is an integer over
//! 100, a division by a constant multiplies the denominator, and a comparison multiplies out. Every
//! intermediate integer carries the range that the declared ranges of the facts give it; one that
//! could leave ±2^62 is a fault that names the ranges.

use std::rc::Rc;

use entitle_kernel::date::Date;
use entitle_kernel::number::RoundingMode;

use crate::definition::{Definition, FactKind};
use crate::diagnostic::Diagnostic;
use crate::feel::ast::Arithmetic;
use crate::model::{Type, Typed, TypedKind};
use crate::source::Span;

/// Beyond this no intermediate may go: a margin of one bit below what a column holds.
const INTEGER_MAX: i128 = 1 << 62;

/// The Gregorian calendar comes round every 400 years, months.
const CYCLE_MONTHS: i32 = 400 * 12;
/// The same in days.
const CYCLE_DAYS: i64 = 146_097;

/// Most operations of one value: nested roundings multiply.
const INTEGER_NODES_MAX: usize = 512;

/// What the kernel computes, a tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Integer {
    Fact(usize),
    Constant(i64),
    AchievementDate,
    Null,
    Add(Rc<Integer>, Rc<Integer>),
    Subtract(Rc<Integer>, Rc<Integer>),
    Multiply(Rc<Integer>, Rc<Integer>),
    Negate(Rc<Integer>),
    Absolute(Rc<Integer>),
    Minimum(Rc<Integer>, Rc<Integer>),
    Maximum(Rc<Integer>, Rc<Integer>),
    FloorDivide(Rc<Integer>, i64),
    AddMonths(Rc<Integer>, i16),
    MonthsBetween(Rc<Integer>, Rc<Integer>),
}

impl Integer {
    fn children(&self) -> Vec<&Integer> {
        match self {
            Integer::Negate(a) | Integer::Absolute(a) | Integer::FloorDivide(a, _) | Integer::AddMonths(a, _) => {
                vec![a]
            }
            Integer::Add(a, b)
            | Integer::Subtract(a, b)
            | Integer::Multiply(a, b)
            | Integer::Minimum(a, b)
            | Integer::Maximum(a, b)
            | Integer::MonthsBetween(a, b) => vec![a, b],
            _ => Vec::new(),
        }
    }

    fn holds(&self, wanted: &dyn Fn(&Integer) -> bool) -> bool {
        wanted(self) || self.children().into_iter().any(|child| child.holds(wanted))
    }

    /// Whether it has more nodes than fit the budget, counted no further than that.
    fn exceeds(&self, budget: &mut usize) -> bool {
        match budget.checked_sub(1) {
            Some(rest) => *budget = rest,
            None => return true,
        }
        self.children().into_iter().any(|child| child.exceeds(budget))
    }

    /// Whether it is the same for every patient of a run, yet not known before the run.
    pub(crate) fn is_run_constant(&self) -> bool {
        self.holds(&|integer| *integer == Integer::AchievementDate)
            && !self.holds(&|integer| matches!(integer, Integer::Fact(_) | Integer::Null))
    }
}

/// An integer with its range, over a denominator of one or more.
#[derive(Clone, Debug)]
pub(crate) struct Ratio {
    pub(crate) integer: Integer,
    pub(crate) low: i128,
    pub(crate) high: i128,
    pub(crate) denominator: i128,
    span: Span,
}

type Result<T> = std::result::Result<T, Box<Diagnostic>>;

/// Computes trees and ranges for one definition.
pub(crate) struct Intervals<'d> {
    pub(crate) definition: &'d Definition,
}

fn fault(code: &'static str, span: Span, message: impl Into<String>) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(code, span, message))
}

fn too_wide(span: Span, operands: &[&Ratio]) -> Box<Diagnostic> {
    let message = "a value here could go beyond ±2^62, so it could overflow";
    let mut fault = Diagnostic::error("overflow", span, message)
        .with_help("narrow the declared `range` of the facts, or lower their `places`");
    for operand in operands {
        let over = if operand.denominator == 1 { String::new() } else { format!(", over {}", operand.denominator) };
        fault.labels.push((operand.span, format!("from {} to {}{over}", operand.low, operand.high)));
    }
    Box::new(fault)
}

impl Ratio {
    fn constant(span: Span, value: i128, denominator: i128) -> Result<Ratio> {
        let divisor = gcd(value, denominator);
        let (value, denominator) = (value / divisor, denominator / divisor);
        let Ok(narrow) = i64::try_from(value) else {
            return Err(fault("overflow", span, "this number is too large for a patient's condition"));
        };
        let ratio = Ratio { integer: Integer::Constant(narrow), low: value, high: value, denominator, span };
        ratio.proved(&[])
    }

    fn proved(self, operands: &[&Ratio]) -> Result<Ratio> {
        let fits = self.low >= -INTEGER_MAX && self.high <= INTEGER_MAX && self.denominator <= INTEGER_MAX;
        if fits { Ok(self) } else { Err(too_wide(self.span, operands)) }
    }

    pub(crate) fn as_constant(&self) -> Option<i64> {
        if let Integer::Constant(value) = self.integer { Some(value) } else { None }
    }

    /// The same value over a denominator that is a multiple of its own.
    fn over(&self, denominator: i128, span: Span) -> Result<Ratio> {
        let factor = denominator / self.denominator;
        if factor == 1 {
            return Ok(self.clone());
        }
        let factor = Ratio::constant(span, factor, 1)?;
        let numerator = Ratio { denominator: 1, ..self.clone() };
        let product = multiply(&numerator, &factor, span)?;
        Ok(Ratio { denominator, ..product })
    }

    fn with(&self, integer: Integer, bounds: [i128; 2], span: Span) -> Ratio {
        let [a, b] = bounds;
        Ratio { integer, low: a.min(b), high: a.max(b), denominator: self.denominator, span }
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i128::try_from(a).unwrap_or(1).max(1)
}

/// Both over one denominator: what a comparison and a sum need.
pub(crate) fn aligned(a: &Ratio, b: &Ratio, span: Span) -> Result<(Ratio, Ratio)> {
    let common = (a.denominator / gcd(a.denominator, b.denominator)).checked_mul(b.denominator);
    let common = common.filter(|common| *common <= INTEGER_MAX).ok_or_else(|| too_wide(span, &[a, b]))?;
    Ok((a.over(common, span)?, b.over(common, span)?))
}

fn folded(integer: Integer, value: Option<i64>) -> Integer {
    value.map_or(integer, Integer::Constant)
}

fn add(a: &Ratio, b: &Ratio, span: Span) -> Result<Ratio> {
    let (a, b) = aligned(a, b, span)?;
    if a.as_constant() == Some(0) {
        return Ok(b);
    }
    if b.as_constant() == Some(0) {
        return Ok(a);
    }
    let value = a.as_constant().zip(b.as_constant()).and_then(|(a, b)| a.checked_add(b));
    let integer = folded(Integer::Add(a.integer.clone().into(), b.integer.clone().into()), value);
    let sum = Ratio { integer, low: a.low + b.low, high: a.high + b.high, denominator: a.denominator, span };
    sum.proved(&[&a, &b])
}

fn subtract(a: &Ratio, b: &Ratio, span: Span) -> Result<Ratio> {
    let (a, b) = aligned(a, b, span)?;
    if b.as_constant() == Some(0) {
        return Ok(a);
    }
    let value = a.as_constant().zip(b.as_constant()).and_then(|(a, b)| a.checked_sub(b));
    let integer = folded(Integer::Subtract(a.integer.clone().into(), b.integer.clone().into()), value);
    let difference = Ratio { integer, low: a.low - b.high, high: a.high - b.low, denominator: a.denominator, span };
    difference.proved(&[&a, &b])
}

fn multiply(a: &Ratio, b: &Ratio, span: Span) -> Result<Ratio> {
    let denominator = a.denominator.checked_mul(b.denominator).ok_or_else(|| too_wide(span, &[a, b]))?;
    // Bounds lie within ±2^62, so products of two fit 128 bits.
    let corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
    let (low, high) =
        corners.iter().fold((i128::MAX, i128::MIN), |(low, high), corner| (low.min(*corner), high.max(*corner)));
    let value = a.as_constant().zip(b.as_constant()).and_then(|(a, b)| a.checked_mul(b));
    let integer = match (a.as_constant(), b.as_constant()) {
        (Some(1), _) => b.integer.clone(),
        (_, Some(1)) => a.integer.clone(),
        _ => folded(Integer::Multiply(a.integer.clone().into(), b.integer.clone().into()), value),
    };
    Ratio { integer, low, high, denominator, span }.proved(&[a, b])
}

fn negate(a: &Ratio, span: Span) -> Ratio {
    let value = a.as_constant().and_then(i64::checked_neg);
    let integer = match &a.integer {
        Integer::Negate(inner) => (**inner).clone(),
        other => folded(Integer::Negate(other.clone().into()), value),
    };
    a.with(integer, [-a.high, -a.low], span)
}

/// The whole number below (or at) a value.
fn floor(a: &Ratio, span: Span) -> Result<Ratio> {
    if a.denominator == 1 {
        return Ok(a.clone());
    }
    let (low, high) = (a.low.div_euclid(a.denominator), a.high.div_euclid(a.denominator));
    if a.as_constant().is_some() {
        return Ratio::constant(span, low, 1);
    }
    let divisor = i64::try_from(a.denominator).map_err(|_| too_wide(span, &[a]))?;
    let integer = Integer::FloorDivide(a.integer.clone().into(), divisor);
    Ok(Ratio { integer, low, high, denominator: 1, span })
}

fn ceiling(a: &Ratio, span: Span) -> Result<Ratio> {
    Ok(negate(&floor(&negate(a, span), span)?, span))
}

fn extreme(a: &Ratio, b: &Ratio, largest: bool, span: Span) -> Result<Ratio> {
    let (a, b) = aligned(a, b, span)?;
    let value = a.as_constant().zip(b.as_constant()).map(|(a, b)| if largest { a.max(b) } else { a.min(b) });
    let (left, right) = (a.integer.clone().into(), b.integer.clone().into());
    let tree = if largest { Integer::Maximum(left, right) } else { Integer::Minimum(left, right) };
    let bounds = if largest { [a.low.max(b.low), a.high.max(b.high)] } else { [a.low.min(b.low), a.high.min(b.high)] };
    Ok(a.with(folded(tree, value), bounds, span))
}

impl Intervals<'_> {
    /// The tree and range of a patient's number, date or text.
    pub(crate) fn ratio(&self, typed: &Typed) -> Result<Ratio> {
        let ratio = self.unbounded(typed)?;
        if ratio.integer.exceeds(&mut INTEGER_NODES_MAX.clone()) {
            return Err(fault("too-complex", typed.span, "this value takes too many operations"));
        }
        Ok(ratio)
    }

    fn unbounded(&self, typed: &Typed) -> Result<Ratio> {
        let span = typed.span;
        match &typed.kind {
            TypedKind::Number(number, _) => {
                let (value, unit) = number.fraction().ok_or_else(|| too_wide(span, &[]))?;
                Ratio::constant(span, value, unit)
            }
            TypedKind::Date(date, _) => Ratio::constant(span, i128::from(date.days()), 1),
            TypedKind::Boolean(value, _) => Ratio::constant(span, i128::from(*value), 1),
            TypedKind::Text(text) => {
                let values = match typed.ty {
                    Type::Text(list) => self.definition.text_lists.get(list),
                    _ => None,
                };
                let place = values.and_then(|values| values.iter().position(|value| value == text)).unwrap_or(0);
                Ratio::constant(span, i128::try_from(place).unwrap_or(0), 1)
            }
            TypedKind::Null => Ok(Ratio { integer: Integer::Null, low: 0, high: 0, denominator: 1, span }),
            TypedKind::AchievementDate => Ok(self.dates(Integer::AchievementDate, span)),
            TypedKind::Fact(index) => Ok(self.fact(*index, span)),
            TypedKind::Negate(inner) => Ok(negate(&self.ratio(inner)?, span)),
            TypedKind::Absolute(inner) => {
                let a = self.ratio(inner)?;
                let high = a.low.abs().max(a.high.abs());
                let low = if a.low <= 0 && a.high >= 0 { 0 } else { a.low.abs().min(a.high.abs()) };
                let value = a.as_constant().and_then(i64::checked_abs);
                Ok(a.with(folded(Integer::Absolute(a.integer.clone().into()), value), [low, high], span))
            }
            TypedKind::Arithmetic(operator, left, right) => self.arithmetic(*operator, left, right, span),
            TypedKind::Minimum(list) => self.extreme_of(list, false, span),
            TypedKind::Maximum(list) => self.extreme_of(list, true, span),
            TypedKind::Round(mode, inner, places) => round(*mode, &self.ratio(inner)?, *places, span),
            TypedKind::MonthsBetween(from, to) => self.months_between(from, to, span),
            _ => Err(fault("wrong-scope", span, "a patient's condition cannot hold this")),
        }
    }

    fn dates(&self, integer: Integer, span: Span) -> Ratio {
        let (low, high) = (i128::from(Date::RECORD_MIN.days()), i128::from(Date::RECORD_MAX.days()));
        Ratio { integer, low, high, denominator: 1, span }
    }

    fn fact(&self, index: usize, span: Span) -> Ratio {
        let integer = Integer::Fact(index);
        let kind = self.definition.facts.get(index).and_then(|fact| fact.kind);
        let (low, high, places) = match kind {
            Some(FactKind::Number { places, low, high, .. }) => {
                (low.scaled(places).unwrap_or(0), high.scaled(places).unwrap_or(0), places)
            }
            Some(FactKind::Date) | None => return self.dates(integer, span),
            Some(FactKind::Boolean) => (0, 1, 0),
            Some(FactKind::Text(list)) => {
                let count = self.definition.text_lists.get(list).map_or(0, Vec::len);
                (0, i128::try_from(count).unwrap_or(0), 0)
            }
        };
        Ratio { integer, low, high, denominator: 10_i128.pow(places), span }
    }

    fn arithmetic(&self, operator: Arithmetic, left: &Typed, right: &Typed, span: Span) -> Result<Ratio> {
        match (operator, left.ty, right.ty) {
            (Arithmetic::Add, Type::Date, Type::Months) => self.add_months(left, right, false, span),
            (Arithmetic::Add, Type::Months, Type::Date) => self.add_months(right, left, false, span),
            (Arithmetic::Subtract, Type::Date, Type::Months) => self.add_months(left, right, true, span),
            _ => {
                let (a, b) = (self.ratio(left)?, self.ratio(right)?);
                let value = match operator {
                    Arithmetic::Add => add(&a, &b, span)?,
                    Arithmetic::Subtract => subtract(&a, &b, span)?,
                    Arithmetic::Multiply => multiply(&a, &b, span)?,
                    Arithmetic::Divide => divide(&a, &b, span)?,
                };
                let is_date = left.ty == Type::Date || right.ty == Type::Date;
                if is_date && value.denominator != 1 {
                    return Err(fault("wrong-type", span, "whole days only can be added to a date"));
                }
                Ok(value)
            }
        }
    }

    fn add_months(&self, date: &Typed, months: &Typed, backwards: bool, span: Span) -> Result<Ratio> {
        let (date, months) = (self.ratio(date)?, self.ratio(months)?);
        let constant = months.as_constant().filter(|_| months.denominator == 1);
        let constant = constant.map(|count| if backwards { -count } else { count });
        let Some(count) = constant.and_then(|count| i32::try_from(count).ok()) else {
            let message = "the months added to a patient's date are a constant whole number";
            return Err(fault("outside-subset", months.span, message));
        };
        let shifted = |days: i128| {
            let date = i32::try_from(days).ok().and_then(|days| Date::from_days(days).ok());
            date.and_then(|date| date.add_months(i64::from(count)).ok()).map(|date| i128::from(date.days()))
        };
        let (Some(low), Some(high)) = (shifted(date.low), shifted(date.high)) else {
            return Err(fault("overflow", span, "this date could lie outside the years 1 to 9999"));
        };
        if date.as_constant().is_some() {
            return Ratio::constant(span, low, 1);
        }
        // Whole cycles of the calendar are as long from every day; the months that are left fit an instruction.
        let (cycles, months) = (count / CYCLE_MONTHS, i16::try_from(count % CYCLE_MONTHS).unwrap_or(0));
        let mut later = Integer::AddMonths(date.integer.clone().into(), months);
        if cycles != 0 {
            let days = Integer::Constant(i64::from(cycles) * CYCLE_DAYS);
            later = Integer::Add(later.into(), days.into());
        }
        Ok(date.with(later, [low, high], span))
    }

    fn months_between(&self, from: &Typed, to: &Typed, span: Span) -> Result<Ratio> {
        let (from, to) = (self.ratio(from)?, self.ratio(to)?);
        let date = |days: i128| i32::try_from(days).ok().and_then(|days| Date::from_days(days).ok());
        let ends = [date(from.low), date(from.high), date(to.low), date(to.high)];
        let [Some(from_low), Some(from_high), Some(to_low), Some(to_high)] = ends else {
            return Err(fault("overflow", span, "a date here could lie outside the years 1 to 9999"));
        };
        let least = i128::from(from_high.months_until(to_low));
        let most = i128::from(from_low.months_until(to_high));
        if from.as_constant().is_some() && to.as_constant().is_some() {
            return Ratio::constant(span, least, 1);
        }
        let integer = Integer::MonthsBetween(from.integer.clone().into(), to.integer.clone().into());
        Ok(from.with(integer, [least, most], span))
    }

    fn extreme_of(&self, list: &[Typed], largest: bool, span: Span) -> Result<Ratio> {
        let mut ratios = list.iter().map(|typed| self.ratio(typed));
        let first = ratios.next().unwrap_or_else(|| Ratio::constant(span, 0, 1))?;
        ratios.try_fold(first, |so_far, next| extreme(&so_far, &next?, largest, span))
    }
}

fn divide(a: &Ratio, b: &Ratio, span: Span) -> Result<Ratio> {
    let Some(divisor) = b.as_constant() else {
        let message = "a patient's values are divided by constants only";
        return Err(fault("division", b.span, message));
    };
    if divisor == 0 {
        return Err(fault("division", b.span, "division by zero"));
    }
    let factor = Ratio::constant(span, b.denominator * i128::from(divisor.signum()), 1)?;
    let numerator = multiply(a, &factor, span)?;
    let denominator = a.denominator.checked_mul(i128::from(divisor).abs()).ok_or_else(|| too_wide(span, &[a, b]))?;
    if let Some(value) = numerator.as_constant() {
        return Ratio::constant(span, i128::from(value), denominator);
    }
    Ratio { denominator, ..numerator }.proved(&[a, b])
}

/// Rounding of an exact fraction, out of floors: halves go where the mode says. What has no more places is itself.
fn round(mode: RoundingMode, value: &Ratio, places: i8, span: Span) -> Result<Ratio> {
    let unit = 10_i128.pow(u32::from(places.unsigned_abs()));
    if places >= 0 && unit % value.denominator == 0 {
        return Ok(Ratio { span, ..value.clone() });
    }
    let unit = Ratio::constant(span, unit, 1)?;
    let scaled = if places >= 0 { multiply(value, &unit, span)? } else { divide(value, &unit, span)? };
    let half = Ratio::constant(span, 1, 2)?;
    let half_above = |value: &Ratio| floor(&add(value, &half, span)?, span);
    let half_below = |value: &Ratio| ceiling(&subtract(value, &half, span)?, span);
    // Modes that look at the sign round the positive and the negative part each by itself.
    let zero = Ratio::constant(span, 0, 1)?;
    let by_sign = |positive: &dyn Fn(&Ratio) -> Result<Ratio>, negative: &dyn Fn(&Ratio) -> Result<Ratio>| {
        if scaled.low >= 0 {
            return positive(&scaled);
        }
        let above = positive(&extreme(&scaled, &zero, true, span)?)?;
        let below = negative(&extreme(&scaled, &zero, false, span)?)?;
        add(&above, &below, span)
    };
    let whole = match mode {
        RoundingMode::Floor => floor(&scaled, span)?,
        RoundingMode::Ceiling => ceiling(&scaled, span)?,
        RoundingMode::Up => by_sign(&|value| ceiling(value, span), &|value| floor(value, span))?,
        RoundingMode::Down => by_sign(&|value| floor(value, span), &|value| ceiling(value, span))?,
        RoundingMode::HalfUp => by_sign(&half_above, &half_below)?,
        RoundingMode::HalfDown => by_sign(&half_below, &half_above)?,
        RoundingMode::HalfEven => {
            // One less where the value lies half-way and the number above it is odd.
            let upper = half_above(&scaled)?;
            let tie = subtract(&upper, &half_below(&scaled)?, span)?;
            let halved = floor(&multiply(&upper, &half, span)?, span)?;
            let odd = subtract(&upper, &add(&halved, &halved, span)?, span)?;
            subtract(&upper, &multiply(&tie, &odd, span)?, span)?
        }
        RoundingMode::ZeroFiveUp => {
            // From the number towards zero on to the one away from it where the former is a multiple of five.
            let five = Ratio::constant(span, 5, 1)?;
            let one = Ratio::constant(span, 1, 1)?;
            let away_from = |kept: &Ratio, away: &Ratio| {
                let fives = floor(&divide(kept, &five, span)?, span)?;
                let before = floor(&divide(&subtract(kept, &one, span)?, &five, span)?, span)?;
                let step = multiply(&subtract(&fives, &before, span)?, &subtract(away, kept, span)?, span)?;
                add(kept, &step, span)
            };
            by_sign(&|value| away_from(&floor(value, span)?, &ceiling(value, span)?), &|value| {
                away_from(&ceiling(value, span)?, &floor(value, span)?)
            })?
        }
    };
    if places >= 0 { divide(&whole, &unit, span) } else { multiply(&whole, &unit, span) }
}
