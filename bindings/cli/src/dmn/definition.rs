//! The definition's text, and the compiler's faults led back to the entries that they come from.

use super::columns::{AskedFact, Columns, Wrong};
use super::model::{Decision, Place, Table, Written};
use super::names::joined;
use super::outputs::{Outcome, Outcomes};
use super::reach::Kind;
use entitle_compiler::Severity;
use entitle_kernel::Number;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// What the definition is made of.
pub(super) struct Parts<'p> {
    pub(super) file: &'p str,
    pub(super) decision: &'p Decision,
    pub(super) table: &'p Table,
    pub(super) columns: &'p Columns<'p>,
    pub(super) outcomes: &'p Outcomes,
    pub(super) indicator: &'p str,
    pub(super) register: &'p str,
}

/// A definition, and where its rows come from.
pub(super) struct Definition {
    pub(super) text: String,
    cells: Vec<Cell>,
}

/// Bytes of the definition that an entry of the table wrote.
struct Cell {
    from: usize,
    to: usize,
    place: Place,
    entry: String,
}

impl Cell {
    fn of(written: &Written, from: usize, to: usize) -> Cell {
        Cell { from, to, place: written.place, entry: written.text.clone() }
    }
}

/// Writes the definition. What the author must know beside the marks in it goes to the warnings.
pub(super) fn write(parts: &Parts<'_>, warnings: &mut Vec<String>) -> Definition {
    let mut definition = Definition { text: String::new(), cells: Vec::new() };
    let rows = rows(parts, warnings);
    head(parts, warnings, &mut definition.text);
    for fact in &parts.columns.facts {
        write_fact(fact, &mut definition.text);
    }
    for stated in &parts.outcomes.reasons {
        let text = quoted(&stated.text);
        let _ = write!(definition.text, "\n[reason.{}]\ntext = {text}\nsource = \"table\"\n", stated.reason);
    }
    let title = quoted(&parts.decision.name);
    let _ = write!(
        definition.text,
        "\n[register.{register}]\n\
         title = \"Whom the table is asked of\"\n\
         source = \"table\"\n\
         # FILL IN: which patients the table is asked of; as it stands, all.\n\
         rows = [{{ otherwise = \"select\" }}]\n\
         \n[indicator.{indicator}]\n\
         title = {title}\n\
         register = \"{register}\"\n\
         source = \"table\"\n\
         # FILL IN: the points, the scale and what counts as achieved; a decision table says none of them.\n\
         points = 1\n\
         scale = {{ all_or_nothing = \"100%\" }}\n\
         numerator = [{{ otherwise = \"select\" }}]\n\
         # The table, hit policy {policy}.\n\
         denominator = [\n",
        register = parts.register,
        indicator = parts.indicator,
        policy = parts.table.hit_policy,
    );
    for row in rows {
        definition.row(&row);
    }
    definition.text += "]\n";
    definition
}

fn head(parts: &Parts<'_>, warnings: &[String], text: &mut String) {
    let file = parts.file.rsplit(['/', '\\']).next().unwrap_or(parts.file);
    let shown = one_line(&format!("{file}, decision table \"{}\"", parts.decision.name));
    let _ = writeln!(
        text,
        "# Made by `entitle import-dmn` of {shown}.\n# FILL IN marks what a decision table does not say."
    );
    if !warnings.is_empty() {
        text.push_str("#\n");
    }
    for warning in warnings {
        let _ = writeln!(text, "# Note: {}.", one_line(warning));
    }
    let id =
        Some(joined(&parts.decision.name, '-')).filter(|id| id.starts_with(|letter: char| letter.is_ascii_lowercase()));
    let _ = write!(
        text,
        "\nsemantics = 1\n\
         \n[contract]\n\
         id = \"{id}\" # FILL IN: the contract's own id\n\
         title = {title}\n\
         in_force = 2000-01-01 # FILL IN: the first day of the contract, which also names the file\n\
         until = 2001-01-01 # FILL IN: the day after its last\n\
         subject = \"practice\"\n\
         \n[source.table]\n\
         title = {source} # FILL IN: the document that the table was drawn from\n\
         grade = \"assumed\" # FILL IN: official, published or derived, once it is checked against that document\n",
        id = id.as_deref().unwrap_or("table"),
        title = quoted(&parts.decision.name),
        source = quoted(&shown),
    );
}

