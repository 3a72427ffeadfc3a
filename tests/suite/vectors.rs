//! Every vector: inputs, and the answer that a source published or the oracle worked out.

use std::path::Path;

use entitle_conformance::{answers, contract, folder, patient_answers, text_of};
use entitle_kernel::Number;
use serde_json::Value as Json;

/// An expected value is one text, or a closed interval `[low, high]` where a source rounds its inputs.
fn agrees(found: &str, expected: &Json) -> bool {
    match expected {
        Json::Array(bounds) => {
            let bound = |index: usize| bounds[index].as_str().unwrap().parse::<Number>().unwrap();
            found.parse::<Number>().is_ok_and(|found| found >= bound(0) && found <= bound(1))
        }
        Json::String(text) => match (found.parse::<Number>(), text.parse::<Number>()) {
            (Ok(found), Ok(expected)) => found == expected,
            _ => found == text,
        },
        other => found == text_of(other),
    }
}

fn check(path: &Path) -> (usize, Vec<String>) {
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_path(path).unwrap();
    assert_eq!(
        reader.headers().unwrap(),
        vec!["id", "contract", "date", "inputs", "expected", "why"],
        "{}",
        path.display()
    );
    let (mut count, mut faults) = (0, Vec::new());
    for record in reader.records() {
        let record = record.unwrap();
        let id = &record[0];
        let json = |column: usize| {
            serde_json::from_str::<Json>(&record[column]).unwrap_or_else(|error| panic!("{id}: {error}"))
        };
        let (inputs, expected) = (json(3), json(4));
        let contract = contract(&record[1], record[2].parse().unwrap());
        let found = if let Some(patient) = inputs.get("patient") {
            let date = inputs.get("achievement_date").map(|date| date.as_str().unwrap().parse().unwrap());
            patient_answers(&contract, patient, date)
        } else {
            let members: &[Json] = inputs.get("members").and_then(Json::as_array).map_or(&[], Vec::as_slice);
            answers(&contract, inputs.get("facts").unwrap_or(&inputs), members, true)
        };
        for (key, expected) in expected.as_object().unwrap() {
            count += 1;
            match found.get(key) {
                Some(found) if agrees(found, expected) => {}
                found => faults.push(format!("{id} {key}: expected {expected}, found {found:?} ({})", &record[5])),
            }
        }
    }
    (count, faults)
}

#[test]
fn every_vector_gives_the_expected_answer() {
    let (mut count, mut faults) = (0, Vec::new());
    let mut paths: Vec<_> =
        std::fs::read_dir(folder().join("vectors")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "tsv")) {
        let (checked, wrong) = check(path);
        println!("{}: {checked} answers, {} wrong", path.file_name().unwrap().to_string_lossy(), wrong.len());
        count += checked;
        faults.extend(wrong);
    }
    assert!(count > 100, "only {count} answers were checked");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
