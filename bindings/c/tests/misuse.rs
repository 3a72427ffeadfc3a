//! Misuse that the library has to see, under Miri's eyes: `tests/c/misuse.c` holds the whole list, these are the ones that
//! ask most of the unsafe code.

mod caller;

use std::mem::MaybeUninit;
use std::ptr::{null, null_mut};

use caller::{Memory, contract_of, cost, day, facts, name, patient, sample_contract, trace, zero};
use entitle_c::*;
use entitle_kernel::image::{CHECKSUM_FROM, checksum};
use entitle_kernel::sample;

const BAD_ARGUMENT: i32 = 901;
const NOT_INITIALISED: i32 = 903;
const STORAGE_TOO_SMALL: i32 = 501;
const IMAGE_CHECKSUM: i32 = 204;

#[track_caller]
fn refused(status: i32, expected: i32) {
    assert_eq!((status, name(status)), (expected, name(expected)));
}

#[test]
fn objects_that_are_none_are_refused() {
    let contract = sample_contract();
    let (held, _memory) = facts(&contract, &[]);
    let ones = [u64::MAX; 17];
    let objects: [(*const entitle_facts, i32); 5] = [
        (null(), BAD_ARGUMENT),
        (held.as_ptr().wrapping_byte_add(1), BAD_ARGUMENT),
        ([0_u64; 16].as_ptr().cast(), NOT_INITIALISED),
        (ones.as_ptr().cast(), NOT_INITIALISED),
        (contract.as_ptr().cast(), NOT_INITIALISED),
    ];
    let mut value = entitle_value { kind: 77, scale: 77, integer: 77 };
    for (object, expected) in objects {
        // SAFETY: what is not refused at once can be read as an object.
        unsafe {
            refused(entitle_facts_get(object, 0, 0, &mut value), expected);
            refused(entitle_facts_set(object.cast_mut(), 0, 0, &value), expected);
        }
    }
    assert_eq!((value.kind, value.scale, value.integer), (77, 77, 77));
}

#[test]
fn storage_that_was_begun_anew_is_not_the_first_object_s_any_more() {
    let contract = sample_contract();
    let (mut first, mut memory) = patient(&contract, sample::PATIENT);
    let (mut tally, mut value) = (zero::<entitle_tally>(), MaybeUninit::<entitle_value>::uninit());
    let mut decision = 77;
    // SAFETY: the pointers are of this test's.
    unsafe {
        assert_eq!(entitle_tally_new(tally.as_mut_ptr(), contract.as_ptr(), memory.at(), memory.bytes()), 0);
        refused(entitle_patient_decide(first.as_mut_ptr(), 0, null_mut(), &mut decision), NOT_INITIALISED);
        refused(entitle_patient_clear(first.as_mut_ptr()), NOT_INITIALISED);
        // Two objects at one storage.
        refused(entitle_tally_add_patient(tally.as_mut_ptr(), first.as_mut_ptr()), BAD_ARGUMENT);
        let mut facts = zero::<entitle_facts>();
        let status = entitle_facts_new(facts.as_mut_ptr(), contract.as_ptr(), memory.at(), memory.bytes());
        if status == 0 {
            refused(entitle_tally_add_decision(tally.as_mut_ptr(), 0, 1), NOT_INITIALISED);
            assert_eq!(entitle_facts_get(facts.as_ptr(), 0, 0, value.as_mut_ptr()), 0);
        } else {
            refused(status, STORAGE_TOO_SMALL);
        }
    }
    assert_eq!(decision, 77);
}

/// The sample's image with another digest of its source: another contract, whose storages are of the same sizes.
fn another_contract() -> Vec<u8> {
    let mut image = sample::IMAGE.to_vec();
    let digest = entitle_kernel::Contract::new(sample::IMAGE).unwrap().source_digest();
    let at = image.windows(32).position(|bytes| bytes == digest.bytes()).unwrap();
    image[at..at + 32].fill(7);
    let sum = checksum(&image[CHECKSUM_FROM..]);
    image[12..16].copy_from_slice(&sum.to_le_bytes());
    image
}

