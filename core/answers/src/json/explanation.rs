//! One patient, one indicator, as JSON.

use crate::doubt;
use crate::identity::digest;
use crate::patient::{Explained, matched};
use serde_json::{Map, Value, json};

/// An object.
#[must_use]
pub fn explanation(explained: &Explained<'_, '_>) -> Value {
    let settled = &explained.walked.settled;
    let tables = explained.tables().iter().map(|table| {
        let rows = table.rows.iter().enumerate().map(|(index, row)| {
            let seen = explained.walked.row(table.role, index);
            let saw: Map<_, _> = explained.saw(row).into_iter().map(|(name, value)| (name, value.into())).collect();
            let windows: Map<_, _> =
                explained.windows(row).into_iter().map(|(window, day)| (window, day.to_string().into())).collect();
            json!({
                "row": index + 1,
                "condition": row.condition,
                "meaning": row.meaning,
                "saw": if seen.is_some() { saw.into() } else { Value::Null },
                "windows": windows,
                "matched": matched(seen),
                "decided": seen.is_some_and(|seen| seen.ends()),
                "action": seen.map(|seen| seen.action.name()),
                "clause": row.clause,
                "rests_on": doubt::of_rules(row.basis),
            })
        });
        json!({ "table": table.title, "rows": rows.collect::<Vec<_>>() })
    });
    json!({
        "subject": explained.subject.name,
        "contract": {
            "id": explained.contract().id(), "in_force": explained.contract().in_force(),
            "revision": explained.contract().revision(), "digest": digest(explained.contract()),
        },
        "indicator": explained.name(),
        "achievement_date": explained.day(),
        "ignored": explained.ignored,
        "tables": tables.collect::<Vec<_>>(),
        "decision": explained.walked.decision.0,
        "outcome": settled.outcome.name(),
        "decided_by": explained.decided_by(),
        "reason": settled.reason.map(|reason| json!({ "name": reason.name, "text": reason.text })),
        "rests_on": doubt::of_rules(explained.basis()),
        "needs": explained.needed(),
    })
}
