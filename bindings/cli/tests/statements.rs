//! Statements: the forms of facts agree, the forms of output agree, and the figures are those of the sources.

mod support;

use serde_json::Value;
use support::{Folder, NETWORK, SMALL, rows, value};

/// 6 of 17 at 17 points: 0.125 points (the design's own example), 28.19 pounds (rule test of the definition).
const SIX_OF_SEVENTEEN: &str = r#"{"subject": "p1", "list_size": 10184, "register_size": {"DM": 1273},
    "national_prevalence": {"DM": 0.125}, "numerator": {"DM020": 6}, "denominator": {"DM020": 17}}"#;

fn qof(format: &str) -> String {
    let folder = Folder::new().with("facts.json", SIX_OF_SEVENTEEN);
    folder.run(&["statement", "qof-england@2025-06-30", "--facts", "facts.json", "--format", format]).fine()
}

#[test]
fn csv_is_long_and_says_what_it_was_made_from() {
    let out = qof("csv");
    let first = &rows(&out)[0];
    assert_eq!(first[..4], ["p1", "contract", "qof-england", "2025-04-01"].map(str::to_owned));
    assert!(
        first[5].starts_with("revision 1; source:") && first[5].contains("; image:") && first[5].contains("; text:")
    );
    assert_eq!(value(&out, "points", "DM020"), "0.125");
    assert_eq!(value(&out, "line", "achievement.DM020"), "28.19");
    assert_eq!(value(&out, "line", "points_available"), "564");
    // 12.75 is 75 percent of 17, so 13 are needed, and 6 are there.
    assert_eq!(value(&out, "headroom", "DM020"), "7");
}

#[test]
fn details_tell_assumed_figures_local_terms_and_what_an_answer_waits_for() {
    let out = qof("csv");
    let detail = |kind: &str, item: &str| {
        rows(&out).into_iter().find(|row| row[1] == kind && row[2] == item).unwrap()[5].clone()
    };
    assert_eq!(detail("line", "achievement.DM020"), "rests on an assumed figure; rests on a local term");
    assert_eq!(detail("points", "AF006"), "waits for numerator.AF006, denominator.AF006");
    assert!(detail("line", "total").starts_with("waits for "));
    assert!(detail("line", "total").contains(" more"));
    assert_eq!(detail("headroom", "AF006"), "waits for the counts of the indicator");
}

