//! Tables as they leave: Arrow's C stream, which every data frame library takes without copying.

use crate::error::of_fault;
use arrow_array::{Array, ArrayRef, Int64Array, RecordBatch, StringArray, StructArray};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::{ArrowError, Field, SchemaRef};
use entitle_answers::Fault;
use entitle_batch::{Amounts, floats};
use entitle_kernel::number::Number;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};
use std::sync::Arc;

/// Rows in columns.
#[pyclass(name = "Table", module = "entitle._entitle", frozen)]
pub(crate) struct PyTable {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl PyTable {
    pub(crate) const fn new(schema: SchemaRef, batches: Vec<RecordBatch>) -> PyTable {
        PyTable { schema, batches }
    }

    pub(crate) fn of(batch: RecordBatch) -> PyTable {
        PyTable { schema: batch.schema(), batches: vec![batch] }
    }
}

/// A column as Python's half gives it.
#[derive(FromPyObject)]
pub(crate) enum Cells {
    /// Whole numbers that are counts.
    Counts(Vec<Option<i64>>),
    /// Texts; those of numbers where the column holds amounts.
    Texts(Vec<Option<String>>),
}

/// A table of these columns, each with its name and what it holds: `text`, `count`, `amount` (a decimal of one scale, with a
/// column `exact` after it) or `float`.
#[pyfunction]
pub(crate) fn table(columns: Vec<(String, String, Cells)>) -> PyResult<PyTable> {
    let mut arrays: Vec<(String, ArrayRef)> = Vec::new();
    for (name, kind, cells) in columns {
        match (kind.as_str(), cells) {
            ("count", Cells::Counts(cells)) => arrays.push((name, Arc::new(Int64Array::from(cells)))),
            // A column without any value may be either.
            ("count", Cells::Texts(cells)) => arrays.push((name, Arc::new(Int64Array::new_null(cells.len())))),
            (kind, Cells::Counts(cells)) => arrays.extend(of_texts(name, kind, vec![None; cells.len()])?),
            (kind, Cells::Texts(cells)) => arrays.extend(of_texts(name, kind, cells)?),
        }
    }
    let batch = RecordBatch::try_from_iter_with_nullable(arrays.into_iter().map(|(name, array)| (name, array, true)));
    batch.map(PyTable::of).map_err(|error: ArrowError| of_fault(Fault::input(error.to_string())))
}

fn of_texts(name: String, kind: &str, cells: Vec<Option<String>>) -> PyResult<Vec<(String, ArrayRef)>> {
    if kind == "text" {
        return Ok(vec![(name, Arc::new(StringArray::from(cells)))]);
    }
    // What is no number (`undetermined`, a verdict, a day) stands as text beside it.
    let numbers: Vec<Option<Number>> = cells.iter().map(|cell| Number::parse(cell.as_ref()?).ok()).collect();
    if kind == "float" {
        return Ok(vec![(name, floats(&numbers))]);
    }
    let amounts = Amounts::of(&numbers).map_err(|row| {
        let text = cells.get(row).cloned().flatten().unwrap_or_default();
        let fault = Fault::input(format!("row {row}, column {name}: {text} has more than 26 digits before the point"));
        of_fault(
            fault.with_help("say floats=True, or take the answers one by one: `value` and `text` have every digit"),
        )
    })?;
    Ok(vec![(name, amounts.values), ("exact".to_owned(), amounts.exact)])
}

#[pymethods]
impl PyTable {
    /// How many rows there are.
    #[getter]
    fn num_rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// The names of the columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    /// How many bytes its columns take.
    #[getter]
    fn nbytes(&self) -> usize {
        self.batches.iter().flat_map(|batch| batch.columns()).map(|column| column.get_buffer_memory_size()).sum()
    }

    /// The first rows.
    fn head(&self, rows: usize) -> PyTable {
        let mut left = rows;
        let batches = self.batches.iter().map_while(|batch| {
            let taken = left.min(batch.num_rows());
            left -= taken;
            (taken > 0).then(|| batch.slice(0, taken))
        });
        PyTable { schema: self.schema.clone(), batches: batches.collect() }
    }

    /// The texts of the first rows, for people.
    fn texts(&self, rows: usize) -> PyResult<Vec<Vec<String>>> {
        let options = FormatOptions::new();
        let mut texts = Vec::new();
        for batch in self.head(rows).batches {
            let columns = batch.columns().iter().map(|column| ArrayFormatter::try_new(column, &options));
            let columns: Vec<_> =
                columns.collect::<Result<_, _>>().map_err(|error| of_fault(Fault::input(error.to_string())))?;
            texts.extend(
                (0..batch.num_rows()).map(|row| columns.iter().map(|column| column.value(row).to_string()).collect()),
            );
        }
        Ok(texts)
    }

    /// The schema, through Arrow's C data interface.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.schema.as_ref())
    }

    /// The rows, through Arrow's C stream interface.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let field =
            Field::new_struct("", self.schema.fields().clone(), false).with_metadata(self.schema.metadata().clone());
        let rows = self.batches.clone().into_iter().map(|batch| Ok(Arc::new(StructArray::from(batch)) as ArrayRef));
        to_stream_pycapsule(py, Box::new(ArrayIterator::new(rows, Arc::new(field))), requested_schema)
    }
}
