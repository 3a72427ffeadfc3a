//! Scales: how achievement becomes points.

use entitle_kernel::limits::SCALE_ROWS_MAX;

use super::fields::{Faults, Fields, decimal_of, list_of, rate_of, word_of};
use crate::decimal::Decimal;
use crate::definition::{Scale, ScaleForm, ScaleRow};
use crate::diagnostic::Diagnostic;
use crate::document::{Entry, Node, NodeKind};
use crate::feel::ast::Word;
use crate::source::Span;

const FORMS: [&str; 6] = ["band", "steps", "gates", "deciles", "all_or_nothing", "best_of"];

pub(super) fn scale(id: Word, node: &Node, faults: &mut Faults) -> Scale {
    let what = if id.text.is_empty() { "the scale".to_owned() } else { format!("the scale `{}`", id.text) };
    let mut fields = Fields::new(node, id.span, what, faults);
    let lower_is_better = fields.choice("better", &[("lower", true)], faults).unwrap_or(false);
    let of = fields.formula("of", faults);
    let of_refused = fields.has("of") && of.is_none();
    let found: Vec<&Entry> = FORMS.iter().filter_map(|form| fields.optional(form)).collect();
    let form = match found.as_slice() {
        [entry] => form(entry, lower_is_better, &mut fields, faults),
        _ => {
            if !fields.is_refused() {
                let message = format!("a scale has one of {}", FORMS.join(", "));
                faults.push(Diagnostic::error("missing-key", node.span.to(id.span), message));
            }
            None
        }
    };
    fields.finish(faults);
    Scale { id, form, lower_is_better, of, of_refused }
}

fn form(entry: &Entry, lower: bool, fields: &mut Fields<'_>, faults: &mut Faults) -> Option<ScaleForm> {
    // What a scale computes for itself with `of` need not lie between 0 and 1.
    let any = fields.has("of");
    match entry.key.as_str() {
        "band" => {
            let [start, full] = rates(entry, lower, any, faults)?.try_into().ok().or_else(|| {
                faults.push(Diagnostic::error("bad-scale", entry.value.span, "a band has two rates"));
                None
            })?;
            Some(ScaleForm::Band { start, full })
        }
        "steps" => rows(entry, lower, any, faults).map(ScaleForm::Steps),
        "gates" => rows(entry, lower, any, faults).map(ScaleForm::Gates),
        "deciles" => deciles(entry, lower, fields, faults),
        "all_or_nothing" => threshold(&entry.value, "all_or_nothing", any, faults).map(ScaleForm::AllOrNothing),
        _ => {
            let list = list_of(&entry.value, "best_of", faults)?;
            limit(list.len(), entry.value.span, faults)?;
            list.iter().map(|node| word_of(node, "best_of", faults)).collect::<Option<_>>().map(ScaleForm::BestOf)
        }
    }
}

fn limit(count: usize, span: Span, faults: &mut Faults) -> Option<()> {
    if (1..=SCALE_ROWS_MAX).contains(&count) {
        return Some(());
    }
    let message = format!("a scale has 1 to {SCALE_ROWS_MAX} rows, not {count}");
    faults.push(Diagnostic::error("too-many", span, message));
    None
}

/// A rate that a scale compares with achievement, a share of patients unless the scale says what it is of.
fn threshold(node: &Node, key: &str, any: bool, faults: &mut Faults) -> Option<Decimal> {
    let rate = rate_of(node, key, faults)?;
    if any || (Decimal::ZERO..=Decimal::integer(1)).contains(&rate) {
        return Some(rate);
    }
    let message = "a rate lies between 0 and 1, unless its scale says with `of` what it is a rate of";
    let fault = Diagnostic::error("bad-scale", node.span, message);
    let percent = !matches!(&node.kind, NodeKind::Text(text) if text.value.ends_with('%'));
    let percent = percent && (Decimal::ZERO..=Decimal::integer(100)).contains(&rate);
    faults.push(if percent {
        fault.with_help(format!("did you forget the percent sign? `\"{rate}%\"`"))
    } else {
        fault
    });
    None
}

fn rates(entry: &Entry, lower: bool, any: bool, faults: &mut Faults) -> Option<Vec<Decimal>> {
    let list = list_of(&entry.value, &entry.key, faults)?;
    let rates: Option<Vec<Decimal>> = list.iter().map(|node| threshold(node, &entry.key, any, faults)).collect();
    let rates = rates?;
    in_order(&rates, lower, entry.key == "deciles", entry.value.span, faults)?;
    Some(rates)
}

/// Thresholds rise, or fall where lower is better. Two equal ones would divide by zero, but between deciles: a decile that
/// begins where the next one does is empty, and no rate lies in it.
fn in_order(rates: &[Decimal], lower: bool, may_repeat: bool, span: Span, faults: &mut Faults) -> Option<()> {
    let sorted = rates.windows(2).all(|pair| match pair {
        [a, b] if a == b => may_repeat,
        [a, b] => (a > b) == lower,
        _ => true,
    });
    if sorted {
        return Some(());
    }
    let order = if lower { "fall, as lower is better" } else { "rise" };
    let mut fault = Diagnostic::error("bad-scale", span, format!("the rates of a scale must {order}"));
    if !lower {
        fault = fault.with_help("say `better = \"lower\"` where a lower rate earns more");
    }
    faults.push(fault);
    None
}

