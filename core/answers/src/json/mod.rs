//! Answers as [`Data`]: the same objects in every face, in JSON or in a language's own. Numbers are texts, so that no reader
//! rounds them.

mod comparison;
mod content;
mod explanation;
mod facts;
mod rules;
mod statement;

pub use comparison::comparison;
pub use content::content;
pub use explanation::explanation;
pub use facts::facts;
pub use rules::rules;
pub use statement::statement;

use crate::data::{Data, Object};
use crate::identity::{Digests, Identified};
use entitle_kernel::{Contract, Date};
use std::fmt::Display;

/// What an answer is reproduced by.
fn identity(contract: &Identified<'_>) -> Data {
    let named = Object::new()
        .text("id", contract.id())
        .shown("in_force", Some(&contract.in_force()))
        .shown("until", day(&contract.until()))
        .count("revision", contract.revision().into());
    contract.digests().write(named).done()
}

/// A day, where there is one.
#[must_use]
pub fn day(day: &Option<Date>) -> Option<&dyn Display> {
    day.as_ref().map(|day| day as &dyn Display)
}

/// A contract as a list of several has it.
#[must_use]
pub fn listed(contract: &Contract<'_>) -> Data {
    Object::new()
        .text("id", contract.id())
        .text("title", contract.title())
        .text("family", contract.family())
        .text("subject", contract.subject().name())
        .shown("in_force", Some(&contract.in_force()))
        .shown("until", day(&contract.until()))
        .count("revision", contract.revision().into())
        .done()
}

/// What a contract is: who it is of, and its days.
#[must_use]
pub fn about(contract: &Contract<'_>) -> Object {
    let named = Object::new()
        .text("id", contract.id())
        .text("title", contract.title())
        .text("doc", contract.doc())
        .text("family", contract.family())
        .text("subject", contract.subject().name())
        .shown("in_force", Some(&contract.in_force()))
        .shown("until", day(&contract.until()))
        .shown("published", day(&contract.published()))
        .count("revision", contract.revision().into());
    Digests::of(contract).write(named)
}
