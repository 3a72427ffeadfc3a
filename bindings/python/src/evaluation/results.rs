//! What an evaluation leaves: tables, statements, and what was refused.

use crate::contract::PyContract;
use crate::data::of_json;
use crate::error::of_fault;
use crate::statement::PyStatement;
use crate::table::PyTable;
use arrow_array::builder::{StringBuilder, UInt16Builder, UInt64Builder};
use arrow_array::cast::AsArray;
use arrow_array::types::UInt8Type;
use arrow_array::{ArrayRef, DictionaryArray, RecordBatch, StringArray, UInt8Array};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use entitle_answers::population::Where;
use entitle_answers::refusal::Told;
use entitle_answers::{Fault, Subject, With, quoted};
use entitle_batch::{Meaning, Meanings};
use entitle_kernel::{Contract, Date, Decision, Error};
use pyo3::prelude::*;
use serde_json::json;
use std::sync::Arc;

/// What came out, with nothing borrowed.
pub(super) struct Results {
    pub(super) day: Date,
    pub(super) rows: u64,
    pub(super) evaluated: u64,
    /// Each row's decisions, where they are kept.
    pub(super) decisions: Option<(Arc<Schema>, Vec<RecordBatch>)>,
    pub(super) counts: RecordBatch,
    pub(super) reasons: RecordBatch,
    pub(super) registers: RecordBatch,
    pub(super) codes: RecordBatch,
    /// The indicators that have patient rules.
    pub(super) indicators: Vec<usize>,
    pub(super) refusals: Refusals,
    /// How many values lie after the achievement date, by fact.
    pub(super) ignored: Vec<(String, u64)>,
    /// Facts that are unknown for want of a column.
    pub(super) unknown: Vec<String>,
    /// Networks whose practices disagree, and about what.
    pub(super) not_pooled: Vec<(String, String)>,
    pub(super) practices: Vec<Subject>,
    pub(super) networks: Vec<Subject>,
}

/// An evaluated population.
#[pyclass(name = "Evaluation", module = "entitle._entitle", frozen)]
pub(crate) struct PyEvaluation {
    contract: Py<PyContract>,
    results: Results,
}

impl PyEvaluation {
    pub(super) fn new(contract: &Bound<'_, PyContract>, results: Results) -> PyEvaluation {
        PyEvaluation { contract: contract.clone().unbind(), results }
    }

    fn statements_of(&self, py: Python<'_>, subjects: &[Subject]) -> PyResult<Vec<PyStatement>> {
        let with = With { headroom: true };
        subjects.iter().map(|subject| PyStatement::new(self.contract.bind(py), subject.clone(), false, with)).collect()
    }
}

#[pymethods]
impl PyEvaluation {
    /// Each row's decision for each indicator, as its code; null where the row was refused.
    #[getter]
    fn decisions(&self) -> Option<PyTable> {
        let (schema, batches) = self.results.decisions.as_ref()?;
        Some(PyTable::new(schema.clone(), batches.clone()))
    }

    /// For each practice and indicator the patients by outcome.
    #[getter]
    fn counts(&self) -> PyTable {
        PyTable::of(self.results.counts.clone())
    }

    /// For each practice and indicator the patients by outcome, rule and reason.
    #[getter]
    fn reasons(&self) -> PyTable {
        PyTable::of(self.results.reasons.clone())
    }

    /// Who is on which register, by practice.
    #[getter]
    fn registers(&self) -> PyTable {
        PyTable::of(self.results.registers.clone())
    }

    /// What each code of each indicator means.
    #[getter]
    fn codes(&self) -> PyTable {
        PyTable::of(self.results.codes.clone())
    }

    /// Every fault of every row that was refused.
    #[getter]
    fn refused(&self) -> PyResult<PyTable> {
        self.results.refusals.table().map(PyTable::of).map_err(|error| of_fault(Fault::input(error.to_string())))
    }

    /// Each row's outcome, reason and rule for an indicator, in words.
    fn labelled(&self, indicator: &str) -> PyResult<PyTable> {
        let Some((schema, batches)) = &self.results.decisions else {
            let fault = Fault::input("the decisions were not kept");
            return Err(of_fault(fault.with_help("evaluate with decisions=True")));
        };
        let labelled = self.contract.get().with(|contract| {
            let index = entitle_answers::patient::with_rules(contract, indicator)?;
            let labels = Labels::of(contract, index);
            let names = schema.fields().len() - self.results.indicators.len();
            let place = self.results.indicators.iter().position(|other| *other == index).unwrap_or_default();
            let labelled = batches.iter().map(|batch| labels.batch(batch, names, names + place));
            labelled
                .collect::<Result<Vec<_>, _>>()
                .map(|batches| (labels.schema(schema, names), batches))
                .map_err(|error| Fault::input(error.to_string()))
        });
        labelled.map(|(schema, batches)| PyTable::new(schema, batches)).map_err(of_fault)
    }

    /// A statement for each practice, where the contract is about practices.
    fn statements(&self, py: Python<'_>) -> PyResult<Vec<PyStatement>> {
        self.statements_of(py, &self.results.practices)
    }

    /// A statement for each network, and for all practices together where there are several.
    fn networks(&self, py: Python<'_>) -> PyResult<Vec<PyStatement>> {
        self.statements_of(py, &self.results.networks)
    }

