//! Plain records of the header: what goes in and comes out by value.

use crate::boundary::ensure;
use entitle_kernel::image::code::Kind;
use entitle_kernel::{Basis, Date, Error, Number, Reason, Rule, Source, Value};

/// A text: UTF-8, `length` bytes, not ended by a zero. It lies in the contract's image or in the library, and is good
/// for as long as the image is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_text {
    /// Where it begins; never null.
    pub data: *const core::ffi::c_char,
    /// Its length, bytes.
    pub length: usize,
}

impl From<&str> for entitle_text {
    fn from(text: &str) -> entitle_text {
        entitle_text { data: text.as_ptr().cast(), length: text.len() }
    }
}

/// Nobody has said.
pub const ENTITLE_VALUE_UNKNOWN: u32 = 0;
/// There is no such record.
pub const ENTITLE_VALUE_NULL: u32 = 1;
/// A number: `integer` times 10 to the power of minus `scale`.
pub const ENTITLE_VALUE_NUMBER: u32 = 2;
/// A day: `integer` days after 1970-01-01 (see `entitle_date_from_ymd`).
pub const ENTITLE_VALUE_DATE: u32 = 3;
/// `integer` is 1 for true and 0 for false.
pub const ENTITLE_VALUE_BOOLEAN: u32 = 4;
/// `integer` is the place of the text among the fact's texts (see `entitle_contract_fact_text`).
pub const ENTITLE_VALUE_TEXT: u32 = 5;
/// Could not be worked out: `integer` is the status that says why. Comes out only.
pub const ENTITLE_VALUE_ERROR: u32 = 6;
/// A number with more digits than 64 bits hold, such as 1 / 3: ask for its text. Comes out only.
pub const ENTITLE_VALUE_LONG_NUMBER: u32 = 7;

/// A value. What `integer` means is said at each `ENTITLE_VALUE_...`; `scale` belongs to numbers and is 0 otherwise.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_value {
    /// One of `ENTITLE_VALUE_...`.
    pub kind: u32,
    /// Decimal places of a number: 0 to 255.
    pub scale: i32,
    /// The number without its decimal point, the day, the truth, the place of the text, or the status.
    pub integer: i64,
}

impl From<Value> for entitle_value {
    fn from(value: Value) -> entitle_value {
        let plain = |kind: u32, integer: i64| entitle_value { kind, scale: 0, integer };
        match value {
            Value::Null => plain(ENTITLE_VALUE_NULL, 0),
            Value::Number(number) => written(number),
            Value::Date(date) => plain(ENTITLE_VALUE_DATE, date.days().into()),
            Value::Boolean(truth) if truth.is_true() => plain(ENTITLE_VALUE_BOOLEAN, 1),
            Value::Boolean(truth) if truth.is_false() => plain(ENTITLE_VALUE_BOOLEAN, 0),
            Value::Boolean(truth) if truth.is_certain() => plain(ENTITLE_VALUE_NULL, 0),
            Value::Boolean(_) | Value::Unknown => plain(ENTITLE_VALUE_UNKNOWN, 0),
            Value::Text(place) => plain(ENTITLE_VALUE_TEXT, place.into()),
            Value::Error(error) => plain(ENTITLE_VALUE_ERROR, error.code().into()),
        }
    }
}

/// A number with as few places as it needs.
fn written(number: Number) -> entitle_value {
    let places = number.places();
    let scaled = u8::try_from(places).ok().and_then(|places| number.to_scaled(places));
    match scaled {
        Some(integer) => entitle_value { kind: ENTITLE_VALUE_NUMBER, scale: places.into(), integer },
        None => entitle_value { kind: ENTITLE_VALUE_LONG_NUMBER, scale: 0, integer: 0 },
    }
}

