//! One patient by a plan: what is known is decided at once; where a fact is unknown, the rules themselves are asked.

use super::{Goal, Piece, Plan, Planned, Put, Side, Step, Test, When};
use crate::border::Admitted;
use crate::date::days_months_later;
use crate::error::{Error, Result};
use crate::facts::PatientFacts;
use crate::image::ensure;
use crate::limits;
use crate::rules::{Decision, Mask, Patient, PatientScratch, compare};
use crate::trace::Silent;
use crate::value::Cell;

/// A patient who is decided about by a [`Plan`]: the answers of [`Patient`], sooner, and without a trace.
///
/// Facts do not change while it exists. Conditions and registers that several indicators share are settled once.
///
/// ```
/// use entitle_kernel::plan::{Plan, Planned};
/// use entitle_kernel::{Cell, Contract, Decision, PatientFacts, PatientScratch, Run, sample};
/// let contract = Contract::new(sample::IMAGE)?;
/// let run = Run::new(&contract, "2026-03-31".parse()?)?;
/// let mut pieces = vec![Planned::EMPTY; Plan::pieces(&contract)];
/// let plan = Plan::new(&contract, &run, &mut pieces)?;
/// let mut cells = [Cell::Unknown; 16];
/// let facts = PatientFacts::new(&contract, &mut cells)?;
/// let mut scratch = PatientScratch::EMPTY;
/// assert_eq!(plan.patient(&facts, &mut scratch)?.decide(0)?, Decision::UNDETERMINED); // nothing is known
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub struct PlannedPatient<'f, 'p, 'c, 's> {
    plan: &'f Plan<'p, 'c>,
    facts: &'f PatientFacts<'c, 's>,
    scratch: &'f mut PatientScratch,
    /// Whether facts are ignored: then the rules themselves are asked.
    with_ignored: bool,
}

/// A goal that is being settled, how far it has come, and its masks, one bit each.
#[derive(Clone, Copy)]
struct Frame {
    goal: Goal,
    /// The next step of a condition, the first put of a register; and how many are left.
    place: u32,
    left: u16,
    masks: u64,
}

impl Frame {
    #[inline]
    fn pop(&mut self) -> u64 {
        let mask = self.masks & 1;
        self.masks >>= 1;
        mask
    }
}

/// What a goal came to, or what it waits for.
enum Came {
    To(bool),
    Waits(Goal),
}

impl<'p, 'c> Plan<'p, 'c> {
    /// Begins with a patient, whose facts the border judges. Errors as [`Patient::new`].
    ///
    /// ```
    /// # use entitle_kernel::plan::{Plan, Planned};
    /// # use entitle_kernel::{Cell, Contract, PatientFacts, PatientScratch, Run, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let run = Run::new(&contract, "2026-03-31".parse()?)?;
    /// # let mut pieces = vec![Planned::EMPTY; Plan::pieces(&contract)];
    /// # let mut cells = [Cell::Unknown; 16];
    /// # let facts = PatientFacts::new(&contract, &mut cells)?;
    /// let plan = Plan::new(&contract, &run, &mut pieces)?;
    /// let mut scratch = PatientScratch::EMPTY; // once, for one patient after another
    /// assert!(plan.patient(&facts, &mut scratch).is_ok());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[inline]
    pub fn patient<'f, 's>(
        &'f self,
        facts: &'f PatientFacts<'c, 's>,
        scratch: &'f mut PatientScratch,
    ) -> Result<PlannedPatient<'f, 'p, 'c, 's>> {
        ensure(self.contract.is(facts.contract()), Error::BadArgument)?;
        let with_ignored = scratch.begin(self.run, facts)? == Admitted::WithIgnored;
        Ok(PlannedPatient { plan: self, facts, scratch, with_ignored })
    }
}

