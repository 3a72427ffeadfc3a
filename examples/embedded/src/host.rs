//! The host's files through semihosting: a script in, a transcript out.
//!
//! Every call stops the processor, so that both sides are buffered.

use core::fmt::{self, Write};

use heapless::{String, Vec};
use semihosting::io;

/// Longest line of a script, bytes.
const LINE_BYTES_MAX: usize = 200;
/// Bytes that go to or come from the host at once.
const BLOCK_BYTES: usize = 1024;

/// Why nothing more could be read or written.
pub type Fault = &'static str;

/// The lines of a script.
pub struct Lines<R> {
    from: R,
    block: [u8; BLOCK_BYTES],
    /// Bytes of the block that hold something, and the next of them to give.
    filled: usize,
    next: usize,
    line: Vec<u8, LINE_BYTES_MAX>,
}

impl<R: io::Read> Lines<R> {
    pub fn new(from: R) -> Lines<R> {
        Lines { from, block: [0; BLOCK_BYTES], filled: 0, next: 0, line: Vec::new() }
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
        if self.next == self.filled {
            self.filled = self.from.read(&mut self.block).map_err(|_| "the script could not be read")?;
            self.next = 0;
        }
        let byte = self.block.get(..self.filled).and_then(|block| block.get(self.next)).copied();
        self.next = self.next.saturating_add(usize::from(byte.is_some()));
        Ok(byte)
    }
}

/// A text to the host, in blocks.
pub struct Output<W> {
    to: W,
    block: String<BLOCK_BYTES>,
}

impl<W: io::Write> Output<W> {
    pub fn new(to: W) -> Output<W> {
        Output { to, block: String::new() }
    }

    /// Sends what is waiting.
    pub fn flush(&mut self) -> fmt::Result {
        let sent = self.to.write_all(self.block.as_bytes());
        self.block.clear();
        sent.map_err(|_| fmt::Error)
    }
}

impl<W: io::Write> Write for Output<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.block.push_str(text).is_ok() {
            return Ok(());
        }
        self.flush()?;
        self.block.push_str(text).or_else(|_| self.to.write_all(text.as_bytes()).map_err(|_| fmt::Error))
    }
}
