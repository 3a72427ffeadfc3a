//! Arrays of integers, of whatever width: days, decimals and points in time are integers too.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrowPrimitiveType};
use arrow_schema::{DataType, TimeUnit};
use std::ops::Range;

/// Runs a body with `$type` standing for the array's type, where it is one of integers.
macro_rules! with_integers {
    ($form:expr, $type:ident => $body:expr, else $other:expr) => {
        match $form {
            DataType::Int8 => {
                type $type = Int8Type;
                $body
            }
            DataType::Int16 => {
                type $type = Int16Type;
                $body
            }
            DataType::Int32 => {
                type $type = Int32Type;
                $body
            }
            DataType::Int64 => {
                type $type = Int64Type;
                $body
            }
            DataType::UInt8 => {
                type $type = UInt8Type;
                $body
            }
            DataType::UInt16 => {
                type $type = UInt16Type;
                $body
            }
            DataType::UInt32 => {
                type $type = UInt32Type;
                $body
            }
            DataType::UInt64 => {
                type $type = UInt64Type;
                $body
            }
            DataType::Date32 => {
                type $type = Date32Type;
                $body
            }
            DataType::Decimal32(..) => {
                type $type = Decimal32Type;
                $body
            }
            DataType::Decimal64(..) => {
                type $type = Decimal64Type;
                $body
            }
            DataType::Decimal128(..) => {
                type $type = Decimal128Type;
                $body
            }
            DataType::Date64 => {
                type $type = Date64Type;
                $body
            }
            DataType::Timestamp(TimeUnit::Second, _) => {
                type $type = TimestampSecondType;
                $body
            }
            DataType::Timestamp(TimeUnit::Millisecond, _) => {
                type $type = TimestampMillisecondType;
                $body
            }
            DataType::Timestamp(TimeUnit::Microsecond, _) => {
                type $type = TimestampMicrosecondType;
                $body
            }
            DataType::Timestamp(TimeUnit::Nanosecond, _) => {
                type $type = TimestampNanosecondType;
                $body
            }
            _ => $other,
        }
    };
}

/// The integer of a row; none where it is null, or the array is not of integers.
#[inline]
pub(super) fn integer_at(array: &dyn Array, row: usize) -> Option<i128> {
    if array.is_null(row) {
        return None;
    }
    with_integers!(array.data_type(), T => Some(integer_of::<T>(array, row)), else None)
}

fn integer_of<T: ArrowPrimitiveType<Native: Into<i128>>>(array: &dyn Array, row: usize) -> i128 {
    array.as_primitive::<T>().value(row).into()
}

/// The integers of rows, or none where it is null; nothing where the array is not of integers.
pub(super) fn each_integer(array: &dyn Array, rows: Range<usize>, take: impl FnMut(Option<i128>)) {
    with_integers!(array.data_type(), T => each_of::<T>(array, rows, take), else ())
}

fn each_of<T>(array: &dyn Array, rows: Range<usize>, mut take: impl FnMut(Option<i128>))
where
    T: ArrowPrimitiveType<Native: Into<i128>>,
{
    let array = array.as_primitive::<T>();
    let values = array.values().get(rows.clone()).unwrap_or_default();
    match array.nulls() {
        None => values.iter().for_each(|value| take(Some((*value).into()))),
        Some(nulls) => {
            for (row, value) in rows.zip(values) {
                take(nulls.is_valid(row).then(|| (*value).into()));
            }
        }
    }
}
