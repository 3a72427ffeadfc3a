//! The `entitle` command; everything it does is in the library of this crate.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    entitle_cli::run_from_environment()
}
