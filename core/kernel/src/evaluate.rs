//! Statements: points, lines, conditions and criteria of one subject; networks folded as a stream;
//! headroom; counts of patients' decisions.

use crate::error::{Error, Result};
use crate::expr::{self, Environment, Item, Running, graded};
use crate::facts::Facts;
use crate::image::code::{Aggregate, Over, Per, Pool, Scope, StepKind};
use crate::image::code::{Otherwise, Outcome};
use crate::image::record::{self, NONE, Record};
use crate::image::{Contract, ensure, some};
use crate::limits;
use crate::number::{Number, RoundingMode};
use crate::rules::{Decision, Settled};
use crate::scale::{self, Rate, Scale};
use crate::trace::{Entry, Event, Place, Silent, Watch};
use crate::value::{Basis, Graded, Value};

/// What became of a criterion, or of all of them together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, serde::Serialize)]
pub enum Verdict {
    /// It holds.
    #[serde(rename = "met")]
    Met,
    /// It does not hold, and the commissioner decides.
    #[serde(rename = "refer")]
    Refer,
    /// A fact that decides is unknown or null.
    #[serde(rename = "undetermined")]
    Undetermined,
    /// It does not hold.
    #[serde(rename = "not met")]
    NotMet,
}

impl Verdict {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Met => "met",
            Verdict::Refer => "refer",
            Verdict::Undetermined => "undetermined",
            Verdict::NotMet => "not met",
        }
    }
}

/// All results for one subject: lines, points, conditions and criteria, each with what it rests on.
pub struct Statement<'c, 's> {
    contract: Contract<'c>,
    results: &'s [Graded],
}

impl<'c, 's> Statement<'c, 's> {
    /// Evaluates every step of the contract for a subject. `folds` are a network's, from
    /// [`Network`], empty for a subject without members; `storage` holds
    /// [`Cost::values`](crate::image::Cost) results.
    ///
    /// Errors: `StorageTooSmall`; `CountsContradict` where a numerator is above its denominator. A line
    /// that fails does not fail the statement: the error is that line's value.
    pub fn new<W: Watch>(
        contract: &Contract<'c>,
        facts: &Facts<'_, '_>,
        folds: &[Value],
        storage: &'s mut [Graded],
        watch: &mut W,
    ) -> Result<Statement<'c, 's>> {
        let results = storage.get_mut(..contract.cost().values.into()).ok_or(Error::StorageTooSmall)?;
        results.fill(Graded::UNKNOWN);
        counts_agree(contract, facts)?;
        for step in contract.all::<record::Step>() {
            evaluate_step(contract, facts, folds, results, &step, watch);
        }
        Ok(Statement { contract: *contract, results })
    }

    fn at(&self, slot: u16, item: usize) -> Graded {
        self.results.get(usize::from(slot).saturating_add(item)).copied().unwrap_or(Graded::UNKNOWN)
    }

    /// The contract.
    #[must_use]
    pub const fn contract(&self) -> &Contract<'c> {
        &self.contract
    }

    /// The amount of a line, for an item where it is per register or indicator (0 otherwise).
    #[must_use]
    pub fn line(&self, line: usize, item: usize) -> Graded {
        match self.contract.record::<record::Line>(line) {
            Some(record) if item < self.contract.items(Per::from_u8(record.per).unwrap_or(Per::Subject)) => {
                self.at(record.slot, item)
            }
            _ => Graded::UNKNOWN,
        }
    }

    /// The truth of a condition about the subject.
    #[must_use]
    pub fn condition(&self, condition: usize) -> Graded {
        self.contract
            .record::<record::SubjectCondition>(condition)
            .map_or(Graded::UNKNOWN, |record| self.at(record.slot, 0))
    }

    /// The points earned for an indicator.
    #[must_use]
    pub fn points(&self, indicator: usize) -> Graded {
        if indicator < self.contract.indicator_count() {
            self.at(self.contract.head().points_slot, indicator)
        } else {
            Graded::UNKNOWN
        }
    }

    /// Numerator ÷ denominator of an indicator; null where the denominator is zero.
    #[must_use]
    pub fn achieved(&self, indicator: usize) -> Graded {
        if indicator < self.contract.indicator_count() {
            self.at(self.contract.head().achieved_slot, indicator)
        } else {
            Graded::UNKNOWN
        }
    }

    /// The verdict of a criterion, and what it rests on.
    #[must_use]
    pub fn criterion(&self, criterion: usize) -> (Verdict, Basis) {
        let Some(record) = self.contract.record::<record::Criterion>(criterion) else {
            return (Verdict::Undetermined, Basis::NONE);
        };
        let found = self.at(record.slot, 0);
        let verdict = match expr::truth(&found.value) {
            Ok(truth) if truth.is_true() => Verdict::Met,
            Ok(truth) if truth.is_false() => match self.contract.otherwise(criterion) {
                Otherwise::Refer => Verdict::Refer,
                Otherwise::Fail => Verdict::NotMet,
            },
            _ => Verdict::Undetermined,
        };
        (verdict, found.basis)
    }

    /// Every criterion together: not met beats undetermined beats refer beats met. `None` where the contract has none.
    #[must_use]
    pub fn eligible(&self) -> Option<Verdict> {
        (0..self.contract.count::<record::Criterion>()).map(|criterion| self.criterion(criterion).0).max()
    }

    /// The payment: the line that the contract pays by.
    #[must_use]
    pub fn payment(&self) -> Option<Graded> {
        self.contract.pays().map(|line| self.line(line, 0))
    }
}

