//! The scripts that every face runs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use entitle_kernel::Date;

use super::bad_inputs::{BAD_INPUTS, bad_images};
use super::case::{Case, Choice};
use super::practices::{
    PATIENT_OF_WHOM_NOTHING_IS_SAID, PRACTICES_FOLDED, PRACTICES_POOLED, REFUSED_AND_KEPT, counted_practice,
};
use super::{cases_of_rule_tests, cases_of_vectors, run};
use crate::{compiled, folder};

/// The longest line of [`embedded`], bytes.
const LINE_BYTES_MAX: usize = 200;

/// Patients who are counted into one practice.
const COUNTED_PATIENTS: usize = 40;

/// A script, and the images that it names.
#[derive(Default)]
pub struct Script {
    /// Its commands.
    pub text: String,
    /// Images by their paths, relative to the folder where a face is started.
    pub images: BTreeMap<String, Vec<u8>>,
    chosen: String,
}

impl Script {
    /// Writes the images below a folder.
    ///
    /// # Panics
    /// Where they cannot be written.
    pub fn write_images(&self, folder: &Path) {
        for (path, image) in &self.images {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder of the images");
            std::fs::write(path, image).expect("an image is written");
        }
    }

    /// Chooses a contract, unless it is the one already.
    fn choose(&mut self, choice: &Choice) {
        if self.chosen == choice.command {
            return;
        }
        self.chosen.clone_from(&choice.command);
        self.text.push_str(&choice.command);
        self.text.push('\n');
        if let Some(path) = &choice.image {
            self.images.insert(path.clone(), choice.contract.image().to_vec());
        }
    }

    /// Cases, each with its contract.
    #[must_use]
    pub fn of_cases<'c>(cases: impl IntoIterator<Item = &'c Case>) -> Script {
        let mut script = Script::default();
        cases.into_iter().for_each(|case| script.add(case));
        script
    }

    /// Bad inputs, in order; for machines with one contract and no files those that they can run.
    #[must_use]
    pub fn of_bad_inputs(embedded: bool) -> Script {
        let mut script = Script::default();
        for bad in BAD_INPUTS.iter().filter(|bad| bad.embedded || !embedded) {
            script.text.push_str(&format!("case\t{}\n{}\n", bad.name, bad.commands.join("\n")));
        }
        if !embedded {
            let images = bad_images(qof_england().contract.image());
            script.images.extend(images.map(|(path, image)| (path.to_owned(), image)));
        }
        script
    }

    fn add(&mut self, case: &Case) {
        self.choose(&case.choice);
        self.text.push_str(&case.commands());
    }

    /// Practices of `qof-england`: counted from patients, pooled, and with values that are refused.
    fn add_practices<'c>(&mut self, patients: impl Iterator<Item = &'c Case>) {
        self.text.push_str(&counted_practice("A practice counted from its patients", patients));
        self.text.push_str(PATIENT_OF_WHOM_NOTHING_IS_SAID);
        self.text.push_str(PRACTICES_POOLED);
        self.text.push_str(REFUSED_AND_KEPT);
    }
}

/// Everything: bad inputs, every vector, every rule test about a subject, and of the rule tests about a patient those
/// that show something new; practices counted from patients, and networks.
///
/// A patient shows something new who brings a line of transcript that no patient before brought: another decision, or
/// another way to one. So every row of every rule table that any rule test reaches is there, and the transcript stays
/// small enough for every face.
///
/// # Panics
/// Where a vector, a rule test or a definition cannot be read.
#[must_use]
pub fn all() -> Script {
    let mut script = Script::of_bad_inputs(false);
    let qof = qof_england();
    cases_of_vectors().iter().for_each(|case| script.add(case));
    let cases = cases_of_rule_tests();
    cases.iter().filter(|case| case.subject.is_some()).for_each(|case| script.add(case));
    let patients: Vec<&Case> = cases.iter().filter(|case| case.subject.is_none()).collect();
    with_something_new(&patients).into_iter().for_each(|case| script.add(case));
    script.choose(&qof);
    assert!(patients.iter().all(|case| case.choice.contract.is(&qof.contract)), "they are counted into one practice");
    script.add_practices(patients.iter().step_by(patients.len().div_ceil(COUNTED_PATIENTS)).copied());
    script.choose(&Choice::of_image(compiled(&folder().join("../core/compiler/tests/good.toml"))));
    script.text.push_str(PRACTICES_FOLDED);
    script
}

