//! Contracts: opening an image, finding a built-in one, and what a contract says of itself.

use crate::boundary::{self, Image, Out, Place, Storage, ensure};
use crate::objects::{ENTITLE_ABI_VERSION, entitle_contract};
use crate::records::{
    ENTITLE_FACT_BUILT_IN, ENTITLE_FACT_HAS_RANGE, ENTITLE_FACT_LOCAL_TERM, ENTITLE_FACT_NULL_ALLOWED,
    ENTITLE_FACT_SWITCH, ENTITLE_NONE, ENTITLE_ROLE_DENOMINATOR, ENTITLE_ROLE_NUMERATOR, ENTITLE_ROLE_REGISTER,
    ENTITLE_SUBJECT_NETWORK, ENTITLE_SUBJECT_PRACTICE, ENTITLE_VALUE_LONG_NUMBER, basis, day, entitle_cost,
    entitle_digests, entitle_fact, entitle_indicator, entitle_register, entitle_rule, entitle_settled, entitle_source,
    entitle_summary, entitle_text, entitle_value, value_kind,
};
use crate::status::status;
use core::ffi::c_char;
use entitle_kernel::image::code::{Action, Kind, Outcome, Per, Pool, Scope, StepKind};
use entitle_kernel::image::record;
use entitle_kernel::trace::Role;
use entitle_kernel::{Contract, Date, Decision, Error, Fact, Grade, Graded, RoundingMode, Subject, Value};

/// An index that crosses the boundary.
pub(crate) fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(ENTITLE_NONE)
}

/// An index that came in: one that no machine here can hold is one that no contract has.
pub(crate) fn place(index: u32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}

/// The contract that an object holds.
///
/// # Safety
/// Where not null, `contract` can be read as an object, and the image lies where it lay.
pub(crate) unsafe fn contract_of<'a>(contract: *const entitle_contract) -> Result<Contract<'a>, Error> {
    // SAFETY: the caller's promise is the same.
    unsafe { image_of(contract) }.map(|(_, contract)| contract)
}

/// The contract that an object holds, and where its image lies.
///
/// # Safety
/// As [`contract_of`].
pub(crate) unsafe fn image_of<'a>(contract: *const entitle_contract) -> Result<(Image, Contract<'a>), Error> {
    // SAFETY: the caller's promise is the same.
    unsafe {
        let image = boundary::load(contract)?;
        Ok((image, image.contract()?))
    }
}

/// # Safety
/// Where not null, `image` can be read for so many bytes.
unsafe fn open(contract: Place<entitle_contract>, image: *const u8, image_bytes: usize) -> Result<(), Error> {
    // SAFETY: the caller's promise is the same.
    let bytes = unsafe { boundary::bytes(image, image_bytes) }?;
    contract.store(Image::of(image, &Contract::new(bytes)?));
    Ok(())
}

/// What is built in.
fn open_built_in(contract: Place<entitle_contract>, image: &'static [u8]) -> Result<(), Error> {
    // SAFETY: these are bytes of the library's.
    unsafe { open(contract, image.as_ptr(), image.len()) }
}

/// Opens an image: checks it once, whole. `abi` is `ENTITLE_ABI_VERSION`.
///
/// The image stays the caller's, and has to stay where it is, unchanged, while the contract or anything made of it is
/// used. Errors: `AbiMismatch`; of the 200 page where the bytes are not a sound image.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_new(
    contract: *mut entitle_contract,
    abi: u32,
    image: *const u8,
    image_bytes: usize,
) -> i32 {
    status((|| {
        // SAFETY: `contract` and `image` are as the conventions ask.
        unsafe {
            let object = Place::new(contract)?;
            ensure(abi == ENTITLE_ABI_VERSION, Error::AbiMismatch)?;
            open(object, image, image_bytes)
        }
    })())
}

