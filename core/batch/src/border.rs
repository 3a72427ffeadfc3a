//! What may enter: each row of facts is judged by the facts' own declarations before it is evaluated.

use crate::look::{Bounds, Look, Years};
use crate::origin::Origin;
use crate::plain::span;
use entitle_kernel::image::code::{Kind, Scope};
use entitle_kernel::{Contract, Date, Error, Fact, Value};

/// Why a row was refused; columns by their place among the population's columns.
///
/// ```
/// # use entitle_batch::Refusal;
/// let refusal = Refusal::Value { column: 3, error: entitle_kernel::Error::NullRefused };
/// assert_eq!((refusal.error().code(), refusal.column()), (107, Some(3)));
/// assert_eq!(Refusal::Duplicate { first_row: 2 }.error().code(), 114);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The row names no patient.
    Unnamed,
    /// The row has not a value for each column.
    Length {
        /// How many there are.
        values: usize,
    },
    /// The patient stands already in the row of this number.
    Duplicate {
        /// Where the patient stood first.
        first_row: u64,
    },
    /// No such practice was given.
    UnknownPractice,
    /// The fact does not take the value.
    Value {
        /// Which fact.
        column: usize,
        /// What is wrong with the value.
        error: Error,
    },
    /// The date lies after the achievement date, and what stood before it is not known.
    AfterAchievementDate {
        /// Which fact.
        column: usize,
    },
    /// The age is not what the date of birth makes it.
    AgeContradicts {
        /// The age.
        column: usize,
        /// The date of birth.
        birth: usize,
        /// The day at which the years are counted.
        day: Date,
        /// Whole years by the date of birth; -1 where it is yet to come.
        years: i64,
    },
}

impl Refusal {
    /// The number and name that every face reports.
    ///
    /// ```
    /// # use entitle_batch::Refusal;
    /// assert_eq!(Refusal::UnknownPractice.error().name(), "UnknownPractice");
    /// ```
    #[must_use]
    pub const fn error(&self) -> Error {
        match self {
            Refusal::Unnamed | Refusal::Length { .. } => Error::MalformedRow,
            Refusal::Duplicate { .. } => Error::DuplicateSubject,
            Refusal::UnknownPractice => Error::UnknownPractice,
            Refusal::Value { error, .. } => *error,
            Refusal::AfterAchievementDate { .. } => Error::AfterAchievementDate,
            Refusal::AgeContradicts { .. } => Error::FactsContradict,
        }
    }

    /// The column at fault, where it is one.
    ///
    /// ```
    /// # use entitle_batch::Refusal;
    /// assert_eq!(Refusal::AfterAchievementDate { column: 5 }.column(), Some(5));
    /// assert_eq!(Refusal::Unnamed.column(), None);
    /// ```
    #[must_use]
    pub const fn column(&self) -> Option<usize> {
        match self {
            Refusal::Value { column, .. }
            | Refusal::AfterAchievementDate { column }
            | Refusal::AgeContradicts { column, .. } => Some(*column),
            _ => None,
        }
    }
}

/// A cell's text as a value: blank is null, `?` is unknown, and what the fact cannot read is an error in the value's
/// place, which the border refuses.
///
/// ```
/// # use entitle_batch::read;
/// # use entitle_kernel::{Contract, Error, Value, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let age = contract.find_patient_input("age")?;
/// assert!(read(&age, "64").same(&Value::integer(64)));
/// assert!(read(&age, "").same(&Value::Null)); // no longer unknown: a population's blank cell is no question
/// assert!(read(&age, "sixty").same(&Value::Error(Error::InvalidNumber)));
/// # Ok::<(), Error>(())
/// ```
#[must_use]
pub fn read(fact: &Fact<'_>, text: &str) -> Value {
    match text {
        "" => Value::Null,
        _ => fact.parse(text).unwrap_or_else(Value::Error),
    }
}

/// What is made of a date after the achievement date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Later {
    /// It may stand: the fact's `from` has no such bound.
    Stands,
    /// The earliest record lies later: up to the achievement date there was none.
    Ignored,
    /// The latest record lies later: what stood before is not known.
    Refused,
}

struct Column<'c> {
    fact: Fact<'c>,
    later: Later,
    /// The date whose record the value belongs to.
    of: Option<usize>,
}

/// An age that a date of birth checks.
struct Age {
    column: usize,
    birth: usize,
    /// The day at which the years are counted.
    day: Date,
}

