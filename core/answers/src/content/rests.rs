//! What a contract rests on: sources, what is assumed, what is left to the parties.

use super::section::{Look, Section};
use crate::figures::figures;
use entitle_kernel::image::record;
use entitle_kernel::{Contract, Fact, Grade};

pub(super) fn sources(contract: &Contract<'_>) -> Section {
    let sources = (0..contract.count::<record::Source>()).filter_map(|index| contract.source(index));
    let row = |source: entitle_kernel::Source<'_>| {
        [source.name, source.grade.name(), source.title, source.note].map(str::to_owned).into()
    };
    Section {
        title: "Sources",
        key: "sources",
        kind: "source",
        columns: &[
            ("name", Look::Left),
            ("grade", Look::Left),
            ("title", Look::Prose),
            ("note", Look::Below("note: ")),
        ],
        rows: sources.map(row).collect(),
    }
}

pub(super) fn assumed(contract: &Contract<'_>) -> Section {
    let figures = figures(contract).into_iter().filter(|figure| figure.grade == Grade::Assumed);
    Section {
        title: "Assumed: in no source that was read",
        key: "assumed",
        kind: "assumed",
        columns: &[("name", Look::Left), ("source", Look::Prose), ("note", Look::Below("note: "))],
        rows: figures.map(|figure| vec![figure.name, figure.source.to_owned(), figure.note.to_owned()]).collect(),
    }
}

pub(super) fn local_terms(contract: &Contract<'_>) -> Section {
    let facts = contract.facts().filter(Fact::is_local_term);
    Section {
        title: "Local terms: agreed by the parties or announced each year, always an input",
        key: "local_terms",
        kind: "local term",
        columns: &[("name", Look::Left), ("meaning", Look::Prose)],
        rows: facts.map(|fact| vec![fact.name().to_owned(), fact.doc().to_owned()]).collect(),
    }
}
