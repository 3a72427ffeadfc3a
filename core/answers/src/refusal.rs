//! Why the border refuses a patient's facts, in words, and what to do.

use crate::facts::{advice, wanted};
use entitle_batch::{Refusal, RowBorder};
use entitle_kernel::{Date, Error};

/// A fault in words.
pub struct Told {
    /// What is wrong.
    pub why: String,
    /// What to do about it.
    pub what_to_do: String,
}

/// What is wrong with facts, `cell` being the text of a column. What is wrong with a row as a whole is told by who
/// reads the rows.
pub fn told<'t>(
    border: &RowBorder<'_>,
    achievement_date: Date,
    refusal: &Refusal,
    cell: impl Fn(usize) -> &'t str,
) -> Told {
    let name = |column: usize| border.fact(column).map_or("", |fact| fact.name());
    let (why, what_to_do) = match refusal {
        Refusal::Value { column, error } => {
            let fact = border.fact(*column);
            let what_to_do = match (error, fact) {
                (Error::NullRefused, _) => "give the value, or `?` where it is not known".to_owned(),
                (error, Some(fact)) => advice(fact, cell(*column), *error),
                (_, None) => String::new(),
            };
            (format!("{error}; it takes {}", fact.map_or(String::new(), wanted)), what_to_do)
        }
        Refusal::AfterAchievementDate { .. } => (
            format!("it lies after the achievement date {achievement_date}, and what stood before is not known"),
            format!("give the record that counts on {achievement_date}, or an achievement date that is later"),
        ),
        Refusal::AgeContradicts { birth, day, years, .. } => (
            match years {
                0.. => format!("by {} {} it is {years} on {day}", name(*birth), cell(*birth)),
                _ => format!("{} {} is later than {day}", name(*birth), cell(*birth)),
            },
            format!("give the age on {day}, or correct {}", name(*birth)),
        ),
        Refusal::Unnamed | Refusal::Length { .. } | Refusal::Duplicate { .. } | Refusal::UnknownPractice => {
            (refusal.error().to_string(), "correct the row".to_owned())
        }
    };
    Told { why, what_to_do }
}
