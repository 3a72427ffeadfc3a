//! Calendar days: proleptic Gregorian, 0001-01-01 to 9999-12-31, without time or zone.
//!
//! Month arithmetic clamps to the month's last day, as FEEL does: 29 February minus twelve months
//! is 28 February. `>` and `>=` differ by a day, and contracts use both.

use crate::error::{Error, Result};
use core::fmt;
use core::str::FromStr;

/// One calendar day. Ordered; as wide as an `i32` of days since 1970-01-01, which is also what an
/// Arrow `Date32` column holds.
///
/// ```
/// use entitle_kernel::Date;
/// let period_end: Date = "2026-03-31".parse()?;
/// assert_eq!(period_end.add_months(-12)?.to_string(), "2025-03-31");
/// assert_eq!(Date::from_ymd(2024, 2, 29)?.add_months(-12)?.to_string(), "2023-02-28");
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// Days from 0000-03-01 to 1970-01-01 in the proleptic Gregorian calendar.
const EPOCH_SHIFT: i32 = 719_468;

impl Date {
    /// 0001-01-01.
    ///
    /// ```
    /// # use entitle_kernel::{Date, Error};
    /// assert_eq!(Date::MIN.to_string(), "0001-01-01");
    /// assert_eq!(Date::MIN.add_days(-1), Err(Error::DateOverflow));
    /// ```
    pub const MIN: Date = Date(-719_162);
    /// 9999-12-31.
    ///
    /// ```
    /// # use entitle_kernel::{Date, Error};
    /// assert_eq!(Date::MAX.to_string(), "9999-12-31");
    /// assert_eq!(Date::MAX.add_days(1), Err(Error::DateOverflow));
    /// ```
    pub const MAX: Date = Date(2_932_896);
    /// 1800-01-01, the first day that a patient's record may bear.
    ///
    /// ```
    /// # use entitle_kernel::Date;
    /// assert_eq!(Date::RECORD_MIN, Date::from_ymd(1800, 1, 1)?);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub const RECORD_MIN: Date = Date(-62_091);
    /// 2199-12-31, the last day that a patient's record may bear.
    ///
    /// ```
    /// # use entitle_kernel::Date;
    /// assert_eq!(Date::RECORD_MAX, Date::from_ymd(2199, 12, 31)?);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub const RECORD_MAX: Date = Date(84_005);

