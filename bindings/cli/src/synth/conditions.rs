//! Who has which condition, since when, and who had it once.

use super::calendar::{Day, YEAR};
use super::person::{Episodes, Person};

/// Of ten thousand people of each ten years of age (the last: 90 and over), how many have it.
type ByAge = [u32; 10];

const HYPERTENSION: ByAge = [0, 2, 50, 250, 850, 2000, 3400, 4600, 5400, 5400];
const DIABETES: ByAge = [5, 30, 80, 260, 650, 1150, 1650, 2100, 2000, 1600];
const HYPERGLYCAEMIA: ByAge = [0, 5, 60, 220, 560, 1000, 1500, 1900, 1900, 1500];
const ATRIAL_FIBRILLATION: ByAge = [0, 1, 4, 15, 40, 110, 320, 850, 1700, 2200];
const HEART_DISEASE: ByAge = [0, 0, 2, 15, 80, 260, 650, 1250, 1800, 2000];
const HEART_FAILURE: ByAge = [0, 1, 3, 10, 30, 80, 200, 450, 950, 1500];
const ARTERIAL_DISEASE: ByAge = [0, 0, 1, 4, 20, 60, 140, 260, 350, 350];
const STROKE: ByAge = [1, 3, 6, 20, 60, 160, 380, 750, 1300, 1600];
const KIDNEY_DISEASE: ByAge = [0, 1, 10, 40, 110, 260, 650, 1700, 3200, 4200];
const ASTHMA: ByAge = [350, 900, 850, 800, 800, 850, 900, 900, 800, 600];
const COPD: ByAge = [0, 0, 2, 12, 60, 220, 500, 750, 750, 550];
const DEMENTIA: ByAge = [0, 0, 0, 0, 2, 10, 50, 220, 850, 1700];
const MENTAL_ILLNESS: ByAge = [0, 10, 80, 130, 150, 160, 140, 110, 90, 80];
const FAMILIAL_CHOLESTEROL: ByAge = [5, 10, 15, 25, 35, 40, 40, 35, 25, 20];

/// From these ages on, registers take a patient.
const AGE_OF_DIABETES: i64 = 17;
const AGE_OF_KIDNEY_DISEASE: i64 = 18;
const AGE_OF_HYPERGLYCAEMIA: i64 = 18;
const AGE_OF_ASTHMA: i64 = 6;

