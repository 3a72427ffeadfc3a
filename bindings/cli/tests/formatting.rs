//! `entitle fmt`: one style, the meaning untouched; and `entitle schema`.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use support::{Folder, SMALL};

/// The small definition as a person in a hurry writes it.
fn untidy() -> String {
    SMALL
        .replace("[contract]\n", "\n\n\n[contract]   # what it is\n")
        .replace("range = [1, 1000]", "range=[ 1,1000 ]")
        .replace("values = [\"urban\", \"rural\"]", "values = [\n\"urban\",\n    \"rural\" ]")
        .replace("{ place = \"0.01\",", "{place=\"0.01\",  ")
        .replace("[line.shared]", "#a remark\n[line.shared]")
}

#[test]
fn an_untidy_definition_is_tidied_and_its_remarks_are_kept() {
    let folder = Folder::new().with("small.toml", untidy());
    let ran = folder.run(&["fmt", "small.toml"]);
    assert_eq!((ran.exit, ran.out.as_str(), ran.err.as_str()), (0, "", "formatted small.toml\n"));
    let tidy = folder.read("small.toml");
    for part in [
        "\n[contract] # what it is\nid",
        "\nrange = [1, 1000]\n",
        "values = [\n  \"urban\",\n  \"rural\",\n]\n",
        "round = { place = \"0.01\", mode = \"half up\" }\n",
        "\n# a remark\n[line.shared]\n",
        "value = 'if kind = \"rural\" then",
    ] {
        assert!(tidy.contains(part), "{part}\nis missing in\n{tidy}");
    }
    let again = folder.run(&["fmt", "small.toml"]);
    assert_eq!((again.exit, again.err.as_str()), (0, ""));
    assert_eq!(folder.read("small.toml"), tidy);
}

#[test]
fn a_directive_to_an_editor_is_kept_to_the_letter() {
    let folder = Folder::new();
    for directive in [
        "#:schema ../definition.schema.json",
        "#:schema  https://example.org/x.json",
        "#:tombi toml-version = \"v1.0.0\"",
    ] {
        let text = format!("{directive}\n#a remark\na=1\n");
        let tidy = folder.run_with(&["fmt", "-"], text.as_bytes()).fine();
        assert_eq!(tidy, format!("{directive}\n# a remark\na = 1\n"));
        assert_eq!(folder.run_with(&["fmt", "-"], tidy.as_bytes()).fine(), tidy);
    }
    // A text that holds one is a text.
    let text = "#:schema x.json\na = \"\"\"\n# :schema y.json\n\"\"\"\n";
    assert_eq!(folder.run_with(&["fmt", "-"], text.as_bytes()).fine(), text);
}

#[test]
fn a_check_shows_the_difference_and_writes_nothing() {
    let folder = Folder::new().with("untidy.toml", untidy()).with("tidy.toml", "a = 1\n");
    let ran = folder.run(&["fmt", "--check", "tidy.toml", "untidy.toml"]);
    assert_eq!(ran.exit, 1);
    assert!(ran.out.starts_with("--- untidy.toml\n+++ untidy.toml (formatted)\n@@ "), "{}", ran.out);
    assert!(ran.out.contains("\n-range=[ 1,1000 ]\n+range = [1, 1000]\n"), "{}", ran.out);
    assert!(ran.err.starts_with("1 file would change"), "{}", ran.err);
    assert_eq!(folder.read("untidy.toml"), untidy());
    assert_eq!(folder.run(&["fmt", "--check", "tidy.toml"]).fine(), "");
}

#[test]
fn standard_input_is_printed_tidy() {
    let folder = Folder::new();
    assert_eq!(folder.run_with(&["fmt", "-"], b"a=1 \r\nb = [1,2]\r\n").fine(), "a = 1\nb = [1, 2]\n");
    let ran = folder.run_with(&["fmt", "--check", "-"], b"a=1\n");
    assert_eq!(ran.exit, 1);
    assert!(ran.out.contains("-a=1\n+a = 1\n"), "{}", ran.out);
    folder.run_with(&["fmt", "-", "-"], b"a=1\n").refused(2, &["standard input can be read once", "give `-` once"]);
}

