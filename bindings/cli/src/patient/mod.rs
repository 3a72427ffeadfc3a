//! Rule tables about patients: what they read, how they went, and how they are told.

mod admission;
mod days;
mod explain;
mod reads;
mod tables;
mod walk;

pub(crate) use explain::{achievement_date_of, brief_explanation, run, run_up_to};
pub(crate) use tables::{RuleRow, RuleTable, own_tables_of, table_of_register, tables_of, with_rules};
pub(crate) use walk::{Goal, Walked, walk};
