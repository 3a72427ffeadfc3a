//! Why rows about patients are refused, in words.

use crate::fault::{counted, quoted};
use crate::refusal::{Told, told};
use crate::shown;
use entitle_batch::{Border, PracticeNames, Refusal};
use entitle_kernel::Date;

/// What refusals of patients are told with.
pub struct Teller<'t, 'c> {
    /// What the rows are judged by.
    pub border: &'t Border<'c>,
    /// The day up to which records count.
    pub achievement_date: Date,
    /// What the table of practices is called.
    pub practices: &'t str,
    /// The practices.
    pub names: &'t PracticeNames,
    /// How many columns the patients' table has.
    pub width: usize,
}

/// The column that a refusal is about, and what stands there.
pub struct Where<'w> {
    /// The column, or "" where it is the row as a whole.
    pub column: String,
    /// The value, or "".
    pub value: &'w str,
}

impl Teller<'_, '_> {
    /// Why, and what to do. `practice` is what the row names, `cell` the text of a column, `place` a row in words.
    pub fn tell<'t>(
        &self,
        refusal: &Refusal,
        practice: &str,
        cell: impl Fn(usize) -> &'t str,
        place: impl Fn(u64) -> String,
    ) -> Told {
        let (why, what_to_do) = match refusal {
            Refusal::Unnamed => ("the row names no patient".to_owned(), "name the patient"),
            Refusal::Length { values } => (
                format!("{} under {} columns", counted(*values, "cell"), self.width),
                "check for a stray comma or a missing quote",
            ),
            Refusal::Duplicate { first_row } => (
                format!("the patient stands already in {}", place(*first_row)),
                "leave one of the two out: each patient has one row",
            ),
            Refusal::UnknownPractice => match self.names.like(practice).next() {
                None => (
                    format!("{} holds no such practice", self.practices),
                    "add the practice to that file, or correct its name",
                ),
                Some(like) => (
                    format!(
                        "{} holds no such practice, but `{}`, which differs by case, spaces or invisible characters alone",
                        self.practices,
                        shown(&quoted(like))
                    ),
                    "write the name in both places alike",
                ),
            },
            Refusal::Value { .. } | Refusal::AfterAchievementDate { .. } | Refusal::AgeContradicts { .. } => {
                return told(self.border, self.achievement_date, refusal, cell);
            }
        };
        Told { why, what_to_do: what_to_do.to_owned() }
    }

    /// Where it is, in the row of this patient of this practice.
    pub fn place<'t>(
        &self,
        refusal: &Refusal,
        patient: &'t str,
        practice: &'t str,
        cell: impl Fn(usize) -> &'t str,
    ) -> Where<'t> {
        let (column, value) = match refusal {
            Refusal::Unnamed | Refusal::Duplicate { .. } => ("patient".to_owned(), patient),
            Refusal::UnknownPractice => ("practice".to_owned(), practice),
            Refusal::Length { .. } => (String::new(), ""),
            refusal => {
                let place = refusal.column().unwrap_or(usize::MAX);
                (self.border.fact(place).map_or(String::new(), |fact| fact.name().to_owned()), cell(place))
            }
        };
        Where { column, value }
    }
}