#[test]
fn what_is_not_toml_stays_as_it_is_and_stops_the_others() {
    let folder = Folder::new().with("untidy.toml", "a=1\n").with("broken.toml", "a = \n");
    folder.run(&["fmt", "untidy.toml", "broken.toml"]).refused(1, &["broken.toml:1:", "was left as it is"]);
    assert_eq!((folder.read("untidy.toml"), folder.read("broken.toml")), ("a=1\n".into(), "a = \n".into()));
    folder.run(&["fmt", "none.toml"]).refused(4, &["cannot read none.toml"]);
}

#[test]
fn a_faulty_definition_is_tidied_all_the_same() {
    let folder = Folder::new().with("faulty.toml", untidy().replace("fee * list_size", "fee * lst_size"));
    assert_eq!(folder.run(&["fmt", "faulty.toml"]).exit, 0);
    assert!(folder.read("faulty.toml").contains("range = [1, 1000]"));
}

fn core() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core")
}

/// Every definition and rule test that is shipped.
fn shipped() -> Vec<String> {
    let mut folders = vec![core().join("contracts")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let is_toml = path.extension().is_some_and(|extension| extension == "toml");
            if path.is_dir() {
                folders.push(path);
            } else if is_toml && path.file_name().is_some_and(|name| name != "Cargo.toml") {
                found.push(path.to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn shipped_definitions_and_tests_are_tidy() {
    let files = shipped();
    assert!(files.len() > 10, "{files:?}");
    let arguments: Vec<&str> = ["fmt", "--check"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let ran = Folder::new().run(&arguments);
    let command = "cargo run -- fmt core/contracts/*/*.toml core/contracts/*/tests/*.toml";
    assert_eq!(ran.exit, 0, "run `{command}`, then `UPDATE=1 cargo test -p entitle-contracts`:\n{}", ran.out);
}

#[test]
fn the_schemas_are_printed_as_they_are_committed() {
    let folder = Folder::new();
    for (arguments, file) in [
        (&["schema"][..], "definition.schema.json"),
        (&["schema", "definition"], "definition.schema.json"),
        (&["schema", "rule-tests"], "rule-tests.schema.json"),
    ] {
        assert_eq!(folder.run(arguments).fine(), fs::read_to_string(core().join("compiler").join(file)).unwrap());
    }
}

/// The keys that a test file's refusal lists are those of the schema.
#[test]
fn the_schema_of_rule_tests_has_the_keys_that_tests_are_read_by() {
    let schema: serde_json::Value = serde_json::from_str(&Folder::new().run(&["schema", "rule-tests"]).fine()).unwrap();
    let keys = |place: &str| {
        let keys = schema.pointer(place).unwrap().as_object().unwrap().keys().map(String::as_str);
        keys.collect::<Vec<_>>().join(", ")
    };
    let head = "contract = \"small\"\non = 2025-06-30\n";
    for (text, place) in [
        (format!("{head}unheard_of_and_far_off = 1\n"), "/properties"),
        (format!("{head}[[test]]\nunheard_of_and_far_off = 1\n"), "/definitions/test/properties"),
    ] {
        let folder = Folder::new().with("small/2025-04-01.toml", SMALL).with("small/tests/a.toml", &text);
        let ran = folder.run(&["test", "small"]);
        assert_eq!(ran.exit, 1);
        assert!(ran.out.contains(&format!("known are {}", keys(place))), "{place}: {}", ran.out);
    }
    // Each expectation is known by its key: with a value of a wrong kind, and by nothing else.
    for key in keys("/definitions/expect/properties").split(", ") {
        let text = format!("{head}[[test]]\nname = \"x\"\nexpect = {{ {key} = [] }}\n");
        let folder = Folder::new().with("small/2025-04-01.toml", SMALL).with("small/tests/a.toml", text);
        let ran = folder.run(&["test", "small"]);
        assert!(ran.out.contains(&format!("did you mean `{key}`?")), "{key}: {}", ran.out);
    }
}
