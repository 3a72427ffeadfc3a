//! Scripts for every face, made of vectors, rule tests and bad inputs. What a script is, and the Rust face that
//! [`run`]s it, stand in the crate `entitle-script`.

mod bad_inputs;
mod case;
mod practices;
mod rule_tests;
mod scripts;
mod vectors;

pub use bad_inputs::{BAD_INPUTS, BadInput};
pub use case::{Case, Choice, Given};
pub use entitle_script::run;
pub use rule_tests::cases_of_rule_tests;
pub use scripts::{Script, all, embedded};
pub use vectors::cases_of_vectors;
