//! The facts of a practice or network.

use crate::boundary::{self, Area, Held, Out, Place, Storage};
use crate::contract::{fact_at, image_of, place};
use crate::objects::{entitle_contract, entitle_facts};
use crate::records::entitle_value;
use crate::status::status;
use core::ffi::{c_char, c_void};
use entitle_kernel::{Contract, Error, Facts, Value};

/// Begins the facts of a subject in `storage` (`facts_bytes` of the contract's cost, aligned to
/// `ENTITLE_STORAGE_ALIGNMENT`): all are unknown, switches at their default.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_facts_new(
    facts: *mut entitle_facts,
    contract: *const entitle_contract,
    storage: *mut c_void,
    storage_bytes: usize,
) -> i32 {
    status((|| {
        // SAFETY: `facts`, `contract` and `storage` are as the conventions ask.
        unsafe {
            let (object, (image, contract)) = (Place::new(facts)?, image_of(contract)?);
            boundary::all_apart(&[object.area(), Area::of(storage, storage_bytes), image.area()])?;
            let slots = contract.cost().subject_slots.into();
            let storage = Storage::new(storage, storage_bytes, object.mark(image.owner), slots, || Value::Unknown)?;
            let held = Held { image, storage };
            Facts::new(&contract, held.storage.slots()?)?;
            object.store(held);
        }
        Ok(())
    })())
}

/// The facts that an object holds.
///
/// # Safety
/// `held` is of an object of facts, and nothing else borrows its storage during `'a`.
#[inline]
pub(crate) unsafe fn facts_of<'a>(held: &Held) -> Result<Facts<'a, 'a>, Error> {
    // SAFETY: the caller's promise is the same; `entitle_facts_new` filled the storage.
    unsafe {
        let contract: Contract<'a> = held.image.contract()?;
        Facts::resume(&contract, held.storage.slots()?)
    }
}

/// Sets a fact by its index, for an item (register or indicator; 0 for a fact that has one value).
///
/// Errors: `UnknownFact` for an index that is none of a subject's facts, `UnknownItem`, `WrongType`, `OutOfRange`,
/// `TooManyPlaces`, `NullRefused`, and for a record that is no value `BadArgument`, `InvalidDate`, `InvalidBoolean`;
/// the fact then stays as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_facts_set(
    facts: *mut entitle_facts,
    fact: u32,
    item: u32,
    value: *const entitle_value,
) -> i32 {
    status((|| {
        // SAFETY: `facts` and `value` are as the conventions ask.
        let (mut facts, value) = unsafe { (facts_of(&boundary::load(facts)?)?, boundary::read(value)?) };
        facts.set(place(fact), place(item), value.value()?)
    })())
}

/// Sets a fact by its index, for an item, to what a text says, as a file would: see Values on the first page. Errors as `entitle_facts_set`, and `UnknownText`, `InvalidNumber`, `InvalidDate`,
/// `InvalidBoolean`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_facts_set_text(
    facts: *mut entitle_facts,
    fact: u32,
    item: u32,
    text: *const c_char,
    text_length: usize,
) -> i32 {
    status((|| {
        // SAFETY: `facts` and `text` are as the conventions ask.
        let (mut facts, text) =
            unsafe { (facts_of(&boundary::load(facts)?)?, boundary::text(text.cast(), text_length)?) };
        let value = fact_at(facts.contract(), fact)?.parse(text)?;
        facts.set(place(fact), place(item), value)
    })())
}

/// Sets the fact that a key names (`list_size`, `numerator.DM020`) to what a text says, as a file would: see Values on the first page. Errors as `entitle_contract_find_input` and `entitle_facts_set`,
/// and `UnknownText`, `InvalidNumber`, `InvalidDate`, `InvalidBoolean`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_facts_set_named(
    facts: *mut entitle_facts,
    name: *const c_char,
    name_length: usize,
    text: *const c_char,
    text_length: usize,
) -> i32 {
    status((|| {
        // SAFETY: `facts`, `name` and `text` are as the conventions ask.
        unsafe {
            let (name, text) = (boundary::text(name.cast(), name_length)?, boundary::text(text.cast(), text_length)?);
            facts_of(&boundary::load(facts)?)?.set_named(name, text)
        }
    })())
}

/// The value of a fact for an item; unknown where it was not set. `UnknownFact`, `UnknownItem`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_facts_get(
    facts: *const entitle_facts,
    fact: u32,
    item: u32,
    value: *mut entitle_value,
) -> i32 {
    status((|| {
        // SAFETY: `facts` and `value` are as the conventions ask.
        let (facts, out) = unsafe { (facts_of(&boundary::load(facts)?)?, Out::new(value)?) };
        out.write(facts.try_get(place(fact), place(item))?.into());
        Ok(())
    })())
}
