//! Declarations to the checked model: everything referred to exists, everything required is there.

use entitle_kernel::limits::{
    CONDITIONS_MAX, COUNT_MAX, FACTS_MAX, FIGURES_MAX, INDICATORS_MAX, PATIENT_SLOTS_MAX, REGISTERS_MAX, STEPS_MAX,
    SUBJECT_SLOTS_MAX,
};

use crate::border;
use crate::decimal::Decimal;
use crate::definition::{
    ConditionOf, Definition, Fact, FactKind, FactScope, Formula, Origin, Per, Pool, Row, ScaleChoice, ScaleForm,
};
use crate::diagnostic::Diagnostic;
use crate::feel::ast::{Expr, ExprKind, Word};
use crate::figures;
use crate::load::{Faults, unknown};
use crate::model::{CheckedIndicator, CheckedRow, Model, Typed};
use crate::rules::{Purpose, RuleUse, Tables, check_decisions};
use crate::scope::{Names, Scope};
use crate::source::Span;
use crate::types::{Checker, Used};

/// Shared blocks of rules; they are gone from the image, so the limit is the compiler's own.
const BLOCKS_MAX: usize = 256;

/// What was made use of, for warnings.
pub(crate) struct Uses {
    pub(crate) names: std::collections::BTreeSet<Used>,
    pub(crate) rules: RuleUse,
}

/// Checks all that was declared. Faults are pushed; the model then lacks what they concern.
/// `None` where so much was declared that nothing more is looked at.
pub(crate) fn check(mut definition: Definition, faults: &mut Faults) -> Option<(Model, Uses)> {
    add_counts(&mut definition);
    if !within_limits(&definition, faults) {
        return None;
    }
    let names = Names::new(&definition, faults);
    figures::check(&definition, faults);
    faults.extend(border::faults(&definition));
    let checker = Checker { definition: &definition, names, used: std::cell::RefCell::default() };

    let formula = |formula: Option<&Formula>, scope: Scope, wanted: Wanted, faults: &mut Faults| {
        let expr = &formula?.expr;
        match wanted {
            Wanted::Boolean => checker.boolean(expr, scope, faults),
            Wanted::Number => checker.number(expr, scope, faults),
        }
    };
    let conditions = definition.conditions.iter().map(|condition| {
        let scope = if condition.of == ConditionOf::Patient { Scope::Patient } else { Scope::Subject };
        formula(condition.when.as_ref(), scope, Wanted::Boolean, faults)
    });
    let conditions: Vec<Option<Typed>> = conditions.collect();
    let criteria = definition.criteria.iter();
    let criteria =
        criteria.map(|entry| formula(entry.require.as_ref(), Scope::Subject, Wanted::Boolean, faults)).collect();
    let lines = definition.lines.iter().map(|line| {
        let scope = match line.per {
            Per::Subject => Scope::Subject,
            Per::Register => Scope::Register,
            Per::Indicator => Scope::Indicator { lines: true },
        };
        formula(line.value.as_ref(), scope, Wanted::Number, faults)
    });
    let lines = lines.collect();
    let of = Scope::Indicator { lines: false };
    let scale_of =
        definition.scales.iter().map(|scale| formula(scale.of.as_ref(), of, Wanted::Number, faults)).collect();
    let (best_of, scale_order) = best_of(&checker, faults);

    let mut tables = Tables { checker: &checker, uses: RuleUse::default(), expanded: (0, 0) };
    let registers = definition.registers.iter().map(|register| {
        let rows = register.rows.as_ref()?;
        tables.check(rows, Purpose::Register, &register.id, faults)
    });
    let registers = registers.collect();
    let indicators = (0..definition.indicators.len()).map(|index| indicator(index, &mut tables, faults)).collect();
    tables.check_unused(faults);
    pays(&definition, faults);
    replaces(&definition, faults);
    let rules = tables.uses;
    let table_lists = figures::table_lists(&definition, faults);
    let uses = Uses { names: checker.used.take(), rules };
    let model = Model {
        definition,
        conditions,
        registers,
        indicators,
        scale_of,
        scale_order,
        best_of,
        criteria,
        lines,
        table_lists,
    };
    Some((model, uses))
}

#[derive(Clone, Copy)]
enum Wanted {
    Boolean,
    Number,
}

