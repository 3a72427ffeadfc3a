//! What a file may hold before it is read as XML: elements with few and short attributes, few namespaces.
//!
//! A reader compares each attribute of an element with every other, and looks each name up among all namespaces at hand.
//! So both are counted first, in one pass, and what no editor writes is refused.

/// More attributes than an element of DMN has, in any editor's dialect.
const ATTRIBUTES_MAX: usize = 256;
/// A longer value is no name, type or place.
const ATTRIBUTE_BYTES_MAX: usize = 64 << 10;
/// More namespaces than a file declares, all of its elements together.
const NAMESPACES_MAX: usize = 1024;

/// What is too much, and the byte where that is seen; none where the file may be read.
pub(super) fn exceeded(text: &str) -> Option<(usize, String)> {
    let bytes = text.as_bytes();
    let (mut at, mut namespaces) = (0, 0);
    while let Some(open) = find(bytes, at, b"<") {
        at = match bytes.get(open + 1) {
            Some(b'!') if bytes[open..].starts_with(b"<!--") => after(bytes, open + 4, b"-->"),
            Some(b'!') if bytes[open..].starts_with(b"<![CDATA[") => after(bytes, open + 9, b"]]>"),
            Some(b'?') => after(bytes, open + 2, b"?>"),
            _ => match element(bytes, open, &mut namespaces) {
                Ok(end) => end,
                Err(why) => return Some((open, why)),
            },
        };
    }
    None
}

/// Where the element that is opened here ends; or why it is too much.
fn element(bytes: &[u8], open: usize, namespaces: &mut usize) -> Result<usize, String> {
    let (mut at, mut attributes) = (open + 1, 0);
    let mut word = at;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'>' => return Ok(at + 1),
            quote @ (b'"' | b'\'') => {
                let end = find(bytes, at + 1, &[*quote]).unwrap_or(bytes.len());
                if end - at > ATTRIBUTE_BYTES_MAX {
                    return Err(format!("an attribute has more than {ATTRIBUTE_BYTES_MAX} bytes"));
                }
                attributes += 1;
                if attributes > ATTRIBUTES_MAX {
                    return Err(format!("an element has more than {ATTRIBUTES_MAX} attributes"));
                }
                *namespaces += usize::from(bytes[word..at].starts_with(b"xmlns"));
                if *namespaces > NAMESPACES_MAX {
                    return Err(format!("the file declares more than {NAMESPACES_MAX} namespaces"));
                }
                at = end;
                word = at + 1;
            }
            blank if blank.is_ascii_whitespace() => word = at + 1,
            _ => {}
        }
        at += 1;
    }
    Ok(bytes.len())
}

fn find(bytes: &[u8], from: usize, wanted: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(wanted.len()).position(|window| window == wanted).map(|place| from + place)
}

/// The place behind what is looked for, or the end.
fn after(bytes: &[u8], from: usize, wanted: &[u8]) -> usize {
    find(bytes, from, wanted).map_or(bytes.len(), |place| place + wanted.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    fn attributes(count: usize, name: &str) -> String {
        let mut text = "<definitions".to_owned();
        for number in 0..count {
            let _ = write!(text, " {name}{number}='{number}'");
        }
        text + "/>"
    }

    #[test]
    fn attributes_are_few_and_short_and_namespaces_few() {
        assert_eq!(exceeded(&attributes(256, "a")), None);
        assert!(exceeded(&attributes(257, "a")).is_some_and(|(at, why)| at == 0 && why.contains("256 attributes")));
        let long = |bytes| format!("<a b=\"{}\"/>", "x".repeat(bytes));
        assert_eq!(exceeded(&long(ATTRIBUTE_BYTES_MAX - 1)), None);
        assert!(exceeded(&long(ATTRIBUTE_BYTES_MAX)).is_some());
        let element = attributes(200, "xmlns:n");
        assert_eq!(exceeded(&element.repeat(5)), None);
        assert!(exceeded(&element.repeat(6)).is_some_and(|(_, why)| why.contains("namespaces")));
    }

    #[test]
    fn what_is_no_attribute_does_not_count() {
        let quotes = "''".repeat(1_000);
        for text in [
            format!("<a><!-- {quotes} --></a>"),
            format!("<a><![CDATA[<b {quotes}>]]></a>"),
            format!("<a>{quotes}</a>"),
            format!("<?xml {quotes}?><a/>"),
        ] {
            assert_eq!(exceeded(&text), None, "{}", &text[..12]);
        }
    }
}
