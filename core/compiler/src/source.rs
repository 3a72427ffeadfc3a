//! The definition's text: spans, lines and columns.

use std::ops::Range;

/// A half-open range of bytes in the definition's text (line endings normalised to LF).
///
/// ```
/// use entitle_compiler::Span;
/// assert_eq!(Span::new(3, 7).len(), 4);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to and without `end`.
    ///
    /// ```
    /// use entitle_compiler::Span;
    /// assert!(Span::new(4, 4).is_empty());
    /// ```
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// The number of bytes.
    ///
    /// ```
    /// use entitle_compiler::Span;
    /// assert_eq!(Span::new(0, 2).len(), 2);
    /// ```
    #[must_use]
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it holds no byte.
    ///
    /// ```
    /// use entitle_compiler::Span;
    /// assert!(!Span::new(0, 2).is_empty());
    /// ```
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The smallest span that covers both.
    ///
    /// ```
    /// use entitle_compiler::Span;
    /// assert_eq!(Span::new(2, 4).to(Span::new(8, 9)), Span::new(2, 9));
    /// ```
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Span {
        Span::new(range.start, range.end)
    }
}

/// A place as people count it: from 1, the column in characters.
///
/// ```
/// use entitle_compiler::Source;
/// let source = Source::new("a.toml", "one\ntwo\n");
/// let place = source.place(5);
/// assert_eq!((place.line, place.column), (2, 2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// The UTF-16 unit in the line, from 1, as the language server protocol and JavaScript count.
    pub column_utf16: usize,
}

/// One definition's file: its name, and its text with line endings normalised to LF.
///
/// ```
/// use entitle_compiler::Source;
/// let source = Source::new("a.toml", "one\r\ntwo");
/// assert_eq!(source.text(), "one\ntwo");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    name: String,
    text: String,
    line_starts: Vec<usize>,
    /// For each byte of the file that the text is without (of a byte order mark, or a carriage return): the first byte
    /// of the text behind it.
    left_out: Vec<usize>,
}

impl Source {
    /// Takes the file's name (for messages) and its text.
    ///
    /// ```
    /// use entitle_compiler::Source;
    /// assert_eq!(Source::new("a.toml", "").name(), "a.toml");
    /// ```
    #[must_use]
    pub fn new(name: &str, text: &str) -> Source {
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        let of_mark = std::iter::repeat_n(0, text.len() - body.len());
        // A place at the end of a line is before the carriage return.
        let of_returns = body.match_indices("\r\n").enumerate().map(|(before, (at, _))| at - before + 1);
        let left_out = of_mark.chain(of_returns).collect();
        let text = body.replace("\r\n", "\n");
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Source { name: name.to_owned(), text, line_starts, left_out }
    }

    /// The name that messages print.
    ///
    /// ```
    /// use entitle_compiler::Source;
    /// assert_eq!(Source::new("b.toml", "x").name(), "b.toml");
    /// ```
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text that spans point into.
    ///
    /// ```
    /// use entitle_compiler::Source;
    /// assert_eq!(Source::new("b.toml", "x\r\n").text(), "x\n");
    /// ```
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text under a span; empty where the span does not lie on characters' bounds.
    ///
    /// ```
    /// use entitle_compiler::{Source, Span};
    /// assert_eq!(Source::new("b.toml", "age < 17").slice(Span::new(0, 3)), "age");
    /// ```
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or("")
    }

    /// Where a byte of the text stands in the file as it was read, with its carriage returns and byte order mark.
    ///
    /// ```
    /// use entitle_compiler::Source;
    /// assert_eq!(Source::new("b.toml", "\u{feff}a\r\nb").file_offset(2), 6);
    /// ```
    #[must_use]
    pub fn file_offset(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        offset + self.left_out.partition_point(|at| *at <= offset)
    }

    /// The line and column of a byte; past the end counts as the end.
    ///
    /// ```
    /// use entitle_compiler::Source;
    /// assert_eq!(Source::new("b.toml", "é=").place(2).column, 2);
    /// ```
    #[must_use]
    pub fn place(&self, offset: usize) -> Place {
        let offset = offset.min(self.text.len());
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = self.line_starts.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        let line_text = self.text.get(start..).unwrap_or("");
        let before = || line_text.char_indices().take_while(|(at, _)| start + at < offset).map(|(_, letter)| letter);
        let column_utf16 = before().map(char::len_utf16).sum::<usize>() + 1;
        Place { line, column: before().count() + 1, column_utf16 }
    }
}