/// Every numerator that is known stays within its denominator.
fn counts_agree(contract: &Contract<'_>, facts: &Facts<'_, '_>) -> Result<()> {
    let head = contract.head();
    let (Some(numerator), Some(denominator)) = (some(head.numerator), some(head.denominator)) else {
        return Ok(());
    };
    for indicator in 0..contract.indicator_count() {
        if let (Value::Number(n), Value::Number(d)) =
            (facts.get(numerator, indicator), facts.get(denominator, indicator))
        {
            ensure(n <= d, Error::CountsContradict)?;
        }
    }
    Ok(())
}

fn narrow(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(NONE)
}

/// The register and indicator at hand for an item of what is stated per one of them.
fn item_of(contract: &Contract<'_>, per: Per, item: usize) -> Item {
    match per {
        Per::Subject => Item::default(),
        Per::Register => Item { register: item, indicator: 0 },
        Per::Indicator => {
            let register = contract.record::<record::Indicator>(item).map_or(0, |indicator| indicator.register);
            Item { register: register.into(), indicator: item }
        }
    }
}

fn evaluate_step<W: Watch>(
    contract: &Contract<'_>,
    facts: &Facts<'_, '_>,
    folds: &[Value],
    results: &mut [Graded],
    step: &record::Step,
    watch: &mut W,
) {
    let index = usize::from(step.index);
    let Some(kind) = StepKind::from_u8(step.kind) else {
        return;
    };
    let place = |item: usize| Place { step: kind, index: step.index, item: narrow(item) };
    let put = |results: &mut [Graded], slot: u16, item: usize, result: Graded| {
        if let Some(place) = results.get_mut(usize::from(slot).saturating_add(item)) {
            *place = result;
        }
    };
    macro_rules! evaluate {
        ($expression:expr, $per:expr, $item:expr) => {{
            let environment = Environment { contract, facts: facts.values(), folds, results };
            expr::evaluate(&environment, $expression, item_of(contract, $per, $item), place($item), watch)
        }};
    }
    match kind {
        StepKind::Condition => {
            let Some(condition) = contract.record::<record::SubjectCondition>(index) else {
                return;
            };
            let result = evaluate!(condition.expression, Per::Subject, 0);
            put(results, condition.slot, 0, result);
        }
        StepKind::Criterion => {
            let Some(criterion) = contract.record::<record::Criterion>(index) else {
                return;
            };
            let result = evaluate!(criterion.expression, Per::Subject, 0);
            put(
                results,
                criterion.slot,
                0,
                Graded { basis: result.basis.and(source_basis(contract, criterion.source)), ..result },
            );
        }
        StepKind::Line => {
            let Some(line) = contract.record::<record::Line>(index) else {
                return;
            };
            let per = Per::from_u8(line.per).unwrap_or(Per::Subject);
            for item in 0..contract.items(per) {
                let result = evaluate!(line.expression, per, item);
                let result = round(&line, result, place(item), watch);
                put(
                    results,
                    line.slot,
                    item,
                    Graded { basis: result.basis.and(source_basis(contract, line.source)), ..result },
                );
            }
        }
        StepKind::Fold => {
            let Some(fold) = contract.record::<record::Fold>(index) else {
                return;
            };
            let per = if fold.over == Over::Indicators as u8 { Per::Indicator } else { Per::Register };
            let aggregate = Aggregate::from_u8(fold.aggregate).unwrap_or(Aggregate::Sum);
            let mut running = Running::empty(aggregate);
            for item in 0..contract.items(per) {
                let next = if fold.expression == NONE {
                    Graded::given(Value::Null)
                } else {
                    evaluate!(fold.expression, per, item)
                };
                running = running.add(aggregate, next, item == 0);
            }
            put(results, fold.slot, 0, Graded { value: running.value, basis: running.basis });
        }
        StepKind::Points => {
            let head = contract.head();
            for indicator in 0..contract.indicator_count() {
                let counts = Counts::of(contract, facts, indicator);
                put(results, head.achieved_slot, indicator, counts.achieved());
                let points = points(contract, facts, folds, results, indicator, &counts, watch);
                put(results, head.points_slot, indicator, points);
            }
        }
    }
}

