//! A whole evaluation through the functions of the header. The expected figures are those that can be worked out in
//! one's head from the sample contract (`entitle_kernel::sample` shows how).

mod caller;

use std::mem::MaybeUninit;
use std::ptr::{null, null_mut};

use caller::{Memory, contract_of, cost, day, facts, must, patient, sample_contract, set, trace, written, zero};
use entitle_c::*;
use entitle_kernel::sample;

fn statement(
    facts: &MaybeUninit<entitle_facts>,
    network: *const entitle_network,
    trace: *mut entitle_trace,
    memory: &mut Memory,
) -> MaybeUninit<entitle_statement> {
    let mut statement = zero();
    // SAFETY: the objects are of the caller's, and the storage long enough.
    must(unsafe {
        entitle_statement_new(statement.as_mut_ptr(), facts.as_ptr(), network, trace, memory.at(), memory.bytes())
    });
    statement
}

fn payment(statement: &MaybeUninit<entitle_statement>) -> (u32, i32, i64) {
    let mut answer = MaybeUninit::uninit();
    // SAFETY: a statement, and room for an answer, which is written where the call succeeds.
    let entitle_value { kind, scale, integer } = unsafe {
        must(entitle_statement_payment(statement.as_ptr(), answer.as_mut_ptr()));
        answer.assume_init().value
    };
    (kind, scale, integer)
}

#[test]
fn the_sample_practice_is_paid_1500_pounds_and_every_answer_is_reached() {
    let contract = sample_contract();
    let (facts, _memory) = facts(&contract, sample::PRACTICE);
    let (mut noted, _noted_memory) = trace(64);
    let mut memory = Memory::new(cost(&contract).statement_bytes);
    let statement = statement(&facts, null(), noted.as_mut_ptr(), &mut memory);
    assert_eq!(payment(&statement), (ENTITLE_VALUE_NUMBER, 0, 1500));

    let mut answer: MaybeUninit<entitle_answer> = zero();
    let mut lines = Vec::new();
    loop {
        // SAFETY: the record began as zeros, and is written by each call.
        let found = unsafe {
            must(entitle_statement_next(statement.as_ptr(), answer.as_mut_ptr()));
            answer.assume_init()
        };
        if found.kind == ENTITLE_ANSWER_NONE {
            break;
        }
        // SAFETY: the pointers are of this test's.
        lines.push(written(|buffer, capacity, length| unsafe {
            entitle_statement_answer_written(
                statement.as_ptr(),
                found.kind,
                found.index,
                found.item,
                buffer,
                capacity,
                length,
            )
        }));
    }
    assert_eq!(lines.first().map(String::as_str), Some("met"));
    assert_eq!(lines.last().map(String::as_str), Some("1500"));
    // Points: 5 of 10, and 2.5 of 5.
    assert!(lines.contains(&"5".to_owned()) && lines.contains(&"2.5".to_owned()), "{lines:?}");

    // SAFETY: the pointers are of this test's.
    let whole = written(|buffer, capacity, length| unsafe {
        entitle_statement_write(statement.as_ptr(), noted.as_ptr(), buffer, capacity, length)
    });
    assert_eq!(whole.lines().filter(|line| line.starts_with("answer\t")).count(), lines.len());
    let (mut count, mut dropped) = (0, 0);
    // SAFETY: as above.
    must(unsafe { entitle_trace_count(noted.as_ptr(), &mut count, &mut dropped) });
    assert_eq!((whole.lines().filter(|line| line.starts_with("trace\t")).count(), dropped), (count as usize, 0));
    for at in 0..count {
        let mut entry: MaybeUninit<entitle_entry> = MaybeUninit::uninit();
        // SAFETY: as above.
        must(unsafe { entitle_trace_entry(noted.as_ptr(), at, entry.as_mut_ptr()) });
        // SAFETY: as above.
        let line = written(|buffer, capacity, length| unsafe {
            entitle_trace_entry_written(noted.as_ptr(), contract.as_ptr(), at, buffer, capacity, length)
        });
        assert!(whole.contains(&format!("trace\t{line}\n")));
    }
}

