//! Statements: points, lines, conditions and criteria of one subject; and beside them networks folded as a stream,
//! headroom, and counts of patients' decisions.

mod headroom;
mod network;
mod tally;

pub use headroom::Headroom;
pub use network::Network;
pub use tally::Tally;

use crate::error::{Error, Result};
use crate::expr::{self, Environment, Item};
use crate::facts::Facts;
use crate::image::code::{Aggregate, Otherwise, Over, Per, StepKind};
use crate::image::record::{self, NONE};
use crate::image::{Contract, ensure, some};
use crate::number::RoundingMode;
use crate::scale::{self, Rate, Rated};
use crate::trace::{Event, Eyes, Place, Silent, Watch};
use crate::value::{Basis, Graded, Value, absent, graded};

/// What became of a criterion, or of all of them together.
///
/// ```
/// # use entitle_kernel::Verdict;
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
/// assert_eq!(statement.criterion(0).0, Verdict::Met);
/// assert!(Verdict::NotMet > Verdict::Undetermined && Verdict::Refer > Verdict::Met); // the worst one is the greatest
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
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
    ///
    /// ```
    /// assert_eq!(entitle_kernel::Verdict::NotMet.name(), "not met");
    /// ```
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
///
/// ```
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
/// let statement = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?;
/// assert!(statement.points(0).value.same(&Value::integer(5))); // 60 %, half way from 40 % to 80 %, of 10 points
/// assert!(statement.payment().is_some_and(|payment| payment.value.same(&Value::integer(1500)))); // GBP
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub struct Statement<'c, 's> {
    contract: Contract<'c>,
    results: &'s [Graded],
}

