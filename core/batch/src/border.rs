//! What may enter: each row of values, one for each column, is judged by the kernel's [`Border`] before it is evaluated.

use crate::look::{Bounds, Look, Years};
use crate::plain::span;
use entitle_kernel::border::years;
use entitle_kernel::image::code::Late;
use entitle_kernel::{Border, Cell, Contract, Date, Error, Fact, Finding, PatientFacts, Value};

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
    /// The row as the kernel judges it.
    cells: Vec<Cell>,
}

impl Judgement {
    fn clear(&mut self) {
        self.values.clear();
        self.refusals.clear();
        self.ignored.clear();
        self.cells.clear();
    }
}

/// Judges rows of facts, one value for each column: each value must be one that its fact takes (type, places, range, null
/// only where allowed), and the kernel's [`Border`] judges them together. Unknown may enter; what hangs on it is
/// undetermined.
///
/// ```
/// # use entitle_batch::{RowBorder, border::Judgement};
/// # use entitle_kernel::{Contract, Value, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let columns = [contract.find_patient_input("diagnosed")?];
/// let border = RowBorder::new(&contract, &columns, "2026-03-31".parse()?);
/// let mut judgement = Judgement::default();
/// border.judge(&[Value::Date("2026-04-01".parse()?)], &mut judgement);
/// assert!(judgement.values[0].same(&Value::Null)); // the earliest diagnosis was yet to come
/// assert_eq!((judgement.refusals.len(), judgement.ignored), (0, vec![0]));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub struct RowBorder<'c> {
    contract: Contract<'c>,
    achievement_date: Date,
    columns: Vec<Fact<'c>>,
    /// Whether a column takes null: most values are null, and this is all that is asked of them.
    takes_null: Vec<bool>,
}

impl<'c> RowBorder<'c> {
    /// The border for rows with these columns, up to this achievement date.
    ///
    /// ```
    /// # use entitle_batch::{RowBorder, patient_facts};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let border = RowBorder::new(&contract, &patient_facts(&contract), "2026-03-31".parse()?);
    /// assert_eq!(border.column_count(), 7);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn new(contract: &Contract<'c>, columns: &[Fact<'c>], achievement_date: Date) -> RowBorder<'c> {
        let takes_null = columns.iter().map(Fact::null_allowed).collect();
        RowBorder { contract: *contract, achievement_date, columns: columns.to_vec(), takes_null }
    }

    /// How many values a row has.
    ///
    /// ```
    /// # use entitle_batch::RowBorder;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(RowBorder::new(&contract, &[], "2026-03-31".parse()?).column_count(), 0);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn column_count(&self) -> usize {
        self.columns.len()
    }

    /// The fact of a column.
    ///
    /// ```
    /// # use entitle_batch::{RowBorder, patient_facts};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let border = RowBorder::new(&contract, &patient_facts(&contract), "2026-03-31".parse()?);
    /// assert_eq!(border.fact(1).map(|fact| fact.name()), Some("diagnosed"));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn fact(&self, column: usize) -> Option<&Fact<'c>> {
        self.columns.get(column)
    }

    fn border(&self) -> Border<'_, 'c> {
        Border::new(&self.contract, self.achievement_date)
    }

    /// The column of a fact.
    fn column(&self, fact: usize) -> Option<usize> {
        self.columns.iter().position(|column| column.index() == fact)
    }

    /// What a row that is not clean shows at a look at the columns: whatever this border would refuse or ignore.
    pub(crate) fn look(&self) -> Look {
        let bounds = |fact: &Fact<'_>| {
            let (least, most) = span(fact);
            let most = match fact.late() {
                Late::Stands => most,
                Late::Ignored | Late::Refused => most.min(self.achievement_date.days().into()),
            };
            Bounds { least, most, takes_null: fact.null_allowed() }
        };
        let ages: Vec<_> = self.border().ages().collect();
        let ages = ages.iter().filter_map(|(age, birth, day)| {
            let columns = (self.column(age.index())?, self.column(birth.index())?);
            Some(Years::new(columns, span(age), |born| years(born, *day)))
        });
        let ages: Vec<Option<Years>> = ages.collect();
        let all_are_odd = ages.iter().any(Option::is_none);
        Look {
            bounds: self.columns.iter().map(bounds).collect(),
            years: ages.into_iter().flatten().collect(),
            all_are_odd,
        }
    }

    /// Judges one row; what the judgement held before is gone.
    ///
    /// ```
    /// # use entitle_batch::{RowBorder, Refusal, border::Judgement};
    /// # use entitle_kernel::{Contract, Error, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let border = RowBorder::new(&contract, &[contract.find_patient_input("age")?], "2026-03-31".parse()?);
    /// let mut judgement = Judgement::default();
    /// border.judge(&[Value::integer(131)], &mut judgement);
    /// assert_eq!(judgement.refusals, [Refusal::Value { column: 0, error: Error::OutOfRange }]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn judge(&self, values: &[Value], judgement: &mut Judgement) {
        judgement.clear();
        let Judgement { values: entered, refusals, ignored, cells } = judgement;
        if values.len() != self.columns.len() {
            refusals.push(Refusal::Length { values: values.len() });
            return;
        }
        entered.extend_from_slice(values);
        // What is null or unknown offends nobody, so that a null needs no place here.
        cells.resize(self.contract.cost().patient_slots.into(), Cell::Unknown);
        let Ok(mut facts) = PatientFacts::resume(&self.contract, cells) else { return };
        for (column, ((fact, value), takes_null)) in self.columns.iter().zip(values).zip(&self.takes_null).enumerate() {
            let set = match value {
                Value::Null if *takes_null => Ok(()),
                Value::Error(error) => Err(*error),
                value => facts.set_fact(fact, *value),
            };
            if let Err(error) = set {
                refusals.push(Refusal::Value { column, error });
            }
        }
        for finding in self.border().findings(&facts) {
            let Some(column) = self.column(finding.fact()) else { continue };
            match finding {
                Finding::Ignored { .. } => {
                    entered[column] = Value::Null;
                    ignored.push(column);
                }
                Finding::AfterAchievementDate { .. } => refusals.push(Refusal::AfterAchievementDate { column }),
                Finding::AgeContradicts { birth, day, years, .. } => {
                    let birth = self.column(birth).unwrap_or(column);
                    refusals.push(Refusal::AgeContradicts { column, birth, day, years });
                }
            }
        }
        // In the order of the columns; what two of them say together stands last.
        refusals.sort_by_key(|refusal| (matches!(refusal, Refusal::AgeContradicts { .. }), refusal.column()));
    }
}
