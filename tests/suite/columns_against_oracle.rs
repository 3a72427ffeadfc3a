//! Random definitions over columns of random form: the kernel's blocks give the oracle's answers, and a single
//! patient's, for every row, whatever the width of the block and wherever in it the row stands.
//!
//! `ENTITLE_RANDOM_DEFINITIONS` and `ENTITLE_RANDOM_SEED` set how many and which.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use entitle_batch::{BLOCK, Blocks, PlanStorage};
use entitle_conformance::columns::Stored;
use entitle_conformance::oracle::{of_patient, oracle};
use entitle_conformance::{Random, compile, setting, text_of};
use entitle_kernel::block::{ColumnPlace, Columns, Decisions, Evaluator, Rows, Sink};
use entitle_kernel::image::code::Scope;
use entitle_kernel::image::record::{self, NONE};
use entitle_kernel::plan::Plan;
use entitle_kernel::{
    Cell, Contract, Date, Error, Fact, Patient, PatientFacts, PatientScratch, Run, Silent, Tally, Value,
};
use serde_json::Value as Json;

/// Rows around the edges of blocks and bytes.
const ROWS: [usize; 16] = [1, 2, 7, 8, 9, 63, 64, 65, 127, 129, 255, 256, 257, 600, 1024, 1025];

/// Every answer about every row, as a caller would keep it: members by register, decisions by indicator.
#[derive(PartialEq, Eq, Debug)]
struct Answers {
    members: Vec<Vec<bool>>,
    decisions: Vec<Vec<u8>>,
}

struct Keep<'o, 's> {
    members: &'o mut Vec<Vec<bool>>,
    decisions: Decisions<'o, 's>,
}

impl Sink for Keep<'_, '_> {
    fn members(&mut self, register: usize, rows: Rows<'_>, mask: &[u8], members: usize) -> Result<(), Error> {
        assert_eq!(mask.iter().filter(|byte| **byte == 255).count(), members);
        for (row, byte) in rows.iter().zip(mask) {
            self.members[register][row] = *byte == 255;
        }
        Ok(())
    }

    fn decisions(&mut self, indicator: usize, rows: Rows<'_>, decisions: &[u8]) -> Result<(), Error> {
        assert_eq!(rows.count(), decisions.len());
        self.decisions.decisions(indicator, rows, decisions)
    }
}

/// The rows in blocks of `N`, in as many parts as asked for; decisions, and the tally alone.
fn by_blocks<const N: usize>(columns: &Columns<'_, '_, '_>, run: &Run, parts: usize) -> (Answers, Vec<u32>) {
    let contract = columns.contract();
    let storage = PlanStorage::new(contract, run).unwrap();
    let plan = storage.plan(contract, run).unwrap();
    let (rows, mut blocks) = (columns.rows(), Blocks::<N>::new(&plan));
    let mut members = vec![vec![false; rows]; contract.register_count()];
    let mut decisions = vec![vec![0_u8; rows]; contract.indicator_count()];
    let mut out: Vec<&mut [u8]> = decisions.iter_mut().map(Vec::as_mut_slice).collect();
    let mut keep = Keep { members: &mut members, decisions: Decisions { columns: &mut out, first_row: 0 } };
    let mut evaluator = Evaluator::new(columns, &plan, blocks.storage()).unwrap();
    let step = rows.div_ceil(parts).max(1);
    for first in (0..rows).step_by(step) {
        evaluator.evaluate_part(first..(first + step).min(rows), first + step >= rows, &mut keep).unwrap();
    }
    let mut counts = vec![0; contract.cost().tally_slots.into()];
    let mut tally = Tally::new(contract, &mut counts).unwrap();
    Evaluator::new(columns, &plan, blocks.storage()).unwrap().evaluate(0..rows, &mut tally).unwrap();
    (Answers { members, decisions }, counts)
}

/// A patient is answered alike by a plan, also where a fact is not known; the facts are left as they were.
fn by_plan_too<'c>(plan: &Plan<'_, 'c>, facts: &mut PatientFacts<'c, '_>, row: usize) {
    let contract = plan.contract();
    let read: Vec<Fact<'c>> = contract.facts().filter(Fact::is_read_by_patient_rules).collect();
    let unknown = (!read.is_empty()).then(|| read[row % read.len()]);
    for unknown in [None, unknown] {
        let held = unknown.map(|fact| (fact.index(), facts.get(fact.index())));
        if let Some((fact, _)) = held {
            facts.set(fact, Value::Unknown).unwrap();
        }
        let (mut scratch, mut of_plan) = (PatientScratch::EMPTY, PatientScratch::EMPTY);
        let mut patient = Patient::new(contract, plan.run(), facts, &mut scratch).unwrap();
        let mut planned = plan.patient(facts, &mut of_plan).unwrap();
        for indicator in 0..=contract.indicator_count() {
            let decision = patient.decide(indicator, &mut Silent);
            assert_eq!(planned.decide(indicator), decision, "indicator {indicator}, row {row}, unknown: {held:?}");
        }
        for register in 0..=contract.register_count() {
            let member = patient.on_register(register, &mut Silent);
            assert_eq!(planned.on_register(register), member, "register {register}, row {row}, unknown: {held:?}");
        }
        if let Some((fact, value)) = held {
            facts.set(fact, value).unwrap();
        }
    }
}

