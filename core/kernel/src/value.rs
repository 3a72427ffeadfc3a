//! What a fact, a line or a condition can be: number, date, text, the truth of a condition, null,
//! unknown, or the error that stands in a result's place. And how firmly it is known.

use crate::date::Date;
use crate::error::Error;
use crate::number::{Number, RoundingMode};
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
    ///
    /// ```
    /// # use entitle_kernel::Truth;
    /// assert!(Truth::TRUE.is_true() && Truth::TRUE.is_certain());
    /// ```
    pub const TRUE: Truth = Truth(1);
    /// Certainly false.
    ///
    /// ```
    /// # use entitle_kernel::Truth;
    /// assert_eq!(Truth::FALSE.not(), Truth::TRUE);
    /// ```
    pub const FALSE: Truth = Truth(2);
    /// Certainly null: there is no such record.
    ///
    /// ```
    /// # use entitle_kernel::Truth;
    /// assert!(Truth::NULL.is_certain() && !Truth::NULL.is_true() && !Truth::NULL.is_false());
    /// ```
    pub const NULL: Truth = Truth(4);
    /// True or false, not known which.
    ///
    /// ```
    /// # use entitle_kernel::Truth;
    /// assert_eq!(Truth::EITHER, Truth::TRUE.union(Truth::FALSE));
    /// assert!(!Truth::EITHER.is_certain());
    /// ```
    pub const EITHER: Truth = Truth(3);
    /// True, false or null, not known which.
    ///
    /// ```
    /// # use entitle_kernel::Truth;
    /// assert_eq!(Truth::ANY, Truth::EITHER.union(Truth::NULL));
    /// ```
    pub const ANY: Truth = Truth(7);

    /// The certain truth of a Rust boolean.
    ///
    /// ```
    /// # use entitle_kernel::Truth;
    /// assert_eq!((Truth::certain(true), Truth::certain(false)), (Truth::TRUE, Truth::FALSE));
    /// ```
    #[must_use]
    pub const fn certain(value: bool) -> Truth {
        if value { Truth::TRUE } else { Truth::FALSE }
    }

    /// From the bits 1 (true), 2 (false), 4 (null); `None` for an empty set or other bits.
    ///
    /// ```
    /// # use entitle_kernel::Truth;
    /// assert_eq!(Truth::from_bits(3), Some(Truth::EITHER));
    /// assert_eq!((Truth::from_bits(0), Truth::from_bits(8)), (None, None));
    /// ```
    #[must_use]
    pub const fn from_bits(bits: u8) -> Option<Truth> {
        if bits >= 1 && bits <= 7 { Some(Truth(bits)) } else { None }
    }

    /// The bits 1 (true), 2 (false), 4 (null).
    ///
    /// ```
    /// # use entitle_kernel::Truth;
    /// assert_eq!((Truth::TRUE.bits(), Truth::ANY.bits()), (1, 7));
    /// ```
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether true is among the values.
    ///
    /// ```
    /// # use entitle_kernel::Truth;
    /// assert!(Truth::EITHER.may_be_true() && !Truth::EITHER.is_true());
    /// assert!(!Truth::NULL.may_be_true());
    /// ```
    #[must_use]
    pub const fn may_be_true(self) -> bool {
        self.0 & 1 != 0
    }

    /// Whether it is certainly true.
    ///
    /// ```
    /// # use entitle_kernel::Truth;
    /// assert!(Truth::TRUE.is_true() && !Truth::ANY.is_true());
    /// ```
    #[must_use]
    pub const fn is_true(self) -> bool {
        self.0 == 1
    }

    /// Whether it is certainly false.
    ///
    /// ```
    /// # use entitle_kernel::Truth;
    /// assert!(Truth::FALSE.is_false() && !Truth::NULL.is_false()); // null is not false
    /// ```
    #[must_use]
    pub const fn is_false(self) -> bool {
        self.0 == 2
    }

    /// Whether it has one member: true, false or null for certain.
    ///
    /// ```
    /// # use entitle_kernel::Truth;
    /// assert!(Truth::NULL.is_certain() && !Truth::EITHER.is_certain());
    /// ```
    #[must_use]
    pub const fn is_certain(self) -> bool {
        self.0.count_ones() == 1
    }

    /// Kleene's `and` of every pair of members.
    ///
    /// ```
    /// # use entitle_kernel::Truth;
    /// assert_eq!(Truth::NULL.and(Truth::FALSE), Truth::FALSE);
    /// assert_eq!(Truth::TRUE.and(Truth::EITHER), Truth::EITHER);
    /// ```
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
    ///
    /// ```
    /// # use entitle_kernel::Truth;
    /// assert_eq!(Truth::TRUE.or(Truth::ANY), Truth::TRUE); // the unknown cannot matter
    /// assert_eq!(Truth::NULL.or(Truth::FALSE), Truth::NULL);
    /// ```
    #[must_use]
    pub const fn or(self, other: Truth) -> Truth {
        self.not().and(other.not()).not()
    }

    /// Kleene's `not` of every member.
    ///
    /// ```
    /// # use entitle_kernel::Truth;
    /// assert_eq!(Truth::TRUE.not(), Truth::FALSE);
    /// assert_eq!((Truth::NULL.not(), Truth::EITHER.not()), (Truth::NULL, Truth::EITHER));
    /// ```
    #[must_use]
    pub const fn not(self) -> Truth {
        Truth((self.0 & 1) << 1 | (self.0 & 2) >> 1 | self.0 & 4)
    }

    /// The members of both.
    ///
    /// ```
    /// # use entitle_kernel::Truth;
    /// assert_eq!(Truth::TRUE.union(Truth::NULL).bits(), 1 | 4);
    /// ```
    #[must_use]
    pub const fn union(self, other: Truth) -> Truth {
        Truth(self.0 | other.0)
    }
}

