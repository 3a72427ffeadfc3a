//! Which patients were seen, without an allocation for each.

use hashbrown::HashTable;
use std::hash::{BuildHasher, RandomState};

/// Names, and the row and practice where each stood first. Names lie one after another in one buffer.
pub(crate) struct Identities {
    names: Vec<u8>,
    seen: Vec<Seen>,
    places: HashTable<usize>,
    hasher: RandomState,
}

struct Seen {
    /// Where the name ends in the buffer.
    end: usize,
    row: u64,
    /// The practice's place, as the caller counts.
    practice: u32,
}

impl Identities {
    pub(crate) fn new() -> Identities {
        Identities { names: Vec::new(), seen: Vec::new(), places: HashTable::new(), hasher: RandomState::new() }
    }

    /// Notes a name; the row and practice where it stood already, if it did.
    pub(crate) fn note(&mut self, name: &str, row: u64, practice: u32) -> Option<(u64, u32)> {
        let Identities { names, seen, places, hasher } = self;
        let hash = hasher.hash_one(name.as_bytes());
        if let Some(place) = places.find(hash, |place| named(names, seen, *place) == name.as_bytes()) {
            return seen.get(*place).map(|first| (first.row, first.practice));
        }
        let place = seen.len();
        names.extend_from_slice(name.as_bytes());
        seen.push(Seen { end: names.len(), row, practice });
        places.insert_unique(hash, place, |place| hasher.hash_one(named(names, seen, *place)));
        None
    }
}

fn named<'n>(names: &'n [u8], seen: &[Seen], place: usize) -> &'n [u8] {
    let start = place.checked_sub(1).map_or(0, |before| seen[before].end);
    &names[start..seen[place].end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_by_its_first_row_and_no_name_hides_in_another() {
        let mut identities = Identities::new();
        for row in 0..5000_u64 {
            assert_eq!(identities.note(&row.to_string(), row, 3), None);
        }
        for row in 0..5000_u64 {
            assert_eq!(identities.note(&row.to_string(), 9999, 4), Some((row, 3)));
        }
        // Neighbours in the buffer: "12" and "3" are there, "123" is row 123, and "01" never was.
        assert_eq!(identities.note("01", 7, 0), None);
        assert_eq!(identities.note("01", 8, 1), Some((7, 0)));
        assert_eq!(identities.note("", 9, 0), None);
        assert_eq!(identities.note("", 10, 0), Some((9, 0)));
    }
}