/// Finds the built-in contract of that id in force on `day`. `revision` 0 is the latest. `abi` is
/// `ENTITLE_ABI_VERSION`.
///
/// Errors: `AbiMismatch`, `ContractNotFound`, `NotInForce`, `RevisionNotFound`, `InvalidDate`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_find(
    contract: *mut entitle_contract,
    abi: u32,
    id: *const c_char,
    id_length: usize,
    day: i32,
    revision: u32,
) -> i32 {
    status((|| {
        // SAFETY: `contract` and `id` are as the conventions ask.
        let (object, id) = unsafe { (Place::new(contract)?, boundary::text(id.cast(), id_length)?) };
        ensure(abi == ENTITLE_ABI_VERSION, Error::AbiMismatch)?;
        let day = Date::from_days(day).map_err(|_| Error::InvalidDate)?;
        let wanted = match revision {
            0 => None,
            // One that no contract has.
            revision => Some(u16::try_from(revision).unwrap_or(u16::MAX)),
        };
        let definition = entitle_contracts::definition(id, day, wanted)?;
        open_built_in(object, definition.image)
    })())
}

/// How many definitions are built in: places 0 to `count` - 1 of `entitle_built_in_open`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_built_in_count(count: *mut u32) -> i32 {
    status((|| {
        // SAFETY: `count` is as the conventions ask.
        let out = unsafe { Out::new(count) }?;
        out.write(index(entitle_contracts::all().len()));
        Ok(())
    })())
}

/// Opens the built-in definition at a place, in order of id, day and revision. `abi` is `ENTITLE_ABI_VERSION`.
/// Errors: `AbiMismatch`, `ContractNotFound`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_built_in_open(contract: *mut entitle_contract, abi: u32, at: u32) -> i32 {
    status((|| {
        // SAFETY: `contract` is as the conventions ask.
        let object = unsafe { Place::new(contract) }?;
        ensure(abi == ENTITLE_ABI_VERSION, Error::AbiMismatch)?;
        let definition = entitle_contracts::all().get(place(at)).ok_or(Error::ContractNotFound)?;
        open_built_in(object, definition.image)
    })())
}

/// Whether the image's bytes still are what was checked: `ImageChecksum` where they were changed since. Takes time in
/// proportion to the image; other calls compare its length and stated checksum only.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_verify(contract: *const entitle_contract) -> i32 {
    // SAFETY: `contract` is as the conventions ask.
    status(unsafe { contract_of(contract) }.and_then(|contract| contract.verify()))
}

/// What the contract is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_summary(
    contract: *const entitle_contract,
    summary: *mut entitle_summary,
) -> i32 {
    status((|| {
        // SAFETY: `contract` and `summary` are as the conventions ask.
        let (contract, out) = unsafe { (contract_of(contract)?, Out::new(summary)?) };
        out.write(entitle_summary {
            id: contract.id().into(),
            title: contract.title().into(),
            doc: contract.doc().into(),
            in_force: contract.in_force().days(),
            until: day(contract.until()),
            period_end: day(contract.period_end()),
            published: day(contract.published()),
            revision: contract.revision().into(),
            subject: match contract.subject() {
                Subject::Practice => ENTITLE_SUBJECT_PRACTICE,
                Subject::Network => ENTITLE_SUBJECT_NETWORK,
            },
            pays: contract.pays().map_or(ENTITLE_NONE, index),
            facts: index(contract.count::<record::Fact>()),
            registers: index(contract.register_count()),
            indicators: index(contract.indicator_count()),
            sources: index(contract.count::<record::Source>()),
            reserved: 0,
            reserved_words: [0; 4],
        });
        Ok(())
    })())
}

