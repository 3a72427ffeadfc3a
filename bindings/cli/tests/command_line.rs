//! The command line itself: help, exit codes, the demonstration, closed pipes.

mod support;

use std::process::{Command, Stdio};
use support::Folder;

#[test]
fn help_documents_exit_codes_and_forms_of_contracts() {
    let out = Folder::new().run(&["--help"]).fine();
    for part in
        ["Exit codes", "no such contract, or none in force", "qof-england@2025-06-30#1", "not a clinical decision tool"]
    {
        assert!(out.contains(part), "{part}");
    }
    for command in [
        "list",
        "show",
        "check",
        "compile",
        "import-dmn",
        "statement",
        "explain",
        "test",
        "synth",
        "demo",
        "completions",
    ] {
        assert!(out.contains(command), "{command}");
        assert!(Folder::new().run(&[command, "--help"]).fine().contains("Usage: entitle"));
    }
}

#[test]
fn bad_usage_is_exit_code_2() {
    for arguments in [vec!["statement"], vec!["nonsense"], vec!["list", "--format", "xml"], vec![]] {
        let ran = Folder::new().run(&arguments);
        assert_eq!(ran.exit, 2, "{arguments:?}");
        assert_eq!(ran.out, "");
    }
}

#[test]
fn completions_are_written_for_shells() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(Folder::new().run(&["completions", shell]).fine().contains("entitle"));
    }
}

#[test]
fn the_demonstration_needs_nothing_and_agrees_with_what_was_published() {
    let out = Folder::new().run(&["demo"]).fine();
    assert!(out.contains("10 of 12 agree to the dollar"), "{out}");
    assert!(out.contains("61,910,047"));
    assert!(out.contains("150,000 patients of 20 practices made and evaluated") && out.contains("of 564 points"));
    assert!(out.contains("does not count as achieved for DEM004") && out.contains("Outcome: in denominator"));
    assert!(out.contains("entitle synth --patients 150000"));
    // Two screens.
    assert!(out.lines().count() <= 90, "{} lines", out.lines().count());
}

#[test]
fn the_demonstration_fits_a_terminal_of_eighty_columns() {
    let output = Command::new(env!("CARGO_BIN_EXE_entitle")).arg("demo").env("COLUMNS", "80").output().unwrap();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        assert!(line.chars().count() <= 80 && !line.ends_with(' '), "{line}");
    }
}

#[test]
fn a_reader_that_closes_the_pipe_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_entitle"))
        .args(["show", "qof-england@2025-06-30"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
