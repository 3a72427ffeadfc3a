//! Asthma and COPD: tests that confirm, reviews, reasons against them.

use super::calendar::{Day, YEAR, day_of};
use super::person::Person;
use super::practices::Area;
use entitle_kernel::Date;

/// Tests of asthma count so many days before and after the diagnosis; records that explain their absence longer.
const TESTED_WITHIN: Day = 93;
const EXPLAINED_WITHIN: Day = 186;

/// COPD diagnosed from this day on is confirmed by spirometry.
const CONFIRMED_SINCE: Option<Day> = match Date::from_ymd(2023, 4, 1) {
    Ok(date) => Some(day_of(date)),
    Err(_) => None,
};

impl Person<'_> {
    /// The care of asthma.
    pub(super) fn asthma(&mut self) {
        let at = self.at;
        let Some(diagnosed) = self.date(at.ast_dat).filter(|_| self.has.asthma) else { return };
        let takes_part = self.takes_part(Area::Asthma);
        self.asthma_test(diagnosed);
        self.since_then(diagnosed, |person| {
            person.perhaps(at.astmondec_dat, if takes_part { 4 } else { 50 }, 20);
            person.perhaps(at.astrev_dat, if takes_part { 780 } else { 120 }, 500);
            if let Some(review) = person.date(at.astrev_dat) {
                let with_questions = if person.chance(850) { review } else { person.near(review, 500, 0) };
                person.set(at.astrev_acq_dat, with_questions);
            }
        });
        let invitations = self.care(Area::Asthma, takes_part, &[]);
        let about_diagnosis = invitations.since(diagnosed - TESTED_WITHIN);
        self.set_some(at.ast_dxinvite1_dat, about_diagnosis);
        self.set_some(at.ast_dxinvite2_dat, invitations.second(about_diagnosis));
    }

    fn asthma_test(&mut self, diagnosed: Day) {
        let (at, end) = (self.at, self.end());
        let first = (diagnosed - TESTED_WITHIN).max(self.birth);
        let last = (diagnosed + TESTED_WITHIN).min(end);
        if self.cared_for(Area::Asthma, 380, 740) {
            let day = match self.random.below(12) {
                0 => first,
                1 => last,
                2 => (last + 1).min(end),
                _ => self.day(first, last),
            };
            self.set(at.asttest_dat, day);
            return;
        }
        let explained = self.day(diagnosed, (diagnosed + EXPLAINED_WITHIN + 1).min(end));
        match self.random.below(14) {
            0 => self.set(at.astpcasu_dx_dat, explained),
            1 => self.set(at.fenopcasu_dx_dat, explained),
            2 => self.set(at.spirdec_dx_dat, explained),
            3 => self.set(at.spirpcasu_dx_dat, explained),
            4 => self.set(at.spirpu_dx_dat, explained),
            5 => {
                let late = self.day(last, end);
                self.set(at.asttest_dat, late);
            }
            _ => {}
        }
    }

    /// The care of COPD.
    pub(super) fn copd(&mut self) {
        let at = self.at;
        let Some(diagnosed) = self.date(at.copd_dat).filter(|_| self.has.copd) else { return };
        let takes_part = self.takes_part(Area::Copd);
        self.spirometry(diagnosed);
        self.since_then(diagnosed, |person| {
            person.perhaps(at.copdrvw_dat, if takes_part { 930 } else { 150 }, 600);
            if let Some(review) = person.date(at.copdrvw_dat) {
                for column in [at.copdexac_dat, at.mrc_dat] {
                    let is_together = person.chance(960);
                    let day = if is_together { review } else { person.near(review, 500, 0) };
                    person.set(column, day);
                }
            }
            person.care(Area::Copd, takes_part, &[]);
        });
    }

    /// Spirometry that confirms COPD, or the record that it cannot be undertaken. Who is on the register is asked about
    /// smoking.
    fn spirometry(&mut self, diagnosed: Day) {
        let at = self.at;
        self.ratio(at.fev1fvc_dx_dat, diagnosed, 600);
        if self.registered > self.end() - 2 * YEAR {
            self.ratio(at.fev1fvc_reg_dat, self.registered, 300);
        }
        if self.date(at.fev1fvc_dx_dat).is_none() && self.chance(350) {
            let day = self.day(diagnosed, self.end());
            self.set(at.spirun_dat, day);
        }
        let was_confirmed_here = self.registered > self.end() - YEAR && self.date(at.fev1fvc_reg_dat).is_some();
        let was_explained = [at.fev1fvc_dx_dat, at.spirun_dat].into_iter().any(|column| self.date(column).is_some());
        if CONFIRMED_SINCE.is_none_or(|since| diagnosed < since) || was_explained || was_confirmed_here {
            self.has.copd_since.into_iter().for_each(|first| self.earliest(at.smokdx_dat, first));
        }
    }

    /// The latest FEV1/FVC ratio around a day.
    fn ratio(&mut self, column: usize, around: Day, likely: u32) {
        if self.chance(likely) {
            let first = (around - TESTED_WITHIN).max(self.birth);
            let day = self.day(first, (around + EXPLAINED_WITHIN).min(self.end()));
            self.set(column, day);
        }
    }
}
