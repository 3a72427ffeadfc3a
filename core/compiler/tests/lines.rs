//! Each operator and function of the subject's language, compiled and evaluated by the kernel,
//! against values worked by hand.

use std::fmt::Write as _;

use entitle_kernel::evaluate::{Network, Statement};
use entitle_kernel::facts::Facts;
use entitle_kernel::image::code::Scope;
use entitle_kernel::trace::Silent;
use entitle_kernel::{Contract, Graded, Number, Value};

const HEAD: &str = r#"
semantics = 1
[contract]
id = "lines"
title = "Lines"
in_force = 2025-04-01
until = 2026-04-01
subject = "network"
[source.s]
title = "s"
grade = "derived"
[parameter.rate]
value = "0.25"
unit = "x"
source = "s"
[fact.network.n]
type = "integer"
range = [0, 100]
doc = "n"
[fact.network.day]
type = "date"
doc = "day"
[fact.network.none]
type = "integer"
range = [0, 100]
null = "allowed"
doc = "always null"
[fact.network.letter]
type = "text"
values = ["a", "b", "c"]
doc = "letter"
[fact.network.yes]
type = "boolean"
doc = "yes"
[fact.contract.share]
type = "decimal"
places = 2
range = ["0", "1"]
doc = "share"
[fact.practice.size]
type = "integer"
range = [0, 100000]
doc = "size"
pool = "sum"
[fact.practice.keen]
type = "boolean"
doc = "keen"
[register.R1]
title = "r"
source = "s"
[register.R2]
title = "r"
source = "s"
"#;

const TABLES: &str = r#"
[table.graded]
source = "s"
divisor = "to - from"
bands = [ { from = 0, to = 10, low = 5, high = 3 }, { from = 11, low = 3, high = 3 } ]
[table.stated]
source = "s"
divisor = 10
bands = [ { from = "0", to = "10", low = "5", high = "10" }, { from = "11", low = "10", high = "0" } ]
[table.keyed]
source = "s"
key = "letter"
rows = { c = "0.3", a = "0.1", b = "0.2" }
[table.slices]
source = "s"
marginal = [ { from = 0, until = 5, rate = "0.5" }, { from = 5, rate = "0.1" } ]
[scale.topped_out]
deciles = ["0%", "0%", "100%", "100%", "100%", "100%", "100%", "100%", "100%"]
floor = "3"
places = 4
[scale.empty]
deciles = ["0%", "27.81%", "27.81%", "32.3%", "37.13%", "41.54%", "46.93%", "52.41%", "60.3%"]
floor = "3"
places = 4
[scale.inverse]
deciles = ["100%", "100%", "0%", "0%", "0%", "0%", "0%", "0%", "0%"]
better = "lower"
floor = "3"
places = 4
[scale.half]
band = ["0", "100%"]
"#;

/// Formula, and the value it has; "null" is null.
const LINES: [(&str, &str); 48] = [
    ("1 + 2 * 3 - 4 / 8", "6.5"),
    ("-(n - 10)", "3"),
    ("rate * 100", "25"),
    ("min(n, 3, 9)", "3"),
    ("max(n, 3, 9)", "9"),
    ("abs(n - 10)", "3"),
    ("floor(-2.5) + ceiling(-2.5)", "-5"),
    ("decimal(2.5, 0) + decimal(0.125, 2)", "2.12"),
    ("round up(-2.1, 0)", "-3"),
    ("round down(-2.9, 0)", "-2"),
    ("round half up(2.5, 0)", "3"),
    ("round half down(2.5, 0)", "2"),
    ("round half up(1250, -2)", "1300"),
    ("if n > 5 then 1 else 2", "1"),
    ("if not(n > 5) then 1 else 2", "2"),
    ("if n between 7 and 9 then 1 else 2", "1"),
    ("if n in (7..9] then 1 else 2", "2"),
    ("if n in (1, < 3, [6..8)) then 1 else 2", "1"),
    ("if letter = \"b\" then 1 else 2", "1"),
    ("if letter in (\"a\", \"c\") then 1 else 2", "2"),
    ("if yes then 1 else 2", "1"),
    ("if yes = false then 1 else 2", "2"),
    ("if none = null then 1 else 2", "1"),
    ("if none > 3 then 1 else 2", "2"),
    ("if not(none > 3) then 1 else 2", "2"),
    ("if none != 3 then 1 else 2", "1"),
    ("none + 1", "null"),
    ("min(none, 1)", "null"),
    ("if yes then null else 1", "null"),
    ("day - date(\"2024-01-01\")", "30"),
    ("date(\"2024-01-01\") - day", "-30"),
    ("(day + duration(\"P1M\")) - date(\"2024-02-29\")", "0"),
    ("(duration(\"P1D\") + day) - date(\"2024-02-01\")", "0"),
    ("(day - duration(\"P11M\")) - date(\"2023-02-28\")", "0"),
    ("(day - duration(\"P7D\")) - date(\"2024-01-24\")", "0"),
    ("years and months duration(day, date(\"2024-03-30\"))", "1"),
    ("years and months duration(date(\"2024-03-30\"), day)", "-1"),
    ("period_end - period_start", "364"),
    ("band(graded, n)", "3.6"),
    ("band(graded, 5000)", "3"),
    ("keyed[letter]", "0.2"),
    ("keyed[\"c\"]", "0.3"),
    ("marginal(slices, n)", "2.7"),
    ("marginal(slices, n, 2)", "3.5"),
    ("scale(half, 0.5, 8)", "4"),
    ("sum(practices.size) / count(practices)", "150"),
    ("max(practices.size) - min(practices.size)", "100"),
    (
        "if (some p in practices satisfies p.keen and p.size > 150 * share) and not(every p in practices satisfies p.keen) then 1 else 2",
        "1",
    ),
];

