//! Which facts the columns of a file hold: every name known, every fact there, or all that is wrong at once.

use super::rows::Rows;
use crate::arguments::MissingColumns;
use crate::facts::Names;
use crate::fault::{Fault, nearest};
use entitle_kernel::Fact;
use entitle_kernel::image::code::Scope;

/// The columns of a file that hold facts.
pub(super) struct Columns<'c> {
    /// Fact, item and place in the row, in the order of the file.
    pub(super) facts: Vec<(Fact<'c>, usize, usize)>,
    /// The names of facts that have no column and are unknown.
    pub(super) unknown: Vec<String>,
}

/// What a file of one kind takes.
pub(super) struct Takes<'t, 'c> {
    /// The names of its facts.
    pub(super) names: Names<'c>,
    /// Columns that are no facts: what must be there, and what may.
    pub(super) required: &'t [&'t str],
    /// See `required`.
    pub(super) optional: &'t [&'t str],
    /// Why a fact has no place in this file; `None` where it has.
    pub(super) refuses: &'t dyn Fn(&Fact<'c>, usize) -> Option<String>,
    /// Whether the file must have a column for it.
    pub(super) needs: &'t dyn Fn(&Fact<'c>, usize) -> bool,
}

impl<'c> Columns<'c> {
    /// Reads the header of a file.
    pub(super) fn of(rows: &Rows, takes: &Takes<'_, 'c>, missing: MissingColumns) -> Result<Columns<'c>, Fault> {
        let mut faults = rows.faults_of_header();
        let mut facts: Vec<(Fact<'c>, usize, usize)> = Vec::new();
        for (place, column) in rows.header.iter().enumerate() {
            let is_other = takes.required.iter().chain(takes.optional).any(|other| other == column);
            if column.is_empty() || is_other {
                continue;
            }
            match takes.find(column) {
                Ok((fact, item)) => facts.push((fact, item, place)),
                Err(why) => faults.push(format!("row 1, column {column}: {why}")),
            }
        }
        for required in takes.required.iter().filter(|required| rows.place(required).is_none()) {
            faults.push(format!("row 1: there is no column `{required}`; add it"));
        }
        let lacking = takes.lacking(&facts);
        let is_lacking = missing == MissingColumns::Refuse && !lacking.is_empty();
        if is_lacking {
            faults.push(format!(
                "row 1: columns are missing for facts of {}: {}",
                takes.names.contract().id(),
                lacking.join(", ")
            ));
        }
        match (faults.is_empty(), is_lacking) {
            (true, _) => Ok(Columns { facts, unknown: lacking }),
            (_, false) => Err(rows.refused(faults)),
            _ => Err(rows.refused(faults).with_help(
                "add the columns, or say --missing-columns unknown: what hangs on them is then undetermined",
            )),
        }
    }
}

impl<'c> Takes<'_, 'c> {
    fn find(&self, column: &str) -> Result<(Fact<'c>, usize), String> {
        let contract = self.names.contract();
        if contract.find_fact(Scope::Contract, column).is_some() {
            return Err(format!("it is the same for everybody; leave the column out and say --set {column}=VALUE"));
        }
        let others = self.required.iter().chain(self.optional).copied();
        let (fact, item) = self.names.find(column).map_err(|why| match nearest(column, others) {
            Some(near) => format!("the file takes no such column; did you mean `{near}`?"),
            None => why,
        })?;
        match (self.refuses)(&fact, item) {
            Some(why) => Err(why),
            None => Ok((fact, item)),
        }
    }

    /// The names of all columns that are needed and not there.
    fn lacking(&self, there: &[(Fact<'c>, usize, usize)]) -> Vec<String> {
        let mut lacking = Vec::new();
        for fact in self.names.facts() {
            for (item, name) in self.names.of(&fact).enumerate() {
                let is_there = there.iter().any(|(other, place, _)| (other.index(), *place) == (fact.index(), item));
                if !is_there && (self.needs)(&fact, item) {
                    lacking.push(name);
                }
            }
        }
        lacking
    }
}
