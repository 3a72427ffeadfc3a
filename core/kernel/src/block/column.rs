//! Columns: a fact's values for many patients, in the form in which they lie in memory.

use super::lanes::{Mask, Rows, is_within, put_where, values_of};
use crate::error::{Error, Result};
use crate::facts::PatientFacts;
use crate::image::code::{Kind, Scope};
use crate::image::{Contract, Fact, ensure, some};
use crate::plan::{Test, fits_32_bits};
use crate::value::{Cell, Value};

/// Bits one after another, the lowest of a byte first, as Arrow packs booleans and validity.
///
/// ```
/// use entitle_kernel::block::Bits;
/// let bits = Bits::new(&[0b0000_0110, 0b1], 1, 8)?; // eight bits from the second on
/// assert_eq!((bits.len(), bits.get(0), bits.get(2), bits.get(7)), (8, true, false, true));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Bits<'d> {
    bytes: &'d [u8],
    offset: usize,
    len: usize,
}

impl<'d> Bits<'d> {
    /// `len` bits of `bytes` from bit `offset` on; `ColumnLength` where the bytes are too few.
    ///
    /// ```
    /// use entitle_kernel::{Error, block::Bits};
    /// assert!(Bits::new(&[0xff], 3, 5).is_ok());
    /// assert_eq!(Bits::new(&[0xff], 3, 6).err(), Some(Error::ColumnLength));
    /// ```
    pub fn new(bytes: &'d [u8], offset: usize, len: usize) -> Result<Bits<'d>> {
        let end = offset.checked_add(len).ok_or(Error::ColumnLength)?;
        ensure(end.div_ceil(8) <= bytes.len(), Error::ColumnLength)?;
        let bytes = bytes.get(offset / 8..).unwrap_or_default();
        Ok(Bits { bytes, offset: offset % 8, len })
    }

    /// How many bits.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// One bit; false past the end.
    #[must_use]
    #[inline]
    pub fn get(&self, index: usize) -> bool {
        let place = index.wrapping_add(self.offset);
        index < self.len && self.bytes.get(place / 8).is_some_and(|byte| byte >> (place % 8) & 1 != 0)
    }

    /// Every bit of the rows as a byte, 0 or 255.
    #[inline(always)]
    pub(super) fn spread<const N: usize>(&self, rows: Rows<'_>, out: &mut Mask<N>) {
        self.eights(rows, out, |_, bits| bits);
    }

    /// Leaves what is true only where the row's bit is set.
    #[inline(always)]
    pub(super) fn and_spread<const N: usize>(&self, rows: Rows<'_>, out: &mut Mask<N>) {
        self.eights(rows, out, |bytes, bits| bytes & bits);
    }

    /// Makes eight bytes of eight bytes and eight bits of the rows, spread to 0 or 255 each.
    #[inline(always)]
    fn eights<const N: usize>(&self, rows: Rows<'_>, out: &mut Mask<N>, make: impl Fn(u64, u64) -> u64) {
        let first = match rows {
            Rows::List(list) => {
                for (byte, row) in out.0.iter_mut().zip(list) {
                    let bits = if self.get(*row as usize) { 255 } else { 0 };
                    *byte = make(u64::from(*byte), bits).to_le_bytes()[0];
                }
                return;
            }
            Rows::Range { first, .. } => first,
        };
        let place = first.wrapping_add(self.offset);
        let bytes = self.bytes.get(place / 8..).unwrap_or_default();
        let (eights, shift) = (out.0.as_chunks_mut::<8>().0, place % 8);
        if shift == 0 {
            for (eight, byte) in eights.iter_mut().zip(bytes) {
                *eight = make(u64::from_le_bytes(*eight), spread_eight((*byte).into())).to_le_bytes();
            }
            return;
        }
        let next = bytes.get(1..).unwrap_or_default().iter().chain(&[0]);
        for ((eight, low), high) in eights.iter_mut().zip(bytes).zip(next) {
            let byte = (u64::from(*high) << 8 | u64::from(*low)) >> shift & 255;
            *eight = make(u64::from_le_bytes(*eight), spread_eight(byte)).to_le_bytes();
        }
    }
}

/// The eight low bits as eight bytes of 0 or 255.
#[inline(always)]
const fn spread_eight(bits: u64) -> u64 {
    let one_each = bits.wrapping_mul(0x0101_0101_0101_0101) & 0x8040_2010_0804_0201;
    let top = one_each.wrapping_add(0x7f7f_7f7f_7f7f_7f7f) & 0x8080_8080_8080_8080;
    (top >> 7).wrapping_mul(255)
}

/// The raw integers of a column.
///
/// A fact's integer is the column's base plus the raw one: 0 and 1 for booleans, decimals times ten to the power of
/// [`Fact::places`], days since 1970-01-01 for dates, the place among [`Fact::texts`] for texts.
///
/// ```
/// use entitle_kernel::block::{Bits, Column, Nulls, Values};
/// use entitle_kernel::{Cell, Date};
/// // Days after 2000-01-01 in two bytes each; 65535 says that there is no such day.
/// let base = Date::from_ymd(2000, 1, 1)?.days().into();
/// let column = Column { values: Values::U16(&[0, 65535, 366]), base, nulls: Nulls::Sentinel(65535) };
/// assert_eq!(column.cell(1), Cell::Null);
/// assert_eq!(column.cell(2), Cell::Integer(Date::from_ymd(2001, 1, 1)?.days().into()));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Values<'d> {
    /// One for all rows.
    Same(i64),
    /// Bits: 0 or 1.
    Bits(Bits<'d>),
    /// One byte each.
    U8(&'d [u8]),
    /// Two bytes each.
    U16(&'d [u16]),
    /// Four bytes each.
    I32(&'d [i32]),
    /// Eight bytes each.
    I64(&'d [i64]),
}

impl Values<'_> {
    /// How many rows; `None` where one value serves for any number.
    ///
    /// ```
    /// use entitle_kernel::block::Values;
    /// assert_eq!((Values::I32(&[7, 8]).len(), Values::Same(1).len()), (Some(2), None));
    /// ```
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "one value for all rows has no length")]
    pub const fn len(&self) -> Option<usize> {
        match self {
            Values::Same(_) => None,
            Values::Bits(bits) => Some(bits.len()),
            Values::U8(values) => Some(values.len()),
            Values::U16(values) => Some(values.len()),
            Values::I32(values) => Some(values.len()),
            Values::I64(values) => Some(values.len()),
        }
    }

    #[inline]
    fn get(&self, row: usize) -> i64 {
        match self {
            Values::Same(value) => Some(*value),
            Values::Bits(bits) => Some(bits.get(row).into()),
            Values::U8(values) => values.get(row).map(|value| i64::from(*value)),
            Values::U16(values) => values.get(row).map(|value| i64::from(*value)),
            Values::I32(values) => values.get(row).map(|value| i64::from(*value)),
            Values::I64(values) => values.get(row).copied(),
        }
        .unwrap_or(0)
    }

    /// The least and greatest raw integer of this form.
    const fn span(&self) -> (i64, i64) {
        match self {
            Values::Same(value) => (*value, *value),
            Values::Bits(_) => (0, 1),
            Values::U8(_) => (0, u8::MAX as i64),
            Values::U16(_) => (0, u16::MAX as i64),
            Values::I32(_) => (i32::MIN as i64, i32::MAX as i64),
            Values::I64(_) => (i64::MIN, i64::MAX),
        }
    }
}

/// Which rows of a column hold null.
///
/// ```
/// use entitle_kernel::block::{Bits, Column, Nulls, Values};
/// use entitle_kernel::Cell;
/// let there = Nulls::Validity(Bits::new(&[0b10], 0, 2)?);
/// let column = Column { values: Values::U8(&[99, 64]), base: 0, nulls: there };
/// assert_eq!((column.cell(0), column.cell(1)), (Cell::Null, Cell::Integer(64)));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Nulls<'d> {
    /// None.
    None,
    /// All.
    All,
    /// Those of this raw integer, which then is no value of the fact. One range test then rejects null for free.
    Sentinel(i64),
    /// Those whose bit is not set.
    Validity(Bits<'d>),
}

/// A fact's values, one for each row.
#[derive(Clone, Copy, Debug)]
pub struct Column<'d> {
    /// The raw integers.
    pub values: Values<'d>,
    /// What is added to each of them.
    pub base: i64,
    /// Which rows hold null.
    pub nulls: Nulls<'d>,
}

impl<'d> Column<'d> {
    /// Null in every row.
    ///
    /// ```
    /// use entitle_kernel::{Cell, block::Column};
    /// assert_eq!(Column::NULL.cell(7), Cell::Null);
    /// ```
    pub const NULL: Column<'static> = Column { values: Values::Same(0), base: 0, nulls: Nulls::All };