fn rows(entry: &Entry, lower: bool, any: bool, faults: &mut Faults) -> Option<Vec<ScaleRow>> {
    let list = list_of(&entry.value, &entry.key, faults)?;
    limit(list.len(), entry.value.span, faults)?;
    let rows: Vec<Option<ScaleRow>> = list.iter().map(|node| row(node, any, faults)).collect();
    let rows: Vec<ScaleRow> = rows.into_iter().collect::<Option<_>>()?;
    let rates: Vec<Decimal> = rows.iter().map(|row| row.at).collect();
    in_order(&rates, lower, false, entry.value.span, faults)?;
    if rows.iter().any(|row| row.is_share) && rows.iter().any(|row| !row.is_share) {
        let message = "`earns` is points in every row or a share of the maximum (\"40%\") in every row";
        faults.push(Diagnostic::error("bad-scale", entry.value.span, message));
        return None;
    }
    let falls = rows.windows(2).any(|pair| matches!(pair, [a, b] if b.earns < a.earns));
    if falls || rows.first().is_some_and(|row| row.earns < Decimal::ZERO) {
        let message = "who does better never earns less: `earns` must not fall from row to row, nor below zero";
        faults.push(Diagnostic::error("bad-scale", entry.value.span, message));
        return None;
    }
    Some(rows)
}

fn row(node: &Node, any: bool, faults: &mut Faults) -> Option<ScaleRow> {
    let mut fields = Fields::new(node, node.span, "a row of a scale", faults);
    let at = fields.required("at", faults).and_then(|entry| threshold(&entry.value, "at", any, faults));
    let earns = fields.required("earns", faults);
    fields.finish(faults);
    let earns = earns?;
    let is_share = matches!(&earns.value.kind, NodeKind::Text(text) if text.value.ends_with('%'));
    let amount = rate_of(&earns.value, "earns", faults)?;
    if is_share && amount > Decimal::integer(1) {
        let message = "a row earns at most 100% of the maximum";
        faults.push(Diagnostic::error("bad-scale", earns.value.span, message));
        return None;
    }
    Some(ScaleRow { at: at?, earns: amount, is_share })
}

fn deciles(entry: &Entry, lower: bool, fields: &mut Fields<'_>, faults: &mut Faults) -> Option<ScaleForm> {
    let bounds = rates(entry, lower, fields.has("of"), faults);
    let floor = fields.required("floor", faults).and_then(|entry| floor(entry, faults));
    let places_entry = fields.required("places", faults);
    let places = match places_entry.map(|entry| (&entry.value.kind, entry.value.span)) {
        Some((NodeKind::Integer(places @ 0..=9), _)) => u8::try_from(*places).ok(),
        Some((_, span)) => {
            faults.push(Diagnostic::error("bad-scale", span, "`places` is an integer from 0 to 9"));
            None
        }
        None => None,
    };
    let bounds = bounds?;
    if bounds.len() != 9 {
        let message = format!("`deciles` has the nine lower bounds of deciles 2 to 10, not {}", bounds.len());
        faults.push(Diagnostic::error("bad-scale", entry.value.span, message));
        return None;
    }
    Some(ScaleForm::Deciles { bounds, floor: floor?, places: places? })
}

/// The score below the first decile, on the deciles' own measure from 0 to 10.
fn floor(entry: &Entry, faults: &mut Faults) -> Option<Decimal> {
    let floor = decimal_of(&entry.value, "floor", faults)?;
    if !(Decimal::ZERO..=Decimal::integer(10)).contains(&floor) {
        faults.push(Diagnostic::error("bad-scale", entry.value.span, "`floor` is a score from 0 to 10"));
        return None;
    }
    Some(floor)
}

/// No row of an indicator's own scale earns more points than the indicator has.
pub(super) fn earns_within(form: &ScaleForm, points: Decimal, span: Span, faults: &mut Faults) {
    let (ScaleForm::Steps(rows) | ScaleForm::Gates(rows)) = form else { return };
    // Rows rise, so the last earns most.
    if let Some(row) = rows.last().filter(|row| !row.is_share && row.earns > points) {
        let message = format!("a row earns {} points, and the indicator has {points}", row.earns);
        let help = "write a share of the maximum as a percentage: `earns = \"40%\"`";
        faults.push(Diagnostic::error("bad-scale", span, message).with_help(help));
    }
}

/// A number that an indicator earns.
pub(super) fn points(entry: &Entry, faults: &mut Faults) -> Option<Decimal> {
    let points = decimal_of(&entry.value, "points", faults)?;
    if points < Decimal::ZERO {
        faults.push(Diagnostic::error("bad-number", entry.value.span, "points are not negative"));
        return None;
    }
    Some(points)
}
