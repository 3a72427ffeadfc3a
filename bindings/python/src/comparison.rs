//! Contracts side by side over the same facts.

use crate::contract::PyContract;
use crate::data::of_json;
use crate::error::of_fault;
use crate::given;
use entitle_answers::comparison::{self, Column, Compared, Comparison};
use entitle_answers::identity::digest;
use entitle_answers::{Fault, html, json, shared};
use entitle_kernel::Contract;
use pyo3::prelude::*;
use pyo3::types::PyList;
use serde_json::Value;

/// What came out, with nothing borrowed.
#[pyclass(name = "Comparison", module = "entitle._entitle", frozen)]
pub(crate) struct PyComparison {
    data: Value,
    html: String,
}

#[pymethods]
impl PyComparison {
    /// Everything it says, as every face writes it.
    fn data<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        of_json(py, &self.data)
    }

    /// The same for a notebook.
    fn html(&self) -> &str {
        &self.html
    }
}

/// Compares contracts: a column for each list of them that are held together. `stay` are practices that keep the first;
/// `terms` give local terms, also of one column alone (`B.budget_per_patient=150`).
#[pyfunction]
pub(crate) fn compare(
    columns: Vec<Vec<Py<PyContract>>>,
    facts: &Bound<'_, PyList>,
    stay: Vec<String>,
    terms: Vec<String>,
) -> PyResult<PyComparison> {
    let mut places = Vec::new();
    let mut held: Vec<&PyContract> = Vec::new();
    for (letter, column) in ('A'..='Z').zip(&columns) {
        let first = held.len();
        held.extend(column.iter().map(|contract| contract.get()));
        places.push(Column { letter, contracts: (first..held.len()).collect() });
    }
    if places.len() < columns.len() {
        return Err(of_fault(Fault::input(format!("{} columns: there are 26 letters", columns.len()))));
    }
    let images = held.iter().map(|contract| contract.checked_again()).collect::<PyResult<Vec<_>>>()?;
    for column in &places {
        let mut digests: Vec<String> = column.contracts.iter().map(|place| digest(&images[*place])).collect();
        digests.sort();
        if digests.windows(2).any(|pair| pair[0] == pair[1]) {
            let fault = Fault::input(format!("column {} holds a contract twice", column.letter));
            return Err(of_fault(fault.with_help("leave one out")));
        }
    }
    let without_day = held.iter().map(|contract| !contract.remark().is_empty()).collect();
    let document = given::document(&images, facts)?;
    compared(&images, &places, without_day, &document, &stay, &terms).map_err(of_fault)
}

fn compared(
    contracts: &[Contract<'_>],
    columns: &[Column],
    without_day: Vec<bool>,
    document: &entitle_answers::Document,
    stay: &[String],
    terms: &[String],
) -> Result<PyComparison, Fault> {
    let mut subjects = shared(document, contracts)?;
    for term in terms {
        comparison::give(term, columns, contracts, &mut subjects)?;
    }
    comparison::everybody_is_there(&subjects, stay)?;
    let compare = |subject| comparison::compare(contracts, columns, subject, stay);
    let comparisons: Vec<Comparison<'_>> = subjects.iter().map(compare).collect::<Result<_, _>>()?;
    let compared = Compared { contracts, without_day, columns, comparisons: &comparisons };
    Ok(PyComparison { data: json::comparison(&compared), html: html::comparison(&compared) })
}
