//! The forms that are written: narrow, and read in place by the kernel.

use super::BASE_DAY;
use super::fault::{ColumnFault, ColumnFaultKind};
use super::form::{Form, Scale};
use crate::plain::span;
use crate::population::patient_facts;
use arrow_array::builder::{BooleanBuilder, PrimitiveBuilder};
use arrow_array::types::{Date32Type, Decimal32Type, Decimal64Type, Int32Type, Int64Type, UInt8Type, UInt16Type};
use arrow_array::{ArrayRef, ArrowPrimitiveType, DictionaryArray, StringArray};
use arrow_schema::{DataType, Field, Schema};
use entitle_kernel::image::code::Kind;
use entitle_kernel::{Cell, Contract, Error, Fact, Value};
use std::sync::Arc;

/// The day from which days are counted in two bytes: the last is 2079-06-06.
const NATIVE_BASE_DAY: &str = "1900-01-01";

/// The narrow form of a fact: what is evaluated fastest and takes the least room. Nulls are Arrow's own.
///
/// Booleans are bits, texts a dictionary of the fact's texts, dates days after 1900-01-01 in two bytes (see
/// [`BASE_DAY`]), integers and decimals the least width that holds the declared range.
///
/// ```
/// use arrow_schema::DataType;
/// use entitle_batch::native_field;
/// use entitle_kernel::{Contract, sample};
/// let contract = Contract::new(sample::IMAGE)?;
/// let field = |name: &str| contract.find_patient_input(name).map(|fact| native_field(&fact));
/// assert_eq!(field("age")?.data_type(), &DataType::UInt8); // 0 to 130
/// assert_eq!(field("diagnosed")?.data_type(), &DataType::UInt16);
/// assert_eq!(field("breath_score")?.data_type(), &DataType::Decimal32(9, 1));
/// assert!(!field("age")?.is_nullable() && field("diagnosed")?.is_nullable());
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[must_use]
pub fn native_field(fact: &Fact<'_>) -> Field {
    let places = i8::try_from(fact.places()).unwrap_or(i8::MAX);
    let form = match (fact.kind(), span(fact)) {
        (Kind::Boolean, _) => DataType::Boolean,
        (Kind::Text, _) => dictionary(DataType::UInt8),
        (Kind::Date, _) => DataType::UInt16,
        (Kind::Integer, (0.., ..=0xff)) => DataType::UInt8,
        (Kind::Integer, (0.., ..=0xffff)) => DataType::UInt16,
        (Kind::Integer, (least, most)) if is_i32(least) && is_i32(most) => DataType::Int32,
        (Kind::Integer, _) => DataType::Int64,
        (Kind::Decimal, (-999_999_999.., ..=999_999_999)) if places <= 9 => DataType::Decimal32(9, places),
        (Kind::Decimal, _) => DataType::Decimal64(18, places),
    };
    let field = Field::new(fact.name(), form, fact.null_allowed());
    match fact.kind() {
        Kind::Date => field.with_metadata([(BASE_DAY.to_owned(), NATIVE_BASE_DAY.to_owned())].into()),
        _ => field,
    }
}

/// The columns of a population in their narrow forms: `patient`, `practice`, and each fact about patients.
///
/// ```
/// use entitle_kernel::{Contract, sample};
/// let schema = entitle_batch::native_schema(&Contract::new(sample::IMAGE)?);
/// assert_eq!(schema.fields().iter().map(|field| field.name().as_str()).collect::<Vec<_>>()[..3], ["patient", "practice", "age"]);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[must_use]
pub fn native_schema(contract: &Contract<'_>) -> Schema {
    let patient = Field::new("patient", DataType::Utf8, false);
    let practice = Field::new("practice", dictionary(DataType::UInt16), false);
    let facts = patient_facts(contract);
    Schema::new([patient, practice].into_iter().chain(facts.iter().map(native_field)).collect::<Vec<_>>())
}

fn dictionary(keys: DataType) -> DataType {
    DataType::Dictionary(Box::new(keys), Box::new(DataType::Utf8))
}

fn is_i32(integer: i64) -> bool {
    i32::try_from(integer).is_ok()
}

/// An array in the making: a fact's values one after another, in the form of a field.
///
/// ```
/// use arrow_array::cast::AsArray;
/// use entitle_batch::{ColumnBuilder, native_field};
/// use entitle_kernel::{Contract, Error, Value, sample};
/// let contract = Contract::new(sample::IMAGE)?;
/// let age = contract.find_patient_input("age")?;
/// let mut builder = ColumnBuilder::new(&age, &native_field(&age)).unwrap();
/// builder.push(Value::integer(64))?;
/// assert_eq!(builder.push(Value::integer(131)), Err(Error::OutOfRange));
/// let array = builder.finish();
/// assert_eq!(array.as_primitive::<arrow_array::types::UInt8Type>().values(), &[64]);
/// # Ok::<(), Error>(())
/// ```
pub struct ColumnBuilder<'c> {
    fact: Fact<'c>,
    form: Form,
    cells: Box<dyn Cells + Send>,
}

