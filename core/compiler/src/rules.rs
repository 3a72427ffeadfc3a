//! Rule tables: shared blocks put in, reasons found, ends checked.

use std::collections::BTreeSet;

use entitle_kernel::limits::{DECISIONS_MAX, IMAGE_BYTES_MAX, TABLE_ROWS_MAX};

use crate::definition::{Action, Block, Branch, Definition, Formula, Row};
use crate::diagnostic::{Diagnostic, offer};
use crate::feel::ast::{Expr, ExprKind, Function, Word};
use crate::load::{Faults, unknown};
use crate::model::{CheckedRow, End, Typed, TypedKind};
use crate::scope::Scope;
use crate::source::Span;
use crate::types::Checker;

/// What a table decides, and so which actions may stand in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Register,
    Denominator,
    Numerator,
}

/// Uses of blocks and reasons, for warnings.
#[derive(Default)]
pub(crate) struct RuleUse {
    pub(crate) blocks: BTreeSet<usize>,
    pub(crate) reasons: BTreeSet<usize>,
    /// Block and parameter.
    pub(crate) parameters: BTreeSet<(usize, String)>,
}

/// Most nodes of a row's condition after parameters are put in.
pub(crate) const ROW_NODES_MAX: usize = 16_384;
/// Most nodes of all conditions that parameters are put into, together.
pub(crate) const EXPANDED_NODES_MAX: usize = 262_144;
/// Most bytes of all their texts: no image holds more.
pub(crate) const EXPANDED_BYTES_MAX: usize = IMAGE_BYTES_MAX;

fn nodes(expr: &Expr) -> usize {
    1 + expr.kind.children().into_iter().map(nodes).sum::<usize>()
}

/// What a block's parameters stand for in one use.
type Arguments<'r> = Vec<(&'r str, Option<&'r Formula>)>;

pub(crate) struct Tables<'c, 'd> {
    pub(crate) checker: &'c Checker<'d>,
    pub(crate) uses: RuleUse,
    /// Nodes and bytes of the conditions that parameters were put into so far.
    pub(crate) expanded: (usize, usize),
}

impl Tables<'_, '_> {
    /// A table checked; `None` where so much was refused that nothing more can be said of it.
    pub(crate) fn check(
        &mut self,
        rows: &[Row],
        purpose: Purpose,
        owner: &Word,
        faults: &mut Faults,
    ) -> Option<Vec<CheckedRow>> {
        let before = faults.len();
        let mut checked = Vec::new();
        let mut refused = false;
        for row in rows {
            match row {
                Row::Use { span, block, with } => match self.expand(*span, block, with, purpose, faults) {
                    Some(rows) => checked.extend(rows),
                    None => refused = true,
                },
                other => match self.row(other, None, purpose, faults) {
                    Some(row) => checked.push(row),
                    None => refused = true,
                },
            }
        }
        if refused {
            return None;
        }
        ends(&checked, purpose, owner, faults);
        if checked.len() > TABLE_ROWS_MAX {
            let message =
                format!("a table has at most {TABLE_ROWS_MAX} rows; with its blocks this one has {}", checked.len());
            faults.push(Diagnostic::error("too-many", owner.span, message));
        }
        (faults.len() == before).then_some(checked)
    }

    fn definition(&self) -> &Definition {
        self.checker.definition
    }

    fn expand(
        &mut self,
        span: Span,
        name: &Word,
        with: &[(Word, Option<Formula>)],
        purpose: Purpose,
        faults: &mut Faults,
    ) -> Option<Vec<CheckedRow>> {
        let definition = self.checker.definition;
        let Some(index) = definition.blocks.iter().position(|block| block.id.text == name.text) else {
            faults.push(unknown(name, "block", definition.blocks.iter().map(|block| block.id.text.as_str())));
            return None;
        };
        self.uses.blocks.insert(index);
        let block = definition.blocks.get(index)?;
        let arguments = arguments(block, span, with, faults)?;
        self.idle(block, &arguments, faults)?;
        let rows: Vec<Option<CheckedRow>> = block
            .rows
            .iter()
            .map(|row| match row {
                Row::Use { .. } => None,
                other => self.row(other, Some((index, &arguments)), purpose, faults),
            })
            .collect();
        let mut rows: Vec<CheckedRow> = rows.into_iter().collect::<Option<_>>()?;
        // What is wrong with the table as a whole is mended where the block is used.
        for row in &mut rows {
            row.span = span;
        }
        Some(rows)
    }

