//! Conditions and registers as masks, each once a block.

use super::column::{Column, Columns, Gathered, Test};
use super::lanes::Rows;
use super::{BlockStorage, Evaluator, Places};
use crate::image::code::{Action, Comparison, PatientOp};
use crate::image::record::{self, NONE};
use crate::limits;
use crate::rules::Bits as Known;

/// Something that is being settled.
#[derive(Clone, Copy)]
pub(super) enum Goal {
    Condition(usize),
    Register(usize),
    /// An indicator's two tables.
    Indicator(usize),
}

/// One side of a comparison: a fact, then months later, then days; or days alone.
#[derive(Clone, Copy)]
pub(super) struct Side {
    /// `NONE` for a constant.
    pub(super) slot: u16,
    pub(super) months: i16,
    pub(super) days: i32,
}

/// One step of a condition on masks.
enum Step {
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
    /// An integer is computed; no mask.
    Integer(PatientOp, record::PatientInstruction),
}

impl<const N: usize> Evaluator<'_, '_, '_, '_, N> {
    pub(super) fn forget(&mut self) {
        self.conditions_known = Known::EMPTY;
        self.registers_known = Known::EMPTY;
        self.gathered_known = Known::EMPTY;
    }

    /// Gathers a fact of a list, once; of rows one after another nothing is gathered.
    #[inline(always)]
    pub(super) fn gather(&mut self, slot: u16, rows: Rows<'_>) {
        let place = self.columns.place(slot);
        let index = usize::from(slot);
        if matches!(rows, Rows::List(_)) && place.is_narrow() && !self.gathered_known.has(index) {
            self.gathered_known.set(index, true);
            if let Some(gathered) = self.storage.gathered.get_mut(index) {
                gathered.gather(&place.column, rows);
            }
        }
    }

    /// Settles a goal with all that it refers to, without recursion: depths fall with each, so goals are few.
    #[inline(always)]
    pub(super) fn settle(&mut self, goal: Goal, rows: Rows<'_>) {
        if let Goal::Register(index) = goal
            && self.registers_known.has(index)
        {
            return;
        }
        // Each with the place up to which all that it refers to is settled.
        let mut goals: heapless::Vec<(Goal, usize), { limits::DEPTH_MAX + 1 }> = heapless::Vec::new();
        let _ = goals.push((goal, 0));
        while let Some((goal, next)) = goals.last_mut() {
            if let Some(other) = self.waits_for(*goal, next) {
                if goals.push((other, 0)).is_err() {
                    return;
                }
                continue;
            }
            match *goal {
                Goal::Condition(index) => self.run_condition(index, rows),
                Goal::Register(index) => self.run_register(index),
                Goal::Indicator(index) => self.run_indicator(index),
            }
            goals.pop();
        }
    }

    /// What has to be settled first: the next part from `next` on that is not, or nothing.
    #[inline(always)]
    fn waits_for(&self, goal: Goal, next: &mut usize) -> Option<Goal> {
        match goal {
            Goal::Condition(index) => self.condition_waits_for(index, next),
            Goal::Register(index) => {
                let register = self.columns.contract().record::<record::Register>(index)?;
                self.table_waits_for(register.table, 0, next)
            }
            Goal::Indicator(index) => {
                let indicator = self.columns.contract().record::<record::Indicator>(index)?;
                let of_denominator = self.table_waits_for(indicator.denominator, 0, next);
                of_denominator.or_else(|| self.table_waits_for(indicator.numerator, limits::TABLE_ROWS_MAX, next))
            }
        }
    }

    #[inline(always)]
    fn condition_waits_for(&self, index: usize, next: &mut usize) -> Option<Goal> {
        let contract = self.columns.contract();
        let condition = contract.record::<record::Condition>(index).filter(|condition| condition.depth > 0)?;
        let left = usize::from(condition.count).saturating_sub(*next);
        let code = contract.records::<record::PatientInstruction>((condition.first as usize).wrapping_add(*next), left);
        for instruction in code {
            let index = usize::from(instruction.b);
            *next = next.wrapping_add(1);
            match PatientOp::from_u8(instruction.op) {
                Some(PatientOp::Condition) if !self.conditions_known.has(index) => return Some(Goal::Condition(index)),
                Some(PatientOp::Register) if !self.registers_known.has(index) => return Some(Goal::Register(index)),
                _ => {}
            }
        }
        None
    }

