//! Which types of Arrow may hold a fact, and what their integers mean: from the schema alone.

use super::exact::in_a_day;
use super::fault::{ColumnFault, ColumnFaultKind};
use super::{BASE_DAY, NULL};
use crate::plain::{self, Width, span};
use arrow_schema::{DataType, Field};
use entitle_kernel::image::code::Kind;
use entitle_kernel::{Date, Error, Fact};

/// What the integers of a column mean for a fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Form {
    /// What is added to each of them: the day from which days are counted.
    pub(super) base: i64,
    /// What becomes of one of them that has not the fact's places.
    pub(super) scale: Scale,
    /// The raw integer that says that there is no value.
    pub(super) sentinel: Option<i64>,
}

/// From a column's decimal places to the fact's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Scale {
    /// The column has as many places.
    Same,
    /// It has fewer: times so much.
    Times(i64),
    /// It has more: divided by so much, if nothing remains.
    Per(i64),
    /// They are points in time, so many units a day: a day, if it is midnight.
    Midnight(i64),
    /// They are floats: those that are exact at so many places.
    Floats(u8),
}

/// Whether a fact can stand in columns of this field: judged by the field's type and metadata alone.
///
/// ```
/// use arrow_schema::{DataType, Field};
/// use entitle_kernel::{Contract, sample};
/// let contract = Contract::new(sample::IMAGE)?;
/// let age = contract.find_patient_input("age")?;
/// assert!(entitle_batch::check_field(&age, &Field::new("age", DataType::Int16, false)).is_ok());
/// let fault = entitle_batch::check_field(&age, &Field::new("age", DataType::Utf8, false)).unwrap_err();
/// assert_eq!(fault.to_string(), "column age: it is Utf8; it may be an integer, a decimal or a float that is exact");
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub fn check_field(fact: &Fact<'_>, field: &Field) -> Result<(), ColumnFault> {
    Form::of(fact, field).map(|_| ())
}

impl Form {
    /// How a field holds a fact.
    pub(super) fn of(fact: &Fact<'_>, field: &Field) -> Result<Form, ColumnFault> {
        form(fact, field).map_err(|kind| ColumnFault { column: field.name().clone(), kind })
    }

    /// The fact's integer, or none, for a raw one. `TooManyPlaces` and `OutOfRange` where it cannot be told.
    pub(super) fn integer(&self, raw: i128) -> Result<Option<i64>, Error> {
        if self.sentinel.is_some_and(|sentinel| raw == i128::from(sentinel)) {
            return Ok(None);
        }
        let scaled = match self.scale {
            Scale::Same => Some(raw),
            Scale::Times(factor) => raw.checked_mul(factor.into()),
            Scale::Per(factor) => match raw % i128::from(factor) {
                0 => Some(raw / i128::from(factor)),
                _ => return Err(Error::TooManyPlaces),
            },
            Scale::Midnight(in_a_day) => match raw % i128::from(in_a_day) {
                0 => Some(raw / i128::from(in_a_day)),
                _ => return Err(Error::InvalidDate),
            },
            Scale::Floats(_) => return Err(Error::WrongType),
        };
        let integer = scaled.and_then(|scaled| scaled.checked_add(self.base.into()));
        integer.and_then(|integer| i64::try_from(integer).ok()).map(Some).ok_or(Error::OutOfRange)
    }
}

