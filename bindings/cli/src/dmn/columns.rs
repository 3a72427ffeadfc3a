//! Input columns to facts: names, types, values.

use super::model::{InputColumn, ItemType, Model, Place, Table, Written, same_name, without_prefix};
use super::names::Identifiers;
use super::reach::Kind;
use super::unary::{Entry, Literal, Test};
use entitle_compiler::{Lexeme, LexemeKind, lexemes};
use entitle_kernel::Number;

/// Types that refer to one another are followed this far.
const TYPES_MAX: usize = 20;

/// A fact about the patient that the table asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct AskedFact {
    pub(super) id: String,
    /// Its name in the model.
    pub(super) name: String,
    pub(super) kind: Kind,
    /// The values of a text; whether the model says that these are all.
    pub(super) values: Vec<String>,
    pub(super) values_are_all: bool,
    /// The range that the model gives.
    pub(super) range: Option<[Number; 2]>,
    /// The decimal places of the figures that it is compared with, and the digits before them.
    pub(super) places: u16,
    pub(super) digits: usize,
    /// It is the result of another decision.
    pub(super) is_decision: bool,
    /// Where it is first asked for.
    pub(super) place: Place,
}

/// An input column as it is tested.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Column {
    /// What is tested, as FEEL; empty where no rule tests it.
    pub(super) value: String,
    pub(super) kind: Kind,
    /// The values that there are, where the model says so.
    pub(super) values: Option<Vec<String>>,
    /// One per rule.
    pub(super) entries: Vec<Entry>,
}

impl Column {
    /// Whether it tests an expression, which stands in parentheses, and no fact itself.
    pub(super) fn is_computed(&self) -> bool {
        self.value.starts_with('(')
    }

    /// The identifiers that what it tests is made of.
    fn words(&self) -> impl Iterator<Item = &str> {
        let names = lexemes(&self.value).into_iter().filter(|word| word.kind == LexemeKind::Name);
        names.filter_map(|word| self.value.get(word.start..word.end))
    }

    /// Whether it and another column, one of them worked out, ask the same fact, so that one bounds the other.
    pub(super) fn hangs_together(&self, other: &Column, facts: &[AskedFact]) -> bool {
        let asks = |fact: &AskedFact| [self, other].iter().all(|column| column.words().any(|word| word == fact.id));
        self.value != other.value && facts.iter().any(asks)
    }
}

/// What stands wrong, and where.
pub(super) type Wrong = (Place, String);

/// Facts and columns of a table.
pub(super) struct Columns<'m> {
    model: &'m Model,
    known: Vec<Known>,
    pub(super) facts: Vec<AskedFact>,
    pub(super) columns: Vec<Column>,
}

/// A name that expressions may use.
#[derive(Clone)]
struct Known {
    name: String,
    type_name: Option<String>,
    /// The unary tests that a component's values meet.
    values: Option<Written>,
    is_decision: bool,
}

/// What a type comes to.
struct Resolved {
    kind: Option<Kind>,
    values: Option<Written>,
}

