//! Rule tests: given facts and the answers that are expected of them.

use serde_json::{Value, json};

use super::key::{date, described, either, file, keyed, list, one_of, optional, required, said, table, text};

pub(super) fn schema() -> Value {
    let tests = list("The tests, each under `[[test]]`.", &described("test"), 1, 1_000_000);
    let keys = vec![
        required("contract", said("The id of the contract that is tested.")),
        required("on", date("The day that selects the definition.")),
        required("test", tests),
    ];
    let doc = "Facts and the answers that are expected of them, each from a source or worked out by hand.";
    let root = table("Rule tests of Entitle", doc, keys, json!({}));
    file(root, vec![("test", test()), ("facts", facts()), ("expect", expect()), ("indicator", indicator())])
}

fn test() -> Value {
    let absent = [("null", "facts of the patient that allow null, and are not given, are null in place of unknown")];
    let members = list("The practices of a network, each with its facts.", &described("facts"), 0, 1_000_000);
    let keys = vec![
        required("name", said("What is claimed, as a sentence.")),
        optional("why", text("Where the expected answer comes from.")),
        optional("achievement_date", date("The day up to which records count; the period end where nothing is said.")),
        optional("absent_is", one_of("What a fact that is not given is.", &absent)),
        optional("patient", described("facts")),
        optional("facts", described("facts")),
        optional("members", members),
        required("expect", described("expect")),
    ];
    table("A test", "One claim about a patient or a statement.", keys, json!({}))
}

/// A value as facts are written: null and unknown are the texts `"null"` and `"?"`.
fn value() -> Value {
    let doc = "A value; decimals in quotes, dates without, \"null\" for null, \"?\" for unknown.";
    either(doc, &[text("A text or a decimal."), date("A day."), json!({ "type": ["integer", "boolean"] })])
}

fn facts() -> Value {
    let per = keyed("Values per register or indicator.", value());
    let mut facts = keyed("Facts by their names; what is left out is unknown.", json!({ "anyOf": [value(), per] }));
    facts["title"] = json!("Facts");
    facts
}

fn expect() -> Value {
    let each = |doc: &str| keyed(doc, value());
    let line = json!({ "anyOf": [value(), keyed("Amounts per register or indicator.", value())] });
    let verdicts = [
        ("met", "all criteria are met"),
        ("not met", "one is not"),
        ("refer", "somebody has to decide"),
        ("undetermined", "facts are missing"),
    ];
    let of_indicator = json!({ "anyOf": [text("The outcome."), described("indicator")] });
    let keys = vec![
        optional("indicator", keyed("How the patient stands for an indicator.", of_indicator)),
        optional("register", each("Whether the patient is on a register: true, false or \"undetermined\".")),
        optional(
            "line",
            keyed("Amounts: a decimal in quotes, \"null\", \"undetermined\" or the name of an error.", line),
        ),
        optional("points", each("Points earned by an indicator.")),
        optional("achieved", each("Numerator ÷ denominator of an indicator.")),
        optional("criterion", each("The verdict on a criterion: met, not met, refer or undetermined.")),
        optional("condition", each("Conditions of the subject.")),
        optional("contradiction", text("The name of the contradiction for which the statement is refused.")),
        optional("eligible", one_of("The verdict on all criteria together.", &verdicts)),
    ];
    let mut expect =
        table("What is expected", "Only what is named is compared; numbers by their value.", keys, json!({}));
    expect["minProperties"] = json!(1);
    expect
}

fn indicator() -> Value {
    let outcomes = [
        ("not on register", "not of the register, or rejected"),
        ("excluded", "taken out by definition"),
        ("adjusted", "taken out by personalised care adjustment"),
        ("in denominator", "counted, and not achieved"),
        ("in numerator", "achieved"),
        ("undetermined", "facts are missing that matter"),
    ];
    let number = |doc: &str| json!({ "description": doc, "type": ["integer", "string"] });
    let keys = vec![
        optional("outcome", one_of("How the patient stands.", &outcomes)),
        optional("rule", number("The row that decided, counted from 1 in the expanded table.")),
        optional("reason", text("The id of the reason.")),
        optional("decision", number("The decision as a number.")),
    ];
    table("How a patient stands", "Outcome, deciding row and reason.", keys, json!({}))
}
