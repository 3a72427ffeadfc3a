//! The kernel one call at a time, for faces whose users hold objects: a subject, a patient, a tally, each fact set by itself.
//!
//! It is for clinical systems that hold facts of their own and ask as these change; everybody else asks for statements and
//! explanations. Each object owns its storage and shares its contract.
//!
//! ```
//! use entitle_answers::{Held, stepwise::{Patient, Subject}};
//! use std::sync::Arc;
//! let image = entitle_contracts::definition("qof-england", "2025-06-30".parse()?, None)?.image;
//! let contract = Arc::new(Held::new(image.into(), "qof-england", String::new())?);
//! let mut subject = Subject::new(&contract)?;
//! subject.set("list_size", "10184")?;
//! assert_eq!(subject.get("list_size")?, "10184");
//! assert_eq!(subject.set("list_size", "many").unwrap_err().error, Some(entitle_kernel::Error::InvalidNumber));
//! let mut patient = Patient::new(&contract, "2026-03-31")?;
//! assert_eq!(patient.decide("DM020")?.outcome, "undetermined"); // nothing is known
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod patient;
mod subject;
mod tally;

pub use patient::{Decided, Membership, Patient};
pub use subject::{AnswerFields, Member, StatementOfSubject, Subject};
pub use tally::Tally;

use crate::fault::Fault;
use entitle_kernel::trace::{Entry, Watch};
use entitle_kernel::{Contract, Error};
use std::fmt::Display;

/// What was refused, with the kernel's error behind it.
fn refused(what: impl Display, error: Error, help: &str) -> Fault {
    Fault::input(format!("{what}: {error}")).with_error(error).with_help(help)
}

/// A fact that cannot be set or asked for.
fn refused_fact(name: &str, error: Error) -> Fault {
    let help = "`facts` of the contract lists what it takes: name, type and range of each";
    refused(format_args!("`{}`", crate::quoted(name)), error, help)
}

/// An indicator or register that there is nothing to say of.
fn refused_item(name: &str, error: Error) -> Fault {
    let help = "`indicators` and `registers` of the contract list those that it has, `show` their rules";
    refused(format_args!("`{}`", crate::quoted(name)), error, help)
}

/// Keeps what an evaluation does, written.
struct WrittenTrace<'c> {
    contract: Contract<'c>,
    lines: Vec<String>,
}

impl<'c> WrittenTrace<'c> {
    const fn of(contract: &Contract<'c>) -> WrittenTrace<'c> {
        WrittenTrace { contract: *contract, lines: Vec::new() }
    }
}

impl Watch for WrittenTrace<'_> {
    fn note(&mut self, entry: Entry) {
        self.lines.push(self.contract.written_entry(&entry).to_string());
    }
}
