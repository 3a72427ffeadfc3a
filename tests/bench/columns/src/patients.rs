//! Made patients of a whole contract, from a file of `entitle synth` to columns that NumPy maps, and the scalar kernel's decisions
//! about them.
//!
//! A column is as narrow as its fact's range allows: days as `u16` after 1900-01-01, small numbers, booleans and the places of
//! texts as `u8`. Null is the greatest value of the type.

use crate::npy;
use crate::people::BASE_DAY;
use entitle_kernel::image::code::{Kind, Scope};
use entitle_kernel::{Cell, Contract, Fact, Patient, PatientFacts, PatientScratch, Run, Silent, Value};
use serde_json::json;
use std::fs;
use std::path::Path;

/// The values of one fact.
pub enum Values {
    U8(Vec<u8>),
    U16(Vec<u16>),
    I32(Vec<i32>),
}

/// The column of one fact.
pub struct Stored {
    /// [`Fact::index`].
    pub fact: usize,
    pub values: Values,
    /// What is added to each value.
    pub base: i32,
}

impl Values {
    /// Null, in the midst of no range.
    pub fn null(&self) -> i64 {
        match self {
            Values::U8(_) => u8::MAX.into(),
            Values::U16(_) => u16::MAX.into(),
            Values::I32(_) => i32::MAX.into(),
        }
    }

    pub fn raw(&self, row: usize) -> i64 {
        match self {
            Values::U8(values) => values[row].into(),
            Values::U16(values) => values[row].into(),
            Values::I32(values) => values[row].into(),
        }
    }

    fn push(&mut self, integer: Option<i64>) {
        let raw = integer.unwrap_or_else(|| self.null());
        let fits = "a value within its fact's range";
        match self {
            Values::U8(values) => values.push(u8::try_from(raw).expect(fits)),
            Values::U16(values) => values.push(u16::try_from(raw).expect(fits)),
            Values::I32(values) => values.push(i32::try_from(raw).expect(fits)),
        }
    }
}

/// The facts of a patient, in the order of the contract.
pub fn facts<'c>(contract: &Contract<'c>) -> Vec<Fact<'c>> {
    contract.facts().filter(|fact| fact.scope() == Scope::Patient).collect()
}

/// An empty column for a fact.
fn stored(contract: &Contract<'_>, fact: &Fact<'_>) -> Stored {
    let bound = |value: Value| match fact.to_cell(value) {
        Ok(Cell::Integer(integer)) => integer,
        _ => unreachable!("bounds are values of the fact"),
    };
    let range = fact.range().map(|(least, most)| (bound(least), bound(most)));
    let (values, base) = match (fact.kind(), range) {
        (Kind::Date, _) => (Values::U16(Vec::new()), BASE_DAY),
        (Kind::Boolean | Kind::Text, _) | (_, Some((0.., ..255))) => (Values::U8(Vec::new()), 0),
        (_, Some((0.., ..65_535))) => (Values::U16(Vec::new()), 0),
        _ => (Values::I32(Vec::new()), 0),
    };
    assert!(contract.fact(fact.index()).is_some());
    Stored { fact: fact.index(), values, base }
}

/// Reads a file of patients and writes their columns, the scalar kernel's decisions and a list of it all.
pub fn make(contract: &Contract<'_>, run: &Run, from: &Path, folder: &Path) {
    let facts = facts(contract);
    let mut columns: Vec<Stored> = facts.iter().map(|fact| stored(contract, fact)).collect();
    let mut reader = csv::Reader::from_path(from).expect("made before");
    let names = reader.headers().expect("a line of names").clone();
    let place = |fact: &Fact<'_>| names.iter().position(|name| name == fact.name()).expect("a column for each fact");
    let places: Vec<usize> = facts.iter().map(place).collect();

    let mut decisions: Vec<Vec<u8>> = vec![Vec::new(); contract.indicator_count()];
    let mut cells = vec![Cell::Unknown; contract.cost().patient_slots.into()];
    let mut scratch = PatientScratch::EMPTY;
    let mut record = csv::StringRecord::new();
    let mut patient = PatientFacts::new(contract, &mut cells).expect("storage suffices");
    while reader.read_record(&mut record).expect("a whole file") {
        for ((fact, column), place) in facts.iter().zip(&mut columns).zip(&places) {
            let value = match &record[*place] {
                "" => Value::Null,
                text => fact.parse(text).expect("a value of its fact"),
            };
            column.values.push(match fact.to_cell(value).expect("a value of its fact") {
                Cell::Integer(integer) => Some(integer - i64::from(column.base)),
                _ => None,
            });
            patient.set(fact.index(), value).expect("a value of its fact");
        }
        let mut patient = Patient::new(contract, run, &patient, &mut scratch).expect("of one contract");
        for (indicator, decisions) in decisions.iter_mut().enumerate() {
            decisions.push(patient.decide(indicator, &mut Silent).expect("rules for each indicator").0);
        }
    }

    fs::create_dir_all(folder).expect("the folder can be made");
    let file = |name: &str| folder.join(name).with_extension("npy");
    let mut list = Vec::new();
    for (fact, column) in facts.iter().zip(&columns) {
        let path = file(fact.name());
        let written = match &column.values {
            Values::U8(values) => npy::write(&path, values),
            Values::U16(values) => npy::write(&path, values),
            Values::I32(values) => npy::write(&path, values),
        };
        written.expect("columns can be written");
        list.push(json!({
            "name": fact.name(),
            "is_date": fact.kind() == Kind::Date,
            "base": column.base,
            "null": fact.null_allowed().then_some(column.values.null()),
        }));
    }
    npy::write(&file("decisions"), &decisions.concat()).expect("decisions can be written");
    let list = json!({ "rows": decisions[0].len(), "columns": list });
    fs::write(folder.join("columns.json"), list.to_string()).expect("the list can be written");
}

/// Reads the first `rows` of what [`make`] wrote: columns, and decisions one indicator after another.
pub fn read(contract: &Contract<'_>, folder: &Path, rows: usize) -> (Vec<Stored>, Vec<u8>) {
    let file = |name: &str| folder.join(name).with_extension("npy");
    let facts = facts(contract);
    let columns = facts.iter().map(|fact| {
        let path = file(fact.name());
        let Stored { fact, values, base } = stored(contract, fact);
        let values = match values {
            Values::U8(_) => npy::read(&path, rows).map(Values::U8),
            Values::U16(_) => npy::read(&path, rows).map(Values::U16),
            Values::I32(_) => npy::read(&path, rows).map(Values::I32),
        };
        Stored { fact, values: values.expect("made before"), base }
    });
    let list = fs::read_to_string(folder.join("columns.json")).expect("made before");
    let list: serde_json::Value = serde_json::from_str(&list).expect("written by the bench");
    let all = list["rows"].as_u64().and_then(|rows| usize::try_from(rows).ok()).expect("a number of rows");
    let decisions = npy::read::<u8>(&file("decisions"), all * contract.indicator_count()).expect("made before");
    let decisions = decisions.chunks(all).flat_map(|indicator| indicator[..rows].to_vec()).collect();
    (columns.collect(), decisions)
}
