//! Numbers as they leave in a column: decimals of one scale, whatever their unit, or floats where those are asked for.

use arrow_array::{ArrayRef, BooleanArray, Decimal128Array, Float64Array};
use entitle_kernel::number::{Number, RoundingMode};
use std::cmp::Ordering;
use std::sync::Arc;

/// The decimal places of every column of amounts. A column has one scale, and tables of several subjects, contracts and units
/// are put under one another: so it is one for all, with 26 digits before the point.
///
/// ```
/// assert_eq!(entitle_batch::AMOUNT_PLACES, 12);
/// ```
pub const AMOUNT_PLACES: u8 = 12;

/// The digits of every column of amounts: what 128 bits hold.
const DIGITS: u8 = 38;

/// A column of amounts.
///
/// ```
/// use arrow_array::cast::AsArray;
/// use arrow_array::types::Decimal128Type;
/// use entitle_batch::Amounts;
/// use entitle_kernel::number::Number;
/// let third = Number::ratio(1, 3)?;
/// let amounts = Amounts::of(&[Some(Number::parse("953.75")?), None, Some(third)]).expect("they fit");
/// let values = amounts.values.as_primitive::<Decimal128Type>();
/// assert_eq!((values.value(0), values.value(2)), (953_750_000_000_000, 333_333_333_333));
/// assert!(amounts.exact.as_boolean().value(0) && !amounts.exact.as_boolean().value(2)); // a third is never exact
/// assert!(Amounts::of(&[Some(Number::parse("1e30")?)]).is_err());
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Amounts {
    /// Decimal128(38, 12); null where there is no number. What needs more places is rounded half even.
    pub values: ArrayRef,
    /// Whether the value is the number itself, and not rounded; null where there is none.
    pub exact: ArrayRef,
}

impl Amounts {
    /// The columns of these numbers. Errors: the place of the first that has more than 26 digits before the point.
    pub fn of(numbers: &[Option<Number>]) -> Result<Amounts, usize> {
        let mut values = Vec::with_capacity(numbers.len());
        let mut exact = Vec::with_capacity(numbers.len());
        for (place, number) in numbers.iter().enumerate() {
            let Some(number) = number else {
                values.push(None);
                exact.push(None);
                continue;
            };
            // A number of so few places is not touched: filled up with zeros it may have more digits than a number has.
            let rounded = match number.places() <= u16::from(AMOUNT_PLACES) {
                true => *number,
                false => number.round(i16::from(AMOUNT_PLACES), RoundingMode::HalfEven).map_err(|_| place)?,
            };
            values.push(Some(scaled(rounded).ok_or(place)?));
            exact.push(Some(rounded.compare(number) == Ordering::Equal));
        }
        let values = Decimal128Array::from(values).with_precision_and_scale(DIGITS, AMOUNT_PLACES.cast_signed());
        Ok(Amounts { values: Arc::new(values.map_err(|_| 0_usize)?), exact: Arc::new(BooleanArray::from(exact)) })
    }
}

/// The nearest floats of numbers, for who asks for them.
///
/// ```
/// use arrow_array::cast::AsArray;
/// use arrow_array::types::Float64Type;
/// use entitle_kernel::number::Number;
/// let floats = entitle_batch::floats(&[Some(Number::parse("0.1")?), None]);
/// assert_eq!(floats.as_primitive::<Float64Type>().value(0), 0.1);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[must_use]
pub fn floats(numbers: &[Option<Number>]) -> ArrayRef {
    // Every number is written so that Rust's own reader, which rounds correctly, reads it.
    let floats = numbers.iter().map(|number| number.as_ref()?.to_string().parse::<f64>().ok());
    Arc::new(floats.collect::<Float64Array>())
}

/// A number of at most [`AMOUNT_PLACES`] places as an integer of that scale; none where it has not the room.
fn scaled(number: Number) -> Option<i128> {
    let shift = i32::from(number.exponent()) + i32::from(AMOUNT_PLACES);
    let power = 10_i128.checked_pow(shift.unsigned_abs());
    let coefficient = i128::try_from(number.coefficient()).ok()?;
    let magnitude = match shift {
        _ if coefficient == 0 => 0,
        0.. => coefficient.checked_mul(power?)?,
        _ => (coefficient % power? == 0).then_some(coefficient / power?)?,
    };
    let magnitude = Some(magnitude).filter(|magnitude| *magnitude < 10_i128.pow(DIGITS.into()))?;
    Some(if number.is_negative() { -magnitude } else { magnitude })
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::cast::AsArray;
    use arrow_array::types::Decimal128Type;

    #[test]
    fn what_fits_is_kept_what_needs_more_places_is_told_and_what_is_too_large_is_refused() {
        let of = |text: &str| Amounts::of(&[Some(Number::parse(text).unwrap())]);
        let value = |text: &str| {
            let amounts = of(text).unwrap();
            (amounts.values.as_primitive::<Decimal128Type>().value(0), amounts.exact.as_boolean().value(0))
        };
        assert_eq!(value("-0.05"), (-50_000_000_000, true));
        assert_eq!(value("1e3"), (1_000_000_000_000_000, true));
        assert_eq!(value("0.0000000000005"), (0, false));
        assert_eq!(value("0.0000000000015"), (2, false));
        assert_eq!(value("0e-40"), (0, true));
        let largest = "99999999999999999999999999";
        assert_eq!(value(largest), (99_999_999_999_999_999_999_999_999_000_000_000_000, true));
        assert_eq!(of("100000000000000000000000000").err(), Some(0));
    }
}
