//! DMN decision tables to definitions: `entitle import-dmn`.
//!
//! A table that was drawn in Camunda Modeler or another editor of DMN becomes the denominator's rules of an
//! indicator: input columns become facts of the patient, input entries conditions, outputs actions with their
//! reasons. What a drawn table does not say (sources, ranges, the population, points) stands in the definition
//! marked `FILL IN`. Hit policies FIRST and UNIQUE are taken over; that no two rules of a UNIQUE table match the
//! same patient is checked, pair by pair.
//!
//! ```
//! let table = r#"<definitions><decision name="Flu jab"><decisionTable hitPolicy="FIRST">
//!   <input><inputExpression typeRef="integer"><text>age</text></inputExpression></input>
//!   <output name="action"/>
//!   <rule><inputEntry><text>&gt;= 65</text></inputEntry><outputEntry><text>"select"</text></outputEntry></rule>
//! </decisionTable></decision></definitions>"#;
//! let imported = entitle_cli::dmn::import("jab.dmn", table, &entitle_cli::dmn::Choice::default())?;
//! assert!(imported.definition.contains("{ if = 'age >= 65', then = \"select\", clause = \"rule 1\" }"));
//! assert!(entitle_compiler::compile("jab.toml", &imported.definition).is_ok());
//! # Ok::<(), entitle_cli::Fault>(())
//! ```
//!
//! What it does not do: other hit policies, computed outputs, lists, times of day, tables whose inputs are
//! structures as a whole, and decisions that are no tables.

mod bounds;
mod columns;
mod definition;
mod model;
mod names;
mod outputs;
mod reach;
mod unary;

pub use model::{
    Decision, DrawnRule, InputColumn, ItemType, Logic, Model, OutputColumn, Place, Table, Variable, Written,
};
pub use outputs::{Action, Stated};

use crate::fault::{Exit, Fault};
use crate::output;
use crate::unfinished::Readers;
use columns::{Column, Columns, Wrong};
use entitle_kernel::limits::TABLE_ROWS_MAX;
use names::Identifiers;
use reach::{Meeting, Reach};
use std::path::Path;

/// Most pairs of rules that a note names.
const PAIRS_SHOWN_MAX: usize = 20;

/// Which decision, and what its outputs mean.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Choice {
    /// The decision; without it, the only table of the file.
    pub decision: Option<String>,
    /// What an output means: its text, or the texts of all output columns with a comma and a space between.
    pub actions: Vec<(String, Action)>,
}

/// A definition that was made of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Imported {
    /// Its TOML text, which compiles.
    pub definition: String,
    /// The indicator whose denominator the table is.
    pub indicator: String,
    /// Each fact: its name in the model and its identifier.
    pub facts: Vec<(String, String)>,
    /// The reasons, with the outputs that they stand for.
    pub reasons: Vec<Stated>,
    /// What the author should know.
    pub warnings: Vec<String>,
}

/// Makes a definition of a decision table; `name` is the file's name as faults print it.
///
/// # Errors
///
/// Where the file is no DMN model, the decision is no table with hit policy FIRST or UNIQUE, an entry is outside the
/// supported subset of FEEL, or two rules of a UNIQUE table match in common. Each fault names file, line and column.
pub fn import(name: &str, text: &str, choice: &Choice) -> Result<Imported, Fault> {
    let model = Model::read(name, text)?;
    let decision = model.decision(choice.decision.as_deref()).map_err(|fault| in_file(name, fault))?;
    let Logic::Table(table) = &decision.logic else {
        let message = format!("{name}:{}: the decision \"{}\" is no decision table", decision.place, decision.name);
        return Err(Fault::input(message));
    };
    let is_unique = is_unique(name, table)?;
    size(name, table)?;
    let mut identifiers = Identifiers::default();
    let indicator = identifiers.give(&decision.name, "table");
    let register = identifiers.give("population", "population");
    let mut faults = Vec::new();
    let columns = Columns::read(&model, &decision.name, table, &mut identifiers, &mut faults);
    let outcomes = outputs::outcomes(table, &decision.name, &choice.actions, &mut identifiers, &mut faults)?;
    let refused = |faults: Vec<Wrong>, what: &str| {
        let details = faults.into_iter().map(|(place, message)| format!("{name}:{place}: {message}")).collect();
        Fault::input(format!("the table \"{}\" of {name} {what}", decision.name)).with_details(details)
    };
    if !faults.is_empty() {
        return Err(refused(faults, "cannot be taken over"));
    }
    let mut warnings = outcomes.unmapped.clone();
    if is_unique {
        overlaps(table, &columns, &mut warnings)
            .map_err(|faults| refused(faults, "says UNIQUE, and rules of it overlap"))?;
    }
    let parts = definition::Parts {
        file: name,
        decision,
        table,
        columns: &columns,
        outcomes: &outcomes,
        indicator: &indicator,
        register: &register,
    };
    let definition = definition::write(&parts, &mut warnings);
    definition::check(&parts, &definition).map_err(|faults| refused(faults, "holds what a definition cannot say"))?;
    let without_values = columns.without_values();
    if !without_values.is_empty() {
        return Err(refused(without_values, "cannot be taken over"));
    }
    Ok(Imported {
        definition: definition.text,
        indicator,
        facts: columns.facts.into_iter().map(|fact| (fact.name, fact.id)).collect(),
        reasons: outcomes.reasons,
        warnings,
    })
}

fn in_file(name: &str, fault: Fault) -> Fault {
    Fault { message: format!("{name}: {}", fault.message), ..fault }
}

