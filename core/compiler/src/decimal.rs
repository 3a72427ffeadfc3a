//! Exact decimals of definitions: at most 34 digits, never rounded.

use std::cmp::Ordering;
use std::fmt;

/// `coefficient` ÷ 10^`places`, with no zeros to spare at the end.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Decimal {
    coefficient: i128,
    places: u32,
}

impl Decimal {
    pub(crate) const ZERO: Decimal = Decimal { coefficient: 0, places: 0 };

    pub(crate) fn integer(value: i64) -> Decimal {
        Decimal { coefficient: i128::from(value), places: 0 }
    }

    /// `-12`, `0.85`: digits, one point between digits, at most 34 digits.
    pub(crate) fn parse(text: &str) -> Option<Decimal> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(part) || digits.len() > 35 {
            return None;
        }
        let part = part.trim_end_matches('0');
        let magnitude: i128 = format!("{whole}{part}").parse().ok()?;
        let too_long = magnitude >= 10_i128.pow(34);
        let places = u32::try_from(part.len()).ok()?;
        let coefficient = if negative { -magnitude } else { magnitude };
        (!too_long).then_some(Decimal { coefficient, places })
    }

    /// `"35%"` or `"0.35"`.
    pub(crate) fn parse_rate(text: &str) -> Option<Decimal> {
        match text.strip_suffix('%') {
            Some(percent) => {
                let percent = Decimal::parse(percent.trim_end())?;
                Some(Decimal { coefficient: percent.coefficient, places: percent.places + 2 }.trimmed())
            }
            None => Decimal::parse(text),
        }
    }

    fn trimmed(mut self) -> Decimal {
        while self.places > 0 && self.coefficient % 10 == 0 {
            self.coefficient /= 10;
            self.places -= 1;
        }
        self
    }

    /// Value × 10^`places`, when that is a whole number.
    pub(crate) fn scaled(self, places: u32) -> Option<i128> {
        let more = places.checked_sub(self.places)?;
        self.coefficient.checked_mul(10_i128.checked_pow(more)?)
    }

    /// As a fraction in whole numbers.
    pub(crate) fn fraction(self) -> Option<(i128, i128)> {
        Some((self.coefficient, 10_i128.checked_pow(self.places)?))
    }

    pub(crate) fn places(self) -> u32 {
        self.places
    }

    pub(crate) fn negated(self) -> Decimal {
        Decimal { coefficient: -self.coefficient, ..self }
    }

    pub(crate) fn to_i64(self) -> Option<i64> {
        (self.places == 0).then(|| i64::try_from(self.coefficient).ok()).flatten()
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        // Whole parts first: aligning 34 digits with 34 places would not fit.
        let split = |decimal: &Decimal| {
            let unit = 10_i128.checked_pow(decimal.places).unwrap_or(i128::MAX);
            (decimal.coefficient.div_euclid(unit), decimal.coefficient.rem_euclid(unit))
        };
        let ((whole_a, part_a), (whole_b, part_b)) = (split(self), split(other));
        let places = self.places.max(other.places);
        let aligned = |part: i128, own: u32| part * 10_i128.checked_pow(places - own).unwrap_or(1);
        whole_a.cmp(&whole_b).then_with(|| aligned(part_a, self.places).cmp(&aligned(part_b, other.places)))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = usize::try_from(self.places).unwrap_or(0);
        let digits = format!("{:0>width$}", self.coefficient.unsigned_abs(), width = places + 1);
        let (whole, part) = digits.split_at(digits.len() - places);
        let sign = if self.coefficient < 0 { "-" } else { "" };
        if part.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{part}") }
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_written_as_read() {
        for text in ["0", "-0.5", "225.49", "1000000"] {
            assert_eq!(Decimal::parse(text).map(|d| d.to_string()).as_deref(), Some(text));
        }
        for wrong in ["", "-", ".5", "5.", "1e3", "+1", "0x1", "1_000", "12345678901234567890123456789012345"] {
            assert_eq!(Decimal::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn percentages_are_hundredths() {
        assert_eq!(Decimal::parse_rate("35%"), Decimal::parse("0.35"));
        assert_eq!(Decimal::parse_rate("12.5%").map(|d| d.to_string()).as_deref(), Some("0.125"));
    }

    #[test]
    fn order_is_of_value() {
        let decimal = |text: &str| Decimal::parse(text).expect(text);
        assert!(
            decimal("-0.5") < decimal("-0.49") && decimal("0.1") < decimal("0.11") && decimal("9") < decimal("10.0")
        );
    }
}
