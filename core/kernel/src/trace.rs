//! The trace: which rule, clause, band, cap and rounding decided, in order.
//!
//! Evaluation tells a [`Watch`] what it does. [`Silent`] looks away and costs nothing; [`Trace`] keeps
//! entries in storage of the caller's, as many as fit, and counts the rest.

use crate::image::code::{Action, StepKind};
use crate::number::{Number, RoundingMode};
use serde::Serialize;

/// Where in a statement something happened.
///
/// ```
/// # use entitle_kernel::{Trace, image::code::StepKind, trace::Place};
/// # use entitle_kernel::{Contract, Facts, Value, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let mut storage = [Value::Unknown; 64];
/// # let mut facts = Facts::new(&contract, &mut storage)?;
/// # for (name, text) in sample::PRACTICE {
/// #     let (fact, item) = contract.find_input(name)?;
/// #     facts.set(fact.index(), item, fact.parse(text)?)?;
/// # }
/// # use entitle_kernel::{Graded, Silent, Statement};
/// # let mut results = [Graded::UNKNOWN; 64];
/// # let statement = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?;
/// let mut storage = [Trace::BLANK; 64];
/// let mut trace = Trace::new(&mut storage);
/// Statement::new(&contract, &facts, &[], &mut results, &mut trace)?;
/// // First of all the scale of the first indicator is asked.
/// assert_eq!(trace.entries()[0].place, Some(Place { step: StepKind::Points, index: 0, item: 0 }));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
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
///
/// ```
/// # use entitle_kernel::{Trace, trace::{Event, Role}};
/// # use entitle_kernel::{Cell, Contract, Patient, PatientFacts, PatientScratch, Run, Silent, Value, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let run = Run::new(&contract, "2026-03-31".parse()?)?;
/// # let mut cells = [Cell::Unknown; 16];
/// # let mut facts = PatientFacts::new(&contract, &mut cells)?;
/// # for (name, text) in sample::PATIENT {
/// #     let fact = contract.find_patient_input(name)?;
/// #     facts.set(fact.index(), fact.parse(text)?)?;
/// # }
/// # let mut scratch = PatientScratch::EMPTY;
/// # let mut patient = Patient::new(&contract, &run, &facts, &mut scratch)?;
/// let mut storage = [Trace::BLANK; 64];
/// let mut trace = Trace::new(&mut storage);
/// patient.decide(1, &mut trace)?;
/// // The register is settled first, then the denominator of indicator 1, then its numerator.
/// let tables = trace.entries().iter().filter_map(|entry| match entry.event {
///     Event::Row { table, .. } => Some(table),
///     _ => None,
/// });
/// let mut tables: Vec<Role> = tables.collect();
/// tables.dedup();
/// assert_eq!(tables, [Role::Register(0), Role::Denominator(1), Role::Numerator(1)]);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
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
///
/// ```
/// # use entitle_kernel::{Trace, trace::{Event, Reached}};
/// # use entitle_kernel::{Contract, Facts, Value, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let mut storage = [Value::Unknown; 64];
/// # let mut facts = Facts::new(&contract, &mut storage)?;
/// # for (name, text) in sample::PRACTICE {
/// #     let (fact, item) = contract.find_input(name)?;
/// #     facts.set(fact.index(), item, fact.parse(text)?)?;
/// # }
/// # use entitle_kernel::{Graded, Silent, Statement};
/// # let mut results = [Graded::UNKNOWN; 64];
/// # let statement = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?;
/// let mut storage = [Trace::BLANK; 64];
/// let mut trace = Trace::new(&mut storage);
/// Statement::new(&contract, &facts, &[], &mut results, &mut trace)?;
/// // 60 % lies above the first bound of the band from 40 % to 80 %.
/// assert!(matches!(trace.entries()[0].event, Event::Scale { reached: Reached::Above(0), .. }));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
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
///
/// ```
/// # use entitle_kernel::{Trace, trace::Event};
/// # use entitle_kernel::{Contract, Facts, Value, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let mut storage = [Value::Unknown; 64];
/// # let mut facts = Facts::new(&contract, &mut storage)?;
/// # for (name, text) in sample::PRACTICE {
/// #     let (fact, item) = contract.find_input(name)?;
/// #     facts.set(fact.index(), item, fact.parse(text)?)?;
/// # }
/// # use entitle_kernel::{Graded, Silent, Statement};
/// # let mut results = [Graded::UNKNOWN; 64];
/// # let statement = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?;
/// let mut storage = [Trace::BLANK; 64];
/// let mut trace = Trace::new(&mut storage);
/// Statement::new(&contract, &facts, &[], &mut results, &mut trace)?;
/// // `min(1500, 2000)`: the first of two arguments bound, so the cap took nothing.
/// let last = trace.entries().last().unwrap();
/// assert!(matches!(last.event, Event::Bound { maximum: false, argument: 0, of: 2 }));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
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
///
/// ```
/// # use entitle_kernel::{Trace, trace::Entry};
/// # use entitle_kernel::{Cell, Contract, Patient, PatientFacts, PatientScratch, Run, Silent, Value, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let run = Run::new(&contract, "2026-03-31".parse()?)?;
/// # let mut cells = [Cell::Unknown; 16];
/// # let mut facts = PatientFacts::new(&contract, &mut cells)?;
/// # for (name, text) in sample::PATIENT {
/// #     let fact = contract.find_patient_input(name)?;
/// #     facts.set(fact.index(), fact.parse(text)?)?;
/// # }
/// # let mut scratch = PatientScratch::EMPTY;
/// # let mut patient = Patient::new(&contract, &run, &facts, &mut scratch)?;
/// let mut storage = [Trace::BLANK; 64];
/// let mut trace = Trace::new(&mut storage);
/// patient.on_register(0, &mut trace)?;
/// // Nothing of a patient has a place in a statement.
/// assert!(trace.entries().iter().all(|entry: &Entry| entry.place.is_none()));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Entry {
    /// Where; `None` while a patient is evaluated.
    pub place: Option<Place>,
    /// What.
    pub event: Event,
}

