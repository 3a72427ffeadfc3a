//! Document to declarations: every key has its place, every other is refused.

#[cfg(test)]
pub(crate) mod asked;
mod facts;
mod fields;
mod rows;
mod scales;
mod tables;

pub(crate) use fields::Faults;

use entitle_kernel::date::Date;
use entitle_kernel::limits::{NAME_BYTES_MAX, REPLACES_MAX};
use entitle_kernel::number::RoundingMode;
use entitle_kernel::value::Grade;

use crate::decimal::Decimal;
use crate::definition::{
    Condition, ConditionOf, Constant, Contract, Criterion, Definition, Indicator, Line, Origin, Parameter, Per, Reason,
    Register, Rounding, Scale, ScaleChoice, SourceEntry, Subject,
};
use crate::diagnostic::{Diagnostic, offer};
use crate::document::{Entry, Node, NodeKind};
use crate::feel::ast::{Function, Word};
use crate::source::{Source, Span};
use fields::{Fields, decimal_of, wrong_kind};

const GRADES: [(&str, Grade); 4] = [
    ("official", Grade::Official),
    ("published", Grade::Published),
    ("derived", Grade::Derived),
    ("assumed", Grade::Assumed),
];

const KEYWORDS: [&str; 19] = [
    "and",
    "or",
    "not",
    "in",
    "between",
    "if",
    "then",
    "else",
    "some",
    "every",
    "satisfies",
    "true",
    "false",
    "null",
    "for",
    "return",
    "function",
    "external",
    "instance",
];

/// Names that the language itself gives a meaning, beside its functions.
const BUILT_IN: [&str; 16] = [
    "period_start",
    "period_end",
    "achievement_date",
    "register_size",
    "numerator",
    "denominator",
    "exclusions",
    "adjustments",
    "points",
    "points_max",
    "achieved",
    "practices",
    "indicators",
    "registers",
    "in_register",
    "round",
];

/// Reads every declaration; what is refused is reported once and left out or left empty.
pub(crate) fn load(root: &Node, source: &Source, faults: &mut Faults) -> Definition {
    let mut top = Fields::new(root, Span::new(0, 0), "a definition", faults);
    semantics(&mut top, faults);
    let contract = contract(&mut top, source, faults);
    let mut text_lists = Vec::new();
    let mut scales: Vec<Scale> = Vec::new();
    each(&mut top, "scale", faults, |id, node, faults| scales.push(scales::scale(id, node, faults)));
    let definition = Definition {
        contract,
        sources: collect(&mut top, "source", faults, source_entry),
        parameters: collect(&mut top, "parameter", faults, parameter),
        attributes: collect(&mut top, "attribute", faults, |id, node, faults| {
            facts::attribute(id, node, &mut text_lists, faults)
        }),
        facts: facts::facts(&mut top, &mut text_lists, faults),
        reasons: collect(&mut top, "reason", faults, reason),
        conditions: collect(&mut top, "condition", faults, condition),
        blocks: collect(&mut top, "rules", faults, rows::block),
        registers: collect(&mut top, "register", faults, register),
        indicators: collect(&mut top, "indicator", faults, |id, node, faults| indicator(id, node, &mut scales, faults)),
        tables: collect(&mut top, "table", faults, tables::table),
        criteria: collect(&mut top, "criterion", faults, criterion),
        lines: collect(&mut top, "line", faults, line),
        scales,
        text_lists,
    };
    top.finish(faults);
    definition
}

fn collect<T>(
    top: &mut Fields<'_>,
    key: &'static str,
    faults: &mut Faults,
    mut read: impl FnMut(Word, &Node, &mut Faults) -> T,
) -> Vec<T> {
    let mut list = Vec::new();
    each(top, key, faults, |id, node, faults| list.push(read(id, node, faults)));
    list
}

/// Every `[key.<id>]`, its id checked.
fn each(top: &mut Fields<'_>, key: &'static str, faults: &mut Faults, mut read: impl FnMut(Word, &Node, &mut Faults)) {
    let Some(entry) = top.optional(key) else { return };
    // Only what an expression can name by itself may not take a word from the language.
    let in_expressions = ["parameter", "attribute", "condition", "line", "table", "scale"].contains(&key);
    for entry in table_of(entry, key, faults) {
        let id = Word { text: entry.key.clone(), span: entry.key_span };
        if in_expressions {
            is_name(&id, &format!("a {key}"), faults);
        } else {
            is_id(&id, &format!("a {key}"), faults);
        }
        read(id, &entry.value, faults);
    }
}

