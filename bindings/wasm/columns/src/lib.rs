//! Entitle for browsers and Node: what the module for analysts exports: populations in columns, and contracts side by side.
//!
//! Columns are typed arrays. They come in pieces, are judged and counted by `entitle-batch`, and what was counted is given when the last
//! piece came. There are two builds, one with SIMD128 and one without; the answers are the same.
//!
//! A failure is thrown as text, the JSON of a fault; whatever else is thrown is a trap.
//!
//! What this crate does not do: it evaluates nothing itself and reads no files.

mod evaluation;

use entitle_answers::choice::parse_day;
use entitle_answers::comparison::compare_held;
use entitle_answers::{Fault, Held, json};
use entitle_batch::PlainNames;
use entitle_kernel::Contract;
use entitle_wasm_shared::asked;
use entitle_wasm_shared::fault::{Thrown, at_the_border, bad_argument, gone, written};
use entitle_wasm_shared::handles::Handles;
use evaluation::{Asked, Evaluation};
use std::sync::Arc;
use wasm_bindgen::prelude::*;

enum Object {
    Contract(Arc<Held>),
    Evaluation(Box<Evaluation>),
}

thread_local! {
    static HANDLES: Handles<Object> = const { Handles::new() };
}

fn keep(object: Object) -> u32 {
    HANDLES.with(|handles| handles.keep(object))
}

fn contract(handle: u32) -> Result<Arc<Held>, Fault> {
    let contract = |object: &mut Object| match object {
        Object::Contract(held) => Ok(held.clone()),
        Object::Evaluation(_) => Err(gone()),
    };
    HANDLES.with(|handles| handles.with(handle, contract))
}

fn on<R>(handle: u32, read: impl FnOnce(&mut Evaluation) -> Result<R, Fault>) -> Thrown<R> {
    let read = |object: &mut Object| match object {
        Object::Evaluation(evaluation) => read(evaluation),
        Object::Contract(_) => Err(gone()),
    };
    at_the_border(HANDLES.with(|handles| handles.with(handle, read)))
}

/// Checks an image and holds its contract, asked for on a day where it was chosen by one.
#[wasm_bindgen]
pub fn open(image: Vec<u8>, name: &str, day: Option<String>, remark: String) -> Thrown<u32> {
    let day = at_the_border(day.as_deref().map(parse_day).transpose())?;
    let held = at_the_border(Held::new(image.into(), name, day, remark))?;
    Ok(keep(Object::Contract(Arc::new(held))))
}

/// Forgets an object. Nothing happens where there is none.
#[wasm_bindgen]
pub fn close(handle: u32) {
    HANDLES.with(|handles| handles.close(handle));
}

/// How many objects are open: for tests of what is freed.
#[wasm_bindgen]
pub fn open_objects() -> usize {
    HANDLES.with(Handles::open)
}

/// Begins an evaluation.
#[expect(clippy::too_many_arguments, reason = "JavaScript has no records that cost nothing")]
#[wasm_bindgen]
pub fn evaluation(
    of: u32,
    day: Option<String>,
    facts: Vec<String>,
    columns: Vec<String>,
    others: Vec<String>,
    practice_names: Option<Vec<String>>,
    practices: Option<Vec<String>>,
    options: Vec<String>,
) -> Thrown<u32> {
    let asked = Asked { day, facts, columns, others, practice_names, practices, options };
    let begun = contract(of).and_then(|held| Evaluation::new(held, asked));
    at_the_border(begun).map(|evaluation| keep(Object::Evaluation(Box::new(evaluation))))
}

/// Gives the piece at hand a column of bytes.
#[wasm_bindgen]
pub fn column_u8(handle: u32, column: usize, values: Vec<u8>) -> Thrown<()> {
    on(handle, |evaluation| evaluation.pieces.set_u8(column, values))
}

/// Gives the piece at hand a column of two bytes.
#[wasm_bindgen]
pub fn column_u16(handle: u32, column: usize, values: Vec<u16>) -> Thrown<()> {
    on(handle, |evaluation| evaluation.pieces.set_u16(column, values))
}

