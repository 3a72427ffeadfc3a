//! Which names a contract takes, for whom, and what each wants.

use crate::fault::nearest;
use entitle_kernel::image::code::{Kind, Per, Scope};
use entitle_kernel::{Contract, Error, Fact, Number, Value};

/// The names of the facts about one kind of subject.
#[derive(Clone)]
pub struct Names<'c> {
    contract: Contract<'c>,
    scopes: &'static [Scope],
}

impl<'c> Names<'c> {
    /// Names in these scopes; an earlier scope goes before a later one.
    pub const fn new(contract: Contract<'c>, scopes: &'static [Scope]) -> Names<'c> {
        Names { contract, scopes }
    }

    /// The contract.
    pub const fn contract(&self) -> &Contract<'c> {
        &self.contract
    }

    /// Whether facts of this scope are named.
    pub fn has(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    /// Every fact that can be named.
    pub fn facts(&self) -> impl Iterator<Item = Fact<'c>> + use<'_, 'c> {
        let scopes = self.scopes.iter();
        scopes.flat_map(|scope| self.contract.facts().filter(move |fact| fact.scope() == *scope))
    }

    /// The names of a fact: one, or one for each register or indicator.
    pub fn of(&self, fact: &Fact<'c>) -> impl Iterator<Item = String> + use<'c> {
        let (contract, name, per) = (self.contract, fact.name(), fact.per());
        (0..contract.items(per)).map(move |item| match per {
            Per::Subject => name.to_owned(),
            _ => format!("{name}.{}", contract.item_name(per, item)),
        })
    }

    /// Returns the fact and item of a name, or what to do about it.
    pub fn find(&self, name: &str) -> Result<(Fact<'c>, usize), String> {
        self.place(name).ok_or_else(|| self.missing(name))
    }

    /// Returns the fact and item of a name, where the contract takes it.
    #[must_use]
    pub fn place(&self, name: &str) -> Option<(Fact<'c>, usize)> {
        let (fact, item) = self.named(name)?;
        let item = match (fact.per(), item) {
            (Per::Subject, None) => Some(0),
            (Per::Register, Some(item)) => self.contract.find_register(item),
            (Per::Indicator, Some(item)) => self.contract.find_indicator(item),
            _ => None,
        };
        Some((fact, item?))
    }

    /// Returns what to do about a name that the contract does not take.
    #[must_use]
    pub fn missing(&self, name: &str) -> String {
        match self.named(name) {
            Some((fact, item)) => self.no_such_item(&fact, item),
            None => self.unknown(name),
        }
    }

    /// The fact of a name, and what stands behind the dot.
    fn named<'n>(&self, name: &'n str) -> Option<(Fact<'c>, Option<&'n str>)> {
        let (base, item) = name.split_once('.').map_or((name, None), |(base, item)| (base, Some(item)));
        let fact = self.scopes.iter().find_map(|scope| self.contract.find_fact(*scope, base))?;
        Some((fact, item))
    }

    /// Returns a name as the contract writes it, and its fact; the one name that differs in nothing but case where no name
    /// is written like it.
    pub(crate) fn find_in_any_case(&self, name: &str) -> Option<(String, Fact<'c>)> {
        if let Some((fact, _)) = self.place(name) {
            return Some((name.to_owned(), fact));
        }
        let (base, item) = name.split_once('.').map_or((name, None), |(base, item)| (base, Some(item)));
        let alike = self.facts().filter(|fact| fact.name().eq_ignore_ascii_case(base));
        let mut spelt = alike.flat_map(|fact| {
            let same = move |spelt: &String| {
                let found = spelt.split_once('.').map(|(_, item)| item);
                found.map(str::to_ascii_lowercase) == item.map(str::to_ascii_lowercase)
            };
            self.of(&fact).filter(same).map(move |spelt| (spelt, fact))
        });
        let first = spelt.next()?;
        spelt.all(|(other, _)| other == first.0).then_some(first)
    }

    /// The fact, item and value of a name and a text, or what is wrong and what to do.
    pub fn read(&self, name: &str, text: &str) -> Result<(Fact<'c>, usize, Value), (String, Error)> {
        let (fact, item) = self.find(name).map_err(|why| (why, Error::UnknownFact))?;
        let value = fact
            .parse(text)
            .map_err(|error| (format!("{error}; it takes {}; {}", wanted(&fact), advice(&fact, text, error)), error))?;
        Ok((fact, item, value))
    }

    fn unknown(&self, name: &str) -> String {
        let known: Vec<String> = self.facts().flat_map(|fact| self.of(&fact)).collect();
        match nearest(name, known.iter().map(String::as_str)) {
            Some(near) => format!("the contract takes no such fact; did you mean `{near}`?"),
            None => "the contract takes no such fact; leave it out (`entitle show` lists the facts)".into(),
        }
    }

    fn no_such_item(&self, fact: &Fact<'c>, item: Option<&str>) -> String {
        let (name, per) = (fact.name(), fact.per());
        let Some(item) = item.filter(|_| per != Per::Subject) else {
            return match per {
                Per::Subject => format!("{name} has one value; name it `{name}`"),
                _ => {
                    let first = self.contract.item_name(per, 0);
                    format!("{name} has a value per {}; name it as `{name}.{first}`", per.name())
                }
            };
        };
        let items: Vec<&str> = (0..self.contract.items(per)).map(|item| self.contract.item_name(per, item)).collect();
        match nearest(item, items) {
            Some(near) => format!("there is no {} `{item}`; did you mean `{name}.{near}`?", per.name()),
            None => format!("there is no {} `{item}` (`entitle show` lists them)", per.name()),
        }
    }
}