    /// The same integer in every row.
    ///
    /// ```
    /// use entitle_kernel::{Cell, block::Column};
    /// assert_eq!(Column::same(1).cell(7), Cell::Integer(1));
    /// ```
    #[must_use]
    pub const fn same(integer: i64) -> Column<'static> {
        Column { values: Values::Same(integer), base: 0, nulls: Nulls::None }
    }

    /// The integer or null of a row.
    #[must_use]
    pub fn cell(&self, row: usize) -> Cell {
        let raw = self.values.get(row);
        let is_null = match self.nulls {
            Nulls::None => false,
            Nulls::All => true,
            Nulls::Sentinel(sentinel) => raw == sentinel,
            Nulls::Validity(bits) => !bits.get(row),
        };
        if is_null { Cell::Null } else { Cell::Integer(raw.wrapping_add(self.base)) }
    }

    /// Where a raw integer lies from the first to the second, which this form can hold. Nulls are not looked at.
    #[inline(always)]
    fn raw_within<const N: usize>(&self, (least, most): (i64, i64), rows: Rows<'_>, out: &mut Mask<N>) {
        match self.values {
            Values::Same(_) => out.fill(true),
            Values::Bits(bits) => {
                bits.spread(rows, out);
                match (least, most) {
                    (0, 1) => out.fill(true),
                    (0, _) => out.complement(),
                    _ => {}
                }
            }
            Values::U8(values) => mark(values, rows, out, is_within!(u8, u8, least, most)),
            Values::U16(values) => mark(values, rows, out, is_within!(u16, u16, least, most)),
            Values::I32(values) => mark(values, rows, out, is_within!(i32, u32, least, most)),
            Values::I64(values) => mark(values, rows, out, is_within!(i64, u64, least, most)),
        }
    }

