//! Comparisons: who may hold which contract, what they pay, what moving brings; every form of facts and of output.

mod support;

use serde_json::Value;
use support::{Folder, Ran};

/// About a practice: 10 pounds a patient, 5,000 patients at the least.
const HELD: &str = r#"
contract = { id = "held", title = "What is held", in_force = 2025-04-01, subject = "practice", pays = "payment" }
fact.practice.sound = { type = "boolean", doc = "Nothing speaks against it" }
criterion.size = { title = "5,000 patients", require = "list_size >= 5000", otherwise = "fail", clause = "1", source = "read" }
criterion.sound = { title = "It is sound", require = "sound", otherwise = "refer", clause = "2", source = "read" }
line.payment = { title = "Fee by list", value = "10 * list_size", unit = "GBP", clause = "3", source = "read" }
line.each = { title = "Fee by patient", value = "payment / list_size", unit = "GBP per patient", clause = "3", source = "read" }
"#;

/// About a practice: 500 pounds, which no source states.
const BONUS: &str = r#"
contract = { id = "bonus", title = "A bonus", in_force = 2025-04-01, subject = "practice", pays = "bonus" }
source.guess = { title = "A guess", grade = "assumed" }
parameter.amount = { value = 500, unit = "GBP", source = "guess" }
line.bonus = { title = "Bonus", value = "amount", unit = "GBP", clause = "1", source = "guess" }
"#;

/// About a network: 25,000 patients at the least, and a rate a patient that the parties agree.
const JOINT: &str = r#"
contract = { id = "joint", title = "Held together", in_force = 2025-04-01, subject = "network", pays = "budget" }
fact.network.stated_list_size = { type = "integer", range = [0, 1000000], unit = "patients", doc = "Patients that the network states" }
fact.network.rate = { type = "decimal", places = 2, range = [0, 1000], unit = "GBP per patient", local = true, doc = "What they agreed on" }
condition.lists_disagree = { of = "contradiction", when = "stated_list_size != sum(practices.list_size)", doc = "Not the sum of the lists" }
criterion.population = { title = "25,000 patients", require = "sum(practices.list_size) >= 25000", otherwise = "fail", clause = "1", source = "read" }
line.budget = { title = "Rate by patients", value = "rate * sum(practices.list_size)", unit = "GBP", clause = "2", source = "read" }
"#;

/// About a network: 5,000 dollars.
const DOLLARS: &str = r#"
contract = { id = "dollars", title = "A grant", in_force = 2025-04-01, subject = "network", pays = "grant" }
line.grant = { title = "Grant", value = "5000", unit = "USD", clause = "1", source = "read" }
"#;

/// What every definition begins with, and what those about patients take.
const COMMON: &str = "semantics = 1\nsource.read = { title = \"An example\", grade = \"official\" }\n";
const LIST: &str = r#"
fact.practice.list_size = { type = "integer", range = [1, 100000], unit = "patients", pool = "sum", doc = "Registered patients" }
"#;

/// 12,000 + 13,000 + 2,000 = 27,000 patients.
const THREE: &str = r#"{"subject": "N", "rate": 1, "joined_freely": true, "members": [
    {"subject": "P1", "list_size": 12000, "sound": true},
    {"subject": "P2", "list_size": 13000, "sound": true},
    {"subject": "P3", "list_size": 2000, "sound": true}]}"#;

/// The same practices, without what only the small definitions ask for.
const LISTS: &str = r#"{"subject": "N", "joined_freely": true, "members": [
    {"subject": "P1", "list_size": 12000}, {"subject": "P2", "list_size": 13000}, {"subject": "P3", "list_size": 2000}]}"#;

const APMS: &str = "integrated-apms@2012-06-01";

/// A folder with the small definitions and these facts.
fn folder(facts: &str) -> Folder {
    let begun = |name: &str, rest: [&str; 2]| (format!("{name}.toml"), COMMON.to_owned() + &rest.concat());
    let definitions =
        [("held", [LIST, HELD]), ("joint", [LIST, JOINT]), ("bonus", ["", BONUS]), ("dollars", ["", DOLLARS])];
    let named = definitions.map(|(name, rest)| begun(name, rest));
    named.iter().fold(Folder::new(), |folder, (name, text)| folder.with(name, text)).with("facts.json", facts)
}

fn compare(folder: &Folder, arguments: &[&str]) -> Ran {
    folder.run(&[&["compare", "--facts", "facts.json"], arguments].concat())
}

