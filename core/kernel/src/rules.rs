//! Rule tables about patients: first match wins, and one byte says how it ended.
//!
//! A condition is one mask, "is true": null goes the way of false, and negation was pushed to the leaves
//! when the image was made. For a single patient a fact may be unknown, and the mask becomes the
//! pair (must be true, may be true). The same compiled conditions serve columns.

use crate::border::{Admitted, Border};
use crate::date::Date;
use crate::error::{Error, Result};
use crate::facts::PatientFacts;
use crate::image::code::{Action, Comparison, Outcome, PatientOp};
use crate::image::record::{self, NONE};
use crate::image::{Checked, Contract, Reason, ensure};
use crate::limits;
use crate::number::floor_quotient;
use crate::trace::{Entry, Event, Role, Watch, patient_watch};
use crate::value::{Basis, Cell, graded};

/// How one patient's evaluation for one indicator ended: one byte.
///
/// [`Contract::decision`] tells outcome, row, branch and reason.
///
/// ```
/// # use entitle_kernel::{Decision, image::code::Outcome};
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
/// let decision = patient.decide(0, &mut Silent)?;
/// assert_eq!(contract.decision(0, decision).outcome, Outcome::InNumerator);
/// // A fact that could matter is asked for, not guessed.
/// let frailty = contract.find_patient_input("frailty")?;
/// let mut facts = facts;
/// facts.set(frailty.index(), Value::Unknown)?;
/// let mut patient = Patient::new(&contract, &run, &facts, &mut scratch)?;
/// assert_eq!(patient.decide(0, &mut Silent)?, Decision::UNDETERMINED);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, serde::Serialize)]
pub struct Decision(pub u8);

impl Decision {
    /// Not a member of the indicator's register.
    ///
    /// ```
    /// # use entitle_kernel::Decision;
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
    /// let diagnosed = contract.find_patient_input("diagnosed")?;
    /// facts.set(diagnosed.index(), Value::Null)?; // never diagnosed
    /// let mut patient = Patient::new(&contract, &run, &facts, &mut scratch)?;
    /// assert_eq!(patient.decide(0, &mut Silent)?, Decision::NOT_ON_REGISTER);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub const NOT_ON_REGISTER: Decision = Decision(0);
    /// A fact that decides is not known.
    ///
    /// ```
    /// # use entitle_kernel::Decision;
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
    /// let diagnosed = contract.find_patient_input("diagnosed")?;
    /// facts.set(diagnosed.index(), Value::Unknown)?; // nobody has said
    /// let mut patient = Patient::new(&contract, &run, &facts, &mut scratch)?;
    /// assert_eq!(patient.decide(0, &mut Silent)?, Decision::UNDETERMINED);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub const UNDETERMINED: Decision = Decision(255);
}

/// What a decision means.
///
/// ```
/// # use entitle_kernel::image::code::Outcome;
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
/// let decision = patient.decide(1, &mut Silent)?; // on the register, and no smoker
/// let settled = contract.decision(1, decision);
/// assert_eq!(settled.outcome, Outcome::InDenominator);
/// assert_eq!((settled.row, settled.matched), (Some(0), true));                      // "otherwise select"
/// assert_eq!((settled.numerator_row, settled.numerator_matched), (Some(0), false)); // "smoker = true"
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Settled<'a> {
    /// Where the patient stands.
    pub outcome: Outcome,
    /// The row of the denominator that settled it, from 0; `None` where the register or an unknown did.
    pub row: Option<u8>,
    /// Whether that row's condition was true.
    pub matched: bool,
    /// The row of the numerator that settled it, from 0, for a patient in the denominator.
    pub numerator_row: Option<u8>,
    /// Whether that row's condition was true.
    pub numerator_matched: bool,
    /// Why, where the row gives a reason.
    pub reason: Option<Reason<'a>>,
}

/// What is the same for every patient of a run: the achievement date, and what follows from it alone.
///
/// ```
/// # use entitle_kernel::{Date, Run};
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let run = Run::new(&contract, Date::from_ymd(2026, 3, 31)?)?; // once, for any number of patients
/// assert_eq!(run.achievement_date().to_string(), "2026-03-31");
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Run {
    achievement_date: Date,
    constants: [i64; limits::RUN_CONSTANTS_MAX],
    /// The definition that the run is for.
    image: Checked,
}

const _: () = assert!(size_of::<Run>() <= 256);