const _: () = assert!(size_of::<Entry>() <= 64);

/// Is told what an evaluation does.
///
/// ```
/// # use entitle_kernel::trace::{Entry, Event, Watch};
/// # use entitle_kernel::{Contract, Facts, Value, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let mut storage = [Value::Unknown; 64];
/// # let mut facts = Facts::new(&contract, &mut storage)?;
/// # for (name, text) in sample::PRACTICE {
/// #     let (fact, item) = contract.find_input(name)?;
/// #     facts.set(fact.index(), item, fact.parse(text)?)?;
/// # }
/// # use entitle_kernel::{Graded, Silent, Statement};
/// # let mut results = [Graded::UNKNOWN; 64];
/// # let statement = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?;
/// /// Counts what is rounded, and keeps nothing.
/// struct Roundings(u32);
///
/// impl Watch for Roundings {
///     fn note(&mut self, entry: Entry) {
///         self.0 += u32::from(matches!(entry.event, Event::Rounded { .. }));
///     }
/// }
///
/// let mut roundings = Roundings(0);
/// Statement::new(&contract, &facts, &[], &mut results, &mut roundings)?;
/// assert_eq!(roundings.0, 3); // two payments for achievement, one register fee
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub trait Watch {
    /// Whether anything is looked at; where not, nothing is prepared.
    ///
    /// ```
    /// # use entitle_kernel::{Silent, Trace, Watch};
    /// assert!(Trace::new(&mut []).looks() && !Silent.looks());
    /// ```
    #[inline]
    fn looks(&self) -> bool {
        true
    }

    /// Takes one entry.
    ///
    /// ```
    /// # use entitle_kernel::{Trace, Watch, trace::{Entry, Event}};
    /// let mut storage = [Trace::BLANK; 4];
    /// let mut trace = Trace::new(&mut storage);
    /// trace.note(Entry { place: None, event: Event::Branch { then: true } });
    /// assert_eq!(trace.entries().len(), 1);
    /// ```
    fn note(&mut self, entry: Entry);
}

