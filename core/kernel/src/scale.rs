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
use crate::trace::{Entry, Event, Place, Reached, Watch};
use crate::value::{Value, absent};
use core::cmp::Ordering;

/// What a scale judges: a quotient that is never computed. The denominator is above zero.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rate {
    pub(crate) numerator: Number,
    pub(crate) denominator: Number,
}

impl Rate {
    /// The rate less `bound`, times the denominator.
    fn beyond(&self, bound: Number) -> Result<Number> {
        self.numerator.checked_sub(bound.checked_mul(self.denominator)?)
    }
}

/// The rate that an expression computed: none where it is null, and what stands in its place where it is none.
pub(crate) fn computed(rate: Value) -> core::result::Result<Option<Rate>, Value> {
    match rate {
        Value::Number(rate) => {
            let rounded = rate.round(limits::COMPUTED_RATE_PLACES, RoundingMode::HalfEven);
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
    fn earns(&self, row: u8, maximum: Number) -> Result<Number> {
        let earns = self.item(row.saturating_mul(2).saturating_add(1));
        if self.record.flags & 2 != 0 { earns.checked_mul(maximum) } else { Ok(earns) }
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

    /// The points that a rate earns out of `maximum`, and where on the scale it stands. A best-of earns
    /// nothing by itself: its alternatives are asked.
    pub(crate) fn points(&self, rate: &Rate, maximum: Number) -> Result<(Number, Reached)> {
        let top = self.record.count.saturating_sub(1);
        let Some(row) = self.last_reached(rate)? else {
            let floor =
                if self.kind == ScaleKind::Deciles { self.contract.decimal(self.record.floor) } else { Number::ZERO };
            return Ok((floor, Reached::Below));
        };
        let reached = if row == top { Reached::Top } else { Reached::Above(row) };
        let points = match (self.kind, reached) {
            (ScaleKind::Band | ScaleKind::AllOrNothing, Reached::Top) => maximum,
            (ScaleKind::Deciles, Reached::Top) => Number::from_u64(10),
            (ScaleKind::Band, _) => {
                let share = maximum.checked_mul(rate.beyond(self.bound(0))?)?;
                let points = share.checked_div(self.width(row, rate)?)?;
                let reached = if points.is_zero() { Reached::Below } else { reached };
                return Ok((points, reached));
            }
            (ScaleKind::Gates, Reached::Above(_)) => {
                let (from, to) = (self.earns(row, maximum)?, self.earns(row.saturating_add(1), maximum)?);
                let width = self.width(row, rate)?;
                let rise = to.checked_sub(from)?.checked_mul(rate.beyond(self.bound(row))?)?;
                from.checked_mul(width)?.checked_add(rise)?.checked_div(width)?
            }
            (ScaleKind::Deciles, _) => {
                let width = self.width(row, rate)?;
                let decile = Number::from_u64(u64::from(row).saturating_add(2)).checked_mul(width)?;
                let points = decile.checked_add(rate.beyond(self.bound(row))?)?.checked_div(width)?;
                points
                    .round(self.record.places.into(), RoundingMode::HalfUp)?
                    .max(self.contract.decimal(self.record.floor))
            }
            (ScaleKind::BestOf, _) => Number::ZERO,
            _ => self.earns(row, maximum)?,
        };
        Ok((points, reached))
    }

    /// The distance from a row's bound to the next, times the denominator.
    fn width(&self, row: u8, rate: &Rate) -> Result<Number> {
        self.bound(row.saturating_add(1)).checked_sub(self.bound(row))?.checked_mul(rate.denominator)
    }

    /// All that the scale can earn out of `maximum`. A best-of's alternatives are asked instead.
    pub(crate) fn full(&self, maximum: Number) -> Result<Number> {
        let top = self.record.count.saturating_sub(1);
        match self.kind {
            ScaleKind::Band | ScaleKind::AllOrNothing | ScaleKind::BestOf => Ok(maximum),
            ScaleKind::Deciles => Ok(Number::from_u64(10)),
            ScaleKind::Steps | ScaleKind::Gates => self.earns(top, maximum),
        }
    }
}

/// The points of a scale, the highest of its alternatives where it is a best-of. `rate_of` gives the rate that each
/// scale judges: none where there is nothing to measure, or what stands in its place, which is then the result.
pub(crate) fn best<W: Watch>(
    contract: &Contract<'_>,
    index: u16,
    maximum: Number,
    mut rate_of: impl FnMut(u16, &mut W) -> core::result::Result<Option<Rate>, Value>,
    place: Place,
    watch: &mut W,
) -> Value {
    let mut one = |index: u16, watch: &mut W| {
        let Some(scale) = Scale::new(contract, index) else { return Value::Error(Error::ImageTable) };
        let (points, reached) = match rate_of(index, watch) {
            Ok(Some(rate)) => match scale.points(&rate, maximum) {
                Ok((points, reached)) => (Value::Number(points), reached),
                Err(error) => (Value::Error(error), Reached::Undetermined),
            },
            Ok(None) => (Value::Number(Number::ZERO), Reached::NothingToMeasure),
            Err(absent) => (absent, Reached::Undetermined),
        };
        watch.note(Entry { place: Some(place), event: Event::Scale { scale: index, reached } });
        points
    };
    let Some(scale) = Scale::new(contract, index) else { return Value::Error(Error::ImageTable) };
    if scale.kind != ScaleKind::BestOf {
        return one(index, watch);
    }
    let mut best = Value::Number(Number::ZERO);
    for alternative in scale.alternatives() {
        best = match (best, one(alternative, watch)) {
            (Value::Number(a), Value::Number(b)) => Value::Number(a.max(b)),
            (a, b) => absent(&[a, b]),
        };
    }
    best
}
