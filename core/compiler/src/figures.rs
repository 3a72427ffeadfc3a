//! Figures: their sources, the attributes of indicators, the keys of tables.

use entitle_kernel::limits::RATE_PLACES_MAX;
use entitle_kernel::value::Grade;

use crate::definition::{
    Constant, Definition, Fact, FactKind, FactScope, Indicator, Origin, ScaleForm, Table, TableForm,
};
use crate::diagnostic::{Diagnostic, offer};
use crate::feel::ast::Word;
use crate::load::{Faults, unknown};

/// Every source named is declared; scales hold what the kernel can hold.
pub(crate) fn check(definition: &Definition, faults: &mut Faults) {
    for word in origins(definition).into_iter().filter_map(|origin| origin.source.as_ref()) {
        if !definition.sources.iter().any(|source| source.id.text == word.text) {
            let known = definition.sources.iter().map(|source| source.id.text.as_str());
            faults.push(unknown(word, "source", known));
        }
    }
    for scale in &definition.scales {
        let rates: Vec<_> = match &scale.form {
            Some(ScaleForm::Band { start, full }) => vec![*start, *full],
            Some(ScaleForm::Steps(rows) | ScaleForm::Gates(rows)) => rows.iter().map(|row| row.at).collect(),
            Some(ScaleForm::Deciles { bounds, .. }) => bounds.clone(),
            Some(ScaleForm::AllOrNothing(rate)) => vec![*rate],
            _ => Vec::new(),
        };
        if rates.iter().any(|rate| rate.places() > u32::from(RATE_PLACES_MAX)) {
            let message = format!("a rate has at most {RATE_PLACES_MAX} decimal places");
            faults.push(Diagnostic::error("bad-scale", scale.id.span, message));
        }
    }
}

/// Every place that names a source.
pub(crate) fn origins(definition: &Definition) -> Vec<&Origin> {
    let parameters = definition.parameters.iter().map(|entry| &entry.origin);
    let attributes = definition.attributes.iter().map(|entry| &entry.origin);
    let switches = definition.facts.iter().map(|entry| &entry.origin);
    let reasons = definition.reasons.iter().map(|entry| &entry.origin);
    let conditions = definition.conditions.iter().map(|entry| &entry.origin);
    let registers = definition.registers.iter().map(|entry| &entry.origin);
    let indicators = definition.indicators.iter().flat_map(|entry| [&entry.origin, &entry.rules_origin]);
    let criteria = definition.criteria.iter().map(|entry| &entry.origin);
    let lines = definition.lines.iter().map(|entry| &entry.origin);
    let tables = definition.tables.iter().flat_map(|table| std::iter::once(&table.origin).chain(row_origins(table)));
    let all = parameters.chain(attributes).chain(switches).chain(reasons).chain(conditions).chain(registers);
    all.chain(indicators).chain(criteria).chain(lines).chain(tables).collect()
}

fn row_origins(table: &Table) -> Vec<&Origin> {
    match &table.form {
        Some(TableForm::Band { rows, .. }) => rows.iter().map(|row| &row.origin).collect(),
        Some(TableForm::Keyed { rows, .. }) => rows.iter().map(|row| &row.origin).collect(),
        Some(TableForm::Marginal(rows)) => rows.iter().map(|row| &row.origin).collect(),
        None => Vec::new(),
    }
}

/// Every attribute is stated, once and in its type; no other is.
pub(crate) fn attributes(definition: &Definition, indicator: &Indicator, faults: &mut Faults) {
    for (word, value, span) in &indicator.attributes {
        let Some(attribute) = definition.attributes.iter().find(|attribute| attribute.id.text == word.text) else {
            let known = definition.attributes.iter().map(|attribute| attribute.id.text.as_str());
            faults.push(unknown(word, "attribute", known));
            continue;
        };
        let Some(kind) = attribute.kind else { continue };
        let wanted = match (kind, attribute_value(definition, kind, value.as_ref())) {
            (_, Some(_)) => continue,
            (FactKind::Number { integer: true, .. }, None) => "an integer".to_owned(),
            (FactKind::Number { .. }, None) => "a decimal text such as \"0.85\", or an integer".to_owned(),
            (FactKind::Boolean, None) => "true or false".to_owned(),
            (_, None) => "one of its values".to_owned(),
        };
        let message = format!("`{}` is {wanted}", word.text);
        let mut fault = Diagnostic::error("wrong-type", *span, message).with_label(attribute.id.span, "declared here");
        if let (FactKind::Text(list), Some(Constant::Text(text))) = (kind, value) {
            let values = definition.text_lists.get(list).map_or(&[][..], Vec::as_slice);
            fault.help = offer(text, values.iter().map(String::as_str));
        }
        faults.push(fault);
    }
    for attribute in &definition.attributes {
        if !indicator.attributes.iter().any(|(word, _, _)| word.text == attribute.id.text) {
            let message = format!("the indicator `{}` does not state `{}`", indicator.id.text, attribute.id.text);
            let help = format!("add it: `attributes = {{ {} = … }}`", attribute.id.text);
            faults.push(
                Diagnostic::error("missing-key", indicator.id.span, message)
                    .with_label(attribute.id.span, "every indicator states it")
                    .with_help(help),
            );
        }
    }
}

