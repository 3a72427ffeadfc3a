//! The command line as a person types it.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Exit codes and the forms of `CONTRACT`, at the end of `--help`.
const AFTER_HELP: &str = "\
CONTRACT is one of
  qof-england                 the contract's latest definition (the output says which)
  qof-england@2025-06-30      the definition in force on that day, in its latest revision
  qof-england@2025-06-30#1    the same in a stated revision
  path/to/2025-04-01.toml     a definition, compiled as it is read
  path/to/contract.image      a compiled image

Exit codes
  0  fine; answers may still be undetermined
  1  a rule test failed, or a definition has faults
  2  bad input or usage; nothing was written
  3  no such contract, or none in force on that day
  4  a file could not be read or written

Not the official payment calculation, and not a clinical decision tool.";

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
    /// Checks definitions: every fault with file, line and column
    Check {
        /// Definitions (TOML)
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// How to print
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Compiles a definition to an image
    Compile {
        /// The definition (TOML)
        file: PathBuf,
        /// The image; it appears only when it is complete
        #[arg(short, long, value_name = "IMAGE")]
        output: PathBuf,
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

/// Where facts come from.
#[derive(Args, Debug)]
pub(crate) struct FactsFrom {
    /// Facts in CSV, JSON or TOML; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) facts: PathBuf,
    /// The form of the facts [default: by the file's name]
    #[arg(long, value_enum)]
    pub(crate) facts_format: Option<FactsFormat>,
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
