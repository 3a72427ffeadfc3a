//! The bench of columns: `tests/bench/columns.sh` builds and runs it.

mod breakdown;
mod engines;
mod frame;
mod hand;
mod national;
mod npy;
mod ours;
mod patients;
mod people;
mod plain;
mod serve;
mod seven_rules;
mod single;
mod statements;
mod translate;

use entitle_kernel::{Contract, Date, Run};
use std::path::Path;

fn main() {
    assert!(std::arch::is_x86_feature_detected!("avx2"), "the loops written by hand need AVX2");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse::<usize>().expect("a number");
    match *arguments {
        ["make-people", folder, rows] => {
            people::make(Path::new(folder), number(rows)).expect("the folder can be written")
        }
        ["seven-rules", folder, percent, rows, threads] => {
            let threads = number(threads);
            let percent = percent.parse().expect("a percentage");
            let people = people::read(Path::new(folder), number(rows), percent).expect("made before");
            let truth = people::rules(Path::new(folder), number(rows), percent).expect("made before");
            pool(threads).install(|| seven_rules::worker(&people, &truth, threads));
        }
        ["make-patients", from, folder] => {
            let (contract, run) = national();
            patients::make(&contract, &run, Path::new(from), Path::new(folder));
        }
        ["translate", to] => {
            let (contract, run) = national();
            let rules = translate::translate(&contract, &run);
            std::fs::write(to, rules.to_string()).expect("the rules can be written");
        }
        ["national", folder, rows, threads] => {
            let threads = number(threads);
            let (contract, run) = national();
            let (stored, truth) = patients::read(&contract, Path::new(folder), number(rows));
            pool(threads).install(|| national::worker(&contract, &run, &stored, &truth, threads));
        }
        ["breakdown", folder, rows] => {
            let (contract, run) = national();
            let (stored, _) = patients::read(&contract, Path::new(folder), number(rows));
            national::breakdown(&contract, &run, &stored, number(rows));
        }
        ["single", people, patients] => {
            let read =
                people::read(Path::new(people), engines::ROWS, people::DIABETIC_PERCENT[0]).expect("made before");
            let truth =
                people::rules(Path::new(people), engines::ROWS, people::DIABETIC_PERCENT[0]).expect("made before");
            let (contract, run) = national();
            let (stored, _) = patients::read(&contract, Path::new(patients), engines::ROWS);
            pool(1).install(|| single::worker(&read, &truth, (&contract, &run, &stored)));
        }
        ["frame", definition, frame, threads] => {
            frame::serve(Path::new(definition), Path::new(frame), number(threads));
        }
        ["plain", folder, rows] => {
            let (contract, _) = national();
            let (stored, _) = patients::read(&contract, Path::new(folder), number(rows));
            let day = contract.period_end().expect("a contract of one year");
            pool(1).install(|| plain::serve(&contract, day, &stored, number(rows)));
        }
        ["statements"] => pool(1).install(|| statements::worker(&national().0)),
        _ => panic!("run tests/bench/columns.sh"),
    }
}

fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads")
}

/// The contract of workload (b), and the run that it is evaluated for.
fn national() -> (Contract<'static>, Run) {
    let contract = entitle_contracts::find("qof-england", Date::from_ymd(2025, 4, 1).expect("a day"), None);
    let contract = contract.expect("built in");
    let end = contract.period_end().expect("a contract of one year");
    (contract, Run::new(&contract, end).expect("within the years"))
}
