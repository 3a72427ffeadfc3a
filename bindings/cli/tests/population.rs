//! `entitle evaluate`: a population by its files, with counts that can be worked out in the rows themselves.

mod support;

use std::collections::BTreeMap;
use support::{Folder, Ran, rows, value};

const CONTRACT: &str = include_str!("population/contract.toml");
const PRACTICES: &str = "\
practice,network,list_size,fee
North,Coast,100,2.00
South,Coast,200,2.00
West,,300,2.00
";
/// North: one reviewed, one declined, one of ninety, one not on the register.
/// South: one reviewed too long ago, one never, one reviewed.
const PATIENTS: &str = "\
patient,practice,age,birth,diagnosed,reviewed,declined,rare
n1,North,60,1965-10-01,2015-05-05,2025-06-01,,
n2,North,60,1965-10-01,2015-05-05,,yes,
n3,North,90,1935-10-01,2015-05-05,2025-06-01,,
n4,North,60,1965-10-01,,2025-06-01,,
s1,South,60,1965-10-01,2015-05-05,2025-03-31,no,
s2,South,60,1965-10-01,2015-05-05,,,
s3,South,60,1965-10-01,2015-05-05,2025-04-01,,
";

fn folder(patients: impl AsRef<[u8]>, practices: impl AsRef<[u8]>) -> Folder {
    Folder::new().with("c.toml", CONTRACT).with("patients.csv", patients).with("practices.csv", practices)
}

fn evaluate(folder: &Folder, more: &[&str]) -> Ran {
    let files = ["evaluate", "c.toml", "--patients", "patients.csv", "--practices", "practices.csv", "--out", "out"];
    folder.run(&[&files, more].concat())
}

/// The rows of a file as cells by column.
fn table(folder: &Folder, name: &str) -> Vec<BTreeMap<String, String>> {
    let text = folder.read(name);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().unwrap()
}

/// These columns of each row of a file, with a blank between them.
fn columns(folder: &Folder, name: &str, wanted: &[&str]) -> Vec<String> {
    let rows = table(folder, name);
    rows.iter().map(|row| wanted.iter().map(|column| row[*column].as_str()).collect::<Vec<_>>().join("|")).collect()
}

fn summary(folder: &Folder) -> serde_json::Value {
    serde_json::from_str(&folder.read("out/summary.json")).unwrap()
}

#[test]
fn each_patient_on_a_register_has_a_decision_with_its_rule_and_reason() {
    let folder = folder(PATIENTS, PRACTICES);
    evaluate(&folder, &[]).fine();
    let wanted = ["patient", "practice", "indicator", "outcome", "rule", "clause", "reason", "class"];
    assert_eq!(
        columns(&folder, "out/decisions.csv", &wanted),
        [
            "n1|North|I1|in numerator|2|||",
            "n2|North|I1|adjusted|3|7.2|declined|declined",
            "n3|North|I1|excluded|1|7.1|frail|clinical",
            "s1|South|I1|in denominator|3|7.2||",
            "s2|South|I1|in denominator|3|7.2||",
            "s3|South|I1|in numerator|2|||",
        ]
    );
    let folder = self::folder(PATIENTS, PRACTICES);
    evaluate(&folder, &["--every-decision"]).fine();
    let all = columns(&folder, "out/decisions.csv", &["patient", "indicator", "outcome"]);
    assert_eq!(all.len(), 14, "seven patients and two indicators");
    assert!(all.contains(&"n4|I1|not on register".to_owned()));
    assert_eq!(all.iter().filter(|row| row.ends_with("I2|not on register")).count(), 7);
}

#[test]
fn counts_are_those_of_the_rows_and_add_up_to_the_patients() {
    let folder = folder(PATIENTS, PRACTICES);
    evaluate(&folder, &[]).fine();
    let wanted = [
        "practice",
        "network",
        "indicator",
        "register",
        "patients",
        "register_size",
        "not_on_register",
        "denominator",
        "numerator",
        "exclusions",
        "adjustments",
        "undetermined",
        "achieved",
    ];
    assert_eq!(
        columns(&folder, "out/counts.csv", &wanted),
        [
            "North|Coast|I1|R|4|3|1|1|1|1|1|0|1",
            "North|Coast|I2|RARE|4|0|4|0|0|0|0|0|null",
            "South|Coast|I1|R|3|3|0|3|1|0|0|0|0.3333333333333333333333333333333333",
            "South|Coast|I2|RARE|3|0|3|0|0|0|0|0|null",
            "West||I1|R|0|0|0|0|0|0|0|0|null",
            "West||I2|RARE|0|0|0|0|0|0|0|0|null",
        ]
    );
    let number = |row: &BTreeMap<String, String>, column: &str| row[column].parse::<u64>().unwrap();
    for row in table(&folder, "out/counts.csv") {
        let parts = ["not_on_register", "denominator", "exclusions", "adjustments", "undetermined"];
        assert_eq!(parts.map(|part| number(&row, part)).iter().sum::<u64>(), number(&row, "patients"));
    }
    assert_eq!(
        columns(
            &folder,
            "out/reasons.csv",
            &["practice", "network", "indicator", "outcome", "rule", "reason", "class", "text", "patients"]
        ),
        [
            "North|Coast|I1|not on register|||||1",
            "North|Coast|I1|excluded|1|frail|clinical|Ninety or older|1",
            "North|Coast|I1|in numerator|2||||1",
            "North|Coast|I1|adjusted|3|declined|declined|Declined a review|1",
            "North|Coast|I2|not on register|||||4",
            "South|Coast|I1|in numerator|2||||1",
            "South|Coast|I1|in denominator|3||||2",
            "South|Coast|I2|not on register|||||3",
        ]
    );
    assert_eq!(
        columns(&folder, "out/registers.csv", &["practice", "register", "title", "patients", "members"]),
        [
            "North|R|The register|4|3",
            "North|RARE|The rare register|4|0",
            "South|R|The register|3|3",
            "South|RARE|The rare register|3|0",
            "West|R|The register|0|0",
            "West|RARE|The rare register|0|0",
        ]
    );
}