fn table_of<'n>(entry: &'n Entry, key: &str, faults: &mut Faults) -> &'n [Entry] {
    match &entry.value.kind {
        NodeKind::Table(entries) => entries,
        NodeKind::Refused => &[],
        other => {
            let fault = wrong_kind(entry.key_span, &format!("`{key}`"), "a table of tables", other.name());
            faults.push(fault.with_help(format!("write `[{key}.<id>]`")));
            &[]
        }
    }
}

/// Refuses what is not a plain identifier.
fn is_id(word: &Word, what: &str, faults: &mut Faults) -> bool {
    let text = word.text.as_str();
    let mut letters = text.bytes();
    let shaped = letters.next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && letters.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let fault = if !shaped {
        let message = format!("`{text}` cannot name {what}");
        let help = "a name is a letter followed by letters, digits and underscores";
        Diagnostic::error("bad-name", word.span, message).with_help(help)
    } else if text.len() > NAME_BYTES_MAX {
        Diagnostic::error("bad-name", word.span, format!("a name has at most {NAME_BYTES_MAX} letters"))
    } else {
        return true;
    };
    faults.push(fault);
    false
}

/// Refuses what an expression could not say or would take for something else.
pub(crate) fn is_name(word: &Word, what: &str, faults: &mut Faults) -> bool {
    if !is_id(word, what, faults) {
        return false;
    }
    let reserved = is_reserved(&word.text);
    if reserved {
        let message = format!("`{}` cannot name {what}: the language has a meaning for it", word.text);
        faults.push(Diagnostic::error("bad-name", word.span, message).with_help("choose another name"));
    }
    !reserved
}

/// Whether the language keeps a word for itself: a keyword, a function, or a name that it gives a meaning. Nothing
/// of a definition can be called so.
///
/// ```
/// use entitle_compiler::is_reserved;
/// assert!(is_reserved("between") && is_reserved("min") && is_reserved("period_end"));
/// assert!(!is_reserved("age"));
/// ```
#[must_use]
pub fn is_reserved(text: &str) -> bool {
    KEYWORDS.contains(&text)
        || BUILT_IN.contains(&text)
        || ["date", "duration"].contains(&text)
        || Function::ALL.iter().any(|(name, _)| *name == text)
}

/// "Defined twice", pointing at both.
pub(crate) fn duplicate(word: &Word, earlier: Span) -> Diagnostic {
    Diagnostic::error("duplicate-id", word.span, format!("`{}` is defined twice", word.text))
        .with_label(earlier, "first here")
        .with_help("rename one of the two, or remove it")
}

/// `source` and `grade` of a figure.
fn origin(fields: &mut Fields<'_>, required: bool, faults: &mut Faults) -> Origin {
    let source = if required { fields.required_word("source", faults) } else { fields.word("source", faults) };
    Origin { source, grade: fields.choice("grade", &GRADES, faults) }
}

/// `source` of what has no grade of its own.
fn source_only(fields: &mut Fields<'_>, required: bool, faults: &mut Faults) -> Origin {
    let source = if required { fields.required_word("source", faults) } else { fields.word("source", faults) };
    Origin { source, grade: None }
}

fn semantics(top: &mut Fields<'_>, faults: &mut Faults) {
    if let Some(entry) = top.required("semantics", faults)
        && !matches!(entry.value.kind, NodeKind::Integer(1) | NodeKind::Refused)
    {
        let message = "this compiler knows `semantics = 1` only";
        faults.push(Diagnostic::error("unknown-semantics", entry.value.span, message));
    }
}

