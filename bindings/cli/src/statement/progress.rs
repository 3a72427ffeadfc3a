//! A bar that grows as subjects are done: on standard error, only on a terminal, only where it takes longer than
//! a moment.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What is done sooner needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// How many subjects are done; workers share it.
pub(super) struct Progress {
    subjects: u64,
    started: Instant,
    done: AtomicU64,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    /// None of so many is done.
    pub(super) fn new(subjects: usize) -> Progress {
        let subjects = u64::try_from(subjects).unwrap_or(u64::MAX);
        Progress { subjects, started: Instant::now(), done: AtomicU64::new(0), bar: OnceLock::new() }
    }

    /// One more is done.
    pub(super) fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.started.elapsed() >= PATIENCE {
            self.bar.get_or_init(|| bar(self.subjects)).set_position(done);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

/// Where standard error is no terminal it draws nothing.
fn bar(subjects: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(subjects), ProgressDrawTarget::stderr());
    let look = ProgressStyle::with_template("  {wide_bar} {pos} of {len} subjects");
    bar.with_style(look.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
