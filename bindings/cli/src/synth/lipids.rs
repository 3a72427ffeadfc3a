//! Cholesterol: tests, statins and what is taken in their place, and the reasons against them.

use super::person::Person;
use super::practices::Area;

/// Targets in mmol/l, in hundredths.
const LDL: i64 = 200;
const NON_HDL: i64 = 260;

/// One alternative to statins: taken, adverse reaction, not indicated, declined.
type Alternative = [usize; 4];

impl Person<'_> {
    /// Everything about lipids.
    pub(super) fn lipids(&mut self) {
        let at = self.at;
        let has_disease = self.date(at.chol4_dat).is_some();
        let is_due = has_disease || self.has.diabetes || self.has.kidney_disease || self.has.mental_illness;
        let takes_part = self.takes_part(Area::Cholesterol);
        self.lipid_tests(match (is_due, takes_part) {
            (true, true) => (940, 700),
            (true, false) => (300, 600),
            _ if self.age >= 40 => (180, 400),
            _ => (20, 60),
        });
        if is_due {
            self.perhaps(at.choldec_dat, if takes_part { 4 } else { 50 }, 15);
            self.perhaps(at.cholmax_dat, 15, 8);
        }
        let needs_statin = has_disease || self.has.kidney_disease || (self.has.diabetes && self.age >= 40);
        if needs_statin {
            self.statins();
        } else if self.age >= 40 && self.chance(80) {
            self.issue(at.statin_dat, true);
        }
        if self.has.diabetes && self.age >= 25 {
            self.cardiovascular_risk();
        }
        if has_disease || self.has.kidney_disease {
            let result = match self.has_lately(at.ldl_dat, 12) {
                true => self.date(at.ldl_dat),
                false => self.date(at.nonhdl_dat),
            };
            self.care(Area::Cholesterol, takes_part, &[(at.cholt_reinvite_dat, result)]);
        }
    }

    fn lipid_tests(&mut self, (this_year, earlier): (u32, u32)) {
        let at = self.at;
        self.perhaps(at.lipid_dat, this_year, earlier);
        let Some(day) = self.date(at.lipid_dat) else { return };
        let is_at_target = self.cared_for(Area::Cholesterol, 280, 560);
        if self.chance(900) {
            self.set(at.nonhdl_dat, day);
            let value = self.result(NON_HDL, is_at_target);
            self.value(at.nonhdl_val, value, 2);
        }
        if self.chance(600) {
            // Not every sample gives an LDL; then the latest one is older.
            let older = self.near(day, 500, 0);
            let ldl_day = if self.chance(850) { day } else { older };
            self.set(at.ldl_dat, ldl_day);
            let value = self.result(LDL, is_at_target);
            self.value(at.ldl_val, value, 2);
        }
    }

    /// A result in hundredths: some on the target and just above it.
    fn result(&mut self, target: i64, is_at_target: bool) -> i64 {
        match (self.random.below(25), is_at_target) {
            (0, true) => target,
            (0, false) => target + 1,
            (_, true) => target - self.random.between(1, 120),
            (_, false) => target + self.random.between(2, 300),
        }
    }

    fn statins(&mut self) {
        let at = self.at;
        let alternatives: [Alternative; 5] = [
            [at.bemp_dat, at.bempadv_dat, at.bempnot_dat, at.bempdec_dat],
            [at.ezet_dat, at.ezetadv_dat, at.ezetnot_dat, at.ezetdec_dat],
            [at.incl_dat, at.incladv_dat, at.inclnot_dat, at.incldec_dat],
            [at.pcsk_dat, at.pcskadv_dat, at.pcsknot_dat, at.pcskdec_dat],
            [at.icos_dat, at.icosadv_dat, at.icosnot_dat, at.icosdec_dat],
        ];
        if self.cared_for(Area::Cholesterol, 700, 940) {
            if self.chance(920) {
                self.issue(at.statin_dat, true);
                return;
            }
            // Something in a statin's place, mostly for a reason.
            self.reason_against_statins();
            let [taken, ..] = self.one_of(&alternatives);
            self.issue(taken, true);
            return;
        }
        if self.chance(200) {
            self.issue(at.statin_dat, false);
        }
        match self.random.below(16) {
            0 => self.persisting(at.lltadv_dat),
            1 => self.perhaps(at.lltnot_dat, 800, 1000),
            2 | 3 => self.perhaps(at.lltdec_dat, 800, 1000),
            4 => self.alternatives_ruled_out(&alternatives),
            5 => {
                self.reason_against_statins();
                self.alternatives_ruled_out(&alternatives);
            }
            6 => self.everything_contraindicated(),
            7 => self.nothing_indicated(),
            8 | 9 => self.reason_against_statins(),
            _ => {}
        }
    }

    fn one_of(&mut self, alternatives: &[Alternative; 5]) -> Alternative {
        alternatives[match self.random.below(20) {
            0 => 0,
            1 => 2,
            2 => 3,
            3 => 4,
            _ => 1,
        }]
    }

    fn reason_against_statins(&mut self) {
        let at = self.at;
        match self.random.below(6) {
            0 | 1 => self.persisting(at.statinadv_dat),
            2 => self.persisting(at.xstat_dat),
            3 => self.expiring(at.txstat_dat),
            4 => self.perhaps(at.statindec_dat, 900, 1000),
            _ => self.perhaps(at.statinnind_dat, 900, 1000),
        }
    }

    fn alternatives_ruled_out(&mut self, alternatives: &[Alternative; 5]) {
        for [_, adverse, not_indicated, declined] in *alternatives {
            match self.random.below(3) {
                0 => self.persisting(adverse),
                1 => self.expiring(not_indicated),
                _ => self.expiring(declined),
            }
        }
    }

    fn everything_contraindicated(&mut self) {
        let at = self.at;
        let pairs = [
            (at.xstat_dat, at.statinadv_dat),
            (at.xbemp_dat, at.bempadv_dat),
            (at.xezet_dat, at.ezetadv_dat),
            (at.xincl_dat, at.incladv_dat),
            (at.xpcsk_dat, at.pcskadv_dat),
        ];
        for (contraindicated, adverse) in pairs {
            let column = if self.chance(500) { contraindicated } else { adverse };
            self.persisting(column);
        }
    }

    fn nothing_indicated(&mut self) {
        let at = self.at;
        let statin = if self.chance(500) { at.txstat_dat } else { at.statinnind_dat };
        for column in [statin, at.bempnot_dat, at.ezetnot_dat, at.inclnot_dat, at.pcsknot_dat] {
            self.expiring(column);
        }
    }

    fn cardiovascular_risk(&mut self) {
        let at = self.at;
        if !self.chance(350) {
            return;
        }
        let day = self.lately(60);
        self.set(at.cvdrisk_dat, day);
        // In hundredths of a percent, ten percent among them.
        let risk = match self.random.below(20) {
            0 => 1000,
            1 => 999,
            _ => (self.age - 25).max(1) * self.random.between(10, 80),
        };
        self.value(at.cvdrisk_val, risk.min(9000), 2);
    }
}