fn contract(top: &mut Fields<'_>, source: &Source, faults: &mut Faults) -> Contract {
    let nothing = Node { span: Span::default(), kind: NodeKind::Refused };
    let (node, span) = match top.required("contract", faults) {
        Some(entry) => (&entry.value, entry.key_span),
        None => (&nothing, Span::default()),
    };
    let mut fields = Fields::new(node, span, "the contract", faults);
    let id = fields.required_word("id", faults).unwrap_or(Word { text: String::new(), span });
    let title = fields.required_text("title", faults);
    fields.required("in_force", faults);
    let in_force = fields.date("in_force", faults);
    let until = fields.date("until", faults);
    let read_until = fields.date("read_until", faults);
    let replaces = fields.optional("replaces").map_or_else(Vec::new, |entry| replaces(entry, &id, faults));
    let published = fields.date("published", faults).map(|(date, _)| date);
    fields.required("subject", faults);
    let subjects = [("practice", Subject::Practice), ("network", Subject::Network)];
    let subject = fields.choice("subject", &subjects, faults).unwrap_or(Subject::Practice);
    let pays = fields.word("pays", faults);
    let family = fields.short_text("family", faults);
    let doc = fields.text("doc", faults);
    fields.finish(faults);
    if !id.text.is_empty() && !is_kebab(&id.text) {
        let message = format!("the contract's id `{}` is not in kebab-case", id.text);
        let help = "lower-case words, digits and single hyphens: `qof-england`";
        faults.push(Diagnostic::error("bad-name", id.span, message).with_help(help));
    }
    if let Some((read, span)) = read_until {
        if until.is_some() {
            let message = "`read_until` stands beside `until`, which says the end";
            faults.push(Diagnostic::error("bad-date", span, message).with_help("remove `read_until`"));
        } else if in_force.is_some_and(|(start, _)| read < start) {
            let message = "`read_until` is the last day that the sources speak of, so not before `in_force`";
            faults.push(Diagnostic::error("bad-date", span, message));
        }
    }
    if let (Some((start, _)), Some((end, span))) = (in_force, until)
        && end <= start
    {
        faults.push(Diagnostic::error("bad-date", span, "`until` is the day after the last, so after `in_force`"));
    }
    let revision = file_name(source, &id, in_force, faults);
    let in_force = in_force.map_or(Date::MIN, |(date, _)| date);
    let [until, read_until] = [until, read_until].map(|date| date.map(|(date, _)| date));
    Contract { id, title, in_force, until, read_until, replaces, published, revision, subject, pays, family, doc }
}

/// The contracts that whoever holds this one gives up, always or where a condition holds.
fn replaces(entry: &Entry, id: &Word, faults: &mut Faults) -> Vec<(String, Option<Word>)> {
    let NodeKind::Table(entries) = &entry.value.kind else {
        faults.push(fields::wrong_kind(entry.value.span, "`replaces`", "a table", entry.value.kind.name()));
        return Vec::new();
    };
    let mut list = Vec::new();
    for entry in entries {
        let Some(when) = fields::word_of(&entry.value, "replaces", faults) else { continue };
        let message = if !is_kebab(&entry.key) {
            format!("`{}` is no contract's id", entry.key)
        } else if entry.key == id.text {
            "a contract does not replace itself".to_owned()
        } else if list.len() == REPLACES_MAX {
            format!("a contract replaces at most {REPLACES_MAX} others")
        } else {
            list.push((entry.key.clone(), Some(when).filter(|when| when.text != "always")));
            continue;
        };
        faults.push(Diagnostic::error("bad-name", entry.key_span, message));
    }
    list
}

fn is_kebab(text: &str) -> bool {
    text.len() <= NAME_BYTES_MAX
        && text.starts_with(|letter: char| letter.is_ascii_lowercase())
        && text
            .split('-')
            .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}

/// A file named for a day belongs to that day and to its folder's contract. Gives the revision.
fn file_name(source: &Source, id: &Word, in_force: Option<(Date, Span)>, faults: &mut Faults) -> u16 {
    let mut parts = source.name().rsplit(['/', '\\']);
    let file = parts.next().unwrap_or("");
    let folder = parts.next().unwrap_or("");
    let stem = file.strip_suffix(".toml").unwrap_or(file);
    let (day, revision) = match stem.split_once(".r") {
        Some((day, revision)) => (day, revision.parse().ok().filter(|number| *number >= 2)),
        None => (stem, Some(1)),
    };
    let looks_dated = day.len() == 10 && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if !looks_dated {
        return revision.unwrap_or(1);
    }
    if let Some((date, span)) = in_force {
        let (year, month, number) = date.ymd();
        let written = format!("{year:04}-{month:02}-{number:02}");
        if written != day {
            let message = format!("the file is named for {day}, the contract is in force from {written}");
            faults.push(Diagnostic::error("file-name", span, message));
        }
    }
    // `./2025-04-01.toml` does not say what the folder is called.
    if !["", ".", ".."].contains(&folder) && !id.text.is_empty() && folder != id.text {
        let message = format!("the file lies in the folder `{folder}`, the contract's id is `{}`", id.text);
        faults.push(Diagnostic::error("file-name", id.span, message));
    }
    if revision.is_none() {
        let message = "a correction is named `<date>.r2.toml`, `<date>.r3.toml` and so on";
        faults.push(Diagnostic::error("file-name", id.span, message));
    }
    revision.unwrap_or(1)
}

