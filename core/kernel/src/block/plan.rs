//! What a contract's rules come to for the columns at hand: read once from the image, then worked block after block.

use super::Places;
use super::column::{Columns, Test};
use crate::image::Contract;
use crate::image::code::{Comparison, PatientOp};
use crate::image::record::{self, NONE};
use crate::rules::Run;

/// A piece of the plan, in storage of the caller's.
///
/// ```
/// use entitle_kernel::{Contract, block::{BlockCost, Planned}, sample};
/// let plan = vec![Planned::EMPTY; BlockCost::of(&Contract::new(sample::IMAGE)?).plan];
/// assert!(size_of_val(&plan[0]) <= 48);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Planned(pub(super) Piece);

impl Planned {
    /// Nothing is planned.
    ///
    /// ```
    /// let plan = [entitle_kernel::block::Planned::EMPTY; 8];
    /// # assert_eq!(plan.len(), 8);
    /// ```
    pub const EMPTY: Planned = Planned(Piece::None);
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Piece {
    None,
    Goal(Work),
    Row(record::Row),
    Step(Step),
}

/// What a condition, register or indicator is made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work {
    /// The pieces of a condition, or the rows of a register or of an indicator's denominator.
    pub(super) first: usize,
    pub(super) count: usize,
    /// The rows of an indicator's numerator.
    pub(super) numerator: (usize, usize),
    /// An indicator's register.
    pub(super) register: usize,
    /// Whether a condition refers to others.
    pub(super) refers: bool,
}

impl Work {
    pub(super) const NOTHING: Work = Work { first: 0, count: 0, numerator: (0, 0), register: 0, refers: false };
}

/// One side of a comparison: a fact, then months later, then days; or days alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side {
    /// `NONE` for a constant.
    pub(super) slot: u16,
    pub(super) months: i16,
    pub(super) days: i32,
}

/// One step of a condition on masks.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// Whether a fact passes a test, or whether it does not.
    Test { slot: u16, test: Test, negated: bool },
    /// How a fact stands to another, or to a constant, each with time added.
    Sides(Comparison, Side, Side),
    /// How two facts stand that do not fit 32 bits.
    WideFacts(Comparison, u16, u16),
    /// How two computed integers stand.
    Lanes(Comparison),
    /// The same in every row.
    Constant(bool),
    /// A mask that was settled before.
    Settled(usize),
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

/// How many pieces a contract's plan has at most.
pub(super) fn pieces(contract: &Contract<'_>) -> usize {
    Sections::of(contract).steps.saturating_add(contract.count::<record::PatientInstruction>())
}

/// Where the pieces of each kind begin: conditions, then registers, then indicators, then rows, then steps.
#[derive(Clone, Copy)]
pub(super) struct Sections {
    pub(super) registers: usize,
    pub(super) indicators: usize,
    rows: usize,
    steps: usize,
}

impl Sections {
    pub(super) fn of(contract: &Contract<'_>) -> Sections {
        let registers = contract.count::<record::Condition>();
        let indicators = registers.saturating_add(contract.register_count());
        let rows = indicators.saturating_add(contract.indicator_count());
        Sections { registers, indicators, rows, steps: rows.saturating_add(contract.count::<record::Row>()) }
    }
}

/// Writes the plan.
pub(super) struct Planner<'p, 'c, 'd, 's> {
    pub(super) columns: &'p Columns<'c, 'd, 's>,
    pub(super) run: &'p Run,
    pub(super) places: Places,
}

