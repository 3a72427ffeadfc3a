//! Patients one after another or in batches, decided by the kernel and counted into their practices.

mod batches;
mod names;

pub use batches::{Keep, TakenBatch};
pub use names::{PracticeNames, folded, is_invisible};

use crate::blocks::PlanStorage;
use crate::border::{Border, Judgement, Refusal};
use crate::dispatch::Vectors;
use crate::identities::Identities;
use batches::Batches;
use entitle_kernel::image::code::{Outcome, Scope};
use entitle_kernel::image::record::{self, NONE};
use entitle_kernel::{
    Cell, Contract, Date, Decision, Error, Fact, Facts, PatientFacts, PatientScratch, Run, Tally, Value,
};
use names::Whose;
use std::collections::BTreeMap;

/// Every fact about patients that a contract declares, in its order: the columns of a whole population.
///
/// ```
/// # use entitle_batch::patient_facts;
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let names: Vec<&str> = patient_facts(&contract).iter().map(|fact| fact.name()).collect();
/// assert_eq!(names[..3], ["age", "diagnosed", "breath_score"]);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[must_use]
pub fn patient_facts<'c>(contract: &Contract<'c>) -> Vec<Fact<'c>> {
    contract.facts().filter(|fact| fact.scope() == Scope::Patient).collect()
}

/// Where a population keeps its counts and the facts of the patient at hand.
///
/// ```
/// # use entitle_batch::Storage;
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let storage = Storage::new(&contract, 20); // twenty practices
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub struct Storage {
    counts: Vec<u32>,
    cells: Vec<Cell>,
}

impl Storage {
    /// Room for so many practices.
    ///
    /// ```
    /// # use entitle_batch::Storage;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let storage = Storage::new(&contract, 1);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn new(contract: &Contract<'_>, practices: usize) -> Storage {
        let cost = contract.cost();
        Storage {
            counts: vec![0; practices * usize::from(cost.tally_slots)],
            cells: vec![Cell::Unknown; cost.patient_slots.into()],
        }
    }
}

/// One row about a patient as it arrives.
///
/// ```
/// # use entitle_batch::Arrival;
/// # use entitle_kernel::Value;
/// let arrival = Arrival { row: 2, patient: "9434765919", practice: "A81001", values: &[Value::integer(64)] };
/// # assert_eq!(arrival.values.len(), 1);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'r> {
    /// Its number in its file, or any other that leads back to it.
    pub row: u64,
    /// The patient's name; each has one row.
    pub patient: &'r str,
    /// The practice's name.
    pub practice: &'r str,
    /// The facts, one for each of the population's columns. See [`read`](crate::read) for texts.
    pub values: &'r [Value],
}

/// What became of a row.
///
/// ```
/// # use entitle_batch::Taken;
/// # let taken = Taken::Refused(&[]);
/// match taken {
///     Taken::Evaluated { decisions, .. } => println!("{} indicators", decisions.len()),
///     Taken::Refused(refusals) => println!("{} faults", refusals.len()),
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Taken<'p> {
    /// The patient was decided and counted.
    Evaluated {
        /// The practice, by its place.
        practice: usize,
        /// The decision for each indicator that has patient rules, in the contract's order.
        decisions: &'p [(usize, Decision)],
        /// The columns whose value was ignored, because it lies after the achievement date.
        ignored: &'p [usize],
    },
    /// The row was refused, for all these reasons. It counts nowhere but in the account.
    Refused(&'p [Refusal]),
}

/// The books of a population: what came, what became of it.
///
/// ```
/// let account = entitle_batch::Account::default();
/// assert_eq!(account.rows(), 0);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Rows evaluated.
    pub evaluated: u64,
    /// Rows refused.
    pub refused: u64,
    /// How often each error was found, by error and column. A row with several faults counts in several places.
    pub faults: BTreeMap<(Error, Option<usize>), u64>,
    /// How many values were ignored, by column.
    pub ignored: Vec<u64>,
    /// How many values were given that are neither null nor unknown, by column, refused rows included.
    pub given: Vec<u64>,
    /// Patients evaluated, by practice.
    pub patients: Vec<u64>,
    /// Rows refused that are put down to this practice, by practice: that named it, or a name that differs from its own in case,
    /// spaces and invisible characters alone.
    pub turned_away: Vec<u64>,
    /// Rows refused because their patient stands already in a row of this practice, and that are put down to another one, by
    /// practice.
    pub came_again: Vec<u64>,
    /// Rows refused that name no practice, or cannot be told apart into cells: each may be of any practice.
    pub of_any_practice: u64,
    /// Rows refused that name a practice which is not among these.
    pub of_other_practices: u64,
}

