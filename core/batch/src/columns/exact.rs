//! Floats and points in time that are exactly what a fact takes: as its integers.

use crate::plain::exact;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float16Type, Float32Type, Float64Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use entitle_kernel::{Date, Error};

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

/// A point in time, to the second.
pub(super) fn written(instant: i64, in_a_day: i64) -> String {
    let day = i32::try_from(instant.div_euclid(in_a_day)).ok().and_then(|day| Date::from_days(day).ok());
    let second = instant.rem_euclid(in_a_day) / (in_a_day / 86_400);
    match day {
        Some(day) => format!("{day} {:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60),
        None => instant.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn a_point_in_time_is_written_to_the_second() {
        assert_eq!(written(1_760_065_200_000_000, 86_400_000_000), "2025-10-10 03:00:00");
        assert_eq!(written(-1, 86_400), "1969-12-31 23:59:59");
        assert_eq!(written(i64::MAX, 86_400), i64::MAX.to_string());
    }
}
