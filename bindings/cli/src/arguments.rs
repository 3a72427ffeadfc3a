//! The command line as a person types it.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Exit codes and the forms of `CONTRACT`, at the end of `--help`.
const AFTER_HELP: &str = "\
CONTRACT is one of
  qof-england                 the contract's latest definition (the output says which)
  qof-england@2025-06-30      the definition in force on that day, in its latest revision
  qof-england@2025-06-30#1    the same in a stated revision
  path/to/2025-04-01.toml     a definition, compiled as it is read
  path/to/contract.image      a compiled image
A path has a separator, or ends in `.toml` or `.image`; everything else is an id, whatever files lie about.

Exit codes
  0  fine; answers may still be undetermined
  1  a rule test failed, a definition has faults, `fmt --check` would change a file, or `verify` found an
     unknown image
  2  bad input or usage; no results were written
  3  no such contract, or none in force on that day
  4  a file could not be read or written
  130  interrupted; no results were written

Not the official payment calculation, and not a clinical decision tool.";

/// An example of `compare`, at the end of its help.
const COMPARE_AFTER_HELP: &str = "\
Examples
  entitle compare gms-england@2026-04-01 voluntary-gp-contract --facts federation.json
  entitle compare gms-england+qof-england integrated-apms+gms-england --facts federation.json \\
    --stay P2
  entitle compare gms-england family-care-network family-care-network --facts federation.json \\
    --set B.budget_per_patient=140 --set C.budget_per_patient=155 --format html --output page.html

One facts file serves all of them: each contract takes the facts that it knows, and what is absent is unknown. A network holds \
`members`; contracts about a practice are then evaluated for each of them. What is undetermined is listed with the fact or \
local term that it waits for. \
A contract that states no amount is never taken to pay zero. `--set COLUMN.NAME=VALUE` gives a fact or local term in one column \
only, in place of what the file says.";

/// The files of `evaluate`, at the end of its help.
const EVALUATE_AFTER_HELP: &str = "\
Example
  entitle evaluate qof-england@2025-06-30 \\
    --patients patients.csv --practices practices.csv --out results

A blank cell about a patient is null, as null is in Parquet and Arrow: there is no such record. `?` is unknown. A row that does not fit is refused, \
counted and listed; the others are evaluated. `entitle show CONTRACT` lists the facts.

Results
  decisions.csv   each patient on the register of an indicator: outcome, rule, clause, reason; or
  decisions.parquet, decisions.arrow
                  a row a patient, a column an indicator, whose bytes decision_codes.csv explains
  counts.csv      by practice and indicator: register, denominator, numerator, exclusions, adjustments
  reasons.csv     by practice, indicator, rule and reason; adds up to the patients evaluated
  registers.csv   by practice and register
  statements.csv  a statement for each practice, as `entitle statement --format csv`
  networks.csv    practices pooled: each network, and all practices
  refused.csv     each fault of each row that was refused, and what to do
  summary.json    what was read, evaluated, refused and ignored";

