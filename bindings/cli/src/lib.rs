//! The command line of Entitle.
//!
//! It reads facts, hands them to the kernel and prints what comes back. It computes nothing itself: every
//! amount, point, verdict and decision is the kernel's, and what is said of them is `entitle-answers`', so that the same
//! answer appears in every face.
//!
//! What this crate does not do: it has no contract arithmetic, no figures of any contract, and no second
//! reading of a rule. [`dmn`], [`rule_tests`], [`count_csv_facts`] and [`synth`] are public, so that the workspace's own tests can run them.
#![forbid(unsafe_code)]

mod arguments;
mod batches;
mod comparison;
mod compile;
mod contract_choice;
mod demo;
pub mod dmn;
mod explain;
mod facts;
mod fault;
mod fmt;
mod list;
mod output;
mod population;
pub mod rule_tests;
mod show;
mod statement;
mod style;
pub mod synth;
mod table;
mod verify;

pub use facts::{CountedFacts, count_csv_facts};
pub use fault::{Exit, Fault};

use arguments::{Arguments, Command, SchemaOf};
use clap::{CommandFactory, Parser};
use std::process::ExitCode;

/// Runs the command that the process was started with.
pub fn run_from_environment() -> ExitCode {
    let arguments = Arguments::parse();
    let exit = match run(arguments.command) {
        Ok(exit) => exit,
        Err(fault) => {
            output::complain(&fault.rendered());
            fault.exit
        }
    };
    ExitCode::from(exit as u8)
}

fn run(command: Command) -> Result<Exit, Fault> {
    match command {
        Command::List { format } => list::run(format)?,
        Command::Statement { contract, facts, to, trace, no_headroom } => {
            let asking = statement::Asking { trace, headroom: !no_headroom };
            statement::run(&contract, &facts, &to, &asking)?;
        }
        Command::Compare(asked) => comparison::run(&asked)?,
        Command::Show { contract, item, format } => show::run(&contract, item.as_deref(), format)?,
        Command::Explain { contract, indicator, facts, subject, achievement_date, to } => {
            explain::run(&contract, &indicator, &facts, subject.as_deref(), achievement_date.as_deref(), &to)?;
        }
        Command::Verify { contracts } => return verify::run(&contracts),
        Command::Evaluate(asking) => return population::run(&asking),
        Command::Check { files, name, format } => return compile::check(&files, name.as_deref(), format),
        Command::Fmt { files, check } => return fmt::run(&files, check),
        Command::Schema { of } => output::print(&match of {
            SchemaOf::Definition => entitle_compiler::schema::definition(),
            SchemaOf::RuleTests => entitle_compiler::schema::rule_tests(),
        })?,
        Command::Compile { file, output, without_text } => compile::run(&file, &output, without_text)?,
        Command::Synth(asked) => synth::run(&asked)?,
        Command::Test { path, format } => return rule_tests::command(path.as_deref(), format),
        Command::ImportDmn { file, decision, action, output } => {
            dmn::run(&file, decision, &action, output.as_deref())?;
        }
        Command::Demo => demo::run()?,
        Command::Completions { shell } => output::print(&completions(shell))?,
    }
    Ok(Exit::Fine)
}

/// The script that completes commands in a shell.
fn completions(shell: clap_complete::Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "entitle", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
