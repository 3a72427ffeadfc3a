//! The tree of an expression, as written. Spans point into the definition's file.

use entitle_kernel::date::Date;

use crate::source::Span;

/// An expression, with how high its tree is: a bound on the recursion of everything after it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expr {
    pub(crate) span: Span,
    pub(crate) height: u8,
    pub(crate) kind: ExprKind,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ExprKind {
    Number(String),
    Text(String),
    Boolean(bool),
    Null,
    Date(Date),
    Months(i64),
    Days(i64),
    Name(String),
    /// `practices.list_size`, `in_register.CHD`, `p.list_size`.
    Member {
        base: Word,
        name: Word,
    },
    /// `share[track]`.
    Lookup {
        table: Word,
        key: Box<Expr>,
    },
    Call {
        function: Function,
        arguments: Vec<Expr>,
    },
    Negate(Box<Expr>),
    Not(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Arithmetic {
        operator: Arithmetic,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Compare {
        operator: Comparison,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Between {
        value: Box<Expr>,
        low: Box<Expr>,
        high: Box<Expr>,
    },
    In {
        value: Box<Expr>,
        tests: Vec<Test>,
    },
    If {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    Quantified {
        every: bool,
        variable: Word,
        over: Word,
        body: Box<Expr>,
    },
}

impl ExprKind {
    /// The expressions directly within.
    pub(crate) fn children(&self) -> Vec<&Expr> {
        match self {
            ExprKind::Lookup { key: one, .. }
            | ExprKind::Negate(one)
            | ExprKind::Not(one)
            | ExprKind::Quantified { body: one, .. } => vec![one],
            ExprKind::Call { arguments: many, .. } | ExprKind::And(many) | ExprKind::Or(many) => many.iter().collect(),
            ExprKind::Arithmetic { left, right, .. } | ExprKind::Compare { left, right, .. } => vec![left, right],
            ExprKind::Between { value, low, high } => vec![value, low, high],
            ExprKind::If { condition, then, otherwise } => vec![condition, then, otherwise],
            ExprKind::In { value, tests } => {
                let tests = tests.iter().flat_map(|test| match test {
                    Test::Equals(one) | Test::Compares(_, one) => vec![one],
                    Test::Range { low, high, .. } => vec![low, high],
                });
                std::iter::once(&**value).chain(tests).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The same for a tree that is to be rewritten.
    pub(crate) fn children_mut(&mut self) -> Vec<&mut Expr> {
        match self {
            ExprKind::Lookup { key: one, .. }
            | ExprKind::Negate(one)
            | ExprKind::Not(one)
            | ExprKind::Quantified { body: one, .. } => vec![one],
            ExprKind::Call { arguments: many, .. } | ExprKind::And(many) | ExprKind::Or(many) => {
                many.iter_mut().collect()
            }
            ExprKind::Arithmetic { left, right, .. } | ExprKind::Compare { left, right, .. } => vec![left, right],
            ExprKind::Between { value, low, high } => vec![value, low, high],
            ExprKind::If { condition, then, otherwise } => vec![condition, then, otherwise],
            ExprKind::In { value, tests } => {
                let mut children: Vec<&mut Expr> = vec![value];
                for test in tests {
                    match test {
                        Test::Equals(one) | Test::Compares(_, one) => children.push(one),
                        Test::Range { low, high, .. } => children.extend([low, high]),
                    }
                }
                children
            }
            _ => Vec::new(),
        }
    }
}

/// A name with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// One element of the list after `in`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    Equals(Expr),
    Compares(Comparison, Expr),
    Range { low: Expr, low_included: bool, high: Expr, high_included: bool },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// A comparison of two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    /// The comparison that holds exactly where this one does not, nulls apart.
    pub(crate) fn negated(self) -> Comparison {
        match self {
            Comparison::Equal => Comparison::NotEqual,
            Comparison::NotEqual => Comparison::Equal,
            Comparison::Less => Comparison::GreaterOrEqual,
            Comparison::LessOrEqual => Comparison::Greater,
            Comparison::Greater => Comparison::LessOrEqual,
            Comparison::GreaterOrEqual => Comparison::Less,
        }
    }

    /// The comparison with its sides exchanged.
    pub(crate) fn mirrored(self) -> Comparison {
        match self {
            Comparison::Less => Comparison::Greater,
            Comparison::LessOrEqual => Comparison::GreaterOrEqual,
            Comparison::Greater => Comparison::Less,
            Comparison::GreaterOrEqual => Comparison::LessOrEqual,
            same => same,
        }
    }

    pub(crate) fn is_ordering(self) -> bool {
        !matches!(self, Comparison::Equal | Comparison::NotEqual)
    }
}

/// The functions there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Function {
    Minimum,
    Maximum,
    Sum,
    Count,
    Absolute,
    Floor,
    Ceiling,
    Decimal,
    RoundUp,
    RoundDown,
    RoundHalfUp,
    RoundHalfDown,
    MonthsBetween,
    Band,
    Marginal,
    Scale,
}

impl Function {
    pub(crate) const ALL: [(&'static str, Function); 16] = [
        ("min", Function::Minimum),
        ("max", Function::Maximum),
        ("sum", Function::Sum),
        ("count", Function::Count),
        ("abs", Function::Absolute),
        ("floor", Function::Floor),
        ("ceiling", Function::Ceiling),
        ("decimal", Function::Decimal),
        ("round up", Function::RoundUp),
        ("round down", Function::RoundDown),
        ("round half up", Function::RoundHalfUp),
        ("round half down", Function::RoundHalfDown),
        ("years and months duration", Function::MonthsBetween),
        ("band", Function::Band),
        ("marginal", Function::Marginal),
        ("scale", Function::Scale),
    ];

    pub(crate) fn name(self) -> &'static str {
        Function::ALL.iter().find(|(_, function)| *function == self).map_or("", |(name, _)| name)
    }

    /// How many arguments it takes, at least and at most.
    pub(crate) fn arity(self) -> (usize, usize) {
        match self {
            Function::Minimum | Function::Maximum => (1, entitle_kernel::limits::ARGUMENTS_MAX),
            Function::Sum | Function::Count | Function::Absolute | Function::Floor | Function::Ceiling => (1, 1),
            Function::Marginal => (2, 3),
            Function::Scale => (3, 3),
            _ => (2, 2),
        }
    }
}