fn write_fact(fact: &AskedFact, text: &mut String) {
    let doc = if fact.is_decision {
        format!("{} (the result of another decision of the model)", fact.name)
    } else {
        fact.name.clone()
    };
    let _ = writeln!(text, "\n[fact.patient.{}]", fact.id);
    match fact.kind {
        Kind::Date => text.push_str("type = \"date\"\n"),
        Kind::Boolean => text.push_str("type = \"boolean\"\n"),
        Kind::Text => {
            let mut values: Vec<String> = fact.values.iter().map(|value| quoted(value)).collect();
            if values.is_empty() {
                // So that the entries themselves can be checked before this is told.
                values.push(quoted("FILL IN"));
            }
            let note = if fact.values_are_all { "" } else { " # FILL IN: values that no rule names" };
            let _ = writeln!(text, "type = \"text\"\nvalues = [{}]{note}", values.join(", "));
        }
        Kind::Number | Kind::Integer => {
            match (fact.places, fact.kind) {
                (_, Kind::Integer) => text.push_str("type = \"integer\"\n"),
                (0, _) => text.push_str(
                    "type = \"integer\" # FILL IN: \"decimal\" with `places`, where it is not always whole\n",
                ),
                (places, _) => {
                    let _ =
                        writeln!(text, "type = \"decimal\"\nplaces = {places} # FILL IN: as finely as it is recorded");
                }
            }
            match fact.range {
                Some([low, high]) => {
                    let _ = writeln!(text, "range = [{}, {}]", bound(low), bound(high));
                }
                None => {
                    let most = "1".to_owned() + &"0".repeat(fact.digits.saturating_add(1).clamp(6, 14));
                    let _ =
                        writeln!(text, "range = [-{most}, {most}] # FILL IN: the least and the greatest there can be");
                }
            }
        }
    }
    let _ =
        writeln!(text, "null = \"allowed\" # FILL IN: take it out where every patient has one\ndoc = {}", quoted(&doc));
}

fn bound(number: Number) -> String {
    let mut text = String::new();
    // Writing to memory does not fail.
    let _ = number.write_canonical(&mut text);
    if number.to_i64().is_some() { text } else { format!("\"{text}\"") }
}

/// A row of the rule table: its condition in parts, or none where it always matches.
struct Row<'p> {
    conditions: Vec<Condition<'p>>,
    outcome: Option<&'p Outcome>,
    clause: String,
    /// What is said of it at its end.
    note: String,
}

/// What an entry says of its column.
struct Condition<'p> {
    text: String,
    entry: &'p Written,
    /// The column's expression, where it is worked out, as it stands in the text and as it was drawn.
    computed: Option<(&'p str, &'p Written)>,
}

/// One row per rule, and one for what no rule matches.
fn rows<'p>(parts: &Parts<'p>, warnings: &mut Vec<String>) -> Vec<Row<'p>> {
    let mut rows = Vec::new();
    for (index, (rule, outcome)) in parts.table.rules.iter().zip(&parts.outcomes.rules).enumerate() {
        let mut conditions = Vec::new();
        for ((column, drawn), written) in parts.columns.columns.iter().zip(&parts.table.inputs).zip(&rule.entries) {
            let Some(entry) = column.entries.get(index) else { continue };
            if let Some(text) = entry.condition(&column.value, column.kind == Kind::Boolean) {
                let computed = column.is_computed().then_some((column.value.as_str(), &drawn.expression));
                conditions.push(Condition { text, entry: written, computed });
            }
        }
        let is_always = conditions.is_empty();
        rows.push(Row {
            conditions,
            outcome: Some(outcome),
            clause: format!("rule {}", index + 1),
            note: one_line(&rule.note),
        });
        if is_always {
            if index + 1 < parts.table.rules.len() {
                warnings.push(format!("rule {} always matches; what stands after it is left out", index + 1));
            }
            return rows;
        }
    }
    let (clause, note) = if parts.outcomes.default.is_some() {
        ("default output", "")
    } else {
        warnings.push(
            "the table has no default output: where no rule matches DMN answers null, and here the last row says \
             `reject`, not of this population"
                .to_owned(),
        );
        ("no rule matches", "FILL IN: what becomes of a patient whom no rule matches")
    };
    let outcome = parts.outcomes.default.as_ref();
    rows.push(Row { conditions: Vec::new(), outcome, clause: clause.to_owned(), note: note.to_owned() });
    rows
}