fn form(fact: &Fact<'_>, field: &Field) -> Result<Form, ColumnFaultKind> {
    let form = field.data_type();
    let wrong = |may_be, advice: String| ColumnFaultKind::WrongType { is: form.clone(), may_be, advice };
    let mut scale = Scale::Same;
    let has_integers = form.is_integer() || form.is_decimal();
    let base = match fact.kind() {
        _ if *form == DataType::Null => 0,
        Kind::Date if form.is_integer() => base_day(field)?.ok_or_else(|| {
            wrong(DATE, format!("say in the field's metadata from which day it counts: {BASE_DAY} = 1970-01-01"))
        })?,
        Kind::Date if *form == DataType::Date32 => 0,
        Kind::Date => {
            scale = in_a_day(form).map(Scale::Midnight).ok_or_else(|| wrong(DATE, advice(fact, form)))?;
            0
        }
        Kind::Boolean if *form == DataType::Boolean || form.is_integer() => 0,
        Kind::Boolean => return Err(wrong("boolean, or an integer of 0 and 1", advice(fact, form))),
        Kind::Integer | Kind::Decimal if has_integers && !matches!(form, DataType::Decimal256(..)) => {
            let places = i32::from(fact.places()) - i32::from(places(form));
            scale = scale_by(places).ok_or_else(|| wrong(NUMBER, format!("{places} places away from the fact's")))?;
            0
        }
        Kind::Integer | Kind::Decimal if form.is_floating() => {
            scale = Scale::Floats(if fact.kind() == Kind::Decimal { fact.places() } else { 0 });
            0
        }
        Kind::Integer | Kind::Decimal => return Err(wrong(NUMBER, advice(fact, form))),
        Kind::Text if is_text(form) => 0,
        Kind::Text => return Err(wrong(TEXT, advice(fact, form))),
    };
    if !(fact.kind() == Kind::Date && form.is_integer()) && field.metadata().contains_key(BASE_DAY) {
        return Err(metadata(field, BASE_DAY, "only days in integers are counted from one".into()));
    }
    let mut held = Form { base, scale, sentinel: None };
    if let Some(written) = field.metadata().get(NULL) {
        let has_sentinel = has_integers || *form == DataType::Date32;
        let sentinel = written.parse().ok().filter(|_| has_sentinel);
        let sentinel: i64 =
            sentinel.ok_or_else(|| metadata(field, NULL, "it is an integer, of a column of integers".into()))?;
        if !is_no_value(&held, form, span(fact), sentinel) {
            return Err(metadata(field, NULL, format!("{} may have this value", fact.name())));
        }
        held.sentinel = Some(sentinel);
    }
    Ok(held)
}

/// Whether an integer can stand for null: it is no value of the fact, or lies at an end of those that the type has room for.
fn is_no_value(held: &Form, form: &DataType, span: (i64, i64), sentinel: i64) -> bool {
    let Ok(Some(meant)) = held.integer(sentinel.into()) else { return true };
    let width = match form {
        DataType::UInt8 => Width::U8,
        DataType::UInt16 => Width::U16,
        DataType::Int32 | DataType::Date32 | DataType::Decimal32(..) => Width::I32,
        _ => Width::I64,
    };
    plain::is_no_value(meant, span, held.base, width.range())
}

const DATE: &str =
    "date32, a timestamp without a time zone at midnight, or an integer with the day from which it counts";
const NUMBER: &str = "an integer, a decimal or a float that is exact";
const TEXT: &str = "a text (utf8, large_utf8, utf8_view) or a dictionary of texts";

fn metadata(field: &Field, key: &'static str, why: String) -> ColumnFaultKind {
    let value = field.metadata().get(key).cloned().unwrap_or_default();
    ColumnFaultKind::Metadata { key, value, why }
}

/// The day from which a field counts, as days since 1970-01-01.
fn base_day(field: &Field) -> Result<Option<i64>, ColumnFaultKind> {
    let Some(written) = field.metadata().get(BASE_DAY) else { return Ok(None) };
    let day: Result<Date, Error> = written.parse();
    day.map(|day| Some(day.days().into())).map_err(|error| metadata(field, BASE_DAY, error.text().to_owned()))
}

/// Why a type is refused, and what to do.
fn advice(fact: &Fact<'_>, form: &DataType) -> String {
    match (form, fact.kind()) {
        (DataType::Timestamp(..), Kind::Date) => "its day hangs on a time zone: cast it to a date".into(),
        (DataType::Decimal256(..), Kind::Integer | Kind::Decimal) => {
            format!("cast it to decimal(38, {})", fact.places())
        }
        _ => String::new(),
    }
}

/// The decimal places of a type's integers.
pub(super) const fn places(form: &DataType) -> i8 {
    match form {
        DataType::Decimal32(_, scale) | DataType::Decimal64(_, scale) | DataType::Decimal128(_, scale) => *scale,
        _ => 0,
    }
}

fn scale_by(places: i32) -> Option<Scale> {
    let factor = 10_i64.checked_pow(places.unsigned_abs());
    match places {
        0 => Some(Scale::Same),
        1.. => factor.map(Scale::Times),
        _ => factor.map(Scale::Per),
    }
}

/// Whether it holds texts.
pub(super) fn is_text(form: &DataType) -> bool {
    match form {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, texts) => is_text(texts) && !matches!(**texts, DataType::Dictionary(..)),
        _ => false,
    }
}
