//! A population's answers are those that `explain` and `statement` give for the same facts.

mod support;

use std::collections::BTreeMap;
use support::{Folder, rows};

const CONTRACT: &str = include_str!("population/contract.toml");
const PRACTICES: &str = "practice,list_size,fee\nNorth,100,2.00\nSouth,200,2.00\n";
const HEADER: &str = "patient,practice,age,birth,diagnosed,reviewed,declined,rare\n";
/// Reviewed; declined; ninety; not diagnosed; diagnosed after the achievement date, so not yet; not said whether
/// declined; a child.
const PATIENTS: &str = "\
a,North,60,1965-10-01,2015-05-05,2025-06-01,,
b,North,60,1965-10-01,2015-05-05,,yes,
c,North,90,1935-10-01,2015-05-05,2025-06-01,,
d,North,60,1965-10-01,,2025-06-01,,
e,South,60,1965-10-01,2026-04-01,2025-06-01,,
f,South,60,1965-10-01,2015-05-05,,?,
g,South,9,2016-10-01,2025-05-05,2025-06-01,,yes
";

fn folder(patients: &str) -> Folder {
    let patients = HEADER.to_owned() + patients;
    Folder::new().with("c.toml", CONTRACT).with("patients.csv", patients).with("practices.csv", PRACTICES)
}

fn evaluate(folder: &Folder, more: &[&str]) {
    let files = ["--patients", "patients.csv", "--practices", "practices.csv", "--out", "out", "--force"];
    folder.run(&[&["evaluate", "c.toml", "--every-decision"][..], &files, more].concat()).fine();
}

/// Patients and their outcomes for an indicator, as `evaluate` wrote them.
fn decided(folder: &Folder, indicator: &str) -> BTreeMap<String, String> {
    let text = folder.read("out/decisions.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let all = reader.deserialize().map(|row| row.unwrap());
    let own = all.filter(|row: &BTreeMap<String, String>| row["indicator"] == indicator);
    own.map(|row| (row["patient"].clone(), row["outcome"].clone())).collect()
}

/// The same as `explain` tells it, from the same file.
fn explained(folder: &Folder, indicator: &str, more: &[&str]) -> BTreeMap<String, String> {
    let arguments = ["explain", "c.toml", indicator, "--facts", "patients.csv", "--format", "csv"];
    let out = folder.run(&[&arguments, more].concat()).fine();
    let outcomes = rows(&out).into_iter().filter(|row| row[1] == "outcome");
    outcomes.map(|row| (row[0].clone(), row[3].clone())).collect()
}

#[test]
fn explain_reads_the_file_of_a_population_and_decides_as_evaluate_does() {
    let folder = folder(PATIENTS);
    for more in [&[][..], &["--set", "adults_only=no"]] {
        evaluate(&folder, more);
        for indicator in ["I1", "I2"] {
            let decided = decided(&folder, indicator);
            assert_eq!(decided.len(), 7);
            assert_eq!(explained(&folder, indicator, more), decided, "{indicator} {more:?}");
        }
    }
    // By the rules of the contract; the last run was of children too.
    let outcomes: Vec<String> = decided(&folder, "I1").into_values().collect();
    let expected =
        ["in numerator", "adjusted", "excluded", "not on register", "not on register", "undetermined", "in numerator"];
    assert_eq!(outcomes, expected);
    assert_eq!(explained(&folder, "I1", &[])["g"], "not on register", "the register is of adults unless it is set");
}

#[test]
fn a_record_after_the_achievement_date_is_ignored_and_it_is_said() {
    let folder = folder(PATIENTS);
    let explain = ["explain", "c.toml", "I1", "--facts", "patients.csv", "--subject", "e", "--format"];
    let told = "after the achievement date, so not yet there";
    let page = folder.run(&[&explain[..], &["table"]].concat()).fine();
    assert!(page.contains(&format!("{told}: diagnosed")) && page.contains("diagnosed null"), "{page}");
    let csv = folder.run(&[&explain[..], &["csv"]].concat()).fine();
    assert!(rows(&csv).contains(&["e", "ignored", "diagnosed", "null", "", told].map(str::to_owned)), "{csv}");
    let json = folder.run(&[&explain[..], &["json"]].concat()).fine();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[0]["ignored"], serde_json::json!(["diagnosed"]));
}