fn source_basis(contract: &Contract<'_>, source: u16) -> Basis {
    contract.record::<record::Source>(source.into()).map_or(Basis::NONE, |source| graded(source.grade))
}

fn round<W: Watch>(line: &record::Line, result: Graded, place: Place, watch: &mut W) -> Graded {
    let (Some(mode), Value::Number(from)) = (RoundingMode::from_code(line.mode), result.value) else {
        return result;
    };
    if W::LOOKS {
        watch.note(Entry { place: Some(place), event: Event::Rounded { from, places: line.places, mode } });
    }
    Graded { value: from.round(line.places, mode).map_or_else(Value::Error, Value::Number), basis: result.basis }
}

/// Numerator and denominator of an indicator.
#[derive(Clone, Copy)]
struct Counts {
    numerator: Value,
    denominator: Value,
}

impl Counts {
    fn of(contract: &Contract<'_>, facts: &Facts<'_, '_>, indicator: usize) -> Counts {
        let head = contract.head();
        Counts {
            numerator: facts.get(head.numerator.into(), indicator),
            denominator: facts.get(head.denominator.into(), indicator),
        }
    }

    /// The two counts as a rate: none for a denominator of zero; else what stands in its place.
    fn rate(&self) -> core::result::Result<Option<Rate>, Value> {
        match (self.numerator, self.denominator) {
            (_, Value::Number(denominator)) if denominator.is_zero() => Ok(None),
            (Value::Number(numerator), Value::Number(denominator)) => Ok(Some(Rate { numerator, denominator })),
            (numerator, denominator) => Err(expr::absent(&[numerator, denominator])),
        }
    }

    fn achieved(&self) -> Graded {
        Graded::given(match self.rate() {
            Ok(None) => Value::Null,
            Ok(Some(rate)) => rate.numerator.checked_div(rate.denominator).map_or_else(Value::Error, Value::Number),
            Err(absent) => absent,
        })
    }
}

/// The points that an indicator earns: its scale's, judging its counts or the rate that the scale computes.
fn points<W: Watch>(
    contract: &Contract<'_>,
    facts: &Facts<'_, '_>,
    folds: &[Value],
    results: &[Graded],
    indicator: usize,
    counts: &Counts,
    watch: &mut W,
) -> Graded {
    let Some(record) = contract.record::<record::Indicator>(indicator) else {
        return Graded::UNKNOWN;
    };
    let place = Place { step: StepKind::Points, index: 0, item: narrow(indicator) };
    let maximum = contract.decimal(record.points);
    let mut basis = graded(record.grade);
    let mut stands_in: Option<Value> = None;
    let mut rate_of = |index: u16| {
        let of = contract.record::<record::Scale>(index.into()).map_or(NONE, |scale| scale.of);
        let rate = if of == NONE {
            counts.rate()
        } else {
            let environment = Environment { contract, facts: facts.values(), folds, results };
            let computed =
                expr::evaluate(&environment, of, item_of(contract, Per::Indicator, indicator), place, &mut Silent);
            basis = basis.and(computed.basis);
            match computed.value {
                Value::Number(rate) => rate
                    .round(limits::COMPUTED_RATE_PLACES, RoundingMode::HalfEven)
                    .map(|rate| Some(Rate::of(rate)))
                    .map_err(Value::Error),
                Value::Null => Ok(None),
                other => Err(other),
            }
        };
        rate.or_else(|absent| {
            stands_in = Some(stands_in.map_or(absent, |held| expr::absent(&[held, absent])));
            Ok(None)
        })
    };
    let earned = scale::best(contract, record.scale, maximum, &mut rate_of, place, watch);
    let value = match (stands_in, earned) {
        (Some(absent), _) => absent,
        (None, Ok(points)) => Value::Number(points),
        (None, Err(error)) => Value::Error(error),
    };
    Graded { value, basis }
}

