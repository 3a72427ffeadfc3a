//! Names, texts and numbers of an image, each kept once, in the order of first use.

use std::collections::HashMap;

use entitle_kernel::image::record::{self, NONE};
use entitle_kernel::number::Number;

use crate::decimal::Decimal;

/// Strings and numbers by index.
#[derive(Debug, Default)]
pub(crate) struct Pools {
    pub(crate) names: Strings,
    pub(crate) texts: Strings,
    decimals: HashMap<[u8; 24], u16>,
    pub(crate) decimal_records: Vec<record::Decimal>,
}

#[derive(Debug, Default)]
pub(crate) struct Strings {
    pub(crate) bytes: Vec<u8>,
    /// The byte after each string.
    pub(crate) ends: Vec<usize>,
    known: HashMap<String, u16>,
}

impl Strings {
    /// The index of a string; `NONE` for an empty one.
    pub(crate) fn add(&mut self, text: &str) -> u16 {
        if text.is_empty() {
            return NONE;
        }
        if let Some(index) = self.known.get(text) {
            return *index;
        }
        let index = narrow(self.ends.len());
        self.bytes.extend_from_slice(text.as_bytes());
        self.ends.push(self.bytes.len());
        self.known.insert(text.to_owned(), index);
        index
    }
}

impl Pools {
    pub(crate) fn name(&mut self, name: &str) -> u16 {
        self.names.add(name)
    }

    pub(crate) fn text(&mut self, text: &str) -> u16 {
        self.texts.add(text)
    }

    pub(crate) fn decimal(&mut self, decimal: Decimal) -> u16 {
        let number = Number::parse(&decimal.to_string()).unwrap_or(Number::ZERO);
        let bytes = number.to_bytes();
        *self.decimals.entry(bytes).or_insert_with(|| {
            self.decimal_records.push(record::Decimal { bytes });
            narrow(self.decimal_records.len() - 1)
        })
    }
}

/// An index as an image holds it. Images that would need more are refused by the limits.
pub(crate) fn narrow(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(NONE)
}
