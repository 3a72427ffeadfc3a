//! One patient, one indicator.

use crate::data::{Data, Object};
use crate::doubt;
use crate::patient::{Explained, RuleRow, RuleTable, matched};

/// An object.
#[must_use]
pub fn explanation(explained: &Explained<'_, '_>) -> Data {
    let settled = &explained.walked.settled;
    let contract = explained.contract();
    let identity = Object::new()
        .text("id", contract.id())
        .shown("in_force", Some(&contract.in_force()))
        .count("revision", contract.revision().into());
    let reason = settled.reason.map(|reason| Object::new().text("name", reason.name).text("text", reason.text).done());
    Object::new()
        .text("subject", &explained.subject.name)
        .with("contract", contract.digests().write(identity).done())
        .text("indicator", explained.name())
        .shown("achievement_date", Some(&explained.day()))
        .texts("ignored", explained.ignored)
        .with("tables", explained.tables().iter().map(|each| table(explained, each)).collect())
        .count("decision", explained.walked.decision.0.into())
        .text("outcome", settled.outcome.name())
        .text("decided_by", &explained.decided_by())
        .with("reason", reason.unwrap_or_default())
        .texts("rests_on", &doubt::of_rules(explained.basis()))
        .with("needs", Data::texts(&explained.needed()))
        .done()
}

fn table(explained: &Explained<'_, '_>, table: &RuleTable<'_>) -> Data {
    let rows = table.rows.iter().enumerate().map(|(index, each)| row(explained, table, index, each));
    Object::new().text("table", &table.title).with("rows", rows.collect()).done()
}

fn row(explained: &Explained<'_, '_>, table: &RuleTable<'_>, index: usize, row: &RuleRow<'_>) -> Data {
    let seen = explained.walked.row(table.role, index);
    let saw = seen.map(|_| explained.saw(row).into_iter().map(|(name, value)| (name, Data::from(value))).collect());
    let windows = explained.windows(row).into_iter().map(|(window, day)| (window, Data::shown(Some(&day))));
    Object::new()
        .count("row", index as u64 + 1)
        .text("condition", row.condition)
        .text("meaning", row.meaning)
        .with("saw", saw.unwrap_or_default())
        .with("windows", windows.collect())
        .text("matched", matched(seen))
        .truth("decided", seen.is_some_and(|seen| seen.ends()))
        .optional("action", seen.map(|seen| seen.action.name()))
        .text("clause", row.clause)
        .texts("rests_on", &doubt::of_rules(row.basis))
        .done()
}