#[test]
fn practices_have_statements_and_networks_are_judged_on_pooled_counts() {
    let folder = folder(PATIENTS, PRACTICES);
    evaluate(&folder, &[]).fine();
    let amount = |file: &str, subject: &str, kind: &str, item: &str| {
        let text = folder.read(file);
        let found = rows(&text).into_iter().find(|row| row[0] == subject && row[1] == kind && row[2] == item);
        found.unwrap_or_else(|| panic!("{file} has no {subject} {kind} {item}"))[3].clone()
    };
    // North: 1 of 1, all ten points at 2.00. South: 1 of 3 on the band 25 to 75 per cent: 10 x (1/3 - 1/4) / (1/2) =
    // 5/3 points. West: nobody, nothing.
    assert_eq!(amount("out/statements.csv", "North", "line", "payment"), "20");
    assert_eq!(amount("out/statements.csv", "South", "points", "I1"), "1.666666666666666666666666666666667");
    assert_eq!(amount("out/statements.csv", "West", "line", "payment"), "0");
    // The network: 2 of 4, half the way along the band, five points; not the mean of 10 and 5/3.
    assert_eq!(amount("out/networks.csv", "Coast", "members", ""), "2");
    assert_eq!(amount("out/networks.csv", "Coast", "fact", "numerator.I1"), "2");
    assert_eq!(amount("out/networks.csv", "Coast", "fact", "denominator.I1"), "4");
    assert_eq!(amount("out/networks.csv", "Coast", "fact", "register_size.R"), "6");
    assert_eq!(amount("out/networks.csv", "Coast", "fact", "list_size"), "300");
    assert_eq!(amount("out/networks.csv", "Coast", "points", "I1"), "5");
    assert_eq!(amount("out/networks.csv", "Coast", "line", "payment"), "10");
    assert_eq!(amount("out/networks.csv", "all practices", "members", ""), "3");
    assert_eq!(amount("out/networks.csv", "all practices", "fact", "list_size"), "600");
    assert_eq!(amount("out/networks.csv", "all practices", "line", "payment"), "10");
}

#[test]
fn a_practice_statement_is_the_one_that_its_counts_give() {
    let folder = folder(PATIENTS, PRACTICES).with(
        "facts.csv",
        "subject,adults_only,list_size,fee,register_size.R,register_size.RARE,\
         numerator.I1,denominator.I1,numerator.I2,denominator.I2\n\
         North,yes,100,2.00,3,0,1,1,0,0\nSouth,yes,200,2.00,3,0,1,3,0,0\nWest,yes,300,2.00,0,0,0,0,0,0\n",
    );
    evaluate(&folder, &[]).fine();
    let direct = folder.run(&["statement", "c.toml", "--facts", "facts.csv", "--format", "csv"]).fine();
    assert_eq!(folder.read("out/statements.csv"), direct);
}

#[test]
fn the_summary_says_what_was_left_over() {
    let folder = folder(PATIENTS, PRACTICES);
    let page = evaluate(&folder, &[]).fine();
    for said in [
        "small-population@2025-04-01#1",
        "7 rows about patients: 7 evaluated, none refused",
        "3 practices in 1 network",
        "practices without patients: West",
        "registers of nobody: RARE",
        "columns without any value: rare",
    ] {
        assert!(page.contains(said), "`{said}` is missing in:\n{page}");
    }
    let summary = summary(&folder);
    assert_eq!(summary["rows"], serde_json::json!({ "read": 7, "evaluated": 7, "refused": 0 }));
    assert_eq!(summary["contract"]["id"], "small-population");
    assert_eq!(summary["contract"]["image_digest"].as_str().unwrap().len(), "sha256:".len() + 64);
    assert_eq!(summary["achievement_date"], "2026-03-31");
    assert_eq!(summary["practices"]["without_patients"], serde_json::json!(["West"]));
    assert_eq!(summary["registers_of_nobody"], serde_json::json!(["RARE"]));
    assert_eq!(summary["columns_without_values"], serde_json::json!(["rare"]));
    assert_eq!(folder.read("out/refused.csv").lines().count(), 1, "a header and nothing else");
    let names = ["counts", "decisions", "networks", "reasons", "refused", "registers", "statements"];
    let files = std::fs::read_dir(folder.path("out")).unwrap();
    let mut files: Vec<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    let expected: Vec<String> =
        names.map(|name| format!("{name}.csv")).into_iter().chain(["summary.json".into()]).collect();
    assert_eq!(files, expected);
}

