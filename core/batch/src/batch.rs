//! The rows at hand.

use crate::held::{HeldColumn, Names};
use crate::plain::{PlainColumn, PlainNames};
use entitle_kernel::{Error, Value};
use std::borrow::Cow;

/// The rows at hand: of a record batch, held by reference where their form allows, or plain ones.
pub struct Batch<'c> {
    pub(crate) rows: usize,
    /// None where nobody is named; then nobody is known to come twice.
    pub(crate) patients: Option<Names>,
    /// None where everybody is of one practice.
    pub(crate) practices: Option<Names>,
    pub(crate) columns: Vec<HeldColumn<'c>>,
}

impl<'c> Batch<'c> {
    /// Rows without Arrow: who each patient is, where somebody may come twice; whose each is, where there are several practices;
    /// and the columns of the facts. Errors: `BadArgument` where they are not of one length.
    ///
    /// ```
    /// use entitle_batch::{Batch, Integers, PlainForm, Width};
    /// use entitle_kernel::{Contract, Value, sample};
    /// let contract = Contract::new(sample::IMAGE)?;
    /// let age = contract.find_patient_input("age")?;
    /// let ages = PlainForm::integers(&age, Width::U8, 0, None).expect("integers").column(Integers::U8(vec![64, 131]), None)?;
    /// let batch = Batch::plain(2, None, None, vec![ages])?;
    /// assert!(batch.value(0, 0).same(&Value::integer(64)));
    /// assert!(matches!(batch.value(0, 1), Value::Error(_))); // 0 to 130 is declared
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn plain(
        rows: usize,
        patients: Option<PlainNames>,
        practices: Option<PlainNames>,
        columns: Vec<PlainColumn<'c>>,
    ) -> Result<Batch<'c>, Error> {
        let lengths = patients.iter().chain(&practices).map(PlainNames::rows);
        match lengths.chain(columns.iter().map(PlainColumn::rows)).all(|length| length == rows) {
            true => Ok(Batch {
                rows,
                patients: patients.map(Names::Plain),
                practices: practices.map(Names::Plain),
                columns: columns.into_iter().map(HeldColumn::Plain).collect(),
            }),
            false => Err(Error::BadArgument),
        }
    }

    /// How many rows.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// The name of a row's patient, "" where there is none.
    #[must_use]
    pub fn patient(&self, row: usize) -> Cow<'_, str> {
        text_of(self.patients.as_ref().filter(|_| row < self.rows), row)
    }

    /// The name of a row's practice, "" where there is none.
    #[must_use]
    pub fn practice(&self, row: usize) -> Cow<'_, str> {
        text_of(self.practices.as_ref().filter(|_| row < self.rows), row)
    }

    /// What a row says of a fact, by the fact's place among those of the reader. [`Value::Error`] where the fact does not take
    /// what stands there.
    #[must_use]
    pub fn value(&self, column: usize, row: usize) -> Value {
        let column = self.columns.get(column).filter(|_| row < self.rows);
        column.map_or(Value::Null, |column| column.value(row))
    }

    /// The same as text, as it would stand in CSV: "" for null, and what the fact does not take as it is.
    #[must_use]
    pub fn text(&self, column: usize, row: usize) -> String {
        let column = self.columns.get(column).filter(|_| row < self.rows);
        column.map_or_else(String::new, |column| column.text(row))
    }
}

fn text_of(names: Option<&Names>, row: usize) -> Cow<'_, str> {
    names.map_or("".into(), |names| names.get(row))
}