    /// The day with this number of days since 1970-01-01; `DateOverflow` outside 0001–9999.
    ///
    /// ```
    /// # use entitle_kernel::Date;
    /// assert_eq!(Date::from_days(0)?.to_string(), "1970-01-01");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub const fn from_days(days: i32) -> Result<Date> {
        if days < Date::MIN.0 || days > Date::MAX.0 { Err(Error::DateOverflow) } else { Ok(Date(days)) }
    }

    /// Days since 1970-01-01, negative before.
    ///
    /// ```
    /// # use entitle_kernel::Date;
    /// assert_eq!(Date::from_ymd(1970, 1, 2)?.days(), 1);
    /// assert_eq!(Date::from_ymd(1969, 12, 31)?.days(), -1);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn days(self) -> i32 {
        self.0
    }

    /// The day of this year (1–9999), month (1–12) and day of the month; `InvalidDate` where the
    /// calendar has no such day.
    ///
    /// ```
    /// # use entitle_kernel::{Date, Error};
    /// assert_eq!(Date::from_ymd(2023, 2, 29), Err(Error::InvalidDate));
    /// ```
    pub const fn from_ymd(year: i32, month: u8, day: u8) -> Result<Date> {
        if year < 1 || year > 9999 || month < 1 || month > 12 {
            return Err(Error::InvalidDate);
        }
        if day < 1 || day > days_in_month(year, month) {
            return Err(Error::InvalidDate);
        }
        Ok(Date(days_from_civil(year, month, day)))
    }

    /// Year, month and day of the month.
    ///
    /// ```
    /// # use entitle_kernel::Date;
    /// assert_eq!(Date::from_ymd(2026, 3, 31)?.ymd(), (2026, 3, 31));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn ymd(self) -> (i32, u8, u8) {
        civil_from_days(self.0)
    }

    /// This day and `days` more (or fewer); `DateOverflow` outside 0001–9999.
    ///
    /// ```
    /// # use entitle_kernel::Date;
    /// assert_eq!(Date::from_ymd(2025, 12, 31)?.add_days(1)?, Date::from_ymd(2026, 1, 1)?);
    /// assert_eq!(Date::from_ymd(2024, 3, 1)?.add_days(-1)?, Date::from_ymd(2024, 2, 29)?);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub const fn add_days(self, days: i64) -> Result<Date> {
        let sum = (self.0 as i64).saturating_add(days);
        if sum < Date::MIN.0 as i64 || sum > Date::MAX.0 as i64 {
            return Err(Error::DateOverflow);
        }
        #[expect(clippy::cast_possible_truncation, reason = "between MIN and MAX, just checked")]
        Ok(Date(sum as i32))
    }

    /// The same day of the month `months` later (or earlier), or that month's last day where it
    /// has no such day; `DateOverflow` outside 0001–9999.
    ///
    /// ```
    /// # use entitle_kernel::Date;
    /// let period_end = Date::from_ymd(2026, 3, 31)?;
    /// assert_eq!(period_end.add_months(-12)?.to_string(), "2025-03-31");
    /// assert_eq!(period_end.add_months(-1)?.to_string(), "2026-02-28"); // February has no 31st
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub const fn add_months(self, months: i64) -> Result<Date> {
        let (year, month, day) = self.ymd();
        let index =
            (year as i64).saturating_mul(12).saturating_add(month as i64).saturating_sub(1).saturating_add(months);
        // The months of the years 1 to 9999, counted from January of a year 0.
        if index < 12 || index >= 120_000 {
            return Err(Error::DateOverflow);
        }
        #[expect(clippy::cast_possible_truncation, reason = "12–119,999, just checked")]
        let index = index as i32;
        let (year, month) = (index.div_euclid(12), (index.rem_euclid(12) as u8).saturating_add(1));
        let last = days_in_month(year, month);
        let day = if day > last { last } else { day };
        Ok(Date(days_from_civil(year, month, day)))
    }

    /// Whole days from `earlier` to this day, negative where `earlier` is later.
    ///
    /// ```
    /// # use entitle_kernel::Date;
    /// let (in_force, until) = (Date::from_ymd(2025, 4, 1)?, Date::from_ymd(2026, 4, 1)?);
    /// assert_eq!(until.days_since(in_force), 365);
    /// assert_eq!(in_force.days_since(until), -365);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn days_since(self, earlier: Date) -> i64 {
        (self.0 as i64).saturating_sub(earlier.0 as i64)
    }

    /// Complete months from this day to `to`, negative where `to` is before it: FEEL's
    /// `years and months duration(this, to)`.
    ///
    /// ```
    /// # use entitle_kernel::Date;
    /// let birth = Date::from_ymd(2024, 2, 29)?;
    /// assert_eq!(birth.months_until(Date::from_ymd(2025, 2, 28)?), 11);
    /// assert_eq!(birth.months_until(Date::from_ymd(2025, 3, 1)?), 12);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn months_until(self, to: Date) -> i64 {
        let (from_year, from_month, from_day) = self.ymd();
        let (to_year, to_month, to_day) = to.ymd();
        let months = (to_year as i64)
            .saturating_sub(from_year as i64)
            .saturating_mul(12)
            .saturating_add(to_month as i64)
            .saturating_sub(from_month as i64);
        if months > 0 && to_day < from_day {
            months.saturating_sub(1)
        } else if months < 0 && to_day > from_day {
            months.saturating_add(1)
        } else {
            months
        }
    }
}

const fn is_leap(year: i32) -> bool {
    year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
}

const fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01, counting years from 1 March so that the leap day comes last.
const fn days_from_civil(year: i32, month: u8, day: u8) -> i32 {
    let year = if month <= 2 { year.wrapping_sub(1) } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted = if month > 2 { (month as i32).wrapping_sub(3) } else { (month as i32).wrapping_add(9) };
    let day_of_year =
        shifted.wrapping_mul(153).wrapping_add(2).wrapping_div(5).wrapping_add(day as i32).wrapping_sub(1);
    let day_of_era = year_of_era
        .wrapping_mul(365)
        .wrapping_add(year_of_era.wrapping_div(4))
        .wrapping_sub(year_of_era.wrapping_div(100))
        .wrapping_add(day_of_year);
    era.wrapping_mul(146_097).wrapping_add(day_of_era).wrapping_sub(EPOCH_SHIFT)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "months 1–12, days 1–31")]