impl Account {
    /// Rows that came: those evaluated and those refused.
    ///
    /// ```
    /// let account = entitle_batch::Account { evaluated: 3, refused: 1, ..Default::default() };
    /// assert_eq!(account.rows(), 4);
    /// ```
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.evaluated + self.refused
    }

    /// How many refused rows may be about patients of this practice: those put down to it, those whose patient stands among
    /// its own, and those that may be of any practice.
    ///
    /// ```
    /// let account = entitle_batch::Account { turned_away: vec![2, 0], of_any_practice: 1, ..Default::default() };
    /// assert_eq!((account.refused_of(0), account.refused_of(1)), (3, 1));
    /// ```
    #[must_use]
    pub fn refused_of(&self, practice: usize) -> u64 {
        let own = |list: &[u64]| list.get(practice).copied().unwrap_or(0);
        own(&self.turned_away) + own(&self.came_again) + self.of_any_practice
    }
}

/// Patients decided and counted, practice by practice. The crate's front page shows it at work.
pub struct Population<'c, 's> {
    contract: Contract<'c>,
    run: Run,
    plan: PlanStorage,
    border: Border<'c>,
    practices: PracticeNames,
    facts: PatientFacts<'c, 's>,
    /// What `facts` holds, by column: values mostly stay the same from patient to patient.
    held: Vec<Value>,
    scratch: PatientScratch,
    registers: Vec<usize>,
    decisions: Vec<(usize, Decision)>,
    tallies: Vec<Tally<'c, 's>>,
    /// The patients that came; none where they are trusted to come once.
    seen: Option<Identities>,
    judgement: Judgement,
    account: Account,
    /// Whether counts are what they are without the rows that were refused.
    counts_without_refused: bool,
    /// The facts of the contract as a whole that were set.
    common: Vec<(usize, Value)>,
    batches: Batches,
}

