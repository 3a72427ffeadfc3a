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

/// The values of a block's rows: in place where they lie in one piece, else gathered. Past the last row stands anything.
#[inline(always)]
pub(super) fn take<'v, T: Copy + Default, const N: usize>(
    values: &'v [T],
    rows: Rows<'_>,
    buffer: &'v mut [T; N],
) -> &'v [T; N] {
    match rows {
        Rows::Range { first, .. } => {
            let values = values.get(first..).unwrap_or_default();
            if let Some(whole) = values.first_chunk() {
                return whole;
            }
            for (place, value) in buffer.iter_mut().zip(values) {
                *place = *value;
            }
        }
        Rows::List(rows) => {
            for (place, row) in buffer.iter_mut().zip(rows) {
                *place = values.get(*row as usize).copied().unwrap_or_default();
            }
        }
    }
    buffer
}

/// Where a row's raw integer lies from the least to the most: one subtraction and one comparison.
macro_rules! in_range {
    ($type:ty, $unsigned:ty, $values:expr, $least:expr, $most:expr, $rows:expr, $out:expr) => {{
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::unnecessary_cast,
            reason = "the bounds fit the type, and the test is of unsigned integers"
        )]
        {
            let (least, span) = ($least as $type, $most.wrapping_sub($least) as $unsigned);
            let mut buffer = [0 as $type; N];
            let values = $crate::block::lanes::take($values, $rows, &mut buffer);
            for (byte, value) in $out.0.iter_mut().zip(values) {
                *byte = if (value.wrapping_sub(least) as $unsigned) <= span { 255 } else { 0 };
            }
        }
    }};
}
pub(super) use in_range;
