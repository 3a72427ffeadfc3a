//! Counts of patients' decisions: a histogram per indicator, so that no reason is ever lost.

use crate::error::{Error, Result};
use crate::facts::Facts;
use crate::image::code::Outcome;
use crate::image::record::{self, NONE};
use crate::image::{Contract, ensure};
use crate::rules::{Decision, Patient};
use crate::trace::Silent;
use crate::value::Value;

/// Counts of the patients of one practice, in storage of the caller's:
/// [`Cost::tally_slots`](crate::image::Cost) numbers.
///
/// ```
/// # use entitle_kernel::{Decision, Error, Facts, Tally, image::code::Outcome};
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
/// let mut storage = [0; 64]; // at least `contract.cost().tally_slots`
/// let mut tally = Tally::new(&contract, &mut storage)?;
/// tally.add_patient(&mut patient)?;
/// assert_eq!(tally.members(0), Some(1));
/// assert_eq!(tally.with_outcome(0, Outcome::InNumerator), 1);
/// assert_eq!(tally.with_outcome(1, Outcome::InDenominator), 1); // no smoker
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub struct Tally<'c, 's> {
    contract: Contract<'c>,
    counts: &'s mut [u32],
}

impl<'c, 's> Tally<'c, 's> {
    /// Takes the storage and sets every count to zero; `StorageTooSmall` where it does not suffice.
    ///
    /// ```
    /// # use entitle_kernel::{Decision, Error, Facts, Tally, image::code::Outcome};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(Tally::new(&contract, &mut []).err(), Some(Error::StorageTooSmall));
    /// let mut storage = vec![7; contract.cost().tally_slots.into()];
    /// assert_eq!(Tally::new(&contract, &mut storage)?.members(0), Some(0)); // set to zero
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn new(contract: &Contract<'c>, storage: &'s mut [u32]) -> Result<Tally<'c, 's>> {
        let tally = Tally::resume(contract, storage)?;
        tally.counts.fill(0);
        Ok(tally)
    }

    /// Goes on with storage that holds counts of this contract already.
    /// `StorageTooSmall` where it does not suffice.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, Decision, Tally, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let mut storage = [0; 64];
    /// Tally::new(&contract, &mut storage)?.add_decision(1, Decision(1))?;
    /// assert_eq!(Tally::resume(&contract, &mut storage)?.count(1, Decision(1)), 1);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[inline]
    pub fn resume(contract: &Contract<'c>, storage: &'s mut [u32]) -> Result<Tally<'c, 's>> {
        let counts = storage.get_mut(..contract.cost().tally_slots.into()).ok_or(Error::StorageTooSmall)?;
        Ok(Tally { contract: *contract, counts })
    }

