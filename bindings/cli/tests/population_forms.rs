//! `entitle evaluate` over CSV, Parquet and Arrow IPC: the same population gives the same results, and what is wrong
//! with a file is said before there are any.

mod columnar;
mod support;

use arrow_schema::{DataType, TimeUnit};
use columnar::{batches, table, write};
use std::collections::BTreeMap;
use support::{Folder, Ran};

const CONTRACT: &str = include_str!("population/contract.toml");
const PRACTICES: &str = "practice,network,list_size,fee\nNorth,Coast,100,2.00\nSouth,Coast,200,2.00\n";
const HEADER: &str = "patient,practice,age,birth,diagnosed,reviewed,declined,rare\n";
/// Reviewed; declined; ninety; not on the register; reviewed too long ago; never; diagnosed after the period, so not yet.
const PATIENTS: &str = "\
n1,North,60,1965-10-01,2015-05-05,2025-06-01,,
n2,North,60,1965-10-01,2015-05-05,,yes,
n3,North,90,1935-10-01,2015-05-05,2025-06-01,,
n4,North,60,1965-10-01,,2025-06-01,,
s1,South,60,1965-10-01,2015-05-05,2025-03-31,no,
s2,South,60,1965-10-01,2015-05-05,,,yes
s3,South,60,1965-10-01,2026-04-01,2025-04-01,,
";
/// Each refused for its own reason: twice there, of no practice, of a wrong age, reviewed after the period, of no age,
/// too old, without a name.
const BAD: &str = "\
n1,South,60,1965-10-01,2015-05-05,2025-06-01,,
b2,Nowhere,60,1965-10-01,,,,
b3,North,61,1965-10-01,,,,
b4,North,60,1965-10-01,2015-05-05,2026-04-01,,
b5,South,,1965-10-01,,,,
b6,North,131,1965-10-01,,,,
,North,60,1965-10-01,,,,
";

fn folder() -> Folder {
    Folder::new().with("c.toml", CONTRACT).with("practices.csv", PRACTICES)
}

/// The types in which a database would have them.
fn form(column: &str) -> DataType {
    match column {
        "patient" | "practice" => DataType::Utf8,
        "age" => DataType::Int64,
        "declined" | "rare" => DataType::Boolean,
        _ => DataType::Date32,
    }
}

/// Patients in a form of file; a batch for each three rows.
fn put(folder: &Folder, name: &str, rows: &str) {
    let text = HEADER.to_owned() + rows;
    if name.ends_with(".csv") {
        std::fs::create_dir_all(folder.path(name).parent().unwrap()).unwrap();
        return std::fs::write(folder.path(name), text).unwrap();
    }
    let whole = table(&text, form);
    let slices = (0..whole.num_rows()).step_by(3).map(|first| whole.slice(first, 3.min(whole.num_rows() - first)));
    write(&folder.path(name), &slices.collect::<Vec<_>>());
}

fn evaluate(folder: &Folder, patients: &str, out: &str, more: &[&str]) -> Ran {
    let files = ["evaluate", "c.toml", "--patients", patients, "--practices", "practices.csv", "--out", out];
    folder.run(&[&files, more].concat())
}

/// Rows of a CSV text by column.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

const RESULTS: [&str; 6] =
    ["counts.csv", "reasons.csv", "registers.csv", "statements.csv", "networks.csv", "summary.json"];