impl<'c, 's> Population<'c, 's> {
    /// Nobody yet. `columns` are the facts that each row gives, in their order; those that are left out are unknown.
    /// `common` are facts of the contract as a whole, the same for every patient (switches), by fact.
    ///
    /// Errors: `StorageTooSmall` where the storage is of fewer practices; `DuplicateSubject` where a practice is
    /// named twice; `UnknownFact` where a column is not about patients or a common fact is not of the contract;
    /// what the kernel says of the achievement date ([`Run::new`]) and of the common values.
    ///
    /// ```
    /// # use entitle_batch::{Population, Storage, patient_facts};
    /// # use entitle_kernel::{Contract, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let switch = contract.find_patient_input("count_refusals")?;
    /// let mut storage = Storage::new(&contract, 1);
    /// let population = Population::new(
    ///     &contract,
    ///     contract.period_end().unwrap(),
    ///     &patient_facts(&contract),
    ///     &["North"],
    ///     &[(switch, Value::boolean(false))],
    ///     &mut storage,
    /// )?;
    /// assert_eq!(population.practice_count(), 1);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn new(
        contract: &Contract<'c>,
        achievement_date: Date,
        columns: &[Fact<'c>],
        practices: &[&str],
        common: &[(Fact<'c>, Value)],
        storage: &'s mut Storage,
    ) -> Result<Population<'c, 's>, Error> {
        let run = Run::new(contract, achievement_date)?;
        if columns.iter().any(|fact| fact.scope() != Scope::Patient) {
            return Err(Error::UnknownFact);
        }
        let places = PracticeNames::new(practices)?;
        let Storage { counts, cells } = storage;
        let mut facts = PatientFacts::new(contract, cells)?;
        for (fact, value) in common {
            if fact.scope() != Scope::Contract {
                return Err(Error::UnknownFact);
            }
            fact.check(*value)?;
            set_if_read(facts.set(fact.index(), *value))?;
        }
        let slots = usize::from(contract.cost().tally_slots);
        let mut tallies = Vec::with_capacity(practices.len());
        // A contract without patient rules needs no slots at all.
        let mut rooms = counts.chunks_exact_mut(slots.max(1));
        for _ in practices {
            let room = if slots == 0 { &mut [] } else { rooms.next().ok_or(Error::StorageTooSmall)? };
            tallies.push(Tally::new(contract, room)?);
        }
        let border = Border::new(contract, columns, achievement_date);
        let with_rules = |denominator: u16| denominator != NONE;
        let registers = contract.all::<record::Register>().enumerate();
        let indicators = contract.all::<record::Indicator>().enumerate();
        Ok(Population {
            contract: *contract,
            plan: PlanStorage::new(contract, &run)?,
            run,
            batches: Batches::new(contract, border.look()),
            common: common.iter().map(|(fact, value)| (fact.index(), *value)).collect(),
            border,
            practices: places,
            facts,
            held: vec![Value::Unknown; columns.len()],
            scratch: PatientScratch::EMPTY,
            registers: registers.filter(|(_, record)| with_rules(record.table)).map(|(index, _)| index).collect(),
            decisions: indicators
                .filter(|(_, record)| with_rules(record.denominator))
                .map(|(index, _)| (index, Decision::UNDETERMINED))
                .collect(),
            tallies,
            seen: Some(Identities::new()),
            judgement: Judgement::default(),
            account: Account {
                ignored: vec![0; columns.len()],
                given: vec![0; columns.len()],
                patients: vec![0; practices.len()],
                turned_away: vec![0; practices.len()],
                came_again: vec![0; practices.len()],
                ..Account::default()
            },
            counts_without_refused: false,
        })
    }

    /// From now on each patient is trusted to come once: names are not remembered, so that memory does not grow with the
    /// rows. A row that names nobody is still refused.
    ///
    /// ```
    /// # use entitle_batch::{Arrival, Population, Storage, Taken};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = Storage::new(&contract, 1);
    /// let mut population = Population::new(&contract, "2026-03-31".parse()?, &[], &["North"], &[], &mut storage)?;
    /// population.trust_unique();
    /// let arrival = Arrival { row: 1, patient: "p1", practice: "North", values: &[] };
    /// population.add(&arrival)?;
    /// assert!(matches!(population.add(&arrival)?, Taken::Evaluated { .. })); // counted twice: the caller said so
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn trust_unique(&mut self) {
        self.seen = None;
    }

    /// From now on counts are taken for what they are without the rows that were refused. Unless this is said, whatever is counted
    /// of a practice is unknown where a refused row may be about one of its patients ([`Account::refused_of`]).
    ///
    /// ```
    /// # use entitle_batch::{Arrival, Population, Storage};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = Storage::new(&contract, 2);
    /// let mut population = Population::new(&contract, "2026-03-31".parse()?, &[], &["North", "South"], &[], &mut storage)?;
    /// population.add(&Arrival { row: 1, patient: "", practice: "North", values: &[] })?; // it names nobody
    /// assert!(population.is_withheld(0) && !population.is_withheld(1));
    /// population.count_without_refused();
    /// assert!(!population.is_withheld(0));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn count_without_refused(&mut self) {
        self.counts_without_refused = true;
    }

    /// Whether what was counted of a practice is unknown: a refused row may be about one of its patients, and nobody said to
    /// [count without those](Self::count_without_refused).
    #[must_use]
    pub fn is_withheld(&self, practice: usize) -> bool {
        !self.counts_without_refused && self.account.refused_of(practice) > 0
    }

    /// Whether counts are what they are without the rows that were refused.
    #[must_use]
    pub const fn counts_without_refused(&self) -> bool {
        self.counts_without_refused
    }

    /// The practices by their names.
    #[must_use]
    pub const fn practice_names(&self) -> &PracticeNames {
        &self.practices
    }

    /// Evaluates batches with these vector instructions from now on; [`Vectors::Best`] unless it is said.
    ///
    /// ```
    /// # use entitle_batch::{Population, Storage, Vectors};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = Storage::new(&contract, 0);
    /// let mut population = Population::new(&contract, "2026-03-31".parse()?, &[], &[], &[], &mut storage)?;
    /// population.use_vectors(Vectors::Baseline); // to see what the others are worth
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn use_vectors(&mut self, vectors: Vectors) {
        self.batches.vectors = vectors;
    }

    /// Judges a row; decides and counts the patient unless it is refused. A patient's name counts as seen though the
    /// row was refused: each patient has one row.
    ///
    /// Errors: `TooMany` where a count goes beyond 32 bits.
    ///
    /// ```
    /// # use entitle_batch::{Arrival, Population, Storage, Taken};
    /// # use entitle_kernel::{Contract, Decision, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = Storage::new(&contract, 1);
    /// let columns = [contract.find_patient_input("diagnosed")?];
    /// let mut population =
    ///     Population::new(&contract, "2026-03-31".parse()?, &columns, &["North"], &[], &mut storage)?;
    /// let healthy = Arrival { row: 1, patient: "p1", practice: "North", values: &[Value::Null] };
    /// let Taken::Evaluated { decisions, .. } = population.add(&healthy)? else { panic!("refused") };
    /// assert_eq!(decisions[0], (0, Decision::NOT_ON_REGISTER));
    /// let stranger = Arrival { row: 2, patient: "p2", practice: "Elsewhere", values: &[Value::Null] };
    /// assert!(matches!(population.add(&stranger)?, Taken::Refused(_)));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn add(&mut self, arrival: &Arrival<'_>) -> Result<Taken<'_>, Error> {
        for (given, value) in self.account.given.iter_mut().zip(arrival.values) {
            *given += u64::from(!matches!(value, Value::Null | Value::Unknown));
        }
        let practice = self.practices.get(arrival.practice);
        let nameless = self.identify(arrival.patient, arrival.row, practice);
        let whose = practice.map_or(Whose::Named(arrival.practice), Whose::Place);
        self.take(arrival.values, whose, nameless)
    }

