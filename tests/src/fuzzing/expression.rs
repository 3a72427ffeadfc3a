//! Expressions: any text in any place of a definition where an expression may stand.

use super::definition::judge;

/// A small definition with a fact of every type, a table and a scale of every kind.
const AROUND: &str = include_str!("expression.toml");

/// An input is one byte that names the place and the expression's text.
///
/// # Panics
/// As [`definition`](super::definition()).
pub fn expression(data: &[u8]) {
    let [place, text @ ..] = data else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    judge("expression.toml", &expression_definition(*place, text));
}

/// The definition with this expression in one of seven places.
#[must_use]
pub fn expression_definition(place: u8, text: &str) -> String {
    let text = toml_edit::Value::from(text).to_string();
    let item = match place % 7 {
        0 => format!("[condition.tried]\nwhen = {text}"),
        1 => format!("[condition.tried]\nof = \"subject\"\nwhen = {text}"),
        2 => format!("[line.tried]\ntitle = \"Tried\"\nunit = \"GBP\"\nvalue = {text}"),
        3 => format!("[line.tried]\ntitle = \"Tried\"\nper = \"register\"\nunit = \"GBP\"\nvalue = {text}"),
        4 => format!("[line.tried]\ntitle = \"Tried\"\nper = \"indicator\"\nunit = \"GBP\"\nvalue = {text}"),
        5 => format!("[scale.tried]\nsteps = [ {{ at = \"50%\", earns = \"40%\" }} ]\nof = {text}"),
        _ => format!(
            "[register.TRIED]\ntitle = \"Tried\"\nsource = \"s\"\n\
             rows = [ {{ use = \"block\", with = {{ given = {text} }} }}, {{ otherwise = \"reject\" }} ]"
        ),
    };
    format!("{AROUND}\n{item}\n")
}
