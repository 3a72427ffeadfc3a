//! The common shape of JSON and TOML facts, and how subjects are found in it.

use super::{Document, Faults, Given, Record, Words};
use crate::fault::Fault;
use std::collections::HashMap;

const WORDS: Words = Words { row: "line", column: "key" };

/// How deep objects may stand in one another: a list of subjects, of members, of facts, of items.
pub(super) const DEPTH_MAX: usize = 8;

/// A value of the file and the line where it begins.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) line: usize,
    pub(crate) value: NodeValue,
}

/// A key and its value.
pub(crate) type Entry = (String, Node);

#[derive(Debug)]
pub(crate) enum NodeValue {
    Table(Vec<Entry>),
    List(Vec<Node>),
    /// A value's exact text; null is `null`.
    Text(String),
    /// Why this can be no value.
    Refused(String),
}

/// The subjects of a file: one object, a list of objects, or the list under `subjects` (TOML: `subject`).
pub(super) fn document(name: &str, root: &Node) -> Result<Document, Fault> {
    let mut faults = Faults::new(name);
    let records = match &root.value {
        NodeValue::List(list) => records(list, "subject", &mut faults),
        NodeValue::Table(entries) => match list_of_subjects(entries) {
            Some((list, others)) => {
                for (key, node) in others {
                    faults.add(format!(
                        "line {}, key {key}: stands beside the list of subjects; move it into each of them",
                        node.line
                    ));
                }
                records(list, "subject", &mut faults)
            }
            None => records(std::slice::from_ref(root), "subject", &mut faults),
        },
        _ => {
            faults.add("line 1: expected an object, or a list of objects, one for each subject".into());
            Vec::new()
        }
    };
    if records.is_empty() && faults.is_empty() {
        faults.add("there is no subject in it: write an object for each subject".into());
    }
    faults.finish()?;
    Ok(Document {
        name: name.to_owned(),
        words: WORDS,
        columns: None,
        grouped: false,
        records,
        others: Vec::new(),
        faults: Vec::new(),
    })
}

/// A TOML file as a tree.
pub(crate) fn parse_toml(name: &str, text: &str) -> Result<Node, Fault> {
    super::toml::parse(name, text)
}

/// A document of one subject, from its facts and its members.
pub(crate) fn one_record(
    name: &str,
    line: usize,
    facts: Option<&Node>,
    members: Option<&Node>,
) -> Result<Document, Fault> {
    let mut faults = Faults::new(name);
    let entries: &[Entry] = match facts.map(|facts| &facts.value) {
        Some(NodeValue::Table(entries)) => entries,
        _ => &[],
    };
    let mut record = record(line, entries, &mut faults);
    if let Some(NodeValue::List(list)) = members.map(|members| &members.value) {
        record.members = records(list, "member", &mut faults);
    }
    faults.finish()?;
    Ok(Document {
        name: name.to_owned(),
        words: WORDS,
        columns: None,
        grouped: false,
        records: vec![record],
        others: Vec::new(),
        faults: Vec::new(),
    })
}

type Entries<'n> = Vec<&'n Entry>;

fn list_of_subjects(entries: &[Entry]) -> Option<(&[Node], Entries<'_>)> {
    let is_list = |(key, node): &&(String, Node)| {
        (key == "subjects" || key == "subject") && matches!(node.value, NodeValue::List(_))
    };
    let (key, node) = entries.iter().find(is_list)?;
    let NodeValue::List(list) = &node.value else {
        return None;
    };
    let others = entries.iter().filter(|(other, _)| other != key).collect();
    Some((list, others))
}

/// The records of a list, with names that differ.
fn records(list: &[Node], what: &str, faults: &mut Faults) -> Vec<Record> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut records = Vec::new();
    for (index, node) in list.iter().enumerate() {
        let NodeValue::Table(entries) = &node.value else {
            faults.add(format!("line {}: expected an object for a {what}", node.line));
            continue;
        };
        let mut record = record(node.line, entries, faults);
        if record.subject.is_empty() {
            if list.len() > 1 && what == "subject" {
                faults.add(format!("line {}: the {what} has no key `subject`; name it", node.line));
                continue;
            }
            record.subject = (index + 1).to_string();
        }
        if let Some(first) = seen.insert(record.subject.clone(), node.line) {
            faults.add(format!(
                "line {}, key subject: `{}` stands already at line {first}; each {what} stands once",
                node.line, record.subject
            ));
            continue;
        }
        records.push(record);
    }
    records
}

fn record(line: usize, entries: &[Entry], faults: &mut Faults) -> Record {
    let mut record = Record { row: line, ..Record::default() };
    for (key, node) in entries {
        match (key.as_str(), &node.value) {
            ("subject", NodeValue::Text(name)) if !name.is_empty() && name != "null" => record.subject.clone_from(name),
            ("subject", _) => {
                faults.add(format!("line {}, key subject: expected a name", node.line));
            }
            ("members", NodeValue::List(list)) if !list.is_empty() => record.members = records(list, "member", faults),
            ("members", _) => faults
                .add(format!("line {}, key members: expected a list of objects, one for each practice; leave it out where they are not known", node.line)),
            (_, NodeValue::Table(items)) => {
                let items = items.iter().map(|(item, node)| given(format!("{key}.{item}"), node));
                record.given.extend(items);
            }
            _ => record.given.push(given(key.clone(), node)),
        }
    }
    record
}

fn given(name: String, node: &Node) -> Given {
    let text = match &node.value {
        NodeValue::Text(text) => Ok(text.clone()),
        NodeValue::Refused(why) => Err(why.clone()),
        NodeValue::List(_) => Err("a list is no value; give one number, day, text, true or false".into()),
        NodeValue::Table(_) => Err("an object is no value; give one number, day, text, true or false".into()),
    };
    Given { name, row: node.line, text }
}
