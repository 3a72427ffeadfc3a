//! Texts of others on their way out: to a terminal, to a spreadsheet, to a list of what was refused.

mod support;

use support::{Folder, rows};

const CONTRACT: &str = include_str!("population/contract.toml");
const HEADER: &str = "patient,practice,age,birth,diagnosed,reviewed,declined,rare\n";

fn evaluate(folder: &Folder, more: &[&str]) -> support::Ran {
    let files = ["evaluate", "c.toml", "--patients", "patients.csv", "--practices", "practices.csv", "--out", "out"];
    folder.run(&[&files, more].concat())
}

#[test]
fn control_characters_are_shown_on_pages_and_kept_in_files() {
    let name = "A\u{1b}[31m\u{1b}]0;x\u{7}B\u{9b}2J";
    let shown = "A\\u{1b}[31m\\u{1b}]0;x\\u{7}B\\u{9b}2J";
    let facts = serde_json::json!({ "subject": name, "list_size": 5 }).to_string();
    let folder = Folder::new().with("facts.json", facts).with("c.toml", CONTRACT);
    let statement = ["statement", "c.toml", "--facts", "facts.json"];
    // Colours that were asked for are ours alone.
    let page = std::process::Command::new(env!("CARGO_BIN_EXE_entitle"))
        .args(statement)
        .current_dir(folder.path(""))
        .env("CLICOLOR_FORCE", "1")
        .output()
        .unwrap();
    let page = String::from_utf8(page.stdout).unwrap();
    assert!(page.contains(shown) && !page.contains("\u{1b}]") && !page.contains("[31m\u{1b}"), "{page:?}");
    let csv = folder.run(&[&statement[..], &["--format", "csv"]].concat()).fine();
    assert_eq!(rows(&csv)[0][0], name);
    let json = folder.run(&[&statement[..], &["--format", "json"]].concat()).fine();
    assert!(!json.contains(|character: char| character.is_control() && character != '\n'));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[0]["subject"], name);
    folder
        .run(&["statement", "no-such-\u{1b}[2Jcontract", "--facts", "facts.json"])
        .refused(3, &["no-such-\\u{1b}[2Jcontract"]);
}

#[test]
fn a_cell_that_a_spreadsheet_would_run_is_written_so_that_it_does_not() {
    let patients = HEADER.to_owned()
        + "=cmd|' /C calc'!A0,North,60,1965-10-01,2015-05-05,2025-06-01,,\n-2,North,131,1965-10-01,,,,\n'q,@Sum,60,1965-10-01,,,,\n";
    let practices = "practice,network,list_size,fee\nNorth,+1+1,100,2.00\n";
    let folder = Folder::new().with("c.toml", CONTRACT).with("patients.csv", patients).with("practices.csv", practices);
    evaluate(&folder, &["--count-without-refused"]).fine();
    assert!(folder.read("out/decisions.csv").contains("\n'=cmd|' /C calc'!A0,North,"));
    assert!(folder.read("out/counts.csv").contains("\nNorth,'+1+1,I1,"));
    assert!(folder.read("out/networks.csv").contains("\n'+1+1,members,"));
    let refused = folder.read("out/refused.csv");
    // A number is a number, and an apostrophe of the name's own comes back too.
    assert!(refused.contains(",3,-2,North,age,131,") && refused.contains(",4,''q,'@Sum,practice,'@Sum,"), "{refused}");
}

#[test]
fn what_was_refused_is_listed_as_far_as_there_is_room() {
    let long = "x".repeat(100_000);
    let patients = format!("{HEADER}{long},{long},60,1965-10-01,,,,\nn2,North,{long},1965-10-01,,,,\n");
    let practices = "practice,network,list_size,fee\nNorth,,100,2.00\n";
    let folder = Folder::new().with("c.toml", CONTRACT).with("patients.csv", patients).with("practices.csv", practices);
    evaluate(&folder, &[]).fine();
    let refused = folder.read("out/refused.csv");
    assert!(refused.len() < 3_000, "{} bytes", refused.len());
    assert!(refused.contains(&format!("{}… (100000 bytes)", &long[..80])));
}

#[test]
fn a_quote_that_is_not_closed_ends_where_a_row_may_not_go_on() {
    let mut patients = HEADER.to_owned() + "n1,North,60,1965-10-01,,,,\n\"n2,North,60,1965-10-01,,,,\n";
    while patients.len() < 20 << 20 {
        patients += "n3,North,60,1965-10-01,,,,\n";
    }
    let practices = "practice,network,list_size,fee\nNorth,,100,2.00\n";
    let folder = Folder::new().with("c.toml", CONTRACT).with("patients.csv", patients).with("practices.csv", practices);
    evaluate(&folder, &[]).refused(
        2,
        &["patients.csv: the row that begins in line 3 is longer than 4 MiB", "a quote that is not closed"],
    );
}

#[test]
fn a_file_of_many_columns_is_judged_in_time_that_grows_with_them() {
    let columns: Vec<String> = (0..80_000).map(|column| format!("unknown_column_{column}")).collect();
    let patients = format!("patient,practice,{}\n", columns.join(","));
    let practices = "practice,network,list_size,fee\nNorth,,100,2.00\n";
    let folder = Folder::new().with("patients.csv", patients).with("practices.csv", practices);
    let started = std::time::Instant::now();
    let files = ["--patients", "patients.csv", "--practices", "practices.csv", "--out", "out"];
    folder
        .run(&[&["evaluate", "qof-england@2025-06-30"][..], &files].concat())
        .refused(2, &["the contract takes no such fact", "and 79"]);
    assert!(started.elapsed().as_secs() < 120, "{:?}", started.elapsed());
}

#[test]
fn threads_are_at_most_four_for_each_processor_and_it_is_told() {
    let patients = HEADER.to_owned() + "n1,North,60,1965-10-01,,,,\n";
    let practices = "practice,network,list_size,fee\nNorth,,100,2.00\n";
    let folder = Folder::new().with("c.toml", CONTRACT).with("patients.csv", patients).with("practices.csv", practices);
    let ran = evaluate(&folder, &["--threads", "100000"]);
    assert_eq!(ran.exit, 0, "{}", ran.err);
    let most = 4 * std::thread::available_parallelism().unwrap().get();
    assert!(
        ran.err.contains(&format!("note: 100000 threads are cut to {most}, four times the processors")),
        "{}",
        ran.err
    );
}
