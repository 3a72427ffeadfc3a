//! The one linear check of an image. Whatever passes here can be evaluated without a fault.

use super::code::{
    Action, Aggregate, Comparison, Divisor, Guarded, Kind, LookupKind, Otherwise, Outcome, Over, PatientOp, Per, Pool,
    ScaleKind, Scope, StepKind, SubjectOp,
};
use super::record::{self, Field, NO_DATE, NONE, Record, Section};
use super::{
    CHECKSUM_FROM, Contract, Cost, FORMAT, HEADER_BYTES, MAGIC, PRELUDE_BYTES, SEMANTICS, checksum, ensure, some,
};
use crate::date::Date;
use crate::error::{Error, Result};
use crate::limits;
use crate::number::{Number, RoundingMode};
use crate::value::{Grade, Truth};

/// Checks magic, format, length, checksum and where the sections end.
pub(super) fn layout(image: &[u8]) -> Result<()> {
    ensure(image.len() >= HEADER_BYTES, Error::ImageTruncated)?;
    ensure(image.starts_with(&MAGIC), Error::ImageMagic)?;
    let word = |at: usize| u32::read(image.get(at..).unwrap_or_default());
    let half = |at: usize| u16::read(image.get(at..).unwrap_or_default());
    ensure(half(4) == FORMAT, Error::ImageVersion)?;
    ensure(half(6) == SEMANTICS, Error::ImageSemantics)?;
    let length = word(8) as usize;
    ensure(length <= limits::IMAGE_BYTES_MAX, Error::ImageSection)?;
    ensure(image.len() >= length, Error::ImageTruncated)?;
    ensure(image.len() == length, Error::ImageSection)?;
    ensure(checksum(image.get(CHECKSUM_FROM..).unwrap_or_default()) == word(12), Error::ImageChecksum)?;
    let mut start = HEADER_BYTES;
    for (index, width) in Section::WIDTHS.iter().enumerate() {
        let end = word(index.saturating_mul(4).saturating_add(PRELUDE_BYTES)) as usize;
        let bytes = end.checked_sub(start).ok_or(Error::ImageSection)?;
        ensure(bytes.is_multiple_of(*width), Error::ImageSection)?;
        start = end;
    }
    ensure(start == length, Error::ImageSection)
}

/// Checks every record and sums up what evaluation costs.
pub(super) fn contents(contract: &Contract<'_>) -> Result<Cost> {
    let mut checker = Checker { contract, patient_slots: 0 };
    checker.texts()?;
    checker.head()?;
    checker.figures()?;
    let (subject_slots, patient_slots) = checker.facts()?;
    checker.patient_slots = patient_slots.into();
    let patient_steps = checker.patient_code()?;
    let patient_steps = patient_steps.saturating_add(checker.indicators()?);
    checker.scales()?;
    checker.lookups()?;
    let steps = Steps::new(contract).run(&checker)?;
    let tally_slots = checker.tally_slots()?;
    Ok(Cost { subject_slots, patient_slots, patient_steps, tally_slots, ..steps })
}

struct Checker<'c, 'a> {
    contract: &'c Contract<'a>,
    /// Known once the facts are checked.
    patient_slots: usize,
}

/// A set of up to 4,096 indexes.
struct Seen([u64; limits::EXPRESSIONS_MAX / 64]);

impl Seen {
    const NONE: Seen = Seen([0; limits::EXPRESSIONS_MAX / 64]);

    fn has(&self, index: usize) -> bool {
        self.0.get(index >> 6).is_some_and(|word| word & (1_u64 << (index & 63)) != 0)
    }

    fn add(&mut self, index: usize) -> bool {
        let Some(word) = self.0.get_mut(index >> 6) else {
            return false;
        };
        let bit = 1_u64 << (index & 63);
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}

const fn reference(holds: bool) -> Result<()> {
    ensure(holds, Error::ImageReference)
}

impl Checker<'_, '_> {
    /// Two counts per register; per indicator its decisions, "not on register" and "undetermined".
    fn tally_slots(&self) -> Result<u16> {
        let pairs = self.contract.register_count().saturating_add(self.contract.indicator_count());
        let slots = pairs.saturating_mul(2).saturating_add(self.contract.count::<record::Decision>());
        u16::try_from(slots).map_err(|_| Error::ImageSection)
    }

    fn is<R: Record>(&self, index: u16) -> Result<()> {
        reference((index as usize) < self.contract.count::<R>())
    }

    fn is_or_none<R: Record>(&self, index: u16) -> Result<()> {
        if index == NONE { Ok(()) } else { self.is::<R>(index) }
    }

    /// A text may be absent, and an image may have been stripped of all its text.
    fn text(&self, index: u16) -> Result<()> {
        if self.contract.count::<record::Text>() == 0 { Ok(()) } else { self.is_or_none::<record::Text>(index) }
    }

    fn within<R: Record>(&self, first: usize, count: usize) -> Result<()> {
        reference(first.saturating_add(count) <= self.contract.count::<R>())
    }

    /// Names and texts follow one another without gaps, so that each byte is looked at once.
    fn texts(&self) -> Result<()> {
        let contract = self.contract;
        let names = contract.all::<record::Name>().map(|name| (name.offset, u32::from(name.length)));
        check_strings(contract.section(Section::NameBytes), names, limits::NAME_BYTES_MAX)?;
        let texts = contract.all::<record::Text>().map(|text| (text.offset, text.length));
        check_strings(contract.section(Section::TextBytes), texts, limits::IMAGE_BYTES_MAX)
    }

