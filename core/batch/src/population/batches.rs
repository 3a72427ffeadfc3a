//! Record batches into a population: clean rows by blocks on every thread, the others one by one through the border.

use super::names::{PracticeNames, Whose};
use super::{Nameless, Population, Refusal, Taken, set_if_read};
use crate::batch::Batch;
use crate::blocks::Blocks;
use crate::counts::{Counts, Places, RowOf};
use crate::dispatch::{BLOCK, Taking, Vectors};
use crate::held::MappedNames;
use crate::look::{Look, Seen};
use entitle_kernel::block::{ColumnPlace, Columns, Decisions};
use entitle_kernel::plan::Plan;
use entitle_kernel::{Contract, Decision, Error, Value};
#[cfg(feature = "threads")]
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// What is kept of a batch besides counts.
///
/// ```
/// use entitle_batch::Keep;
/// assert_ne!(Keep::Counts, Keep::Decisions);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keep {
    /// The refusals alone.
    Counts,
    /// And each row's decision for each indicator.
    Decisions,
}

/// What became of the rows of a batch. Rows are told by their place in it, from 0.
#[derive(Clone, Copy, Debug)]
pub struct TakenBatch<'p> {
    results: &'p Results,
}

impl<'p> TakenBatch<'p> {
    /// The rows that were refused, in order, each with all its reasons; every other row was evaluated.
    pub fn refused(&self) -> impl Iterator<Item = (usize, &'p [Refusal])> + use<'p> {
        let Results { refused, refusals, .. } = self.results;
        refused.iter().map(|(row, range)| (*row, refusals.get(range.clone()).unwrap_or_default()))
    }

    /// Whether a row was refused.
    #[must_use]
    pub fn is_refused(&self, row: usize) -> bool {
        self.results.refused.binary_search_by_key(&row, |(row, _)| *row).is_ok()
    }

    /// The decisions for an indicator, by its place among [`Population::indicators`]: a byte for each row, 0 where the row was
    /// refused. Empty where decisions are not kept.
    #[must_use]
    pub fn decisions(&self, indicator: usize) -> &'p [u8] {
        self.results.decisions.get(indicator).map_or(&[], Vec::as_slice)
    }
}

/// What became of the rows of the last batch.
#[derive(Debug, Default)]
pub(super) struct Results {
    /// Rows refused, each with the place of its reasons.
    refused: Vec<(usize, Range<usize>)>,
    refusals: Vec<Refusal>,
    /// For each indicator with rules about patients.
    decisions: Vec<Vec<u8>>,
}

/// What batches need and single rows do not.
pub(super) struct Batches {
    pub(super) vectors: Vectors,
    look: Look,
    places: Places,
    /// One for each thread that was ever at work.
    workers: Mutex<Vec<Worker>>,
    results: Results,
}

impl Batches {
    pub(super) fn new(contract: &Contract<'_>, look: Look) -> Batches {
        Batches {
            vectors: Vectors::Best,
            look,
            places: Places::new(contract),
            workers: Mutex::default(),
            results: Results::default(),
        }
    }
}

/// What a thread works with, and what it found.
struct Worker {
    blocks: Blocks<BLOCK>,
    counts: Counts,
    /// The practice of each row at hand; nobody's where the row is odd.
    practices: Vec<u32>,
    rows_of: Vec<RowOf>,
    /// For each row at hand, not 0 where it is odd.
    odd: Vec<u8>,
    /// The rows that turned out odd.
    odd_rows: Vec<usize>,
    /// For each column, how many values are not null.
    given: Vec<u64>,
}

/// Rows that one thread takes at once.
const PIECE: usize = 16 * BLOCK;

/// Rows to be taken at once, and where their decisions go.
struct Piece<'o> {
    rows: Range<usize>,
    /// For each indicator of the contract; empty where decisions are not kept.
    decisions: Vec<&'o mut [u8]>,
}

/// What all threads read.
struct Work<'w, 'c, 'd, 'p> {
    batch: &'w Batch<'c>,
    plan: &'w Plan<'w, 'c>,
    look: &'w Look,
    places: &'w Places,
    vectors: Vectors,
    seen: &'w [Seen<'d>],
    /// The columns as rules read them; none where a fact that they read has no column.
    columns: Option<&'w Columns<'c, 'd, 'p>>,
    practice_places: &'w PracticeNames,
    practices: Option<&'w MappedNames<'w, u32>>,
    /// Rows whose patient's name is at fault.
    nameless: &'w [(usize, Nameless)],
}

