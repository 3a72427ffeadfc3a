//! Arrays of Arrow as columns of the kernel: in place where the form is native, copied once where it is not.

use super::exact::{float_at, float_text};
use super::fault::{ColumnFault, ColumnFaultKind};
use super::form::{Form, Scale, places};
use super::integers::{each_integer, integer_at};
use super::is_texts_of;
use super::texts::Texts;
use crate::border::read;
use crate::plain::instant_text;
use crate::plain::{odd_text, span};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal32Type, Decimal64Type, Int32Type, Int64Type, UInt8Type, UInt16Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, Field};
use entitle_kernel::block::{Bits, Column, Nulls, Values};
use entitle_kernel::image::code::Kind;
use entitle_kernel::{Cell, Error, Fact, Value};

/// How the record batches of a file hold a fact.
#[derive(Clone, Debug)]
pub(crate) struct ColumnReader<'c> {
    fact: Fact<'c>,
    name: String,
    data_type: DataType,
    form: Form,
    /// The least and greatest integer of the fact.
    span: (i64, i64),
}

/// A fact's array, and what had to be copied of it.
pub(crate) struct ReadColumn<'c> {
    fact: Fact<'c>,
    form: Form,
    span: (i64, i64),
    array: ArrayRef,
    copied: Copied,
}

/// The fact's own integers, where the array's are not that.
enum Copied {
    /// The array is read in place.
    Nothing,
    Narrow(Vec<i32>),
    Wide(Vec<i64>),
}

/// In place of a value among copied integers: there is none, and there is one that the fact does not take.
/// Both lie below whatever a fact may declare.
trait Stand: Copy + TryFrom<i64> {
    const NULL: Self;
    const ODD: Self;
}

impl Stand for i32 {
    const NULL: i32 = i32::MIN;
    const ODD: i32 = i32::MIN + 1;
}

impl Stand for i64 {
    const NULL: i64 = i64::MIN;
    const ODD: i64 = i64::MIN + 1;
}

impl<'c> ColumnReader<'c> {
    pub(crate) fn new(fact: &Fact<'c>, field: &Field) -> Result<ColumnReader<'c>, ColumnFault> {
        let form = Form::of(fact, field)?;
        let (name, data_type) = (field.name().clone(), field.data_type().clone());
        Ok(ColumnReader { fact: *fact, name, data_type, form, span: span(fact) })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Reads an array of the field's type.
    pub(crate) fn read(&self, array: &ArrayRef) -> Result<ReadColumn<'c>, ColumnFault> {
        if *array.data_type() != self.data_type {
            let advice = format!("the file's schema says {}", self.data_type);
            let kind =
                ColumnFaultKind::WrongType { is: array.data_type().clone(), may_be: "as the schema says", advice };
            return Err(ColumnFault { column: self.name.clone(), kind });
        }
        let mut column = ReadColumn {
            fact: self.fact,
            form: self.form,
            span: self.span,
            array: array.clone(),
            copied: Copied::Nothing,
        };
        if !column.is_native() {
            // A narrow copy is read faster; it has to have room for what stands for null.
            let narrow = i64::from(i32::ODD) < self.span.0 && self.span.1 <= i64::from(i32::MAX);
            column.copied = match narrow {
                true => Copied::Narrow(column.copy()),
                false => Copied::Wide(column.copy()),
            };
        }
        Ok(column)
    }
}

impl<'c> ReadColumn<'c> {
    pub(crate) const fn fact(&self) -> &Fact<'c> {
        &self.fact
    }

    /// Whether the kernel can read the array in place.
    fn is_native(&self) -> bool {
        let two_nulls = self.form.sentinel.is_some() && self.array.null_count() > 0;
        match self.array.data_type() {
            DataType::Null | DataType::Boolean => true,
            DataType::UInt8
            | DataType::UInt16
            | DataType::Int32
            | DataType::Int64
            | DataType::Date32
            | DataType::Decimal32(..)
            | DataType::Decimal64(..) => self.form.scale == Scale::Same && !two_nulls,
            DataType::Dictionary(..) => self.has_native_keys(),
            _ => false,
        }
    }

    /// Whether it is a dictionary of the fact's own texts in their order.
    fn has_native_keys(&self) -> bool {
        let dictionary = self.array.as_dictionary_opt::<UInt8Type>();
        dictionary.is_some_and(|dictionary| is_texts_of(&self.fact, dictionary.values()))
    }

    fn copy<T: Stand>(&self) -> Vec<T> {
        let mut copied = Vec::with_capacity(self.array.len());
        let rows = 0..self.array.len();
        let stand = |found: Result<Option<i64>, Error>| match found {
            Ok(None) => T::NULL,
            Ok(Some(integer)) if self.takes(integer) => T::try_from(integer).unwrap_or(T::ODD),
            _ => T::ODD,
        };
        if self.fact.kind() == Kind::Text {
            let meaning = |text: &str| match read(&self.fact, text) {
                Value::Null => T::NULL,
                value => match self.fact.to_cell(value) {
                    Ok(Cell::Integer(integer)) => stand(Ok(Some(integer))),
                    _ => T::ODD,
                },
            };
            let texts = Texts::new(self.array.clone());
            texts.map(meaning).each(rows, meaning, |integer| copied.push(integer));
        } else if let Scale::Floats(places) = self.form.scale {
            rows.for_each(|row| copied.push(stand(float_at(&self.array, row, places))));
        } else {
            each_integer(&self.array, rows, |raw| {
                copied.push(stand(raw.map_or(Ok(None), |raw| self.form.integer(raw))))
            });
        }
        copied
    }

