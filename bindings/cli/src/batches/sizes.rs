//! What a file says of its own sizes, looked at before a reader takes memory for them: a damaged file may ask for more than a machine
//! has, and then nothing could be caught any more.

use super::input::Bytes;
use arrow_ipc::{Message, MessageHeader, Schema, root_as_footer, root_as_message};
use entitle_answers::quoted;
use parquet::file::reader::Length;
use std::io::{self, Read, Seek, SeekFrom};

/// The bytes at the most that a buffer of a batch of Arrow has once it is decompressed.
const BUFFER_BYTES_MAX: i64 = 1 << 30;
/// The row groups of a Parquet file at the most; the format numbers them in sixteen bits.
const ROW_GROUPS_MAX: u64 = 1 << 15;

/// What stands before a message that is not of the oldest form.
const CONTINUATION: u32 = u32::MAX;
/// An Arrow file ends with the length of its footer and a mark.
const ARROW_TAIL: usize = 10;
/// A Parquet file ends with the length of its metadata and a mark.
const PARQUET_TAIL: usize = 8;

/// Whether the parts of an Arrow file lie within it.
pub(super) fn of_arrow_file(bytes: &Bytes) -> io::Result<()> {
    let tail = part(bytes, bytes.len().checked_sub(ARROW_TAIL as u64), ARROW_TAIL as u64)?;
    let footer = u64::from(first_four(&tail)?);
    let footer = part(bytes, bytes.len().checked_sub(footer + ARROW_TAIL as u64), footer)?;
    let footer = root_as_footer(&footer).map_err(|_| damaged())?;
    footer.schema().map_or(Ok(()), of_columns)?;
    let blocks = footer.dictionaries().into_iter().flatten().chain(footer.recordBatches().into_iter().flatten());
    for block in blocks {
        let offset = u64::try_from(block.offset()).map_err(|_| damaged())?;
        let metadata = u64::try_from(block.metaDataLength()).map_err(|_| damaged())?;
        let body = u64::try_from(block.bodyLength()).map_err(|_| damaged())?;
        let mut reader = at(bytes, offset);
        let length = message_length(&mut reader)?.ok_or_else(damaged)?;
        if u64::from(length) > metadata || !is_within(bytes, offset + metadata, body) {
            return Err(damaged());
        }
        let message = part(bytes, Some(reader.stream_position()?), length.into())?;
        of_buffers(bytes, root_as_message(&message).map_err(|_| damaged())?, offset + metadata)?;
    }
    Ok(())
}

/// Whether the messages of an Arrow stream lie within it.
pub(super) fn of_arrow_stream(bytes: &Bytes) -> io::Result<()> {
    let mut reader = at(bytes, 0);
    while reader.stream_position()? < bytes.len() {
        let Some(length) = message_length(&mut reader)? else { return Ok(()) };
        let start = reader.stream_position()?;
        let message = part(bytes, Some(start), length.into())?;
        let message = root_as_message(&message).map_err(|_| damaged())?;
        message.header_as_schema().map_or(Ok(()), of_columns)?;
        let body = u64::try_from(message.bodyLength()).map_err(|_| damaged())?;
        let of_body = start + u64::from(length);
        if !is_within(bytes, of_body, body) {
            return Err(damaged());
        }
        of_buffers(bytes, message, of_body)?;
        reader.seek(SeekFrom::Start(of_body + body))?;
    }
    Ok(())
}

/// Whether each column is of a kind that the reader knows: it gives up on integers of other widths (Polars writes such of 128 bits)
/// without a word about where they stand.
fn of_columns(schema: Schema<'_>) -> io::Result<()> {
    for field in schema.fields().into_iter().flatten() {
        if let Some(bits) = field.type_as_int().map(|int| int.bitWidth()).filter(|bits| ![8, 16, 32, 64].contains(bits))
        {
            let name = quoted(field.name().unwrap_or_default());
            return Err(io::Error::other(format!(
                "column {name}: integers of {bits} bits are not read; cast the column, or leave it out"
            )));
        }
    }
    Ok(())
}

/// The length of the message that begins here; none at the end of a stream.
fn message_length(reader: &mut Bytes) -> io::Result<Option<u32>> {
    let mut four = [0; 4];
    reader.read_exact(&mut four)?;
    if u32::from_le_bytes(four) == CONTINUATION {
        reader.read_exact(&mut four)?;
    }
    Ok(Some(u32::from_le_bytes(four)).filter(|length| *length > 0))
}

/// Whether the buffers of a message, whose body begins here, are of a size that can be.
fn of_buffers(bytes: &Bytes, message: Message<'_>, body: u64) -> io::Result<()> {
    let batch = match message.header_type() {
        MessageHeader::RecordBatch => message.header_as_record_batch(),
        MessageHeader::DictionaryBatch => message.header_as_dictionary_batch().and_then(|batch| batch.data()),
        _ => None,
    };
    let Some((batch, _)) = batch.and_then(|batch| Some((batch, batch.compression()?))) else { return Ok(()) };
    for buffer in batch.buffers().into_iter().flatten().filter(|buffer| buffer.length() > 0) {
        let offset = u64::try_from(buffer.offset()).map_err(|_| damaged())?;
        let mut length = [0; 8];
        at(bytes, body.checked_add(offset).ok_or_else(damaged)?).read_exact(&mut length)?;
        if i64::from_le_bytes(length) > BUFFER_BYTES_MAX {
            return Err(io::Error::other("a column of a batch is larger than 1 GiB; write smaller batches"));
        }
    }
    Ok(())
}

