//! Answers in a fixed order and in one written form, so that every face prints the same bytes.

use crate::error::Error;
use crate::evaluate::{Statement, Verdict};
use crate::image::code::Per;
use crate::image::{Contract, Fact, record};
use crate::value::{Basis, Graded, Value};
use core::fmt;

/// What an answer is about.
///
/// ```
/// # use entitle_kernel::AnswerKind;
/// # use entitle_kernel::{Contract, Facts, Value, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let mut storage = [Value::Unknown; 64];
/// # let mut facts = Facts::new(&contract, &mut storage)?;
/// # for (name, text) in sample::PRACTICE {
/// #     let (fact, item) = contract.find_input(name)?;
/// #     facts.set(fact.index(), item, fact.parse(text)?)?;
/// # }
/// # use entitle_kernel::{Graded, Silent, Statement};
/// # let mut results = [Graded::UNKNOWN; 64];
/// # let statement = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?;
/// let mut kinds: Vec<AnswerKind> = statement.answers().map(|answer| answer.kind).collect();
/// kinds.dedup();
/// use AnswerKind::*; // achieved and points alternate, one pair for each indicator
/// assert_eq!(kinds, [Eligible, Criterion, Condition, Achieved, Points, Achieved, Points, Line]);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AnswerKind {
    /// All criteria together.
    Eligible,
    /// One criterion.
    Criterion,
    /// A condition about the subject.
    Condition,
    /// Numerator ÷ denominator of an indicator.
    Achieved,
    /// The points that an indicator earns.
    Points,
    /// An amount.
    Line,
}

impl AnswerKind {
    /// The word for it.
    ///
    /// ```
    /// assert_eq!(entitle_kernel::AnswerKind::Achieved.name(), "achieved");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            AnswerKind::Eligible => "eligible",
            AnswerKind::Criterion => "criterion",
            AnswerKind::Condition => "condition",
            AnswerKind::Achieved => "achieved",
            AnswerKind::Points => "points",
            AnswerKind::Line => "line",
        }
    }
}

/// One answer of a statement.
///
/// ```
/// # use entitle_kernel::{Contract, Facts, Value, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let mut storage = [Value::Unknown; 64];
/// # let mut facts = Facts::new(&contract, &mut storage)?;
/// # for (name, text) in sample::PRACTICE {
/// #     let (fact, item) = contract.find_input(name)?;
/// #     facts.set(fact.index(), item, fact.parse(text)?)?;
/// # }
/// # use entitle_kernel::{Graded, Silent, Statement};
/// # let mut results = [Graded::UNKNOWN; 64];
/// # let statement = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?;
/// let total = statement.answers().last().unwrap();
/// assert_eq!((total.kind.name(), total.name, total.item), ("line", "total", ""));
/// assert_eq!((total.to_string().as_str(), total.unit, total.clause), ("1500", "GBP", "4.3"));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// What it is about.
    pub kind: AnswerKind,
    /// Its index among its kind; the indicator's for points and achieved.
    pub index: usize,
    /// Its name: the line's, criterion's, condition's or indicator's; "" for `eligible`.
    pub name: &'a str,
    /// The register or indicator of a line that has one amount for each, or "".
    pub item: &'a str,
    /// The place of that register or indicator; 0 otherwise.
    pub item_index: usize,
    /// The value; for criteria see `verdict`.
    pub value: Value,
    /// The verdict of a criterion, or of all.
    pub verdict: Option<Verdict>,
    /// What it rests on.
    pub basis: Basis,
    /// Its unit, or "".
    pub unit: &'a str,
    /// Its title, or "".
    pub title: &'a str,
    /// Its clause, or "".
    pub clause: &'a str,
}

impl fmt::Display for Answer<'_> {
    /// The value as every face writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.verdict {
            Some(verdict) => f.write_str(verdict.name()),
            None => Written(self.value).fmt(f),
        }
    }
}

