//! A `.dmn` file as it is drawn: decisions, inputs and types, each text with its place.
//!
//! Names of elements count without their namespace, since each version of DMN has its own and the elements
//! that are read here are the same in all of them.

use super::bounds::exceeded;
use crate::fault::Fault;
use roxmltree::{Document, Node};
use std::fmt;

/// More elements than a drawn model has.
const ELEMENTS_MAX: u32 = 1_000_000;
/// A longer file is not a drawn model.
const BYTES_MAX: usize = 32 << 20;
/// Structures within structures, beyond which they are not looked at.
const STRUCTURES_MAX: usize = 20;

/// Hit policies by the letters that tables are drawn with, which some editors write into the file.
const HIT_POLICIES: [(&str, &str); 7] = [
    ("U", "UNIQUE"),
    ("F", "FIRST"),
    ("A", "ANY"),
    ("P", "PRIORITY"),
    ("C", "COLLECT"),
    ("R", "RULE ORDER"),
    ("O", "OUTPUT ORDER"),
];

/// A line and column of the file, from 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Place {
    /// The line, from 1.
    pub line: u32,
    /// The character of the line, from 1.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A text of the file, without white space around it, and where it begins.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Written {
    /// The text.
    pub text: String,
    /// Where it begins.
    pub place: Place,
}

/// Everything of a `.dmn` file that decides something.
///
/// ```
/// let model = entitle_cli::dmn::Model::read("x.dmn", "<definitions><decision name='D'/></definitions>")?;
/// assert_eq!(model.decisions[0].name, "D");
/// # Ok::<(), entitle_cli::Fault>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Model {
    /// The decisions, in the order of the file.
    pub decisions: Vec<Decision>,
    /// The input data.
    pub inputs: Vec<Variable>,
    /// The declared types.
    pub types: Vec<ItemType>,
}

/// A decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// Its name; its id where it has none.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// The type of its answer, where it is said.
    pub answer_type: Option<String>,
    /// What it is made of.
    pub logic: Logic,
}

/// How a decision comes to its answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Logic {
    /// One FEEL expression.
    Expression(Written),
    /// A decision table.
    Table(Table),
    /// Anything else, by the name of its element; "" where there is none.
    Other(String),
}

/// Something that has a name and a type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// The name of its type, where it is said.
    pub type_name: Option<String>,
}

/// A declared type.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ItemType {
    /// Its name, or that of the component.
    pub name: String,
    /// The type that it narrows.
    pub base: Option<String>,
    /// The unary tests that its values meet.
    pub values: Option<Written>,
    /// Its components, where it is a structure.
    pub components: Vec<ItemType>,
    /// Whether it is a list of such values.
    pub is_list: bool,
}

/// A decision table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// Where it stands.
    pub place: Place,
    /// `UNIQUE` where the file does not say.
    pub hit_policy: String,
    /// The columns that are tested.
    pub inputs: Vec<InputColumn>,
    /// The columns that are answered.
    pub outputs: Vec<OutputColumn>,
    /// The rules, in order.
    pub rules: Vec<DrawnRule>,
}

/// A column that is tested.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InputColumn {
    /// What is tested.
    pub expression: Written,
    /// The column's heading, where it has one.
    pub label: Option<String>,
    /// The name of the type, where it is said.
    pub type_name: Option<String>,
    /// The values that may stand in the column.
    pub values: Option<Written>,
}

/// A column that is answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutputColumn {
    /// Its name; the decision's, where it is the only one and has none.
    pub name: String,
    /// The answer where no rule matches.
    pub default: Option<Written>,
}

/// A rule of a decision table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DrawnRule {
    /// Where it stands.
    pub place: Place,
    /// One unary test per input column.
    pub entries: Vec<Written>,
    /// One expression per output column.
    pub outputs: Vec<Written>,
    /// What the author wrote beside it.
    pub note: String,
}

