//! From what a person types as CONTRACT to an image: one that is built in, a definition or a file.

use crate::fault::{Exit, Fault, nearest};
use entitle_kernel::{Contract, Date, Error, image};
use std::borrow::Cow;
use std::path::Path;

/// A contract's image, and where it was found.
pub(crate) struct Chosen {
    image: Cow<'static, [u8]>,
    /// What the choice left open and how it was settled, for the reader; or "".
    pub(crate) remark: String,
}

impl Chosen {
    fn built_in(definition: &'static entitle_contracts::Definition, remark: String) -> Chosen {
        Chosen { image: Cow::Borrowed(definition.image), remark }
    }

    /// The contract of the image.
    pub(crate) fn contract(&self) -> Result<Contract<'_>, Fault> {
        Contract::new(&self.image).map_err(|error| unsound("the image", error))
    }
}

/// Finds the contract that `text` names. Warnings of a definition that is compiled go to standard error.
pub(crate) fn choose(text: &str) -> Result<Chosen, Fault> {
    let path = Path::new(text);
    let is_file = text.contains(['/', '\\']) || text.ends_with(".toml") || path.is_file();
    if is_file { from_file(path) } else { from_id(text) }
}

/// The contract in force on that day among those that are built in.
pub(crate) fn built_in(id: &str, day: Date) -> Result<Chosen, Fault> {
    let found = entitle_contracts::definition(id, day, None);
    found
        .map(|definition| Chosen::built_in(definition, String::new()))
        .map_err(|error| not_found(id, Some(day), None, error))
}

fn from_id(text: &str) -> Result<Chosen, Fault> {
    let (id, rest) = text.split_once('@').map_or((text, None), |(id, rest)| (id, Some(rest)));
    let Some(rest) = rest else {
        let definition = entitle_contracts::latest(id).map_err(|error| not_found(id, None, None, error))?;
        let remark = format!(
            "no day was asked for: the latest definition, in force from {}{}",
            definition.in_force,
            definition.until.map_or(String::new(), |until| format!(" until {until} (exclusive)")),
        );
        return Ok(Chosen::built_in(definition, remark));
    };
    let (day, revision) = rest.split_once('#').map_or((rest, None), |(day, revision)| (day, Some(revision)));
    let day = parse_day(day)?;
    let revision = revision
        .map(|revision| {
            let help = "write the number of the revision, such as qof-england@2025-06-30#1";
            revision.parse().map_err(|_| Fault::input(format!("`{revision}` is not a revision")).with_help(help))
        })
        .transpose()?;
    entitle_contracts::definition(id, day, revision)
        .map(|definition| Chosen::built_in(definition, String::new()))
        .map_err(|error| not_found(id, Some(day), revision, error))
}

/// A day as it is typed.
pub(crate) fn parse_day(text: &str) -> Result<Date, Fault> {
    text.parse()
        .map_err(|error: Error| Fault::input(format!("`{text}` is {error}")).with_help("write the day as YYYY-MM-DD"))
}

fn not_found(id: &str, day: Option<Date>, revision: Option<u16>, error: Error) -> Fault {
    match (error, day) {
        (Error::NotInForce, Some(day)) => Fault::new(Exit::NotFound, format!("no definition of {id} covers {day}"))
            .with_details(days_of(id))
            .with_help("ask for a day that one of them covers; no terms are guessed for other days"),
        (Error::RevisionNotFound, Some(day)) => {
            let revision = revision.unwrap_or_default();
            Fault::new(Exit::NotFound, format!("{id} has no revision {revision} for {day}"))
                .with_details(days_of(id))
                .with_help("leave out `#` and the number for the latest revision")
        }
        (Error::ContractNotFound, _) => unknown_id(id),
        (error, _) => unsound(id, error),
    }
}

fn unknown_id(id: &str) -> Fault {
    let known = entitle_contracts::all().iter().map(|definition| definition.id);
    let help = match nearest(id, known) {
        Some(near) => format!(
            "did you mean {near}? `entitle list` shows all of them; a definition of your own is named by its path"
        ),
        None => "`entitle list` shows what is built in; a definition of your own is named by its path".into(),
    };
    Fault::new(Exit::NotFound, format!("no contract `{id}` is built in")).with_help(help)
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

fn from_file(path: &Path) -> Result<Chosen, Fault> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| Fault::file("read", &name, &error))?;
    if bytes.starts_with(&image::MAGIC) {
        Contract::new(&bytes).map_err(|error| unsound(&name, error))?;
        return Ok(Chosen { image: Cow::Owned(bytes), remark: String::new() });
    }
    let compiled = crate::compile::compile_text(&name, &text_of(&name, bytes)?)?;
    Ok(Chosen { image: Cow::Owned(compiled), remark: String::new() })
}

/// A definition's bytes as text.
pub(crate) fn text_of(name: &str, bytes: Vec<u8>) -> Result<String, Fault> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Fault::input(format!("{name} is neither a definition nor an image: byte {at} is not UTF-8"))
            .with_help("save the definition as UTF-8")
    })
}

fn unsound(name: &str, error: Error) -> Fault {
    Fault::input(format!("{name}: {error} (error {}, {})", error.code(), error.name()))
        .with_help("compile the definition again: entitle compile DEFINITION.toml -o IMAGE")
}
