//! Each kind of bad definition: refused, with its place, the nearest name and what to do.
//!
//! The rendered diagnostics are snapshots under `snapshots/`; after a deliberate change of wording run
//! `INSTA_UPDATE=always cargo test -p entitle-compiler --test faults` and read the difference.

use entitle_compiler::{Diagnostics, Severity, check, compile};

/// A snapshot without the expression that made it.
macro_rules! snapshot {
    ($text:expr) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($text) })
    };
}

/// A small definition in which everything is right.
const GOOD: &str = r#"semantics = 1

[contract]
id = "small"
title = "A small contract"
in_force = 2025-04-01
until = 2026-04-01
subject = "practice"
pays = "total"

[source.guidance]
title = "Guidance"
grade = "published"

[parameter.value_per_point]
value = "225.49"
unit = "GBP"
source = "guidance"

[fact.patient.age]
type = "integer"
range = [0, 130]
doc = "Whole years"

[fact.patient.frailty]
type = "text"
values = ["none", "mild", "moderate", "severe"]
doc = "Latest frailty"

[fact.patient.hba1c]
type = "decimal"
places = 1
range = ["0", "300"]
null = "allowed"
doc = "Latest HbA1c"

[fact.patient.seen]
type = "date"
null = "allowed"
doc = "Latest review"

[fact.practice.list_size]
type = "integer"
range = [1, 1000000]
doc = "Registered patients"
pool = "sum"

[reason.frail]
text = "Frail"
source = "guidance"

[reason.declined]
text = "Declined"

[condition.achieved_target]
when = 'hba1c <= 58 and seen > period_end - duration("P12M")'

[rules.adjustments]
with = ["unsuitable"]
rows = [ { if = 'unsuitable > period_end - duration("P12M")', then = "adjust", because = "declined" } ]

[register.DM]
title = "Diabetes"
source = "guidance"
rows = [
  { if = "age < 17", then = "reject" },
  { otherwise = "select" },
]

[indicator.DM020]
title = "HbA1c"
register = "DM"
points = 17
scale = { band = ["35%", "75%"] }
source = "guidance"
denominator = [
  { if = 'frailty in ("moderate", "severe")', then = "exclude", because = "frail" },
  { if = "achieved_target", then = "select" },
  { use = "adjustments", with = { unsuitable = "seen" } },
  { otherwise = "select" },
]
numerator = "achieved_target"

[criterion.size]
title = "Large enough"
require = "list_size >= 5000"
otherwise = "refer"
clause = "1.1"
source = "guidance"

[line.achievement]
title = "Achievement"
per = "indicator"
value = "points * value_per_point"
unit = "GBP"
round = { place = "0.01", mode = "half up" }
clause = "2.1"

[line.total]
title = "Total"
value = "sum(indicators.achievement)"
unit = "GBP"
clause = "2.2"
"#;

/// The good definition with one text put in another's place.
fn with(old: &str, new: &str) -> String {
    assert_eq!(GOOD.matches(old).count(), 1, "{old:?} stands once in the good definition");
    GOOD.replace(old, new)
}

fn faults(text: &str) -> Diagnostics {
    compile("small.toml", text).expect_err("a faulty definition is refused")
}

fn codes(faults: &Diagnostics) -> Vec<&'static str> {
    faults.list().iter().map(|fault| fault.code).collect()
}

/// One snapshot of several variations, each with its codes and rendering.
fn rendered(variations: &[(&str, &str)]) -> String {
    let one = |(old, new): &(&str, &str)| faults(&with(old, new)).render(false);
    let all: Vec<String> = variations.iter().map(one).collect();
    // Trailing blanks are ariadne's; files are kept without.
    let lines: Vec<String> = all.join("\n").lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n")
}

#[test]
fn the_good_definition_is_good() {
    let compiled = compile("small.toml", GOOD).unwrap_or_else(|faults| panic!("{faults}"));
    assert!(compiled.warnings.list().is_empty(), "{}", compiled.warnings);
    let contract = entitle_kernel::Contract::new(&compiled.image).expect("the kernel accepts the image");
    assert_eq!((contract.id(), contract.source_digest()), ("small", compiled.source_digest));
}

#[test]
fn the_same_definition_gives_the_same_bytes() {
    let first = compile("small.toml", GOOD).expect("good");
    let windows = compile("small.toml", &GOOD.replace('\n', "\r\n")).expect("good");
    assert_eq!(first.image, windows.image);
}

