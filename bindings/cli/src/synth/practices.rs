//! Practices: how large, how old their patients, how good their care. They differ, so that there is a best and a worst.

use super::random::{Purpose, Random};

/// Areas of care; a practice is better at some than at others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Area {
    AtrialFibrillation,
    HeartDisease,
    HeartFailure,
    Hypertension,
    Stroke,
    Diabetes,
    Asthma,
    Copd,
    Dementia,
    MentalHealth,
    Hyperglycaemia,
    Smoking,
    Cholesterol,
    Vaccination,
    Screening,
}

const AREAS: usize = Area::Screening as usize + 1;
/// A network has at most so many practices.
const NETWORK_MAX: usize = 5;

/// What the made patients of a practice have in common.
pub(super) struct Practice {
    /// Its share of all patients, against the others' shares.
    weight: u32,
    /// How much older its patients are than the average, per thousand; younger below zero.
    pub(super) older: i64,
    /// How good its care is, by area, per thousand.
    quality: [u32; AREAS],
    /// How diligently it invites patients who do not come, per thousand.
    pub(super) inviting: u32,
}

impl Practice {
    fn new(seed: u64, number: u64) -> Practice {
        let mut random = Random::new(seed, Purpose::Practice, number);
        let large = if random.chance(200) { 45 } else { 0 };
        let weight = 55 + random.below(40) + random.below(40) + large;
        let older = random.between(-150, 150);
        let general = random.between(250, 900);
        let mut quality = [0; AREAS];
        for area in &mut quality {
            *area = u32::try_from((general + random.between(-150, 150)).clamp(50, 950)).unwrap_or(500);
        }
        let inviting = 250 + random.below(500);
        Practice { weight, older, quality, inviting }
    }

    /// How good its care is in an area, per thousand.
    pub(super) const fn quality(&self, area: Area) -> u32 {
        self.quality[area as usize]
    }

    /// A probability per thousand between that of the worst care and that of the best.
    pub(super) const fn likely(&self, area: Area, worst: u32, best: u32) -> u32 {
        (worst * (1000 - self.quality(area)) + best * self.quality(area)) / 1000
    }
}

/// All practices of a population.
pub(super) struct Practices {
    list: Vec<Practice>,
    /// The sum of the weights up to and including each.
    sums: Vec<u32>,
}

impl Practices {
    /// So many practices, at least one.
    pub(super) fn new(seed: u64, count: usize) -> Practices {
        let list: Vec<Practice> = (0..count.max(1) as u64).map(|number| Practice::new(seed, number)).collect();
        let sums = list.iter().scan(0, |sum: &mut u32, practice| {
            *sum += practice.weight;
            Some(*sum)
        });
        Practices { sums: sums.collect(), list }
    }

    /// How many there are.
    pub(super) const fn count(&self) -> usize {
        self.list.len()
    }

    /// One of them, by its place.
    pub(super) fn get(&self, place: usize) -> &Practice {
        &self.list[place.min(self.list.len() - 1)]
    }

    /// The place of one of them, each as likely as it is large.
    pub(super) fn any(&self, random: &mut Random) -> usize {
        let drawn = random.below(self.sums.last().copied().unwrap_or(1));
        self.sums.partition_point(|sum| *sum <= drawn)
    }

    /// The name of a practice: no real code looks like it.
    pub(super) fn name(place: usize) -> String {
        format!("SYN{:03}", place + 1)
    }

    /// The network of a practice; networks are as equal in size as they can be.
    pub(super) fn network(&self, place: usize) -> String {
        let networks = self.count().div_ceil(NETWORK_MAX);
        format!("SYNNET{:02}", place * networks / self.count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn practices_have_half_to_twice_the_mean_list_and_differ_in_quality() {
        for seed in 0..50 {
            let practices = Practices::new(seed, 20);
            let sum = practices.sums[19];
            for practice in &practices.list {
                assert!((sum..=sum * 4).contains(&(practice.weight * 40)), "seed {seed}");
            }
            let qualities = practices.list.iter().map(|practice| practice.quality(Area::Diabetes));
            assert!(qualities.clone().max().unwrap() > qualities.min().unwrap() + 300, "seed {seed}");
        }
    }

    #[test]
    fn networks_have_four_or_five_practices_where_that_is_possible() {
        for count in [4, 5, 8, 9, 10, 12, 13, 20, 47, 100] {
            let practices = Practices::new(1, count);
            let mut sizes = std::collections::BTreeMap::new();
            for place in 0..count {
                *sizes.entry(practices.network(place)).or_insert(0) += 1;
            }
            assert!(sizes.values().all(|size| [4, 5].contains(size)), "{count}: {sizes:?}");
        }
    }
}
