//! One test judged: what it expects, what was found.

use super::case::Test;
use super::coverage::Coverage;
use super::report::Failure;
use crate::facts::tree::{Entry, Node, NodeValue, one_record};
use crate::facts::{self, Asked, Document, Subject};
use crate::fault::{Fault, nearest};
use entitle_answers::patient::{Goal, Walked, walk};
use entitle_answers::{Evaluated, With, evaluate, evaluated};
use entitle_kernel::image::code::{Outcome, Scope};
use entitle_kernel::image::record;
use entitle_kernel::trace::Role;
use entitle_kernel::{AnswerKind, Contract, Date, Decision, Error, Number, Run, Value};

/// The expectations of a test that were not met.
pub(super) fn judge(
    contract: &Contract<'_>,
    file: &str,
    test: &Test,
    coverage: &mut Coverage,
) -> Result<Vec<Failure>, Fault> {
    let mut judging = Judging { contract, file, test, coverage, statement: None, patient: None, failures: Vec::new() };
    judging.check_facts()?;
    for (key, node) in &test.expect {
        match (key.as_str(), &node.value) {
            ("indicator", NodeValue::Table(entries)) => judging.indicators(entries)?,
            ("register", NodeValue::Table(entries)) => judging.registers(entries)?,
            ("line", NodeValue::Table(entries)) => judging.lines(entries)?,
            ("points", NodeValue::Table(entries)) => judging.answers(AnswerKind::Points, entries)?,
            ("achieved", NodeValue::Table(entries)) => judging.answers(AnswerKind::Achieved, entries)?,
            ("criterion", NodeValue::Table(entries)) => judging.answers(AnswerKind::Criterion, entries)?,
            ("condition", NodeValue::Table(entries)) => judging.answers(AnswerKind::Condition, entries)?,
            ("contradiction", NodeValue::Text(expected)) => judging.contradiction(expected)?,
            ("eligible", NodeValue::Text(expected)) => judging.answer(AnswerKind::Eligible, "", "", expected)?,
            _ => return Err(unknown("expectation", key, EXPECTATIONS.iter().copied())),
        }
    }
    Ok(judging.failures)
}

const EXPECTATIONS: [&str; 9] =
    ["indicator", "register", "line", "points", "achieved", "criterion", "condition", "eligible", "contradiction"];

struct Judging<'j, 'c> {
    contract: &'j Contract<'c>,
    file: &'j str,
    test: &'j Test,
    coverage: &'j mut Coverage,
    statement: Option<Evaluated<'c>>,
    patient: Option<(Run, Subject)>,
    failures: Vec<Failure>,
}

