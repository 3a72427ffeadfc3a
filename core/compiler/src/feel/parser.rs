//! Words to a tree: precedence climbing with a bound on depth.

use super::arguments::{Argument, in_place};
use super::ast::{Arithmetic, Comparison, Expr, ExprKind, Function, Test, Word};
use super::lexer::{Token, TokenKind, is_other_function, tokens};
use super::literals;
use crate::diagnostic::{Diagnostic, offer};
use crate::document::Text;
use crate::source::Span;

/// Nesting beyond this is hostile; contracts nest five deep.
const HEIGHT_MAX: u8 = 64;
/// Longest expression, bytes.
const EXPRESSION_BYTES_MAX: usize = 16 << 10;

type Parsed<T> = Result<T, Box<Diagnostic>>;

/// Reads one expression to its end; the fault is positioned in the file.
pub(crate) fn parse(text: &Text) -> Parsed<Expr> {
    if text.value.len() > EXPRESSION_BYTES_MAX {
        let span = text.span(0, text.value.len());
        let message = format!("an expression is at most {EXPRESSION_BYTES_MAX} bytes");
        return Err(Box::new(
            Diagnostic::error("too-long", span, message).with_help("name parts of it as conditions or lines"),
        ));
    }
    let tokens = tokens(&text.value);
    let mut parser = Parser { text, tokens: &tokens, at: 0, depth: 0 };
    let expr = parser.expression(Level::Or)?;
    match parser.peek() {
        TokenKind::End => Ok(expr),
        _ => Err(parser.unexpected("an operator or the end of the expression")),
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Comparison,
    Sum,
    Product,
}

struct Parser<'t> {
    text: &'t Text,
    tokens: &'t [Token],
    at: usize,
    depth: u8,
}

