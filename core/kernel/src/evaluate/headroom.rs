//! Headroom: how far an indicator is from full points, and what the next patient brings.

use super::{Counts, Statement, points};
use crate::error::{Error, Result};
use crate::expr::Environment;
use crate::facts::Facts;
use crate::image::record::{self, NONE};
use crate::image::{Contract, ensure};
use crate::number::Number;
use crate::scale::Scale;
use crate::trace::{Eyes, Silent};
use crate::value::{Graded, Value};

/// What the next patients of an indicator are worth.
///
/// ```
/// # use entitle_kernel::{Graded, Headroom, Silent, Statement};
/// # use entitle_kernel::{Contract, Facts, Value, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let mut storage = [Value::Unknown; 64];
/// # let mut facts = Facts::new(&contract, &mut storage)?;
/// # for (name, text) in sample::PRACTICE {
/// #     let (fact, item) = contract.find_input(name)?;
/// #     facts.set(fact.index(), item, fact.parse(text)?)?;
/// # }
/// let (mut results, mut spare) = ([Graded::UNKNOWN; 64], [Graded::UNKNOWN; 64]);
/// let now = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?;
/// let headroom = Headroom::new(&now, &mut facts, &[], 0, &mut spare)?;
/// assert_eq!(headroom.patients_needed, Some(16)); // 80 % of 80 patients are 64; 48 are there
/// assert!(headroom.next_patient.same(&Value::Number("37.50".parse()?))); // 1 ÷ 80 ÷ 40 % of 10 points, 120 GBP each
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Headroom {
    /// Patients of the denominator that still have to move into the numerator (out of it, where lower is
    /// better) to earn full points; `None` where even all of them do not suffice, or a count is unknown.
    pub patients_needed: Option<u32>,
    /// What the payment gains with the next such patient; null where there is none or the contract does
    /// not pay, unknown where it hangs on an unknown.
    pub next_patient: Value,
}

impl Headroom {
    /// The headroom of an indicator. `now` is the statement of these facts as they stand, which they do again
    /// afterwards; `folds` are the same, and `storage` is another statement's.
    ///
    /// The next patient is one already in the denominator who moves into the numerator; the money is the
    /// statement's payment with that patient less the payment now.
    ///
    /// Errors: `UnknownItem` where there is no such indicator, and those of a statement.
    ///
    /// ```
    /// # use entitle_kernel::{Error, Graded, Headroom, Silent, Statement};
    /// # use entitle_kernel::{Contract, Facts, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = [Value::Unknown; 64];
    /// # let mut facts = Facts::new(&contract, &mut storage)?;
    /// # for (name, text) in sample::PRACTICE {
    /// #     let (fact, item) = contract.find_input(name)?;
    /// #     facts.set(fact.index(), item, fact.parse(text)?)?;
    /// # }
    /// // LUNG2, where lower is better: ten smokers of 100 fewer, and each brings 0.25 points at weight 2.
    /// let (mut results, mut spare) = ([Graded::UNKNOWN; 64], [Graded::UNKNOWN; 64]);
    /// let now = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?;
    /// let headroom = Headroom::new(&now, &mut facts, &[], 1, &mut spare)?;
    /// assert_eq!(headroom.patients_needed, Some(10));
    /// assert!(headroom.next_patient.same(&Value::integer(60))); // GBP
    /// let missing = Headroom::new(&now, &mut facts, &[], 2, &mut spare);
    /// assert_eq!(missing.err(), Some(Error::UnknownItem));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn new(
        now: &Statement<'_, '_>,
        facts: &mut Facts<'_, '_>,
        folds: &[Graded],
        indicator: usize,
        storage: &mut [Graded],
    ) -> Result<Headroom> {
        let contract = now.contract();
        ensure(contract.is(facts.contract()), Error::BadArgument)?;
        let record = contract.record::<record::Indicator>(indicator).ok_or(Error::UnknownItem)?;
        let counts = Counts::of(contract, facts, indicator);
        let whole = |value: Value| value.number().and_then(Number::to_i64);
        let (Some(numerator), Some(denominator)) = (whole(counts.numerator), whole(counts.denominator)) else {
            return Ok(Headroom { patients_needed: None, next_patient: Value::Unknown });
        };
        let direction = Direction::of(contract, record.scale);
        let available = if direction.falls { numerator } else { denominator.saturating_sub(numerator) };
        let mut what_if = WhatIf { contract, facts, folds, storage, indicator, numerator, falls: direction.falls };

        let payment = now.payment().map_or(Value::Null, |payment| payment.value);
        let next_patient = if available > 0 { what_if.payment(1)?.minus(payment) } else { Value::Null };
        let full = full(contract, record.scale, contract.decimal(record.points))?;
        let is_full = |points: Value| points.number().is_some_and(|points| points >= full);
        let mut reaches = |patients: i64| -> Result<bool> {
            let points =
                if direction.by_counts { what_if.points(patients) } else { what_if.statement_points(patients)? };
            Ok(is_full(points))
        };
        let patients_needed = if is_full(now.points(indicator).value) {
            Some(0)
        } else if available == 0 || !reaches(available)? {
            None
        } else {
            // Points never fall as patients move (the image's check sees to it for scales over counts), so
            // halving finds the least number; a count has at most 30 bits.
            let (mut too_few, mut enough) = (0_i64, available);
            while enough.saturating_sub(too_few) > 1 {
                let middle = too_few.midpoint(enough);
                if reaches(middle)? {
                    enough = middle;
                } else {
                    too_few = middle;
                }
            }
            u32::try_from(enough).ok()
        };
        Ok(Headroom { patients_needed, next_patient })
    }
}