    fn head(&self) -> Result<()> {
        ensure(self.contract.count::<record::Head>() == 1, Error::ImageSection)?;
        let head = self.contract.head();
        self.is::<record::Name>(head.id)?;
        self.is_or_none::<record::Name>(head.family)?;
        self.text(head.title)?;
        self.text(head.doc)?;
        ensure(matches!(Scope::from_u8(head.subject), Some(Scope::Network | Scope::Practice)), Error::ImageReference)?;
        if let Some(pays) = some(head.pays) {
            let line = self.contract.record::<record::Line>(pays).ok_or(Error::ImageReference)?;
            reference(line.per == Per::Subject as u8)?;
        }
        reference(head.reserved == 0)?;
        ensure(head.revision > 0, Error::ImageNumber)?;
        Date::from_days(head.in_force).map_err(|_| Error::ImageNumber)?;
        for days in [head.until, head.published] {
            ensure(days == NO_DATE || Date::from_days(days).is_ok(), Error::ImageNumber)?;
        }
        ensure(head.until == NO_DATE || head.until > head.in_force, Error::ImageNumber)?;
        let counts = [
            (head.register_size, Per::Register),
            (head.numerator, Per::Indicator),
            (head.denominator, Per::Indicator),
            (head.exclusions, Per::Indicator),
            (head.adjustments, Per::Indicator),
        ];
        for (fact, per) in counts {
            self.is_or_none::<record::Fact>(fact)?;
            if let Some(fact) = some(fact).and_then(|fact| self.contract.fact(fact)) {
                reference(fact.per() == per && fact.kind() == Kind::Integer && fact.scope() == Scope::Practice)?;
                reference(fact.record().minimum >= 0 && fact.record().maximum <= limits::COUNT_MAX)?;
                reference(!fact.null_allowed())?;
            }
        }
        let scored = self.contract.indicator_count() > 0;
        reference(scored == (head.numerator != NONE) && scored == (head.denominator != NONE))?;
        reference(scored == (head.points_slot != NONE) && scored == (head.achieved_slot != NONE))?;
        reference((self.contract.register_count() > 0) == (head.register_size != NONE))
    }

    /// Numbers, sources, enumerations, parameters, attributes and reasons.
    fn figures(&self) -> Result<()> {
        let contract = self.contract;
        let kinds = [
            contract.count::<record::Source>(),
            contract.count::<record::Enumeration>(),
            contract.count::<record::Parameter>(),
            contract.count::<record::Attribute>(),
            contract.count::<record::Reason>(),
            contract.count::<record::Scale>(),
            contract.count::<record::Lookup>(),
        ];
        ensure(kinds.into_iter().all(|count| count <= limits::FIGURES_MAX), Error::ImageSection)?;
        ensure(contract.count::<record::Fact>() <= limits::FACTS_MAX, Error::ImageSection)?;
        ensure(contract.register_count() <= limits::REGISTERS_MAX, Error::ImageSection)?;
        ensure(contract.indicator_count() <= limits::INDICATORS_MAX, Error::ImageSection)?;
        for decimal in contract.all::<record::Decimal>() {
            Number::from_bytes(decimal.bytes).map_err(|_| Error::ImageNumber)?;
        }
        for source in contract.all::<record::Source>() {
            self.is::<record::Name>(source.name)?;
            self.text(source.title)?;
            self.text(source.note)?;
            reference(Grade::from_u8(source.grade).is_some())?;
        }
        for list in contract.all::<record::Enumeration>() {
            reference(list.count >= 1 && usize::from(list.count) <= limits::TEXT_VALUES_MAX)?;
            self.within::<record::Item>(list.first.into(), list.count.into())?;
            for item in contract.records::<record::Item>(list.first.into(), list.count.into()) {
                self.is::<record::Name>(item.value)?;
            }
        }
        for parameter in contract.all::<record::Parameter>() {
            self.is::<record::Name>(parameter.name)?;
            self.is_or_none::<record::Name>(parameter.unit)?;
            self.is::<record::Source>(parameter.source)?;
            self.text(parameter.doc)?;
            reference(Grade::from_u8(parameter.grade).is_some() && Kind::from_u8(parameter.kind).is_some())?;
            self.is_or_none::<record::Decimal>(parameter.number)?;
        }
        for attribute in contract.all::<record::Attribute>() {
            self.attribute(&attribute)?;
        }
        for reason in contract.all::<record::Reason>() {
            self.is::<record::Name>(reason.name)?;
            self.is_or_none::<record::Name>(reason.class)?;
            self.text(reason.text)?;
            self.is_or_none::<record::Source>(reason.source)?;
        }
        Ok(())
    }

    fn attribute(&self, attribute: &record::Attribute) -> Result<()> {
        self.is::<record::Name>(attribute.name)?;
        self.is::<record::Source>(attribute.source)?;
        self.text(attribute.doc)?;
        reference(Grade::from_u8(attribute.grade).is_some())?;
        let indicators = self.contract.indicator_count();
        self.within::<record::AttributeValue>(attribute.first.into(), indicators)?;
        let kind = Kind::from_u8(attribute.kind).ok_or(Error::ImageReference)?;
        if kind == Kind::Text {
            self.is::<record::Enumeration>(attribute.enumeration)?;
        }
        for value in self.contract.records::<record::AttributeValue>(attribute.first.into(), indicators) {
            match kind {
                Kind::Integer | Kind::Decimal => self.is::<record::Decimal>(value.value)?,
                Kind::Boolean => reference(value.value <= 1)?,
                Kind::Text => reference(!self.contract.enumerated(attribute.enumeration, value.value).is_empty())?,
                Kind::Date => return Err(Error::ImageReference),
            }
        }
        Ok(())
    }

    /// Facts take their slots one after another, in order.
    fn facts(&self) -> Result<(u16, u16)> {
        let day = |text: &str| text.parse::<Date>().map_or(0, |date| i64::from(date.days()));
        let (first_day, last_day) = (day(limits::PATIENT_DATE_MIN), day(limits::PATIENT_DATE_MAX));
        let (mut slots, mut patient_slots) = (0_usize, 0_usize);
        for fact in self.contract.facts() {
            let record = fact.record();
            self.is::<record::Name>(record.name)?;
            self.is_or_none::<record::Name>(record.unit)?;
            self.text(record.doc)?;
            self.text(record.from)?;
            let scope = Scope::from_u8(record.scope).ok_or(Error::ImageReference)?;
            let kind = Kind::from_u8(record.kind).ok_or(Error::ImageReference)?;
            let per = Per::from_u8(record.per).ok_or(Error::ImageReference)?;
            reference(Pool::from_u8(record.pool).is_some() && record.flags <= 7)?;
            reference(record.places <= 9 && (kind == Kind::Decimal || record.places == 0))?;
            reference(per == Per::Subject || matches!(scope, Scope::Network | Scope::Practice))?;
            ensure(record.minimum <= record.maximum, Error::ImageNumber)?;
            let of_patient = matches!(scope, Scope::Patient | Scope::Contract);
            let (least, greatest) = match kind {
                Kind::Integer | Kind::Decimal if of_patient => {
                    (-limits::PATIENT_INTEGER_MAX, limits::PATIENT_INTEGER_MAX)
                }
                Kind::Integer | Kind::Decimal => (i64::MIN, i64::MAX),
                Kind::Date if of_patient => (first_day, last_day),
                Kind::Date => (i64::from(Date::MIN.days()), i64::from(Date::MAX.days())),
                Kind::Boolean => (0, 1),
                Kind::Text => {
                    self.is::<record::Enumeration>(record.enumeration)?;
                    let list = self.contract.record::<record::Enumeration>(record.enumeration.into());
                    (0, list.map_or(0, |list| i64::from(list.count).saturating_sub(1)))
                }
            };
            ensure(record.minimum >= least && record.maximum <= greatest, Error::ImageNumber)?;
            let expected = if scope == Scope::Patient { NONE } else { u16::try_from(slots).unwrap_or(NONE) };
            reference(record.slot == expected)?;
            let expected = if of_patient { u16::try_from(patient_slots).unwrap_or(NONE) } else { NONE };
            reference(record.patient_slot == expected)?;
            if scope != Scope::Patient {
                slots = slots.saturating_add(self.contract.items(per));
            }
            patient_slots = patient_slots.saturating_add(usize::from(of_patient));
            ensure(
                slots <= limits::SUBJECT_SLOTS_MAX && patient_slots <= limits::PATIENT_SLOTS_MAX,
                Error::ImageSection,
            )?;
        }
        let narrow = |count: usize| u16::try_from(count).map_err(|_| Error::ImageSection);
        Ok((narrow(slots)?, narrow(patient_slots)?))
    }