impl<'c, 's> Statement<'c, 's> {
    /// Evaluates every step of the contract for a subject. `folds` are a network's, from
    /// [`Network`], empty for a subject without members; `storage` holds
    /// [`Cost::values`](crate::image::Cost) results.
    ///
    /// Errors: `StorageTooSmall`; `BadArgument` where the facts are another contract's; `CountsContradict` where a numerator is
    /// above its denominator; `FactsContradict` where a contradiction of the contract holds, whose
    /// [condition](Statement::condition) is then true in what `storage` holds. A line that fails does not fail the
    /// statement: the error is that line's value.
    ///
    /// ```
    /// # use entitle_kernel::{Error, Graded, Silent, Statement};
    /// # use entitle_kernel::{Contract, Facts, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = [Value::Unknown; 64];
    /// # let mut facts = Facts::new(&contract, &mut storage)?;
    /// # for (name, text) in sample::PRACTICE {
    /// #     let (fact, item) = contract.find_input(name)?;
    /// #     facts.set(fact.index(), item, fact.parse(text)?)?;
    /// # }
    /// let (numerator, item) = contract.find_input("numerator.LUNG1")?;
    /// let mut results = [Graded::UNKNOWN; 64]; // at least `contract.cost().values`
    /// assert!(Statement::new(&contract, &facts, &[], &mut results, &mut Silent).is_ok());
    /// facts.set(numerator.index(), item, Value::integer(81))?; // of 80
    /// let refused = Statement::new(&contract, &facts, &[], &mut results, &mut Silent).err();
    /// assert_eq!(refused, Some(Error::CountsContradict));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn new<W: Watch>(
        contract: &Contract<'c>,
        facts: &Facts<'_, '_>,
        folds: &[Graded],
        storage: &'s mut [Graded],
        watch: &mut W,
    ) -> Result<Statement<'c, 's>> {
        Statement::watched(contract, facts, folds, storage, &mut Eyes::of(watch))
    }

    fn watched(
        contract: &Contract<'c>,
        facts: &Facts<'_, '_>,
        folds: &[Graded],
        storage: &'s mut [Graded],
        watch: &mut Eyes<'_>,
    ) -> Result<Statement<'c, 's>> {
        ensure(contract.is(facts.contract()), Error::BadArgument)?;
        let results = storage.get_mut(..contract.cost().values.into()).ok_or(Error::StorageTooSmall)?;
        results.fill(Graded::UNKNOWN);
        counts_agree(contract, facts)?;
        let mut making = Making { contract, facts, folds, results: &mut *results };
        for step in contract.all::<record::Step>() {
            making.step(&step, watch)?;
        }
        Ok(Statement { contract: *contract, results })
    }

    /// Reads a statement again from the storage that it was written to.
    /// `StorageTooSmall` where it does not suffice.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, Facts, Graded, Silent, Statement, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = [Value::Unknown; 64];
    /// # let mut facts = Facts::new(&contract, &mut storage)?;
    /// # for (name, text) in sample::PRACTICE {
    /// #     let (fact, item) = contract.find_input(name)?;
    /// #     facts.set(fact.index(), item, fact.parse(text)?)?;
    /// # }
    /// let mut results = [Graded::UNKNOWN; 64];
    /// let paid = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?.payment().unwrap();
    /// let again = Statement::resume(&contract, &results)?.payment().unwrap();
    /// assert!(paid.value.same(&again.value));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[inline]
    pub fn resume(contract: &Contract<'c>, storage: &'s [Graded]) -> Result<Statement<'c, 's>> {
        let results = storage.get(..contract.cost().values.into()).ok_or(Error::StorageTooSmall)?;
        Ok(Statement { contract: *contract, results })
    }

    /// The value of a part of an expression's code, as far as it is known: so many instructions of it that leave one value,
    /// from the first on, for an item of what the expression is per. `facts` and `folds` are those of the statement;
    /// `member` is the practice at hand where a fold over practices is asked. It says why an answer is open; a part that is
    /// none gives a value that means nothing.
    ///
    /// ```
    /// # use entitle_kernel::image::code::Per;
    /// # use entitle_kernel::image::record;
    /// # use entitle_kernel::{Contract, Facts, Graded, Silent, Statement, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let (mut storage, mut results) = ([Value::Unknown; 64], [Graded::UNKNOWN; 64]);
    /// let mut facts = Facts::new(&contract, &mut storage)?;
    /// facts.set_named("list_size", "900")?;
    /// let statement = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?;
    /// // The criterion `list_size >= 1000 and not(large)`; its first three instructions are the first operand.
    /// let criterion = contract.record::<record::Criterion>(1).unwrap();
    /// let operand = statement.part(&facts, &[], None, (criterion.expression, 0, 3), (Per::Subject, 0));
    /// assert!(operand.same(&Value::boolean(false)));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn part(
        &self,
        facts: &Facts<'_, '_>,
        folds: &[Graded],
        member: Option<&Facts<'_, '_>>,
        (expression, first, count): (u16, u16, u16),
        (per, item): (Per, usize),
    ) -> Value {
        let contract = &self.contract;
        let own = contract.is(facts.contract()) && member.is_none_or(|member| contract.is(member.contract()));
        let Some(code) = contract.record::<record::Expression>(expression.into()).filter(|_| own) else {
            return Value::Error(Error::BadArgument);
        };
        let environment = Environment {
            contract,
            facts: member.unwrap_or(facts).values(),
            shared: facts.values(),
            folds,
            results: self.results,
        };
        let count = count.min(code.count.saturating_sub(first));
        let part = ((code.first as usize).saturating_add(first.into()), count.into());
        let place = Place { step: StepKind::Line, index: 0, item: narrow(item) };
        expr::run(&environment, part, item_of(contract, per, item), place, &mut Eyes::of(&mut Silent)).value
    }

    fn at(&self, slot: u16, item: usize) -> Graded {
        let found = self.results.get(usize::from(slot).saturating_add(item)).copied().unwrap_or(Graded::UNKNOWN);
        Graded { value: found.value, basis: found.basis.and(self.contract.day_basis()) }
    }

    /// The contract.
    ///
    /// ```
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
    /// assert!(statement.contract().is(&contract));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn contract(&self) -> &Contract<'c> {
        &self.contract
    }

    /// The amount of a line, for an item where it is per register or indicator (0 otherwise).
    ///
    /// ```
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
    /// let achievement = contract.find_line("achievement").unwrap();
    /// // LUNG2: 2.5 points, weight 2, 100 GBP a point, factor 1.2.
    /// assert!(statement.line(achievement, 1).value.same(&Value::integer(600)));
    /// assert!(statement.line(achievement, 2).value.is_unknown()); // there is no third indicator
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
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
    ///
    /// ```
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
    /// assert!(statement.condition(0).value.same(&Value::boolean(false))); // `large`: 8,000 patients are not above 10,000
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn condition(&self, condition: usize) -> Graded {
        self.contract
            .record::<record::SubjectCondition>(condition)
            .map_or(Graded::UNKNOWN, |record| self.at(record.slot, 0))
    }

    /// The points earned for an indicator.
    ///
    /// ```
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
    /// assert!(statement.points(1).value.same(&Value::Number("2.5".parse()?))); // 20 %, half way from 30 % down to 10 %
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn points(&self, indicator: usize) -> Graded {
        if indicator < self.contract.indicator_count() {
            self.at(self.contract.head().points_slot, indicator)
        } else {
            Graded::UNKNOWN
        }
    }

    /// Numerator ÷ denominator of an indicator; null where the denominator is zero.
    ///
    /// ```
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
    /// assert!(statement.achieved(0).value.same(&Value::Number("0.6".parse()?))); // 48 of 80
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn achieved(&self, indicator: usize) -> Graded {
        if indicator < self.contract.indicator_count() {
            self.at(self.contract.head().achieved_slot, indicator)
        } else {
            Graded::UNKNOWN
        }
    }

    /// The verdict of a criterion, and what it rests on.
    ///
    /// ```
    /// # use entitle_kernel::{Grade, Verdict};
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
    /// let (verdict, basis) = statement.criterion(1); // between 1,000 and 10,000 patients
    /// assert_eq!((verdict, basis.weakest()), (Verdict::Met, Some(Grade::Published)));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
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

    /// Every criterion together, and what they rest on: not met beats undetermined beats refer beats met. `None` where
    /// the contract has none.
    ///
    /// ```
    /// # use entitle_kernel::{Graded, Silent, Statement, Verdict};
    /// # use entitle_kernel::{Contract, Facts, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = [Value::Unknown; 64];
    /// # let mut facts = Facts::new(&contract, &mut storage)?;
    /// # for (name, text) in sample::PRACTICE {
    /// #     let (fact, item) = contract.find_input(name)?;
    /// #     facts.set(fact.index(), item, fact.parse(text)?)?;
    /// # }
    /// let (list_size, _) = contract.find_input("list_size")?;
    /// facts.set(list_size.index(), 0, Value::integer(12_000))?; // above 10,000: the commissioner decides
    /// let mut results = [Graded::UNKNOWN; 64];
    /// let statement = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?;
    /// assert_eq!(statement.eligible().map(|(verdict, _)| verdict), Some(Verdict::Refer));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn eligible(&self) -> Option<(Verdict, Basis)> {
        let criteria = (0..self.contract.count::<record::Criterion>()).map(|criterion| self.criterion(criterion));
        criteria.reduce(|(verdict, basis), (other, and)| (verdict.max(other), basis.and(and)))
    }

    /// The payment: the line that the contract pays by.
    ///
    /// ```
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
    /// let payment = statement.payment().unwrap();
    /// assert!(payment.value.same(&Value::integer(1500))); // 600 + 600 + 100 patients at 3 GBP
    /// assert!(payment.basis.has_local_term());            // the 3 GBP
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
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

