//! What a fact's `from` tells an integrator: cluster, selection, window.

use entitle_kernel::Fact;

/// The parts of a fact's `from`; "" where a part is not said.
///
/// ```
/// # use entitle_batch::Origin;
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let origin = Origin::of(&contract.find_patient_input("diagnosed")?);
/// assert_eq!((origin.cluster, origin.select, origin.until), ("LUNG_COD", "earliest", "achievement_date"));
/// assert_eq!(Origin::of(&contract.find_patient_input("age")?), Origin::default()); // it has no `from`
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Origin<'a> {
    /// The cluster of codes, or several with commas.
    pub cluster: &'a str,
    /// Which record counts: `latest`, `earliest`, `value`, `age` …
    pub select: &'a str,
    /// The first day that counts.
    pub since: &'a str,
    /// The last day that counts: `achievement_date`, `period_end` …
    pub until: &'a str,
    /// The fact whose record it belongs to.
    pub of: &'a str,
    /// A remark for people.
    pub note: &'a str,
}

/// Between two parts.
const BREAK: &str = "; ";
/// Between a key and its value.
const IS: &str = " = ";
/// The keys of the definition language.
const KEYS: [&str; 6] = ["cluster", "select", "since", "until", "of", "note"];

impl<'a> Origin<'a> {
    /// What the fact's `from` says.
    ///
    /// ```
    /// # use entitle_batch::Origin;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(Origin::of(&contract.find_patient_input("diagnosed")?).select, "earliest");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn of(fact: &Fact<'a>) -> Origin<'a> {
        Origin::parse(fact.from())
    }

    /// Reads `key = value; key = value`, the form in which an image holds it. A remark may hold anything but
    /// the beginning of another part.
    ///
    /// ```
    /// # use entitle_batch::Origin;
    /// let origin = Origin::parse("select = age; of = birth; note = whole years; by date of birth");
    /// assert_eq!((origin.select, origin.of, origin.note), ("age", "birth", "whole years; by date of birth"));
    /// ```
    #[must_use]
    pub fn parse(text: &'a str) -> Origin<'a> {
        let mut origin = Origin::default();
        let mut rest = text;
        while let Some((key, value)) = rest.split_once(IS) {
            let end = value.match_indices(BREAK).map(|(at, _)| at).find(|at| begins_a_part(&value[at + BREAK.len()..]));
            let end = end.unwrap_or(value.len());
            origin.set(key, &value[..end]);
            rest = value[end..].strip_prefix(BREAK).unwrap_or_default();
        }
        origin
    }

    fn set(&mut self, key: &str, value: &'a str) {
        match key {
            "cluster" => self.cluster = value,
            "select" => self.select = value,
            "since" => self.since = value,
            "until" => self.until = value,
            "of" => self.of = value,
            "note" => self.note = value,
            _ => {}
        }
    }
}

fn begins_a_part(text: &str) -> bool {
    text.split_once(IS).is_some_and(|(key, _)| KEYS.contains(&key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_told_from_its_neighbours() {
        let text = "cluster = A_COD, B_COD; select = latest; since = period_start; until = achievement_date; \
                    of = bp_dat; note = x = 1; y; z = 2";
        let origin = Origin::parse(text);
        assert_eq!(origin.cluster, "A_COD, B_COD");
        assert_eq!(origin.select, "latest");
        assert_eq!(origin.since, "period_start");
        assert_eq!(origin.until, "achievement_date");
        assert_eq!(origin.of, "bp_dat");
        assert_eq!(origin.note, "x = 1; y; z = 2");
    }

    #[test]
    fn texts_that_say_nothing_say_nothing() {
        for text in ["", ";", "; ", " = ", "select", "weather = fine", "= = ="] {
            assert_eq!(Origin::parse(text), Origin::default(), "{text}");
        }
    }
}
