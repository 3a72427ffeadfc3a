//! Made patients in plain columns through `entitle-batch`, as the WebAssembly face calls it: for the bench of that face.

use crate::patients::{Stored, Values};
use entitle_batch::{Batch, Integers, Keep, PlainForm, Population, Storage, Width, patient_facts};
use entitle_kernel::{Contract, Date};
use std::time::Instant;

/// Rows that are taken at once, as the WebAssembly face does.
const PIECE: usize = 131_072;

/// Answers each line of standard input with the seconds of one evaluation on one thread whose decisions are kept, and the sum of these.
pub fn serve(contract: &Contract<'_>, day: Date, stored: &[Stored], rows: usize) {
    for line in std::io::stdin().lines() {
        line.expect("a line");
        let begun = Instant::now();
        let decisions = evaluate(contract, day, stored, rows);
        let seconds = begun.elapsed().as_secs_f64();
        let sum: u64 = decisions.iter().flatten().flatten().map(|decision| u64::from(*decision)).sum();
        println!("{seconds} {sum}");
    }
}

fn evaluate(contract: &Contract<'_>, day: Date, stored: &[Stored], rows: usize) -> Vec<Vec<Vec<u8>>> {
    let facts = patient_facts(contract);
    let forms = facts.iter().zip(stored).map(|(fact, column)| {
        assert_eq!(fact.index(), column.fact, "columns are in the order of the facts");
        let null = fact.null_allowed().then(|| column.values.null());
        if fact.texts().next().is_some() {
            return PlainForm::keys(fact, fact.texts().map(str::to_owned).collect(), null);
        }
        let width = match column.values {
            Values::U8(_) => Width::U8,
            Values::U16(_) => Width::U16,
            Values::I32(_) => Width::I32,
        };
        PlainForm::integers(fact, width, column.base.into(), null).expect("null is no value")
    });
    let forms: Vec<PlainForm<'_>> = forms.collect();
    let mut storage = Storage::new(contract, 1);
    let population = Population::new(contract, day, &facts, &["all"], &[], &mut storage);
    let mut population = population.expect("facts of the contract");
    population.trust_unique();
    let mut kept = Vec::new();
    for first in (0..rows).step_by(PIECE) {
        let range = first..rows.min(first + PIECE);
        // The face's columns are copied into the module too.
        let columns = forms.iter().zip(stored).map(|(form, column)| {
            let integers = match &column.values {
                Values::U8(values) => Integers::U8(values[range.clone()].to_vec()),
                Values::U16(values) => Integers::U16(values[range.clone()].to_vec()),
                Values::I32(values) => Integers::I32(values[range.clone()].to_vec()),
            };
            form.column(integers, None).expect("no row is said to be without a value")
        });
        let batch = Batch::plain(range.len(), None, None, columns.collect()).expect("of one length");
        population.add_batch(&batch, first as u64, Keep::Decisions).expect("counts have room");
        kept.push(population.take_decisions());
    }
    kept
}
