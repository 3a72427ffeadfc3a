//! Values as the page of a statement has them: short for the eye. CSV and JSON hold every digit.

use crate::style::{self, paint};
use crate::table::Cell;
use anstyle::Style;
use entitle_answers::doubt::LOCAL_TERM_SIGN;
use entitle_answers::{Found, Lacking, Room, grouped, is_currency, money, rounded, shortened};
use entitle_kernel::{Number, Value, Verdict, Written};

pub(super) fn room_cells(room: &Room<'_>) -> [Cell; 2] {
    let needed = match room.note() {
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
        Value::Number(_) if is_currency(found.unit) => grouped(&money(found.value)),
        Value::Number(_) => grouped(&rounded(found.value, 6)),
        _ => found.written.clone(),
    };
    Cell::new(value_style(found.value), text + &mark)
}

/// A fact that is waited for: its name, meaning, unit, and whose it is.
pub(crate) fn lacking_cells(lacking: &Lacking) -> [Cell; 4] {
    let sign = if lacking.local { LOCAL_TERM_SIGN } else { "" };
    [
        Cell::new(style::DOUBT, format!("{}{sign}", lacking.name)),
        lacking.meaning.clone().into(),
        lacking.unit.clone().into(),
        Cell::new(style::FAINT, lacking.whose()),
    ]
}

/// What a page says of facts that it has no room for.
pub(crate) fn and_more(all: usize, shown: usize) -> String {
    match all.saturating_sub(shown) {
        0 => String::new(),
        more => format!("  and {more} more; JSON and CSV list all\n"),
    }
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
