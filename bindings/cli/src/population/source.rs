//! Where the patients are: one file or a folder of files of one kind, told apart by their names.

use super::columns::{Columns, Header, Takes};
use super::rows::Rows;
use crate::arguments::{FileFormat, MissingColumns};
use crate::batches::{BatchSource, Form, Known};
use crate::facts::Names;
use crate::fault::Fault;
use arrow_schema::Schema;
use entitle_batch::{check_field, check_name_field};
use entitle_kernel::image::code::Scope;
use entitle_kernel::{Contract, Fact};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// What every file of patients has beside facts: who, and of which practice.
const NAMES: [&str; 2] = ["patient", "practice"];

/// What a file holds, by its name.
fn format_of(path: &Path) -> FileFormat {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("parquet") => FileFormat::Parquet,
        Some("arrow" | "feather" | "ipc") => FileFormat::Arrow,
        _ => FileFormat::Csv,
    }
}

/// The patients' files, each opened once and its header read.
pub(super) enum Source {
    /// The first file, and the places of the others, which have the same header.
    Csv { first: Box<Rows>, others: Vec<Known>, bytes: Option<u64> },
    /// Parquet or Arrow IPC; all have the same columns.
    Batches(Vec<BatchSource>),
}

impl Source {
    /// Opens a file, the files of a folder, or standard input for `-`.
    pub(super) fn open(path: &Path) -> Result<Source, Fault> {
        let files = if path.is_dir() { files_of(path)? } else { vec![path.to_owned()] };
        match format_of(&files[0]).form() {
            None => Source::csv(&files),
            Some(form) => Source::batches(&files, form),
        }
    }

    fn csv(files: &[PathBuf]) -> Result<Source, Fault> {
        let first = Rows::open(&files[0])?;
        let mut bytes = first.length;
        let mut others = Vec::new();
        for other in &files[1..] {
            let rows = Rows::open(other)?;
            alike([&first.name, &rows.name], [&first.header, &rows.header])?;
            bytes = bytes.zip(rows.length).map(|(sum, length)| sum + length);
            others.push(rows.known);
        }
        Ok(Source::Csv { first: Box::new(first), others, bytes })
    }

    fn batches(files: &[PathBuf], form: Form) -> Result<Source, Fault> {
        let sources =
            files.iter().map(|file| BatchSource::open(file, form, files.len())).collect::<Result<Vec<_>, _>>()?;
        for other in &sources[1..] {
            let fields = [&sources[0], other].map(|source| forms_of(source.schema()));
            alike([&sources[0].name, &other.name], [&fields[0], &fields[1]])?;
        }
        Ok(Source::Batches(sources))
    }

    /// The form in which its patients' decisions are written unless another is asked for.
    pub(super) const fn own_format(&self) -> FileFormat {
        match self {
            Source::Csv { .. } => FileFormat::Csv,
            Source::Batches(_) => FileFormat::Parquet,
        }
    }

    /// By which the files are known again.
    pub(super) fn known(&self) -> Vec<Known> {
        match self {
            Source::Csv { first, others, .. } => std::iter::once(&first.known).chain(others).cloned().collect(),
            Source::Batches(sources) => sources.iter().map(|source| source.known().clone()).collect(),
        }
    }

    /// The names of the files.
    pub(super) fn names(&self) -> Vec<String> {
        match self {
            Source::Csv { first, others, .. } => {
                let others = others.iter().map(|other| other.path.display().to_string());
                [first.name.clone()].into_iter().chain(others).collect()
            }
            Source::Batches(sources) => sources.iter().map(|source| source.name.clone()).collect(),
        }
    }

    /// Which columns hold which facts; or everything that is wrong with them.
    pub(super) fn columns<'c>(&self, contract: &Contract<'c>, missing: MissingColumns) -> Result<Columns<'c>, Fault> {
        let takes = |refuses| Takes {
            names: Names::new(*contract, &[Scope::Patient]),
            required: &NAMES,
            optional: &[],
            refuses,
            needs: &|_, _| true,
        };
        match self {
            Source::Csv { first, .. } => Columns::of(first.columns(), &takes(&|_, _| None), missing),
            Source::Batches(sources) => {
                let schema = sources[0].schema();
                let names: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
                let faults = faults_of_names(schema);
                let header = Header { file: &sources[0].name, row: None, names: &names, faults };
                Columns::of(header, &takes(&|fact, _| unfit(schema, fact)), missing)
            }
        }
    }
}

