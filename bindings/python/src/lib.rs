//! Entitle for Python: the compiled half of the package `entitle`.
//!
//! It takes Python's values, hands them to `entitle-answers` and `entitle-batch` and gives back what came out. Nothing is
//! evaluated here; the other half of the package, in `python/entitle`, has the classes that people meet.
//!
//! What this crate does not do: it has no second reading of a rule, and no words of its own for an answer.
#![forbid(unsafe_code)]

mod comparison;
mod contract;
mod data;
mod error;
mod evaluation;
mod explanation;
mod given;
mod kernel;
mod statement;
mod table;

use pyo3::prelude::*;

/// The compiled half of the package.
#[pymodule]
fn _entitle(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("EntitleError", module.py().get_type::<error::EntitleError>())?;
    module.add_class::<contract::PyContract>()?;
    module.add_class::<statement::PyStatement>()?;
    module.add_class::<explanation::PyExplanation>()?;
    module.add_class::<comparison::PyComparison>()?;
    module.add_class::<evaluation::PyEvaluation>()?;
    module.add_class::<table::PyTable>()?;
    module.add_class::<kernel::PySubject>()?;
    module.add_class::<kernel::PyMember>()?;
    module.add_class::<kernel::PyStatementOfSubject>()?;
    module.add_class::<kernel::PyPatient>()?;
    module.add_class::<kernel::PyTally>()?;
    module.add_function(wrap_pyfunction!(contract::contract, module)?)?;
    module.add_function(wrap_pyfunction!(contract::contracts, module)?)?;
    module.add_function(wrap_pyfunction!(contract::is_path, module)?)?;
    module.add_function(wrap_pyfunction!(contract::of_image, module)?)?;
    module.add_function(wrap_pyfunction!(contract::of_text, module)?)?;
    module.add_function(wrap_pyfunction!(comparison::compare, module)?)?;
    module.add_function(wrap_pyfunction!(evaluation::evaluate, module)?)?;
    Ok(())
}
