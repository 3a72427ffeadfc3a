//! JSON Schemas (draft-07) of what people write: definitions, and the tests of their rules.
//!
//! An editor that knows TOML completes keys, shows what they mean and marks what cannot stand, with
//! one of these at hand; `EDITORS.md` beside this crate says how to set one up. They are committed as
//! `definition.schema.json` and `rule-tests.schema.json`, and a test holds them to what is made here.
//!
//! A schema sees the shape of a file: keys, kinds of values, words out of a list. It refuses nothing
//! that the compiler takes. What needs the rest of the file (names, types, cycles, gaps between
//! bands) stays with [`check`](crate::check).
//!
//! ```
//! use entitle_compiler::schema;
//! assert!(schema::definition().contains("\"in_force\""));
//! assert!(schema::rule_tests().contains("\"achievement_date\""));
//! ```

mod facts;
mod figures;
mod key;
mod rule_tests;
mod rules;
mod top;

use serde_json::Value;

/// The schema of a definition, as indented JSON with a line ending at its end.
///
/// ```
/// let schema: serde_json::Value = serde_json::from_str(&entitle_compiler::schema::definition()).unwrap();
/// assert_eq!(schema["required"], serde_json::json!(["semantics", "contract"]));
/// ```
#[must_use]
pub fn definition() -> String {
    written(&top::schema())
}

/// The schema of a file of rule tests, as indented JSON with a line ending at its end.
///
/// ```
/// let schema: serde_json::Value = serde_json::from_str(&entitle_compiler::schema::rule_tests()).unwrap();
/// assert_eq!(schema["required"], serde_json::json!(["contract", "on", "test"]));
/// ```
#[must_use]
pub fn rule_tests() -> String {
    written(&rule_tests::schema())
}

fn written(schema: &Value) -> String {
    format!("{schema:#}\n")
}

#[cfg(test)]
mod agreement;
