//! Rule tables as JSON.

use crate::content::{Rules, kind};
use crate::doubt;
use entitle_kernel::Grade;
use serde_json::{Value, json};

/// An object.
#[must_use]
pub fn rules(rules: &Rules<'_>) -> Value {
    let tables = rules.tables.iter().map(|table| {
        let rows = table.rows.iter().enumerate().map(|(index, row)| {
            json!({
                "row": index + 1, "if": row.condition, "meaning": row.meaning,
                "then": row.then.name(), "because": row.because,
                "else": row.otherwise.name(), "else_because": row.otherwise_because, "clause": row.clause,
                "grade": row.basis.weakest().map(Grade::name), "rests_on": doubt::of_rules(row.basis),
            })
        });
        json!({ "table": table.title, "rows": rows.collect::<Vec<_>>() })
    });
    let facts = rules
        .facts
        .iter()
        .map(|fact| json!({ "name": fact.name(), "type": kind(fact), "meaning": fact.doc(), "from": fact.from() }));
    json!({
        "item": rules.item, "title": rules.title, "rules_source": rules.source,
        "tables": tables.collect::<Vec<_>>(), "facts": facts.collect::<Vec<_>>(),
    })
}
