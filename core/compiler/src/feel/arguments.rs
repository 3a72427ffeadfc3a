//! Arguments by name, `decimal(n: 1.25, scale: 1)`, put in the places that the function has for them.

use super::ast::{Expr, Word};
use crate::diagnostic::{Diagnostic, offer};
use crate::source::Span;

/// An argument as it is written, with its name where it has one.
pub(super) struct Argument {
    pub(super) name: Option<Word>,
    pub(super) value: Expr,
}

/// The names that FEEL gives the arguments, in order of place; `date` has two forms.
fn forms(function: &str) -> &'static [&'static [&'static str]] {
    match function {
        "abs" | "floor" | "ceiling" => &[&["n"]],
        "decimal" | "round up" | "round down" | "round half up" | "round half down" => &[&["n", "scale"]],
        "years and months duration" => &[&["from", "to"]],
        "date" => &[&["from"], &["year", "month", "day"]],
        "duration" => &[&["from"]],
        _ => &[],
    }
}

/// The arguments in order of place, whether they were written so or by name.
pub(super) fn in_place(function: &Word, given: Vec<Argument>, call: Span) -> Result<Vec<Expr>, Box<Diagnostic>> {
    let wrong = |span: Span, message: String| Box::new(Diagnostic::error("wrong-arguments", span, message));
    let Some(first) = given.iter().find_map(|argument| argument.name.as_ref()) else {
        return Ok(given.into_iter().map(|argument| argument.value).collect());
    };
    if let Some(unnamed) = given.iter().find(|argument| argument.name.is_none()) {
        return Err(wrong(unnamed.value.span, "either every argument has its name or none has".to_owned()));
    }
    let forms = forms(&function.text);
    if forms.is_empty() {
        let message = format!("the arguments of `{}` have no names", function.text);
        return Err(Box::new(Diagnostic::error("wrong-arguments", first.span, message).with_help("leave them out")));
    }
    let knows_first = |form: &&&[&str]| form.contains(&first.text.as_str());
    let form = forms.iter().find(knows_first).or(forms.first()).copied().unwrap_or(&[]);
    let mut places: Vec<Option<Expr>> = vec![None; form.len()];
    for argument in given {
        let Some(name) = argument.name else { continue };
        let Some(place) = form.iter().position(|known| *known == name.text) else {
            let mut fault = wrong(name.span, format!("`{}` has no argument `{}` here", function.text, name.text));
            fault.help = offer(&name.text, form.iter().copied()).or_else(|| {
                let known: Vec<String> = form.iter().map(|known| format!("`{known}`")).collect();
                Some(format!("its arguments are {}", known.join(", ")))
            });
            return Err(fault);
        };
        if let Some(slot) = places.get_mut(place)
            && slot.replace(argument.value).is_some()
        {
            return Err(wrong(name.span, format!("`{}` is given twice", name.text)));
        }
    }
    if let Some(missing) = places.iter().zip(form).find_map(|(place, name)| place.is_none().then_some(name)) {
        return Err(wrong(call, format!("`{}` lacks its argument `{missing}`", function.text)));
    }
    Ok(places.into_iter().flatten().collect())
}
