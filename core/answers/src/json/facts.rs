//! What a contract asks for.

use crate::data::{Data, Object};
use entitle_kernel::image::code::Kind;
use entitle_kernel::{Contract, Fact};

/// A list with an object for each fact that the contract takes.
#[must_use]
pub fn facts(contract: &Contract<'_>) -> Data {
    contract.facts().map(|fact| one(&fact)).collect()
}

fn one(fact: &Fact<'_>) -> Data {
    let (least, most) = fact.range().map(|(least, most)| (fact.written(least), fact.written(most))).unzip();
    let default = fact.default().map(|value| fact.written(value));
    let places = if fact.kind() == Kind::Decimal { fact.places() } else { 0 };
    Object::new()
        .text("name", fact.name())
        .text("scope", fact.scope().name())
        .text("type", fact.kind().name())
        .text("unit", fact.unit())
        .shown("least", least.as_ref().map(|least| least as _))
        .shown("most", most.as_ref().map(|most| most as _))
        .count("places", places.into())
        .texts("values", &fact.texts().collect::<Vec<_>>())
        .truth("null", fact.null_allowed())
        .text("per", fact.per().name())
        .shown("default", default.as_ref().map(|default| default as _))
        .text("meaning", fact.doc())
        .text("from", fact.from())
        .truth("local_term", fact.is_local_term())
        .truth("built_in", fact.is_built_in())
        .done()
}