/// What a machine can run that has only `qof-england` from 2025-04-01, and no files: bad inputs, every vector of that
/// contract, and for each indicator a patient in its numerator and one who ends elsewhere, by turns excluded, adjusted
/// and in the denominator only; a practice counted from patients, and a network. No line is longer than 200 bytes.
///
/// # Panics
/// Where a vector or a rule test cannot be read, or a line is longer.
#[must_use]
pub fn embedded() -> Script {
    let mut script = Script::of_bad_inputs(true);
    let qof = qof_england();
    let of_qof = |cases: Vec<Case>| {
        let cases = cases.into_iter().filter(|case| case.choice.contract.is(&qof.contract));
        cases.map(|case| Case { choice: qof.clone(), ..case }).collect::<Vec<Case>>()
    };
    of_qof(cases_of_vectors()).iter().for_each(|case| script.add(case));
    let mut patients = of_qof(cases_of_rule_tests());
    patients.retain(|case| case.patient.is_some());
    let patients = two_for_each_indicator(&qof, &patients);
    patients.iter().for_each(|case| script.add(case));
    script.choose(&qof);
    script.add_practices(patients.into_iter());
    let longest = script.text.lines().map(str::len).max();
    assert!(longest <= Some(LINE_BYTES_MAX), "a line of {longest:?} bytes");
    script
}

fn qof_england() -> Choice {
    Choice::of("qof-england", Date::from_ymd(2025, 4, 1).expect("a day"))
}

/// The transcript of each case, without its first line.
fn transcripts<'c>(cases: impl Iterator<Item = &'c Case>) -> Vec<String> {
    let mut transcript = String::new();
    run(&Script::of_cases(cases).text, &mut transcript);
    let behind_name = |case: &str| case.split_once('\n').map(|(_, lines)| lines.to_owned());
    format!("\n{transcript}").split("\ncase\t").filter_map(behind_name).collect()
}

/// The cases whose transcript has a line that none before it had.
fn with_something_new<'c>(cases: &[&'c Case]) -> Vec<&'c Case> {
    let mut seen = BTreeSet::new();
    let mut brings_new =
        |transcript: &String| transcript.lines().filter(|line| seen.insert((*line).to_owned())).count();
    let transcripts = transcripts(cases.iter().copied());
    cases.iter().zip(&transcripts).filter(|(_, transcript)| brings_new(transcript) > 0).map(|(case, _)| *case).collect()
}

/// For each indicator the first patient in its numerator, and the first who ends elsewhere, in order of the tests.
fn two_for_each_indicator<'c>(choice: &Choice, patients: &'c [Case]) -> Vec<&'c Case> {
    let transcripts = transcripts(patients.iter());
    let first = |indicator: usize, outcome: &str| {
        let name = choice.contract.indicator_name(indicator);
        let ends_so = |line: &str| {
            let fields: Vec<&str> = line.split('\t').collect();
            matches!(fields[..], ["decision", of, _, found, ..] if of == name && found == outcome)
        };
        transcripts.iter().position(|transcript| transcript.lines().any(ends_so))
    };
    let mut chosen = BTreeSet::new();
    for indicator in 0..choice.contract.indicator_count() {
        chosen.extend(first(indicator, "in numerator"));
        let mut elsewhere = ["excluded", "adjusted", "in denominator"];
        elsewhere.rotate_left(indicator % 3);
        chosen.extend(elsewhere.iter().find_map(|outcome| first(indicator, outcome)));
    }
    chosen.into_iter().map(|index| &patients[index]).collect()
}
