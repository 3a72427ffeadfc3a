//! Reading one TOML table: each key asked for once, every other key refused with the nearest known.

use entitle_kernel::date::Date;
use entitle_kernel::limits::NAME_BYTES_MAX;

use crate::decimal::Decimal;
use crate::definition::Formula;
use crate::diagnostic::{Diagnostic, offer};
use crate::document::{Entry, Node, NodeKind, Text};
use crate::feel;
use crate::feel::ast::{Expr, ExprKind, Word};
use crate::source::Span;

/// Faults of the whole file, in the order found.
pub(crate) type Faults = Vec<Diagnostic>;

/// The keys of one table.
pub(super) struct Fields<'n> {
    /// Where to point when a key is missing.
    pub(super) span: Span,
    /// What the table is, for messages: "fact `age`".
    what: String,
    entries: Vec<&'n Entry>,
    asked: Vec<&'static str>,
    /// The table itself was of a wrong kind; asking for keys would be noise.
    refused: bool,
}

impl<'n> Fields<'n> {
    pub(super) fn new(node: &'n Node, span: Span, what: impl Into<String>, faults: &mut Faults) -> Fields<'n> {
        let mut fields = Fields { span, what: what.into(), entries: Vec::new(), asked: Vec::new(), refused: false };
        match &node.kind {
            NodeKind::Table(entries) => fields.entries = entries.iter().collect(),
            NodeKind::Refused => fields.refused = true,
            other => {
                fields.refused = true;
                faults.push(wrong_kind(node.span, &fields.what, "a table", other.name()));
            }
        }
        fields
    }

    pub(super) fn optional(&mut self, key: &'static str) -> Option<&'n Entry> {
        self.asked.push(key);
        #[cfg(test)]
        super::asked::key(&self.what, key, false);
        self.entries.iter().find(|entry| entry.key == key).copied()
    }

    pub(super) fn required(&mut self, key: &'static str, faults: &mut Faults) -> Option<&'n Entry> {
        let found = self.optional(key);
        #[cfg(test)]
        super::asked::key(&self.what, key, true);
        if found.is_none() && !self.refused {
            let code = match key {
                "source" => "missing-source",
                "grade" => "missing-grade",
                _ => "missing-key",
            };
            let message = format!("{} has no `{key}`", self.what);
            let mut fault = Diagnostic::error(code, self.span, message);
            fault.help = Some(missing_help(key));
            faults.push(fault);
        }
        found
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == key)
    }

    pub(super) fn is_refused(&self) -> bool {
        self.refused
    }

    /// Refuses every key that was not asked for.
    pub(super) fn finish(self, faults: &mut Faults) {
        for entry in &self.entries {
            if !self.asked.contains(&entry.key.as_str()) {
                let message = format!("{} has no key `{}`", self.what, entry.key);
                let mut fault = Diagnostic::error("unknown-key", entry.key_span, message);
                fault.help = offer(&entry.key, self.asked.iter().copied());
                faults.push(fault);
            }
        }
    }

    /// A text, "" where the key is absent.
    pub(super) fn text(&mut self, key: &'static str, faults: &mut Faults) -> String {
        self.optional(key)
            .and_then(|entry| text_of(&entry.value, key, faults))
            .map_or_else(String::new, |t| t.value.clone())
    }

    /// A short text that the image keeps among its names.
    pub(super) fn short_text(&mut self, key: &'static str, faults: &mut Faults) -> String {
        let text = self.text(key, faults);
        if text.len() > NAME_BYTES_MAX {
            let span = self.entries.iter().find(|entry| entry.key == key).map_or(self.span, |entry| entry.value.span);
            let message = format!("`{key}` has at most {NAME_BYTES_MAX} bytes");
            faults.push(Diagnostic::error("too-long", span, message));
        }
        text
    }

    pub(super) fn required_text(&mut self, key: &'static str, faults: &mut Faults) -> String {
        let entry = self.required(key, faults);
        let text = entry.and_then(|entry| text_of(&entry.value, key, faults).map(|text| (entry, text)));
        let Some((entry, text)) = text else { return String::new() };
        if text.value.trim().is_empty() {
            faults.push(Diagnostic::error("missing-key", entry.value.span, format!("`{key}` is empty")));
        }
        text.value.clone()
    }

    pub(super) fn word(&mut self, key: &'static str, faults: &mut Faults) -> Option<Word> {
        let entry = self.optional(key)?;
        word_of(&entry.value, key, faults)
    }

    pub(super) fn required_word(&mut self, key: &'static str, faults: &mut Faults) -> Option<Word> {
        let entry = self.required(key, faults)?;
        word_of(&entry.value, key, faults)
    }

    pub(super) fn boolean(&mut self, key: &'static str, faults: &mut Faults) -> bool {
        match self.optional(key).map(|entry| &entry.value) {
            Some(Node { kind: NodeKind::Boolean(value), .. }) => *value,
            Some(Node { kind: NodeKind::Refused, .. }) | None => false,
            Some(other) => {
                faults.push(wrong_kind(other.span, &format!("`{key}`"), "true or false", other.kind.name()));
                false
            }
        }
    }

    pub(super) fn date(&mut self, key: &'static str, faults: &mut Faults) -> Option<(Date, Span)> {
        let entry = self.optional(key)?;
        date_of(&entry.value, key, faults).map(|date| (date, entry.value.span))
    }

    /// A decimal: an integer, or a text such as "0.85".
    pub(super) fn decimal(&mut self, key: &'static str, faults: &mut Faults) -> Option<Decimal> {
        let entry = self.optional(key)?;
        decimal_of(&entry.value, key, faults)
    }

    pub(super) fn required_decimal(&mut self, key: &'static str, faults: &mut Faults) -> Option<Decimal> {
        let entry = self.required(key, faults)?;
        decimal_of(&entry.value, key, faults)
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        choices: &[(&'static str, T)],
        faults: &mut Faults,
    ) -> Option<T> {
        let word = self.word(key, faults)?;
        choose(&word, key, choices, faults)
    }

    pub(super) fn formula(&mut self, key: &'static str, faults: &mut Faults) -> Option<Formula> {
        let entry = self.optional(key)?;
        formula_of(&entry.value, key, faults)
    }

    pub(super) fn required_formula(&mut self, key: &'static str, faults: &mut Faults) -> Option<Formula> {
        let entry = self.required(key, faults)?;
        formula_of(&entry.value, key, faults)
    }
}

fn missing_help(key: &str) -> String {
    match key {
        "source" => "every figure names where it comes from: `source = \"<id of a [source]>\"`".to_owned(),
        "grade" => "say how well its figures are known: official, published, derived or assumed".to_owned(),
        _ => format!("add `{key} = …`"),
    }
}

pub(super) fn wrong_kind(span: Span, what: &str, wanted: &str, found: &str) -> Diagnostic {
    Diagnostic::error("wrong-kind", span, format!("{what} is {wanted}, not {found}"))
}

pub(super) fn choose<T: Copy>(word: &Word, key: &str, choices: &[(&'static str, T)], faults: &mut Faults) -> Option<T> {
    #[cfg(test)]
    super::asked::choice(key, choices.iter().map(|(name, _)| *name));
    let found = choices.iter().find(|(name, _)| *name == word.text).map(|(_, value)| *value);
    if found.is_none() {
        let message = format!("`{key}` cannot be \"{}\"", word.text);
        let mut fault = Diagnostic::error("unknown-name", word.span, message);
        fault.help = offer(&word.text, choices.iter().map(|(name, _)| *name));
        faults.push(fault);
    }
    found
}

pub(super) fn text_of<'n>(node: &'n Node, key: &str, faults: &mut Faults) -> Option<&'n Text> {
    match &node.kind {
        NodeKind::Text(text) => Some(text),
        NodeKind::Refused => None,
        other => {
            faults.push(wrong_kind(node.span, &format!("`{key}`"), "a text", other.name()));
            None
        }
    }
}

pub(super) fn word_of(node: &Node, key: &str, faults: &mut Faults) -> Option<Word> {
    text_of(node, key, faults).map(|text| Word { text: text.value.clone(), span: node.span })
}

pub(super) fn date_of(node: &Node, key: &str, faults: &mut Faults) -> Option<Date> {
    match node.kind {
        NodeKind::Date { year, month, day } => {
            let date = Date::from_ymd(i32::from(year), month, day).ok();
            if date.is_none() {
                let message = "not a calendar day between 0001-01-01 and 9999-12-31";
                faults.push(Diagnostic::error("bad-date", node.span, message));
            }
            date
        }
        NodeKind::Refused => None,
        ref other => {
            let fault = wrong_kind(node.span, &format!("`{key}`"), "a date", other.name());
            faults.push(fault.with_help("write it without quotes: 2025-04-01"));
            None
        }
    }
}

pub(super) fn decimal_of(node: &Node, key: &str, faults: &mut Faults) -> Option<Decimal> {
    number_of(node, key, Decimal::parse, "a decimal text such as \"0.85\", or an integer", faults)
}

/// `"35%"` or `"0.35"`.
pub(super) fn rate_of(node: &Node, key: &str, faults: &mut Faults) -> Option<Decimal> {
    number_of(node, key, Decimal::parse_rate, "a rate such as \"35%\" or \"0.35\"", faults)
}

fn number_of(
    node: &Node,
    key: &str,
    parse: fn(&str) -> Option<Decimal>,
    wanted: &str,
    faults: &mut Faults,
) -> Option<Decimal> {
    match &node.kind {
        NodeKind::Integer(value) => Some(Decimal::integer(*value)),
        NodeKind::Text(text) => {
            let value = parse(&text.value);
            if value.is_none() {
                let message = format!("`{key}` is {wanted}, not \"{}\"", text.value);
                faults.push(Diagnostic::error("bad-number", node.span, message));
            }
            value
        }
        NodeKind::Refused => None,
        other => {
            faults.push(wrong_kind(node.span, &format!("`{key}`"), wanted, other.name()));
            None
        }
    }
}

pub(super) fn formula_of(node: &Node, key: &str, faults: &mut Faults) -> Option<Formula> {
    let text = match &node.kind {
        // `require = true` means what it says.
        NodeKind::Boolean(value) => {
            let message = format!("`{key}` is an expression in a text");
            faults.push(Diagnostic::error("wrong-kind", node.span, message).with_help(format!("write \"{value}\"")));
            return None;
        }
        _ => text_of(node, key, faults)?,
    };
    match feel::parse(text) {
        Ok(expr) => {
            let names = names(&expr, text);
            Some(Formula { expr, text: text.value.trim().to_owned(), names })
        }
        Err(fault) => {
            faults.push(*fault);
            None
        }
    }
}

/// Where names stand in the text without the white space around it.
fn names(expr: &Expr, text: &Text) -> Vec<std::ops::Range<usize>> {
    let before = text.value.len() - text.value.trim_start().len();
    let mut names = Vec::new();
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        if let ExprKind::Name(name) = &expr.kind {
            let start = text.offset(expr.span.start).saturating_sub(before);
            names.push(start..start + name.len());
        }
        open.extend(expr.kind.children());
    }
    names.sort_by_key(|range| range.start);
    names
}

/// The elements of a list; absent or refused reads as none.
pub(super) fn list_of<'n>(node: &'n Node, key: &str, faults: &mut Faults) -> Option<&'n [Node]> {
    match &node.kind {
        NodeKind::Array(list) => Some(list),
        NodeKind::Refused => None,
        other => {
            faults.push(wrong_kind(node.span, &format!("`{key}`"), "a list", other.name()));
            None
        }
    }
}