/// The files of a folder in the order of their names. What others hide (`.name`) or set apart (`_SUCCESS`) is left out.
fn files_of(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let name = folder.display().to_string();
    let unreadable = |error| Fault::file("read", &name, &error);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if !entry.file_name().to_string_lossy().starts_with(['.', '_']) {
            files.push(entry.path());
        }
    }
    files.sort();
    let help = "name a folder of files of one kind, or a single file";
    let Some(first) = files.first() else {
        return Err(Fault::input(format!("the folder {name} holds no files")).with_help(help));
    };
    if let Some(inner) = files.iter().find(|file| file.is_dir()) {
        return Err(Fault::input(format!("{} is a folder in the folder of patients", inner.display())).with_help(help));
    }
    match files.iter().find(|file| format_of(file) != format_of(first)) {
        None => Ok(files),
        Some(other) => {
            Err(Fault::input(format!("{} and {} are files of different kinds", first.display(), other.display()))
                .with_help(help))
        }
    }
}

/// Whether two files have the same columns in the same order.
fn alike(names: [&str; 2], columns: [&[String]; 2]) -> Result<(), Fault> {
    let place =
        (0..columns[0].len().max(columns[1].len())).find(|place| columns[0].get(*place) != columns[1].get(*place));
    let Some(place) = place else { return Ok(()) };
    let [first, other] = columns.map(|columns| match columns.get(place) {
        Some(column) => format!("`{column}`"),
        None => "not there".to_owned(),
    });
    let column = place + 1;
    Err(Fault::input(format!("{}, column {column}: it is {other}, but {first} in {}", names[1], names[0]))
        .with_help("the files of a folder are read as one: give all of them the same columns in the same order"))
}

/// Name and form of each column.
fn forms_of(schema: &Schema) -> Vec<String> {
    let form = |field: &arrow_schema::FieldRef| {
        let metadata = [entitle_batch::BASE_DAY, entitle_batch::NULL].map(|key| field.metadata().get(key));
        let metadata = metadata.into_iter().flatten().map(|value| format!(" {value}")).collect::<String>();
        format!("{} {}{metadata}", field.name(), field.data_type())
    };
    schema.fields().iter().map(form).collect()
}

/// Columns that stand twice, and names in a form that holds no names.
fn faults_of_names(schema: &Schema) -> Vec<String> {
    let fields = schema.fields();
    let mut seen = HashSet::new();
    let repeated = fields.iter().filter(|field| !seen.insert(field.name()));
    let repeated = repeated.map(|field| format!("the column `{}` stands twice; leave one out", field.name()));
    let repeated: Vec<String> = repeated.collect();
    let names = fields.iter().filter(|field| NAMES.contains(&field.name().as_str()));
    let unfit = names.filter_map(|field| check_name_field(field).err()).map(|fault| fault.to_string());
    repeated.into_iter().chain(unfit).collect()
}

/// Why a fact's column cannot be read.
fn unfit(schema: &Schema, fact: &Fact<'_>) -> Option<String> {
    let field = schema.field_with_name(fact.name()).ok()?;
    check_field(fact, field).err().map(|fault| fault.kind.to_string())
}

/// A row of one of several files as one number, by which it is found again.
pub(super) const fn packed(file: usize, row: u64) -> u64 {
    ((file as u64) << FILE_BIT) | row
}

/// The file and the row of such a number.
pub(super) fn unpacked(packed: u64) -> (usize, u64) {
    (usize::try_from(packed >> FILE_BIT).unwrap_or(usize::MAX), packed & ((1 << FILE_BIT) - 1))
}

/// Bits that are left to the row: a million million rows a file, and sixteen million files.
const FILE_BIT: u32 = 40;
