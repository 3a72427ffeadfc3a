//! Facts: what the caller says about a subject or a patient, in storage that the caller owns.
//!
//! A value is checked where it enters: its type, places and range, and whether null is allowed. A fact that
//! nobody set is unknown.

use crate::date::Date;
use crate::error::{Error, Result};
use crate::image::code::{Kind, Late, Per, Scope};
use crate::image::{Contract, Fact, Subject, ensure, some};
use crate::number::Number;
use crate::value::{Cell, Truth, Value};

impl Fact<'_> {
    /// Reads a value as it stands in a file: a number in digits, `YYYY-MM-DD`, a text of the fact's values, or one
    /// of `true false yes no 1 0` in any case. A number with an exponent is refused: a spreadsheet that shows 10,184 as
    /// `1.02E+04` has lost digits. `null` is null and `?` unknown; nothing at all is null where the fact
    /// allows null, the default of a switch, and unknown elsewhere.
    /// Errors: `InvalidNumber`, `InvalidDate`, `InvalidBoolean` or `UnknownText` for what does not read as the fact's type, then
    /// those of [`check`](Self::check).
    ///
    /// ```
    /// # use entitle_kernel::Error;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let (fee, _) = contract.find_input("fee_per_patient")?; // a decimal with two places, from 0 to 100
    /// assert!(fee.parse("2.50")?.same(&fee.parse("2.5")?));
    /// assert!(fee.parse("?")?.is_unknown());
    /// assert_eq!(fee.parse("2.505").err(), Some(Error::TooManyPlaces));
    /// assert_eq!(fee.parse("101").err(), Some(Error::OutOfRange));
    /// assert_eq!(fee.parse("1.02E+01").err(), Some(Error::InvalidNumber));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn parse(&self, text: &str) -> Result<Value> {
        let value = match text {
            "" if self.null_allowed() => return Ok(Value::Null),
            "" => return Ok(self.default().unwrap_or(Value::Unknown)),
            "?" => return Ok(Value::Unknown),
            "null" if self.kind() != Kind::Text || self.place(text).is_none() => Value::Null,
            _ => match self.kind() {
                Kind::Integer | Kind::Decimal if text.contains(['e', 'E']) => return Err(Error::InvalidNumber),
                Kind::Integer | Kind::Decimal => Value::Number(Number::parse(text)?),
                Kind::Date => Value::Date(text.parse()?),
                Kind::Boolean => Value::boolean(boolean(text)?),
                Kind::Text => Value::Text(self.place(text).ok_or(Error::UnknownText)?),
            },
        };
        self.check(value)?;
        Ok(value)
    }

    /// The place of a text among the fact's values.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let (area, _) = contract.find_input("area")?; // "urban" or "rural"
    /// assert_eq!((area.place("rural"), area.place("Rural")), (Some(1), None));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn place(&self, text: &str) -> Option<u16> {
        self.contract().find_enumerated(self.shape().enumeration, text)
    }

    /// Whether the fact may have this value. Unknown is always allowed.
    ///
    /// Errors: `WrongType`, `OutOfRange`, `TooManyPlaces`, `NullRefused`.
    ///
    /// ```
    /// # use entitle_kernel::{Error, Value};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let age = contract.find_patient_input("age")?; // from 0 to 130, never null
    /// assert_eq!(age.check(Value::integer(64)), Ok(()));
    /// assert_eq!(age.check(Value::integer(131)), Err(Error::OutOfRange));
    /// assert_eq!(age.check(Value::Null), Err(Error::NullRefused));
    /// assert_eq!(age.check(Value::boolean(true)), Err(Error::WrongType));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn check(&self, value: Value) -> Result<()> {
        self.scaled(value).map(|_| ())
    }

    /// The value as a patient's cell, checked. Errors as [`check`](Self::check).
    ///
    /// ```
    /// # use entitle_kernel::{Cell, Value};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let diagnosed = contract.find_patient_input("diagnosed")?;
    /// assert_eq!(diagnosed.to_cell(diagnosed.parse("1970-01-31")?)?, Cell::Integer(30)); // days
    /// assert_eq!(diagnosed.to_cell(Value::Unknown)?, Cell::Unknown);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn to_cell(&self, value: Value) -> Result<Cell> {
        self.scaled(value)
    }

    /// The value that a patient's cell stands for.
    /// A cell that no value of the fact makes (a day or place that does not exist) reads as null.
    ///
    /// ```
    /// # use entitle_kernel::Cell;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let score = contract.find_patient_input("breath_score")?; // one decimal place
    /// assert_eq!(score.written(score.from_cell(Cell::Integer(85))).to_string(), "8.5");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn from_cell(&self, cell: Cell) -> Value {
        let Cell::Integer(integer) = cell else {
            return if cell == Cell::Null { Value::Null } else { Value::Unknown };
        };
        match self.kind() {
            Kind::Integer | Kind::Decimal => Value::Number(Number::from_scaled(integer, self.places())),
            Kind::Date => {
                i32::try_from(integer).ok().and_then(|days| Date::from_days(days).ok()).map_or(Value::Null, Value::Date)
            }
            Kind::Boolean => Value::boolean(integer != 0),
            Kind::Text => u16::try_from(integer).map_or(Value::Null, Value::Text),
        }
    }

    /// The least and greatest integer that stands for a value of the fact.
    pub(crate) fn integers(&self) -> (i64, i64) {
        let shape = self.shape();
        match self.kind() {
            Kind::Boolean => (0, 1),
            Kind::Text => (0, i64::try_from(self.texts().count()).unwrap_or(0).saturating_sub(1)),
            Kind::Integer | Kind::Decimal | Kind::Date => (shape.minimum, shape.maximum),
        }
    }

    /// Checks the value and scales it by the fact's places.
    fn scaled(&self, value: Value) -> Result<Cell> {
        let shape = self.shape();
        let integer = match (value, self.kind()) {
            (Value::Unknown, _) | (Value::Boolean(Truth::EITHER | Truth::ANY), Kind::Boolean) => {
                return Ok(Cell::Unknown);
            }
            (Value::Null, _) | (Value::Boolean(Truth::NULL), Kind::Boolean) => {
                ensure(self.null_allowed(), Error::NullRefused)?;
                return Ok(Cell::Null);
            }
            (Value::Number(number), Kind::Integer | Kind::Decimal) => match number.to_scaled(shape.places) {
                Some(scaled) => scaled,
                None if number.places() > u16::from(shape.places) => {
                    return Err(Error::TooManyPlaces);
                }
                None => return Err(Error::OutOfRange),
            },
            (Value::Date(date), Kind::Date) => i64::from(date.days()),
            (Value::Boolean(Truth::TRUE), Kind::Boolean) => 1,
            (Value::Boolean(Truth::FALSE), Kind::Boolean) => 0,
            (Value::Text(place), Kind::Text) => i64::from(place),
            _ => return Err(Error::WrongType),
        };
        ensure(integer >= shape.minimum && integer <= shape.maximum, Error::OutOfRange)?;
        Ok(Cell::Integer(integer))
    }
}

