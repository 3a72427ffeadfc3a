//! What a definition declares, read but not yet checked: names are words, expressions are trees.

use entitle_kernel::date::Date;
use entitle_kernel::number::RoundingMode;
use entitle_kernel::value::Grade;

use crate::decimal::Decimal;
use crate::feel::ast::{Expr, Word};
use crate::source::Span;

/// Everything one file declares, each kind in the order of the file.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) contract: Contract,
    pub(crate) sources: Vec<SourceEntry>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) reasons: Vec<Reason>,
    pub(crate) conditions: Vec<Condition>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) registers: Vec<Register>,
    pub(crate) indicators: Vec<Indicator>,
    pub(crate) scales: Vec<Scale>,
    pub(crate) tables: Vec<Table>,
    pub(crate) criteria: Vec<Criterion>,
    pub(crate) lines: Vec<Line>,
    /// Lists of text values; facts with the same list share it and can be compared.
    pub(crate) text_lists: Vec<Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    Practice,
    Network,
}

#[derive(Debug)]
pub(crate) struct Contract {
    pub(crate) id: Word,
    pub(crate) title: String,
    pub(crate) in_force: Date,
    pub(crate) until: Option<Date>,
    pub(crate) read_until: Option<Date>,
    /// Ids of the contracts that it is held in place of, and the condition where it is not always so.
    pub(crate) replaces: Vec<(String, Option<Word>)>,
    pub(crate) published: Option<Date>,
    pub(crate) revision: u16,
    pub(crate) subject: Subject,
    pub(crate) pays: Option<Word>,
    pub(crate) family: String,
    pub(crate) doc: String,
}

#[derive(Debug)]
pub(crate) struct SourceEntry {
    pub(crate) id: Word,
    pub(crate) title: String,
    pub(crate) grade: Grade,
    pub(crate) note: String,
}

/// Where a figure comes from: a source by its name, with a grade of its own where it has one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    pub(crate) source: Option<Word>,
    pub(crate) grade: Option<Grade>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Constant {
    Number(Decimal),
    Date(Date),
    Boolean(bool),
    Text(String),
}

#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) id: Word,
    /// Absent when it was refused.
    pub(crate) value: Option<Constant>,
    pub(crate) unit: String,
    pub(crate) origin: Origin,
    pub(crate) doc: String,
}