fn source_entry(id: Word, node: &Node, faults: &mut Faults) -> SourceEntry {
    let mut fields = Fields::new(node, id.span, format!("the source `{}`", id.text), faults);
    let title = fields.required_text("title", faults);
    fields.required("grade", faults);
    let grade = fields.choice("grade", &GRADES, faults).unwrap_or(Grade::Assumed);
    let note = fields.text("note", faults);
    fields.finish(faults);
    SourceEntry { id, title, grade, note }
}

fn parameter(id: Word, node: &Node, faults: &mut Faults) -> Parameter {
    let mut fields = Fields::new(node, id.span, format!("the parameter `{}`", id.text), faults);
    let value = fields.required("value", faults).and_then(|entry| match entry.value.kind {
        NodeKind::Boolean(value) => Some(Constant::Boolean(value)),
        NodeKind::Date { .. } => fields::date_of(&entry.value, "value", faults).map(Constant::Date),
        _ => decimal_of(&entry.value, "value", faults).map(Constant::Number),
    });
    let unit = if matches!(value, Some(Constant::Number(_)) | None) {
        fields.required("unit", faults);
        fields.short_text("unit", faults)
    } else {
        fields.short_text("unit", faults)
    };
    let origin = origin(&mut fields, true, faults);
    let doc = fields.text("doc", faults);
    fields.finish(faults);
    Parameter { id, value, unit, origin, doc }
}

fn reason(id: Word, node: &Node, faults: &mut Faults) -> Reason {
    let mut fields = Fields::new(node, id.span, format!("the reason `{}`", id.text), faults);
    let text = fields.required_text("text", faults);
    let class = fields.short_text("class", faults);
    let origin = source_only(&mut fields, false, faults);
    fields.finish(faults);
    Reason { id, text, class, origin }
}

fn condition(id: Word, node: &Node, faults: &mut Faults) -> Condition {
    let mut fields = Fields::new(node, id.span, format!("the condition `{}`", id.text), faults);
    let when = fields.required_formula("when", faults);
    let kinds = [
        ("patient", ConditionOf::Patient),
        ("subject", ConditionOf::Subject),
        ("contradiction", ConditionOf::Contradiction),
    ];
    let of = fields.choice("of", &kinds, faults).unwrap_or(ConditionOf::Patient);
    let doc = fields.text("doc", faults);
    let origin = source_only(&mut fields, false, faults);
    fields.finish(faults);
    Condition { id, when, of, doc, origin }
}

fn register(id: Word, node: &Node, faults: &mut Faults) -> Register {
    let mut fields = Fields::new(node, id.span, format!("the register `{}`", id.text), faults);
    let title = fields.required_text("title", faults);
    let origin = source_only(&mut fields, true, faults);
    let rows = fields.optional("rows").map(|entry| rows::rows("rows", &entry.value, faults));
    let doc = fields.text("doc", faults);
    fields.finish(faults);
    Register { id, title, origin, rows, doc }
}

fn indicator(id: Word, node: &Node, scales: &mut Vec<Scale>, faults: &mut Faults) -> Indicator {
    let mut fields = Fields::new(node, id.span, format!("the indicator `{}`", id.text), faults);
    let title = fields.required_text("title", faults);
    let register = fields.required_word("register", faults);
    let points = fields.required("points", faults).and_then(|entry| scales::points(entry, faults));
    let scale = fields.required("scale", faults).and_then(|entry| match &entry.value.kind {
        NodeKind::Text(_) => fields::word_of(&entry.value, "scale", faults).map(ScaleChoice::Named),
        _ => {
            let nameless = Word { text: String::new(), span: entry.key_span };
            let scale = scales::scale(nameless, &entry.value, faults);
            if let (Some(form), Some(points)) = (&scale.form, points) {
                scales::earns_within(form, points, entry.value.span, faults);
            }
            scales.push(scale);
            Some(ScaleChoice::Own(scales.len() - 1))
        }
    });
    let origin = origin(&mut fields, true, faults);
    let rules_origin = Origin { source: fields.word("rules_source", faults), grade: None };
    let denominator = fields.optional("denominator").map(|entry| rows::rows("denominator", &entry.value, faults));
    let numerator = fields.optional("numerator").map(|entry| rows::rows_or_formula("numerator", entry, faults));
    if let (Some(word), None) = (&rules_origin.source, &denominator) {
        let message = format!("the indicator `{}` has a `rules_source` but no rules", id.text);
        faults.push(Diagnostic::error("missing-key", word.span, message).with_help("remove `rules_source`"));
    }
    if denominator.is_some() != numerator.is_some() {
        let (has, lacks) =
            if numerator.is_some() { ("numerator", "denominator") } else { ("denominator", "numerator") };
        let message = format!("the indicator `{}` has a `{has}` but no `{lacks}`", id.text);
        faults.push(Diagnostic::error("missing-key", id.span, message).with_help("give both, or neither"));
    }
    let attributes = fields.optional("attributes").map_or_else(Vec::new, |entry| attributes(entry, faults));
    let doc = fields.text("doc", faults);
    fields.finish(faults);
    Indicator { id, title, register, points, scale, origin, rules_origin, denominator, numerator, attributes, doc }
}