/// Spreadsheets write TRUE, and data frames with gaps write 1.0.
fn boolean(text: &str) -> Result<bool> {
    let one_of = |words: [&str; 2]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    match Number::parse(text) {
        Ok(number) if number == Number::ONE => Ok(true),
        Ok(number) if number.is_zero() => Ok(false),
        _ if one_of(["true", "yes"]) => Ok(true),
        _ if one_of(["false", "no"]) => Ok(false),
        _ => Err(Error::InvalidBoolean),
    }
}

/// The facts of one practice or network, with those of the contract as a whole.
///
/// Storage is the caller's: [`Cost::subject_slots`](crate::image::Cost) values. Facts per register or
/// indicator have an item each; the others have the one item 0.
///
/// ```
/// # use entitle_kernel::{Facts, Value};
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let mut storage = [Value::Unknown; 64]; // at least `contract.cost().subject_slots`
/// let mut facts = Facts::new(&contract, &mut storage)?;
/// let (fact, item) = contract.find_input("numerator.LUNG2")?;
/// facts.set(fact.index(), item, Value::integer(20))?;
/// assert!(facts.get(fact.index(), item).same(&Value::integer(20)));
/// assert!(facts.get(fact.index(), 0).is_unknown()); // LUNG1's: nobody has said
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub struct Facts<'c, 's> {
    contract: Contract<'c>,
    values: &'s mut [Value],
}