/// Rows that may not enter, each for its own reason, among two that may.
const BAD_PATIENTS: &str = "\
patient,practice,age,birth,diagnosed,reviewed,declined,rare
n1,North,60,1965-10-01,2015-05-05,2025-06-01,,

n1,South,60,1965-10-01,2015-05-05,2025-06-01,,
n2,Nowhere,60,1965-10-01,,,,
n3,North,61,1965-10-01,,,,
n4,North,60,1965-10-01,2015-05-05,2026-04-01,,
n5,North,60,1965-10-01,2026-04-01,,,
n6,North,,1965-10-01,,,,
n7,North,131,1965-10-01,,,perhaps,
,North,60,1965-10-01,,,,
n8,North,60,1965-10-01,,
";

#[test]
fn bad_rows_are_refused_counted_and_listed_with_what_to_do() {
    let folder = folder(BAD_PATIENTS, PRACTICES);
    let page = evaluate(&folder, &[]).fine();
    assert!(page.contains("10 rows about patients: 2 evaluated, 8 refused"), "{page}");
    assert_eq!(
        columns(
            &folder,
            "out/refused.csv",
            &["file", "line", "patient", "practice", "column", "value", "error", "name"]
        ),
        [
            "patients.csv|4|n1|South|patient|n1|114|DuplicateSubject",
            "patients.csv|5|n2|Nowhere|practice|Nowhere|115|UnknownPractice",
            "patients.csv|6|n3|North|age|61|117|FactsContradict",
            "patients.csv|7|n4|North|reviewed|2026-04-01|116|AfterAchievementDate",
            "patients.csv|9|n6|North|age||107|NullRefused",
            "patients.csv|10|n7|North|age|131|104|OutOfRange",
            "patients.csv|10|n7|North|declined|perhaps|110|InvalidBoolean",
            "patients.csv|11||North|patient||118|MalformedRow",
            "patients.csv|12|n8|North|||118|MalformedRow",
        ]
    );
    let why = columns(&folder, "out/refused.csv", &["why", "what_to_do"]);
    for (place, said) in [
        (0, "already in line 2"),
        (1, "practices.csv holds no such practice"),
        (2, "by birth 1965-10-01 it is 60 on 2026-03-31|give the age on 2026-03-31, or correct birth"),
        (3, "it lies after the achievement date 2026-03-31"),
        (4, "it takes a whole number from 0 to 130|give the value, or `?` where it is not known"),
        (6, "it takes true or false"),
        (8, "6 cells under 8 columns|check for a stray comma"),
    ] {
        assert!(why[place].contains(said), "`{said}` is missing in `{}`", why[place]);
    }
    assert!(why.iter().all(|row| !row.starts_with('|') && !row.ends_with('|')), "{why:?}");
    let summary = summary(&folder);
    assert_eq!(summary["rows"], serde_json::json!({ "read": 10, "evaluated": 2, "refused": 8 }));
    let turned_away = serde_json::json!([{ "practice": "North", "count": 5 }, { "practice": "South", "count": 1 }]);
    assert_eq!(summary["practices"]["with_refused_rows"], turned_away);
    assert_eq!(summary["ignored"], serde_json::json!([{ "column": "diagnosed", "count": 1 }]));
    assert_eq!(
        summary["faults"].as_array().unwrap().iter().map(|fault| fault["count"].as_u64().unwrap()).sum::<u64>(),
        9
    );
    assert!(page.contains("1  ignored: values after the achievement date, so not yet there (diagnosed)"), "{page}");
    // The one whose diagnosis was yet to come is evaluated, and on no register.
    assert_eq!(
        columns(&folder, "out/registers.csv", &["practice", "register", "patients", "members"])[0],
        "North|R|2|1"
    );
}

#[test]
fn strict_makes_it_an_error_and_leaves_the_list_alone() {
    let folder = folder(BAD_PATIENTS, PRACTICES);
    let ran = evaluate(&folder, &["--strict"]);
    ran.refused(
        2,
        &[
            "--strict",
            "refused.csv",
            "1 row: a subject of this name",
            "1 value of diagnosed",
            "practice South has no patients",
        ],
    );
    let files: Vec<_> = std::fs::read_dir(folder.path("out")).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(files, ["refused.csv"]);
    assert_eq!(folder.read("out/refused.csv").lines().count(), 10);

    let whole = PRACTICES.replace("West,,300,2.00\n", "");
    let folder = self::folder(PATIENTS, whole);
    evaluate(&folder, &["--strict"]).fine();
    let folder = self::folder(PATIENTS, PRACTICES);
    evaluate(&folder, &["--strict"]).refused(2, &["practice West has no patients"]);
}

