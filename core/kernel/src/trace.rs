//! The trace: which rule, clause, band, cap and rounding decided, in order.
//!
//! Evaluation tells a [`Watch`] what it does. [`Silent`] looks away and costs nothing; [`Trace`] keeps
//! entries in storage of the caller's, as many as fit, and counts the rest.

use crate::image::code::{Action, StepKind};
use crate::number::{Number, RoundingMode};
use serde::Serialize;

/// Where in a statement something happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Place {
    /// The kind of step.
    pub step: StepKind,
    /// Which of that kind; 0 for points.
    pub index: u16,
    /// Register or indicator, where the step has one result for each.
    pub item: u16,
}

/// Which of a contract's rule tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The table of the register with this index.
    Register(u16),
    /// The denominator of the indicator with this index.
    Denominator(u16),
    /// The numerator of the indicator with this index.
    Numerator(u16),
}

/// What a scale did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reached {
    /// The denominator is zero, or the rate is null: nothing is earned.
    NothingToMeasure,
    /// A count or the rate is unknown or failed.
    Undetermined,
    /// Nothing: at or below where points begin.
    Below,
    /// Something: above this bound (from 0) and below the next.
    Above(u8),
    /// All there is to earn.
    Top,
}

/// Something that decided.
#[derive(Clone, Copy, Debug, Serialize)]
pub enum Event {
    /// A row of a rule table was asked.
    Row {
        /// The table.
        table: Role,
        /// The row, from 0.
        row: u8,
        /// Whether its condition must be true.
        must: bool,
        /// Whether it may be true.
        may: bool,
        /// What it did; `Next` where it did nothing.
        action: Action,
    },
    /// A row of a look-up table applied.
    Lookup {
        /// The table.
        table: u16,
        /// The row, from 0.
        row: u16,
    },
    /// `min` or `max` of several: which argument (from 0) bound.
    Bound {
        /// Whether it was `max`.
        maximum: bool,
        /// The argument, from 0.
        argument: u8,
        /// Of how many.
        of: u8,
    },
    /// `if` took a branch.
    Branch {
        /// Whether the first.
        then: bool,
    },
    /// A line was rounded.
    Rounded {
        /// The amount before.
        from: Number,
        /// Decimal places.
        places: i16,
        /// How.
        mode: RoundingMode,
    },
    /// A scale turned a rate into points.
    Scale {
        /// The scale.
        scale: u16,
        /// Where on it.
        reached: Reached,
    },
    /// An unknown fact was asked for.
    Unknown {
        /// The fact.
        fact: u16,
        /// Register or indicator, where it has a value for each.
        item: u16,
    },
}

/// One entry of a trace.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Entry {
    /// Where; `None` while a patient is evaluated.
    pub place: Option<Place>,
    /// What.
    pub event: Event,
}

const _: () = assert!(size_of::<Entry>() <= 64);

/// Is told what an evaluation does.
pub trait Watch {
    /// Whether anything is looked at; where not, nothing is prepared.
    const LOOKS: bool = true;
    /// Takes one entry.
    fn note(&mut self, entry: Entry);
}

/// Looks away.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Watch for Silent {
    const LOOKS: bool = false;
    #[inline]
    fn note(&mut self, _: Entry) {}
}

impl<W: Watch> Watch for &mut W {
    const LOOKS: bool = W::LOOKS;
    #[inline]
    fn note(&mut self, entry: Entry) {
        (**self).note(entry);
    }
}

/// Keeps the first entries in storage of the caller's and counts those that did not fit.
pub struct Trace<'s> {
    storage: &'s mut [Entry],
    length: usize,
    dropped: usize,
}

impl<'s> Trace<'s> {
    /// An entry to fill storage with before it is handed over.
    pub const BLANK: Entry = Entry { place: None, event: Event::Branch { then: false } };

    /// An empty trace on this storage.
    ///
    /// ```
    /// use entitle_kernel::Trace;
    /// let mut storage = [Trace::BLANK; 32];
    /// let trace = Trace::new(&mut storage);
    /// assert!(trace.entries().is_empty());
    /// ```
    #[must_use]
    pub const fn new(storage: &'s mut [Entry]) -> Trace<'s> {
        Trace { storage, length: 0, dropped: 0 }
    }

    /// The entries, in order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        self.storage.get(..self.length).unwrap_or_default()
    }

    /// How many entries did not fit.
    #[must_use]
    pub const fn dropped(&self) -> usize {
        self.dropped
    }

    /// Empties it.
    pub fn clear(&mut self) {
        self.length = 0;
        self.dropped = 0;
    }
}

impl Watch for Trace<'_> {
    fn note(&mut self, entry: Entry) {
        match self.storage.get_mut(self.length) {
            Some(place) => {
                *place = entry;
                self.length = self.length.saturating_add(1);
            }
            None => self.dropped = self.dropped.saturating_add(1),
        }
    }
}
