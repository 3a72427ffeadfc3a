//! A statement: its facts are kept, and what is asked of it is worked out when it is asked.

use crate::contract::PyContract;
use crate::data::of_data;
use crate::error::of_fault;
use entitle_answers::{Evaluated, Identified, Subject, With, evaluate, json};
use pyo3::prelude::*;

/// A statement of one subject.
#[pyclass(name = "Statement", module = "entitle._entitle", frozen)]
pub(crate) struct PyStatement {
    contract: Py<PyContract>,
    facts: Subject,
    trace: bool,
    with: With,
}

impl PyStatement {
    /// The statement of this subject; what is wrong with its facts is told now.
    pub(crate) fn new(
        contract: &Bound<'_, PyContract>,
        facts: Subject,
        trace: bool,
        with: With,
    ) -> PyResult<PyStatement> {
        let statement = PyStatement { contract: contract.clone().unbind(), facts, trace, with };
        contract
            .get()
            .with(|contract| evaluate(contract, &statement.facts, With::NOTHING).map(|_| ()))
            .map_err(of_fault)?;
        Ok(statement)
    }

    fn with<R>(&self, read: impl FnOnce(&Identified<'_>, &Evaluated<'_>) -> R) -> PyResult<R> {
        self.contract.get().with(|contract| {
            let statement = evaluate(contract, &self.facts, self.with).map_err(of_fault)?;
            Ok(read(contract, &statement))
        })
    }
}

#[pymethods]
impl PyStatement {
    /// The subject's name.
    #[getter]
    fn subject(&self) -> &str {
        &self.facts.name
    }

    /// Everything it says, as every face writes it.
    fn data<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        of_data(py, &self.with(|contract, statement| json::statement(contract, statement, self.trace))?)
    }

    /// The same for a notebook.
    fn html(&self) -> PyResult<String> {
        self.with(entitle_answers::html::statement)
    }
}
