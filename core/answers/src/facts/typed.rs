//! From texts to values: every name known, every value within its fact, every fault told.

use super::given::{Document, Faults, Given, Record};
use super::names::{Names, advice, wanted};
use crate::fault::{Fault, capitalised, counted, quoted};
use entitle_kernel::image::code::{Pool, Scope};
use entitle_kernel::{Contract, Error, Fact, Value};
use std::collections::{BTreeMap, HashMap};

/// A fact of the contract as a whole and its value.
pub type Common<'c> = (Fact<'c>, Value);

/// The facts of one subject, checked.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// Its name.
    pub name: String,
    /// Its values by fact and item.
    pub values: BTreeMap<(usize, usize), Value>,
    /// The practices of a network.
    pub members: Vec<Subject>,
    /// The refused rows that may be about its patients, where it was counted from patients.
    pub refused: RefusedOf,
}

/// Rows about patients that were refused and may be of one subject.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct RefusedOf {
    /// How many.
    pub rows: u64,
    /// Whether it was counted without them; else every count is unknown.
    pub is_counted_without: bool,
}

impl RefusedOf {
    /// What a reader of the statement must know of them; `None` where there are none.
    ///
    /// ```
    /// use entitle_answers::RefusedOf;
    /// assert_eq!(RefusedOf::default().told(), None);
    /// let told = RefusedOf { rows: 1, is_counted_without: true }.told();
    /// assert_eq!(told.as_deref(), Some("counted without 1 refused row that may be about its patients"));
    /// ```
    #[must_use]
    pub fn told(&self) -> Option<String> {
        let rows = counted(usize::try_from(self.rows).unwrap_or(usize::MAX), "refused row");
        match (self.rows, self.is_counted_without) {
            (0, _) => None,
            (_, true) => Some(format!("counted without {rows} that may be about its patients")),
            (_, false) => Some(format!("{rows} may be about its patients: what is counted from them is unknown")),
        }
    }
}

/// What a file has to say in each row.
#[derive(Clone, Copy)]
pub enum Asked<'a> {
    /// The facts of a statement's subject.
    Statement,
    /// The facts of a patient, of which these (by index) are needed.
    Patient(&'a [usize]),
}

/// The subjects of a document, as far as the contract takes them.
pub fn subjects(document: &Document, contract: &Contract<'_>, asked: Asked<'_>) -> Result<Vec<Subject>, Fault> {
    subjects_with(document, contract, asked, &[])
}

/// The same, each with these facts of the contract as a whole, which the file then does not give.
pub fn subjects_with(
    document: &Document,
    contract: &Contract<'_>,
    asked: Asked<'_>,
    common: &[Common<'_>],
) -> Result<Vec<Subject>, Fault> {
    let mut reading = Reading { document, common, faults: Faults::new(&document.name) };
    reading.faults.list.clone_from(&document.faults);
    let is_network = contract.subject() == entitle_kernel::Subject::Network;
    if document.grouped && !(is_network && matches!(asked, Asked::Statement)) {
        let what = match asked {
            Asked::Statement => "a practice's",
            Asked::Patient(_) => "about patients",
        };
        reading.faults.add(format!(
            "row 1: the column `network` groups practices, but the statement is {what}; leave the column out"
        ));
        reading.faults.finish()?;
        return Ok(Vec::new());
    }
    let scopes: &[Scope] = match asked {
        Asked::Patient(_) => &[Scope::Patient, Scope::Contract],
        Asked::Statement if document.grouped => &[Scope::Practice, Scope::Network, Scope::Contract],
        Asked::Statement if is_network => &[Scope::Network, Scope::Practice, Scope::Contract],
        Asked::Statement => &[Scope::Practice, Scope::Contract],
    };
    let names = Names::new(*contract, scopes);
    if let Some(columns) = &document.columns {
        reading.columns(columns, &names, asked);
    }
    let mut subjects: Vec<Subject> = document.records.iter().map(|record| reading.subject(record, &names)).collect();
    reading.set_common(&mut subjects);
    reading.faults.finish()?;
    Ok(subjects)
}

struct Reading<'d> {
    document: &'d Document,
    common: &'d [Common<'d>],
    faults: Faults,
}

