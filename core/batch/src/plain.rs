//! Columns in memory without Arrow: integers as they lie, keys of texts, names one after another.

use crate::border::read;
use entitle_kernel::block::{Bits, Column, Nulls, Values};
use entitle_kernel::image::code::Kind;
use entitle_kernel::{Cell, Date, Error, Fact, Value};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;
use std::sync::Arc;

/// Integers of one width.
///
/// ```
/// assert_eq!(entitle_batch::Integers::U8(vec![64, 17]).len(), 2);
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Integers {
    /// Bytes.
    U8(Vec<u8>),
    /// Two bytes without a sign.
    U16(Vec<u16>),
    /// Four bytes.
    I32(Vec<i32>),
    /// Eight bytes.
    I64(Vec<i64>),
}

impl Integers {
    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Integers::U8(values) => values.len(),
            Integers::U16(values) => values.len(),
            Integers::I32(values) => values.len(),
            Integers::I64(values) => values.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The integer of a row.
    fn get(&self, row: usize) -> Option<i64> {
        match self {
            Integers::U8(values) => values.get(row).copied().map(Into::into),
            Integers::U16(values) => values.get(row).copied().map(Into::into),
            Integers::I32(values) => values.get(row).copied().map(Into::into),
            Integers::I64(values) => values.get(row).copied(),
        }
    }

    fn values(&self) -> Values<'_> {
        match self {
            Integers::U8(values) => Values::U8(values),
            Integers::U16(values) => Values::U16(values),
            Integers::I32(values) => Values::I32(values),
            Integers::I64(values) => Values::I64(values),
        }
    }
}

/// How wide the integers of a column are.
///
/// ```
/// assert_eq!(entitle_batch::Width::U8.range(), (0, 255));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Width {
    /// Bytes.
    U8,
    /// Two bytes without a sign.
    U16,
    /// Four bytes.
    I32,
    /// Eight bytes.
    I64,
}

impl Width {
    /// The least and greatest integer.
    #[must_use]
    pub const fn range(self) -> (i64, i64) {
        match self {
            Width::U8 => (0, 0xff),
            Width::U16 => (0, 0xffff),
            Width::I32 => (i32::MIN as i64, i32::MAX as i64),
            Width::I64 => (i64::MIN, i64::MAX),
        }
    }
}

/// Whether an integer can stand for null: it is no value of the fact, or lies at an end of those that the width has room for.
pub(crate) fn is_no_value(meant: i64, (least, most): (i64, i64), base: i64, (first, last): (i64, i64)) -> bool {
    meant <= least.max(first.saturating_add(base)) || most.min(last.saturating_add(base)) <= meant
}

/// How a fact stands in plain columns: the same for every piece of a population.
///
/// ```
/// use entitle_batch::{Integers, PlainForm, Width};
/// use entitle_kernel::{Contract, sample};
/// let contract = Contract::new(sample::IMAGE)?;
/// let age = contract.find_patient_input("age")?; // 0 to 130
/// let form = PlainForm::integers(&age, Width::U8, 0, Some(255)).expect("nobody is of that age");
/// let column = form.column(Integers::U8(vec![64, 255]), None).expect("integers");
/// assert_eq!((column.text(0), column.text(1)), ("64".to_owned(), String::new()));
/// assert!(PlainForm::integers(&age, Width::U8, 0, Some(99)).is_err()); // somebody may be of that age
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct PlainForm<'c>(Arc<Form<'c>>);

#[derive(Debug)]
struct Form<'c> {
    fact: Fact<'c>,
    /// The least and greatest integer of the fact.
    span: (i64, i64),
    /// What is added to each raw integer.
    base: i64,
    /// The raw integer that says that there is no value.
    null: Option<i64>,
    /// The texts of which a column holds keys, and what each is for the fact: unknown where it does not take it.
    texts: Option<(Vec<String>, Vec<Cell>)>,
}

