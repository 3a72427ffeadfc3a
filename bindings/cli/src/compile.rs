//! `entitle compile` and `entitle check`: definitions to images, or every fault that stands against it.

use crate::arguments::Format;
use crate::contract_choice::text_of;
use crate::fault::{Exit, Fault, counted};
use crate::output;
use entitle_compiler::{PlainDiagnostic, Severity};
use entitle_kernel::{Contract, Date};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Compiles a definition's text. Warnings go to standard error; faults are the error.
pub(crate) fn compile_text(name: &str, text: &str) -> Result<Vec<u8>, Fault> {
    match entitle_compiler::compile(name, text) {
        Ok(compiled) => {
            output::complain(&compiled.warnings.render(output::complains_in_colour()));
            Ok(compiled.image)
        }
        Err(diagnostics) => {
            output::complain(&diagnostics.render(output::complains_in_colour()));
            let faults = diagnostics.list().iter().filter(|fault| fault.severity == Severity::Error);
            Err(Fault::new(Exit::Failed, format!("{name} has {}", counted(faults.count(), "fault")))
                .with_help("mend what is marked above; core/compiler/LANGUAGE.md says every key and expression"))
        }
    }
}

/// Compiles a file to an image.
pub(crate) fn run(file: &Path, image: &Path) -> Result<(), Fault> {
    let name = file.display().to_string();
    let bytes = std::fs::read(file).map_err(|error| Fault::file("read", &name, &error))?;
    let compiled = compile_text(&name, &text_of(&name, bytes)?)?;
    output::write_whole(image, &compiled)?;
    let contract = Contract::new(&compiled)
        .map_err(|error| Fault::input(format!("the image of {name} does not load: {error}")))?;
    output::print(&format!(
        "{}: {}@{}#{}, {} bytes\n",
        image.display(),
        contract.id(),
        contract.in_force(),
        contract.revision(),
        compiled.len()
    ))
}

/// One definition that was checked.
struct Checked {
    file: PathBuf,
    diagnostics: Vec<PlainDiagnostic>,
    rendered: String,
    term: Option<Term>,
}

/// When a definition is in force.
struct Term {
    id: String,
    in_force: Date,
    until: Option<Date>,
    revision: u16,
}

/// Checks definitions, each by itself and those of one contract against one another.
pub(crate) fn check(files: &[PathBuf], format: Format) -> Result<Exit, Fault> {
    let checked = files.iter().map(|file| check_file(file)).collect::<Result<Vec<_>, _>>()?;
    let mut faults: Vec<String> = checked.iter().flat_map(misplaced).collect();
    faults.extend(overlaps(&checked));
    let errors = checked.iter().flat_map(|checked| &checked.diagnostics);
    let failed = !faults.is_empty() || errors.clone().any(|fault| fault.severity == Severity::Error);
    match format {
        Format::Table => {
            checked.iter().for_each(|checked| output::complain(&checked.rendered));
            if !faults.is_empty() {
                let message = "definitions stand in the wrong place or contradict one another";
                output::complain(&Fault::new(Exit::Failed, message).with_details(faults).rendered());
            }
            output::print(&checked.iter().map(summary).collect::<String>())?;
        }
        Format::Json => {
            let object = json!({ "diagnostics": errors.collect::<Vec<_>>(), "between_files": faults });
            output::print(&(serde_json::to_string_pretty(&object).unwrap_or_default() + "\n"))?;
        }
        Format::Csv => output::print(&delimited(&checked, &faults))?,
    }
    Ok(if failed { Exit::Failed } else { Exit::Fine })
}

fn check_file(file: &Path) -> Result<Checked, Fault> {
    let name = file.display().to_string();
    let bytes = std::fs::read(file).map_err(|error| Fault::file("read", &name, &error))?;
    let checked = entitle_compiler::check(&name, &text_of(&name, bytes)?);
    let contract = checked.image.as_deref().and_then(|image| Contract::new(image).ok());
    Ok(Checked {
        file: file.to_owned(),
        diagnostics: checked.diagnostics.plain(),
        rendered: checked.diagnostics.render(output::complains_in_colour()),
        term: contract.map(|contract| Term {
            id: contract.id().to_owned(),
            in_force: contract.in_force(),
            until: contract.until(),
            revision: contract.revision(),
        }),
    })
}

fn summary(checked: &Checked) -> String {
    let of = |severity| checked.diagnostics.iter().filter(|fault| fault.severity == severity).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let found = match (errors, warnings) {
        (0, 0) => "no fault".to_owned(),
        (0, warnings) => counted(warnings, "warning"),
        (errors, 0) => counted(errors, "fault"),
        (errors, warnings) => format!("{}, {}", counted(errors, "fault"), counted(warnings, "warning")),
    };
    format!("{}: {found}\n", checked.file.display())
}

/// A definition stands in the folder of its id, in a file of its day.
fn misplaced(checked: &Checked) -> Vec<String> {
    let Some(term) = &checked.term else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    let file = checked.file.display();
    let name = checked.file.file_name().and_then(|name| name.to_str()).unwrap_or("");
    let expected = match term.revision {
        1 => format!("{}.toml", term.in_force),
        revision => format!("{}.r{revision}.toml", term.in_force),
    };
    if name != expected {
        faults.push(format!("{file}: in force from {}, so its name should be {expected}", term.in_force));
    }
    let absolute = std::path::absolute(&checked.file).unwrap_or_default();
    let folder = absolute.parent().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or("");
    if folder != term.id {
        faults.push(format!("{file}: its id is {}, so it should stand in a folder of that name", term.id));
    }
    faults
}

/// The days of a contract's definitions do not overlap; a correction covers the days of what it corrects.
fn overlaps(checked: &[Checked]) -> Vec<String> {
    let terms: Vec<(&Path, &Term)> =
        checked.iter().filter_map(|checked| Some((checked.file.as_path(), checked.term.as_ref()?))).collect();
    let mut faults = Vec::new();
    for (index, (file, term)) in terms.iter().enumerate() {
        for (other_file, other) in &terms[index + 1..] {
            let is_correction = term.in_force == other.in_force && term.revision != other.revision;
            let ends_before = |a: &Term, b: &Term| a.until.is_some_and(|until| until <= b.in_force);
            if term.id == other.id && !is_correction && !ends_before(term, other) && !ends_before(other, term) {
                faults.push(format!(
                    "{} ({}) and {} ({}) are in force on the same days; end one before the other begins",
                    file.display(),
                    days(term),
                    other_file.display(),
                    days(other)
                ));
            }
        }
    }
    faults
}

fn days(term: &Term) -> String {
    match term.until {
        Some(until) => format!("{} until {until}", term.in_force),
        None => format!("from {}", term.in_force),
    }
}

fn delimited(checked: &[Checked], faults: &[String]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(["file", "line", "column", "severity", "code", "message", "help"]);
    for fault in checked.iter().flat_map(|checked| &checked.diagnostics) {
        let severity = if fault.severity == Severity::Error { "error" } else { "warning" };
        let (line, column) = (fault.line.to_string(), fault.column.to_string());
        let help = fault.help.as_deref().unwrap_or("");
        let _ = writer.write_record([&fault.file, &line, &column, severity, fault.code, &fault.message, help]);
    }
    for fault in faults {
        let _ = writer.write_record(["", "", "", "error", "between-files", fault, ""]);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
