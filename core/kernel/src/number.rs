//! Decimal numbers: 34 significant digits, as IEEE 754 decimal128 computes them.
//!
//! A [`Number`] is `coefficient × 10^exponent` with a sign, always finite. Arithmetic rounds half
//! to even at the 34th digit, or by a [`RoundingMode`] where its name ends in `_rounded`; a result
//! too large and a division by zero are errors, never a special value. A result too small to hold
//! becomes subnormal and at last zero, as the standard says. Nothing here allocates, panics,
//! recurses or touches a float, and every loop is short and bounded.
//!
//! The number of trailing zeros is kept (1.50 stays 1.50), because a published amount is quoted
//! as it was written; comparisons look at the value alone (1.50 equals 1.5). The sign of a zero
//! is kept as the standard keeps it, and never shown.
//!
//! Source: IEEE 754-2008 (decimal128) and the General Decimal Arithmetic specification 1.70,
//! whose own test files are run in `tests/number_dectest.rs`.
//!
//! ```
//! use entitle_kernel::number::{Number, RoundingMode};
//! # fn main() -> Result<(), entitle_kernel::Error> {
//! let list_size = Number::from_i64(9_639);
//! let rate = Number::parse("213.43")?;
//! let amount = list_size.checked_mul(rate)?.round(2, RoundingMode::HalfUp)?;
//! assert_eq!(amount, Number::parse("2057251.77")?);
//! # Ok(())
//! # }
//! ```

use core::cmp::Ordering;
use core::fmt;
use core::str::FromStr;

use crate::error::Error;

/// Significant digits of a coefficient.
const DIGITS: i32 = 34;
/// The smallest exponent of a coefficient (`etiny`), and the least subnormal.
const EXPONENT_MIN: i32 = -6176;
/// The largest exponent of a coefficient (`etop`); larger ones are folded down into zeros.
const EXPONENT_MAX: i32 = 6111;
/// One more than the largest coefficient.
const COEFFICIENT_END: u128 = 10_u128.pow(34);
/// Beyond this power of ten a number is written with an exponent.
const PLAIN_EXPONENT_MAX: i32 = 40;
/// Room for the longest text: a sign, `0.`, 39 zeros and 34 digits make 76 bytes.
const TEXT_BYTES: usize = 80;

/// A finite decimal number of 34 significant digits, in 24 bytes.
///
/// The value is `coefficient × 10^exponent`, negative if so flagged. Equality and order are those
/// of the value (`1.0 == 1.00`); [`Number::same_representation`] also compares the trailing
/// zeros and the sign of zero.
///
/// ```
/// use entitle_kernel::number::Number;
/// # fn main() -> Result<(), entitle_kernel::Error> {
/// let third = Number::ONE.checked_div(Number::from_i64(3))?;
/// assert_eq!(third.to_string(), "0.3333333333333333333333333333333333");
/// assert_eq!(Number::parse("1.0")?, Number::parse("1.00")?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Number {
    high: u64,
    low: u64,
    exponent: i16,
    negative: bool,
}

// Where a machine aligns `u64` to 4 bytes, as i686 does, it is 20.
const _: () = assert!(size_of::<Number>() <= 24 && align_of::<Number>() <= 8);

impl Number {
    /// Zero, with exponent 0.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// assert!(Number::ZERO.is_zero());
    /// ```
    pub const ZERO: Number = Number::from_u64(0);

    /// One, with exponent 0.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// assert_eq!(Number::ONE.to_i64(), Some(1));
    /// ```
    pub const ONE: Number = Number::from_u64(1);

    /// A whole number, with exponent 0. Every `i64` fits.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// assert_eq!(Number::from_i64(-17).to_string(), "-17");
    /// ```
    #[must_use]
    pub const fn from_i64(value: i64) -> Number {
        Number::from_scaled(value, 0)
    }

    /// A whole number, with exponent 0. Every `u64` fits.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// assert_eq!(Number::from_u64(u64::MAX).to_string(), "18446744073709551615");
    /// ```
    #[must_use]
    pub const fn from_u64(value: u64) -> Number {
        Number { high: 0, low: value, exponent: 0, negative: false }
    }

    /// `value` counted in units of 10^-`places`: pence to pounds with 2 places. Keeps the places
    /// as trailing zeros. Every value fits.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// assert_eq!(Number::from_scaled(21_343, 2).to_string(), "213.43");
    /// assert_eq!(Number::from_scaled(-500, 2).to_string(), "-5.00");
    /// ```
    #[must_use]
    pub const fn from_scaled(value: i64, places: u8) -> Number {
        Number { high: 0, low: value.unsigned_abs(), exponent: (places as i16).wrapping_neg(), negative: value < 0 }
    }

    /// A number from its three parts, taken exactly as they are.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidNumber`] for a coefficient of more than 34 digits or an exponent outside
    /// -6176 to 6111.
    ///
    /// ```
    /// use entitle_kernel::{Error, number::Number};
    /// assert_eq!(Number::from_parts(true, 150, -2)?.to_string(), "-1.50");
    /// assert_eq!(Number::from_parts(false, 10_u128.pow(34), 0), Err(Error::InvalidNumber));
    /// # Ok::<(), Error>(())
    /// ```
    pub const fn from_parts(negative: bool, coefficient: u128, exponent: i16) -> Result<Number, Error> {
        let exponent_wide = exponent as i32;
        if coefficient >= COEFFICIENT_END || exponent_wide < EXPONENT_MIN || exponent_wide > EXPONENT_MAX {
            return Err(Error::InvalidNumber);
        }
        Ok(Number { high: (coefficient >> 64) as u64, low: coefficient as u64, exponent, negative })
    }

    /// The digits as a whole number, 0 to 10^34 - 1.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// assert_eq!(Number::from_scaled(-150, 2).coefficient(), 150);
    /// ```
    #[must_use]
    pub const fn coefficient(&self) -> u128 {
        ((self.high as u128) << 64) | self.low as u128
    }

    /// The power of ten of the last digit, -6176 to 6111: -2 for 1.50.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// assert_eq!(Number::from_scaled(150, 2).exponent(), -2);
    /// ```
    #[must_use]
    pub const fn exponent(&self) -> i16 {
        self.exponent
    }

    /// Whether the sign is set. A zero can carry one: -1 × 0 is a negative zero, equal to zero.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// assert!(Number::from_i64(-1).is_negative());
    /// assert!(!Number::ZERO.is_negative());
    /// ```
    #[must_use]
    pub const fn is_negative(&self) -> bool {
        self.negative
    }

    /// Whether the value is zero, of whatever exponent and sign.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// assert!(Number::from_scaled(0, 2).is_zero());
    /// ```
    #[must_use]
    pub const fn is_zero(&self) -> bool {
        self.high == 0 && self.low == 0
    }

    /// Whether both numbers have the same sign, coefficient and exponent, not merely one value.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// let short = Number::from_scaled(15, 1);
    /// let long = Number::from_scaled(150, 2);
    /// assert_eq!(short, long);
    /// assert!(!short.same_representation(&long));
    /// ```
    #[must_use]
    pub const fn same_representation(&self, other: &Number) -> bool {
        self.high == other.high
            && self.low == other.low
            && self.exponent == other.exponent
            && self.negative == other.negative
    }