/// What a fact wants, in words: its type, range or values, and whether null is allowed.
pub fn wanted(fact: &Fact<'_>) -> String {
    let range = fact.range().map(|(low, high)| format!("{} to {}", fact.written(low), fact.written(high)));
    let range = range.unwrap_or_default();
    let mut text = match fact.kind() {
        Kind::Integer => format!("a whole number from {range}"),
        Kind::Decimal => format!("a number from {range} with at most {} decimal places", fact.places()),
        Kind::Date => format!("a day from {range}, written YYYY-MM-DD"),
        Kind::Boolean => "true or false (or yes, no, 1, 0)".to_owned(),
        Kind::Text => format!("one of {}", fact.texts().collect::<Vec<_>>().join(", ")),
    };
    if fact.null_allowed() {
        text += ", or null";
    }
    text
}

/// What to do about a value that a fact refuses.
pub fn advice(fact: &Fact<'_>, value: &str, error: Error) -> String {
    match error {
        // What a float may be, and no text of a file.
        Error::InvalidNumber if matches!(value, "NaN" | "inf" | "-inf") && fact.null_allowed() => {
            "give null where there is no such record".into()
        }
        Error::InvalidNumber if matches!(value, "NaN" | "inf" | "-inf") => "give the figure: it is never null".into(),
        Error::InvalidNumber => number_advice(fact, value),
        Error::InvalidDate if value.contains(':') => "it has a time of day; give the day alone".into(),
        Error::InvalidDate => "write the day as YYYY-MM-DD".into(),
        Error::InvalidBoolean => "write true or false".into(),
        Error::OutOfRange if fact.unit().is_empty() => "check the figure".into(),
        Error::OutOfRange => format!("check the figure; its unit is {}", fact.unit()),
        Error::TooManyPlaces => format!("hand in at most {} decimal places", fact.places()),
        Error::UnknownText => match nearest(value, fact.texts()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write one of them".into(),
        },
        Error::NullRefused => "give the value, or leave it out (CSV: a blank cell) where it is not known".into(),
        _ => "give a value of that kind".into(),
    }
}

/// The advice for a text that is no number, by what stands in it.
fn number_advice(fact: &Fact<'_>, text: &str) -> String {
    let number = text.trim_end_matches('%').trim_end();
    let most = fact.range().and_then(|(_, most)| most.number());
    let is_fraction = fact.kind() == Kind::Decimal && most.is_some_and(|most| most <= Number::ONE);
    if text.ends_with('%') && is_fraction {
        let fraction = Number::parse(number).and_then(|number| number.checked_div(Number::from_i64(100)));
        return match fraction {
            Ok(fraction) => format!("write a fraction: {fraction} for {text}"),
            Err(_) => "write a fraction: 0.125 for 12.5%".into(),
        };
    }
    if text.contains('%') {
        return "leave out the % sign".into();
    }
    if text.contains(['£', '$', '€']) {
        return "leave out the sign of the currency".into();
    }
    if Number::parse(text).is_ok() {
        // Only the exponent is in the way: a spreadsheet shows 10,184 as 1.02E+04.
        return "write all digits; an exponent hides those that a spreadsheet left out".into();
    }
    if text.contains(|letter: char| letter.is_ascii_digit()) && text.contains([',', '\'', ' ']) {
        return "it is not clear what the separator parts; write digits, and a point before decimals".into();
    }
    "write digits with a point, without separators, units or signs of currency".into()
}
