//! `entitle verify`: what contracts and images prove themselves by, and whether this library, or an earlier release, had them
//! built in.

use crate::contract_choice;
use crate::fault::{Exit, Fault};
use crate::output;
use crate::style::{self, paint};
use entitle_answers::identity::name;
use entitle_answers::{Digests, Origin};

/// Says it of each; fails where one of them is unknown. All are read before anything is printed.
pub(crate) fn run(asked: &[String]) -> Result<Exit, Fault> {
    let mut text = String::new();
    let mut unknown = 0;
    for given in asked {
        let chosen = contract_choice::choose(given)?;
        let contract = chosen.contract()?;
        let origin = Origin::of(contract.digests());
        let look = if origin == Origin::Unknown { style::DOUBT } else { style::GOOD };
        unknown += usize::from(origin == Origin::Unknown);
        text += &format!("{}  {}\n", paint(look.bold(), &origin), given);
        text += &format!("  {}\n{}", name(&contract), style::digests(contract.digests()));
        if let Some(remark) = remark(&origin, contract.digests()) {
            text += &format!("  {}\n", paint(style::DOUBT, remark));
        }
    }
    output::print(&text)?;
    if unknown == 0 {
        return Ok(Exit::Fine);
    }
    let what = format!("{unknown} of {}: neither built in, nor of a release that this one knows", asked.len());
    output::complain(&format!("{} {what}\n", style::paint(style::HELP, "note:")));
    Ok(Exit::Failed)
}

/// What a person must know of an image that is unknown and looks like one that is not.
fn remark(origin: &Origin, digests: &Digests) -> Option<&'static str> {
    if *origin != Origin::Unknown {
        return None;
    }
    if entitle_contracts::of_image(digests.image).is_some() {
        return Some("what it evaluates is built in, its titles and documentation are not");
    }
    let is_source = |definition: &entitle_contracts::Definition| {
        definition.contract().is_ok_and(|contract| contract.source_digest() == digests.source)
    };
    let names_a_source = entitle_contracts::all().iter().any(is_source);
    names_a_source
        .then_some("it names the source of a contract that is built in, and is not what that compiles to here")
}