    /// An argument that no row looks at is still an expression, or the name of a reason.
    fn idle(&self, block: &Block, arguments: &Arguments<'_>, faults: &mut Faults) -> Option<()> {
        let before = faults.len();
        for (name, formula) in arguments {
            let Some(formula) = formula else { continue };
            let is_reason = matches!(&formula.expr.kind, ExprKind::Name(given) if self.find_reason(given).is_some());
            if !is_reason && !looks_at(block, name) {
                self.checker.anything(&formula.expr, Scope::Patient, faults);
            }
        }
        (faults.len() == before).then_some(())
    }

    /// In blocks that no table uses, parameters stand for nothing yet; every other name must be there.
    pub(crate) fn check_unused(&self, faults: &mut Faults) {
        let blocks = self.definition().blocks.iter().enumerate();
        for (_, block) in blocks.filter(|(index, _)| !self.uses.blocks.contains(index)) {
            let is_parameter = |name: &str| block.with.iter().any(|parameter| parameter.text == name);
            for row in &block.rows {
                if let Row::If { condition: Some(formula), .. } = row {
                    self.check_names(&formula.expr, &is_parameter, faults);
                }
                for word in reasons_of(row).filter(|word| !is_parameter(&word.text)) {
                    if self.find_reason(&word.text).is_none() {
                        faults.push(self.unknown_reason(word));
                    }
                }
            }
        }
    }

    fn check_names(&self, expr: &Expr, is_parameter: &dyn Fn(&str) -> bool, faults: &mut Faults) {
        match &expr.kind {
            ExprKind::Name(name) if !is_parameter(name) => {
                self.checker.names.find(&Word { text: name.clone(), span: expr.span }, Scope::Patient, faults);
            }
            ExprKind::Member { base, name } if base.text == "in_register" => {
                let registers = &self.definition().registers;
                if !registers.iter().any(|register| register.id.text == name.text) {
                    let known = registers.iter().map(|register| register.id.text.as_str());
                    faults.push(unknown(name, "register", known));
                }
            }
            // These name tables, scales and groups; none of them speaks of a patient.
            ExprKind::Call {
                function: Function::Band | Function::Marginal | Function::Scale | Function::Sum | Function::Count,
                ..
            }
            | ExprKind::Quantified { .. }
            | ExprKind::Lookup { .. } => {
                let message = "a patient's condition cannot hold this";
                faults.push(Diagnostic::error("wrong-scope", expr.span, message));
            }
            kind => {
                for child in kind.children() {
                    self.check_names(child, is_parameter, faults);
                }
            }
        }
    }

    fn find_reason(&self, name: &str) -> Option<usize> {
        self.definition().reasons.iter().position(|reason| reason.id.text == name)
    }

    fn unknown_reason(&self, word: &Word) -> Diagnostic {
        let known = self.definition().reasons.iter().map(|reason| reason.id.text.as_str());
        unknown(word, "reason", known)
    }

