//! Rule tables as they are written: conditions, actions, reasons and clauses by name.

use super::reads::Reads;
use crate::fault::{Fault, nearest};
use entitle_kernel::image::code::Action;
use entitle_kernel::image::record::{self, NONE};
use entitle_kernel::trace::Role;
use entitle_kernel::{Basis, Contract, Error, Grade, Reason, Rule};

/// One table, its shared rows expanded.
pub struct RuleTable<'c> {
    /// Which of the contract's tables.
    pub role: Role,
    /// `register DM`, `denominator of DM020`.
    pub title: String,
    /// Its rows.
    pub rows: Vec<RuleRow<'c>>,
}

/// One row.
pub struct RuleRow<'c> {
    /// The condition as written; "otherwise" for a row that always matches.
    pub condition: &'c str,
    /// What the condition's name stands for, or "".
    pub meaning: &'c str,
    /// The facts that the condition reads, by index.
    pub facts: Vec<usize>,
    /// The registers whose membership it asks, by index.
    pub registers: Vec<usize>,
    /// What it does when the condition is true.
    pub then: Action,
    /// What it does on false and null.
    pub otherwise: Action,
    /// The reason on true, or "".
    pub because: &'c str,
    /// The reason on false and null, or "".
    pub otherwise_because: &'c str,
    /// Its clause, or "".
    pub clause: &'c str,
    /// What its condition rests on.
    pub basis: Basis,
}

impl RuleRow<'_> {
    /// `exclude, else select`; the reason stands beside what it is for.
    #[must_use]
    pub fn actions(&self) -> String {
        let with = |action: Action, reason: &str| match reason {
            "" => action.name().to_owned(),
            reason => format!("{} ({reason})", action.name()),
        };
        match self.otherwise {
            Action::Next => with(self.then, self.because),
            otherwise => format!("{}, else {}", with(self.then, self.because), with(otherwise, self.otherwise_because)),
        }
    }

    /// The weakest grade that it rests on, and whether a local term is among it.
    #[must_use]
    pub fn graded(&self) -> String {
        let grade = self.basis.weakest().map(Grade::name);
        let term = self.basis.has_local_term().then_some("local term");
        grade.into_iter().chain(term).collect::<Vec<_>>().join(", ")
    }
}

/// The tables of an indicator in the order in which they are asked, its register's first; those that it lacks are
/// left out.
pub fn tables_of<'c>(contract: &Contract<'c>, indicator: usize) -> Vec<RuleTable<'c>> {
    let record = contract.record::<record::Indicator>(indicator);
    let register = record.and_then(|record| table_of_register(contract, record.register.into()));
    register.into_iter().chain(own_tables_of(contract, indicator)).collect()
}

/// The denominator and numerator of an indicator, where it has them.
pub fn own_tables_of<'c>(contract: &Contract<'c>, indicator: usize) -> Vec<RuleTable<'c>> {
    let Some(record) = contract.record::<record::Indicator>(indicator) else {
        return Vec::new();
    };
    let index = u16::try_from(indicator).unwrap_or(NONE);
    let tables = [
        table(contract, record.denominator, Role::Denominator(index)),
        table(contract, record.numerator, Role::Numerator(index)),
    ];
    tables.into_iter().flatten().collect()
}

/// The table of a register, where it has one.
pub fn table_of_register<'c>(contract: &Contract<'c>, register: usize) -> Option<RuleTable<'c>> {
    let record = contract.record::<record::Register>(register)?;
    let index = u16::try_from(register).unwrap_or(NONE);
    table(contract, record.table, Role::Register(index))
}

/// The index of an indicator that has patient rules, or the error that says what there is instead.
pub fn with_rules(contract: &Contract<'_>, name: &str) -> Result<usize, Fault> {
    let names = || (0..contract.indicator_count()).map(|index| contract.indicator_name(index));
    let has_rules = |index: &usize| {
        let record = contract.record::<record::Indicator>(*index);
        record.is_some_and(|record| record.denominator != NONE)
    };
    let index = contract.find_indicator(name).ok_or_else(|| {
        let fault = Fault::input(format!("{} has no indicator `{name}`", contract.id()));
        let fault = fault.with_error(Error::UnknownItem);
        match nearest(name, names()) {
            Some(near) => fault.with_help(format!("did you mean {near}?")),
            None => fault.with_help("`entitle show` lists the indicators"),
        }
    })?;
    if has_rules(&index) {
        return Ok(index);
    }
    let others = (0..contract.indicator_count()).filter(has_rules);
    let others: Vec<&str> = others.map(|index| contract.indicator_name(index)).collect();
    let help = match others.len() {
        0 => "the contract holds no patient rules at all; it is evaluated from counts: entitle statement".to_owned(),
        _ => format!("patient rules are there for {}", others.join(", ")),
    };
    Err(Fault::input(format!("{} knows {name} by its counts only; there are no patient rules", contract.id()))
        .with_error(Error::NoPatientRules)
        .with_help(help))
}

fn table<'c>(contract: &Contract<'c>, table: u16, role: Role) -> Option<RuleTable<'c>> {
    let record = contract.record::<record::Table>(table.into())?;
    let rows = contract.records::<record::Row>(record.first.into(), record.count.into()).enumerate();
    let rows = rows.filter_map(|(index, row)| Some(rule_row(contract, contract.rule(role, index)?, row.condition)));
    Some(RuleTable { role, title: title_of(contract, role), rows: rows.collect() })
}

/// `register DM`, `denominator of DM020`, as traces have it.
fn title_of(contract: &Contract<'_>, role: Role) -> String {
    let mut title = String::new();
    // Writing to memory does not fail.
    let _ = contract.write_role(role, &mut title);
    title
}

fn rule_row<'c>(contract: &Contract<'c>, rule: Rule<'c>, condition: u16) -> RuleRow<'c> {
    let reason = |reason: Option<Reason<'c>>| reason.map_or("", |reason| reason.name);
    let mut reads = Reads::default();
    reads.condition(contract, condition);
    RuleRow {
        condition: rule.condition,
        meaning: rule.meaning,
        facts: reads.facts,
        registers: reads.registers,
        then: rule.then,
        otherwise: rule.otherwise,
        because: reason(rule.because),
        otherwise_because: reason(rule.otherwise_because),
        clause: rule.clause,
        basis: rule.basis,
    }
}