/// Whether a Parquet file says of no more row groups than there can be.
pub(super) fn of_parquet(bytes: &Bytes) -> io::Result<()> {
    let tail = part(bytes, bytes.len().checked_sub(PARQUET_TAIL as u64), PARQUET_TAIL as u64)?;
    let metadata = u64::from(first_four(&tail)?);
    let metadata = part(bytes, bytes.len().checked_sub(metadata + PARQUET_TAIL as u64), metadata)?;
    // What cannot be walked through is left to the reader, which tells what is wrong with it.
    match Compact(&metadata).length_of_list(ROW_GROUPS) {
        Some(count) if count > ROW_GROUPS_MAX => Err(damaged()),
        _ => Ok(()),
    }
}

/// The number of the field of the metadata that lists the row groups.
const ROW_GROUPS: i64 = 4;

/// The rest of a message in Thrift's compact form.
struct Compact<'b>(&'b [u8]);

/// Structures within structures at the most.
const DEPTH_MAX: usize = 32;

impl Compact<'_> {
    /// How long the list in this field of the structure is; none where there is no such list.
    fn length_of_list(&mut self, wanted: i64) -> Option<u64> {
        let mut field = 0;
        loop {
            let (number, kind) = self.field(field)?;
            field = number;
            match kind {
                0 => return None,
                9 if field == wanted => return self.list().map(|(length, _)| length),
                kind => self.skip(kind, DEPTH_MAX)?,
            }
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// Number and kind of the next field, kind 0 at the end.
    fn field(&mut self, before: i64) -> Option<(i64, u8)> {
        let head = self.byte()?;
        let (more, kind) = (i64::from(head >> 4), head & 0xf);
        match (kind, more) {
            (0, _) => Some((before, 0)),
            (_, 0) => {
                let number = self.number()?;
                let half = i64::try_from(number >> 1).ok()?;
                Some((if number & 1 == 0 { half } else { -half - 1 }, kind))
            }
            (_, more) => Some((before + more, kind)),
        }
    }

    /// Length and kind of a list.
    fn list(&mut self) -> Option<(u64, u8)> {
        let head = self.byte()?;
        let length = if head >> 4 == 15 { self.number()? } else { u64::from(head >> 4) };
        Some((length, head & 0xf))
    }

    fn skip(&mut self, kind: u8, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match kind {
            1 | 2 => {}
            3 => drop(self.byte()?),
            4..=6 => drop(self.number()?),
            7 => self.0 = self.0.get(8..)?,
            8 => {
                let length = usize::try_from(self.number()?).ok()?;
                self.0 = self.0.get(length..)?;
            }
            9 | 10 => {
                let (length, kind) = self.list()?;
                for _ in 0..length {
                    // In a list a truth is a byte of its own.
                    self.skip(if kind <= 2 { 3 } else { kind }, depth)?;
                }
            }
            12 => {
                let mut field = 0;
                loop {
                    let (number, kind) = self.field(field)?;
                    if kind == 0 {
                        break;
                    }
                    field = number;
                    self.skip(kind, depth)?;
                }
            }
            _ => return None,
        }
        Some(())
    }
}

fn at(bytes: &Bytes, at: u64) -> Bytes {
    bytes.at(at)
}

fn is_within(bytes: &Bytes, start: u64, length: u64) -> bool {
    start.checked_add(length).is_some_and(|end| end <= bytes.len())
}

/// A part of the file; it begins nowhere where the file is too short.
fn part(bytes: &Bytes, start: Option<u64>, length: u64) -> io::Result<Vec<u8>> {
    let start = start.filter(|start| is_within(bytes, *start, length)).ok_or_else(damaged)?;
    let mut part = vec![0; usize::try_from(length).map_err(|_| damaged())?];
    at(bytes, start).read_exact(&mut part)?;
    Ok(part)
}

fn first_four(bytes: &[u8]) -> io::Result<u32> {
    bytes.first_chunk().map(|four| u32::from_le_bytes(*four)).ok_or_else(damaged)
}

fn damaged() -> io::Error {
    io::Error::other("its parts do not lie where it says")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_found_behind_fields_of_every_kind() {
        // 1: i32 · 2: a list of structures, each of a text and a truth · 3: a double · 4: a list of 300.
        let of_two = [0x18, 2, b'a', b'b', 0x11, 0];
        let mut message = vec![0x15, 0x96, 0x01, 0x19, 0x2c];
        message.extend([of_two, of_two].concat());
        message.extend([0x17, 0, 0, 0, 0, 0, 0, 0, 0, 0x19, 0xfc, 0xac, 0x02]);
        assert_eq!(Compact(&message).length_of_list(4), Some(300));
        assert_eq!(Compact(&message).length_of_list(9), None);
        for cut in 0..message.len() {
            assert_eq!(Compact(&message[..cut]).length_of_list(4), None, "cut to {cut}");
        }
        assert_eq!(Compact(&[0x1c; 5000]).length_of_list(4), None, "no end of structures");
    }
}
