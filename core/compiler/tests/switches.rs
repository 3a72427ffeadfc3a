//! Switches: facts of the contract that name a doubt and have a default, and the source of rule tables.

use entitle_compiler::check;
use entitle_kernel::{Contract, Decision, Facts, Grade, PatientFacts, Value};

const GOOD: &str = include_str!("good.toml");
const SWITCH: &str = "[fact.contract.new_rules]\ntype = \"boolean\"\n";

fn with(old: &str, new: &str) -> String {
    assert_eq!(GOOD.matches(old).count(), 1, "{old:?} stands once in the good definition");
    GOOD.replace(old, new)
}

fn codes(text: &str) -> Vec<&'static str> {
    check("good.toml", text).diagnostics.list().iter().map(|fault| fault.code).collect()
}

fn compiled(text: &str) -> Vec<u8> {
    let checked = check("good.toml", text);
    checked.image.unwrap_or_else(|| panic!("{}", checked.diagnostics))
}

#[test]
fn a_switch_has_its_default_until_it_is_set_and_rests_on_its_source() {
    let text = with(SWITCH, &format!("{SWITCH}default = true\nsource = \"guidance\"\n"));
    let image = compiled(&text);
    let contract = Contract::new(&image).unwrap();
    let (switch, item) = contract.find_input("new_rules").unwrap();
    assert!(switch.default().is_some_and(|value| value.same(&Value::boolean(true))));
    assert!(switch.source().is_some_and(|source| source.name == "guidance"));

    let mut storage = vec![Value::Unknown; contract.cost().subject_slots.into()];
    let mut facts = Facts::new(&contract, &mut storage).unwrap();
    assert!(facts.get(switch.index(), item).same(&Value::boolean(true)));
    facts.set(switch.index(), item, Value::boolean(false)).unwrap();
    assert!(facts.get(switch.index(), item).same(&Value::boolean(false)));

    let mut cells = vec![entitle_kernel::Cell::Unknown; contract.cost().patient_slots.into()];
    let mut patient = PatientFacts::new(&contract, &mut cells).unwrap();
    patient.set(switch.index(), Value::boolean(false)).unwrap();
    patient.clear();
    assert!(patient.get(switch.index()).same(&Value::boolean(true)), "cleared, it is at its default again");
}

#[test]
fn a_switch_may_be_a_text_of_several_readings() {
    let text = with(
        SWITCH,
        "[fact.contract.new_rules]\ntype = \"boolean\"\n\
         doc = \"Whether the new rules apply\"\n\
         [fact.contract.reading]\ntype = \"text\"\nvalues = [\"strict\", \"lenient\"]\ndefault = \"lenient\"\n\
         source = \"guidance\"\ndoc = \"How it is read\"\nunused = \"For the test\"\n\
         [fact.contract.third]\ntype = \"boolean\"\nunused = \"For the test\"\n",
    );
    let image = compiled(&text);
    let contract = Contract::new(&image).unwrap();
    let (reading, _) = contract.find_input("reading").unwrap();
    let default = reading.default().map(|value| reading.written(value).to_string());
    assert_eq!(default.as_deref(), Some("lenient"));
}

#[test]
fn a_default_stands_nowhere_but_in_a_switch() {
    for (new, wanted) in [
        (format!("{SWITCH}default = true\n"), "missing-source"),
        (format!("{SWITCH}default = \"true\"\nsource = \"guidance\"\n"), "wrong-kind"),
        (format!("{SWITCH}default = true\nsource = \"nobody\"\n"), "unknown-name"),
        (format!("{SWITCH}default = true\nlocal = true\nsource = \"guidance\"\n"), "wrong-scope"),
        (format!("{SWITCH}source = \"guidance\"\n"), "wrong-scope"),
        (format!("{SWITCH}default = true\nnull = \"allowed\"\nsource = \"guidance\"\n"), "wrong-type"),
        (
            "[fact.contract.new_rules]\ntype = \"text\"\nvalues = [\"a\"]\ndefault = \"b\"\nsource = \"guidance\"\n"
                .to_owned(),
            "wrong-type",
        ),
        (
            "[fact.contract.new_rules]\ntype = \"integer\"\nrange = [0, 9]\ndefault = 3\nsource = \"guidance\"\n"
                .to_owned(),
            "wrong-type",
        ),
    ] {
        let found = codes(&with(SWITCH, &new));
        assert!(found.contains(&wanted), "{new}: {found:?}");
    }
    let patient = with("[fact.patient.age]\n", "[fact.patient.age]\ndefault = 50\nsource = \"guidance\"\n");
    assert_eq!(codes(&patient), ["wrong-scope"]);
}

#[test]
fn decisions_rest_on_the_source_of_the_rules_and_points_on_that_of_the_figures() {
    let source = "[source.heard]\ntitle = \"Heard somewhere\"\ngrade = \"assumed\"\n\n[indicator.DM020]";
    let text = with("[indicator.DM020]", source).replacen(
        "source = \"guidance\"\nattributes = { weighted = true",
        "source = \"guidance\"\nrules_source = \"heard\"\nattributes = { weighted = true",
        1,
    );
    let plain = compiled(GOOD);
    let image = compiled(&text);
    let (plain, contract) = (Contract::new(&plain).unwrap(), Contract::new(&image).unwrap());
    let place = contract.find_indicator("DM020").unwrap();
    assert!(!plain.decision_basis(place, Decision(1)).has(Grade::Assumed));
    assert!(contract.decision_basis(place, Decision(1)).has(Grade::Assumed));
    let grade =
        |contract: &Contract<'_>| contract.record::<entitle_kernel::image::record::Indicator>(place).unwrap().grade;
    assert_eq!(grade(&contract), grade(&plain), "the points' grade stays");
    let by_count = with(
        "source = \"guidance\"\nattributes = { weighted = false, weight = 1, area = \"public health\" }\n\n[indicator.C1]",
        "source = \"guidance\"\nrules_source = \"guidance\"\nattributes = { weighted = false, weight = 1, area = \"public health\" }\n\n[indicator.C1]",
    );
    assert_eq!(codes(&by_count), ["missing-key"], "an indicator by count has no rules to name a source for");
}
