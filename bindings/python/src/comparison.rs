//! Contracts side by side over the same facts.

use crate::contract::PyContract;
use crate::data::of_data;
use crate::error::{in_python, of_fault};
use crate::given;
use entitle_answers::comparison::compare_held;
use entitle_answers::{Data, Fault, Held, html, json};
use entitle_kernel::Contract;
use pyo3::prelude::*;
use pyo3::types::PyList;

/// What came out, with nothing borrowed.
#[pyclass(name = "Comparison", module = "entitle._entitle", frozen)]
pub(crate) struct PyComparison {
    data: Data,
    html: String,
}

#[pymethods]
impl PyComparison {
    /// Everything it says, as every face writes it.
    fn data<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        of_data(py, &self.data)
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
    let held: Vec<Vec<&Held>> =
        columns.iter().map(|column| column.iter().map(|contract| contract.get().held().as_ref()).collect()).collect();
    let document = |contracts: &[Contract<'_>]| given::document(contracts, facts).map_err(Refused);
    let compared = compare_held(&held, document, &stay, &terms, |compared| PyComparison {
        data: json::comparison(compared),
        html: in_python(&html::comparison(compared)),
    });
    compared.map_err(|Refused(error)| error)
}

/// What was refused, by Python or below it.
struct Refused(PyErr);

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Refused {
        Refused(of_fault(fault))
    }
}