/// A value as every face writes it: numbers plainly and without trailing zeros, days as `YYYY-MM-DD`, `true`, `false`,
/// `null`, `undetermined` for what is not known, the name of an error. Texts need their fact: see
/// [`Fact::written`].
///
/// ```
/// use entitle_kernel::{Number, Value, Written};
/// assert_eq!(Written(Value::Number("1.50".parse()?)).to_string(), "1.5");
/// assert_eq!(Written(Value::Unknown).to_string(), "undetermined");
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Written(pub Value);

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Unknown => f.write_str("undetermined"),
            Value::Null => f.write_str("null"),
            Value::Number(number) => number.write_canonical(f),
            Value::Date(date) => date.fmt(f),
            Value::Boolean(truth) if !truth.is_certain() => f.write_str("undetermined"),
            Value::Boolean(truth) if truth.is_true() => f.write_str("true"),
            Value::Boolean(truth) if truth.is_false() => f.write_str("false"),
            Value::Boolean(_) => f.write_str("null"),
            Value::Text(place) => u32::from(place).fmt(f),
            Value::Error(error) => f.write_str(Error::name(error)),
        }
    }
}

/// A value of a fact as every face writes it.
///
/// ```
/// # use entitle_kernel::Value;
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let (area, _) = contract.find_input("area")?;
/// assert_eq!(area.written(Value::Text(1)).to_string(), "rural");
/// assert_eq!(area.written(Value::Unknown).to_string(), "unknown");
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct WrittenFact<'a> {
    fact: Fact<'a>,
    value: Value,
}

impl fmt::Display for WrittenFact<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value {
            Value::Text(place) => f.write_str(self.fact.texts().nth(place.into()).unwrap_or("?")),
            Value::Unknown => f.write_str("unknown"),
            other => Written(other).fmt(f),
        }
    }
}

impl<'a> Fact<'a> {
    /// The value as every face writes it, texts by their name.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let (fee, _) = contract.find_input("fee_per_patient")?;
    /// assert_eq!(fee.written(fee.parse("3.00")?).to_string(), "3"); // GBP, without trailing zeros
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn written(&self, value: Value) -> WrittenFact<'a> {
        WrittenFact { fact: *self, value }
    }
}