#[test]
fn what_a_fact_says_afterwards_does_not_change_a_statement_and_headroom_leaves_facts_as_they_were() {
    let contract = sample_contract();
    let (mut held, _memory) = facts(&contract, sample::PRACTICE);
    let (mut memory, mut spare) =
        (Memory::new(cost(&contract).statement_bytes), Memory::new(cost(&contract).statement_bytes));
    let now = statement(&held, null(), null_mut(), &mut memory);
    let mut found: MaybeUninit<entitle_headroom> = MaybeUninit::uninit();
    // SAFETY: the pointers are of this test's.
    let found = unsafe {
        let (object, room) = (held.as_mut_ptr(), found.as_mut_ptr());
        must(entitle_headroom_new(now.as_ptr(), object, null(), 0, spare.at(), spare.bytes(), room));
        found.assume_init()
    };
    // LUNG1 is at 48 of 80 and full at 80 %, which is 64: 16 more. Each brings 1 / 80 of the rate, of which 40 points of
    // a hundred are 10 points: 0.3125 points, at 100 pounds and 1.2: 37.50 pounds.
    assert_eq!(found.patients_needed, 16);
    let entitle_value { kind, scale, integer } = found.next_patient;
    assert_eq!((kind, integer * 10_i64.pow(2 - u32::try_from(scale).unwrap())), (ENTITLE_VALUE_NUMBER, 3750));
    let again = statement(&held, null(), null_mut(), &mut spare);
    assert_eq!(payment(&again), payment(&now));

    let (name, value) = (caller::text("applied"), caller::text("no"));
    // SAFETY: as above.
    must(unsafe { entitle_facts_set_named(held.as_mut_ptr(), name.0, name.1, value.0, value.1) });
    assert_eq!(payment(&now), (ENTITLE_VALUE_NUMBER, 0, 1500));
}

#[test]
fn a_patient_is_decided_counted_and_written_into_a_practice() {
    let contract = sample_contract();
    let (mut known, _memory) = patient(&contract, sample::PATIENT);
    let (mut decisions, mut count, mut member) = ([0_u8; 2], 0, 9);
    let (mut noted, _noted_memory) = trace(32);
    let (mut tally, mut tally_memory) = (zero::<entitle_tally>(), Memory::new(cost(&contract).tally_bytes));
    let (mut practice, _practice_memory) = facts(&contract, &[]);
    // SAFETY: the pointers are of this test's.
    unsafe {
        must(entitle_patient_on_register(known.as_mut_ptr(), 0, noted.as_mut_ptr(), &mut member));
        assert_eq!(member, ENTITLE_MEMBER_YES);
        must(entitle_patient_decide_all(known.as_mut_ptr(), decisions.as_mut_ptr(), 2, &mut count));
        assert_eq!(count, 2);
        let mut settled: MaybeUninit<entitle_settled> = MaybeUninit::uninit();
        must(entitle_contract_decision(contract.as_ptr(), 0, decisions[0], settled.as_mut_ptr()));
        assert_eq!(settled.assume_init().outcome, 4, "in numerator");

        must(entitle_tally_new(tally.as_mut_ptr(), contract.as_ptr(), tally_memory.at(), tally_memory.bytes()));
        for _ in 0..3 {
            must(entitle_tally_add_patient(tally.as_mut_ptr(), known.as_mut_ptr()));
        }
        must(entitle_patient_clear(known.as_mut_ptr()));
        set(&mut known, "diagnosed", "");
        must(entitle_patient_on_register(known.as_mut_ptr(), 0, null_mut(), &mut member));
        assert_eq!(member, ENTITLE_MEMBER_NO);
        must(entitle_tally_add_patient(tally.as_mut_ptr(), known.as_mut_ptr()));
        must(entitle_tally_with_outcome(tally.as_ptr(), 0, 4, &mut count));
        assert_eq!(count, 3);
        must(entitle_tally_write(tally.as_ptr(), practice.as_mut_ptr()));

        let (mut fact, mut item, (name, length)) = (0, 0, caller::text("numerator.LUNG1"));
        must(entitle_contract_find_input(contract.as_ptr(), name, length, &mut fact, &mut item));
        let mut value: MaybeUninit<entitle_value> = MaybeUninit::uninit();
        must(entitle_facts_get(practice.as_ptr(), fact, item, value.as_mut_ptr()));
        assert_eq!(value.assume_init().integer, 3);
    }
}

#[test]
fn two_practices_are_pooled_into_twice_the_list() {
    let contract = sample_contract();
    let (mut pooled, _pooled_memory) = facts(&contract, &[]);
    let (member, _member_memory) = facts(&contract, sample::PRACTICE);
    let (mut network, mut memory) = (zero::<entitle_network>(), Memory::new(cost(&contract).network_bytes));
    let (mut members, mut fact, mut item, (name, length)) = (0, 0, 0, caller::text("list_size"));
    let mut results = Memory::new(cost(&contract).statement_bytes);
    // SAFETY: the pointers are of this test's.
    unsafe {
        must(entitle_network_new(network.as_mut_ptr(), pooled.as_mut_ptr(), memory.at(), memory.bytes()));
        must(entitle_network_add(network.as_mut_ptr(), member.as_ptr()));
        must(entitle_network_add(network.as_mut_ptr(), member.as_ptr()));
        must(entitle_network_members(network.as_ptr(), &mut members));
        assert_eq!(members, 2);
        must(entitle_contract_find_input(contract.as_ptr(), name, length, &mut fact, &mut item));
        let mut value: MaybeUninit<entitle_value> = MaybeUninit::uninit();
        must(entitle_facts_get(pooled.as_ptr(), fact, item, value.as_mut_ptr()));
        assert_eq!(value.assume_init().integer, 2 * 8000);
        let (name, value) = (caller::text("applied"), caller::text("yes"));
        must(entitle_facts_set_named(pooled.as_mut_ptr(), name.0, name.1, value.0, value.1));
    }
    // Points are of rates, which did not change; the fee is for twice as many patients: 600 + 600 + 600.
    let statement = statement(&pooled, network.as_ptr(), null_mut(), &mut results);
    assert_eq!(payment(&statement), (ENTITLE_VALUE_NUMBER, 0, 1800));
}

