//! What a contract says of itself: its title, period and grades, then each part folded.

use super::{digests, folded, fragment, lines, table};
use crate::content::{Look, Section, sections, terms};
use crate::doubt::ASSUMED_SIGN;
use crate::figures::grades;
use crate::identity::Digests;
use entitle_kernel::Contract;
use maud::{Markup, html};

/// A contract as a fragment.
#[must_use]
pub fn contract(contract: &Contract<'_>) -> String {
    let sections = sections(contract);
    let has_assumed = sections.iter().any(|section| section.rows.iter().any(|row| section.is_assumed(row)));
    fragment(&html! {
        section {
            h3 { (contract.title()) }
            p.small { (terms(contract)) }
            (digests(&Digests::of(contract)))
            @for line in contract.doc().lines().filter(|line| !line.trim().is_empty()) { p { (line) } }
            p { (grades(contract)) }
            @for section in &sections { (part(section)) }
            @if has_assumed { p.small { (ASSUMED_SIGN) " is assumed: in no source that was read" } }
        }
    })
}

/// A contract has more parts than fit a screen, so all are folded.
fn part(section: &Section) -> Markup {
    let looks: Vec<Look> = section.heads().map(|(_, look)| look).collect();
    let heads = section.heads().map(|(key, look)| {
        let sign = if look == Look::Right { ">" } else { "" };
        format!("{sign}{}", key.replace('_', " "))
    });
    let rows = html! { @for row in &section.rows { (entry(section, row, &looks)) } };
    folded(section.title, section.rows.len(), false, &table(&heads.collect::<Vec<_>>(), &rows))
}

fn entry(section: &Section, row: &[String], looks: &[Look]) -> Markup {
    let cells = section.cells(row);
    let (name, rest) = cells.split_first().map_or(("", &[][..]), |(name, rest)| (name.as_str(), rest));
    html! {
        tr {
            th scope="row" { (name) @if section.is_assumed(row) { (ASSUMED_SIGN) } }
            @for (text, look) in rest.iter().zip(looks.iter().skip(1)) {
                td class=[(*look == Look::Right).then_some("number")] { (lines(text)) }
            }
        }
    }
}
