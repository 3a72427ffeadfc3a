//! Texts for eyes: what cannot be seen is written out.

use entitle_batch::is_invisible;
use std::borrow::Cow;

/// A text as a terminal may have it: control characters other than the line feed, and characters that nobody sees, stand as
/// their escapes. A name cannot then colour, move or hide what is beside it.
///
/// ```
/// use entitle_answers::shown;
/// assert_eq!(shown("A81001"), "A81001");
/// assert_eq!(shown("A\u{1b}[2J81001\u{200b}"), "A\\u{1b}[2J81001\\u{200b}");
/// assert_eq!(shown("one\r\ttwo\nthree"), "one\\r\\ttwo\nthree");
/// ```
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    let is_hidden = |character: char| {
        (character.is_control() && character != '\n') || is_line_end(character) || is_invisible(character)
    };
    if !text.contains(is_hidden) {
        return text.into();
    }
    let mut written = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match is_hidden(character) {
            true => written.extend(character.escape_default()),
            false => written.push(character),
        }
    }
    written.into()
}

/// Whether a character ends a line without being a line feed.
const fn is_line_end(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}')
}