/// Looks away.
///
/// ```
/// # use entitle_kernel::{Cell, Contract, Patient, PatientFacts, PatientScratch, Run, Silent, Value, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let run = Run::new(&contract, "2026-03-31".parse()?)?;
/// # let mut cells = [Cell::Unknown; 16];
/// # let mut facts = PatientFacts::new(&contract, &mut cells)?;
/// # for (name, text) in sample::PATIENT {
/// #     let fact = contract.find_patient_input(name)?;
/// #     facts.set(fact.index(), fact.parse(text)?)?;
/// # }
/// # let mut scratch = PatientScratch::EMPTY;
/// # let mut patient = Patient::new(&contract, &run, &facts, &mut scratch)?;
/// assert_eq!(patient.on_register(0, &mut Silent)?, Some(true)); // the answer, and no trace of it
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Watch for Silent {
    #[inline]
    fn looks(&self) -> bool {
        false
    }

    #[inline]
    fn note(&mut self, _: Entry) {}
}

impl<W: Watch + ?Sized> Watch for &mut W {
    #[inline]
    fn looks(&self) -> bool {
        (**self).looks()
    }

    #[inline]
    fn note(&mut self, entry: Entry) {
        (**self).note(entry);
    }
}

/// A watch whose type is forgotten, so that what it watches is compiled once and not once for every watch.
pub(crate) struct Eyes<'w>(Option<&'w mut dyn Watch>);

impl<'w> Eyes<'w> {
    #[inline]
    pub(crate) fn of(watch: &'w mut impl Watch) -> Eyes<'w> {
        if watch.looks() { Eyes(Some(watch)) } else { Eyes(None) }
    }

    /// Tells of an event in a statement.
    pub(crate) fn tell(&mut self, place: Place, event: Event) {
        self.note(Entry { place: Some(place), event });
    }
}

impl Watch for Eyes<'_> {
    #[inline]
    fn looks(&self) -> bool {
        self.0.is_some()
    }

    fn note(&mut self, entry: Entry) {
        if let Some(watch) = &mut self.0 {
            watch.note(entry);
        }
    }
}

/// How a patient is watched. A host evaluates patients by the million and has a copy of their code for every watch, so
/// that silence costs nothing.
#[cfg(target_pointer_width = "64")]
#[inline]
pub(crate) fn patient_watch<W: Watch>(watch: &mut W) -> &mut W {
    watch
}

/// How a patient is watched. A microcontroller has room for one copy.
#[cfg(not(target_pointer_width = "64"))]
pub(crate) fn patient_watch<W: Watch>(watch: &mut W) -> Eyes<'_> {
    Eyes::of(watch)
}

/// Keeps the first entries in storage of the caller's and counts those that did not fit.
///
/// ```
/// # use entitle_kernel::Trace;
/// # use entitle_kernel::{Cell, Contract, Patient, PatientFacts, PatientScratch, Run, Silent, Value, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let run = Run::new(&contract, "2026-03-31".parse()?)?;
/// # let mut cells = [Cell::Unknown; 16];
/// # let mut facts = PatientFacts::new(&contract, &mut cells)?;
/// # for (name, text) in sample::PATIENT {
/// #     let fact = contract.find_patient_input(name)?;
/// #     facts.set(fact.index(), fact.parse(text)?)?;
/// # }
/// # let mut scratch = PatientScratch::EMPTY;
/// # let mut patient = Patient::new(&contract, &run, &facts, &mut scratch)?;
/// let mut storage = [Trace::BLANK; 64];
/// let mut trace = Trace::new(&mut storage);
/// patient.on_register(0, &mut trace)?;
/// assert_eq!(trace.entries().len(), 3); // three rows were asked, and the third selected
/// assert_eq!(trace.dropped(), 0);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub struct Trace<'s> {
    storage: &'s mut [Entry],
    length: usize,
    dropped: usize,
}

