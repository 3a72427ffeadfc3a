//! The life of a definition: until when it holds or was read, what is in force together, and what is given up for it.

mod support;

use serde_json::Value;
use support::{Folder, Ran};

/// What every definition begins with.
const COMMON: &str = "semantics = 1\nsource.read = { title = \"An example\", grade = \"official\" }\n\
    fact.practice.list_size = { type = \"integer\", range = [1, 100000], unit = \"patients\", pool = \"sum\", doc = \"Registered patients\" }\n";

/// About a practice: 10 pounds a patient, from 2019 on, as far as was read.
const HELD: &str = r#"
contract = { id = "held", title = "What is held", in_force = 2019-01-01, read_until = 2019-12-31, subject = "practice", pays = "payment" }
line.payment = { title = "Fee by list", value = "10 * list_size", unit = "GBP", source = "read" }
"#;

/// The same of 2018.
const EARLIER: &str = r#"
contract = { id = "earlier", title = "What was held", in_force = 2018-01-01, until = 2019-01-01, subject = "practice", pays = "payment" }
line.payment = { title = "Fee by list", value = "9 * list_size", unit = "GBP", source = "read" }
"#;

/// About a network: 20 pounds a patient in place of extended access, and of what is held where the network is alone.
const JOINT: &str = r#"
contract = { id = "joint", title = "Held together", in_force = 2019-01-01, read_until = 2019-12-31, subject = "network", pays = "budget", replaces = { extended-access = "always", held = "alone" } }
fact.network.is_alone = { type = "boolean", doc = "It gives up what its practices hold" }
condition.alone = { of = "subject", when = "is_alone", doc = "It gives up what its practices hold" }
line.budget = { title = "Rate by patients", value = "20 * sum(practices.list_size)", unit = "GBP", source = "read" }
"#;

fn folder(is_alone: &str) -> Folder {
    let facts = format!(
        r#"{{"subject": "N", "is_alone": {is_alone}, "members": [{{"subject": "P1", "list_size": 12000}}, {{"subject": "P2", "list_size": 15000}}]}}"#
    );
    let begun = |text: &str| COMMON.to_owned() + text;
    Folder::new()
        .with("facts.json", &facts)
        .with("held.toml", begun(HELD))
        .with("earlier.toml", begun(EARLIER))
        .with("joint.toml", begun(JOINT))
}

