//! Patients: their facts, which registers they are on, and what is decided about them.

use crate::boundary::{self, Area, Out, Place, Storage, ensure};
use crate::contract::{fact_at, image_of, index, place};
use crate::objects::{HeldPatient, PatientHead, entitle_contract, entitle_patient, entitle_trace};
use crate::records::{entitle_finding, entitle_value};
use crate::status::status;
use crate::trace::{trace_of, watched};
use core::ffi::{c_char, c_void};
use entitle_kernel::{Border, Cell, Contract, Date, Error, Patient, PatientFacts, PatientScratch, Run, Silent};

/// The decision of a patient who is not on the indicator's register.
pub const ENTITLE_DECISION_NOT_ON_REGISTER: u8 = 0;
/// The decision where a fact that decides is unknown.
pub const ENTITLE_DECISION_UNDETERMINED: u8 = 255;
/// In place of a decision where the contract holds no patient rules for the indicator (`entitle_patient_decide_all`).
pub const ENTITLE_DECISION_NO_RULES: u8 = 254;

/// The patient is not on the register.
pub const ENTITLE_MEMBER_NO: u32 = 0;
/// The patient is on the register.
pub const ENTITLE_MEMBER_YES: u32 = 1;
/// A fact that decides is unknown.
pub const ENTITLE_MEMBER_UNDETERMINED: u32 = 2;

/// What a patient's storage is made of, bytes: the head, and the cells behind it.
pub(crate) fn bytes_of(slots: u16) -> [usize; 2] {
    [Storage::bytes_for::<PatientHead>(1), Storage::bytes_for::<Cell>(slots.into())]
}

/// Begins a patient in `storage` (`patient_bytes` of the contract's cost, aligned to `ENTITLE_STORAGE_ALIGNMENT`): all
/// facts are unknown, switches at their default. `achievement_date` is the day up to which records count, days after
/// 1970-01-01; rules read it, and the caller gives the facts as they stood on it (see Records on the first page).
///
/// Errors: `InvalidDate`, `OutOfRange` for a day that no record can have.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_patient_new(
    patient: *mut entitle_patient,
    contract: *const entitle_contract,
    achievement_date: i32,
    storage: *mut c_void,
    storage_bytes: usize,
) -> i32 {
    status((|| {
        // SAFETY: `patient`, `contract` and `storage` are as the conventions ask; the cells lie behind the head.
        unsafe {
            let (object, (image, contract)) = (Place::new(patient)?, image_of(contract)?);
            boundary::all_apart(&[object.area(), Area::of(storage, storage_bytes), image.area()])?;
            let date = Date::from_days(achievement_date).map_err(|_| Error::InvalidDate)?;
            let run = Run::new(&contract, date)?;
            let slots = contract.cost().patient_slots;
            let [head_bytes, cells_bytes] = bytes_of(slots);
            Storage::suffices(storage, storage_bytes, head_bytes.saturating_add(cells_bytes))?;
            let blank = || PatientHead { run, scratch: PatientScratch::EMPTY, changed: true };
            let mark = object.mark(image.owner);
            let head = Storage::new(storage, head_bytes, mark, 1, blank)?;
            let behind = storage.wrapping_byte_add(head_bytes);
            let cells = Storage::new(behind, cells_bytes, mark, slots.into(), || Cell::Unknown)?;
            PatientFacts::new(&contract, cells.slots()?)?;
            object.store(HeldPatient { image, head, cells });
        }
        Ok(())
    })())
}

impl HeldPatient {
    /// The memory that evaluating the patient borrows.
    pub(crate) fn areas(&self) -> [Area; 3] {
        [self.image.area(), self.head.area::<PatientHead>(), self.cells.area::<Cell>()]
    }

    /// What a trace notes of it: contract and object.
    pub(crate) fn marks(&self) -> [u32; 2] {
        [self.image.owner, self.cells.owner()]
    }
}

/// Changes a patient's facts.
///
/// # Safety
/// Where not null, `patient` can be read as an object; the image and its storage are where they were.
unsafe fn change(
    patient: *mut entitle_patient,
    change: impl FnOnce(&mut PatientFacts<'_, '_>) -> Result<(), Error>,
) -> Result<(), Error> {
    // SAFETY: the caller's promise is the same; head and cells lie one behind the other.
    unsafe {
        let held = boundary::load(patient)?;
        let contract: Contract<'_> = held.image.contract()?;
        let [PatientHead { changed, .. }] = held.head.slots()? else { return Err(Error::NotInitialised) };
        change(&mut PatientFacts::resume(&contract, held.cells.slots()?)?)?;
        *changed = true;
    }
    Ok(())
}