#[test]
fn json_has_the_values_of_csv() {
    let csv = qof("csv");
    let json: Value = serde_json::from_str(&qof("json")).unwrap();
    let mut found = Vec::new();
    for (key, kind) in [
        ("criteria", "criterion"),
        ("conditions", "condition"),
        ("achieved", "achieved"),
        ("points", "points"),
        ("lines", "line"),
    ] {
        for answer in json[0][key].as_array().unwrap() {
            let text = |key: &str| answer[key].as_str().unwrap().to_owned();
            let item =
                if text("item").is_empty() { text("name") } else { format!("{}.{}", text("name"), text("item")) };
            found.push([kind.to_owned(), item, text("value"), text("unit"), text("detail")]);
        }
    }
    for room in json[0]["headroom"].as_array().unwrap() {
        let text = |key: &str| room[key].as_str().unwrap().to_owned();
        found.push(["headroom".into(), text("indicator"), text("patients_needed"), "patients".into(), text("detail")]);
        found.push(["next_patient".into(), text("indicator"), text("next_patient"), text("unit"), String::new()]);
    }
    for lack in json[0]["waits_for"].as_array().unwrap() {
        let text = |key: &str| lack[key].as_str().unwrap().to_owned();
        let term = if lack["local_term"].as_bool().unwrap() { "local term: " } else { "" };
        let meaning = format!("{term}{}", text("meaning"));
        found.push(["waits_for".into(), text("name"), "undetermined".into(), text("unit"), meaning]);
    }
    let mut expected: Vec<[String; 5]> = rows(&csv)
        .into_iter()
        .skip(1)
        .map(|[_, kind, item, value, unit, detail]| [kind, item, value, unit, detail])
        .collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn the_table_shows_what_matters() {
    let out = qof("table");
    for part in ["qof-england@2025-04-01#1", "28.19*†", "35.3%", "0.125", "Without counts:", "rests on a local term"]
    {
        assert!(out.contains(part), "{part} is missing in:\n{out}");
    }
    assert!(!out.contains('\u{1b}'), "colour where nobody sees it");
}

#[test]
fn every_form_of_facts_gives_the_same_statement() {
    let forms = [
        ("wide.csv", "subject,list_size,share,signed,open,kind\nA,10,0.25,2025-04-01,yes,rural\nB,20,,,,\n"),
        (
            "long.csv",
            "subject,fact,value\nA,list_size,10\nA,share,0.25\nA,signed,2025-04-01\nA,open,true\nA,kind,rural\nB,list_size,20\nB,share,null\n",
        ),
        (
            "list.json",
            r#"[{"subject": "A", "list_size": 10, "share": 0.25, "signed": "2025-04-01", "open": true, "kind": "rural"},
                {"subject": "B", "list_size": "20", "share": null}]"#,
        ),
        (
            "subjects.json",
            r#"{"subjects": [{"subject": "A", "list_size": 1e1, "share": "0.25", "signed": "2025-04-01", "open": "yes", "kind": "rural"},
                {"subject": "B", "list_size": 20, "share": "null"}]}"#,
        ),
        (
            "list.toml",
            "[[subject]]\nsubject = \"A\"\nlist_size = 10\nshare = \"0.25\"\nsigned = 2025-04-01\nopen = true\nkind = \"rural\"\n\
             [[subject]]\nsubject = \"B\"\nlist_size = 20\nshare = \"null\"\n",
        ),
    ];
    let outs = forms.map(|(name, content)| {
        let folder = Folder::new().with("small.toml", SMALL).with(name, content);
        folder.run(&["statement", "./small.toml", "--facts", name, "--format", "csv"]).fine()
    });
    assert_eq!(value(&outs[0], "line", "payment"), "50");
    assert_eq!(value(&outs[0], "eligible", ""), "met");
    assert!(outs[0].contains("B,line,payment,undetermined,GBP,waits for kind; 2"));
    assert!(outs[0].contains("B,line,shared,null,percent,3"));
    for (out, (name, _)) in outs.iter().zip(forms) {
        assert_eq!(*out, outs[0], "{name}");
    }
}

#[test]
fn one_object_is_one_subject_and_standard_input_is_read() {
    let folder = Folder::new().with("small.toml", SMALL);
    let arguments = ["statement", "./small.toml", "--facts", "-", "--facts-format", "json", "--format", "csv"];
    let out = folder.run_with(&arguments, br#"{"list_size": 10, "kind": "urban"}"#).fine();
    assert_eq!(rows(&out)[0][0], "1");
    assert_eq!(value(&out, "line", "payment"), "25");
}

#[test]
fn an_output_file_appears_whole_and_without_colour() {
    let folder = Folder::new().with("small.toml", SMALL).with("facts.json", "{}");
    let out = folder.run(&["statement", "./small.toml", "--facts", "facts.json", "--output", "out.txt"]).fine();
    assert_eq!(out, "");
    assert!(folder.read("out.txt").contains("A small contract"));
    assert!(!folder.read("out.txt").contains('\u{1b}'));
    assert_eq!(folder.names(), ["facts.json", "out.txt", "small.toml"]);
}

#[test]
fn networks_come_from_members_or_from_a_column() {
    let json = r#"{"subject": "N", "rate": "1.50", "members": [
        {"subject": "A", "list_size": 15000, "region": "north"},
        {"subject": "B", "list_size": 20000, "region": "north"}]}"#;
    let csv = "subject,network,rate,list_size,region\nA,N,1.50,15000,north\nB,N,1.50,20000,north\n";
    let long = "network,subject,fact,value\nN,A,rate,1.50\nN,A,list_size,15000\nN,A,region,north\nN,B,list_size,20000\nN,B,region,north\n";
    let outs = [("facts.json", json), ("facts.csv", csv), ("facts.csv", long)].map(|(name, content)| {
        let folder = Folder::new().with("network.toml", NETWORK).with(name, content);
        folder.run(&["statement", "./network.toml", "--facts", name, "--format", "csv"]).fine()
    });
    assert_eq!(value(&outs[0], "line", "payment"), "52500");
    assert_eq!(value(&outs[0], "criterion", "population"), "met");
    assert_eq!(outs[0], outs[1]);
    assert_eq!(outs[0], outs[2]);
}

