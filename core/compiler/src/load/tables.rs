//! Look-up tables: band, keyed, marginal.

use entitle_kernel::limits::LOOKUP_ROWS_MAX;

use super::fields::{Faults, Fields, decimal_of, list_of};
use super::origin;
use crate::decimal::Decimal;
use crate::definition::{BandEnd, BandRow, Divisor, KeyedRow, MarginalRow, Origin, Table, TableForm};
use crate::diagnostic::Diagnostic;
use crate::document::{Entry, Node, NodeKind};
use crate::feel::ast::Word;
use crate::source::Span;

pub(super) fn table(id: Word, node: &Node, faults: &mut Faults) -> Table {
    let mut fields = Fields::new(node, id.span, format!("the table `{}`", id.text), faults);
    let origin = origin(&mut fields, true, faults);
    let bands = fields.optional("bands");
    let marginal = fields.optional("marginal");
    let key = fields.word("key", faults);
    let rows = fields.optional("rows");
    let form = match (bands, marginal, key) {
        (Some(bands), None, None) => band(bands, &mut fields, faults),
        (None, Some(marginal), None) => marginal_form(marginal, faults),
        (None, None, Some(key)) => {
            let rows = if rows.is_some() { rows } else { fields.required("rows", faults) };
            rows.and_then(|rows| keyed(key, rows, faults))
        }
        _ if fields.is_refused() => None,
        _ => {
            let message = format!("the table `{}` has one of `bands`, `marginal`, or `key` with `rows`", id.text);
            faults.push(Diagnostic::error("missing-key", id.span, message));
            None
        }
    };
    fields.finish(faults);
    Table { id, origin, form }
}

fn limit(count: usize, span: Span, faults: &mut Faults) -> Option<()> {
    if (1..=LOOKUP_ROWS_MAX).contains(&count) {
        return Some(());
    }
    let message = format!("a table has 1 to {LOOKUP_ROWS_MAX} rows, not {count}");
    faults.push(Diagnostic::error("too-many", span, message));
    None
}

fn band(entry: &Entry, fields: &mut Fields<'_>, faults: &mut Faults) -> Option<TableForm> {
    let outside_is_null = fields.choice("outside", &[("null", true)], faults).unwrap_or(false);
    let divisor = match fields.optional("divisor") {
        None => Some(Divisor::None),
        Some(entry) => divisor(entry, faults),
    };
    let list = list_of(&entry.value, "bands", faults)?;
    limit(list.len(), entry.value.span, faults)?;
    let interpolated = divisor != Some(Divisor::None);
    let last = list.len() - 1;
    let rows: Vec<Option<BandRow>> =
        list.iter().enumerate().map(|(at, node)| band_row(node, interpolated, at == last, faults)).collect();
    let rows: Vec<BandRow> = rows.into_iter().collect::<Option<_>>()?;
    let divisor = divisor?;
    check_bands(&rows, divisor, faults)?;
    Some(TableForm::Band { rows, divisor, outside_is_null })
}

fn divisor(entry: &Entry, faults: &mut Faults) -> Option<Divisor> {
    if let NodeKind::Text(text) = &entry.value.kind {
        match text.value.as_str() {
            "to - from" => return Some(Divisor::ToMinusFrom),
            "next - from" => return Some(Divisor::NextMinusFrom),
            other if Decimal::parse(other).is_none() => {
                let message = format!("a divisor cannot be \"{other}\"");
                let fault = Diagnostic::error("bad-number", entry.value.span, message);
                faults.push(fault.with_help("write \"to - from\", \"next - from\" or a number"));
                return None;
            }
            _ => {}
        }
    }
    let number = decimal_of(&entry.value, "divisor", faults)?;
    if number == Decimal::ZERO {
        faults.push(Diagnostic::error("bad-number", entry.value.span, "the divisor is zero"));
        return None;
    }
    Some(Divisor::Number(number))
}

fn band_row(node: &Node, interpolated: bool, last: bool, faults: &mut Faults) -> Option<BandRow> {
    let mut fields = Fields::new(node, node.span, "a band", faults);
    let from = fields.required_decimal("from", faults);
    let to = fields.decimal("to", faults);
    let until = fields.decimal("until", faults);
    let (low, high) = if interpolated {
        (fields.required_decimal("low", faults), fields.required_decimal("high", faults))
    } else {
        let value = fields.required_decimal("value", faults);
        (value, value)
    };
    let origin = origin(&mut fields, false, faults);
    let (has_to, has_until) = (fields.has("to"), fields.has("until"));
    let refused = fields.is_refused();
    fields.finish(faults);
    let end = match (to, until) {
        (Some(to), None) => BandEnd::To(to),
        (None, Some(until)) => BandEnd::Until(until),
        (None, None) if last && !has_to && !has_until => BandEnd::Open,
        _ => {
            if !refused && has_to == has_until {
                let message = "a band ends with `to` (included) or `until` (excluded); only the last may have neither";
                faults.push(Diagnostic::error("bands", node.span, message));
            }
            return None;
        }
    };
    Some(BandRow { span: node.span, from: from?, end, low: low?, high: high?, origin })
}

