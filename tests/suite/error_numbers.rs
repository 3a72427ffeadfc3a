//! Every number of the kernel's list of errors, provoked by what a caller would do wrong.
#![allow(unsafe_code, reason = "three errors are given by the C library alone")]

use std::collections::BTreeMap;

use entitle_batch::{Arrival, PlanStorage, Population, Storage, Taken, patient_facts, read};
use entitle_c::{
    ENTITLE_ABI_VERSION, entitle_contract, entitle_contract_new, entitle_contract_verify, entitle_date_parse,
};
use entitle_conformance::{answers, compiled, folder, make_checksum_fit, section_of};
use entitle_kernel::block::{Bits, BlockStorage, ColumnPlace, Columns, Evaluator};
use entitle_kernel::image::record::Section;
use entitle_kernel::{
    Cell, Contract, Date, Error, Facts, Graded, Network, Number, Patient, PatientFacts, PatientScratch, Run, Silent,
    Statement, Value, sample,
};
use serde_json::json;

fn sample_contract() -> Contract<'static> {
    Contract::new(sample::IMAGE).unwrap()
}

fn storage() -> Vec<Value> {
    vec![Value::Unknown; sample_contract().cost().subject_slots.into()]
}

/// What comes of one fact of a practice of the sample contract.
fn practice_fact(name: &str, text: &str) -> Option<Error> {
    Facts::new(&sample_contract(), &mut storage()).unwrap().set_named(name, text).err()
}

/// What comes of a statement on these facts of the sample contract.
fn statement_of(facts: &[(&str, &str)]) -> Option<Error> {
    let (contract, mut storage) = (sample_contract(), storage());
    let mut held = Facts::new(&contract, &mut storage).unwrap();
    facts.iter().for_each(|(name, text)| held.set_named(name, text).unwrap());
    let mut results = vec![Graded::UNKNOWN; contract.cost().values.into()];
    Statement::new(&contract, &held, &[], &mut results, &mut Silent).err()
}

/// What comes of pooling two practices of the sample contract that each give this fact.
fn pooled(name: &str, [first, second]: [&str; 2]) -> Option<Error> {
    let contract = sample_contract();
    let (mut own, mut members) = (storage(), [storage(), storage()]);
    let mut pool = Facts::new(&contract, &mut own).unwrap();
    let mut network = Network::new(&mut pool, &mut []).unwrap();
    let mut add = |storage: &mut [Value], text: &str| {
        let mut member = Facts::new(&contract, storage).unwrap();
        member.set_named(name, text).unwrap();
        network.add(&member)
    };
    let [one, other] = &mut members;
    add(one, first).unwrap();
    add(other, second).err()
}

/// What stands against a patient of the sample contract of whom nothing is known, read as a population is.
fn refused(patient: &str, practice: &str, values: usize) -> Option<Error> {
    let contract = sample_contract();
    let columns = patient_facts(&contract);
    let mut storage = Storage::new(&contract, 1);
    let end = contract.period_end().unwrap();
    let mut population = Population::new(&contract, end, &columns, &["North"], &[], &mut storage).unwrap();
    let row = vec![Value::Unknown; columns.len().min(values)];
    let known =
        Arrival { row: 1, patient: "seen before", practice: "North", values: &vec![Value::Unknown; columns.len()] };
    assert!(matches!(population.add(&known), Ok(Taken::Evaluated { .. })));
    match population.add(&Arrival { row: 2, patient, practice, values: &row }) {
        Ok(Taken::Refused(refusals)) => Some(refusals[0].error()),
        Ok(Taken::Evaluated { .. }) => None,
        Err(error) => Some(error),
    }
}

/// What stands against a patient of the Quality and Outcomes Framework with these facts, up to 31 March 2026.
fn refused_by_qof(facts: &[(&str, &str)]) -> Option<Error> {
    let contract = entitle_contracts::find("qof-england", "2025-06-30".parse().unwrap(), None).unwrap();
    let columns: Vec<_> = facts.iter().map(|(name, _)| contract.find_patient_input(name).unwrap()).collect();
    let values: Vec<Value> = columns.iter().zip(facts).map(|(fact, (_, text))| read(fact, text)).collect();
    let mut storage = Storage::new(&contract, 1);
    let end = contract.period_end().unwrap();
    let mut population = Population::new(&contract, end, &columns, &["North"], &[], &mut storage).unwrap();
    match population.add(&Arrival { row: 1, patient: "p", practice: "North", values: &values }) {
        Ok(Taken::Refused(refusals)) => Some(refusals[0].error()),
        _ => None,
    }
}

