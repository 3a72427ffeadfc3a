//! Answers as JSON: the same objects in every face. Numbers are texts, so that no reader rounds them.

mod comparison;
mod content;
mod explanation;
mod facts;
mod rules;
mod statement;

pub use comparison::comparison;
pub use content::content;
pub use explanation::explanation;
pub use facts::facts;
pub use rules::rules;
pub use statement::statement;

use crate::identity::digest;
use entitle_kernel::Contract;
use serde_json::{Value, json};

/// What an answer is reproduced by.
fn identity(contract: &Contract<'_>) -> Value {
    json!({
        "id": contract.id(),
        "in_force": contract.in_force(),
        "until": contract.until(),
        "revision": contract.revision(),
        "digest": digest(contract),
    })
}
