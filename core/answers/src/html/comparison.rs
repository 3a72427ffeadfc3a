//! A comparison as a fragment, and as one page for a browser and for paper that needs no other file, no script and no
//! network.

use super::{badge, digests, fragment};
use crate::amounts::shortened;
use crate::comparison::rows::{
    self, Cell, Row, contract_name, identity, letters, with_unit, written, written_of_practice,
};
use crate::comparison::{Compared, Comparison, Outcome, Total, criteria_open, eligible};
use crate::doubt;
use crate::fault::counted;
use crate::identity::Digests;
use entitle_kernel::number::RoundingMode;
use entitle_kernel::{AnswerKind, Basis, Number, Value};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Paper first: black on white, tables that may break between rows, verdicts told apart without colour.
const STYLE: &str = include_str!("page.css");

/// A comparison as a fragment.
#[must_use]
pub fn comparison(compared: &Compared<'_, '_>) -> String {
    fragment(&all(compared))
}

/// A comparison as a whole page.
#[must_use]
pub fn comparison_page(compared: &Compared<'_, '_>) -> String {
    let names: Vec<String> = compared.comparisons.iter().map(|comparison| comparison.subject.clone()).collect();
    let title = format!("Contracts compared: {}", shortened(&names));
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (hatching())
                main {
                    h1 { (title) }
                    (all(compared))
                    p.small { "Not the official payment calculation of any contract, and not a clinical decision tool. Every figure names its source in `entitle show CONTRACT`." }
                }
            }
        }
    };
    page.into_string() + "\n"
}

/// What fills bars that rest on a doubt; it stands once on a page, and in no fragment.
fn hatching() -> Markup {
    html! {
        svg width="0" height="0" class="defined" aria-hidden="true" {
            defs {
                pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect width="6" height="6" fill="#e8e8e8" {}
                    line x1="0" y1="0" x2="0" y2="6" stroke="#333" stroke-width="2" {}
                }
            }
        }
    }
}

fn all(compared: &Compared<'_, '_>) -> Markup {
    html! {
        (legend(compared))
        @for comparison in compared.comparisons { (one(compared, comparison)) }
    }
}

fn legend(compared: &Compared<'_, '_>) -> Markup {
    html! {
        table.legend {
            caption { "Contracts" }
            thead { tr { td {} th scope="col" { "contract" } th scope="col" { "title" } th scope="col" { "digests" } } }
            tbody {
                @for (place, column) in compared.columns.iter().enumerate() {
                    @for (index, contract) in column.contracts.iter().enumerate() {
                        tr {
                            @if index == 0 { th scope="rowgroup" rowspan=(column.contracts.len()) { (column.letter) } }
                            td { (contract_name(&compared.contracts[*contract])) }
                            td { (compared.contracts[*contract].title()) @if place == 0 { " (held now)" } (compared.remark(*contract)) }
                            td { (digests(&Digests::of(&compared.contracts[*contract]))) }
                        }
                    }
                }
            }
        }
    }
}

fn one(compared: &Compared<'_, '_>, comparison: &Comparison<'_>) -> Markup {
    let rows = rows::rows(comparison);
    html! {
        section {
            h2 { (comparison.subject) @if !comparison.members.is_empty() { ", a network of " (counted(comparison.members.len(), "practice")) } }
            (totals(compared, comparison))
            (table(compared, comparison, &rows, AnswerKind::Criterion, "May it be held"))
            (table(compared, comparison, &rows, AnswerKind::Condition, "How it stands"))
            (table(compared, comparison, &rows, AnswerKind::Line, "Amounts"))
            @if !comparison.members.is_empty() { (practices(compared, comparison)) }
            @if !comparison.staying.is_empty() { (behind(compared, comparison)) }
            (lacking(compared, comparison))
            (footnotes(compared, comparison, &rows))
        }
    }
}

