//! Writes a plan: reads a contract's rules about patients once from its image.

use super::piece::{Goal, Piece, Put, SLOTS_A_PIECE, Side, Step, Test, When, Work};
use super::{Planned, Sections};
use crate::date::days_months_later;
use crate::image::Contract;
use crate::image::code::{Action, Comparison, PatientOp};
use crate::image::record::{self, NONE};
use crate::limits;
use crate::rules::{Bits, Run};

type Conditions = Bits<{ limits::CONDITIONS_MAX / 32 }>;

pub(super) struct Planner<'p, 'c> {
    contract: &'p Contract<'c>,
    run: &'p Run,
    sections: Sections,
    pieces: &'p mut [Planned],
    /// Where the next step or put stands.
    next: usize,
    /// Conditions that a row or another condition refers to, and those that more than one does.
    used: Conditions,
    shared: Conditions,
}

impl<'p, 'c> Planner<'p, 'c> {
    pub(super) fn new(
        contract: &'p Contract<'c>,
        run: &'p Run,
        sections: Sections,
        pieces: &'p mut [Planned],
    ) -> Planner<'p, 'c> {
        pieces.fill(Planned::EMPTY);
        let (used, shared) = (Bits::EMPTY, Bits::EMPTY);
        Planner { contract, run, sections, pieces, next: sections.rest, used, shared }
    }

    /// Plans all goals. The storage is long enough.
    pub(super) fn plan(mut self) {
        let contract = *self.contract;
        for fact in contract.facts() {
            let slot = usize::from(fact.record().patient_slot);
            if slot < usize::from(contract.cost().patient_slots) {
                let (least, most) = fact.integers();
                self.put(Sections::RANGES.saturating_add(slot), Piece::Range(least, most));
            }
        }
        for row in contract.all::<record::Row>() {
            self.use_condition(row.condition);
        }
        for instruction in contract.all::<record::PatientInstruction>() {
            if instruction.op == PatientOp::Condition as u8 {
                self.use_condition(instruction.b);
            }
        }
        for (index, condition) in contract.all::<record::Condition>().enumerate() {
            let work = self.condition(&condition);
            self.put(self.sections.place(Goal::Condition(index)), Piece::Goal(work));
        }
        for (index, register) in contract.all::<record::Register>().enumerate() {
            let (first, count) =
                self.table(register.table, |action, _| Some(if action == Action::Select { 255 } else { 0 }));
            let of_register = |one: record::Indicator| usize::from(one.register) == index && one.denominator != NONE;
            let refers = contract.all::<record::Indicator>().any(of_register);
            let work = Work { first, count, refers, ..Work::NOTHING };
            self.put(self.sections.place(Goal::Register(index)), Piece::Goal(work));
        }
        for (index, indicator) in contract.all::<record::Indicator>().enumerate() {
            let work = self.indicator(&indicator);
            self.put(self.sections.place(Goal::Indicator(index)), Piece::Goal(work));
        }
        for register in 0..contract.register_count() {
            self.slots(register);
        }
        self.put(0, Piece::Of(contract.checked(), self.run.achievement_date().days()));
    }

    fn put(&mut self, place: usize, piece: Piece) {
        if let Some(planned) = self.pieces.get_mut(place) {
            *planned = Planned(piece);
        }
    }

    fn add(&mut self, piece: Piece) {
        self.put(self.next, piece);
        self.next = self.next.saturating_add(1);
    }

    fn piece(&self, place: usize) -> Piece {
        self.pieces.get(place).map_or(Piece::None, |planned| planned.0)
    }

    fn work(&self, goal: Goal) -> Work {
        self.sections.work(self.pieces, goal)
    }

    fn use_condition(&mut self, condition: u16) {
        let condition = usize::from(condition);
        self.shared.set(condition, self.used.has(condition));
        self.used.set(condition, true);
    }

    /// Plans a condition's steps.
    fn condition(&mut self, condition: &record::Condition) -> Work {
        let (first, mut refers, mut lanes) = (self.next, false, 0_usize);
        let contract = *self.contract;
        let mut code = contract.records::<record::PatientInstruction>(condition.first as usize, condition.count.into());
        while let Some(step) = self.step(&mut code, lanes == 0) {
            refers |= matches!(step, Step::Condition(_) | Step::Register(_));
            lanes = match step {
                Step::Push(_) | Step::Fact(_) => lanes.saturating_add(1),
                Step::Lanes(_) => lanes.saturating_sub(2),
                Step::Integer(op, _) if is_of_two(op) => lanes.saturating_sub(1),
                _ => lanes,
            };
            self.add(Piece::Step(step));
        }
        let (first, count) = place(first, self.next);
        Work { first, count, refers, ..Work::NOTHING }
    }

