//! All memory that evaluation needs, sized once, when the firmware is built.
//!
//! The kernel owns no memory. [`Contract::cost`] says how much of each kind a contract needs; the figures here are
//! those of qof-england as of 2025-04-01. A contract that needs more is refused, with what it needs.

use core::fmt::{self, Write};
use core::mem::MaybeUninit;

use entitle_kernel::{Cell, Contract, Graded, PatientScratch, Value};

/// Facts of one practice.
const SUBJECT_SLOTS: usize = 159;
/// Facts of one patient.
const PATIENT_SLOTS: usize = 313;
/// Results of one statement.
const VALUES: usize = 233;
/// What is held of a network's members.
const MEMBER_FOLDS: usize = 0;
/// Counts of patients' decisions.
const TALLY_SLOTS: usize = 685;
/// Bytes that go to or come from the host at once.
const BLOCK_BYTES: usize = 1024;

/// One of each: the firmware evaluates one practice and one patient at a time.
pub struct Storage {
    pub subject: &'static mut [Value],
    /// A practice of a network, until it is added.
    pub member: &'static mut [Value],
    pub folds: &'static mut [Graded],
    pub results: &'static mut [Graded],
    /// Headroom asks what a second statement would say.
    pub spare: &'static mut [Graded],
    pub patient: &'static mut [Cell],
    pub scratch: &'static mut PatientScratch,
    pub tally: &'static mut [u32],
}

/// Static memory for so many values, which are written when the firmware starts: an initial value would stand in flash
/// once more, since "unknown" is not all zeros.
macro_rules! room {
    ($type:ty, $count:expr, $value:expr) => {{
        static mut ROOM: [MaybeUninit<$type>; $count] = [MaybeUninit::uninit(); $count];
        // SAFETY: the only use of it, in a function that is called once.
        fill(unsafe { &mut *(&raw mut ROOM) }, $value)
    }};
}

fn fill<T: Copy>(room: &'static mut [MaybeUninit<T>], value: T) -> &'static mut [T] {
    for place in room.iter_mut() {
        place.write(value);
    }
    // SAFETY: every value was written a moment ago.
    unsafe { &mut *(core::ptr::from_mut(room) as *mut [T]) }
}

impl Storage {
    /// The firmware's memory.
    ///
    /// # Safety
    ///
    /// It is there once; a second call would hand it out again.
    pub unsafe fn take() -> Storage {
        static mut SCRATCH: PatientScratch = PatientScratch::EMPTY;
        let scratch = &raw mut SCRATCH;
        Storage {
            subject: room!(Value, SUBJECT_SLOTS, Value::Unknown),
            member: room!(Value, SUBJECT_SLOTS, Value::Unknown),
            folds: room!(Graded, MEMBER_FOLDS, Graded::UNKNOWN),
            results: room!(Graded, VALUES, Graded::UNKNOWN),
            spare: room!(Graded, VALUES, Graded::UNKNOWN),
            patient: room!(Cell, PATIENT_SLOTS, Cell::Unknown),
            // SAFETY: as in `room`.
            scratch: unsafe { &mut *scratch },
            tally: room!(u32, TALLY_SLOTS, 0),
        }
    }

    /// Whether the contract fits; writes what it needs more of, a line each.
    pub fn suffices(contract: &Contract<'_>, out: &mut dyn Write) -> Result<bool, fmt::Error> {
        let cost = contract.cost();
        let wanted = [
            ("facts of a practice", SUBJECT_SLOTS, usize::from(cost.subject_slots)),
            ("facts of a patient", PATIENT_SLOTS, usize::from(cost.patient_slots)),
            ("results of a statement", VALUES, usize::from(cost.values)),
            ("folds of a network", MEMBER_FOLDS, usize::from(cost.member_folds)),
            ("counts of decisions", TALLY_SLOTS, usize::from(cost.tally_slots)),
        ];
        let mut suffices = true;
        for (what, held, needed) in wanted.into_iter().filter(|(_, held, needed)| needed > held) {
            writeln!(out, "{what}: the contract needs room for {needed}, this firmware has room for {held}")?;
            suffices = false;
        }
        Ok(suffices)
    }
}

/// Blocks of bytes for what comes from the host and what goes there.
pub struct Blocks {
    pub script: &'static mut [u8],
    pub transcript: &'static mut [u8],
    pub report: &'static mut [u8],
}

impl Blocks {
    /// The firmware's blocks.
    ///
    /// # Safety
    ///
    /// As for [`Storage::take`].
    pub unsafe fn take() -> Blocks {
        Blocks {
            script: room!(u8, BLOCK_BYTES, 0),
            transcript: room!(u8, BLOCK_BYTES, 0),
            report: room!(u8, BLOCK_BYTES, 0),
        }
    }
}
