//! What of a definition no test reaches.

use super::definitions::{Definitions, definitions_beside};
use entitle_answers::patient::{RuleTable, table_of_register, tables_of};
use entitle_kernel::image::code::{Action, Otherwise, ScaleKind};
use entitle_kernel::image::record;
use entitle_kernel::trace::{Entry, Event, Reached, Role};
use entitle_kernel::{Contract, Verdict};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// What of one definition the tests reach, and what not.
#[derive(Serialize, Debug, Default)]
pub struct Coverage {
    /// The definition: `id@in-force#revision`.
    pub contract: String,
    /// How many tests ask for it.
    pub tests: usize,
    /// Ways out of its rule tables: rows that end on true, and rows that end on false.
    pub ways: usize,
    /// Those that decided no test.
    pub ways_untested: Vec<String>,
    /// Outcomes of its criteria: met, and not met or refer.
    pub outcomes: usize,
    /// Those that no test asserts.
    pub outcomes_untested: Vec<String>,
    /// Its lines.
    pub lines: usize,
    /// Those that no test asserts.
    pub lines_untested: Vec<String>,
    /// Its contradictions.
    pub contradictions: usize,
    /// Those that refused no test.
    pub contradictions_untested: Vec<String>,
    /// Rows of its look-up tables, and places on its scales: below, above each bound, at the top.
    pub rows: usize,
    /// Those that no statement of a test reached.
    pub rows_untested: Vec<String>,
    #[serde(skip)]
    open_rows: BTreeMap<TableRow, String>,
    #[serde(skip)]
    open_ways: BTreeMap<(u8, u16, u8, bool), String>,
    #[serde(skip)]
    open_outcomes: BTreeSet<(String, &'static str)>,
    #[serde(skip)]
    open_lines: Vec<String>,
    #[serde(skip)]
    open_contradictions: Vec<String>,
}

impl Coverage {
    fn new(contract: &Contract<'_>) -> Coverage {
        let mut coverage = Coverage { contract: name_of(contract), ..Coverage::default() };
        for register in 0..contract.register_count() {
            table_of_register(contract, register).iter().for_each(|table| coverage.table(table));
        }
        for indicator in 0..contract.indicator_count() {
            let tables = tables_of(contract, indicator);
            tables
                .iter()
                .filter(|table| !matches!(table.role, Role::Register(_)))
                .for_each(|table| coverage.table(table));
        }
        for (index, criterion) in contract.all::<record::Criterion>().enumerate() {
            let fails = match contract.otherwise(index) {
                Otherwise::Fail => Verdict::NotMet,
                Otherwise::Refer => Verdict::Refer,
            };
            for verdict in [Verdict::Met, fails] {
                coverage.open_outcomes.insert((contract.name(criterion.name).to_owned(), verdict.name()));
            }
        }
        coverage.open_lines = contract.all::<record::Line>().map(|line| contract.name(line.name).to_owned()).collect();
        coverage.open_contradictions =
            entitle_answers::contradiction_names(contract).into_iter().map(str::to_owned).collect();
        coverage.rows_of(contract);
        coverage.ways = coverage.open_ways.len();
        coverage.outcomes = coverage.open_outcomes.len();
        coverage.lines = coverage.open_lines.len();
        coverage.contradictions = coverage.open_contradictions.len();
        coverage.rows = coverage.open_rows.len();
        coverage
    }

    fn rows_of(&mut self, contract: &Contract<'_>) {
        for (table, record) in (0_u16..).zip(contract.all::<record::Lookup>()) {
            let rows = contract.records::<record::LookupRow>(record.first.into(), record.count.into());
            // A row that says "none" stands there because every value of the key has one; it has no figure to test.
            for (row, _) in (0_u16..).zip(rows).filter(|(_, row)| row.low != record::NONE) {
                let text = format!("table {}, row {}", contract.name(record.name), row + 1);
                self.open_rows.insert(TableRow::Lookup { table, row }, text);
            }
        }
        for (scale, record) in (0_u16..).zip(contract.all::<record::Scale>()) {
            let (bounds, name) = (bounds_of(&record), name_of_scale(contract, scale, &record));
            for reached in bounds {
                let place = match reached {
                    Reached::Below => "below".to_owned(),
                    Reached::Above(bound) => format!("above bound {}", u16::from(bound) + 1),
                    _ => "at the top".to_owned(),
                };
                self.open_rows.insert(TableRow::Scale { scale, reached: rank(reached) }, format!("{name}, {place}"));
            }
        }
    }

    fn table(&mut self, table: &RuleTable<'_>) {
        for (index, row) in (0_u8..).zip(&table.rows) {
            let mut add = |matched: bool, action: Action| {
                if action != Action::Next {
                    let branch = if matched { "" } else { ", else" };
                    let text = format!(
                        "{}, row {}{branch}: {} ({})",
                        table.title,
                        u16::from(index) + 1,
                        action.name(),
                        row.condition.split_whitespace().collect::<Vec<_>>().join(" ")
                    );
                    self.open_ways.insert(key(table.role, index, matched), text);
                }
            };
            add(true, row.then);
            if row.condition != "otherwise" {
                add(false, row.otherwise);
            }
        }
    }

