//! Digests: what an image proves itself by.
//!
//! Digests are SHA-256. The digest of an image is computed from its bytes, never stored: over its first eight bytes
//! ("ENTL", format, semantics), and of each section but `TextBytes` and `Text` its number and its length (four bytes each,
//! little-endian) and its bytes. So an image stripped of its text has the same one. The digest of a text is computed alike,
//! over those two sections. The digest of the source is what the compiler wrote into the head, where the image's own covers it.

use super::Contract;
use super::record::Section;
use core::fmt;
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest. It is written as `sha256:` and 64 digits; `{:x}` leaves out the algorithm.
///
/// ```
/// use entitle_kernel::{Contract, Digest, sample};
/// let image = Contract::new(sample::IMAGE)?.image_digest();
/// assert_eq!(image.to_string(), format!("sha256:{image:x}"));
/// assert_eq!(Digest::new(*image.bytes()), image);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// A digest of these bytes.
    ///
    /// ```
    /// assert!(entitle_kernel::Digest::new([0xab; 32]).to_string().starts_with("sha256:abab"));
    /// ```
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Digest {
        Digest(bytes)
    }

    /// Its bytes.
    ///
    /// ```
    /// assert_eq!(entitle_kernel::Digest::new([7; 32]).bytes()[31], 7);
    /// ```
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::LowerHex for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{:02x}", u32::from(*byte)))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{self:x}")
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Contract<'_> {
    /// The digest of the image, computed from its bytes: what evaluated. Takes time in proportion to the image, so whoever
    /// prints it often keeps it. An image without its text has the same one.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, image, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let mut forged = sample::IMAGE.to_vec();
    /// let fee = contract.decimal(contract.record::<image::record::Indicator>(0).unwrap().points).to_bytes();
    /// let at = forged.windows(fee.len()).position(|bytes| bytes == fee).unwrap();
    /// forged[at] ^= 1; // the figure is another one …
    /// let sum = image::checksum(&forged[image::CHECKSUM_FROM..]).to_le_bytes();
    /// forged[12..16].copy_from_slice(&sum); // … and the checksum is mended: the image opens, and is another
    /// assert_ne!(Contract::new(&forged)?.image_digest(), contract.image_digest());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn image_digest(&self) -> Digest {
        self.digest_of_sections(false)
    }

    /// The digest of the titles and documentation, computed from their bytes; `None` in an image without its text.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert!(contract.text_digest().is_some_and(|text| text != contract.image_digest()));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn text_digest(&self) -> Option<Digest> {
        let is_stripped = self.section(Section::Text).is_empty() && self.section(Section::TextBytes).is_empty();
        if is_stripped { None } else { Some(self.digest_of_sections(true)) }
    }

    /// The digest of the definition from which the image was compiled, as the compiler wrote it: of its meaning, in a
    /// canonical form, so that layout and comments do not matter. That the image is what this definition compiles to is
    /// proved by the digest of the image alone.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_ne!(contract.source_digest(), contract.image_digest());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn source_digest(&self) -> Digest {
        Digest(self.head().source_digest)
    }

    /// Whether two images in two places have one digest. That is so where the bytes are the same of which it is computed, so those
    /// are compared: who only asks this, as evaluations do, links no hashing.
    #[cold]
    #[inline(never)]
    pub(super) fn is_alike(&self, other: &Contract<'_>) -> bool {
        self.format_bytes() == other.format_bytes()
            && sections(false).all(|number| self.section_at(number) == other.section_at(number))
    }

    /// "ENTL", format, semantics.
    fn format_bytes(&self) -> &[u8] {
        self.image.get(..8).unwrap_or_default()
    }

    /// Over the sections of text, or over all others. One copy: it is large, and never in a hurry.
    #[inline(never)]
    fn digest_of_sections(&self, of_text: bool) -> Digest {
        let mut hasher = Sha256::new();
        hasher.update(self.format_bytes());
        for number in sections(of_text) {
            let bytes = self.section_at(number);
            // There are few sections, and an image is at most `IMAGE_BYTES_MAX` long.
            hasher.update((number as u32).to_le_bytes());
            hasher.update((bytes.len() as u32).to_le_bytes());
            hasher.update(bytes);
        }
        Digest(hasher.finalize().into())
    }
}

/// The numbers of the sections of text, or of all others.
fn sections(of_text: bool) -> impl Iterator<Item = usize> {
    let is_text = |number: usize| number == Section::TextBytes as usize || number == Section::Text as usize;
    (0..Section::COUNT).filter(move |number| is_text(*number) == of_text)
}
