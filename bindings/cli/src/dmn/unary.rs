//! Unary tests, what stands in an input entry of a decision table, read and written as FEEL conditions.

use entitle_compiler::{LexemeKind, lexemes};
use entitle_kernel::image::code::Comparison;
use entitle_kernel::{Date, Number};

/// An input entry.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Entry {
    /// `-`: every value, and none.
    Any,
    /// One test or several; with `not(…)`, none of them.
    Tests { negated: bool, tests: Vec<Test> },
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Test {
    Value(Item),
    Compares(Comparison, Item),
    Range { low: Item, low_included: bool, high: Item, high_included: bool },
}

/// A value as FEEL, and what it is where that is known.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Item {
    pub(super) feel: String,
    pub(super) literal: Option<Literal>,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Literal {
    Number(Number),
    Text(String),
    Boolean(bool),
    Date(Date),
    Null,
}

impl Entry {
    /// Reads an entry. What is no literal is left as it stands.
    pub(super) fn read(text: &str) -> Result<Entry, String> {
        let text = text.trim();
        if text.is_empty() || text == "-" {
            return Ok(Entry::Any);
        }
        let inner = text.strip_prefix("not").map(str::trim_start).and_then(|rest| enclosed(rest));
        let tests = split(inner.unwrap_or(text), ",")?.into_iter().map(test);
        Ok(Entry::Tests { negated: inner.is_some(), tests: tests.collect::<Result<_, _>>()? })
    }

    /// The condition that a value meets the entry; nothing where every value does.
    pub(super) fn condition(&self, value: &str, is_boolean: bool) -> Option<String> {
        let Entry::Tests { negated, tests } = self else { return None };
        // `not(true)` is no plain negation: an absent value is other than true, and meets it.
        if let ([Test::Value(Item { literal: Some(Literal::Boolean(wanted)), .. })], true, false) =
            (tests.as_slice(), is_boolean, *negated)
        {
            return Some(if *wanted { value.to_owned() } else { format!("not({value})") });
        }
        let condition = match tests.as_slice() {
            [Test::Value(item)] if *negated => return Some(format!("{value} != {}", item.feel)),
            [Test::Value(item)] => format!("{value} = {}", item.feel),
            [Test::Compares(operator, item)] => format!("{value} {} {}", operator.name(), item.feel),
            [range @ Test::Range { .. }] => format!("{value} in {}", range.feel()),
            several => {
                format!("{value} in ({})", several.iter().map(Test::feel).collect::<Vec<_>>().join(", "))
            }
        };
        Some(if *negated { format!("not({condition})") } else { condition })
    }

    /// Every value that the entry writes out.
    pub(super) fn literals(&self) -> impl Iterator<Item = &Literal> {
        let tests = match self {
            Entry::Any => &[],
            Entry::Tests { tests, .. } => tests.as_slice(),
        };
        tests.iter().flat_map(Test::items).filter_map(|item| item.literal.as_ref())
    }
}

impl Test {
    fn feel(&self) -> String {
        match self {
            Test::Value(item) => item.feel.clone(),
            Test::Compares(operator, item) => format!("{} {}", operator.name(), item.feel),
            Test::Range { low, low_included, high, high_included } => {
                let (open, close) = (if *low_included { '[' } else { '(' }, if *high_included { ']' } else { ')' });
                format!("{open}{}..{}{close}", low.feel, high.feel)
            }
        }
    }

    pub(super) fn items(&self) -> Vec<&Item> {
        match self {
            Test::Value(item) | Test::Compares(_, item) => vec![item],
            Test::Range { low, high, .. } => vec![low, high],
        }
    }
}

fn test(text: &str) -> Result<Test, String> {
    let text = text.trim();
    if let Some((operator, rest)) = Comparison::ALL
        .iter()
        .filter_map(|comparison| Some((*comparison, text.strip_prefix(comparison.name())?)))
        // `<=` is not `<`: the longer sign leaves the shorter rest.
        .min_by_key(|(_, rest)| rest.len())
    {
        return Ok(Test::Compares(operator, item(rest)?));
    }
    let ends = text.chars().next().zip(text.chars().next_back());
    if let Some((open @ ('[' | '(' | ']'), close @ (']' | ')' | '['))) = ends
        && text.len() > 1
        && let [low, high] = split(&text[1..text.len() - 1], "..")?.as_slice()
    {
        let (low, high) = (item(low)?, item(high)?);
        return Ok(Test::Range { low, low_included: open == '[', high, high_included: close == ']' });
    }
    Ok(Test::Value(item(text)?))
}

