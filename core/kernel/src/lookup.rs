//! Look-up tables: bands with a stated interpolation divisor, keyed tables, marginal bands.

use crate::error::Error;
use crate::image::code::Divisor;
use crate::image::record::NONE;
use crate::image::{Contract, record};
use crate::number::Number;
use crate::value::{Basis, Value, graded};

/// What a look-up found.
pub(crate) struct Found {
    pub(crate) value: Value,
    pub(crate) basis: Basis,
    /// The row that applied, from 0; the last of those that did for a marginal table.
    pub(crate) row: Option<u16>,
}

impl Found {
    /// No row applied.
    pub(crate) const fn nothing(value: Value) -> Found {
        Found { value, basis: Basis::NONE, row: None }
    }

    /// What a key beyond the table finds.
    fn outside(table: &record::Lookup) -> Found {
        Found::nothing(if table.flags & 1 != 0 { Value::Null } else { Value::Error(Error::NoSuchRow) })
    }

    /// A row applied, but an error rests on nothing.
    fn by(row: u16, value: Value, basis: Basis) -> Found {
        if let Value::Error(_) = value { Found::nothing(value) } else { Found { value, basis, row: Some(row) } }
    }
}

fn rows<'a>(
    contract: &Contract<'a>,
    table: &record::Lookup,
) -> impl Iterator<Item = (u16, record::LookupRow)> + use<'a> {
    (0_u16..).zip(contract.records::<record::LookupRow>(table.first.into(), table.count.into()))
}

/// The value of the band that holds `x`.
pub(crate) fn band(contract: &Contract<'_>, table: &record::Lookup, x: Number) -> Found {
    let inside = |row: &record::LookupRow| {
        let to = contract.decimal(row.to);
        contract.decimal(row.from) <= x && (row.to == NONE || if row.flags & 1 != 0 { x < to } else { x <= to })
    };
    let Some((index, row)) = rows(contract, table).find(|(_, row)| inside(row)) else {
        return Found::outside(table);
    };
    let value = if row.high == NONE { figure(contract, row.low) } else { interpolate(contract, table, index, &row, x) };
    Found::by(index, value, graded(row.grade))
}

/// low + (high − low) × (x − from) ÷ divisor; the low value itself in a row that has no end or a single point.
fn interpolate(
    contract: &Contract<'_>,
    table: &record::Lookup,
    index: u16,
    row: &record::LookupRow,
    x: Number,
) -> Value {
    let (from, low) = (figure(contract, row.from), figure(contract, row.low));
    if row.to == NONE {
        return low;
    }
    let end = match Divisor::from_u8(table.divisor_kind) {
        Some(Divisor::ToMinusFrom) => row.to,
        Some(Divisor::NextMinusFrom) => {
            let next = rows(contract, table).nth(usize::from(index).saturating_add(1));
            next.map_or(row.to, |(_, next)| next.from)
        }
        _ => NONE,
    };
    let divisor = match (Divisor::from_u8(table.divisor_kind), end) {
        (Some(Divisor::Stated), _) => figure(contract, table.divisor),
        (_, end) => figure(contract, end).minus(from),
    };
    if divisor.number().is_some_and(|divisor| divisor.is_zero()) {
        return low;
    }
    let rise = figure(contract, row.high).minus(low).times(Value::Number(x).minus(from));
    low.plus(rise.over(divisor))
}

/// The value of a key.
pub(crate) fn keyed(contract: &Contract<'_>, table: &record::Lookup, key: u16) -> Found {
    let Some((index, row)) = rows(contract, table).nth(key.into()) else {
        return Found::outside(table);
    };
    let value = if row.low == NONE { Value::Null } else { figure(contract, row.low) };
    Found::by(index, value, graded(row.grade))
}

/// Σ rate × (min(x, until) − from) over the bands that begin below `x`, bounds multiplied by `base`.
pub(crate) fn marginal(contract: &Contract<'_>, table: &record::Lookup, x: Number, base: Value) -> Found {
    let whole = Value::Number(x);
    let mut found = Found::nothing(Value::integer(0));
    for (index, row) in rows(contract, table) {
        let from = figure(contract, row.from).times(base);
        if from.number().is_some_and(|from| x <= from) {
            continue;
        }
        let end = if row.to == NONE { whole } else { whole.smaller(figure(contract, row.to).times(base)) };
        let sum = found.value.plus(figure(contract, row.low).times(end.minus(from)));
        found = Found::by(index, sum, found.basis.and(graded(row.grade)));
    }
    found
}

fn figure(contract: &Contract<'_>, index: u16) -> Value {
    Value::Number(contract.decimal(index))
}
