//! Networks: practices folded as a stream, one at a time, never collected.

use crate::error::{Error, Result};
use crate::expr::{self, Environment, Item};
use crate::facts::Facts;
use crate::image::code::{Aggregate, Over, Pool, Scope, StepKind};
use crate::image::record::{self, NONE};
use crate::image::{Contract, Fact, ensure};
use crate::limits;
use crate::number::Number;
use crate::trace::{Eyes, Place, Silent};
use crate::value::{Graded, Value, absent};

/// A network while its practices stream by.
///
/// Facts of practices with `pool = "sum"` and counts are added up in the network's own facts, those with
/// `pool = "same"` must agree as far as they are known; folds such as `sum(practices.list_size)` run along.
/// Facts of the contract as a whole are the network's: set them before the first practice is added.
///
/// ```
/// # use entitle_kernel::{Contract, Error, Facts, Graded, Network, Value, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let (mut storage, mut member_storage) = ([Value::Unknown; 64], [Value::Unknown; 64]);
/// let mut pooled = Facts::new(&contract, &mut storage)?;
/// let mut network = Network::new(&mut pooled, &mut [])?; // the sample folds over no practices
/// for list_size in ["8000", "4500"] {
///     let mut member = Facts::new(&contract, &mut member_storage)?;
///     let (fact, item) = contract.find_member_input("list_size")?;
///     member.set(fact.index(), item, fact.parse(list_size)?)?;
///     network.add(&member)?;
/// }
/// assert_eq!(network.members(), 2);
/// let (list_size, item) = contract.find_input("list_size")?;
/// assert!(pooled.get(list_size.index(), item).same(&Value::integer(12_500)));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub struct Network<'f, 'c, 's> {
    facts: &'f mut Facts<'c, 's>,
    folds: &'f mut [Graded],
    members: u32,
}