impl PlannedPatient<'_, '_, '_, '_> {
    /// The decision for an indicator: as [`Patient::decide`], with its errors.
    ///
    /// ```
    /// # use entitle_kernel::plan::{Plan, Planned};
    /// # use entitle_kernel::{Cell, Contract, Error, PatientFacts, PatientScratch, Run, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let run = Run::new(&contract, "2026-03-31".parse()?)?;
    /// # let mut pieces = vec![Planned::EMPTY; Plan::pieces(&contract)];
    /// # let mut cells = [Cell::Unknown; 16];
    /// # let facts = PatientFacts::new(&contract, &mut cells)?;
    /// # let mut scratch = PatientScratch::EMPTY;
    /// let plan = Plan::new(&contract, &run, &mut pieces)?;
    /// let mut patient = plan.patient(&facts, &mut scratch)?;
    /// assert_eq!(patient.decide(99), Err(Error::UnknownItem)); // there are two indicators
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[inline]
    pub fn decide(&mut self, indicator: usize) -> Result<Decision> {
        match self.at_once(indicator) {
            Some(decision) => Ok(decision),
            None => {
                let Plan { contract, run, .. } = *self.plan;
                Patient::resume(contract, run, self.facts, self.scratch)?.decide(indicator, &mut Silent)
            }
        }
    }

    /// Whether the patient belongs to a register: as [`Patient::on_register`], with its errors.
    ///
    /// ```
    /// # use entitle_kernel::plan::{Plan, Planned};
    /// # use entitle_kernel::{Cell, Contract, PatientFacts, PatientScratch, Run, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let run = Run::new(&contract, "2026-03-31".parse()?)?;
    /// # let mut pieces = vec![Planned::EMPTY; Plan::pieces(&contract)];
    /// # let mut cells = [Cell::Unknown; 16];
    /// # let facts = PatientFacts::new(&contract, &mut cells)?;
    /// # let mut scratch = PatientScratch::EMPTY;
    /// let plan = Plan::new(&contract, &run, &mut pieces)?;
    /// let mut patient = plan.patient(&facts, &mut scratch)?;
    /// assert_eq!(patient.on_register(0)?, None); // nothing is known
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[inline]
    pub fn on_register(&mut self, register: usize) -> Result<Option<bool>> {
        let registers = self.plan.contract.register_count();
        let found = u16::try_from(register).ok().filter(|_| register < registers && !self.with_ignored);
        let found = found.and_then(|register| self.is_member(register));
        match found {
            Some(member) => Ok(Some(member)),
            None => {
                let Plan { contract, run, .. } = *self.plan;
                Patient::resume(contract, run, self.facts, self.scratch)?.on_register(register, &mut Silent)
            }
        }
    }

    /// The decision where all that it takes is known and of the plan's common forms.
    #[inline]
    fn at_once(&mut self, indicator: usize) -> Option<Decision> {
        let work = self.plan.work(Goal::Indicator(indicator));
        if work.count == 0 || self.with_ignored {
            return None;
        }
        if !self.is_member(work.register)? {
            return Some(Decision::NOT_ON_REGISTER);
        }
        let (code, adds) = self.first_put(work.first, work.count)?;
        let added = if adds { self.first_put(work.numerator, work.numerator_count)?.0 } else { 0 };
        Some(Decision(code.wrapping_add(added)))
    }

    #[inline]
    fn is_member(&mut self, register: u16) -> Option<bool> {
        if let Some(mask) = self.scratch.register(register) {
            return mask.known();
        }
        let work = self.plan.work(Goal::Register(register.into()));
        let member = self.first_put(work.first, work.count)?.0 != 0;
        self.scratch.set_register(register, Mask::certain(member));
        Some(member)
    }

    /// What the first row of a table that ends for this patient puts, and whether the numerator's is added.
    #[inline]
    fn first_put(&mut self, first: u32, count: u16) -> Option<(u8, bool)> {
        for piece in self.plan.pieces_of(first, count).iter().rev() {
            let (Planned(Piece::Put(Put { when, .. })) | Planned(Piece::Asked(when))) = piece else { return None };
            let holds = match when {
                When::Always => true,
                When::Test(slot, test) => self.passes(*slot, test)?,
                When::Condition(index) => self.holds(*index)?,
            };
            if let Planned(Piece::Put(put)) = piece
                && holds != put.turned
            {
                return Some((put.code, put.adds));
            }
        }
        None
    }

    #[inline]
    fn passes(&self, slot: u16, test: &Test) -> Option<bool> {
        match (self.facts.cell(slot), test) {
            (Cell::Integer(integer), Test::Within(least, most)) => Some(*least <= integer && integer <= *most),
            (Cell::Integer(_), Test::There) => Some(true),
            (Cell::Null, _) => Some(false),
            (Cell::Unknown, _) => None,
        }
    }

    #[inline]
    fn holds(&mut self, condition: u16) -> Option<bool> {
        match self.scratch.condition(condition) {
            Some(mask) => mask.known(),
            None => self.settle(condition),
        }
    }

