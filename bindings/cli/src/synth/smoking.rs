//! Smoking: status, its history, offers of help.

use super::calendar::{Day, YEAR, months_after};
use super::person::Person;
use super::practices::Area;

/// Places of the texts of `smokstat`.
const NEVER: u16 = 0;
const EX: u16 = 1;
const CURRENT: u16 = 2;
/// From this age on smoking is asked for.
const AGE: i64 = 15;

impl Person<'_> {
    /// Everything about smoking.
    pub(super) fn smoking(&mut self) {
        let at = self.at;
        let is_asked = self.date(at.smokdx_dat).is_some();
        if self.age < AGE {
            if is_asked {
                self.perhaps(at.smokstat_dat, 100, 0);
                if self.date(at.smokstat_dat).is_some() {
                    self.text(at.smokstat, NEVER);
                }
                self.care(Area::Smoking, true, &[]);
            }
            return;
        }
        let takes_part = self.takes_part(Area::Smoking);
        let lately = match (is_asked, takes_part) {
            (true, true) => 930,
            (true, false) => 250,
            _ => 250,
        };
        self.perhaps(at.smokstat_dat, lately, 880);
        let smoked = match self.random.below(100) {
            0..=29 if self.age >= 25 => EX,
            30..=43 => CURRENT,
            _ if self.has.copd && self.chance(900) => EX,
            _ => NEVER,
        };
        if let Some(day) = self.date(at.smokstat_dat) {
            self.text(at.smokstat, smoked);
            if smoked == EX {
                self.former_smoker(day);
            }
        }
        let offers = self.practice.likely(Area::Smoking, 450, 900);
        if smoked == CURRENT && self.date(at.smokstat_dat).is_some() && self.chance(offers) {
            for column in [at.smoksupp_dat, at.smoktreat_dat] {
                if self.chance(950) {
                    let day = self.lately(26);
                    self.set(column, day);
                }
            }
        }
        if is_asked {
            self.perhaps(at.smokstdec_dat, if takes_part { 4 } else { 60 }, 15);
        }
        if is_asked || smoked == CURRENT {
            self.care(Area::Smoking, takes_part, &[]);
        }
    }

    /// Records of an ex-smoker in the second and third year before the latest.
    fn former_smoker(&mut self, latest: Day) {
        let at = self.at;
        if latest - 4 * YEAR < self.birth + AGE * YEAR || !self.chance(700) {
            return;
        }
        for (column, from, until) in [(at.exsmok1_dat, -24, -12), (at.exsmok2_dat, -36, -24)] {
            if self.chance(850) {
                let day = self.day(months_after(latest, from), months_after(latest, until) - 1);
                self.set(column, day);
            }
        }
    }
}
