//! A population of patients in columns: asked for once, taken in pieces, then finished.

mod columns;
mod practices;

use columns::{Pieces, Spec};
use entitle_answers::choice::parse_day;
use entitle_answers::patient::{achievement_date_of, run_up_to};
use entitle_answers::population::{
    Outcome, Practice, RefusedRow, RefusedRows, has_patient_rules, lacking_columns, lacking_common, not_set,
    refused_columns,
};
use entitle_answers::{Common, Data, Fault, Held, Identified, Object, Subject, With, json};
use entitle_batch::{Batch, Cells, Keep, PlainForm, PlainNames, Population, Storage, Table, patient_facts};
use entitle_kernel::{Contract, Date};
use entitle_wasm_shared::asked::{self, malformed};
use entitle_wasm_shared::fault::{bad_argument, written};
use self_cell::MutBorrow;
use std::sync::Arc;

/// What messages call the columns.
const PATIENTS: &str = "the patients";
const KEEP: &str = "correct them, or say refused: \"keep\": they then count nowhere, and `refused` lists them";
const UNKNOWN: &str = "add them, or say missingColumns: \"unknown\": what hangs on them is then undetermined";
const UNKNOWN_COMMON: &str =
    "give them in `facts`, or say missingColumns: \"unknown\": what hangs on them is then undetermined";

/// What an evaluation works with, beside what it borrows.
struct Running<'c> {
    population: Population<'c, 'c>,
    forms: Vec<PlainForm<'c>>,
    common: Vec<Common<'c>>,
}

self_cell::self_cell!(
    struct Cell {
        owner: (Arc<Held>, MutBorrow<Storage>),
        #[not_covariant]
        dependent: Running,
    }
);

/// What an evaluation is asked.
pub(crate) struct Asked {
    /// The day up to which records count.
    pub(crate) day: Option<String>,
    /// A record of facts of the contract as a whole.
    pub(crate) facts: Vec<String>,
    /// What is said of each column: see `columns::Spec`.
    pub(crate) columns: Vec<String>,
    /// The names of columns that are no facts: one may be meant where a fact has none.
    pub(crate) others: Vec<String>,
    /// The practices that patients name.
    pub(crate) practice_names: Option<Vec<String>>,
    /// Records of practices.
    pub(crate) practices: Option<Vec<String>>,
    /// `patients` (their names come), `unique` (each comes once), `unknown` (facts without a column are), `keep` (rows that are refused
    /// are listed), `decisions` (each row's are kept).
    pub(crate) options: Vec<String>,
}

impl Asked {
    fn is(&self, option: &str) -> bool {
        self.options.iter().any(|known| known == option)
    }

    /// The facts of the contract as a whole.
    fn common<'c>(&self, contract: &Contract<'c>) -> Result<Vec<Common<'c>>, Fault> {
        entitle_answers::common(contract, asked::common(contract, self.facts.clone())?)
    }
}

/// What is settled before a row comes.
struct Judged {
    day: Date,
    practices: Vec<Practice>,
    /// Facts that nobody gives.
    unknown: Vec<String>,
}

impl Judged {
    fn of(contract: &Contract<'_>, asked: &Asked, specs: &[Spec]) -> Result<Judged, Fault> {
        has_patient_rules(contract)?;
        let day = achievement_date_of(contract, asked.day.as_deref().map(parse_day).transpose()?)?;
        run_up_to(contract, day)?;
        let mut unknown = not_set(contract, &asked.common(contract)?);
        let may_lack = asked.is("unknown");
        if !may_lack && !unknown.is_empty() {
            return Err(lacking_common(contract, &unknown, UNKNOWN_COMMON));
        }
        let columns = || specs.iter().map(|spec| spec.name.as_str());
        let facts = patient_facts(contract);
        let lacking = facts.iter().map(|fact| fact.name()).filter(|name| !columns().any(|column| column == *name));
        let lacking: Vec<String> = lacking.map(str::to_owned).collect();
        if !may_lack && !lacking.is_empty() {
            let columns = columns().chain(asked.others.iter().map(String::as_str));
            return Err(lacking_columns(contract, PATIENTS, &lacking, columns, UNKNOWN));
        }
        unknown.extend(lacking);
        let practices = match (&asked.practices, &asked.practice_names) {
            (Some(table), _) => {
                let (practices, lacking) = practices::read(contract, table.clone(), may_lack)?;
                unknown.extend(lacking);
                practices
            }
            (None, Some(names)) => practices::named(names),
            (None, None) => practices::named(&["all".to_owned()]),
        };
        Ok(Judged { day, practices, unknown })
    }
}

