//! A CSV file row by row: header first, each row with its number, nothing held but the row at hand.

use super::columns::Header;
use super::line_ends::LineEnds;
use crate::batches::{Identity, Known};
use crate::fault::Fault;
use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A file that is being read.
pub(super) struct Rows {
    /// The file's name, for messages.
    pub(super) name: String,
    /// Its length, bytes, where it is known.
    pub(super) length: Option<u64>,
    /// By which it is known again.
    pub(super) known: Known,
    /// The names of its columns.
    pub(super) header: Vec<String>,
    reader: csv::Reader<LineEnds<Box<dyn Read>>>,
    record: csv::StringRecord,
}

/// One row: its number as a spreadsheet or an editor counts, and its cells.
pub(super) struct Row<'r> {
    pub(super) number: u64,
    cells: &'r csv::StringRecord,
    /// How many columns the header has.
    width: usize,
}

impl<'r> Row<'r> {
    /// The text of a cell without the spaces around it; "" where there is none.
    pub(super) fn cell(&self, place: usize) -> &'r str {
        self.cells.get(place).unwrap_or("").trim()
    }

    /// Number of cells. Blank ones beyond the header's columns do not count: a spreadsheet saves columns that it only
    /// touched.
    pub(super) fn len(&self) -> usize {
        let mut count = self.cells.len();
        while count > self.width && self.cell(count - 1).is_empty() {
            count -= 1;
        }
        count
    }
}

/// How many characters of a cell are shown, where it may be a whole file.
const CELL_SHOWN_MAX: usize = 30;

/// The bytes that are read at once.
const BUFFER_BYTES: usize = 1 << 17;
/// The bytes of a row at most: a quote that is never closed makes one cell of all that follows.
pub(super) const ROW_BYTES_MAX: u64 = 4 << 20;

impl Rows {
    /// Opens a file, or standard input for `-`, and reads its header.
    pub(super) fn open(path: &Path) -> Result<Rows, Fault> {
        if path == Path::new("-") {
            let known = Known { path: path.to_owned(), identity: None };
            return Rows::new("standard input".to_owned(), None, known, Box::new(std::io::stdin()));
        }
        let file = File::open(path).map_err(|error| Fault::file("read", &path.display().to_string(), &error))?;
        let known = Known { path: path.to_owned(), identity: Identity::of(&file) };
        Rows::of(known, file)
    }

    /// Opens a file again: the same one, as it was.
    pub(super) fn open_again(known: Known) -> Result<Rows, Fault> {
        let file = known.open_again()?;
        Rows::of(known, file)
    }

    fn of(known: Known, file: File) -> Result<Rows, Fault> {
        let length = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len());
        Rows::new(known.path.display().to_string(), length, known, Box::new(file))
    }

    fn new(name: String, length: Option<u64>, known: Known, source: Box<dyn Read>) -> Result<Rows, Fault> {
        let mut builder = csv::ReaderBuilder::new();
        builder.has_headers(false).flexible(true).buffer_capacity(BUFFER_BYTES);
        let reader = builder.from_reader(LineEnds::new(source));
        let mut rows = Rows { name, length, known, header: Vec::new(), reader, record: csv::StringRecord::new() };
        let Some(row) = rows.next()? else {
            return Err(Fault::input(format!("{} is empty", rows.name))
                .with_help("begin with a header: a name for each column"));
        };
        let header = (0..row.len()).map(|place| row.cell(place).to_owned()).collect();
        rows.header = header;
        Ok(rows)
    }

    /// The next row with anything in it.
    pub(super) fn next(&mut self) -> Result<Option<Row<'_>>, Fault> {
        loop {
            let start = self.reader.position().byte();
            self.reader.get_mut().read_at_most_to(start.saturating_add(ROW_BYTES_MAX + BUFFER_BYTES as u64));
            match self.reader.read_record(&mut self.record) {
                Ok(true) => {}
                Ok(false) => return Ok(None),
                Err(error) => return Err(self.unreadable(start, error)),
            }
            let start = self.record.position().map_or(0, csv::Position::byte);
            let number = self.reader.get_mut().row_at(start);
            if let Some(cell) = self.record.iter().find(|cell| cell.contains(['\n', '\r'])) {
                return Err(self.runs_on(number, cell));
            }
            if !self.record.iter().all(|cell| cell.trim().is_empty()) {
                return Ok(Some(Row { number, cells: &self.record, width: self.header.len() }));
            }
        }
    }

    /// How many bytes of the file were read.
    pub(super) fn bytes_read(&self) -> u64 {
        self.reader.get_ref().read()
    }

    /// The place of a column.
    pub(super) fn place(&self, column: &str) -> Option<usize> {
        self.header.iter().position(|name| name == column)
    }

    /// The header as a list of columns.
    pub(super) fn columns(&self) -> Header<'_> {
        Header { file: &self.name, row: Some(1), names: &self.header, faults: self.faults_of_header() }
    }

    /// What is wrong with the header itself, whatever it should hold.
    fn faults_of_header(&self) -> Vec<String> {
        let mut seen = HashSet::new();
        let mut faults = Vec::new();
        for (index, column) in self.header.iter().enumerate() {
            if column.is_empty() {
                faults.push(format!("row 1: column {} has no name; name what it holds", index + 1));
            } else if !seen.insert(column) {
                faults.push(format!("row 1: the column `{column}` stands twice; leave one out"));
            }
        }
        if self.header.len() == 1 && self.header[0].contains([';', '\t']) {
            faults.push("row 1: the columns are not separated by commas; save the file with commas".into());
        }
        faults
    }

    /// A stray quote swallows the rows behind it. Nobody could say how many were lost, so nothing is evaluated.
    fn runs_on(&self, number: u64, cell: &str) -> Fault {
        let lines = cell.lines().count();
        let start: String = cell.lines().next().unwrap_or_default().chars().take(CELL_SHOWN_MAX).collect();
        Fault::input(format!("{}, row {number}: the cell that begins `{start}` goes on over {lines} lines", self.name))
            .with_help("check the row for a stray or missing quote; no cell of these files holds a line break")
    }

    /// Why the row that begins at this byte cannot be read.
    fn unreadable(&mut self, start: u64, error: csv::Error) -> Fault {
        let start = error.position().map_or(start, csv::Position::byte);
        let number = self.reader.get_mut().row_at(start);
        let save = "save it as UTF-8 (in a spreadsheet: \"CSV UTF-8\")";
        match error.into_kind() {
            _ if self.reader.get_ref().is_beyond() => {
                Fault::input(format!("{}: the row that begins in line {number} is longer than 4 MiB", self.name))
                    .with_help("check the line for a quote that is not closed; no row of these files is so long")
            }
            csv::ErrorKind::Io(error) => Fault::file("read", &self.name, &error),
            _ if self.reader.get_ref().is_utf_16() => {
                Fault::input(format!("{} is written in UTF-16", self.name)).with_help(save)
            }
            csv::ErrorKind::Utf8 { .. } => {
                Fault::input(format!("{} is not UTF-8: row {number}", self.name)).with_help(save)
            }
            _ => Fault::input(format!("{}, row {number}: the row cannot be read", self.name))
                .with_help("check its quotes and commas"),
        }
    }
}
