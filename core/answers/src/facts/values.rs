//! Facts as a program has them: records of names and values, rather than a file.

use super::given::{Document, Faults, Given, Record, Words};
use super::names::Names;
use super::typed::Common;
use crate::fault::{Fault, quoted};
use entitle_kernel::image::code::{Kind, Scope};
use entitle_kernel::{Contract, Error, Fact};

/// What a language calls what a number may be replaced by.
#[derive(Clone, Copy, Debug)]
pub struct Tongue {
    /// No value: `None`, `null`.
    pub null: &'static str,
    /// An exact number: `a text or decimal.Decimal`.
    pub exact: &'static str,
}

/// A float that is a number of the places that the fact declares, as that number. Errors: why it is none, and what to give.
///
/// ```
/// use entitle_answers::{Tongue, exact_text};
/// let tongue = Tongue { null: "null", exact: "a text" };
/// assert_eq!(exact_text(72.0, None, tongue).as_deref(), Ok("72"));
/// assert!(exact_text(72.5, None, tongue).is_err()); // no fact declares places
/// assert!(exact_text(f64::NAN, None, tongue).is_err());
/// ```
pub fn exact_text(value: f64, fact: Option<&Fact<'_>>, tongue: Tongue) -> Result<String, String> {
    exact_decimal(&value.to_string(), places_of(fact), tongue)
}

/// The same of a float's shortest text, such as a language gives it: where that has no more than these places, the
/// float is the nearest to it, and no other number of these places is meant.
///
/// ```
/// use entitle_answers::{Tongue, exact_decimal};
/// let tongue = Tongue { null: "null", exact: "a text" };
/// assert_eq!(exact_decimal("72", 0, tongue).as_deref(), Ok("72"));
/// assert!(exact_decimal("72.5", 0, tongue).is_err() && exact_decimal("inf", 0, tongue).is_err());
/// ```
pub fn exact_decimal(text: &str, places: usize, tongue: Tongue) -> Result<String, String> {
    let Tongue { null, exact } = tongue;
    let is_finite = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
    if !is_finite {
        return Err(format!("{text} is no number; give {null} where there is none, and leave out what is not known"));
    }
    match text.split_once('.').map_or(0, |(_, decimals)| decimals.len()) <= places {
        true => Ok(text.to_owned()),
        false => Err(format!("the float {text} is not exact at {places} decimal places; give {exact}")),
    }
}

/// The decimal places that a number has as this fact; none where it is no decimal.
#[must_use]
pub fn places_of(fact: Option<&Fact<'_>>) -> usize {
    fact.filter(|fact| fact.kind() == Kind::Decimal).map_or(0, |fact| usize::from(fact.places()))
}

impl Document {
    /// Records that a program gave; a place among them is called by these words.
    #[must_use]
    pub fn given(records: Vec<Record>, words: Words) -> Document {
        Document { words, ..Document::of("what was given", records) }
    }
}

/// The facts of the contract as a whole that a record gives. Errors: what is none of them, or does not fit.
pub fn common<'c>(contract: &Contract<'c>, record: Record) -> Result<Vec<Common<'c>>, Fault> {
    let names = Names::new(*contract, &[Scope::Contract]);
    let mut faults = Faults::new("facts of the contract as a whole");
    let mut common: Vec<Common<'c>> = Vec::new();
    for Given { name, text, .. } in record.given {
        let read = text.map_err(|why| (why, Error::WrongType)).and_then(|text| {
            let read = names.read(&name, &text);
            read.map_err(|(why, error)| (format!("`{}`: {why}", quoted(&text)), error))
        });
        match read {
            Ok((fact, _, value)) => common.push((fact, value)),
            Err((why, error)) => faults.add_error(format!("{}: {why}", quoted(&name)), error),
        }
    }
    faults.finish()?;
    Ok(common)
}
