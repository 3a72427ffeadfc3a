//! Traces: which rule, clause, band, cap and rounding decided, as records and as text.

use crate::boundary::{self, Area, Out, Place, Storage, ensure};
use crate::contract::{image_of, place};
use crate::objects::{entitle_contract, entitle_trace};
use crate::records::{
    ENTITLE_NONE, ENTITLE_ROLE_DENOMINATOR, ENTITLE_ROLE_NUMERATOR, ENTITLE_ROLE_REGISTER, entitle_value,
};
use crate::status::status;
use core::ffi::{c_char, c_void};
use entitle_kernel::trace::{Entry, Event, Reached, Role};
use entitle_kernel::{Error, Trace, Value};

/// A row of a rule table was asked: `role`, `table`, `row`, `must`, `may`, `action`.
pub const ENTITLE_EVENT_ROW: u32 = 0;
/// A row of a look-up table applied: `table`, `row`.
pub const ENTITLE_EVENT_LOOKUP: u32 = 1;
/// `min` took an argument: `argument` of `of`.
pub const ENTITLE_EVENT_MINIMUM: u32 = 2;
/// `max` took an argument: `argument` of `of`.
pub const ENTITLE_EVENT_MAXIMUM: u32 = 3;
/// `if` took its first branch.
pub const ENTITLE_EVENT_FIRST_BRANCH: u32 = 4;
/// `if` took its second branch.
pub const ENTITLE_EVENT_SECOND_BRANCH: u32 = 5;
/// A line was rounded: `from`, `places`, `mode` (one of `ENTITLE_ROUNDING_...`).
pub const ENTITLE_EVENT_ROUNDED: u32 = 6;
/// A scale turned a rate into points: `table` is the scale, `reached` and `row` say where on it.
pub const ENTITLE_EVENT_SCALE: u32 = 7;
/// An unknown fact was asked for: `fact`, `item`.
pub const ENTITLE_EVENT_UNKNOWN: u32 = 8;

/// The denominator is zero, or the rate null: nothing is earned.
pub const ENTITLE_REACHED_NOTHING_TO_MEASURE: u32 = 0;
/// A count or the rate is unknown or failed.
pub const ENTITLE_REACHED_UNDETERMINED: u32 = 1;
/// At or below where points begin.
pub const ENTITLE_REACHED_BELOW: u32 = 2;
/// Above the bound that `row` says, from 0, and below the next.
pub const ENTITLE_REACHED_ABOVE: u32 = 3;
/// All there is to earn.
pub const ENTITLE_REACHED_TOP: u32 = 4;

/// An entry of a trace. What belongs to an event is said at each `ENTITLE_EVENT_...`; the rest is 0.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_entry {
    /// One of `ENTITLE_EVENT_...`.
    pub event: u32,
    /// Where in a statement: one of `ENTITLE_STEP_...`, or `ENTITLE_NONE` while a patient is evaluated.
    pub step: u32,
    /// Which of that kind of step.
    pub index: u32,
    /// The register or indicator of the step, or of an unknown fact.
    pub item: u32,
    /// One of `ENTITLE_ROLE_...`.
    pub role: u32,
    /// Whose rule table it is: a register or an indicator; or which look-up table or scale.
    pub table: u32,
    /// The row or bound, from 0.
    pub row: u32,
    /// 1 where the row's condition is true; 0 where it is false, null or unknown.
    pub must: u32,
    /// 1 where the row's condition is true or, for want of a fact, may be.
    pub may: u32,
    /// One of `ENTITLE_ACTION_...`.
    pub action: u32,
    /// The argument that was the least or the greatest, from 0.
    pub argument: u32,
    /// Of how many arguments.
    pub of: u32,
    /// Decimal places of the rounding; negative before the point.
    pub places: i32,
    /// One of `ENTITLE_ROUNDING_...`.
    pub mode: u32,
    /// One of `ENTITLE_REACHED_...`.
    pub reached: u32,
    /// The unknown fact's index.
    pub fact: u32,
    /// The amount before the rounding.
    pub from: entitle_value,
    /// The library's; zero.
    pub reserved_words: [u64; 2],
}

