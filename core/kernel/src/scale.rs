//! Scales: how achievement becomes points, exactly.
//!
//! Every scale is one quotient of exact products, rounded once; whether a bound is reached is decided by
//! cross-multiplication. Counts go up to 10⁹ and rates have up to nine places, so that with points of up to
//! twelve digits no product needs more than the 34 digits of a [`Number`]: 6 of 17 on the band 35–75 % at 17 points is
//! 0.125 and not 0.12499….

use crate::error::{Error, Result};
use crate::image::code::ScaleKind;
use crate::image::{Contract, record};
use crate::limits;
use crate::number::{Number, RoundingMode};
use crate::trace::{Event, Eyes, Place, Reached};
use crate::value::Value;
use core::cmp::Ordering;

/// What a scale judges: a quotient that is never computed. The denominator is above zero.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rate {
    pub(crate) numerator: Number,
    pub(crate) denominator: Number,
}

/// What there is for a scale to judge: none where there is nothing to measure, or what stands in its place, which is
/// then the result.
pub(crate) type Rated = core::result::Result<Option<Rate>, Value>;

impl Rate {
    /// The rate less `bound`, times the denominator.
    fn beyond(&self, bound: Number) -> Result<Number> {
        self.numerator.checked_sub(bound.checked_mul(self.denominator)?)
    }
}

/// The rate that an expression computed: none where it is null, and what stands in its place where it is none.
pub(crate) fn computed(rate: Value) -> Rated {
    match rate {
        Value::Number(rate) => {
            let rounded = rate.to_places(limits::COMPUTED_RATE_PLACES, RoundingMode::HalfEven);
            rounded.map(|rate| Some(Rate { numerator: rate, denominator: Number::ONE })).map_err(Value::Error)
        }
        Value::Null => Ok(None),
        other => Err(other),
    }
}

/// A scale with its bounds at hand.
pub(crate) struct Scale<'c, 'a> {
    contract: &'c Contract<'a>,
    record: record::Scale,
    kind: ScaleKind,
}

impl<'c, 'a> Scale<'c, 'a> {
    pub(crate) fn new(contract: &'c Contract<'a>, index: u16) -> Option<Scale<'c, 'a>> {
        let record = contract.record::<record::Scale>(index.into())?;
        Some(Scale { contract, record, kind: ScaleKind::from_u8(record.kind)? })
    }

    pub(crate) const fn lower_is_better(&self) -> bool {
        self.record.flags & 1 != 0
    }