#[test]
fn storage_that_was_begun_anew_for_another_contract_of_the_same_size_is_noticed() {
    let image = another_contract();
    let (contract, other) = (sample_contract(), contract_of(&image));
    assert_eq!(cost(&contract).facts_bytes, cost(&other).facts_bytes);
    let (mut first, mut memory) = facts(&contract, sample::PRACTICE);
    let (mut second, mut network) = (zero::<entitle_facts>(), zero::<entitle_network>());
    let (mut folds, mut results) =
        (Memory::new(cost(&contract).network_bytes), Memory::new(cost(&contract).statement_bytes));
    let (mut statement, mut value) = (zero::<entitle_statement>(), MaybeUninit::<entitle_value>::uninit());
    // SAFETY: the pointers are of this test's.
    unsafe {
        assert_eq!(entitle_network_new(network.as_mut_ptr(), first.as_mut_ptr(), folds.at(), folds.bytes()), 0);
        assert_eq!(entitle_facts_new(second.as_mut_ptr(), other.as_ptr(), memory.at(), memory.bytes()), 0);
        refused(entitle_facts_get(first.as_ptr(), 0, 0, value.as_mut_ptr()), NOT_INITIALISED);
        assert_eq!(entitle_facts_get(second.as_ptr(), 0, 0, value.as_mut_ptr()), 0);
        let (at, bytes) = (results.at(), results.bytes());
        let made =
            entitle_statement_new(statement.as_mut_ptr(), second.as_ptr(), network.as_ptr(), null_mut(), at, bytes);
        refused(made, BAD_ARGUMENT);
    }
}

#[test]
fn storages_and_buffers_that_overlap_in_one_call_are_refused() {
    let contract = sample_contract();
    let needed = cost(&contract);
    // One memory for everything: facts, then a trace that lies over where results shall go.
    let mut memory = Memory::new(needed.facts_bytes + 4 * needed.statement_bytes);
    let start = memory.at();
    let behind = start.wrapping_byte_add(needed.facts_bytes);
    let (mut held, mut noted, mut statement) =
        (zero::<entitle_facts>(), zero::<entitle_trace>(), zero::<entitle_statement>());
    // SAFETY: all pointers lie in one memory of this test's.
    unsafe {
        assert_eq!(entitle_facts_new(held.as_mut_ptr(), contract.as_ptr(), start, needed.facts_bytes), 0);
        assert_eq!(entitle_trace_new(noted.as_mut_ptr(), behind, 2 * needed.statement_bytes), 0);
        let object = statement.as_mut_ptr();
        let make = |results, trace| {
            entitle_statement_new(object, held.as_ptr(), null(), trace, results, needed.statement_bytes)
        };
        // Over the facts' last words, over the trace's first and its inside.
        refused(make(behind.wrapping_byte_sub(8), null_mut()), BAD_ARGUMENT);
        refused(make(start, null_mut()), BAD_ARGUMENT);
        refused(make(behind, noted.as_mut_ptr()), BAD_ARGUMENT);
        refused(make(behind.wrapping_byte_add(64), noted.as_mut_ptr()), BAD_ARGUMENT);
        // Behind all of it.
        let free = behind.wrapping_byte_add(3 * needed.statement_bytes);
        assert_eq!(make(free, noted.as_mut_ptr()), 0);

        let (mut length, results) = (77, free.cast());
        refused(
            entitle_statement_write(statement.as_ptr(), null(), results, needed.statement_bytes, &mut length),
            BAD_ARGUMENT,
        );
        let entries = behind.cast();
        refused(
            entitle_trace_entry_written(noted.as_ptr(), contract.as_ptr(), 0, entries, 100, &mut length),
            BAD_ARGUMENT,
        );
        assert_eq!(length, 77);
    }
}

#[test]
fn a_buffer_that_is_too_small_is_not_written_beyond_its_end() {
    let contract = sample_contract();
    let mut length = 77;
    for capacity in 0..40 {
        // Just as long: Miri sees a byte more.
        let mut buffer = vec![MaybeUninit::<u8>::uninit(); capacity];
        let at = buffer.as_mut_ptr().cast();
        // SAFETY: the buffer is as long as is said.
        let status = unsafe { entitle_contract_identity(contract.as_ptr(), at, capacity, &mut length) };
        refused(status, STORAGE_TOO_SMALL);
    }
    assert_eq!(length, 77);
}