/// Bands rise and do not overlap; what the divisor needs is there and not zero.
fn check_bands(rows: &[BandRow], divisor: Divisor, faults: &mut Faults) -> Option<()> {
    let before = faults.len();
    for (at, row) in rows.iter().enumerate() {
        let next = rows.get(at + 1);
        let (ends_before_start, overlaps) = match row.end {
            BandEnd::Open => (false, false),
            BandEnd::To(to) => (to < row.from, next.is_some_and(|next| next.from <= to)),
            BandEnd::Until(until) => (until <= row.from, next.is_some_and(|next| next.from < until)),
        };
        if ends_before_start {
            faults.push(Diagnostic::error("bands", row.span, "this band ends before it begins"));
        } else if let Some(next) = next.filter(|_| overlaps) {
            let message = "this band overlaps the one before it, or they are out of order";
            faults.push(Diagnostic::error("bands", next.span, message).with_label(row.span, "the band before"));
        }
        // A flat last band needs no divisor: it adds nothing.
        let flat = row.low == row.high;
        let undivided = match divisor {
            Divisor::ToMinusFrom => row.end == BandEnd::Open || row.end == BandEnd::To(row.from),
            Divisor::NextMinusFrom => next.is_none(),
            Divisor::None | Divisor::Number(_) => false,
        };
        if undivided && !flat {
            let message = "this band has no width to divide by, yet its values differ";
            faults.push(Diagnostic::error("bands", row.span, message));
        }
    }
    (faults.len() == before).then_some(())
}

fn marginal_form(entry: &Entry, faults: &mut Faults) -> Option<TableForm> {
    let list = list_of(&entry.value, "marginal", faults)?;
    limit(list.len(), entry.value.span, faults)?;
    let last = list.len() - 1;
    let mut rows: Vec<Option<MarginalRow>> = Vec::new();
    for (at, node) in list.iter().enumerate() {
        let mut fields = Fields::new(node, node.span, "a marginal band", faults);
        let from = fields.required_decimal("from", faults);
        let until = if at == last { fields.decimal("until", faults) } else { fields.required_decimal("until", faults) };
        let rate = fields.required("rate", faults).and_then(|e| super::fields::rate_of(&e.value, "rate", faults));
        let origin: Origin = origin(&mut fields, false, faults);
        fields.finish(faults);
        rows.push(from.zip(rate).map(|(from, rate)| MarginalRow { span: node.span, from, until, rate, origin }));
    }
    let rows: Vec<MarginalRow> = rows.into_iter().collect::<Option<_>>()?;
    for pair in rows.windows(2) {
        let [row, next] = pair else { continue };
        if row.until != Some(next.from) {
            let message = "marginal bands are contiguous: each begins where the one before ends";
            faults.push(Diagnostic::error("bands", next.span, message).with_label(row.span, "the band before"));
        }
    }
    for row in &rows {
        if row.until.is_some_and(|until| until <= row.from) {
            faults.push(Diagnostic::error("bands", row.span, "this band ends before it begins"));
        }
    }
    Some(TableForm::Marginal(rows))
}

fn keyed(key: Word, entry: &Entry, faults: &mut Faults) -> Option<TableForm> {
    let NodeKind::Table(entries) = &entry.value.kind else {
        faults.push(super::fields::wrong_kind(entry.value.span, "`rows`", "a table", entry.value.kind.name()));
        return None;
    };
    let rows: Vec<Option<KeyedRow>> = entries.iter().map(|entry| keyed_row(entry, faults)).collect();
    rows.into_iter().collect::<Option<_>>().map(|rows| TableForm::Keyed { key, rows })
}

fn keyed_row(entry: &Entry, faults: &mut Faults) -> Option<KeyedRow> {
    let key = Word { text: entry.key.clone(), span: entry.key_span };
    match &entry.value.kind {
        NodeKind::Table(_) => {
            let mut fields = Fields::new(&entry.value, entry.key_span, format!("the row `{}`", key.text), faults);
            let value = fields.required("value", faults).and_then(|entry| keyed_value(&entry.value, faults));
            let origin = origin(&mut fields, false, faults);
            fields.finish(faults);
            Some(KeyedRow { key, value: value?, origin })
        }
        _ => Some(KeyedRow { key, value: keyed_value(&entry.value, faults)?, origin: Origin::default() }),
    }
}

/// `Some(None)` is the null that "none" writes.
fn keyed_value(node: &Node, faults: &mut Faults) -> Option<Option<Decimal>> {
    match &node.kind {
        NodeKind::Text(text) if text.value == "none" => Some(None),
        _ => decimal_of(node, "value", faults).map(Some),
    }
}
