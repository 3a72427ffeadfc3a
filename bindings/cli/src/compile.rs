//! `entitle compile` and `entitle check`: definitions to images, or every fault that stands against it.

use crate::arguments::CheckFormat;
use crate::contract_choice::text_of;
use crate::fault::{Exit, Fault, counted};
use crate::output;
use crate::safe_cells;
use crate::unfinished::Readers;
use entitle_compiler::{PlainDiagnostic, Severity};
use entitle_kernel::{Contract, Date};
use std::io::Read;
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

/// Compiles a file to an image, with or without its text.
pub(crate) fn run(file: &Path, image: &Path, without_text: bool) -> Result<(), Fault> {
    let name = file.display().to_string();
    let bytes = std::fs::read(file).map_err(|error| Fault::file("read", &name, &error))?;
    if std::fs::canonicalize(image).is_ok_and(|image| std::fs::canonicalize(file).is_ok_and(|file| file == image)) {
        return Err(Fault::input(format!("the image would replace its own definition, {name}"))
            .with_help("name another file after -o"));
    }
    let unsound = |error| Fault::input(format!("the image of {name} does not load: {error}"));
    let mut compiled = compile_text(&name, &text_of(&name, bytes)?)?;
    if without_text {
        compiled = entitle_compiler::without_text(&compiled).map_err(unsound)?;
    }
    output::write_whole(image, &compiled, Readers::Anybody)?;
    let contract = Contract::new(&compiled).map_err(unsound)?;
    output::print(&format!(
        "{}: {}@{}#{}, {} bytes\n",
        image.display(),
        contract.id(),
        contract.in_force(),
        contract.revision(),
        compiled.len()
    ))
}

/// A file as it is named on the command line: `-` is standard input, read once.
pub(crate) fn read(file: &Path) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let read = match file.to_str() {
        Some("-") => std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ()),
        _ => std::fs::read(file).map(|found| bytes = found),
    };
    let name = if file.to_str() == Some("-") { "standard input".to_owned() } else { file.display().to_string() };
    read.map(|()| bytes).map_err(|error| Fault::file("read", &name, &error))
}

/// Refuses to read standard input twice, since it is empty the second time.
pub(crate) fn once_from_standard_input(files: &[PathBuf]) -> Result<(), Fault> {
    match files.iter().filter(|file| file.to_str() == Some("-")).count() {
        0 | 1 => Ok(()),
        _ => Err(Fault::input("standard input can be read once").with_help("give `-` once")),
    }
}

