//! Evaluates a contract image: who is eligible, which targets are met, what is paid, and why.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::arithmetic_side_effects
    )
)]

pub mod answer;
pub mod date;
pub mod error;
pub mod evaluate;
mod expr;
pub mod facts;
pub mod image;
pub mod limits;
mod lookup;
pub mod number;
pub mod rules;
mod scale;
pub mod trace;
pub mod value;

pub use answer::{Answer, AnswerKind, Written};
pub use date::Date;
pub use error::Error;
pub use evaluate::{Headroom, Network, Statement, Tally, Verdict};
pub use facts::{Facts, PatientFacts};
pub use image::{Contract, Cost, Fact, Reason, Source, Subject};
pub use number::{Number, RoundingMode};
pub use rules::{Decision, Patient, PatientScratch, Run, Settled};
pub use trace::{Silent, Trace, Watch};
pub use value::{Basis, Cell, Grade, Graded, Truth, Value};