#[test]
fn a_practice_named_twice_is_refused_and_its_first_row_stands() {
    let folder = folder(PATIENTS, PRACTICES.to_owned() + "North,Hills,999,9.00\n");
    let page = evaluate(&folder, &[]).fine();
    assert!(page.contains("rows of practices refused"), "{page}");
    assert_eq!(
        columns(&folder, "out/refused.csv", &["file", "line", "practice", "name", "why"]),
        ["practices.csv|5|North|DuplicateSubject|the practice stands already in line 2"]
    );
    let statements = folder.read("out/statements.csv");
    assert_eq!(value(&statements, "line", "payment"), "20");
    assert_eq!(summary(&folder)["practices"]["refused"], 1);
    evaluate(&folder, &["--strict", "--force"]).refused(2, &["1 row of practices refused"]);
}

#[test]
fn practices_that_disagree_about_what_they_share_are_not_pooled_and_it_is_said() {
    let folder = folder(PATIENTS, PRACTICES.replace("South,Coast,200,2.00", "South,Coast,200,3.00"));
    let page = evaluate(&folder, &[]).fine();
    assert!(page.contains("Coast is not pooled: North and South give different values for fee"), "{page}");
    assert!(!folder.read("out/networks.csv").contains("Coast"));
    let not_pooled = &summary(&folder)["networks"]["not_pooled"];
    assert_eq!(not_pooled.as_array().unwrap().len(), 2, "the network, and all practices");
}

#[test]
fn every_fault_of_a_header_is_told_at_once() {
    let header = "patient,practise,aged,birth,diagnosed,reviewed,reviewed,adults_only\n";
    let folder = folder(header.to_owned() + "n1,North,60,1965-10-01,,,,\n", PRACTICES);
    evaluate(&folder, &[]).refused(
        2,
        &[
            "patients.csv has 6 faults; nothing was evaluated",
            "the column `reviewed` stands twice",
            "column practise: the file takes no such column; did you mean `practice`?",
            "column aged: the contract takes no such fact; did you mean `age`?",
            "say --set adults_only=VALUE",
            "there is no column `practice`",
            "columns are missing for facts of small-population: age, declined, rare",
            "--missing-columns unknown",
        ],
    );
    assert!(!folder.path("out").exists());
}

#[test]
fn a_missing_column_may_be_unknown_and_what_hangs_on_it_is_undetermined() {
    let without = "patient,practice,age,birth,diagnosed,reviewed,rare\n\
                   n1,North,60,1965-10-01,2015-05-05,2025-06-01,\n\
                   n2,North,60,1965-10-01,2015-05-05,,\n";
    let folder = folder(without, PRACTICES);
    evaluate(&folder, &[]).refused(2, &["columns are missing for facts of small-population: declined"]);
    let page = evaluate(&folder, &["--missing-columns", "unknown"]).fine();
    assert!(page.contains("facts without a column, unknown: declined"), "{page}");
    assert!(page.contains("1  decisions undetermined: I1"), "{page}");
    assert_eq!(columns(&folder, "out/decisions.csv", &["patient", "outcome"]), ["n1|in numerator", "n2|undetermined"]);
    let first = &table(&folder, "out/counts.csv")[0];
    assert_eq!((first["undetermined"].as_str(), first["achieved"].as_str()), ("1", "undetermined"));
    assert_eq!(value(&folder.read("out/statements.csv"), "line", "payment"), "undetermined");
}

#[test]
fn a_switch_is_set_for_everybody() {
    let child =
        "patient,practice,age,birth,diagnosed,reviewed,declined,rare\nn1,North,9,2016-10-01,2025-05-05,2025-06-01,,\n";
    for (set, members) in [(&[][..], "0"), (&["--set", "adults_only=yes"], "0"), (&["--set", "adults_only=no"], "1")] {
        let folder = folder(child, PRACTICES);
        evaluate(&folder, set).fine();
        assert_eq!(columns(&folder, "out/registers.csv", &["members"])[0], members);
    }
    let folder = folder(child, PRACTICES);
    for (set, said) in [
        ("adult_only=no", "did you mean `adults_only`?"),
        ("adults_only", "there is no `=`"),
        ("adults_only=maybe", "it takes true or false"),
    ] {
        evaluate(&folder, &["--set", set]).refused(2, &[said]);
    }
    evaluate(&folder, &["--set", "adults_only=no", "--set", "adults_only=yes"]).refused(2, &["is set twice"]);
    assert!(!folder.path("out").exists());
}

