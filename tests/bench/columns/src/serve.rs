//! A worker of the bench: tells its contenders, then times the one that it is told, as often as it is told.
//!
//! The driver (`measure.py`) runs several workers, some pinned to one processor, and goes round all contenders of all of
//! them again and again, so that what else the machine does falls on everybody alike.

use cpu_time::ProcessTime;
use serde_json::{Value, json};
use std::io::{BufRead, Write};
use std::time::Instant;

/// Where a contender leaves what it found out; a contender uses the part that it is about.
#[derive(Default)]
pub struct Output {
    /// A decision for each row (and indicator, one after another).
    pub rows: Vec<u8>,
    /// How many rows have each decision (of each indicator, one after another).
    pub counts: Vec<u64>,
    /// Something that depends on all that was read.
    pub sum: u64,
}

/// What is timed.
pub struct Contender<'a> {
    pub name: String,
    /// Its time is divided by so many.
    pub rows: usize,
    /// The contender that it is measured against.
    pub against: Option<String>,
    /// What each of its decisions is in the numbers of the rules, which the loops by hand decide in.
    pub codes: [u8; 256],
    pub run: Box<dyn FnMut(&mut Output) + 'a>,
}

impl<'a> Contender<'a> {
    pub fn new(name: impl Into<String>, rows: usize, run: impl FnMut(&mut Output) + 'a) -> Contender<'a> {
        let codes = std::array::from_fn(|code| u8::try_from(code).unwrap_or(u8::MAX));
        Contender { name: name.into(), rows, against: None, codes, run: Box::new(run) }
    }

    pub fn against(mut self, other: impl Into<String>) -> Contender<'a> {
        self.against = Some(other.into());
        self
    }
}

/// Serves until the driver ends. A line `contender repetitions` is answered with the nanoseconds of each repetition: of one
/// thread those of its processor, which others on the machine do not lengthen; of several those of the clock.
pub fn serve(mut contenders: Vec<Contender<'_>>, mut output: Output) {
    let threads = rayon::current_num_threads();
    let list: Vec<Value> =
        contenders.iter().map(|one| json!({ "name": one.name, "rows": one.rows, "against": one.against })).collect();
    say(&json!(list));
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("the driver writes lines");
        let (contender, repetitions) = line.split_once(' ').expect("two numbers");
        let contender: usize = contender.parse().expect("a contender's number");
        let repetitions: usize = repetitions.parse().expect("a number of repetitions");
        let run = &mut contenders[contender].run;
        let time = |_| {
            let (began, began_processor) = (Instant::now(), ProcessTime::now());
            run(&mut output);
            let elapsed = if threads == 1 { began_processor.elapsed() } else { began.elapsed() };
            u64::try_from(elapsed.as_nanos()).expect("less than centuries")
        };
        let times: Vec<u64> = (0..repetitions).map(time).collect();
        say(&json!(times));
    }
}

fn say(value: &Value) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{value}").and_then(|()| out.flush()).expect("the driver listens");
}
