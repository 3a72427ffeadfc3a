//! `Contract`: an image, checked once, and what Python asks of it.

use crate::data::of_data;
use crate::error::{of_definition, of_fault};
use crate::explanation::PyExplanation;
use crate::given;
use crate::statement::PyStatement;
use entitle_answers::choice::{self, Choice, parse_day};
use entitle_answers::content;
use entitle_answers::identity::name;
use entitle_answers::{Asked, Held, Identified, With, json, pass_over_facts_of_others, shortened, subjects};
use entitle_compiler::PlainDiagnostic;
use pyo3::exceptions::PyUserWarning;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList};
use std::borrow::Cow;
use std::sync::Arc;

/// A contract in force from a day.
#[pyclass(name = "Contract", module = "entitle._entitle", frozen)]
pub(crate) struct PyContract {
    held: Arc<Held>,
    /// What its definition was warned of.
    warnings: Vec<String>,
}

/// The contract of that id in force on that day (`YYYY-MM-DD`); the latest where no day is asked for. `id@day#revision` says
/// both in one.
#[pyfunction]
#[pyo3(signature = (id, on=None))]
pub(crate) fn contract(id: &str, on: Option<&str>) -> PyResult<PyContract> {
    let Choice { definition, remark } = choice::on(id, on).map_err(of_fault)?;
    held(Cow::Borrowed(definition.image), id, remark, Vec::new())
}

/// Whether a text names a file; else it is an id.
#[pyfunction]
pub(crate) fn is_path(text: &str) -> bool {
    choice::is_path(text)
}

/// A contract from the bytes of an image.
#[pyfunction]
pub(crate) fn of_image(image: Vec<u8>) -> PyResult<PyContract> {
    held(Cow::Owned(image), "the image", String::new(), Vec::new())
}

/// A contract from the text of a definition; `name` is what its faults are told of.
#[pyfunction]
pub(crate) fn of_text(text: &str, name: &str) -> PyResult<PyContract> {
    let compiled = entitle_compiler::compile(name, text).map_err(|faults| of_definition(name, &faults))?;
    let warnings = compiled.warnings.plain().iter().map(PlainDiagnostic::in_a_line).collect();
    held(Cow::Owned(compiled.image), name, String::new(), warnings)
}

/// The contracts that are built in, each with its id, title, family, subject and days.
#[pyfunction]
pub(crate) fn contracts(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    let list = entitle_contracts::all().iter().filter_map(|definition| {
        let contract = definition.contract().ok()?;
        Some(entitle_answers::json::listed(&contract))
    });
    of_data(py, &list.collect())
}

fn held(image: Cow<'static, [u8]>, name: &str, remark: String, warnings: Vec<String>) -> PyResult<PyContract> {
    let held = Held::new(image, name, remark).map_err(of_fault)?;
    Ok(PyContract { held: Arc::new(held), warnings })
}

impl PyContract {
    /// The contract, to be shared.
    pub(crate) const fn held(&self) -> &Arc<Held> {
        &self.held
    }

    /// Reads the contract.
    pub(crate) fn with<R>(&self, read: impl for<'c> FnOnce(&Identified<'c>) -> R) -> R {
        self.held.with(read)
    }
}

#[pymethods]
impl PyContract {
    /// Its id.
    #[getter]
    fn id(&self) -> String {
        self.with(|contract| contract.id().to_owned())
    }

    /// Its title.
    #[getter]
    fn title(&self) -> String {
        self.with(|contract| contract.title().to_owned())
    }

    /// What it is, in a few sentences.
    #[getter]
    fn doc(&self) -> String {
        self.with(|contract| contract.doc().to_owned())
    }

    /// The family of contracts that it belongs to.
    #[getter]
    fn family(&self) -> String {
        self.with(|contract| contract.family().to_owned())
    }

