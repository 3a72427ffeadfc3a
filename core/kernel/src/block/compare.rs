//! Comparisons of facts with facts, and of what is computed of them.

use super::conditions::look;
use super::lanes::{Mask, Rows};
use super::{BlockStorage, Evaluator, Places};
use crate::date::days_months_later;
use crate::image::code::{Comparison, PatientOp};
use crate::number::floor_quotient;
use crate::plan::{Side, Test};
use crate::rules::months_between;

/// An integer for each row of a block, and whether there is one.
///
/// ```
/// let lanes = vec![entitle_kernel::block::Lanes::<256>::EMPTY; 16];
/// assert!(size_of_val(&lanes[0]) < 3 * 1024);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Lanes<const N: usize> {
    integers: [i64; N],
    there: Mask<N>,
}

impl<const N: usize> Lanes<N> {
    /// Nothing in any row.
    ///
    /// ```
    /// let lanes = entitle_kernel::block::Lanes::<64>::EMPTY;
    /// assert!(size_of_val(&lanes) >= 64 * 9);
    /// ```
    pub const EMPTY: Lanes<N> = Lanes { integers: [0; N], there: Mask::EMPTY };

    #[inline(always)]
    fn map(&mut self, operation: impl Fn(i64) -> i64) {
        for integer in &mut self.integers {
            *integer = operation(*integer);
        }
    }

    /// For an operation that takes long: only where there is an integer.
    #[inline(always)]
    fn map_there(&mut self, count: usize, operation: impl Fn(i64) -> i64) {
        for (integer, there) in self.integers.iter_mut().zip(&self.there.0).take(count) {
            if *there != 0 {
                *integer = operation(*integer);
            }
        }
    }

    #[inline(always)]
    fn join(&mut self, other: &Lanes<N>, operation: impl Fn(i64, i64) -> i64) {
        for (integer, other) in self.integers.iter_mut().zip(&other.integers) {
            *integer = operation(*integer, *other);
        }
        self.there.and(&other.there);
    }
}

/// Where `a` is less than `b`.
#[inline(always)]
fn less<T: PartialOrd, const N: usize>(a: &[T; N], b: &[T; N], out: &mut Mask<N>) {
    for ((byte, a), b) in out.0.iter_mut().zip(a).zip(b) {
        *byte = if a < b { 255 } else { 0 };
    }
}

#[inline(always)]
fn equal<T: PartialEq, const N: usize>(a: &[T; N], b: &[T; N], out: &mut Mask<N>) {
    for ((byte, a), b) in out.0.iter_mut().zip(a).zip(b) {
        *byte = if a == b { 255 } else { 0 };
    }
}

/// Null with null is equal, null with a value is not, and neither is less than the other.
#[inline(always)]
fn compare<T: PartialOrd, const N: usize>(
    comparison: Comparison,
    a: (&[T; N], &Mask<N>),
    b: (&[T; N], &Mask<N>),
    out: &mut Mask<N>,
) {
    let swapped = matches!(comparison, Comparison::Greater | Comparison::LessOrEqual);
    let (a, b) = if swapped { (b, a) } else { (a, b) };
    let is_equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
    if is_equality {
        equal(a.0, b.0, out)
    } else {
        less(a.0, b.0, out)
    }
    if matches!(comparison, Comparison::LessOrEqual | Comparison::GreaterOrEqual) {
        out.complement();
    }
    out.and(a.1);
    out.and(b.1);
    if is_equality {
        out.or_neither(a.1, b.1);
        if comparison == Comparison::NotEqual {
            out.complement();
        }
    }
}