#[test]
fn a_made_population_gives_the_same_bytes_in_every_form_in_one_file_or_several_on_any_number_of_threads() {
    let folder = Folder::new();
    let synth = |form: &str, files: &str, out: &str| {
        let asked = ["synth", "--patients", "600", "--practices", "6", "--seed", "3", "--format", form];
        folder.run(&[&asked[..], &["--files", files, "-o", out]].concat()).fine();
    };
    let evaluate = |patients: &str, out: &str, more: &[&str]| {
        let files = ["--patients", patients, "--practices", "csv/practices.csv", "--out", out, "--strict"];
        folder.run(&[&["evaluate", "qof-england@2025-06-30"][..], &files, more].concat()).fine();
        RESULTS.map(|name| folder.read(&format!("{out}/{name}")))
    };
    synth("csv", "1", "csv");
    let expected = evaluate("csv/patients.csv", "expected", &[]);
    assert!(expected.iter().all(|text| text.lines().count() > 6), "there are results to compare");
    let decisions = folder.read("expected/decisions.csv");
    for form in ["csv", "parquet", "arrow"] {
        for (files, patients) in [("1", format!("patients.{form}")), ("3", "patients".to_owned())] {
            let made = format!("{form}-{files}");
            synth(form, files, &made);
            for threads in ["1", "2", "3"] {
                let out = format!("out-{made}-{threads}");
                let more = ["--format", "csv", "--threads", threads];
                let found = evaluate(&format!("{made}/{patients}"), &out, &more);
                for ((name, found), expected) in RESULTS.iter().zip(&found).zip(&expected) {
                    assert_eq!(found, expected, "{name} of {out}");
                }
                assert_eq!(folder.read(&format!("{out}/decisions.csv")), decisions, "{out}");
            }
        }
    }
}

/// The types in which pandas would have them.
fn form_of_pandas(column: &str) -> DataType {
    match form(column) {
        DataType::Int64 => DataType::Float64,
        DataType::Date32 => DataType::Timestamp(TimeUnit::Microsecond, None),
        form => form,
    }
}

#[test]
fn a_whole_float_is_its_number_and_a_midnight_its_day() {
    let folder = folder();
    put(&folder, "days.parquet", PATIENTS);
    evaluate(&folder, "days.parquet", "days", &[]).fine();
    let odd = "o1,South,60.5,1965-10-01,,,,\no2,South,60,1965-10-01,2015-05-05T09,,,\n";
    for name in ["pandas.parquet", "pandas.arrow"] {
        let batch = table(&(HEADER.to_owned() + PATIENTS), form_of_pandas);
        write(&folder.path(name), &[batch]);
        evaluate(&folder, name, "pandas", &["--force"]).fine();
        for result in ["counts.csv", "reasons.csv", "registers.csv", "statements.csv", "networks.csv"] {
            assert_eq!(
                folder.read(&format!("pandas/{result}")),
                folder.read(&format!("days/{result}")),
                "{name} {result}"
            );
        }
        // What is no whole number and no midnight is refused in its row, and the others are counted.
        let batch = table(&(HEADER.to_owned() + PATIENTS + odd), form_of_pandas);
        write(&folder.path(name), &[batch]);
        evaluate(&folder, name, "pandas", &["--force"]).fine();
        let refused = rows(&folder.read("pandas/refused.csv"));
        let told: Vec<[&str; 4]> = refused
            .iter()
            .map(|row| ["column", "value", "name", "what_to_do"].map(|column| row[column].as_str()))
            .collect();
        let time = "it has a time of day; give the day alone";
        assert_eq!(told[0][..3], ["age", "60.5", "TooManyPlaces"]);
        assert_eq!(told[1], ["diagnosed", "2015-05-05 09:00:00", "InvalidDate", time]);
    }
}

#[test]
fn the_same_rows_are_refused_for_the_same_reasons_in_every_form() {
    let folder = folder();
    let told = |patients: &str, out: &str| {
        put(&folder, patients, &(PATIENTS.to_owned() + BAD));
        let page = evaluate(&folder, patients, out, &[]).fine();
        assert!(page.contains("14 rows about patients: 7 evaluated, 7 refused"), "{page}");
        assert!(page.contains("1  ignored: values after the achievement date, so not yet there (diagnosed)"), "{page}");
        let refused = rows(&folder.read(&format!("{out}/refused.csv")));
        let places: Vec<String> = refused.iter().map(|row| format!("{} {}", row["file"], row["line"])).collect();
        let columns = ["patient", "practice", "column", "value", "error", "name", "what_to_do"];
        let rest: Vec<Vec<String>> =
            refused.iter().map(|row| columns.iter().map(|column| row[*column].clone()).collect()).collect();
        let why: Vec<String> = refused.iter().map(|row| row["why"].clone()).collect();
        (places, rest, why, RESULTS.map(|name| folder.read(&format!("{out}/{name}"))))
    };
    let (csv_places, expected, csv_why, results) = told("p.csv", "csv");
    assert_eq!(csv_places[0], "p.csv 9");
    for form in ["parquet", "arrow", "feather", "ipc"] {
        let (places, found, why, own_results) = told(&format!("p.{form}"), form);
        assert_eq!(found, expected, "{form}");
        // A header takes the first line of CSV; elsewhere rows are counted from 1.
        let numbers: Vec<String> = (8..=14).map(|row| format!("p.{form} {row}")).collect();
        assert_eq!(places, numbers);
        assert_eq!(
            (csv_why[0].as_str(), why[0].as_str()),
            ("the patient stands already in line 2", "the patient stands already in row 1")
        );
        assert_eq!(why[1..], csv_why[1..], "{form}");
        assert_eq!(own_results, results, "{form}");
    }
}

