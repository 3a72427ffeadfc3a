//! This project over columns: any contract, one thread or several, decisions by row or a histogram alone.

use crate::breakdown::Timed;
pub use entitle_batch::Vectors;
use entitle_batch::{BLOCK, Blocks};
use entitle_kernel::block::{Columns, Decisions, Evaluator, Sink};
use entitle_kernel::plan::Plan;
use entitle_kernel::{Contract, Decision, Tally};
use multiversion::multiversion;
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Mutex;

type Of<'e, 'c, 'd, 's> = Evaluator<'e, 'c, 'd, 's, BLOCK>;

/// Somewhere for answers to go, and the inner loops compiled for it as `entitle-batch` compiles them for its own.
trait Compiled: Sink + Sized {
    fn best(evaluator: &mut Of<'_, '_, '_, '_>, rows: Range<usize>, sink: &mut Self);
}

macro_rules! compiled {
    ($sink:ident, $module:ident) => {
        mod $module {
            use super::{Of, decide, $sink};
            use multiversion::multiversion;
            use std::ops::Range;

            #[multiversion(targets("x86_64+avx2+bmi1+bmi2+fma+lzcnt+movbe+popcnt"))]
            pub(super) fn best<'a, 'e, 'c, 'd, 's, 'x, 'y>(
                evaluator: &'a mut Of<'e, 'c, 'd, 's>,
                rows: Range<usize>,
                sink: &'a mut $sink<'x, 'y>,
            ) {
                decide(evaluator, rows, sink);
            }
        }

        impl Compiled for $sink<'_, '_> {
            fn best(evaluator: &mut Of<'_, '_, '_, '_>, rows: Range<usize>, sink: &mut Self) {
                $module::best(evaluator, rows, sink);
            }
        }
    };
}
compiled!(Decisions, by_row);
compiled!(Tally, counted);

#[multiversion(targets("x86_64+avx2+bmi1+bmi2+fma+lzcnt+movbe+popcnt"))]
fn timed<'a, 'e, 'c, 'd, 's>(evaluator: &'a mut Of<'e, 'c, 'd, 's>, rows: Range<usize>, sink: &'a mut Timed) {
    decide(evaluator, rows, sink);
}

#[inline(always)]
fn decide(evaluator: &mut Of<'_, '_, '_, '_>, rows: Range<usize>, sink: &mut impl Sink) {
    evaluator.evaluate(rows, sink).expect("columns of the contract and room for its answers");
}

fn evaluate(vectors: Vectors, evaluator: &mut Of<'_, '_, '_, '_>, rows: Range<usize>, sink: &mut impl Compiled) {
    match vectors {
        Vectors::Best => Compiled::best(evaluator, rows, sink),
        Vectors::Baseline => decide(evaluator, rows, sink),
    }
}

/// Columns of a contract and the plan that they are evaluated by.
pub struct Ours<'e, 'c, 'd, 's> {
    pub columns: &'e Columns<'c, 'd, 's>,
    plan: &'e Plan<'e, 'c>,
    vectors: Vectors,
    /// 1, or those of the rayon pool at hand.
    threads: usize,
    /// Storage that no thread has in hand: made once, as `entitle-batch` keeps its own from batch to batch.
    blocks: Mutex<Vec<Blocks<BLOCK>>>,
}

impl<'e, 'c, 'd, 's> Ours<'e, 'c, 'd, 's> {
    pub fn new(
        columns: &'e Columns<'c, 'd, 's>,
        plan: &'e Plan<'e, 'c>,
        vectors: Vectors,
        threads: usize,
    ) -> Ours<'e, 'c, 'd, 's> {
        Ours { columns, plan, vectors, threads, blocks: Mutex::default() }
    }

    fn contract(&self) -> &Contract<'_> {
        self.columns.contract()
    }

    fn share(&self) -> usize {
        if self.threads == 1 { self.columns.rows() } else { 1 << 16 }
    }

    fn evaluate(&self, rows: Range<usize>, sink: &mut impl Compiled) {
        self.with_blocks(|blocks| {
            let mut evaluator =
                Evaluator::new(self.columns, self.plan, blocks.storage()).expect("columns are complete");
            evaluate(self.vectors, &mut evaluator, rows, sink);
        });
    }

    fn with_blocks(&self, work: impl FnOnce(&mut Blocks<BLOCK>)) {
        let lock = || self.blocks.lock().expect("nobody panicked");
        let free = lock().pop();
        let mut blocks = free.unwrap_or_else(|| Blocks::new(self.plan));
        work(&mut blocks);
        lock().push(blocks);
    }

    /// A decision for each row and indicator: `out` holds one indicator after another.
    pub fn per_row(&self, out: &mut [u8]) {
        out.fill(Decision::NOT_ON_REGISTER.0);
        let (rows, share) = (self.columns.rows(), self.share());
        // For each share of the rows, its part of every indicator's decisions.
        let mut shares: Vec<Vec<&mut [u8]>> = (0..rows.div_ceil(share)).map(|_| Vec::new()).collect();
        for indicator in out.chunks_mut(rows) {
            for (share, part) in shares.iter_mut().zip(indicator.chunks_mut(share)) {
                share.push(part);
            }
        }
        let decide = |(place, parts): (usize, &mut Vec<&mut [u8]>)| {
            let first_row = place * share;
            let mut sink = Decisions { columns: parts, first_row };
            self.evaluate(first_row..rows.min(first_row + share), &mut sink);
        };
        if self.threads == 1 {
            shares.iter_mut().enumerate().for_each(decide);
        } else {
            shares.par_iter_mut().enumerate().for_each(decide);
        }
    }

    /// One thread over all rows, telling `sink`.
    pub fn timed(&self, sink: &mut Timed) {
        self.with_blocks(|blocks| {
            let mut evaluator =
                Evaluator::new(self.columns, self.plan, blocks.storage()).expect("columns are complete");
            timed(&mut evaluator, 0..self.columns.rows(), sink);
        });
    }

    /// How many rows have each decision: what `Tally` counts.
    pub fn histogram(&self, out: &mut Vec<u32>) {
        let contract = self.contract();
        let (rows, share) = (self.columns.rows(), self.share());
        let empty = || vec![0; contract.cost().tally_slots.into()];
        let count = |mut counts: Vec<u32>, place: usize| {
            let first_row = place * share;
            let mut tally = Tally::resume(contract, &mut counts).expect("storage suffices");
            self.evaluate(first_row..rows.min(first_row + share), &mut tally);
            counts
        };
        *out = if self.threads == 1 {
            (0..rows.div_ceil(share)).fold(empty(), count)
        } else {
            let parts = (0..rows.div_ceil(share)).into_par_iter().fold(empty, count);
            parts.reduce(empty, |mut a, mut b| {
                let mut tally = Tally::resume(contract, &mut a).expect("storage suffices");
                tally.add_tally(&Tally::resume(contract, &mut b).expect("storage suffices")).expect("few enough");
                a
            })
        };
    }
}
