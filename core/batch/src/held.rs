//! What a batch holds, whatever form it came in: columns of facts, and names.

#[cfg(feature = "columns")]
use crate::columns::{Mapped, ReadColumn, Texts};
use crate::plain::{PlainColumn, PlainNames};
use entitle_kernel::block::Column;
use entitle_kernel::{Fact, Value};
use std::borrow::Cow;
use std::ops::Range;

/// A fact's column.
pub(crate) enum HeldColumn<'c> {
    #[cfg(feature = "columns")]
    Arrow(ReadColumn<'c>),
    Plain(PlainColumn<'c>),
}

/// The same question to whichever it is.
macro_rules! ask {
    ($held:ident, $type:ident, $one:ident => $answer:expr) => {
        match $held {
            #[cfg(feature = "columns")]
            $type::Arrow($one) => $answer,
            $type::Plain($one) => $answer,
        }
    };
}

impl<'c> HeldColumn<'c> {
    pub(crate) fn fact(&self) -> &Fact<'c> {
        ask!(self, HeldColumn, column => column.fact())
    }

    /// The column as the kernel reads it.
    pub(crate) fn column(&self) -> Column<'_> {
        ask!(self, HeldColumn, column => column.column())
    }

    /// The bytes of its validity and the bit at which they begin, where it has one.
    pub(crate) fn validity(&self) -> Option<(&[u8], usize)> {
        ask!(self, HeldColumn, column => column.validity())
    }

    pub(crate) fn value(&self, row: usize) -> Value {
        ask!(self, HeldColumn, column => column.value(row))
    }

    pub(crate) fn text(&self, row: usize) -> String {
        ask!(self, HeldColumn, column => column.text(row))
    }
}

/// A column of names.
pub(crate) enum Names {
    #[cfg(feature = "columns")]
    Arrow(Texts),
    Plain(PlainNames),
}

impl Names {
    pub(crate) fn get(&self, row: usize) -> Cow<'_, str> {
        ask!(self, Names, names => names.get(row))
    }

    /// Each name of the rows, in order.
    pub(crate) fn each(&self, rows: Range<usize>, take: impl FnMut(&str)) {
        ask!(self, Names, names => names.each(rows, take));
    }

    /// What is made of each row's name; each name that many rows share is asked about once.
    pub(crate) fn map<T: Copy>(&self, meaning: impl FnMut(&str) -> T) -> MappedNames<'_, T> {
        match self {
            #[cfg(feature = "columns")]
            Names::Arrow(names) => MappedNames::Arrow(names.map(meaning)),
            Names::Plain(names) => MappedNames::Plain(names, names.meanings(meaning)),
        }
    }
}

/// Names with their meanings.
pub(crate) enum MappedNames<'n, T> {
    #[cfg(feature = "columns")]
    Arrow(Mapped<'n, T>),
    Plain(&'n PlainNames, Option<(Vec<T>, T)>),
}

impl<T: Copy> MappedNames<'_, T> {
    /// The meaning of the names of the rows, in order.
    pub(crate) fn each(&self, rows: Range<usize>, mut meaning: impl FnMut(&str) -> T, mut take: impl FnMut(T)) {
        match self {
            #[cfg(feature = "columns")]
            MappedNames::Arrow(mapped) => mapped.each(rows, meaning, take),
            MappedNames::Plain(names, Some((of_names, of_nobody))) => {
                let keys = names.keys().get(rows).unwrap_or_default();
                keys.iter().for_each(|key| take(of_names.get(*key as usize).copied().unwrap_or(*of_nobody)));
            }
            MappedNames::Plain(names, None) => names.each(rows, |name| take(meaning(name))),
        }
    }
}
