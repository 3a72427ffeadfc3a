//! `entitle explain`: each rule, the values it saw, and the row that decided.

use super::reads::facts_read;
use super::tables::{RuleRow, RuleTable, tables_of, with_rules};
use super::walk::{Goal, Seen, Walked, walk};
use crate::arguments::{FactsFrom, Format, To};
use crate::contract_choice::{self, parse_day};
use crate::facts::{self, Asked, Subject};
use crate::fault::{Fault, nearest};
use crate::output;
use crate::statement::{Rows, digest};
use crate::style::{self, paint};
use crate::table::{Cell, Table, page_width, wrapped};
use anstyle::Style;
use entitle_kernel::image::code::{Action, Outcome};
use entitle_kernel::trace::Role;
use entitle_kernel::{Contract, Date, Run, Value};
use serde_json::json;

/// Explains every patient of the facts file, or the one that is asked for.
pub(crate) fn run(
    contract: &str,
    indicator: &str,
    from: &FactsFrom,
    subject: Option<&str>,
    achievement_date: Option<&str>,
    to: &To,
) -> Result<(), Fault> {
    let chosen = contract_choice::choose(contract)?;
    let contract = chosen.contract()?;
    let indicator = with_rules(&contract, indicator)?;
    let achievement_date = achievement_date.map(parse_day).transpose()?;
    let day = achievement_date_of(&contract, achievement_date)?;
    let document = facts::read(from)?;
    let needed = facts_read(&contract, indicator);
    let subjects = facts::subjects(&document, &contract, Asked::Patient(&needed))?;
    let subjects = chosen_subjects(subjects, subject)?;
    let explained = subjects.iter().map(|subject| explain(&contract, indicator, day, subject));
    let explained: Vec<Explained<'_, '_>> = explained.collect::<Result<_, _>>()?;
    let text = match to.format {
        Format::Table => {
            let remark = match chosen.remark.as_str() {
                "" => String::new(),
                remark => format!("  {}\n", paint(style::DOUBT, remark)),
            };
            let pages = explained.iter().map(|explained| explained.page(&remark));
            pages.collect::<Vec<_>>().join("\n")
        }
        Format::Json => {
            let list: Vec<_> = explained.iter().map(Explained::json).collect();
            serde_json::to_string_pretty(&list).unwrap_or_default() + "\n"
        }
        Format::Csv => {
            let mut rows = Rows::new();
            explained.iter().for_each(|explained| explained.rows(&mut rows));
            rows.finish()
        }
    };
    output::deliver(&text, to.output.as_deref())
}

/// The page of one patient, for the demonstration.
pub(crate) fn explanation(contract: &Contract<'_>, indicator: &str, subject: &Subject) -> Result<String, Fault> {
    let indicator = with_rules(contract, indicator)?;
    let day = achievement_date_of(contract, None)?;
    Ok(explain(contract, indicator, day, subject)?.page(""))
}

fn achievement_date_of(contract: &Contract<'_>, stated: Option<Date>) -> Result<Date, Fault> {
    stated.or_else(|| contract.period_end()).ok_or_else(|| {
        Fault::input(format!("{} has no end, so there is no period end to evaluate up to", contract.id()))
            .with_help("say the day: --achievement-date YYYY-MM-DD")
    })
}

fn chosen_subjects(subjects: Vec<Subject>, wanted: Option<&str>) -> Result<Vec<Subject>, Fault> {
    let Some(wanted) = wanted else {
        return Ok(subjects);
    };
    if let Some(subject) = subjects.iter().find(|subject| subject.name == wanted) {
        return Ok(vec![subject.clone()]);
    }
    let fault = Fault::input(format!("the facts hold no subject `{wanted}`"));
    Err(match nearest(wanted, subjects.iter().map(|subject| subject.name.as_str())) {
        Some(near) => fault.with_help(format!("did you mean {near}?")),
        None => fault.with_help("leave out --subject to explain all of them"),
    })
}

/// One patient, one indicator.
struct Explained<'p, 'c> {
    contract: &'p Contract<'c>,
    indicator: usize,
    day: Date,
    subject: &'p Subject,
    tables: Vec<RuleTable<'c>>,
    walked: Walked<'c>,
}

