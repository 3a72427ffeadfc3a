//! The C library: the kernel behind one header, `include/entitle.h`.
//!
//! The header's first page says the conventions that every function keeps (`src/conventions.h`); this crate
//! holds nothing but that boundary. What a contract means is decided below it, in `entitle-kernel`.
//!
//! # Invariants
//!
//! * **Unsafe code lives here alone**, and what touches a caller's pointer stands in `boundary`: nowhere else is
//!   one checked, read or written.
//! * **Nothing is allocated, nothing is freed.** Objects and their storage are the caller's.
//! * **What goes out is written on success only**, all of it.
//! * **Storage is never shared.** A call that reads one storage and writes another refuses those that overlap.
//! * **An object holds no reference, only addresses**: each call borrows the image and the storage anew, so two threads may
//!   use one contract, and objects may be moved.
//!
//! # What this crate does not do
//!
//! It reads no files and compiles no definitions. An address that the caller made up, or storage that the
//! caller wrote into, cannot be seen from here; the conventions say so.
#![cfg_attr(not(test), no_std)]
#![allow(non_camel_case_types, reason = "the names are C's")]
#![deny(clippy::undocumented_unsafe_blocks)]
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

// With the standard library its panic handler comes; nothing else of it is used.
#[cfg(not(feature = "bare"))]
extern crate std;

mod boundary;
mod objects;
mod records;

// In the order in which the header gives their functions.
mod status;

mod contract;

mod facts;

mod patient;

mod tally;

mod network;

mod statement;

mod trace;

mod calendar;

pub use boundary::ENTITLE_STORAGE_ALIGNMENT;
pub use calendar::*;
pub use contract::*;
pub use facts::*;
pub use network::*;
pub use objects::*;
pub use patient::*;
pub use records::*;
pub use statement::*;
pub use status::*;
pub use tally::*;
pub use trace::*;

/// The kernel does not panic; the linker proves it by leaving this out (`tests/bare_link.sh`).
#[cfg(all(feature = "bare", not(test)))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe extern "C" {
        fn entitle_panic_is_reachable() -> !;
    }
    // SAFETY: the symbol is nowhere defined, so a library from which this can be reached does not link.
    unsafe { entitle_panic_is_reachable() }
}
