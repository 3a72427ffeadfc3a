//! What a facts file holds, counted, so that a test can say that no row was lost.

use super::{Asked, Subject, parse, subjects, text_of};
use crate::arguments::FactsFormat;
use crate::fault::Fault;
use entitle_kernel::Contract;

/// What of a CSV file of facts came through to the contract.
///
/// ```
/// let contract = entitle_kernel::Contract::new(entitle_kernel::sample::IMAGE)?;
/// let file = b"subject,fact,value\nA81001,list_size,9000\nA81001,area,rural\nA81002,list_size,4000\n";
/// let counted = entitle_cli::count_csv_facts(&contract, false, file).unwrap();
/// assert_eq!((counted.subjects, counted.members, counted.values), (2, 0, 3));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CountedFacts {
    /// Practices, networks or patients.
    pub subjects: usize,
    /// Practices that stand in a network.
    pub members: usize,
    /// Values of subjects and members, unknown ones among them.
    pub values: usize,
}

/// Reads the bytes of a CSV file of facts as every command does, for statements or for `patients`, and counts
/// what came through.
///
/// # Errors
///
/// All faults of the file at once.
///
/// ```
/// let contract = entitle_kernel::Contract::new(entitle_kernel::sample::IMAGE)?;
/// let fault = entitle_cli::count_csv_facts(&contract, true, b"subject,fact,value\nP1,age,old\n").unwrap_err();
/// assert!(fault.details[0].starts_with("row 2, column age (subject P1): `old`"));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub fn count_csv_facts(contract: &Contract<'_>, patients: bool, bytes: &[u8]) -> Result<CountedFacts, Fault> {
    let name = "facts.csv";
    let document = parse(name, &text_of(name, bytes)?, FactsFormat::Csv, None)?;
    let asked = if patients { Asked::Patient(&[]) } else { Asked::Statement };
    let read = subjects(&document, contract, asked)?;
    let values = |subjects: &[Subject]| subjects.iter().map(|subject| subject.values.len()).sum::<usize>();
    let members = read.iter().map(|subject| subject.members.len()).sum();
    let of_members: usize = read.iter().map(|subject| values(&subject.members)).sum();
    Ok(CountedFacts { subjects: read.len(), members, values: values(&read) + of_members })
}
