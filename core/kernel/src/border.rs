//! The border: what may be said of a patient up to the achievement date, judged the same for every face.
//!
//! A value's type and range are judged where it is set ([`PatientFacts::set`]). What hangs on the achievement date or on a
//! second fact is judged here, before anything is decided: [`Patient::new`](crate::Patient::new) and
//! [`Plan::patient`](crate::plan::Plan::patient) ask the border, so that nobody can forget it.
//!
//! * A day after the achievement date, of a fact that ends there: where it is that of the *earliest* record, there was none
//!   up to then, so it reads as null and is *ignored*, and so is a value `of` that record. Of any other record what stood
//!   before is not known: it is refused.
//! * An age `of` a date must be the whole years from that date.
//!
//! The image says which facts these are, in sections that an image without its texts has too.

use crate::date::Date;
use crate::error::{Error, Result};
use crate::facts::PatientFacts;
use crate::image::code::Late;
use crate::image::record;
use crate::image::{Contract, Fact};
use crate::value::Cell;

/// Something that the border found; facts by their index in the contract.
///
/// ```
/// use entitle_kernel::{Error, Finding};
/// assert_eq!(Finding::AfterAchievementDate { fact: 3 }.error(), Some(Error::AfterAchievementDate));
/// assert_eq!(Finding::Ignored { fact: 3 }.error(), None); // the patient may enter
/// assert_eq!(Finding::Ignored { fact: 3 }.fact(), 3);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
pub enum Finding {
    /// The value belongs to a record after the achievement date that does not count, and reads as null.
    Ignored {
        /// Which fact.
        fact: usize,
    },
    /// The value belongs to a record after the achievement date, and what stood before is not known.
    AfterAchievementDate {
        /// Which fact.
        fact: usize,
    },
    /// The age is not what the date of birth makes it.
    AgeContradicts {
        /// The age.
        fact: usize,
        /// The date of birth.
        birth: usize,
        /// The day at which the years are counted.
        day: Date,
        /// Whole years by the date of birth; -1 where it is yet to come.
        years: i64,
    },
}

impl Finding {
    /// Why the patient may not enter; `None` where a fact is merely ignored.
    ///
    /// ```
    /// use entitle_kernel::{Date, Error, Finding};
    /// let finding = Finding::AgeContradicts { fact: 0, birth: 1, day: Date::from_ymd(2026, 3, 31)?, years: 66 };
    /// assert_eq!(finding.error(), Some(Error::FactsContradict));
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub const fn error(&self) -> Option<Error> {
        match self {
            Finding::Ignored { .. } => None,
            Finding::AfterAchievementDate { .. } => Some(Error::AfterAchievementDate),
            Finding::AgeContradicts { .. } => Some(Error::FactsContradict),
        }
    }

    /// The fact that it is about.
    ///
    /// ```
    /// assert_eq!(entitle_kernel::Finding::AfterAchievementDate { fact: 7 }.fact(), 7);
    /// ```
    #[must_use]
    pub const fn fact(&self) -> usize {
        match self {
            Finding::Ignored { fact }
            | Finding::AfterAchievementDate { fact }
            | Finding::AgeContradicts { fact, .. } => *fact,
        }
    }
}

/// What judges the facts of patients up to an achievement date.
///
/// ```
/// use entitle_kernel::{Border, Cell, Contract, Finding, PatientFacts, sample};
/// let contract = Contract::new(sample::IMAGE)?;
/// let border = Border::new(&contract, "2026-03-31".parse()?);
/// let mut cells = [Cell::Unknown; 16];
/// let mut facts = PatientFacts::new(&contract, &mut cells)?;
/// let (diagnosed, reviewed) = (contract.find_patient_input("diagnosed")?, contract.find_patient_input("reviewed")?);
/// facts.set_named("diagnosed", "2026-04-01")?;       // the earliest diagnosis: on the achievement date there was none
/// facts.set_named("reviewed", "2026-04-01")?;        // the latest review: there may have been one before
/// let findings = [Finding::Ignored { fact: diagnosed.index() }, Finding::AfterAchievementDate { fact: reviewed.index() }];
/// assert!(border.findings(&facts).eq(findings));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Border<'p, 'c> {
    contract: &'p Contract<'c>,
    achievement_date: Date,
}

/// How facts were judged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Admitted {
    /// They count as they are.
    Whole,
    /// Some read as null.
    WithIgnored,
}

/// Whole years; -1 for who is born after the day.
///
/// ```
/// use entitle_kernel::{Date, border::years};
/// let born = Date::from_ymd(2004, 2, 29)?;
/// assert_eq!(years(born, Date::from_ymd(2025, 2, 28)?), 20); // the birthday counts on 1 March
/// assert_eq!(years(born, Date::from_ymd(2025, 3, 1)?), 21);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[must_use]
pub const fn years(born: Date, day: Date) -> i64 {
    if born.days() > day.days() { -1 } else { born.months_until(day).wrapping_div(12) }
}

impl<'p, 'c> Border<'p, 'c> {
    /// The border of a contract up to this achievement date.
    ///
    /// ```
    /// use entitle_kernel::{Border, Cell, Contract, PatientFacts, sample};
    /// let contract = Contract::new(sample::IMAGE)?;
    /// let mut cells = [Cell::Unknown; 16];
    /// let facts = PatientFacts::new(&contract, &mut cells)?;
    /// let border = Border::new(&contract, "2026-03-31".parse()?);
    /// assert_eq!(border.findings(&facts).count(), 0); // what is not known offends nobody
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn new(contract: &'p Contract<'c>, achievement_date: Date) -> Border<'p, 'c> {
        Border { contract, achievement_date }
    }