    /// Reads a number, exactly: an optional sign, digits with an optional point, an optional
    /// exponent after `e` or `E`. At least one digit stands before the exponent.
    ///
    /// Digits beyond the 34th significant one are allowed only where they are zeros.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidNumber`] for anything else: spaces, underscores, words such as `inf`, more
    /// than 34 significant digits, or a value outside the range of decimal128.
    ///
    /// ```
    /// use entitle_kernel::{Error, number::Number};
    /// assert_eq!(Number::parse("-1.50")?.exponent(), -2);
    /// assert_eq!(Number::parse("2.5e3")?, Number::from_i64(2500));
    /// assert_eq!(Number::parse("1 000"), Err(Error::InvalidNumber));
    /// assert_eq!(Number::parse("nan"), Err(Error::InvalidNumber));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<Number, Error> {
        let written = Written::read(text)?;
        match written.finish() {
            Ok((number, false)) => Ok(number),
            _ => Err(Error::InvalidNumber),
        }
    }

    /// Reads a number as [`Number::parse`] does, but rounds half to even what does not fit.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidNumber`] where the text is not a number; [`Error::Overflow`] where its
    /// value is too large.
    ///
    /// ```
    /// use entitle_kernel::{Error, number::Number};
    /// let long = "1.00000000000000000000000000000000051";
    /// assert_eq!(Number::parse(long), Err(Error::InvalidNumber));
    /// assert_eq!(
    ///     Number::parse_rounded(long)?,
    ///     Number::parse("1.000000000000000000000000000000001")?,
    /// );
    /// assert_eq!(Number::parse_rounded("1e6145"), Err(Error::Overflow));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn parse_rounded(text: &str) -> Result<Number, Error> {
        let (number, _) = Written::read(text)?.finish()?;
        Ok(number)
    }

    /// The sum, rounded half to even at 34 digits. Keeps the longer of the two fractions.
    ///
    /// # Errors
    ///
    /// [`Error::Overflow`] where the sum is too large.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// # fn main() -> Result<(), entitle_kernel::Error> {
    /// let sum = Number::parse("1.5")?.checked_add(Number::parse("2.50")?)?;
    /// assert_eq!(sum.to_string(), "4.00");
    /// # Ok(())
    /// # }
    /// ```
    pub fn checked_add(self, other: Number) -> Result<Number, Error> {
        self.add_rounded(other, RoundingMode::HalfEven)
    }

    /// The sum, rounded by `mode` at 34 digits. Keeps the longer of the two fractions. Where two
    /// numbers cancel out, the zero is negative under [`RoundingMode::Floor`] alone.
    ///
    /// # Errors
    ///
    /// [`Error::Overflow`] where the sum is too large and `mode` does not round it to the largest
    /// number: [`RoundingMode::Down`] and [`RoundingMode::ZeroFiveUp`] always do,
    /// [`RoundingMode::Floor`] does above zero and [`RoundingMode::Ceiling`] below it.
    ///
    /// ```
    /// use entitle_kernel::number::{Number, RoundingMode};
    /// # fn main() -> Result<(), entitle_kernel::Error> {
    /// let speck = Number::parse("1e-40")?;
    /// let sum = Number::ONE.add_rounded(speck, RoundingMode::Up)?;
    /// assert_eq!(sum, Number::parse("1.000000000000000000000000000000001")?);
    /// assert_eq!(Number::ONE.add_rounded(speck, RoundingMode::Down)?, Number::ONE);
    /// # Ok(())
    /// # }
    /// ```
    pub fn add_rounded(self, other: Number, mode: RoundingMode) -> Result<Number, Error> {
        let (upper, lower) = if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        let gap = i32::from(upper.exponent).wrapping_sub(i32::from(lower.exponent));
        let coefficient = upper.coefficient();
        let exponent = i32::from(lower.exponent);
        let aligned = if gap == 0 || coefficient == 0 {
            Some(coefficient)
        } else {
            let room = DIGITS.wrapping_sub(digits(coefficient));
            (gap <= room).then(|| coefficient.wrapping_mul(power(gap)))
        };
        // The usual case: both coefficients, at one exponent, fit into 34 digits.
        if let Some(left) = aligned {
            let right = lower.coefficient();
            if upper.negative == lower.negative {
                return finish_short(upper.negative, left.wrapping_add(right), exponent, mode);
            }
            let negative = match left.cmp(&right) {
                Ordering::Less => lower.negative,
                Ordering::Equal => mode == RoundingMode::Floor,
                Ordering::Greater => upper.negative,
            };
            return finish_short(negative, left.abs_diff(right), exponent, mode);
        }
        // Here the upper number, padded to 34 digits, still ends above the lower one's last digit.
        let room = DIGITS.wrapping_sub(digits(coefficient));
        let padded = coefficient.wrapping_mul(power(room));
        let padded_exponent = i32::from(upper.exponent).wrapping_sub(room);
        if lower.is_zero() {
            return finish_short(upper.negative, padded, padded_exponent, mode);
        }
        let gap = gap.wrapping_sub(room);
        let (left, right, exponent) = if gap <= 36 {
            (Wide::product(padded, power(gap)), lower.coefficient(), exponent)
        } else {
            // The lower number is less than a thousandth of the last digit kept. Only that it is
            // there can matter, so a one three digits further down stands for it.
            (Wide::product(padded, power(3)), 1, padded_exponent.wrapping_sub(3))
        };
        let total = if upper.negative == lower.negative { left.plus(right) } else { left.minus(right) };
        let (number, _) = finish(upper.negative, total, exponent, false, mode)?;
        Ok(number)
    }

    /// The difference, rounded half to even at 34 digits. Keeps the longer of the two fractions.
    ///
    /// # Errors
    ///
    /// [`Error::Overflow`] where the difference is too large.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// # fn main() -> Result<(), entitle_kernel::Error> {
    /// let difference = Number::parse("1.50")?.checked_sub(Number::from_i64(2))?;
    /// assert_eq!(difference.to_string(), "-0.50");
    /// # Ok(())
    /// # }
    /// ```
    pub fn checked_sub(self, other: Number) -> Result<Number, Error> {
        self.sub_rounded(other, RoundingMode::HalfEven)
    }

    /// The difference, rounded by `mode` at 34 digits. Keeps the longer of the two fractions.
    /// Equal numbers leave a zero that is negative under [`RoundingMode::Floor`] alone.
    ///
    /// # Errors
    ///
    /// Those of [`Number::add_rounded`].
    ///
    /// ```
    /// use entitle_kernel::number::{Number, RoundingMode};
    /// # fn main() -> Result<(), entitle_kernel::Error> {
    /// let speck = Number::parse("1e-40")?;
    /// let difference = Number::ONE.sub_rounded(speck, RoundingMode::Floor)?;
    /// assert_eq!(difference.to_string(), format!("0.{}", "9".repeat(34)));
    /// assert!(Number::ONE.sub_rounded(Number::ONE, RoundingMode::Floor)?.is_negative());
    /// # Ok(())
    /// # }
    /// ```
    pub fn sub_rounded(self, other: Number, mode: RoundingMode) -> Result<Number, Error> {
        self.add_rounded(Number { negative: !other.negative, ..other }, mode)
    }

    /// The product, rounded half to even at 34 digits. The lengths of the fractions add up.
    ///
    /// # Errors
    ///
    /// [`Error::Overflow`] where the product is too large.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// # fn main() -> Result<(), entitle_kernel::Error> {
    /// let product = Number::parse("1.20")?.checked_mul(Number::from_i64(3))?;
    /// assert_eq!(product.to_string(), "3.60");
    /// # Ok(())
    /// # }
    /// ```
    pub fn checked_mul(self, other: Number) -> Result<Number, Error> {
        self.mul_rounded(other, RoundingMode::HalfEven)
    }

    /// The product, rounded by `mode` at 34 digits. The lengths of the fractions add up.
    ///
    /// # Errors
    ///
    /// [`Error::Overflow`] where the product is too large and `mode` does not round it to the
    /// largest number, as [`Number::add_rounded`] says.
    ///
    /// ```
    /// use entitle_kernel::{Error, number::{Number, RoundingMode}};
    /// let huge = Number::parse("1e6000")?;
    /// let product = huge.mul_rounded(huge, RoundingMode::Down)?;
    /// assert_eq!(product, Number::from_parts(false, 10_u128.pow(34) - 1, 6111)?);
    /// assert_eq!(huge.mul_rounded(huge, RoundingMode::Up), Err(Error::Overflow));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn mul_rounded(self, other: Number, mode: RoundingMode) -> Result<Number, Error> {
        let negative = self.negative != other.negative;
        let exponent = i32::from(self.exponent).wrapping_add(i32::from(other.exponent));
        if self.high == 0 && other.high == 0 {
            let product = u128::from(self.low).wrapping_mul(u128::from(other.low));
            return finish_short(negative, product, exponent, mode);
        }
        let product = Wide::product(self.coefficient(), other.coefficient());
        let (number, _) = finish(negative, product, exponent, false, mode)?;
        Ok(number)
    }

    /// The quotient, rounded half to even at 34 digits. An exact quotient comes with as few
    /// digits as it needs, but no shorter a fraction than the operands' difference in length.
    ///
    /// # Errors
    ///
    /// [`Error::DivisionByZero`] for a divisor of zero, zero by zero included;
    /// [`Error::Overflow`] where the quotient is too large.
    ///
    /// ```
    /// use entitle_kernel::{Error, number::Number};
    /// let eight = Number::from_i64(8);
    /// assert_eq!(Number::ONE.checked_div(eight)?.to_string(), "0.125");
    /// assert_eq!(eight.checked_div(Number::ZERO), Err(Error::DivisionByZero));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn checked_div(self, other: Number) -> Result<Number, Error> {
        self.div_rounded(other, RoundingMode::HalfEven)
    }

    /// The quotient, rounded by `mode` at 34 digits. An exact quotient comes with as few digits as
    /// it needs, but no shorter a fraction than the operands' difference in length.
    ///
    /// # Errors
    ///
    /// [`Error::DivisionByZero`] for a divisor of zero, zero by zero included;
    /// [`Error::Overflow`] where the quotient is too large and `mode` does not round it to the
    /// largest number, as [`Number::add_rounded`] says.
    ///
    /// ```
    /// use entitle_kernel::number::{Number, RoundingMode};
    /// # fn main() -> Result<(), entitle_kernel::Error> {
    /// let two_thirds = Number::from_i64(2).div_rounded(Number::from_i64(3), RoundingMode::Down)?;
    /// assert_eq!(two_thirds.to_string(), "0.6666666666666666666666666666666666");
    /// # Ok(())
    /// # }
    /// ```
    pub fn div_rounded(self, other: Number, mode: RoundingMode) -> Result<Number, Error> {
        quotient(
            self.negative != other.negative,
            self.coefficient(),
            other.coefficient(),
            i32::from(self.exponent).wrapping_sub(i32::from(other.exponent)),
            mode,
        )
    }

    /// One quotient of two whole numbers, rounded once: half to even at 34 digits. Both may be
    /// longer than 34 digits themselves. An exact quotient comes with as few digits as it needs.
    ///
    /// # Errors
    ///
    /// [`Error::DivisionByZero`] for a denominator of zero.
    ///
    /// ```
    /// use entitle_kernel::{Error, number::Number};
    /// // 6 of 17 on the band 35 to 75 per cent, at 17 points: exact, where steps would round.
    /// let points = Number::ratio(17 * (100 * 6 - 35 * 17), (75 - 35) * 17)?;
    /// assert_eq!(points.to_string(), "0.125");
    /// assert_eq!(Number::ratio(1, 0), Err(Error::DivisionByZero));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn ratio(numerator: i128, denominator: i128) -> Result<Number, Error> {
        let negative = (numerator < 0) != (denominator < 0);
        quotient(negative, numerator.unsigned_abs(), denominator.unsigned_abs(), 0, RoundingMode::HalfEven)
    }

    /// The number with its sign turned, exactly; a zero becomes the zero without a sign.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// assert_eq!(Number::ONE.neg(), Number::from_i64(-1));
    /// assert!(!Number::ZERO.neg().is_negative());
    /// ```
    #[must_use]
    pub const fn neg(self) -> Number {
        Number { negative: !self.negative && !self.is_zero(), ..self }
    }

    /// The number without its sign, exactly.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// assert_eq!(Number::from_i64(-3).abs(), Number::from_i64(3));
    /// ```
    #[must_use]
    pub const fn abs(self) -> Number {
        Number { negative: false, ..self }
    }

    /// Compares the values, exactly, however far apart the exponents are.
    ///
    /// ```
    /// use core::cmp::Ordering;
    /// use entitle_kernel::number::Number;
    /// # fn main() -> Result<(), entitle_kernel::Error> {
    /// let huge = Number::parse("1e6000")?;
    /// assert_eq!(huge.compare(&Number::parse("1e-6000")?), Ordering::Greater);
    /// assert_eq!(Number::parse("1.0")?.compare(&Number::ONE), Ordering::Equal);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn compare(&self, other: &Number) -> Ordering {
        match (self.is_zero(), other.is_zero()) {
            (true, true) => return Ordering::Equal,
            (true, false) => return other.direction().reverse(),
            (false, true) => return self.direction(),
            (false, false) => {}
        }
        if self.negative != other.negative {
            return self.direction();
        }
        let magnitude = self.compare_magnitude(other);
        if self.negative { magnitude.reverse() } else { magnitude }
    }

    /// Where a number that is not zero stands to zero.
    const fn direction(&self) -> Ordering {
        if self.negative { Ordering::Less } else { Ordering::Greater }
    }

    /// Compares two numbers that are not zero, without their signs.
    fn compare_magnitude(&self, other: &Number) -> Ordering {
        let (left, right) = (self.coefficient(), other.coefficient());
        let (left_exponent, right_exponent) = (i32::from(self.exponent), i32::from(other.exponent));
        if left_exponent == right_exponent {
            return left.cmp(&right);
        }
        let left_end = left_exponent.wrapping_add(digits(left));
        let right_end = right_exponent.wrapping_add(digits(right));
        // With the first digit at one place, aligning cannot exceed the longer's 34 digits.
        left_end.cmp(&right_end).then_with(|| {
            let gap = left_exponent.wrapping_sub(right_exponent);
            if gap > 0 {
                left.wrapping_mul(power(gap)).cmp(&right)
            } else {
                left.cmp(&right.wrapping_mul(power(gap.wrapping_neg())))
            }
        })
    }

    /// Rounds or pads to exactly `places` decimal places; a negative count rounds to tens,
    /// hundreds and so on. The result has the exponent -`places`.
    ///
    /// # Errors
    ///
    /// [`Error::Overflow`] where the result would need more than 34 digits, or `places` lies
    /// outside -6111 to 6176.
    ///
    /// ```
    /// use entitle_kernel::number::{Number, RoundingMode};
    /// # fn main() -> Result<(), entitle_kernel::Error> {
    /// let amount = Number::parse("2.345")?;
    /// assert_eq!(amount.round(2, RoundingMode::HalfUp)?.to_string(), "2.35");
    /// assert_eq!(amount.round(2, RoundingMode::HalfEven)?.to_string(), "2.34");
    /// assert_eq!(Number::from_i64(2).round(2, RoundingMode::HalfUp)?.to_string(), "2.00");
    /// # Ok(())
    /// # }
    /// ```
    pub fn round(self, places: i16, mode: RoundingMode) -> Result<Number, Error> {
        let target = i32::from(places).wrapping_neg();
        if !(EXPONENT_MIN..=EXPONENT_MAX).contains(&target) {
            return Err(Error::Overflow);
        }
        if self.is_zero() {
            return Ok(assemble(self.negative, 0, target));
        }
        let coefficient = self.coefficient();
        let dropped = target.wrapping_sub(i32::from(self.exponent));
        if dropped <= 0 {
            let padding = dropped.wrapping_neg();
            if padding > DIGITS.wrapping_sub(digits(coefficient)) {
                return Err(Error::Overflow);
            }
            let padded = coefficient.wrapping_mul(power(padding));
            return Ok(assemble(self.negative, padded, target));
        }
        let (kept, discarded) = Wide::from_short(coefficient).shorten(dropped, false);
        let rounded = if mode.rounds_away(self.negative, kept, discarded) { kept.wrapping_add(1) } else { kept };
        Ok(assemble(self.negative, rounded, target))
    }

    /// Rounds to `places` decimal places, as [`Number::round`] does, but never for want of digits: a number that has no more
    /// places than that is the number itself, padded with zeros where 34 digits hold them.
    ///
    /// # Errors
    ///
    /// [`Error::Overflow`] where `places` lies outside -6111 to 6176 and digits would have to go.
    ///
    /// ```
    /// use entitle_kernel::number::{Number, RoundingMode};
    /// # fn main() -> Result<(), entitle_kernel::Error> {
    /// let amount = Number::from_i64(100_000);
    /// assert_eq!(amount.to_places(30, RoundingMode::HalfEven)?, amount);
    /// assert!(amount.round(30, RoundingMode::HalfEven).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn to_places(self, places: i16, mode: RoundingMode) -> Result<Number, Error> {
        match self.round(places, mode) {
            Err(_) if i32::from(self.exponent) >= i32::from(places).wrapping_neg() => Ok(self),
            rounded => rounded,
        }
    }

    /// Rounds to a whole number. A number without a fraction is returned as it is, so that
    /// nothing can overflow.
    ///
    /// ```
    /// use entitle_kernel::number::{Number, RoundingMode};
    /// # fn main() -> Result<(), entitle_kernel::Error> {
    /// let half = Number::parse("2.5")?;
    /// assert_eq!(half.to_integral(RoundingMode::HalfEven), Number::from_i64(2));
    /// assert_eq!(half.to_integral(RoundingMode::HalfUp), Number::from_i64(3));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn to_integral(self, mode: RoundingMode) -> Number {
        if self.exponent >= 0 {
            return self;
        }
        // Dropping digits cannot overflow; the number itself stands in for the impossible.
        self.round(0, mode).unwrap_or(self)
    }

    /// The largest whole number that is not above this one.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// # fn main() -> Result<(), entitle_kernel::Error> {
    /// assert_eq!(Number::parse("-1.5")?.floor(), Number::from_i64(-2));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn floor(self) -> Number {
        self.to_integral(RoundingMode::Floor)
    }

    /// The smallest whole number that is not below this one.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// # fn main() -> Result<(), entitle_kernel::Error> {
    /// assert_eq!(Number::parse("-1.5")?.ceiling(), Number::from_i64(-1));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn ceiling(self) -> Number {
        self.to_integral(RoundingMode::Ceiling)
    }

    /// The value counted in units of 10^-`places`, if that is a whole number within `i64`.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// # fn main() -> Result<(), entitle_kernel::Error> {
    /// assert_eq!(Number::parse("213.4")?.to_scaled(2), Some(21_340));
    /// assert_eq!(Number::parse("213.435")?.to_scaled(2), None);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn to_scaled(self, places: u8) -> Option<i64> {
        let coefficient = self.coefficient();
        if coefficient == 0 {
            return Some(0);
        }
        let shift = i32::from(self.exponent).wrapping_add(i32::from(places));
        let length = digits(coefficient);
        let scaled = if shift >= 0 {
            // An i64 has 19 digits at most.
            if length.wrapping_add(shift) > 19 {
                return None;
            }
            coefficient.wrapping_mul(power(shift))
        } else {
            let dropped = shift.wrapping_neg();
            if dropped >= length {
                return None;
            }
            let (kept, rest) = divide_short(coefficient, power(dropped));
            if rest != 0 {
                return None;
            }
            kept
        };
        let magnitude = i128::try_from(scaled).ok()?;
        let value = if self.negative { magnitude.wrapping_neg() } else { magnitude };
        i64::try_from(value).ok()
    }

    /// The value, if it is a whole number within `i64`.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// # fn main() -> Result<(), entitle_kernel::Error> {
    /// assert_eq!(Number::parse("12.00")?.to_i64(), Some(12));
    /// assert_eq!(Number::parse("12.01")?.to_i64(), None);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn to_i64(self) -> Option<i64> {
        self.to_scaled(0)
    }

    /// The decimal places that the value needs, trailing zeros not counted: 0 to 6176.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// # fn main() -> Result<(), entitle_kernel::Error> {
    /// assert_eq!(Number::parse("1.50")?.places(), 1);
    /// assert_eq!(Number::parse("100")?.places(), 0);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn places(self) -> u16 {
        if self.is_zero() || self.exponent >= 0 {
            return 0;
        }
        let (_, exponent) = strip_zeros(self.coefficient(), i32::from(self.exponent), 0);
        u16::try_from(exponent.wrapping_neg()).unwrap_or(0)
    }

    /// The same value in its one shortest form: no trailing zeros behind the point, a whole
    /// number of up to 34 digits with exponent 0, a larger one with as few digits as it needs,
    /// zero with exponent 0. A sign of zero is kept.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// # fn main() -> Result<(), entitle_kernel::Error> {
    /// assert_eq!(Number::parse("1.500")?.normalize().exponent(), -1);
    /// assert_eq!(Number::parse("1e3")?.normalize().coefficient(), 1000);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn normalize(self) -> Number {
        if self.is_zero() {
            return assemble(self.negative, 0, 0);
        }
        let (coefficient, exponent) = strip_zeros(self.coefficient(), i32::from(self.exponent), EXPONENT_MAX);
        if exponent > 0 && exponent <= DIGITS.wrapping_sub(digits(coefficient)) {
            return assemble(self.negative, coefficient.wrapping_mul(power(exponent)), 0);
        }
        assemble(self.negative, coefficient, exponent)
    }

    /// Writes the value as transcripts show it: plain, without trailing zeros, never `-0`. Only
    /// a value of 10^41 and above, or below 10^-40, is written with an exponent.
    ///
    /// # Errors
    ///
    /// Only those of `out`.
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// let mut text = String::new();
    /// Number::from_scaled(-5_500, 3).write_canonical(&mut text)?;
    /// assert_eq!(text, "-5.5");
    /// # Ok::<(), core::fmt::Error>(())
    /// ```
    pub fn write_canonical<W: fmt::Write + ?Sized>(self, out: &mut W) -> fmt::Result {
        if self.is_zero() {
            return out.write_str("0");
        }
        // Zeros are taken off beyond the largest exponent too, so that a value has one text.
        let (coefficient, exponent) =
            strip_zeros(self.coefficient(), i32::from(self.exponent), EXPONENT_MAX.wrapping_add(DIGITS));
        if self.negative {
            out.write_str("-")?;
        }
        out.write_str(&unsigned_text(coefficient, exponent))
    }

    /// The number as an image holds it, little endian: coefficient (16 bytes), exponent (2),
    /// sign (1, 0 or 1), zeros (5).
    ///
    /// ```
    /// use entitle_kernel::number::Number;
    /// let bytes = Number::from_scaled(-150, 2).to_bytes();
    /// assert_eq!(bytes[0], 150);
    /// assert_eq!(bytes[16..], [0xfe, 0xff, 1, 0, 0, 0, 0, 0]);
    /// ```
    #[must_use]
    pub fn to_bytes(self) -> [u8; 24] {
        let mut bytes = [0; 24];
        let content = self
            .coefficient()
            .to_le_bytes()
            .into_iter()
            .chain(self.exponent.to_le_bytes())
            .chain([u8::from(self.negative)]);
        for (slot, byte) in bytes.iter_mut().zip(content) {
            *slot = byte;
        }
        bytes
    }

    /// Reads what [`Number::to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// [`Error::ImageNumber`] for bytes that it would never write.
    ///
    /// ```
    /// use entitle_kernel::{Error, number::Number};
    /// let number = Number::from_scaled(150, 2);
    /// assert!(Number::from_bytes(number.to_bytes())?.same_representation(&number));
    /// assert_eq!(Number::from_bytes([0xff; 24]), Err(Error::ImageNumber));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn from_bytes(bytes: [u8; 24]) -> Result<Number, Error> {
        let Some((coefficient, rest)) = bytes.split_first_chunk::<16>() else {
            return Err(Error::ImageNumber);
        };
        let &[exponent_low, exponent_high, sign, 0, 0, 0, 0, 0] = rest else {
            return Err(Error::ImageNumber);
        };
        let negative = match sign {
            0 => false,
            1 => true,
            _ => return Err(Error::ImageNumber),
        };
        Number::from_parts(
            negative,
            u128::from_le_bytes(*coefficient),
            i16::from_le_bytes([exponent_low, exponent_high]),
        )
        .map_err(|_| Error::ImageNumber)
    }
}

