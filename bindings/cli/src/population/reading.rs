//! The patients on their way through: every row of every file is evaluated or refused.

use super::columns::Columns;
use super::decisions::Decisions;
use super::progress::Progress;
use super::refused::{OfFile, Refused, Turned};
use super::rows::{Row, Rows};
use super::source::{Source, packed};
use crate::batches::{BatchSource, Known, in_order};
use crate::fault::Fault;
use entitle_answers::population::Teller;
use entitle_batch::{Arrival, Batch, BatchReader, Keep, Population, Refusal, Taken, read};
use entitle_kernel::{Date, Fact};

/// What the rows are read with, and where they go.
pub(super) struct Reading<'r, 'c> {
    pub(super) decisions: Decisions<'c>,
    pub(super) columns: &'r Columns<'c>,
    /// The names of the patients' files.
    pub(super) files: &'r [String],
    pub(super) practices_file: &'r str,
    pub(super) refused: &'r mut Refused,
    pub(super) day: Date,
    pub(super) threads: usize,
}

impl<'c> Reading<'_, 'c> {
    /// Reads everything.
    pub(super) fn all(mut self, source: Source, population: &mut Population<'c, '_>) -> Result<(), Fault> {
        match source {
            Source::Csv { first, others, bytes } => self.csv(*first, &others, bytes, population)?,
            Source::Batches(sources) => self.batches(&sources, population)?,
        }
        self.decisions.finish()?;
        match population.is_balanced() {
            true => Ok(()),
            false => Err(Fault::input("the counts do not add up to the patients evaluated; no results were written")
                .with_help("this is a fault of Entitle itself: please report it")),
        }
    }

    fn csv(
        &mut self,
        first: Rows,
        others: &[Known],
        bytes: Option<u64>,
        population: &mut Population<'c, '_>,
    ) -> Result<(), Fault> {
        let progress = Progress::over_bytes(bytes);
        let mut before = self.csv_file(0, first, 0, &progress, population)?;
        for (place, other) in (1..).zip(others) {
            before = self.csv_file(place, Rows::open_again(other.clone())?, before, &progress, population)?;
        }
        Ok(())
    }

    /// Reads a file; the bytes of all files so far.
    fn csv_file(
        &mut self,
        place: usize,
        mut rows: Rows,
        before: u64,
        progress: &Progress,
        population: &mut Population<'c, '_>,
    ) -> Result<u64, Fault> {
        let places = ["patient", "practice"].map(|column| rows.place(column).unwrap_or(0));
        let width = rows.header.len();
        let mut values = Vec::with_capacity(self.columns.facts.len());
        while let Some(row) = rows.next()? {
            let [patient, practice] = places.map(|place| row.cell(place));
            let taken = if row.len() == width {
                values.clear();
                values.extend(self.columns.facts.iter().map(|(fact, _, place)| read(fact, row.cell(*place))));
                let arrival = Arrival { row: packed(place, row.number), patient, practice, values: &values };
                let taken = population.add(&arrival);
                taken.map_err(|error| Fault::input(format!("{}, line {}: {error}", self.files[place], row.number)))?
            } else {
                population.refuse(Refusal::Length { values: row.len() })
            };
            match taken {
                Taken::Evaluated { decisions, .. } => self.decisions.one(patient, practice, decisions)?,
                Taken::Refused(refusals) => {
                    let refusals = refusals.to_vec();
                    let turned = Turned { file: &self.files[place], row: row.number, patient, practice };
                    self.tell_row(&turned, &refusals, &row, (place, width), population)?;
                }
            }
            progress.rows(population.account().rows(), || before + rows.bytes_read());
        }
        Ok(before + rows.bytes_read())
    }

    fn tell_row(
        &mut self,
        turned: &Turned<'_>,
        refusals: &[Refusal],
        row: &Row<'_>,
        (file, width): (usize, usize),
        population: &Population<'c, '_>,
    ) -> Result<(), Fault> {
        let facts = &self.columns.facts;
        let cell = |column: usize| facts.get(column).map_or("", |(_, _, place)| row.cell(*place));
        let teller = self.teller(population, file, "line", width);
        refusals.iter().try_for_each(|refusal| self.refused.patient(turned, refusal, &teller, cell))
    }

    fn teller<'t>(
        &self,
        population: &'t Population<'c, '_>,
        file: usize,
        unit: &'static str,
        width: usize,
    ) -> OfFile<'t, 'c>
    where
        Self: 't,
    {
        let (border, practices, names) = (population.border(), self.practices_file, population.practice_names());
        let teller = Teller { border, achievement_date: self.day, practices, names, width };
        OfFile { teller, files: self.files, file, unit }
    }

    // ------------------------------------------------------------ record batches

    fn batches(&mut self, sources: &[BatchSource], population: &mut Population<'c, '_>) -> Result<(), Fault> {
        let facts: Vec<Fact<'c>> = self.columns.facts.iter().map(|(fact, ..)| *fact).collect();
        let readers = sources.iter().map(|source| reader(source, &facts)).collect::<Result<Vec<_>, _>>()?;
        let pieces: Vec<(usize, usize)> = (0..)
            .zip(sources)
            .flat_map(|(file, source)| (0..source.pieces()).map(move |piece| (file, piece)))
            .collect();
        let progress = Progress::over_rows(sources.iter().map(BatchSource::rows).sum());
        let read = |piece: usize| {
            let (file, piece) = pieces[piece];
            let (source, reader) = (&sources[file], &readers[file]);
            source.read(piece).map(move |batch| {
                let batch = reader.read(&batch?);
                Ok((file, batch.map_err(|fault| Fault::input(format!("{}: {fault}", source.name)))?))
            })
        };
        let indicators: Vec<usize> = population.indicators().collect();
        let mut next = (0, 1);
        in_order(self.threads, pieces.len(), read, |(file, batch): (usize, Batch<'c>)| {
            if file != next.0 {
                next = (file, 1);
            }
            self.batch(file, next.1, &batch, &indicators, population)?;
            next.1 += batch.rows() as u64;
            progress.batch(population.account().rows());
            Ok(())
        })
    }

    /// Evaluates a batch whose first row has this number in its file.
    fn batch(
        &mut self,
        file: usize,
        first_row: u64,
        batch: &Batch<'c>,
        indicators: &[usize],
        population: &mut Population<'c, '_>,
    ) -> Result<(), Fault> {
        let keep = if matches!(self.decisions, Decisions::None) { Keep::Counts } else { Keep::Decisions };
        let taken = population.add_batch(batch, packed(file, first_row), keep);
        let taken = taken.map_err(|error| Fault::input(format!("{}, row {first_row}: {error}", self.files[file])))?;
        self.decisions.batch(batch, &taken, indicators)?;
        let refused: Vec<(usize, Vec<Refusal>)> =
            taken.refused().map(|(row, refusals)| (row, refusals.to_vec())).collect();
        let columns = self.columns.facts.len();
        for (row, refusals) in refused {
            let (patient, practice) = (batch.patient(row), batch.practice(row));
            let texts: Vec<String> = (0..columns).map(|column| batch.text(column, row)).collect();
            let cell = |column: usize| texts.get(column).map_or("", String::as_str);
            let number = first_row + row as u64;
            let turned = Turned { file: &self.files[file], row: number, patient: &patient, practice: &practice };
            let teller = self.teller(population, file, "row", columns);
            for refusal in &refusals {
                self.refused.patient(&turned, refusal, &teller, cell)?;
            }
        }
        Ok(())
    }
}

fn reader<'c>(source: &BatchSource, facts: &[Fact<'c>]) -> Result<BatchReader<'c>, Fault> {
    BatchReader::new(facts, source.schema())
        .map_err(|faults| super::columns::refused(&source.name, faults.iter().map(ToString::to_string).collect()))
}
