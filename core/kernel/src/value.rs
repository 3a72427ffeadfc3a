//! What a fact, a line or a condition can be: number, date, text, the truth of a condition, null,
//! unknown, or the error that stands in a result's place. And how firmly it is known.

use crate::date::Date;
use crate::error::Error;
use crate::number::Number;
use serde::Serialize;

/// The values that a condition about a subject may still have, out of true, false and null.
///
/// A known condition has one member; one that hangs on an unknown fact has several. `and`, `or` and
/// `not` are Kleene's, member by member, so that an unknown which cannot matter does not.
///
/// ```
/// use entitle_kernel::Truth;
/// assert_eq!(Truth::FALSE.and(Truth::EITHER), Truth::FALSE);
/// assert_eq!(Truth::NULL.or(Truth::TRUE), Truth::TRUE);
/// assert_eq!(Truth::NULL.not(), Truth::NULL);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize)]
pub struct Truth(u8);

impl Truth {
    /// Certainly true.
    pub const TRUE: Truth = Truth(1);
    /// Certainly false.
    pub const FALSE: Truth = Truth(2);
    /// Certainly null: there is no such record.
    pub const NULL: Truth = Truth(4);
    /// True or false, not known which.
    pub const EITHER: Truth = Truth(3);
    /// True, false or null, not known which.
    pub const ANY: Truth = Truth(7);

    /// The certain truth of a Rust boolean.
    #[must_use]
    pub const fn certain(value: bool) -> Truth {
        if value { Truth::TRUE } else { Truth::FALSE }
    }

    /// From the bits 1 (true), 2 (false), 4 (null); `None` for an empty set or other bits.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Option<Truth> {
        if bits >= 1 && bits <= 7 { Some(Truth(bits)) } else { None }
    }

    /// The bits 1 (true), 2 (false), 4 (null).
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether true is among the values.
    #[must_use]
    pub const fn may_be_true(self) -> bool {
        self.0 & 1 != 0
    }

    /// Whether it is certainly true.
    #[must_use]
    pub const fn is_true(self) -> bool {
        self.0 == 1
    }

    /// Whether it is certainly false.
    #[must_use]
    pub const fn is_false(self) -> bool {
        self.0 == 2
    }

    /// Whether it has one member: true, false or null for certain.
    #[must_use]
    pub const fn is_certain(self) -> bool {
        self.0.count_ones() == 1
    }

    /// Kleene's `and` of every pair of members.
    #[must_use]
    pub const fn and(self, other: Truth) -> Truth {
        let (t, f, n) = (1, 2, 4);
        let (a, b) = (self.0, other.0);
        let mut bits = (a & b) & t;
        bits |= (a | b) & f;
        let null = (a & n != 0 && b & (t | n) != 0) || (b & n != 0 && a & (t | n) != 0);
        if null {
            bits |= n;
        }
        Truth(bits)
    }

    /// Kleene's `or` of every pair of members.
    #[must_use]
    pub const fn or(self, other: Truth) -> Truth {
        self.not().and(other.not()).not()
    }

    /// Kleene's `not` of every member.
    #[must_use]
    pub const fn not(self) -> Truth {
        Truth((self.0 & 1) << 1 | (self.0 & 2) >> 1 | self.0 & 4)
    }

    /// The members of both.
    #[must_use]
    pub const fn union(self, other: Truth) -> Truth {
        Truth(self.0 | other.0)
    }
}

/// A typed value of a fact, a parameter, a line or a step on the way to one. 24 bytes.
///
/// Null is "there is no such record", unknown is "the caller has not said"; neither is ever zero.
#[derive(Clone, Copy, Debug, Serialize)]
pub enum Value {
    /// The caller has not said.
    Unknown,
    /// There is no such record.
    Null,
    /// A number, in the unit that its fact or line states.
    Number(Number),
    /// A day.
    Date(Date),
    /// The truth of a condition.
    Boolean(Truth),
    /// A text, as its place (from 0) in its fact's list of values.
    Text(u16),
    /// The error that an operation met: the failure is that line's value.
    Error(Error),
}

const _: () = assert!(size_of::<Value>() <= 24);

impl Value {
    /// A certain boolean.
    #[must_use]
    pub const fn boolean(value: bool) -> Value {
        Value::Boolean(Truth::certain(value))
    }

    /// The whole number.
    ///
    /// ```
    /// use entitle_kernel::{Number, Value};
    /// assert_eq!(Value::integer(3).number(), Some(Number::from_i64(3)));
    /// ```
    #[must_use]
    pub const fn integer(value: i64) -> Value {
        Value::Number(Number::from_i64(value))
    }

    /// The number, where it is one.
    #[must_use]
    pub const fn number(&self) -> Option<Number> {
        if let Value::Number(number) = self { Some(*number) } else { None }
    }

    /// Whether the caller has not said, or not enough.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        match self {
            Value::Unknown => true,
            Value::Boolean(truth) => !truth.is_certain(),
            _ => false,
        }
    }

    /// Whether both are the same value: numbers by size (1.0 is 1), unknown is the same as nothing.
    #[must_use]
    pub fn same(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Null, Value::Null) => true,
            (Value::Number(a), Value::Number(b)) => a == b,
            (Value::Date(a), Value::Date(b)) => a == b,
            (Value::Boolean(a), Value::Boolean(b)) => a == b && a.is_certain(),
            (Value::Text(a), Value::Text(b)) => a == b,
            (Value::Error(a), Value::Error(b)) => a == b,
            _ => false,
        }
    }
}

