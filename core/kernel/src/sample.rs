//! An invented contract, for examples and tests only.
//!
//! No such contract exists, nobody has agreed to it, and no figure in it is anybody's; its numbers are chosen to
//! be checked in one's head. Its definition is `sample/sample-contract.toml` in this crate, with one register,
//! `LUNG`, and two indicators: `LUNG1` (10 points, from 40 % to 80 %) and `LUNG2` (5 points at weight 2, from 30 %
//! down to 10 %). A point is worth 100 GBP, times 1.2 (an assumed figure) in a rural area. Each patient on the
//! register brings a fee that the parties agree (a local term), and the total stops at 2,000 GBP.
//!
//! A program that names nothing in here carries nothing of it.
//!
//! ```
//! use entitle_kernel::{Contract, sample};
//! let contract = Contract::new(sample::IMAGE)?;
//! assert_eq!(contract.title(), "Sample contract (invented)");
//! # Ok::<(), entitle_kernel::Error>(())
//! ```

/// The compiled image, with its texts. `UPDATE=1 cargo test -p entitle-contracts` makes it again from the definition.
///
/// ```
/// use entitle_kernel::{Contract, sample};
/// let contract = Contract::new(sample::IMAGE)?;
/// assert_eq!((contract.id(), contract.in_force().to_string().as_str()), ("sample-contract", "2025-04-01"));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub const IMAGE: &[u8] = include_bytes!("../sample/sample-contract.image");

/// A practice's year as a file would hold it, names as for [`Contract::find_input`](crate::Contract::find_input) and
/// values as for [`Fact::parse`](crate::Fact::parse): every fact that a statement of the sample asks for.
///
/// In one's head: `LUNG1` is at 48 ÷ 80 = 60 %, half way from 40 % to 80 %: 5 of 10 points, 5 × 100 × 1.2 = 600 GBP.
/// `LUNG2` is at 20 ÷ 100, half way from 30 % down to 10 %: 2.5 of 5 points, 2.5 × 2 × 100 × 1.2 = 600 GBP. The
/// register brings 100 × 3 = 300 GBP. Together 1,500 GBP.
///
/// ```
/// use entitle_kernel::{Contract, Facts, Graded, Silent, Statement, Value, sample};
/// let contract = Contract::new(sample::IMAGE)?;
/// let (mut storage, mut results) = ([Value::Unknown; 64], [Graded::UNKNOWN; 64]);
/// let mut facts = Facts::new(&contract, &mut storage)?;
/// for (name, text) in sample::PRACTICE {
///     let (fact, item) = contract.find_input(name)?;
///     facts.set(fact.index(), item, fact.parse(text)?)?;
/// }
/// let statement = Statement::new(&contract, &facts, &[], &mut results, &mut Silent)?;
/// assert!(statement.payment().is_some_and(|payment| payment.value.same(&Value::integer(1500))));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub const PRACTICE: &[(&str, &str)] = &[
    ("list_size", "8000"),
    ("area", "rural"),
    ("applied", "yes"),
    ("fee_per_patient", "3.00"),
    ("register_size.LUNG", "100"),
    ("numerator.LUNG1", "48"),
    ("denominator.LUNG1", "80"),
    ("numerator.LUNG2", "20"),
    ("denominator.LUNG2", "100"),
];

/// A patient as a file would hold them, names as for
/// [`Contract::find_patient_input`](crate::Contract::find_patient_input): on the register, reviewed in time with a good
/// score, no smoker. Nothing at all after `declined` is null: there is no such record.
///
/// ```
/// use entitle_kernel::image::code::Outcome;
/// use entitle_kernel::{Cell, Contract, Patient, PatientFacts, PatientScratch, Run, Silent, sample};
/// let contract = Contract::new(sample::IMAGE)?;
/// let run = Run::new(&contract, "2026-03-31".parse()?)?;
/// let mut cells = [Cell::Unknown; 16];
/// let mut facts = PatientFacts::new(&contract, &mut cells)?;
/// for (name, text) in sample::PATIENT {
///     let fact = contract.find_patient_input(name)?;
///     facts.set(fact.index(), fact.parse(text)?)?;
/// }
/// let mut scratch = PatientScratch::EMPTY;
/// let decision = Patient::new(&contract, &run, &facts, &mut scratch)?.decide(0, &mut Silent)?;
/// assert_eq!(contract.decision(0, decision).outcome, Outcome::InNumerator);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub const PATIENT: &[(&str, &str)] = &[
    ("age", "64"),
    ("diagnosed", "2019-05-02"),
    ("breath_score", "8.5"),
    ("reviewed", "2025-11-20"),
    ("declined", ""),
    ("frailty", "mild"),
    ("smoker", "no"),
];