impl<'m> Columns<'m> {
    /// Reads every column and entry; faults are collected.
    pub(super) fn read(
        model: &'m Model,
        decision: &str,
        table: &Table,
        identifiers: &mut Identifiers,
        faults: &mut Vec<Wrong>,
    ) -> Columns<'m> {
        let mut columns =
            Columns { model, known: known_names(model, decision, table), facts: Vec::new(), columns: Vec::new() };
        for (index, drawn) in table.inputs.iter().enumerate() {
            let texts: Vec<&Written> = table.rules.iter().filter_map(|rule| rule.entries.get(index)).collect();
            match columns.column(drawn, &texts, identifiers, faults) {
                Ok(column) => columns.columns.push(column),
                Err(wrong) => faults.push(wrong),
            }
        }
        columns
    }

    /// Texts of which nobody names a value. Told last: where an entry cannot be read, that is why.
    pub(super) fn without_values(&self) -> Vec<Wrong> {
        let without = self.facts.iter().filter(|fact| fact.kind == Kind::Text && fact.values.is_empty());
        let told = |fact: &AskedFact| {
            (fact.place, format!("the text `{}` has no values: no rule names one, nor does the model", fact.name))
        };
        without.map(told).collect()
    }

    fn column(
        &mut self,
        drawn: &InputColumn,
        texts: &[&Written],
        identifiers: &mut Identifiers,
        faults: &mut Vec<Wrong>,
    ) -> Result<Column, Wrong> {
        let at = |message: String| (drawn.expression.place, message);
        let entries = texts.iter().map(|written| self.entry(written, identifiers, faults)).collect::<Vec<_>>();
        let expression = drawn.expression.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if entries.iter().all(|entry| *entry == Entry::Any) {
            return Ok(Column { value: String::new(), kind: Kind::Text, values: None, entries });
        }
        if expression.is_empty() {
            let heading = drawn.label.as_deref().map_or_else(String::new, |label| format!(" \"{label}\""));
            return Err(at(format!("the column{heading} has no input expression: it does not say what is tested")));
        }
        let known = self.known.iter().find(|known| same_name(&known.name, &expression)).cloned();
        let is_name = known.is_some() || is_plain_name(&expression);
        let own = self.resolve(drawn.type_name.as_deref(), 0).map_err(at)?;
        // What the model says of the name, where the column itself says no more than `string` or nothing.
        let declared_type = known.as_ref().and_then(|known| known.type_name.as_deref());
        let declared = match self.resolve(declared_type, 0) {
            Ok(declared) => declared,
            Err(message) if own.kind.is_none() => return Err(at(message)),
            Err(_) => Resolved { kind: None, values: None },
        };
        let kind = own.kind.or(declared.kind).or_else(|| kind_of(&entries));
        let kind = kind.ok_or_else(|| at(format!("the type of `{expression}` is not said; give the column one")))?;
        let of_name = known.as_ref().and_then(|known| known.values.clone()).or(declared.values);
        let of_name = of_name.filter(|_| declared.kind.is_none_or(|declared| declared == kind));
        let allowed = drawn.values.clone().or(own.values).or(of_name);
        let allowed = allowed.and_then(|written| Entry::read(&written.text).ok());
        if !is_name {
            let value = format!("({})", self.named(&expression, drawn.expression.place, identifiers).map_err(at)?);
            return Ok(Column { value, kind, values: None, entries });
        }
        let is_decision = known.is_some_and(|known| known.is_decision);
        let fact = self.fact(&expression, kind, is_decision, drawn.expression.place, identifiers);
        let Some(fact) = self.facts.get_mut(fact) else { return Err(at("the fact is lost".to_owned())) };
        for (entry, written) in entries.iter().zip(texts) {
            if let Some(other) =
                entry.literals().find_map(|literal| kind_of_literal(literal).filter(|other| !other.fits(fact.kind)))
            {
                let message = format!(
                    "`{}`: {}, and the type of the column is {}; change one of them",
                    written.text,
                    other.word(),
                    fact.kind.word()
                );
                faults.push((written.place, message));
            }
        }
        fact.widen(&entries, allowed.as_ref());
        let values = fact.values_are_all.then(|| fact.values.clone());
        Ok(Column { value: fact.id.clone(), kind: fact.kind, values, entries })
    }

    /// An entry in the definition's names; what cannot be read is a fault and tests nothing.
    fn entry(&mut self, written: &Written, identifiers: &mut Identifiers, faults: &mut Vec<Wrong>) -> Entry {
        let named = self.named(&written.text, written.place, identifiers);
        named.and_then(|text| Entry::read(&text)).unwrap_or_else(|message| {
            faults.push((written.place, format!("`{}`: {message}", written.text)));
            Entry::Any
        })
    }

    /// The fact of that name, which is declared where it is first asked for.
    fn fact(
        &mut self,
        name: &str,
        kind: Kind,
        is_decision: bool,
        place: Place,
        identifiers: &mut Identifiers,
    ) -> usize {
        if let Some(index) = self.facts.iter().position(|fact| same_name(&fact.name, name)) {
            return index;
        }
        self.facts.push(AskedFact {
            id: identifiers.give(name, "input"),
            name: name.to_owned(),
            kind,
            values: Vec::new(),
            values_are_all: false,
            range: None,
            places: 0,
            digits: 0,
            is_decision,
            place,
        });
        self.facts.len() - 1
    }

    /// An expression with the model's names replaced by identifiers. Other words stay, for the compiler to judge.
    fn named(&mut self, expression: &str, place: Place, identifiers: &mut Identifiers) -> Result<String, String> {
        let words = lexemes(expression);
        let (mut text, mut from, mut at) = (String::new(), 0, 0);
        while let Some(word) = words.get(at) {
            let found = self.known.iter().find_map(|known| {
                let length = begins(expression, &words, at, &known.name)?;
                Some((known.clone(), length))
            });
            let Some((known, length)) = found else {
                at += 1;
                continue;
            };
            text += &expression[from..word.start];
            text += &self.known_fact(&known, place, identifiers)?;
            at += length;
            from = words[at - 1].end;
        }
        text += &expression[from..];
        Ok(text)
    }

    /// The identifier of the fact behind a name that an expression uses.
    fn known_fact(&mut self, known: &Known, place: Place, identifiers: &mut Identifiers) -> Result<String, String> {
        let asked = self.facts.iter().position(|fact| same_name(&fact.name, &known.name));
        let resolved = self.resolve(known.type_name.as_deref(), 0)?;
        let index = match (asked, resolved.kind) {
            (Some(index), _) => index,
            (None, Some(kind)) => self.fact(&known.name, kind, known.is_decision, place, identifiers),
            (None, None) => return Err(format!("the type of `{}` is not said", known.name)),
        };
        let allowed = known.values.clone().or(resolved.values);
        let allowed = allowed.and_then(|written| Entry::read(&written.text).ok());
        let fact = self.facts.get_mut(index).ok_or("the fact is lost")?;
        fact.widen(&[], allowed.as_ref());
        Ok(fact.id.clone())
    }

    fn resolve(&self, type_name: Option<&str>, depth: usize) -> Result<Resolved, String> {
        let unknown = Resolved { kind: None, values: None };
        let Some(type_name) = type_name else { return Ok(unknown) };
        let found = |kind| Ok(Resolved { kind: Some(kind), values: None });
        if let Some(declared) = self.model.declared(type_name) {
            return self.declared(declared, depth);
        }
        let plain = without_prefix(type_name);
        match plain {
            "number" | "double" | "decimal" | "float" => found(Kind::Number),
            "integer" | "long" | "int" | "short" => found(Kind::Integer),
            "string" => found(Kind::Text),
            "boolean" => found(Kind::Boolean),
            "date" => found(Kind::Date),
            "Any" => Ok(unknown),
            "time" | "dateTime" | "date and time" | "dateAndTime" => {
                Err(format!("a fact has no time of day, and the type is `{plain}`"))
            }
            "days and time duration" | "dayTimeDuration" | "years and months duration" | "yearMonthDuration" => {
                Err(format!("a fact is no duration, and the type is `{plain}`; ask for the dates, or a number"))
            }
            _ => Err(format!("the model has no type `{type_name}`")),
        }
    }

    fn declared(&self, declared: &ItemType, depth: usize) -> Result<Resolved, String> {
        if declared.is_list || !declared.components.is_empty() || depth > TYPES_MAX {
            return Err(format!(
                "the type `{}` is a list, a structure, or has no end; a fact is one value",
                declared.name
            ));
        }
        let base = self.resolve(declared.base.as_deref(), depth + 1)?;
        Ok(Resolved { kind: base.kind, values: declared.values.clone().or(base.values) })
    }
}

