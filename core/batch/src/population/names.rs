//! The practices by their names, and what else somebody may have meant by a name.

use entitle_kernel::Error;
use std::collections::HashMap;

/// The practices of a population by their names, and what somebody may have meant by a name that is none of them.
pub struct PracticeNames {
    places: HashMap<Box<str>, usize>,
    names: Vec<Box<str>>,
    /// The places of the practices whose names are the same once they are folded.
    alike: HashMap<String, Vec<usize>>,
}

/// The practice of a row.
#[derive(Clone, Copy)]
pub(super) enum Whose<'n> {
    /// One of these, by its place.
    Place(usize),
    /// None of these: the name that stands there, or "".
    Named(&'n str),
}

impl PracticeNames {
    /// The practices of these names. Errors: `DuplicateSubject` where one is named twice.
    pub(super) fn new(names: &[&str]) -> Result<PracticeNames, Error> {
        let mut practices = PracticeNames {
            places: HashMap::new(),
            names: names.iter().map(|name| Box::from(*name)).collect(),
            alike: HashMap::new(),
        };
        for (place, name) in names.iter().enumerate() {
            if practices.places.insert(Box::from(*name), place).is_some() {
                return Err(Error::DuplicateSubject);
            }
            practices.alike.entry(folded(name)).or_default().push(place);
        }
        Ok(practices)
    }

    /// The place of the practice of this name.
    pub(super) fn get(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// The places of the practices whose names are the same once they are folded.
    pub(super) fn places_like(&self, name: &str) -> &[usize] {
        self.alike.get(&folded(name)).map_or(&[], Vec::as_slice)
    }

    /// The names of practices that differ from this one in case, spaces and invisible characters alone.
    ///
    /// ```
    /// # use entitle_batch::{Population, Storage};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = Storage::new(&contract, 1);
    /// let population = Population::new(&contract, "2026-03-31".parse()?, &[], &["A81001"], &[], &mut storage)?;
    /// let names = population.practice_names();
    /// assert!(names.like("a81 001\u{200b}").eq(["A81001"]));
    /// assert_eq!(names.like("A81001").count(), 0); // it is the same
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn like<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p str> + 'p {
        let names = self.places_like(name).iter().filter_map(|place| self.names.get(*place));
        names.map(AsRef::as_ref).filter(move |other| *other != name)
    }
}

/// A name without case, spaces and invisible characters: two that are equal then look alike.
///
/// ```
/// use entitle_batch::folded;
/// assert_eq!(folded("\u{feff}a81 001\u{200b}"), folded("A81001"));
/// assert_ne!(folded("A81O01"), folded("A81001")); // a letter is no digit
/// ```
#[must_use]
pub fn folded(name: &str) -> String {
    let seen = |character: &char| !character.is_whitespace() && !character.is_control() && !is_invisible(*character);
    name.chars().filter(seen).flat_map(char::to_lowercase).collect()
}

/// Whether a character takes no room: joiners, direction marks, variation selectors and fillers.
///
/// ```
/// assert!(entitle_batch::is_invisible('\u{200b}') && !entitle_batch::is_invisible(' '));
/// ```
#[must_use]
pub fn is_invisible(character: char) -> bool {
    matches!(
        u32::from(character),
        0xad | 0x34f | 0x61c | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x180b..=0x180f | 0x200b..=0x200f | 0x202a..=0x202e
            | 0x2060..=0x206f | 0x3164 | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xe0000..=0xe0fff
    )
}
