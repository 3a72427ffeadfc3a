//! From what a person types as CONTRACT to an image: one that is built in, a definition or a file.

use crate::fault::Fault;
use entitle_answers::{Identified, choice};
use entitle_kernel::{Contract, Date, image};
use std::borrow::Cow;
use std::path::Path;

/// A contract's image, and where it was found.
pub(crate) struct Chosen {
    image: Cow<'static, [u8]>,
    /// What the choice left open and how it was settled, for the reader; or "".
    pub(crate) remark: String,
}

impl From<choice::Choice> for Chosen {
    fn from(choice: choice::Choice) -> Chosen {
        Chosen { image: Cow::Borrowed(choice.definition.image), remark: choice.remark }
    }
}

impl Chosen {
    /// The contract of the image.
    pub(crate) fn contract(&self) -> Result<Identified<'_>, Fault> {
        let contract = Contract::new(&self.image).map_err(|error| choice::unsound("the image", error))?;
        Ok(contract.into())
    }
}

/// Finds the contract that `text` names. Warnings of a definition that is compiled go to standard error.
pub(crate) fn choose(text: &str) -> Result<Chosen, Fault> {
    if choice::is_path(text) { from_file(Path::new(text)) } else { Ok(choice::named(text)?.into()) }
}

/// The contract in force on that day among those that are built in.
pub(crate) fn built_in(id: &str, day: Date) -> Result<Chosen, Fault> {
    Ok(choice::in_force(id, day, None)?.into())
}

fn from_file(path: &Path) -> Result<Chosen, Fault> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| Fault::file("read", &name, &error))?;
    if bytes.starts_with(&image::MAGIC) {
        Contract::new(&bytes).map_err(|error| choice::unsound(&name, error))?;
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
