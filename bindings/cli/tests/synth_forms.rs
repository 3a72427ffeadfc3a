//! The made population in every form of file: the same patients, whatever the form, the threads and the files.

mod columnar;
mod support;

use columnar::{batches, cells};
use std::collections::BTreeSet;
use support::Folder;

/// More patients than are made at once, so that pieces are put together.
const PATIENTS: &str = "17000";

fn synth(folder: &Folder, out: &str, more: &[&str]) -> String {
    let patients = ["synth", "--patients", PATIENTS, "--practices", "9", "--seed", "7", "-o", out];
    folder.run(&[&patients, more].concat()).fine()
}

fn csv_cells(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn every_form_holds_the_same_values_and_is_the_same_on_any_number_of_threads() {
    let folder = Folder::new();
    synth(&folder, "csv", &["--threads", "1"]);
    let expected = csv_cells(&folder.read("csv/patients.csv"));
    assert_eq!((expected.len(), expected[0].len()), (17_001, 294));
    for form in ["csv", "parquet", "arrow"] {
        let bytes = ["1", "2", "5"].map(|threads| {
            let out = format!("{form}-{threads}");
            synth(&folder, &out, &["--format", form, "--threads", threads]);
            assert_eq!(folder.read(&format!("{out}/practices.csv")), folder.read("csv/practices.csv"));
            std::fs::read(folder.path(&format!("{out}/patients.{form}"))).unwrap()
        });
        assert!(bytes[0] == bytes[1] && bytes[1] == bytes[2], "{form}");
    }
    assert_eq!(folder.read("csv/patients.csv"), folder.read("csv-2/patients.csv"));
    for form in ["parquet", "arrow"] {
        let found = cells(&folder.path(&format!("{form}-2/patients.{form}")));
        assert_eq!(found.len(), expected.len());
        let other = found.iter().zip(&expected).find(|(found, expected)| found != expected);
        assert_eq!(other, None, "{form}");
    }
}

#[test]
fn columns_are_narrow_and_null_is_null_for_whoever_reads_them() {
    let folder = Folder::new();
    synth(&folder, "made", &["--format", "arrow"]);
    let (schema, batches) = batches(&folder.path("made/patients.arrow"));
    let form = |name: &str| schema.field_with_name(name).unwrap();
    let forms: BTreeSet<String> = schema.fields().iter().skip(2).map(|field| field.data_type().to_string()).collect();
    let narrow = ["UInt8", "UInt16", "Dictionary(UInt8, Utf8)"];
    assert!(forms.iter().all(|form| narrow.contains(&form.as_str()) || form.starts_with("Decimal32")), "{forms:?}");
    assert_eq!(form("birth_dat").metadata().get("base_day").map(String::as_str), Some("1900-01-01"));
    assert!(form("dm_dat").is_nullable() && !form("age").is_nullable());
    let nulls: usize = batches.iter().map(|batch| batch.column_by_name("dm_dat").unwrap().null_count()).sum();
    assert!(nulls > 10_000, "{nulls} of 17,000 have no diabetes");
}

#[test]
fn several_files_hold_the_patients_of_one_in_the_order_of_their_names() {
    let folder = Folder::new();
    synth(&folder, "one", &[]);
    let expected = csv_cells(&folder.read("one/patients.csv"));
    for form in ["csv", "parquet", "arrow"] {
        let out = synth(&folder, form, &["--format", form, "--files", "3", "--threads", "2"]);
        assert!(out.contains(&format!("--patients {form}/patients --practices")), "{out}");
        let names = std::fs::read_dir(folder.path(&format!("{form}/patients"))).unwrap();
        let mut names: Vec<_> = names.map(|file| file.unwrap().path()).collect();
        names.sort();
        assert_eq!(names.len(), 3);
        let mut found = vec![expected[0].clone()];
        for name in names {
            let rows = match form {
                "csv" => csv_cells(&std::fs::read_to_string(&name).unwrap()),
                _ => cells(&name),
            };
            assert_eq!(rows[0], expected[0], "each file has its header");
            assert!((5600..5700).contains(&rows.len()), "{} rows", rows.len());
            found.extend(rows.into_iter().skip(1));
        }
        assert!(found == expected, "{form}");
    }
}

#[test]
fn files_without_patients_and_folders_with_other_files_are_refused() {
    let folder = Folder::new();
    let few = ["synth", "--patients", "3", "--practices", "2", "-o", "made", "--files", "4"];
    folder.run(&few).refused(2, &["4 files cannot be made of 3 patients", "ask for fewer files"]);
    assert!(!folder.path("made").exists());
    let folder = folder.with("made/patients/patients-0009.csv", "patient\n");
    let again = ["synth", "--patients", "3", "--practices", "2", "-o", "made", "--files", "2", "--force"];
    folder.run(&again).refused(2, &["patients is not empty", "would be read together"]);
    assert_eq!(folder.read("made/patients/patients-0009.csv"), "patient\n");
    for wrong in [["--files", "0"], ["--threads", "0"], ["--format", "xlsx"]] {
        let asked = ["synth", "--patients", "3", "--practices", "2", "-o", "other"];
        assert_eq!(folder.run(&[&asked[..], &wrong].concat()).exit, 2);
    }
}
