//! Entitle for Python: the compiled half of the package `entitle`.
//!
//! It takes Python's values, hands them to `entitle-answers` and gives back what came out. Nothing is evaluated here.
//!
//! What this crate does not do: it has no second reading of a rule, and no words of its own for an answer.
#![forbid(unsafe_code)]

mod contract;
mod error;
mod given;

use pyo3::prelude::*;

/// The compiled half of the package.
#[pymodule]
fn _entitle(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("EntitleError", module.py().get_type::<error::EntitleError>())?;
    module.add_class::<contract::PyContract>()?;
    module.add_function(wrap_pyfunction!(contract::contract, module)?)?;
    module.add_function(wrap_pyfunction!(contract::load, module)?)?;
    module.add_function(wrap_pyfunction!(contract::contracts, module)?)?;
    Ok(())
}
