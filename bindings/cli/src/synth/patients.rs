//! The patients' files: made piece by piece on every thread, written in order.

use super::arrays::Rows;
use super::{MadePopulation, Prevalence, Progress};
use crate::arguments::Synthesis;
use crate::batches::{BatchFile, Encoded, Layout, in_order, threads};
use crate::fault::Fault;
use crate::population::folder::{Folder, Sheet};
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::ArrowError;
use entitle_batch::native_schema;
use entitle_kernel::{Contract, Fact, Value};
use std::io::Write;
use std::ops::Range;
use std::sync::Arc;

/// Patients that are made at once: so many are in memory as rows or as columns.
const BATCH_PATIENTS: u64 = 1 << 14;
/// Patients of a row group of Parquet.
const ROW_GROUP_PATIENTS: u64 = 1 << 17;

/// What is known of patients once they are made.
pub(super) struct Made<'c> {
    pub(super) prevalence: Prevalence<'c>,
    /// Patients by practice.
    pub(super) lists: Vec<u64>,
}

/// The folder of the files, where there are several.
pub(super) const FOLDER: &str = "patients";

/// The places of the files below the folder of results, in the order of their patients.
pub(super) fn places(asked: &Synthesis) -> Vec<String> {
    let extension = asked.format.extension();
    match asked.files {
        1 => vec![format!("{FOLDER}.{extension}")],
        // As many digits in each name, so that the order of the names is that of the patients.
        count => (1..=count).map(|file| format!("{FOLDER}/patients-{file:04}.{extension}")).collect(),
    }
}

/// Makes the patients and writes their files.
pub(super) fn write<'c>(
    folder: &mut Folder,
    contract: &Contract<'c>,
    population: &MadePopulation<'c>,
    asked: &Synthesis,
) -> Result<Made<'c>, Fault> {
    let making = Making::new(contract, population, asked)?;
    let mut made = making.nobody()?;
    let places = places(asked);
    if places.len() > 1 {
        folder.inner(FOLDER)?;
    }
    let mut open: Option<(usize, PatientsFile)> = None;
    let pieces = making.pieces(asked);
    let progress = Progress::new(asked.patients);
    let piece = |place: usize| std::iter::once(making.piece(&pieces[place], &progress));
    in_order(threads(asked.threads), pieces.len(), piece, |piece| {
        if open.as_ref().is_none_or(|(file, _)| *file != piece.file) {
            finish(open.take())?;
            open = Some((piece.file, making.begin(folder, &places[piece.file])?));
        }
        made.add(&piece.made);
        open.as_mut().map_or(Ok(()), |(_, file)| file.write(piece.rows))
    })?;
    finish(open)?;
    Ok(made)
}

fn finish(open: Option<(usize, PatientsFile)>) -> Result<(), Fault> {
    match open {
        None => Ok(()),
        Some((_, PatientsFile::Csv(sheet))) => sheet.finish(),
        Some((_, PatientsFile::Batches(file))) => file.finish(),
    }
}

impl Made<'_> {
    fn add(&mut self, other: &Made<'_>) {
        self.prevalence.add(&other.prevalence);
        self.lists.iter_mut().zip(&other.lists).for_each(|(sum, patients)| *sum += patients);
    }
}

/// Consecutive patients of one file.
struct Piece {
    file: usize,
    numbers: Range<u64>,
}

/// What a piece has become.
struct MadePiece<'c> {
    file: usize,
    made: Made<'c>,
    rows: MadeRows,
}

enum MadeRows {
    Csv(Vec<u8>),
    Batches(Encoded),
}

enum PatientsFile {
    Csv(Box<Sheet>),
    Batches(BatchFile),
}

impl PatientsFile {
    fn write(&mut self, rows: MadeRows) -> Result<(), Fault> {
        match (self, rows) {
            (PatientsFile::Csv(sheet), MadeRows::Csv(rows)) => sheet.rows(&rows),
            (PatientsFile::Batches(file), MadeRows::Batches(encoded)) => file.write(encoded),
            _ => Err(unlikely("what was made is of another form than its file")),
        }
    }
}

/// Everything that making patients takes; threads share it.
struct Making<'m, 'c> {
    contract: &'m Contract<'c>,
    population: &'m MadePopulation<'c>,
    practices: Vec<String>,
    /// The practices' names as a column's dictionary.
    practice_texts: ArrayRef,
    /// How record batches are written; `None` where it is CSV.
    layout: Option<Layout>,
}

impl<'m, 'c> Making<'m, 'c> {
    fn new(
        contract: &'m Contract<'c>,
        population: &'m MadePopulation<'c>,
        asked: &Synthesis,
    ) -> Result<Making<'m, 'c>, Fault> {
        let practices: Vec<String> =
            (0..population.practice_count()).map(|place| population.practice_name(place)).collect();
        let layout = |form| Layout::new(Arc::new(native_schema(contract)), form);
        Ok(Making {
            contract,
            population,
            practice_texts: Arc::new(StringArray::from_iter_values(&practices)),
            practices,
            layout: asked.format.form().map(layout).transpose()?,
        })
    }

