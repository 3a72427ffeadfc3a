//! What an answer is reproduced by: the contract's id, day, revision and digest.

use entitle_kernel::Contract;

/// `sha256:` and the digest of the definition.
#[must_use]
pub fn digest(contract: &Contract<'_>) -> String {
    contract.digest().iter().fold("sha256:".to_owned(), |text, byte| text + &format!("{byte:02x}"))
}

/// `qof-england@2025-04-01#1`: a contract as all its texts name it.
#[must_use]
pub fn name(contract: &Contract<'_>) -> String {
    format!("{}@{}#{}", contract.id(), contract.in_force(), contract.revision())
}
