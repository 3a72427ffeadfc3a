//! The TOML file as an untyped tree in which everything knows its place.
//!
//! `toml_edit` reads; this module keeps what the language allows (no floats, no times) and maps
//! each character of a decoded string back to the byte of the file that wrote it, so that an
//! expression's fault is shown where a person can mend it.

use toml_edit::{Document, Item, TableLike, Value as TomlValue};

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// A definition longer than this is not one.
const TEXT_BYTES_MAX: usize = 4 << 20;
/// Nested keys beyond this are hostile; the language needs six.
const KEY_DEPTH_MAX: usize = 32;
/// A duplicated key is renamed in a copy and reading goes on, this often.
const DUPLICATES_MAX: usize = 50;

/// A value with the span that wrote it.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) kind: NodeKind,
}

#[derive(Clone, Debug)]
pub(crate) enum NodeKind {
    Table(Vec<Entry>),
    Array(Vec<Node>),
    Text(Text),
    Integer(i64),
    Boolean(bool),
    Date {
        year: u16,
        month: u8,
        day: u8,
    },
    /// Already reported; to be passed over in silence.
    Refused,
}

impl NodeKind {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            NodeKind::Table(_) => "a table",
            NodeKind::Array(_) => "a list",
            NodeKind::Text(_) => "a text",
            NodeKind::Integer(_) => "an integer",
            NodeKind::Boolean(_) => "a boolean",
            NodeKind::Date { .. } => "a date",
            NodeKind::Refused => "a refused value",
        }
    }
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_span: Span,
    pub(crate) value: Node,
}

/// A decoded string; `places[i]` is the file's byte that wrote byte `i`, one more for the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) value: String,
    places: Vec<usize>,
}

impl Text {
    /// The span in the file of a span in the decoded value.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        let last = self.places.len().saturating_sub(1);
        let at = |index: usize| self.places.get(index.min(last)).copied().unwrap_or(0);
        Span::new(at(start), at(end).max(at(start)))
    }

    /// The byte of the decoded value that this byte of the file wrote.
    pub(crate) fn offset(&self, place: usize) -> usize {
        self.places.partition_point(|at| *at < place)
    }

    #[cfg(test)]
    pub(crate) fn plain(value: &str) -> Text {
        Text { value: value.to_owned(), places: (0..=value.len()).collect() }
    }
}

/// Reads the file. The root is a table; faults are pushed and reading goes on.
pub(crate) fn read(source: &Source, faults: &mut Vec<Diagnostic>) -> Option<Node> {
    let text = source.text();
    if text.len() > TEXT_BYTES_MAX {
        let message = format!("a definition is at most {TEXT_BYTES_MAX} bytes");
        faults.push(Diagnostic::error("too-long", Span::default(), message));
        return None;
    }
    if let Some(span) = deep_key(text) {
        let message = format!("keys nest at most {KEY_DEPTH_MAX} deep");
        faults.push(Diagnostic::error("too-deep", span, message));
        return None;
    }
    let mut copy = text.to_owned();
    let mut renamed = Vec::new();
    loop {
        match Document::parse(copy.as_str()) {
            Ok(document) => {
                let mut reader = Reader { text, renamed: &renamed, faults };
                let entries = reader.entries(document.as_table());
                let kind = NodeKind::Table(entries);
                return Some(Node { span: Span::new(0, 0), kind });
            }
            Err(error) => {
                let span = Span::from(error.span().unwrap_or(0..0));
                let duplicate = error.message().contains("duplicate key");
                faults.push(if duplicate { repeated(source, span) } else { not_toml(&error, span) });
                let stand_in = duplicate.then(|| stand_in(&copy, span)).flatten();
                let stand_in = stand_in.filter(|_| renamed.len() < DUPLICATES_MAX)?;
                copy.replace_range(span.start..span.end, &stand_in);
                renamed.push(span.start);
            }
        }
    }
}

fn repeated(source: &Source, span: Span) -> Diagnostic {
    let key = source.slice(span).to_owned();
    Diagnostic::error("duplicate-id", span, format!("`{key}` is defined twice"))
        .with_help("rename one of the two, or remove it")
}

fn not_toml(error: &toml_edit::TomlError, span: Span) -> Diagnostic {
    Diagnostic::error("toml-syntax", span, error.message().replace('\n', ", "))
        .with_help("the file must be valid TOML before anything else can be checked")
}

/// A bare key of the same length that the text does not hold yet.
fn stand_in(text: &str, span: Span) -> Option<String> {
    let length = span.len();
    text.get(span.start..span.end)?;
    ('A'..='Z').chain('a'..='z').chain('0'..='9').find_map(|letter| {
        let word: String = std::iter::repeat_n(letter, length).collect();
        (length > 0 && !text.contains(&word)).then_some(word)
    })
}

