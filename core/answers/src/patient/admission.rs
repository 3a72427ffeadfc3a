//! Who may be explained: patients are judged at the border as those of a whole population are, so that both give
//! the same answer for the same facts.

use crate::facts::{Faults, Subject};
use crate::fault::Fault;
use crate::refusal::{Told, told};
use entitle_batch::border::Judgement;
use entitle_batch::{RowBorder, patient_facts};
use entitle_kernel::{Contract, Date, Fact, PatientFacts, Value};

/// A patient with the facts that count.
pub struct Admitted<'c> {
    /// The patient.
    pub subject: Subject,
    /// The facts that do not count, because they lie after the achievement date; they are null.
    pub ignored: Vec<&'c str>,
}

/// Judges all patients of a file; what is wrong with any of them is told at once.
pub(super) fn admit<'c>(
    border: &RowBorder<'c>,
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
        let whose = format!(" (subject {})", subject.name);
        tell(border, achievement_date, &whose, (facts, &values), &judgement, &mut faults);
        for column in &judgement.ignored {
            subject.values.insert((facts[*column].index(), 0), judgement.values[*column]);
        }
        let ignored = judgement.ignored.iter().map(|column| facts[*column].name()).collect();
        admitted.push(Admitted { subject, ignored });
    }
    faults.finish()?;
    Ok(admitted)
}

/// Why the border refuses a patient who was set fact by fact: each fault, in the words of a file of patients. `None` where
/// it does not.
pub fn refused_patient(
    contract: &Contract<'_>,
    achievement_date: Date,
    patient: &PatientFacts<'_, '_>,
) -> Option<Fault> {
    let facts = patient_facts(contract);
    let border = RowBorder::new(contract, &facts, achievement_date);
    let values: Vec<Value> = facts.iter().map(|fact| patient.get(fact.index())).collect();
    let (mut judgement, mut faults) = (Judgement::default(), Faults::new("the patient"));
    border.judge(&values, &mut judgement);
    tell(&border, achievement_date, "", (&facts, &values), &judgement, &mut faults);
    faults.finish().err()
}

/// Adds a fault for each refusal.
fn tell(
    border: &RowBorder<'_>,
    achievement_date: Date,
    whose: &str,
    (facts, values): (&[Fact<'_>], &[Value]),
    judgement: &Judgement,
    faults: &mut Faults,
) {
    if judgement.refusals.is_empty() {
        return;
    }
    let cells: Vec<String> = facts.iter().zip(values).map(|(fact, value)| fact.written(*value).to_string()).collect();
    let cell = |column: usize| cells.get(column).map_or("", String::as_str);
    for refusal in &judgement.refusals {
        let column = refusal.column();
        let name = column.and_then(|column| border.fact(column)).map_or("", |fact| fact.name());
        let value = column.map_or("", cell);
        let Told { why, what_to_do } = told(border, achievement_date, refusal, cell);
        faults.add_error(format!("{name}{whose}: `{value}`: {why}; {what_to_do}"), refusal.error());
    }
}