impl Person<'_> {
    /// Every condition, with the days of its diagnosis.
    pub(super) fn conditions(&mut self) {
        let at = self.at;
        // The earliest diagnosis of each condition for which smoking is asked.
        let mut asked_about_smoking: Option<Day> = None;
        let mut ask =
            |day: Day| asked_about_smoking = Some(asked_about_smoking.map_or(day, |other: Day| other.min(day)));

        if let Some(episodes) = self.episodes_of(&HYPERTENSION, 10, 25, [at.hyplat_dat, at.hypres_dat, at.hyp_dat]) {
            self.has.hypertension = episodes.unresolved.is_some();
            episodes.unresolved.into_iter().for_each(|_| ask(episodes.first));
        }
        let raised = if self.has.hypertension { 14 } else { 8 };
        if let Some(episodes) = self.episodes_of(&DIABETES, raised, 8, [at.dmlat_dat, at.dmres_dat, at.dm_dat]) {
            self.has.diabetes = episodes.unresolved.is_some() && self.age >= AGE_OF_DIABETES;
            if self.has.diabetes {
                ask(episodes.first);
            }
        }
        let raised = if self.has.hypertension || self.has.diabetes { 15 } else { 7 };
        if self.falls_ill(&HEART_DISEASE, raised) {
            let day = self.onset(35);
            self.set(at.chd_dat, day);
            self.has.heart_disease = true;
            ask(day);
        }
        if self.falls_ill(&ARTERIAL_DISEASE, raised) {
            let day = self.onset(35);
            self.set(at.pad_dat, day);
            self.has.arterial_disease = true;
            ask(day);
        }
        if self.falls_ill(&STROKE, raised) {
            let day = self.strokes();
            self.has.stroke = true;
            ask(day);
        }
        let cardiovascular = [at.chd_dat, at.pad_dat, at.stia_dat].map(|column| self.date(column));
        self.set_some(at.chol4_dat, cardiovascular.into_iter().flatten().min());
        if let Some(first) = self.kidney_disease(raised) {
            ask(first);
        }
        let raised = if self.has.heart_disease { 25 } else { 8 };
        self.heart_failure_begins(raised);
        if let Some(episodes) = self.episodes_of(&ATRIAL_FIBRILLATION, 10, 30, [at.aflat_dat, at.afres_dat, at.af_dat])
        {
            self.has.atrial_fibrillation = episodes.unresolved.is_some();
        }
        if let Some(episodes) = self.episodes_of(&ASTHMA, 10, 1, [at.astlat_dat, at.astres_dat, at.ast_dat]) {
            let is_treated = self.asthma_drugs();
            self.has.asthma = episodes.unresolved.is_some() && is_treated && self.age >= AGE_OF_ASTHMA;
            if self.has.asthma {
                ask(episodes.first);
            }
        }
        if let Some(episodes) = self.episodes_of(&COPD, 10, 30, [at.copdlat_dat, at.copdres_dat, at.copd_dat]) {
            self.has.copd = episodes.unresolved.is_some();
            self.has.copd_since = episodes.unresolved.map(|_| episodes.first);
        }
        if self.falls_ill(&DEMENTIA, 10) {
            let day = self.onset(50);
            self.set(at.dem_dat, day);
            self.has.dementia = true;
        }
        if self.falls_ill(&MENTAL_ILLNESS, 10) {
            let day = self.onset(15);
            self.set(at.mh_dat, day);
            let latest = if self.chance(600) { self.day(day, self.end()) } else { day };
            self.set(at.mhlat_dat, latest);
            self.has.mental_illness = true;
            ask(day);
        }
        self.hyperglycaemia();
        if self.falls_ill(&FAMILIAL_CHOLESTEROL, 10) {
            let day = self.onset(5);
            self.set(at.fh_dat, day);
        }
        self.set_some(at.smokdx_dat, asked_about_smoking);
    }

    /// Whether the patient has a condition, with so many tenths of the probability of the age.
    fn falls_ill(&mut self, by_age: &ByAge, tenths: u32) -> bool {
        let group = usize::try_from(self.age / 10).unwrap_or(0).min(by_age.len() - 1);
        self.random.below(100_000) < by_age[group] * tenths
    }

    /// A condition that can be resolved; the columns are of the latest diagnosis, the latest record that it is
    /// resolved, and the earliest unresolved diagnosis.
    fn episodes_of(&mut self, by_age: &ByAge, tenths: u32, age: i64, columns: [usize; 3]) -> Option<Episodes> {
        if !self.falls_ill(by_age, tenths) {
            return None;
        }
        let episodes = self.episodes(age);
        let [latest, resolved, unresolved] = columns;
        self.set(latest, episodes.latest);
        self.set_some(resolved, episodes.resolved);
        self.set_some(unresolved, episodes.unresolved);
        Some(episodes)
    }

    /// Strokes of all kinds; the day of the first.
    fn strokes(&mut self) -> Day {
        let at = self.at;
        let first = self.onset(30);
        let (column, other) = match self.random.below(100) {
            0..=49 => (at.ostr_dat, at.tia_dat),
            50..=87 => (at.tia_dat, at.ostr_dat),
            _ => (at.hstrk_dat, at.tia_dat),
        };
        self.set(column, first);
        if self.chance(120) {
            let day = self.day(first, self.end());
            self.set(other, day);
        }
        self.set(at.stia_dat, first);
        first
    }

    /// Chronic kidney disease; the first diagnosis of those who are on the register.
    fn kidney_disease(&mut self, tenths: u32) -> Option<Day> {
        let at = self.at;
        if !self.falls_ill(&KIDNEY_DISEASE, tenths) {
            return None;
        }
        let episodes = self.episodes(20);
        self.set(at.ckdlat_dat, episodes.latest);
        self.set_some(at.ckdres_dat, episodes.resolved);
        let mut is_stage_3 = episodes.unresolved.is_some();
        if self.chance(60) {
            // A milder stage before it, on the day itself, or after it.
            let day = self.near(episodes.latest, 700, 350);
            self.set(at.ckd12_dat, day);
            is_stage_3 &= day <= episodes.latest;
        }
        self.has.kidney_disease = is_stage_3 && self.age >= AGE_OF_KIDNEY_DISEASE;
        self.has.kidney_disease.then_some(episodes.first)
    }

    /// Heart failure, more of it recent than of other conditions: its rules ask about new cases.
    fn heart_failure_begins(&mut self, tenths: u32) {
        let at = self.at;
        if let Some(episodes) = self.episodes_of(&HEART_FAILURE, tenths, 40, [at.hflat_dat, at.hfres_dat, at.hf_dat]) {
            self.has.heart_failure = episodes.unresolved.is_some();
            if self.chance(380) {
                let day = self.near(episodes.first, 30, 300);
                self.set(at.lvsd_dat, day);
            }
        }
    }

    /// Whether the patient had an asthma drug in the last twelve months.
    fn asthma_drugs(&mut self) -> bool {
        let column = self.at.asttrt_dat;
        self.perhaps(column, 720, 700);
        self.has_lately(column, 12)
    }

    /// Blood sugar too high for health and too low for diabetes; in some it became diabetes.
    fn hyperglycaemia(&mut self) {
        let at = self.at;
        let diabetes = self.date(at.dm_dat);
        let day = match diabetes {
            None if self.falls_ill(&HYPERGLYCAEMIA, 9) => self.onset(20),
            Some(diabetes) if self.chance(250) => {
                let first = (self.birth + 15 * YEAR).max(diabetes - 8 * YEAR).min(diabetes);
                self.day(first, diabetes)
            }
            _ => return,
        };
        self.set(at.ndh_dat, day);
        let became_diabetes_before = diabetes.is_some_and(|diabetes| diabetes < self.calendar.start);
        self.has.hyperglycaemia = !became_diabetes_before && self.age >= AGE_OF_HYPERGLYCAEMIA;
    }
}
