//! What a line or criterion may rest on, whichever branches are taken: every figure that its expression reads, itself or
//! through other lines, conditions, folds, tables and points. A statement tells what one answer did rest on.

use entitle_kernel::image::reads::{Read, ScaleRead};
use entitle_kernel::image::record::{self, NONE};
use entitle_kernel::{Basis, Contract, Grade};
use std::collections::HashSet;

/// What the line may rest on, its own source among it.
///
/// ```
/// use entitle_kernel::Grade;
/// let contract = entitle_contracts::find("network-contract-des", "2025-06-01".parse()?, None)?;
/// let basis = |line| entitle_answers::resting::of_line(&contract, contract.find_line(line).unwrap());
/// assert_eq!(basis("core").weakest(), Some(Grade::Published));
/// assert!(basis("total").has(Grade::Assumed) && basis("total").has_local_term());
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub fn of_line(contract: &Contract<'_>, line: usize) -> Basis {
    let mut walk = Walk { contract, seen: HashSet::new(), basis: Basis::NONE };
    walk.line(line);
    walk.basis
}

/// The same of a criterion.
pub fn of_criterion(contract: &Contract<'_>, criterion: usize) -> Basis {
    let mut walk = Walk { contract, seen: HashSet::new(), basis: Basis::NONE };
    if let Some(record) = contract.record::<record::Criterion>(criterion) {
        walk.source(record.source);
        walk.expression(record.expression);
    }
    walk.basis
}

struct Walk<'w, 'c> {
    contract: &'w Contract<'c>,
    /// Expressions that were looked at.
    seen: HashSet<u16>,
    basis: Basis,
}

impl Walk<'_, '_> {
    fn add(&mut self, basis: Basis) {
        self.basis = self.basis.and(basis);
    }

    fn grade(&mut self, grade: u8) {
        self.add(Grade::from_u8(grade).map_or(Basis::NONE, Basis::of));
    }

    fn source(&mut self, source: u16) {
        self.add(self.contract.source(source.into()).map_or(Basis::NONE, |source| Basis::of(source.grade)));
    }

    fn line(&mut self, line: usize) {
        if let Some(record) = self.contract.record::<record::Line>(line) {
            self.source(record.source);
            self.expression(record.expression);
        }
    }

    fn expression(&mut self, expression: u16) {
        if expression == NONE || !self.seen.insert(expression) {
            return;
        }
        let contract = self.contract;
        for read in contract.reads(expression) {
            match read {
                Read::Figure(basis) => self.add(basis),
                Read::Fact(fact) => self.fact(fact),
                Read::Attribute(attribute) => {
                    let grade = contract.record::<record::Attribute>(attribute).map(|attribute| attribute.grade);
                    grade.into_iter().for_each(|grade| self.grade(grade));
                }
                Read::Condition(condition) => {
                    let condition = contract.record::<record::SubjectCondition>(condition);
                    condition.into_iter().for_each(|condition| self.expression(condition.expression));
                }
                Read::Line(line) => self.line(line),
                Read::Fold(fold) => {
                    let fold = contract.record::<record::Fold>(fold);
                    fold.into_iter().for_each(|fold| self.expression(fold.expression));
                }
                Read::Points | Read::PointsMax => self.indicators(),
                Read::Table(table) => self.table(table),
                // Counts are the caller's own; a scale that is called is given its rate, and its rows have no grade.
                Read::Achieved | Read::Scale(_) => {}
            }
        }
    }

    fn fact(&mut self, fact: usize) {
        let Some(fact) = self.contract.fact(fact) else {
            return;
        };
        if fact.is_local_term() {
            self.add(Basis::LOCAL_TERM);
        }
        self.add(fact.source().map_or(Basis::NONE, |source| Basis::of(source.grade)));
    }

    fn indicators(&mut self) {
        for indicator in self.contract.all::<record::Indicator>() {
            self.grade(indicator.grade);
            self.scale(indicator.scale);
        }
    }

    /// The rates that a scale judges, those of its alternatives among them.
    fn scale(&mut self, scale: u16) {
        for read in self.contract.scale_reads(scale) {
            match read {
                ScaleRead::Counts => {}
                ScaleRead::Rate(expression) => self.expression(expression),
                ScaleRead::Alternative(other) => self.scale(other),
            }
        }
    }

    fn table(&mut self, table: usize) {
        let Some(table) = self.contract.record::<record::Lookup>(table) else {
            return;
        };
        for row in self.contract.records::<record::LookupRow>(table.first.into(), table.count.into()) {
            self.grade(row.grade);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
semantics = 1
[contract]
id = "resting"
title = "Resting"
in_force = 2024-01-01
until = 2025-01-01
subject = "practice"
[source.read]
title = "read"
grade = "published"
[source.memory]
title = "memory"
grade = "assumed"
[parameter.baseline]
value = "0.5"
unit = "fraction"
source = "memory"
[register.R]
title = "r"
source = "read"
[scale.threshold]
band = ["40%", "80%"]
[scale.improvement]
band = ["0%", "10%"]
of = "numerator / denominator - baseline"
[scale.better]
best_of = ["threshold", "improvement"]
[indicator.I]
title = "i"
register = "R"
points = 10
scale = "better"
source = "read"
[line.total]
title = "t"
value = "sum(indicators.points)"
unit = "points"
source = "read"
"#;

    #[test]
    fn a_line_rests_on_what_the_alternatives_of_a_best_of_judge() {
        let grade = |text: &str| {
            let image = entitle_compiler::compile("resting.toml", text).unwrap().image;
            of_line(&Contract::new(&image).unwrap(), 0).weakest()
        };
        assert_eq!(grade(TEXT), Some(Grade::Assumed));
        assert_eq!(
            grade(
                &TEXT
                    .replace("- baseline", "- 0.5")
                    .replace("[parameter.baseline]\nvalue = \"0.5\"\nunit = \"fraction\"\nsource = \"memory\"\n", "")
            ),
            Some(Grade::Published)
        );
    }
}