impl Reading<'_> {
    /// Gives every subject the facts that hold for all of them.
    fn set_common(&mut self, subjects: &mut [Subject]) {
        for (fact, value) in self.common {
            let key = (fact.index(), 0);
            let gives = |subject: &&Subject| subject.values.get(&key).is_some_and(|value| !value.is_unknown());
            if let Some(subject) = subjects.iter().find(gives) {
                let (name, subject) = (fact.name(), &subject.name);
                self.faults.add(format!("{name} (subject {subject}): it is set by --set {name} too; leave one out"));
            }
            for subject in &mut *subjects {
                subject.values.insert(key, *value);
            }
        }
    }

    /// Whether every column is a fact and every fact that is needed has a column.
    fn columns(&mut self, columns: &[String], names: &Names<'_>, asked: Asked<'_>) {
        for column in columns {
            if let Err(advice) = names.find(column) {
                self.faults.add(format!("row 1, column {column}: {advice}"));
            }
        }
        let contract = *names.contract();
        let is_pooled = !self.document.grouped && names.has(Scope::Network);
        // A switch has its default where it is not given.
        let is_set = |fact: &Fact<'_>| self.common.iter().any(|(common, _)| common.index() == fact.index());
        let given = names.facts().filter(|fact| fact.default().is_none() && !is_set(fact));
        let needed = given.filter(|fact| match asked {
            Asked::Patient(needed) => needed.contains(&fact.index()),
            // Without its practices a network gives its own facts and the pooled counts.
            Asked::Statement => !is_pooled || fact.scope() != Scope::Practice || fact.is_built_in(),
        });
        let mut missing = Vec::new();
        for fact in needed {
            let lacking: Vec<String> = names.of(&fact).filter(|name| !columns.contains(name)).collect();
            match lacking.len() {
                0 => {}
                1..=6 => missing.push(lacking.join(", ")),
                count => missing.push(format!("{} and {} more {}.*", lacking[..3].join(", "), count - 3, fact.name())),
            }
        }
        if !missing.is_empty() {
            self.faults.add(format!(
                "row 1: columns are missing for facts of {}: {}",
                contract.id(),
                missing.join("; ")
            ));
            self.faults.help = Some(
                "add the columns (a blank cell says that a value is not known), or write the file long, \
                 with the header subject,fact,value, where what is absent is not known"
                    .into(),
            );
        }
    }

    fn subject(&mut self, record: &Record, names: &Names<'_>) -> Subject {
        let contract = *names.contract();
        let mut subject = Subject { name: record.subject.clone(), ..Subject::default() };
        if record.members.is_empty() {
            let values = self.values(record, names);
            subject.values = values.into_iter().map(|(key, (value, _))| (key, value)).collect();
            self.counts_agree(&contract, record, &subject.values);
            return subject;
        }
        if !names.has(Scope::Network) {
            self.faults.add(format!(
                "{} {}, subject {}: members make a network, but {} is about a {}",
                self.document.words.row,
                record.row,
                record.subject,
                contract.id(),
                contract.subject().name()
            ));
            return subject;
        }
        let own = Names::new(contract, &[Scope::Network, Scope::Contract]);
        let values = self.values(record, &own);
        subject.values = values.into_iter().map(|(key, (value, _))| (key, value)).collect();
        let member_names = if self.document.grouped { names.clone() } else { Names::new(contract, &[Scope::Practice]) };
        self.members(&mut subject, record, &member_names);
        subject
    }

    /// The practices of a network; facts that are the network's own, said in each row, go to the network.
    fn members(&mut self, subject: &mut Subject, record: &Record, names: &Names<'_>) {
        let contract = *names.contract();
        let mut common: HashMap<(usize, usize), (Value, String)> = HashMap::new();
        for practice in &record.members {
            let mut member = Subject { name: practice.subject.clone(), ..Subject::default() };
            for (key, (value, given)) in self.values(practice, names) {
                let Some(fact) = contract.fact(key.0) else { continue };
                let is_common = fact.scope() != Scope::Practice || fact.pool() == Pool::Same;
                if is_common && !value.is_unknown() {
                    let (first, whose) = common.entry(key).or_insert_with(|| (value, practice.subject.clone()));
                    if !first.same(&value) {
                        let fault = format!(
                            "{}: `{}`, but `{}` for {whose}; members of one network share this fact, so make them agree",
                            self.place(given, practice),
                            fact.written(value),
                            fact.written(*first),
                        );
                        self.faults.add_error(fault, Error::MembersDisagree);
                    }
                }
                if fact.scope() == Scope::Practice {
                    member.values.insert(key, value);
                } else if !value.is_unknown() {
                    subject.values.insert(key, value);
                }
            }
            self.counts_agree(&contract, practice, &member.values);
            subject.members.push(member);
        }
    }

    /// The values of one record, each with its place in the file.
    fn values<'r>(&mut self, record: &'r Record, names: &Names<'_>) -> BTreeMap<(usize, usize), (Value, &'r Given)> {
        let mut values: BTreeMap<(usize, usize), (Value, &Given)> = BTreeMap::new();
        for given in &record.given {
            let place = self.place(given, record);
            let found = match names.find(&given.name) {
                Ok(found) => found,
                Err(advice) => {
                    // An unknown column was reported at its head.
                    if self.document.columns.is_none() {
                        let error = names.contract().find_input(&given.name).err();
                        self.faults.add_error(format!("{place}: {advice}"), error.unwrap_or(Error::UnknownFact));
                    }
                    continue;
                }
            };
            let (fact, item) = found;
            let value = match &given.text {
                Ok(text) => fact.parse(text).map_err(|error| {
                    let advice = advice(&fact, text, error);
                    let text = quoted(text);
                    (format!("`{text}`: {error}; it takes {}. {}", wanted(&fact), capitalised(&advice)), error)
                }),
                Err(why) => Err((why.clone(), Error::WrongType)),
            };
            match value {
                Err((why, error)) => self.faults.add_error(format!("{place}: {why}"), error),
                Ok(value) => match values.get(&(fact.index(), item)) {
                    Some((_, first)) => {
                        let words = self.document.words;
                        let fault = format!("{place}: stands already in {} {}; leave one out", words.row, first.row);
                        self.faults.add(fault);
                    }
                    None => {
                        values.insert((fact.index(), item), (value, given));
                    }
                },
            }
        }
        values
    }

    fn place(&self, given: &Given, record: &Record) -> String {
        let words = self.document.words;
        format!(
            "{} {}, {} {} (subject {})",
            words.row,
            given.row,
            words.column,
            quoted(&given.name),
            quoted(&record.subject)
        )
    }

    /// No numerator is above its denominator.
    fn counts_agree(&mut self, contract: &Contract<'_>, record: &Record, values: &BTreeMap<(usize, usize), Value>) {
        let built_in = |name: &str| {
            let fact = contract.find_fact(Scope::Practice, name)?;
            fact.is_built_in().then(|| fact.index())
        };
        let (Some(numerator), Some(denominator)) = (built_in("numerator"), built_in("denominator")) else {
            return;
        };
        for indicator in 0..contract.indicator_count() {
            let count = |fact: usize| values.get(&(fact, indicator)).and_then(Value::number);
            let (Some(above), Some(below)) = (count(numerator), count(denominator)) else {
                continue;
            };
            if above > below {
                let name = contract.indicator_name(indicator);
                self.faults.add_error(
                    format!(
                        "{} {}, subject {}: numerator.{name} is {above} but denominator.{name} is {below}; \
                     a numerator counts patients of its denominator",
                        self.document.words.row, record.row, record.subject
                    ),
                    Error::CountsContradict,
                );
            }
        }
    }
}
