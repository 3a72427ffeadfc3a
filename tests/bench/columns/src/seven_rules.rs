//! The seven rules over columns: loops written by hand, a read of the same memory, this project.

use crate::hand::{self, ByHand, CODES};
use crate::ours::{Ours, Vectors};
use crate::people::{ACHIEVEMENT_DAY, BASE_DAY, Lane, Narrow, People, Wide};
use crate::serve::{Contender, Output, serve};
use entitle_batch::PlanStorage;
use entitle_kernel::block::{Bits, Column, ColumnPlace, Columns, Nulls, Values};
use entitle_kernel::plan::Plan;
use entitle_kernel::{Contract, Date, Decision, Run, Tally};
use rayon::prelude::*;

/// Rows that a thread takes at once.
pub const SHARE: usize = 1 << 16;

/// Decisions of either definition are below it.
const DECISIONS: usize = 16;

/// One form of columns with its names.
struct Form<'p, N, D> {
    people: &'p People<N, D>,
    width: &'static str,
    nulls: &'static str,
}

/// Serves all contenders of one population; with one thread those that need no second, else those that do.
/// `truth` is the rule that decided each row.
pub fn worker(people: &Wide, truth: &[u8], threads: usize) {
    let narrow = people.narrow();
    let wide_bitmaps = people.with_bitmaps();
    let narrow_bitmaps = Narrow { validity: people.with_bitmaps().validity, ..wide_bitmaps.narrow() };
    let rows = people.rows();

    let definitions = [("table", TABLE), ("register", REGISTER)].map(|(name, rules)| (name, compiled(rules)));
    let contracts = definitions.each_ref().map(|(name, image)| (*name, Contract::new(image).expect("just compiled")));
    let run = |contract: &Contract<'_>| {
        Run::new(contract, Date::from_days(ACHIEVEMENT_DAY).expect("a day")).expect("within the years")
    };
    let runs = contracts.map(|(_, contract)| run(&contract));
    let of_both = || contracts.iter().map(|(_, contract)| contract).zip(&runs);
    let storages = of_both().map(|(contract, run)| PlanStorage::new(contract, run).expect("of one contract"));
    let storages: Vec<PlanStorage> = storages.collect();
    let plans = of_both().zip(&storages).map(|((contract, run), storage)| storage.plan(contract, run));
    let plans: Vec<Plan<'_, '_>> = plans.collect::<Result<_, _>>().expect("just planned");
    let mut places = [[[ColumnPlace::EMPTY; 8]; 4]; 2];
    let mut forms = Vec::new();
    for (((name, contract), plan), places) in contracts.iter().zip(&plans).zip(&mut places) {
        let [a, b, c, d] = places;
        forms.push((*name, "wide, sentinel", columns_of(contract, people, a), plan));
        forms.push((*name, "wide, bitmap", columns_of(contract, &wide_bitmaps, b), plan));
        forms.push((*name, "narrow, sentinel", columns_of(contract, &narrow, c), plan));
        forms.push((*name, "narrow, bitmap", columns_of(contract, &narrow_bitmaps, d), plan));
    }

    let mut contenders = Vec::new();
    if threads == 1 {
        let branchy = |out: &mut Output| hand::branchy(people.stretch(0, rows), &mut out.rows);
        contenders.push(Contender::new("by hand, an `if` for each rule, wide, sentinel", rows, branchy));
    }
    add(&mut contenders, &Form { people, width: "wide", nulls: "sentinel" }, threads);
    add(&mut contenders, &Form { people: &wide_bitmaps, width: "wide", nulls: "bitmap" }, threads);
    add(&mut contenders, &Form { people: &narrow, width: "narrow", nulls: "sentinel" }, threads);
    add(&mut contenders, &Form { people: &narrow_bitmaps, width: "narrow", nulls: "bitmap" }, threads);

    for (definition, described, columns, plan) in &forms {
        add_ours(&mut contenders, definition, described, columns, plan, threads);
    }

    let mut output = Output { rows: vec![0; rows], counts: vec![0; DECISIONS], sum: 0 };
    for contender in &mut contenders {
        check(contender, truth, &mut output);
    }
    serve(contenders, output);
}

fn ending(threads: usize) -> String {
    if threads == 1 { String::new() } else { format!(", {threads} threads") }
}

const FACTS: &str = include_str!("../seven_rules/facts.toml");
pub const TABLE: &str = include_str!("../seven_rules/table.toml");
const REGISTER: &str = include_str!("../seven_rules/register.toml");

