//! Values as the page of a statement has them: short for the eye. CSV and JSON hold every digit.

use crate::style::{self, paint};
use crate::table::Cell;
use anstyle::Style;
use entitle_answers::doubt::{self, LOCAL_TERM_SIGN};
use entitle_answers::{Found, Lacking, Room};
use entitle_kernel::{Value, Verdict};

pub(super) fn room_cells(room: &Room<'_>) -> [Cell; 2] {
    [room.needed().into(), Cell::new(value_style(room.next_patient), room.worth())]
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

pub(super) fn amount_cell(found: &Found<'_>) -> Cell {
    Cell::new(value_style(found.value), found.amount() + &doubt::signs(found.basis))
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

pub(super) fn spaced(name: &str) -> String {
    name.replace('_', " ")
}