    /// The integers of the rows; without meaning where they are null.
    #[inline(always)]
    pub(super) fn integers<const N: usize>(&self, rows: Rows<'_>, out: &mut [i64; N]) {
        let base = self.base;
        match self.values {
            Values::Same(value) => out.fill(value.wrapping_add(base)),
            Values::Bits(bits) => {
                let mut mask = Mask::<N>::EMPTY;
                bits.spread(rows, &mut mask);
                for (integer, byte) in out.iter_mut().zip(&mask.0) {
                    *integer = i64::from(byte & 1).wrapping_add(base);
                }
            }
            Values::U8(values) => widen(values, base, rows, out),
            Values::U16(values) => widen(values, base, rows, out),
            Values::I32(values) => widen(values, base, rows, out),
            Values::I64(values) => widen(values, base, rows, out),
        }
    }

    /// As [`integers`](Self::integers), with `offset` added, for values that are known to fit 32 bits.
    #[inline(always)]
    pub(super) fn narrow_integers<const N: usize>(&self, offset: i32, rows: Rows<'_>, out: &mut [i32; N]) {
        let base = self.base.narrow().wrapping_add(offset);
        match self.values {
            Values::Same(value) => out.fill(value.narrow().wrapping_add(base)),
            Values::Bits(bits) => {
                let mut mask = Mask::<N>::EMPTY;
                bits.spread(rows, &mut mask);
                for (integer, byte) in out.iter_mut().zip(&mask.0) {
                    *integer = i32::from(byte & 1).wrapping_add(base);
                }
            }
            Values::U8(values) => narrow(values, base, rows, out),
            Values::U16(values) => narrow(values, base, rows, out),
            Values::I32(values) => narrow(values, base, rows, out),
            Values::I64(values) => narrow(values, base, rows, out),
        }
    }
}

/// A fact's integers in the rows of a list, side by side.
///
/// ```
/// let gathered = vec![entitle_kernel::block::Gathered::<256>::EMPTY; 300];
/// assert_eq!(size_of_val(&gathered[0]), 1024);
/// ```
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub struct Gathered<const N: usize>(pub(super) [i32; N]);