    /// Conditions, run constants, rows and registers; returns the steps for one patient.
    fn patient_code(&self) -> Result<u32> {
        let contract = self.contract;
        ensure(contract.count::<record::Condition>() <= limits::CONDITIONS_MAX, Error::ImageSection)?;
        ensure(contract.count::<record::RunConstant>() <= limits::RUN_CONSTANTS_MAX, Error::ImageSection)?;
        let mut steps = 0_u32;
        let mut next = 0_u32;
        for constant in contract.all::<record::RunConstant>() {
            ensure(constant.first == next, Error::ImageCode)?;
            next = next.saturating_add(constant.count.into());
            self.within::<record::PatientInstruction>(constant.first as usize, constant.count.into())?;
            self.run_constant(&constant)?;
        }
        for condition in contract.all::<record::Condition>() {
            ensure(condition.first == next, Error::ImageCode)?;
            next = next.saturating_add(condition.count.into());
            steps = steps.saturating_add(condition.count.into());
            self.within::<record::PatientInstruction>(condition.first as usize, condition.count.into())?;
            self.is_or_none::<record::Name>(condition.name)?;
            self.text(condition.text)?;
            ensure(usize::from(condition.depth) < limits::DEPTH_MAX, Error::ImageCode)?;
            ensure(usize::from(condition.masks) <= limits::MASKS_MAX, Error::ImageCode)?;
            self.condition(&condition)?;
        }
        let mut next = 0_u16;
        for table in contract.all::<record::Table>() {
            ensure(table.first == next && table.count >= 1, Error::ImageTable)?;
            ensure(usize::from(table.count) <= limits::TABLE_ROWS_MAX, Error::ImageTable)?;
            next = next.checked_add(table.count).ok_or(Error::ImageTable)?;
            self.within::<record::Row>(table.first.into(), table.count.into())?;
            self.table(&table)?;
        }
        for register in contract.all::<record::Register>() {
            self.is::<record::Name>(register.name)?;
            self.text(register.title)?;
            self.text(register.doc)?;
            self.is::<record::Source>(register.source)?;
            reference(Grade::from_u8(register.grade).is_some())?;
            self.is_or_none::<record::Table>(register.table)?;
            ensure(usize::from(register.depth) < limits::DEPTH_MAX, Error::ImageCode)?;
            for row in self.rows(register.table) {
                steps = steps.saturating_add(1);
                ensure(is_population_action(row.then) && is_population_action(row.otherwise), Error::ImageTable)?;
                if let Some(condition) =
                    some(row.condition).and_then(|index| contract.record::<record::Condition>(index))
                {
                    ensure(condition.depth < register.depth && condition.masks <= register.masks, Error::ImageCode)?;
                }
            }
        }
        Ok(steps)
    }

    fn rows(&self, table: u16) -> impl Iterator<Item = record::Row> + Clone + use<'_> {
        let table = self.contract.record::<record::Table>(table.into());
        let (first, count) = table.map_or((0, 0), |table| (table.first, table.count));
        self.contract.records::<record::Row>(first.into(), count.into())
    }

    fn run_constant(&self, constant: &record::RunConstant) -> Result<()> {
        let mut integers = 0_usize;
        for instruction in
            self.contract.records::<record::PatientInstruction>(constant.first as usize, constant.count.into())
        {
            let op = PatientOp::from_u8(instruction.op).ok_or(Error::ImageCode)?;
            ensure(!matches!(op, PatientOp::Fact | PatientOp::RunConstant | PatientOp::Null), Error::ImageCode)?;
            integers = self.integer_op(op, &instruction, integers)?.ok_or(Error::ImageCode)?;
        }
        ensure(integers == 1, Error::ImageCode)
    }

    /// The depth of the integer stack after an operation on integers; `None` for one on masks.
    fn integer_op(
        &self,
        op: PatientOp,
        instruction: &record::PatientInstruction,
        integers: usize,
    ) -> Result<Option<usize>> {
        use PatientOp as Op;
        let (pops, pushes) = match op {
            Op::Fact => {
                self.patient_slot(instruction.b.into())?;
                (0, 1)
            }
            Op::Integer => {
                self.is::<record::Wide>(instruction.b)?;
                (0, 1)
            }
            Op::RunConstant => {
                self.is::<record::RunConstant>(instruction.b)?;
                (0, 1)
            }
            Op::Immediate | Op::Null | Op::AchievementDate => (0, 1),
            Op::Add | Op::Subtract | Op::Multiply | Op::Minimum | Op::Maximum | Op::MonthsBetween => (2, 1),
            Op::Negate | Op::Absolute | Op::AddMonths => (1, 1),
            Op::FloorDivide => {
                ensure(instruction.c >= 1, Error::ImageCode)?;
                (1, 1)
            }
            _ => return Ok(None),
        };
        let left = integers.checked_sub(pops).ok_or(Error::ImageCode)?.saturating_add(pushes);
        ensure(left <= limits::INTEGERS_MAX, Error::ImageCode)?;
        Ok(Some(left))
    }

    fn patient_slot(&self, slot: usize) -> Result<()> {
        reference(slot < self.patient_slots)
    }

