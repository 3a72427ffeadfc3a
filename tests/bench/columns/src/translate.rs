//! A contract's patient rules as SQL for DuckDB and as expressions for Polars, translated from its image without judgement.
//!
//! Whatever is asked more than once becomes a column of its own: conditions and registers, in layers, each of which asks
//! only those before it. The rest stands where it is asked, so that a `CASE` may pass it over. Switches are put in by their
//! defaults, and what they settle is left out.
//!
//! Null: a condition is "is true". SQL and Polars join masks by Kleene's rules and take a null in `CASE` and `when` for false,
//! which is the same; only a complement has to ask whether its mask *is* true, and `=` and `!=` between two values that may be
//! null use the forms that know null.

use entitle_kernel::image::code::{Action, Comparison, Kind, PatientOp, Scope};
use entitle_kernel::image::record::{self, NONE};
use entitle_kernel::{Cell, Contract, Date, Run};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The same in both languages.
#[derive(Clone)]
struct Text {
    sql: String,
    polars: String,
}

impl Text {
    fn map(&self, sql: impl Fn(&str) -> String, polars: impl Fn(&str) -> String) -> Text {
        Text { sql: sql(&self.sql), polars: polars(&self.polars) }
    }

    fn join(&self, other: &Text, sql: &str, polars: &str) -> Text {
        Text {
            sql: format!("({} {sql} {})", self.sql, other.sql),
            polars: format!("({} {polars} {})", self.polars, other.polars),
        }
    }
}

/// A number or day of a patient.
#[derive(Clone)]
struct Integer {
    text: Text,
    is_date: bool,
    nullable: bool,
    constant: Option<i64>,
}

impl Integer {
    fn constant(value: i64) -> Integer {
        let text = Text { sql: value.to_string(), polars: value.to_string() };
        Integer { text, is_date: false, nullable: false, constant: Some(value) }
    }

    /// The same as a day, where it stands beside one.
    fn beside(self, other: &Integer) -> Integer {
        match self.constant {
            Some(days) if other.is_date && !self.is_date => {
                let day = i32::try_from(days).ok().and_then(|days| Date::from_days(days).ok()).expect("a day");
                let text = Text { sql: format!("DATE '{day}'"), polars: self.text.polars };
                Integer { text, is_date: true, ..self }
            }
            _ => self,
        }
    }
}

/// A mask over patients.
#[derive(Clone)]
enum Mask {
    Constant(bool),
    Of { text: Text, nullable: bool },
}

impl Mask {
    fn complement(self) -> Mask {
        match self {
            Mask::Constant(on) => Mask::Constant(!on),
            Mask::Of { text, nullable: true } => {
                let text =
                    text.map(|sql| format!("({sql} IS NOT TRUE)"), |polars| format!("(~({polars}).fill_null(False))"));
                Mask::Of { text, nullable: false }
            }
            Mask::Of { text, .. } => {
                let text = text.map(|sql| format!("(NOT {sql})"), |polars| format!("(~{polars})"));
                Mask::Of { text, nullable: false }
            }
        }
    }

    fn and(self, other: Mask) -> Mask {
        match (self, other) {
            (Mask::Constant(false), _) | (_, Mask::Constant(false)) => Mask::Constant(false),
            (Mask::Constant(true), mask) | (mask, Mask::Constant(true)) => mask,
            (Mask::Of { text: a, nullable: x }, Mask::Of { text: b, nullable: y }) => {
                Mask::Of { text: a.join(&b, "AND", "&"), nullable: x || y }
            }
        }
    }

    fn or(self, other: Mask) -> Mask {
        match (self, other) {
            (Mask::Constant(true), _) | (_, Mask::Constant(true)) => Mask::Constant(true),
            (Mask::Constant(false), mask) | (mask, Mask::Constant(false)) => mask,
            (Mask::Of { text: a, nullable: x }, Mask::Of { text: b, nullable: y }) => {
                Mask::Of { text: a.join(&b, "OR", "|"), nullable: x || y }
            }
        }
    }
}

