//! What is wrong with a definition, where, and what to do about it.

use std::fmt;

use entitle_kernel::limits::NAME_BYTES_MAX;

use ariadne::{Config, IndexType, Label, Report, ReportKind};
use serde::Serialize;

use crate::source::{Source, Span};

/// Whether a definition is refused.
///
/// ```
/// use entitle_compiler::Severity;
/// assert!(Severity::Error < Severity::Warning);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The definition is refused.
    Error,
    /// The definition compiles; a person should look.
    Warning,
}

/// One fault or doubt, with its place.
///
/// ```
/// use entitle_compiler::check;
/// let checked = check("a.toml", "semantics = 2");
/// assert_eq!(checked.diagnostics.list()[1].code, "unknown-semantics");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// A stable word for the kind of fault, such as `unknown-name`.
    pub code: &'static str,
    /// One sentence without a full stop.
    pub message: String,
    /// Where it is.
    pub span: Span,
    /// Other places that matter, each with a few words.
    pub labels: Vec<(Span, String)>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error.
    ///
    /// ```
    /// use entitle_compiler::{Diagnostic, Severity, Span};
    /// let fault = Diagnostic::error("unknown-name", Span::new(0, 3), "there is no `agee`");
    /// assert_eq!(fault.severity, Severity::Error);
    /// ```
    #[must_use]
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Diagnostic {
        let message = message.into();
        Diagnostic { severity: Severity::Error, code, message, span, labels: Vec::new(), help: None }
    }

    /// A warning.
    ///
    /// ```
    /// use entitle_compiler::{Diagnostic, Severity, Span};
    /// let doubt = Diagnostic::warning("unused", Span::new(0, 3), "the fact is never used");
    /// assert_eq!(doubt.severity, Severity::Warning);
    /// ```
    #[must_use]
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, span, message) }
    }

    /// The same with advice.
    ///
    /// ```
    /// use entitle_compiler::{Diagnostic, Span};
    /// let fault = Diagnostic::error("float", Span::new(0, 3), "a float").with_help("write a string");
    /// assert_eq!(fault.help.as_deref(), Some("write a string"));
    /// ```
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// The same with another place that matters.
    ///
    /// ```
    /// use entitle_compiler::{Diagnostic, Span};
    /// let fault = Diagnostic::error("duplicate-id", Span::new(9, 12), "`age` again")
    ///     .with_label(Span::new(0, 3), "first here");
    /// assert_eq!(fault.labels.len(), 1);
    /// ```
    #[must_use]
    pub fn with_label(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push((span, text.into()));
        self
    }
}

/// A diagnostic as plain fields, for editors and continuous integration.
///
/// Lines and columns count from 1, bytes from 0. A column counts characters (Unicode scalar values), or UTF-16 units
/// where its name says so; bytes are those of the file as it was read.
///
/// ```
/// use entitle_compiler::check;
/// let plain = check("a.toml", "semantics = 2").diagnostics.plain();
/// assert_eq!((plain[1].line, plain[1].column, plain[1].end_column), (1, 13, 14));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlainDiagnostic {
    /// The file's name as given.
    pub file: String,
    /// First line, from 1.
    pub line: usize,
    /// First character, from 1.
    pub column: usize,
    /// The last character's line.
    pub end_line: usize,
    /// The character after the last.
    pub end_column: usize,
    /// `column` in UTF-16 units.
    pub column_utf16: usize,
    /// `end_column` in UTF-16 units.
    pub end_column_utf16: usize,
    /// The first byte.
    pub start_byte: usize,
    /// The byte after the last.
    pub end_byte: usize,
    /// Error or warning.
    pub severity: Severity,
    /// The kind of fault.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl PlainDiagnostic {
    /// Where it is and what is wrong.
    ///
    /// ```
    /// let plain = entitle_compiler::check("a.toml", "semantics = 2").diagnostics.plain();
    /// assert!(plain[1].in_a_line().starts_with("line 1, column 13: "));
    /// ```
    #[must_use]
    pub fn in_a_line(&self) -> String {
        format!("line {}, column {}: {}", self.line, self.column, self.message)
    }
}

/// A refused definition in words: see [`Diagnostics::told`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldFaults {
    /// How many faults, and each with the lines that it is about.
    pub message: String,
    /// Each fault in a line.
    pub details: Vec<String>,
    /// What to do about the first, where that is known.
    pub help: Option<String>,
    /// Line and column of the first, from 1.
    pub place: Option<(usize, usize)>,
}

/// Every diagnostic of one definition, in order of place, errors and warnings together.
///
/// ```
/// let faults = entitle_compiler::compile("a.toml", "semantics = 2").unwrap_err();
/// assert!(faults.render(false).contains("a.toml:1:13"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostics {
    source: Source,
    list: Vec<Diagnostic>,
}

/// Diagnostics of one definition that are told; beyond these a person mends first and asks again.
const SHOWN_MAX: usize = 100;

/// What stands for the diagnostics that are not told, at the place of the first of them.
fn and_more(more: &[Diagnostic]) -> Option<Diagnostic> {
    let span = more.first()?.span;
    let severity = more.iter().map(|diagnostic| diagnostic.severity).min()?;
    let message = format!("and {} more", more.len());
    Some(Diagnostic { severity, ..Diagnostic::error("and-more", span, message) })
}

impl Diagnostics {
    pub(crate) fn new(source: Source, mut list: Vec<Diagnostic>) -> Diagnostics {
        list.sort_by(|a, b| (a.span, a.severity, a.code).cmp(&(b.span, b.severity, b.code)));
        // A block of rows expanded twice repeats its faults; one report is enough.
        list.dedup_by(|a, b| (a.span, a.code, &a.message) == (b.span, b.code, &b.message));
        if list.len() > SHOWN_MAX {
            let more = list.split_off(SHOWN_MAX);
            list.extend(and_more(&more));
        }
        Diagnostics { source, list }
    }

