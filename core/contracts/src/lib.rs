//! The contracts that Entitle ships: their images, found by id and day.
//!
//! Each definition is a dated, cited TOML file in `core/contracts/<id>/`, beside `SOURCE.md` (what was
//! read, by clause) and rule tests. Its compiled image is committed next to it; a test compiles every
//! definition again and compares (`UPDATE=1 cargo test -p entitle-contracts` rewrites images and list).
//!
//! A fact has one meaning: a name stands for the same thing, of the same type and unit, in every definition
//! (`vocabulary.toml`, which a test holds them to), so that one file of facts serves many contracts.
//!
//! Asking for a day that no definition covers is an error, never an extrapolation. A published
//! definition is never edited: a correction is a new revision, and the first can still be asked for.
//!
//! The list holds what each image proves itself by, so that a face which fetches an image refuses another one in its place
//! ([`Definition::accept`]).
//!
//! What this crate does not do: it compiles nothing and reads no files.
//!
//! Without the feature `images` it holds the list and the [names](vocabulary) alone, for faces that fetch one image at a time.
//!
//! ```
//! use entitle_kernel::{Date, Error};
//! # #[cfg(feature = "images")] {
//! let contract = entitle_contracts::find("qof-england", Date::from_ymd(2025, 6, 30)?, None)?;
//! assert_eq!(contract.in_force(), Date::from_ymd(2025, 4, 1)?);
//! let unknown = entitle_contracts::find("qof-england", Date::from_ymd(1999, 1, 1)?, None);
//! assert_eq!(unknown.err(), Some(Error::NotInForce));
//! # }
//! # Ok::<(), Error>(())
//! ```
#![no_std]
#![forbid(unsafe_code)]

mod built_in;
mod vocabulary;

pub use vocabulary::{Vocabulary, vocabulary};

use entitle_kernel::{Contract, Date, Digest, Error};

/// One definition that is built in: which contract, for which days, and its image.
#[derive(Clone, Copy)]
pub struct Definition {
    /// The contract's id, such as `qof-england`.
    pub id: &'static str,
    /// First day of force.
    pub in_force: Date,
    /// The day after the last, or `None` while no end is known.
    pub until: Option<Date>,
    /// 1 for the first publication, 2 for its first correction, and so on.
    pub revision: u16,
    /// What its image proves itself by.
    pub image_digest: Digest,
    /// What the text of its image proves itself by.
    pub text_digest: Digest,
    /// The compiled image.
    #[cfg(feature = "images")]
    pub image: &'static [u8],
}

impl Definition {
    /// The contract, checked and ready; errors of the 200 page where the image is not sound.
    ///
    /// ```
    /// for definition in entitle_contracts::all() {
    ///     assert_eq!(definition.contract()?.id(), definition.id);
    /// }
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[cfg(feature = "images")]
    pub fn contract(&self) -> Result<Contract<'static>, Error> {
        Contract::new(self.image)
    }

    /// Refuses a contract that is not this one: `AnotherContract` where its id, day, revision, image or text is another. For
    /// faces that fetch an image by its name, and must not answer by another that came in its place. A contract without its text
    /// is taken.
    ///
    /// ```
    /// use entitle_kernel::Error;
    /// # #[cfg(feature = "images")] {
    /// let [first, second] = [0, 1].map(|place| entitle_contracts::all()[place]);
    /// assert_eq!(first.accept(&first.contract()?), Ok(()));
    /// assert_eq!(first.accept(&second.contract()?), Err(Error::AnotherContract));
    /// # }
    /// # Ok::<(), Error>(())
    /// ```
    pub fn accept(&self, contract: &Contract<'_>) -> Result<(), Error> {
        let names =
            (contract.id(), contract.in_force(), contract.revision()) == (self.id, self.in_force, self.revision);
        let holds_its_text = || contract.text_digest().is_none_or(|text| text == self.text_digest);
        if names && contract.image_digest() == self.image_digest && holds_its_text() {
            Ok(())
        } else {
            Err(Error::AnotherContract)
        }
    }

    /// Whether the definition is in force on that day.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.in_force <= day && self.until.is_none_or(|until| day < until)
    }
}

