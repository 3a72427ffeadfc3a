//! The conformance script: how a face proves that it gives the same answers as every other.
//!
//! A face reads a *script* on standard input and writes a *transcript* on standard output. Transcripts of the same
//! script are the same, byte for byte, in every language and on every machine. This crate is the Rust face; the program
//! `transcripts` of `entitle-conformance` writes the scripts and what is expected of them. Those who build it for
//! another machine build nothing but the kernel and the contracts.
//!
//! A script is text in UTF-8, a command a line, lines end in `\n`. Fields are separated by one tab; nothing is quoted.
//!
//! | line | what the face does | what it writes |
//! |---|---|---|
//! | `contract ID DAY` | chooses the built-in contract in force on that day | nothing |
//! | `image PATH` | chooses a contract by its image file; the path is relative to the working directory | nothing |
//! | `case NAME` | names what follows | `case NAME` |
//! | `subject` | begins a subject: every fact unknown, switches at their default, no network; it is current | nothing |
//! | `set NAME TEXT` | sets a fact of what is current, as `Facts::set_named` reads it; a member's name by `find_member_input` | nothing |
//! | `member` | begins a member practice, every fact unknown; it is current. The first after `subject` begins the network on the subject's facts | nothing |
//! | `add` | folds the member into the network; the subject is current | nothing |
//! | `statement` | evaluates the subject, with the network's folds if there is one | as `transcript::write_statement`, with the whole trace |
//! | `headroom` | the headroom of every indicator, after `statement` and with the same facts | `headroom INDICATOR NEEDED NEXT` each: NEEDED a number or `null`, NEXT as `Written` |
//! | `patient DAY` | begins a patient, every fact unknown, with this achievement date; it is current | nothing |
//! | `decide` | evaluates the patient | as `transcript::write_patient` |
//! | `tally` | begins counting | nothing |
//! | `count` | adds the patient to the tally | nothing |
//! | `write` | writes the tally into the subject's facts | nothing |
//!
//! Fields that are written are separated by tabs, too. A command that the library refuses writes `error CODE NAME`, with
//! the kernel's number and name, and nothing else; the face goes on with the next line. What a refused command was to
//! begin is not there: after a refused `contract` or `image` there is no contract, after a refused `patient` no patient
//! to set facts of. After a refused `add` the network is as it was, and the member is gone. A command that needs what is
//! not there is `error 901 BadArgument`. Choosing a contract forgets subject, network, patient and tally; beginning a
//! subject forgets its network and statement, and leaves patient and tally as they are.
//!
//! A day is read before it is used, so one that is no day is `error 108 InvalidDate`.
#![forbid(unsafe_code)]

use std::fmt::Write as _;

use entitle_kernel::transcript::{TraceLines, write_patient, write_statement};
use entitle_kernel::{
    Cell, Contract, Date, Error, Facts, Graded, Headroom, Network, Patient, PatientFacts, PatientScratch, Run,
    Statement, Tally, Value, Written,
};

/// Runs a script and appends its transcript: the Rust face.
///
/// ```
/// let script = "case\tA month that is none\ncontract\tqof-england\t2025-13-01\nstatement\n";
/// let mut transcript = String::new();
/// entitle_script::run(script, &mut transcript);
/// let expected = "case\tA month that is none\nerror\t108\tInvalidDate\nerror\t901\tBadArgument\n";
/// assert_eq!(transcript, expected);
/// ```
pub fn run(script: &str, out: &mut String) {
    let mut face = Face::default();
    for line in script.lines() {
        if let Err(error) = face.obey(line, out) {
            writeln!(out, "error\t{}\t{}", error.code(), error.name()).expect("a text takes a line");
        }
    }
}

/// What was begun and chosen so far.
#[derive(Default)]
struct Face {
    contract: Option<Contract<'static>>,
    current: Option<Current>,
    subject: Option<Subject>,
    /// The facts of a member that was not added yet.
    member: Option<Vec<Value>>,
    patient: Option<PatientAt>,
    tally: Option<Vec<u32>>,
}

