//! Blood pressure: readings in the year and before, treatment at its limit, readings declined.

use super::calendar::YEAR;
use super::person::Person;
use super::practices::Area;

/// Targets in mmHg: systolic and diastolic, and from 80 years on systolic, of readings in the clinic.
const SYSTOLIC: i64 = 140;
const SYSTOLIC_FROM_80: i64 = 150;
const DIASTOLIC: i64 = 90;
/// Readings at home are lower by so much.
const HOME: i64 = 5;

impl Person<'_> {
    /// Everything about blood pressure.
    pub(super) fn blood_pressure(&mut self) {
        let at = self.at;
        let is_watched = self.has.hypertension
            || self.has.diabetes
            || self.has.heart_disease
            || self.has.stroke
            || self.has.kidney_disease
            || self.has.mental_illness;
        let (this_year, earlier) = match is_watched {
            true => (self.practice.likely(Area::Hypertension, 700, 960), 900),
            false if self.age >= 45 => (self.practice.likely(Area::Hypertension, 250, 550), 750),
            false if self.age >= 16 => (200, 400),
            false => (5, 10),
        };
        if self.chance(this_year) {
            let day = self.lately(12);
            self.set(at.bp_dat, day);
            self.set(at.bp5y_dat, day);
            self.reading();
        } else if self.chance(earlier) {
            let day = self.formerly();
            self.set(at.bp5y_dat, day);
        } else if self.age >= 25 && self.chance(300) {
            let day = self.day(self.end() - 9 * YEAR, self.calendar.before(60));
            self.set(at.bp5y_dat, day);
        }
        if self.age < 16 {
            return;
        }
        if is_watched && self.chance(30) {
            let day = self.lately(18);
            self.set(at.htmax_dat, day);
        }
        match self.date(at.bp_dat) {
            Some(_) => self.perhaps(at.bpdec5y_dat, 4, 10),
            None => self.perhaps(at.bpdec5y_dat, if is_watched { 100 } else { 30 }, 50),
        }
        // The wider record counts readings at home too.
        let declined = self.date(at.bpdec5y_dat);
        self.set_some(at.bpdec_dat, declined);
        if self.chance(4) {
            self.expiring(at.bpdec_dat);
        }
    }

    fn reading(&mut self) {
        let at = self.at;
        let is_controlled = self.cared_for(Area::Hypertension, 560, 860);
        let systolic_max = if self.age >= 80 { SYSTOLIC_FROM_80 } else { SYSTOLIC };
        let systolic = match self.random.below(20) {
            // On the target and just above it.
            0 => systolic_max + i64::from(!is_controlled),
            _ if is_controlled => systolic_max - self.random.between(0, 35),
            _ => systolic_max + self.random.between(1, 45),
        };
        let diastolic = match self.random.below(20) {
            0 => DIASTOLIC,
            1 if !is_controlled => DIASTOLIC + 1,
            _ if is_controlled => DIASTOLIC - self.random.between(0, 30),
            _ => DIASTOLIC - self.random.between(-12, 25),
        };
        let kind = self.random.below(100);
        if kind < 85 {
            self.value(at.bp_clinic_sys, systolic, 0);
            self.value(at.bp_clinic_dia, diastolic, 0);
        }
        if kind >= 82 {
            self.value(at.bp_home_sys, systolic - HOME, 0);
            self.value(at.bp_home_dia, diastolic - HOME, 0);
        }
    }
}