/// What comes of columns none of which was set.
fn evaluated_without_columns(contract: &Contract<'_>) -> Option<Error> {
    let run = Run::new(contract, "2026-03-31".parse().unwrap()).unwrap();
    let mut places = [ColumnPlace::EMPTY; 16];
    let columns = Columns::new(contract, 1, &mut places).unwrap();
    let plan = PlanStorage::new(contract, &run).unwrap();
    let plan = plan.plan(contract, &run).unwrap();
    let storage = BlockStorage::<64> { masks: &mut [], lanes: &mut [], pending: &mut [], gathered: &mut [] };
    Evaluator::new(&columns, &plan, storage).err()
}

/// What comes of asking for a register that is known by its count only.
fn register_without_rules() -> Option<Error> {
    let contract = compiled(&folder().join("../core/compiler/tests/good.toml"));
    let run = Run::new(&contract, contract.period_end().unwrap()).unwrap();
    let mut cells = vec![Cell::Unknown; contract.cost().patient_slots.into()];
    let facts = PatientFacts::new(&contract, &mut cells).unwrap();
    let mut scratch = PatientScratch::EMPTY;
    let register = contract.find_register("COUNTED").unwrap();
    Patient::new(&contract, &run, &facts, &mut scratch).unwrap().on_register(register, &mut Silent).err()
}

/// What comes of a statement on the facts of another contract.
fn facts_of_another_contract() -> Option<Error> {
    let (contract, other) = (sample_contract(), compiled(&folder().join("../core/compiler/tests/good.toml")));
    let mut storage = vec![Value::Unknown; other.cost().subject_slots.into()];
    let facts = Facts::new(&other, &mut storage).unwrap();
    let mut results = vec![Graded::UNKNOWN; contract.cost().values.into()];
    Statement::new(&contract, &facts, &[], &mut results, &mut Silent).err()
}

/// What the kernel says of the sample's image after a change, its checksum made to fit.
fn damaged(change: impl Fn(&mut [u8])) -> Option<Error> {
    let mut image = sample::IMAGE.to_vec();
    change(&mut image);
    make_checksum_fit(&mut image);
    Contract::new(&image).err()
}

/// What it says where one byte of the first record of a section is 255: every answer that comes of that.
fn damaged_record(section: Section, wanted: Error) -> Option<Error> {
    let (place, width) = (section_of(sample::IMAGE, section), Section::WIDTHS[section as usize]);
    assert!(place.len() >= width, "the sample has no {section:?}");
    let found: Vec<Option<Error>> = place.take(width).map(|at| damaged(|image| image[at] = 255)).collect();
    assert!(found.iter().flatten().all(|error| error.code() / 100 == 2), "{section:?}: {found:?}");
    found.into_iter().flatten().find(|error| *error == wanted)
}

/// The error that a line of the contract of expressions comes to.
fn line(value: &str, facts: &serde_json::Value) -> Option<Error> {
    let text = entitle_conformance::fuzzing::expression_definition(2, value);
    let image = entitle_compiler::compile("expression.toml", &text).unwrap_or_else(|faults| panic!("{faults}")).image;
    let contract = Contract::new(Box::leak(image.into_boxed_slice())).unwrap();
    let name = &answers(&contract, facts, &[], false)["line.tried"];
    Error::ALL.iter().copied().find(|error| error.name() == name)
}

/// The error whose number a function of the C library returned.
fn of_status(status: i32) -> Option<Error> {
    Error::ALL.iter().copied().find(|error| i32::from(error.code()) == status)
}

/// What the C library says to a caller that was built against another version of its interface.
fn caller_of_another_version() -> Option<Error> {
    let mut contract = entitle_contract { reserved: [0; 16] };
    let (image, bytes) = (sample::IMAGE.as_ptr(), sample::IMAGE.len());
    // SAFETY: an object's place, and an image as long as is said.
    of_status(unsafe { entitle_contract_new(&mut contract, ENTITLE_ABI_VERSION + 1, image, bytes) })
}

/// What it says to an object that was never begun.
fn zeroed_object() -> Option<Error> {
    // SAFETY: an object's bytes, as a caller begins them.
    of_status(unsafe { entitle_contract_verify(&entitle_contract { reserved: [0; 16] }) })
}

/// What it says to a text that is none.
fn text_of_bytes(text: &[u8]) -> Option<Error> {
    let mut day = 0;
    // SAFETY: a text as long as is said, and a place for the day.
    of_status(unsafe { entitle_date_parse(text.as_ptr().cast(), text.len(), &mut day) })
}