    fn nobody(&self) -> Result<Made<'c>, Fault> {
        let prevalence = Prevalence::new(self.contract, self.population.facts())?;
        Ok(Made { prevalence, lists: vec![0; self.practices.len()] })
    }

    /// The files' patients, cut where a row group or a batch ends. How many threads there are changes nothing.
    fn pieces(&self, asked: &Synthesis) -> Vec<Piece> {
        let size = match self.layout.as_ref().is_some_and(Layout::is_parquet) {
            true => ROW_GROUP_PATIENTS,
            false => BATCH_PATIENTS,
        };
        let first_of = |file: u64| {
            1 + u64::try_from(u128::from(asked.patients) * u128::from(file) / u128::from(asked.files))
                .unwrap_or(u64::MAX)
        };
        let files = (0..asked.files).zip(0..);
        files
            .flat_map(|(file, place)| {
                cut(first_of(file)..first_of(file + 1), size).map(move |numbers| Piece { file: place, numbers })
            })
            .collect()
    }

    fn begin(&self, folder: &mut Folder, place: &str) -> Result<PatientsFile, Fault> {
        match &self.layout {
            Some(layout) => Ok(PatientsFile::Batches(layout.begin(folder, place)?)),
            None => {
                let facts = self.population.facts().iter().map(|fact| fact.name());
                let header: Vec<&str> = ["patient", "practice"].into_iter().chain(facts).collect();
                Ok(PatientsFile::Csv(Box::new(folder.sheet(place, &header)?)))
            }
        }
    }

    fn piece(&self, piece: &Piece, progress: &Progress) -> Result<MadePiece<'c>, Fault> {
        let mut made = self.nobody()?;
        let numbers = piece.numbers.clone();
        let rows = match &self.layout {
            None => MadeRows::Csv(self.text(numbers, &mut made, progress)?),
            Some(layout) => {
                let mut rows = Rows::new(self.population, layout.schema(), &self.practice_texts)?;
                let batch = |numbers| self.batch(numbers, &mut rows, &mut made, progress);
                MadeRows::Batches(layout.encode(cut(numbers, BATCH_PATIENTS).map(batch))?)
            }
        };
        Ok(MadePiece { file: piece.file, made, rows })
    }

    fn batch(
        &self,
        numbers: Range<u64>,
        rows: &mut Rows<'_>,
        made: &mut Made<'c>,
        progress: &Progress,
    ) -> Result<RecordBatch, Fault> {
        self.each(numbers, made, progress, |number, practice, cells| {
            rows.add(number, practice, cells).map_err(unlikely)
        })?;
        rows.take().map_err(|error: ArrowError| unlikely(error))
    }

    fn text(&self, numbers: Range<u64>, made: &mut Made<'c>, progress: &Progress) -> Result<Vec<u8>, Fault> {
        let facts = self.population.facts();
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut text = Vec::new();
        let mut row = csv::ByteRecord::new();
        self.each(numbers, made, progress, |number, practice, cells| {
            row.clear();
            row.push_field(MadePopulation::patient_name(number).as_bytes());
            row.push_field(self.practices[practice].as_bytes());
            for (fact, cell) in facts.iter().zip(cells) {
                text.clear();
                write_cell(fact, *cell, &mut text);
                row.push_field(&text);
            }
            writer.write_byte_record(&row).map_err(unlikely)
        })?;
        writer.into_inner().map_err(unlikely)
    }

    /// Makes and counts patients one after another, and hands over the number, the practice's place and the cells.
    fn each(
        &self,
        numbers: Range<u64>,
        made: &mut Made<'c>,
        progress: &Progress,
        mut take: impl FnMut(u64, usize, &[Value]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut cells = vec![Value::Null; self.population.facts().len()];
        let count = numbers.end - numbers.start;
        for number in numbers {
            let practice = self.population.make(number, &mut cells);
            made.prevalence.count(&cells).map_err(unlikely)?;
            made.lists[practice] += 1;
            take(number, practice, &cells)?;
        }
        progress.more(count);
        Ok(())
    }
}

/// A range in parts of at most so many.
fn cut(range: Range<u64>, size: u64) -> impl Iterator<Item = Range<u64>> {
    let Range { start, end } = range;
    (0..(end - start).div_ceil(size)).map(move |part| start + part * size..end.min(start + (part + 1) * size))
}

/// A value as files hold it: null is a blank cell.
fn write_cell(fact: &Fact<'_>, value: Value, text: &mut Vec<u8>) {
    if !matches!(value, Value::Null) {
        // Writing to memory does not fail.
        let _ = write!(text, "{}", fact.written(value));
    }
}

/// Made values fit their facts, so the kernel and the files take them.
pub(super) fn unlikely(error: impl std::fmt::Display) -> Fault {
    Fault::input(format!("the made population does not fit the contract: {error}"))
        .with_help("this is a fault of Entitle itself: please report it")
}