    fn condition(&self, condition: &record::Condition) -> Result<()> {
        use PatientOp as Op;
        let (mut integers, mut masks) = (0_usize, 0_usize);
        for instruction in
            self.contract.records::<record::PatientInstruction>(condition.first as usize, condition.count.into())
        {
            let op = PatientOp::from_u8(instruction.op).ok_or(Error::ImageCode)?;
            if let Some(left) = self.integer_op(op, &instruction, integers)? {
                ensure(op != Op::AchievementDate, Error::ImageCode)?;
                integers = left;
                continue;
            }
            let mut inner = 1;
            let pops = match op {
                Op::Compare => {
                    integers = integers.checked_sub(2).ok_or(Error::ImageCode)?;
                    self.comparison(instruction.a)?;
                    0
                }
                Op::CompareImmediate => {
                    self.comparison(instruction.a)?;
                    self.patient_slot(instruction.b.into())?;
                    0
                }
                Op::CompareFacts => {
                    self.comparison(instruction.a)?;
                    self.patient_slot(instruction.b.into())?;
                    self.patient_slot(usize::try_from(instruction.c).map_err(|_| Error::ImageCode)?)?;
                    0
                }
                Op::IsNull => {
                    ensure(instruction.a <= 1, Error::ImageCode)?;
                    self.patient_slot(instruction.b.into())?;
                    0
                }
                Op::Constant => {
                    ensure(instruction.a <= 1, Error::ImageCode)?;
                    0
                }
                Op::Condition => {
                    let other =
                        self.contract.record::<record::Condition>(instruction.b.into()).ok_or(Error::ImageReference)?;
                    ensure(other.depth < condition.depth, Error::ImageCode)?;
                    inner = other.masks.into();
                    0
                }
                Op::Register => {
                    let other =
                        self.contract.record::<record::Register>(instruction.b.into()).ok_or(Error::ImageReference)?;
                    ensure(other.depth < condition.depth && other.table != NONE, Error::ImageCode)?;
                    inner = other.masks.into();
                    0
                }
                Op::And | Op::Or => 2,
                _ => 1,
            };
            ensure(integers == 0, Error::ImageCode)?;
            let left = masks.checked_sub(pops).ok_or(Error::ImageCode)?;
            ensure(left.saturating_add(inner) <= condition.masks.into(), Error::ImageCode)?;
            masks = left.saturating_add(1);
            ensure(masks <= condition.masks.into(), Error::ImageCode)?;
        }
        ensure(integers == 0 && masks == 1, Error::ImageCode)
    }

    fn comparison(&self, code: u8) -> Result<()> {
        ensure(Comparison::from_u8(code).is_some(), Error::ImageCode)
    }

    /// Every row's action is known and has the reason it needs; only the last row ends both branches
    /// for certain, so that no table runs off its end and no row is out of reach.
    fn table(&self, table: &record::Table) -> Result<()> {
        let last = usize::from(table.count).saturating_sub(1);
        for (index, row) in self.contract.records::<record::Row>(table.first.into(), table.count.into()).enumerate() {
            self.is_or_none::<record::Condition>(row.condition)?;
            self.text(row.text)?;
            self.text(row.clause)?;
            let then = Action::from_u8(row.then).ok_or(Error::ImageTable)?;
            let otherwise = Action::from_u8(row.otherwise).ok_or(Error::ImageTable)?;
            for (action, reason) in [(then, row.because), (otherwise, row.otherwise_because)] {
                self.is_or_none::<record::Reason>(reason)?;
                ensure(reason != NONE || !matches!(action, Action::Exclude | Action::Adjust), Error::ImageTable)?;
            }
            let ends = then != Action::Next && (row.condition == NONE || otherwise != Action::Next);
            ensure(ends == (index == last), Error::ImageTable)?;
        }
        Ok(())
    }

    /// Checks the indicators; returns the rows that deciding all of them may ask.
    fn indicators(&self) -> Result<u32> {
        let (mut next, mut steps) = (0_usize, 0_u32);
        for indicator in self.contract.all::<record::Indicator>() {
            self.is::<record::Name>(indicator.name)?;
            self.text(indicator.title)?;
            self.text(indicator.doc)?;
            self.is::<record::Register>(indicator.register)?;
            self.is::<record::Decimal>(indicator.points)?;
            ensure(!self.contract.decimal(indicator.points).is_negative(), Error::ImageNumber)?;
            self.is::<record::Scale>(indicator.scale)?;
            self.is::<record::Source>(indicator.source)?;
            reference(Grade::from_u8(indicator.grade).is_some())?;
            self.is_or_none::<record::Table>(indicator.denominator)?;
            self.is_or_none::<record::Table>(indicator.numerator)?;
            ensure((indicator.denominator == NONE) == (indicator.numerator == NONE), Error::ImageTable)?;
            ensure(usize::from(indicator.decisions) == next, Error::ImageReference)?;
            next = next.saturating_add(indicator.decision_count.into());
            ensure(usize::from(indicator.decision_count) <= limits::DECISIONS_MAX, Error::ImageTable)?;
            self.within::<record::Decision>(indicator.decisions.into(), indicator.decision_count.into())?;
            if indicator.denominator != NONE {
                let register = self.contract.record::<record::Register>(indicator.register.into());
                ensure(register.is_some_and(|register| register.table != NONE), Error::ImageTable)?;
            }
            self.decisions(&indicator)?;
            let rows = self.rows(indicator.denominator).count().saturating_add(self.rows(indicator.numerator).count());
            steps = steps.saturating_add(u32::try_from(rows).unwrap_or(u32::MAX));
        }
        Ok(steps)
    }

    /// The decisions of an indicator are just the ways in which its two tables can end, in order.
    fn decisions(&self, indicator: &record::Indicator) -> Result<()> {
        let mut given =
            self.contract.records::<record::Decision>(indicator.decisions.into(), indicator.decision_count.into());
        let mut code = 1_u8;
        let wide = |index: usize| u8::try_from(index).unwrap_or(u8::MAX);
        for (index, row) in self.rows(indicator.denominator).enumerate() {
            for (branch, action, own_code, reason) in ends(&row) {
                if action == Action::Next {
                    continue;
                }
                ensure(own_code == code, Error::ImageTable)?;
                if action != Action::Select {
                    let outcome = match action {
                        Action::Exclude => Outcome::Excluded,
                        Action::Adjust => Outcome::Adjusted,
                        _ => Outcome::NotOnRegister,
                    };
                    let expected = record::Decision {
                        outcome: outcome as u8,
                        row: wide(index),
                        branch,
                        numerator_row: u8::MAX,
                        numerator_branch: 0,
                        reserved: 0,
                        reason,
                    };
                    ensure(given.next() == Some(expected), Error::ImageTable)?;
                    code = code.saturating_add(1);
                    continue;
                }
                let mut offset = 0_u8;
                for (numerator_index, numerator) in self.rows(indicator.numerator).enumerate() {
                    for (numerator_branch, action, own_code, _) in ends(&numerator) {
                        if action == Action::Next {
                            continue;
                        }
                        ensure(is_population_action(action as u8) && own_code == offset, Error::ImageTable)?;
                        let outcome =
                            if action == Action::Select { Outcome::InNumerator } else { Outcome::InDenominator };
                        let expected = record::Decision {
                            outcome: outcome as u8,
                            row: wide(index),
                            branch,
                            numerator_row: wide(numerator_index),
                            numerator_branch,
                            reserved: 0,
                            reason: NONE,
                        };
                        ensure(given.next() == Some(expected), Error::ImageTable)?;
                        offset = offset.saturating_add(1);
                        code = code.saturating_add(1);
                    }
                }
            }
        }
        ensure(given.next().is_none(), Error::ImageTable)
    }