/// Every way to provoke an error that is tried here, by the error that must come of it.
fn provoked() -> Vec<(Error, Option<Error>)> {
    let contract = sample_contract();
    let day = |text: &str| text.parse::<Date>().unwrap();
    let qof = |text: &str, revision| entitle_contracts::find("qof-england", day(text), revision).err();
    vec![
        (Error::UnknownFact, contract.find_input("lst_size").err()),
        (Error::UnknownItem, contract.find_input("register_size.HEART").err()),
        (Error::WrongType, contract.find_input("applied").unwrap().0.check(Value::integer(1)).err()),
        (Error::OutOfRange, practice_fact("list_size", "0")),
        (Error::TooManyPlaces, practice_fact("fee_per_patient", "1.234")),
        (Error::UnknownText, practice_fact("area", "moon")),
        (Error::NullRefused, practice_fact("list_size", "null")),
        (Error::InvalidDate, contract.find_patient_input("diagnosed").unwrap().parse("2025-02-29").err()),
        (Error::InvalidNumber, practice_fact("list_size", "many")),
        (Error::InvalidBoolean, practice_fact("applied", "perhaps")),
        (Error::CountsContradict, statement_of(&[("numerator.LUNG1", "8"), ("denominator.LUNG1", "7")])),
        (Error::MembersDisagree, pooled("area", ["urban", "rural"])),
        (Error::NoPatientRules, register_without_rules()),
        (Error::DuplicateSubject, refused("seen before", "North", usize::MAX)),
        (Error::UnknownPractice, refused("p", "South", usize::MAX)),
        (Error::AfterAchievementDate, refused_by_qof(&[("reg_dat", "2026-04-01")])),
        (Error::FactsContradict, refused_by_qof(&[("birth_dat", "1960-01-01"), ("age", "30")])),
        (Error::MalformedRow, refused("p", "North", 1)),
        (Error::MissingColumn, evaluated_without_columns(&contract)),
        (Error::ColumnLength, Bits::new(&[0xff], 0, 9).err()),
        (Error::ImageTruncated, Contract::new(&sample::IMAGE[..99]).err()),
        (Error::ImageMagic, damaged(|image| image[0] = b'X')),
        (Error::ImageVersion, damaged(|image| image[4] = 0)),
        (Error::ImageChecksum, {
            let mut image = sample::IMAGE.to_vec();
            image[200] ^= 1;
            Contract::new(&image).err()
        }),
        (Error::ImageSection, Contract::new(&[sample::IMAGE, &[0]].concat()).err()),
        (Error::ImageReference, damaged_record(Section::Indicator, Error::ImageReference)),
        (Error::ImageText, damaged_record(Section::NameBytes, Error::ImageText)),
        (Error::ImageCode, damaged_record(Section::PatientInstruction, Error::ImageCode)),
        (Error::ImageTable, damaged_record(Section::Row, Error::ImageTable)),
        (Error::ImageNumber, damaged_record(Section::Decimal, Error::ImageNumber)),
        (Error::ImageSemantics, damaged(|image| image[6] = 2)),
        (Error::ContractNotFound, entitle_contracts::find("qof-atlantis", day("2025-06-30"), None).err()),
        (Error::NotInForce, qof("1999-01-01", None)),
        (Error::RevisionNotFound, qof("2025-06-30", Some(99))),
        (Error::AnotherContract, {
            let [asked, came] = ["qof-england", "aco-reach"].map(|id| entitle_contracts::latest(id).unwrap());
            asked.accept(&came.contract().unwrap()).err()
        }),
        (Error::DivisionByZero, line("1 / spend", &json!({ "spend": "0" }))),
        (Error::Overflow, Number::parse("9e6144").and_then(|most| most.checked_mul(Number::from_i64(10))).err()),
        (Error::NoSuchRow, line("band(bands, spend)", &json!({ "spend": "-1" }))),
        (Error::DateOverflow, line("cut_off + duration(\"P9000Y\") - cut_off", &json!({}))),
        (Error::StorageTooSmall, Facts::new(&contract, &mut []).err()),
        (Error::TooMany, pooled("denominator.LUNG1", ["1000000000", "1"])),
        (Error::BadArgument, facts_of_another_contract()),
        (Error::AbiMismatch, caller_of_another_version()),
        (Error::NotInitialised, zeroed_object()),
        (Error::InvalidUtf8, text_of_bytes(b"2025-04-\xFF1")),
    ]
}

#[test]
fn every_error_number_comes_of_what_it_is_for() {
    let provoked = provoked();
    for (expected, found) in &provoked {
        assert_eq!(*found, Some(*expected), "{} ({})", expected.name(), expected.code());
    }
    let numbers: BTreeMap<u16, Error> = provoked.iter().map(|(error, _)| (error.code(), *error)).collect();
    let missing: Vec<_> = Error::ALL.iter().filter(|error| !numbers.contains_key(&error.code())).collect();
    assert!(missing.is_empty(), "never provoked: {missing:?}");
    println!("{} error numbers were provoked", numbers.len());
}