fn attributes(entry: &Entry, faults: &mut Faults) -> Vec<(Word, Option<Constant>, Span)> {
    let NodeKind::Table(entries) = &entry.value.kind else {
        if !matches!(entry.value.kind, NodeKind::Refused) {
            faults.push(wrong_kind(entry.value.span, "`attributes`", "a table", entry.value.kind.name()));
        }
        return Vec::new();
    };
    let read = |entry: &Entry| {
        let value = match &entry.value.kind {
            NodeKind::Boolean(value) => Some(Constant::Boolean(*value)),
            NodeKind::Integer(value) => Some(Constant::Number(Decimal::integer(*value))),
            NodeKind::Text(text) => Some(Constant::Text(text.value.clone())),
            _ => None,
        };
        (Word { text: entry.key.clone(), span: entry.key_span }, value, entry.value.span)
    };
    entries.iter().map(read).collect()
}

fn criterion(id: Word, node: &Node, faults: &mut Faults) -> Criterion {
    let mut fields = Fields::new(node, id.span, format!("the criterion `{}`", id.text), faults);
    let title = fields.required_text("title", faults);
    let require = fields.required_formula("require", faults);
    fields.required("otherwise", faults);
    let refers = fields.choice("otherwise", &[("fail", false), ("refer", true)], faults).unwrap_or(false);
    let clause = fields.required_text("clause", faults);
    let origin = source_only(&mut fields, true, faults);
    fields.finish(faults);
    Criterion { id, title, require, refers, clause, origin }
}

const PER: [(&str, Per); 2] = [("register", Per::Register), ("indicator", Per::Indicator)];

fn line(id: Word, node: &Node, faults: &mut Faults) -> Line {
    let mut fields = Fields::new(node, id.span, format!("the line `{}`", id.text), faults);
    let title = fields.required_text("title", faults);
    let per = fields.choice("per", &PER, faults).unwrap_or(Per::Subject);
    let value = fields.required_formula("value", faults);
    let unit = fields.required_text("unit", faults);
    fields.short_text("unit", faults);
    let round = fields.optional("round").and_then(|entry| rounding(entry, faults));
    let clause = fields.text("clause", faults);
    let origin = source_only(&mut fields, false, faults);
    fields.finish(faults);
    Line { id, title, per, value, unit, round, clause, origin }
}

fn rounding(entry: &Entry, faults: &mut Faults) -> Option<Rounding> {
    let mut fields = Fields::new(&entry.value, entry.key_span, "`round`", faults);
    let place = fields.required("place", faults);
    fields.required("mode", faults);
    // The language has the modes that contracts use; 05up serves the arithmetic's own proof.
    let modes = RoundingMode::ALL.iter().filter(|mode| **mode != RoundingMode::ZeroFiveUp);
    let modes: Vec<(&'static str, RoundingMode)> = modes.map(|mode| (mode.name(), *mode)).collect();
    let mode = fields.choice("mode", &modes, faults);
    fields.finish(faults);
    let place = place?;
    let step = decimal_of(&place.value, "place", faults)?;
    let places = (0..=30_i8).find_map(|digits| {
        let unit = 10_i128.pow(u32::from(digits.unsigned_abs()));
        match step.fraction() {
            Some((1, below)) if below == unit => Some(digits),
            Some((above, 1)) if above == unit => Some(-digits),
            _ => None,
        }
    });
    if places.is_none() {
        let message = format!("a place is a power of ten, not {step}");
        faults.push(
            Diagnostic::error("bad-number", place.value.span, message).with_help("write \"0.01\", \"1\" or \"1000\""),
        );
    }
    Some(Rounding { places: places?, mode: mode? })
}

/// The nearest of the declared names, for a fault about a name that is not there.
pub(crate) fn unknown<'a>(word: &Word, what: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let mut fault = Diagnostic::error("unknown-name", word.span, format!("there is no {what} `{}`", word.text));
    fault.help = offer(&word.text, known);
    fault
}
