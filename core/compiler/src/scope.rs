//! Which names an expression sees, by where it stands.

use std::collections::{BTreeMap, BTreeSet};

use crate::definition::{ConditionOf, Definition, FactScope, Per, Subject};
use crate::diagnostic::{Diagnostic, offer};
use crate::feel::ast::Word;
use crate::load::{Faults, duplicate};

/// Where an expression stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Patient,
    Subject,
    Register,
    /// `lines`: points and achievement are known.
    Indicator {
        lines: bool,
    },
    Practice,
}

impl Scope {
    pub(crate) fn place(self) -> &'static str {
        match self {
            Scope::Patient => "a patient's condition",
            Scope::Subject => "an expression about the subject",
            Scope::Register => "a line per register",
            Scope::Indicator { lines: true } => "a line per indicator",
            Scope::Indicator { lines: false } => "the rate of a scale",
            Scope::Practice => "a fold over practices",
        }
    }

    fn is_subject(self) -> bool {
        matches!(self, Scope::Subject | Scope::Register | Scope::Indicator { .. })
    }

    fn sees(self, per: Per) -> bool {
        match per {
            Per::Subject => self.is_subject(),
            Per::Register => matches!(self, Scope::Register | Scope::Indicator { .. }),
            Per::Indicator => matches!(self, Scope::Indicator { .. }),
        }
    }
}

/// Something a name can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Named {
    Parameter(usize),
    Attribute(usize),
    Fact(usize),
    Condition(usize),
    Line(usize),
    PeriodStart,
    PeriodEnd,
    AchievementDate,
    Points,
    PointsMax,
    Achieved,
}

const BUILT_IN: [(&str, Named); 6] = [
    ("period_start", Named::PeriodStart),
    ("period_end", Named::PeriodEnd),
    ("achievement_date", Named::AchievementDate),
    ("points", Named::Points),
    ("points_max", Named::PointsMax),
    ("achieved", Named::Achieved),
];

/// All names of a definition that expressions can use.
pub(crate) struct Names<'d> {
    definition: &'d Definition,
    by_name: BTreeMap<&'d str, Vec<Named>>,
}

