//! Columns as files that NumPy maps into memory: one array of one type each, so that every contender reads the same bytes.

use std::fs;
use std::io::{Error, Result};
use std::path::Path;

/// A type that such a file can hold.
pub trait Item: Copy {
    /// NumPy's name for it.
    const NAME: &'static str;
    fn bytes(items: &[Self]) -> Vec<u8>;
    fn items(bytes: &[u8]) -> Vec<Self>;
}

macro_rules! items {
    ($($type:ty, $name:literal;)*) => {$(
        impl Item for $type {
            const NAME: &'static str = $name;
            fn bytes(items: &[Self]) -> Vec<u8> {
                items.iter().flat_map(|item| item.to_le_bytes()).collect()
            }
            fn items(bytes: &[u8]) -> Vec<Self> {
                bytes.as_chunks().0.iter().map(|bytes| <$type>::from_le_bytes(*bytes)).collect()
            }
        }
    )*};
}
items! { u8, "|u1"; u16, "<u2"; i32, "<i4"; }

/// The format's first bytes and its version.
const MAGIC: &[u8] = b"\x93NUMPY\x01\x00";

/// Writes a column.
pub fn write<T: Item>(path: &Path, items: &[T]) -> Result<()> {
    let shape = format!("{{'descr': '{}', 'fortran_order': False, 'shape': ({},), }}", T::NAME, items.len());
    // What precedes the values fills a multiple of 64 bytes and ends with a new line.
    let width = (MAGIC.len() + 2 + shape.len() + 1).next_multiple_of(64) - MAGIC.len() - 2;
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&u16::try_from(width).expect("a short description").to_le_bytes());
    bytes.extend_from_slice(format!("{shape:<0$}\n", width - 1).as_bytes());
    bytes.extend_from_slice(&T::bytes(items));
    fs::write(path, bytes)
}

/// Reads the first `rows` values of a column that [`write`] wrote.
pub fn read<T: Item>(path: &Path, rows: usize) -> Result<Vec<T>> {
    let bytes = fs::read(path).map_err(|error| Error::new(error.kind(), format!("{}: {error}", path.display())))?;
    let wrong = || Error::other(format!("{}: not a column of {rows} values of {}", path.display(), T::NAME));
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(wrong)?;
    let (width, rest) = rest.split_first_chunk().ok_or_else(wrong)?;
    let (shape, values) = rest.split_at_checked(u16::from_le_bytes(*width).into()).ok_or_else(wrong)?;
    if !String::from_utf8_lossy(shape).contains(T::NAME) {
        return Err(wrong());
    }
    let items = T::items(values.get(..rows * size_of::<T>()).ok_or_else(wrong)?);
    Ok(items)
}
