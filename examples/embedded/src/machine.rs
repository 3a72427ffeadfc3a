//! Obeys a conformance script, a command a line: what a firmware does with the kernel, once each.
//!
//! Facts, results and counts stand in [`Storage`]. What borrows them (`Facts`, `Statement`, `Patient`, `Tally`) lives for one
//! command; the next one goes on where it stopped, by `resume`.

use core::fmt::{self, Write};

use entitle_kernel::transcript::{TraceLines, write_patient, write_statement};
use entitle_kernel::{
    Contract, Date, Error, Facts, Graded, Headroom, Network, Patient, PatientFacts, Run, Silent, Statement, Tally,
    Written,
};

use crate::host::{Fault, UNWRITTEN, fields};
use crate::storage::Storage;

/// What was begun so far. `None` and `false` are "not yet", or "refused".
pub struct Machine {
    image: &'static [u8],
    contract: Option<Contract<'static>>,
    current: Option<Current>,
    subject: Option<Subject>,
    member: bool,
    patient: Option<Run>,
    tally: bool,
    storage: Storage,
}

/// Whose facts `set` sets.
#[derive(Clone, Copy)]
enum Current {
    Subject,
    Member,
    Patient,
}

struct Subject {
    /// How many practices were added, where the subject is a network.
    members: Option<u32>,
    /// Whether the results are those of a statement.
    stated: bool,
}

/// Why a command came to nothing.
enum Stop {
    /// The kernel refused it. The transcript says so, and the script goes on.
    Refused(Error),
    /// The transcript could not be written.
    Unwritten,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Refused(error)
    }
}

impl From<fmt::Error> for Stop {
    fn from(_: fmt::Error) -> Stop {
        Stop::Unwritten
    }
}

type Done = Result<(), Stop>;

/// What a command needs, or the error that it is not there.
fn there<T>(wanted: Option<T>) -> Result<T, Error> {
    wanted.ok_or(Error::BadArgument)
}

impl Machine {
    /// Nothing begun; `image` is the one built-in contract. Where there is too little room for it, the report says of
    /// what.
    pub fn new(image: &'static [u8], storage: Storage, report: &mut dyn Write) -> Result<Machine, Fault> {
        let contract = Contract::new(image).map_err(|error| error.text())?;
        if !Storage::suffices(&contract, report).map_err(|_| UNWRITTEN)? {
            return Err("the contract is too large for this firmware");
        }
        Ok(Machine {
            image,
            contract: None,
            current: None,
            subject: None,
            member: false,
            patient: None,
            tally: false,
            storage,
        })
    }

    /// Carries out one line of the script. The error is that of `out`.
    pub fn obey(&mut self, line: &str, out: &mut dyn Write) -> fmt::Result {
        match self.command(line, out) {
            Ok(()) => Ok(()),
            Err(Stop::Refused(error)) => writeln!(out, "error\t{}\t{}", u32::from(error.code()), error.name()),
            Err(Stop::Unwritten) => Err(fmt::Error),
        }
    }

    fn command(&mut self, line: &str, out: &mut dyn Write) -> Done {
        let mut fields = fields(line);
        match (fields.next(), fields.next(), fields.next(), fields.next()) {
            (Some("contract"), Some(id), Some(day), None) => self.choose(id, day),
            (Some("case"), Some(name), None, None) => Ok(writeln!(out, "case\t{name}")?),
            (Some("subject"), None, None, None) => self.begin_subject(),
            (Some("set"), Some(name), Some(text), None) => self.set(name, text),
            (Some("member"), None, None, None) => self.begin_member(),
            (Some("add"), None, None, None) => self.add(),
            (Some("statement"), None, None, None) => self.statement(out),
            (Some("headroom"), None, None, None) => self.headroom(out),
            (Some("patient"), Some(day), None, None) => self.begin_patient(day),
            (Some("decide"), None, None, None) => self.decide(out),
            (Some("tally"), None, None, None) => self.begin_tally(),
            (Some("count"), None, None, None) => self.count(),
            (Some("write"), None, None, None) => self.write(),
            _ => Err(Error::BadArgument.into()),
        }
    }

    fn choose(&mut self, id: &str, day: &str) -> Done {
        (self.contract, self.current, self.subject, self.patient) = (None, None, None, None);
        (self.member, self.tally) = (false, false);
        let day: Date = day.parse()?;
        let contract = Contract::new(self.image)?;
        if contract.id() != id {
            return Err(Error::ContractNotFound.into());
        }
        if day < contract.in_force() || contract.until().is_some_and(|until| day >= until) {
            return Err(Error::NotInForce.into());
        }
        self.contract = Some(contract);
        Ok(())
    }

    fn begin_subject(&mut self) -> Done {
        (self.subject, self.member, self.current) = (None, false, None);
        let contract = there(self.contract)?;
        Facts::new(&contract, self.storage.subject)?;
        self.subject = Some(Subject { members: None, stated: false });
        self.current = Some(Current::Subject);
        Ok(())
    }

