//! Python's dictionaries as facts: names and exact texts. A float is taken only where it is exact at the places that the
//! fact declares.

use crate::error::of_fault;
use entitle_answers::{Common, Document, Fault, Given, Record, Tongue, Words, exact_text, quoted, waiting};
use entitle_kernel::image::code::Scope;
use entitle_kernel::{Contract, Fact};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString};

/// What Python calls what a number may be replaced by.
const TONGUE: Tongue = Tongue { null: "None", exact: "a text or decimal.Decimal" };

/// A list of subjects, each a dictionary of facts, with `subject` and `members` among them. The contracts say how many
/// decimal places a float has.
pub(crate) fn document(contracts: &[Contract<'_>], facts: &Bound<'_, PyList>) -> PyResult<Document> {
    let fact = |name: &str| contracts.iter().find_map(|contract| waiting::fact_of(contract, name));
    let reading = Reading { fact: &fact };
    let records = facts.iter().enumerate().map(|(place, each)| reading.record(&each, place + 1));
    Ok(in_dictionaries(records.collect::<PyResult<_>>()?))
}

/// One patient.
pub(crate) fn of_patient(contract: &Contract<'_>, patient: &Bound<'_, PyDict>) -> PyResult<Document> {
    let fact = |name: &str| {
        let scopes = [Scope::Patient, Scope::Contract];
        scopes.into_iter().find_map(|scope| contract.find_fact(scope, name))
    };
    let record = Reading { fact: &fact }.record(patient, 1)?;
    Ok(in_dictionaries(vec![record]))
}

fn in_dictionaries(records: Vec<Record>) -> Document {
    Document::given(records, Words { row: "dictionary", column: "key" })
}

/// Facts of the contract as a whole, the same for everybody.
pub(crate) fn common<'c>(contract: &Contract<'c>, facts: &Bound<'_, PyDict>) -> PyResult<Vec<Common<'c>>> {
    let fact = |name: &str| contract.find_fact(Scope::Contract, name);
    let record = Reading { fact: &fact }.record(facts, 1)?;
    entitle_answers::common(contract, record).map_err(of_fault)
}

struct Reading<'r, 'c> {
    /// The fact of a name.
    fact: &'r dyn Fn(&str) -> Option<Fact<'c>>,
}

impl Reading<'_, '_> {
    fn record(&self, facts: &Bound<'_, PyAny>, row: usize) -> PyResult<Record> {
        let facts = facts.cast::<PyDict>().map_err(|_| {
            let fault = Fault::input(format!("facts of a subject are a dictionary, not {}", kind_of(facts)));
            of_fault(fault.with_help("give {\"list_size\": 9240, …}; `contract.facts` lists the names"))
        })?;
        let mut record = Record { subject: row.to_string(), row, ..Record::default() };
        record.given.reserve(facts.len());
        for (name, value) in facts {
            let Ok(name) = name.cast::<PyString>() else {
                let fault = Fault::input(format!("the name of a fact is a text, not {}", kind_of(&name)));
                return Err(of_fault(fault));
            };
            let name = name.to_cow()?;
            match name.as_ref() {
                "subject" => record.subject = value.str()?.to_string(),
                "members" => {
                    let members = value.cast::<PyList>().map_err(|_| {
                        let fault =
                            Fault::input(format!("members are a list of dictionaries, not {}", kind_of(&value)));
                        of_fault(fault.with_help("give {\"members\": [{\"subject\": \"P1\", …}, …]}"))
                    })?;
                    for (place, member) in members.iter().enumerate() {
                        record.members.push(self.record(&member, place + 1)?);
                    }
                }
                name => match value.cast::<PyDict>() {
                    Ok(items) => {
                        for (item, value) in items {
                            let whole = format!("{name}.{}", item.str()?);
                            record.given.push(self.given(whole, &value, row)?);
                        }
                    }
                    Err(_) => record.given.push(self.given(name.to_owned(), &value, row)?),
                },
            }
        }
        Ok(record)
    }

    fn given(&self, name: String, value: &Bound<'_, PyAny>, row: usize) -> PyResult<Given> {
        let text = self.text(&name, value)?;
        Ok(Given { name, row, text })
    }

    /// A value's exact text, or why it can be none.
    fn text(&self, name: &str, value: &Bound<'_, PyAny>) -> PyResult<Result<String, String>> {
        if value.is_none() {
            return Ok(Ok("null".to_owned()));
        }
        if let Ok(value) = value.cast::<PyString>() {
            return Ok(Ok(value.to_cow()?.into_owned()));
        }
        if value.is_instance_of::<PyBool>() {
            return Ok(Ok(if value.is_truthy()? { "true" } else { "false" }.to_owned()));
        }
        if value.is_instance_of::<PyInt>() {
            return Ok(match value.extract::<i64>() {
                Ok(value) => Ok(value.to_string()),
                Err(_) => Err("a whole number beyond 64 bits is beyond every fact's range".to_owned()),
            });
        }
        if value.is_instance_of::<PyFloat>() {
            let fact = (self.fact)(name);
            let float: f64 = value.extract()?;
            return Ok(match float.is_finite() {
                true => exact_text(float, fact.as_ref(), TONGUE),
                false => Err(no_value(&value.str()?.to_cow()?, fact.as_ref())),
            });
        }
        match kind_of(value).as_str() {
            "Decimal" if !value.call_method0("is_finite")?.is_truthy()? => {
                Ok(Err(no_value(&value.str()?.to_cow()?, (self.fact)(name).as_ref())))
            }
            // Days and decimals write themselves exactly; a day with an hour is no day.
            "date" => Ok(Ok(value.str()?.to_string())),
            // All digits: a file's exponent is refused, for a spreadsheet may have left some out.
            "Decimal" => Ok(Ok(value.call_method1("__format__", ("f",))?.to_string())),
            "datetime" | "Timestamp" => midnight(value),
            "datetime64" => {
                // NumPy writes a midnight as its day, where it is cut to days and has lost nothing by that.
                let day = value.call_method1("astype", ("datetime64[D]",))?;
                match day.eq(value)? {
                    true => Ok(Ok(day.str()?.to_string())),
                    false if value.str()?.to_cow()? == "NaT" => Ok(Err(no_value("NaT", (self.fact)(name).as_ref()))),
                    false => Ok(Err(format!("{TIME_OF_DAY}; give value.astype(\"datetime64[D]\")"))),
                }
            }
            "NaTType" | "NAType" => Ok(Err(no_value(&value.str()?.to_cow()?, (self.fact)(name).as_ref()))),
            // A number of NumPy knows its like in Python.
            _ if value.hasattr("item")? && value.getattr("ndim").is_ok_and(|ndim| ndim.eq(0).unwrap_or(false)) => {
                self.text(name, &value.call_method0("item")?)
            }
            kind => {
                Ok(Err(format!("a {} is no value; give a number, a day, a text, True, False or None", quoted(kind))))
            }
        }
    }
}

/// Why a point in time is no day.
const TIME_OF_DAY: &str = "a day is wanted, not a point in time: it has a time of day";

/// The day of a point in time without a time zone at midnight, as pandas holds days; or why it is none.
fn midnight(value: &Bound<'_, PyAny>) -> PyResult<Result<String, String>> {
    if !value.getattr("tzinfo")?.is_none() {
        let why = "a day is wanted, not a point in time: its day hangs on a time zone; give value.date()";
        return Ok(Err(why.to_owned()));
    }
    for part in ["hour", "minute", "second", "microsecond", "nanosecond"] {
        // Python's own has no nanoseconds.
        if value.getattr_opt(part)?.is_some_and(|part| part.is_truthy().unwrap_or(true)) {
            return Ok(Err(format!("{TIME_OF_DAY}; give value.date()")));
        }
    }
    Ok(Ok(value.call_method0("date")?.str()?.to_string()))
}

/// Why what Python writes for nothing is no value, and what to give: None where the fact takes that.
fn no_value(text: &str, fact: Option<&Fact<'_>>) -> String {
    match fact.is_none_or(Fact::null_allowed) {
        true => format!("{text} is no value; give None where there is no such record, and leave out what is not known"),
        false => format!("{text} is no value; leave the fact out where it is not known"),
    }
}

fn kind_of(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| "something".to_owned(), |name| name.to_string())
}