impl<'c, 's> Facts<'c, 's> {
    /// Takes the storage and sets every fact to unknown, switches to their default; `StorageTooSmall` where it
    /// does not suffice.
    ///
    /// ```
    /// # use entitle_kernel::{Error, Facts, Value};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(Facts::new(&contract, &mut []).err(), Some(Error::StorageTooSmall));
    /// let mut storage = vec![Value::Unknown; contract.cost().subject_slots.into()];
    /// assert!(Facts::new(&contract, &mut storage).is_ok());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn new(contract: &Contract<'c>, storage: &'s mut [Value]) -> Result<Facts<'c, 's>> {
        let facts = Facts::resume(contract, storage)?;
        facts.values.fill(Value::Unknown);
        for fact in contract.facts() {
            if let (Some(default), Some(place)) =
                (fact.default(), facts.values.get_mut(usize::from(fact.record().slot)))
            {
                *place = default;
            }
        }
        Ok(facts)
    }

    /// Goes on with storage that holds these facts already, as it stands: for an owner that cannot keep the borrow
    /// from one call to the next. `StorageTooSmall` where it does not suffice.
    ///
    /// Storage that another contract's facts were kept in gives answers that mean nothing.
    ///
    /// ```
    /// use entitle_kernel::{Contract, Facts, Value, sample};
    /// let contract = Contract::new(sample::IMAGE)?;
    /// let mut storage = [Value::Unknown; 64];
    /// Facts::new(&contract, &mut storage)?.set_named("list_size", "8000")?;
    /// let facts = Facts::resume(&contract, &mut storage)?;
    /// let (list_size, item) = contract.find_input("list_size")?;
    /// assert!(facts.get(list_size.index(), item).same(&Value::integer(8000)));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[inline]
    pub fn resume(contract: &Contract<'c>, storage: &'s mut [Value]) -> Result<Facts<'c, 's>> {
        let values = storage.get_mut(..contract.cost().subject_slots.into()).ok_or(Error::StorageTooSmall)?;
        Ok(Facts { contract: *contract, values })
    }

    /// The contract whose facts these are.
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
    /// assert_eq!(facts.contract().id(), "sample-contract");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn contract(&self) -> &Contract<'c> {
        &self.contract
    }

    fn slot(&self, fact: usize, item: usize) -> Result<(Fact<'c>, usize)> {
        let fact = self.contract.fact(fact).ok_or(Error::UnknownFact)?;
        let slot = some(fact.record().slot).ok_or(Error::UnknownFact)?;
        ensure(item < self.contract.items(fact.per()), Error::UnknownItem)?;
        Ok((fact, slot.saturating_add(item)))
    }

    /// Sets a fact (by its index) for an item (register or indicator; 0 otherwise).
    /// Errors: `UnknownFact` for an index that is none of a subject's facts, `UnknownItem`, and those of
    /// [`Fact::check`]; the fact then stays as it was.
    ///
    /// ```
    /// # use entitle_kernel::Error;
    /// # use entitle_kernel::{Contract, Facts, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = [Value::Unknown; 64];
    /// # let mut facts = Facts::new(&contract, &mut storage)?;
    /// # for (name, text) in sample::PRACTICE {
    /// #     let (fact, item) = contract.find_input(name)?;
    /// #     facts.set(fact.index(), item, fact.parse(text)?)?;
    /// # }
    /// let (fee, item) = contract.find_input("fee_per_patient")?;
    /// facts.set(fee.index(), item, Value::integer(3))?;
    /// assert_eq!(facts.set(fee.index(), item, Value::integer(-1)), Err(Error::OutOfRange));
    /// assert_eq!(facts.set(fee.index(), 1, Value::integer(3)), Err(Error::UnknownItem)); // the fact has the one item 0
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn set(&mut self, fact: usize, item: usize, value: Value) -> Result<()> {
        let (fact, slot) = self.slot(fact, item)?;
        fact.check(value)?;
        if let Some(place) = self.values.get_mut(slot) {
            *place = value;
        }
        Ok(())
    }

    /// Sets the fact that a column or key names (`list_size`, `numerator.DM020`) to what stands there. Errors as
    /// [`Contract::find_input`], [`Fact::parse`] and [`set`](Self::set).
    ///
    /// ```
    /// use entitle_kernel::{Contract, Facts, Value, sample};
    /// let contract = Contract::new(sample::IMAGE)?;
    /// let mut storage = [Value::Unknown; 64];
    /// let mut facts = Facts::new(&contract, &mut storage)?;
    /// facts.set_named("numerator.LUNG1", "6")?;
    /// let (numerator, item) = contract.find_input("numerator.LUNG1")?;
    /// assert!(facts.get(numerator.index(), item).same(&Value::integer(6)));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn set_named(&mut self, name: &str, text: &str) -> Result<()> {
        let (fact, item) = self.contract.find_input(name)?;
        self.set(fact.index(), item, fact.parse(text)?)
    }

    /// The value of a fact for an item; unknown where it was not set or does not exist.
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
    /// let (list_size, item) = contract.find_input("list_size")?;
    /// assert!(facts.get(list_size.index(), item).same(&Value::integer(8000))); // patients
    /// assert!(facts.get(9999, 0).is_unknown());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn get(&self, fact: usize, item: usize) -> Value {
        self.try_get(fact, item).unwrap_or(Value::Unknown)
    }

    /// The value of a fact for an item; unknown where it was not set, `UnknownFact` or `UnknownItem` where it does not exist.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, Error, Facts, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = [Value::Unknown; 64];
    /// # let facts = Facts::new(&contract, &mut storage)?;
    /// let (list_size, item) = contract.find_input("list_size")?;
    /// assert!(facts.try_get(list_size.index(), item)?.is_unknown()); // nobody has said
    /// assert_eq!(facts.try_get(9999, 0).err(), Some(Error::UnknownFact));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn try_get(&self, fact: usize, item: usize) -> Result<Value> {
        let (_, slot) = self.slot(fact, item)?;
        Ok(self.values.get(slot).copied().unwrap_or(Value::Unknown))
    }

    pub(crate) fn values(&self) -> &[Value] {
        self.values
    }

    pub(crate) fn values_mut(&mut self) -> &mut [Value] {
        self.values
    }
}

