//! A subject's facts, set one at a time; the members of its network; its statement.

use crate::contract::PyContract;
use crate::error::of_fault;
use entitle_answers::stepwise::{Member, StatementOfSubject, Subject};
use pyo3::prelude::*;

/// Kind, name, register or indicator, written value, and unit of an answer.
type AnswerFields = (&'static str, String, String, String, String);

/// Facts of a practice or network, and what its members brought.
#[pyclass(name = "KernelSubject", module = "entitle._entitle")]
pub(crate) struct PySubject(pub(super) Subject);

/// Facts of a member practice.
#[pyclass(name = "KernelMember", module = "entitle._entitle")]
pub(crate) struct PyMember(Member);

/// A statement, and the facts of which it was made.
#[pyclass(name = "KernelStatement", module = "entitle._entitle", frozen)]
pub(crate) struct PyStatementOfSubject(StatementOfSubject);

#[pymethods]
impl PySubject {
    /// Begins a subject of this contract.
    #[new]
    fn new(contract: &Bound<'_, PyContract>) -> PyResult<PySubject> {
        Subject::new(contract.get().held()).map(PySubject).map_err(of_fault)
    }

    /// Sets a fact to what a text says.
    fn set(&mut self, name: &str, text: &str) -> PyResult<()> {
        self.0.set(name, text).map_err(of_fault)
    }

    /// A fact as every face writes it; `unknown` where it was not set.
    fn get(&mut self, name: &str) -> PyResult<String> {
        self.0.get(name).map_err(of_fault)
    }

    /// Begins a member practice; the first one begins the network.
    fn member(&mut self) -> PyResult<PyMember> {
        self.0.member().map(PyMember).map_err(of_fault)
    }

    /// Pools a member practice; a member that is refused leaves the network as it was.
    fn add(&mut self, member: &PyMember) -> PyResult<()> {
        self.0.add(&member.0).map_err(of_fault)
    }

    /// How many members were pooled.
    #[getter]
    fn members(&self) -> u32 {
        self.0.members()
    }

    /// Evaluates the facts as they stand now.
    fn statement(&self) -> PyResult<PyStatementOfSubject> {
        self.0.statement().map(PyStatementOfSubject).map_err(of_fault)
    }
}

#[pymethods]
impl PyMember {
    /// Sets a fact to what a text says.
    fn set(&mut self, name: &str, text: &str) -> PyResult<()> {
        self.0.set(name, text).map_err(of_fault)
    }
}

#[pymethods]
impl PyStatementOfSubject {
    /// The contract: id, day, revision and digests.
    #[getter]
    fn identity(&self) -> String {
        self.0.identity()
    }

    /// Every answer, in order.
    #[getter]
    fn answers(&self) -> PyResult<Vec<AnswerFields>> {
        let answers = self.0.answers().map_err(of_fault)?.into_iter();
        Ok(answers.map(|answer| (answer.kind, answer.name, answer.item, answer.text, answer.unit)).collect())
    }

    /// What the evaluation did, in order.
    #[getter]
    fn trace(&self) -> Vec<String> {
        self.0.trace().to_vec()
    }

    /// How many patients an indicator needs for full points, where any number does, and what the next one is worth.
    fn headroom(&self, indicator: &str) -> PyResult<(Option<u32>, String)> {
        self.0.headroom(indicator).map_err(of_fault)
    }
}
