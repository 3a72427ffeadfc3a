//! What is done to all rows of a block at once: plain loops over arrays of known length, without a branch, which the
//! compiler turns into the vector instructions of the machine that it compiles for.

/// One byte for each row of a block: 255 where it is true, 0 where it is not.
///
/// ```
/// use entitle_kernel::block::Mask;
/// let masks = vec![Mask::<256>::EMPTY; 12]; // storage for an evaluation
/// assert_eq!(size_of_val(&masks[0]), 256);
/// ```
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub struct Mask<const N: usize>(pub(super) [u8; N]);

impl<const N: usize> Mask<N> {
    /// True nowhere.
    ///
    /// ```
    /// let mask = entitle_kernel::block::Mask::<64>::EMPTY;
    /// assert_eq!(size_of_val(&mask), 64);
    /// ```
    pub const EMPTY: Mask<N> = Mask([0; N]);

    #[inline(always)]
    pub(super) fn fill(&mut self, on: bool) {
        self.0.fill(if on { 255 } else { 0 });
    }

    #[inline(always)]
    pub(super) fn and(&mut self, other: &Mask<N>) {
        for (byte, other) in self.0.iter_mut().zip(&other.0) {
            *byte &= other;
        }
    }

    #[inline(always)]
    pub(super) fn or(&mut self, other: &Mask<N>) {
        for (byte, other) in self.0.iter_mut().zip(&other.0) {
            *byte |= other;
        }
    }

    /// Makes it true also where neither of the two is.
    #[inline(always)]
    pub(super) fn or_neither(&mut self, a: &Mask<N>, b: &Mask<N>) {
        for ((byte, a), b) in self.0.iter_mut().zip(&a.0).zip(&b.0) {
            *byte |= !(a | b);
        }
    }

    #[inline(always)]
    pub(super) fn complement(&mut self) {
        for byte in &mut self.0 {
            *byte = !*byte;
        }
    }

    /// Puts `code` where `mask`, turned by 255, is true.
    #[inline(always)]
    pub(super) fn put(&mut self, code: u8, mask: &Mask<N>, turned: u8) {
        for (byte, mask) in self.0.iter_mut().zip(&mask.0) {
            *byte ^= (*byte ^ code) & (mask ^ turned);
        }
    }

    /// Puts `code` plus an offset of each row where `mask`, turned by 255, is true.
    #[inline(always)]
    pub(super) fn put_sum(&mut self, code: u8, offsets: &Mask<N>, mask: &Mask<N>, turned: u8) {
        for ((byte, offset), mask) in self.0.iter_mut().zip(&offsets.0).zip(&mask.0) {
            *byte ^= (*byte ^ code.wrapping_add(*offset)) & (mask ^ turned);
        }
    }

    /// Puts `code` plus an offset in each row.
    #[inline(always)]
    pub(super) fn fill_sum(&mut self, code: u8, offsets: &Mask<N>) {
        for (byte, offset) in self.0.iter_mut().zip(&offsets.0) {
            *byte = code.wrapping_add(*offset);
        }
    }

    /// Whether it is true in the first `count` rows.
    #[inline(always)]
    pub(super) fn all(&self, count: usize) -> bool {
        self.0.get(..count).unwrap_or(&self.0).iter().fold(255, |all, byte| all & byte) == 255
    }

    /// In how many of the first `count` rows it is true.
    #[inline(always)]
    pub(super) fn count(&self, count: usize) -> usize {
        count_of(self.0.get(..count).unwrap_or(&self.0), 255)
    }

    /// The rows where it is true, of the first `count`, in order.
    #[inline(always)]
    pub(super) fn each(&self, count: usize, mut row: impl FnMut(usize)) {
        for (eight, bytes) in self.0.chunks_exact(8).enumerate() {
            let bytes = bytes.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
            let mut left = bytes & 0x8080_8080_8080_8080;
            while left != 0 {
                let place = eight.wrapping_mul(8).wrapping_add((left.trailing_zeros() / 8) as usize);
                if place >= count {
                    return;
                }
                row(place);
                left &= left.wrapping_sub(1);
            }
        }
    }
}

