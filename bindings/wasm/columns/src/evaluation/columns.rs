//! Columns as they are asked for, and the piece of them at hand.

use entitle_answers::population::inexact;
use entitle_answers::{Fault, choice::parse_day};
use entitle_batch::{Integers, PlainColumn, PlainForm, PlainNames, Width, exact_day, exact_integer, instant_text};
use entitle_kernel::Fact;
use entitle_kernel::image::code::Kind;
use entitle_wasm_shared::asked::malformed;
use entitle_wasm_shared::fault::bad_argument;

/// The form of a column of points in time, as JavaScript counts them: milliseconds since 1970-01-01.
const INSTANT: &str = "instant";
const MILLISECONDS_A_DAY: i64 = 86_400_000;

/// What is said of a column before its values come.
pub(crate) struct Spec {
    pub(crate) name: String,
    form: String,
    null: Option<i64>,
    base_day: Option<i64>,
    places: Option<u64>,
    texts: Option<Vec<String>>,
}

impl Spec {
    /// Each column has a name, a form (`u8`, `u16`, `i32`, `i64`, `f64`, `instant`), the integer that is null, the day from which days are counted,
    /// decimal places, how many texts it has keys of, and these texts; "" is what is not said.
    pub(crate) fn read_all(tokens: &[String]) -> Result<Vec<Spec>, Fault> {
        let mut tokens = tokens.iter().cloned();
        let mut specs = Vec::new();
        while let Some(name) = tokens.next() {
            let mut token = || tokens.next().ok_or_else(malformed);
            let (form, null, base_day, places, texts) = (token()?, token()?, token()?, token()?, token()?);
            let base_day = if base_day.is_empty() { None } else { Some(day_of(&name, &base_day)?) };
            let texts = match number::<usize>(&texts)? {
                None => None,
                Some(count) => Some((0..count).map(|_| token()).collect::<Result<_, _>>()?),
            };
            specs.push(Spec { name, form, null: number(&null)?, base_day, places: number(&places)?, texts });
        }
        Ok(specs)
    }

    /// How the fact stands in the column; in words why it cannot.
    pub(crate) fn form<'c>(&self, fact: &Fact<'c>) -> Result<PlainForm<'c>, String> {
        if let Some(texts) = &self.texts {
            return Ok(PlainForm::keys(fact, texts.clone(), self.null));
        }
        let places = if fact.kind() == Kind::Decimal { u64::from(fact.places()) } else { 0 };
        if self.form == INSTANT {
            return match fact.kind() {
                Kind::Date => PlainForm::integers(fact, Width::I64, 0, None),
                kind => Err(format!("it is a {}, and a Date is a day", kind.name())),
            };
        }
        match (fact.kind(), self.base_day) {
            (Kind::Date, None) => {
                return Err("it is a date: say `baseDay`, from which the days are counted, or give texts".to_owned());
            }
            (Kind::Date, Some(_)) | (_, None) => {}
            (_, Some(_)) => return Err("`baseDay` is for dates".to_owned()),
        }
        if self.form == "f64" && !matches!(fact.kind(), Kind::Integer | Kind::Decimal) {
            return Err(format!("it is a {}: floats hold numbers; give integers or texts", fact.kind().name()));
        }
        // A float says its places by itself.
        let is_scaled = fact.kind() == Kind::Decimal && self.form != "f64";
        if is_scaled && self.places.unwrap_or(0) != places {
            let held = self.places.unwrap_or(0);
            return Err(format!(
                "it has {places} decimal places, the column {held}: give integers of {places} places and say \
                 `places: {places}`, or floats or texts"
            ));
        }
        let width = match self.form.as_str() {
            "u8" => Width::U8,
            "u16" => Width::U16,
            "i32" => Width::I32,
            _ => Width::I64,
        };
        PlainForm::integers(fact, width, self.base_day.unwrap_or(0), self.null)
    }
}

/// The day from which a column counts, as days since 1970-01-01.
fn day_of(column: &str, text: &str) -> Result<i64, Fault> {
    let day =
        parse_day(text).map_err(|fault| Fault { message: format!("column {column}: {}", fault.message), ..fault });
    day.map(|day| day.days().into())
}

/// A number, where one is said.
fn number<T: std::str::FromStr>(text: &str) -> Result<Option<T>, Fault> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| malformed()) }
}

/// The values of a piece.
enum Values {
    Integers(Integers),
    Floats(Vec<f64>),
}

/// The columns of the piece at hand, as far as they came.
pub(crate) struct Pieces {
    values: Vec<Option<Values>>,
    valid: Vec<Option<Vec<u8>>>,
    pub(crate) patients: Option<PlainNames>,
    pub(crate) practices: Option<Vec<u32>>,
}

