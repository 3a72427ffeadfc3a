//! The DMN Technology Compatibility Kit (`ENTITLE_TCK_DIR`, by default `../shared/data/dmn-tck`) through the
//! compiler and the kernel.
//!
//! Every test case of every result node is one case. A FEEL expression is asked of a subject, as a condition or a
//! line, and of a patient, as the two masks "is true" and "its negation is true", which together tell true, false and
//! null apart. Since our texts and booleans belong to facts, an expression is asked a second time with the literal that
//! is tested (and every literal null) as a fact of that value; a case passes when every form that our language has
//! gives DMN's answer, and it has at least one. A decision table goes through `entitle import-dmn`.
//!
//! Where DMN answers null because an expression is ill-typed, our compiler refuses the expression; that is the
//! language's rule, and such cases are counted apart, neither as passed nor as skipped.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use entitle_cli::dmn::{Choice, Imported, Logic, Model, import};
use entitle_compiler::PlainDiagnostic;
use entitle_conformance::{answers, outside_data, patient_answers};
use entitle_kernel::{Contract, Date, Number};
use roxmltree::{Document, Node};
use serde_json::{Value as Json, json};

/// How many cases of each file pass: fewer is a failure, so that no case becomes a skip unseen.
const PASSED: &[(&str, usize)] = &[
    ("0064-feel-conjunction", 9),
    ("0065-feel-disjunction", 9),
    ("0071-feel-between", 23),
    ("0072-feel-in", 190),
    ("0106-feel-ternary-logic", 18),
    ("0108-first-hitpolicy", 3),
    ("1100-feel-decimal-function", 9),
    ("1115-feel-date-function", 7),
    ("1141-feel-round-up-function", 6),
    ("1143-feel-round-half-up-function", 6),
];

/// Why a case is outside the language, and how the compiler says so: the code and a part of the message.
const SKIPS: &[(&str, &str, &str)] = &[
    ("times of day", "outside-subset", "a time of day"),
    ("times of day", "outside-subset", "the function `time`"),
    ("times of day", "outside-subset", "the function `date and time`"),
    ("times of day", "bad-duration", "\"PT"),
    ("texts of values", "outside-subset", "the function `string`"),
    ("lists as values", "outside-subset", "a list, or a filter"),
    ("contexts", "outside-subset", "a context"),
    ("texts have no order", "wrong-type", "texts have no order"),
    ("years outside 1 to 9999", "bad-date", ""),
    ("rounding to a part of a place, or to more than 30", "wrong-type", "the number of decimal places"),
    ("values of different types are not compared", "wrong-type", "do not go together"),
    ("what is neither true nor false is not joined", "wrong-type", "where a boolean is wanted"),
];

/// A value of the test files, or of an expression.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Null,
    Boolean(bool),
    Number(String),
    Date(String),
    Text(String),
    /// The components of a structure.
    Outputs(Vec<(String, Value)>),
    /// A list, or a time.
    Other(String),
}

impl Value {
    /// The value as a definition's facts and answers write it.
    fn plain(&self) -> String {
        match self {
            Value::Null => "null".to_owned(),
            Value::Boolean(value) => value.to_string(),
            Value::Number(text) | Value::Date(text) | Value::Text(text) | Value::Other(text) => text.clone(),
            Value::Outputs(outputs) => format!("{outputs:?}"),
        }
    }
}

struct Case {
    name: String,
    decision: String,
    inputs: Vec<(String, Value)>,
    expected: Value,
}

/// A fact that an expression asks for.
#[derive(Clone, Debug)]
struct Asked {
    name: String,
    value: Value,
    /// The `type` and what goes with it.
    declared: String,
}

/// An expression and what is given.
#[derive(Clone, Debug)]
struct Question {
    expression: String,
    facts: Vec<Asked>,
}

/// What became of a question in one place of the language.
enum Found {
    Answer(String),
    Refused(Box<PlainDiagnostic>),
}

/// What became of a case.
enum Verdict {
    Passed { of_patient: bool, as_facts: bool },
    RefusedWhereNull,
    Skipped(&'static str),
    Failed(String),
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.tag_name().name() == name)
}

