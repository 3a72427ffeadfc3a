//! `Contract.evaluate`: a frame of patients through `entitle-batch`, counted into practices and networks.

mod columns;
mod practices;
mod results;
mod running;

pub(crate) use results::PyEvaluation;

use crate::contract::PyContract;
use crate::error::of_fault;
use crate::given;
use columns::{Frame, Missing};
use entitle_answers::choice::parse_day;
use entitle_answers::patient::{achievement_date_of, run_up_to};
use entitle_answers::population::{has_patient_rules, lacking_common, not_set};
use entitle_batch::workers;
use pyo3::exceptions::PyUserWarning;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3_arrow::input::AnyRecordBatch;
use running::Running;
use std::ffi::CString;

/// How a population is evaluated, as Python's half of the package asks for it.
#[derive(FromPyObject)]
pub(crate) struct Asked<'py> {
    /// The day up to which records count.
    #[pyo3(item)]
    achievement_date: Option<String>,
    /// Facts of the contract as a whole.
    #[pyo3(item)]
    facts: Bound<'py, PyDict>,
    /// Whether each row's decisions are kept.
    #[pyo3(item)]
    decisions: bool,
    /// The threads; as many as there are processors unless it is said.
    #[pyo3(item)]
    threads: Option<usize>,
    /// Called with the rows done and all rows.
    #[pyo3(item)]
    progress: Option<Py<PyAny>>,
    /// Whether each patient is trusted to come once.
    #[pyo3(item)]
    patients_are_unique: bool,
    /// Whether facts without a column are unknown, rather than a fault.
    #[pyo3(item)]
    missing_is_unknown: bool,
    /// Whether rows that are refused are listed, rather than a fault.
    #[pyo3(item)]
    keep_refused: bool,
    /// Whether practices are counted without the rows that are refused.
    #[pyo3(item)]
    count_without_refused: bool,
}

/// Evaluates the patients of a frame.
#[pyfunction]
pub(crate) fn evaluate(
    contract: &Bound<'_, PyContract>,
    patients: AnyRecordBatch,
    practices: Option<AnyRecordBatch>,
    asked: Asked<'_>,
) -> PyResult<PyEvaluation> {
    let py = contract.py();
    let (threads, told) = workers(asked.threads);
    if let Some(told) = told {
        let told = CString::new(told).unwrap_or_default();
        PyErr::warn(py, &py.get_type::<PyUserWarning>(), &told, 3)?;
    }
    let missing = if asked.missing_is_unknown { Missing::Unknown } else { Missing::Refused };
    let day = asked.achievement_date.as_deref().map(parse_day).transpose().map_err(of_fault)?;
    let patients = Frame::collect(py, patients, "the patients")?;
    let practices = practices.map(|practices| Frame::collect(py, practices, "the practices")).transpose()?;
    contract.get().with(|read| {
        has_patient_rules(read).map_err(of_fault)?;
        let day = achievement_date_of(read, day).map_err(of_fault)?;
        run_up_to(read, day).map_err(of_fault)?;
        let common = given::common(read, &asked.facts)?;
        let unset = not_set(read, &common);
        if missing == Missing::Refused && !unset.is_empty() {
            let help =
                "give them in `facts`, or say missing_columns=\"unknown\": what hangs on them is then undetermined";
            return Err(of_fault(lacking_common(read, &unset, help)));
        }
        let (progress, keep_refused) = (asked.progress.as_ref(), asked.keep_refused);
        let running = Running {
            contract: read,
            day,
            common: &common,
            missing,
            unset,
            keep_decisions: asked.decisions,
            threads,
            trust_unique: asked.patients_are_unique,
            keep_refused,
            count_without_refused: asked.count_without_refused,
            progress,
        };
        py.detach(|| running.run(patients, practices)).map(|results| PyEvaluation::new(contract, results))
    })
}
