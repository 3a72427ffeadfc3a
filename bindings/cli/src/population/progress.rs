//! How far the patients are read: on standard error, only on a terminal.

use entitle_answers::grouped;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Instant;

/// Rows between two looks at the clock.
const STRIDE: u64 = 1024;

/// A bar over the bytes or the rows that there are, or a count of rows where neither is known.
pub(super) struct Progress {
    bar: ProgressBar,
    started: Instant,
    /// How many rows there are, where that is known.
    all: Option<u64>,
}

impl Progress {
    /// Nothing is read yet of a file of so many bytes. Where standard error is no terminal nothing is drawn.
    pub(super) fn over_bytes(bytes: Option<u64>) -> Progress {
        Progress::over(bytes, None)
    }

    /// None of so many rows is read yet.
    pub(super) fn over_rows(rows: Option<u64>) -> Progress {
        Progress::over(rows, rows)
    }

    fn over(length: Option<u64>, all: Option<u64>) -> Progress {
        let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr());
        let look = if length.is_some() { "  {wide_bar} {percent} %  {msg}" } else { "  {spinner} {msg}" };
        let look = ProgressStyle::with_template(look).unwrap_or_else(|_| ProgressStyle::default_bar());
        Progress { bar: bar.with_style(look), started: Instant::now(), all }
    }

    /// So many rows are done, and so many bytes; looked at now and then.
    pub(super) fn rows(&self, count: u64, bytes: impl Fn() -> u64) {
        if count.is_multiple_of(STRIDE) && !self.bar.is_hidden() {
            self.show(count, bytes());
        }
    }

    /// So many rows are done, a batch of them at once.
    pub(super) fn batch(&self, count: u64) {
        if !self.bar.is_hidden() {
            self.show(count, count);
        }
    }

    fn show(&self, count: u64, position: u64) {
        let speed = per_second(count, self.started.elapsed().as_millis());
        let [count, speed] = [count, speed].map(|number| grouped(&number.to_string()));
        let all = self.all.map_or(String::new(), |all| format!(" of {}", grouped(&all.to_string())));
        self.bar.set_position(position);
        self.bar.set_message(format!("{count}{all} rows, {speed} a second"));
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
