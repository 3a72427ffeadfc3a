//! Calls: functions, folds, look-ups in tables, scales.

use entitle_kernel::image::code::Aggregate;
use entitle_kernel::number::RoundingMode;

use super::{Checker, GROUPS, Place, Used, own_scope};
use crate::definition::{FactKind, ScaleForm, TableForm};
use crate::diagnostic::Diagnostic;
use crate::feel::ast::{Expr, ExprKind, Function, Word};
use crate::figures::key_fact;
use crate::load::{Faults, unknown};
use crate::model::{Type, Typed, TypedKind};
use crate::scope::Scope;
use crate::source::Span;

impl<'d> Checker<'d> {
    pub(super) fn call(
        &self,
        function: Function,
        arguments: &[Expr],
        span: Span,
        place: Place<'_>,
        faults: &mut Faults,
    ) -> Option<Typed> {
        if let Some(aggregate) = aggregate(function)
            && let [only] = arguments
            && let Some(fold) = self.fold(aggregate, only, span, place, faults)
        {
            return fold;
        }
        match function {
            Function::Sum | Function::Count => {
                let message = format!("`{}` folds over practices, indicators or registers", function.name());
                let help = format!("write `{}(indicators.x)`, or add values with `+`", function.name());
                faults.push(Diagnostic::error("outside-subset", span, message).with_help(help));
                None
            }
            Function::Band | Function::Marginal => self.table_call(function, arguments, span, place, faults),
            Function::Scale => self.scale_call(arguments, span, place, faults),
            Function::Minimum | Function::Maximum => {
                let list = self.numbers(arguments, place, faults)?;
                let kept = list.first().map_or(Type::Number, |first| first.ty);
                let ty = if list.iter().all(|member| member.ty == kept) { kept } else { Type::Number };
                let kind =
                    if function == Function::Minimum { TypedKind::Minimum(list) } else { TypedKind::Maximum(list) };
                Some(Typed::new(span, ty, kind))
            }
            Function::MonthsBetween => {
                let from = self.expression(arguments.first()?, place, faults);
                let to = self.expression(arguments.get(1)?, place, faults);
                let from = self.wanted(from?, Type::Date, faults);
                let to = self.wanted(to?, Type::Date, faults);
                let kind = TypedKind::MonthsBetween(Box::new(from?), Box::new(to?));
                Some(Typed::new(span, Type::Months, kind))
            }
            _ => self.rounding_call(function, arguments, span, place, faults),
        }
    }

    pub(super) fn numbers(&self, arguments: &[Expr], place: Place<'_>, faults: &mut Faults) -> Option<Vec<Typed>> {
        let list: Vec<Option<Typed>> = arguments
            .iter()
            .map(|argument| {
                let typed = self.arithmetic_operand(argument, place, faults)?;
                self.wanted(typed, Type::Number, faults)
            })
            .collect();
        let list: Vec<Typed> = list.into_iter().collect::<Option<_>>()?;
        let days = list.iter().find(|typed| typed.ty == Type::Days);
        let months = list.iter().find(|typed| typed.ty == Type::Months);
        if let (Some(days), Some(months)) = (days, months) {
            self.mixed(days.span.to(months.span), "a list", &[days, months], faults);
            return None;
        }
        Some(list)
    }

    pub(super) fn rounding_call(
        &self,
        function: Function,
        arguments: &[Expr],
        span: Span,
        place: Place<'_>,
        faults: &mut Faults,
    ) -> Option<Typed> {
        let [value] = <[Typed; 1]>::try_from(self.numbers(arguments.get(..1)?, place, faults)?).ok()?;
        let value = Box::new(value);
        let (mode, places) = match function {
            Function::Absolute => {
                let ty = value.ty;
                return Some(Typed::new(span, ty, TypedKind::Absolute(value)));
            }
            Function::Floor => (RoundingMode::Floor, 0),
            Function::Ceiling => (RoundingMode::Ceiling, 0),
            Function::Decimal => (RoundingMode::HalfEven, places(arguments.get(1)?, faults)?),
            Function::RoundUp => (RoundingMode::Up, places(arguments.get(1)?, faults)?),
            Function::RoundDown => (RoundingMode::Down, places(arguments.get(1)?, faults)?),
            Function::RoundHalfUp => (RoundingMode::HalfUp, places(arguments.get(1)?, faults)?),
            _ => (RoundingMode::HalfDown, places(arguments.get(1)?, faults)?),
        };
        Some(Typed::new(span, value.ty, TypedKind::Round(mode, value, places)))
    }