/// What the contract proves itself by. The digests of image and text are computed from the bytes, now: that takes time in
/// proportion to the image, so keep them. To see that an image is the one that was meant, compare `image` with the digest that
/// `entitle verify` prints.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_digests(
    contract: *const entitle_contract,
    digests: *mut entitle_digests,
) -> i32 {
    status((|| {
        // SAFETY: `contract` and `digests` are as the conventions ask.
        let (contract, out) = unsafe { (contract_of(contract)?, Out::new(digests)?) };
        let text = contract.text_digest();
        out.write(entitle_digests {
            source: *contract.source_digest().bytes(),
            image: *contract.image_digest().bytes(),
            text: text.map_or([0; 32], |text| *text.bytes()),
            has_text: text.is_some().into(),
            reserved: 0,
            reserved_words: [0; 4],
        });
        Ok(())
    })())
}

/// The contract as every statement names it: `id@day#revision source:DIGITS image:DIGITS`, 64 digits each. The image's is
/// computed, as by `entitle_contract_digests`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_identity(
    contract: *const entitle_contract,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> i32 {
    status((|| {
        // SAFETY: `contract`, `buffer` and `length` are as the conventions ask.
        unsafe {
            let (image, contract) = image_of(contract)?;
            boundary::write_text(buffer.cast(), capacity, length, &[image.area()], |out| contract.write_identity(out))
        }
    })())
}

/// What evaluations cost at worst: steps, and the bytes of storage that each object needs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_cost(contract: *const entitle_contract, cost: *mut entitle_cost) -> i32 {
    status((|| {
        // SAFETY: `contract` and `cost` are as the conventions ask.
        let (contract, out) = unsafe { (contract_of(contract)?, Out::new(cost)?) };
        let found = contract.cost();
        let [head_bytes, cells_bytes] = crate::patient::bytes_of(found.patient_slots);
        out.write(entitle_cost {
            patient_steps: found.patient_steps,
            statement_steps: found.statement_steps,
            member_steps: found.member_steps,
            reserved: 0,
            patient_bytes: head_bytes.saturating_add(cells_bytes),
            facts_bytes: Storage::bytes_for::<Value>(found.subject_slots.into()),
            tally_bytes: Storage::bytes_for::<u32>(found.tally_slots.into()),
            network_bytes: Storage::bytes_for::<Graded>(found.member_folds.into()),
            statement_bytes: Storage::bytes_for::<Graded>(found.values.into()),
            reserved_words: [0; 2],
        });
        Ok(())
    })())
}

/// The fact of an index that came in; `UnknownFact` where the contract has none of it.
pub(crate) fn fact_at<'a>(contract: &Contract<'a>, fact: u32) -> Result<Fact<'a>, Error> {
    contract.fact(place(fact)).ok_or(Error::UnknownFact)
}

fn described(fact: &Fact<'_>) -> entitle_fact {
    let unknown = entitle_value::from(Value::Unknown);
    let range = fact.range();
    let flags = [
        (fact.null_allowed(), ENTITLE_FACT_NULL_ALLOWED),
        (fact.is_local_term(), ENTITLE_FACT_LOCAL_TERM),
        (fact.is_built_in(), ENTITLE_FACT_BUILT_IN),
        (range.is_some(), ENTITLE_FACT_HAS_RANGE),
        (fact.default().is_some(), ENTITLE_FACT_SWITCH),
    ];
    let (least, greatest) = range.map_or((unknown, unknown), |(least, most)| (least.into(), most.into()));
    entitle_fact {
        name: fact.name().into(),
        unit: fact.unit().into(),
        doc: fact.doc().into(),
        from: fact.from().into(),
        index: index(fact.index()),
        scope: fact.scope() as u32,
        kind: fact.kind() as u32,
        value_kind: value_kind(fact.kind()),
        per: fact.per() as u32,
        pool: fact.pool() as u32,
        places: fact.places().into(),
        flags: flags.into_iter().filter(|(holds, _)| *holds).fold(0, |flags, (_, flag)| flags | flag),
        texts: index(fact.texts().count()),
        reserved: 0,
        least,
        greatest,
        default_value: fact.default().unwrap_or(Value::Unknown).into(),
        reserved_words: [0; 2],
    }
}

