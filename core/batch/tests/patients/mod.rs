//! Made rows, and arrays of them in every form: written here from Arrow's own constructors, not by the crate's builder.

use arrow_array::builder::{BooleanBuilder, PrimitiveBuilder};
use arrow_array::types::{
    Date32Type, Decimal32Type, Decimal64Type, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType, DictionaryArray, LargeStringArray, RecordBatch, StringArray, StringViewArray,
};
use arrow_schema::{DataType, Field, Schema};
use entitle_kernel::image::code::Kind;
use entitle_kernel::{Cell, Date, Error, Fact, Value};
use std::sync::Arc;

/// Draws that are the same on every machine.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// From 0 to below the bound.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    pub(crate) fn one_in(&mut self, bound: u64) -> bool {
        self.below(bound) == 0
    }

    pub(crate) fn between(&mut self, least: i64, most: i64) -> i64 {
        least + i64::try_from(self.below(u64::try_from(most - least + 1).unwrap())).unwrap()
    }
}

/// A row: names, and for each fact its integer (or none), which the fact may not take.
pub(crate) struct Row {
    pub(crate) patient: String,
    pub(crate) practice: String,
    pub(crate) integers: Vec<Option<i64>>,
}

/// The least and greatest integer that a fact takes.
pub(crate) fn span(fact: &Fact<'_>) -> (i64, i64) {
    let integer = |value| match fact.to_cell(value) {
        Ok(Cell::Integer(integer)) => integer,
        other => panic!("{}: {other:?}", fact.name()),
    };
    match fact.kind() {
        Kind::Boolean => (0, 1),
        Kind::Text => (0, i64::try_from(fact.texts().count()).unwrap() - 1),
        _ => fact.range().map(|(least, most)| (integer(least), integer(most))).unwrap(),
    }
}

/// The value that an integer means, or the error in its place.
pub(crate) fn value(fact: &Fact<'_>, integer: Option<i64>) -> Value {
    let (least, most) = span(fact);
    match integer {
        None => Value::Null,
        Some(integer) if (least..=most).contains(&integer) => fact.from_cell(Cell::Integer(integer)),
        Some(_) if fact.kind() == Kind::Text => Value::Error(Error::UnknownText),
        Some(_) => Value::Error(Error::OutOfRange),
    }
}

/// How a fact's column is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// The narrowest, with Arrow's nulls.
    Narrow,
    /// Narrow, null being an integer.
    NarrowSentinel,
    /// Four or eight bytes, with Arrow's nulls.
    Wide,
    /// Wide, null being an integer.
    WideSentinel,
    /// What the kernel does not read in place.
    Copied,
    /// Another such.
    CopiedOtherwise,
    /// A sentinel and Arrow's nulls beside each other.
    BothNulls,
}

pub(crate) const FORMS: [Form; 7] = [
    Form::Narrow,
    Form::NarrowSentinel,
    Form::Wide,
    Form::WideSentinel,
    Form::Copied,
    Form::CopiedOtherwise,
    Form::BothNulls,
];

/// Integers in a column: what is taken from each, by what it is multiplied, and what stands for null.
#[derive(Clone, Copy)]
struct Scheme {
    base: i64,
    factor: i64,
    sentinel: Option<i64>,
    /// Whether every other null is Arrow's own beside the sentinel.
    both: bool,
}

fn integers<T>(form: DataType, integers: &[Option<i64>], scheme: Scheme) -> ArrayRef
where
    T: ArrowPrimitiveType<Native: TryFrom<i64>>,
{
    let raw = |integer: i64| {
        let native = T::Native::try_from((integer - scheme.base) * scheme.factor);
        native.unwrap_or_else(|_| panic!("{integer} does not fit {form}"))
    };
    let mut builder = PrimitiveBuilder::<T>::new().with_data_type(form.clone());
    for (row, integer) in integers.iter().enumerate() {
        match (integer, scheme.sentinel) {
            (Some(integer), _) => builder.append_value(raw(*integer)),
            (None, Some(sentinel)) if !scheme.both || row % 2 == 0 => {
                builder.append_value(T::Native::try_from(sentinel).unwrap_or_else(|_| panic!("{sentinel}")));
            }
            (None, _) => builder.append_null(),
        }
    }
    Arc::new(builder.finish())
}

fn day(text: &str) -> i64 {
    text.parse::<Date>().unwrap().days().into()
}

