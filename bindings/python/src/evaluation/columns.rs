//! A frame as record batches, and what is wrong with its columns in Python's words: judged before any row is read.

use crate::error::of_fault;
use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, DataType, SchemaRef};
use entitle_answers::Fault;
use entitle_answers::population::lacking_columns;
use entitle_batch::{ColumnFault, ColumnFaultKind, guarded};
use entitle_kernel::image::code::Kind;
use entitle_kernel::{Contract, Fact};
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;

/// What a fact without a column is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// A fault.
    Refused,
    /// Unknown for everybody.
    Unknown,
}

/// A frame in memory.
pub(super) struct Frame {
    /// What messages call it.
    pub(super) name: &'static str,
    pub(super) schema: SchemaRef,
    pub(super) batches: Vec<RecordBatch>,
}

impl Frame {
    /// Takes all rows of a frame or stream; no array is copied.
    pub(super) fn collect(py: Python<'_>, frame: AnyRecordBatch, name: &'static str) -> PyResult<Frame> {
        let reader = frame.into_reader()?;
        let schema = reader.schema();
        // What a library hands over may be damaged, and make the reader of others panic.
        let batches = py.detach(|| guarded(|| reader.collect::<Result<Vec<_>, ArrowError>>()));
        let batches = match batches {
            Ok(batches) => batches,
            Err(damaged) => return Err(of_fault(Fault::input(format!("{name} cannot be read: {damaged}")))),
        };
        match batches {
            Ok(batches) => Ok(Frame { name, schema, batches }),
            Err(error) => Err(of_fault(Fault::input(format!("{name} cannot be read: {error}")))),
        }
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// The place of the only column of this name; several are a fault of their own.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.schema.fields().iter().position(|field| field.name() == name)
    }
}

/// The fault of facts that have no column, each with the column that may be meant.
pub(super) fn lacking(contract: &Contract<'_>, frame: &Frame, names: &[String]) -> Fault {
    let columns = frame.schema.fields().iter().map(|field| field.name().as_str());
    let help = "add them, or say missing_columns=\"unknown\": what hangs on them is then undetermined";
    lacking_columns(contract, frame.name, names, columns, help)
}

/// What is wrong with a column, and what to write in pandas or Polars. `facts` are those whose columns were judged.
pub(super) fn told(fault: &ColumnFault, facts: &[Fact<'_>]) -> String {
    let ColumnFault { column, kind } = fault;
    let ColumnFaultKind::WrongType { is, advice, .. } = kind else { return fault.to_string() };
    let fact = facts.iter().find(|fact| fact.name() == column);
    let Some(fact) = fact else {
        // The names of patients and practices.
        return format!("column {column}: it holds {}; it may hold texts, categories or whole numbers", words(is));
    };
    let may_be = match fact.kind() {
        Kind::Date => "days, or midnights without a time zone",
        Kind::Boolean => "True and False, or 1 and 0",
        Kind::Integer => "whole numbers",
        Kind::Decimal => "decimals, whole numbers, or floats that are exact",
        Kind::Text => "texts or categories",
    };
    let places = fact.places();
    let advice = match (fact.kind(), is) {
        (Kind::Date, is) if is_text(is) => format!(
            "read it with parse_dates=[\"{column}\"] (pandas), try_parse_dates=True (Polars), or cast it: \
             pd.to_datetime(frame[\"{column}\"]), pl.col(\"{column}\").str.to_date()"
        ),
        (Kind::Date, DataType::Timestamp(..)) => format!(
            "its day hangs on a time zone; say which day you mean: frame[\"{column}\"].dt.date, pl.col(\"{column}\").dt.date()"
        ),
        (Kind::Integer, is) if is_text(is) => {
            format!("cast it: pd.to_numeric(frame[\"{column}\"]), pl.col(\"{column}\").cast(pl.Int64)")
        }
        (Kind::Decimal, is) if is_text(is) || matches!(is, DataType::Decimal256(..)) => {
            format!("cast it: pl.col(\"{column}\").cast(pl.Decimal(18, {places})), pyarrow.decimal128(38, {places})")
        }
        (Kind::Boolean, is) if is_text(is) => format!("cast it: frame[\"{column}\"] == \"true\""),
        _ => advice.clone(),
    };
    let advice = if advice.is_empty() { String::new() } else { format!("; {advice}") };
    format!("column {column}: it holds {}; it may hold {may_be}{advice}", words(is))
}

fn is_text(form: &DataType) -> bool {
    match form {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, texts) => is_text(texts),
        _ => false,
    }
}

/// What a column of this type holds, as one says it in Python.
fn words(form: &DataType) -> String {
    let words = match form {
        _ if is_text(form) => "texts",
        _ if form.is_integer() => "whole numbers",
        _ if form.is_floating() => "floats",
        DataType::Boolean => "True and False",
        DataType::Date32 | DataType::Date64 => "days",
        DataType::Timestamp(_, Some(_)) => "points in time with a time zone",
        DataType::Timestamp(_, None) => "points in time",
        DataType::Time32(_) | DataType::Time64(_) => "times of day",
        DataType::Duration(_) | DataType::Interval(_) => "lengths of time",
        DataType::Decimal256(..) => "decimals of more than 38 digits",
        _ if form.is_decimal() => "decimals",
        _ if form.is_nested() => "lists or records",
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => "bytes",
        _ => return form.to_string(),
    };
    words.to_owned()
}
