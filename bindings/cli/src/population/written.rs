//! The files of counts: by indicator, by reason, by register.

use super::folder::Folder;
use crate::fault::Fault;
use arrow_array::cast::AsArray;
use arrow_array::types::{UInt8Type, UInt64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType};
use entitle_answers::Evaluated;
use entitle_batch::{Named, Population, tables};
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
    table: Result<RecordBatch, ArrowError>,
    last: Option<(&str, Vec<String>)>,
) -> Result<(), Fault> {
    let table = table.map_err(|error| Fault::input(format!("{name}: {error}")))?;
    let schema = table.schema();
    let header: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let (last_name, last) = last.unzip();
    let mut sheet = folder.sheet(name, &header.into_iter().chain(last_name).collect::<Vec<_>>())?;
    for row in 0..table.num_rows() {
        let cells = table.columns().iter().map(|column| text(column, row));
        sheet.row(cells.chain(last.iter().filter_map(|last| last.get(row).cloned())))?;
    }
    sheet.finish()
}

/// A cell; a count that is null is undetermined.
fn text(column: &ArrayRef, row: usize) -> String {
    if column.is_null(row) {
        return Outcome::Undetermined.name().to_owned();
    }
    match column.data_type() {
        DataType::UInt64 => column.as_primitive::<UInt64Type>().value(row).to_string(),
        DataType::UInt8 => column.as_primitive::<UInt8Type>().value(row).to_string(),
        _ => column.as_string_opt::<i32>().map_or(String::new(), |texts| texts.value(row).to_owned()),
    }
}