/// The comparison in one of the forms.
fn form(folder: &Folder, format: &str, arguments: &[&str]) -> String {
    compare(folder, &[arguments, &["--format", format]].concat()).fine()
}

fn json(folder: &Folder, arguments: &[&str]) -> Value {
    serde_json::from_str(&form(folder, "json", arguments)).unwrap()
}

/// The comparison's rows; each of them has seven cells.
struct Rows(Vec<[String; 7]>);

fn csv(folder: &Folder, arguments: &[&str]) -> Rows {
    rows(&form(folder, "csv", arguments))
}

fn rows(text: &str) -> Rows {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let heads = reader.headers().unwrap().iter().collect::<Vec<_>>().join(",");
    assert_eq!(heads, "subject,column,kind,item,value,unit,detail");
    let cells = |row: csv::StringRecord| -> Vec<String> { row.iter().map(str::to_owned).collect() };
    Rows(reader.records().map(|row| cells(row.unwrap()).try_into().expect("seven cells")).collect())
}

impl Rows {
    /// What the rows of a kind and item say in their order: the column, value, unit and detail.
    fn all(&self, kind: &str, item: &str) -> Vec<String> {
        let found = self.0.iter().filter(|row| row[2] == kind && row[3] == item);
        let said = found.map(|row| [&row[1], &row[4], &row[5], &row[6]].map(String::as_str));
        said.map(|cells| cells.into_iter().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ")).collect()
    }

    fn value(&self, column: &str, kind: &str, item: &str) -> &str {
        let row = self.0.iter().find(|row| row[1] == column && row[2] == kind && row[3] == item);
        &row.unwrap_or_else(|| panic!("no row {column} {kind} {item}"))[4]
    }
}

fn assert_says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is missing in:\n{text}");
    }
}

