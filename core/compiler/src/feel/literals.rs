//! `date("…")`, `duration("…")` and `@"…"`, whose texts are read at compile time.

use entitle_kernel::date::Date;

use super::ast::ExprKind;

/// A day written YYYY-MM-DD.
pub(super) fn date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shaped {
        return None;
    }
    let year = text.get(0..4)?.parse().ok()?;
    let month = text.get(5..7)?.parse().ok()?;
    let day = text.get(8..10)?.parse().ok()?;
    date_of_parts(year, month, day)
}

/// A day by its year, month and day.
pub(super) fn date_of_parts(year: i64, month: i64, day: i64) -> Option<Date> {
    Date::from_ymd(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

/// `P1Y6M`, `P12M`, `P7D`, with an optional sign; never months and days together.
pub(super) fn duration(text: &str) -> Option<ExprKind> {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let mut rest = text.strip_prefix('P')?;
    let years = part(&mut rest, 'Y')?;
    let months = part(&mut rest, 'M')?;
    let days = part(&mut rest, 'D')?;
    if !rest.is_empty() {
        return None;
    }
    match (years, months, days) {
        (None, None, Some(days)) => Some(ExprKind::Days(sign * days)),
        (None, None, None) | (_, _, Some(_)) => None,
        (years, months, None) => Some(ExprKind::Months(sign * (years.unwrap_or(0) * 12 + months.unwrap_or(0)))),
    }
}

/// Digits and their letter, when they come next: `Some(None)` when they do not, `None` when wrong.
fn part(rest: &mut &str, letter: char) -> Option<Option<i64>> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, after) = rest.split_at_checked(digits)?;
    match after.strip_prefix(letter) {
        Some(after) if (1..=6).contains(&digits) => {
            *rest = after;
            Some(Some(number.parse().ok()?))
        }
        Some(_) => None,
        None => Some(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_months_or_days_never_both() {
        assert_eq!(duration("P1Y6M"), Some(ExprKind::Months(18)));
        assert_eq!(duration("P12M"), Some(ExprKind::Months(12)));
        assert_eq!(duration("-P7D"), Some(ExprKind::Days(-7)));
        for wrong in ["P", "P1M7D", "PT5H", "P1W", "12M", "P1M1Y", "P9999999D"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn dates_are_calendar_days() {
        assert!(date("2024-02-29").is_some());
        for wrong in ["2025-02-29", "2025-2-01", "25-01-01", "2025-01-01T00"] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }
}
