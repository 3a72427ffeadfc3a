//! Output entries to actions and reasons.

use super::columns::Wrong;
use super::model::{OutputColumn, Table, Written};
use super::names::Identifiers;
use super::unary::{Literal, literal};
use crate::fault::{Fault, nearest};
use entitle_kernel::Number;

/// What a row of a rule table does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// Into the denominator.
    Select,
    /// Not of this population.
    Reject,
    /// Taken out by definition.
    Exclude,
    /// Taken out by personalised care adjustment.
    Adjust,
    /// On to the next row.
    Next,
}

impl Action {
    const ALL: [(&'static str, Action); 5] = [
        ("select", Action::Select),
        ("reject", Action::Reject),
        ("exclude", Action::Exclude),
        ("adjust", Action::Adjust),
        ("next", Action::Next),
    ];

    /// The word for it in a definition.
    #[must_use]
    pub fn name(self) -> &'static str {
        Action::ALL.iter().find(|(_, action)| *action == self).map_or("", |(name, _)| name)
    }

    /// The action of that word.
    ///
    /// ```
    /// assert_eq!(entitle_cli::dmn::Action::from_name("select").map(|action| action.name()), Some("select"));
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Action> {
        Action::ALL.iter().find(|(known, _)| *known == name).map(|(_, action)| *action)
    }

    fn needs_reason(self) -> bool {
        matches!(self, Action::Exclude | Action::Adjust)
    }
}

/// A reason of the definition, and the outputs that it stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stated {
    /// Its identifier.
    pub reason: String,
    /// Its text.
    pub text: String,
    /// The name of each output column and what it says; a text without its quotes.
    pub outputs: Vec<(String, String)>,
}

/// What one rule, or the default, comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Outcome {
    pub(super) action: Action,
    pub(super) reason: Option<String>,
}

/// The outcomes of a table.
pub(super) struct Outcomes {
    pub(super) rules: Vec<Outcome>,
    pub(super) default: Option<Outcome>,
    pub(super) reasons: Vec<Stated>,
    /// Outputs that no action was found for, with the rules that have them.
    pub(super) unmapped: Vec<String>,
}

/// What one rule answers, a text per output column.
type Tuple = Vec<String>;

/// Reads every output entry.
pub(super) fn outcomes(
    table: &Table,
    decision: &str,
    actions: &[(String, Action)],
    identifiers: &mut Identifiers,
    faults: &mut Vec<Wrong>,
) -> Result<Outcomes, Fault> {
    let tuples: Vec<Tuple> =
        table.rules.iter().map(|rule| rule.outputs.iter().map(|written| answer(written, faults)).collect()).collect();
    let has_default = table.outputs.iter().any(|column| column.default.is_some());
    let default: Option<Tuple> = has_default.then(|| {
        let answer =
            |column: &OutputColumn| column.default.as_ref().map_or("null".to_owned(), |text| answer(text, faults));
        table.outputs.iter().map(answer).collect()
    });
    let all = || tuples.iter().chain(&default);
    refuse_strangers(actions, all(), table.outputs.len())?;
    let mapped = |text: &str| {
        let given = actions.iter().find(|(output, _)| output == text).map(|(_, action)| *action);
        given.or_else(|| Action::from_name(text))
    };
    // The only column that says nothing but actions.
    let says_actions =
        |column: &usize| all().all(|tuple| tuple.get(*column).is_some_and(|text| mapped(text).is_some()));
    let of_actions: Vec<usize> = (0..table.outputs.len()).filter(says_actions).collect();
    let of_actions = <[usize; 1]>::try_from(of_actions).ok().map(|[column]| column);
    let mut stating = Stating { decision, columns: &table.outputs, identifiers, reasons: Vec::new() };
    let mut unmapped: Vec<(String, Vec<String>)> = Vec::new();
    let mut outcome = |tuple: &Tuple, who: String, note: &str| {
        let whole = tuple.join(", ");
        let column = of_actions.and_then(|column| tuple.get(column));
        let action = mapped(&whole).or_else(|| column.and_then(|text| mapped(text)));
        let Some(action) = action else {
            match unmapped.iter_mut().find(|(known, _)| *known == whole) {
                Some((_, rules)) => rules.push(who),
                None => unmapped.push((whole, vec![who])),
            }
            return Outcome { action: Action::Adjust, reason: Some(stating.reason(tuple, None, "")) };
        };
        let says_why = |text: &&String| !matches!(text.as_str(), "null" | "");
        let why = tuple.iter().enumerate().filter(|(index, _)| Some(*index) != of_actions).map(|(_, text)| text);
        let has_why = of_actions.is_some() && why.filter(says_why).count() > 0;
        let without = of_actions.filter(|_| has_why);
        let note = if has_why { "" } else { note };
        let reason = (has_why || action.needs_reason()).then(|| stating.reason(tuple, without, note));
        Outcome { action, reason }
    };
    let rules = tuples
        .iter()
        .zip(&table.rules)
        .enumerate()
        .map(|(index, (tuple, rule))| outcome(tuple, format!("rule {}", index + 1), &rule.note))
        .collect();
    let default = default.as_ref().map(|tuple| outcome(tuple, "the default".to_owned(), ""));
    let unmapped = unmapped.into_iter().map(|(output, rules)| {
        let rules = rules.join(", ");
        format!(
            "the output `{output}` ({rules}) is no action; it stands as `adjust` with a reason that states it: map it with \
             --action '{output}=ACTION'"
        )
    });
    Ok(Outcomes { rules, default, unmapped: unmapped.collect(), reasons: stating.reasons })
}

