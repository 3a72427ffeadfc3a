//! Readers of others at the border: what is damaged may make them panic, and here that is an error.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

/// A reader of others that gave up on what it read.
///
/// ```
/// assert_eq!(entitle_batch::Damaged.to_string(), "it is damaged");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Damaged;

impl std::fmt::Display for Damaged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("it is damaged")
    }
}

impl std::error::Error for Damaged {}

thread_local! {
    /// How many guarded readers are at work on this thread, one within the other.
    static GUARDED: Cell<u32> = const { Cell::new(0) };
}

/// Runs a reader that others wrote; where it panics, what it read is damaged. Nothing is printed of that. Our own code is not
/// run so: a panic in it is a fault of ours, and told as one.
///
/// ```
/// use entitle_batch::{Damaged, guarded};
/// let bytes = [1, 2, 3];
/// assert_eq!(guarded(|| bytes[std::hint::black_box(7)]), Err(Damaged));
/// assert_eq!(guarded(|| bytes[1]), Ok(2));
/// ```
pub fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, Damaged> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let told = take_hook();
        set_hook(Box::new(move |panic| {
            if GUARDED.try_with(Cell::get).unwrap_or(0) == 0 {
                told(panic);
            }
        }));
    });
    GUARDED.with(|guarded| guarded.set(guarded.get() + 1));
    // Who reads on after a panic has nothing of what was being read.
    let read = catch_unwind(AssertUnwindSafe(read));
    GUARDED.with(|guarded| guarded.set(guarded.get() - 1));
    read.map_err(|_| Damaged)
}