impl core::fmt::Debug for Definition {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}@{}#{}", self.id, self.in_force, self.revision)
    }
}

/// Every definition that is built in, by id, day and revision.
#[must_use]
pub const fn all() -> &'static [Definition] {
    built_in::ALL
}

/// The definitions of one contract, by day and revision; none where the id is not known.
///
/// ```
/// assert_eq!(entitle_contracts::of("medicare-shared-savings").count(), 5);
/// ```
pub fn of(id: &str) -> impl Iterator<Item = &'static Definition> + Clone {
    all().iter().filter(move |definition| definition.id == id)
}

/// The definition in force on that day: the one of that revision, or the latest.
///
/// `ContractNotFound` for an unknown id, `NotInForce` for a day that no definition covers,
/// `RevisionNotFound` for a revision that the day does not have.
pub fn definition(id: &str, day: Date, revision: Option<u16>) -> Result<&'static Definition, Error> {
    of(id).next().ok_or(Error::ContractNotFound)?;
    let mut in_force = of(id).filter(|definition| definition.covers(day)).peekable();
    in_force.peek().ok_or(Error::NotInForce)?;
    match revision {
        None => in_force.max_by_key(|definition| definition.revision).ok_or(Error::NotInForce),
        Some(wanted) => in_force.find(|definition| definition.revision == wanted).ok_or(Error::RevisionNotFound),
    }
}

/// The contract in force on that day, checked and ready. Errors as [`definition`].
#[cfg(feature = "images")]
pub fn find(id: &str, day: Date, revision: Option<u16>) -> Result<Contract<'static>, Error> {
    definition(id, day, revision)?.contract()
}

/// The definition whose image this is, by its digest; `None` where the image is not built in. Its text is another matter: see
/// [`Definition::accept`].
#[must_use]
pub fn of_image(digest: Digest) -> Option<&'static Definition> {
    all().iter().find(|definition| definition.image_digest == digest)
}

/// What earlier releases had built in: a tab-separated table with a head, a row for each image of each release, and only ever
/// added to. Nothing is released yet.
///
/// ```
/// assert_eq!(entitle_contracts::known().lines().next(), Some("release\tcontract\tsource\timage\ttext"));
/// ```
#[must_use]
pub const fn known() -> &'static str {
    include_str!("../known.tsv")
}

/// The latest definition of a contract, in its latest revision; `ContractNotFound` for an unknown id.
pub fn latest(id: &str) -> Result<&'static Definition, Error> {
    of(id).max_by_key(|definition| (definition.in_force, definition.revision)).ok_or(Error::ContractNotFound)
}

/// A day of the generated list; the list is checked against the definitions, so a slip cannot build.
const fn day(year: i32, month: u8, day: u8) -> Date {
    match Date::from_ymd(year, month, day) {
        Ok(date) => date,
        Err(_) => panic!("not a day"),
    }
}

/// A digest of the generated list, in digits.
const fn digest(digits: &str) -> Digest {
    let (digits, mut bytes, mut place) = (digits.as_bytes(), [0; 32], 0);
    assert!(digits.len() == 2 * bytes.len());
    while place < digits.len() {
        let value = match digits[place] {
            digit @ b'0'..=b'9' => digit - b'0',
            digit @ b'a'..=b'f' => digit - b'a' + 10,
            _ => panic!("not a digit"),
        };
        bytes[place / 2] = bytes[place / 2] << 4 | value;
        place += 1;
    }
    Digest::new(bytes)
}

/// The examples of the README run as tests.
#[cfg(all(doctest, feature = "images"))]
#[doc = include_str!("../README.md")]
struct Readme;
