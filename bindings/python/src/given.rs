//! Python's dictionaries as facts: names and exact texts. A float is taken only where it is exact at the places that the
//! fact declares.

use crate::error::raised;
use entitle_answers::{Document, Given, Record};
use entitle_kernel::image::code::Kind;
use entitle_kernel::{Contract, Fact};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString};

/// One subject, or a list of them; each a dictionary of facts, with `subject` and `members` among them.
pub(crate) fn document(contract: &Contract<'_>, facts: &Bound<'_, PyAny>) -> PyResult<Document> {
    let records = match facts.cast::<PyList>() {
        Ok(list) => {
            list.iter().enumerate().map(|(place, each)| record(contract, &each, place)).collect::<PyResult<Vec<_>>>()?
        }
        Err(_) => vec![record(contract, facts, 0)?],
    };
    Ok(Document::of("the facts", records))
}

fn record(contract: &Contract<'_>, facts: &Bound<'_, PyAny>, place: usize) -> PyResult<Record> {
    let facts = facts.cast::<PyDict>().map_err(|_| {
        let kind = facts.get_type().name().map_or_else(|_| String::new(), |name| name.to_string());
        raised(
            &format!("facts of a subject are a dictionary, not {kind}"),
            None,
            &[],
            Some("give {\"list_size\": 9240, …}"),
        )
    })?;
    let mut record = Record { subject: (place + 1).to_string(), row: place + 1, ..Record::default() };
    for (name, value) in facts {
        let name: String = name.extract()?;
        match name.as_str() {
            "subject" => record.subject = value.str()?.to_string(),
            "members" => {
                for (place, member) in value.try_iter()?.enumerate() {
                    record.members.push(self::record(contract, &member?, place)?);
                }
            }
            _ => match value.cast::<PyDict>() {
                Ok(items) => {
                    for (item, value) in items {
                        let whole = format!("{name}.{}", item.extract::<String>()?);
                        record.given.push(given(contract, whole, &value, place)?);
                    }
                }
                Err(_) => record.given.push(given(contract, name, &value, place)?),
            },
        }
    }
    Ok(record)
}

fn given(contract: &Contract<'_>, name: String, value: &Bound<'_, PyAny>, place: usize) -> PyResult<Given> {
    let fact = entitle_answers::waiting::fact_of(contract, &name);
    let text = text(value, fact.as_ref())?;
    Ok(Given { name, row: place + 1, text })
}

/// A value's exact text, or why it can be none.
fn text(value: &Bound<'_, PyAny>, fact: Option<&Fact<'_>>) -> PyResult<Result<String, String>> {
    if value.is_none() {
        return Ok(Ok("null".to_owned()));
    }
    if value.is_instance_of::<PyBool>() {
        return Ok(Ok(if value.is_truthy()? { "true" } else { "false" }.to_owned()));
    }
    if value.is_instance_of::<PyFloat>() {
        return Ok(of_float(value.extract()?, fact));
    }
    if value.is_instance_of::<PyInt>() || value.is_instance_of::<PyString>() {
        return Ok(Ok(value.str()?.to_string()));
    }
    // Days and decimals write themselves exactly; a day with an hour is no day.
    match value.get_type().name()?.to_string().as_str() {
        "date" | "Decimal" => Ok(Ok(value.str()?.to_string())),
        "datetime" | "Timestamp" => Ok(Err("a day is wanted, not a point in time; give value.date()".to_owned())),
        kind => Ok(Err(format!("a {kind} is no value; give a number, a day, a text, True, False or None"))),
    }
}

/// A float that is a number of the declared places, as that number.
fn of_float(value: f64, fact: Option<&Fact<'_>>) -> Result<String, String> {
    if !value.is_finite() {
        return Err(format!("{value} is no number; give None where there is none, and leave out what is not known"));
    }
    let places = fact.filter(|fact| fact.kind() == Kind::Decimal).map_or(0, |fact| usize::from(fact.places()));
    let text = format!("{value:.places$}");
    match text.parse::<f64>() {
        Ok(back) if back == value => Ok(text),
        _ => Err(format!("{value} is not exact at {places} decimal places; give a text or decimal.Decimal")),
    }
}
