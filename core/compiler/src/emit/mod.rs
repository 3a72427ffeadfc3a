//! Checked model and code to the image's bytes. Deterministic: same definition, same bytes.

mod figures;
mod patients;

use entitle_kernel::Digest;
use entitle_kernel::date::Date;
use entitle_kernel::image::code::{Otherwise, Over, Scope as ScopeCode};
use entitle_kernel::image::record::{self, NO_DATE, NONE, Record, Section};
use entitle_kernel::image::{CHECKSUM_FROM, FORMAT, HEADER_BYTES, MAGIC, PRELUDE_BYTES, SEMANTICS, checksum};
use entitle_kernel::limits::{IMAGE_BYTES_MAX, NAMES_BYTES_MAX, VALUES_MAX};

use crate::definition::{Origin, Subject};
use crate::diagnostic::Diagnostic;
use crate::lower::PatientCode;
use crate::model::Model;
use crate::order::Order;
use crate::pools::{Pools, narrow};
use crate::slots::items;
use crate::subject::{self, SubjectCode, per_code};

/// Everything that goes into an image.
pub(crate) struct Parts<'m> {
    pub(crate) model: &'m Model,
    pub(crate) patients: &'m PatientCode,
    pub(crate) subject: &'m SubjectCode,
    pub(crate) source_digest: Digest,
}

/// Writes the image; the pools hold the numbers that the code refers to already.
pub(crate) fn emit(parts: &Parts<'_>, pools: Pools) -> Result<Vec<u8>, Box<Diagnostic>> {
    let sections = vec![Vec::new(); Section::COUNT];
    let mut image = Image { parts, pools, sections, shapes: Vec::new(), slots: Slots::default() };
    image.reserve_slots()?;
    image.figures();
    image.facts();
    image.patients();
    image.subject();
    image.head();
    let too_long = |what: &str, length: usize, most: usize| {
        let message = format!("{what} would be {length} bytes long; at most {most} fit");
        Err(Box::new(Diagnostic::error("too-long", parts.model.definition.contract.id.span, message)))
    };
    let names = image.pools.names.bytes.len();
    if names > NAMES_BYTES_MAX {
        return too_long("all names, units and text values together", names, NAMES_BYTES_MAX);
    }
    let bytes = image.bytes();
    if bytes.len() > IMAGE_BYTES_MAX {
        return too_long("the image", bytes.len(), IMAGE_BYTES_MAX);
    }
    Ok(bytes)
}

/// Compiles the code about the subject; its numbers go into the pools.
pub(crate) fn subject_code(model: &Model, order: &Order, faults: &mut crate::load::Faults) -> (SubjectCode, Pools) {
    let mut pools = Pools::default();
    let code = subject::compile(model, order, &mut pools, faults);
    (code, pools)
}

/// First value slots of what a statement computes.
#[derive(Default)]
struct Slots {
    points: u16,
    achieved: u16,
    lines: Vec<u16>,
    conditions: Vec<u16>,
    folds: Vec<u16>,
    criteria: Vec<u16>,
}

struct Image<'m> {
    parts: &'m Parts<'m>,
    pools: Pools,
    sections: Vec<Vec<u8>>,
    shapes: Vec<record::Shape>,
    slots: Slots,
}