/// A typed value of a fact, a parameter, a line or a step on the way to one. 24 bytes.
///
/// Null is "there is no such record", unknown is "the caller has not said"; neither is ever zero.
///
/// ```
/// # use entitle_kernel::{Truth, Value};
/// assert!(!Value::Null.same(&Value::integer(0)));    // no such record is not zero
/// assert!(!Value::Unknown.same(&Value::Unknown));    // nobody knows whether two unknowns agree
/// assert!(Value::Unknown.is_unknown() && !Value::Null.is_unknown());
/// ```
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
    ///
    /// ```
    /// # use entitle_kernel::{Truth, Value};
    /// assert!(Value::boolean(true).same(&Value::Boolean(Truth::TRUE)));
    /// ```
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
    ///
    /// ```
    /// # use entitle_kernel::{Number, Value};
    /// assert_eq!(Value::integer(3).number(), Some(Number::from_i64(3)));
    /// assert_eq!(Value::Null.number(), None);
    /// ```
    #[must_use]
    pub const fn number(&self) -> Option<Number> {
        if let Value::Number(number) = self { Some(*number) } else { None }
    }

    /// Whether the caller has not said, or not enough.
    ///
    /// ```
    /// # use entitle_kernel::{Truth, Value};
    /// assert!(Value::Boolean(Truth::EITHER).is_unknown()); // not enough is known
    /// assert!(!Value::Null.is_unknown());                  // that there is no record is known
    /// ```
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        match self {
            Value::Unknown => true,
            Value::Boolean(truth) => !truth.is_certain(),
            _ => false,
        }
    }

    /// Whether both are the same value: numbers by size (1.0 is 1), unknown is the same as nothing.
    ///
    /// ```
    /// # use entitle_kernel::{Truth, Value};
    /// let (one, also_one) = (Value::Number("1.0".parse()?), Value::integer(1));
    /// assert!(one.same(&also_one));
    /// assert!(!Value::Unknown.same(&Value::Unknown));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
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

/// Arithmetic in several steps: what is absent, or went wrong, goes on to the end.
impl Value {
    /// What arithmetic gave: a number, or the error in its place.
    pub(crate) fn of(result: Result<Number, Error>) -> Value {
        match result {
            Ok(number) => Value::Number(number),
            Err(error) => Value::Error(error),
        }
    }

    /// An operation on two numbers.
    pub(crate) fn combine(self, other: Value, operation: fn(Number, Number) -> Result<Number, Error>) -> Value {
        match (self, other) {
            (Value::Number(a), Value::Number(b)) => Value::of(operation(a, b)),
            (a, b) => absent(&[a, b]),
        }
    }

    pub(crate) fn rounded(self, places: i16, mode: RoundingMode) -> Value {
        match self {
            Value::Number(number) => Value::of(number.to_places(places, mode)),
            other => absent(&[other]),
        }
    }

    pub(crate) fn plus(self, other: Value) -> Value {
        self.combine(other, Number::checked_add)
    }

