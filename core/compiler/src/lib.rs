//! Compiles a contract's definition to the image that `entitle-kernel` evaluates.
//!
//! A definition is one TOML file whose conditions and formulas are FEEL; `LANGUAGE.md` beside this
//! crate says every key and every expression. [`compile`] reads it, checks it and writes the image;
//! [`check`] only says what is wrong. All faults come at once, each with its file, line and column. [`schema`]
//! has JSON Schemas for editors, which `EDITORS.md` sets up; a build without the feature `schema` leaves them out.
//!
//! ```
//! let faults = entitle_compiler::compile("x.toml", "semantics = 1\nlimit = 0.85").unwrap_err();
//! let codes: Vec<&str> = faults.list().iter().map(|fault| fault.code).collect();
//! assert_eq!(codes, ["missing-key", "unknown-key", "float"]);
//! ```
//!
//! The stages, in order, each a module: `source` and `diagnostic` (places and faults), `document`
//! (TOML with places), `canonical` (what it says, for its digest), `feel` (expressions to trees), `load` (document to a `definition`: what is
//! declared), `scope`, `types`, `rules`, `figures` and `check` (definition to a checked `model`: what
//! is meant), `order` (what needs what; cycles), `intervals` and `linear` (patient arithmetic, proved
//! not to overflow), `lower` (patient conditions to masks), `subject` (lines and criteria to code),
//! `emit` (the image's bytes, with `slots` and `pools`), `warnings`. Apart from them stands `schema`.
//!
//! Two habits hold throughout. A fault is reported where it is and once: what was refused stays known
//! by its name, so that its uses bring no second fault. And no input is trusted: depth, size and
//! repetition of expressions are bounded before anything recurses over them.
//!
//! What it does not do: compare definitions with one another (days that overlap are found where all
//! definitions of a contract are at hand), or evaluate anything.
#![forbid(unsafe_code)]

mod basis;
mod border;
mod canonical;
mod check;
mod decimal;
mod definition;
mod diagnostic;
mod document;
mod emit;
mod feel;
mod figures;
mod intervals;
mod linear;
mod load;
mod lower;
mod model;
mod order;
mod pools;
mod rules;
#[cfg(feature = "schema")]
pub mod schema;
mod scope;
mod slots;
mod source;
mod strip;
mod subject;
mod types;
mod warnings;

pub use diagnostic::{Diagnostic, Diagnostics, PlainDiagnostic, Severity, ToldFaults};
pub use feel::{Lexeme, LexemeKind, lexemes};
pub use load::is_reserved;
pub use source::{Place, Source, Span};
pub use strip::without_text;

use entitle_kernel::Digest;

/// A definition compiled.
///
/// ```
/// let text = r#"
/// semantics = 1
/// [contract]
/// id = "smallest"
/// title = "The smallest contract"
/// in_force = 2025-04-01
/// until = 2026-04-01
/// subject = "practice"
/// "#;
/// let compiled = entitle_compiler::compile("smallest.toml", text).unwrap();
/// assert!(compiled.image.starts_with(b"ENTL"));
/// assert!(compiled.warnings.list().is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The image, ready for the kernel.
    pub image: Vec<u8>,
    /// What compiles but a person should look at.
    pub warnings: Diagnostics,
    /// SHA-256 of what the definition says, whatever its layout: `LANGUAGE.md` has the canonical form.
    pub source_digest: Digest,
}

/// What a check found, and the image where nothing stands against it.
///
/// ```
/// let checked = entitle_compiler::check("x.toml", "semantics = 1");
/// assert!(checked.image.is_none() && checked.diagnostics.has_errors());
/// ```
#[derive(Clone, Debug)]
pub struct Checked {
    /// Errors and warnings, in order of place.
    pub diagnostics: Diagnostics,
    /// The image, where there are no errors.
    pub image: Option<Vec<u8>>,
}

/// Compiles a definition. `name` is the file's path as messages print it; where it is named for a day
/// (`2025-04-01.toml`, `2025-04-01.r2.toml`) it must agree with the definition, and gives the revision.
///
/// # Errors
///
/// Every fault of the definition at once, each with its place; warnings are left out.
///
/// ```
/// let faults = entitle_compiler::compile("x.toml", "semantics = 1").unwrap_err();
/// assert_eq!(faults.list()[0].message, "a definition has no `contract`");
/// ```
pub fn compile(name: &str, text: &str) -> Result<Compiled, Diagnostics> {
    let source = Source::new(name, text);
    match run(&source) {
        Ok((image, source_digest, warnings)) => {
            Ok(Compiled { image, warnings: Diagnostics::new(source, warnings), source_digest })
        }
        Err(faults) => Err(Diagnostics::new(source, faults)),
    }
}

/// Checks a definition as [`compile`] does, and keeps errors and warnings together.
///
/// ```
/// let checked = entitle_compiler::check("x.toml", "semantics = 2");
/// assert_eq!(checked.diagnostics.list().len(), 2);
/// ```
#[must_use]
pub fn check(name: &str, text: &str) -> Checked {
    let source = Source::new(name, text);
    let (list, image) = match run(&source) {
        Ok((image, _, warnings)) => (warnings, Some(image)),
        Err(faults) => (faults, None),
    };
    Checked { diagnostics: Diagnostics::new(source, list), image }
}

type Outcome = Result<(Vec<u8>, Digest, Vec<Diagnostic>), Vec<Diagnostic>>;

fn run(source: &Source) -> Outcome {
    let mut faults = Vec::new();
    let Some(root) = document::read(source, &mut faults) else { return Err(faults) };
    let source_digest = canonical::digest(&root);
    let definition = load::load(&root, source, &mut faults);
    let Some((model, uses)) = check::check(definition, &mut faults) else { return Err(faults) };
    let order = order::order(&model, &mut faults);
    let patients = lower::lower(&model, &order, &mut faults);
    let (subject, pools) = emit::subject_code(&model, &order, &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    let warnings = warnings::warnings(&model, &uses);
    let parts = emit::Parts { model: &model, patients: &patients, subject: &subject, source_digest };
    match emit::emit(&parts, pools).and_then(accepted) {
        Ok(image) => Ok((image, source_digest, warnings)),
        Err(fault) => Err(vec![*fault]),
    }
}

/// The image, where the kernel loads it. That it does is this crate's promise, and is not taken on trust.
fn accepted(image: Vec<u8>) -> Result<Vec<u8>, Box<Diagnostic>> {
    match entitle_kernel::Contract::new(&image) {
        Ok(_) => Ok(image),
        Err(error) => {
            let message = "the compiler made an image that the kernel refuses; please report it";
            let help = format!("the kernel says {}: {}", error.name(), error.text());
            Err(Box::new(Diagnostic::error("internal", Span::default(), message).with_help(help)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_that_the_kernel_refuses_is_not_handed_out() {
        let fault = accepted(b"ENTL and then nothing".to_vec()).expect_err("no image");
        assert_eq!(fault.code, "internal");
        let checked = check("sample.toml", include_str!("../tests/good.toml"));
        let image = checked.image.expect("the good definition compiles");
        assert_eq!(accepted(image.clone()), Ok(image));
    }
}

/// The examples of the README run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
