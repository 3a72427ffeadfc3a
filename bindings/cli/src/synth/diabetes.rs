//! Diabetes: HbA1c, feet, education; and blood sugar of those who have none.

use super::calendar::Day;
use super::person::Person;
use super::practices::Area;

/// Referral to education counts up to so many days after the diagnosis.
const REFERRED_WITHIN: Day = 279;
/// Targets of HbA1c in mmol/mol, without and with frailty.
const HBA1C: i64 = 58;
const HBA1C_FRAIL: i64 = 75;

impl Person<'_> {
    /// Everything about blood sugar, of everybody; tests come before the care of diabetes that asks for them.
    pub(super) fn blood_sugar(&mut self) {
        let takes_part = self.takes_part(Area::Diabetes);
        self.sugar_tests(takes_part);
        if self.has.diabetes {
            self.diabetes(takes_part);
        }
        if self.has.hyperglycaemia {
            let takes_part = self.takes_part(Area::Hyperglycaemia);
            self.care(Area::Hyperglycaemia, takes_part, &[]);
        }
    }

    fn sugar_tests(&mut self, takes_part: bool) {
        let at = self.at;
        let (this_year, earlier) = match () {
            () if self.has.diabetes => (if takes_part { 970 } else { 500 }, 800),
            () if self.has.hyperglycaemia => (self.practice.likely(Area::Hyperglycaemia, 620, 930), 800),
            () if self.has.mental_illness => (self.practice.likely(Area::MentalHealth, 450, 850), 500),
            () if self.age >= 40 => (250, 400),
            () => (30, 60),
        };
        self.perhaps(at.ifcchba_dat, this_year, earlier);
        if let Some(day) = self.date(at.ifcchba_dat) {
            let value = self.hba1c();
            self.value(at.ifcchba_val, value, 0);
            if day < self.calendar.start && self.has.diabetes && self.chance(150) {
                self.perhaps(at.fructosamine_dat, 700, 1000);
            }
        } else if self.has.diabetes || self.has.mental_illness {
            self.perhaps(at.fructosamine_dat, 120, 20);
        }
        if self.age >= 18 {
            self.perhaps(at.fpg_dat, 60, 80);
            self.perhaps(at.glucose_dat, 180, 250);
        }
        // A fasting glucose is a glucose, too.
        if let Some(day) = self.date(at.fpg_dat) {
            self.latest(at.glucose_dat, day);
        }
        let is_asked = self.has.hyperglycaemia || self.has.mental_illness;
        if is_asked && !self.has_lately(at.ifcchba_dat, 12) {
            self.perhaps(at.glucdec_dat, 120, 40);
        }
        self.first_test_of_the_year();
    }

    /// The earliest HbA1c or fasting glucose in the year: not after the latest of each.
    fn first_test_of_the_year(&mut self) {
        let (at, start) = (self.at, self.calendar.start);
        let tests = [at.ifcchba_dat, at.fpg_dat].map(|column| self.date(column).filter(|day| *day >= start));
        if let Some(day) = tests.into_iter().flatten().min() {
            let first = if self.chance(350) { self.day(start.max(self.birth), day) } else { day };
            self.set(at.ndhtest_dat, first);
        }
    }

    fn hba1c(&mut self) -> i64 {
        if !self.has.diabetes {
            return self.random.between(28, 47);
        }
        let is_frail = self.text_of(self.at.frailty).is_some_and(|degree| degree >= 2);
        let target = if is_frail { HBA1C_FRAIL } else { HBA1C };
        let is_at_target = self.cared_for(Area::Diabetes, 460, 760) || (is_frail && self.chance(600));
        match (self.random.below(20), is_at_target) {
            (0, true) => target,
            (0, false) => target + 1,
            (_, true) => target - self.random.between(0, 20),
            (_, false) => target + self.random.between(1, 55),
        }
    }

    fn diabetes(&mut self, takes_part: bool) {
        let at = self.at;
        match self.random.below(100) {
            0..=85 => self.text(at.dmtype, 1),
            86..=94 => self.text(at.dmtype, 0),
            95 => self.text(at.dmtype, 2),
            _ => {}
        }
        self.perhaps(at.dmmax_dat, 20, 15);
        self.perhaps(at.bldtestdec_dat, if takes_part { 4 } else { 60 }, 20);
        if self.chance(130) {
            self.persisting(at.prt_dat);
        }
        if let Some(diagnosed) = self.date(at.dm_dat) {
            self.since_then(diagnosed, |person| person.feet(takes_part));
        }
        self.education();
        let readings =
            [(at.dmbp_reinvite_dat, self.date(at.bp_dat)), (at.dmif_reinvite_dat, self.date(at.ifcchba_dat))];
        self.care(Area::Diabetes, takes_part, &readings);
    }

    fn feet(&mut self, takes_part: bool) {
        let at = self.at;
        if self.chance(4) {
            self.persisting(at.ampr3_dat);
        }
        let lately = if takes_part { 930 } else { 300 };
        let sides = [
            [at.footexam_left_dat, at.footrisk_left_dat, at.footabs_left_dat],
            [at.footexam_right_dat, at.footrisk_right_dat, at.footabs_right_dat],
        ];
        let absent = self.chance(8).then(|| self.random.below(3));
        let examined = self.perhaps_a_day(lately, 700);
        for (side, [exam, risk, lost]) in (0..).zip(sides) {
            if absent.is_some_and(|absent| absent == side || absent == 2) {
                self.persisting(lost);
            } else if let Some(day) = examined {
                let is_together = self.chance(960);
                let day = if is_together { day } else { self.near(day, 400, 0) };
                self.set(exam, day);
                let classified = if self.chance(950) { day } else { self.near(day, 400, 0) };
                self.set(risk, classified);
            }
        }
        if !takes_part {
            match self.random.below(40) {
                0 => self.perhaps(at.fepu_dat, 700, 1000),
                1 | 2 => self.perhaps(at.fedec_dat, 700, 1000),
                3 => self.perhaps(at.nptpu_dat, 700, 1000),
                4 => self.perhaps(at.nptdec_dat, 700, 1000),
                _ => {}
            }
        }
    }

    /// Structured education, which the rules ask of those newly diagnosed.
    fn education(&mut self) {
        let at = self.at;
        let Some(diagnosed) = self.date(at.dm_dat) else { return };
        let end = self.end();
        let in_time = (diagnosed + REFERRED_WITHIN).min(end);
        let first = if self.cared_for(Area::Diabetes, 550, 900) {
            match self.random.below(12) {
                0 => Some(in_time),
                1 => Some((diagnosed + REFERRED_WITHIN + 1).min(end)),
                _ => Some(self.day(diagnosed, in_time)),
            }
        } else {
            self.chance(100).then(|| self.day(diagnosed, end))
        };
        self.set_some(at.dsep_dx_dat, first);
        // Some were referred before, in an earlier episode or by mistake.
        let before = self.chance(20).then(|| self.near(diagnosed, 900, 0).min(diagnosed));
        self.set_some(at.dsep_dat, before.or(first));
        if let Some(day) = before.filter(|day| *day == diagnosed) {
            self.earliest(at.dsep_dx_dat, day);
        }
        if first.is_some() {
            return;
        }
        match self.random.below(10) {
            0 => self.perhaps(at.dseppu_dat, 800, 1000),
            1 => {
                let day = self.day(diagnosed, (in_time + 1).min(end));
                self.set(at.dsepdec_dx_dat, day);
            }
            2 => {
                let day = self.day(diagnosed, (in_time + 1).min(end));
                self.set(at.dsepsu_dx_dat, day);
            }
            _ => {}
        }
    }
}