#[test]
fn members_that_disagree_are_named() {
    let csv = "subject,network,rate,list_size,region\nA,N,1.50,15000,north\nB,N,2.00,20000,south\n";
    let folder = Folder::new().with("network.toml", NETWORK).with("facts.csv", csv);
    let ran = folder.run(&["statement", "./network.toml", "--facts", "facts.csv"]);
    ran.refused(
        2,
        &["row 3, column rate", "`2`, but `1.5` for A", "row 3, column region", "`south`, but `north` for A"],
    );
}

#[test]
fn an_unknown_fact_of_a_member_is_named_with_the_member() {
    let json =
        r#"{"subject": "N", "rate": "1.50", "members": [{"subject": "A", "list_size": 15000}, {"subject": "B"}]}"#;
    let folder = Folder::new().with("network.toml", NETWORK).with("facts.json", json);
    let out = folder.run(&["statement", "./network.toml", "--facts", "facts.json", "--format", "csv"]).fine();
    assert!(out.contains("N,criterion,population,undetermined,,waits for list_size of B; 4"), "{out}");
    assert_eq!(value(&out, "criterion", "members"), "met");
}

#[test]
fn the_trace_names_what_decided_alike_in_every_format() {
    let folder = Folder::new().with("small.toml", SMALL).with("facts.json", r#"{"list_size": 10, "kind": "rural"}"#);
    let traced = |format: &str, more: &[&str]| {
        let arguments = ["statement", "./small.toml", "--facts", "facts.json", "--format", format];
        folder.run(&[&arguments, more].concat()).fine()
    };
    let json: Value = serde_json::from_str(&traced("json", &["--trace"])).unwrap();
    let trace: Vec<&str> = json[0]["trace"].as_array().unwrap().iter().map(|entry| entry.as_str().unwrap()).collect();
    for entry in [
        "criterion open: unknown open",
        "line payment: if took its first branch",
        "line payment: rounded 50 half up to 2 places",
    ] {
        assert!(trace.contains(&entry), "{entry} is missing in {trace:?}");
    }
    let found = rows(&traced("csv", &["--trace"]));
    let found: Vec<_> =
        found.iter().skip_while(|row| row[1] != "trace").map(|row| [&row[1], &row[2], &row[3]]).collect();
    assert_eq!(found.len(), trace.len());
    for (index, (row, entry)) in found.into_iter().zip(&trace).enumerate() {
        assert_eq!(row.map(String::as_str), ["trace", &(index + 1).to_string(), entry]);
    }
    let page = traced("table", &["--trace"]);
    let (_, list) = page.split_once("\nTrace\n").unwrap();
    for (index, (line, entry)) in list.lines().zip(&trace).enumerate() {
        assert_eq!(line.trim_start(), format!("{}  {entry}", index + 1));
    }
    assert!(!traced("csv", &[]).contains(",trace,") && !traced("table", &[]).contains("Trace"));
    assert!(!traced("json", &[]).contains("\"trace\""));
}

#[test]
fn headroom_can_be_left_out_and_nothing_else_changes() {
    let folder = Folder::new().with("facts.json", SIX_OF_SEVENTEEN);
    let arguments = ["statement", "qof-england@2025-06-30", "--facts", "facts.json", "--format", "csv"];
    let without = folder.run(&[&arguments[..], &["--no-headroom"]].concat()).fine();
    let with = folder.run(&arguments).fine();
    let is_headroom = |row: &[String; 6]| row[1] == "headroom" || row[1] == "next_patient";
    assert_eq!(rows(&with).iter().filter(|row| is_headroom(row)).count(), 88);
    let others: Vec<_> = rows(&with).into_iter().filter(|row| !is_headroom(row)).collect();
    assert_eq!(rows(&without), others);
}

#[test]
fn many_subjects_are_told_in_their_order() {
    let mut csv = "subject,fact,value\n".to_owned();
    for subject in 0..50 {
        csv += &format!("P{subject},list_size,{}\nP{subject},kind,urban\n", subject + 1);
    }
    let folder = Folder::new().with("small.toml", SMALL).with("facts.csv", csv);
    let ran = folder.run(&["statement", "./small.toml", "--facts", "facts.csv", "--format", "csv"]);
    assert_eq!(ran.err, "", "a progress bar is for terminals");
    let out = ran.fine();
    let subjects: Vec<String> =
        rows(&out).into_iter().filter(|row| row[2] == "payment").map(|row| row[0].clone()).collect();
    assert_eq!(subjects, (0..50).map(|subject| format!("P{subject}")).collect::<Vec<_>>());
}

#[test]
fn a_published_row_is_reproduced() {
    // Performance year 2021, A1001, as CMS published it: earned 61,910,047.
    let facts = r#"{"track": "EN", "assigned_beneficiaries": 89403, "msr_chosen_percent": 2, "benchmark": 1175345650,
        "expenditure": 1091114293, "quality_score": 1, "met_quality_standard": true, "disaster_adjustment": null}"#;
    let folder = Folder::new().with("facts.json", facts);
    let out = folder
        .run(&["statement", "medicare-shared-savings@2021-07-01", "--facts", "facts.json", "--format", "csv"])
        .fine();
    assert_eq!(value(&out, "line", "earned"), "61910047");
}

