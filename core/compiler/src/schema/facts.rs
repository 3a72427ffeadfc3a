//! Facts and attributes.

use entitle_kernel::limits::{NAME_BYTES_MAX, TEXT_VALUES_MAX};
use serde_json::{Value, json};

use super::key::{
    Key, boolean, cases, decimal, either, holds, integer, is, list, name, one_of, optional, required, said, short,
    table, text, with_without,
};

const INTEGER: (&str, &str) = ("integer", "a whole number within its `range`");
const DECIMAL: (&str, &str) = ("decimal", "a number of so many decimal `places`, within its `range`");
const DATE: (&str, &str) = ("date", "a calendar day");
const BOOLEAN: (&str, &str) = ("boolean", "true or false");
const TEXT: (&str, &str) = ("text", "one of its `values`");

/// Where facts belong, and the keys that only facts there have.
pub(super) fn scopes() -> [(&'static str, &'static str, Value); 4] {
    let contract = fact("A fact of the contract: the same for every subject", switch(), switch_rules());
    let network = fact("A fact of the network", vec![per()], by_type());
    let practice = fact("A fact of a practice", vec![per(), pool()], by_type());
    let patient = fact("A fact of a patient, as the business rules extract it", Vec::new(), by_type());
    [
        ("contract", "contract_fact", contract),
        ("network", "network_fact", network),
        ("practice", "practice_fact", practice),
        ("patient", "patient_fact", patient),
    ]
}

fn fact(title: &str, own: Vec<Key>, between: Value) -> Value {
    let doc = "A typed input. What the caller does not give is unknown, and what has no record is null: never zero.";
    let mut keys = vec![
        required("type", one_of("What kind of value it has.", &[INTEGER, DECIMAL, DATE, BOOLEAN, TEXT])),
        required("doc", said("What it means, for those who supply it.")),
        optional("unit", short("What a number counts or measures, such as \"patients\" or \"GBP\".")),
        optional("range", range()),
        optional("places", places()),
        optional("values", values()),
        optional("null", one_of("Whether null may stand.", &[("allowed", "null says that there is no such record")])),
        optional(
            "local",
            boolean("A local term: a figure that the contract leaves to the parties. Always asked for, never assumed."),
        ),
        optional("unused", text("Why it is declared although no expression asks for it.")),
        optional("from", from()),
    ];
    keys.extend(own);
    table(title, doc, keys, between)
}

fn range() -> Value {
    let bound = decimal("A bound; it is itself within the range.");
    list("The lowest and the highest value, both included: `[0, 130]`. Required for numbers.", &bound, 2, 2)
}

fn places() -> Value {
    integer("How many decimal places a decimal has at most: 0 to 9.", 0, 9)
}

fn values() -> Value {
    let value =
        json!({ "type": "string", "minLength": 1, "maxLength": NAME_BYTES_MAX, "not": { "enum": ["null", "?"] } });
    let mut values = list("The values that a text can have.", &value, 1, TEXT_VALUES_MAX);
    values["uniqueItems"] = json!(true);
    values
}

fn per() -> Key {
    let words = [("register", "one value for each register"), ("indicator", "one value for each indicator")];
    optional("per", one_of("What there is a value for; without it there is one for the subject.", &words))
}

fn pool() -> Key {
    let words = [
        ("none", "the network has no such value (as where nothing is said)"),
        ("sum", "the practices' sum, unknown where one of them is unknown"),
        ("same", "the one value of all whose value is known"),
    ];
    optional("pool", one_of("What a network's value is, when practices are pooled.", &words))
}

fn from() -> Value {
    let keys = vec![
        optional("cluster", text("The cluster of codes whose records count.")),
        optional("select", text("Which of those records: \"latest\", \"earliest\", \"value\" …")),
        optional("since", text("The first day on which a record counts.")),
        optional("until", text("The last day on which a record counts, such as \"achievement_date\".")),
        optional("of", text("The fact or item that a value is taken of.")),
        optional("note", text("What else whoever extracts it should know.")),
    ];
    table(
        "Where an integrator finds it",
        "From which records the value is taken. For people and programs that supply facts; nothing is computed from it.",
        keys,
        json!({}),
    )
}

/// What each type needs, and what only another type has.
fn by_type() -> Value {
    cases(
        [
            (is("type", &["integer"]), with_without(&["range"], &["places", "values"])),
            (is("type", &["decimal"]), with_without(&["range", "places"], &["values"])),
            (is("type", &["text"]), with_without(&["values"], &["range", "places"])),
        ],
        with_without(&[], &["range", "places", "values"]),
    )
}

fn switch() -> Vec<Key> {
    let value = either(
        "Makes the fact a switch: it names a doubt about what the contract means, `doc` says both readings, and this is the one taken unless the caller sets the other. Booleans and texts only.",
        &[json!({ "type": "boolean" }), json!({ "type": "string" })],
    );
    vec![
        optional("default", value),
        optional(
            "source",
            name(
                "A switch's source: what asks the switch rests on its grade. Needed beside `default`, and only there.",
            ),
        ),
    ]
}

/// A switch is a boolean or a text, names its source, is never null and no local term.
fn switch_rules() -> Value {
    let default = |kind: &str| holds("default", &json!({ "type": kind }));
    let kinds = [(is("type", &["boolean"]), default("boolean")), (is("type", &["text"]), default("string"))];
    let mut of_default = cases(kinds, with_without(&[], &["default"]));
    of_default["required"] = json!(["source"]);
    of_default["properties"] = json!({ "local": { "enum": [false] }, "null": false });
    of_default["additionalProperties"] = json!(true);
    let mut rules = by_type();
    rules["dependencies"] = json!({ "default": of_default, "source": ["default"] });
    rules
}

/// A figure that every indicator states for itself.
pub(super) fn attribute() -> Value {
    let keys = vec![
        required("type", one_of("What kind of value it has.", &[INTEGER, DECIMAL, BOOLEAN, TEXT])),
        required("source", name("The id of the source that states the figures.")),
        optional("values", values()),
        optional("doc", text("What it means.")),
    ];
    let between = cases([(is("type", &["text"]), with_without(&["values"], &[]))], with_without(&[], &["values"]));
    table("An attribute", "A figure or mark that every indicator states for itself, under `attributes`.", keys, between)
}
