//! Where the answers of columns go.

use super::Rows;
use super::lanes::count_of;
use crate::error::{Error, Result};
use crate::evaluate::Tally;
use crate::image::ensure;
use crate::rules::Decision;

/// Takes the answers about rows as they are found. Each row is told of once for each register to which it belongs and
/// for each indicator of such a register, in no certain order.
///
/// ```
/// use entitle_kernel::Error;
/// use entitle_kernel::block::{Rows, Sink};
/// /// How many patients stand on the first register.
/// struct Members(usize);
/// impl Sink for Members {
///     fn members(&mut self, register: usize, _: Rows<'_>, _: &[u8], members: usize) -> Result<(), Error> {
///         self.0 += if register == 0 { members } else { 0 };
///         Ok(())
///     }
///     fn decisions(&mut self, _: usize, _: Rows<'_>, _: &[u8]) -> Result<(), Error> {
///         Ok(())
///     }
/// }
/// ```
pub trait Sink {
    /// Which of the rows belong to a register: a byte for each, 255 or 0, and how many do; one at least does.
    fn members(&mut self, register: usize, rows: Rows<'_>, mask: &[u8], members: usize) -> Result<()>;

    /// The decision about each of the rows for an indicator; those that are not on its register may be among them.
    fn decisions(&mut self, indicator: usize, rows: Rows<'_>, decisions: &[u8]) -> Result<()>;

    /// At the end, for each indicator: how many of all rows are not on its register.
    fn not_on_register(&mut self, _indicator: usize, _rows: usize) -> Result<()> {
        Ok(())
    }
}

/// One decision byte for each row and indicator: a column for each indicator, in the contract's order.
///
/// The caller's columns begin as [`Decision::NOT_ON_REGISTER`], which is 0; rows to which nothing is put stay so. An
/// indicator without rules about patients may have an empty column.
///
/// ```
/// use entitle_kernel::block::Decisions;
/// let (mut first, mut second) = (vec![0; 1000], vec![0; 1000]);
/// let mut columns = [first.as_mut_slice(), &mut second];
/// let decisions = Decisions { columns: &mut columns, first_row: 0 };
/// # assert_eq!(decisions.first_row, 0);
/// ```
pub struct Decisions<'o, 's> {
    /// For each indicator, a byte for each row.
    pub columns: &'o mut [&'s mut [u8]],
    /// The row to which the first byte of every column belongs.
    pub first_row: usize,
}

impl Sink for Decisions<'_, '_> {
    #[inline(always)]
    fn members(&mut self, _: usize, _: Rows<'_>, _: &[u8], _: usize) -> Result<()> {
        Ok(())
    }

    #[inline(always)]
    fn decisions(&mut self, indicator: usize, rows: Rows<'_>, decisions: &[u8]) -> Result<()> {
        let column = self.columns.get_mut(indicator).ok_or(Error::StorageTooSmall)?;
        match rows {
            Rows::Range { first, count } => {
                let start = first.saturating_sub(self.first_row);
                let part = column.get_mut(start..start.saturating_add(count)).ok_or(Error::StorageTooSmall)?;
                for (byte, decision) in part.iter_mut().zip(decisions) {
                    *byte = *decision;
                }
            }
            Rows::List(list) => {
                for (row, decision) in list.iter().zip(decisions) {
                    let place = (*row as usize).saturating_sub(self.first_row);
                    *column.get_mut(place).ok_or(Error::StorageTooSmall)? = *decision;
                }
            }
        }
        Ok(())
    }
}

/// Counts how often each decision stands among those of an indicator, but for "not on register"; `last` is the
/// indicator's last decision ([`Contract::decision_count`](crate::Contract::decision_count)).
/// Errors: those of `add`, and `BadArgument` where a byte is none of the indicator's decisions.
///
/// ```
/// use entitle_kernel::{Decision, block::count_decisions};
/// let mut counts = [0; 4];
/// count_decisions(&[0, 3, 1, 3], 3, |decision, patients| {
///     counts[usize::from(decision.0)] += patients;
///     Ok(())
/// })?;
/// assert_eq!(counts, [0, 1, 0, 2]);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[inline(always)]
pub fn count_decisions(decisions: &[u8], last: u8, mut add: impl FnMut(Decision, usize) -> Result<()>) -> Result<()> {
    let mut left = decisions.len().saturating_sub(count_of(decisions, Decision::NOT_ON_REGISTER.0));
    for code in 1..=last {
        if left == 0 {
            break;
        }
        let count = count_of(decisions, code);
        left = left.saturating_sub(count);
        add(Decision(code), count)?;
    }
    ensure(left == 0, Error::BadArgument)
}

/// The histogram alone: no answer about a single row is kept.
impl Sink for Tally<'_, '_> {
    #[inline(always)]
    fn members(&mut self, register: usize, _: Rows<'_>, _: &[u8], members: usize) -> Result<()> {
        self.add_members(register, members)
    }

    #[inline(always)]
    fn decisions(&mut self, indicator: usize, _: Rows<'_>, decisions: &[u8]) -> Result<()> {
        let last = self.contract().decision_count(indicator);
        count_decisions(decisions, last, |decision, count| self.add_decisions(indicator, decision, count))
    }

    #[inline(always)]
    fn not_on_register(&mut self, indicator: usize, rows: usize) -> Result<()> {
        self.add_decisions(indicator, Decision::NOT_ON_REGISTER, rows)
    }
}
