//! The image: a definition's compiled, checked bytes. This is *image format 4*.
//!
//! ```text
//! offset  bytes  what
//!      0      4  "ENTL"
//!      4      2  format, 4
//!      6      2  semantics, 1
//!      8      4  length of the whole image, bytes
//!     12      4  CRC-32 (IEEE) of every byte from offset 16 on
//!     16    4·n  where each section ends, in the order of `Section`, bytes from the image's start
//!  16+4n         the sections, one after another without gaps
//! ```
//!
//! All numbers are little-endian. Every section is a whole number of records of its kind
//! ([`record`]); the first two are plain bytes. `TextBytes` and `Text` (titles, documentation) may be
//! empty: a microcontroller leaves them out, and every text reads as "".
//!
//! The checksum finds damage, not deceit: whoever changes bytes can mend it. [`Contract::image_digest`] proves an image.
//!
//! [`Contract::new`] checks an image once, in one linear pass: lengths, checksum, every reference,
//! every operation's types and stack, every table's ends. After that accessors are total and
//! evaluation cannot fail for structural reasons.

mod check;
pub mod code;
mod digest;
mod fact;
pub mod record;

pub use digest::Digest;
pub use fact::{Fact, Reason, Source};

use crate::date::Date;
use crate::error::{Error, Result};
use crate::number::Number;
use crate::value::Grade;
use code::{Otherwise, Per, Scope};
use record::{NO_DATE, NONE, Record, Section};

/// The first bytes of an image.
///
/// ```
/// use entitle_kernel::{image, sample};
/// assert!(sample::IMAGE.starts_with(&image::MAGIC));
/// ```
pub const MAGIC: [u8; 4] = *b"ENTL";
/// The format that this kernel reads and the compiler writes.
///
/// ```
/// use entitle_kernel::{image, sample};
/// assert_eq!(sample::IMAGE[4..6], image::FORMAT.to_le_bytes());
/// ```
pub const FORMAT: u16 = 4;
/// The meaning of the language that this kernel knows.
///
/// ```
/// use entitle_kernel::{image, sample};
/// assert_eq!(sample::IMAGE[6..8], image::SEMANTICS.to_le_bytes());
/// ```
pub const SEMANTICS: u16 = 1;
/// Bytes before the ends of the sections.
///
/// ```
/// use entitle_kernel::{image, sample};
/// // The first thing after the prelude is where the first section ends.
/// let end = sample::IMAGE[image::PRELUDE_BYTES..].first_chunk().map(|end| u32::from_le_bytes(*end)).unwrap();
/// assert!(end as usize > image::HEADER_BYTES && (end as usize) < sample::IMAGE.len());
/// ```
pub const PRELUDE_BYTES: usize = 16;
/// Bytes before the first section.
///
/// ```
/// use entitle_kernel::image::{HEADER_BYTES, PRELUDE_BYTES, record::Section};
/// assert_eq!(HEADER_BYTES, PRELUDE_BYTES + 4 * Section::COUNT);
/// ```
pub const HEADER_BYTES: usize = PRELUDE_BYTES + 4 * Section::COUNT;
/// The first byte that the checksum covers.
///
/// ```
/// use entitle_kernel::{image, sample};
/// let sum = image::checksum(&sample::IMAGE[image::CHECKSUM_FROM..]);
/// assert_eq!(sample::IMAGE[12..16], sum.to_le_bytes());
/// ```
pub const CHECKSUM_FROM: usize = 16;

/// A contract: a checked image, ready to be evaluated. Borrows the image and owns nothing else.
///
/// ```
/// use entitle_kernel::{Contract, sample};
/// let contract = Contract::new(sample::IMAGE)?;
/// assert_eq!(contract.id(), "sample-contract");
/// assert_eq!(contract.in_force().to_string(), "2025-04-01");
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Contract<'a> {
    image: &'a [u8],
    cost: Cost,
}