/// Whose facts `set` sets.
#[derive(Clone, Copy)]
enum Current {
    Subject,
    Member,
    Patient,
}

struct Subject {
    values: Vec<Value>,
    network: Option<Folds>,
    /// The results of the statement, once there is one.
    results: Option<Vec<Graded>>,
}

struct Folds {
    values: Vec<Graded>,
    members: u32,
}

impl Subject {
    fn folds(&self) -> &[Graded] {
        self.network.as_ref().map_or(&[], |network| &network.values)
    }
}

struct PatientAt {
    run: Run,
    cells: Vec<Cell>,
}

/// What a command needs, or the error that it is not there.
fn there<T>(wanted: Option<T>) -> Result<T, Error> {
    wanted.ok_or(Error::BadArgument)
}

impl Face {
    fn obey(&mut self, line: &str, out: &mut String) -> Result<(), Error> {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields[..] {
            ["contract", id, day] => self.choose(|| entitle_contracts::find(id, day.parse()?, None)),
            ["image", path] => self.choose(|| {
                let image = std::fs::read(path).map_err(|_| Error::BadArgument)?;
                Contract::new(Box::leak(image.into_boxed_slice()))
            }),
            ["case", name] => writeln!(out, "case\t{name}").map_err(|_| Error::BadArgument),
            ["subject"] => self.begin_subject(),
            ["set", name, text] => self.set(name, text),
            ["member"] => self.begin_member(),
            ["add"] => self.add(),
            ["statement"] => self.statement(out),
            ["headroom"] => self.headroom(out),
            ["patient", day] => self.begin_patient(day),
            ["decide"] => self.decide(out),
            ["tally"] => self.begin_tally(),
            ["count"] => self.count(),
            ["write"] => self.write(),
            _ => Err(Error::BadArgument),
        }
    }

    fn choose(&mut self, find: impl FnOnce() -> Result<Contract<'static>, Error>) -> Result<(), Error> {
        *self = Face::default();
        self.contract = Some(find()?);
        Ok(())
    }

    /// Facts of a subject or member, every one unknown.
    fn no_facts(contract: &Contract<'static>) -> Result<Vec<Value>, Error> {
        let mut values = vec![Value::Unknown; contract.cost().subject_slots.into()];
        Facts::new(contract, &mut values)?;
        Ok(values)
    }

    fn begin_subject(&mut self) -> Result<(), Error> {
        (self.subject, self.member, self.current) = (None, None, None);
        let values = Face::no_facts(there(self.contract.as_ref())?)?;
        self.subject = Some(Subject { values, network: None, results: None });
        self.current = Some(Current::Subject);
        Ok(())
    }

    fn set(&mut self, name: &str, text: &str) -> Result<(), Error> {
        let contract = there(self.contract)?;
        match there(self.current)? {
            Current::Subject => {
                let subject = there(self.subject.as_mut())?;
                Facts::resume(&contract, &mut subject.values)?.set_named(name, text)
            }
            Current::Member => {
                let (fact, item) = contract.find_member_input(name)?;
                let value = fact.parse(text)?;
                Facts::resume(&contract, there(self.member.as_mut())?)?.set(fact.index(), item, value)
            }
            Current::Patient => {
                PatientFacts::resume(&contract, &mut there(self.patient.as_mut())?.cells)?.set_named(name, text)
            }
        }
    }

    fn begin_member(&mut self) -> Result<(), Error> {
        (self.member, self.current) = (None, None);
        let contract = there(self.contract)?;
        let subject = there(self.subject.as_mut())?;
        if subject.network.is_none() {
            let mut values = vec![Graded::UNKNOWN; contract.cost().member_folds.into()];
            Network::new(&mut Facts::resume(&contract, &mut subject.values)?, &mut values)?;
            subject.network = Some(Folds { values, members: 0 });
        }
        self.member = Some(Face::no_facts(&contract)?);
        self.current = Some(Current::Member);
        Ok(())
    }