impl<'c> PlainForm<'c> {
    /// Integers to which `base` is added (the day from which days are counted, 0 elsewhere), those equal to `null` being none.
    /// Errors, in words: a `null` that may be a value; a fact of texts, which are given by [`keys`](Self::keys).
    pub fn integers(fact: &Fact<'c>, width: Width, base: i64, null: Option<i64>) -> Result<PlainForm<'c>, String> {
        if fact.kind() == Kind::Text {
            return Err("it is a text; give texts, or keys with their dictionary".to_owned());
        }
        let span = span(fact);
        if let Some(null) = null
            && let Some(meant) = null.checked_add(base)
            && !is_no_value(meant, span, base, width.range())
        {
            return Err(format!("null = {null}: {} may have this value", fact.name()));
        }
        Ok(PlainForm(Arc::new(Form { fact: *fact, span, base, null, texts: None })))
    }

    /// Keys among these texts, those equal to `null` being none. A text is read as in a file: "" is null, and what the fact cannot
    /// read is refused row by row.
    #[must_use]
    pub fn keys(fact: &Fact<'c>, texts: Vec<String>, null: Option<i64>) -> PlainForm<'c> {
        let meaning = |text: &String| match read(fact, text.trim()) {
            Value::Null => Cell::Null,
            value => fact.to_cell(value).unwrap_or(Cell::Unknown),
        };
        let meanings = texts.iter().map(meaning).collect();
        PlainForm(Arc::new(Form { fact: *fact, span: span(fact), base: 0, null, texts: Some((texts, meanings)) }))
    }

    /// The fact.
    #[must_use]
    pub fn fact(&self) -> &Fact<'c> {
        &self.0.fact
    }

    /// A piece of the column. `valid` has a byte for each row, 0 where there is no value. Errors: `BadArgument` where it has not.
    pub fn column(&self, raw: Integers, valid: Option<&[u8]>) -> Result<PlainColumn<'c>, Error> {
        if valid.is_some_and(|valid| valid.len() != raw.len()) {
            return Err(Error::BadArgument);
        }
        let meant = self.0.texts.as_ref().map(|(_, meanings)| {
            let meaning = |row| match raw.get(row) {
                key if key == self.0.null => Cell::Null,
                key => key.and_then(|key| meanings.get(usize::try_from(key).ok()?)).copied().unwrap_or(Cell::Unknown),
            };
            // What is nothing and what is odd lie below whatever a fact may declare.
            match self.0.fact.kind() {
                Kind::Text => Integers::I32(each_meant(raw.len(), meaning, i32::MIN, i32::MIN + 1)),
                _ => Integers::I64(each_meant(raw.len(), meaning, i64::MIN, i64::MIN + 1)),
            }
        });
        Ok(PlainColumn { form: self.clone(), raw, meant, valid: valid.map(bits) })
    }
}

/// The integer that each row means; in place of nothing and of what the fact does not take, these.
fn each_meant<T: Copy + TryFrom<i64>>(rows: usize, meaning: impl Fn(usize) -> Cell, nothing: T, odd: T) -> Vec<T> {
    let integer = |row| match meaning(row) {
        Cell::Null => nothing,
        Cell::Integer(integer) => T::try_from(integer).unwrap_or(odd),
        Cell::Unknown => odd,
    };
    (0..rows).map(integer).collect()
}

/// A bit for each byte that is not 0.
fn bits(bytes: &[u8]) -> Vec<u8> {
    let byte = |eight: &[u8]| eight.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit != 0));
    bytes.chunks(8).map(byte).collect()
}

/// A fact's values in memory, a row after the other.
pub struct PlainColumn<'c> {
    form: PlainForm<'c>,
    raw: Integers,
    /// Of keys, what their texts mean for the fact.
    meant: Option<Integers>,
    /// A bit for each row that has a value, where rows may have none.
    valid: Option<Vec<u8>>,
}

impl<'c> PlainColumn<'c> {
    /// The fact.
    #[must_use]
    pub fn fact(&self) -> &Fact<'c> {
        &self.form.0.fact
    }

    /// How many rows.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.raw.len()
    }

    pub(crate) fn column(&self) -> Column<'_> {
        let form = &self.form.0;
        let (values, null) = match &self.meant {
            Some(meant @ Integers::I64(_)) => (meant, Some(i64::MIN)),
            Some(meant) => (meant, Some(i32::MIN.into())),
            None => (&self.raw, form.null),
        };
        // Rows without a value hold nothing odd; where both are said, bits count, and the border sees the rest.
        let nulls = match (self.validity(), null) {
            (Some((bytes, _)), _) => Bits::new(bytes, 0, self.raw.len()).map_or(Nulls::All, Nulls::Validity),
            (None, Some(null)) => Nulls::Sentinel(null),
            (None, None) => Nulls::None,
        };
        Column { values: values.values(), base: form.base, nulls }
    }

    pub(crate) fn validity(&self) -> Option<(&[u8], usize)> {
        self.valid.as_deref().map(|bytes| (bytes, 0))
    }

    fn raw(&self, row: usize) -> Option<i64> {
        let bit = |bytes: &Vec<u8>| bytes.get(row / 8).is_some_and(|byte| byte >> (row % 8) & 1 == 1);
        let there = self.valid.as_ref().is_none_or(bit);
        self.raw.get(row).filter(|raw| there && Some(*raw) != self.form.0.null)
    }

    /// The value of a row, or the error in its place.
    #[must_use]
    pub fn value(&self, row: usize) -> Value {
        let form = &self.form.0;
        let Some(raw) = self.raw(row) else { return Value::Null };
        if form.texts.is_some() {
            return read(&form.fact, &self.text(row));
        }
        match raw.checked_add(form.base) {
            Some(integer) if (form.span.0..=form.span.1).contains(&integer) => {
                form.fact.from_cell(Cell::Integer(integer))
            }
            _ => Value::Error(Error::OutOfRange),
        }
    }

    /// The same as text; "" for null, and what the fact does not take as it is.
    #[must_use]
    pub fn text(&self, row: usize) -> String {
        let form = &self.form.0;
        let Some(raw) = self.raw(row) else { return String::new() };
        if let Some((texts, _)) = &form.texts {
            let text = usize::try_from(raw).ok().and_then(|key| texts.get(key));
            return text.map_or_else(|| format!("key {raw}"), |text| text.trim().to_owned());
        }
        match self.value(row) {
            Value::Error(_) => odd_text(&form.fact, raw.into(), form.base, fact_places(&form.fact)),
            value => form.fact.written(value).to_string(),
        }
    }
}