    /// Registers come first (members, then undetermined), then for each indicator: not on register, its
    /// decisions, undetermined.
    /// The contract whose decisions are counted.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, Tally, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(Tally::new(&contract, &mut [0; 64])?.contract().id(), "sample-contract");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn contract(&self) -> &Contract<'c> {
        &self.contract
    }

    fn place(&self, indicator: usize, decision: Decision) -> Option<usize> {
        let record = self.contract.record::<record::Indicator>(indicator)?;
        let within = match decision {
            Decision::UNDETERMINED => usize::from(record.decision_count).saturating_add(1),
            Decision(code) if code <= record.decision_count => code.into(),
            _ => return None,
        };
        let pairs = self.contract.register_count().saturating_add(indicator);
        Some(pairs.saturating_mul(2).saturating_add(record.decisions.into()).saturating_add(within))
    }

    fn add(&mut self, place: Option<usize>, more: usize) -> Result<()> {
        let count = place.and_then(|place| self.counts.get_mut(place)).ok_or(Error::UnknownItem)?;
        let more = u32::try_from(more).map_err(|_| Error::TooMany)?;
        *count = count.checked_add(more).ok_or(Error::TooMany)?;
        Ok(())
    }

    /// Adds so many members of a register. Errors as [`add_membership`](Self::add_membership).
    ///
    /// ```
    /// # use entitle_kernel::{Contract, Tally, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut counts = [0; 32];
    /// let mut tally = Tally::new(&contract, &mut counts)?;
    /// tally.add_members(0, 250)?;
    /// assert_eq!(tally.members(0), Some(250)); // patients
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn add_members(&mut self, register: usize, members: usize) -> Result<()> {
        ensure(register < self.contract.register_count(), Error::UnknownItem)?;
        self.add(Some(register.saturating_mul(2)), members)
    }

    /// Adds so many patients with the same decision. Errors as [`add_decision`](Self::add_decision).
    ///
    /// ```
    /// # use entitle_kernel::{Contract, Decision, Tally, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut counts = [0; 32];
    /// let mut tally = Tally::new(&contract, &mut counts)?;
    /// tally.add_decisions(0, Decision(2), 40)?;
    /// assert_eq!(tally.count(0, Decision(2)), 40); // patients
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn add_decisions(&mut self, indicator: usize, decision: Decision, patients: usize) -> Result<()> {
        let place = self.place(indicator, decision);
        self.add(place, patients)
    }

    /// Evaluates a patient for every register and indicator that has patient rules, and counts the answers.
    /// Errors: `BadArgument` where the patient is of another contract, `TooMany` where a count goes beyond 32 bits.
    ///
    /// ```
    /// # use entitle_kernel::{Decision, Error, Facts, Tally, image::code::Outcome};
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
    /// let mut storage = [0; 64];
    /// let mut tally = Tally::new(&contract, &mut storage)?;
    /// tally.add_patient(&mut patient)?;
    /// assert_eq!(tally.count(0, Decision(2)), 1); // selected by the second row, and in the numerator
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn add_patient(&mut self, patient: &mut Patient<'_, '_, '_>) -> Result<()> {
        ensure(self.contract.is(patient.contract()), Error::BadArgument)?;
        for register in 0..self.contract.register_count() {
            match patient.on_register(register, &mut Silent) {
                Ok(member) => self.add_membership(register, member)?,
                Err(Error::NoPatientRules) => {}
                Err(error) => return Err(error),
            }
        }
        for indicator in 0..self.contract.indicator_count() {
            match patient.decide(indicator, &mut Silent) {
                Ok(decision) => self.add_decision(indicator, decision)?,
                Err(Error::NoPatientRules) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Counts whether one patient is on a register, as [`Patient::on_register`] answers.
    /// Errors: `UnknownItem` where there is no such register, `TooMany`.
    ///
    /// ```
    /// # use entitle_kernel::{Decision, Error, Facts, Tally, image::code::Outcome};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let mut storage = [0; 64];
    /// let mut tally = Tally::new(&contract, &mut storage)?;
    /// tally.add_membership(0, Some(true))?;
    /// tally.add_membership(0, Some(false))?;
    /// assert_eq!(tally.members(0), Some(1));
    /// assert_eq!(tally.add_membership(1, Some(true)), Err(Error::UnknownItem));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn add_membership(&mut self, register: usize, member: Option<bool>) -> Result<()> {
        ensure(register < self.contract.register_count(), Error::UnknownItem)?;
        match member {
            Some(false) => Ok(()),
            Some(true) => self.add(Some(register.saturating_mul(2)), 1),
            None => self.add(Some(register.saturating_mul(2).saturating_add(1)), 1),
        }
    }

    /// Counts one patient's decision for an indicator.
    /// Errors: `UnknownItem` where there is no such indicator or it has no such decision, `TooMany`.
    ///
    /// ```
    /// # use entitle_kernel::{Decision, Error, Facts, Tally, image::code::Outcome};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let mut storage = [0; 64];
    /// let mut tally = Tally::new(&contract, &mut storage)?;
    /// tally.add_decision(0, Decision::NOT_ON_REGISTER)?;
    /// assert_eq!(tally.add_decision(0, Decision(7)), Err(Error::UnknownItem)); // LUNG1 has six
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn add_decision(&mut self, indicator: usize, decision: Decision) -> Result<()> {
        self.add_decisions(indicator, decision, 1)
    }

    /// How many patients are on a register; `None` while membership of some is undetermined.
    ///
    /// ```
    /// # use entitle_kernel::{Decision, Error, Facts, Tally, image::code::Outcome};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let mut storage = [0; 64];
    /// let mut tally = Tally::new(&contract, &mut storage)?;
    /// tally.add_membership(0, Some(true))?;
    /// tally.add_membership(0, None)?; // one more, perhaps
    /// assert_eq!(tally.members(0), None);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn members(&self, register: usize) -> Option<u32> {
        let register = (register < self.contract.register_count()).then_some(register)?.saturating_mul(2);
        let undetermined = self.counts.get(register.saturating_add(1)).copied()?;
        self.counts.get(register).copied().filter(|_| undetermined == 0)
    }

    /// Adds the counts of another tally, of another thread for instance.
    /// Errors: `BadArgument` where it counts for another contract; `TooMany`, and the counts then stay as they were.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, Decision, Tally, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let (mut storage, mut of_other) = ([0; 64], [0; 64]);
    /// let (mut tally, mut other) = (Tally::new(&contract, &mut storage)?, Tally::new(&contract, &mut of_other)?);
    /// tally.add_decision(1, Decision(1))?;
    /// other.add_decision(1, Decision(1))?;
    /// tally.add_tally(&other)?;
    /// assert_eq!(tally.count(1, Decision(1)), 2);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn add_tally(&mut self, other: &Tally<'_, '_>) -> Result<()> {
        ensure(self.contract.is(&other.contract), Error::BadArgument)?;
        let fit = self.counts.iter().zip(other.counts.iter()).all(|(count, more)| count.checked_add(*more).is_some());
        ensure(fit, Error::TooMany)?;
        for (count, more) in self.counts.iter_mut().zip(other.counts.iter()) {
            *count = count.saturating_add(*more);
        }
        Ok(())
    }

    /// How many patients had this decision for an indicator.
    ///
    /// ```
    /// # use entitle_kernel::{Decision, Error, Facts, Tally, image::code::Outcome};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let mut storage = [0; 64];
    /// let mut tally = Tally::new(&contract, &mut storage)?;
    /// tally.add_decision(1, Decision(1))?;
    /// assert_eq!((tally.count(1, Decision(1)), tally.count(1, Decision(2))), (1, 0));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn count(&self, indicator: usize, decision: Decision) -> u32 {
        self.place(indicator, decision).and_then(|place| self.counts.get(place).copied()).unwrap_or(0)
    }

    /// How many patients had this outcome for an indicator, over all decisions that mean it.
    ///
    /// ```
    /// # use entitle_kernel::{Decision, Error, Facts, Tally, image::code::Outcome};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let mut storage = [0; 64];
    /// let mut tally = Tally::new(&contract, &mut storage)?;
    /// tally.add_decision(0, Decision(2))?; // in the numerator by the second row of the denominator,
    /// tally.add_decision(0, Decision(5))?; // in the numerator by the last
    /// assert_eq!(tally.with_outcome(0, Outcome::InNumerator), 2);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn with_outcome(&self, indicator: usize, outcome: Outcome) -> u32 {
        let last = self.contract.decision_count(indicator);
        let all = (0..=last).chain([u8::MAX]).map(Decision);
        let meant = all.filter(|decision| self.contract.decision(indicator, *decision).outcome == outcome);
        meant.fold(0, |sum, decision| sum.saturating_add(self.count(indicator, decision)))
    }

    /// Puts the counts into a practice's facts: register sizes, numerators, denominators and, where the
    /// contract has them, exclusions and adjustments. What has no patient rules stays as it was; a count that
    /// hangs on an undetermined patient is unknown, never less than it might be.
    /// Errors: `BadArgument` where the facts are another contract's, `OutOfRange` where a count is above what the contract's
    /// counts allow.
    ///
    /// ```
    /// # use entitle_kernel::{Decision, Error, Facts, Tally, image::code::Outcome};
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
    /// let (mut storage, mut values) = ([0; 64], [Value::Unknown; 64]);
    /// let mut tally = Tally::new(&contract, &mut storage)?;
    /// tally.add_patient(&mut patient)?;
    /// let mut practice = Facts::new(&contract, &mut values)?;
    /// tally.write(&mut practice)?;
    /// let (numerator, item) = contract.find_input("numerator.LUNG1")?;
    /// assert!(practice.get(numerator.index(), item).same(&Value::integer(1)));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn write(&self, facts: &mut Facts<'_, '_>) -> Result<()> {
        ensure(self.contract.is(facts.contract()), Error::BadArgument)?;
        let head = self.contract.head();
        let known = |count: Option<u32>| count.map_or(Value::Unknown, |count| Value::integer(count.into()));
        for (register, record) in self.contract.all::<record::Register>().enumerate() {
            if record.table != NONE {
                facts.set(head.register_size.into(), register, known(self.members(register)))?;
            }
        }
        for (indicator, record) in self.contract.all::<record::Indicator>().enumerate() {
            if record.denominator == NONE {
                continue;
            }
            let settled = self.count(indicator, Decision::UNDETERMINED) == 0;
            let count = |outcome: Outcome| settled.then(|| self.with_outcome(indicator, outcome));
            let numerator = count(Outcome::InNumerator);
            let rest = count(Outcome::InDenominator);
            let counts = [
                (head.numerator, numerator),
                (head.denominator, numerator.zip(rest).map(|(numerator, rest)| numerator.saturating_add(rest))),
                (head.exclusions, count(Outcome::Excluded)),
                (head.adjustments, count(Outcome::Adjusted)),
            ];
            for (fact, count) in counts.into_iter().filter(|(fact, _)| *fact != NONE) {
                facts.set(fact.into(), indicator, known(count))?;
            }
        }
        Ok(())
    }
}