impl entitle_value {
    /// The value that came in; a fact of this kind says what a boolean or text may be.
    /// `BadArgument` for a kind that does not come in, or an integer or scale beyond what it can be;
    /// `InvalidDate` for a day outside the years 0001 to 9999, `OutOfRange` for a place that no text has.
    pub(crate) fn value(self) -> Result<Value, Error> {
        ensure(self.kind == ENTITLE_VALUE_NUMBER || self.scale == 0, Error::BadArgument)?;
        match self.kind {
            ENTITLE_VALUE_UNKNOWN => Ok(Value::Unknown),
            ENTITLE_VALUE_NULL => Ok(Value::Null),
            ENTITLE_VALUE_NUMBER => {
                let places = u8::try_from(self.scale).map_err(|_| Error::BadArgument)?;
                Ok(Value::Number(Number::from_scaled(self.integer, places)))
            }
            ENTITLE_VALUE_DATE => {
                let days = i32::try_from(self.integer).map_err(|_| Error::InvalidDate)?;
                Date::from_days(days).map(Value::Date).map_err(|_| Error::InvalidDate)
            }
            ENTITLE_VALUE_BOOLEAN => match self.integer {
                0 => Ok(Value::boolean(false)),
                1 => Ok(Value::boolean(true)),
                _ => Err(Error::InvalidBoolean),
            },
            ENTITLE_VALUE_TEXT => u16::try_from(self.integer).map(Value::Text).map_err(|_| Error::OutOfRange),
            _ => Err(Error::BadArgument),
        }
    }
}

/// The kind of the values that a fact of this kind takes.
pub(crate) const fn value_kind(kind: Kind) -> u32 {
    match kind {
        Kind::Integer | Kind::Decimal => ENTITLE_VALUE_NUMBER,
        Kind::Date => ENTITLE_VALUE_DATE,
        Kind::Boolean => ENTITLE_VALUE_BOOLEAN,
        Kind::Text => ENTITLE_VALUE_TEXT,
    }
}

/// No index: the contract has none. In the header `UINT32_MAX`.
///
/// cbindgen:ignore
pub const ENTITLE_NONE: u32 = 0xffff_ffff;
/// No day: the contract states none. In the header `INT32_MIN`.
///
/// cbindgen:ignore
pub const ENTITLE_NO_DATE: i32 = -2_147_483_648;

/// A day as the header gives it.
pub(crate) fn day(date: Option<Date>) -> i32 {
    date.map_or(ENTITLE_NO_DATE, Date::days)
}

/// What evaluations of a contract cost at worst. Steps are operations of the image's code.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_cost {
    /// Steps to decide every register and indicator for one patient.
    pub patient_steps: u32,
    /// Steps of one statement. Headroom is one more, and up to 33 where a scale computes the rate that it judges.
    pub statement_steps: u32,
    /// Steps to add one practice to a network.
    pub member_steps: u32,
    /// The library's; zero.
    pub reserved: u32,
    /// Storage of an `entitle_patient`, bytes.
    pub patient_bytes: usize,
    /// Storage of an `entitle_facts`, bytes.
    pub facts_bytes: usize,
    /// Storage of an `entitle_tally`, bytes.
    pub tally_bytes: usize,
    /// Storage of an `entitle_network`, bytes.
    pub network_bytes: usize,
    /// Storage of an `entitle_statement`, bytes.
    pub statement_bytes: usize,
    /// The library's; zero.
    pub reserved_words: [u64; 2],
}

/// What a contract is. Texts are empty where the image was made without them.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_summary {
    /// Its id, such as `qof-england`.
    pub id: entitle_text,
    /// Its title.
    pub title: entitle_text,
    /// What it is, in a few sentences.
    pub doc: entitle_text,
    /// First day in force, days after 1970-01-01.
    pub in_force: i32,
    /// The day after the last in force, or `ENTITLE_NO_DATE`.
    pub until: i32,
    /// The last day in force, up to which a whole period counts, or `ENTITLE_NO_DATE`.
    pub period_end: i32,
    /// The day when it was published, or `ENTITLE_NO_DATE`.
    pub published: i32,
    /// 1 for the first publication, 2 for its first correction, and so on.
    pub revision: u32,
    /// Whose statement it makes: `ENTITLE_SUBJECT_PRACTICE` or `ENTITLE_SUBJECT_NETWORK`.
    pub subject: u32,
    /// The line that is the payment, or `ENTITLE_NONE`.
    pub pays: u32,
    /// How many facts it takes, of all scopes.
    pub facts: u32,
    /// How many registers it has.
    pub registers: u32,
    /// How many indicators it has.
    pub indicators: u32,
    /// How many sources it cites.
    pub sources: u32,
    /// The library's; zero.
    pub reserved: u32,
    /// The library's; zero.
    pub reserved_words: [u64; 4],
}

