//! Coverage of meaning: every way out of every rule table, every outcome of every criterion, every row of every
//! look-up table, every place on every scale, every line and every parameter of every contract that is shipped is
//! exercised by a rule test or a vector.
//!
//! What is not is printed, and must stand with a reason in `tests/not-exercised.tsv`. The numbers of
//! errors have a test of their own, `error_numbers.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use entitle_cli::rule_tests::{Report, run};
use entitle_conformance::folder;
use serde_json::{Map, Value as Json};
use toml_edit::{DocumentMut, Item};

/// What of each definition is not exercised, by `id@day#revision`.
type Open = BTreeMap<String, BTreeSet<String>>;

fn open_in(report: &Report) -> Open {
    let open = |coverage: &entitle_cli::rule_tests::Coverage| {
        let lines: BTreeSet<&String> = coverage.lines_untested.iter().collect();
        let told = |item: &String| if lines.contains(item) { format!("line {item}") } else { item.clone() };
        (coverage.contract.clone(), coverage.untested().map(told).collect())
    };
    report.coverage.iter().map(open).collect()
}

/// A vector's expected answers as a rule test expects them; those that rule tests do not ask for are left out.
fn expectations(expected: &Map<String, Json>) -> Json {
    let mut tree = serde_json::json!({});
    for (key, value) in expected {
        // A source that rounds gives an interval; which answer is asked for is all that matters here.
        let value = match value {
            Json::Array(bounds) => bounds[0].clone(),
            value => value.clone(),
        };
        let path: Vec<&str> = key.split('.').collect();
        let slot = match path.as_slice() {
            [part @ ("outcome" | "rule" | "reason" | "decision"), indicator] => &mut tree["indicator"][indicator][part],
            ["line", name, item] => &mut tree["line"][name][item],
            [kind @ ("line" | "points" | "achieved" | "criterion" | "condition" | "register"), name] => {
                &mut tree[kind][name]
            }
            ["eligible"] => &mut tree["eligible"],
            _ => continue,
        };
        *slot = value;
    }
    tree
}

/// JSON as TOML has it: null by its name, numbers as texts.
fn toml_of(json: &Json) -> toml_edit::Value {
    match json {
        Json::Object(entries) => entries.iter().map(|(key, value)| (key.clone(), toml_of(value))).collect(),
        Json::Array(list) => list.iter().map(toml_of).collect(),
        Json::Bool(truth) => (*truth).into(),
        Json::Null => "null".into(),
        Json::String(text) => text.into(),
        number => number.to_string().into(),
    }
}

/// Every vector of a shipped contract as a rule test in a file of its own, so that one runner judges them all.
fn write_vectors(out: &Path) -> usize {
    let _ = std::fs::remove_dir_all(out);
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder().join("vectors")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "tsv"));
    let mut written = 0;
    for path in paths {
        let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_path(&path).unwrap();
        for record in reader.records().map(Result::unwrap) {
            if entitle_contracts::of(&record[1]).next().is_none() {
                continue;
            }
            let inputs: Json = serde_json::from_str(&record[3]).unwrap();
            let expected: Json = serde_json::from_str(&record[4]).unwrap();
            let expect = expectations(expected.as_object().unwrap());
            if expect.as_object().is_none_or(Map::is_empty) {
                continue;
            }
            let mut text =
                format!("contract = \"{}\"\non = {}\n[[test]]\nname = \"{}\"\n", &record[1], &record[2], &record[0]);
            if let Some(patient) = inputs.get("patient") {
                text += &format!("patient = {}\n", toml_of(patient));
            } else {
                text += &format!("facts = {}\n", toml_of(inputs.get("facts").unwrap_or(&inputs)));
                if let Some(members) = inputs.get("members").and_then(Json::as_array).filter(|list| !list.is_empty()) {
                    text += &format!("members = {}\n", toml_of(&Json::Array(members.clone())));
                }
            }
            if let Some(date) = inputs.get("achievement_date").and_then(Json::as_str) {
                text += &format!("achievement_date = {date}\n");
            }
            text += &format!("expect = {}\n", toml_of(&expect));
            let tests = out.join(&record[1]).join("tests");
            std::fs::create_dir_all(&tests).unwrap();
            std::fs::write(tests.join(format!("{}.toml", &record[0])), text).unwrap();
            written += 1;
        }
    }
    written
}

/// The names in an expression; texts in quotes among them do no harm.
fn names_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
}