    /// Everything that the border finds, refused and ignored: late days in the order of the facts, then what belongs to
    /// records that are ignored, then ages.
    ///
    /// ```
    /// use entitle_kernel::{Border, Cell, Contract, Finding, PatientFacts, sample};
    /// let contract = Contract::new(sample::IMAGE)?;
    /// let border = Border::new(&contract, "2026-03-31".parse()?);
    /// let mut cells = [Cell::Unknown; 16];
    /// let mut facts = PatientFacts::new(&contract, &mut cells)?;
    /// for (day, found) in [("2026-03-30", 0), ("2026-03-31", 0), ("2026-04-01", 1)] {
    ///     facts.set_named("reviewed", day)?;
    ///     assert_eq!(border.findings(&facts).count(), found, "{day}");
    /// }
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn findings<'f>(&self, facts: &'f PatientFacts<'_, '_>) -> impl Iterator<Item = Finding> + use<'p, 'c, 'f> {
        let border = *self;
        // Mostly no day is late at all, and none is looked at.
        let is_late = facts.latest_day() > i64::from(border.achievement_date.days());
        let looked_at = if is_late { usize::MAX } else { 0 };
        let entries = || (0_u16..).zip(border.contract.all::<record::Entry>()).take(looked_at);
        let late = entries().filter(move |(slot, _)| border.is_late(facts, *slot)).filter_map(move |(slot, entry)| {
            match Late::from_u8(entry.late)? {
                Late::Stands => None,
                Late::Ignored => Some(Finding::Ignored { fact: border.index(slot)? }),
                Late::Refused => Some(Finding::AfterAchievementDate { fact: border.index(slot)? }),
            }
        });
        let hanging = entries().filter_map(move |(slot, entry)| {
            if !border.is_ignored(facts, entry.of) || !matches!(facts.cell(slot), Cell::Integer(_)) {
                return None;
            }
            let fact = border.contract.patient_fact(slot)?;
            Some(match fact.null_allowed() {
                true => Finding::Ignored { fact: fact.index() },
                false => Finding::AfterAchievementDate { fact: fact.index() },
            })
        });
        let ages = border.contract.all::<record::Age>().filter_map(move |age| border.contradiction(facts, &age));
        late.chain(hanging).chain(ages)
    }

    /// The ages that the border checks: each with its date of birth, and the day at which the years are counted.
    ///
    /// ```
    /// use entitle_kernel::{Border, Contract, sample};
    /// let contract = Contract::new(sample::IMAGE)?; // knows no date of birth
    /// assert_eq!(Border::new(&contract, "2026-03-31".parse()?).ages().count(), 0);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn ages(&self) -> impl Iterator<Item = (Fact<'c>, Fact<'c>, Date)> + use<'p, 'c> {
        let border = *self;
        border.contract.all::<record::Age>().filter_map(move |age| {
            let fact = |slot: u16| border.contract.patient_fact(slot);
            Some((fact(age.age)?, fact(age.birth)?, border.day(&age)))
        })
    }

    /// Whether the patient may enter; else the first error. Where no day is late, only ages are looked at.
    pub(crate) fn admit(&self, facts: &PatientFacts<'_, '_>) -> Result<Admitted> {
        let mut admitted = Admitted::Whole;
        for finding in self.findings(facts) {
            finding.error().map_or(Ok(()), Err)?;
            admitted = Admitted::WithIgnored;
        }
        Ok(admitted)
    }

    /// A slot's cell as it counts: null where it is ignored.
    pub(crate) fn cell(&self, facts: &PatientFacts<'_, '_>, slot: u16) -> Cell {
        let of = self.contract.record::<record::Entry>(slot.into()).map_or(record::NONE, |entry| entry.of);
        match facts.cell(slot) {
            Cell::Integer(_) if self.is_ignored(facts, slot) || self.is_ignored(facts, of) => Cell::Null,
            cell => cell,
        }
    }

    fn index(&self, slot: u16) -> Option<usize> {
        self.contract.patient_fact(slot).map(|fact| fact.index())
    }

    fn is_late(&self, facts: &PatientFacts<'_, '_>, slot: u16) -> bool {
        matches!(facts.cell(slot), Cell::Integer(day) if day > self.achievement_date.days().into())
    }

    /// Whether the slot's day is one that reads as null.
    fn is_ignored(&self, facts: &PatientFacts<'_, '_>, slot: u16) -> bool {
        self.is_late(facts, slot) && self.late(slot) == Late::Ignored
    }

    fn late(&self, slot: u16) -> Late {
        let entry = self.contract.record::<record::Entry>(slot.into());
        entry.and_then(|entry| Late::from_u8(entry.late)).unwrap_or(Late::Stands)
    }

    /// The day at which an age counts the years.
    fn day(&self, age: &record::Age) -> Date {
        let at_period_end = self.contract.period_end().filter(|_| age.at_period_end == 1);
        at_period_end.unwrap_or(self.achievement_date)
    }

    /// An age that its date of birth does not make. A date of birth that does not count makes none.
    fn contradiction(&self, facts: &PatientFacts<'_, '_>, age: &record::Age) -> Option<Finding> {
        let (Cell::Integer(said), Cell::Integer(born)) = (facts.cell(age.age), facts.cell(age.birth)) else {
            return None;
        };
        if self.is_late(facts, age.birth) && self.late(age.birth) != Late::Stands {
            return None;
        }
        let day = self.day(age);
        let years = years(Date::from_days(i32::try_from(born).ok()?).ok()?, day);
        if said == years {
            return None;
        }
        Some(Finding::AgeContradicts { fact: self.index(age.age)?, birth: self.index(age.birth)?, day, years })
    }
}
