//! Everything that a contract says of itself.

use super::about;
use crate::content::{Section, sections};
use crate::data::Data;
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
    parts.into_iter().fold(about(contract), |object, (key, list)| object.with(key, list.into())).done()
}

fn list_of(section: &Section) -> impl Iterator<Item = Data> {
    let object = |row: &Vec<String>| {
        let entries = section.entries(row).map(|(key, text)| (Cow::Borrowed(key), Data::from(text)));
        Data::Object(entries.collect())
    };
    section.rows.iter().map(object)
}