/// The same practices, without what only the small definitions ask for.
fn lists() -> Folder {
    let folder = folder("false");
    let facts = folder.read("facts.json").replace(r#""is_alone": false, "#, "");
    folder.with("facts.json", &facts)
}

fn compare(folder: &Folder, arguments: &[&str]) -> Ran {
    folder.run(&[&["compare", "--facts", "facts.json"], arguments].concat())
}

fn statement(contract: &str, format: &str) -> String {
    let folder =
        Folder::new().with("facts.json", r#"{"subject": "P", "agreed_price": 100000, "opted_out_of_hours": false}"#);
    folder.run(&["statement", contract, "--facts", "facts.json", "--format", format]).fine()
}

#[test]
fn an_answer_for_a_day_beyond_what_was_read_is_marked_in_every_form() {
    // The sources of PMS speak of 7 December 2015, the first day of its Regulations.
    let read = ["pms-england@2015-12-07", "pms-england"];
    let beyond = "pms-england@2015-12-08";
    for format in ["table", "json", "csv"] {
        for contract in read {
            let text = statement(contract, format);
            assert!(!text.contains("beyond what was read"), "{contract} as {format}:\n{text}");
        }
        let text = statement(beyond, format);
        assert!(text.contains("beyond what was read"), "{beyond} as {format}:\n{text}");
    }
    let json: Value = serde_json::from_str(&statement(beyond, "json")).unwrap();
    for kind in ["criteria", "conditions", "lines"] {
        for answer in json[0][kind].as_array().unwrap() {
            let doubts: Vec<&str> = answer["rests_on"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            assert!(doubts.contains(&"beyond what was read"), "{answer}");
        }
    }
}

#[test]
fn a_list_and_what_a_contract_says_of_itself_tell_until_when_it_was_read() {
    let folder = Folder::new();
    let list: Value = serde_json::from_str(&folder.run(&["list", "--format", "json"]).fine()).unwrap();
    let of = |id: &str| list.as_array().unwrap().iter().find(|each| each["id"] == id).unwrap().clone();
    assert_eq!(of("pms-england")["read_until"], "2015-12-07");
    assert_eq!(of("qof-england")["read_until"], Value::Null);
    assert!(folder.run(&["list"]).fine().contains("read 2015-12-07"));
    assert!(folder.run(&["show", "pms-england"]).fine().contains("in force from 2015-12-07, read up to 2015-12-07"));
}

#[test]
fn a_definition_that_does_not_say_how_long_it_holds_is_warned_of() {
    let endless = COMMON.to_owned() + &HELD.replace(", read_until = 2019-12-31", "");
    let folder = Folder::new().with("endless.toml", &endless);
    assert!(folder.run(&["check", "endless.toml"]).err.contains("neither `until` nor `read_until`"));
    for (until, why) in [
        ("until = 2020-01-01, read_until = 2019-12-31", "`read_until` stands beside `until`"),
        ("read_until = 2018-12-31", "not before `in_force`"),
    ] {
        let text = COMMON.to_owned() + &HELD.replace("read_until = 2019-12-31", until);
        let folder = Folder::new().with("wrong.toml", &text);
        let ran = folder.run(&["check", "wrong.toml"]);
        assert_eq!(ran.exit, 1);
        assert!(ran.err.contains(why), "{}", ran.err);
    }
}

#[test]
fn contracts_that_are_never_in_force_together_are_refused_with_the_day_that_would_serve() {
    let asked = ["gms-england@2026-06-01+network-contract-des", "voluntary-gp-contract"];
    let both = ["gms-england@2026-04-01#1 and network-contract-des@2025-04-01#1 are not in force together"];
    compare(&lists(), &asked).refused(2, &[both[0], "gms-england@2026-03-31+network-contract-des@2026-03-31"]);
    compare(&folder("false"), &["./held.toml+./earlier.toml", "./joint.toml"]).refused(2, &["not in force together"]);
    // Who asks for each on a day of its own is told.
    let asked = ["gms-england@2026-06-01+network-contract-des@2025-06-01", "voluntary-gp-contract"];
    let text = compare(&lists(), &[&asked[..], &["--format", "csv"]].concat()).fine();
    assert!(text.contains("not in force together with the rest of its column"), "{text}");
}

#[test]
fn every_column_says_the_day_that_was_asked_for_and_when_it_is_in_force() {
    let text = compare(&lists(), &["gms-england@2025-06-30", "pms-england", "--format", "csv"]).fine();
    assert!(text.contains("(asked for on 2025-06-30; in force from 2015-12-07 to 2026-03-31)"), "{text}");
    assert!(text.contains("no day was asked for; in force from 2015-12-07 on, read up to 2015-12-07"), "{text}");
}

#[test]
fn what_is_given_up_is_priced_and_comes_off_the_gain() {
    // 27,000 patients: £270,000 held, £540,000 together, £6 a head given up for extended access.
    let csv = compare(&folder("false"), &["./held.toml", "./joint.toml", "--format", "csv"]).fine();
    assert!(csv.contains("N,B,forgone,extended-access,162000,GBP"), "{csv}");
    assert!(csv.contains("N,B,total,,540000,GBP"), "{csv}");
    assert!(csv.contains("N,B,gain,,108000,GBP"), "{csv}");
    assert!(!csv.contains("forgone,held"), "{csv}");
    // What the first column holds is in its total already.
    let csv = compare(&folder("true"), &["./held.toml", "./joint.toml", "--format", "csv"]).fine();
    assert!(csv.contains("N,B,forgone,held,270000,GBP") && csv.contains("N,B,gain,,108000,GBP"), "{csv}");
    let table = compare(&folder("true"), &["./held.toml", "./joint.toml"]).fine();
    assert!(table.contains("B forgone: extended-access@2018-10-01#1"), "{table}");
    assert!(table.contains("(in the total of A)"), "{table}");
}

#[test]
fn what_is_given_up_and_not_known_is_named_and_the_gain_is_undetermined() {
    let asked = ["gms-england@2025-06-30", "voluntary-gp-contract", "--set", "B.budget_per_patient=128"];
    let json: Value =
        serde_json::from_str(&compare(&lists(), &[&asked[..], &["--format", "json"]].concat()).fine()).unwrap();
    let outcome = &json["comparisons"][0]["outcomes"][1];
    assert_eq!(outcome["gain"]["value"], "undetermined");
    let forgone = &outcome["forgone"][0];
    assert_eq!(forgone["contract"], "qof-england@2025-04-01#1");
    assert!(forgone["waits_for"].as_array().is_some_and(|facts| !facts.is_empty()), "{forgone}");
    let table = compare(&lists(), &asked).fine();
    let words = table.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains(
            "B forgone: qof-england@2025-04-01#1, which voluntary-gp-contract is held in place of: not priced: give"
        ),
        "{table}"
    );
    let both = ["gms-england@2025-06-30", "voluntary-gp-contract+qof-england@2025-06-30"];
    compare(&lists(), &both).refused(2, &["column B holds qof-england, and voluntary-gp-contract"]);
}
