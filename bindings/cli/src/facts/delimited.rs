//! CSV: a column per fact, or long with the header `subject,fact,value`. A column `network` groups practices. The
//! patients of a population are read as they are: `patient` names the subject, `practice` is no fact.

use super::{Document, Faults, Given, Record, Words};
use crate::fault::{Fault, counted};
use std::collections::{HashMap, HashSet};

const WORDS: Words = Words { row: "row", column: "column" };

/// One row of the file: its number as a spreadsheet counts, and its cells.
struct Row {
    number: usize,
    cells: Vec<String>,
}

/// Every subject of the text, or the only one that is asked for.
pub(super) fn read(name: &str, text: &str, only: Option<&str>) -> Result<Document, Fault> {
    let mut faults = Faults::new(name);
    let mut others = Vec::new();
    let mut rows = rows(text, only, &mut others, &mut faults).into_iter();
    let Some(header) = rows.next() else {
        return Err(Fault::input(format!("{name} is empty"))
            .with_help("begin with a header: subject and a column for each fact; or subject,fact,value"));
    };
    let columns = without_blank_end(header.cells, 0);
    let position = |wanted: &str| columns.iter().position(|column| column == wanted);
    check_header(&columns, &mut faults);
    let network = position("network");
    let rows = rows.map(|row| Row { cells: without_blank_end(row.cells, columns.len()), ..row });
    let rows: Vec<Row> = rows.filter(|row| fits(row, columns.len(), &mut faults)).collect();
    let is_long = columns.len() == 3 + usize::from(network.is_some())
        && [position("fact"), position("value")].iter().all(Option::is_some);
    let Some(subject) = place_of_subject(&columns) else {
        faults.finish()?;
        return Err(Fault::input(format!("{name} has no column `subject`")));
    };
    let practice = position("practice").filter(|_| columns[subject] == PATIENT);
    let is_fact = |place: usize| place != subject && ![network, practice].contains(&Some(place));
    let records = match (is_long, position("fact"), position("value")) {
        (true, Some(fact), Some(value)) => long(&rows, &columns, [subject, fact, value], network, &mut faults),
        _ => wide(&rows, &columns, subject, network, is_fact, &mut faults),
    };
    if records.is_empty() && others.is_empty() && faults.is_empty() {
        faults.add("there is a header but no row below it: write a row for each subject".into());
    }
    if records.is_empty() && others.is_empty() {
        faults.finish()?;
        return Err(Fault::input(format!("{name} holds no subject")));
    }
    let facts = columns.iter().enumerate().filter(|(place, _)| is_fact(*place)).map(|(_, column)| column.clone());
    Ok(Document {
        name: name.to_owned(),
        words: WORDS,
        columns: (!is_long).then(|| facts.collect()),
        grouped: network.is_some(),
        records,
        others,
        faults: faults.into_list(),
    })
}

/// What a file of a population calls its subjects.
const PATIENT: &str = "patient";

fn place_of_subject<T: AsRef<str>>(columns: &[T]) -> Option<usize> {
    let place = |name: &str| columns.iter().position(|column| column.as_ref() == name);
    place("subject").or_else(|| place(PATIENT))
}

/// All rows, blank ones left out; where only one subject is asked for, the header and its rows, and the names of the
/// others apart. Rows keep their number in the file.
fn rows(text: &str, only: Option<&str>, others: &mut Vec<String>, faults: &mut Faults) -> Vec<Row> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let (mut rows, mut place) = (Vec::new(), None);
    let mut numbers = RowNumbers { text: text.as_bytes(), at: 0, number: 1 };
    let mut record = csv::StringRecord::new();
    loop {
        let number = numbers.at(reader.position().byte());
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return rows,
            Err(error) => {
                faults.add(format!("row {number}: {error}"));
                return rows;
            }
        }
        if record.iter().all(str::is_empty) {
            continue;
        }
        let subject = place.and_then(|place| record.get(place)).unwrap_or_default();
        if !rows.is_empty() && only.is_some_and(|only| only != subject) {
            others.push(subject.to_owned());
            continue;
        }
        let row = Row { number, cells: record.iter().map(str::to_owned).collect() };
        if rows.is_empty() {
            place = place_of_subject(&row.cells);
        }
        rows.push(row);
    }
}

/// Counts rows as a spreadsheet or an editor does. The reader's own count lags behind blank lines and line
/// ends of two bytes.
struct RowNumbers<'t> {
    text: &'t [u8],
    at: usize,
    number: usize,
}

impl RowNumbers<'_> {
    /// The row of the first record at or after this byte; bytes are asked for in ascending order.
    fn at(&mut self, byte: u64) -> usize {
        let from = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(byte) = self.text.get(self.at) {
            let ends = matches!(byte, b'\n' | b'\r');
            if self.at >= from && !ends {
                break;
            }
            let is_pair = *byte == b'\r' && self.text.get(self.at + 1) == Some(&b'\n');
            self.number += usize::from(ends && !is_pair);
            self.at += 1;
        }
        self.number
    }
}