/// The facts of one patient, with those of the contract as a whole.
///
/// Storage is the caller's: [`Cost::patient_slots`](crate::image::Cost) cells.
///
/// ```
/// # use entitle_kernel::{Cell, PatientFacts, Value};
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let mut cells = [Cell::Unknown; 16]; // at least `contract.cost().patient_slots`
/// let mut facts = PatientFacts::new(&contract, &mut cells)?;
/// let age = contract.find_patient_input("age")?;
/// facts.set(age.index(), age.parse("64")?)?;
/// assert!(facts.get(age.index()).same(&Value::integer(64)));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub struct PatientFacts<'c, 's> {
    contract: Contract<'c>,
    cells: &'s mut [Cell],
}

impl<'c, 's> PatientFacts<'c, 's> {
    /// Takes the storage and sets every fact to unknown, switches to their default; `StorageTooSmall` where it
    /// does not suffice.
    ///
    /// ```
    /// # use entitle_kernel::{Cell, Error, PatientFacts};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(PatientFacts::new(&contract, &mut []).err(), Some(Error::StorageTooSmall));
    /// let mut cells = vec![Cell::Unknown; contract.cost().patient_slots.into()];
    /// assert!(PatientFacts::new(&contract, &mut cells).is_ok());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn new(contract: &Contract<'c>, storage: &'s mut [Cell]) -> Result<PatientFacts<'c, 's>> {
        let mut facts = PatientFacts::resume(contract, storage)?;
        facts.clear();
        Ok(facts)
    }

    /// Goes on with storage that holds these facts already, as [`Facts::resume`].
    ///
    /// ```
    /// use entitle_kernel::{Cell, Contract, PatientFacts, Value, sample};
    /// let contract = Contract::new(sample::IMAGE)?;
    /// let mut cells = [Cell::Unknown; 16];
    /// PatientFacts::new(&contract, &mut cells)?.set_named("age", "61")?;
    /// let age = contract.find_patient_input("age")?;
    /// assert!(PatientFacts::resume(&contract, &mut cells)?.get(age.index()).same(&Value::integer(61)));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[inline]
    pub fn resume(contract: &Contract<'c>, storage: &'s mut [Cell]) -> Result<PatientFacts<'c, 's>> {
        let cells = storage.get_mut(..contract.cost().patient_slots.into()).ok_or(Error::StorageTooSmall)?;
        Ok(PatientFacts { contract: *contract, cells })
    }

    /// The contract whose facts these are.
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
    /// assert_eq!(facts.contract().id(), "sample-contract");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn contract(&self) -> &Contract<'c> {
        &self.contract
    }

    /// Sets a fact by its index.
    /// Errors: `UnknownFact` for an index that is none of a patient's facts, and those of [`Fact::check`]; the fact then
    /// stays as it was.
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
    /// let declined = contract.find_patient_input("declined")?;
    /// facts.set(declined.index(), Value::Null)?; // known: never declined
    /// let smoker = contract.find_patient_input("smoker")?;
    /// assert_eq!(facts.set(smoker.index(), Value::Null), Err(Error::NullRefused));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn set(&mut self, fact: usize, value: Value) -> Result<()> {
        let fact = self.contract.fact(fact).ok_or(Error::UnknownFact)?;
        self.set_fact(&fact, value)
    }

    /// Sets a fact that was found before: for who sets many. Errors as [`set`](Self::set).
    ///
    /// ```
    /// use entitle_kernel::{Cell, Contract, PatientFacts, Value, sample};
    /// let contract = Contract::new(sample::IMAGE)?;
    /// let age = contract.find_patient_input("age")?; // once, for one patient after another
    /// let mut cells = [Cell::Unknown; 16];
    /// let mut facts = PatientFacts::new(&contract, &mut cells)?;
    /// facts.set_fact(&age, Value::integer(61))?;
    /// assert!(facts.get(age.index()).same(&Value::integer(61)));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn set_fact(&mut self, fact: &Fact<'_>, value: Value) -> Result<()> {
        let slot = some(fact.record().patient_slot).ok_or(Error::UnknownFact)?;
        let cell = fact.to_cell(value)?;
        if let Some(place) = self.cells.get_mut(slot) {
            *place = cell;
        }
        if let (Value::Date(_), Cell::Integer(day)) = (value, cell)
            && fact.late() != Late::Stands
        {
            self.keep_latest(day);
        }
        Ok(())
    }

    /// Keeps the latest day of those that end with the achievement date, in the slot behind the facts'. It may be later
    /// than any that is there still: then the border looks at each.
    fn keep_latest(&mut self, day: i64) {
        let latest = self.latest_day().max(day);
        if let Some(place) = self.cells.last_mut() {
            *place = Cell::Integer(latest);
        }
    }

    /// A day that no fact which ends with the achievement date is later than.
    #[inline]
    pub(crate) fn latest_day(&self) -> i64 {
        match self.cells.last() {
            Some(Cell::Integer(day)) => *day,
            _ => i64::MIN,
        }
    }

    /// Sets the fact that a column or key names to what stands there. Errors as
    /// [`Contract::find_patient_input`], [`Fact::parse`] and [`set`](Self::set).
    ///
    /// ```
    /// use entitle_kernel::{Cell, Contract, PatientFacts, Value, sample};
    /// let contract = Contract::new(sample::IMAGE)?;
    /// let mut cells = [Cell::Unknown; 16];
    /// let mut facts = PatientFacts::new(&contract, &mut cells)?;
    /// facts.set_named("age", "61")?;
    /// let age = contract.find_patient_input("age")?;
    /// assert!(facts.get(age.index()).same(&Value::integer(61)));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn set_named(&mut self, name: &str, text: &str) -> Result<()> {
        let fact = self.contract.find_patient_input(name)?;
        self.set(fact.index(), fact.parse(text)?)
    }

    /// The value of a fact; unknown where it was not set or does not exist.
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
    /// let reviewed = contract.find_patient_input("reviewed")?;
    /// assert_eq!(reviewed.written(facts.get(reviewed.index())).to_string(), "2025-11-20");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn get(&self, fact: usize) -> Value {
        self.try_get(fact).unwrap_or(Value::Unknown)
    }

    /// The value of a fact; unknown where it was not set, `UnknownFact` where it is none of a patient's.
    ///
    /// ```
    /// # use entitle_kernel::{Cell, Contract, Error, PatientFacts, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut cells = [Cell::Unknown; 16];
    /// # let facts = PatientFacts::new(&contract, &mut cells)?;
    /// let age = contract.find_patient_input("age")?;
    /// assert!(facts.try_get(age.index())?.is_unknown()); // nobody has said
    /// let (list_size, _) = contract.find_input("list_size")?;
    /// assert_eq!(facts.try_get(list_size.index()).err(), Some(Error::UnknownFact)); // a practice's
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn try_get(&self, fact: usize) -> Result<Value> {
        let fact = self.contract.fact(fact).ok_or(Error::UnknownFact)?;
        let slot = fact.record().patient_slot;
        ensure(some(slot).is_some(), Error::UnknownFact)?;
        Ok(fact.from_cell(self.cell(slot)))
    }

    /// Sets every fact to unknown again and switches to their default, for the next patient.
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
    /// let age = contract.find_patient_input("age")?;
    /// facts.clear();
    /// assert!(facts.get(age.index()).is_unknown());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn clear(&mut self) {
        self.cells.fill(Cell::Unknown);
        for fact in self.contract.facts().filter(|fact| fact.scope() == Scope::Contract) {
            let slot = usize::from(fact.record().patient_slot);
            if let (Some(default), Some(place)) = (some(fact.shape().default), self.cells.get_mut(slot)) {
                *place = Cell::Integer(i64::try_from(default).unwrap_or(0));
            }
        }
    }

    /// A cell for each slot, for who sets them without [`set`](Self::set): the border then looks at each.
    pub(crate) fn cells_mut(&mut self) -> &mut [Cell] {
        self.keep_latest(i64::MAX);
        self.cells
    }

    #[inline]
    pub(crate) fn cell(&self, slot: u16) -> Cell {
        self.cells.get(usize::from(slot)).copied().unwrap_or(Cell::Unknown)
    }
}