/// An evaluation that was begun.
pub(crate) struct Evaluation {
    cell: Cell,
    day: Date,
    specs: Vec<Spec>,
    practice_names: Arc<[String]>,
    practices: Vec<Practice>,
    unknown: Vec<String>,
    keeps_decisions: bool,
    keeps_refused: bool,
    rows: u64,
    refused: RefusedRows,
    /// The columns of the piece at hand.
    pub(crate) pieces: Pieces,
    /// The decisions of the last piece, by indicator.
    pub(crate) decisions: Vec<Vec<u8>>,
    /// What came out, once it is finished.
    outcome: Option<Outcome>,
}

impl Evaluation {
    pub(crate) fn new(held: Arc<Held>, asked: Asked) -> Result<Evaluation, Fault> {
        let specs = Spec::read_all(&asked.columns)?;
        let Judged { day, practices, unknown } = held.with(|contract| Judged::of(contract, &asked, &specs))?;
        let storage = held.with(|contract| Storage::new(contract, practices.len()));
        let cell = Cell::try_new((held, MutBorrow::new(storage)), |(held, storage)| {
            Running::new(held.checked_again()?, &asked, &specs, day, &practices, storage.borrow_mut())
        })?;
        Ok(Evaluation {
            cell,
            day,
            pieces: Pieces::new(specs.len()),
            specs,
            practice_names: asked.practice_names.clone().unwrap_or_default().into(),
            practices,
            unknown,
            keeps_decisions: asked.is("decisions"),
            keeps_refused: asked.is("keep"),
            rows: 0,
            refused: RefusedRows::default(),
            decisions: Vec::new(),
            outcome: None,
        })
    }

    pub(crate) fn run(&mut self, rows: usize) -> Result<(), Fault> {
        if self.outcome.is_some() {
            return Err(bad_argument("the evaluation is finished").with_help("begin another one"));
        }
        let Evaluation { cell, day, specs, rows: done, refused, pieces, decisions, keeps_decisions, .. } = self;
        let first_row = *done;
        let (patients, practices) = (pieces.patients.take(), pieces.practices.take());
        let practices = practices.map(|places| PlainNames::of_keys(places, self.practice_names.clone()));
        cell.with_dependent_mut(|_, Running { population, forms, .. }| {
            let columns = pieces.take(specs, forms, PATIENTS, first_row)?;
            let batch = Batch::plain(rows, patients, practices, columns).map_err(|_| uneven(rows))?;
            let keep = if *keeps_decisions { Keep::Decisions } else { Keep::Counts };
            let contract = *population.contract();
            let taken =
                population.add_batch(&batch, first_row, keep).map_err(|error| Fault::of_kernel(&contract, error))?;
            let list: Vec<_> = taken.refused().map(|(row, refusals)| (row, refusals.to_vec())).collect();
            let told = list.iter().map(|(row, refusals)| (*row, refusals.as_slice()));
            refused.tell(population, *day, "the practices", &batch, first_row, told);
            *decisions = population.take_decisions();
            Ok(())
        })?;
        self.rows += rows as u64;
        if self.keeps_refused { Ok(()) } else { self.refused.none_or_fault(KEEP) }
    }

    pub(crate) fn finish(&mut self) -> Result<String, Fault> {
        if self.outcome.is_none() {
            let refused = std::mem::take(&mut self.refused);
            let unknown = self.unknown.clone();
            let (day, practices) = (self.day, &self.practices);
            let outcome = self.cell.with_dependent(|_, Running { population, common, .. }| {
                Outcome::of(population, day, practices, common, refused, unknown)
            })?;
            self.outcome = Some(outcome);
        }
        let outcome = self.outcome.as_ref().ok_or_else(malformed)?;
        Ok(self.with_contract(|contract| {
            let indicators = outcome.indicators.iter().map(|place| Data::from(contract.indicator_name(*place)));
            let finished = Object::new()
                .with("summary", outcome.summary(contract))
                .with("indicators", indicators.collect())
                .with("counts", columns_of(&outcome.counts))
                .with("reasons", columns_of(&outcome.reasons))
                .with("registers", columns_of(&outcome.registers))
                .with("codes", columns_of(&outcome.codes))
                .with("refused", refused_rows(&outcome.refused));
            written(&finished.done())
        }))
    }