impl Run {
    /// A run up to this achievement date; `OutOfRange` outside 1800–2199.
    ///
    /// ```
    /// # use entitle_kernel::{Date, Error, Run};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert!(Run::new(&contract, Date::from_ymd(2026, 3, 31)?).is_ok());
    /// assert_eq!(Run::new(&contract, Date::MAX).err(), Some(Error::OutOfRange));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn new(contract: &Contract<'_>, achievement_date: Date) -> Result<Run> {
        ensure((Date::RECORD_MIN..=Date::RECORD_MAX).contains(&achievement_date), Error::OutOfRange)?;
        let constants = [0; limits::RUN_CONSTANTS_MAX];
        let mut run = Run { achievement_date, constants, image: contract.checked() };
        for (index, constant) in contract.all::<record::RunConstant>().enumerate() {
            let mut integers = Integers::new();
            for instruction in
                contract.records::<record::PatientInstruction>(constant.first as usize, constant.count.into())
            {
                if let Some(op) = PatientOp::from_u8(instruction.op) {
                    integers.step(contract, &run, op, &instruction, &mut |_| Cell::Null);
                }
            }
            if let (Some(place), Cell::Integer(value)) = (run.constants.get_mut(index), integers.pop()) {
                *place = value;
            }
        }
        Ok(run)
    }

    /// The day up to which records count.
    ///
    /// ```
    /// # use entitle_kernel::{Date, Run};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let run = Run::new(&contract, Date::from_ymd(2025, 9, 30)?)?; // half a year in
    /// assert_eq!(run.achievement_date(), Date::from_ymd(2025, 9, 30)?);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn achievement_date(&self) -> Date {
        self.achievement_date
    }

    #[inline]
    pub(crate) fn constant(&self, index: u16) -> i64 {
        self.constants.get(usize::from(index)).copied().unwrap_or(0)
    }

    pub(crate) fn is_of(&self, contract: &Contract<'_>) -> bool {
        contract.is_as(&self.image)
    }
}

/// A set of up to as many indexes as its words have bits.
#[derive(Clone, Copy)]
pub(crate) struct Bits<const WORDS: usize>([u32; WORDS]);

impl<const WORDS: usize> Bits<WORDS> {
    pub(crate) const EMPTY: Bits<WORDS> = Bits([0; WORDS]);

    #[inline]
    pub(crate) fn has(&self, index: usize) -> bool {
        self.0.get(index >> 5).is_some_and(|word| word & (1_u32 << (index & 31)) != 0)
    }

    #[inline]
    pub(crate) fn words(&self) -> &[u32; WORDS] {
        &self.0
    }

    #[inline]
    pub(crate) fn set(&mut self, index: usize, on: bool) {
        if let Some(word) = self.0.get_mut(index >> 5) {
            *word = *word & !(1_u32 << (index & 31)) | u32::from(on) << (index & 31);
        }
    }
}

/// A mask of one patient: must be true, may be true. Unknown is (no, yes).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Mask {
    must: bool,
    may: bool,
}

impl Mask {
    const UNKNOWN: Mask = Mask { must: false, may: true };

    pub(crate) const fn certain(value: bool) -> Mask {
        Mask { must: value, may: value }
    }

    /// What it is, unless it is unknown.
    #[inline]
    pub(crate) const fn known(self) -> Option<bool> {
        if self.must == self.may { Some(self.must) } else { None }
    }
}

/// Masks that were settled already.
#[derive(Clone, Copy)]
struct Memo<const WORDS: usize> {
    known: Bits<WORDS>,
    must: Bits<WORDS>,
    may: Bits<WORDS>,
}

impl<const WORDS: usize> Memo<WORDS> {
    const EMPTY: Memo<WORDS> = Memo { known: Bits::EMPTY, must: Bits::EMPTY, may: Bits::EMPTY };

    /// Where there is no room to settle it, an index is unknown at once: it would be asked for for ever. Only an image
    /// that was changed after its check names one.
    #[inline]
    fn get(&self, index: usize) -> Option<Mask> {
        if index >> 5 >= WORDS {
            return Some(Mask::UNKNOWN);
        }
        self.known.has(index).then(|| Mask { must: self.must.has(index), may: self.may.has(index) })
    }

    #[inline]
    fn set(&mut self, index: usize, mask: Mask) {
        self.known.set(index, true);
        self.must.set(index, mask.must);
        self.may.set(index, mask.may);
    }
}

/// What was already settled for the patient at hand, so that conditions and registers that several
/// indicators share are evaluated once. Caller-owned; a few hundred bytes.
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
/// let mut scratch = PatientScratch::EMPTY; // once, for one patient after another
/// let member = Patient::new(&contract, &run, &facts, &mut scratch)?.on_register(0, &mut Silent)?;
/// let diagnosed = contract.find_patient_input("diagnosed")?;
/// facts.set(diagnosed.index(), Value::Null)?; // the next patient
/// let next = Patient::new(&contract, &run, &facts, &mut scratch)?.on_register(0, &mut Silent)?;
/// assert_eq!((member, next), (Some(true), Some(false))); // nothing is carried over
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub struct PatientScratch {
    conditions: Memo<{ limits::CONDITIONS_MAX / 32 }>,
    registers: Memo<{ limits::REGISTERS_MAX / 32 }>,
    /// How the border judged the patient's facts; `None` where it was not asked.
    admitted: Option<Admitted>,
}