    /// Judges values of a patient whose name was looked at; decides and counts the patient unless it is refused.
    fn take(&mut self, values: &[Value], whose: Whose<'_>, nameless: Option<Nameless>) -> Result<Taken<'_>, Error> {
        self.border.judge(values, &mut self.judgement);
        self.judgement.refusals.extend(nameless.map(|nameless| nameless.refusal));
        let practice = match whose {
            Whose::Place(place) if self.judgement.refusals.is_empty() => place,
            _ => {
                if matches!(whose, Whose::Named(_)) {
                    self.judgement.refusals.push(Refusal::UnknownPractice);
                }
                self.turn_away(whose, nameless.and_then(|nameless| nameless.first_practice));
                return Ok(Taken::Refused(&self.judgement.refusals));
            }
        };
        self.decide(practice)?;
        self.account.evaluated += 1;
        self.account.patients[practice] += 1;
        for column in &self.judgement.ignored {
            self.account.ignored[*column] += 1;
        }
        Ok(Taken::Evaluated { practice, decisions: &self.decisions, ignored: &self.judgement.ignored })
    }

    /// Refuses a row that could not be broken into values at all, so that it is counted. Nobody counts as seen by it:
    /// what stands in such a row is not known.
    ///
    /// ```
    /// # use entitle_batch::{Population, Refusal, Storage};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = Storage::new(&contract, 0);
    /// let mut population = Population::new(&contract, "2026-03-31".parse()?, &[], &[], &[], &mut storage)?;
    /// population.refuse(Refusal::Length { values: 5 });
    /// assert_eq!((population.account().rows(), population.account().refused), (1, 1));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn refuse(&mut self, refusal: Refusal) -> Taken<'_> {
        self.judgement.refusals.clear();
        self.judgement.refusals.push(refusal);
        self.turn_away(Whose::Named(""), None);
        Taken::Refused(&self.judgement.refusals)
    }

    /// Notes the patient's name; what is wrong with it.
    fn identify(&mut self, patient: &str, row: u64, practice: Option<usize>) -> Option<Nameless> {
        if patient.is_empty() {
            return Some(Nameless { refusal: Refusal::Unnamed, first_practice: None });
        }
        let practice = practice.and_then(|practice| u32::try_from(practice).ok()).unwrap_or(u32::MAX);
        let (first_row, first_practice) = self.seen.as_mut()?.note(patient, row, practice)?;
        let first_practice = usize::try_from(first_practice).ok().filter(|place| *place < self.tallies.len());
        Some(Nameless { refusal: Refusal::Duplicate { first_row }, first_practice })
    }

