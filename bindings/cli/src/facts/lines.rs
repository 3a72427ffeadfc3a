//! The line of a place in a text, found by halving: files hold a hundred thousand values and more.

/// Where each line of a text ends.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    /// The lines of a text.
    pub(super) fn of(text: &str) -> Lines {
        let bytes = text.bytes().enumerate();
        Lines(bytes.filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect())
    }

    /// The line of the byte at this place, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.0.partition_point(|end| *end < at) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_break_ends_its_own_line() {
        let lines = Lines::of("ab\n\nc");
        assert_eq!([0, 2, 3, 4, 99].map(|at| lines.line(at)), [1, 1, 2, 3, 3]);
        assert_eq!(Lines::of("").line(0), 1);
    }
}
