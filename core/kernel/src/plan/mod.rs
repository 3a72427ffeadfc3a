//! Plans: what a contract's rules about patients come to for one run, read once from the image and then worked for any number
//! of patients.
//!
//! Parameters and dates are put in, a fact against a constant has become a range, and a table's rows stand with what
//! they put. Columns are evaluated by a plan ([`block`](crate::block)), and so is one patient after another where nobody
//! asks for a trace ([`Plan::patient`]); the answers are those of [`Patient`](crate::Patient).
//!
//! ```
//! use entitle_kernel::plan::{Plan, Planned};
//! use entitle_kernel::{Cell, Contract, PatientFacts, PatientScratch, Run, image::code::Outcome, sample};
//!
//! let contract = Contract::new(sample::IMAGE)?;
//! let run = Run::new(&contract, "2026-03-31".parse()?)?;
//! let mut pieces = vec![Planned::EMPTY; Plan::pieces(&contract)];
//! let plan = Plan::new(&contract, &run, &mut pieces)?;            // once
//!
//! let mut cells = [Cell::Unknown; 16];
//! let mut facts = PatientFacts::new(&contract, &mut cells)?;
//! for (name, text) in sample::PATIENT {
//!     let fact = contract.find_patient_input(name)?;
//!     facts.set(fact.index(), fact.parse(text)?)?;
//! }
//! let mut scratch = PatientScratch::EMPTY;
//! let decision = plan.patient(&facts, &mut scratch)?.decide(0)?;  // for one patient after another
//! assert_eq!(contract.decision(0, decision).outcome, Outcome::InNumerator);
//! # Ok::<(), entitle_kernel::Error>(())
//! ```

mod patient;
mod piece;
mod planner;

pub use patient::PlannedPatient;
pub(crate) use piece::{Goal, Piece, Put, Side, Step, Test, When, Work};
pub(crate) use planner::fits_32_bits;

use crate::error::{Error, Result};
use crate::image::record;
use crate::image::{Contract, ensure};
use crate::rules::Run;
use piece::SLOTS_A_PIECE;
use planner::Planner;

/// A piece of a plan, in storage of the caller's.
///
/// ```
/// use entitle_kernel::{Contract, plan::{Plan, Planned}, sample};
/// let pieces = vec![Planned::EMPTY; Plan::pieces(&Contract::new(sample::IMAGE)?)];
/// assert!(size_of_val(&pieces[0]) <= 48);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Planned(Piece);

impl Planned {
    /// Nothing is planned.
    ///
    /// ```
    /// let pieces = [entitle_kernel::plan::Planned::EMPTY; 8];
    /// # assert_eq!(pieces.len(), 8);
    /// ```
    pub const EMPTY: Planned = Planned(Piece::None);
}

/// Where the pieces of each kind begin, after the first, which says whose plan it is. Puts and steps come last, wherever the
/// goals say.
#[derive(Clone, Copy, Debug)]
struct Sections {
    conditions: usize,
    registers: usize,
    indicators: usize,
    /// Each register's slots, so many pieces for each.
    slots: usize,
    slots_each: usize,
    rest: usize,
}

impl Sections {
    const RANGES: usize = 1;

    fn of(contract: &Contract<'_>) -> Sections {
        let patient_slots = usize::from(contract.cost().patient_slots);
        let conditions = patient_slots.saturating_add(Sections::RANGES);
        let registers = conditions.saturating_add(contract.count::<record::Condition>());
        let indicators = registers.saturating_add(contract.register_count());
        let slots = indicators.saturating_add(contract.indicator_count());
        let slots_each = patient_slots.div_ceil(SLOTS_A_PIECE);
        let rest = slots.saturating_add(slots_each.saturating_mul(contract.register_count()));
        Sections { conditions, registers, indicators, slots, slots_each, rest }
    }

