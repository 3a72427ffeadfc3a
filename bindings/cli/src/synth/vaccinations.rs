//! Vaccines of children up to six years, and of those from 70 on. Of others' childhood nothing is recorded.

use super::calendar::{Day, YEAR, day_of, months_after};
use super::person::Person;
use super::practices::Area;
use entitle_kernel::Date;

/// Children older than this have no record.
const CHILD_AGE_MAX: i64 = 6;
/// From this age on shingles vaccine counts.
const SHINGLES_AGE: i64 = 70;
/// The two-dose shingles vaccine is given since about this day.
const TWO_DOSES_SINCE: Option<Day> = match Date::from_ymd(2021, 9, 1) {
    Ok(date) => Some(day_of(date)),
    Err(_) => None,
};
/// Days of age at which the three first doses are due.
const DUE: [Day; 3] = [56, 84, 112];

impl Person<'_> {
    /// All vaccines.
    pub(super) fn vaccinations(&mut self) {
        self.value(self.at.dtap_before_reg, 0, 0);
        if self.age <= CHILD_AGE_MAX {
            self.first_doses();
            self.measles_and_booster();
        } else if self.age >= SHINGLES_AGE {
            self.shingles();
        }
    }

    /// Records a day of the past; what is yet to come is not there.
    fn given(&mut self, column: usize, day: Day) -> bool {
        let is_past = day <= self.end();
        if is_past {
            self.set(column, day);
        }
        is_past
    }

    fn first_doses(&mut self) {
        let at = self.at;
        let is_timely = self.cared_for(Area::Vaccination, 820, 970);
        let mut late = match (is_timely, self.random.below(3)) {
            (true, _) => 0,
            (false, 0) => 100,
            (false, 1) => 30,
            _ => {
                self.no_first_doses();
                return;
            }
        };
        let mut doses = Vec::with_capacity(DUE.len());
        for due in DUE {
            late += self.random.between(0, if late > 0 { 60 } else { 15 });
            doses.push(self.birth + due + late);
        }
        if self.chance(15) {
            // The last day on which the third dose counts, and the day after.
            doses[2] = self.birth + self.random.between(247, 248);
            doses[0] = doses[0].min(doses[2] - 50);
            doses[1] = doses[1].clamp(doses[0] + 1, doses[2] - 1);
        }
        let before = doses.iter().filter(|day| **day < self.registered && **day <= self.end()).count();
        self.value(at.dtap_before_reg, i64::try_from(before).unwrap_or(0), 0);
        self.given(at.dtap3_dat, doses[2]);
    }

    fn no_first_doses(&mut self) {
        let at = self.at;
        if self.chance(150) {
            let day = self.birth + self.random.between(30, 260);
            self.given(at.dtapcon_dat, day);
        }
        if self.registered > self.birth + 150 {
            let doses = self.random.between(0, 2);
            self.value(at.dtap_before_reg, doses, 0);
        }
    }

    fn measles_and_booster(&mut self) {
        let at = self.at;
        let first_birthday = self.birthday(1);
        let is_timely = self.cared_for(Area::Vaccination, 850, 970);
        let first = match (is_timely, self.random.below(10)) {
            (true, _) => first_birthday + self.random.between(0, 90),
            (false, 0) => self.birth + 558,
            (false, 1) => self.birth + 559,
            (false, 2..=4) => first_birthday + self.random.between(150, 1200),
            (false, 5) => {
                let (day, booster) = (self.birth + self.random.between(300, 1700), self.birth + 1250);
                self.given(at.mmrcon_dat, day);
                if self.chance(500) {
                    self.given(at.dtapcon_dat, day);
                } else {
                    self.given(at.dtapipv_dat, booster);
                }
                return;
            }
            _ => {
                if self.chance(400) {
                    let booster = self.birth + self.random.between(1220, 1800);
                    self.given(at.dtapipv_dat, booster);
                }
                return;
            }
        };
        if !self.given(at.mmr1_dat, first) {
            return;
        }
        let preschool = months_after(self.birth, 40);
        let is_complete = self.cared_for(Area::Vaccination, 830, 960);
        let second = match (is_complete, self.random.below(6)) {
            (true, _) => preschool + self.random.between(0, 150),
            // The day before the fifth birthday counts, the birthday does not.
            (false, 0) => self.birthday(5) - 1,
            (false, 1) => self.birthday(5),
            (false, 2) => {
                self.booster_without_second_dose(preschool);
                return;
            }
            (false, 3) => {
                let day = self.birth + self.random.between(300, 1700);
                self.given(at.dtapcon_dat, day);
                self.given(at.mmr2_dat, preschool.max(first + 30));
                return;
            }
            (false, 4) => {
                self.given(at.mmr2_dat, preschool.max(first + 30));
                return;
            }
            _ => return,
        };
        self.given(at.mmr2_dat, second.max(first + 28));
        let booster = if self.chance(970) { second } else { second + 200 };
        self.given(at.dtapipv_dat, booster);
    }

    fn booster_without_second_dose(&mut self, preschool: Day) {
        let at = self.at;
        let booster = preschool + self.random.between(0, 100);
        self.given(at.dtapipv_dat, booster);
        if self.chance(200) {
            self.given(at.mmrcon_dat, booster);
        }
    }

    fn shingles(&mut self) {
        let at = self.at;
        let (from, end) = (self.birthday(SHINGLES_AGE), self.end());
        let latest = (self.birthday(80) + YEAR).min(end);
        let since = TWO_DOSES_SINCE.map_or(from, |day| day.max(from));
        if self.cared_for(Area::Vaccination, 360, 660) {
            let day = match self.random.below(30) {
                0 => self.birthday(80).min(end),
                1 => (self.birthday(80) - 1).min(end),
                _ => self.day(from, latest.min(from + 9 * YEAR)),
            };
            self.set(at.zoster_dat, day);
            return;
        }
        match self.random.below(12) {
            0 | 1 if since <= latest => {
                let first = self.day(since, latest);
                self.set(at.shingrix1_dat, first);
                let second = first + self.random.between(150, 400);
                self.given(at.shingrix2_dat, second);
            }
            2 | 3 if since <= latest => {
                let first = self.day(since.max(latest - 2 * YEAR), latest);
                self.set(at.shingrix1_dat, first);
                if self.chance(300) {
                    let declined = self.day(first, end);
                    self.set(at.shdec2_dat, declined);
                    self.set(at.shdec70_dat, declined);
                }
            }
            4 | 5 => {
                let declined = self.day(from, latest);
                self.set(at.shdec70_dat, declined);
            }
            6 => self.persisting(at.xsh_dat),
            7 => self.perhaps(at.txsh_dat, 700, 1000),
            _ => {}
        }
    }
}
