//! Test files as they are written.

use crate::facts::tree::{Entry, Node, NodeValue, parse_toml};
use crate::fault::{Fault, nearest};
use entitle_kernel::Date;

/// A file of tests.
pub(super) struct TestFile {
    pub(super) contract: String,
    pub(super) on: Date,
    pub(super) tests: Vec<Test>,
}

/// One test: facts and expectations.
pub(super) struct Test {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) achievement_date: Option<Date>,
    pub(super) absent_is_null: bool,
    pub(super) patient: Option<Node>,
    pub(super) facts: Option<Node>,
    pub(super) members: Option<Node>,
    pub(super) expect: Vec<Entry>,
}

const KEYS: [&str; 8] = ["name", "why", "achievement_date", "absent_is", "patient", "facts", "members", "expect"];

impl TestFile {
    pub(super) fn parse(name: &str, text: &str) -> Result<TestFile, Fault> {
        let mut file = TestFile { contract: String::new(), on: Date::MIN, tests: Vec::new() };
        let mut day = None;
        for (key, node) in entries(parse_toml(name, text)?)? {
            match (key.as_str(), node.value) {
                ("contract", NodeValue::Text(id)) => file.contract = id,
                ("on", NodeValue::Text(text)) => day = Some(parse_day(&text, node.line)?),
                ("test", NodeValue::List(list)) => {
                    file.tests = list.into_iter().map(test).collect::<Result<_, _>>()?;
                }
                _ => return Err(unknown_key(&key, node.line, &["contract", "on", "test"])),
            }
        }
        file.on = day.ok_or_else(|| Fault::input("the file has no `on`: the day that selects the definition"))?;
        if file.contract.is_empty() {
            return Err(Fault::input("the file has no `contract`: the id of what it tests"));
        }
        Ok(file)
    }
}

fn test(node: Node) -> Result<Test, Fault> {
    let mut test = Test {
        name: String::new(),
        line: node.line,
        achievement_date: None,
        absent_is_null: false,
        patient: None,
        facts: None,
        members: None,
        expect: Vec::new(),
    };
    for (key, node) in entries(node)? {
        let line = node.line;
        match (key.as_str(), node.value) {
            ("name", NodeValue::Text(name)) => test.name = name,
            ("why", NodeValue::Text(_)) => {}
            ("achievement_date", NodeValue::Text(day)) => test.achievement_date = Some(parse_day(&day, line)?),
            ("absent_is", NodeValue::Text(word)) if word == "null" => test.absent_is_null = true,
            ("patient", value @ NodeValue::Table(_)) => test.patient = Some(Node { line, value }),
            ("facts", value @ NodeValue::Table(_)) => test.facts = Some(Node { line, value }),
            ("members", value @ NodeValue::List(_)) => test.members = Some(Node { line, value }),
            ("expect", NodeValue::Table(expect)) => test.expect = expect,
            _ => return Err(unknown_key(&key, line, &KEYS)),
        }
    }
    match (test.name.is_empty(), test.expect.is_empty()) {
        (true, _) => Err(Fault::input(format!("line {}: a test has no `name`", test.line))),
        (_, true) => Err(Fault::input(format!("line {}: the test expects nothing", test.line))),
        _ => Ok(test),
    }
}

fn entries(node: Node) -> Result<Vec<Entry>, Fault> {
    match node.value {
        NodeValue::Table(entries) => Ok(entries),
        _ => Err(Fault::input(format!("line {}: expected a table", node.line))),
    }
}

fn parse_day(text: &str, line: usize) -> Result<Date, Fault> {
    let day = text.parse();
    day.map_err(|error| Fault::input(format!("line {line}: `{text}` is {error}")))
}

fn unknown_key(key: &str, line: usize, known: &[&str]) -> Fault {
    let advice = match nearest(key, known.iter().copied()) {
        Some(near) if near == key => "has a value of the wrong kind".to_owned(),
        Some(near) => format!("is not known; did you mean `{near}`?"),
        None => format!("is not known; known are {}", known.join(", ")),
    };
    Fault::input(format!("line {line}: the key `{key}` {advice}"))
}