#[test]
fn a_strict_run_refuses_the_same_in_every_form() {
    for name in ["p.csv", "p.parquet", "p.arrow"] {
        let folder = folder();
        put(&folder, name, &(PATIENTS.to_owned() + BAD));
        evaluate(&folder, name, "out", &["--strict"]).refused(2, &["--strict", "1 value of diagnosed"]);
        let names = std::fs::read_dir(folder.path("out")).unwrap().map(|file| file.unwrap().file_name());
        assert_eq!(names.collect::<Vec<_>>(), ["refused.csv"], "{name}");
    }
}

#[test]
fn the_files_of_a_folder_are_one_population() {
    let folder = folder();
    put(&folder, "whole.csv", PATIENTS);
    evaluate(&folder, "whole.csv", "expected", &[]).fine();
    let lines: Vec<String> = PATIENTS.lines().map(|line| line.to_owned() + "\n").collect();
    for form in ["csv", "parquet", "arrow", "ipc"] {
        // In the order of their names; what others hide or set apart is passed over.
        put(&folder, &format!("{form}/b.{form}"), &lines[4..].concat());
        put(&folder, &format!("{form}/a.{form}"), &lines[..4].concat());
        std::fs::write(folder.path(&format!("{form}/_SUCCESS")), "").unwrap();
        std::fs::write(folder.path(&format!("{form}/.a.crc")), "x").unwrap();
        let out = format!("out-{form}");
        evaluate(&folder, form, &out, &["--format", "csv"]).fine();
        for name in RESULTS.into_iter().chain(["decisions.csv", "refused.csv"]) {
            assert_eq!(
                folder.read(&format!("{out}/{name}")),
                folder.read(&format!("expected/{name}")),
                "{form} {name}"
            );
        }
        // A patient of one file again in another is told with its file.
        put(
            &folder,
            &format!("{form}/c.{form}"),
            "x1,North,60,1965-10-01,,,,\nn2,North,60,1965-10-01,,,,\nx1,North,60,1965-10-01,,,,\n",
        );
        evaluate(&folder, form, &out, &["--force"]).fine();
        let refused = rows(&folder.read(&format!("{out}/refused.csv")));
        let (unit, header) = if form == "csv" { ("line", 1) } else { ("row", 0) };
        let told: Vec<String> =
            refused.iter().map(|row| format!("{} {}: {}", row["file"], row["line"], row["why"])).collect();
        let path = |name: &str| std::path::Path::new(form).join(format!("{name}.{form}")).display().to_string();
        let expected = [
            format!(
                "{} {}: the patient stands already in {unit} {} of {}",
                path("c"),
                2 + header,
                2 + header,
                path("a")
            ),
            format!("{} {}: the patient stands already in {unit} {}", path("c"), 3 + header, 1 + header),
        ];
        assert_eq!(told, expected);
    }
}

#[test]
fn a_folder_that_is_no_population_is_refused() {
    let folder = folder().with("mixed/readme.txt", "x").with("nested/inner/a.csv", "x").with("hidden/.a", "x");
    put(&folder, "mixed/a.parquet", PATIENTS);
    put(&folder, "nested/b.csv", PATIENTS);
    std::fs::create_dir_all(folder.path("empty")).unwrap();
    let refused = |patients: &str, said: &[&str]| {
        evaluate(&folder, patients, "out", &[]).refused(2, &[said, &["name a folder of files of one kind"]].concat());
        assert!(!folder.path("out").exists());
    };
    refused("mixed", &["a.parquet and ", "readme.txt are files of different kinds"]);
    refused("nested", &["inner is a folder in the folder of patients"]);
    refused("empty", &["the folder empty holds no files"]);
    refused("hidden", &["the folder hidden holds no files"]);
    evaluate(&folder, "nowhere.parquet", "out", &[]).refused(4, &["cannot read nowhere.parquet"]);
    evaluate(&folder, "nowhere.arrow", "out", &[]).refused(4, &["cannot read nowhere.arrow"]);
}

