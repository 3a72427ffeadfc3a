//! A frame as record batches, and which of its columns hold which facts: judged before any row is read.

use crate::error::of_fault;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, Schema, SchemaRef};
use entitle_answers::Fault;
use entitle_answers::population::{self, lacking_columns};
use entitle_batch::{Inexact, exact_column, exact_field, guarded};
use entitle_kernel::{Contract, Fact};
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;
use std::sync::Arc;

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

    /// Makes floats and points in time that are exactly what their facts take integers, decimals and days.
    pub(super) fn make_exact(&mut self, facts: &[(Fact<'_>, usize)]) -> Result<(), Fault> {
        let mut fields: Vec<_> = self.schema.fields().iter().cloned().collect();
        let mut changed = false;
        for (fact, place) in facts {
            let mut first_row = 0;
            let exact = self.batches.iter().map(|batch| {
                let exact = exact_column(fact, batch.column(*place));
                let exact = exact.map_err(|inexact| self.inexact(fact, first_row, &inexact));
                first_row += batch.num_rows();
                exact
            });
            let exact: Vec<ArrayRef> = exact.collect::<Result<_, _>>()?;
            let Some(array) = exact.first() else { continue };
            if array.data_type() == fields[*place].data_type() {
                continue;
            }
            fields[*place] = Arc::new(exact_field(&fields[*place], array));
            changed = true;
            for (batch, array) in self.batches.iter_mut().zip(exact) {
                *batch = with_column(batch, *place, array).map_err(|error| Fault::input(error.to_string()))?;
            }
        }
        if changed {
            self.schema = Arc::new(Schema::new_with_metadata(fields, self.schema.metadata().clone()));
        }
        Ok(())
    }

    fn inexact(&self, fact: &Fact<'_>, first_row: usize, inexact: &Inexact) -> Fault {
        population::inexact(self.name, fact, first_row + inexact.row, &inexact.value, &inexact.why)
    }
}

/// The batch with another array in the place of a column; its field says what that is.
fn with_column(batch: &RecordBatch, place: usize, array: ArrayRef) -> Result<RecordBatch, ArrowError> {
    let mut fields: Vec<_> = batch.schema().fields().iter().cloned().collect();
    fields[place] = Arc::new(exact_field(&fields[place], &array));
    let mut columns = batch.columns().to_vec();
    columns[place] = array;
    let schema = Arc::new(Schema::new_with_metadata(fields, batch.schema().metadata().clone()));
    RecordBatch::try_new(schema, columns)
}

/// The fault of facts that have no column, each with the column that may be meant.
pub(super) fn lacking(contract: &Contract<'_>, frame: &Frame, names: &[String]) -> Fault {
    let columns = frame.schema.fields().iter().map(|field| field.name().as_str());
    let help = "add them, or say missing_columns=\"unknown\": what hangs on them is then undetermined";
    lacking_columns(contract, frame.name, names, columns, help)
}
