//! The made population: taken without a refusal, consistent, the same everywhere, and wide enough to meet the rules.

mod support;

use entitle_batch::border::Judgement;
use entitle_batch::{Arrival, Population, RowBorder, Storage, Taken};
use entitle_cli::synth::MadePopulation;
use entitle_kernel::image::code::Outcome;
use entitle_kernel::{Contract, Date, Fact, Value};
use std::collections::BTreeSet;
use support::Folder;

/// Patients whose records are looked at one by one.
const PATIENTS: u64 = 5000;

/// How the definition writes birthdays, and their age in years.
const BIRTHDAYS: [(&str, i64); 2] = [("first birthday", 1), ("70th birthday", 70)];

fn contract() -> Contract<'static> {
    entitle_contracts::find("qof-england", Date::from_ymd(2025, 6, 30).unwrap(), None).unwrap()
}

fn period_end() -> Date {
    Date::from_ymd(2026, 3, 31).unwrap()
}

/// A made patient, read by the names of facts.
struct Patient<'p> {
    population: &'p MadePopulation<'static>,
    number: u64,
    cells: Vec<Value>,
}

impl<'p> Patient<'p> {
    fn new(population: &'p MadePopulation<'static>, number: u64) -> Patient<'p> {
        let mut cells = vec![Value::Null; population.facts().len()];
        population.make(number, &mut cells);
        Patient { population, number, cells }
    }

    fn value(&self, name: &str) -> Value {
        let place = self.population.facts().iter().position(|fact| fact.name() == name);
        self.cells[place.unwrap_or_else(|| panic!("no fact {name}"))]
    }

    fn date(&self, name: &str) -> Option<Date> {
        match self.value(name) {
            Value::Date(date) => Some(date),
            Value::Null => None,
            other => panic!("{name} is {other:?}"),
        }
    }

    fn is_null(&self, name: &str) -> bool {
        matches!(self.value(name), Value::Null)
    }

    /// The day that a bound of a fact's `from` comes to, such as `dm_dat` or `birth_dat + P12M`; `None` where what it
    /// counts from is not recorded.
    fn bound(&self, bound: &str) -> Option<Date> {
        let (base, step) = match bound.split_once(['+', '-']) {
            Some((base, step)) if bound.parse::<Date>().is_err() => (base.trim(), Some(step.trim())),
            _ => (bound, None),
        };
        let base = match base {
            "achievement_date" | "period_end" => period_end(),
            "period_start" => contract().in_force(),
            day if day.parse::<Date>().is_ok() => day.parse().unwrap(),
            fact => self.date(fact)?,
        };
        let Some(step) = step else { return Some(base) };
        let amount: i64 = step[1..step.len() - 1].parse().unwrap();
        let amount = if bound.contains(" - ") { -amount } else { amount };
        Some(match &step[step.len() - 1..] {
            "D" => base.add_days(amount).unwrap(),
            "M" => base.add_months(amount).unwrap(),
            "Y" => base.add_months(amount * 12).unwrap(),
            unit => panic!("{bound}: {unit}"),
        })
    }

    fn claim(&self, holds: bool, what: &str) {
        assert!(holds, "patient {}: {what}", self.number);
    }

    /// One day is not after another, where both are recorded.
    fn ordered(&self, earlier: &str, later: &str) {
        if let (Some(first), Some(last)) = (self.date(earlier), self.date(later)) {
            self.claim(first <= last, &format!("{earlier} {first} is not after {later} {last}"));
        }
    }

    /// Where the first is recorded, so is the second.
    fn implies(&self, one: &str, other: &str) {
        self.claim(self.is_null(one) || !self.is_null(other), &format!("{one} comes with {other}"));
    }
}

/// A part of a fact's `from`; "" where it is not said.
fn part<'f>(fact: &Fact<'f>, key: &str) -> &'f str {
    let parts = fact.from().split("; ").filter_map(|part| part.split_once(" = "));
    parts.filter(|(known, _)| *known == key).map(|(_, value)| value).next().unwrap_or_default()
}

