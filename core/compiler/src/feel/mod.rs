//! The supported subset of FEEL: text to tree.

mod arguments;
pub(crate) mod ast;
mod lexemes;
mod lexer;
mod literals;
mod parser;

pub use lexemes::{Lexeme, LexemeKind, lexemes};
pub(crate) use parser::parse;