#[test]
fn unknown_names_offer_the_nearest() {
    snapshot!(rendered(&[
        ("\"age < 17\"", "\"agee < 17\""),
        ("(\"moderate\", \"severe\")", "(\"moderat\", \"severe\")"),
        ("because = \"frail\"", "because = \"fraill\""),
        ("register = \"DM\"", "register = \"DN\""),
        ("use = \"adjustments\"", "use = \"adjustment\""),
        ("{ unsuitable = \"seen\" }", "{ unsutable = \"seen\" }"),
        ("sum(indicators.achievement)", "sum(indicators.achievment)"),
        ("\"list_size >= 5000\"", "\"floor(list_sise) >= flor(2)\""),
        ("pays = \"total\"", "pays = \"totl\""),
        ("then = \"reject\"", "then = \"rejct\""),
    ]));
}

#[test]
fn unknown_keys_offer_the_nearest() {
    snapshot!(rendered(&[
        ("subject = \"practice\"", "subject = \"practice\"\ntitel = \"x\""),
        ("[criterion.size]", "[criterium.size]\n[criterion.size]"),
        ("[fact.patient.age]", "[fact.patien.x]\n[fact.patient.age]"),
        ("{ otherwise = \"select\" },\n]\nnumerator", "{ otherwise = \"select\", then = \"x\" },\n]\nnumerator"),
    ]));
}

#[test]
fn wrong_types_say_both_sides() {
    snapshot!(rendered(&[
        ("\"age < 17\"", "\"age < seen\""),
        ("\"age < 17\"", "\"age + 1\""),
        ("\"age < 17\"", "'frailty < \"mild\"'"),
        ("\"age < 17\"", "\"seen + 7 > period_end\""),
        ("\"age < 17\"", "\"seen + period_end = null\""),
        ("\"age < 17\"", "\"(age < 17) = (age > 3)\""),
        ("\"age < 17\"", "\"seen > null\""),
        ("\"age < 17\"", "'seen - period_end > duration(\"P2M\")'"),
        ("\"points * value_per_point\"", "\"points > 3\""),
    ]));
}

#[test]
fn feel_outside_the_subset_is_said_to_be_so() {
    snapshot!(rendered(&[
        ("\"age < 17\"", "\"for x in y return x\""),
        ("\"age < 17\"", "\"age ** 2 < 3\""),
        ("\"age < 17\"", "'string(age) = \"3\"'"),
        ("\"age < 17\"", "\"1 < age < 17\""),
        ("\"age < 17\"", "\"age < \""),
        ("\"age < 17\"", "\"not age < 17\""),
        ("\"age < 17\"", "\"age == 17\""),
        ("\"age < 17\"", "'seen > date(\"2025-02-30\")'"),
        ("\"age < 17\"", "'seen > period_end - duration(\"PT5H\")'"),
        ("\"list_size >= 5000\"", "\"sum(list_size, 3) > 1\""),
    ]));
}

#[test]
fn scopes_are_kept_apart() {
    snapshot!(rendered(&[
        ("\"list_size >= 5000\"", "\"age >= 5000\""),
        ("\"list_size >= 5000\"", "\"register_size >= 5000\""),
        ("\"age < 17\"", "\"list_size < 17\""),
        ("\"age < 17\"", "\"points < 17\""),
        ("\"list_size >= 5000\"", "\"achievement >= 5000\""),
        ("\"list_size >= 5000\"", "\"count(practices) > 1\""),
        ("\"points * value_per_point\"", "\"points * sum(indicators.points)\""),
        ("sum(indicators.achievement)", "sum(indicators.total)"),
    ]));
}

#[test]
fn rows_after_a_certain_match_and_tables_that_run_off_their_end() {
    snapshot!(rendered(&[
        ("{ if = \"age < 17\", then = \"reject\" }", "{ if = \"age < 17\", then = \"reject\", else = \"select\" }"),
        ("  { otherwise = \"select\" },\n]\nnumerator", "]\nnumerator"),
        ("  { if = \"age < 17\", then = \"reject\" },\n", "  { otherwise = \"next\" },\n"),
        ("numerator = \"achieved_target\"", "numerator = [ { if = \"achieved_target\", then = \"select\" } ]"),
        ("rows = [\n  { if = \"age < 17\", then = \"reject\" },\n  { otherwise = \"select\" },\n]", "rows = []"),
    ]));
}