    /// Plans the puts of a table: from its last row to its first, what is put on false before what is put on true. `code` says what
    /// an end puts, of its action and its own code; `None`: its own code, and the numerator's is added.
    fn table(&mut self, table: u16, code: impl Fn(Action, u8) -> Option<u8>) -> (u32, u16) {
        let first = self.next;
        let contract = *self.contract;
        let table = contract.record::<record::Table>(table.into());
        let (first_row, rows) = table.map_or((0, 0), |table| (usize::from(table.first), usize::from(table.count)));
        for row in (0..rows).rev() {
            let Some(row) = contract.record::<record::Row>(first_row.saturating_add(row)) else { continue };
            let always = row.condition == NONE;
            let ends = [(row.otherwise, row.otherwise_code, true), (row.then, row.then_code, false)];
            let ends =
                ends.map(|(action, code, turned)| (Action::from_u8(action).unwrap_or(Action::Next), code, turned));
            let puts = |end: &(Action, u8, bool)| end.0 != Action::Next && !(always && end.2);
            let ends_here = ends.iter().filter(|end| puts(end)).count();
            if ends_here == 0 && !always {
                self.add(Piece::Asked(When::Condition(row.condition)));
            }
            let is_only_end = ends_here == 1;
            for (action, own, turned) in ends.into_iter().filter(puts) {
                let code = code(action, own);
                let test = self.only_test(row.condition).filter(|_| is_only_end && code.is_some());
                let (when, turned) = match test {
                    _ if always => (When::Always, false),
                    Some((slot, test, negated)) => (When::Test(slot, test), turned != negated),
                    None => (When::Condition(row.condition), turned),
                };
                let put = Put { when, code: code.unwrap_or(own), turned, adds: code.is_none() };
                self.add(Piece::Put(put));
            }
        }
        place(first, self.next)
    }

    /// The test of which a condition consists, where nothing but one row refers to it.
    fn only_test(&self, condition: u16) -> Option<(u16, Test, bool)> {
        let work = self.work(Goal::Condition(condition.into()));
        match self.piece(work.first as usize) {
            Piece::Step(Step::Test { slot, test, negated }) if work.count == 1 => {
                (condition != NONE && !self.shared.has(condition.into())).then_some((slot, test, negated))
            }
            _ => None,
        }
    }

    /// Plans an indicator's two tables: the ends of its numerator are added to the codes of its denominator that select.
    fn indicator(&mut self, indicator: &record::Indicator) -> Work {
        let (numerator, numerator_count) = self.table(indicator.numerator, |_, own| Some(own));
        // What is put last stands; where that is put for everybody it is a constant.
        let same = (numerator_count > 0)
            .then(|| self.piece((numerator as usize).saturating_add(numerator_count.into()).saturating_sub(1)));
        let same = match same {
            Some(Piece::Put(Put { when: When::Always, code, .. })) => Some(code),
            _ => None,
        };
        let (first, count) = self.table(indicator.denominator, |action, own| match action {
            Action::Select => same.map(|same| own.wrapping_add(same)),
            _ => Some(own),
        });
        let numerator_count = if same.is_some() { 0 } else { numerator_count };
        Work { first, count, numerator, numerator_count, register: indicator.register, refers: false }
    }

    /// Plans which facts are gathered for a register: those that fit 32 bits, of all that its indicators' rules read.
    fn slots(&mut self, register: usize) {
        let mut reading = Reading::EMPTY;
        reading.registers_done.set(register, true);
        for index in 0..self.contract.indicator_count() {
            let work = self.work(Goal::Indicator(index));
            if usize::from(work.register) == register {
                self.read_puts((work.first, work.count), &mut reading);
                self.read_puts((work.numerator, work.numerator_count), &mut reading);
            }
        }
        // What is read may refer to more; each is read once.
        let mut is_more = true;
        while is_more {
            is_more = false;
            for index in 0..self.contract.count::<record::Condition>() {
                if reading.conditions.has(index) && !reading.conditions_done.has(index) {
                    reading.conditions_done.set(index, true);
                    is_more = true;
                    self.read_steps(self.work(Goal::Condition(index)), &mut reading);
                }
            }
            for index in 0..self.contract.register_count() {
                if reading.registers.has(index) && !reading.registers_done.has(index) {
                    reading.registers_done.set(index, true);
                    is_more = true;
                    let work = self.work(Goal::Register(index));
                    self.read_puts((work.first, work.count), &mut reading);
                }
            }
        }
        let first = self.sections.slots.saturating_add(register.saturating_mul(self.sections.slots_each));
        let mut before = 0_u16;
        for (part, words) in reading.slots.words().chunks(SLOTS_A_PIECE / 32).take(self.sections.slots_each).enumerate()
        {
            let mut piece = [0; SLOTS_A_PIECE / 32];
            for (to, from) in piece.iter_mut().zip(words) {
                *to = *from;
            }
            self.put(first.saturating_add(part), Piece::Slots(piece, before));
            before = words
                .iter()
                .fold(before, |before, word| before.saturating_add(u16::try_from(word.count_ones()).unwrap_or(0)));
        }
    }

