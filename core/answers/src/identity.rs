//! What an answer is reproduced by: the contract's id, day and revision, and the digests of its definition and image.
//!
//! An image's digest is computed from its bytes. [`Identified`] keeps it beside the contract, so that it is computed once a load
//! however many answers print it.

use crate::data::Object;
use entitle_contracts::Definition;
use entitle_kernel::{Contract, Digest};
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// What a contract proves itself by. It is written `source:… image:… text:…`, 64 digits each, without the last where the image
/// has no text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Digests {
    /// Of the definition, in its canonical form.
    pub source: Digest,
    /// Of the image without its text, computed from its bytes: what evaluated.
    pub image: Digest,
    /// Of the text, computed from its bytes, where the image has it.
    pub text: Option<Digest>,
}

impl Digests {
    /// Computes them.
    #[must_use]
    pub fn of(contract: &Contract<'_>) -> Digests {
        let (source, image) = (contract.source_digest(), contract.image_digest());
        Digests { source, image, text: contract.text_digest() }
    }

    /// Each by its name, a line each where an answer has lines.
    ///
    /// ```
    /// use entitle_answers::Digests;
    /// let contract = entitle_contracts::latest("gp-fundholding")?.contract()?;
    /// let lines = Digests::of(&contract).lines();
    /// assert_eq!(lines.len(), 3);
    /// assert_eq!(lines[1], format!("image:{:x}", contract.image_digest()));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let named = [("source", Some(self.source)), ("image", Some(self.image)), ("text", self.text)];
        named.into_iter().filter_map(|(name, digest)| Some(format!("{name}:{:x}", digest?))).collect()
    }

    /// An object with them, as every face's data has them.
    pub(crate) fn write(&self, object: Object) -> Object {
        let object = object.shown("source_digest", Some(&self.source)).shown("image_digest", Some(&self.image));
        object.shown("text_digest", self.text.as_ref().map(|digest| digest as &dyn fmt::Display))
    }
}

impl fmt::Display for Digests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().join(" "))
    }
}

/// A contract with its digests, which are computed when they are first asked for. Copies share them.
///
/// ```
/// use entitle_answers::Identified;
/// let contract = Identified::from(entitle_contracts::latest("gp-fundholding")?.contract()?);
/// assert_eq!(contract.digests().image, contract.image_digest());
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone)]
pub struct Identified<'c> {
    contract: Contract<'c>,
    digests: Arc<OnceLock<Digests>>,
}

impl<'c> From<Contract<'c>> for Identified<'c> {
    fn from(contract: Contract<'c>) -> Identified<'c> {
        Identified { contract, digests: Arc::default() }
    }
}

impl<'c> Deref for Identified<'c> {
    type Target = Contract<'c>;

    fn deref(&self) -> &Contract<'c> {
        &self.contract
    }
}

impl Identified<'_> {
    /// What it proves itself by.
    pub fn digests(&self) -> &Digests {
        self.digests.get_or_init(|| Digests::of(&self.contract))
    }

    /// `qof-england@2025-04-01#1 source:… image:…`, as every transcript names it.
    #[must_use]
    pub fn identity(&self) -> String {
        let Digests { source, image, .. } = self.digests();
        format!("{} source:{source:x} image:{image:x}", name(self))
    }

    /// `revision 1; source:…; image:…; text:…`: what stands beside id and day in tables.
    #[must_use]
    pub fn detail(&self) -> String {
        format!("revision {}; {}", self.revision(), self.digests().lines().join("; "))
    }
}

/// `qof-england@2025-04-01#1`: a contract as all its texts name it.
#[must_use]
pub fn name(contract: &Contract<'_>) -> String {
    format!("{}@{}#{}", contract.id(), contract.in_force(), contract.revision())
}

/// Where an image is from, as far as this library can tell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// It is built in, in this very library.
    BuiltIn,
    /// An earlier release had it built in.
    Known {
        /// The release.
        release: String,
    },
    /// Neither; it may still be sound, as a definition of one's own is.
    Unknown,
}

impl Origin {
    /// Where an image of these digests is from. Its text, where it has one, must be of the same place.
    ///
    /// ```
    /// use entitle_answers::{Digests, Origin};
    /// let digests = Digests::of(&entitle_contracts::latest("gp-fundholding")?.contract()?);
    /// assert_eq!(Origin::of(&digests), Origin::BuiltIn);
    /// let other = Digests { image: digests.source, ..digests };
    /// assert_eq!(Origin::of(&other).to_string(), "unknown");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn of(digests: &Digests) -> Origin {
        let is_built_in = |definition: &Definition| digests.text.is_none_or(|text| text == definition.text_digest);
        if entitle_contracts::of_image(digests.image).is_some_and(is_built_in) {
            return Origin::BuiltIn;
        }
        match known(entitle_contracts::known(), digests) {
            Some(release) => Origin::Known { release: release.to_owned() },
            None => Origin::Unknown,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::BuiltIn => f.write_str("built-in"),
            Origin::Known { release } => write!(f, "known, of release {release}"),
            Origin::Unknown => f.write_str("unknown"),
        }
    }
}

/// The release that a table of what is known names for these digests.
fn known<'t>(table: &'t str, digests: &Digests) -> Option<&'t str> {
    let [source, image] = [digests.source, digests.image].map(|digest| format!("{digest:x}"));
    let text = digests.text.map(|digest| format!("{digest:x}"));
    table.lines().skip(1).find_map(|line| {
        let mut cells = line.split('\t');
        let [release, _, known_source, known_image, known_text] = std::array::from_fn(|_| cells.next().unwrap_or(""));
        let same =
            known_source == source && known_image == image && text.as_ref().is_none_or(|text| text == known_text);
        same.then_some(release)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_what_is_known_names_its_release() {
        let [source, image, text] = [1, 2, 3].map(|byte| Digest::new([byte; 32]));
        let table =
            format!("release\tcontract\tsource\timage\ttext\n1.0.0\tx@2025-04-01#1\t{source:x}\t{image:x}\t{text:x}\n");
        let digests = Digests { source, image, text: Some(text) };
        assert_eq!(known(&table, &digests), Some("1.0.0"));
        assert_eq!(known(&table, &Digests { text: None, ..digests }), Some("1.0.0"));
        assert_eq!(known(&table, &Digests { text: Some(image), ..digests }), None);
        assert_eq!(known(&table, &Digests { source: image, ..digests }), None);
        assert_eq!(known(&table, &Digests { image: source, ..digests }), None);
    }
}
