//! Counts by practice of rows that come in any order.

use entitle_kernel::block::{Decisions, Rows, Sink, count_decisions};
use entitle_kernel::image::record::{self, NONE};
use entitle_kernel::{Contract, Decision, Error, Tally};

/// Where the counts of a practice stand: its patients, the members of its registers, the decisions of its indicators.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    registers: usize,
    /// For each indicator its first count, and how many decisions it has; none without rules about patients.
    indicators: Vec<Option<(usize, u8)>>,
    /// How many counts a practice has.
    count: usize,
}

impl Places {
    pub(crate) fn new(contract: &Contract<'_>) -> Places {
        let registers = contract.register_count();
        let mut count = 1 + registers;
        let place = |(index, record): (usize, record::Indicator)| {
            if record.denominator == NONE {
                return None;
            }
            let (first, decisions) = (count, contract.decision_count(index));
            count += usize::from(decisions) + 1;
            Some((first, decisions))
        };
        let indicators = contract.all::<record::Indicator>().enumerate().map(place).collect();
        Places { registers, indicators, count }
    }
}

/// The counts of one thread. The last practice is nobody's: odd rows are counted there, and forgotten.
pub(crate) struct Counts {
    counts: Vec<u32>,
    practices: usize,
    /// The practices that have counts.
    touched: Vec<usize>,
    is_touched: Vec<bool>,
}

impl Counts {
    pub(crate) fn new(places: &Places, practices: usize) -> Counts {
        // Memory that nobody touches is not taken, so a thread pays for the practices that it meets.
        Counts {
            counts: vec![0; (practices + 1) * places.count],
            practices,
            touched: Vec::new(),
            is_touched: vec![false; practices],
        }
    }

    /// Counts a patient of each of these practices.
    pub(crate) fn add_patients(&mut self, places: &Places, practices: &[u32]) {
        for run in practices.chunk_by(|one, other| one == other) {
            let Some(practice) = run.first().map(|practice| *practice as usize) else { continue };
            let Some(is_touched) = self.is_touched.get_mut(practice) else { continue };
            if !std::mem::replace(is_touched, true) {
                self.touched.push(practice);
            }
            let patients = u32::try_from(run.len()).unwrap_or(u32::MAX);
            if let Some(count) = self.counts.get_mut(practice * places.count) {
                *count += patients;
            }
        }
    }

    /// Adds the counts to the practices' tallies and patients, and forgets them.
    pub(crate) fn settle(
        &mut self,
        places: &Places,
        tallies: &mut [Tally<'_, '_>],
        patients: &mut [u64],
    ) -> Result<(), Error> {
        for practice in self.touched.drain(..) {
            self.is_touched[practice] = false;
            let counts = self.counts.get_mut(practice * places.count..(practice + 1) * places.count);
            let tally = tallies.get_mut(practice);
            let (Some(counts), Some(tally), Some(patients)) = (counts, tally, patients.get_mut(practice)) else {
                continue;
            };
            let all = counts[0];
            *patients += u64::from(all);
            for (register, members) in counts[1..=places.registers].iter().enumerate().filter(|(_, count)| **count > 0)
            {
                tally.add_members(register, *members as usize)?;
            }
            for (indicator, place) in places.indicators.iter().enumerate() {
                let Some((first, decisions)) = *place else { continue };
                let mut others = all;
                for code in 1..=decisions {
                    let count = counts[first + usize::from(code)];
                    if count > 0 {
                        others -= count;
                        tally.add_decisions(indicator, Decision(code), count as usize)?;
                    }
                }
                tally.add_decisions(indicator, Decision::NOT_ON_REGISTER, others as usize)?;
            }
            counts.fill(0);
        }
        let nobody = self.practices * places.count;
        if let Some(counts) = self.counts.get_mut(nobody..) {
            counts.fill(0);
        }
        Ok(())
    }
}

/// Whose a row is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowOf {
    pub(crate) practice: u32,
    /// The number of the run of rows of one practice in which it stands.
    run: u32,
}

/// Numbers the runs of practices; `before` is the last row of those before.
#[inline(always)]
pub(crate) fn runs(before: Option<RowOf>, practices: &[u32], rows: &mut Vec<RowOf>) {
    let mut last = before.unwrap_or(RowOf { practice: u32::MAX, run: 0 });
    rows.extend(practices.iter().map(|practice| {
        last = RowOf { practice: *practice, run: last.run + u32::from(last.practice != *practice) };
        last
    }));
}

