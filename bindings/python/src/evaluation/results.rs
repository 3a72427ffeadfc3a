//! What an evaluation leaves: tables, statements, and what was refused.

use crate::contract::PyContract;
use crate::data::of_data;
use crate::error::{in_python, of_fault};
use crate::statement::PyStatement;
use crate::table::PyTable;
use arrow_array::cast::AsArray;
use arrow_array::types::UInt8Type;
use arrow_array::{ArrayRef, DictionaryArray, Int32Array, Int64Array, RecordBatch, StringArray, UInt8Array};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use entitle_answers::population::{Outcome, RefusedRow, RefusedRows};
use entitle_answers::{Fault, Subject, With};
use entitle_batch::{Meaning, Meanings};
use entitle_kernel::{Contract, Decision};
use pyo3::prelude::*;
use std::sync::Arc;

/// What came out, with nothing borrowed.
pub(super) struct Results {
    pub(super) outcome: Outcome,
    /// Each row's decisions, where they are kept.
    pub(super) decisions: Option<(Arc<Schema>, Vec<RecordBatch>)>,
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
    fn counts(&self) -> PyResult<PyTable> {
        table_of(self.results.outcome.counts.clone().batch())
    }

    /// For each practice and indicator the patients by outcome, rule and reason.
    #[getter]
    fn reasons(&self) -> PyResult<PyTable> {
        table_of(self.results.outcome.reasons.clone().batch())
    }

    /// Who is on which register, by practice.
    #[getter]
    fn registers(&self) -> PyResult<PyTable> {
        table_of(self.results.outcome.registers.clone().batch())
    }

    /// What each code of each indicator means.
    #[getter]
    fn codes(&self) -> PyResult<PyTable> {
        table_of(self.results.outcome.codes.clone().batch())
    }

    /// Every fault of every row that was refused.
    #[getter]
    fn refused(&self) -> PyResult<PyTable> {
        table_of(refused(&self.results.outcome.refused))
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
            let names = schema.fields().len() - self.results.outcome.indicators.len();
            let place = self.results.outcome.indicators.iter().position(|other| *other == index).unwrap_or_default();
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
        self.statements_of(py, &self.results.outcome.practices)
    }

    /// A statement for each network, and for all practices together where there are several.
    fn networks(&self, py: Python<'_>) -> PyResult<Vec<PyStatement>> {
        self.statements_of(py, &self.results.outcome.networks)
    }

    /// The books: what came, what became of it, what is not known.
    fn summary<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        of_data(py, &self.contract.get().with(|contract| self.results.outcome.summary(contract)))
    }
}

fn table_of(table: Result<RecordBatch, ArrowError>) -> PyResult<PyTable> {
    table.map(PyTable::of).map_err(|error| of_fault(Fault::input(error.to_string())))
}

/// Every fault of every row that was refused.
fn refused(rows: &RefusedRows) -> Result<RecordBatch, ArrowError> {
    let texts = |text: fn(&RefusedRow) -> &str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(rows.list.iter().map(text)))
    };
    let what_to_do = rows.list.iter().map(|refused| in_python(&refused.what_to_do));
    let row = |refused: &RefusedRow| i64::try_from(refused.row).unwrap_or(i64::MAX);
    let columns: [(&str, ArrayRef); 9] = [
        ("row", Arc::new(Int64Array::from_iter_values(rows.list.iter().map(row)))),
        ("patient", texts(|refused| &refused.patient)),
        ("practice", texts(|refused| &refused.practice)),
        ("column", texts(|refused| &refused.column)),
        ("value", texts(|refused| &refused.value)),
        ("error", Arc::new(Int32Array::from_iter_values(rows.list.iter().map(|refused| refused.error.code().into())))),
        ("name", texts(|refused| refused.error.name())),
        ("why", texts(|refused| &refused.why)),
        ("what_to_do", Arc::new(StringArray::from_iter_values(what_to_do))),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, false)))
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
