//! What a contract says of its facts, sources and reasons.

use super::Contract;
use super::code::{Kind, Late, Per, Pool, Scope};
use super::record::{self, Record as _};
use crate::date::Date;
use crate::number::Number;
use crate::value::{Cell, Grade, Value};

/// Where a figure comes from.
///
/// ```
/// # use entitle_kernel::Grade;
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let sheet = contract.source(0).unwrap();
/// assert_eq!(sheet.title, "Fee sheet of the sample contract (invented)");
/// assert_eq!((sheet.grade, sheet.note), (Grade::Published, ""));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Source<'a> {
    /// Id within the definition.
    pub name: &'a str,
    /// Title.
    pub title: &'a str,
    /// How well its figures are known.
    pub grade: Grade,
    /// Note.
    pub note: &'a str,
}

/// Why a patient was taken out of a denominator.
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
/// let severe = contract.find_patient_input("frailty")?;
/// let mut facts = facts;
/// facts.set(severe.index(), severe.parse("severe")?)?;
/// let mut patient = Patient::new(&contract, &run, &facts, &mut scratch)?;
/// let decision = patient.decide(0, &mut Silent)?;
/// let reason = contract.decision(0, decision).reason.unwrap();
/// assert_eq!((reason.name, reason.text), ("frail", "Severe frailty"));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Reason<'a> {
    /// Id within the definition.
    pub name: &'a str,
    /// Its class, such as `declined`, or "".
    pub class: &'a str,
    /// In plain words.
    pub text: &'a str,
}

/// A fact that a contract takes.
///
/// ```
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let score = contract.find_patient_input("breath_score")?;
/// assert_eq!((score.kind().name(), score.places(), score.null_allowed()), ("decimal", 1, true));
/// assert_eq!(score.doc(), "Latest breathlessness score; lower is better");
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Fact<'a> {
    contract: Contract<'a>,
    index: usize,
    record: record::Fact,
    shape: record::Shape,
}

impl<'a> Fact<'a> {
    pub(super) fn new(contract: Contract<'a>, index: usize, record: record::Fact) -> Fact<'a> {
        let shape = contract.record(record.shape.into()).unwrap_or_else(|| record::Shape::read(&[]));
        Fact { contract, index, record, shape }
    }

    /// Its index in the contract.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let (fact, _) = contract.find_input("area")?;
    /// assert_eq!(contract.fact(fact.index()).map(|same| same.name()), Some("area"));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn index(&self) -> usize {
        self.index
    }

