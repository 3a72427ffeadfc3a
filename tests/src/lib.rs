//! What the conformance tests share: contracts by name, facts from JSON, answers as text, and the data
//! that lies outside the repository.

pub mod columns;
pub mod fuzzing;
pub mod oracle;
pub mod script;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use entitle_compiler::Diagnostics;
use entitle_kernel::image::record::Section;
use entitle_kernel::image::{CHECKSUM_FROM, HEADER_BYTES, PRELUDE_BYTES, checksum};
use entitle_kernel::transcript::write_statement;
use entitle_kernel::{
    Answer, Cell, Contract, Date, Error, Fact, Facts, Graded, Headroom, Network, Patient, PatientFacts, PatientScratch,
    Run, Silent, Statement, Trace, Value, Written,
};
use serde_json::Value as Json;

/// The folder of this crate.
#[must_use]
pub fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of data outside the repository: the one that the variable names, else `../shared/data/<name>`
/// beside the repository. Where it is absent: `None` and a loud line, or a panic where data is required.
#[must_use]
pub fn outside_data(variable: &str, name: &str) -> Option<PathBuf> {
    let path = std::env::var_os(variable).map_or_else(|| folder().join("../../shared/data").join(name), PathBuf::from);
    if path.is_dir() {
        return Some(path);
    }
    assert!(
        std::env::var_os("ENTITLE_REQUIRE_DATA").is_none(),
        "ENTITLE_REQUIRE_DATA is set and {} is absent; set {variable}",
        path.display()
    );
    skip(&format!("{} is absent; set {variable} to the folder of {name}", path.display()));
    None
}

/// Says loudly that something was not tested; `tests/run` counts what stands in the log that it names.
///
/// # Panics
/// Where the log cannot be written.
pub fn skip(why: &str) {
    println!("SKIPPED: {why}");
    if let Some(log) = std::env::var_os("ENTITLE_SKIP_LOG") {
        let mut log = std::fs::OpenOptions::new().append(true).create(true).open(log).expect("the log of skips opens");
        std::io::Write::write_all(&mut log, format!("{why}\n").as_bytes()).expect("the log of skips takes a line");
    }
}

/// A number that an environment variable sets.
///
/// # Panics
/// Where the variable holds something else.
#[must_use]
pub fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name}: not a number")))
}

/// A small generator with a fixed seed (SplitMix64), so that a failure can be repeated.
pub struct Random(u64);

impl Random {
    /// The generator with this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// A number from 0 to `bound` − 1.
    ///
    /// # Panics
    /// Where `bound` is zero.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).expect("below a usize")
    }
}

/// A compiled contract that lives as long as the tests do, or the faults that stand against it.
pub fn compile(path: &Path) -> Result<Contract<'static>, Diagnostics> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let name = path.display().to_string();
    let image = entitle_compiler::compile(&name, &text)?.image;
    Ok(Contract::new(Box::leak(image.into_boxed_slice())).unwrap_or_else(|error| panic!("{name}: {error:?}")))
}

/// A compiled contract of a definition that must be sound.
#[must_use]
pub fn compiled(path: &Path) -> Contract<'static> {
    compile(path).unwrap_or_else(|faults| panic!("{} does not compile:\n{faults}", path.display()))
}

/// The contract in force on a day: a built-in one, or one of the definitions beside the vectors.
#[must_use]
pub fn contract(id: &str, day: Date) -> Contract<'static> {
    match entitle_contracts::find(id, day, None) {
        Ok(contract) => return contract,
        Err(Error::ContractNotFound) => {}
        Err(error) => panic!("{id} on {day}: {error}"),
    }
    let folder = folder().join("vectors/definitions").join(id);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let in_force = |path: &Path| path.file_stem().unwrap().to_str().unwrap().parse::<Date>().unwrap();
    let path =
        paths.iter().rfind(|path| in_force(path) <= day).unwrap_or_else(|| panic!("{id}: not in force on {day}"));
    compiled(path)
}

/// Where the records of a section stand in a sound image.
///
/// # Panics
/// Where it is no image.
#[must_use]
pub fn section_of(image: &[u8], section: Section) -> std::ops::Range<usize> {
    let end = |section: usize| {
        let at = PRELUDE_BYTES + 4 * section;
        u32::from_le_bytes(image[at..at + 4].try_into().expect("four bytes")) as usize
    };
    (section as usize).checked_sub(1).map_or(HEADER_BYTES, end)..end(section as usize)
}

