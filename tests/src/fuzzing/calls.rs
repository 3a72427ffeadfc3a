//! Calls of the C library in any order: every one comes back with a status, and one that is refused has written
//! nothing that it says it does not write.
//!
//! Only misuse that the binary interface lets the library see is made up: pointers are null, misaligned or good for as many
//! bytes as is said; storage may be begun anew for another object, and in one call storages may overlap. What
//! the header leaves to the caller is kept: nobody writes into storage that is in use, and objects are forgotten whose
//! storage was given to another in part.
#![allow(unsafe_code, reason = "a caller in C's place")]

use std::ffi::{c_char, c_void};
use std::mem::MaybeUninit;
use std::ptr::null_mut;
use std::sync::OnceLock;

use entitle_c::*;
use entitle_kernel::image::CHECKSUM_FROM;
use entitle_kernel::sample;

use crate::make_checksum_fit;

/// Calls of one input: enough for every object, and few enough that an input does not take long.
const CALLS_MAX: usize = 200;
/// Objects, of any kind at any time.
const CELLS: usize = 12;
/// Memory for storage, and its length in bytes: the sample's largest storage fits.
const REGIONS: usize = 5;
const REGION_BYTES: usize = 4096;
const TEXT_BYTES: usize = 8192;
/// What a result is filled with before a call.
const PATTERN: u8 = 0xA5;

/// An input is read as one call after another, each a byte that chooses the function and bytes that choose its
/// arguments. What is missing at the end is zero.
///
/// # Panics
/// Where a call breaks a promise of the header.
pub fn calls(data: &[u8]) {
    let mut world = World::new();
    let mut input = Input(data);
    for _ in 0..CALLS_MAX {
        if input.0.is_empty() {
            return;
        }
        world.call(&mut input);
    }
}

/// Bytes that make choices.
struct Input<'d>(&'d [u8]);

