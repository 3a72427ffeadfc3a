//! The objects of the header: words of the caller's that this library alone reads and writes.

use crate::boundary::{Held, Image, Object, Slot, Storage};
use entitle_kernel::trace::Entry;
use entitle_kernel::{Cell, Graded, PatientScratch, Run, Value};

/// The version of the binary interface: of every record, object and function of this header. A caller passes the one it
/// was built against to `entitle_contract_new` and `entitle_contract_find`, and a library of another one refuses.
pub const ENTITLE_ABI_VERSION: u32 = 1;

/// Words of every object, 8 bytes each: more than the library needs today.
pub const ENTITLE_OBJECT_WORDS: usize = 16;

/// The size of every object, bytes: what a language without this header has to set aside for one, aligned to
/// `ENTITLE_STORAGE_ALIGNMENT`. It is `sizeof(entitle_contract)`, and the same for all of them.
#[unsafe(no_mangle)]
pub extern "C" fn entitle_object_bytes() -> usize {
    size_of::<entitle_contract>()
}

/// What an object's tag begins with.
const TAG: u64 = 0x656e_7469_0000_0000 | (ENTITLE_ABI_VERSION as u64) << 16;

macro_rules! objects {
    ($($name:ident = $number:literal, $contents:ty;)*) => {
        $(
            impl Object for $name {
                type Contents = $contents;
                const TAG: u64 = TAG | $number;
            }
        )*
    };
}

objects! {
    entitle_contract = 1, Image;
    entitle_facts = 2, Held;
    entitle_patient = 3, HeldPatient;
    entitle_tally = 4, Held;
    entitle_network = 5, HeldNetwork;
    entitle_statement = 6, Held;
    entitle_trace = 7, Storage;
}

/// A contract, checked and ready: holds where its image lies. Begin with `ENTITLE_ZERO`.
///
/// After `entitle_contract_new` or `entitle_contract_find` it is only read: any number of threads may use it at once.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_contract {
    /// The library's.
    pub reserved: [u64; ENTITLE_OBJECT_WORDS],
}

/// The facts of one practice or network. Begin with `ENTITLE_ZERO`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_facts {
    /// The library's.
    pub reserved: [u64; ENTITLE_OBJECT_WORDS],
}

/// The facts of one patient, up to an achievement date. Begin with `ENTITLE_ZERO`; use it for one patient after
/// another with `entitle_patient_clear`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_patient {
    /// The library's.
    pub reserved: [u64; ENTITLE_OBJECT_WORDS],
}

/// Counts of patients' decisions: the histogram from which a practice's counts come. Begin with `ENTITLE_ZERO`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_tally {
    /// The library's.
    pub reserved: [u64; ENTITLE_OBJECT_WORDS],
}

/// Practices pooled into a network, one after another. Begin with `ENTITLE_ZERO`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_network {
    /// The library's.
    pub reserved: [u64; ENTITLE_OBJECT_WORDS],
}

/// All results for one practice or network. Begin with `ENTITLE_ZERO`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_statement {
    /// The library's.
    pub reserved: [u64; ENTITLE_OBJECT_WORDS],
}

/// What decided, in order. Begin with `ENTITLE_ZERO`; every evaluation that it is given to begins it anew.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_trace {
    /// The library's.
    pub reserved: [u64; ENTITLE_OBJECT_WORDS],
}

/// What an `entitle_patient` holds.
#[derive(Clone, Copy)]
pub struct HeldPatient {
    pub(crate) image: Image,
    /// One [`PatientHead`].
    pub(crate) head: Storage,
    pub(crate) cells: Storage,
}

/// What an `entitle_network` holds.
#[derive(Clone, Copy)]
pub struct HeldNetwork {
    pub(crate) image: Image,
    /// The storage of the facts that the members are pooled into.
    pub(crate) facts: Storage,
    /// How many members were added is noted there.
    pub(crate) folds: Storage,
}

/// What a patient's storage begins with.
pub(crate) struct PatientHead {
    pub(crate) run: Run,
    pub(crate) scratch: PatientScratch,
    /// Whether facts changed after what the scratch knows of them.
    pub(crate) changed: bool,
}

impl Slot for Value {
    const TAG: u64 = TAG | 0x1_0001;
}

impl Slot for PatientHead {
    const TAG: u64 = TAG | 0x1_0002;
}

impl Slot for Cell {
    const TAG: u64 = TAG | 0x1_0003;
}

impl Slot for u32 {
    const TAG: u64 = TAG | 0x1_0004;
}

impl Slot for Graded {
    const TAG: u64 = TAG | 0x1_0005;
}

impl Slot for Entry {
    const TAG: u64 = TAG | 0x1_0006;
}
