//! Rule tables over columns: the same rules, the same answers, many patients at once.
//!
//! A block of `N` rows is evaluated together: every condition is a mask, a byte for each row, and a rule table is worked
//! from its last rule to its first, each putting its decision where its condition holds. So nothing branches on a
//! patient, and plain loops become vector instructions. Registers come first: where few of a block belong to one, those
//! rows are put by with what their rules read, until a block of them is full, and its indicators are decided for them alone. What several rules share is evaluated once a block.
//!
//! The caller owns everything: the columns, the storage ([`BlockStorage`], as large as [`BlockCost`] says), and the place
//! where answers go ([`Sink`]: [`Decisions`] by row, or a [`Tally`](crate::Tally) alone). `N` is 256 on hosts and 64 on small
//! machines; any multiple of 8 gives the same answers.
//!
//! ```
//! use entitle_kernel::block::{BlockCost, BlockStorage, Column, ColumnPlace, Columns, Evaluator};
//! use entitle_kernel::block::{Gathered, Lanes, Mask, Nulls, Pending, Values};
//! use entitle_kernel::plan::{Plan, Planned};
//! use entitle_kernel::{Contract, Date, Run, Tally, Value, image::code::Outcome, sample};
//!
//! let contract = Contract::new(sample::IMAGE)?;
//! let run = Run::new(&contract, Date::from_ymd(2026, 3, 31)?)?;
//! let mut places = [ColumnPlace::EMPTY; 16];
//! let mut columns = Columns::new(&contract, 3, &mut places)?;      // three patients
//! let fact = |name: &str| contract.find_patient_input(name).map(|fact| fact.index());
//! columns.set(fact("age")?, Column { values: Values::U8(&[64, 16, 40]), base: 0, nulls: Nulls::None })?;
//! let days = Values::U16(&[18_000, 18_000, 65535]);                // since 1970-01-01; the third was never diagnosed
//! columns.set(fact("diagnosed")?, Column { values: days, base: 0, nulls: Nulls::Sentinel(65535) })?;
//! for (name, text) in sample::PATIENT {
//!     let fact = contract.find_patient_input(name)?;
//!     if columns.missing().any(|missing| missing.index() == fact.index()) {
//!         columns.set_value(fact.index(), fact.parse(text)?)?;     // the same for all three
//!     }
//! }
//!
//! let mut pieces = vec![Planned::EMPTY; Plan::pieces(&contract)];
//! let plan = Plan::new(&contract, &run, &mut pieces)?;
//! let cost = BlockCost::of(&plan);
//! let (mut masks, mut lanes) = (vec![Mask::<64>::EMPTY; cost.masks], vec![Lanes::EMPTY; cost.lanes]);
//! let (mut pending, mut gathered) = (vec![Pending::EMPTY; cost.pending], vec![Gathered::EMPTY; cost.gathered]);
//! let storage =
//!     BlockStorage { masks: &mut masks, lanes: &mut lanes, pending: &mut pending, gathered: &mut gathered };
//! let mut counts = vec![0; contract.cost().tally_slots.into()];
//! let mut tally = Tally::new(&contract, &mut counts)?;
//! Evaluator::new(&columns, &plan, storage)?.evaluate(0..3, &mut tally)?;
//! assert_eq!(tally.members(0), Some(1));                           // one too young, one not diagnosed
//! assert_eq!(tally.with_outcome(0, Outcome::InNumerator), 1);
//! # Ok::<(), entitle_kernel::Error>(())
//! ```
//!
//! What this module does not do: it knows no unknown (a fact that nobody knows has no column), traces nothing, and starts
//! no threads; rows are independent, so a caller with several evaluates a part on each.

mod column;
mod compare;
mod conditions;
mod lanes;
mod sink;

pub use column::{Bits, Column, ColumnPlace, Columns, Gathered, Nulls, Values};
pub use compare::Lanes;
pub use lanes::{Mask, Rows};
pub use sink::{Decisions, Sink, count_decisions};

use crate::error::{Error, Result};
use crate::image::ensure;
use crate::image::record::{self, NONE};
use crate::limits;
use crate::plan::{Goal, Plan};
use crate::rules::Bits as Known;
use core::ops::Range;

/// How much storage the evaluation of a contract's columns takes.
///
/// ```
/// use entitle_kernel::plan::{Plan, Planned};
/// use entitle_kernel::{Contract, Run, block::BlockCost, sample};
/// let contract = Contract::new(sample::IMAGE)?;
/// let run = Run::new(&contract, "2026-03-31".parse()?)?;
/// let mut pieces = vec![Planned::EMPTY; Plan::pieces(&contract)];
/// let cost = BlockCost::of(&Plan::new(&contract, &run, &mut pieces)?);
/// assert_eq!(cost.pending, 1); // one register
/// assert!(cost.masks < 40 && cost.lanes >= 2);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BlockCost {
    /// How many [`Mask`]s.
    pub masks: usize,
    /// How many [`Lanes`].
    pub lanes: usize,
    /// How many [`Pending`]s.
    pub pending: usize,
    /// How many [`Gathered`]s.
    pub gathered: usize,
}