/// The image of the facts with these rules.
pub fn compiled(rules: &str) -> Vec<u8> {
    let compiled = entitle_compiler::compile("seven-rules.toml", &format!("{FACTS}{rules}"));
    compiled.unwrap_or_else(|faults| panic!("{faults}")).image
}

/// A column's values as the kernel takes them.
trait AsValues: Lane {
    fn values(column: &[Self]) -> Values<'_>;
    fn sentinel() -> i64;
    /// What is added to a day.
    const BASE: i64;
}

macro_rules! as_values {
    ($($type:ty, $values:ident, $base:expr;)*) => {$(
        impl AsValues for $type {
            fn values(column: &[$type]) -> Values<'_> {
                Values::$values(column)
            }
            fn sentinel() -> i64 {
                <$type>::NULL.into()
            }
            const BASE: i64 = $base;
        }
    )*};
}
as_values! { u8, U8, 0; u16, U16, BASE_DAY as i64; i32, I32, 0; }

fn columns_of<'c, 'd, 's, N: AsValues, D: AsValues>(
    contract: &Contract<'c>,
    people: &'d People<N, D>,
    places: &'s mut [ColumnPlace<'d>],
) -> Columns<'c, 'd, 's> {
    let rows = people.rows();
    let mut columns = Columns::new(contract, rows, places).expect("places suffice");
    let mut set = |name: &str, column: Column<'d>| {
        let fact = contract.find_patient_input(name).expect("declared").index();
        columns.set(fact, column).expect("a column of this form");
    };
    let validity = people.validity.as_ref();
    let nulls = |bitmap: Option<&'d Vec<u8>>, sentinel: i64| match bitmap {
        Some(bytes) => Nulls::Validity(Bits::new(bytes, 0, rows).expect("a bit for each row")),
        None => Nulls::Sentinel(sentinel),
    };
    let number = |column: &'d [N], nulls: Nulls<'d>| Column { values: N::values(column), base: 0, nulls };
    let day = |column: &'d [D], nulls: Nulls<'d>| Column { values: D::values(column), base: D::BASE, nulls };
    let flag = |column: &'d [u8]| Column { values: Values::U8(column), base: 0, nulls: Nulls::None };
    set("age", number(&people.age, Nulls::None));
    set("diabetic", flag(&people.diabetic));
    set("frail", flag(&people.frail));
    set("hba1c", number(&people.hba1c, nulls(validity.map(|v| &v.hba1c), N::sentinel())));
    set("hba1c_date", day(&people.hba1c_date, nulls(validity.map(|v| &v.hba1c_date), D::sentinel())));
    set("declined", day(&people.declined, nulls(validity.map(|v| &v.declined), D::sentinel())));
    set("registered", day(&people.registered, Nulls::None));
    columns
}

fn add_ours<'e, 'c>(
    contenders: &mut Vec<Contender<'e>>,
    definition: &str,
    described: &str,
    columns: &'e Columns<'c, '_, '_>,
    plan: &'e Plan<'e, 'c>,
    threads: usize,
) {
    let rows = columns.rows();
    let contract = columns.contract();
    let rule_before = if definition == "register" { 2 } else { 0 };
    let rule = |code: usize| {
        let settled = contract.decision(0, Decision(u8::try_from(code).unwrap_or(u8::MAX)));
        settled.row.map_or(0, |row| row + 1 + rule_before)
    };
    let codes: [u8; 256] = std::array::from_fn(rule);
    let asked: &[(&str, Vectors)] = match (definition, threads) {
        ("table", 1) => &[("AVX2", Vectors::Best), ("baseline", Vectors::Baseline)],
        _ => &[("AVX2", Vectors::Best)],
    };
    for (name, vectors) in asked {
        let ours = std::rc::Rc::new(Ours::new(columns, plan, *vectors, threads));
        let ending = ending(threads);
        let as_register = if definition == "register" { " by register" } else { "" };
        let name = |what: &str| format!("ours{as_register}, {name}, {described}, {what}{ending}");
        let hand = |what: &str| format!("by hand, AVX2, {described}, {what}{ending}");
        let of_rows = ours.clone();
        let per_row = Contender::new(name("per row"), rows, move |out| of_rows.per_row(&mut out.rows));
        let mut counts = Vec::new();
        let histogram = Contender::new(name("histogram"), rows, move |out| {
            ours.histogram(&mut counts);
            let tally = Tally::resume(contract, &mut counts).expect("storage suffices");
            for (code, count) in (0..).zip(&mut out.counts) {
                *count = tally.count(0, Decision(code)).into();
            }
        });
        for (mut contender, against) in [(per_row, hand("per row")), (histogram, hand("histogram"))] {
            contender.codes = codes;
            contenders.push(contender.against(against));
        }
    }
}