/// Two practices under a contract whose capitation nobody has said.
const WITHOUT_CAPITATION: &str =
    r#"{"subject": "N", "members": [{"subject": "P1", "list_size": 20000}, {"subject": "P2", "list_size": 10000}]}"#;

#[test]
fn a_local_term_that_is_not_given_is_named_with_its_meaning_in_every_form() {
    let folder = Folder::new().with("facts.json", WITHOUT_CAPITATION);
    let run = |format: &str| {
        folder.run(&["statement", "voluntary-gp-contract", "--facts", "facts.json", "--format", format]).fine()
    };
    let meaning = "Capitation that the parties agreed, weighted as they agreed";
    let table = run("table");
    assert!(table.contains("Not given, and waited for") && table.contains("budget_per_patient†"), "{table}");
    assert!(table.contains(meaning), "{table}");
    let csv = run("csv");
    assert_eq!(value(&csv, "line", "budget"), "undetermined");
    assert_eq!(value(&csv, "waits_for", "budget_per_patient"), "undetermined");
    let row = rows(&csv).into_iter().find(|row| row[1] == "waits_for" && row[2] == "budget_per_patient").unwrap();
    assert_eq!(row[5], format!("local term: {meaning}"));
    let json: Value = serde_json::from_str(&run("json")).unwrap();
    let lacking = json[0]["waits_for"].as_array().unwrap();
    let budget = lacking.iter().find(|lack| lack["name"] == "budget_per_patient").unwrap();
    assert_eq!((budget["local_term"].as_bool(), budget["meaning"].as_str()), (Some(true), Some(meaning)));
}

#[test]
fn facts_of_other_contracts_are_passed_over_and_named() {
    // `one_budget` is a fact of family care networks.
    let text = WITHOUT_CAPITATION.replacen('{', r#"{"one_budget": true, "#, 1);
    let folder = Folder::new().with("facts.json", &text).with("bare.json", WITHOUT_CAPITATION);
    let run = |file: &str| folder.run(&["statement", "voluntary-gp-contract", "--facts", file]);
    assert_eq!(run("facts.json").fine(), run("bare.json").fine());
    let said = run("facts.json").err;
    assert!(said.contains("note: voluntary-gp-contract does not ask for one_budget"), "{said}");
}
