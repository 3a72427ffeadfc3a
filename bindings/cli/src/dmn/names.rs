//! Identifiers of the definition language for the names that a person gave.

use std::collections::BTreeSet;

/// Longest identifier that is made of a text.
const LETTERS_MAX: usize = 48;

/// Identifiers that were given away.
#[derive(Default)]
pub(super) struct Identifiers(BTreeSet<String>);

impl Identifiers {
    /// An identifier for a name, given to nobody before. A name that is one already keeps its letters.
    pub(super) fn give(&mut self, name: &str, otherwise: &str) -> String {
        let is_identifier =
            name.starts_with(|letter: char| letter.is_ascii_alphabetic()) && name.chars().all(is_word_letter);
        let plain = if is_identifier { name.to_owned() } else { joined(name, '_') };
        let plain = match plain.chars().next() {
            Some(first) if first.is_ascii_alphabetic() => plain,
            Some(_) => format!("{otherwise}_{plain}"),
            None => otherwise.to_owned(),
        };
        let plain = if entitle_compiler::is_reserved(&plain) { format!("{plain}_{otherwise}") } else { plain };
        let mut identifier = plain.clone();
        for number in 2.. {
            if self.0.insert(identifier.clone()) {
                break;
            }
            identifier = format!("{plain}_{number}");
        }
        identifier
    }
}

fn is_word_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// The name in small letters and figures, everything else a single joint.
pub(super) fn joined(name: &str, joint: char) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() {
            text.push(letter.to_ascii_lowercase());
        } else if !text.is_empty() && !text.ends_with(joint) {
            text.push(joint);
        }
        if text.len() >= LETTERS_MAX {
            break;
        }
    }
    text.trim_end_matches(joint).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_keep_good_names_and_never_repeat() {
        let mut identifiers = Identifiers::default();
        for (name, expected) in [
            ("RiskCategory", "RiskCategory"),
            ("Risk category", "risk_category"),
            ("risk-category", "risk_category_2"),
            ("points", "points_input"),
            ("2nd visit", "input_2nd_visit"),
            ("Größe", "gr_e"),
            ("°", "input"),
        ] {
            assert_eq!(identifiers.give(name, "input"), expected);
        }
    }
}
