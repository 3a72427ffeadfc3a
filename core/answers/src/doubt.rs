//! What an answer, a decision or a rule rests on that its reader must know of.

use entitle_kernel::{Basis, Grade};

/// An answer rests on a figure that no source states.
pub const ASSUMED_FIGURE: &str = "an assumed figure";
/// A rule may also rest on how its text was read.
pub const ASSUMED_READING: &str = "an assumed figure or reading";
/// A figure that the contract leaves to the parties.
pub const LOCAL_TERM: &str = "a local term";
/// The sign of a footnote about what is assumed.
pub const ASSUMED_SIGN: &str = "*";
/// The sign of a footnote about a local term.
pub const LOCAL_TERM_SIGN: &str = "†";
/// What a local term is.
pub const LOCAL_TERM_NOTE: &str =
    "a figure that the parties agree or that is announced each year; it comes from your facts alone";

/// The doubts about an answer, in words.
pub fn of_answer(basis: Basis) -> Vec<&'static str> {
    choose(basis, ASSUMED_FIGURE, LOCAL_TERM)
}

/// The doubts about a rule or what rules decided, in words.
pub fn of_rules(basis: Basis) -> Vec<&'static str> {
    choose(basis, ASSUMED_READING, LOCAL_TERM)
}

/// The signs of the footnotes: `*` for what is assumed, `†` for a local term.
pub fn signs(basis: Basis) -> String {
    choose(basis, ASSUMED_SIGN, LOCAL_TERM_SIGN).concat()
}

/// What the signs beside answers mean, as far as they were used; `listed` says where the assumed figures are listed.
pub fn footnotes(basis: Basis, listed: &str) -> Vec<String> {
    let notes = [
        (basis.has(Grade::Assumed), ASSUMED_SIGN, ASSUMED_FIGURE, listed),
        (basis.has_local_term(), LOCAL_TERM_SIGN, LOCAL_TERM, LOCAL_TERM_NOTE),
    ];
    let notes = notes.into_iter().filter(|(holds, ..)| *holds);
    notes.map(|(_, sign, doubt, what)| format!("{sign} rests on {doubt}: {what}")).collect()
}

fn choose(basis: Basis, assumed: &'static str, local: &'static str) -> Vec<&'static str> {
    let doubts = [(basis.has(Grade::Assumed), assumed), (basis.has_local_term(), local)];
    doubts.into_iter().filter(|(holds, _)| *holds).map(|(_, text)| text).collect()
}