#[derive(Debug)]
pub(crate) struct Attribute {
    pub(crate) id: Word,
    pub(crate) kind: Option<FactKind>,
    pub(crate) origin: Origin,
    pub(crate) doc: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FactScope {
    Contract,
    Network,
    Practice,
    Patient,
}

/// A fact, line or built-in name that exists once for the subject, per register or per indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Per {
    Subject,
    Register,
    Indicator,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pool {
    None,
    Sum,
    Same,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FactKind {
    /// A whole or scaled number between two bounds, both included.
    Number {
        places: u32,
        low: Decimal,
        high: Decimal,
        integer: bool,
    },
    Date,
    Boolean,
    /// The index of its list of values.
    Text(usize),
}

#[derive(Debug)]
pub(crate) struct Fact {
    pub(crate) id: Word,
    pub(crate) scope: FactScope,
    pub(crate) kind: Option<FactKind>,
    pub(crate) doc: String,
    pub(crate) unit: String,
    pub(crate) nullable: bool,
    pub(crate) per: Per,
    pub(crate) local: bool,
    /// Why no expression asks for it; empty where one should.
    pub(crate) unused: String,
    pub(crate) pool: Pool,
    pub(crate) from: Vec<(String, String)>,
    /// The reading of a switch unless it is set: 0 or 1, or the place of a text.
    pub(crate) default: Option<u16>,
    /// Where a switch's doubt comes from.
    pub(crate) origin: Origin,
    /// One of the language's own counts.
    pub(crate) built_in: bool,
}

impl Fact {
    /// What it means, and why nothing asks for it where that is so.
    pub(crate) fn meaning(&self) -> String {
        if self.unused.is_empty() { self.doc.clone() } else { format!("{}. {}", self.doc, self.unused) }
    }
}

#[derive(Debug)]
pub(crate) struct Reason {
    pub(crate) id: Word,
    pub(crate) text: String,
    pub(crate) class: String,
    pub(crate) origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConditionOf {
    Patient,
    Subject,
    /// Of the subject too; true where its facts contradict one another, which refuses the statement.
    Contradiction,
}

#[derive(Debug)]
pub(crate) struct Condition {
    pub(crate) id: Word,
    pub(crate) when: Option<Formula>,
    pub(crate) of: ConditionOf,
    pub(crate) doc: String,
    pub(crate) origin: Origin,
}

/// An expression with the text that wrote it.
#[derive(Clone, Debug)]
pub(crate) struct Formula {
    pub(crate) expr: Expr,
    pub(crate) text: String,
    /// Where in `text` names stand by themselves, in order.
    pub(crate) names: Vec<std::ops::Range<usize>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Action {
    Next,
    Select,
    Reject,
    Exclude,
    Adjust,
}

impl Action {
    pub(crate) fn needs_reason(self) -> bool {
        matches!(self, Action::Exclude | Action::Adjust)
    }
}

/// An action with the place that names it and its reason.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    pub(crate) action: Action,
    pub(crate) span: Span,
    pub(crate) because: Option<Word>,
}

#[derive(Clone, Debug)]
pub(crate) enum Row {
    If {
        span: Span,
        condition: Option<Box<Formula>>,
        then: Branch,
        otherwise: Branch,
        clause: String,
    },
    Otherwise {
        span: Span,
        branch: Branch,
        clause: String,
    },
    Use {
        span: Span,
        block: Word,
        with: Vec<(Word, Option<Formula>)>,
    },
    /// Refused already; what a table with such a row lacks cannot be said.
    Refused,
}

#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) id: Word,
    pub(crate) with: Vec<Word>,
    pub(crate) rows: Vec<Row>,
}

#[derive(Debug)]
pub(crate) struct Register {
    pub(crate) id: Word,
    pub(crate) title: String,
    pub(crate) origin: Origin,
    pub(crate) rows: Option<Vec<Row>>,
    pub(crate) doc: String,
}

#[derive(Debug)]
pub(crate) struct Indicator {
    pub(crate) id: Word,
    pub(crate) title: String,
    pub(crate) register: Option<Word>,
    pub(crate) points: Option<Decimal>,
    /// An index into the definition's scales, or the name of one.
    pub(crate) scale: Option<ScaleChoice>,
    pub(crate) origin: Origin,
    /// Where its rule tables were read, where that is another source.
    pub(crate) rules_origin: Origin,
    pub(crate) denominator: Option<Vec<Row>>,
    pub(crate) numerator: Option<Vec<Row>>,
    pub(crate) attributes: Vec<(Word, Option<Constant>, Span)>,
    pub(crate) doc: String,
}

#[derive(Clone, Debug)]
pub(crate) enum ScaleChoice {
    Named(Word),
    Own(usize),
}

#[derive(Debug)]
pub(crate) struct Scale {
    /// Empty for a scale that an indicator states for itself.
    pub(crate) id: Word,
    pub(crate) form: Option<ScaleForm>,
    pub(crate) lower_is_better: bool,
    pub(crate) of: Option<Formula>,
    pub(crate) of_refused: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum ScaleForm {
    Band { start: Decimal, full: Decimal },
    Steps(Vec<ScaleRow>),
    Gates(Vec<ScaleRow>),
    Deciles { bounds: Vec<Decimal>, floor: Decimal, places: u8 },
    AllOrNothing(Decimal),
    BestOf(Vec<Word>),
}

/// What a rate earns: points, or a share of the maximum.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ScaleRow {
    pub(crate) at: Decimal,
    pub(crate) earns: Decimal,
    pub(crate) is_share: bool,
}

#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) id: Word,
    pub(crate) origin: Origin,
    pub(crate) form: Option<TableForm>,
}

#[derive(Clone, Debug)]
pub(crate) enum TableForm {
    Band { rows: Vec<BandRow>, divisor: Divisor, outside_is_null: bool },
    Keyed { key: Word, rows: Vec<KeyedRow> },
    Marginal(Vec<MarginalRow>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Divisor {
    /// Each row has one value.
    None,
    ToMinusFrom,
    NextMinusFrom,
    Number(Decimal),
}

#[derive(Clone, Debug)]
pub(crate) struct BandRow {
    pub(crate) span: Span,
    pub(crate) from: Decimal,
    pub(crate) end: BandEnd,
    pub(crate) low: Decimal,
    pub(crate) high: Decimal,
    pub(crate) origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum BandEnd {
    Open,
    To(Decimal),
    Until(Decimal),
}

#[derive(Clone, Debug)]
pub(crate) struct KeyedRow {
    pub(crate) key: Word,
    /// Absent: null.
    pub(crate) value: Option<Decimal>,
    pub(crate) origin: Origin,
}

#[derive(Clone, Debug)]
pub(crate) struct MarginalRow {
    pub(crate) span: Span,
    pub(crate) from: Decimal,
    pub(crate) until: Option<Decimal>,
    pub(crate) rate: Decimal,
    pub(crate) origin: Origin,
}

#[derive(Debug)]
pub(crate) struct Criterion {
    pub(crate) id: Word,
    pub(crate) title: String,
    pub(crate) require: Option<Formula>,
    pub(crate) refers: bool,
    pub(crate) clause: String,
    pub(crate) origin: Origin,
}

#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) id: Word,
    pub(crate) title: String,
    pub(crate) per: Per,
    pub(crate) value: Option<Formula>,
    pub(crate) unit: String,
    pub(crate) round: Option<Rounding>,
    pub(crate) clause: String,
    pub(crate) origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rounding {
    /// Decimal places; negative for tens, hundreds.
    pub(crate) places: i8,
    pub(crate) mode: RoundingMode,
}