    fn scales(&self) -> Result<()> {
        for (index, scale) in self.contract.all::<record::Scale>().enumerate() {
            self.is_or_none::<record::Name>(scale.name)?;
            let kind = ScaleKind::from_u8(scale.kind).ok_or(Error::ImageTable)?;
            let lower_is_better = scale.flags & 1 != 0;
            ensure(scale.flags <= 3 && scale.count >= 1, Error::ImageTable)?;
            ensure(usize::from(scale.count) <= limits::SCALE_ROWS_MAX, Error::ImageTable)?;
            let (items, stride) = match kind {
                ScaleKind::Band => (2, 1),
                ScaleKind::Deciles => (9, 1),
                ScaleKind::AllOrNothing => (1, 1),
                ScaleKind::Steps | ScaleKind::Gates => (usize::from(scale.count), 2),
                ScaleKind::BestOf => (usize::from(scale.count), 1),
            };
            ensure(items == scale.count.into(), Error::ImageTable)?;
            let length = items.saturating_mul(stride);
            self.within::<record::Item>(scale.first.into(), length)?;
            self.is_or_none::<record::Decimal>(scale.floor)?;
            ensure((kind == ScaleKind::Deciles) == (scale.floor != NONE), Error::ImageTable)?;
            ensure(scale.places <= 9, Error::ImageTable)?;
            self.is_or_none::<record::Expression>(scale.of)?;
            let items = self.contract.records::<record::Item>(scale.first.into(), length);
            if kind == ScaleKind::BestOf {
                ensure(scale.of == NONE, Error::ImageTable)?;
                for item in items {
                    let other =
                        self.contract.record::<record::Scale>(item.value.into()).ok_or(Error::ImageReference)?;
                    ensure(
                        usize::from(item.value) < index && other.kind != ScaleKind::BestOf as u8,
                        Error::ImageTable,
                    )?;
                }
                continue;
            }
            let (mut last_rate, mut last_earned): (Option<Number>, Number) = (None, Number::ZERO);
            for (place, item) in items.enumerate() {
                self.is::<record::Decimal>(item.value)?;
                let number = self.contract.decimal(item.value);
                if place.is_multiple_of(stride) {
                    ensure(number.places() <= limits::RATE_PLACES_MAX, Error::ImageNumber)?;
                    let onwards =
                        last_rate.is_none_or(|last| if lower_is_better { number < last } else { number > last });
                    ensure(onwards, Error::ImageTable)?;
                    last_rate = Some(number);
                } else {
                    // Who does better never earns less.
                    ensure(number >= last_earned, Error::ImageTable)?;
                    last_earned = number;
                }
            }
        }
        Ok(())
    }

    fn lookups(&self) -> Result<()> {
        for row in self.contract.all::<record::LookupRow>() {
            for number in [row.from, row.to, row.low, row.high] {
                self.is_or_none::<record::Decimal>(number)?;
            }
            self.is::<record::Source>(row.source)?;
            reference(row.flags <= 1 && Grade::from_u8(row.grade).is_some())?;
        }
        for table in self.contract.all::<record::Lookup>() {
            self.is::<record::Name>(table.name)?;
            let kind = LookupKind::from_u8(table.kind).ok_or(Error::ImageTable)?;
            let divisor = Divisor::from_u8(table.divisor_kind).ok_or(Error::ImageTable)?;
            ensure(table.flags <= 1 && table.count >= 1, Error::ImageTable)?;
            ensure(usize::from(table.count) <= limits::LOOKUP_ROWS_MAX, Error::ImageTable)?;
            self.within::<record::LookupRow>(table.first.into(), table.count.into())?;
            self.is_or_none::<record::Decimal>(table.divisor)?;
            ensure((divisor == Divisor::Stated) == (table.divisor != NONE), Error::ImageTable)?;
            if kind == LookupKind::Keyed {
                let list = self
                    .contract
                    .record::<record::Enumeration>(table.enumeration.into())
                    .ok_or(Error::ImageReference)?;
                ensure(list.count == table.count, Error::ImageTable)?;
                continue;
            }
            let mut end = None;
            let last = usize::from(table.count).saturating_sub(1);
            for (index, row) in
                self.contract.records::<record::LookupRow>(table.first.into(), table.count.into()).enumerate()
            {
                ensure(row.from != NONE && row.low != NONE, Error::ImageTable)?;
                ensure(row.to != NONE || index == last, Error::ImageTable)?;
                ensure((divisor != Divisor::None) == (row.high != NONE), Error::ImageTable)?;
                let from = self.contract.decimal(row.from);
                if let Some(end) = end {
                    ensure(if kind == LookupKind::Marginal { from == end } else { from >= end }, Error::ImageTable)?;
                }
                if row.to != NONE {
                    let to = self.contract.decimal(row.to);
                    ensure(if row.flags & 1 == 0 { to >= from } else { to > from }, Error::ImageTable)?;
                    end = Some(to);
                }
            }
        }
        Ok(())
    }
}

fn is_population_action(action: u8) -> bool {
    matches!(Action::from_u8(action), Some(Action::Select | Action::Reject | Action::Next))
}

/// Branch, action, code and reason of both ends of a row; a row without a condition has only the first.
fn ends(row: &record::Row) -> impl Iterator<Item = (u8, Action, u8, u16)> + use<> {
    let action = |code: u8| Action::from_u8(code).unwrap_or(Action::Next);
    let second = if row.condition == NONE { Action::Next } else { action(row.otherwise) };
    [(0, action(row.then), row.then_code, row.because), (1, second, row.otherwise_code, row.otherwise_because)]
        .into_iter()
}