/// What is paid in all, as a table and as bars.
fn totals(compared: &Compared<'_, '_>, comparison: &Comparison<'_>) -> Markup {
    let outcomes = || compared.columns.iter().zip(&comparison.outcomes).enumerate();
    html! {
        table {
            caption { "Paid in all" }
            thead { tr {
                td {} th scope="col" { "contracts" } th scope="col" { "eligible" }
                th.number scope="col" { @if comparison.staying.is_empty() { "total" } @else { "of those under it" } }
                th.number scope="col" { "gain on A" @if !comparison.staying.is_empty() { ", all together" } }
                td {}
            } }
            tbody {
                @for (place, (column, outcome)) in outcomes() {
                    tr {
                        th scope="row" { (column.letter) }
                        td { (identity(compared, place)) }
                        td { @match rows::eligible(outcome) { Some(verdict) => (badge(verdict)), None => "no criteria" } }
                        td.number { (amount(&outcome.total)) }
                        td.number { @if let Some(gain) = &outcome.gain { (amount(gain)) } }
                        td.bar { (bar(comparison, outcome)) }
                    }
                }
            }
        }
    }
}

/// A bar as long as the total is beside the greatest one in its unit; hatched where it rests on a doubt.
fn bar(comparison: &Comparison<'_>, outcome: &Outcome<'_>) -> Markup {
    const WIDTH: i64 = 240;
    // Its outline lies half outside of it.
    const LENGTH_MAX: i64 = WIDTH - 2;
    let amount_of = |outcome: &Outcome<'_>| match &outcome.total {
        Total::Amount { value: Value::Number(number), unit, basis } => Some((*number, unit.clone(), *basis)),
        _ => None,
    };
    let Some((number, unit, basis)) = amount_of(outcome).filter(|(number, ..)| !number.is_negative()) else {
        return html! {};
    };
    let same_unit = comparison.outcomes.iter().filter_map(amount_of).filter(|(_, other, _)| *other == unit);
    let most = same_unit
        .map(|(number, ..)| number)
        .fold(Number::ZERO, |most, next| if next.compare(&most).is_gt() { next } else { most });
    let length = number
        .checked_mul(Number::from_i64(LENGTH_MAX))
        .and_then(|scaled| scaled.checked_div(most))
        .and_then(|length| length.round(0, RoundingMode::HalfUp))
        .ok()
        .and_then(Number::to_i64);
    let Some(length) = length else { return html! {} };
    let style = if basis == Basis::NONE || doubt::of_answer(basis).is_empty() { "sure" } else { "doubtful" };
    html! {
        svg width=(WIDTH) height="16" viewBox=(format!("0 0 {WIDTH} 16")) aria-hidden="true" {
            rect.(style) x="1" y="1" width=(length) height="14" {}
        }
    }
}

fn table(
    compared: &Compared<'_, '_>,
    comparison: &Comparison<'_>,
    rows: &[Row],
    kind: AnswerKind,
    caption: &str,
) -> Markup {
    let rows: Vec<&Row> = rows.iter().filter(|row| row.kind == kind).collect();
    if rows.is_empty() {
        return html! {};
    }
    html! {
        table {
            caption { (caption) }
            thead { tr { td {} @for column in compared.columns { th scope="col" { (column.letter) } } } }
            tbody {
                @for row in rows {
                    tr {
                        th scope="row" { (row.name.replace('_', " ")) }
                        @for cell in &row.cells { td { @match cell { Some(cell) => (held(cell)), None => span.none { "\u{2013}" } } } }
                    }
                }
                @if kind == AnswerKind::Criterion {
                    tr.together {
                        th scope="row" { "eligible" }
                        @for outcome in &comparison.outcomes {
                            td { @match rows::eligible(outcome) { Some(verdict) => (badge(verdict)), None => span.none { "\u{2013}" } } }
                        }
                    }
                }
            }
        }
    }
}

fn held(cell: &Cell) -> Markup {
    html! {
        @match (cell.verdict, cell.value) {
            (Some(verdict), _) => (badge(verdict)),
            (None, Value::Number(_)) => strong { (with_unit(cell.value, &cell.unit)) },
            (None, _) => strong { (cell.written) },
        }
        (doubt::signs(cell.basis))
        div.small { (cell.title) @if !cell.note.is_empty() { ": " (cell.note) } }
        @if !cell.clause.is_empty() { div.clause { (cell.clause) } }
    }
}