#[test]
fn actions_and_reasons_stand_where_they_may() {
    snapshot!(rendered(&[
        ("then = \"exclude\", because = \"frail\"", "then = \"exclude\""),
        ("\"age < 17\", then = \"reject\"", "\"age < 17\", then = \"adjust\", because = \"frail\""),
        ("numerator = \"achieved_target\"\n", ""),
    ]));
}

#[test]
fn cycles_name_their_way_round() {
    let cycle = with(
        "[condition.achieved_target]\nwhen = 'hba1c <= 58",
        "[condition.young]\nwhen = 'in_register.DM'\n[condition.achieved_target]\nwhen = 'young and hba1c <= 58",
    );
    let cycle = cycle.replace("\"age < 17\"", "\"achieved_target\"");
    let lines = with("\"points * value_per_point\"", "\"points * value_per_point + total\"");
    let itself = with("sum(indicators.achievement)", "total + 1");
    let scale =
        with("scale = { band = [\"35%\", \"75%\"] }", "scale = { band = [\"35%\", \"75%\"], of = \"achievement\" }");
    let all = [cycle, lines, itself, scale].map(|text| faults(&text).render(false)).join("\n");
    let lines: Vec<&str> = all.lines().map(str::trim_end).collect();
    snapshot!(lines.join("\n"));
}

#[test]
fn sources_and_grades_are_asked_for() {
    snapshot!(rendered(&[
        ("unit = \"GBP\"\nsource = \"guidance\"", "unit = \"GBP\""),
        ("title = \"Guidance\"\ngrade = \"published\"", "title = \"Guidance\""),
        ("clause = \"1.1\"\nsource = \"guidance\"", "clause = \"1.1\"\nsource = \"guidence\""),
    ]));
}

#[test]
fn floats_and_duplicates_are_refused() {
    snapshot!(rendered(&[
        ("value = \"225.49\"", "value = 225.49"),
        ("scale = { band = [\"35%\", \"75%\"] }", "scale = { band = [0.35, 0.75] }"),
        ("[fact.practice.list_size]", "[fact.patient.age]\ntype = \"date\"\n[fact.practice.list_size]"),
        ("[condition.achieved_target]", "[condition.age]\nwhen = \"true\"\n[condition.achieved_target]"),
        (
            "[line.total]",
            "[line.list_size]\ntitle = \"x\"\nvalue = \"1\"\nunit = \"GBP\"\nclause = \"1\"\n[line.total]"
        ),
        ("[register.DM]", "[condition.points]\nwhen = \"true\"\n[condition.a-b]\nwhen = \"true\"\n[register.DM]"),
    ]));
}

#[test]
fn tables_are_complete_and_in_order() {
    let table = |text: &str| {
        let text = with("[line.total]", &format!("[table.t]\nsource = \"guidance\"\n{text}\n[line.total]"));
        let lines: Vec<String> = faults(&text).render(false).lines().map(|line| line.trim_end().to_owned()).collect();
        lines.join("\n")
    };
    let all = [
        table("key = \"frailty\"\nrows = { none = \"1\", mild = \"2\", modrate = \"3\" }"),
        table("key = \"age\"\nrows = { none = \"1\" }"),
        table(
            "divisor = \"to - from\"\nbands = [ { from = 1, to = 5, low = 1, high = 2 }, { from = 5, to = 9, low = 2, high = 3 } ]",
        ),
        table(
            "divisor = \"to - from\"\nbands = [ { from = 1, to = 5, low = 1, high = 2 }, { from = 6, low = 2, high = 3 } ]",
        ),
        table("marginal = [ { from = 0, until = 5, rate = \"0.5\" }, { from = 6, until = 9, rate = \"0.4\" } ]"),
        table("bands = [ { from = 1, to = 5, value = 1 }, { from = 6, to = 3, value = 2 } ]"),
    ];
    snapshot!(all.join("\n"));
}

#[test]
fn patient_arithmetic_is_proved_or_refused() {
    snapshot!(rendered(&[
        (
            "range = [0, 130]",
            "range = [0, 1000000000000000]\nunit = \"x\"\n[fact.patient.big]\ntype = \"integer\"\ndoc = \"b\"\nrange = [0, 10000000000000000]"
        ),
        ("\"age < 17\"", "\"age * age * age * age * age * age * age * age * age * age < 17\""),
        ("\"age < 17\"", "\"17 / age > 1\""),
        ("\"age < 17\"", "\"age / 0 > 1\""),
        ("\"age < 17\"", "\"seen + age * duration(\\\"P1M\\\") > period_end\""),
    ]));
}