impl Parser<'_> {
    fn peek(&self) -> &TokenKind {
        self.token(0).map_or(&TokenKind::End, |token| &token.kind)
    }

    fn token(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead)
    }

    /// The place of the next word.
    fn here(&self) -> Span {
        self.token(0).map_or_else(Span::default, |token| self.text.span(token.start, token.end))
    }

    /// The place of the word just taken.
    fn taken(&self) -> Span {
        let token = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        token.map_or_else(Span::default, |token| self.text.span(token.start, token.end))
    }

    fn advance(&mut self) {
        self.at += 1;
    }

    fn is_symbol(&self, symbol: &str) -> bool {
        matches!(self.peek(), TokenKind::Symbol(found) if *found == symbol)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), TokenKind::Word(found) if found == word)
    }

    fn take_symbol(&mut self, symbol: &str) -> bool {
        let found = self.is_symbol(symbol);
        self.at += usize::from(found);
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    fn expect_symbol(&mut self, symbol: &'static str) -> Parsed<()> {
        if self.take_symbol(symbol) { Ok(()) } else { Err(self.unexpected(&format!("`{symbol}`"))) }
    }

    fn expect_word(&mut self, word: &'static str) -> Parsed<()> {
        if self.take_word(word) { Ok(()) } else { Err(self.unexpected(&format!("`{word}`"))) }
    }

    fn unexpected(&self, wanted: &str) -> Box<Diagnostic> {
        let span = self.here();
        let syntax = |message: String| Diagnostic::error("feel-syntax", span, message);
        let outside = |what: &str| outside(span, what);
        Box::new(match self.peek() {
            TokenKind::End => syntax(format!("the expression ends where {wanted} is expected")),
            TokenKind::Stray('"') => syntax("this text has no closing quote, or holds an unknown escape".to_owned()),
            TokenKind::Stray('\'') => syntax("texts stand in double quotes".to_owned()),
            TokenKind::Stray('?') => outside("the `?` of unary tests"),
            TokenKind::Stray(letter) => syntax(format!("`{letter}` has no meaning here")),
            TokenKind::Symbol("**") => outside("the power operator `**`"),
            TokenKind::Symbol("{") => outside("a context `{…}`"),
            TokenKind::Symbol("->") => outside("the arrow"),
            TokenKind::Symbol("==") => syntax("equality is written with one `=`".to_owned()).with_help("write `=`"),
            TokenKind::Symbol("/*") => syntax("this comment has no end".to_owned()).with_help("end it with `*/`"),
            TokenKind::Symbol(".") if self.follows_number() => {
                syntax("a decimal ends with a digit".to_owned()).with_help("write `5` or `5.0`")
            }
            TokenKind::Symbol(".") => outside("a path of more than two names"),
            TokenKind::Symbol("..") => outside("a range outside `in`"),
            TokenKind::Symbol("[") => outside("a list, or a filter `[…]`")
                .with_help("`[…]` looks a text fact up in a keyed table, `share[track]`, or bounds a range after `in`"),
            TokenKind::Word(word)
                if matches!(word.as_str(), "for" | "function" | "instance" | "return" | "external") =>
            {
                outside(&format!("`{word}`"))
            }
            TokenKind::Word(word) => syntax(format!("found `{word}` where {wanted} is expected")),
            TokenKind::Symbol(symbol) => syntax(format!("found `{symbol}` where {wanted} is expected")),
            TokenKind::Number(digits) => syntax(format!("found `{digits}` where {wanted} is expected")),
            TokenKind::Text(text) => syntax(format!("found \"{text}\" where {wanted} is expected")),
        })
    }

    fn follows_number(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        before.is_some_and(|token| matches!(token.kind, TokenKind::Number(_)))
    }

    fn node(&self, start: Span, kind: ExprKind) -> Parsed<Expr> {
        let span = start.to(self.taken());
        let height = 1 + kind.children().iter().map(|child| child.height).max().unwrap_or(0);
        if height > HEIGHT_MAX {
            return Err(too_deep(span));
        }
        Ok(Expr { span, height, kind })
    }

    fn expression(&mut self, level: Level) -> Parsed<Expr> {
        if self.depth >= HEIGHT_MAX {
            return Err(too_deep(self.here()));
        }
        self.depth += 1;
        let expr = match level {
            Level::Or => self.chain("or", Level::And, ExprKind::Or),
            Level::And => self.chain("and", Level::Comparison, ExprKind::And),
            Level::Comparison => self.comparison(),
            Level::Sum | Level::Product => self.arithmetic(level),
        };
        self.depth -= 1;
        expr
    }

    /// `a and b and c`, `a or b or c`: one node however many members.
    fn chain(&mut self, word: &str, level: Level, kind: fn(Vec<Expr>) -> ExprKind) -> Parsed<Expr> {
        let start = self.here();
        let first = self.tighter(level)?;
        if !self.is_word(word) {
            return Ok(first);
        }
        let mut members = vec![first];
        while self.take_word(word) {
            members.push(self.tighter(level)?);
        }
        self.node(start, kind(members))
    }

    /// The next level without counting depth: only brackets and branches nest.
    fn tighter(&mut self, level: Level) -> Parsed<Expr> {
        match level {
            Level::Or => self.chain("or", Level::And, ExprKind::Or),
            Level::And => self.chain("and", Level::Comparison, ExprKind::And),
            Level::Comparison => self.comparison(),
            Level::Sum | Level::Product => self.arithmetic(level),
        }
    }

    fn arithmetic(&mut self, level: Level) -> Parsed<Expr> {
        let start = self.here();
        let mut left = if level == Level::Sum { self.tighter(Level::Product)? } else { self.unary()? };
        loop {
            let operator = match (level, self.peek()) {
                (Level::Sum, TokenKind::Symbol("+")) => Arithmetic::Add,
                (Level::Sum, TokenKind::Symbol("-")) => Arithmetic::Subtract,
                (Level::Product, TokenKind::Symbol("*")) => Arithmetic::Multiply,
                (Level::Product, TokenKind::Symbol("/")) => Arithmetic::Divide,
                _ => return Ok(left),
            };
            self.advance();
            let right = if level == Level::Sum { self.tighter(Level::Product)? } else { self.unary()? };
            left = self.node(start, ExprKind::Arithmetic { operator, left: Box::new(left), right: Box::new(right) })?;
        }
    }

    fn unary(&mut self) -> Parsed<Expr> {
        let start = self.here();
        let mut signs = 0_u8;
        while self.take_symbol("-") {
            signs = signs.saturating_add(1);
            if signs > HEIGHT_MAX {
                return Err(too_deep(start));
            }
        }
        let mut expr = self.primary()?;
        for _ in 0..signs {
            expr = self.node(start, ExprKind::Negate(Box::new(expr)))?;
        }
        Ok(expr)
    }

    fn comparison(&mut self) -> Parsed<Expr> {
        let start = self.here();
        let value = Box::new(self.tighter(Level::Sum)?);
        let compared = if self.take_word("between") {
            let low = Box::new(self.tighter(Level::Sum)?);
            self.expect_word("and")?;
            let high = Box::new(self.tighter(Level::Sum)?);
            self.node(start, ExprKind::Between { value, low, high })?
        } else if self.take_word("in") {
            let tests = self.tests()?;
            self.node(start, ExprKind::In { value, tests })?
        } else if let Some(operator) = self.comparison_operator() {
            self.advance();
            let right = Box::new(self.tighter(Level::Sum)?);
            self.node(start, ExprKind::Compare { operator, left: value, right })?
        } else {
            return Ok(*value);
        };
        if self.comparison_operator().is_some() || self.is_word("in") || self.is_word("between") {
            let message = "comparisons do not chain";
            return Err(Box::new(
                Diagnostic::error("feel-syntax", self.here(), message).with_help("join two comparisons with `and`"),
            ));
        }
        Ok(compared)
    }

    fn comparison_operator(&self) -> Option<Comparison> {
        match self.peek() {
            TokenKind::Symbol("=") => Some(Comparison::Equal),
            TokenKind::Symbol("!=") => Some(Comparison::NotEqual),
            TokenKind::Symbol("<") => Some(Comparison::Less),
            TokenKind::Symbol("<=") => Some(Comparison::LessOrEqual),
            TokenKind::Symbol(">") => Some(Comparison::Greater),
            TokenKind::Symbol(">=") => Some(Comparison::GreaterOrEqual),
            _ => None,
        }
    }

    /// What follows `in`: one test, or a list of tests in parentheses, or of values and ranges in brackets.
    fn tests(&mut self) -> Parsed<Vec<Test>> {
        if self.range_ahead() {
            return Ok(vec![self.range()?]);
        }
        if self.take_symbol("(") {
            return self.listed(Parser::test, ")");
        }
        if self.take_symbol("[") {
            return self.listed(Parser::value_or_range, "]");
        }
        Ok(vec![self.test()?])
    }

    fn listed(&mut self, test: fn(&mut Self) -> Parsed<Test>, end: &'static str) -> Parsed<Vec<Test>> {
        let mut tests = vec![test(self)?];
        while self.take_symbol(",") {
            tests.push(test(self)?);
        }
        self.expect_symbol(end)?;
        Ok(tests)
    }

    fn test(&mut self) -> Parsed<Test> {
        let Some(operator) = self.comparison_operator() else { return self.value_or_range() };
        self.advance();
        Ok(Test::Compares(operator, self.nested_sum()?))
    }

    fn value_or_range(&mut self) -> Parsed<Test> {
        if self.range_ahead() { self.range() } else { Ok(Test::Equals(self.nested_sum()?)) }
    }

    fn nested_sum(&mut self) -> Parsed<Expr> {
        self.expression(Level::Sum)
    }

    /// Whether a range begins here: a bracket, `]` too, that holds `..` before it closes.
    fn range_ahead(&self) -> bool {
        if !["(", "[", "]"].iter().any(|bracket| self.is_symbol(bracket)) {
            return false;
        }
        let mut depth = 1_usize;
        for token in self.tokens.iter().skip(self.at + 1) {
            match &token.kind {
                TokenKind::Symbol("(" | "[") => depth += 1,
                TokenKind::Symbol(")" | "]") => depth -= 1,
                TokenKind::Symbol("..") if depth == 1 => return true,
                TokenKind::Symbol(",") if depth == 1 => return false,
                _ => {}
            }
            if depth == 0 {
                return false;
            }
        }
        false
    }

    fn range(&mut self) -> Parsed<Test> {
        let low_included = self.is_symbol("[");
        self.advance();
        let low = self.nested_sum()?;
        self.expect_symbol("..")?;
        let high = self.nested_sum()?;
        let high_included = self.is_symbol("]");
        if !(high_included || self.is_symbol(")") || self.is_symbol("[")) {
            return Err(self.unexpected("the end of the range, `]` or `)`"));
        }
        self.advance();
        Ok(Test::Range { low, low_included, high, high_included })
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let start = self.here();
        match self.peek().clone() {
            TokenKind::Number(digits) => {
                if digits.len() > 35 {
                    let message = "a number has at most 34 digits";
                    return Err(Box::new(Diagnostic::error("bad-number", start, message)));
                }
                self.advance();
                self.node(start, ExprKind::Number(digits))
            }
            TokenKind::Text(text) => {
                self.advance();
                self.node(start, ExprKind::Text(text))
            }
            TokenKind::Symbol("(") => {
                self.advance();
                let mut inner = self.expression(Level::Or)?;
                self.expect_symbol(")")?;
                inner.span = start.to(self.taken());
                Ok(inner)
            }
            TokenKind::Symbol(".") => {
                let message = "a decimal begins with a digit";
                Err(Box::new(Diagnostic::error("feel-syntax", start, message).with_help("write `0.5`")))
            }
            TokenKind::Symbol("@") => self.at_literal(start),
            TokenKind::Word(word) => self.word(&word, start),
            _ => Err(self.unexpected("a value")),
        }
    }

    /// `@"2025-03-31"`, `@"P12M"`, `@"P7D"`.
    fn at_literal(&mut self, start: Span) -> Parsed<Expr> {
        self.advance();
        let TokenKind::Text(text) = self.peek().clone() else {
            return Err(self.unexpected("a text after `@`"));
        };
        let written = self.here();
        self.advance();
        match literals::date(&text).map(ExprKind::Date).or_else(|| literals::duration(&text)) {
            Some(kind) => self.node(start, kind),
            None if text.contains(['T', ':']) => Err(Box::new(outside(written, "a time of day"))),
            None => {
                let message = format!("\"{text}\" is neither a day nor a duration of the supported subset");
                let help = "write `@\"2025-03-31\"`, `@\"P12M\"` or `@\"P7D\"`";
                Err(Box::new(Diagnostic::error("bad-date", written, message).with_help(help)))
            }
        }
    }

    fn word(&mut self, word: &str, start: Span) -> Parsed<Expr> {
        match word {
            "true" | "false" => {
                self.advance();
                self.node(start, ExprKind::Boolean(word == "true"))
            }
            "null" => {
                self.advance();
                self.node(start, ExprKind::Null)
            }
            "if" => self.branches(start),
            "some" | "every" => self.quantified(word == "every", start),
            "not" => self.negation(start),
            "and" | "or" | "in" | "between" | "then" | "else" | "satisfies" | "for" | "function" | "return"
            | "external" | "instance" => Err(self.unexpected("a value")),
            _ => {
                self.advance();
                self.name(word, start)
            }
        }
    }

    fn branches(&mut self, start: Span) -> Parsed<Expr> {
        self.advance();
        let condition = Box::new(self.expression(Level::Or)?);
        self.expect_word("then")?;
        let then = Box::new(self.expression(Level::Or)?);
        self.expect_word("else")?;
        let otherwise = Box::new(self.expression(Level::Or)?);
        self.node(start, ExprKind::If { condition, then, otherwise })
    }

    fn quantified(&mut self, every: bool, start: Span) -> Parsed<Expr> {
        self.advance();
        let variable = self.plain_word("a name for the member")?;
        self.expect_word("in")?;
        let over = self.plain_word("`practices`")?;
        if self.is_symbol(",") {
            return Err(Box::new(outside(self.here(), "more than one variable in `some` and `every`")));
        }
        self.expect_word("satisfies")?;
        let body = Box::new(self.expression(Level::Or)?);
        self.node(start, ExprKind::Quantified { every, variable, over, body })
    }

    fn negation(&mut self, start: Span) -> Parsed<Expr> {
        self.advance();
        if !self.is_symbol("(") {
            let message = "`not` takes its argument in parentheses";
            return Err(Box::new(Diagnostic::error("feel-syntax", start, message).with_help("write `not(…)`")));
        }
        self.advance();
        let inner = Box::new(self.expression(Level::Or)?);
        self.expect_symbol(")")?;
        self.node(start, ExprKind::Not(inner))
    }

    fn plain_word(&mut self, wanted: &str) -> Parsed<Word> {
        match self.peek().clone() {
            TokenKind::Word(text) => {
                let span = self.here();
                self.advance();
                Ok(Word { text, span })
            }
            _ => Err(self.unexpected(wanted)),
        }
    }

    /// After a name: a member, a look-up, a call or nothing.
    fn name(&mut self, name: &str, start: Span) -> Parsed<Expr> {
        let word = Word { text: name.to_owned(), span: start };
        if self.take_symbol(".") {
            let member = self.plain_word("a name after the point")?;
            let expr = self.node(start, ExprKind::Member { base: word, name: member })?;
            return if self.is_symbol(".") || self.is_symbol("(") || (self.is_symbol("[") && !self.closes_range()) {
                Err(self.unexpected("an operator"))
            } else {
                Ok(expr)
            };
        }
        // In `x in ]a..b[` a name stands before a bracket that ends the range.
        if self.is_symbol("[") && !self.closes_range() {
            self.advance();
            let key = Box::new(self.expression(Level::Or)?);
            self.expect_symbol("]")?;
            return self.node(start, ExprKind::Lookup { table: word, key });
        }
        if self.take_symbol("(") {
            return self.call(&word);
        }
        if name.contains(' ') {
            return Err(self.unexpected("`(`"));
        }
        self.node(start, ExprKind::Name(name.to_owned()))
    }

    /// Whether the bracket here ends an open range: nothing that could be a key follows it.
    fn closes_range(&self) -> bool {
        !matches!(
            self.token(1).map(|token| &token.kind),
            Some(TokenKind::Number(_) | TokenKind::Text(_) | TokenKind::Symbol("(" | "-"))
        ) && !matches!(self.token(1).map(|token| &token.kind), Some(TokenKind::Word(word))
            if !matches!(word.as_str(), "and" | "or" | "then" | "else" | "satisfies"))
    }

    /// `value`, or `name: value`.
    fn argument(&mut self) -> Parsed<Argument> {
        let is_named = matches!(self.token(1).map(|token| &token.kind), Some(TokenKind::Symbol(":")));
        let name = match self.peek().clone() {
            TokenKind::Word(text) if is_named => {
                let span = self.here();
                self.at += 2;
                Some(Word { text, span })
            }
            _ => None,
        };
        Ok(Argument { name, value: self.expression(Level::Or)? })
    }

    fn call(&mut self, word: &Word) -> Parsed<Expr> {
        // Said before its arguments are read, which may be outside too.
        if is_outside(&word.text) {
            return Err(unknown_function(word));
        }
        let mut given = Vec::new();
        if !self.is_symbol(")") {
            given.push(self.argument()?);
            while self.take_symbol(",") {
                given.push(self.argument()?);
            }
        }
        self.expect_symbol(")")?;
        let span = word.span.to(self.taken());
        let arguments = in_place(word, given, span)?;
        match word.text.as_str() {
            "date" => return date_call(&arguments, span),
            "duration" => return duration_call(&arguments, span),
            _ => {}
        }
        let Some((_, function)) = Function::ALL.iter().find(|(name, _)| *name == word.text) else {
            return Err(unknown_function(word));
        };
        let (least, most) = function.arity();
        if !(least..=most).contains(&arguments.len()) {
            let wanted = match (least, most) {
                (1, 1) => "one argument".to_owned(),
                (least, most) if least == most => format!("{least} arguments"),
                (least, most) => format!("{least} to {most} arguments"),
            };
            let message = format!("`{}` takes {wanted}, not {}", word.text, arguments.len());
            return Err(Box::new(Diagnostic::error("wrong-arguments", span, message)));
        }
        self.node(word.span, ExprKind::Call { function: *function, arguments })
    }
}