    /// Where the piece of a goal stands.
    #[inline(always)]
    const fn place(&self, goal: Goal) -> usize {
        match goal {
            Goal::Condition(index) => self.conditions.wrapping_add(index),
            Goal::Register(index) => self.registers.wrapping_add(index),
            Goal::Indicator(index) => self.indicators.wrapping_add(index),
        }
    }

    /// The piece of a goal, out of all.
    #[inline(always)]
    fn work(&self, pieces: &[Planned], goal: Goal) -> Work {
        match pieces.get(self.place(goal)) {
            Some(Planned(Piece::Goal(work))) => *work,
            _ => Work::NOTHING,
        }
    }
}

/// What a contract's rules come to for one run, in storage of the caller's; any number of evaluations, on any number of
/// threads, read it.
///
/// ```
/// use entitle_kernel::{Contract, Error, Run, plan::{Plan, Planned}, sample};
/// let contract = Contract::new(sample::IMAGE)?;
/// let run = Run::new(&contract, "2026-03-31".parse()?)?;
/// let mut pieces = vec![Planned::EMPTY; Plan::pieces(&contract)];
/// let plan = Plan::new(&contract, &run, &mut pieces)?;
/// assert_eq!(plan.run().achievement_date(), run.achievement_date());
/// assert!(Plan::resume(&contract, &run, &pieces).is_ok());                   // without planning again
/// let next = Run::new(&contract, "2026-04-30".parse()?)?;                    // dates stand in a plan
/// assert_eq!(Plan::resume(&contract, &next, &pieces).err(), Some(Error::BadArgument));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Plan<'p, 'c> {
    contract: &'p Contract<'c>,
    run: &'p Run,
    pieces: &'p [Planned],
    sections: Sections,
}

