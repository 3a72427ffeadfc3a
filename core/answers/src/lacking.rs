//! What a statement lacks: the facts and local terms that its criteria and its payment wait for, and what each means.

use crate::amounts::shortened;
use crate::evaluation::{Evaluated, Found};
use crate::waiting;
use entitle_kernel::{AnswerKind, Contract};

/// A fact that answers wait for.
#[derive(Clone)]
pub struct Lacking {
    /// Its name.
    pub name: String,
    /// The practices that have not said it, where it is of practices.
    pub practices: Vec<String>,
    /// What it means.
    pub meaning: String,
    /// Its unit, or "".
    pub unit: String,
    /// Whether the contract leaves it to the parties.
    pub local: bool,
}

impl Lacking {
    /// The practices in words, or "".
    pub fn whose(&self) -> String {
        match self.practices.as_slice() {
            [] => String::new(),
            practices => format!("of {}", shortened(practices)),
        }
    }

    /// Its meaning, whether it is a local term, and whose it is, in one text.
    pub fn explained(&self) -> String {
        let text = if self.local { format!("local term: {}", self.meaning) } else { self.meaning.clone() };
        match self.whose() {
            whose if whose.is_empty() => text,
            whose => format!("{text}; {whose}"),
        }
    }
}

/// What hinders criteria, conditions and the lines of one statement that a reader looks at first, each name once.
pub fn of_statement(contract: &Contract<'_>, statement: &Evaluated<'_>) -> Vec<Lacking> {
    let matters = |found: &&Found<'_>| match found.kind {
        _ if found.is_contradiction => false,
        AnswerKind::Criterion | AnswerKind::Condition => true,
        AnswerKind::Line => found.item.is_empty() || contract.pays() == Some(found.index),
        _ => false,
    };
    let mut list: Vec<Lacking> = Vec::new();
    for name in statement.answers.iter().filter(matters).flat_map(|found| &found.waits_for) {
        let (name, practice) = match name.split_once(" of ") {
            Some((name, practice)) => (name, Some(practice.to_owned())),
            None => (name.as_str(), None),
        };
        let place = list.iter().position(|lack| lack.name == name).unwrap_or_else(|| {
            list.push(explained(contract, name));
            list.len() - 1
        });
        if let Some(practice) = practice {
            add(&mut list[place].practices, practice);
        }
    }
    list
}

/// Adds what is not there yet.
pub(crate) fn add<T: PartialEq>(list: &mut Vec<T>, one: T) {
    if !list.contains(&one) {
        list.push(one);
    }
}

fn explained(contract: &Contract<'_>, name: &str) -> Lacking {
    let (meaning, unit, local) = match waiting::fact_of(contract, name) {
        Some(fact) if fact.is_built_in() => ("Counted from patients, or given".to_owned(), String::new(), false),
        Some(fact) => (fact.doc().to_owned(), fact.unit().to_owned(), fact.is_local_term()),
        None => ("The practices of the network".to_owned(), String::new(), false),
    };
    Lacking { name: name.to_owned(), practices: Vec::new(), meaning, unit, local }
}