/// How to round where a digit is dropped.
///
/// The names are FEEL's and those of Python's `decimal`, the last one Python's alone. The numbers
/// stand in images and are never reused; 0 is no mode, so that a blank record is refused.
///
/// ```
/// use entitle_kernel::number::RoundingMode;
/// assert_eq!(RoundingMode::HalfUp.name(), "half up");
/// assert_eq!(RoundingMode::from_name("half up"), Some(RoundingMode::HalfUp));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[repr(u8)]
pub enum RoundingMode {
    /// To the nearest; a tie goes away from zero: 2.5 to 3, -2.5 to -3.
    #[serde(rename = "half up")]
    HalfUp = 1,
    /// To the nearest; a tie goes to the even digit: 2.5 to 2, 3.5 to 4.
    #[serde(rename = "half even")]
    HalfEven = 2,
    /// To the nearest; a tie goes towards zero: 2.5 to 2, -2.5 to -2.
    #[serde(rename = "half down")]
    HalfDown = 3,
    /// Away from zero: 2.1 to 3, -2.1 to -3.
    #[serde(rename = "up")]
    Up = 4,
    /// Towards zero: 2.9 to 2, -2.9 to -2.
    #[serde(rename = "down")]
    Down = 5,
    /// Downwards: 2.9 to 2, -2.1 to -3.
    #[serde(rename = "floor")]
    Floor = 6,
    /// Upwards: 2.1 to 3, -2.9 to -2.
    #[serde(rename = "ceiling")]
    Ceiling = 7,
    /// Away from zero where the last kept digit is 0 or 5, otherwise towards it: 5.1 to 6, 2.9 to
    /// 2. The digit so shows that something was lost, and a second rounding to fewer digits comes
    /// out as if it were the only one. FEEL has no function for it.
    #[serde(rename = "05up")]
    ZeroFiveUp = 8,
}

