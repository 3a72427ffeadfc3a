//! Answers as Python's own dictionaries, lists and texts.

use entitle_answers::Data;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyList, PyString};

/// A value as Python has it.
pub(crate) fn of_data<'py>(py: Python<'py>, value: &Data) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Data::Null => py.None().into_bound(py),
        Data::Truth(value) => PyBool::new(py, *value).to_owned().into_any(),
        Data::Count(count) => count.into_pyobject(py)?.into_any(),
        Data::Text(text) => PyString::new(py, text).into_any(),
        Data::List(items) => {
            let list = PyList::empty(py);
            for item in items {
                list.append(of_data(py, item)?)?;
            }
            list.into_any()
        }
        Data::Object(entries) => {
            let dict = PyDict::new(py);
            for (name, value) in entries {
                dict.set_item(name.as_ref(), of_data(py, value)?)?;
            }
            dict.into_any()
        }
    })
}
