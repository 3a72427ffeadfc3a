//! Everything that a contract says of itself.

use super::day;
use crate::content::{Section, sections};
use crate::data::{Data, Object};
use crate::identity::digest;
use entitle_kernel::Contract;
use std::borrow::Cow;

/// An object, with a list for each part; facts are one list whatever they are about.
#[must_use]
pub fn content(contract: &Contract<'_>) -> Data {
    let mut parts: Vec<(&'static str, Vec<Data>)> = Vec::new();
    for section in &sections(contract) {
        match parts.iter_mut().find(|(key, _)| *key == section.key) {
            Some((_, list)) => list.extend(list_of(section)),
            None => parts.push((section.key, list_of(section).collect())),
        }
    }
    let about = Object::new()
        .text("id", contract.id())
        .text("title", contract.title())
        .text("doc", contract.doc())
        .text("family", contract.family())
        .text("subject", contract.subject().name())
        .shown("in_force", Some(&contract.in_force()))
        .shown("until", day(&contract.until()))
        .shown("published", day(&contract.published()))
        .count("revision", contract.revision().into())
        .text("digest", &digest(contract));
    parts.into_iter().fold(about, |object, (key, list)| object.with(key, list.into())).done()
}

fn list_of(section: &Section) -> impl Iterator<Item = Data> {
    let object = |row: &Vec<String>| {
        let entries = section.entries(row).map(|(key, text)| (Cow::Borrowed(key), Data::from(text)));
        Data::Object(entries.collect())
    };
    section.rows.iter().map(object)
}