/// Makes the checksum of a changed image fit.
///
/// # Panics
/// Where it is no image.
pub fn make_checksum_fit(image: &mut [u8]) {
    let sum = checksum(&image[CHECKSUM_FROM..]);
    image[12..16].copy_from_slice(&sum.to_le_bytes());
}

/// The text of a JSON scalar as a fact is read: null, true and false by name, numbers as written.
#[must_use]
pub fn text_of(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// `{"numerator": {"DM020": 6}}` as `numerator.DM020` and `6`.
#[must_use]
pub fn flat(json: &Json) -> Vec<(String, String)> {
    let mut flat = Vec::new();
    for (name, value) in json.as_object().into_iter().flatten() {
        match value {
            Json::Object(items) => {
                flat.extend(items.iter().map(|(item, value)| (format!("{name}.{item}"), text_of(value))))
            }
            scalar => flat.push((name.clone(), text_of(scalar))),
        }
    }
    flat
}

type Finder = fn(&Contract<'static>, &str) -> Result<(Fact<'static>, usize), Error>;

fn set_all(contract: &Contract<'static>, facts: &mut Facts<'static, '_>, json: &Json, find: Finder) {
    for (name, text) in flat(json) {
        let found = find(contract, &name);
        let (fact, item) = found.unwrap_or_else(|error| panic!("{contract:?} {name}: {error}"));
        let value = fact.parse(&text).unwrap_or_else(|error| panic!("{contract:?} {name} = {text:?}: {error}"));
        facts.set(fact.index(), item, value).unwrap_or_else(|error| panic!("{contract:?} {name} = {text:?}: {error}"));
    }
}

/// Storage for a subject's facts and folds.
struct Storage {
    values: Vec<Value>,
    folds: Vec<Graded>,
}

impl Storage {
    fn new(contract: &Contract<'static>) -> Storage {
        let cost = contract.cost();
        Storage {
            values: vec![Value::Unknown; cost.subject_slots.into()],
            folds: vec![Graded::UNKNOWN; cost.member_folds.into()],
        }
    }

    /// The facts given, with the members folded in.
    fn fill(
        &mut self,
        contract: &Contract<'static>,
        facts: &Json,
        members: &[Json],
    ) -> (Facts<'static, '_>, &[Graded]) {
        let mut subject = Facts::new(contract, &mut self.values).unwrap();
        // Folds over members read facts of the contract; what is given of the subject itself outranks what they pool.
        set_all(contract, &mut subject, facts, Contract::find_input);
        let mut network = Network::new(&mut subject, &mut self.folds).unwrap();
        let mut storage = vec![Value::Unknown; contract.cost().subject_slots.into()];
        for given in members {
            let mut practice = Facts::new(contract, &mut storage).unwrap();
            set_all(contract, &mut practice, given, Contract::find_member_input);
            network.add(&practice).unwrap();
        }
        set_all(contract, &mut subject, facts, Contract::find_input);
        (subject, &self.folds)
    }
}

/// The key of an answer: `eligible`, `criterion.X`, `line.X.ITEM`.
fn key(answer: &Answer<'_>) -> String {
    let parts = [answer.kind.name(), answer.name, answer.item].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(".")
}

/// Every answer about a subject by its key: `eligible`, `criterion.X`, `condition.X`, `points.X`,
/// `achieved.X`, `line.X`, `line.X.ITEM`; with `headroom`, also `needed.X` and `next.X`.
#[must_use]
pub fn answers(
    contract: &Contract<'static>,
    facts: &Json,
    members: &[Json],
    headroom: bool,
) -> BTreeMap<String, String> {
    let mut storage = Storage::new(contract);
    let (mut subject, folds) = storage.fill(contract, facts, members);
    let mut results = vec![Graded::UNKNOWN; contract.cost().values.into()];
    let statement = match Statement::new(contract, &subject, folds, &mut results, &mut Silent) {
        Ok(statement) => statement,
        Err(error @ Error::FactsContradict) => {
            return BTreeMap::from([("refused".to_owned(), error.name().to_owned())]);
        }
        Err(error) => panic!("{contract:?} {facts}: {error}"),
    };
    let mut found: BTreeMap<_, _> = statement.answers().map(|answer| (key(&answer), answer.to_string())).collect();
    if headroom {
        let mut spare = vec![Graded::UNKNOWN; contract.cost().values.into()];
        for indicator in 0..contract.indicator_count() {
            let room = Headroom::new(&statement, &mut subject, folds, indicator, &mut spare).unwrap();
            let name = contract.indicator_name(indicator);
            let needed = room.patients_needed.map_or("null".to_owned(), |patients| patients.to_string());
            found.insert(format!("needed.{name}"), needed);
            found.insert(format!("next.{name}"), Written(room.next_patient).to_string());
        }
    }
    found
}

/// The transcript of a subject's statement, trace included, as the kernel writes it.
#[must_use]
pub fn transcript(contract: &Contract<'static>, facts: &Json, members: &[Json]) -> String {
    let mut storage = Storage::new(contract);
    let (subject, folds) = storage.fill(contract, facts, members);
    let mut results = vec![Graded::UNKNOWN; contract.cost().values.into()];
    let mut entries = vec![Trace::BLANK; 4096];
    let mut trace = Trace::new(&mut entries);
    let statement = Statement::new(contract, &subject, folds, &mut results, &mut trace).unwrap();
    assert_eq!(trace.dropped(), 0, "{contract:?}: the trace is longer than its storage");
    let mut text = String::new();
    write_statement(&statement, trace.entries(), &mut text).unwrap();
    text
}

/// Every answer about a patient: `register.X` (true, false, undetermined), `outcome.X`, `decision.X`,
/// `rule.X` (from 1, of the denominator), `reason.X`; `patient.refused` alone where the border refuses the patient.
#[must_use]
pub fn patient_answers(
    contract: &Contract<'static>,
    facts: &Json,
    achievement_date: Option<Date>,
) -> BTreeMap<String, String> {
    let mut cells = vec![Cell::Unknown; contract.cost().patient_slots.into()];
    let mut patient = PatientFacts::new(contract, &mut cells).unwrap();
    for (name, text) in flat(facts) {
        let fact = contract.find_patient_input(&name).unwrap_or_else(|error| panic!("{contract:?} {name}: {error}"));
        let value = fact.parse(&text).unwrap_or_else(|error| panic!("{contract:?} {name} = {text:?}: {error}"));
        patient.set(fact.index(), value).unwrap();
    }
    let date = achievement_date.or(contract.period_end()).expect("an achievement date or a period end");
    let run = Run::new(contract, date).unwrap();
    let mut scratch = PatientScratch::EMPTY;
    let mut found = BTreeMap::new();
    let mut evaluation = match Patient::new(contract, &run, &patient, &mut scratch) {
        Ok(patient) => patient,
        Err(error) => {
            found.insert("patient.refused".to_owned(), error.name().to_owned());
            return found;
        }
    };
    for register in 0..contract.register_count() {
        let member = match evaluation.on_register(register, &mut Silent) {
            Ok(Some(member)) => member.to_string(),
            Ok(None) => "undetermined".to_owned(),
            Err(Error::NoPatientRules) => continue,
            Err(error) => panic!("{contract:?}: {error}"),
        };
        found.insert(format!("register.{}", contract.register_name(register)), member);
    }
    for indicator in 0..contract.indicator_count() {
        let decision = match evaluation.decide(indicator, &mut Silent) {
            Ok(decision) => decision,
            Err(Error::NoPatientRules) => continue,
            Err(error) => panic!("{contract:?}: {error}"),
        };
        let (name, settled) = (contract.indicator_name(indicator), contract.decision(indicator, decision));
        found.insert(format!("outcome.{name}"), settled.outcome.name().to_owned());
        found.insert(format!("decision.{name}"), decision.0.to_string());
        if let Some(row) = settled.row {
            found.insert(format!("rule.{name}"), (u32::from(row) + 1).to_string());
        }
        if let Some(reason) = settled.reason {
            found.insert(format!("reason.{name}"), reason.name.to_owned());
        }
    }
    found
}
