//! What the modules of the npm package have in common: how something is [asked], how a [fault](fault) is thrown, and [handles](handles)
//! of what was begun.
//!
//! What this crate does not do: it exports nothing.
#![forbid(unsafe_code)]

pub mod asked;
pub mod fault;
pub mod handles;
