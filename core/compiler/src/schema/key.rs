//! The parts of which the schemas are made: keys with their meaning, kinds of values, closed tables.

use entitle_kernel::limits::NAME_BYTES_MAX;
use serde_json::{Map, Value, json};

/// What a name is: of a declaration, and of whatever refers to one.
const NAME: &str = "^[A-Za-z][A-Za-z0-9_]*$";
const DECIMAL: &str = r"^-?[0-9]+(\.[0-9]+)?$";
const RATE: &str = r"^-?[0-9]+(\.[0-9]+)?\s*%?$";
const DATE: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

/// A key of a table: its name, whether it must be there, and what it takes.
pub(super) struct Key {
    name: &'static str,
    required: bool,
    value: Value,
}

pub(super) fn required(name: &'static str, value: Value) -> Key {
    Key { name, required: true, value }
}

pub(super) fn optional(name: &'static str, value: Value) -> Key {
    Key { name, required: false, value }
}

/// A table that has these keys and no others, and what holds between them besides.
pub(super) fn table(title: &str, doc: &str, keys: Vec<Key>, between: Value) -> Value {
    let must: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let properties: Map<String, Value> = keys.into_iter().map(|key| (key.name.to_owned(), key.value)).collect();
    let mut table = json!({ "title": title, "description": doc, "type": "object", "properties": properties });
    let mut set = |key: &str, value: Value| {
        if let Value::Object(table) = &mut table {
            table.insert(key.to_owned(), value);
        }
    };
    if !must.is_empty() {
        set("required", json!(must));
    }
    set("additionalProperties", json!(false));
    if let Value::Object(between) = between {
        between.into_iter().for_each(|(key, value)| set(&key, value));
    }
    table
}

/// A table whose keys are names that its author chooses, each with a value of the one form.
pub(super) fn named(doc: &str, label: &str, value: Value) -> Value {
    json!({
        "description": doc,
        "type": "object",
        "propertyNames": { "pattern": NAME, "maxLength": NAME_BYTES_MAX },
        "additionalProperties": value,
        "x-tombi-additional-key-label": label,
    })
}

/// A table whose keys are any words, each with a value of the one form.
pub(super) fn keyed(doc: &str, value: Value) -> Value {
    json!({ "description": doc, "type": "object", "additionalProperties": value })
}

/// The table that is described once, under this name.
pub(super) fn described(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

pub(super) fn text(doc: &str) -> Value {
    json!({ "description": doc, "type": "string" })
}

/// A text with something in it.
pub(super) fn said(doc: &str) -> Value {
    json!({ "description": doc, "type": "string", "pattern": r"\S" })
}

/// A text that the image keeps among its names.
pub(super) fn short(doc: &str) -> Value {
    json!({ "description": doc, "type": "string", "maxLength": NAME_BYTES_MAX })
}

/// The name of something that the file declares.
pub(super) fn name(doc: &str) -> Value {
    json!({ "description": doc, "type": "string", "pattern": NAME })
}

/// An expression.
pub(super) fn feel(doc: &str) -> Value {
    json!({ "description": format!("{doc} A FEEL expression."), "type": "string", "minLength": 1 })
}

/// One of a few words, each with its meaning.
pub(super) fn one_of(doc: &str, words: &[(&str, &str)]) -> Value {
    let list: String = words.iter().map(|(word, meaning)| format!("\n- `{word}`: {meaning}")).collect();
    let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let meanings: Vec<&str> = words.iter().map(|(_, meaning)| *meaning).collect();
    json!({
        "description": format!("{doc}\n{list}"),
        "type": "string",
        "enum": names,
        "x-taplo": { "docs": { "enumValues": meanings } },
    })
}

pub(super) fn date(doc: &str) -> Value {
    json!({ "description": format!("{doc} A date without quotes: 2025-04-01."), "type": "string", "format": "date", "pattern": DATE })
}

/// An exact number: an integer, or a text, since a float holds no decimal exactly.
pub(super) fn decimal(doc: &str) -> Value {
    number(&format!("{doc} An integer, or a decimal in quotes: \"0.85\"."), DECIMAL)
}

pub(super) fn rate(doc: &str) -> Value {
    number(&format!("{doc} A rate in quotes: \"35%\" or \"0.35\"."), RATE)
}

fn number(doc: &str, pattern: &str) -> Value {
    json!({ "description": doc, "type": ["string", "integer"], "pattern": pattern })
}

pub(super) fn integer(doc: &str, low: i64, high: i64) -> Value {
    json!({ "description": doc, "type": "integer", "minimum": low, "maximum": high })
}

pub(super) fn boolean(doc: &str) -> Value {
    json!({ "description": doc, "type": "boolean" })
}

/// A list of as many as these.
pub(super) fn list(doc: &str, items: &Value, least: usize, most: usize) -> Value {
    json!({ "description": doc, "type": "array", "items": items, "minItems": least, "maxItems": most })
}

/// Several forms of one value.
pub(super) fn either(doc: &str, forms: &[Value]) -> Value {
    json!({ "description": doc, "anyOf": forms })
}

/// Tables in which these keys stand.
pub(super) fn has(keys: &[&str]) -> Value {
    open(json!({ "required": keys }))
}

/// Tables in which this key is one of these words.
pub(super) fn is(key: &str, words: &[&str]) -> Value {
    open(json!({ "properties": { key: { "enum": words } }, "required": [key] }))
}

/// Tables whose value under this key, where it stands, is as this says.
pub(super) fn holds(key: &str, value: &Value) -> Value {
    open(json!({ "properties": { key: value } }))
}

/// Tables in which these keys stand and those do not.
pub(super) fn with_without(with: &[&str], without: &[&str]) -> Value {
    let never: Map<String, Value> = without.iter().map(|key| ((*key).to_owned(), json!(false))).collect();
    open(json!({ "required": with, "properties": never }))
}

/// A part of a table's schema that leaves its other keys alone; Tombi asks for that in so many words.
fn open(mut part: Value) -> Value {
    part["additionalProperties"] = json!(true);
    part
}

/// The first case whose condition a table meets says what else holds of it; the last part, where it meets none.
///
/// A chain of `if`, since an editor does not offer the keys of a table that has `allOf`.
pub(super) fn cases<const N: usize>(cases: [(Value, Value); N], otherwise: Value) -> Value {
    cases.into_iter().rev().fold(otherwise, |rest, (case, then)| json!({ "if": case, "then": then, "else": rest }))
}

/// A schema of files: what a whole file is, and the tables that it describes by name.
pub(super) fn file(root: Value, tables: Vec<(&str, Value)>) -> Value {
    let tables: Map<String, Value> = tables.into_iter().map(|(name, table)| (name.to_owned(), table)).collect();
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    schema.insert("x-tombi-toml-version".to_owned(), json!("v1.0.0"));
    if let Value::Object(root) = root {
        schema.extend(root);
    }
    schema.insert("definitions".to_owned(), Value::Object(tables));
    Value::Object(schema)
}
