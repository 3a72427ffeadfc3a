//! Facts and attributes: typed inputs.

use entitle_kernel::limits::{NAME_BYTES_MAX, PATIENT_INTEGER_MAX, TEXT_VALUES_MAX};

use super::fields::{Faults, Fields, decimal_of, list_of, text_of, wrong_kind};
use super::{PER, is_name, source_only, table_of};
use crate::decimal::Decimal;
use crate::definition::{Attribute, Fact, FactKind, FactScope, Origin, Per, Pool};
use crate::diagnostic::{Diagnostic, offer};
use crate::document::{Node, NodeKind};
use crate::feel::ast::Word;

const SCOPES: [(&str, FactScope); 4] = [
    ("contract", FactScope::Contract),
    ("network", FactScope::Network),
    ("practice", FactScope::Practice),
    ("patient", FactScope::Patient),
];

const POOLS: [(&str, Pool); 3] = [("none", Pool::None), ("sum", Pool::Sum), ("same", Pool::Same)];

const FROM_KEYS: [&str; 6] = ["cluster", "select", "since", "until", "of", "note"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Integer,
    Decimal,
    Date,
    Boolean,
    Text,
}

const KINDS: [(&str, Kind); 5] = [
    ("integer", Kind::Integer),
    ("decimal", Kind::Decimal),
    ("date", Kind::Date),
    ("boolean", Kind::Boolean),
    ("text", Kind::Text),
];

pub(super) fn facts(top: &mut Fields<'_>, lists: &mut Vec<Vec<String>>, faults: &mut Faults) -> Vec<Fact> {
    let mut facts = Vec::new();
    let Some(entry) = top.optional("fact") else { return facts };
    for scoped in table_of(entry, "fact", faults) {
        let Some((_, scope)) = SCOPES.iter().find(|(name, _)| *name == scoped.key) else {
            let message = format!("facts have no scope `{}`", scoped.key);
            let mut fault = Diagnostic::error("unknown-key", scoped.key_span, message);
            fault.help = offer(&scoped.key, SCOPES.iter().map(|(name, _)| *name))
                .or(Some("write `[fact.<scope>.<id>]`".to_owned()));
            faults.push(fault);
            continue;
        };
        for entry in table_of(scoped, &scoped.key, faults) {
            let id = Word { text: entry.key.clone(), span: entry.key_span };
            is_name(&id, "a fact", faults);
            facts.push(fact(id, *scope, &entry.value, lists, faults));
        }
    }
    facts
}

fn fact(id: Word, scope: FactScope, node: &Node, lists: &mut Vec<Vec<String>>, faults: &mut Faults) -> Fact {
    let mut fields = Fields::new(node, id.span, format!("the fact `{}`", id.text), faults);
    fields.required("type", faults);
    let kind = fields.choice("type", &KINDS, faults);
    let kind = kind.and_then(|kind| fact_kind(kind, true, &mut fields, lists, faults));
    let doc = fields.required_text("doc", faults);
    let unit = fields.short_text("unit", faults);
    let nullable = fields.choice("null", &[("allowed", true)], faults).unwrap_or(false);
    let per = fields.choice("per", &PER, faults).unwrap_or(Per::Subject);
    let local = fields.boolean("local", faults);
    let unused = fields.text("unused", faults);
    let pool = fields.choice("pool", &POOLS, faults);
    let from = from(&mut fields, faults);
    let (default, origin) = switch(kind, scope == FactScope::Contract && !local, lists, &mut fields, faults);
    if nullable && default.is_some() {
        let message = format!("the switch `{}` cannot be null: a blank cell is its default", id.text);
        faults.push(Diagnostic::error("wrong-type", id.span, message).with_help("remove `null`"));
    }
    if kind.is_none() {
        // Their kind was refused; that they are known keys is not in doubt.
        for key in ["range", "places", "values"] {
            fields.optional(key);
        }
    }
    fields.finish(faults);
    if per != Per::Subject && !matches!(scope, FactScope::Practice | FactScope::Network) {
        let message = "only facts of a practice or network can be per register or indicator";
        faults.push(Diagnostic::error("wrong-scope", id.span, message));
    }
    if pool.is_some() && scope != FactScope::Practice {
        let message = "only facts of a practice are pooled";
        faults.push(Diagnostic::error("wrong-scope", id.span, message).with_help("remove `pool`"));
    }
    if pool == Some(Pool::Sum) && matches!(kind, Some(FactKind::Date | FactKind::Boolean | FactKind::Text(_))) {
        faults.push(Diagnostic::error("wrong-type", id.span, "only numbers can be pooled by sum"));
    }
    if scope == FactScope::Patient || scope == FactScope::Contract {
        check_patient_range(&id, kind, faults);
    }
    let pool = pool.unwrap_or(Pool::None);
    Fact { id, scope, kind, doc, unit, nullable, per, local, unused, pool, from, default, origin, built_in: false }
}