impl Definition {
    fn row(&mut self, row: &Row<'_>) {
        let action = row.outcome.map_or("reject", |outcome| outcome.action.name());
        let because = row.outcome.and_then(|outcome| outcome.reason.as_ref());
        let because = because.map_or_else(String::new, |reason| format!(", because = \"{reason}\""));
        let clause = &row.clause;
        let note = if row.note.is_empty() { String::new() } else { format!(" # {}", row.note) };
        if row.conditions.is_empty() {
            let _ = writeln!(self.text, "  {{ otherwise = \"{action}\"{because}, clause = \"{clause}\" }},{note}");
            return;
        }
        // A literal string keeps each byte in its place; FEEL texts with an apostrophe need the other kind.
        let is_plain = row
            .conditions
            .iter()
            .all(|condition| !condition.text.contains('\'') && !condition.text.contains(char::is_control));
        let written = |text: &str| if is_plain { text.to_owned() } else { escaped(text) };
        let quote = if is_plain { '\'' } else { '"' };
        let _ = write!(self.text, "  {{ if = {quote}");
        for (index, condition) in row.conditions.iter().enumerate() {
            if index > 0 {
                self.text += " and ";
            }
            let from = self.text.len();
            self.text += &written(&condition.text);
            if let Some((value, drawn)) = condition.computed
                && let Some(at) = condition.text.find(value)
            {
                let from = from + written(&condition.text[..at]).len();
                self.cells.push(Cell::of(drawn, from, from + written(value).len() - 1));
            }
            self.cells.push(Cell::of(condition.entry, from, self.text.len()));
        }
        let _ = writeln!(self.text, "{quote}, then = \"{action}\"{because}, clause = \"{clause}\" }},{note}");
    }
}

/// The compiler's faults at the entries that they come from.
pub(super) fn check(parts: &Parts<'_>, definition: &Definition) -> Result<(), Vec<Wrong>> {
    let checked = entitle_compiler::check("the definition", &definition.text);
    let mut faults: Vec<Wrong> = checked
        .diagnostics
        .list()
        .iter()
        .filter(|fault| fault.severity == Severity::Error)
        .map(|fault| {
            let help = fault.help.as_ref().map_or_else(String::new, |help| format!(" ({help})"));
            let cell =
                definition.cells.iter().find(|cell| cell.from <= fault.span.start && fault.span.start <= cell.to);
            match cell {
                Some(cell) => (cell.place, format!("`{}`: {}{help}", cell.entry, fault.message)),
                None => (parts.table.place, format!("{}{help}", fault.message)),
            }
        })
        .collect();
    // The expression of a column stands in every row.
    let mut said = BTreeSet::new();
    faults.retain(|fault| said.insert((fault.0.line, fault.0.column, fault.1.clone())));
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// The text as a comment may hold it.
fn one_line(text: &str) -> String {
    let words = text.split_whitespace().map(|word| word.replace(char::is_control, ""));
    words.collect::<Vec<_>>().join(" ")
}

/// A TOML string.
fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '"' => escaped += "\\\"",
            '\\' => escaped += "\\\\",
            '\n' => escaped += "\\n",
            '\t' => escaped += "\\t",
            control if control.is_control() => {
                let _ = write!(escaped, "\\u{:04X}", u32::from(control));
            }
            other => escaped.push(other),
        }
    }
    escaped
}