/// The same rows one after another.
fn one_by_one(columns: &Columns<'_, '_, '_>, run: &Run) -> (Answers, Vec<u32>) {
    let contract = columns.contract();
    let storage = PlanStorage::new(contract, run).unwrap();
    let plan = storage.plan(contract, run).unwrap();
    let mut cells = vec![Cell::Unknown; contract.cost().patient_slots.into()];
    let mut counts = vec![0; contract.cost().tally_slots.into()];
    let mut tally = Tally::new(contract, &mut counts).unwrap();
    let mut answers = Answers {
        members: vec![Vec::new(); contract.register_count()],
        decisions: vec![Vec::new(); contract.indicator_count()],
    };
    for row in 0..columns.rows() {
        let mut facts = PatientFacts::new(contract, &mut cells).unwrap();
        columns.copy_row(row, &mut facts).unwrap();
        by_plan_too(&plan, &mut facts, row);
        let mut scratch = PatientScratch::EMPTY;
        let mut patient = Patient::new(contract, run, &facts, &mut scratch).unwrap();
        for (register, members) in answers.members.iter_mut().enumerate() {
            match patient.on_register(register, &mut Silent) {
                Err(Error::NoPatientRules) => members.push(false),
                member => members.push(member.unwrap().expect("nothing is unknown in columns")),
            }
        }
        for (indicator, decisions) in answers.decisions.iter_mut().enumerate() {
            match patient.decide(indicator, &mut Silent) {
                Err(Error::NoPatientRules) => decisions.push(0),
                decision => decisions.push(decision.unwrap().0),
            }
        }
        tally.add_patient(&mut patient).unwrap();
    }
    (answers, counts)
}

/// Fails with the first row that is answered otherwise, and its facts.
fn same(found: &(Answers, Vec<u32>), expected: &(Answers, Vec<u32>), columns: &Columns<'_, '_, '_>, what: &str) {
    let contract = columns.contract();
    for row in 0..columns.rows() {
        let of = |answers: &Answers| {
            let members: Vec<bool> = answers.members.iter().map(|members| members[row]).collect();
            (members, answers.decisions.iter().map(|decisions| decisions[row]).collect::<Vec<_>>())
        };
        let facts = || {
            let read = contract.facts().filter(Fact::is_read_by_patient_rules);
            let written = |fact: Fact<'_>| {
                let value = columns.value(fact.index(), row).unwrap();
                format!("{} = {}", fact.name(), fact.written(value))
            };
            read.map(written).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(of(&found.0), of(&expected.0), "{what}, row {row} of {}: {}", columns.rows(), facts());
    }
    assert_eq!(found.1, expected.1, "{what}: the tally");
}

/// A patient of the oracle's cases: the facts that rules read, all known, and what the oracle says.
struct Known {
    values: Vec<Value>,
    of_contract: Vec<(usize, Value)>,
    date: Date,
    expected: BTreeMap<String, String>,
}

/// The case, where nothing that rules read is unknown: no column holds that.
fn known(contract: &Contract<'static>, read: &[Fact<'static>], case: &Json) -> Option<Known> {
    let expected = of_patient(&case["answer"]);
    if expected.is_empty() {
        return None;
    }
    let parsed = |fact: &Fact<'static>, json: &Json| fact.parse(&text_of(json)).unwrap();
    let mut of_contract = Vec::new();
    let mut values = Vec::new();
    for fact in read {
        let (from, default) = match fact.scope() {
            Scope::Contract => (&case["facts"], fact.default()),
            _ => (&case["patient"], None),
        };
        // A null of JSON is a fact that is given: there is no such record.
        let value = from.get(fact.name()).map(|json| if json.is_null() { Value::Null } else { parsed(fact, json) });
        let value = value.or(default).filter(|value| !matches!(fact.to_cell(*value), Ok(Cell::Unknown)))?;
        match fact.scope() {
            Scope::Contract => of_contract.push((fact.index(), value)),
            _ => values.push(value),
        }
    }
    let date = case["achievement_date"].as_str().map(|date| date.parse().unwrap()).or(contract.period_end())?;
    Some(Known { values, of_contract, date, expected })
}

/// What the blocks say of a row, under the oracle's keys.
fn said(contract: &Contract<'_>, answers: &Answers, row: usize) -> BTreeMap<String, String> {
    let mut said = BTreeMap::new();
    for (index, register) in contract.all::<record::Register>().enumerate() {
        if register.table != NONE {
            said.insert(format!("register.{}", contract.register_name(index)), answers.members[index][row].to_string());
        }
    }
    for (index, indicator) in contract.all::<record::Indicator>().enumerate() {
        if indicator.denominator == NONE {
            continue;
        }
        let (name, decision) = (contract.indicator_name(index), answers.decisions[index][row]);
        let settled = contract.decision(index, entitle_kernel::Decision(decision));
        said.insert(format!("outcome.{name}"), settled.outcome.name().to_owned());
        said.insert(format!("decision.{name}"), decision.to_string());
        if let Some(row) = settled.row {
            said.insert(format!("rule.{name}"), (u32::from(row) + 1).to_string());
        }
        if let Some(reason) = settled.reason {
            said.insert(format!("reason.{name}"), reason.name.to_owned());
        }
    }
    said
}

