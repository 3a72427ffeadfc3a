//! Facts: what the caller says about a subject or a patient, in storage that the caller owns.
//!
//! A value is checked where it enters: its type, places and range, and whether null is allowed. A fact that
//! nobody set is unknown.

use crate::date::Date;
use crate::error::{Error, Result};
use crate::image::code::{Kind, Per, Scope};
use crate::image::{Contract, Fact, Subject, ensure};
use crate::number::Number;
use crate::value::{Cell, Truth, Value};

impl Fact<'_> {
    /// Reads a value as it stands in a file: a number, `YYYY-MM-DD`, a text of the fact's values, or one
    /// of `true false yes no 1 0` in any case. `null` is null and `?` unknown; nothing at all is null where the fact
    /// allows null and unknown elsewhere.
    pub fn parse(&self, text: &str) -> Result<Value> {
        let value = match text {
            "" if self.null_allowed() => return Ok(Value::Null),
            "" | "?" => return Ok(Value::Unknown),
            "null" if self.kind() != Kind::Text || self.place(text).is_none() => Value::Null,
            _ => match self.kind() {
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
    #[must_use]
    pub fn place(&self, text: &str) -> Option<u16> {
        self.contract().find_enumerated(self.record().enumeration, text)
    }

    /// Whether the fact may have this value; the error says what stands against it.
    pub fn check(&self, value: Value) -> Result<()> {
        self.scaled(value).map(|_| ())
    }

    /// The value as a patient's cell, checked.
    pub fn to_cell(&self, value: Value) -> Result<Cell> {
        self.scaled(value)
    }

    /// The value that a patient's cell stands for.
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

    /// Checks the value and scales it by the fact's places.
    fn scaled(&self, value: Value) -> Result<Cell> {
        let record = self.record();
        let integer = match (value, self.kind()) {
            (Value::Unknown, _) => return Ok(Cell::Unknown),
            (Value::Null, _) => {
                ensure(self.null_allowed(), Error::NullRefused)?;
                return Ok(Cell::Null);
            }
            (Value::Number(number), Kind::Integer | Kind::Decimal) => match number.to_scaled(record.places) {
                Some(scaled) => scaled,
                None if number.places() > u16::from(record.places) => {
                    return Err(Error::TooManyPlaces);
                }
                None => return Err(Error::OutOfRange),
            },
            (Value::Date(date), Kind::Date) => i64::from(date.days()),
            (Value::Boolean(Truth::TRUE), Kind::Boolean) => 1,
            (Value::Boolean(Truth::FALSE), Kind::Boolean) => 0,
            (Value::Boolean(Truth::EITHER), Kind::Boolean) => return Ok(Cell::Unknown),
            (Value::Text(place), Kind::Text) => i64::from(place),
            _ => return Err(Error::WrongType),
        };
        ensure(integer >= record.minimum && integer <= record.maximum, Error::OutOfRange)?;
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
pub struct Facts<'c, 's> {
    contract: Contract<'c>,
    values: &'s mut [Value],
}

impl<'c, 's> Facts<'c, 's> {
    /// Takes the storage and sets every fact to unknown; `StorageTooSmall` where it does not suffice.
    pub fn new(contract: &Contract<'c>, storage: &'s mut [Value]) -> Result<Facts<'c, 's>> {
        let slots = usize::from(contract.cost().subject_slots);
        let values = storage.get_mut(..slots).ok_or(Error::StorageTooSmall)?;
        values.fill(Value::Unknown);
        Ok(Facts { contract: *contract, values })
    }

    /// The contract whose facts these are.
    #[must_use]
    pub const fn contract(&self) -> &Contract<'c> {
        &self.contract
    }

    fn slot(&self, fact: usize, item: usize) -> Result<(Fact<'c>, usize)> {
        let fact = self.contract.fact(fact).ok_or(Error::UnknownFact)?;
        let slot = crate::image::some(fact.record().slot).ok_or(Error::UnknownFact)?;
        ensure(item < self.contract.items(fact.per()), Error::UnknownItem)?;
        Ok((fact, slot.saturating_add(item)))
    }

    /// Sets a fact (by its index) for an item (register or indicator; 0 otherwise).
    pub fn set(&mut self, fact: usize, item: usize, value: Value) -> Result<()> {
        let (fact, slot) = self.slot(fact, item)?;
        fact.check(value)?;
        if let Some(place) = self.values.get_mut(slot) {
            *place = value;
        }
        Ok(())
    }

    /// The value of a fact for an item; unknown where it was not set or does not exist.
    #[must_use]
    pub fn get(&self, fact: usize, item: usize) -> Value {
        self.slot(fact, item).ok().and_then(|(_, slot)| self.values.get(slot).copied()).unwrap_or(Value::Unknown)
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
pub struct PatientFacts<'c, 's> {
    contract: Contract<'c>,
    cells: &'s mut [Cell],
}

impl<'c, 's> PatientFacts<'c, 's> {
    /// Takes the storage and sets every fact to unknown; `StorageTooSmall` where it does not suffice.
    pub fn new(contract: &Contract<'c>, storage: &'s mut [Cell]) -> Result<PatientFacts<'c, 's>> {
        let slots = usize::from(contract.cost().patient_slots);
        let cells = storage.get_mut(..slots).ok_or(Error::StorageTooSmall)?;
        cells.fill(Cell::Unknown);
        Ok(PatientFacts { contract: *contract, cells })
    }

    /// The contract whose facts these are.
    #[must_use]
    pub const fn contract(&self) -> &Contract<'c> {
        &self.contract
    }

    /// Sets a fact by its index.
    pub fn set(&mut self, fact: usize, value: Value) -> Result<()> {
        let fact = self.contract.fact(fact).ok_or(Error::UnknownFact)?;
        let slot = crate::image::some(fact.record().patient_slot).ok_or(Error::UnknownFact)?;
        let cell = fact.to_cell(value)?;
        if let Some(place) = self.cells.get_mut(slot) {
            *place = cell;
        }
        Ok(())
    }

    /// The value of a fact; unknown where it was not set or does not exist.
    #[must_use]
    pub fn get(&self, fact: usize) -> Value {
        let Some(fact) = self.contract.fact(fact) else {
            return Value::Unknown;
        };
        fact.from_cell(self.cell(fact.record().patient_slot))
    }

    /// Sets every fact to unknown again, for the next patient.
    pub fn clear(&mut self) {
        self.cells.fill(Cell::Unknown);
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
    pub fn find_member_input(&self, name: &str) -> Result<(Fact<'c>, usize)> {
        self.find_in(&[Scope::Practice], name)
    }

    /// The fact that a column or key of a patient's facts names.
    pub fn find_patient_input(&self, name: &str) -> Result<Fact<'c>> {
        let mut found = [Scope::Patient, Scope::Contract].into_iter().filter_map(|scope| self.find_fact(scope, name));
        found.next().ok_or(Error::UnknownFact)
    }
}
