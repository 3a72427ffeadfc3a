//! Days as whole numbers, and the period in which a made population lives.

use entitle_kernel::{Contract, Date, Error};

/// Days since 1 January 1970.
pub(super) type Day = i64;

/// A year, near enough for ages at which something begins.
pub(super) const YEAR: Day = 365;
/// The longest look back from the period end, months.
const MONTHS_MAX: usize = 78;
/// Months before the period end at which some rule draws a line.
const LINES: [usize; 9] = [3, 6, 9, 12, 21, 24, 42, 60, 66];

/// The days that the rules count from.
pub(super) struct Calendar {
    /// The first day of the period.
    pub(super) start: Day,
    /// The last day of the period, which is the achievement date.
    pub(super) end: Day,
    /// The period end less so many months.
    before: [Day; MONTHS_MAX + 1],
    /// Days on which windows open, and their neighbours.
    pub(super) boundaries: Vec<Day>,
}

impl Calendar {
    /// The calendar of a contract's period.
    pub(super) fn new(contract: &Contract<'_>) -> Result<Calendar, Error> {
        let end = contract.period_end().ok_or(Error::DateOverflow)?;
        let mut before = [0; MONTHS_MAX + 1];
        for (months, day) in (0..).zip(&mut before) {
            *day = end.add_months(-months)?.days().into();
        }
        let boundaries = LINES.iter().flat_map(|months| [-1, 0, 1].map(|step| before[*months] + step)).collect();
        Ok(Calendar { start: contract.in_force().days().into(), end: end.days().into(), before, boundaries })
    }

    /// The period end less so many months: the last day that is out of such a window.
    pub(super) fn before(&self, months: usize) -> Day {
        self.before[months.min(MONTHS_MAX)]
    }
}

/// The day as a date. Made days lie within a lifetime of the period, so none is out of the calendar.
pub(super) fn date(day: Day) -> Date {
    i32::try_from(day).ok().and_then(|days| Date::from_days(days).ok()).unwrap_or(Date::MIN)
}

/// The day of a calendar date.
pub(super) const fn day_of(date: Date) -> Day {
    date.days() as Day
}

/// The day so many months after another, clamped to the month's end.
pub(super) fn months_after(day: Day, months: i64) -> Day {
    date(day).add_months(months).map_or(day, day_of)
}

/// The day of so many years of age; who is born on 29 February has it on 1 March of other years.
pub(super) fn birthday(birth: Day, years: i64) -> Day {
    let day = months_after(birth, 12 * years);
    let is_clamped = date(day).ymd().2 < date(birth).ymd().2;
    day + Day::from(is_clamped)
}