const _: () = assert!(size_of::<Contract<'static>>() <= 64);

/// What a check found out about an image, without the image: kept by an owner of the bytes, it opens them again
/// without another check ([`Contract::resume`]).
///
/// ```
/// use entitle_kernel::{Contract, sample};
/// let bytes = sample::IMAGE.to_vec(); // owned, as by an object of another language
/// let checked = Contract::new(&bytes)?.checked();
/// assert_eq!(Contract::resume(&bytes, checked)?.id(), "sample-contract");
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Checked {
    cost: Cost,
    bytes: u32,
    checksum: u32,
}
const _: () = assert!(size_of::<Fact<'static>>() <= 128);

/// The worst case of every evaluation, known at load. Steps are operations of the image's code.
///
/// ```
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let cost = contract.cost();
/// assert_eq!(cost.subject_slots, 4 + 1 + 1 + 2 * 2); // facts, a switch, one register size, two counts for two indicators
/// assert_eq!(cost.patient_slots, 7 + 1); // the patient's facts and the switch
/// assert_eq!(cost.member_folds, 0);              // the contract looks at no single practice of a network
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Cost {
    /// Storage for the facts of one subject, in `Value`s.
    pub subject_slots: u16,
    /// Storage for the facts of one patient, in `Cell`s.
    pub patient_slots: u16,
    /// Storage for the results of one statement, in `Graded`s.
    pub values: u16,
    /// Folds over practices: storage for a network, in `Graded`s.
    pub member_folds: u16,
    /// Steps to decide every register and indicator for one patient.
    pub patient_steps: u32,
    /// Steps of one statement. The headroom of an indicator is one more, and up to 33 where its
    /// scale computes the rate that it judges.
    pub statement_steps: u32,
    /// Steps to add one practice to a network.
    pub member_steps: u32,
    /// Storage for the counts of patients' decisions, in `u32`s.
    pub tally_slots: u16,
}

/// Whose statement a contract makes.
///
/// ```
/// # use entitle_kernel::Subject;
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// assert_eq!(contract.subject(), Subject::Practice);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// A practice.
    Practice,
    /// A network of practices.
    Network,
}

impl Subject {
    /// The word for it.
    ///
    /// ```
    /// assert_eq!(entitle_kernel::Subject::Network.name(), "network");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Subject::Practice => "practice",
            Subject::Network => "network",
        }
    }
}

impl Checked {
    /// The checksum that the image stated, which tells images apart where nobody means to deceive; for proof see
    /// [`Contract::image_digest`].
    ///
    /// ```
    /// use entitle_kernel::{Contract, sample};
    /// let checked = Contract::new(sample::IMAGE)?.checked();
    /// assert_eq!(checked.checksum().to_le_bytes(), sample::IMAGE[12..16]);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn checksum(&self) -> u32 {
        self.checksum
    }
}

impl<'a> Contract<'a> {
    /// Checks the image and wraps it. One linear pass; the image is not copied.
    ///
    /// Errors of the 200 page: the image is cut short, damaged, of another format, or not well
    /// formed. No image, however hostile, does more than that.
    ///
    /// ```
    /// use entitle_kernel::{Contract, Error};
    /// assert_eq!(Contract::new(b"not an image").err(), Some(Error::ImageTruncated));
    /// ```
    pub fn new(image: &'a [u8]) -> Result<Contract<'a>> {
        check::layout(image)?;
        let mut contract = Contract { image, cost: Cost::default() };
        contract.cost = check::contents(&contract)?;
        Ok(contract)
    }

    /// What the check of this image found out: see [`resume`](Self::resume).
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.checked(), Contract::new(sample::IMAGE)?.checked());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn checked(&self) -> Checked {
        // An image is at most `IMAGE_BYTES_MAX` long.
        Checked { cost: self.cost, bytes: self.image.len() as u32, checksum: stated_checksum(self.image) }
    }