impl Model {
    /// Reads a `.dmn` file; `name` is the file's name as faults print it.
    ///
    /// # Errors
    ///
    /// Where it is not XML, not a DMN model, too large or with more attributes than any drawn model has, or holds something other than FEEL.
    pub fn read(name: &str, text: &str) -> Result<Model, Fault> {
        if text.len() > BYTES_MAX {
            return Err(Fault::input(format!("{name} is larger than any drawn model")));
        }
        if let Some((at, why)) = exceeded(text) {
            let place = Places::of(text).at(at);
            return Err(Fault::input(format!("{name}:{place}: {why}; no drawn model has")));
        }
        let options = roxmltree::ParsingOptions { nodes_limit: ELEMENTS_MAX, ..Default::default() };
        let document = Document::parse_with_options(text, options).map_err(|error| {
            let place = error.pos();
            Fault::input(format!("{name}:{}:{}: this is not XML: {error}", place.row, place.col))
                .with_help("export the model from your editor again")
        })?;
        let root = document.root_element();
        if root.tag_name().name() != "definitions" {
            let found = root.tag_name().name();
            return Err(Fault::input(format!(
                "{name}: a DMN model begins with `definitions`, this file with `{found}`"
            )));
        }
        let language = attribute(root, "expressionLanguage");
        let reader = Reader { file: name, document: &document, places: Places::of(document.input_text()), language };
        let named = |kind| children(root, kind);
        Ok(Model {
            decisions: named("decision").map(|node| reader.decision(node)).collect::<Result<_, _>>()?,
            inputs: named("inputData").map(variable).collect(),
            types: named("itemDefinition").map(|node| reader.item_type(node, 0)).collect(),
        })
    }

    /// The declared type of that name; FEEL's own types, `feel:date`, are not among them.
    pub(super) fn declared(&self, type_name: &str) -> Option<&ItemType> {
        let of_name = |name: &str| self.types.iter().find(|declared| same_name(&declared.name, name));
        of_name(type_name).or_else(|| {
            let plain = without_prefix(type_name);
            if type_name.starts_with("feel:") { None } else { of_name(plain) }
        })
    }

    /// The decision of that name; without a name, the only decision table.
    ///
    /// # Errors
    ///
    /// Where there is none of that name, or without a name none or several.
    pub fn decision(&self, name: Option<&str>) -> Result<&Decision, Fault> {
        let names = |decisions: &[&Decision]| -> String {
            decisions.iter().map(|decision| format!("\"{}\"", decision.name)).collect::<Vec<_>>().join(", ")
        };
        let all: Vec<&Decision> = self.decisions.iter().collect();
        if let Some(name) = name {
            let found = self.decisions.iter().find(|decision| same_name(&decision.name, name));
            return found.ok_or_else(|| {
                Fault::input(format!("there is no decision \"{name}\"")).with_help(format!("there are {}", names(&all)))
            });
        }
        let tables: Vec<&Decision> =
            all.iter().copied().filter(|decision| matches!(decision.logic, Logic::Table(_))).collect();
        match tables.as_slice() {
            [only] => Ok(only),
            [] => Err(Fault::input("there is no decision table in this model")
                .with_help("the table of a decision is taken over, not that of a business knowledge model")),
            several => Err(Fault::input(format!("there are {} decision tables", several.len()))
                .with_help(format!("choose one with --decision: {}", names(several)))),
        }
    }
}

/// A name of a type without the prefix of its namespace, which files of DMN 1.1 write: `feel:number`.
pub(super) fn without_prefix(type_name: &str) -> &str {
    type_name.rsplit(':').next().unwrap_or(type_name)
}

/// Names of DMN are the same whatever the white space within.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

struct Reader<'d> {
    file: &'d str,
    document: &'d Document<'d>,
    places: Places<'d>,
    /// The language of what names none.
    language: Option<String>,
}

/// Bytes from one known place to the next.
const PLACES_APART: usize = 1024;

/// Lines and columns of a text, found without reading it from its beginning each time.
struct Places<'t> {
    text: &'t str,
    /// A byte of every stretch of the text, and its place.
    known: Vec<(usize, Place)>,
}