fn outside(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error("outside-subset", span, format!("{what} is outside the supported subset of FEEL"))
        .with_help("LANGUAGE.md lists the supported subset")
}

fn too_deep(span: Span) -> Box<Diagnostic> {
    let message = format!("the expression nests more than {HEIGHT_MAX} deep");
    Box::new(Diagnostic::error("too-deep", span, message).with_help("name parts of it as conditions or lines"))
}

/// `date("2025-03-31")`, `date(2025, 3, 31)`, `date(date("2025-03-31"))`: a day that is known here and now.
fn date_call(arguments: &[Expr], span: Span) -> Parsed<Expr> {
    let (date, place, message) = match arguments {
        [Expr { kind: ExprKind::Date(date), .. }] => (Some(*date), span, String::new()),
        [Expr { kind: ExprKind::Text(text), span, .. }] => {
            (literals::date(text), *span, format!("\"{text}\" is not a date of the supported subset"))
        }
        [year, month, day] if [year, month, day].iter().all(|part| whole(part).is_some()) => {
            let (year, month, day) = (whole(year), whole(month), whole(day));
            let parts = year.zip(month).zip(day);
            let date = parts.and_then(|((year, month), day)| literals::date_of_parts(year, month, day));
            (date, span, "there is no such day in the years 1 to 9999".to_owned())
        }
        _ => return Err(Box::new(outside(span, "`date` of anything but literals"))),
    };
    let kind = date.map(ExprKind::Date).ok_or_else(|| {
        let help = "write `date(\"2025-03-31\")` or `date(2025, 3, 31)`";
        Box::new(Diagnostic::error("bad-date", place, message).with_help(help))
    })?;
    Ok(Expr { span, height: 1, kind })
}

