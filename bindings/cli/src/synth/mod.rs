//! A made population for `qof-england` from 2025-04-01: patients of whom every fact is invented.
//!
//! Nobody is in it. All probabilities are round and **assumed**: chosen so that each rule meets patients, not taken from
//! any source about England or anywhere. Practices differ in list size, age and quality of care. The records of a
//! patient agree with one another (a diagnosis follows birth, a latest record its earliest, a value stands only
//! beside its day), and a share of the days lies on the days at which windows open, or beside them.
//!
//! A seed means the same on every platform: draws are integers of PCG, and no float decides anything. A patient is
//! settled by the seed, the number of practices and the patient's own number alone, so populations of any size stream
//! and begin alike.
//!
//! What is not made: vaccines of those from 7 to 69, since no rule asks for them; sickness that no rule asks for; time
//! before the latest records, but for what a fact says of it.
//!
//! ```
//! use entitle_cli::synth::MadePopulation;
//! use entitle_kernel::{Date, Value};
//!
//! let contract = entitle_contracts::find("qof-england", Date::from_ymd(2025, 6, 30)?, None)?;
//! let population = MadePopulation::new(&contract, 20, 7).unwrap();
//! let mut cells = vec![Value::Null; population.facts().len()];
//! let practice = population.make(1, &mut cells); // the first patient
//! assert!(practice < population.practice_count());
//! assert_eq!(population.facts()[0].name(), "birth_dat");
//! assert!(matches!(cells[0], Value::Date(_)));
//! # Ok::<(), entitle_kernel::Error>(())
//! ```

mod arrays;
mod basics;
mod blood_pressure;
mod calendar;
mod columns;
mod conditions;
mod diabetes;
mod files;
mod heart;
mod invitations;
mod lipids;
mod lungs;
mod mind;
mod patients;
mod person;
mod practices;
mod prevalence;
mod progress;
mod random;
mod screening;
mod smoking;
mod vaccinations;

use crate::fault::Fault;
use calendar::Calendar;
use columns::Columns;
use entitle_batch::patient_facts;
use entitle_kernel::{Contract, Fact, Value};
use person::Person;
use practices::Practices;
use random::{Purpose, Random};

pub(crate) use files::run;
pub(crate) use prevalence::{Prevalence, share};
pub(crate) use progress::Progress;

/// More practices than this are refused.
pub(crate) const PRACTICES_MAX: usize = 10_000;

/// A population that is made as it is asked for.
pub struct MadePopulation<'c> {
    facts: Vec<Fact<'c>>,
    columns: Columns,
    calendar: Calendar,
    practices: Practices,
    seed: u64,
}

