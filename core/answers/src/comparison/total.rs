//! What contracts pay together: sums and differences of the kernel's numbers, in one currency.

use crate::evaluation::Evaluated;
use entitle_kernel::{AnswerKind, Basis, Contract, Number, Value};

/// An amount, or why there is none.
#[derive(Clone, Debug)]
pub enum Total {
    /// None of the contracts states an amount: they decide who may hold them.
    Nothing,
    /// Amounts in different units, which nobody adds.
    Mixed,
    /// The amount, which may be undetermined or an error.
    Amount {
        /// The amount.
        value: Value,
        /// Its unit.
        unit: String,
        /// What it rests on.
        basis: Basis,
    },
}

impl Total {
    /// What a contract pays for a subject.
    pub fn of(contract: &Contract<'_>, statement: &Evaluated<'_>) -> Total {
        let of_line =
            |line: usize| statement.answers.iter().find(|found| found.kind == AnswerKind::Line && found.index == line);
        match contract.pays().and_then(of_line) {
            Some(found) => Total::Amount { value: found.value, unit: found.unit.to_owned(), basis: found.basis },
            None => Total::Nothing,
        }
    }

    /// All of them together.
    pub fn sum(totals: impl IntoIterator<Item = Total>) -> Total {
        totals.into_iter().fold(Total::Nothing, |sum, next| sum.with(next, Number::checked_add))
    }

    /// This less the other; nothing where one of them states no amount, for that is not zero.
    pub fn less(&self, other: &Total) -> Total {
        match (self, other) {
            (Total::Nothing, _) | (_, Total::Nothing) => Total::Nothing,
            _ => self.clone().with(other.clone(), Number::checked_sub),
        }
    }

    fn with(self, other: Total, operation: fn(Number, Number) -> Result<Number, entitle_kernel::Error>) -> Total {
        match (self, other) {
            (Total::Nothing, one) | (one, Total::Nothing) => one,
            (Total::Amount { value: a, unit, basis }, Total::Amount { value: b, unit: other, basis: and })
                if unit == other =>
            {
                let value = match (a, b) {
                    (Value::Number(a), Value::Number(b)) => operation(a, b).map_or_else(Value::Error, Value::Number),
                    (Value::Error(error), _) | (_, Value::Error(error)) => Value::Error(error),
                    (Value::Unknown, _) | (_, Value::Unknown) => Value::Unknown,
                    _ => Value::Null,
                };
                Total::Amount { value, unit, basis: basis.and(and) }
            }
            _ => Total::Mixed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use entitle_kernel::Grade;

    fn pounds(value: Value) -> Total {
        Total::Amount { value, unit: "GBP".into(), basis: Basis::NONE }
    }

    fn value(total: &Total) -> Option<Value> {
        match total {
            Total::Amount { value, .. } => Some(*value),
            _ => None,
        }
    }

    #[test]
    fn amounts_add_up_and_what_is_not_known_stays_so() {
        let sum = |values: &[Value]| value(&Total::sum(values.iter().copied().map(pounds))).unwrap();
        assert!(sum(&[Value::integer(2), Value::integer(3)]).same(&Value::integer(5)));
        assert!(sum(&[Value::integer(2), Value::Unknown]).is_unknown());
        assert!(matches!(Total::sum([]), Total::Nothing));
    }

    #[test]
    fn currencies_are_never_added_and_nothing_is_not_zero() {
        let dollars = Total::Amount { value: Value::integer(1), unit: "USD".into(), basis: Basis::NONE };
        assert!(matches!(Total::sum([pounds(Value::integer(1)), dollars]), Total::Mixed));
        let one = Total::sum([Total::Nothing, pounds(Value::integer(7))]);
        assert!(value(&one).unwrap().same(&Value::integer(7)));
        assert!(matches!(Total::Nothing.less(&pounds(Value::integer(7))), Total::Nothing));
        assert!(matches!(pounds(Value::integer(7)).less(&Total::Nothing), Total::Nothing));
        let gained = pounds(Value::integer(9)).less(&pounds(Value::integer(7)));
        assert!(value(&gained).unwrap().same(&Value::integer(2)));
    }

    #[test]
    fn a_sum_rests_on_all_that_it_adds() {
        let assumed = Total::Amount { value: Value::integer(1), unit: "GBP".into(), basis: Basis::of(Grade::Assumed) };
        let Total::Amount { basis, .. } = Total::sum([pounds(Value::integer(1)), assumed]) else { unreachable!() };
        assert!(basis.has(Grade::Assumed));
    }
}