    /// The rows of a table are counted from `from`.
    #[inline(always)]
    fn table_waits_for(&self, table: u16, from: usize, next: &mut usize) -> Option<Goal> {
        let contract = self.columns.contract();
        let table = contract.record::<record::Table>(table.into())?;
        *next = (*next).max(from);
        while let Some(row) = next.checked_sub(from).filter(|row| *row < table.count.into()) {
            *next = next.wrapping_add(1);
            let row = contract.record::<record::Row>(usize::from(table.first).wrapping_add(row))?;
            if row.condition != NONE && !self.conditions_known.has(row.condition.into()) {
                return Some(Goal::Condition(row.condition.into()));
            }
        }
        None
    }

    /// Works a register's table.
    #[inline(always)]
    fn run_register(&mut self, index: usize) {
        self.registers_known.set(index, true);
        let register = self.columns.contract().record::<record::Register>(index);
        let member = |action: u8, _: u8| if action == Action::Select as u8 { 255 } else { 0 };
        let out = self.places.registers.wrapping_add(index);
        self.run_table(register.map_or(NONE, |register| register.table), out, None, member);
    }

    /// Works the two tables of an indicator: the ends of its numerator are offsets to the decisions of its denominator.
    #[inline(always)]
    fn run_indicator(&mut self, index: usize) {
        let Some(indicator) = self.columns.contract().record::<record::Indicator>(index) else { return };
        let Places { offsets, decisions, .. } = self.places;
        for (table, out, offsets) in
            [(indicator.numerator, offsets, None), (indicator.denominator, decisions, Some(offsets))]
        {
            self.run_table(table, out, offsets, |_, code| code);
        }
    }

    /// Works a rule table from its last row to its first; what it ends with stands in the mask at `out`. Rows that
    /// select add what stands at `offsets`.
    #[inline(always)]
    fn run_table(&mut self, table: u16, out: usize, offsets: Option<usize>, code: impl Fn(u8, u8) -> u8) {
        let contract = *self.columns.contract();
        let Some(table) = contract.record::<record::Table>(table.into()) else { return };
        let masks = &mut *self.storage.masks;
        for row in (0..usize::from(table.count)).rev() {
            let Some(row) = contract.record::<record::Row>(usize::from(table.first).wrapping_add(row)) else {
                continue;
            };
            // What fails comes first: where both ends put something, what holds is put over it.
            for (action, own, turned) in [(row.otherwise, row.otherwise_code, 255), (row.then, row.then_code, 0)] {
                let always = row.condition == NONE;
                if action == Action::Next as u8 || (always && turned != 0) {
                    continue;
                }
                let code = code(action, own);
                let condition = usize::from(row.condition);
                match offsets.filter(|_| action == Action::Select as u8) {
                    None if always => {
                        if let Some(out) = masks.get_mut(out) {
                            out.0.fill(code);
                        }
                    }
                    None => {
                        if let Ok([out, mask]) = masks.get_disjoint_mut([out, condition]) {
                            out.put(code, mask, turned);
                        }
                    }
                    Some(offsets) if always => {
                        if let Ok([out, offsets]) = masks.get_disjoint_mut([out, offsets]) {
                            out.fill_sum(code, offsets);
                        }
                    }
                    Some(offsets) => {
                        if let Ok([out, offsets, mask]) = masks.get_disjoint_mut([out, offsets, condition]) {
                            out.put_sum(code, offsets, mask, turned);
                        }
                    }
                }
            }
        }
    }

    /// Where the mask of this depth of a condition's stack stands: the lowest is the condition's own.
    #[inline(always)]
    fn level(&self, condition: usize, depth: usize) -> usize {
        if depth == 0 { condition } else { self.places.stack.wrapping_add(depth).wrapping_sub(1) }
    }