/// What a contract proves itself by: SHA-256, 32 bytes each.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_digests {
    /// Of its definition, in a canonical form: what was meant.
    pub source: [u8; 32],
    /// Of its image without the text, computed from the bytes: what evaluates. An image without its text has the same one.
    pub image: [u8; 32],
    /// Of the titles and documentation, computed from the bytes; zero where the image was made without them.
    pub text: [u8; 32],
    /// 1 where the image has its text, else 0.
    pub has_text: u32,
    /// The library's; zero.
    pub reserved: u32,
    /// The library's; zero.
    pub reserved_words: [u64; 4],
}

/// A statement about a practice.
pub const ENTITLE_SUBJECT_PRACTICE: u32 = 0;
/// A statement about a network.
pub const ENTITLE_SUBJECT_NETWORK: u32 = 1;

/// A fact that may be null: "there is no such record".
pub const ENTITLE_FACT_NULL_ALLOWED: u32 = 1;
/// A fact that the contract leaves to the parties.
pub const ENTITLE_FACT_LOCAL_TERM: u32 = 2;
/// One of the language's own counts.
pub const ENTITLE_FACT_BUILT_IN: u32 = 4;
/// A fact with a range: numbers and days.
pub const ENTITLE_FACT_HAS_RANGE: u32 = 8;
/// A switch: a doubt about what the contract means, with a default and a source.
pub const ENTITLE_FACT_SWITCH: u32 = 16;

/// A fact that a contract takes. Texts are empty where the image was made without them.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_fact {
    /// Its name; for a fact per register or indicator a key is `name.ITEM`, such as `numerator.DM020`.
    pub name: entitle_text,
    /// Its unit, or empty.
    pub unit: entitle_text,
    /// What it means.
    pub doc: entitle_text,
    /// Where a clinical system finds it: `key = value`, separated by `; `, or empty.
    pub from: entitle_text,
    /// Its index in the contract.
    pub index: u32,
    /// What it is about: one of `ENTITLE_SCOPE_...`.
    pub scope: u32,
    /// Its type: one of `ENTITLE_KIND_...`.
    pub kind: u32,
    /// The kind of its values: one of `ENTITLE_VALUE_...`.
    pub value_kind: u32,
    /// Whether there is one for each register or indicator: one of `ENTITLE_PER_...`.
    pub per: u32,
    /// What becomes of it when practices are pooled: one of `ENTITLE_POOL_...`.
    pub pool: u32,
    /// Decimal places that a value may have.
    pub places: u32,
    /// Of `ENTITLE_FACT_...`.
    pub flags: u32,
    /// How many texts it may be; 0 for other types.
    pub texts: u32,
    /// The library's; zero.
    pub reserved: u32,
    /// The least value, where `flags` say that it has a range.
    pub least: entitle_value,
    /// The greatest value, where `flags` say that it has a range.
    pub greatest: entitle_value,
    /// The value of a switch that nobody sets; unknown for other facts.
    pub default_value: entitle_value,
    /// The library's; zero.
    pub reserved_words: [u64; 2],
}

/// A register. Texts are empty where the image was made without them.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_register {
    /// Its name, such as `DM`.
    pub name: entitle_text,
    /// Its title.
    pub title: entitle_text,
    /// 1 where patients can be put on it, 0 where only its size is known.
    pub has_rules: u32,
    /// How well its rules are known: one of `ENTITLE_GRADE_...`.
    pub grade: u32,
    /// The library's; zero.
    pub reserved_words: [u64; 2],
}

