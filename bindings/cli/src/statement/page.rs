//! A statement for people: who and under which terms, eligibility, amounts, then registers and indicators as tables.

use super::{ASSUMED_FIGURE, LOCAL_TERM, digest, note_on_need, rests_on, shortened};
use crate::evaluation::{Evaluated, Found, Room};
use crate::style::{self, paint};
use crate::table::{Cell, Table, page_width};
use crate::waiting::counts;
use anstyle::Style;
use entitle_kernel::image::code::{Per, Scope};
use entitle_kernel::image::record;
use entitle_kernel::number::RoundingMode;
use entitle_kernel::{AnswerKind, Contract, Grade, Number, Value, Verdict, Written};

/// The whole page of one subject. `remark` says how the contract was chosen, or nothing.
pub(crate) fn page(contract: &Contract<'_>, statement: &Evaluated<'_>, remark: &str) -> String {
    let page = Page { contract, statement };
    let parts = [
        page.heading(remark),
        page.eligibility(),
        page.conditions(),
        page.amounts(),
        page.registers(),
        page.indicators(),
        page.footnotes(),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

/// A number with its thousands set apart: `127,176.36`.
pub(crate) fn grouped(written: &str) -> String {
    let (sign, rest) = written.strip_prefix('-').map_or(("", written), |rest| ("-", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(whole, fraction)| (whole, Some(fraction)));
    if !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return written.to_owned();
    }
    let mut text = sign.to_owned();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

struct Page<'p, 'c> {
    contract: &'p Contract<'c>,
    statement: &'p Evaluated<'c>,
}

impl<'p, 'c> Page<'p, 'c> {
    fn of_kind(&self, kind: AnswerKind) -> impl Iterator<Item = &'p Found<'c>> + Clone + use<'p, 'c> {
        self.statement.answers.iter().filter(move |found| found.kind == kind)
    }

    fn heading(&self, remark: &str) -> String {
        let contract = self.contract;
        let mut text = format!("{}  {}\n", paint(style::HEADING, &self.statement.subject), contract.title());
        let identity =
            format!("{}@{}#{}  {}", contract.id(), contract.in_force(), contract.revision(), &digest(contract)[..19]);
        text += &format!("  {}\n", paint(style::FAINT, identity));
        if !remark.is_empty() {
            text += &format!("  {}\n", paint(style::DOUBT, remark));
        }
        text
    }

    fn eligibility(&self) -> String {
        let Some(together) = self.of_kind(AnswerKind::Eligible).next() else {
            return String::new();
        };
        let mut text = format!("{}  {}\n", paint(style::HEADING, "Eligible"), verdict(together));
        let mut table = Table::new(&["", "", "~", "~"]);
        for found in self.of_kind(AnswerKind::Criterion) {
            table.row(vec![
                Cell::new(verdict_style(found.verdict), found.written.clone()),
                found.name.into(),
                self.marked(found, found.title).into(),
                Cell::new(style::FAINT, with_waiting(found.clause, found)),
            ]);
        }
        text += &table.rendered(page_width());
        text
    }

    fn conditions(&self) -> String {
        let mut table = Table::new(&["", "", "~"]);
        for found in self.of_kind(AnswerKind::Condition) {
            table.row(vec![
                value_cell(found),
                found.name.into(),
                Cell::new(style::FAINT, self.marked(found, &with_waiting(found.title, found))),
            ]);
        }
        titled("Conditions", &table)
    }

    /// The lines that the subject has one of.
    fn amounts(&self) -> String {
        let mut table = Table::new(&["line", ">amount", "unit", "~"]);
        for found in self.of_kind(AnswerKind::Line).filter(|found| found.item.is_empty()) {
            let pays = self.contract.pays() == Some(found.index);
            let style = if pays { style::HEADING } else { Style::new() };
            let note = with_waiting(&[found.title, found.clause].join(" · "), found);
            table.row(vec![
                Cell::new(style, found.name),
                amount_cell(found, self.mark(found)),
                found.unit.into(),
                Cell::new(style::FAINT, note.trim_matches([' ', '·'])),
            ]);
        }
        titled("Amounts", &table)
    }

    fn registers(&self) -> String {
        let lines = self.lines_per(Per::Register);
        if lines.is_empty() {
            return String::new();
        }
        let mut heads = vec!["register".to_owned(), ">patients".to_owned()];
        heads.extend(lines.iter().map(|(_, name)| format!(">{}", spaced(name))));
        let mut table = Table::with_heads(heads);
        for register in 0..self.contract.register_count() {
            let size = self.count("register_size", register);
            if matches!(size, Value::Unknown) {
                continue;
            }
            let mut cells = vec![self.contract.register_name(register).into(), plain(size).into()];
            cells.extend(lines.iter().map(|(line, _)| self.line_cell(*line, register)));
            table.row(cells);
        }
        titled("Registers", &table)
    }

    fn indicators(&self) -> String {
        if self.contract.indicator_count() == 0 {
            return String::new();
        }
        let lines = self.lines_per(Per::Indicator);
        let mut heads: Vec<String> =
            ["indicator", ">denominator", ">numerator", ">achieved", ">points", ">of"].map(str::to_owned).into();
        heads.extend(lines.iter().map(|(_, name)| format!(">{}", spaced(name))));
        heads.extend([">needed", ">next patient"].map(str::to_owned));
        let mut table = Table::with_heads(heads);
        let mut unsaid = Vec::new();
        for indicator in 0..self.contract.indicator_count() {
            let counts = ["denominator", "numerator"].map(|name| self.count(name, indicator));
            let judges_counts = self.points(indicator).is_none_or(|found| found.value.is_unknown());
            if judges_counts && counts.iter().all(|count| matches!(count, Value::Unknown)) {
                unsaid.push(self.contract.indicator_name(indicator).to_owned());
                continue;
            }
            table.row(self.indicator(indicator, counts, &lines));
        }
        let mut text = titled("Indicators", &table);
        if !unsaid.is_empty() {
            let note = format!("Without counts: {}", unsaid.join(", "));
            for line in crate::table::wrapped(&note, page_width() - 2) {
                text += &format!("  {}\n", paint(style::FAINT, line));
            }
        }
        text
    }

    fn indicator(&self, indicator: usize, counts: [Value; 2], lines: &[(usize, &'c str)]) -> Vec<Cell> {
        let record = self.contract.record::<record::Indicator>(indicator);
        let maximum = record.map_or(Number::ZERO, |record| self.contract.decimal(record.points));
        let achieved = self.of_kind(AnswerKind::Achieved).find(|found| found.index == indicator);
        let mut cells: Vec<Cell> = vec![
            self.contract.indicator_name(indicator).into(),
            plain(counts[0]).into(),
            plain(counts[1]).into(),
            achieved.map_or_else(|| "".into(), |found| percent(found.value).into()),
            self.points(indicator).map_or_else(
                || "".into(),
                |found| Cell::new(value_style(found.value), rounded(found.value, 3) + &self.mark(found)),
            ),
            plain(Value::Number(maximum)).into(),
        ];
        cells.extend(lines.iter().map(|(line, _)| self.line_cell(*line, indicator)));
        if let Some(room) = self.statement.headroom.iter().find(|room| room.index == indicator) {
            cells.extend(room_cells(room));
        }
        cells
    }

    fn points(&self, indicator: usize) -> Option<&'p Found<'c>> {
        self.of_kind(AnswerKind::Points).find(|found| found.index == indicator)
    }

    /// Index and name of each line that has an amount per register or indicator.
    fn lines_per(&self, per: Per) -> Vec<(usize, &'c str)> {
        let lines = self.contract.all::<record::Line>().enumerate();
        lines
            .filter(|(_, line)| Per::from_u8(line.per) == Some(per))
            .map(|(index, line)| (index, self.contract.name(line.name)))
            .collect()
    }

    fn line_cell(&self, line: usize, item: usize) -> Cell {
        let found = self.of_kind(AnswerKind::Line).find(|found| found.index == line && found.item_index == item);
        found.map_or_else(|| "".into(), |found| amount_cell(found, self.mark(found)))
    }

    fn count(&self, name: &str, item: usize) -> Value {
        let fact = match name {
            "register_size" => self.contract.find_fact(Scope::Practice, name).map(|fact| fact.index()),
            "numerator" => counts(self.contract).map(|[numerator, _]| numerator),
            _ => counts(self.contract).map(|[_, denominator]| denominator),
        };
        let mut facts = self.statement.facts.iter();
        let found = facts.find(|((index, place), _)| Some(*index) == fact && *place == item);
        found.map_or(Value::Unknown, |(_, value)| *value)
    }

    /// The signs of footnotes: `*` for an assumed figure, `†` for a local term.
    fn mark(&self, found: &Found<'_>) -> String {
        let mut mark = String::new();
        if found.basis.has(Grade::Assumed) {
            mark.push('*');
        }
        if found.basis.has_local_term() {
            mark.push('†');
        }
        mark
    }

    fn marked(&self, found: &Found<'_>, text: &str) -> String {
        format!("{text}{}", self.mark(found))
    }

    fn footnotes(&self) -> String {
        let notes = [
            ("*", ASSUMED_FIGURE, "`entitle show` lists them"),
            ("†", LOCAL_TERM, "a figure that the contract leaves to the parties, taken from your facts"),
        ];
        let holds = |doubt: &str| self.statement.answers.iter().any(|found| rests_on(found).contains(&doubt));
        let notes = notes.into_iter().filter(|(_, doubt, _)| holds(doubt));
        notes
            .map(|(sign, doubt, what)| paint(style::FAINT, format!("{sign} rests on {doubt}: {what}")) + "\n")
            .collect()
    }
}

fn titled(title: &str, table: &Table) -> String {
    if table.is_empty() {
        return String::new();
    }
    format!("{}\n{}", paint(style::HEADING, title), table.rendered(page_width()))
}

fn room_cells(room: &Room<'_>) -> [Cell; 2] {
    let needed = match note_on_need(&room.patients_needed) {
        "" => grouped(&room.patients_needed),
        _ => "-".to_owned(),
    };
    let worth = match room.next_patient {
        Value::Null => "-".to_owned(),
        value => grouped(&money(value)),
    };
    [needed.into(), Cell::new(value_style(room.next_patient), worth)]
}

fn verdict(found: &Found<'_>) -> String {
    paint(verdict_style(found.verdict), &found.written)
}

const fn verdict_style(verdict: Option<Verdict>) -> Style {
    match verdict {
        Some(Verdict::Met) => style::GOOD,
        Some(Verdict::NotMet) => style::BAD,
        _ => style::DOUBT,
    }
}

const fn value_style(value: Value) -> Style {
    match value {
        Value::Error(_) => style::BAD,
        value if value.is_unknown() => style::DOUBT,
        _ => Style::new(),
    }
}

fn value_cell(found: &Found<'_>) -> Cell {
    Cell::new(value_style(found.value), found.written.clone())
}

fn amount_cell(found: &Found<'_>, mark: String) -> Cell {
    let text = match found.value {
        Value::Number(_) if found.unit == "GBP" || found.unit == "USD" => grouped(&money(found.value)),
        Value::Number(_) => grouped(&rounded(found.value, 6)),
        _ => found.written.clone(),
    };
    Cell::new(value_style(found.value), text + &mark)
}

/// Whole, or with two places and more where it has them.
fn money(value: Value) -> String {
    let text = rounded(value, 4);
    match text.split_once('.') {
        Some((_, fraction)) if fraction.len() == 1 => text + "0",
        _ => text,
    }
}

/// Shortened for the eye only; CSV and JSON hold every digit.
fn rounded(value: Value, places: i16) -> String {
    let short = value.number().and_then(|number| number.round(places, RoundingMode::HalfUp).ok());
    Written(short.map_or(value, Value::Number)).to_string()
}

fn percent(value: Value) -> String {
    let hundredfold = value.number().and_then(|number| number.checked_mul(Number::from_i64(100)).ok());
    match hundredfold {
        Some(number) => rounded(Value::Number(number), 1) + "%",
        None if matches!(value, Value::Null) => "-".to_owned(),
        None => Written(value).to_string(),
    }
}

fn plain(value: Value) -> String {
    match value {
        Value::Unknown => "?".to_owned(),
        value => grouped(&Written(value).to_string()),
    }
}

fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

fn with_waiting(text: &str, found: &Found<'_>) -> String {
    let waiting = match (&found.waits_for[..], found.error()) {
        ([], None) => return text.to_owned(),
        ([], Some(error)) => error.text().to_owned(),
        (names, _) => format!("waits for {}", shortened(names)),
    };
    match text.trim_matches([' ', '·']) {
        "" => waiting,
        text => format!("{text}; {waiting}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (written, expected) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-127176.36", "-127,176.36"),
            ("undetermined", "undetermined"),
        ] {
            assert_eq!(grouped(written), expected);
        }
    }
}