impl AskedFact {
    /// Takes in what entries compare it with and what the model allows.
    fn widen(&mut self, entries: &[Entry], allowed: Option<&Entry>) {
        let texts = |literals: &mut dyn Iterator<Item = &Literal>| -> Vec<String> {
            literals
                .filter_map(|literal| if let Literal::Text(text) = literal { Some(text.clone()) } else { None })
                .collect()
        };
        if let Some(Entry::Tests { negated: false, tests }) = allowed {
            let named = texts(&mut tests.iter().flat_map(Test::items).filter_map(|item| item.literal.as_ref()));
            if self.kind == Kind::Text && !named.is_empty() {
                self.values_are_all = true;
                self.values = named;
            }
            if let [Test::Range { low, high, .. }] = tests.as_slice()
                && let (Some(Literal::Number(low)), Some(Literal::Number(high))) = (&low.literal, &high.literal)
            {
                self.range = Some([*low, *high]);
            }
        }
        let mut literals = entries.iter().flat_map(Entry::literals);
        if self.kind == Kind::Text {
            if !self.values_are_all {
                for text in texts(&mut literals) {
                    if !self.values.contains(&text) {
                        self.values.push(text);
                    }
                }
            }
            return;
        }
        let figures =
            literals.filter_map(|literal| if let Literal::Number(number) = literal { Some(*number) } else { None });
        for figure in figures.chain(self.range.into_iter().flatten()) {
            self.places = self.places.max(figure.places());
            self.digits = self.digits.max(figure.abs().floor().to_string().len());
        }
    }
}

