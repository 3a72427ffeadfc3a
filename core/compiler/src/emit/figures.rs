//! Sources, parameters, attributes, facts, scales and look-up tables.

use entitle_kernel::date::Date;
use entitle_kernel::image::code::{
    Divisor as DivisorCode, Kind, Late, LookupKind, Pool as PoolCode, ScaleKind, Scope as ScopeCode,
};
use entitle_kernel::image::record::{self, NONE};

use super::Image;
use crate::border;
use crate::decimal::Decimal;
use crate::definition::{
    BandEnd, Constant, Divisor, Fact, FactKind, FactScope, Origin, Pool, Scale, ScaleForm, Table, TableForm,
};
use crate::figures::attribute_value;
use crate::pools::narrow;
use crate::slots::{patient_slot, subject_slot};
use crate::subject::per_code;

impl Image<'_> {
    pub(super) fn figures(&mut self) {
        let definition = &self.model().definition;
        for source in &definition.sources {
            let record = record::Source {
                name: self.pools.name(&source.id.text),
                grade: source.grade as u8,
                title: self.pools.text(&source.title),
                note: self.pools.text(&source.note),
            };
            self.add(&record);
        }
        for values in &definition.text_lists {
            let first = narrow(self.count::<record::Item>());
            for value in values {
                let value = self.pools.name(value);
                self.add(&record::Item { value });
            }
            self.add(&record::Enumeration { first, count: narrow(values.len()) });
        }
        self.parameters();
        self.attributes();
        for reason in &definition.reasons {
            let record = record::Reason {
                name: self.pools.name(&reason.id.text),
                class: self.pools.name(&reason.class),
                text: self.pools.text(&reason.text),
                source: self.source(&reason.origin),
            };
            self.add(&record);
        }
        for index in self.model().scale_order.clone() {
            if let Some(scale) = definition.scales.get(index) {
                self.scale(index, scale);
            }
        }
        for (index, table) in definition.tables.iter().enumerate() {
            self.table(index, table);
        }
    }

    fn parameters(&mut self) {
        for parameter in &self.model().definition.parameters {
            let (kind, number, days) = match &parameter.value {
                Some(Constant::Number(value)) => {
                    let kind = if value.places() == 0 { Kind::Integer } else { Kind::Decimal };
                    (kind, self.pools.decimal(*value), 0)
                }
                Some(Constant::Date(date)) => (Kind::Date, NONE, date.days()),
                Some(Constant::Boolean(value)) => (Kind::Boolean, NONE, i32::from(*value)),
                _ => (Kind::Integer, NONE, 0),
            };
            let record = record::Parameter {
                name: self.pools.name(&parameter.id.text),
                unit: self.pools.name(&parameter.unit),
                source: self.source(&parameter.origin),
                grade: self.grade(&parameter.origin, None),
                kind: kind as u8,
                number,
                days,
                doc: self.pools.text(&parameter.doc),
            };
            self.add(&record);
        }
    }

    fn attributes(&mut self) {
        let definition = &self.model().definition;
        for attribute in &definition.attributes {
            let Some(kind) = attribute.kind else { continue };
            let first = narrow(self.count::<record::AttributeValue>());
            for indicator in &definition.indicators {
                let stated = indicator.attributes.iter().find(|(word, _, _)| word.text == attribute.id.text);
                let value = stated.and_then(|(_, value, _)| attribute_value(definition, kind, value.as_ref()));
                let value = match (kind, value) {
                    (FactKind::Text(_), Some(Constant::Number(place))) => {
                        place.to_i64().and_then(|place| u16::try_from(place).ok()).unwrap_or(0)
                    }
                    (_, Some(Constant::Number(number))) => self.pools.decimal(number),
                    (_, Some(Constant::Boolean(value))) => u16::from(value),
                    _ => 0,
                };
                self.add(&record::AttributeValue { value });
            }
            let record = record::Attribute {
                name: self.pools.name(&attribute.id.text),
                kind: kind_code(kind) as u8,
                grade: self.grade(&attribute.origin, None),
                enumeration: enumeration(kind),
                source: self.source(&attribute.origin),
                doc: self.pools.text(&attribute.doc),
                first,
            };
            self.add(&record);
        }
    }

    pub(super) fn facts(&mut self) {
        for index in 0..self.model().definition.facts.len() {
            self.fact(index);
        }
    }

    fn fact(&mut self, index: usize) {
        let definition = &self.model().definition;
        let Some(fact) = definition.facts.get(index) else { return };
        let Some(kind) = fact.kind else { return };
        let (minimum, maximum) = bounds(definition, fact, kind);
        let from: Vec<String> = fact.from.iter().map(|(key, value)| format!("{key} = {value}")).collect();
        let scope = match fact.scope {
            FactScope::Contract => ScopeCode::Contract,
            FactScope::Network => ScopeCode::Network,
            FactScope::Practice => ScopeCode::Practice,
            FactScope::Patient => ScopeCode::Patient,
        };
        let pool = match fact.pool {
            Pool::None => PoolCode::None,
            Pool::Sum => PoolCode::Sum,
            Pool::Same => PoolCode::Same,
        };
        let places = match kind {
            FactKind::Number { places, integer: false, .. } => u8::try_from(places).unwrap_or(0),
            _ => 0,
        };
        let name = self.pools.name(&fact.id.text);
        let shape = record::Shape {
            unit: self.pools.name(&fact.unit),
            kind: kind_code(kind) as u8,
            places,
            flags: u8::from(fact.nullable) | u8::from(fact.local) << 1 | u8::from(fact.built_in) << 2,
            per: per_code(fact.per) as u8,
            pool: pool as u8,
            enumeration: enumeration(kind),
            minimum,
            maximum,
            default: fact.default.unwrap_or(NONE),
            source: self.source(&fact.origin),
        };
        let record = record::Fact {
            name,
            scope: scope as u8,
            shape: self.shape(shape),
            slot: subject_slot(definition, index),
            patient_slot: patient_slot(definition, index),
            doc: self.pools.text(&fact.meaning()),
            from: self.pools.text(&from.join("; ")),
        };
        self.add(&record);
        if record.patient_slot != NONE {
            self.entry(fact, record.patient_slot);
        }
    }

    /// What the border asks of a patient's fact.
    fn entry(&mut self, fact: &Fact, slot: u16) {
        let definition = &self.model().definition;
        let of = border::date_of(definition, fact).map_or(NONE, |date| patient_slot(definition, date));
        match border::age(definition, fact) {
            Some(at_period_end) if of != NONE => {
                self.add(&record::Entry { late: Late::Stands as u8, of: NONE });
                self.add(&record::Age { age: slot, birth: of, at_period_end: u8::from(at_period_end) });
            }
            _ => self.add(&record::Entry { late: border::late(fact) as u8, of }),
        }
    }

    /// The index of a shape; what several facts have is kept once.
    fn shape(&mut self, shape: record::Shape) -> u16 {
        let known = self.shapes.iter().position(|known| *known == shape);
        narrow(known.unwrap_or_else(|| {
            self.add(&shape);
            self.shapes.push(shape);
            self.shapes.len() - 1
        }))
    }

    pub(super) fn items(&mut self, values: &[u16]) -> u16 {
        let first = narrow(self.count::<record::Item>());
        for value in values {
            self.add(&record::Item { value: *value });
        }
        first
    }

    fn scale(&mut self, index: usize, scale: &Scale) {
        let Some(form) = &scale.form else { return };
        let (mut flags, mut places, mut floor) = (u8::from(scale.lower_is_better), 0, NONE);
        let (kind, rows, stride) = match form {
            ScaleForm::Band { start, full } => {
                (ScaleKind::Band, vec![self.pools.decimal(*start), self.pools.decimal(*full)], 1)
            }
            ScaleForm::Steps(rows) | ScaleForm::Gates(rows) => {
                let kind = if matches!(form, ScaleForm::Steps(_)) { ScaleKind::Steps } else { ScaleKind::Gates };
                flags |= u8::from(rows.iter().any(|row| row.is_share)) << 1;
                let pairs = rows.iter().flat_map(|row| [row.at, row.earns]);
                (kind, pairs.map(|number| self.pools.decimal(number)).collect(), 2)
            }
            ScaleForm::Deciles { bounds, floor: least, places: digits } => {
                floor = self.pools.decimal(*least);
                places = *digits;
                (ScaleKind::Deciles, bounds.iter().map(|bound| self.pools.decimal(*bound)).collect(), 1)
            }
            ScaleForm::AllOrNothing(rate) => (ScaleKind::AllOrNothing, vec![self.pools.decimal(*rate)], 1),
            ScaleForm::BestOf(_) => {
                let order = &self.model().scale_order;
                let place = |scale: &usize| order.iter().position(|index| index == scale).map_or(NONE, narrow);
                let members =
                    self.model().best_of.get(index).map_or_else(Vec::new, |list| list.iter().map(place).collect());
                (ScaleKind::BestOf, members, 1)
            }
        };
        let record = record::Scale {
            name: self.pools.name(&scale.id.text),
            kind: kind as u8,
            flags,
            places,
            count: u8::try_from(rows.len() / stride).unwrap_or(u8::MAX),
            first: self.items(&rows),
            floor,
            of: self.parts.subject.scale_of.get(index).copied().unwrap_or(NONE),
        };
        self.add(&record);
    }

    fn table(&mut self, index: usize, table: &Table) {
        let Some(form) = &table.form else { return };
        let first = narrow(self.count::<record::LookupRow>());
        let mut record = record::Lookup {
            name: self.pools.name(&table.id.text),
            kind: LookupKind::Band as u8,
            flags: 0,
            first,
            count: 0,
            divisor: NONE,
            enumeration: NONE,
            divisor_kind: DivisorCode::None as u8,
        };
        match form {
            TableForm::Band { rows, divisor, outside_is_null } => {
                record.flags = u8::from(*outside_is_null);
                let kind = match divisor {
                    Divisor::None => DivisorCode::None,
                    Divisor::ToMinusFrom => DivisorCode::ToMinusFrom,
                    Divisor::NextMinusFrom => DivisorCode::NextMinusFrom,
                    Divisor::Number(number) => {
                        record.divisor = self.pools.decimal(*number);
                        DivisorCode::Stated
                    }
                };
                record.divisor_kind = kind as u8;
                for row in rows {
                    let (to, excluded) = match row.end {
                        BandEnd::Open => (None, false),
                        BandEnd::To(to) => (Some(to), false),
                        BandEnd::Until(until) => (Some(until), true),
                    };
                    let high = (*divisor != Divisor::None).then_some(row.high);
                    self.row([Some(row.from), to, Some(row.low), high], excluded, &row.origin, &table.origin);
                }
            }
            TableForm::Keyed { rows, .. } => {
                record.kind = LookupKind::Keyed as u8;
                let list = self.model().table_lists.get(index).copied().flatten();
                record.enumeration = list.map_or(NONE, narrow);
                let values = list.and_then(|list| self.model().definition.text_lists.get(list));
                // Rows in the order of the key's values: a look-up is then an index.
                for value in values.into_iter().flatten() {
                    if let Some(row) = rows.iter().find(|row| row.key.text == *value) {
                        self.row([None, None, row.value, None], false, &row.origin, &table.origin);
                    }
                }
            }
            TableForm::Marginal(rows) => {
                record.kind = LookupKind::Marginal as u8;
                for row in rows {
                    let excluded = row.until.is_some();
                    self.row([Some(row.from), row.until, Some(row.rate), None], excluded, &row.origin, &table.origin);
                }
            }
        }
        record.count = narrow(self.count::<record::LookupRow>()) - first;
        self.add(&record);
    }

    fn row(&mut self, numbers: [Option<Decimal>; 4], excluded: bool, own: &Origin, table: &Origin) {
        let [from, to, low, high] = numbers.map(|number| number.map_or(NONE, |number| self.pools.decimal(number)));
        let source = if own.source.is_some() { self.source(own) } else { self.source(table) };
        let grade = self.grade(own, Some(table));
        self.add(&record::LookupRow { from, to, low, high, flags: u8::from(excluded), grade, source });
    }
}

