//! The care of an area as a whole: unsuitable, declined, and invitations, in the year and after a reading.

use super::calendar::Day;
use super::person::Person;
use super::practices::Area;

/// The columns of an area's care: unsuitable, declined, the first and second invitation of the year.
fn columns(person: &Person<'_>, area: Area) -> Option<[usize; 4]> {
    let at = person.at;
    Some(match area {
        Area::AtrialFibrillation => [at.afibpcapu_dat, at.afibpcadec_dat, at.afib_invite1_dat, at.afib_invite2_dat],
        Area::HeartDisease => [at.chdpcapu_dat, at.chdpcadec_dat, at.chd_invite1_dat, at.chd_invite2_dat],
        Area::HeartFailure => [at.hfpcapu_dat, at.hfpcadec_dat, at.hf_invite1_dat, at.hf_invite2_dat],
        Area::Hypertension => [at.hyppcapu_dat, at.hyppcadec_dat, at.hyp_invite1_dat, at.hyp_invite2_dat],
        Area::Stroke => [at.stiapcapu_dat, at.stiapcadec_dat, at.stia_invite1_dat, at.stia_invite2_dat],
        Area::Diabetes => [at.dmpcapu_dat, at.dmpcadec_dat, at.dm_invite1_dat, at.dm_invite2_dat],
        Area::Asthma => [at.astpcapu_dat, at.astpcadec_dat, at.ast_invite1_dat, at.ast_invite2_dat],
        Area::Copd => [at.copdpcapu_dat, at.copdpcadec_dat, at.copd_invite1_dat, at.copd_invite2_dat],
        Area::Dementia => [at.dempcapu_dat, at.dempcadec_dat, at.dem_invite1_dat, at.dem_invite2_dat],
        Area::MentalHealth => [at.mhpcapu_dat, at.mhpcadec_dat, at.mh_invite1_dat, at.mh_invite2_dat],
        Area::Hyperglycaemia => [at.ndhpu_dat, at.ndhpcadec_dat, at.ndh_invite1_dat, at.ndh_invite2_dat],
        Area::Smoking => [at.smokpcapu_dat, at.smokpcadec_dat, at.smok_invite1_dat, at.smok_invite2_dat],
        Area::Cholesterol => [at.cholpcapu_dat, at.cholpcadec_dat, at.chol_invite1_dat, at.chol_invite2_dat],
        Area::Vaccination | Area::Screening => return None,
    })
}

/// Days between two invitations of which a second is one: not a day less.
const GAP: Day = 7;
/// The invitations of a patient to one area.
const INVITATIONS_MAX: usize = 3;

/// The invitations of a patient to one area, in order.
#[derive(Clone, Copy, Default)]
pub(super) struct Invitations {
    days: [Option<Day>; INVITATIONS_MAX],
}

impl Invitations {
    fn add(&mut self, day: Day) {
        if let Some(room) = self.days.iter_mut().find(|room| room.is_none()) {
            *room = Some(day);
        }
    }

    /// The earliest on or after a day.
    pub(super) fn since(&self, day: Day) -> Option<Day> {
        self.days.into_iter().flatten().find(|invitation| *invitation >= day)
    }

    /// The earliest at least a week after another.
    pub(super) fn second(&self, first: Option<Day>) -> Option<Day> {
        self.since(first? + GAP)
    }
}

impl Person<'_> {
    /// Whether the patient takes part in an area's care this year.
    pub(super) fn takes_part(&mut self, area: Area) -> bool {
        self.cared_for(area, 520, 950)
    }

    /// Whether the area's care is unsuitable or declined, and the invitations to it; those who do not come are
    /// invited again. Each pair is a column and the day of a reading after which invitations count anew.
    pub(super) fn care(&mut self, area: Area, takes_part: bool, readings: &[(usize, Option<Day>)]) -> Invitations {
        let Some([unsuitable, declined, first, second]) = columns(self, area) else {
            return Invitations::default();
        };
        self.perhaps(unsuitable, if takes_part { 6 } else { 45 }, 12);
        self.perhaps(declined, if takes_part { 5 } else { 70 }, 15);
        let invitations = self.invitations(takes_part);
        let in_year = invitations.since(self.calendar.start);
        self.set_some(first, in_year);
        self.set_some(second, invitations.second(in_year));
        for (column, reading) in readings {
            let after = reading.and_then(|reading| invitations.since(reading + 1));
            self.set_some(*column, invitations.second(after));
        }
        invitations
    }

    fn invitations(&mut self, takes_part: bool) -> Invitations {
        let mut invitations = Invitations::default();
        let inviting = self.practice.inviting;
        if !self.chance(300 + inviting / 2) {
            return invitations;
        }
        let end = self.end();
        // A few were invited before the year began.
        let first = self.day(self.floor.max(self.calendar.start - 30), end);
        invitations.add(first);
        let again = if takes_part { 120 } else { inviting };
        let mut last = first;
        while self.chance(again) {
            last += match self.random.below(10) {
                0 => GAP - 1,
                1 => GAP,
                2 => 5,
                3 => 4,
                _ => self.random.between(GAP + 1, 60),
            };
            if last > end || invitations.days.iter().all(Option::is_some) {
                break;
            }
            invitations.add(last);
        }
        invitations
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_invitations_on_days_0_5_and_9_the_last_is_the_second() {
        // core/contracts/qof-england/2025-04-01.toml, afib_invite2_dat: "days 0, 5 and 9 make day 9 the second".
        let mut invitations = Invitations::default();
        [0, 5, 9].into_iter().for_each(|day| invitations.add(day));
        assert_eq!(invitations.second(invitations.since(0)), Some(9));
        assert_eq!(invitations.second(invitations.since(6)), None);
        assert_eq!(invitations.second(None), None);
    }
}