/// The value of an `inputNode`, `expected` or `component`.
fn value(node: Node<'_, '_>) -> Value {
    let components: Vec<(String, Value)> = node
        .children()
        .filter(|child| child.tag_name().name() == "component")
        .map(|component| (component.attribute("name").unwrap_or_default().to_owned(), value(component)))
        .collect();
    if !components.is_empty() {
        return Value::Outputs(components);
    }
    let Some(value) = child(node, "value") else { return Value::Other("a list".to_owned()) };
    let attribute = |name| value.attributes().find(|attribute| attribute.name() == name).map(|found| found.value());
    let text = value.text().unwrap_or_default().to_owned();
    match attribute("type").map(|name| name.rsplit(':').next().unwrap_or(name)) {
        _ if attribute("nil") == Some("true") => Value::Null,
        Some("boolean") => Value::Boolean(text == "true"),
        Some("decimal" | "double" | "integer") => Value::Number(text),
        Some("date") => Value::Date(text),
        Some("string") => Value::Text(text),
        other => Value::Other(format!("{other:?} {text}")),
    }
}

fn cases(path: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(path).unwrap();
    let document = Document::parse(&text).unwrap();
    let named = |node: Node<'_, '_>| node.attribute("name").unwrap().to_owned();
    let mut cases = Vec::new();
    for test in document.root_element().children().filter(|node| node.tag_name().name() == "testCase") {
        let of_kind = |kind| test.children().filter(move |node| node.tag_name().name() == kind);
        let inputs: Vec<(String, Value)> = of_kind("inputNode").map(|node| (named(node), value(node))).collect();
        for result in of_kind("resultNode") {
            let id = test.attribute("id").unwrap_or_default();
            cases.push(Case {
                name: format!("{id} {}", named(result)),
                decision: named(result),
                inputs: inputs.clone(),
                expected: value(child(result, "expected").expect("a result node expects something")),
            });
        }
    }
    cases
}

/// A piece of an expression: a literal with its value, or anything else.
struct Piece {
    text: String,
    literal: Option<Value>,
}

/// Cuts an expression into literals and what stands between them.
fn pieces(expression: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = expression;
    while let Some(first) = rest.chars().next() {
        let opens = pieces.last().is_none_or(|piece| matches!(piece.text.as_str(), "(" | ":"));
        let word = rest.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(rest.len());
        let digits =
            |text: &str| text.find(|digit: char| !(digit.is_ascii_digit() || digit == '.')).unwrap_or(text.len());
        let quoted = |from: usize| rest[from..].find('"').map_or(rest.len(), |end| from + end + 1);
        let (length, literal) = if rest.starts_with("date(\"") {
            let end = quoted(6);
            (end + 1, Some(Value::Date(rest[6..end - 1].to_owned())))
        } else if rest.starts_with("@\"") {
            let end = quoted(2);
            (end, Some(Value::Date(rest[2..end - 1].to_owned())))
        } else if rest.starts_with("duration(\"") {
            (quoted(10) + 1, None)
        } else if first == '"' {
            let end = quoted(1);
            (end, Some(Value::Text(rest[1..end - 1].to_owned())))
        } else if first.is_ascii_digit() {
            // `1..2` is a range of two numbers.
            let length = rest.find("..").map_or(digits(rest), |range| digits(&rest[..range]));
            (length, Some(Value::Number(rest[..length].to_owned())))
        } else if first == '-' && opens && rest[1..].starts_with(|digit: char| digit.is_ascii_digit()) {
            let length = 1 + digits(&rest[1..]);
            (length, Some(Value::Number(rest[..length].to_owned())))
        } else if first.is_alphabetic() {
            let literal = match &rest[..word] {
                "true" => Some(Value::Boolean(true)),
                "false" => Some(Value::Boolean(false)),
                "null" => Some(Value::Null),
                _ => None,
            };
            (word, literal)
        } else {
            (first.len_utf8(), None)
        };
        // What is no day is not given as one.
        let literal = literal.filter(|literal| !matches!(literal, Value::Date(text) if text.parse::<Date>().is_err()));
        pieces.push(Piece { text: rest[..length].to_owned(), literal });
        rest = &rest[length..];
    }
    pieces
}