    fn row(
        &mut self,
        row: &Row,
        block: Option<(usize, &Arguments<'_>)>,
        purpose: Purpose,
        faults: &mut Faults,
    ) -> Option<CheckedRow> {
        match row {
            Row::If { span, condition, then, otherwise, clause } => {
                let then = self.end(then, block, purpose, faults);
                let otherwise = self.end(otherwise, block, purpose, faults);
                let formula = condition.as_deref()?;
                if let Some((_, arguments)) = block {
                    self.fits(formula, arguments, faults)?;
                }
                let (expr, text) = self.put_in(formula, block)?;
                let condition = self.checker.boolean(&expr, Scope::Patient, faults);
                let (then, otherwise, condition) = (then?, otherwise?, condition?);
                let always = matches!(condition.kind, TypedKind::Boolean(true, _));
                let condition = (!always).then_some(condition);
                Some(CheckedRow { span: *span, condition, always, text, clause: clause.clone(), then, otherwise })
            }
            Row::Otherwise { span, branch, clause } => {
                let then = self.end(branch, block, purpose, faults)?;
                let otherwise = End { action: Action::Next, reason: None };
                let text = "otherwise".to_owned();
                Some(CheckedRow {
                    span: *span,
                    condition: None,
                    always: true,
                    text,
                    clause: clause.clone(),
                    then,
                    otherwise,
                })
            }
            Row::Use { .. } | Row::Refused => None,
        }
    }

    /// Counts what a condition would come to before anything is put in: 31 KB of text can stand for 2 GB.
    fn fits(&mut self, formula: &Formula, arguments: &Arguments<'_>, faults: &mut Faults) -> Option<()> {
        let (row, bytes) = size(formula, arguments);
        self.expanded.0 = self.expanded.0.saturating_add(row);
        self.expanded.1 = self.expanded.1.saturating_add(bytes);
        let message = if row > ROW_NODES_MAX {
            format!("with its parameters put in, this condition has {row} parts; at most {ROW_NODES_MAX} fit")
        } else if self.expanded.0 > EXPANDED_NODES_MAX {
            format!(
                "from here on the conditions of all uses of blocks have more than {EXPANDED_NODES_MAX} parts together"
            )
        } else if self.expanded.1 > EXPANDED_BYTES_MAX {
            format!(
                "from here on the conditions of all uses of blocks have more than {EXPANDED_BYTES_MAX} bytes together"
            )
        } else {
            return Some(());
        };
        let help = "name parts of it as conditions";
        faults.push(Diagnostic::error("too-complex", formula.expr.span, message).with_help(help));
        None
    }

    /// The condition with the block's parameters replaced: its tree, and its text for people.
    fn put_in(&mut self, formula: &Formula, block: Option<(usize, &Arguments<'_>)>) -> Option<(Expr, String)> {
        let (mut expr, mut text) = (formula.expr.clone(), formula.text.clone());
        let Some((index, arguments)) = block else { return Some((expr, text)) };
        let mut found = BTreeSet::new();
        let whole = replace(&mut expr, arguments, &mut found);
        text = replace_text(formula, arguments);
        self.uses.parameters.extend(found.into_iter().map(|name| (index, name)));
        whole.then_some((expr, text))
    }

    fn end(
        &mut self,
        branch: &Branch,
        block: Option<(usize, &Arguments<'_>)>,
        purpose: Purpose,
        faults: &mut Faults,
    ) -> Option<End> {
        let name = branch.action_name();
        let allowed = purpose == Purpose::Denominator || !branch.action.needs_reason();
        if !allowed {
            let message = format!("`{name}` stands in denominators only");
            let help = "registers and numerators `select`, `reject` or go to the `next` row";
            faults.push(Diagnostic::error("wrong-action", branch.span, message).with_help(help));
            return None;
        }
        let Some(word) = &branch.because else {
            if branch.action.needs_reason() {
                let message = format!("`{name}` needs a reason");
                let help = "add `because = \"<id of a [reason]>\"` (`else_because` for the `else`)";
                faults.push(Diagnostic::error("missing-reason", branch.span, message).with_help(help));
                return None;
            }
            return Some(End { action: branch.action, reason: None });
        };
        let reason = self.reason(word, block, faults)?;
        Some(End { action: branch.action, reason: Some(reason) })
    }

    /// A reason by its name; a parameter's name stands for the name given, where that is a reason.
    fn reason(&mut self, word: &Word, block: Option<(usize, &Arguments<'_>)>, faults: &mut Faults) -> Option<usize> {
        let argument = block.and_then(|(index, arguments)| {
            let (name, formula) = arguments.iter().find(|(name, _)| *name == word.text)?;
            match formula.map(|formula| &formula.expr.kind) {
                Some(ExprKind::Name(given)) => {
                    self.find_reason(given).map(|reason| (index, (*name).to_owned(), reason))
                }
                _ => None,
            }
        });
        let found = match argument {
            Some((index, name, reason)) => {
                self.uses.parameters.insert((index, name));
                Some(reason)
            }
            None => self.find_reason(&word.text),
        };
        match found {
            Some(reason) => {
                self.uses.reasons.insert(reason);
            }
            None => faults.push(self.unknown_reason(word)),
        }
        found
    }
}

/// The reasons that a row gives, or the parameters that stand for them.
fn reasons_of(row: &Row) -> impl Iterator<Item = &Word> {
    let branches = match row {
        Row::If { then, otherwise, .. } => [Some(then), Some(otherwise)],
        Row::Otherwise { branch, .. } => [Some(branch), None],
        Row::Use { .. } | Row::Refused => [None, None],
    };
    branches.into_iter().flatten().filter_map(|branch| branch.because.as_ref())
}

/// Whether a row of the block names the parameter.
fn looks_at(block: &Block, parameter: &str) -> bool {
    block.rows.iter().any(|row| {
        let formula = match row {
            Row::If { condition, .. } => condition.as_deref(),
            _ => None,
        };
        let mut names = formula
            .into_iter()
            .flat_map(|formula| formula.names.iter().filter_map(|place| formula.text.get(place.clone())));
        names.any(|name| name == parameter) || reasons_of(row).any(|word| word.text == parameter)
    })
}

impl Branch {
    fn action_name(&self) -> &'static str {
        match self.action {
            Action::Next => "next",
            Action::Select => "select",
            Action::Reject => "reject",
            Action::Exclude => "exclude",
            Action::Adjust => "adjust",
        }
    }
}

fn arguments<'r>(
    block: &'r Block,
    span: Span,
    with: &'r [(Word, Option<Formula>)],
    faults: &mut Faults,
) -> Option<Arguments<'r>> {
    let before = faults.len();
    for (word, _) in with {
        if !block.with.iter().any(|parameter| parameter.text == word.text) {
            let message = format!("the block `{}` has no parameter `{}`", block.id.text, word.text);
            let mut fault = Diagnostic::error("unknown-name", word.span, message);
            fault.help = offer(&word.text, block.with.iter().map(|parameter| parameter.text.as_str()));
            faults.push(fault);
        }
    }
    let mut arguments: Arguments<'r> = Vec::new();
    for parameter in &block.with {
        match with.iter().find(|(word, _)| word.text == parameter.text) {
            Some((_, formula)) => arguments.push((parameter.text.as_str(), formula.as_ref())),
            None => {
                let message =
                    format!("the block `{}` is used without its parameter `{}`", block.id.text, parameter.text);
                faults
                    .push(Diagnostic::error("missing-key", span, message).with_label(parameter.span, "declared here"));
            }
        }
    }
    (faults.len() == before).then_some(arguments)
}

/// The nodes and the bytes of a condition with the arguments put in.
fn size(formula: &Formula, arguments: &Arguments<'_>) -> (usize, usize) {
    let sizes: Vec<(&str, usize, usize)> = arguments
        .iter()
        .filter_map(|(name, argument)| argument.map(|formula| (*name, nodes(&formula.expr), formula.text.len() + 2)))
        .collect();
    let names = formula.names.iter().filter_map(|place| formula.text.get(place.clone()));
    let bytes = names.filter_map(|name| sizes.iter().find(|(known, ..)| *known == name)).map(|(.., bytes)| bytes);
    (with_arguments(&formula.expr, &sizes), bytes.fold(formula.text.len(), |sum, bytes| sum.saturating_add(*bytes)))
}

fn with_arguments(expr: &Expr, sizes: &[(&str, usize, usize)]) -> usize {
    match &expr.kind {
        ExprKind::Name(name) => sizes.iter().find(|(known, ..)| known == name).map_or(1, |(_, nodes, _)| *nodes),
        kind => {
            let children = kind.children().into_iter().map(|child| with_arguments(child, sizes));
            children.fold(1, usize::saturating_add)
        }
    }
}

/// Puts arguments in the parameters' places; false where one was refused already.
fn replace(expr: &mut Expr, arguments: &Arguments<'_>, found: &mut BTreeSet<String>) -> bool {
    if let ExprKind::Name(name) = &expr.kind {
        if let Some((parameter, formula)) = arguments.iter().find(|(parameter, _)| parameter == name) {
            found.insert((*parameter).to_owned());
            if let Some(formula) = formula {
                *expr = formula.expr.clone();
            }
            return formula.is_some();
        }
        return true;
    }
    let mut whole = true;
    for child in expr.kind.children_mut() {
        whole &= replace(child, arguments, found);
    }
    whole
}

/// The same for people, in the text: names that stand by themselves, and nothing in texts or comments.
fn replace_text(formula: &Formula, arguments: &Arguments<'_>) -> String {
    let mut out = String::with_capacity(formula.text.len());
    let mut told = 0;
    for place in &formula.names {
        let name = formula.text.get(place.clone()).unwrap_or("");
        let argument = arguments.iter().find(|(parameter, _)| *parameter == name);
        let Some((_, Some(argument))) = argument else { continue };
        out.push_str(formula.text.get(told..place.start).unwrap_or(""));
        if argument.expr.height > 1 {
            out.extend(["(", &argument.text, ")"]);
        } else {
            out.push_str(&argument.text);
        }
        told = place.end;
    }
    out.push_str(formula.text.get(told..).unwrap_or(""));
    out
}

fn certain(row: &CheckedRow) -> bool {
    row.then.action != Action::Next && (row.always || row.otherwise.action != Action::Next)
}

/// A table must not run off its end, and a row after one that always ends is never reached.
fn ends(rows: &[CheckedRow], purpose: Purpose, owner: &Word, faults: &mut Faults) {
    let Some((last, earlier)) = rows.split_last() else { return };
    if let Some((at, end)) = earlier.iter().enumerate().find(|(_, row)| certain(row)) {
        if let Some(next) = rows.get(at + 1) {
            let message = "this row is never reached: the row before it always ends";
            let fault = Diagnostic::error("unreachable-row", next.span, message);
            faults.push(fault.with_label(end.span, "always ends here").with_help("remove the row, or move it up"));
        }
        return;
    }
    if let Some(row) = earlier.iter().find(|row| row.always) {
        let message = "`otherwise` must be the last row";
        faults.push(Diagnostic::error("unreachable-row", row.span, message));
        return;
    }
    if !certain(last) {
        let table = match purpose {
            Purpose::Register => "rows",
            Purpose::Denominator => "denominator",
            Purpose::Numerator => "numerator",
        };
        let message = format!("the {table} of `{}` can run off its end", owner.text);
        let help = "end it with `{ otherwise = \"select\" }` or `\"reject\"`, or give the last row an `else`";
        faults.push(Diagnostic::error("table-runs-off-end", last.span, message).with_help(help));
    }
}

/// The number of ways in which the two tables of an indicator can end.
pub(crate) fn check_decisions(denominator: &[CheckedRow], numerator: &[CheckedRow], owner: &Word, faults: &mut Faults) {
    let branches = |rows: &[CheckedRow]| -> Vec<Action> {
        rows.iter()
            .flat_map(|row| [Some(row.then.action), (!row.always).then_some(row.otherwise.action)])
            .flatten()
            .filter(|action| *action != Action::Next)
            .collect()
    };
    let ways = branches(numerator).len();
    let total: usize =
        branches(denominator).iter().map(|action| if *action == Action::Select { ways } else { 1 }).sum();
    if total > DECISIONS_MAX {
        let message = format!(
            "the tables of `{}` can end in {total} ways; at most {DECISIONS_MAX} can be told apart",
            owner.text
        );
        let help = "name the numerator as a condition, so that it has two ends";
        faults.push(Diagnostic::error("too-many", owner.span, message).with_help(help));
    }
}

/// Every row's condition, for those who look into tables.
pub(crate) fn conditions(rows: &[CheckedRow]) -> impl Iterator<Item = &Typed> {
    rows.iter().filter_map(|row| row.condition.as_ref())
}
