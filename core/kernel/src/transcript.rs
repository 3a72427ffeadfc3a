//! Answers and traces as lines of text: what every face prints alike, and what tests compare byte by byte.

use crate::evaluate::Statement;
use crate::image::code::{Action, Per, StepKind};
use crate::image::{Contract, record};
use crate::rules::Patient;
use crate::trace::{Entry, Event, Place, Reached, Role, Silent, Watch};
use crate::value::Grade;
use core::fmt::{self, Write};

/// An entry of a trace in words, with the contract's names.
///
/// ```
/// use entitle_kernel::image::code::StepKind;
/// use entitle_kernel::trace::{Entry, Event, Place};
/// use entitle_kernel::{Contract, sample};
///
/// let contract = Contract::new(sample::IMAGE)?;
/// let place = Place { step: StepKind::Line, index: 0, item: 0 };
/// let entry = Entry { place: Some(place), event: Event::Branch { then: true } };
/// assert!(contract.written_entry(&entry).to_string().ends_with(": if took its first branch"));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct WrittenEntry<'e, 'a> {
    contract: Contract<'a>,
    entry: &'e Entry,
}

impl<'a> Contract<'a> {
    /// The entry in words.
    ///
    /// ```
    /// # use entitle_kernel::Trace;
    /// # use entitle_kernel::{Cell, Contract, Patient, PatientFacts, PatientScratch, Run, Silent, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let run = Run::new(&contract, "2026-03-31".parse()?)?;
    /// # let mut cells = [Cell::Unknown; 16];
    /// # let mut facts = PatientFacts::new(&contract, &mut cells)?;
    /// # for (name, text) in sample::PATIENT {
    /// #     let fact = contract.find_patient_input(name)?;
    /// #     facts.set(fact.index(), fact.parse(text)?)?;
    /// # }
    /// # let mut scratch = PatientScratch::EMPTY;
    /// # let mut patient = Patient::new(&contract, &run, &facts, &mut scratch)?;
    /// let mut storage = [Trace::BLANK; 16];
    /// let mut trace = Trace::new(&mut storage);
    /// patient.on_register(0, &mut trace)?;
    /// let last = trace.entries().last().unwrap();
    /// assert_eq!(contract.written_entry(last).to_string(), "register LUNG row 3 matched, select");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn written_entry<'e>(&self, entry: &'e Entry) -> WrittenEntry<'e, 'a> {
        WrittenEntry { contract: *self, entry }
    }

    /// A register's, denominator's or numerator's table in words: `denominator of DM020`.
    ///
    /// ```
    /// # use entitle_kernel::trace::Role;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let mut words = String::new();
    /// contract.write_role(Role::Denominator(1), &mut words).unwrap();
    /// assert_eq!(words, "denominator of LUNG2");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn write_role(&self, role: Role, out: &mut dyn Write) -> fmt::Result {
        match role {
            Role::Register(register) => write!(out, "register {}", self.register_name(register.into())),
            Role::Denominator(indicator) => write!(out, "denominator of {}", self.indicator_name(indicator.into())),
            Role::Numerator(indicator) => write!(out, "numerator of {}", self.indicator_name(indicator.into())),
        }
    }

    /// A place of a statement in words: `line achievement.DM020`, `points DM020`.
    ///
    /// ```
    /// # use entitle_kernel::{image::code::StepKind, trace::Place};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let mut words = String::new();
    /// contract.write_place(&Place { step: StepKind::Line, index: 0, item: 1 }, &mut words).unwrap();
    /// assert_eq!(words, "line achievement.LUNG2");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn write_place(&self, place: &Place, out: &mut dyn Write) -> fmt::Result {
        let (index, item) = (usize::from(place.index), usize::from(place.item));
        write!(out, "{} ", place.step.name())?;
        let name = match place.step {
            StepKind::Condition | StepKind::Contradiction => {
                self.record(index).map(|found: record::SubjectCondition| found.name)
            }
            StepKind::Criterion => self.record(index).map(|found: record::Criterion| found.name),
            StepKind::Line => self.record(index).map(|found: record::Line| found.name),
            StepKind::Points => return out.write_str(self.indicator_name(item)),
            StepKind::Fold => return write!(out, "{}", u32::from(place.index).saturating_add(1)),
        };
        out.write_str(self.name(name.unwrap_or(record::NONE)))?;
        let per = match place.step {
            StepKind::Line => self.record(index).and_then(|line: record::Line| Per::from_u8(line.per)),
            _ => None,
        };
        match per {
            Some(per @ (Per::Register | Per::Indicator)) => write!(out, ".{}", self.item_name(per, item)),
            _ => Ok(()),
        }
    }
}