impl<const N: usize> Gathered<N> {
    /// Nothing.
    ///
    /// ```
    /// let gathered = entitle_kernel::block::Gathered::<64>::EMPTY;
    /// assert_eq!(size_of_val(&gathered), 256);
    /// ```
    pub const EMPTY: Gathered<N> = Gathered([0; N]);

    /// Puts a column's values in these rows, which fit 32 bits, after the first `before`.
    ///
    /// What lies here and there in memory is read first, with nothing to wait for between one value and the next.
    #[inline(always)]
    pub(super) fn append(&mut self, column: &Column<'_>, rows: &[u32], before: usize) {
        let out = self.0.get_mut(before..).unwrap_or_default();
        let base = column.base.narrow();
        let sentinel = match column.nulls {
            Nulls::Sentinel(sentinel) => Some(sentinel),
            _ => None,
        };
        match column.values {
            Values::Same(value) => append(rows, out, |_| value.narrow()),
            Values::Bits(bits) => append(rows, out, |row| bits.get(row).into()),
            Values::U8(values) => append(rows, out, |row| values.get(row).map_or(0, |value| value.narrow())),
            Values::U16(values) => append(rows, out, |row| values.get(row).map_or(0, |value| value.narrow())),
            Values::I32(values) => append(rows, out, |row| values.get(row).map_or(0, |value| value.narrow())),
            // What the fact declares fits 32 bits, yet a sentinel may not.
            Values::I64(values) => append(rows, out, |row| match values.get(row) {
                Some(value) if Some(*value) != sentinel => value.narrow(),
                _ => GATHERED_NULL.wrapping_sub(base),
            }),
        }
        let sentinel = match column.values {
            Values::I64(_) => None,
            Values::Same(value) => sentinel.filter(|sentinel| *sentinel == value).map(Raw::narrow),
            _ => sentinel.and_then(|sentinel| i32::try_from(sentinel).ok()),
        };
        let appended = out.iter_mut().zip(rows);
        match (column.nulls, sentinel) {
            (Nulls::All, _) => appended.for_each(|(integer, _)| *integer = GATHERED_NULL),
            (Nulls::Validity(bits), _) => appended.for_each(|(integer, row)| {
                let there = bits.get(*row as usize);
                *integer = if there { integer.wrapping_add(base) } else { GATHERED_NULL };
            }),
            (_, Some(sentinel)) => appended.for_each(|(integer, _)| {
                *integer = if *integer == sentinel { GATHERED_NULL } else { integer.wrapping_add(base) };
            }),
            (_, None) => appended.for_each(|(integer, _)| *integer = integer.wrapping_add(base)),
        }
    }

    /// What was gathered, as a column.
    #[inline(always)]
    pub(super) const fn column(&self) -> Column<'_> {
        Column { values: Values::I32(&self.0), base: 0, nulls: Nulls::Sentinel(GATHERED_NULL as i64) }
    }
}

/// What stands for null among what is gathered.
const GATHERED_NULL: i32 = i32::MIN;

/// A raw integer of a column.
trait Raw: Copy + Default {
    fn wide(self) -> i64;
    /// The low 32 bits.
    fn narrow(self) -> i32;
}

macro_rules! raw {
    ($($type:ty),*) => {$(
        impl Raw for $type {
            #[inline(always)]
            fn wide(self) -> i64 {
                self.into()
            }
            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, clippy::cast_lossless, reason = "narrow is what it does")]
            fn narrow(self) -> i32 {
                self as i32
            }
        }
    )*};
}
raw!(u8, u16, i32, i64);

/// Puts what each of these rows holds.
#[inline(always)]
fn append(rows: &[u32], out: &mut [i32], value: impl Fn(usize) -> i32) {
    for (integer, row) in out.iter_mut().zip(rows) {
        *integer = value(*row as usize);
    }
}

/// The sum of one value of each of four lines of 64 bytes.
#[inline(always)]
fn first_lines<T: Raw>(values: &[T], first: usize) -> i64 {
    let line = const { 64_usize.div_ceil(size_of::<T>()) };
    let value = |place: usize| values.get(first.wrapping_add(place.wrapping_mul(line))).map_or(0, |value| value.wide());
    (0..4).fold(0, |sum, place| sum.wrapping_add(value(place)))
}