    fn takes(&self, integer: i64) -> bool {
        (self.span.0..=self.span.1).contains(&integer)
    }

    /// The column as the kernel reads it. A value that the fact does not take lies outside its range there too.
    pub(crate) fn column(&self) -> Column<'_> {
        let array = &self.array;
        let (values, base, sentinel) = match &self.copied {
            Copied::Narrow(values) => (Values::I32(values), 0, Some(i32::NULL.into())),
            Copied::Wide(values) => (Values::I64(values), 0, Some(i64::NULL)),
            Copied::Nothing => {
                let values = match array.data_type() {
                    DataType::Boolean => {
                        let bits = array.as_boolean().values();
                        Bits::new(bits.values(), bits.offset(), bits.len()).map(Values::Bits).ok()
                    }
                    DataType::UInt8 => Some(Values::U8(array.as_primitive::<UInt8Type>().values())),
                    DataType::UInt16 => Some(Values::U16(array.as_primitive::<UInt16Type>().values())),
                    DataType::Int32 => Some(Values::I32(array.as_primitive::<Int32Type>().values())),
                    DataType::Int64 => Some(Values::I64(array.as_primitive::<Int64Type>().values())),
                    DataType::Date32 => Some(Values::I32(array.as_primitive::<Date32Type>().values())),
                    DataType::Decimal32(..) => Some(Values::I32(array.as_primitive::<Decimal32Type>().values())),
                    DataType::Decimal64(..) => Some(Values::I64(array.as_primitive::<Decimal64Type>().values())),
                    DataType::Dictionary(..) => Some(Values::U8(array.as_dictionary::<UInt8Type>().keys().values())),
                    _ => None,
                };
                let Some(values) = values else { return Column::NULL };
                (values, self.form.base, self.form.sentinel)
            }
        };
        let nulls = match (sentinel, self.validity()) {
            (Some(sentinel), _) => Nulls::Sentinel(sentinel),
            (None, Some((bytes, offset))) => Bits::new(bytes, offset, array.len()).map_or(Nulls::All, Nulls::Validity),
            (None, None) => Nulls::None,
        };
        Column { values, base, nulls }
    }

    /// The bytes of the array's validity and the bit at which they begin, where it is read in place and holds nulls.
    pub(crate) fn validity(&self) -> Option<(&[u8], usize)> {
        let nulls = self.array.nulls().filter(|nulls| nulls.null_count() > 0 && matches!(self.copied, Copied::Nothing));
        nulls.map(|nulls| (nulls.validity(), nulls.offset()))
    }

    /// The value of a row, or the error in its place.
    pub(crate) fn value(&self, row: usize) -> Value {
        match self.array.data_type() {
            DataType::Null => Value::Null,
            _ if self.fact.kind() == Kind::Text => read(&self.fact, &Texts::new(self.array.clone()).get(row)),
            _ => match self.integer(row) {
                Ok(None) => Value::Null,
                Ok(Some(integer)) if self.takes(integer) => self.fact.from_cell(Cell::Integer(integer)),
                Ok(Some(_)) => Value::Error(Error::OutOfRange),
                Err(error) => Value::Error(error),
            },
        }
    }

    /// The fact's integer of a row, or none.
    fn integer(&self, row: usize) -> Result<Option<i64>, Error> {
        match self.form.scale {
            Scale::Floats(places) => float_at(&self.array, row, places),
            _ => self.raw(row).map_or(Ok(None), |raw| self.form.integer(raw)),
        }
    }

    fn raw(&self, row: usize) -> Option<i128> {
        match self.array.as_boolean_opt() {
            Some(booleans) => booleans.is_valid(row).then(|| booleans.value(row).into()),
            None => integer_at(&self.array, row),
        }
    }

    /// The text of a row as it would stand in CSV; "" for null.
    pub(crate) fn text(&self, row: usize) -> String {
        if self.fact.kind() == Kind::Text {
            return Texts::new(self.array.clone()).get(row).into_owned();
        }
        match self.value(row) {
            Value::Null => String::new(),
            Value::Error(error) => {
                let raw = self.raw(row).unwrap_or_default();
                match self.form.scale {
                    Scale::Floats(_) => float_text(&self.array, row),
                    Scale::Midnight(in_a_day) if error == Error::InvalidDate => {
                        instant_text(i64::try_from(raw).unwrap_or(i64::MAX), in_a_day)
                    }
                    Scale::Midnight(in_a_day) => odd_text(&self.fact, raw / i128::from(in_a_day), 0, 0),
                    _ => odd_text(&self.fact, raw, self.form.base, places(self.array.data_type())),
                }
            }
            value => self.fact.written(value).to_string(),
        }
    }
}
