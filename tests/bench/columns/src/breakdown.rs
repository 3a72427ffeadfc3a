//! Where the time of a whole contract goes: the clock is read whenever the kernel tells of a register or an indicator, and what has
//! gone by since it last told of something is put down to it.
//!
//! What several share is evaluated with the first that asks. Reading the clock costs too: the sum is more than the bench's own figure.

use crate::ours::Ours;
use crate::serve::Output;
use entitle_kernel::block::{Rows, Sink};
use entitle_kernel::{Contract, Error};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How often it is done over, the first time to warm the caches.
const ROUNDS: usize = 4;

pub struct Timed {
    last: Instant,
    registers: Vec<Duration>,
    /// Of each indicator, for blocks of which many are members and for rows gathered of several blocks.
    indicators: Vec<[Duration; 2]>,
    gathered_rows: Vec<u64>,
}

impl Timed {
    fn new(contract: &Contract<'_>) -> Timed {
        Timed {
            last: Instant::now(),
            registers: vec![Duration::ZERO; contract.register_count()],
            indicators: vec![[Duration::ZERO; 2]; contract.indicator_count()],
            gathered_rows: vec![0; contract.indicator_count()],
        }
    }

    fn lap(&mut self) -> Duration {
        let now = Instant::now();
        now - std::mem::replace(&mut self.last, now)
    }
}

impl Sink for Timed {
    fn members(&mut self, register: usize, _: Rows<'_>, _: &[u8], _: usize) -> Result<(), Error> {
        let lap = self.lap();
        self.registers[register] += lap;
        Ok(())
    }

    fn decisions(&mut self, indicator: usize, rows: Rows<'_>, _: &[u8]) -> Result<(), Error> {
        let lap = self.lap();
        let [in_place, gathered] = &mut self.indicators[indicator];
        match rows {
            Rows::Range { .. } => *in_place += lap,
            Rows::List(list) => {
                *gathered += lap;
                self.gathered_rows[indicator] += list.len() as u64;
            }
        }
        Ok(())
    }
}

/// Nanoseconds a patient, by register: settling it, and its indicators in place and gathered.
pub fn breakdown(ours: &Ours<'_, '_, '_, '_>, output: &mut Output) -> Value {
    let contract = ours.columns.contract();
    let mut timed = Timed::new(contract);
    for _ in 0..ROUNDS {
        timed = Timed::new(contract);
        ours.timed(&mut timed);
        output.sum += timed.gathered_rows.iter().sum::<u64>();
    }
    let rows = ours.columns.rows() as u64;
    let a_patient = |time: Duration| u64::try_from(time.as_nanos()).map_or(0, |time| time * 100 / rows);
    let registers = (0..contract.register_count()).map(|register| {
        let of_register = contract.all::<entitle_kernel::image::record::Indicator>().enumerate();
        let indicators: Vec<usize> =
            of_register.filter(|(_, one)| usize::from(one.register) == register).map(|(index, _)| index).collect();
        let sum = |form: usize| indicators.iter().map(|index| timed.indicators[*index][form]).sum::<Duration>();
        let gathered = indicators.iter().map(|index| timed.gathered_rows[*index]).max().unwrap_or(0);
        json!({
            "register": contract.register_name(register),
            "indicators": indicators.len(),
            "settling": a_patient(timed.registers[register]),
            "in_place": a_patient(sum(0)),
            "gathered": a_patient(sum(1)),
            "gathered_rows_per_thousand": gathered * 1000 / rows,
        })
    });
    registers.collect()
}
