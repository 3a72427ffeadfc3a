//! `entitle fmt`: definitions and rule tests in one style, their meaning untouched.
//!
//! The formatter is dprint's. Keys, rows and lists stay in the order, and lists on the lines, that their author
//! chose; white space, blank lines, the last comma of a list and line endings are settled. What comes out is trusted
//! only when it says the same as what went in.

use crate::compile::{once_from_standard_input, read};
use crate::contract_choice::text_of;
use crate::fault::{Exit, Fault, counted};
use crate::output;
use dprint_plugin_toml::configuration::{Configuration, ConfigurationBuilder, QuoteStyle};
use similar::TextDiff;
use std::path::{Path, PathBuf};
use toml_edit::{Document, Item, TableLike, Value};

/// No list is broken because of its length: a row or a list of values is read more easily in one line.
const LINE_WIDTH: u32 = 100_000;

/// Formats files in their place, or shows what that would change.
pub(crate) fn run(files: &[PathBuf], check: bool) -> Result<Exit, Fault> {
    once_from_standard_input(files)?;
    let formatted = files.iter().map(|file| Formatted::of(file)).collect::<Result<Vec<_>, _>>()?;
    let changed = || formatted.iter().filter(|file| file.before != file.after);
    if check {
        output::print(&changed().map(Formatted::difference).collect::<String>())?;
        let count = changed().count();
        if count > 0 {
            output::complain(&format!(
                "{} would change; `entitle fmt` without `--check` changes them\n",
                counted(count, "file")
            ));
            return Ok(Exit::Failed);
        }
        return Ok(Exit::Fine);
    }
    for file in &formatted {
        if file.is_piped() {
            output::print(&file.after)?;
        } else if file.before != file.after {
            output::write_whole(&file.path, file.after.as_bytes())?;
            output::complain(&format!("formatted {}\n", file.path.display()));
        }
    }
    Ok(Exit::Fine)
}

struct Formatted {
    path: PathBuf,
    before: String,
    after: String,
}

impl Formatted {
    fn of(path: &Path) -> Result<Formatted, Fault> {
        let name = path.display().to_string();
        let before = text_of(&name, read(path)?)?;
        let after = formatted(&name, &before)?;
        Ok(Formatted { path: path.to_owned(), before, after })
    }

    fn is_piped(&self) -> bool {
        self.path.to_str() == Some("-")
    }

    fn difference(&self) -> String {
        let name = self.path.display().to_string();
        let difference = TextDiff::from_lines(&self.before, &self.after);
        difference.unified_diff().header(&name, &format!("{name} (formatted)")).to_string()
    }
}

fn configuration() -> Configuration {
    ConfigurationBuilder::new()
        .line_width(LINE_WIDTH)
        // An expression in single quotes holds double ones, and beside it all are written alike.
        .quote_style(QuoteStyle::Maintain)
        .cargo_apply_conventions(false)
        .build()
}

/// The text in our style.
fn formatted(name: &str, text: &str) -> Result<String, Fault> {
    // Checked first, so that a fault has the compiler's words and place, and nothing hostile goes further.
    let values = Values::of(text).ok_or_else(|| not_toml(name, text))?;
    let refuse = |why: &str| Fault::new(Exit::Failed, format!("{name} was left as it is: {why}"));
    let unix = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let after = dprint_plugin_toml::format_text(Path::new(name), &unix, &configuration())
        .map_err(|error| refuse(&error.to_string()))?
        .unwrap_or(unix);
    let same = Values::of(&after).is_some_and(|after| after == values) && image(name, &after) == image(name, text);
    if same { Ok(after) } else { Err(refuse("its formatted text would not mean the same; please report it")) }
}

fn not_toml(name: &str, text: &str) -> Fault {
    output::complain(&entitle_compiler::check(name, text).diagnostics.render(output::complains_in_colour()));
    Fault::new(Exit::Failed, format!("{name} cannot be read as TOML, so it was left as it is"))
}

/// What a definition compiles to, with the digest of what it says; none for a rule test or a definition with faults.
fn image(name: &str, text: &str) -> Option<Vec<u8>> {
    entitle_compiler::compile(name, text).ok().map(|compiled| compiled.image)
}

/// What a TOML file says, in its order, without how it is written.
#[derive(PartialEq, Eq, Debug)]
enum Values {
    Table(Vec<(String, Values)>),
    List(Vec<Values>),
    Plain(&'static str, String),
}

impl Values {
    /// None for what the compiler does not take for TOML.
    fn of(text: &str) -> Option<Values> {
        let faults = entitle_compiler::check("", text).diagnostics;
        if faults.list().iter().any(|fault| ["toml-syntax", "too-deep", "too-long"].contains(&fault.code)) {
            return None;
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
        Document::parse(text).ok().map(|document| Values::table(document.as_table()))
    }

    fn table(table: &dyn TableLike) -> Values {
        Values::Table(table.iter().map(|(key, item)| (key.to_owned(), Values::item(item))).collect())
    }

    fn item(item: &Item) -> Values {
        match item {
            Item::None => Values::List(Vec::new()),
            Item::Value(value) => Values::value(value),
            Item::Table(table) => Values::table(table),
            Item::ArrayOfTables(list) => Values::List(list.iter().map(|table| Values::table(table)).collect()),
        }
    }

    fn value(value: &Value) -> Values {
        let text = match value {
            Value::Array(list) => return Values::List(list.iter().map(Values::value).collect()),
            Value::InlineTable(table) => return Values::table(table),
            Value::String(text) => text.value().clone(),
            Value::Integer(number) => number.value().to_string(),
            // A float is refused elsewhere; here its bits are what it says.
            Value::Float(number) => number.value().to_bits().to_string(),
            Value::Boolean(value) => value.value().to_string(),
            Value::Datetime(moment) => moment.value().to_string(),
        };
        Values::Plain(value.type_name(), text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "semantics = 1\n[contract]\nid = \"small\"\ntitle = \"x\"\nin_force = 2025-04-01\n\
        subject = \"practice\"\n[line.a]\ntitle = \"a\"\nvalue = \"1 + 2\"\nunit = \"GBP\"\n";

    #[test]
    fn the_guard_sees_another_value_kind_or_order_and_not_another_dress() {
        let values = |text: &str| Values::of(text).unwrap();
        assert_eq!(values("a = 1 # x\r\n[b]\nc = [1,\n 2]"), values("a=1\n\n[ b ]\nc = [ 1, 2, ]\n"));
        assert_eq!(values("a = 'x\"'"), values("a = \"x\\\"\""));
        for (one, other) in
            [("a = 1", "a = 2"), ("a = 1", "a = \"1\""), ("a = 1\nb = 2", "b = 2\na = 1"), ("a = [1, 2]", "a = [2, 1]")]
        {
            assert_ne!(values(one), values(other));
        }
        assert_eq!(Values::of("a = "), None);
    }

    #[test]
    fn the_guard_compares_what_definitions_compile_to() {
        let plain = image("small.toml", SMALL);
        assert!(plain.is_some());
        assert_eq!(image("small.toml", &SMALL.replace(" = ", "=")), plain);
        assert_ne!(image("small.toml", &SMALL.replace("1 + 2", "1 + 3")), plain);
    }
}
