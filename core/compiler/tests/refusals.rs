//! What cannot be right is refused where it stands, once, and in bounded time; what can be right is not.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use entitle_compiler::{Diagnostic, check};
use entitle_kernel::Contract;

const GOOD: &str = include_str!("good.toml");

/// The good definition with one text put in another's place.
fn with(old: &str, new: &str) -> String {
    assert_eq!(GOOD.matches(old).count(), 1, "{old:?} stands once in the good definition");
    GOOD.replace(old, new)
}

fn found(text: &str) -> Vec<Diagnostic> {
    check("good.toml", text).diagnostics.list().to_vec()
}

fn codes(text: &str) -> Vec<&'static str> {
    found(text).iter().map(|fault| fault.code).collect()
}

fn help(text: &str) -> String {
    found(text).first().and_then(|fault| fault.help.clone()).unwrap_or_default()
}

/// Compiles without a fault; warnings may stand.
fn compiles(text: &str) -> Vec<u8> {
    let checked = check("good.toml", text);
    checked.image.unwrap_or_else(|| panic!("{}", checked.diagnostics))
}

#[test]
fn a_line_of_the_subject_is_not_one_of_each_practice() {
    for fold in ["sum(practices.risk)", "(if every p in practices satisfies p.risk > 1 then 1 else 2)"] {
        let text = with("sum(registers.prevalence_value) + risk\"", &format!("{fold}\""));
        assert!(codes(&text).contains(&"wrong-scope"), "{fold}");
    }
}

#[test]
fn prose_of_many_sentences_is_no_deep_key() {
    let prose = "It says so. ".repeat(60);
    compiles(&with("doc = \"Spend\"", &format!("doc = \"{prose}\" # {prose}")));
    compiles(&with("note = \"Read in full\"", &format!("note = '''\n{prose}\n{prose}'''")));
}

#[test]
fn a_rate_outside_nought_to_one_asks_for_the_percent_sign() {
    for (old, new) in [
        ("{ band = [\"35%\", \"75%\"] }", "{ band = [\"35\", \"75%\"] }"),
        ("{ band = [\"35%\", \"75%\"] }", "{ all_or_nothing = 35 }"),
        ("{ at = \"50%\", earns = \"40%\" }, { at = \"80%\"", "{ at = \"50%\", earns = \"40%\" }, { at = \"35\""),
        ("\"80%\", \"90%\"]\nfloor", "\"80%\", \"35\"]\nfloor"),
    ] {
        let text = with(old, new);
        assert_eq!(codes(&text), ["bad-scale"], "{new}");
        assert_eq!(help(&text), "did you forget the percent sign? `\"35%\"`", "{new}");
    }
    for rate in ["\"-0.1\"", "\"135%\"", "101"] {
        let text = with("{ band = [\"35%\", \"75%\"] }", &format!("{{ all_or_nothing = {rate} }}"));
        assert_eq!((codes(&text), help(&text)), (vec!["bad-scale"], String::new()), "{rate}");
    }
}

#[test]
fn a_scale_that_says_what_it_is_of_has_rates_of_any_size() {
    compiles(&with("all_or_nothing = \"90%\", of", "all_or_nothing = \"90\", of"));
    compiles(&with("{ band = [\"35%\", \"75%\"] }", "{ band = [0, 1] }"));
}

#[test]
fn nothing_earns_more_than_there_is() {
    assert_eq!(codes(&with("earns = \"100%\"", "earns = \"100.5%\"")), ["bad-scale"]);
    let own = |earns: &str| {
        with("{ band = [\"35%\", \"75%\"] }", &format!("{{ steps = [ {{ at = \"50%\", earns = {earns} }} ] }}"))
    };
    assert_eq!(codes(&own("\"17.1\"")), ["bad-scale"]);
    assert_eq!(codes(&own("18")), ["bad-scale"]);
    compiles(&own("17"));
    compiles(&own("\"100%\""));
}

#[test]
fn a_floor_is_a_score_from_nought_to_ten() {
    for floor in ["\"-0.5\"", "\"10.5\"", "11"] {
        assert_eq!(codes(&with("floor = \"3\"", &format!("floor = {floor}"))), ["bad-scale"], "{floor}");
    }
    compiles(&with("floor = \"3\"", "floor = 10"));
}

#[test]
fn a_hundred_faults_are_told_and_the_others_counted() {
    let mut text = GOOD.to_owned();
    for index in 0..150 {
        write!(text, "[condition.c{index}]\nwhen = \"unheard_of_{index}\"\n").unwrap();
    }
    let faults = found(&text);
    assert_eq!(faults.len(), 101);
    assert_eq!((faults[100].code, faults[100].message.as_str()), ("and-more", "and 50 more"));
    assert!(check("good.toml", &text).diagnostics.has_errors());
}

