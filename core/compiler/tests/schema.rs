//! The committed schemas are what the code makes, take every definition and test of ours, and refuse
//! what is wrong in shape. With `UPDATE=1` the first of these tests writes the files.

use std::fs;
use std::path::{Path, PathBuf};

use entitle_compiler::{check, schema};
use jsonschema::Validator;
use serde_json::{Map, Value, json};
use toml_edit::{Document, Item};

const GOOD: &str = include_str!("good.toml");

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file as an editor's validator sees it: dates are texts.
fn as_json(text: &str) -> Value {
    let document = Document::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    table(document.as_table())
}

fn table(table: &dyn toml_edit::TableLike) -> Value {
    Value::Object(table.iter().map(|(key, item)| (key.to_owned(), item_of(item))).collect::<Map<_, _>>())
}

fn item_of(item: &Item) -> Value {
    match item {
        Item::None => Value::Null,
        Item::Value(value) => value_of(value),
        Item::Table(inner) => table(inner),
        Item::ArrayOfTables(list) => list.iter().map(|inner| table(inner)).collect(),
    }
}

fn value_of(value: &toml_edit::Value) -> Value {
    match value {
        toml_edit::Value::String(text) => json!(text.value()),
        toml_edit::Value::Integer(number) => json!(number.value()),
        toml_edit::Value::Float(number) => json!(number.value()),
        toml_edit::Value::Boolean(value) => json!(value.value()),
        toml_edit::Value::Datetime(moment) => json!(moment.value().to_string()),
        toml_edit::Value::Array(list) => list.iter().map(value_of).collect(),
        toml_edit::Value::InlineTable(inner) => table(inner),
    }
}

fn validator(schema: &str) -> Validator {
    let schema: Value = serde_json::from_str(schema).unwrap();
    jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{error}"));
    jsonschema::draft7::options().should_validate_formats(true).build(&schema).unwrap()
}

/// What the schema says against a file.
fn faults(validator: &Validator, text: &str) -> Vec<String> {
    let file = as_json(text);
    validator.iter_errors(&file).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn the_committed_schemas_are_what_the_code_makes() {
    let mut stale = Vec::new();
    for (name, made) in
        [("definition.schema.json", schema::definition()), ("rule-tests.schema.json", schema::rule_tests())]
    {
        let path = folder().join(name);
        if fs::read_to_string(&path).ok().as_ref() == Some(&made) {
            continue;
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, made).unwrap();
        } else {
            stale.push(name);
        }
    }
    assert!(stale.is_empty(), "stale, run `UPDATE=1 cargo test -p entitle-compiler --test schema`: {stale:?}");
}

/// The files of this extension under a folder, at any depth.
fn toml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            toml_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            found.push(path);
        }
    }
}

/// Every file of definitions (or of rule tests) that this repository holds, with its text.
fn files(of_tests: bool) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for place in ["../contracts", "../kernel/sample", "../../tests/vectors", "tests"] {
        toml_files(&folder().join(place), &mut found);
    }
    let texts = found.into_iter().map(|path| {
        let text = fs::read_to_string(&path).unwrap();
        (path, text)
    });
    let wanted = if of_tests { "[[test]]" } else { "[contract]" };
    texts.filter(|(_, text)| text.lines().any(|line| line == wanted)).collect()
}

#[test]
fn every_definition_of_ours_is_as_the_schema_says() {
    let validator = validator(&schema::definition());
    let files = files(false);
    assert!(files.len() >= 15, "{files:?}");
    for (path, text) in files {
        assert_eq!(faults(&validator, &text), [""; 0], "{}", path.display());
    }
}

#[test]
fn every_rule_test_of_ours_is_as_the_schema_says() {
    let validator = validator(&schema::rule_tests());
    let files = files(true);
    assert!(files.len() >= 10, "{files:?}");
    for (path, text) in files {
        assert_eq!(faults(&validator, &text), [""; 0], "{}", path.display());
    }
}