    pub(crate) fn minus(self, other: Value) -> Value {
        self.combine(other, Number::checked_sub)
    }

    pub(crate) fn times(self, other: Value) -> Value {
        self.combine(other, Number::checked_mul)
    }

    pub(crate) fn over(self, other: Value) -> Value {
        self.combine(other, Number::checked_div)
    }

    pub(crate) fn smaller(self, other: Value) -> Value {
        self.combine(other, |a, b| Ok(a.min(b)))
    }

    pub(crate) fn larger(self, other: Value) -> Value {
        self.combine(other, |a, b| Ok(a.max(b)))
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
///
/// ```
/// # use entitle_kernel::{Basis, Grade};
/// assert!(Grade::Official < Grade::Assumed); // ordered from the best known to the least
/// assert_eq!(Grade::from_name("derived"), Some(Grade::Derived));
/// ```
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
    ///
    /// ```
    /// # use entitle_kernel::{Basis, Grade};
    /// assert_eq!(Grade::Published.name(), "published");
    /// ```
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
    ///
    /// ```
    /// # use entitle_kernel::{Basis, Grade};
    /// assert_eq!(Grade::from_name("assumed"), Some(Grade::Assumed));
    /// assert_eq!(Grade::from_name("certain"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Grade> {
        [Grade::Official, Grade::Published, Grade::Derived, Grade::Assumed]
            .into_iter()
            .find(|grade| grade.name() == name)
    }

    /// The grade of this number, or `None`.
    ///
    /// ```
    /// # use entitle_kernel::{Basis, Grade};
    /// assert_eq!(Grade::from_u8(Grade::Derived as u8), Some(Grade::Derived));
    /// assert_eq!(Grade::from_u8(4), None);
    /// ```
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

/// What a result rests on: the grades of all figures that took part in it, whether a local term did, and whether the day asked
/// for lies beyond what was read.
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
    ///
    /// ```
    /// # use entitle_kernel::{Basis, Grade};
    /// assert_eq!(Basis::NONE.weakest(), None);
    /// ```
    pub const NONE: Basis = Basis(0);
    /// A figure that the contract leaves to the parties.
    ///
    /// ```
    /// # use entitle_kernel::{Basis, Grade};
    /// assert!(Basis::LOCAL_TERM.has_local_term());
    /// assert_eq!(Basis::LOCAL_TERM.weakest(), None); // a local term has no grade
    /// ```
    pub const LOCAL_TERM: Basis = Basis(1 << 4);

    /// The contract was asked for on a day that lies beyond what its sources speak of: see
    /// [`Contract::on`](crate::Contract::on).
    ///
    /// ```
    /// # use entitle_kernel::Basis;
    /// assert!(Basis::BEYOND_WHAT_WAS_READ.is_beyond_what_was_read());
    /// assert_eq!(Basis::BEYOND_WHAT_WAS_READ.weakest(), None); // it is a doubt about the day, whatever the grade
    /// ```
    pub const BEYOND_WHAT_WAS_READ: Basis = Basis(1 << 5);

    /// A single figure of this grade.
    ///
    /// ```
    /// # use entitle_kernel::{Basis, Grade};
    /// assert!(Basis::of(Grade::Assumed).has(Grade::Assumed));
    /// ```
    #[must_use]
    pub const fn of(grade: Grade) -> Basis {
        Basis(1 << grade as u8)
    }

    /// From its bits; other bits are dropped.
    ///
    /// ```
    /// # use entitle_kernel::{Basis, Grade};
    /// let basis = Basis::of(Grade::Derived).and(Basis::LOCAL_TERM);
    /// assert_eq!(Basis::from_bits(basis.bits()), basis);
    /// assert_eq!(Basis::from_bits(0xc0), Basis::NONE);
    /// ```
    #[must_use]
    pub const fn from_bits(bits: u8) -> Basis {
        Basis(bits & 0x3f)
    }

    /// Bits 0–3: a figure of grade official, published, derived, assumed; bit 4: a local term; bit 5: the day
    /// asked for lies beyond what was read.
    ///
    /// ```
    /// # use entitle_kernel::{Basis, Grade};
    /// assert_eq!(Basis::of(Grade::Derived).and(Basis::LOCAL_TERM).bits(), 0b1_0100);
    /// ```
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// What both rest on.
    ///
    /// ```
    /// # use entitle_kernel::{Basis, Grade};
    /// let both = Basis::of(Grade::Official).and(Basis::of(Grade::Derived));
    /// assert!(both.has(Grade::Official) && both.has(Grade::Derived));
    /// ```
    #[must_use]
    pub const fn and(self, other: Basis) -> Basis {
        Basis(self.0 | other.0)
    }

