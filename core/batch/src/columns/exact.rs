//! Floats and points in time that are exactly what a fact takes: as its integers.

use crate::plain::exact;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float16Type, Float32Type, Float64Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use entitle_kernel::Error;

/// The units of a type of points in time that lie in a day; none where it is no such type, or its day hangs on a time zone.
pub(super) const fn in_a_day(form: &DataType) -> Option<i64> {
    match form {
        DataType::Timestamp(TimeUnit::Second, None) => Some(86_400),
        DataType::Date64 | DataType::Timestamp(TimeUnit::Millisecond, None) => Some(86_400_000),
        DataType::Timestamp(TimeUnit::Microsecond, None) => Some(86_400_000_000),
        DataType::Timestamp(TimeUnit::Nanosecond, None) => Some(86_400_000_000_000),
        _ => None,
    }
}

/// The integer of a row of floats at so many places, none where it is null. Errors: why it is none.
pub(super) fn float_at(array: &ArrayRef, row: usize, places: u8) -> Result<Option<i64>, Error> {
    if array.is_null(row) {
        return Ok(None);
    }
    match array.data_type() {
        DataType::Float64 => exact(array.as_primitive::<Float64Type>().value(row), places),
        DataType::Float32 => exact(array.as_primitive::<Float32Type>().value(row), places),
        DataType::Float16 => exact(f32::from(array.as_primitive::<Float16Type>().value(row)), places),
        _ => Err(Error::WrongType),
    }
    .map(Some)
}

/// A row of floats as text, the shortest of their own width.
pub(super) fn float_text(array: &ArrayRef, row: usize) -> String {
    match array.data_type() {
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row).to_string(),
        DataType::Float32 => array.as_primitive::<Float32Type>().value(row).to_string(),
        DataType::Float16 => array.as_primitive::<Float16Type>().value(row).to_string(),
        _ => String::new(),
    }
}