/// A text of the good definition, what stands in its place, and what is wrong with that.
const FAULTS: &[(&str, &str, &str)] = &[
    ("semantics = 1\n", "", "no semantics"),
    ("semantics = 1\n", "semantics = 2\n", "another semantics"),
    ("id = \"everything\"", "id = \"Every Thing\"", "an id that is not in kebab-case"),
    ("subject = \"network\"", "subject = \"patient\"", "a subject that there is not"),
    ("family = \"tests\"", "familiy = \"tests\"", "an unknown key of the contract"),
    ("in_force = 2025-04-01", "in_force = \"1 April 2025\"", "a date in words"),
    ("[reason.frail]", "[reasons.frail]", "an unknown kind of table"),
    ("[fact.patient.age]", "[fact.patients.age]", "an unknown scope"),
    ("[fact.patient.age]", "[fact.patient.9age]", "a name that begins with a digit"),
    ("grade = \"published\"", "grade = \"guessed\"", "a grade that there is not"),
    ("value = \"225.49\"", "value = 225.49", "a float"),
    ("value = \"225.49\"", "value = \"225,49\"", "a decimal with a comma"),
    ("value = \"225.49\"\nunit = \"GBP\"", "value = \"225.49\"", "a number without a unit"),
    ("places = 1\nrange = [\"0\", \"300\"]", "range = [\"0\", \"300\"]", "a decimal without places"),
    ("type = \"integer\"\nrange = [0, 130]", "type = \"integer\"", "an integer without a range"),
    ("range = [0, 130]", "range = [0, 130, 150]", "a range of three"),
    ("doc = \"Smokes\"", "doc = \"Smokes\"\nvalues = [\"yes\"]", "a boolean with values"),
    ("doc = \"Smokes\"", "doc = \"Smokes\"\npool = \"sum\"", "a patient's fact that is pooled"),
    ("doc = \"Smokes\"", "doc = \"Smokes\"\nper = \"register\"", "a patient's fact for each register"),
    ("doc = \"Smokes\"", "doc = \"Smokes\"\ndefault = true", "a patient's fact with a default"),
    ("doc = \"Whole years\"\n", "", "a fact without documentation"),
    ("pool = \"sum\"", "pool = \"average\"", "a pooling that there is not"),
    ("select = \"latest\", until", "selct = \"latest\", until", "an unknown key of from"),
    ("then = \"adjust\", because = \"why\"", "then = \"adjusted\", because = \"why\"", "an action that there is not"),
    ("then = \"exclude\", because = \"frail\"", "then = \"exclude\"", "an exclusion without a reason"),
    ("\"age < 17\", then = \"reject\"", "\"age < 17\"", "a row that does nothing"),
    (
        "\"age < 17\", then = \"reject\"",
        "\"age < 17\", then = \"exclude\", because = \"frail\"",
        "an exclusion from a register",
    ),
    ("with = { when = \"declined\", why = \"refused\" }", "then = \"select\"", "a row that uses and decides"),
    ("numerator = \"at_target\"\n", "", "a denominator without a numerator"),
    ("scale = { band = [\"35%\", \"75%\"] }", "scale = { band = [\"35%\"] }", "a band of one rate"),
    (
        "scale = { band = [\"35%\", \"75%\"] }",
        "scale = { band = [\"35%\", \"75%\"], all_or_nothing = \"90%\" }",
        "a scale of two forms",
    ),
    ("floor = \"3\"\n", "", "deciles without a floor"),
    ("better = \"lower\"", "better = \"higher\"", "a direction that there is not"),
    ("divisor = \"to - from\"", "divisor = \"from - to\"", "a divisor that there is not"),
    ("divisor = \"to - from\"\n", "", "bands with low and high and no divisor"),
    ("outside = \"null\"", "outside = \"zero\"", "an outside that there is not"),
    ("key = \"track\"\n", "", "rows of no key"),
    ("otherwise = \"refer\"", "otherwise = \"ask\"", "a criterion's other end that there is not"),
    ("clause = \"1.1\"\nsource = \"guidance\"", "clause = \"1.1\"", "a criterion without a source"),
    ("mode = \"half up\"", "mode = \"bankers\"", "a rounding that there is not"),
];

#[test]
fn what_is_wrong_in_shape_the_schema_and_the_compiler_refuse_alike() {
    let validator = validator(&schema::definition());
    assert_eq!(faults(&validator, GOOD), [""; 0]);
    for (old, new, what) in FAULTS {
        assert!(GOOD.contains(old), "{old}");
        let text = GOOD.replacen(old, new, 1);
        assert_ne!(faults(&validator, &text), [""; 0], "the schema takes {what}");
        assert!(check("good.toml", &text).diagnostics.has_errors(), "the compiler takes {what}");
    }
}

/// A fact of the good definition made a switch, and whether that may be.
const SWITCHES: &[(&str, bool)] = &[
    ("[fact.contract.s]\ntype = \"boolean\"\ndoc = \"x\"\ndefault = false\nsource = \"guidance\"", true),
    (
        "[fact.contract.s]\ntype = \"text\"\nvalues = [\"a\", \"b\"]\ndoc = \"x\"\ndefault = \"a\"\nsource = \"guidance\"",
        true,
    ),
    ("[fact.contract.s]\ntype = \"boolean\"\ndoc = \"x\"\ndefault = false", false),
    ("[fact.contract.s]\ntype = \"boolean\"\ndoc = \"x\"\nsource = \"guidance\"", false),
    ("[fact.contract.s]\ntype = \"boolean\"\ndoc = \"x\"\ndefault = \"no\"\nsource = \"guidance\"", false),
    ("[fact.contract.s]\ntype = \"boolean\"\nlocal = true\ndoc = \"x\"\ndefault = false\nsource = \"guidance\"", false),
    (
        "[fact.contract.s]\ntype = \"boolean\"\nnull = \"allowed\"\ndoc = \"x\"\ndefault = false\nsource = \"guidance\"",
        false,
    ),
    ("[fact.contract.s]\ntype = \"integer\"\nrange = [0, 1]\ndoc = \"x\"\ndefault = 1\nsource = \"guidance\"", false),
    ("[fact.practice.s]\ntype = \"boolean\"\ndoc = \"x\"\ndefault = false\nsource = \"guidance\"", false),
];