/// What the next patients of an indicator are worth.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Headroom {
    /// Patients of the denominator that still have to move into the numerator (out of it, where
    /// lower is better) to earn full points; `None` where even all of them do not suffice, or counts are unknown.
    pub patients_needed: Option<u32>,
    /// What the payment gains with the next such patient; null where there is none, unknown where it hangs on an unknown.
    pub next_patient: Value,
}

impl Headroom {
    /// The headroom of an indicator. Facts are as they were afterwards; `storage` as for a statement.
    ///
    /// The next patient is one already in the denominator who moves into the numerator; the money is the
    /// statement's payment with that patient less the payment now.
    pub fn new(
        contract: &Contract<'_>,
        facts: &mut Facts<'_, '_>,
        folds: &[Value],
        indicator: usize,
        storage: &mut [Graded],
    ) -> Result<Headroom> {
        let record = contract.record::<record::Indicator>(indicator).ok_or(Error::UnknownItem)?;
        let fact = usize::from(contract.head().numerator);
        let counts = Counts::of(contract, facts, indicator);
        let whole = |value: Value| value.number().and_then(Number::to_i64);
        let (Some(numerator), Some(denominator)) = (whole(counts.numerator), whole(counts.denominator)) else {
            return Ok(Headroom { patients_needed: None, next_patient: Value::Unknown });
        };
        let falls = falls(contract, record.scale);
        let available = if falls { numerator } else { denominator.saturating_sub(numerator) };
        let moved = |patients: i64| {
            if falls { numerator.saturating_sub(patients) } else { numerator.saturating_add(patients) }
        };

        let mut at = |facts: &mut Facts<'_, '_>, patients: i64| -> Result<(Value, Value)> {
            facts.set(fact, indicator, Value::integer(moved(patients)))?;
            let statement = Statement::new(contract, facts, folds, storage, &mut Silent)?;
            let found =
                (statement.points(indicator).value, statement.payment().map_or(Value::Null, |payment| payment.value));
            facts.set(fact, indicator, Value::integer(numerator))?;
            Ok(found)
        };
        let full = full(contract, record.scale, contract.decimal(record.points))?;
        let reaches = |points: Value| points.number().is_some_and(|points| points >= full);
        let (points_now, now) = at(facts, 0)?;
        let next_patient = if available > 0 { difference(at(facts, 1)?.1, now) } else { Value::Null };
        let patients_needed = if reaches(points_now) {
            Some(0)
        } else if available == 0 || !reaches(at(facts, available)?.0) {
            None
        } else {
            // Points never fall as patients move, so halving finds the least number. 32 steps cover every count.
            let (mut too_few, mut enough) = (0_i64, available);
            while enough.saturating_sub(too_few) > 1 {
                let middle = too_few.midpoint(enough);
                if reaches(at(facts, middle)?.0) {
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

fn difference(later: Value, now: Value) -> Value {
    match (later, now) {
        (Value::Number(later), Value::Number(now)) => later.checked_sub(now).map_or_else(Value::Error, Value::Number),
        (later, now) => expr::absent(&[later, now]),
    }
}

/// Whether a scale earns more with fewer patients in the numerator; a best-of where all its alternatives do.
fn falls(contract: &Contract<'_>, scale: u16) -> bool {
    let lower = |scale: u16| Scale::new(contract, scale).is_some_and(|scale| scale.lower_is_better());
    let Some(of_several) = Scale::new(contract, scale) else { return false };
    let mut alternatives = of_several.alternatives().peekable();
    if alternatives.peek().is_some() { alternatives.all(lower) } else { lower(scale) }
}

/// All that a scale can earn, by the best of its alternatives.
fn full(contract: &Contract<'_>, scale: u16, maximum: Number) -> Result<Number> {
    let scale = Scale::new(contract, scale).ok_or(Error::ImageTable)?;
    let mut alternatives = scale.alternatives().peekable();
    if alternatives.peek().is_none() {
        return scale.full(maximum);
    }
    let mut best = Number::ZERO;
    for alternative in alternatives {
        best = best.max(Scale::new(contract, alternative).ok_or(Error::ImageTable)?.full(maximum)?);
    }
    Ok(best)
}

/// A network while its practices stream by: they are folded one at a time and never collected.
///
/// Facts of practices with `pool = "sum"` and counts are added up in the network's own facts, those with
/// `pool = "same"` must agree; folds such as `sum(practices.list_size)` run along.
pub struct Network<'f, 'c, 's> {
    facts: &'f mut Facts<'c, 's>,
    folds: &'f mut [Value],
    members: u32,
}

impl<'f, 'c, 's> Network<'f, 'c, 's> {
    /// A network without members yet. `folds` holds [`Cost::member_folds`](crate::image::Cost) values.
    pub fn new(facts: &'f mut Facts<'c, 's>, folds: &'f mut [Value]) -> Result<Network<'f, 'c, 's>> {
        let contract = *facts.contract();
        let folds = folds.get_mut(..contract.cost().member_folds.into()).ok_or(Error::StorageTooSmall)?;
        for fold in member_folds(&contract) {
            if let Some(place) = folds.get_mut(usize::from(fold.slot)) {
                *place = Running::empty(aggregate(&fold)).value;
            }
        }
        Ok(Network { facts, folds, members: 0 })
    }

    /// Adds a practice. `MembersDisagree` where it gives another value for a fact that all must share.
    pub fn add(&mut self, member: &Facts<'c, '_>) -> Result<()> {
        let contract = *self.facts.contract();
        let first = self.members == 0;
        for fact in contract.facts().filter(|fact| fact.scope() == Scope::Practice && fact.pool() != Pool::None) {
            let slot = usize::from(fact.record().slot);
            for slot in slot..slot.saturating_add(contract.items(fact.per())) {
                let given = member.values().get(slot).copied().unwrap_or(Value::Unknown);
                let Some(held) = self.facts.values_mut().get_mut(slot) else {
                    continue;
                };
                *held = pool(fact.pool(), *held, given, first)?;
            }
        }
        let environment = Environment { contract: &contract, facts: member.values(), folds: &[], results: &[] };
        for fold in member_folds(&contract) {
            let place = Place { step: StepKind::Fold, index: fold.slot, item: 0 };
            let next = if fold.expression == NONE {
                Graded::given(Value::Null)
            } else {
                expr::evaluate(&environment, fold.expression, Item::default(), place, &mut Silent)
            };
            if let Some(held) = self.folds.get_mut(usize::from(fold.slot)) {
                *held = Running { value: *held, basis: Basis::NONE }.add(aggregate(&fold), next, first).value;
            }
        }
        self.members = self.members.checked_add(1).ok_or(Error::TooMany)?;
        Ok(())
    }

    /// How many practices were added.
    #[must_use]
    pub const fn members(&self) -> u32 {
        self.members
    }
}

fn member_folds<'a>(contract: &Contract<'a>) -> impl Iterator<Item = record::Fold> + use<'a> {
    contract.all::<record::Fold>().filter(|fold| fold.over == Over::Practices as u8)
}

fn aggregate(fold: &record::Fold) -> Aggregate {
    Aggregate::from_u8(fold.aggregate).unwrap_or(Aggregate::Sum)
}

fn pool(pool: Pool, held: Value, given: Value, first: bool) -> Result<Value> {
    if first {
        return Ok(given);
    }
    match (pool, held, given) {
        (Pool::Sum, Value::Number(a), Value::Number(b)) => {
            let sum = a.checked_add(b)?;
            ensure(sum <= Number::from_i64(i64::MAX), Error::TooMany)?;
            Ok(Value::Number(sum))
        }
        (Pool::Same, a, b) if a.same(&b) => Ok(a),
        (_, a, b) if a.is_unknown() || b.is_unknown() || pool == Pool::Sum => Ok(expr::absent(&[a, b])),
        _ => Err(Error::MembersDisagree),
    }
}

/// Counts of patients' decisions: a histogram per indicator, and the size of every register.
///
/// Storage is the caller's: [`Tally::slots`] numbers. Adjustments by reason are never lost, because the
/// decisions themselves are counted.
pub struct Tally<'c, 's> {
    contract: Contract<'c>,
    counts: &'s mut [u32],
}

impl<'c, 's> Tally<'c, 's> {
    /// How many numbers the counts of a contract take.
    #[must_use]
    pub fn slots(contract: &Contract<'_>) -> usize {
        let decisions = contract.count::<record::Decision>();
        contract.indicator_count().saturating_mul(2).saturating_add(decisions).saturating_add(contract.register_count())
    }