impl<'m> Image<'m> {
    fn model(&self) -> &'m Model {
        self.parts.model
    }

    fn add<R: Record>(&mut self, record: &R) {
        if let Some(section) = self.sections.get_mut(R::SECTION as usize) {
            record.write(&mut |bytes| section.extend_from_slice(bytes));
        }
    }

    /// How many records of this kind were added.
    fn count<R: Record>(&self) -> usize {
        self.sections.get(R::SECTION as usize).map_or(0, |section| section.len() / R::SIZE)
    }

    /// The index of a source; where a figure names none, `NONE`.
    fn source(&self, origin: &Origin) -> u16 {
        crate::figures::source_index(&self.model().definition, origin.source.as_ref()).map_or(NONE, narrow)
    }

    /// The grade of a figure: its own, or its source's, or that of what it stands in.
    fn grade(&self, origin: &Origin, around: Option<&Origin>) -> u8 {
        let of = |origin: &Origin| crate::figures::grade_of(&self.model().definition, origin);
        let grade = of(origin).or_else(|| around.and_then(of));
        grade.unwrap_or(entitle_kernel::Grade::Assumed) as u8
    }

    fn reserve_slots(&mut self) -> Result<(), Box<Diagnostic>> {
        let definition = &self.model().definition;
        let mut next = 0_usize;
        let mut take = |count: usize| {
            let slot = narrow(next);
            next += count;
            slot
        };
        let indicators = definition.indicators.len();
        let (points, achieved) = if indicators == 0 { (NONE, NONE) } else { (take(indicators), take(indicators)) };
        let lines = definition.lines.iter().map(|line| take(items(definition, line.per))).collect();
        let conditions = self.parts.subject.conditions.iter().map(|_| take(1)).collect();
        let mut members = 0_usize;
        let folds = self.parts.subject.folds.iter().map(|fold| {
            // Folds over practices have storage of their own, filled as the members stream by.
            if fold.over == Over::Practices {
                members += 1;
                return narrow(members - 1);
            }
            take(1)
        });
        let folds = folds.collect();
        let criteria = definition.criteria.iter().map(|_| take(1)).collect();
        self.slots = Slots { points, achieved, lines, conditions, folds, criteria };
        if next > VALUES_MAX {
            let message = format!("a statement of this contract has {next} results; at most {VALUES_MAX} fit");
            return Err(Box::new(Diagnostic::error("too-many", definition.contract.id.span, message)));
        }
        Ok(())
    }

    fn head(&mut self) {
        let definition = &self.model().definition;
        let contract = &definition.contract;
        let built_in = |name: &str| {
            definition.facts.iter().position(|fact| fact.built_in && fact.id.text == name).map_or(NONE, narrow)
        };
        let pays = contract.pays.as_ref();
        let pays = pays.and_then(|word| definition.lines.iter().position(|line| line.id.text == word.text));
        let days = |date: Option<Date>| date.map_or(NO_DATE, Date::days);
        let scope = if contract.subject == Subject::Network { ScopeCode::Network } else { ScopeCode::Practice };
        let head = record::Head {
            id: self.pools.name(&contract.id.text),
            family: self.pools.name(&contract.family),
            revision: contract.revision,
            subject: scope as u8,
            pays: pays.map_or(NONE, narrow),
            in_force: contract.in_force.days(),
            until: days(contract.until),
            published: days(contract.published),
            title: self.pools.text(&contract.title),
            doc: self.pools.text(&contract.doc),
            register_size: built_in("register_size"),
            numerator: built_in("numerator"),
            denominator: built_in("denominator"),
            exclusions: built_in("exclusions"),
            adjustments: built_in("adjustments"),
            points_slot: self.slots.points,
            achieved_slot: self.slots.achieved,
            source_digest: *self.parts.source_digest.bytes(),
        };
        self.add(&head);
    }

    fn subject(&mut self) {
        let code = self.parts.subject;
        for compiled in &code.expressions {
            let first = u32::try_from(self.count::<record::SubjectInstruction>()).unwrap_or(u32::MAX);
            let count = narrow(compiled.code.len());
            self.add(&record::Expression { first, count, scope: compiled.scope, depth: compiled.depth });
            for instruction in &compiled.code {
                self.add(instruction);
            }
        }
        for (kind, index) in &code.steps {
            self.add(&record::Step { kind: *kind as u8, index: *index });
        }
        self.lines();
        let definition = &self.model().definition;
        for (place, (index, expression)) in code.conditions.iter().enumerate() {
            let Some(condition) = definition.conditions.get(*index) else { continue };
            let name = self.pools.name(&condition.id.text);
            let doc = self.pools.text(&condition.doc);
            let slot = self.slots.conditions.get(place).copied().unwrap_or(NONE);
            self.add(&record::SubjectCondition { name, expression: *expression, slot, doc });
        }
        for (place, fold) in code.folds.iter().enumerate() {
            let slot = self.slots.folds.get(place).copied().unwrap_or(NONE);
            let (aggregate, over) = (fold.aggregate as u8, fold.over as u8);
            self.add(&record::Fold { expression: fold.expression, slot, aggregate, over });
        }
        self.criteria();
    }

    fn lines(&mut self) {
        for (index, line) in self.model().definition.lines.iter().enumerate() {
            let record = record::Line {
                name: self.pools.name(&line.id.text),
                title: self.pools.text(&line.title),
                unit: self.pools.name(&line.unit),
                clause: self.pools.text(&line.clause),
                source: self.source(&line.origin),
                expression: self.parts.subject.lines.get(index).copied().unwrap_or(NONE),
                slot: self.slots.lines.get(index).copied().unwrap_or(NONE),
                places: line.round.map_or(0, |round| i16::from(round.places)),
                per: per_code(line.per) as u8,
                mode: line.round.map_or(u8::MAX, |round| round.mode as u8),
            };
            self.add(&record);
        }
    }

    fn criteria(&mut self) {
        for (index, criterion) in self.model().definition.criteria.iter().enumerate() {
            let otherwise = if criterion.refers { Otherwise::Refer } else { Otherwise::Fail };
            let record = record::Criterion {
                name: self.pools.name(&criterion.id.text),
                title: self.pools.text(&criterion.title),
                clause: self.pools.text(&criterion.clause),
                source: self.source(&criterion.origin),
                expression: self.parts.subject.criteria.get(index).copied().unwrap_or(NONE),
                slot: self.slots.criteria.get(index).copied().unwrap_or(NONE),
                otherwise: otherwise as u8,
            };
            self.add(&record);
        }
    }

    /// Head, lengths, sections, checksum.
    fn bytes(mut self) -> Vec<u8> {
        let decimals = std::mem::take(&mut self.pools.decimal_records);
        for decimal in &decimals {
            self.add(decimal);
        }
        for end in std::mem::take(&mut self.pools.names.ends) {
            self.add(&record::Name { end: narrow(end) });
        }
        for end in std::mem::take(&mut self.pools.texts.ends) {
            self.add(&record::Text { end: u32::try_from(end).unwrap_or(u32::MAX) });
        }
        let strings = [
            (Section::NameBytes, std::mem::take(&mut self.pools.names.bytes)),
            (Section::TextBytes, std::mem::take(&mut self.pools.texts.bytes)),
        ];
        for (section, bytes) in strings {
            if let Some(place) = self.sections.get_mut(section as usize) {
                *place = bytes;
            }
        }
        assemble(&self.sections)
    }
}

pub(crate) fn assemble(sections: &[Vec<u8>]) -> Vec<u8> {
    let length = HEADER_BYTES + sections.iter().map(Vec::len).sum::<usize>();
    let wide = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    let mut rest = Vec::with_capacity(length);
    let mut end = HEADER_BYTES;
    for section in sections {
        end += section.len();
        rest.extend_from_slice(&wide(end));
    }
    for section in sections {
        rest.extend_from_slice(section);
    }
    let mut image = Vec::with_capacity(length);
    image.extend_from_slice(&MAGIC);
    image.extend_from_slice(&FORMAT.to_le_bytes());
    image.extend_from_slice(&SEMANTICS.to_le_bytes());
    image.extend_from_slice(&wide(length));
    // The checksum covers what follows itself.
    debug_assert_eq!((image.len() + 4, CHECKSUM_FROM), (PRELUDE_BYTES, PRELUDE_BYTES));
    image.extend_from_slice(&checksum(&rest).to_le_bytes());
    image.append(&mut rest);
    image
}
