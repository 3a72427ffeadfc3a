//! Operators: what goes together, and what comes of it.

use super::{Checker, Place, REPEATED_NODES_MAX};
use crate::diagnostic::{Diagnostic, offer};
use crate::feel::ast::{Arithmetic, Comparison, Expr, Test};
use crate::load::Faults;
use crate::model::{Type, Typed, TypedKind};
use crate::source::Span;

impl Checker<'_> {
    pub(super) fn branches(
        &self,
        condition: Typed,
        mut then: Typed,
        mut otherwise: Typed,
        span: Span,
        faults: &mut Faults,
    ) -> Option<Typed> {
        if !self.same_texts(&mut then, &mut otherwise, faults) {
            return None;
        }
        let ty = match (then.ty, otherwise.ty) {
            (a, b) if a == b => a,
            (Type::Null, other) | (other, Type::Null) => other,
            (Type::Days, Type::Months) | (Type::Months, Type::Days) => {
                return self.mixed(span, "branches", &[&then, &otherwise], faults);
            }
            (a, b) if a.is_number() && b.is_number() => Type::Number,
            _ => return self.mixed(span, "branches", &[&then, &otherwise], faults),
        };
        let kind = TypedKind::If(Box::new(condition), Box::new(then), Box::new(otherwise));
        Some(Typed::new(span, ty, kind))
    }

    pub(super) fn mixed(&self, span: Span, what: &str, operands: &[&Typed], faults: &mut Faults) -> Option<Typed> {
        let types: Vec<&str> = operands.iter().map(|operand| operand.ty.name()).collect();
        let message = format!("{} do not go together in {what}", types.join(" and "));
        let mut fault = Diagnostic::error("wrong-type", span, message);
        if let [left, right] = operands {
            fault.labels.push((left.span, left.ty.name().to_owned()));
            fault.labels.push((right.span, right.ty.name().to_owned()));
        }
        faults.push(fault);
        None
    }

    pub(super) fn arithmetic(
        &self,
        operator: Arithmetic,
        left: Typed,
        right: Typed,
        span: Span,
        faults: &mut Faults,
    ) -> Option<Typed> {
        use Type::{Date, Days, Months, Number};
        let ty = match (operator, left.ty, right.ty) {
            (Arithmetic::Add | Arithmetic::Subtract, Date, Days | Months) | (Arithmetic::Add, Days | Months, Date) => {
                Date
            }
            (Arithmetic::Subtract, Date, Date) => Days,
            (Arithmetic::Add | Arithmetic::Subtract, a, b) if a == b && a.is_number() => a,
            (Arithmetic::Add | Arithmetic::Subtract, kept @ (Days | Months), Number)
            | (Arithmetic::Add | Arithmetic::Subtract, Number, kept @ (Days | Months)) => kept,
            (Arithmetic::Multiply, kept @ (Days | Months), Number)
            | (Arithmetic::Multiply, Number, kept @ (Days | Months)) => kept,
            (Arithmetic::Multiply | Arithmetic::Divide, a, b)
                if a.is_number() && b.is_number() && (a == b || a == Number || b == Number) =>
            {
                Number
            }
            _ => {
                let what = match operator {
                    Arithmetic::Add => "a sum",
                    Arithmetic::Subtract => "a difference",
                    Arithmetic::Multiply => "a product",
                    Arithmetic::Divide => "a quotient",
                };
                let before = faults.len();
                let none = self.mixed(span, what, &[&left, &right], faults);
                if (left.ty == Date && right.ty == Number || left.ty == Number && right.ty == Date)
                    && let Some(fault) = faults.get_mut(before)
                {
                    fault.help = Some("add a duration to a date: `+ duration(\"P7D\")`".to_owned());
                }
                return none;
            }
        };
        Some(Typed::new(span, ty, TypedKind::Arithmetic(operator, Box::new(left), Box::new(right))))
    }

    /// Gives a text literal the list of the other side; both sides then have the same list.
    pub(super) fn same_texts(&self, left: &mut Typed, right: &mut Typed, faults: &mut Faults) -> bool {
        match (left.ty, right.ty) {
            (Type::AnyText, Type::Text(list)) => self.among(left, list, faults),
            (Type::Text(list), Type::AnyText) => self.among(right, list, faults),
            (Type::Text(a), Type::Text(b)) if a != b => {
                let message = "these two texts have different lists of values";
                let span = left.span.to(right.span);
                faults.push(Diagnostic::error("wrong-type", span, message));
                false
            }
            _ => true,
        }
    }

    pub(super) fn among(&self, literal: &mut Typed, list: usize, faults: &mut Faults) -> bool {
        literal.ty = Type::Text(list);
        if let TypedKind::If(_, a, b) = &mut literal.kind {
            let (a_fits, b_fits) = (
                a.ty != Type::AnyText || self.among(a, list, faults),
                b.ty != Type::AnyText || self.among(b, list, faults),
            );
            return a_fits && b_fits;
        }
        let TypedKind::Text(text) = &literal.kind else { return true };
        let Some(values) = self.definition.text_lists.get(list) else { return true };
        if values.contains(text) {
            return true;
        }
        let message = format!("\"{text}\" is not among the values of this text");
        let mut fault = Diagnostic::error("unknown-name", literal.span, message);
        fault.help = offer(text, values.iter().map(String::as_str));
        faults.push(fault);
        false
    }

    pub(super) fn compare(
        &self,
        operator: Comparison,
        mut left: Typed,
        mut right: Typed,
        span: Span,
        faults: &mut Faults,
    ) -> Option<Typed> {
        if !self.same_texts(&mut left, &mut right, faults) {
            return None;
        }
        let refuse = |message: &str, help: &str, faults: &mut Faults| {
            faults.push(Diagnostic::error("wrong-type", span, message).with_help(help));
            None
        };
        match (left.ty, right.ty) {
            (Type::Null, _) | (_, Type::Null) if operator.is_ordering() => {
                return refuse("an ordering with null is always null", "compare with `= null` or `!= null`", faults);
            }
            (Type::Null, Type::Null) => return refuse("both sides are null", "remove the comparison", faults),
            (Type::Null, Type::Boolean) if !is_input(&right) => return refuse(NO_NULL, NO_NULL_HELP, faults),
            (Type::Boolean, Type::Null) if !is_input(&left) => return refuse(NO_NULL, NO_NULL_HELP, faults),
            (Type::Null, _) | (_, Type::Null) => {}
            (Type::Boolean, Type::Boolean) => {
                if operator.is_ordering() {
                    return refuse("booleans have no order", "compare with `=`", faults);
                }
                let literal = |typed: &Typed| matches!(typed.kind, TypedKind::Boolean(_, None));
                if !(is_input(&left) && literal(&right) || literal(&left) && is_input(&right)) {
                    let message = "two conditions are not compared; only a boolean fact with `true` or `false`";
                    return refuse(message, "say it with `and`, `or`, `not`", faults);
                }
            }
            (Type::AnyText, Type::AnyText) => return refuse("both sides are literal texts", "compare a fact", faults),
            (Type::Text(_), Type::Text(_)) => {
                if operator.is_ordering() {
                    return refuse("texts have no order", "list the values: `x in (\"a\", \"b\")`", faults);
                }
            }
            (Type::Date, Type::Date) => {}
            (a, b) if a.is_number() && b.is_number() && (a == b || a == Type::Number || b == Type::Number) => {}
            _ => return self.mixed(span, "a comparison", &[&left, &right], faults),
        }
        let kind = TypedKind::Compare(operator, Box::new(left), Box::new(right));
        Some(Typed::new(span, Type::Boolean, kind))
    }

    /// `low <= value and value <= high`, as FEEL defines ranges.
    pub(super) fn range(
        &self,
        value: &Typed,
        (low, low_included): (Typed, bool),
        (high, high_included): (Typed, bool),
        span: Span,
        faults: &mut Faults,
    ) -> Option<Typed> {
        self.repeatable(value, 2, span, faults)?;
        let is_empty = match (&low.kind, &high.kind) {
            (TypedKind::Number(a, _), TypedKind::Number(b, _)) => a > b,
            (TypedKind::Date(a, _), TypedKind::Date(b, _)) => a > b,
            _ => false,
        };
        if is_empty {
            let message = "this range is empty: its lower end is above its upper one";
            faults.push(Diagnostic::error("bad-range", low.span.to(high.span), message));
            return None;
        }
        let from = if low_included { Comparison::GreaterOrEqual } else { Comparison::Greater };
        let to = if high_included { Comparison::LessOrEqual } else { Comparison::Less };
        let from = self.compare(from, value.clone(), low, span, faults)?;
        let to = self.compare(to, value.clone(), high, span, faults)?;
        Some(Typed::new(span, Type::Boolean, TypedKind::And(vec![from, to])))
    }

    /// A value that several tests repeat must stay small, or nesting would multiply it without bound.
    pub(super) fn repeatable(&self, value: &Typed, times: usize, span: Span, faults: &mut Faults) -> Option<()> {
        let mut nodes = 0_usize;
        value.visit(&mut |_| nodes += 1);
        if nodes.saturating_mul(times) <= REPEATED_NODES_MAX {
            return Some(());
        }
        let message = "the value before `in` or `between` is too large to be tested so often";
        faults.push(Diagnostic::error("too-complex", span, message).with_help("name it as a condition or line"));
        None
    }

    pub(super) fn in_list(
        &self,
        value: &Expr,
        tests: &[Test],
        span: Span,
        place: Place<'_>,
        faults: &mut Faults,
    ) -> Option<Typed> {
        let value = self.expression(value, place, faults)?;
        self.repeatable(&value, tests.len(), span, faults)?;
        let mut members = Vec::new();
        for test in tests {
            let member = match test {
                Test::Equals(expr) => {
                    let other = self.expression(expr, place, faults)?;
                    self.compare(Comparison::Equal, value.clone(), other, expr.span, faults)
                }
                Test::Compares(operator, expr) => {
                    let other = self.expression(expr, place, faults)?;
                    self.compare(*operator, value.clone(), other, expr.span, faults)
                }
                Test::Range { low, low_included, high, high_included } => {
                    let range = low.span.to(high.span);
                    let low = self.expression(low, place, faults)?;
                    let high = self.expression(high, place, faults)?;
                    self.range(&value, (low, *low_included), (high, *high_included), range, faults)
                }
            };
            members.push(member);
        }
        let members: Vec<Typed> = members.into_iter().collect::<Option<_>>()?;
        Some(match <[Typed; 1]>::try_from(members) {
            Ok([only]) => Typed { span, ..only },
            Err(members) => Typed::new(span, Type::Boolean, TypedKind::Or(members)),
        })
    }
}

const NO_NULL: &str = "a condition is not compared with null; only a boolean fact is";
const NO_NULL_HELP: &str = "compare the facts that it names";

/// A boolean that is given, not computed.
fn is_input(typed: &Typed) -> bool {
    matches!(typed.kind, TypedKind::Fact(_) | TypedKind::Attribute(_))
}
