//! What was counted, as tables: by indicator, by reason, by register; and what the codes of decisions mean.

use crate::meanings::{Meaning, Meanings};
use crate::population::Population;
#[cfg(feature = "columns")]
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray, UInt8Array};
#[cfg(feature = "columns")]
use arrow_schema::ArrowError;
use entitle_kernel::image::code::{Outcome, Per};
use entitle_kernel::image::record;
use entitle_kernel::{Contract, Tally};
#[cfg(feature = "columns")]
use std::sync::Arc;

/// A table: its columns, of one length.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// Their names and cells, in order.
    pub columns: Vec<(&'static str, Cells)>,
}

/// The cells of a column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cells {
    /// Texts, "" where there is none.
    Texts(Vec<String>),
    /// Numbers of patients; none where one is undetermined.
    Counts(Vec<Option<u64>>),
    /// Codes of decisions.
    Codes(Vec<u8>),
}

impl Cells {
    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Cells::Texts(cells) => cells.len(),
            Cells::Counts(cells) => cells.len(),
            Cells::Codes(cells) => cells.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Table {
    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |(_, cells)| cells.len())
    }

    /// The same as a record batch; counts are Int64, codes UInt8.
    #[cfg(feature = "columns")]
    pub fn batch(self) -> Result<RecordBatch, ArrowError> {
        let array = |cells: Cells| -> ArrayRef {
            match cells {
                Cells::Texts(cells) => Arc::new(StringArray::from(cells)),
                // With a sign, so that one count less another is below zero, and not beyond every other number.
                Cells::Counts(cells) => Arc::new(Int64Array::from_iter(
                    cells.into_iter().map(|count| Some(i64::try_from(count?).unwrap_or(i64::MAX))),
                )),
                Cells::Codes(cells) => Arc::new(UInt8Array::from(cells)),
            }
        };
        RecordBatch::try_from_iter_with_nullable(
            self.columns.into_iter().map(|(name, cells)| (name, array(cells), true)),
        )
    }
}

/// A practice as tables name it, in the order in which the population has it.
///
/// ```
/// let named = entitle_batch::Named { practice: "A81001", network: "U00001" };
/// # assert_eq!(named.network.len(), 6);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Named<'n> {
    /// The practice's name.
    pub practice: &'n str,
    /// The network that it belongs to, or "".
    pub network: &'n str,
}

