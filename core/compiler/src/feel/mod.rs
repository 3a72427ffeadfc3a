//! The supported subset of FEEL: text to tree.

mod arguments;
pub(crate) mod ast;
mod lexer;
mod literals;
mod parser;

pub(crate) use parser::parse;
