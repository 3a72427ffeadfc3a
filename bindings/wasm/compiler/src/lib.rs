//! Entitle for browsers and Node: what the compiler module of the npm package exports. It is loaded where somebody writes a
//! definition or reads the rules of one, and nowhere else.
//!
//! What this crate does not do: it evaluates nothing.

use entitle_answers::choice::unsound;
use entitle_answers::{Data, Fault, content, json};
use entitle_compiler::{PlainDiagnostic, ToldFaults};
use entitle_kernel::Contract;
use entitle_wasm_shared::fault::{Thrown, at_the_border, thrown, written};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

thread_local! {
    /// What the last definition was warned of.
    static WARNINGS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// The image of a definition; `name` is what its faults are told of.
#[wasm_bindgen]
pub fn compile(name: &str, text: &str) -> Thrown<Vec<u8>> {
    WARNINGS.take();
    let compiled = entitle_compiler::compile(name, text).map_err(|diagnostics| {
        let ToldFaults { message, details, help, place } = diagnostics.told(name);
        // The message holds the faults with the lines that they are about.
        let message = entitle_answers::capitalised(&message);
        thrown(&message, &Fault { help, details, ..Fault::input("") }, place)
    })?;
    WARNINGS.set(compiled.warnings.plain().iter().map(PlainDiagnostic::in_a_line).collect());
    Ok(compiled.image)
}

/// What the last definition was warned of.
#[wasm_bindgen]
pub fn warnings() -> String {
    WARNINGS.with_borrow(|warnings| written(&Data::texts(warnings)))
}

/// What a contract says of itself, or the rule tables of one indicator or register.
#[wasm_bindgen]
pub fn show(image: &[u8], item: Option<String>) -> Thrown<String> {
    let shown = || -> Result<Data, Fault> {
        let contract = Contract::new(image).map_err(|error| unsound("the image", error))?;
        match item {
            None => Ok(json::content(&contract)),
            Some(item) => content::rules(&contract, &item).map(|rules| json::rules(&rules)),
        }
    };
    at_the_border(shown().map(|shown| written(&shown)))
}
