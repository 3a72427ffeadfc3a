//! What a statement was refused for: facts of its subject that contradict one another, all of them shown.

use crate::facts::Subject;
use crate::fault::Fault;
use crate::waiting::name_of;
use entitle_kernel::image::code::{Over, Per, Pool, Scope, StepKind};
use entitle_kernel::image::reads::Read;
use entitle_kernel::image::record::{self, SubjectCondition};
use entitle_kernel::{Contract, Error, Facts, Statement, Value};

/// Why a subject has no statement.
#[derive(Debug)]
pub struct Refused {
    /// The kernel's error.
    pub error: Error,
    /// What contradicts what, where that is the error.
    pub contradictions: Vec<Contradiction>,
}

/// One contradiction that holds.
#[derive(Debug)]
pub struct Contradiction {
    /// Its name in the definition.
    pub name: String,
    /// What it means.
    doc: String,
    /// The facts that it looks at, each with its value.
    facts: Vec<String>,
}

impl From<Error> for Refused {
    fn from(error: Error) -> Refused {
        Refused { error, contradictions: Vec::new() }
    }
}

impl Refused {
    /// The refusal for a person, who is told which subject it is.
    pub fn fault(&self, contract: &Contract<'_>, subject: &str) -> Fault {
        let Refused { error, contradictions } = self;
        let fault = Fault::input(format!("{subject}: {error} (error {}, {})", error.code(), error.name()));
        let fault = fault.with_error(*error);
        if contradictions.is_empty() {
            return fault.with_help("check the facts of this subject and of its members");
        }
        let details = contradictions.iter().map(|one| format!("{}: {}", one.doc, one.facts.join(", ")));
        fault
            .with_details(details.collect())
            .with_help(format!("correct one of them; `entitle show {}` says what each fact means", contract.id()))
    }
}

/// Whether a condition of the subject is a contradiction, which is only of interest where it holds.
pub fn is_contradiction(contract: &Contract<'_>, condition: usize) -> bool {
    all(contract).contains(&condition)
}

/// The names of a contract's contradictions.
pub fn names<'c>(contract: &Contract<'c>) -> Vec<&'c str> {
    let name = |index| Some(contract.name(contract.record::<SubjectCondition>(index)?.name));
    all(contract).into_iter().filter_map(name).collect()
}

fn all(contract: &Contract<'_>) -> Vec<usize> {
    let steps = contract.all::<record::Step>().filter(|step| step.kind == StepKind::Contradiction as u8);
    steps.map(|step| step.index.into()).collect()
}

/// The facts that an expression reads itself.
fn facts_of<'c>(contract: &Contract<'c>, expression: u16) -> impl Iterator<Item = usize> + use<'c> {
    contract.reads(expression).filter_map(|read| if let Read::Fact(fact) = read { Some(fact) } else { None })
}

/// The facts that a network states of all its practices together, as a contradiction compares them with those.
pub(crate) fn stated_of_all_together(contract: &Contract<'_>) -> Vec<usize> {
    let reads = |index: usize| {
        let condition = contract.record::<SubjectCondition>(index)?;
        let folds = contract.reads(condition.expression).any(|read| matches!(read, Read::Fold(_)));
        folds.then(|| facts_of(contract, condition.expression).collect::<Vec<_>>())
    };
    all(contract).into_iter().filter_map(reads).flatten().collect()
}

/// The contradiction at which a statement stopped.
pub(crate) fn found(statement: &Statement<'_, '_>, facts: &Facts<'_, '_>, subject: &Subject) -> Vec<Contradiction> {
    let contract = statement.contract();
    let holds = |index: &usize| statement.condition(*index).value.same(&Value::boolean(true));
    let described = |index: usize| {
        let condition = contract.record::<SubjectCondition>(index)?;
        Some(Contradiction {
            name: contract.name(condition.name).to_owned(),
            doc: contract.text(condition.doc).to_owned(),
            facts: Looked { contract, facts, subject }.at(condition.expression),
        })
    };
    all(contract).into_iter().filter(holds).filter_map(described).collect()
}

struct Looked<'l, 'c> {
    contract: &'l Contract<'c>,
    facts: &'l Facts<'l, 'l>,
    subject: &'l Subject,
}

impl Looked<'_, '_> {
    /// The facts that an expression reads, itself or of practices, as `name = value`.
    fn at(&self, expression: u16) -> Vec<String> {
        let mut list: Vec<String> = Vec::new();
        for read in self.contract.reads(expression) {
            let next = match read {
                Read::Fact(target) => vec![self.own(target)],
                Read::Fold(target) => self.folded(target),
                // A contradiction compares facts; what else it reads is no fact to be corrected.
                Read::Figure(_)
                | Read::Attribute(_)
                | Read::Condition(_)
                | Read::Line(_)
                | Read::Points
                | Read::Achieved
                | Read::PointsMax
                | Read::Table(_)
                | Read::Scale(_) => Vec::new(),
            };
            for text in next {
                if !list.contains(&text) {
                    list.push(text);
                }
            }
        }
        list
    }

    fn own(&self, fact: usize) -> String {
        format!("{} = {}", name_of(self.contract, fact, 0), self.written(fact, self.facts.get(fact, 0)))
    }

    fn folded(&self, fold: usize) -> Vec<String> {
        let Some(fold) = self.contract.record::<record::Fold>(fold) else {
            return Vec::new();
        };
        if fold.expression == record::NONE {
            return vec![format!("practices = {}", self.subject.members.len())];
        }
        let facts = facts_of(self.contract, fold.expression);
        match Over::from_u8(fold.over) {
            Some(Over::Practices) => facts.map(|fact| self.of_practices(fact)).collect(),
            _ => facts.map(|fact| self.of_items(fact)).collect(),
        }
    }

    /// A fact of each register or indicator, as far as it is known.
    fn of_items(&self, fact: usize) -> String {
        let per = self.contract.fact(fact).map_or(Per::Subject, |fact| fact.per());
        let places = (0..self.contract.items(per)).map(|item| (item, self.facts.get(fact, item)));
        let known = places.filter(|(_, value)| !value.is_unknown());
        let texts: Vec<String> = known
            .map(|(item, value)| format!("{} = {}", name_of(self.contract, fact, item), self.written(fact, value)))
            .collect();
        crate::amounts::shortened(&texts)
    }

    /// A fact of each practice, and all together where that is known.
    fn of_practices(&self, fact: usize) -> String {
        let pooled = self.facts.get(fact, 0);
        let is_pooled = self.contract.fact(fact).is_some_and(|fact| fact.pool() == Pool::Sum);
        let together = match pooled {
            Value::Unknown => String::new(),
            value if is_pooled => format!(" = {} together", self.written(fact, value)),
            _ => String::new(),
        };
        let of_member = |member: &Subject| {
            let value = member.values.get(&(fact, 0)).copied().unwrap_or(Value::Unknown);
            format!("{} {}", member.name, self.written(fact, value))
        };
        let members: Vec<String> = self.subject.members.iter().map(of_member).collect();
        let members = crate::amounts::shortened(&members);
        format!("{} of its practices{together} ({members})", name_of(self.contract, fact, 0))
    }

    fn written(&self, fact: usize, value: Value) -> String {
        let known = self.contract.fact(fact).filter(|fact| fact.scope() != Scope::Patient);
        known.map_or_else(String::new, |fact| fact.written(value).to_string())
    }
}
