//! The days that a condition's windows come to: `period_end - duration("P12M")` is 31 March of the year before.
//!
//! They are read from the condition as it is written, for people, in each of FEEL's spellings of a duration: the decision is
//! the kernel's and does not pass here.

use crate::fault::counted;
use entitle_kernel::{Contract, Date};

/// The days of a run by the names that conditions call them.
pub(super) struct Days([(&'static str, Option<Date>); 3]);

impl Days {
    /// Those of a contract, up to this achievement date.
    pub(super) fn of(contract: &Contract<'_>, achievement_date: Date) -> Days {
        Days([
            ("period_start", Some(contract.in_force())),
            ("period_end", contract.period_end()),
            ("achievement_date", Some(achievement_date)),
        ])
    }

    /// Every window of the text in words with its day, once each: `period_end - 12 months`, 2025-03-31.
    pub(super) fn windows(&self, text: &str) -> Vec<(String, Date)> {
        let mut found: Vec<(String, Date)> = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            if first == '"' {
                // A text may hold any word.
                rest = rest[1..].split_once('"').map_or("", |(_, rest)| rest);
                continue;
            }
            let is_name = |character: char| character.is_ascii_alphanumeric() || character == '_' || character == '.';
            let length = rest.find(|character| !is_name(character)).unwrap_or(rest.len());
            let (name, after) = rest.split_at(length.max(first.len_utf8()));
            rest = after;
            let day = self.0.iter().find(|(known, _)| *known == name).and_then(|(_, day)| *day);
            if let Some((window, day, after)) = day.and_then(|day| moved(name, day, after)) {
                rest = after;
                if found.iter().all(|(known, _)| *known != window) {
                    found.push((window, day));
                }
            }
        }
        found
    }
}

/// The day after all the durations that follow it, and what stands behind them; nothing where none follows.
fn moved<'t>(name: &str, day: Date, after: &'t str) -> Option<(String, Date, &'t str)> {
    let (mut window, mut day, mut rest) = (name.to_owned(), day, after);
    while let Some((sign, span, after)) = duration(rest) {
        let signed = |count: i64| if sign == '-' { -count } else { count };
        let (moved, count, unit) = match span {
            Span::Months(count) => (day.add_months(signed(count)), count, "month"),
            Span::Days(count) => (day.add_days(signed(count)), count, "day"),
        };
        day = moved.ok()?;
        window += &format!(" {sign} {}", counted(usize::try_from(count).ok()?, unit));
        rest = after;
    }
    (rest.len() < after.len()).then_some((window, day, rest))
}

enum Span {
    Months(i64),
    Days(i64),
}

/// ` - duration("P12M")`, ` - duration(from: "P12M")` or ` - @"P12M"` at the beginning of a text.
fn duration(text: &str) -> Option<(char, Span, &str)> {
    let text = passed(text);
    let sign = text.chars().next().filter(|sign| ['+', '-'].contains(sign))?;
    let (inner, rest) = literal(passed(&text[1..]))?;
    let inner = inner.strip_prefix('P')?;
    let counted = |text: &str| text.parse::<i64>().ok().filter(|count| (0..=1_000_000).contains(count));
    if let Some(days) = inner.strip_suffix('D') {
        return Some((sign, Span::Days(counted(days)?), rest));
    }
    let (years, months) = match inner.split_once('Y') {
        Some((years, months)) => (counted(years)?, months),
        None => (0, inner),
    };
    let months = match months.strip_suffix('M') {
        Some(months) => counted(months)?,
        None if months.is_empty() => 0,
        None => return None,
    };
    Some((sign, Span::Months(years * 12 + months), rest))
}

/// The text of a duration's literal, and what stands behind it.
fn literal(text: &str) -> Option<(&str, &str)> {
    let quoted = |text| passed(text).strip_prefix('"')?.split_once('"');
    if let Some(text) = text.strip_prefix('@') {
        return quoted(text);
    }
    let text = passed(text.strip_prefix("duration")?).strip_prefix('(')?;
    let named = passed(text).strip_prefix("from").and_then(|text| passed(text).strip_prefix(':'));
    let (inner, rest) = quoted(named.unwrap_or(text))?;
    Some((inner, passed(rest).strip_prefix(')')?))
}

/// A text without the white space and the comments at its beginning.
fn passed(text: &str) -> &str {
    let text = text.trim_start();
    let behind = match text.strip_prefix("/*") {
        Some(comment) => comment.split_once("*/"),
        None => text.strip_prefix("//").map(|comment| comment.split_once('\n').unwrap_or((comment, ""))),
    };
    behind.map_or(text, |(_, rest)| passed(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn windows(text: &str) -> Vec<String> {
        let day = |text: &str| text.parse::<Date>().ok();
        let days =
            Days([("period_start", day("2025-04-01")), ("period_end", day("2026-03-31")), ("achievement_date", None)]);
        days.windows(text).into_iter().map(|(window, day)| format!("{window} = {day}")).collect()
    }

    #[test]
    fn windows_come_to_days() {
        for (text, expected) in [
            (r#"a > period_end - duration("P12M")"#, &["period_end - 12 months = 2025-03-31"][..]),
            (r#"a>period_start+duration("P1D") or b"#, &["period_start + 1 day = 2025-04-02"]),
            (r#"period_end - duration("P1Y2M") < a"#, &["period_end - 14 months = 2025-01-31"]),
            (r#"period_end - duration("P1Y") + duration("P7D")"#, &["period_end - 12 months + 7 days = 2025-04-07"]),
            (
                r#"a <= period_end - duration("P9M") or b > period_end - duration("P9M")"#,
                &["period_end - 9 months = 2025-06-30"],
            ),
        ] {
            assert_eq!(windows(text), expected, "{text}");
        }
    }

    #[test]
    fn every_spelling_of_a_duration_shows_its_day() {
        for text in [
            r#"a > period_end - duration("P12M")"#,
            r#"a > period_end - @"P12M""#,
            r#"a > period_end - duration(from: "P12M")"#,
            r#"a > period_end-duration ( from : "P1Y" )"#,
            "a > period_end - /* a year */ duration(\"P12M\")",
            "a > period_end // back\n - @\"P1Y\"",
        ] {
            assert_eq!(windows(text), ["period_end - 12 months = 2025-03-31"], "{text}");
        }
    }

    #[test]
    fn other_words_are_no_windows() {
        for text in [
            "a > period_end",
            r#"a + duration("P7D") > b"#,
            r#"my_period_end - duration("P7D")"#,
            r#"kind = "period_end - duration(" and x"#,
            r#"achievement_date - duration("P1M")"#,
            r#"period_end - duration("PT1H")"#,
            r#"period_end - duration("P12M"#,
            "période period_end -",
            "\"",
        ] {
            assert_eq!(windows(text), [""; 0], "{text}");
        }
    }
}
