//! Which facts an undetermined answer waits for: those that its expression reads, itself or through other
//! lines, conditions, folds and points that are open too, and that nobody has said.

use crate::facts::Subject;
use entitle_kernel::image::code::{Over, Per, Scope};
use entitle_kernel::image::reads::{Read, ScaleRead};
use entitle_kernel::image::record::{self, NONE};
use entitle_kernel::{Answer, AnswerKind, Contract, Fact, Facts, Statement, Value, Verdict};
use std::collections::{BTreeSet, HashSet};

/// The names of the facts that an answer waits for, in the order of the definition.
pub fn waits_for(
    statement: &Statement<'_, '_>,
    facts: &Facts<'_, '_>,
    members: &[Subject],
    answer: &Answer<'_>,
) -> Vec<String> {
    let contract = *statement.contract();
    let mut walk = Walk {
        statement,
        contract,
        facts,
        members,
        open: BTreeSet::new(),
        of_members: BTreeSet::new(),
        seen: HashSet::new(),
    };
    match answer.kind {
        AnswerKind::Eligible => (0..contract.count::<record::Criterion>()).for_each(|index| walk.criterion(index)),
        AnswerKind::Criterion => walk.criterion(answer.index),
        AnswerKind::Condition => walk.condition(answer.index),
        AnswerKind::Achieved | AnswerKind::Points => walk.points(answer.index),
        AnswerKind::Line => walk.line(answer.index, answer.item_index),
    }
    let own = walk.open.iter().map(|(fact, item)| name_of(&contract, *fact, *item));
    own.chain(walk.of_members.iter().cloned()).collect()
}

/// The name of a fact as files write it.
pub fn name_of(contract: &Contract<'_>, fact: usize, item: usize) -> String {
    let Some(fact) = contract.fact(fact) else {
        return String::new();
    };
    match fact.per() {
        Per::Subject => fact.name().to_owned(),
        per => format!("{}.{}", fact.name(), contract.item_name(per, item)),
    }
}

/// The fact of a name that an answer waits for (`numerator.DM020`, `list_size of P1`), whether of the subject, of a register or of one of its practices.
pub fn fact_of<'c>(contract: &Contract<'c>, name: &str) -> Option<Fact<'c>> {
    let name = name.split_once(" of ").map_or(name, |(name, _)| name);
    let base = name.split_once('.').map_or(name, |(base, _)| base);
    [Scope::Network, Scope::Practice, Scope::Contract].into_iter().find_map(|scope| contract.find_fact(scope, base))
}

/// The indexes of the facts `numerator` and `denominator`, where the contract has indicators.
pub fn counts(contract: &Contract<'_>) -> Option<[usize; 2]> {
    let built_in = |name| contract.find_fact(Scope::Practice, name).filter(|fact| fact.is_built_in());
    Some([built_in("numerator")?.index(), built_in("denominator")?.index()])
}

/// Whether a count of the indicator is unknown.
pub fn counts_are_open(contract: &Contract<'_>, facts: &Facts<'_, '_>, indicator: usize) -> bool {
    counts(contract).is_none_or(|counts| counts.iter().any(|fact| facts.get(*fact, indicator).is_unknown()))
}

/// The register and indicator at hand.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct At {
    register: usize,
    indicator: usize,
}

struct Walk<'w, 'c, 's> {
    statement: &'w Statement<'c, 's>,
    contract: Contract<'c>,
    facts: &'w Facts<'w, 'w>,
    members: &'w [Subject],
    open: BTreeSet<(usize, usize)>,
    of_members: BTreeSet<String>,
    seen: HashSet<(u16, At)>,
}