const fn civil_from_days(days: i32) -> (i32, u8, u8) {
    let shifted = days.wrapping_add(EPOCH_SHIFT);
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = day_of_era
        .wrapping_sub(day_of_era.wrapping_div(1460))
        .wrapping_add(day_of_era.wrapping_div(36_524))
        .wrapping_sub(day_of_era.wrapping_div(146_096))
        .wrapping_div(365);
    let day_of_year = day_of_era.wrapping_sub(
        year_of_era
            .wrapping_mul(365)
            .wrapping_add(year_of_era.wrapping_div(4))
            .wrapping_sub(year_of_era.wrapping_div(100)),
    );
    let shifted_month = day_of_year.wrapping_mul(5).wrapping_add(2).wrapping_div(153);
    let day = day_of_year.wrapping_sub(shifted_month.wrapping_mul(153).wrapping_add(2).wrapping_div(5)).wrapping_add(1);
    let month = if shifted_month < 10 { shifted_month.wrapping_add(3) } else { shifted_month.wrapping_sub(9) };
    let year = year_of_era.wrapping_add(era.wrapping_mul(400)).wrapping_add(if month <= 2 { 1 } else { 0 });
    (year, month as u8, day as u8)
}

/// What [`Date::add_months`] does to days since 1970-01-01, without a branch, so that it works on vectors; beyond the
/// years 0001 to 9999 without meaning. Years begin in March here, and days are counted from 0000-03-01, so that what is
/// irregular comes last. Small quotients are products and shifts (the test below walks through all years).
#[inline(always)]
#[expect(clippy::cast_sign_loss, clippy::cast_possible_wrap, reason = "days since 0000-03-01 are positive and fit")]
pub(crate) const fn days_months_later(days: i32, months: i32) -> i32 {
    // Days before the month of a year that begins in March.
    const fn days_before(month: u32) -> u32 {
        month.wrapping_mul(979).wrapping_add(18) >> 5
    }
    // Of years up to 10,000.
    const fn century_of(year: u32) -> u32 {
        year.wrapping_mul(5243) >> 19
    }
    let quarters = (days.wrapping_add(EPOCH_SHIFT) as u32).wrapping_mul(4).wrapping_add(3);
    let century = quarters.wrapping_div(146_097);
    let of_century = quarters.wrapping_sub(century.wrapping_mul(146_097)) | 3;
    let of_hundred = of_century.wrapping_div(1461);
    let day_of_year = of_century.wrapping_sub(of_hundred.wrapping_mul(1461)) >> 2;
    let month = day_of_year.wrapping_mul(2141).wrapping_add(1305) >> 16;
    let day = day_of_year.wrapping_sub(days_before(month));

    let (years, rest) = (months.div_euclid(12) as u32, months.rem_euclid(12) as u32);
    let month = month.wrapping_add(rest);
    let carried = (month >= 12) as u32;
    let month = month.wrapping_sub(carried.wrapping_mul(12));
    let year = century.wrapping_mul(100).wrapping_add(of_hundred).wrapping_add(years).wrapping_add(carried);

    // Only February, the last month, hangs on the year: its day stands in the next one by the calendar.
    let next = year.wrapping_add(1);
    let next_century = century_of(next);
    let is_century = next.wrapping_sub(next_century.wrapping_mul(100)) == 0;
    let leaps = if is_century { next_century } else { next };
    let february = if leaps & 3 == 0 { 28 } else { 27 };
    let before = days_before(month);
    let other = days_before(month.wrapping_add(1)).wrapping_sub(before).wrapping_sub(1);
    let last = if month == 11 { february } else { other };
    let day = if day < last { day } else { last };

    let century = century_of(year);
    let of_years = year.wrapping_mul(1461) >> 2;
    let sum = of_years.wrapping_sub(century).wrapping_add(century >> 2).wrapping_add(before).wrapping_add(day);
    sum.wrapping_sub(EPOCH_SHIFT as u32) as i32
}

