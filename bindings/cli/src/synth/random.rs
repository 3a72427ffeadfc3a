//! Chance: PCG's reference generator, and draws in integers, so that a seed means the same on every platform.

use rand_pcg::Pcg32;
use rand_pcg::rand_core::Rng;

/// What a sequence of draws is for; each purpose has its own.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    /// The practices' characters.
    Practice = 1,
    /// Patients.
    Patient = 2,
}

/// Draws, all of them settled by a seed, a purpose and a number.
pub(super) struct Random(Pcg32);

impl Random {
    /// The draws about the practice or patient of this number.
    pub(super) fn new(seed: u64, purpose: Purpose, number: u64) -> Random {
        // Neighbouring numbers must not have neighbouring sequences, so a first generator scatters them.
        let mut scatter = Pcg32::new(number, seed);
        Random(Pcg32::new(scatter.next_u64(), purpose as u64))
    }

    /// A number from 0 up to, not including, `end`. The unevenness is below `end` in 2^32.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        let product = u64::from(self.0.next_u32()) * u64::from(end);
        u32::try_from(product >> 32).unwrap_or(0)
    }

    /// A number from `first` to `last`, both included; `first` where there is none between them.
    pub(super) fn between(&mut self, first: i64, last: i64) -> i64 {
        let span = u32::try_from(last - first + 1).unwrap_or(0);
        first + i64::from(self.below(span))
    }

    /// True in so many of a thousand cases.
    pub(super) fn chance(&mut self, per_thousand: u32) -> bool {
        self.below(1000) < per_thousand
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generator_gives_what_its_author_published() {
        // The first outputs of `pcg32-demo` of pcg-random.org, state 42 and sequence 54.
        let mut published = Pcg32::new(42, 54);
        for expected in [0xa15c_02b7_u32, 0x7b47_f409, 0xba1d_3330, 0x83d2_f293, 0xbfa4_784b, 0xcbed_606e] {
            assert_eq!(published.next_u32(), expected);
        }
    }

    #[test]
    fn draws_stay_within_their_ends_and_reach_them() {
        let mut random = Random::new(1, Purpose::Patient, 1);
        let drawn: std::collections::BTreeSet<i64> = (0..1000).map(|_| random.between(-3, 3)).collect();
        assert!(drawn.into_iter().eq(-3..=3));
        assert_eq!(random.between(5, 4), 5);
        assert!(!random.chance(0) && random.chance(1000));
    }
}
