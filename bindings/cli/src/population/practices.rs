//! The practices file: who the practices are, their networks, and their own facts.

use super::columns::{self, Columns, Takes};
use super::rows::{Row, Rows};
use crate::arguments::MissingColumns;
use crate::batches::Known;
use crate::facts::{Names, advice, tell_repairs, wanted};
use crate::fault::Fault;
use entitle_answers::population::{Practice, Values, counted_from_patients, refused_network, scopes_of_practices};
use entitle_answers::{quoted, without_separators};
use entitle_kernel::Contract;
use std::collections::HashMap;

/// The practices of a file.
pub(super) struct Practices {
    pub(super) list: Vec<Practice>,
    /// The file's name.
    pub(super) file: String,
    /// By which the file is known again.
    pub(super) known: Known,
    /// The names of facts that have no column and are unknown.
    pub(super) unknown: Vec<String>,
}

/// Reads the file. Whatever is wrong is told at once and ends it, since each patient of the practice would suffer.
pub(super) fn read(mut rows: Rows, contract: &Contract<'_>, missing: MissingColumns) -> Result<Practices, Fault> {
    let takes = Takes {
        names: Names::new(*contract, scopes_of_practices(contract)),
        required: &["practice"],
        optional: &["network"],
        refuses: &|fact, item| counted_from_patients(contract, fact, item),
        needs: &|fact, _| !fact.is_built_in(),
    };
    let columns = Columns::of(rows.columns(), &takes, missing)?;
    let practice = rows.place("practice").unwrap_or(0);
    let network = rows.place("network");
    let width = rows.header.len();
    let (file, header) = (rows.name.clone(), rows.header.clone());
    let (mut list, mut told) = (Vec::new(), Told::default());
    let mut seen: HashMap<String, u64> = HashMap::new();
    while let Some(row) = rows.next()? {
        let name = row.cell(practice);
        let network = network.map_or("", |network| row.cell(network));
        if row.len() != width {
            let cells = crate::fault::counted(row.len(), "cell");
            told.faults.push(format!(
                "row {}: {cells} under {width} columns; check for a stray comma or a missing quote",
                row.number
            ));
        } else if name.is_empty() {
            told.faults.push(format!("row {}, column practice: the cell is blank; name the practice", row.number));
        } else if let Some(why) = refused_network(network) {
            told.faults.push(format!("row {}, column network: {why}", row.number));
        } else if let Some(first_row) = seen.get(name) {
            told.faults.push(format!(
                "row {}, column practice: {} stands already in row {first_row}; leave one of the two out",
                row.number,
                quoted(name)
            ));
        } else {
            seen.insert(name.to_owned(), row.number);
            let values = values(&row, name, &columns, &header, &mut told);
            list.push(Practice { name: name.to_owned(), network: network.to_owned(), values });
        }
    }
    if list.is_empty() && told.faults.is_empty() {
        told.faults.push("there is a header but no row below it: write a row for each practice".into());
    }
    if !told.faults.is_empty() {
        return Err(columns::refused(&file, told.faults));
    }
    tell_repairs(&file, &told.repairs);
    Ok(Practices { list, file, known: rows.known, unknown: columns.unknown })
}

/// What is to be said of the file, a line each.
#[derive(Default)]
struct Told {
    faults: Vec<String>,
    repairs: Vec<String>,
}

fn values(row: &Row<'_>, practice: &str, columns: &Columns<'_>, header: &[String], told: &mut Told) -> Values {
    let mut values = Values::new();
    for (fact, item, place) in &columns.facts {
        let (text, column) = (row.cell(*place), &header[*place]);
        let digits = without_separators(fact, text);
        match fact.parse(digits.as_deref().unwrap_or(text)) {
            Ok(value) => {
                values.insert((fact.index(), *item), value);
                let place = format!("row {}, column {column} (practice {practice})", row.number);
                told.repairs.extend(digits.map(|digits| format!("{place}: `{text}` was read as {digits}")));
            }
            Err(error) => told.faults.push(format!(
                "row {}, column {column} (practice {practice}): `{text}`: {error}; it takes {}; {}",
                row.number,
                wanted(fact),
                advice(fact, text, error)
            )),
        }
    }
    values
}
