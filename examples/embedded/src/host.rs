//! The host's streams through semihosting: a script in, a transcript out.
//!
//! Every call stops the processor, so that both sides go in blocks.

use core::fmt::{self, Write};

use heapless::Vec;
use semihosting::fd::BorrowedFd;
use semihosting::sys::arm_compat::{sys_read_orig, sys_write_orig};

/// Longest line of a script, bytes.
const LINE_BYTES_MAX: usize = 200;

/// Why the firmware gave up.
pub type Fault = &'static str;

pub const UNWRITTEN: Fault = "the host took no more text";

/// The fields of a line, which one tab separates. (A set of one character, since the search for a single one brings a
/// panic with it that the compiler does not see through.)
pub fn fields(line: &str) -> impl Iterator<Item = &str> {
    line.split(['\t'])
}

/// The lines of a script.
pub struct Lines<'b> {
    from: BorrowedFd<'b>,
    block: &'b mut [u8],
    /// Bytes of the block that hold something, and how many of them were given.
    filled: usize,
    given: usize,
    line: Vec<u8, LINE_BYTES_MAX>,
}

impl<'b> Lines<'b> {
    pub fn new(from: BorrowedFd<'b>, block: &'b mut [u8]) -> Lines<'b> {
        Lines { from, block, filled: 0, given: 0, line: Vec::new() }
    }

    /// The next line without its end; `None` after the last.
    pub fn next(&mut self) -> Result<Option<&str>, Fault> {
        self.line.clear();
        loop {
            match self.next_byte()? {
                Some(b'\n') => break,
                Some(byte) => self.line.push(byte).map_err(|_| "a line of the script is longer than 200 bytes")?,
                None if self.line.is_empty() => return Ok(None),
                None => break,
            }
        }
        core::str::from_utf8(&self.line).map(Some).map_err(|_| "a line of the script is not UTF-8")
    }

    fn next_byte(&mut self) -> Result<Option<u8>, Fault> {
        if self.given >= self.filled {
            let left_empty = sys_read_orig(self.from, self.block).map_err(|_| "the script could not be read")?;
            self.filled = self.block.len().saturating_sub(left_empty);
            self.given = 0;
        }
        let byte = self.block.get(..self.filled).and_then(|filled| filled.get(self.given)).copied();
        self.given = self.given.saturating_add(1);
        Ok(byte)
    }
}

/// A text to the host.
pub struct Output<'b> {
    to: BorrowedFd<'b>,
    block: &'b mut [u8],
    /// Bytes of the block that wait to be sent.
    waiting: usize,
}

impl<'b> Output<'b> {
    pub fn new(to: BorrowedFd<'b>, block: &'b mut [u8]) -> Output<'b> {
        Output { to, block, waiting: 0 }
    }

    /// Sends what waits.
    pub fn flush(&mut self) -> fmt::Result {
        let mut left = self.block.get(..self.waiting).unwrap_or_default();
        while !left.is_empty() {
            let not_sent = sys_write_orig(self.to, left).map_err(|_| fmt::Error)?;
            left = left.get(left.len().saturating_sub(not_sent)..).unwrap_or_default();
        }
        self.waiting = 0;
        Ok(())
    }
}

impl Write for Output<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            if self.waiting >= self.block.len() {
                self.flush()?;
            }
            *self.block.get_mut(self.waiting).ok_or(fmt::Error)? = byte;
            self.waiting = self.waiting.saturating_add(1);
        }
        Ok(())
    }
}
