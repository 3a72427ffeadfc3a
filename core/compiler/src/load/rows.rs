//! Rule rows and shared blocks.

use super::fields::{Faults, Fields, choose, formula_of, list_of, word_of};
use crate::definition::{Action, Block, Branch, Formula, Row};
use crate::diagnostic::{Diagnostic, offer};
use crate::document::{Entry, Node, NodeKind};
use crate::feel::ast::Word;
use crate::source::Span;

const ACTIONS: [(&str, Action); 5] = [
    ("select", Action::Select),
    ("reject", Action::Reject),
    ("exclude", Action::Exclude),
    ("adjust", Action::Adjust),
    ("next", Action::Next),
];

pub(super) fn block(id: Word, node: &Node, faults: &mut Faults) -> Block {
    let mut fields = Fields::new(node, id.span, format!("the block `{}`", id.text), faults);
    let mut with: Vec<Word> = Vec::new();
    if let Some(entry) = fields.optional("with") {
        for node in list_of(&entry.value, "with", faults).unwrap_or(&[]) {
            let Some(word) = word_of(node, "with", faults) else { continue };
            if super::is_name(&word, "a parameter", faults) {
                match with.iter().find(|earlier| earlier.text == word.text) {
                    Some(earlier) => faults.push(super::duplicate(&word, earlier.span)),
                    None => with.push(word),
                }
            }
        }
    }
    let rows = fields.required("rows", faults).map_or_else(Vec::new, |entry| rows("rows", &entry.value, faults));
    for row in &rows {
        if let Row::Use { span, .. } = row {
            let message = "a shared block cannot use another";
            faults.push(Diagnostic::error("nested-block", *span, message).with_help("write its rows here"));
        }
    }
    fields.finish(faults);
    Block { id, with, rows }
}

pub(super) fn rows(key: &str, node: &Node, faults: &mut Faults) -> Vec<Row> {
    let Some(list) = list_of(node, key, faults) else { return vec![Row::Refused] };
    if list.is_empty() {
        faults.push(Diagnostic::error("table-runs-off-end", node.span, format!("`{key}` has no rows")));
    }
    list.iter().map(|node| row(node, faults)).collect()
}

/// A table, or one expression: true selects, anything else rejects.
pub(super) fn rows_or_formula(key: &'static str, entry: &Entry, faults: &mut Faults) -> Vec<Row> {
    match &entry.value.kind {
        NodeKind::Text(_) => {
            let span = entry.value.span;
            let branch = |action| Branch { action, span, because: None };
            vec![match formula_of(&entry.value, key, faults) {
                Some(condition) => Row::If {
                    span,
                    condition: Some(Box::new(condition)),
                    then: branch(Action::Select),
                    otherwise: branch(Action::Reject),
                    clause: String::new(),
                },
                None => Row::Refused,
            }]
        }
        _ => rows(key, &entry.value, faults),
    }
}

fn row(node: &Node, faults: &mut Faults) -> Row {
    let mut fields = Fields::new(node, node.span, "a row", faults);
    if fields.is_refused() {
        return Row::Refused;
    }
    let row = if fields.has("use") {
        use_row(&mut fields, node.span, faults)
    } else if fields.has("otherwise") {
        otherwise_row(&mut fields, node.span, faults)
    } else if fields.has("if") {
        if_row(&mut fields, node.span, faults)
    } else {
        let message = "a row begins with `if`, `otherwise` or `use`";
        let mut fault = Diagnostic::error("missing-key", node.span, message);
        if let NodeKind::Table(entries) = &node.kind {
            fault.help = entries.first().and_then(|entry| offer(&entry.key, ["if", "otherwise", "use"]));
        }
        faults.push(fault);
        return Row::Refused;
    };
    fields.finish(faults);
    row
}

fn if_row(fields: &mut Fields<'_>, span: Span, faults: &mut Faults) -> Row {
    let condition = fields.required_formula("if", faults).map(Box::new);
    let then = fields.required_word("then", faults);
    let because = fields.word("because", faults);
    let otherwise = fields.word("else", faults);
    let else_because = fields.word("else_because", faults);
    let clause = fields.text("clause", faults);
    let then = then.and_then(|word| branch(&word, "then", because, faults));
    let otherwise = match otherwise {
        Some(word) => branch(&word, "else", else_because, faults),
        None => Some(Branch { action: Action::Next, span, because: else_because }),
    };
    match (then, otherwise) {
        (Some(then), Some(otherwise)) => Row::If { span, condition, then, otherwise, clause },
        _ => Row::Refused,
    }
}

fn otherwise_row(fields: &mut Fields<'_>, span: Span, faults: &mut Faults) -> Row {
    let action = fields.required_word("otherwise", faults);
    let because = fields.word("because", faults);
    let clause = fields.text("clause", faults);
    match action.and_then(|word| branch(&word, "otherwise", because, faults)) {
        Some(branch) => Row::Otherwise { span, branch, clause },
        None => Row::Refused,
    }
}

fn branch(word: &Word, key: &str, because: Option<Word>, faults: &mut Faults) -> Option<Branch> {
    choose(word, key, &ACTIONS, faults).map(|action| Branch { action, span: word.span, because })
}

fn use_row(fields: &mut Fields<'_>, span: Span, faults: &mut Faults) -> Row {
    let block = fields.required_word("use", faults);
    let mut with: Vec<(Word, Option<Formula>)> = Vec::new();
    if let Some(entry) = fields.optional("with") {
        match &entry.value.kind {
            NodeKind::Table(entries) => {
                for entry in entries {
                    let name = Word { text: entry.key.clone(), span: entry.key_span };
                    with.push((name, formula_of(&entry.value, "with", faults)));
                }
            }
            NodeKind::Refused => {}
            other => faults.push(super::fields::wrong_kind(entry.value.span, "`with`", "a table", other.name())),
        }
    }
    block.map_or(Row::Refused, |block| Row::Use { span, block, with })
}
