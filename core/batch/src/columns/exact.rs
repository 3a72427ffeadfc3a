//! Floats and points in time that are exactly what a fact takes: as integers, decimals and days.

use crate::plain::{exact_day, exact_integer, instant_text};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date64Type, Float16Type, Float32Type, Float64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{Array, ArrayRef, Date32Array, Decimal64Array, Int64Array, PrimitiveArray};
use arrow_schema::{DataType, Field, TimeUnit};
use entitle_kernel::Fact;
use entitle_kernel::image::code::Kind;
use std::sync::Arc;

/// A value of a column that is not exactly one that its fact takes.
///
/// ```
/// use arrow_array::{ArrayRef, Float64Array};
/// use entitle_batch::exact_column;
/// use entitle_kernel::{Contract, sample};
/// use std::sync::Arc;
/// let contract = Contract::new(sample::IMAGE)?;
/// let age = contract.find_patient_input("age")?;
/// let ages = |ages: [f64; 2]| Arc::new(Float64Array::from_iter_values(ages)) as ArrayRef;
/// assert_eq!(exact_column(&age, &ages([64.0, 17.0])).expect("exact").data_type(), &arrow_schema::DataType::Int64);
/// let inexact = exact_column(&age, &ages([64.0, 17.5])).unwrap_err();
/// assert_eq!((inexact.row, inexact.value.as_str()), (1, "17.5"));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inexact {
    /// The row of the array, from 0.
    pub row: usize,
    /// What stands there.
    pub value: String,
    /// Why it is none that the fact takes, and what to do.
    pub why: String,
}

/// A column of floats as the integers or decimals of a fact, and one of points in time without a time zone as its days, if
/// each value is exactly one of those. Any other column is as it was. Errors: the first value that is not.
///
/// See [`Inexact`] for an example.
pub fn exact_column(fact: &Fact<'_>, array: &ArrayRef) -> Result<ArrayRef, Inexact> {
    match (fact.kind(), array.data_type()) {
        (Kind::Integer | Kind::Decimal, DataType::Float64) => {
            numbers(fact, array, |array, row| array.as_primitive::<Float64Type>().value(row))
        }
        (Kind::Integer | Kind::Decimal, DataType::Float32) => {
            numbers(fact, array, |array, row| array.as_primitive::<Float32Type>().value(row).into())
        }
        (Kind::Integer | Kind::Decimal, DataType::Float16) => {
            numbers(fact, array, |array, row| array.as_primitive::<Float16Type>().value(row).into())
        }
        (Kind::Date, DataType::Date64) => days(array, array.as_primitive::<Date64Type>(), 86_400_000),
        (Kind::Date, DataType::Timestamp(TimeUnit::Second, None)) => {
            days(array, array.as_primitive::<TimestampSecondType>(), 86_400)
        }
        (Kind::Date, DataType::Timestamp(TimeUnit::Millisecond, None)) => {
            days(array, array.as_primitive::<TimestampMillisecondType>(), 86_400_000)
        }
        (Kind::Date, DataType::Timestamp(TimeUnit::Microsecond, None)) => {
            days(array, array.as_primitive::<TimestampMicrosecondType>(), 86_400_000_000)
        }
        (Kind::Date, DataType::Timestamp(TimeUnit::Nanosecond, None)) => {
            days(array, array.as_primitive::<TimestampNanosecondType>(), 86_400_000_000_000)
        }
        _ => Ok(array.clone()),
    }
}

/// The field of a column that [`exact_column`] made.
///
/// ```
/// use arrow_array::{ArrayRef, Float64Array};
/// use arrow_schema::{DataType, Field};
/// use std::sync::Arc;
/// let array: ArrayRef = Arc::new(Float64Array::from(vec![1.0]));
/// let field = Field::new("age", DataType::Float64, true);
/// assert_eq!(entitle_batch::exact_field(&field, &array), field);
/// ```
#[must_use]
pub fn exact_field(field: &Field, array: &ArrayRef) -> Field {
    field.clone().with_data_type(array.data_type().clone())
}

fn numbers(fact: &Fact<'_>, array: &ArrayRef, at: impl Fn(&ArrayRef, usize) -> f64) -> Result<ArrayRef, Inexact> {
    let places = if fact.kind() == Kind::Decimal { fact.places() } else { 0 };
    let mut integers: Vec<Option<i64>> = Vec::with_capacity(array.len());
    for row in 0..array.len() {
        let value = if array.is_null(row) { None } else { Some(at(array, row)) };
        let integer = value.map(|value| exact_integer(value, places)).transpose();
        integers.push(integer.map_err(|why| Inexact { row, value: at(array, row).to_string(), why })?);
    }
    let integers = Int64Array::from(integers);
    if places == 0 {
        return Ok(Arc::new(integers));
    }
    let scale = i8::try_from(places).unwrap_or(i8::MAX);
    let decimals = integers.reinterpret_cast::<arrow_array::types::Decimal64Type>();
    let decimals: Result<Decimal64Array, _> = decimals.with_precision_and_scale(18, scale);
    decimals.map(|decimals| Arc::new(decimals) as ArrayRef).map_err(|error| Inexact {
        row: 0,
        value: String::new(),
        why: error.to_string(),
    })
}

fn days<T: arrow_array::ArrowPrimitiveType<Native = i64>>(
    array: &ArrayRef,
    instants: &PrimitiveArray<T>,
    in_a_day: i64,
) -> Result<ArrayRef, Inexact> {
    let mut days: Vec<Option<i32>> = Vec::with_capacity(array.len());
    for row in 0..array.len() {
        let instant = if array.is_null(row) { None } else { Some(instants.value(row)) };
        let advised = |why| format!("{why}: cast the column to a date");
        let day = instant.map(|instant| exact_day(instant, in_a_day).map_err(advised));
        days.push(day.transpose().map_err(|why| Inexact {
            row,
            value: instant_text(instants.value(row), in_a_day),
            why,
        })?);
    }
    Ok(Arc::new(Date32Array::from(days)))
}