/// The expression with the literal that is tested, and every null, as a fact of that value.
fn as_facts(expression: &str) -> Option<Question> {
    let mut pieces = pieces(expression);
    let words: Vec<String> = pieces.iter().map(|piece| piece.text.clone()).collect();
    let has = |word: &str| words.iter().any(|text| text == word);
    let is_test = has("in") || has("between");
    let is_chain = !is_test && (has("and") || has("or"));
    let literals: Vec<Value> = pieces.iter().filter_map(|piece| piece.literal.clone()).collect();
    let sample = literals.iter().find(|literal| **literal != Value::Null).cloned();
    let sample = sample.unwrap_or(if is_chain { Value::Boolean(true) } else { Value::Number("0".to_owned()) });
    let texts: BTreeSet<String> =
        literals.iter().filter(|literal| matches!(literal, Value::Text(_))).map(Value::plain).collect();
    let mut facts = Vec::new();
    let tested = pieces.iter().position(|piece| match piece.literal {
        Some(Value::Number(_)) => true,
        Some(Value::Null) => !is_chain,
        Some(_) => is_test,
        None => false,
    });
    for (index, piece) in pieces.iter_mut().enumerate() {
        let Some(literal) = piece.literal.clone() else { continue };
        let is_first = tested == Some(index) && (!is_test || index == 0);
        let is_given = match &literal {
            Value::Null => is_test || is_chain || is_first,
            Value::Boolean(_) => is_chain || is_first,
            _ => !is_chain && is_first,
        };
        if !is_given {
            continue;
        }
        let declared = match &sample {
            Value::Number(text) => {
                let places = text.split_once('.').map_or(0, |(_, places)| places.len());
                format!("type = \"decimal\"\nplaces = {places}\nrange = [-10000, 10000]")
            }
            Value::Boolean(_) => "type = \"boolean\"".to_owned(),
            Value::Date(_) => "type = \"date\"".to_owned(),
            _ => format!("type = \"text\"\nvalues = {}", json!(texts)),
        };
        let name = format!("given{index}");
        piece.text = name.clone();
        facts.push(Asked { name, value: literal, declared });
    }
    let expression = pieces.iter().map(|piece| piece.text.as_str()).collect();
    (!facts.is_empty()).then_some(Question { expression, facts })
}

const HEAD: &str = "semantics = 1\n[contract]\nid = \"tck\"\ntitle = \"TCK\"\nin_force = 2025-04-01\nuntil = 2026-04-01\n\
                    subject = \"practice\"\n[source.s]\ntitle = \"s\"\ngrade = \"derived\"\n";

impl Question {
    fn head(&self, scope: &str) -> String {
        let facts = self.facts.iter().map(|fact| {
            format!("[fact.{scope}.{}]\n{}\nnull = \"allowed\"\ndoc = \"given\"\n", fact.name, fact.declared)
        });
        HEAD.to_owned() + &facts.collect::<String>()
    }

    fn given(&self) -> Json {
        self.facts
            .iter()
            .map(|fact| (fact.name.clone(), json!(fact.value.plain())))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }

    /// The answer of a subject's condition or line.
    fn of_subject(&self, condition: Option<&str>) -> Found {
        let head = self.head("practice");
        let text = match condition {
            Some(condition) => format!("{head}[condition.asked]\nof = \"subject\"\nwhen = {}\n", json!(condition)),
            None => format!(
                "{head}[line.asked]\ntitle = \"asked\"\nunit = \"x\"\nclause = \"1\"\nvalue = {}\n",
                json!(self.expression)
            ),
        };
        compiled(&text).map_or_else(Found::Refused, |contract| {
            let found = answers(&contract, &self.given(), &[], false);
            Found::Answer(found.get("condition.asked").or(found.get("line.asked")).expect("an answer").clone())
        })
    }

    /// The three values of a patient's condition, of its mask and that of its negation.
    fn of_patient(&self, condition: &str) -> Found {
        let mut text = self.head("patient");
        for (register, condition) in [("holds", condition.to_owned()), ("fails", format!("not({condition})"))] {
            text += &format!(
                "[register.{register}]\ntitle = \"{register}\"\nsource = \"s\"\n\
                 rows = [ {{ if = {}, then = \"select\" }}, {{ otherwise = \"reject\" }} ]\n",
                json!(condition)
            );
        }
        compiled(&text).map_or_else(Found::Refused, |contract| {
            let found = patient_answers(&contract, &self.given(), None);
            let mask = |register: &str| found[&format!("register.{register}")] == "true";
            let answer = match (mask("holds"), mask("fails")) {
                (true, false) => "true",
                (false, true) => "false",
                (false, false) => "null",
                (true, true) => "both true and false",
            };
            Found::Answer(answer.to_owned())
        })
    }

