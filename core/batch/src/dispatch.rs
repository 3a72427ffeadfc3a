//! The inner loops, compiled for several sets of vector instructions, of which the machine's best is taken at run time.

use crate::blocks::Blocks;
use crate::counts::{ByPractice, Counts, Places, RowOf, runs};
use crate::look::{Look, Seen};
use entitle_kernel::Error;
use entitle_kernel::block::{Columns, Decisions, Evaluator};
use entitle_kernel::plan::Plan;
use multiversion::multiversion;
use multiversion::target::target_cfg_f;
use std::ops::Range;

/// Which vector instructions are used. The answers are the same with all of them.
///
/// ```
/// use entitle_batch::Vectors;
/// assert_eq!(Vectors::default(), Vectors::Best);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Vectors {
    /// The best that the machine has: AVX2, or what every machine of its kind has (on ARM that is NEON). AVX-512 was tried:
    /// a twentieth faster over narrow columns, a third slower over wide ones.
    #[default]
    Best,
    /// What every machine of its kind has.
    Baseline,
}

/// Rows of a block on hosts.
///
/// ```
/// assert!(entitle_batch::BLOCK.is_multiple_of(64));
/// ```
pub const BLOCK: usize = 1024;

/// Rows to be taken: looked at, and those that are clean evaluated.
pub(crate) struct Taking<'w, 'c, 'd, 'p, 'o, 's> {
    pub(crate) rows: Range<usize>,
    pub(crate) look: &'w Look,
    pub(crate) seen: &'w [Seen<'d>],
    /// For each column, how many values are not null; it is added to.
    pub(crate) given: &'w mut [u64],
    /// A byte for each of the rows: not 0 where it is odd.
    pub(crate) odd: &'w mut [u8],
    /// The practice of each of the rows. Odd rows become nobody's.
    pub(crate) practices: &'w mut [u32],
    pub(crate) nobody: u32,
    /// Empty at first: the same, with the runs in which they stand.
    pub(crate) rows_of: &'w mut Vec<RowOf>,
    /// What is evaluated; nothing where facts have no column.
    pub(crate) columns: Option<&'w Columns<'c, 'd, 'p>>,
    pub(crate) plan: &'w Plan<'w, 'c>,
    pub(crate) blocks: &'w mut Blocks<BLOCK>,
    pub(crate) places: &'w Places,
    pub(crate) counts: &'w mut Counts,
    /// Where each row's decisions go, if they are kept.
    pub(crate) decisions: Option<Decisions<'o, 's>>,
}

impl Vectors {
    pub(crate) fn take(self, taking: &mut Taking<'_, '_, '_, '_, '_, '_>) -> Result<(), Error> {
        match self {
            Vectors::Best => take_avx2(taking),
            Vectors::Baseline => take_baseline(taking),
        }
    }
}

/// Rows are looked at and evaluated while they are in the cache.
const PART: usize = BLOCK;

#[inline(always)]
fn take(taking: &mut Taking<'_, '_, '_, '_, '_, '_>) -> Result<(), Error> {
    let Taking { rows, blocks, .. } = taking;
    let (start, end) = (rows.start, rows.end);
    let evaluator = taking.columns.map(|columns| Evaluator::new(columns, taking.plan, blocks.storage()));
    let mut evaluator = evaluator.transpose()?;
    for first in rows.clone().step_by(PART) {
        let part = first..end.min(first + PART);
        let here = part.start - start..part.end - start;
        let (Some(odd), Some(practices)) = (taking.odd.get_mut(here.clone()), taking.practices.get_mut(here)) else {
            break;
        };
        taking.look.at(taking.seen, part.clone(), odd, taking.given);
        for (practice, odd) in practices.iter_mut().zip(odd) {
            *practice = if *odd == 0 { *practice } else { taking.nobody };
        }
        if let Some(evaluator) = &mut evaluator {
            taking.counts.add_patients(taking.places, practices);
            runs(taking.rows_of.last().copied(), practices, taking.rows_of);
            let of_rows = (taking.rows_of.as_slice(), start);
            let mut sink = ByPractice::new(taking.places, of_rows, taking.counts, taking.decisions.as_mut());
            evaluator.evaluate_part(part.clone(), part.end == end, &mut sink)?;
        }
    }
    Ok(())
}

// Each set of instructions has one copy of the code; a machine without AVX2 takes the other. A test looks for these names in
// the compiled code.

#[multiversion(targets("x86_64+avx2+bmi1+bmi2+fma+lzcnt+movbe+popcnt"))]
fn take_avx2<'w, 'c, 'd, 'p, 'o, 's>(taking: &mut Taking<'w, 'c, 'd, 'p, 'o, 's>) -> Result<(), Error> {
    match target_cfg_f!(target_feature = "avx2") {
        true => take(taking),
        false => take_baseline(taking),
    }
}

#[inline(never)]
fn take_baseline(taking: &mut Taking<'_, '_, '_, '_, '_, '_>) -> Result<(), Error> {
    take(taking)
}