    /// `None`: the argument is not a group. `Some(None)`: it is, and was refused.
    pub(super) fn fold(
        &self,
        aggregate: Aggregate,
        argument: &Expr,
        span: Span,
        place: Place<'_>,
        faults: &mut Faults,
    ) -> Option<Option<Typed>> {
        let (base, name) = match &argument.kind {
            ExprKind::Member { base, name } if place.member.is_none_or(|(variable, _)| variable != base.text) => {
                (base.clone(), Some(name))
            }
            ExprKind::Name(name) if aggregate == Aggregate::Count => {
                (Word { text: name.clone(), span: argument.span }, None)
            }
            _ => return None,
        };
        if name.is_none() && !GROUPS.iter().any(|(group, _)| *group == base.text) {
            return None;
        }
        let Some(over) = self.group(&base, place, faults) else { return Some(None) };
        let body = match name {
            // The members are counted, whatever is asked of them.
            Some(name) => {
                let named = self.names.find_own(name, own_scope(over), faults);
                let Some(body) = named.and_then(|named| self.value(named, argument.span, faults)) else {
                    return Some(None);
                };
                if aggregate != Aggregate::Count && self.wanted(body.clone(), Type::Number, faults).is_none() {
                    return Some(None);
                }
                (aggregate != Aggregate::Count).then(|| Box::new(body))
            }
            None => None,
        };
        Some(Some(Typed::new(span, Type::Number, TypedKind::Fold { aggregate, over, body })))
    }

    pub(super) fn table(&self, word: &Word, faults: &mut Faults) -> Option<(usize, &'d TableForm)> {
        let tables = &self.definition.tables;
        let Some(index) = tables.iter().position(|table| table.id.text == word.text) else {
            faults.push(unknown(word, "table", tables.iter().map(|table| table.id.text.as_str())));
            return None;
        };
        self.note(Used::Table(index));
        Some((index, tables.get(index)?.form.as_ref()?))
    }

    pub(super) fn wrong_table(&self, word: &Word, form: &TableForm, faults: &mut Faults) -> Option<Typed> {
        let (kind, look_up) = match form {
            TableForm::Band { .. } => ("a band table", format!("`band({}, x)`", word.text)),
            TableForm::Keyed { key, .. } => ("a keyed table", format!("`{}[{}]`", word.text, key.text)),
            TableForm::Marginal(_) => ("a marginal table", format!("`marginal({}, x)`", word.text)),
        };
        let message = format!("`{}` is {kind}", word.text);
        faults
            .push(Diagnostic::error("wrong-type", word.span, message).with_help(format!("look it up with {look_up}")));
        None
    }

    pub(super) fn no_tables_for_patients(&self, span: Span, place: Place<'_>, faults: &mut Faults) -> Option<()> {
        if place.scope != Scope::Patient {
            return Some(());
        }
        let message = "tables and scales are looked up in lines and criteria, not for patients";
        faults.push(Diagnostic::error("wrong-scope", span, message));
        None
    }

    pub(super) fn keyed(
        &self,
        word: &Word,
        key: &Expr,
        span: Span,
        place: Place<'_>,
        faults: &mut Faults,
    ) -> Option<Typed> {
        if GROUPS.iter().any(|(group, _)| *group == word.text) {
            let message = "a filter `[…]` is outside the supported subset of FEEL";
            faults.push(Diagnostic::error("outside-subset", span, message));
            return None;
        }
        let (index, form) = self.table(word, faults)?;
        self.no_tables_for_patients(span, place, faults)?;
        let TableForm::Keyed { key: fact, .. } = form else { return self.wrong_table(word, form, faults) };
        let mut key = self.expression(key, place, faults)?;
        let fact = key_fact(self.definition, fact)?;
        let Some(FactKind::Text(list)) = fact.kind else { return None };
        match key.ty {
            Type::AnyText => {
                if !self.among(&mut key, list, faults) {
                    return None;
                }
            }
            Type::Null => {}
            Type::Text(other) if other == list => {}
            _ => {
                let message = format!("the key of `{}` is a text like `{}`", word.text, fact.id.text);
                faults.push(Diagnostic::error("wrong-type", key.span, message));
                return None;
            }
        }
        Some(Typed::new(span, Type::Number, TypedKind::Keyed(index, Box::new(key))))
    }

