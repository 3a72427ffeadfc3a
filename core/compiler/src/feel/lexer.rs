//! Expression text to words, by winnow.

use winnow::ascii::{digit1, multispace1, till_line_ending};
use winnow::combinator::{alt, delimited, opt, preceded, repeat};
use winnow::error::ContextError;
use winnow::prelude::*;
use winnow::stream::LocatingSlice;
use winnow::token::{any, one_of, take_until, take_while};

type Input<'t> = LocatingSlice<&'t str>;
type Fault = ContextError;

/// A word of the expression with the bytes it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: TokenKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Number(String),
    Text(String),
    /// A name, or one of FEEL's keywords.
    Word(String),
    Symbol(&'static str),
    /// A character with no meaning in FEEL, or a text that does not end.
    Stray(char),
    End,
}

/// Names of more than one word, longest first.
const PHRASES: [&[&str]; 5] = [
    &["years", "and", "months", "duration"],
    &["round", "half", "down"],
    &["round", "half", "up"],
    &["round", "down"],
    &["round", "up"],
];

/// Names of more than one word that are FEEL's functions and none of this subset: one name where they are called, so that
/// nothing takes a part of one for a name of its own.
const OTHER_FUNCTIONS: [&[&str]; 27] = [
    &["date", "and", "time"],
    &["string", "length"],
    &["string", "join"],
    &["upper", "case"],
    &["lower", "case"],
    &["substring", "before"],
    &["substring", "after"],
    &["starts", "with"],
    &["ends", "with"],
    &["list", "contains"],
    &["list", "replace"],
    &["insert", "before"],
    &["index", "of"],
    &["distinct", "values"],
    &["get", "entries"],
    &["get", "value"],
    &["context", "put"],
    &["context", "merge"],
    &["day", "of", "year"],
    &["day", "of", "week"],
    &["month", "of", "year"],
    &["week", "of", "year"],
    &["met", "by"],
    &["overlaps", "before"],
    &["overlaps", "after"],
    &["finished", "by"],
    &["started", "by"],
];

/// Whether this is such a function's name.
pub(super) fn is_other_function(name: &str) -> bool {
    OTHER_FUNCTIONS.iter().any(|words| words.iter().copied().eq(name.split(' ')))
}

/// `/*` is one only where the comment has no end; others are blank.
const SYMBOLS: [&str; 25] = [
    "/*", "**", "..", "<=", ">=", "!=", "==", "->", "<", ">", "=", "+", "-", "*", "/", "(", ")", "[", "]", "{", "}",
    ",", ".", ":", "@",
];

/// Cuts the text into words; the last is `End`.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut input = Input::new(text);
    let mut tokens = Vec::new();
    // Neither parser fails on anything but the end of the text.
    while blank.parse_next(&mut input).is_ok() {
        let Ok((kind, span)) = token.with_span().parse_next(&mut input) else { break };
        tokens.push(Token { start: span.start, end: span.end, kind });
    }
    tokens.push(Token { start: text.len(), end: text.len(), kind: TokenKind::End });
    join_phrases(tokens)
}

fn blank(input: &mut Input<'_>) -> Result<(), Fault> {
    let line_comment = ("//", till_line_ending).void();
    let block_comment = ("/*", take_until(0.., "*/"), "*/").void();
    repeat(0.., alt((multispace1.void(), line_comment, block_comment))).parse_next(input)
}

fn token(input: &mut Input<'_>) -> Result<TokenKind, Fault> {
    alt((number, text, word, symbol, any.map(TokenKind::Stray))).parse_next(input)
}

fn number(input: &mut Input<'_>) -> Result<TokenKind, Fault> {
    (digit1, opt(('.', digit1))).take().map(|digits: &str| TokenKind::Number(digits.to_owned())).parse_next(input)
}

fn word(input: &mut Input<'_>) -> Result<TokenKind, Fault> {
    (
        one_of(|letter: char| letter.is_ascii_alphabetic() || letter == '_'),
        take_while(0.., |letter: char| letter.is_ascii_alphanumeric() || letter == '_'),
    )
        .take()
        .map(|name: &str| TokenKind::Word(name.to_owned()))
        .parse_next(input)
}

fn symbol(input: &mut Input<'_>) -> Result<TokenKind, Fault> {
    for symbol in SYMBOLS {
        if input.starts_with(symbol) {
            return symbol.value(TokenKind::Symbol(symbol)).parse_next(input);
        }
    }
    Err(ContextError::new())
}

fn text(input: &mut Input<'_>) -> Result<TokenKind, Fault> {
    let letters = repeat(0.., alt((escaped, one_of(|letter| letter != '"' && letter != '\\'))));
    delimited('"', letters, '"').map(TokenKind::Text).parse_next(input)
}

fn escaped(input: &mut Input<'_>) -> Result<char, Fault> {
    preceded('\\', alt(('"', '\\', '\'', 'n'.value('\n'), 't'.value('\t'), 'r'.value('\r')))).parse_next(input)
}

fn join_phrases(tokens: Vec<Token>) -> Vec<Token> {
    let mut joined: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut rest = tokens.as_slice();
    while let [first, others @ ..] = rest {
        let phrase = PHRASES.iter().find(|phrase| begins_with(rest, phrase)).or_else(|| {
            let is_called = |phrase: &[&str]| {
                let after = rest.get(phrase.len()).map(|token| &token.kind);
                begins_with(rest, phrase) && after == Some(&TokenKind::Symbol("("))
            };
            OTHER_FUNCTIONS.iter().find(|phrase| is_called(phrase))
        });
        match phrase.and_then(|phrase| Some((phrase, rest.get(phrase.len() - 1)?))) {
            Some((phrase, last)) => {
                let kind = TokenKind::Word(phrase.join(" "));
                joined.push(Token { start: first.start, end: last.end, kind });
                rest = rest.get(phrase.len()..).unwrap_or(&[]);
            }
            None => {
                joined.push(first.clone());
                rest = others;
            }
        }
    }
    joined
}

fn begins_with(tokens: &[Token], phrase: &[&str]) -> bool {
    tokens.len() >= phrase.len()
        && tokens.iter().zip(phrase).all(|(token, word)| matches!(&token.kind, TokenKind::Word(name) if name == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<TokenKind> {
        tokens(text).into_iter().map(|token| token.kind).collect()
    }

    #[test]
    fn names_of_several_words_are_matched_longest_first() {
        let word = |text: &str| TokenKind::Word(text.to_owned());
        assert_eq!(kinds("round  half up round up"), [word("round half up"), word("round up"), TokenKind::End]);
    }

    #[test]
    fn a_function_of_several_words_is_one_name_where_it_is_called() {
        let word = |text: &str| TokenKind::Word(text.to_owned());
        assert_eq!(kinds("list  contains (x")[..2], [word("list contains"), TokenKind::Symbol("(")]);
        assert_eq!(kinds("date and time"), [word("date"), word("and"), word("time"), TokenKind::End]);
    }

    #[test]
    fn a_range_is_not_a_decimal_and_comments_are_blank() {
        let number = |text: &str| TokenKind::Number(text.to_owned());
        assert_eq!(
            kinds("1..2.5 // end\n/* x */"),
            [number("1"), TokenKind::Symbol(".."), number("2.5"), TokenKind::End]
        );
    }

    #[test]
    fn a_text_that_does_not_end_is_a_stray_quote() {
        assert_eq!(kinds("\"ab").first(), Some(&TokenKind::Stray('"')));
    }
}
