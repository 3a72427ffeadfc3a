//! Firmware that evaluates a primary-care contract: qof-england of 2025-04-01, whole, in 64 KiB of RAM.
//!
//! It reads a conformance script from the host, a line at a time, and writes the transcript: the same bytes as every
//! other program that calls the kernel. Then it reports how much stack that took. [`machine`] is the part to read: it is
//! what a product would do. The rest is what surrounds it: memory ([`storage`]), the host's streams ([`host`]) and
//! the measurement ([`stack`]).
#![no_std]
#![no_main]
#![cfg_attr(feature = "copy", expect(dead_code, reason = "what is there for the sake of evaluation"))]

mod host;
#[cfg_attr(feature = "copy", path = "copy.rs")]
mod machine;
mod stack;
mod storage;

use core::fmt::{self, Write};

use semihosting::fd::AsFd;
use semihosting::{io, process};

use host::{Fault, Lines, Output, UNWRITTEN};
use machine::Machine;
use stack::Depth;
use storage::{Blocks, Storage};

/// The contract, without its titles and documentation; it stays in flash.
static IMAGE: &[u8] = include_bytes!(env!("ENTITLE_IMAGE"));

#[cfg_attr(target_arch = "arm", cortex_m_rt::entry)]
#[cfg_attr(target_arch = "riscv32", riscv_rt::entry)]
fn main() -> ! {
    // SAFETY: called once, when the firmware starts.
    let (storage, blocks) = unsafe { (Storage::take(), Blocks::take()) };
    let Ok(errors) = io::stderr() else { process::exit(1) };
    let mut report = Output::new(errors.as_fd(), blocks.report);
    let done = match run(storage, blocks.script, blocks.transcript, &mut report) {
        Ok(()) => 0,
        Err(fault) => {
            let _ = writeln!(report, "{fault}");
            1
        }
    };
    process::exit(if report.flush().is_ok() { done } else { 1 })
}

/// Opens the streams, obeys the script, and reports.
fn run(storage: Storage, input: &mut [u8], output: &mut [u8], report: &mut dyn Write) -> Result<(), Fault> {
    let stdin = io::stdin().map_err(|_| "there is no standard input")?;
    let stdout = io::stdout().map_err(|_| "there is no standard output")?;
    let (mut script, mut transcript) = (Lines::new(stdin.as_fd(), input), Output::new(stdout.as_fd(), output));

    let mut machine = Machine::new(IMAGE, storage, report)?;
    let mut stack = Deepest::default();
    let obeyed = obey(&mut script, &mut machine, &mut transcript, &mut stack);
    transcript.flush().and_then(|()| stack.write(report)).map_err(|_| UNWRITTEN)?;
    obeyed
}

/// Obeys the script to its end.
fn obey(script: &mut Lines, machine: &mut Machine, transcript: &mut Output, stack: &mut Deepest) -> Result<(), Fault> {
    while let Some(line) = script.next()? {
        let (written, depth) = stack::measured(|| machine.obey(line, transcript));
        written.map_err(|_| UNWRITTEN)?;
        stack.note(line, depth);
    }
    Ok(())
}

/// The most stack that was in use, by command and in all, bytes.
#[derive(Default)]
struct Deepest {
    by_command: [usize; Deepest::COMMANDS.len()],
    whole: usize,
}

impl Deepest {
    const COMMANDS: [&str; 12] = [
        "contract",
        "subject",
        "set",
        "member",
        "add",
        "statement",
        "headroom",
        "patient",
        "decide",
        "tally",
        "count",
        "write",
    ];

    fn note(&mut self, line: &str, depth: Depth) {
        let command = host::fields(line).next();
        for (name, deepest) in Deepest::COMMANDS.iter().zip(&mut self.by_command) {
            if command == Some(*name) {
                *deepest = depth.own.max(*deepest);
            }
        }
        self.whole = depth.whole.max(self.whole);
    }

    fn write(&self, out: &mut dyn Write) -> fmt::Result {
        for (name, bytes) in Deepest::COMMANDS.iter().zip(&self.by_command) {
            writeln!(out, "stack {name}\t{bytes}")?;
        }
        writeln!(out, "stack\t{}", self.whole)
    }
}

/// Nothing here panics, so that this is not linked; the language asks for it all the same.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    process::exit(101)
}