#[test]
fn blocks_of_every_width_answer_as_the_oracle_and_as_one_patient_at_a_time() {
    let out = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("random-columns");
    let _ = std::fs::remove_dir_all(&out);
    let Some(mut command) = oracle("random_cases.py") else { return };
    let seed = setting("ENTITLE_RANDOM_SEED", 20_261_122);
    let definitions = setting("ENTITLE_RANDOM_DEFINITIONS", 250).to_string();
    let status = command
        .args(["--seed", &seed.to_string(), "--cases", &definitions, "--out"])
        .arg(&out)
        // Columns are judged row by row before they come to the blocks.
        .args(["--leave-out", "border"])
        .status();
    assert!(status.unwrap().success(), "the oracle failed");

    let mut cases: BTreeMap<String, Vec<Json>> = BTreeMap::new();
    for line in std::fs::read_to_string(out.join("cases.jsonl")).unwrap().lines() {
        let case: Json = serde_json::from_str(line).unwrap();
        cases.entry(case["contract"].as_str().unwrap().to_owned()).or_default().push(case);
    }
    let mut random = Random::new(seed);
    let (mut by_oracle, mut by_scalar, mut forms) = (0_u64, 0_u64, BTreeMap::new());
    for (name, cases) in &cases {
        let Ok(contract) = compile(&out.join(name)) else { continue };
        let read: Vec<Fact<'static>> = contract.facts().filter(Fact::is_read_by_patient_rules).collect();
        let patients: Vec<Known> = cases.iter().filter_map(|case| known(&contract, &read, case)).collect();
        // Each day and each setting of the switches is a run of its own; a few of them do.
        for turn in 0..patients.len().min(3) {
            let chosen = &patients[turn];
            let rows = ROWS[random.below(ROWS.len())];
            let order: Vec<usize> = (0..rows).map(|_| random.below(patients.len())).collect();
            let mut of_patient = read.iter().filter(|fact| fact.scope() == Scope::Patient).enumerate();
            let stored: Vec<(usize, Stored)> = of_patient
                .by_ref()
                .map(|(place, fact)| {
                    let cell = |patient: &usize| fact.to_cell(patients[*patient].values[place]).unwrap();
                    (fact.index(), Stored::new(fact, &order.iter().map(cell).collect::<Vec<_>>(), &mut random))
                })
                .collect();
            let mut places = vec![ColumnPlace::EMPTY; contract.cost().patient_slots.into()];
            let mut columns = Columns::new(&contract, rows, &mut places).unwrap();
            for (fact, stored) in &stored {
                columns
                    .set(*fact, stored.column())
                    .unwrap_or_else(|error| panic!("{name}: {error} {:?}", stored.form()));
                assert_eq!(columns.check(*fact), Ok(()), "{name}: {:?}", stored.form());
                *forms.entry(stored.form()).or_insert(0) += 1;
            }
            for (fact, value) in &chosen.of_contract {
                columns.set_value(*fact, *value).unwrap();
            }
            let run = Run::new(&contract, chosen.date).unwrap();
            let expected = one_by_one(&columns, &run);
            let parts = 1 + random.below(3);
            same(&by_blocks::<8>(&columns, &run, 1), &expected, &columns, &format!("{name}, blocks of 8"));
            same(&by_blocks::<64>(&columns, &run, parts), &expected, &columns, &format!("{name}, blocks of 64"));
            same(&by_blocks::<256>(&columns, &run, parts), &expected, &columns, &format!("{name}, blocks of 256"));
            let answers = by_blocks::<BLOCK>(&columns, &run, parts);
            same(&answers, &expected, &columns, &format!("{name}, blocks of {BLOCK}"));
            by_scalar += rows as u64 * (contract.indicator_count() + contract.register_count()) as u64;
            for (row, patient) in order.iter().enumerate() {
                let patient = &patients[*patient];
                let same = |(a, b): (&(usize, Value), &(usize, Value))| a.1.same(&b.1);
                if patient.date != chosen.date || !patient.of_contract.iter().zip(&chosen.of_contract).all(same) {
                    continue;
                }
                let said = said(&contract, &answers.0, row);
                for (key, value) in &patient.expected {
                    assert_eq!(said.get(key), Some(value), "{name}, row {row}: {key}");
                    by_oracle += 1;
                }
            }
        }
    }
    println!("{by_oracle} answers of blocks equal the oracle's, {by_scalar} a single patient's");
    println!("forms: {forms:?}");
    assert!(by_oracle > 20_000, "only {by_oracle} answers were compared with the oracle's");
    let tried: BTreeSet<_> = forms.keys().map(|(values, _)| *values).collect();
    assert_eq!(tried.len(), 5, "{tried:?}");
}