impl From<&Entry> for entitle_entry {
    fn from(entry: &Entry) -> entitle_entry {
        let blank = entitle_entry {
            event: 0,
            step: entry.place.map_or(ENTITLE_NONE, |place| place.step as u32),
            index: entry.place.map_or(0, |place| place.index.into()),
            item: entry.place.map_or(0, |place| place.item.into()),
            role: 0,
            table: 0,
            row: 0,
            must: 0,
            may: 0,
            action: 0,
            argument: 0,
            of: 0,
            places: 0,
            mode: 0,
            reached: 0,
            fact: 0,
            from: Value::Unknown.into(),
            reserved_words: [0; 2],
        };
        match entry.event {
            Event::Row { table, row, must, may, action } => {
                let (role, table) = match table {
                    Role::Register(register) => (ENTITLE_ROLE_REGISTER, register),
                    Role::Denominator(indicator) => (ENTITLE_ROLE_DENOMINATOR, indicator),
                    Role::Numerator(indicator) => (ENTITLE_ROLE_NUMERATOR, indicator),
                };
                entitle_entry {
                    event: ENTITLE_EVENT_ROW,
                    role,
                    table: table.into(),
                    row: row.into(),
                    must: must.into(),
                    may: may.into(),
                    action: action as u32,
                    ..blank
                }
            }
            Event::Lookup { table, row } => {
                entitle_entry { event: ENTITLE_EVENT_LOOKUP, table: table.into(), row: row.into(), ..blank }
            }
            Event::Bound { maximum, argument, of } => entitle_entry {
                event: if maximum { ENTITLE_EVENT_MAXIMUM } else { ENTITLE_EVENT_MINIMUM },
                argument: argument.into(),
                of: of.into(),
                ..blank
            },
            Event::Branch { then } => {
                let event = if then { ENTITLE_EVENT_FIRST_BRANCH } else { ENTITLE_EVENT_SECOND_BRANCH };
                entitle_entry { event, ..blank }
            }
            Event::Rounded { from, places, mode } => entitle_entry {
                event: ENTITLE_EVENT_ROUNDED,
                from: Value::Number(from).into(),
                places: places.into(),
                mode: mode.code().into(),
                ..blank
            },
            Event::Scale { scale, reached } => {
                let (reached, row) = match reached {
                    Reached::NothingToMeasure => (ENTITLE_REACHED_NOTHING_TO_MEASURE, 0),
                    Reached::Undetermined => (ENTITLE_REACHED_UNDETERMINED, 0),
                    Reached::Below => (ENTITLE_REACHED_BELOW, 0),
                    Reached::Above(bound) => (ENTITLE_REACHED_ABOVE, bound),
                    Reached::Top => (ENTITLE_REACHED_TOP, 0),
                };
                entitle_entry { event: ENTITLE_EVENT_SCALE, table: scale.into(), reached, row: row.into(), ..blank }
            }
            Event::Unknown { fact, item } => {
                entitle_entry { event: ENTITLE_EVENT_UNKNOWN, fact: fact.into(), item: item.into(), ..blank }
            }
        }
    }
}

/// How many bytes of storage a trace of so many entries needs. A statement of `qof-england` notes some hundred.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_trace_bytes(entries: u32, bytes: *mut usize) -> i32 {
    status((|| {
        // SAFETY: `bytes` is as the conventions ask.
        let out = unsafe { Out::new(bytes) }?;
        out.write(Storage::bytes_for::<Entry>(place(entries)));
        Ok(())
    })())
}

/// Begins a trace that keeps as many entries as fit `storage` (aligned to `ENTITLE_STORAGE_ALIGNMENT`) and counts the rest.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_trace_new(
    trace: *mut entitle_trace,
    storage: *mut c_void,
    storage_bytes: usize,
) -> i32 {
    status((|| {
        // SAFETY: `trace` and `storage` are as the conventions ask.
        unsafe {
            let object = Place::new(trace)?;
            object.area().apart_from(&[Area::of(storage, storage_bytes)])?;
            let entries = Storage::slots_in::<Entry>(storage_bytes);
            let storage = Storage::new(storage, storage_bytes, object.mark(0), entries, || Trace::BLANK)?;
            object.store(storage);
        }
        Ok(())
    })())
}

/// How many entries the trace holds, and how many it had no room for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_trace_count(trace: *const entitle_trace, count: *mut u32, dropped: *mut u32) -> i32 {
    status((|| {
        // SAFETY: `trace`, `count` and `dropped` are as the conventions ask.
        let (storage, count, dropped) = unsafe { (boundary::load(trace)?, Out::new(count)?, Out::new(dropped)?) };
        // SAFETY: `entitle_trace_new` filled the storage.
        let noted = unsafe { storage.noted::<Entry>() }?;
        count.write(noted[0]);
        dropped.write(noted[1]);
        Ok(())
    })())
}

