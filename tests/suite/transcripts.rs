//! Every face writes the same transcript of every vector, byte for byte, trace included. The kernel's own is
//! compared with the expected answers in `vectors.rs`; here, the others are compared with it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use entitle_conformance::script::{self, BAD_INPUTS, Given, Script};
use entitle_conformance::{answers, contract, folder, patient_answers, transcript};
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
                let mut parts = detail.split("; ");
                // A transcript has no texts, and so not their digest.
                let [revision, source, image, _] = std::array::from_fn(|_| parts.next().unwrap());
                let revision = revision.strip_prefix("revision ").unwrap();
                writeln!(text, "contract\t{item}@{value}#{revision} {source} {image}").unwrap();
            }
            "trace" => writeln!(text, "trace\t{value}").unwrap(),
            // What the answers say already, for people.
            "waits_for" => {}
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

/// What the script's face writes, with the script's images in a folder of this name.
fn of_script(name: &str, script: &Script) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    script.write_images(&folder);
    let text = script.text.replace("image\t", &format!("image\t{}/", folder.display()));
    let mut transcript = String::new();
    script::run(&text, &mut transcript);
    transcript
}

/// The lines of each case, by its name.
fn by_case(transcript: &str) -> Vec<(&str, Vec<&str>)> {
    let mut cases: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in transcript.lines() {
        match (line.strip_prefix("case\t"), cases.last_mut()) {
            (Some(name), _) => cases.push((name, Vec::new())),
            (None, Some((_, lines))) => lines.push(line),
            (None, None) => panic!("{line:?} stands before any case"),
        }
    }
    cases
}

/// What was given, as a vector would write it.
fn json_of(given: &Given) -> Json {
    given.iter().map(|(name, text)| (name.clone(), json!(text))).collect()
}

#[test]
fn the_script_of_every_vector_gives_the_kernels_transcript() {
    let cases = script::cases_of_vectors();
    let written = of_script("script-of-vectors", &Script::of_cases(&cases));
    let (mut statements, mut patients) = (0, 0);
    for (case, (name, lines)) in cases.iter().zip(by_case(&written)) {
        assert_eq!(case.name, name);
        let contract = &case.choice.contract;
        if let Some((facts, members)) = &case.subject {
            let (facts, members) = (json_of(facts), members.iter().map(json_of).collect::<Vec<Json>>());
            let mut expected = transcript(contract, &facts, &members);
            let answers = answers(contract, &facts, &members, true);
            for indicator in (0..contract.indicator_count()).map(|indicator| contract.indicator_name(indicator)) {
                let of = |what: &str| &answers[&format!("{what}.{indicator}")];
                writeln!(expected, "headroom\t{indicator}\t{}\t{}", of("needed"), of("next")).unwrap();
            }
            assert_eq!(lines.join("\n") + "\n", expected, "{name}");
            statements += 1;
        }
        if let Some((day, facts)) = &case.patient {
            let expected = patient_answers(contract, &json_of(facts), Some(*day));
            assert!(lines.contains(&format!("patient\t{day}").as_str()), "{name}: {day}");
            let mut written: Vec<String> = Vec::new();
            for line in &lines {
                match line.split('\t').collect::<Vec<_>>()[..] {
                    ["register", register, member] => written.push(format!("register.{register} {member}")),
                    ["decision", of, code, outcome, ..] => {
                        written.extend([format!("decision.{of} {code}"), format!("outcome.{of} {outcome}")]);
                    }
                    _ => {}
                }
            }
            written.sort();
            let in_both = |key: &str| ["register.", "decision.", "outcome."].iter().any(|kind| key.starts_with(kind));
            let expected: Vec<String> =
                expected.iter().filter(|(key, _)| in_both(key)).map(|(key, value)| format!("{key} {value}")).collect();
            assert_eq!(written, expected, "{name}");
            patients += 1;
        }
    }
    println!("{statements} statements and {patients} patients");
    assert!(statements >= 85 && patients >= 20, "{statements} statements, {patients} patients");
}

