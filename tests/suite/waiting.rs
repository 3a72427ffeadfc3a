//! What an undetermined answer waits for: facts that can still change it, all of them, and no other.

use std::collections::{BTreeMap, BTreeSet};

use entitle_answers::{Asked, Document, Evaluated, Record, With, evaluate, subjects};
use entitle_conformance::{Random, contract};
use entitle_kernel::image::code::Kind;
use entitle_kernel::{AnswerKind, Contract, Fact, Value};

/// Facts by the names that files have, as texts.
type Given = BTreeMap<String, String>;

const DEFINITION: &str = r#"semantics = 1
[contract]
id = "waiting"
title = "Waiting"
in_force = 2025-04-01
until = 2026-04-01
subject = "practice"
pays = "total"
[source.s]
title = "Invented"
grade = "assumed"
[attribute.adjusted]
type = "boolean"
source = "s"
[fact.practice.prevalence]
type = "decimal"
places = 2
range = ["0.01", "1"]
per = "register"
doc = "Prevalence"
[fact.practice.urban]
type = "boolean"
doc = "Urban"
[fact.practice.in_town]
type = "integer"
range = [0, 9]
doc = "Fee in town"
[fact.practice.outside]
type = "integer"
range = [0, 9]
doc = "Fee outside"
[fact.practice.applied]
type = "boolean"
doc = "Applied"
[fact.practice.invited]
type = "boolean"
null = "allowed"
doc = "Invited"
[register.A]
title = "A"
source = "s"
[register.B]
title = "B"
source = "s"
[scale.whole]
band = ["0%", "100%"]
[indicator.ADJUSTED]
title = "Adjusted by prevalence"
register = "A"
points = 10
scale = "whole"
source = "s"
attributes = { adjusted = true }
[indicator.PLAIN]
title = "Not adjusted"
register = "B"
points = 10
scale = "whole"
source = "s"
attributes = { adjusted = false }
[condition.fee_is_high]
of = "subject"
when = "fee > 5"
[criterion.open]
title = "Open"
require = "applied and (urban or invited = true)"
otherwise = "fail"
clause = "1"
source = "s"
[line.fee]
title = "Fee"
value = "if urban then in_town else outside"
unit = "GBP"
clause = "2"
[line.paid]
title = "Paid"
per = "indicator"
value = "if adjusted then points * prevalence else points"
unit = "GBP"
clause = "3"
[line.total]
title = "Total"
value = "sum(indicators.paid) + (if fee_is_high then fee else 0)"
unit = "GBP"
clause = "4"
"#;

const COUNTS: &str = "numerator.ADJUSTED=1 denominator.ADJUSTED=2 numerator.PLAIN=1 denominator.PLAIN=2";

fn small() -> Contract<'static> {
    let image = entitle_compiler::compile("waiting.toml", DEFINITION).unwrap_or_else(|faults| panic!("{faults}")).image;
    Contract::new(image.leak()).unwrap()
}

fn given(facts: &str) -> Given {
    let pairs = facts.split_whitespace().map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

/// Nothing where the facts contradict one another.
fn evaluated<'c>(contract: &Contract<'c>, facts: &Given) -> Option<Evaluated<'c>> {
    let record = Record::of("P", facts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let subjects = subjects(&Document::of("facts", vec![record]), contract, Asked::Statement).unwrap();
    evaluate(contract, &subjects[0], With::NOTHING).ok()
}

fn waits(contract: &Contract<'_>, kind: AnswerKind, name: &str, facts: &str) -> String {
    let found = evaluated(contract, &given(facts)).unwrap();
    let answer = found.answers.iter().find(|answer| answer.kind == kind && answer.name == name).unwrap();
    answer.waits_for.join(" ")
}