/// Something that rules ask: what a layer's column is made of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Asked {
    Condition(u16),
    Register(u16),
}

struct Translator<'c> {
    contract: Contract<'c>,
    run: Run,
    /// How often each is asked.
    asked: BTreeMap<Asked, usize>,
    /// Masks translated already, and the layer after which each may be asked.
    done: BTreeMap<Asked, (Mask, usize)>,
    layers: Vec<Vec<(String, Text)>>,
}

/// The rules as `sql`, a query that returns a column for each indicator, and as `layers` and `decisions`, Polars
/// expressions as text that names `c` (a column), `months` (a day so many months later), `lit` (a decision) and `when`.
pub fn translate(contract: &Contract<'_>, run: &Run) -> Value {
    let mut translator = Translator {
        contract: *contract,
        run: *run,
        asked: BTreeMap::new(),
        done: BTreeMap::new(),
        layers: Vec::new(),
    };
    translator.count();
    let decisions: Vec<(String, Text)> = contract
        .all::<record::Indicator>()
        .enumerate()
        .filter(|(_, indicator)| indicator.denominator != NONE)
        .map(|(index, indicator)| (format!("d{index}"), translator.indicator(&indicator)))
        .collect();
    let named = |columns: &[(String, Text)]| -> String {
        columns.iter().map(|(name, text)| format!("{} AS {name}", text.sql)).collect::<Vec<_>>().join(",\n  ")
    };
    let mut sql = String::from("WITH l0 AS (SELECT * FROM patients)");
    for (before, layer) in translator.layers.iter().enumerate() {
        sql += &format!(",\nl{} AS (SELECT *,\n  {} FROM l{before})", before + 1, named(layer));
    }
    sql += &format!("\nSELECT\n  {}\nFROM l{}", named(&decisions), translator.layers.len());
    let polars = |columns: &[(String, Text)]| -> Value {
        columns.iter().map(|(name, text)| json!([name, text.polars])).collect()
    };
    json!({
        "sql": sql,
        "layers": translator.layers.iter().map(|layer| polars(layer)).collect::<Value>(),
        "decisions": polars(&decisions),
    })
}

impl<'c> Translator<'c> {
    fn rows(&self, table: u16) -> Vec<record::Row> {
        let table = self.contract.record::<record::Table>(table.into()).expect("a table");
        self.contract.records(table.first.into(), table.count.into()).collect()
    }

    /// How often each condition and register is asked, each place where it would stand counted.
    fn count(&mut self) {
        let mut asked = BTreeMap::new();
        let mut ask = |what: Asked, times: usize| *asked.entry(what).or_insert(0) += times;
        for instruction in self.contract.all::<record::PatientInstruction>() {
            match PatientOp::from_u8(instruction.op) {
                Some(PatientOp::Condition) => ask(Asked::Condition(instruction.b), 1),
                Some(PatientOp::Register) => ask(Asked::Register(instruction.b), 1),
                _ => {}
            }
        }
        let conditions = |rows: Vec<record::Row>| rows.into_iter().map(|row| row.condition).filter(|one| *one != NONE);
        for register in self.contract.all::<record::Register>().filter(|register| register.table != NONE) {
            conditions(self.rows(register.table)).for_each(|condition| ask(Asked::Condition(condition), 1));
        }
        for indicator in self.contract.all::<record::Indicator>().filter(|indicator| indicator.denominator != NONE) {
            ask(Asked::Register(indicator.register), 1);
            let rows = self.rows(indicator.denominator);
            let selects = rows.iter().flat_map(|row| [row.then, row.otherwise]);
            let selects = selects.filter(|action| *action == Action::Select as u8).count();
            conditions(rows).for_each(|condition| ask(Asked::Condition(condition), 1));
            conditions(self.rows(indicator.numerator)).for_each(|condition| ask(Asked::Condition(condition), selects));
        }
        self.asked = asked;
    }