impl RoundingMode {
    /// Every mode, in order of its number.
    ///
    /// ```
    /// use entitle_kernel::number::RoundingMode;
    /// assert_eq!(RoundingMode::ALL.len(), 8);
    /// ```
    pub const ALL: &'static [RoundingMode] = &[
        RoundingMode::HalfUp,
        RoundingMode::HalfEven,
        RoundingMode::HalfDown,
        RoundingMode::Up,
        RoundingMode::Down,
        RoundingMode::Floor,
        RoundingMode::Ceiling,
        RoundingMode::ZeroFiveUp,
    ];

    /// The name as definitions write it, in lower-case words.
    ///
    /// ```
    /// use entitle_kernel::number::RoundingMode;
    /// assert_eq!(RoundingMode::HalfEven.name(), "half even");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            RoundingMode::HalfUp => "half up",
            RoundingMode::HalfEven => "half even",
            RoundingMode::HalfDown => "half down",
            RoundingMode::Up => "up",
            RoundingMode::Down => "down",
            RoundingMode::Floor => "floor",
            RoundingMode::Ceiling => "ceiling",
            RoundingMode::ZeroFiveUp => "05up",
        }
    }

    /// The mode of that name; `None` for any other text.
    ///
    /// ```
    /// use entitle_kernel::number::RoundingMode;
    /// assert_eq!(RoundingMode::from_name("ceiling"), Some(RoundingMode::Ceiling));
    /// assert_eq!(RoundingMode::from_name("nearest"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<RoundingMode> {
        let mut modes = RoundingMode::ALL.iter().copied();
        modes.find(|mode| mode.name() == name)
    }

    /// The number that an image holds, 1 to 8.
    ///
    /// ```
    /// use entitle_kernel::number::RoundingMode;
    /// assert_eq!(RoundingMode::HalfUp.code(), 1);
    /// ```
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The mode of that number; `None` for any other.
    ///
    /// ```
    /// use entitle_kernel::number::RoundingMode;
    /// assert_eq!(RoundingMode::from_code(7), Some(RoundingMode::Ceiling));
    /// assert_eq!(RoundingMode::from_code(0), None);
    /// ```
    #[must_use]
    pub fn from_code(code: u8) -> Option<RoundingMode> {
        let mut modes = RoundingMode::ALL.iter().copied();
        modes.find(|mode| mode.code() == code)
    }

    /// Whether the last digit of `kept` goes up by one.
    fn rounds_away(self, negative: bool, kept: u128, discarded: Discarded) -> bool {
        match self {
            RoundingMode::HalfUp => discarded >= Discarded::Half,
            RoundingMode::HalfEven => discarded > Discarded::Half || (discarded == Discarded::Half && kept & 1 == 1),
            RoundingMode::HalfDown => discarded > Discarded::Half,
            RoundingMode::Up => discarded > Discarded::Nothing,
            RoundingMode::Down => false,
            RoundingMode::Floor => negative && discarded > Discarded::Nothing,
            RoundingMode::Ceiling => !negative && discarded > Discarded::Nothing,
            RoundingMode::ZeroFiveUp => discarded > Discarded::Nothing && divide_short(kept, 5).1 == 0,
        }
    }

    /// What becomes of a result too large: the largest number where the mode stays below it.
    #[cold]
    fn overflow(self, negative: bool) -> Result<Number, Error> {
        let infinite = match self {
            RoundingMode::HalfUp | RoundingMode::HalfEven | RoundingMode::HalfDown | RoundingMode::Up => true,
            RoundingMode::Down | RoundingMode::ZeroFiveUp => false,
            RoundingMode::Floor => negative,
            RoundingMode::Ceiling => !negative,
        };
        if infinite {
            return Err(Error::Overflow);
        }
        Ok(assemble(negative, COEFFICIENT_END.wrapping_sub(1), EXPONENT_MAX))
    }
}

