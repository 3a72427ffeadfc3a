//! Everything that a contract offers, evaluated with facts at random.

use std::fmt::Write as _;

use entitle_kernel::image::code::{Kind, Scope};
use entitle_kernel::transcript::write_statement;
use entitle_kernel::{
    AnswerKind, Border, Cell, Contract, Fact, Facts, Finding, Graded, Headroom, Network, Patient, PatientFacts,
    PatientScratch, Run, Statement, Tally, Trace, Value,
};

use crate::Random;

/// Evaluates all that a contract offers with facts at random and tells what came out: statement, trace,
/// headroom and one patient's decisions. Nothing may panic; the same facts must give the same text.
///
/// # Panics
/// Where an answer is not of its own kind, or the contract's own cost is refused as storage.
#[must_use]
pub fn evaluate_everything(contract: &Contract<'_>, random: &mut Random) -> String {
    let mut told = String::new();
    let cost = contract.cost();
    let mut entries = [Trace::BLANK; 64];

    let mut storage = vec![Value::Unknown; cost.subject_slots.into()];
    let mut facts = Facts::new(contract, &mut storage).unwrap();
    set_at_random(contract, &mut facts, random);
    let mut folds = vec![Graded::UNKNOWN; cost.member_folds.into()];
    let mut network_storage = vec![Value::Unknown; cost.subject_slots.into()];
    let mut pooled = Facts::new(contract, &mut network_storage).unwrap();
    let mut member_storage = vec![Value::Unknown; cost.subject_slots.into()];
    let mut network = Network::new(&mut pooled, &mut folds).unwrap();
    for _ in 0..random.below(4) {
        let mut member = Facts::new(contract, &mut member_storage).unwrap();
        set_at_random(contract, &mut member, random);
        let _ = writeln!(told, "member {:?}", network.add(&member));
    }
    let subject = if random.below(2) == 0 { &mut facts } else { &mut pooled };
    statement(contract, subject, &folds, &mut entries, &mut told);
    patient(contract, subject, random, &mut entries, &mut told);
    told
}

fn statement(
    contract: &Contract<'_>,
    facts: &mut Facts<'_, '_>,
    folds: &[Graded],
    entries: &mut [entitle_kernel::trace::Entry],
    told: &mut String,
) {
    let mut results = vec![Graded::UNKNOWN; contract.cost().values.into()];
    let mut trace = Trace::new(entries);
    let statement = match Statement::new(contract, facts, folds, &mut results, &mut trace) {
        Ok(statement) => statement,
        Err(error) => return writeln!(told, "statement {error:?}").unwrap(),
    };
    for answer in statement.answers() {
        // A result is of its own kind, or says why it is none.
        let fits = match answer.kind {
            AnswerKind::Line | AnswerKind::Points | AnswerKind::Achieved => {
                !matches!(answer.value, Value::Boolean(_) | Value::Date(_) | Value::Text(_))
            }
            AnswerKind::Condition => !matches!(answer.value, Value::Number(_) | Value::Date(_) | Value::Text(_)),
            _ => true,
        };
        assert!(fits, "{answer:?}");
        let _ = writeln!(told, "{answer:?} {}", answer.clause);
    }
    write_statement(&statement, trace.entries(), told).unwrap();
    let mut spare = vec![Graded::UNKNOWN; contract.cost().values.into()];
    for indicator in 0..contract.indicator_count().min(3) {
        let room = Headroom::new(&statement, facts, folds, indicator, &mut spare);
        let _ = writeln!(told, "headroom {room:?}");
    }
}

fn patient(
    contract: &Contract<'_>,
    facts: &mut Facts<'_, '_>,
    random: &mut Random,
    entries: &mut [entitle_kernel::trace::Entry],
    told: &mut String,
) {
    let cost = contract.cost();
    let Some(end) = contract.period_end() else { return };
    let date = end.add_days(-i64::try_from(random.below(400)).unwrap()).unwrap_or(end);
    let run = match Run::new(contract, date) {
        Ok(run) => run,
        Err(error) => return writeln!(told, "run {error:?}").unwrap(),
    };
    let mut cells = vec![Cell::Unknown; cost.patient_slots.into()];
    let mut patient = PatientFacts::new(contract, &mut cells).unwrap();
    for fact in contract.facts().filter(|fact| fact.scope() == Scope::Patient || fact.scope() == Scope::Contract) {
        let _ = patient.set(fact.index(), value_for(contract, &fact, random));
    }
    // What the border refuses is forgotten, so that the rest is evaluated.
    let findings = Border::new(contract, run.achievement_date()).findings(&patient);
    let refused: Vec<Finding> = findings.filter(|finding| finding.error().is_some()).collect();
    for finding in refused {
        let _ = writeln!(told, "{finding:?}");
        let _ = patient.set(finding.fact(), Value::Unknown);
    }
    let mut trace = Trace::new(entries);
    let mut scratch = PatientScratch::EMPTY;
    let mut evaluation = match Patient::new(contract, &run, &patient, &mut scratch) {
        Ok(evaluation) => evaluation,
        Err(error) => return writeln!(told, "patient {error:?}").unwrap(),
    };
    let mut counts = vec![0; cost.tally_slots.into()];
    let mut tally = Tally::new(contract, &mut counts).unwrap();
    for register in 0..contract.register_count() {
        let member = evaluation.on_register(register, &mut trace);
        let _ = writeln!(told, "register {register} {member:?}");
        if let Ok(member) = member {
            let _ = tally.add_membership(register, member);
        }
    }
    for indicator in 0..contract.indicator_count() {
        let decision = evaluation.decide(indicator, &mut trace);
        let _ = writeln!(told, "indicator {indicator} {decision:?}");
        if let Ok(decision) = decision {
            let _ = tally.add_decision(indicator, decision);
            let _ = writeln!(told, "{:?}", contract.decision(indicator, decision));
        }
    }
    let _ = writeln!(told, "tally {:?}", tally.write(facts));
}

fn set_at_random(contract: &Contract<'_>, facts: &mut Facts<'_, '_>, random: &mut Random) {
    for fact in contract.facts().filter(|fact| fact.scope() != Scope::Patient) {
        for item in 0..contract.items(fact.per()) {
            let _ = facts.set(fact.index(), item, value_for(contract, &fact, random));
        }
    }
}

/// A value that a fact may take, mostly: an edge of its range, a day near the period's end, null, unknown, or
/// something that must be refused.
fn value_for(contract: &Contract<'_>, fact: &Fact<'_>, random: &mut Random) -> Value {
    match random.below(10) {
        0 => return Value::Null,
        1 => return Value::Unknown,
        2 => return Value::Text(u16::try_from(random.below(12)).unwrap()),
        _ => {}
    }
    match fact.kind() {
        Kind::Boolean => Value::boolean(random.below(2) == 0),
        Kind::Text => Value::Text(u16::try_from(random.below(fact.texts().count().max(1))).unwrap()),
        Kind::Date => {
            let end = contract.period_end().unwrap_or(contract.in_force());
            let days = i64::try_from(random.below(1200)).unwrap() - 1000;
            Value::Date(end.add_days(days).unwrap_or(end))
        }
        _ => match (fact.range(), random.below(3)) {
            (Some((low, _)), 0) => low,
            (Some((_, high)), 1) => high,
            _ => Value::integer(i64::try_from(random.below(200)).unwrap()),
        },
    }
}