impl BlockCost {
    /// What the evaluation of a plan takes.
    #[must_use]
    pub fn of(plan: &Plan<'_, '_>) -> BlockCost {
        Places::of(plan).cost(plan)
    }
}

/// Where each mask stands: one for each condition and register, then a stack, then the table at hand and two to spare.
#[derive(Clone, Copy)]
struct Places {
    registers: usize,
    stack: usize,
    offsets: usize,
    decisions: usize,
    spare: usize,
    end: usize,
    /// Where the two sides of a comparison stand among what is gathered, after all that is.
    sides: usize,
}

impl Places {
    fn of(plan: &Plan<'_, '_>) -> Places {
        let contract = plan.contract();
        let registers = contract.count::<record::Condition>();
        let stack = registers.saturating_add(contract.register_count());
        let deepest = contract.all::<record::Condition>().map(|condition| condition.masks).max().unwrap_or(0);
        let offsets = stack.saturating_add(deepest.into());
        let decisions = offsets.saturating_add(1);
        let spare = decisions.saturating_add(1);
        let sides = (0..contract.register_count()).map(|register| plan.slots(register).count()).sum();
        Places { registers, stack, offsets, decisions, spare, end: spare.saturating_add(2), sides }
    }

    fn cost(&self, plan: &Plan<'_, '_>) -> BlockCost {
        BlockCost {
            masks: self.end,
            lanes: limits::INTEGERS_MAX,
            pending: plan.contract().register_count(),
            gathered: self.sides.saturating_add(2),
        }
    }
}

/// Rows of one register, put by until they fill a block.
///
/// ```
/// use entitle_kernel::block::Pending;
/// let pending = vec![Pending::<256>::EMPTY; 25];
/// assert!(size_of_val(&pending[0]) < 2 * 1024);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Pending<const N: usize> {
    rows: [u32; N],
    count: usize,
    /// Where the facts of these rows stand among all that are gathered.
    gathered: usize,
    /// How many members there were in all.
    members: usize,
    /// Whether the block at hand is decided in place.
    in_place: bool,
    /// Whether all rows of the block at hand are members.
    is_all: bool,
}

impl<const N: usize> Pending<N> {
    /// No rows.
    ///
    /// ```
    /// let pending = entitle_kernel::block::Pending::<64>::EMPTY;
    /// assert!(size_of_val(&pending) < 512);
    /// ```
    pub const EMPTY: Pending<N> =
        Pending { rows: [0; N], count: 0, gathered: 0, members: 0, in_place: false, is_all: false };

    /// Nobody is put by; facts will be gathered from `gathered` on.
    fn begin(&mut self, gathered: usize) {
        (self.count, self.gathered, self.members) = (0, gathered, 0);
    }

    #[inline(always)]
    fn push(&mut self, row: usize) {
        #[expect(clippy::cast_possible_truncation, reason = "columns have at most 2³² rows")]
        let row = row as u32;
        if let Some(place) = self.rows.get_mut(self.count) {
            *place = row;
            self.count = self.count.wrapping_add(1);
        }
    }
}

/// Storage of the caller's for an evaluation.
pub struct BlockStorage<'s, const N: usize> {
    /// At least [`BlockCost::masks`].
    pub masks: &'s mut [Mask<N>],
    /// At least [`BlockCost::lanes`].
    pub lanes: &'s mut [Lanes<N>],
    /// At least [`BlockCost::pending`].
    pub pending: &'s mut [Pending<N>],
    /// At least [`BlockCost::gathered`].
    pub gathered: &'s mut [Gathered<N>],
}

/// The evaluation of columns: every register and every indicator that has rules about patients.
pub struct Evaluator<'e, 'c, 'd, 's, const N: usize> {
    columns: &'e Columns<'c, 'd, 's>,
    plan: &'e Plan<'e, 'c>,
    storage: BlockStorage<'e, N>,
    places: Places,
    /// The register whose list is at hand, and where its facts are gathered.
    listed: Option<(usize, usize)>,
    /// How many rows there were in all.
    rows: usize,
    conditions_known: Known<{ limits::CONDITIONS_MAX / 32 }>,
    registers_known: Known<{ limits::REGISTERS_MAX / 32 }>,
}