impl<'c> Statement<'c, '_> {
    /// Every answer, in order: eligibility and criteria, conditions, then achieved and points of each
    /// indicator, then lines; each in the order of the definition.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, Facts, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = [Value::Unknown; 64];
    /// # let mut facts = Facts::new(&contract, &mut storage)?;
    /// # for (name, text) in sample::PRACTICE {
    /// #     let (fact, item) = contract.find_input(name)?;
    /// #     facts.set(fact.index(), item, fact.parse(text)?)?;
    /// # }
    /// # use entitle_kernel::{Graded, Silent, Statement};
    /// # let mut results = [Graded::UNKNOWN; 64];
    /// # let statement = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?;
    /// let mut lines = statement.answers().filter(|answer| answer.name == "achievement");
    /// assert!(lines.all(|answer| answer.to_string() == "600")); // LUNG1 and LUNG2, GBP
    /// let first = statement.answers().next().unwrap();
    /// assert_eq!((first.kind.name(), first.to_string().as_str()), ("eligible", "met"));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn answers(&self) -> Answers<'_, 'c> {
        Answers { statement: self, last: None }
    }

    /// One answer: of a criterion, condition or line by its index, of points and achieved by the indicator's; `item` is the
    /// register or indicator of a line that has an amount for each, 0 otherwise. `None` where there is no such answer.
    ///
    /// ```
    /// # use entitle_kernel::{AnswerKind, Contract, Facts, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = [Value::Unknown; 64];
    /// # let mut facts = Facts::new(&contract, &mut storage)?;
    /// # for (name, text) in sample::PRACTICE {
    /// #     let (fact, item) = contract.find_input(name)?;
    /// #     facts.set(fact.index(), item, fact.parse(text)?)?;
    /// # }
    /// # use entitle_kernel::{Graded, Silent, Statement};
    /// # let mut results = [Graded::UNKNOWN; 64];
    /// # let statement = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?;
    /// let points = statement.answer(AnswerKind::Points, 1, 0).unwrap();
    /// assert_eq!((points.name, points.to_string().as_str()), ("LUNG2", "2.5"));
    /// assert!(statement.answer(AnswerKind::Points, 2, 0).is_none()); // the contract has two indicators
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn answer(&self, kind: AnswerKind, index: usize, item: usize) -> Option<Answer<'c>> {
        match kind {
            AnswerKind::Line => self.line_answer(index, item),
            _ if item > 0 => None,
            AnswerKind::Eligible if index > 0 => None,
            AnswerKind::Eligible => self.eligible().map(|(verdict, basis)| Answer {
                verdict: Some(verdict),
                basis,
                ..blank(AnswerKind::Eligible, 0)
            }),
            AnswerKind::Criterion => self.criterion_answer(index),
            AnswerKind::Condition => self.condition_answer(index),
            AnswerKind::Achieved | AnswerKind::Points => self.indicator_answer(kind, index),
        }
    }

    /// The answer after the one of this kind, index and item, in the order of [`answers`](Self::answers); after
    /// `None` the first.
    ///
    /// ```
    /// # use entitle_kernel::{AnswerKind, Contract, Facts, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = [Value::Unknown; 64];
    /// # let mut facts = Facts::new(&contract, &mut storage)?;
    /// # for (name, text) in sample::PRACTICE {
    /// #     let (fact, item) = contract.find_input(name)?;
    /// #     facts.set(fact.index(), item, fact.parse(text)?)?;
    /// # }
    /// # use entitle_kernel::{Graded, Silent, Statement};
    /// # let mut results = [Graded::UNKNOWN; 64];
    /// # let statement = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?;
    /// let after_achieved = statement.answer_after(Some((AnswerKind::Achieved, 0, 0))).unwrap();
    /// assert_eq!((after_achieved.kind, after_achieved.name), (AnswerKind::Points, "LUNG1"));
    /// assert_eq!(statement.answer_after(None).unwrap().kind, AnswerKind::Eligible);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn answer_after(&self, last: Option<(AnswerKind, usize, usize)>) -> Option<Answer<'c>> {
        let (mut kind, mut index, mut item) = match last {
            None => (AnswerKind::Eligible, 0, 0),
            Some((AnswerKind::Achieved, indicator, _)) => (AnswerKind::Points, indicator, 0),
            Some((AnswerKind::Points, indicator, _)) => (AnswerKind::Achieved, indicator.saturating_add(1), 0),
            Some((AnswerKind::Line, line, item)) => (AnswerKind::Line, line, item.saturating_add(1)),
            Some((kind, index, _)) => (kind, index.saturating_add(1), 0),
        };
        loop {
            let found = self.answer(kind, index, item);
            if found.is_some() {
                return found;
            }
            // Nothing more of this line, or of this kind.
            let lines_left = kind == AnswerKind::Line && index < self.contract().count::<record::Line>();
            (kind, index, item) = if lines_left { (kind, index.saturating_add(1), 0) } else { (after(kind)?, 0, 0) };
        }
    }

    fn criterion_answer(&self, index: usize) -> Option<Answer<'c>> {
        let contract = *self.contract();
        let record = contract.record::<record::Criterion>(index)?;
        let (verdict, basis) = self.criterion(index);
        Some(Answer {
            name: contract.name(record.name),
            title: contract.text(record.title),
            clause: contract.text(record.clause),
            verdict: Some(verdict),
            basis,
            ..blank(AnswerKind::Criterion, index)
        })
    }

    fn condition_answer(&self, index: usize) -> Option<Answer<'c>> {
        let contract = *self.contract();
        let record = contract.record::<record::SubjectCondition>(index)?;
        let (name, title) = (contract.name(record.name), contract.text(record.doc));
        Some(Answer { name, title, ..blank(AnswerKind::Condition, index) }.with(self.condition(index)))
    }

    fn indicator_answer(&self, kind: AnswerKind, index: usize) -> Option<Answer<'c>> {
        let contract = *self.contract();
        let record = contract.record::<record::Indicator>(index)?;
        let answer =
            Answer { name: contract.name(record.name), title: contract.text(record.title), ..blank(kind, index) };
        Some(match kind {
            AnswerKind::Points => Answer { unit: "points", ..answer }.with(self.points(index)),
            _ => answer.with(self.achieved(index)),
        })
    }

    fn line_answer(&self, index: usize, item: usize) -> Option<Answer<'c>> {
        let contract = *self.contract();
        let record = contract.record::<record::Line>(index)?;
        let per = Per::from_u8(record.per).unwrap_or(Per::Subject);
        let answer = Answer {
            name: contract.name(record.name),
            item: contract.item_name(per, item),
            item_index: item,
            unit: contract.name(record.unit),
            title: contract.text(record.title),
            clause: contract.text(record.clause),
            ..blank(AnswerKind::Line, index)
        };
        (item < contract.items(per)).then(|| answer.with(self.line(index, item)))
    }
}

