//! Everything that a contract says of itself, part by part.

use super::section;
use crate::arguments::Format;
use crate::statement::Rows;
use crate::style::{self, paint};
use crate::table::{page_width, wrapped};
use entitle_answers::Identified;
use entitle_answers::content::{sections, terms};
use entitle_answers::figures::grades;

pub(super) fn content(contract: &Identified<'_>, remark: &str, format: Format) -> String {
    let sections = sections(contract);
    match format {
        Format::Table => {
            let pages = sections.iter().map(section::page);
            heading(contract, remark) + &pages.collect::<String>()
        }
        Format::Json => crate::output::json(&entitle_answers::json::content(contract)),
        Format::Csv => {
            let mut rows = Rows::new();
            rows.row([
                contract.id(),
                "contract",
                contract.id(),
                &contract.in_force().to_string(),
                "",
                &contract.detail(),
            ]);
            sections.iter().for_each(|section| section::write(section, contract.id(), &mut rows));
            rows.finish()
        }
    }
}

fn heading(contract: &Identified<'_>, remark: &str) -> String {
    let mut text = format!("{}\n", paint(style::HEADING, contract.title()));
    for line in wrapped(&terms(contract), page_width() - 2) {
        text += &format!("  {line}\n");
    }
    text += &style::digests(contract.digests());
    if !remark.is_empty() {
        text += &format!("  {}\n", paint(style::DOUBT, remark));
    }
    for line in wrapped(contract.doc(), page_width() - 2).iter().filter(|line| !line.is_empty()) {
        text += &format!("  {line}\n");
    }
    text + &format!("  {}\n", grades(contract))
}