impl<const N: usize> Evaluator<'_, '_, '_, '_, N> {
    /// Two sides that fit 32 bits.
    #[inline(always)]
    pub(super) fn compare_sides(&mut self, comparison: Comparison, sides: [Side; 2], rows: Rows<'_>, out: usize) {
        let Some((gathered, sides_gathered)) = self.storage.gathered.split_at_mut_checked(self.places.sides) else {
            return;
        };
        let Places { spare, .. } = self.places;
        let masks = [spare, spare.wrapping_add(1), out];
        let Ok([a_there, b_there, out]) = self.storage.masks.get_disjoint_mut(masks) else { return };
        let [a_integers, b_integers, ..] = sides_gathered else { return };
        let [a, b] = sides;
        for (side, integers, there) in [(a, &mut *a_integers, &mut *a_there), (b, &mut *b_integers, &mut *b_there)] {
            let (place, rows) = look(self.columns, self.plan, gathered, self.listed, side.slot, rows);
            place.test(Test::There, rows, there);
            let days = if side.months == 0 { side.days } else { 0 };
            place.column.narrow_integers(days, rows, &mut integers.0);
            if side.months != 0 {
                for integer in &mut integers.0 {
                    *integer = days_months_later(*integer, side.months.into()).wrapping_add(side.days);
                }
            }
        }
        compare(comparison, (&a_integers.0, a_there), (&b_integers.0, b_there), out);
    }

    /// Pops two lanes and compares them.
    #[inline(always)]
    pub(super) fn compare_lanes(&mut self, comparison: Comparison, depth: usize, out: usize) {
        let BlockStorage { masks, lanes, .. } = &mut self.storage;
        let (Some(a), Some(b)) = (lanes.get(depth.wrapping_sub(2)), lanes.get(depth.wrapping_sub(1))) else { return };
        let Some(out) = masks.get_mut(out) else { return };
        compare(comparison, (&a.integers, &a.there), (&b.integers, &b.there), out);
    }

    /// A fact's integers, and where they are.
    #[inline(always)]
    pub(super) fn load(&mut self, slot: u16, depth: usize, rows: Rows<'_>) {
        let BlockStorage { lanes, gathered, .. } = &mut self.storage;
        let Some(lanes) = lanes.get_mut(depth) else { return };
        let (place, rows) = look(self.columns, self.plan, gathered, self.listed, slot, rows);
        place.column.integers(rows, &mut lanes.integers);
        place.test(Test::There, rows, &mut lanes.there);
    }

    /// The same integer in every row, or null.
    #[inline(always)]
    pub(super) fn push(&mut self, integer: Option<i64>, depth: usize) {
        if let Some(top) = self.storage.lanes.get_mut(depth) {
            top.integers.fill(integer.unwrap_or(0));
            top.there.fill(integer.is_some());
        }
    }

    /// One operation on integers, with its constant. The compiler has proved that nothing overflows; an image made to
    /// overflow gets nonsense, and no panic.
    #[inline(always)]
    pub(super) fn compute(&mut self, op: PatientOp, constant: i64, depth: &mut usize, rows: Rows<'_>) {
        use PatientOp as Op;
        let last = depth.wrapping_sub(1);
        if matches!(op, Op::Negate | Op::Absolute | Op::FloorDivide | Op::AddMonths) {
            let Some(top) = self.storage.lanes.get_mut(last) else { return };
            return match op {
                Op::Negate => top.map(i64::wrapping_neg),
                Op::Absolute => top.map(i64::wrapping_abs),
                Op::FloorDivide => top.map_there(rows.count(), |a| floor_quotient(a, constant).unwrap_or(0)),
                _ => {
                    #[expect(clippy::cast_possible_truncation, reason = "days and months fit 32 bits")]
                    let later = |days: i64| days_months_later(days as i32, constant as i32);
                    top.map(|days| later(days).into());
                }
            };
        }
        *depth = last;
        let Ok([a, b]) = self.storage.lanes.get_disjoint_mut([last.wrapping_sub(1), last]) else { return };
        match op {
            Op::Add => a.join(b, i64::wrapping_add),
            Op::Subtract => a.join(b, i64::wrapping_sub),
            Op::Multiply => a.join(b, i64::wrapping_mul),
            Op::Minimum => a.join(b, i64::min),
            Op::Maximum => a.join(b, i64::max),
            _ => a.join(b, months_between),
        }
    }
}
