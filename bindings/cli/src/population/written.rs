//! The files of counts: by indicator, by reason, by register.

use super::folder::Folder;
use super::meanings::{Meaning, Meanings, decisions};
use super::practices::Practice;
use crate::fault::Fault;
use entitle_answers::Evaluated;
use entitle_batch::Population;
use entitle_kernel::image::code::{Outcome, Per};
use entitle_kernel::image::record;
use entitle_kernel::{AnswerKind, Contract, Tally};
use std::collections::BTreeMap;

/// One practice with its counts.
pub(super) struct Counted<'w, 'c, 's> {
    practice: &'w Practice,
    tally: &'w Tally<'c, 's>,
    patients: u64,
}

/// Every practice with its counts, in the order of its file.
pub(super) fn counted<'w, 'c, 's>(
    population: &'w Population<'c, 's>,
    practices: &'w [Practice],
) -> Vec<Counted<'w, 'c, 's>> {
    let list = practices.iter().enumerate();
    let list = list.filter_map(|(place, practice)| {
        let tally = population.tally(place)?;
        Some(Counted { practice, tally, patients: population.account().patients[place] })
    });
    list.collect()
}

/// `counts.csv`: for each practice and indicator the patients by outcome. Those not on the register, excluded,
/// adjusted, in the denominator and undetermined are all patients of the practice. `achieved` is the kernel's.
pub(super) fn counts(
    folder: &mut Folder,
    population: &Population<'_, '_>,
    practices: &[Counted<'_, '_, '_>],
    achieved: &[Achieved],
) -> Result<(), Fault> {
    let header = [
        "practice",
        "network",
        "indicator",
        "register",
        "patients",
        "register_size",
        "not_on_register",
        "denominator",
        "numerator",
        "exclusions",
        "adjustments",
        "undetermined",
        "achieved",
    ];
    let contract = population.contract();
    let mut sheet = folder.sheet("counts.csv", &header)?;
    for (place, Counted { practice, tally, patients }) in practices.iter().enumerate() {
        for indicator in population.indicators() {
            let of = |outcome: Outcome| tally.with_outcome(indicator, outcome);
            let register = register_of(contract, indicator);
            let numerator = of(Outcome::InNumerator);
            let denominator = u64::from(numerator) + u64::from(of(Outcome::InDenominator));
            let achieved = achieved.get(place).and_then(|achieved| achieved.get(&indicator)).map_or("", String::as_str);
            sheet.row([
                practice.name.as_str(),
                &practice.network,
                contract.indicator_name(indicator),
                contract.register_name(register),
                &patients.to_string(),
                &members(tally, register),
                &of(Outcome::NotOnRegister).to_string(),
                &denominator.to_string(),
                &numerator.to_string(),
                &of(Outcome::Excluded).to_string(),
                &of(Outcome::Adjusted).to_string(),
                &of(Outcome::Undetermined).to_string(),
                achieved,
            ])?;
        }
    }
    sheet.finish()
}

fn register_of(contract: &Contract<'_>, indicator: usize) -> usize {
    contract.record::<record::Indicator>(indicator).map_or(usize::MAX, |record| record.register.into())
}

fn members(tally: &Tally<'_, '_>, register: usize) -> String {
    tally.members(register).map_or_else(|| Outcome::Undetermined.name().to_owned(), |members| members.to_string())
}

/// What was achieved, by indicator, as every face writes it.
pub(super) type Achieved = BTreeMap<usize, String>;

/// What a statement says was achieved.
pub(super) fn achieved(statement: &Evaluated<'_>) -> Achieved {
    let answers = statement.answers.iter().filter(|found| found.kind == AnswerKind::Achieved);
    answers.map(|found| (found.index, found.written.clone())).collect()
}

/// `reasons.csv`: for each practice and indicator the patients by outcome, rule and reason. They add up to all
/// patients of the practice; what nobody met is left out.
pub(super) fn reasons(
    folder: &mut Folder,
    population: &Population<'_, '_>,
    practices: &[Counted<'_, '_, '_>],
) -> Result<(), Fault> {
    let header = ["practice", "network", "indicator", "outcome", "rule", "reason", "class", "text", "patients"];
    let contract = population.contract();
    let mut sheet = folder.sheet("reasons.csv", &header)?;
    let meanings: Vec<(usize, Meanings<'_>)> =
        population.indicators().map(|indicator| (indicator, Meanings::of(contract, indicator))).collect();
    for Counted { practice, tally, .. } in practices {
        for (indicator, meanings) in &meanings {
            for (meaning, patients) in by_meaning(contract, *indicator, meanings, tally) {
                sheet.row([
                    practice.name.as_str(),
                    &practice.network,
                    contract.indicator_name(*indicator),
                    meaning.outcome,
                    &meaning.rule,
                    meaning.reason,
                    meaning.class,
                    meaning.text,
                    &patients.to_string(),
                ])?;
            }
        }
    }
    sheet.finish()
}

/// Patients by what their decision means: several decisions may mean the same.
fn by_meaning<'m, 'c>(
    contract: &Contract<'c>,
    indicator: usize,
    meanings: &'m Meanings<'c>,
    tally: &Tally<'_, '_>,
) -> Vec<(&'m Meaning<'c>, u64)> {
    let mut list: Vec<(&Meaning<'c>, u64)> = Vec::new();
    for decision in decisions(contract, indicator) {
        let patients = u64::from(tally.count(indicator, decision));
        let meaning = meanings.get(decision);
        match list.iter_mut().find(|(other, _)| *other == meaning) {
            Some((_, sum)) => *sum += patients,
            None => list.push((meaning, patients)),
        }
    }
    list.retain(|(_, patients)| *patients > 0);
    list
}

/// `registers.csv`: who is on which register.
pub(super) fn registers(
    folder: &mut Folder,
    population: &Population<'_, '_>,
    practices: &[Counted<'_, '_, '_>],
) -> Result<(), Fault> {
    let header = ["practice", "network", "register", "title", "patients", "members"];
    let contract = population.contract();
    let mut sheet = folder.sheet("registers.csv", &header)?;
    for Counted { practice, tally, patients } in practices {
        for register in population.registers() {
            let title = contract.record::<record::Register>(register).map_or("", |record| contract.text(record.title));
            sheet.row([
                practice.name.as_str(),
                &practice.network,
                contract.item_name(Per::Register, register),
                title,
                &patients.to_string(),
                &members(tally, register),
            ])?;
        }
    }
    sheet.finish()
}
