//! Why a patient is where they are: the decision now, the rule tables when they are asked for.

use crate::contract::PyContract;
use crate::data::of_data;
use crate::error::of_fault;
use entitle_answers::patient::Explained;
use entitle_answers::{Subject, json};
use entitle_kernel::Date;
use pyo3::prelude::*;

/// One patient, one indicator.
#[pyclass(name = "Explanation", module = "entitle._entitle", frozen)]
pub(crate) struct PyExplanation {
    contract: Py<PyContract>,
    facts: Subject,
    /// The indicator's name.
    #[pyo3(get)]
    indicator: String,
    stated: Option<Date>,
    /// The outcome, in words.
    #[pyo3(get)]
    outcome: &'static str,
    /// The decision, one byte.
    #[pyo3(get)]
    decision: u8,
}

impl PyExplanation {
    /// The explanation of a patient whose facts are values; what is wrong with them is told now.
    pub(crate) fn new(
        contract: &Bound<'_, PyContract>,
        facts: Subject,
        indicator: &str,
        stated: Option<Date>,
    ) -> PyResult<PyExplanation> {
        let explained = contract.get().held().explained(&facts, indicator, stated, |explained| {
            (explained.walked.settled.outcome.name(), explained.walked.decision.0)
        });
        let (outcome, decision) = explained.map_err(of_fault)?;
        let (contract, indicator) = (contract.clone().unbind(), indicator.to_owned());
        Ok(PyExplanation { contract, facts, indicator, stated, outcome, decision })
    }

    fn with<R>(&self, read: impl FnOnce(&Explained<'_, '_>) -> R) -> PyResult<R> {
        self.contract.get().held().explained(&self.facts, &self.indicator, self.stated, read).map_err(of_fault)
    }
}

#[pymethods]
impl PyExplanation {
    /// The patient's name.
    #[getter]
    fn subject(&self) -> &str {
        &self.facts.name
    }

    /// Everything it says, as every face writes it.
    fn data<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        of_data(py, &self.with(json::explanation)?)
    }

    /// The same for a notebook.
    fn html(&self) -> PyResult<String> {
        self.with(entitle_answers::html::explanation)
    }
}
