//! Checking, compiling and testing definitions.

mod support;

use support::{Folder, SMALL, rows};

const FAULTY: &str = "semantics = 1\n[contract]\nid = \"small\"\ntitle = \"x\"\nin_force = 2025-04-01\nsubject = \"practice\"\n\
    [line.a]\ntitle = \"a\"\nvalue = \"lst_size + 1\"\nunit = \"GBP\"\nclause = \"1\"\n";

#[test]
fn a_sound_definition_passes_in_its_place() {
    let folder = Folder::new().with("small/2025-04-01.toml", SMALL);
    let out = folder.run(&["check", "small/2025-04-01.toml"]).fine();
    assert!(out.starts_with("small/2025-04-01.toml: "));
}

#[test]
fn faults_are_told_with_file_line_and_column() {
    let folder = Folder::new().with("small/2025-04-01.toml", FAULTY);
    let ran = folder.run(&["check", "small/2025-04-01.toml"]);
    assert_eq!(ran.exit, 1);
    assert!(ran.err.contains("small/2025-04-01.toml:9:"), "{}", ran.err);
    assert!(ran.err.contains("lst_size"));
    let json = folder.run(&["check", "small/2025-04-01.toml", "--format", "json"]);
    assert_eq!(json.exit, 1);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json[0]["line"], 9);
    let csv = folder.run(&["check", "small/2025-04-01.toml", "--format", "csv"]);
    assert!(csv.out.contains("small/2025-04-01.toml,9,"), "{}", csv.out);
}

#[test]
fn editors_get_places_in_every_measure_they_count_in() {
    // Behind a letter of two UTF-16 units and four bytes, in a file with carriage returns and a byte order mark.
    let definition = FAULTY.replace("title = \"a\"\nvalue", "title = \"a\"\n\"\u{1f642}\" = 1 \nvalue");
    let definition = format!("\u{feff}{}", definition.replace('\n', "\r\n"));
    let json = |out: &str| serde_json::from_str::<Vec<serde_json::Value>>(out).unwrap();
    let folder = Folder::new().with("small/2025-04-01.toml", &definition);
    let ran = folder.run(&["check", "small/2025-04-01.toml", "--format", "json"]);
    assert_eq!(ran.exit, 1);
    let found = json(&ran.out);
    let at = |name: &str| {
        let fault = found.iter().find(|fault| fault["code"] == name).unwrap();
        let bytes = |key: &str| usize::try_from(fault[key].as_u64().unwrap()).unwrap();
        definition[bytes("start_byte")..bytes("end_byte")].to_owned()
    };
    assert_eq!((at("unknown-key").as_str(), at("unknown-name").as_str()), ("\"\u{1f642}\"", "lst_size"));
    let key = found.iter().find(|fault| fault["code"] == "unknown-key").unwrap();
    for (field, value) in [("line", 9), ("column", 1), ("end_line", 9), ("end_column", 4), ("end_column_utf16", 5)] {
        assert_eq!(key[field], value, "{field}: {key}");
    }
    assert_eq!((key["severity"].as_str(), key["file"].as_str()), (Some("error"), Some("small/2025-04-01.toml")));
    assert!(key["help"].is_string() && key["message"].is_string());
}

#[test]
fn a_definition_from_standard_input_stands_where_its_name_says() {
    let folder = Folder::new();
    let check =
        |arguments: &[&str], text: &str| folder.run_with(&[&["check", "-"], arguments].concat(), text.as_bytes());
    check(&[], SMALL).fine();
    check(&["--name", "small/2025-04-01.toml"], SMALL).fine();
    let ran = check(&["--name", "other/2025-04-01.toml", "--format", "json"], SMALL);
    assert_eq!(ran.exit, 1);
    assert!(ran.out.contains("\"file\": \"other/2025-04-01.toml\""), "{}", ran.out);
    folder.run_with(&["check", "-", "-"], b"").refused(2, &["standard input can be read once"]);
    assert_eq!(check(&["--format", "json"], SMALL).fine().trim(), "[]");
}