/// Every text of a table of the definition, however deep.
fn texts(item: &Item) -> Vec<String> {
    let mut found = Vec::new();
    match item {
        Item::Value(value) => match value {
            toml_edit::Value::String(text) => found.push(text.value().clone()),
            toml_edit::Value::Array(list) => {
                list.iter().for_each(|value| found.extend(texts(&Item::Value(value.clone()))))
            }
            toml_edit::Value::InlineTable(table) => {
                table.iter().for_each(|(_, value)| found.extend(texts(&Item::Value(value.clone()))));
            }
            _ => {}
        },
        Item::Table(table) => table.iter().for_each(|(_, inner)| found.extend(texts(inner))),
        Item::ArrayOfTables(tables) => {
            tables.iter().for_each(|table| table.iter().for_each(|(_, inner)| found.extend(texts(inner))));
        }
        Item::None => {}
    }
    found
}

/// The parameters that no exercised line, criterion or rule table reads, straight or through a condition, a line or
/// a scale.
fn parameters_not_read(definition: &str, open: &BTreeSet<String>) -> Vec<String> {
    let document: DocumentMut = definition.parse().unwrap();
    let tables = |kind: &str| -> BTreeMap<String, Vec<String>> {
        let table = document.get(kind).and_then(Item::as_table_like);
        table.into_iter().flat_map(|table| table.iter().map(|(name, item)| (name.to_owned(), texts(item)))).collect()
    };
    let mut passed_through = tables("condition");
    passed_through.extend(tables("line"));
    passed_through.extend(tables("scale"));
    let mut waiting: Vec<String> = Vec::new();
    for kind in ["register", "indicator", "rules"] {
        waiting.extend(tables(kind).into_values().flatten());
    }
    for (name, own) in tables("line") {
        if !open.contains(&format!("line {name}")) {
            waiting.extend(own);
        }
    }
    for (name, own) in tables("criterion") {
        if !open.contains(&format!("criterion {name}: met")) {
            waiting.extend(own);
        }
    }
    let mut read = BTreeSet::new();
    while let Some(text) = waiting.pop() {
        for name in names_in(&text) {
            if read.insert(name.to_owned())
                && let Some(inner) = passed_through.get(name)
            {
                waiting.extend(inner.iter().cloned());
            }
        }
    }
    tables("parameter").into_keys().filter(|name| !read.contains(name)).collect()
}

fn definition_text(contract: &str) -> String {
    let (id, day) = contract.split_once('@').unwrap();
    let (day, revision) = day.split_once('#').unwrap();
    let name = if revision == "1" { format!("{day}.toml") } else { format!("{day}.r{revision}.toml") };
    std::fs::read_to_string(folder().join("../core/contracts").join(id).join(name)).unwrap()
}

/// What need not be exercised, and why.
fn excused() -> BTreeMap<(String, String), String> {
    let path = folder().join("not-exercised.tsv");
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_path(&path).unwrap();
    assert_eq!(reader.headers().unwrap(), vec!["contract", "item", "why"]);
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| {
        assert!(!row[2].trim().is_empty(), "{}: say why", &row[1]);
        ((row[0].to_owned(), row[1].to_owned()), row[2].to_owned())
    })
    .collect()
}

#[test]
fn whatever_a_shipped_contract_says_is_exercised_by_a_rule_test_or_a_vector() {
    let out = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("meaning");
    let vectors = write_vectors(&out);
    let by_vectors = run(&out).unwrap();
    assert!(by_vectors.faults.is_empty(), "{}", by_vectors.rendered());
    let by_tests = run(&folder().join("../core/contracts")).unwrap();
    let reached_by_vectors = open_in(&by_vectors);
    let mut open = open_in(&by_tests);
    for (contract, items) in &mut open {
        if let Some(also) = reached_by_vectors.get(contract) {
            items.retain(|item| also.contains(item));
        }
        let parameters = parameters_not_read(&definition_text(contract), items);
        items.extend(parameters.into_iter().map(|name| format!("parameter {name}")));
    }
    println!("{} rule tests and {vectors} vectors of shipped contracts", by_tests.tests);
    let excused = excused();
    let (mut missing, mut used) = (Vec::new(), BTreeSet::new());
    for coverage in &by_tests.coverage {
        let items = &open[&coverage.contract];
        println!(
            "{}: {} ways, {} outcomes, {} rows, {} lines; {} not exercised",
            coverage.contract,
            coverage.ways,
            coverage.outcomes,
            coverage.rows,
            coverage.lines,
            items.len()
        );
        for item in items {
            let key = (coverage.contract.clone(), item.clone());
            println!("  {item}{}", excused.get(&key).map_or(String::new(), |why| format!(" ({why})")));
            if excused.contains_key(&key) {
                used.insert(key);
            } else {
                missing.push(format!("{}\t{item}", coverage.contract));
            }
        }
    }
    let stale: Vec<_> = excused.keys().filter(|key| !used.contains(*key)).collect();
    assert!(stale.is_empty(), "exercised, or no longer there; take out of not-exercised.tsv: {stale:?}");
    assert!(missing.is_empty(), "{} items are not exercised:\n{}", missing.len(), missing.join("\n"));
}