#[test]
fn explain_refuses_what_evaluate_refuses_for_the_same_reason() {
    let bad = "h,North,60,1965-10-01,2015-05-05,2026-04-01,,\ni,North,61,1965-10-01,,,,\n";
    let folder = folder(&(PATIENTS.to_owned() + bad));
    evaluate(&folder, &[]);
    let refused = folder.read("out/refused.csv");
    let explain = ["explain", "c.toml", "I1", "--facts", "patients.csv"];
    let ran = folder.run(&explain);
    for (patient, column, why) in [
        ("h", "reviewed", "it lies after the achievement date 2026-03-31, and what stood before is not known"),
        ("i", "age", "by birth 1965-10-01 it is 60 on 2026-03-31"),
    ] {
        assert!(refused.lines().any(|row| row.contains(&format!(",{patient},")) && row.contains(why)), "{refused}");
        let told = format!("{column} (subject {patient}): ");
        assert!(ran.err.lines().any(|line| line.contains(&told) && line.contains(why)), "{}", ran.err);
    }
    ran.refused(2, &["patients.csv has 2 faults"]);
    // Of one patient alone, the others do not stand in the way.
    let one = folder.run(&[&explain[..], &["--subject", "b"]].concat()).fine();
    assert!(one.contains("Outcome: adjusted"), "{one}");
}

#[test]
fn one_patient_is_explained_whatever_the_other_rows_hold() {
    let folder = folder(&(PATIENTS.to_owned() + "b2,North,old,,,\na,North,,,,,,\n"));
    let explain = |subject| folder.run(&["explain", "c.toml", "I1", "--facts", "patients.csv", "--subject", subject]);
    assert!(explain("b").fine().contains("Outcome: adjusted"));
    explain("a").refused(2, &["`a` stands already in row 2"]);
    explain("b2").refused(2, &["6 cells under 8 columns"]);
    explain("bb").refused(2, &["no subject `bb`", "did you mean b?"]);
}

#[test]
fn a_statement_takes_what_is_set_as_a_population_does() {
    let decided: Vec<&str> = PATIENTS.lines().filter(|row| !row.starts_with('f')).collect();
    let columns = "subject,list_size,fee,register_size.R,register_size.RARE,\
                   numerator.I1,denominator.I1,numerator.I2,denominator.I2";
    // Of North, a, b and c are on the register, and a alone stays in the denominator. Of South, e is not yet diagnosed,
    // and g, a child, is on the rare register, and on the other one where that is not of adults only.
    for (more, south) in [(&[][..], "0,1,0,0,1,1"), (&["--set", "adults_only=no"], "1,1,1,1,1,1")] {
        let facts = format!("{columns}\nNorth,100,2.00,3,0,1,1,0,0\nSouth,200,2.00,{south}\n");
        let folder = folder(&decided.join("\n")).with("facts.csv", facts);
        evaluate(&folder, more);
        let statement = ["statement", "c.toml", "--facts", "facts.csv", "--format", "csv"];
        let stated = folder.run(&[&statement[..], more].concat()).fine();
        assert_eq!(folder.read("out/statements.csv"), stated, "{more:?}");
    }
}

#[test]
fn what_is_set_is_checked_alike_everywhere() {
    let folder = folder(PATIENTS).with(
        "facts.csv",
        "subject,adults_only,list_size,fee,register_size.R,register_size.RARE,numerator.I1,denominator.I1,numerator.I2,denominator.I2\n\
         North,yes,100,2.00,3,0,1,1,0,0\n",
    );
    let files = ["--patients", "patients.csv", "--practices", "practices.csv", "--out", "out"];
    let evaluate = [&["evaluate", "c.toml"][..], &files].concat();
    let explain = ["explain", "c.toml", "I1", "--facts", "patients.csv"];
    let statement = ["statement", "c.toml", "--facts", "facts.csv"];
    for command in [&evaluate[..], &explain, &statement] {
        for (set, said) in [
            ("adult_only=no", "did you mean `adults_only`?"),
            ("adults_only", "there is no `=`"),
            ("adults_only=maybe", "it takes true or false"),
            ("age=9", "the contract takes no such fact"),
        ] {
            folder.run(&[command, &["--set", set]].concat()).refused(2, &[said, "write --set NAME=VALUE"]);
        }
        let twice = ["--set", "adults_only=no", "--set", "adults_only=no"];
        folder.run(&[command, &twice].concat()).refused(2, &["adults_only is set twice"]);
    }
    let both = folder.run(&[&statement[..], &["--set", "adults_only=no"]].concat());
    both.refused(2, &["adults_only (subject North): it is set by --set adults_only too; leave one out"]);
}
