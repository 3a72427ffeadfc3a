//! Contracts: which there are, what one says of itself, its statements and explanations.

use crate::handles::{Begun, contract, keep};
use entitle_answers::choice::{self, parse_day};
use entitle_answers::{
    Asked, Data, Fault, Held, Identified, Object, With, json, pass_over_facts_of_others, shortened, subjects,
};
use entitle_contracts::Definition;
use entitle_wasm_shared::asked;
use entitle_wasm_shared::fault::{Thrown, at_the_border, bad_argument, written};
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// The version of the package.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The definitions that are built in, and the names of their files.
#[wasm_bindgen]
pub fn catalogue() -> String {
    let one = |definition: &Definition| {
        Object::new()
            .text("id", definition.id)
            .shown("in_force", Some(&definition.in_force))
            .shown("until", json::day(&definition.until))
            .count("revision", definition.revision.into())
            .text("file", &file_of(definition))
            .shown("image_digest", Some(&definition.image_digest))
            .shown("text_digest", Some(&definition.text_digest))
            .done()
    };
    written(&entitle_contracts::all().iter().map(one).collect())
}

/// The name of a definition's image in the package, without its ending.
fn file_of(definition: &Definition) -> String {
    format!("{}-{}-{}", definition.id, definition.in_force, definition.revision)
}

/// The definition in force on a day, or the latest; `id@day#revision` says both in one.
#[wasm_bindgen]
pub fn choose(id: &str, on: Option<String>) -> Thrown<String> {
    at_the_border(choice::on(id, on.as_deref()).map(|choice| {
        let file = Object::new().text("file", &file_of(choice.definition));
        written(&file.text("remark", &choice.remark).done())
    }))
}

/// Checks an image and holds its contract.
#[wasm_bindgen]
pub fn open(image: Vec<u8>, name: &str, remark: String) -> Thrown<u32> {
    let held = at_the_border(Held::new(image.into(), name, remark))?;
    Ok(keep(Begun::Contract(Arc::new(held))))
}

/// Checks an image that was fetched by the name of its file, and holds its contract; another one than was asked for is refused
/// (`AnotherContract`).
#[wasm_bindgen]
pub fn open_fetched(image: Vec<u8>, file: &str, remark: String) -> Thrown<u32> {
    let asked = entitle_contracts::all().iter().find(|definition| file_of(definition) == file);
    let asked = asked.ok_or_else(|| bad_argument("no image of the package has that name"));
    let held = at_the_border(asked.and_then(|asked| Held::fetched(image.into(), asked, remark)))?;
    Ok(keep(Begun::Contract(Arc::new(held))))
}

/// What a contract is.
#[wasm_bindgen]
pub fn about(handle: u32) -> Thrown<String> {
    let about = |contract: &Identified<'_>| {
        let indicators = (0..contract.indicator_count()).map(|place| Data::from(contract.indicator_name(place)));
        let registers = (0..contract.register_count()).map(|place| Data::from(contract.register_name(place)));
        let about = json::about(contract).shown("period_end", json::day(&contract.period_end()));
        let about = about.with("indicators", indicators.collect());
        written(&about.with("registers", registers.collect()).done())
    };
    at_the_border(contract(handle).map(|held| held.with(about)))
}

/// Every fact that a contract takes.
#[wasm_bindgen]
pub fn facts(handle: u32) -> Thrown<String> {
    at_the_border(contract(handle).map(|held| held.with(|contract| written(&json::facts(contract)))))
}

/// Statements of subjects.
#[wasm_bindgen]
pub fn statements(handle: u32, given: Vec<String>, headroom: bool, trace: bool) -> Thrown<String> {
    let made = |contract: &Identified<'_>| {
        let mut document = asked::document(&[**contract], given)?;
        let passed = pass_over_facts_of_others(&mut document, contract);
        let subjects = subjects(&document, contract, Asked::Statement)?;
        let statements = subjects.iter().map(|subject| {
            let evaluated = entitle_answers::evaluate(contract, subject, With { headroom })?;
            Ok(json::statement(contract, &evaluated, trace))
        });
        let warning =
            (!passed.is_empty()).then(|| format!("{} does not ask for {}", contract.id(), shortened(&passed)));
        let statements = Object::new().with("statements", statements.collect::<Result<Data, Fault>>()?);
        let passed_over = statements.with("passed_over", Data::texts(&passed));
        Ok(written(&passed_over.optional("warning", warning.as_deref()).done()))
    };
    at_the_border(contract(handle).and_then(|held| held.with(made)))
}

/// Why a patient is where they are for an indicator, up to a day.
#[wasm_bindgen]
pub fn explain(handle: u32, given: Vec<String>, indicator: &str, day: Option<String>) -> Thrown<String> {
    let explained = contract(handle).and_then(|held| {
        let stated = day.as_deref().map(parse_day).transpose()?;
        let document = held.with(|contract| asked::of_patient(contract, given))?;
        let subject = held.patient(indicator, stated, &document)?;
        held.explained(&subject, indicator, stated, |explained| written(&json::explanation(explained)))
    });
    at_the_border(explained)
}
