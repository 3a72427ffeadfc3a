//! The words of an expression for whoever rewrites one: the same that the compiler reads.

use super::lexer::{TokenKind, tokens};

/// A word of an expression and the bytes that it stands on. White space and comments are between words.
///
/// ```
/// use entitle_compiler::{LexemeKind, lexemes};
/// let text = "date and time(seen) in [1..upper]";
/// let names: Vec<&str> =
///     lexemes(text).iter().filter(|word| word.kind == LexemeKind::Name).map(|word| &text[word.start..word.end]).collect();
/// assert_eq!(names, ["date and time", "seen", "in", "upper"]); // a name of several words is one where it is called
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lexeme {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// What it is.
    pub kind: LexemeKind,
}

/// What a word of an expression is.
///
/// ```
/// use entitle_compiler::{LexemeKind, lexemes};
/// let kinds = |text: &str| lexemes(text).iter().map(|word| word.kind).collect::<Vec<_>>();
/// assert_eq!(kinds("x..5"), [LexemeKind::Name, LexemeKind::Symbol(".."), LexemeKind::Number]);
/// assert_eq!(kinds("\"a, b\""), [LexemeKind::Text]);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LexemeKind {
    /// Digits, perhaps with a point among them.
    Number,
    /// A text in its quotes.
    Text,
    /// A name in ASCII, a keyword, or a function's name of several words.
    Name,
    /// A sign or bracket of FEEL.
    Symbol(&'static str),
    /// A character that has no meaning of its own in FEEL, such as a letter beyond ASCII, or the quote of a text that does
    /// not end.
    Stray(char),
}

/// Cuts an expression into words.
///
/// ```
/// assert_eq!(entitle_compiler::lexemes("age >= 17 // years").len(), 3);
/// ```
#[must_use]
pub fn lexemes(text: &str) -> Vec<Lexeme> {
    let kind = |kind: TokenKind| match kind {
        TokenKind::Number(_) => Some(LexemeKind::Number),
        TokenKind::Text(_) => Some(LexemeKind::Text),
        TokenKind::Word(_) => Some(LexemeKind::Name),
        TokenKind::Symbol(symbol) => Some(LexemeKind::Symbol(symbol)),
        TokenKind::Stray(letter) => Some(LexemeKind::Stray(letter)),
        TokenKind::End => None,
    };
    let tokens = tokens(text).into_iter();
    tokens.filter_map(|token| Some(Lexeme { start: token.start, end: token.end, kind: kind(token.kind)? })).collect()
}