/// Evaluates dated primary-care contracts: who is eligible, which targets are met, what is paid, and why.
#[derive(Parser, Debug)]
#[command(name = "entitle", version, after_help = AFTER_HELP, arg_required_else_help = true)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Lists the contracts that are built in
    List {
        /// How to print
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Shows what a contract takes, pays and rests on, or the rule table of one indicator or register
    Show {
        /// The contract; `entitle --help` lists the forms
        contract: String,
        /// An indicator or register whose rules to show
        item: Option<String>,
        /// How to print
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Says what contracts prove themselves by, and whether they are built in, known or unknown
    Verify {
        /// Contracts or images; `entitle --help` lists the forms
        #[arg(required = true, value_name = "CONTRACT")]
        contracts: Vec<String>,
    },
    /// Checks definitions: every fault with file, line and column
    Check {
        /// Definitions (TOML); `-` reads standard input
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// The file that standard input stands for, in messages and for its place
        #[arg(long, value_name = "FILE")]
        name: Option<PathBuf>,
        /// How to print
        #[arg(long, value_enum, default_value_t)]
        format: CheckFormat,
    },
    /// Keeps definitions and rule tests tidy: white space, line endings, commas; never what they mean
    Fmt {
        /// Files (TOML); `-` reads standard input and prints
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Writes nothing; shows what would change, and fails where something would
        #[arg(long)]
        check: bool,
    },
    /// Prints the JSON Schema with which an editor completes and checks
    Schema {
        /// Of what
        #[arg(value_enum, default_value_t)]
        of: SchemaOf,
    },
    /// Compiles a definition to an image
    Compile {
        /// The definition (TOML)
        file: PathBuf,
        /// The image; it appears only when it is complete
        #[arg(short, long, value_name = "IMAGE")]
        output: PathBuf,
        /// Leaves out titles and documentation, for machines with little memory
        #[arg(long)]
        without_text: bool,
    },
    /// Makes a definition of a DMN decision table (hit policy FIRST or UNIQUE)
    ImportDmn {
        /// The model, as Camunda Modeler or another DMN editor writes it
        file: PathBuf,
        /// The decision [default: the only table of the file]
        #[arg(long, value_name = "NAME")]
        decision: Option<String>,
        /// What an output means: select, reject, exclude, adjust or next; of several columns `One, Other=ACTION`
        #[arg(long, value_name = "OUTPUT=ACTION")]
        action: Vec<String>,
        /// Writes the definition to a file
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Evaluates a contract: eligibility, points, lines and headroom, one statement per subject
    Statement {
        /// The contract; `entitle --help` lists the forms
        contract: String,
        #[command(flatten)]
        facts: FactsFrom,
        #[command(flatten)]
        to: To,
        /// Adds the trace: what decided, in order
        #[arg(long)]
        trace: bool,
        /// Leaves out headroom: patients needed, and what the next one is worth
        #[arg(long)]
        no_headroom: bool,
    },
    /// Compares contracts over the same facts: who may hold them, what they pay, what moving brings
    #[command(after_help = COMPARE_AFTER_HELP)]
    Compare(Comparing),
    /// Explains how patients stand for an indicator: each rule, the values it saw, the one that decided
    Explain {
        /// The contract; `entitle --help` lists the forms
        contract: String,
        /// The indicator
        indicator: String,
        #[command(flatten)]
        facts: FactsFrom,
        /// Only this patient
        #[arg(long, value_name = "ID")]
        subject: Option<String>,
        /// The day up to which records count [default: the period end]
        #[arg(long, value_name = "DAY")]
        achievement_date: Option<String>,
        #[command(flatten)]
        to: To,
    },
    /// Evaluates a population, patient by patient: decisions, counts by practice and reason, statements, networks
    #[command(after_help = EVALUATE_AFTER_HELP)]
    Evaluate(Evaluation),
    /// Makes a population for qof-england: patients and practices, none of them real, for trying things out
    Synth(Synthesis),
    /// Runs rule tests and tells which rules no test reaches
    Test {
        /// A test file, or a folder that is searched for `tests/*.toml` [default: core/contracts]
        path: Option<PathBuf>,
        /// How to print
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Shows what it does, on data that it brings along
    Demo,
    /// Prints a script that completes commands in your shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Which contracts are compared, and over what.
#[derive(Args, Debug)]
pub(crate) struct Comparing {
    /// What is held now, then each alternative; `A+B` holds several together. `entitle --help` lists the forms
    #[arg(required = true, num_args = 2..=26, value_name = "CONTRACT")]
    pub(crate) contracts: Vec<String>,
    #[command(flatten)]
    pub(crate) facts: FactsFile,
    /// Gives a fact or local term in one column, in place of what the file says; may be said several times
    #[arg(long, value_name = "COLUMN.NAME=VALUE")]
    pub(crate) set: Vec<String>,
    /// A practice of the network that stays behind under the first; may be said several times
    #[arg(long, value_name = "PRACTICE")]
    pub(crate) stay: Vec<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: CompareFormat,
    /// Writes to a file, which appears only when it is complete
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// What a population is evaluated from, and how.
#[derive(Args, Debug)]
pub(crate) struct Evaluation {
    /// The contract; `entitle --help` lists the forms
    pub(crate) contract: String,
    /// Patients: `patient`, `practice` and a column for each fact. A file by its name (.parquet, .arrow, .feather, .ipc,
    /// any other is CSV), a folder of files of one kind, or `-` for CSV from standard input
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) patients: PathBuf,
    /// Practices in CSV: `practice`, perhaps `network`, and a column for each fact; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) practices: PathBuf,
    /// The folder of results; they appear only when all of them are complete
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// The day up to which records count [default: the period end]
    #[arg(long, value_name = "DAY")]
    pub(crate) achievement_date: Option<String>,
    #[command(flatten)]
    pub(crate) set: Set,
    /// What to do about facts that have no column
    #[arg(long, value_enum, default_value_t)]
    pub(crate) missing_columns: MissingColumns,
    /// The form of the decisions [default: csv where patients are CSV, else parquet]
    #[arg(long, value_enum)]
    pub(crate) format: Option<FileFormat>,
    /// Writes decisions in CSV about patients who are not on the indicator's register too
    #[arg(long)]
    pub(crate) every_decision: bool,
    /// Writes no decisions: counts and statements alone
    #[arg(long, conflicts_with_all = ["format", "every_decision"])]
    pub(crate) no_decisions: bool,
    /// Takes it that each patient has one row. Else each name is remembered, and memory grows with the rows: about
    /// 60 bytes a patient
    #[arg(long)]
    pub(crate) patients_are_unique: bool,
    /// On how many threads [default: all cores]; the results are the same. CSV is read on one
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
    /// Makes it an error where anything was refused, ignored or left over; then only refused.csv is written
    #[arg(long)]
    pub(crate) strict: bool,
    /// Replaces results in a folder that is not empty
    #[arg(long)]
    pub(crate) force: bool,
}

/// What population is made, and where it goes.
#[derive(Args, Debug)]
pub(crate) struct Synthesis {
    /// How many patients
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) patients: u64,
    /// How many practices, of half to twice the mean list
    #[arg(long, value_name = "M")]
    pub(crate) practices: usize,
    /// Which population: the same seed makes the same one
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// The form of the patients; practices are always CSV
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: FileFormat,
    /// Writes the patients to so many files of a folder `patients`
    #[arg(long, value_name = "K", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=9999))]
    pub(crate) files: u64,
    /// On how many threads [default: all cores]; the files are the same
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
    /// The folder of the files; they appear only when all of them are complete
    #[arg(short, long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Replaces what stands in a folder that is not empty
    #[arg(long)]
    pub(crate) force: bool,
}

/// The forms of files of patients.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum FileFormat {
    /// Text, a row a patient
    #[default]
    Csv,
    /// Apache Parquet: columns, compressed
    Parquet,
    /// Apache Arrow IPC, also known as Feather: columns as they lie in memory
    Arrow,
}

/// What to do about facts that have no column.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum MissingColumns {
    /// Nothing is evaluated
    #[default]
    Refuse,
    /// They are unknown: what hangs on them is undetermined
    Unknown,
}

/// Where facts come from, and those that hold for everybody.
#[derive(Args, Debug)]
pub(crate) struct FactsFrom {
    #[command(flatten)]
    pub(crate) file: FactsFile,
    #[command(flatten)]
    pub(crate) set: Set,
}

/// A file of facts.
#[derive(Args, Debug)]
pub(crate) struct FactsFile {
    /// Facts in CSV, JSON or TOML; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) facts: PathBuf,
    /// The form of the facts [default: by the file's name]
    #[arg(long, value_enum)]
    pub(crate) facts_format: Option<FactsFormat>,
}

/// What is said of the contract as a whole.
#[derive(Args, Debug)]
pub(crate) struct Set {
    /// Sets a fact of the contract as a whole, such as a switch, for everybody; may be said several times
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub(crate) texts: Vec<String>,
}

/// Where results go.
#[derive(Args, Debug)]
pub(crate) struct To {
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Writes to a file, which appears only when it is complete
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// How results are printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Format {
    /// For people
    #[default]
    Table,
    /// For programs, structured
    Json,
    /// For spreadsheets, one value a row
    Csv,
}

/// How a comparison is printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum CompareFormat {
    /// For people
    #[default]
    Table,
    /// For programs, structured
    Json,
    /// For spreadsheets, one value a row
    Csv,
    /// For a browser and for printing: one page that needs nothing else
    Html,
}

/// How faults of definitions are printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum CheckFormat {
    /// For people
    #[default]
    Table,
    /// For editors and programs: a list of objects
    Json,
    /// For spreadsheets, one fault a row
    Csv,
    /// For GitHub Actions: workflow commands
    Github,
}

/// What a schema describes.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum SchemaOf {
    /// Definitions
    #[default]
    Definition,
    /// Files of rule tests
    RuleTests,
}

/// The forms in which facts are read.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum FactsFormat {
    /// A column per fact, or `subject,fact,value`
    Csv,
    /// One object per subject
    Json,
    /// One `[[subject]]` per subject
    Toml,
}