fn item(text: &str) -> Result<Item, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("a value is missing".to_owned());
    }
    let literal = literal(text);
    // `> 5 or late` must not end as `age > 5 or late`.
    let is_loose = literal.is_none() && is_loose(text);
    Ok(Item { feel: if is_loose { format!("({text})") } else { text.to_owned() }, literal })
}

/// Whether something in it may bind less tightly than the comparison that it becomes a side of.
fn is_loose(text: &str) -> bool {
    lexemes(text).iter().any(|word| match word.kind {
        LexemeKind::Symbol(sign) => sign.contains(['<', '>', '=']),
        LexemeKind::Name => BINDING_WORDS.contains(&&text[word.start..word.end]),
        _ => false,
    })
}

/// Words of FEEL that join, compare or branch.
const BINDING_WORDS: [&str; 8] = ["or", "and", "between", "in", "if", "some", "every", "for"];

/// The value that a text writes out: a number, a text, a day, true, false or null.
pub(super) fn literal(text: &str) -> Option<Literal> {
    match text {
        "null" => return Some(Literal::Null),
        "true" => return Some(Literal::Boolean(true)),
        "false" => return Some(Literal::Boolean(false)),
        _ => {}
    }
    if let Some(text) = quoted(text) {
        return Some(Literal::Text(text));
    }
    let day = text
        .strip_prefix("date")
        .and_then(|rest| enclosed(rest.trim_start()))
        .or_else(|| text.strip_prefix('@'))
        .and_then(|rest| quoted(rest.trim()));
    if let Some(day) = day {
        return day.parse().ok().map(Literal::Date);
    }
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits.trim_start()));
    let plain = digits.starts_with(|digit: char| digit.is_ascii_digit())
        && digits.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
    plain.then(|| format!("{sign}{digits}").parse().ok()).flatten().map(Literal::Number)
}

/// The text within quotes, where the whole is one text.
fn quoted(text: &str) -> Option<String> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let (mut plain, mut letters) = (String::new(), inner.chars());
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return None,
            '\\' => plain.push(match letters.next()? {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                other @ ('"' | '\'' | '\\') => other,
                _ => return None,
            }),
            letter => plain.push(letter),
        }
    }
    Some(plain)
}

/// What stands within the parentheses that hold the whole.
fn enclosed(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    // `(a) + (b)` begins and ends so too.
    let mut depth = 0_i32;
    for word in lexemes(inner) {
        depth += i32::from(word.kind == LexemeKind::Symbol("(")) - i32::from(word.kind == LexemeKind::Symbol(")"));
        if depth < 0 {
            return None;
        }
    }
    Some(inner)
}

/// The parts between separators that stand in no brackets.
fn split<'t>(text: &'t str, separator: &str) -> Result<Vec<&'t str>, String> {
    // Of each bracket that is open, whether `..` has been met: then `[` ends the range that it stands in.
    let mut open: Vec<bool> = Vec::new();
    let (mut parts, mut from, mut before) = (Vec::new(), 0, 0);
    for word in lexemes(text) {
        if !text[before..word.start].trim().is_empty() {
            return Err(COMMENT.to_owned());
        }
        before = word.end;
        match word.kind {
            LexemeKind::Symbol(sign) if open.is_empty() && sign == separator => {
                parts.push(&text[from..word.start]);
                from = word.end;
            }
            LexemeKind::Symbol("[") if open.last() == Some(&true) => drop(open.pop()),
            LexemeKind::Symbol("]") if open.is_empty() => open.push(false),
            LexemeKind::Symbol("(" | "[" | "{") => open.push(false),
            LexemeKind::Symbol(sign @ (")" | "]" | "}")) if open.pop().is_none() => {
                return Err(format!("nothing opens before this `{sign}`"));
            }
            LexemeKind::Symbol("..") => {
                if let Some(is_range) = open.last_mut() {
                    *is_range = true;
                }
            }
            LexemeKind::Symbol("/*") => return Err(COMMENT.to_owned()),
            LexemeKind::Stray('"') => {
                return Err("a text has no closing quote, or holds an unknown escape".to_owned());
            }
            _ => {}
        }
    }
    if !text[before..].trim().is_empty() {
        return Err(COMMENT.to_owned());
    }
    if !open.is_empty() {
        return Err("a bracket is not closed".to_owned());
    }
    parts.push(&text[from..]);
    Ok(parts)
}