impl<'c> Population<'c, '_> {
    /// Judges the rows of a batch; decides and counts all that are not refused: as [`add`](Self::add) would, row by row, and with
    /// the same answers. Clean rows are evaluated together, on the threads of the rayon pool in which this is called; others
    /// go one by one. In [`Refusal::Duplicate`] a row's number is `first_row` plus its place in its batch.
    ///
    /// Errors: `BadArgument` where the batch was read for other facts than this population's columns; `TooMany` where a count
    /// goes beyond 32 bits, and the counts are then of no use.
    ///
    /// ```
    /// use arrow_array::{ArrayRef, RecordBatch, StringArray};
    /// use entitle_batch::{BatchReader, ColumnBuilder, Keep, Population, Storage, native_schema, patient_facts};
    /// use entitle_kernel::{Contract, image::code::Outcome, Decision, sample};
    /// use std::sync::Arc;
    ///
    /// let contract = Contract::new(sample::IMAGE)?;
    /// let facts = patient_facts(&contract);
    /// let mut storage = Storage::new(&contract, 1);
    /// let mut population = Population::new(&contract, "2026-03-31".parse()?, &facts, &["North"], &[], &mut storage)?;
    ///
    /// // Two patients, the second of another practice; from a file such a batch comes ready made.
    /// let names = |names: [&str; 2]| Arc::new(StringArray::from_iter_values(names)) as ArrayRef;
    /// let mut columns = vec![("patient", names(["p1", "p2"])), ("practice", names(["North", "South"]))];
    /// for (fact, (_, text)) in facts.iter().zip(sample::PATIENT) {
    ///     let mut builder = ColumnBuilder::new(fact, &entitle_batch::native_field(fact)).expect("a native form");
    ///     for _ in 0..2 {
    ///         builder.push(fact.parse(text)?)?;
    ///     }
    ///     columns.push((fact.name(), builder.finish()));
    /// }
    /// let arrays = columns.iter().map(|(_, array)| array.clone()).collect();
    /// # let fields: Vec<_> = native_schema(&contract).fields().iter().cloned().collect();
    /// # let fields = fields.iter().zip(&columns).map(|(field, (_, array))| field.as_ref().clone().with_data_type(array.data_type().clone()));
    /// # let schema = Arc::new(arrow_schema::Schema::new(fields.collect::<Vec<_>>()));
    /// let batch = RecordBatch::try_new(schema.clone(), arrays).expect("of one length");
    ///
    /// let reader = BatchReader::new(&facts, &schema).expect("every column is there");
    /// let batch = reader.read(&batch).expect("of the schema");
    /// let taken = population.add_batch(&batch, 0, Keep::Decisions)?;
    /// let outcome = contract.decision(0, Decision(taken.decisions(0)[0])).outcome;
    /// assert_eq!(outcome, Outcome::InNumerator);
    /// assert_eq!(taken.refused().map(|(row, _)| row).collect::<Vec<_>>(), [1]); // there is no South
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn add_batch(&mut self, batch: &Batch<'c>, first_row: u64, keep: Keep) -> Result<TakenBatch<'_>, Error> {
        let facts = batch.columns.iter().map(|column| column.fact().index());
        if !facts
            .eq((0..self.border.column_count()).filter_map(|column| self.border.fact(column)).map(|fact| fact.index()))
        {
            return Err(Error::BadArgument);
        }
        let nameless = self.identify_all(batch, first_row);
        let mut results = std::mem::take(&mut self.batches.results);
        results.begin(self.decisions.len(), batch.rows(), keep);
        let odd_rows = self.take_clean(batch, &nameless, &mut results)?;
        self.take_odd(batch, &nameless, &odd_rows, &mut results)?;
        self.batches.results = results;
        Ok(TakenBatch { results: &self.batches.results })
    }

    /// Takes the decisions of the last batch, a column for each indicator with rules about patients; none where they are not
    /// kept, or were taken. Who keeps them need not copy them.
    ///
    /// ```
    /// # use entitle_batch::{Population, Storage};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = Storage::new(&contract, 0);
    /// let mut population = Population::new(&contract, "2026-03-31".parse()?, &[], &[], &[], &mut storage)?;
    /// assert!(population.take_decisions().is_empty()); // no batch came
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn take_decisions(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.batches.results.decisions)
    }

    /// Notes every patient's name, unless they are trusted; the rows whose name is at fault.
    fn identify_all(&mut self, batch: &Batch<'_>, first_row: u64) -> Vec<(usize, Nameless)> {
        let mut nameless = Vec::new();
        if let Some(patients) = batch.patients.as_ref().filter(|_| self.seen.is_some()) {
            let practices = self.places_of_rows(batch);
            let mut row = 0;
            patients.each(0..batch.rows(), |patient| {
                let practice = practices.get(row).and_then(|place| usize::try_from(*place).ok());
                nameless.extend(self.identify(patient, first_row + row as u64, practice).map(|fault| (row, fault)));
                row += 1;
            });
        }
        nameless
    }

    /// The place of each row's practice; beyond them, nobody's.
    fn places_of_rows(&self, batch: &Batch<'_>) -> Vec<u32> {
        let place = |name: &str| place_of(&self.practices, name, u32::MAX);
        let mut places = Vec::with_capacity(batch.rows());
        match &batch.practices {
            Some(practices) => practices.map(place).each(0..batch.rows(), place, |place| places.push(place)),
            None => places.resize(batch.rows(), 0),
        }
        places
    }

    /// Evaluates the clean rows; the others, in order.
    fn take_clean(
        &mut self,
        batch: &Batch<'c>,
        nameless: &[(usize, Nameless)],
        results: &mut Results,
    ) -> Result<Vec<usize>, Error> {
        let mut column_places = vec![ColumnPlace::EMPTY; self.contract.cost().patient_slots.into()];
        let mut columns = Columns::new(&self.contract, batch.rows(), &mut column_places)?;
        let mut is_known = true;
        for (fact, value) in &self.common {
            match value {
                Value::Unknown => is_known = false,
                value => set_if_read(columns.set_value(*fact, *value))?,
            }
        }
        for column in &batch.columns {
            set_if_read(columns.set(column.fact().index(), column.column()))?;
        }
        is_known &= columns.missing().next().is_none();

        let nobody = u32::try_from(self.tallies.len()).map_err(|_| Error::TooMany)?;
        let plan = self.plan.plan(&self.contract, &self.run)?;
        let practice_places = &self.practices;
        let practice = |name: &str| place_of(practice_places, name, nobody);
        let practices = batch.practices.as_ref().map(|practices| practices.map(practice));
        let work = Work {
            batch,
            plan: &plan,
            look: &self.batches.look,
            places: &self.batches.places,
            vectors: self.batches.vectors,
            seen: &batch.columns.iter().map(Seen::new).collect::<Vec<_>>(),
            columns: is_known.then_some(&columns),
            practice_places,
            practices: practices.as_ref(),
            nameless,
        };
        let workers = &self.batches.workers;
        let take = |piece: Piece<'_>| {
            let lock = || workers.lock().unwrap_or_else(PoisonError::into_inner);
            let free = lock().pop();
            let mut worker = free.unwrap_or_else(|| Worker::new(&work, nobody));
            let taken = worker.take(&work, piece, nobody);
            lock().push(worker);
            taken
        };
        let indicators = self.decisions.iter().map(|(indicator, _)| *indicator);
        let pieces = results.pieces(batch.rows(), indicators, self.contract.indicator_count());
        match pieces.len() {
            0 | 1 => pieces.into_iter().try_for_each(take)?,
            #[cfg(feature = "threads")]
            _ => pieces.into_par_iter().try_for_each(take)?,
            #[cfg(not(feature = "threads"))]
            _ => pieces.into_iter().try_for_each(take)?,
        }
        let mut odd_rows = Vec::new();
        for worker in self.batches.workers.get_mut().unwrap_or_else(PoisonError::into_inner) {
            worker.counts.settle(&self.batches.places, &mut self.tallies, &mut self.account.patients)?;
            odd_rows.append(&mut worker.odd_rows);
            for (given, of_worker) in self.account.given.iter_mut().zip(&mut worker.given) {
                *given += std::mem::take(of_worker);
            }
        }
        odd_rows.sort_unstable();
        self.account.evaluated += (batch.rows() - odd_rows.len()) as u64;
        Ok(odd_rows)
    }

    /// Takes rows one by one.
    fn take_odd(
        &mut self,
        batch: &Batch<'_>,
        nameless: &[(usize, Nameless)],
        rows: &[usize],
        results: &mut Results,
    ) -> Result<(), Error> {
        let mut values = Vec::with_capacity(batch.columns.len());
        for row in rows.iter().copied() {
            values.clear();
            values.extend(batch.columns.iter().map(|column| column.value(row)));
            for (given, value) in self.account.given.iter_mut().zip(&values) {
                // It is there, but it says nothing.
                *given -= u64::from(value.is_unknown());
            }
            let fault = match nameless.binary_search_by_key(&row, |(row, _)| *row) {
                Ok(place) => Some(nameless[place].1),
                Err(_) => (batch.patients.is_some() && batch.patient(row).is_empty())
                    .then_some(Nameless { refusal: Refusal::Unnamed, first_practice: None }),
            };
            let name = batch.practice(row);
            let whose = match &batch.practices {
                Some(_) => self.practices.get(&name).map_or(Whose::Named(&name), Whose::Place),
                None if self.tallies.is_empty() => Whose::Named(""),
                None => Whose::Place(0),
            };
            match self.take(&values, whose, fault)? {
                Taken::Evaluated { decisions, .. } => {
                    for (column, (_, decision)) in results.decisions.iter_mut().zip(decisions) {
                        if let Some(byte) = column.get_mut(row) {
                            *byte = decision.0;
                        }
                    }
                }
                Taken::Refused(refusals) => {
                    let first = results.refusals.len();
                    results.refusals.extend_from_slice(refusals);
                    results.refused.push((row, first..results.refusals.len()));
                }
            }
        }
        Ok(())
    }
}

