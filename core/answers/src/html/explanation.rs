//! One patient, one indicator: how it ended, then the rule tables with what each row saw and the row that decided.

use super::{OPEN_ROWS_MAX, folded, footnotes_of_rules, fragment, identified, table};
use crate::doubt;
use crate::patient::{Explained, RuleRow, RuleTable, Seen, done, matched};
use entitle_kernel::Basis;
use entitle_kernel::image::code::Outcome;
use maud::{Markup, html};

/// An explanation as a fragment.
#[must_use]
pub fn explanation(explained: &Explained<'_, '_>) -> String {
    fragment(&html! {
        section {
            h3 { (explained.heading()) }
            (identified(explained.contract()))
            (ended(explained))
            p.small { "achievement date " (explained.day()) ", " (explained.period()) }
            @if !explained.ignored.is_empty() {
                p.small { "after the achievement date, so not yet there: " (explained.ignored.join(", ")) }
            }
            @for table in explained.tables() { (rows(explained, table)) }
            (footnotes_of_rules(signed(explained)))
        }
    })
}

fn ended(explained: &Explained<'_, '_>) -> Markup {
    let outcome = explained.walked.settled.outcome;
    html! {
        p {
            strong { "Outcome: " }
            span.verdict.undetermined[outcome == Outcome::Undetermined] { (outcome.name()) }
            @if let Some(reason) = explained.reason() { ": " (reason) }
        }
        p { (explained.reached()) }
        @for doubt in explained.doubts() { p.small { (doubt) } }
    }
}

/// What the rows on the page rest on, whether or not they were reached.
fn signed(explained: &Explained<'_, '_>) -> Basis {
    let rows = explained.tables().iter().flat_map(|table| &table.rows);
    rows.fold(Basis::NONE, |basis, row| basis.and(row.basis))
}

fn rows(explained: &Explained<'_, '_>, rules: &RuleTable<'_>) -> Markup {
    let seen = |index| explained.walked.row(rules.role, index);
    let rows = html! {
        @for (index, rule) in rules.rows.iter().enumerate() { (row(explained, index, rule, seen(index))) }
    };
    let table = table(&[">row", "condition", "saw", "matched", "does"], &rows);
    // However long it is, whoever asks why wants to see the row that decided.
    let was_reached = explained.walked.end(rules.role).is_some();
    folded(&rules.title, rules.rows.len(), was_reached || rules.rows.len() <= OPEN_ROWS_MAX, &table)
}

fn row(explained: &Explained<'_, '_>, index: usize, rule: &RuleRow<'_>, seen: Option<Seen>) -> Markup {
    let is_end = seen.is_some_and(|seen| seen.ends());
    let state = match seen {
        None => Some("unreached"),
        Some(_) => is_end.then_some("decided"),
    };
    html! {
        tr class=[state] {
            th.number scope="row" {
                @if is_end { span role="img" aria-label="ended here" { "\u{2192}" } " " }
                (index + 1) (doubt::signs(rule.basis))
            }
            td {
                code { (rule.condition) }
                @if !rule.meaning.is_empty() { div.small { "= " code { (rule.meaning) } } }
                @if !rule.clause.is_empty() { div.small { (rule.clause) } }
            }
            td { @if seen.is_some() { (saw(explained, rule)) } }
            td { (matched(seen)) }
            td { (done(rule, seen)) }
        }
    }
}

/// The values, and the days that the windows of the condition come to.
fn saw(explained: &Explained<'_, '_>, rule: &RuleRow<'_>) -> Markup {
    html! {
        @for (name, value) in explained.saw(rule) { div { (name) " " (value) } }
        @for (window, day) in explained.windows(rule) { div.small { (window) " = " (day) } }
    }
}
