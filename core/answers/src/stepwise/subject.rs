//! A subject's facts, set one at a time; the members of its network; its statement.

use super::{WrittenTrace, refused, refused_fact, refused_item};
use crate::fault::Fault;
use crate::held::Held;
use entitle_kernel::{Contract, Error, Facts, Graded, Headroom, Network, Statement, Value, Written};
use std::sync::Arc;

/// An answer in words.
pub struct AnswerFields {
    /// What it is about.
    pub kind: &'static str,
    /// Its name; "" for eligibility.
    pub name: String,
    /// Its register or indicator, or "".
    pub item: String,
    /// Its value, as every face writes it.
    pub text: String,
    /// Its unit, or "".
    pub unit: String,
}

const OTHER_CONTRACT: &str = "begin it with the same contract";

/// Facts of a practice or network, and what its members brought.
pub struct Subject {
    contract: Arc<Held>,
    values: Vec<Value>,
    network: Option<Folds>,
}

/// What was pooled of the members that are not kept.
struct Folds {
    values: Vec<Graded>,
    members: u32,
}

/// Facts of a member practice.
pub struct Member {
    contract: Arc<Held>,
    values: Vec<Value>,
}

/// A statement, and the facts of which it was made.
pub struct StatementOfSubject {
    contract: Arc<Held>,
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

impl Subject {
    /// Changes its facts.
    pub(super) fn change<R>(
        &mut self,
        change: impl FnOnce(&mut Facts<'_, '_>) -> Result<R, Error>,
    ) -> Result<R, Error> {
        let values = &mut self.values;
        self.contract.with(|contract| change(&mut Facts::resume(contract, values)?))
    }

    /// Evaluates its facts as they stand now.
    fn evaluated(&self) -> Result<StatementOfSubject, Error> {
        self.contract.with(|contract| {
            let mut values = self.values.clone();
            let folds = self.network.as_ref().map_or_else(Vec::new, |network| network.values.clone());
            let mut results = no_results(contract);
            let mut trace = WrittenTrace::of(contract);
            Statement::new(contract, &Facts::resume(contract, &mut values)?, &folds, &mut results, &mut trace)?;
            Ok(StatementOfSubject { contract: self.contract.clone(), values, folds, results, trace: trace.lines })
        })
    }
}

impl Subject {
    /// Begins a subject of this contract.
    pub fn new(contract: &Arc<Held>) -> Result<Subject, Fault> {
        let values = contract
            .with(|contract| no_facts(contract))
            .map_err(|error| refused("a subject", error, OTHER_CONTRACT))?;
        Ok(Subject { contract: contract.clone(), values, network: None })
    }

    /// Sets a fact to what a text says.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), Fault> {
        self.change(|facts| facts.set_named(name, text)).map_err(|error| refused_fact(name, error))
    }

    /// A fact as every face writes it; `unknown` where it was not set.
    pub fn get(&mut self, name: &str) -> Result<String, Fault> {
        let written = self.change(|facts| {
            let (fact, item) = facts.contract().find_input(name)?;
            Ok(fact.written(facts.try_get(fact.index(), item)?).to_string())
        });
        written.map_err(|error| refused_fact(name, error))
    }

    /// Begins a member practice; the first one begins the network.
    pub fn member(&mut self) -> Result<Member, Fault> {
        let (values, network) = (&mut self.values, &mut self.network);
        let begun = self.contract.with(|contract| {
            if network.is_none() {
                let mut folds = vec![Graded::UNKNOWN; contract.cost().member_folds.into()];
                Network::new(&mut Facts::resume(contract, values)?, &mut folds)?;
                *network = Some(Folds { values: folds, members: 0 });
            }
            no_facts(contract)
        });
        let values = begun.map_err(|error| refused("a member", error, OTHER_CONTRACT))?;
        Ok(Member { contract: self.contract.clone(), values })
    }

    /// Pools a member practice; a member that is refused leaves the network as it was.
    pub fn add(&mut self, member: &Member) -> Result<(), Fault> {
        let (values, network) = (&mut self.values, self.network.as_mut());
        let mut of_member = member.values.clone();
        let added = self.contract.with(|contract| {
            let folds = network.ok_or(Error::BadArgument)?;
            let mut facts = Facts::resume(contract, values)?;
            let mut network = Network::resume(&mut facts, &mut folds.values, folds.members)?;
            member.contract.with(|contract| network.add(&Facts::resume(contract, &mut of_member)?))?;
            folds.members = network.members();
            Ok(())
        });
        added.map_err(|error| refused("a member", error, "begin it with `member` of this subject, and mend its facts"))
    }

    /// How many members were pooled.
    pub fn members(&self) -> u32 {
        self.network.as_ref().map_or(0, |network| network.members)
    }

    /// Evaluates the facts as they stand now.
    pub fn statement(&self) -> Result<StatementOfSubject, Fault> {
        self.evaluated().map_err(|error| refused("a statement", error, "mend the facts of the subject"))
    }
}

impl Member {
    /// Sets a fact to what a text says.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), Fault> {
        let values = &mut self.values;
        let set = self.contract.with(|contract| {
            let (fact, item) = contract.find_member_input(name)?;
            Facts::resume(contract, values)?.set(fact.index(), item, fact.parse(text)?)
        });
        set.map_err(|error| refused_fact(name, error))
    }
}

impl StatementOfSubject {
    /// The contract: id, day, revision and digests.
    pub fn identity(&self) -> String {
        self.contract.with(|contract| contract.identity())
    }

    /// Every answer, in order.
    pub fn answers(&self) -> Result<Vec<AnswerFields>, Fault> {
        let answers = self.contract.with(|contract| {
            let statement = Statement::resume(contract, &self.results)?;
            let fields = statement.answers().map(|answer| {
                let (name, item, unit) = (answer.name.to_owned(), answer.item.to_owned(), answer.unit.to_owned());
                AnswerFields { kind: answer.kind.name(), name, item, text: answer.to_string(), unit }
            });
            Ok(fields.collect())
        });
        answers.map_err(|error| refused("a statement", error, OTHER_CONTRACT))
    }

    /// What the evaluation did, in order.
    pub fn trace(&self) -> &[String] {
        &self.trace
    }

    /// How many patients an indicator needs for full points, where any number does, and what the next one is worth.
    pub fn headroom(&self, indicator: &str) -> Result<(Option<u32>, String), Fault> {
        let found = self.contract.with(|contract| {
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
