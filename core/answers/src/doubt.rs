//! What an answer, a decision or a rule rests on that its reader must know of.

use entitle_kernel::{Basis, Grade};

/// An answer rests on a figure that no source states.
pub const ASSUMED_FIGURE: &str = "an assumed figure";
/// A rule may also rest on how its text was read.
pub const ASSUMED_READING: &str = "an assumed figure or reading";
/// A figure that the contract leaves to the parties.
pub const LOCAL_TERM: &str = "a local term";
/// The day asked for lies after the last one that the definition's sources speak of.
pub const BEYOND: &str = "beyond what was read";
/// The sign of a footnote about what is assumed.
pub const ASSUMED_SIGN: &str = "*";
/// The sign of a footnote about a local term.
pub const LOCAL_TERM_SIGN: &str = "†";
/// The sign of a footnote about a day beyond what was read.
pub const BEYOND_SIGN: &str = "‡";
/// What a local term is.
pub const LOCAL_TERM_NOTE: &str =
    "a figure that the parties agree or that is announced each year; it comes from your facts alone";
/// What it means to ask beyond what was read.
pub const BEYOND_NOTE: &str = "the day asked for lies after the last one that the definition's sources speak of; its terms may have changed since";

/// The doubts about an answer, in words.
pub fn of_answer(basis: Basis) -> Vec<&'static str> {
    choose(basis, [ASSUMED_FIGURE, LOCAL_TERM, BEYOND])
}

/// The doubts about a rule or what rules decided, in words.
pub fn of_rules(basis: Basis) -> Vec<&'static str> {
    choose(basis, [ASSUMED_READING, LOCAL_TERM, BEYOND])
}

/// A doubt as part of a sentence: "rests on a local term".
///
/// ```
/// use entitle_answers::doubt;
/// assert_eq!(doubt::said(doubt::LOCAL_TERM), "rests on a local term");
/// assert_eq!(doubt::said(doubt::BEYOND), "beyond what was read");
/// ```
pub fn said(doubt: &str) -> String {
    if doubt == BEYOND { doubt.to_owned() } else { format!("rests on {doubt}") }
}

/// The signs of the footnotes: `*` for what is assumed, `†` for a local term, `‡` for a day beyond what was read.
pub fn signs(basis: Basis) -> String {
    choose(basis, [ASSUMED_SIGN, LOCAL_TERM_SIGN, BEYOND_SIGN]).concat()
}

/// What the signs beside answers mean, as far as they were used; `listed` says where the assumed figures are listed.
pub fn footnotes(basis: Basis, listed: &str) -> Vec<String> {
    let notes = [(ASSUMED_FIGURE, listed), (LOCAL_TERM, LOCAL_TERM_NOTE), (BEYOND, BEYOND_NOTE)];
    let doubts = of_answer(basis).into_iter().zip(signs(basis).chars().collect::<Vec<_>>());
    doubts
        .filter_map(|(doubt, sign)| {
            let (_, what) = notes.iter().find(|(known, _)| *known == doubt)?;
            Some(format!("{sign} {}: {what}", said(doubt)))
        })
        .collect()
}

fn choose(basis: Basis, [assumed, local, beyond]: [&'static str; 3]) -> Vec<&'static str> {
    let doubts = [
        (basis.has(Grade::Assumed), assumed),
        (basis.has_local_term(), local),
        (basis.is_beyond_what_was_read(), beyond),
    ];
    doubts.into_iter().filter(|(holds, _)| *holds).map(|(_, text)| text).collect()
}
