//! Statements: lines, points, conditions and criteria of one subject, and headroom.

use crate::boundary::{self, Area, Held, Out, Place, Storage, ensure};
use crate::contract::{index, place};
use crate::facts::facts_of;
use crate::network::folds_of;
use crate::objects::{entitle_facts, entitle_network, entitle_statement, entitle_trace};
use crate::records::{
    ENTITLE_ANSWER_ACHIEVED, ENTITLE_ANSWER_CONDITION, ENTITLE_ANSWER_CRITERION, ENTITLE_ANSWER_ELIGIBLE,
    ENTITLE_ANSWER_LINE, ENTITLE_ANSWER_NONE, ENTITLE_ANSWER_POINTS, ENTITLE_NONE, basis, entitle_answer,
    entitle_headroom,
};
use crate::status::status;
use crate::trace::{trace_of, traced, watched};
use core::ffi::{c_char, c_void};
use entitle_kernel::trace::Entry;
use entitle_kernel::{Answer, AnswerKind, Contract, Error, Graded, Headroom, Statement, Value, Verdict, transcript};

/// The kind of an answer by its number in the header.
pub(crate) const fn answer_kind(kind: u32) -> Option<AnswerKind> {
    match kind {
        ENTITLE_ANSWER_ELIGIBLE => Some(AnswerKind::Eligible),
        ENTITLE_ANSWER_CRITERION => Some(AnswerKind::Criterion),
        ENTITLE_ANSWER_CONDITION => Some(AnswerKind::Condition),
        ENTITLE_ANSWER_ACHIEVED => Some(AnswerKind::Achieved),
        ENTITLE_ANSWER_POINTS => Some(AnswerKind::Points),
        ENTITLE_ANSWER_LINE => Some(AnswerKind::Line),
        _ => None,
    }
}

/// The number of a kind in the header: `answer_kind` the other way round.
const fn kind_number(kind: AnswerKind) -> u32 {
    match kind {
        AnswerKind::Eligible => ENTITLE_ANSWER_ELIGIBLE,
        AnswerKind::Criterion => ENTITLE_ANSWER_CRITERION,
        AnswerKind::Condition => ENTITLE_ANSWER_CONDITION,
        AnswerKind::Achieved => ENTITLE_ANSWER_ACHIEVED,
        AnswerKind::Points => ENTITLE_ANSWER_POINTS,
        AnswerKind::Line => ENTITLE_ANSWER_LINE,
    }
}

/// A verdict by its number in the header.
pub(crate) fn verdict(code: u8) -> Option<Verdict> {
    use Verdict::{Met, NotMet, Refer, Undetermined};
    [Met, Refer, Undetermined, NotMet].into_iter().find(|verdict| *verdict as u8 == code)
}

fn given(answer: &Answer<'_>) -> entitle_answer {
    entitle_answer {
        kind: kind_number(answer.kind),
        index: index(answer.index),
        item: index(answer.item_index),
        verdict: answer.verdict.map_or(ENTITLE_NONE, |verdict| verdict as u32),
        basis: basis(answer.basis),
        reserved: 0,
        value: if answer.verdict.is_some() { Value::Unknown } else { answer.value }.into(),
        name: answer.name.into(),
        item_name: answer.item.into(),
        unit: answer.unit.into(),
        title: answer.title.into(),
        clause: answer.clause.into(),
    }
}

/// Evaluates every line, point, condition and criterion for a subject, into `storage` (`statement_bytes` of the
/// contract's cost, aligned to `ENTITLE_STORAGE_ALIGNMENT`). `network` is the one that pools into these facts, or null
/// for a subject without members; `trace` may be null. The facts may change afterwards, the statement does not.
///
/// Errors: `CountsContradict` where a numerator is above its denominator. A line that fails does not fail the
/// statement: the error is that line's value.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_statement_new(
    statement: *mut entitle_statement,
    facts: *const entitle_facts,
    network: *const entitle_network,
    trace: *mut entitle_trace,
    storage: *mut c_void,
    storage_bytes: usize,
) -> i32 {
    status((|| {
        // SAFETY: the pointers are as the conventions ask, and the storages are apart.
        unsafe {
            let (object, held) = (Place::new(statement)?, boundary::load(facts)?);
            let used = [object.area(), held.image.area(), held.storage.area::<Value>()];
            let trace = trace_of(trace, || used)?;
            let noted = trace.map_or(Area::NONE, |trace| trace.area::<Entry>());
            let memory = (storage, storage_bytes, object.mark(held.image.owner));
            let (facts, folds, results) = inputs(&held, network, memory, &[used[0], noted])?;
            let contract = *facts.contract();
            let slots = results.slots()?;
            let traced = [held.image.owner, results.owner()];
            watched!(trace, traced, watch => Statement::new(&contract, &facts, folds, slots, watch).map(|_| ()))?;
            results.note::<Graded>([held.storage.owner(), 0, 0, 0])?;
            object.store(Held { image: held.image, storage: results });
        }
        Ok(())
    })())
}