fn fact_places(fact: &Fact<'_>) -> i8 {
    if fact.kind() == Kind::Decimal { i8::try_from(fact.places()).unwrap_or(i8::MAX) } else { 0 }
}

/// A raw integer that is no value of the fact: the day that it would be, or the number.
pub(crate) fn odd_text(fact: &Fact<'_>, raw: i128, base: i64, places: i8) -> String {
    let day = raw.checked_add(base.into()).and_then(|days| i32::try_from(days).ok());
    match day.filter(|_| fact.kind() == Kind::Date).map(Date::from_days) {
        Some(Ok(date)) => date.to_string(),
        _ => decimal(raw, places),
    }
}

/// An integer with its last digits after the point.
fn decimal(integer: i128, places: i8) -> String {
    let Ok(places @ 1..) = usize::try_from(places) else {
        let zeros = usize::from(places.unsigned_abs());
        return if integer == 0 { "0".into() } else { format!("{integer}{:0<zeros$}", "") };
    };
    let digits = format!("{:0>width$}", integer.unsigned_abs(), width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    let sign = if integer < 0 { "-" } else { "" };
    format!("{sign}{whole}.{part}")
}

/// The least and greatest integer of a fact as a column holds it.
pub(crate) fn span(fact: &Fact<'_>) -> (i64, i64) {
    let integer = |value| match fact.to_cell(value) {
        Ok(Cell::Integer(integer)) => integer,
        _ => 0,
    };
    match (fact.kind(), fact.range()) {
        (Kind::Boolean, _) => (0, 1),
        (Kind::Text, _) => (0, i64::try_from(fact.texts().count()).unwrap_or(i64::MAX) - 1),
        (_, Some((least, most))) => (integer(least), integer(most)),
        (_, None) => (0, -1),
    }
}

/// The integer of a float at so many places. A float is taken where it is the nearest to a decimal of these places, as it
/// is where it was read from such a text; nothing is computed with it. `instead` is the form in which such numbers can be given
/// besides. Errors: why it is none, and what to do.
///
/// ```
/// use entitle_batch::exact_integer;
/// assert_eq!(exact_integer(7.25, 2, "text"), Ok(725));
/// assert!(exact_integer(7.25, 1, "text").is_err_and(|why| why.ends_with("pass text")));
/// assert!(exact_integer(f64::NAN, 1, "text").is_err());
/// ```
pub fn exact_integer(value: f64, places: u8, instead: &str) -> Result<i64, String> {
    exact(value, places).map_err(|error| match error {
        Error::InvalidNumber => "it is no number; pass null where there is none".to_owned(),
        Error::OutOfRange => "it is beyond 64 bits".to_owned(),
        _ => {
            let advice = if places == 0 { "an integer" } else { instead };
            format!(
                "the float is not exact at {places} decimal places; round it as the contract says and pass {advice}"
            )
        }
    })
}

/// The same of a float of either width, read as the shortest decimal of its own. Errors: `InvalidNumber` where it is none,
/// `TooManyPlaces`, `OutOfRange` beyond 64 bits.
pub(crate) fn exact<F: fmt::Display + FromStr + PartialEq>(value: F, places: u8) -> Result<i64, Error> {
    let text = format!("{value:.places$}", places = usize::from(places));
    if text.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return Err(Error::InvalidNumber);
    }
    if !text.parse::<F>().is_ok_and(|written| written == value) {
        return Err(Error::TooManyPlaces);
    }
    let digits: String = text.chars().filter(|character| *character != '.').collect();
    digits.parse().map_err(|_| Error::OutOfRange)
}