impl<'d> Names<'d> {
    pub(crate) fn new(definition: &'d Definition, faults: &mut Faults) -> Names<'d> {
        let mut names = Names { definition, by_name: BTreeMap::new() };
        let all = (0..definition.parameters.len()).map(Named::Parameter);
        let all = all.chain((0..definition.attributes.len()).map(Named::Attribute));
        let all = all.chain((0..definition.facts.len()).map(Named::Fact));
        let all = all.chain((0..definition.conditions.len()).map(Named::Condition));
        let all = all.chain((0..definition.lines.len()).map(Named::Line));
        for named in all {
            names.add(named, faults);
        }
        for (name, named) in BUILT_IN {
            names.by_name.entry(name).or_default().push(named);
        }
        names
    }

    fn add(&mut self, named: Named, faults: &mut Faults) {
        let definition = self.definition;
        let Some(word) = word(definition, named) else { return };
        let others = self.by_name.entry(word.text.as_str()).or_default();
        let clash = others.iter().find(|other| meet(definition, named, **other));
        if let Some(earlier) = clash.and_then(|other| self::word(definition, *other)) {
            let (first, second) = if earlier.span <= word.span { (earlier, word) } else { (word, earlier) };
            faults.push(duplicate(second, first.span));
        }
        others.push(named);
    }

    /// What the name stands for in that scope.
    pub(crate) fn find(&self, name: &Word, scope: Scope, faults: &mut Faults) -> Option<Named> {
        let all = self.by_name.get(name.text.as_str()).map_or(&[][..], Vec::as_slice);
        if let Some(named) = all.iter().find(|named| self.visible(**named, scope)) {
            return Some(*named);
        }
        faults.push(match all.first() {
            Some(named) => self.out_of_scope(name, *named, scope),
            None => self.nothing_of_that_name(name, scope),
        });
        None
    }

    /// The same among the names that a register's or indicator's own scope adds.
    pub(crate) fn find_own(&self, name: &Word, scope: Scope, faults: &mut Faults) -> Option<Named> {
        let all = self.by_name.get(name.text.as_str()).map_or(&[][..], Vec::as_slice);
        if let Some(named) = all.iter().find(|named| self.own(**named, scope)) {
            return Some(*named);
        }
        let message = match all.first() {
            Some(named) => {
                format!("`{}` is {}; {} do not have one each", name.text, self.describe(*named), members(scope))
            }
            None => format!("there is no `{}` of {}", name.text, members(scope)),
        };
        let code = if all.is_empty() { "unknown-name" } else { "wrong-scope" };
        let mut fault = Diagnostic::error(code, name.span, message);
        if all.is_empty() {
            let known = self.by_name.iter().filter(|(_, all)| all.iter().any(|named| self.own(*named, scope)));
            fault.help = offer(&name.text, known.map(|(name, _)| *name));
        }
        faults.push(fault);
        None
    }

    fn own(&self, named: Named, scope: Scope) -> bool {
        let per = match scope {
            Scope::Register => Per::Register,
            Scope::Indicator { .. } => Per::Indicator,
            _ => Per::Subject,
        };
        match named {
            Named::Fact(index) => {
                let fact = self.definition.facts.get(index);
                fact.is_some_and(|fact| fact.per == per && fact.scope != FactScope::Contract)
                    && self.visible(named, scope)
            }
            // A line is the subject's; no practice has one of its own.
            Named::Line(index) => {
                scope != Scope::Practice && self.definition.lines.get(index).is_some_and(|line| line.per == per)
            }
            Named::Attribute(_) | Named::Points | Named::PointsMax | Named::Achieved => per == Per::Indicator,
            _ => false,
        }
    }

    fn visible(&self, named: Named, scope: Scope) -> bool {
        match named {
            Named::Parameter(_) | Named::PeriodStart | Named::PeriodEnd => true,
            Named::Attribute(_) | Named::PointsMax => matches!(scope, Scope::Indicator { .. }),
            Named::Points | Named::Achieved => scope == Scope::Indicator { lines: true },
            Named::AchievementDate => scope == Scope::Patient,
            Named::Fact(index) => self.definition.facts.get(index).is_some_and(|fact| match (fact.scope, scope) {
                (FactScope::Contract, _) | (FactScope::Patient, Scope::Patient) => true,
                (FactScope::Practice, Scope::Practice) => fact.per == Per::Subject,
                (other, scope) => (fact.built_in || is_subject(self.definition, other)) && scope.sees(fact.per),
            }),
            Named::Condition(index) => {
                self.definition.conditions.get(index).is_some_and(|condition| match condition.of {
                    ConditionOf::Patient => scope == Scope::Patient,
                    ConditionOf::Subject => scope.is_subject(),
                    // It ends the statement where it is true, so nothing can use it.
                    ConditionOf::Contradiction => false,
                })
            }
            Named::Line(index) => self.definition.lines.get(index).is_some_and(|line| scope.sees(line.per)),
        }
    }

    fn nothing_of_that_name(&self, name: &Word, scope: Scope) -> Diagnostic {
        let message = format!("there is no `{}`", name.text);
        let mut fault = Diagnostic::error("unknown-name", name.span, message);
        let visible = self.by_name.iter().filter(|(_, all)| all.iter().any(|named| self.visible(*named, scope)));
        fault.help = offer(&name.text, visible.map(|(name, _)| *name));
        fault
    }

    fn out_of_scope(&self, name: &Word, named: Named, scope: Scope) -> Diagnostic {
        let message = format!("`{}` is {}; {} does not see it", name.text, self.describe(named), scope.place());
        let mut fault = Diagnostic::error("wrong-scope", name.span, message);
        if let Some(word) = word(self.definition, named).filter(|word| !word.span.is_empty()) {
            fault = fault.with_label(word.span, "declared here");
        }
        fault.help = match (named, scope) {
            (Named::Fact(index), Scope::Subject) => self.definition.facts.get(index).and_then(|fact| match fact.per {
                Per::Register => Some(format!("fold it: `sum(registers.{})`", name.text)),
                Per::Indicator => Some(format!("fold it: `sum(indicators.{})`", name.text)),
                Per::Subject => {
                    (fact.scope == FactScope::Practice).then(|| format!("fold it: `sum(practices.{})`", name.text))
                }
            }),
            (Named::Line(index), Scope::Subject | Scope::Register) => self.definition.lines.get(index).map(|line| {
                let group = if line.per == Per::Register { "registers" } else { "indicators" };
                format!("fold it: `sum({group}.{})`", name.text)
            }),
            _ => None,
        };
        fault
    }

    fn describe(&self, named: Named) -> String {
        let per = |per: Per| match per {
            Per::Subject => "",
            Per::Register => " per register",
            Per::Indicator => " per indicator",
        };
        match named {
            Named::Fact(index) => self.definition.facts.get(index).map_or_else(String::new, |fact| {
                let scope = match fact.scope {
                    FactScope::Contract => "the contract",
                    FactScope::Network => "a network",
                    FactScope::Practice => "a practice",
                    FactScope::Patient => "a patient",
                };
                format!("a fact of {scope}{}", per(fact.per))
            }),
            Named::Condition(index) => match self.definition.conditions.get(index).map(|condition| condition.of) {
                Some(ConditionOf::Subject) => "a condition about the subject".to_owned(),
                Some(ConditionOf::Contradiction) => {
                    "a contradiction, which ends the statement where it is true".to_owned()
                }
                _ => "a condition about a patient".to_owned(),
            },
            Named::Line(index) => {
                let line = self.definition.lines.get(index).map_or(Per::Subject, |line| line.per);
                format!("a line{}", per(line))
            }
            Named::Parameter(_) => "a parameter".to_owned(),
            Named::Attribute(_) => "an attribute of indicators".to_owned(),
            Named::AchievementDate => "known for patients only".to_owned(),
            Named::Points | Named::Achieved => "known in lines per indicator only".to_owned(),
            Named::PointsMax => "known per indicator only".to_owned(),
            Named::PeriodStart | Named::PeriodEnd => "a day of the contract".to_owned(),
        }
    }
}

fn members(scope: Scope) -> &'static str {
    match scope {
        Scope::Practice => "practices",
        Scope::Register => "registers",
        _ => "indicators",
    }
}