    /// Opens an image that was checked before, without checking it again: two words are compared, whatever its length.
    ///
    /// `ImageTruncated` where it is not of the length that was checked, `ImageChecksum` where its header states
    /// another checksum. An image whose other bytes were changed since still evaluates without a fault, to answers that
    /// mean nothing; [`verify`](Self::verify) finds out.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, Error, sample};
    /// let checked = Contract::new(sample::IMAGE)?.checked();
    /// assert!(Contract::resume(sample::IMAGE, checked).is_ok());
    /// assert_eq!(Contract::resume(&sample::IMAGE[1..], checked).err(), Some(Error::ImageTruncated));
    /// let mut other = sample::IMAGE.to_vec();
    /// other[12] ^= 1; // the first byte of the checksum
    /// assert_eq!(Contract::resume(&other, checked).err(), Some(Error::ImageChecksum));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[inline]
    pub fn resume(image: &'a [u8], checked: Checked) -> Result<Contract<'a>> {
        ensure(image.len() == checked.bytes as usize, Error::ImageTruncated)?;
        ensure(stated_checksum(image) == checked.checksum, Error::ImageChecksum)?;
        Ok(Contract { image, cost: checked.cost })
    }

    /// Whether this is the image that was checked, by its length and stated checksum.
    #[inline]
    pub(crate) fn is_as(&self, checked: &Checked) -> bool {
        self.image.len() == checked.bytes as usize && stated_checksum(self.image) == checked.checksum
    }

    /// Whether the image's bytes still are those that were checked: `ImageChecksum` where they were changed since.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, Error, sample};
    /// let mut bytes = sample::IMAGE.to_vec();
    /// let checked = Contract::new(&bytes)?.checked();
    /// assert_eq!(Contract::resume(&bytes, checked)?.verify(), Ok(()));
    /// *bytes.last_mut().unwrap() ^= 1; // behind the contract's back
    /// assert_eq!(Contract::resume(&bytes, checked)?.verify(), Err(Error::ImageChecksum));
    /// bytes[0] ^= 1; // before what the checksum covers
    /// assert_eq!(Contract::resume(&bytes, checked)?.verify(), Err(Error::ImageChecksum));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn verify(&self) -> Result<()> {
        check::layout(self.image).map_err(|_| Error::ImageChecksum)
    }