impl<'e, 'c, 'd, 's, const N: usize> Evaluator<'e, 'c, 'd, 's, N> {
    /// Takes columns, plan and storage.
    ///
    /// Errors: `BadArgument` where the plan is another contract's, `MissingColumn` where rules read a fact that has none
    /// ([`Columns::missing`] tells which), `StorageTooSmall` where the storage is less than [`BlockCost`] says.
    ///
    /// ```
    /// use entitle_kernel::block::{BlockStorage, ColumnPlace, Columns, Evaluator};
    /// use entitle_kernel::plan::{Plan, Planned};
    /// use entitle_kernel::{Contract, Error, Run, sample};
    /// let contract = Contract::new(sample::IMAGE)?;
    /// let run = Run::new(&contract, "2026-03-31".parse()?)?;
    /// let mut pieces = vec![Planned::EMPTY; Plan::pieces(&contract)];
    /// let plan = Plan::new(&contract, &run, &mut pieces)?;
    /// let mut places = [ColumnPlace::EMPTY; 16];
    /// let columns = Columns::new(&contract, 100, &mut places)?;
    /// let storage = BlockStorage::<64> { masks: &mut [], lanes: &mut [], pending: &mut [], gathered: &mut [] };
    /// assert_eq!(Evaluator::new(&columns, &plan, storage).err(), Some(Error::MissingColumn)); // age, for one
    /// # Ok::<(), Error>(())
    /// ```
    pub fn new(columns: &'e Columns<'c, 'd, 's>, plan: &'e Plan<'e, 'c>, storage: BlockStorage<'e, N>) -> Result<Self> {
        const { assert!(N.is_multiple_of(8) && N > 0 && N <= 4096) };
        ensure(plan.contract().is(columns.contract()), Error::BadArgument)?;
        ensure(columns.missing().next().is_none(), Error::MissingColumn)?;
        let places = Places::of(plan);
        let cost = places.cost(plan);
        let fits = storage.masks.len() >= cost.masks
            && storage.lanes.len() >= cost.lanes
            && storage.pending.len() >= cost.pending
            && storage.gathered.len() >= cost.gathered;
        ensure(fits, Error::StorageTooSmall)?;
        let mut gathered = 0_usize;
        for (register, pending) in storage.pending.iter_mut().take(cost.pending).enumerate() {
            pending.begin(gathered);
            gathered = gathered.saturating_add(plan.slots(register).count());
        }
        let (conditions_known, registers_known) = (Known::EMPTY, Known::EMPTY);
        Ok(Evaluator { columns, plan, storage, places, listed: None, rows: 0, conditions_known, registers_known })
    }

    /// Evaluates these rows and hands every answer to `sink`. Rows past the end of the columns are passed over.
    /// Errors are the sink's.
    ///
    /// Inlined with all that it calls, so that a caller can compile it for the vector instructions of a machine.
    #[inline(always)]
    pub fn evaluate(&mut self, rows: Range<usize>, sink: &mut impl Sink) -> Result<()> {
        self.evaluate_part(rows, true, sink)
    }

    /// Evaluates these rows as one part of several, one after another, so that a caller can look at a part's values while
    /// they are in the cache. Unless it is the last, some answers are put by until a later part. Errors are the sink's;
    /// after one, what was put by is told in the next evaluation.
    #[inline(always)]
    pub fn evaluate_part(&mut self, rows: Range<usize>, is_last: bool, sink: &mut impl Sink) -> Result<()> {
        let end = rows.end.min(self.columns.rows());
        let mut next = rows.start;
        self.rows = self.rows.wrapping_add(end.saturating_sub(next));
        loop {
            let is_over = next >= end;
            let least = if is_over && is_last { 1 } else { const { N - N / IN_PLACE_FROM + 1 } };
            let list;
            let rows = match self.take_list(least) {
                Some((taken, count)) => {
                    list = taken;
                    Rows::List(list.get(..count).unwrap_or(&list))
                }
                None if is_over => break,
                None => {
                    let (first, count) = (next, end.wrapping_sub(next).min(N));
                    next = next.wrapping_add(count);
                    self.columns.find_pages(first);
                    Rows::Range { first, count }
                }
            };
            self.work(rows, sink)?;
        }
        if is_last { self.tell_who_was_not(sink) } else { Ok(()) }
    }

    /// For each indicator, how many are not on its register; then all begins anew.
    fn tell_who_was_not(&mut self, sink: &mut impl Sink) -> Result<()> {
        let contract = *self.columns.contract();
        for (index, indicator) in contract.all::<record::Indicator>().enumerate() {
            if indicator.denominator != NONE {
                let members =
                    self.storage.pending.get(usize::from(indicator.register)).map_or(0, |pending| pending.members);
                sink.not_on_register(index, self.rows.saturating_sub(members))?;
            }
        }
        self.rows = 0;
        self.storage.pending.iter_mut().for_each(|pending| pending.members = 0);
        Ok(())
    }

