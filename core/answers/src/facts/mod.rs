//! From names and texts to values that a contract takes. Nothing is guessed: an unknown name, a value that does not fit and
//! facts that contradict one another are faults, and all of them are told at once.

mod given;
mod names;
mod shared;
mod typed;
mod values;

pub use given::{Document, Faults, Given, Record, Words};
pub use names::{Names, advice, wanted};
pub use shared::{Key, Shared, parse_one, pass_over_facts_of_others, shared};
pub use typed::{Asked, Common, RefusedOf, Subject, subjects, subjects_with};
pub use values::{Tongue, common, exact_decimal, exact_text, places_of};
