//! One column on its own, of a fact about whomever.

use super::fault::ColumnFault;
use super::read::{ColumnReader, ReadColumn};
use arrow_array::ArrayRef;
use arrow_schema::Field;
use entitle_kernel::{Fact, Value};

/// A column of a fact about practices or anything else: value by value.
///
/// ```
/// use arrow_array::{ArrayRef, UInt8Array};
/// use arrow_schema::{DataType, Field};
/// use entitle_batch::FactColumn;
/// use entitle_kernel::{Contract, Value, sample};
/// use std::sync::Arc;
/// let contract = Contract::new(sample::IMAGE)?;
/// let age = contract.find_patient_input("age")?; // 0 to 130
/// let ages: ArrayRef = Arc::new(UInt8Array::from(vec![64, 131]));
/// let column = FactColumn::read(&age, &Field::new("age", DataType::UInt8, false), &ages).expect("a form of integers");
/// assert!(column.value(0).same(&Value::integer(64)));
/// assert!(matches!(column.value(1), Value::Error(_)));
/// assert_eq!(column.text(1), "131");
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub struct FactColumn<'c>(ReadColumn<'c>);

impl<'c> FactColumn<'c> {
    /// The column of this field and array. Errors: a type in which the fact cannot stand.
    pub fn read(fact: &Fact<'c>, field: &Field, array: &ArrayRef) -> Result<FactColumn<'c>, ColumnFault> {
        ColumnReader::new(fact, field)?.read(array).map(FactColumn)
    }

    /// The fact.
    #[must_use]
    pub const fn fact(&self) -> &Fact<'c> {
        self.0.fact()
    }

    /// The value of a row of the array; [`Value::Error`] where the fact does not take what stands there.
    #[must_use]
    pub fn value(&self, row: usize) -> Value {
        self.0.value(row)
    }

    /// The same as text; "" for null, and what the fact does not take as it is.
    #[must_use]
    pub fn text(&self, row: usize) -> String {
        self.0.text(row)
    }
}
