//! A statement: eligibility, amounts, registers and indicators, what is waited for, and what the signs mean.

use super::{badge, folded, fragment, identified};
use crate::amounts::{count, percent, rounded};
use crate::doubt;
use crate::evaluation::{Evaluated, Found};
use crate::lacking::of_statement as lacking;
use crate::per_item::{self, IndicatorRow, Indicators, RegisterRow};
use entitle_kernel::image::code::Per;
use entitle_kernel::{AnswerKind, Basis, Contract, Value};
use maud::{Markup, html};

/// A statement as a fragment.
#[must_use]
pub fn statement(contract: &Contract<'_>, statement: &Evaluated<'_>) -> String {
    let page = Page { contract, statement };
    fragment(&html! {
        section {
            h3 { (statement.subject) ", " (contract.title()) }
            (identified(contract))
            (page.eligibility())
            (page.conditions())
            (page.amounts())
            (page.registers())
            (page.indicators())
            (page.lacking())
            (page.footnotes())
        }
    })
}

struct Page<'p, 'c> {
    contract: &'p Contract<'c>,
    statement: &'p Evaluated<'c>,
}

impl<'p, 'c> Page<'p, 'c> {
    fn of_kind(&self, kind: AnswerKind) -> Vec<&'p Found<'c>> {
        let of_subject = |found: &&Found<'_>| found.kind == kind && found.item.is_empty() && !found.is_contradiction;
        self.statement.answers.iter().filter(of_subject).collect()
    }

    fn eligibility(&self) -> Markup {
        let Some(verdict) = self.of_kind(AnswerKind::Eligible).first().and_then(|found| found.verdict) else {
            return html! {};
        };
        let criteria = self.of_kind(AnswerKind::Criterion);
        html! {
            p { strong { "Eligible: " } (badge(verdict)) }
            (folded("Criteria", criteria.len(), &html! {
                table {
                    thead { tr { th scope="col" { "criterion" } th scope="col" { "verdict" } th scope="col" { "asks" } th scope="col" { "clause" } } }
                    tbody {
                        @for found in criteria {
                            tr {
                                th scope="row" { (found.name) }
                                td { @if let Some(verdict) = found.verdict { (badge(verdict)) } (doubt::signs(found.basis)) }
                                td { (found.title) }
                                td.small { (found.with_waiting(found.clause)) }
                            }
                        }
                    }
                }
            }))
        }
    }

    fn conditions(&self) -> Markup {
        let conditions = self.of_kind(AnswerKind::Condition);
        folded(
            "Conditions",
            conditions.len(),
            &html! {
                table {
                    thead { tr { th scope="col" { "condition" } th scope="col" { "value" } th scope="col" { "meaning" } } }
                    tbody {
                        @for found in conditions {
                            tr {
                                th scope="row" { (found.name) }
                                td { (found.written) (doubt::signs(found.basis)) }
                                td { (found.with_waiting(found.title)) }
                            }
                        }
                    }
                }
            },
        )
    }

    /// The lines that the subject has one of; the payment stands out.
    fn amounts(&self) -> Markup {
        let lines = self.of_kind(AnswerKind::Line);
        folded(
            "Amounts",
            lines.len(),
            &html! {
                table {
                    thead { tr { th scope="col" { "line" } th.number scope="col" { "amount" } th scope="col" { "unit" } th scope="col" { "what it is" } th scope="col" { "clause" } } }
                    tbody {
                        @for found in lines {
                            tr.pays[self.contract.pays() == Some(found.index)] {
                                th scope="row" { (found.name) }
                                td.number { (amount(found)) }
                                td { (found.unit) }
                                td { (found.title) }
                                td.small { (found.with_waiting(found.clause)) }
                            }
                        }
                    }
                }
            },
        )
    }

    fn registers(&self) -> Markup {
        let rows = per_item::registers(self.contract, self.statement);
        folded(
            "Registers",
            rows.len(),
            &html! {
                table {
                    thead { tr {
                        th scope="col" { "register" } th.number scope="col" { "patients" }
                        (heads(&per_item::lines(self.contract, Per::Register)))
                    } }
                    tbody { @for row in &rows { (register(row)) } }
                }
            },
        )
    }

    fn indicators(&self) -> Markup {
        let Indicators { rows, without_counts } = per_item::indicators(self.contract, self.statement);
        let has_rooms = rows.iter().any(|row| row.room.is_some());
        html! {
            (folded("Indicators", rows.len(), &html! {
                table {
                    thead { tr {
                        th scope="col" { "indicator" }
                        (heads(&["denominator", "numerator", "achieved", "points", "of"]))
                        (heads(&per_item::lines(self.contract, Per::Indicator)))
                        @if has_rooms { (heads(&["needed", "next_patient"])) }
                    } }
                    tbody { @for row in &rows { (indicator(row)) } }
                }
            }))
            @if !without_counts.is_empty() { p.small { "Without counts: " (without_counts.join(", ")) } }
        }
    }

    /// What criteria and payment wait for, local terms first.
    fn lacking(&self) -> Markup {
        let mut lacking = lacking(self.contract, self.statement);
        lacking.sort_by_key(|lack| !lack.local);
        folded(
            "Not given, and waited for",
            lacking.len(),
            &html! {
                table {
                    thead { tr { th scope="col" { "fact" } th scope="col" { "meaning" } th scope="col" { "unit" } th scope="col" { "practices" } } }
                    tbody {
                        @for lack in &lacking {
                            tr {
                                th scope="row" { (lack.name) @if lack.local { (doubt::LOCAL_TERM_SIGN) } }
                                td { (lack.meaning) }
                                td { (lack.unit) }
                                td { (lack.practices.join(", ")) }
                            }
                        }
                    }
                }
            },
        )
    }

    fn footnotes(&self) -> Markup {
        let basis = self.statement.answers.iter().fold(Basis::NONE, |basis, found| basis.and(found.basis));
        html! {
            @for note in doubt::footnotes(basis, "what the contract says of itself lists them") { p.small { (note) } }
        }
    }
}

/// Heads of columns of numbers.
fn heads(names: &[&str]) -> Markup {
    html! { @for name in names { th.number scope="col" { (name.replace('_', " ")) } } }
}

fn register(row: &RegisterRow<'_, '_>) -> Markup {
    html! {
        tr {
            th scope="row" { (row.name) }
            td.number { (count(row.size)) }
            @for found in &row.lines { td.number { @if let Some(found) = found { (amount(found)) } } }
        }
    }
}

fn indicator(row: &IndicatorRow<'_, '_>) -> Markup {
    html! {
        tr {
            th scope="row" { (row.name) }
            td.number { (count(row.denominator)) }
            td.number { (count(row.numerator)) }
            td.number { @if let Some(found) = row.achieved { (percent(found.value)) } }
            td.number { @if let Some(found) = row.points { (rounded(found.value, 3)) (doubt::signs(found.basis)) } }
            td.number { (count(Value::Number(row.points_max))) }
            @for found in &row.lines { td.number { @if let Some(found) = found { (amount(found)) } } }
            @if let Some(room) = row.room { td.number { (room.needed()) } td.number { (room.worth()) } }
        }
    }
}

/// An amount with the signs of its doubts.
fn amount(found: &Found<'_>) -> Markup {
    html! { (found.amount()) (doubt::signs(found.basis)) }
}