/// How a row was judged. Reused from row to row.
///
/// ```
/// let judgement = entitle_batch::border::Judgement::default();
/// assert!(judgement.refusals.is_empty());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// The values as they may enter, by column; without meaning where there is a refusal.
    pub values: Vec<Value>,
    /// Everything that is wrong with the row.
    pub refusals: Vec<Refusal>,
    /// The columns whose value lies after the achievement date and reads as null.
    pub ignored: Vec<usize>,
}

impl Judgement {
    fn clear(&mut self) {
        self.values.clear();
        self.refusals.clear();
        self.ignored.clear();
    }
}

/// Judges rows of facts, one value for each column.
///
/// * A value must be one that its fact takes: type, places, range, null only where allowed. Unknown may enter; what
///   hangs on it is undetermined.
/// * A date after the achievement date, for a fact whose `from` ends there: where it selects the earliest record,
///   there was none up to that day, so it reads as null and is *ignored*, and so is a value `of` that record; where
///   it selects any other, what stood before is not known, so the row is refused.
/// * A fact that is the `age` `of` a date must be the whole years from that date to its `until`.
///
/// ```
/// # use entitle_batch::{Border, border::Judgement};
/// # use entitle_kernel::{Contract, Value, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let columns = [contract.find_patient_input("diagnosed")?];
/// let border = Border::new(&contract, &columns, "2026-03-31".parse()?);
/// let mut judgement = Judgement::default();
/// border.judge(&[Value::Date("2026-04-01".parse()?)], &mut judgement);
/// assert!(judgement.values[0].same(&Value::Null)); // the earliest diagnosis was yet to come
/// assert_eq!((judgement.refusals.len(), judgement.ignored), (0, vec![0]));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub struct Border<'c> {
    achievement_date: Date,
    columns: Vec<Column<'c>>,
    /// Whether a column takes null: most values are null, and this is all that is asked of them.
    takes_null: Vec<bool>,
    ages: Vec<Age>,
}