impl FromStr for Date {
    type Err = Error;

    /// Reads `YYYY-MM-DD`, four, two and two digits, nothing else; `InvalidDate` otherwise.
    fn from_str(text: &str) -> Result<Date> {
        let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = text.as_bytes() else {
            return Err(Error::InvalidDate);
        };
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0_i32, |sum, byte| match byte {
                b'0'..=b'9' => Ok(sum.wrapping_mul(10).wrapping_add(i32::from(byte.wrapping_sub(b'0')))),
                _ => Err(Error::InvalidDate),
            })
        };
        let small = |digits: &[u8]| u8::try_from(number(digits)?).map_err(|_| Error::InvalidDate);
        Date::from_ymd(number(&[*y0, *y1, *y2, *y3])?, small(&[*m0, *m1])?, small(&[*d0, *d1])?)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        // As `u32`, like every number in a transcript: each further type of integer would bring its own code with it.
        write!(f, "{:04}-{:02}-{:02}", year.unsigned_abs(), u32::from(month), u32::from(day))
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> core::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_without_a_branch_are_the_same_months() {
        let every_day = Date::MIN.0..=Date::MAX.0;
        let some = (-1000..30_000).chain(Date::MIN.0..Date::MIN.0 + 800).chain(Date::MAX.0 - 800..=Date::MAX.0);
        let many = [-1201, -240, -25, -12, -11, -6, -1, 0, 1, 2, 3, 6, 11, 12, 13, 24, 48, 1199].as_slice();
        for (days, months) in every_day.map(|day| (day, [-11, 12].as_slice())).chain(some.map(|day| (day, many))) {
            for months in months.iter().copied() {
                if let Ok(later) = Date(days).add_months(months.into()) {
                    assert_eq!(days_months_later(days, months), later.0, "{} and {months} months", Date(days));
                }
            }
        }
    }

    #[test]
    fn every_day_of_four_centuries_and_both_ends_round_trips() {
        let mut previous = None;
        for days in (Date::MIN.0..Date::MIN.0 + 1000).chain(-150_000..150_000).chain(Date::MAX.0 - 1000..=Date::MAX.0) {
            let date = Date::from_days(days).unwrap();
            let (year, month, day) = date.ymd();
            assert_eq!(Date::from_ymd(year, month, day), Ok(date));
            assert_ne!(Some((year, month, day)), previous);
            previous = Some((year, month, day));
        }
        assert_eq!(Date::MIN.ymd(), (1, 1, 1));
        assert_eq!(Date::MAX.ymd(), (9999, 12, 31));
        assert_eq!(Date::RECORD_MIN.ymd(), (1800, 1, 1));
        assert_eq!(Date::RECORD_MAX.ymd(), (2199, 12, 31));
    }

    #[test]
    fn days_outside_the_calendar_are_refused() {
        for text in [
            "2025-13-01",
            "2025-00-10",
            "2025-04-31",
            "1900-02-29",
            "0000-01-01",
            "25-01-01",
            "2025-1-01",
            "2025-01-0x",
        ] {
            assert_eq!(text.parse::<Date>(), Err(Error::InvalidDate), "{text}");
        }
        assert!("2000-02-29".parse::<Date>().is_ok());
        assert_eq!(Date::MAX.add_days(1), Err(Error::DateOverflow));
        assert_eq!(Date::MIN.add_months(-1), Err(Error::DateOverflow));
    }

    #[test]
    fn months_clamp_to_the_last_day_and_count_complete_ones() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(day("2026-03-31").add_months(-6), Ok(day("2025-09-30")));
        assert_eq!(day("2026-03-31").add_months(-1), Ok(day("2026-02-28")));
        assert_eq!(day("2025-12-31").add_months(2), Ok(day("2026-02-28")));
        assert_eq!(day("2025-03-31").months_until(day("2025-04-30")), 0);
        assert_eq!(day("2025-03-30").months_until(day("2025-04-30")), 1);
        assert_eq!(day("2025-04-30").months_until(day("2025-03-31")), 0);
        assert_eq!(day("2025-04-30").months_until(day("2025-03-30")), -1);
    }
}
