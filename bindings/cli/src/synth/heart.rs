//! Atrial fibrillation, coronary heart disease, stroke, heart failure.

use super::calendar::{Day, YEAR, day_of};
use super::person::Person;
use super::practices::Area;
use entitle_kernel::Date;

/// From this day on CHADS2 alone no longer counts.
const CHADS2_UNTIL: Option<Day> = match Date::from_ymd(2015, 4, 1) {
    Ok(date) => Some(day_of(date)),
    Err(_) => None,
};
/// What belongs to the diagnosis of heart failure: so many days before and after it.
const CONFIRMED_WITHIN: Day = 186;

/// Why one drug is not taken: the columns of what persists, what expires, and what was declined.
type Ruled = [usize; 3];

impl Person<'_> {
    /// Strokes' risk scores, anticoagulants, and the care of atrial fibrillation.
    pub(super) fn atrial_fibrillation(&mut self) {
        if !self.has.atrial_fibrillation {
            return;
        }
        let takes_part = self.takes_part(Area::AtrialFibrillation);
        self.scores(takes_part);
        self.anticoagulants();
        self.care(Area::AtrialFibrillation, takes_part, &[]);
    }

    fn scores(&mut self, takes_part: bool) {
        let at = self.at;
        let age_points = i64::from(self.age >= 65) + i64::from(self.age >= 75);
        let risk = i64::from(self.has.hypertension) + i64::from(self.has.diabetes) + 2 * i64::from(self.has.stroke);
        let score = age_points + risk + self.random.between(0, 1);
        if self.chance(if takes_part { 950 } else { 800 }) {
            let day = if self.chance(if takes_part { 420 } else { 80 }) { self.lately(12) } else { self.formerly() };
            self.set(at.chadvasc_dat, day);
            self.value(at.chadvasc_val, score.min(9), 0);
        }
        if let Some(until) = CHADS2_UNTIL.filter(|until| until - YEAR > self.birth + 18 * YEAR)
            && self.chance(120)
        {
            let day = match self.random.below(8) {
                0 => until - 1,
                1 => until,
                _ => self.day(until - 8 * YEAR, until + 2 * YEAR),
            };
            self.set(at.chads2_dat, day);
            let value = self.random.between(0, 4);
            self.value(at.chads2_val, value, 0);
        }
        self.latest_score();
    }

    /// The later of the two scores, and what stood a year ago.
    fn latest_score(&mut self) {
        let at = self.at;
        let of = |person: &Person<'_>, day, value| person.date(day).map(|day| (day, person.integer(value)));
        let scores = [of(self, at.chads2_dat, at.chads2_val), of(self, at.chadvasc_dat, at.chadvasc_val)];
        let Some((day, value)) = scores.into_iter().flatten().max_by_key(|(day, _)| *day) else { return };
        self.set(at.chads_dat, day);
        self.value(at.chads_val, value, 0);
        let year_ago = self.calendar.before(12);
        let older = scores.into_iter().flatten().filter(|(day, _)| *day <= year_ago).max_by_key(|(day, _)| *day);
        match older {
            Some((_, value)) => self.value(at.chads_old_val, value, 0),
            None if self.chance(500) => {
                let value = self.random.between(0, value);
                self.value(at.chads_old_val, value, 0);
            }
            None => {}
        }
    }

    fn anticoagulants(&mut self) {
        let at = self.at;
        let has_valve = self.chance(60);
        if has_valve {
            let day = self.onset(30);
            self.set(at.mechvalve_dat, day);
        }
        let is_treated = self.cared_for(Area::AtrialFibrillation, 780, 960);
        if is_treated && (has_valve || self.chance(110)) {
            self.issue(at.vka_dat, true);
            match self.random.below(6) {
                0 => self.expiring(at.doacdec_dat),
                1 => self.persisting(at.doaccon_dat),
                2 => self.persisting(at.aps_dat),
                3 | 4 => self.expiring(at.doacnind_dat),
                _ => {}
            }
            let in_range = self.random.between(55, 90);
            self.perhaps(at.ttr_dat, 850, 100);
            if self.date(at.ttr_dat).is_some() {
                self.value(at.ttr_val, in_range, 0);
            }
        } else if is_treated {
            self.issue(at.doac_dat, true);
        } else {
            self.anticoagulants_ruled_out();
        }
        let taken = [at.doac_dat, at.vka_dat].map(|column| self.date(column));
        self.set_some(at.oac_dat, taken.into_iter().flatten().max());
    }

    fn anticoagulants_ruled_out(&mut self) {
        let at = self.at;
        match self.random.below(14) {
            0 => {
                self.persisting(at.vkacon_dat);
                self.persisting(at.doaccon_dat);
            }
            1 => {
                self.persisting(at.vkacon_dat);
                self.expiring(at.doacnind_dat);
            }
            2 => {
                self.expiring(at.vkadec_dat);
                self.persisting(at.aps_dat);
            }
            3 => {
                self.expiring(at.doacdec_dat);
                self.persisting(at.vkacon_dat);
            }
            4 => {
                self.expiring(at.doacdec_dat);
                self.expiring(at.vkadec_dat);
            }
            5 => self.persisting(at.xoac_dat),
            6 => self.expiring(at.txoac_dat),
            7 => self.expiring(at.oacdec_dat),
            8 => self.persisting(at.vkacon_dat),
            9 => self.perhaps(at.vkadec_dat, 700, 1000),
            10 => self.issue(at.doac_dat, false),
            11 => self.issue(at.vka_dat, false),
            _ => {}
        }
    }

    /// The care of coronary heart disease and of stroke, and the drugs that both ask for.
    pub(super) fn heart_disease_and_stroke(&mut self) {
        if self.has.heart_disease || self.has.stroke || self.has.arterial_disease {
            self.antiplatelets();
        }
        let at = self.at;
        let reading = self.date(at.bp_dat);
        if self.has.heart_disease {
            let takes_part = self.takes_part(Area::HeartDisease);
            self.care(Area::HeartDisease, takes_part, &[(at.chdbp_reinvite_dat, reading)]);
        }
        if self.has.stroke {
            let takes_part = self.takes_part(Area::Stroke);
            self.care(Area::Stroke, takes_part, &[(at.stiabp_reinvite_dat, reading)]);
        }
        if self.has.hypertension {
            let takes_part = self.takes_part(Area::Hypertension);
            self.care(Area::Hypertension, takes_part, &[(at.hypbp_reinvite_dat, reading)]);
        }
    }

    fn antiplatelets(&mut self) {
        let at = self.at;
        let drugs: [Ruled; 4] = [
            [at.xsal_dat, at.txsal_dat, at.saldec_dat],
            [at.xclo_dat, at.txclo_dat, at.clodec_dat],
            [at.xoac_dat, at.txoac_dat, at.oacdec_dat],
            [at.xdip_dat, at.txdip_dat, at.dipdec_dat],
        ];
        if self.cared_for(Area::HeartDisease, 780, 970) {
            let column = match self.random.below(100) {
                0..=54 => at.sal_dat,
                55..=96 => at.clo_dat,
                _ if self.has.stroke => at.dip_dat,
                _ => at.sal_dat,
            };
            self.issue(column, true);
        } else {
            self.rule_out(&drugs);
            if self.chance(200) {
                let (day, column) = (self.formerly(), at.sal_dat);
                self.latest(column, day);
            }
        }
        // What is ruled out is not always what is not taken.
        if self.chance(40) {
            self.persisting(at.xsal_dat);
        }
    }

    /// Why drugs are not taken: all of them contraindicated, all declined, for several reasons, only one, or none.
    fn rule_out(&mut self, drugs: &[Ruled]) {
        let how = self.random.below(7);
        for (place, [persists, expires, declined]) in drugs.iter().enumerate() {
            match (how, place) {
                (0, _) => self.persisting(*persists),
                (1, _) | (4, 0) => self.expiring(*expires),
                (2, _) => self.expiring(*declined),
                (3, _) if self.chance(500) => self.expiring(*declined),
                (3, _) => self.persisting(*persists),
                _ => {}
            }
        }
    }

    /// Heart failure: confirmation, drugs, reviews.
    pub(super) fn heart_failure(&mut self) {
        let at = self.at;
        let renal = self.date(at.prt_dat).is_some();
        if self.has.heart_failure || self.has.hypertension || renal {
            self.ace_inhibitors();
        }
        let Some(diagnosed) = self.date(at.hf_dat).filter(|_| self.has.heart_failure) else { return };
        let takes_part = self.takes_part(Area::HeartFailure);
        self.confirmation(diagnosed);
        self.beta_blockers(diagnosed);
        let is_reviewed = takes_part || self.chance(100);
        self.since_then(diagnosed, |person| {
            person.perhaps(at.hfrvw_dat, if is_reviewed { 940 } else { 80 }, 600);
            person.perhaps(at.medrvw_dat, if is_reviewed { 960 } else { 300 }, 700);
            person.perhaps(at.medrvwdec_dat, if is_reviewed { 4 } else { 90 }, 30);
            person.care(Area::HeartFailure, takes_part, &[]);
        });
        // The earliest such record since the registration.
        if let Some(day) = self.date(at.hfpcapu_dat).filter(|day| *day >= self.registered) {
            let first = if self.chance(300) { self.day(self.registered, day) } else { day };
            self.set(at.hfpcapu_reg_dat, first);
        }
    }

    /// A confirmation on a day: the latest up to the diagnosis, or the earliest after it.
    fn confirmed(&mut self, diagnosed: Day, day: Day) {
        let at = self.at;
        if day > diagnosed {
            let earlier = self.date(at.hfconf_after_dat).filter(|earlier| *earlier < day);
            self.set(at.hfconf_after_dat, earlier.unwrap_or(day));
        } else if day >= diagnosed - CONFIRMED_WITHIN {
            self.latest(at.hfconf_before_dat, day);
        }
    }

    fn confirmation(&mut self, diagnosed: Day) {
        let (at, end) = (self.at, self.end());
        let [first, last] = [-CONFIRMED_WITHIN, CONFIRMED_WITHIN].map(|days| (diagnosed + days).clamp(self.birth, end));
        let came_from_elsewhere = self.registered > diagnosed;
        if self.cared_for(Area::HeartFailure, 620, 930) {
            let day = match self.random.below(12) {
                0 => first,
                1 => last,
                2 => (diagnosed - 93).max(first),
                _ => self.day(first, last),
            };
            self.confirmed(diagnosed, day);
        }
        let confirmations = [at.hfconf_before_dat, at.hfconf_after_dat];
        let is_seen_again = came_from_elsewhere && self.chance(350);
        let around = confirmations.into_iter().find_map(|column| self.date(column));
        let since_registration = match around.filter(|day| *day >= self.registered) {
            Some(day) => Some(day),
            None if is_seen_again => Some(self.near(self.registered, 0, 2 * CONFIRMED_WITHIN)),
            None => None,
        };
        if let Some(day) = since_registration {
            self.set(at.hfconf_reg_dat, day);
            self.confirmed(diagnosed, day);
        }
        if confirmations.into_iter().any(|column| self.date(column).is_some_and(|day| (first..=last).contains(&day))) {
            return;
        }
        if self.date(at.palcare_dat).is_none() && self.chance(100) {
            let day = self.lately(24);
            self.set(at.palcare_dat, day);
        }
        if came_from_elsewhere {
            if self.chance(300) {
                let day = self.near(self.registered, 0, CONFIRMED_WITHIN + 10);
                self.set(at.ecpu_reg_dat, day);
            }
            if self.chance(250) {
                let day = self.near(self.registered, 0, CONFIRMED_WITHIN);
                self.latest(at.hfpcapu_dat, day);
                self.set(at.hfpcapu_reg_dat, day);
            }
        }
    }

    /// Whether a drug of heart failure is taken; with a new diagnosis or a new practice it takes its time.
    fn is_on_drugs(&mut self, worst: u32, best: u32) -> bool {
        let is_new = self.registered > self.calendar.before(3) || self.has_lately(self.at.hf_dat, 3);
        let is_begun = !is_new || self.chance(500);
        is_begun && self.cared_for(Area::HeartFailure, worst, best)
    }

    fn ace_inhibitors(&mut self) {
        let at = self.at;
        let is_due = self.date(at.lvsd_dat).is_some() || self.date(at.prt_dat).is_some();
        let is_taken = if is_due { self.is_on_drugs(680, 930) } else { self.chance(550) };
        if is_taken {
            self.issue(at.acearb_dat, true);
            return;
        }
        if self.chance(250) {
            self.issue(at.acearb_dat, false);
        }
        if is_due && self.chance(60) {
            let column = if self.has.heart_failure { at.hfpcapu_dat } else { at.dmpcapu_dat };
            self.expiring(column);
        } else if is_due {
            self.rule_out(&[[at.xace_dat, at.txace_dat, at.acedec_dat], [at.xarb_dat, at.txarb_dat, at.arbdec_dat]]);
        }
    }

    fn beta_blockers(&mut self, diagnosed: Day) {
        let at = self.at;
        if self.is_on_drugs(650, 930) {
            self.issue(at.lbb_dat, true);
        } else {
            match self.random.below(7) {
                0 => self.persisting(at.xlbb_dat),
                1 => self.expiring(at.txlbb_dat),
                2 | 3 => self.other_beta_blocker(diagnosed),
                4 => self.expiring(at.lbbdec_dat),
                5 => self.issue(at.lbb_dat, false),
                _ => {}
            }
        }
    }

    /// A beta-blocker that is not licensed for heart failure, perhaps since about the diagnosis.
    fn other_beta_blocker(&mut self, diagnosed: Day) {
        let at = self.at;
        self.issue(at.ulbb_dat, true);
        let from = (diagnosed - CONFIRMED_WITHIN).max(self.birth);
        let until = (diagnosed + CONFIRMED_WITHIN).min(self.end());
        if let Some(day) = self.date(at.ulbb_dat) {
            let is_near = (from..=until).contains(&day);
            if is_near || self.chance(600) {
                let first = self.day(from, until.min(day));
                self.set(at.ulbb_dx_dat, first);
            }
        }
    }
}
