//! Rule tables about patients: what they read, who may be asked, and how a patient went through them.

mod admission;
mod days;
mod explained;
mod reads;
mod tables;
mod walk;

pub use admission::{Admitted, refused_patient};
pub use explained::{Explained, Explainer, achievement_date_of, condition, done, matched, run_up_to};
pub use reads::facts_read;
pub use tables::{RuleRow, RuleTable, own_tables_of, table_of_register, tables_of, with_rules};
pub use walk::{Goal, Seen, Walked, walk};
