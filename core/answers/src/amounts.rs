//! Amounts and lists as people read them: short for the eye, where data keep every digit.

use entitle_kernel::number::RoundingMode;
use entitle_kernel::{Number, Value, Written};

/// A number with its thousands set apart.
///
/// ```
/// assert_eq!(entitle_answers::grouped("-127176.36"), "-127,176.36");
/// ```
pub fn grouped(written: &str) -> String {
    let (sign, rest) = written.strip_prefix('-').map_or(("", written), |rest| ("-", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(whole, fraction)| (whole, Some(fraction)));
    if !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return written.to_owned();
    }
    let mut text = sign.to_owned();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// Whether a unit is money.
///
/// ```
/// assert!(entitle_answers::is_currency("GBP") && !entitle_answers::is_currency("GBP per patient"));
/// ```
#[must_use]
pub fn is_currency(unit: &str) -> bool {
    ["GBP", "USD"].contains(&unit)
}

/// A share as a percentage with one place; what is no number as every face writes it.
///
/// ```
/// use entitle_kernel::Value;
/// assert_eq!(entitle_answers::percent(Value::Number("0.3529".parse()?)), "35.3%");
/// assert_eq!(entitle_answers::percent(Value::Unknown), "undetermined");
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[must_use]
pub fn percent(share: Value) -> String {
    let hundredfold = share.number().and_then(|number| number.checked_mul(Number::from_i64(100)).ok());
    match hundredfold {
        Some(number) => rounded(Value::Number(number), 1) + "%",
        None if matches!(share, Value::Null) => "-".to_owned(),
        None => Written(share).to_string(),
    }
}

/// A count with its thousands set apart, or `?`.
///
/// ```
/// use entitle_kernel::Value;
/// assert_eq!(entitle_answers::count(Value::integer(10184)), "10,184");
/// assert_eq!(entitle_answers::count(Value::Unknown), "?");
/// ```
#[must_use]
pub fn count(value: Value) -> String {
    match value {
        Value::Unknown => "?".to_owned(),
        value => grouped(&Written(value).to_string()),
    }
}

/// Whole, or with two places and more where it has them.
pub fn money(value: Value) -> String {
    let text = rounded(value, 4);
    match text.split_once('.') {
        Some((_, fraction)) if fraction.len() == 1 => text + "0",
        _ => text,
    }
}

/// Shortened for the eye only; CSV and JSON hold every digit.
pub fn rounded(value: Value, places: i16) -> String {
    let short = value.number().and_then(|number| number.round(places, RoundingMode::HalfUp).ok());
    Written(short.map_or(value, Value::Number)).to_string()
}

/// A list of names that may be long: the first six, and how many more there are.
///
/// ```
/// let names: Vec<String> = (1..=9).map(|number| format!("P{number}")).collect();
/// assert_eq!(entitle_answers::shortened(&names), "P1, P2, P3, P4, P5, P6 and 3 more");
/// assert_eq!(entitle_answers::shortened(&names[..2]), "P1, P2");
/// ```
pub fn shortened(names: &[String]) -> String {
    const SHOWN: usize = 6;
    match names.len() {
        count if count <= SHOWN + 1 => names.join(", "),
        count => format!("{} and {} more", names[..SHOWN].join(", "), count - SHOWN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (written, expected) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-127176.36", "-127,176.36"),
            ("undetermined", "undetermined"),
        ] {
            assert_eq!(grouped(written), expected);
        }
    }
}