impl<'p, 'c> Plan<'p, 'c> {
    /// How many [`Planned`] pieces a contract's plan takes.
    ///
    /// ```
    /// use entitle_kernel::{Contract, plan::Plan, sample};
    /// assert!(Plan::pieces(&Contract::new(sample::IMAGE)?) < 200);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn pieces(contract: &Contract<'_>) -> usize {
        let steps = contract.all::<record::Condition>().map(|condition| usize::from(condition.count));
        let rows = |table: u16| {
            let table = contract.record::<record::Table>(table.into());
            table.map_or(0, |table| usize::from(table.count))
        };
        let of_registers = contract.all::<record::Register>().map(|register| rows(register.table));
        let of_indicators = contract.all::<record::Indicator>();
        let of_indicators = of_indicators.map(|one| rows(one.denominator).saturating_add(rows(one.numerator)));
        // A row has two ends.
        let puts = of_registers.chain(of_indicators).map(|rows| rows.saturating_mul(2));
        steps.chain(puts).fold(Sections::of(contract).rest, usize::saturating_add)
    }

    /// Plans a run. Errors: `BadArgument` where the run is another contract's, `StorageTooSmall` where there are fewer pieces
    /// than [`Plan::pieces`] says.
    ///
    /// ```
    /// use entitle_kernel::{Contract, Error, Run, plan::Plan, sample};
    /// let contract = Contract::new(sample::IMAGE)?;
    /// let run = Run::new(&contract, "2026-03-31".parse()?)?;
    /// assert_eq!(Plan::new(&contract, &run, &mut []).err(), Some(Error::StorageTooSmall));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn new(contract: &'p Contract<'c>, run: &'p Run, storage: &'p mut [Planned]) -> Result<Plan<'p, 'c>> {
        ensure(run.is_of(contract), Error::BadArgument)?;
        let sections = Sections::of(contract);
        let pieces = storage.get_mut(..Plan::pieces(contract)).ok_or(Error::StorageTooSmall)?;
        Planner::new(contract, run, sections, pieces).plan();
        Ok(Plan { contract, run, pieces, sections })
    }

    /// A plan made before, in storage that nobody changed; `BadArgument` where these pieces are not this run's.
    ///
    /// ```
    /// use entitle_kernel::{Contract, Error, Run, plan::{Plan, Planned}, sample};
    /// let contract = Contract::new(sample::IMAGE)?;
    /// let run = Run::new(&contract, "2026-03-31".parse()?)?;
    /// let pieces = vec![Planned::EMPTY; Plan::pieces(&contract)];
    /// assert_eq!(Plan::resume(&contract, &run, &pieces).err(), Some(Error::BadArgument)); // nothing was planned
    /// # Ok::<(), Error>(())
    /// ```
    pub fn resume(contract: &'p Contract<'c>, run: &'p Run, pieces: &'p [Planned]) -> Result<Plan<'p, 'c>> {
        let is_plan = match pieces.first() {
            Some(Planned(Piece::Of(image, day))) => {
                contract.is_as(image) && run.is_of(contract) && *day == run.achievement_date().days()
            }
            _ => false,
        };
        ensure(is_plan, Error::BadArgument)?;
        Ok(Plan { contract, run, pieces, sections: Sections::of(contract) })
    }

    /// The contract whose rules are planned.
    #[must_use]
    pub const fn contract(&self) -> &'p Contract<'c> {
        self.contract
    }

    /// The run that they are planned for.
    #[must_use]
    pub const fn run(&self) -> &'p Run {
        self.run
    }

    #[inline(always)]
    pub(crate) fn piece(&self, place: u32) -> &Piece {
        self.pieces.get(place as usize).map_or(&Piece::None, |planned| &planned.0)
    }

    /// So many pieces one after another.
    #[inline(always)]
    fn pieces_of(&self, first: u32, count: u16) -> &'p [Planned] {
        let first = first as usize;
        self.pieces.get(first..first.wrapping_add(count.into())).unwrap_or_default()
    }

    /// What a goal is made of.
    #[inline(always)]
    pub(crate) fn work(&self, goal: Goal) -> Work {
        self.sections.work(self.pieces, goal)
    }

    /// The slots whose facts the rules of a register's indicators read.
    #[inline(always)]
    fn slot_pieces(&self, register: usize) -> &'p [Planned] {
        let first = self.sections.slots.wrapping_add(register.wrapping_mul(self.sections.slots_each));
        self.pieces.get(first..first.wrapping_add(self.sections.slots_each)).unwrap_or_default()
    }

    /// The same one after another, in order.
    pub(crate) fn slots(&self, register: usize) -> impl Iterator<Item = u16> + use<'p> {
        let pieces = self.slot_pieces(register).iter().filter_map(|piece| match piece {
            Planned(Piece::Slots(words, _)) => Some(words),
            _ => None,
        });
        pieces.flatten().zip(0_u16..).flat_map(|(word, place)| {
            let mut left = *word;
            core::iter::from_fn(move || {
                let bit = left.trailing_zeros();
                left &= left.wrapping_sub(1);
                #[expect(clippy::cast_possible_truncation, reason = "a word has 32 bits")]
                (bit < 32).then(|| place.wrapping_mul(32).wrapping_add(bit as u16))
            })
        })
    }

    /// How many slots of a register come before this one.
    #[inline(always)]
    pub(crate) fn slots_before(&self, register: usize, slot: u16) -> usize {
        let slot = usize::from(slot);
        let Some(Planned(Piece::Slots(words, before))) = self.slot_pieces(register).get(slot / SLOTS_A_PIECE) else {
            return 0;
        };
        let (word, bit) = (slot % SLOTS_A_PIECE / 32, slot % 32);
        let mut count = u32::from(*before);
        for (place, bits) in words.iter().enumerate() {
            let of_word = match place.cmp(&word) {
                core::cmp::Ordering::Less => *bits,
                core::cmp::Ordering::Equal => bits & (1_u32 << bit).wrapping_sub(1),
                core::cmp::Ordering::Greater => 0,
            };
            count = count.wrapping_add(of_word.count_ones());
        }
        count as usize
    }
}