/// The counts that the language declares by itself.
fn add_counts(definition: &mut Definition) {
    let (registers, indicators) = (!definition.registers.is_empty(), !definition.indicators.is_empty());
    let named = |name: &str| formulas(definition).into_iter().any(|formula| names(&formula.expr, name));
    let counts = [
        ("register_size", Per::Register, registers),
        ("numerator", Per::Indicator, indicators),
        ("denominator", Per::Indicator, indicators),
        ("exclusions", Per::Indicator, indicators && named("exclusions")),
        ("adjustments", Per::Indicator, indicators && named("adjustments")),
    ];
    let counts: Vec<Fact> =
        counts.into_iter().filter(|(_, _, wanted)| *wanted).map(|(name, per, _)| count(name, per)).collect();
    definition.facts.extend(counts);
}

fn count(name: &str, per: Per) -> Fact {
    let doc = match name {
        "register_size" => "Patients on the register",
        "numerator" => "Patients counted in the numerator",
        "denominator" => "Patients counted in the denominator",
        "exclusions" => "Patients excluded from the denominator",
        _ => "Patients taken out by personalised care adjustment",
    };
    Fact {
        id: Word { text: name.to_owned(), span: Span::default() },
        scope: FactScope::Practice,
        kind: Some(FactKind::Number {
            places: 0,
            low: Decimal::ZERO,
            high: Decimal::integer(COUNT_MAX),
            integer: true,
        }),
        doc: doc.to_owned(),
        unit: "patients".to_owned(),
        nullable: false,
        per,
        local: false,
        pool: Pool::Sum,
        from: Vec::new(),
        unused: String::new(),
        default: None,
        origin: Origin::default(),
        built_in: true,
    }
}

/// Every expression about the subject.
fn formulas(definition: &Definition) -> Vec<&Formula> {
    let conditions = definition.conditions.iter().filter_map(|condition| condition.when.as_ref());
    let lines = definition.lines.iter().filter_map(|line| line.value.as_ref());
    let criteria = definition.criteria.iter().filter_map(|criterion| criterion.require.as_ref());
    let scales = definition.scales.iter().filter_map(|scale| scale.of.as_ref());
    conditions.chain(lines).chain(criteria).chain(scales).collect()
}

fn names(expr: &Expr, wanted: &str) -> bool {
    let here = match &expr.kind {
        ExprKind::Name(name) => name == wanted,
        ExprKind::Member { name, .. } => name.text == wanted,
        _ => false,
    };
    here || expr.kind.children().into_iter().any(|child| names(child, wanted))
}

/// Whether there is no more of anything than a contract holds.
fn within_limits(definition: &Definition, faults: &mut Faults) -> bool {
    let before = faults.len();
    let items = |per: Per| match per {
        Per::Subject => 1,
        Per::Register => definition.registers.len(),
        Per::Indicator => definition.indicators.len(),
    };
    let slots = |fact: &&Fact| fact.scope != FactScope::Patient;
    let patient = |fact: &&Fact| matches!(fact.scope, FactScope::Patient | FactScope::Contract);
    let counts = [
        ("facts", definition.facts.len(), FACTS_MAX),
        ("patient facts", definition.facts.iter().filter(patient).count(), PATIENT_SLOTS_MAX),
        (
            "facts of a subject, over all registers and indicators",
            definition.facts.iter().filter(slots).map(|fact| items(fact.per)).sum(),
            SUBJECT_SLOTS_MAX,
        ),
        ("registers", definition.registers.len(), REGISTERS_MAX),
        ("indicators", definition.indicators.len(), INDICATORS_MAX),
        ("conditions", definition.conditions.len(), CONDITIONS_MAX),
        ("lines", definition.lines.len(), STEPS_MAX),
        ("criteria", definition.criteria.len(), STEPS_MAX),
        ("sources", definition.sources.len(), FIGURES_MAX),
        ("parameters", definition.parameters.len(), FIGURES_MAX),
        ("attributes", definition.attributes.len(), FIGURES_MAX),
        ("reasons", definition.reasons.len(), FIGURES_MAX),
        ("tables", definition.tables.len(), FIGURES_MAX),
        ("scales", definition.scales.len(), FIGURES_MAX),
        ("lists of texts", definition.text_lists.len(), FIGURES_MAX),
        ("blocks of rules", definition.blocks.len(), BLOCKS_MAX),
    ];
    for (what, count, most) in counts {
        if count > most {
            let message = format!("a contract has at most {most} {what}; this one has {count}");
            faults.push(Diagnostic::error("too-many", definition.contract.id.span, message));
        }
    }
    faults.len() == before
}