fn check_strings(bytes: &[u8], strings: impl Iterator<Item = (u32, u32)>, longest: usize) -> Result<()> {
    let mut next = 0_u32;
    for (offset, length) in strings {
        ensure(offset == next && length as usize <= longest, Error::ImageText)?;
        next = next.checked_add(length).ok_or(Error::ImageText)?;
        let text = bytes.get(offset as usize..next as usize).ok_or(Error::ImageText)?;
        core::str::from_utf8(text).map_err(|_| Error::ImageText)?;
    }
    ensure(next as usize == bytes.len(), Error::ImageText)
}

/// The type of a value on the stack of a subject expression.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Number,
    Date,
    Boolean,
    Text,
    Null,
}

impl Type {
    fn of(kind: Kind) -> Type {
        match kind {
            Kind::Integer | Kind::Decimal => Type::Number,
            Kind::Date => Type::Date,
            Kind::Boolean => Type::Boolean,
            Kind::Text => Type::Text,
        }
    }

    fn fits(self, wanted: Type) -> bool {
        self == wanted || self == Type::Null
    }
}

type Types = heapless::Vec<Type, { limits::STACK_MAX }>;

/// An operand that may be passed over: where its code ends, and how many values lie below it.
struct Guard {
    end: u16,
    height: usize,
}

/// The bounds that a scale looks at, those of its alternatives for a best-of.
fn scale_rows(contract: &Contract<'_>, index: u16) -> u32 {
    let Some(scale) = contract.record::<record::Scale>(index.into()) else { return 1 };
    if scale.kind != ScaleKind::BestOf as u8 {
        return scale.count.into();
    }
    contract.records::<record::Item>(scale.first.into(), scale.count.into()).fold(1, |rows, item| {
        contract
            .record::<record::Scale>(item.value.into())
            .map_or(rows, |other| rows.saturating_add(other.count.into()))
    })
}

/// The check of lines, conditions, folds and criteria in the order of their evaluation.
struct Steps<'c, 'a> {
    contract: &'c Contract<'a>,
    lines: Seen,
    conditions: Seen,
    folds: Seen,
    criteria: Seen,
    /// Each expression has one user, so that its code is checked once.
    expressions: Seen,
    points: bool,
}

/// The scope in which an expression of this code may be evaluated.
const MEMBER_SCOPE: u8 = 3;

impl<'c, 'a> Steps<'c, 'a> {
    fn new(contract: &'c Contract<'a>) -> Self {
        Steps {
            contract,
            lines: Seen::NONE,
            conditions: Seen::NONE,
            folds: Seen::NONE,
            criteria: Seen::NONE,
            expressions: Seen::NONE,
            points: false,
        }
    }

    fn run(mut self, checker: &Checker<'_, '_>) -> Result<Cost> {
        let contract = self.contract;
        let counts = [
            contract.count::<record::Line>(),
            contract.count::<record::SubjectCondition>(),
            contract.count::<record::Fold>(),
            contract.count::<record::Criterion>(),
        ];
        ensure(counts.into_iter().all(|count| count <= limits::STEPS_MAX), Error::ImageSection)?;
        ensure(contract.count::<record::Expression>() <= limits::EXPRESSIONS_MAX, Error::ImageSection)?;
        let mut next = 0_u32;
        for expression in contract.all::<record::Expression>() {
            ensure(expression.first == next && expression.count >= 1, Error::ImageCode)?;
            next = next.saturating_add(expression.count.into());
            checker.within::<record::SubjectInstruction>(expression.first as usize, expression.count.into())?;
            ensure(
                expression.scope <= MEMBER_SCOPE && usize::from(expression.depth) <= limits::STACK_MAX,
                Error::ImageCode,
            )?;
        }
        let mut cost = self.member_folds()?;
        cost.values = self.value_slots()?;
        for step in contract.all::<record::Step>() {
            let index = usize::from(step.index);
            let (steps, items) = match StepKind::from_u8(step.kind).ok_or(Error::ImageCode)? {
                StepKind::Condition => {
                    let condition = contract.record::<record::SubjectCondition>(index).ok_or(Error::ImageReference)?;
                    checker.is::<record::Name>(condition.name)?;
                    checker.text(condition.doc)?;
                    let steps = self.expression(condition.expression, Per::Subject as u8, Type::Boolean)?;
                    ensure(self.conditions.add(index), Error::ImageCode)?;
                    (steps, 1)
                }
                StepKind::Line => {
                    let line = contract.record::<record::Line>(index).ok_or(Error::ImageReference)?;
                    let per = Per::from_u8(line.per).ok_or(Error::ImageReference)?;
                    checker.is::<record::Name>(line.name)?;
                    checker.is::<record::Name>(line.unit)?;
                    checker.text(line.title)?;
                    checker.text(line.clause)?;
                    checker.is_or_none::<record::Source>(line.source)?;
                    reference(line.mode == u8::MAX || RoundingMode::from_code(line.mode).is_some())?;
                    let steps = self.expression(line.expression, line.per, Type::Number)?;
                    ensure(self.lines.add(index), Error::ImageCode)?;
                    (steps, contract.items(per))
                }
                StepKind::Fold => {
                    let fold = contract.record::<record::Fold>(index).ok_or(Error::ImageReference)?;
                    let over = Over::from_u8(fold.over).ok_or(Error::ImageReference)?;
                    let (scope, items) = match over {
                        Over::Practices => return Err(Error::ImageCode),
                        Over::Indicators => (Per::Indicator, contract.indicator_count()),
                        Over::Registers => (Per::Register, contract.register_count()),
                    };
                    let steps = self.fold(&fold, scope as u8)?;
                    ensure(self.folds.add(index), Error::ImageCode)?;
                    (steps, items)
                }
                StepKind::Criterion => {
                    let criterion = contract.record::<record::Criterion>(index).ok_or(Error::ImageReference)?;
                    checker.is::<record::Name>(criterion.name)?;
                    checker.text(criterion.title)?;
                    checker.text(criterion.clause)?;
                    checker.is::<record::Source>(criterion.source)?;
                    reference(Otherwise::from_u8(criterion.otherwise).is_some())?;
                    let steps = self.expression(criterion.expression, Per::Subject as u8, Type::Boolean)?;
                    ensure(self.criteria.add(index), Error::ImageCode)?;
                    (steps, 1)
                }
                StepKind::Points => {
                    ensure(!self.points && contract.indicator_count() > 0, Error::ImageCode)?;
                    let mut steps = 1_u32;
                    for scale in contract.all::<record::Scale>() {
                        if scale.of != NONE {
                            steps =
                                steps.saturating_add(self.expression(scale.of, Per::Indicator as u8, Type::Number)?);
                        }
                    }
                    self.points = true;
                    (steps, contract.indicator_count())
                }
            };
            let items = u32::try_from(items).unwrap_or(u32::MAX);
            cost.statement_steps = cost.statement_steps.saturating_add(steps.saturating_mul(items));
        }
        let all = (0..counts[0]).all(|index| self.lines.has(index))
            && (0..counts[1]).all(|index| self.conditions.has(index))
            && (0..counts[2]).all(|index| self.folds.has(index))
            && (0..counts[3]).all(|index| self.criteria.has(index))
            && self.points == (contract.indicator_count() > 0);
        ensure(all, Error::ImageCode)?;
        Ok(cost)
    }

