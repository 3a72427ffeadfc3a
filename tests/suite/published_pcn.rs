//! England's primary care networks in January 2025: every practice with its registered list and its adjusted population.
//!
//! The rows lie outside the repository (`ENTITLE_PCN_DIR`, by default `../shared/data/pcn`). What is compared was counted
//! from them by hand: how many networks are of which size, the totals, and the core and access payments of one network.

use std::collections::BTreeMap;
use std::path::Path;

use entitle_conformance::{answers, outside_data};
use entitle_kernel::{Contract, Date, Number};
use serde_json::{Value as Json, json};

struct Practices {
    count: usize,
    /// The practices of each network, by its code.
    networks: BTreeMap<String, Vec<Json>>,
    /// Those in none.
    others: Vec<Json>,
}

fn practices(folder: &Path) -> Practices {
    let mut found = Practices { count: 0, networks: BTreeMap::new(), others: Vec::new() };
    let mut reader = csv::Reader::from_path(folder.join("practices-2025-01.csv")).unwrap();
    for row in reader.deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        let practice = json!({ "list_size": row["registered"], "pcn_adjusted_population": row["adjusted"] });
        found.count += 1;
        match row["pcn_member"].as_str() {
            "Yes" => found.networks.entry(row["pcn_code"].clone()).or_default().push(practice),
            _ => found.others.push(practice),
        }
    }
    found
}

fn number(text: &str) -> Number {
    text.parse().unwrap()
}

fn sum(numbers: impl Iterator<Item = Number>) -> Number {
    numbers.fold(Number::ZERO, |sum, next| sum.checked_add(next).unwrap())
}

fn contract() -> Contract<'static> {
    entitle_contracts::find("network-contract-des", Date::from_ymd(2025, 6, 30).unwrap(), None).unwrap()
}

#[test]
fn every_network_of_england_is_pooled_and_judged_by_its_size() {
    let Some(folder) = outside_data("ENTITLE_PCN_DIR", "pcn") else { return };
    let practices = practices(&folder);
    let contract = contract();
    let mut sizes: BTreeMap<[String; 2], usize> = BTreeMap::new();
    let (mut registered, mut adjusted) = (Vec::new(), Vec::new());
    for members in practices.networks.values() {
        let found = answers(&contract, &json!({}), members, false);
        let verdicts = ["criterion.population", "criterion.not_too_large"].map(|key| found[key].clone());
        *sizes.entry(verdicts).or_default() += 1;
        registered.push(number(&found["line.registered_population"]));
        adjusted.push(number(&found["line.adjusted_population"]));
    }
    let of = |practice: &Json, key: &str| number(practice[key].as_str().unwrap());
    let others = |key: &str| sum(practices.others.iter().map(|practice| of(practice, key)));
    let count = |population: &str, not_too_large: &str| {
        sizes.get(&[population.to_owned(), not_too_large.to_owned()]).copied().unwrap_or(0)
    };
    assert_eq!((practices.count, practices.networks.len()), (6_249, 1_284));
    assert_eq!((count("refer", "met"), count("met", "met"), count("met", "refer")), (105, 672, 507));
    assert_eq!(sum(registered.into_iter()).checked_add(others("list_size")), Ok(number("63724163")));
    assert_eq!(sum(adjusted.into_iter()).checked_add(others("pcn_adjusted_population")), Ok(number("63724141")));
    println!("6249 practices in 1284 networks: 105 below 30,000, 672 inside, 507 above; adjusted total 63724141");
}

#[test]
fn the_core_payment_of_one_network_is_the_one_worked_out_by_hand() {
    let Some(folder) = outside_data("ENTITLE_PCN_DIR", "pcn") else { return };
    let practices = practices(&folder);
    let found = answers(&contract(), &json!({}), &practices.networks["U74819"], false);
    // 65,887 x 2.266 + 67,928 x 0.733
    let lines = ["line.registered_population", "line.adjusted_population", "line.core"].map(|key| found[key].as_str());
    assert_eq!(lines, ["65887", "67928", "199091.17"]);
    println!("U74819: core payment 199091.17");
}

#[test]
fn capacity_and_access_of_one_network_are_support_and_improvement_on_its_adjusted_population() {
    let Some(folder) = outside_data("ENTITLE_PCN_DIR", "pcn") else { return };
    let practices = practices(&folder);
    let facts = json!({ "improvement_domains_achieved": "2" });
    let found = answers(&contract(), &facts, &practices.networks["U74819"], false);
    // 67,928 x 3.208, x 1.375, and both
    let lines =
        ["line.capacity_support", "line.improvement", "line.capacity_and_access"].map(|key| found[key].as_str());
    assert_eq!(lines, ["217913.02", "93401", "311314.02"]);
    println!("U74819: capacity and access 311314.02");
}