impl<'s> Trace<'s> {
    /// An entry to fill storage with before it is handed over.
    ///
    /// ```
    /// # use entitle_kernel::Trace;
    /// let mut storage = [Trace::BLANK; 32];
    /// assert!(Trace::new(&mut storage).entries().is_empty()); // blanks are not entries
    /// ```
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
    ///
    /// ```
    /// # use entitle_kernel::{Trace, image::code::Action, trace::Event};
    /// # use entitle_kernel::{Cell, Contract, Patient, PatientFacts, PatientScratch, Run, Silent, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let run = Run::new(&contract, "2026-03-31".parse()?)?;
    /// # let mut cells = [Cell::Unknown; 16];
    /// # let mut facts = PatientFacts::new(&contract, &mut cells)?;
    /// # for (name, text) in sample::PATIENT {
    /// #     let fact = contract.find_patient_input(name)?;
    /// #     facts.set(fact.index(), fact.parse(text)?)?;
    /// # }
    /// # let mut scratch = PatientScratch::EMPTY;
    /// # let mut patient = Patient::new(&contract, &run, &facts, &mut scratch)?;
    /// let mut storage = [Trace::BLANK; 64];
    /// let mut trace = Trace::new(&mut storage);
    /// patient.on_register(0, &mut trace)?;
    /// let last = trace.entries().last().unwrap();
    /// assert!(matches!(last.event, Event::Row { row: 2, action: Action::Select, .. }));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        self.storage.get(..self.length).unwrap_or_default()
    }

    /// How many entries did not fit.
    ///
    /// ```
    /// # use entitle_kernel::Trace;
    /// # use entitle_kernel::{Cell, Contract, Patient, PatientFacts, PatientScratch, Run, Silent, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let run = Run::new(&contract, "2026-03-31".parse()?)?;
    /// # let mut cells = [Cell::Unknown; 16];
    /// # let mut facts = PatientFacts::new(&contract, &mut cells)?;
    /// # for (name, text) in sample::PATIENT {
    /// #     let fact = contract.find_patient_input(name)?;
    /// #     facts.set(fact.index(), fact.parse(text)?)?;
    /// # }
    /// # let mut scratch = PatientScratch::EMPTY;
    /// # let mut patient = Patient::new(&contract, &run, &facts, &mut scratch)?;
    /// let mut storage = [Trace::BLANK; 2];
    /// let mut trace = Trace::new(&mut storage);
    /// patient.on_register(0, &mut trace)?;
    /// assert_eq!((trace.entries().len(), trace.dropped()), (2, 1)); // the first ones are kept
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn dropped(&self) -> usize {
        self.dropped
    }

    /// Empties it.
    ///
    /// ```
    /// # use entitle_kernel::Trace;
    /// # use entitle_kernel::{Cell, Contract, Patient, PatientFacts, PatientScratch, Run, Silent, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let run = Run::new(&contract, "2026-03-31".parse()?)?;
    /// # let mut cells = [Cell::Unknown; 16];
    /// # let mut facts = PatientFacts::new(&contract, &mut cells)?;
    /// # for (name, text) in sample::PATIENT {
    /// #     let fact = contract.find_patient_input(name)?;
    /// #     facts.set(fact.index(), fact.parse(text)?)?;
    /// # }
    /// # let mut scratch = PatientScratch::EMPTY;
    /// # let mut patient = Patient::new(&contract, &run, &facts, &mut scratch)?;
    /// let mut storage = [Trace::BLANK; 2];
    /// let mut trace = Trace::new(&mut storage);
    /// patient.on_register(0, &mut trace)?;
    /// trace.clear();
    /// assert_eq!((trace.entries().len(), trace.dropped()), (0, 0));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
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
