//! Entitle for browsers and Node: what the kernel module of the npm package exports.
//!
//! It takes texts and numbers, hands them to `entitle-answers`, and gives JSON back. Objects are handles, so that whoever uses one that is gone is told so. The
//! half that people meet is TypeScript, in `ts/`: it has the classes, the loading and what is said in their documentation. Both halves are one package; nothing here is called by
//! anybody else.
//!
//! A failure is thrown as text, the JSON of a fault; whatever else is thrown is a trap.
//!
//! Populations in columns and contracts side by side have a module of their own, in `columns/`, and definitions in text another, in
//! `compiler/`: who wants neither loads neither.
//!
//! What this crate does not do: it evaluates nothing, reads no files, and knows no contract but those that it is given: of the built-in
//! ones it has the list and the names.

pub mod contract;
pub mod handles;
pub mod stepwise;
