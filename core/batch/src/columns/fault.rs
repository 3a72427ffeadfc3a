//! What is wrong with a column, before any row is read.

use arrow_schema::DataType;
use std::fmt;

/// A column that cannot be read, and why.
///
/// ```
/// use arrow_schema::{DataType, Field};
/// use entitle_kernel::{Contract, sample};
/// let contract = Contract::new(sample::IMAGE)?;
/// let score = contract.find_patient_input("breath_score")?; // one decimal place
/// let fault = entitle_batch::check_field(&score, &Field::new("breath_score", DataType::Decimal256(40, 1), true)).unwrap_err();
/// assert_eq!(fault.column, "breath_score");
/// assert!(fault.to_string().contains("cast it to decimal(38, 1)"));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ColumnFault {
    /// The column's name.
    pub column: String,
    /// What is wrong with it.
    pub kind: ColumnFaultKind,
}

/// What is wrong with a column; written without its name.
///
/// ```
/// assert_eq!(entitle_batch::ColumnFaultKind::Missing.to_string(), "there is no such column");
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ColumnFaultKind {
    /// There is none of that name.
    Missing,
    /// There are several of that name.
    Repeated,
    /// Its type is not one in which the fact may stand.
    WrongType {
        /// The type that it has.
        is: DataType,
        /// The types that it may have.
        may_be: &'static str,
        /// Why this one is refused and what to do, or "".
        advice: String,
    },
    /// What its metadata say cannot be.
    Metadata {
        /// The key.
        key: &'static str,
        /// What stands there.
        value: String,
        /// What is wrong with it.
        why: String,
    },
}

impl fmt::Display for ColumnFaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ColumnFaultKind::Missing => f.write_str("there is no such column"),
            ColumnFaultKind::Repeated => f.write_str("there are several columns of this name"),
            ColumnFaultKind::WrongType { is, may_be, advice } => {
                write!(f, "it is {is}; it may be {may_be}")?;
                if advice.is_empty() { Ok(()) } else { write!(f, "; {advice}") }
            }
            ColumnFaultKind::Metadata { key, value, why } => write!(f, "its metadata say {key} = {value}: {why}"),
        }
    }
}

impl fmt::Display for ColumnFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}: {}", self.column, self.kind)
    }
}

impl std::error::Error for ColumnFault {}