    /// The image's bytes.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.image(), sample::IMAGE);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn image(&self) -> &'a [u8] {
        self.image
    }

    /// What the evaluation of this contract costs at most.
    ///
    /// ```
    /// # use entitle_kernel::Graded;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// // Storage that suffices, whatever the facts are.
    /// let results = vec![Graded::UNKNOWN; contract.cost().values.into()];
    /// assert_eq!(results.len(), 13);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub const fn cost(&self) -> Cost {
        self.cost
    }

    #[inline]
    fn section(&self, section: Section) -> &'a [u8] {
        self.section_at(section as usize)
    }

    /// The section of that number.
    #[inline]
    fn section_at(&self, number: usize) -> &'a [u8] {
        // A section begins where the one before it ends, and both stand side by side: one reading gives them.
        let place = number.wrapping_mul(4).wrapping_add(PRELUDE_BYTES).wrapping_sub(4);
        let bounds = self.image.get(place..).and_then(|bytes| bytes.first_chunk());
        let bounds = bounds.map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let start = if number == 0 { HEADER_BYTES } else { bounds as u32 as usize };
        self.image.get(start..(bounds >> 32) as usize).unwrap_or_default()
    }

    /// The bytes of one record of this width; the same code for every kind of record.
    #[inline]
    fn record_bytes(&self, section: Section, width: usize, index: usize) -> Option<&'a [u8]> {
        let start = index.checked_mul(width)?;
        self.section(section).get(start..start.checked_add(width)?)
    }

    /// The bytes of so many records of this width, as far as they exist.
    #[inline]
    fn records_bytes(&self, section: Section, width: usize, first: usize, count: usize) -> &'a [u8] {
        let start = first.saturating_mul(width);
        let end = count.saturating_mul(width).saturating_add(start);
        let section = self.section(section);
        section.get(start..end.min(section.len())).unwrap_or_default()
    }

    /// How many records of this kind the image holds.
    ///
    /// ```
    /// # use entitle_kernel::image::record;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.count::<record::Line>(), 3);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn count<R: Record>(&self) -> usize {
        self.section(R::SECTION).len().checked_div(R::SIZE).unwrap_or(0)
    }

    /// The record of this kind with this index, or `None`.
    ///
    /// ```
    /// # use entitle_kernel::image::record;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let total = contract.record::<record::Line>(2).unwrap();
    /// assert_eq!(contract.name(total.name), "total");
    /// assert!(contract.record::<record::Line>(3).is_none());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn record<R: Record>(&self, index: usize) -> Option<R> {
        self.record_bytes(R::SECTION, R::SIZE, index).map(R::read)
    }

    /// The records `first..first + count` of this kind, as far as they exist.
    ///
    /// ```
    /// # use entitle_kernel::image::record;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// // The rows of the register's table.
    /// let table = contract.record::<record::Table>(0).unwrap();
    /// let rows = contract.records::<record::Row>(table.first.into(), table.count.into());
    /// let conditions: Vec<&str> = rows.map(|row| contract.text(row.text)).collect();
    /// assert_eq!(conditions, ["diagnosed = null", "age < 17", "otherwise"]);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn records<R: Record>(&self, first: usize, count: usize) -> impl Iterator<Item = R> + Clone + use<'a, R> {
        let bytes = self.records_bytes(R::SECTION, R::SIZE, first, count);
        bytes.chunks_exact(R::SIZE.max(1)).map(R::read)
    }

    /// All records of this kind.
    ///
    /// ```
    /// # use entitle_kernel::image::record;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let mut reasons = contract.all::<record::Reason>().map(|reason| contract.name(reason.name));
    /// assert!(reasons.eq(["frail", "refused"]));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn all<R: Record>(&self) -> impl Iterator<Item = R> + Clone + use<'a, R> {
        self.records(0, usize::MAX)
    }

    pub(crate) fn head(&self) -> record::Head {
        record::Head::read(self.section(Section::Head))
    }

    /// The name with this index; "" for `NONE`.
    ///
    /// ```
    /// # use entitle_kernel::image::record;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let line = contract.record::<record::Line>(0).unwrap();
    /// assert_eq!((contract.name(line.name), contract.name(line.unit)), ("achievement", "GBP"));
    /// assert_eq!(contract.name(record::NONE), "");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn name(&self, index: u16) -> &'a str {
        core::str::from_utf8(self.name_bytes(index)).unwrap_or("")
    }

    fn name_bytes(&self, index: u16) -> &'a [u8] {
        let end = |index: usize| self.record::<record::Name>(index).map(|name| name.end.into());
        string(self.section(Section::NameBytes), index, end)
    }

    /// Whether the name with this index is this one: their bytes are compared, and need not be read as UTF-8 for it.
    fn is_name(&self, index: u16, name: &str) -> bool {
        self.name_bytes(index) == name.as_bytes()
    }

    /// The text with this index; "" for `NONE` or in an image without its text.
    ///
    /// ```
    /// # use entitle_kernel::image::record;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let criterion = contract.record::<record::Criterion>(0).unwrap();
    /// assert_eq!(contract.text(criterion.title), "The practice has applied");
    /// assert_eq!(contract.text(record::NONE), "");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn text(&self, index: u16) -> &'a str {
        let end = |index: usize| self.record::<record::Text>(index).map(|text| text.end as usize);
        core::str::from_utf8(string(self.section(Section::TextBytes), index, end)).unwrap_or("")
    }

    /// The number with this index; zero where there is none.
    ///
    /// ```
    /// # use entitle_kernel::{Number, image::record};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let indicator = contract.record::<record::Indicator>(0).unwrap();
    /// assert_eq!(contract.decimal(indicator.points), Number::from_i64(10));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn decimal(&self, index: u16) -> Number {
        self.record::<record::Decimal>(index as usize)
            .and_then(|decimal| Number::from_bytes(decimal.bytes).ok())
            .unwrap_or(Number::ZERO)
    }

    pub(crate) fn item(&self, index: usize) -> u16 {
        self.record::<record::Item>(index).map_or(NONE, |item| item.value)
    }

    /// The contract's id, such as `qof-england`.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.id(), "sample-contract");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn id(&self) -> &'a str {
        self.name(self.head().id)
    }

    /// The contract's title.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.title(), "Sample contract (invented)");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn title(&self) -> &'a str {
        self.text(self.head().title)
    }

    /// What the definition says of itself.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert!(contract.doc().starts_with("Invented"));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn doc(&self) -> &'a str {
        self.text(self.head().doc)
    }

    /// The family that the contract is listed under, or "".
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.family(), "samples");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn family(&self) -> &'a str {
        self.name(self.head().family)
    }

    /// First day of force.
    ///
    /// ```
    /// # use entitle_kernel::Date;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.in_force(), Date::from_ymd(2025, 4, 1)?);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn in_force(&self) -> Date {
        Date::from_days(self.head().in_force).unwrap_or(Date::MIN)
    }

    /// The day after the last, or `None` while no end is known.
    ///
    /// ```
    /// # use entitle_kernel::Date;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.until(), Some(Date::from_ymd(2026, 4, 1)?)); // itself no longer in force
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn until(&self) -> Option<Date> {
        date(self.head().until)
    }

    /// The definition's own last day: the day before [`until`](Self::until).
    ///
    /// ```
    /// # use entitle_kernel::Date;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.period_end(), Some(Date::from_ymd(2026, 3, 31)?));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn period_end(&self) -> Option<Date> {
        self.until().and_then(|until| until.add_days(-1).ok())
    }

    /// The day on which the terms were published, where it is known.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert!(contract.published() < Some(contract.in_force()));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn published(&self) -> Option<Date> {
        date(self.head().published)
    }

    /// 1 for the first publication of this definition, 2 for its first correction, and so on.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.revision(), 1);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn revision(&self) -> u16 {
        self.head().revision
    }

    /// Whether two evaluate alike: their images have one digest, so that texts may be there or not. The bytes that the digest is
    /// computed from are compared, and nothing is hashed; where both lie in the same place, as is common, nothing is read.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let elsewhere = sample::IMAGE.to_vec(); // the same image, loaded from another place
    /// assert!(contract.is(&Contract::new(&elsewhere)?));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn is(&self, other: &Contract<'_>) -> bool {
        core::ptr::eq(self.image, other.image) || self.is_alike(other)
    }

    /// Whose statement the contract makes.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.subject().name(), "practice");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn subject(&self) -> Subject {
        if self.head().subject == Scope::Network as u8 { Subject::Network } else { Subject::Practice }
    }

    /// The line that is the payment, where the contract pays.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.pays(), contract.find_line("total"));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn pays(&self) -> Option<usize> {
        some(self.head().pays)
    }

    /// The facts that the contract takes, built-in counts included.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let mut local = contract.facts().filter(|fact| fact.is_local_term()).map(|fact| fact.name());
    /// assert!(local.eq(["fee_per_patient"]));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn facts(&self) -> impl Iterator<Item = Fact<'a>> + Clone {
        let contract = *self;
        self.all::<record::Fact>().enumerate().map(move |(index, record)| Fact::new(contract, index, record))
    }

    /// The fact with this index.
    ///
    /// ```
    /// # use entitle_kernel::image::code::Scope;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let list_size = contract.find_fact(Scope::Practice, "list_size").unwrap();
    /// assert_eq!(contract.fact(list_size.index()).map(|fact| fact.name()), Some("list_size"));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn fact(&self, index: usize) -> Option<Fact<'a>> {
        self.record(index).map(|record| Fact::new(*self, index, record))
    }

    /// The fact of this name in this scope.
    ///
    /// ```
    /// # use entitle_kernel::image::code::Scope;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert!(contract.find_fact(Scope::Patient, "age").is_some());
    /// assert!(contract.find_fact(Scope::Practice, "age").is_none());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn find_fact(&self, scope: Scope, name: &str) -> Option<Fact<'a>> {
        let is_named = |fact: record::Fact| fact.scope == scope as u8 && self.is_name(fact.name, name);
        self.all::<record::Fact>().position(is_named).and_then(|index| self.fact(index))
    }

    fn find<R: Record>(&self, name: &str, name_of: impl Fn(R) -> u16) -> Option<usize> {
        self.all::<R>().position(|record| self.is_name(name_of(record), name))
    }

    /// The index of the register of this name.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.find_register("LUNG"), Some(0));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn find_register(&self, name: &str) -> Option<usize> {
        self.find(name, |register: record::Register| register.name)
    }

    /// The index of the indicator of this name.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!((contract.find_indicator("LUNG2"), contract.find_indicator("LUNG3")), (Some(1), None));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn find_indicator(&self, name: &str) -> Option<usize> {
        self.find(name, |indicator: record::Indicator| indicator.name)
    }

    /// The index of the line of this name.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.find_line("register_fee"), Some(1));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn find_line(&self, name: &str) -> Option<usize> {
        self.find(name, |line: record::Line| line.name)
    }

    /// The index of the criterion of this name.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.find_criterion("applied"), Some(0));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn find_criterion(&self, name: &str) -> Option<usize> {
        self.find(name, |criterion: record::Criterion| criterion.name)
    }

    /// The index of the condition about the subject of this name.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.find_condition("large"), Some(0));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn find_condition(&self, name: &str) -> Option<usize> {
        self.find(name, |condition: record::SubjectCondition| condition.name)
    }

    /// How many registers there are.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.register_count(), 1);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn register_count(&self) -> usize {
        self.count::<record::Register>()
    }

    /// How many indicators there are.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.indicator_count(), 2);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn indicator_count(&self) -> usize {
        self.count::<record::Indicator>()
    }

    /// The name of the register with this index, or "".
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!((contract.register_name(0), contract.register_name(1)), ("LUNG", ""));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn register_name(&self, register: usize) -> &'a str {
        self.record::<record::Register>(register).map_or("", |record| self.name(record.name))
    }

    /// The name of the indicator with this index, or "".
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!((contract.indicator_name(1), contract.indicator_name(2)), ("LUNG2", ""));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn indicator_name(&self, indicator: usize) -> &'a str {
        self.record::<record::Indicator>(indicator).map_or("", |record| self.name(record.name))
    }

    /// How many items there are of what is stated per subject, register or indicator.
    ///
    /// ```
    /// # use entitle_kernel::image::code::Per;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!([Per::Subject, Per::Register, Per::Indicator].map(|per| contract.items(per)), [1, 1, 2]);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn items(&self, per: Per) -> usize {
        match per {
            Per::Subject => 1,
            Per::Register => self.register_count(),
            Per::Indicator => self.indicator_count(),
        }
    }

    /// The name of an item: of the register or indicator, "" for the subject itself.
    ///
    /// ```
    /// # use entitle_kernel::image::code::Per;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.item_name(Per::Indicator, 0), "LUNG1");
    /// assert_eq!(contract.item_name(Per::Subject, 0), "");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn item_name(&self, per: Per, item: usize) -> &'a str {
        match per {
            Per::Subject => "",
            Per::Register => self.register_name(item),
            Per::Indicator => self.indicator_name(item),
        }
    }

    /// The text in that place of an enumeration's values, or "".
    ///
    /// ```
    /// # use entitle_kernel::image::record;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// // The table `area_factor` is keyed by the values of the fact `area`.
    /// let table = contract.record::<record::Lookup>(0).unwrap();
    /// assert_eq!(contract.enumerated(table.enumeration, 1), "rural");
    /// assert_eq!(contract.enumerated(table.enumeration, 2), "");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn enumerated(&self, enumeration: u16, place: u16) -> &'a str {
        match self.record::<record::Enumeration>(enumeration as usize) {
            Some(list) if place < list.count => {
                self.name(self.item(usize::from(list.first).saturating_add(usize::from(place))))
            }
            _ => "",
        }
    }

    /// The place of a text among an enumeration's values.
    ///
    /// ```
    /// # use entitle_kernel::image::record;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let table = contract.record::<record::Lookup>(0).unwrap();
    /// assert_eq!(contract.find_enumerated(table.enumeration, "rural"), Some(1));
    /// assert_eq!(contract.find_enumerated(table.enumeration, "coastal"), None);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn find_enumerated(&self, enumeration: u16, text: &str) -> Option<u16> {
        let list = self.record::<record::Enumeration>(enumeration as usize)?;
        let name = |place: &u16| self.item(usize::from(list.first).saturating_add(usize::from(*place)));
        (0..list.count).find(|place| self.is_name(name(place), text))
    }

    /// The id, title, grade and note of a source.
    ///
    /// ```
    /// # use entitle_kernel::Grade;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let guess = contract.source(1).unwrap();
    /// assert_eq!((guess.name, guess.grade), ("guess", Grade::Assumed));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn source(&self, index: usize) -> Option<Source<'a>> {
        let record = self.record::<record::Source>(index)?;
        Some(Source {
            name: self.name(record.name),
            title: self.text(record.title),
            grade: Grade::from_u8(record.grade).unwrap_or(Grade::Assumed),
            note: self.text(record.note),
        })
    }

    /// The name and text of a reason; `None` for `NONE`.
    ///
    /// ```
    /// # use entitle_kernel::image::record;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let reason = contract.reason(1).unwrap();
    /// assert_eq!((reason.name, reason.class), ("refused", "declined"));
    /// assert!(contract.reason(record::NONE).is_none());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn reason(&self, index: u16) -> Option<Reason<'a>> {
        let record = self.record::<record::Reason>(index as usize)?;
        Some(Reason { name: self.name(record.name), class: self.name(record.class), text: self.text(record.text) })
    }

    /// The verdict that a criterion gives when it is not met.
    /// `Fail` where there is no such criterion.
    ///
    /// ```
    /// # use entitle_kernel::image::code::Otherwise;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.otherwise(0), Otherwise::Fail);  // not applied: not eligible
    /// assert_eq!(contract.otherwise(1), Otherwise::Refer); // list size out of bounds: the commissioner decides
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn otherwise(&self, criterion: usize) -> Otherwise {
        self.record::<record::Criterion>(criterion)
            .and_then(|record| Otherwise::from_u8(record.otherwise))
            .unwrap_or(Otherwise::Fail)
    }
}

