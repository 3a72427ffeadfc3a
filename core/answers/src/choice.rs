//! Which of the contracts that are built in is meant, or why there is none.

use crate::fault::{Fault, nearest, quoted};
use entitle_contracts::Definition;
use entitle_kernel::{Contract, Date, Error};

/// A built-in definition that was asked for.
pub struct Choice {
    /// The definition.
    pub definition: &'static Definition,
    /// The day that was asked for.
    pub day: Option<Date>,
    /// What a reader of the answer must know of the choice, or "": that no day was asked for, or one beyond what was read.
    pub remark: String,
}

/// The contract of an image, asked for on a day where it was chosen by one. Errors: an image that is not sound, or that is not
/// in force on that day.
pub fn opened<'a>(image: &'a [u8], name: &str, day: Option<Date>) -> Result<Contract<'a>, Fault> {
    let contract = Contract::new(image).map_err(|error| unsound(name, error))?;
    asked_on(contract, name, day)
}

/// The contract as it is asked for on a day. Errors: it is not in force on that day.
pub(crate) fn asked_on<'a>(contract: Contract<'a>, name: &str, day: Option<Date>) -> Result<Contract<'a>, Fault> {
    match day {
        None => Ok(contract),
        Some(day) => contract.on(day).map_err(|error| {
            let from = contract.in_force();
            let until = contract.until().map_or(String::new(), |until| format!(" until {until} (exclusive)"));
            Fault::input(format!("{name} is in force from {from}{until}, not on {day}")).with_error(error)
        }),
    }
}

/// Whether a text names a file: it has a separator, or the extension of a definition or an image. Everything else is an id,
/// whatever files lie about: a file of that name is `./name`.
///
/// ```
/// use entitle_answers::choice::is_path;
/// assert!(["own.toml", "own.image", "./own", "a/b", r"a\b"].iter().all(|text| is_path(text)));
/// assert!(!["qof-england", "qof-england@2025-06-30", "qof-england@2025-06-30#1", "toml"].iter().any(|text| is_path(text)));
/// ```
#[must_use]
pub fn is_path(text: &str) -> bool {
    text.contains(['/', '\\']) || text.ends_with(".toml") || text.ends_with(".image")
}

/// The contract that `id`, `id@day` or `id@day#revision` names. A path names none.
///
/// ```
/// let choice = entitle_answers::choice::named("qof-england@2025-06-30")?;
/// assert_eq!(choice.definition.in_force.to_string(), "2025-04-01");
/// assert!(entitle_answers::choice::named("qof-englnd").err().unwrap().help.unwrap().contains("qof-england"));
/// # Ok::<(), entitle_answers::Fault>(())
/// ```
pub fn named(text: &str) -> Result<Choice, Fault> {
    if is_path(text) {
        return Err(not_an_id(text));
    }
    let (id, rest) = text.split_once('@').map_or((text, None), |(id, rest)| (id, Some(rest)));
    let Some(rest) = rest else { return latest(id) };
    let (day, revision) = rest.split_once('#').map_or((rest, None), |(day, revision)| (day, Some(revision)));
    let day = parse_day(day)?;
    let revision = revision
        .map(|revision| {
            let help = "write the number of the revision, such as qof-england@2025-06-30#1";
            revision.parse().map_err(|_| Fault::input(format!("`{revision}` is not a revision")).with_help(help))
        })
        .transpose()?;
    in_force(id, day, revision)
}

/// The contract that `id` names on a day as it is typed; without one, what [`named`] says.
pub fn on(id: &str, day: Option<&str>) -> Result<Choice, Fault> {
    match day {
        None => named(id),
        Some(_) if is_path(id) => Err(not_an_id(id)),
        Some(day) => parse_day(day).and_then(|day| in_force(id, day, None)),
    }
}

/// The contract's latest definition.
pub fn latest(id: &str) -> Result<Choice, Fault> {
    let definition = entitle_contracts::latest(id).map_err(|error| not_found(id, None, None, error))?;
    let remark = format!(
        "no day was asked for: the latest definition, in force from {}{}",
        definition.in_force,
        definition.until.map_or(String::new(), |until| format!(" until {until} (exclusive)")),
    );
    Ok(Choice { definition, day: None, remark })
}

/// The contract's definition in force on that day; its latest revision unless one is asked for.
pub fn in_force(id: &str, day: Date, revision: Option<u16>) -> Result<Choice, Fault> {
    entitle_contracts::definition(id, day, revision)
        .map(|definition| Choice { definition, day: Some(day), remark: beyond_what_was_read(definition, day) })
        .map_err(|error| not_found(id, Some(day), revision, error))
}

/// That the day lies beyond what the definition's sources speak of, or "".
fn beyond_what_was_read(definition: &Definition, day: Date) -> String {
    definition.read_until.filter(|read| day > *read).map_or(String::new(), |read| {
        format!("{day} lies beyond what was read: the sources of this definition speak of days up to {read}")
    })
}

/// A day as it is typed.
pub fn parse_day(text: &str) -> Result<Date, Fault> {
    text.parse().map_err(|error: Error| {
        Fault::input(format!("`{text}` is {error}")).with_error(error).with_help("write the day as YYYY-MM-DD")
    })
}

/// A fault of an image that does not load.
#[must_use]
pub fn unsound(name: &str, error: Error) -> Fault {
    Fault::input(format!("{name}: {error} (error {}, {})", error.code(), error.name()))
        .with_error(error)
        .with_help("compile the definition again: entitle compile DEFINITION.toml -o IMAGE")
}

fn not_found(id: &str, day: Option<Date>, revision: Option<u16>, error: Error) -> Fault {
    let fault = match (error, day) {
        (Error::NotInForce, Some(day)) => Fault::input(format!("no definition of {id} covers {day}"))
            .with_details(days_of(id))
            .with_help("ask for a day that one of them covers; no terms are guessed for other days"),
        (Error::RevisionNotFound, Some(day)) => {
            let revision = revision.unwrap_or_default();
            Fault::input(format!("{id} has no revision {revision} for {day}"))
                .with_details(days_of(id))
                .with_help("leave out `#` and the number for the latest revision")
        }
        (Error::ContractNotFound, _) => unknown_id(id),
        (error, _) => unsound(id, error),
    };
    fault.with_error(error)
}

fn unknown_id(id: &str) -> Fault {
    let known = entitle_contracts::all().iter().map(|definition| definition.id);
    let help = match nearest(id, known) {
        Some(near) => format!(
            "did you mean {near}? `entitle list` shows all of them; a file is named by its path, such as ./own.toml"
        ),
        None => "`entitle list` shows what is built in; a file is named by its path, such as ./own.toml".into(),
    };
    Fault::input(format!("no contract `{id}` is built in")).with_help(help)
}

fn not_an_id(text: &str) -> Fault {
    Fault::input(format!("`{}` is a path, not the id of a contract that is built in", quoted(text)))
        .with_error(Error::ContractNotFound)
        .with_help("load the file, or give an id such as qof-england")
}

/// The days that a contract's definitions cover, a line each.
fn days_of(id: &str) -> Vec<String> {
    entitle_contracts::of(id)
        .map(|definition| {
            let revision = match definition.revision {
                1 => String::new(),
                revision => format!(", revision {revision}"),
            };
            match definition.until.and_then(|until| until.add_days(-1).ok()) {
                Some(last) => format!("{} to {last}{revision}", definition.in_force),
                None => format!("from {}{revision}", definition.in_force),
            }
        })
        .collect()
}
