//! The frame of practices: who they are, their networks, and their own facts.

use super::columns::{Frame, Missing, lacking, told};
use entitle_answers::population::{Practice, Values, counted_from_patients, refused_network, scopes_of_practices};
use entitle_answers::{Fault, Faults, Names, advice, quoted, wanted};
use entitle_batch::{FactColumn, Texts, check_name_field};
use entitle_kernel::{Contract, Error, Fact, Value};
use std::collections::HashSet;

/// The practices of a frame, and the names of facts that have no column and are unknown.
pub(super) fn read(
    contract: &Contract<'_>,
    frame: Frame,
    missing: Missing,
) -> Result<(Vec<Practice>, Vec<String>), Fault> {
    let names = Names::new(*contract, scopes_of_practices(contract));
    let mut faults = Faults::new(frame.name);
    let mut facts: Vec<(Fact<'_>, usize)> = Vec::new();
    let mut items = Vec::new();
    let mut seen = HashSet::new();
    for (place, field) in frame.schema.fields().iter().enumerate() {
        let column = field.name();
        if !seen.insert(column) {
            faults.add(format!("column {}: there are several columns of this name", quoted(column)));
        }
        // Columns that are no facts are passed over: frames have many.
        let Some((fact, item)) = names.place(column) else { continue };
        match counted_from_patients(contract, &fact, item) {
            Some(why) => faults.add(format!("column {column}: {why}")),
            None => {
                facts.push((fact, place));
                items.push(item);
            }
        }
    }
    for name in ["practice", "network"] {
        let field = frame.place(name).map(|place| frame.schema.field(place));
        match field.map(check_name_field) {
            Some(Err(fault)) => faults.add(told(&fault, &[])),
            None if name == "practice" => {
                faults.add_error("there is no column `practice`; add it".into(), Error::UnknownFact)
            }
            _ => {}
        }
    }
    faults.finish()?;
    let unknown: Vec<String> = names
        .facts()
        .filter(|fact| !fact.is_built_in())
        .flat_map(|fact| names.of(&fact).collect::<Vec<_>>())
        .filter(|name| !seen.contains(name))
        .collect();
    if missing == Missing::Refused && !unknown.is_empty() {
        return Err(lacking(contract, &frame, &unknown));
    }
    Ok((rows(&frame, &facts, &items)?, unknown))
}

fn rows(frame: &Frame, facts: &[(Fact<'_>, usize)], items: &[usize]) -> Result<Vec<Practice>, Fault> {
    let mut faults = Faults::new(frame.name);
    let mut list: Vec<Practice> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    let mut first_row = 0;
    for batch in &frame.batches {
        let texts = |name: &str| frame.place(name).map(|place| Texts::new(batch.column(place).clone()));
        let (practices, networks) = (texts("practice"), texts("network"));
        let columns =
            facts.iter().map(|(fact, place)| FactColumn::read(fact, frame.schema.field(*place), batch.column(*place)));
        let columns: Vec<FactColumn<'_>> = columns.collect::<Result<_, _>>().map_err(|fault| {
            let message = format!("{} have a column of the wrong type; nothing was evaluated", frame.name);
            Fault::input(message)
                .with_error(Error::WrongType)
                .with_details(vec![told(&fault, &facts.iter().map(|(fact, _)| *fact).collect::<Vec<_>>())])
        })?;
        for row in 0..batch.num_rows() {
            let name = practices.as_ref().map_or(String::new(), |texts| texts.get(row).into_owned());
            let network = networks.as_ref().map_or(String::new(), |texts| texts.get(row).into_owned());
            let number = first_row + row;
            if name.is_empty() {
                faults.add(format!("row {number}, column practice: it is blank; name the practice"));
            } else if !seen.insert(name.clone()) {
                let fault =
                    format!("row {number}, column practice: {} stands there already; leave one out", quoted(&name));
                faults.add_error(fault, Error::DuplicateSubject);
            } else if let Some(why) = refused_network(&network) {
                faults.add(format!("row {number}, column network: {why}"));
            }
            let values = values(&columns, items, row, |fault, error| {
                faults.add_error(format!("row {number} (practice {}), {fault}", quoted(&name)), error);
            });
            list.push(Practice { name, network, values });
        }
        first_row += batch.num_rows();
    }
    faults.finish()?;
    Ok(list)
}

fn values(columns: &[FactColumn<'_>], items: &[usize], row: usize, mut refuse: impl FnMut(String, Error)) -> Values {
    let mut values = Values::new();
    for (column, item) in columns.iter().zip(items) {
        let (fact, value) = (column.fact(), column.value(row));
        let refused = match value {
            Value::Error(error) => Err(error),
            // A frame has null for what is not there; a fact that cannot be absent is then not known.
            Value::Null if !fact.null_allowed() => continue,
            value => fact.check(value),
        };
        match refused {
            Ok(()) => {
                values.insert((fact.index(), *item), value);
            }
            Err(error) => {
                let text = column.text(row);
                let (shown, wanted, advice) = (quoted(&text), wanted(fact), advice(fact, &text, error));
                refuse(format!("column {}: `{shown}`: {error}; it takes {wanted}; {advice}", fact.name()), error);
            }
        }
    }
    values
}