// Every number here is written as a `u32`: each further type of integer would bring its own code with it.
impl fmt::Display for WrittenEntry<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let contract = &self.contract;
        if let Some(place) = &self.entry.place {
            contract.write_place(place, f)?;
            f.write_str(": ")?;
        }
        match self.entry.event {
            Event::Row { table, row, must, may, action } => {
                contract.write_role(table, f)?;
                let matched = match (must, may) {
                    (true, _) => "matched",
                    (false, false) => "not matched",
                    (false, true) => "unknown",
                };
                write!(f, " row {} {matched}", u32::from(row).saturating_add(1))?;
                if action == Action::Next { Ok(()) } else { write!(f, ", {}", action.name()) }
            }
            Event::Lookup { table, row } => {
                let name = contract.record(table.into()).map_or(record::NONE, |table: record::Lookup| table.name);
                write!(f, "table {} row {}", contract.name(name), u32::from(row).saturating_add(1))
            }
            Event::Bound { maximum, argument, of } => {
                let function = if maximum { "max" } else { "min" };
                write!(f, "{function} took argument {} of {}", u32::from(argument).saturating_add(1), u32::from(of))
            }
            Event::Branch { then } => write!(f, "if took its {} branch", if then { "first" } else { "second" }),
            Event::Rounded { from, places, mode } => {
                f.write_str("rounded ")?;
                from.write_canonical(f)?;
                let sign = if places < 0 { "-" } else { "" };
                write!(f, " {mode} to {sign}{} places", u32::from(places.unsigned_abs()))
            }
            Event::Scale { scale, reached } => {
                let name = contract.record(scale.into()).map_or(record::NONE, |scale: record::Scale| scale.name);
                f.write_str("scale ")?;
                if name != record::NONE {
                    write!(f, "{} ", contract.name(name))?;
                }
                match reached {
                    Reached::NothingToMeasure => f.write_str("had nothing to measure"),
                    Reached::Undetermined => f.write_str("is undetermined"),
                    Reached::Below => f.write_str("is not reached"),
                    Reached::Above(bound) => write!(f, "reached bound {}", u32::from(bound).saturating_add(1)),
                    Reached::Top => f.write_str("reached its top"),
                }
            }
            Event::Unknown { fact, item } => {
                f.write_str("unknown ")?;
                let Some(fact) = contract.fact(fact.into()) else { return f.write_str("fact") };
                f.write_str(fact.name())?;
                match fact.per() {
                    Per::Subject => Ok(()),
                    per => write!(f, ".{}", contract.item_name(per, item.into())),
                }
            }
        }
    }
}

/// Writes what an evaluation does as it happens, a line `trace …` each, and keeps nothing: for machines without room
/// for a [`Trace`](crate::Trace).
///
/// ```
/// use entitle_kernel::transcript::TraceLines;
/// # use entitle_kernel::{Cell, Contract, Patient, PatientFacts, PatientScratch, Run, Value, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let run = Run::new(&contract, "2026-03-31".parse()?)?;
/// # let mut cells = [Cell::Unknown; 16];
/// # let mut facts = PatientFacts::new(&contract, &mut cells)?;
/// # for (name, text) in sample::PATIENT {
/// #     let fact = contract.find_patient_input(name)?;
/// #     facts.set(fact.index(), fact.parse(text)?)?;
/// # }
/// # let mut scratch = PatientScratch::EMPTY;
/// # let mut patient = Patient::new(&contract, &run, &facts, &mut scratch)?;
/// let mut text = String::new();
/// let mut lines = TraceLines::new(&contract, &mut text);
/// patient.on_register(0, &mut lines)?;
/// lines.finish().unwrap();
/// assert!(text.ends_with("trace\tregister LUNG row 3 matched, select\n"));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub struct TraceLines<'w, 'a> {
    contract: Contract<'a>,
    out: &'w mut dyn Write,
    written: fmt::Result,
}

impl<'w, 'a> TraceLines<'w, 'a> {
    /// Lines with this contract's names, written to `out`.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample, transcript::TraceLines};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let mut text = String::new();
    /// assert!(TraceLines::new(&contract, &mut text).finish().is_ok()); // nothing happened, nothing was written
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub const fn new(contract: &Contract<'a>, out: &'w mut dyn Write) -> TraceLines<'w, 'a> {
        TraceLines { contract: *contract, out, written: Ok(()) }
    }

    /// Whether everything could be written; the error is that of `out`.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample, transcript::TraceLines};
    /// # use entitle_kernel::trace::{Entry, Event, Watch};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// struct Full;
    /// impl std::fmt::Write for Full {
    ///     fn write_str(&mut self, _: &str) -> std::fmt::Result {
    ///         Err(std::fmt::Error)
    ///     }
    /// }
    /// let mut full = Full;
    /// let mut lines = TraceLines::new(&contract, &mut full);
    /// lines.note(Entry { place: None, event: Event::Branch { then: true } });
    /// assert!(lines.finish().is_err());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub const fn finish(self) -> fmt::Result {
        self.written
    }
}

impl Watch for TraceLines<'_, '_> {
    fn note(&mut self, entry: Entry) {
        if self.written.is_ok() {
            self.written = write_entry(&self.contract, &entry, self.out);
        }
    }
}

fn write_entry(contract: &Contract<'_>, entry: &Entry, out: &mut dyn Write) -> fmt::Result {
    writeln!(out, "trace\t{}", contract.written_entry(entry))
}