    fn add(&mut self) -> Result<(), Error> {
        let contract = there(self.contract)?;
        let mut values = there(self.member.take())?;
        let subject = there(self.subject.as_mut())?;
        self.current = Some(Current::Subject);
        let folds = there(subject.network.as_mut())?;
        let mut facts = Facts::resume(&contract, &mut subject.values)?;
        let mut network = Network::resume(&mut facts, &mut folds.values, folds.members)?;
        network.add(&Facts::resume(&contract, &mut values)?)?;
        folds.members = network.members();
        Ok(())
    }

    fn statement(&mut self, out: &mut String) -> Result<(), Error> {
        let contract = there(self.contract)?;
        let subject = there(self.subject.as_mut())?;
        subject.results = None;
        let mut results = vec![Graded::UNKNOWN; contract.cost().values.into()];
        let mut trace = String::new();
        let mut lines = TraceLines::new(&contract, &mut trace);
        let mut values = subject.values.clone();
        let facts = Facts::resume(&contract, &mut values)?;
        let statement = Statement::new(&contract, &facts, subject.folds(), &mut results, &mut lines)?;
        let written = lines.finish().and_then(|()| write_statement(&statement, &[], out));
        written.expect("a text takes a statement");
        out.push_str(&trace);
        subject.results = Some(results);
        Ok(())
    }

    fn headroom(&mut self, out: &mut String) -> Result<(), Error> {
        let contract = there(self.contract)?;
        let subject = there(self.subject.as_ref())?;
        let statement = Statement::resume(&contract, there(subject.results.as_ref())?)?;
        let (mut values, mut spare) = (subject.values.clone(), vec![Graded::UNKNOWN; contract.cost().values.into()]);
        let mut facts = Facts::resume(&contract, &mut values)?;
        for indicator in 0..contract.indicator_count() {
            let room = Headroom::new(&statement, &mut facts, subject.folds(), indicator, &mut spare)?;
            let needed = room.patients_needed.map_or("null".to_owned(), |patients| patients.to_string());
            let name = contract.indicator_name(indicator);
            writeln!(out, "headroom\t{name}\t{needed}\t{}", Written(room.next_patient)).expect("a text takes a line");
        }
        Ok(())
    }

    fn begin_patient(&mut self, day: &str) -> Result<(), Error> {
        (self.patient, self.current) = (None, None);
        let contract = there(self.contract)?;
        let run = Run::new(&contract, day.parse::<Date>()?)?;
        let mut cells = vec![Cell::Unknown; contract.cost().patient_slots.into()];
        PatientFacts::new(&contract, &mut cells)?;
        self.patient = Some(PatientAt { run, cells });
        self.current = Some(Current::Patient);
        Ok(())
    }

    fn decide(&mut self, out: &mut String) -> Result<(), Error> {
        evaluate(there(self.contract)?, self.patient.as_mut(), |patient| {
            write_patient(patient, out).expect("a text takes a patient");
            Ok(())
        })
    }

    fn begin_tally(&mut self) -> Result<(), Error> {
        let contract = there(self.contract)?;
        let mut counts = vec![0; contract.cost().tally_slots.into()];
        Tally::new(&contract, &mut counts)?;
        self.tally = Some(counts);
        Ok(())
    }

    fn count(&mut self) -> Result<(), Error> {
        let contract = there(self.contract)?;
        let mut tally = Tally::resume(&contract, there(self.tally.as_mut())?)?;
        evaluate(contract, self.patient.as_mut(), |patient| tally.add_patient(patient))
    }

    fn write(&mut self) -> Result<(), Error> {
        let contract = there(self.contract)?;
        let tally = Tally::resume(&contract, there(self.tally.as_mut())?)?;
        tally.write(&mut Facts::resume(&contract, &mut there(self.subject.as_mut())?.values)?)
    }
}

/// Hands the patient's evaluation to what is done with it.
fn evaluate(
    contract: Contract<'static>,
    patient: Option<&mut PatientAt>,
    act: impl FnOnce(&mut Patient<'_, '_, '_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let PatientAt { run, cells } = there(patient)?;
    let facts = PatientFacts::resume(&contract, cells)?;
    let mut scratch = PatientScratch::EMPTY;
    act(&mut Patient::new(&contract, run, &facts, &mut scratch)?)
}