/// A fact's column in this form; every second form of some kinds is that of another.
pub(crate) fn column(fact: &Fact<'_>, form: Form, cells: &[Option<i64>]) -> (Field, ArrayRef) {
    let mut metadata = Vec::new();
    let mut base = 0;
    let places = i8::try_from(fact.places()).unwrap();
    let array = match fact.kind() {
        Kind::Text => texts(fact, form, cells),
        Kind::Boolean if matches!(form, Form::Narrow | Form::Wide) && cells.iter().flatten().all(|bit| *bit < 2) => {
            let mut builder = BooleanBuilder::new();
            cells.iter().for_each(|cell| builder.append_option(cell.map(|cell| cell != 0)));
            Arc::new(builder.finish())
        }
        kind => {
            use Form::{BothNulls, Copied, CopiedOtherwise, Narrow, NarrowSentinel, Wide, WideSentinel};
            let mut scheme = Scheme { base: 0, factor: 1, sentinel: None, both: form == BothNulls };
            let (data_type, sentinel): (DataType, i64) = match (kind, form) {
                (Kind::Date, Narrow | NarrowSentinel) => (DataType::UInt16, 65535),
                (Kind::Date, Wide | BothNulls) => (DataType::Date32, i64::from(i32::MIN)),
                (Kind::Date, WideSentinel) => (DataType::Int32, -1),
                (Kind::Date, Copied) => (DataType::UInt32, 0),
                (Kind::Date, CopiedOtherwise) => (DataType::Int16, 0),
                (Kind::Decimal, Narrow) => (DataType::Decimal32(9, places), 0),
                (Kind::Decimal, NarrowSentinel) => (DataType::Decimal32(9, places), -999_999_999),
                (Kind::Decimal, Wide | WideSentinel | BothNulls) => (DataType::Decimal64(18, places), -1_000_000_000),
                (Kind::Decimal, Copied) => (DataType::Decimal128(38, places + 2), 0),
                (Kind::Decimal, CopiedOtherwise) => (DataType::Decimal128(38, places), 0),
                (_, Narrow | NarrowSentinel) if span(fact).1 < 200 => (DataType::UInt8, 255),
                (_, Narrow | NarrowSentinel) => (DataType::Int32, -77_777),
                (_, Wide | WideSentinel) => (DataType::Int64, i64::MIN),
                (_, Copied) => (DataType::UInt64, 0),
                (_, CopiedOtherwise) if span(fact).1 < 100 => (DataType::Int8, 0),
                (_, CopiedOtherwise) => (DataType::Int16, 0),
                (_, BothNulls) => (DataType::UInt16, 65_000),
            };
            if kind == Kind::Date && data_type != DataType::Date32 {
                let written = match form {
                    Narrow | NarrowSentinel => "1900-01-01",
                    WideSentinel => "1600-01-01",
                    Copied => "1500-06-30",
                    _ => "2000-01-01",
                };
                metadata.push(("base_day".to_owned(), written.to_owned()));
                base = day(written);
            }
            if matches!(form, NarrowSentinel | WideSentinel | BothNulls) {
                metadata.push(("null".to_owned(), sentinel.to_string()));
                scheme.sentinel = Some(sentinel);
            }
            scheme.base = base;
            if kind == Kind::Decimal && form == Copied {
                scheme.factor = 100;
            }
            macro_rules! of {
                ($type:ty) => {
                    integers::<$type>(data_type.clone(), cells, scheme)
                };
            }
            match data_type {
                DataType::UInt8 => of!(UInt8Type),
                DataType::UInt16 => of!(UInt16Type),
                DataType::UInt32 => of!(UInt32Type),
                DataType::UInt64 => of!(UInt64Type),
                DataType::Int8 => of!(Int8Type),
                DataType::Int16 => of!(Int16Type),
                DataType::Int32 => of!(Int32Type),
                DataType::Int64 => of!(Int64Type),
                DataType::Date32 => of!(Date32Type),
                DataType::Decimal32(..) => of!(Decimal32Type),
                DataType::Decimal64(..) => of!(Decimal64Type),
                _ => of!(Decimal128Type),
            }
        }
    };
    let field = Field::new(fact.name(), array.data_type().clone(), true);
    (field.with_metadata(metadata.into_iter().collect::<std::collections::HashMap<_, _>>()), array)
}