/// A chain of dotted keys long enough to exhaust a recursive reader's stack.
///
/// Dots within strings and comments are none of a key; a quoted key is one key, whatever it holds.
fn deep_key(text: &str) -> Option<Span> {
    let bytes = text.as_bytes();
    let (mut at, mut start, mut dots, mut after_dot) = (0, 0, 0, true);
    while let Some(byte) = bytes.get(at) {
        let from = at;
        at += 1;
        match byte {
            b'#' => at = line_end(bytes, at),
            b'"' | b'\'' => {
                at = string_end(bytes, from, *byte);
                after_dot = false;
                continue;
            }
            b'.' if !after_dot => {
                dots += 1;
                after_dot = true;
                if dots >= KEY_DEPTH_MAX {
                    return Some(Span::new(start, from));
                }
                continue;
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' => {
                after_dot = false;
                continue;
            }
            b' ' | b'\t' => continue,
            _ => {}
        }
        (start, dots, after_dot) = (at, 0, true);
    }
    None
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or(&[]);
    rest.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| from + length)
}

/// The byte after a string; for one that is not closed, the end of the line or of the file.
fn string_end(bytes: &[u8], from: usize, quote: u8) -> usize {
    let is_quote = |at: usize| bytes.get(at) == Some(&quote);
    let long = is_quote(from + 1) && is_quote(from + 2);
    let mut at = if long { from + 3 } else { from + 1 };
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if quote == b'"' => at += 2,
            b'\n' if !long => return at,
            byte if *byte != quote => at += 1,
            _ if !long => return at + 1,
            // Two more quotes may stand right before the three that close.
            _ if is_quote(at + 1) && is_quote(at + 2) => {
                return at + 3 + (at + 3..at + 5).take_while(|at| is_quote(*at)).count();
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

struct Reader<'a> {
    text: &'a str,
    renamed: &'a [usize],
    faults: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn entries(&mut self, table: &dyn TableLike) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (key, item) in table.iter() {
            let key_span = table
                .key(key)
                .and_then(toml_edit::Key::span)
                .map_or_else(|| Span::from(item.span().unwrap_or(0..0)), Span::from);
            if self.renamed.contains(&key_span.start) {
                continue;
            }
            let value = self.item(item, key_span);
            entries.push(Entry { key: key.to_owned(), key_span, value });
        }
        entries
    }

    fn item(&mut self, item: &Item, key_span: Span) -> Node {
        let span = item.span().map_or(key_span, Span::from);
        match item {
            Item::None => Node { span, kind: NodeKind::Refused },
            Item::Value(value) => self.value(value, span),
            // A table's own span is its header or nothing; its name is the better caret.
            Item::Table(table) => Node { span: key_span, kind: NodeKind::Table(self.entries(table)) },
            Item::ArrayOfTables(tables) => {
                let list = tables
                    .iter()
                    .map(|table| Node { span: key_span, kind: NodeKind::Table(self.entries(table)) })
                    .collect();
                Node { span: key_span, kind: NodeKind::Array(list) }
            }
        }
    }

    fn value(&mut self, value: &TomlValue, span: Span) -> Node {
        let kind = match value {
            TomlValue::String(text) => NodeKind::Text(self.text(text.value(), span)),
            TomlValue::Integer(number) => NodeKind::Integer(*number.value()),
            TomlValue::Boolean(boolean) => NodeKind::Boolean(*boolean.value()),
            TomlValue::Float(_) => {
                let written = self.text.get(span.start..span.end).unwrap_or("0.85");
                let help = format!("write the decimal as a text: \"{written}\"");
                self.refuse("float", span, "floats are refused: they cannot hold a decimal exactly", &help)
            }
            TomlValue::Datetime(moment) => match moment.value() {
                toml_edit::Datetime { date: Some(date), time: None, offset: None } => {
                    NodeKind::Date { year: date.year, month: date.month, day: date.day }
                }
                _ => self.refuse(
                    "wrong-kind",
                    span,
                    "a time of day has no place here",
                    "write a date such as 2025-04-01",
                ),
            },
            TomlValue::Array(array) => {
                let list = array.iter().map(|v| self.value(v, Span::from(v.span().unwrap_or(span.start..span.end))));
                NodeKind::Array(list.collect())
            }
            TomlValue::InlineTable(table) => NodeKind::Table(self.entries(table)),
        };
        Node { span, kind }
    }

    fn refuse(&mut self, code: &'static str, span: Span, message: &str, help: &str) -> NodeKind {
        self.faults.push(Diagnostic::error(code, span, message).with_help(help));
        NodeKind::Refused
    }

    fn text(&self, value: &str, span: Span) -> Text {
        let raw = self.text.get(span.start..span.end).unwrap_or("");
        decode(raw, span.start).filter(|text| text.value == value).unwrap_or_else(|| Text {
            value: value.to_owned(),
            // Not reached for text that TOML accepts; the whole string is then the place.
            places: std::iter::repeat_n(span.start, value.len()).chain([span.end]).collect(),
        })
    }
}

