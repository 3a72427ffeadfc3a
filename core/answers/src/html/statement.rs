//! A statement: eligibility, amounts, registers and indicators, what is waited for, and what the signs mean.

use super::{badge, fragment, identified, table, titled};
use crate::amounts::{count, percent, rounded};
use crate::doubt;
use crate::evaluation::{Evaluated, Found};
use crate::identity::Identified;
use crate::lacking::{Lacking, of_statement};
use crate::per_item::{self, IndicatorRow, Indicators, RegisterRow};
use entitle_kernel::image::code::Per;
use entitle_kernel::{AnswerKind, Basis, Contract, Value};
use maud::{Markup, html};

/// A statement as a fragment.
#[must_use]
pub fn statement(contract: &Identified<'_>, statement: &Evaluated<'_>) -> String {
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
        let rows = html! { @for found in &criteria { (criterion(found)) } };
        html! {
            p { strong { "Eligible: " } (badge(verdict)) }
            (titled("Criteria", criteria.len(), &table(&["criterion", "verdict", "asks", "clause"], &rows)))
        }
    }

    fn conditions(&self) -> Markup {
        let conditions = self.of_kind(AnswerKind::Condition);
        let rows = html! { @for found in &conditions { (condition(found)) } };
        titled("Conditions", conditions.len(), &table(&["condition", "value", "meaning"], &rows))
    }

    /// The lines that the subject has one of; the payment stands out.
    fn amounts(&self) -> Markup {
        let lines = self.of_kind(AnswerKind::Line);
        let rows = html! { @for found in &lines { (line(found, self.contract.pays() == Some(found.index))) } };
        titled("Amounts", lines.len(), &table(&["line", ">amount", "unit", "what it is"], &rows))
    }

    fn registers(&self) -> Markup {
        let registers = per_item::registers(self.contract, self.statement);
        let mut heads = vec!["register".to_owned(), ">patients".to_owned()];
        heads.extend(self.heads_of_lines(Per::Register));
        let rows = html! { @for row in &registers { (register(row)) } };
        titled("Registers", registers.len(), &table(&heads, &rows))
    }

    fn indicators(&self) -> Markup {
        let Indicators { rows: indicators, without_counts } = per_item::indicators(self.contract, self.statement);
        let heads = ["indicator", ">denominator", ">numerator", ">achieved", ">points", ">of"];
        let mut heads: Vec<String> = heads.map(str::to_owned).into();
        heads.extend(self.heads_of_lines(Per::Indicator));
        if indicators.iter().any(|row| row.room.is_some()) {
            heads.extend([">needed", ">next patient"].map(str::to_owned));
        }
        let rows = html! { @for row in &indicators { (indicator(row)) } };
        html! {
            (titled("Indicators", indicators.len(), &table(&heads, &rows)))
            @if !without_counts.is_empty() { p.small { "Without counts: " (without_counts.join(", ")) } }
        }
    }

    fn heads_of_lines(&self, per: Per) -> impl Iterator<Item = String> {
        per_item::lines(self.contract, per).into_iter().map(|name| format!(">{}", name.replace('_', " ")))
    }

    /// What criteria and payment wait for, local terms first.
    fn lacking(&self) -> Markup {
        let mut lacking = of_statement(self.contract, self.statement);
        lacking.sort_by_key(|lack| !lack.local);
        let rows = html! { @for lack in &lacking { (lack_row(lack)) } };
        let table = table(&["fact", "meaning", "unit", "practices"], &rows);
        titled("Not given, and waited for", lacking.len(), &table)
    }

    fn footnotes(&self) -> Markup {
        let basis = self.statement.answers.iter().fold(Basis::NONE, |basis, found| basis.and(found.basis));
        html! {
            @for note in doubt::footnotes(basis, "what the contract says of itself lists them") { p.small { (note) } }
        }
    }
}

fn criterion(found: &Found<'_>) -> Markup {
    html! {
        tr {
            th scope="row" { (found.name) }
            td { @if let Some(verdict) = found.verdict { (badge(verdict)) } (doubt::signs(found.basis)) }
            td { (found.title) }
            td.small { (found.with_waiting(found.clause)) }
        }
    }
}

fn condition(found: &Found<'_>) -> Markup {
    html! {
        tr {
            th scope="row" { (found.name) }
            td { (found.written) (doubt::signs(found.basis)) }
            td { (found.with_waiting(found.title)) }
        }
    }
}

fn line(found: &Found<'_>, pays: bool) -> Markup {
    let note = found.with_waiting(found.clause);
    html! {
        tr class=[pays.then_some("pays")] {
            th scope="row" { (found.name) }
            td.number { (amount(found)) }
            td { (found.unit) }
            td { (found.title) @if !note.is_empty() { div.small { (note) } } }
        }
    }
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

fn lack_row(lack: &Lacking) -> Markup {
    html! {
        tr {
            th scope="row" { (lack.name) @if lack.local { (doubt::LOCAL_TERM_SIGN) } }
            td { (lack.meaning) }
            td { (lack.unit) }
            td { (lack.practices.join(", ")) }
        }
    }
}

/// An amount with the signs of its doubts.
fn amount(found: &Found<'_>) -> Markup {
    html! { (found.amount()) (doubt::signs(found.basis)) }
}
