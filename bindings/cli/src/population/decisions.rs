//! The patients' decisions, written as patients are decided: as rows of text, or as a column for each indicator.

use super::folder::{Folder, Sheet};
use crate::arguments::FileFormat;
use crate::batches::{BatchFile, Form, Layout};
use crate::fault::Fault;
use arrow_array::builder::{ArrayBuilder, Int32Builder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, RecordBatch, StringArray, UInt8Array};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use entitle_answers::population::Practice;
use entitle_batch::{Batch, Meanings, Population, TakenBatch, tables};
use entitle_kernel::{Contract, Decision};
use std::collections::HashMap;
use std::sync::Arc;

/// The file's name without its extension.
const DECISIONS: &str = "decisions";
/// What the bytes in the columns mean.
pub(super) const CODES: &str = "decision_codes.csv";
/// Rows that are kept until they are written: a row group of Parquet.
const ROWS_MAX: usize = 1 << 17;

/// Where decisions go.
pub(super) enum Decisions<'c> {
    /// Nowhere.
    None,
    /// A row for each patient and indicator.
    Rows(Box<Rows<'c>>),
    /// A row for each patient, a column for each indicator.
    Columns(Box<Columns>),
}

impl<'c> Decisions<'c> {
    /// Begins the file. `every` is about rows alone: those who are not on the register too.
    pub(super) fn begin(
        folder: &mut Folder,
        population: &Population<'c, '_>,
        practices: &[Practice],
        format: Option<FileFormat>,
        every: bool,
    ) -> Result<Decisions<'c>, Fault> {
        Ok(match format.map(|format| (format, format.form())) {
            None => Decisions::None,
            Some((_, None)) => Decisions::Rows(Box::new(Rows::begin(folder, population, every)?)),
            Some((format, Some(form))) => {
                codes(folder, population)?;
                let name = format!("{DECISIONS}.{}", format.extension());
                Decisions::Columns(Box::new(Columns::begin(folder, &name, form, population, practices)?))
            }
        })
    }

    /// The decisions about one patient.
    pub(super) fn one(&mut self, patient: &str, practice: &str, decisions: &[(usize, Decision)]) -> Result<(), Fault> {
        match self {
            Decisions::None => Ok(()),
            Decisions::Rows(rows) => rows.write(patient, practice, decisions.iter().copied()),
            Decisions::Columns(columns) => columns.one(patient, practice, decisions),
        }
    }

    /// The decisions about the patients of a batch, those who were refused left out.
    pub(super) fn batch(
        &mut self,
        batch: &Batch<'_>,
        taken: &TakenBatch<'_>,
        indicators: &[usize],
    ) -> Result<(), Fault> {
        let evaluated: Vec<usize> = (0..batch.rows()).filter(|row| !taken.is_refused(*row)).collect();
        match self {
            Decisions::None => Ok(()),
            Decisions::Rows(rows) => evaluated.into_iter().try_for_each(|row| {
                let decisions = indicators.iter().enumerate();
                let decisions = decisions.map(|(place, indicator)| (*indicator, Decision(taken.decisions(place)[row])));
                rows.write(&batch.patient(row), &batch.practice(row), decisions)
            }),
            Decisions::Columns(columns) => {
                evaluated.iter().for_each(|row| columns.name(&batch.patient(*row), &batch.practice(*row)));
                for (place, bytes) in columns.bytes.iter_mut().enumerate() {
                    let decisions = taken.decisions(place);
                    bytes.extend(evaluated.iter().map(|row| decisions[*row]));
                }
                columns.flush_when_full()
            }
        }
    }

    /// Everything is on the disk.
    pub(super) fn finish(self) -> Result<(), Fault> {
        match self {
            Decisions::None => Ok(()),
            Decisions::Rows(rows) => rows.sheet.finish(),
            Decisions::Columns(mut columns) => {
                if !columns.is_empty() {
                    columns.flush()?;
                }
                columns.file.finish()
            }
        }
    }
}

/// `decisions.csv`.
pub(super) struct Rows<'c> {
    contract: Contract<'c>,
    /// By indicator; those without patient rules have none.
    meanings: Vec<Option<Meanings<'c>>>,
    every: bool,
    sheet: Sheet,
}

