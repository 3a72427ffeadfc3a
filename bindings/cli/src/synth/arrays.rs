//! Made patients as columns of Arrow, each fact in its narrow form.

use super::MadePopulation;
use crate::fault::Fault;
use arrow_array::builder::{StringBuilder, UInt16Builder};
use arrow_array::types::UInt16Type;
use arrow_array::{ArrayRef, DictionaryArray, RecordBatch};
use arrow_schema::{ArrowError, SchemaRef};
use entitle_batch::ColumnBuilder;
use entitle_kernel::{Error, Value};
use std::sync::Arc;

/// The columns of the patients at hand: who, of which practice, and each fact.
pub(super) struct Rows<'c> {
    schema: SchemaRef,
    patients: StringBuilder,
    practices: UInt16Builder,
    practice_names: ArrayRef,
    columns: Vec<ColumnBuilder<'c>>,
}

impl<'c> Rows<'c> {
    /// None yet. The schema is the contract's native one.
    pub(super) fn new(
        population: &MadePopulation<'c>,
        schema: &SchemaRef,
        practice_names: &ArrayRef,
    ) -> Result<Rows<'c>, Fault> {
        let fields = schema.fields().iter().filter(|field| !["patient", "practice"].contains(&field.name().as_str()));
        let columns = population.facts().iter().zip(fields).map(|(fact, field)| ColumnBuilder::new(fact, field));
        Ok(Rows {
            schema: schema.clone(),
            patients: StringBuilder::new(),
            practices: UInt16Builder::new(),
            practice_names: practice_names.clone(),
            columns: columns.collect::<Result<_, _>>().map_err(super::patients::unlikely)?,
        })
    }

    /// Adds a patient of the practice in this place.
    pub(super) fn add(&mut self, number: u64, practice: usize, cells: &[Value]) -> Result<(), Error> {
        self.patients.append_value(MadePopulation::patient_name(number));
        self.practices.append_value(u16::try_from(practice).map_err(|_| Error::TooMany)?);
        self.columns.iter_mut().zip(cells).try_for_each(|(column, cell)| column.push(*cell))
    }

    /// The patients so far; then there are none again.
    pub(super) fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        let practices = DictionaryArray::<UInt16Type>::try_new(self.practices.finish(), self.practice_names.clone())?;
        let names: [ArrayRef; 2] = [Arc::new(self.patients.finish()), Arc::new(practices)];
        let facts = self.columns.iter_mut().map(ColumnBuilder::finish);
        RecordBatch::try_new(self.schema.clone(), names.into_iter().chain(facts).collect())
    }
}
