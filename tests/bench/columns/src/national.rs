//! All indicators of a whole contract over columns: this project, its scalar kernel, a read of the same memory.

use crate::breakdown;
use crate::hand;
use crate::ours::{Ours, Vectors};
use crate::patients::{Stored, Values};
use crate::serve::{Contender, Output, serve};
use entitle_batch::PlanStorage;
use entitle_kernel::block::{Bits, Column, ColumnPlace, Columns, Nulls, Values as Lanes};
use entitle_kernel::{Cell, Contract, Decision, Patient, PatientFacts, PatientScratch, Run, Silent, Tally};
use rayon::prelude::*;
use std::rc::Rc;

/// Rows that the scalar kernel decides.
const SCALAR_ROWS: usize = 20_000;
/// Bytes that a thread reads at once.
const SHARE: usize = 1 << 18;

/// Prints where the time goes, and ends.
pub fn breakdown(contract: &Contract<'_>, run: &Run, stored: &[Stored], rows: usize) {
    let storage = PlanStorage::new(contract, run).expect("of one contract");
    let plan = storage.plan(contract, run).expect("just planned");
    let mut places = vec![ColumnPlace::EMPTY; contract.cost().patient_slots.into()];
    let mut columns = Columns::new(contract, rows, &mut places).expect("places suffice");
    for column in stored {
        let nullable = contract.fact(column.fact).is_some_and(|fact| fact.null_allowed());
        let nulls = if nullable { Nulls::Sentinel(column.values.null()) } else { Nulls::None };
        let column_of_form = Column { values: lanes(&column.values), base: column.base.into(), nulls };
        columns.set(column.fact, column_of_form).expect("a column of this form");
    }
    let ours = Ours::new(&columns, &plan, Vectors::Best, 1);
    println!("{}", breakdown::breakdown(&ours, &mut Output::default()));
}

/// Serves all contenders with so many threads.
pub fn worker(contract: &Contract<'_>, run: &Run, stored: &[Stored], truth: &[u8], threads: usize) {
    let rows = truth.len() / contract.indicator_count();
    let storage = PlanStorage::new(contract, run).expect("of one contract");
    let plan = &storage.plan(contract, run).expect("just planned");
    let wide: Vec<Vec<i32>> = stored.iter().map(|column| widened(column, rows)).collect();
    let bitmaps: Vec<Vec<u8>> = stored.iter().map(|column| bitmap(&column.values, rows)).collect();
    let slots = usize::from(contract.cost().patient_slots);
    let mut places =
        [vec![ColumnPlace::EMPTY; slots], vec![ColumnPlace::EMPTY; slots], vec![ColumnPlace::EMPTY; slots]];
    let [a, b, c] = &mut places;
    let mut forms = [Columns::new(contract, rows, a), Columns::new(contract, rows, b), Columns::new(contract, rows, c)]
        .map(|columns| columns.expect("places suffice"));
    for ((column, wide), bitmap) in stored.iter().zip(&wide).zip(&bitmaps) {
        let (base, null) = (i64::from(column.base), column.values.null());
        let nullable = contract.fact(column.fact).is_some_and(|fact| fact.null_allowed());
        let nulls = |nulls| if nullable { nulls } else { Nulls::None };
        let values = lanes(&column.values);
        let bits = Nulls::Validity(Bits::new(bitmap, 0, rows).expect("a bit for each row"));
        let in_forms = [
            Column { values, base, nulls: nulls(Nulls::Sentinel(null)) },
            Column { values, base, nulls: nulls(bits) },
            Column { values: Lanes::I32(wide), base: 0, nulls: nulls(Nulls::Sentinel(i32::MIN.into())) },
        ];
        for (columns, column_of_form) in forms.iter_mut().zip(in_forms) {
            columns.set(column.fact, column_of_form).expect("a column of this form");
        }
    }

    let ending = if threads == 1 { String::new() } else { format!(", {threads} threads") };
    let mut contenders = Vec::new();
    for (columns, described) in forms.iter().zip(["narrow, sentinel", "narrow, bitmap", "wide, sentinel"]) {
        let asked: &[(&str, Vectors)] = match (described, threads) {
            ("narrow, sentinel", 1) => &[("AVX2", Vectors::Best), ("baseline", Vectors::Baseline)],
            _ => &[("AVX2", Vectors::Best)],
        };
        let read = format!("memory read, {described}{ending}");
        for (name, vectors) in asked {
            let ours = Rc::new(Ours::new(columns, plan, *vectors, threads));
            let of_rows = ours.clone();
            let per_row = Contender::new(format!("ours, {name}, {described}, per row{ending}"), rows, move |out| {
                of_rows.per_row(&mut out.rows);
            });
            let mut counts = Vec::new();
            let histogram = Contender::new(format!("ours, {name}, {described}, histogram{ending}"), rows, move |out| {
                ours.histogram(&mut counts);
                let tally = Tally::resume(contract, &mut counts).expect("storage suffices");
                for (indicator, counts) in out.counts.chunks_mut(256).enumerate() {
                    for (code, count) in (0..=u8::MAX).zip(counts) {
                        *count = tally.count(indicator, Decision(code)).into();
                    }
                }
            });
            contenders.extend([per_row.against(&read), histogram.against(&read)]);
        }
        let bytes = memory(stored, &wide, &bitmaps, described);
        contenders.push(Contender::new(read, rows, move |out| {
            out.sum = if threads == 1 {
                bytes.iter().fold(0, |sum, column| sum.wrapping_add(hand::read(column)))
            } else {
                let shares = bytes.par_iter().flat_map(|column| column.par_chunks(SHARE));
                shares.map(hand::read).reduce(|| 0, u64::wrapping_add)
            };
        }));
    }
    if threads == 1 {
        contenders.push(scalar(contract, run, stored, rows));
    }

    let mut output = Output { rows: vec![0; truth.len()], counts: vec![0; contract.indicator_count() * 256], sum: 0 };
    for contender in &mut contenders {
        check(contender, truth, rows, &mut output);
    }
    serve(contenders, output);
}

