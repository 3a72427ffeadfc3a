//! The simplest form of a comparison: `10 * x <= 5825` is `x <= 582`, `x - y > 0` is `x > y`.

use std::collections::BTreeMap;

use crate::feel::ast::Comparison;
use crate::intervals::Integer;

/// Σ coefficient × fact + constant.
struct Linear {
    terms: BTreeMap<usize, i128>,
    constant: i128,
}

/// The same comparison on one fact and a constant, or on two facts, where it is one.
pub(crate) fn simplest(operator: Comparison, left: Integer, right: Integer) -> (Comparison, Integer, Integer) {
    simpler(operator, &left, &right).unwrap_or((operator, left, right))
}

fn simpler(operator: Comparison, left: &Integer, right: &Integer) -> Option<(Comparison, Integer, Integer)> {
    let (left, right) = (linear(left)?, linear(right)?);
    // Two nulls are equal: an equality keeps on each side the facts that can make that side null.
    let movable = match (left.terms.len(), right.terms.len()) {
        (1, 0) | (0, 1) | (1, 1) => left.terms.keys().ne(right.terms.keys()),
        _ => false,
    };
    if !operator.is_ordering() && !movable {
        return None;
    }
    let difference = combine(left, right, -1)?;
    let terms: Vec<(usize, i128)> = difference.terms.into_iter().collect();
    match terms.as_slice() {
        [(fact, factor)] => {
            let operator = if *factor < 0 { operator.mirrored() } else { operator };
            let (numerator, divisor) = (-difference.constant * factor.signum(), factor.abs());
            let bound = threshold(operator, numerator, divisor)?;
            Some((operator, Integer::Fact(*fact), Integer::Constant(i64::try_from(bound).ok()?)))
        }
        [(a, 1), (b, -1)] if difference.constant == 0 => Some((operator, Integer::Fact(*a), Integer::Fact(*b))),
        [(a, -1), (b, 1)] if difference.constant == 0 => Some((operator, Integer::Fact(*b), Integer::Fact(*a))),
        _ => None,
    }
}

/// The whole number that a whole number compares with just as it does with the fraction.
fn threshold(operator: Comparison, numerator: i128, divisor: i128) -> Option<i128> {
    let floor = numerator.div_euclid(divisor);
    let whole = numerator.rem_euclid(divisor) == 0;
    match operator {
        Comparison::LessOrEqual | Comparison::Greater => Some(floor),
        Comparison::Less | Comparison::GreaterOrEqual => Some(if whole { floor } else { floor + 1 }),
        // No whole number equals a fraction; the full form keeps what nulls and unknowns do.
        Comparison::Equal | Comparison::NotEqual => whole.then_some(floor),
    }
}

fn linear(integer: &Integer) -> Option<Linear> {
    match integer {
        Integer::Constant(value) => Some(Linear { terms: BTreeMap::new(), constant: i128::from(*value) }),
        Integer::Fact(fact) => Some(Linear { terms: BTreeMap::from([(*fact, 1)]), constant: 0 }),
        Integer::Negate(a) => scaled(linear(a)?, -1),
        Integer::Add(a, b) => combine(linear(a)?, linear(b)?, 1),
        Integer::Subtract(a, b) => combine(linear(a)?, linear(b)?, -1),
        Integer::Multiply(a, b) => match (&**a, &**b) {
            (Integer::Constant(factor), other) | (other, Integer::Constant(factor)) => {
                scaled(linear(other)?, i128::from(*factor))
            }
            _ => None,
        },
        _ => None,
    }
}

fn scaled(mut linear: Linear, factor: i128) -> Option<Linear> {
    // A fact that vanished would take its null with it.
    if factor == 0 && !linear.terms.is_empty() {
        return None;
    }
    for coefficient in linear.terms.values_mut() {
        *coefficient = coefficient.checked_mul(factor)?;
    }
    linear.constant = linear.constant.checked_mul(factor)?;
    Some(linear)
}

fn combine(mut a: Linear, b: Linear, sign: i128) -> Option<Linear> {
    for (fact, coefficient) in b.terms {
        let sum = a.terms.entry(fact).or_insert(0);
        *sum = sum.checked_add(coefficient.checked_mul(sign)?)?;
        if *sum == 0 {
            return None;
        }
    }
    a.constant = a.constant.checked_add(b.constant.checked_mul(sign)?)?;
    Some(a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_equality_of_two_nulls_is_not_moved_to_one_side() {
        let both = simplest(Comparison::Equal, times(-3, 0), Integer::Fact(0));
        assert!(matches!(both, (_, Integer::Multiply(..), Integer::Fact(0))));
        let difference = Integer::Subtract(Integer::Fact(0).into(), Integer::Fact(1).into());
        assert!(matches!(simplest(Comparison::Equal, difference, Integer::Constant(0)).1, Integer::Subtract(..)));
    }

    fn times(factor: i64, fact: usize) -> Integer {
        Integer::Multiply(Integer::Fact(fact).into(), Integer::Constant(factor).into())
    }

    #[test]
    fn thresholds_hold_for_every_neighbour() {
        let holds = |operator: Comparison, a: i64, b: i64| match operator {
            Comparison::Less => a < b,
            Comparison::LessOrEqual => a <= b,
            Comparison::Greater => a > b,
            Comparison::GreaterOrEqual => a >= b,
            Comparison::Equal => a == b,
            Comparison::NotEqual => a != b,
        };
        let all = [
            Comparison::Less,
            Comparison::LessOrEqual,
            Comparison::Greater,
            Comparison::GreaterOrEqual,
            Comparison::Equal,
            Comparison::NotEqual,
        ];
        for operator in all {
            for factor in [-3_i64, -1, 1, 2, 7] {
                for bound in -15..=15 {
                    let simple = simplest(operator, times(factor, 0), Integer::Constant(bound));
                    let (simple, Integer::Fact(0), Integer::Constant(simple_bound)) = simple else { continue };
                    for x in -20..=20 {
                        assert_eq!(holds(operator, factor * x, bound), holds(simple, x, simple_bound));
                    }
                }
            }
        }
    }

    #[test]
    fn a_fact_that_cancels_keeps_its_null() {
        let (_, left, _) = simplest(
            Comparison::Less,
            Integer::Subtract(Integer::Fact(0).into(), Integer::Fact(0).into()),
            Integer::Constant(5),
        );
        assert!(matches!(left, Integer::Subtract(..)));
    }
}