    /// Results stand one after another: points, achieved, lines, conditions, folds, criteria.
    fn value_slots(&self) -> Result<u16> {
        let contract = self.contract;
        let mut next = 0_usize;
        let mut take = |slot: u16, items: usize| {
            reference(usize::from(slot) == next)?;
            next = next.saturating_add(items);
            ensure(next <= limits::VALUES_MAX, Error::ImageSection)
        };
        let indicators = contract.indicator_count();
        if indicators > 0 {
            take(contract.head().points_slot, indicators)?;
            take(contract.head().achieved_slot, indicators)?;
        }
        for line in contract.all::<record::Line>() {
            take(line.slot, contract.items(Per::from_u8(line.per).ok_or(Error::ImageReference)?))?;
        }
        for condition in contract.all::<record::SubjectCondition>() {
            take(condition.slot, 1)?;
        }
        for fold in contract.all::<record::Fold>().filter(|fold| fold.over != Over::Practices as u8) {
            take(fold.slot, 1)?;
        }
        for criterion in contract.all::<record::Criterion>() {
            take(criterion.slot, 1)?;
        }
        u16::try_from(next).map_err(|_| Error::ImageSection)
    }

    /// Folds over practices come first: they are filled as the members stream by.
    fn member_folds(&mut self) -> Result<Cost> {
        let mut cost = Cost::default();
        for (index, fold) in self.contract.all::<record::Fold>().enumerate() {
            if fold.over != Over::Practices as u8 {
                continue;
            }
            ensure(fold.slot == cost.member_folds, Error::ImageReference)?;
            cost.member_folds = cost.member_folds.saturating_add(1);
            let steps = self.fold(&fold, MEMBER_SCOPE)?;
            cost.member_steps = cost.member_steps.saturating_add(steps);
            ensure(self.folds.add(index), Error::ImageCode)?;
        }
        Ok(cost)
    }

    fn fold(&mut self, fold: &record::Fold, scope: u8) -> Result<u32> {
        let aggregate = Aggregate::from_u8(fold.aggregate).ok_or(Error::ImageReference)?;
        if fold.expression == NONE {
            ensure(aggregate == Aggregate::Count, Error::ImageCode)?;
            return Ok(1);
        }
        let wanted = match aggregate {
            Aggregate::Some | Aggregate::Every => Type::Boolean,
            Aggregate::Count => {
                return self.expression_of_any_type(fold.expression, scope).map(|(_, steps)| steps);
            }
            Aggregate::Sum | Aggregate::Minimum | Aggregate::Maximum => Type::Number,
        };
        self.expression(fold.expression, scope, wanted)
    }

    fn expression(&mut self, index: u16, scope: u8, wanted: Type) -> Result<u32> {
        let (found, steps) = self.expression_of_any_type(index, scope)?;
        ensure(found.fits(wanted), Error::ImageCode)?;
        Ok(steps)
    }

    /// Runs the code over types: exactly one value is left, and nothing is used before it is there.
    fn expression_of_any_type(&mut self, index: u16, scope: u8) -> Result<(Type, u32)> {
        let expression = self.contract.record::<record::Expression>(index.into()).ok_or(Error::ImageReference)?;
        ensure(expression.scope == scope && self.expressions.add(index.into()), Error::ImageCode)?;
        let mut stack = Types::new();
        let mut guards: heapless::Vec<Guard, { limits::STACK_MAX }> = heapless::Vec::new();
        let code =
            self.contract.records::<record::SubjectInstruction>(expression.first as usize, expression.count.into());
        for (at, instruction) in (1_u16..=u16::MAX).zip(code) {
            if instruction.op == SubjectOp::Guard as u8 {
                let end = at.checked_add(instruction.b).ok_or(Error::ImageCode)?;
                ensure(end > at && end <= guards.last().map_or(expression.count, |outer| outer.end), Error::ImageCode)?;
                let guarded = Guarded::from_u8(instruction.a).ok_or(Error::ImageCode)?;
                let below = if guarded == Guarded::Otherwise { 2 } else { 1 };
                let condition = stack.len().checked_sub(below).and_then(|place| stack.get(place));
                ensure(condition.is_some_and(|found| found.fits(Type::Boolean)), Error::ImageCode)?;
                guards.push(Guard { end, height: stack.len() }).map_err(|_| Error::ImageCode)?;
                continue;
            }
            let floor = guards.last().map_or(0, |guard| guard.height);
            let pushed = self.instruction(&instruction, scope, &mut stack, floor)?;
            stack.push(pushed).map_err(|_| Error::ImageCode)?;
            ensure(stack.len() <= expression.depth.into(), Error::ImageCode)?;
            // What is guarded leaves one value, as the placeholder does that stands in for it.
            while let Some(guard) = guards.last().filter(|guard| guard.end == at) {
                ensure(stack.len() == guard.height.saturating_add(1), Error::ImageCode)?;
                guards.pop();
            }
        }
        ensure(guards.is_empty(), Error::ImageCode)?;
        match stack.as_slice() {
            [only] => Ok((*only, self.weight(&expression))),
            _ => Err(Error::ImageCode),
        }
    }

    /// Steps of an expression: its operations, and for a look-up or scale every row that it may look at.
    fn weight(&self, expression: &record::Expression) -> u32 {
        let code =
            self.contract.records::<record::SubjectInstruction>(expression.first as usize, expression.count.into());
        code.fold(0, |steps, instruction| {
            let rows = match SubjectOp::from_u8(instruction.op) {
                Some(SubjectOp::Band | SubjectOp::Keyed | SubjectOp::Marginal | SubjectOp::MarginalOf) => self
                    .contract
                    .record::<record::Lookup>(instruction.b.into())
                    .map_or(1, |table| u32::from(table.count)),
                Some(SubjectOp::Scale) => scale_rows(self.contract, instruction.b),
                _ => 1,
            };
            rows.saturating_add(steps)
        })
    }