    /// Whether a figure of that grade took part.
    ///
    /// ```
    /// # use entitle_kernel::{Basis, Grade};
    /// assert!(!Basis::of(Grade::Official).has(Grade::Assumed));
    /// ```
    #[must_use]
    pub const fn has(self, grade: Grade) -> bool {
        self.0 & (1 << grade as u8) != 0
    }

    /// Whether a local term took part.
    ///
    /// ```
    /// # use entitle_kernel::{Basis, Grade};
    /// assert!(!Basis::of(Grade::Assumed).has_local_term()); // assumed by the definition, not agreed by the parties
    /// ```
    #[must_use]
    pub const fn has_local_term(self) -> bool {
        self.0 & Basis::LOCAL_TERM.0 != 0
    }

    /// Whether the contract was asked for on a day beyond what its sources speak of.
    ///
    /// ```
    /// # use entitle_kernel::{Basis, Grade};
    /// assert!(!Basis::of(Grade::Assumed).is_beyond_what_was_read());
    /// ```
    #[must_use]
    pub const fn is_beyond_what_was_read(self) -> bool {
        self.0 & Basis::BEYOND_WHAT_WAS_READ.0 != 0
    }

    /// The least well known grade, or `None` where no figure of the contract took part.
    ///
    /// ```
    /// # use entitle_kernel::{Basis, Grade};
    /// let both = Basis::of(Grade::Official).and(Basis::of(Grade::Derived));
    /// assert_eq!(both.weakest(), Some(Grade::Derived));
    /// ```
    #[must_use]
    pub const fn weakest(self) -> Option<Grade> {
        match self.0 & 0x0f {
            0 => None,
            bits => Grade::from_u8(7_u32.saturating_sub(bits.leading_zeros()) as u8),
        }
    }
}

/// The basis of a figure of this grade; of an assumed one where the byte is none.
pub(crate) fn graded(grade: u8) -> Basis {
    Basis::of(Grade::from_u8(grade).unwrap_or(Grade::Assumed))
}

/// A value and what it rests on. 32 bytes.
///
/// ```
/// # use entitle_kernel::Grade;
/// # use entitle_kernel::{Contract, Facts, Value, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let mut storage = [Value::Unknown; 64];
/// # let mut facts = Facts::new(&contract, &mut storage)?;
/// # for (name, text) in sample::PRACTICE {
/// #     let (fact, item) = contract.find_input(name)?;
/// #     facts.set(fact.index(), item, fact.parse(text)?)?;
/// # }
/// # use entitle_kernel::{Graded, Silent, Statement};
/// # let mut results = [Graded::UNKNOWN; 64];
/// # let statement = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?;
/// // The area's factor is an assumed figure, and the fee for each patient a local term.
/// let total: Graded = statement.line(contract.find_line("total").unwrap(), 0);
/// assert_eq!(total.value.number().and_then(|total| total.to_i64()), Some(1500)); // GBP
/// assert_eq!(total.basis.weakest(), Some(Grade::Assumed));
/// assert!(total.basis.has_local_term());
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
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
    ///
    /// ```
    /// # use entitle_kernel::Graded;
    /// let results = [Graded::UNKNOWN; 64]; // storage for a statement
    /// assert!(results[0].value.is_unknown());
    /// ```
    pub const UNKNOWN: Graded = Graded { value: Value::Unknown, basis: Basis::NONE };

    /// A value of the caller's own.
    ///
    /// ```
    /// # use entitle_kernel::{Basis, Graded, Value};
    /// assert_eq!(Graded::given(Value::integer(3)).basis, Basis::NONE);
    /// ```
    #[must_use]
    pub const fn given(value: Value) -> Graded {
        Graded { value, basis: Basis::NONE }
    }
}

/// One fact of a patient: an integer (decimals scaled at their declared places, dates in days
/// since 1970-01-01, false and true as 0 and 1, texts as their place in the list of values).
///
/// ```
/// # use entitle_kernel::{Cell, Value};
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let score = contract.find_patient_input("breath_score")?; // a decimal with one place
/// assert_eq!(score.to_cell(score.parse("9.5")?)?, Cell::Integer(95));
/// assert_eq!(score.to_cell(Value::Null)?, Cell::Null);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
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