/// What a statement is made of: facts, folds, and storage for results; all of them apart from each other and from what
/// else is used.
///
/// # Safety
/// As the conventions ask, and nothing else borrows these storages during `'a`.
unsafe fn inputs<'a>(
    held: &Held,
    network: *const entitle_network,
    (storage, storage_bytes, owner): (*mut c_void, usize, u32),
    used: &[Area; 2],
) -> Result<(entitle_kernel::Facts<'a, 'a>, &'a [Graded], Storage), Error> {
    // SAFETY: the caller's promise is the same; `entitle_network_new` filled the storage of the folds.
    unsafe {
        let folds = folds_of(network, held.storage)?;
        let pooled = folds.map_or(Area::NONE, |folds| folds.area::<Graded>());
        let (facts, results) = (held.storage.area::<Value>(), Area::of(storage, storage_bytes));
        boundary::all_apart(&[facts, pooled, results, held.image.area(), used[0], used[1]])?;
        let facts = facts_of(held)?;
        let folds = folds.map_or(Ok(&[][..]), |folds| folds.read_slots())?;
        let values = facts.contract().cost().values.into();
        let results = Storage::new(storage, storage_bytes, owner, values, || Graded::UNKNOWN)?;
        Ok((facts, folds, results))
    }
}

/// # Safety
/// Where not null, `statement` can be read as an object; nothing borrows its storage to change it during `'a`.
unsafe fn statement_of<'a>(statement: *const entitle_statement) -> Result<Statement<'a, 'a>, Error> {
    // SAFETY: the caller's promise is the same; `entitle_statement_new` filled the storage.
    unsafe {
        let held = boundary::load(statement)?;
        let contract: Contract<'a> = held.image.contract()?;
        Statement::resume(&contract, held.storage.read_slots()?)
    }
}

/// The memory that reading a statement borrows.
///
/// # Safety
/// Where not null, `statement` can be read as an object.
unsafe fn areas_of(statement: *const entitle_statement) -> Result<[Area; 2], Error> {
    // SAFETY: the caller's promise is the same.
    let held = unsafe { boundary::load(statement) }?;
    Ok([held.image.area(), held.storage.area::<Graded>()])
}

/// One answer; `kind` is one of `ENTITLE_ANSWER_...`, `at` the index among its kind (the indicator's for points and
/// achieved), `item` the register or indicator of a line that has an amount for each, 0 otherwise. Errors:
/// `BadArgument` for another kind, `UnknownItem` where there is no such answer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_statement_answer(
    statement: *const entitle_statement,
    kind: u32,
    at: u32,
    item: u32,
    answer: *mut entitle_answer,
) -> i32 {
    status((|| {
        // SAFETY: `statement` and `answer` are as the conventions ask.
        let (statement, out) = unsafe { (statement_of(statement)?, Out::new(answer)?) };
        let kind = answer_kind(kind).ok_or(Error::BadArgument)?;
        let found = statement.answer(kind, place(at), place(item)).ok_or(Error::UnknownItem)?;
        out.write(given(&found));
        Ok(())
    })())
}

/// The answer after `answer`, in the order of the definition: eligibility and criteria, conditions, achieved and points
/// of each indicator, lines. Begin with `ENTITLE_ZERO`; after the last its `kind` is `ENTITLE_ANSWER_NONE` again.
/// Errors: `BadArgument` where `answer` has another kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_statement_next(
    statement: *const entitle_statement,
    answer: *mut entitle_answer,
) -> i32 {
    status((|| {
        // SAFETY: `statement` and `answer` are as the conventions ask.
        let (statement, last, out) = unsafe { (statement_of(statement)?, boundary::read(answer)?, Out::new(answer)?) };
        let last = match last.kind {
            ENTITLE_ANSWER_NONE => None,
            kind => Some((answer_kind(kind).ok_or(Error::BadArgument)?, place(last.index), place(last.item))),
        };
        let end = Answer {
            kind: AnswerKind::Eligible,
            index: 0,
            name: "",
            item: "",
            item_index: 0,
            value: Value::Unknown,
            verdict: None,
            basis: entitle_kernel::Basis::NONE,
            unit: "",
            title: "",
            clause: "",
        };
        out.write(match statement.answer_after(last) {
            Some(next) => given(&next),
            None => entitle_answer { kind: ENTITLE_ANSWER_NONE, ..given(&end) },
        });
        Ok(())
    })())
}