/// The line of a table that begins with this, its cells one space apart.
fn line(table: &str, head: &str) -> String {
    let found = table.lines().find(|line| line.trim_start().starts_with(head));
    let found = found.unwrap_or_else(|| panic!("no line {head} in:\n{table}"));
    found.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn columns_and_bundles_have_totals_and_what_moving_brings() {
    let folder = folder(THREE);
    let asked = ["./held.toml", "./held.toml+./bonus.toml", "./joint.toml", "--set", "C.rate=11"];
    let found = csv(&folder, &asked);
    assert_eq!(found.value("B", "column", ""), "held@2025-04-01#1 + bonus@2025-04-01#1");
    // 27,000 x 10; the same and three times 500; 27,000 x 11. A is what is held and gains nothing on itself.
    let [assumed, local] = ["rests on an assumed figure", "rests on a local term"];
    let totals = ["A 270000 GBP".to_owned(), format!("B 271500 GBP {assumed}"), format!("C 297000 GBP {local}")];
    assert_eq!(found.all("total", ""), totals);
    assert_eq!(found.all("gain", ""), [format!("B 1500 GBP {assumed}"), format!("C 27000 GBP {local}")]);
    let table = form(&folder, "table", &asked);
    assert_eq!(line(&table, "total"), "total £270,000 £271,500* £297,000†");
    assert_eq!(line(&table, "gain on A"), "gain on A £1,500* £27,000†");
    assert_says(&form(&folder, "html", &asked), &["£270,000", "£271,500*", "£297,000†", "£1,500*", "£27,000†"]);
}

#[test]
fn a_contract_without_amounts_is_never_taken_to_pay_zero() {
    let folder = folder(LISTS);
    let bundle = format!("{APMS}+./held.toml");
    let asked = ["./held.toml", APMS, &bundle];
    let found = csv(&folder, &asked);
    assert_eq!(found.all("total", ""), ["A 270000 GBP", "B no amount stated", "C 270000 GBP"]);
    assert_eq!(found.all("gain", ""), ["B no amount stated", "C 0 GBP"]);
    // Nor is a loss what those make who move while others stay and are paid.
    let found = csv(&folder, &["./held.toml", APMS, "--stay", "P3"]);
    assert_eq!(found.all("gain", ""), ["B no amount stated"]);
    assert_eq!(found.value("B", "behind_total", "P3"), "20000");
    let outcome = &json(&folder, &asked)["comparisons"][0]["outcomes"][1];
    assert_eq!([&outcome["total"]["value"], &outcome["gain"]["value"]], ["no amount stated"; 2]);
    let page = form(&folder, "html", &asked);
    assert_says(&page, &["no amount stated"]);
    assert_eq!(page.matches("£0<").count(), 4, "the bundle's gain, in all and of each practice, and no other");
    assert_eq!(line(&form(&folder, "table", &asked), "total"), "total £270,000 no amount stated £270,000");
}

#[test]
fn an_amount_in_another_currency_is_never_added() {
    let folder = folder(LISTS);
    let asked = ["./held.toml", "./held.toml+./dollars.toml", "./dollars.toml"];
    let found = csv(&folder, &asked);
    assert_eq!(found.all("total", ""), ["A 270000 GBP", "B in different units", "C 5000 USD"]);
    assert_eq!(found.all("gain", ""), ["B in different units", "C in different units"]);
    assert_eq!(found.value("B", "practice", "P3"), "20000");
    let table = form(&folder, "table", &asked);
    assert_eq!(line(&table, "total"), "total £270,000 in different units $5,000");
    assert_says(&form(&folder, "html", &asked), &["£270,000", "in different units", "$5,000"]);
    // 12 million of 100 million saved: 5m x 50 % + 5m x 35 % + 2m x 15 % dollars; 27,000 x 150 pounds.
    let saved = r#"{"risk_arrangement": "Professional", "final_benchmark": 100000000, "expenditure": 88000000, "#;
    let asked = ["aco-reach@2023-06-01", "family-care-network", "aco-reach@2023-06-01+family-care-network"];
    let set = ["--set", "B.budget_per_patient=150", "--set", "C.budget_per_patient=150"];
    let found = csv(&self::folder(&LISTS.replacen('{', saved, 1)), &[&asked[..], &set].concat());
    let totals = ["A 4550000 USD", "B 4050000 GBP rests on a local term", "C in different units"];
    assert_eq!(found.all("total", ""), totals);
    assert_eq!(found.all("gain", ""), ["B in different units", "C in different units"]);
}

#[test]
fn contracts_about_a_practice_are_asked_of_each_member_and_only_money_is_added() {
    let found = csv(&folder(THREE), &["./held.toml", "./joint.toml"]);
    assert_eq!(found.all("line", "payment"), ["A 270000 GBP Fee by list; 3; practices together"]);
    assert_eq!(found.all("line", "each"), [""; 0], "a rate of each practice has no sum");
    assert_eq!(["P1", "P2", "P3"].map(|name| found.value("A", "practice", name)), ["120000", "130000", "20000"]);
    // 10,000 x 130.07 + 2,000 x 2.18 - 4.7 % of 1,300,700 = 1,243,927.10; 10,000.55 x 130.07 = 1,300,771.5385.
    let facts = r#"{"subject": "N", "members": [
        {"subject": "P1", "list_size": 9500, "weighted_list_size": 10000, "greater_london_patients": 2000, "opted_out_of_hours": true},
        {"subject": "P2", "list_size": 9500, "weighted_list_size": "10000.55", "greater_london_patients": 0, "opted_out_of_hours": false}]}"#;
    let found = csv(&folder(facts), &["gms-england@2026-06-01", APMS]);
    assert_eq!(["P1", "P2"].map(|name| found.value("A", "practice", name)), ["1243927.1", "1300771.54"]);
    assert_eq!(found.value("A", "total", ""), "2544698.64");
    assert_eq!(found.all("line", "payment_per_patient"), [""; 0]);
}

#[test]
fn the_worst_verdict_of_practices_is_told_with_whose_it_is() {
    let asked = ["./held.toml", "./joint.toml"];
    let found = csv(&folder(THREE), &asked);
    assert_eq!(found.all("criterion", "size"), ["A not met 5,000 patients; 1; P3"]);
    assert_eq!(found.all("criterion", "sound"), ["A met It is sound; 2; every practice"]);
    assert_eq!(found.value("A", "eligible", ""), "not met");
    // P2 is not sound, which is referred; of P1 nobody has said it: undetermined is worse.
    let referred = THREE.replace(": 2000,", ": 5000,").replace("13000, \"sound\": true", "13000, \"sound\": false");
    let found = csv(&folder(&referred), &asked);
    assert_eq!(found.all("criterion", "size"), ["A met 5,000 patients; 1; every practice"]);
    assert_eq!(found.all("criterion", "sound"), ["A refer It is sound; 2; P2"]);
    assert_eq!(found.value("A", "eligible", ""), "refer");
    let folder = folder(&referred.replace("12000, \"sound\": true", "12000"));
    let found = csv(&folder, &asked);
    assert_eq!(found.all("criterion", "sound"), ["A undetermined It is sound; 2; P1"]);
    assert_eq!(found.value("A", "eligible", ""), "undetermined");
    assert_eq!(json(&folder, &asked)["comparisons"][0]["criteria"][1]["columns"]["A"]["note"], "P1");
    assert_says(&form(&folder, "html", &asked), &["It is sound: P1"]);
}