/// A contract is replaced always, or where a condition about the subject holds.
fn replaces(definition: &Definition, faults: &mut Faults) {
    for word in definition.contract.replaces.iter().filter_map(|(_, when)| when.as_ref()) {
        let is_named = |condition: &&crate::definition::Condition| {
            condition.of == ConditionOf::Subject && condition.id.text == word.text
        };
        if definition.conditions.iter().find(is_named).is_none() {
            let message = format!("`{}` is no condition about the subject", word.text);
            let help = "write \"always\", or the name of a condition that has `of = \"subject\"`";
            faults.push(Diagnostic::error("unknown-name", word.span, message).with_help(help));
        }
    }
}

fn pays(definition: &Definition, faults: &mut Faults) {
    let Some(word) = &definition.contract.pays else { return };
    match definition.lines.iter().find(|line| line.id.text == word.text) {
        Some(line) if line.per != Per::Subject => {
            let message = format!("`{}` is a line per register or indicator; the payment is one amount", word.text);
            faults.push(Diagnostic::error("wrong-scope", word.span, message).with_label(line.id.span, "declared here"));
        }
        Some(_) => {}
        None => faults.push(unknown(word, "line", definition.lines.iter().map(|line| line.id.text.as_str()))),
    }
}

/// The scales that each scale is the best of, and an order in which those come first.
fn best_of(checker: &Checker<'_>, faults: &mut Faults) -> (Vec<Vec<usize>>, Vec<usize>) {
    let scales = &checker.definition.scales;
    let mut best_of = Vec::new();
    for scale in scales {
        let Some(ScaleForm::BestOf(words)) = &scale.form else {
            best_of.push(Vec::new());
            continue;
        };
        let mut list = Vec::new();
        for word in words {
            let Some(index) = checker.scale(word, faults) else { continue };
            if matches!(scales.get(index).and_then(|scale| scale.form.as_ref()), Some(ScaleForm::BestOf(_))) {
                let message = format!("`{}` is itself the best of several scales", word.text);
                faults.push(Diagnostic::error("bad-scale", word.span, message).with_help("name its members here"));
            }
            list.push(index);
        }
        if scale.of.is_some() {
            let message = "the best of several scales has no `of`: each member states its own";
            faults.push(Diagnostic::error("bad-scale", scale.id.span, message));
        }
        best_of.push(list);
    }
    let (plain, best): (Vec<usize>, Vec<usize>) =
        (0..scales.len()).partition(|index| best_of.get(*index).is_none_or(Vec::is_empty));
    (best_of, plain.into_iter().chain(best).collect())
}

fn indicator(index: usize, tables: &mut Tables<'_, '_>, faults: &mut Faults) -> CheckedIndicator {
    let definition = tables.checker.definition;
    let Some(indicator) = definition.indicators.get(index) else { return CheckedIndicator::default() };
    let mut checked = CheckedIndicator::default();
    if let Some(word) = &indicator.register {
        let registers = &definition.registers;
        match registers.iter().position(|register| register.id.text == word.text) {
            Some(register) => {
                checked.register = register;
                let counted_only = registers.get(register).is_some_and(|register| register.rows.is_none());
                if counted_only && indicator.denominator.is_some() {
                    let message = format!("the register `{}` has no rows, so no patient can be on it", word.text);
                    let help = "give the register rows, or leave the indicator's tables out";
                    faults.push(Diagnostic::error("no-patient-rules", word.span, message).with_help(help));
                }
            }
            None => {
                let known = registers.iter().map(|register| register.id.text.as_str());
                faults.push(unknown(word, "register", known));
            }
        }
    }
    match &indicator.scale {
        Some(ScaleChoice::Own(scale)) => checked.scale = *scale,
        Some(ScaleChoice::Named(word)) => checked.scale = tables.checker.scale(word, faults).unwrap_or(0),
        None => {}
    }
    figures::attributes(definition, indicator, faults);
    let mut table = |rows: &Option<Vec<Row>>, purpose: Purpose, faults: &mut Faults| -> Option<Vec<CheckedRow>> {
        tables.check(rows.as_ref()?, purpose, &indicator.id, faults)
    };
    checked.denominator = table(&indicator.denominator, Purpose::Denominator, faults);
    checked.numerator = table(&indicator.numerator, Purpose::Numerator, faults);
    if let (Some(denominator), Some(numerator)) = (&checked.denominator, &checked.numerator) {
        check_decisions(denominator, numerator, &indicator.id, faults);
    }
    checked
}
