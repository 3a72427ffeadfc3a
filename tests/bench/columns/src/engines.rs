//! The seven rules in rules engines that take one patient at a time: each in the engine's own language.

use crate::people::{ACHIEVEMENT_DAY, WIDE_NULL, Wide};
use crate::serve::Contender;
use datalogic_rs::{Engine, ParsedData};
use serde_json::{Value, json};

/// Rows that an engine is asked about.
pub const ROWS: usize = 4_096;

/// A patient as the engines take them, null as null.
pub fn patient(people: &Wide, row: usize) -> Value {
    let or_null = |value: i32| if value == WIDE_NULL { Value::Null } else { json!(value) };
    json!({
        "age": people.age[row],
        "diabetic": people.diabetic[row] == 1,
        "frail": people.frail[row] == 1,
        "hba1c": or_null(people.hba1c[row]),
        "hba1c_date": or_null(people.hba1c_date[row]),
        "declined": or_null(people.declined[row]),
        "registered": people.registered[row],
    })
}

/// JSONLogic, rule and data parsed before.
pub fn datalogic(people: &Wide) -> Contender<'static> {
    let (year_ago, settled) = (ACHIEVEMENT_DAY - 365, ACHIEVEMENT_DAY - 90);
    let rule = json!({ "if": [
        { "<": [{ "var": "age" }, 17] }, 1,
        { "!": [{ "var": "diabetic" }] }, 2,
        { "var": "frail" }, 3,
        { "and": [
            { "!==": [{ "var": "hba1c" }, null] },
            { "<=": [{ "var": "hba1c" }, 58] },
            { ">=": [{ "var": "hba1c_date" }, year_ago] },
        ] }, 4,
        { ">=": [{ "var": "declined" }, year_ago] }, 5,
        { ">": [{ "var": "registered" }, settled] }, 6,
        7,
    ] });
    let engine = Engine::new();
    let rule = engine.compile(&*rule.to_string()).expect("a rule");
    let patients: Vec<ParsedData> =
        (0..ROWS).map(|row| ParsedData::from_json(&patient(people, row).to_string()).expect("a patient")).collect();
    let mut arena = datalogic_rs::bumpalo::Bump::new();
    Contender::new("datalogic-rs, data parsed before", ROWS, move |out| {
        for (patient, decision) in patients.iter().zip(&mut out.rows) {
            let said = engine.evaluate(&rule, patient, &arena).expect("an answer").as_i64();
            *decision = said.and_then(|said| u8::try_from(said).ok()).expect("a rule's number");
            arena.reset();
        }
    })
}

/// Rego, policy compiled and data parsed before.
#[cfg(feature = "slow")]
pub fn regorus(people: &Wide) -> Contender<'static> {
    let (year_ago, settled) = (ACHIEVEMENT_DAY - 365, ACHIEVEMENT_DAY - 90);
    let policy = format!(
        "package seven\n\
         rule := 1 if {{ input.age < 17 }}\n\
         else := 2 if {{ not input.diabetic }}\n\
         else := 3 if {{ input.frail }}\n\
         else := 4 if {{ input.hba1c != null; input.hba1c <= 58; input.hba1c_date != null; input.hba1c_date >= {year_ago} }}\n\
         else := 5 if {{ input.declined != null; input.declined >= {year_ago} }}\n\
         else := 6 if {{ input.registered > {settled} }}\n\
         else := 7\n"
    );
    let mut engine = regorus::Engine::new();
    engine.add_policy("seven.rego".to_owned(), policy).expect("a policy");
    let policy = engine.compile_with_entrypoint(&"data.seven.rule".into()).expect("a policy");
    let parsed = |row| regorus::Value::from_json_str(&patient(people, row).to_string()).expect("a patient");
    let patients: Vec<regorus::Value> = (0..ROWS).map(parsed).collect();
    Contender::new("regorus, data parsed before", ROWS, move |out| {
        for (patient, decision) in patients.iter().zip(&mut out.rows) {
            let said = policy.eval_with_input(patient.clone()).expect("an answer").as_u64().expect("a rule's number");
            *decision = u8::try_from(said).expect("a rule's number");
        }
    })
}

/// A decision table of GoRules, compiled, data parsed before.
#[cfg(feature = "slow")]
pub fn zen(people: &Wide) -> Contender<'static> {
    let (year_ago, settled) = (ACHIEVEMENT_DAY - 365, ACHIEVEMENT_DAY - 90);
    let inputs = ["age", "diabetic", "frail", "hba1c", "hba1c_date", "declined", "registered"];
    let year = format!("$ != null and $ >= {year_ago}");
    let rows: [&[(&str, &str)]; 7] = [
        &[("age", "< 17")],
        &[("diabetic", "false")],
        &[("frail", "true")],
        &[("hba1c", "$ != null and $ <= 58"), ("hba1c_date", &year)],
        &[("declined", &year)],
        &[("registered", &format!("> {settled}"))],
        &[],
    ];
    let rules: Vec<Value> = (1..)
        .zip(rows)
        .map(|(number, cells)| {
            let mut rule = serde_json::Map::from_iter([
                ("_id".to_owned(), json!(format!("rule{number}"))),
                ("out".to_owned(), json!(number.to_string())),
            ]);
            for input in inputs {
                let cell = cells.iter().find(|(name, _)| *name == input).map_or("", |(_, cell)| cell);
                rule.insert(input.to_owned(), json!(cell));
            }
            Value::Object(rule)
        })
        .collect();
    let columns: Vec<Value> =
        inputs.iter().map(|input| json!({ "id": input, "name": input, "field": input })).collect();
    let graph = json!({
        "nodes": [
            { "id": "in", "name": "in", "type": "inputNode" },
            { "id": "table", "name": "table", "type": "decisionTableNode", "content": {
                "hitPolicy": "first", "rules": rules, "inputs": columns,
                "outputs": [{ "id": "out", "name": "rule", "field": "rule" }],
            } },
            { "id": "end", "name": "end", "type": "outputNode" },
        ],
        "edges": [
            { "id": "a", "sourceId": "in", "targetId": "table", "type": "edge" },
            { "id": "b", "sourceId": "table", "targetId": "end", "type": "edge" },
        ],
    });
    let content: zen_engine::model::GraphContent = serde_json::from_value(graph).expect("a decision");
    let mut decision = zen_engine::Decision::from(content);
    decision.compile();
    let patients: Vec<Value> = (0..ROWS).map(|row| patient(people, row)).collect();
    Contender::new("zen-engine, data parsed before", ROWS, move |out| {
        for (patient, code) in patients.iter().zip(&mut out.rows) {
            let said = pollster::block_on(decision.evaluate(patient.into())).expect("an answer").result;
            let said = said.dot("rule").and_then(|rule| rule.as_number().map(|rule| rule.to_string()));
            *code = said.and_then(|said| said.parse().ok()).expect("a rule's number");
        }
    })
}
