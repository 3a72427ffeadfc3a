//! Random patient conditions: what the compiled masks say is what FEEL's three values say.
//!
//! The generator keeps its own tree and evaluates it directly, with fractions and `Option<bool>`;
//! it shares no code with the compiler. Nulls are drawn often. With unknown facts the kernel must
//! answer only where every value that they could have gives the same answer.

use std::fmt::Write as _;

use entitle_kernel::facts::PatientFacts;
use entitle_kernel::rules::{Patient, PatientScratch, Run};
use entitle_kernel::trace::Silent;
use entitle_kernel::{Cell, Contract, Date, Value};

/// A small generator with a fixed seed: the same conditions in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        (self.next() >> 11) % limit
    }

    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.below(u64::try_from(high - low + 1).unwrap())).unwrap()
    }
}

const INTEGERS: [&str; 3] = ["i", "j", "k"];
const DATES: [&str; 2] = ["a", "b"];
const TEXTS: [&str; 3] = ["x", "y", "z"];

#[derive(Clone)]
enum Number {
    /// Integers and the decimal, in hundredths.
    Fact(usize),
    Literal(i64),
    Binary(char, Box<Number>, Box<Number>),
    Divide(Box<Number>, i64),
    Negate(Box<Number>),
    Extreme(bool, Vec<Number>),
    Absolute(Box<Number>),
    Round(&'static str, Box<Number>, u32),
    If(Box<Truth>, Box<Number>, Box<Number>),
    Days(Box<Day>, Box<Day>),
    Months(Box<Day>, Box<Day>),
}

#[derive(Clone)]
enum Day {
    Fact(usize),
    Literal(Date),
    Achievement,
    Months(Box<Day>, i64),
    Days(Box<Day>, i64),
}

#[derive(Clone)]
enum Truth {
    /// In one branch of an `if` only.
    Null,
    Flag,
    FlagIs(&'static str, bool),
    FlagNull(bool),
    Numbers(&'static str, Number, Number),
    NumberNull(bool, Number),
    Dates(&'static str, Day, Day),
    Text(&'static str, Option<usize>),
    TextIn(Vec<Option<usize>>),
    Between(Number, i64, i64),
    Range(Number, bool, i64, i64, bool),
    Not(Box<Truth>),
    All(Vec<Truth>),
    Any(Vec<Truth>),
    If(Box<Truth>, Box<Truth>, Box<Truth>),
}

const OPERATORS: [&str; 6] = ["=", "!=", "<", "<=", ">", ">="];
const ROUNDINGS: [&str; 7] =
    ["floor", "ceiling", "decimal", "round up", "round down", "round half up", "round half down"];

fn number(random: &mut Random, depth: u32) -> Number {
    let inner = |random: &mut Random| Box::new(number(random, depth - 1));
    match if depth == 0 { random.below(2) } else { random.below(13) } {
        0 => Number::Literal(random.between(-4, 4)),
        1..=4 => Number::Fact(usize::try_from(random.below(4)).unwrap()),
        5 => Number::Binary('+', inner(random), inner(random)),
        6 => Number::Binary(['-', '*'][usize::try_from(random.below(2)).unwrap()], inner(random), inner(random)),
        7 => {
            let divisor = [-3, -2, 2, 3, 4][usize::try_from(random.below(5)).unwrap()];
            Number::Divide(inner(random), divisor)
        }
        8 => Number::Negate(inner(random)),
        9 => match random.below(2) {
            0 => Number::Extreme(true, vec![*inner(random), *inner(random)]),
            _ => Number::Extreme(false, vec![*inner(random), *inner(random), *inner(random)]),
        },
        10 => match random.below(3) {
            0 => Number::Absolute(inner(random)),
            _ => {
                let mode = ROUNDINGS[usize::try_from(random.below(7)).unwrap()];
                Number::Round(mode, inner(random), u32::try_from(random.below(2)).unwrap())
            }
        },
        11 => Number::If(Box::new(truth(random, 0)), inner(random), inner(random)),
        _ => match random.below(2) {
            0 => Number::Days(Box::new(day(random, 1)), Box::new(day(random, 1))),
            _ => Number::Months(Box::new(day(random, 1)), Box::new(day(random, 1))),
        },
    }
}

fn day(random: &mut Random, depth: u32) -> Day {
    match if depth == 0 { random.below(3) } else { random.below(6) } {
        0 | 1 => Day::Fact(usize::try_from(random.below(2)).unwrap()),
        2 if random.below(3) == 0 => Day::Achievement,
        2 | 3 => Day::Literal(some_day(random)),
        4 => {
            // Now and then more than the calendar's cycle.
            let months = random.between(-14, 14) + [0, 0, 0, 4800, -4800][usize::try_from(random.below(5)).unwrap()];
            Day::Months(Box::new(day(random, depth - 1)), months)
        }
        _ => Day::Days(Box::new(day(random, depth - 1)), random.between(-9, 9)),
    }
}

/// Days near month ends and near one another, so that edges are met.
fn some_day(random: &mut Random) -> Date {
    let base = Date::from_ymd(2024, 2, 28).unwrap();
    base.add_days(random.between(-3, 3)).unwrap().add_months(random.between(-2, 2)).unwrap()
}

fn truth(random: &mut Random, depth: u32) -> Truth {
    let operator = |random: &mut Random| OPERATORS[usize::try_from(random.below(6)).unwrap()];
    let equality = |random: &mut Random| OPERATORS[usize::try_from(random.below(2)).unwrap()];
    let text = |random: &mut Random| match random.below(4) {
        3 => None,
        place => Some(usize::try_from(place).unwrap()),
    };
    let inner = |random: &mut Random| Box::new(truth(random, depth - 1));
    match if depth == 0 { random.below(11) } else { random.below(19) } {
        0 => Truth::Flag,
        1 => Truth::FlagIs(equality(random), random.below(2) == 0),
        2 => Truth::FlagNull(random.below(2) == 0),
        3 | 4 => Truth::Numbers(operator(random), number(random, depth.min(2)), number(random, 1)),
        5 => Truth::NumberNull(random.below(2) == 0, number(random, 1)),
        6 | 7 => Truth::Dates(operator(random), day(random, 2), day(random, 1)),
        8 => Truth::Text(equality(random), text(random)),
        9 => Truth::TextIn(vec![text(random), text(random)]),
        10 => match random.below(2) {
            0 => Truth::Between(number(random, 1), random.between(-4, 0), random.between(0, 4)),
            _ => {
                let (low, high) = (random.between(-4, 0), random.between(0, 4));
                Truth::Range(number(random, 1), random.below(2) == 0, low, high, random.below(2) == 0)
            }
        },
        11..=13 => Truth::Not(inner(random)),
        14 | 15 => Truth::All(vec![*inner(random), *inner(random)]),
        16 => Truth::Any(vec![*inner(random), *inner(random), *inner(random)]),
        17 => Truth::Any(vec![*inner(random), *inner(random)]),
        _ => {
            let (condition, one) = (inner(random), inner(random));
            match random.below(6) {
                0 => Truth::If(condition, Box::new(Truth::Null), one),
                1 => Truth::If(condition, one, Box::new(Truth::Null)),
                _ => Truth::If(condition, one, inner(random)),
            }
        }
    }
}

impl Number {
    fn text(&self) -> String {
        match self {
            Number::Fact(3) => "d".to_owned(),
            Number::Fact(fact) => INTEGERS[*fact].to_owned(),
            Number::Literal(value) => format!("{value}"),
            Number::Binary(operator, a, b) => format!("({} {operator} {})", a.text(), b.text()),
            Number::Divide(a, divisor) => format!("({} / {divisor})", a.text()),
            Number::Negate(a) => format!("-({})", a.text()),
            Number::Extreme(largest, list) => {
                let list: Vec<String> = list.iter().map(Number::text).collect();
                format!("{}({})", if *largest { "max" } else { "min" }, list.join(", "))
            }
            Number::Absolute(a) => format!("abs({})", a.text()),
            Number::Round(mode @ ("floor" | "ceiling"), a, _) => format!("{mode}({})", a.text()),
            Number::Round(mode, a, places) => format!("{mode}({}, {places})", a.text()),
            Number::If(c, a, b) => format!("(if {} then {} else {})", c.text(), a.text(), b.text()),
            // A quotient is a plain number: days and months would not mix.
            Number::Days(a, b) => format!("(({} - {}) / 1)", a.text(), b.text()),
            Number::Months(a, b) => format!("(years and months duration({}, {}) / 1)", a.text(), b.text()),
        }
    }

    /// A fraction, or null.
    fn value(&self, patient: &Drawn) -> Option<(i128, i128)> {
        Some(match self {
            Number::Fact(3) => (i128::from(patient.decimal?), 100),
            Number::Fact(fact) => (i128::from(patient.integers[*fact]?), 1),
            Number::Literal(value) => (i128::from(*value), 1),
            Number::Binary(operator, a, b) => {
                let ((a, p), (b, q)) = (a.value(patient)?, b.value(patient)?);
                match operator {
                    '+' => (a * q + b * p, p * q),
                    '-' => (a * q - b * p, p * q),
                    _ => (a * b, p * q),
                }
            }
            Number::Divide(a, divisor) => {
                let (a, p) = a.value(patient)?;
                (a * i128::from(divisor.signum()), p * i128::from(divisor.abs()))
            }
            Number::Negate(a) => a.value(patient).map(|(a, p)| (-a, p))?,
            Number::Extreme(largest, list) => {
                let values: Option<Vec<(i128, i128)>> = list.iter().map(|number| number.value(patient)).collect();
                let order = |a: &(i128, i128), b: &(i128, i128)| (a.0 * b.1).cmp(&(b.0 * a.1));
                let values = values?.into_iter();
                if *largest { values.max_by(order)? } else { values.min_by(order)? }
            }
            Number::Absolute(a) => a.value(patient).map(|(a, p)| (a.abs(), p))?,
            Number::Round(mode, a, places) => {
                let (a, p) = a.value(patient)?;
                let places = if matches!(*mode, "floor" | "ceiling") { 0 } else { *places };
                let unit = 10_i128.pow(places);
                (rounded(mode, a * unit, p), unit)
            }
            Number::If(c, a, b) => if c.value(patient) == Some(true) { a } else { b }.value(patient)?,
            Number::Days(a, b) => (i128::from(a.value(patient)?.days_since(b.value(patient)?)), 1),
            Number::Months(a, b) => (i128::from(a.value(patient)?.months_until(b.value(patient)?)), 1),
        })
    }
}

fn rounded(mode: &str, numerator: i128, denominator: i128) -> i128 {
    let floor = numerator.div_euclid(denominator);
    let rest = numerator.rem_euclid(denominator);
    if rest == 0 {
        return floor;
    }
    let away = if numerator < 0 { floor } else { floor + 1 };
    let towards = if numerator < 0 { floor + 1 } else { floor };
    let nearest = |tie: i128| match (2 * rest).cmp(&denominator) {
        std::cmp::Ordering::Less => floor,
        std::cmp::Ordering::Greater => floor + 1,
        std::cmp::Ordering::Equal => tie,
    };
    match mode {
        "floor" => floor,
        "ceiling" => floor + 1,
        "round up" => away,
        "round down" => towards,
        "round half up" => nearest(away),
        "round half down" => nearest(towards),
        _ => nearest(if floor % 2 == 0 { floor } else { floor + 1 }),
    }
}

impl Day {
    fn text(&self) -> String {
        match self {
            Day::Fact(fact) => DATES[*fact].to_owned(),
            Day::Literal(date) => format!("date(\"{date}\")"),
            Day::Achievement => "achievement_date".to_owned(),
            Day::Months(day, months) if *months < 0 => format!("({} - duration(\"P{}M\"))", day.text(), -months),
            Day::Months(day, months) => format!("({} + duration(\"P{months}M\"))", day.text()),
            Day::Days(day, days) if *days < 0 => format!("({} - duration(\"P{}D\"))", day.text(), -days),
            Day::Days(day, days) => format!("({} + duration(\"P{days}D\"))", day.text()),
        }
    }

    fn value(&self, patient: &Drawn) -> Option<Date> {
        Some(match self {
            Day::Fact(fact) => patient.dates[*fact]?,
            Day::Literal(date) => *date,
            Day::Achievement => patient.achievement_date,
            Day::Months(day, months) => day.value(patient)?.add_months(*months).unwrap(),
            Day::Days(day, days) => day.value(patient)?.add_days(*days).unwrap(),
        })
    }
}

fn compared<T: PartialOrd>(operator: &str, a: Option<T>, b: Option<T>) -> Option<bool> {
    match operator {
        "=" => Some(a == b),
        "!=" => Some(a != b),
        _ => {
            let (a, b) = (a?, b?);
            Some(match operator {
                "<" => a < b,
                "<=" => a <= b,
                ">" => a > b,
                _ => a >= b,
            })
        }
    }
}

/// Fractions over one denominator, so that they compare as integers.
fn compared_fractions(operator: &str, a: Option<(i128, i128)>, b: Option<(i128, i128)>) -> Option<bool> {
    let (p, q) = (a.map_or(1, |(_, p)| p), b.map_or(1, |(_, q)| q));
    compared(operator, a.map(|(a, _)| a * q), b.map(|(b, _)| b * p))
}

fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn all(mut members: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let first = members.next().unwrap_or(Some(true));
    members.fold(first, and)
}

fn not(a: Option<bool>) -> Option<bool> {
    a.map(|a| !a)
}

impl Truth {
    fn text(&self) -> String {
        let literal = |text: &Option<usize>| text.map_or("null".to_owned(), |place| format!("\"{}\"", TEXTS[place]));
        let join = |list: &[Truth], word: &str| {
            let list: Vec<String> = list.iter().map(Truth::text).collect();
            format!("({})", list.join(word))
        };
        match self {
            Truth::Flag => "f".to_owned(),
            Truth::FlagIs(operator, value) => format!("f {operator} {value}"),
            Truth::FlagNull(equal) => format!("f {} null", if *equal { "=" } else { "!=" }),
            Truth::Numbers(operator, a, b) => format!("{} {operator} {}", a.text(), b.text()),
            Truth::NumberNull(equal, a) => format!("{} {} null", a.text(), if *equal { "=" } else { "!=" }),
            Truth::Dates(operator, a, b) => format!("{} {operator} {}", a.text(), b.text()),
            Truth::Text(operator, text) => format!("t {operator} {}", literal(text)),
            Truth::TextIn(list) => {
                let list: Vec<String> = list.iter().map(literal).collect();
                format!("t in ({})", list.join(", "))
            }
            Truth::Between(a, low, high) => format!("{} between {low} and {high}", a.text()),
            Truth::Range(a, low_in, low, high, high_in) => {
                let (open, close) = (if *low_in { '[' } else { '(' }, if *high_in { ']' } else { ')' });
                format!("{} in {open}{low}..{high}{close}", a.text())
            }
            Truth::Not(a) => format!("not({})", a.text()),
            Truth::All(list) => join(list, " and "),
            Truth::Any(list) => join(list, " or "),
            Truth::Null => "null".to_owned(),
            Truth::If(c, a, b) => format!("(if {} then {} else {})", c.text(), a.text(), b.text()),
        }
    }

    fn value(&self, patient: &Drawn) -> Option<bool> {
        let within = |a: &Number, low_operator: &str, low: i64, high_operator: &str, high: i64| {
            let value = a.value(patient);
            let bound = |bound: i64| Some((i128::from(bound), 1));
            and(
                compared_fractions(low_operator, value, bound(low)),
                compared_fractions(high_operator, value, bound(high)),
            )
        };
        match self {
            Truth::Null => None,
            Truth::Flag => patient.flag,
            Truth::FlagIs(operator, value) => compared(operator, patient.flag, Some(*value)),
            Truth::FlagNull(equal) => Some(patient.flag.is_none() == *equal),
            Truth::Numbers(operator, a, b) => compared_fractions(operator, a.value(patient), b.value(patient)),
            Truth::NumberNull(equal, a) => Some(a.value(patient).is_none() == *equal),
            Truth::Dates(operator, a, b) => compared(operator, a.value(patient), b.value(patient)),
            Truth::Text(operator, text) => compared(operator, patient.text, *text),
            Truth::TextIn(list) => Some(list.contains(&patient.text)),
            Truth::Between(a, low, high) => within(a, ">=", *low, "<=", *high),
            Truth::Range(a, low_in, low, high, high_in) => {
                within(a, if *low_in { ">=" } else { ">" }, *low, if *high_in { "<=" } else { "<" }, *high)
            }
            Truth::Not(a) => not(a.value(patient)),
            Truth::All(list) => all(list.iter().map(|member| member.value(patient))),
            Truth::Any(list) => not(all(list.iter().map(|member| not(member.value(patient))))),
            Truth::If(c, a, b) => if c.value(patient) == Some(true) { a } else { b }.value(patient),
        }
    }
}

/// One patient; `None` is null.
#[derive(Clone, Debug)]
struct Drawn {
    achievement_date: Date,
    integers: [Option<i64>; 3],
    /// Hundredths.
    decimal: Option<i64>,
    dates: [Option<Date>; 2],
    flag: Option<bool>,
    text: Option<usize>,
}

fn drawn(random: &mut Random, achievement_date: Date) -> Drawn {
    let null = |random: &mut Random| random.below(4) == 0;
    Drawn {
        achievement_date,
        integers: std::array::from_fn(|_| (!null(random)).then(|| random.between(-5, 5))),
        decimal: (!null(random)).then(|| random.between(-500, 500) / 25 * 25),
        dates: std::array::from_fn(|_| (!null(random)).then(|| some_day(random))),
        flag: (!null(random)).then(|| random.below(2) == 0),
        text: (!null(random)).then(|| usize::try_from(random.below(3)).unwrap()),
    }
}

fn set(facts: &mut PatientFacts<'_, '_>, contract: &Contract<'_>, patient: &Drawn, known: &dyn Fn(&str) -> bool) {
    facts.clear();
    let mut give = |name: &str, value: Value| {
        if known(name) {
            let fact = contract.facts().find(|fact| fact.name() == name).unwrap();
            facts.set(fact.index(), value).unwrap();
        }
    };
    for (name, value) in INTEGERS.iter().zip(patient.integers) {
        give(name, value.map_or(Value::Null, Value::integer));
    }
    let decimal = |hundredths: i64| Value::Number(entitle_kernel::Number::from_scaled(hundredths, 2));
    give("d", patient.decimal.map_or(Value::Null, decimal));
    for (name, value) in DATES.iter().zip(patient.dates) {
        give(name, value.map_or(Value::Null, Value::Date));
    }
    give("f", patient.flag.map_or(Value::Null, Value::boolean));
    let place = |place: usize| Value::Text(u16::try_from(place).unwrap());
    give("t", patient.text.map_or(Value::Null, place));
}

fn definition(conditions: &[Truth]) -> String {
    let mut text = String::from(
        "semantics = 1\n[contract]\nid = \"masks\"\ntitle = \"Masks\"\nin_force = 2024-01-01\nsubject = \"practice\"\n\
         [source.s]\ntitle = \"s\"\ngrade = \"assumed\"\n",
    );
    let common = "null = \"allowed\"\ndoc = \"x\"\n";
    for name in INTEGERS {
        let _ = write!(text, "[fact.patient.{name}]\ntype = \"integer\"\nrange = [-5, 5]\n{common}");
    }
    let _ = write!(text, "[fact.patient.d]\ntype = \"decimal\"\nplaces = 2\nrange = [-5, 5]\n{common}");
    for name in DATES {
        let _ = write!(text, "[fact.patient.{name}]\ntype = \"date\"\n{common}");
    }
    let _ = write!(text, "[fact.patient.f]\ntype = \"boolean\"\n{common}");
    let _ = write!(text, "[fact.patient.t]\ntype = \"text\"\nvalues = [\"x\", \"y\", \"z\"]\n{common}");
    for (index, condition) in conditions.iter().enumerate() {
        let when = condition.text();
        // Every third by way of a named condition, and of its negation.
        let row = match index % 3 {
            0 => format!("{{ if = '{when}', then = \"select\", else = \"reject\" }}"),
            1 => format!("{{ if = 'c{index}', then = \"select\", else = \"reject\" }}"),
            _ => format!("{{ if = 'not(c{index})', then = \"select\", else = \"reject\" }}"),
        };
        if index % 3 != 0 {
            let _ = write!(text, "[condition.c{index}]\nwhen = '{when}'\n");
        }
        let _ = write!(text, "[register.R{index}]\ntitle = \"r\"\nsource = \"s\"\nrows = [{row}]\n");
    }
    text
}

#[test]
fn masks_say_what_three_valued_logic_says() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let achievement_date = Date::from_ymd(2024, 3, 31).unwrap();
    let (mut compared, mut determined) = (0, 0);
    for _ in 0..60 {
        let conditions: Vec<Truth> = (0..30).map(|_| truth(&mut random, 3)).collect();
        let text = definition(&conditions);
        let compiled = match entitle_compiler::compile("masks.toml", &text) {
            Ok(compiled) => compiled,
            Err(faults) => {
                // A tree that holds too many numbers at once, or run constants past the limit.
                assert!(faults.list().iter().all(|fault| matches!(fault.code, "too-complex" | "too-many")), "{faults}");
                continue;
            }
        };
        let contract = Contract::new(&compiled.image).unwrap();
        let run = Run::new(&contract, achievement_date).unwrap();
        let mut cells = vec![Cell::Unknown; usize::from(contract.cost().patient_slots)];
        let mut facts = PatientFacts::new(&contract, &mut cells).unwrap();
        for _ in 0..60 {
            let patient = drawn(&mut random, achievement_date);
            let all = INTEGERS.iter().chain(&DATES).chain(&["d", "f", "t"]);
            let hidden: Vec<&str> = all.filter(|_| random.below(3) == 0).copied().collect();
            for (index, condition) in conditions.iter().enumerate() {
                let value = condition.value(&patient);
                let expected = if index % 3 == 2 { not(value) } else { value } == Some(true);
                let mut on_register = |known: &dyn Fn(&str) -> bool| {
                    set(&mut facts, &contract, &patient, known);
                    let mut scratch = PatientScratch::EMPTY;
                    Patient::new(&contract, &run, &facts, &mut scratch)
                        .unwrap()
                        .on_register(index, &mut Silent)
                        .unwrap()
                };
                assert_eq!(on_register(&|_| true), Some(expected), "{} for {patient:?}", condition.text());
                compared += 1;
                if let Some(answer) = on_register(&|name| !hidden.contains(&name)) {
                    assert_eq!(answer, expected, "{} without {hidden:?} of {patient:?}", condition.text());
                    determined += 1;
                }
            }
        }
    }
    assert!(compared > 40_000 && determined > 4_000, "{compared} compared, {determined} determined");
}