/// Takes the answers about rows of several practices, and counts each into its own.
pub(crate) struct ByPractice<'w, 'k, 'o, 's> {
    places: &'w Places,
    /// The rows from `first_row` on.
    rows: &'w [RowOf],
    first_row: usize,
    counts: &'w mut [u32],
    /// Each row's decisions, where they are kept.
    decisions: Option<&'k mut Decisions<'o, 's>>,
}

impl<'w, 'k, 'o, 's> ByPractice<'w, 'k, 'o, 's> {
    pub(crate) const fn new(
        places: &'w Places,
        (rows, first_row): (&'w [RowOf], usize),
        counts: &'w mut Counts,
        decisions: Option<&'k mut Decisions<'o, 's>>,
    ) -> ByPractice<'w, 'k, 'o, 's> {
        ByPractice { places, rows, first_row, counts: counts.counts.as_mut_slice(), decisions }
    }

    /// The practice of all these rows, where it is the same and so for all rows between them. Most files are in the order of
    /// practices, and a block that is counted as one takes less time than its rows.
    #[inline(always)]
    fn same_practice(&self, rows: Rows<'_>) -> Option<u32> {
        let (first, last) = match rows {
            Rows::Range { first, count } => (first, first + count.saturating_sub(1)),
            Rows::List(list) => (*list.first()? as usize, *list.last()? as usize),
        };
        let row = |row: usize| self.rows.get(row.saturating_sub(self.first_row));
        let (first, last) = (row(first)?, row(last)?);
        (first.run == last.run).then_some(first.practice)
    }

    #[inline(always)]
    fn add(&mut self, practice: u32, place: usize, more: usize) {
        #[expect(clippy::cast_possible_truncation, reason = "a batch has at most 2³² rows")]
        if let Some(count) = self.counts.get_mut(practice as usize * self.places.count + place) {
            *count = count.wrapping_add(more as u32);
        }
    }

    /// Counts each row that has a byte other than 0 at `place` plus what `offset` makes of it.
    #[inline(always)]
    fn add_each(
        &mut self,
        rows: Rows<'_>,
        bytes: &[u8],
        place: usize,
        offset: impl Fn(u8) -> usize,
    ) -> Result<(), Error> {
        let of_rows = self.rows;
        match rows {
            Rows::Range { first, count } => {
                let start = first.saturating_sub(self.first_row);
                let of_rows = of_rows.get(start..start + count).ok_or(Error::StorageTooSmall)?;
                for (row, byte) in of_rows.iter().zip(bytes).filter(|(_, byte)| **byte != 0) {
                    self.add(row.practice, place + offset(*byte), 1);
                }
            }
            Rows::List(list) => {
                for (row, byte) in list.iter().zip(bytes) {
                    let row =
                        of_rows.get((*row as usize).saturating_sub(self.first_row)).ok_or(Error::StorageTooSmall)?;
                    self.add(row.practice, place + offset(*byte), 1);
                }
            }
        }
        Ok(())
    }
}

impl Sink for ByPractice<'_, '_, '_, '_> {
    #[inline(always)]
    fn members(&mut self, register: usize, rows: Rows<'_>, mask: &[u8], members: usize) -> Result<(), Error> {
        match self.same_practice(rows) {
            Some(practice) => self.add(practice, 1 + register, members),
            None => self.add_each(rows, mask, 1 + register, |_| 0)?,
        }
        Ok(())
    }

    #[inline(always)]
    fn decisions(&mut self, indicator: usize, rows: Rows<'_>, decisions: &[u8]) -> Result<(), Error> {
        if let Some(kept) = &mut self.decisions {
            kept.decisions(indicator, rows, decisions)?;
        }
        let Some(Some((first, last))) = self.places.indicators.get(indicator).copied() else { return Ok(()) };
        let Some(practice) = self.same_practice(rows) else {
            return self.add_each(rows, decisions, first, usize::from);
        };
        count_decisions(decisions, last, |decision, count| {
            self.add(practice, first + usize::from(decision.0), count);
            Ok(())
        })
    }
}
