//! Constants too wide for an instruction's last field, 16 bits, mean what narrow ones do; names too long for an image are
//! refused.

use entitle_kernel::{Cell, Contract, Date, Patient, PatientFacts, PatientScratch, Run, Silent};

/// A condition, the number and the day that a patient has, and whether it is true. Days are counted from 1970-01-01;
/// the calendar comes round in 400 years, and a day that a month lacks becomes its last.
const CASES: &[(&str, &str, &str, bool)] = &[
    ("number > 32767", "32767", "2024-02-29", false),
    ("number > 32767", "32768", "2024-02-29", true),
    ("number > 32768", "32768", "2024-02-29", false),
    ("number > 32768", "32769", "2024-02-29", true),
    ("number < -32769", "-32769", "2024-02-29", false),
    ("number < -32769", "-32770", "2024-02-29", true),
    ("number + 5000000000 > 4999999999", "-1", "2024-02-29", false),
    ("number + 5000000000 > 4999999999", "0", "2024-02-29", true),
    ("day > date(\"2059-09-18\")", "0", "2059-09-18", false),
    ("day > date(\"2059-09-18\")", "0", "2059-09-19", true),
    ("day > date(\"2059-09-19\")", "0", "2059-09-19", false),
    ("day > date(\"2059-09-19\")", "0", "2059-09-20", true),
    ("floor(number / 7) = 3", "20", "2024-02-29", false),
    ("floor(number / 7) = 3", "21", "2024-02-29", true),
    ("floor(number / 7) = -1", "-1", "2024-02-29", true),
    ("floor(number / 70000) = 1", "69999", "2024-02-29", false),
    ("floor(number / 70000) = 1", "70000", "2024-02-29", true),
    ("day + duration(\"P4799M\") = date(\"2424-01-29\")", "0", "2024-02-29", true),
    ("day + duration(\"P4800M\") = date(\"2424-02-29\")", "0", "2024-02-29", true),
    ("day + duration(\"P4801M\") = date(\"2424-03-29\")", "0", "2024-02-29", true),
    ("day + duration(\"P2800Y\") = date(\"4824-02-29\")", "0", "2024-02-29", true),
    ("day + duration(\"P33000M\") = date(\"4774-02-28\")", "0", "2024-02-29", true),
    ("day - duration(\"P1500Y\") = date(\"0524-02-29\")", "0", "2024-02-29", true),
    ("day - duration(\"P1501Y\") = date(\"0523-02-28\")", "0", "2024-02-29", true),
    ("achievement_date + duration(\"P2800Y\") > day + duration(\"P33600M\")", "0", "2024-03-30", true),
    ("achievement_date + duration(\"P2800Y\") > day + duration(\"P33600M\")", "0", "2024-03-31", false),
];

#[test]
fn a_wide_constant_means_what_a_narrow_one_does() {
    for (condition, number, day, expected) in CASES {
        let definition = format!(
            "semantics = 1\n[contract]\nid = \"wide\"\ntitle = \"Wide\"\nin_force = 2024-01-01\nsubject = \"practice\"\n\
             [source.s]\ntitle = \"s\"\ngrade = \"assumed\"\n\
             [fact.patient.number]\ntype = \"integer\"\nrange = [-100000, 100000]\ndoc = \"x\"\nunused = \"x\"\n\
             [fact.patient.day]\ntype = \"date\"\ndoc = \"x\"\nunused = \"x\"\n\
             [register.R]\ntitle = \"r\"\nsource = \"s\"\n\
             rows = [{{ if = '{condition}', then = \"select\", else = \"reject\" }}]\n"
        );
        let compiled = entitle_compiler::compile("wide.toml", &definition);
        let image = compiled.unwrap_or_else(|faults| panic!("{condition}: {faults}")).image;
        let contract = Contract::new(&image).unwrap();
        let run = Run::new(&contract, Date::from_ymd(2024, 3, 31).unwrap()).unwrap();
        let mut cells = [Cell::Unknown; 3];
        let mut facts = PatientFacts::new(&contract, &mut cells).unwrap();
        for (name, text) in [("number", number), ("day", day)] {
            let fact = contract.find_patient_input(name).unwrap();
            facts.set(fact.index(), fact.parse(text).unwrap()).unwrap();
        }
        let mut scratch = PatientScratch::EMPTY;
        let mut patient = Patient::new(&contract, &run, &facts, &mut scratch).unwrap();
        assert_eq!(patient.on_register(0, &mut Silent), Ok(Some(*expected)), "{condition} of {number}, {day}");
    }
}

#[test]
fn more_bytes_of_names_than_an_image_holds_are_refused() {
    let definition = |facts: usize| {
        let names = (0..facts).map(|fact| format!("f{fact:0127}"));
        let facts =
            names.map(|name| format!("[fact.patient.{name}]\ntype = \"boolean\"\ndoc = \"x\"\nunused = \"x\"\n"));
        let head = "semantics = 1\n[contract]\nid = \"wide\"\ntitle = \"Wide\"\nin_force = 2024-01-01\nsubject = \"practice\"\n";
        head.to_owned() + &facts.collect::<String>()
    };
    // 511 names of 128 bytes, and the contract's id, stay below 65,535; one more does not.
    let compiled = entitle_compiler::compile("wide.toml", &definition(511)).unwrap();
    let contract = Contract::new(&compiled.image).unwrap();
    assert_eq!(contract.fact(510).map(|fact| fact.name().to_owned()), Some(format!("f{:0127}", 510)));
    let faults = entitle_compiler::compile("wide.toml", &definition(512)).err().unwrap();
    let said: Vec<_> = faults.list().iter().map(|fault| (fault.code, fault.message.as_str())).collect();
    let message = "all names, units and text values together would be 65540 bytes long; at most 65535 fit";
    assert_eq!(said, [("too-long", message)]);
}