#[test]
fn faults_between_files_are_faults_with_a_file() {
    let later = SMALL.replace("in_force = 2025-04-01", "in_force = 2025-10-01");
    let folder = Folder::new().with("small/2025-04-01.toml", SMALL).with("elsewhere/later.toml", &later);
    let ran = folder.run(&["check", "small/2025-04-01.toml", "elsewhere/later.toml", "--format", "json"]);
    assert_eq!(ran.exit, 1);
    let found: Vec<serde_json::Value> = serde_json::from_str(&ran.out).unwrap();
    let codes: Vec<&str> = found.iter().map(|fault| fault["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["misplaced", "misplaced", "overlap"], "{}", ran.out);
    assert!(found[2]["file"] == "small/2025-04-01.toml" && found[2]["line"] == 1);
}

#[test]
fn workflow_commands_mark_the_place_in_one_line() {
    let folder = Folder::new().with("small/2025-04-01.toml", FAULTY);
    let ran = folder.run(&["check", "small/2025-04-01.toml", "--format", "github"]);
    assert_eq!(ran.exit, 1);
    let lines: Vec<&str> = ran.out.lines().collect();
    let expected = "::error file=small/2025-04-01.toml,line=9,endLine=9,col=10,endColumn=18,title=unknown-name::";
    assert!(lines.iter().any(|line| line.starts_with(expected)), "{}", ran.out);
    assert!(lines.iter().all(|line| line.starts_with("::error ") || line.starts_with("::warning ")), "{}", ran.out);
}

#[test]
fn a_definition_in_the_wrong_place_is_found() {
    let folder = Folder::new().with("other/2025-04-01.toml", SMALL);
    let ran = folder.run(&["check", "other/2025-04-01.toml"]);
    assert_eq!(ran.exit, 1);
    assert!(ran.err.contains("the file lies in the folder `other`"), "{}", ran.err);
    let folder = Folder::new().with("small/2025-05-01.toml", SMALL);
    let ran = folder.run(&["check", "small/2025-05-01.toml"]);
    assert_eq!(ran.exit, 1);
    assert!(ran.err.contains("file-name"), "{}", ran.err);
}

#[test]
fn a_folder_that_a_path_does_not_name_is_looked_up() {
    let folder = Folder::new().with("small/2025-04-01.toml", SMALL).with("small/inner/x", "");
    for file in
        ["2025-04-01.toml", "./2025-04-01.toml", "inner/../2025-04-01.toml", "inner/../../small/2025-04-01.toml"]
    {
        let ran = std::process::Command::new(env!("CARGO_BIN_EXE_entitle"))
            .args(["check", file])
            .current_dir(folder.path("small"))
            .output()
            .unwrap();
        assert!(ran.status.success(), "{file}: {}", String::from_utf8_lossy(&ran.stderr));
    }
}

#[test]
fn definitions_that_overlap_are_found() {
    let later = SMALL.replace("in_force = 2025-04-01", "in_force = 2025-10-01");
    let folder = Folder::new().with("small/2025-04-01.toml", SMALL).with("small/2025-10-01.toml", &later);
    let ran = folder.run(&["check", "small/2025-04-01.toml", "small/2025-10-01.toml"]);
    assert_eq!(ran.exit, 1);
    assert!(ran.err.contains("in force on the same days"), "{}", ran.err);
    let next = SMALL
        .replace("in_force = 2025-04-01", "in_force = 2026-04-01")
        .replace("until = 2026-04-01", "until = 2027-04-01");
    let folder = Folder::new().with("small/2025-04-01.toml", SMALL).with("small/2026-04-01.toml", &next);
    folder.run(&["check", "small/2025-04-01.toml", "small/2026-04-01.toml"]).fine();
}

#[test]
fn a_faulty_definition_leaves_no_image() {
    let folder = Folder::new().with("faulty.toml", FAULTY);
    let ran = folder.run(&["compile", "faulty.toml", "-o", "out.image"]);
    assert_eq!(ran.exit, 1);
    assert_eq!(folder.names(), ["faulty.toml"]);
    let ran = folder.run(&["compile", "none.toml", "-o", "out.image"]);
    assert_eq!(ran.exit, 4);
}

#[test]
fn an_image_never_replaces_its_own_definition() {
    let folder = Folder::new().with("small.toml", SMALL);
    for image in ["small.toml", "./small.toml"] {
        folder.run(&["compile", "small.toml", "-o", image]).refused(2, &["its own definition", "name another file"]);
    }
    assert_eq!(folder.read("small.toml"), SMALL);
}

#[test]
fn the_same_definition_gives_the_same_bytes() {
    let folder = Folder::new().with("small.toml", SMALL);
    folder.run(&["compile", "small.toml", "-o", "a.image"]).fine();
    folder.run(&["compile", "small.toml", "-o", "b.image"]).fine();
    assert_eq!(std::fs::read(folder.path("a.image")).unwrap(), std::fs::read(folder.path("b.image")).unwrap());
}

#[test]
fn an_image_without_its_text_is_smaller_and_answers_the_same() {
    let facts = r#"{"list_size": 10, "kind": "rural"}"#;
    let folder = Folder::new().with("small.toml", SMALL).with("facts.json", facts);
    folder.run(&["compile", "small.toml", "-o", "whole.image"]).fine();
    let said = folder.run(&["compile", "small.toml", "--without-text", "-o", "bare.image"]).fine();
    let [whole, bare] = ["whole.image", "bare.image"].map(|image| std::fs::read(folder.path(image)).unwrap());
    let has = |image: &[u8], text: &str| image.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(has(&whole, "A small contract") && !has(&bare, "A small contract"));
    assert!(bare.len() < whole.len());
    assert!(said.ends_with(&format!("{} bytes\n", bare.len())), "{said}");
    let of = |image: &str| {
        let arguments = ["statement", image, "--facts", "facts.json", "--format", "csv", "--trace"];
        folder.run(&arguments).fine()
    };
    // Titles and clauses are text, and stand in the last column; every answer stands before it.
    let answers =
        |image: &str| rows(&of(image)).into_iter().map(|[a, b, c, d, e, _]| [a, b, c, d, e]).collect::<Vec<_>>();
    assert!(answers("./whole.image").len() > 3);
    assert_eq!(answers("./whole.image"), answers("./bare.image"));
}

const TESTS: &str = r#"
contract = "small"
on = 2025-06-30
[[test]]
name = "ten rural patients at 2.50, twice"
facts = { list_size = 10, kind = "rural" }
expect = { line = { payment = "50.00" }, criterion = { open = "undetermined" } }
"#;

fn with_tests(tests: &str) -> Folder {
    Folder::new().with("small/2025-04-01.toml", SMALL).with("small/tests/payment.toml", tests)
}

#[test]
fn rule_tests_pass_and_tell_what_no_test_reaches() {
    let out = with_tests(TESTS).run(&["test", "small"]).fine();
    assert!(out.contains("small@2025-04-01#1: 1 test, 0 of 2 outcomes of criteria, 1 of 2 lines"), "{out}");
    assert!(out.contains("no test: criterion open: not met") && out.contains("no test: lines shared"));
    assert!(out.contains("passed: 1 test in 1 file, 0 failed"));
}

#[test]
fn a_failing_rule_test_tells_what_was_expected_and_found() {
    let folder = with_tests(&TESTS.replace("\"50.00\"", "\"49.99\""));
    let ran = folder.run(&["test", "small"]);
    assert_eq!(ran.exit, 1);
    assert!(ran.out.contains("small/tests/payment.toml:4: ten rural patients"), "{}", ran.out);
    assert!(ran.out.contains("line.payment: expected 49.99, found 50"));
    let json = folder.run(&["test", "small", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["failures"][0]["found"], "50");
    assert!(folder.run(&["test", "small", "--format", "csv"]).out.contains("failure,line.payment,50"));
}

#[test]
fn rule_tests_refuse_what_they_do_not_know() {
    for (from, to, said) in [
        ("payment =", "paymnt =", "did you mean `payment`?"),
        ("list_size", "list_siez", "did you mean `list_size`?"),
        ("expect", "expects", "did you mean `expect`?"),
        ("2025-06-30", "2027-06-30", "no definition beside it covers 2027-06-30"),
        ("\"small\"", "\"large\"", "the definition beside it is of small"),
        ("\"rural\"", "3.5", "float"),
    ] {
        let ran = with_tests(&TESTS.replace(from, to)).run(&["test", "small"]);
        assert_eq!(ran.exit, 1, "{to}");
        assert!(ran.out.contains(said), "{to}: {}", ran.out);
    }
}

#[test]
fn rule_tests_that_are_not_there_are_no_success() {
    let folder = Folder::new().with("small/2025-04-01.toml", SMALL);
    folder.run(&["test", "small"]).refused(2, &["no rule tests"]);
    folder.run(&["test"]).refused(2, &["core/contracts"]);
    folder.run(&["test", "none"]).refused(4, &["cannot read none"]);
}

#[test]
fn a_correction_goes_before_what_it_corrects() {
    let corrected = SMALL.replace("value = \"2.50\"", "value = \"3.00\"");
    let folder = with_tests(&TESTS.replace("\"50.00\"", "\"60\"")).with("small/2025-04-01.r2.toml", corrected);
    let out = folder.run(&["test", "small"]).fine();
    assert!(out.contains("small@2025-04-01#2: 1 test") && out.contains("small@2025-04-01#1: 0 tests"), "{out}");
}

#[test]
fn the_rule_tests_of_the_shipped_contracts_pass() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/contracts");
    let report = entitle_cli::rule_tests::run(&folder).unwrap();
    assert!(report.passed(), "{}", report.rendered());
    assert!(report.tests > 0);
}