impl PatientScratch {
    /// Nothing settled yet.
    ///
    /// ```
    /// let scratch = entitle_kernel::PatientScratch::EMPTY;
    /// assert!(size_of_val(&scratch) <= 512);
    /// ```
    pub const EMPTY: PatientScratch =
        PatientScratch { conditions: Memo::EMPTY, registers: Memo::EMPTY, admitted: None };

    #[inline]
    pub(crate) fn forget(&mut self) {
        self.conditions.known = Bits::EMPTY;
        self.registers.known = Bits::EMPTY;
    }

    /// Forgets everything, and asks the border about the facts at hand. Errors: those of a [`Finding`](crate::Finding).
    ///
    /// Once a patient, so that a copy in each caller would be waste.
    #[inline(never)]
    pub(crate) fn begin(&mut self, run: &Run, facts: &PatientFacts<'_, '_>) -> Result<Admitted> {
        let admitted = Border::new(facts.contract(), run.achievement_date).admit(facts);
        self.admitted = admitted.ok();
        self.forget();
        admitted
    }

    #[inline]
    pub(crate) fn condition(&self, index: u16) -> Option<Mask> {
        self.conditions.get(index.into())
    }

    #[inline]
    pub(crate) fn set_condition(&mut self, index: u16, mask: Mask) {
        self.conditions.set(index.into(), mask);
    }

    #[inline]
    pub(crate) fn register(&self, index: u16) -> Option<Mask> {
        self.registers.get(index.into())
    }

    #[inline]
    pub(crate) fn set_register(&mut self, index: u16, mask: Mask) {
        self.registers.set(index.into(), mask);
    }
}

/// The evaluation of one patient: registers and indicators in any order, each shared part once.
///
/// Facts do not change while it exists, which is what makes remembering safe.
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
/// let mut patient = Patient::new(&contract, &run, &facts, &mut scratch)?;
/// assert_eq!(patient.on_register(0, &mut Silent)?, Some(true));
/// let outcome = |decision| contract.decision(0, decision).outcome.name();
/// assert_eq!(outcome(patient.decide(0, &mut Silent)?), "in numerator");
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub struct Patient<'p, 'c, 's> {
    contract: &'p Contract<'c>,
    run: &'p Run,
    facts: &'p PatientFacts<'c, 's>,
    scratch: &'p mut PatientScratch,
    /// Whether facts are ignored, so that each is asked for at the border.
    with_ignored: bool,
}

/// The stack of integers of one comparison.
struct Integers(heapless::Vec<Cell, { limits::INTEGERS_MAX }>);

impl Integers {
    const fn new() -> Integers {
        Integers(heapless::Vec::new())
    }

    #[inline]
    fn pop(&mut self) -> Cell {
        self.0.pop().unwrap_or(Cell::Null)
    }

    #[inline]
    fn push(&mut self, cell: Cell) {
        // A checked image never goes beyond INTEGERS_MAX.
        let _ = self.0.push(cell);
    }

    fn map(&mut self, operation: impl Fn(i64) -> i64) {
        let cell = match self.pop() {
            Cell::Integer(a) => Cell::Integer(operation(a)),
            other => other,
        };
        self.push(cell);
    }

    /// Unknown beside anything is unknown, else null beside anything is null.
    fn join(&mut self, operation: impl Fn(i64, i64) -> i64) {
        let (b, a) = (self.pop(), self.pop());
        self.push(match (a, b) {
            (Cell::Integer(a), Cell::Integer(b)) => Cell::Integer(operation(a, b)),
            (Cell::Unknown, _) | (_, Cell::Unknown) => Cell::Unknown,
            _ => Cell::Null,
        });
    }

    /// One operation on integers; `false` for one on masks. The compiler has proved that nothing
    /// overflows; an image made to overflow gets saturated nonsense, and no panic.
    ///
    /// Hosts have it in each loop that calls it, which is faster; small machines have it once.
    #[cfg_attr(target_pointer_width = "64", inline(always))]
    fn step(
        &mut self,
        contract: &Contract<'_>,
        run: &Run,
        op: PatientOp,
        instruction: &record::PatientInstruction,
        fact: &mut dyn FnMut(u16) -> Cell,
    ) -> bool {
        use PatientOp as Op;
        let wide = || contract.record::<record::Wide>(instruction.b.into()).map_or(0, |wide| wide.value);
        match op {
            Op::Fact => self.push(fact(instruction.b)),
            Op::Immediate => self.push(Cell::Integer(instruction.c.into())),
            Op::Integer => self.push(Cell::Integer(wide())),
            Op::Null => self.push(Cell::Null),
            Op::RunConstant => self.push(Cell::Integer(run.constant(instruction.b))),
            Op::AchievementDate => self.push(Cell::Integer(run.achievement_date.days().into())),
            Op::Add => self.join(i64::saturating_add),
            Op::Subtract => self.join(i64::saturating_sub),
            Op::Multiply => self.join(i64::saturating_mul),
            Op::Negate => self.map(i64::saturating_neg),
            Op::Absolute => self.map(i64::saturating_abs),
            Op::Minimum => self.join(i64::min),
            Op::Maximum => self.join(i64::max),
            Op::FloorDivide => self.map(|a| floor_quotient(a, wide()).unwrap_or(0)),
            Op::AddMonths => self.map(|days| {
                let later = day(days).add_months(instruction.c.into());
                later.map_or(0, |date| date.days().into())
            }),
            Op::MonthsBetween => self.join(months_between),
            _ => return false,
        }
        true
    }
}

