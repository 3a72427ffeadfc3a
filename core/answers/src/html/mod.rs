//! Answers as HTML: fragments that a notebook, the browser and the command line share.
//!
//! A fragment stands on any page, any number of times: it brings its look with it, which reaches nothing outside, and
//! has no script, no link and no `id`. It takes the colours of the page it stands on, so that it is read in light, in
//! dark and on paper; nothing is told by colour alone. Where a page strips the look, the tables still say all there is.
//! Texts of users are escaped.
//!
//! ```
//! use entitle_answers::{Asked, Document, Identified, Record, With, evaluate, html, subjects};
//! let contract = Identified::from(entitle_contracts::find("extended-access", "2019-04-01".parse()?, None)?);
//! let practice = Record::of("A81001", [("list_size", "10000"), ("extra_minutes_weekly", "300")]);
//! let subjects = subjects(&Document::of("facts", vec![practice]), &contract, Asked::Statement)?;
//! let fragment = html::statement(&contract, &evaluate(&contract, &subjects[0], With::NOTHING)?);
//! assert!(fragment.starts_with(r#"<div class="entitle">"#) && fragment.contains("60,000")); // £6 a head
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod comparison;
mod contract;
mod explanation;
mod rules;
mod statement;

pub use comparison::{comparison, comparison_page};
pub use contract::contract;
pub use explanation::explanation;
pub use rules::rules;
pub use statement::statement;

use crate::doubt;
use crate::identity::{self, Digests, Identified};
use entitle_kernel::{Basis, Verdict};
use maud::{Markup, PreEscaped, html};

/// The look of every fragment.
const STYLE: &str = include_str!("fragment.css");
/// A table that is longer is folded.
const OPEN_ROWS_MAX: usize = 12;

/// What stands on a page of somebody else.
fn fragment(body: &Markup) -> String {
    html! { div.entitle { style { (PreEscaped(STYLE)) } (body) } }.into_string()
}

/// A table; a head that begins with `>` is of numbers.
fn table<H: AsRef<str>>(heads: &[H], rows: &Markup) -> Markup {
    html! {
        table {
            thead { tr { @for head in heads { (head_of(head.as_ref())) } } }
            tbody { (rows) }
        }
    }
}

fn head_of(text: &str) -> Markup {
    match text.strip_prefix('>') {
        Some(text) => html! { th.number scope="col" { (text) } },
        None => html! { th scope="col" { (text) } },
    }
}

/// A table under a heading that says how many rows it has; a long one is folded, and one without rows left out.
fn titled(title: &str, count: usize, table: &Markup) -> Markup {
    folded(title, count, count <= OPEN_ROWS_MAX, table)
}

/// The same, open or not.
fn folded(title: &str, count: usize, is_open: bool, table: &Markup) -> Markup {
    if count == 0 {
        return html! {};
    }
    html! {
        details open[is_open] {
            summary { strong { (title) } " (" (count) ")" }
            div.wide { (table) }
        }
    }
}

/// The identity of a contract, to be reproduced by.
fn identified(contract: &Identified<'_>) -> Markup {
    html! {
        p.small { code { (identity::name(contract)) } }
        (digests(contract.digests()))
    }
}

/// Digests, a line each.
fn digests(digests: &Digests) -> Markup {
    html! { @for line in digests.lines() { div.digest { code { (line) } } } }
}

/// A verdict with a sign of its own, so that it is told apart on paper and by whoever sees no colour.
fn badge(verdict: Verdict) -> Markup {
    let (class, sign) = match verdict {
        Verdict::Met => ("met", "\u{2713}"),
        Verdict::NotMet => ("not-met", "\u{2717}"),
        Verdict::Refer => ("refer", "\u{21e2}"),
        Verdict::Undetermined => ("undetermined", "?"),
    };
    html! { span.verdict.(class) { span aria-hidden="true" { (sign) " " } (verdict.name()) } }
}

/// A text of several lines; those after the first say more about it.
fn lines(text: &str) -> Markup {
    let mut lines = text.lines();
    html! {
        (lines.next().unwrap_or_default())
        @for line in lines { div.small { (line) } }
    }
}

/// What the signs beside rules mean, as far as they were used.
fn footnotes_of_rules(basis: Basis) -> Markup {
    let signs = doubt::signs(basis);
    html! {
        @for (sign, doubt) in signs.chars().zip(doubt::of_rules(basis)) { p.small { (sign) " rests on " (doubt) } }
    }
}
