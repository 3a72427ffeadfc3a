//! Who may be explained: patients are judged at the border as those of a whole population are, so that both give
//! the same answer for the same facts.

use crate::facts::{Faults, Subject};
use crate::fault::Fault;
use crate::refusal::{Told, told};
use entitle_batch::border::Judgement;
use entitle_batch::{Border, Refusal};
use entitle_kernel::{Date, Fact, Value};

/// A patient with the facts that count.
pub struct Admitted<'c> {
    /// The patient.
    pub subject: Subject,
    /// The facts that do not count, because they lie after the achievement date; they are null.
    pub ignored: Vec<&'c str>,
}

/// Judges all patients of a file; what is wrong with any of them is told at once.
pub(super) fn admit<'c>(
    border: &Border<'c>,
    facts: &[Fact<'c>],
    achievement_date: Date,
    subjects: Vec<Subject>,
    file: &str,
) -> Result<Vec<Admitted<'c>>, Fault> {
    let mut judgement = Judgement::default();
    let (mut admitted, mut faults) = (Vec::new(), Faults::new(file));
    for mut subject in subjects {
        let value = |fact: &Fact<'_>| subject.values.get(&(fact.index(), 0)).copied().unwrap_or(Value::Unknown);
        let values: Vec<Value> = facts.iter().map(value).collect();
        border.judge(&values, &mut judgement);
        if !judgement.refusals.is_empty() {
            let written: Vec<String> =
                facts.iter().zip(&values).map(|(fact, value)| fact.written(*value).to_string()).collect();
            let cell = |column: usize| written.get(column).map_or("", String::as_str);
            let told = |refusal: &Refusal| fault(border, achievement_date, &subject.name, refusal, cell);
            judgement.refusals.iter().for_each(|refusal| faults.add_error(told(refusal), refusal.error()));
        }
        for column in &judgement.ignored {
            subject.values.insert((facts[*column].index(), 0), judgement.values[*column]);
        }
        let ignored = judgement.ignored.iter().map(|column| facts[*column].name()).collect();
        admitted.push(Admitted { subject, ignored });
    }
    faults.finish()?;
    Ok(admitted)
}

fn fault<'t>(
    border: &Border<'_>,
    achievement_date: Date,
    subject: &str,
    refusal: &Refusal,
    cell: impl Fn(usize) -> &'t str,
) -> String {
    let column = refusal.column();
    let name = column.and_then(|column| border.fact(column)).map_or("", |fact| fact.name());
    let value = column.map_or("", &cell);
    let Told { why, what_to_do } = told(border, achievement_date, refusal, &cell);
    format!("{name} (subject {subject}): `{value}`: {why}; {what_to_do}")
}
