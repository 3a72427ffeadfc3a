//! Age, sex, registration, frailty, palliative care.

use super::calendar::{Day, YEAR, birthday, date, months_after};
use super::person::Person;

/// Of a thousand people, how many are of each five years of age, from 0 to 99.
const AGES: [u32; 20] = [55, 58, 61, 58, 60, 65, 70, 69, 65, 61, 66, 66, 61, 51, 46, 42, 25, 14, 6, 1];
/// Ages of the young and of the old whom some practices have more of: first and last group of five years.
const YOUNG: (u32, u32) = (0, 8);
const OLD: (u32, u32) = (11, 17);
/// Of a thousand patients, how many change their practice in a year.
const TURNOVER: u32 = 80;
/// Longer than this nobody looks back.
const YEARS_REGISTERED_MAX: i64 = 40;

impl Person<'_> {
    /// Everything that is so before any illness.
    pub(super) fn basics(&mut self) {
        let at = self.at;
        self.birth = self.born();
        self.floor = self.birth;
        self.age = whole_years(self.birth, self.end());
        self.registered = self.registration();
        self.set(at.birth_dat, self.birth);
        self.value(at.age, self.age, 0);
        self.set(at.reg_dat, self.registered);
        match self.random.below(1000) {
            0..=2 => {}
            3..=4 => self.text(at.sex, 2),
            drawn => {
                self.is_female = drawn >= 502;
                self.text(at.sex, u16::from(!self.is_female));
            }
        }
        self.frailty();
        if self.chance(if self.age >= 75 { 25 } else { 2 }) {
            let day = self.lately(48);
            self.set(at.palcare_dat, day);
            if self.chance(150) {
                // On the day itself, before or after: only a later one ends it.
                let end = self.near(day, 200, 200);
                self.set(at.palcarend_dat, end);
            }
        }
    }

    fn born(&mut self) -> Day {
        let older = self.practice.older;
        let group = if self.chance(u32::try_from(older.abs()).unwrap_or(0)) {
            let (first, last) = if older > 0 { OLD } else { YOUNG };
            first + self.random.below(last - first + 1)
        } else {
            self.age_group()
        };
        let years = i64::from(group * 5 + self.random.below(5));
        let youngest = birthday(self.end(), -years);
        match self.random.below(200) {
            // Birthdays on the last day of the period, and on the day after.
            0 => youngest,
            1 => birthday(self.end() + 1, -years - 1),
            _ => self.random.between(birthday(self.end(), -years - 1) + 1, youngest),
        }
    }

    fn age_group(&mut self) -> u32 {
        let mut drawn = self.random.below(AGES.iter().sum());
        for (group, share) in (0..).zip(AGES) {
            if drawn < share {
                return group;
            }
            drawn -= share;
        }
        0
    }

    fn registration(&mut self) -> Day {
        let end = self.end();
        // Families with small children move, and some of them while vaccines are due.
        if self.age <= 5 && self.chance(60) {
            let due = match self.age {
                0 | 1 => self.birth + 150,
                _ => months_after(self.birth, 55),
            };
            return self.random.between(due.min(end), (due + 190).min(end));
        }
        let mut years = 0;
        while years < YEARS_REGISTERED_MAX && !self.chance(TURNOVER) {
            years += 1;
        }
        let last = end - years * YEAR;
        let registered = self.day(last - YEAR + 1, last);
        // Babies are registered within weeks of their birth.
        if registered < self.birth { (self.birth + self.random.between(0, 60)).min(end) } else { registered }
    }

    fn frailty(&mut self) {
        let per_thousand = match self.age {
            0..=49 => [5, 0, 0],
            50..=64 => [60, 20, 5],
            65..=74 => [220, 90, 25],
            75..=84 => [330, 200, 80],
            _ => [300, 330, 220],
        };
        let at = self.at.frailty;
        let drawn = self.random.below(1000);
        let [mild, moderate, severe] = per_thousand;
        match drawn {
            _ if drawn < mild => self.text(at, 1),
            _ if drawn < mild + moderate => self.text(at, 2),
            _ if drawn < mild + moderate + severe => self.text(at, 3),
            990.. => self.text(at, 0),
            _ => {}
        }
    }
}

/// Whole years from birth to a day.
fn whole_years(birth: Day, day: Day) -> i64 {
    date(birth).months_until(date(day)) / 12
}
