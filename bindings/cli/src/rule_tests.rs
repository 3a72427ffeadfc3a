//! Rule tests: given facts and expected answers, beside the definitions that they test.
//!
//! The format stands at the end of the compiler's `LANGUAGE.md`. Definitions are compiled from the TOML in
//! the folder above the tests, so that an author needs nothing else. Beside failures the report tells the
//! coverage: which ways out of which rule table decided no test, and which criteria and lines none asserts.
//!
//! ```no_run
//! let report = entitle_cli::rule_tests::run(std::path::Path::new("core/contracts"))?;
//! assert!(report.passed(), "{}", report.rendered());
//! # Ok::<(), entitle_cli::Fault>(())
//! ```

mod case;
mod coverage;
mod definitions;
mod expectations;
mod report;

pub use coverage::Coverage;
pub use report::{Failure, Report};

use crate::arguments::Format;
use crate::fault::{Exit, Fault};
use crate::output;
use case::TestFile;
use coverage::Coverages;
use definitions::Definitions;
use entitle_kernel::Contract;
use std::path::{Path, PathBuf};

/// Runs one test file, or every `tests/*.toml` below a folder.
///
/// # Errors
///
/// Where the path does not exist or cannot be read, or holds no test at all. Tests that fail, and files or
/// definitions with faults, are in the report.
pub fn run(path: &Path) -> Result<Report, Fault> {
    let files = test_files(path)?;
    if files.is_empty() {
        return Err(Fault::input(format!("there are no rule tests under {}", path.display())).with_help(
            "rule tests are the files core/contracts/<id>/tests/*.toml; name one of them or a folder above",
        ));
    }
    let mut report = Report::default();
    let mut definitions = Definitions::default();
    let mut coverages = Coverages::default();
    for file in &files {
        if let Err(fault) = run_file(file, &mut definitions, &mut coverages, &mut report) {
            report.faults.push(format!("{}: {fault}", file.display()));
            report.faults.extend(fault.details.iter().map(|detail| format!("{}: {detail}", file.display())));
        }
    }
    coverages.add_untested(&mut definitions, &files);
    report.coverage = coverages.finish();
    report.files = files.len();
    Ok(report)
}

fn run_file(
    file: &Path,
    definitions: &mut Definitions,
    coverages: &mut Coverages,
    report: &mut Report,
) -> Result<(), Fault> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| Fault::file("read", &name, &error))?;
    let tests = TestFile::parse(&name, &text)?;
    let image = definitions.find(file, &tests.contract, tests.on)?;
    let contract = Contract::new(&image).map_err(|error| Fault::input(error.text()))?;
    judge_all(&contract, &name, &tests, coverages, report);
    Ok(())
}

/// Judges the tests of one text against a contract, whatever contract and day the text names.
///
/// # Errors
///
/// Where the text is no file of rule tests. Tests that fail, or have faults, are in the report.
///
/// ```
/// let contract = entitle_kernel::Contract::new(entitle_kernel::sample::IMAGE)?;
/// let text = r#"
/// contract = "sample-contract"
/// on = 2025-04-01
/// [[test]]
/// name = "a child is not of the register"
/// patient = { age = 16, diagnosed = 2020-01-01 }
/// expect = { register = { LUNG = false } }
/// "#;
/// let report = entitle_cli::rule_tests::judge(&contract, "children.toml", text).unwrap();
/// assert!(report.passed() && report.tests == 1, "{}", report.rendered());
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub fn judge(contract: &Contract<'_>, name: &str, text: &str) -> Result<Report, Fault> {
    let (mut coverages, mut report) = (Coverages::default(), Report { files: 1, ..Report::default() });
    judge_all(contract, name, &TestFile::parse(name, text)?, &mut coverages, &mut report);
    report.coverage = coverages.finish();
    Ok(report)
}

fn judge_all(contract: &Contract<'_>, name: &str, tests: &TestFile, coverages: &mut Coverages, report: &mut Report) {
    let coverage = coverages.of(contract);
    for test in &tests.tests {
        report.tests += 1;
        coverage.tests += 1;
        match expectations::judge(contract, name, test, coverage) {
            Ok(failures) => {
                report.failed += usize::from(!failures.is_empty());
                report.failures.extend(failures);
            }
            Err(fault) => {
                report.failed += 1;
                let place = format!("{name}:{}: {}", test.line, test.name);
                report.faults.push(format!("{place}: {fault}"));
                report.faults.extend(fault.details.iter().map(|detail| format!("{place}: {detail}")));
            }
        }
    }
}

/// `entitle test`.
pub(crate) fn command(path: Option<&Path>, format: Format) -> Result<Exit, Fault> {
    let standard = Path::new("core/contracts");
    let path = match path {
        Some(path) => path,
        None if standard.is_dir() => standard,
        None => {
            return Err(Fault::input("there is no folder core/contracts here")
                .with_help("say where the rule tests are: entitle test PATH"));
        }
    };
    let report = run(path)?;
    output::print_as(
        format.kind(),
        &match format {
            Format::Table => report.rendered(),
            Format::Json => serde_json::to_string_pretty(&report).unwrap_or_default() + "\n",
            Format::Csv => report.delimited(),
        },
    )?;
    Ok(if report.passed() { Exit::Fine } else { Exit::Failed })
}

/// The file itself, or every TOML file of every folder `tests` below, in order.
fn test_files(path: &Path) -> Result<Vec<PathBuf>, Fault> {
    let mut files = Vec::new();
    let mut open = vec![path.to_owned()];
    while let Some(path) = open.pop() {
        let fault = |error| Fault::file("read", &path.display().to_string(), &error);
        if !std::fs::metadata(&path).map_err(fault)?.is_dir() {
            files.push(path);
            continue;
        }
        for entry in std::fs::read_dir(&path).map_err(fault)? {
            let entry = entry.map_err(fault)?.path();
            let is_test = entry.extension().is_some_and(|extension| extension == "toml")
                && path.file_name().is_some_and(|name| name == "tests");
            if is_test || entry.is_dir() {
                open.push(entry);
            }
        }
    }
    files.sort();
    Ok(files)
}