/// How many of the bytes are this one.
#[inline(always)]
pub(super) fn count_of(bytes: &[u8], wanted: u8) -> usize {
    // So few that their count fits a byte: the sums stay in lanes of one byte.
    let (chunks, rest) = bytes.as_chunks::<128>();
    let count = |part: &[u8]| part.iter().fold(0_u8, |count, byte| count.wrapping_add(u8::from(*byte == wanted)));
    let chunks = chunks.iter().fold(0_usize, |total, chunk| total.wrapping_add(count(chunk).into()));
    chunks.wrapping_add(count(rest).into())
}

/// Which rows of the columns a block is about; at most as many as the block has.
///
/// ```
/// use entitle_kernel::block::Rows;
/// assert_eq!(Rows::Range { first: 256, count: 3 }.iter().collect::<Vec<_>>(), [256, 257, 258]);
/// assert_eq!(Rows::List(&[7, 30]).count(), 2);
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Rows<'r> {
    /// Rows one after another.
    Range {
        /// The first.
        first: usize,
        /// How many.
        count: usize,
    },
    /// Rows here and there, in order.
    List(&'r [u32]),
}

impl<'r> Rows<'r> {
    /// How many.
    #[must_use]
    #[inline(always)]
    pub const fn count(&self) -> usize {
        match self {
            Rows::Range { count, .. } => *count,
            Rows::List(rows) => rows.len(),
        }
    }

    /// Each row, in order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + use<'r> {
        let (range, list) = match self {
            Rows::Range { first, count } => (*first..first.saturating_add(*count), [].as_slice()),
            Rows::List(rows) => (0..0, *rows),
        };
        range.chain(list.iter().map(|row| *row as usize))
    }
}

/// The values of a block's rows where they lie in one piece.
#[inline(always)]
pub(super) fn whole<'v, T, const N: usize>(values: &'v [T], rows: Rows<'_>) -> Option<&'v [T; N]> {
    let Rows::Range { first, .. } = rows else { return None };
    values.get(first..)?.first_chunk()
}

/// The values of a block's rows where they do not; past the last row stands anything.
#[cold]
#[inline(never)]
pub(super) fn pieced<T: Copy + Default, const N: usize>(values: &[T], rows: Rows<'_>) -> [T; N] {
    let mut pieced = [T::default(); N];
    for (place, row) in pieced.iter_mut().zip(rows.iter()) {
        *place = values.get(row).copied().unwrap_or_default();
    }
    pieced
}

/// The values of a block's rows.
macro_rules! values_of {
    ($values:expr, $rows:expr, $pieced:ident) => {
        match $crate::block::lanes::whole($values, $rows) {
            Some(whole) => whole,
            None => {
                $pieced = $crate::block::lanes::pieced($values, $rows);
                &$pieced
            }
        }
    };
}

/// Rows that are tested and put at once.
const AT_ONCE: usize = 64;

/// Puts `code` where the test, turned by 255, holds. A few rows are tested before their code is put: bytes stand in
/// registers four times as closely as 32 bits do.
#[inline(always)]
pub(super) fn put_where<T: Copy, const N: usize>(
    values: &[T; N],
    out: &mut Mask<N>,
    (code, turned): (u8, u8),
    test: impl Fn(T) -> bool,
) {
    let (parts, rest) = out.0.as_chunks_mut::<AT_ONCE>();
    let (values, values_of_rest) = values.as_chunks::<AT_ONCE>();
    for (part, values) in parts.iter_mut().zip(values) {
        let mut mask = [0; AT_ONCE];
        for (byte, value) in mask.iter_mut().zip(values) {
            *byte = if test(*value) { 255 } else { 0 };
        }
        for (byte, mask) in part.iter_mut().zip(&mask) {
            *byte ^= (*byte ^ code) & (mask ^ turned);
        }
    }
    for (byte, value) in rest.iter_mut().zip(values_of_rest) {
        *byte = if test(*value) == (turned == 0) { code } else { *byte };
    }
}

/// Whether a raw integer lies from the least to the most: one subtraction and one comparison.
macro_rules! is_within {
    ($type:ty, $unsigned:ty, $least:expr, $most:expr) => {{
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::unnecessary_cast,
            reason = "the bounds fit the type, and the test is of unsigned integers"
        )]
        {
            let (least, span) = ($least as $type, $most.wrapping_sub($least) as $unsigned);
            move |value: $type| (value.wrapping_sub(least) as $unsigned) <= span
        }
    }};
}
pub(super) use {is_within, values_of};
