//! Images without their text, for machines with little memory.

use entitle_kernel::image::record::Section;
use entitle_kernel::image::{HEADER_BYTES, PRELUDE_BYTES};
use entitle_kernel::{Contract, Error};

use crate::emit::assemble;

/// The same image without titles and documentation: every answer stays the same, and texts read as "".
///
/// Errors of the 200 page where the bytes are not a sound image.
///
/// ```
/// let text = "semantics = 1\n[contract]\nid = \"small\"\ntitle = \"A title\"\nin_force = 2025-04-01\nsubject = \"practice\"\n";
/// let whole = entitle_compiler::compile("small.toml", text).unwrap().image;
/// let stripped = entitle_compiler::without_text(&whole).unwrap();
/// assert!(stripped.len() < whole.len());
/// assert_eq!(entitle_kernel::Contract::new(&stripped).unwrap().id(), "small");
/// ```
pub fn without_text(image: &[u8]) -> Result<Vec<u8>, Error> {
    Contract::new(image)?;
    let end_of = |section: usize| {
        let at = PRELUDE_BYTES + 4 * section;
        let word = image.get(at..).and_then(|bytes| bytes.first_chunk()).map_or(0, |word| u32::from_le_bytes(*word));
        usize::try_from(word).unwrap_or(0)
    };
    let sections: Vec<Vec<u8>> = (0..Section::COUNT)
        .map(|section| {
            let start = if section == 0 { HEADER_BYTES } else { end_of(section - 1) };
            let is_text = section == Section::TextBytes as usize || section == Section::Text as usize;
            let bytes = image.get(start..end_of(section)).unwrap_or_default();
            if is_text { Vec::new() } else { bytes.to_vec() }
        })
        .collect();
    Ok(assemble(&sections))
}
