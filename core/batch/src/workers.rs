//! How many threads are worth their while.

/// Threads for each processor at the most.
pub const THREADS_A_PROCESSOR_MAX: usize = 4;

/// How many threads are taken where so many are asked for: as many as there are processors unless it is said, and four times as
/// many at the most. More would only take memory. The second is what to tell, where some were cut.
///
/// ```
/// let (threads, told) = entitle_batch::workers(Some(1));
/// assert_eq!((threads, told), (1, None));
/// let (threads, told) = entitle_batch::workers(Some(1_000_000));
/// assert!(threads < 1_000_000 && told.is_some_and(|told| told.contains("four times the processors")));
/// ```
#[must_use]
pub fn workers(asked: Option<usize>) -> (usize, Option<String>) {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let most = processors.saturating_mul(THREADS_A_PROCESSOR_MAX);
    match asked {
        None => (processors, None),
        Some(asked) if asked <= most => (asked.max(1), None),
        Some(asked) => (most, Some(format!("{asked} threads are cut to {most}, four times the processors"))),
    }
}