impl Pieces {
    pub(crate) fn new(columns: usize) -> Pieces {
        let none = || (0..columns).map(|_| None).collect();
        Pieces { values: none(), valid: (0..columns).map(|_| None).collect(), patients: None, practices: None }
    }

    fn set(&mut self, column: usize, values: Values) -> Result<(), Fault> {
        *self.values.get_mut(column).ok_or_else(malformed)? = Some(values);
        Ok(())
    }

    pub(crate) fn set_u8(&mut self, column: usize, values: Vec<u8>) -> Result<(), Fault> {
        self.set(column, Values::Integers(Integers::U8(values)))
    }

    pub(crate) fn set_u16(&mut self, column: usize, values: Vec<u16>) -> Result<(), Fault> {
        self.set(column, Values::Integers(Integers::U16(values)))
    }

    pub(crate) fn set_i32(&mut self, column: usize, values: Vec<i32>) -> Result<(), Fault> {
        self.set(column, Values::Integers(Integers::I32(values)))
    }

    pub(crate) fn set_i64(&mut self, column: usize, values: Vec<i64>) -> Result<(), Fault> {
        self.set(column, Values::Integers(Integers::I64(values)))
    }

    pub(crate) fn set_f64(&mut self, column: usize, values: Vec<f64>) -> Result<(), Fault> {
        self.set(column, Values::Floats(values))
    }

    pub(crate) fn set_valid(&mut self, column: usize, bytes: Vec<u8>) -> Result<(), Fault> {
        *self.valid.get_mut(column).ok_or_else(malformed)? = Some(bytes);
        Ok(())
    }

    /// The columns of the piece, which is then gone.
    pub(crate) fn take<'c>(
        &mut self,
        specs: &[Spec],
        forms: &[PlainForm<'c>],
        frame: &str,
        first_row: u64,
    ) -> Result<Vec<PlainColumn<'c>>, Fault> {
        let mut columns = Vec::with_capacity(specs.len());
        for (place, (spec, form)) in specs.iter().zip(forms).enumerate() {
            let missing = || bad_argument(&format!("column {}: the piece has none", spec.name));
            let valid = self.valid.get_mut(place).and_then(Option::take);
            let values = self.values.get_mut(place).and_then(Option::take).ok_or_else(missing)?;
            let integers = match values {
                Values::Integers(Integers::I64(instants)) if spec.form == INSTANT => {
                    days(form.fact(), &instants, valid.as_deref(), frame, first_row)?
                }
                Values::Integers(integers) => integers,
                Values::Floats(floats) => exact(form.fact(), &floats, valid.as_deref(), frame, first_row)?,
            };
            let uneven = || bad_argument(&format!("column {}: `valid` is not as long as the values", spec.name));
            columns.push(form.column(integers, valid.as_deref()).map_err(|_| uneven())?);
        }
        Ok(columns)
    }
}

/// Points in time at midnight, as days.
fn days(
    fact: &Fact<'_>,
    instants: &[i64],
    valid: Option<&[u8]>,
    frame: &str,
    first_row: u64,
) -> Result<Integers, Fault> {
    let day = |(row, instant): (usize, &i64)| {
        if is_null(valid, row) {
            return Ok(0);
        }
        exact_day(*instant, MILLISECONDS_A_DAY).map(i64::from).map_err(|why| {
            let value = format!("{} UTC", instant_text(*instant, MILLISECONDS_A_DAY));
            let why = format!("{why}: give it as YYYY-MM-DD, or as a Date at midnight UTC");
            inexact(frame, fact, row_of(first_row, row), &value, &why)
        })
    };
    instants.iter().enumerate().map(day).collect::<Result<_, _>>().map(Integers::I64)
}

fn is_null(valid: Option<&[u8]>, row: usize) -> bool {
    valid.is_some_and(|valid| valid.get(row) == Some(&0))
}

/// The row of a piece as a row of all.
fn row_of(first_row: u64, row: usize) -> usize {
    usize::try_from(first_row).unwrap_or(usize::MAX).saturating_add(row)
}

/// Floats that are exactly what the fact takes, as its integers.
fn exact(
    fact: &Fact<'_>,
    floats: &[f64],
    valid: Option<&[u8]>,
    frame: &str,
    first_row: u64,
) -> Result<Integers, Fault> {
    let places = if fact.kind() == Kind::Decimal { fact.places() } else { 0 };
    let instead = format!("integers with `places: {places}`, or texts");
    let integer = |(row, value): (usize, &f64)| {
        if is_null(valid, row) {
            return Ok(0);
        }
        exact_integer(*value, places, &instead)
            .map_err(|why| inexact(frame, fact, row_of(first_row, row), &value.to_string(), &why))
    };
    floats.iter().enumerate().map(integer).collect::<Result<_, _>>().map(Integers::I64)
}
