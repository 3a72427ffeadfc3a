//! A contract that is held: the bytes of its image, checked once, and what was prepared of it.

use crate::choice;
use crate::fault::Fault;
use crate::identity::{Digests, Identified, name};
use crate::patient::{Explained, Explainer};
use crate::{Document, Subject};
use entitle_contracts::Definition;
use entitle_kernel::{Contract, Date};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What is asked about an indicator up to a day is prepared once.
type Explainers<'c> = HashMap<(String, Option<Date>), Arc<Explainer<'c>>>;

/// What is prepared takes room: whoever asks about every day of a year shall not fill the memory.
const EXPLAINERS_MAX: usize = 64;

struct Read<'c> {
    contract: Identified<'c>,
    explainers: Mutex<Explainers<'c>>,
}

self_cell::self_cell!(
    /// An image and the contract that reads it.
    struct Cell {
        owner: Cow<'static, [u8]>,
        #[not_covariant]
        dependent: Read,
    }
);

/// A contract with its image, for faces whose users hold contracts as long as they like.
///
/// ```
/// use entitle_answers::Held;
/// let image = entitle_contracts::latest("gp-fundholding")?.image;
/// let held = Held::new(image.into(), "gp-fundholding", None, String::new()).expect("it is sound");
/// assert_eq!(held.with(|contract| contract.id().to_owned()), "gp-fundholding");
/// assert!(Held::new(vec![0; 7].into(), "a file", None, String::new()).is_err());
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub struct Held {
    cell: Cell,
    day: Option<Date>,
    remark: String,
}

impl Held {
    /// Checks an image. `name` is what a fault is told of; `day` the one that it was asked for; `remark` what a reader must know
    /// of its choice, or "". Errors: an image that is not sound, or not in force on that day.
    pub fn new(image: Cow<'static, [u8]>, name: &str, day: Option<Date>, remark: String) -> Result<Held, Fault> {
        Held::judged(image, name, day, remark, |_| Ok(()))
    }

    /// Checks an image and judges its contract, before it is asked for on a day.
    fn judged(
        image: Cow<'static, [u8]>,
        name: &str,
        day: Option<Date>,
        remark: String,
        judge: impl FnOnce(&Contract<'_>) -> Result<(), Fault>,
    ) -> Result<Held, Fault> {
        let cell = Cell::try_new(image, |image| {
            let contract = choice::opened(image, name, None)?;
            judge(&contract)?;
            let contract = choice::asked_on(contract, name, day)?;
            Ok::<_, Fault>(Read { contract: contract.into(), explainers: Mutex::default() })
        });
        Ok(Held { cell: cell?, day, remark })
    }

    /// Checks an image that was fetched for a definition of the list, and refuses another one that came in its place: another
    /// contract, day or revision, or other bytes. Errors: `AnotherContract`, and those of [`new`](Self::new).
    ///
    /// ```
    /// use entitle_answers::Held;
    /// let [asked, came] = ["qof-england", "aco-reach"].map(|id| entitle_contracts::latest(id).unwrap());
    /// assert!(Held::fetched(asked.image.into(), asked, None, String::new()).is_ok());
    /// let fault = Held::fetched(came.image.into(), asked, None, String::new()).err().unwrap();
    /// assert_eq!(fault.error, Some(entitle_kernel::Error::AnotherContract));
    /// assert!(fault.message.starts_with("qof-england@2025-04-01#1 was asked for, and aco-reach@"));
    /// ```
    pub fn fetched(
        image: Cow<'static, [u8]>,
        asked: &Definition,
        day: Option<Date>,
        remark: String,
    ) -> Result<Held, Fault> {
        Held::judged(image, asked.id, day, remark, |contract| {
            asked.accept(contract).map_err(|error| {
                let digests = Digests::of(contract);
                let came = if name(contract) == format!("{asked:?}") {
                    "another image of that name".to_owned()
                } else {
                    name(contract)
                };
                Fault::input(format!("{asked:?} was asked for, and {came} came ({})", digests))
                    .with_error(error)
                    .with_help("see that each image of the package is served at its own address, and is of the package's release")
            })
        })
    }

    /// Reads the contract.
    pub fn with<R>(&self, read: impl for<'c> FnOnce(&Identified<'c>) -> R) -> R {
        self.cell.with_dependent(|_, held| read(&held.contract))
    }

    /// The bytes of the image.
    #[must_use]
    pub fn image(&self) -> &[u8] {
        self.cell.borrow_owner()
    }

    /// The day that it was asked for.
    #[must_use]
    pub const fn day(&self) -> Option<Date> {
        self.day
    }

    /// What a reader must know of the choice, or "".
    #[must_use]
    pub fn remark(&self) -> &str {
        &self.remark
    }

    /// The contract beside others: its image is checked once more. Errors: none that `new` did not tell.
    pub fn checked_again(&self) -> Result<Contract<'_>, Fault> {
        choice::opened(self.image(), "the image", self.day)
    }

    /// What explains an indicator up to a day (the period end unless one is stated), made once. Errors: an indicator without
    /// rules about patients, a day that the contract cannot be evaluated up to, and those of `explain`.
    pub fn with_explainer<R>(
        &self,
        indicator: &str,
        stated: Option<Date>,
        explain: impl for<'c> FnOnce(&Explainer<'c>) -> Result<R, Fault>,
    ) -> Result<R, Fault> {
        self.cell.with_dependent(|_, held| {
            let lock = || held.explainers.lock().unwrap_or_else(PoisonError::into_inner);
            let key = (indicator.to_owned(), stated);
            let known = lock().get(&key).cloned();
            let explainer = match known {
                Some(explainer) => explainer,
                None => {
                    let explainer = Arc::new(Explainer::new(&held.contract, indicator, stated)?);
                    let mut known = lock();
                    if known.len() >= EXPLAINERS_MAX {
                        known.clear();
                    }
                    known.insert(key, explainer.clone());
                    explainer
                }
            };
            explain(&explainer)
        })
    }

    /// The facts of the one patient that a document tells of, as `explained` takes them. Errors: what is wrong with them.
    pub fn patient(&self, indicator: &str, stated: Option<Date>, document: &Document) -> Result<Subject, Fault> {
        self.with_explainer(indicator, stated, |explainer| {
            let subjects = explainer.subjects(document, &[])?;
            subjects.into_iter().next().ok_or_else(|| Fault::input("there is no patient"))
        })
    }

    /// Explains a patient and reads the explanation. Errors: facts that may not enter.
    pub fn explained<R>(
        &self,
        facts: &Subject,
        indicator: &str,
        stated: Option<Date>,
        read: impl FnOnce(&Explained<'_, '_>) -> R,
    ) -> Result<R, Fault> {
        self.with_explainer(indicator, stated, |explainer| {
            let admitted = explainer.admit(vec![facts.clone()], "what was given")?;
            match admitted.first() {
                Some(admitted) => Ok(read(&explainer.explain(admitted)?)),
                // One was given, so one came back.
                None => Err(Fault::input("there is no patient")),
            }
        })
    }
}
