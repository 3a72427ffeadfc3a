//! Scales and look-up tables.

use super::super::code::{Divisor, LookupKind, ScaleKind};
use super::super::ensure;
use super::super::record::{self, NONE};
use super::{Checker, reference};
use crate::error::{Error, Result};
use crate::limits;
use crate::number::Number;
use crate::value::Grade;
use core::cmp::Ordering;

impl Checker<'_, '_> {
    pub(super) fn scales(&self) -> Result<()> {
        for (index, scale) in self.contract.all::<record::Scale>().enumerate() {
            self.is_or_none::<record::Name>(scale.name)?;
            let kind = ScaleKind::from_u8(scale.kind).ok_or(Error::ImageTable)?;
            let lower_is_better = scale.flags & 1 != 0;
            ensure(scale.flags <= 3 && scale.count >= 1, Error::ImageTable)?;
            ensure(usize::from(scale.count) <= limits::SCALE_ROWS_MAX, Error::ImageTable)?;
            let (items, stride) = match kind {
                ScaleKind::Band => (2, 1),
                ScaleKind::Deciles => (9, 1),
                ScaleKind::AllOrNothing => (1, 1),
                ScaleKind::Steps | ScaleKind::Gates => (usize::from(scale.count), 2),
                ScaleKind::BestOf => (usize::from(scale.count), 1),
            };
            ensure(items == scale.count.into(), Error::ImageTable)?;
            let length = items.saturating_mul(stride);
            self.within::<record::Item>(scale.first.into(), length)?;
            self.is_or_none::<record::Decimal>(scale.floor)?;
            ensure((kind == ScaleKind::Deciles) == (scale.floor != NONE), Error::ImageTable)?;
            ensure(scale.places <= 9, Error::ImageTable)?;
            self.is_or_none::<record::Expression>(scale.of)?;
            let items = self.contract.records::<record::Item>(scale.first.into(), length);
            if kind == ScaleKind::BestOf {
                ensure(scale.of == NONE, Error::ImageTable)?;
                for item in items {
                    let other =
                        self.contract.record::<record::Scale>(item.value.into()).ok_or(Error::ImageReference)?;
                    ensure(
                        usize::from(item.value) < index && other.kind != ScaleKind::BestOf as u8,
                        Error::ImageTable,
                    )?;
                }
                continue;
            }
            let (mut last_rate, mut last_earned): (Option<Number>, Number) = (None, Number::ZERO);
            for (place, item) in items.enumerate() {
                self.is::<record::Decimal>(item.value)?;
                let number = self.contract.decimal(item.value);
                if place.is_multiple_of(stride) {
                    ensure(number.places() <= limits::RATE_PLACES_MAX, Error::ImageNumber)?;
                    // A decile that begins where the next one does is empty; other rows have a width.
                    let onwards = last_rate.is_none_or(|last| match number.compare(&last) {
                        Ordering::Equal => kind == ScaleKind::Deciles,
                        Ordering::Less => lower_is_better,
                        Ordering::Greater => !lower_is_better,
                    });
                    ensure(onwards, Error::ImageTable)?;
                    last_rate = Some(number);
                } else {
                    // Who does better never earns less.
                    ensure(number >= last_earned, Error::ImageTable)?;
                    last_earned = number;
                }
            }
        }
        Ok(())
    }

    pub(super) fn lookups(&self) -> Result<()> {
        for row in self.contract.all::<record::LookupRow>() {
            for number in [row.from, row.to, row.low, row.high] {
                self.is_or_none::<record::Decimal>(number)?;
            }
            self.is::<record::Source>(row.source)?;
            reference(row.flags <= 1 && Grade::from_u8(row.grade).is_some())?;
        }
        for table in self.contract.all::<record::Lookup>() {
            self.is::<record::Name>(table.name)?;
            let kind = LookupKind::from_u8(table.kind).ok_or(Error::ImageTable)?;
            let divisor = Divisor::from_u8(table.divisor_kind).ok_or(Error::ImageTable)?;
            ensure(table.flags <= 1 && table.count >= 1, Error::ImageTable)?;
            ensure(usize::from(table.count) <= limits::LOOKUP_ROWS_MAX, Error::ImageTable)?;
            self.within::<record::LookupRow>(table.first.into(), table.count.into())?;
            self.is_or_none::<record::Decimal>(table.divisor)?;
            ensure((divisor == Divisor::Stated) == (table.divisor != NONE), Error::ImageTable)?;
            if kind == LookupKind::Keyed {
                let list = self
                    .contract
                    .record::<record::Enumeration>(table.enumeration.into())
                    .ok_or(Error::ImageReference)?;
                ensure(list.count == table.count, Error::ImageTable)?;
                continue;
            }
            let mut end = None;
            let last = usize::from(table.count).saturating_sub(1);
            for (index, row) in
                self.contract.records::<record::LookupRow>(table.first.into(), table.count.into()).enumerate()
            {
                ensure(row.from != NONE && row.low != NONE, Error::ImageTable)?;
                ensure(row.to != NONE || index == last, Error::ImageTable)?;
                ensure((divisor != Divisor::None) == (row.high != NONE), Error::ImageTable)?;
                let from = self.contract.decimal(row.from);
                if let Some(end) = end {
                    ensure(if kind == LookupKind::Marginal { from == end } else { from >= end }, Error::ImageTable)?;
                }
                if row.to != NONE {
                    let to = self.contract.decimal(row.to);
                    ensure(if row.flags & 1 == 0 { to >= from } else { to > from }, Error::ImageTable)?;
                    end = Some(to);
                }
            }
        }
        Ok(())
    }
}