    /// Settles a condition with all that it refers to, without recursion; nothing where that is more than a plan knows of.
    fn settle(&mut self, condition: u16) -> Option<bool> {
        let mut frames: heapless::Vec<Frame, { limits::DEPTH_MAX + 1 }> = heapless::Vec::new();
        let mut frame = self.frame(Goal::Condition(condition.into()));
        loop {
            let came = match frame.goal {
                Goal::Condition(_) => self.run_condition(&mut frame)?,
                _ => self.run_register(&mut frame)?,
            };
            match came {
                Came::Waits(goal) => {
                    frames.push(frame).ok()?;
                    frame = self.frame(goal);
                }
                Came::To(holds) => {
                    #[expect(clippy::cast_possible_truncation, reason = "indexes come from 16 bits")]
                    match frame.goal {
                        Goal::Condition(index) => self.scratch.set_condition(index as u16, Mask::certain(holds)),
                        Goal::Register(index) | Goal::Indicator(index) => {
                            self.scratch.set_register(index as u16, Mask::certain(holds));
                        }
                    }
                    match frames.pop() {
                        Some(waiting) => frame = waiting,
                        None => return Some(holds),
                    }
                }
            }
        }
    }

    #[inline]
    fn frame(&self, goal: Goal) -> Frame {
        let work = self.plan.work(goal);
        Frame { goal, place: work.first, left: work.count, masks: 0 }
    }

    /// Goes on with a condition's steps.
    #[inline]
    fn run_condition(&mut self, frame: &mut Frame) -> Option<Came> {
        for piece in self.plan.pieces_of(frame.place, frame.left) {
            let Planned(Piece::Step(step)) = piece else { return None };
            let mask = match step {
                Step::Test { slot, test, negated } => self.passes(*slot, test)? != *negated,
                Step::Sides(comparison, a, b) => compare(*comparison, self.side(*a), self.side(*b)).known()?,
                Step::WideFacts(comparison, a, b) => {
                    compare(*comparison, self.facts.cell(*a), self.facts.cell(*b)).known()?
                }
                Step::Constant(on) => *on,
                Step::Condition(index) => match self.scratch.condition(*index) {
                    Some(mask) => mask.known()?,
                    None => return Some(Came::Waits(Goal::Condition(usize::from(*index)))),
                },
                Step::Register(index) => match self.scratch.register(*index) {
                    Some(mask) => mask.known()?,
                    None => return Some(Came::Waits(Goal::Register(usize::from(*index)))),
                },
                Step::Complement => frame.pop() == 0,
                Step::And => frame.pop() & frame.pop() != 0,
                Step::Or => frame.pop() | frame.pop() != 0,
                // Integers are computed by the rules themselves.
                Step::Lanes(_) | Step::Push(_) | Step::Fact(_) | Step::Integer(..) => return None,
            };
            frame.masks = frame.masks << 1 | u64::from(mask);
            frame.place = frame.place.saturating_add(1);
            frame.left = frame.left.saturating_sub(1);
        }
        Some(Came::To(frame.masks & 1 != 0))
    }

    /// Goes on with a register's table.
    fn run_register(&mut self, frame: &mut Frame) -> Option<Came> {
        for piece in self.plan.pieces_of(frame.place, frame.left).iter().rev() {
            let (Planned(Piece::Put(Put { when, .. })) | Planned(Piece::Asked(when))) = piece else { return None };
            let holds = match when {
                When::Always => true,
                When::Test(slot, test) => self.passes(*slot, test)?,
                When::Condition(index) => match self.scratch.condition(*index) {
                    Some(mask) => mask.known()?,
                    None => return Some(Came::Waits(Goal::Condition(usize::from(*index)))),
                },
            };
            if let Planned(Piece::Put(put)) = piece
                && holds != put.turned
            {
                return Some(Came::To(put.code != 0));
            }
            frame.left = frame.left.saturating_sub(1);
        }
        None
    }

    fn side(&self, side: Side) -> Cell {
        match self.facts.cell(side.slot) {
            Cell::Integer(integer) => {
                // Sides fit 32 bits.
                let integer = i32::try_from(integer).unwrap_or(0);
                let later = if side.months == 0 { integer } else { days_months_later(integer, side.months.into()) };
                Cell::Integer(i64::from(later).saturating_add(side.days.into()))
            }
            other => other,
        }
    }
}
