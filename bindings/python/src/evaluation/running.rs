//! The evaluation itself: pieces of the frame one after another, each on every thread.

use super::columns::{Frame, Missing, lacking, told};
use super::practices;
use super::results::Results;
use crate::error::of_fault;
use arrow_array::{ArrayRef, RecordBatch, UInt8Array};
use arrow_buffer::NullBuffer;
use arrow_schema::{Field, Schema};
use entitle_answers::population::{Outcome, Practice, RefusedRows, refused_columns};
use entitle_answers::{Common, Fault};
use entitle_batch::{BatchReader, Keep, Population, Refusal, Storage, Texts, check_name_field, patient_facts};
use entitle_kernel::{Contract, Date, Fact};
use pyo3::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Rows between two looks at whether somebody wants to stop, or to know how far it is.
const PIECE: usize = 1 << 20;
/// What helps where rows are refused.
const KEEP: &str = "correct them, or say refused=\"keep\": `result.refused` lists them, and what is counted of their practices is unknown";
/// Fewer rows than this are not worth a thread of their own.
const ALONE_MAX: usize = 1 << 14;

/// What an evaluation is asked.
pub(super) struct Running<'r, 'c> {
    pub(super) contract: &'r Contract<'c>,
    pub(super) day: Date,
    pub(super) common: &'r [Common<'c>],
    pub(super) missing: Missing,
    /// Facts of the contract as a whole that are unknown.
    pub(super) unset: Vec<String>,
    pub(super) keep_decisions: bool,
    pub(super) threads: usize,
    pub(super) trust_unique: bool,
    pub(super) keep_refused: bool,
    pub(super) count_without_refused: bool,
    pub(super) progress: Option<&'r Py<PyAny>>,
}

impl<'c> Running<'_, 'c> {
    /// Evaluates the patients, and counts them into the practices; without a frame of those, into those that the patients
    /// name, and without such a column into one.
    pub(super) fn run(&self, patients: Frame, of_practices: Option<Frame>) -> PyResult<Results> {
        let (facts, mut unknown) = self.facts(&patients).map_err(of_fault)?;
        let reader = BatchReader::without_names(&facts, &patients.schema)
            .map_err(|faults| of_fault(refused(&patients, &faults, &facts)))?;
        let practices = match of_practices {
            Some(frame) => {
                let (practices, lacking) = practices::read(self.contract, frame, self.missing).map_err(of_fault)?;
                unknown.extend(lacking);
                practices
            }
            None => named_by(&patients),
        };
        let names: Vec<&str> = practices.iter().map(|practice| practice.name.as_str()).collect();
        let mut storage = Storage::new(self.contract, names.len());
        let population = Population::new(self.contract, self.day, &facts, &names, self.common, &mut storage);
        let mut population = population.map_err(|error| of_fault(Fault::of_kernel(self.contract, error)))?;
        if self.trust_unique || patients.place("patient").is_none() {
            population.trust_unique();
        }
        if self.count_without_refused {
            population.count_without_refused();
        }
        let mut refusals = RefusedRows::default();
        let decisions = self.evaluate(&patients, &reader, &mut population, &mut refusals)?;
        drop(patients);
        let unknown = [self.unset.clone(), unknown].concat();
        let outcome = Outcome::of(&population, self.day, &practices, self.common, refusals, unknown);
        Ok(Results { outcome: outcome.map_err(of_fault)?, decisions })
    }

    /// The facts that have a column, and the names of those that have none.
    fn facts(&self, patients: &Frame) -> Result<(Vec<Fact<'c>>, Vec<String>), Fault> {
        let of_patients = patient_facts(self.contract);
        let (there, absent): (Vec<_>, Vec<_>) =
            of_patients.into_iter().partition(|fact| patients.place(fact.name()).is_some());
        let absent: Vec<String> = absent.iter().map(|fact| fact.name().to_owned()).collect();
        if self.missing == Missing::Refused && !absent.is_empty() {
            return Err(lacking(self.contract, patients, &absent));
        }
        Ok((there, absent))
    }

    fn evaluate(
        &self,
        patients: &Frame,
        reader: &BatchReader<'c>,
        population: &mut Population<'c, '_>,
        refusals: &mut RefusedRows,
    ) -> PyResult<Option<(Arc<Schema>, Vec<RecordBatch>)>> {
        let rows = patients.rows();
        let threads = self.threads;
        // A pool of its own: one that all share does not survive a fork, and frames are evaluated in processes that were forked.
        let pool = rayon::ThreadPoolBuilder::new().num_threads(if rows <= ALONE_MAX { 1 } else { threads }).build();
        let pool = pool.map_err(|error| of_fault(Fault::input(format!("no threads: {error}"))))?;
        let kept = Kept::new(patients, population, self.keep_decisions);
        let mut decisions = Vec::new();
        let mut done = 0;
        for batch in &patients.batches {
            for first in (0..batch.num_rows()).step_by(PIECE) {
                let piece = batch.slice(first, PIECE.min(batch.num_rows() - first));
                let read = reader.read(&piece).map_err(|fault| of_fault(refused(patients, &[fault], &[])))?;
                let keep = if self.keep_decisions { Keep::Decisions } else { Keep::Counts };
                let taken = pool.install(|| {
                    let taken = population.add_batch(&read, done as u64, keep)?;
                    Ok(taken.refused().map(|(row, refusals)| (row, refusals.to_vec())).collect::<Vec<_>>())
                });
                let refused = taken.map_err(|error| of_fault(Fault::of_kernel(self.contract, error)))?;
                let told = refused.iter().map(|(row, refusals)| (*row, refusals.as_slice()));
                refusals.tell(population, self.day, "the frame of practices", &read, done as u64, told);
                if !self.keep_refused {
                    refusals.none_or_fault(KEEP).map_err(of_fault)?;
                }
                if self.keep_decisions {
                    decisions.push(kept.batch(&piece, population.take_decisions(), &refused).map_err(of_fault)?);
                }
                done += piece.num_rows();
                self.report(done, rows)?;
            }
        }
        Ok(self.keep_decisions.then_some((kept.schema, decisions)))
    }

    /// Says how far it is, and stops where the person wants to.
    fn report(&self, done: usize, rows: usize) -> PyResult<()> {
        Python::attach(|py| {
            py.check_signals()?;
            self.progress.map_or(Ok(()), |progress| progress.call1(py, (done, rows)).map(|_| ()))
        })
    }
}