/// Complete months from one day to another.
pub(crate) fn months_between(from: i64, to: i64) -> i64 {
    day(from).months_until(day(to))
}

/// The date of days since 1970-01-01.
fn day(days: i64) -> Date {
    i32::try_from(days).ok().and_then(|days| Date::from_days(days).ok()).unwrap_or(Date::MIN)
}

#[inline]
pub(crate) fn compare(comparison: Comparison, a: Cell, b: Cell) -> Mask {
    let (a, b) = match (a, b) {
        (Cell::Integer(a), Cell::Integer(b)) => (a, b),
        (Cell::Unknown, _) | (_, Cell::Unknown) => return Mask::UNKNOWN,
        _ => {
            // At least one null: equal only where both are.
            let equal = a == b;
            return Mask::certain(match comparison {
                Comparison::Equal => equal,
                Comparison::NotEqual => !equal,
                _ => false,
            });
        }
    };
    Mask::certain(comparison.holds(a.cmp(&b)))
}

/// Something that is being settled, and how far it has come.
#[derive(Clone, Copy)]
enum Frame {
    Condition { index: u16, next: u16 },
    Register { index: u16, row: u16 },
}

/// The masks of all frames, one bit each in two words; a checked image never needs more than 64.
#[derive(Default)]
struct Masks {
    must: u64,
    may: u64,
}

impl Masks {
    #[inline]
    fn push(&mut self, mask: Mask) {
        self.must = self.must << 1 | u64::from(mask.must);
        self.may = self.may << 1 | u64::from(mask.may);
    }

    #[inline]
    fn pop(&mut self) -> Mask {
        let mask = Mask { must: self.must & 1 != 0, may: self.may & 1 != 0 };
        self.must >>= 1;
        self.may >>= 1;
        mask
    }
}

