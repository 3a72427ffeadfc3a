//! A definition's canonical form: what it says, without how it is written.
//!
//! It is JSON without white space, but that a day stands as TOML has it: the keys of each table in the order of their bytes,
//! lists in their own order, texts with no more escapes than JSON asks for (`\"`, `\\`, and `\u00xx` in small digits below a
//! space). Its SHA-256 is the digest of the source. Comments, layout, the order of tables and the ways to write a text or a
//! number leave no trace in it; nor does the compiler, so that a later release finds the same digest.

use crate::document::{Node, NodeKind};
use entitle_kernel::Digest;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// The digest of a definition. It declares the facts that it uses, so that what they mean is covered.
pub(crate) fn digest(root: &Node) -> Digest {
    Digest::new(Sha256::digest(form(root).as_bytes()).into())
}

/// The canonical form.
fn form(root: &Node) -> String {
    let mut text = String::new();
    write(&root.kind, &mut text);
    text
}

fn write(kind: &NodeKind, text: &mut String) {
    match kind {
        NodeKind::Table(entries) => {
            let mut entries: Vec<_> = entries.iter().collect();
            entries.sort_by(|one, other| one.key.cmp(&other.key));
            text.push('{');
            for (place, entry) in entries.into_iter().enumerate() {
                separate(place, text);
                quote(&entry.key, text);
                text.push(':');
                write(&entry.value.kind, text);
            }
            text.push('}');
        }
        NodeKind::Array(values) => {
            text.push('[');
            for (place, value) in values.iter().enumerate() {
                separate(place, text);
                write(&value.kind, text);
            }
            text.push(']');
        }
        NodeKind::Text(value) => quote(&value.value, text),
        NodeKind::Integer(value) => *text += &value.to_string(),
        NodeKind::Boolean(value) => *text += &value.to_string(),
        NodeKind::Date { year, month, day } => *text += &format!("{year:04}-{month:02}-{day:02}"),
        // Stands in no definition that compiles.
        NodeKind::Refused => *text += "null",
    }
}

fn separate(place: usize, text: &mut String) {
    if place > 0 {
        text.push(',');
    }
}

fn quote(value: &str, text: &mut String) {
    text.push('"');
    for letter in value.chars() {
        match letter {
            '"' | '\\' => text.extend(['\\', letter]),
            // Writing to a text does not fail.
            control if control < ' ' => drop(write!(text, "\\u{:04x}", u32::from(control))),
            other => text.push(other),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn of(text: &str) -> String {
        let mut faults = Vec::new();
        let root = crate::document::read(&Source::new("x.toml", text), &mut faults);
        assert!(faults.is_empty(), "{faults:?}");
        form(&root.expect("it is TOML"))
    }

    #[test]
    fn layout_comments_and_the_order_of_keys_leave_no_trace() {
        let plain =
            "b = 1_000\n[a]\nday = 2025-04-01\nrows = [{ if = 'x = \"y\"', then = true }]\nname = \"é\\n\\u0001\"\n";
        let dressed = "# A comment\r\n[a] # and one more\r\nname = '''é\n\u{1}'''\r\nrows = [\r\n  { then = true, if = \"x = \\\"y\\\"\" },\r\n]\r\n\
                       day=2025-04-01\r\n";
        let canonical =
            r#"{"a":{"day":2025-04-01,"name":"é\u000a\u0001","rows":[{"if":"x = \"y\"","then":true}]},"b":1000}"#;
        assert_eq!(of(plain), canonical);
        let dressed = dressed.replace("\u{1}'''", "'''").replace("é\n", "é\n");
        let same = plain.replace("\\u0001", "");
        assert_eq!(of(&format!("b = +1000\n{dressed}")), of(&same));
        assert_eq!(of("a.b = 1\na.c = 2"), of("[a]\nc = 2\nb = 1"));
    }

    #[test]
    fn another_kind_value_or_order_of_a_list_is_another_meaning() {
        for (one, other) in [
            ("a = 1", "a = 2"),
            ("a = 1", "a = \"1\""),
            ("a = 2025-04-01", "a = \"2025-04-01\""),
            ("a = [1, 2]", "a = [2, 1]"),
            ("a = [[1], 2]", "a = [1, [2]]"),
            ("a = 'x '", "a = 'x'"),
            ("a = ['x', 'y']", "a = ['x\",\"y']"),
        ] {
            assert_ne!(of(one), of(other), "{one}");
        }
    }
}
