//! Populations: patients one after another, or in record batches, through the kernel, counted into their practices.
//!
//! A [`Population`] knows a contract, an achievement date and the practices. It takes one patient at a time
//! ([`Population::add`]) or an Arrow record batch of them ([`Population::add_batch`]), with the same answers. Each row is
//! judged at the border ([`RowBorder`]), a row that may not enter is refused with every reason why ([`Refusal`]), and each
//! other patient is decided by the kernel for every register and indicator and counted into the practice. What was
//! counted becomes the practice's facts ([`Population::write_counts`]), from which the kernel makes statements and
//! networks.
//!
//! ```
//! use entitle_batch::{Arrival, Population, Storage, Taken, patient_facts};
//! use entitle_kernel::{Contract, Facts, Value, image::code::Outcome, sample};
//!
//! let contract = Contract::new(sample::IMAGE)?;
//! let columns = patient_facts(&contract);                   // in this order; any subset in any order will do
//! let mut storage = Storage::new(&contract, 2);
//! let mut population =
//!     Population::new(&contract, "2026-03-31".parse()?, &columns, &["North", "South"], &[], &mut storage)?;
//! let mut values: Vec<Value> = Vec::new();
//! for fact in &columns {
//!     let text = sample::PATIENT.iter().find(|(name, _)| *name == fact.name()).map_or("", |(_, text)| text);
//!     values.push(entitle_batch::read(fact, text));          // from text; or make a Value yourself
//! }
//! let taken = population.add(&Arrival { row: 2, patient: "p1", practice: "North", values: &values })?;
//! let Taken::Evaluated { decisions, .. } = taken else { panic!("refused") };
//! let (indicator, decision) = decisions[0];
//! assert_eq!(contract.decision(indicator, decision).outcome, Outcome::InNumerator);
//!
//! // The same patient again is refused, and nothing is lost.
//! let again = population.add(&Arrival { row: 3, patient: "p1", practice: "South", values: &values })?;
//! assert!(matches!(again, Taken::Refused(refusals) if refusals[0].error().name() == "DuplicateSubject"));
//! let account = population.account();
//! assert_eq!((account.rows(), account.evaluated, account.refused), (2, 1, 1));
//!
//! // The practice's counts are facts for the kernel's statement. They are unknown beside a refused row, unless the caller
//! // counts without it.
//! population.count_without_refused();
//! let mut values = vec![Value::Unknown; contract.cost().subject_slots.into()];
//! let mut facts = Facts::new(&contract, &mut values)?;
//! population.write_counts(0, &mut facts)?;
//! let (numerator, item) = contract.find_input("numerator.LUNG1")?;
//! assert!(facts.get(numerator.index(), item).same(&Value::integer(1)));
//! # Ok::<(), entitle_kernel::Error>(())
//! ```
//!
//! # Invariants
//!
//! * **No answer is computed here.** Memberships, decisions and counts are the kernel's; this crate judges rows and
//!   keeps the books.
//! * **What could not be read is not zero.** A refused row may be about a patient of the practice that it names, and of every
//!   practice where it names none: their counts are unknown, unless the caller counts without refused rows
//!   ([`Population::count_without_refused`]); every table of counts says how many there are.
//! * **Nothing is lost.** Rows are evaluated or refused ([`Account`]); for each practice and indicator the decisions
//!   add up to the patients evaluated ([`Population::is_balanced`]).
//! * **What the contract declares decides.** Range, null and what the kernel's border knows of each fact say what may enter;
//!   no fact's name is known here.
//! * **A patient costs no allocation** once the buffers have grown to the longest row or batch. Names of patients are
//!   remembered so that nobody counts twice, unless the caller vouches for it ([`Population::trust_unique`]): then memory does
//!   not grow with the rows.
//! * **A batch is its rows.** Neither the form of a column, nor the length of a batch, the order of rows, the threads or
//!   the vector instructions change an answer. A quick look at the columns finds rows that might be refused or in part
//!   ignored; they go through the border like any other row, so that what may enter is said once.
//!
//! # Modules
//!
//! [`columns`] (Arrow's forms of facts), `look` (which rows may be odd),
//! [`border`] (what may enter), `identities` (patients seen), [`batch`] (the rows at hand), `plain` (columns without Arrow),
//! `held` (a column of either), `counts` (by practice),
//! [`blocks`] (storage), [`dispatch`] (vector instructions), [`population`], `meanings` (decisions in words), [`tables`] (counts),
//! `foreign` (readers of others, which may panic), `workers` (threads).
//!
//! # Features
//!
//! `columns` (on unless it is turned off): columns of Arrow. `threads` (likewise): batches on every thread. A build without either
//! evaluates plain columns on one thread, and links neither Arrow nor rayon.
//!
//! # What this crate does not do
//!
//! It reads no files, prints nothing and starts no threads: batches run in the rayon pool in which they are added. It makes no
//! statements; the kernel does, from the facts that a practice's counts are written into.
#![forbid(unsafe_code)]

pub mod batch;
pub mod blocks;
pub mod border;
#[cfg(feature = "columns")]
pub mod columns;
mod counts;
pub mod dispatch;
#[cfg(feature = "columns")]
mod foreign;
mod held;
mod identities;
mod look;
mod meanings;
mod plain;
pub mod population;
pub mod tables;
#[cfg(feature = "threads")]
mod workers;

pub use batch::Batch;
pub use blocks::{Blocks, PlanStorage};
pub use border::{Refusal, RowBorder, read};
#[cfg(feature = "columns")]
pub use columns::{
    AMOUNT_PLACES, Amounts, BASE_DAY, BatchReader, ColumnBuilder, ColumnFault, ColumnFaultKind, FactColumn, NULL,
    Texts, check_field, check_name_field, floats, native_field, native_schema,
};
pub use dispatch::{BLOCK, Vectors};
#[cfg(feature = "columns")]
pub use foreign::{Damaged, guarded};
pub use meanings::{Meaning, Meanings};
pub use plain::{Integers, PlainColumn, PlainForm, PlainNames, Width, exact_day, exact_integer, instant_text};
pub use population::{
    Account, Arrival, Keep, Population, PracticeNames, Storage, Taken, TakenBatch, folded, is_invisible, patient_facts,
};
pub use tables::{Cells, Named, Table};
#[cfg(feature = "threads")]
pub use workers::{THREADS_A_PROCESSOR_MAX, workers};