    /// Enters a refused row in the books, and puts it down to the practices that it may concern.
    fn turn_away(&mut self, whose: Whose<'_>, first_practice: Option<usize>) {
        let Population { account, judgement, practices, .. } = self;
        account.refused += 1;
        for refusal in &judgement.refusals {
            *account.faults.entry((refusal.error(), refusal.column())).or_default() += 1;
        }
        let mut own: Vec<usize> = match whose {
            Whose::Place(place) => vec![place],
            Whose::Named("") => Vec::new(),
            Whose::Named(name) => practices.places_like(name).to_vec(),
        };
        match (whose, own.is_empty()) {
            (Whose::Named(""), _) => account.of_any_practice += 1,
            (_, true) => account.of_other_practices += 1,
            _ => {}
        }
        for place in &own {
            account.turned_away[*place] += 1;
        }
        // Of two rows of one patient nobody knows which is right.
        own.sort_unstable();
        if let Some(first) = first_practice.filter(|first| own.binary_search(first).is_err()) {
            account.came_again[first] += 1;
        }
    }

    fn decide(&mut self, practice: usize) -> Result<(), Error> {
        for (column, (value, held)) in self.judgement.values.iter().zip(&mut self.held).enumerate() {
            if !unchanged(value, held) {
                let fact = self.border.fact(column).ok_or(Error::UnknownFact)?;
                set_if_read(self.facts.set(fact.index(), *value))?;
                *held = *value;
            }
        }
        let tally = self.tallies.get_mut(practice).ok_or(Error::UnknownPractice)?;
        let plan = self.plan.plan(&self.contract, &self.run)?;
        let mut patient = plan.patient(&self.facts, &mut self.scratch)?;
        for register in &self.registers {
            tally.add_membership(*register, patient.on_register(*register)?)?;
        }
        for (indicator, decision) in &mut self.decisions {
            *decision = patient.decide(*indicator)?;
            tally.add_decision(*indicator, *decision)?;
        }
        Ok(())
    }