impl<'c> ColumnBuilder<'c> {
    /// An empty array of this field. Errors: as [`check_field`](super::check_field); only fields of the forms of
    /// [`native_field`], Int32, Int64 and Date32 are written, nulls as Arrow's own or, where the field's metadata name a
    /// [`NULL`](super::NULL), as that.
    pub fn new(fact: &Fact<'c>, field: &Field) -> Result<ColumnBuilder<'c>, ColumnFault> {
        let form = Form::of(fact, field)?;
        let cells = (form.scale == Scale::Same).then(|| cells(fact, field.data_type())).flatten();
        let refused = || ColumnFault {
            column: field.name().clone(),
            kind: ColumnFaultKind::WrongType {
                is: field.data_type().clone(),
                may_be: "written in the form of native_field, as int32, int64 or date32",
                advice: String::new(),
            },
        };
        Ok(ColumnBuilder { fact: *fact, form, cells: cells.ok_or_else(refused)? })
    }

    /// Adds a value. Errors: those of [`Fact::check`]; `WrongType` for unknown, which no column holds; `OutOfRange` where
    /// the form is too narrow for it. Nothing is added then.
    pub fn push(&mut self, value: Value) -> Result<(), Error> {
        let raw = match value {
            // Most values are null, and of those nothing more is asked.
            Value::Null if self.fact.null_allowed() => self.form.sentinel,
            value => match self.fact.to_cell(value)? {
                Cell::Integer(integer) => Some(integer.checked_sub(self.form.base).ok_or(Error::OutOfRange)?),
                Cell::Null => self.form.sentinel,
                Cell::Unknown => return Err(Error::WrongType),
            },
        };
        self.cells.push(raw)
    }

    /// The array of what was added; then there is nothing again.
    pub fn finish(&mut self) -> ArrayRef {
        self.cells.finish()
    }
}

/// Raw integers; none is null.
trait Cells {
    fn push(&mut self, raw: Option<i64>) -> Result<(), Error>;
    fn finish(&mut self) -> ArrayRef;
}

fn cells(fact: &Fact<'_>, form: &DataType) -> Option<Box<dyn Cells + Send>> {
    Some(match form {
        DataType::Boolean => Box::new(BooleanBuilder::new()),
        DataType::UInt8 => integers::<UInt8Type>(form),
        DataType::UInt16 => integers::<UInt16Type>(form),
        DataType::Int32 => integers::<Int32Type>(form),
        DataType::Int64 => integers::<Int64Type>(form),
        DataType::Date32 => integers::<Date32Type>(form),
        DataType::Decimal32(..) => integers::<Decimal32Type>(form),
        DataType::Decimal64(..) => integers::<Decimal64Type>(form),
        form if *form == dictionary(DataType::UInt8) => {
            let texts: ArrayRef = Arc::new(StringArray::from_iter_values(fact.texts()));
            Box::new(Keys { texts, keys: PrimitiveBuilder::new() })
        }
        _ => return None,
    })
}

fn integers<T: ArrowPrimitiveType<Native: TryFrom<i64>>>(form: &DataType) -> Box<dyn Cells + Send> {
    Box::new(PrimitiveBuilder::<T>::new().with_data_type(form.clone()))
}

impl Cells for BooleanBuilder {
    fn push(&mut self, raw: Option<i64>) -> Result<(), Error> {
        self.append_option(raw.map(|raw| raw != 0));
        Ok(())
    }

    fn finish(&mut self) -> ArrayRef {
        Arc::new(BooleanBuilder::finish(self))
    }
}

impl<T: ArrowPrimitiveType<Native: TryFrom<i64>>> Cells for PrimitiveBuilder<T> {
    fn push(&mut self, raw: Option<i64>) -> Result<(), Error> {
        let raw = raw.map(|raw| T::Native::try_from(raw).map_err(|_| Error::OutOfRange)).transpose()?;
        self.append_option(raw);
        Ok(())
    }

    fn finish(&mut self) -> ArrayRef {
        Arc::new(PrimitiveBuilder::finish(self))
    }
}

/// Places among a fact's texts.
struct Keys {
    texts: ArrayRef,
    keys: PrimitiveBuilder<UInt8Type>,
}

impl Cells for Keys {
    fn push(&mut self, raw: Option<i64>) -> Result<(), Error> {
        self.keys.push(raw)
    }

    fn finish(&mut self) -> ArrayRef {
        Arc::new(DictionaryArray::new(PrimitiveBuilder::finish(&mut self.keys), self.texts.clone()))
    }
}