impl<'p, 'c, 's> Patient<'p, 'c, 's> {
    /// Begins the evaluation of a patient, whose facts the [`Border`] judges.
    /// Errors: `BadArgument` where run and facts are not this contract's; `AfterAchievementDate` and `FactsContradict`
    /// where the border refuses a fact: [`Border::findings`](crate::Border::findings) says which.
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
    /// let patient = Patient::new(&contract, &run, &facts, &mut scratch);
    /// assert!(patient.is_ok());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn new(
        contract: &'p Contract<'c>,
        run: &'p Run,
        facts: &'p PatientFacts<'c, 's>,
        scratch: &'p mut PatientScratch,
    ) -> Result<Self> {
        ensure(contract.is(facts.contract()) && run.is_of(contract), Error::BadArgument)?;
        let with_ignored = scratch.begin(run, facts)? == Admitted::WithIgnored;
        Ok(Patient { contract, run, facts, scratch, with_ignored })
    }

    /// Goes on with a patient whose facts stand as they did: what `scratch` holds of them is not worked out again.
    /// Errors as [`new`](Self::new), which it must be after any change of facts or run.
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
    /// let first = Patient::new(&contract, &run, &facts, &mut scratch)?.decide(0, &mut Silent)?;
    /// let again = Patient::resume(&contract, &run, &facts, &mut scratch)?.decide(0, &mut Silent)?;
    /// assert_eq!(first, again);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[inline]
    pub fn resume(
        contract: &'p Contract<'c>,
        run: &'p Run,
        facts: &'p PatientFacts<'c, 's>,
        scratch: &'p mut PatientScratch,
    ) -> Result<Self> {
        match scratch.admitted {
            None => Patient::new(contract, run, facts, scratch),
            Some(admitted) => {
                ensure(contract.is(facts.contract()) && run.is_of(contract), Error::BadArgument)?;
                Ok(Patient { contract, run, facts, scratch, with_ignored: admitted == Admitted::WithIgnored })
            }
        }
    }

    /// The contract by which the patient is evaluated.
    #[must_use]
    pub const fn contract(&self) -> &Contract<'c> {
        self.contract
    }

    /// The day up to which records count.
    ///
    /// ```
    /// # use entitle_kernel::{Cell, Contract, Patient, PatientFacts, PatientScratch, Run, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let run = Run::new(&contract, "2026-03-31".parse()?)?;
    /// # let mut cells = [Cell::Unknown; 16];
    /// # let facts = PatientFacts::new(&contract, &mut cells)?;
    /// # let mut scratch = PatientScratch::EMPTY;
    /// let patient = Patient::new(&contract, &run, &facts, &mut scratch)?;
    /// assert_eq!(patient.achievement_date(), run.achievement_date());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn achievement_date(&self) -> Date {
        self.run.achievement_date
    }

    /// Whether the patient belongs to a register; `None` while a fact that decides is unknown.
    ///
    /// Errors: `UnknownItem` where there is no such register, `NoPatientRules` where the contract knows it only by its
    /// count.
    ///
    /// ```
    /// # use entitle_kernel::Error;
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
    /// let age = contract.find_patient_input("age")?;
    /// facts.set(age.index(), Value::Unknown)?; // 17 or more is asked for
    /// let mut patient = Patient::new(&contract, &run, &facts, &mut scratch)?;
    /// assert_eq!(patient.on_register(0, &mut Silent)?, None);
    /// assert_eq!(patient.on_register(1, &mut Silent), Err(Error::UnknownItem));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn on_register<W: Watch>(&mut self, register: usize, watch: &mut W) -> Result<Option<bool>> {
        let watch = &mut patient_watch(watch);
        self.begin(watch);
        self.membership(register, watch)
    }

    /// Who looks sees all that a question rests on, so what an earlier one settled is forgotten first.
    fn begin(&mut self, watch: &impl Watch) {
        if watch.looks() {
            self.scratch.forget();
        }
    }

    fn membership<W: Watch>(&mut self, register: usize, watch: &mut W) -> Result<Option<bool>> {
        let record = self.contract.record::<record::Register>(register).ok_or(Error::UnknownItem)?;
        ensure(record.table != NONE, Error::NoPatientRules)?;
        let index = u16::try_from(register).map_err(|_| Error::UnknownItem)?;
        let mask = match self.scratch.registers.get(register) {
            Some(mask) => mask,
            None => self.settle(Frame::Register { index, row: 0 }, watch),
        };
        Ok(if mask.must == mask.may { Some(mask.must) } else { None })
    }

    /// Decides one indicator.
    ///
    /// Errors: `UnknownItem` where there is no such indicator, `NoPatientRules` where the contract has no tables for it or
    /// for its register.
    ///
    /// ```
    /// # use entitle_kernel::image::code::Outcome;
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
    /// let day = |text: &str| contract.find_patient_input("declined")?.parse(text);
    /// let reviewed = contract.find_patient_input("reviewed")?;
    /// facts.set(reviewed.index(), Value::Null)?;                   // no review,
    /// let declined = contract.find_patient_input("declined")?;
    /// facts.set(declined.index(), day("2025-04-01")?)?;            // but declined, eleven months and 30 days ago
    /// let decision = Patient::new(&contract, &run, &facts, &mut scratch)?.decide(0, &mut Silent)?;
    /// assert_eq!(contract.decision(0, decision).outcome, Outcome::Adjusted);
    /// facts.set(declined.index(), day("2025-03-31")?)?;            // twelve months ago is too long ago
    /// let decision = Patient::new(&contract, &run, &facts, &mut scratch)?.decide(0, &mut Silent)?;
    /// assert_eq!(contract.decision(0, decision).outcome, Outcome::InDenominator);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn decide<W: Watch>(&mut self, indicator: usize, watch: &mut W) -> Result<Decision> {
        self.decided(indicator, &mut patient_watch(watch))
    }

    fn decided<W: Watch>(&mut self, indicator: usize, watch: &mut W) -> Result<Decision> {
        let record = self.contract.record::<record::Indicator>(indicator).ok_or(Error::UnknownItem)?;
        ensure(record.denominator != NONE, Error::NoPatientRules)?;
        self.begin(watch);
        match self.membership(record.register.into(), watch)? {
            None => return Ok(Decision::UNDETERMINED),
            Some(false) => return Ok(Decision::NOT_ON_REGISTER),
            Some(true) => {}
        }
        let index = u16::try_from(indicator).unwrap_or(NONE);
        let Some((action, code)) = self.walk(record.denominator, Role::Denominator(index), watch) else {
            return Ok(Decision::UNDETERMINED);
        };
        if action != Action::Select {
            return Ok(Decision(code));
        }
        Ok(match self.walk(record.numerator, Role::Numerator(index), watch) {
            Some((_, offset)) => Decision(code.saturating_add(offset)),
            None => Decision::UNDETERMINED,
        })
    }

    /// The action that ends a table and its code; `None` where an unknown stands in the way.
    fn walk<W: Watch>(&mut self, table: u16, role: Role, watch: &mut W) -> Option<(Action, u8)> {
        let table = self.contract.record::<record::Table>(table.into())?;
        for (index, row) in (0_u8..).zip(self.contract.records::<record::Row>(table.first.into(), table.count.into())) {
            let mask = if row.condition == NONE { Mask::certain(true) } else { self.condition(row.condition, watch) };
            let ended = end(&row, mask);
            note_row(watch, role, index, mask, ended.map_or(Action::Next, |(action, _)| action));
            let (action, code) = ended?;
            if action != Action::Next {
                return Some((action, code));
            }
        }
        None
    }

    #[inline]
    fn condition<W: Watch>(&mut self, index: u16, watch: &mut W) -> Mask {
        match self.scratch.conditions.get(index.into()) {
            Some(mask) => mask,
            None => self.settle(Frame::Condition { index, next: 0 }, watch),
        }
    }

    /// Settles a condition or register with all that it refers to, without recursion: what is asked
    /// for and not yet known gets a frame of its own. Depths fall with each, so frames are few.
    fn settle<W: Watch>(&mut self, goal: Frame, watch: &mut W) -> Mask {
        let mut frames: heapless::Vec<Frame, { limits::DEPTH_MAX }> = heapless::Vec::new();
        let mut masks = Masks::default();
        let mut integers = Integers::new();
        let _ = frames.push(goal);
        let mut settled = Mask::UNKNOWN;
        while let Some(frame) = frames.last_mut() {
            let asked = match frame {
                Frame::Condition { index, next } => {
                    match self.continue_condition(*index, next, &mut integers, &mut masks, watch) {
                        Some(asked) => asked,
                        None => {
                            settled = masks.pop();
                            self.scratch.conditions.set((*index).into(), settled);
                            frames.pop();
                            continue;
                        }
                    }
                }
                Frame::Register { index, row } => match self.continue_register(*index, row, watch) {
                    Ok(asked) => asked,
                    Err(mask) => {
                        settled = mask;
                        self.scratch.registers.set((*index).into(), mask);
                        frames.pop();
                        continue;
                    }
                },
            };
            if frames.push(asked).is_err() {
                return Mask::UNKNOWN;
            }
        }
        settled
    }

    /// Runs a condition from `next` on. `Some` is what it has to wait for; `None`: done, its mask is pushed.
    fn continue_condition<W: Watch>(
        &mut self,
        index: u16,
        next: &mut u16,
        integers: &mut Integers,
        masks: &mut Masks,
        watch: &mut W,
    ) -> Option<Frame> {
        use PatientOp as Op;
        let condition = self.contract.record::<record::Condition>(index.into())?;
        let first = (condition.first as usize).saturating_add((*next).into());
        let left = condition.count.saturating_sub(*next);
        for instruction in self.contract.records::<record::PatientInstruction>(first, left.into()) {
            let Some(op) = Op::from_u8(instruction.op) else {
                continue;
            };
            let (facts, run, with_ignored) = (self.facts, self.run, self.with_ignored);
            let mut fact = |slot: u16| {
                let cell = match with_ignored {
                    true => Border::new(facts.contract(), run.achievement_date).cell(facts, slot),
                    false => facts.cell(slot),
                };
                if cell == Cell::Unknown && watch.looks() {
                    note_unknown(facts.contract(), slot, watch);
                }
                cell
            };
            if integers.step(self.contract, self.run, op, &instruction, &mut fact) {
                *next = next.saturating_add(1);
                continue;
            }
            let comparison = Comparison::from_u8(instruction.a).unwrap_or(Comparison::Equal);
            let mask = match op {
                Op::Compare => {
                    let (b, a) = (integers.pop(), integers.pop());
                    compare(comparison, a, b)
                }
                Op::CompareImmediate => compare(comparison, fact(instruction.b), Cell::Integer(instruction.c.into())),
                Op::CompareFacts => {
                    let other = u16::try_from(instruction.c).unwrap_or(NONE);
                    compare(comparison, fact(instruction.b), fact(other))
                }
                Op::IsNull => match fact(instruction.b) {
                    Cell::Unknown => Mask::UNKNOWN,
                    cell => Mask::certain((cell == Cell::Null) == (instruction.a == 1)),
                },
                Op::Constant => Mask::certain(instruction.a == 1),
                Op::Condition => match self.scratch.conditions.get(instruction.b.into()) {
                    Some(mask) => mask,
                    None => {
                        return Some(Frame::Condition { index: instruction.b, next: 0 });
                    }
                },
                Op::Register => match self.scratch.registers.get(instruction.b.into()) {
                    Some(mask) => mask,
                    None => {
                        return Some(Frame::Register { index: instruction.b, row: 0 });
                    }
                },
                Op::And => {
                    let (b, a) = (masks.pop(), masks.pop());
                    Mask { must: a.must && b.must, may: a.may && b.may }
                }
                Op::Or => {
                    let (b, a) = (masks.pop(), masks.pop());
                    Mask { must: a.must || b.must, may: a.may || b.may }
                }
                _ => {
                    let a = masks.pop();
                    Mask { must: !a.may, may: !a.must }
                }
            };
            masks.push(mask);
            *next = next.saturating_add(1);
        }
        None
    }

    /// Walks a register's table from `row` on. `Ok` is the condition to wait for; `Err` the membership.
    fn continue_register<W: Watch>(
        &mut self,
        index: u16,
        row: &mut u16,
        watch: &mut W,
    ) -> core::result::Result<Frame, Mask> {
        let register = self.contract.record::<record::Register>(index.into()).ok_or(Mask::UNKNOWN)?;
        let table = self.contract.record::<record::Table>(register.table.into()).ok_or(Mask::UNKNOWN)?;
        let first = usize::from(table.first).saturating_add((*row).into());
        for record in self.contract.records::<record::Row>(first, table.count.saturating_sub(*row).into()) {
            let mask = if record.condition == NONE {
                Mask::certain(true)
            } else {
                match self.scratch.conditions.get(record.condition.into()) {
                    Some(mask) => mask,
                    None => {
                        return Ok(Frame::Condition { index: record.condition, next: 0 });
                    }
                }
            };
            let ended = end(&record, mask);
            let action = ended.map_or(Action::Next, |(action, _)| action);
            note_row(watch, Role::Register(index), u8::try_from(*row).unwrap_or(u8::MAX), mask, action);
            match ended {
                Some((Action::Next, _)) => *row = row.saturating_add(1),
                Some((action, _)) => return Err(Mask::certain(action == Action::Select)),
                None => return Err(Mask::UNKNOWN),
            }
        }
        Err(Mask::UNKNOWN)
    }
}