#[test]
fn every_description_of_the_contract_can_be_read() {
    let contract = sample_contract();
    let mut summary: MaybeUninit<entitle_summary> = MaybeUninit::uninit();
    let read = |text: entitle_text| {
        // SAFETY: a text lies in the image, which lives as long as the program.
        let bytes = unsafe { std::slice::from_raw_parts(text.data.cast::<u8>(), text.length) };
        std::str::from_utf8(bytes).unwrap().to_owned()
    };
    // SAFETY: the pointers are of this test's, and each record is written where its call succeeds.
    unsafe {
        must(entitle_contract_summary(contract.as_ptr(), summary.as_mut_ptr()));
        let summary = summary.assume_init();
        assert_eq!((read(summary.id).as_str(), summary.registers, summary.indicators), ("sample-contract", 1, 2));
        for at in 0..summary.facts {
            let mut fact: MaybeUninit<entitle_fact> = MaybeUninit::uninit();
            must(entitle_contract_fact(contract.as_ptr(), at, fact.as_mut_ptr()));
            let fact = fact.assume_init();
            assert!(!read(fact.name).is_empty() && fact.index == at);
            for place in 0..fact.texts {
                let mut text: MaybeUninit<entitle_text> = MaybeUninit::uninit();
                must(entitle_contract_fact_text(contract.as_ptr(), at, place, text.as_mut_ptr()));
                assert!(!read(text.assume_init()).is_empty());
            }
        }
        for at in 0..summary.sources {
            let mut source: MaybeUninit<entitle_source> = MaybeUninit::uninit();
            must(entitle_contract_source(contract.as_ptr(), at, source.as_mut_ptr()));
            assert!(!read(source.assume_init().title).is_empty());
        }
        must(entitle_contract_verify(contract.as_ptr()));
    }
    // SAFETY: as above.
    let identity = written(|buffer, capacity, length| unsafe {
        entitle_contract_identity(contract.as_ptr(), buffer, capacity, length)
    });
    assert!(identity.starts_with("sample-contract@2025-04-01#1 source:"));
    let mut digests: MaybeUninit<entitle_digests> = MaybeUninit::uninit();
    // SAFETY: as above.
    let digests = unsafe {
        must(entitle_contract_digests(contract.as_ptr(), digests.as_mut_ptr()));
        digests.assume_init()
    };
    let digits = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert!(identity.ends_with(&format!("source:{} image:{}", digits(&digests.source), digits(&digests.image))));
    assert_eq!((digests.has_text, digests.text == [0; 32]), (1, false));
}

#[test]
fn objects_that_were_moved_and_copied_are_the_same_and_a_contract_may_go_before_its_facts() {
    let image = sample::IMAGE.to_vec();
    let contract = Box::new(contract_of(&image));
    let (first, _memory) = patient(&contract, sample::PATIENT);
    drop(contract);
    let mut moved = Box::new(first);
    let mut copy = *moved;
    let mut member = 9;
    // SAFETY: the pointers are of this test's; both objects are of one storage.
    unsafe {
        must(entitle_patient_on_register(moved.as_mut_ptr(), 0, null_mut(), &mut member));
        assert_eq!(member, ENTITLE_MEMBER_YES);
        set(&mut moved, "age", "16");
        must(entitle_patient_on_register(copy.as_mut_ptr(), 0, null_mut(), &mut member));
        assert_eq!(member, ENTITLE_MEMBER_NO, "a copy knows what its original was told");
    }
}

#[test]
fn threads_share_a_contract() {
    struct Shared(MaybeUninit<entitle_contract>);
    // SAFETY: a contract is only read.
    unsafe impl Sync for Shared {}
    let contract = Shared(sample_contract());
    let end = day("2026-03-31");
    let decided = |age: u32| {
        let contract = &contract;
        let (mut known, _memory) = patient(&contract.0, sample::PATIENT);
        set(&mut known, "age", &age.to_string());
        let mut member = 9;
        // SAFETY: the pointers are of this thread's.
        must(unsafe { entitle_patient_on_register(known.as_mut_ptr(), 0, null_mut(), &mut member) });
        member
    };
    assert!(end > 0);
    std::thread::scope(|scope| {
        let threads = [16, 17].map(|age| scope.spawn(move || decided(age)));
        let found = threads.map(|thread| thread.join().unwrap());
        assert_eq!(found, [ENTITLE_MEMBER_NO, ENTITLE_MEMBER_YES]);
    });
}