fn write_contract(contract: &Contract<'_>, out: &mut dyn Write) -> fmt::Result {
    out.write_str("contract\t")?;
    contract.write_identity(out)?;
    out.write_char('\n')
}

/// Writes a statement and its trace, a line each: the contract's identity, `answer KIND NAME.ITEM VALUE
/// UNIT`, then `trace …` in the order in which things happened. Fields are separated by tabs.
///
/// The error is that of `out`.
///
/// ```
/// # use entitle_kernel::transcript;
/// # use entitle_kernel::{Contract, Facts, Value, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let mut storage = [Value::Unknown; 64];
/// # let mut facts = Facts::new(&contract, &mut storage)?;
/// # for (name, text) in sample::PRACTICE {
/// #     let (fact, item) = contract.find_input(name)?;
/// #     facts.set(fact.index(), item, fact.parse(text)?)?;
/// # }
/// # use entitle_kernel::{Graded, Silent, Statement};
/// # let mut results = [Graded::UNKNOWN; 64];
/// # let statement = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?;
/// let mut text = String::new();
/// transcript::write_statement(&statement, &[], &mut text).unwrap(); // without a trace
/// let mut lines = text.lines();
/// assert!(lines.next().unwrap().starts_with("contract\tsample-contract@2025-04-01#1 source:"));
/// assert_eq!(lines.next(), Some("answer\teligible\t\tmet\t"));
/// assert_eq!(lines.last(), Some("answer\tline\ttotal\t1500\tGBP"));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub fn write_statement(statement: &Statement<'_, '_>, trace: &[Entry], out: &mut dyn Write) -> fmt::Result {
    let contract = statement.contract();
    write_contract(contract, out)?;
    for answer in statement.answers() {
        write!(out, "answer\t{}\t{}", answer.kind.name(), answer.name)?;
        if !answer.item.is_empty() {
            write!(out, ".{}", answer.item)?;
        }
        writeln!(out, "\t{answer}\t{}", answer.unit)?;
    }
    trace.iter().try_for_each(|entry| write_entry(contract, entry, out))
}

/// Writes what becomes of a patient, a line each: the contract's identity, the achievement date, then for each register with
/// rules `register NAME true` (`false`, `undetermined`), and for each indicator with rules `decision NAME CODE OUTCOME
/// REASON GRADE`, each followed by its trace. Fields are separated by tabs; REASON and GRADE (the weakest that
/// the decision rests on) may be empty.
///
/// The error is that of `out`.
///
/// ```
/// # use entitle_kernel::transcript;
/// # use entitle_kernel::{Cell, Contract, Patient, PatientFacts, PatientScratch, Run, Value, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let run = Run::new(&contract, "2026-03-31".parse()?)?;
/// # let mut cells = [Cell::Unknown; 16];
/// # let mut facts = PatientFacts::new(&contract, &mut cells)?;
/// # for (name, text) in sample::PATIENT {
/// #     let fact = contract.find_patient_input(name)?;
/// #     facts.set(fact.index(), fact.parse(text)?)?;
/// # }
/// # let mut scratch = PatientScratch::EMPTY;
/// # let mut patient = Patient::new(&contract, &run, &facts, &mut scratch)?;
/// let mut text = String::new();
/// transcript::write_patient(&mut patient, &mut text).unwrap();
/// assert!(text.contains("\npatient\t2026-03-31\nregister\tLUNG\ttrue\ntrace\t"));
/// assert!(text.contains("\ndecision\tLUNG1\t2\tin numerator\t\tpublished\n"));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub fn write_patient(patient: &mut Patient<'_, '_, '_>, out: &mut dyn Write) -> fmt::Result {
    let contract = *patient.contract();
    write_contract(&contract, out)?;
    writeln!(out, "patient\t{}", patient.achievement_date())?;
    for register in 0..contract.register_count() {
        let Ok(member) = patient.on_register(register, &mut Silent) else { continue };
        let word = match member {
            Some(true) => "true",
            Some(false) => "false",
            None => "undetermined",
        };
        writeln!(out, "register\t{}\t{word}", contract.register_name(register))?;
        let mut lines = TraceLines::new(&contract, out);
        // It was answered a moment ago.
        let _ = patient.on_register(register, &mut lines);
        lines.finish()?;
    }
    for indicator in 0..contract.indicator_count() {
        let Ok(decision) = patient.decide(indicator, &mut Silent) else { continue };
        let settled = contract.decision(indicator, decision);
        let (name, outcome) = (contract.indicator_name(indicator), settled.outcome.name());
        let reason = settled.reason.map_or("", |reason| reason.name);
        let grade = contract.decision_basis(indicator, decision).weakest().map_or("", Grade::name);
        writeln!(out, "decision\t{name}\t{}\t{outcome}\t{reason}\t{grade}", u32::from(decision.0))?;
        let mut lines = TraceLines::new(&contract, out);
        let _ = patient.decide(indicator, &mut lines);
        lines.finish()?;
    }
    Ok(())
}
