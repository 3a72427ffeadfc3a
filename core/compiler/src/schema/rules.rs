//! Rule tables: conditions, shared blocks, registers, indicators and their rows.

use entitle_kernel::limits::TABLE_ROWS_MAX;
use serde_json::{Value, json};

use super::figures::grade;
use super::key::{
    Key, cases, decimal, described, either, feel, has, is, keyed, list, name, named, one_of, optional, required, said,
    table, text, with_without,
};

type Words = &'static [(&'static str, &'static str)];

/// Where patients can be taken out, and where they are only chosen.
const ACTIONS: Words = &[
    ("select", "the patient is of this population; in a denominator the numerator's table decides next"),
    ("reject", "the patient is not of this population"),
    ("exclude", "taken out by definition; needs a reason"),
    ("adjust", "taken out by personalised care adjustment; needs a reason"),
    ("next", "the row below decides"),
];

fn choosing() -> Vec<(&'static str, &'static str)> {
    ACTIONS.iter().copied().filter(|(word, _)| !["exclude", "adjust"].contains(word)).collect()
}

pub(super) fn condition() -> Value {
    let of = [
        ("patient", "patients (the default)"),
        ("subject", "the practice or network that a statement is about"),
        ("contradiction", "its facts contradict one another where it is true, and the statement is refused"),
    ];
    let keys = vec![
        required("when", feel("What is true of those that meet it.")),
        optional("of", one_of("What it is a condition of.", &of)),
        optional("doc", text("What it means.")),
        optional("source", name("The id of the source that states it.")),
    ];
    table("A condition", "Named once, and used by its name in expressions and rows.", keys, json!({}))
}

pub(super) fn block() -> Value {
    let parameter = name("A parameter: rows use the name, and who uses the block says what stands in its place.");
    let keys = vec![
        optional("with", list("The block's parameters.", &parameter, 0, 64)),
        required("rows", rows("The rows, in order.", "block_row")),
    ];
    table(
        "A shared block of rows",
        "Rows that several tables have, written once. A table takes them with `{ use = \"…\" }`.",
        keys,
        json!({}),
    )
}

pub(super) fn register() -> Value {
    let keys = vec![
        required("title", said("What people call it.")),
        required("source", name("The id of the source that states its rules.")),
        optional("rows", rows("Who is on it. Without rows it is known by its count alone.", "choosing_row")),
        optional("doc", text("What else there is to say.")),
    ];
    table("A register", "A set of patients.", keys, json!({}))
}

pub(super) fn indicator() -> Value {
    let one = json!({ "type": "string", "minLength": 1, "description": "One expression: true is in the numerator." });
    let numerator = [one, rows("A rule table.", "choosing_row")];
    let attribute =
        json!({ "description": "The attribute's value for this indicator.", "type": ["boolean", "integer", "string"] });
    let scale = [name("The name of a scale of the file."), described("scale")];
    let keys = vec![
        required("title", said("What people call it.")),
        required("register", name("The register whose patients it looks at.")),
        required("points", decimal("The most points that it earns.")),
        required("scale", either("How achievement becomes points: the name of a scale, or one of its own.", &scale)),
        required("source", name("The id of the source that states its points and its scale.")),
        optional("grade", grade("How well its figures are known, where that is not the source's own grade.")),
        optional(
            "rules_source",
            name("The id of the source of its rule tables, where that is another one. Decisions rest on it."),
        ),
        optional("denominator", rows("Who counts. Needs a `numerator`.", "row")),
        optional(
            "numerator",
            either("Who counts as achieved: one FEEL expression, or rows. Needs a `denominator`.", &numerator),
        ),
        optional("attributes", named("A value for every `[attribute.<id>]` of the file.", "attribute", attribute)),
        optional("doc", text("What else there is to say.")),
    ];
    let both = json!({ "dependencies": { "denominator": ["numerator"], "numerator": ["denominator"] } });
    table("An indicator", "A target: register, rules, points and scale.", keys, both)
}

fn rows(doc: &str, row: &str) -> Value {
    list(&format!("{doc} The first row that matches decides."), &described(row), 1, TABLE_ROWS_MAX)
}

/// A row of a denominator.
pub(super) fn row() -> Value {
    any_row("A row of a denominator", ACTIONS, uses(), &["use", "with"])
}

/// A row of a register or numerator, in which nobody is excluded or adjusted.
pub(super) fn choosing_row() -> Value {
    any_row("A row of a register or numerator", &choosing(), uses(), &["use", "with"])
}

/// A row of a shared block, which uses no other block.
pub(super) fn block_row() -> Value {
    any_row("A row of a shared block", ACTIONS, Vec::new(), &[])
}

fn uses() -> Vec<Key> {
    let given = json!({ "description": "What stands in the parameter's place: an expression, or the name of a reason.", "type": "string" });
    vec![
        optional("use", name("Takes the rows of this block here.")),
        optional("with", keyed("What stands in place of each of the block's parameters.", given)),
    ]
}

/// Begins with `if`, `otherwise` or `use`; what takes a patient out says why.
fn any_row(title: &str, actions: &[(&str, &str)], uses: Vec<Key>, of_use: &[&str]) -> Value {
    let mut keys = vec![
        optional("if", feel("When the row matches. Null goes the way of false.")),
        optional("then", one_of("What a row that matches does.", actions)),
        optional("because", name("The reason why a patient is taken out.")),
        optional("else", one_of("What happens where `if` is false or null; `next` where nothing is said.", actions)),
        optional("else_because", name("The reason of `else`.")),
        optional("otherwise", one_of("What happens to all who are left. The last row.", actions)),
        optional("clause", text("Where the contract says so.")),
    ];
    keys.extend(uses);
    let of_if = ["if", "then", "else", "else_because"];
    let of_otherwise = ["otherwise", "because", "clause"];
    let mut forms = cases(
        [(has(&["otherwise"]), with_without(&[], &[&of_if[..], of_use].concat()))],
        with_without(&["if", "then"], of_use.get(1..).unwrap_or(&[])),
    );
    if let [takes, ..] = of_use {
        forms = cases([(has(&[takes]), with_without(&[], &[&of_if[..], &of_otherwise].concat()))], forms);
    }
    let reason = |key: &str, because: &str| json!({ "if": is(key, &["exclude", "adjust"]), "then": has(&[because]) });
    forms["dependencies"] = json!({
        "then": reason("then", "because"),
        "else": reason("else", "else_because"),
        "otherwise": reason("otherwise", "because"),
    });
    table(
        title,
        "`{ if = …, then = … }`, `{ otherwise = … }` or `{ use = … }`; the first row that matches decides.",
        keys,
        forms,
    )
}