    /// Its name.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.fact(0).map(|fact| fact.name()), Some("list_size"));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.contract.name(self.record.name)
    }

    /// Its unit, or "".
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.find_input("fee_per_patient")?.0.unit(), "GBP");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn unit(&self) -> &'a str {
        self.contract.name(self.shape.unit)
    }

    /// What it means.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.find_patient_input("smoker")?.doc(), "Smokes");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn doc(&self) -> &'a str {
        self.contract.text(self.record.doc)
    }

    /// Where it comes from in a clinical system: `key = value`, separated by `; `; or "".
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let from = contract.find_patient_input("diagnosed")?.from();
    /// assert_eq!(from, "cluster = LUNG_COD; select = earliest; until = achievement_date");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn from(&self) -> &'a str {
        self.contract.text(self.record.from)
    }

    /// What it is about.
    ///
    /// ```
    /// # use entitle_kernel::image::code::Scope;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.find_patient_input("age")?.scope(), Scope::Patient);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope::from_u8(self.record.scope).unwrap_or(Scope::Contract)
    }

    /// Its type.
    ///
    /// ```
    /// # use entitle_kernel::image::code::Kind;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.find_input("area")?.0.kind(), Kind::Text);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn kind(&self) -> Kind {
        Kind::from_u8(self.shape.kind).unwrap_or(Kind::Integer)
    }

    /// Decimal places that a value may have.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.find_input("fee_per_patient")?.0.places(), 2);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn places(&self) -> u8 {
        self.shape.places
    }

    /// Whether there is one for the subject or one per register or indicator.
    ///
    /// ```
    /// # use entitle_kernel::image::code::Per;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.find_input("register_size.LUNG")?.0.per(), Per::Register);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn per(&self) -> Per {
        Per::from_u8(self.shape.per).unwrap_or(Per::Subject)
    }

    /// What becomes of it when practices are pooled.
    ///
    /// ```
    /// # use entitle_kernel::image::code::Pool;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.find_input("list_size")?.0.pool(), Pool::Sum);
    /// assert_eq!(contract.find_input("area")?.0.pool(), Pool::Same);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn pool(&self) -> Pool {
        Pool::from_u8(self.shape.pool).unwrap_or(Pool::None)
    }

    /// Whether null ("there is no such record") is allowed.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert!(contract.find_patient_input("diagnosed")?.null_allowed());
    /// assert!(!contract.find_patient_input("age")?.null_allowed()); // everybody has an age
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn null_allowed(&self) -> bool {
        self.shape.flags & record::NULL_ALLOWED != 0
    }

    /// Whether the contract leaves it to the parties.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert!(contract.find_input("fee_per_patient")?.0.is_local_term());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn is_local_term(&self) -> bool {
        self.shape.flags & record::LOCAL_TERM != 0
    }

    /// The reading that a switch has unless it is set: a fact of the contract that names a doubt about what
    /// the contract means. `None` for every other fact.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let count_refusals = contract.find_input("count_refusals")?.0; // a switch of the sample contract
    /// assert!(count_refusals.default().is_some_and(|value| value.same(&Value::boolean(true))));
    /// assert!(contract.find_input("area")?.0.default().is_none());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn default(&self) -> Option<Value> {
        let place = super::some(self.shape.default)?;
        Some(self.from_cell(Cell::Integer(i64::try_from(place).ok()?)))
    }

    /// What is known of the doubt that a switch names; `None` for every other fact.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, Grade, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let count_refusals = contract.find_input("count_refusals")?.0;
    /// assert_eq!(count_refusals.source().map(|source| source.grade), Some(Grade::Assumed));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn source(&self) -> Option<Source<'a>> {
        self.contract.source(self.shape.source.into())
    }

    /// Whether it is one of the language's own counts.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert!(contract.find_input("denominator.LUNG1")?.0.is_built_in());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn is_built_in(&self) -> bool {
        self.shape.flags & record::BUILT_IN != 0
    }

    /// Least and greatest value, both allowed: numbers or days; `None` for booleans and texts.
    ///
    /// ```
    /// # use entitle_kernel::Value;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let (least, most) = contract.find_patient_input("breath_score")?.range().unwrap();
    /// assert!(least.same(&Value::integer(0)) && most.same(&Value::integer(40)));
    /// assert!(contract.find_patient_input("smoker")?.range().is_none());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn range(&self) -> Option<(Value, Value)> {
        let bound = |scaled: i64| match self.kind() {
            Kind::Integer | Kind::Decimal => Some(Value::Number(Number::from_scaled(scaled, self.shape.places))),
            Kind::Date => i32::try_from(scaled).ok().and_then(|days| Date::from_days(days).ok()).map(Value::Date),
            Kind::Boolean | Kind::Text => None,
        };
        Some((bound(self.shape.minimum)?, bound(self.shape.maximum)?))
    }

    /// The values of a text fact, in order; none for other types.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert!(contract.find_patient_input("frailty")?.texts().eq(["mild", "moderate", "severe"]));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn texts(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        let (contract, enumeration) = (self.contract, self.shape.enumeration);
        let count = contract.record::<record::Enumeration>(enumeration as usize).map_or(0, |list| list.count);
        (0..count).map(move |place| contract.enumerated(enumeration, place))
    }

    /// What becomes of a day that lies after the achievement date.
    ///
    /// ```
    /// # use entitle_kernel::image::code::Late;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.find_patient_input("reviewed")?.late(), Late::Refused); // the latest review
    /// assert_eq!(contract.find_patient_input("smoker")?.late(), Late::Stands);    // no day
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn late(&self) -> Late {
        let entry = self.contract.record::<record::Entry>(self.record.patient_slot.into());
        entry.and_then(|entry| Late::from_u8(entry.late)).unwrap_or(Late::Stands)
    }

    /// Whether rules about patients read it, so that it needs a column.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert!(contract.find_patient_input("age")?.is_read_by_patient_rules());
    /// assert!(!contract.find_input("list_size")?.0.is_read_by_patient_rules());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn is_read_by_patient_rules(&self) -> bool {
        self.record.patient_slot != record::NONE
    }

    pub(crate) const fn record(&self) -> &record::Fact {
        &self.record
    }

    pub(crate) const fn shape(&self) -> &record::Shape {
        &self.shape
    }

    pub(crate) const fn contract(&self) -> &Contract<'a> {
        &self.contract
    }
}

impl<'a> Contract<'a> {
    /// The fact of a patient's slot.
    pub(crate) fn patient_fact(&self, slot: u16) -> Option<Fact<'a>> {
        self.facts().find(|fact| fact.record.patient_slot == slot)
    }
}

impl core::fmt::Debug for Fact<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}.{}", self.scope().name(), self.name())
    }
}
