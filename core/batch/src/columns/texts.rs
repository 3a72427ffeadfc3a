//! Columns of texts in whatever form they come: who the patient is, of which practice, and facts that are texts.

use super::fault::{ColumnFault, ColumnFaultKind};
use super::form::is_text;
use super::integers::{each_integer, integer_at};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, Field};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// Whether names of patients or practices can stand in columns of this field: texts, dictionaries of texts, or integers.
///
/// ```
/// use arrow_schema::{DataType, Field};
/// assert!(entitle_batch::check_name_field(&Field::new("patient", DataType::Int64, false)).is_ok());
/// assert!(entitle_batch::check_name_field(&Field::new("patient", DataType::Float64, false)).is_err());
/// ```
pub fn check_name_field(field: &Field) -> Result<(), ColumnFault> {
    let form = field.data_type();
    if is_text(form) || form.is_integer() || *form == DataType::Null {
        return Ok(());
    }
    let may_be = "a text (utf8, large_utf8, utf8_view), a dictionary of texts, or an integer";
    let kind = ColumnFaultKind::WrongType { is: form.clone(), may_be, advice: String::new() };
    Err(ColumnFault { column: field.name().clone(), kind })
}

/// A column of names or other texts, or of integers that are names. Spaces around a text do not belong to it; null is the empty
/// text.
///
/// ```
/// use arrow_array::{ArrayRef, StringArray};
/// use entitle_batch::Texts;
/// use std::sync::Arc;
/// let names: ArrayRef = Arc::new(StringArray::from(vec![Some("South "), None, Some("North"), Some("South")]));
/// let names = Texts::new(names);
/// assert_eq!((names.get(0), names.get(1)), ("South".into(), "".into()));
/// assert!(names.distinct().iter().eq(["North", "South"]));
/// ```
pub struct Texts {
    array: ArrayRef,
}

impl Texts {
    /// An array whose field passed [`check_name_field`] or is of texts.
    #[must_use]
    pub const fn new(array: ArrayRef) -> Texts {
        Texts { array }
    }

    /// The text of a row.
    #[must_use]
    pub fn get(&self, row: usize) -> Cow<'_, str> {
        text(&self.array, row)
    }

    /// The different texts that stand in rows, blanks left out.
    #[must_use]
    pub fn distinct(&self) -> BTreeSet<String> {
        let places = RefCell::new(HashMap::<String, usize>::new());
        let place = |text: &str| {
            let mut places = places.borrow_mut();
            let next = places.len();
            *places.entry(text.to_owned()).or_insert(next)
        };
        // Not every text of a dictionary stands in a row.
        let mut stands = Vec::new();
        self.map(place).each(0..self.array.len(), place, |place| {
            if stands.len() <= place {
                stands.resize(place + 1, false);
            }
            stands[place] = true;
        });
        let places = places.into_inner().into_iter();
        let standing = places.filter(|(text, place)| !text.is_empty() && stands.get(*place) == Some(&true));
        standing.map(|(text, _)| text).collect()
    }

    /// Each text of the rows, in order.
    pub(crate) fn each(&self, rows: Range<usize>, mut take: impl FnMut(&str)) {
        match self.array.data_type() {
            DataType::Utf8 => {
                let texts = self.array.as_string::<i32>();
                rows.for_each(|row| take(if texts.is_null(row) { "" } else { texts.value(row).trim() }));
            }
            _ => rows.for_each(|row| take(&text(&self.array, row))),
        }
    }

    /// What is made of each row's text. Each text of a dictionary is asked about once, and so is one that stands in
    /// several rows one after another.
    pub(crate) fn map<T: Copy>(&self, mut meaning: impl FnMut(&str) -> T) -> Mapped<'_, T> {
        let Some(dictionary) = self.array.as_any_dictionary_opt() else { return Mapped { texts: self, of_keys: None } };
        let values = dictionary.values();
        let of_values = (0..values.len()).map(|value| meaning(&text(values, value))).collect();
        Mapped { texts: self, of_keys: Some((of_values, meaning(""))) }
    }
}

/// A column of texts, those of its dictionary with their meaning.
pub(crate) struct Mapped<'t, T> {
    texts: &'t Texts,
    /// What each text of the dictionary means, and what null means.
    of_keys: Option<(Vec<T>, T)>,
}

impl<T: Copy> Mapped<'_, T> {
    /// The meaning of the texts of the rows, in order.
    pub(crate) fn each(&self, rows: Range<usize>, mut meaning: impl FnMut(&str) -> T, mut take: impl FnMut(T)) {
        if let Some((of_values, of_null)) = &self.of_keys
            && let Some(dictionary) = self.texts.array.as_any_dictionary_opt()
        {
            each_integer(dictionary.keys(), rows, |key| {
                let key = key.and_then(|key| usize::try_from(key).ok());
                take(key.and_then(|key| of_values.get(key)).copied().unwrap_or(*of_null));
            });
            return;
        }
        let mut last: Option<(String, T)> = None;
        self.texts.each(rows, |text| {
            let known = last.as_ref().filter(|(other, _)| other == text).map(|(_, meaning)| *meaning);
            let found = known.unwrap_or_else(|| {
                let found = meaning(text);
                let (held, of_held) = last.get_or_insert_with(|| (String::new(), found));
                held.clear();
                held.push_str(text);
                *of_held = found;
                found
            });
            take(found);
        });
    }
}

fn text(array: &ArrayRef, row: usize) -> Cow<'_, str> {
    if array.is_null(row) {
        return "".into();
    }
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(row).trim().into(),
        DataType::LargeUtf8 => array.as_string::<i64>().value(row).trim().into(),
        DataType::Utf8View => array.as_string_view().value(row).trim().into(),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let key = integer_at(dictionary.keys(), row).and_then(|key| usize::try_from(key).ok());
            key.filter(|key| *key < dictionary.values().len()).map_or("".into(), |key| text(dictionary.values(), key))
        }
        _ => integer_at(array, row).map_or("".into(), |integer| integer.to_string().into()),
    }
}