    fn with_contract<R>(&self, read: impl FnOnce(&Identified<'_>) -> R) -> R {
        self.cell.borrow_owner().0.with(read)
    }

    pub(crate) fn statements(&self, subjects: impl FnOnce(&Outcome) -> &[Subject]) -> Result<String, Fault> {
        let outcome = self.outcome.as_ref().ok_or_else(|| bad_argument("the evaluation is not finished"))?;
        self.with_contract(|contract| {
            let statements = subjects(outcome).iter().map(|subject| {
                let evaluated = entitle_answers::evaluate(contract, subject, With { headroom: true })?;
                Ok(json::statement(contract, &evaluated, false))
            });
            statements.collect::<Result<Data, Fault>>().map(|list| written(&list))
        })
    }
}

impl<'c> Running<'c> {
    fn new(
        contract: Contract<'c>,
        asked: &Asked,
        specs: &[Spec],
        day: Date,
        practices: &[Practice],
        storage: &'c mut Storage,
    ) -> Result<Running<'c>, Fault> {
        let mut faults = Vec::new();
        let of_patients = patient_facts(&contract);
        let mut forms = Vec::new();
        for spec in specs {
            // Columns that are no facts are passed over by the other half.
            let fact = of_patients.iter().find(|fact| fact.name() == spec.name).ok_or_else(malformed)?;
            match spec.form(fact) {
                Ok(form) => forms.push(form),
                Err(why) => faults.push(format!("column {}: {why}", spec.name)),
            }
        }
        if !faults.is_empty() {
            return Err(refused_columns(PATIENTS, faults));
        }
        let given: Vec<_> = forms.iter().map(|form| *form.fact()).collect();
        let common = asked.common(&contract)?;
        let names: Vec<&str> = practices.iter().map(|practice| practice.name.as_str()).collect();
        let population = Population::new(&contract, day, &given, &names, &common, storage);
        let mut population = population.map_err(|error| Fault::of_kernel(&contract, error))?;
        if asked.is("unique") || !asked.is("patients") {
            population.trust_unique();
        }
        Ok(Running { population, forms, common })
    }
}

fn uneven(rows: usize) -> Fault {
    bad_argument(&format!("the columns are not all of {rows} rows")).with_help("give columns of one length")
}

/// A table as lists by column.
fn columns_of(table: &Table) -> Data {
    let count = |count: &Option<u64>| count.map_or(Data::Null, Data::Count);
    let cells = |cells: &Cells| match cells {
        Cells::Texts(cells) => Data::texts(cells),
        Cells::Counts(cells) => cells.iter().map(count).collect(),
        Cells::Codes(cells) => cells.iter().map(|code| Data::Count((*code).into())).collect(),
    };
    table.columns.iter().fold(Object::new(), |object, (name, column)| object.with(name, cells(column))).done()
}

/// The faults of the rows that were refused, as lists by column.
fn refused_rows(refused: &RefusedRows) -> Data {
    let texts = |text: fn(&RefusedRow) -> &str| refused.list.iter().map(|refused| Data::from(text(refused))).collect();
    let counts =
        |count: fn(&RefusedRow) -> u64| refused.list.iter().map(|refused| Data::Count(count(refused))).collect();
    Object::new()
        .with("row", counts(|refused| refused.row))
        .with("patient", texts(|refused| &refused.patient))
        .with("practice", texts(|refused| &refused.practice))
        .with("column", texts(|refused| &refused.column))
        .with("value", texts(|refused| &refused.value))
        .with("error", counts(|refused| refused.error.code().into()))
        .with("name", texts(|refused| refused.error.name()))
        .with("why", texts(|refused| &refused.why))
        .with("what_to_do", texts(|refused| &refused.what_to_do))
        .done()
}
