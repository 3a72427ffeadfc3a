//! The life of a definition: until when it holds, up to which day it was read, and what its answers say beyond that.

use entitle_kernel::{AnswerKind, Contract, Date, Decision, Error, Facts, Graded, Silent, Statement, Value};

const TEXT: &str = r#"
semantics = 1
[contract]
id = "life"
title = "Life"
in_force = 2024-01-01
read_until = 2024-06-30
replaces = { other-contract = "always", third = "large" }
subject = "practice"
[source.s]
title = "s"
grade = "official"
[fact.practice.n]
type = "integer"
range = [0, 100]
doc = "n"
[fact.patient.age]
type = "integer"
range = [0, 130]
doc = "age"
[condition.large]
of = "subject"
when = "n > 50"
source = "s"
[criterion.some]
title = "c"
require = "n > 0"
otherwise = "fail"
clause = "1"
source = "s"
[line.pay]
title = "l"
value = "n * 2"
unit = "GBP"
source = "s"
[register.R]
title = "r"
source = "s"
rows = [{ if = "age > 17", then = "select", else = "reject" }]
[indicator.I]
title = "i"
register = "R"
points = 1
scale = { band = ["0", "1"] }
source = "s"
denominator = [{ otherwise = "select" }]
numerator = "age > 40"
"#;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The marks of every answer of a statement.
fn marks(contract: &Contract<'_>) -> Vec<bool> {
    let mut storage = vec![Value::Unknown; contract.cost().subject_slots.into()];
    let mut facts = Facts::new(contract, &mut storage).unwrap();
    for (name, value) in [("n", 7), ("numerator.I", 1), ("denominator.I", 2)] {
        let (fact, item) = contract.find_input(name).unwrap();
        facts.set(fact.index(), item, Value::integer(value)).unwrap();
    }
    let mut results = vec![Graded::UNKNOWN; contract.cost().values.into()];
    let statement = Statement::new(contract, &facts, &[], &mut results, &mut Silent).unwrap();
    let kinds = [
        (AnswerKind::Eligible, 1),
        (AnswerKind::Criterion, 1),
        (AnswerKind::Condition, 1),
        (AnswerKind::Points, 1),
        (AnswerKind::Achieved, 1),
        (AnswerKind::Line, 1),
    ];
    let answers = kinds.iter().map(|(kind, _)| statement.answer(*kind, 0, 0).unwrap());
    let answers = answers.map(|answer| answer.basis.is_beyond_what_was_read());
    answers.chain([contract.decision_basis(0, Decision(1)).is_beyond_what_was_read()]).collect()
}

#[test]
fn every_answer_for_a_day_after_the_last_one_read_is_marked() {
    let image = entitle_compiler::compile("life.toml", TEXT).unwrap().image;
    let contract = Contract::new(&image).unwrap();
    assert_eq!((contract.read_until(), contract.until(), contract.period_end()), (Some(day("2024-06-30")), None, None));
    assert_eq!(marks(&contract), [false; 7], "no day was asked for");
    assert_eq!(marks(&contract.on(day("2024-01-01")).unwrap()), [false; 7]);
    assert_eq!(marks(&contract.on(day("2024-06-30")).unwrap()), [false; 7]);
    let beyond = contract.on(day("2024-07-01")).unwrap();
    assert_eq!(marks(&beyond), [true; 7]);
    // Whoever holds the bytes opens them again as they were asked for.
    assert_eq!(marks(&Contract::resume(&image, beyond.checked()).unwrap()), [true; 7]);
    assert_eq!(contract.on(day("2023-12-31")).err(), Some(Error::NotInForce));
}

#[test]
fn a_contract_says_what_is_given_up_for_it_and_when() {
    let image = entitle_compiler::compile("life.toml", TEXT).unwrap().image;
    let contract = Contract::new(&image).unwrap();
    assert!(contract.replaces().eq([("other-contract", None), ("third", Some(0))]));
    let refused = |from: &str, to: &str| {
        let faults = entitle_compiler::compile("life.toml", &TEXT.replace(from, to)).err().unwrap();
        faults.list().iter().map(|fault| fault.message.clone()).collect::<Vec<_>>().join("; ")
    };
    assert!(refused("\"large\"", "\"small\"").contains("`small` is no condition about the subject"));
    assert!(refused("third", "life").contains("a contract does not replace itself"));
    assert!(refused("third", "Third").contains("no contract's id"));
    assert!(refused("replaces = {", "until = 2025-01-01\nreplaces = {").contains("beside `until`"));
    assert!(refused("2024-06-30", "2023-12-31").contains("not before `in_force`"));
}

#[test]
fn the_period_end_stays_unknown_where_a_definition_was_only_read_until_a_day() {
    let text = TEXT.replace("n * 2", "if period_end > period_start then n else n * 2");
    let faults = entitle_compiler::compile("life.toml", &text).err().unwrap();
    assert!(faults.to_string().contains("`period_end` is not known"));
}

#[test]
fn a_definition_without_an_end_and_without_a_last_day_read_is_warned_of() {
    let text = TEXT.replace("read_until = 2024-06-30\n", "");
    let warnings = entitle_compiler::compile("life.toml", &text).unwrap().warnings;
    let codes: Vec<&str> = warnings.list().iter().map(|warning| warning.code).collect();
    assert_eq!(codes, ["no-end"]);
    assert!(entitle_compiler::compile("life.toml", TEXT).unwrap().warnings.list().is_empty());
}