/// The `default` and `source` of a switch: a fact of the contract that names a doubt about its reading.
fn switch(
    kind: Option<FactKind>,
    may_be: bool,
    lists: &[Vec<String>],
    fields: &mut Fields<'_>,
    faults: &mut Faults,
) -> (Option<u16>, Origin) {
    let Some(entry) = fields.optional("default") else {
        if let Some(source) = fields.optional("source") {
            let message = "a fact is given, not read in a source; only a switch, which has a `default`, names one";
            faults.push(Diagnostic::error("wrong-scope", source.key_span, message).with_help("remove `source`"));
        }
        return (None, Origin::default());
    };
    let origin = source_only(fields, true, faults);
    if !may_be {
        let message = "only a fact of the contract that is no local term can have a default";
        let help = "missing is a value, never a figure of ours: leave it to the caller";
        faults.push(Diagnostic::error("wrong-scope", entry.key_span, message).with_help(help));
        return (None, origin);
    }
    let place = match (kind, &entry.value.kind) {
        (_, NodeKind::Refused) | (None, _) => None,
        (Some(FactKind::Boolean), NodeKind::Boolean(value)) => Some(u16::from(*value)),
        (Some(FactKind::Text(list)), NodeKind::Text(text)) => {
            let place = lists.get(list).and_then(|values| values.iter().position(|value| *value == text.value));
            if place.is_none() {
                let message = format!("\"{}\" is none of the switch's values", text.value);
                faults.push(Diagnostic::error("wrong-type", entry.value.span, message));
            }
            place.and_then(|place| u16::try_from(place).ok())
        }
        (Some(FactKind::Boolean), other) => {
            faults.push(wrong_kind(entry.value.span, "`default`", "true or false", other.name()));
            None
        }
        (Some(FactKind::Text(_)), other) => {
            faults.push(wrong_kind(entry.value.span, "`default`", "one of the values", other.name()));
            None
        }
        (Some(FactKind::Number { .. } | FactKind::Date), _) => {
            let message = "a switch is a boolean or a text";
            let help = "a figure of the contract is a `[parameter]`; a figure left to the parties has no default";
            faults.push(Diagnostic::error("wrong-type", entry.value.span, message).with_help(help));
            None
        }
    };
    (place, origin)
}