    fn set(&mut self, name: &str, text: &str) -> Done {
        let contract = there(self.contract)?;
        match there(self.current)? {
            Current::Subject => Facts::resume(&contract, self.storage.subject)?.set_named(name, text)?,
            Current::Member => {
                let (fact, item) = contract.find_member_input(name)?;
                let value = fact.parse(text)?;
                Facts::resume(&contract, self.storage.member)?.set(fact.index(), item, value)?;
            }
            Current::Patient => PatientFacts::resume(&contract, self.storage.patient)?.set_named(name, text)?,
        }
        Ok(())
    }

    fn begin_member(&mut self) -> Done {
        (self.member, self.current) = (false, None);
        let contract = there(self.contract)?;
        let subject = there(self.subject.as_mut())?;
        if subject.members.is_none() {
            let mut facts = Facts::resume(&contract, self.storage.subject)?;
            Network::new(&mut facts, self.storage.folds)?;
            subject.members = Some(0);
        }
        Facts::new(&contract, self.storage.member)?;
        self.member = true;
        self.current = Some(Current::Member);
        Ok(())
    }

    fn add(&mut self) -> Done {
        let contract = there(self.contract)?;
        there(core::mem::take(&mut self.member).then_some(()))?;
        let subject = there(self.subject.as_mut())?;
        self.current = Some(Current::Subject);
        let members = there(subject.members)?;
        let mut facts = Facts::resume(&contract, self.storage.subject)?;
        let mut network = Network::resume(&mut facts, self.storage.folds, members)?;
        network.add(&Facts::resume(&contract, self.storage.member)?)?;
        subject.members = Some(network.members());
        Ok(())
    }

    /// Answers first, then the trace. There is no room to keep a trace until the answers are written, so that the
    /// statement is evaluated twice: in silence, and once more with its trace written as it happens.
    fn statement(&mut self, out: &mut dyn Write) -> Done {
        let contract = there(self.contract)?;
        let subject = there(self.subject.as_mut())?;
        subject.stated = false;
        let folds = folds(subject, self.storage.folds);
        let facts = Facts::resume(&contract, self.storage.subject)?;
        let statement = Statement::new(&contract, &facts, folds, self.storage.results, &mut Silent)?;
        write_statement(&statement, &[], out)?;
        let mut trace = TraceLines::new(&contract, out);
        Statement::new(&contract, &facts, folds, self.storage.results, &mut trace)?;
        trace.finish()?;
        subject.stated = true;
        Ok(())
    }

    fn headroom(&mut self, out: &mut dyn Write) -> Done {
        let contract = there(self.contract)?;
        let subject = there(self.subject.as_ref().filter(|subject| subject.stated))?;
        let folds = folds(subject, self.storage.folds);
        let now = Statement::resume(&contract, self.storage.results)?;
        let mut facts = Facts::resume(&contract, self.storage.subject)?;
        for indicator in 0..contract.indicator_count() {
            let room = Headroom::new(&now, &mut facts, folds, indicator, self.storage.spare)?;
            write!(out, "headroom\t{}\t", contract.indicator_name(indicator))?;
            match room.patients_needed {
                Some(patients) => write!(out, "{patients}")?,
                None => out.write_str("null")?,
            }
            writeln!(out, "\t{}", Written(room.next_patient))?;
        }
        Ok(())
    }

    fn begin_patient(&mut self, day: &str) -> Done {
        (self.patient, self.current) = (None, None);
        let contract = there(self.contract)?;
        let run = Run::new(&contract, day.parse()?)?;
        PatientFacts::new(&contract, self.storage.patient)?;
        self.patient = Some(run);
        self.current = Some(Current::Patient);
        Ok(())
    }

    fn decide(&mut self, out: &mut dyn Write) -> Done {
        let contract = there(self.contract)?;
        let run = there(self.patient.as_ref())?;
        let facts = PatientFacts::resume(&contract, self.storage.patient)?;
        let mut patient = Patient::new(&contract, run, &facts, self.storage.scratch)?;
        Ok(write_patient(&mut patient, out)?)
    }

    fn begin_tally(&mut self) -> Done {
        let contract = there(self.contract)?;
        Tally::new(&contract, self.storage.tally)?;
        self.tally = true;
        Ok(())
    }

    /// One patient through every register and indicator.
    fn count(&mut self) -> Done {
        let contract = there(self.contract)?;
        let run = there(self.patient.as_ref())?;
        let facts = PatientFacts::resume(&contract, self.storage.patient)?;
        let mut patient = Patient::new(&contract, run, &facts, self.storage.scratch)?;
        there(self.tally.then_some(()))?;
        Ok(Tally::resume(&contract, self.storage.tally)?.add_patient(&mut patient)?)
    }

    fn write(&mut self) -> Done {
        let contract = there(self.contract)?;
        there(self.tally.then_some(()))?;
        there(self.subject.as_ref())?;
        let tally = Tally::resume(&contract, self.storage.tally)?;
        Ok(tally.write(&mut Facts::resume(&contract, self.storage.subject)?)?)
    }
}

/// What is held of the members, where the subject is a network.
fn folds<'f>(subject: &Subject, held: &'f [Graded]) -> &'f [Graded] {
    if subject.members.is_some() { held } else { &[] }
}