/// Inputs, their components, the other decisions and the columns' own names, by name; longest first, so that
/// `Age at diagnosis` is not `Age`.
fn known_names(model: &Model, decision: &str, table: &Table) -> Vec<Known> {
    let mut known: Vec<Known> = Vec::new();
    for input in &model.inputs {
        let declared = input.type_name.as_ref().and_then(|name| model.declared(name));
        known.extend(declared.into_iter().flat_map(|declared| &declared.components).map(|component| Known {
            name: format!("{}.{}", input.name, component.name),
            type_name: component.base.clone(),
            values: component.values.clone(),
            is_decision: false,
        }));
        let (name, type_name) = (input.name.clone(), input.type_name.clone());
        known.push(Known { name, type_name, values: None, is_decision: false });
    }
    let others = model.decisions.iter().filter(|other| !same_name(&other.name, decision));
    known.extend(others.map(|other| {
        let (name, type_name) = (other.name.clone(), other.answer_type.clone());
        Known { name, type_name, values: None, is_decision: true }
    }));
    // What a column tests by name is an input, declared or not: another column's entry means the same by it.
    for column in &table.inputs {
        let name = column.expression.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if is_plain_name(&name) && !known.iter().any(|known| same_name(&known.name, &name)) {
            known.push(Known { name, type_name: column.type_name.clone(), values: None, is_decision: false });
        }
    }
    known.retain(|known| !known.name.is_empty());
    known.sort_by_key(|known| std::cmp::Reverse(known.name.len()));
    known
}

/// How many words of an expression a name takes from a place on. Between its own words may stand any white space; beside it
/// stand neither a letter more nor a point, and no parenthesis after it: an input may be called `date` as the function is.
fn begins(expression: &str, words: &[Lexeme], at: usize, name: &str) -> Option<usize> {
    let of_name = lexemes(name);
    let length = of_name.len();
    let taken = words.get(at..at + length)?;
    let (first, last) = (taken.first()?, taken.last()?);
    let is_same = |(place, (one, other)): (usize, (&Lexeme, &Lexeme))| {
        let is_apart = |words: &[Lexeme]| place > 0 && words[place - 1].end < words[place].start;
        expression[one.start..one.end].split_whitespace().eq(name[other.start..other.end].split_whitespace())
            && is_apart(taken) == is_apart(&of_name)
    };
    let is_letter = |letter: Option<char>| letter.is_some_and(is_name_letter);
    let stands_alone = !is_letter(expression[..first.start].chars().next_back())
        && !is_letter(expression[last.end..].chars().next())
        && (at == 0 || words[at - 1].kind != LexemeKind::Symbol("."))
        && words.get(at + length).is_none_or(|after| after.kind != LexemeKind::Symbol("("));
    (stands_alone && taken.iter().zip(&of_name).enumerate().all(is_same)).then_some(length)
}

fn is_name_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Whether the text is words alone, as a name is that nobody declared, or such names joined by points: `patient.age`.
fn is_plain_name(text: &str) -> bool {
    let begins = |name: &str| name.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
    text.split('.').all(begins)
        && text.chars().all(|letter| is_name_letter(letter) || matches!(letter, ' ' | '.'))
        && !text
            .split(' ')
            .any(|word| matches!(word, "and" | "or" | "in" | "if" | "true" | "false" | "null" | "between"))
}

/// The kind of the first value that an entry writes out.
fn kind_of(entries: &[Entry]) -> Option<Kind> {
    entries.iter().flat_map(Entry::literals).find_map(kind_of_literal)
}

fn kind_of_literal(literal: &Literal) -> Option<Kind> {
    match literal {
        Literal::Number(_) => Some(Kind::Number),
        Literal::Text(_) => Some(Kind::Text),
        Literal::Boolean(_) => Some(Kind::Boolean),
        Literal::Date(_) => Some(Kind::Date),
        Literal::Null => None,
    }
}