#[test]
fn records_count_up_to_the_achievement_date() {
    let folder = folder(PATIENTS.replace(",90,1935", ",89,1935"), PRACTICES);
    // On 31 August 2025 nobody but n3 has had the birthday that the ages of the file stand for.
    evaluate(&folder, &["--achievement-date", "2025-08-31"]).fine();
    let summary = summary(&folder);
    assert_eq!(summary["achievement_date"], "2025-08-31");
    assert_eq!(summary["rows"], serde_json::json!({ "read": 7, "evaluated": 1, "refused": 6 }));
    assert_eq!(columns(&folder, "out/decisions.csv", &["patient", "outcome"]), ["n3|in numerator"]);
    evaluate(&folder, &["--force", "--achievement-date", "31/08/2025"]).refused(2, &["write the day as YYYY-MM-DD"]);
}

#[test]
fn files_of_any_spreadsheet_are_read() {
    let quoted = PATIENTS.replace("n1,", "\"n1\",").replace("s2,South", " s2 , South ");
    let folder = folder(PATIENTS, PRACTICES);
    evaluate(&folder, &[]).fine();
    let expected = folder.read("out/counts.csv");
    for patients in [
        PATIENTS.replace('\n', "\r\n"),
        format!("\u{feff}{PATIENTS}"),
        format!("\u{feff}{}", quoted.replace('\n', "\r\n")),
        PATIENTS.trim_end().to_owned(),
        PATIENTS.replace("s1,", "\n\n,,,,,,,\ns1,"),
    ] {
        let folder = self::folder(&patients, PRACTICES.replace('\n', "\r\n"));
        evaluate(&folder, &["--strict"]).refused(2, &["practice West has no patients"]);
        evaluate(&folder, &["--force"]).fine();
        assert_eq!(folder.read("out/counts.csv"), expected, "{patients:?}");
    }
    let comma = PATIENTS.replace("n1,", "\"n,1\",");
    let folder = self::folder(comma, PRACTICES);
    evaluate(&folder, &[]).fine();
    assert_eq!(columns(&folder, "out/decisions.csv", &["patient"])[0], "n,1");
}

#[test]
fn columns_may_stand_in_any_order() {
    let turned: String = PATIENTS
        .lines()
        .map(|line| {
            let mut cells: Vec<&str> = line.split(',').collect();
            cells.reverse();
            cells.join(",") + "\n"
        })
        .collect();
    let (straight, turned) = (folder(PATIENTS, PRACTICES), folder(turned, PRACTICES));
    for folder in [&straight, &turned] {
        evaluate(folder, &[]).fine();
    }
    for name in ["out/decisions.csv", "out/counts.csv", "out/reasons.csv", "out/statements.csv", "out/networks.csv"] {
        assert_eq!(straight.read(name), turned.read(name), "{name}");
    }
}

#[test]
fn patients_may_come_from_standard_input() {
    let folder = folder("", PRACTICES);
    let arguments = ["evaluate", "c.toml", "--patients", "-", "--practices", "practices.csv", "--out", "out"];
    folder.run_with(&arguments, PATIENTS.as_bytes()).fine();
    assert_eq!(columns(&folder, "out/registers.csv", &["members"])[0], "3");
    folder
        .run(&["evaluate", "c.toml", "--patients", "-", "--practices", "-", "--out", "out"])
        .refused(2, &["cannot both come from standard input"]);
}

#[test]
fn files_that_hold_nothing_are_told_apart() {
    let header = PATIENTS.lines().next().unwrap().to_owned() + "\n";
    let empty = folder(&header, PRACTICES);
    let page = evaluate(&empty, &[]).fine();
    assert!(page.contains("0 rows about patients: 0 evaluated"), "{page}");
    assert!(page.contains("practices without patients: North, South, West"), "{page}");
    assert_eq!(table(&empty, "out/counts.csv").len(), 6, "every practice has its zeros");
    evaluate(&empty, &["--strict", "--force"]).refused(2, &["practice North has no patients"]);
    evaluate(&folder("", PRACTICES), &[]).refused(2, &["patients.csv is empty", "begin with a header"]);
    evaluate(&folder(PATIENTS, ""), &[]).refused(2, &["practices.csv is empty"]);
    evaluate(&folder(PATIENTS, "practice,list_size,fee\n"), &[]).refused(2, &["a header but no row"]);
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let semicolons = PATIENTS.replace(',', ";");
    evaluate(&folder(semicolons, PRACTICES), &[]).refused(2, &["not separated by commas"]);
    let mut latin = PATIENTS.as_bytes().to_vec();
    latin.extend(b"n\xe9,North,60,1965-10-01,,,,\n");
    let folder = self::folder(latin, PRACTICES);
    evaluate(&folder, &[]).refused(2, &["patients.csv is not UTF-8: row 9", "save it as UTF-8"]);
    assert!(!folder.path("out").exists(), "nothing is left behind");
    let utf_16: Vec<u8> = [0xff, 0xfe].into_iter().chain(PATIENTS.bytes().flat_map(|byte| [byte, 0])).collect();
    evaluate(&self::folder(utf_16, PRACTICES), &[]).refused(2, &["written in UTF-16"]);
    let folder = Folder::new().with("c.toml", CONTRACT);
    evaluate(&folder, &[]).refused(4, &["cannot read patients.csv"]);
}