/// A fact by its index: name, type, unit, range, meaning. `UnknownFact` where the contract has none of that index.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_fact(
    contract: *const entitle_contract,
    fact: u32,
    described_fact: *mut entitle_fact,
) -> i32 {
    status((|| {
        // SAFETY: `contract` and `described_fact` are as the conventions ask.
        let (contract, out) = unsafe { (contract_of(contract)?, Out::new(described_fact)?) };
        let fact = fact_at(&contract, fact)?;
        out.write(described(&fact));
        Ok(())
    })())
}

/// A text that a fact may be, by its place from 0. `UnknownFact`, `UnknownText`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_fact_text(
    contract: *const entitle_contract,
    fact: u32,
    at: u32,
    text: *mut entitle_text,
) -> i32 {
    status((|| {
        // SAFETY: `contract` and `text` are as the conventions ask.
        let (contract, out) = unsafe { (contract_of(contract)?, Out::new(text)?) };
        let fact = fact_at(&contract, fact)?;
        let found = fact.texts().nth(place(at)).ok_or(Error::UnknownText)?;
        out.write(found.into());
        Ok(())
    })())
}

/// The source of a switch: what is known of the doubt that it names. `UnknownFact`; `UnknownItem` for a fact that
/// is no switch.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_fact_source(
    contract: *const entitle_contract,
    fact: u32,
    source: *mut entitle_source,
) -> i32 {
    status((|| {
        // SAFETY: `contract` and `source` are as the conventions ask.
        let (contract, out) = unsafe { (contract_of(contract)?, Out::new(source)?) };
        let fact = fact_at(&contract, fact)?;
        out.write(fact.source().ok_or(Error::UnknownItem)?.into());
        Ok(())
    })())
}

/// What a fact's value is in writing: numbers plainly, days as `YYYY-MM-DD`, texts by their name, `unknown`, `null`.
/// Errors: `UnknownFact`, and those of `entitle_facts_set`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_fact_written(
    contract: *const entitle_contract,
    fact: u32,
    value: *const entitle_value,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> i32 {
    status((|| {
        // SAFETY: `contract`, `value`, `buffer` and `length` are as the conventions ask.
        unsafe {
            let (image, contract) = image_of(contract)?;
            let fact = fact_at(&contract, fact)?;
            let value = boundary::read(value)?.value()?;
            fact.check(value)?;
            boundary::write_text(buffer.cast(), capacity, length, &[image.area()], |out| {
                write!(out, "{}", fact.written(value))
            })
        }
    })())
}

/// What a text says as the value of a fact, as a file would: see Values on the first page. For a column: find its fact once,
/// parse every cell. Errors: `UnknownFact`, `UnknownText`, `InvalidNumber`, `InvalidDate`, `InvalidBoolean`,
/// and those of `entitle_facts_set`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_fact_parse(
    contract: *const entitle_contract,
    fact: u32,
    text: *const c_char,
    text_length: usize,
    value: *mut entitle_value,
) -> i32 {
    status((|| {
        // SAFETY: `contract`, `text` and `value` are as the conventions ask.
        let (contract, text, out) =
            unsafe { (contract_of(contract)?, boundary::text(text.cast(), text_length)?, Out::new(value)?) };
        let fact = fact_at(&contract, fact)?;
        let parsed = entitle_value::from(fact.parse(text)?);
        ensure(parsed.kind != ENTITLE_VALUE_LONG_NUMBER, Error::OutOfRange)?;
        out.write(parsed);
        Ok(())
    })())
}

/// The fact and item that a key of a subject's facts names: `list_size`, `numerator.DM020`. `item` is the register or
/// indicator, 0 for a fact that has one value. Errors: `UnknownFact`, `UnknownItem`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_find_input(
    contract: *const entitle_contract,
    name: *const c_char,
    name_length: usize,
    fact: *mut u32,
    item: *mut u32,
) -> i32 {
    // SAFETY: the pointers are as the conventions ask.
    unsafe { find(contract, (name, name_length), fact, Some(item), |contract, name| contract.find_input(name)) }
}