    fn instruction(
        &self,
        instruction: &record::SubjectInstruction,
        scope: u8,
        stack: &mut Types,
        floor: usize,
    ) -> Result<Type> {
        use SubjectOp as Op;
        let contract = self.contract;
        let index = usize::from(instruction.b);
        let mut any = || if stack.len() > floor { stack.pop().ok_or(Error::ImageCode) } else { Err(Error::ImageCode) };
        let mut pop = |wanted: Type| any().and_then(|found| ensure(found.fits(wanted), Error::ImageCode));
        let in_indicator = scope == Per::Indicator as u8;
        let within = |per: Per| {
            let seen = match per {
                Per::Subject => scope != MEMBER_SCOPE,
                Per::Register => scope == Per::Register as u8 || in_indicator,
                Per::Indicator => in_indicator,
            };
            ensure(seen, Error::ImageCode)
        };
        let op = Op::from_u8(instruction.op).ok_or(Error::ImageCode)?;
        Ok(match op {
            Op::Number => {
                reference(index < contract.count::<record::Decimal>())?;
                Type::Number
            }
            Op::Date => {
                Date::from_days(instruction.c).map_err(|_| Error::ImageNumber)?;
                Type::Date
            }
            Op::Boolean => {
                ensure(
                    u8::try_from(instruction.b).is_ok_and(|bits| Truth::from_bits(bits).is_some()),
                    Error::ImageCode,
                )?;
                Type::Boolean
            }
            Op::Text => Type::Text,
            Op::Null => Type::Null,
            Op::Fact => {
                let fact = contract.fact(index).ok_or(Error::ImageReference)?;
                if scope == MEMBER_SCOPE {
                    ensure(
                        matches!(fact.scope(), Scope::Practice | Scope::Contract) && fact.per() == Per::Subject,
                        Error::ImageCode,
                    )?;
                } else {
                    ensure(fact.scope() != Scope::Patient, Error::ImageCode)?;
                    within(fact.per())?;
                }
                Type::of(fact.kind())
            }
            Op::Attribute => {
                within(Per::Indicator)?;
                let attribute = contract.record::<record::Attribute>(index).ok_or(Error::ImageReference)?;
                Type::of(Kind::from_u8(attribute.kind).ok_or(Error::ImageReference)?)
            }
            Op::Condition => {
                within(Per::Subject)?;
                ensure(self.conditions.has(index), Error::ImageCode)?;
                Type::Boolean
            }
            Op::Line => {
                let line = contract.record::<record::Line>(index).ok_or(Error::ImageReference)?;
                within(Per::from_u8(line.per).ok_or(Error::ImageReference)?)?;
                ensure(self.lines.has(index), Error::ImageCode)?;
                Type::Number
            }
            Op::Fold => {
                within(Per::Subject)?;
                ensure(self.folds.has(index), Error::ImageCode)?;
                let fold = contract.record::<record::Fold>(index).ok_or(Error::ImageReference)?;
                match Aggregate::from_u8(fold.aggregate) {
                    Some(Aggregate::Some | Aggregate::Every) => Type::Boolean,
                    _ => Type::Number,
                }
            }
            Op::Points | Op::Achieved => {
                within(Per::Indicator)?;
                ensure(self.points, Error::ImageCode)?;
                Type::Number
            }
            Op::PointsMax => {
                within(Per::Indicator)?;
                Type::Number
            }
            Op::Add | Op::Subtract | Op::Multiply | Op::Divide => {
                pop(Type::Number)?;
                pop(Type::Number)?;
                Type::Number
            }
            Op::Negate | Op::Absolute | Op::Floor | Op::Ceiling => {
                pop(Type::Number)?;
                Type::Number
            }
            Op::Round => {
                ensure(
                    RoundingMode::from_code(instruction.a).is_some() && i16::try_from(instruction.c).is_ok(),
                    Error::ImageCode,
                )?;
                pop(Type::Number)?;
                Type::Number
            }
            Op::Minimum | Op::Maximum => {
                ensure(instruction.a >= 1 && usize::from(instruction.a) <= limits::ARGUMENTS_MAX, Error::ImageCode)?;
                for _ in 0..instruction.a {
                    pop(Type::Number)?;
                }
                Type::Number
            }
            Op::Compare => {
                let comparison = Comparison::from_u8(instruction.a).ok_or(Error::ImageCode)?;
                let (Some(b), Some(a)) = (stack.pop(), stack.pop()) else {
                    return Err(Error::ImageCode);
                };
                ensure(a.fits(b) || b.fits(a), Error::ImageCode)?;
                if !matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
                    ensure(
                        !matches!(a, Type::Boolean | Type::Text) && !matches!(b, Type::Boolean | Type::Text),
                        Error::ImageCode,
                    )?;
                }
                Type::Boolean
            }
            Op::And | Op::Or => {
                pop(Type::Boolean)?;
                pop(Type::Boolean)?;
                Type::Boolean
            }
            Op::Not => {
                pop(Type::Boolean)?;
                Type::Boolean
            }
            Op::If => {
                let (b, a) = (any()?, any()?);
                ensure(any()?.fits(Type::Boolean) && (a.fits(b) || b.fits(a)), Error::ImageCode)?;
                if a == Type::Null { b } else { a }
            }
            Op::Guard => return Err(Error::ImageCode),
            Op::AddDays | Op::AddMonths => {
                pop(Type::Number)?;
                pop(Type::Date)?;
                Type::Date
            }
            Op::DaysBetween | Op::MonthsBetween => {
                pop(Type::Date)?;
                pop(Type::Date)?;
                Type::Number
            }
            Op::Band | Op::Keyed | Op::Marginal | Op::MarginalOf => {
                let table = contract.record::<record::Lookup>(index).ok_or(Error::ImageReference)?;
                let kind = LookupKind::from_u8(table.kind).ok_or(Error::ImageTable)?;
                let wanted = match op {
                    Op::Band => LookupKind::Band,
                    Op::Keyed => LookupKind::Keyed,
                    _ => LookupKind::Marginal,
                };
                ensure(kind == wanted, Error::ImageCode)?;
                if op == Op::MarginalOf {
                    pop(Type::Number)?;
                }
                pop(if op == Op::Keyed { Type::Text } else { Type::Number })?;
                Type::Number
            }
            Op::Scale => {
                let scale = contract.record::<record::Scale>(index).ok_or(Error::ImageReference)?;
                ensure(scale.of == NONE, Error::ImageCode)?;
                pop(Type::Number)?;
                pop(Type::Number)?;
                Type::Number
            }
        })
    }
}