impl<'d> Input<'d> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn below(&mut self, count: usize) -> usize {
        usize::from(self.byte()) % count
    }

    /// An index or code: mostly a small one, sometimes one that nothing has.
    fn index(&mut self) -> u32 {
        match self.byte() {
            255 => u32::MAX,
            254 => 65_536,
            byte => u32::from(byte) % 24,
        }
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// A text: a name or value of the sample, or bytes of the input as they are.
    fn text(&mut self, choices: &[&'d str]) -> &'d [u8] {
        match self.byte() {
            255 => {
                let length = self.below(8).min(self.0.len());
                let (text, rest) = self.0.split_at(length);
                self.0 = rest;
                text
            }
            choice => choices[usize::from(choice) % choices.len()].as_bytes(),
        }
    }

    fn value(&mut self) -> entitle_value {
        let integers =
            [0, 1, -1, 2, 16, 64, 100, 8000, 18_000, 20_000, 1_000_001, i64::from(i32::MAX), i64::MAX, i64::MIN];
        let scale = self.one_of(&[0, 0, 0, 0, 1, 2, 255, 256, -1, i32::MIN]);
        entitle_value { kind: u32::from(self.byte()) % 9, scale, integer: self.one_of(&integers) }
    }

    fn day(&mut self) -> i32 {
        self.one_of(&[20_543, 20_178, 0, -719_162, 2_932_896, 2_932_897, i32::MIN])
    }
}

/// Memory of a C caller's, from one address for ever.
struct Memory {
    start: *mut u8,
    bytes: usize,
}

impl Memory {
    fn new(bytes: usize) -> Memory {
        let words = vec![0_u64; bytes.div_ceil(8)].into_boxed_slice();
        Memory { start: Box::into_raw(words).cast(), bytes }
    }

    fn at(&self, offset: usize) -> *mut u8 {
        assert!(offset <= self.bytes);
        self.start.wrapping_add(offset)
    }

    /// Its bytes, while nothing else uses it.
    fn contents(&mut self) -> &mut [u8] {
        // SAFETY: the memory is that of a slice of words which lasts until the drop, and no call is going on.
        unsafe { std::slice::from_raw_parts_mut(self.start, self.bytes) }
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        let words = std::ptr::slice_from_raw_parts_mut(self.start.cast::<u64>(), self.bytes.div_ceil(8));
        // SAFETY: this is the slice that `new` leaked.
        drop(unsafe { Box::from_raw(words) });
    }
}

/// Memory that an object holds, and from which it was told to begin.
#[derive(Clone, Copy, PartialEq)]
struct Used {
    start: usize,
    bytes: usize,
}

impl Used {
    fn meets(self, other: Used) -> bool {
        self.start < other.start + other.bytes && other.start < self.start + self.bytes
    }
}

struct World {
    cells: Memory,
    /// What the objects hold: a network two storages, all others at most one.
    used: [[Option<Used>; 2]; CELLS],
    regions: [Memory; REGIONS],
    images: [Memory; 3],
    text: Memory,
    results: Memory,
    /// The images as they were before anybody changed them.
    sound: &'static [Vec<u8>; 3],
}

/// The bytes of an object.
const CELL: usize = size_of::<entitle_contract>();

/// Names of facts, indicators and what else a contract names, and texts of values.
const NAMES: [&str; 16] = [
    "list_size",
    "area",
    "applied",
    "fee_per_patient",
    "register_size.LUNG",
    "numerator.LUNG1",
    "denominator.LUNG1",
    "numerator.LUNG2",
    "denominator.LUNG2",
    "count_refusals",
    "LUNG",
    "LUNG1",
    "total",
    "area.LUNG",
    "numerator.",
    "",
];
const PATIENT_NAMES: [&str; 9] =
    ["age", "diagnosed", "breath_score", "reviewed", "declined", "frailty", "smoker", "count_refusals", "list_size"];
const TEXTS: [&str; 16] = [
    "64",
    "8000",
    "80",
    "48",
    "100",
    "20",
    "3.00",
    "rural",
    "urban",
    "yes",
    "no",
    "2019-05-02",
    "2025-11-20",
    "mild",
    "?",
    "null",
];

impl World {
    fn new() -> World {
        let sound = images();
        let images = sound.each_ref().map(|image| {
            let mut memory = Memory::new(image.len());
            memory.contents().copy_from_slice(image);
            memory
        });
        let mut world = World {
            cells: Memory::new(CELLS * CELL + 16),
            used: [[None; 2]; CELLS],
            regions: std::array::from_fn(|_| Memory::new(REGION_BYTES)),
            images,
            text: Memory::new(TEXT_BYTES),
            results: Memory::new(1024),
            sound,
        };
        // The first objects are contracts of the three images, the last is garbage.
        for (cell, image) in world.images.iter().enumerate() {
            let object = world.cells.at(cell * CELL).cast();
            // SAFETY: an object's place, and an image.
            let status = unsafe { entitle_contract_new(object, ENTITLE_ABI_VERSION, image.start, image.bytes) };
            assert_eq!(status, 0, "the images are sound");
        }
        let last = (CELLS - 1) * CELL;
        world.cells.contents()[last..last + CELL].fill(0x5A);
        world
    }

    /// An object: good, null or misaligned.
    fn object<T>(&self, input: &mut Input<'_>) -> (usize, *mut T) {
        match input.byte() {
            255 => (CELLS, null_mut()),
            254 => (CELLS, self.cells.at(4).cast()),
            byte => {
                let cell = usize::from(byte) % CELLS;
                (cell, self.cells.at(cell * CELL).cast())
            }
        }
    }

    /// Storage: from the beginning of a region or, rarely, from within; as long as it is, or shorter.
    fn storage(&self, input: &mut Input<'_>) -> (*mut c_void, usize, Option<Used>) {
        let choice = input.byte();
        if choice == 255 {
            return (null_mut(), REGION_BYTES, None);
        }
        let region = &self.regions[usize::from(choice) % REGIONS];
        let offset = match input.byte() {
            255 => 4,
            254 => 1,
            byte if byte >= 200 => usize::from(byte - 199) * 64,
            _ => 0,
        };
        let most = REGION_BYTES - offset;
        let bytes = match input.byte() {
            byte if byte >= 224 => usize::from(byte - 224) * 16,
            byte if byte >= 192 => usize::from(byte - 191) * 100,
            _ => most,
        }
        .min(most);
        let start = region.at(offset);
        (start.cast(), bytes, Some(Used { start: start.addr(), bytes }))
    }

    /// Where a result goes: good, null or misaligned.
    fn out<T>(&self, input: &mut Input<'_>, place: usize) -> *mut T {
        let start = self.results.at(place * 512);
        match input.byte() {
            255 => null_mut(),
            254 if align_of::<T>() > 1 => start.wrapping_add(1).cast(),
            _ => start.cast(),
        }
    }

    /// A buffer for text or decisions: of some length, none to measure, or over what the object at `cell` uses.
    fn buffer(&self, input: &mut Input<'_>, cell: usize) -> (*mut u8, usize) {
        match input.byte() {
            255 => (null_mut(), 0),
            254 => (null_mut(), 10),
            253 => match self.used.get(cell) {
                Some([Some(used), _]) => {
                    let region = self.regions.iter().find(|region| {
                        (region.start.addr()..).contains(&used.start) && used.start < region.start.addr() + REGION_BYTES
                    });
                    region.map_or((null_mut(), 0), |region| (region.at(used.start - region.start.addr()), used.bytes))
                }
                _ => (null_mut(), 0),
            },
            byte if byte >= 128 => (self.text.start, usize::from(byte - 128)),
            _ => (self.text.start, TEXT_BYTES),
        }
    }

    /// What an object's memory says that it is.
    fn tag(&self, cell: usize) -> u64 {
        // SAFETY: an object's first word, which is written whole if at all.
        unsafe { self.cells.at(cell * CELL).cast::<u64>().read() }
    }

    /// After a call that was given storage, whatever came of it: objects that hold a part of that memory, but did not
    /// begin it, are not used any more.
    fn forget(&mut self, given: Used) {
        for cell in 0..CELLS {
            let lost = self.used[cell].iter().flatten().any(|used| used.meets(given) && used.start != given.start);
            if lost {
                self.blank(cell);
            }
        }
    }

    fn blank(&mut self, cell: usize) {
        self.used[cell] = [None; 2];
        self.cells.contents()[cell * CELL..(cell + 1) * CELL].fill(0);
    }

    /// Begins an object in storage, and keeps account of what it holds.
    fn begin<T>(
        &mut self,
        input: &mut Input<'_>,
        of: Option<usize>,
        begin: impl FnOnce(*mut T, *mut c_void, usize) -> i32,
    ) {
        let (cell, object) = self.object::<T>(input);
        let (memory, bytes, given) = self.storage(input);
        let tags: Vec<u64> = (0..CELLS).map(|cell| self.tag(cell)).collect();
        let status = begin(object, memory, bytes);
        known(status);
        if status == 0 {
            let [facts, _] = of.map_or([None; 2], |of| self.used[of]);
            self.used[cell] = [given, facts];
        } else {
            let now: Vec<u64> = (0..CELLS).map(|cell| self.tag(cell)).collect();
            assert_eq!(now, tags, "status {status}, and an object was begun");
        }
        if let Some(given) = given {
            self.forget(given);
        }
    }

    /// A call that gives results: on failure they are not touched.
    fn results(&mut self, call: impl FnOnce() -> i32) -> i32 {
        self.results.contents().fill(PATTERN);
        let status = call();
        known(status);
        if status != 0 {
            let touched = self.results.contents().iter().any(|byte| *byte != PATTERN);
            assert!(!touched, "status {status}, and a result was written");
        }
        status
    }

    fn call(&mut self, input: &mut Input<'_>) {
        match input.below(12) {
            0 | 1 => self.begin_something(input),
            2 => self.change_memory(input),
            3 => self.describe_contract(input),
            4 => self.find_in_contract(input),
            5 => self.set_facts(input),
            6 => self.use_patient(input),
            7 => self.use_tally(input),
            8 => self.use_network(input),
            9 => self.read_statement(input),
            10 => self.use_trace(input),
            _ => self.write_text(input),
        }
    }

    fn begin_something(&mut self, input: &mut Input<'_>) {
        match input.below(8) {
            0 => {
                let (cell, object) = self.object::<entitle_contract>(input);
                let image = &self.images[input.below(3)];
                let bytes = if input.byte() == 255 { input.below(256).min(image.bytes) } else { image.bytes };
                let abi = if input.byte() == 255 { 2 } else { ENTITLE_ABI_VERSION };
                // SAFETY: an object's place or none, and bytes of an image.
                let status = unsafe { entitle_contract_new(object, abi, image.start, bytes) };
                known(status);
                if status == 0 {
                    self.used[cell] = [None; 2];
                }
            }
            1 => {
                let (contract, day) = (self.object(input).1, input.day());
                self.begin(input, None, |object, memory, bytes| {
                    // SAFETY: objects and storage are of this world's, or none.
                    unsafe { entitle_patient_new(object, contract, day, memory, bytes) }
                });
            }
            2 => {
                let contract = self.object(input).1;
                self.begin(input, None, |object, memory, bytes| {
                    // SAFETY: as above.
                    unsafe { entitle_tally_new(object, contract, memory, bytes) }
                });
            }
            3 => {
                let (cell, facts) = self.object(input);
                let of = (cell < CELLS).then_some(cell);
                self.begin(input, of, |object, memory, bytes| {
                    // SAFETY: as above.
                    unsafe { entitle_network_new(object, facts, memory, bytes) }
                });
            }
            4 => {
                let (facts, network, trace) = (self.object(input).1, self.maybe(input), self.maybe(input));
                self.begin(input, None, |object, memory, bytes| {
                    // SAFETY: as above.
                    unsafe { entitle_statement_new(object, facts, network, trace, memory, bytes) }
                });
            }
            5 => self.begin(input, None, |object, memory, bytes| {
                // SAFETY: as above.
                unsafe { entitle_trace_new(object, memory, bytes) }
            }),
            _ => {
                let contract = self.object(input).1;
                self.begin(input, None, |object, memory, bytes| {
                    // SAFETY: as above.
                    unsafe { entitle_facts_new(object, contract, memory, bytes) }
                });
            }
        }
    }

    /// An object that may be left out.
    fn maybe<T>(&self, input: &mut Input<'_>) -> *mut T {
        if input.byte() >= 128 { self.object(input).1 } else { null_mut() }
    }

    /// What a caller does to memory of its own: copies an object, forgets one, changes an image behind the library's back.
    fn change_memory(&mut self, input: &mut Input<'_>) {
        match input.below(4) {
            0 => {
                let (from, to) = (input.below(CELLS), input.below(CELLS));
                if from != to {
                    // SAFETY: two objects' places; the bytes are moved as they are.
                    unsafe { self.cells.at(from * CELL).copy_to_nonoverlapping(self.cells.at(to * CELL), CELL) };
                    self.used[to] = self.used[from];
                }
            }
            1 => {
                let cell = input.below(CELLS);
                self.blank(cell);
            }
            2 => {
                let (image, place) = (input.below(3), input.below(256) * 256 + input.below(256));
                let change = input.byte();
                let bytes = self.images[image].contents();
                let place = place % bytes.len();
                bytes[place] ^= change;
            }
            _ => {
                let image = input.below(3);
                let sound = self.sound[image].clone();
                self.images[image].contents().copy_from_slice(&sound);
            }
        }
    }

    fn describe_contract(&mut self, input: &mut Input<'_>) {
        let (contract, at, more) = (self.object::<entitle_contract>(input).1, input.index(), input.index());
        let which = input.below(12);
        // SAFETY: an object of this world's or none, and room for each result or none.
        unsafe {
            match which {
                0 => known(entitle_contract_verify(contract)),
                1 => drop_status(self.one(input, |out| entitle_contract_summary(contract, out))),
                2 => drop_status(self.one(input, |out| entitle_contract_cost(contract, out))),
                3 => drop_status(self.one(input, |out| entitle_contract_fact(contract, at, out))),
                4 => drop_status(self.one(input, |out| entitle_contract_fact_text(contract, at, more, out))),
                5 => drop_status(self.one(input, |out| entitle_contract_fact_source(contract, at, out))),
                6 => drop_status(self.one(input, |out| entitle_contract_register(contract, at, out))),
                7 => drop_status(self.one(input, |out| entitle_contract_indicator(contract, at, out))),
                8 => drop_status(self.one(input, |out| entitle_contract_source(contract, at, out))),
                9 => drop_status(self.one(input, |out| entitle_contract_decision(contract, at, more as u8, out))),
                10 => drop_status(self.one(input, |out| entitle_word(at, more, out))),
                _ => drop_status(self.one(input, |out| entitle_built_in_count(out))),
            }
        }
    }

    /// A call with one result.
    fn one<T>(&mut self, input: &mut Input<'_>, call: impl FnOnce(*mut T) -> i32) -> i32 {
        const { assert!(size_of::<T>() <= 512) };
        let out = self.out(input, 0);
        self.results(|| call(out))
    }

    /// A call with two results.
    fn two<T, U>(&mut self, input: &mut Input<'_>, call: impl FnOnce(*mut T, *mut U) -> i32) -> i32 {
        let (first, second) = (self.out(input, 0), self.out(input, 1));
        self.results(|| call(first, second))
    }

    fn find_in_contract(&mut self, input: &mut Input<'_>) {
        let contract = self.object::<entitle_contract>(input).1;
        let (which, named) = (input.below(5), input.index());
        let name = if which == 2 { input.text(&PATIENT_NAMES) } else { input.text(&NAMES) };
        let (name, length) = (name.as_ptr().cast::<c_char>(), name.len());
        // SAFETY: an object of this world's or none, a text, and room for each result or none.
        unsafe {
            match which {
                0 => self.two(input, |fact, item| entitle_contract_find_input(contract, name, length, fact, item)),
                1 => {
                    self.two(input, |fact, item| entitle_contract_find_member_input(contract, name, length, fact, item))
                }
                2 => self.one(input, |fact| entitle_contract_find_patient_input(contract, name, length, fact)),
                3 => self.one(input, |day| entitle_date_parse(name, length, day)),
                _ => self.one(input, |found| entitle_contract_find_named(contract, named, name, length, found)),
            };
        }
    }

    fn set_facts(&mut self, input: &mut Input<'_>) {
        let facts = self.object::<entitle_facts>(input).1;
        let (fact, item, value) = (input.index(), input.index(), input.value());
        let which = input.below(6);
        let (name, text) = (input.text(&NAMES), input.text(&TEXTS));
        let (data, length) = (text.as_ptr().cast(), text.len());
        // SAFETY: an object of this world's or none, texts and a value, and room for the result or none.
        unsafe {
            match which {
                0 => known(entitle_facts_set(facts, fact, item, &value)),
                1 => known(entitle_facts_set_text(facts, fact, item, data, length)),
                2 => drop_status(self.one(input, |value| entitle_facts_get(facts, fact, item, value))),
                _ => known(entitle_facts_set_named(facts, name.as_ptr().cast(), name.len(), data, length)),
            }
        }
    }

    fn use_patient(&mut self, input: &mut Input<'_>) {
        let (cell, patient) = self.object::<entitle_patient>(input);
        let (fact, value) = (input.index(), input.value());
        let which = input.below(10);
        let (name, text) = (input.text(&PATIENT_NAMES), input.text(&TEXTS));
        let (data, length) = (text.as_ptr().cast(), text.len());
        let trace = self.maybe(input);
        // SAFETY: objects of this world's or none, texts and a value, and room for the results or none.
        unsafe {
            match which {
                0 => known(entitle_patient_set(patient, fact, &value)),
                1 => known(entitle_patient_set_text(patient, fact, data, length)),
                2 => known(entitle_patient_clear(patient)),
                3 => drop_status(self.one(input, |value| entitle_patient_get(patient, fact, value))),
                4 => drop_status(self.one(input, |member| entitle_patient_on_register(patient, fact, trace, member))),
                5 => drop_status(self.one(input, |decision| entitle_patient_decide(patient, fact, trace, decision))),
                6 => {
                    let (decisions, capacity) = self.buffer(input, cell);
                    let inside = self.is_region(decisions);
                    let status =
                        self.one(input, |count| entitle_patient_decide_all(patient, decisions, capacity, count));
                    assert!(!(inside && status == 0), "decisions were written over the patient");
                }
                _ => known(entitle_patient_set_named(patient, name.as_ptr().cast(), name.len(), data, length)),
            }
        }
    }

    fn is_region(&self, pointer: *mut u8) -> bool {
        self.regions.iter().any(|region| (region.start..region.start.wrapping_add(REGION_BYTES)).contains(&pointer))
    }

    fn use_tally(&mut self, input: &mut Input<'_>) {
        let tally = self.object::<entitle_tally>(input).1;
        let (indicator, decision) = (input.index(), input.byte());
        let (patient, facts) = (self.object(input).1, self.object(input).1);
        let which = input.below(5);
        // SAFETY: objects of this world's or none, and room for the result or none.
        unsafe {
            match which {
                0 => known(entitle_tally_add_patient(tally, patient)),
                1 => known(entitle_tally_add_decision(tally, indicator, decision % 12)),
                2 => drop_status(self.one(input, |count| entitle_tally_count(tally, indicator, decision, count))),
                3 => {
                    drop_status(self.one(input, |count| {
                        entitle_tally_with_outcome(tally, indicator, u32::from(decision % 8), count)
                    }))
                }
                _ => known(entitle_tally_write(tally, facts)),
            }
        }
    }

    fn use_network(&mut self, input: &mut Input<'_>) {
        let network = self.object::<entitle_network>(input).1;
        let member = self.object(input).1;
        // SAFETY: objects of this world's or none, and room for the result or none.
        unsafe {
            match input.below(3) {
                0 => drop_status(self.one(input, |members| entitle_network_members(network, members))),
                _ => known(entitle_network_add(network, member)),
            }
        }
    }

    fn read_statement(&mut self, input: &mut Input<'_>) {
        let statement = self.object::<entitle_statement>(input).1;
        let (kind, at, item) = (input.index() % 9, input.index(), input.index());
        let which = input.below(4);
        // SAFETY: objects of this world's or none, storage, and room for the result or none.
        unsafe {
            match which {
                0 => drop_status(self.one(input, |answer| entitle_statement_answer(statement, kind, at, item, answer))),
                1 => drop_status(self.one(input, |answer| entitle_statement_payment(statement, answer))),
                2 => self.walk(statement),
                _ => {
                    let (facts, network) = (self.object(input).1, self.maybe(input));
                    let (memory, bytes, given) = self.storage(input);
                    self.one(input, |room| entitle_headroom_new(statement, facts, network, at, memory, bytes, room));
                    if let Some(given) = given {
                        self.forget(given);
                    }
                }
            }
        }
    }

    /// From the first answer to the last, which there is.
    fn walk(&mut self, statement: *mut entitle_statement) {
        let mut answer = MaybeUninit::<entitle_answer>::zeroed();
        for _ in 0..20_000 {
            // SAFETY: an object of this world's or none; the record began as zeros.
            let (status, kind) =
                unsafe { (entitle_statement_next(statement, answer.as_mut_ptr()), (*answer.as_ptr()).kind) };
            known(status);
            if status != 0 || kind == ENTITLE_ANSWER_NONE {
                return;
            }
        }
        panic!("a statement has no last answer");
    }

    fn use_trace(&mut self, input: &mut Input<'_>) {
        let (trace, at) = (self.object::<entitle_trace>(input).1, input.index());
        // SAFETY: an object of this world's or none, and room for the results or none.
        unsafe {
            match input.below(3) {
                0 => self.two(input, |count, dropped| entitle_trace_count(trace, count, dropped)),
                1 => self.one(input, |entry| entitle_trace_entry(trace, at, entry)),
                _ => self.one(input, |bytes| entitle_trace_bytes(at, bytes)),
            };
        }
    }

    fn write_text(&mut self, input: &mut Input<'_>) {
        let (cell, object) = self.object::<c_void>(input);
        let (contract, trace) = (self.object::<entitle_contract>(input).1, self.maybe(input));
        let (kind, at, item, value) = (input.index() % 9, input.index(), input.index(), input.value());
        let which = input.below(6);
        let (buffer, capacity) = self.buffer(input, cell);
        let inside = self.is_region(buffer);
        // A buffer in storage is one that the call reads, so that the library has to refuse it.
        if inside && !matches!(which, 0..=2) {
            return;
        }
        let to = buffer.cast::<c_char>();
        // SAFETY: objects of this world's or none, a buffer as long as is said or none, and room for the result or none.
        let status = unsafe {
            match which {
                0 => self.one(input, |length| entitle_statement_write(object.cast(), trace, to, capacity, length)),
                1 => self.one(input, |length| {
                    entitle_statement_answer_written(object.cast(), kind, at, item, to, capacity, length)
                }),
                2 => self.one(input, |length| {
                    entitle_trace_entry_written(object.cast(), contract, at, to, capacity, length)
                }),
                3 => self.one(input, |length| entitle_contract_identity(contract, to, capacity, length)),
                4 => {
                    self.one(input, |length| entitle_contract_fact_written(contract, at, &value, to, capacity, length))
                }
                _ => self.one(input, |length| entitle_date_write(value.integer as i32, to, capacity, length)),
            }
        };
        assert!(!(inside && status == 0), "a text was written over what it was read from");
    }
}

/// A status that the header lists.
fn known(status: i32) {
    // SAFETY: a name is ended by a zero byte.
    let name = unsafe { std::ffi::CStr::from_ptr(entitle_status_name(status)) };
    assert!(name != c"unknown status", "status {status}");
}

/// The status was judged where it came back.
fn drop_status(_: i32) {}

/// The sample's image; the same with another digest of its source, with storages of the same sizes; and one of another contract.
fn images() -> &'static [Vec<u8>; 3] {
    static IMAGES: OnceLock<[Vec<u8>; 3]> = OnceLock::new();
    IMAGES.get_or_init(make_images)
}

fn make_images() -> [Vec<u8>; 3] {
    let sample = sample::IMAGE.to_vec();
    let mut other = sample.clone();
    let digest = entitle_kernel::Contract::new(sample::IMAGE).expect("the sample is sound").source_digest();
    let at = other.windows(32).position(|bytes| bytes == digest.bytes()).expect("the image holds its source's digest");
    other[at..at + 32].fill(7);
    make_checksum_fit(&mut other);
    let expression = entitle_compiler::compile("expression.toml", &super::expression_definition(0, "age > 1"));
    let third = expression.expect("the expression's contract compiles").image;
    assert!(at >= CHECKSUM_FROM);
    [sample, other, third]
}
