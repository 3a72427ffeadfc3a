//! Expressions checked: names found, types agreed, `between` and `in` spelt out.

mod calls;
mod operators;

use std::cell::RefCell;
use std::collections::BTreeSet;

use entitle_kernel::image::code::{Aggregate, Over};
use entitle_kernel::value::Grade;

use crate::decimal::Decimal;
use crate::definition::{Constant, Definition, FactKind, FactScope, Origin};
use crate::diagnostic::{Diagnostic, offer};
use crate::feel::ast::{Expr, ExprKind, Word};
use crate::load::{Faults, unknown};
use crate::model::{Type, Typed, TypedKind};
use crate::scope::{Named, Names, Scope};
use crate::source::Span;

/// Checks expressions and notes what they use.
pub(crate) struct Checker<'d> {
    pub(crate) definition: &'d Definition,
    pub(crate) names: Names<'d>,
    pub(crate) used: RefCell<BTreeSet<Used>>,
}

/// What an expression made use of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Used {
    Name(Named),
    Table(usize),
    Scale(usize),
}

/// Where the expression at hand stands, and the member that a quantifier names.
#[derive(Clone, Copy)]
struct Place<'a> {
    scope: Scope,
    member: Option<(&'a str, Over)>,
}

/// Most nodes that the tests of one `in` or `between` may come to.
const REPEATED_NODES_MAX: usize = 4_096;

const GROUPS: [(&str, Over); 3] =
    [("practices", Over::Practices), ("indicators", Over::Indicators), ("registers", Over::Registers)];

fn own_scope(over: Over) -> Scope {
    match over {
        Over::Practices => Scope::Practice,
        Over::Indicators => Scope::Indicator { lines: true },
        Over::Registers => Scope::Register,
    }
}

impl<'d> Checker<'d> {
    /// An expression of that scope which is true or false.
    pub(crate) fn boolean(&self, expr: &Expr, scope: Scope, faults: &mut Faults) -> Option<Typed> {
        let typed = self.expression(expr, Place { scope, member: None }, faults)?;
        self.wanted(typed, Type::Boolean, faults)
    }

    /// An expression of that scope which is a number.
    pub(crate) fn number(&self, expr: &Expr, scope: Scope, faults: &mut Faults) -> Option<Typed> {
        let typed = self.expression(expr, Place { scope, member: None }, faults)?;
        self.wanted(typed, Type::Number, faults)
    }

    /// An expression of that scope, of whatever type.
    pub(crate) fn anything(&self, expr: &Expr, scope: Scope, faults: &mut Faults) -> Option<Typed> {
        self.expression(expr, Place { scope, member: None }, faults)
    }

    fn wanted(&self, typed: Typed, wanted: Type, faults: &mut Faults) -> Option<Typed> {
        if typed.ty == wanted || wanted == Type::Number && typed.ty.is_number() {
            return Some(typed);
        }
        let message = format!("this is {}, where {} is wanted", typed.ty.name(), wanted.name());
        faults.push(Diagnostic::error("wrong-type", typed.span, message));
        None
    }

    fn note(&self, used: Used) {
        self.used.borrow_mut().insert(used);
    }

    fn expression(&self, expr: &Expr, place: Place<'_>, faults: &mut Faults) -> Option<Typed> {
        let span = expr.span;
        let made = |ty: Type, kind: TypedKind| Some(Typed::new(span, ty, kind));
        match &expr.kind {
            ExprKind::Number(digits) => match Decimal::parse(digits) {
                Some(number) => made(Type::Number, TypedKind::Number(number, None)),
                None => {
                    faults.push(Diagnostic::error("bad-number", span, "a number has at most 34 digits"));
                    None
                }
            },
            ExprKind::Text(text) => made(Type::AnyText, TypedKind::Text(text.clone())),
            ExprKind::Boolean(value) => made(Type::Boolean, TypedKind::Boolean(*value, None)),
            ExprKind::Null => made(Type::Null, TypedKind::Null),
            ExprKind::Date(date) => made(Type::Date, TypedKind::Date(*date, None)),
            ExprKind::Months(months) => made(Type::Months, TypedKind::Number(Decimal::integer(*months), None)),
            ExprKind::Days(days) => made(Type::Days, TypedKind::Number(Decimal::integer(*days), None)),
            ExprKind::Name(name) => self.name(&Word { text: name.clone(), span }, place, faults),
            ExprKind::Member { base, name } => self.member(base, name, span, place, faults),
            ExprKind::Lookup { table, key } => self.keyed(table, key, span, place, faults),
            ExprKind::Call { function, arguments } => self.call(*function, arguments, span, place, faults),
            ExprKind::Negate(inner) => {
                let inner = self.arithmetic_operand(inner, place, faults)?;
                let inner = self.wanted(inner, Type::Number, faults)?;
                made(inner.ty, TypedKind::Negate(Box::new(inner)))
            }
            ExprKind::Not(inner) => {
                let inner = self.truth(inner, place, faults)?;
                made(Type::Boolean, TypedKind::Not(Box::new(inner)))
            }
            ExprKind::And(members) => {
                let members = self.truths(members, place, faults)?;
                made(Type::Boolean, TypedKind::And(members))
            }
            ExprKind::Or(members) => {
                let members = self.truths(members, place, faults)?;
                made(Type::Boolean, TypedKind::Or(members))
            }
            ExprKind::Arithmetic { operator, left, right } => {
                let left = self.arithmetic_operand(left, place, faults);
                let right = self.arithmetic_operand(right, place, faults);
                self.arithmetic(*operator, left?, right?, span, faults)
            }
            ExprKind::Compare { operator, left, right } => {
                let left = self.expression(left, place, faults);
                let right = self.expression(right, place, faults);
                self.compare(*operator, left?, right?, span, faults)
            }
            ExprKind::Between { value, low, high } => {
                let value = self.expression(value, place, faults)?;
                let low = self.expression(low, place, faults)?;
                let high = self.expression(high, place, faults)?;
                self.range(&value, (low, true), (high, true), span, faults)
            }
            ExprKind::In { value, tests } => self.in_list(value, tests, span, place, faults),
            ExprKind::If { condition, then, otherwise } => {
                let condition = self.truth(condition, place, faults);
                let then = self.expression(then, place, faults);
                let otherwise = self.expression(otherwise, place, faults);
                self.branches(condition?, then?, otherwise?, span, faults)
            }
            ExprKind::Quantified { every, variable, over, body } => {
                let over = self.group(over, place, faults)?;
                let inner = Place { scope: own_scope(over), member: Some((variable.text.as_str(), over)) };
                let body = Some(Box::new(self.truth(body, inner, faults)?));
                let aggregate = if *every { Aggregate::Every } else { Aggregate::Some };
                made(Type::Boolean, TypedKind::Fold { aggregate, over, body })
            }
        }
    }

