//! Answers as HTML: what a fragment says, that it says it without colour, and that no text of a user becomes markup.

use entitle_answers::comparison::{Column, Compared, compare};
use entitle_answers::patient::Explainer;
use entitle_answers::{Asked, Document, Identified, Record, With, content, evaluate, html, shared, subjects};
use entitle_kernel::Contract;

fn built_in(id: &str, day: &str) -> Contract<'static> {
    entitle_contracts::find(id, day.parse().unwrap(), None).unwrap()
}

fn qof() -> Contract<'static> {
    built_in("qof-england", "2025-06-30")
}

/// 6 of 17 at 17 points: 0.125 points (the design's own example), 28.19 pounds (rule test of the definition).
fn six_of_seventeen() -> Record {
    let facts = [
        ("list_size", "10184"),
        ("register_size.DM", "1273"),
        ("national_prevalence.DM", "0.125"),
        ("numerator.DM020", "6"),
        ("denominator.DM020", "17"),
    ];
    Record::of("p1", facts)
}

/// Every patient of every indicator, at the national prevalence and the average list.
fn full(contract: &Contract<'_>) -> Record {
    let mut facts = vec![("list_size".to_owned(), "10184")];
    for register in (0..contract.register_count()).map(|index| contract.register_name(index)) {
        facts.push((format!("register_size.{register}"), "1273"));
        facts.push((format!("national_prevalence.{register}"), "0.125"));
    }
    for indicator in (0..contract.indicator_count()).map(|index| contract.indicator_name(index)) {
        facts.push((format!("numerator.{indicator}"), "100"));
        facts.push((format!("denominator.{indicator}"), "100"));
    }
    Record::of("full", facts.iter().map(|(name, text)| (name.as_str(), *text)))
}

fn network(members: &[(&str, &str)]) -> Record {
    let mut network = Record::of("N", [("joined_freely", "true"), ("budget_per_patient", "7")]);
    network.members = members.iter().map(|(name, list)| Record::of(name, [("list_size", *list)])).collect();
    network
}

fn statement(contract: &Contract<'_>, record: Record) -> String {
    let subjects = subjects(&Document::of("facts", vec![record]), contract, Asked::Statement).unwrap();
    html::statement(&Identified::from(*contract), &evaluate(contract, &subjects[0], With::ALL).unwrap())
}

fn explanation(contract: &Contract<'_>, indicator: &str, record: Record) -> String {
    let contract = Identified::from(*contract);
    let explainer = Explainer::new(&contract, indicator, None).unwrap();
    let subjects = explainer.subjects(&Document::of("facts", vec![record]), &[]).unwrap();
    let admitted = explainer.admit(subjects, "facts").unwrap();
    html::explanation(&explainer.explain(&admitted[0]).unwrap())
}

/// A patient with diabetes who declined the care in the year.
fn declined() -> Record {
    let facts = [
        ("age", "60"),
        ("reg_dat", "2010-01-01"),
        ("dmlat_dat", "2012-05-01"),
        ("dmres_dat", "null"),
        ("dm_dat", "2012-05-01"),
        ("frailty", "null"),
        ("ifcchba_dat", "2025-06-01"),
        ("ifcchba_val", "64"),
        ("fructosamine_dat", "null"),
        ("dmmax_dat", "null"),
        ("dmpcapu_dat", "null"),
        ("bldtestdec_dat", "null"),
        ("dmpcadec_dat", "2025-09-01"),
    ];
    Record::of("declined", facts)
}

