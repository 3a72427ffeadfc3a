//! Statements for every practice of England, counts made up within what practices have.

use crate::serve::{Contender, Output, serve};
use entitle_kernel::image::code::{Per, Scope};
use entitle_kernel::image::record;
use entitle_kernel::{Contract, Facts, Graded, Number, Silent, Statement, Value};
use std::fmt::Write;

/// Practices of England in the files of payment for 2023/24.
pub const PRACTICES: usize = 6_249;

/// Serves statements alone, and statements with every answer written.
pub fn worker(contract: &Contract<'_>) {
    let practices = practices(contract);
    let mut results = vec![Graded::UNKNOWN; contract.cost().values.into()];
    let mut again = results.clone();
    let mut storage = practices.clone();
    let mut storage_again = practices;
    let mut text = String::new();
    let plain = Contender::new("statements", PRACTICES, move |out| {
        for values in &mut storage {
            let facts = Facts::resume(contract, values).expect("storage suffices");
            let statement = Statement::new(contract, &facts, &[], &mut results, &mut Silent).expect("storage suffices");
            let is_known = statement.payment().is_some_and(|payment| matches!(payment.value, Value::Number(_)));
            assert!(is_known, "a practice of which all is known is paid");
            out.sum += u64::from(is_known);
        }
    });
    let written = Contender::new("statements, every answer written", PRACTICES, move |out| {
        for values in &mut storage_again {
            let facts = Facts::resume(contract, values).expect("storage suffices");
            let statement = Statement::new(contract, &facts, &[], &mut again, &mut Silent).expect("storage suffices");
            text.clear();
            for answer in statement.answers() {
                writeln!(text, "{} {} {answer}", answer.name, answer.item).expect("memory");
            }
            out.sum += text.len() as u64;
        }
    });
    serve(vec![plain, written], Output::default());
}

/// The facts of each practice.
fn practices(contract: &Contract<'_>) -> Vec<Vec<Value>> {
    let mut random = fastrand::Rng::with_seed(6);
    let registers = contract.register_count();
    // Millionths of the list: from half a per cent to a fifth.
    let national: Vec<u64> = (0..registers).map(|_| random.u64(5_000..200_000)).collect();
    let practice = |_| {
        let mut values = vec![Value::Unknown; contract.cost().subject_slots.into()];
        let mut facts = Facts::new(contract, &mut values).expect("storage suffices");
        let list = random.u64(2_000..20_000);
        let sizes: Vec<u64> =
            national.iter().map(|share| list * share / 1_000_000 * random.u64(60..140) / 100).collect();
        let mut within = |most: u64, percent: std::ops::Range<u64>| most * random.u64(percent) / 100;
        let counts: Vec<[u64; 2]> = contract
            .all::<record::Indicator>()
            .map(|indicator| {
                let denominator = within(sizes[usize::from(indicator.register)], 80..100);
                [within(denominator, 40..100), denominator]
            })
            .collect();
        let of = |name: &str, item: usize| match name {
            "list_size" => number(list, 0),
            "national_prevalence" => number(national[item], 6),
            "register_size" => number(sizes[item], 0),
            "numerator" => number(counts[item][0], 0),
            "denominator" => number(counts[item][1], 0),
            "exclusions" | "adjustments" => number(0, 0),
            other => panic!("the bench makes up no `{other}`"),
        };
        for fact in contract.facts().filter(|fact| fact.scope() == Scope::Practice) {
            for item in 0..contract.items(fact.per()) {
                facts.set(fact.index(), item, of(fact.name(), item)).expect("within its range");
            }
        }
        values
    };
    assert!(contract.items(Per::Register) == registers);
    (0..PRACTICES).map(practice).collect()
}

fn number(scaled: u64, places: u8) -> Value {
    Value::Number(Number::from_scaled(i64::try_from(scaled).expect("small"), places))
}