#[test]
fn the_proposals_differ_on_the_same_network() {
    // 27,000 patients: 25,000 and 30,000 at the least, 40,000 by way of illustration, 30,000 by guidance. 27,000 x 150.
    let contracts = ["family-care-network", "voluntary-gp-contract", APMS, "network-contract-des@2025-06-01"];
    let found = csv(&folder(LISTS), &[&contracts[..], &["--set", "A.budget_per_patient=150"]].concat());
    for (column, verdict) in [("A", "met"), ("B", "not met"), ("C", "refer"), ("D", "refer")] {
        assert_eq!(found.value(column, "criterion", "population"), verdict, "{column}");
        assert_eq!(found.value(column, "criterion", "voluntary"), "met", "{column}");
    }
    assert_eq!(found.value("A", "total", ""), "4050000");
    assert_eq!(found.value("B", "total", ""), "undetermined");
    assert_eq!(found.value("D", "line", "registered_population"), "27000");
}

#[test]
fn the_network_is_also_judged_without_each_practice() {
    let without = |lists: [u32; 3]| {
        let members = (1..).zip(lists).map(|(n, list)| format!(r#"{{"subject": "P{n}", "list_size": {list}}}"#));
        let members = members.collect::<Vec<_>>().join(",");
        let stated = lists.iter().sum::<u32>();
        let facts = format!(r#"{{"subject": "N", "stated_list_size": {stated}, "members": [{members}]}}"#);
        let found = csv(&folder(&facts), &["./held.toml", "./joint.toml"]);
        assert_eq!(found.value("B", "criterion", "population"), "met");
        let said = ["P1", "P2", "P3"].map(|practice| found.all("network_without", practice).concat());
        said.map(|verdict| verdict.strip_prefix("B ").expect("B alone is about the network").to_owned())
    };
    // 15,000, 14,000 and just 25,000 are left; 24,999 are one too few; 20,000 three times; 25,000 three times.
    assert_eq!(without([12000, 13000, 2000]), ["not met", "not met", "met"]);
    assert_eq!(without([12000, 12999, 2001]), ["not met", "not met", "not met"]);
    assert_eq!(without([10000, 10000, 10000]), ["not met", "not met", "not met"]);
    assert_eq!(without([12500, 12500, 12500]), ["met", "met", "met"]);
    let table = form(&folder(THREE), "table", &["./held.toml", "./joint.toml"]);
    assert_eq!(line(&table, "P1"), "P1 £120,000 not met");
    assert_eq!(line(&table, "P3"), "P3 £20,000 met");
}

#[test]
fn those_that_stay_behind_keep_the_first_and_the_gain_is_of_all() {
    // The stated 27,000 are of all three: neither those who move nor those who stay are held to them.
    let folder = folder(&THREE.replace(r#""rate": 1"#, r#""rate": 1, "stated_list_size": 27000"#));
    let asked = ["./held.toml+./joint.toml", "./joint.toml", "--set", "B.rate=12", "--stay", "P3"];
    let found = csv(&folder, &asked);
    // 270,000 + 27,000 x 1; 25,000 x 12; of those behind 2,000 x 10 and 2,000 x 1: 300,000 + 22,000 - 297,000.
    assert_eq!(["A", "B"].map(|column| found.value(column, "total", "")), ["297000", "300000"]);
    assert_eq!(found.value("B", "gain", ""), "25000");
    assert_eq!(found.value("B", "criterion", "population"), "met");
    assert_eq!([found.all("behind", "P3"), found.all("behind", "N")], [["B not met held"], ["B not met joint"]]);
    assert_eq!(found.value("B", "behind_total", "P3"), "20000");
    assert_eq!(found.value("B", "behind_total", "N"), "2000");
    assert_eq!(found.value("B", "practice_behind", "P3"), "20000");
    assert_eq!(found.value("B", "practice_gain", "P3"), "0");
    // 25,000 moved; without P1 only 13,000.
    assert_eq!(found.value("B", "network_without", "P1"), "not met");
    assert_eq!(found.all("network_without", "P3"), ["A met"], "under A it is a part, under B it is none");
    let comparison = &json(&folder, &asked)["comparisons"][0];
    assert_eq!(comparison["staying"], serde_json::json!(["P3"]));
    assert_eq!(comparison["outcomes"][1]["practices"][2]["takes_part"], false);
    assert_eq!(comparison["outcomes"][1]["behind"][1]["criteria"][0]["value"], "not met");
    let table = form(&folder, "table", &asked);
    assert_eq!(line(&table, "of those under it"), "of those under it £297,000† £300,000†");
    assert_eq!(line(&table, "gain on A, all together"), "gain on A, all together £25,000†");
    assert_says(&table, &["Stay behind under A: P3", "held: not met", "joint: not met", "stays behind"]);
    let page = form(&folder, "html", &asked);
    assert_says(&page, &["Those that stay behind, under A", "not met: 5,000 patients", "not met: 25,000 patients"]);
}

#[test]
fn where_everybody_stays_nothing_is_gained_and_nobody_unknown_stays() {
    let folder = folder(THREE);
    let found = csv(&folder, &["./held.toml", "./joint.toml", "--stay", "P1", "--stay", "P2", "--stay", "P3"]);
    assert_eq!(found.all("total", ""), ["A 270000 GBP", "B no amount stated"]);
    assert_eq!(found.all("gain", ""), ["B 0 GBP"]);
    let ran = compare(&folder, &["./held.toml", "./joint.toml", "--stay", "P4"]);
    ran.refused(2, &["P4 cannot stay behind: no network of the facts has such a practice", "did you mean P1?"]);
}

#[test]
fn what_is_not_known_is_named_with_its_meaning_and_the_columns_that_wait() {
    let folder = folder(&THREE.replace(r#""rate": 1, "#, "").replacen(r#", "sound": true"#, "", 2));
    let asked = ["./held.toml", "./joint.toml", "./joint.toml+./bonus.toml", "./joint.toml", "--set", "D.rate=10"];
    let found = csv(&folder, &asked);
    let values = |kind: &str| ["B", "C", "D"].map(|column| found.value(column, kind, "").to_owned());
    assert_eq!(values("total"), ["undetermined", "undetermined", "270000"]);
    assert_eq!(values("gain"), ["undetermined", "undetermined", "0"]);
    let [rate, sound] = ["rate", "sound"].map(|name| found.all("waits_for", name).concat());
    assert_eq!(rate, "B, C undetermined GBP per patient local term: What they agreed on");
    assert_eq!(sound, "A undetermined Nothing speaks against it; of P1, P2");
    let waits = &json(&folder, &asked)["comparisons"][0]["waits_for"];
    assert_eq!(
        *waits,
        serde_json::json!([
            {"name": "sound", "practices": ["P1", "P2"], "meaning": "Nothing speaks against it", "unit": "",
                "local_term": false, "columns": ["A"]},
            {"name": "rate", "practices": [], "meaning": "What they agreed on", "unit": "GBP per patient",
                "local_term": true, "columns": ["B", "C"]},
        ])
    );
    let table = form(&folder, "table", &asked);
    assert_says(&table, &["Not given, and waited for"]);
    assert_eq!(line(&table, "B, C"), "B, C rate† What they agreed on GBP per patient");
    let rate = "<td>B, C</td><th scope=\"row\">rate†</th><td>What they agreed on</td><td>GBP per patient</td>";
    assert_says(&form(&folder, "html", &asked), &[rate, "<td>P1, P2</td>", "undetermined</"]);
}

#[test]
fn assumed_figures_and_local_terms_are_marked_in_every_form() {
    let folder = folder(THREE);
    let asked = ["./held.toml", "./held.toml+./bonus.toml", "./joint.toml"];
    let found = csv(&folder, &asked);
    assert!(found.all("line", "bonus").concat().ends_with("rests on an assumed figure"));
    assert!(found.all("line", "budget").concat().ends_with("rests on a local term"));
    let comparison = &json(&folder, &asked)["comparisons"][0];
    let rests_on = [0, 1, 2].map(|outcome| comparison["outcomes"][outcome]["total"]["rests_on"].to_string());
    assert_eq!(rests_on, ["[]", r#"["an assumed figure"]"#, r#"["a local term"]"#]);
    assert_eq!(comparison["lines"][1]["columns"]["B"]["rests_on"], serde_json::json!(["an assumed figure"]));
    let notes = ["* rests on an assumed figure", "† rests on a local term"];
    let [table, page] = ["table", "html"].map(|format| form(&folder, format, &asked));
    assert_says(&table, &notes);
    assert_eq!(line(&table, "bonus"), "bonus Bonus GBP · 1,500* ·");
    assert_says(&page, &notes);
    assert_eq!(page.matches("class=\"doubtful\"").count(), 2, "two bars rest on a doubt");
    assert_eq!(page.matches("class=\"sure\"").count(), 1);
    // What rests on neither has no footnote.
    for format in ["table", "html"] {
        let plain = form(&self::folder(LISTS), format, &["./held.toml", "./dollars.toml"]);
        assert!(!plain.contains("rests on"), "{format}");
    }
}

#[test]
fn a_fact_can_be_set_in_one_column_only() {
    let folder = folder(THREE);
    let contracts = ["./held.toml", "./joint.toml", "./joint.toml"];
    let totals = |set: &[&str]| {
        let found = csv(&folder, &[&contracts[..], set].concat());
        ["A", "B", "C"].map(|column| found.value(column, "total", "").to_owned())
    };
    // The file says 1; 27,000 x 12.50. The last word counts, and a small letter is a column too.
    assert_eq!(totals(&["--set", "B.rate=3", "--set", "b.rate=12.50"]), ["270000", "337500", "27000"]);
    // A fact of practices is set for each of them: three times 10 x 6,000.
    assert_eq!(totals(&["--set", "A.list_size=6000"]), ["180000", "27000", "27000"]);
    for (set, said) in [
        ("D.rate=1", "there is no column D"),
        ("B.rat=1", "no contract of the column takes such a fact"),
        ("A.rate=1", "no contract of the column takes such a fact"),
        ("B.rate=many", "it takes "),
        ("B.rate=1001", "it takes "),
        ("B.rate", "there is no `=`"),
        ("rate=1", "it does not say for which column"),
    ] {
        let ran = compare(&folder, &[&contracts[..], &["--set", set]].concat());
        ran.refused(2, &[&format!("--set {set}: "), said, "write COLUMN.NAME=VALUE"]);
    }
}

#[test]
fn facts_of_other_contracts_are_passed_over_and_names_nobody_knows_are_faults() {
    let asked = ["./held.toml", "./joint.toml"];
    // `risk_arrangement` is of aco-reach, `register_size` of qof-england: neither was asked for.
    let more = THREE.replacen("12000", r#"12000, "register_size": {"DM": 900}"#, 1);
    let more = more.replacen('{', r#"{"risk_arrangement": "Global", "#, 1);
    assert_eq!(form(&folder(&more), "csv", &asked), form(&folder(THREE), "csv", &asked));
    let wrong = THREE.replace("joined_freely", "joined_freley").replacen("list_size", "list_sise", 1);
    let faults = [
        "facts.json has 3 faults",
        "key joined_freley: none of the contracts, and none that is built in, takes such a fact of a network; did you mean `joined_freely`?",
        "key list_sise: none of the contracts, and none that is built in, takes such a fact of a practice; did you mean `list_size`?",
        "key weather: none of the contracts, and none that is built in, takes such a fact of a practice; leave it out",
    ];
    compare(&folder(&wrong.replacen("sound", "weather", 1)), &asked).refused(2, &faults);
    let many = THREE.replacen("12000", "\"many\"", 1);
    compare(&folder(&many), &asked).refused(2, &["facts.json has a fault", "list_size", "many"]);
}

#[test]
fn facts_that_contradict_each_other_are_refused_and_both_are_shown() {
    let stated = |figure: u32| folder(&LISTS.replacen('{', &format!(r#"{{"stated_list_size": {figure}, "#), 1));
    compare(&stated(27000), &["./held.toml", "./joint.toml"]).fine();
    let lists = "list_size of its practices = 27000 together (P1 12000, P2 13000, P3 2000)";
    compare(&stated(27001), &["./held.toml", "./joint.toml"]).refused(2, &["stated_list_size = 27001", lists]);
    compare(&stated(26999), &["./held.toml", "family-care-network"]).refused(2, &["stated_list_size = 26999", lists]);
    let company = LISTS.replacen("12000", r#"12000, "holder": "company limited by shares", "partners": 2"#, 1);
    let said = "Only a partnership has partners: holder = company limited by shares, partners = 2";
    compare(&folder(&company), &["gms-england@2026-06-01", APMS]).refused(2, &["P1: ", said]);
}

#[test]
fn every_form_of_facts_gives_the_same_comparison() {
    let forms = [
        (
            "wide.csv",
            "subject,network,rate,joined_freely,list_size,sound\nP1,N,1,yes,12000,yes\nP2,N,1,yes,13000,yes\nP3,N,1,yes,2000,yes\n",
        ),
        (
            "long.csv",
            "network,subject,fact,value\nN,P1,rate,1\nN,P1,joined_freely,yes\nN,P1,list_size,12000\nN,P1,sound,true\n\
             N,P2,list_size,13000\nN,P2,sound,true\nN,P3,list_size,2000\nN,P3,sound,true\n",
        ),
        (
            "facts.toml",
            "[[subject]]\nsubject = \"N\"\nrate = 1\njoined_freely = true\n\
             [[subject.members]]\nsubject = \"P1\"\nlist_size = 12000\nsound = true\n\
             [[subject.members]]\nsubject = \"P2\"\nlist_size = 13000\nsound = true\n\
             [[subject.members]]\nsubject = \"P3\"\nlist_size = 2000\nsound = true\n",
        ),
    ];
    let contracts = ["./held.toml", "./joint.toml", "family-care-network", "gms-england@2026-06-01", "--stay", "P3"];
    let expected = form(&folder(THREE), "csv", &contracts);
    assert_eq!(rows(&expected).value("A", "total", ""), "270000");
    for (name, content) in forms {
        let folder = folder("{}").with(name, content);
        let out = folder.run(&[&["compare", "--facts", name, "--format", "csv"], &contracts[..]].concat()).fine();
        assert_eq!(out, expected, "{name}");
    }
}

#[test]
fn a_column_that_is_missing_is_unknown_and_no_fault() {
    let folder = folder("{}").with("wide.csv", "subject,network,list_size\nP1,N,12000\nP2,N,13000\n");
    let arguments = ["compare", "./held.toml", "./joint.toml", "--facts", "wide.csv", "--format", "csv"];
    let found = rows(&folder.run(&arguments).fine());
    assert_eq!(found.value("A", "criterion", "sound"), "undetermined");
    assert_eq!(found.value("A", "total", ""), "250000");
    assert_eq!(found.value("B", "total", ""), "undetermined");
}

#[test]
fn the_page_is_one_file_that_anyone_can_read() {
    let folder = folder(&THREE.replace("\"N\"", r#""<b>&\"""#).replace("P1", "<script>"));
    let asked = ["./held.toml", "./held.toml+./bonus.toml", "./joint.toml", "--stay", "P3"];
    let page = form(&folder, "html", &asked);
    assert!(page.starts_with("<!DOCTYPE html>") && page.trim_end().ends_with("</html>"));
    for outside in ["http://", "https://", "<script", "<link", "<img", "@import", "src=", "href=", "<b>"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert_eq!(page.matches("url(").count(), page.matches("url(#hatch)").count());
    assert_eq!(page.matches("id=\"hatch\"").count(), 1);
    assert_says(
        &page,
        &["<html lang=\"en-GB\">", "<title>Contracts compared: &lt;b&gt;&amp;", "<h2>&lt;b&gt;&amp;", "&lt;script&gt;"],
    );
    let tables: Vec<&str> = page.split("<table").skip(1).collect();
    assert!(tables.len() >= 6);
    for table in tables {
        assert!(table.split_once('>').unwrap().1.starts_with("<caption>"), "a table without a caption: {table}");
    }
    let heads: Vec<&str> = page.split("<th").skip(1).filter(|rest| rest.starts_with([' ', '>'])).collect();
    assert!(heads.len() > 20);
    for head in heads {
        assert!(head.split_once('>').unwrap().0.contains("scope=\""), "a head without scope: <th{head}");
    }
    compare(&folder, &[&asked[..], &["--format", "html", "--output", "page.html"]].concat()).fine();
    assert_eq!(folder.read("page.html"), page);
}

#[test]
fn a_single_practice_has_no_members_and_several_subjects_keep_their_order() {
    let [one, other] = [5000, 4999].map(|list| format!(r#""list_size": {list}, "sound": true"#));
    let folder = folder(&format!(r#"[{{"subject": "S", {one}}}, {{"subject": "T", {other}}}]"#));
    let asked = ["./held.toml", "./held.toml+./bonus.toml"];
    let found = csv(&folder, &asked);
    // First S, then T: 10 x 5,000 and 10 x 4,999, then 500 more for each.
    let values = |kind: &str| {
        let rows = found.0.iter().filter(move |row| row[2] == kind && row[3].is_empty());
        rows.map(|row| format!("{} {} {}", row[0], row[1], row[4])).collect::<Vec<_>>()
    };
    assert_eq!(values("total"), ["S A 50000", "S B 50500", "T A 49990", "T B 50490"]);
    assert_eq!(values("gain"), ["S B 500", "T B 500"]);
    assert_eq!(values("eligible"), ["S A met", "S B met", "T A not met", "T B not met"]);
    assert!(found.0.iter().all(|row| !row[2].starts_with("practice")));
    // What has no sum over practices is there where there is one.
    assert!(found.0.iter().any(|row| row[3] == "each" && row[4] == "10"));
    let comparisons = &json(&folder, &asked)["comparisons"];
    assert_eq!([&comparisons[0]["subject"], &comparisons[1]["subject"]], ["S", "T"]);
    assert_eq!(comparisons[0]["members"], serde_json::json!([]));
    let table = form(&folder, "table", &asked);
    assert!(table.find("\nS\n").unwrap() < table.find("\nT\n").unwrap());
    assert!(!table.contains("Practices"));
}

#[test]
fn a_wrong_call_ends_with_the_exit_code_for_it() {
    let folder = folder(LISTS);
    compare(&folder, &["./held.toml"]).refused(2, &["2 values required"]);
    compare(&folder, &["./held.toml"; 27]).refused(2, &["./held.toml"]);
    let found = csv(&folder, &["./held.toml"; 26]);
    assert_eq!(found.value("Z", "total", ""), "270000");
    compare(&folder, &["./held.toml", "integrated-amps"]).refused(3, &["did you mean integrated-apms?"]);
    compare(&folder, &["./held.toml", "gms-england@2030-01-01"]).refused(3, &["no definition", "2030-01-01"]);
    compare(&folder, &["./held.toml", "./nowhere.toml"]).refused(4, &["cannot read ./nowhere.toml"]);
    folder.run(&["compare", "./held.toml", APMS, "--facts", "none.json"]).refused(4, &["cannot read none.json"]);
}

#[test]
fn a_contract_is_not_held_twice_in_one_column() {
    let folder = folder(LISTS);
    for twice in ["./held.toml+./held.toml", "./held.toml+./bonus.toml+held.toml", "gms-england+gms-england@2026-06-01"]
    {
        compare(&folder, &[APMS, twice]).refused(2, &[twice, "twice"]);
    }
    let found = csv(&folder, &["./held.toml", "./held.toml"]);
    assert_eq!(found.value("B", "gain", ""), "0", "two columns may hold the same");
}

#[test]
fn json_says_what_csv_says_and_its_numbers_are_texts() {
    fn has_number(value: &Value) -> bool {
        match value {
            Value::Number(_) => true,
            Value::Array(list) => list.iter().any(has_number),
            Value::Object(map) => map.values().any(has_number),
            _ => false,
        }
    }
    let folder = folder(THREE);
    let asked =
        ["./held.toml", "./held.toml+./bonus.toml", "./joint.toml", "qof-england@2025-06-30+./dollars.toml", APMS];
    let whole = json(&folder, &asked);
    let found = csv(&folder, &asked);
    let comparison = &whole["comparisons"][0];
    assert!(!has_number(comparison));
    let mut cells = 0;
    for (key, kind) in [("criteria", "criterion"), ("conditions", "condition"), ("lines", "line")] {
        for row in comparison[key].as_array().unwrap() {
            for (column, cell) in row["columns"].as_object().unwrap() {
                assert_eq!(cell["value"], found.value(column, kind, row["name"].as_str().unwrap()));
                cells += 1;
            }
        }
    }
    assert_eq!(cells, found.0.iter().filter(|row| ["criterion", "condition", "line"].contains(&&*row[2])).count());
    assert!(cells > 10);
    for outcome in comparison["outcomes"].as_array().unwrap() {
        let column = outcome["column"].as_str().unwrap();
        assert_eq!(outcome["total"]["value"], found.value(column, "total", ""));
        assert_eq!(outcome["eligible"].as_str().unwrap_or_default(), found.value(column, "eligible", ""));
        for practice in outcome["practices"].as_array().unwrap() {
            let name = practice["practice"].as_str().unwrap();
            assert_eq!(practice["total"]["value"], found.value(column, "practice", name));
        }
    }
}
