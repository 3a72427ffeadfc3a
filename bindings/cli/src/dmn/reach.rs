//! Which values an entry of a decision table matches, and whether two entries have one in common.

use super::unary::{Entry, Item, Literal, Test};
use entitle_kernel::image::code::Comparison;
use entitle_kernel::{Date, Number};
use std::collections::BTreeSet;

/// What kind of values a column has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Number,
    /// A number that is always whole.
    Integer,
    Date,
    Text,
    Boolean,
}

impl Kind {
    fn is_whole(self) -> bool {
        matches!(self, Kind::Integer | Kind::Date)
    }

    /// Whether values of this kind may be compared with those of the other.
    pub(super) fn fits(self, other: Kind) -> bool {
        let plain = |kind| if kind == Kind::Integer { Kind::Number } else { kind };
        plain(self) == plain(other)
    }

    /// What such a value is called.
    pub(super) fn word(self) -> &'static str {
        match self {
            Kind::Number => "a number",
            Kind::Integer => "a whole number",
            Kind::Date => "a date",
            Kind::Text => "a text",
            Kind::Boolean => "true or false",
        }
    }
}

/// The values that an entry matches.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Reach {
    null: Null,
    part: Part,
}

/// Whether an entry matches a value that is absent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Null {
    No,
    /// It does, since null is other than the values that it leaves out; the author hardly meant it.
    ByTheWay,
    Yes,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    All,
    Line(Vec<Interval>),
    /// These texts, or all but these.
    Texts(BTreeSet<String>, Among),
    Booleans([bool; 2]),
    /// It names something that is known only when a patient is at hand.
    Unknown,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Among {
    These,
    AllBut,
}

/// Part of a line; an end that is absent lies beyond every value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Interval {
    low: Option<End>,
    high: Option<End>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct End {
    value: Number,
    included: bool,
}

/// Whether two entries of a column match a value in common.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Meeting {
    /// They do, for example this value.
    At(String),
    Nowhere,
    Unknown,
}

impl Reach {
    /// What an entry matches in a column of this kind, whose values are known or not.
    pub(super) fn of(entry: &Entry, kind: Kind, values: Option<&[String]>) -> Reach {
        let Entry::Tests { negated, tests } = entry else { return Reach { null: Null::Yes, part: Part::All } };
        let whole = tests.iter().map(|test| part_of(test, kind)).reduce(union).unwrap_or(Part::Unknown);
        let mut part = if *negated { complement(whole) } else { whole };
        if let Part::Line(intervals) = &mut part {
            // Between 3 and 4 there is no whole number.
            *intervals = intervals.iter().map(|interval| interval.in_whole_steps(kind)).collect();
        }
        let null = null_of(*negated, tests);
        if let (Part::Texts(named, among @ Among::AllBut), Some(values)) = (&mut part, values) {
            *named = values.iter().filter(|value| !named.contains(*value)).cloned().collect();
            *among = Among::These;
        }
        Reach { null, part }
    }

    /// The values that meet both entries, where two columns test the same.
    pub(super) fn and(self, other: Reach) -> Reach {
        let part = match (self.part, other.part) {
            (Part::All, part) | (part, Part::All) => part,
            // What neither leaves out.
            (one, other) => complement(union(complement(one), complement(other))),
        };
        Reach { null: self.null.min(other.null), part }
    }

    /// Whether the two have a value in common.
    pub(super) fn meets(&self, other: &Reach, kind: Kind) -> Meeting {
        let found = match (&self.part, &other.part) {
            (Part::Unknown, _) | (_, Part::Unknown) => Meeting::Unknown,
            (Part::All, Part::All) => Meeting::At("anything".to_owned()),
            (Part::All, part) | (part, Part::All) => example(part, kind),
            (Part::Line(a), Part::Line(b)) => {
                let common = a.iter().flat_map(|a| b.iter().map(move |b| a.common(b))).flatten();
                first_example(common, kind)
            }
            (Part::Texts(a, Among::These), Part::Texts(b, Among::These)) => {
                a.intersection(b).next().map_or(Meeting::Nowhere, |text| Meeting::At(format!("\"{text}\"")))
            }
            (Part::Texts(these, Among::These), Part::Texts(but, Among::AllBut))
            | (Part::Texts(but, Among::AllBut), Part::Texts(these, Among::These)) => {
                these.difference(but).next().map_or(Meeting::Nowhere, |text| Meeting::At(format!("\"{text}\"")))
            }
            (Part::Texts(..), Part::Texts(..)) => Meeting::At("another text".to_owned()),
            (Part::Booleans(a), Part::Booleans(b)) => example(&Part::Booleans([a[0] && b[0], a[1] && b[1]]), kind),
            // Entries of different kinds: the compiler refuses one of them.
            _ => Meeting::Unknown,
        };
        match (found, self.null, other.null) {
            (Meeting::Nowhere, Null::Yes, Null::Yes) => Meeting::At("null".to_owned()),
            (Meeting::Nowhere, Null::Yes | Null::ByTheWay, Null::Yes | Null::ByTheWay) => Meeting::Unknown,
            (found, ..) => found,
        }
    }
}