/// The fragment of a comparison, and the whole page.
fn comparison(contracts: &[Contract<'_>], record: Record) -> [String; 2] {
    let columns: Vec<Column> =
        ('A'..='Z').zip(0..contracts.len()).map(|(letter, place)| Column { letter, contracts: vec![place] }).collect();
    let subjects = shared(&Document::of("facts", vec![record]), contracts).unwrap();
    let comparisons = [compare(contracts, &columns, &[], &subjects[0], &[]).unwrap()];
    let days = vec![None; contracts.len()];
    let compared = Compared { contracts, days, columns: &columns, comparisons: &comparisons };
    [html::comparison(&compared), html::comparison_page(&compared)]
}

/// £6 a head for access against £7 a head as the parties agreed.
fn two_networks() -> [String; 2] {
    let day = "2019-06-01";
    let contracts = [built_in("extended-access", day), built_in("family-care-network", day)];
    comparison(&contracts, network(&[("P1", "20000"), ("P2", "10000")]))
}

fn assert_says(fragment: &str, parts: &[&str]) {
    for part in parts {
        assert!(fragment.contains(part), "`{part}` is missing in:\n{fragment}");
    }
}

/// The rows of all tables that hold this.
fn rows<'f>(fragment: &'f str, holds: &str) -> Vec<&'f str> {
    let rows = fragment.split("<tr").skip(1).filter_map(|rest| rest.split_once("</tr>"));
    rows.map(|(row, _)| row).filter(|row| row.contains(holds)).collect()
}

/// The cells of the one row that holds this, without their markup.
fn cells(fragment: &str, holds: &str) -> Vec<String> {
    let found = rows(fragment, holds);
    assert_eq!(found.len(), 1, "rows with {holds} in:\n{fragment}");
    found[0].split("</t").map(text_of).filter(|cell| !cell.is_empty()).collect()
}

fn text_of(markup: &str) -> String {
    let texts = markup.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text));
    texts.collect::<String>().trim().to_owned()
}