/// What a row does with this mask; `None` where it neither must nor must not match.
fn end(row: &record::Row, mask: Mask) -> Option<(Action, u8)> {
    let (action, code) = match (mask.must, mask.may) {
        (true, _) => (row.then, row.then_code),
        (false, false) => (row.otherwise, row.otherwise_code),
        (false, true) => return None,
    };
    Some((Action::from_u8(action).unwrap_or(Action::Next), code))
}

fn note_row<W: Watch>(watch: &mut W, table: Role, row: u8, mask: Mask, action: Action) {
    if watch.looks() {
        watch.note(Entry { place: None, event: Event::Row { table, row, must: mask.must, may: mask.may, action } });
    }
}

fn note_unknown<W: Watch>(contract: &Contract<'_>, slot: u16, watch: &mut W) {
    let fact = contract.all::<record::Fact>().position(|fact| fact.patient_slot == slot);
    if let Some(fact) = fact.and_then(|fact| u16::try_from(fact).ok()) {
        watch.note(Entry { place: None, event: Event::Unknown { fact, item: 0 } });
    }
}

/// A row of a rule table, as its definition has it.
///
/// ```
/// # use entitle_kernel::{Contract, image::code::Action, sample, trace::Role};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let first = contract.rule(Role::Denominator(0), 0).unwrap();
/// assert_eq!((first.condition, first.then), ("frailty = \"severe\"", Action::Exclude));
/// assert_eq!(first.because.map(|reason| reason.name), Some("frail"));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Rule<'a> {
    /// The condition as written, parameters put in; its name in an image without text; "otherwise" for a row
    /// that always matches.
    pub condition: &'a str,
    /// What the condition stands for, where it is a name; or "".
    pub meaning: &'a str,
    /// Its clause, or "".
    pub clause: &'a str,
    /// What it does where the condition holds.
    pub then: Action,
    /// What it does on false and null.
    pub otherwise: Action,
    /// The reason where the condition holds.
    pub because: Option<Reason<'a>>,
    /// The reason on false and null.
    pub otherwise_because: Option<Reason<'a>>,
    /// What its condition rests on.
    pub basis: Basis,
}

