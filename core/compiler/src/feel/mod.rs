//! The supported subset of FEEL: text to tree.

pub(crate) mod ast;
mod lexer;
mod literals;
mod parser;

pub(crate) use parser::parse;
