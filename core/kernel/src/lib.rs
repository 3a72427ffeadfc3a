//! Evaluates a primary-care contract: who is eligible, which outcome targets are met, what is paid, and why.
//!
//! A contract is data: a dated, cited definition, compiled into an *image*. This crate checks an image
//! once and then answers two questions about it, in every place where they are asked:
//!
//! * **Eligibility.** Does this patient belong in this register, denominator, numerator, and which rule decided
//!   ([`Patient`])? May this practice or network hold this contract, and which clause stands in the way
//!   ([`Statement::criterion`])?
//! * **Outcome targets.** Given what was achieved, how many points, which payment ([`Statement`]), and how far to
//!   the next pound ([`Headroom`])?
//!
//! Patients come one at a time ([`Patient`]) or in columns, many at once ([`block`]); the answers are the same.
//!
//! `no_std`, no heap, no `unsafe`, no float, no panic. It depends on `heapless`, `serde` and `sha2` (without `std`).
//!
//! ```
//! use entitle_kernel::{Contract, Facts, Graded, Silent, Statement, Value, sample};
//!
//! let contract = Contract::new(sample::IMAGE)?;           // any image; checked once
//! let (mut storage, mut results) = ([Value::Unknown; 64], [Graded::UNKNOWN; 64]); // see Contract::cost
//! let mut facts = Facts::new(&contract, &mut storage)?;
//! for (name, text) in [("numerator.LUNG1", "48"), ("denominator.LUNG1", "80"), ("area", "urban")] {
//!     let (fact, item) = contract.find_input(name)?;
//!     facts.set(fact.index(), item, fact.parse(text)?)?;
//! }
//! let statement = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?;
//! let answer = |name: &str, item: &str| {
//!     let mut answers = statement.answers();
//!     answers.find(|answer| answer.name == name && answer.item == item).map(|answer| answer.to_string())
//! };
//! assert_eq!(answer("LUNG1", "").as_deref(), Some("0.6"));                // achieved: 48 of 80
//! assert_eq!(answer("achievement", "LUNG1").as_deref(), Some("500"));     // 5 of 10 points, 100 GBP each
//! assert_eq!(answer("achievement", "LUNG2").as_deref(), Some("undetermined")); // nobody said; never zero
//! # Ok::<(), entitle_kernel::Error>(())
//! ```
//!
//! # Invariants
//!
//! * **The same image and facts give the same answer** on every platform, in every language, for ever. Proved by
//!   vectors and transcripts in `tests/`, and against an independent oracle.
//! * **The kernel never panics, allocates, recurses, loops without a bound known at load, or touches a
//!   float.** Lints deny what could; hostile images are evaluated in the tests.
//! * **An image is checked once, in one linear pass** ([`Contract::new`]); after that evaluation cannot fail for
//!   structural reasons, and accessors are total. A hostile image is refused with an error of the 200 page.
//! * **An image proves itself** ([`Contract::image_digest`]): its digest is computed from its bytes, and every identity that is
//!   printed holds it. One changed byte is refused or has another digest; the tests try all bytes of three images.
//! * **The worst cost is known at load** ([`Contract::cost`]): steps linear in members, storage in slots. Stack does not
//!   depend on the image, and is measured per target (`examples/embedded`).
//! * **Answers, traces and scratch are caller-owned.** No public type over 256 bytes is returned by value (asserted
//!   at compile time). Members of a network are folded as a stream, never collected ([`Network`]).
//! * **Missing is a value, never zero.** Null is "there is no such record", unknown is "the caller has not
//!   said"; both are told apart to the end ([`Value`], [`Truth`]).
//! * **Facts that contradict one another are refused**, never evaluated: a numerator above its denominator, and what a
//!   contract says cannot be true together ([`Error::FactsContradict`]).
//! * **Every result says what it rests on** ([`Basis`]): the grades of the figures that took part, and whether a
//!   local term did. A branch not taken leaves no mark.
//!
//! # Modules, each importing only those before it
//!
//! [`error`], [`limits`], [`number`], [`date`], [`value`], [`image`], [`facts`], [`trace`], `scale`, `lookup`,
//! `expr`, [`rules`], [`evaluate`], [`plan`], [`block`], [`answer`], [`transcript`], [`sample`]. (Scales and look-up tables come before
//! expressions, because expressions call them; answers and transcripts, the written forms, come after all that they
//! write. [`sample`] is an invented contract for examples and tests, and imports nothing.)
//!
//! # What this crate does not do
//!
//! It reads no definitions (the compiler does), no files and no clock. It is not the official payment
//! calculation of any contract, and not a clinical decision tool.
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
pub mod block;
pub mod date;
pub mod error;
pub mod evaluate;
mod expr;
pub mod facts;
pub mod image;
pub mod limits;
mod lookup;
pub mod number;
pub mod plan;
pub mod rules;
pub mod sample;
mod scale;
pub mod trace;
pub mod transcript;
pub mod value;

pub use answer::{Answer, AnswerKind, Written};
pub use date::Date;
pub use error::Error;
pub use evaluate::{Headroom, Network, Statement, Tally, Verdict};
pub use facts::{Facts, PatientFacts};
pub use image::{Checked, Contract, Cost, Digest, Fact, Reason, Source, Subject};
pub use number::{Number, RoundingMode};
pub use rules::{Decision, Patient, PatientScratch, Rule, Run, Settled};
pub use trace::{Silent, Trace, Watch};
pub use value::{Basis, Cell, Grade, Graded, Truth, Value};

/// The examples of the README run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