const COMMENT: &str = "a comment stands in the entry";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_become_conditions() {
        let read = |text: &str| Entry::read(text).unwrap();
        for (entry, condition) in [
            ("-", None),
            (" ", None),
            (">=18", Some("x >= 18")),
            ("18", Some("x = 18")),
            ("= 18", Some("x = 18")),
            ("-5", Some("x = -5")),
            ("[1..5)", Some("x in [1..5)")),
            ("]1..5[", Some("x in (1..5)")),
            ("< limit + 1", Some("x < limit + 1")),
            ("\"a, b\", \"c..d\"", Some("x in (\"a, b\", \"c..d\")")),
            ("1, < 0, (5..6]", Some("x in (1, < 0, (5..6])")),
            ("not(1)", Some("x != 1")),
            ("not (1, 2)", Some("not(x in (1, 2))")),
            ("not(> 5)", Some("not(x > 5)")),
            ("date(\"2025-03-31\")", Some("x = date(\"2025-03-31\")")),
            ("[date(\"2025-03-31\")..@\"2025-04-30\"]", Some("x in [date(\"2025-03-31\")..@\"2025-04-30\"]")),
            ("min(a, b), 3", Some("x in (min(a, b), 3)")),
            ("]1..5], [7..9[, 12", Some("x in ((1..5], [7..9), 12)")),
            ("not(]1..5[, ]7..9])", Some("not(x in ((1..5), (7..9]))")),
            ("[t[k]..9[", Some("x in [t[k]..9)")),
            ("[1..upper]", Some("x in [1..upper]")),
            ("[ lower .. upper ]", Some("x in [lower..upper]")),
            // What binds less tightly stays on its own side.
            ("> 5 or late", Some("x > (5 or late)")),
            ("if late then 5 else 6", Some("x = (if late then 5 else 6)")),
            ("\"this or that\"", Some("x = \"this or that\"")),
        ] {
            assert_eq!(read(entry).condition("x", false).as_deref(), condition, "{entry}");
        }
        // `=` is never null, so an absent value is not true, and `not(true)` is met by it.
        for (entry, condition) in
            [("true", "x"), ("false", "not(x)"), ("not(true)", "x != true"), ("not(false)", "x != false")]
        {
            assert_eq!(read(entry).condition("x", true).as_deref(), Some(condition), "{entry}");
        }
    }

    #[test]
    fn literals_are_known_and_expressions_are_not() {
        assert_eq!(literal("\"a \\\"b\\\"\""), Some(Literal::Text("a \"b\"".to_owned())));
        assert_eq!(literal("-1.50"), Some(Literal::Number("-1.5".parse().unwrap())));
        assert_eq!(literal("@\"2025-03-31\""), Some(Literal::Date("2025-03-31".parse().unwrap())));
        for expression in ["x", "1 + 2", "\"a\" + \"b\"", "1.2.3", "date(x)", "(1)"] {
            assert_eq!(literal(expression), None, "{expression}");
        }
        assert_eq!(literal("- 5"), Some(Literal::Number("-5".parse().unwrap())));
        assert_eq!(literal(r#""caf\u00e9""#), None, "an escape that is not known is not guessed at");
        for broken in ["1, ", "5) or (late", "(5", "not()", "[1..5", "]1..5"] {
            assert!(Entry::read(broken).is_err(), "{broken}");
        }
        assert!(Entry::read("1 // one").is_err());
    }
}