/// `=` and `!=` are never null: null is other than every value.
fn null_of(negated: bool, tests: &[Test]) -> Null {
    let is_null = |item: &Item| item.literal == Some(Literal::Null);
    let is_equality = |test: &Test| match test {
        Test::Value(item) | Test::Compares(Comparison::Equal, item) => !is_null(item),
        _ => false,
    };
    let takes_null = |test: &Test| matches!(test, Test::Value(item) if is_null(item));
    let is_other = |test: &Test| matches!(test, Test::Compares(Comparison::NotEqual, item) if !is_null(item));
    match negated {
        true if tests.iter().all(is_equality) => Null::ByTheWay,
        false if tests.iter().any(takes_null) => Null::Yes,
        false if tests.iter().any(is_other) => Null::ByTheWay,
        _ => Null::No,
    }
}

fn example(part: &Part, kind: Kind) -> Meeting {
    match part {
        Part::All => Meeting::At("anything".to_owned()),
        Part::Unknown => Meeting::Unknown,
        Part::Line(intervals) => first_example(intervals.iter().copied(), kind),
        Part::Texts(named, Among::These) => {
            named.first().map_or(Meeting::Nowhere, |text| Meeting::At(format!("\"{text}\"")))
        }
        Part::Texts(_, Among::AllBut) => Meeting::At("another text".to_owned()),
        Part::Booleans([false, false]) => Meeting::Nowhere,
        Part::Booleans([_, yes]) => Meeting::At(yes.to_string()),
    }
}

fn first_example(intervals: impl Iterator<Item = Interval>, kind: Kind) -> Meeting {
    intervals.filter_map(|interval| interval.example(kind)).next().map_or(Meeting::Nowhere, Meeting::At)
}

fn part_of(test: &Test, kind: Kind) -> Part {
    let unbounded = Interval { low: None, high: None };
    match test {
        Test::Value(item) | Test::Compares(Comparison::Equal, item) => match &item.literal {
            Some(Literal::Text(text)) => Part::Texts(BTreeSet::from([text.clone()]), Among::These),
            Some(Literal::Boolean(value)) => Part::Booleans([!*value, *value]),
            Some(Literal::Null) => Part::Line(Vec::new()).fitting(kind),
            literal => match on_line(literal.as_ref()) {
                Some(value) => {
                    let end = Some(End { value, included: true });
                    Part::Line(vec![Interval { low: end, high: end }])
                }
                None => Part::Unknown,
            },
        },
        Test::Compares(Comparison::NotEqual, item) => {
            complement(part_of(&Test::Compares(Comparison::Equal, item.clone()), kind))
        }
        Test::Compares(operator, item) => {
            let Some(value) = on_line(item.literal.as_ref()) else { return Part::Unknown };
            let end = |included| Some(End { value, included });
            let interval = match operator {
                Comparison::Less => Interval { high: end(false), ..unbounded },
                Comparison::LessOrEqual => Interval { high: end(true), ..unbounded },
                Comparison::Greater => Interval { low: end(false), ..unbounded },
                _ => Interval { low: end(true), ..unbounded },
            };
            Part::Line(vec![interval.in_whole_steps(kind)])
        }
        Test::Range { low, low_included, high, high_included } => {
            match (on_line(low.literal.as_ref()), on_line(high.literal.as_ref())) {
                (Some(low), Some(high)) => {
                    let low = Some(End { value: low, included: *low_included });
                    let high = Some(End { value: high, included: *high_included });
                    Part::Line(vec![Interval { low, high }.in_whole_steps(kind)])
                }
                _ => Part::Unknown,
            }
        }
    }
}

impl Part {
    /// "None of them" as a part of this kind of column.
    fn fitting(self, kind: Kind) -> Part {
        match kind {
            Kind::Text => Part::Texts(BTreeSet::new(), Among::These),
            Kind::Boolean => Part::Booleans([false, false]),
            _ => self,
        }
    }
}

fn on_line(literal: Option<&Literal>) -> Option<Number> {
    match literal? {
        Literal::Number(number) => Some(*number),
        Literal::Date(date) => Some(Number::from_i64(date.days().into())),
        _ => None,
    }
}

