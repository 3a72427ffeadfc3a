//! What a plan is made of.

use crate::image::Checked;
use crate::image::code::{Comparison, PatientOp};
use crate::image::record::NONE;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Piece {
    None,
    /// The definition that the plan is of, and the achievement date in days since 1970-01-01.
    Of(Checked, i32),
    /// The least and greatest integer that the fact of a slot declares.
    Range(i64, i64),
    Goal(Work),
    /// Of 256 slots, those whose facts the rules of a register's indicators read, and how many such come before.
    Slots([u32; SLOTS_A_PIECE / 32], u16),
    Put(Put),
    /// A row without effect: where its condition is not known, the table is not settled. Columns pass it over.
    Asked(When),
    Step(Step),
}

/// Slots of which one piece tells.
pub(crate) const SLOTS_A_PIECE: usize = 256;

/// What a condition, register or indicator is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Work {
    /// The steps of a condition, or the puts of a register or of an indicator's denominator.
    pub(crate) first: u32,
    pub(crate) count: u16,
    /// The puts of an indicator's numerator, unless it is the same for everybody.
    pub(crate) numerator: u32,
    pub(crate) numerator_count: u16,
    /// An indicator's register.
    pub(crate) register: u16,
    /// Whether a condition refers to others; whether a register has indicators.
    pub(crate) refers: bool,
}

impl Work {
    pub(crate) const NOTHING: Work =
        Work { first: 0, count: 0, numerator: 0, numerator_count: 0, register: NONE, refers: false };
}

/// Where one end of a rule table's row puts its code. A table is worked from its last row to its first over the rows of a block, and
/// from its first to its last, until something is put, for one patient.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Put {
    pub(crate) when: When,
    pub(crate) code: u8,
    /// Whether it is put where the condition does not hold.
    pub(crate) turned: bool,
    /// Whether the code of the numerator is added.
    pub(crate) adds: bool,
}

/// The condition of a [`Put`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum When {
    Always,
    Condition(u16),
    /// A condition of one test that nothing else refers to.
    Test(u16, Test),
}

/// What is asked of a fact.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Test {
    /// Whether it is not null.
    There,
    /// Whether it is not null and its integer lies from the first to the second.
    Within(i64, i64),
}

/// One side of a comparison: a fact, then months later, then days.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Side {
    pub(crate) slot: u16,
    pub(crate) months: i16,
    pub(crate) days: i32,
}

/// One step of a condition on masks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// Whether a fact passes a test, or whether it does not.
    Test { slot: u16, test: Test, negated: bool },
    /// How a fact stands to another, each with time added.
    Sides(Comparison, Side, Side),
    /// How two facts stand that do not fit 32 bits.
    WideFacts(Comparison, u16, u16),
    /// How two computed integers stand.
    Lanes(Comparison),
    /// The same in every row.
    Constant(bool),
    /// A condition that was settled before.
    Condition(u16),
    /// A register that was settled before.
    Register(u16),
    /// Two masks become one.
    And,
    /// Two masks become one.
    Or,
    /// A mask is turned round.
    Complement,
    /// An integer is pushed, the same in every row or null; no mask.
    Push(Option<i64>),
    /// A fact's integers are pushed; no mask.
    Fact(u16),
    /// An integer is computed of those pushed; no mask.
    Integer(PatientOp, i64),
}

/// Something that is being settled.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Goal {
    Condition(usize),
    Register(usize),
    /// An indicator's two tables.
    Indicator(usize),
}
