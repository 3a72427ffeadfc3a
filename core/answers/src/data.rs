//! Answers as data: what every face turns into its own language's objects, or into JSON.
//!
//! Numbers of a contract are texts, so that no reader rounds them; only places and numbers of patients are counts.

use serde::ser::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt::Display;

/// A value with nothing borrowed from a contract.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Data {
    /// There is none.
    #[default]
    Null,
    /// Whether something holds.
    Truth(bool),
    /// How many, or which place.
    Count(u64),
    /// A text.
    Text(String),
    /// Several, in order.
    List(Vec<Data>),
    /// Values by name, in order.
    Object(Vec<(Cow<'static, str>, Data)>),
}

impl Data {
    /// What is shown, or nothing.
    #[must_use]
    pub fn shown(value: Option<&dyn Display>) -> Data {
        value.map_or(Data::Null, |value| Data::Text(value.to_string()))
    }

    /// These texts.
    #[must_use]
    pub fn texts<T: AsRef<str>>(texts: &[T]) -> Data {
        texts.iter().map(|text| Data::from(text.as_ref())).collect()
    }
}

impl From<&str> for Data {
    #[inline(never)]
    fn from(text: &str) -> Data {
        Data::Text(text.to_owned())
    }
}

impl From<String> for Data {
    fn from(text: String) -> Data {
        Data::Text(text)
    }
}

impl From<Vec<Data>> for Data {
    fn from(list: Vec<Data>) -> Data {
        Data::List(list)
    }
}

impl From<Option<&str>> for Data {
    fn from(text: Option<&str>) -> Data {
        text.map_or(Data::Null, Data::from)
    }
}

impl FromIterator<Data> for Data {
    fn from_iter<I: IntoIterator<Item = Data>>(items: I) -> Data {
        Data::List(items.into_iter().collect())
    }
}

impl FromIterator<(String, Data)> for Data {
    fn from_iter<I: IntoIterator<Item = (String, Data)>>(entries: I) -> Data {
        Data::Object(entries.into_iter().map(|(name, value)| (Cow::Owned(name), value)).collect())
    }
}

impl Serialize for Data {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Data::Null => to.serialize_unit(),
            Data::Truth(truth) => to.serialize_bool(*truth),
            Data::Count(count) => to.serialize_u64(*count),
            Data::Text(text) => to.serialize_str(text),
            Data::List(items) => to.collect_seq(items),
            Data::Object(entries) => to.collect_map(entries.iter().map(|(name, value)| (name, value))),
        }
    }
}

/// An object in the making.
///
/// ```
/// use entitle_answers::Object;
/// let data = Object::new().text("id", "qof-england").count("revision", 1).shown("until", None).done();
/// assert_eq!(serde_json::to_string(&data).unwrap(), r#"{"id":"qof-england","revision":1,"until":null}"#);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Object(Vec<(Cow<'static, str>, Data)>);

// One copy of each of these for all answers: they are many.
impl Object {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Object {
        Object(Vec::new())
    }

    /// With a value of this name.
    #[inline(never)]
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Data) -> Object {
        if self.0.is_empty() {
            // Most answers have so many parts: room is asked for once.
            self.0.reserve_exact(10);
        }
        self.0.push((Cow::Borrowed(name), value));
        self
    }

    /// With a text.
    #[inline(never)]
    #[must_use]
    pub fn text(self, name: &'static str, text: &str) -> Object {
        self.with(name, Data::from(text))
    }

    /// With a text, where there is one.
    #[inline(never)]
    #[must_use]
    pub fn optional(self, name: &'static str, text: Option<&str>) -> Object {
        self.with(name, text.into())
    }

    /// With what is shown, where there is something.
    #[inline(never)]
    #[must_use]
    pub fn shown(self, name: &'static str, value: Option<&dyn Display>) -> Object {
        self.with(name, Data::shown(value))
    }

    /// With a count.
    #[inline(never)]
    #[must_use]
    pub fn count(self, name: &'static str, count: u64) -> Object {
        self.with(name, Data::Count(count))
    }

    /// With a truth.
    #[inline(never)]
    #[must_use]
    pub fn truth(self, name: &'static str, truth: bool) -> Object {
        self.with(name, Data::Truth(truth))
    }

    /// With texts.
    #[inline(never)]
    #[must_use]
    pub fn texts(self, name: &'static str, texts: &[&str]) -> Object {
        self.with(name, Data::texts(texts))
    }

    /// It is done.
    #[must_use]
    pub fn done(self) -> Data {
        Data::Object(self.0)
    }
}
