//! Every limit of the kernel in one place, with the relations between them proved at compile time.
//!
//! An image that goes past one of them is refused at load; the compiler checks the same constants
//! and says so with a position.
//!
//! ```
//! use entitle_kernel::{Contract, image::record, limits, sample};
//! let contract = Contract::new(sample::IMAGE)?;
//! assert!(sample::IMAGE.len() <= limits::IMAGE_BYTES_MAX);
//! assert!(contract.indicator_count() <= limits::INDICATORS_MAX);
//! assert!(usize::from(contract.cost().values) <= limits::VALUES_MAX);
//! // A decision is one byte; 0 and 255 are taken.
//! assert!((0..2).all(|indicator| usize::from(contract.decision_count(indicator)) <= limits::DECISIONS_MAX));
//! // Counts of patients go up to a thousand million.
//! let (_, most) = contract.find_input("numerator.LUNG1")?.0.range().unwrap();
//! assert!(most.same(&entitle_kernel::Value::integer(limits::COUNT_MAX)));
//! # Ok::<(), entitle_kernel::Error>(())
//! ```

/// Longest image, bytes. Offsets are 32 bits wide; one MiB holds every contract known many times over.
pub const IMAGE_BYTES_MAX: usize = 1 << 20;
/// Longest name, unit or text value, bytes.
pub const NAME_BYTES_MAX: usize = 128;
/// All names, units and text values of one contract together, bytes: where each ends is kept in 16 bits.
pub const NAMES_BYTES_MAX: usize = u16::MAX as usize;
/// Facts of one contract, built-in ones included.
pub const FACTS_MAX: usize = 1024;
/// Storage slots for the facts of one subject: facts per register or indicator take one slot each.
pub const SUBJECT_SLOTS_MAX: usize = 8192;
/// Storage slots for the facts of one patient.
pub const PATIENT_SLOTS_MAX: usize = 1024;
/// Values of one text fact: a decision about them fits a byte.
pub const TEXT_VALUES_MAX: usize = 200;
/// Conditions of one contract after identical ones are made one.
pub const CONDITIONS_MAX: usize = 1024;
/// Registers of one contract.
pub const REGISTERS_MAX: usize = 128;
/// Indicators of one contract.
pub const INDICATORS_MAX: usize = 256;
/// Rows of one rule table, after shared blocks are expanded.
pub const TABLE_ROWS_MAX: usize = 64;
/// Ways in which a patient's evaluation for one indicator can end by the rows of its tables.
/// The byte 0 means "not on the register", 255 "undetermined".
pub const DECISIONS_MAX: usize = 250;
/// How deep conditions and registers may refer to one another.
pub const DEPTH_MAX: usize = 16;
/// Masks that the evaluation of one condition, with all that it refers to, may hold at once.
pub const MASKS_MAX: usize = 64;
/// Integers that the evaluation of one comparison may hold at once.
pub const INTEGERS_MAX: usize = 16;
/// Run constants: expressions over the achievement date alone.
pub const RUN_CONSTANTS_MAX: usize = 16;
/// Sources, parameters, attributes, reasons, scales, look-up tables or lists of texts of one contract, each.
pub const FIGURES_MAX: usize = 1024;
/// Expressions about the subject; each has one user.
pub const EXPRESSIONS_MAX: usize = 4096;
/// Lines, subject conditions, folds or criteria of one contract, each.
pub const STEPS_MAX: usize = 1024;
/// Decimal places of a rate in a scale.
pub const RATE_PLACES_MAX: u16 = 9;
/// Decimal places that a computed rate is rounded to, half even, before a scale judges it.
pub const COMPUTED_RATE_PLACES: i16 = 12;
/// Values that the evaluation of one subject expression may hold at once.
pub const STACK_MAX: usize = 24;
/// Arguments of `min` and `max`.
pub const ARGUMENTS_MAX: usize = 16;
/// Rows of one band, keyed or marginal table.
pub const LOOKUP_ROWS_MAX: usize = 256;
/// Steps, gates or alternatives of one scale.
pub const SCALE_ROWS_MAX: usize = 32;
/// Contracts that one contract replaces.
pub const REPLACES_MAX: usize = 32;
/// Results of one statement: lines, conditions, folds, criteria, points and rates.
pub const VALUES_MAX: usize = 16384;
/// Largest count of patients in any place.
pub const COUNT_MAX: i64 = 1_000_000_000;
/// Bound of a patient's integers and scaled decimals.
pub const PATIENT_INTEGER_MAX: i64 = 1_000_000_000_000_000;

const _: () = {
    assert!(DECISIONS_MAX < 255, "a decision is one byte, and 0 and 255 are taken");
    assert!(TEXT_VALUES_MAX < 256, "a text value is one byte in a column");
    assert!(MASKS_MAX <= 64, "masks are kept as the bits of one word");
    assert!(FACTS_MAX <= u16::MAX as usize && CONDITIONS_MAX <= u16::MAX as usize);
    assert!(SUBJECT_SLOTS_MAX < u16::MAX as usize);
    assert!(PATIENT_SLOTS_MAX <= i16::MAX as usize, "an instruction names a second fact in its last field");
    assert!(VALUES_MAX < u16::MAX as usize);
    assert!(CONDITIONS_MAX.is_multiple_of(32) && REGISTERS_MAX.is_multiple_of(32));
    assert!(TABLE_ROWS_MAX < 255 && ARGUMENTS_MAX < STACK_MAX);
    assert!(COUNT_MAX <= PATIENT_INTEGER_MAX);
};
