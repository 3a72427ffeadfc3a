//! The one linear check of an image. Whatever passes here can be evaluated without a fault.

mod patients;
mod subject;
mod tables;

use super::code::{Kind, Late, Per, Pool, Scope};
use super::record::{self, Field, NO_DATE, NONE, Record, Section};
use super::{
    CHECKSUM_FROM, Contract, Cost, FORMAT, HEADER_BYTES, MAGIC, PRELUDE_BYTES, SEMANTICS, checksum, ensure, some,
    stated_checksum,
};
use crate::date::Date;
use crate::error::{Error, Result};
use crate::limits;
use crate::number::Number;
use crate::value::Grade;
use subject::Steps;

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
    ensure(checksum(image.get(CHECKSUM_FROM..).unwrap_or_default()) == stated_checksum(image), Error::ImageChecksum)?;
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
    checker.entries()?;
    checker.scales()?;
    checker.lookups()?;
    let steps = Steps::new(contract).run(&checker)?;
    let tally_slots = checker.tally_slots()?;
    // The border keeps the latest day in a slot of its own, behind the facts'.
    let patient_slots = patient_slots.saturating_add(1);
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
        let names = contract.all::<record::Name>().map(|name| name.end.into());
        check_strings(contract.section(Section::NameBytes), names, limits::NAME_BYTES_MAX)?;
        let texts = contract.all::<record::Text>().map(|text| text.end as usize);
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
        ensure(head.revision > 0, Error::ImageNumber)?;
        Date::from_days(head.in_force).map_err(|_| Error::ImageNumber)?;
        for days in [head.until, head.read_until, head.published] {
            ensure(days == NO_DATE || Date::from_days(days).is_ok(), Error::ImageNumber)?;
        }
        ensure(head.until == NO_DATE || head.until > head.in_force, Error::ImageNumber)?;
        // Sources speak up to a day where no end is known, and of the first day at least.
        ensure(
            head.read_until == NO_DATE || (head.until == NO_DATE && head.read_until >= head.in_force),
            Error::ImageNumber,
        )?;
        ensure(usize::from(head.replaces_count) <= limits::REPLACES_MAX, Error::ImageNumber)?;
        let items = usize::from(head.replaces_count).saturating_mul(2);
        self.within::<record::Item>(head.replaces.into(), items)?;
        for (place, item) in self.contract.records::<record::Item>(head.replaces.into(), items).enumerate() {
            if place.is_multiple_of(2) {
                self.is::<record::Name>(item.value)?;
            } else {
                self.is_or_none::<record::SubjectCondition>(item.value)?;
            }
        }
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
                reference(fact.shape().minimum >= 0 && fact.shape().maximum <= limits::COUNT_MAX)?;
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
        ensure(contract.count::<record::Shape>() <= limits::FACTS_MAX, Error::ImageSection)?;
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

    /// What is so of a shape whatever fact has it.
    fn shapes(&self) -> Result<()> {
        for shape in self.contract.all::<record::Shape>() {
            self.is_or_none::<record::Name>(shape.unit)?;
            let kind = Kind::from_u8(shape.kind).ok_or(Error::ImageReference)?;
            reference(Per::from_u8(shape.per).is_some() && Pool::from_u8(shape.pool).is_some() && shape.flags <= 7)?;
            reference(shape.places <= 9 && (kind == Kind::Decimal || shape.places == 0))?;
            let (least, greatest) = match kind {
                Kind::Integer | Kind::Decimal => (i64::MIN, i64::MAX),
                Kind::Date => (Date::MIN.days().into(), Date::MAX.days().into()),
                Kind::Boolean => (0, 1),
                Kind::Text => {
                    self.is::<record::Enumeration>(shape.enumeration)?;
                    let list = self.contract.record::<record::Enumeration>(shape.enumeration.into());
                    (0, list.map_or(0, |list| i64::from(list.count).saturating_sub(1)))
                }
            };
            let is_range = least <= shape.minimum && shape.minimum <= shape.maximum && shape.maximum <= greatest;
            ensure(is_range, Error::ImageNumber)?;
            // A switch has both; what is null or a local term is none.
            self.is_or_none::<record::Source>(shape.source)?;
            reference((shape.default == NONE) == (shape.source == NONE))?;
            if shape.default != NONE {
                reference(matches!(kind, Kind::Boolean | Kind::Text))?;
                reference(shape.flags & (record::NULL_ALLOWED | record::LOCAL_TERM) == 0)?;
                ensure((shape.minimum..=shape.maximum).contains(&shape.default.into()), Error::ImageNumber)?;
            }
        }
        Ok(())
    }

    /// Facts take their slots one after another, in order, and have a shape that their scope allows.
    fn facts(&self) -> Result<(u16, u16)> {
        self.shapes()?;
        let days = (Date::RECORD_MIN.days().into(), Date::RECORD_MAX.days().into());
        let (mut slots, mut patient_slots) = (0_usize, 0_usize);
        for fact in self.contract.facts() {
            let (record, shape, per) = (fact.record(), fact.shape(), fact.per());
            self.is::<record::Name>(record.name)?;
            self.is::<record::Shape>(record.shape)?;
            self.text(record.doc)?;
            self.text(record.from)?;
            let scope = Scope::from_u8(record.scope).ok_or(Error::ImageReference)?;
            let of_patient = matches!(scope, Scope::Patient | Scope::Contract);
            reference(per == Per::Subject || !of_patient)?;
            reference(shape.default == NONE || scope == Scope::Contract)?;
            let (least, greatest) = match fact.kind() {
                Kind::Integer | Kind::Decimal if of_patient => {
                    (-limits::PATIENT_INTEGER_MAX, limits::PATIENT_INTEGER_MAX)
                }
                Kind::Date if of_patient => days,
                _ => (i64::MIN, i64::MAX),
            };
            ensure(shape.minimum >= least && shape.maximum <= greatest, Error::ImageNumber)?;
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
}

impl Checker<'_, '_> {
    /// Every slot of a patient says what the border asks of it: what ends with the achievement date is a day, only
    /// what may be null reads as null, and what belongs to a record names its date. Ages are whole numbers.
    fn entries(&self) -> Result<()> {
        let contract = self.contract;
        ensure(contract.count::<record::Entry>() == self.patient_slots, Error::ImageSection)?;
        ensure(contract.count::<record::Age>() <= self.patient_slots, Error::ImageSection)?;
        let of_patients = contract.facts().filter(|fact| fact.record().patient_slot != NONE);
        let (mut dates, mut integers) = (Seen::NONE, Seen::NONE);
        for fact in of_patients.clone().filter(|fact| fact.scope() == Scope::Patient) {
            match fact.kind() {
                Kind::Date => dates.add(fact.record().patient_slot.into()),
                Kind::Integer => integers.add(fact.record().patient_slot.into()),
                _ => false,
            };
        }
        for (fact, entry) in of_patients.zip(contract.all::<record::Entry>()) {
            let is_date = dates.has(fact.record().patient_slot.into());
            reference(match Late::from_u8(entry.late).ok_or(Error::ImageReference)? {
                Late::Stands => true,
                Late::Ignored => is_date && fact.null_allowed(),
                Late::Refused => is_date,
            })?;
            reference(entry.of == NONE || (dates.has(entry.of.into()) && fact.scope() == Scope::Patient))?;
        }
        for age in contract.all::<record::Age>() {
            reference(integers.has(age.age.into()) && dates.has(age.birth.into()) && age.at_period_end <= 1)?;
            reference(age.at_period_end == 0 || contract.period_end().is_some())?;
        }
        Ok(())
    }
}

fn check_strings(bytes: &[u8], ends: impl Iterator<Item = usize>, longest: usize) -> Result<()> {
    let mut start = 0;
    for end in ends {
        let text = bytes.get(start..end).ok_or(Error::ImageText)?;
        ensure(text.len() <= longest && core::str::from_utf8(text).is_ok(), Error::ImageText)?;
        start = end;
    }
    ensure(start == bytes.len(), Error::ImageText)
}