    /// Takes the storage and sets every count to zero.
    pub fn new(contract: &Contract<'c>, storage: &'s mut [u32]) -> Result<Tally<'c, 's>> {
        let counts = storage.get_mut(..Tally::slots(contract)).ok_or(Error::StorageTooSmall)?;
        counts.fill(0);
        Ok(Tally { contract: *contract, counts })
    }

    /// Registers come first, then for each indicator: not on register, its decisions, undetermined.
    fn place(&self, indicator: usize, decision: Decision) -> Option<usize> {
        let record = self.contract.record::<record::Indicator>(indicator)?;
        let before = usize::from(record.decisions).saturating_add(indicator.saturating_mul(2));
        let within = match decision {
            Decision::UNDETERMINED => usize::from(record.decision_count).saturating_add(1),
            Decision(code) if code <= record.decision_count => code.into(),
            _ => return None,
        };
        Some(self.contract.register_count().saturating_add(before).saturating_add(within))
    }

    fn add(&mut self, place: Option<usize>) -> Result<()> {
        let count = place.and_then(|place| self.counts.get_mut(place)).ok_or(Error::UnknownItem)?;
        *count = count.checked_add(1).ok_or(Error::TooMany)?;
        Ok(())
    }

    /// Counts one patient on a register.
    pub fn add_member(&mut self, register: usize) -> Result<()> {
        let place = (register < self.contract.register_count()).then_some(register);
        self.add(place)
    }