    fn read_puts(&self, (first, count): (u32, u16), reading: &mut Reading) {
        for place in 0..usize::from(count) {
            if let Piece::Put(put) = self.piece((first as usize).saturating_add(place)) {
                match put.when {
                    When::Always => {}
                    When::Condition(index) => reading.conditions.set(index.into(), true),
                    When::Test(slot, _) => self.read_slot(slot, reading),
                }
            }
        }
    }

    fn read_steps(&self, work: Work, reading: &mut Reading) {
        for place in 0..usize::from(work.count) {
            let Piece::Step(step) = self.piece((work.first as usize).saturating_add(place)) else { continue };
            match step {
                Step::Test { slot, .. } | Step::Fact(slot) => self.read_slot(slot, reading),
                Step::Sides(_, Side { slot: a, .. }, Side { slot: b, .. }) | Step::WideFacts(_, a, b) => {
                    self.read_slot(a, reading);
                    self.read_slot(b, reading);
                }
                Step::Condition(index) => reading.conditions.set(index.into(), true),
                Step::Register(index) => reading.registers.set(index.into(), true),
                _ => {}
            }
        }
    }

    fn read_slot(&self, slot: u16, reading: &mut Reading) {
        if self.are_narrow([slot, slot]) {
            reading.slots.set(slot.into(), true);
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
    fn step(
        &self,
        code: &mut (impl Iterator<Item = record::PatientInstruction> + Clone),
        no_lanes: bool,
    ) -> Option<Step> {
        use PatientOp as Op;
        let instruction = code.next()?;
        let record::PatientInstruction { a, b, c, .. } = instruction;
        let op = Op::from_u8(instruction.op)?;
        Some(match op {
            Op::CompareImmediate => self.against_constant(comparison(&instruction), of_slot(b), c.into()),
            Op::CompareFacts => {
                let other = u16::try_from(c).unwrap_or(NONE);
                match self.are_narrow([b, other]) {
                    true => Step::Sides(comparison(&instruction), of_slot(b), of_slot(other)),
                    false => Step::WideFacts(comparison(&instruction), b, other),
                }
            }
            Op::IsNull => Step::Test { slot: b, test: Test::There, negated: a == 1 },
            Op::Constant => Step::Constant(a == 1),
            Op::Condition => Step::Condition(b),
            Op::Register => Step::Register(b),
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
        let a = self.rest_of_side(of_slot(slot), ahead)?;
        let next = ahead.next()?;
        let other = match PatientOp::from_u8(next.op)? {
            PatientOp::Fact => self.rest_of_side(of_slot(next.b), ahead)?,
            op => {
                let constant = self.constant(op, &next)?;
                let last = ahead.next().filter(|last| last.op == PatientOp::Compare as u8)?;
                let fits = a.months == 0 || self.are_narrow([slot, slot]);
                return fits.then(|| self.against_constant(comparison(&last), a, constant));
            }
        };
        let last = ahead.next().filter(|last| last.op == PatientOp::Compare as u8)?;
        self.are_narrow([slot, other.slot]).then(|| Step::Sides(comparison(&last), a, other))
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
                PatientOp::AddMonths if side.months == 0 && side.days == 0 => side.months = next.c,
                op => {
                    let Some(constant) = self.constant(op, &next).and_then(|constant| i16::try_from(constant).ok())
                    else {
                        return Some(side);
                    };
                    let added = further.next().and_then(|then| PatientOp::from_u8(then.op));
                    let constant = i32::from(constant);
                    match added {
                        Some(PatientOp::Add) if side.days == 0 => side.days = constant,
                        Some(PatientOp::Subtract) if side.days == 0 => side.days = constant.wrapping_neg(),
                        _ => return Some(side),
                    }
                }
            }
            *ahead = further;
        }
    }

    /// Whether the facts of these slots fit 32 bits, with room for what is added.
    fn are_narrow(&self, slots: [u16; 2]) -> bool {
        slots.into_iter().all(|slot| {
            let (least, most) = self.range(slot);
            fits_32_bits(least, most)
        })
    }

    /// The integer that an instruction pushes whatever the patient is.
    fn constant(&self, op: PatientOp, instruction: &record::PatientInstruction) -> Option<i64> {
        match op {
            PatientOp::Immediate => Some(instruction.c.into()),
            PatientOp::Integer => self.contract.record::<record::Wide>(instruction.b.into()).map(|wide| wide.value),
            PatientOp::RunConstant => Some(self.run.constant(instruction.b)),
            _ => None,
        }
    }

    /// The least and greatest integer that the fact of a slot declares.
    fn range(&self, slot: u16) -> (i64, i64) {
        match self.piece(Sections::RANGES.saturating_add(slot.into())) {
            Piece::Range(least, most) => (least, most),
            _ => (i64::MIN, i64::MAX),
        }
    }

    /// A fact, perhaps with time added, against a constant is one range test: what the comparison leaves of the range that the
    /// fact declares.
    fn against_constant(&self, comparison: Comparison, side: Side, constant: i64) -> Step {
        let (least, most) = self.range(side.slot);
        // The first of the range's integers that, with time added, reaches so much.
        let from = |constant: i64| {
            let constant = constant.saturating_sub(side.days.into());
            if side.months == 0 { constant } else { first_day_reaching(constant, side.months, least, most) }
        };
        let (at_least, beyond) = (from(constant), from(constant.saturating_add(1)));
        let (from, to) = match comparison {
            Comparison::Less => (least, at_least.saturating_sub(1)),
            Comparison::LessOrEqual => (least, beyond.saturating_sub(1)),
            Comparison::Greater => (beyond, most),
            Comparison::GreaterOrEqual => (at_least, most),
            Comparison::Equal | Comparison::NotEqual => (at_least, beyond.saturating_sub(1)),
        };
        let test = Test::Within(from.max(least), to.min(most));
        Step::Test { slot: side.slot, test, negated: comparison == Comparison::NotEqual }
    }
}

/// What the rules of a register's indicators were found to read.
struct Reading {
    slots: Bits<{ limits::PATIENT_SLOTS_MAX / 32 }>,
    conditions: Conditions,
    conditions_done: Conditions,
    registers: Bits<{ limits::REGISTERS_MAX / 32 }>,
    registers_done: Bits<{ limits::REGISTERS_MAX / 32 }>,
}

impl Reading {
    const EMPTY: Reading = Reading {
        slots: Bits::EMPTY,
        conditions: Bits::EMPTY,
        conditions_done: Bits::EMPTY,
        registers: Bits::EMPTY,
        registers_done: Bits::EMPTY,
    };
}

/// Whether integers of this range fit 32 bits, with room for what may be added.
pub(crate) const fn fits_32_bits(least: i64, most: i64) -> bool {
    least > -(1 << 30) && most < 1 << 30
}

/// The first day from `least` to `most` that some months later is `day` or after; one after `most` where there is none. A later
/// day is never the earlier one months later.
fn first_day_reaching(day: i64, months: i16, least: i64, most: i64) -> i64 {
    let (mut low, mut high) = (least, most.saturating_add(1));
    while low < high {
        let middle = low.saturating_add(high) >> 1;
        let later = i32::try_from(middle).map_or(0, |middle| days_months_later(middle, months.into()));
        if i64::from(later) >= day { high = middle } else { low = middle.saturating_add(1) }
    }
    low
}

const fn of_slot(slot: u16) -> Side {
    Side { slot, months: 0, days: 0 }
}

/// The first piece, and how many up to the one before `end`.
fn place(first: usize, end: usize) -> (u32, u16) {
    let count = u16::try_from(end.saturating_sub(first)).unwrap_or(0);
    u32::try_from(first).map_or((0, 0), |first| (first, count))
}

/// Whether an operation makes one integer of two.
fn is_of_two(op: PatientOp) -> bool {
    use PatientOp as Op;
    matches!(op, Op::Add | Op::Subtract | Op::Multiply | Op::Minimum | Op::Maximum | Op::MonthsBetween)
}

fn comparison(instruction: &record::PatientInstruction) -> Comparison {
    Comparison::from_u8(instruction.a).unwrap_or(Comparison::Equal)
}