/// Runs a contender once and compares what it says with the rule that decided each row, or with how many each decided.
fn check(contender: &mut Contender<'_>, truth: &[u8], output: &mut Output) {
    output.rows.fill(u8::MAX);
    output.counts.fill(0);
    (contender.run)(output);
    let name = &contender.name;
    if name.starts_with("memory read") {
        return;
    }
    // A register refuses in silence: the two rules that stand in it are one outcome.
    let by_register = name.contains("register");
    let meant = |rule: u8| if by_register && rule <= 2 { 0 } else { usize::from(rule) };
    if name.contains("histogram") {
        let (mut said, mut right) = ([0; DECISIONS], [0; DECISIONS]);
        for (code, count) in contender.codes.iter().zip(&output.counts) {
            said[usize::from(*code)] += count;
        }
        truth.iter().for_each(|rule| right[meant(*rule)] += 1);
        assert_eq!(said, right, "{name}");
    } else {
        let said = |row: usize| usize::from(contender.codes[usize::from(output.rows[row])]);
        let wrong = (0..contender.rows).find(|row| said(*row) != meant(truth[*row]));
        if let Some(row) = wrong {
            panic!("{name}: row {row} was decided by rule {}, not {}", said(row), meant(truth[row]));
        }
    }
}

fn add<'p, N, D>(contenders: &mut Vec<Contender<'p>>, form: &Form<'p, N, D>, threads: usize)
where
    People<N, D>: ByHand<Number = N, Day = D>,
    N: Lane + Sync,
    D: Lane + Sync,
{
    let people = form.people;
    let rows = people.rows();
    let ending = ending(threads);
    let described = format!("{}, {}", form.width, form.nulls);
    let per_row = format!("by hand, AVX2, {described}, per row{ending}");
    let histogram = format!("by hand, AVX2, {described}, histogram{ending}");

    let decide = move |first: usize, out: &mut [u8]| People::<N, D>::avx2(people.stretch(first, out.len()), out);
    contenders.push(Contender::new(&per_row, rows, move |out| {
        if threads == 1 {
            decide(0, &mut out.rows);
        } else {
            let shares = out.rows.par_chunks_mut(SHARE).enumerate();
            shares.for_each(|(share, out)| decide(share * SHARE, out));
        }
    }));
    contenders.push(Contender::new(&histogram, rows, move |out| {
        let counts = if threads == 1 {
            hand::histogram(people, 0, rows)
        } else {
            let shares = (0..rows.div_ceil(SHARE)).into_par_iter().map(|share| share * SHARE);
            let counted = shares.map(|first| hand::histogram(people, first, SHARE.min(rows - first)));
            counted.reduce(|| [0; CODES], |a, b| std::array::from_fn(|code| a[code] + b[code]))
        };
        out.counts[..CODES].copy_from_slice(&counts);
    }));
    contenders.push(
        Contender::new(format!("memory read, {described}{ending}"), rows, move |out| {
            let columns = columns(people);
            out.sum = if threads == 1 {
                columns.iter().fold(0, |sum, column| sum.wrapping_add(hand::read(column)))
            } else {
                let shares = columns.par_iter().flat_map(|column| column.par_chunks(SHARE));
                shares.map(hand::read).reduce(|| 0, u64::wrapping_add)
            };
        })
        .against(&per_row),
    );
}

/// All columns as plain bytes.
fn columns<N: Lane, D: Lane>(people: &People<N, D>) -> Vec<&[u8]> {
    let bitmaps =
        people.validity.iter().flat_map(|validity| [&validity.hba1c, &validity.hba1c_date, &validity.declined]);
    let flags = [&people.diabetic, &people.frail].into_iter();
    let mut columns: Vec<&[u8]> = flags.chain(bitmaps).map(Vec::as_slice).collect();
    columns.extend([&people.age, &people.hba1c].map(|column| hand::bytes(column)));
    columns.extend([&people.hba1c_date, &people.declined, &people.registered].map(|column| hand::bytes(column)));
    columns
}
