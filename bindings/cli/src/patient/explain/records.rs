//! One patient, one indicator, for programs and spreadsheets.

use super::{Explained, condition, done, matched};
use crate::statement::{Rows, digest};
use entitle_answers::doubt;
use entitle_kernel::Basis;
use entitle_kernel::trace::Role;
use serde_json::{Value, json};

impl Explained<'_, '_> {
    /// As an object.
    pub(super) fn json(&self) -> Value {
        let settled = &self.walked.settled;
        let tables = self.tables.iter().map(|table| {
            let rows = table.rows.iter().enumerate().map(|(index, row)| {
                let seen = self.walked.row(table.role, index);
                let saw: serde_json::Map<_, _> =
                    self.saw(row).into_iter().map(|(name, value)| (name, value.into())).collect();
                let windows: serde_json::Map<_, _> =
                    self.windows(row).into_iter().map(|(window, day)| (window, day.to_string().into())).collect();
                json!({
                    "row": index + 1,
                    "condition": row.condition,
                    "meaning": row.meaning,
                    "saw": if seen.is_some() { saw.into() } else { Value::Null },
                    "windows": windows,
                    "matched": matched(seen),
                    "decided": seen.is_some_and(|seen| seen.ends()),
                    "action": seen.map(|seen| seen.action.name()),
                    "clause": row.clause,
                    "rests_on": doubt::of_rules(row.basis),
                })
            });
            json!({ "table": table.title, "rows": rows.collect::<Vec<_>>() })
        });
        json!({
            "subject": self.subject.name,
            "contract": {
                "id": self.contract.id(), "in_force": self.contract.in_force(),
                "revision": self.contract.revision(), "digest": digest(self.contract),
            },
            "indicator": self.name(),
            "achievement_date": self.day,
            "ignored": self.ignored,
            "tables": tables.collect::<Vec<_>>(),
            "decision": self.walked.decision.0,
            "outcome": settled.outcome.name(),
            "decided_by": self.decided_by(),
            "reason": settled.reason.map(|reason| json!({ "name": reason.name, "text": reason.text })),
            "rests_on": doubt::of_rules(self.basis()),
            "needs": self.needed(),
        })
    }

    /// As rows of the long form.
    pub(super) fn rows(&self, rows: &mut Rows) {
        let contract = self.contract;
        let subject = self.subject.name.as_str();
        let identity = format!("revision {}; {}; achievement date {}", contract.revision(), digest(contract), self.day);
        rows.row([subject, "contract", contract.id(), &contract.in_force().to_string(), "", &identity]);
        for fact in self.ignored {
            rows.row([subject, "ignored", fact, "null", "", "after the achievement date, so not yet there"]);
        }
        for table in &self.tables {
            for (index, row) in table.rows.iter().enumerate() {
                let seen = self.walked.row(table.role, index);
                let (kind, name) = match table.role {
                    Role::Register(register) => ("register", contract.register_name(register.into())),
                    Role::Denominator(_) => ("denominator", self.name()),
                    Role::Numerator(_) => ("numerator", self.name()),
                };
                let mut parts = vec![condition(row).replace('\n', " ")];
                if seen.is_some() {
                    let saw: Vec<String> =
                        self.saw(row).into_iter().map(|(name, value)| format!("{name} = {value}")).collect();
                    parts.push(format!("saw {}", saw.join(", ")));
                    parts.extend(self.windows(row).into_iter().map(|(window, day)| format!("{window} = {day}")));
                }
                parts.extend(rests_on(row.basis));
                if seen.is_some_and(|seen| seen.ends()) {
                    parts.push(format!("decided: {}", done(row, seen)));
                }
                rows.row([subject, kind, &format!("{name}.{}", index + 1), matched(seen), "", &parts.join("; ")]);
            }
        }
        let mut parts = vec![self.decided_by()];
        if let Some(reason) = self.walked.settled.reason {
            parts.push(format!("{}: {}", reason.name, reason.text));
        }
        let needed = self.needed();
        if !needed.is_empty() {
            parts.push(format!("needs {}", needed.join(", ")));
        }
        parts.extend(rests_on(self.basis()));
        rows.row([subject, "outcome", self.name(), self.walked.settled.outcome.name(), "", &parts.join("; ")]);
    }
}

fn rests_on(basis: Basis) -> impl Iterator<Item = String> {
    doubt::of_rules(basis).into_iter().map(|doubt| format!("rests on {doubt}"))
}
