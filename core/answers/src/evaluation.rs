//! One subject through the kernel: its answers and headroom, with all that a reader wants to know of each.

use crate::amounts::{grouped, is_currency, money, rounded, shortened};
use crate::contradictions::{self, Refused};
use crate::doubt;
use crate::facts::{RefusedOf, Subject};
use crate::fault::Fault;
use crate::waiting;
use entitle_kernel::trace::Entry;
use entitle_kernel::{
    Answer, AnswerKind, Basis, Contract, Error, Facts, Graded, Headroom, Network, Statement, Value, Verdict, Watch,
    Written,
};

/// A statement with nothing borrowed from the kernel's storage.
pub struct Evaluated<'c> {
    /// The subject's name.
    pub subject: String,
    /// Every answer, in the kernel's order.
    pub answers: Vec<Found<'c>>,
    /// What the next patients are worth, where the contract pays by indicators.
    pub headroom: Vec<Room<'c>>,
    /// What decided, in order.
    pub trace: Vec<Entry>,
    /// The facts of the subject, by fact and item, as pooled; what is absent is unknown.
    pub facts: Vec<((usize, usize), Value)>,
    /// The refused rows that may be about its patients.
    pub refused: RefusedOf,
}

/// One answer.
pub struct Found<'c> {
    /// What it is about.
    pub kind: AnswerKind,
    /// Its index among its kind.
    pub index: usize,
    /// Its name; "" for eligibility.
    pub name: &'c str,
    /// Its register or indicator, or "".
    pub item: &'c str,
    /// The place of that.
    pub item_index: usize,
    /// Its value; for criteria see `verdict`.
    pub value: Value,
    /// The verdict, of criteria and eligibility.
    pub verdict: Option<Verdict>,
    /// As every face writes it.
    pub written: String,
    /// Its unit, or "".
    pub unit: &'c str,
    /// Its title, or "".
    pub title: &'c str,
    /// Its clause, or "".
    pub clause: &'c str,
    /// What it rests on.
    pub basis: Basis,
    /// Whether it is a contradiction that does not hold, which only transcripts show.
    pub is_contradiction: bool,
    /// The facts that it waits for, where it is undetermined.
    pub waits_for: Vec<String>,
}

impl Found<'_> {
    /// The name with its item after a dot, as it stands in tables of values.
    #[must_use]
    pub fn full_name(&self) -> String {
        match (self.name, self.item) {
            ("", _) => String::new(),
            (name, "") => name.to_owned(),
            (name, item) => format!("{name}.{item}"),
        }
    }

    /// What a reader must know beside the value: the error, what it waits for, the clause, what it rests on.
    #[must_use]
    pub fn detail(&self) -> String {
        let mut parts = Vec::new();
        if let Some(error) = self.error() {
            parts.push(error.text().to_owned());
        }
        if !self.waits_for.is_empty() {
            parts.push(format!("waits for {}", shortened(&self.waits_for)));
        }
        if !self.clause.is_empty() {
            parts.push(self.clause.to_owned());
        }
        parts.extend(doubt::of_answer(self.basis).into_iter().map(|doubt| format!("rests on {doubt}")));
        parts.join("; ")
    }

    /// The amount for the eye: money with its pence, other numbers with six places at the most, thousands set apart.
    #[must_use]
    pub fn amount(&self) -> String {
        match self.value {
            Value::Number(_) if is_currency(self.unit) => grouped(&money(self.value)),
            Value::Number(_) => grouped(&rounded(self.value, 6)),
            _ => self.written.clone(),
        }
    }

    /// A text about the answer, and behind it what the answer waits for or which error stands in its place.
    #[must_use]
    pub fn with_waiting(&self, text: &str) -> String {
        let waiting = match (&self.waits_for[..], self.error()) {
            ([], None) => return text.to_owned(),
            ([], Some(error)) => error.text().to_owned(),
            (names, _) => format!("waits for {}", shortened(names)),
        };
        match text.trim_matches([' ', '·']) {
            "" => waiting,
            text => format!("{text}; {waiting}"),
        }
    }

    /// The error that stands in the value's place.
    #[must_use]
    pub const fn error(&self) -> Option<Error> {
        match self.value {
            Value::Error(error) if self.verdict.is_none() => Some(error),
            _ => None,
        }
    }
}

/// The headroom of an indicator.
pub struct Room<'c> {
    /// The indicator's name.
    pub indicator: &'c str,
    /// Its index.
    pub index: usize,
    /// Patients still needed: a number, `null` where all of them do not suffice, or `undetermined`.
    pub patients_needed: String,
    /// What the payment gains with the next patient.
    pub next_patient: Value,
    /// The unit of the payment.
    pub unit: &'c str,
}

impl Room<'_> {
    /// The patients still needed for the eye; `-` where they are no number.
    #[must_use]
    pub fn needed(&self) -> String {
        match self.note() {
            "" => grouped(&self.patients_needed),
            _ => "-".to_owned(),
        }
    }

    /// What the next patient is worth for the eye; `-` where there is none.
    #[must_use]
    pub fn worth(&self) -> String {
        match self.next_patient {
            Value::Null => "-".to_owned(),
            value => grouped(&money(value)),
        }
    }

    /// Why the patients needed are no number, or "".
    #[must_use]
    pub fn note(&self) -> &'static str {
        match self.patients_needed.as_str() {
            "null" => "even every patient of the denominator does not earn full points",
            "undetermined" => "waits for the counts of the indicator",
            _ => "",
        }
    }
}

/// Keeps every entry.
#[derive(Default)]
struct Kept(Vec<Entry>);

impl Watch for Kept {
    fn note(&mut self, entry: Entry) {
        self.0.push(entry);
    }
}