fn duration_call(arguments: &[Expr], span: Span) -> Parsed<Expr> {
    let [Expr { kind: ExprKind::Text(text), span: text_span, .. }] = arguments else {
        return Err(Box::new(outside(span, "`duration` of anything but one literal text")));
    };
    match literals::duration(text) {
        Some(kind) => Ok(Expr { span, height: 1, kind }),
        None => {
            let message = format!("\"{text}\" is not a duration of the supported subset");
            let help = "write `duration(\"P12M\")`, `duration(\"P1Y6M\")` or `duration(\"P7D\")`";
            Err(Box::new(Diagnostic::error("bad-duration", *text_span, message).with_help(help)))
        }
    }
}

/// A whole number written out.
fn whole(expr: &Expr) -> Option<i64> {
    match &expr.kind {
        ExprKind::Number(digits) => digits.parse().ok(),
        ExprKind::Negate(inner) => whole(inner).map(|value| -value),
        _ => None,
    }
}

/// Functions that FEEL has and this subset has not: the message must not say "unknown".
const OTHER_FUNCTIONS: &[&str] = &[
    "string",
    "number",
    "time",
    "substring",
    "contains",
    "concatenate",
    "append",
    "mean",
    "median",
    "stddev",
    "mode",
    "modulo",
    "sqrt",
    "log",
    "exp",
    "odd",
    "even",
    "all",
    "any",
    "now",
    "today",
    "matches",
    "replace",
    "split",
    "product",
    "sort",
    "flatten",
    "reverse",
    "union",
    "insert",
    "remove",
    "is",
    "context",
    "before",
    "after",
    "meets",
    "overlaps",
    "finishes",
    "includes",
    "during",
    "starts",
    "coincides",
    "month",
    "upper",
    "lower",
];