/// The fact and item that a key of a member practice's facts names. Errors: `UnknownFact`, `UnknownItem`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_find_member_input(
    contract: *const entitle_contract,
    name: *const c_char,
    name_length: usize,
    fact: *mut u32,
    item: *mut u32,
) -> i32 {
    // SAFETY: the pointers are as the conventions ask.
    unsafe { find(contract, (name, name_length), fact, Some(item), |contract, name| contract.find_member_input(name)) }
}

/// The fact that a key of a patient's facts names. `UnknownFact` where the contract takes no such fact.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_find_patient_input(
    contract: *const entitle_contract,
    name: *const c_char,
    name_length: usize,
    fact: *mut u32,
) -> i32 {
    let find_patient_input = |contract: &Contract<'static>, name: &str| Ok((contract.find_patient_input(name)?, 0));
    // SAFETY: the pointers are as the conventions ask.
    unsafe { find(contract, (name, name_length), fact, None, find_patient_input) }
}

/// # Safety
/// The pointers are as the conventions ask.
unsafe fn find(
    contract: *const entitle_contract,
    (name, name_length): (*const c_char, usize),
    fact: *mut u32,
    item: Option<*mut u32>,
    finder: impl FnOnce(&Contract<'static>, &str) -> Result<(Fact<'static>, usize), Error>,
) -> i32 {
    status((|| {
        // SAFETY: the caller's promise is the same.
        let (contract, name, fact, item) = unsafe {
            let item = item.map(|item| Out::new(item)).transpose()?;
            (contract_of(contract)?, boundary::text(name.cast(), name_length)?, Out::new(fact)?, item)
        };
        let (found, at) = finder(&contract, name)?;
        fact.write(index(found.index()));
        if let Some(item) = item {
            item.write(index(at));
        }
        Ok(())
    })())
}

/// A register.
pub const ENTITLE_NAMED_REGISTER: u32 = 0;
/// An indicator.
pub const ENTITLE_NAMED_INDICATOR: u32 = 1;
/// A line.
pub const ENTITLE_NAMED_LINE: u32 = 2;
/// A criterion.
pub const ENTITLE_NAMED_CRITERION: u32 = 3;
/// A condition about the subject.
pub const ENTITLE_NAMED_CONDITION: u32 = 4;

/// The index of what bears a name; `named` is one of `ENTITLE_NAMED_...`. `UnknownItem` where nothing does,
/// `BadArgument` for another `named`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_find_named(
    contract: *const entitle_contract,
    named: u32,
    name: *const c_char,
    name_length: usize,
    found: *mut u32,
) -> i32 {
    status((|| {
        // SAFETY: `contract`, `name` and `found` are as the conventions ask.
        let (contract, name, out) =
            unsafe { (contract_of(contract)?, boundary::text(name.cast(), name_length)?, Out::new(found)?) };
        let place = match named {
            ENTITLE_NAMED_REGISTER => contract.find_register(name),
            ENTITLE_NAMED_INDICATOR => contract.find_indicator(name),
            ENTITLE_NAMED_LINE => contract.find_line(name),
            ENTITLE_NAMED_CRITERION => contract.find_criterion(name),
            ENTITLE_NAMED_CONDITION => contract.find_condition(name),
            _ => return Err(Error::BadArgument),
        };
        out.write(index(place.ok_or(Error::UnknownItem)?));
        Ok(())
    })())
}

/// A register by its index. `UnknownItem` where the contract has none of that index.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_register(
    contract: *const entitle_contract,
    at: u32,
    register_out: *mut entitle_register,
) -> i32 {
    status((|| {
        // SAFETY: `contract` and `register_out` are as the conventions ask.
        let (contract, out) = unsafe { (contract_of(contract)?, Out::new(register_out)?) };
        let record = contract.record::<record::Register>(place(at)).ok_or(Error::UnknownItem)?;
        out.write(entitle_register {
            name: contract.name(record.name).into(),
            title: contract.text(record.title).into(),
            has_rules: (record.table != record::NONE).into(),
            grade: record.grade.into(),
            reserved_words: [0; 2],
        });
        Ok(())
    })())
}

