//! Rule tables.

use crate::content::{Rules, kind};
use crate::data::{Data, Object};
use crate::doubt;
use entitle_kernel::Grade;

/// An object.
#[must_use]
pub fn rules(rules: &Rules<'_>) -> Data {
    let tables = rules.tables.iter().map(|table| {
        let rows = table.rows.iter().enumerate().map(|(index, row)| {
            Object::new()
                .count("row", index as u64 + 1)
                .text("if", row.condition)
                .text("meaning", row.meaning)
                .text("then", row.then.name())
                .text("because", row.because)
                .text("else", row.otherwise.name())
                .text("else_because", row.otherwise_because)
                .text("clause", row.clause)
                .optional("grade", row.basis.weakest().map(Grade::name))
                .texts("rests_on", &doubt::of_rules(row.basis))
                .done()
        });
        Object::new().text("table", &table.title).with("rows", rows.collect()).done()
    });
    let facts = rules.facts.iter().map(|fact| {
        Object::new()
            .text("name", fact.name())
            .text("type", &kind(fact))
            .text("meaning", fact.doc())
            .text("from", fact.from())
            .done()
    });
    let source = rules.source.map(|source| {
        let named = Object::new().text("name", source.name).text("title", source.title);
        named.text("grade", source.grade.name()).text("note", source.note).done()
    });
    Object::new()
        .text("item", &rules.item)
        .text("title", rules.title)
        .with("rules_source", source.unwrap_or_default())
        .with("tables", tables.collect())
        .with("facts", facts.collect())
        .done()
}
