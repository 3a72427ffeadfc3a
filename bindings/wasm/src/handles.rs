//! What users hold, by number.

use entitle_answers::stepwise::{Member, Patient, StatementOfSubject, Subject, Tally};
use entitle_answers::{Fault, Held};
use entitle_wasm_shared::fault::gone;
use entitle_wasm_shared::handles::Handles;
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// Something that was begun.
pub(crate) enum Begun {
    Contract(Arc<Held>),
    Subject(Subject),
    Member(Member),
    Statement(StatementOfSubject),
    Patient(Box<Patient>),
    Tally(Tally),
}

thread_local! {
    static HANDLES: Handles<Begun> = const { Handles::new() };
}

/// Keeps an object; its handle.
pub(crate) fn keep(object: Begun) -> u32 {
    HANDLES.with(|handles| handles.keep(object))
}

/// Gives an object to a function, and keeps it.
pub(crate) fn with<R>(handle: u32, read: impl FnOnce(&mut Begun) -> Result<R, Fault>) -> Result<R, Fault> {
    HANDLES.with(|handles| handles.with(handle, read))
}

/// A contract.
pub(crate) fn contract(handle: u32) -> Result<Arc<Held>, Fault> {
    with(handle, |object| match object {
        Begun::Contract(contract) => Ok(contract.clone()),
        _ => Err(gone()),
    })
}

/// Gives an object of one kind to a function.
macro_rules! on {
    ($handle:expr, $kind:ident, $object:ident => $body:expr) => {
        $crate::handles::with($handle, |object| match object {
            $crate::handles::Begun::$kind($object) => $body,
            _ => Err(entitle_wasm_shared::fault::gone()),
        })
    };
}
pub(crate) use on;

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
