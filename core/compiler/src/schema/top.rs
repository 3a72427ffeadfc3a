//! A definition as a whole, its contract, and what a statement is made of: criteria, lines, reasons.

use entitle_kernel::limits::{NAME_BYTES_MAX, REPLACES_MAX};
use serde_json::{Value, json};

use super::key::{
    date, decimal, described, feel, file, name, named, one_of, optional, required, said, short, table, text,
};
use super::{facts, figures, rules};

/// Each `[kind.<id>]`: what it is, and where it is described.
const KINDS: [(&str, &str, &str); 12] = [
    ("source", "What was read: `[source.<id>]`.", "source"),
    ("parameter", "Figures of the contract: `[parameter.<id>]`.", "parameter"),
    ("attribute", "Figures that every indicator states for itself: `[attribute.<id>]`.", "attribute"),
    ("reason", "Why patients are taken out: `[reason.<id>]`.", "reason"),
    ("condition", "Conditions by their names: `[condition.<id>]`.", "condition"),
    ("rules", "Shared blocks of rows: `[rules.<id>]`.", "block"),
    ("register", "Sets of patients: `[register.<id>]`.", "register"),
    ("indicator", "Targets: `[indicator.<id>]`.", "indicator"),
    ("scale", "How achievement becomes points, by name: `[scale.<id>]`.", "scale"),
    ("table", "Look-up tables: `[table.<id>]`.", "table"),
    ("criterion", "What it takes to hold the contract, clause by clause: `[criterion.<id>]`.", "criterion"),
    ("line", "Amounts of the statement: `[line.<id>]`.", "line"),
];

pub(super) fn schema() -> Value {
    let semantics = json!({ "description": "Which meaning of the language: 1.", "type": "integer", "enum": [1] });
    let mut keys = vec![required("semantics", semantics), required("contract", described("contract"))];
    keys.extend(KINDS.map(|(kind, doc, table)| optional(kind, named(doc, "id", described(table)))));
    let scopes = facts::scopes();
    let fact = scopes.iter().map(|(scope, table, value)| {
        let doc = value["title"].as_str().unwrap_or_default();
        optional(scope, named(&format!("{doc}: `[fact.{scope}.<id>]`."), "id", described(table)))
    });
    let doc = "Typed inputs: `[fact.<scope>.<id>]`, where scope is `contract`, `network`, `practice` or `patient`.";
    keys.push(optional("fact", table("Facts", doc, fact.collect(), json!({}))));
    let root = table(
        "A definition of Entitle, semantics 1",
        "A primary-care contract as data: dated, cited and complete on its own.",
        keys,
        json!({}),
    );
    let mut tables = vec![
        ("contract", contract()),
        ("source", figures::source()),
        ("parameter", figures::parameter()),
        ("attribute", facts::attribute()),
        ("reason", reason()),
        ("condition", rules::condition()),
        ("block", rules::block()),
        ("register", rules::register()),
        ("indicator", rules::indicator()),
        ("row", rules::row()),
        ("choosing_row", rules::choosing_row()),
        ("block_row", rules::block_row()),
        ("scale", figures::scale()),
        ("table", figures::lookup()),
        ("criterion", criterion()),
        ("line", line()),
    ];
    tables.extend(scopes.into_iter().map(|(_, name, value)| (name, value)));
    file(root, tables)
}

fn contract() -> Value {
    let subjects = [("practice", "a single practice"), ("network", "a group of practices")];
    let id = json!({
        "description": "Its name in kebab-case, equal to the folder's: `qof-england`.",
        "type": "string",
        "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        "maxLength": NAME_BYTES_MAX,
    });
    let replaces = json!({
        "description": "The contracts that whoever holds this one gives up, by id: \"always\", or the name of a condition about \
                        the subject. What they would pay is forgone.",
        "type": "object",
        "propertyNames": { "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "maxLength": NAME_BYTES_MAX },
        "additionalProperties": { "type": "string" },
        "maxProperties": REPLACES_MAX,
    });
    let keys = vec![
        required("id", id),
        required("title", said("What people call it.")),
        required("in_force", date("The first day, equal to the file's name.")),
        optional("until", date("The day after the last; absent where there is no end.")),
        optional(
            "read_until",
            date("Where no end is known: the last day that its sources speak of. Never beside `until`."),
        ),
        optional("replaces", replaces),
        optional("published", date("The day on which it was published.")),
        required("subject", one_of("What a statement is about.", &subjects)),
        optional("pays", name("The line that is the payment; headroom is measured on it.")),
        optional("family", short("A word for grouping contracts.")),
        optional("doc", text("What else there is to say.")),
    ];
    table("The contract", "An agreement in force from a day.", keys, json!({}))
}

fn reason() -> Value {
    let keys = vec![
        required("text", said("The reason in words.")),
        optional("class", short("A word for grouping reasons.")),
        optional("source", name("The id of the source that states it.")),
    ];
    table("A reason", "Why a patient is excluded or adjusted.", keys, json!({}))
}

fn criterion() -> Value {
    let otherwise = [("fail", "the criterion is not met"), ("refer", "somebody has to decide")];
    let keys = vec![
        required("title", said("What people call it.")),
        required("require", feel("What must be true of the subject.")),
        required("otherwise", one_of("What it means that it is not.", &otherwise)),
        required("clause", said("Where the contract says so.")),
        required("source", name("The id of the source that states it.")),
    ];
    table("A criterion", "One clause of eligibility.", keys, json!({}))
}

fn line() -> Value {
    let per = [("register", "one amount for each register"), ("indicator", "one amount for each indicator")];
    let keys = vec![
        required("title", said("What people call it.")),
        optional("per", one_of("What there is an amount for; without it there is one for the subject.", &per)),
        required("value", feel("The amount.")),
        required("unit", said("What it counts, such as \"GBP\".")),
        optional("round", round()),
        optional("clause", text("Where the contract says so.")),
        optional("source", name("The id of the source that states it.")),
    ];
    table("A line", "A named amount of the statement.", keys, json!({}))
}

fn round() -> Value {
    let modes = [
        ("half even", "to the nearest, a tie to the even neighbour"),
        ("half up", "to the nearest, a tie away from zero"),
        ("half down", "to the nearest, a tie towards zero"),
        ("up", "away from zero"),
        ("down", "towards zero"),
        ("floor", "to the next lower"),
        ("ceiling", "to the next higher"),
    ];
    let keys = vec![
        required("place", decimal("The place that is kept, a power of ten: \"0.01\", \"1\", \"1000\".")),
        required("mode", one_of("Which way.", &modes)),
    ];
    table("How it is rounded", "A place and a mode; without it nothing is rounded.", keys, json!({}))
}
