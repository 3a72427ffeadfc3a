//! Which facts the columns of a file hold: every name known, every fact there, or all that is wrong at once.

use crate::arguments::MissingColumns;
use crate::facts::Names;
use crate::fault::{FAULTS_SHOWN_MAX, Fault, nearest};
use entitle_answers::quoted;
use entitle_kernel::Fact;
use entitle_kernel::image::code::Scope;
use std::collections::HashSet;

/// The columns of a file that hold facts.
pub(super) struct Columns<'c> {
    /// Fact, item and place in the row, in the order of the file.
    pub(super) facts: Vec<(Fact<'c>, usize, usize)>,
    /// The names of facts that have no column and are unknown.
    pub(super) unknown: Vec<String>,
}

/// The columns that a file says it has.
pub(super) struct Header<'h> {
    /// The file's name.
    pub(super) file: &'h str,
    /// The row that the names stand in, where they stand in one.
    pub(super) row: Option<u64>,
    pub(super) names: &'h [String],
    /// What is wrong with the header itself, whatever it should hold.
    pub(super) faults: Vec<String>,
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
    pub(super) fn of(header: Header<'_>, takes: &Takes<'_, 'c>, missing: MissingColumns) -> Result<Columns<'c>, Fault> {
        let Header { file, row, names, mut faults } = header;
        let (lead, of_column) = match row {
            Some(row) => (format!("row {row}: "), format!("row {row}, ")),
            None => (String::new(), String::new()),
        };
        let mut facts: Vec<(Fact<'c>, usize, usize)> = Vec::new();
        for (place, column) in names.iter().enumerate() {
            let is_other = takes.required.iter().chain(takes.optional).any(|other| other == column);
            if column.is_empty() || is_other {
                continue;
            }
            // Each known name is measured against one that is not known; those that nobody is shown are not worth that.
            let found = match takes.names.place(column) {
                None if faults.len() >= FAULTS_SHOWN_MAX => Err("the contract takes no such fact".to_owned()),
                _ => takes.find(column),
            };
            match found {
                Ok((fact, item)) => facts.push((fact, item, place)),
                Err(why) => faults.push(format!("{of_column}column {}: {why}", quoted(column))),
            }
        }
        for required in takes.required.iter().filter(|required| !names.iter().any(|name| name == *required)) {
            faults.push(format!("{lead}there is no column `{required}`; add it"));
        }
        let lacking = takes.lacking(names);
        let is_lacking = missing == MissingColumns::Refuse && !lacking.is_empty();
        if is_lacking {
            faults.push(format!(
                "{lead}columns are missing for facts of {}: {}",
                takes.names.contract().id(),
                lacking.join(", ")
            ));
        }
        match (faults.is_empty(), is_lacking) {
            (true, _) => Ok(Columns { facts, unknown: lacking }),
            (_, false) => Err(refused(file, faults)),
            _ => Err(refused(file, faults).with_help(
                "add the columns, or say --missing-columns unknown: what hangs on them is then undetermined",
            )),
        }
    }
}

/// The fault of a file with these faults in its header or rows.
pub(super) fn refused(file: &str, faults: Vec<String>) -> Fault {
    let message = match faults.len() {
        1 => format!("{file} has a fault; nothing was evaluated"),
        count => format!("{file} has {count} faults; nothing was evaluated"),
    };
    Fault::input(message).with_details(faults)
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
    fn lacking(&self, there: &[String]) -> Vec<String> {
        let facts = self.names.facts();
        let needed = facts.flat_map(|fact| {
            let names = self.names.of(&fact).enumerate();
            let needed: Vec<String> =
                names.filter(|(item, _)| (self.needs)(&fact, *item)).map(|(_, name)| name).collect();
            needed
        });
        let there: HashSet<&String> = there.iter().collect();
        needed.filter(|name| !there.contains(name)).collect()
    }
}