fn is_outside(name: &str) -> bool {
    OTHER_FUNCTIONS.contains(&name) || is_other_function(name)
}

fn unknown_function(word: &Word) -> Box<Diagnostic> {
    if is_outside(&word.text) {
        return Box::new(outside(word.span, &format!("the function `{}`", word.text)));
    }
    let message = format!("there is no function `{}`", word.text);
    let mut fault = Diagnostic::error("unknown-name", word.span, message);
    fault.help = offer(&word.text, Function::ALL.iter().map(|(name, _)| *name).chain(["date", "duration", "not"]));
    Box::new(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Diagnostic {
        *parse(&Text::plain(text)).expect_err(text)
    }

    fn kind(text: &str) -> ExprKind {
        parse(&Text::plain(text)).unwrap_or_else(|fault| panic!("{text}: {fault:?}")).kind
    }

    #[test]
    fn and_binds_tighter_than_or_and_comparison_tighter_still() {
        let ExprKind::Or(members) = kind("a = 1 or b and c < 2") else { panic!() };
        assert!(matches!(members[0].kind, ExprKind::Compare { operator: Comparison::Equal, .. }));
        assert!(matches!(members[1].kind, ExprKind::And(_)));
    }

    #[test]
    fn between_keeps_its_own_and() {
        let ExprKind::And(members) = kind("x between 1 and 2 and y") else { panic!() };
        assert!(matches!(members[0].kind, ExprKind::Between { .. }));
    }

    #[test]
    fn ranges_open_and_closed() {
        for (text, low, high) in [
            ("x in [1..2]", true, true),
            ("x in (1..2)", false, false),
            ("x in ]1..2[", false, false),
            ("x in ](a)..b[", false, false),
            ("x in [t[k]..2)", true, false),
            ("x in [t[k]..t[k]]", true, true),
            ("x in (1..2]", false, true),
        ] {
            let ExprKind::In { tests, .. } = kind(text) else { panic!() };
            let [Test::Range { low_included, high_included, .. }] = tests.as_slice() else { panic!("{text}") };
            assert_eq!((*low_included, *high_included), (low, high), "{text}");
        }
    }

    #[test]
    fn a_list_holds_values_ranges_and_comparisons() {
        let ExprKind::In { tests, .. } = kind("x in ((1) + 2, [3..4], (5..6), < 0, >= 9)") else { panic!() };
        assert_eq!(tests.len(), 5);
        assert!(matches!(tests[0], Test::Equals(_)) && matches!(tests[2], Test::Range { .. }));
    }

    /// The tree without places.
    fn shape(text: &str) -> String {
        fn forget(expr: &mut Expr) {
            expr.span = Span::default();
            expr.kind.children_mut().into_iter().for_each(forget);
        }
        let mut expr = parse(&Text::plain(text)).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        forget(&mut expr);
        format!("{:?}", expr.kind)
    }

    #[test]
    fn other_spellings_are_the_same_tree() {
        for (spelling, plain) in [
            ("x in < 5", "x in (< 5)"),
            ("x in = y + 1", "x in (= y + 1)"),
            ("x in != 5 and z", "x in (!= 5) and z"),
            ("x in 5 or z", "x in (5) or z"),
            ("x in -5", "x in (-5)"),
            ("x in [a, b, c]", "x in (a, b, c)"),
            ("x in [a]", "x in (a)"),
            ("x in [[2..4], (1..3), ]5..6[, 9]", "x in ([2..4], (1..3), ]5..6[, 9)"),
            ("x in [(1), t[k]]", "x in ((1), t[k])"),
            ("date(2025, 3, 31)", "date(\"2025-03-31\")"),
            ("date(date(\"2025-03-31\"))", "date(\"2025-03-31\")"),
            ("date(from: \"2025-03-31\")", "date(\"2025-03-31\")"),
            ("date(day: 31, year: 2025, month: 03)", "date(\"2025-03-31\")"),
            ("@\"2025-03-31\"", "date(\"2025-03-31\")"),
            ("@\"-P1Y6M\"", "duration(\"-P18M\")"),
            ("duration(from: \"P7D\")", "@\"P7D\""),
            ("round half up(scale: 2, n: x)", "round half up(x, 2)"),
            ("abs(n: x)", "abs(x)"),
            ("years and months duration(to: b, from: a)", "years and months duration(a, b)"),
        ] {
            assert_eq!(shape(spelling), shape(plain), "{spelling}");
        }
    }

    #[test]
    fn if_reaches_as_far_right_as_it_can() {
        assert!(matches!(kind("if a then b else c + 1 > 2 or d"), ExprKind::If { .. }));
    }

    #[test]
    fn what_is_outside_is_said() {
        for text in [
            "a ** 2",
            "{a: 1}",
            "for x in y return x",
            "[1, 2]",
            "string(1)",
            "list contains(x, \"TEST\")",
            "date and time(\"2025-03-31T10:30:00\")",
            "a.b.c",
            "practices.x[1]",
            "@\"10:30:00\"",
            "@\"2025-03-31T10:30:00\"",
            "date(x)",
            "date(2025, m, 1)",
            "x in [[1, 2], [3]]",
        ] {
            assert_eq!(fault(text).code, "outside-subset", "{text}");
        }
    }

    #[test]
    fn hostile_nesting_is_refused() {
        for text in [
            "(".repeat(10_000),
            "-".repeat(10_000),
            "not(".repeat(4_000),
            "if ".repeat(5_000),
            "1+".repeat(5_000) + "1",
            "x in ((".repeat(2_000),
            "t[".repeat(5_000),
            "abs(".repeat(4_000),
            "some p in practices satisfies ".repeat(400),
        ] {
            assert_eq!(fault(&text).code, "too-deep", "{}", &text[..8]);
        }
        assert!(matches!(kind(&("a or ".repeat(1_000) + "a")), ExprKind::Or(members) if members.len() == 1_001));
    }

    #[test]
    fn comparisons_do_not_chain() {
        assert_eq!(fault("1 < x < 2").message, "comparisons do not chain");
    }
}