impl<'t> Places<'t> {
    fn of(text: &'t str) -> Places<'t> {
        let mut places = Places { text, known: vec![(0, Place { line: 1, column: 1 })] };
        let far =
            |places: &Places<'_>, at: usize| places.known.last().is_some_and(|(known, _)| at - known >= PLACES_APART);
        for (at, _) in text.char_indices() {
            if far(&places, at) {
                let place = places.at(at);
                places.known.push((at, place));
            }
        }
        places
    }

    fn at(&self, at: usize) -> Place {
        let before = self.known.partition_point(|(known, _)| *known <= at).saturating_sub(1);
        let (from, start) = self.known[before];
        self.text[from..at].chars().fold(start, |place, letter| match letter {
            '\n' => Place { line: place.line + 1, column: 1 },
            _ => Place { column: place.column + 1, ..place },
        })
    }
}

impl Reader<'_> {
    fn place(&self, at: usize) -> Place {
        self.places.at(at)
    }

    fn decision(&self, node: Node<'_, '_>) -> Result<Decision, Fault> {
        let logic = node.children().find(|child| {
            !matches!(
                child.tag_name().name(),
                "" | "description"
                    | "extensionElements"
                    | "question"
                    | "allowedAnswers"
                    | "variable"
                    | "informationRequirement"
                    | "knowledgeRequirement"
                    | "authorityRequirement"
                    | "supportedObjective"
                    | "impactedPerformanceIndicator"
                    | "decisionMaker"
                    | "decisionOwner"
                    | "usingProcess"
                    | "usingTask"
            )
        });
        let name = attribute(node, "name").or_else(|| attribute(node, "id")).unwrap_or_default();
        let logic = match logic {
            Some(node) if node.tag_name().name() == "decisionTable" => Logic::Table(self.table(node, &name)?),
            Some(node) if node.tag_name().name() == "literalExpression" => {
                self.only_feel(node)?;
                Logic::Expression(self.text(node))
            }
            other => Logic::Other(other.map_or_else(String::new, |node| node.tag_name().name().to_owned())),
        };
        let answer_type = child(node, "variable").and_then(|variable| attribute(variable, "typeRef"));
        Ok(Decision { name, place: self.place(node.range().start), answer_type, logic })
    }

    fn table(&self, node: Node<'_, '_>, decision: &str) -> Result<Table, Fault> {
        let inputs = children(node, "input").map(|node| {
            let expression = child(node, "inputExpression");
            expression.map_or(Ok(()), |expression| self.only_feel(expression))?;
            Ok(InputColumn {
                expression: expression.map_or_else(|| self.empty(node), |expression| self.text(expression)),
                label: attribute(node, "label"),
                type_name: expression.and_then(|expression| attribute(expression, "typeRef")),
                values: child(node, "inputValues").map(|values| self.text(values)),
            })
        });
        let inputs = inputs.collect::<Result<Vec<_>, Fault>>()?;
        let outputs: Vec<OutputColumn> = children(node, "output")
            .map(|node| OutputColumn {
                name: attribute(node, "name")
                    .or_else(|| attribute(node, "label"))
                    .unwrap_or_else(|| decision.to_owned()),
                default: child(node, "defaultOutputEntry").map(|entry| self.text(entry)),
            })
            .collect();
        let rules = children(node, "rule").map(|node| self.rule(node, inputs.len(), outputs.len()));
        let rules = rules.collect::<Result<_, _>>()?;
        let hit_policy = attribute(node, "hitPolicy").unwrap_or_else(|| "UNIQUE".to_owned());
        let hit_policy = HIT_POLICIES
            .iter()
            .find(|(letter, _)| *letter == hit_policy)
            .map_or(hit_policy, |(_, name)| (*name).to_owned());
        Ok(Table { place: self.place(node.range().start), hit_policy, inputs, outputs, rules })
    }