impl<'c> Contract<'c> {
    /// The fact and item that a column or key of a subject's facts names: `list_size`, or
    /// `numerator.DM020` for a fact per register or indicator. Facts of a network come before those of a
    /// practice where the statement is a network's.
    ///
    /// `UnknownFact` where the contract takes no such fact about its subject, `UnknownItem` where the
    /// fact has no such item or names none although it has many.
    ///
    /// ```
    /// # use entitle_kernel::Error;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let (fact, item) = contract.find_input("numerator.LUNG2")?;
    /// assert_eq!((fact.name(), item), ("numerator", 1)); // the second indicator's
    /// assert_eq!(contract.find_input("numerator").err(), Some(Error::UnknownItem)); // of which indicator?
    /// assert_eq!(contract.find_input("age").err(), Some(Error::UnknownFact));       // a patient's
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn find_input(&self, name: &str) -> Result<(Fact<'c>, usize)> {
        match self.subject() {
            Subject::Network => self.find_in(&[Scope::Network, Scope::Practice, Scope::Contract], name),
            Subject::Practice => self.find_in(&[Scope::Practice, Scope::Network, Scope::Contract], name),
        }
    }

    fn find_in(&self, scopes: &[Scope], name: &str) -> Result<(Fact<'c>, usize)> {
        let (name, item) = name.split_once('.').map_or((name, None), |(name, item)| (name, Some(item)));
        let mut found = scopes.iter().filter_map(|scope| self.find_fact(*scope, name));
        let fact = found.next().ok_or(Error::UnknownFact)?;
        let item = match (fact.per(), item) {
            (Per::Subject, None) => Some(0),
            (Per::Register, Some(item)) => self.find_register(item),
            (Per::Indicator, Some(item)) => self.find_indicator(item),
            _ => None,
        };
        Ok((fact, item.ok_or(Error::UnknownItem)?))
    }

    /// The fact and item that a column or key of a member practice's facts names; errors as
    /// [`find_input`](Self::find_input).
    ///
    /// ```
    /// # use entitle_kernel::image::code::Scope;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let (fact, item) = contract.find_member_input("list_size")?;
    /// assert_eq!((fact.scope(), item), (Scope::Practice, 0));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn find_member_input(&self, name: &str) -> Result<(Fact<'c>, usize)> {
        self.find_in(&[Scope::Practice], name)
    }

    /// The fact that a column or key of a patient's facts names.
    /// `UnknownFact` where the contract takes no such fact about a patient.
    ///
    /// ```
    /// # use entitle_kernel::Error;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.find_patient_input("age")?.unit(), "years");
    /// assert_eq!(contract.find_patient_input("list_size").err(), Some(Error::UnknownFact)); // a practice's
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn find_patient_input(&self, name: &str) -> Result<Fact<'c>> {
        let mut found = [Scope::Patient, Scope::Contract].into_iter().filter_map(|scope| self.find_fact(scope, name));
        found.next().ok_or(Error::UnknownFact)
    }
}
