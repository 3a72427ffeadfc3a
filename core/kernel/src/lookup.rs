//! Look-up tables: bands with a stated interpolation divisor, keyed tables, marginal bands.

use crate::error::{Error, Result};
use crate::image::code::Divisor;
use crate::image::record::NONE;
use crate::image::{Contract, record};
use crate::number::Number;
use crate::value::{Basis, Grade, Value};

/// What a look-up found.
pub(crate) struct Found {
    pub(crate) value: Value,
    pub(crate) basis: Basis,
    /// The row that applied, from 0; the last of those that did for a marginal table.
    pub(crate) row: Option<u16>,
}

impl Found {
    fn nothing(table: &record::Lookup) -> Result<Found> {
        let outside = if table.flags & 1 != 0 { Value::Null } else { Value::Error(Error::NoSuchRow) };
        Ok(Found { value: outside, basis: Basis::NONE, row: None })
    }
}

fn basis(row: &record::LookupRow) -> Basis {
    Basis::of(Grade::from_u8(row.grade).unwrap_or(Grade::Assumed))
}

fn rows<'a>(
    contract: &Contract<'a>,
    table: &record::Lookup,
) -> impl Iterator<Item = (u16, record::LookupRow)> + use<'a> {
    (0_u16..).zip(contract.records::<record::LookupRow>(table.first.into(), table.count.into()))
}

/// The value of the band that holds `x`.
pub(crate) fn band(contract: &Contract<'_>, table: &record::Lookup, x: Number) -> Result<Found> {
    let inside = |row: &record::LookupRow| {
        let to = contract.decimal(row.to);
        contract.decimal(row.from) <= x && (row.to == NONE || if row.flags & 1 != 0 { x < to } else { x <= to })
    };
    let Some((index, row)) = rows(contract, table).find(|(_, row)| inside(row)) else {
        return Found::nothing(table);
    };
    let low = contract.decimal(row.low);
    let value = if row.high == NONE { low } else { interpolate(contract, table, index, &row, x)? };
    Ok(Found { value: Value::Number(value), basis: basis(&row), row: Some(index) })
}

/// low + (high − low) × (x − from) ÷ divisor; the low value itself in a row that has no end or a single point.
fn interpolate(
    contract: &Contract<'_>,
    table: &record::Lookup,
    index: u16,
    row: &record::LookupRow,
    x: Number,
) -> Result<Number> {
    let (from, low) = (contract.decimal(row.from), contract.decimal(row.low));
    let end = match Divisor::from_u8(table.divisor_kind) {
        Some(Divisor::ToMinusFrom) => row.to,
        Some(Divisor::NextMinusFrom) => {
            let next = rows(contract, table).nth(usize::from(index).saturating_add(1));
            next.map_or(row.to, |(_, next)| next.from)
        }
        _ => NONE,
    };
    let divisor = match (Divisor::from_u8(table.divisor_kind), end) {
        (Some(Divisor::Stated), _) => contract.decimal(table.divisor),
        (_, NONE) => return Ok(low),
        (_, end) => contract.decimal(end).checked_sub(from)?,
    };
    if divisor.is_zero() {
        return Ok(low);
    }
    let rise = contract.decimal(row.high).checked_sub(low)?.checked_mul(x.checked_sub(from)?)?;
    low.checked_add(rise.checked_div(divisor)?)
}

/// The value of a key.
pub(crate) fn keyed(contract: &Contract<'_>, table: &record::Lookup, key: u16) -> Result<Found> {
    let Some((index, row)) = rows(contract, table).nth(key.into()) else {
        return Found::nothing(table);
    };
    let value = if row.low == NONE { Value::Null } else { Value::Number(contract.decimal(row.low)) };
    Ok(Found { value, basis: basis(&row), row: Some(index) })
}

/// Σ rate × (min(x, until) − from) over the bands that begin below `x`, bounds multiplied by `base`.
pub(crate) fn marginal(contract: &Contract<'_>, table: &record::Lookup, x: Number, base: Number) -> Result<Found> {
    let mut sum = Number::ZERO;
    let mut found = Found { value: Value::Number(sum), basis: Basis::NONE, row: None };
    for (index, row) in rows(contract, table) {
        let from = contract.decimal(row.from).checked_mul(base)?;
        if x <= from {
            continue;
        }
        let end = if row.to == NONE { x } else { x.min(contract.decimal(row.to).checked_mul(base)?) };
        sum = sum.checked_add(contract.decimal(row.low).checked_mul(end.checked_sub(from)?)?)?;
        found = Found { value: Value::Number(sum), basis: found.basis.and(basis(&row)), row: Some(index) };
    }
    Ok(found)
}