    /// What was found of a subject and of a patient, each with what is expected there.
    fn asked(&self, expected: &Value, is_condition: bool) -> [(Found, String); 2] {
        let expression = &self.expression;
        match expected {
            _ if is_condition => {
                [(self.of_subject(Some(expression)), expected.plain()), (self.of_patient(expression), expected.plain())]
            }
            // Days have no line; one is compared.
            Value::Date(day) => {
                let same = format!("({expression}) = date(\"{day}\")");
                [(self.of_subject(Some(&same)), "true".to_owned()), (self.of_patient(&same), "true".to_owned())]
            }
            other => {
                let same = format!("({expression}) = {}", other.plain());
                [(self.of_subject(None), other.plain()), (self.of_patient(&same), "true".to_owned())]
            }
        }
    }
}

fn compiled(text: &str) -> Result<Contract<'static>, Box<PlainDiagnostic>> {
    match entitle_compiler::compile("tck.toml", text) {
        Ok(compiled) => Ok(Contract::new(Box::leak(compiled.image.into_boxed_slice())).unwrap()),
        Err(faults) => Err(Box::new(faults.plain().into_iter().next().expect("a fault"))),
    }
}

fn same(found: &str, expected: &str) -> bool {
    found == expected || matches!((found.parse::<Number>(), expected.parse::<Number>()), (Ok(a), Ok(b)) if a == b)
}

/// Whether an expression is true or false; where null is expected its form must tell.
fn is_condition(expression: &str, expected: &Value) -> bool {
    let word = |text: &str| pieces(expression).iter().any(|piece| piece.text == text);
    match expected {
        Value::Null => word("in") || word("between") || word("and") || word("or"),
        other => matches!(other, Value::Boolean(_)),
    }
}

fn judge_expression(model: &Model, expression: &str, case: &Case) -> Verdict {
    let inputs = case.inputs.iter().map(|(name, value)| {
        let declared =
            model.inputs.iter().find(|input| input.name == *name).and_then(|input| input.type_name.as_deref());
        assert_eq!(declared, Some("boolean"), "{name}: only booleans are inputs of expressions so far");
        Asked { name: name.clone(), value: value.clone(), declared: "type = \"boolean\"".to_owned() }
    });
    let written = Question { expression: expression.to_owned(), facts: inputs.collect() };
    let is_condition = is_condition(expression, &case.expected);
    let lifted = if case.inputs.is_empty() { as_facts(expression) } else { None };
    let (mut refusals, mut passed) = (Vec::new(), None);
    for (as_facts, question) in [(false, Some(written)), (true, lifted)] {
        let Some(question) = question else { continue };
        let mut answered = [false; 2];
        for (index, (found, expected)) in question.asked(&case.expected, is_condition).into_iter().enumerate() {
            match found {
                Found::Answer(found) if same(&found, &expected) => answered[index] = true,
                Found::Answer(found) => {
                    let whom = ["a subject", "a patient"][index];
                    return Verdict::Failed(format!(
                        "`{}` of {whom}: {found}, DMN says {expected}",
                        question.expression
                    ));
                }
                Found::Refused(fault) => refusals.push(fault),
            }
        }
        if let ([true, of_patient], None) = (answered, &passed) {
            passed = Some(Verdict::Passed { of_patient, as_facts });
        }
    }
    if let Some(passed) = passed {
        return passed;
    }
    let reason = refusals.iter().rev().find_map(|fault| {
        SKIPS
            .iter()
            .find(|(_, code, part)| fault.code == *code && fault.message.contains(part))
            .map(|(reason, ..)| *reason)
    });
    match reason {
        _ if case.expected == Value::Null => Verdict::RefusedWhereNull,
        Some(reason) => Verdict::Skipped(reason),
        None => {
            Verdict::Failed(format!("`{expression}` is refused: {:?}", refusals.first().map(|fault| &fault.message)))
        }
    }
}