#[test]
fn a_default_makes_a_switch_of_the_contract_and_of_nothing_else() {
    let validator = validator(&schema::definition());
    for (fact, may_be) in SWITCHES {
        let text = format!("{GOOD}\n{fact}\n");
        assert_eq!(faults(&validator, &text).is_empty(), *may_be, "the schema on {fact}");
        assert_eq!(!check("good.toml", &text).diagnostics.has_errors(), *may_be, "the compiler on {fact}");
    }
}

#[test]
fn keys_that_the_loader_keeps_in_lists_of_its_own_are_the_schemas() {
    let schema: Value = serde_json::from_str(&schema::definition()).unwrap();
    let keys = |place: &str| {
        let keys = schema.pointer(place).unwrap().as_object().unwrap().keys().map(String::as_str);
        keys.collect::<Vec<_>>().join(", ")
    };
    for (old, new, place) in [
        (
            "select = \"latest\", until",
            "unheard_of_and_far_off = \"x\", until",
            "/definitions/patient_fact/properties/from/properties",
        ),
        ("[fact.patient.age]", "[fact.unheard_of_and_far_off.age]", "/properties/fact/properties"),
    ] {
        let found = check("good.toml", &GOOD.replacen(old, new, 1)).diagnostics;
        let help = found.list().iter().find_map(|fault| fault.help.as_deref().filter(|_| fault.code == "unknown-key"));
        assert_eq!(help, Some(format!("known here: {}", keys(place)).as_str()));
    }
}

/// `check` takes each of these, so an editor does.
const TAKEN: &[&str] = &[
    "[parameter.a]\nvalue = 2025-04-01\nsource = \"guidance\"",
    "[parameter.a]\nvalue = true\nsource = \"guidance\"",
    "[parameter.a]\nvalue = 5\nunit = \"patients\"\nsource = \"guidance\"",
    "[parameter.a]\nvalue = \"-0.5\"\nunit = \"GBP\"\nsource = \"guidance\"",
    "[parameter.a]\nvalue = 2025-04-01\nunit = \"day\"\nsource = \"guidance\"",
];

/// Tombi, another validator than the tests' own, to which a date is no text: where `ENTITLE_TOMBI` says, else on the path, else
/// where `tests/python.sh` installs it.
fn tombi() -> Option<std::process::Command> {
    let named = std::env::var_os("ENTITLE_TOMBI").map(PathBuf::from);
    let places = [PathBuf::from("tombi"), folder().join("../../target/python/venv/bin/tombi")];
    let runs = |path: &PathBuf| {
        let ran = std::process::Command::new(path).arg("--version").output();
        ran.is_ok_and(|ran| ran.status.success())
    };
    named.into_iter().chain(places).find(runs).map(std::process::Command::new)
}

#[test]
fn tombi_takes_what_the_compiler_takes() {
    let validator = validator(&schema::definition());
    let good = format!("#:schema definition.schema.json\n{GOOD}");
    let texts: Vec<String> = TAKEN.iter().map(|part| format!("{good}\n{part}\n")).collect();
    for text in &texts {
        assert_eq!(faults(&validator, text), [""; 0], "{text}");
        assert!(!check("good.toml", text).diagnostics.has_errors(), "{text}");
    }
    let Some(mut tombi) = tombi() else {
        eprintln!("SKIPPED: no tombi here (pip install tombi), so it was not asked about definitions");
        return;
    };
    let place = std::env::temp_dir().join(format!("entitle-tombi-{}", std::process::id()));
    fs::create_dir_all(&place).unwrap();
    fs::write(place.join("definition.schema.json"), schema::definition()).unwrap();
    for (number, text) in texts.iter().enumerate() {
        fs::write(place.join(format!("{number}.toml")), text).unwrap();
    }
    let shipped =
        files(false).into_iter().enumerate().filter(|(_, (_, text))| !check("x.toml", text).diagnostics.has_errors());
    for (number, (_, text)) in shipped {
        fs::write(place.join(format!("shipped{number}.toml")), format!("#:schema definition.schema.json\n{text}"))
            .unwrap();
    }
    let ran = tombi.args(["lint", "--offline", "."]).current_dir(&place).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
    fs::remove_dir_all(&place).unwrap();
    // What it says of taste, such as the order of tables, is a warning.
    assert!(ran.status.success() && !said.contains("strict mode"), "{said}");
}
