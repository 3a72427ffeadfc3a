//! What a contract asks for, as JSON.

use entitle_kernel::image::code::Kind;
use entitle_kernel::{Contract, Fact};
use serde_json::{Value, json};

/// A list with an object for each fact that the contract takes.
#[must_use]
pub fn facts(contract: &Contract<'_>) -> Value {
    contract.facts().map(|fact| one(&fact)).collect()
}

fn one(fact: &Fact<'_>) -> Value {
    let range = fact.range().map(|(least, most)| (fact.written(least).to_string(), fact.written(most).to_string()));
    let (least, most) = range.unzip();
    json!({
        "name": fact.name(), "scope": fact.scope().name(), "type": fact.kind().name(), "unit": fact.unit(),
        "least": least, "most": most, "places": if fact.kind() == Kind::Decimal { fact.places() } else { 0 },
        "values": fact.texts().collect::<Vec<_>>(), "null": fact.null_allowed(), "per": fact.per().name(),
        "default": fact.default().map(|value| fact.written(value).to_string()),
        "meaning": fact.doc(), "from": fact.from(), "local_term": fact.is_local_term(), "built_in": fact.is_built_in(),
    })
}