/// A statement in the making.
struct Making<'m, 'c, 'f, 's> {
    contract: &'m Contract<'c>,
    facts: &'m Facts<'f, 's>,
    folds: &'m [Graded],
    results: &'m mut [Graded],
}

impl<'c> Making<'_, 'c, '_, '_> {
    fn environment(&self) -> Environment<'_, 'c> {
        let facts = self.facts.values();
        Environment { contract: self.contract, facts, shared: facts, folds: self.folds, results: self.results }
    }

    fn evaluate(&self, expression: u16, per: Per, place: Place, watch: &mut Eyes<'_>) -> Graded {
        let item = item_of(self.contract, per, place.item.into());
        expr::evaluate(&self.environment(), expression, item, place, watch)
    }

    fn put(&mut self, slot: u16, item: usize, result: Graded) {
        if let Some(place) = self.results.get_mut(usize::from(slot).saturating_add(item)) {
            *place = result;
        }
    }

    /// `FactsContradict` where a condition says so; what else fails is a result.
    fn step(&mut self, step: &record::Step, watch: &mut Eyes<'_>) -> Result<()> {
        let contract = self.contract;
        let Some(kind) = StepKind::from_u8(step.kind) else { return Ok(()) };
        let index = usize::from(step.index);
        let place = |item: usize| Place { step: kind, index: step.index, item: narrow(item) };
        match kind {
            StepKind::Condition => {
                let Some(condition) = contract.record::<record::SubjectCondition>(index) else { return Ok(()) };
                let result = self.evaluate(condition.expression, Per::Subject, place(0), watch);
                self.put(condition.slot, 0, result);
            }
            StepKind::Criterion => {
                let Some(criterion) = contract.record::<record::Criterion>(index) else { return Ok(()) };
                let result = self.evaluate(criterion.expression, Per::Subject, place(0), watch);
                self.put(criterion.slot, 0, sourced(contract, criterion.source, result));
            }
            StepKind::Line => {
                let Some(line) = contract.record::<record::Line>(index) else { return Ok(()) };
                let per = Per::from_u8(line.per).unwrap_or(Per::Subject);
                for item in 0..contract.items(per) {
                    let result = self.evaluate(line.expression, per, place(item), watch);
                    let result = round(&line, result, place(item), watch);
                    self.put(line.slot, item, sourced(contract, line.source, result));
                }
            }
            StepKind::Fold => {
                let Some(fold) = contract.record::<record::Fold>(index) else { return Ok(()) };
                let per = if fold.over == Over::Indicators as u8 { Per::Indicator } else { Per::Register };
                let aggregate = Aggregate::from_u8(fold.aggregate).unwrap_or(Aggregate::Sum);
                let mut held = expr::fold_of_none(aggregate);
                for item in 0..contract.items(per) {
                    let next = if fold.expression == NONE {
                        Graded::given(Value::Null)
                    } else {
                        self.evaluate(fold.expression, per, place(item), watch)
                    };
                    held = expr::folded(aggregate, held, next, item == 0);
                }
                self.put(fold.slot, 0, held);
            }
            StepKind::Points => {
                let head = contract.head();
                for indicator in 0..contract.indicator_count() {
                    let counts = Counts::of(contract, self.facts, indicator);
                    self.put(head.achieved_slot, indicator, counts.achieved());
                    let points = points(&self.environment(), indicator, &counts, watch);
                    self.put(head.points_slot, indicator, points);
                }
            }
            StepKind::Contradiction => {
                let statement = Statement { contract: *contract, results: self.results };
                ensure(!statement.condition(index).value.same(&Value::boolean(true)), Error::FactsContradict)?;
            }
        }
        Ok(())
    }
}

