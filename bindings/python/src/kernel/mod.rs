//! The kernel one call at a time, named after Rust's: a subject, a patient, a tally, each fact set by itself.
//!
//! For clinical systems that hold facts of their own and ask as these change; everybody else asks a `Contract`.

mod patient;
mod subject;
mod tally;

pub(crate) use patient::PyPatient;
pub(crate) use subject::{PyMember, PyStatementOfSubject, PySubject};
pub(crate) use tally::PyTally;