/// Where the rows' values pass a test.
#[inline(always)]
fn mark<T: Raw, const N: usize>(values: &[T], rows: Rows<'_>, out: &mut Mask<N>, test: impl Fn(T) -> bool) {
    let pieced;
    let values: &[T; N] = values_of!(values, rows, pieced);
    for (byte, value) in out.0.iter_mut().zip(values) {
        *byte = if test(*value) { 255 } else { 0 };
    }
}

/// Puts a code where they do, turned by 255.
#[inline(always)]
fn put<T: Raw, const N: usize>(
    values: &[T],
    rows: Rows<'_>,
    out: &mut Mask<N>,
    what: (u8, u8),
    test: impl Fn(T) -> bool,
) {
    let pieced;
    put_where(values_of!(values, rows, pieced), out, what, test);
}

#[inline(always)]
fn widen<T: Raw, const N: usize>(values: &[T], base: i64, rows: Rows<'_>, out: &mut [i64; N]) {
    let pieced;
    let values: &[T; N] = values_of!(values, rows, pieced);
    for (integer, value) in out.iter_mut().zip(values) {
        *integer = value.wide().wrapping_add(base);
    }
}

#[inline(always)]
fn narrow<T: Raw, const N: usize>(values: &[T], base: i32, rows: Rows<'_>, out: &mut [i32; N]) {
    let pieced;
    let values: &[T; N] = values_of!(values, rows, pieced);
    for (integer, value) in out.iter_mut().zip(values) {
        *integer = value.narrow().wrapping_add(base);
    }
}

/// A place for a column, in storage of the caller's.
///
/// ```
/// use entitle_kernel::{Contract, block::{ColumnPlace, Columns}, sample};
/// let contract = Contract::new(sample::IMAGE)?;
/// let mut places = vec![ColumnPlace::EMPTY; contract.cost().patient_slots.into()];
/// assert!(Columns::new(&contract, 1000, &mut places).is_ok());
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ColumnPlace<'d> {
    pub(super) column: Column<'d>,
    /// The range that the fact declares, without a sentinel.
    pub(super) least: i64,
    pub(super) most: i64,
    is_set: bool,
}

impl ColumnPlace<'_> {
    /// Nothing stands here.
    ///
    /// ```
    /// let places = [entitle_kernel::block::ColumnPlace::EMPTY; 16];
    /// assert!(size_of_val(&places[0]) <= 128);
    /// ```
    pub const EMPTY: ColumnPlace<'static> = ColumnPlace { column: Column::NULL, least: 0, most: 0, is_set: false };

    /// Whether every value fits 32 bits, with room for what may be added.
    #[inline]
    pub(super) const fn is_narrow(&self) -> bool {
        fits_32_bits(self.least, self.most)
    }

    /// The raw integers that pass a test, which this form can hold, and whether instead those pass that are none of
    /// them; `None` where all pass that are not null, or none does.
    #[inline(always)]
    fn range(&self, test: Test) -> (Option<(i64, i64)>, bool) {
        let (least, most) = match (test, self.column.nulls) {
            (_, Nulls::All) => return (None, true),
            (Test::There, Nulls::Sentinel(sentinel)) => return (Some((sentinel, sentinel)), true),
            (Test::There, _) => return (None, false),
            // A sentinel lies outside of what the fact declares.
            (Test::Within(least, most), _) => (least.max(self.least), most.min(self.most)),
        };
        let (first, last) = self.column.values.span();
        let base = self.column.base;
        let (least, most) = (least.saturating_sub(base).max(first), most.saturating_sub(base).min(last));
        if least > most { (None, true) } else { (Some((least, most)), false) }
    }

    /// Where the test holds.
    #[inline(always)]
    pub(super) fn test<const N: usize>(&self, test: Test, rows: Rows<'_>, out: &mut Mask<N>) {
        match self.range(test) {
            (Some(range), turned) => {
                self.column.raw_within(range, rows, out);
                if turned {
                    out.complement();
                }
            }
            (None, turned) => out.fill(!turned),
        }
        if let Nulls::Validity(bits) = self.column.nulls {
            bits.and_spread(rows, out);
        }
    }

    /// Puts a code where the test, turned by 255, holds: without a mask, where that can be.
    #[inline(always)]
    pub(super) fn put<const N: usize>(
        &self,
        test: Test,
        (code, turned): (u8, u8),
        rows: Rows<'_>,
        out: &mut Mask<N>,
        spare: &mut Mask<N>,
    ) {
        if let (Some((least, most)), other_way) = self.range(test)
            && !matches!(self.column.nulls, Nulls::Validity(_))
        {
            let what = (code, if other_way { !turned } else { turned });
            match self.column.values {
                Values::U8(values) => return put(values, rows, out, what, is_within!(u8, u8, least, most)),
                Values::U16(values) => return put(values, rows, out, what, is_within!(u16, u16, least, most)),
                Values::I32(values) => return put(values, rows, out, what, is_within!(i32, u32, least, most)),
                _ => {}
            }
        }
        self.test(test, rows, spare);
        out.put(code, spare, turned);
    }

    /// What was gathered of this column.
    #[inline(always)]
    pub(super) const fn gathered<'g, const N: usize>(&self, gathered: &'g Gathered<N>) -> ColumnPlace<'g> {
        ColumnPlace { column: gathered.column(), least: self.least, most: self.most, is_set: true }
    }
}

