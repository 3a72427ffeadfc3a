//! Doubts: what compiles but a person should look at.

use std::collections::BTreeSet;

use crate::check::Uses;
use crate::definition::{Action, ConditionOf, FactScope, TableForm};
use crate::diagnostic::Diagnostic;
use crate::feel::ast::{Comparison, Word};
use crate::figures;
use crate::model::{CheckedRow, Model, Type, Typed, TypedKind};
use crate::scope::Named;
use crate::types::Used;

/// All warnings of a definition without errors.
pub(crate) fn warnings(model: &Model, uses: &Uses) -> Vec<Diagnostic> {
    let mut list = unused(model, uses);
    for (index, condition) in model.conditions.iter().enumerate() {
        let of = model.definition.conditions.get(index).map(|entry| entry.of);
        if let (Some(condition), Some(ConditionOf::Patient)) = (condition, of) {
            inequalities(model, condition, &mut list);
        }
    }
    let indicators = model.indicators.iter().flat_map(|entry| [&entry.denominator, &entry.numerator]);
    for rows in model.registers.iter().chain(indicators).flatten() {
        for row in rows {
            if let Some(condition) = &row.condition {
                inequalities(model, condition, &mut list);
                if [&row.then, &row.otherwise].iter().all(|end| end.action == Action::Next) {
                    list.push(without_effect(condition));
                }
            }
        }
        null_selects(model, rows, &mut list);
    }
    list.extend(without_end(model));
    list
}

/// Nobody knows how long such a definition holds, and no answer of it could say so.
fn without_end(model: &Model) -> Option<Diagnostic> {
    let contract = &model.definition.contract;
    if contract.until.is_some() || contract.read_until.is_some() {
        return None;
    }
    let message = "neither `until` nor `read_until` says up to which day this definition holds";
    let help =
        "where no end is known, `read_until` is the last day that its sources speak of: later answers are marked";
    Some(Diagnostic::warning("no-end", contract.id.span, message).with_help(help))
}

fn unused(model: &Model, uses: &Uses) -> Vec<Diagnostic> {
    let definition = &model.definition;
    let mut list = Vec::new();
    let mut report = |used: bool, what: &str, word: &Word| {
        if !used {
            let message = format!("the {what} `{}` is never used", word.text);
            list.push(Diagnostic::warning("unused", word.span, message));
        }
    };
    let mut contradicted = Vec::new();
    let named = |named: Named| uses.names.contains(&Used::Name(named));
    for (index, entry) in definition.parameters.iter().enumerate() {
        report(named(Named::Parameter(index)), "parameter", &entry.id);
    }
    let keys: Vec<&str> = definition
        .tables
        .iter()
        .filter_map(|table| match &table.form {
            Some(TableForm::Keyed { key, .. }) => Some(key.text.as_str()),
            _ => None,
        })
        .collect();
    for (index, fact) in definition.facts.iter().enumerate().filter(|(_, fact)| !fact.built_in) {
        let is_key = keys.contains(&fact.id.text.as_str()) && fact.scope != FactScope::Patient;
        let is_used = named(Named::Fact(index)) || is_key;
        report(is_used || !fact.unused.is_empty(), "fact", &fact.id);
        if is_used && !fact.unused.is_empty() {
            contradicted.push(&fact.id);
        }
    }
    for (index, entry) in definition.reasons.iter().enumerate() {
        report(uses.rules.reasons.contains(&index), "reason", &entry.id);
    }
    for (index, entry) in definition.tables.iter().enumerate() {
        report(uses.names.contains(&Used::Table(index)), "table", &entry.id);
    }
    for (index, entry) in definition.scales.iter().enumerate().filter(|(_, scale)| !scale.id.text.is_empty()) {
        report(uses.names.contains(&Used::Scale(index)), "scale", &entry.id);
    }
    let sources: BTreeSet<&str> = figures::origins(definition)
        .into_iter()
        .filter_map(|origin| origin.source.as_ref().map(|word| word.text.as_str()))
        .collect();
    for entry in &definition.sources {
        report(sources.contains(entry.id.text.as_str()), "source", &entry.id);
    }
    for (index, block) in definition.blocks.iter().enumerate() {
        let used = uses.rules.blocks.contains(&index);
        report(used, "block", &block.id);
        for parameter in block.with.iter().filter(|_| used) {
            let used = uses.rules.parameters.contains(&(index, parameter.text.clone()));
            report(used, "parameter", parameter);
        }
    }
    for fact in contradicted {
        let message = format!("the fact `{}` is used although it says that it is not", fact.text);
        list.push(Diagnostic::warning("used", fact.span, message).with_help("remove its `unused`"));
    }
    list
}

