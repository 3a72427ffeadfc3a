//! Rows counted as an editor does, while a file streams by. The CSV reader's own count lags behind blank lines
//! and line ends of two bytes.

use std::collections::VecDeque;
use std::io::Read;

/// A reader that remembers where lines end, until they are asked for.
pub(super) struct LineEnds<R> {
    inner: R,
    read: u64,
    /// Nothing is read from this byte on.
    end: u64,
    /// The first bytes, which tell how a file is written.
    head: Vec<u8>,
    /// Bytes that end a line, and whether each counts: of a pair only one does.
    ends: VecDeque<(u64, bool)>,
    /// Where the last carriage return stood.
    last_return: Option<u64>,
    at: u64,
    number: u64,
}

const HEAD_BYTES: usize = 2;

impl<R: Read> LineEnds<R> {
    pub(super) fn new(inner: R) -> LineEnds<R> {
        LineEnds {
            inner,
            read: 0,
            end: u64::MAX,
            head: Vec::new(),
            ends: VecDeque::new(),
            last_return: None,
            at: 0,
            number: 1,
        }
    }

    /// How many bytes went by.
    pub(super) const fn read(&self) -> u64 {
        self.read
    }

    /// From now on reads up to this byte at the most; who asks for more is refused.
    pub(super) const fn read_at_most_to(&mut self, end: u64) {
        self.end = end;
    }

    /// Whether the end was reached up to which it reads.
    pub(super) const fn is_beyond(&self) -> bool {
        self.read >= self.end
    }

    /// Whether the file begins as UTF-16 does.
    pub(super) fn is_utf_16(&self) -> bool {
        matches!(self.head[..], [0xff, 0xfe] | [0xfe, 0xff])
    }

    /// The number of the row that begins at this byte or behind line ends from there on. Bytes are asked for in
    /// ascending order, and after the row was read.
    pub(super) fn row_at(&mut self, byte: u64) -> u64 {
        self.at = self.at.max(byte);
        while let Some((end, counts)) = self.ends.front().copied().filter(|(end, _)| *end <= self.at) {
            self.at = self.at.max(end + 1);
            self.number += u64::from(counts);
            self.ends.pop_front();
        }
        self.number
    }

    fn note(&mut self, bytes: &[u8]) {
        let missing = HEAD_BYTES.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..missing]);
        for (at, byte) in (self.read..).zip(bytes) {
            if *byte == b'\r' {
                self.last_return = Some(at);
                self.ends.push_back((at, true));
            } else if *byte == b'\n' {
                let is_pair = self.last_return.is_some_and(|last| last + 1 == at);
                self.ends.push_back((at, !is_pair));
            }
        }
        self.read += bytes.len() as u64;
    }
}

impl<R: Read> Read for LineEnds<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.is_beyond() {
            return Err(std::io::Error::other("the row is too long"));
        }
        let count = self.inner.read(buffer)?;
        self.note(&buffer[..count]);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out one byte at a time.
    struct Drip<'t>(&'t [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let some = buffer.len().min(1);
            self.0.read(&mut buffer[..some])
        }
    }

    fn numbers(source: impl Read) -> Vec<u64> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(LineEnds::new(source));
        let (mut record, mut numbers) = (csv::StringRecord::new(), Vec::new());
        while reader.read_record(&mut record).unwrap() {
            let byte = record.position().unwrap().byte();
            numbers.push(reader.get_mut().row_at(byte));
        }
        numbers
    }

    #[test]
    fn rows_are_counted_as_an_editor_does() {
        let text = "subject,x\r\n\r\n\"A\r\n1\",1\r\nB,2\r\n,\r\nC,3\r\n";
        for text in [text.to_owned(), text.replace("\r\n", "\n"), text.replace("\r\n", "\r"), format!("\u{feff}{text}")]
        {
            assert_eq!(numbers(text.as_bytes()), [1, 3, 5, 6, 7], "{text:?}");
            assert_eq!(numbers(Drip(text.as_bytes())), [1, 3, 5, 6, 7], "{text:?} byte by byte");
        }
        assert_eq!(numbers(&b"a\nb\n\n\n\nc"[..]), [1, 2, 6]);
    }
}
