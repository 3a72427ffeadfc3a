//! `EntitleError`: one exception, with the number and name that every face gives.

use entitle_answers::Fault;
use entitle_kernel::Error;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

pyo3::create_exception!(
    entitle,
    EntitleError,
    PyValueError,
    "What Entitle refused: `code`, `name`, `details`, `help`."
);

/// An exception of the kernel's error.
pub(crate) fn of_kernel(error: Error, about: &str) -> PyErr {
    let message = if about.is_empty() { error.text().to_owned() } else { format!("{about}: {error}") };
    raised(&message, Some(error), &[], None)
}

/// An exception of a fault in what was given.
pub(crate) fn of_fault(fault: &Fault, error: Option<Error>) -> PyErr {
    raised(&fault.message, error, &fault.details, fault.help.as_deref())
}

/// An exception with its parts as attributes.
pub(crate) fn raised(message: &str, error: Option<Error>, details: &[String], help: Option<&str>) -> PyErr {
    let mut text = message.to_owned();
    for detail in details {
        text += "\n  - ";
        text += detail;
    }
    if let Some(help) = help {
        text += "\nhelp: ";
        text += help;
    }
    let raised = EntitleError::new_err(text);
    Python::attach(|py| {
        let value = raised.value(py);
        // Attributes of a fresh exception can always be set.
        let _ = value.setattr("code", error.map(Error::code));
        let _ = value.setattr("name", error.map(Error::name));
        let _ = value.setattr("details", details.to_vec());
        let _ = value.setattr("help", help);
    });
    raised
}