/// An action that is given to an output that no rule has is a slip of the pen.
fn refuse_strangers<'t>(
    actions: &[(String, Action)],
    tuples: impl Iterator<Item = &'t Tuple>,
    columns: usize,
) -> Result<(), Fault> {
    let mut known: Vec<String> = Vec::new();
    for tuple in tuples {
        known.push(tuple.join(", "));
        if columns > 1 {
            known.extend(tuple.iter().cloned());
        }
    }
    known.sort();
    known.dedup();
    for (output, _) in actions {
        if !known.contains(output) {
            let near = nearest(output, known.iter().map(String::as_str));
            let help = near
                .map_or_else(|| format!("there are {}", known.join("; ")), |near| format!("did you mean `{near}`?"));
            return Err(Fault::input(format!("--action: no rule has the output `{output}`")).with_help(help));
        }
    }
    Ok(())
}

struct Stating<'s> {
    decision: &'s str,
    columns: &'s [OutputColumn],
    identifiers: &'s mut Identifiers,
    reasons: Vec<Stated>,
}

impl Stating<'_> {
    /// The reason that states these outputs; one for all rules that have the same. `without`: the column that says
    /// the action, which is no reason.
    fn reason(&mut self, tuple: &Tuple, without: Option<usize>, note: &str) -> String {
        let outputs: Vec<(String, String)> =
            self.columns.iter().zip(tuple).map(|(column, text)| (column.name.clone(), text.clone())).collect();
        let stated: Vec<&(String, String)> =
            outputs.iter().enumerate().filter(|(index, _)| Some(*index) != without).map(|(_, output)| output).collect();
        let plain: Vec<&str> = stated.iter().map(|(_, text)| text.as_str()).collect();
        let text = match stated.as_slice() {
            _ if !note.is_empty() => note.to_owned(),
            [(_, text)] if without.is_some() => text.clone(),
            [(_, text)] => format!("{}: {text}", self.decision),
            several => several.iter().map(|(name, text)| format!("{name}: {text}")).collect::<Vec<_>>().join(", "),
        };
        if let Some(known) = self.reasons.iter().find(|known| known.text == text && known.outputs == outputs) {
            return known.reason.clone();
        }
        let reason =
            self.identifiers.give(if note.is_empty() { plain.join(" ") } else { note.to_owned() }.as_str(), "reason");
        self.reasons.push(Stated { reason: reason.clone(), text, outputs });
        reason
    }
}

/// What an output entry says.
fn answer(written: &Written, faults: &mut Vec<Wrong>) -> String {
    let text = written.text.trim();
    match literal(text) {
        Some(Literal::Text(text)) => text,
        Some(Literal::Date(date)) => date.to_string(),
        Some(Literal::Number(number)) => plain(number),
        Some(Literal::Boolean(_) | Literal::Null) => text.to_owned(),
        None if text.is_empty() || text == "-" => "null".to_owned(),
        None => {
            let message = format!(
                "the output `{text}` is worked out, or has an unknown escape; a rule table has actions and reasons, which are literals"
            );
            faults.push((written.place, message));
            String::new()
        }
    }
}

fn plain(number: Number) -> String {
    let mut text = String::new();
    // Writing to memory does not fail.
    let _ = number.write_canonical(&mut text);
    text
}
