//! A subject's facts, set one at a time; the members of its network; its statement.

use super::{WrittenTrace, identity, refused, refused_fact, refused_item};
use crate::contract::PyContract;
use entitle_kernel::{Contract, Error, Facts, Graded, Headroom, Network, Statement, Value, Written};
use pyo3::prelude::*;

/// Kind, name, register or indicator, written value, and unit of an answer.
type AnswerFields = (&'static str, String, String, String, String);

const OTHER_CONTRACT: &str = "begin it with the same contract";

/// Facts of a practice or network, and what its members brought.
#[pyclass(name = "KernelSubject", module = "entitle._entitle")]
pub(crate) struct PySubject {
    contract: Py<PyContract>,
    values: Vec<Value>,
    network: Option<Folds>,
}

/// What was pooled of the members that are not kept.
struct Folds {
    values: Vec<Graded>,
    members: u32,
}

/// Facts of a member practice.
#[pyclass(name = "KernelMember", module = "entitle._entitle")]
pub(crate) struct PyMember {
    contract: Py<PyContract>,
    values: Vec<Value>,
}

/// A statement, and the facts of which it was made.
#[pyclass(name = "KernelStatement", module = "entitle._entitle", frozen)]
pub(crate) struct PyStatementOfSubject {
    contract: Py<PyContract>,
    values: Vec<Value>,
    folds: Vec<Graded>,
    results: Vec<Graded>,
    trace: Vec<String>,
}

/// Facts of a subject or member: every one unknown, switches at their default.
fn no_facts(contract: &Contract<'_>) -> Result<Vec<Value>, Error> {
    let mut values = vec![Value::Unknown; contract.cost().subject_slots.into()];
    Facts::new(contract, &mut values)?;
    Ok(values)
}

fn no_results(contract: &Contract<'_>) -> Vec<Graded> {
    vec![Graded::UNKNOWN; contract.cost().values.into()]
}

impl PySubject {
    /// Changes its facts.
    pub(super) fn change<R>(
        &mut self,
        change: impl FnOnce(&mut Facts<'_, '_>) -> Result<R, Error>,
    ) -> Result<R, Error> {
        let values = &mut self.values;
        self.contract.get().with(|contract| change(&mut Facts::resume(contract, values)?))
    }

    /// Evaluates its facts as they stand now.
    fn evaluated(&self, py: Python<'_>) -> Result<PyStatementOfSubject, Error> {
        self.contract.get().with(|contract| {
            let mut values = self.values.clone();
            let folds = self.network.as_ref().map_or_else(Vec::new, |network| network.values.clone());
            let mut results = no_results(contract);
            let mut trace = WrittenTrace::of(contract);
            Statement::new(contract, &Facts::resume(contract, &mut values)?, &folds, &mut results, &mut trace)?;
            Ok(PyStatementOfSubject {
                contract: self.contract.clone_ref(py),
                values,
                folds,
                results,
                trace: trace.lines,
            })
        })
    }
}

#[pymethods]
impl PySubject {
    /// Begins a subject of this contract.
    #[new]
    fn new(contract: Py<PyContract>) -> PyResult<PySubject> {
        let values = contract.get().with(no_facts).map_err(|error| refused("a subject", error, OTHER_CONTRACT))?;
        Ok(PySubject { contract, values, network: None })
    }

    /// Sets a fact to what a text says.
    fn set(&mut self, name: &str, text: &str) -> PyResult<()> {
        self.change(|facts| facts.set_named(name, text)).map_err(|error| refused_fact(name, error))
    }

    /// A fact as every face writes it; `unknown` where it was not set.
    fn get(&mut self, name: &str) -> PyResult<String> {
        let written = self.change(|facts| {
            let (fact, item) = facts.contract().find_input(name)?;
            Ok(fact.written(facts.try_get(fact.index(), item)?).to_string())
        });
        written.map_err(|error| refused_fact(name, error))
    }

    /// Begins a member practice; the first one begins the network.
    fn member(&mut self, py: Python<'_>) -> PyResult<PyMember> {
        let (values, network) = (&mut self.values, &mut self.network);
        let begun = self.contract.get().with(|contract| {
            if network.is_none() {
                let mut folds = vec![Graded::UNKNOWN; contract.cost().member_folds.into()];
                Network::new(&mut Facts::resume(contract, values)?, &mut folds)?;
                *network = Some(Folds { values: folds, members: 0 });
            }
            no_facts(contract)
        });
        let values = begun.map_err(|error| refused("a member", error, OTHER_CONTRACT))?;
        Ok(PyMember { contract: self.contract.clone_ref(py), values })
    }

    /// Pools a member practice; a member that is refused leaves the network as it was.
    fn add(&mut self, member: &PyMember) -> PyResult<()> {
        let (values, network) = (&mut self.values, self.network.as_mut());
        let mut of_member = member.values.clone();
        let added = self.contract.get().with(|contract| {
            let folds = network.ok_or(Error::BadArgument)?;
            let mut facts = Facts::resume(contract, values)?;
            let mut network = Network::resume(&mut facts, &mut folds.values, folds.members)?;
            member.contract.get().with(|contract| network.add(&Facts::resume(contract, &mut of_member)?))?;
            folds.members = network.members();
            Ok(())
        });
        added.map_err(|error| refused("a member", error, "begin it with `member` of this subject, and mend its facts"))
    }

    /// How many members were pooled.
    #[getter]
    fn members(&self) -> u32 {
        self.network.as_ref().map_or(0, |network| network.members)
    }

    /// Evaluates the facts as they stand now.
    fn statement(&self, py: Python<'_>) -> PyResult<PyStatementOfSubject> {
        self.evaluated(py).map_err(|error| refused("a statement", error, "mend the facts of the subject"))
    }
}

#[pymethods]
impl PyMember {
    /// Sets a fact to what a text says.
    fn set(&mut self, name: &str, text: &str) -> PyResult<()> {
        let values = &mut self.values;
        let set = self.contract.get().with(|contract| {
            let (fact, item) = contract.find_member_input(name)?;
            Facts::resume(contract, values)?.set(fact.index(), item, fact.parse(text)?)
        });
        set.map_err(|error| refused_fact(name, error))
    }
}

#[pymethods]
impl PyStatementOfSubject {
    /// The contract: id, day, revision and digest.
    #[getter]
    fn identity(&self) -> String {
        self.contract.get().with(identity)
    }

    /// Every answer, in order.
    #[getter]
    fn answers(&self) -> PyResult<Vec<AnswerFields>> {
        let answers = self.contract.get().with(|contract| {
            let statement = Statement::resume(contract, &self.results)?;
            let fields = statement.answers().map(|answer| {
                let (name, item, unit) = (answer.name.to_owned(), answer.item.to_owned(), answer.unit.to_owned());
                (answer.kind.name(), name, item, answer.to_string(), unit)
            });
            Ok(fields.collect())
        });
        answers.map_err(|error| refused("a statement", error, OTHER_CONTRACT))
    }

    /// What the evaluation did, in order.
    #[getter]
    fn trace(&self) -> Vec<String> {
        self.trace.clone()
    }

    /// How many patients an indicator needs for full points, where any number does, and what the next one is worth.
    fn headroom(&self, indicator: &str) -> PyResult<(Option<u32>, String)> {
        let found = self.contract.get().with(|contract| {
            let place = contract.find_indicator(indicator).ok_or(Error::UnknownItem)?;
            let statement = Statement::resume(contract, &self.results)?;
            let (mut values, mut spare) = (self.values.clone(), no_results(contract));
            let mut facts = Facts::resume(contract, &mut values)?;
            let room = Headroom::new(&statement, &mut facts, &self.folds, place, &mut spare)?;
            Ok((room.patients_needed, Written(room.next_patient).to_string()))
        });
        found.map_err(|error| refused_item(indicator, error))
    }
}
