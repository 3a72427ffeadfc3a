//! The spellings of FEEL that mean what a plainer one means: for a patient and for the subject, by hand; and
//! what is wrong with one, at its place.

use entitle_compiler::check;
use entitle_kernel::evaluate::Statement;
use entitle_kernel::facts::{Facts, PatientFacts};
use entitle_kernel::rules::{Patient, PatientScratch, Run};
use entitle_kernel::trace::Silent;
use entitle_kernel::value::Truth;
use entitle_kernel::{Cell, Contract, Graded, Value};

/// A definition that asks one condition of a patient and of a practice with the same facts.
fn definition(condition: &str) -> String {
    let facts: String = ["patient", "practice"]
        .map(|scope| {
            format!(
                "[fact.{scope}.n]\ntype = \"decimal\"\nplaces = 3\nrange = [-100, 100]\nnull = \"allowed\"\ndoc = \"n\"\n\
                 [fact.{scope}.day]\ntype = \"date\"\nnull = \"allowed\"\ndoc = \"day\"\n\
                 [fact.{scope}.letter]\ntype = \"text\"\nvalues = [\"a\", \"b\", \"c\"]\nnull = \"allowed\"\ndoc = \"l\"\n\
                 [fact.{scope}.yes]\ntype = \"boolean\"\nnull = \"allowed\"\ndoc = \"yes\"\n"
            )
        })
        .concat();
    format!(
        "semantics = 1\n[contract]\nid = \"spellings\"\ntitle = \"Spellings\"\nin_force = 2025-04-01\n\
         until = 2026-04-01\nsubject = \"practice\"\n[source.s]\ntitle = \"s\"\ngrade = \"derived\"\n{facts}\
         [register.R]\ntitle = \"R\"\nsource = \"s\"\n\
         rows = [ {{ if = '{condition}', then = \"select\" }}, {{ otherwise = \"reject\" }} ]\n\
         [condition.asked]\nof = \"subject\"\nwhen = '{condition}'\n"
    )
}

/// Whether it is true of a patient, and what it is of the subject, with these facts.
fn truth(condition: &str, given: &[(&str, &str)]) -> (bool, Option<bool>) {
    let checked = check("spellings.toml", &definition(condition));
    let image = checked.image.unwrap_or_else(|| panic!("{condition}\n{}", checked.diagnostics));
    let contract = Contract::new(&image).unwrap();
    let mut cells = vec![Cell::Null; contract.cost().patient_slots.into()];
    let mut patient = PatientFacts::new(&contract, &mut cells).unwrap();
    let mut slots = vec![Value::Unknown; contract.cost().subject_slots.into()];
    let mut facts = Facts::new(&contract, &mut slots).unwrap();
    for name in ["n", "day", "letter", "yes"] {
        let text = given.iter().find(|(known, _)| *known == name).map_or("null", |(_, text)| text);
        let fact = contract.find_patient_input(name).unwrap();
        patient.set(fact.index(), fact.parse(text).unwrap()).unwrap();
        let (fact, item) = contract.find_input(name).unwrap();
        facts.set(fact.index(), item, fact.parse(text).unwrap()).unwrap();
    }
    let run = Run::new(&contract, contract.period_end().unwrap()).unwrap();
    let mut scratch = PatientScratch::EMPTY;
    let mut evaluation = Patient::new(&contract, &run, &patient, &mut scratch).unwrap();
    let member = evaluation.on_register(0, &mut Silent).unwrap().unwrap();
    let mut results = vec![Graded::UNKNOWN; contract.cost().values.into()];
    let statement = Statement::new(&contract, &facts, &[], &mut results, &mut Silent).unwrap();
    let answer = statement.answers().find(|answer| answer.name == "asked").unwrap();
    let of_subject = match answer.value {
        Value::Boolean(truth) if truth == Truth::certain(true) => Some(true),
        Value::Boolean(truth) if truth == Truth::certain(false) => Some(false),
        Value::Boolean(truth) if truth == Truth::NULL => None,
        other => panic!("{condition}: {other:?}"),
    };
    (member, of_subject)
}

