//! Decision tables drawn elsewhere: taken over, evaluated, or refused where they stand.

mod support;

use entitle_cli::dmn::{Action, Choice, Imported, import};
use support::{Folder, rows};

const FRAILTY: &str = include_str!("dmn/frailty_hba1c.dmn");
const OVERLAPPING: &str = include_str!("dmn/overlapping_ages.dmn");
const BROKEN: &str = include_str!("dmn/broken_entries.dmn");

/// A table with one column `age`, as text, and its rules as entry and output.
fn ages(policy: &str, type_name: &str, rules: &[(&str, &str)]) -> String {
    let rules: String = rules.iter().map(|(entry, output)| rule(&[entry], &[output])).collect();
    table(policy, &[("age", type_name)], "<output name='action'/>", &rules)
}

fn table(policy: &str, inputs: &[(&str, &str)], outputs: &str, rules: &str) -> String {
    let inputs: String = inputs
        .iter()
        .map(|(expression, type_name)| {
            format!(
                "<input><inputExpression typeRef='{type_name}'><text>{expression}</text></inputExpression></input>\n"
            )
        })
        .collect();
    format!(
        "<definitions><decision name='Asked'>\n<decisionTable hitPolicy='{policy}'>\n{inputs}{outputs}\n{rules}\
         </decisionTable></decision></definitions>"
    )
}

