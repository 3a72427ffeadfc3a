//! Values as the page of a statement has them: short for the eye. CSV and JSON hold every digit.

use super::{note_on_need, shortened};
use crate::evaluation::{Found, Room};
use crate::style::{self, paint};
use crate::table::Cell;
use anstyle::Style;
use entitle_kernel::number::RoundingMode;
use entitle_kernel::{Number, Value, Verdict, Written};

/// A number with its thousands set apart: `127,176.36`.
pub(crate) fn grouped(written: &str) -> String {
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

pub(super) fn room_cells(room: &Room<'_>) -> [Cell; 2] {
    let needed = match note_on_need(&room.patients_needed) {
        "" => grouped(&room.patients_needed),
        _ => "-".to_owned(),
    };
    let worth = match room.next_patient {
        Value::Null => "-".to_owned(),
        value => grouped(&money(value)),
    };
    [needed.into(), Cell::new(value_style(room.next_patient), worth)]
}

pub(super) fn verdict(found: &Found<'_>) -> String {
    paint(verdict_style(found.verdict), &found.written)
}

pub(crate) const fn verdict_style(verdict: Option<Verdict>) -> Style {
    match verdict {
        Some(Verdict::Met) => style::GOOD,
        Some(Verdict::NotMet) => style::BAD,
        _ => style::DOUBT,
    }
}

pub(crate) const fn value_style(value: Value) -> Style {
    match value {
        Value::Error(_) => style::BAD,
        value if value.is_unknown() => style::DOUBT,
        _ => Style::new(),
    }
}

pub(super) fn value_cell(found: &Found<'_>) -> Cell {
    Cell::new(value_style(found.value), found.written.clone())
}

pub(super) fn amount_cell(found: &Found<'_>, mark: String) -> Cell {
    let text = match found.value {
        Value::Number(_) if found.unit == "GBP" || found.unit == "USD" => grouped(&money(found.value)),
        Value::Number(_) => grouped(&rounded(found.value, 6)),
        _ => found.written.clone(),
    };
    Cell::new(value_style(found.value), text + &mark)
}

/// Whole, or with two places and more where it has them.
pub(crate) fn money(value: Value) -> String {
    let text = rounded(value, 4);
    match text.split_once('.') {
        Some((_, fraction)) if fraction.len() == 1 => text + "0",
        _ => text,
    }
}

/// Shortened for the eye only; CSV and JSON hold every digit.
pub(super) fn rounded(value: Value, places: i16) -> String {
    let short = value.number().and_then(|number| number.round(places, RoundingMode::HalfUp).ok());
    Written(short.map_or(value, Value::Number)).to_string()
}

pub(super) fn percent(value: Value) -> String {
    let hundredfold = value.number().and_then(|number| number.checked_mul(Number::from_i64(100)).ok());
    match hundredfold {
        Some(number) => rounded(Value::Number(number), 1) + "%",
        None if matches!(value, Value::Null) => "-".to_owned(),
        None => Written(value).to_string(),
    }
}

pub(super) fn plain(value: Value) -> String {
    match value {
        Value::Unknown => "?".to_owned(),
        value => grouped(&Written(value).to_string()),
    }
}

pub(super) fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

pub(super) fn with_waiting(text: &str, found: &Found<'_>) -> String {
    let waiting = match (&found.waits_for[..], found.error()) {
        ([], None) => return text.to_owned(),
        ([], Some(error)) => error.text().to_owned(),
        (names, _) => format!("waits for {}", shortened(names)),
    };
    match text.trim_matches([' ', '·']) {
        "" => waiting,
        text => format!("{text}; {waiting}"),
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
