//! Cells of CSV that a spreadsheet would run as a formula, written so that it does not.
//!
//! A cell that begins with `=`, `+`, `-`, `@`, a tab, a return, a line feed or an apostrophe has an apostrophe written before it,
//! unless it is a plain number (digits, with a sign and a point where it has them). Who reads the file takes one apostrophe from
//! the beginning of a cell, and has what was meant: no cell begins with one otherwise. Control characters stay as they are, as
//! JSON keeps them.

use std::borrow::Cow;
use std::io::Write;

/// The cell as it is written.
pub(crate) fn safe(cell: &str) -> Cow<'_, str> {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\'']) && !is_number(cell) {
        true => format!("'{cell}").into(),
        false => cell.into(),
    }
}

/// Writes a row of such cells.
pub(crate) fn write<W: Write, T: AsRef<str>>(
    writer: &mut csv::Writer<W>,
    cells: impl IntoIterator<Item = T>,
) -> csv::Result<()> {
    for cell in cells {
        writer.write_field(safe(cell.as_ref()).as_bytes())?;
    }
    writer.write_record(None::<&[u8]>)
}

fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    let (whole, part) = digits.split_once('.').map_or((digits, None), |(whole, part)| (whole, Some(part)));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    are_digits(whole) && part.is_none_or(are_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_stands_behind_an_apostrophe_and_comes_back() {
        for cell in
            ["=1+1", "+cmd", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", "'quoted", "-", "--5", "-5.", "+.5", "-1e9"]
        {
            let written = safe(cell);
            assert_eq!(written, format!("'{cell}"));
            assert_eq!(written.strip_prefix('\''), Some(cell));
        }
        for cell in ["", "a=1", "-702674.12", "+5", "12", "A81001", " =1", "null"] {
            assert_eq!(safe(cell), cell);
        }
    }
}
