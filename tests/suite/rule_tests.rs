//! The rule tests that stand beside the definitions, run by the runner that authors use.

use entitle_conformance::folder;

#[test]
fn every_rule_test_of_every_definition_passes() {
    let report = entitle_cli::rule_tests::run(&folder().join("../core/contracts")).unwrap();
    println!("{}", report.rendered());
    assert!(report.tests > 500, "only {} rule tests ran", report.tests);
    assert!(report.passed(), "{}", report.rendered());
}