impl fmt::Display for RoundingMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Default for Number {
    /// Zero.
    fn default() -> Number {
        Number::ZERO
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.compare(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        self.compare(other)
    }
}

impl FromStr for Number {
    type Err = Error;

    fn from_str(text: &str) -> Result<Number, Error> {
        Number::parse(text)
    }
}

/// Plain decimal notation with the trailing zeros that the number carries; with an exponent only
/// from 10^41 upwards and below 10^-40. A zero shows no sign. Width, fill and sign flags are
/// honoured, a precision is not.
///
/// ```
/// use entitle_kernel::number::Number;
/// let number = Number::from_scaled(-150, 2);
/// assert_eq!(format!("{number} {number:>7}"), "-1.50   -1.50");
/// ```
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown_positive = !self.negative || self.is_zero();
        let text = unsigned_text(self.coefficient(), i32::from(self.exponent));
        f.pad_integral(shown_positive, "", &text)
    }
}

/// All three parts, so that a failed test shows what `Display` hides.
impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        write!(f, "Number({sign}{}E{})", self.coefficient(), self.exponent)
    }
}

impl serde::Serialize for Number {
    /// As the text that `Display` gives: a number of JSON would pass through a float.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Number {
    /// From a text or a whole number; a float is refused.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Number, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(NumberVisitor)
        } else {
            deserializer.deserialize_str(NumberVisitor)
        }
    }
}