    /// The mask of a condition or register and the layer that it needs: itself, or the column that it has become.
    fn mask(&mut self, what: Asked) -> (Mask, usize) {
        if let Some(done) = self.done.get(&what) {
            return done.clone();
        }
        let (mut mask, mut layer) = match what {
            Asked::Condition(index) => self.condition(index),
            Asked::Register(index) => self.register(index),
        };
        if let Mask::Of { text, .. } = &mut mask
            && self.asked.get(&what).is_some_and(|times| *times > 1)
        {
            let name = match what {
                Asked::Condition(index) => format!("c{index}"),
                Asked::Register(index) => format!("r{index}"),
            };
            let column = Text { sql: name.clone(), polars: format!("c('{name}')") };
            if self.layers.len() == layer {
                self.layers.push(Vec::new());
            }
            self.layers[layer].push((name, std::mem::replace(text, column)));
            layer += 1;
        }
        self.done.insert(what, (mask.clone(), layer));
        (mask, layer)
    }

    /// The rows of a table from last to first, each an `if` around what follows.
    fn fold<T: Clone>(
        &mut self,
        table: u16,
        layer: &mut usize,
        end: impl Fn(&mut Self, &mut usize, u8, u8) -> T,
        choose: impl Fn(Mask, T, T) -> T,
    ) -> T {
        let mut after: Option<T> = None;
        for row in self.rows(table).iter().rev() {
            let (mask, needs) = match row.condition {
                NONE => (Mask::Constant(true), 0),
                condition => self.mask(Asked::Condition(condition)),
            };
            *layer = needs.max(*layer);
            let mut branch = |action: u8, code: u8| match Action::from_u8(action) {
                Some(Action::Next) => after.clone(),
                _ => Some(end(self, layer, action, code)),
            };
            after = Some(match mask {
                Mask::Constant(on) => {
                    let (action, code) =
                        if on { (row.then, row.then_code) } else { (row.otherwise, row.otherwise_code) };
                    branch(action, code).expect("tables do not run off their end")
                }
                mask => {
                    let then = branch(row.then, row.then_code).expect("as above");
                    let otherwise = branch(row.otherwise, row.otherwise_code).expect("as above");
                    choose(mask, then, otherwise)
                }
            });
        }
        after.expect("a table has rows")
    }

    fn register(&mut self, index: u16) -> (Mask, usize) {
        let register = self.contract.record::<record::Register>(index.into()).expect("a register");
        let mut layer = 0;
        let mask = self.fold(
            register.table,
            &mut layer,
            |_, _, action, _| Mask::Constant(action == Action::Select as u8),
            |mask, then, otherwise| match then {
                Mask::Constant(true) => mask.or(otherwise),
                then => mask.clone().and(then).or(mask.complement().and(otherwise)),
            },
        );
        (mask, layer)
    }

    fn indicator(&mut self, indicator: &record::Indicator) -> Text {
        let code = |code: u8| Text { sql: format!("{code}::UTINYINT"), polars: format!("lit({code})") };
        let case = |mask: Mask, then: Text, otherwise: Text| match mask {
            Mask::Constant(true) => then,
            Mask::Constant(false) => otherwise,
            // One choice after another is one `CASE` of many, not one within another.
            Mask::Of { text, .. } => Text {
                sql: match otherwise.sql.strip_prefix("(CASE ") {
                    Some(more) => format!("(CASE WHEN {} THEN {} {more}", text.sql, then.sql),
                    None => format!("(CASE WHEN {} THEN {} ELSE {} END)", text.sql, then.sql, otherwise.sql),
                },
                polars: match otherwise.polars.starts_with("when(") {
                    true => format!("when({}).then({}).{}", text.polars, then.polars, otherwise.polars),
                    false => format!("when({}).then({}).otherwise({})", text.polars, then.polars, otherwise.polars),
                },
            },
        };
        let (member, mut layer) = self.mask(Asked::Register(indicator.register));
        let decided = self.fold(
            indicator.denominator,
            &mut layer,
            |translator, layer, action, own| {
                if action != Action::Select as u8 {
                    return code(own);
                }
                translator.fold(indicator.numerator, layer, |_, _, _, offset| code(own + offset), case)
            },
            case,
        );
        case(member, decided, code(0))
    }