impl<'c> Rows<'c> {
    fn begin(folder: &mut Folder, population: &Population<'c, '_>, every: bool) -> Result<Rows<'c>, Fault> {
        let contract = population.contract();
        let header = ["patient", "practice", "indicator", "outcome", "rule", "clause", "reason", "class"];
        let has_rules = |indicator: &usize| population.indicators().any(|other| other == *indicator);
        let meanings = |indicator: usize| has_rules(&indicator).then(|| Meanings::of(contract, indicator));
        Ok(Rows {
            contract: *contract,
            meanings: (0..contract.indicator_count()).map(meanings).collect(),
            every,
            sheet: folder.sheet(&format!("{DECISIONS}.csv"), &header)?,
        })
    }

    fn write(
        &mut self,
        patient: &str,
        practice: &str,
        decisions: impl Iterator<Item = (usize, Decision)>,
    ) -> Result<(), Fault> {
        for (indicator, decision) in decisions {
            if decision == Decision::NOT_ON_REGISTER && !self.every {
                continue;
            }
            let Some(Some(meanings)) = self.meanings.get(indicator) else { continue };
            let meaning = meanings.get(decision);
            self.sheet.row([
                patient,
                practice,
                self.contract.indicator_name(indicator),
                meaning.outcome,
                &meaning.rule,
                meaning.clause,
                meaning.reason,
                meaning.class,
            ])?;
        }
        Ok(())
    }
}

/// `decisions.parquet` or `decisions.arrow`: patient, practice, and a byte for each indicator.
pub(super) struct Columns {
    layout: Layout,
    file: BatchFile,
    practice_names: ArrayRef,
    /// The practices' places among their names.
    places: HashMap<String, i32>,
    patients: StringBuilder,
    practices: Int32Builder,
    bytes: Vec<Vec<u8>>,
}

impl Columns {
    fn begin(
        folder: &mut Folder,
        name: &str,
        form: Form,
        population: &Population<'_, '_>,
        practices: &[Practice],
    ) -> Result<Columns, Fault> {
        let contract = population.contract();
        let practice = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        let names = [Field::new("patient", DataType::Utf8, false), Field::new("practice", practice, false)];
        let byte = |indicator| Field::new(contract.indicator_name(indicator), DataType::UInt8, false);
        let fields: Vec<Field> = names.into_iter().chain(population.indicators().map(byte)).collect();
        let layout = Layout::new(Arc::new(Schema::new(fields)), form)?;
        Ok(Columns {
            file: layout.begin(folder, name)?,
            layout,
            places: practices.iter().map(|practice| practice.name.clone()).zip(0..).collect(),
            practice_names: Arc::new(StringArray::from_iter_values(practices.iter().map(|practice| &practice.name))),
            patients: StringBuilder::new(),
            practices: Int32Builder::new(),
            bytes: vec![Vec::new(); population.indicators().count()],
        })
    }

    fn one(&mut self, patient: &str, practice: &str, decisions: &[(usize, Decision)]) -> Result<(), Fault> {
        self.name(patient, practice);
        for (bytes, (_, decision)) in self.bytes.iter_mut().zip(decisions) {
            bytes.push(decision.0);
        }
        self.flush_when_full()
    }

    fn name(&mut self, patient: &str, practice: &str) {
        self.patients.append_value(patient);
        // Who was evaluated is of a practice that is known.
        self.practices.append_option(self.places.get(practice).copied());
    }

    fn is_empty(&self) -> bool {
        self.practices.is_empty()
    }

    fn flush_when_full(&mut self) -> Result<(), Fault> {
        match self.practices.len() < ROWS_MAX {
            true => Ok(()),
            false => self.flush(),
        }
    }

    fn flush(&mut self) -> Result<(), Fault> {
        let batch = self.take().map_err(|error| Fault::input(format!("decisions: {error}")));
        let encoded = self.layout.encode(std::iter::once(batch))?;
        self.file.write(encoded)
    }

    fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        let practices = DictionaryArray::<Int32Type>::try_new(self.practices.finish(), self.practice_names.clone())?;
        let mut arrays: Vec<ArrayRef> = vec![Arc::new(self.patients.finish()), Arc::new(practices)];
        arrays.extend(self.bytes.iter_mut().map(|bytes| Arc::new(UInt8Array::from(std::mem::take(bytes))) as ArrayRef));
        RecordBatch::try_new(self.layout.schema().clone(), arrays)
    }
}

/// `decision_codes.csv`: what each byte of each indicator means.
fn codes(folder: &mut Folder, population: &Population<'_, '_>) -> Result<(), Fault> {
    super::written::table(folder, CODES, tables::codes(population), None)
}