fn check_header(columns: &[String], faults: &mut Faults) {
    let mut seen = HashSet::new();
    for (index, column) in columns.iter().enumerate() {
        if column.is_empty() {
            faults.add(format!("row 1: column {} has no name; name the fact that it holds", index + 1));
        } else if !seen.insert(column) {
            faults.add(format!("row 1: the column `{column}` stands twice; leave one out"));
        }
    }
    if place_of_subject(columns).is_none() {
        let semicolons = columns.len() == 1 && columns[0].contains([';', '\t']);
        faults.add(if semicolons {
            "row 1: the columns are not separated by commas; save the file with commas".into()
        } else {
            "row 1: there is no column `subject`; add one that names each practice, network or patient".into()
        });
    }
}

/// Takes away blank cells at the end beyond so many: a spreadsheet saves columns that it only touched.
fn without_blank_end(mut cells: Vec<String>, kept: usize) -> Vec<String> {
    let filled = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    cells.truncate(filled.max(kept));
    cells
}

/// Whether a row has a cell for each column.
fn fits(row: &Row, columns: usize, faults: &mut Faults) -> bool {
    let cells = row.cells.len();
    if cells != columns {
        faults.add(format!(
            "row {}: {} under {columns} columns; check for a stray comma or a missing quote",
            row.number,
            counted(cells, "cell")
        ));
    }
    cells == columns
}

/// Takes records in; those of one network under its name.
struct Gathered {
    records: Vec<Record>,
    places: HashMap<String, usize>,
}

impl Gathered {
    fn new() -> Gathered {
        Gathered { records: Vec::new(), places: HashMap::new() }
    }

    /// Adds a record of that name; its place in the list.
    fn record(records: &mut Vec<Record>, name: &str, row: usize) -> usize {
        records.push(Record { subject: name.to_owned(), row, ..Record::default() });
        records.len() - 1
    }

    /// The list that a practice of this network belongs to.
    fn members(&mut self, network: Option<&str>, row: usize) -> &mut Vec<Record> {
        let Some(network) = network else {
            return &mut self.records;
        };
        let records = &mut self.records;
        let place = self.places.entry(network.to_owned());
        let place = *place.or_insert_with(|| Gathered::record(records, network, row));
        &mut self.records[place].members
    }
}

fn wide(
    rows: &[Row],
    columns: &[String],
    subject: usize,
    network: Option<usize>,
    is_fact: impl Fn(usize) -> bool,
    faults: &mut Faults,
) -> Vec<Record> {
    let mut gathered = Gathered::new();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for row in rows {
        let name = row.cells[subject].as_str();
        let owner = network.map(|network| row.cells[network].as_str());
        if !named((&columns[subject], name), owner, row.number, faults) {
            continue;
        }
        if let Some(first) = seen.insert(name, row.number) {
            faults.add(format!(
                "row {}, column {}: `{name}` stands already in row {first}; each subject has one row",
                row.number, columns[subject]
            ));
            continue;
        }
        let given = columns.iter().zip(&row.cells).enumerate();
        let given = given
            .filter(|(place, _)| is_fact(*place))
            .map(|(_, (column, cell))| Given { name: column.clone(), row: row.number, text: Ok(cell.clone()) })
            .collect();
        gathered.members(owner, row.number).push(Record {
            subject: name.to_owned(),
            row: row.number,
            given,
            members: Vec::new(),
        });
    }
    gathered.records
}

fn long(
    rows: &[Row],
    columns: &[String],
    [subject, fact, value]: [usize; 3],
    network: Option<usize>,
    faults: &mut Faults,
) -> Vec<Record> {
    let mut gathered = Gathered::new();
    let mut owners: HashMap<&str, Option<&str>> = HashMap::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for row in rows {
        let name = row.cells[subject].as_str();
        let owner = network.map(|network| row.cells[network].as_str());
        if !named((&columns[subject], name), owner, row.number, faults) {
            continue;
        }
        if *owners.entry(name).or_insert(owner) != owner {
            faults.add(format!(
                "row {}, column network: `{name}` stood in another network before; each practice has one",
                row.number
            ));
            continue;
        }
        let members = gathered.members(owner, row.number);
        let place = *places.entry(name).or_insert_with(|| Gathered::record(members, name, row.number));
        members[place].given.push(Given {
            name: row.cells[fact].clone(),
            row: row.number,
            text: Ok(row.cells[value].clone()),
        });
    }
    gathered.records
}

/// Whether subject (the name of its column, and the name in it) and network are named.
fn named((column, subject): (&str, &str), network: Option<&str>, row: usize, faults: &mut Faults) -> bool {
    if subject.is_empty() {
        faults.add(format!("row {row}, column {column}: the cell is blank; name the {column}"));
    }
    if network == Some("") {
        faults.add(format!("row {row}, column network: the cell is blank; name the network"));
    }
    !subject.is_empty() && network != Some("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_as_an_editor_does() {
        let text = "subject,x\r\n\r\n\"A\r\n1\",1\r\nB,2\r\n,\r\nC,3\r\n";
        let numbers = |text: &str| -> Vec<usize> {
            rows(text, None, &mut Vec::new(), &mut Faults::new("a.csv")).iter().map(|row| row.number).collect()
        };
        assert_eq!(numbers(text), [1, 3, 5, 7]);
        assert_eq!(numbers(&text.replace("\r\n", "\n")), [1, 3, 5, 7]);
        assert_eq!(numbers("subject,x\nA,1\nB,2"), [1, 2, 3]);
    }
}
