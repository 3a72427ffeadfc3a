//! The definitions that rule tests are about: the TOML in the folder above, else what is built in.

use crate::fault::{Exit, Fault};
use entitle_kernel::{Contract, Date};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Compiled definitions, each once.
#[derive(Default)]
pub(super) struct Definitions(HashMap<PathBuf, Rc<Vec<u8>>>);

impl Definitions {
    /// The image of the definition that a test file asks for.
    pub(super) fn find(&mut self, test_file: &Path, id: &str, on: Date) -> Result<Rc<Vec<u8>>, Fault> {
        let beside = definitions_beside(test_file);
        if beside.is_empty() {
            let definition = entitle_contracts::definition(id, on, None)
                .map_err(|error| Fault::new(Exit::NotFound, format!("{id} on {on}: {error}")))?;
            return Ok(Rc::new(definition.image.to_vec()));
        }
        let begun = beside.iter().filter(|(day, _, _)| *day <= on).max();
        let days = || beside.iter().map(|(day, _, _)| day.to_string()).collect::<Vec<_>>().join(", ");
        let none =
            || Fault::new(Exit::NotFound, format!("no definition beside it covers {on}; they begin on {}", days()));
        let (_, _, path) = begun.ok_or_else(none)?;
        let image = self.compile(path)?;
        let contract = Contract::new(&image).map_err(|error| Fault::input(error.text()))?;
        if contract.id() != id {
            let message = format!("it tests {id}, but the definition beside it is of {}", contract.id());
            return Err(Fault::input(message));
        }
        if contract.until().is_some_and(|until| on >= until) {
            return Err(none());
        }
        Ok(image)
    }

    /// Compiles a definition, or hands out what was compiled before.
    pub(super) fn compile(&mut self, path: &Path) -> Result<Rc<Vec<u8>>, Fault> {
        if let Some(image) = self.0.get(path) {
            return Ok(Rc::clone(image));
        }
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| Fault::file("read", &name, &error))?;
        let compiled = entitle_compiler::compile(&name, &text).map_err(|diagnostics| {
            let faults = diagnostics.plain();
            let faults =
                faults.iter().map(|fault| format!("{}:{}:{}: {}", fault.file, fault.line, fault.column, fault.message));
            Fault::new(Exit::Failed, format!("the definition {name} has faults")).with_details(faults.collect())
        })?;
        let image = Rc::new(compiled.image);
        self.0.insert(path.to_owned(), Rc::clone(&image));
        Ok(image)
    }
}

/// The definitions in the folder above a test file's: first day, revision, path.
pub(super) fn definitions_beside(test_file: &Path) -> Vec<(Date, u16, PathBuf)> {
    let folder = test_file.parent().and_then(Path::parent);
    let entries = folder.and_then(|folder| {
        let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        std::fs::read_dir(here).ok()
    });
    let paths = entries.into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<_> = paths
        .filter_map(|path| {
            let (day, revision) = day_and_revision(path.file_name()?.to_str()?)?;
            Some((day, revision, path))
        })
        .collect();
    found.sort();
    found
}

/// `2025-04-01.toml` is revision 1, `2025-04-01.r2.toml` revision 2.
fn day_and_revision(name: &str) -> Option<(Date, u16)> {
    let stem = name.strip_suffix(".toml")?;
    let (day, revision) = match stem.split_once(".r") {
        Some((day, revision)) => (day, revision.parse().ok()?),
        None => (stem, 1),
    };
    Some((day.parse().ok()?, revision))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_definition_says_its_day_and_revision() {
        let day = Date::from_ymd(2025, 4, 1).unwrap();
        assert_eq!(day_and_revision("2025-04-01.toml"), Some((day, 1)));
        assert_eq!(day_and_revision("2025-04-01.r2.toml"), Some((day, 2)));
        assert_eq!(day_and_revision("SOURCE.md"), None);
        assert_eq!(day_and_revision("2025-02-30.toml"), None);
    }
}