/// An indicator by its index. `UnknownItem` where the contract has none of that index.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_indicator(
    contract: *const entitle_contract,
    at: u32,
    indicator: *mut entitle_indicator,
) -> i32 {
    status((|| {
        // SAFETY: `contract` and `indicator` are as the conventions ask.
        let (contract, out) = unsafe { (contract_of(contract)?, Out::new(indicator)?) };
        let record = contract.record::<record::Indicator>(place(at)).ok_or(Error::UnknownItem)?;
        let rules = contract.source(record.rules_source.into());
        out.write(entitle_indicator {
            name: contract.name(record.name).into(),
            title: contract.text(record.title).into(),
            register_index: record.register.into(),
            has_rules: (record.denominator != record::NONE).into(),
            points_grade: record.grade.into(),
            rules_grade: rules.map_or(record.grade.into(), |source| source.grade as u32),
            points: Value::Number(contract.decimal(record.points)).into(),
            reserved_words: [0; 2],
        });
        Ok(())
    })())
}

/// A source by its index. `UnknownItem` where the contract has none of that index.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_source(
    contract: *const entitle_contract,
    at: u32,
    source: *mut entitle_source,
) -> i32 {
    status((|| {
        // SAFETY: `contract` and `source` are as the conventions ask.
        let (contract, out) = unsafe { (contract_of(contract)?, Out::new(source)?) };
        out.write(contract.source(place(at)).ok_or(Error::UnknownItem)?.into());
        Ok(())
    })())
}

/// `UnknownItem` where the contract has no such indicator, or it no such decision.
pub(crate) fn known_decision(contract: &Contract<'_>, indicator: usize, decision: Decision) -> Result<(), Error> {
    ensure(indicator < contract.indicator_count(), Error::UnknownItem)?;
    let known = decision == Decision::UNDETERMINED || decision.0 <= contract.decision_count(indicator);
    ensure(known, Error::UnknownItem)
}

/// What a decision about a patient means for an indicator: outcome, rule, reason, and what it rests on.
/// `UnknownItem` where the contract has no such indicator, or the indicator no such decision.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_decision(
    contract: *const entitle_contract,
    indicator: u32,
    decision: u8,
    settled: *mut entitle_settled,
) -> i32 {
    status((|| {
        // SAFETY: `contract` and `settled` are as the conventions ask.
        let (contract, out) = unsafe { (contract_of(contract)?, Out::new(settled)?) };
        let (indicator, decision) = (place(indicator), Decision(decision));
        known_decision(&contract, indicator, decision)?;
        let found = contract.decision(indicator, decision);
        let row = |row: Option<u8>| row.map_or(-1, i32::from);
        let blank = entitle_settled {
            outcome: found.outcome as u32,
            basis: basis(contract.decision_basis(indicator, decision)),
            row: row(found.row),
            matched: found.matched.into(),
            numerator_row: row(found.numerator_row),
            numerator_matched: found.numerator_matched.into(),
            reason: "".into(),
            reason_class: "".into(),
            reason_text: "".into(),
            reserved_words: [0; 2],
        };
        out.write(blank.with_reason(found.reason));
        Ok(())
    })())
}