/// A column for every fact that a contract's rules about patients read; rows are patients.
///
/// Columns hold null, never unknown: a fact that nobody knows has no column, and then nothing is evaluated
/// ([`Columns::missing`]). Facts of the contract as a whole stand at their default, the same in every row.
///
/// ```
/// use entitle_kernel::block::{Bits, Column, ColumnPlace, Columns, Nulls, Values};
/// use entitle_kernel::{Contract, Error, sample};
/// let contract = Contract::new(sample::IMAGE)?;
/// let mut places = [ColumnPlace::EMPTY; 16];                  // at least `contract.cost().patient_slots`
/// let mut columns = Columns::new(&contract, 3, &mut places)?; // three patients
/// let age = contract.find_patient_input("age")?;
/// columns.set(age.index(), Column { values: Values::U8(&[64, 17, 131]), base: 0, nulls: Nulls::None })?;
/// assert_eq!(columns.check(age.index()), Err((2, Error::OutOfRange))); // 0 to 130 is declared
/// assert!(columns.missing().any(|fact| fact.name() == "diagnosed"));
/// # Ok::<(), Error>(())
/// ```
pub struct Columns<'c, 'd, 's> {
    contract: Contract<'c>,
    places: &'s mut [ColumnPlace<'d>],
    rows: usize,
}