    /// Takes a register's list of at least so many rows, where there is one: the rows, and how many they are.
    #[inline(always)]
    fn take_list(&mut self, least: usize) -> Option<([u32; N], usize)> {
        let pendings = self.storage.pending.iter_mut().take(self.plan.contract().register_count());
        let found = pendings.enumerate().find(|(_, pending)| pending.count >= least);
        self.listed = found.as_ref().map(|(register, pending)| (*register, pending.gathered));
        let (_, pending) = found?;
        Some((pending.rows, core::mem::take(&mut pending.count)))
    }

    /// A block of rows: all registers, then the indicators of those to which many belong. Or the list of one register:
    /// its indicators.
    ///
    /// Goals are worked in one loop so that their code, which is long once vectors are made of it, exists once.
    #[inline(always)]
    fn work(&mut self, rows: Rows<'_>, sink: &mut impl Sink) -> Result<()> {
        self.forget();
        let contract = self.plan.contract();
        let (registers, indicators) = (contract.register_count(), contract.indicator_count());
        if let Some((register, _)) = self.listed {
            // Who is listed is a member.
            self.registers_known.set(register, true);
            if let Some(mask) = self.storage.masks.get_mut(self.places.registers.wrapping_add(register)) {
                mask.fill(true);
            }
        }
        for step in 0..registers.wrapping_add(indicators) {
            let goal = match step.checked_sub(registers) {
                None => Goal::Register(step),
                Some(indicator) => Goal::Indicator(indicator),
            };
            if self.is_asked(goal) {
                self.settle(goal, rows);
                self.tell(goal, rows, sink)?;
            }
        }
        Ok(())
    }

    #[inline(always)]
    fn is_asked(&self, goal: Goal) -> bool {
        let work = self.plan.work(goal);
        let register = usize::from(work.register);
        work.count > 0
            && match (goal, self.listed) {
                (Goal::Indicator(_), Some((listed, _))) => register == listed,
                (Goal::Indicator(_), None) => {
                    self.storage.pending.get(register).is_some_and(|pending| pending.in_place)
                }
                (_, listed) => listed.is_none(),
            }
    }

    /// Hands over what a register or indicator came to.
    #[inline(always)]
    fn tell(&mut self, goal: Goal, rows: Rows<'_>, sink: &mut impl Sink) -> Result<()> {
        let work = self.plan.work(goal);
        let count = rows.count();
        let Places { registers, decisions, .. } = self.places;
        let BlockStorage { masks, pending, .. } = &mut self.storage;
        match goal {
            Goal::Register(index) => {
                let place = registers.wrapping_add(index);
                let (Some(mask), Some(pending)) = (masks.get(place), pending.get_mut(index)) else { return Ok(()) };
                let members = mask.count(count);
                pending.members = pending.members.wrapping_add(members);
                pending.in_place = members.saturating_mul(IN_PLACE_FROM) >= count;
                pending.is_all = members == count;
                if members == 0 {
                    return Ok(());
                }
                let put_by = work.refers && !pending.in_place;
                sink.members(index, rows, mask.0.get(..count).unwrap_or(&mask.0), members)?;
                if let (Rows::Range { first, .. }, true) = (rows, put_by) {
                    self.put_by(index, first, count);
                }
                Ok(())
            }
            Goal::Indicator(index) => {
                let register = usize::from(work.register);
                let is_all = self.listed.is_some() || pending.get(register).is_some_and(|pending| pending.is_all);
                if !is_all
                    && let Ok([decided, members]) =
                        masks.get_disjoint_mut([decisions, registers.wrapping_add(register)])
                {
                    decided.and(members);
                }
                let Some(decided) = masks.get(decisions) else { return Ok(()) };
                sink.decisions(index, rows, decided.0.get(..count).unwrap_or(&decided.0))
            }
            Goal::Condition(_) => Ok(()),
        }
    }

    /// Puts the members of a block by, with the facts that their rules read, which now stand in the cache.
    #[inline(always)]
    fn put_by(&mut self, register: usize, first: usize, count: usize) {
        let BlockStorage { masks, pending, gathered, .. } = &mut self.storage;
        let mask = masks.get(self.places.registers.wrapping_add(register));
        let (Some(mask), Some(pending)) = (mask, pending.get_mut(register)) else { return };
        let before = pending.count;
        mask.each(count, |row| pending.push(first.wrapping_add(row)));
        let list = pending.rows.get(before..pending.count).unwrap_or_default();
        let gathered = gathered.get_mut(pending.gathered..).unwrap_or_default();
        for (slot, gathered) in self.plan.slots(register).zip(gathered) {
            gathered.append(&self.columns.place(slot).column, list, before);
        }
    }
}

/// A block is decided in place where at least one of so many rows belongs to the register.
const IN_PLACE_FROM: usize = 8;
