//! The bodies of the fuzz targets. The fuzzer in `tests/fuzz` calls them with inputs that it makes up,
//! `tests/suite/corpora.rs` with those that are committed.
//!
//! A body panics where the product breaks a promise, and returns where it keeps them all; an input that is
//! rightly refused is kept like any other.

mod batches;
mod calls;
mod definition;
mod everything;
mod expression;
mod facts_csv;
mod image;
mod rule_test;

pub use batches::{arrow, parquet};
pub use calls::calls;
pub use definition::definition;
pub use everything::evaluate_everything;
pub use expression::{expression, expression_definition};
pub use facts_csv::facts_csv;
pub use image::{BASE_COUNT, RAW, image};
pub use rule_test::rule_test;

/// The body of a target: takes any bytes.
pub type Body = fn(&[u8]);

/// Every target: the name of its folder of inputs, and its body.
pub const TARGETS: [(&str, Body); 8] = [
    ("image", image),
    ("definition", definition),
    ("expression", expression),
    ("facts_csv", facts_csv),
    ("rule_test", rule_test),
    ("calls", calls),
    ("parquet", parquet),
    ("arrow", arrow),
];

/// Steps of a statement or of a patient beyond which an image is checked and not evaluated, so that no single
/// input takes long. Images of that size are evaluated by the tests.
const STEPS_MAX: u32 = 20_000;

/// The contract that the fuzzing of facts and rule tests reads for: a practice's or a network's.
fn contract_for(choice: u8) -> &'static entitle_kernel::Contract<'static> {
    use std::sync::OnceLock;
    static CONTRACTS: OnceLock<[entitle_kernel::Contract<'static>; 2]> = OnceLock::new();
    let [practice, network] = CONTRACTS.get_or_init(|| {
        let sample = entitle_kernel::Contract::new(entitle_kernel::sample::IMAGE).expect("the sample is sound");
        let path = crate::folder().join("../core/compiler/tests/good.toml");
        [sample, crate::compiled(&path)]
    });
    if choice.is_multiple_of(2) { practice } else { network }
}