#[test]
fn what_is_known_already_waits_for_nothing_and_a_branch_not_taken_does_not_matter() {
    let contract = small();
    let line = |name: &str, facts: &str| waits(&contract, AnswerKind::Line, name, facts);
    assert_eq!(line("fee", ""), "urban in_town outside");
    assert_eq!(line("fee", "urban=yes"), "in_town");
    assert_eq!(line("fee", "urban=no"), "outside");
    assert_eq!(line("fee", "urban=no in_town=3"), "outside");
    assert_eq!(line("fee", "in_town=3 outside=3"), "", "the same either way");
    // A register whose prevalence nothing asks is not waited for.
    assert_eq!(line("total", &format!("{COUNTS} urban=yes in_town=9")), "prevalence.A");
    assert_eq!(line("total", &format!("{COUNTS} prevalence.A=0.5 urban=yes")), "in_town");
    assert_eq!(line("total", &format!("{COUNTS} prevalence.A=0.5")), "urban in_town outside");
    assert_eq!(
        line("total", "urban=yes in_town=1 numerator.ADJUSTED=1 denominator.ADJUSTED=2 denominator.PLAIN=0"),
        "prevalence.A"
    );
    let criterion = |facts: &str| waits(&contract, AnswerKind::Criterion, "open", facts);
    assert_eq!(criterion(""), "urban applied invited");
    assert_eq!(criterion("urban=yes"), "applied");
    assert_eq!(criterion("invited=yes"), "applied");
    assert_eq!(criterion("applied=yes invited=null"), "urban");
    assert_eq!(criterion("applied=no"), "");
}

/// A value of a fact at random.
fn any(fact: &Fact<'_>, random: &mut Random) -> String {
    match fact.kind() {
        Kind::Boolean => ["true", "false"][random.below(2)].to_owned(),
        Kind::Text => fact.texts().nth(random.below(fact.texts().count())).unwrap().to_owned(),
        Kind::Date => format!("20{}-0{}-01", 10 + random.below(20), 1 + random.below(9)),
        Kind::Integer | Kind::Decimal => {
            let (least, most) = fact.range().unwrap();
            let (Value::Number(least), Value::Number(most)) = (least, most) else { panic!("a range of numbers") };
            let whole = |text: String| text.split('.').next().unwrap().parse::<i64>().unwrap();
            let least = whole(least.to_string()) + 1;
            let most = whole(most.to_string()).min(least + 40);
            (least + i64::try_from(random.below(usize::try_from((most - least).max(0) + 1).unwrap())).unwrap())
                .to_string()
        }
    }
}

/// Values for facts by name; a numerator is never above its denominator.
fn completed(contract: &Contract<'_>, given: &Given, names: &BTreeSet<&str>, random: &mut Random) -> Given {
    let mut all = given.clone();
    for name in names {
        let (fact, _) = contract.find_input(name).unwrap();
        all.insert((*name).to_owned(), any(&fact, random));
    }
    for (name, text) in all.clone() {
        if let Some(indicator) = name.strip_prefix("numerator.") {
            let denominator = all.get(&format!("denominator.{indicator}")).map_or(0, |text| text.parse().unwrap());
            let numerator: i64 = text.parse().unwrap();
            all.insert(name.clone(), numerator.min(denominator).to_string());
        }
    }
    all
}

/// For what is open: given all facts that it waits for, it is no longer; given all but one, it still may be.
fn each_is_needed_and_all_suffice(contract: &Contract<'_>, facts: &Given, random: &mut Random) -> usize {
    const TRIES: usize = 100;
    let Some(before) = evaluated(contract, facts) else { return 0 };
    let mut tried = 0;
    for answer in before.answers.iter().filter(|answer| answer.kind == AnswerKind::Line && !answer.waits_for.is_empty())
    {
        // What it comes to, where the facts do not contradict one another.
        let comes_to = |facts: &Given| {
            let same = |found: &&entitle_answers::Found<'_>| {
                (found.kind, found.index, found.item_index) == (answer.kind, answer.index, answer.item_index)
            };
            evaluated(contract, facts).map(|found| found.answers.iter().find(same).unwrap().value)
        };
        let is_open = |facts: &Given| comes_to(facts).is_some_and(|value| value.is_unknown());
        let names: BTreeSet<&str> = answer.waits_for.iter().map(String::as_str).collect();
        assert!(!is_open(&completed(contract, facts, &names, random)), "{} given {names:?}", answer.name);
        // Some of many: each takes evaluations of its own.
        for name in names.iter().skip(random.below(7)).step_by(7) {
            let others = names.iter().copied().filter(|other| other != name).collect();
            // Where it fails whatever is given, nothing tells what it waits for.
            let comes_to_something = (0..TRIES).any(|_| {
                let all = completed(contract, facts, &names, random);
                !matches!(comes_to(&all), None | Some(Value::Error(_)))
            });
            if !comes_to_something {
                continue;
            }
            let may_be_open = (0..TRIES).any(|_| is_open(&completed(contract, facts, &others, random)));
            assert!(may_be_open, "{} does not wait for {name}, given {facts:?}", answer.name);
            tried += 1;
        }
    }
    tried
}

