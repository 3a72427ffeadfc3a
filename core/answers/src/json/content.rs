//! Everything that a contract says of itself as JSON.

use crate::content::{Section, sections};
use crate::identity::digest;
use entitle_kernel::Contract;
use serde_json::{Map, Value, json};

/// An object, with a list for each part; facts are one list whatever they are about.
#[must_use]
pub fn content(contract: &Contract<'_>) -> Value {
    let mut object = json!({
        "id": contract.id(), "title": contract.title(), "doc": contract.doc(), "family": contract.family(),
        "subject": contract.subject().name(), "in_force": contract.in_force(), "until": contract.until(),
        "published": contract.published(), "revision": contract.revision(), "digest": digest(contract),
    });
    for section in &sections(contract) {
        match object[section.key].as_array_mut() {
            Some(list) => list.extend(list_of(section)),
            None => object[section.key] = list_of(section).collect::<Vec<_>>().into(),
        }
    }
    object
}

fn list_of(section: &Section) -> impl Iterator<Item = Value> {
    let object = |row: &Vec<String>| {
        let entries = section.entries(row).map(|(key, text)| (key.to_owned(), Value::from(text)));
        Value::Object(entries.collect::<Map<_, _>>())
    };
    section.rows.iter().map(object)
}
