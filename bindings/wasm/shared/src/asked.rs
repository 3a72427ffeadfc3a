//! What TypeScript hands over: records of names and values, as a list of texts.
//!
//! A record is `{`, its subject after `=` (or `-` where it has none), its facts (kind, name, text), its members, which are records, and `}`. A
//! fact is of kind `t` where the text is its value, `n` where it is a number of JavaScript's, and `x` where the text says why it is no
//! value. Lists of texts need no escapes and no parser.

use crate::fault::bad_argument;
use entitle_answers::{Document, Fault, Given, Record, Tongue, Words, exact_decimal, places_of, waiting};
use entitle_kernel::Contract;
use entitle_kernel::image::code::Scope;

/// What JavaScript calls what a number may be replaced by.
const TONGUE: Tongue = Tongue { null: "null", exact: "a text" };

/// The greatest integer such that it and every smaller one is a number of JavaScript's own.
const SAFE_MAX: u64 = 9_007_199_254_740_991;

/// A document of records.
pub fn document(contracts: &[Contract<'_>], tokens: Vec<String>) -> Result<Document, Fault> {
    let fact = |name: &str| contracts.iter().find_map(|contract| waiting::fact_of(contract, name));
    records(tokens, &|name| places_of(fact(name).as_ref())).map(in_objects)
}

/// A document of patients.
pub fn of_patient(contract: &Contract<'_>, tokens: Vec<String>) -> Result<Document, Fault> {
    let fact = |name: &str| {
        let scopes = [Scope::Patient, Scope::Contract];
        scopes.into_iter().find_map(|scope| contract.find_fact(scope, name))
    };
    records(tokens, &|name| places_of(fact(name).as_ref())).map(in_objects)
}

/// One record of facts of the contract as a whole.
pub fn common(contract: &Contract<'_>, tokens: Vec<String>) -> Result<Record, Fault> {
    let places = |name: &str| places_of(contract.find_fact(Scope::Contract, name).as_ref());
    records(tokens, &places)?.into_iter().next().ok_or_else(malformed)
}

/// What the other half never hands over.
#[must_use]
pub fn malformed() -> Fault {
    bad_argument("what was asked is not of the form that the two halves of the package agreed on")
        .with_help("this is a fault of Entitle itself: please report it")
}

fn in_objects(records: Vec<Record>) -> Document {
    Document::given(records, Words { row: "object", column: "key" })
}

/// Records, each numbered by its place from 1. `places` says how many decimal places a number has as the fact of a name.
pub fn records(tokens: Vec<String>, places: &dyn Fn(&str) -> usize) -> Result<Vec<Record>, Fault> {
    let mut tokens = tokens.into_iter();
    let mut list = Vec::new();
    while let Some(token) = tokens.next() {
        if token != "{" {
            return Err(malformed());
        }
        list.push(record(&mut tokens, list.len() + 1, 0, places)?);
    }
    Ok(list)
}

/// Members have no members.
const DEPTH_MAX: usize = 1;

fn record(
    tokens: &mut dyn Iterator<Item = String>,
    row: usize,
    depth: usize,
    places: &dyn Fn(&str) -> usize,
) -> Result<Record, Fault> {
    let name = tokens.next().ok_or_else(malformed)?;
    let subject = name.strip_prefix('=').map_or_else(|| row.to_string(), str::to_owned);
    let mut record = Record { subject, row, ..Record::default() };
    loop {
        let kind = tokens.next().ok_or_else(malformed)?;
        match kind.as_str() {
            "}" => return Ok(record),
            "{" if depth == DEPTH_MAX => return Err(bad_argument("a member of a network has no members")),
            "{" => {
                let member = self::record(tokens, record.members.len() + 1, depth + 1, places)?;
                record.members.push(member);
            }
            _ => {
                let (Some(name), Some(text)) = (tokens.next(), tokens.next()) else { return Err(malformed()) };
                let text = match kind.as_str() {
                    "t" => Ok(text),
                    "n" => number(&text, places(&name)),
                    _ => Err(text),
                };
                record.given.push(Given { name, row, text });
            }
        }
    }
}

/// A number of JavaScript's, by its shortest text, as exact text.
fn number(text: &str, places: usize) -> Result<String, String> {
    let whole = text.trim_start_matches('-').split('.').next().unwrap_or_default();
    let is_beyond = text.contains("e+") || whole.parse::<u64>().is_ok_and(|whole| whole > SAFE_MAX);
    if is_beyond {
        return Err(format!("{text} is beyond the integers that a number holds exactly; give a bigint, or a text"));
    }
    match text.split_once("e-") {
        None => exact_decimal(text, places, TONGUE),
        // JavaScript writes what is below a millionth with an exponent.
        Some((digits, power)) => {
            let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
            let zeros = power.parse::<usize>().unwrap_or(usize::from(u16::MAX)).min(400).saturating_sub(1);
            let decimals = digits.replace('.', "");
            exact_decimal(&format!("{sign}0.{}{decimals}", "0".repeat(zeros)), places, TONGUE)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn numbers_are_taken_where_they_are_exact() {
        assert_eq!(number("10184", 0).as_deref(), Ok("10184"));
        assert_eq!(number("9007199254740991", 0).as_deref(), Ok("9007199254740991"));
        for wrong in ["9007199254740992", "-9007199254740992", "1e+21", "NaN", "Infinity", "72.5", "1e-7", "-1.5e-324"]
        {
            assert!(number(wrong, 0).is_err(), "{wrong}");
        }
    }

    #[test]
    fn records_have_names_values_and_members() {
        let read = records(tokens("{ =N t a 1 x b why { - n c 7 } }"), &|_| 0).unwrap();
        assert_eq!((read[0].subject.as_str(), read[0].given[0].name.as_str()), ("N", "a"));
        assert_eq!(read[0].given[0].text.as_deref(), Ok("1"));
        assert_eq!(read[0].given[1].text.as_deref(), Err(&"why".to_owned()));
        assert_eq!(read[0].members[0].subject, "1");
        assert_eq!(read[0].members[0].given[0].text.as_deref(), Ok("7"));
        for wrong in ["{", "{ =N", "{ =N t a", "} {", "{ - { - { - } } }", "t a 1"] {
            assert!(records(tokens(wrong), &|_| 0).is_err(), "{wrong}");
        }
    }
}