/// An indicator. Texts are empty where the image was made without them.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_indicator {
    /// Its name, such as `DM020`.
    pub name: entitle_text,
    /// Its title.
    pub title: entitle_text,
    /// The register that its patients are on.
    pub register_index: u32,
    /// 1 where patients can be decided, 0 where only its counts are known.
    pub has_rules: u32,
    /// How well its points and thresholds are known: one of `ENTITLE_GRADE_...`.
    pub points_grade: u32,
    /// How well the order and content of its rules are known: one of `ENTITLE_GRADE_...`.
    pub rules_grade: u32,
    /// All the points that it can earn.
    pub points: entitle_value,
    /// The library's; zero.
    pub reserved_words: [u64; 2],
}

/// Where figures come from.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_source {
    /// Its id within the definition.
    pub name: entitle_text,
    /// Its title.
    pub title: entitle_text,
    /// A note, or empty.
    pub note: entitle_text,
    /// How well its figures are known: one of `ENTITLE_GRADE_...`.
    pub grade: u32,
    /// The library's; zero.
    pub reserved: u32,
}

impl From<Source<'_>> for entitle_source {
    fn from(source: Source<'_>) -> entitle_source {
        entitle_source {
            name: source.name.into(),
            title: source.title.into(),
            note: source.note.into(),
            grade: source.grade as u32,
            reserved: 0,
        }
    }
}

/// Rests on figures of a primary source, graded official.
pub const ENTITLE_BASIS_OFFICIAL: u32 = 1;
/// Rests on figures graded published.
pub const ENTITLE_BASIS_PUBLISHED: u32 = 2;
/// Rests on figures graded derived.
pub const ENTITLE_BASIS_DERIVED: u32 = 4;
/// Rests on figures graded assumed: say so wherever the answer is shown.
pub const ENTITLE_BASIS_ASSUMED: u32 = 8;
/// Rests on a local term: what the parties agreed, not the contract.
pub const ENTITLE_BASIS_LOCAL_TERM: u32 = 16;

/// What an answer rests on, as `ENTITLE_BASIS_...`.
pub(crate) fn basis(basis: Basis) -> u32 {
    basis.bits().into()
}

/// What a decision means.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_settled {
    /// One of `ENTITLE_OUTCOME_...`.
    pub outcome: u32,
    /// What it rests on, of `ENTITLE_BASIS_...`.
    pub basis: u32,
    /// The row of the denominator's table that decided, from 0, or -1.
    pub row: i32,
    /// 1 where that row's condition held, 0 where its `else` decided.
    pub matched: u32,
    /// The row of the numerator's table that decided, from 0, or -1.
    pub numerator_row: i32,
    /// 1 where that row's condition held, 0 where its `else` decided.
    pub numerator_matched: u32,
    /// The reason's id within the definition, or empty.
    pub reason: entitle_text,
    /// The reason's class, such as `declined`, or empty.
    pub reason_class: entitle_text,
    /// The reason in plain words, or empty.
    pub reason_text: entitle_text,
    /// The library's; zero.
    pub reserved_words: [u64; 2],
}

impl entitle_settled {
    pub(crate) fn with_reason(self, reason: Option<Reason<'_>>) -> entitle_settled {
        let Some(reason) = reason else { return self };
        entitle_settled {
            reason: reason.name.into(),
            reason_class: reason.class.into(),
            reason_text: reason.text.into(),
            ..self
        }
    }
}

/// The rule table of a register.
pub const ENTITLE_ROLE_REGISTER: u32 = 0;
/// The denominator's rule table of an indicator.
pub const ENTITLE_ROLE_DENOMINATOR: u32 = 1;
/// The numerator's rule table of an indicator.
pub const ENTITLE_ROLE_NUMERATOR: u32 = 2;

