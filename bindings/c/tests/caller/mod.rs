//! A caller in C's place: memory as C has it, and the sample contract's objects in it. Miri runs what uses it
//! (`tests/miri.sh`).
#![allow(dead_code, reason = "each test uses a part")]

use std::ffi::{c_char, c_void};
use std::mem::MaybeUninit;

use entitle_c::*;
use entitle_kernel::sample;

/// Storage as C's `malloc` gives it: aligned, and not written yet.
pub(crate) struct Memory(Vec<MaybeUninit<u64>>);

impl Memory {
    pub(crate) fn new(bytes: usize) -> Memory {
        Memory(vec![MaybeUninit::uninit(); bytes.div_ceil(8)])
    }

    pub(crate) fn at(&mut self) -> *mut c_void {
        self.0.as_mut_ptr().cast()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.0.len() * 8
    }
}

/// `ENTITLE_ZERO`. Objects are moved as bytes, as C moves them: what stands in them is the library's.
pub(crate) fn zero<T>() -> MaybeUninit<T> {
    MaybeUninit::zeroed()
}

pub(crate) fn text(text: &str) -> (*const c_char, usize) {
    (text.as_ptr().cast(), text.len())
}

/// Panics where a call did not succeed.
#[track_caller]
pub(crate) fn must(status: i32) {
    assert_eq!(status, 0, "{}", name(status));
}

pub(crate) fn name(status: i32) -> String {
    // SAFETY: a name is ended by a zero byte.
    unsafe { std::ffi::CStr::from_ptr(entitle_status_name(status)) }.to_str().unwrap().to_owned()
}

pub(crate) fn day(text_of_day: &str) -> i32 {
    let (mut day, (data, length)) = (0, text(text_of_day));
    // SAFETY: the pointers are of this function's.
    must(unsafe { entitle_date_parse(data, length, &mut day) });
    day
}

/// The sample contract, opened from an image of the caller's.
pub(crate) fn contract_of(image: &[u8]) -> MaybeUninit<entitle_contract> {
    let mut contract = zero();
    // SAFETY: the pointers are of the callers'.
    must(unsafe { entitle_contract_new(contract.as_mut_ptr(), ENTITLE_ABI_VERSION, image.as_ptr(), image.len()) });
    contract
}

pub(crate) fn sample_contract() -> MaybeUninit<entitle_contract> {
    contract_of(sample::IMAGE)
}

pub(crate) fn cost(contract: &MaybeUninit<entitle_contract>) -> entitle_cost {
    let mut cost = MaybeUninit::uninit();
    // SAFETY: a contract, and room for its cost, which is written where the call succeeds.
    unsafe {
        must(entitle_contract_cost(contract.as_ptr(), cost.as_mut_ptr()));
        cost.assume_init()
    }
}

/// A subject with the facts that are given, and its storage.
pub(crate) fn facts(
    contract: &MaybeUninit<entitle_contract>,
    given: &[(&str, &str)],
) -> (MaybeUninit<entitle_facts>, Memory) {
    let (mut facts, mut memory) = (zero(), Memory::new(cost(contract).facts_bytes));
    // SAFETY: the pointers are of this function's.
    must(unsafe { entitle_facts_new(facts.as_mut_ptr(), contract.as_ptr(), memory.at(), memory.bytes()) });
    for (name, value) in given {
        let ((name, name_length), (value, length)) = (text(name), text(value));
        // SAFETY: as above.
        must(unsafe { entitle_facts_set_named(facts.as_mut_ptr(), name, name_length, value, length) });
    }
    (facts, memory)
}

/// A patient up to 31 March 2026 with the facts that are given, and its storage.
pub(crate) fn patient(
    contract: &MaybeUninit<entitle_contract>,
    given: &[(&str, &str)],
) -> (MaybeUninit<entitle_patient>, Memory) {
    let (mut patient, mut memory) = (zero(), Memory::new(cost(contract).patient_bytes));
    let end = day("2026-03-31");
    // SAFETY: the pointers are of this function's.
    must(unsafe { entitle_patient_new(patient.as_mut_ptr(), contract.as_ptr(), end, memory.at(), memory.bytes()) });
    for (name, value) in given {
        set(&mut patient, name, value);
    }
    (patient, memory)
}

pub(crate) fn set(patient: &mut MaybeUninit<entitle_patient>, name: &str, value: &str) {
    let ((name, name_length), (value, length)) = (text(name), text(value));
    // SAFETY: the pointers are of this function's, and of its caller's.
    must(unsafe { entitle_patient_set_named(patient.as_mut_ptr(), name, name_length, value, length) });
}

/// A trace of so many entries, and its storage.
pub(crate) fn trace(entries: u32) -> (MaybeUninit<entitle_trace>, Memory) {
    let (mut trace, mut bytes) = (zero(), 0);
    // SAFETY: the pointers are of this function's.
    unsafe {
        must(entitle_trace_bytes(entries, &mut bytes));
        let mut memory = Memory::new(bytes);
        must(entitle_trace_new(trace.as_mut_ptr(), memory.at(), bytes));
        (trace, memory)
    }
}

/// A text that a function measures and writes: `write` is given a buffer, its capacity and where the length goes.
pub(crate) fn written(write: impl Fn(*mut c_char, usize, *mut usize) -> i32) -> String {
    let mut length = 0;
    must(write(std::ptr::null_mut(), 0, &mut length));
    let mut buffer = vec![0_u8; length];
    must(write(buffer.as_mut_ptr().cast(), length, &mut length));
    String::from_utf8(buffer).unwrap()
}
