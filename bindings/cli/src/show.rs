//! `entitle show`: what a contract takes, pays and rests on; or the rule table of one indicator or register.

mod content;
mod rules;
mod section;

use crate::arguments::Format;
use crate::contract_choice;
use crate::fault::Fault;
use crate::output;

/// Shows a contract, or one of its indicators or registers.
pub(crate) fn run(contract: &str, item: Option<&str>, format: Format) -> Result<(), Fault> {
    let chosen = contract_choice::choose(contract)?;
    let contract = chosen.contract()?;
    let text = match item {
        Some(item) => rules::rules(&contract, item, format)?,
        None => content::content(&contract, &chosen.remark, format),
    };
    output::print_as(format.kind(), &text)
}