/// The answers of a statement, one after another.
///
/// ```
/// # use entitle_kernel::{Contract, Facts, Value, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let mut storage = [Value::Unknown; 64];
/// # let mut facts = Facts::new(&contract, &mut storage)?;
/// # for (name, text) in sample::PRACTICE {
/// #     let (fact, item) = contract.find_input(name)?;
/// #     facts.set(fact.index(), item, fact.parse(text)?)?;
/// # }
/// # use entitle_kernel::{Graded, Silent, Statement};
/// # let mut results = [Graded::UNKNOWN; 64];
/// # let statement = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?;
/// // Two criteria and both together, one condition, two for each indicator, lines: two + one + one.
/// assert_eq!(statement.answers().count(), 3 + 1 + 2 * 2 + 4);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone)]
pub struct Answers<'s, 'c> {
    statement: &'s Statement<'c, 's>,
    last: Option<(AnswerKind, usize, usize)>,
}

impl<'c> Iterator for Answers<'_, 'c> {
    type Item = Answer<'c>;

    fn next(&mut self) -> Option<Answer<'c>> {
        let answer = self.statement.answer_after(self.last)?;
        self.last = Some((answer.kind, answer.index, answer.item_index));
        Some(answer)
    }
}

const fn after(kind: AnswerKind) -> Option<AnswerKind> {
    match kind {
        AnswerKind::Eligible => Some(AnswerKind::Criterion),
        AnswerKind::Criterion => Some(AnswerKind::Condition),
        AnswerKind::Condition => Some(AnswerKind::Achieved),
        AnswerKind::Achieved | AnswerKind::Points => Some(AnswerKind::Line),
        AnswerKind::Line => None,
    }
}

const _: () = assert!(size_of::<Answer<'static>>() <= 256 && size_of::<Answers<'static, 'static>>() <= 64);

impl serde::Serialize for Answer<'_> {
    /// The answer as every face gives it: names, the written value, and what it rests on.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut fields = serializer.serialize_struct("Answer", 9)?;
        fields.serialize_field("kind", &self.kind)?;
        fields.serialize_field("name", self.name)?;
        fields.serialize_field("item", self.item)?;
        fields.serialize_field("value", &Text(self))?;
        fields.serialize_field("unit", self.unit)?;
        fields.serialize_field("title", self.title)?;
        fields.serialize_field("clause", self.clause)?;
        fields.serialize_field("weakest_grade", &self.basis.weakest())?;
        fields.serialize_field("local_term", &self.basis.has_local_term())?;
        fields.end()
    }
}

/// Anything written, as a text.
struct Text<'t, T>(&'t T);

impl<T: fmt::Display> serde::Serialize for Text<'_, T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

const fn blank<'a>(kind: AnswerKind, index: usize) -> Answer<'a> {
    Answer {
        kind,
        index,
        name: "",
        item: "",
        item_index: 0,
        value: Value::Null,
        verdict: None,
        basis: Basis::NONE,
        unit: "",
        title: "",
        clause: "",
    }
}

impl Answer<'_> {
    const fn with(self, found: Graded) -> Self {
        Answer { value: found.value, basis: found.basis, ..self }
    }
}

impl Contract<'_> {
    /// Writes what an answer is reproduced by: `id@in-force#revision source:… image:…`, the digests in 64 digits each. The
    /// image's is computed, which takes time in proportion to the image. The error is that of `out`.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let mut identity = String::new();
    /// contract.write_identity(&mut identity).unwrap();
    /// assert!(identity.starts_with("sample-contract@2025-04-01#1 source:"));
    /// assert!(identity.ends_with(&format!(" image:{:x}", contract.image_digest())));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn write_identity(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{}@{}#{}", self.id(), self.in_force(), u32::from(self.revision()))?;
        write!(out, " source:{:x} image:{:x}", self.source_digest(), self.image_digest())
    }
}
