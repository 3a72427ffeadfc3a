//! Dementia and serious mental illness.

use super::person::Person;
use super::practices::Area;

impl Person<'_> {
    /// The care of dementia.
    pub(super) fn dementia(&mut self) {
        let at = self.at;
        let Some(diagnosed) = self.date(at.dem_dat) else { return };
        let takes_part = self.takes_part(Area::Dementia);
        self.since_then(diagnosed, |person| {
            person.perhaps(at.demcprvw_dat, if takes_part { 850 } else { 200 }, 500);
            person.perhaps(at.demcpdec_dat, if takes_part { 5 } else { 60 }, 20);
            person.care(Area::Dementia, takes_part, &[]);
        });
    }

    /// Lithium, weight and ethnic group of everybody, and the care of serious mental illness.
    pub(super) fn mental_health(&mut self) {
        let at = self.at;
        if self.chance(950) {
            let is_white = self.chance(820);
            self.text(at.ethnicity, u16::from(!is_white));
        }
        self.lithium();
        let is_ill = self.has.mental_illness;
        let takes_part = is_ill && self.takes_part(Area::MentalHealth);
        let lately = match (is_ill, takes_part) {
            (true, true) => 930,
            (true, false) => 350,
            _ if self.age >= 18 => 220,
            _ => 20,
        };
        self.perhaps(at.bmi_dat, lately, 450);
        if self.date(at.bmi_dat).is_some() {
            // In tenths; the thresholds of the rules among them.
            let bmi = match self.random.below(12) {
                0 => 230,
                1 => 250,
                2 => 300,
                _ => self.random.between(180, 390),
            };
            self.value(at.bmi_val, bmi, 1);
        }
        if self.age >= 16 {
            self.perhaps(at.alc_dat, if is_ill { lately } else { 180 }, 400);
        }
        if let Some(diagnosed) = self.date(at.mh_dat) {
            self.since_then(diagnosed, |person| person.mental_illness(takes_part));
        } else if self.has.dementia && self.chance(60) {
            self.issue(at.antipsy_dat, true);
        }
    }

    fn lithium(&mut self) {
        let at = self.at;
        if !self.chance(if self.has.mental_illness { 80 } else { 1 }) || self.age < 18 {
            return;
        }
        let is_taken = self.chance(800);
        self.issue(at.lithium_dat, is_taken);
        if let Some(day) = self.date(at.lithium_dat).filter(|_| self.random.chance(200)) {
            let stopped = self.near(day, 200, 60);
            self.set(at.lithstop_dat, stopped);
        }
    }

    fn mental_illness(&mut self, takes_part: bool) {
        let at = self.at;
        if self.chance(120) {
            let diagnosed = self.date(at.mhlat_dat).unwrap_or(self.birth);
            let remission = self.near(diagnosed, 300, 4000);
            self.set(at.mhrem_dat, remission);
        }
        if self.chance(600) {
            let is_taken = self.chance(800);
            self.issue(at.antipsy_dat, is_taken);
        }
        self.perhaps(at.mhcp_dat, if takes_part { 920 } else { 250 }, 500);
        self.perhaps(at.bmipu_dat, if takes_part { 5 } else { 30 }, 10);
        self.perhaps(at.bmidec_dat, if takes_part { 5 } else { 70 }, 20);
        self.perhaps(at.alcdec_dat, if takes_part { 5 } else { 70 }, 20);
        self.care(Area::MentalHealth, takes_part, &[]);
    }
}
