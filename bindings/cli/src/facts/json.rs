//! JSON facts, every number by its own text: nothing passes through a float.

use super::lines::Lines;
use super::tree::{DEPTH_MAX, Node, NodeValue};
use crate::fault::Fault;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::HashSet;
use std::fmt;

pub(super) fn parse(name: &str, text: &str) -> Result<Node, Fault> {
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| {
        Fault::input(format!("{name} is not JSON: {error}")).with_help("mend the file at that line and column")
    })?;
    let reader = Reader { text, lines: Lines::of(text) };
    reader.node(raw, 0).map_err(|why| Fault::input(format!("{name}: {why}")))
}

/// A text and its lines.
struct Reader<'t> {
    text: &'t str,
    lines: Lines,
}

impl Reader<'_> {
    fn node(&self, raw: &RawValue, depth: usize) -> Result<Node, String> {
        let written = raw.get();
        let line = self.line_of(written);
        if depth > DEPTH_MAX {
            return Err(format!("line {line}: objects stand deeper in one another than facts ever do"));
        }
        let bad = |error: serde_json::Error| format!("line {line}: {error}");
        let value = match written.as_bytes().first() {
            Some(b'{') => {
                let object: Object<'_> = serde_json::from_str(written).map_err(bad)?;
                let mut entries: Vec<(String, Node)> = Vec::with_capacity(object.0.len());
                let mut seen: HashSet<String> = HashSet::with_capacity(object.0.len());
                for (key, value) in object.0 {
                    if !seen.insert(key.clone()) {
                        return Err(format!(
                            "line {}: the key `{key}` stands twice; leave one out",
                            self.line_of(value.get())
                        ));
                    }
                    entries.push((key, self.node(value, depth + 1)?));
                }
                NodeValue::Table(entries)
            }
            Some(b'[') => {
                let list: Vec<&RawValue> = serde_json::from_str(written).map_err(bad)?;
                let nodes = list.into_iter().map(|value| self.node(value, depth + 1));
                NodeValue::List(nodes.collect::<Result<_, _>>()?)
            }
            Some(b'"') => NodeValue::Text(serde_json::from_str(written).map_err(bad)?),
            // A number, true, false or null: its text is its value.
            _ => NodeValue::Text(written.to_owned()),
        };
        Ok(Node { line, value })
    }

    /// The line of a part of the text, from 1.
    fn line_of(&self, part: &str) -> usize {
        self.lines.line((part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize))
    }
}

/// An object with its keys in order, doubles included.
struct Object<'t>(Vec<(String, &'t RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Object<'de>, M::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Object(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_every_digit() {
        let node = parse("a.json", "{\n \"x\": 0.10000000000000000000001 }").unwrap();
        let NodeValue::Table(entries) = node.value else { panic!("not an object") };
        assert!(matches!(&entries[0].1.value, NodeValue::Text(text) if text == "0.10000000000000000000001"));
        assert_eq!(entries[0].1.line, 2);
    }

    #[test]
    fn a_key_that_stands_twice_is_refused() {
        assert!(parse("a.json", r#"{"x": 1, "x": 2}"#).is_err());
    }

    #[test]
    fn keys_are_told_apart_in_proportion_to_their_number() {
        let keys: Vec<String> = (0..200_000).map(|key| format!("\"{key}\": 1")).collect();
        let begun = std::time::Instant::now();
        assert!(parse("a.json", &format!("{{{}}}", keys.join(", "))).is_ok());
        assert!(begun.elapsed().as_secs() < 120, "{:?}", begun.elapsed());
    }

    #[test]
    fn a_tower_of_objects_is_refused() {
        let tower = "[".repeat(100) + &"]".repeat(100);
        assert!(parse("a.json", &tower).is_err());
        let endless = "[".repeat(100_000);
        assert!(parse("a.json", &endless).is_err());
    }
}