fn explain<'p, 'c>(
    contract: &'p Contract<'c>,
    indicator: usize,
    day: Date,
    subject: &'p Subject,
) -> Result<Explained<'p, 'c>, Fault> {
    let fault = |error| {
        Fault::input(format!("{}: {error}", subject.name)).with_help("give an achievement date within the period")
    };
    let run = Run::new(contract, day).map_err(fault)?;
    Ok(Explained {
        contract,
        indicator,
        day,
        subject,
        tables: tables_of(contract, indicator),
        walked: walk(contract, &run, subject, Goal::Indicator(indicator)).map_err(fault)?,
    })
}

impl Explained<'_, '_> {
    fn name(&self) -> &str {
        self.contract.indicator_name(self.indicator)
    }

    fn title(&self) -> &str {
        let record = self.contract.record::<entitle_kernel::image::record::Indicator>(self.indicator);
        record.map_or("", |record| self.contract.text(record.title))
    }

    /// The values that a row's condition reads: facts, and memberships of registers.
    fn saw(&self, row: &RuleRow<'_>) -> Vec<(String, String)> {
        let facts = row.facts.iter().filter_map(|fact| self.contract.fact(*fact));
        let facts = facts.map(|fact| {
            let value = self.walked.values.get(fact.index()).copied().unwrap_or(Value::Unknown);
            (fact.name().to_owned(), fact.written(value).to_string())
        });
        let registers = row.registers.iter().map(|register| {
            let end = u16::try_from(*register).ok().and_then(|index| self.walked.end(Role::Register(index)));
            let member = match end.map(|seen| (seen.matched, seen.action)) {
                Some((Some(_), action)) => (action == Action::Select).to_string(),
                _ => "unknown".to_owned(),
            };
            (format!("in_register.{}", self.contract.register_name(*register)), member)
        });
        facts.chain(registers).collect()
    }

    /// The unknown facts of the row that could not be settled.
    fn needed(&self) -> Vec<String> {
        if self.walked.settled.outcome != Outcome::Undetermined {
            return Vec::new();
        }
        let rows = self.tables.iter().flat_map(|table| {
            table
                .rows
                .iter()
                .enumerate()
                .filter(|(index, _)| self.walked.row(table.role, *index).is_some_and(|seen| seen.matched.is_none()))
        });
        let is_unknown = |fact: &usize| matches!(self.walked.values.get(*fact), Some(Value::Unknown) | None);
        let facts = rows.flat_map(|(_, row)| row.facts.iter().copied()).filter(is_unknown);
        facts.filter_map(|fact| self.contract.fact(fact)).map(|fact| fact.name().to_owned()).collect()
    }

    /// The table and row that settled it, in words.
    fn decided_by(&self) -> String {
        let settled = self.walked.settled;
        let mut reached = self.tables.iter().filter_map(|table| Some((table, self.walked.end(table.role)?)));
        let row_of = |(table, seen): (&RuleTable<'_>, Seen)| {
            let branch = if seen.matched == Some(false) { " (else)" } else { "" };
            format!("{}, row {}{branch}", table.title, u16::from(seen.row) + 1)
        };
        match settled.outcome {
            Outcome::InNumerator | Outcome::InDenominator => {
                let rows: Vec<String> = reached.skip(1).map(row_of).collect();
                rows.join("; ")
            }
            _ => reached.next_back().map_or(String::new(), row_of),
        }
    }

    fn outcome_line(&self) -> String {
        let settled = &self.walked.settled;
        let colour = match settled.outcome {
            Outcome::InNumerator => style::GOOD,
            Outcome::InDenominator => style::BAD,
            Outcome::Undetermined => style::DOUBT,
            _ => style::HEADING,
        };
        let mut text =
            format!("{} {}", paint(style::HEADING, "Outcome:"), paint(colour.bold(), settled.outcome.name()));
        if let Some(reason) = settled.reason {
            text += &format!(": {} ({})", reason.text, reason.name);
        }
        let needed = self.needed();
        text + "\n"
            + &match needed.len() {
                0 => format!("  decided by {}\n", self.decided_by()),
                _ => format!("  stopped at {}; it needs {}\n", self.decided_by(), needed.join(", ")),
            }
    }

