//! Figures: sources, parameters, scales, look-up tables.

use entitle_kernel::limits::{LOOKUP_ROWS_MAX, SCALE_ROWS_MAX};
use serde_json::{Value, json};

use super::key::{
    Key, boolean, cases, date, decimal, either, feel, has, holds, integer, keyed, list, name, one_of, optional, rate,
    required, said, short, table, text, with_without,
};

/// How well a figure is known.
pub(super) fn grade(doc: &str) -> Value {
    let grades = [
        ("official", "read in the body's own document"),
        ("published", "read in another published document"),
        ("derived", "worked out from figures that were read"),
        ("assumed", "not read in any source"),
    ];
    one_of(doc, &grades)
}

pub(super) fn source() -> Value {
    let keys = vec![
        required("title", said("What was read.")),
        required("grade", grade("How well its figures are known.")),
        optional("note", text("What a reader should know of it.")),
    ];
    table("A source", "What was read, and how well its figures are known.", keys, json!({}))
}

/// `source` and `grade` of a figure; the source of a row is that of its table unless it says another.
fn origin(row: bool) -> Vec<Key> {
    let source = name("The id of the `[source.<id>]` that states it.");
    let source = if row { optional("source", source) } else { required("source", source) };
    vec![source, optional("grade", grade("How well it is known, where that is not the source's own grade."))]
}

pub(super) fn parameter() -> Value {
    let forms = [decimal("A number."), date("A day."), boolean("Yes or no.")];
    let mut keys = vec![
        required("value", either("The figure: a decimal in quotes, an integer, a date or a boolean.", &forms)),
        optional("unit", short("What a number counts or measures. Required for numbers.")),
        optional("doc", text("What it means.")),
    ];
    keys.extend(origin(false));
    // Told by what a number is: a day is a text to one validator and none to another.
    let is_number = holds("value", &decimal("A number."));
    table(
        "A parameter",
        "A figure of the contract, used by its name.",
        keys,
        cases([(is_number, has(&["unit"]))], has(&[])),
    )
}

pub(super) fn scale() -> Value {
    let row = table(
        "A row of a scale",
        "A rate and what it earns.",
        vec![
            required("at", rate("The rate from which the row counts.")),
            required("earns", rate("Points, or with a percent sign a share of the maximum.")),
        ],
        json!({}),
    );
    let rates = |doc: &str, count: usize| list(doc, &rate("A bound."), count, count);
    let rows = |doc: &str| list(doc, &row, 1, SCALE_ROWS_MAX);
    let scales = list("The highest of these scales.", &name("The name of a scale."), 1, SCALE_ROWS_MAX);
    let keys = vec![
        optional("band", rates("Nothing up to the first rate, all points from the second on, linear between.", 2)),
        optional("steps", rows("The highest step reached.")),
        optional("gates", rows("Linear between gates; nothing below the first, the last one's at and above it.")),
        optional("deciles", rates("The nine lower bounds of deciles 2 to 10.", 9)),
        optional("all_or_nothing", rate("All points from this rate on, else none.")),
        optional("best_of", scales),
        optional("better", one_of("Turns the scale round.", &[("lower", "a lower rate earns more")])),
        optional("of", feel("The rate that is judged, in place of numerator ÷ denominator.")),
        optional("floor", decimal("Of deciles: the least score, 0 to 10.")),
        optional("places", integer("Of deciles: the decimal places of the score, 0 to 9.", 0, 9)),
    ];
    let forms = ["band", "steps", "gates", "deciles", "all_or_nothing", "best_of"];
    let between = json!({
        "oneOf": forms.map(|form| has(&[form])),
        "dependencies": { "deciles": ["floor", "places"], "floor": ["deciles"], "places": ["deciles"] },
    });
    table("A scale", "How achievement becomes points. It has one form.", keys, between)
}

pub(super) fn lookup() -> Value {
    let divisor = either(
        "What the place within a band is divided by, where bands are interpolated. Without it a band has one `value`.",
        &[
            one_of(
                "Within the band.",
                &[("to - from", "the band's own width"), ("next - from", "up to the next band's begin")],
            ),
            decimal("A number."),
        ],
    );
    let rows = keyed(
        "A value for each value of `key`: a decimal, \"none\" for null, or a table with `value` and its own `source`.",
        keyed_row(),
    );
    let mut keys = vec![
        optional("bands", list("Bands in rising order.", &band(), 1, LOOKUP_ROWS_MAX)),
        optional("divisor", divisor),
        optional(
            "outside",
            one_of("What a look-up outside every band gives; an error where nothing is said.", &[("null", "null")]),
        ),
        optional(
            "marginal",
            list(
                "Bands, each with the rate of what lies in it; each begins where the one before ends.",
                &marginal(),
                1,
                LOOKUP_ROWS_MAX,
            ),
        ),
        optional("key", name("The text fact by which it is looked up.")),
        optional("rows", rows),
    ];
    keys.extend(origin(false));
    let of_bands = ["divisor", "outside"];
    let mut bands = with_without(&[], &["marginal", "key", "rows"]);
    let each = |with: &[&str], without: &[&str]| holds("bands", &json!({ "items": with_without(with, without) }));
    bands["if"] = has(&["divisor"]);
    bands["then"] = each(&["low", "high"], &["value"]);
    bands["else"] = each(&["value"], &["low", "high"]);
    let form = cases(
        [(has(&["bands"]), bands), (has(&["marginal"]), with_without(&[], &[&of_bands[..], &["key"]].concat()))],
        with_without(&["key", "rows"], &of_bands),
    );
    table("A look-up table", "Of bands, of values by a key, or of marginal rates.", keys, form)
}

fn band() -> Value {
    let mut keys = vec![
        required("from", decimal("Where it begins, itself included.")),
        optional("to", decimal("Where it ends, itself included.")),
        optional("until", decimal("Where it ends, itself excluded.")),
        optional("value", decimal("Its value.")),
        optional("low", decimal("The value where it begins.")),
        optional("high", decimal("The value where it ends.")),
    ];
    keys.extend(origin(true));
    let one_end = json!({ "dependencies": { "to": with_without(&[], &["until"]) } });
    table("A band", "It ends with `to` or `until`; only the last may have neither.", keys, one_end)
}

fn marginal() -> Value {
    let mut keys = vec![
        required("from", decimal("Where it begins.")),
        optional("until", decimal("Where it ends; only the last may have none.")),
        required("rate", rate("What is taken of each unit in it.")),
    ];
    keys.extend(origin(true));
    table("A marginal band", "A stretch, and the rate of what lies in it.", keys, json!({}))
}

fn keyed_row() -> Value {
    let value = |doc: &str| either(doc, &[decimal("A number."), one_of("Nothing.", &[("none", "null")])]);
    let mut keys = vec![required("value", value("The value, or \"none\" for null."))];
    keys.extend(origin(true));
    let row = table("A row", "A value with a source of its own.", keys, json!({}));
    either("The value, or a table with `value` and its own `source`.", &[value("The value."), row])
}