/// Whether facts of this scope are facts of the contract's subject.
pub(crate) fn is_subject(definition: &Definition, scope: FactScope) -> bool {
    match definition.contract.subject {
        Subject::Practice => scope == FactScope::Practice,
        Subject::Network => scope == FactScope::Network,
    }
}

pub(crate) fn word(definition: &Definition, named: Named) -> Option<&Word> {
    match named {
        Named::Parameter(index) => definition.parameters.get(index).map(|entry| &entry.id),
        Named::Attribute(index) => definition.attributes.get(index).map(|entry| &entry.id),
        Named::Fact(index) => definition.facts.get(index).map(|entry| &entry.id),
        Named::Condition(index) => definition.conditions.get(index).map(|entry| &entry.id),
        Named::Line(index) => definition.lines.get(index).map(|entry| &entry.id),
        _ => None,
    }
}

/// Whether one expression could mean either.
fn meet(definition: &Definition, a: Named, b: Named) -> bool {
    let worlds = |named: Named| -> BTreeSet<u8> {
        const PATIENT: u8 = 0;
        const SUBJECT: u8 = 1;
        const PRACTICE: u8 = 2;
        let worlds: &[u8] = match named {
            Named::Fact(index) => match definition.facts.get(index) {
                Some(fact) => match fact.scope {
                    FactScope::Contract => &[PATIENT, SUBJECT, PRACTICE],
                    FactScope::Patient => &[PATIENT],
                    _ if fact.built_in => &[SUBJECT],
                    FactScope::Practice if definition.contract.subject == Subject::Network => &[PRACTICE],
                    _ => &[SUBJECT],
                },
                None => &[],
            },
            Named::Condition(index) => match definition.conditions.get(index).map(|condition| condition.of) {
                Some(ConditionOf::Subject | ConditionOf::Contradiction) => &[SUBJECT],
                _ => &[PATIENT],
            },
            Named::Line(_) | Named::Attribute(_) => &[SUBJECT],
            _ => &[PATIENT, SUBJECT, PRACTICE],
        };
        worlds.iter().copied().collect()
    };
    !worlds(a).is_disjoint(&worlds(b))
}