/// An answer's value in writing, exact, as every language writes it. Errors as `entitle_statement_answer`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_statement_answer_written(
    statement: *const entitle_statement,
    kind: u32,
    at: u32,
    item: u32,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> i32 {
    status((|| {
        // SAFETY: `statement`, `buffer` and `length` are as the conventions ask.
        unsafe {
            let areas = areas_of(statement)?;
            let statement = statement_of(statement)?;
            let kind = answer_kind(kind).ok_or(Error::BadArgument)?;
            let answer = statement.answer(kind, place(at), place(item)).ok_or(Error::UnknownItem)?;
            boundary::write_text(buffer.cast(), capacity, length, &areas, |out| write!(out, "{answer}"))
        }
    })())
}

/// The line that is the payment. `UnknownItem` where the contract does not pay.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_statement_payment(
    statement: *const entitle_statement,
    answer: *mut entitle_answer,
) -> i32 {
    status((|| {
        // SAFETY: `statement` and `answer` are as the conventions ask.
        let (statement, out) = unsafe { (statement_of(statement)?, Out::new(answer)?) };
        let line = statement.contract().pays().ok_or(Error::UnknownItem)?;
        let found = statement.answer(AnswerKind::Line, line, 0).ok_or(Error::UnknownItem)?;
        out.write(given(&found));
        Ok(())
    })())
}

/// The whole statement as text, a line each with fields separated by tabs: the contract's identity, every answer, and
/// the entries of `trace`, which is the one that `entitle_statement_new` was given, or null. It is what every language
/// writes, byte for byte: keep it with the payment. `BadArgument` for a trace of something else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_statement_write(
    statement: *const entitle_statement,
    trace: *const entitle_trace,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> i32 {
    status((|| {
        // SAFETY: `statement`, `trace`, `buffer` and `length` are as the conventions ask.
        unsafe {
            let ([image, results], held) = (areas_of(statement)?, boundary::load(statement)?);
            let statement = statement_of(statement)?;
            let (entries, noted) = if trace.is_null() {
                (&[][..], Area::NONE)
            } else {
                let traced = traced(trace)?;
                ensure(traced.object == held.storage.owner(), Error::BadArgument)?;
                (traced.entries, traced.area)
            };
            let used = [image, results, noted];
            boundary::write_text(buffer.cast(), capacity, length, &used, |out| {
                transcript::write_statement(&statement, entries, out)
            })
        }
    })())
}

/// The headroom of an indicator: `statement` was made of these facts, which have not changed since and are changed and
/// restored during the call; `network` is the same or null, `storage` another statement's (`statement_bytes` of the
/// contract's cost). The next patient is one already in the denominator who moves into the numerator; the money is the
/// payment with that patient less the payment now. Errors: `UnknownItem` where there is no such indicator,
/// `BadArgument` where the statement was made of other facts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_headroom_new(
    statement: *const entitle_statement,
    facts: *mut entitle_facts,
    network: *const entitle_network,
    indicator: u32,
    storage: *mut c_void,
    storage_bytes: usize,
    headroom: *mut entitle_headroom,
) -> i32 {
    status((|| {
        // SAFETY: the pointers are as the conventions ask, and the storages are apart.
        let (found, out) = unsafe {
            let (now, held) = (boundary::load(statement)?, boundary::load(facts)?);
            let (results_now, out) = (now.storage.area::<Graded>(), Out::new(headroom)?);
            let [facts_then, ..] = now.storage.noted::<Graded>()?;
            ensure(facts_then == held.storage.owner(), Error::BadArgument)?;
            let now = statement_of(statement)?;
            let memory = (storage, storage_bytes, held.image.owner);
            let (mut facts, folds, results) = inputs(&held, network, memory, &[results_now, Area::NONE])?;
            (Headroom::new(&now, &mut facts, folds, place(indicator), results.slots()?)?, out)
        };
        out.write(entitle_headroom {
            patients_needed: found.patients_needed.map_or(-1, i64::from),
            next_patient: found.next_patient.into(),
            reserved_words: [0; 2],
        });
        Ok(())
    })())
}