fn each_patient(look: impl Fn(&Patient<'_>)) {
    let contract = contract();
    for seed in [1, 2] {
        let population = MadePopulation::new(&contract, 20, seed).unwrap();
        (1..=PATIENTS / 2).for_each(|number| look(&Patient::new(&population, number)));
    }
}

#[test]
fn every_made_patient_passes_the_border_and_nothing_is_ignored() {
    let contract = contract();
    for seed in [1, 2, u64::MAX] {
        let population = MadePopulation::new(&contract, 20, seed).unwrap();
        let border = RowBorder::new(&contract, population.facts(), period_end());
        let mut judgement = Judgement::default();
        for number in 1..=PATIENTS {
            border.judge(&Patient::new(&population, number).cells, &mut judgement);
            assert_eq!(judgement.refusals, [], "seed {seed}, patient {number}");
            assert!(judgement.ignored.is_empty());
        }
    }
}

#[test]
fn every_day_lies_between_birth_and_the_achievement_date_and_within_the_window_of_its_fact() {
    each_patient(|patient| {
        let birth = patient.date("birth_dat").unwrap();
        for fact in patient.population.facts() {
            let Value::Date(day) = patient.value(fact.name()) else { continue };
            let name = fact.name();
            patient.claim((birth..=period_end()).contains(&day), &format!("{name} {day} lies in life and period"));
            let (since, is_after) = match part(fact, "since").strip_prefix("after ") {
                Some(since) => (since, true),
                None => (part(fact, "since"), false),
            };
            if let Some(age) = BIRTHDAYS.iter().find(|(words, _)| *words == since).map(|(_, age)| age) {
                let so_long_ago = day.add_months(-12 * age).unwrap();
                patient.claim(so_long_ago >= birth, &format!("{name} {day} is since the {since}"));
                continue;
            }
            // These are about a pair of invitations: see the test of invitations.
            if !since.is_empty() && !since.starts_with("an invitation") {
                let bound = patient.bound(since);
                patient.claim(bound.is_some(), &format!("{name} needs {since}"));
                let bound = bound.unwrap();
                patient.claim(day > bound || (day == bound && !is_after), &format!("{name} {day} is since {since}"));
            }
            if let Some(until) = part(fact, "note").strip_prefix("Nothing later than ") {
                let until = until.split_once('.').map_or(until, |(until, _)| until);
                patient.claim(day <= patient.bound(until).unwrap(), &format!("{name} {day} is until {until}"));
            }
        }
    });
}

#[test]
fn a_value_stands_exactly_where_its_day_does() {
    let contract = contract();
    let population = MadePopulation::new(&contract, 20, 1).unwrap();
    let pairs = population.facts().iter().filter(|fact| part(fact, "select") == "value");
    let mut pairs: Vec<(&str, &str)> = pairs.map(|fact| (fact.name(), part(fact, "of"))).collect();
    assert!(pairs.len() >= 9, "{pairs:?}");
    pairs.push(("smokstat", "smokstat_dat"));
    each_patient(|patient| {
        for (value, day) in &pairs {
            patient.claim(patient.is_null(value) == patient.is_null(day), &format!("{value} with {day}"));
        }
        for kind in ["clinic", "home"] {
            let [systolic, diastolic] = ["sys", "dia"].map(|part| patient.is_null(&format!("bp_{kind}_{part}")));
            patient.claim(systolic == diastolic, "no unpaired blood pressure");
        }
        let has_reading = !patient.is_null("bp_clinic_sys") || !patient.is_null("bp_home_sys");
        patient.claim(has_reading != patient.is_null("bp_dat"), "a blood pressure on its day");
    });
}

#[test]
fn diagnoses_resolutions_and_latest_records_agree() {
    each_patient(|patient| {
        for area in ["af", "hf", "hyp", "dm", "ast", "copd"] {
            let [latest, resolved, unresolved] = ["lat", "res", ""].map(|part| format!("{area}{part}_dat"));
            patient.implies(&resolved, &latest);
            patient.implies(&unresolved, &latest);
            patient.ordered(&unresolved, &latest);
            let (latest, resolved) = (patient.date(&latest), patient.date(&resolved));
            if let Some(latest) = latest {
                // A resolution on the day of the latest diagnosis leaves it unresolved: the reading by default.
                let is_open = resolved.is_none_or(|resolved| resolved <= latest);
                patient.claim(is_open != patient.is_null(&unresolved), "an open condition has its first diagnosis");
            }
            if let (Some(resolved), Some(first)) = (resolved, patient.date(&unresolved)) {
                patient.claim(first >= resolved, "the unresolved diagnosis follows the resolution");
            }
        }
        for (diagnosed, reviewed) in [
            ("dem_dat", "demcprvw_dat"),
            ("hf_dat", "hfrvw_dat"),
            ("ast_dat", "astrev_dat"),
            ("copd_dat", "copdrvw_dat"),
            ("mh_dat", "mhcp_dat"),
            ("dm_dat", "footexam_left_dat"),
        ] {
            patient.implies(reviewed, diagnosed);
            patient.ordered(diagnosed, reviewed);
        }
        patient.ordered("mh_dat", "mhlat_dat");
        patient.claim(patient.is_null("mh_dat") == patient.is_null("mhlat_dat"), "one diagnosis is also the latest");
        let least = |names: &[&str]| names.iter().filter_map(|name| patient.date(name)).min();
        patient.claim(patient.date("stia_dat") == least(&["ostr_dat", "tia_dat", "hstrk_dat"]), "the first stroke");
        patient.claim(patient.date("chol4_dat") == least(&["chd_dat", "pad_dat", "stia_dat"]), "the first disease");
    });
}

#[test]
fn tests_readings_and_drugs_agree_with_one_another() {
    each_patient(|patient| {
        let most = |names: &[&str]| names.iter().filter_map(|name| patient.date(name)).max();
        patient.claim(patient.date("chads_dat") == most(&["chads2_dat", "chadvasc_dat"]), "the later score");
        patient.claim(patient.date("oac_dat") >= most(&["doac_dat", "vka_dat"]), "anticoagulants of every kind");
        for (earlier, later) in [
            ("bp_dat", "bp5y_dat"),
            ("bpdec5y_dat", "bpdec_dat"),
            ("ldl_dat", "lipid_dat"),
            ("nonhdl_dat", "lipid_dat"),
            ("fpg_dat", "glucose_dat"),
            ("ulbb_dx_dat", "ulbb_dat"),
            ("hfpcapu_reg_dat", "hfpcapu_dat"),
            ("astrev_acq_dat", "astrev_dat"),
        ] {
            patient.implies(earlier, later);
            patient.ordered(earlier, later);
        }
        patient.implies("dsep_dx_dat", "dsep_dat");
        patient.ordered("dsep_dat", "dsep_dx_dat");
        if let (Some(first), Some(diagnosed)) = (patient.date("dsep_dat"), patient.date("dm_dat"))
            && first >= diagnosed
        {
            patient.claim(patient.date("dsep_dx_dat") == Some(first), "the first referral after the diagnosis");
        }
        let start = contract().in_force();
        let of_the_year = ["ifcchba_dat", "fpg_dat"].map(|name| patient.date(name).filter(|day| *day >= start));
        let least = of_the_year.into_iter().flatten().min();
        patient.claim(least.is_some() != patient.is_null("ndhtest_dat"), "a test in the year has a first one");
        patient.claim(patient.date("ndhtest_dat") <= least, "the first test is not after the latest");
        let registered = patient.date("reg_dat");
        let confirmations = ["hfconf_before_dat", "hfconf_after_dat"].map(|name| patient.date(name));
        for confirmed in confirmations.into_iter().flatten().filter(|day| Some(*day) >= registered) {
            let first = patient.date("hfconf_reg_dat");
            patient.claim(first.is_some_and(|first| first <= confirmed), "the first confirmation since registration");
        }
        if patient.date("hfpcapu_dat").is_some_and(|day| Some(day) >= registered) && !patient.is_null("hf_dat") {
            patient.implies("hfpcapu_dat", "hfpcapu_reg_dat");
        }
    });
}

#[test]
fn second_invitations_follow_first_ones_and_those_after_a_reading_follow_it() {
    each_patient(|patient| {
        for area in
            ["afib", "chd", "hf", "hyp", "stia", "dm", "ast", "copd", "dem", "mh", "ndh", "smok", "chol", "ast_dx"]
        {
            let separator = if area.ends_with("dx") { "" } else { "_" };
            let [first, second] = [1, 2].map(|number| format!("{area}{separator}invite{number}_dat"));
            patient.implies(&second, &first);
            if let (Some(first), Some(second)) = (patient.date(&first), patient.date(&second)) {
                patient.claim(second >= first.add_days(7).unwrap(), "a second invitation a week after the first");
            }
        }
        for (again, reading) in [
            ("chdbp_reinvite_dat", "bp_dat"),
            ("hypbp_reinvite_dat", "bp_dat"),
            ("stiabp_reinvite_dat", "bp_dat"),
            ("dmbp_reinvite_dat", "bp_dat"),
            ("dmif_reinvite_dat", "ifcchba_dat"),
        ] {
            patient.implies(again, reading);
            if let (Some(again), Some(reading)) = (patient.date(again), patient.date(reading)) {
                // One after the reading, and another a week later.
                patient.claim(again >= reading.add_days(8).unwrap(), "invitations after a reading");
            }
        }
    });
}

#[test]
fn vaccines_are_counted_as_they_were_given() {
    each_patient(|patient| {
        let doses = patient.value("dtap_before_reg").number().unwrap();
        let registered = patient.date("reg_dat");
        if let Some(third) = patient.date("dtap3_dat") {
            let is_before = Some(third) < registered;
            patient
                .claim(is_before == (doses.to_i64() == Some(3)), "the third dose before the registration is counted");
        }
        patient.ordered("mmr1_dat", "mmr2_dat");
        patient.implies("mmr2_dat", "mmr1_dat");
        patient.implies("shingrix2_dat", "shingrix1_dat");
    });
}

/// Patients for whom smoking is asked, by the kernel's register and by the made fact.
#[test]
fn a_condition_for_smoking_has_a_day_exactly_on_its_register() {
    let contract = contract();
    let population = MadePopulation::new(&contract, 20, 1).unwrap();
    let mut storage = Storage::new(&contract, 1);
    let mut counted =
        Population::new(&contract, period_end(), population.facts(), &["all"], &[], &mut storage).unwrap();
    let register = contract.find_register("SMOK1").unwrap();
    let mut with_day = 0;
    for number in 1..=PATIENTS {
        let patient = Patient::new(&population, number);
        let name = MadePopulation::patient_name(number);
        let arrival = Arrival { row: number, patient: &name, practice: "all", values: &patient.cells };
        assert!(matches!(counted.add(&arrival), Ok(Taken::Evaluated { .. })));
        with_day += u32::from(!patient.is_null("smokdx_dat"));
        assert_eq!(counted.tally(0).unwrap().members(register), Some(with_day), "patient {number}");
    }
}

/// Rows of denominators, from 1, that nobody can reach on the readings taken by default.
const UNREACHABLE: [(&str, u8); 5] = [
    // Only a switch, off by default, brings it to bear.
    ("AF008", 14),
    // Row 4 takes whoever was referred in time, which is everybody referred by now, and row 5 everybody else.
    ("DM014", 12),
    // Who was tested is achieved, since a test counts for 93 days; who was not is excluded as pending.
    ("AST012", 13),
    // The same condition as the register's.
    ("SMOK002", 1),
    ("VI004", 1),
];

#[test]
fn among_150_000_patients_every_indicator_meets_every_outcome_and_every_row_that_can_be_reached() {
    let contract = contract();
    let population = MadePopulation::new(&contract, 20, 1).unwrap();
    let mut storage = Storage::new(&contract, 1);
    let mut counted =
        Population::new(&contract, period_end(), population.facts(), &["all"], &[], &mut storage).unwrap();
    let mut cells = vec![Value::Null; population.facts().len()];
    for number in 1..=150_000 {
        population.make(number, &mut cells);
        let name = MadePopulation::patient_name(number);
        let arrival = Arrival { row: number, patient: &name, practice: "all", values: &cells };
        assert!(matches!(counted.add(&arrival), Ok(Taken::Evaluated { .. })));
    }
    let tally = counted.tally(0).unwrap();
    let (mut unreached, mut outcomes_missing) = (BTreeSet::new(), BTreeSet::new());
    for indicator in counted.indicators() {
        let name = contract.indicator_name(indicator);
        let decisions = (1..=contract.decision_count(indicator)).map(entitle_kernel::Decision);
        let (mut rows, mut reached, mut outcomes) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for decision in decisions {
            let settled = contract.decision(indicator, decision);
            let Some(row) = settled.row else { continue };
            rows.insert((name, row + 1));
            outcomes.insert(settled.outcome.name());
            if tally.count(indicator, decision) > 0 {
                reached.insert((name, row + 1));
            }
        }
        unreached.extend(rows.difference(&reached).copied());
        for outcome in [Outcome::Excluded, Outcome::Adjusted, Outcome::InDenominator, Outcome::InNumerator] {
            if outcomes.contains(outcome.name()) && tally.with_outcome(indicator, outcome) == 0 {
                outcomes_missing.insert((name, outcome.name()));
            }
        }
        assert_eq!(tally.with_outcome(indicator, Outcome::Undetermined), 0, "{name}");
    }
    assert_eq!(unreached, BTreeSet::from(UNREACHABLE));
    // Their only exclusions are those that nobody can reach.
    assert_eq!(outcomes_missing, BTreeSet::from([("SMOK002", "excluded"), ("VI004", "excluded")]));
    prevalences_are_plausible(&contract, tally);
}

/// Of ten thousand patients, at least and at most so many on the register: wide, and assumed.
fn prevalences_are_plausible(contract: &Contract<'_>, tally: &entitle_kernel::Tally<'_, '_>) {
    for (register, least, most) in [
        ("AF", 120, 300),
        ("CHD", 200, 400),
        ("PAD", 40, 100),
        ("STIA", 120, 280),
        ("HF", 60, 180),
        ("HYP", 1000, 1800),
        ("DM", 500, 900),
        ("CKD", 300, 600),
        ("AST", 400, 750),
        ("COPD", 120, 260),
        ("DEM", 40, 120),
        ("MH1", 60, 140),
        ("NDH", 350, 900),
        ("SMOK1", 1800, 3300),
        ("VI1", 70, 150),
        ("VI4", 30, 100),
        ("CS", 2200, 3000),
    ] {
        let members = tally.members(contract.find_register(register).unwrap()).unwrap();
        let per_ten_thousand = members / 15;
        assert!((least..=most).contains(&per_ten_thousand), "{register}: {per_ten_thousand}");
    }
}

const SYNTH: [&str; 9] = ["synth", "--patients", "2000", "--practices", "9", "--seed", "7", "-o", "made"];

#[test]
fn a_seed_makes_the_same_files_byte_for_byte_on_every_platform() {
    let folder = Folder::new();
    folder.run(&SYNTH).fine();
    let text = folder.read("made/patients.csv");
    // Nobody's answer: it changes whenever anything about the made patients does.
    assert_eq!((text.len(), entitle_kernel::image::checksum(text.as_bytes())), (894_856, 3_606_417_679));
    let other = Folder::new();
    other.run(&["synth", "--patients", "500", "--practices", "9", "--seed", "7", "-o", "made"]).fine();
    assert!(
        text.starts_with(&other.read("made/patients.csv")),
        "a smaller population is the beginning of a larger one"
    );
}

#[test]
fn the_files_hold_all_facts_and_practices_in_networks_and_evaluate_takes_them_without_a_word() {
    let folder = Folder::new();
    let out = folder.run(&SYNTH).fine();
    assert!(out.contains("2,000 patients of 9 practices") && out.contains("next: entitle evaluate"), "{out}");
    let patients = folder.read("made/patients.csv");
    let header: Vec<&str> = patients.lines().next().unwrap().split(',').collect();
    assert_eq!((header.len(), header[0], header[1], header[2]), (294, "patient", "practice", "birth_dat"));
    let practices = folder.read("made/practices.csv");
    let mut rows = csv::Reader::from_reader(practices.as_bytes());
    let lists: Vec<u64> = rows.records().map(|row| row.unwrap()[2].parse().unwrap()).collect();
    assert_eq!((lists.len(), lists.iter().sum()), (9, 2000));
    assert!(folder.read("made/README.txt").starts_with("MADE DATA"));
    let evaluated = folder.run(&[
        "evaluate",
        "qof-england@2025-06-30",
        "--patients",
        "made/patients.csv",
        "--practices",
        "made/practices.csv",
        "--out",
        "results",
        "--strict",
    ]);
    assert!(evaluated.fine().contains("none refused"));
}

#[test]
fn what_cannot_be_made_is_refused_and_a_folder_that_holds_something_is_left_alone() {
    let folder = Folder::new().with("made/mine.txt", "mine");
    folder.run(&SYNTH).refused(2, &["made is not empty", "--force"]);
    assert_eq!(folder.read("made/mine.txt"), "mine");
    let mut none = SYNTH;
    none[4] = "0";
    folder.run(&none).refused(2, &["1 to 10000 practices"]);
    let mut nobody = SYNTH;
    nobody[2] = "0";
    assert_eq!(folder.run(&nobody).exit, 2);
}

#[test]
fn practices_without_patients_are_left_out_and_said() {
    let folder = Folder::new();
    let out = folder.run(&["synth", "--patients", "3", "--practices", "50", "-o", "made"]).fine();
    assert!(out.contains("without patients, left out"), "{out}");
    assert!(folder.read("made/practices.csv").lines().count() <= 4);
}

#[test]
fn patients_are_made_for_the_contract_whose_facts_they_have() {
    let other = entitle_contracts::find("medicare-shared-savings", Date::from_ymd(2024, 6, 30).unwrap(), None);
    let fault = MadePopulation::new(&other.unwrap(), 20, 1).err().unwrap();
    assert!(fault.to_string().contains("no patients are made for medicare-shared-savings"), "{fault}");
}
