//! The names of the facts that the contracts take, without their images.

use entitle_kernel::Subject;
use entitle_kernel::image::code::{Per, Scope};

mod list;

/// What the definitions of one contract ask for, all of them together.
#[derive(Clone, Copy, Debug)]
pub struct Vocabulary {
    /// The contract's id.
    pub id: &'static str,
    /// What a statement is about.
    pub subject: Subject,
    /// Its facts but those about patients: of whom, the name, and of what there is one.
    pub facts: &'static [(Scope, &'static str, Per)],
    /// The names of its registers.
    pub registers: &'static [&'static str],
    /// The names of its indicators.
    pub indicators: &'static [&'static str],
}

/// The vocabulary of every contract that is built in, by id.
///
/// ```
/// use entitle_kernel::image::code::Scope;
/// let takes = |name| entitle_contracts::vocabulary().iter().any(|contract| contract.takes(&[Scope::Practice], name));
/// assert!(takes("numerator.DM020") && takes("list_size"));
/// assert!(!takes("numerator.WEATHER") && !takes("numerator") && !takes("list_size.DM020"));
/// ```
#[must_use]
pub const fn vocabulary() -> &'static [Vocabulary] {
    list::ALL
}

impl Vocabulary {
    /// Whether there is a fact of this name (with its register or indicator after a dot) in one of these scopes, of which an
    /// earlier goes before a later one.
    #[must_use]
    pub fn takes(&self, scopes: &[Scope], name: &str) -> bool {
        let (base, item) = match name.split_once('.') {
            Some((base, item)) => (base, Some(item)),
            None => (name, None),
        };
        let found =
            scopes.iter().find_map(|scope| self.facts.iter().find(|(known, fact, _)| (known, *fact) == (scope, base)));
        match (found.map(|(_, _, per)| *per), item) {
            (Some(Per::Subject), None) => true,
            (Some(per), Some(item)) => self.items(per).contains(&item),
            _ => false,
        }
    }

    /// The names of what there is one fact of: registers, or indicators; nothing for the subject.
    #[must_use]
    pub const fn items(&self, per: Per) -> &'static [&'static str] {
        match per {
            Per::Register => self.registers,
            Per::Indicator => self.indicators,
            Per::Subject => &[],
        }
    }
}
