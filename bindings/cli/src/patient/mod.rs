//! Rule tables about patients: what they read, how they went, and how they are told.

mod explain;
mod reads;
mod tables;
mod walk;

pub(crate) use explain::{explanation, run};
pub(crate) use tables::{RuleTable, table_of_register, tables_of, with_rules};
pub(crate) use walk::{Goal, Walked, walk};