impl<'c> Planner<'_, 'c, '_, '_> {
    fn contract(&self) -> &Contract<'c> {
        self.columns.contract()
    }

    /// Plans all goals. The storage is long enough.
    pub(super) fn plan(&self, plan: &mut [Planned]) {
        let contract = *self.contract();
        let sections = Sections::of(&contract);
        let mut put = |place: usize, piece: Piece| {
            if let Some(planned) = plan.get_mut(place) {
                *planned = Planned(piece);
            }
        };
        let mut next = sections.steps;
        for (index, condition) in contract.all::<record::Condition>().enumerate() {
            let (first, mut refers, mut lanes) = (next, false, 0_usize);
            let mut code =
                contract.records::<record::PatientInstruction>(condition.first as usize, condition.count.into());
            while let Some(step) = self.next_step(&mut code, lanes == 0) {
                refers |= matches!(step, Step::Settled(_));
                lanes = match step {
                    Step::Push(_) | Step::Fact(_) => lanes.saturating_add(1),
                    Step::Lanes(_) => lanes.saturating_sub(2),
                    Step::Integer(op, _) if is_of_two(op) => lanes.saturating_sub(1),
                    _ => lanes,
                };
                put(next, Piece::Step(step));
                next = next.saturating_add(1);
            }
            let count = next.saturating_sub(first);
            put(index, Piece::Goal(Work { first, count, refers, ..Work::NOTHING }));
        }
        for (index, row) in contract.all::<record::Row>().enumerate() {
            put(sections.rows.saturating_add(index), Piece::Row(row));
        }
        let rows = |table: u16| {
            let table = contract.record::<record::Table>(table.into());
            table.map_or((0, 0), |table| (sections.rows.saturating_add(table.first.into()), table.count.into()))
        };
        for (index, register) in contract.all::<record::Register>().enumerate() {
            let (first, count) = rows(register.table);
            put(sections.registers.saturating_add(index), Piece::Goal(Work { first, count, ..Work::NOTHING }));
        }
        for (index, indicator) in contract.all::<record::Indicator>().enumerate() {
            let (first, count) = rows(indicator.denominator);
            let numerator = rows(indicator.numerator);
            let register = indicator.register.into();
            let work = Work { first, count, numerator, register, refers: false };
            put(sections.indicators.saturating_add(index), Piece::Goal(work));
        }
    }

    fn integer(&self, op: PatientOp, instruction: &record::PatientInstruction) -> Step {
        match op {
            PatientOp::Fact => Step::Fact(instruction.b),
            PatientOp::Immediate | PatientOp::Integer | PatientOp::RunConstant | PatientOp::Null => {
                Step::Push(self.constant(op, instruction))
            }
            PatientOp::AddMonths => Step::Integer(op, instruction.c.into()),
            _ => Step::Integer(op, self.constant(PatientOp::Integer, instruction).unwrap_or(1)),
        }
    }

    /// The next step of a condition's code. A comparison whose code is one of the common forms is one step.
    fn next_step(
        &self,
        code: &mut (impl Iterator<Item = record::PatientInstruction> + Clone),
        no_lanes: bool,
    ) -> Option<Step> {
        use PatientOp as Op;
        let instruction = code.next()?;
        let record::PatientInstruction { a, b, c, .. } = instruction;
        let op = Op::from_u8(instruction.op)?;
        Some(match op {
            Op::CompareImmediate => self.against_constant(comparison(&instruction), b, c.into()),
            Op::CompareFacts => {
                let other = u16::try_from(c).unwrap_or(NONE);
                let side = |slot: u16| Side { slot, months: 0, days: 0 };
                match self.are_narrow([b, other]) {
                    true => Step::Sides(comparison(&instruction), side(b), side(other)),
                    false => Step::WideFacts(comparison(&instruction), b, other),
                }
            }
            Op::IsNull => Step::Test { slot: b, test: Test::There, negated: a == 1 },
            Op::Constant => Step::Constant(a == 1),
            Op::Condition => Step::Settled(b.into()),
            Op::Register => Step::Settled(self.places.registers.wrapping_add(b.into())),
            Op::Compare => Step::Lanes(comparison(&instruction)),
            Op::And => Step::And,
            Op::Or => Step::Or,
            Op::Complement => Step::Complement,
            Op::Fact if no_lanes => {
                let mut ahead = code.clone();
                match self.common_form(b, &mut ahead) {
                    Some(step) => {
                        *code = ahead;
                        step
                    }
                    None => self.integer(op, &instruction),
                }
            }
            _ => self.integer(op, &instruction),
        })
    }

    /// A fact against a constant or another fact, each perhaps months or days later.
    fn common_form(
        &self,
        slot: u16,
        ahead: &mut (impl Iterator<Item = record::PatientInstruction> + Clone),
    ) -> Option<Step> {
        let a = self.rest_of_side(Side { slot, months: 0, days: 0 }, ahead)?;
        let next = ahead.next()?;
        let op = PatientOp::from_u8(next.op)?;
        let (other, constant) = match op {
            PatientOp::Fact => (next.b, 0),
            op => (NONE, self.constant(op, &next)?),
        };
        if other == NONE && a.months == 0 && a.days == 0 {
            let last = ahead.next().filter(|last| last.op == PatientOp::Compare as u8)?;
            return Some(self.against_constant(comparison(&last), slot, constant));
        }
        let b =
            Side { slot: other, months: 0, days: i32::try_from(constant).ok().filter(|days| days.abs() < 1 << 30)? };
        let b = self.rest_of_side(b, ahead)?;
        let last = ahead.next().filter(|last| last.op == PatientOp::Compare as u8)?;
        let narrow = if other == NONE { [slot, slot] } else { [slot, other] };
        self.are_narrow(narrow).then(|| Step::Sides(comparison(&last), a, b))
    }

    /// Months, then days, added to a side; `None` for what is no date.
    fn rest_of_side(
        &self,
        mut side: Side,
        ahead: &mut (impl Iterator<Item = record::PatientInstruction> + Clone),
    ) -> Option<Side> {
        loop {
            let mut further = ahead.clone();
            let next = further.next()?;
            match PatientOp::from_u8(next.op)? {
                PatientOp::AddMonths if side.months == 0 && side.days == 0 && side.slot != NONE => side.months = next.c,
                op => {
                    let Some(constant) = self.constant(op, &next).and_then(|constant| i16::try_from(constant).ok())
                    else {
                        return Some(side);
                    };
                    let added = further.next().and_then(|then| PatientOp::from_u8(then.op));
                    let constant = i32::from(constant);
                    match added {
                        Some(PatientOp::Add) if side.days == 0 && side.slot != NONE => side.days = constant,
                        Some(PatientOp::Subtract) if side.days == 0 && side.slot != NONE => {
                            side.days = constant.wrapping_neg()
                        }
                        _ => return Some(side),
                    }
                }
            }
            *ahead = further;
        }
    }

    /// Whether the facts of these slots fit 32 bits, with room for what is added.
    fn are_narrow(&self, slots: [u16; 2]) -> bool {
        slots.into_iter().all(|slot| self.columns.place(slot).is_narrow())
    }

    /// The integer that an instruction pushes whatever the patient is.
    fn constant(&self, op: PatientOp, instruction: &record::PatientInstruction) -> Option<i64> {
        match op {
            PatientOp::Immediate => Some(instruction.c.into()),
            PatientOp::Integer => self.contract().record::<record::Wide>(instruction.b.into()).map(|wide| wide.value),
            PatientOp::RunConstant => Some(self.run.constant(instruction.b)),
            _ => None,
        }
    }

    /// A fact against a constant is one range test: what the comparison leaves of the range that the fact declares.
    fn against_constant(&self, comparison: Comparison, slot: u16, constant: i64) -> Step {
        let place = self.columns.place(slot);
        let (least, most) = match comparison {
            Comparison::Less => (place.least, constant.saturating_sub(1)),
            Comparison::LessOrEqual => (place.least, constant),
            Comparison::Greater => (constant.saturating_add(1), place.most),
            Comparison::GreaterOrEqual => (constant, place.most),
            Comparison::Equal | Comparison::NotEqual => (constant, constant),
        };
        let test = Test::Within(least.max(place.least), most.min(place.most));
        Step::Test { slot, test, negated: comparison == Comparison::NotEqual }
    }
}

/// Whether an operation makes one integer of two.
fn is_of_two(op: PatientOp) -> bool {
    use PatientOp as Op;
    matches!(op, Op::Add | Op::Subtract | Op::Multiply | Op::Minimum | Op::Maximum | Op::MonthsBetween)
}

fn comparison(instruction: &record::PatientInstruction) -> Comparison {
    Comparison::from_u8(instruction.a).unwrap_or(Comparison::Equal)
}