fn lanes(values: &Values) -> Lanes<'_> {
    match values {
        Values::U8(values) => Lanes::U8(values),
        Values::U16(values) => Lanes::U16(values),
        Values::I32(values) => Lanes::I32(values),
    }
}

fn widened(column: &Stored, rows: usize) -> Vec<i32> {
    let null = column.values.null();
    let wide = |raw: i64| i32::try_from(raw).expect("at most 32 bits") + column.base;
    let raw = (0..rows).map(|row| column.values.raw(row));
    raw.map(|raw| if raw == null { i32::MIN } else { wide(raw) }).collect()
}

fn bitmap(values: &Values, rows: usize) -> Vec<u8> {
    let null = values.null();
    let bit = |row: usize| u8::from(row < rows && values.raw(row) != null) << (row % 8);
    (0..rows.div_ceil(8)).map(|byte| (byte * 8..byte * 8 + 8).fold(0, |byte, row| byte | bit(row))).collect()
}

/// What a form's columns lie in.
fn memory<'d>(stored: &'d [Stored], wide: &'d [Vec<i32>], bitmaps: &'d [Vec<u8>], form: &str) -> Vec<&'d [u8]> {
    if form.starts_with("wide") {
        return wide.iter().map(|column| hand::bytes(column)).collect();
    }
    let narrow = stored.iter().map(|column| match &column.values {
        Values::U8(values) => values.as_slice(),
        Values::U16(values) => hand::bytes(values),
        Values::I32(values) => hand::bytes(values),
    });
    let bitmaps = bitmaps.iter().map(Vec::as_slice).filter(|_| form.ends_with("bitmap"));
    narrow.chain(bitmaps).collect()
}

/// One patient after the other through the kernel that serves single patients.
fn scalar<'a>(contract: &'a Contract<'_>, run: &'a Run, stored: &[Stored], rows: usize) -> Contender<'a> {
    let rows = rows.min(SCALAR_ROWS);
    let mut patients = cells(contract, stored, rows);
    let indicators = contract.indicator_count();
    Contender::new("ours, scalar kernel", rows, move |out| {
        let all = out.rows.len() / indicators;
        let mut scratch = PatientScratch::EMPTY;
        for (row, cells) in patients.iter_mut().enumerate() {
            let facts = PatientFacts::resume(contract, cells).expect("storage suffices");
            let mut patient = Patient::new(contract, run, &facts, &mut scratch).expect("of one contract");
            for indicator in 0..indicators {
                let decision = patient.decide(indicator, &mut Silent).expect("rules for each indicator");
                out.rows[indicator * all + row] = decision.0;
            }
        }
    })
}

/// The first patients as the scalar kernel takes them.
pub fn cells(contract: &Contract<'_>, stored: &[Stored], rows: usize) -> Vec<Vec<Cell>> {
    let patient = |row: usize| {
        let mut cells = vec![Cell::Unknown; contract.cost().patient_slots.into()];
        let mut facts = PatientFacts::new(contract, &mut cells).expect("storage suffices");
        for column in stored {
            let fact = contract.fact(column.fact).expect("a fact of the contract");
            let raw = column.values.raw(row);
            let cell = match raw == column.values.null() {
                true => Cell::Null,
                false => Cell::Integer(raw + i64::from(column.base)),
            };
            facts.set(column.fact, fact.from_cell(cell)).expect("a value of its fact");
        }
        cells
    };
    (0..rows).map(patient).collect()
}

/// Runs a contender once and compares what it says with what the scalar kernel said of every patient.
fn check(contender: &mut Contender<'_>, truth: &[u8], rows: usize, output: &mut Output) {
    let name = contender.name.clone();
    if name.starts_with("memory read") {
        return;
    }
    output.rows.fill(u8::MAX);
    output.counts.fill(0);
    (contender.run)(output);
    if name.contains("histogram") {
        for (indicator, (truth, counts)) in truth.chunks(rows).zip(output.counts.chunks(256)).enumerate() {
            let mut right = vec![0_u64; 256];
            truth.iter().for_each(|code| right[usize::from(*code)] += 1);
            assert_eq!(counts, right, "{name}: indicator {indicator}");
        }
        return;
    }
    for (indicator, (truth, said)) in truth.chunks(rows).zip(output.rows.chunks(rows)).enumerate() {
        let wrong = (0..contender.rows).find(|row| truth[*row] != said[*row]);
        if let Some(row) = wrong {
            panic!("{name}: indicator {indicator}, row {row}: {}, not {}", said[row], truth[row]);
        }
    }
}