    fn page(&self, remark: &str) -> String {
        let contract = self.contract;
        let heading = format!("{}, {}: {}", self.subject.name, self.name(), self.title());
        let period_end = contract.period_end().map_or(String::new(), |end| format!(" to {end}"));
        let terms = format!(
            "{}@{}#{}  achievement date {}, period {}{period_end}",
            contract.id(),
            contract.in_force(),
            contract.revision(),
            self.day,
            contract.in_force()
        );
        let mut text = String::new();
        for line in wrapped(&heading, page_width()) {
            text += &format!("{}\n", paint(style::HEADING, line));
        }
        text += &format!("  {}\n{remark}", paint(style::FAINT, terms));
        for table in &self.tables {
            text += &format!("\n{}\n{}", paint(style::HEADING, &table.title), self.table(table).rendered(page_width()));
        }
        text + "\n" + &self.outcome_line()
    }

    fn table(&self, table: &RuleTable<'_>) -> Table {
        let mut lines = Table::new(&["", ">row", "~condition", "~saw", "matched", "~does"]);
        for (index, row) in table.rows.iter().enumerate() {
            let seen = self.walked.row(table.role, index);
            let is_end = seen.is_some_and(|seen| seen.ends());
            let look = match seen {
                None => style::FAINT,
                Some(_) if is_end => style::MARK,
                Some(_) => Style::new(),
            };
            let saw = match seen {
                None => String::new(),
                Some(_) => self
                    .saw(row)
                    .into_iter()
                    .map(|(name, value)| format!("{name} {value}"))
                    .collect::<Vec<_>>()
                    .join(", "),
            };
            let cells = [
                if is_end { ">".to_owned() } else { String::new() },
                (index + 1).to_string(),
                condition(row),
                saw,
                matched(seen).to_owned(),
                done(row, seen),
            ];
            lines.row(cells.into_iter().map(|text| Cell::new(look, text)).collect());
        }
        lines
    }

    fn json(&self) -> serde_json::Value {
        let settled = &self.walked.settled;
        let tables = self.tables.iter().map(|table| {
            let rows = table.rows.iter().enumerate().map(|(index, row)| {
                let seen = self.walked.row(table.role, index);
                let saw: serde_json::Map<_, _> =
                    self.saw(row).into_iter().map(|(name, value)| (name, value.into())).collect();
                json!({
                    "row": index + 1,
                    "condition": row.condition,
                    "meaning": row.meaning,
                    "saw": if seen.is_some() { saw.into() } else { serde_json::Value::Null },
                    "matched": matched(seen),
                    "decided": seen.is_some_and(|seen| seen.ends()),
                    "action": seen.map(|seen| seen.action.name()),
                    "clause": row.clause,
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
            "tables": tables.collect::<Vec<_>>(),
            "decision": self.walked.decision.0,
            "outcome": settled.outcome.name(),
            "decided_by": self.decided_by(),
            "reason": settled.reason.map(|reason| json!({ "name": reason.name, "text": reason.text })),
            "needs": self.needed(),
        })
    }

    fn rows(&self, rows: &mut Rows) {
        let contract = self.contract;
        let subject = self.subject.name.as_str();
        let identity = format!("revision {}; {}; achievement date {}", contract.revision(), digest(contract), self.day);
        rows.row([subject, "contract", contract.id(), &contract.in_force().to_string(), "", &identity]);
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
                }
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
        rows.row([subject, "outcome", self.name(), self.walked.settled.outcome.name(), "", &parts.join("; ")]);
    }
}

/// The condition, and what its name stands for.
fn condition(row: &RuleRow<'_>) -> String {
    match row.meaning {
        "" => row.condition.to_owned(),
        meaning => format!("{}\n= {meaning}", row.condition),
    }
}

fn matched(seen: Option<Seen>) -> &'static str {
    match seen.map(|seen| seen.matched) {
        None => "not reached",
        Some(None) => "unknown",
        Some(Some(true)) => "matched",
        Some(Some(false)) => "not matched",
    }
}

/// What the row did, or would do.
fn done(row: &RuleRow<'_>, seen: Option<Seen>) -> String {
    let Some(seen) = seen.filter(|seen| seen.matched.is_some()) else {
        return row.actions();
    };
    let reason = if seen.matched == Some(true) { row.because } else { row.otherwise_because };
    match (seen.action, reason) {
        (Action::Next, _) => "next".to_owned(),
        (action, "") => action.name().to_owned(),
        (action, reason) => format!("{} ({reason})", action.name()),
    }
}