/// What is written for an integer; one past the texts is no text of the fact's.
fn texts(fact: &Fact<'_>, form: Form, cells: &[Option<i64>]) -> ArrayRef {
    let all: Vec<&str> = fact.texts().collect();
    let count = all.len();
    let place = |integer: i64| usize::try_from(integer).unwrap();
    let written =
        cells.iter().map(|cell| cell.map(|integer| all.get(place(integer)).copied().unwrap_or("no such text")));
    match form {
        Form::Narrow if cells.iter().flatten().all(|integer| place(*integer) < count) => {
            let keys = cells.iter().map(|cell| cell.map(|integer| u8::try_from(integer).unwrap())).collect();
            Arc::new(DictionaryArray::<UInt8Type>::new(keys, Arc::new(StringArray::from_iter_values(&all))))
        }
        // The other way round, with a text that is none of the fact's, a null and a text with spaces around it.
        Form::Narrow | Form::NarrowSentinel => {
            let values =
                all.iter().rev().map(|text| Some(format!(" {text}"))).chain([Some("no such text".into()), None]);
            let keys = cells.iter().enumerate().map(|(row, cell)| match cell {
                Some(integer) if place(*integer) < count => Some(i32::try_from(count - 1 - place(*integer)).unwrap()),
                Some(_) => Some(i32::try_from(count).unwrap()),
                None if row % 2 == 0 => Some(i32::try_from(count + 1).unwrap()),
                None => None,
            });
            let values = Arc::new(values.collect::<LargeStringArray>());
            Arc::new(DictionaryArray::<Int32Type>::new(keys.collect(), values))
        }
        Form::Wide | Form::WideSentinel => Arc::new(written.collect::<StringArray>()),
        Form::Copied => Arc::new(written.collect::<LargeStringArray>()),
        Form::CopiedOtherwise | Form::BothNulls => Arc::new(written.collect::<StringViewArray>()),
    }
}

/// How names are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Names {
    Utf8,
    LargeUtf8,
    View,
    Dictionary,
}

pub(crate) const NAMES: [Names; 4] = [Names::Utf8, Names::LargeUtf8, Names::View, Names::Dictionary];

pub(crate) fn names(form: Names, names: &[&str]) -> ArrayRef {
    // An empty name is written as null, and the others with a space behind.
    let written: Vec<Option<String>> =
        names.iter().map(|name| (!name.is_empty()).then(|| format!("{name} "))).collect();
    match form {
        Names::Utf8 => Arc::new(written.into_iter().collect::<StringArray>()),
        Names::LargeUtf8 => Arc::new(written.into_iter().collect::<LargeStringArray>()),
        Names::View => Arc::new(written.into_iter().collect::<StringViewArray>()),
        Names::Dictionary => {
            let written: Vec<Option<&str>> = written.iter().map(Option::as_deref).collect();
            Arc::new(written.into_iter().collect::<DictionaryArray<UInt16Type>>())
        }
    }
}

/// Puts rows before and behind an array and takes them away again: offsets are not 0, and not whole bytes.
fn with_offset(array: &ArrayRef) -> ArrayRef {
    let (before, behind) = (3.min(array.len()), 1.min(array.len()));
    let parts = [array.slice(0, before), array.clone(), array.slice(0, behind)];
    let parts: Vec<&dyn Array> = parts.iter().map(AsRef::as_ref).collect();
    let joined = arrow_select::concat::concat(&parts).unwrap();
    assert_eq!(joined.data_type(), array.data_type());
    joined.slice(before, array.len())
}

/// The record batch of these rows, each fact in the form that is told for its place.
pub(crate) fn batch(
    facts: &[Fact<'_>],
    rows: &[Row],
    named: Names,
    form_of: impl Fn(usize) -> Form,
    with_offsets: bool,
) -> RecordBatch {
    let patients: Vec<&str> = rows.iter().map(|row| row.patient.as_str()).collect();
    let practices: Vec<&str> = rows.iter().map(|row| row.practice.as_str()).collect();
    let mut columns = Vec::new();
    for (name, list) in [("patient", patients), ("practice", practices)] {
        let array = names(named, &list);
        columns.push((Field::new(name, array.data_type().clone(), true), array));
    }
    for (place, fact) in facts.iter().enumerate() {
        let cells: Vec<Option<i64>> = rows.iter().map(|row| row.integers[place]).collect();
        columns.push(column(fact, form_of(place), &cells));
    }
    if with_offsets {
        columns.iter_mut().for_each(|(_, array)| *array = with_offset(array));
    }
    let (fields, arrays): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    let options = arrow_array::RecordBatchOptions::new().with_row_count(Some(rows.len()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options).unwrap()
}