    fn fact(&self, slot: u16) -> Integer {
        let fact = self.contract.facts().find(|fact| {
            let record = self.contract.record::<record::Fact>(fact.index());
            record.is_some_and(|record| record.patient_slot == slot)
        });
        let fact = fact.expect("a slot has a fact");
        if fact.scope() == Scope::Contract {
            let default = fact.to_cell(fact.default().expect("a switch has a default"));
            let Ok(Cell::Integer(default)) = default else { panic!("{} has no default", fact.name()) };
            return Integer::constant(default);
        }
        let name = fact.name();
        let text = Text { sql: format!("\"{name}\""), polars: format!("c('{name}')") };
        Integer { text, is_date: fact.kind() == Kind::Date, nullable: fact.null_allowed(), constant: None }
    }

    fn condition(&mut self, index: u16) -> (Mask, usize) {
        let condition = self.contract.record::<record::Condition>(index.into()).expect("a condition");
        let mut layer = 0;
        let (mut integers, mut masks): (Vec<Integer>, Vec<Mask>) = (Vec::new(), Vec::new());
        let code: Vec<_> = self.contract.records(condition.first as usize, condition.count.into()).collect();
        for instruction in &code {
            self.step(instruction, &mut integers, &mut masks, &mut layer);
        }
        (masks.pop().expect("a condition leaves a mask"), layer)
    }

    fn step(
        &mut self,
        instruction: &record::PatientInstruction,
        integers: &mut Vec<Integer>,
        masks: &mut Vec<Mask>,
        layer: &mut usize,
    ) {
        let record::PatientInstruction { op, a, b, c } = *instruction;
        let comparison = || Comparison::from_u8(a).expect("a comparison");
        match PatientOp::from_u8(op).expect("an operation") {
            PatientOp::Fact => integers.push(self.fact(b)),
            PatientOp::Immediate => integers.push(Integer::constant(c.into())),
            PatientOp::Integer => {
                let wide = self.contract.record::<record::Wide>(b.into()).expect("an integer");
                integers.push(Integer::constant(wide.value));
            }
            PatientOp::RunConstant => integers.push(Integer::constant(self.run_constant(b))),
            op @ (PatientOp::Add | PatientOp::Subtract) => {
                let (right, left) = pair(integers);
                assert!(!(left.is_date && right.is_date), "days between two dates are not translated");
                let sign = if op == PatientOp::Add { "+" } else { "-" };
                let constant = left.constant.zip(right.constant);
                let constant =
                    constant.map(|(left, right)| if op == PatientOp::Add { left + right } else { left - right });
                integers.push(constant.map_or_else(
                    || Integer {
                        text: left.text.join(&right.text, sign, sign),
                        is_date: left.is_date || right.is_date,
                        nullable: left.nullable || right.nullable,
                        constant: None,
                    },
                    Integer::constant,
                ));
            }
            PatientOp::AddMonths => {
                let day = integers.pop().expect("a day");
                assert!(day.is_date && day.constant.is_none(), "months are added to a fact");
                let text = day.text.map(
                    |sql| format!("CAST({sql} + INTERVAL ({c}) MONTH AS DATE)"),
                    |polars| format!("months({polars}, {c})"),
                );
                integers.push(Integer { text, ..day });
            }
            PatientOp::Compare => {
                let (right, left) = pair(integers);
                masks.push(compare(comparison(), left, right));
            }
            PatientOp::CompareImmediate => {
                masks.push(compare(comparison(), self.fact(b), Integer::constant(c.into())));
            }
            PatientOp::CompareFacts => {
                let other = self.fact(u16::try_from(c).expect("a slot"));
                masks.push(compare(comparison(), self.fact(b), other));
            }
            PatientOp::IsNull => {
                let (sql, polars) = if a == 1 { ("IS NULL", "is_null") } else { ("IS NOT NULL", "is_not_null") };
                let text = self.fact(b).text;
                let text = text.map(|text| format!("({text} {sql})"), |text| format!("{text}.{polars}()"));
                masks.push(Mask::Of { text, nullable: false });
            }
            PatientOp::Constant => masks.push(Mask::Constant(a == 1)),
            op @ (PatientOp::Condition | PatientOp::Register) => {
                let what = if op == PatientOp::Condition { Asked::Condition(b) } else { Asked::Register(b) };
                let (mask, needs) = self.mask(what);
                *layer = needs.max(*layer);
                masks.push(mask);
            }
            op @ (PatientOp::And | PatientOp::Or) => {
                let (right, left) = pair(masks);
                masks.push(if op == PatientOp::And { left.and(right) } else { left.or(right) });
            }
            PatientOp::Complement => {
                let mask = masks.pop().expect("a mask");
                masks.push(mask.complement());
            }
            other => panic!("`{}` is not translated", other.name()),
        }
    }