#[test]
fn files_of_a_folder_have_the_same_columns() {
    let folder = folder();
    for form in ["csv", "parquet", "arrow"] {
        put(&folder, &format!("{form}/a.{form}"), PATIENTS);
        let other = PATIENTS.lines().map(|line| line.to_owned() + ",1\n").collect::<String>();
        let other = HEADER.trim_end().to_owned() + ",more\n" + &other;
        match form {
            "csv" => std::fs::write(folder.path("csv/b.csv"), other).unwrap(),
            _ => write(
                &folder.path(&format!("{form}/b.{form}")),
                &[table(&other, |column| match column {
                    "more" => DataType::Int64,
                    column => self::form(column),
                })],
            ),
        }
        evaluate(&folder, form, "out", &[])
            .refused(2, &[&format!("b.{form}, column 9: it is `more"), "not there in ", "the same columns"]);
        assert!(!folder.path("out").exists());
    }
    let other = table(&(HEADER.to_owned() + PATIENTS), |column| match column {
        "age" => DataType::UInt8,
        column => form(column),
    });
    write(&folder.path("parquet/b.parquet"), &[other]);
    evaluate(&folder, "parquet", "out", &[])
        .refused(2, &["b.parquet, column 3: it is `age UInt8`, but `age Int64` in "]);
}

#[test]
fn a_file_that_was_cut_short_is_refused_and_nothing_is_written() {
    for (form, words) in [("parquet", "Parquet"), ("arrow", "Arrow IPC"), ("ipc", "Arrow IPC")] {
        let name = format!("p.{form}");
        let folder = folder();
        put(&folder, &name, PATIENTS);
        let bytes = std::fs::read(folder.path(&name)).unwrap();
        for length in [0, 1, 6, 8, 100, bytes.len() / 2, bytes.len() - 9, bytes.len() - 8, bytes.len() - 1] {
            std::fs::write(folder.path(&name), &bytes[..length]).unwrap();
            let ran = evaluate(&folder, &name, "out", &[]);
            ran.refused(2, &[&format!("{name} cannot be read as {words}"), "cut short"]);
            assert!(!folder.path("out").exists(), "{form} cut to {length}");
        }
        std::fs::write(folder.path(&name), HEADER.to_owned() + PATIENTS).unwrap();
        evaluate(&folder, &name, "out", &[])
            .refused(2, &[&format!("{name} cannot be read as {words}"), "is such a file"]);
    }
}

#[test]
fn a_file_that_is_damaged_inside_is_refused_and_nothing_is_written() {
    for (form, words) in [("parquet", "Parquet"), ("arrow", "Arrow IPC"), ("ipc", "Arrow IPC")] {
        let name = format!("p.{form}");
        let folder = folder();
        put(&folder, &name, PATIENTS);
        let mut bytes = std::fs::read(folder.path(&name)).unwrap();
        // The end, which says where everything stands, is whole.
        let half = bytes.len() / 2;
        bytes[16..half].fill(0xee);
        std::fs::write(folder.path(&name), bytes).unwrap();
        evaluate(&folder, &name, "out", &[]).refused(2, &[&format!("{name} cannot be read as {words}")]);
        assert!(!folder.path("out").exists(), "{form}");
    }
}