impl Results {
    fn begin(&mut self, indicators: usize, rows: usize, keep: Keep) {
        self.refused.clear();
        self.refusals.clear();
        self.decisions.resize_with(indicators, Vec::new);
        for column in &mut self.decisions {
            column.clear();
            if keep == Keep::Decisions {
                column.resize(rows, Decision::NOT_ON_REGISTER.0);
            }
        }
    }

    /// The rows in pieces, each with its part of the decisions of each of the contract's indicators.
    fn pieces(&mut self, rows: usize, indicators: impl Iterator<Item = usize>, all: usize) -> Vec<Piece<'_>> {
        let range = |first: usize| first..rows.min(first + PIECE);
        let mut pieces: Vec<Piece<'_>> =
            (0..rows).step_by(PIECE).map(|first| Piece { rows: range(first), decisions: Vec::new() }).collect();
        for (indicator, column) in indicators.zip(&mut self.decisions) {
            for (piece, part) in pieces.iter_mut().zip(column.chunks_mut(PIECE)) {
                piece.decisions.resize_with(all, Default::default);
                piece.decisions[indicator] = part;
            }
        }
        pieces
    }
}

/// The place of a practice, or nobody's.
fn place_of(practices: &PracticeNames, name: &str, nobody: u32) -> u32 {
    practices.get(name).and_then(|place| u32::try_from(place).ok()).unwrap_or(nobody)
}