    /// The scales that a best-of chooses from.
    pub(crate) fn alternatives(&self) -> impl Iterator<Item = u16> + use<'a> {
        let count = if self.kind == ScaleKind::BestOf { self.record.count } else { 0 };
        let items = self.contract.records::<record::Item>(self.record.first.into(), count.into());
        items.map(|item| item.value)
    }

    fn item(&self, index: u8) -> Number {
        self.contract.decimal(self.contract.item(usize::from(self.record.first).saturating_add(index.into())))
    }

    /// The bound of a row: of every item, or of every other where rows carry earnings.
    fn bound(&self, row: u8) -> Number {
        match self.kind {
            ScaleKind::Steps | ScaleKind::Gates => self.item(row.saturating_mul(2)),
            _ => self.item(row),
        }
    }

    /// What a row of steps or gates earns.
    fn earns(&self, row: u8, maximum: Number) -> Value {
        let earns = Value::Number(self.item(row.saturating_mul(2).saturating_add(1)));
        if self.record.flags & 2 != 0 { earns.times(Value::Number(maximum)) } else { earns }
    }

    fn reaches(&self, rate: &Rate, bound: Number) -> Result<bool> {
        let beyond = rate.beyond(bound)?.compare(&Number::ZERO);
        Ok(beyond != if self.lower_is_better() { Ordering::Greater } else { Ordering::Less })
    }

    /// The last row whose bound is reached.
    fn last_reached(&self, rate: &Rate) -> Result<Option<u8>> {
        let mut last = None;
        for row in 0..self.record.count {
            if self.reaches(rate, self.bound(row))? {
                last = Some(row);
            }
        }
        Ok(last)
    }

    /// What `rate_of` of [`best`] gave, judged.
    fn judge(&self, rate: Rated, maximum: Number) -> (Value, Reached) {
        match rate {
            Ok(Some(rate)) => self.points(&rate, maximum),
            Ok(None) => (Value::integer(0), Reached::NothingToMeasure),
            Err(absent) => (absent, Reached::Undetermined),
        }
    }

    /// The points that a rate earns out of `maximum`, and where on the scale it stands. A best-of earns
    /// nothing by itself: its alternatives are asked.
    fn points(&self, rate: &Rate, maximum: Number) -> (Value, Reached) {
        let row = match self.last_reached(rate) {
            Ok(Some(row)) => row,
            Ok(None) => return (Value::Number(self.floor()), Reached::Below),
            Err(error) => return (Value::Error(error), Reached::Undetermined),
        };
        let top = row == self.record.count.saturating_sub(1);
        let beyond = |row: u8| Value::of(rate.beyond(self.bound(row)));
        let points = match (self.kind, top) {
            (ScaleKind::Band | ScaleKind::AllOrNothing, true) => Value::Number(maximum),
            (ScaleKind::Deciles, true) => Value::integer(10),
            (ScaleKind::Band, false) => Value::Number(maximum).times(beyond(0)).over(self.width(row, rate)),
            (ScaleKind::Gates, false) => {
                let (from, to) = (self.earns(row, maximum), self.earns(row.saturating_add(1), maximum));
                let width = self.width(row, rate);
                let rise = to.minus(from).times(beyond(row));
                from.times(width).plus(rise).over(width)
            }
            (ScaleKind::Deciles, false) => {
                let width = self.width(row, rate);
                let decile = Value::integer(i64::from(row).saturating_add(2));
                let points = decile.times(width).plus(beyond(row)).over(width);
                points.rounded(self.record.places.into(), RoundingMode::HalfUp).larger(Value::Number(self.floor()))
            }
            (ScaleKind::BestOf, _) => Value::integer(0),
            (ScaleKind::Steps | ScaleKind::Gates | ScaleKind::AllOrNothing, _) => self.earns(row, maximum),
        };
        let reached = match points {
            Value::Number(points) if points.is_zero() && self.kind == ScaleKind::Band && !top => Reached::Below,
            Value::Number(_) if top => Reached::Top,
            Value::Number(_) => Reached::Above(row),
            _ => Reached::Undetermined,
        };
        (points, reached)
    }

    /// What is earned below the first bound.
    fn floor(&self) -> Number {
        if self.kind == ScaleKind::Deciles { self.contract.decimal(self.record.floor) } else { Number::ZERO }
    }

    /// The distance from a row's bound to the next, times the denominator.
    fn width(&self, row: u8, rate: &Rate) -> Value {
        let (from, to) = (self.bound(row), self.bound(row.saturating_add(1)));
        Value::Number(to).minus(Value::Number(from)).times(Value::Number(rate.denominator))
    }

    /// All that the scale can earn out of `maximum`. A best-of's alternatives are asked instead.
    pub(crate) fn full(&self, maximum: Number) -> Value {
        let top = self.record.count.saturating_sub(1);
        match self.kind {
            ScaleKind::Band | ScaleKind::AllOrNothing | ScaleKind::BestOf => Value::Number(maximum),
            ScaleKind::Deciles => Value::integer(10),
            ScaleKind::Steps | ScaleKind::Gates => self.earns(top, maximum),
        }
    }
}

/// The points of a scale, the highest of its alternatives where it is a best-of. `rate_of` gives what each
/// scale judges.
pub(crate) fn best(
    contract: &Contract<'_>,
    index: u16,
    maximum: Number,
    rate_of: &mut dyn FnMut(u16, &mut Eyes<'_>) -> Rated,
    place: Place,
    watch: &mut Eyes<'_>,
) -> Value {
    let mut one = |scale: &Scale<'_, '_>, index: u16, watch: &mut Eyes<'_>| {
        let (points, reached) = scale.judge(rate_of(index, watch), maximum);
        watch.tell(place, Event::Scale { scale: index, reached });
        points
    };
    let Some(scale) = Scale::new(contract, index) else { return Value::Error(Error::ImageTable) };
    if scale.kind != ScaleKind::BestOf {
        return one(&scale, index, watch);
    }
    let mut best = Value::integer(0);
    for alternative in scale.alternatives() {
        best = best.larger(match Scale::new(contract, alternative) {
            Some(scale) => one(&scale, alternative, watch),
            None => Value::Error(Error::ImageTable),
        });
    }
    best
}