/// What it is with these facts, alike for a patient and for the subject.
fn is(condition: &str, given: &[(&str, &str)], expected: Option<bool>) {
    assert_eq!(truth(condition, given), (expected == Some(true), expected), "{condition} {given:?}");
    // For a patient the negation tells false from null.
    let negated = format!("not({condition})");
    assert_eq!(truth(&negated, given), (expected == Some(false), expected.map(|truth| !truth)), "{negated} {given:?}");
}

#[test]
fn one_test_needs_no_parentheses() {
    for (condition, below, at, none) in [
        ("n in < 5", true, false, None),
        ("n in <= 5", true, true, None),
        ("n in > 5", false, false, None),
        ("n in >= 2 + 3", false, true, None),
        ("n in = 5", false, true, Some(false)),
        ("n in != 5", true, false, Some(true)),
        ("n in 5", false, true, Some(false)),
    ] {
        is(condition, &[("n", "4.999")], Some(below));
        is(condition, &[("n", "5")], Some(at));
        is(condition, &[], none);
    }
}

#[test]
fn equality_stands_among_tests() {
    for (n, expected) in [("1", true), ("2", true), ("3", false), ("9", true)] {
        is("n in (= 1, 2, > 8)", &[("n", n)], Some(expected));
        is("n in (!= 3)", &[("n", n)], Some(expected));
    }
    is("letter in != \"a\"", &[("letter", "b")], Some(true));
    is("yes in != true", &[("yes", "true")], Some(false));
    is("yes in [true, false]", &[("yes", "false")], Some(true));
    is("yes in [true, false]", &[], Some(false));
}

#[test]
fn a_list_in_brackets_holds_values_and_ranges() {
    for (n, expected) in [("1", true), ("2", false), ("2.001", true), ("4", true), ("4.001", false), ("7", true)] {
        is("n in [1, (2..4], 7]", &[("n", n)], Some(expected));
    }
    is("n in [1, (2..4], 7]", &[], None);
    is("letter in [\"a\", \"c\"]", &[("letter", "c")], Some(true));
    is("letter in [\"a\", \"c\"]", &[("letter", "b")], Some(false));
    is("letter in [\"a\", \"c\", null]", &[], Some(true));
    is("day in [[@\"2025-01-01\"..@\"2025-01-31\"], @\"2025-03-01\"]", &[("day", "2025-02-28")], Some(false));
    is("day in [[@\"2025-01-01\"..@\"2025-01-31\"], @\"2025-03-01\"]", &[("day", "2025-03-01")], Some(true));
}

#[test]
fn days_and_durations_have_several_spellings() {
    for spelling in [
        "date(\"2025-03-31\")",
        "date(2025, 3, 31)",
        "date(2025, 03, 31)",
        "date(date(2025, 3, 31))",
        "date(from: \"2025-03-31\")",
        "date(month: 3, day: 31, year: 2025)",
        "@\"2025-03-31\"",
    ] {
        for (day, expected) in [("2025-03-30", false), ("2025-03-31", true), ("2025-04-01", false)] {
            is(&format!("day = {spelling}"), &[("day", day)], Some(expected));
        }
    }
    // The last of February, since the month clamps.
    for spelling in ["duration(\"P1M\")", "@\"P1M\"", "duration(from: \"P1M\")", "-@\"-P1M\""] {
        is(&format!("day + {spelling} = @\"2025-02-28\""), &[("day", "2025-01-31")], Some(true));
        is(&format!("day + {spelling} = @\"2025-02-28\""), &[("day", "2025-01-27")], Some(false));
    }
}

