//! `entitle explain`: each rule, the values it saw, and the row that decided.

mod page;
mod records;

use crate::arguments::{FactsFrom, Format, To};
use crate::contract_choice;
use crate::facts::{self, Subject};
use crate::fault::Fault;
use crate::output;
use crate::statement::Rows;
use crate::style::{self, paint};
use entitle_answers::choice::parse_day;
use entitle_answers::patient::{Admitted, Explained, Explainer};
use entitle_answers::{Identified, json};
use entitle_kernel::Contract;
use page::{Detail, page};

/// Explains every patient of the facts file, or the one that is asked for.
pub(crate) fn run(
    contract: &str,
    indicator: &str,
    from: &FactsFrom,
    subject: Option<&str>,
    achievement_date: Option<&str>,
    to: &To,
) -> Result<(), Fault> {
    let chosen = contract_choice::choose(contract)?;
    let contract = chosen.contract()?;
    let explainer = Explainer::new(&contract, indicator, achievement_date.map(parse_day).transpose()?)?;
    let document = facts::read(&from.file, subject)?;
    let common = facts::common(&contract, &from.set)?;
    let admitted = explainer.admit(explainer.subjects(&document, &common)?, &document.name)?;
    let explained = explained(&explainer, &admitted)?;
    let text = match to.format {
        Format::Table => {
            let remark = match chosen.remark.as_str() {
                "" => String::new(),
                remark => format!("  {}\n", paint(style::DOUBT, remark)),
            };
            let pages = explained.iter().map(|explained| page(explained, &remark, Detail::Whole));
            pages.collect::<Vec<_>>().join("\n")
        }
        Format::Json => output::json(&explained.iter().map(json::explanation).collect()),
        Format::Csv => {
            let mut rows = Rows::new();
            explained.iter().for_each(|explained| records::write(explained, &mut rows));
            rows.finish()
        }
    };
    output::deliver(&text, to.output.as_deref())
}

/// The page of one patient in brief, for the demonstration.
pub(crate) fn brief_explanation(contract: &Contract<'_>, indicator: &str, subject: &Subject) -> Result<String, Fault> {
    let explainer = Explainer::new(&Identified::from(*contract), indicator, None)?;
    let admitted = explainer.admit(vec![subject.clone()], "the demonstration")?;
    Ok(explained(&explainer, &admitted)?.iter().map(|explained| page(explained, "", Detail::Brief)).collect())
}

fn explained<'p, 'c>(
    explainer: &'p Explainer<'c>,
    admitted: &'p [Admitted<'c>],
) -> Result<Vec<Explained<'p, 'c>>, Fault> {
    Ok(admitted.iter().map(|admitted| explainer.explain(admitted)).collect::<Result<_, _>>()?)
}
