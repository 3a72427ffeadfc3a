//! Firmware that evaluates a primary-care contract: qof-england of 2025-04-01, whole, in 64 KiB of RAM.
//!
//! It reads a conformance script from the host, a line at a time, and writes the transcript: the same bytes as every
//! other program that calls the kernel. Then it reports how much stack that took. [`machine`] is the part to read: it
//! is what a product would do. The rest is what surrounds it: memory ([`storage`]), the host's files ([`host`])
//! and the measurement ([`stack`]).
#![no_std]
#![no_main]

mod host;
mod machine;
mod stack;
mod storage;

use core::fmt::Write;
use core::mem::MaybeUninit;

use entitle_kernel::Contract;
use semihosting::{io, process};

use host::{Fault, Lines, Output};
use machine::Machine;
use storage::Storage;

/// The contract, without its titles and documentation; it stays in flash.
static IMAGE: &[u8] = include_bytes!(env!("ENTITLE_IMAGE"));

/// All that the firmware remembers. Unknown is not written as zeros, so that a value given here would stand in flash
/// once more; it is written when the firmware starts.
static mut MACHINE: MaybeUninit<Machine> = MaybeUninit::uninit();

#[cfg_attr(target_arch = "arm", cortex_m_rt::entry)]
#[cfg_attr(target_arch = "riscv32", riscv_rt::entry)]
fn main() -> ! {
    // SAFETY: the only use of it, in a function that runs once, on the only thread.
    let memory = unsafe { &mut *(&raw mut MACHINE) };
    process::exit(match run(memory.write(Machine::new(IMAGE))) {
        Ok(()) => 0,
        Err(fault) => {
            semihosting::eprintln!("{fault}");
            1
        }
    })
}

fn run(machine: &mut Machine) -> Result<(), Fault> {
    let mut report = Output::new(io::stderr().map_err(|_| "there is no standard error")?);
    let contract = Contract::new(IMAGE).map_err(|error| error.text())?;
    if !Storage::suffices(&contract, &mut report).map_err(|_| REPORT_FAULT)? {
        report.flush().map_err(|_| REPORT_FAULT)?;
        return Err("the contract is too large for this firmware");
    }

    let mut script = Lines::new(io::stdin().map_err(|_| "there is no standard input")?);
    let mut transcript = Output::new(io::stdout().map_err(|_| "there is no standard output")?);
    let mut deepest = Deepest::default();
    while let Some(line) = script.next()? {
        let (written, bytes) = stack::measured(|| machine.obey(line, &mut transcript));
        written.map_err(|_| "the transcript could not be written")?;
        deepest.note(line, bytes);
    }
    transcript.flush().map_err(|_| "the transcript could not be written")?;
    deepest.write(&mut report).and_then(|()| report.flush()).map_err(|_| REPORT_FAULT)
}

const REPORT_FAULT: Fault = "the report could not be written";

/// The most stack that each command used, bytes.
#[derive(Default)]
struct Deepest([usize; Deepest::COMMANDS.len()]);

impl Deepest {
    const COMMANDS: [&str; 12] = [
        "contract", "subject", "set", "member", "add", "statement", "headroom", "patient", "decide", "tally", "count",
        "write",
    ];

    fn note(&mut self, line: &str, bytes: usize) {
        let command = line.split('\t').next();
        for (name, deepest) in Deepest::COMMANDS.iter().zip(&mut self.0) {
            if command == Some(*name) {
                *deepest = bytes.max(*deepest);
            }
        }
    }

    /// A line for each command, then the most of all together with what stood on the stack when it was called.
    fn write(&self, out: &mut dyn Write) -> core::fmt::Result {
        for (name, bytes) in Deepest::COMMANDS.iter().zip(&self.0) {
            writeln!(out, "stack of {name}\t{bytes}\tbytes")?;
        }
        let most = self.0.iter().copied().max().unwrap_or(0);
        writeln!(out, "stack at worst\t{}\tbytes", most.saturating_add(stack::in_use()))?;
        writeln!(out, "storage of the example\t{}\tbytes", size_of::<Machine>())
    }
}

/// Nothing here panics, so that the linker leaves this out; the language wants it nevertheless.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    process::exit(101)
}