#[test]
fn an_image_that_was_replaced_is_refused_and_one_that_was_changed_is_found_out() {
    let (mut memory, length) = (Memory::new(sample::IMAGE.len()), sample::IMAGE.len());
    let image = memory.at().cast::<u8>();
    let mut contract = zero();
    // SAFETY: the memory is as long as the image, and written before it is read.
    unsafe {
        image.copy_from_nonoverlapping(sample::IMAGE.as_ptr(), length);
        assert_eq!(entitle_contract_new(contract.as_mut_ptr(), ENTITLE_ABI_VERSION, image, length), 0);
    }
    let (held, _memory) = facts(&contract, sample::PRACTICE);
    let mut results = Memory::new(cost(&contract).statement_bytes);
    let mut statement = zero::<entitle_statement>();
    let steps = if cfg!(miri) { 397 } else { 1 };
    for place in (0..length).step_by(steps) {
        // SAFETY: the place lies in the image; the other pointers are of this test's.
        unsafe {
            *image.add(place) ^= 0xFF;
            refused(entitle_contract_verify(contract.as_ptr()), IMAGE_CHECKSUM);
            // Whatever comes of it.
            let (object, memory, bytes) = (statement.as_mut_ptr(), results.at(), results.bytes());
            let _ = entitle_statement_new(object, held.as_ptr(), null(), null_mut(), memory, bytes);
            let (mut patient, mut cells) = (zero::<entitle_patient>(), Memory::new(cost_or(&contract)));
            let (end, cells_at, cells_bytes) = (day("2026-03-31"), cells.at(), cells.bytes());
            let begun = entitle_patient_new(patient.as_mut_ptr(), contract.as_ptr(), end, cells_at, cells_bytes);
            if begun == 0 {
                let (mut decisions, mut count) = ([0; 250], 0);
                let _ = entitle_patient_decide_all(patient.as_mut_ptr(), decisions.as_mut_ptr(), 250, &mut count);
            }
            *image.add(place) ^= 0xFF;
        }
    }
    let mut value = MaybeUninit::<entitle_value>::uninit();
    // SAFETY: as above.
    unsafe {
        image.write_bytes(0, length);
        refused(entitle_contract_verify(contract.as_ptr()), IMAGE_CHECKSUM);
        refused(entitle_facts_get(held.as_ptr(), 0, 0, value.as_mut_ptr()), IMAGE_CHECKSUM);
    }
}

/// The storage of a patient, or a little where the image says nothing any more.
fn cost_or(contract: &MaybeUninit<entitle_contract>) -> usize {
    let mut cost = MaybeUninit::<entitle_cost>::uninit();
    // SAFETY: the record is read where it was written.
    unsafe {
        match entitle_contract_cost(contract.as_ptr(), cost.as_mut_ptr()) {
            0 => cost.assume_init().patient_bytes,
            _ => 64,
        }
    }
}

#[test]
fn a_trace_that_no_machine_can_hold_has_a_size_that_none_has() {
    let (mut entries_of_ten, mut most) = (0, 0);
    // SAFETY: the pointers are of this test's.
    unsafe {
        assert_eq!(entitle_trace_bytes(10, &mut entries_of_ten), 0);
        assert_eq!(entitle_trace_bytes(u32::MAX, &mut most), 0);
    }
    assert!(most > 100_000_000 * (entries_of_ten / 11) || most == usize::MAX, "{most}");
    let (noted, memory) = trace(3);
    assert!(memory.bytes() > 3 * size_of::<u64>());
    let (mut count, mut dropped) = (9, 9);
    // SAFETY: as above.
    assert_eq!(unsafe { entitle_trace_count(noted.as_ptr(), &mut count, &mut dropped) }, 0);
    assert_eq!((count, dropped), (0, 0));
}