/// What is worked out beside the answers.
#[derive(Clone, Copy)]
pub struct With {
    /// Headroom: most of the work.
    pub headroom: bool,
}

impl With {
    /// The answers alone.
    pub const NOTHING: With = With { headroom: false };
    /// All there is.
    pub const ALL: With = With { headroom: true };
}

/// Evaluates a subject; with members it is a network of them.
pub fn evaluate<'c>(contract: &Contract<'c>, subject: &Subject, with: With) -> Result<Evaluated<'c>, Fault> {
    evaluated(contract, subject, with).map_err(|refused| refused.fault(contract, &subject.name))
}

/// The same, with the reason of a refusal as data.
pub fn evaluated<'c>(contract: &Contract<'c>, subject: &Subject, with: With) -> Result<Evaluated<'c>, Refused> {
    let cost = contract.cost();
    let mut slots = vec![Value::Unknown; cost.subject_slots.into()];
    let mut folds = vec![Graded::UNKNOWN; cost.member_folds.into()];
    let mut facts = facts_of(contract, subject, &mut slots)?;
    let folds = if subject.members.is_empty() {
        &[]
    } else {
        gather(contract, subject, &mut facts, &mut folds)?;
        folds.as_slice()
    };
    let mut results = vec![Graded::UNKNOWN; cost.values.into()];
    let mut kept = Kept::default();
    if let Err(error) = Statement::new(contract, &facts, folds, &mut results, &mut kept) {
        // What was worked out before it stopped says which facts contradict one another.
        let statement = Statement::resume(contract, &results)?;
        let contradictions = match error {
            Error::FactsContradict => contradictions::found(&statement, &facts, subject),
            _ => Vec::new(),
        };
        return Err(Refused { error, contradictions });
    }
    let statement = Statement::resume(contract, &results)?;
    let answers = statement.answers().map(|answer| found(&statement, &facts, subject, answer)).collect();
    let has_rooms = with.headroom && contract.pays().is_some();
    let headroom = if has_rooms { rooms(&statement, &mut facts, folds)? } else { Vec::new() };
    Ok(Evaluated {
        subject: subject.name.clone(),
        answers,
        headroom,
        trace: kept.0,
        facts: known(contract, &facts),
        refused: subject.refused,
    })
}

fn facts_of<'c, 's>(
    contract: &Contract<'c>,
    subject: &Subject,
    slots: &'s mut [Value],
) -> Result<Facts<'c, 's>, Error> {
    let mut facts = Facts::new(contract, slots)?;
    for ((fact, item), value) in &subject.values {
        facts.set(*fact, *item, *value)?;
    }
    Ok(facts)
}

/// Folds the members into the network's facts; those of the contract as a whole are read from the network.
fn gather(
    contract: &Contract<'_>,
    subject: &Subject,
    facts: &mut Facts<'_, '_>,
    folds: &mut [Graded],
) -> Result<(), Error> {
    let mut slots = vec![Value::Unknown; contract.cost().subject_slots.into()];
    let contract = *facts.contract();
    let mut network = Network::new(facts, folds)?;
    for member in &subject.members {
        network.add(&facts_of(&contract, member, &mut slots)?)?;
    }
    Ok(())
}

fn found<'c>(statement: &Statement<'c, '_>, facts: &Facts<'_, '_>, subject: &Subject, answer: Answer<'c>) -> Found<'c> {
    let is_open = match answer.verdict {
        Some(verdict) => verdict == Verdict::Undetermined,
        None => answer.value.is_unknown(),
    };
    let waits_for = if is_open { waiting::waits_for(statement, facts, &subject.members, &answer) } else { Vec::new() };
    Found {
        kind: answer.kind,
        index: answer.index,
        name: answer.name,
        item: answer.item,
        item_index: answer.item_index,
        value: answer.value,
        verdict: answer.verdict,
        written: answer.to_string(),
        unit: answer.unit,
        title: answer.title,
        clause: answer.clause,
        basis: answer.basis,
        is_contradiction: answer.kind == AnswerKind::Condition
            && contradictions::is_contradiction(statement.contract(), answer.index),
        waits_for,
    }
}

fn rooms<'c>(
    statement: &Statement<'c, '_>,
    facts: &mut Facts<'_, '_>,
    folds: &[Graded],
) -> Result<Vec<Room<'c>>, Error> {
    let contract = statement.contract();
    let mut storage = vec![Graded::UNKNOWN; contract.cost().values.into()];
    let payment =
        statement.answers().find(|answer| answer.kind == AnswerKind::Line && Some(answer.index) == contract.pays());
    let unit = payment.map_or("", |payment| payment.unit);
    (0..contract.indicator_count())
        .map(|index| {
            let room = Headroom::new(statement, facts, folds, index, &mut storage)?;
            let counted = !waiting::counts_are_open(contract, facts, index);
            Ok(Room {
                indicator: contract.indicator_name(index),
                index,
                patients_needed: match room.patients_needed {
                    Some(patients) => patients.to_string(),
                    None if counted => Written(Value::Null).to_string(),
                    None => Written(Value::Unknown).to_string(),
                },
                next_patient: room.next_patient,
                unit,
            })
        })
        .collect()
}

/// The facts that are not unknown, by fact and item.
pub fn known(contract: &Contract<'_>, facts: &Facts<'_, '_>) -> Vec<((usize, usize), Value)> {
    let places =
        contract.facts().flat_map(|fact| (0..contract.items(fact.per())).map(move |item| (fact.index(), item)));
    places
        .map(|(fact, item)| ((fact, item), facts.get(fact, item)))
        .filter(|(_, value)| !matches!(value, Value::Unknown))
        .collect()
}
