//! What a contract says of itself: its title, period and grades, then each part folded.

use super::{fragment, identified, lines};
use crate::content::{Look, Section, sections, terms};
use crate::doubt::ASSUMED_SIGN;
use crate::figures::grades;
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
            (identified(contract))
            p.small { (terms(contract)) }
            @for line in contract.doc().lines().filter(|line| !line.trim().is_empty()) { p { (line) } }
            p { (grades(contract)) }
            @for section in sections.iter().filter(|section| !section.rows.is_empty()) { (part(section)) }
            @if has_assumed { p.small { (ASSUMED_SIGN) " is assumed: in no source that was read" } }
        }
    })
}

/// A contract has more parts than fit a screen, so all are folded.
fn part(section: &Section) -> Markup {
    let looks: Vec<Look> = section.heads().map(|(_, look)| look).collect();
    html! {
        details {
            summary { strong { (section.title) } " (" (section.rows.len()) ")" }
            div.wide {
                table {
                    thead { tr { @for (key, look) in section.heads() { th.number[look == Look::Right] scope="col" { (key.replace('_', " ")) } } } }
                    tbody { @for row in &section.rows { (entry(section, row, &looks)) } }
                }
            }
        }
    }
}

fn entry(section: &Section, row: &[String], looks: &[Look]) -> Markup {
    let cells = section.cells(row);
    let (name, rest) = cells.split_first().map_or(("", &[][..]), |(name, rest)| (name.as_str(), rest));
    html! {
        tr {
            th scope="row" {
                (name) @if section.is_assumed(row) { (ASSUMED_SIGN) }
            }
            @for (text, look) in rest.iter().zip(looks.iter().skip(1)) { td.number[*look == Look::Right] { (lines(text)) } }
        }
    }
}
