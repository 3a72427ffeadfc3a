//! Repairs that a file of facts gets, each of them told: nothing else is read otherwise than it is written.
//!
//! | written | read as | why it is safe |
//! |---|---|---|
//! | `numerator.dm020` | `numerator.DM020` | one name of the contract, and one only, differs in nothing but case |
//! | `10,184`, `10 184`, `10'184` | `10184` | whole groups of three digits behind the first, all parted alike |

use super::given::{Document, Given, Record};
use super::names::Names;
use crate::fault::quoted;
use entitle_kernel::image::code::{Kind, Scope};
use entitle_kernel::{Contract, Fact};
use std::collections::HashMap;

/// Repairs the names and numbers of a file as far as these contracts take them. Returns a remark for each repair.
///
/// ```
/// use entitle_answers::{Document, Record, Repairs, repair};
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let mut document = Document::of("facts.csv", vec![Record::of("A81001", [("numerator.lung1", "1,048")])]);
/// let told = repair(&mut document, &[contract], Repairs::STATEMENT);
/// assert_eq!(told[0], "key numerator.lung1: was read as numerator.LUNG1");
/// assert_eq!(told[1], "line 1, key numerator.LUNG1 (subject A81001): `1,048` was read as 1048");
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[must_use]
pub fn repair(document: &mut Document, contracts: &[Contract<'_>], asked: Repairs) -> Vec<String> {
    let words = document.words;
    let names = contracts.iter().map(|contract| Names::new(*contract, asked.0)).collect();
    let mut repairing = Repairing { names, known: HashMap::new(), remarks: Vec::new() };
    for column in document.columns.iter_mut().flatten() {
        repairing.rename(column, words.column);
    }
    for record in &mut document.records {
        repairing.record(record, words.row, words.column);
    }
    repairing.remarks
}

/// The facts whose names and numbers are repaired.
#[derive(Clone, Copy)]
pub struct Repairs(&'static [Scope]);

impl Repairs {
    /// Facts of a statement's subject.
    pub const STATEMENT: Repairs = Repairs(&[Scope::Practice, Scope::Network, Scope::Contract]);
    /// Facts of patients.
    pub const PATIENTS: Repairs = Repairs(&[Scope::Patient, Scope::Contract]);
}

/// Returns an indicator or register as the contract writes it: `DM020` for `dm020`, where no other differs in case only.
///
/// ```
/// use entitle_answers::spelt_item;
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// assert_eq!(spelt_item(&contract, "lung1"), Some("LUNG1"));
/// assert_eq!(spelt_item(&contract, "lung9"), None);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[must_use]
pub fn spelt_item<'c>(contract: &Contract<'c>, name: &str) -> Option<&'c str> {
    let indicators = (0..contract.indicator_count()).map(|index| contract.indicator_name(index));
    let registers = (0..contract.register_count()).map(|index| contract.register_name(index));
    let items: Vec<&str> = indicators.chain(registers).collect();
    if let Some(same) = items.iter().find(|item| **item == name) {
        return Some(same);
    }
    let mut alike = items.into_iter().filter(|item| item.eq_ignore_ascii_case(name));
    let first = alike.next()?;
    alike.all(|other| other == first).then_some(first)
}

/// Returns the digits of a number whose thousands are parted, for a fact that is a number.
///
/// ```
/// use entitle_answers::without_separators;
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let list_size = contract.find_input("list_size")?.0;
/// assert_eq!(without_separators(&list_size, "10,184").as_deref(), Some("10184"));
/// assert_eq!(without_separators(&list_size, "1,0184"), None); // no group of three: refused where it is read
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[must_use]
pub fn without_separators(fact: &Fact<'_>, text: &str) -> Option<String> {
    if !matches!(fact.kind(), Kind::Integer | Kind::Decimal) {
        return None;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let whole = unsigned.split_once('.').map_or(unsigned, |(whole, _)| whole);
    let separator = whole.chars().find(|letter| !letter.is_ascii_digit())?;
    if !SEPARATORS.contains(&separator) {
        return None;
    }
    let mut groups = whole.split(separator);
    let is_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let begins = groups.next().is_some_and(|first| matches!(first.len(), 1..=3) && is_digits(first));
    let goes_on = groups.all(|group| group.len() == 3 && is_digits(group));
    (begins && goes_on).then(|| text.chars().filter(|letter| *letter != separator).collect())
}

/// Comma, apostrophe, and the spaces that programs write between thousands.
const SEPARATORS: [char; 6] = [',', '\'', ' ', '\u{a0}', '\u{2009}', '\u{202f}'];

/// A name as the contract writes it, and its fact.
type Known<'c> = Option<(String, Fact<'c>)>;

struct Repairing<'c> {
    names: Vec<Names<'c>>,
    /// Looked up once: a file asks for the same names again and again.
    known: HashMap<String, Known<'c>>,
    remarks: Vec<String>,
}

impl<'c> Repairing<'c> {
    fn record(&mut self, record: &mut Record, row: &str, column: &str) {
        let subject = &record.subject;
        for Given { name, row: number, text } in &mut record.given {
            let fact = self.rename(name, column);
            let Ok(text) = text else { continue };
            if let Some(digits) = fact.and_then(|fact| without_separators(&fact, text)) {
                let place = format!("{row} {number}, {column} {} (subject {})", quoted(name), quoted(subject));
                self.remarks.push(format!("{place}: `{text}` was read as {digits}"));
                *text = digits;
            }
        }
        for member in &mut record.members {
            self.record(member, row, column);
        }
    }

    /// The name as a contract writes it, told where it was written otherwise; its fact.
    fn rename(&mut self, name: &mut String, column: &str) -> Option<Fact<'c>> {
        if !self.known.contains_key(name.as_str()) {
            let known = self.names.iter().find_map(|names| names.find_in_any_case(name));
            if let Some((spelt, fact)) = &known {
                if spelt != name {
                    self.remarks.push(format!("{column} {}: was read as {spelt}", quoted(name)));
                }
                self.known.insert(spelt.clone(), Some((spelt.clone(), *fact)));
            }
            self.known.insert(name.clone(), known);
        }
        let (spelt, fact) = self.known.get(name.as_str())?.as_ref()?;
        let fact = *fact;
        if spelt != name {
            *name = spelt.clone();
        }
        Some(fact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use entitle_kernel::sample;

    #[test]
    fn thousands_are_read_only_where_every_group_has_three_digits() {
        let contract = Contract::new(sample::IMAGE).unwrap();
        let list_size = contract.find_input("list_size").unwrap().0;
        let read = |text: &str| without_separators(&list_size, text);
        for (text, digits) in [("1,234,567.5", "1234567.5"), ("-9 240", "-9240"), ("10\u{a0}184", "10184")] {
            assert_eq!(read(text).as_deref(), Some(digits), "{text}");
        }
        for text in ["10184", "10,18", ",184", "1,,184", "1,234 567", "1234,567", "1.234,5", "", "10,184x"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_that_two_facts_could_mean_is_left_alone() {
        let contract = Contract::new(sample::IMAGE).unwrap();
        let mut document = Document::of("a.csv", vec![Record::of("1", [("LIST_SIZE", "9"), ("weather", "1,000")])]);
        let told = repair(&mut document, &[contract], Repairs::STATEMENT);
        assert_eq!(told, ["key LIST_SIZE: was read as list_size"]);
        assert_eq!(document.records[0].given[1].text.as_deref(), Ok("1,000"));
    }
}
