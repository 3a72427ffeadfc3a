//! `Contract`: an image, checked once, and what Python asks of it.

use crate::error::{of_fault, of_kernel, raised};
use crate::given;
use entitle_answers::{Asked, Evaluated, With, evaluated, lacking, subjects};
use entitle_kernel::{AnswerKind, Contract, Date, Written};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

self_cell::self_cell!(
    /// An image and the contract that reads it.
    struct Held {
        owner: Vec<u8>,
        #[covariant]
        dependent: Contract,
    }
);

/// A contract in force from a day.
#[pyclass(name = "Contract", module = "entitle", frozen)]
pub(crate) struct PyContract(Held);

/// The contract of that id in force on that day (`YYYY-MM-DD` or a date); the latest where no day is asked for.
#[pyfunction]
#[pyo3(signature = (id, on=None))]
pub(crate) fn contract(id: &str, on: Option<&Bound<'_, PyAny>>) -> PyResult<PyContract> {
    let definition = match on {
        None => entitle_contracts::latest(id),
        Some(day) => {
            let text = day.str()?.to_string();
            let day: Date = text.parse().map_err(|error| of_kernel(error, &text))?;
            entitle_contracts::definition(id, day, None)
        }
    };
    let definition = definition.map_err(|error| of_kernel(error, id))?;
    held(definition.image.to_vec())
}

/// A contract from the text of a definition, or from the bytes of an image.
#[pyfunction]
pub(crate) fn load(source: &Bound<'_, PyAny>) -> PyResult<PyContract> {
    if let Ok(image) = source.extract::<Vec<u8>>() {
        return held(image);
    }
    let text: String = source.extract()?;
    let compiled = entitle_compiler::compile("definition", &text)
        .map_err(|faults| raised("the definition has faults", None, &[faults.to_string()], None))?;
    held(compiled.image)
}

/// The ids and days of the contracts that are built in.
#[pyfunction]
pub(crate) fn contracts() -> Vec<String> {
    entitle_contracts::all().iter().map(|definition| format!("{}@{}", definition.id, definition.in_force)).collect()
}

fn held(image: Vec<u8>) -> PyResult<PyContract> {
    Held::try_new(image, |image| Contract::new(image)).map(PyContract).map_err(|error| of_kernel(error, "the image"))
}

#[pymethods]
impl PyContract {
    /// Its id.
    #[getter]
    fn id(&self) -> &str {
        self.0.borrow_dependent().id()
    }

    /// Its title.
    #[getter]
    fn title(&self) -> &str {
        self.0.borrow_dependent().title()
    }

    /// The first day of force.
    #[getter]
    fn in_force(&self) -> String {
        self.0.borrow_dependent().in_force().to_string()
    }

    /// What it is about: `practice` or `network`.
    #[getter]
    fn subject(&self) -> &'static str {
        self.0.borrow_dependent().subject().name()
    }

    /// Statements of the subjects: a dictionary, or a list of them where a list was given.
    fn statement<'py>(&self, py: Python<'py>, facts: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let contract = self.0.borrow_dependent();
        let document = given::document(contract, facts)?;
        let subjects = subjects(&document, contract, Asked::Statement).map_err(|fault| of_fault(&fault, None))?;
        let statements = PyList::empty(py);
        for subject in &subjects {
            let statement = evaluated(contract, subject, With::ALL)
                .map_err(|refused| of_fault(&refused.fault(contract, &subject.name), Some(refused.error)))?;
            statements.append(of_statement(py, contract, &statement)?)?;
        }
        if facts.is_instance_of::<PyList>() { Ok(statements.into_any()) } else { statements.get_item(0) }
    }

    fn __repr__(&self) -> String {
        let contract = self.0.borrow_dependent();
        format!("<entitle.Contract {}@{}#{}>", contract.id(), contract.in_force(), contract.revision())
    }
}

fn of_statement<'py>(
    py: Python<'py>,
    contract: &Contract<'_>,
    statement: &Evaluated<'_>,
) -> PyResult<Bound<'py, PyDict>> {
    let out = PyDict::new(py);
    out.set_item("subject", &statement.subject)?;
    for (key, kind) in [
        ("criteria", AnswerKind::Criterion),
        ("conditions", AnswerKind::Condition),
        ("points", AnswerKind::Points),
        ("lines", AnswerKind::Line),
    ] {
        let of_kind = PyDict::new(py);
        let found = statement.answers.iter().filter(|found| found.kind == kind && !found.is_contradiction);
        for found in found {
            of_kind.set_item(found.full_name(), &found.written)?;
        }
        out.set_item(key, of_kind)?;
    }
    let eligible = statement.answers.iter().find(|found| found.kind == AnswerKind::Eligible);
    out.set_item("eligible", eligible.map(|found| found.written.as_str()))?;
    let headroom = PyDict::new(py);
    for room in &statement.headroom {
        headroom.set_item(room.indicator, (&room.patients_needed, Written(room.next_patient).to_string()))?;
    }
    out.set_item("headroom", headroom)?;
    let waits = PyDict::new(py);
    for lack in lacking(contract, statement) {
        waits.set_item(&lack.name, lack.explained())?;
    }
    out.set_item("waits_for", waits)?;
    Ok(out)
}
