//! How many patients are made: on standard error, only on a terminal.

use entitle_answers::grouped;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Patients between two looks at the bar.
const STRIDE: u64 = 1024;

/// A bar over the patients to be made.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// None of so many is made.
    pub(crate) fn new(patients: u64) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(patients), ProgressDrawTarget::stderr());
        let look = ProgressStyle::with_template("  {wide_bar} {percent} %  {msg} {per_sec}");
        Progress(bar.with_style(look.unwrap_or_else(|_| ProgressStyle::default_bar())))
    }

    /// So many are made.
    pub(crate) fn made(&self, count: u64) {
        if count.is_multiple_of(STRIDE) {
            self.more(STRIDE);
        }
    }

    /// So many more are made, by whichever thread.
    pub(super) fn more(&self, count: u64) {
        if !self.0.is_hidden() {
            self.0.inc(count);
            self.0.set_message(format!("{} patients", grouped(&self.0.position().to_string())));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
