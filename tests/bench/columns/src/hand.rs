//! The seven rules as a programmer would write them by hand, and a plain read of the same memory.
//!
//! Decisions are 1 to 7, the number of the rule that decided.

use crate::people::{ACHIEVEMENT_DAY, Lane, People};

/// Decisions are below it.
pub const CODES: usize = 8;
/// Rows whose decisions are counted while they are near.
const NEAR: usize = 1 << 12;

/// A stretch of patients: slices of one length, bitmaps from their first bit on.
#[derive(Clone, Copy)]
pub struct Rows<'p, N, D> {
    age: &'p [N],
    diabetic: &'p [u8],
    frail: &'p [u8],
    hba1c: &'p [N],
    hba1c_date: &'p [D],
    declined: &'p [D],
    registered: &'p [D],
    /// Of `hba1c`, `hba1c_date` and `declined`.
    bitmaps: Option<[&'p [u8]; 3]>,
}

impl<N: Lane, D: Lane> People<N, D> {
    /// `count` rows from `first` on, a multiple of 64.
    pub fn stretch(&self, first: usize, count: usize) -> Rows<'_, N, D> {
        let range = first..first + count;
        let bytes = first / 8..range.end.div_ceil(8);
        let bitmaps = self.validity.as_ref().map(|validity| {
            [&validity.hba1c, &validity.hba1c_date, &validity.declined].map(|bitmap| &bitmap[bytes.clone()])
        });
        Rows {
            age: &self.age[range.clone()],
            diabetic: &self.diabetic[range.clone()],
            frail: &self.frail[range.clone()],
            hba1c: &self.hba1c[range.clone()],
            hba1c_date: &self.hba1c_date[range.clone()],
            declined: &self.declined[range.clone()],
            registered: &self.registered[range],
            bitmaps,
        }
    }
}

/// The rules' bounds in a column's own form.
struct Bounds<N, D> {
    adult: N,
    hba1c: [N; 2],
    last_year: [D; 2],
    settled: D,
}

impl<N: Lane, D: Lane> Bounds<N, D> {
    #[inline(always)]
    fn new() -> Bounds<N, D> {
        Bounds {
            adult: N::from_number(17),
            hba1c: [N::from_number(20), N::from_number(58)],
            last_year: [D::from_day(ACHIEVEMENT_DAY - 365), D::from_day(ACHIEVEMENT_DAY)],
            settled: D::from_day(ACHIEVEMENT_DAY - 90),
        }
    }
}

/// One rule after the other with an `if`, for each row.
pub fn branchy<N: Lane, D: Lane>(rows: Rows<'_, N, D>, out: &mut [u8]) {
    let bounds = Bounds::<N, D>::new();
    for (row, code) in out.iter_mut().enumerate() {
        *code = if rows.age[row] < bounds.adult {
            1
        } else if rows.diabetic[row] == 0 {
            2
        } else if rows.frail[row] != 0 {
            3
        } else if rows.hba1c[row].within(bounds.hba1c) && rows.hba1c_date[row].within(bounds.last_year) {
            4
        } else if rows.declined[row].within(bounds.last_year) {
            5
        } else if rows.registered[row] > bounds.settled {
            6
        } else {
            7
        };
    }
}

/// Last rule to first, without a branch; a sentinel is rejected by the range test that is made anyhow.
#[inline(always)]
fn with_sentinels<N: Lane, D: Lane>(rows: Rows<'_, N, D>, out: &mut [u8]) {
    let bounds = Bounds::<N, D>::new();
    let count = out.len();
    let (age, diabetic, frail) = (&rows.age[..count], &rows.diabetic[..count], &rows.frail[..count]);
    let (hba1c, hba1c_date) = (&rows.hba1c[..count], &rows.hba1c_date[..count]);
    let (declined, registered) = (&rows.declined[..count], &rows.registered[..count]);
    for row in 0..count {
        let controlled = hba1c[row].within(bounds.hba1c) & hba1c_date[row].within(bounds.last_year);
        let mut code = if registered[row] > bounds.settled { 6 } else { 7 };
        code = if declined[row].within(bounds.last_year) { 5 } else { code };
        code = if controlled { 4 } else { code };
        code = if frail[row] != 0 { 3 } else { code };
        code = if diabetic[row] == 0 { 2 } else { code };
        out[row] = if age[row] < bounds.adult { 1 } else { code };
    }
}

/// A byte of 255 for each bit that is set.
#[inline(always)]
fn spread(bits: &[u8], out: &mut [u8; 64]) {
    for (eight, byte) in out.as_chunks_mut::<8>().0.iter_mut().zip(bits) {
        let one_each = (u64::from(*byte) * 0x0101_0101_0101_0101) & 0x8040_2010_0804_0201;
        let top = (one_each + 0x7f7f_7f7f_7f7f_7f7f) & 0x8080_8080_8080_8080;
        *eight = ((top >> 7) * 255).to_le_bytes();
    }
}