/// Decodes a TOML string as written, remembering where each byte came from.
fn decode(raw: &str, start: usize) -> Option<Text> {
    let (quote, escapes) = match raw.as_bytes() {
        [b'\'', b'\'', b'\'', ..] => (3, false),
        [b'"', b'"', b'"', ..] => (3, true),
        [b'\'', ..] => (1, false),
        [b'"', ..] => (1, true),
        _ => return None,
    };
    let body_end = raw.len().checked_sub(quote)?;
    let mut at = quote;
    if quote == 3 && raw.as_bytes().get(at) == Some(&b'\n') {
        at += 1;
    }
    let mut text = Text { value: String::new(), places: Vec::new() };
    while at < body_end {
        let from = at;
        let letter = raw.get(at..body_end)?.chars().next()?;
        at += letter.len_utf8();
        if letter != '\\' || !escapes {
            text.push(letter, start + from);
            continue;
        }
        let escape = raw.get(at..body_end)?.chars().next()?;
        at += escape.len_utf8();
        let digits = match escape {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        if digits > 0 {
            let code = u32::from_str_radix(raw.get(at..at + digits)?, 16).ok()?;
            at += digits;
            text.push(char::from_u32(code)?, start + from);
        } else if escape.is_ascii_whitespace() {
            // A line ending after a backslash, with all white space up to the next line's text.
            at += raw.get(at..body_end)?.bytes().take_while(u8::is_ascii_whitespace).count();
        } else {
            text.push(simple_escape(escape)?, start + from);
        }
    }
    text.places.push(start + body_end);
    Some(text)
}

fn simple_escape(letter: char) -> Option<char> {
    Some(match letter {
        'b' => '\u{8}',
        't' => '\t',
        'n' => '\n',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        '"' => '"',
        '\\' => '\\',
        _ => return None,
    })
}

impl Text {
    fn push(&mut self, letter: char, place: usize) {
        self.value.push(letter);
        for offset in 0..letter.len_utf8() {
            self.places.push(place + offset);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(raw: &str) -> Text {
        decode(raw, 10).expect("a TOML string")
    }

    #[test]
    fn escapes_keep_the_place_that_wrote_them() {
        let text = decoded(r#""a \"b\" < 1""#);
        assert_eq!(text.value, "a \"b\" < 1");
        let at = text.value.find('<').expect("there");
        assert_eq!(text.span(at, at + 1), Span::new(19, 20));
    }

    #[test]
    fn a_line_continuation_is_skipped() {
        let text = decoded("\"\"\"\na and \\\n   b\"\"\"");
        assert_eq!(text.value, "a and b");
        assert_eq!(text.span(6, 7).start, 10 + 15);
    }

    #[test]
    fn a_hostile_chain_of_keys_is_refused() {
        let source = Source::new("x.toml", &format!("{}a = 1", "a.".repeat(100_000)));
        let mut faults = Vec::new();
        assert!(read(&source, &mut faults).is_none());
        assert_eq!(faults[0].code, "too-deep");
    }

    #[test]
    fn a_hostile_chain_of_keys_is_found_behind_strings_and_comments() {
        let deep = "a.".repeat(40);
        for before in ["x = \"\\\"\"\n", "x = ''''a'''''\n", "x = \"\n", "# \"\n", "\"\" . '' . ", "[t]\n", "x = {"] {
            assert!(deep_key(&format!("{before}{deep}a = 1")).is_some(), "{before}");
        }
    }

    #[test]
    fn dots_of_prose_and_of_comments_are_no_keys() {
        let prose = "One sentence. ".repeat(60);
        for text in [
            format!("a = \"{prose}\""),
            format!("a = '''\n{prose}\n'{prose}'''\nb = \"\"\"{prose} \\\"\"\"\""),
            format!("# {prose}\na = 1 # {prose}"),
            format!("\"{prose}\" = 1"),
            "a = \"x\"\n".repeat(60),
        ] {
            assert_eq!(deep_key(&text), None, "{text}");
        }
    }
}