/// A row of a rule table: what an entry of a trace with `ENTITLE_EVENT_ROW` tells of. `role` is one of
/// `ENTITLE_ROLE_...`, `table` the register or indicator, `row` counts from 0. Errors: `BadArgument` for another role,
/// `UnknownItem` where there is no such table or row.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_contract_rule(
    contract: *const entitle_contract,
    role: u32,
    table: u32,
    row: u32,
    rule: *mut entitle_rule,
) -> i32 {
    status((|| {
        // SAFETY: `contract` and `rule` are as the conventions ask.
        let (contract, out) = unsafe { (contract_of(contract)?, Out::new(rule)?) };
        // One that no contract has.
        let table = u16::try_from(table).unwrap_or(u16::MAX);
        let role = match role {
            ENTITLE_ROLE_REGISTER => Role::Register(table),
            ENTITLE_ROLE_DENOMINATOR => Role::Denominator(table),
            ENTITLE_ROLE_NUMERATOR => Role::Numerator(table),
            _ => return Err(Error::BadArgument),
        };
        out.write(contract.rule(role, place(row)).ok_or(Error::UnknownItem)?.into());
        Ok(())
    })())
}

/// The words of `ENTITLE_SCOPE_...`.
pub const ENTITLE_WORDS_SCOPE: u32 = 0;
/// The words of `ENTITLE_KIND_...`.
pub const ENTITLE_WORDS_KIND: u32 = 1;
/// The words of `ENTITLE_PER_...`.
pub const ENTITLE_WORDS_PER: u32 = 2;
/// The words of `ENTITLE_POOL_...`.
pub const ENTITLE_WORDS_POOL: u32 = 3;
/// The words of `ENTITLE_ACTION_...`.
pub const ENTITLE_WORDS_ACTION: u32 = 4;
/// The words of `ENTITLE_OUTCOME_...`.
pub const ENTITLE_WORDS_OUTCOME: u32 = 5;
/// The words of `ENTITLE_GRADE_...`.
pub const ENTITLE_WORDS_GRADE: u32 = 6;
/// The words of `ENTITLE_VERDICT_...`.
pub const ENTITLE_WORDS_VERDICT: u32 = 7;
/// The words of `ENTITLE_ANSWER_...`.
pub const ENTITLE_WORDS_ANSWER: u32 = 8;
/// The words of `ENTITLE_STEP_...`.
pub const ENTITLE_WORDS_STEP: u32 = 9;
/// The words of `ENTITLE_ROUNDING_...`.
pub const ENTITLE_WORDS_ROUNDING: u32 = 10;

/// The word for a code, the same in every language; `words` is one of `ENTITLE_WORDS_...`. `BadArgument` for another
/// `words`, `UnknownItem` for a code that it does not have.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_word(words: u32, code: u32, word: *mut entitle_text) -> i32 {
    status((|| {
        // SAFETY: `word` is as the conventions ask.
        let out = unsafe { Out::new(word) }?;
        let code = u8::try_from(code).map_err(|_| Error::UnknownItem)?;
        let found = match words {
            ENTITLE_WORDS_SCOPE => Scope::from_u8(code).map(Scope::name),
            ENTITLE_WORDS_KIND => Kind::from_u8(code).map(Kind::name),
            ENTITLE_WORDS_PER => Per::from_u8(code).map(Per::name),
            ENTITLE_WORDS_POOL => Pool::from_u8(code).map(Pool::name),
            ENTITLE_WORDS_ACTION => Action::from_u8(code).map(Action::name),
            ENTITLE_WORDS_OUTCOME => Outcome::from_u8(code).map(Outcome::name),
            ENTITLE_WORDS_GRADE => Grade::from_u8(code).map(Grade::name),
            ENTITLE_WORDS_VERDICT => crate::statement::verdict(code).map(entitle_kernel::Verdict::name),
            ENTITLE_WORDS_ANSWER => crate::statement::answer_kind(code.into()).map(entitle_kernel::AnswerKind::name),
            ENTITLE_WORDS_STEP => StepKind::from_u8(code).map(StepKind::name),
            ENTITLE_WORDS_ROUNDING => RoundingMode::from_code(code).map(RoundingMode::name),
            _ => return Err(Error::BadArgument),
        };
        out.write(found.ok_or(Error::UnknownItem)?.into());
        Ok(())
    })())
}