    /// The books: what came, what became of it, what is not known.
    fn summary<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let Results { day, rows, evaluated, ignored, unknown, not_pooled, .. } = &self.results;
        let contract = self.contract.get().with(|contract| {
            json!({
                "id": contract.id(), "in_force": contract.in_force(), "revision": contract.revision(),
                "digest": entitle_answers::identity::digest(contract),
            })
        });
        let ignored: serde_json::Map<_, _> =
            ignored.iter().map(|(name, count)| (name.clone(), (*count).into())).collect();
        let not_pooled: serde_json::Map<_, _> =
            not_pooled.iter().map(|(name, why)| (name.clone(), why.as_str().into())).collect();
        of_json(
            py,
            &json!({
                "contract": contract, "achievement_date": day, "rows": rows, "evaluated": evaluated,
                "refused": rows - evaluated, "after_the_achievement_date": ignored, "unknown": unknown, "not_pooled": not_pooled,
            }),
        )
    }
}

/// Every fault of every row that was refused.
#[derive(Default)]
pub(super) struct Refusals {
    rows: UInt64Builder,
    /// Patient, practice, column, value.
    names: [StringBuilder; 4],
    codes: UInt16Builder,
    /// The error's name, why, what to do.
    words: [StringBuilder; 3],
    /// The first few, for a message.
    first: Vec<String>,
    error: Option<Error>,
}

/// Faults of rows that a message has room for.
const SHOWN_MAX: usize = 20;

impl Refusals {
    pub(super) fn add(
        &mut self,
        row: usize,
        [patient, practice]: [&str; 2],
        place: &Where<'_>,
        error: Error,
        told: &Told,
    ) {
        let Told { why, what_to_do } = told;
        self.rows.append_value(row as u64);
        let names = [patient, practice, &place.column, place.value];
        self.names.iter_mut().zip(names).for_each(|(column, text)| column.append_value(text));
        self.codes.append_value(error.code());
        self.words.iter_mut().zip([error.name(), why, what_to_do]).for_each(|(column, text)| column.append_value(text));
        if self.first.len() < SHOWN_MAX {
            let whose = if patient.is_empty() { String::new() } else { format!(" (patient {})", quoted(patient)) };
            let column = if place.column.is_empty() { String::new() } else { format!(", column {}", place.column) };
            self.first.push(format!("row {row}{column}{whose}: `{}`: {why}; {what_to_do}", quoted(place.value)));
        }
        self.error.get_or_insert(error);
    }

    /// The fault that there are some.
    pub(super) fn none_or_fault(&self) -> Result<(), Fault> {
        let Some(error) = self.error else { return Ok(()) };
        let fault = Fault::input("rows of the patients are refused; nothing was kept").with_error(error);
        Err(fault.with_details(self.first.clone()).with_help(
            "correct them, or say refused=\"keep\": they then count nowhere, and `result.refused` lists them",
        ))
    }

    fn table(&self) -> Result<RecordBatch, ArrowError> {
        let texts = |column: &StringBuilder| Arc::new(column.finish_cloned()) as ArrayRef;
        let names = ["patient", "practice", "column", "value"].into_iter().zip(self.names.iter().map(texts));
        let words = ["name", "why", "what_to_do"].into_iter().zip(self.words.iter().map(texts));
        let columns = [("row", Arc::new(self.rows.finish_cloned()) as ArrayRef)].into_iter().chain(names);
        let columns = columns.chain([("error", Arc::new(self.codes.finish_cloned()) as ArrayRef)]).chain(words);
        RecordBatch::try_from_iter_with_nullable(columns.map(|(name, array)| (name, array, false)))
    }
}

/// The words of an indicator's decisions, each once, and which of them belongs to a code.
struct Labels {
    columns: Vec<(&'static str, Label)>,
}

struct Label {
    words: ArrayRef,
    /// By code; none where there is no word.
    of_code: Vec<Option<u8>>,
}

impl Labels {
    fn of(contract: &Contract<'_>, indicator: usize) -> Labels {
        let meanings = Meanings::of(contract, indicator);
        let label = |word: &dyn Fn(&Meaning<'_>) -> String| {
            let mut words: Vec<String> = Vec::new();
            let of_code = (0..=u8::MAX).map(|code| {
                let word = word(meanings.get(Decision(code)));
                if word.is_empty() {
                    return None;
                }
                let place = words.iter().position(|other| *other == word).unwrap_or_else(|| {
                    words.push(word);
                    words.len() - 1
                });
                u8::try_from(place).ok()
            });
            let of_code = of_code.collect();
            Label { words: Arc::new(StringArray::from(words)), of_code }
        };
        Labels {
            columns: vec![
                ("outcome", label(&|meaning| meaning.outcome.to_owned())),
                ("reason", label(&|meaning| meaning.reason.to_owned())),
                ("rule", label(&|meaning| meaning.rule.clone())),
            ],
        }
    }

    fn schema(&self, decisions: &Schema, names: usize) -> Arc<Schema> {
        let form = DataType::Dictionary(Box::new(DataType::UInt8), Box::new(DataType::Utf8));
        let words = self.columns.iter().map(|(name, _)| Arc::new(Field::new(*name, form.clone(), true)));
        Arc::new(Schema::new(decisions.fields().iter().take(names).cloned().chain(words).collect::<Vec<_>>()))
    }

    fn batch(&self, decisions: &RecordBatch, names: usize, place: usize) -> Result<RecordBatch, ArrowError> {
        let codes = decisions.column(place).as_primitive::<UInt8Type>();
        let words = self.columns.iter().map(|(_, label)| {
            let keys: UInt8Array = codes.iter().map(|code| label.of_code[usize::from(code?)]).collect();
            DictionaryArray::<UInt8Type>::try_new(keys, label.words.clone()).map(|words| Arc::new(words) as ArrayRef)
        });
        let words: Vec<ArrayRef> = words.collect::<Result<_, _>>()?;
        let columns = decisions.columns().iter().take(names).cloned().chain(words).collect();
        RecordBatch::try_new(self.schema(&decisions.schema(), names), columns)
    }
}
