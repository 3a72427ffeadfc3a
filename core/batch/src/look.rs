//! A quick look at columns: which rows may be odd, so that they are judged one by one.
//!
//! What may enter is said in [`border`](crate::border) alone. Here stands only what no clean row can have: a value outside its
//! fact's range, a null that the fact does not allow, a day after the achievement date for a fact that ends there, an age
//! that is not that of the date of birth. Rows that have it go through the border; all others need not.

use crate::held::HeldColumn;
use entitle_kernel::block::{Column, Nulls, Values};
use entitle_kernel::{Cell, Date};
use std::ops::Range;

/// What a clean column holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) least: i64,
    pub(crate) most: i64,
    pub(crate) takes_null: bool,
}

/// What is looked at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Look {
    /// For each column.
    pub(crate) bounds: Vec<Bounds>,
    pub(crate) years: Vec<Years>,
    /// Whether something is asked that only the border can tell.
    pub(crate) all_are_odd: bool,
}

/// Whole years since birth, told from days without a calendar.
#[derive(Clone, Debug)]
pub(crate) struct Years {
    age: usize,
    birth: usize,
    least: i64,
    /// For the least age and each after it, and one more: the last day of birth that makes so many years or more.
    latest: Vec<i64>,
}

/// A column and the bytes of its validity, with the bit at which they begin.
pub(crate) struct Seen<'d> {
    column: Column<'d>,
    validity: Option<(&'d [u8], usize)>,
}

/// Beyond so many years an age is told by the border, row by row.
const YEARS_MAX: i64 = 1000;
/// Rows that are looked at together.
const AT_ONCE: usize = 256;

impl Look {
    /// Marks the odd rows (the first byte belongs to the first row), and adds for each column how many values are not null.
    #[inline(always)]
    pub(crate) fn at(&self, columns: &[Seen<'_>], rows: Range<usize>, odd: &mut [u8], given: &mut [u64]) {
        if self.all_are_odd {
            odd.fill(1);
        }
        for ((column, bounds), given) in columns.iter().zip(&self.bounds).zip(given) {
            *given += column.look(*bounds, rows.clone(), odd) as u64;
        }
        for years in &self.years {
            years.look(columns, rows.clone(), odd);
        }
    }
}

impl<'d> Seen<'d> {
    pub(crate) fn new(column: &'d HeldColumn<'_>) -> Seen<'d> {
        Seen { column: column.column(), validity: column.validity() }
    }

    /// Marks the odd rows (the first byte belongs to the first row), and counts those that are not null.
    #[inline(always)]
    pub(crate) fn look(&self, bounds: Bounds, rows: Range<usize>, odd: &mut [u8]) -> usize {
        let mut there = 0;
        for (odd, first) in odd.chunks_mut(AT_ONCE).zip(rows.step_by(AT_ONCE)) {
            there += self.look_at_some(bounds, first, odd);
        }
        there
    }

    #[inline(always)]
    fn look_at_some(&self, bounds: Bounds, first: usize, odd: &mut [u8]) -> usize {
        let Bounds { least, most, takes_null } = bounds;
        let count = odd.len();
        let there = match self.column.nulls {
            Nulls::None => count,
            Nulls::All => 0,
            Nulls::Sentinel(sentinel) => count - count_within(&self.column.values, sentinel, sentinel, first, count),
            Nulls::Validity(_) => self.validity.map_or(0, |(bytes, offset)| ones(bytes, offset + first, count)),
        };
        if there > 0 || (!takes_null && there < count) {
            let base = self.column.base;
            let within =
                count_within(&self.column.values, least.saturating_sub(base), most.saturating_sub(base), first, count);
            // What stands under a null of a bitmap may be anything; where all of it is within, nothing is odd.
            let is_clean = (takes_null || there == count)
                && match self.column.nulls {
                    Nulls::Validity(_) => within == count,
                    _ => within == there,
                };
            if !is_clean {
                for (row, odd) in (first..).zip(odd) {
                    let is_odd = match self.column.cell(row) {
                        Cell::Integer(integer) => integer < least || most < integer,
                        _ => !takes_null,
                    };
                    *odd |= u8::from(is_odd);
                }
            }
        }
        there
    }
}

/// How many of the rows' raw integers lie from the least to the most.
#[inline(always)]
fn count_within(values: &Values<'_>, least: i64, most: i64, first: usize, count: usize) -> usize {
    macro_rules! count {
        ($type:ty, $values:expr) => {{
            let bounds = (least.max(<$type>::MIN.into()), most.min(<$type>::MAX.into()));
            // Where nothing lies between them one may not fit the type.
            let bounds = <$type>::try_from(bounds.0).ok().zip(<$type>::try_from(bounds.1).ok());
            let Some((least, most)) = bounds else { return 0 };
            let values = $values.get(first..first + count).unwrap_or_default();
            // At most 256 rows: sixteen bits suffice, and the loop has no branch.
            let within = values.iter().fold(0_u16, |sum, value| sum + u16::from((least <= *value) & (*value <= most)));
            within.into()
        }};
    }
    match values {
        Values::Same(value) if (least..=most).contains(value) => count,
        Values::Same(_) => 0,
        Values::Bits(_) if least <= 0 && 1 <= most => count,
        Values::Bits(bits) => {
            (first..first + count).filter(|row| (least..=most).contains(&bits.get(*row).into())).count()
        }
        Values::U8(values) => count!(u8, values),
        Values::U16(values) => count!(u16, values),
        Values::I32(values) => count!(i32, values),
        Values::I64(values) => count!(i64, values),
    }
}