    /// The diagnostics in order of place.
    ///
    /// ```
    /// assert!(!entitle_compiler::check("a.toml", "").diagnostics.list().is_empty());
    /// ```
    #[must_use]
    pub fn list(&self) -> &[Diagnostic] {
        &self.list
    }

    /// The text that the spans point into.
    ///
    /// ```
    /// assert_eq!(entitle_compiler::check("a.toml", "").diagnostics.source().name(), "a.toml");
    /// ```
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Whether the definition is refused.
    ///
    /// ```
    /// assert!(entitle_compiler::check("a.toml", "").diagnostics.has_errors());
    /// ```
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|d| d.severity == Severity::Error)
    }

    /// All diagnostics as people read them: file, line, column, the text with carets, help.
    ///
    /// ```
    /// let checked = entitle_compiler::check("a.toml", "semantics = 2");
    /// assert!(checked.diagnostics.render(false).contains("[unknown-semantics] Error"));
    /// ```
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let mut out = Vec::new();
        let mut cache = (self.source.name().to_owned(), ariadne::Source::from(self.source.text()));
        for diagnostic in &self.list {
            // Writing to memory does not fail.
            let _ = self.report(diagnostic, colour).write(&mut cache, &mut out);
        }
        String::from_utf8_lossy(&out).into_owned()
    }

    fn report<'a>(&self, diagnostic: &'a Diagnostic, colour: bool) -> Report<'a, (String, std::ops::Range<usize>)> {
        let place = |span: Span| (self.source.name().to_owned(), self.visible(span));
        let kind = match diagnostic.severity {
            Severity::Error => ReportKind::Error,
            Severity::Warning => ReportKind::Warning,
        };
        let mut report = Report::build(kind, place(diagnostic.span))
            .with_config(Config::default().with_color(colour).with_index_type(IndexType::Byte))
            .with_code(diagnostic.code)
            .with_message(&diagnostic.message)
            // The message stands above; a label without a text would draw no line.
            .with_label(Label::new(place(diagnostic.span)).with_message("here"));
        for (span, text) in &diagnostic.labels {
            report = report.with_label(Label::new(place(*span)).with_message(text).with_order(1));
        }
        if let Some(help) = &diagnostic.help {
            report = report.with_help(help);
        }
        report.finish()
    }

    /// A span that a caret can stand under: inside the text, on characters' bounds.
    fn visible(&self, span: Span) -> std::ops::Range<usize> {
        let text = self.source.text();
        let floor = |at: usize| {
            let at = at.min(text.len());
            (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
        };
        let start = floor(span.start);
        start..floor(span.end).max(start)
    }

    /// What a face says of a definition that is refused.
    ///
    /// ```
    /// let told = entitle_compiler::compile("a.toml", "semantics = 2").unwrap_err().told("a.toml");
    /// assert!(told.message.starts_with(&format!("a.toml has {} faults\n", told.details.len())));
    /// assert!(told.details.iter().any(|fault| fault.starts_with("line 1, column 13: ")));
    /// ```
    #[must_use]
    pub fn told(&self, name: &str) -> ToldFaults {
        let faults: Vec<PlainDiagnostic> =
            self.plain().into_iter().filter(|fault| fault.severity == Severity::Error).collect();
        let first = faults.first();
        let (count, plural) = (faults.len(), if faults.len() == 1 { "" } else { "s" });
        ToldFaults {
            message: format!("{name} has {count} fault{plural}\n{}", self.render(false).trim_end()),
            details: faults.iter().map(PlainDiagnostic::in_a_line).collect(),
            help: first.and_then(|fault| fault.help.clone()),
            place: first.map(|fault| (fault.line, fault.column)),
        }
    }

    /// All diagnostics as plain, serialisable fields.
    ///
    /// ```
    /// let plain = entitle_compiler::check("a.toml", "semantics = 2").diagnostics.plain();
    /// assert!(serde_json::to_string(&plain).unwrap().contains("\"severity\":\"error\""));
    /// ```
    #[must_use]
    pub fn plain(&self) -> Vec<PlainDiagnostic> {
        self.list.iter().map(|diagnostic| self.plain_of(diagnostic)).collect()
    }

    fn plain_of(&self, diagnostic: &Diagnostic) -> PlainDiagnostic {
        let start = self.source.place(diagnostic.span.start);
        let end = self.source.place(diagnostic.span.end);
        PlainDiagnostic {
            file: self.source.name().to_owned(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            column_utf16: start.column_utf16,
            end_column_utf16: end.column_utf16,
            start_byte: self.source.file_offset(diagnostic.span.start),
            end_byte: self.source.file_offset(diagnostic.span.end),
            severity: diagnostic.severity,
            code: diagnostic.code,
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
        }
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}

/// Help that offers the nearest known word, or lists the few that there are.
pub(crate) fn offer<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    // What is longer than any name is near none, and measuring how far off takes long.
    let measured = if wanted.len() <= NAME_BYTES_MAX { known.as_slice() } else { &[] };
    let nearest = measured
        .iter()
        .map(|word| (strsim::damerau_levenshtein(&wanted.to_lowercase(), &word.to_lowercase()), *word))
        .min();
    match nearest {
        Some((distance, word)) if distance <= 1 + wanted.chars().count() / 3 => Some(format!("did you mean `{word}`?")),
        _ if (1..=12).contains(&known.len()) => Some(format!("known here: {}", known.join(", "))),
        _ => None,
    }
}