#[test]
fn thousands_of_faults_in_a_long_file_are_told_at_once() {
    let mut text = GOOD.to_owned();
    for index in 0..40_000 {
        write!(text, "# {}\nunheard_of_{index} = 1\n", "x".repeat(50)).unwrap();
    }
    let start = Instant::now();
    let diagnostics = check("good.toml", &text).diagnostics;
    let (rendered, plain) = (diagnostics.render(false), diagnostics.plain());
    assert!(rendered.contains("more") && plain.len() == 101);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn places_are_counted_in_characters_of_their_line() {
    let source = entitle_compiler::Source::new("x.toml", "éé\na é = ß\n\n");
    for (offset, line, column) in [(0, 1, 1), (2, 1, 2), (4, 1, 3), (5, 2, 1), (9, 2, 4), (12, 2, 7), (99, 4, 1)] {
        let place = source.place(offset);
        assert_eq!((place.line, place.column), (line, column), "{offset}");
    }
}

#[test]
fn more_declarations_than_a_contract_holds_are_one_fault_each_kind() {
    let many = |what: &str, body: &str, count: usize| {
        let all: String = (0..count).map(|index| format!("[{what}.many{index}]\n{body}\n")).collect();
        format!("{GOOD}{all}")
    };
    for (what, body, most) in [
        ("source", "title = \"x\"\ngrade = \"assumed\"", 1024),
        ("parameter", "value = 1\nunit = \"x\"\nsource = \"guidance\"", 1024),
        ("reason", "text = \"x\"", 1024),
        ("table", "source = \"guidance\"\nbands = [ { from = 0, value = 1 } ]", 1024),
        ("scale", "all_or_nothing = \"5%\"", 1024),
        ("attribute", "type = \"boolean\"\nsource = \"guidance\"", 1024),
        ("rules", "rows = [ { otherwise = \"unheard_of\" } ]", 256),
    ] {
        let text = many(what, body, most + 1);
        let faults = found(&text);
        let counted: Vec<&Diagnostic> = faults.iter().filter(|fault| fault.code == "too-many").collect();
        assert_eq!(counted.len(), 1, "{what}: {faults:?}");
        if what != "rules" {
            assert_eq!(faults.len(), 1, "nothing deeper is looked at: {what}");
        }
    }
    // As many as there may be are still looked at.
    compiles(&many("parameter", "value = 1\nunit = \"x\"\nsource = \"guidance\"", 1000));
}

#[test]
fn conditions_that_all_need_one_another_are_one_cycle() {
    let mut text = GOOD.to_owned();
    for index in 0..60 {
        let others: Vec<String> = (0..60).filter(|other| *other != index).map(|other| format!("c{other}")).collect();
        write!(text, "[condition.c{index}]\nwhen = \"{}\"\n", others.join(" and ")).unwrap();
    }
    assert_eq!(codes(&text), ["cycle"]);
    // Cycles apart from one another are told each.
    let two = "[condition.a]\nwhen = \"b\"\n[condition.b]\nwhen = \"a\"\n[condition.c]\nwhen = \"c\"\n";
    assert_eq!(codes(&format!("{GOOD}{two}")), ["cycle", "cycle"]);
}

#[test]
fn words_that_files_of_facts_write_for_null_and_unknown_are_no_values() {
    for word in ["null", "?", ""] {
        let text = with("values = [\"A\", \"B\", \"T1+\"]", &format!("values = [\"A\", \"B\", \"T1+\", \"{word}\"]"));
        assert!(codes(&text).contains(&"bad-name"), "{word:?}");
    }
}

#[test]
fn a_branch_of_a_patients_condition_may_be_null() {
    for condition in ["if smoker then null else true", "not(if smoker then null else age > 3)"] {
        compiles(&with("\"age < 17\"", &format!("\"{condition}\"")));
    }
}

#[test]
fn names_in_a_block_that_no_table_uses_are_checked() {
    let block = |row: &str| format!("{GOOD}[rules.idle]\nwith = [\"given\", \"why\"]\nrows = [ {row} ]\n");
    compiles(&block("{ if = \"given > 3 and age > 4\", then = \"exclude\", because = \"why\" }"));
    for (row, code) in [
        ("{ if = \"given > agee\", then = \"reject\" }", "unknown-name"),
        ("{ if = \"given > 1 or list_size > 3\", then = \"reject\" }", "wrong-scope"),
        ("{ if = \"in_register.DMM\", then = \"reject\" }", "unknown-name"),
        ("{ if = \"age > 1\", then = \"exclude\", because = \"unheard_of\" }", "unknown-name"),
        ("{ if = \"band(msr, age) > 1\", then = \"reject\" }", "wrong-scope"),
    ] {
        assert_eq!(codes(&block(row)), [code], "{row}");
    }
}

#[test]
fn an_argument_that_no_row_looks_at_is_an_expression_all_the_same() {
    let use_with = |argument: &str| {
        with("with = [\"when\", \"why\"]", "with = [\"when\", \"why\", \"idle\"]")
            .replace("why = \"refused\" }", &format!("why = \"refused\", idle = \"{argument}\" }}"))
    };
    compiles(&use_with("age + 3"));
    compiles(&use_with("frail"));
    assert_eq!(codes(&use_with("agee + 3")), ["unknown-name"]);
    assert_eq!(codes(&use_with("smoker + 3")), ["wrong-type"]);
}

#[test]
fn a_rows_text_has_its_arguments_where_the_names_stood() {
    let row = "{ if = 'when > period_end - duration(\"P12M\") and when <= period_end'";
    let new = r#"{ if = """ frailty = \"when\" and /* when */ \
        when > period_end - duration("P1Y") and seen < when // why when
        """"#;
    let text = with(row, new).replace("values = [\"none\",", "values = [\"when\", \"none\",");
    let text = text.replace("when = \"declined\", why", "when = 'declined + duration(\"P1D\")', why");
    let image = compiles(&text);
    let contract = Contract::new(&image).unwrap();
    let wanted = "frailty = \"when\" and /* when */ (declined + duration(\"P1D\")) > \
                  period_end - duration(\"P1Y\") and seen < (declined + duration(\"P1D\")) // why when";
    let holds = |wanted: &str| image.windows(wanted.len()).any(|window| window == wanted.as_bytes());
    assert!(holds(wanted), "{}", contract.id());
}

#[test]
fn every_word_of_feel_is_kept_from_names() {
    for word in ["external", "instance", "function", "return"] {
        assert_eq!(codes(&format!("{GOOD}[condition.{word}]\nwhen = \"true\"\n")), ["bad-name"], "{word}");
    }
}
