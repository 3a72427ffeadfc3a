//! The rule tables of one indicator or register, as they are written.

use super::{folded, footnotes_of_rules, fragment, table, titled};
use crate::content::{Rules, kind};
use crate::doubt;
use crate::patient::{RuleRow, RuleTable};
use entitle_kernel::Basis;
use maud::{Markup, html};

/// Rule tables as a fragment.
#[must_use]
pub fn rules(rules: &Rules<'_>) -> String {
    let rows = rules.tables.iter().flat_map(|table| &table.rows);
    let basis = rows.fold(Basis::NONE, |basis, row| basis.and(row.basis));
    fragment(&html! {
        section {
            h3 { (rules.item) ": " (rules.title) }
            @if let Some(source) = rules.source {
                p.small {
                    "Rules: " (source.title) " (" (source.grade.name()) ")"
                    @if !source.note.is_empty() { ". " (source.note) }
                }
            }
            @for table in &rules.tables { (rows_of(table)) }
            (footnotes_of_rules(basis))
            (facts(rules))
        }
    })
}

fn rows_of(rules: &RuleTable<'_>) -> Markup {
    let rows = html! { @for (index, rule) in rules.rows.iter().enumerate() { (row(index, rule)) } };
    folded(&rules.title, rules.rows.len(), true, &table(&[">row", "if", "then", "grade", "clause"], &rows))
}

fn row(index: usize, rule: &RuleRow<'_>) -> Markup {
    html! {
        tr {
            th.number scope="row" { (index + 1) (doubt::signs(rule.basis)) }
            td { code { (rule.condition) } @if !rule.meaning.is_empty() { div.small { "= " code { (rule.meaning) } } } }
            td { (rule.actions()) }
            td { (rule.graded()) }
            td.small { (rule.clause) }
        }
    }
}

fn facts(rules: &Rules<'_>) -> Markup {
    let rows = html! {
        @for fact in &rules.facts {
            tr {
                th scope="row" { (fact.name()) }
                td { (kind(fact)) }
                td { (fact.doc()) }
                td.small { (fact.from()) }
            }
        }
    };
    titled("Facts read", rules.facts.len(), &table(&["fact", "type", "meaning", "from"], &rows))
}
