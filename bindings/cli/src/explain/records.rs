//! One patient, one indicator, for programs and spreadsheets.

use crate::statement::Rows;
use entitle_answers::doubt;
use entitle_answers::patient::{Explained, condition, done, matched};
use entitle_kernel::Basis;
use entitle_kernel::trace::Role;

/// One patient, one indicator, as rows of the long form.
pub(super) fn write(explained: &Explained<'_, '_>, rows: &mut Rows) {
    let contract = explained.contract();
    let subject = explained.subject.name.as_str();
    let identity = format!("{}; achievement date {}", contract.detail(), explained.day());
    rows.row([subject, "contract", contract.id(), &contract.in_force().to_string(), "", &identity]);
    for fact in explained.ignored {
        rows.row([subject, "ignored", fact, "null", "", "after the achievement date, so not yet there"]);
    }
    for table in explained.tables() {
        for (index, row) in table.rows.iter().enumerate() {
            let seen = explained.walked.row(table.role, index);
            let (kind, name) = match table.role {
                Role::Register(register) => ("register", contract.register_name(register.into())),
                Role::Denominator(_) => ("denominator", explained.name()),
                Role::Numerator(_) => ("numerator", explained.name()),
            };
            let mut parts = vec![condition(row).replace('\n', " ")];
            if seen.is_some() {
                let saw: Vec<String> =
                    explained.saw(row).into_iter().map(|(name, value)| format!("{name} = {value}")).collect();
                parts.push(format!("saw {}", saw.join(", ")));
                parts.extend(explained.windows(row).into_iter().map(|(window, day)| format!("{window} = {day}")));
            }
            parts.extend(rests_on(row.basis));
            if seen.is_some_and(|seen| seen.ends()) {
                parts.push(format!("decided: {}", done(row, seen)));
            }
            rows.row([subject, kind, &format!("{name}.{}", index + 1), matched(seen), "", &parts.join("; ")]);
        }
    }
    let mut parts = vec![explained.decided_by()];
    if let Some(reason) = explained.walked.settled.reason {
        parts.push(format!("{}: {}", reason.name, reason.text));
    }
    let needed = explained.needed();
    if !needed.is_empty() {
        parts.push(format!("needs {}", needed.join(", ")));
    }
    parts.extend(rests_on(explained.basis()));
    rows.row([subject, "outcome", explained.name(), explained.walked.settled.outcome.name(), "", &parts.join("; ")]);
}

fn rests_on(basis: Basis) -> impl Iterator<Item = String> {
    doubt::of_rules(basis).into_iter().map(|doubt| format!("rests on {doubt}"))
}