fn union(a: Part, b: Part) -> Part {
    match (a, b) {
        (Part::All, _) | (_, Part::All) => Part::All,
        (Part::Line(mut a), Part::Line(b)) => {
            a.extend(b);
            Part::Line(a)
        }
        (Part::Booleans(a), Part::Booleans(b)) => Part::Booleans([a[0] || b[0], a[1] || b[1]]),
        (Part::Texts(a, Among::These), Part::Texts(b, Among::These)) => {
            Part::Texts(a.union(&b).cloned().collect(), Among::These)
        }
        (Part::Texts(a, Among::AllBut), Part::Texts(b, Among::AllBut)) => {
            Part::Texts(a.intersection(&b).cloned().collect(), Among::AllBut)
        }
        (Part::Texts(these, Among::These), Part::Texts(but, Among::AllBut))
        | (Part::Texts(but, Among::AllBut), Part::Texts(these, Among::These)) => {
            Part::Texts(but.difference(&these).cloned().collect(), Among::AllBut)
        }
        _ => Part::Unknown,
    }
}

/// Everything else, an absent value apart.
fn complement(part: Part) -> Part {
    match part {
        Part::All => Part::Line(Vec::new()),
        Part::Unknown => Part::Unknown,
        Part::Booleans([no, yes]) => Part::Booleans([!no, !yes]),
        Part::Texts(named, Among::These) => Part::Texts(named, Among::AllBut),
        Part::Texts(named, Among::AllBut) => Part::Texts(named, Among::These),
        Part::Line(intervals) => {
            let mut rest = vec![Interval { low: None, high: None }];
            for interval in intervals {
                let around = interval.around();
                rest = rest.iter().flat_map(|kept| around.iter().filter_map(|part| kept.common(part))).collect();
            }
            Part::Line(rest)
        }
    }
}

impl Interval {
    /// What lies below it and what lies above it.
    fn around(&self) -> Vec<Interval> {
        let turned = |end: End| End { included: !end.included, ..end };
        let below = self.low.map(|low| Interval { low: None, high: Some(turned(low)) });
        let above = self.high.map(|high| Interval { low: Some(turned(high)), high: None });
        [below, above].into_iter().flatten().collect()
    }

    /// What the two have in common.
    fn common(&self, other: &Interval) -> Option<Interval> {
        let both = |a: Option<End>, b: Option<End>, inner: fn(Number, Number) -> Number| match (a, b) {
            (Some(a), Some(b)) => {
                let value = inner(a.value, b.value);
                let included = [a, b].iter().all(|end| end.value != value || end.included);
                Some(End { value, included })
            }
            (one, other) => one.or(other),
        };
        let common =
            Interval { low: both(self.low, other.low, Number::max), high: both(self.high, other.high, Number::min) };
        (!common.is_empty()).then_some(common)
    }

    fn is_empty(&self) -> bool {
        match (self.low, self.high) {
            (Some(low), Some(high)) => {
                low.value > high.value || low.value == high.value && !(low.included && high.included)
            }
            _ => false,
        }
    }

    /// The same whole values, with its ends among them.
    fn in_whole_steps(self, kind: Kind) -> Interval {
        if !kind.is_whole() {
            return self;
        }
        let step = |end: End, by: i64, edge: Number| {
            let beyond =
                if end.included || edge != end.value { Ok(edge) } else { edge.checked_add(Number::from_i64(by)) };
            beyond.map_or(end, |value| End { value, included: true })
        };
        Interval {
            low: self.low.map(|end| step(end, 1, end.value.ceiling())),
            high: self.high.map(|end| step(end, -1, end.value.floor())),
        }
    }

    /// A value of it, as a person writes it.
    fn example(&self, kind: Kind) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        let beside = |end: End, by: i64| {
            if end.included { end.value } else { end.value.checked_add(Number::from_i64(by)).unwrap_or(end.value) }
        };
        let value = match (self.low, self.high) {
            (Some(low), _) if low.included => low.value,
            (_, Some(high)) if high.included => high.value,
            (Some(low), Some(high)) => {
                let sum = low.value.checked_add(high.value).ok()?;
                sum.checked_div(Number::from_i64(2)).ok()?
            }
            (Some(low), None) => beside(low, 1),
            (None, Some(high)) => beside(high, -1),
            (None, None) => return Some("anything".to_owned()),
        };
        if kind == Kind::Date {
            let date = i32::try_from(value.to_i64()?).ok().and_then(|days| Date::from_days(days).ok())?;
            return Some(date.to_string());
        }
        let mut text = String::new();
        value.write_canonical(&mut text).ok()?;
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meeting(a: &str, b: &str, kind: Kind, values: Option<&[String]>) -> Meeting {
        let reach = |text: &str| Reach::of(&Entry::read(text).unwrap(), kind, values);
        let (a, b) = (reach(a), reach(b));
        assert_eq!(a.meets(&b, kind) == Meeting::Nowhere, b.meets(&a, kind) == Meeting::Nowhere);
        a.meets(&b, kind)
    }

