//! A fact's `from`, as far as the border judges by it: what becomes of a day after the achievement date, which record a
//! value belongs to, and which date makes an age.

use entitle_kernel::image::code::Late;

use crate::definition::{Definition, Fact, FactKind, FactScope};
use crate::diagnostic::{Diagnostic, offer};

/// A part of a fact's `from`; "" where it is not said.
fn part<'d>(fact: &'d Fact, key: &str) -> &'d str {
    fact.from.iter().find(|(known, _)| known == key).map_or("", |(_, value)| value)
}

fn is_date_of_patient(fact: &Fact) -> bool {
    fact.scope == FactScope::Patient && fact.kind == Some(FactKind::Date)
}

/// The date that a patient's fact says it is `of`.
pub(crate) fn date_of(definition: &Definition, fact: &Fact) -> Option<usize> {
    let of = Some(part(fact, "of")).filter(|of| !of.is_empty() && fact.scope == FactScope::Patient)?;
    definition.facts.iter().position(|date| date.id.text == of && is_date_of_patient(date))
}

/// What becomes of a fact's day where it lies after the achievement date.
pub(crate) fn late(fact: &Fact) -> Late {
    if !is_date_of_patient(fact) || part(fact, "until") != "achievement_date" {
        Late::Stands
    } else if part(fact, "select").starts_with("earliest") && fact.nullable {
        Late::Ignored
    } else {
        Late::Refused
    }
}

/// Whether a fact is an age whose years are counted at the period end; `None` where it is none that a date checks.
pub(crate) fn age(definition: &Definition, fact: &Fact) -> Option<bool> {
    let is_integer = matches!(fact.kind, Some(FactKind::Number { integer: true, .. }));
    if fact.scope != FactScope::Patient || !is_integer || part(fact, "select") != "age" {
        return None;
    }
    match part(fact, "until") {
        "" | "achievement_date" => Some(false),
        "period_end" => definition.contract.until.map(|_| true),
        _ => None,
    }
}

/// Patients' facts that are `of` something that is no date of theirs: the border would not know which record they belong to.
pub(crate) fn faults(definition: &Definition) -> Vec<Diagnostic> {
    let of_patients = definition.facts.iter().filter(|fact| fact.scope == FactScope::Patient);
    let lost = of_patients.filter(|fact| !part(fact, "of").is_empty() && date_of(definition, fact).is_none());
    let fault = |fact: &Fact| {
        let of = part(fact, "of");
        let message = format!("`{}` is `of` `{of}`, which is no date of the patient", fact.id.text);
        let dates = definition.facts.iter().filter(|fact| is_date_of_patient(fact)).map(|fact| fact.id.text.as_str());
        let mut fault = Diagnostic::error("unknown-name", fact.id.span, message);
        fault.help = offer(of, dates).or(Some("name the date of the record that the value belongs to".to_owned()));
        fault
    };
    lost.map(fault).collect()
}
