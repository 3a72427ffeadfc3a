//! How far the patients are read: on standard error, only on a terminal.

use super::rows::Rows;
use crate::statement::grouped;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Instant;

/// Rows between two looks at the clock.
const STRIDE: u64 = 1024;

/// A bar over the bytes of the file, or a count of rows where its length is not known.
pub(super) struct Progress {
    bar: ProgressBar,
    started: Instant,
}

impl Progress {
    /// Nothing is read yet. Where standard error is no terminal nothing is drawn.
    pub(super) fn new(length: Option<u64>) -> Progress {
        let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr());
        let look = if length.is_some() { "  {wide_bar} {percent} %  {msg}" } else { "  {spinner} {msg}" };
        let look = ProgressStyle::with_template(look).unwrap_or_else(|_| ProgressStyle::default_bar());
        Progress { bar: bar.with_style(look), started: Instant::now() }
    }

    /// So many rows are done.
    pub(super) fn rows(&self, count: u64, rows: &Rows) {
        if !count.is_multiple_of(STRIDE) || self.bar.is_hidden() {
            return;
        }
        let speed = per_second(count, self.started.elapsed().as_millis());
        self.bar.set_position(rows.bytes_read());
        let [count, speed] = [count, speed].map(|number| grouped(&number.to_string()));
        self.bar.set_message(format!("{count} rows, {speed} a second"));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// How many a second, where so many took so long.
pub(super) fn per_second(count: u64, milliseconds: u128) -> u64 {
    u64::try_from(u128::from(count) * 1000 / milliseconds.max(1)).unwrap_or(u64::MAX)
}