/// An attribute's value in its type: the value itself, or the place of a text among its values.
pub(crate) fn attribute_value(definition: &Definition, kind: FactKind, value: Option<&Constant>) -> Option<Constant> {
    use crate::decimal::Decimal;
    match (kind, value?) {
        (FactKind::Number { integer, .. }, Constant::Number(number)) => {
            (!integer || number.places() == 0).then_some(Constant::Number(*number))
        }
        (FactKind::Number { integer: false, .. }, Constant::Text(text)) => Decimal::parse(text).map(Constant::Number),
        (FactKind::Boolean, Constant::Boolean(value)) => Some(Constant::Boolean(*value)),
        (FactKind::Text(list), Constant::Text(text)) => {
            let place = definition.text_lists.get(list)?.iter().position(|value| value == text)?;
            Some(Constant::Number(Decimal::integer(i64::try_from(place).ok()?)))
        }
        _ => None,
    }
}

/// For each keyed table, the texts that it must answer for, all of them there.
pub(crate) fn table_lists(definition: &Definition, faults: &mut Faults) -> Vec<Option<usize>> {
    definition.tables.iter().map(|table| table_list(definition, table, faults)).collect()
}

fn table_list(definition: &Definition, table: &Table, faults: &mut Faults) -> Option<usize> {
    let Some(TableForm::Keyed { key, rows }) = &table.form else { return None };
    let texts = |kind: Option<FactKind>| matches!(kind, Some(FactKind::Text(_)));
    let Some(fact) = key_fact(definition, key) else {
        let known = definition.facts.iter().filter(|fact| texts(fact.kind)).map(|fact| fact.id.text.as_str());
        faults.push(unknown(key, "text fact", known));
        return None;
    };
    let list = match fact.kind? {
        FactKind::Text(list) => list,
        _ => {
            let message = format!("the key of a table is a text fact, and `{}` is none", key.text);
            faults.push(Diagnostic::error("wrong-type", key.span, message).with_label(fact.id.span, "declared here"));
            return None;
        }
    };
    let values = definition.text_lists.get(list)?;
    for row in rows {
        if !values.contains(&row.key.text) {
            let message = format!("`{}` has no value \"{}\"", key.text, row.key.text);
            let mut fault = Diagnostic::error("unknown-name", row.key.span, message);
            fault.help = offer(&row.key.text, values.iter().map(String::as_str));
            faults.push(fault);
        }
    }
    let missing: Vec<&str> =
        values.iter().filter(|value| !rows.iter().any(|row| row.key.text == **value)).map(String::as_str).collect();
    if !missing.is_empty() {
        let message = format!("the table `{}` has no row for {}", table.id.text, missing.join(", "));
        let help = "every value of the key stands in the table; \"none\" is null";
        faults.push(Diagnostic::error("keyed-incomplete", table.id.span, message).with_help(help));
    }
    Some(list)
}

/// The fact that keys a table: one that subjects have, where several share the name.
pub(crate) fn key_fact<'d>(definition: &'d Definition, key: &Word) -> Option<&'d Fact> {
    let named = || definition.facts.iter().filter(|fact| fact.id.text == key.text);
    named().find(|fact| fact.scope != FactScope::Patient).or_else(|| named().next())
}

/// The grade of a figure: its own, or its source's.
pub(crate) fn grade_of(definition: &Definition, origin: &Origin) -> Option<Grade> {
    let of_source = || {
        let index = source_index(definition, origin.source.as_ref())?;
        definition.sources.get(index).map(|source| source.grade)
    };
    origin.grade.or_else(of_source)
}

/// The source of a figure, by index.
pub(crate) fn source_index(definition: &Definition, word: Option<&Word>) -> Option<usize> {
    let word = word?;
    definition.sources.iter().position(|source| source.id.text == word.text)
}