/// One definition that was checked.
struct Checked {
    /// Its name; where it lies, unless it came from standard input without one.
    file: PathBuf,
    placed: bool,
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

/// Checks definitions, each by itself and those of one contract against one another. `name` is that of what is read
/// from standard input.
pub(crate) fn check(files: &[PathBuf], name: Option<&Path>, format: CheckFormat) -> Result<Exit, Fault> {
    once_from_standard_input(files)?;
    let checked = files.iter().map(|file| check_file(file, name)).collect::<Result<Vec<_>, _>>()?;
    let mut between: Vec<PlainDiagnostic> = checked.iter().flat_map(misplaced).collect();
    between.extend(overlaps(&checked));
    let all: Vec<&PlainDiagnostic> = checked.iter().flat_map(|checked| &checked.diagnostics).chain(&between).collect();
    match format {
        CheckFormat::Table => {
            checked.iter().for_each(|checked| output::complain(&checked.rendered));
            if !between.is_empty() {
                let message = "definitions stand in the wrong place or contradict one another";
                let details = between.iter().map(|fault| format!("{}: {}", fault.file, fault.message)).collect();
                output::complain(&Fault::new(Exit::Failed, message).with_details(details).rendered());
            }
            output::print(&checked.iter().map(summary).collect::<String>())?;
        }
        CheckFormat::Json => output::print_data(&(serde_json::to_string_pretty(&all).unwrap_or_default() + "\n"))?,
        CheckFormat::Csv => output::print_data(&delimited(&all))?,
        CheckFormat::Github => {
            output::print_data(&all.iter().map(|fault| workflow_command(fault)).collect::<String>())?
        }
    }
    let failed = all.iter().any(|fault| fault.severity == Severity::Error);
    Ok(if failed { Exit::Failed } else { Exit::Fine })
}

fn check_file(file: &Path, name: Option<&Path>) -> Result<Checked, Fault> {
    let bytes = read(file)?;
    let is_piped = file.to_str() == Some("-");
    let (file, placed) = match name.filter(|_| is_piped) {
        Some(name) => (name, true),
        None => (file, !is_piped),
    };
    let name = file.display().to_string();
    let checked = entitle_compiler::check(&name, &text_of(&name, bytes)?);
    let contract = checked.image.as_deref().and_then(|image| Contract::new(image).ok());
    Ok(Checked {
        file: file.to_owned(),
        placed,
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
fn misplaced(checked: &Checked) -> Vec<PlainDiagnostic> {
    let Some(term) = checked.term.as_ref().filter(|_| checked.placed) else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    let mut misplaced = |message| faults.push(of_file(&checked.file, "misplaced", message));
    let name = checked.file.file_name().and_then(|name| name.to_str()).unwrap_or("");
    let expected = match term.revision {
        1 => format!("{}.toml", term.in_force),
        revision => format!("{}.r{revision}.toml", term.in_force),
    };
    if name != expected {
        misplaced(format!("in force from {}, so its name should be {expected}", term.in_force));
    }
    let folder = folder_of(&checked.file);
    if folder != term.id {
        misplaced(format!("its id is {}, so it should stand in a folder of that name", term.id));
    }
    faults
}

/// The name of the folder in which a file stands, or would stand.
fn folder_of(file: &Path) -> String {
    let absolute = std::path::absolute(file).unwrap_or_default();
    let folder = absolute.parent().unwrap_or(Path::new(""));
    // A path that ends in `..` has no last name until it is followed.
    let name = folder.file_name().map(std::ffi::OsStr::to_owned);
    let name = name.or_else(|| Some(std::fs::canonicalize(folder).ok()?.file_name()?.to_owned()));
    name.map_or(String::new(), |name| name.to_string_lossy().into_owned())
}

/// The days of a contract's definitions do not overlap; a correction covers the days of what it corrects.
fn overlaps(checked: &[Checked]) -> Vec<PlainDiagnostic> {
    let terms: Vec<(&Path, &Term)> =
        checked.iter().filter_map(|checked| Some((checked.file.as_path(), checked.term.as_ref()?))).collect();
    let mut faults = Vec::new();
    for (index, (file, term)) in terms.iter().enumerate() {
        for (other_file, other) in &terms[index + 1..] {
            let is_correction = term.in_force == other.in_force && term.revision != other.revision;
            let ends_before = |a: &Term, b: &Term| a.until.is_some_and(|until| until <= b.in_force);
            if term.id == other.id && !is_correction && !ends_before(term, other) && !ends_before(other, term) {
                let message = format!(
                    "in force on the same days as {} ({}), being in force {}; end one before the other begins",
                    other_file.display(),
                    days(other),
                    days(term)
                );
                faults.push(of_file(file, "overlap", message));
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

/// A fault of a file as a whole, told at its beginning.
fn of_file(file: &Path, code: &'static str, message: String) -> PlainDiagnostic {
    PlainDiagnostic {
        file: file.display().to_string(),
        line: 1,
        column: 1,
        end_line: 1,
        end_column: 1,
        column_utf16: 1,
        end_column_utf16: 1,
        start_byte: 0,
        end_byte: 0,
        severity: Severity::Error,
        code,
        message,
        help: None,
    }
}

fn severity(fault: &PlainDiagnostic) -> &'static str {
    match fault.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn delimited(faults: &[&PlainDiagnostic]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(["file", "line", "column", "severity", "code", "message", "help"]);
    for fault in faults {
        let (line, column) = (fault.line.to_string(), fault.column.to_string());
        let help = fault.help.as_deref().unwrap_or("");
        let cells = [&fault.file, &line, &column, severity(fault), fault.code, &fault.message, help];
        let _ = safe_cells::write(&mut writer, cells);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// A workflow command of GitHub Actions, which marks the place in a pull request.
fn workflow_command(fault: &PlainDiagnostic) -> String {
    let text = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |value: &str| text(value).replace(':', "%3A").replace(',', "%2C");
    let help = fault.help.as_ref().map_or(String::new(), |help| format!("\nhelp: {help}"));
    format!(
        "::{} file={},line={},endLine={},col={},endColumn={},title={}::{}\n",
        severity(fault),
        property(&fault.file),
        fault.line,
        fault.end_line,
        fault.column,
        fault.end_column,
        property(fault.code),
        text(&format!("{}{help}", fault.message)),
    )
}
