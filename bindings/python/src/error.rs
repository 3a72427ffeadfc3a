//! `EntitleError`: one exception, with the number and name that every face gives.

use entitle_answers::Fault;
use entitle_compiler::{Diagnostics, ToldFaults};
use entitle_kernel::Error;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

pyo3::create_exception!(
    entitle,
    EntitleError,
    PyValueError,
    "What Entitle refused: `code`, `name`, `details`, `help`, and for definitions `line` and `column`."
);

/// An exception of a fault in what was given.
pub(crate) fn of_fault(fault: Fault) -> PyErr {
    raised(&fault, None)
}

/// The exception of a definition that has faults: the first one's place, and all of them in the message.
pub(crate) fn of_definition(name: &str, diagnostics: &Diagnostics) -> PyErr {
    let ToldFaults { message, details, help, place } = diagnostics.told(name);
    raised(&Fault { help, details, ..Fault::input(message) }, place)
}

fn raised(fault: &Fault, place: Option<(usize, usize)>) -> PyErr {
    let Fault { details, help, error, .. } = fault;
    // A definition's faults stand in the message with the lines that they are about.
    let text = if place.is_none() { fault.text() } else { entitle_answers::capitalised(&fault.message) };
    let raised = EntitleError::new_err(text);
    Python::attach(|py| {
        let value = raised.value(py);
        let set = || {
            value.setattr("code", error.map(Error::code))?;
            value.setattr("name", error.map(Error::name))?;
            value.setattr("details", details)?;
            value.setattr("help", help)?;
            value.setattr("line", place.map(|(line, _)| line))?;
            value.setattr("column", place.map(|(_, column)| column))
        };
        // Attributes of a fresh exception can always be set; if not, that is what went wrong.
        set().map_or_else(|failed| failed, |()| raised.clone_ref(py))
    })
}