/// A result that rests on a source too.
fn sourced(contract: &Contract<'_>, source: u16, result: Graded) -> Graded {
    let source = contract.record::<record::Source>(source.into());
    let basis = source.map_or(Basis::NONE, |source| graded(source.grade));
    Graded { value: result.value, basis: result.basis.and(basis) }
}

fn round(line: &record::Line, result: Graded, place: Place, watch: &mut Eyes<'_>) -> Graded {
    let (Some(mode), Value::Number(from)) = (RoundingMode::from_code(line.mode), result.value) else {
        return result;
    };
    watch.tell(place, Event::Rounded { from, places: line.places, mode });
    Graded { value: Value::of(from.to_places(line.places, mode)), basis: result.basis }
}

/// Numerator and denominator of an indicator.
#[derive(Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) numerator: Value,
    pub(crate) denominator: Value,
    indicator: u16,
}

impl Counts {
    /// An unknown count decides, and is named.
    fn note_unknown(&self, contract: &Contract<'_>, place: Place, watch: &mut Eyes<'_>) {
        let head = contract.head();
        for (fact, value) in [(head.numerator, self.numerator), (head.denominator, self.denominator)] {
            if value.is_unknown() {
                watch.tell(place, Event::Unknown { fact, item: self.indicator });
            }
        }
    }

    pub(crate) fn of(contract: &Contract<'_>, facts: &Facts<'_, '_>, indicator: usize) -> Counts {
        let head = contract.head();
        Counts {
            numerator: facts.get(head.numerator.into(), indicator),
            denominator: facts.get(head.denominator.into(), indicator),
            indicator: narrow(indicator),
        }
    }

    /// The two counts as a rate: none for a denominator of zero; else what stands in its place.
    fn rate(&self) -> Rated {
        match (self.numerator, self.denominator) {
            (_, Value::Number(denominator)) if denominator.is_zero() => Ok(None),
            (Value::Number(numerator), Value::Number(denominator)) => Ok(Some(Rate { numerator, denominator })),
            (numerator, denominator) => Err(absent(&[numerator, denominator])),
        }
    }

    fn achieved(&self) -> Graded {
        Graded::given(match self.rate() {
            Ok(None) => Value::Null,
            Ok(Some(rate)) => Value::of(rate.numerator.checked_div(rate.denominator)),
            Err(absent) => absent,
        })
    }
}

/// The points that an indicator earns with these counts: its scale's, judging them or the rate that it computes.
fn points(environment: &Environment<'_, '_>, indicator: usize, counts: &Counts, watch: &mut Eyes<'_>) -> Graded {
    let contract = environment.contract;
    let Some(record) = contract.record::<record::Indicator>(indicator) else { return Graded::UNKNOWN };
    let place = Place { step: StepKind::Points, index: 0, item: narrow(indicator) };
    let mut basis = graded(record.grade);
    let mut rate_of = |scale: u16, watch: &mut Eyes<'_>| {
        let of = contract.record::<record::Scale>(scale.into()).map_or(NONE, |scale| scale.of);
        if of == NONE {
            counts.note_unknown(contract, place, watch);
            return counts.rate();
        }
        let computed = expr::evaluate(environment, of, item_of(contract, Per::Indicator, indicator), place, watch);
        basis = basis.and(computed.basis);
        scale::computed(computed.value)
    };
    let value = scale::best(contract, record.scale, contract.decimal(record.points), &mut rate_of, place, watch);
    Graded { value, basis }
}