/// How many of the bits from `first` on are set.
#[inline(always)]
fn ones(bytes: &[u8], first: usize, count: usize) -> usize {
    let (start, end) = (first / 8, (first + count).div_ceil(8));
    let bytes = bytes.get(start..end).unwrap_or_default();
    let (words, rest) = bytes.as_chunks();
    let of_words: u32 = words.iter().map(|word| u64::from_le_bytes(*word).count_ones()).sum();
    let of_rest: u32 = rest.iter().map(|byte| byte.count_ones()).sum();
    // What lies before the first bit and behind the last.
    let before = bytes.first().map_or(0, |byte| (byte & !(0xff << (first % 8))).count_ones());
    let behind = match (first + count) % 8 {
        0 => 0,
        used => bytes.last().map_or(0, |byte| (byte >> used).count_ones()),
    };
    (of_words + of_rest - before - behind) as usize
}

impl Years {
    /// Ages of this column, from the least to the most, by the dates of that column; `None` where they span too many years.
    pub(crate) fn new(
        (age, birth): (usize, usize),
        (least, most): (i64, i64),
        years: impl Fn(Date) -> i64,
    ) -> Option<Years> {
        let latest = |wanted: i64| {
            // Who is born later has fewer years: the last day with as many as wanted, by halves.
            let (mut enough, mut few) = (i64::from(Date::MIN.days()) - 1, i64::from(Date::MAX.days()) + 1);
            while few - enough > 1 {
                let middle = i64::midpoint(enough, few);
                let born = i32::try_from(middle).ok().and_then(|days| Date::from_days(days).ok())?;
                match years(born) >= wanted {
                    true => enough = middle,
                    false => few = middle,
                }
            }
            Some(enough)
        };
        if most.checked_sub(least)? > YEARS_MAX {
            return None;
        }
        Some(Years { age, birth, least, latest: (least..=most + 1).map(latest).collect::<Option<_>>()? })
    }

    /// Whether somebody born that day is so old.
    #[inline(always)]
    fn agree(&self, age: i64, birth: i64) -> bool {
        let place = usize::try_from(age.wrapping_sub(self.least)).unwrap_or(usize::MAX);
        let bounds = self.latest.get(place).zip(self.latest.get(place.saturating_add(1)));
        bounds.is_some_and(|(this, next)| birth <= *this && birth > *next)
    }

    /// Marks the rows whose age is not that of their birth.
    #[inline(always)]
    pub(crate) fn look(&self, columns: &[Seen<'_>], rows: Range<usize>, odd: &mut [u8]) {
        let (Some(age), Some(birth)) = (columns.get(self.age), columns.get(self.birth)) else { return };
        for (row, odd) in rows.zip(odd) {
            if let (Cell::Integer(age), Cell::Integer(birth)) = (age.column.cell(row), birth.column.cell(row)) {
                *odd |= u8::from(!self.agree(age, birth));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_counted_from_any_bit_to_any_other() {
        let bytes = [0b1010_0110, 0xff, 0, 0b1000_0001, 1, 2, 3, 4, 5, 6, 7, 0xf0];
        let bit = |place: usize| bytes[place / 8] >> (place % 8) & 1;
        for first in 0..bytes.len() * 8 {
            for count in 0..=bytes.len() * 8 - first {
                let expected = (first..first + count).filter(|place| bit(*place) == 1).count();
                assert_eq!(ones(&bytes, first, count), expected, "{count} from {first}");
            }
        }
    }

    #[test]
    fn years_by_days_are_those_of_the_calendar() {
        for day in ["2026-03-31", "2024-02-29", "2025-02-28"] {
            let day: Date = day.parse().unwrap();
            let by_calendar = |born: Date| if born > day { -1 } else { born.months_until(day) / 12 };
            let years = Years::new((0, 1), (0, 130), by_calendar).unwrap();
            for days in i64::from(day.days()) - 132 * 366..i64::from(day.days()) + 400 {
                let expected = by_calendar(Date::from_days(days.try_into().unwrap()).unwrap());
                for age in expected - 1..=expected + 1 {
                    let is_right = age == expected && (0..=130).contains(&age);
                    assert_eq!(years.agree(age, days), is_right, "born {days}, {age}");
                }
            }
        }
    }
}
