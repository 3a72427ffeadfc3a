//! Where facts are stored: slots one after another, in the order of the facts.

use entitle_kernel::image::record::NONE;

use crate::definition::{Definition, FactScope, Per};

/// How many there are of something per subject, register or indicator.
pub(crate) fn items(definition: &Definition, per: Per) -> usize {
    match per {
        Per::Subject => 1,
        Per::Register => definition.registers.len(),
        Per::Indicator => definition.indicators.len(),
    }
}

/// The slot of a patient's or the contract's fact in a patient's storage.
pub(crate) fn patient_slot(definition: &Definition, fact: usize) -> u16 {
    let of_patient = |scope: FactScope| matches!(scope, FactScope::Patient | FactScope::Contract);
    if !definition.facts.get(fact).is_some_and(|fact| of_patient(fact.scope)) {
        return NONE;
    }
    let slot = definition.facts.iter().take(fact).filter(|fact| of_patient(fact.scope)).count();
    u16::try_from(slot).unwrap_or(NONE)
}

/// The first slot of a fact in a subject's storage.
pub(crate) fn subject_slot(definition: &Definition, fact: usize) -> u16 {
    let of_subject = |scope: FactScope| scope != FactScope::Patient;
    if !definition.facts.get(fact).is_some_and(|fact| of_subject(fact.scope)) {
        return NONE;
    }
    let before = definition.facts.iter().take(fact).filter(|fact| of_subject(fact.scope));
    let slot: usize = before.map(|fact| items(definition, fact.per)).sum();
    u16::try_from(slot).unwrap_or(NONE)
}
