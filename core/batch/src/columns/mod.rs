//! Columns of Arrow and the facts that they hold, both ways.
//!
//! | fact | read in place | copied once a batch |
//! |---|---|---|
//! | boolean | Boolean, UInt8, UInt16, Int32, Int64 | other integers |
//! | integer | UInt8, UInt16, Int32, Int64 | other integers, decimals, floats |
//! | decimal | Decimal32 and Decimal64 of the fact's places | of other places, Decimal128, integers, floats |
//! | date | Date32; UInt8, UInt16, Int32 and Int64 with a [`BASE_DAY`] | other integers with one, Date64, timestamps without a time zone |
//! | text | a dictionary with UInt8 keys of the fact's own texts in their order | other dictionaries, Utf8, LargeUtf8, Utf8View |
//!
//! Null is Arrow's own (a validity bitmap), or the integer that the field's metadata name ([`NULL`]); a column of type Null is
//! null throughout. A float is taken where it is exact at the fact's places (12.0 is 12; 8.55 has no one place), and a
//! timestamp without a time zone where it is midnight, as pandas holds days: whole floats and midnights are the same in every
//! binding. Any other float, and any other time, is refused row by row; a timestamp with a time zone as a column, for its day
//! hangs on the zone.

mod amounts;
mod exact;
mod fault;
mod form;
mod integers;
mod native;
mod one;
mod read;
mod reader;
mod texts;

pub use amounts::{AMOUNT_PLACES, Amounts, floats};
pub use fault::{ColumnFault, ColumnFaultKind};
pub use form::check_field;
pub use native::{ColumnBuilder, native_field, native_schema};
pub use one::FactColumn;
pub(crate) use read::{ColumnReader, ReadColumn};
pub use reader::BatchReader;
pub(crate) use texts::Mapped;
pub use texts::{Texts, check_name_field};

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use entitle_kernel::Fact;

/// The key in a field's metadata under which the day stands, `YYYY-MM-DD`, from which a column of integers counts the days
/// of a date.
///
/// ```
/// use arrow_schema::{DataType, Field};
/// use entitle_batch::{BASE_DAY, check_field};
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let diagnosed = contract.find_patient_input("diagnosed")?;
/// let days = Field::new("diagnosed", DataType::UInt16, true);
/// assert!(check_field(&diagnosed, &days).is_err()); // days after what?
/// let days = days.with_metadata([(BASE_DAY.to_owned(), "1900-01-01".to_owned())].into());
/// assert!(check_field(&diagnosed, &days).is_ok());
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub const BASE_DAY: &str = "base_day";

/// The key in a field's metadata under which the integer stands that says that a row has no value.
///
/// ```
/// use arrow_schema::{DataType, Field};
/// use entitle_batch::{NULL, check_field};
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let age = contract.find_patient_input("age")?; // 0 to 130
/// let field = |null: &str| Field::new("age", DataType::UInt8, false).with_metadata([(NULL.to_owned(), null.to_owned())].into());
/// assert!(check_field(&age, &field("255")).is_ok());
/// assert!(check_field(&age, &field("99")).is_err()); // somebody may be of that age
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub const NULL: &str = "null";

/// Whether an array holds exactly the fact's texts, in their order.
fn is_texts_of(fact: &Fact<'_>, array: &ArrayRef) -> bool {
    array.as_string_opt::<i32>().is_some_and(|texts| {
        texts.null_count() == 0 && texts.len() == fact.texts().count() && texts.iter().flatten().eq(fact.texts())
    })
}