/// For each practice and indicator the patients by outcome. Those not on the register, excluded, adjusted, in the
/// denominator and undetermined are all patients of the practice that were evaluated. `register_size` is null where a
/// patient's membership is undetermined. `refused` is the mark that every table of counts bears: how many refused rows may be
/// about patients of the practice. Where there are some, its counts are null, unless the population [counts without
/// them](Population::count_without_refused).
///
/// ```
/// # use entitle_batch::{Arrival, Named, Population, Storage, tables};
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let mut storage = Storage::new(&contract, 1);
/// let population = Population::new(&contract, "2026-03-31".parse()?, &[], &["North"], &[], &mut storage)?;
/// let counts = tables::counts(&population, &[Named { practice: "North", network: "" }]);
/// assert_eq!(counts.rows(), 2); // LUNG1 and LUNG2
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub fn counts(population: &Population<'_, '_>, practices: &[Named<'_>]) -> Table {
    let contract = population.contract();
    let mut texts: [Vec<String>; 4] = Default::default();
    let mut numbers: [Vec<Option<u64>>; 9] = Default::default();
    for Counted { named, tally, patients, refused, is_withheld } in counted(population, practices) {
        for indicator in population.indicators() {
            let of = |outcome: Outcome| Some(u64::from(tally.with_outcome(indicator, outcome)));
            let register = register_of(contract, indicator);
            let denominator =
                of(Outcome::InNumerator).zip(of(Outcome::InDenominator)).map(|(in_both, rest)| in_both + rest);
            push(
                &mut texts,
                [named.practice, named.network, contract.indicator_name(indicator), contract.register_name(register)],
            );
            let row = [
                tally.members(register).map(u64::from),
                of(Outcome::NotOnRegister),
                denominator,
                of(Outcome::InNumerator),
                of(Outcome::Excluded),
                of(Outcome::Adjusted),
                of(Outcome::Undetermined),
            ];
            let row = row.map(|number| number.filter(|_| !is_withheld));
            let row = [Some(patients)].into_iter().chain(row).chain([Some(refused)]);
            numbers.iter_mut().zip(row).for_each(|(column, number)| column.push(number));
        }
    }
    let names = ["practice", "network", "indicator", "register"].into_iter().zip(texts.map(Cells::Texts));
    let counted = [
        "patients",
        "register_size",
        "not_on_register",
        "denominator",
        "numerator",
        "exclusions",
        "adjustments",
        "undetermined",
        "refused",
    ];
    table(names.chain(counted.into_iter().zip(numbers.map(Cells::Counts))))
}

/// For each practice and indicator the patients by outcome, rule and reason. They add up to all patients of the
/// practice that were evaluated; what nobody met is left out. `refused` is as in [`counts`], but hides nothing.
///
/// ```
/// # use entitle_batch::{Named, Population, Storage, tables};
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let mut storage = Storage::new(&contract, 1);
/// let population = Population::new(&contract, "2026-03-31".parse()?, &[], &["North"], &[], &mut storage)?;
/// let reasons = tables::reasons(&population, &[Named { practice: "North", network: "" }]);
/// assert_eq!(reasons.rows(), 0); // nobody came
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub fn reasons(population: &Population<'_, '_>, practices: &[Named<'_>]) -> Table {
    let contract = population.contract();
    let mut texts: [Vec<String>; 8] = Default::default();
    let (mut patients, mut marks) = (Vec::new(), Vec::new());
    let meanings: Vec<(usize, Meanings<'_>)> =
        population.indicators().map(|indicator| (indicator, Meanings::of(contract, indicator))).collect();
    for Counted { named, tally, refused, .. } in counted(population, practices) {
        for (indicator, meanings) in &meanings {
            for (meaning, count) in by_meaning(*indicator, meanings, tally) {
                let Meaning { outcome, rule, reason, class, text, .. } = meaning;
                let name = contract.indicator_name(*indicator);
                push(&mut texts, [named.practice, named.network, name, outcome, rule, reason, class, text]);
                patients.push(Some(count));
                marks.push(Some(refused));
            }
        }
    }
    let names = ["practice", "network", "indicator", "outcome", "rule", "reason", "class", "text"];
    let counts = [("patients", Cells::Counts(patients)), ("refused", Cells::Counts(marks))];
    table(names.into_iter().zip(texts.map(Cells::Texts)).chain(counts))
}

/// Who is on which register, by practice; `members` is null where somebody's membership is undetermined. `refused` is as in
/// [`counts`].
///
/// ```
/// # use entitle_batch::{Named, Population, Storage, tables};
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let mut storage = Storage::new(&contract, 1);
/// let population = Population::new(&contract, "2026-03-31".parse()?, &[], &["North"], &[], &mut storage)?;
/// let registers = tables::registers(&population, &[Named { practice: "North", network: "" }]);
/// assert_eq!(registers.rows(), 1); // LUNG
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub fn registers(population: &Population<'_, '_>, practices: &[Named<'_>]) -> Table {
    let contract = population.contract();
    let mut texts: [Vec<String>; 4] = Default::default();
    let mut numbers: [Vec<Option<u64>>; 3] = Default::default();
    for Counted { named, tally, patients, refused, is_withheld } in counted(population, practices) {
        for register in population.registers() {
            let title = contract.record::<record::Register>(register).map_or("", |record| contract.text(record.title));
            push(&mut texts, [named.practice, named.network, contract.item_name(Per::Register, register), title]);
            let members = tally.members(register).map(u64::from).filter(|_| !is_withheld);
            let row = [Some(patients), members, Some(refused)];
            numbers.iter_mut().zip(row).for_each(|(column, number)| column.push(number));
        }
    }
    let names = ["practice", "network", "register", "title"].into_iter().zip(texts.map(Cells::Texts));
    table(names.chain(["patients", "members", "refused"].into_iter().zip(numbers.map(Cells::Counts))))
}

/// What each code of each indicator means.
///
/// ```
/// # use entitle_batch::{Population, Storage, tables};
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// # let mut storage = Storage::new(&contract, 0);
/// let population = Population::new(&contract, "2026-03-31".parse()?, &[], &[], &[], &mut storage)?;
/// let codes = tables::codes(&population);
/// assert_eq!(codes.columns[1].0, "code");
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub fn codes(population: &Population<'_, '_>) -> Table {
    let contract = population.contract();
    let mut indicators = Vec::new();
    let mut codes = Vec::new();
    let mut texts: [Vec<String>; 6] = Default::default();
    for indicator in population.indicators() {
        for (decision, meaning) in Meanings::of(contract, indicator).iter() {
            indicators.push(contract.indicator_name(indicator).to_owned());
            codes.push(decision.0);
            let Meaning { outcome, rule, clause, reason, class, text } = meaning;
            push(&mut texts, [outcome, rule, clause, reason, class, text]);
        }
    }
    let names = [("indicator", Cells::Texts(indicators)), ("code", Cells::Codes(codes))];
    let words = ["outcome", "rule", "clause", "reason", "class", "text"].into_iter().zip(texts.map(Cells::Texts));
    table(names.into_iter().chain(words))
}

/// A practice with its counts.
struct Counted<'w, 'c, 's> {
    named: &'w Named<'w>,
    tally: &'w Tally<'c, 's>,
    /// Patients evaluated.
    patients: u64,
    /// Refused rows that may be about its patients.
    refused: u64,
    /// Whether its counts are unknown for that.
    is_withheld: bool,
}

fn counted<'w, 'c, 's>(
    population: &'w Population<'c, 's>,
    practices: &'w [Named<'w>],
) -> impl Iterator<Item = Counted<'w, 'c, 's>> {
    let account = population.account();
    let places = practices.iter().zip(&account.patients).enumerate();
    places.filter_map(|(place, (named, patients))| {
        let (tally, is_withheld) = (population.tally(place)?, population.is_withheld(place));
        Some(Counted { named, tally, patients: *patients, refused: account.refused_of(place), is_withheld })
    })
}

/// Patients by what their decision means: several decisions may mean the same.
fn by_meaning<'m, 'c>(
    indicator: usize,
    meanings: &'m Meanings<'c>,
    tally: &Tally<'_, '_>,
) -> Vec<(&'m Meaning<'c>, u64)> {
    let mut list: Vec<(&Meaning<'c>, u64)> = Vec::new();
    for (decision, meaning) in meanings.iter() {
        let patients = u64::from(tally.count(indicator, decision));
        match list.iter_mut().find(|(other, _)| *other == meaning) {
            Some((_, sum)) => *sum += patients,
            None => list.push((meaning, patients)),
        }
    }
    list.retain(|(_, patients)| *patients > 0);
    list
}

fn register_of(contract: &Contract<'_>, indicator: usize) -> usize {
    contract.record::<record::Indicator>(indicator).map_or(usize::MAX, |record| record.register.into())
}

fn push<const N: usize>(columns: &mut [Vec<String>; N], row: [&str; N]) {
    columns.iter_mut().zip(row).for_each(|(column, text)| column.push(text.to_owned()));
}

fn table(columns: impl Iterator<Item = (&'static str, Cells)>) -> Table {
    Table { columns: columns.collect() }
}