impl core::fmt::Debug for Contract<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Contract({} {} r{})", self.id(), self.in_force(), self.revision())
    }
}

/// `Some` of an index that is not `NONE`.
pub(crate) const fn some(index: u16) -> Option<usize> {
    if index == NONE { None } else { Some(index as usize) }
}

const fn date(days: i32) -> Option<Date> {
    if days == NO_DATE {
        return None;
    }
    match Date::from_days(days) {
        Ok(date) => Some(date),
        Err(_) => None,
    }
}

/// The string with this index among those that lie in `bytes` one after another; empty where it has no end.
fn string(bytes: &[u8], index: u16, end: impl Fn(usize) -> Option<usize>) -> &[u8] {
    let index = usize::from(index);
    let start = index.checked_sub(1).and_then(&end).unwrap_or(0);
    end(index).and_then(|end| bytes.get(start..end)).unwrap_or_default()
}

/// CRC-32 (IEEE 802.3) of some bytes: the image's checksum.
///
/// ```
/// assert_eq!(entitle_kernel::image::checksum(b"123456789"), 0xcbf4_3926);
/// ```
#[must_use]
pub fn checksum(bytes: &[u8]) -> u32 {
    #[expect(clippy::indexing_slicing, reason = "evaluated at compile time: a slip would not build")]
    const TABLE: [u32; 16] = {
        let mut table = [0_u32; 16];
        let mut index = 0_u32;
        while index < 16 {
            let (mut value, mut bit) = (index, 0);
            while bit < 4 {
                value = if value & 1 != 0 { 0xedb8_8320 ^ (value >> 1) } else { value >> 1 };
                bit += 1;
            }
            table[index as usize] = value;
            index += 1;
        }
        table
    };
    let nibble = |sum: u32| TABLE.get((sum & 15) as usize).copied().unwrap_or(0) ^ (sum >> 4);
    !bytes.iter().fold(!0_u32, |sum, byte| nibble(nibble(sum ^ u32::from(*byte))))
}

/// The checksum that an image's header states.
#[inline]
fn stated_checksum(image: &[u8]) -> u32 {
    <u32 as record::Field>::read(image.get(12..).unwrap_or_default())
}

/// The error unless `holds`.
pub(crate) const fn ensure(holds: bool, error: Error) -> Result<()> {
    if holds { Ok(()) } else { Err(error) }
}