/// A table through the importer; the reason that decided is led back to the outputs that it states.
fn judge_table(imported: &Imported, case: &Case) -> Verdict {
    let contract = compiled(&imported.definition).unwrap_or_else(|fault| panic!("{}: {fault:?}", case.name));
    let facts: serde_json::Map<String, Json> = case
        .inputs
        .iter()
        .map(|(name, value)| {
            let (_, fact) = imported.facts.iter().find(|(known, _)| known == name).expect("a fact for every input");
            (fact.clone(), json!(value.plain()))
        })
        .collect();
    let found = patient_answers(&contract, &facts.into(), contract.period_end());
    let reason = found.get(&format!("reason.{}", imported.indicator));
    let outputs =
        reason.map(|reason| &imported.reasons.iter().find(|stated| stated.reason == *reason).unwrap().outputs);
    let plain = |(name, value): &(String, Value)| (name.clone(), value.plain());
    let expected: Option<Vec<(String, String)>> = match &case.expected {
        Value::Null => None,
        Value::Outputs(components) => Some(components.iter().map(plain).collect()),
        single => Some(vec![(case.decision.clone(), single.plain())]),
    };
    if outputs == expected.as_ref() {
        return Verdict::Passed { of_patient: true, as_facts: false };
    }
    Verdict::Failed(format!("the table answers {outputs:?}, DMN says {expected:?}"))
}

fn models(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "dmn") {
                found.push(path);
            }
        }
    }
    found.sort_by_key(|path| path.file_name().map(ToOwned::to_owned));
    found
}

/// The test files beside a model.
fn test_files(model: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(model.parent().unwrap()).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.contains("-test-") && name.ends_with(".xml")
    });
    files.sort();
    files
}

#[derive(Default)]
struct Counts {
    passed: usize,
    as_facts: usize,
    of_patients: usize,
    refused: usize,
    skipped: usize,
}

#[test]
fn every_case_within_the_language_has_dmns_answer() {
    let Some(folder) = outside_data("ENTITLE_TCK_DIR", "dmn-tck") else { return };
    let mut skips: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let (mut faults, mut all) = (Vec::new(), Counts::default());
    println!("{:32} {:>6} {:>8} {:>8} {:>8} {:>8}", "file", "passed", "patient", "as facts", "refused", "skipped");
    for path in models(&folder) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let model = Model::read(&name, &text).unwrap_or_else(|fault| panic!("{fault}"));
        let mut counts = Counts::default();
        for case in test_files(&path).iter().flat_map(|file| cases(file)) {
            let decision = model.decision(Some(&case.decision)).unwrap_or_else(|fault| panic!("{name}: {fault}"));
            let verdict = match &decision.logic {
                Logic::Expression(written) => judge_expression(&model, &written.text, &case),
                Logic::Table(_) => {
                    let choice = Choice { decision: Some(case.decision.clone()), ..Choice::default() };
                    let imported = import(&name, &text, &choice).unwrap_or_else(|fault| panic!("{name}: {fault}"));
                    judge_table(&imported, &case)
                }
                Logic::Other(kind) => Verdict::Failed(format!("nothing is known of `{kind}`")),
            };
            match verdict {
                Verdict::Passed { of_patient, as_facts } => {
                    counts.passed += 1;
                    counts.as_facts += usize::from(as_facts);
                    counts.of_patients += usize::from(of_patient);
                }
                Verdict::RefusedWhereNull => counts.refused += 1,
                Verdict::Skipped(reason) => {
                    counts.skipped += 1;
                    let Logic::Expression(written) = &decision.logic else { continue };
                    skips.entry(reason).or_default().push(written.text.clone());
                }
                Verdict::Failed(why) => faults.push(format!("{name} {}: {why}", case.name)),
            }
        }
        let Counts { passed, as_facts, of_patients, refused, skipped } = counts;
        println!("{name:32} {passed:>6} {of_patients:>8} {as_facts:>8} {refused:>8} {skipped:>8}");
        let committed = PASSED.iter().find(|(known, _)| *known == name).map_or(0, |(_, passed)| *passed);
        if passed < committed {
            faults.push(format!("{name}: {passed} cases pass, {committed} did before"));
        }
        all.passed += passed;
        all.as_facts += as_facts;
        all.of_patients += of_patients;
        all.refused += refused;
        all.skipped += skipped;
    }
    println!(
        "{} cases pass, {} of them of a patient too, {} of them only with their literals as facts",
        all.passed, all.of_patients, all.as_facts
    );
    println!("{} are refused at compile time where DMN answers null", all.refused);
    println!("{} are skipped:", all.skipped);
    for (reason, expressions) in &skips {
        let examples: Vec<&str> = expressions.iter().map(String::as_str).take(2).collect();
        println!("  {:>4} {reason}, such as `{}`", expressions.len(), examples.join("`, `"));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let committed: usize = PASSED.iter().map(|(_, passed)| passed).sum();
    assert!(committed > 0 && all.passed >= committed, "{} cases pass, {committed} did before", all.passed);
}