    /// What a run works out of the achievement date.
    fn run_constant(&self, index: u16) -> i64 {
        let constant = self.contract.record::<record::RunConstant>(index.into()).expect("a constant");
        let mut stack: Vec<i64> = Vec::new();
        for instruction in
            self.contract.records::<record::PatientInstruction>(constant.first as usize, constant.count.into())
        {
            match PatientOp::from_u8(instruction.op).expect("an operation") {
                PatientOp::AchievementDate => stack.push(self.run.achievement_date().days().into()),
                PatientOp::Immediate => stack.push(instruction.c.into()),
                PatientOp::Add => {
                    let (right, left) = pair(&mut stack);
                    stack.push(left + right);
                }
                PatientOp::Subtract => {
                    let (right, left) = pair(&mut stack);
                    stack.push(left - right);
                }
                PatientOp::AddMonths => {
                    let day = stack.pop().and_then(|days| i32::try_from(days).ok()).expect("a day");
                    let later = Date::from_days(day).and_then(|day| day.add_months(instruction.c.into()));
                    stack.push(later.expect("within the years").days().into());
                }
                other => panic!("`{}` of the achievement date is not translated", other.name()),
            }
        }
        stack.pop().expect("a constant leaves a number")
    }
}

/// The two on top, the topmost first.
fn pair<T>(stack: &mut Vec<T>) -> (T, T) {
    let top = stack.pop().expect("two operands");
    (top, stack.pop().expect("two operands"))
}

fn compare(comparison: Comparison, left: Integer, right: Integer) -> Mask {
    if let (Some(left), Some(right)) = (left.constant, right.constant) {
        return Mask::Constant(comparison.holds(left.cmp(&right)));
    }
    let (left, right) = (left.clone().beside(&right), right.beside(&left));
    let knows_null = match comparison {
        // Against a value that is there, null is unequal; against null, equal.
        Comparison::NotEqual => left.nullable || right.nullable,
        Comparison::Equal => left.nullable && right.nullable,
        _ => false,
    };
    let (l, r) = (&left.text, &right.text);
    let text = match (comparison, knows_null) {
        (Comparison::Less, _) => l.join(r, "<", "<"),
        (Comparison::LessOrEqual, _) => l.join(r, "<=", "<="),
        (Comparison::Greater, _) => l.join(r, ">", ">"),
        (Comparison::GreaterOrEqual, _) => l.join(r, ">=", ">="),
        (Comparison::Equal, false) => l.join(r, "=", "=="),
        (Comparison::NotEqual, false) => l.join(r, "<>", "!="),
        (equality, true) => {
            let (sql, polars) = match equality {
                Comparison::Equal => ("IS NOT DISTINCT FROM", "eq_missing"),
                _ => ("IS DISTINCT FROM", "ne_missing"),
            };
            let sql = format!("({} {sql} {})", l.sql, r.sql);
            Text { sql, polars: format!("{}.{polars}({})", l.polars, r.polars) }
        }
    };
    Mask::Of { text, nullable: !knows_null && (left.nullable || right.nullable) }
}