fn amount(total: &Total) -> Markup {
    match total {
        Total::Amount { value: value @ Value::Number(_), unit, basis } => html! {
            (with_unit(*value, unit)) (doubt::signs(*basis))
        },
        Total::Amount { basis, .. } => html! { span.none { (written(total).0) } (doubt::signs(*basis)) },
        _ => html! { span.none { (written(total).0) } },
    }
}

/// The same of a practice.
fn amount_of_practice(outcome: &Outcome<'_>, total: &Total) -> Markup {
    match total {
        Total::Nothing => html! { span.none { (written_of_practice(outcome, total).0) } },
        _ => amount(total),
    }
}

fn practices(compared: &Compared<'_, '_>, comparison: &Comparison<'_>) -> Markup {
    let Some((first, others)) = comparison.outcomes.split_first() else {
        return html! {};
    };
    html! {
        table {
            caption { "Practices" }
            thead { tr {
                th scope="col" { "practice" } th.number scope="col" { "A" }
                @for column in &compared.columns[1..] {
                    th.number scope="col" { (column.letter) } th.number scope="col" { "gain" }
                    th scope="col" { (column.letter) " without it" }
                }
            } }
            tbody {
                @for (place, practice) in first.practices.iter().enumerate() {
                    tr {
                        th scope="row" { (practice.name) }
                        td.number { (amount_of_practice(first, &practice.total)) }
                        @for outcome in others {
                            @let practice = &outcome.practices[place];
                            td.number { (amount_of_practice(outcome, &practice.total)) }
                            td.number { @if let Some(gain) = practice.gain.as_ref().filter(|gain| !matches!(gain, Total::Nothing)) { (amount(gain)) } }
                            td {
                                @if !practice.takes_part { "stays behind" }
                                @else if let Some(verdict) = practice.without { (badge(verdict)) }
                            }
                        }
                    }
                }
            }
        }
        p.small { "What contracts about practices pay each of them; what a contract pays the network is not divided here." }
    }
}

/// Those that stay behind: their statements, and how the first column stands for them alone.
fn behind(compared: &Compared<'_, '_>, comparison: &Comparison<'_>) -> Markup {
    let Some(outcome) = comparison.outcomes.get(1) else {
        return html! {};
    };
    html! {
        table {
            caption { "Those that stay behind, under A" }
            thead { tr { td {} th scope="col" { "contract" } th.number scope="col" { "paid" } th scope="col" { "may it be held" } } }
            tbody {
                @for part in &outcome.behind {
                    @for statement in &part.statements {
                        tr {
                            th scope="row" { @if part.by_practice { (statement.subject) } @else { "together" } }
                            td { (contract_name(&compared.contracts[part.contract])) }
                            td.number { (amount(&Total::of(&compared.contracts[part.contract], statement))) }
                            td {
                                @if let Some(verdict) = eligible(statement) { (badge(verdict)) }
                                @for found in criteria_open(statement) { div.small { (found.written) ": " (found.title) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn lacking(compared: &Compared<'_, '_>, comparison: &Comparison<'_>) -> Markup {
    let lacking = rows::lacking(compared, comparison);
    if lacking.is_empty() {
        return html! {};
    }
    html! {
        table {
            caption { "Not given, and waited for" }
            thead { tr { th scope="col" { "waits" } th scope="col" { "for" } th scope="col" { "meaning" } th scope="col" { "unit" } th scope="col" { "practices" } } }
            tbody {
                @for lack in &lacking {
                    tr {
                        td { (letters(compared, &lack.columns)) }
                        th scope="row" { (lack.fact.name) @if lack.fact.local { (doubt::LOCAL_TERM_SIGN) } }
                        td { (lack.fact.meaning) }
                        td { (lack.fact.unit) }
                        td { (lack.fact.practices.join(", ")) }
                    }
                }
            }
        }
    }
}

fn footnotes(compared: &Compared<'_, '_>, comparison: &Comparison<'_>, rows: &[Row]) -> Markup {
    html! {
        @for note in rows::footnotes(compared, comparison, rows) { p.small { (note) } }
    }
}