pub(super) fn attribute(id: Word, node: &Node, lists: &mut Vec<Vec<String>>, faults: &mut Faults) -> Attribute {
    let mut fields = Fields::new(node, id.span, format!("the attribute `{}`", id.text), faults);
    fields.required("type", faults);
    let kinds: Vec<(&'static str, Kind)> = KINDS.into_iter().filter(|(_, kind)| *kind != Kind::Date).collect();
    let kind = fields.choice("type", &kinds, faults);
    let kind = kind.and_then(|kind| fact_kind(kind, false, &mut fields, lists, faults));
    let origin = source_only(&mut fields, true, faults);
    let doc = fields.text("doc", faults);
    fields.finish(faults);
    Attribute { id, kind, origin, doc }
}

fn fact_kind(
    kind: Kind,
    ranged: bool,
    fields: &mut Fields<'_>,
    lists: &mut Vec<Vec<String>>,
    faults: &mut Faults,
) -> Option<FactKind> {
    match kind {
        Kind::Date => Some(FactKind::Date),
        Kind::Boolean => Some(FactKind::Boolean),
        Kind::Text => values(fields, lists, faults).map(FactKind::Text),
        Kind::Integer | Kind::Decimal if !ranged => {
            let bound = Decimal::integer(i64::MAX);
            Some(FactKind::Number { places: 9, low: bound.negated(), high: bound, integer: kind == Kind::Integer })
        }
        Kind::Integer => number(0, true, fields, faults),
        Kind::Decimal => {
            let places = places(fields, faults);
            let range = number(places.unwrap_or(0), false, fields, faults);
            places.and(range)
        }
    }
}

fn places(fields: &mut Fields<'_>, faults: &mut Faults) -> Option<u32> {
    match &fields.required("places", faults)?.value {
        Node { kind: NodeKind::Integer(places @ 0..=9), .. } => u32::try_from(*places).ok(),
        Node { kind: NodeKind::Refused, .. } => None,
        other => {
            faults.push(Diagnostic::error("bad-number", other.span, "`places` is an integer from 0 to 9"));
            None
        }
    }
}

fn number(places: u32, integer: bool, fields: &mut Fields<'_>, faults: &mut Faults) -> Option<FactKind> {
    let entry = fields.required("range", faults)?;
    let list = list_of(&entry.value, "range", faults)?;
    let bounds: Vec<Option<Decimal>> = list.iter().map(|node| decimal_of(node, "range", faults)).collect();
    let bounds: Vec<Decimal> = bounds.into_iter().collect::<Option<_>>()?;
    let fault = |message: &str| Diagnostic::error("bad-range", entry.value.span, message);
    match bounds.as_slice() {
        [low, high] if low > high => faults.push(fault("the range's lower bound is above its upper one")),
        [low, high] if low.places() > places || high.places() > places => {
            faults.push(fault(&format!("the bounds of this range have at most {places} decimal places")));
        }
        // A column holds 64 bits.
        [low, high] if !fits(*low, places) || !fits(*high, places) => {
            faults.push(fault("the range, scaled to its places, goes beyond 64 bits"));
        }
        [low, high] => return Some(FactKind::Number { places, low: *low, high: *high, integer }),
        _ => faults.push(fault("a range has two bounds, both included: `range = [0, 130]`")),
    }
    None
}

fn fits(bound: Decimal, places: u32) -> bool {
    bound.scaled(places).is_some_and(|scaled| i64::try_from(scaled).is_ok())
}

fn check_patient_range(id: &Word, kind: Option<FactKind>, faults: &mut Faults) {
    let Some(FactKind::Number { places, low, high, .. }) = kind else { return };
    let within =
        |bound: Decimal| bound.scaled(places).is_some_and(|scaled| scaled.abs() <= i128::from(PATIENT_INTEGER_MAX));
    if !within(low) || !within(high) {
        let message = format!("the range of `{}`, scaled to its places, goes beyond 10^15", id.text);
        faults.push(Diagnostic::error("bad-range", id.span, message).with_help("narrow `range` or lower `places`"));
    }
}

/// Values of a text; equal lists are one list.
fn values(fields: &mut Fields<'_>, lists: &mut Vec<Vec<String>>, faults: &mut Faults) -> Option<usize> {
    let entry = fields.required("values", faults)?;
    let nodes = list_of(&entry.value, "values", faults)?;
    let mut values: Vec<String> = Vec::new();
    for node in nodes {
        let value = &text_of(node, "values", faults)?.value;
        if value.len() > NAME_BYTES_MAX {
            let message = format!("a text value has at most {NAME_BYTES_MAX} bytes");
            faults.push(Diagnostic::error("too-long", node.span, message));
        }
        // Files of facts spell null and unknown so, and an empty cell could be either.
        if ["", "null", "?"].contains(&value.as_str()) {
            let message = format!("a text value is not \"{value}\": files of facts write null or unknown so");
            faults.push(Diagnostic::error("bad-name", node.span, message).with_help("choose another word"));
        }
        if values.contains(value) {
            faults.push(Diagnostic::error(
                "duplicate-id",
                node.span,
                format!("the value \"{value}\" stands here twice"),
            ));
        }
        values.push(value.clone());
    }
    if !(1..=TEXT_VALUES_MAX).contains(&values.len()) {
        let message = format!("a text has 1 to {TEXT_VALUES_MAX} values");
        faults.push(Diagnostic::error("too-many", entry.value.span, message));
        return None;
    }
    Some(lists.iter().position(|list| *list == values).unwrap_or_else(|| {
        lists.push(values);
        lists.len() - 1
    }))
}

fn from(fields: &mut Fields<'_>, faults: &mut Faults) -> Vec<(String, String)> {
    let Some(entry) = fields.optional("from") else { return Vec::new() };
    let entries = match &entry.value.kind {
        NodeKind::Table(entries) => entries,
        NodeKind::Refused => return Vec::new(),
        other => {
            faults.push(wrong_kind(entry.value.span, "`from`", "a table", other.name()));
            return Vec::new();
        }
    };
    let mut list = Vec::new();
    for entry in entries {
        if !FROM_KEYS.contains(&entry.key.as_str()) {
            let message = format!("`from` has no key `{}`", entry.key);
            let mut fault = Diagnostic::error("unknown-key", entry.key_span, message);
            fault.help = offer(&entry.key, FROM_KEYS);
            faults.push(fault);
        } else if let Some(text) = text_of(&entry.value, &entry.key, faults) {
            list.push((entry.key.clone(), text.value.clone()));
        }
    }
    list
}