impl Walk<'_, '_, '_> {
    fn at(&self, per: Per, item: usize) -> At {
        match per {
            Per::Subject => At { register: 0, indicator: 0 },
            Per::Register => At { register: item, indicator: 0 },
            Per::Indicator => {
                let record = self.contract.record::<record::Indicator>(item);
                At { register: record.map_or(0, |record| record.register.into()), indicator: item }
            }
        }
    }

    fn criterion(&mut self, index: usize) {
        if self.statement.criterion(index).0 == Verdict::Undetermined
            && let Some(record) = self.contract.record::<record::Criterion>(index)
        {
            self.expression(record.expression, self.at(Per::Subject, 0));
        }
    }

    fn condition(&mut self, index: usize) {
        if self.statement.condition(index).value.is_unknown()
            && let Some(record) = self.contract.record::<record::SubjectCondition>(index)
        {
            self.expression(record.expression, self.at(Per::Subject, 0));
        }
    }

    fn line(&mut self, index: usize, item: usize) {
        if self.statement.line(index, item).value.is_unknown()
            && let Some(record) = self.contract.record::<record::Line>(index)
        {
            let per = Per::from_u8(record.per).unwrap_or(Per::Subject);
            self.expression(record.expression, self.at(per, item));
        }
    }

    fn points(&mut self, indicator: usize) {
        let open = self.statement.points(indicator).value.is_unknown()
            || self.statement.achieved(indicator).value.is_unknown();
        if open && let Some(record) = self.contract.record::<record::Indicator>(indicator) {
            self.scale(record.scale, indicator);
        }
    }

    fn scale(&mut self, scale: u16, indicator: usize) {
        for read in self.contract.scale_reads(scale) {
            match read {
                ScaleRead::Alternative(other) => self.scale(other, indicator),
                ScaleRead::Rate(expression) => self.expression(expression, self.at(Per::Indicator, indicator)),
                ScaleRead::Counts => {
                    for fact in counts(&self.contract).into_iter().flatten() {
                        self.fact(fact, indicator);
                    }
                }
            }
        }
    }

    fn fact(&mut self, fact: usize, item: usize) {
        if self.facts.get(fact, item).is_unknown() {
            self.open.insert((fact, item));
        }
    }

    fn fold(&mut self, index: usize) {
        let Some(fold) = self.contract.record::<record::Fold>(index) else {
            return;
        };
        let per = match Over::from_u8(fold.over) {
            Some(Over::Indicators) => Per::Indicator,
            Some(Over::Registers) => Per::Register,
            _ => return self.fold_over_practices(&fold),
        };
        for item in 0..self.contract.items(per) {
            self.expression(fold.expression, self.at(per, item));
        }
    }

    fn fold_over_practices(&mut self, fold: &record::Fold) {
        if self.members.is_empty() {
            self.of_members.insert("members".to_owned());
        }
        for read in self.contract.reads(fold.expression) {
            let Read::Fact(fact) = read else { continue };
            for member in self.members {
                if member.values.get(&(fact, 0)).is_none_or(Value::is_unknown) {
                    let name = name_of(&self.contract, fact, 0);
                    self.of_members.insert(format!("{name} of {}", member.name));
                }
            }
        }
    }

    fn expression(&mut self, index: u16, at: At) {
        if index == NONE || !self.seen.insert((index, at)) {
            return;
        }
        for read in self.contract.reads(index) {
            match read {
                Read::Fact(target) => {
                    let per = self.contract.fact(target).map_or(Per::Subject, |fact| fact.per());
                    self.fact(target, item_at(per, at));
                }
                Read::Condition(target) => self.condition(target),
                Read::Line(target) => {
                    let per = self.contract.record::<record::Line>(target).and_then(|line| Per::from_u8(line.per));
                    self.line(target, item_at(per.unwrap_or(Per::Subject), at));
                }
                Read::Fold(target) => self.fold(target),
                Read::Points | Read::Achieved => self.points(at.indicator),
                Read::Figure(_) | Read::Attribute(_) | Read::PointsMax | Read::Table(_) | Read::Scale(_) => {}
            }
        }
    }
}

const fn item_at(per: Per, at: At) -> usize {
    match per {
        Per::Subject => 0,
        Per::Register => at.register,
        Per::Indicator => at.indicator,
    }
}