    /// Counts one patient's decision for an indicator.
    pub fn add_decision(&mut self, indicator: usize, decision: Decision) -> Result<()> {
        let place = self.place(indicator, decision);
        self.add(place)
    }

    /// How many patients are on a register.
    #[must_use]
    pub fn members(&self, register: usize) -> u32 {
        if register < self.contract.register_count() { self.counts.get(register).copied().unwrap_or(0) } else { 0 }
    }

    /// How many patients had this decision for an indicator.
    #[must_use]
    pub fn count(&self, indicator: usize, decision: Decision) -> u32 {
        self.place(indicator, decision).and_then(|place| self.counts.get(place).copied()).unwrap_or(0)
    }

    /// How many patients had this outcome for an indicator, over all decisions that mean it.
    #[must_use]
    pub fn with_outcome(&self, indicator: usize, outcome: Outcome) -> u32 {
        let last = self.contract.decision_count(indicator);
        let all = (0..=last).chain([u8::MAX]).map(Decision);
        let meant = all.filter(|decision| {
            let Settled { outcome: found, .. } = self.contract.decision(indicator, *decision);
            found == outcome
        });
        meant.fold(0, |sum, decision| sum.saturating_add(self.count(indicator, decision)))
    }

    /// Puts the counts into a practice's facts: register sizes, numerators, denominators and, where the
    /// contract has them, exclusions and adjustments. What has no patient rules stays as it was.
    pub fn write(&self, facts: &mut Facts<'_, '_>) -> Result<()> {
        let head = self.contract.head();
        for (register, record) in self.contract.all::<record::Register>().enumerate() {
            if record.table != NONE {
                facts.set(head.register_size.into(), register, Value::integer(self.members(register).into()))?;
            }
        }
        for (indicator, record) in self.contract.all::<record::Indicator>().enumerate() {
            if record.denominator == NONE {
                continue;
            }
            let numerator = self.with_outcome(indicator, Outcome::InNumerator);
            let denominator = numerator.saturating_add(self.with_outcome(indicator, Outcome::InDenominator));
            let counts = [
                (head.numerator, numerator),
                (head.denominator, denominator),
                (head.exclusions, self.with_outcome(indicator, Outcome::Excluded)),
                (head.adjustments, self.with_outcome(indicator, Outcome::Adjusted)),
            ];
            for (fact, count) in counts.into_iter().filter(|(fact, _)| *fact != NONE) {
                facts.set(fact.into(), indicator, Value::integer(count.into()))?;
            }
        }
        Ok(())
    }
}

const _: () = assert!(record::Head::SIZE < 128);