impl<'c> Judging<'_, 'c> {
    fn compare(&mut self, expectation: String, expected: &str, found: &str, agrees: bool) {
        if !agrees {
            self.failures.push(Failure {
                file: self.file.to_owned(),
                line: self.test.line,
                test: self.test.name.clone(),
                expectation,
                expected: expected.to_owned(),
                found: found.to_owned(),
            });
        }
    }

    fn lines(&mut self, entries: &[Entry]) -> Result<(), Fault> {
        for (name, node) in entries {
            let known = self.contract.all::<record::Line>().map(|line| self.contract.name(line.name));
            if self.contract.find_line(name).is_none() {
                return Err(unknown("line", name, known));
            }
            self.coverage.line(name);
            match &node.value {
                NodeValue::Table(items) => {
                    for (item, node) in items {
                        self.answer(AnswerKind::Line, name, item, text(node)?)?;
                    }
                }
                _ => self.answer(AnswerKind::Line, name, "", text(node)?)?,
            }
        }
        Ok(())
    }

    fn answers(&mut self, kind: AnswerKind, entries: &[Entry]) -> Result<(), Fault> {
        entries.iter().try_for_each(|(name, node)| self.answer(kind, name, "", text(node)?))
    }

    fn answer(&mut self, kind: AnswerKind, name: &str, item: &str, expected: &str) -> Result<(), Fault> {
        if self.statement.is_none() {
            let statement = evaluate(self.contract, &self.subject()?, With::NOTHING)?;
            self.coverage.statement(&statement.trace);
            self.statement = Some(statement);
        }
        let Some(statement) = &self.statement else {
            return Ok(());
        };
        let of_kind = || statement.answers.iter().filter(|found| found.kind == kind);
        let found = of_kind().find(|found| found.name == name && found.item == item);
        let Some(found) = found else {
            let names: Vec<String> = of_kind().map(|found| found.full_name()).collect();
            let wanted = if item.is_empty() { name.to_owned() } else { format!("{name}.{item}") };
            return Err(unknown(kind.name(), &wanted, names.iter().map(String::as_str)));
        };
        if let Some(verdict) = found.verdict.filter(|_| kind == AnswerKind::Criterion) {
            self.coverage.criterion(name, verdict);
        }
        let agrees = match found.value {
            Value::Number(number) if found.verdict.is_none() => {
                Number::parse(expected).is_ok_and(|expected| expected == number)
            }
            _ => expected == found.written,
        };
        let (written, full_name) = (found.written.clone(), found.full_name());
        let place = if full_name.is_empty() { kind.name().to_owned() } else { format!("{}.{full_name}", kind.name()) };
        self.compare(place, expected, &written, agrees);
        Ok(())
    }

    /// The statement is refused since these facts contradict one another.
    fn contradiction(&mut self, expected: &str) -> Result<(), Fault> {
        if !entitle_answers::contradiction_names(self.contract).contains(&expected) {
            return Err(unknown("contradiction", expected, entitle_answers::contradiction_names(self.contract)));
        }
        let found = match evaluated(self.contract, &self.subject()?, With::NOTHING) {
            Ok(_) => "a statement".to_owned(),
            Err(refused) if refused.contradictions.is_empty() => refused.error.name().to_owned(),
            Err(refused) => {
                let names = refused.contradictions.into_iter().map(|contradiction| contradiction.name);
                names.collect::<Vec<_>>().join(", ")
            }
        };
        if expected == found {
            self.coverage.contradiction(expected);
        }
        self.compare("contradiction".to_owned(), expected, &found, expected == found);
        Ok(())
    }

    fn indicators(&mut self, entries: &[Entry]) -> Result<(), Fault> {
        for (name, node) in entries {
            let index = entitle_answers::patient::with_rules(self.contract, name)?;
            let walked = self.walked(Goal::Indicator(index))?;
            let indicator = self.contract.record::<record::Indicator>(index);
            if let Some(indicator) = indicator {
                self.cover(
                    &walked,
                    [
                        Role::Register(indicator.register),
                        Role::Denominator(narrow(index)),
                        Role::Numerator(narrow(index)),
                    ],
                );
            }
            match &node.value {
                NodeValue::Table(parts) => {
                    for (part, node) in parts {
                        self.part(name, &walked, part, text(node)?)?;
                    }
                }
                _ => self.part(name, &walked, "outcome", text(node)?)?,
            }
        }
        Ok(())
    }

    /// `outcome`, `rule` or `reason` of an indicator.
    fn part(&mut self, indicator: &str, walked: &Walked<'_>, part: &str, expected: &str) -> Result<(), Fault> {
        let settled = &walked.settled;
        let found = match part {
            "outcome" => settled.outcome.name().to_owned(),
            "reason" => settled.reason.map_or("null", |reason| reason.name).to_owned(),
            "rule" => match (settled.row, settled.outcome) {
                (Some(row), _) => (u16::from(row) + 1).to_string(),
                (None, Outcome::Undetermined | Outcome::NotOnRegister) => {
                    let last = walked.seen.iter().rev().find(|seen| seen.ends());
                    last.map_or("null".to_owned(), |seen| (u16::from(seen.row) + 1).to_string())
                }
                (None, _) => "null".to_owned(),
            },
            "decision" => walked.decision.0.to_string(),
            _ => return Err(unknown("part of an indicator's answer", part, ["outcome", "reason", "rule", "decision"])),
        };
        self.compare(format!("indicator.{indicator}.{part}"), expected, &found, expected == found);
        Ok(())
    }

    fn registers(&mut self, entries: &[Entry]) -> Result<(), Fault> {
        for (name, node) in entries {
            let names = (0..self.contract.register_count()).map(|index| self.contract.register_name(index));
            let Some(register) = self.contract.find_register(name) else {
                return Err(unknown("register", name, names));
            };
            let walked = self.walked(Goal::Register(register))?;
            let role = Role::Register(narrow(register));
            self.cover(&walked, [role]);
            let found = match walked.end(role) {
                _ if walked.decision == Decision::UNDETERMINED => "undetermined",
                Some(seen) if seen.action == entitle_kernel::image::code::Action::Select => "true",
                _ => "false",
            };
            let expected = text(node)?;
            self.compare(format!("register.{name}"), expected, found, expected == found);
        }
        Ok(())
    }

    fn cover(&mut self, walked: &Walked<'_>, tables: impl IntoIterator<Item = Role>) {
        for table in tables {
            if let Some(end) = walked.end(table)
                && let Some(matched) = end.matched
            {
                self.coverage.row(table, end.row, matched);
            }
        }
    }

    fn walked(&mut self, goal: Goal) -> Result<Walked<'c>, Fault> {
        if self.patient.is_none() {
            self.patient = Some((self.run()?, self.patient_facts()?));
        }
        match &self.patient {
            Some((run, subject)) => walk(self.contract, run, subject, goal).map_err(|error| match error {
                Error::NoPatientRules => Fault::input("the register has no patient rules; it is known by its count"),
                error => Fault::input(error.text()),
            }),
            None => Err(Fault::input(Error::NoPatientRules.text())),
        }
    }

    fn run(&self) -> Result<Run, Fault> {
        let day: Option<Date> = self.test.achievement_date.or_else(|| self.contract.period_end());
        let day = day.ok_or_else(|| Fault::input("the contract has no end; give the test an achievement_date"))?;
        Run::new(self.contract, day).map_err(|error| Fault::input(format!("achievement_date {day}: {error}")))
    }

    /// Reads what is given also where no expectation asks for it: a fact that nobody knows is a fault of the test.
    fn check_facts(&self) -> Result<(), Fault> {
        if self.test.facts.is_some() || self.test.members.is_some() {
            self.subject()?;
        }
        if self.test.patient.is_some() {
            self.patient_facts()?;
        }
        Ok(())
    }

    /// The patient's facts; those of the contract may stand among the subject's.
    fn patient_facts(&self) -> Result<Subject, Fault> {
        let mut subject = self.read(self.test.patient.as_ref(), None, Asked::Patient(&[]))?;
        for ((fact, item), value) in self.subject()?.values {
            if self.contract.fact(fact).is_some_and(|fact| fact.scope() == Scope::Contract) {
                subject.values.entry((fact, item)).or_insert(value);
            }
        }
        if self.test.absent_is_null {
            let facts = self.contract.facts().filter(|fact| fact.scope() == Scope::Patient && fact.null_allowed());
            for fact in facts {
                subject.values.entry((fact.index(), 0)).or_insert(Value::Null);
            }
        }
        Ok(subject)
    }

    fn subject(&self) -> Result<Subject, Fault> {
        self.read(self.test.facts.as_ref(), self.test.members.as_ref(), Asked::Statement)
    }

    fn read(&self, facts: Option<&Node>, members: Option<&Node>, asked: Asked<'_>) -> Result<Subject, Fault> {
        let document: Document = one_record(self.file, self.test.line, facts, members)?;
        let subjects = facts::subjects(&document, self.contract, asked)?;
        Ok(subjects.into_iter().next().unwrap_or_default())
    }
}

fn text(node: &Node) -> Result<&str, Fault> {
    match &node.value {
        NodeValue::Text(text) => Ok(text),
        NodeValue::Refused(why) => Err(Fault::input(format!("line {}: {why}", node.line))),
        _ => Err(Fault::input(format!("line {}: expected one value", node.line))),
    }
}

fn narrow(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(record::NONE)
}

fn unknown<'a>(what: &str, wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Fault {
    Fault::input(match nearest(wanted, known) {
        Some(near) => format!("there is no {what} `{wanted}`; did you mean `{near}`?"),
        None => format!("there is no {what} `{wanted}`"),
    })
}