/// A table that can become a rule table at all.
fn size(name: &str, table: &Table) -> Result<(), Fault> {
    let refused = |message: String| Fault::input(format!("{name}:{}: {message}", table.place));
    if table.outputs.is_empty() {
        return Err(refused("the table has no output column".to_owned()));
    }
    if table.rules.len() > TABLE_ROWS_MAX {
        let message =
            format!("the table has {} rules; a rule table has at most {TABLE_ROWS_MAX} rows", table.rules.len());
        return Err(refused(message).with_help("draw it as several tables, each for its own part of the patients"));
    }
    Ok(())
}

fn is_unique(name: &str, table: &Table) -> Result<bool, Fault> {
    let why = match table.hit_policy.as_str() {
        "FIRST" => return Ok(false),
        "UNIQUE" => return Ok(true),
        "ANY" => "several rules may match as long as they agree",
        "PRIORITY" => "the order of the outputs decides, not that of the rules",
        "COLLECT" | "RULE ORDER" | "OUTPUT ORDER" => "it answers with several rules at once",
        _ => "DMN has no such hit policy",
    };
    let message = format!("{name}:{}: the hit policy is {}: {why}", table.place, table.hit_policy);
    Err(Fault::input(message).with_help("in a rule table the first match wins; draw the table as FIRST or UNIQUE"))
}

/// Every two rules that match a patient in common; pairs that nobody can tell become warnings.
fn overlaps(table: &Table, columns: &Columns<'_>, warnings: &mut Vec<String>) -> Result<(), Vec<Wrong>> {
    let all = asked(&columns.columns);
    let hang_together = |one: &Asked<'_>, other: &Asked<'_>| one.column.hangs_together(other.column, &columns.facts);
    let mut faults = Vec::new();
    let mut unsure = Vec::new();
    for (later, rule) in table.rules.iter().enumerate() {
        for earlier in 0..later {
            let (mut examples, mut is_sure, mut meets) = (Vec::new(), true, true);
            let mut bounded: Vec<&Asked<'_>> = Vec::new();
            for asked in &all {
                match asked.reaches[earlier].meets(&asked.reaches[later], asked.column.kind) {
                    Meeting::Nowhere => meets = false,
                    Meeting::Unknown => is_sure = false,
                    Meeting::At(value) if value != "anything" => {
                        examples.push(format!("{} = {value}", asked.column.value));
                        is_sure &= !bounded.iter().any(|other| hang_together(asked, other));
                        bounded.push(asked);
                    }
                    Meeting::At(_) => {}
                }
            }
            if meets && is_sure {
                let example =
                    if examples.is_empty() { "always".to_owned() } else { format!("where {}", examples.join(", ")) };
                let message = format!("rule {} and rule {} both match {example}", earlier + 1, later + 1);
                faults.push((rule.place, message));
            } else if meets {
                unsure.push(format!("{} and {}", earlier + 1, later + 1));
            }
        }
    }
    if !unsure.is_empty() {
        let more = unsure.len().saturating_sub(PAIRS_SHOWN_MAX);
        unsure.truncate(PAIRS_SHOWN_MAX);
        let more = if more > 0 { format!("; and {more} more pairs") } else { String::new() };
        let pairs = unsure.join("; ");
        warnings.push(format!(
            "the table says UNIQUE; whether these rules ever match together cannot be told from the table, and the first \
             wins: {pairs}{more}"
        ));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Something that is tested, in one column or in several, and what each rule matches of it.
struct Asked<'c> {
    column: &'c Column,
    reaches: Vec<Reach>,
}

fn asked(columns: &[Column]) -> Vec<Asked<'_>> {
    let mut asked: Vec<Asked<'_>> = Vec::new();
    for column in columns.iter().filter(|column| !column.value.is_empty()) {
        let reaches = column.entries.iter().map(|entry| Reach::of(entry, column.kind, column.values.as_deref()));
        match asked.iter_mut().find(|known| known.column.value == column.value) {
            Some(known) => {
                let before = std::mem::take(&mut known.reaches);
                known.reaches = before.into_iter().zip(reaches).map(|(one, other)| one.and(other)).collect();
            }
            None => asked.push(Asked { column, reaches: reaches.collect() }),
        }
    }
    asked
}

/// `entitle import-dmn`.
pub(crate) fn run(file: &Path, decision: Option<String>, actions: &[String], to: Option<&Path>) -> Result<(), Fault> {
    let name = file.display().to_string();
    let bytes = std::fs::read(file).map_err(|error| Fault::file("read", &name, &error))?;
    let actions = actions.iter().map(|given| action(given)).collect::<Result<_, _>>()?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Fault::input(format!("{name}: byte {at} is not UTF-8")).with_help("save the model as UTF-8")
    })?;
    let imported = import(&name, &text, &Choice { decision, actions })?;
    match to {
        None => output::print_data(&imported.definition)?,
        Some(to) => {
            output::not_over_an_input(to, &[file])?;
            output::write_whole(to, imported.definition.as_bytes(), Readers::Anybody)?;
        }
    }
    for warning in &imported.warnings {
        output::complain(&format!("{}: {warning}\n", crate::style::paint(crate::style::HELP, "note")));
    }
    Ok(())
}

fn action(given: &str) -> Result<(String, Action), Fault> {
    let parts = given.rsplit_once('=');
    let action = parts.and_then(|(output, word)| Some((output.trim().to_owned(), Action::from_name(word.trim())?)));
    action.ok_or_else(|| {
        Fault::new(Exit::BadInput, format!("--action {given}: not of the form OUTPUT=ACTION"))
            .with_help("an action is select, reject, exclude, adjust or next: --action 'Offer review=select'")
    })
}