    fn truth(&self, expr: &Expr, place: Place<'_>, faults: &mut Faults) -> Option<Typed> {
        let typed = self.expression(expr, place, faults)?;
        self.wanted(typed, Type::Boolean, faults)
    }

    /// All members, so that a fault in one does not hide those in others.
    fn truths(&self, members: &[Expr], place: Place<'_>, faults: &mut Faults) -> Option<Vec<Typed>> {
        let checked: Vec<Option<Typed>> = members.iter().map(|member| self.truth(member, place, faults)).collect();
        checked.into_iter().collect()
    }

    fn arithmetic_operand(&self, expr: &Expr, place: Place<'_>, faults: &mut Faults) -> Option<Typed> {
        let typed = self.expression(expr, place, faults)?;
        if typed.ty == Type::Null {
            faults.push(Diagnostic::error("wrong-type", typed.span, "arithmetic with null is always null"));
            return None;
        }
        Some(typed)
    }

    fn name(&self, word: &Word, place: Place<'_>, faults: &mut Faults) -> Option<Typed> {
        if let Some((variable, over)) = place.member
            && word.text == variable
        {
            let message = format!("`{variable}` is a member of {}, not a value", over.name());
            let fault = Diagnostic::error("wrong-type", word.span, message);
            faults.push(fault.with_help(format!("name what is asked of it: `{variable}.…`")));
            return None;
        }
        if GROUPS.iter().any(|(name, _)| *name == word.text) || word.text == "in_register" {
            let message = format!("`{}` is not a value by itself", word.text);
            let help = if word.text == "in_register" {
                "write `in_register.X` with the register's name".to_owned()
            } else {
                format!("fold it: `sum({0}.x)`, `count({0})`, `some m in {0} satisfies …`", word.text)
            };
            faults.push(Diagnostic::error("wrong-type", word.span, message).with_help(help));
            return None;
        }
        // Within a quantifier a bare name is one of the subject's: members are reached by the variable.
        let scope = match place.member {
            Some((_, Over::Indicators | Over::Registers)) => Scope::Subject,
            _ => place.scope,
        };
        let named = self.names.find(word, scope, faults)?;
        if let (Some((variable, Over::Practices)), Named::Fact(index)) = (place.member, named)
            && self.definition.facts.get(index).is_some_and(|fact| fact.scope == FactScope::Practice)
        {
            let message = format!("`{}` is a fact of each practice", word.text);
            let fault = Diagnostic::error("wrong-scope", word.span, message);
            faults.push(fault.with_help(format!("write `{variable}.{}`", word.text)));
            return None;
        }
        self.value(named, word.span, faults)
    }