/// The day of a point in time that has none of its hours: midnight, and no time zone but that in which it counts. `in_a_day` is
/// the length of a day in the unit of the point in time. Errors: why it is no day.
///
/// ```
/// assert_eq!(entitle_batch::exact_day(16_335 * 86_400, 86_400), Ok(16_335));
/// assert!(entitle_batch::exact_day(16_335 * 86_400 - 3_600, 86_400).is_err());
/// ```
pub fn exact_day(instant: i64, in_a_day: i64) -> Result<i32, String> {
    match (instant.checked_rem_euclid(in_a_day), instant.checked_div_euclid(in_a_day).map(i32::try_from)) {
        (Some(0), Some(Ok(day))) => Ok(day),
        (Some(0), _) => Err("it is no calendar day".to_owned()),
        _ => Err("it has a time of day; a day is wanted".to_owned()),
    }
}

/// A point in time as it is read, to the second; as its number where no calendar has it.
///
/// ```
/// assert_eq!(entitle_batch::instant_text(-1, 86_400), "1969-12-31 23:59:59");
/// ```
#[must_use]
pub fn instant_text(instant: i64, in_a_day: i64) -> String {
    let day = i32::try_from(instant.div_euclid(in_a_day)).ok().and_then(|day| Date::from_days(day).ok());
    let second = instant.rem_euclid(in_a_day) / (in_a_day / 86_400);
    match day {
        Some(day) => format!("{day} {:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60),
        None => instant.to_string(),
    }
}

/// Names of patients or practices without Arrow. Spaces around a name do not belong to it.
///
/// ```
/// let names = entitle_batch::PlainNames::of_bytes(b"p1 p2".to_vec(), vec![2, 5])?;
/// assert_eq!((names.get(0), names.get(1), names.get(2)), ("p1".into(), "p2".into(), "".into()));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub struct PlainNames(Held);

enum Held {
    /// All names one after another, and where each ends.
    Bytes(String, Vec<u32>),
    /// Places among names; beyond them, nobody's.
    Keys(Vec<u32>, Arc<[String]>),
}

impl PlainNames {
    /// Names in UTF-8 one after another, and where each ends. Errors: `BadArgument` where it is not UTF-8, or an end is none.
    pub fn of_bytes(bytes: Vec<u8>, ends: Vec<u32>) -> Result<PlainNames, Error> {
        let text = String::from_utf8(bytes).map_err(|_| Error::BadArgument)?;
        let (mut start, mut sound) = (0, true);
        for end in ends.iter().map(|end| *end as usize) {
            sound &= start <= end && text.is_char_boundary(end);
            start = end;
        }
        if sound { Ok(PlainNames(Held::Bytes(text, ends))) } else { Err(Error::BadArgument) }
    }

    /// Places among these names.
    #[must_use]
    pub const fn of_keys(keys: Vec<u32>, names: Arc<[String]>) -> PlainNames {
        PlainNames(Held::Keys(keys, names))
    }

    /// How many rows.
    #[must_use]
    pub const fn rows(&self) -> usize {
        match &self.0 {
            Held::Bytes(_, ends) => ends.len(),
            Held::Keys(keys, _) => keys.len(),
        }
    }

    /// The name of a row, "" where there is none.
    #[must_use]
    pub fn get(&self, row: usize) -> Cow<'_, str> {
        self.name(row).into()
    }

    fn name(&self, row: usize) -> &str {
        match &self.0 {
            Held::Bytes(text, ends) => {
                let start = row.checked_sub(1).and_then(|before| ends.get(before)).map_or(0, |end| *end as usize);
                let end = ends.get(row).map_or(start, |end| *end as usize);
                text.get(start..end).unwrap_or_default().trim()
            }
            Held::Keys(keys, names) => {
                keys.get(row).and_then(|key| names.get(*key as usize)).map_or("", |name| name.trim())
            }
        }
    }

    pub(crate) fn each(&self, rows: Range<usize>, mut take: impl FnMut(&str)) {
        rows.for_each(|row| take(self.name(row)));
    }

    /// What each name means, where rows are told by their places among names, and what nobody's means.
    pub(crate) fn meanings<T>(&self, mut meaning: impl FnMut(&str) -> T) -> Option<(Vec<T>, T)> {
        match &self.0 {
            Held::Bytes(..) => None,
            Held::Keys(_, names) => Some((names.iter().map(|name| meaning(name.trim())).collect(), meaning(""))),
        }
    }

    pub(crate) fn keys(&self) -> &[u32] {
        match &self.0 {
            Held::Bytes(..) => &[],
            Held::Keys(keys, _) => keys,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_written_with_its_places() {
        assert_eq!(decimal(85, 1), "8.5");
        assert_eq!(decimal(-5, 2), "-0.05");
        assert_eq!(decimal(131, 0), "131");
        assert_eq!(decimal(-7, -2), "-700");
        assert_eq!(decimal(0, -2), "0");
    }

    #[test]
    fn bytes_become_bits_from_the_lowest() {
        assert_eq!(bits(&[1, 0, 0, 2, 0, 0, 0, 0, 9]), [0b1001, 1]);
    }
}