impl<'c, 'd, 's> Columns<'c, 'd, 's> {
    /// No columns yet, for so many patients; `StorageTooSmall` where there are fewer places than
    /// [`Cost::patient_slots`](crate::Cost::patient_slots), `TooMany` beyond 2³² rows.
    ///
    /// ```
    /// use entitle_kernel::{Contract, Error, block::Columns, sample};
    /// let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(Columns::new(&contract, 10, &mut []).err(), Some(Error::StorageTooSmall));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn new(contract: &Contract<'c>, rows: usize, storage: &'s mut [ColumnPlace<'d>]) -> Result<Self> {
        ensure(u32::try_from(rows).is_ok(), Error::TooMany)?;
        let places = storage.get_mut(..contract.cost().patient_slots.into()).ok_or(Error::StorageTooSmall)?;
        places.fill(ColumnPlace::EMPTY);
        let mut columns = Columns { contract: *contract, places, rows };
        for fact in contract.facts().filter(|fact| fact.scope() == Scope::Contract) {
            if let (Some(default), Some(_)) = (fact.default(), some(fact.record().patient_slot)) {
                columns.set_value(fact.index(), default)?;
            }
        }
        Ok(columns)
    }

    /// The contract whose facts these are.
    #[must_use]
    pub const fn contract(&self) -> &Contract<'c> {
        &self.contract
    }

    /// How many patients.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// Gives a fact its column.
    ///
    /// Errors: `UnknownFact` for an index that is none of a patient's facts, `ColumnLength` where values or validity are
    /// not of as many rows, `WrongType` where the sentinel lies in the midst of the range that the fact declares (at an end of
    /// it, or of what the form can hold, it takes the place of that value). What the values are is not looked at: see
    /// [`check`](Self::check).
    ///
    /// ```
    /// use entitle_kernel::block::{Column, ColumnPlace, Columns, Nulls, Values};
    /// use entitle_kernel::{Contract, Error, sample};
    /// let contract = Contract::new(sample::IMAGE)?;
    /// let mut places = [ColumnPlace::EMPTY; 16];
    /// let mut columns = Columns::new(&contract, 2, &mut places)?;
    /// let score = contract.find_patient_input("breath_score")?; // 0 to 40 with one place: 0 to 400
    /// let column = |sentinel| Column { values: Values::I32(&[35, -1]), base: 0, nulls: Nulls::Sentinel(sentinel) };
    /// assert_eq!(columns.set(score.index(), column(200)), Err(Error::WrongType));
    /// assert_eq!(columns.set(score.index(), column(-1)), Ok(()));
    /// let short = Column { values: Values::I32(&[35]), base: 0, nulls: Nulls::None };
    /// assert_eq!(columns.set(score.index(), short), Err(Error::ColumnLength));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn set(&mut self, fact: usize, column: Column<'d>) -> Result<()> {
        let fact = self.contract.fact(fact).ok_or(Error::UnknownFact)?;
        let slot = some(fact.record().patient_slot).ok_or(Error::UnknownFact)?;
        ensure(column.values.len().is_none_or(|len| len == self.rows), Error::ColumnLength)?;
        let (mut least, mut most) = fact.integers();
        match column.nulls {
            Nulls::Validity(bits) => ensure(bits.len() == self.rows, Error::ColumnLength)?,
            Nulls::Sentinel(sentinel) => {
                let (first, last) = column.values.span();
                least = least.max(first.saturating_add(column.base));
                most = most.min(last.saturating_add(column.base));
                // At an end of the range it is not one of the values; in its midst two ranges would be left.
                let meant = sentinel.saturating_add(column.base);
                least = if meant == least { least.saturating_add(1) } else { least };
                most = if meant == most { most.saturating_sub(1) } else { most };
                ensure(meant < least || most < meant, Error::WrongType)?;
            }
            Nulls::None | Nulls::All => {}
        }
        let place = self.places.get_mut(slot).ok_or(Error::UnknownFact)?;
        *place = ColumnPlace { column, least, most, is_set: true };
        Ok(())
    }

    /// Gives a fact the same value in every row, as it is for facts of the contract as a whole.
    /// Errors as [`PatientFacts::set`]; `WrongType` for unknown.
    ///
    /// ```
    /// use entitle_kernel::{Contract, Value, block::{ColumnPlace, Columns}, sample};
    /// let contract = Contract::new(sample::IMAGE)?;
    /// let mut places = [ColumnPlace::EMPTY; 16];
    /// let mut columns = Columns::new(&contract, 2, &mut places)?;
    /// let switch = contract.find_patient_input("count_refusals")?;
    /// columns.set_value(switch.index(), Value::boolean(false))?;
    /// assert!(columns.value(switch.index(), 1)?.same(&Value::boolean(false)));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn set_value(&mut self, fact: usize, value: Value) -> Result<()> {
        let known = self.contract.fact(fact).ok_or(Error::UnknownFact)?;
        match known.to_cell(value)? {
            Cell::Integer(integer) => self.set(fact, Column::same(integer)),
            Cell::Null => self.set(fact, Column::NULL),
            Cell::Unknown => Err(Error::WrongType),
        }
    }

    /// The facts that rules read and that have no column.
    ///
    /// ```
    /// use entitle_kernel::{Contract, block::{ColumnPlace, Columns}, sample};
    /// let contract = Contract::new(sample::IMAGE)?;
    /// let mut places = [ColumnPlace::EMPTY; 16];
    /// let columns = Columns::new(&contract, 2, &mut places)?;
    /// assert_eq!(columns.missing().next().map(|fact| fact.name()), Some("age"));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn missing(&self) -> impl Iterator<Item = Fact<'c>> + '_ {
        let is_set = |slot: usize| self.places.get(slot).is_some_and(|place| place.is_set);
        self.contract.facts().filter(move |fact| some(fact.record().patient_slot).is_some_and(|slot| !is_set(slot)))
    }

    /// A fact's place; `UnknownFact` where it is none of a patient's or has no column.
    fn find(&self, fact: usize) -> Result<&ColumnPlace<'d>> {
        let fact = self.contract.fact(fact).ok_or(Error::UnknownFact)?;
        let slot = some(fact.record().patient_slot).ok_or(Error::UnknownFact)?;
        self.places.get(slot).filter(|place| place.is_set).ok_or(Error::UnknownFact)
    }

    /// The value of a fact in a row; `UnknownFact` where it has no column, `UnknownItem` where there is no such row.
    pub fn value(&self, fact: usize, row: usize) -> Result<Value> {
        let place = self.find(fact)?;
        ensure(row < self.rows, Error::UnknownItem)?;
        self.contract.fact(fact).map(|fact| fact.from_cell(place.column.cell(row))).ok_or(Error::UnknownFact)
    }

    /// Puts the facts of one row where the rules for a single patient read them.
    ///
    /// ```
    /// use entitle_kernel::block::{Column, ColumnPlace, Columns, Nulls, Values};
    /// use entitle_kernel::{Cell, Contract, PatientFacts, Value, sample};
    /// let contract = Contract::new(sample::IMAGE)?;
    /// let mut places = [ColumnPlace::EMPTY; 16];
    /// let mut columns = Columns::new(&contract, 2, &mut places)?;
    /// let age = contract.find_patient_input("age")?;
    /// columns.set(age.index(), Column { values: Values::U8(&[64, 17]), base: 0, nulls: Nulls::None })?;
    /// let mut cells = [Cell::Unknown; 16];
    /// let mut facts = PatientFacts::new(&contract, &mut cells)?;
    /// columns.copy_row(1, &mut facts)?;
    /// assert!(facts.get(age.index()).same(&Value::integer(17)));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn copy_row(&self, row: usize, facts: &mut PatientFacts<'_, '_>) -> Result<()> {
        ensure(self.contract.is(facts.contract()), Error::BadArgument)?;
        ensure(row < self.rows, Error::UnknownItem)?;
        for (place, cell) in self.places.iter().zip(facts.cells_mut()).filter(|(place, _)| place.is_set) {
            *cell = place.column.cell(row);
        }
        Ok(())
    }

    /// Looks at every value of a fact: the first row that does not hold what the fact declares, and why
    /// (`OutOfRange`, `UnknownText` or `NullRefused`). A fact without a column is `UnknownFact` at row 0.
    #[inline(always)]
    pub fn check(&self, fact: usize) -> core::result::Result<(), (usize, Error)> {
        const AT_ONCE: usize = 256;
        let place = self.find(fact).map_err(|error| (0, error))?;
        let known = self.contract.fact(fact).ok_or((0, Error::UnknownFact))?;
        let (mut sound, mut there) = (Mask::<AT_ONCE>::EMPTY, Mask::<AT_ONCE>::EMPTY);
        for first in (0..self.rows).step_by(AT_ONCE) {
            let count = self.rows.saturating_sub(first).min(AT_ONCE);
            let rows = Rows::Range { first, count };
            place.test(Test::Within(place.least, place.most), rows, &mut sound);
            if sound.all(count) {
                continue;
            }
            place.test(Test::There, rows, &mut there);
            let faults = sound.0.iter().zip(&there.0).take(count);
            let fault = faults.enumerate().find_map(|(row, (sound, there))| match (sound, there) {
                (0, 0) => (!known.null_allowed()).then_some((row, Error::NullRefused)),
                (0, _) if known.kind() == Kind::Text => Some((row, Error::UnknownText)),
                (0, _) => Some((row, Error::OutOfRange)),
                _ => None,
            });
            if let Some((row, error)) = fault {
                return Err((first.saturating_add(row), error));
            }
        }
        Ok(())
    }

    /// Reads the first lines of a block's part of each wide column. On hosts such a part is a page: all are looked for at
    /// once, instead of each when its test comes to it.
    #[inline(always)]
    pub(super) fn find_pages(&self, first: usize) {
        let sum = self.places.iter().fold(0_i64, |sum, place| match place.column.values {
            Values::I32(values) => sum.wrapping_add(first_lines(values, first)),
            Values::I64(values) => sum.wrapping_add(first_lines(values, first)),
            _ => sum,
        });
        core::hint::black_box(sum);
    }

    #[inline(always)]
    pub(super) fn place(&self, slot: u16) -> &ColumnPlace<'d> {
        self.places.get(usize::from(slot)).unwrap_or(const { &ColumnPlace::EMPTY })
    }
}