#[test]
fn a_statement_shows_counts_points_amounts_and_headroom_of_an_indicator() {
    let contract = qof();
    let fragment = statement(&contract, six_of_seventeen());
    assert_says(&fragment, &["p1, Quality and Outcomes Framework", "qof-england@2025-04-01#1", "source:"]);
    // 12.75 is 75 percent of 17, so 13 are needed, and 6 are there.
    let expected = ["DM020", "17", "6", "35.3%", "0.125", "17", "225.49†", "28.19*†", "7", "undetermined"];
    assert_eq!(cells(&fragment, r#"row">DM020<"#), expected);
    assert_eq!(cells(&fragment, r#"row">DM<"#)[..2], ["DM", "1,273"]);
}

#[test]
fn a_statement_names_what_it_waits_for_and_what_its_signs_mean() {
    let fragment = statement(&qof(), six_of_seventeen());
    assert_says(&fragment, &["Without counts: AF006, ", "waits for ", "Not given, and waited for"]);
    assert_says(&fragment, &["* rests on an assumed figure", "† rests on a local term"]);
    let sure = statement(&built_in("extended-access", "2019-04-01"), Record::of("P", [("list_size", "10000")]));
    // £6 a head
    assert_says(&sure, &[">60,000<"]);
    assert!(!sure.contains("* rests on"), "{sure}");
}

#[test]
fn a_long_table_is_folded_and_a_short_one_is_open() {
    let contract = qof();
    let fragment = statement(&contract, full(&contract));
    assert_says(&fragment, &["<details><summary><strong>Indicators</strong> (44)"]);
    assert_says(&fragment, &["<details open><summary><strong>Amounts</strong>"]);
    // 564 points at £225.49.
    assert_says(&fragment, &["127,176.36"]);
    assert!(!fragment.contains("Not given"), "a part without rows is left out");
}

#[test]
fn verdicts_are_told_apart_by_their_signs() {
    let contract = built_in("voluntary-gp-contract", "2017-06-30");
    let fragment = statement(&contract, network(&[("P1", "12000"), ("P2", "13000")]));
    // 25,000 of the 30,000 that are asked for; nobody has said whether it is open on seven days.
    assert_eq!(cells(&fragment, r#"row">population</th><td><"#)[1], "✗ not met");
    assert_eq!(cells(&fragment, r#"row">voluntary<"#)[1], "✓ met");
    assert_eq!(cells(&fragment, r#"row">seven_days<"#)[1], "? undetermined");
    assert_says(&fragment, &["Eligible: </strong><span class=\"verdict not-met\">"]);
}

#[test]
fn the_row_that_decided_is_marked_and_what_was_not_reached_says_so() {
    let fragment = explanation(&qof(), "DM020", declined());
    assert_says(&fragment, &["<span class=\"verdict\">adjusted</span>: Declined the care (declined)"]);
    assert_says(&fragment, &["decided by denominator of DM020, row 7", "achievement date 2026-03-31"]);
    let decided = rows(&fragment, r#"aria-label="ended here""#);
    assert_eq!(decided.len(), 2, "one of the register, one of the denominator");
    assert!(decided.iter().all(|row| row.starts_with(" class=\"decided\"") && row.contains('→')));
    assert_says(decided[1], &["dmpcadec_dat 2025-09-01", "period_end - 12 months = 2025-03-31", "adjust (declined)"]);
    // Rows 8 to 10 of the denominator, and the numerator.
    let unreached = rows(&fragment, ">not reached<");
    assert_eq!(unreached.len(), 4);
    assert!(unreached.iter().all(|row| row.starts_with(" class=\"unreached\"")));
}

#[test]
fn an_undetermined_explanation_names_the_facts_that_it_needs() {
    let mut record = declined();
    record.given.retain(|given| given.name != "ifcchba_val");
    let fragment = explanation(&qof(), "DM020", record);
    assert_says(&fragment, &[">undetermined</span>", "stopped at denominator of DM020, row 2; it needs ifcchba_val"]);
}

#[test]
fn rules_show_what_a_name_stands_for_what_a_row_does_and_what_it_reads() {
    let contract = qof();
    let fragment = html::rules(&content::rules(&contract, "DM020").unwrap());
    let titles = ["register DM", "denominator of DM020", "numerator of DM020"];
    let places = titles.map(|title| fragment.find(&format!("<strong>{title}</strong>")).unwrap());
    assert!(places.is_sorted(), "{places:?}");
    assert_says(
        &fragment,
        &["frailty in (&quot;moderate&quot;, &quot;severe&quot;)", "adjust (declined)", "Facts read"],
    );
}

#[test]
fn a_contract_tells_its_period_and_marks_what_is_assumed() {
    let contract = built_in("voluntary-gp-contract", "2017-06-30");
    let fragment = html::contract(&contract);
    assert_says(
        &fragment,
        &["in force from 2017-04-01, read up to 2017-04-30; a statement is about a network", "1 assumed"],
    );
    assert_eq!(cells(&fragment, r#"row">form"#)[..2], ["form*", "assumed"]);
    assert_eq!(cells(&fragment, r#"row">budget*<"#)[0], "budget*", "it rests on a local term too");
    assert!(!fragment.contains("<details open"), "all parts are folded");
}

#[test]
fn a_comparison_has_the_same_content_as_a_fragment_and_as_a_page() {
    let [fragment, page] = two_networks();
    // 30,000 patients at £6 and at £7.
    for text in [&fragment, &page] {
        assert_says(text, &["£180,000", "£210,000†", "£30,000†"]);
    }
    let [of_fragment, of_page] = [&fragment, &page].map(|text| {
        let tables = text.split("<table").skip(1).map(|rest| text_of(&format!("<{rest}")));
        tables.collect::<Vec<_>>()
    });
    assert_eq!(of_fragment[..of_fragment.len() - 1], of_page[..of_page.len() - 1]);
    assert!(page.starts_with("<!DOCTYPE html>") && !fragment.contains("<!DOCTYPE"));
}

/// One of each kind.
fn fragments() -> Vec<String> {
    let contract = qof();
    let [comparison, _] = two_networks();
    vec![
        statement(&contract, full(&contract)),
        explanation(&contract, "DM020", declined()),
        html::rules(&content::rules(&contract, "DM020").unwrap()),
        html::contract(&contract),
        comparison,
    ]
}

#[test]
fn fragments_stand_on_one_page_and_reach_nothing_outside_themselves() {
    for fragment in fragments() {
        assert!(fragment.starts_with("<div class=\"entitle\"><style>") && fragment.ends_with("</div>"));
        for outside in [" id=", "<script", "http://", "https://", "src=", "href=", "url(", "@import", " on"] {
            let markup = fragment.split('<').filter_map(|part| part.split_once('>')).map(|(tag, _)| tag);
            assert!(markup.into_iter().all(|tag| !tag.contains(outside)), "{outside}");
        }
        let (style, _) = fragment.split_once("<style>").unwrap().1.split_once("</style>").unwrap();
        let (_, rules) = style.split_once("*/").unwrap();
        for selectors in rules.split('}').filter_map(|rule| rule.split_once('{')).map(|(selectors, _)| selectors) {
            assert!(selectors.split(',').all(|selector| selector.trim().starts_with(".entitle")), "{selectors}");
        }
        assert!(!style.contains("url(") && !style.contains("@import"));
    }
}

#[test]
fn every_head_of_a_table_says_what_it_heads_and_every_element_is_closed() {
    for fragment in fragments() {
        let heads: Vec<&str> = fragment.split("<th").skip(1).filter(|rest| rest.starts_with([' ', '>'])).collect();
        assert!(heads.len() > 5);
        assert!(heads.iter().all(|head| head.split_once('>').unwrap().0.contains("scope=\"")));
        for element in ["div", "section", "details", "table", "tr", "td", "span", "p"] {
            let opened = [" ", ">"].map(|end| fragment.matches(&format!("<{element}{end}")).count());
            let closed = fragment.matches(&format!("</{element}>")).count();
            assert_eq!(opened.iter().sum::<usize>(), closed, "{element}");
        }
    }
}

/// A definition whose every text is markup.
const MARKUP: &str = r#"
semantics = 1
contract = { id = "markup", title = "<script>t</script>", doc = "<script>d</script>", in_force = 2025-04-01, until = 2026-04-01, subject = "practice", pays = "payment" }
source.read = { title = "<script>s</script>", grade = "assumed", note = "<script>n</script>" }
fact.practice.list_size = { type = "integer", range = [1, 100000], unit = "<script>u</script>", pool = "sum", doc = "<script>f</script>" }
fact.practice.fee = { type = "decimal", places = 2, range = [0, 10], unit = "<b>", local = true, doc = "<script>l</script>" }
fact.patient.age = { type = "integer", range = [0, 130], unit = "years", doc = "<script>a</script>", from = { cluster = "<script>k</script>", select = "value", until = "achievement_date" } }
reason.young = { text = "<script>r</script>", class = "young" }
criterion.size = { title = "<script>c</script>", require = "list_size >= 5", otherwise = "fail", clause = "<script>1</script>", source = "read" }
line.payment = { title = "<script>p</script>", value = "fee * list_size", unit = "<i>", clause = "<script>2</script>", source = "read" }

[register.R]
title = "<script>R</script>"
source = "read"
rows = [ { if = "age < 5", then = "reject", clause = "<script>3</script>" }, { otherwise = "select" } ]

[indicator.I1]
title = "<script>I</script>"
register = "R"
points = 10
scale = { band = ["50%", "90%"] }
source = "read"
denominator = [ { if = "age < 18", then = "adjust", because = "young", else = "select" } ]
numerator = "age < 60"
"#;

#[test]
fn no_text_of_a_user_becomes_markup() {
    let image = entitle_compiler::compile("markup.toml", MARKUP).expect("the definition compiles").image;
    let contract = Contract::new(&image).unwrap();
    let evil = "<script>x</script>";
    let record = || Record::of(evil, [("list_size", "7")]);
    let [compared, page] = comparison(&[contract, contract], record());
    let all = [
        statement(&contract, record()),
        explanation(&contract, "I1", Record::of(evil, [("age", "7")])),
        html::rules(&content::rules(&contract, "I1").unwrap()),
        html::contract(&contract),
        compared,
        page,
    ];
    for text in all {
        assert!(text.contains("&lt;script&gt;"), "{text}");
        for markup in ["<script", "<b>", "<i>"] {
            assert!(!text.contains(markup), "{markup} in:\n{text}");
        }
    }
}
