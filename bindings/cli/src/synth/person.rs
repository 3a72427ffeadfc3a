//! A patient in the making: what is known so far, and the ways in which records come about.

use super::calendar::{Calendar, Day, YEAR, birthday, date};
use super::columns::Columns;
use super::practices::{Area, Practice};
use super::random::Random;
use entitle_kernel::{Number, Value};

/// The conditions that a patient has, each as its register counts it.
#[derive(Default)]
pub(super) struct Conditions {
    pub(super) atrial_fibrillation: bool,
    pub(super) heart_disease: bool,
    pub(super) heart_failure: bool,
    pub(super) hypertension: bool,
    pub(super) stroke: bool,
    pub(super) arterial_disease: bool,
    pub(super) kidney_disease: bool,
    pub(super) diabetes: bool,
    pub(super) asthma: bool,
    pub(super) copd: bool,
    /// The first diagnosis of COPD, where it is not resolved.
    pub(super) copd_since: Option<Day>,
    pub(super) dementia: bool,
    pub(super) mental_illness: bool,
    pub(super) hyperglycaemia: bool,
}

/// A patient in the making.
pub(super) struct Person<'p> {
    pub(super) random: Random,
    pub(super) at: &'p Columns,
    pub(super) calendar: &'p Calendar,
    pub(super) practice: &'p Practice,
    cells: &'p mut [Value],
    /// Day of birth.
    pub(super) birth: Day,
    /// Nothing that is drawn now happened before this day: the birth, or a diagnosis while its care is recorded.
    pub(super) floor: Day,
    /// Whole years at the period end.
    pub(super) age: i64,
    /// Day of registration.
    pub(super) registered: Day,
    pub(super) is_female: bool,
    pub(super) has: Conditions,
}

/// A condition that may be resolved and come back.
pub(super) struct Episodes {
    /// The first diagnosis of all.
    pub(super) first: Day,
    /// The latest diagnosis.
    pub(super) latest: Day,
    /// The latest record that it is resolved.
    pub(super) resolved: Option<Day>,
    /// The earliest diagnosis that no later record resolves.
    pub(super) unresolved: Option<Day>,
}