fn rule(entries: &[&str], outputs: &[&str]) -> String {
    let entries: String =
        entries.iter().map(|text| format!("<inputEntry><text>{}</text></inputEntry>", xml(text))).collect();
    let outputs: String =
        outputs.iter().map(|text| format!("<outputEntry><text>{}</text></outputEntry>", xml(text))).collect();
    format!("<rule>{entries}{outputs}</rule>\n")
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn imported(text: &str) -> Imported {
    import("drawn.dmn", text, &Choice::default()).unwrap_or_else(|fault| panic!("{fault} {:?}", fault.details))
}

/// The rows of the rule table.
fn drawn_rows(imported: &Imported) -> Vec<&str> {
    imported.definition.lines().filter(|line| line.starts_with("  { ")).map(str::trim).collect()
}

/// Everything that is said against a table, at once.
fn refused(text: &str, choice: &Choice) -> String {
    let fault = import("drawn.dmn", text, choice).expect_err("refused");
    [vec![fault.message], fault.details, fault.help.into_iter().collect()].concat().join("\n")
}

#[test]
fn a_table_drawn_in_an_editor_is_imported_checked_and_evaluated() {
    // Worked by hand from the drawn rules: frailty, HbA1c, day of declining; outcome and reason.
    let patients = [
        ("severe", "null", "null", "excluded", "Moderate or severe frailty"),
        ("moderate", "40", "2025-05-01", "excluded", "Moderate or severe frailty"),
        ("mild", "58.5", "null", "in numerator", ""),
        ("mild", "58.6", "null", "in numerator", ""),
        ("none", "58.6", "2025-03-31", "in numerator", ""),
        ("none", "58.6", "2025-04-01", "adjusted", "Declined in the year"),
        ("none", "58.6", "2026-03-31", "adjusted", "Declined in the year"),
        ("none", "58.5", "2026-03-31", "in numerator", ""),
        // No rule: neither null nor before the year.
        ("none", "58.6", "2026-04-01", "not on register", ""),
        // No HbA1c: neither at or below nor above.
        ("none", "null", "null", "not on register", ""),
        // Null is other than "moderate" and "severe".
        ("null", "58.5", "null", "in numerator", ""),
    ];
    let folder = Folder::new().with("frailty.dmn", FRAILTY);
    let file = "hba1c-without-frailty/2000-01-01.toml";
    std::fs::create_dir(folder.path("hba1c-without-frailty")).unwrap();
    let ran = folder.run(&["import-dmn", "frailty.dmn", "-o", file]);
    assert_eq!((ran.exit, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert!(ran.err.starts_with("note: the table has no default output"), "{}", ran.err);
    assert!(folder.run(&["check", file]).fine().contains("6 warnings"), "null and `not(…)`");
    assert_eq!(folder.run(&["fmt", "--check", file]).exit, 0, "it is tidy");
    let text: String = patients
        .iter()
        .enumerate()
        .map(|(id, (frailty, hba1c, declined, ..))| format!("{id},{frailty},{hba1c},{declined}\n"))
        .collect();
    let folder = folder.with("patients.csv", format!("subject,latest_frailty,latest_hba1c,Declined\n{text}"));
    let out =
        folder.run(&["explain", file, "hba1c_without_frailty", "--facts", "patients.csv", "--format", "csv"]).fine();
    let outcomes: Vec<[String; 6]> = rows(&out).into_iter().filter(|row| row[1] == "outcome").collect();
    assert_eq!(outcomes.len(), patients.len(), "{out}");
    for (row, (frailty, hba1c, declined, outcome, reason)) in outcomes.iter().zip(patients) {
        assert_eq!(row[3], outcome, "{frailty} {hba1c} {declined}: {row:?}");
        assert!(reason.is_empty() || row[5].contains(reason), "{row:?}");
    }
}

#[test]
fn what_the_drawing_says_becomes_facts_and_what_it_does_not_is_marked() {
    let imported = imported(FRAILTY);
    for part in [
        "[fact.patient.latest_frailty]\ntype = \"text\"\nvalues = [\"none\", \"mild\", \"moderate\", \"severe\"]\n",
        "[fact.patient.latest_hba1c]\ntype = \"decimal\"\nplaces = 1 # FILL IN: as finely as it is recorded\nrange = [20, 200]\n",
        "doc = \"Latest HbA1c\"",
        "[fact.patient.Declined]\ntype = \"date\"\n",
        "grade = \"assumed\" # FILL IN",
        "clause = \"rule 1\" }, # Frailty comes before everything\n",
    ] {
        assert!(imported.definition.contains(part), "{part}\n{}", imported.definition);
    }
    let facts: Vec<(&str, &str)> = imported.facts.iter().map(|(name, id)| (name.as_str(), id.as_str())).collect();
    assert_eq!(
        facts,
        [("Latest frailty", "latest_frailty"), ("Latest HbA1c", "latest_hba1c"), ("Declined", "Declined")]
    );
    let outputs: Vec<&str> = imported.reasons.iter().map(|stated| stated.outputs[1].1.as_str()).collect();
    assert_eq!(outputs, ["Moderate or severe frailty", "At or below target", "Declined in the year", "Above target"]);
    assert!(entitle_compiler::compile("drawn.toml", &imported.definition).is_ok());
}

#[test]
fn rules_of_a_unique_table_that_overlap_are_both_named() {
    let folder = Folder::new().with("jab.dmn", OVERLAPPING);
    let words = ["jab.dmn:27:7: rule 1 and rule 2 both match where age = 65, at_risk = true", "says UNIQUE"];
    folder.run(&["import-dmn", "jab.dmn"]).refused(2, &words);
    // Rule 3 overlaps with neither: below 65, and false where rule 1 has true.
    assert!(!refused(OVERLAPPING, &Choice::default()).contains("rule 3"));
    let first = OVERLAPPING.replace("UNIQUE", "FIRST");
    let shown = imported(&first);
    assert_eq!(
        drawn_rows(&shown)[..3],
        [
            "{ if = 'age in [18..65] and at_risk', then = \"adjust\", because = \"offer\", clause = \"rule 1\" },",
            "{ if = 'age >= 65', then = \"adjust\", because = \"offer\", clause = \"rule 2\" },",
            "{ if = 'age < 65 and not(at_risk)', then = \"adjust\", because = \"no_offer\", clause = \"rule 3\" },",
        ]
    );
    assert!(shown.warnings[0].contains("the output `offer` (rule 1, rule 2) is no action"), "{:?}", shown.warnings);
}

#[test]
fn a_pair_that_nobody_can_tell_is_a_note_and_one_that_whole_numbers_part_is_none() {
    let unsure = table(
        "UNIQUE",
        &[("age", "number"), ("limit", "number")],
        "<output name='action'/>",
        &(rule(&["< limit", "-"], &["\"select\""]) + &rule(&[">= 65", "[1..9]"], &["\"reject\""])),
    );
    let declared = unsure
        .replace("</definitions>", "<inputData name='limit'><variable typeRef='number'/></inputData></definitions>");
    let notes = imported(&declared).warnings;
    assert!(notes[0].contains("cannot be told from the table, and the first wins: 1 and 2"), "{notes:?}");
    let rules = [("< 12", "\"select\""), ("> 11", "\"reject\"")];
    assert_eq!(imported(&ages("UNIQUE", "integer", &rules)).warnings.len(), 1, "only that there is no default");
    assert!(refused(&ages("UNIQUE", "number", &rules), &Choice::default()).contains("both match where age = 11.5"));
}

#[test]
fn faults_of_entries_have_file_line_and_column() {
    let folder = Folder::new().with("review.dmn", BROKEN);
    folder.run(&["import-dmn", "review.dmn", "-o", "review.toml"]).refused(
        2,
        &[
            "review.dmn:21:17: `>= 140 mmHg`: found `mmHg`",
            "review.dmn:35:17: `\"never\", \"stopped\"`: \"stopped\" is not among the values",
        ],
    );
    assert_eq!(folder.names(), ["review.dmn"]);
    for (entry, said) in [
        ("? > 5", "drawn.dmn:5:25: `? > 5`: the `?` of unary tests"),
        ("> ", "a value is missing"),
        ("1, , 2", "a value is missing"),
        ("> 5 // years", "a comment stands in the entry"),
        ("other", "drawn.dmn:5:25: `other`: there is no `other`"),
        ("\"old\"", "drawn.dmn:5:25: `\"old\"`: "),
        ("[9..1]", "drawn.dmn:5:25: `[9..1]`: this range is empty"),
        ("string length(x) > 3", "drawn.dmn:5:25:"),
    ] {
        let found = refused(&ages("FIRST", "integer", &[(entry, "\"select\"")]), &Choice::default());
        assert!(found.contains(said), "{entry}: {found}");
    }
    assert!(
        refused(&ages("FIRST", "integer", &[("1", "age * 2")]), &Choice::default()).contains("`age * 2` is worked out")
    );
}

#[test]
fn what_is_no_table_of_ours_is_refused_and_says_why() {
    let rules = [("1", "\"select\"")];
    for (policy, why) in [
        ("ANY", "several rules may match"),
        ("PRIORITY", "the order of the outputs decides"),
        ("COLLECT", "it answers with several rules at once"),
        ("RULE ORDER", "it answers with several rules at once"),
        ("NEAREST", "DMN has no such hit policy"),
    ] {
        let found = refused(&ages(policy, "integer", &rules), &Choice::default());
        assert!(found.contains(&format!("drawn.dmn:2:1: the hit policy is {policy}: {why}")), "{found}");
    }
    for (type_name, why) in [
        ("dateTime", "a fact has no time of day"),
        ("yearMonthDuration", "a fact is no duration"),
        ("tUnheard", "the model has no type `tUnheard`"),
    ] {
        assert!(refused(&ages("FIRST", type_name, &rules), &Choice::default()).contains(why), "{type_name}");
    }
    let one = ages("FIRST", "integer", &rules);
    for (text, said) in [
        ("", "drawn.dmn:1:1: this is not XML"),
        ("<definitions>", "this is not XML"),
        ("<!DOCTYPE a [<!ENTITY b \"c\">]><definitions/>", "this is not XML"),
        ("<process/>", "begins with `definitions`, this file with `process`"),
        ("<definitions/>", "there is no decision table"),
        (
            &one.replace("<outputEntry><text>\"select\"</text></outputEntry>", ""),
            "1 input entries and 0 output entries",
        ),
        (&one.replace("<inputExpression", "<inputExpression expressionLanguage='juel'"), "`juel` is not FEEL"),
        (&one.replace("<text>age</text>", "<text/>"), "it does not say what is tested"),
        (&one.replace("</definitions>", &one["<definitions>".len()..]), "there are 2 decision tables"),
    ] {
        let found = refused(text, &Choice::default());
        assert!(found.contains(said), "{text}: {found}");
    }
    let named = |name: &str| Choice { decision: Some(name.to_owned()), ..Choice::default() };
    assert!(refused(&one, &named("Other")).contains("there is no decision \"Other\"\nthere are \"Asked\""));
    let expression = "<definitions><decision name='D'><literalExpression><text>1</text></literalExpression></decision></definitions>";
    assert!(refused(expression, &named("D")).contains("the decision \"D\" is no decision table"));
}

#[test]
fn outputs_are_mapped_to_actions_and_the_rest_states_what_it_was() {
    let rules = rule(&["< 18"], &["\"Refer\"", "0.50"])
        + &rule(&["[18..40)"], &["\"Offer\"", "1"])
        + &rule(&["-"], &["\"next\"", ""]);
    let text = table("FIRST", &[("age", "integer")], "<output name='what'/><output name='weight'/>", &rules);
    let mapped = |actions: &[(&str, Action)]| {
        let actions = actions.iter().map(|(output, action)| ((*output).to_owned(), *action)).collect();
        import("drawn.dmn", &text, &Choice { decision: None, actions }).unwrap()
    };
    // Every value of one column is an action: the other column says why.
    let by_column = mapped(&[("Refer", Action::Exclude), ("Offer", Action::Select), ("next", Action::Reject)]);
    assert_eq!(
        drawn_rows(&by_column),
        [
            "{ if = 'age < 18', then = \"exclude\", because = \"reason_0_5\", clause = \"rule 1\" },",
            "{ if = 'age in [18..40)', then = \"select\", because = \"reason_1\", clause = \"rule 2\" },",
            "{ otherwise = \"reject\", clause = \"rule 3\" },",
        ]
    );
    assert!(by_column.warnings.is_empty(), "{:?}", by_column.warnings);
    // The whole tuple.
    let by_tuple = mapped(&[("Offer, 1", Action::Select), ("next, null", Action::Reject)]);
    assert_eq!(
        drawn_rows(&by_tuple)[..2],
        [
            "{ if = 'age < 18', then = \"adjust\", because = \"refer_0_5\", clause = \"rule 1\" },",
            "{ if = 'age in [18..40)', then = \"select\", clause = \"rule 2\" },",
        ]
    );
    assert_eq!(by_tuple.reasons[0].text, "what: Refer, weight: 0.5");
    assert_eq!(by_tuple.warnings.len(), 1);
    let stranger = Choice { decision: None, actions: vec![("Offr".to_owned(), Action::Select)] };
    assert!(refused(&text, &stranger).contains("no rule has the output `Offr`\ndid you mean `Offer`?"));
    let folder = Folder::new().with("drawn.dmn", &text);
    for given in ["Offer", "Offer=choose", "=", "Offer=select=reject"] {
        folder.run(&["import-dmn", "drawn.dmn", "--action", given]).refused(2, &["--action"]);
    }
}

#[test]
fn a_rule_that_always_matches_ends_the_table_and_a_default_is_its_last_row() {
    let outputs = "<output name='action'><defaultOutputEntry><text>\"reject\"</text></defaultOutputEntry></output>";
    let with_default =
        |rules: &[(&str, &str)]| ages("FIRST", "integer", rules).replace("<output name='action'/>", outputs);
    let ended = imported(&with_default(&[("1", "\"next\""), ("-", "\"select\""), ("2", "\"reject\"")]));
    assert_eq!(drawn_rows(&ended).last(), Some(&"{ otherwise = \"select\", clause = \"rule 2\" },"));
    assert_eq!(ended.warnings, ["rule 2 always matches; what stands after it is left out"]);
    let fell = imported(&with_default(&[("1", "\"select\"")]));
    assert_eq!(drawn_rows(&fell).last(), Some(&"{ otherwise = \"reject\", clause = \"default output\" },"));
    assert!(fell.warnings.is_empty());
}

#[test]
fn names_structures_and_expressions_of_inputs_become_facts() {
    let inputs = [("Applicant.Date of birth", "date"), ("Income - Costs per year", "number"), ("Score", "")];
    let rules = rule(&["< date(\"2007-04-01\")", "> 2.5", "\"it's good\", \"fair\""], &["\"select\""]);
    let text = table("UNIQUE", &inputs, "<output/>", &rules.replace('\'', "&apos;")).replace(
        "</definitions>",
        "<itemDefinition name='tApplicant'><itemComponent name='Date of birth'><typeRef>date</typeRef></itemComponent>\
         </itemDefinition><inputData name='Applicant'><variable typeRef='tApplicant'/></inputData>\
         <inputData name='Income'><variable typeRef='number'/></inputData>\
         <inputData name='Costs per year'><variable typeRef='integer'/></inputData>\
         <decision name='Score'><variable typeRef='string'/></decision></definitions>",
    );
    let found = imported(&text);
    assert_eq!(
        drawn_rows(&found)[0],
        "{ if = \"applicant_date_of_birth < date(\\\"2007-04-01\\\") and (Income - costs_per_year) > 2.5 and \
         Score in (\\\"it's good\\\", \\\"fair\\\")\", then = \"select\", clause = \"rule 1\" },"
    );
    // An input may have the name of a function, or of something that the language knows already.
    let taken = table(
        "FIRST",
        &[("date", "date"), ("points", "number")],
        "<output/>",
        &rule(&["< date(\"2025-04-01\")", "3"], &["\"select\""]),
    );
    let declared = "<inputData name='date'><variable typeRef='date'/></inputData></definitions>";
    let taken = imported(&taken.replace("</definitions>", declared));
    assert_eq!(
        drawn_rows(&taken)[0],
        "{ if = 'date_input < date(\"2025-04-01\") and points_input = 3', then = \"select\", clause = \"rule 1\" },"
    );
    assert!(found.definition.contains("doc = \"Score (the result of another decision of the model)\""));
}

#[test]
fn entries_of_every_spelling_decide_as_dmn_says() {
    let rules = rule(&["]1..5], [7..9[", "not(true)", "-"], &["\"exclude\""])
        + &rule(&["- 2", "", "if urgent then 3 else 4"], &["\"adjust\""])
        + &rule(&["not(]1..5], [7..9[, -2)", "-", "(1..2], = 9"], &["\"select\""])
        + &rule(&["null", "false", "<!-- any -->-"], &["\"select\""]).replace("&lt;!--", "<!--");
    let inputs = [("Größe", "number"), ("patient.seen", "boolean"), ("visits", "integer")];
    let text = table("FIRST", &inputs, "<output name='action'/>", &rules)
        .replace("</definitions>", "<inputData name='urgent'><variable typeRef='boolean'/></inputData></definitions>");
    let folder = Folder::new().with("odd.dmn", text);
    std::fs::create_dir(folder.path("asked")).unwrap();
    assert_eq!(folder.run(&["import-dmn", "odd.dmn", "-o", "asked/2000-01-01.toml"]).exit, 0);
    // Worked by hand; `=` is never null, an ordering with null is.
    let patients = [
        ("5", "false", "1", "true", "excluded"),
        ("5", "null", "1", "true", "excluded"),
        ("5", "true", "1", "true", "not on register"),
        ("1", "false", "2", "true", "in numerator"),
        ("1", "false", "1", "true", "not on register"),
        ("7", "false", "2", "true", "excluded"),
        ("9", "false", "9", "true", "in numerator"),
        ("-2", "false", "3", "true", "adjusted"),
        ("-2", "false", "3", "false", "not on register"),
        ("-2", "true", "4", "null", "adjusted"),
        ("null", "false", "2", "true", "in numerator"),
        ("null", "null", "2", "true", "not on register"),
        ("null", "true", "2", "true", "not on register"),
    ];
    let facts: String = patients
        .iter()
        .enumerate()
        .map(|(id, (size, seen, visits, urgent, _))| format!("{id},{size},{seen},{visits},{urgent}\n"))
        .collect();
    let folder = folder.with("patients.csv", format!("subject,gr_e,patient_seen,visits,urgent\n{facts}"));
    let asked = ["explain", "asked/2000-01-01.toml", "Asked", "--facts", "patients.csv", "--format", "csv"];
    let out = folder.run(&asked).fine();
    let outcomes: Vec<[String; 6]> = rows(&out).into_iter().filter(|row| row[1] == "outcome").collect();
    assert_eq!(outcomes.len(), patients.len(), "{out}");
    for (row, patient) in outcomes.iter().zip(patients) {
        assert_eq!(row[3], patient.4, "{patient:?}");
    }
}

#[test]
fn two_columns_of_one_input_bound_it_together() {
    let rules = rule(&[">= 18", "< 65"], &["\"select\""])
        + &rule(&["< 18", "-"], &["\"reject\""])
        + &rule(&["-", ">= 65"], &["\"exclude\""]);
    let text = table("UNIQUE", &[("age", "integer"), ("age", "integer")], "<output name='action'/>", &rules);
    assert_eq!(imported(&text).warnings.len(), 1, "only that there is no default");
    let overlapping = refused(&text.replace("< 65", "<= 65").replace("&lt; 65", "&lt;= 65"), &Choice::default());
    assert!(overlapping.contains("rule 1 and rule 3 both match where age = 65"), "{overlapping}");
    // One bounds the other, though the table does not say how.
    let computed = table(
        "UNIQUE",
        &[("age", "number"), ("age * 2", "number")],
        "<output name='action'/>",
        &(rule(&["< 5", "-"], &["\"select\""]) + &rule(&["-", ">= 10"], &["\"reject\""])),
    )
    .replace("</definitions>", "<inputData name='age'><variable typeRef='number'/></inputData></definitions>");
    let notes = imported(&computed).warnings;
    assert!(notes[0].contains("cannot be told from the table, and the first wins: 1 and 2"), "{notes:?}");
}

#[test]
fn what_older_editors_write_is_understood() {
    let text = "<semantic:definitions xmlns:semantic='http://www.omg.org/spec/DMN/20151101/dmn.xsd' \
        xmlns:feel='http://www.omg.org/spec/FEEL/20140401'><semantic:itemDefinition name='tSeverity'>\
        <semantic:typeRef>feel:string</semantic:typeRef><semantic:allowedValues>\
        <semantic:text>\"légère\",\"grave\"</semantic:text></semantic:allowedValues></semantic:itemDefinition>\
        <semantic:decision id='d_1'><semantic:decisionTable hitPolicy='U'><semantic:input>\
        <semantic:inputExpression typeRef='own:tSeverity'><semantic:text>Sévérité</semantic:text>\
        </semantic:inputExpression></semantic:input><semantic:input><semantic:inputExpression typeRef='feel:number'>\
        <semantic:text>Âge</semantic:text></semantic:inputExpression></semantic:input><semantic:output/>\
        <semantic:rule><semantic:inputEntry><semantic:text>\"légère\"</semantic:text></semantic:inputEntry>\
        <semantic:inputEntry><semantic:text>&lt; 70</semantic:text></semantic:inputEntry><semantic:outputEntry>\
        <semantic:text>\"select\"</semantic:text></semantic:outputEntry></semantic:rule></semantic:decisionTable>\
        </semantic:decision></semantic:definitions>";
    let found = imported(text);
    assert_eq!(
        drawn_rows(&found)[0],
        "{ if = 's_v_rit = \"légère\" and ge < 70', then = \"select\", clause = \"rule 1\" },"
    );
    assert!(found.definition.contains("values = [\"légère\", \"grave\"]\n"), "{}", found.definition);
    assert_eq!(found.indicator, "d_1", "a decision without a name has its id");
    let first = imported(&ages("F", "integer", &[("1", "\"select\"")]));
    assert!(first.definition.contains("hit policy FIRST"));
    // The editor's own `string` hides neither the type of the input nor its values.
    let narrowed = table("FIRST", &[("Frailty", "string")], "<output/>", &rule(&["\"mild\""], &["\"select\""])).replace(
        "</definitions>",
        "<itemDefinition name='tFrailty'><typeRef>string</typeRef><allowedValues><text>\"mild\",\"severe\"</text>\
         </allowedValues></itemDefinition><inputData name='Frailty'><variable typeRef='tFrailty'/></inputData></definitions>",
    );
    assert!(imported(&narrowed).definition.contains("values = [\"mild\", \"severe\"]\n"));
    let whole = imported(&ages("UNIQUE", "integer", &[("< 11.5", "\"select\""), ("> 11.2", "\"reject\"")]));
    assert!(whole.definition.contains("type = \"integer\"\n"), "{}", whole.definition);
}

#[test]
fn what_would_be_read_otherwise_than_it_was_meant_is_refused_where_it_stands() {
    let age = |entry: &str| ages("FIRST", "integer", &[(entry, "\"select\"")]);
    let late = |entry: &str| {
        let declared = "<inputData name='late'><variable typeRef='boolean'/></inputData></definitions>";
        age(entry).replace("</definitions>", declared)
    };
    let text_column = ages("FIRST", "string", &[(">= 18", "\"select\"")]);
    let many: Vec<(String, &str)> = (0..65).map(|age| (age.to_string(), "\"select\"")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(entry, output)| (entry.as_str(), *output)).collect();
    for (text, said) in [
        (late("> 5 or late"), "drawn.dmn:5:25: `> 5 or late`: "),
        (late("5) or (late"), "drawn.dmn:5:25: `5) or (late`: nothing opens before this `)`"),
        (age("(5"), "a bracket is not closed"),
        (text_column, "drawn.dmn:5:25: `>= 18`: a number, and the type of the column is a text; change one of them"),
        (ages("FIRST", "string", &[("null", "\"select\"")]), "the text `age` has no values"),
        (ages("FIRST", "integer", &[("1", r#""caf\u00e9""#)]), "has an unknown escape"),
        (ages("FIRST", "integer", &many), "the table has 65 rules; a rule table has at most 64 rows"),
        (
            age("1")
                .replace("<output name='action'/>", "")
                .replace("<outputEntry><text>\"select\"</text></outputEntry>", ""),
            "the table has no output column",
        ),
        (
            age("1").replace("<definitions>", "<definitions expressionLanguage='http://www.java.com/java'>"),
            "is not FEEL",
        ),
        (age("1").replace("<text>age</text>", "<text>age in years</text>"), "drawn.dmn:3:49: `age in years`: "),
    ] {
        let found = refused(&text, &Choice::default());
        assert!(found.contains(said), "{text}\n{found}");
    }
    // What stands in quotes is nobody's name.
    let quoted = table("FIRST", &[("kind", "string")], "<output/>", &rule(&[r#""x\\", "late b""#], &["\"select\""]))
        .replace("</definitions>", "<inputData name='late b'><variable typeRef='string'/></inputData></definitions>");
    assert!(
        drawn_rows(&imported(&quoted))[0].contains(r#"kind in ("x\\", "late b")"#),
        "{:?}",
        drawn_rows(&imported(&quoted))
    );
}

/// A table with an input for each name, all declared, one rule in common, and a default.
fn declared(inputs: &[(&str, &str)], entries: &[&str]) -> String {
    let data: String = inputs
        .iter()
        .map(|(name, type_name)| format!("<inputData name='{name}'><variable typeRef='{type_name}'/></inputData>"))
        .collect();
    let table = table("FIRST", &inputs[..entries.len()], "<output name='action'/>", &rule(entries, &["\"select\""]));
    table.replace("</definitions>", &(data + "</definitions>"))
}

#[test]
fn every_end_of_a_range_is_an_input_with_and_without_a_blank() {
    let numbers = [("v", "number"), ("lower", "number"), ("upper", "number")];
    let spoken = [("v", "number"), ("Lower limit", "number"), ("Upper limit", "number")];
    for (inputs, entry, condition) in [
        (numbers, "[lower..upper]", "v in [lower..upper]"),
        (numbers, "[lower.. upper]", "v in [lower..upper]"),
        (numbers, "[lower ..upper)", "v in [lower..upper)"),
        (numbers, "[1..upper]", "v in [1..upper]"),
        (numbers, "]lower..9[", "v in (lower..9)"),
        (numbers, "[lower..upper], > 9", "v in ([lower..upper], > 9)"),
        (numbers, "not([lower..upper])", "not(v in [lower..upper])"),
        (spoken, "[Lower limit..Upper limit]", "v in [lower_limit..upper_limit]"),
        (spoken, "[1..Upper  limit]", "v in [1..upper_limit]"),
        (spoken, ">= Upper limit", "v >= upper_limit"),
    ] {
        let rows = imported(&declared(&inputs, &[entry])).definition;
        assert!(rows.contains(&format!("if = '{condition}'")), "{entry}: {rows}");
    }
}

#[test]
fn an_input_that_is_called_as_the_contracts_own_is_the_input_wherever_it_stands() {
    // By DMN: seen 2025-06-01 with the input 2025-12-31 lies in the range, seen 2000-06-01 with 2000-01-01 after it.
    let inputs = [("seen", "date"), ("period_end", "date")];
    let drawn = declared(&inputs, &["[date(\"1990-01-01\")..period_end]"]);
    assert!(drawn_rows(&imported(&drawn))[0].contains("seen in [date(\"1990-01-01\")..period_end_input]"));
    let facts = r#"[{"subject": "in", "seen": "2025-06-01", "period_end_input": "2025-12-31"},
                    {"subject": "out", "seen": "2000-06-01", "period_end_input": "2000-01-01"}]"#;
    let folder = Folder::new().with("ranges.dmn", &drawn).with("facts.json", facts);
    std::fs::create_dir(folder.path("asked")).unwrap();
    folder.run(&["import-dmn", "ranges.dmn", "-o", "asked/2000-01-01.toml"]).fine();
    let asked = ["explain", "asked/2000-01-01.toml", "Asked", "--facts", "facts.json", "--format", "csv"];
    let explained = rows(&folder.run(&asked).fine());
    let outcomes = explained.iter().filter(|row| row[1] == "outcome").map(|row| [row[0].as_str(), row[3].as_str()]);
    assert_eq!(outcomes.collect::<Vec<_>>(), [["in", "in numerator"], ["out", "not on register"]]);
    // Nobody declares it, but a column tests it: another column's entry means the same.
    let undeclared = drawn.split("<inputData").next().unwrap_or_default().to_owned() + "</definitions>";
    let both = undeclared.replace(
        "<output name='action'/>",
        "<input><inputExpression typeRef='date'><text>period_end</text></inputExpression></input><output name='action'/>",
    );
    let both = both.replace("</inputEntry>", "</inputEntry><inputEntry><text>-</text></inputEntry>");
    assert!(drawn_rows(&imported(&both))[0].contains("..period_end_input]"));
}

#[test]
fn a_name_is_no_part_of_a_functions_name() {
    let inputs = [("date", "date"), ("time", "number")];
    let drawn = declared(&inputs, &["< date and time(\"2025-03-31T10:00:00\")", "5"]);
    let fault = refused(&drawn, &Choice::default());
    assert!(fault.contains("the function `date and time` is outside"), "{fault}");
    let kept = declared(&inputs, &["< date(\"2025-03-31\")", "5"]);
    assert!(drawn_rows(&imported(&kept))[0].contains("date_input < date(\"2025-03-31\") and time = 5"));
}

#[test]
fn a_text_whose_cells_cannot_be_read_is_refused_at_the_cell() {
    let drawn = declared(&[("inputList", "string")], &["not(list contains(inputList, \"TEST\"))"]);
    let fault = refused(&drawn, &Choice::default());
    let line = drawn.lines().position(|line| line.contains("list contains")).unwrap() + 1;
    assert!(fault.contains(&format!("drawn.dmn:{line}:")) && fault.contains("`list contains` is outside"), "{fault}");
    assert!(!fault.contains("has no values"), "{fault}");
    // Where the cells can be read and name none, the column is where that is said.
    let drawn = declared(&[("word", "string"), ("other", "string")], &["other", "-"]);
    let fault = refused(&drawn, &Choice::default());
    assert!(fault.contains("has no values") && fault.contains("drawn.dmn:3:"), "{fault}");
}

#[test]
fn attributes_are_bounded_in_linear_time() {
    let many: String = (0..200_000).map(|number| format!(" a{number}='x'")).collect();
    let begun = std::time::Instant::now();
    let fault = refused(&format!("<definitions>\n<decision{many}/></definitions>"), &Choice::default());
    assert!(fault.contains("drawn.dmn:2:1: an element has more than 256 attributes"), "{fault}");
    assert!(begun.elapsed().as_secs() < 120, "{:?}", begun.elapsed());
}

#[test]
fn no_broken_file_makes_it_panic() {
    for text in [FRAILTY, OVERLAPPING, BROKEN] {
        for end in (0..text.len()).step_by(7).filter(|end| text.is_char_boundary(*end)) {
            let _ = import("cut.dmn", &text[..end], &Choice::default());
        }
        // Each letter of an entry in turn by one that means something.
        for (at, _) in text.match_indices("<text>") {
            for offset in 6..26 {
                for letter in ["\"", "(", "]", ",", ".", "-", "é", "not(", "&lt;"] {
                    let place = at + offset;
                    if text.is_char_boundary(place) && text.is_char_boundary(place + 1) {
                        let _ = import(
                            "bent.dmn",
                            &format!("{}{letter}{}", &text[..place], &text[place + 1..]),
                            &Choice::default(),
                        );
                    }
                }
            }
        }
    }
    let deep = format!(
        "<definitions>{}{}</definitions>",
        "<itemComponent>".repeat(100_000),
        "</itemComponent>".repeat(100_000)
    );
    assert!(refused(&deep, &Choice::default()).contains("no decision table"));
    let nested = ages("FIRST", "integer", &[(&"(".repeat(100_000), "\"select\"")]);
    assert!(refused(&nested, &Choice::default()).contains("drawn.dmn:"));
}
