//! Practices and networks as subjects of statements: their own facts, and the counts of their patients.

use super::{ALL_PRACTICES, Practice, Values};
use crate::evaluation::known;
use crate::facts::{RefusedOf, Subject};
use crate::fault::Fault;
use crate::waiting::name_of;
use entitle_batch::Population;
use entitle_kernel::image::code::{Pool, Scope};
use entitle_kernel::{Contract, Error, Fact, Facts, Value};
use std::collections::BTreeMap;

/// A pool that cannot be: its members give different values for what they share.
pub struct NotPooled {
    /// The network.
    pub network: String,
    /// The fact, and two practices that disagree about it.
    pub why: String,
}

/// The practices, each with its own facts, those of the contract and its counts.
pub fn subjects(
    population: &Population<'_, '_>,
    practices: &[Practice],
    common: &[(Fact<'_>, Value)],
) -> Result<Vec<Subject>, Fault> {
    let places = practices.iter().enumerate();
    let subject = |(place, practice): (usize, &Practice)| {
        let values = facts_of(population, place, practice, common);
        let values =
            values.map_err(|error| Fault::input(format!("practice {}: {error}", practice.name)).with_error(error))?;
        let refused = refused_of(population, population.account().refused_of(place));
        Ok(Subject { name: practice.name.clone(), values, members: Vec::new(), refused })
    };
    places.map(subject).collect()
}

fn refused_of(population: &Population<'_, '_>, rows: u64) -> RefusedOf {
    RefusedOf { rows, is_counted_without: population.counts_without_refused() }
}

fn facts_of(
    population: &Population<'_, '_>,
    place: usize,
    practice: &Practice,
    common: &[(Fact<'_>, Value)],
) -> Result<Values, Error> {
    let contract = population.contract();
    let mut slots = vec![Value::Unknown; contract.cost().subject_slots.into()];
    let mut facts = Facts::new(contract, &mut slots)?;
    for (fact, value) in common {
        facts.set(fact.index(), 0, *value)?;
    }
    for ((fact, item), value) in of_scope(contract, &practice.values, Scope::Practice) {
        facts.set(fact, item, value)?;
    }
    population.write_counts(place, &mut facts)?;
    Ok(known(contract, &facts).into_iter().collect())
}

fn of_scope(contract: &Contract<'_>, values: &Values, scope: Scope) -> impl Iterator<Item = ((usize, usize), Value)> {
    values
        .iter()
        .filter(move |((fact, _), _)| contract.fact(*fact).is_some_and(|fact| fact.scope() == scope))
        .map(|(place, value)| (*place, *value))
}

/// The networks in the order in which they are named first, and then everybody; those whose practices disagree
/// about what they share are told apart.
pub fn pools(
    population: &Population<'_, '_>,
    practices: &[Practice],
    subjects: &[Subject],
    common: &[(Fact<'_>, Value)],
) -> (Vec<Subject>, Vec<NotPooled>) {
    let contract = population.contract();
    let mut names: Vec<&str> = Vec::new();
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, practice) in practices.iter().enumerate() {
        let named = Some(practice.network.as_str()).filter(|network| !network.is_empty());
        for name in named.into_iter().chain([ALL_PRACTICES]) {
            let members = places.entry(name).or_default();
            if members.is_empty() {
                names.push(name);
            }
            members.push(place);
        }
    }
    names.retain(|name| *name != ALL_PRACTICES);
    if !practices.is_empty() {
        names.push(ALL_PRACTICES);
    }
    let (mut pools, mut not_pooled) = (Vec::new(), Vec::new());
    for name in names {
        let members = &places[name];
        match shared(contract, practices, members) {
            Ok(mut values) => {
                values.extend(common.iter().map(|(fact, value)| ((fact.index(), 0), *value)));
                // A row that may be of any of them is one row.
                let of_any = population.account().of_any_practice;
                let rows = members.iter().map(|place| subjects[*place].refused.rows - of_any).sum::<u64>() + of_any;
                let members = members.iter().map(|place| subjects[*place].clone()).collect();
                pools.push(Subject { name: name.to_owned(), values, members, refused: refused_of(population, rows) });
            }
            Err(why) => not_pooled.push(NotPooled { network: name.to_owned(), why }),
        }
    }
    (pools, not_pooled)
}

/// The facts of a network itself, which each of its practices may say, or what its practices disagree about.
fn shared(contract: &Contract<'_>, practices: &[Practice], members: &[usize]) -> Result<Values, String> {
    let mut agreed: BTreeMap<(usize, usize), (Value, &str)> = BTreeMap::new();
    for place in members {
        let practice = &practices[*place];
        for (place, value) in &practice.values {
            let is_shared =
                contract.fact(place.0).is_some_and(|fact| fact.scope() == Scope::Network || fact.pool() == Pool::Same);
            if !is_shared || value.is_unknown() {
                continue;
            }
            let (first, whose) = agreed.entry(*place).or_insert((*value, &practice.name));
            if !first.same(value) {
                let name = name_of(contract, place.0, place.1);
                return Err(format!("{whose} and {} give different values for {name}", practice.name));
            }
        }
    }
    let values = agreed.into_iter().map(|(place, (value, _))| (place, value)).collect();
    Ok(of_scope(contract, &values, Scope::Network).collect())
}
