//! Faults as they are thrown: the JSON of a message and what belongs to it.

use entitle_answers::{Data, Fault, Object};
use entitle_kernel::Error;
use wasm_bindgen::JsValue;

/// What an export gives back.
pub type Thrown<T> = Result<T, JsValue>;

/// What becomes of a result at the border.
pub fn at_the_border<T>(result: Result<T, Fault>) -> Thrown<T> {
    result.map_err(|fault| thrown(&fault.text(), &fault, None))
}

/// The text that is thrown for a fault; with the line and column that it is about, where it is one of a definition.
#[must_use]
#[inline(never)]
pub fn thrown(message: &str, fault: &Fault, place: Option<(usize, usize)>) -> JsValue {
    let count = |count: Option<u64>| count.map_or(Data::Null, Data::Count);
    let (line, column) = place.map(|(line, column)| (line as u64, column as u64)).unzip();
    let thrown = Object::new()
        .text("message", message)
        .with("code", count(fault.error.map(|error| error.code().into())))
        .optional("name", fault.error.map(Error::name))
        .with("details", Data::texts(&fault.details))
        .optional("help", fault.help.as_deref())
        .with("line", count(line))
        .with("column", count(column));
    JsValue::from_str(&written(&thrown.done()))
}

/// Data as JSON.
#[must_use]
#[inline(never)]
pub fn written(data: &Data) -> String {
    // Data has nothing that JSON has not.
    serde_json::to_string(data).unwrap_or_default()
}

/// A fault of an argument that the TypeScript half does not let through.
#[must_use]
pub fn bad_argument(what: &str) -> Fault {
    Fault::input(what).with_error(Error::BadArgument)
}

/// The fault of a handle that was closed, or is of something else.
#[must_use]
pub fn gone() -> Fault {
    bad_argument("this object was freed, or it is none of this kind").with_help("begin another one")
}