/// A row that goes on to the next either way decides nothing, and leaves the table undetermined where it is not known.
fn without_effect(condition: &Typed) -> Diagnostic {
    let message = "this row goes on to the next one whether its condition is true or not";
    let help = "remove it, or say what it does: a patient for whom it is not known is undetermined for its sake";
    Diagnostic::warning("without-effect", condition.span, message).with_help(help)
}

/// `x != 3` and `not(x in (3, 4))` hold for a null `x`; where nothing asks for null, that may surprise.
fn inequalities(model: &Model, condition: &Typed, list: &mut Vec<Diagnostic>) {
    let asked = null_tests(model, condition);
    walk_inequalities(model, condition, false, &asked, list);
}

fn walk_inequalities(model: &Model, typed: &Typed, negated: bool, asked: &BTreeSet<usize>, list: &mut Vec<Diagnostic>) {
    match &typed.kind {
        TypedKind::Not(inner) => walk_inequalities(model, inner, !negated, asked, list),
        TypedKind::Compare(operator, left, right) => {
            let unequal = match operator {
                Comparison::NotEqual => !negated,
                Comparison::Equal => negated,
                _ => false,
            };
            if !unequal || left.ty == Type::Null || right.ty == Type::Null {
                return;
            }
            for fact in [left, right].into_iter().filter_map(|side| nullable(model, side)) {
                if !asked.contains(&fact) {
                    let name = model.definition.facts.get(fact).map_or("", |fact| fact.id.text.as_str());
                    let message = format!("this is true when `{name}` is null");
                    let help = format!("say what null means: `{name} = null or …` or `{name} != null and …`");
                    list.push(Diagnostic::warning("null-inequality", typed.span, message).with_help(help));
                }
            }
        }
        _ => {
            for child in typed.children() {
                walk_inequalities(model, child, negated, asked, list);
            }
        }
    }
}

/// The fact, where the expression is one that allows null.
fn nullable(model: &Model, typed: &Typed) -> Option<usize> {
    let TypedKind::Fact(index) = typed.kind else { return None };
    model.definition.facts.get(index).filter(|fact| fact.nullable).map(|_| index)
}

/// The facts that an expression, with the conditions it names, compares with null.
fn null_tests(model: &Model, typed: &Typed) -> BTreeSet<usize> {
    facts(model, typed, &|operator, left, right| {
        !operator.is_ordering() && (left.ty == Type::Null || right.ty == Type::Null)
    })
}

/// The nullable facts that stand in comparisons of the kind wanted.
fn facts(model: &Model, typed: &Typed, wanted: &dyn Fn(Comparison, &Typed, &Typed) -> bool) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut named = BTreeSet::new();
    let mut open = vec![typed];
    while let Some(typed) = open.pop() {
        match &typed.kind {
            TypedKind::Compare(operator, left, right) if wanted(*operator, left, right) => {
                left.visit(&mut |inner| found.extend(nullable(model, inner)));
                right.visit(&mut |inner| found.extend(nullable(model, inner)));
            }
            TypedKind::Condition(index) if named.insert(*index) => {
                open.extend(model.conditions.get(*index).and_then(Option::as_ref));
            }
            _ => open.extend(typed.children()),
        }
    }
    found
}

/// The last row sends a null to `select`, and no row before asked for it.
fn null_selects(model: &Model, rows: &[CheckedRow], list: &mut Vec<Diagnostic>) {
    let Some((last, earlier)) = rows.split_last() else { return };
    let (Some(condition), Action::Select) = (&last.condition, last.otherwise.action) else { return };
    let mut asked = null_tests(model, condition);
    for row in earlier.iter().filter_map(|row| row.condition.as_ref()) {
        asked.extend(null_tests(model, row));
    }
    let ordered = facts(model, condition, &|operator, _, _| operator.is_ordering());
    for fact in ordered.difference(&asked) {
        let name = model.definition.facts.get(*fact).map_or("", |fact| fact.id.text.as_str());
        let message = format!("a patient whose `{name}` is null is selected by this row's `else`");
        let help = format!("put a row for `{name} = null` before it");
        list.push(Diagnostic::warning("null-reaches-select", condition.span, message).with_help(help));
    }
}
