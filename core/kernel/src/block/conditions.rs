//! Conditions and registers as masks, each once a block.

use super::column::{Column, Columns, Gathered};
use super::lanes::Rows;
use super::plan::{Piece, Step, Work};
use super::{BlockStorage, Evaluator, Places};
use crate::image::code::Action;
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

    /// What a goal is made of.
    #[inline(always)]
    pub(super) fn work_of(&self, goal: Goal) -> Work {
        let place = match goal {
            Goal::Condition(index) => index,
            Goal::Register(index) => self.sections.registers.wrapping_add(index),
            Goal::Indicator(index) => self.sections.indicators.wrapping_add(index),
        };
        match self.piece(place) {
            Piece::Goal(work) => work,
            _ => Work::NOTHING,
        }
    }

    #[inline(always)]
    fn piece(&self, place: usize) -> Piece {
        self.storage.plan.get(place).map_or(Piece::None, |planned| planned.0)
    }

    #[inline(always)]
    fn row(&self, place: usize) -> Option<record::Row> {
        if let Piece::Row(row) = self.piece(place) { Some(row) } else { None }
    }

    /// What has to be settled first: the next part from `next` on that is not, or nothing.
    #[inline(always)]
    fn waits_for(&self, goal: Goal, next: &mut usize) -> Option<Goal> {
        let work = self.work_of(goal);
        if let Goal::Condition(_) = goal {
            if !work.refers {
                return None;
            }
            while *next < work.count {
                let piece = self.piece(work.first.wrapping_add(*next));
                *next = next.wrapping_add(1);
                if let Piece::Step(Step::Settled(mask)) = piece
                    && let Some(waits) = self.unsettled(mask)
                {
                    return Some(waits);
                }
            }
            return None;
        }
        let (numerator, of_numerator) = work.numerator;
        while *next < work.count.wrapping_add(of_numerator) {
            let place = match next.checked_sub(work.count) {
                None => work.first.wrapping_add(*next),
                Some(row) => numerator.wrapping_add(row),
            };
            *next = next.wrapping_add(1);
            let condition = self.row(place).map_or(NONE, |row| row.condition);
            if condition != NONE && !self.conditions_known.has(condition.into()) {
                return Some(Goal::Condition(condition.into()));
            }
        }
        None
    }

    /// The condition or register of this mask, unless it is settled.
    #[inline(always)]
    fn unsettled(&self, mask: usize) -> Option<Goal> {
        match mask.checked_sub(self.places.registers) {
            None => (!self.conditions_known.has(mask)).then_some(Goal::Condition(mask)),
            Some(register) => (!self.registers_known.has(register)).then_some(Goal::Register(register)),
        }
    }

    /// Works a register's table.
    #[inline(always)]
    fn run_register(&mut self, index: usize) {
        self.registers_known.set(index, true);
        let work = self.work_of(Goal::Register(index));
        let out = self.places.registers.wrapping_add(index);
        self.run_table((work.first, work.count), out, None, true);
    }

    /// Works the two tables of an indicator: the ends of its numerator are offsets to the decisions of its denominator.
    #[inline(always)]
    fn run_indicator(&mut self, index: usize) {
        let work = self.work_of(Goal::Indicator(index));
        let Places { offsets, decisions, .. } = self.places;
        self.run_table(work.numerator, offsets, None, false);
        self.run_table((work.first, work.count), decisions, Some(offsets), false);
    }

    /// Works a rule table from its last row to its first; what it ends with stands in the mask at `out`. Rows that
    /// select add what stands at `offsets`.
    #[inline(always)]
    fn run_table(&mut self, (first, count): (usize, usize), out: usize, offsets: Option<usize>, is_register: bool) {
        for row in (0..count).rev() {
            let Some(row) = self.row(first.wrapping_add(row)) else { continue };
            let masks = &mut *self.storage.masks;
            // What fails comes first: where both ends put something, what holds is put over it.
            for (action, own, turned) in [(row.otherwise, row.otherwise_code, 255), (row.then, row.then_code, 0)] {
                let always = row.condition == NONE;
                if action == Action::Next as u8 || (always && turned != 0) {
                    continue;
                }
                let code = match is_register {
                    true if action == Action::Select as u8 => 255,
                    true => 0,
                    false => own,
                };
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
        let work = self.work_of(Goal::Condition(index));
        let (mut depth, mut lanes) = (0_usize, 0_usize);
        for place in work.first..work.first.wrapping_add(work.count) {
            let Piece::Step(step) = self.piece(place) else { return };
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
                Step::Push(integer) => {
                    depth = depth.wrapping_sub(1);
                    self.push(integer, lanes);
                    lanes = lanes.wrapping_add(1);
                }
                Step::Fact(slot) => {
                    depth = depth.wrapping_sub(1);
                    self.load(slot, lanes, rows);
                    lanes = lanes.wrapping_add(1);
                }
                Step::Integer(op, constant) => {
                    depth = depth.wrapping_sub(1);
                    self.compute(op, constant, &mut lanes, rows);
                }
            }
        }
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