#[test]
fn faults_of_practices_end_the_run_all_at_once() {
    let bad = "practice,network,list_size,fee,numerator.I1\nNorth,Coast,0,two,5\n,Coast,5,1,1\nSouth,all practices,5,1,1\nWest,1\n";
    evaluate(&folder(PATIENTS, bad), &[]).refused(2, &["column numerator.I1: it is counted from the patients"]);
    let bad = bad.replace(",numerator.I1", "").replace(",5\n", "\n").replace(",1,1\n", ",1\n");
    evaluate(&folder(PATIENTS, bad), &[]).refused(
        2,
        &[
            "practices.csv has 5 faults",
            "row 2, column list_size (practice North): `0`",
            "row 2, column fee (practice North): `two`",
            "row 3, column practice: the cell is blank",
            "row 4, column network: `all practices`",
            "row 5: 2 cells under 4 columns",
        ],
    );
    let folder = folder(PATIENTS, "practice,network,list_size\nNorth,,5\nSouth,,5\n");
    evaluate(&folder, &[]).refused(2, &["columns are missing for facts of small-population: fee"]);
    let page = evaluate(&folder, &["--missing-columns", "unknown"]).fine();
    assert!(page.contains("1  facts without a column, unknown: fee"), "{page}");
    assert_eq!(summary(&folder)["columns_missing"], serde_json::json!(["fee"]));
    assert_eq!(value(&folder.read("out/statements.csv"), "line", "payment"), "undetermined");
}

#[test]
fn a_contract_about_networks_is_stated_for_networks_alone() {
    let contract = CONTRACT
        .replace("subject = \"practice\"", "subject = \"network\"")
        .replace("[fact.practice.fee]", "[fact.network.fee]")
        .replace("pool = \"same\"\ndoc = \"Fee", "doc = \"Fee");
    let folder = folder(PATIENTS, PRACTICES).with("c.toml", contract);
    evaluate(&folder, &[]).fine();
    assert_eq!(folder.read("out/statements.csv").lines().count(), 1, "a header and nothing else");
    // Two of four on the band 25 to 75 per cent are five of ten points, at 2.00; the fee is the network's own.
    let coast = |kind: &str, item: &str| {
        let text = folder.read("out/networks.csv");
        let found = rows(&text).into_iter().find(|row| row[0] == "Coast" && row[1] == kind && row[2] == item);
        found.unwrap_or_else(|| panic!("no {kind} {item}"))[3].clone()
    };
    assert_eq!((coast("fact", "fee"), coast("fact", "denominator.I1")), ("2".to_owned(), "4".to_owned()));
    assert_eq!(coast("line", "payment"), "10");
    assert_eq!(columns(&folder, "out/counts.csv", &["practice", "numerator"])[0], "North|1");
}

#[test]
fn a_contract_without_patient_rules_points_to_statements() {
    let arguments = [
        "evaluate",
        "medicare-shared-savings",
        "--patients",
        "patients.csv",
        "--practices",
        "practices.csv",
        "--out",
        "out",
    ];
    folder(PATIENTS, PRACTICES).run(&arguments).refused(2, &["holds no patient rules", "entitle statement"]);
}

#[test]
fn results_replace_others_only_by_force() {
    let folder = folder(PATIENTS, PRACTICES).with("out/mine.txt", "mine").with("out/counts.csv", "old");
    evaluate(&folder, &[]).refused(2, &["out is not empty", "--force"]);
    assert_eq!(folder.read("out/counts.csv"), "old");
    evaluate(&folder, &["--force"]).fine();
    assert_ne!(folder.read("out/counts.csv"), "old");
    assert_eq!(folder.read("out/mine.txt"), "mine");
    let file = self::folder(PATIENTS, PRACTICES).with("out", "a file");
    evaluate(&file, &[]).refused(4, &["out"]);
}