fn set(facts: &mut Facts<'_, '_>, scope: Scope, name: &str, value: Value) {
    let fact = facts.contract().find_fact(scope, name).unwrap_or_else(|| panic!("{name}"));
    facts.set(fact.index(), 0, value).unwrap_or_else(|error| panic!("{name}: {error}"));
}

#[test]
fn every_operator_computes_what_it_says() {
    holds(&LINES);
}

#[test]
fn rounding_to_more_places_than_there_are_changes_nothing() {
    holds(&[
        ("decimal(100000, 30)", "100000"),
        ("round up(100000, 30)", "100000"),
        ("round down(-100000, 30)", "-100000"),
        ("round half up(100000, 30)", "100000"),
        ("round half down(100000, 30)", "100000"),
        // 34 digits: with the places that they have, with one more, and with one less.
        ("decimal(1234567890123456789012345678901234, 0)", "1234567890123456789012345678901234"),
        ("decimal(1234567890123456789012345678901234, 1)", "1234567890123456789012345678901234"),
        ("decimal(1234567890123456789012345678901234, -1)", "1234567890123456789012345678901230"),
        ("decimal(123456789012345678901234567890123.4, 1)", "123456789012345678901234567890123.4"),
        ("decimal(123456789012345678901234567890123.4, 2)", "123456789012345678901234567890123.4"),
        ("decimal(123456789012345678901234567890123.4, 0)", "123456789012345678901234567890123"),
    ]);
}

#[test]
fn a_row_without_an_end_has_its_low_value() {
    holds(&[
        ("band(stated, 5)", "7.5"),
        ("band(stated, 10)", "10"),
        ("band(stated, 11)", "10"),
        ("band(stated, 12)", "10"),
        ("band(stated, 111)", "10"),
    ]);
}

#[test]
fn equal_bounds_are_empty_deciles() {
    holds(&[
        ("scale(topped_out, 0, 10)", "3"),
        ("scale(topped_out, 0.5, 10)", "3.5"),
        ("scale(topped_out, 0.9999, 10)", "3.9999"),
        ("scale(topped_out, 1, 10)", "10"),
        ("scale(empty, 0.278, 10)", "3"),
        ("scale(empty, 0.2781, 10)", "4"),
        ("scale(empty, 0.603, 10)", "10"),
        ("scale(inverse, 1, 10)", "3"),
        ("scale(inverse, 0.5, 10)", "3.5"),
        ("scale(inverse, 0, 10)", "10"),
    ]);
}

/// Compiles the formulas as lines, and compares each with the value it has.
fn holds(lines: &[(&str, &str)]) {
    let mut text = format!("{HEAD}{TABLES}");
    for (index, (formula, _)) in lines.iter().enumerate() {
        let _ = write!(text, "[line.l{index}]\ntitle = \"l\"\nunit = \"x\"\nvalue = '{formula}'\n");
    }
    let compiled = entitle_compiler::compile("lines.toml", &text).unwrap_or_else(|faults| panic!("{faults}"));
    let contract = Contract::new(&compiled.image).unwrap();
    let cost = contract.cost();
    let storage = || vec![Value::Unknown; usize::from(cost.subject_slots)];

    let mut values = storage();
    let mut facts = Facts::new(&contract, &mut values).unwrap();
    let mut fold_values = vec![Graded::UNKNOWN; usize::from(cost.member_folds)];
    set(&mut facts, Scope::Contract, "share", Value::Number(Number::parse("0.5").unwrap()));
    set(&mut facts, Scope::Network, "n", Value::integer(7));
    set(&mut facts, Scope::Network, "day", Value::Date("2024-01-31".parse().unwrap()));
    set(&mut facts, Scope::Network, "none", Value::Null);
    set(&mut facts, Scope::Network, "letter", Value::Text(1));
    set(&mut facts, Scope::Network, "yes", Value::boolean(true));
    let mut network = Network::new(&mut facts, &mut fold_values).unwrap();
    for (size, keen) in [(100, true), (200, false)] {
        let mut values = storage();
        let mut member = Facts::new(&contract, &mut values).unwrap();
        set(&mut member, Scope::Contract, "share", Value::Number(Number::parse("0.5").unwrap()));
        set(&mut member, Scope::Practice, "size", Value::integer(size));
        set(&mut member, Scope::Practice, "keen", Value::boolean(keen));
        network.add(&member).unwrap();
    }
    let mut results = vec![Graded::UNKNOWN; usize::from(cost.values)];
    let statement = Statement::new(&contract, &facts, &fold_values, &mut results, &mut Silent).unwrap();
    for (index, (formula, expected)) in lines.iter().enumerate() {
        let found = statement.line(index, 0).value;
        let expected = match *expected {
            "null" => Value::Null,
            number => Value::Number(Number::parse(number).unwrap()),
        };
        assert!(found.same(&expected), "{formula}: {found:?}, not {expected:?}");
    }
}