/// What a trace holds.
pub(crate) struct Traced<'a> {
    pub(crate) entries: &'a [Entry],
    /// The memory that its storage takes.
    pub(crate) area: Area,
    /// The contract that was evaluated, as `owner` of its image.
    pub(crate) contract: u32,
    /// The object that was evaluated, as `owner` of its storage.
    pub(crate) object: u32,
}

/// # Safety
/// Where not null, `trace` can be read as an object; nothing borrows its storage to change it during `'a`.
pub(crate) unsafe fn traced<'a>(trace: *const entitle_trace) -> Result<Traced<'a>, Error> {
    // SAFETY: the caller's promise is the same; `entitle_trace_new` filled the storage.
    unsafe {
        let storage = boundary::load(trace)?;
        let [count, _, contract, object] = storage.noted::<Entry>()?;
        let entries = storage.read_slots::<Entry>()?.get(..place(count)).ok_or(Error::NotInitialised)?;
        Ok(Traced { entries, area: storage.area::<Entry>(), contract, object })
    }
}

/// An entry by its place from 0, as a record. `UnknownItem` where the trace has fewer entries.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_trace_entry(trace: *const entitle_trace, at: u32, entry: *mut entitle_entry) -> i32 {
    status((|| {
        // SAFETY: `trace` and `entry` are as the conventions ask.
        let (traced, out) = unsafe { (traced(trace)?, Out::new(entry)?) };
        out.write(traced.entries.get(place(at)).ok_or(Error::UnknownItem)?.into());
        Ok(())
    })())
}

/// An entry by its place from 0, in words with the names of the contract whose evaluation it traced.
/// Errors: `UnknownItem` where the trace has fewer entries, `BadArgument` for another contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_trace_entry_written(
    trace: *const entitle_trace,
    contract: *const entitle_contract,
    at: u32,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> i32 {
    status((|| {
        // SAFETY: `trace`, `contract`, `buffer` and `length` are as the conventions ask.
        unsafe {
            let ((image, contract), traced) = (image_of(contract)?, traced(trace)?);
            let entry = traced.entries.get(place(at)).ok_or(Error::UnknownItem)?;
            ensure(traced.contract == image.owner, Error::BadArgument)?;
            let used = [image.area(), traced.area];
            boundary::write_text(buffer.cast(), capacity, length, &used, |out| {
                write!(out, "{}", contract.written_entry(entry))
            })
        }
    })())
}

/// The storage of a trace that an evaluation is given, or none where the pointer is null. `BadArgument` where it lies
/// over what the evaluation uses.
///
/// # Safety
/// Where not null, `trace` can be read as an object.
#[inline]
pub(crate) unsafe fn trace_of<const AREAS: usize>(
    trace: *const entitle_trace,
    used: impl FnOnce() -> [Area; AREAS],
) -> Result<Option<Storage>, Error> {
    if trace.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller's promise is the same.
    unsafe { storage_apart_from(trace, &used()).map(Some) }
}

/// Out of the way of evaluations without a trace, which are the most.
///
/// # Safety
/// As [`trace_of`].
#[cold]
unsafe fn storage_apart_from(trace: *const entitle_trace, used: &[Area]) -> Result<Storage, Error> {
    // SAFETY: the caller's promise is the same; `entitle_trace_new` filled the storage.
    unsafe {
        let storage = boundary::load(trace)?;
        storage.area::<Entry>().apart_from(used)?;
        storage.noted::<Entry>()?;
        Ok(storage)
    }
}

/// Evaluates with a trace that [`trace_of`] found, or without one. What is traced is noted with it: contract and object.
///
/// Two copies of the evaluation stand behind it: one that notes nothing pays nothing. To be used in an unsafe block, where
/// the trace's storage is apart from all that the evaluation uses.
macro_rules! watched {
    ($trace:expr, $traced:expr, $watch:ident => $evaluate:expr) => {{
        let trace: Option<$crate::boundary::Storage> = $trace;
        match trace {
            None => {
                let $watch = &mut entitle_kernel::Silent;
                $evaluate
            }
            Some(storage) => {
                let mut noted = entitle_kernel::Trace::new(storage.slots()?);
                let $watch = &mut noted;
                let answer = $evaluate;
                let [count, dropped] = [noted.entries().len(), noted.dropped()].map($crate::contract::index);
                let [contract, object] = $traced;
                storage.note::<entitle_kernel::trace::Entry>([count, dropped, contract, object])?;
                answer
            }
        }
    }};
}
pub(crate) use watched;
