//! Explanations: each row's condition, the values it saw, the row that decided.

mod support;

use support::{Folder, rows};

const PATIENTS: &str = r#"
[[subject]]
subject = "declined"
age = 60
reg_dat = 2010-01-01
dmlat_dat = 2012-05-01
dmres_dat = "null"
dm_dat = 2012-05-01
frailty = "null"
ifcchba_dat = 2025-06-01
ifcchba_val = 64
fructosamine_dat = "null"
dmmax_dat = "null"
dmpcapu_dat = "null"
bldtestdec_dat = "null"
dmpcadec_dat = 2025-09-01

[[subject]]
subject = "unsaid"
age = 60
dmlat_dat = 2012-05-01
dmres_dat = "null"
frailty = "null"
ifcchba_dat = 2025-06-01

[[subject]]
subject = "child"
age = 12
dmlat_dat = 2020-05-01
dmres_dat = "null"
"#;

fn explain(arguments: &[&str]) -> String {
    let folder = Folder::new().with("patients.toml", PATIENTS);
    let all = [&["explain", "qof-england@2025-06-30", "DM020", "--facts", "patients.toml"], arguments].concat();
    folder.run(&all).fine()
}

#[test]
fn the_row_that_decided_is_marked() {
    let out = explain(&["--subject", "declined"]);
    assert!(out.contains("   >7  dmpcadec_dat > period_end"), "{out}");
    assert!(out.contains("dmpcadec_dat 2025-09-01"));
    assert!(out.contains("adjust (declined)") && out.contains("not reached"));
    assert!(out.contains("Outcome: adjusted: Declined the care (declined)"));
    assert!(out.contains("decided by denominator of DM020, row 7"));
    assert!(out.contains("achievement date 2026-03-31"));
}

#[test]
fn an_undetermined_patient_names_the_facts_that_are_needed() {
    let out = explain(&["--subject", "unsaid", "--format", "csv"]);
    let last = rows(&out).pop().unwrap();
    assert_eq!(last[1..4], ["outcome", "DM020", "undetermined"].map(str::to_owned));
    assert_eq!(last[5], "denominator of DM020, row 2; needs ifcchba_val");
}

#[test]
fn the_register_is_explained_first() {
    let out = explain(&["--subject", "child", "--format", "csv"]);
    let found = rows(&out);
    let row = found.iter().find(|row| row[1] == "register" && row[2] == "DM.2").unwrap();
    assert_eq!(row[3], "matched");
    assert!(row[5].contains("saw age = 12") && row[5].contains("decided: reject"));
    assert!(found.iter().filter(|row| row[1] == "denominator").all(|row| row[3] == "not reached"));
    assert_eq!(found.last().unwrap()[3], "not on register");
}

#[test]
fn json_and_csv_agree_on_every_patient() {
    let csv = explain(&["--format", "csv"]);
    let json: serde_json::Value = serde_json::from_str(&explain(&["--format", "json"])).unwrap();
    let outcomes: Vec<String> =
        rows(&csv).into_iter().filter(|row| row[1] == "outcome").map(|row| row[3].clone()).collect();
    let found: Vec<&str> =
        json.as_array().unwrap().iter().map(|patient| patient["outcome"].as_str().unwrap()).collect();
    assert_eq!(found, outcomes);
    assert_eq!(found, ["adjusted", "undetermined", "not on register"]);
}

#[test]
fn a_wide_file_needs_only_the_facts_that_the_rules_read() {
    let folder = Folder::new().with("patients.csv", "subject,age\na,50\n");
    // BP002 reads the age, the day of registration, and blood pressures of five years.
    let ran = folder.run(&["explain", "qof-england@2025-06-30", "BP002", "--facts", "patients.csv"]);
    ran.refused(2, &["reg_dat", "bp5y_dat"]);
    let ran = folder.run(&["explain", "qof-england@2025-06-30", "BP002", "--facts", "patients.csv"]);
    assert!(!ran.err.contains("dmlat_dat"));
}

#[test]
fn another_achievement_date_can_be_asked_for() {
    let out = explain(&["--achievement-date", "2025-12-31", "--subject", "child"]);
    assert!(out.contains("achievement date 2025-12-31"));
}

