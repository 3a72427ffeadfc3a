//! Facts files in CSV: refused with all their faults, or read without losing a row.

use entitle_cli::{CountedFacts, count_csv_facts};

use super::contract_for;

/// An input is one byte that chooses contract and kind of subject, and the bytes of the file.
///
/// # Panics
/// Where a row that stands in the file is missing from what was read.
pub fn facts_csv(data: &[u8]) {
    let [choice, file @ ..] = data else { return };
    match count_csv_facts(contract_for(*choice), choice & 2 != 0, file) {
        Ok(counted) => nothing_is_lost(file, counted),
        Err(fault) => {
            assert!(!fault.message.is_empty());
            let _ = format!("{fault}");
        }
    }
}

fn nothing_is_lost(file: &[u8], counted: CountedFacts) {
    let text = std::str::from_utf8(file).expect("what was read is UTF-8");
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("what was read is CSV");
    let rows: Vec<_> = rows.into_iter().filter(|row| !row.iter().all(str::is_empty)).collect();
    if !text.contains('"') {
        // Without quotes every line is a row; this much needs no reader of CSV.
        let is_row = |line: &&str| line.chars().any(|letter| letter != ',' && !letter.is_whitespace());
        assert_eq!(rows.len(), text.split(['\n', '\r']).filter(is_row).count());
    }
    let [header, rows @ ..] = rows.as_slice() else { panic!("a file without a header was read") };
    assert!(rows.iter().all(|row| row.len() == header.len()), "a ragged row was read");
    let names = |wanted: &str| header.iter().position(|column| column == wanted);
    // A file of patients calls its subjects so, and says to which practice each belongs; that is no fact.
    let of_patients = names("subject").is_none();
    let subject = names("subject").or(names("patient")).expect("a file without a column for subjects was read");
    let practice = names("practice").filter(|_| of_patients);
    let network = names("network");
    let is_long =
        header.len() == 3 + usize::from(network.is_some()) && names("fact").is_some() && names("value").is_some();
    let distinct = |column: usize| rows.iter().map(|row| &row[column]).collect::<std::collections::BTreeSet<_>>().len();
    let expected = match network {
        Some(network) => (distinct(network), distinct(subject)),
        None => (distinct(subject), 0),
    };
    assert_eq!((counted.subjects, counted.members), expected, "subjects were lost");
    if is_long {
        assert!(counted.values <= rows.len(), "values were invented");
    } else {
        assert_eq!(rows.len(), distinct(subject), "one subject stood in two rows");
    }
    // A fact that practices of a network share is kept once, and not at all where it is unknown.
    if network.is_none() {
        let values =
            if is_long { rows.len() } else { rows.len() * (header.len() - 1 - usize::from(practice.is_some())) };
        assert_eq!(counted.values, values, "values were lost");
    }
}
