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

/// What messages from below say of the command line, and what Python says in its place.
const SAYINGS: [(&str, &str); 6] = [
    (" (CSV: a blank cell)", ""),
    ("or `?` where it is not known", "or leave the row out"),
    ("it is evaluated from counts: entitle statement", "it is evaluated from counts: `contract.statement(facts)`"),
    ("a definition of your own is named by its path", "a definition of your own is read by `entitle.load(path)`"),
    ("say the day: --achievement-date YYYY-MM-DD", "say the day: achievement_date=\"YYYY-MM-DD\""),
    ("ive null where there is no such record", "ive None where there is no such record"),
];
/// Its commands, whatever stands after them, and what Python has instead.
const COMMANDS: [(&str, &str); 2] =
    [("`entitle show", "`contract.show()`"), ("`entitle list", "`entitle.contracts()`")];

/// A message in Python's own words.
pub(crate) fn in_python(text: &str) -> String {
    let mut text = text.to_owned();
    for (said, saying) in SAYINGS {
        if text.contains(said) {
            text = text.replace(said, saying);
        }
    }
    for (command, call) in COMMANDS {
        while let Some((before, rest)) = text.split_once(command) {
            let after = rest.split_once('`').map_or("", |(_, after)| after);
            text = [before, call, after].concat();
        }
    }
    text
}

fn raised(fault: &Fault, place: Option<(usize, usize)>) -> PyErr {
    let fault = Fault {
        message: in_python(&fault.message),
        details: fault.details.iter().map(|detail| in_python(detail)).collect(),
        help: fault.help.as_deref().map(in_python),
        more: fault.more,
        error: fault.error,
    };
    let Fault { details, help, error, .. } = &fault;
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