/// Gives the piece at hand a column of four bytes.
#[wasm_bindgen]
pub fn column_i32(handle: u32, column: usize, values: Vec<i32>) -> Thrown<()> {
    on(handle, |evaluation| evaluation.pieces.set_i32(column, values))
}

/// Gives the piece at hand a column of eight bytes.
#[wasm_bindgen]
pub fn column_i64(handle: u32, column: usize, values: Vec<i64>) -> Thrown<()> {
    on(handle, |evaluation| evaluation.pieces.set_i64(column, values))
}

/// Gives the piece at hand a column of floats.
#[wasm_bindgen]
pub fn column_f64(handle: u32, column: usize, values: Vec<f64>) -> Thrown<()> {
    on(handle, |evaluation| evaluation.pieces.set_f64(column, values))
}

/// Says which rows of a column have a value.
#[wasm_bindgen]
pub fn valid(handle: u32, column: usize, bytes: Vec<u8>) -> Thrown<()> {
    on(handle, |evaluation| evaluation.pieces.set_valid(column, bytes))
}

/// Says whose each patient is.
#[wasm_bindgen]
pub fn practices(handle: u32, places: Vec<u32>) -> Thrown<()> {
    on(handle, |evaluation| {
        evaluation.pieces.practices = Some(places);
        Ok(())
    })
}

/// Says who each patient is.
#[wasm_bindgen]
pub fn patients(handle: u32, bytes: Vec<u8>, ends: Vec<u32>) -> Thrown<()> {
    on(handle, |evaluation| {
        let names = PlainNames::of_bytes(bytes, ends);
        evaluation.pieces.patients = Some(names.map_err(|_| bad_argument("the names of patients are not text"))?);
        Ok(())
    })
}

/// Takes the piece at hand.
#[wasm_bindgen]
pub fn run(handle: u32, rows: usize) -> Thrown<()> {
    on(handle, |evaluation| evaluation.run(rows))
}

/// The decisions of the last piece for an indicator.
#[wasm_bindgen]
pub fn decisions(handle: u32, place: usize) -> Thrown<Vec<u8>> {
    on(handle, |evaluation| Ok(evaluation.decisions.get_mut(place).map(std::mem::take).unwrap_or_default()))
}

/// Everything that was counted.
#[wasm_bindgen]
pub fn finish(handle: u32) -> Thrown<String> {
    on(handle, |evaluation| evaluation.finish())
}

/// A statement for each practice.
#[wasm_bindgen]
pub fn finished_statements(handle: u32) -> Thrown<String> {
    on(handle, |evaluation| evaluation.statements(|outcome| &outcome.practices))
}

/// A statement for each network.
#[wasm_bindgen]
pub fn finished_networks(handle: u32) -> Thrown<String> {
    on(handle, |evaluation| evaluation.statements(|outcome| &outcome.networks))
}

/// Contracts side by side over the same facts: handles by column, 0 between two columns.
#[wasm_bindgen]
pub fn compare(columns: &[u32], given: Vec<String>, stay: Vec<String>, terms: Vec<String>) -> Thrown<String> {
    let compared = || {
        let column =
            |handles: &[u32]| handles.iter().map(|handle| contract(*handle)).collect::<Result<Vec<_>, Fault>>();
        let columns: Vec<Vec<Arc<Held>>> =
            columns.split(|handle| *handle == 0).map(column).collect::<Result<_, _>>()?;
        if columns.iter().any(Vec::is_empty) {
            return Err(bad_argument("a column holds no contract"));
        }
        let held: Vec<Vec<&Held>> = columns.iter().map(|column| column.iter().map(AsRef::as_ref).collect()).collect();
        let document = |contracts: &[Contract<'_>]| asked::document(contracts, given);
        compare_held(&held, document, &stay, &terms, |compared| written(&json::comparison(compared)))
    };
    at_the_border(compared())
}