/// What stands in a result's place when not every operand is there: the leftmost error, else unknown, else null.
pub(crate) fn absent(operands: &[Value]) -> Value {
    if let Some(error) = operands.iter().find(|value| matches!(value, Value::Error(_))) {
        return *error;
    }
    if operands.iter().any(Value::is_unknown) { Value::Unknown } else { Value::Null }
}

/// How well a figure is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Grade {
    /// Read in the contract or its official guidance.
    Official = 0,
    /// Read in a public source that is not the contract itself.
    Published = 1,
    /// Computed from published figures and checked.
    Derived = 2,
    /// Not read in any source.
    Assumed = 3,
}

impl Grade {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Grade::Official => "official",
            Grade::Published => "published",
            Grade::Derived => "derived",
            Grade::Assumed => "assumed",
        }
    }

    /// The grade of this word, or `None`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Grade> {
        [Grade::Official, Grade::Published, Grade::Derived, Grade::Assumed]
            .into_iter()
            .find(|grade| grade.name() == name)
    }

    /// The grade of this number, or `None`.
    #[must_use]
    pub const fn from_u8(byte: u8) -> Option<Grade> {
        match byte {
            0 => Some(Grade::Official),
            1 => Some(Grade::Published),
            2 => Some(Grade::Derived),
            3 => Some(Grade::Assumed),
            _ => None,
        }
    }
}

/// What a result rests on: the grades of all figures that took part in it, and whether a local term did.
///
/// ```
/// use entitle_kernel::{Basis, Grade};
/// let basis = Basis::of(Grade::Published).and(Basis::LOCAL_TERM);
/// assert!(basis.has_local_term() && !basis.has(Grade::Assumed));
/// assert_eq!(basis.weakest(), Some(Grade::Published));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash, Serialize)]
pub struct Basis(u8);

impl Basis {
    /// Nothing but the caller's own facts.
    pub const NONE: Basis = Basis(0);
    /// A figure that the contract leaves to the parties.
    pub const LOCAL_TERM: Basis = Basis(1 << 4);

    /// A single figure of this grade.
    #[must_use]
    pub const fn of(grade: Grade) -> Basis {
        Basis(1 << grade as u8)
    }

    /// From its bits; other bits are dropped.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Basis {
        Basis(bits & 0x1f)
    }

    /// Bits 0–3: a figure of grade official, published, derived, assumed; bit 4: a local term.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// What both rest on.
    #[must_use]
    pub const fn and(self, other: Basis) -> Basis {
        Basis(self.0 | other.0)
    }

    /// Whether a figure of that grade took part.
    #[must_use]
    pub const fn has(self, grade: Grade) -> bool {
        self.0 & (1 << grade as u8) != 0
    }

    /// Whether a local term took part.
    #[must_use]
    pub const fn has_local_term(self) -> bool {
        self.0 & Basis::LOCAL_TERM.0 != 0
    }

    /// The least well known grade, or `None` where no figure of the contract took part.
    #[must_use]
    pub const fn weakest(self) -> Option<Grade> {
        match self.0 & 0x0f {
            0 => None,
            bits => Grade::from_u8(7_u32.saturating_sub(bits.leading_zeros()) as u8),
        }
    }
}

/// A value and what it rests on. 32 bytes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Graded {
    /// The value.
    pub value: Value,
    /// The figures that it rests on.
    pub basis: Basis,
}

const _: () = assert!(size_of::<Graded>() <= 32);

impl Graded {
    /// Not yet computed.
    pub const UNKNOWN: Graded = Graded { value: Value::Unknown, basis: Basis::NONE };

    /// A value of the caller's own.
    #[must_use]
    pub const fn given(value: Value) -> Graded {
        Graded { value, basis: Basis::NONE }
    }
}

/// One fact of a patient: an integer (decimals scaled at their declared places, dates in days
/// since 1970-01-01, false and true as 0 and 1, texts as their place in the list of values).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum Cell {
    /// The caller has not said.
    Unknown,
    /// There is no such record.
    Null,
    /// The value.
    Integer(i64),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kleene_holds_member_by_member() {
        let single = |bits: u8| match bits {
            1 => Some(true),
            2 => Some(false),
            _ => None,
        };
        let bits = |value: Option<bool>| match value {
            Some(true) => 1_u8,
            Some(false) => 2,
            None => 4,
        };
        for a in 1..=7_u8 {
            for b in 1..=7_u8 {
                let (mut and, mut or) = (0_u8, 0_u8);
                for x in [1, 2, 4].into_iter().filter(|x| x & a != 0) {
                    for y in [1, 2, 4].into_iter().filter(|y| y & b != 0) {
                        and |= bits(match (single(x), single(y)) {
                            (Some(false), _) | (_, Some(false)) => Some(false),
                            (Some(true), Some(true)) => Some(true),
                            _ => None,
                        });
                        or |= bits(match (single(x), single(y)) {
                            (Some(true), _) | (_, Some(true)) => Some(true),
                            (Some(false), Some(false)) => Some(false),
                            _ => None,
                        });
                    }
                }
                assert_eq!(Truth(a).and(Truth(b)), Truth(and), "{a} and {b}");
                assert_eq!(Truth(a).or(Truth(b)), Truth(or), "{a} or {b}");
            }
        }
    }

    #[test]
    fn the_weakest_grade_is_found() {
        assert_eq!(Basis::NONE.weakest(), None);
        assert_eq!(Basis::of(Grade::Official).weakest(), Some(Grade::Official));
        assert_eq!(Basis::of(Grade::Official).and(Basis::of(Grade::Assumed)).weakest(), Some(Grade::Assumed));
    }
}