impl<'p> Person<'p> {
    /// Somebody of whom nothing is recorded, born on the period end until said otherwise.
    pub(super) fn new(
        random: Random,
        at: &'p Columns,
        calendar: &'p Calendar,
        practice: &'p Practice,
        cells: &'p mut [Value],
    ) -> Person<'p> {
        let (birth, registered) = (calendar.end, calendar.end);
        cells.fill(Value::Null);
        let has = Conditions::default();
        let floor = Day::MIN;
        Person { random, at, calendar, practice, cells, birth, floor, age: 0, registered, is_female: false, has }
    }

    /// True in so many of a thousand cases.
    pub(super) fn chance(&mut self, per_thousand: u32) -> bool {
        self.random.chance(per_thousand)
    }

    /// True with a probability, per thousand, that goes from the worst care to the best.
    pub(super) fn cared_for(&mut self, area: Area, worst: u32, best: u32) -> bool {
        let likely = self.practice.likely(area, worst, best);
        self.chance(likely)
    }

    // ------------------------------------------------------------ days

    /// The last day that counts.
    pub(super) const fn end(&self) -> Day {
        self.calendar.end
    }

    /// The first day of a window of so many months that ends with the period, or the floor.
    pub(super) fn since(&self, months: usize) -> Day {
        self.floor.max(self.calendar.before(months) + 1)
    }

    /// A day from `first` to `last`, both included, and `last` where `first` is later. A share lies on days at which
    /// windows open, and beside them.
    pub(super) fn day(&mut self, first: Day, last: Day) -> Day {
        if first >= last {
            return last;
        }
        if self.chance(40) {
            let place = self.random.below(u32::try_from(self.calendar.boundaries.len()).unwrap_or(1));
            let day = self.calendar.boundaries[place as usize];
            if (first..=last).contains(&day) {
                return day;
            }
        }
        self.random.between(first, last)
    }

    /// A day in the last so many months.
    pub(super) fn lately(&mut self, months: usize) -> Day {
        self.day(self.since(months), self.end())
    }

    /// A day in the four years before the last twelve months, or the floor where that is later.
    pub(super) fn formerly(&mut self) -> Day {
        self.day(self.since(60), self.calendar.before(12).max(self.floor))
    }

    /// A day near another: up to so many days earlier or later, from the floor to the period end.
    pub(super) fn near(&mut self, day: Day, earlier: i64, later: i64) -> Day {
        let near = day + self.random.between(-earlier, later);
        near.clamp(self.floor, self.end())
    }

    /// Records what happens to those who are ill since a day: none of it before that day.
    pub(super) fn since_then(&mut self, day: Day, care: impl FnOnce(&mut Self)) {
        self.floor = day;
        care(self);
        self.floor = self.birth;
    }

    /// A day since which something has been so: from an age in years, at most 25 years ago. Some are recent.
    pub(super) fn onset(&mut self, age: i64) -> Day {
        let first = (self.birth + age * YEAR).max(self.end() - 25 * YEAR).min(self.end());
        match self.random.below(100) {
            0..=4 => self.day(first.max(self.since(12)), self.end()),
            5..=11 => self.day(first.max(self.since(24)), self.end()),
            12..=21 => self.day(first.max(self.since(36)), self.end()),
            _ => self.day(first, self.end()),
        }
    }

    /// A condition from an age in years, which a few lose, and of those some get again.
    pub(super) fn episodes(&mut self, age: i64) -> Episodes {
        let (first, end) = (self.onset(age), self.end());
        let once = Episodes { first, latest: first, resolved: None, unresolved: Some(first) };
        if first >= end - 2 {
            return once;
        }
        match self.random.below(1000) {
            0..=24 => Episodes { resolved: Some(self.day(first + 1, end)), unresolved: None, ..once },
            25..=29 => Episodes { resolved: Some(first), ..once },
            30..=54 => {
                let resolved = self.day(first + 1, end - 1);
                let again = self.day(resolved + 1, end);
                let latest = if self.chance(300) { self.day(again, end) } else { again };
                Episodes { first, latest, resolved: Some(resolved), unresolved: Some(again) }
            }
            55..=300 => Episodes { latest: self.day(first, end), ..once },
            _ => once,
        }
    }

    /// The day of so many years of age.
    pub(super) fn birthday(&self, years: i64) -> Day {
        birthday(self.birth, years)
    }

    // ------------------------------------------------------------ records

    /// The day of a record.
    pub(super) fn date(&self, column: usize) -> Option<Day> {
        match self.cells[column] {
            Value::Date(date) => Some(date.days().into()),
            _ => None,
        }
    }

    /// Whether there is a record of the last so many months.
    pub(super) fn has_lately(&self, column: usize, months: usize) -> bool {
        self.date(column).is_some_and(|day| day > self.calendar.before(months))
    }

    /// Records a day, whatever stood there.
    pub(super) fn set(&mut self, column: usize, day: Day) {
        self.cells[column] = Value::Date(date(day));
    }

    /// Records a day where there is one.
    pub(super) fn set_some(&mut self, column: usize, day: Option<Day>) {
        if let Some(day) = day {
            self.set(column, day);
        }
    }

    /// Records a day unless an earlier one stands there.
    pub(super) fn earliest(&mut self, column: usize, day: Day) {
        let day = self.date(column).map_or(day, |other| other.min(day));
        self.set(column, day);
    }

    /// Records a day unless a later one stands there.
    pub(super) fn latest(&mut self, column: usize, day: Day) {
        let day = self.date(column).map_or(day, |other| other.max(day));
        self.set(column, day);
    }

    /// The value of a record, scaled to its decimal places.
    pub(super) fn value(&mut self, column: usize, value: i64, places: u8) {
        self.cells[column] = Value::Number(Number::from_scaled(value, places));
    }

    /// A whole number that is recorded; 0 where there is none.
    pub(super) fn integer(&self, column: usize) -> i64 {
        self.cells[column].number().and_then(Number::to_i64).unwrap_or(0)
    }

    /// One of the texts of a fact, by its place.
    pub(super) fn text(&mut self, column: usize, place: u16) {
        self.cells[column] = Value::Text(place);
    }

    /// The place of a fact's text.
    pub(super) const fn text_of(&self, column: usize) -> Option<u16> {
        match self.cells[column] {
            Value::Text(place) => Some(place),
            _ => None,
        }
    }

    /// A day in the last twelve months with one probability per thousand, else an earlier one with another.
    pub(super) fn perhaps_a_day(&mut self, lately: u32, formerly: u32) -> Option<Day> {
        if self.chance(lately) {
            Some(self.lately(12))
        } else {
            (self.floor <= self.calendar.before(12) && self.chance(formerly)).then(|| self.formerly())
        }
    }

    /// A record of such a day.
    pub(super) fn perhaps(&mut self, column: usize, lately: u32, formerly: u32) {
        if let Some(day) = self.perhaps_a_day(lately, formerly) {
            self.latest(column, day);
        }
    }

    /// A record that persists, from any day since adolescence.
    pub(super) fn persisting(&mut self, column: usize) {
        let day = self.day((self.birth + 12 * YEAR).max(self.end() - 20 * YEAR), self.end());
        self.earliest(column, day);
    }

    /// A record of the last twelve months.
    pub(super) fn expiring(&mut self, column: usize) {
        let day = self.lately(12);
        self.latest(column, day);
    }

    /// The latest issue of a drug: within six months where it is taken, longer ago where it was.
    pub(super) fn issue(&mut self, column: usize, is_taken: bool) {
        let day = match is_taken {
            true => self.lately(6),
            false => self.day(self.since(18), self.calendar.before(6)).max(self.birth),
        };
        self.latest(column, day);
    }
}