    /// A row decided a test.
    pub(super) fn row(&mut self, table: Role, row: u8, matched: bool) {
        self.open_ways.remove(&key(table, row, matched));
    }

    /// A statement was made for a test; its trace says which rows and places it reached.
    pub(super) fn statement(&mut self, trace: &[Entry]) {
        for entry in trace {
            let reached = match entry.event {
                Event::Lookup { table, row } => TableRow::Lookup { table, row },
                Event::Scale { scale, reached } => TableRow::Scale { scale, reached: rank(reached) },
                _ => continue,
            };
            self.open_rows.remove(&reached);
        }
    }

    /// A test asserted a verdict.
    pub(super) fn criterion(&mut self, name: &str, verdict: Verdict) {
        self.open_outcomes.remove(&(name.to_owned(), verdict.name()));
    }

    /// A test was refused for a contradiction, as it expected.
    pub(super) fn contradiction(&mut self, name: &str) {
        self.open_contradictions.retain(|open| open != name);
    }

    /// A test asserted a line.
    pub(super) fn line(&mut self, name: &str) {
        self.open_lines.retain(|line| line != name);
    }

    fn finish(mut self) -> Coverage {
        self.ways_untested = std::mem::take(&mut self.open_ways).into_values().collect();
        let outcomes = std::mem::take(&mut self.open_outcomes).into_iter();
        self.outcomes_untested = outcomes.map(|(name, verdict)| format!("criterion {name}: {verdict}")).collect();
        self.lines_untested = std::mem::take(&mut self.open_lines);
        let contradictions = std::mem::take(&mut self.open_contradictions).into_iter();
        self.contradictions_untested = contradictions.map(|name| format!("contradiction {name}")).collect();
        self.rows_untested = std::mem::take(&mut self.open_rows).into_values().collect();
        self
    }
}

/// A row of a look-up table or a place on a scale.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum TableRow {
    Lookup { table: u16, row: u16 },
    Scale { scale: u16, reached: u16 },
}

/// The places on a scale in order; those where nothing was measured come last.
const fn rank(reached: Reached) -> u16 {
    match reached {
        Reached::Below => 0,
        Reached::Above(bound) => 1 + bound as u16,
        Reached::Top => 256,
        Reached::NothingToMeasure | Reached::Undetermined => 257,
    }
}

/// Where a rate can stand on a scale; nowhere on a best-of, whose alternatives are scales themselves.
fn bounds_of(scale: &record::Scale) -> Vec<Reached> {
    if ScaleKind::from_u8(scale.kind) == Some(ScaleKind::BestOf) {
        return Vec::new();
    }
    let above = (0..scale.count.saturating_sub(1)).map(Reached::Above);
    [Reached::Below].into_iter().chain(above).chain([Reached::Top]).collect()
}

/// `scale best`, or `scale of DM020` where it stands within its indicator.
fn name_of_scale(contract: &Contract<'_>, scale: u16, record: &record::Scale) -> String {
    if record.name != record::NONE {
        return format!("scale {}", contract.name(record.name));
    }
    let indicators = contract.all::<record::Indicator>().filter(|indicator| indicator.scale == scale);
    let names: Vec<&str> = indicators.map(|indicator| contract.name(indicator.name)).collect();
    format!("scale of {}", names.join(", "))
}

/// A way out of a table.
const fn key(table: Role, row: u8, matched: bool) -> (u8, u16, u8, bool) {
    match table {
        Role::Register(index) => (0, index, row, !matched),
        Role::Denominator(index) => (1, index, row, !matched),
        Role::Numerator(index) => (2, index, row, !matched),
    }
}

fn name_of(contract: &Contract<'_>) -> String {
    format!("{}@{}#{}", contract.id(), contract.in_force(), contract.revision())
}

/// The coverage of every definition that was met.
#[derive(Default)]
pub(super) struct Coverages(BTreeMap<String, Coverage>);

impl Coverages {
    /// The coverage of a definition.
    pub(super) fn of(&mut self, contract: &Contract<'_>) -> &mut Coverage {
        self.0.entry(name_of(contract)).or_insert_with(|| Coverage::new(contract))
    }

    /// Adds the definitions beside the test files that no test asks for.
    pub(super) fn add_untested(&mut self, definitions: &mut Definitions, files: &[PathBuf]) {
        let beside: BTreeSet<PathBuf> =
            files.iter().flat_map(|file| definitions_beside(file)).map(|(_, _, path)| path).collect();
        for path in beside {
            // A definition with faults is `entitle check`'s to report.
            if let Ok(image) = definitions.compile(&path)
                && let Ok(contract) = Contract::new(&image)
            {
                self.of(&contract);
            }
        }
    }

    pub(super) fn finish(self) -> Vec<Coverage> {
        self.0.into_values().map(Coverage::finish).collect()
    }
}