    fn at(text: &str) -> Meeting {
        Meeting::At(text.to_owned())
    }

    #[test]
    fn numbers_meet_where_their_ranges_do() {
        for (a, b, expected) in [
            ("< 18", ">= 18", Meeting::Nowhere),
            ("<= 18", ">= 18", at("18")),
            ("[1..5]", "(5..9]", Meeting::Nowhere),
            ("[1..5]", "[5..9]", at("5")),
            ("(1..2)", "(1..2)", at("1.5")),
            ("1, 3, 5", "2, 4, [4.5..4.9]", Meeting::Nowhere),
            ("not(1, [3..5])", "[3..5]", Meeting::Nowhere),
            ("not(3)", "[3..3]", Meeting::Nowhere),
            ("!= 3", "3, 4", at("4")),
            ("-", "< 3", at("2")),
            ("", "-", at("anything")),
            ("< 3", "limit", Meeting::Unknown),
            ("null", "< 3", Meeting::Nowhere),
            ("null", "-", at("null")),
            ("null", "null, 4", at("null")),
        ] {
            assert_eq!(meeting(a, b, Kind::Number, None), expected, "{a} and {b}");
        }
    }

    #[test]
    fn whole_numbers_and_days_leave_no_room_between_two_that_follow() {
        for (a, b) in [("< 12", "> 11"), ("(11..12)", "-"), ("(11..13)", "< 12"), ("not(11, 12)", "[11..12]")] {
            assert_ne!(meeting(a, b, Kind::Number, None), Meeting::Nowhere, "{a} and {b}");
            assert_eq!(meeting(a, b, Kind::Integer, None), Meeting::Nowhere, "{a} and {b}");
        }
        let (before, after) = ("< date(\"2025-03-02\")", "> @\"2025-03-01\"");
        assert_eq!(meeting(before, after, Kind::Date, None), Meeting::Nowhere);
        assert_eq!(meeting("<= @\"2025-03-02\"", after, Kind::Date, None), at("2025-03-02"));
    }

    #[test]
    fn texts_and_booleans_meet_in_what_both_name() {
        let values = ["a", "b", "c"].map(str::to_owned);
        for (a, b, values, expected) in [
            ("\"a\", \"b\"", "\"b\", \"c\"", None, at("\"b\"")),
            ("\"a\"", "\"b\"", None, Meeting::Nowhere),
            ("not(\"a\")", "\"a\"", None, Meeting::Nowhere),
            ("not(\"a\")", "not(\"b\")", None, at("another text")),
            // They have no text in common; a value that is absent is other than all of them.
            ("not(\"a\", \"c\")", "not(\"b\")", Some(values.as_slice()), Meeting::Unknown),
            ("not(\"a\", \"c\")", "\"a\", \"c\"", Some(values.as_slice()), Meeting::Nowhere),
            ("not(\"a\")", "not(\"b\")", Some(values.as_slice()), at("\"c\"")),
        ] {
            assert_eq!(meeting(a, b, Kind::Text, values), expected, "{a} and {b}");
        }
        assert_eq!(meeting("true", "false", Kind::Boolean, None), Meeting::Nowhere);
        assert_eq!(meeting("not(true)", "false", Kind::Boolean, None), at("false"));
        assert_eq!(meeting("true, false", "-", Kind::Boolean, None), at("true"));
        // An absent value is neither true nor false, and other than both.
        assert_eq!(meeting("not(true)", "not(false)", Kind::Boolean, None), Meeting::Unknown);
    }

    #[test]
    fn two_entries_for_the_same_are_met_by_what_meets_both() {
        let reach = |text: &str, kind| Reach::of(&Entry::read(text).unwrap(), kind, None);
        for (one, other, third, kind, expected) in [
            (">= 18", "< 65", ">= 65", Kind::Number, Meeting::Nowhere),
            (">= 18", "<= 65", ">= 65", Kind::Number, at("65")),
            ("-", "< 65", "[64..70]", Kind::Integer, at("64")),
            ("< 18", "> 65", "-", Kind::Number, Meeting::Nowhere),
            ("not(\"a\")", "\"a\", \"b\"", "-", Kind::Text, at("\"b\"")),
            ("< limit", "< 65", "-", Kind::Number, Meeting::Unknown),
            ("null", "-", "null, 4", Kind::Number, at("null")),
        ] {
            let both = reach(one, kind).and(reach(other, kind));
            assert_eq!(both.meets(&reach(third, kind), kind), expected, "{one} and {other}, {third}");
        }
    }
}