#[test]
fn what_cannot_be_explained_is_refused() {
    let folder = Folder::new().with("patients.toml", PATIENTS);
    let explain = |indicator: &str, more: &[&str]| {
        folder.run(&[&["explain", "qof-england@2025-06-30", indicator, "--facts", "patients.toml"], more].concat())
    };
    explain("DM20", &[]).refused(2, &["no indicator `DM20`", "did you mean DM020?"]);
    let by_count = ["explain", "qof-england@2023-06-30", "AF006", "--facts", "patients.toml"];
    folder.run(&by_count).refused(2, &["by its counts only"]);
    explain("DM020", &["--subject", "declind"]).refused(2, &["no subject `declind`", "did you mean declined?"]);
    explain("DM020", &["--achievement-date", "31/12/2025"]).refused(2, &["YYYY-MM-DD"]);
    explain("DM020", &["--achievement-date", "1700-01-01"]).refused(2, &["range"]);
}

/// One treated to target; one too old for the indicator.
const HYPERTENSION: &str = r#"
[[subject]]
subject = "treated"
age = 60
reg_dat = 2010-01-01
hyplat_dat = 2015-01-01
hypres_dat = "null"
hyp_dat = 2015-01-01
bp_dat = 2025-06-01
bp_clinic_sys = 130
bp_clinic_dia = 80
bp_home_sys = "null"
bp_home_dia = "null"

[[subject]]
subject = "old"
age = 85
hyplat_dat = 2015-01-01
hypres_dat = "null"
"#;

fn hypertension(format: &str) -> String {
    let folder = Folder::new().with("patients.toml", HYPERTENSION);
    let arguments = ["explain", "qof-england@2025-06-30", "HYP008", "--facts", "patients.toml", "--format", format];
    folder.run(&arguments).fine()
}

#[test]
fn a_decision_that_rests_on_an_assumption_says_so() {
    let doubt = "rests on an assumed figure or reading";
    let json: serde_json::Value = serde_json::from_str(&hypertension("json")).unwrap();
    assert_eq!(json[0]["outcome"], "in numerator");
    assert_eq!(json[0]["rests_on"], serde_json::json!(["an assumed figure or reading"]));
    // Denominator row 2 is the assumed reading; the one before it rests on nothing of the kind.
    assert_eq!(json[0]["tables"][1]["rows"][1]["rests_on"], json[0]["rests_on"]);
    assert_eq!(json[0]["tables"][1]["rows"][0]["rests_on"], serde_json::json!([]));
    // Who is excluded by age does not come to it.
    assert_eq!(json[1]["outcome"], "excluded");
    assert_eq!(json[1]["rests_on"], serde_json::json!([]));
    let csv = rows(&hypertension("csv"));
    let outcomes: Vec<_> = csv.iter().filter(|row| row[1] == "outcome").collect();
    assert!(outcomes[0][5].ends_with(doubt) && !outcomes[1][5].contains("rests on"));
    let detail = |subject: &str, item: &str| {
        csv.iter().find(|row| row[0] == subject && row[1] == "denominator" && row[2] == item).unwrap()[5].clone()
    };
    assert!(detail("treated", "HYP008.2").contains(doubt) && !detail("treated", "HYP008.1").contains(doubt));
    let page = hypertension("table");
    let (treated, old) = page.split_once("old, HYP008").unwrap();
    assert!(
        treated.contains(&format!("  {doubt}, see *\n")) && treated.contains(">2  *  blood_pressure_at_target_to_79")
    );
    assert!(!old.contains(doubt));
}

#[test]
fn windows_are_told_by_their_day() {
    let out = explain(&["--subject", "declined"]);
    assert!(out.contains("period_end - 12 months = 2025-03-31"), "{out}");
    let json: serde_json::Value = serde_json::from_str(&explain(&["--format", "json"])).unwrap();
    let row = &json[0]["tables"][1]["rows"];
    assert_eq!(row[1]["windows"]["period_end - 12 months"], "2025-03-31");
    assert_eq!(row[8]["windows"]["period_end - 9 months"], "2025-06-30");
    assert_eq!(row[0]["windows"], serde_json::json!({}));
    let csv = rows(&explain(&["--subject", "declined", "--format", "csv"]));
    let row = csv.iter().find(|row| row[2] == "DM020.7").unwrap();
    assert!(row[5].contains("saw dmpcadec_dat = 2025-09-01; period_end - 12 months = 2025-03-31; decided"), "{row:?}");
}