struct NumberVisitor;

impl serde::de::Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal number as a text, or a whole number")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Number, E> {
        Number::parse(text).map_err(E::custom)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Number, E> {
        Ok(Number::from_i64(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Number, E> {
        Ok(Number::from_u64(value))
    }
}

/// What was cut off, measured against half a unit of the last digit kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Discarded {
    Nothing,
    BelowHalf,
    Half,
    AboveHalf,
}

impl Discarded {
    /// Of a remainder below 10^`dropped`, with `sticky` telling of non-zero digits further down.
    fn measure(remainder: u128, unit: u128, sticky: bool) -> Discarded {
        match remainder.cmp(&(unit >> 1)) {
            Ordering::Less if remainder == 0 && !sticky => Discarded::Nothing,
            Ordering::Less => Discarded::BelowHalf,
            Ordering::Equal if sticky => Discarded::AboveHalf,
            Ordering::Equal => Discarded::Half,
            Ordering::Greater => Discarded::AboveHalf,
        }
    }
}

/// A whole number below 2^256, for what stands between two coefficients and their result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Wide {
    high: u128,
    low: u128,
}

/// The powers of ten from 10^0 to 10^76, the largest that 256 bits hold ten times over.
static POWERS: [Wide; 77] = powers();

const fn powers() -> [Wide; 77] {
    let mut table = [Wide { high: 0, low: 1 }; 77];
    let mut value = Wide { high: 0, low: 1 };
    let mut rest: &mut [Wide] = &mut table;
    while let Some((first, tail)) = rest.split_first_mut() {
        *first = value;
        let low = Wide::product(value.low, 10);
        value = Wide { high: value.high.wrapping_mul(10).wrapping_add(low.high), low: low.low };
        rest = tail;
    }
    table
}

/// 10^`exponent`, for exponents of 0 to 38. None of the callers asks for another.
fn power(exponent: i32) -> u128 {
    match POWERS.get(exponent.unsigned_abs() as usize) {
        Some(value) => value.low,
        None => u128::MAX,
    }
}

/// How many decimal digits a number has; none for zero.
fn digits(value: u128) -> i32 {
    Wide::from_short(value).digits()
}

/// Whether numbers are divided bit by bit. On a 32-bit processor without an operating system, room for code is dearer
/// than time: the compiler's division of 128 bits and Knuth's upon it take 2 KiB more.
const DIVIDES_BY_BITS: bool = cfg!(all(target_os = "none", target_pointer_width = "32"));

/// The greatest integer whose product with `divisor`, 1 or more, does not exceed `value`. Of another divisor, which no
/// checked image has, nothing that means anything.
#[inline]
pub(crate) fn floor_quotient(value: i64, divisor: i64) -> Option<i64> {
    if DIVIDES_BY_BITS { floor_quotient_of_magnitudes(value, divisor) } else { value.checked_div_euclid(divisor) }
}

/// The same without a division of signed numbers, which would be linked for this alone.
fn floor_quotient_of_magnitudes(value: i64, divisor: i64) -> Option<i64> {
    let magnitude = u64::try_from(divisor).ok().filter(|divisor| *divisor > 0)?;
    let (quotient, remainder) = divide_short(value.unsigned_abs().into(), magnitude.into());
    let quotient = quotient as i64;
    if value >= 0 {
        return Some(quotient);
    }
    Some(quotient.wrapping_neg().wrapping_sub((remainder != 0).into()))
}

/// Quotient and remainder. A divisor of zero, which no caller passes, gives a quotient of no meaning.
fn divide_short(value: u128, divisor: u128) -> (u128, u128) {
    if DIVIDES_BY_BITS {
        return Wide::from_short(value).divide_by_bits(divisor);
    }
    // Most amounts fit 64 bits, where one instruction divides.
    if let (Ok(value), Ok(divisor)) = (u64::try_from(value), u64::try_from(divisor)) {
        let quotient = value.checked_div(divisor).unwrap_or(0);
        let remainder = value.wrapping_sub(quotient.wrapping_mul(divisor));
        return (u128::from(quotient), u128::from(remainder));
    }
    let quotient = value.checked_div(divisor).unwrap_or(0);
    (quotient, value.wrapping_sub(quotient.wrapping_mul(divisor)))
}

impl Wide {
    const fn from_short(low: u128) -> Wide {
        Wide { high: 0, low }
    }

    /// The whole product of two 128-bit numbers.
    const fn product(left: u128, right: u128) -> Wide {
        let mask = u64::MAX as u128;
        let (left_high, left_low) = (left >> 64, left & mask);
        let (right_high, right_low) = (right >> 64, right & mask);
        let lowest = left_low.wrapping_mul(right_low);
        // None of these sums exceeds 128 bits: (2^64 - 1)^2 + 2 × (2^64 - 1) is 2^128 - 1.
        let middle = left_high.wrapping_mul(right_low).wrapping_add(lowest >> 64);
        let cross = left_low.wrapping_mul(right_high).wrapping_add(middle & mask);
        let highest = left_high.wrapping_mul(right_high).wrapping_add(middle >> 64).wrapping_add(cross >> 64);
        Wide { high: highest, low: (cross << 64) | (lowest & mask) }
    }

    fn plus(self, other: u128) -> Wide {
        let (low, carry) = self.low.overflowing_add(other);
        Wide { high: self.high.wrapping_add(u128::from(carry)), low }
    }

    fn minus(self, other: u128) -> Wide {
        let (low, borrow) = self.low.overflowing_sub(other);
        Wide { high: self.high.wrapping_sub(u128::from(borrow)), low }
    }

    /// How many decimal digits the number has; none for zero.
    fn digits(self) -> i32 {
        let zeros = if self.high == 0 { self.low.leading_zeros().wrapping_add(128) } else { self.high.leading_zeros() };
        let bits = 256_u32.wrapping_sub(zeros);
        // 1233 / 4096 is log10(2), close enough for 256 bits: one too few at most.
        let estimate = bits.wrapping_mul(1233) >> 12;
        let reached = POWERS.get(estimate as usize).is_some_and(|least| self >= *least);
        estimate.wrapping_add(u32::from(reached)).cast_signed()
    }

    /// Quotient and remainder by a number larger than `self.high`, so that the quotient fits.
    ///
    /// Knuth's algorithm D with two digits of 64 bits (The Art of Computer Programming, 4.3.1).
    fn divide(self, divisor: u128) -> (u128, u128) {
        if DIVIDES_BY_BITS {
            return self.divide_by_bits(divisor);
        }
        if self.high == 0 {
            return divide_short(self.low, divisor);
        }
        let mask = u128::from(u64::MAX);
        // The divisor is not zero, being larger than `high`; so the shift is below 128.
        let shift = divisor.leading_zeros() & 127;
        let scaled = divisor << shift;
        let carried = if shift == 0 { 0 } else { self.low >> (128_u32.wrapping_sub(shift) & 127) };
        let upper = (self.high << shift) | carried;
        let lower = self.low << shift;
        let (quotient_high, rest) = divide_step(upper, lower >> 64, scaled);
        let (quotient_low, rest) = divide_step(rest, lower & mask, scaled);
        ((quotient_high << 64) | quotient_low, rest >> shift)
    }