    /// What a statement is about: `practice` or `network`.
    #[getter]
    fn subject(&self) -> &'static str {
        self.with(|contract| contract.subject().name())
    }

    /// The first day of force.
    #[getter]
    fn in_force(&self) -> String {
        self.with(|contract| contract.in_force().to_string())
    }

    /// The first day on which it is no longer in force, where there is one.
    #[getter]
    fn until(&self) -> Option<String> {
        self.with(|contract| contract.until().map(|day| day.to_string()))
    }

    /// Its last day, where there is one.
    #[getter]
    fn period_end(&self) -> Option<String> {
        self.with(|contract| contract.period_end().map(|day| day.to_string()))
    }

    /// The day on which the definition was published, where it is known.
    #[getter]
    fn published(&self) -> Option<String> {
        self.with(|contract| contract.published().map(|day| day.to_string()))
    }

    /// Its revision.
    #[getter]
    fn revision(&self) -> u16 {
        self.with(|contract| contract.revision())
    }

    /// `sha256:` and the digest of its definition.
    #[getter]
    fn source_digest(&self) -> String {
        self.with(|contract| contract.digests().source.to_string())
    }

    /// `sha256:` and the digest of its image, computed from the bytes.
    #[getter]
    fn image_digest(&self) -> String {
        self.with(|contract| contract.digests().image.to_string())
    }

    /// `sha256:` and the digest of the image's text, where it has any.
    #[getter]
    fn text_digest(&self) -> Option<String> {
        self.with(|contract| contract.digests().text.map(|text| text.to_string()))
    }

    /// The bytes that the kernel evaluates.
    #[getter]
    fn image<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.held.image())
    }

    /// Names of its indicators.
    #[getter]
    fn indicators(&self) -> Vec<String> {
        self.with(|contract| {
            (0..contract.indicator_count()).map(|index| contract.indicator_name(index).to_owned()).collect()
        })
    }

    /// Names of its registers.
    #[getter]
    fn registers(&self) -> Vec<String> {
        self.with(|contract| {
            (0..contract.register_count()).map(|index| contract.register_name(index).to_owned()).collect()
        })
    }

    /// What its definition was warned of.
    #[getter]
    fn warnings(&self) -> Vec<String> {
        self.warnings.clone()
    }

    /// Every fact that it takes.
    fn facts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        of_data(py, &self.with(|contract| json::facts(contract)))
    }

    /// Statements of these subjects.
    fn statements(
        this: &Bound<'_, Self>,
        facts: &Bound<'_, PyList>,
        trace: bool,
        headroom: bool,
    ) -> PyResult<Vec<PyStatement>> {
        let py = this.py();
        let subjects = this.get().with(|contract| {
            let mut document = given::document(&[**contract], facts)?;
            let passed = pass_over_facts_of_others(&mut document, contract);
            if !passed.is_empty() {
                let text = format!("{} does not ask for {}", contract.id(), shortened(&passed));
                let text = std::ffi::CString::new(text.replace('\0', " "))?;
                PyErr::warn(py, &py.get_type::<PyUserWarning>(), &text, 2)?;
            }
            subjects(&document, contract, Asked::Statement).map_err(of_fault)
        })?;
        subjects.into_iter().map(|subject| PyStatement::new(this, subject, trace, With { headroom })).collect()
    }

    /// Why a patient is where they are for an indicator, up to a day: the period end unless another is given.
    #[pyo3(signature = (patient, indicator, achievement_date=None))]
    fn explain(
        this: &Bound<'_, Self>,
        patient: &Bound<'_, PyDict>,
        indicator: &str,
        achievement_date: Option<&str>,
    ) -> PyResult<PyExplanation> {
        let stated = achievement_date.map(parse_day).transpose().map_err(of_fault)?;
        let document = this.get().with(|contract| given::of_patient(contract, patient))?;
        let subject = this.get().held.patient(indicator, stated, &document).map_err(of_fault)?;
        PyExplanation::new(this, subject, indicator, stated)
    }

    /// What it says of itself, or the rule tables of one indicator or register.
    #[pyo3(signature = (item=None))]
    fn show<'py>(&self, py: Python<'py>, item: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
        let shown = self.with(|contract| match item {
            None => Ok(json::content(contract)),
            Some(item) => content::rules(contract, item).map(|rules| json::rules(&rules)),
        });
        of_data(py, &shown.map_err(of_fault)?)
    }

    /// The same for a notebook.
    #[pyo3(signature = (item=None))]
    fn html(&self, item: Option<&str>) -> PyResult<String> {
        let shown = self.with(|contract| match item {
            None => Ok(entitle_answers::html::contract(contract)),
            Some(item) => content::rules(contract, item).map(|rules| entitle_answers::html::rules(&rules)),
        });
        shown.map_err(of_fault)
    }

    fn __repr__(&self) -> String {
        self.with(|contract| format!("<entitle._entitle.Contract {}>", name(contract)))
    }
}