    /// The contract.
    ///
    /// ```
    /// # use entitle_batch::{Population, Storage};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = Storage::new(&contract, 0);
    /// let population = Population::new(&contract, "2026-03-31".parse()?, &[], &[], &[], &mut storage)?;
    /// assert_eq!(population.contract().id(), "sample-contract");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn contract(&self) -> &Contract<'c> {
        &self.contract
    }

    /// What the rows of this population are judged by.
    ///
    /// ```
    /// # use entitle_batch::{Population, Storage};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = Storage::new(&contract, 0);
    /// let population = Population::new(&contract, "2026-03-31".parse()?, &[], &[], &[], &mut storage)?;
    /// assert_eq!(population.border().column_count(), 0);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn border(&self) -> &Border<'c> {
        &self.border
    }

    /// The registers that have patient rules, in the contract's order.
    ///
    /// ```
    /// # use entitle_batch::{Population, Storage};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = Storage::new(&contract, 0);
    /// let population = Population::new(&contract, "2026-03-31".parse()?, &[], &[], &[], &mut storage)?;
    /// assert!(population.registers().eq([0])); // LUNG
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn registers(&self) -> impl Iterator<Item = usize> + '_ {
        self.registers.iter().copied()
    }

    /// The indicators that have patient rules, in the contract's order.
    ///
    /// ```
    /// # use entitle_batch::{Population, Storage};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = Storage::new(&contract, 0);
    /// let population = Population::new(&contract, "2026-03-31".parse()?, &[], &[], &[], &mut storage)?;
    /// assert!(population.indicators().eq([0, 1])); // LUNG1 and LUNG2
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn indicators(&self) -> impl Iterator<Item = usize> + '_ {
        self.decisions.iter().map(|(indicator, _)| *indicator)
    }

    /// How many practices there are.
    ///
    /// ```
    /// # use entitle_batch::{Population, Storage};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = Storage::new(&contract, 2);
    /// let population = Population::new(&contract, "2026-03-31".parse()?, &[], &["a", "b"], &[], &mut storage)?;
    /// assert_eq!(population.practice_count(), 2);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn practice_count(&self) -> usize {
        self.tallies.len()
    }

    /// The books so far.
    ///
    /// ```
    /// # use entitle_batch::{Population, Storage};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = Storage::new(&contract, 1);
    /// let population = Population::new(&contract, "2026-03-31".parse()?, &[], &["a"], &[], &mut storage)?;
    /// assert_eq!((population.account().rows(), population.account().patients[0]), (0, 0));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn account(&self) -> &Account {
        &self.account
    }

    /// The counts of a practice: its registers, and every decision of every indicator.
    ///
    /// ```
    /// # use entitle_batch::{Population, Storage};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = Storage::new(&contract, 1);
    /// let population = Population::new(&contract, "2026-03-31".parse()?, &[], &["a"], &[], &mut storage)?;
    /// assert_eq!(population.tally(0).and_then(|tally| tally.members(0)), Some(0));
    /// assert!(population.tally(1).is_none());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn tally(&self, practice: usize) -> Option<&Tally<'c, 's>> {
        self.tallies.get(practice)
    }

    /// Writes what was counted for a practice into its facts: register sizes, numerators, denominators. Where a patient
    /// is undetermined the count is unknown, and every count where a refused row may be about a patient of the practice
    /// ([`is_withheld`](Self::is_withheld)). Errors: `UnknownPractice`, `BadArgument` for facts of another contract.
    ///
    /// ```
    /// # use entitle_batch::{Population, Storage};
    /// # use entitle_kernel::{Contract, Facts, Value, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = Storage::new(&contract, 1);
    /// let population = Population::new(&contract, "2026-03-31".parse()?, &[], &["a"], &[], &mut storage)?;
    /// let mut values = vec![Value::Unknown; contract.cost().subject_slots.into()];
    /// let mut facts = Facts::new(&contract, &mut values)?;
    /// population.write_counts(0, &mut facts)?;
    /// let (size, item) = contract.find_input("register_size.LUNG")?;
    /// assert!(facts.get(size.index(), item).same(&Value::integer(0))); // no patient: zero, not unknown
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn write_counts(&self, practice: usize, facts: &mut Facts<'_, '_>) -> Result<(), Error> {
        let tally = self.tallies.get(practice).ok_or(Error::UnknownPractice)?;
        if !self.is_withheld(practice) {
            return tally.write(facts);
        }
        // A refused row is a patient of whom nothing is known.
        let mut counts = vec![0; self.contract.cost().tally_slots.into()];
        let mut unknown = Tally::new(&self.contract, &mut counts)?;
        for register in &self.registers {
            unknown.add_membership(*register, None)?;
        }
        for (indicator, _) in &self.decisions {
            unknown.add_decision(*indicator, Decision::UNDETERMINED)?;
        }
        unknown.write(facts)
    }

    /// Whether nothing was lost: for each practice and each indicator with patient rules, the patients by outcome
    /// add up to the patients evaluated. It always holds; who prints the counts may ask.
    ///
    /// ```
    /// # use entitle_batch::{Population, Storage};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// # let mut storage = Storage::new(&contract, 1);
    /// let population = Population::new(&contract, "2026-03-31".parse()?, &[], &["a"], &[], &mut storage)?;
    /// assert!(population.is_balanced());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        let all = |tally: &Tally<'_, '_>, indicator: usize| {
            Outcome::ALL.iter().map(|outcome| u64::from(tally.with_outcome(indicator, *outcome))).sum::<u64>()
        };
        let practices = self.tallies.iter().zip(&self.account.patients);
        let mut pairs = practices.flat_map(|pair| self.decisions.iter().map(move |(indicator, _)| (pair, *indicator)));
        pairs.all(|((tally, patients), indicator)| all(tally, indicator) == *patients)
            && self.account.patients.iter().sum::<u64>() == self.account.evaluated
    }
}

/// What is wrong with a patient's name.
#[derive(Clone, Copy)]
struct Nameless {
    refusal: Refusal,
    /// The practice of the row in which the patient stands already.
    first_practice: Option<usize>,
}

/// Whether two values are one and the same; unlike [`Value::same`], unknown is unknown.
fn unchanged(a: &Value, b: &Value) -> bool {
    matches!((a, b), (Value::Null, Value::Null) | (Value::Unknown, Value::Unknown)) || a.same(b)
}

/// A fact that no patient rule reads has no place among a patient's; it was checked, and that is all.
fn set_if_read(set: Result<(), Error>) -> Result<(), Error> {
    match set {
        Err(Error::UnknownFact) => Ok(()),
        set => set,
    }
}