    fn value(&self, named: Named, span: Span, faults: &mut Faults) -> Option<Typed> {
        self.note(Used::Name(named));
        let made = |ty: Type, kind: TypedKind| Some(Typed::new(span, ty, kind));
        match named {
            Named::Parameter(index) => {
                let parameter = self.definition.parameters.get(index)?;
                let grade = Some(self.grade(&parameter.origin));
                match parameter.value.as_ref()? {
                    Constant::Number(value) => made(Type::Number, TypedKind::Number(*value, grade)),
                    Constant::Date(date) => made(Type::Date, TypedKind::Date(*date, grade)),
                    Constant::Boolean(value) => made(Type::Boolean, TypedKind::Boolean(*value, grade)),
                    Constant::Text(_) => None,
                }
            }
            Named::Attribute(index) => {
                let kind = self.definition.attributes.get(index)?.kind?;
                made(type_of(kind), TypedKind::Attribute(index))
            }
            Named::Fact(index) => made(type_of(self.definition.facts.get(index)?.kind?), TypedKind::Fact(index)),
            Named::Condition(index) => made(Type::Boolean, TypedKind::Condition(index)),
            Named::Line(index) => made(Type::Number, TypedKind::Line(index)),
            Named::PeriodStart => made(Type::Date, TypedKind::Date(self.definition.contract.in_force, None)),
            Named::PeriodEnd => match self.definition.contract.until.and_then(|until| until.add_days(-1).ok()) {
                Some(end) => made(Type::Date, TypedKind::Date(end, None)),
                None => {
                    let message = "`period_end` is not known: the contract has no `until`";
                    faults.push(
                        Diagnostic::error("unknown-name", span, message).with_help("add `until` to `[contract]`"),
                    );
                    None
                }
            },
            Named::AchievementDate => made(Type::Date, TypedKind::AchievementDate),
            Named::Points => made(Type::Number, TypedKind::Points),
            Named::PointsMax => made(Type::Number, TypedKind::PointsMax),
            Named::Achieved => made(Type::Number, TypedKind::Achieved),
        }
    }

    /// The grade of a figure: its own, or its source's.
    pub(crate) fn grade(&self, origin: &Origin) -> Grade {
        let source = origin.source.as_ref();
        let source = source.and_then(|word| self.definition.sources.iter().find(|entry| entry.id.text == word.text));
        origin.grade.or(source.map(|source| source.grade)).unwrap_or(Grade::Assumed)
    }

    fn member(&self, base: &Word, name: &Word, span: Span, place: Place<'_>, faults: &mut Faults) -> Option<Typed> {
        if base.text == "in_register" {
            return self.in_register(base, name, span, place, faults);
        }
        if let Some((variable, over)) = place.member
            && base.text == variable
        {
            let named = self.names.find_own(name, own_scope(over), faults)?;
            return self.value(named, span, faults);
        }
        if GROUPS.iter().any(|(group, _)| *group == base.text) {
            let message = format!("`{}.{}` is many values", base.text, name.text);
            let help = format!("fold it: `sum({}.{})`, or `min`, `max`, `count`", base.text, name.text);
            faults.push(Diagnostic::error("wrong-type", span, message).with_help(help));
            return None;
        }
        let message = format!("`{}` has no members", base.text);
        let mut fault = Diagnostic::error("unknown-name", base.span, message);
        fault.help = offer(&base.text, ["practices", "indicators", "registers", "in_register"]);
        faults.push(fault);
        None
    }

    fn in_register(
        &self,
        base: &Word,
        name: &Word,
        span: Span,
        place: Place<'_>,
        faults: &mut Faults,
    ) -> Option<Typed> {
        if place.scope != Scope::Patient {
            let message = format!("only patients are in registers; {} does not see one", place.scope.place());
            faults.push(Diagnostic::error("wrong-scope", base.span, message));
            return None;
        }
        let registers = &self.definition.registers;
        let Some(index) = registers.iter().position(|register| register.id.text == name.text) else {
            faults.push(unknown(name, "register", registers.iter().map(|register| register.id.text.as_str())));
            return None;
        };
        let register = registers.get(index)?;
        if register.rows.is_none() {
            let message = format!("the register `{}` has no rows: it is known by its count only", name.text);
            let fault = Diagnostic::error("no-patient-rules", name.span, message);
            faults.push(fault.with_label(register.id.span, "declared here"));
            return None;
        }
        Some(Typed::new(span, Type::Boolean, TypedKind::InRegister(index)))
    }

    fn group(&self, word: &Word, place: Place<'_>, faults: &mut Faults) -> Option<Over> {
        let Some((_, over)) = GROUPS.iter().find(|(name, _)| *name == word.text) else {
            let message = format!("`{}` is not something to fold over", word.text);
            let mut fault = Diagnostic::error("unknown-name", word.span, message);
            fault.help = offer(&word.text, GROUPS.map(|(name, _)| name));
            faults.push(fault);
            return None;
        };
        let message = if place.scope != Scope::Subject || place.member.is_some() {
            format!("{} cannot fold over {}", place.scope.place(), word.text)
        } else if *over == Over::Practices && self.definition.contract.subject != crate::definition::Subject::Network {
            "only a network has practices, and this contract's subject is a practice".to_owned()
        } else {
            return Some(*over);
        };
        let fault = Diagnostic::error("wrong-scope", word.span, message);
        faults.push(fault.with_help("fold in a line or condition of the subject, and use its name here"));
        None
    }
}

fn type_of(kind: FactKind) -> Type {
    match kind {
        FactKind::Number { .. } => Type::Number,
        FactKind::Date => Type::Date,
        FactKind::Boolean => Type::Boolean,
        FactKind::Text(list) => Type::Text(list),
    }
}