impl<'c> Border<'c> {
    /// The border for rows with these columns, up to this achievement date.
    ///
    /// ```
    /// # use entitle_batch::{Border, patient_facts};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let border = Border::new(&contract, &patient_facts(&contract), "2026-03-31".parse()?);
    /// assert_eq!(border.column_count(), 7);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn new(contract: &Contract<'_>, columns: &[Fact<'c>], achievement_date: Date) -> Border<'c> {
        let date_column = |name: &str| columns.iter().position(|fact| fact.name() == name && fact.kind() == Kind::Date);
        let is_age = |fact: &Fact<'c>| Origin::of(fact).select == "age" && fact.kind() == Kind::Integer;
        let column = |fact: &Fact<'c>| {
            let origin = Origin::of(fact);
            let of = date_column(origin.of).filter(|_| !is_age(fact));
            Column { fact: *fact, later: later(fact, &origin), of }
        };
        let age = |(column, fact): (usize, &Fact<'c>)| {
            let origin = Origin::of(fact);
            let day = match origin.until {
                "" | "achievement_date" => achievement_date,
                "period_end" => contract.period_end()?,
                _ => return None,
            };
            Some(Age { column, birth: date_column(origin.of)?, day })
        };
        Border {
            achievement_date,
            columns: columns.iter().map(column).collect(),
            takes_null: columns.iter().map(Fact::null_allowed).collect(),
            ages: columns.iter().enumerate().filter(|(_, fact)| is_age(fact)).filter_map(age).collect(),
        }
    }

    /// How many values a row has.
    ///
    /// ```
    /// # use entitle_batch::Border;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(Border::new(&contract, &[], "2026-03-31".parse()?).column_count(), 0);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn column_count(&self) -> usize {
        self.columns.len()
    }

    /// The fact of a column.
    ///
    /// ```
    /// # use entitle_batch::{Border, patient_facts};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let border = Border::new(&contract, &patient_facts(&contract), "2026-03-31".parse()?);
    /// assert_eq!(border.fact(1).map(|fact| fact.name()), Some("diagnosed"));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn fact(&self, column: usize) -> Option<&Fact<'c>> {
        self.columns.get(column).map(|column| &column.fact)
    }

    /// What a row that is not clean shows at a look at the columns: whatever this border would refuse or ignore.
    pub(crate) fn look(&self) -> Look {
        let bounds = |column: &Column<'_>| {
            let (least, most) = span(&column.fact);
            let most = match column.later {
                Later::Stands => most,
                Later::Ignored | Later::Refused => most.min(self.achievement_date.days().into()),
            };
            Bounds { least, most, takes_null: column.fact.null_allowed() }
        };
        let years = |age: &Age| {
            let span = span(&self.columns[age.column].fact);
            Years::new((age.column, age.birth), span, |born| years(born, age.day))
        };
        let years: Vec<Years> = self.ages.iter().filter_map(years).collect();
        let all_are_odd = years.len() < self.ages.len();
        Look { bounds: self.columns.iter().map(bounds).collect(), years, all_are_odd }
    }

    /// Judges one row; what the judgement held before is gone.
    ///
    /// ```
    /// # use entitle_batch::{Border, Refusal, border::Judgement};
    /// # use entitle_kernel::{Contract, Error, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let border = Border::new(&contract, &[contract.find_patient_input("age")?], "2026-03-31".parse()?);
    /// let mut judgement = Judgement::default();
    /// border.judge(&[Value::integer(131)], &mut judgement);
    /// assert_eq!(judgement.refusals, [Refusal::Value { column: 0, error: Error::OutOfRange }]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn judge(&self, values: &[Value], judgement: &mut Judgement) {
        judgement.clear();
        if values.len() != self.columns.len() {
            judgement.refusals.push(Refusal::Length { values: values.len() });
            return;
        }
        judgement.values.extend_from_slice(values);
        for (place, (value, takes_null)) in values.iter().zip(&self.takes_null).enumerate() {
            if !(*takes_null && matches!(value, Value::Null)) {
                self.enter(place, *value, judgement);
            }
        }
        if !judgement.ignored.is_empty() {
            self.ignore_what_hangs_on_them(judgement);
        }
        for age in &self.ages {
            age.compare(judgement);
        }
    }

    fn enter(&self, place: usize, value: Value, judgement: &mut Judgement) {
        let column = &self.columns[place];
        let checked = match value {
            Value::Error(error) => Err(error),
            value => column.fact.check(value),
        };
        let is_later = matches!(value, Value::Date(date) if date > self.achievement_date);
        match (checked, column.later) {
            (Err(error), _) => judgement.refusals.push(Refusal::Value { column: place, error }),
            (Ok(()), Later::Ignored) if is_later => {
                judgement.values[place] = Value::Null;
                judgement.ignored.push(place);
            }
            (Ok(()), Later::Refused) if is_later => {
                judgement.refusals.push(Refusal::AfterAchievementDate { column: place });
            }
            _ => {}
        }
    }

    /// A value of a record that does not count does not count either.
    fn ignore_what_hangs_on_them(&self, judgement: &mut Judgement) {
        let Judgement { values, refusals, ignored } = judgement;
        let dates = ignored.len();
        for (place, (Column { fact, of, .. }, value)) in self.columns.iter().zip(values).enumerate() {
            let hangs = of.is_some_and(|of| ignored[..dates].contains(&of));
            if !hangs || matches!(value, Value::Null) {
                continue;
            }
            if fact.null_allowed() {
                *value = Value::Null;
                ignored.push(place);
            } else {
                refusals.push(Refusal::AfterAchievementDate { column: place });
            }
        }
    }
}

impl Age {
    fn compare(&self, judgement: &mut Judgement) {
        let Judgement { values, refusals, .. } = judgement;
        let (Some(age), Value::Date(born)) = (values[self.column].number(), values[self.birth]) else { return };
        let years = years(born, self.day);
        let is_refused = |refusal: &Refusal| [self.column, self.birth].map(Some).contains(&refusal.column());
        if age.to_i64() != Some(years) && !refusals.iter().any(is_refused) {
            refusals.push(Refusal::AgeContradicts { column: self.column, birth: self.birth, day: self.day, years });
        }
    }
}

/// Whole years; -1 for who is born after the day.
fn years(born: Date, day: Date) -> i64 {
    if born > day { -1 } else { born.months_until(day) / 12 }
}

fn later(fact: &Fact<'_>, origin: &Origin<'_>) -> Later {
    if fact.kind() != Kind::Date || fact.scope() != Scope::Patient || origin.until != "achievement_date" {
        Later::Stands
    } else if origin.select.starts_with("earliest") && fact.null_allowed() {
        Later::Ignored
    } else {
        Later::Refused
    }
}