#[test]
fn every_fault_of_the_columns_is_told_at_once_before_a_row_is_read() {
    let header = "patient,practise,aged,birth,diagnosed,reviewed,rare,adults_only\n";
    let text = header.to_owned() + "n1,North,60,1965-10-01,2015-05-05,3.5,,yes\n";
    for form in ["parquet", "arrow"] {
        let folder = folder();
        let batch = table(&text, |column| match column {
            "reviewed" => DataType::Float64,
            "rare" => DataType::Utf8,
            "aged" => DataType::Int64,
            "adults_only" => DataType::Boolean,
            "practise" => DataType::Utf8,
            column => self::form(column),
        });
        let name = format!("p.{form}");
        write(&folder.path(&name), &[batch]);
        evaluate(&folder, &name, "out", &[]).refused(
            2,
            &[
                &format!("{name} has 7 faults; nothing was evaluated"),
                "column practise: the file takes no such column; did you mean `practice`?",
                "column aged: the contract takes no such fact; did you mean `age`?",
                "column reviewed: it is Float64",
                "column rare: it is Utf8",
                "say --set adults_only=VALUE",
                "there is no column `practice`; add it",
                "columns are missing for facts of small-population: age, declined\n",
                "--missing-columns unknown",
            ],
        );
        assert!(!folder.path("out").exists());
    }
}

#[test]
fn names_must_be_names() {
    let folder = folder();
    let batch = table(&(HEADER.to_owned() + PATIENTS), |column| match column {
        "practice" => DataType::Boolean,
        column => form(column),
    });
    write(&folder.path("p.parquet"), &[batch]);
    evaluate(&folder, "p.parquet", "out", &[]).refused(2, &["p.parquet has a fault", "column practice: it is Boolean"]);
}

#[test]
fn a_missing_column_may_be_unknown_in_every_form() {
    let rows = "patient,practice,age,birth,diagnosed,reviewed,rare\n\
                n1,North,60,1965-10-01,2015-05-05,2025-06-01,\n\
                n2,North,60,1965-10-01,2015-05-05,,\n";
    let folder = folder().with("p.csv", rows);
    write(&folder.path("p.parquet"), &[table(rows, form)]);
    for (name, out) in [("p.csv", "csv"), ("p.parquet", "parquet")] {
        evaluate(&folder, name, out, &[]).refused(2, &["columns are missing for facts of small-population: declined"]);
        let more = ["--missing-columns", "unknown", "--format", "csv"];
        let page = evaluate(&folder, name, out, &more).fine();
        assert!(page.contains("1  decisions undetermined: I1"), "{page}");
    }
    for name in RESULTS.into_iter().chain(["decisions.csv"]) {
        assert_eq!(folder.read(&format!("csv/{name}")), folder.read(&format!("parquet/{name}")), "{name}");
    }
}

/// Patient, practice, indicator and what decided, of everybody who is on a register.
fn decided(folder: &Folder, out: &str, form: &str) -> Vec<String> {
    let codes: BTreeMap<(String, u8), BTreeMap<String, String>> =
        rows(&folder.read(&format!("{out}/decision_codes.csv")))
            .into_iter()
            .map(|row| ((row["indicator"].clone(), row["code"].parse().unwrap()), row))
            .collect();
    let cells = columnar::cells(&folder.path(&format!("{out}/decisions.{form}")));
    let (header, rows) = cells.split_first().unwrap();
    let mut decided = Vec::new();
    for row in rows {
        for (indicator, byte) in header.iter().zip(row).skip(2) {
            let meaning = &codes[&(indicator.clone(), byte.parse().unwrap())];
            if meaning["outcome"] != "not on register" {
                let told = ["outcome", "rule", "clause", "reason", "class"].map(|column| meaning[column].as_str());
                decided.push([&[row[0].as_str(), &row[1], indicator][..], &told].concat().join(","));
            }
        }
    }
    decided
}