    /// Runs a condition all of whose parts are settled.
    #[inline(always)]
    fn run_condition(&mut self, index: usize, rows: Rows<'_>) {
        self.conditions_known.set(index, true);
        let contract = *self.columns.contract();
        let Some(condition) = contract.record::<record::Condition>(index) else { return };
        let mut code = contract.records::<record::PatientInstruction>(condition.first as usize, condition.count.into());
        let (mut depth, mut lanes) = (0_usize, 0_usize);
        while let Some(step) = self.next_step(&mut code, lanes == 0) {
            let top = self.level(index, depth.wrapping_sub(1));
            let out = self.level(index, depth);
            depth = depth.wrapping_add(1);
            match step {
                Step::Test { slot, test, negated } => {
                    self.gather(slot, rows);
                    let BlockStorage { masks, gathered, .. } = &mut self.storage;
                    let Some(out) = masks.get_mut(out) else { return };
                    let (column, rows) = look(self.columns, gathered, slot, rows);
                    column.test(test, rows, out);
                    if negated {
                        out.complement();
                    }
                }
                Step::Sides(comparison, a, b) => self.compare_sides(comparison, [a, b], rows, out),
                Step::WideFacts(comparison, slot, other) => {
                    for (depth, slot) in [slot, other].into_iter().enumerate() {
                        self.load(slot, depth, rows);
                    }
                    self.compare_lanes(comparison, 2, out);
                }
                Step::Lanes(comparison) => {
                    self.compare_lanes(comparison, lanes, out);
                    lanes = lanes.saturating_sub(2);
                }
                Step::Constant(on) => {
                    if let Some(out) = self.storage.masks.get_mut(out) {
                        out.fill(on);
                    }
                }
                Step::Settled(settled) => {
                    if let Ok([settled, out]) = self.storage.masks.get_disjoint_mut([settled, out]) {
                        *out = *settled;
                    }
                }
                Step::And | Step::Or => {
                    depth = depth.saturating_sub(2);
                    let below = self.level(index, depth.wrapping_sub(1));
                    if let Ok([below, top]) = self.storage.masks.get_disjoint_mut([below, top]) {
                        if matches!(step, Step::And) { below.and(top) } else { below.or(top) }
                    }
                }
                Step::Complement => {
                    depth = depth.wrapping_sub(1);
                    if let Some(mask) = self.storage.masks.get_mut(top) {
                        mask.complement();
                    }
                }
                Step::Integer(op, instruction) => {
                    depth = depth.wrapping_sub(1);
                    self.compute(op, &instruction, &mut lanes, rows);
                }
            }
        }
    }

    /// The next step of a condition's code. A comparison whose code is one of the common forms is one step.
    #[inline(always)]
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
                    None => Step::Integer(op, instruction),
                }
            }
            _ => Step::Integer(op, instruction),
        })
    }

    /// A fact against a constant or another fact, each perhaps months or days later.
    #[inline(always)]
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
    #[inline(always)]
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
    #[inline(always)]
    pub(super) fn constant(&self, op: PatientOp, instruction: &record::PatientInstruction) -> Option<i64> {
        match op {
            PatientOp::Immediate => Some(instruction.c.into()),
            PatientOp::Integer => {
                self.columns.contract().record::<record::Wide>(instruction.b.into()).map(|wide| wide.value)
            }
            PatientOp::RunConstant => Some(self.run.constant(instruction.b)),
            _ => None,
        }
    }

    /// A fact against a constant is one range test: what the comparison leaves of the range that the fact declares.
    #[inline(always)]
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

/// A fact's column and the rows in it: what was gathered, where it was.
#[inline(always)]
pub(super) fn look<'l, const N: usize>(
    columns: &'l Columns<'_, '_, '_>,
    gathered: &'l [Gathered<N>],
    slot: u16,
    rows: Rows<'l>,
) -> (Column<'l>, Rows<'l>) {
    let place = columns.place(slot);
    match (rows, gathered.get(usize::from(slot))) {
        (Rows::List(list), Some(gathered)) if place.is_narrow() => {
            (gathered.column(), Rows::Range { first: 0, count: list.len() })
        }
        _ => (place.column, rows),
    }
}

#[inline(always)]
fn comparison(instruction: &record::PatientInstruction) -> Comparison {
    Comparison::from_u8(instruction.a).unwrap_or(Comparison::Equal)
}
