//! Facts of the contract as a whole, such as switches, as they are set on the command line.

use super::{Common, Names};
use crate::arguments::Set;
use crate::fault::Fault;
use entitle_kernel::Contract;
use entitle_kernel::image::code::Scope;

/// What `--set NAME=VALUE` says, in its order.
pub(crate) fn common<'c>(contract: &Contract<'c>, set: &Set) -> Result<Vec<Common<'c>>, Fault> {
    let names = Names::new(*contract, &[Scope::Contract]);
    let mut common: Vec<Common<'c>> = Vec::new();
    for text in &set.texts {
        let help = "write --set NAME=VALUE; `entitle show` lists the facts of the contract";
        let fault = |why: String| Fault::input(format!("--set {text}: {why}")).with_help(help);
        let (name, value) = text.split_once('=').ok_or_else(|| fault("there is no `=`".to_owned()))?;
        let (fact, _, read) = names.read(name.trim(), value.trim()).map_err(|(why, _)| fault(why))?;
        if common.iter().any(|(other, _)| other.index() == fact.index()) {
            return Err(fault(format!("{} is set twice", fact.name())));
        }
        common.push((fact, read));
    }
    Ok(common)
}