#[test]
fn the_whole_framework_is_evaluated() {
    // By facts/qof-rules.md (DM020, HYP008, BP002), all of 60 years and long registered: p1 has HbA1c 58 mmol/mol on the
    // last day of the year, at target; p2 has 59, above it; p3 has declined and no reading; p4 has no record at all.
    let folder = Folder::new();
    let shown = folder.run(&["show", "qof-england@2025-06-30", "--format", "json"]).fine();
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    let facts = shown["facts"].as_array().unwrap().iter();
    let text = |fact: &serde_json::Value, key: &str| fact[key].as_str().unwrap().to_owned();
    let names: Vec<String> =
        facts.filter(|fact| text(fact, "scope") == "patient").map(|fact| text(fact, "name")).collect();
    let common = [("age", "60"), ("birth_dat", "1965-10-01"), ("reg_dat", "2010-01-01"), ("dtap_before_reg", "0")];
    let diabetes = [("dmlat_dat", "2015-05-05"), ("dm_dat", "2015-05-05")];
    let patients = [
        ("p1", &[("ifcchba_dat", "2026-03-31"), ("ifcchba_val", "58")][..]),
        ("p2", &[("ifcchba_dat", "2026-03-31"), ("ifcchba_val", "59")]),
        ("p3", &[("dmpcadec_dat", "2025-09-01")]),
        ("p4", &[]),
    ];
    let mut file = format!("patient,practice,{}\n", names.join(","));
    for (patient, own) in patients {
        let diabetes = if patient == "p4" { &[][..] } else { &diabetes };
        let known: BTreeMap<&str, &str> = common.iter().chain(diabetes).chain(own).copied().collect();
        assert!(known.keys().all(|known| names.iter().any(|name| name == known)), "{known:?}");
        let cells: Vec<&str> = names.iter().map(|name| known.get(name.as_str()).copied().unwrap_or("")).collect();
        file += &format!("{patient},A,{}\n", cells.join(","));
    }
    let folder = folder.with("patients.csv", file).with("practices.csv", "practice,list_size\nA,10184\n");
    let files = ["--patients", "patients.csv", "--practices", "practices.csv", "--out", "out"];
    // National prevalences are announced each year; without them the payment is undetermined.
    let missing = ["--missing-columns", "unknown"];
    folder.run(&[&["evaluate", "qof-england@2025-06-30"][..], &files, &missing].concat()).fine();
    assert_eq!(summary(&folder)["rows"], serde_json::json!({ "read": 4, "evaluated": 4, "refused": 0 }));
    let of = |indicator: &str| {
        let rows = table(&folder, "out/decisions.csv").into_iter().filter(|row| row["indicator"] == indicator);
        rows.map(|row| format!("{} {}", row["patient"], row["outcome"])).collect::<Vec<_>>()
    };
    assert_eq!(of("DM020"), ["p1 in numerator", "p2 in denominator", "p3 adjusted"]);
    assert_eq!(of("HYP008"), [""; 0], "nobody has hypertension");
    let counts = table(&folder, "out/counts.csv");
    assert_eq!(counts.len(), 44);
    let row = counts.iter().find(|row| row["indicator"] == "DM020").unwrap();
    let cells = ["register_size", "denominator", "numerator", "adjustments", "achieved"].map(|cell| row[cell].as_str());
    assert_eq!(cells, ["3", "2", "1", "1", "0.5"]);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = folder(BAD_PATIENTS, PRACTICES);
    evaluate(&folder, &["--set", "adults_only=no"]).fine();
    let names = std::fs::read_dir(folder.path("out")).unwrap().map(|file| file.unwrap().file_name());
    let names: Vec<String> = names.map(|name| "out/".to_owned() + name.to_str().unwrap()).collect();
    let first: Vec<String> = names.iter().map(|name| folder.read(name)).collect();
    evaluate(&folder, &["--set", "adults_only=no", "--force"]).fine();
    let second: Vec<String> = names.iter().map(|name| folder.read(name)).collect();
    assert_eq!((names.len(), first), (8, second));
    assert_eq!(summary(&folder)["set"], serde_json::json!({ "adults_only": "false" }));
}

#[test]
fn names_keep_their_commas_quotes_and_letters() {
    let name = "\"Dr \"\"Ng\"\", Ωmega & Søn\"";
    let (patients, practices) = (PATIENTS.replace("North", name), PRACTICES.replace("North", name));
    let folder = folder(patients, practices.replace("Coast", "\"Coast, \"\"the\"\"\""));
    evaluate(&folder, &[]).fine();
    let read = "Dr \"Ng\", Ωmega & Søn";
    assert_eq!(columns(&folder, "out/counts.csv", &["practice", "network"])[0], format!("{read}|Coast, \"the\""));
    assert_eq!(columns(&folder, "out/decisions.csv", &["practice"])[0], read);
    assert_eq!(rows(&folder.read("out/statements.csv"))[0][0], read);
    assert_eq!(rows(&folder.read("out/networks.csv"))[0][0], "Coast, \"the\"");
}

#[test]
fn a_stray_quote_that_swallows_rows_ends_the_run() {
    // Between the two quotes four patients are one cell; nobody could tell from one refused row.
    let swallowing = PATIENTS.replace("2015-05-05,,yes,", "2015-05-05,,\"yes,").replace("no,", "no\",");
    let folder = folder(swallowing, PRACTICES);
    evaluate(&folder, &[])
        .refused(2, &["patients.csv, row 3: the cell that begins `yes,` goes on over 4 lines", "quote"]);
    let to_the_end = PRACTICES.replace("North", "\"North");
    evaluate(&self::folder(PATIENTS, to_the_end), &[]).refused(2, &["practices.csv, row 2: the cell that begins"]);
}