#[test]
fn decisions_in_columns_mean_what_decisions_in_rows_say() {
    let folder = folder();
    let patients = PATIENTS.to_owned() + BAD;
    put(&folder, "p.csv", &patients);
    put(&folder, "p.parquet", &patients);
    evaluate(&folder, "p.csv", "expected", &[]).fine();
    let expected = folder.read("expected/decisions.csv");
    let expected: Vec<&str> = expected.lines().skip(1).collect();
    assert_eq!(expected.len(), 6, "five on the register, one on the rare one");
    for (patients, form) in [("p.parquet", "parquet"), ("p.parquet", "arrow"), ("p.csv", "parquet"), ("p.csv", "arrow")]
    {
        evaluate(&folder, patients, "out", &["--format", form, "--force"]).fine();
        assert_eq!(decided(&folder, "out", form), expected, "{patients} to {form}");
        let (schema, batches) = batches(&folder.path(&format!("out/decisions.{form}")));
        let rows: usize = batches.iter().map(arrow_array::RecordBatch::num_rows).sum();
        assert_eq!((rows, schema.field(2).data_type()), (7, &DataType::UInt8), "one row for each who was evaluated");
        assert!(!folder.path("out/decisions.csv").exists());
        std::fs::remove_dir_all(folder.path("out")).unwrap();
    }
    // Unless another form is asked for, columns stay columns.
    evaluate(&folder, "p.parquet", "out", &[]).fine();
    assert_eq!(decided(&folder, "out", "parquet"), expected);
}

#[test]
fn decisions_may_be_left_out() {
    let folder = folder();
    for name in ["p.csv", "p.parquet"] {
        put(&folder, name, PATIENTS);
        evaluate(&folder, name, "out", &["--no-decisions", "--force"]).fine();
        let names = std::fs::read_dir(folder.path("out")).unwrap();
        let names: Vec<String> = names.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        assert!(names.len() == 7 && !names.iter().any(|name| name.starts_with("decision")), "{names:?}");
        let counts = folder.read("out/counts.csv");
        assert!(counts.contains("North,Coast,I1,R,4,3,1,1,1,1,1,0,0,1\n"), "{counts}");
        assert_eq!(evaluate(&folder, name, "out", &["--no-decisions", "--format", "csv"]).exit, 2);
    }
}

#[test]
fn who_says_that_patients_are_unique_is_believed() {
    let folder = folder();
    let twice = PATIENTS.to_owned() + "n4,North,60,1965-10-01,,,,\n,North,60,1965-10-01,,,,\n";
    for name in ["p.csv", "p.parquet", "p.arrow"] {
        put(&folder, name, &twice);
        let page = evaluate(&folder, name, "out", &["--force"]).fine();
        assert!(page.contains("7 evaluated, 2 refused"), "{page}");
        let page = evaluate(&folder, name, "out", &["--force", "--patients-are-unique"]).fine();
        assert!(page.contains("8 evaluated, 1 refused"), "{page}");
    }
}

#[test]
fn a_file_without_rows_is_a_population_of_nobody() {
    let folder = folder();
    let header = table(&(HEADER.to_owned() + PATIENTS), form).slice(0, 0);
    for name in ["p.parquet", "p.arrow", "p.ipc"] {
        write(&folder.path(name), std::slice::from_ref(&header));
        let page = evaluate(&folder, name, "out", &["--force"]).fine();
        assert!(page.contains("0 rows about patients: 0 evaluated"), "{page}");
        assert!(columnar::cells(&folder.path("out/decisions.parquet")).len() == 1, "a header and nothing else");
    }
}

/// A spreadsheet saves columns that it only touched, and thousands as they are shown.
#[test]
fn files_as_a_spreadsheet_saves_them_give_the_same_results() {
    let folder = folder();
    put(&folder, "patients.csv", PATIENTS);
    evaluate(&folder, "patients.csv", "plain", &[]).fine();
    let touched = |text: &str| text.replace('\n', ",,\n");
    let folder = folder
        .with("touched.csv", touched(&(HEADER.to_owned() + PATIENTS)))
        .with("practices.csv", touched(&PRACTICES.replace(",100,", ",\"1,100\",")));
    let ran = evaluate(&folder, "touched.csv", "saved", &[]);
    let told = "practices.csv, row 2, column list_size (practice North): `1,100` was read as 1100";
    assert!(ran.err.contains(told), "{}", ran.err);
    ran.fine();
    assert_eq!(folder.read("saved/counts.csv"), folder.read("plain/counts.csv"));

    // What stands under no column is no blank.
    let folder = folder.with("stray.csv", HEADER.to_owned() + &PATIENTS.replacen(",,\n", ",,,x\n", 1));
    evaluate(&folder, "stray.csv", "stray", &["--strict"]).refused(2, &["1 row: "]);
}
