//! What every face of Entitle says of a subject, as data.
//!
//! Names and texts become facts that a contract takes ([`subjects`]), a subject becomes a statement with what each answer
//! rests on and waits for ([`evaluate`]), a patient an explanation ([`patient`]), a population's practices subjects and networks
//! ([`population`]), and several contracts over the same facts a comparison ([`comparison`]). [`content`] is what a
//! contract says of itself; [`stepwise`] is the kernel one call at a time, for objects that users hold, and [`Held`] a contract with its
//! image. A face reads files and draws; what it shows is made here once, as [`Data`] ([`json`]) and as
//! HTML ([`html`]), so that a command line, a notebook and a browser show the same.
//!
//! What this crate does not do: it reads no files, prints nothing, and computes nothing of a contract. Every amount,
//! point and verdict is the kernel's; only the totals of a comparison are added here, in the kernel's numbers.
#![forbid(unsafe_code)]

mod amounts;
pub mod choice;
pub mod comparison;
pub mod content;
mod contradictions;
mod data;
pub mod doubt;
mod evaluation;
mod facts;
mod fault;
pub mod figures;
mod held;
pub mod html;
pub mod identity;
pub mod json;
mod lacking;
pub mod patient;
pub mod per_item;
pub mod population;
pub mod refusal;
pub mod resting;
pub mod stepwise;
pub mod waiting;

pub use amounts::{count, grouped, is_currency, money, percent, rounded, shortened};
pub use contradictions::{Contradiction, Refused, is_contradiction, names as contradiction_names};
pub use data::{Data, Object};
pub use evaluation::{Evaluated, Found, Room, With, evaluate, evaluated, known};
pub use facts::{
    Asked, Common, Document, Faults, Given, Key, Names, Record, Shared, Subject, Tongue, Words, advice, common,
    exact_decimal, exact_text, parse_one, pass_over_facts_of_others, places_of, shared, subjects, subjects_with,
    wanted,
};
pub use fault::{Fault, capitalised, counted, nearest, quoted};
pub use held::Held;
pub use identity::{Digests, Identified, Origin};
pub use lacking::{Lacking, of_statement as lacking};

/// The examples of the README run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