fn kind_code(kind: FactKind) -> Kind {
    match kind {
        FactKind::Number { integer: true, .. } => Kind::Integer,
        FactKind::Number { .. } => Kind::Decimal,
        FactKind::Date => Kind::Date,
        FactKind::Boolean => Kind::Boolean,
        FactKind::Text(_) => Kind::Text,
    }
}

fn enumeration(kind: FactKind) -> u16 {
    if let FactKind::Text(list) = kind { narrow(list) } else { NONE }
}

/// Least and greatest value as a column holds it.
fn bounds(definition: &crate::definition::Definition, fact: &Fact, kind: FactKind) -> (i64, i64) {
    let scaled =
        |bound: Decimal, places: u32| bound.scaled(places).and_then(|value| i64::try_from(value).ok()).unwrap_or(0);
    match kind {
        FactKind::Number { places, low, high, .. } => (scaled(low, places), scaled(high, places)),
        FactKind::Boolean => (0, 1),
        FactKind::Text(list) => {
            let count = definition.text_lists.get(list).map_or(1, Vec::len);
            (0, i64::try_from(count).unwrap_or(1) - 1)
        }
        FactKind::Date => {
            let (least, greatest) = match fact.scope {
                FactScope::Patient | FactScope::Contract => (Date::RECORD_MIN, Date::RECORD_MAX),
                _ => (Date::MIN, Date::MAX),
            };
            (i64::from(least.days()), i64::from(greatest.days()))
        }
    }
}