impl Worker {
    fn new(work: &Work<'_, '_, '_, '_>, practices: u32) -> Worker {
        Worker {
            blocks: Blocks::new(work.plan),
            counts: Counts::new(work.places, practices as usize),
            practices: Vec::new(),
            rows_of: Vec::new(),
            odd: Vec::new(),
            odd_rows: Vec::new(),
            given: vec![0; work.seen.len()],
        }
    }

    /// Looks at the rows, and evaluates those that are clean.
    fn take(&mut self, work: &Work<'_, '_, '_, '_>, mut piece: Piece<'_>, nobody: u32) -> Result<(), Error> {
        let rows = piece.rows.clone();
        self.name(work, rows.clone(), nobody);
        self.rows_of.clear();
        let kept = !piece.decisions.is_empty();
        work.vectors.take(&mut Taking {
            rows: rows.clone(),
            look: work.look,
            seen: work.seen,
            given: &mut self.given,
            odd: &mut self.odd,
            practices: &mut self.practices,
            nobody,
            rows_of: &mut self.rows_of,
            columns: work.columns,
            plan: work.plan,
            blocks: &mut self.blocks,
            places: work.places,
            counts: &mut self.counts,
            decisions: kept.then_some(Decisions { columns: &mut piece.decisions, first_row: rows.start }),
        })?;
        let first = self.odd_rows.len();
        self.odd_rows.extend(rows.clone().zip(&self.odd).filter(|(_, odd)| **odd != 0).map(|(row, _)| row));
        for row in self.odd_rows.iter().skip(first) {
            // What was decided of an odd row means nothing.
            for column in piece.decisions.iter_mut().filter(|column| !column.is_empty()) {
                column[row - rows.start] = Decision::NOT_ON_REGISTER.0;
            }
        }
        Ok(())
    }

    /// Finds each row's practice. Rows are odd where there is none, or where the patient's name is at fault.
    fn name(&mut self, work: &Work<'_, '_, '_, '_>, rows: Range<usize>, nobody: u32) {
        let Worker { practices, odd, .. } = self;
        practices.clear();
        let practice = |name: &str| place_of(work.practice_places, name, nobody);
        match work.practices {
            Some(of_rows) => of_rows.each(rows.clone(), practice, |place| practices.push(place)),
            // Nobody is the first practice only where there is none.
            None => practices.resize(rows.len(), 0),
        }
        odd.clear();
        odd.extend(practices.iter().map(|practice| u8::from(*practice == nobody || work.columns.is_none())));
        let nameless = work.nameless.iter().skip(work.nameless.partition_point(|(row, _)| *row < rows.start));
        for (row, _) in nameless.take_while(|(row, _)| *row < rows.end) {
            odd[row - rows.start] = 1;
        }
        let mut each = odd.iter_mut();
        if let Some(patients) = &work.batch.patients {
            patients.each(rows, |patient| {
                if let Some(odd) = each.next() {
                    *odd |= u8::from(patient.is_empty());
                }
            });
        }
    }
}