/// A subject as it would be if some patients had moved.
struct WhatIf<'w, 'c, 'f, 's> {
    contract: &'w Contract<'c>,
    facts: &'w mut Facts<'f, 's>,
    folds: &'w [Graded],
    storage: &'w mut [Graded],
    indicator: usize,
    numerator: i64,
    falls: bool,
}

impl WhatIf<'_, '_, '_, '_> {
    fn moved(&self, patients: i64) -> Value {
        Value::integer(if self.falls {
            self.numerator.saturating_sub(patients)
        } else {
            self.numerator.saturating_add(patients)
        })
    }

    /// The payment and points of the whole statement with so many patients moved.
    fn statement(&mut self, patients: i64) -> Result<(Value, Value)> {
        let fact = usize::from(self.contract.head().numerator);
        let moved = self.moved(patients);
        self.facts.set(fact, self.indicator, moved)?;
        let statement = Statement::new(self.contract, self.facts, self.folds, self.storage, &mut Silent);
        let found = statement.map(|statement| {
            let payment = statement.payment().map_or(Value::Null, |payment| payment.value);
            (payment, statement.points(self.indicator).value)
        });
        self.facts.set(fact, self.indicator, Value::integer(self.numerator))?;
        found
    }

    fn payment(&mut self, patients: i64) -> Result<Value> {
        self.statement(patients).map(|(payment, _)| payment)
    }

    fn statement_points(&mut self, patients: i64) -> Result<Value> {
        self.statement(patients).map(|(_, points)| points)
    }

    /// The indicator's points alone, where its scale judges nothing but its counts.
    fn points(&self, patients: i64) -> Value {
        let counts =
            Counts { numerator: self.moved(patients), ..Counts::of(self.contract, self.facts, self.indicator) };
        let facts = self.facts.values();
        let environment =
            Environment { contract: self.contract, facts, shared: facts, folds: self.folds, results: &[] };
        points(&environment, self.indicator, &counts, &mut Eyes::of(&mut Silent)).value
    }
}

/// Which way patients move, and whether a scale and its alternatives judge the counts alone.
struct Direction {
    falls: bool,
    by_counts: bool,
}

impl Direction {
    /// A best-of has fewer patients for better only where all its alternatives do.
    fn of(contract: &Contract<'_>, scale: u16) -> Direction {
        let mut direction = Direction { falls: true, by_counts: true };
        for alternative in each(contract, scale) {
            direction.falls &= Scale::new(contract, alternative).is_some_and(|scale| scale.lower_is_better());
            direction.by_counts &=
                contract.record::<record::Scale>(alternative.into()).is_some_and(|scale| scale.of == NONE);
        }
        direction
    }
}

/// The scale itself, or the alternatives of a best-of.
fn each<'a>(contract: &Contract<'a>, index: u16) -> impl Iterator<Item = u16> + use<'a> {
    let alternatives = Scale::new(contract, index).map(|scale| scale.alternatives()).into_iter().flatten();
    let mut alternatives = alternatives.peekable();
    let own = if alternatives.peek().is_none() { Some(index) } else { None };
    own.into_iter().chain(alternatives)
}

/// All that a scale can earn, by the best of its alternatives.
fn full(contract: &Contract<'_>, scale: u16, maximum: Number) -> Result<Number> {
    let mut best = Value::integer(0);
    for alternative in each(contract, scale) {
        let scale = Scale::new(contract, alternative).ok_or(Error::ImageTable)?;
        best = best.larger(scale.full(maximum));
    }
    match best {
        Value::Number(best) => Ok(best),
        Value::Error(error) => Err(error),
        _ => Err(Error::ImageTable),
    }
}
