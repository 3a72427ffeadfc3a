//! The schema knows the keys and words that the loader asks for, and no others.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::top;
use crate::check;
use crate::load::asked::{self, Asked};

/// The loader's tables, and where the schema describes each.
const TABLES: [(&str, &[&str]); 21] = [
    ("a definition", &[""]),
    ("the contract", &["/definitions/contract"]),
    ("the source", &["/definitions/source"]),
    ("the parameter", &["/definitions/parameter"]),
    ("the attribute", &["/definitions/attribute"]),
    (
        "the fact",
        &[
            "/definitions/contract_fact",
            "/definitions/network_fact",
            "/definitions/practice_fact",
            "/definitions/patient_fact",
        ],
    ),
    ("the reason", &["/definitions/reason"]),
    ("the condition", &["/definitions/condition"]),
    ("the block", &["/definitions/block"]),
    ("the register", &["/definitions/register"]),
    ("the indicator", &["/definitions/indicator"]),
    ("a row", &["/definitions/row", "/definitions/choosing_row", "/definitions/block_row"]),
    ("the scale", &["/definitions/scale"]),
    ("a row of a scale", &["/definitions/scale/properties/steps/items", "/definitions/scale/properties/gates/items"]),
    ("the table", &["/definitions/table"]),
    ("a band", &["/definitions/table/properties/bands/items"]),
    ("a marginal band", &["/definitions/table/properties/marginal/items"]),
    ("the row", &["/definitions/table/properties/rows/additionalProperties/anyOf/1"]),
    ("the criterion", &["/definitions/criterion"]),
    ("the line", &["/definitions/line"]),
    ("round", &["/definitions/line/properties/round"]),
];

/// What the loader asks for while it reads a definition that uses every part of the language.
fn asked() -> Asked {
    let good = include_str!("../../tests/good.toml");
    assert!(check("good.toml", good).image.is_some());
    asked::so_far()
}

#[test]
fn each_table_of_the_schema_has_the_keys_that_the_loader_asks_for() {
    let (schema, asked) = (top::schema(), asked());
    let tables: BTreeMap<&str, &[&str]> = TABLES.into_iter().collect();
    assert_eq!(asked.keys.keys().map(String::as_str).collect::<Vec<_>>(), tables.keys().copied().collect::<Vec<_>>());
    for (table, places) in tables {
        let known: BTreeSet<&str> = asked.keys[table].keys().copied().collect();
        let mut described = BTreeSet::new();
        for place in places {
            let described_here = schema.pointer(place).unwrap_or_else(|| panic!("{place}"));
            assert_eq!(described_here["additionalProperties"], false, "{place}");
            described.extend(described_here["properties"].as_object().expect(place).keys().map(String::as_str));
        }
        assert_eq!(described, known, "{table}");
    }
}

#[test]
fn what_the_schema_requires_the_loader_requires() {
    let (schema, asked) = (top::schema(), asked());
    for (table, places) in TABLES {
        for place in places {
            for key in schema.pointer(place).expect(place)["required"].as_array().into_iter().flatten() {
                let key = key.as_str().expect("a key");
                assert!(asked.keys[table][key], "{place}: {key}");
            }
        }
    }
}

/// Every key with a list of words, wherever it stands below this value.
fn words(value: &Value, key: &str, found: &mut BTreeSet<(String, Vec<String>)>) {
    if let (Some("string"), Some(list)) = (value["type"].as_str(), value["enum"].as_array()) {
        found.insert((key.to_owned(), list.iter().filter_map(Value::as_str).map(str::to_owned).collect()));
    }
    match value {
        Value::Object(table) => {
            for (name, inner) in table {
                match (name.as_str(), inner) {
                    ("properties", Value::Object(properties)) => {
                        properties.iter().for_each(|(name, value)| words(value, name, found));
                    }
                    _ => words(inner, key, found),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| words(value, key, found)),
        _ => {}
    }
}

#[test]
fn the_words_that_the_schema_offers_are_the_loaders() {
    let mut described = BTreeSet::new();
    words(&top::schema(), "", &mut described);
    // Words that the loader does not choose from a list of choices; the tests of `tests/schema.rs` try them.
    described.retain(|(key, _)| !["divisor", "rows", "value"].contains(&key.as_str()));
    let sorted = |words: &[&str]| {
        let mut words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        words.sort();
        words
    };
    let described: BTreeSet<(String, Vec<String>)> = described
        .into_iter()
        .map(|(key, mut words)| {
            words.sort();
            (key, words)
        })
        .collect();
    // Registers and numerators know the same actions but two, of which the loader tells later.
    let choosing = ["then", "else", "otherwise"].map(|key| (key.to_owned(), sorted(&["select", "reject", "next"])));
    let known: BTreeSet<(String, Vec<String>)> =
        asked().choices.iter().map(|(key, words)| (key.clone(), sorted(words))).chain(choosing).collect();
    assert_eq!(described, known);
}

#[test]
fn every_key_and_every_table_says_what_it_is() {
    fn say(value: &Value, place: &str) {
        if let Some(properties) = value["properties"].as_object().filter(|_| value["type"] == "object") {
            assert!(value["title"].is_string() && value["description"].is_string(), "{place}");
            for (key, value) in properties {
                let said =
                    value["description"].as_str().is_some_and(|text| text.len() > 5) || value["$ref"].is_string();
                assert!(said, "{place}.{key}");
            }
        }
        if let Value::Object(table) = value {
            table.iter().for_each(|(key, value)| say(value, &format!("{place}.{key}")));
        }
    }
    say(&top::schema(), "");
    say(&super::rule_tests::schema(), "");
}