/// Evaluates a patient, without working out again what is known of facts that did not change.
///
/// # Safety
/// The image and the patient's storage are where they were, and apart from all that `evaluate` uses.
pub(crate) unsafe fn evaluate<T>(
    held: &HeldPatient,
    evaluate: impl FnOnce(&mut Patient<'_, '_, '_>) -> Result<T, Error>,
) -> Result<T, Error> {
    // SAFETY: the caller's promise is the same; head and cells lie one behind the other.
    unsafe {
        let contract: Contract<'_> = held.image.contract()?;
        let [PatientHead { run, scratch, changed }] = held.head.slots()? else { return Err(Error::NotInitialised) };
        let facts = PatientFacts::resume(&contract, held.cells.slots()?)?;
        let mut patient = if *changed {
            Patient::new(&contract, run, &facts, scratch)?
        } else {
            Patient::resume(&contract, run, &facts, scratch)?
        };
        *changed = false;
        evaluate(&mut patient)
    }
}

/// Sets a fact of the patient by its index.
///
/// Errors: `UnknownFact` for an index that is none of a patient's facts, `WrongType`, `OutOfRange`, `TooManyPlaces`,
/// `NullRefused`, and for a record that is no value `BadArgument`, `InvalidDate`, `InvalidBoolean`; the fact then stays
/// as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_patient_set(
    patient: *mut entitle_patient,
    fact: u32,
    value: *const entitle_value,
) -> i32 {
    status((|| {
        // SAFETY: `patient` and `value` are as the conventions ask.
        unsafe {
            let value = boundary::read(value)?.value()?;
            change(patient, |facts| facts.set(place(fact), value))
        }
    })())
}

/// Sets a fact of the patient by its index to what a text says, as a file would: see Values on the first page. Errors as `entitle_patient_set`, and `UnknownText`, `InvalidNumber`, `InvalidDate`,
/// `InvalidBoolean`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_patient_set_text(
    patient: *mut entitle_patient,
    fact: u32,
    text: *const c_char,
    text_length: usize,
) -> i32 {
    status((|| {
        // SAFETY: `patient` and `text` are as the conventions ask.
        unsafe {
            let text = boundary::text(text.cast(), text_length)?;
            change(patient, |facts| {
                let value = fact_at(facts.contract(), fact)?.parse(text)?;
                facts.set(place(fact), value)
            })
        }
    })())
}

/// Sets the fact that a key names to what a text says, as a file would: see Values on the first page. Errors as `entitle_patient_set`, and `UnknownText`, `InvalidNumber`, `InvalidDate`, `InvalidBoolean`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_patient_set_named(
    patient: *mut entitle_patient,
    name: *const c_char,
    name_length: usize,
    text: *const c_char,
    text_length: usize,
) -> i32 {
    status((|| {
        // SAFETY: `patient`, `name` and `text` are as the conventions ask.
        unsafe {
            let (name, text) = (boundary::text(name.cast(), name_length)?, boundary::text(text.cast(), text_length)?);
            change(patient, |facts| facts.set_named(name, text))
        }
    })())
}

/// The value of a fact of the patient; unknown where it was not set. `UnknownFact`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_patient_get(
    patient: *const entitle_patient,
    fact: u32,
    value: *mut entitle_value,
) -> i32 {
    status((|| {
        // SAFETY: `patient` and `value` are as the conventions ask.
        unsafe {
            let (held, out) = (boundary::load(patient)?, Out::new(value)?);
            // What the storage is in use for stands at its beginning; behind it an old head may have been left as it was.
            held.head.read_slots::<PatientHead>()?;
            let facts = PatientFacts::resume(&held.image.contract()?, held.cells.slots()?)?;
            out.write(facts.try_get(place(fact))?.into());
        }
        Ok(())
    })())
}

/// Sets every fact of the patient to unknown again and switches to their default, for the next patient.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_patient_clear(patient: *mut entitle_patient) -> i32 {
    let clear = |facts: &mut PatientFacts<'_, '_>| {
        facts.clear();
        Ok(())
    };
    // SAFETY: `patient` is as the conventions ask.
    status(unsafe { change(patient, clear) })
}

