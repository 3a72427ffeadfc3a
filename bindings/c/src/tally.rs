//! Counts of patients' decisions, from which a practice's counts come.

use crate::boundary::{self, Area, Held, Out, Place, Storage};
use crate::contract::{image_of, known_decision, place};
use crate::facts::facts_of;
use crate::objects::{entitle_contract, entitle_facts, entitle_patient, entitle_tally};
use crate::patient::{ENTITLE_MEMBER_NO, ENTITLE_MEMBER_UNDETERMINED, ENTITLE_MEMBER_YES, evaluate};
use crate::status::status;
use core::ffi::c_void;
use entitle_kernel::image::code::Outcome;
use entitle_kernel::{Contract, Decision, Error, Tally, Value};

/// Begins counting in `storage` (`tally_bytes` of the contract's cost, aligned to `ENTITLE_STORAGE_ALIGNMENT`).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_tally_new(
    tally: *mut entitle_tally,
    contract: *const entitle_contract,
    storage: *mut c_void,
    storage_bytes: usize,
) -> i32 {
    status((|| {
        // SAFETY: `tally`, `contract` and `storage` are as the conventions ask.
        unsafe {
            let (object, (image, contract)) = (Place::new(tally)?, image_of(contract)?);
            boundary::all_apart(&[object.area(), Area::of(storage, storage_bytes), image.area()])?;
            let slots = contract.cost().tally_slots.into();
            let storage = Storage::new(storage, storage_bytes, object.mark(image.owner), slots, || 0_u32)?;
            object.store(Held { image, storage });
        }
        Ok(())
    })())
}

/// # Safety
/// `held` is of a tally, and nothing else borrows its storage during `'a`.
unsafe fn tally_of<'a>(held: &Held) -> Result<Tally<'a, 'a>, Error> {
    // SAFETY: the caller's promise is the same; `entitle_tally_new` filled the storage.
    unsafe {
        let contract: Contract<'a> = held.image.contract()?;
        Tally::resume(&contract, held.storage.slots()?)
    }
}

/// Counts a patient: registers and decisions for all indicators that have rules.
/// Errors: `BadArgument` where the patient is another contract's; `AfterAchievementDate`, `FactsContradict` where the border
/// refuses a fact (`entitle_patient_finding`), and nothing is counted; `TooMany`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_tally_add_patient(tally: *mut entitle_tally, patient: *mut entitle_patient) -> i32 {
    status((|| {
        // SAFETY: `tally` and `patient` are as the conventions ask, and their storages are apart.
        unsafe {
            let (tally, patient) = (boundary::load(tally)?, boundary::load(patient)?);
            tally.storage.area::<u32>().apart_from(&patient.areas())?;
            evaluate(&patient, |patient| tally_of(&tally)?.add_patient(patient))
        }
    })())
}

/// Counts a decision that was made before, and no register: see `entitle_tally_add_membership`.
/// Errors: `UnknownItem` where the contract has no such indicator, or the indicator no such decision, `TooMany`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_tally_add_decision(tally: *mut entitle_tally, indicator: u32, decision: u8) -> i32 {
    status((|| {
        // SAFETY: `tally` is as the conventions ask.
        let mut tally = unsafe { tally_of(&boundary::load(tally)?) }?;
        tally.add_decision(place(indicator), Decision(decision))
    })())
}

/// Counts whether a patient is on a register, as it was found before: `member` is one of `ENTITLE_MEMBER_...`. Who counts
/// by `entitle_tally_add_decision` counts registers by this, or sets their sizes in the facts.
/// Errors: `UnknownItem` where the contract has no such register, `BadArgument` for another `member`, `TooMany`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_tally_add_membership(
    tally: *mut entitle_tally,
    register_index: u32,
    member: u32,
) -> i32 {
    status((|| {
        // SAFETY: `tally` is as the conventions ask.
        let mut tally = unsafe { tally_of(&boundary::load(tally)?) }?;
        let member = match member {
            ENTITLE_MEMBER_NO => Some(false),
            ENTITLE_MEMBER_YES => Some(true),
            ENTITLE_MEMBER_UNDETERMINED => None,
            _ => return Err(Error::BadArgument),
        };
        tally.add_membership(place(register_index), member)
    })())
}

/// Adds the counts of another tally of the same contract, of another thread for instance. Errors: `BadArgument` where it
/// is another contract's or the same tally, `TooMany`; the counts then stay as they were.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_tally_add_tally(tally: *mut entitle_tally, other: *const entitle_tally) -> i32 {
    status((|| {
        // SAFETY: `tally` and `other` are as the conventions ask, and their storages are apart.
        unsafe {
            let (tally, other) = (boundary::load(tally)?, boundary::load(other)?);
            boundary::all_apart(&[tally.storage.area::<u32>(), other.storage.area::<u32>()])?;
            tally_of(&tally)?.add_tally(&tally_of(&other)?)
        }
    })())
}

/// How many patients had a decision for an indicator. `UnknownItem`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_tally_count(
    tally: *const entitle_tally,
    indicator: u32,
    decision: u8,
    count: *mut u32,
) -> i32 {
    status((|| {
        // SAFETY: `tally` and `count` are as the conventions ask.
        let (tally, out) = unsafe { (tally_of(&boundary::load(tally)?)?, Out::new(count)?) };
        known_decision(tally.contract(), place(indicator), Decision(decision))?;
        out.write(tally.count(place(indicator), Decision(decision)));
        Ok(())
    })())
}

/// How many patients had an outcome (one of `ENTITLE_OUTCOME_...`) for an indicator, over all decisions that mean it.
/// `UnknownItem` where there is no such indicator, `BadArgument` for another outcome.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_tally_with_outcome(
    tally: *const entitle_tally,
    indicator: u32,
    outcome: u32,
    count: *mut u32,
) -> i32 {
    status((|| {
        // SAFETY: `tally` and `count` are as the conventions ask.
        let (tally, out) = unsafe { (tally_of(&boundary::load(tally)?)?, Out::new(count)?) };
        let outcome = u8::try_from(outcome).ok().and_then(Outcome::from_u8).ok_or(Error::BadArgument)?;
        known_decision(tally.contract(), place(indicator), Decision::UNDETERMINED)?;
        out.write(tally.with_outcome(place(indicator), outcome));
        Ok(())
    })())
}

/// Puts the counts into a practice's facts: register sizes, numerators, denominators and, where the contract has them,
/// exclusions and adjustments. A count that hangs on an undetermined patient is unknown.
/// Errors: `BadArgument` where the facts are another contract's; `OutOfRange` where a count is above what the contract's
/// counts allow: some may have been written by then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_tally_write(tally: *const entitle_tally, facts: *mut entitle_facts) -> i32 {
    status((|| {
        // SAFETY: `tally` and `facts` are as the conventions ask, and their storages are apart.
        unsafe {
            let (tally, facts) = (boundary::load(tally)?, boundary::load(facts)?);
            tally.storage.area::<u32>().apart_from(&[facts.storage.area::<Value>()])?;
            tally_of(&tally)?.write(&mut facts_of(&facts)?)
        }
    })())
}