    /// The same as [`divide`](Self::divide), a bit of the quotient at a time.
    fn divide_by_bits(self, divisor: u128) -> (u128, u128) {
        // What is left of the number slides up into the remainder, and the quotient's bits fill the room that it leaves.
        let (mut rest, mut low) = (self.high, self.low);
        let mut steps = 128_u32;
        if rest == 0 {
            let zeros = low.leading_zeros();
            low = low.wrapping_shl(zeros);
            steps = steps.wrapping_sub(zeros);
        }
        for _ in 0..steps {
            let carried = rest >> 127 != 0;
            rest = (rest << 1) | (low >> 127);
            low <<= 1;
            if carried || rest >= divisor {
                rest = rest.wrapping_sub(divisor);
                low |= 1;
            }
        }
        (low, rest)
    }

    /// Cuts off the last `dropped` digits, none or more, and says what they amounted to.
    /// `sticky` tells of non-zero digits below them. What is kept has 38 digits at most.
    fn shorten(self, dropped: i32, sticky: bool) -> (u128, Discarded) {
        if dropped <= 0 {
            return (self.low, Discarded::measure(0, 2, sticky));
        }
        if dropped > self.digits() {
            let something = sticky || self.high != 0 || self.low != 0;
            return (0, Discarded::measure(0, 2, something));
        }
        let first = dropped.min(DIGITS);
        let unit = power(first);
        let (kept, remainder) = self.divide(unit);
        if dropped == first {
            return (kept, Discarded::measure(remainder, unit, sticky));
        }
        // More than 34 digits go only where a result is subnormal; two cuts reach 68.
        let unit = power(dropped.wrapping_sub(first));
        let sticky = sticky || remainder != 0;
        let (kept, remainder) = divide_short(kept, unit);
        (kept, Discarded::measure(remainder, unit, sticky))
    }
}

/// One digit of 64 bits of a long division: `(upper × 2^64 + next) ÷ divisor`, where the divisor
/// has its top bit set and is larger than `upper`.
fn divide_step(upper: u128, next: u128, divisor: u128) -> (u128, u128) {
    let mask = u128::from(u64::MAX);
    let (divisor_high, divisor_low) = (divisor >> 64, divisor & mask);
    let (mut digit, mut rest) = divide_short(upper, divisor_high);
    // The guess is too large by two at most.
    for _ in 0..2 {
        let fits = digit <= mask && digit.wrapping_mul(divisor_low) <= ((rest << 64) | next);
        if fits || rest > mask {
            break;
        }
        digit = digit.wrapping_sub(1);
        rest = rest.wrapping_add(divisor_high);
    }
    let remainder = (upper << 64).wrapping_add(next).wrapping_sub(digit.wrapping_mul(divisor));
    (digit, remainder)
}

/// A number of parts that the caller knows to be in range.
fn assemble(negative: bool, coefficient: u128, exponent: i32) -> Number {
    debug_assert!(coefficient < COEFFICIENT_END);
    debug_assert!((EXPONENT_MIN..=EXPONENT_MAX).contains(&exponent));
    Number {
        high: (coefficient >> 64) as u64,
        low: coefficient as u64,
        exponent: i16::try_from(exponent).unwrap_or(0),
        negative,
    }
}

/// Rounds a result of up to 128 bits into a number.
fn finish_short(negative: bool, coefficient: u128, exponent: i32, mode: RoundingMode) -> Result<Number, Error> {
    if coefficient < COEFFICIENT_END && (EXPONENT_MIN..=EXPONENT_MAX).contains(&exponent) {
        return Ok(assemble(negative, coefficient, exponent));
    }
    let (number, _) = finish(negative, Wide::from_short(coefficient), exponent, false, mode)?;
    Ok(number)
}

/// Rounds a result of up to 71 digits into a number and says whether anything but zeros was lost.
/// `sticky` tells of non-zero digits below the coefficient, which then has 35 digits at least, so
/// that they never decide but in doubt.
// Inlined on hosts, because handing the mode on in another call costs half even a twentieth of its time; a
// microcontroller wants it once.
#[cfg_attr(target_pointer_width = "64", inline(always))]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
fn finish(
    negative: bool,
    coefficient: Wide,
    exponent: i32,
    sticky: bool,
    mode: RoundingMode,
) -> Result<(Number, bool), Error> {
    if coefficient == Wide::from_short(0) {
        let exponent = exponent.clamp(EXPONENT_MIN, EXPONENT_MAX);
        return Ok((assemble(negative, 0, exponent), false));
    }
    let dropped = coefficient.digits().wrapping_sub(DIGITS).max(EXPONENT_MIN.wrapping_sub(exponent)).max(0);
    let (mut kept, discarded) = coefficient.shorten(dropped, sticky);
    let mut exponent = exponent.wrapping_add(dropped);
    if mode.rounds_away(negative, kept, discarded) {
        kept = kept.wrapping_add(1);
        if kept == COEFFICIENT_END {
            kept = power(DIGITS.wrapping_sub(1));
            exponent = exponent.wrapping_add(1);
        }
    }
    if exponent > EXPONENT_MAX {
        let padding = exponent.wrapping_sub(EXPONENT_MAX);
        if padding > DIGITS.wrapping_sub(digits(kept)) {
            return Ok((mode.overflow(negative)?, true));
        }
        kept = kept.wrapping_mul(power(padding));
        exponent = EXPONENT_MAX;
    }
    let inexact = discarded != Discarded::Nothing;
    Ok((assemble(negative, kept, exponent), inexact))
}

/// `numerator ÷ denominator × 10^ideal`, rounded; exact results as near to the exponent `ideal` as
/// they can be written.
fn quotient(
    negative: bool,
    numerator: u128,
    denominator: u128,
    ideal: i32,
    mode: RoundingMode,
) -> Result<Number, Error> {
    if denominator == 0 {
        return Err(Error::DivisionByZero);
    }
    if numerator == 0 {
        return finish_short(negative, 0, ideal, mode);
    }
    let both_are_short = (numerator | denominator) >> 64 == 0;
    if both_are_short && let (exact, 0) = divide_short(numerator, denominator) {
        return finish_short(negative, exact, ideal, mode);
    }
    let numerator_digits = digits(numerator);
    // Enough zeros for a quotient of 35 or 36 digits: one more than is kept, to round by.
    let shift = digits(denominator).wrapping_add(DIGITS.wrapping_add(1)).wrapping_sub(numerator_digits).max(0);
    // In two factors, because 10^73 exceeds 128 bits: the first fills 38 digits.
    let filled = shift.min(38_i32.wrapping_sub(numerator_digits).max(0));
    let scaled = Wide::product(numerator.wrapping_mul(power(filled)), power(shift.wrapping_sub(filled)));
    let (value, remainder) = scaled.divide(denominator);
    let exponent = ideal.wrapping_sub(shift);
    let (value, exponent) = if remainder == 0 { strip_zeros(value, exponent, ideal) } else { (value, exponent) };
    let (number, _) = finish(negative, Wide::from_short(value), exponent, remainder != 0, mode)?;
    Ok(number)
}

/// Takes trailing zeros off a coefficient that is not zero, up to the exponent `ceiling`.
fn strip_zeros(coefficient: u128, exponent: i32, ceiling: i32) -> (u128, i32) {
    let (mut coefficient, mut exponent) = (coefficient, exponent);
    for step in [32, 16, 8, 4, 2, 1] {
        // 10^n ends in n zero bits, which tells most numbers apart without a division.
        let zero_bits = coefficient.trailing_zeros().cast_signed();
        if step > zero_bits || step > ceiling.wrapping_sub(exponent) {
            continue;
        }
        let (shorter, rest) = divide_short(coefficient, power(step));
        if rest == 0 {
            coefficient = shorter;
            exponent = exponent.wrapping_add(step);
        }
    }
    (coefficient, exponent)
}

