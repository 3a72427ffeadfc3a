//! The vectors as cases.

use serde_json::Value as Json;

use super::case::{Case, Choice};
use crate::{flat, folder};

/// Every vector of every file in `tests/vectors`, in order of file and line.
///
/// ```
/// let cases = entitle_conformance::script::cases_of_vectors();
/// assert!(cases.iter().any(|case| case.name == "qof-dm020-6-of-17"));
/// ```
///
/// # Panics
/// Where a file is not one of vectors.
#[must_use]
pub fn cases_of_vectors() -> Vec<Case> {
    let entries = std::fs::read_dir(folder().join("vectors")).expect("the folder of the vectors");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "tsv"));
    paths.sort();
    let rows = paths.iter().flat_map(|path| {
        let reader =
            csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_path(path).expect("a readable file");
        reader.into_records().map(|record| record.expect("a row of columns"))
    });
    rows.map(|row| case(&row[0], &row[1], &row[2], &row[3])).collect()
}

fn case(name: &str, id: &str, day: &str, inputs: &str) -> Case {
    let inputs: Json = serde_json::from_str(inputs).unwrap_or_else(|error| panic!("{name}: {error}"));
    let choice = Choice::of(id, day.parse().expect("a day"));
    let (mut patient, mut subject) = (None, None);
    if let Some(facts) = inputs.get("patient") {
        let date = inputs.get("achievement_date").map(|date| date.as_str().expect("a text").parse().expect("a day"));
        let date = date.or(choice.contract.period_end()).expect("an achievement date or a period end");
        patient = Some((date, flat(facts)));
    } else {
        let members = inputs.get("members").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
        subject = Some((flat(inputs.get("facts").unwrap_or(&inputs)), members.iter().map(flat).collect()));
    }
    Case { name: name.to_owned(), choice, patient, subject }
}
