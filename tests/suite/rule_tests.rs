//! The rule tests that stand beside the definitions, run by the runner that authors use.

use entitle_conformance::folder;

#[test]
fn every_rule_test_of_every_definition_passes() {
    let report = entitle_cli::rule_tests::run(&folder().join("../core/contracts")).unwrap();
    println!("{report}");
    assert!(report.passed() > 50, "only {} rule tests ran", report.passed());
    assert_eq!(report.failed(), 0, "{report}");
}