/// What the border finds about the patient's facts, one after another from `at` 0: which are refused, so that every
/// question about the patient is, and which are ignored (see Records on the first page). `UnknownItem` behind the last.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_patient_finding(
    patient: *const entitle_patient,
    at: u32,
    finding: *mut entitle_finding,
) -> i32 {
    status((|| {
        // SAFETY: `patient` and `finding` are as the conventions ask.
        unsafe {
            let (held, out) = (boundary::load(patient)?, Out::new(finding)?);
            let PatientHead { run, .. } =
                held.head.read_slots::<PatientHead>()?.first().ok_or(Error::NotInitialised)?;
            let contract: Contract<'_> = held.image.contract()?;
            let facts = PatientFacts::resume(&contract, held.cells.slots()?)?;
            let found = Border::new(&contract, run.achievement_date()).findings(&facts).nth(place(at));
            out.write(found.ok_or(Error::UnknownItem)?.into());
        }
        Ok(())
    })())
}

/// Whether the patient is on a register: one of `ENTITLE_MEMBER_...`. `trace` may be null.
/// Errors: `AfterAchievementDate`, `FactsContradict` where the border refuses a fact (`entitle_patient_finding`); `UnknownItem`; `NoPatientRules` where the contract holds none for the register.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_patient_on_register(
    patient: *mut entitle_patient,
    register_index: u32,
    trace: *mut entitle_trace,
    member: *mut u32,
) -> i32 {
    status((|| {
        // SAFETY: `patient`, `trace` and `member` are as the conventions ask.
        unsafe {
            let out = Out::new(member)?;
            let held = boundary::load(patient)?;
            let (trace, traced) = (trace_of(trace, || held.areas())?, held.marks());
            let found = evaluate(
                &held,
                |patient| watched!(trace, traced, watch => patient.on_register(place(register_index), watch)),
            )?;
            out.write(match found {
                Some(true) => ENTITLE_MEMBER_YES,
                Some(false) => ENTITLE_MEMBER_NO,
                None => ENTITLE_MEMBER_UNDETERMINED,
            });
        }
        Ok(())
    })())
}

/// What is decided about the patient for an indicator: one byte, which `entitle_contract_decision` explains. `trace`
/// may be null. Errors: `AfterAchievementDate`, `FactsContradict` where the border refuses a fact
/// (`entitle_patient_finding`); `UnknownItem`; `NoPatientRules` where the contract holds none for the indicator.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_patient_decide(
    patient: *mut entitle_patient,
    indicator: u32,
    trace: *mut entitle_trace,
    decision: *mut u8,
) -> i32 {
    status((|| {
        // SAFETY: `patient`, `trace` and `decision` are as the conventions ask.
        unsafe {
            let out = Out::new(decision)?;
            let held = boundary::load(patient)?;
            let (trace, traced) = (trace_of(trace, || held.areas())?, held.marks());
            let found =
                evaluate(&held, |patient| watched!(trace, traced, watch => patient.decide(place(indicator), watch)))?;
            out.write(found.0);
        }
        Ok(())
    })())
}

/// What is decided about the patient for every indicator, in order: `capacity` is the length of `decisions`, at least
/// the contract's indicators, whose number is written to `count`. `ENTITLE_DECISION_NO_RULES` where there are no rules.
/// Errors: `AfterAchievementDate`, `FactsContradict` where the border refuses a fact (`entitle_patient_finding`);
/// `StorageTooSmall`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_patient_decide_all(
    patient: *mut entitle_patient,
    decisions: *mut u8,
    capacity: usize,
    count: *mut u32,
) -> i32 {
    status((|| {
        // SAFETY: `patient`, `decisions` and `count` are as the conventions ask.
        unsafe {
            let out = Out::new(count)?;
            let held = boundary::load(patient)?;
            let indicators = evaluate(&held, |patient| {
                let indicators = patient.contract().indicator_count();
                ensure(capacity >= indicators, Error::StorageTooSmall)?;
                for (indicator, place) in
                    boundary::bytes_out(decisions, indicators, &held.areas())?.iter_mut().enumerate()
                {
                    *place = match patient.decide(indicator, &mut Silent) {
                        Ok(decision) => decision.0,
                        // There is such an indicator, so nothing else can stand against it.
                        Err(_) => ENTITLE_DECISION_NO_RULES,
                    };
                }
                Ok(indicators)
            })?;
            out.write(index(indicators));
        }
        Ok(())
    })())
}
