//! Files of rule tests: refused with a fault, or judged.

use super::contract_for;

/// An input is one byte that chooses the contract, and the text of the file.
///
/// # Panics
/// Where the report does not add up.
pub fn rule_test(data: &[u8]) {
    let [choice, text @ ..] = data else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    match entitle_cli::rule_tests::judge(contract_for(*choice), "fuzzed.toml", text) {
        Ok(report) => {
            assert!(report.failed <= report.tests);
            assert_eq!(report.passed(), report.failed == 0, "{}", report.rendered());
        }
        Err(fault) => drop(format!("{fault}")),
    }
}
