//! Conditions and registers as masks, each once a block.

use super::column::{ColumnPlace, Columns, Gathered};
use super::lanes::Rows;
use super::{BlockStorage, Evaluator, Places};
use crate::limits;
use crate::plan::{Goal, Piece, Plan, Put, Step, When};
use crate::rules::Bits as Known;

impl<const N: usize> Evaluator<'_, '_, '_, '_, N> {
    pub(super) fn forget(&mut self) {
        self.conditions_known = Known::EMPTY;
        self.registers_known = Known::EMPTY;
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
                Goal::Register(index) => self.run_register(index, rows),
                Goal::Indicator(index) => self.run_indicator(index, rows),
            }
            goals.pop();
        }
    }

    /// What has to be settled first: the next part from `next` on that is not, or nothing.
    #[inline(always)]
    fn waits_for(&self, goal: Goal, next: &mut usize) -> Option<Goal> {
        let work = self.plan.work(goal);
        if let Goal::Condition(_) = goal {
            if !work.refers {
                return None;
            }
            while *next < usize::from(work.count) {
                let piece = self.plan.piece(work.first.wrapping_add(*next as u32));
                *next = next.wrapping_add(1);
                let waits = match piece {
                    Piece::Step(Step::Condition(index)) => self.unsettled(*index),
                    Piece::Step(Step::Register(index)) => {
                        let index = usize::from(*index);
                        (!self.registers_known.has(index)).then_some(Goal::Register(index))
                    }
                    _ => None,
                };
                if waits.is_some() {
                    return waits;
                }
            }
            return None;
        }
        let count = usize::from(work.count);
        while *next < count.wrapping_add(work.numerator_count.into()) {
            let place = match next.checked_sub(count) {
                None => work.first.wrapping_add(*next as u32),
                Some(put) => work.numerator.wrapping_add(put as u32),
            };
            *next = next.wrapping_add(1);
            if let Piece::Put(Put { when: When::Condition(index), .. }) = self.plan.piece(place)
                && let Some(waits) = self.unsettled(*index)
            {
                return Some(waits);
            }
        }
        None
    }

    #[inline(always)]
    fn unsettled(&self, condition: u16) -> Option<Goal> {
        let condition = usize::from(condition);
        (!self.conditions_known.has(condition)).then_some(Goal::Condition(condition))
    }

    /// Works a register's table.
    #[inline(always)]
    fn run_register(&mut self, index: usize, rows: Rows<'_>) {
        self.registers_known.set(index, true);
        let work = self.plan.work(Goal::Register(index));
        let out = self.places.registers.wrapping_add(index);
        self.run_table((work.first, work.count), out, rows);
    }

    /// Works the two tables of an indicator: the ends of its numerator are offsets to the decisions of its denominator.
    #[inline(always)]
    fn run_indicator(&mut self, index: usize, rows: Rows<'_>) {
        let work = self.plan.work(Goal::Indicator(index));
        let Places { offsets, decisions, .. } = self.places;
        for (puts, out) in [((work.numerator, work.numerator_count), offsets), ((work.first, work.count), decisions)] {
            self.run_table(puts, out, rows);
        }
    }

    /// Works a rule table from its last row to its first; what it ends with stands in the mask at `out`.
    #[inline(always)]
    fn run_table(&mut self, (first, count): (u32, u16), out: usize, rows: Rows<'_>) {
        let Places { offsets, spare, .. } = self.places;
        for place in first..first.wrapping_add(count.into()) {
            let Piece::Put(Put { when, code, turned, adds }) = *self.plan.piece(place) else { continue };
            let turned = if turned { 255 } else { 0 };
            let masks = &mut *self.storage.masks;
            match when {
                When::Always if adds => {
                    if let Ok([out, offsets]) = masks.get_disjoint_mut([out, offsets]) {
                        out.fill_sum(code, offsets);
                    }
                }
                When::Always => {
                    if let Some(out) = masks.get_mut(out) {
                        out.0.fill(code);
                    }
                }
                When::Condition(condition) if adds => {
                    if let Ok([out, offsets, mask]) = masks.get_disjoint_mut([out, offsets, condition.into()]) {
                        out.put_sum(code, offsets, mask, turned);
                    }
                }
                When::Condition(condition) => {
                    if let Ok([out, mask]) = masks.get_disjoint_mut([out, condition.into()]) {
                        out.put(code, mask, turned);
                    }
                }
                When::Test(slot, test) => {
                    let BlockStorage { masks, gathered, .. } = &mut self.storage;
                    if let Ok([out, spare]) = masks.get_disjoint_mut([out, spare]) {
                        let (place, rows) = look(self.columns, self.plan, gathered, self.listed, slot, rows);
                        place.put(test, (code, turned), rows, out, spare);
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
        let work = self.plan.work(Goal::Condition(index));
        let (mut depth, mut lanes) = (0_usize, 0_usize);
        for place in work.first..work.first.wrapping_add(work.count.into()) {
            let Piece::Step(step) = *self.plan.piece(place) else { return };
            let top = self.level(index, depth.wrapping_sub(1));
            let out = self.level(index, depth);
            depth = depth.wrapping_add(1);
            match step {
                Step::Test { slot, test, negated } => {
                    let BlockStorage { masks, gathered, .. } = &mut self.storage;
                    let Some(out) = masks.get_mut(out) else { return };
                    let (place, rows) = look(self.columns, self.plan, gathered, self.listed, slot, rows);
                    place.test(test, rows, out);
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
                Step::Condition(settled) => self.copy_mask(settled.into(), out),
                Step::Register(settled) => self.copy_mask(self.places.registers.wrapping_add(settled.into()), out),
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

    #[inline(always)]
    fn copy_mask(&mut self, from: usize, to: usize) {
        if let Ok([from, to]) = self.storage.masks.get_disjoint_mut([from, to]) {
            *to = *from;
        }
    }
}

/// A fact's column and the rows in it: what was gathered for the list at hand, or where it was.
#[inline(always)]
pub(super) fn look<'l, const N: usize>(
    columns: &'l Columns<'_, '_, '_>,
    plan: &Plan<'_, '_>,
    gathered: &'l [Gathered<N>],
    listed: Option<(usize, usize)>,
    slot: u16,
    rows: Rows<'l>,
) -> (ColumnPlace<'l>, Rows<'l>) {
    let place = columns.place(slot);
    if let (Rows::List(list), Some((register, first))) = (rows, listed)
        && place.is_narrow()
        && let Some(gathered) = gathered.get(first.wrapping_add(plan.slots_before(register, slot)))
    {
        return (place.gathered(gathered), Rows::Range { first: 0, count: list.len() });
    }
    (*place, rows)
}
