//! The statements of as many practices as England has, from invented counts of patients, and one of all of them together.
//!
//! `cargo run --release -p entitle-batch --example statements`

use entitle_contracts::find;
use entitle_kernel::image::code::{Per, Scope};
use entitle_kernel::{Contract, Error, Facts, Graded, Network, Silent, Statement, Value, Written};
use std::time::Instant;

/// About as many practices as England has.
const PRACTICES: u32 = 6_249;

fn main() -> Result<(), Error> {
    let contract = find("qof-england", "2025-06-30".parse()?, None)?;
    let cost = contract.cost();
    let mut slots = vec![Value::Unknown; cost.subject_slots.into()];
    let mut results = vec![Graded::UNKNOWN; cost.values.into()];

    let started = Instant::now();
    let mut first = Value::Unknown;
    for practice in 0..PRACTICES {
        let facts = invented(&contract, practice, &mut slots)?;
        let statement = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?;
        if practice == 0 {
            first = paid(&statement);
        }
    }
    println!("{PRACTICES} statements in {} ms", started.elapsed().as_millis());
    println!("the first practice is paid {}", Written(first));

    // All practices as one: counts are added up, and points are earned on the sums.
    let started = Instant::now();
    let mut pooled = vec![Value::Unknown; cost.subject_slots.into()];
    let mut folds = vec![Graded::UNKNOWN; cost.member_folds.into()];
    let mut facts = Facts::new(&contract, &mut pooled)?;
    let mut network = Network::new(&mut facts, &mut folds)?;
    for practice in 0..PRACTICES {
        network.add(&invented(&contract, practice, &mut slots)?)?;
    }
    let statement = Statement::new(&contract, &facts, &folds, &mut results, &mut Silent)?;
    println!("all of them pooled in {} ms: {}", started.elapsed().as_millis(), Written(paid(&statement)));
    Ok(())
}

fn paid(statement: &Statement<'_, '_>) -> Value {
    statement.payment().map_or(Value::Unknown, |payment| payment.value)
}

/// A practice of which everything is invented; what `Population::write_counts` writes is made up too.
fn invented<'c, 's>(contract: &Contract<'c>, practice: u32, slots: &'s mut [Value]) -> Result<Facts<'c, 's>, Error> {
    let mut facts = Facts::new(contract, slots)?;
    for fact in contract.facts().filter(|fact| fact.scope() == Scope::Practice) {
        for item in 0..contract.items(fact.per()) {
            let number = i64::from(practice % 97) + i64::try_from(item).unwrap_or(0);
            let value = match (fact.name(), fact.per()) {
                ("list_size", _) => Value::integer(5_000 + number * 50),
                ("numerator", _) => Value::integer(300 + number),
                ("denominator", _) => Value::integer(450 + number),
                ("register_size", _) => Value::integer(500 + number),
                (_, Per::Indicator) => Value::integer(number % 7),
                // What is left is the national prevalence, the same for everybody.
                _ => fact.parse("0.05").unwrap_or(Value::Unknown),
            };
            if fact.check(value).is_ok() {
                facts.set(fact.index(), item, value)?;
            }
        }
    }
    Ok(facts)
}
