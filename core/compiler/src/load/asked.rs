//! In tests, remembers which keys the loader asks tables for, so that the schema can be held to it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// What the loader asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    /// Each kind of table ("the fact", "a row") with its keys, and whether one was ever asked for as required.
    pub(crate) keys: BTreeMap<String, BTreeMap<&'static str, bool>>,
    /// Each key that takes one of a few words, with the words in order.
    pub(crate) choices: BTreeSet<(String, Vec<&'static str>)>,
}

thread_local! {
    static ASKED: RefCell<Asked> = RefCell::default();
}

/// A table was asked for a key. `what` is the table as messages call it: "the fact `age`".
pub(super) fn key(what: &str, key: &'static str, required: bool) {
    let kind = match what.split_once(" `") {
        Some((kind, _)) => kind,
        None => what.trim_matches('`'),
    };
    ASKED.with_borrow_mut(|asked| {
        *asked.keys.entry(kind.to_owned()).or_default().entry(key).or_default() |= required;
    });
}

/// A word was looked for among these.
pub(super) fn choice(key: &str, words: impl Iterator<Item = &'static str>) {
    let words = words.collect();
    ASKED.with_borrow_mut(|asked| asked.choices.insert((key.to_owned(), words)));
}

/// All that this thread's loading has asked for so far.
#[cfg(feature = "schema")]
pub(crate) fn so_far() -> Asked {
    ASKED.with_borrow(Clone::clone)
}