#[test]
fn dates_ranges_scales_and_files_agree() {
    snapshot!(rendered(&[
        ("until = 2026-04-01", "until = 2025-04-01"),
        ("range = [0, 130]", "range = [130, 0]"),
        ("scale = { band = [\"35%\", \"75%\"] }", "scale = { band = [\"75%\", \"35%\"] }"),
        ("scale = { band = [\"35%\", \"75%\"] }", "scale = { band = [\"35%\", \"75%\"], steps = [] }"),
        ("place = \"0.01\"", "place = \"0.02\""),
        ("id = \"small\"", "id = \"Small Contract\""),
    ]));
    let misnamed = compile("other/2025-05-01.toml", GOOD).unwrap_err();
    assert_eq!(codes(&misnamed), ["file-name", "file-name"]);
    assert!(compile("small/2025-04-01.r2.toml", GOOD).is_ok());
}

#[test]
fn faults_come_all_at_once_and_bring_no_others() {
    let text = GOOD
        .replace("\"age < 17\"", "\"agee < 17\"")
        .replace("value = \"225.49\"", "value = 225.49")
        .replace("type = \"date\"", "type = \"dat\"")
        .replace("title = \"Total\"\n", "")
        .replace("\"list_size >= 5000\"", "\"list_size >= \"")
        .replace("then = \"exclude\", because = \"frail\"", "then = \"exclude\"");
    let found = faults(&text);
    let mut found_codes = codes(&found);
    found_codes.sort_unstable();
    // `seen` and `value_per_point` are known though their declarations are refused.
    assert_eq!(
        found_codes,
        ["feel-syntax", "float", "missing-key", "missing-reason", "unknown-name", "unknown-name"],
        "{found}"
    );
}

#[test]
fn a_duplicate_does_not_hide_other_faults() {
    let text = with("\"age < 17\"", "\"agee < 17\"");
    let text = text.replace("[register.DM]", "[fact.patient.age]\ntype = \"x\"\n[fact.patient.age]\n[register.DM]");
    assert_eq!(codes(&faults(&text)), ["duplicate-id", "duplicate-id", "unknown-name"]);
}

#[test]
fn a_place_within_an_escaped_text_is_the_place_in_the_file() {
    let text = with("\"age < 17\"", "\"\"\"\\\n    frailty = \\\"none\\\" and\n    agee < 17\"\"\"");
    let plain = faults(&text).plain();
    let line = text.lines().position(|line| line.contains("agee")).unwrap() + 1;
    assert_eq!((plain[0].line, plain[0].column, plain[0].end_column), (line, 5, 9));
}

#[test]
fn warnings_name_doubts_without_refusing() {
    let text = GOOD
        .replace("\"age < 17\"", "\"hba1c != 3 and in_register.X\"")
        .replace("[register.DM]", "[register.X]\ntitle = \"x\"\nsource = \"guidance\"\nrows = [ { if = \"hba1c > 40\", then = \"reject\", else = \"select\" } ]\n[register.DM]")
        .replace("[reason.frail]", "[source.other]\ntitle = \"o\"\ngrade = \"assumed\"\n[reason.other]\ntext = \"o\"\n[reason.frail]")
        .replace("with = [\"unsuitable\"]", "with = [\"unsuitable\", \"idle\"]")
        .replace("{ unsuitable = \"seen\" }", "{ unsuitable = \"seen\", idle = \"3\" }");
    let checked = check("small.toml", &text);
    assert!(checked.image.is_some(), "{}", checked.diagnostics);
    assert!(checked.diagnostics.list().iter().all(|doubt| doubt.severity == Severity::Warning));
    let rendered = checked.diagnostics.render(false);
    let lines: Vec<&str> = rendered.lines().map(str::trim_end).collect();
    snapshot!(lines.join("\n"));
}

#[test]
fn colour_comes_only_when_asked() {
    let found = faults(&with("\"age < 17\"", "\"agee < 17\""));
    assert!(!found.render(false).contains('\u{1b}') && found.render(true).contains('\u{1b}'));
}