    fn rule(&self, node: Node<'_, '_>, inputs: usize, outputs: usize) -> Result<DrawnRule, Fault> {
        let texts = |kind| {
            let entries = children(node, kind).map(|entry| self.only_feel(entry).map(|()| self.text(entry)));
            entries.collect::<Result<Vec<_>, Fault>>()
        };
        let place = self.place(node.range().start);
        let rule = DrawnRule {
            place,
            entries: texts("inputEntry")?,
            outputs: texts("outputEntry")?,
            note: ["description", "annotationEntry"]
                .into_iter()
                .flat_map(|kind| children(node, kind))
                .map(|note| self.text(note).text)
                .find(|note| !note.is_empty())
                .unwrap_or_default(),
        };
        if (rule.entries.len(), rule.outputs.len()) != (inputs, outputs) {
            let message = format!(
                "{}:{place}: the rule has {} input entries and {} output entries; the table has {inputs} and {outputs} \
                 columns",
                self.file,
                rule.entries.len(),
                rule.outputs.len()
            );
            return Err(Fault::input(message));
        }
        Ok(rule)
    }

    fn item_type(&self, node: Node<'_, '_>, depth: usize) -> ItemType {
        let components = children(node, "itemComponent").filter(|_| depth < STRUCTURES_MAX);
        ItemType {
            name: attribute(node, "name").unwrap_or_default(),
            base: child(node, "typeRef").map(|base| self.text(base).text).filter(|base| !base.is_empty()),
            values: child(node, "allowedValues").map(|values| self.text(values)),
            components: components.map(|component| self.item_type(component, depth + 1)).collect(),
            is_list: attribute(node, "isCollection").is_some_and(|value| value == "true"),
        }
    }

    /// The text of an element, which stands in its `text` or in itself.
    fn text(&self, node: Node<'_, '_>) -> Written {
        let holder = child(node, "text").unwrap_or(node);
        let Some(inner) = holder.children().find(Node::is_text) else { return self.empty(node) };
        let whole: String = holder.children().filter_map(|part| part.is_text().then(|| part.text())?).collect();
        let trimmed = whole.trim();
        // Before the first letter there is white space or the head of a CDATA section.
        let source = &self.document.input_text()[inner.range()];
        let head = "<![CDATA[";
        let skipped = source.strip_prefix(head).map_or(0, |_| head.len());
        let blank = source[skipped..].len() - source[skipped..].trim_start().len();
        Written { text: trimmed.to_owned(), place: self.place(inner.range().start + skipped + blank) }
    }

    fn empty(&self, node: Node<'_, '_>) -> Written {
        Written { text: String::new(), place: self.place(node.range().start) }
    }

    fn only_feel(&self, node: Node<'_, '_>) -> Result<(), Fault> {
        match attribute(node, "expressionLanguage").or_else(|| self.language.clone()) {
            Some(language) if !language.to_lowercase().contains("feel") && !language.contains("/DMN/") => {
                let place = self.place(node.range().start);
                let message = format!("{}:{place}: the expression language `{language}` is not FEEL", self.file);
                Err(Fault::input(message).with_help("write the entry in FEEL"))
            }
            _ => Ok(()),
        }
    }
}

fn variable(node: Node<'_, '_>) -> Variable {
    let declared = child(node, "variable");
    Variable {
        name: attribute(node, "name").unwrap_or_default(),
        type_name: declared.and_then(|declared| attribute(declared, "typeRef")),
    }
}

fn child<'a, 'i>(node: Node<'a, 'i>, kind: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.tag_name().name() == kind)
}

fn children<'a, 'i: 'a>(node: Node<'a, 'i>, kind: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.tag_name().name() == kind)
}

/// An attribute that says something.
fn attribute(node: Node<'_, '_>, name: &str) -> Option<String> {
    node.attribute(name).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_counted_from_the_beginning() {
        let text = format!("first\n{}é\nlast", "añb".repeat(3_000));
        let places = Places::of(&text);
        let (mut line, mut column) = (1, 1);
        for (at, letter) in text.char_indices() {
            assert_eq!(places.at(at), Place { line, column }, "byte {at}");
            (line, column) = if letter == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
    }
}