/// How decisions are kept: beside the columns that say who each row is.
struct Kept {
    schema: Arc<Schema>,
    /// The places of those columns.
    names: Vec<usize>,
}

impl Kept {
    fn new(patients: &Frame, population: &Population<'_, '_>, keep: bool) -> Kept {
        let names: Vec<usize> = ["patient", "practice"].into_iter().filter_map(|name| patients.place(name)).collect();
        let contract = population.contract();
        let indicators = population.indicators().filter(|_| keep);
        let codes = indicators
            .map(|indicator| Field::new(contract.indicator_name(indicator), arrow_schema::DataType::UInt8, true));
        let fields = names.iter().map(|place| patients.schema.field(*place).clone()).chain(codes);
        Kept { schema: Arc::new(Schema::new(fields.collect::<Vec<_>>())), names }
    }

    /// The decisions of a piece; those of rows that were refused are null.
    fn batch(
        &self,
        piece: &RecordBatch,
        decisions: Vec<Vec<u8>>,
        refused: &[(usize, Vec<Refusal>)],
    ) -> Result<RecordBatch, Fault> {
        let nulls = (!refused.is_empty()).then(|| {
            let mut is_there = vec![true; piece.num_rows()];
            refused.iter().for_each(|(row, _)| is_there[*row] = false);
            NullBuffer::from(is_there)
        });
        let names = self.names.iter().map(|place| piece.column(*place).clone());
        let codes =
            decisions.into_iter().map(|codes| Arc::new(UInt8Array::new(codes.into(), nulls.clone())) as ArrayRef);
        RecordBatch::try_new(self.schema.clone(), names.chain(codes).collect())
            .map_err(|error| Fault::input(format!("the decisions: {error}")))
    }
}

/// The practices that patients name, in the order of the alphabet; one where they name none.
fn named_by(patients: &Frame) -> Vec<Practice> {
    let place = patients.place("practice").filter(|place| check_name_field(patients.schema.field(*place)).is_ok());
    let names: BTreeSet<String> = match place {
        Some(place) => {
            patients.batches.iter().flat_map(|batch| Texts::new(batch.column(place).clone()).distinct()).collect()
        }
        None => BTreeSet::from(["all".to_owned()]),
    };
    let practice = |name| Practice { name, network: String::new(), values: Default::default() };
    names.into_iter().map(practice).collect()
}

fn refused(frame: &Frame, faults: &[entitle_batch::ColumnFault], facts: &[Fact<'_>]) -> Fault {
    refused_columns(frame.name, faults.iter().map(|fault| told(fault, facts)).collect())
}
