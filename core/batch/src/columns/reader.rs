//! Record batches of patients: how a file's schema holds them.

use super::{ColumnFault, ColumnFaultKind, ColumnReader, Texts, check_name_field};
use crate::batch::Batch;
use crate::held::{HeldColumn, Names};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{Field, Schema};
use entitle_kernel::Fact;
use std::collections::HashMap;

/// The columns that say who a patient is and whose.
const PATIENT: &str = "patient";
const PRACTICE: &str = "practice";

/// How the record batches of one schema hold patients. Columns are found by their names: `patient`, `practice` and those
/// of the facts; others are passed over.
///
/// ```
/// use arrow_array::{RecordBatch, StringArray, UInt8Array};
/// use arrow_schema::{DataType, Field, Schema};
/// use entitle_batch::BatchReader;
/// use entitle_kernel::{Contract, Value, sample};
/// use std::sync::Arc;
///
/// let contract = Contract::new(sample::IMAGE)?;
/// let age = contract.find_patient_input("age")?;
/// let field = |name: &str, form| Field::new(name, form, false);
/// let schema = Arc::new(Schema::new(vec![
///     field("patient", DataType::Utf8),
///     field("practice", DataType::Utf8),
///     field("age", DataType::UInt8),
/// ]));
/// let reader = BatchReader::new(&[age], &schema).expect("every column is there");
/// let names = |name: &str| Arc::new(StringArray::from(vec![name]));
/// let ages = Arc::new(UInt8Array::from(vec![131]));
/// let batch = RecordBatch::try_new(schema, vec![names("p1"), names("North"), ages]).expect("of one length");
/// let batch = reader.read(&batch).expect("of the schema");
/// assert_eq!((batch.patient(0), batch.practice(0), batch.text(0, 0)), ("p1".into(), "North".into(), "131".into()));
/// assert!(matches!(batch.value(0, 0), Value::Error(_))); // 0 to 130 is declared
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct BatchReader<'c> {
    /// The places of the columns that say who a patient is and whose, where they are there.
    patient: Option<usize>,
    practice: Option<usize>,
    /// For each fact, its column's place in the schema.
    columns: Vec<(usize, ColumnReader<'c>)>,
}

impl<'c> BatchReader<'c> {
    /// How record batches of this schema hold these facts. Errors: everything that is wrong with the columns, judged before
    /// a row is read.
    pub fn new(facts: &[Fact<'c>], schema: &Schema) -> Result<BatchReader<'c>, Vec<ColumnFault>> {
        BatchReader::of(facts, schema, true)
    }

    /// The same of a schema that need not say who patients are, nor whose: without a column `patient` nobody is known to come
    /// twice, and without one `practice` everybody is of the population's first practice.
    ///
    /// ```
    /// use arrow_schema::{DataType, Field, Schema};
    /// use entitle_batch::BatchReader;
    /// use entitle_kernel::{Contract, sample};
    /// let contract = Contract::new(sample::IMAGE)?;
    /// let age = contract.find_patient_input("age")?;
    /// let schema = Schema::new(vec![Field::new("age", DataType::UInt8, false)]);
    /// assert!(BatchReader::new(&[age], &schema).is_err());
    /// assert!(BatchReader::without_names(&[age], &schema).is_ok());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn without_names(facts: &[Fact<'c>], schema: &Schema) -> Result<BatchReader<'c>, Vec<ColumnFault>> {
        BatchReader::of(facts, schema, false)
    }

    fn of(facts: &[Fact<'c>], schema: &Schema, named: bool) -> Result<BatchReader<'c>, Vec<ColumnFault>> {
        let mut faults = Vec::new();
        // By name the first place, and whether there is another.
        let mut places: HashMap<&str, (usize, bool)> = HashMap::with_capacity(schema.fields().len());
        for (place, field) in schema.fields().iter().enumerate() {
            places.entry(field.name()).and_modify(|(_, is_repeated)| *is_repeated = true).or_insert((place, false));
        }
        let mut find = |name: &str, needed: bool| {
            let kind = match places.get(name) {
                Some((place, false)) => return Some((*place, schema.fields()[*place].clone())),
                Some((_, true)) => ColumnFaultKind::Repeated,
                None if needed => ColumnFaultKind::Missing,
                None => return None,
            };
            faults.push(ColumnFault { column: name.to_owned(), kind });
            None
        };
        let names = [PATIENT, PRACTICE].map(|name| find(name, named));
        let columns: Vec<_> = facts.iter().map(|fact| (fact, find(fact.name(), true))).collect();
        let [patient, practice] = names.map(|found| {
            let (place, field) = found?;
            if let Err(fault) = check_name_field(&field) {
                faults.push(fault);
            }
            Some(place)
        });
        let mut read = Vec::with_capacity(facts.len());
        for (fact, column) in columns {
            let Some((place, field)) = column else { continue };
            match ColumnReader::new(fact, &field) {
                Ok(reader) => read.push((place, reader)),
                Err(fault) => faults.push(fault),
            }
        }
        match faults.is_empty() {
            true => Ok(BatchReader { patient, practice, columns: read }),
            false => Err(faults),
        }
    }

    /// The rows of a record batch of the schema; columns whose form the kernel does not read in place are copied. Errors: an
    /// array that is not as the schema says.
    pub fn read(&self, batch: &RecordBatch) -> Result<Batch<'c>, ColumnFault> {
        let column = |place: usize, name: &str| {
            let missing = || ColumnFault { column: name.to_owned(), kind: ColumnFaultKind::Missing };
            batch.columns().get(place).ok_or_else(missing)
        };
        let names = |place: Option<usize>, name: &str| -> Result<Option<Names>, ColumnFault> {
            let Some(place) = place else { return Ok(None) };
            let array: &ArrayRef = column(place, name)?;
            check_name_field(&Field::new(name, array.data_type().clone(), true))?;
            Ok(Some(Names::Arrow(Texts::new(array.clone()))))
        };
        let columns = self
            .columns
            .iter()
            .map(|(place, reader)| reader.read(column(*place, reader.name())?).map(HeldColumn::Arrow));
        Ok(Batch {
            rows: batch.num_rows(),
            patients: names(self.patient, PATIENT)?,
            practices: names(self.practice, PRACTICE)?,
            columns: columns.collect::<Result<_, _>>()?,
        })
    }
}
