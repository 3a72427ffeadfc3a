//! Everything that was begun and not closed, by number.

use crate::fault::gone;
use entitle_answers::Fault;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Objects by their handles.
///
/// Numbers are not used twice, so that a handle that is gone never means something else.
pub struct Handles<T>(RefCell<Table<T>>);

struct Table<T> {
    last: u32,
    objects: BTreeMap<u32, T>,
}

impl<T> Default for Handles<T> {
    fn default() -> Handles<T> {
        Handles::new()
    }
}

impl<T> Handles<T> {
    /// None yet.
    #[must_use]
    pub const fn new() -> Handles<T> {
        Handles(RefCell::new(Table { last: 0, objects: BTreeMap::new() }))
    }

    /// Keeps an object; its handle.
    pub fn keep(&self, object: T) -> u32 {
        let mut table = self.0.borrow_mut();
        table.last += 1;
        let handle = table.last;
        table.objects.insert(handle, object);
        handle
    }

    /// Gives an object to a function, and keeps it. Meanwhile nothing bears its handle. Errors: a handle that is gone, and those of
    /// the function.
    pub fn with<R>(&self, handle: u32, read: impl FnOnce(&mut T) -> Result<R, Fault>) -> Result<R, Fault> {
        let taken = self.0.borrow_mut().objects.remove(&handle);
        let Some(mut object) = taken else { return Err(gone()) };
        let result = read(&mut object);
        self.0.borrow_mut().objects.insert(handle, object);
        result
    }

    /// Forgets an object. Nothing happens where there is none.
    pub fn close(&self, handle: u32) {
        let closed = self.0.borrow_mut().objects.remove(&handle);
        // What it holds is freed when the table can be used again.
        drop(closed);
    }

    /// How many objects are open.
    #[must_use]
    pub fn open(&self) -> usize {
        self.0.borrow().objects.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_that_is_gone_is_told_and_never_means_another() {
        let handles = Handles::new();
        let first = handles.keep("one");
        handles.close(first);
        handles.close(first);
        let second = handles.keep("two");
        assert_ne!(first, second);
        assert_eq!(handles.with(first, |_| Ok(())).unwrap_err().error, Some(entitle_kernel::Error::BadArgument));
        assert_eq!(handles.with(second, |object| Ok(*object)).ok(), Some("two"));
        let inside = handles.with(second, |_| handles.with(second, |_| Ok(())));
        assert!(inside.is_err(), "nothing is used twice at once");
        assert_eq!(handles.open(), 1);
    }
}