impl<'c> MadePopulation<'c> {
    /// A population of so many practices (1 to 10,000), settled by the seed.
    ///
    /// Errors: no practice or too many; a contract whose facts about patients are not those of `qof-england` from
    /// 2025-04-01.
    ///
    /// ```
    /// # use entitle_cli::synth::MadePopulation;
    /// # use entitle_kernel::Date;
    /// let day = Date::from_ymd(2024, 6, 30)?;
    /// let other = entitle_contracts::find("medicare-shared-savings", day, None)?;
    /// assert!(MadePopulation::new(&other, 20, 7).is_err());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn new(contract: &Contract<'c>, practices: usize, seed: u64) -> Result<MadePopulation<'c>, Fault> {
        if !(1..=PRACTICES_MAX).contains(&practices) {
            return Err(Fault::input(format!("{practices} practices cannot be made"))
                .with_help(format!("ask for 1 to {PRACTICES_MAX} practices")));
        }
        let foreign = |why: String| {
            Fault::input(format!("no patients are made for {}@{}: {why}", contract.id(), contract.in_force()))
                .with_help("patients are made for qof-england from 2025-04-01")
        };
        let facts = patient_facts(contract);
        if let Some(fact) = facts.iter().find(|fact| !Columns::NAMES.contains(&fact.name())) {
            return Err(foreign(format!("how {} comes about is not known", fact.name())));
        }
        Ok(MadePopulation {
            columns: Columns::find(&facts).map_err(|name| foreign(format!("it has no fact {name}")))?,
            calendar: Calendar::new(contract).map_err(|error| foreign(error.to_string()))?,
            practices: Practices::new(seed, practices),
            facts,
            seed,
        })
    }

    /// The facts that are made of each patient: all that the contract has, in its order.
    ///
    /// ```
    /// # use entitle_cli::synth::MadePopulation;
    /// # use entitle_kernel::Date;
    /// # let contract = entitle_contracts::find("qof-england", Date::from_ymd(2025, 6, 30)?, None)?;
    /// let population = MadePopulation::new(&contract, 1, 7).unwrap();
    /// assert_eq!(population.facts().len(), 292);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn facts(&self) -> &[Fact<'c>] {
        &self.facts
    }

    /// How many practices there are.
    ///
    /// ```
    /// # use entitle_cli::synth::MadePopulation;
    /// # use entitle_kernel::Date;
    /// # let contract = entitle_contracts::find("qof-england", Date::from_ymd(2025, 6, 30)?, None)?;
    /// assert_eq!(MadePopulation::new(&contract, 20, 7).unwrap().practice_count(), 20);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn practice_count(&self) -> usize {
        self.practices.count()
    }

    /// The name of a practice, by its place from 0.
    ///
    /// ```
    /// # use entitle_cli::synth::MadePopulation;
    /// # use entitle_kernel::Date;
    /// # let contract = entitle_contracts::find("qof-england", Date::from_ymd(2025, 6, 30)?, None)?;
    /// assert_eq!(MadePopulation::new(&contract, 20, 7).unwrap().practice_name(0), "SYN001");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn practice_name(&self, practice: usize) -> String {
        Practices::name(practice)
    }

    /// The network of a practice; at most five practices make one.
    ///
    /// ```
    /// # use entitle_cli::synth::MadePopulation;
    /// # use entitle_kernel::Date;
    /// # let contract = entitle_contracts::find("qof-england", Date::from_ymd(2025, 6, 30)?, None)?;
    /// let population = MadePopulation::new(&contract, 20, 7).unwrap();
    /// assert_eq!((population.network_name(4), population.network_name(5)), ("SYNNET01".into(), "SYNNET02".into()));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn network_name(&self, practice: usize) -> String {
        self.practices.network(practice)
    }

    /// The name of a patient, by number from 1.
    ///
    /// ```
    /// # use entitle_cli::synth::MadePopulation;
    /// assert_eq!(MadePopulation::patient_name(1), "P0000001");
    /// ```
    #[must_use]
    pub fn patient_name(number: u64) -> String {
        format!("P{number:07}")
    }

    /// Makes the patient of this number: fills a cell for each of [`MadePopulation::facts`], and says the place of the
    /// practice. The same number is always the same patient.
    ///
    /// Panics where there are fewer cells than facts.
    ///
    /// ```
    /// # use entitle_cli::synth::MadePopulation;
    /// # use entitle_kernel::{Date, Value};
    /// # let contract = entitle_contracts::find("qof-england", Date::from_ymd(2025, 6, 30)?, None)?;
    /// # let population = MadePopulation::new(&contract, 20, 7).unwrap();
    /// let [mut once, mut again] = [(); 2].map(|()| vec![Value::Null; population.facts().len()]);
    /// assert_eq!(population.make(150_000, &mut once), population.make(150_000, &mut again));
    /// assert!(once.iter().zip(&again).all(|(cell, other)| cell.same(other)));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn make(&self, number: u64, cells: &mut [Value]) -> usize {
        let mut random = Random::new(self.seed, Purpose::Patient, number);
        let practice = self.practices.any(&mut random);
        let mut person = Person::new(random, &self.columns, &self.calendar, self.practices.get(practice), cells);
        person.basics();
        person.conditions();
        person.blood_pressure();
        person.blood_sugar();
        person.lipids();
        person.atrial_fibrillation();
        person.heart_disease_and_stroke();
        person.heart_failure();
        person.asthma();
        person.copd();
        person.dementia();
        person.mental_health();
        person.smoking();
        person.vaccinations();
        person.cervical_screening();
        practice
    }
}
