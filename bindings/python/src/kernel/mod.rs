//! The kernel one call at a time, named after Rust's: a subject, a patient, a tally, each fact set by itself.
//!
//! For clinical systems that hold facts of their own and ask as these change; everybody else asks a `Contract`.

mod patient;
mod subject;
mod tally;

pub(crate) use patient::PyPatient;
pub(crate) use subject::{PyMember, PyStatementOfSubject, PySubject};
pub(crate) use tally::PyTally;

use crate::error::of_fault;
use entitle_answers::Fault;
use entitle_kernel::trace::{Entry, Watch};
use entitle_kernel::{Contract, Error};
use pyo3::PyErr;
use std::fmt::Display;

/// What was refused, with the kernel's error behind it.
fn refused(what: impl Display, error: Error, help: &str) -> PyErr {
    of_fault(Fault::input(format!("{what}: {error}")).with_error(error).with_help(help))
}

/// A fact that cannot be set or asked for.
fn refused_fact(name: &str, error: Error) -> PyErr {
    refused(
        format_args!("`{name}`"),
        error,
        "`facts` of the contract lists what it takes: name, type and range of each",
    )
}

/// An indicator or register that there is nothing to say of.
fn refused_item(name: &str, error: Error) -> PyErr {
    refused(
        format_args!("`{name}`"),
        error,
        "`indicators` and `registers` of the contract list those that it has, `show` their rules",
    )
}

/// Keeps what an evaluation does, written.
struct WrittenTrace<'c> {
    contract: Contract<'c>,
    lines: Vec<String>,
}

impl<'c> WrittenTrace<'c> {
    fn of(contract: &Contract<'c>) -> WrittenTrace<'c> {
        WrittenTrace { contract: *contract, lines: Vec::new() }
    }
}

impl Watch for WrittenTrace<'_> {
    fn note(&mut self, entry: Entry) {
        self.lines.push(self.contract.written_entry(&entry).to_string());
    }
}

/// The contract as an answer names it: id, day, revision and digest.
fn identity(contract: &Contract<'_>) -> String {
    let mut text = String::new();
    // A text takes everything.
    let _ = contract.write_identity(&mut text);
    text
}