#[test]
fn faults_in_many_columns_are_one_line_of_the_page_and_all_in_the_summary() {
    let rows = "n1,North,60,1965-10-01,2027-01-01,2027-01-01,,\n\
                n2,North,131,1900-10-01,,,,\nn3,North,600,1900-10-01,,,,\nn4,North,60,1700-01-01,,,,\n";
    let folder = folder(PATIENTS.lines().next().unwrap().to_owned() + "\n" + rows, PRACTICES);
    let page = evaluate(&folder, &[]).fine();
    assert!(
        page.contains(
            "3  faults in 2 columns: the value lies outside the fact's range (age 2, birth 1); see refused.csv"
        ),
        "{page}"
    );
    let faults = summary(&folder)["faults"].as_array().unwrap().clone();
    let range: Vec<_> = faults.iter().filter(|fault| fault["name"] == "OutOfRange").collect();
    assert_eq!(range.len(), 2, "by column");
}

#[test]
fn an_achievement_date_outside_the_period_is_said() {
    let header = PATIENTS.lines().next().unwrap().to_owned() + "\n";
    let said = "the achievement date lies outside the period 2025-04-01 to 2026-03-31";
    for (day, outside) in [("2025-03-31", true), ("2025-04-01", false), ("2026-03-31", false), ("2026-04-01", true)] {
        let page = evaluate(&folder(&header, PRACTICES), &["--achievement-date", day]).fine();
        assert_eq!(page.contains(said), outside, "{page}");
    }
    evaluate(&folder(&header, PRACTICES), &["--achievement-date", "9999-12-31"])
        .refused(2, &["small-population cannot be evaluated up to the achievement date 9999-12-31"]);
}

#[test]
fn a_network_that_is_not_known_is_not_a_network() {
    for unknown in ["?", "null"] {
        let practices = PRACTICES.replace("Coast", unknown);
        evaluate(&folder(PATIENTS, practices), &[])
            .refused(2, &[&format!("row 2, column network: `{unknown}` names no network"), "leave the cell blank"]);
    }
}

#[test]
fn a_fact_of_the_contract_without_a_default_must_be_set() {
    let contract = CONTRACT.replace(
        "[fact.contract.adults_only]",
        "[fact.contract.uplift]\ntype = \"integer\"\nrange = [0, 9]\ndoc = \"Uplift\"\n\n[fact.contract.adults_only]",
    );
    let contract = contract.replace("value = \"points * fee\"", "value = \"points * fee * uplift\"");
    let folder = folder(PATIENTS, PRACTICES).with("c.toml", contract);
    evaluate(&folder, &[])
        .refused(2, &["facts of small-population as a whole are not set: uplift", "--set NAME=VALUE"]);
    let page = evaluate(&folder, &["--missing-columns", "unknown"]).fine();
    assert!(page.contains("facts without a column, unknown: uplift"), "{page}");
    let page = evaluate(&folder, &["--set", "uplift=3", "--force"]).fine();
    assert!(page.contains("set: uplift = 3"), "{page}");
    // North earns all ten points at 2.00, thrice.
    assert_eq!(value(&folder.read("out/statements.csv"), "line", "payment"), "60");
}

#[test]
fn a_strict_run_over_earlier_results_says_that_they_are_not_its_own() {
    let folder = folder(BAD_PATIENTS, PRACTICES);
    evaluate(&folder, &[]).fine();
    let before = folder.read("out/counts.csv");
    evaluate(&folder, &["--strict", "--force"]).refused(2, &["the other files of out stood there before"]);
    assert_eq!(folder.read("out/counts.csv"), before);
}

#[test]
fn a_run_that_fails_leaves_no_folder_behind() {
    let folder = folder(PATIENTS, "practice,list_size,fee\n");
    let arguments = ["evaluate", "c.toml", "--patients", "patients.csv", "--practices", "practices.csv"];
    let before = folder.names();
    folder.run(&[&arguments[..], &["--out", "a/b/c"]].concat()).refused(2, &["a header but no row"]);
    assert_eq!(folder.names(), before);
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    use std::io::Write;
    use std::process::{Command, Stdio};
    for signal in ["-INT", "-TERM"] {
        let folder = folder("", PRACTICES);
        let before = folder.names();
        let mut run = Command::new(env!("CARGO_BIN_EXE_entitle"))
            .args(["evaluate", "c.toml", "--patients", "-", "--practices", "practices.csv", "--out", "a/out"])
            .current_dir(folder.path(""))
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // It has its header and a row, and waits for more.
        let mut input = run.stdin.take().unwrap();
        input.write_all(PATIENTS.as_bytes()).unwrap();
        let is_writing =
            || folder.path("a/out").exists() && std::fs::read_dir(folder.path("a/out")).unwrap().count() == 2;
        while !is_writing() {
            assert!(run.try_wait().unwrap().is_none(), "it ended early");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        assert!(Command::new("kill").args([signal, &run.id().to_string()]).status().unwrap().success());
        let ended = run.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(130));
        assert!(String::from_utf8_lossy(&ended.stderr).contains("interrupted: no results were written"));
        assert_eq!(folder.names(), before);
        drop(input);
    }
}
