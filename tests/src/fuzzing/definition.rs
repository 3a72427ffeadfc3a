//! Definitions: any text compiles to an image that the kernel takes, or has faults with places in it.

use entitle_compiler::{Checked, Span, check, compile};
use entitle_kernel::Contract;

use super::{STEPS_MAX, evaluate_everything};
use crate::Random;

/// An input is the text of a definition.
///
/// # Panics
/// Where a place lies outside the text, `compile` and `check` disagree, or an image is not sound.
pub fn definition(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    judge("fuzzed.toml", text);
}

/// Compiles a text, looks at what it is told, and evaluates what came out.
pub(super) fn judge(name: &str, text: &str) {
    let Checked { diagnostics, image } = check(name, text);
    let source = diagnostics.source().text();
    let lies_within = |span: Span| span.start <= span.end && span.end <= source.len();
    for fault in diagnostics.list() {
        assert!(lies_within(fault.span), "{fault:?} lies outside a text of {} bytes", source.len());
        assert!(fault.labels.iter().all(|(span, _)| lies_within(*span)), "{fault:?} points outside");
        assert_ne!(fault.code, "internal", "{fault:?}");
    }
    for plain in diagnostics.plain() {
        let ordered = (plain.line, plain.column) <= (plain.end_line, plain.end_column);
        assert!(plain.line >= 1 && plain.column >= 1 && ordered, "{plain:?}");
    }
    assert_eq!(diagnostics.has_errors(), image.is_none(), "{diagnostics}");
    let _ = diagnostics.render(false);
    let compiled = compile(name, text).ok().map(|compiled| compiled.image);
    assert_eq!(compiled, image, "compiling and checking disagree");
    if let Some(image) = image {
        let contract = Contract::new(&image).expect("the kernel takes what the compiler made");
        evaluate(&contract);
        let bare = entitle_compiler::without_text(&image).expect("an image can do without its text");
        assert_eq!(Contract::new(&bare).map(|contract| contract.cost()), Ok(contract.cost()));
    }
}

fn evaluate(contract: &Contract<'_>) {
    let cost = contract.cost();
    if cost.statement_steps.max(cost.patient_steps).max(cost.member_steps) > STEPS_MAX {
        return;
    }
    for seed in 0..2 {
        let told = || evaluate_everything(contract, &mut Random::new(seed));
        assert_eq!(told(), told(), "the same facts gave two answers");
    }
}