#[test]
fn every_bad_input_gives_the_error_that_is_documented_and_changes_nothing_else() {
    let written = of_script("script-of-bad-inputs", &Script::of_bad_inputs(false));
    let written = by_case(&written);
    assert_eq!(written.len(), BAD_INPUTS.len());
    for (bad, (name, lines)) in BAD_INPUTS.iter().zip(written) {
        assert_eq!(bad.name, name);
        assert_eq!(lines, bad.expected, "{name}");
    }
}

/// The answer of a kind and name in a transcript.
fn answer<'t>(transcript: &'t str, kind: &str, name: &str) -> &'t str {
    let line = format!("\nanswer\t{kind}\t{name}\t");
    let behind = transcript.split_once(&line).unwrap_or_else(|| panic!("no {kind} of {name}")).1;
    behind.split_once('\t').unwrap().0
}

#[test]
fn a_practice_counted_patient_by_patient_is_paid_for_what_was_counted() {
    // Their outcomes for DM020 stand in the rule tests: one in the numerator, one more in the denominator, one excluded.
    let cases = script::cases_of_rule_tests();
    let patient = |name: &str| cases.iter().find(|case| case.name == format!("diabetes: {name}")).unwrap();
    let names = ["DM020: 58 achieves", "DM020: 59 does not achieve", "moderate frailty: excluded from DM020"];
    let counted: String = names.iter().map(|name| patient(name).patient_commands() + "count\n").collect();
    let text = format!("contract\tqof-england\t2025-06-30\nsubject\ntally\n{counted}write\nstatement\n");
    let mut written = String::new();
    script::run(&text, &mut written);
    // By hand: 1 of 2 on the band 35 % to 75 % at 17 points is 17 x (50 - 35) / 40 = 6.375 points.
    assert_eq!(answer(&written, "achieved", "DM020"), "0.5");
    assert_eq!(answer(&written, "points", "DM020"), "6.375");
}

#[test]
fn members_are_pooled_and_what_the_subject_says_outranks_them() {
    let member =
        |numerator: u32| format!("member\nset\tnumerator.DM020\t{numerator}\nset\tdenominator.DM020\t10\nadd\n");
    let text = format!(
        "contract\tqof-england\t2025-06-30\nsubject\nset\tnumerator.AF006\t5\n{}{}\
         set\tnumerator.AF006\t65\nset\tdenominator.AF006\t100\nstatement\n",
        member(4),
        member(7)
    );
    let mut written = String::new();
    script::run(&text, &mut written);
    // By hand: 11 of 20 at 17 points is 17 x (55 - 35) / 40; 65 of 100 on 40 % to 90 % at 12 points is 12 x 25 / 50.
    assert_eq!(answer(&written, "points", "DM020"), "8.5");
    assert_eq!(answer(&written, "points", "AF006"), "6");
}

#[test]
fn the_embedded_script_shows_each_indicator_met_and_not_met_and_needs_no_text() {
    let embedded = script::embedded();
    let mut whole = String::new();
    script::run(&embedded.text, &mut whole);
    let qof = contract("qof-england", Date::from_ymd(2025, 4, 1).unwrap());
    assert_eq!(qof.indicator_count(), 44);
    for indicator in (0..44).map(|indicator| qof.indicator_name(indicator)) {
        let of = whole.lines().filter_map(|line| line.strip_prefix(&format!("decision\t{indicator}\t")));
        let outcomes: BTreeSet<&str> = of.map(|line| line.split('\t').nth(1).unwrap()).collect();
        assert!(outcomes.contains("in numerator"), "{indicator}: {outcomes:?}");
        let elsewhere = ["excluded", "adjusted", "in denominator"];
        assert!(elsewhere.iter().any(|outcome| outcomes.contains(outcome)), "{indicator}: {outcomes:?}");
    }
    // The image that goes into a microcontroller's flash gives the same transcript.
    let built_in = "contract\tqof-england\t2025-04-01\n";
    let path = "images/qof-england-without-text.image";
    let image = entitle_compiler::without_text(qof.image()).unwrap();
    let text = embedded.text.replace(built_in, &format!("image\t{path}\n"));
    assert!(!text.contains("contract\t"));
    let mut bare = Script::default();
    bare.text = text;
    bare.images.insert(path.to_owned(), image);
    assert!(of_script("script-without-text", &bare) == whole, "the transcripts differ");
}
