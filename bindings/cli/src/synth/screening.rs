//! Cervical screening of women from 25 to 64.

use super::calendar::YEAR;
use super::person::Person;
use super::practices::Area;

/// Ages at which women are screened, and up to which every three years or so.
const AGES: std::ops::RangeInclusive<i64> = 25..=64;
const OFTEN_UP_TO: i64 = 49;
/// The windows of the rules, months.
const MONTHS: usize = 42;
const MONTHS_FROM_50: usize = 66;

impl Person<'_> {
    /// Smears, and why there are none.
    pub(super) fn cervical_screening(&mut self) {
        if !self.is_female || !AGES.contains(&self.age) {
            return;
        }
        let at = self.at;
        let months = if self.age <= OFTEN_UP_TO { MONTHS } else { MONTHS_FROM_50 };
        if self.age < 45 && self.chance(70) {
            let day = self.lately(36);
            self.set(at.preg_dat, day);
        }
        if self.chance(if self.age < 45 { 8 } else { 90 }) {
            self.persisting(at.nocx_dat);
        }
        if self.cared_for(Area::Screening, 600, 880) {
            let day = self.lately(months);
            self.set(at.smear_dat, day);
            return;
        }
        if self.age >= 28 && self.chance(500) {
            let last = self.calendar.before(months);
            let day = self.day(last - 5 * YEAR, last);
            self.set(at.smear_dat, day);
        }
        if self.chance(25) {
            let day = self.lately(months + 12);
            self.set(at.cspu_dat, day);
        }
        if self.chance(120) {
            let day = self.lately(months + 12);
            self.set(at.csdec_dat, day);
        }
        if self.chance(150 + self.practice.inviting / 3) {
            let day = self.lately(months + 12);
            self.set(at.csinvite3_dat, day);
        }
    }
}