/// A number's text without its sign, as `Display` describes it.
fn unsigned_text(coefficient: u128, exponent: i32) -> heapless::String<TEXT_BYTES> {
    let length = digits(coefficient).max(1);
    let figures = figures(coefficient);
    // The figures from the first that counts; a zero shows one.
    let shown = figures.iter().skip(DIGITS.wrapping_sub(length).unsigned_abs() as usize);
    let adjusted = exponent.wrapping_add(length).wrapping_sub(1);
    let plain = adjusted.unsigned_abs() <= PLAIN_EXPONENT_MAX.unsigned_abs();
    // How many figures stand before the point; none or fewer means zeros behind it.
    let whole = if plain { length.wrapping_add(exponent) } else { 1 };
    let mut text = Text::default();
    if whole <= 0 {
        text.push('0');
        text.push('.');
        text.push_zeros(whole.wrapping_neg());
    }
    for (position, figure) in (0_i32..).zip(shown) {
        if position == whole && position > 0 {
            text.push('.');
        }
        text.push(char::from(*figure));
    }
    if !plain {
        text.push_exponent(adjusted);
    } else if coefficient != 0 {
        text.push_zeros(exponent);
    }
    text.0
}

/// The 34 figures of a coefficient in ASCII, zeros in front.
fn figures(coefficient: u128) -> [u8; 34] {
    let mut figures = [b'0'; 34];
    if DIVIDES_BY_BITS {
        let mut rest = coefficient;
        for figure in figures.iter_mut().rev() {
            let (quotient, remainder) = divide_short(rest, 10);
            *figure = b'0' | remainder as u8;
            rest = quotient;
        }
        return figures;
    }
    let (high, low) = divide_short(coefficient, power(17));
    // Both halves have 17 digits and so fit 64 bits, where dividing by ten is cheap.
    for (half, part) in figures.rchunks_mut(17).zip([low as u64, high as u64]) {
        let mut part = part;
        for figure in half.iter_mut().rev() {
            *figure = b'0' | (part % 10) as u8;
            part /= 10;
        }
    }
    figures
}

/// A number as text in the making. What does not fit is left out, and everything fits.
#[derive(Default)]
struct Text(heapless::String<TEXT_BYTES>);

impl Text {
    fn push(&mut self, character: char) {
        let fitted = self.0.push(character);
        debug_assert!(fitted.is_ok());
    }

    fn push_zeros(&mut self, count: i32) {
        for _ in 0..count {
            self.push('0');
        }
    }

    fn push_exponent(&mut self, exponent: i32) {
        self.push('E');
        self.push(if exponent < 0 { '-' } else { '+' });
        let figures = figures(u128::from(exponent.unsigned_abs()));
        for figure in figures.iter().skip_while(|figure| **figure == b'0') {
            self.push(char::from(*figure));
        }
    }
}

/// A number as it was written: the first 35 significant digits, the exponent of the last of
/// them, and whether any digit other than zero follows.
struct Written {
    negative: bool,
    coefficient: u128,
    exponent: i64,
    sticky: bool,
}

impl Written {
    fn read(text: &str) -> Result<Written, Error> {
        let (negative, mut rest) = split_sign(text.as_bytes());
        let mut written = Written { negative, coefficient: 0, exponent: 0, sticky: false };
        let mut any_digit = false;
        let mut behind_point = false;
        while let [byte, tail @ ..] = rest {
            rest = tail;
            match byte {
                b'0'..=b'9' => {
                    any_digit = true;
                    written.push(byte & 15, behind_point);
                }
                b'.' if !behind_point => behind_point = true,
                b'e' | b'E' if any_digit => {
                    let exponent = read_exponent(tail)?;
                    written.exponent = written.exponent.saturating_add(exponent);
                    return Ok(written);
                }
                _ => return Err(Error::InvalidNumber),
            }
        }
        if any_digit { Ok(written) } else { Err(Error::InvalidNumber) }
    }

    fn push(&mut self, digit: u8, behind_point: bool) {
        let step = if self.coefficient < COEFFICIENT_END {
            self.coefficient = self.coefficient.wrapping_mul(10).wrapping_add(u128::from(digit));
            if behind_point { -1 } else { 0 }
        } else {
            self.sticky |= digit != 0;
            if behind_point { 0 } else { 1 }
        };
        self.exponent = self.exponent.saturating_add(step);
    }

    fn finish(self) -> Result<(Number, bool), Error> {
        // Far outside the range either way, and within an i32.
        let exponent = self.exponent.clamp(-100_000, 100_000);
        let exponent = i32::try_from(exponent).unwrap_or(0);
        let coefficient = Wide::from_short(self.coefficient);
        finish(self.negative, coefficient, exponent, self.sticky, RoundingMode::HalfEven)
    }
}

fn split_sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

fn read_exponent(text: &[u8]) -> Result<i64, Error> {
    let (negative, figures) = split_sign(text);
    if figures.is_empty() {
        return Err(Error::InvalidNumber);
    }
    let mut exponent = 0_i64;
    for byte in figures {
        if !byte.is_ascii_digit() {
            return Err(Error::InvalidNumber);
        }
        exponent = exponent.saturating_mul(10).saturating_add(i64::from(byte & 15));
    }
    Ok(if negative { exponent.wrapping_neg() } else { exponent })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_power_of_ten_is_counted_to_the_digit() {
        let mut length = 0;
        for value in &POWERS {
            assert_eq!(value.minus(1).digits(), length);
            length += 1;
            assert_eq!(value.digits(), length);
            assert_eq!(value.plus(1).digits(), length);
        }
        assert_eq!(power(0), 1);
        assert_eq!(power(38), 10_u128.pow(38));
    }

    #[test]
    fn a_wide_product_divided_by_either_factor_gives_the_other() {
        let edges = [
            1,
            2,
            u128::from(u64::MAX),
            1 << 64,
            (1 << 64) + 1,
            (1 << 127) - 1,
            1 << 127,
            (1 << 127) + 1,
            u128::MAX - 1,
            u128::MAX,
            0xffff_ffff_ffff_ffff_0000_0000_0000_0000,
            0x8000_0000_0000_0000_ffff_ffff_ffff_ffff,
            10_u128.pow(34),
            10_u128.pow(38),
        ];
        for left in edges {
            for right in edges {
                let product = Wide::product(left, right);
                assert_eq!(product, Wide::product(right, left));
                for rest in [0, 1, right / 2, right - 1] {
                    if rest < right {
                        assert_eq!(product.plus(rest).divide(right), (left, rest));
                        assert_eq!(product.plus(rest).divide_by_bits(right), (left, rest));
                    }
                }
            }
        }
    }

    #[test]
    fn a_floor_quotient_of_magnitudes_is_the_euclidean_one() {
        let edges = [i64::MIN, i64::MIN + 1, -13, -12, -1, 0, 1, 11, 12, 13, i64::MAX - 1, i64::MAX];
        for value in edges {
            for divisor in edges {
                let expected = if divisor > 0 { value.checked_div_euclid(divisor) } else { None };
                assert_eq!(floor_quotient_of_magnitudes(value, divisor), expected, "{value} by {divisor}");
            }
        }
    }

    /// Where the two ways of dividing could differ is in the widths of their operands: each is drawn on its own.
    #[test]
    fn dividing_bit_by_bit_gives_what_dividing_by_digits_gives() {
        let mut random = 0x9e37_79b9_7f4a_7c15_u64;
        let mut word = || {
            // Xorshift: Marsaglia's, with shifts 13, 7 and 17.
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            u128::from(random)
        };
        for _ in 0..100_000 {
            let mut number = || ((word() << 64) | word()) >> (word() % 128);
            let (low, divisor, above) = (number(), number().max(1), number());
            assert_eq!(Wide::from_short(low).divide_by_bits(divisor), (low / divisor, low % divisor));
            let wide = Wide { high: above % divisor, low };
            assert_eq!(wide.divide_by_bits(divisor), wide.divide(divisor));
        }
    }
}
