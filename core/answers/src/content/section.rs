//! One part of what a contract says of itself: the same rows for people and for programs.

/// How a column stands in the table for people.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    /// A column, set left.
    Left,
    /// A column of numbers.
    Right,
    /// A column of prose.
    Prose,
    /// Below the prose before it, after this word.
    Below(&'static str),
    /// Not in the table.
    Hidden,
    /// Prose that sums up hidden columns: in the table alone.
    Summary,
}

/// A part with a heading, and an entry for each thing.
#[derive(Clone, Debug)]
pub struct Section {
    /// The heading.
    pub title: &'static str,
    /// The key in JSON.
    pub key: &'static str,
    /// The kind in CSV.
    pub kind: &'static str,
    /// The columns; the first is the name.
    pub columns: &'static [(&'static str, Look)],
    /// The entries, a text for each column.
    pub rows: Vec<Vec<String>>,
}

impl Section {
    /// The columns that people see, with how they stand.
    pub fn heads(&self) -> impl Iterator<Item = (&'static str, Look)> + '_ {
        self.columns.iter().copied().filter(|(_, look)| !matches!(look, Look::Below(_) | Look::Hidden))
    }

    /// The texts of a row under those columns; what stands below another is a line of its own.
    #[must_use]
    pub fn cells(&self, row: &[String]) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        for ((_, look), text) in self.columns.iter().zip(row) {
            match (look, texts.last_mut()) {
                (Look::Hidden, _) => {}
                (Look::Below(word), Some(last)) => {
                    if !text.is_empty() {
                        last.push_str(&format!("\n{word}{text}"));
                    }
                }
                _ => texts.push(text.clone()),
            }
        }
        texts
    }

    /// Whether what a row says is in no source that was read.
    #[must_use]
    pub fn is_assumed(&self, row: &[String]) -> bool {
        let grades = self.columns.iter().zip(row).filter(|((key, _), _)| *key == "grade");
        // A line says `assumed, local` where it rests on a local term too.
        grades.flat_map(|(_, text)| text.split(", ")).any(|grade| grade == "assumed")
    }

    /// A row by the names of its columns, without what is there for people alone.
    pub fn entries<'s>(&'s self, row: &'s [String]) -> impl Iterator<Item = (&'static str, &'s str)> {
        let entries = self.columns.iter().zip(row).filter(|((_, look), _)| *look != Look::Summary);
        entries.map(|((key, _), text)| (*key, text.as_str()))
    }
}