/// A row of a rule table, as its definition has it. Texts are empty where there is none, or the image was made without
/// them.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_rule {
    /// The condition as written, parameters put in; its name in an image without text; `otherwise` for a row that
    /// always matches.
    pub condition: entitle_text,
    /// What the condition stands for, where it is a name.
    pub meaning: entitle_text,
    /// Its clause.
    pub clause: entitle_text,
    /// The reason where the condition holds, by its id.
    pub because: entitle_text,
    /// The reason where it does not, by its id.
    pub otherwise_because: entitle_text,
    /// What it does where the condition holds: one of `ENTITLE_ACTION_...`.
    pub then: u32,
    /// What it does where it does not: one of `ENTITLE_ACTION_...`.
    pub otherwise: u32,
    /// What its condition rests on, of `ENTITLE_BASIS_...`.
    pub basis: u32,
    /// The library's; zero.
    pub reserved: u32,
}

impl From<Rule<'_>> for entitle_rule {
    fn from(rule: Rule<'_>) -> entitle_rule {
        let reason = |reason: Option<Reason<'_>>| entitle_text::from(reason.map_or("", |reason| reason.name));
        entitle_rule {
            condition: rule.condition.into(),
            meaning: rule.meaning.into(),
            clause: rule.clause.into(),
            because: reason(rule.because),
            otherwise_because: reason(rule.otherwise_because),
            then: rule.then as u32,
            otherwise: rule.otherwise as u32,
            basis: basis(rule.basis),
            reserved: 0,
        }
    }
}

/// The place before the first answer, and after the last.
pub const ENTITLE_ANSWER_NONE: u32 = 0;
/// All criteria together.
pub const ENTITLE_ANSWER_ELIGIBLE: u32 = 1;
/// One criterion.
pub const ENTITLE_ANSWER_CRITERION: u32 = 2;
/// A condition about the subject.
pub const ENTITLE_ANSWER_CONDITION: u32 = 3;
/// Numerator / denominator of an indicator.
pub const ENTITLE_ANSWER_ACHIEVED: u32 = 4;
/// The points that an indicator earns.
pub const ENTITLE_ANSWER_POINTS: u32 = 5;
/// An amount.
pub const ENTITLE_ANSWER_LINE: u32 = 6;

/// It holds.
pub const ENTITLE_VERDICT_MET: u32 = 0;
/// It does not hold, and the commissioner decides.
pub const ENTITLE_VERDICT_REFER: u32 = 1;
/// A fact that decides is unknown or null.
pub const ENTITLE_VERDICT_UNDETERMINED: u32 = 2;
/// It does not hold.
pub const ENTITLE_VERDICT_NOT_MET: u32 = 3;

/// One answer of a statement. Texts are empty where there is none, or the image was made without them.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_answer {
    /// What it is about: one of `ENTITLE_ANSWER_...`.
    pub kind: u32,
    /// Its index among its kind; the indicator's for points and achieved.
    pub index: u32,
    /// The register or indicator of a line that has an amount for each; 0 otherwise.
    pub item: u32,
    /// For a criterion and all of them one of `ENTITLE_VERDICT_...`; `ENTITLE_NONE` otherwise.
    pub verdict: u32,
    /// What it rests on, of `ENTITLE_BASIS_...`.
    pub basis: u32,
    /// The library's; zero.
    pub reserved: u32,
    /// The value; unknown for what has a verdict.
    pub value: entitle_value,
    /// Its name: the line's, criterion's, condition's or indicator's.
    pub name: entitle_text,
    /// The name of the register or indicator that `item` is.
    pub item_name: entitle_text,
    /// Its unit.
    pub unit: entitle_text,
    /// Its title.
    pub title: entitle_text,
    /// Its clause.
    pub clause: entitle_text,
}

/// How far an indicator is from full points, and what the next patient brings.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct entitle_headroom {
    /// Patients of the denominator that still have to move into the numerator (out of it, where lower is better) to
    /// earn full points; -1 where even all of them do not suffice, or a count is unknown.
    pub patients_needed: i64,
    /// What the payment gains with the next such patient; null where there is none or the contract does not pay.
    pub next_patient: entitle_value,
    /// The library's; zero.
    pub reserved_words: [u64; 2],
}