    pub(super) fn table_call(
        &self,
        function: Function,
        arguments: &[Expr],
        span: Span,
        place: Place<'_>,
        faults: &mut Faults,
    ) -> Option<Typed> {
        let word = word_of(arguments.first()?, "a table's name", faults)?;
        let (index, form) = self.table(&word, faults)?;
        self.no_tables_for_patients(span, place, faults)?;
        let mut values = self.numbers(arguments.get(1..)?, place, faults)?.into_iter();
        let value = Box::new(values.next()?);
        let kind = match (function, form) {
            (Function::Band, TableForm::Band { .. }) => TypedKind::Band(index, value),
            (Function::Marginal, TableForm::Marginal(_)) => {
                TypedKind::Marginal(index, value, values.next().map(Box::new))
            }
            _ => return self.wrong_table(&word, form, faults),
        };
        Some(Typed::new(span, Type::Number, kind))
    }

    pub(super) fn scale_call(
        &self,
        arguments: &[Expr],
        span: Span,
        place: Place<'_>,
        faults: &mut Faults,
    ) -> Option<Typed> {
        let word = word_of(arguments.first()?, "a scale's name", faults)?;
        let index = self.scale(&word, faults)?;
        self.no_tables_for_patients(span, place, faults)?;
        if self.states_its_rate(index) {
            let message = format!("the scale `{}` states its own rate with `of`", word.text);
            faults.push(Diagnostic::error("wrong-scope", word.span, message).with_help("name a scale without `of`"));
            return None;
        }
        let mut values = self.numbers(arguments.get(1..)?, place, faults)?.into_iter();
        let (rate, maximum) = (Box::new(values.next()?), Box::new(values.next()?));
        Some(Typed::new(span, Type::Number, TypedKind::Scale(index, rate, maximum)))
    }

    /// The named scale.
    pub(crate) fn scale(&self, word: &Word, faults: &mut Faults) -> Option<usize> {
        let scales = &self.definition.scales;
        let found = scales.iter().position(|scale| scale.id.text == word.text && !word.text.is_empty());
        match found {
            Some(index) => self.note(Used::Scale(index)),
            None => {
                let known = scales.iter().map(|scale| scale.id.text.as_str()).filter(|name| !name.is_empty());
                faults.push(unknown(word, "scale", known));
            }
        }
        found
    }

    pub(super) fn states_its_rate(&self, scale: usize) -> bool {
        let own = |scale: &crate::definition::Scale| scale.of.is_some() || scale.of_refused;
        self.definition.scales.get(scale).is_some_and(|scale| {
            own(scale)
                || matches!(&scale.form, Some(ScaleForm::BestOf(names)) if names.iter().any(|name| {
                    self.definition.scales.iter().any(|other| other.id.text == name.text && own(other))
                }))
        })
    }
}

fn aggregate(function: Function) -> Option<Aggregate> {
    match function {
        Function::Sum => Some(Aggregate::Sum),
        Function::Count => Some(Aggregate::Count),
        Function::Minimum => Some(Aggregate::Minimum),
        Function::Maximum => Some(Aggregate::Maximum),
        _ => None,
    }
}

fn word_of(expr: &Expr, wanted: &str, faults: &mut Faults) -> Option<Word> {
    if let ExprKind::Name(name) = &expr.kind {
        return Some(Word { text: name.clone(), span: expr.span });
    }
    faults.push(Diagnostic::error("wrong-type", expr.span, format!("the first argument is {wanted}")));
    None
}

/// The number of places to round to: a literal.
fn places(expr: &Expr, faults: &mut Faults) -> Option<i8> {
    let literal = match &expr.kind {
        ExprKind::Number(digits) => digits.parse::<i8>().ok(),
        ExprKind::Negate(inner) => match &inner.kind {
            ExprKind::Number(digits) => digits.parse::<i8>().ok().map(|places| -places),
            _ => None,
        },
        _ => None,
    };
    if let Some(places) = literal.filter(|places| (-30..=30).contains(places)) {
        return Some(places);
    }
    let message = "the number of decimal places is a literal from -30 to 30";
    faults.push(Diagnostic::error("wrong-type", expr.span, message));
    None
}