const _: () = assert!(size_of::<Rule<'static>>() <= 256);

impl<'a> Contract<'a> {
    /// The rule table of a register, a denominator or a numerator; `None` where only its counts are known.
    fn table(&self, role: Role) -> Option<record::Table> {
        let indicator = |index: u16| self.record::<record::Indicator>(index.into());
        let table = match role {
            Role::Register(register) => self.record::<record::Register>(register.into())?.table,
            Role::Denominator(index) => indicator(index)?.denominator,
            Role::Numerator(index) => indicator(index)?.numerator,
        };
        self.record(table.into())
    }

    /// A row of a rule table, from 0: what a trace's [`Event::Row`] tells of. `None` where the table has no such row, or there
    /// is no such table.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample, trace::Role};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let rows = (0..).map_while(|row| contract.rule(Role::Register(0), row));
    /// assert_eq!(rows.last().map(|row| row.condition), Some("otherwise"));
    /// assert!(contract.rule(Role::Register(9), 0).is_none());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn rule(&self, role: Role, row: usize) -> Option<Rule<'a>> {
        let table = self.table(role).filter(|table| row < usize::from(table.count))?;
        let row = self.record::<record::Row>(usize::from(table.first).saturating_add(row))?;
        let condition = self.record::<record::Condition>(row.condition.into());
        let name = condition.map_or("", |condition| self.name(condition.name));
        let written = self.text(row.text);
        let action = |code: u8| Action::from_u8(code).unwrap_or(Action::Next);
        Some(Rule {
            condition: match (row.condition, written) {
                (NONE, _) => "otherwise",
                (_, "") => name,
                (_, text) => text,
            },
            meaning: condition
                .filter(|_| written == name && !name.is_empty())
                .map_or("", |condition| self.text(condition.text)),
            clause: self.text(row.clause),
            then: action(row.then),
            otherwise: action(row.otherwise),
            because: self.reason(row.because),
            otherwise_because: self.reason(row.otherwise_because),
            basis: Basis::from_bits(row.basis),
        })
    }

    /// What a decision about an indicator means.
    /// A byte that is none of the indicator's decisions reads as undetermined.
    ///
    /// ```
    /// # use entitle_kernel::{Decision, image::code::Outcome};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let refused = contract.decision(0, Decision(4)); // the fourth way in which LUNG1's tables can end
    /// assert_eq!((refused.outcome, refused.row), (Outcome::Adjusted, Some(2)));
    /// assert_eq!(contract.decision(0, Decision(7)).outcome, Outcome::Undetermined); // there are six
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn decision(&self, indicator: usize, decision: Decision) -> Settled<'a> {
        let unsettled = |outcome: Outcome| Settled {
            outcome,
            row: None,
            matched: false,
            numerator_row: None,
            numerator_matched: false,
            reason: None,
        };
        if decision == Decision::NOT_ON_REGISTER {
            return unsettled(Outcome::NotOnRegister);
        }
        let found = self.record::<record::Indicator>(indicator).and_then(|record| {
            let place = decision.0.checked_sub(1).filter(|place| *place < record.decision_count)?;
            self.record::<record::Decision>(usize::from(record.decisions).saturating_add(place.into()))
        });
        let Some(record) = found else {
            return unsettled(Outcome::Undetermined);
        };
        let in_denominator = record.numerator_row != u8::MAX;
        Settled {
            outcome: Outcome::from_u8(record.outcome).unwrap_or(Outcome::Undetermined),
            row: Some(record.row),
            matched: record.branch == 0,
            numerator_row: in_denominator.then_some(record.numerator_row),
            numerator_matched: in_denominator && record.numerator_branch == 0,
            reason: self.reason(record.reason),
        }
    }

    /// What a decision about an indicator rests on: the sources and figures of its register and of its rule tables,
    /// and those of every row that was asked before it was settled; of all rows where it is undetermined.
    ///
    /// ```
    /// # use entitle_kernel::{Decision, Grade};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let basis = contract.decision_basis(0, Decision(2)); // rows and sources of the sample's fee sheet alone
    /// assert_eq!(basis.weakest(), Some(Grade::Published));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn decision_basis(&self, indicator: usize, decision: Decision) -> Basis {
        let Some(record) = self.record::<record::Indicator>(indicator) else { return Basis::NONE };
        let register = self.record::<record::Register>(record.register.into());
        let of_register = register
            .map_or(Basis::NONE, |register| graded(register.grade).and(self.rows_basis(register.table, usize::MAX)))
            .and(self.day_basis());
        if decision == Decision::NOT_ON_REGISTER {
            return of_register;
        }
        let settled = self.decision(indicator, decision);
        let asked = |row: Option<u8>| row.map_or(usize::MAX, |row| usize::from(row).saturating_add(1));
        let numerator = match (settled.row, settled.numerator_row) {
            (Some(_), None) => 0,
            (_, row) => asked(row),
        };
        let rules_grade =
            self.record::<record::Source>(record.rules_source.into()).map_or(record.grade, |source| source.grade);
        of_register
            .and(graded(rules_grade))
            .and(self.rows_basis(record.denominator, asked(settled.row)))
            .and(self.rows_basis(record.numerator, numerator))
    }

    fn rows_basis(&self, table: u16, rows: usize) -> Basis {
        let Some(table) = self.record::<record::Table>(table.into()) else { return Basis::NONE };
        let rows = self.records::<record::Row>(table.first.into(), usize::from(table.count).min(rows));
        rows.fold(Basis::NONE, |basis, row| basis.and(Basis::from_bits(row.basis)))
    }

    /// How many decisions an indicator has, beside "not on register" and "undetermined".
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// // LUNG1: excluded; in numerator or not, by two rows each; adjusted. LUNG2: in numerator or not.
    /// assert_eq!((contract.decision_count(0), contract.decision_count(1)), (6, 2));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn decision_count(&self, indicator: usize) -> u8 {
        self.record::<record::Indicator>(indicator).map_or(0, |record| record.decision_count)
    }
}