#[test]
fn arguments_may_be_named_in_any_order() {
    for condition in ["decimal(n: n, scale: 1) = 2.4", "decimal(scale: 1, n: n) = 2.4", "decimal(n, 1) = 2.4"] {
        is(condition, &[("n", "2.45")], Some(true));
        is(condition, &[("n", "2.451")], Some(false));
    }
    is("round half up(scale: 1, n: n) = 2.5", &[("n", "2.45")], Some(true));
    is("abs(n: n) = 2 and floor(n: n) = -2", &[("n", "-2")], Some(true));
    is("years and months duration(to: @\"2025-03-01\", from: day) = 1", &[("day", "2025-02-01")], Some(true));
}

#[test]
fn faults_of_spellings_have_their_place() {
    for (condition, code, at, message) in [
        ("n in [1, < 5]", "feel-syntax", "<", "found `<` where a value is expected"),
        ("n in [1, [2, 3]]", "outside-subset", "[2", "a list, or a filter"),
        ("n in [1, 2", "feel-syntax", "", "where `]` is expected"),
        ("n in (1, 2", "feel-syntax", "", "where `)` is expected"),
        ("n in []", "feel-syntax", "]", "found `]` where a value is expected"),
        ("n in [1, ] and yes", "feel-syntax", "] and", "found `]` where a value is expected"),
        ("n > 5 /* years", "feel-syntax", "/*", "this comment has no end"),
        ("n > 5. and yes", "feel-syntax", ". and", "a decimal ends with a digit"),
        ("n in < 5 < 6", "feel-syntax", "< 6", "comparisons do not chain"),
        ("n in [1, true]", "wrong-type", "true]", "a number and a boolean do not go together in a comparison"),
        ("letter in [\"a\", \"d\"]", "unknown-name", "\"d\"", "is not among the values of this text"),
        ("n in [5..1]", "bad-range", "5..1", "this range is empty"),
        ("day = date(2025, 2, 29)", "bad-date", "date(2025, 2, 29)", "there is no such day"),
        ("day = date(-2025, 2, 1)", "bad-date", "date(-2025, 2, 1)", "there is no such day"),
        ("day = date(2025, 2)", "outside-subset", "date(2025, 2)", "`date` of anything but literals"),
        ("day = date(2025, n, 1)", "outside-subset", "date(2025, n, 1)", "`date` of anything but literals"),
        ("day = @\"2025-02-29\"", "bad-date", "\"2025-02-29\"", "neither a day nor a duration"),
        ("day = @\"2025-02-28T10:00:00\"", "outside-subset", "\"2025-02-28T10", "a time of day"),
        ("day = @ n", "feel-syntax", "n", "a text after `@` is expected"),
        ("decimal(n: n, place: 1) = 1", "wrong-arguments", "place", "`decimal` has no argument `place` here"),
        ("decimal(n: n, n: 1) = 1", "wrong-arguments", "n: 1", "`n` is given twice"),
        ("decimal(n: n) = 1", "wrong-arguments", "decimal(n: n)", "`decimal` lacks its argument `scale`"),
        ("decimal(n, scale: 1) = 1", "wrong-arguments", "n, scale", "either every argument has its name or none has"),
        ("max(a: n, b: 2) = 1", "wrong-arguments", "a: n", "the arguments of `max` have no names"),
        ("date(from: \"2025-01-01\", year: 1) = day", "wrong-arguments", "year", "`date` has no argument `year` here"),
        ("n : 1 = 2", "feel-syntax", ": 1", "found `:`"),
        ("day in [@\"2025-01-01\"..@\"2024-01-01\"]", "bad-range", "@\"2025-01-01\"", "this range is empty"),
    ] {
        let text = definition(condition);
        let checked = check("spellings.toml", &text);
        let first = checked.diagnostics.list().first().cloned().unwrap_or_else(|| panic!("{condition} compiles"));
        assert_eq!(first.code, code, "{condition}: {}", first.message);
        assert!(first.message.contains(message), "{condition}: {}", first.message);
        let expression = text.find(condition).unwrap();
        let wanted = if at.is_empty() { condition.len() } else { condition.rfind(at).unwrap() };
        assert_eq!(first.span.start - expression, wanted, "{condition}: {}", first.message);
    }
}