/// Last rule to first, without a branch, 64 rows at once.
#[inline(always)]
fn with_bitmaps<N: Lane, D: Lane>(rows: Rows<'_, N, D>, [hba1c, hba1c_date, declined]: [&[u8]; 3], out: &mut [u8]) {
    let bounds = Bounds::<N, D>::new();
    let mut there = [[0; 64]; 3];
    for (block, out) in out.chunks_mut(64).enumerate() {
        for (mask, bits) in there.iter_mut().zip([hba1c, hba1c_date, declined]) {
            spread(&bits[block * 8..], mask);
        }
        let count = out.len();
        let range = block * 64..block * 64 + count;
        let (age, diabetic, frail) =
            (&rows.age[range.clone()], &rows.diabetic[range.clone()], &rows.frail[range.clone()]);
        let (hba1c, hba1c_date) = (&rows.hba1c[range.clone()], &rows.hba1c_date[range.clone()]);
        let (declined, registered) = (&rows.declined[range.clone()], &rows.registered[range]);
        for row in 0..count {
            let good = (hba1c[row] <= bounds.hba1c[1]) & (hba1c_date[row] >= bounds.last_year[0]);
            let controlled = good & (there[0][row] & there[1][row] != 0);
            let refused = (declined[row] >= bounds.last_year[0]) & (there[2][row] != 0);
            let mut code = if registered[row] > bounds.settled { 6 } else { 7 };
            code = if refused { 5 } else { code };
            code = if controlled { 4 } else { code };
            code = if frail[row] != 0 { 3 } else { code };
            code = if diabetic[row] == 0 { 2 } else { code };
            out[row] = if age[row] < bounds.adult { 1 } else { code };
        }
    }
}

#[inline(always)]
fn branch_free<N: Lane, D: Lane>(rows: Rows<'_, N, D>, out: &mut [u8]) {
    match rows.bitmaps {
        None => with_sentinels(rows, out),
        Some(bitmaps) => with_bitmaps(rows, bitmaps, out),
    }
}

#[inline(always)]
fn count(codes: &[u8], counts: &mut [u64; CODES]) {
    for (code, count) in (0..).zip(counts) {
        // So few that a byte can count them: bytes are added 32 at once.
        for few in codes.chunks(192) {
            *count += u64::from(few.iter().map(|one| u8::from(*one == code)).sum::<u8>());
        }
    }
}

/// Vector code of 32 bytes for the loops, whatever the rest is compiled for.
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn wide_avx2(rows: Rows<'_, i32, i32>, out: &mut [u8]) {
    branch_free(rows, out);
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn narrow_avx2(rows: Rows<'_, u8, u16>, out: &mut [u8]) {
    branch_free(rows, out);
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn count_avx2(codes: &[u8], counts: &mut [u64; CODES]) {
    count(codes, counts);
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn sum_avx2(words: &[u64]) -> u64 {
    words.iter().fold(0, |sum, word| sum.wrapping_add(*word))
}

/// A form of columns that has loops written by hand.
pub trait ByHand: Sized + Sync {
    type Number: Lane + Sync;
    type Day: Lane + Sync;
    fn avx2(rows: Rows<'_, Self::Number, Self::Day>, out: &mut [u8]);
}

impl ByHand for People<i32, i32> {
    type Number = i32;
    type Day = i32;
    fn avx2(rows: Rows<'_, i32, i32>, out: &mut [u8]) {
        // SAFETY: the bench ends at its start where the machine lacks these instructions.
        unsafe { wide_avx2(rows, out) }
    }
}

impl ByHand for People<u8, u16> {
    type Number = u8;
    type Day = u16;
    fn avx2(rows: Rows<'_, u8, u16>, out: &mut [u8]) {
        // SAFETY: as above.
        unsafe { narrow_avx2(rows, out) }
    }
}

/// How many of the rows have each decision; decisions themselves are not kept.
pub fn histogram<N, D>(people: &People<N, D>, first: usize, rows: usize) -> [u64; CODES]
where
    People<N, D>: ByHand<Number = N, Day = D>,
    N: Lane,
    D: Lane,
{
    let mut counts = [0; CODES];
    let mut codes = [0; NEAR];
    let end = first + rows;
    for first in (first..end).step_by(NEAR) {
        let codes = &mut codes[..NEAR.min(end - first)];
        People::<N, D>::avx2(people.stretch(first, codes.len()), codes);
        // SAFETY: as above.
        unsafe { count_avx2(codes, &mut counts) };
    }
    counts
}

/// Reads all of these bytes.
pub fn read(bytes: &[u8]) -> u64 {
    let (head, words, tail) = aligned(bytes);
    // SAFETY: as above.
    let sum = unsafe { sum_avx2(words) };
    head.iter().chain(tail).fold(sum, |sum, byte| sum.wrapping_add((*byte).into()))
}

fn aligned(bytes: &[u8]) -> (&[u8], &[u64], &[u8]) {
    // SAFETY: any eight bytes are a number.
    unsafe { bytes.align_to() }
}

/// A column as plain bytes.
pub fn bytes<T: Lane>(column: &[T]) -> &[u8] {
    // SAFETY: lanes are integers, every byte of which is a value.
    unsafe { column.align_to().1 }
}