impl<'f, 'c, 's> Network<'f, 'c, 's> {
    /// A network without members yet. `folds` holds [`Cost::member_folds`](crate::image::Cost) values;
    /// `StorageTooSmall` where it does not.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, Error, Facts, Graded, Network, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let (mut storage, mut member_storage) = ([Value::Unknown; 64], [Value::Unknown; 64]);
    /// let mut pooled = Facts::new(&contract, &mut storage)?;
    /// let mut folds = vec![Graded::UNKNOWN; contract.cost().member_folds.into()];
    /// assert_eq!(Network::new(&mut pooled, &mut folds)?.members(), 0);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn new(facts: &'f mut Facts<'c, 's>, folds: &'f mut [Graded]) -> Result<Network<'f, 'c, 's>> {
        let network = Network::resume(facts, folds, 0)?;
        for fold in member_folds(network.facts.contract()) {
            if let Some(place) = network.folds.get_mut(usize::from(fold.slot)) {
                *place = expr::fold_of_none(aggregate(&fold));
            }
        }
        Ok(network)
    }

    /// Goes on with facts and folds that hold so many members already.
    /// `StorageTooSmall` where `folds` do not suffice.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, Facts, Graded, Network, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let (mut own, mut of_member) = ([Value::Unknown; 64], [Value::Unknown; 64]);
    /// # let mut facts = Facts::new(&contract, &mut own)?;
    /// # let mut member = Facts::new(&contract, &mut of_member)?;
    /// # for (name, text) in sample::PRACTICE {
    /// #     let (fact, item) = contract.find_member_input(name)?;
    /// #     member.set(fact.index(), item, fact.parse(text)?)?;
    /// # }
    /// let mut folds = [Graded::UNKNOWN; 4];
    /// Network::new(&mut facts, &mut folds)?.add(&member)?;
    /// let mut network = Network::resume(&mut facts, &mut folds, 1)?;
    /// network.add(&member)?;
    /// assert_eq!(network.members(), 2);
    /// let (list_size, item) = contract.find_input("list_size")?;
    /// assert!(facts.get(list_size.index(), item).same(&Value::integer(2 * 8000)));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[inline]
    pub fn resume(facts: &'f mut Facts<'c, 's>, folds: &'f mut [Graded], members: u32) -> Result<Network<'f, 'c, 's>> {
        let wanted = facts.contract().cost().member_folds;
        let folds = folds.get_mut(..wanted.into()).ok_or(Error::StorageTooSmall)?;
        Ok(Network { facts, folds, members })
    }

    /// Adds a practice, wholly or not at all.
    ///
    /// Errors: `MembersDisagree` where it gives another value for a fact that all must share, `TooMany`
    /// where a count goes beyond what one can hold, `BadArgument` where its facts are another contract's.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, Error, Facts, Graded, Network, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let (mut storage, mut member_storage) = ([Value::Unknown; 64], [Value::Unknown; 64]);
    /// let mut pooled = Facts::new(&contract, &mut storage)?;
    /// let mut network = Network::new(&mut pooled, &mut [])?;
    /// let mut member = Facts::new(&contract, &mut member_storage)?;
    /// let (area, item) = contract.find_member_input("area")?; // must be the same for all
    /// member.set(area.index(), item, area.parse("rural")?)?;
    /// network.add(&member)?;
    /// member.set(area.index(), item, area.parse("urban")?)?;
    /// assert_eq!(network.add(&member), Err(Error::MembersDisagree));
    /// assert_eq!(network.members(), 1); // the second was not added
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn add(&mut self, member: &Facts<'_, '_>) -> Result<()> {
        let contract = *self.facts.contract();
        ensure(contract.is(member.contract()), Error::BadArgument)?;
        let members = self.members.checked_add(1).ok_or(Error::TooMany)?;
        let first = self.members == 0;
        // Nothing is written before everything was seen to fit.
        for write in [false, true] {
            for fact in contract.facts().filter(|fact| fact.scope() == Scope::Practice && fact.pool() != Pool::None) {
                let start = usize::from(fact.record().slot);
                for slot in start..start.saturating_add(contract.items(fact.per())) {
                    let given = member.values().get(slot).copied().unwrap_or(Value::Unknown);
                    let Some(held) = self.facts.values_mut().get_mut(slot) else { continue };
                    let together = pooled(&fact, *held, given, first)?;
                    if write {
                        *held = together;
                    }
                }
            }
        }
        let shared = self.facts.values();
        let environment = Environment { contract: &contract, facts: member.values(), shared, folds: &[], results: &[] };
        for fold in member_folds(&contract) {
            let place = Place { step: StepKind::Fold, index: fold.slot, item: 0 };
            let next = if fold.expression == NONE {
                Graded::given(Value::Null)
            } else {
                expr::evaluate(&environment, fold.expression, Item::default(), place, &mut Eyes::of(&mut Silent))
            };
            if let Some(held) = self.folds.get_mut(usize::from(fold.slot)) {
                *held = expr::folded(aggregate(&fold), *held, next, first);
            }
        }
        self.members = members;
        Ok(())
    }

    /// How many practices were added.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, Error, Facts, Graded, Network, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let (mut storage, mut member_storage) = ([Value::Unknown; 64], [Value::Unknown; 64]);
    /// let mut pooled = Facts::new(&contract, &mut storage)?;
    /// let mut network = Network::new(&mut pooled, &mut [])?;
    /// network.add(&Facts::new(&contract, &mut member_storage)?)?; // a practice that says nothing
    /// assert_eq!(network.members(), 1);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
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

/// What a network holds after one more practice. A sum with an unknown is unknown; what must be the same
/// for all is what those say who say anything.
fn pooled(fact: &Fact<'_>, held: Value, given: Value, first: bool) -> Result<Value> {
    if first {
        return Ok(given);
    }
    match (fact.pool(), held, given) {
        (Pool::Sum, Value::Number(a), Value::Number(b)) => {
            let sum = a.checked_add(b)?;
            let most = if fact.is_built_in() { limits::COUNT_MAX } else { i64::MAX };
            ensure(sum <= Number::from_i64(most), Error::TooMany)?;
            Ok(Value::Number(sum))
        }
        (Pool::Sum, a, b) => Ok(absent(&[a, b])),
        (_, a, b) if a.is_unknown() => Ok(b),
        (_, a, b) if b.is_unknown() || a.same(&b) => Ok(a),
        _ => Err(Error::MembersDisagree),
    }
}
