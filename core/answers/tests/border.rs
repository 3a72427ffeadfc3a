//! What the border refuses is told alike, whether a patient comes in a file or fact by fact.

use entitle_answers::patient::Explainer;
use entitle_answers::stepwise::{Patient, Tally};
use entitle_answers::{Document, Fault, Held, Record};
use entitle_kernel::Error;
use std::sync::Arc;

fn qof() -> Arc<Held> {
    let image = entitle_contracts::definition("qof-england", "2025-06-30".parse().unwrap(), None).unwrap().image;
    Arc::new(Held::new(image.into(), "qof-england", None, String::new()).unwrap())
}

/// Why a file of one patient is not explained.
fn of_a_file(facts: &[(&str, &str)]) -> Option<Fault> {
    qof().with(|contract| {
        let explainer = Explainer::new(contract, "DM020", None).unwrap();
        let document = Document::of("the patient", vec![Record::of("p", facts.iter().copied())]);
        let subjects = explainer.subjects(&document, &[]).unwrap();
        explainer.admit(subjects, "the patient").err()
    })
}

#[test]
fn a_patient_set_fact_by_fact_is_refused_in_the_words_of_a_file() {
    for (facts, error) in [
        (&[("birth_dat", "1960-01-01"), ("age", "12")][..], Some(Error::FactsContradict)),
        (&[("ifcchba_dat", "2031-01-01")], Some(Error::AfterAchievementDate)),
        (
            &[("ifcchba_dat", "2026-04-01"), ("birth_dat", "2026-04-01"), ("age", "0")],
            Some(Error::AfterAchievementDate),
        ),
        (&[("ifcchba_dat", "2026-03-31"), ("birth_dat", "1960-03-31"), ("age", "66")], None),
        (&[("dm_invite1_dat", "2026-04-01")], None),
    ] {
        let mut patient = Patient::new(&qof(), "2026-03-31").unwrap();
        facts.iter().for_each(|(name, text)| patient.set(name, text).unwrap());
        let fault = patient.decide("DM020").err();
        assert_eq!(fault.as_ref().and_then(|fault| fault.error), error, "{facts:?}");
        let in_file = of_a_file(facts);
        let words = |fault: &Option<Fault>| fault.as_ref().map(|fault| fault.text().replace(" (subject p)", ""));
        assert_eq!(words(&fault), words(&in_file), "{facts:?}");
        let counted = Tally::new(&qof()).unwrap().add_patient(&mut patient);
        assert_eq!(words(&counted.err()), words(&in_file), "{facts:?}");
        assert_eq!(words(&patient.on_register("DM").err()), words(&in_file), "{facts:?}");
    }
    let fault = of_a_file(&[("birth_dat", "1960-01-01"), ("age", "12")]).unwrap();
    assert!(fault.text().contains("by birth_dat 1960-01-01 it is 66 on 2026-03-31"), "{}", fault.text());
}
