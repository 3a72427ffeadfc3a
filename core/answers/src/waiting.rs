//! Which facts an undetermined answer waits for: those that nobody has said and that can still change it.
//!
//! An expression is gone through from its result down, and only where it is open: what is known already, by whatever
//! operand, waits for nothing; of an `if` whose condition is known only the branch taken is looked at. So are the lines,
//! conditions, folds and points that it reads. Values are the kernel's.

use crate::evaluation::facts_of;
use crate::facts::Subject;
use entitle_kernel::image::code::{Over, Per, Scope, SubjectOp};
use entitle_kernel::image::reads::ScaleRead;
use entitle_kernel::image::record::{self, NONE, SubjectInstruction};
use entitle_kernel::{Answer, AnswerKind, Contract, Fact, Facts, Graded, Statement, Value, Verdict};
use std::collections::{BTreeSet, HashSet};

/// The names of the facts that an answer waits for, in the order of the definition.
pub fn waits_for(
    statement: &Statement<'_, '_>,
    facts: &Facts<'_, '_>,
    folds: &[Graded],
    members: &[Subject],
    answer: &Answer<'_>,
) -> Vec<String> {
    let contract = *statement.contract();
    let mut walk = Walk {
        statement,
        contract,
        facts,
        folds,
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

/// An operation of an expression with its operands: so many instructions from the first on.
struct Node {
    first: u16,
    count: u16,
    instruction: SubjectInstruction,
    operands: Vec<Node>,
}

/// The operations of an expression as a tree. An image was checked, so that there is one root.
fn tree(contract: &Contract<'_>, expression: u16) -> Option<Node> {
    let mut stack: Vec<Node> = Vec::new();
    for (at, instruction) in (0_u16..).zip(instructions(contract, expression)) {
        // A guard says what need not be computed; its operand follows.
        let Some(op) = SubjectOp::from_u8(instruction.op).filter(|op| *op != SubjectOp::Guard) else { continue };
        let operands = stack.split_off(stack.len().checked_sub(op.operands(instruction.a).into())?);
        let first = operands.first().map_or(at, |operand| operand.first);
        stack.push(Node { first, count: at - first + 1, instruction, operands });
    }
    stack.pop()
}

/// The item at hand of what an expression is per, or the member of a network.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct At {
    per: Per,
    item: usize,
    member: Option<usize>,
}

struct Walk<'w, 'c, 's> {
    statement: &'w Statement<'c, 's>,
    contract: Contract<'c>,
    facts: &'w Facts<'w, 'w>,
    folds: &'w [Graded],
    members: &'w [Subject],
    open: BTreeSet<(usize, usize)>,
    of_members: BTreeSet<String>,
    seen: HashSet<(u16, At)>,
}

impl Walk<'_, '_, '_> {
    /// The register or indicator at hand; an indicator's register.
    fn item(&self, per: Per, at: At) -> usize {
        match (per, at.per) {
            (Per::Subject, _) => 0,
            (Per::Register, Per::Indicator) => {
                let record = self.contract.record::<record::Indicator>(at.item);
                record.map_or(0, |record| record.register.into())
            }
            _ => at.item,
        }
    }

    fn criterion(&mut self, index: usize) {
        if self.statement.criterion(index).0 == Verdict::Undetermined
            && let Some(record) = self.contract.record::<record::Criterion>(index)
        {
            self.expression(record.expression, AT_SUBJECT);
        }
    }

    fn condition(&mut self, index: usize) {
        if self.statement.condition(index).value.is_unknown()
            && let Some(record) = self.contract.record::<record::SubjectCondition>(index)
        {
            self.expression(record.expression, AT_SUBJECT);
        }
    }

    fn line(&mut self, index: usize, item: usize) {
        if self.statement.line(index, item).value.is_unknown()
            && let Some(record) = self.contract.record::<record::Line>(index)
        {
            let per = Per::from_u8(record.per).unwrap_or(Per::Subject);
            self.expression(record.expression, At { per, item, member: None });
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
                ScaleRead::Rate(expression) => {
                    self.expression(expression, At { per: Per::Indicator, item: indicator, member: None })
                }
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
            self.expression(fold.expression, At { per, item, member: None });
        }
    }

    fn fold_over_practices(&mut self, fold: &record::Fold) {
        if self.members.is_empty() {
            self.of_members.insert("members".to_owned());
        }
        for member in 0..self.members.len() {
            self.expression(fold.expression, At { member: Some(member), ..AT_SUBJECT });
        }
    }

    fn expression(&mut self, index: u16, at: At) {
        if index == NONE || !self.seen.insert((index, at)) {
            return;
        }
        let Some(root) = tree(&self.contract, index) else { return };
        let mut slots = vec![Value::Unknown; self.contract.cost().subject_slots.into()];
        let member = at.member.and_then(|member| self.members.get(member));
        let member = match member.map(|member| facts_of(&self.contract, member, &mut slots)) {
            Some(Err(_)) => return,
            Some(Ok(facts)) => Some(facts),
            None => None,
        };
        // Without recursion: how deep an expression may be is the compiler's affair.
        let mut asked = vec![&root];
        while let Some(node) = asked.pop() {
            let value = |node: &Node| {
                let part = (index, node.first, node.count);
                self.statement.part(self.facts, self.folds, member.as_ref(), part, (at.per, at.item))
            };
            if !value(node).is_unknown() {
                continue;
            }
            let op = SubjectOp::from_u8(node.instruction.op);
            match (op, node.operands.as_slice()) {
                (Some(SubjectOp::If), [condition, then, otherwise]) => match value(condition) {
                    known if known.same(&Value::boolean(true)) => asked.push(then),
                    open if open.is_unknown() => asked.extend([condition, then, otherwise]),
                    _ => asked.push(otherwise),
                },
                (Some(op), []) => self.reads(op, usize::from(node.instruction.b), at),
                (_, operands) => asked.extend(operands),
            }
        }
    }

    /// What an open operation without operands waits for.
    fn reads(&mut self, op: SubjectOp, target: usize, at: At) {
        match op {
            SubjectOp::Fact => {
                let Some(fact) = self.contract.fact(target) else { return };
                match at.member.and_then(|member| self.members.get(member)) {
                    Some(member) if fact.scope() == Scope::Practice => {
                        let name = name_of(&self.contract, target, 0);
                        self.of_members.insert(format!("{name} of {}", member.name));
                    }
                    _ => self.fact(target, self.item(fact.per(), at)),
                }
            }
            SubjectOp::Condition => self.condition(target),
            SubjectOp::Line => {
                let per = self.contract.record::<record::Line>(target).and_then(|line| Per::from_u8(line.per));
                self.line(target, self.item(per.unwrap_or(Per::Subject), at));
            }
            SubjectOp::Fold => self.fold(target),
            SubjectOp::Points | SubjectOp::Achieved => self.points(at.item),
            _ => {}
        }
    }
}

const AT_SUBJECT: At = At { per: Per::Subject, item: 0, member: None };

/// The code of an expression.
pub fn instructions<'c>(
    contract: &Contract<'c>,
    expression: u16,
) -> impl Iterator<Item = record::SubjectInstruction> + use<'c> {
    let (first, count) = contract
        .record::<record::Expression>(expression.into())
        .map_or((0, 0), |expression| (expression.first as usize, expression.count.into()));
    contract.records(first, count)
}
