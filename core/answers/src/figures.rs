//! Every figure and rule of a contract with its grade: parameters, attributes, registers, indicators, rows of tables
//! and of rules, criteria and lines. What is graded `assumed` must be seen.

use crate::patient::{RuleRow, RuleTable, own_tables_of, table_of_register};
use entitle_kernel::image::code::LookupKind;
use entitle_kernel::image::record::{self, NONE};
use entitle_kernel::{Contract, Grade};

/// A figure or rule with its source.
pub struct Figure<'c> {
    /// What kind of thing it is, and its name: `parameter value_per_point`.
    pub name: String,
    /// How well it is known.
    pub grade: Grade,
    /// The title of its source; of a rule its condition, which may rest on several.
    pub source: &'c str,
    /// The note of its source; of a rule its clause.
    pub note: &'c str,
}

/// Every figure, in the order of the definition.
pub fn figures<'c>(contract: &Contract<'c>) -> Vec<Figure<'c>> {
    let mut list = Vec::new();
    let mut add = |kind: &str, name: &str, source: u16, grade: Option<u8>| {
        let source = contract.source(source.into());
        let stated = grade.and_then(Grade::from_u8);
        let Some(grade) = stated.or(source.map(|source| source.grade)) else {
            return;
        };
        list.push(Figure {
            name: format!("{kind} {name}"),
            grade,
            source: source.map_or("", |source| source.title),
            note: source.map_or("", |source| source.note),
        });
    };
    for record in contract.all::<record::Parameter>() {
        add("parameter", contract.name(record.name), record.source, Some(record.grade));
    }
    for record in contract.all::<record::Attribute>() {
        add("attribute", contract.name(record.name), record.source, Some(record.grade));
    }
    for record in contract.all::<record::Register>() {
        add("register", contract.name(record.name), record.source, Some(record.grade));
    }
    for record in contract.all::<record::Indicator>() {
        add("indicator", contract.name(record.name), record.source, Some(record.grade));
        if record.rules_source != NONE {
            add("rules of", contract.name(record.name), record.rules_source, None);
        }
    }
    for table in contract.all::<record::Lookup>() {
        for (index, row) in contract.records::<record::LookupRow>(table.first.into(), table.count.into()).enumerate() {
            add("table", &row_name(contract, &table, index, &row), row.source, Some(row.grade));
        }
    }
    for record in contract.all::<record::Criterion>() {
        add("criterion", contract.name(record.name), record.source, None);
    }
    for record in contract.all::<record::Line>().filter(|line| line.source != NONE) {
        add("line", contract.name(record.name), record.source, None);
    }
    list.extend(rules(contract));
    list
}

/// Every row of a rule table that rests on something; one that always matches does not.
fn rules<'c>(contract: &Contract<'c>) -> impl Iterator<Item = Figure<'c>> {
    rule_tables(contract).flat_map(|table| {
        let figure = |(index, row): (usize, &RuleRow<'c>)| {
            let name = format!("{} row {}", table.title, index + 1);
            Some(Figure { name, grade: row.basis.weakest()?, source: row.condition, note: row.clause })
        };
        table.rows.iter().enumerate().filter_map(figure).collect::<Vec<_>>()
    })
}

/// Every rule table: of registers, denominators and numerators.
fn rule_tables<'c>(contract: &Contract<'c>) -> impl Iterator<Item = RuleTable<'c>> {
    let contract = *contract;
    let registers = (0..contract.register_count()).filter_map(move |register| table_of_register(&contract, register));
    let indicators = (0..contract.indicator_count()).flat_map(move |indicator| own_tables_of(&contract, indicator));
    registers.chain(indicators)
}

/// `msr[500..]`, `savings_cap[EN]`.
fn row_name(contract: &Contract<'_>, table: &record::Lookup, index: usize, row: &record::LookupRow) -> String {
    let name = contract.name(table.name);
    if LookupKind::from_u8(table.kind) == Some(LookupKind::Keyed) {
        let place = u16::try_from(index).unwrap_or(NONE);
        return format!("{name}[{}]", contract.enumerated(table.enumeration, place));
    }
    format!("{name}[{}..]", contract.decimal(row.from))
}

/// How many figures and rules there are of each grade: official, published, derived, assumed.
pub fn by_grade(contract: &Contract<'_>) -> [usize; 4] {
    let mut counts = [0; 4];
    for figure in figures(contract) {
        counts[figure.grade as usize] += 1;
    }
    counts
}

/// The same counts in words.
///
/// ```
/// let contract = entitle_contracts::find("extended-access", "2019-04-01".parse()?, None)?;
/// assert!(entitle_answers::figures::grades(&contract).starts_with("Figures and rules: "));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[must_use]
pub fn grades(contract: &Contract<'_>) -> String {
    let [official, published, derived, assumed] = by_grade(contract);
    format!("Figures and rules: {official} official, {published} published, {derived} derived, {assumed} assumed")
}
