//! The checked model: every name an index, every expression typed.

use entitle_kernel::date::Date;
use entitle_kernel::image::code::{Aggregate, Over};
use entitle_kernel::number::RoundingMode;
use entitle_kernel::value::Grade;

use crate::decimal::Decimal;
use crate::definition::{Action, Definition};
use crate::feel::ast::{Arithmetic, Comparison};
use crate::source::Span;

/// The type of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Type {
    Number,
    Days,
    Months,
    Date,
    Boolean,
    /// A text of the list with this index.
    Text(usize),
    /// A text whose list the other side of a comparison will tell.
    AnyText,
    Null,
}

impl Type {
    pub(crate) fn is_number(self) -> bool {
        matches!(self, Type::Number | Type::Days | Type::Months)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Type::Number => "a number",
            Type::Days => "a number of days",
            Type::Months => "a number of months",
            Type::Date => "a date",
            Type::Boolean => "a boolean",
            Type::Text(_) | Type::AnyText => "a text",
            Type::Null => "null",
        }
    }
}

/// An expression with its type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Typed {
    pub(crate) span: Span,
    pub(crate) ty: Type,
    pub(crate) kind: TypedKind,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TypedKind {
    /// With the grade of the parameter that it is the value of.
    Number(Decimal, Option<Grade>),
    Date(Date, Option<Grade>),
    Boolean(bool, Option<Grade>),
    Text(String),
    Null,
    AchievementDate,
    Fact(usize),
    Attribute(usize),
    Condition(usize),
    InRegister(usize),
    Line(usize),
    Points,
    PointsMax,
    Achieved,
    Negate(Box<Typed>),
    Not(Box<Typed>),
    And(Vec<Typed>),
    Or(Vec<Typed>),
    Arithmetic(Arithmetic, Box<Typed>, Box<Typed>),
    Compare(Comparison, Box<Typed>, Box<Typed>),
    If(Box<Typed>, Box<Typed>, Box<Typed>),
    Minimum(Vec<Typed>),
    Maximum(Vec<Typed>),
    Absolute(Box<Typed>),
    Round(RoundingMode, Box<Typed>, i8),
    MonthsBetween(Box<Typed>, Box<Typed>),
    Band(usize, Box<Typed>),
    Keyed(usize, Box<Typed>),
    Marginal(usize, Box<Typed>, Option<Box<Typed>>),
    Scale(usize, Box<Typed>, Box<Typed>),
    Fold {
        aggregate: Aggregate,
        over: Over,
        body: Option<Box<Typed>>,
    },
}

impl Typed {
    pub(crate) fn new(span: Span, ty: Type, kind: TypedKind) -> Typed {
        Typed { span, ty, kind }
    }

    /// The expressions directly within.
    pub(crate) fn children(&self) -> Vec<&Typed> {
        match &self.kind {
            TypedKind::Negate(a)
            | TypedKind::Not(a)
            | TypedKind::Absolute(a)
            | TypedKind::Round(_, a, _)
            | TypedKind::Band(_, a)
            | TypedKind::Keyed(_, a)
            | TypedKind::Marginal(_, a, None)
            | TypedKind::Fold { body: Some(a), .. } => vec![a],
            TypedKind::Arithmetic(_, a, b)
            | TypedKind::Compare(_, a, b)
            | TypedKind::MonthsBetween(a, b)
            | TypedKind::Marginal(_, a, Some(b))
            | TypedKind::Scale(_, a, b) => vec![a, b],
            TypedKind::If(a, b, c) => vec![a, b, c],
            TypedKind::And(list) | TypedKind::Or(list) | TypedKind::Minimum(list) | TypedKind::Maximum(list) => {
                list.iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// The same expression with another in the place of one of its children.
    pub(crate) fn with_child(&self, at: usize, child: Typed) -> Typed {
        let mut copy = self.clone();
        let place = match &mut copy.kind {
            TypedKind::Negate(a)
            | TypedKind::Not(a)
            | TypedKind::Absolute(a)
            | TypedKind::Round(_, a, _)
            | TypedKind::Band(_, a)
            | TypedKind::Keyed(_, a)
            | TypedKind::Marginal(_, a, None)
            | TypedKind::Fold { body: Some(a), .. } => Some(&mut **a),
            TypedKind::Arithmetic(_, a, b)
            | TypedKind::Compare(_, a, b)
            | TypedKind::MonthsBetween(a, b)
            | TypedKind::Marginal(_, a, Some(b))
            | TypedKind::Scale(_, a, b) => Some(if at == 0 { &mut **a } else { &mut **b }),
            TypedKind::If(a, b, c) => Some(match at {
                0 => &mut **a,
                1 => &mut **b,
                _ => &mut **c,
            }),
            TypedKind::And(list) | TypedKind::Or(list) | TypedKind::Minimum(list) | TypedKind::Maximum(list) => {
                list.get_mut(at)
            }
            _ => None,
        };
        if let Some(place) = place {
            *place = child;
        }
        copy
    }

    /// Visits the expression and everything within.
    pub(crate) fn visit(&self, see: &mut dyn FnMut(&Typed)) {
        see(self);
        for child in self.children() {
            child.visit(see);
        }
    }
}

/// A row of a rule table after blocks are expanded.
#[derive(Clone, Debug)]
pub(crate) struct CheckedRow {
    pub(crate) span: Span,
    /// Absent: the row always matches, or its condition was refused.
    pub(crate) condition: Option<Typed>,
    pub(crate) always: bool,
    pub(crate) text: String,
    pub(crate) clause: String,
    pub(crate) then: End,
    pub(crate) otherwise: End,
}

/// What a branch of a row does, and its reason's index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) action: Action,
    pub(crate) reason: Option<usize>,
}

/// Checked parts beside the declarations that they belong to; same indexes.
pub(crate) struct Model {
    pub(crate) definition: Definition,
    pub(crate) conditions: Vec<Option<Typed>>,
    pub(crate) registers: Vec<Option<Vec<CheckedRow>>>,
    pub(crate) indicators: Vec<CheckedIndicator>,
    pub(crate) scale_of: Vec<Option<Typed>>,
    /// Scales in an order in which each comes after those it is the best of.
    pub(crate) scale_order: Vec<usize>,
    pub(crate) best_of: Vec<Vec<usize>>,
    pub(crate) criteria: Vec<Option<Typed>>,
    pub(crate) lines: Vec<Option<Typed>>,
    /// For each keyed table, the list of texts that is its key.
    pub(crate) table_lists: Vec<Option<usize>>,
}

/// What an indicator refers to, and its tables.
#[derive(Clone, Debug, Default)]
pub(crate) struct CheckedIndicator {
    pub(crate) register: usize,
    pub(crate) scale: usize,
    pub(crate) denominator: Option<Vec<CheckedRow>>,
    pub(crate) numerator: Option<Vec<CheckedRow>>,
}
