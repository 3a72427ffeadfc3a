//! Every face writes the same transcript of every vector, byte for byte, trace included. The kernel's own is
//! compared with the expected answers in `vectors.rs`; here, the others are compared with it.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use entitle_conformance::{contract, folder, transcript};
use entitle_kernel::Date;
use serde_json::{Value as Json, json};

/// The `entitle` command that the workspace built beside this test.
fn command_line() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let binary = test.parent().and_then(|deps| deps.parent()).unwrap().join("entitle");
    assert!(binary.exists(), "{} is absent: run `cargo build -p entitle-cli` first", binary.display());
    binary
}

/// How the command line finds the contract: built in, or a definition beside the vectors.
fn choice(id: &str, day: Date) -> String {
    if entitle_contracts::find(id, day, None).is_ok() {
        return format!("{id}@{day}");
    }
    folder().join(format!("vectors/definitions/{id}/{}.toml", contract(id, day).in_force())).display().to_string()
}

/// The command line's long CSV as the kernel writes a transcript.
fn of_command_line(id: &str, day: Date, facts: &Json) -> String {
    let mut subject = facts.clone();
    subject["subject"] = json!("vector");
    let out = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("transcript-{id}-{day}.json"));
    std::fs::write(&out, subject.to_string()).unwrap();
    let output = Command::new(command_line())
        .args(["statement", &choice(id, day), "--format", "csv", "--trace", "--no-headroom", "--facts"])
        .arg(&out)
        .output()
        .unwrap();
    assert!(output.status.success(), "{id}: {}", String::from_utf8_lossy(&output.stderr));
    let mut text = String::new();
    for row in csv::Reader::from_reader(output.stdout.as_slice()).records() {
        let row = row.unwrap();
        let (kind, item, value, unit, detail) = (&row[1], &row[2], &row[3], &row[4], &row[5]);
        match kind {
            "contract" => {
                let (revision, digest) = detail.strip_prefix("revision ").unwrap().split_once("; ").unwrap();
                writeln!(text, "contract\t{item}@{value}#{revision} {digest}").unwrap();
            }
            "trace" => writeln!(text, "trace\t{value}").unwrap(),
            kind => writeln!(text, "answer\t{kind}\t{item}\t{value}\t{unit}").unwrap(),
        }
    }
    text
}

#[test]
fn the_command_line_writes_the_kernels_transcript_of_every_vector() {
    let mut compared = 0;
    for file in ["mssp.tsv", "qof_worked.tsv"] {
        let path = folder().join("vectors").join(file);
        let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_path(path).unwrap();
        for record in reader.records() {
            let record = record.unwrap();
            let (id, day) = (&record[1], record[2].parse::<Date>().unwrap());
            let facts: Json = serde_json::from_str(&record[3]).unwrap();
            let expected = transcript(&contract(id, day), &facts, &[]);
            assert_eq!(of_command_line(id, day, &facts), expected, "{}", &record[0]);
            assert!(expected.contains("\ntrace\t"), "{}: nothing was traced", &record[0]);
            compared += 1;
        }
    }
    println!("{compared} transcripts are the same, byte for byte");
    assert!(compared >= 70, "only {compared} transcripts were compared");
}