#[test]
fn each_fact_that_an_answer_waits_for_is_needed_and_all_of_them_suffice() {
    let small = small();
    let qof = contract("qof-england", "2025-06-30".parse().unwrap());
    let gms = contract("gms-england", "2016-06-30".parse().unwrap());
    let mut random = Random::new(5);
    let mut tried = 0;
    for (contract, starts) in [(&small, 200), (&gms, 20), (&qof, 3)] {
        let inputs: Vec<String> = every_input(contract);
        for _ in 0..starts {
            let few = random.below(100);
            let names: BTreeSet<&str> = inputs.iter().map(String::as_str).filter(|_| random.below(100) < few).collect();
            let start = completed(contract, &Given::new(), &names, &mut random);
            tried += each_is_needed_and_all_suffice(contract, &start, &mut random);
        }
    }
    assert!(tried > 300, "only {tried} were tried");
}

fn every_input(contract: &Contract<'_>) -> Vec<String> {
    let of_patients = |fact: &Fact<'_>| fact.scope() == entitle_kernel::image::code::Scope::Patient;
    let facts = contract.facts().filter(|fact| !of_patients(fact) && fact.default().is_none());
    facts
        .flat_map(|fact| (0..contract.items(fact.per())).map(move |item| (fact, item)))
        .map(|(fact, item)| entitle_answers::waiting::name_of(contract, fact.index(), item))
        .collect()
}

#[test]
fn qof_waits_for_no_prevalence_that_nothing_asks() {
    let contract = contract("qof-england", "2025-06-30".parse().unwrap());
    let mut facts = given("list_size=10184");
    for indicator in (0..contract.indicator_count()).map(|index| contract.indicator_name(index)) {
        facts.insert(format!("numerator.{indicator}"), "50".to_owned());
        facts.insert(format!("denominator.{indicator}"), "100".to_owned());
    }
    for register in (0..contract.register_count()).map(|index| contract.register_name(index)) {
        facts.insert(format!("register_size.{register}"), "700".to_owned());
    }
    let before = evaluated(&contract, &facts).unwrap();
    let waits: BTreeSet<String> =
        entitle_answers::lacking(&contract, &before).into_iter().map(|lack| lack.name).collect();
    let payment = |facts: &Given| {
        let found = evaluated(&contract, facts).unwrap();
        let index = contract.pays().unwrap();
        let paid = found.answers.iter().find(|answer| answer.kind == AnswerKind::Line && answer.index == index);
        paid.unwrap().value
    };
    assert!(waits.iter().any(|name| name.starts_with("national_prevalence.")), "{waits:?}");
    let complete = |without: Option<&str>| {
        let prevalences =
            waits.iter().filter(|name| name.starts_with("national_prevalence.") && Some(name.as_str()) != without);
        let mut all = facts.clone();
        all.extend(prevalences.map(|name| (name.clone(), "0.07".to_owned())));
        all
    };
    assert!(!payment(&complete(None)).is_unknown(), "nothing but prevalences is waited for: {waits:?}");
    for name in &waits {
        assert!(payment(&complete(Some(name))).is_unknown(), "the payment is known without {name}");
    }
}
