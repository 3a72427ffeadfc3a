//! The files of counts: by indicator, by reason, by register.

use super::folder::Folder;
use crate::fault::Fault;
use entitle_answers::Evaluated;
use entitle_batch::{Cells, Named, Population, Table, tables};
use entitle_kernel::AnswerKind;
use entitle_kernel::image::code::Outcome;
use std::collections::BTreeMap;

/// `counts.csv`: for each practice and indicator the patients by outcome. `achieved` is the kernel's.
pub(super) fn counts(
    folder: &mut Folder,
    population: &Population<'_, '_>,
    practices: &[Named<'_>],
    achieved: &[Achieved],
) -> Result<(), Fault> {
    let places = 0..practices.len();
    let of_practices = places.flat_map(|place| population.indicators().map(move |indicator| (place, indicator)));
    let achieved = of_practices.map(|(place, indicator)| {
        achieved.get(place).and_then(|achieved| achieved.get(&indicator)).cloned().unwrap_or_default()
    });
    let achieved = achieved.collect();
    table(folder, "counts.csv", tables::counts(population, practices), Some(("achieved", achieved)))
}

/// What was achieved, by indicator, as every face writes it.
pub(super) type Achieved = BTreeMap<usize, String>;

/// What a statement says was achieved.
pub(super) fn achieved(statement: &Evaluated<'_>) -> Achieved {
    let answers = statement.answers.iter().filter(|found| found.kind == AnswerKind::Achieved);
    answers.map(|found| (found.index, found.written.clone())).collect()
}

/// `reasons.csv`: for each practice and indicator the patients by outcome, rule and reason.
pub(super) fn reasons(
    folder: &mut Folder,
    population: &Population<'_, '_>,
    practices: &[Named<'_>],
) -> Result<(), Fault> {
    table(folder, "reasons.csv", tables::reasons(population, practices), None)
}

/// `registers.csv`: who is on which register.
pub(super) fn registers(
    folder: &mut Folder,
    population: &Population<'_, '_>,
    practices: &[Named<'_>],
) -> Result<(), Fault> {
    table(folder, "registers.csv", tables::registers(population, practices), None)
}

/// Writes a table, with one more column at its end where there is one.
pub(super) fn table(
    folder: &mut Folder,
    name: &str,
    mut table: Table,
    last: Option<(&'static str, Vec<String>)>,
) -> Result<(), Fault> {
    table.columns.extend(last.map(|(name, cells)| (name, Cells::Texts(cells))));
    let header: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let mut sheet = folder.sheet(name, &header)?;
    for row in 0..table.rows() {
        sheet.row(table.columns.iter().map(|(_, cells)| text(cells, row)))?;
    }
    sheet.finish()
}

/// A cell; a count that there is not is undetermined.
fn text(cells: &Cells, row: usize) -> String {
    match cells {
        Cells::Texts(cells) => cells.get(row).cloned().unwrap_or_default(),
        Cells::Codes(cells) => cells.get(row).map_or_else(String::new, ToString::to_string),
        Cells::Counts(cells) => match cells.get(row) {
            Some(Some(count)) => count.to_string(),
            _ => Outcome::Undetermined.name().to_owned(),
        },
    }
}
