//! Everything that touches a caller's pointer: checked here, read here, written here.
//!
//! Each function says what it asks of its caller under "Safety"; for the exported functions the header's conventions
//! ask the same of the C caller: a pointer that is not null points to as many bytes as the call says, which nobody
//! else changes meanwhile.

use core::ffi::c_void;
use core::fmt;
use core::slice;
use entitle_kernel::{Checked, Contract, Error};

/// `Ok` where it holds.
pub(crate) const fn ensure(holds: bool, error: Error) -> Result<(), Error> {
    if holds { Ok(()) } else { Err(error) }
}

/// A pointer that can be used for a `T`: neither null nor misaligned.
fn usable<T>(pointer: *const T) -> Result<(), Error> {
    ensure(!pointer.is_null() && pointer.is_aligned(), Error::BadArgument)
}

/// A plain record of the caller's, by value.
///
/// # Safety
/// Where not null, `pointer` can be read as a `T`, every bit pattern of which is valid.
pub(crate) unsafe fn read<T: Copy>(pointer: *const T) -> Result<T, Error> {
    usable(pointer)?;
    // SAFETY: not null, aligned, and readable as the caller promised.
    Ok(unsafe { pointer.read() })
}

/// Where a result goes: checked before anything is done, written at the end.
pub(crate) struct Out<T>(*mut T);

impl<T> Out<T> {
    /// # Safety
    /// Where not null, `pointer` can be written as a `T` for as long as this is kept.
    pub(crate) unsafe fn new(pointer: *mut T) -> Result<Out<T>, Error> {
        usable(pointer)?;
        Ok(Out(pointer))
    }

    pub(crate) fn write(self, value: T) {
        // SAFETY: `new` saw that it is not null and aligned; its caller promised the rest.
        unsafe { self.0.write(value) }
    }
}

/// Bytes of the caller's; none where the length is zero, whatever the pointer.
///
/// # Safety
/// Where not null, `pointer` can be read for `length` bytes, which nobody changes during `'a`.
pub(crate) unsafe fn bytes<'a>(pointer: *const u8, length: usize) -> Result<&'a [u8], Error> {
    if length == 0 {
        return Ok(&[]);
    }
    usable(pointer)?;
    ensure(isize::try_from(length).is_ok(), Error::BadArgument)?;
    // SAFETY: not null, not longer than any object, and readable as the caller promised.
    Ok(unsafe { slice::from_raw_parts(pointer, length) })
}

/// A text of the caller's; `InvalidUtf8` where it is none.
///
/// # Safety
/// As [`bytes`].
pub(crate) unsafe fn text<'a>(pointer: *const u8, length: usize) -> Result<&'a str, Error> {
    // SAFETY: the caller's promise is the same.
    let bytes = unsafe { bytes(pointer, length) }?;
    core::str::from_utf8(bytes).map_err(|_| Error::InvalidUtf8)
}

/// Places of the caller's for so many results; none where the count is zero, whatever the pointer. `BadArgument` where
/// they lie over what the call uses.
///
/// # Safety
/// What the call borrows is in `used`. Where not null, `pointer` can be written for `count` bytes for as long as the
/// slice is kept, and nobody else uses them.
pub(crate) unsafe fn bytes_out<'a>(pointer: *mut u8, count: usize, used: &[Area]) -> Result<&'a mut [u8], Error> {
    if count == 0 {
        return Ok(&mut []);
    }
    usable(pointer)?;
    Area::of(pointer, count).apart_from(used)?;
    ensure(isize::try_from(count).is_ok(), Error::BadArgument)?;
    // Bytes that were never written may not be borrowed.
    // SAFETY: not null, and writable as the caller promised.
    unsafe {
        pointer.write_bytes(0, count);
        Ok(slice::from_raw_parts_mut(pointer, count))
    }
}

/// Text that goes to a buffer of the caller's, counted whether or not it fits.
struct Written {
    buffer: *mut u8,
    capacity: usize,
    length: usize,
}

impl fmt::Write for Written {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length.saturating_add(text.len());
        if end <= self.capacity {
            // SAFETY: the buffer has `capacity` bytes, of which `length..end` are free; it is apart from all that a text
            // of this library may lie in.
            unsafe { self.buffer.add(self.length).copy_from_nonoverlapping(text.as_ptr(), text.len()) }
        }
        self.length = end;
        Ok(())
    }
}

/// Writes text into a buffer and its length to `length`. With no buffer (null, capacity 0) only the length is found
/// out; a buffer that is too small is `StorageTooSmall`, and may hold a part of the text. `BadArgument` where it lies
/// over what the call uses.
///
/// # Safety
/// What `write` reads of the caller's is in `used`. Where not null, `buffer` can be written for `capacity` bytes, and
/// `length` as a `size_t`.
pub(crate) unsafe fn write_text(
    buffer: *mut u8,
    capacity: usize,
    length: *mut usize,
    used: &[Area],
    write: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result,
) -> Result<(), Error> {
    // SAFETY: the caller's promise is the same.
    let length = unsafe { Out::new(length) }?;
    let measuring = buffer.is_null() && capacity == 0;
    ensure(measuring || !buffer.is_null(), Error::BadArgument)?;
    Area::of(buffer, capacity).apart_from(used)?;
    let mut written = Written { buffer, capacity, length: 0 };
    write(&mut written).map_err(|_| Error::BadArgument)?;
    ensure(measuring || written.length <= capacity, Error::StorageTooSmall)?;
    length.write(written.length);
    Ok(())
}

/// Alignment of every storage, bytes: that of `uint64_t` on most machines, and of `malloc` on all.
pub const ENTITLE_STORAGE_ALIGNMENT: usize = 8;

/// What stands at the head of every storage, so that one in use for something else is seen.
#[repr(C, align(8))]
struct StorageHead {
    tag: u64,
    count: u32,
    /// The object whose it is, as [`Place::mark`].
    owner: u32,
    /// What the object notes: with the storage, so that copies of an object agree.
    noted: [u32; 4],
}

/// What a storage can hold.
pub(crate) trait Slot {
    /// Tells storages apart: an arbitrary number of its own.
    const TAG: u64;
}

/// Storage of the caller's: its head, and so many slots behind it.
#[derive(Clone, Copy)]
pub(crate) struct Storage {
    start: *mut StorageHead,
    count: u32,
    owner: u32,
}

impl Storage {
    /// How many bytes so many slots take; `usize::MAX` where that is more than a machine can have.
    pub(crate) const fn bytes_for<T: Slot>(count: usize) -> usize {
        const { assert!(align_of::<T>() <= ENTITLE_STORAGE_ALIGNMENT && size_of::<T>().is_multiple_of(4)) };
        let slots = count.saturating_mul(size_of::<T>());
        match slots.saturating_add(size_of::<StorageHead>()).checked_next_multiple_of(ENTITLE_STORAGE_ALIGNMENT) {
            Some(bytes) => bytes,
            None => usize::MAX,
        }
    }

    /// How many slots so many bytes hold: [`bytes_for`](Self::bytes_for) the other way round.
    pub(crate) const fn slots_in<T: Slot>(bytes: usize) -> u32 {
        let whole = bytes & !ENTITLE_STORAGE_ALIGNMENT.wrapping_sub(1);
        match whole.saturating_sub(size_of::<StorageHead>()).checked_div(size_of::<T>()) {
            Some(slots) if slots < u32::MAX as usize => slots as u32,
            _ => u32::MAX,
        }
    }

    /// Whether memory can be used for a storage of so many bytes: `BadArgument` where it is null or misaligned,
    /// `StorageTooSmall` where it does not suffice.
    pub(crate) fn suffices(memory: *const c_void, bytes: usize, needed: usize) -> Result<(), Error> {
        usable(memory.cast::<StorageHead>())?;
        ensure(bytes >= needed, Error::StorageTooSmall)
    }

    /// Takes the caller's memory and fills it with so many slots. `BadArgument` where it is null or misaligned;
    /// `StorageTooSmall` where it does not suffice.
    ///
    /// # Safety
    /// Where not null, `memory` can be written for `bytes` bytes, which the library may use from now on.
    pub(crate) unsafe fn new<T: Slot>(
        memory: *mut c_void,
        bytes: usize,
        owner: u32,
        count: u32,
        blank: impl Fn() -> T,
    ) -> Result<Storage, Error> {
        let slots = usize::try_from(count).map_err(|_| Error::StorageTooSmall)?;
        Storage::suffices(memory, bytes, Storage::bytes_for::<T>(slots))?;
        let head = memory.cast::<StorageHead>();
        // SAFETY: not null, aligned for the head and so for every slot, and long enough.
        unsafe {
            head.write(StorageHead { tag: T::TAG, count, owner, noted: [0; 4] });
            let first = head.add(1).cast::<T>();
            for slot in 0..slots {
                first.add(slot).write(blank());
            }
        }
        Ok(Storage { start: head, count, owner })
    }

    /// The head. `NotInitialised` where the memory is in use for something else by now.
    ///
    /// # Safety
    /// The storage was made by [`new`](Self::new) for this type, and its memory was written by nobody but this library.
    #[inline]
    unsafe fn head<T: Slot>(self) -> Result<*mut StorageHead, Error> {
        usable(self.start)?;
        // SAFETY: `new` wrote the head, and nobody else did.
        let StorageHead { tag, count, owner, .. } = unsafe { self.start.read() };
        ensure(tag == T::TAG && count == self.count && owner == self.owner, Error::NotInitialised)?;
        Ok(self.start)
    }

    /// The slots, to be changed.
    ///
    /// # Safety
    /// As [`head`](Self::head), and nothing else borrows the slots during `'a`: see [`all_apart`].
    #[inline]
    pub(crate) unsafe fn slots<'a, T: Slot>(self) -> Result<&'a mut [T], Error> {
        // SAFETY: `new` wrote as many slots behind the head, and nobody else did.
        unsafe { Ok(slice::from_raw_parts_mut(self.head::<T>()?.add(1).cast::<T>(), self.count as usize)) }
    }

    /// The slots, to be read.
    ///
    /// # Safety
    /// As [`head`](Self::head), and nothing changes the slots during `'a`.
    #[inline]
    pub(crate) unsafe fn read_slots<'a, T: Slot>(self) -> Result<&'a [T], Error> {
        // SAFETY: `new` wrote as many slots behind the head, and nobody else did.
        unsafe { Ok(slice::from_raw_parts(self.head::<T>()?.add(1).cast::<T>(), self.count as usize)) }
    }

    /// What is noted at the head: zeros at first.
    ///
    /// # Safety
    /// As [`head`](Self::head).
    pub(crate) unsafe fn noted<T: Slot>(self) -> Result<[u32; 4], Error> {
        // SAFETY: the head was written by `new`; slots that are borrowed lie behind it.
        unsafe { Ok((&raw const (*self.head::<T>()?).noted).read()) }
    }

    /// Notes something at the head.
    ///
    /// # Safety
    /// As [`head`](Self::head).
    pub(crate) unsafe fn note<T: Slot>(self, counts: [u32; 4]) -> Result<(), Error> {
        // SAFETY: the head was written by `new`; slots that are borrowed lie behind it.
        unsafe { (&raw mut (*self.head::<T>()?).noted).write(counts) };
        Ok(())
    }

    /// The object whose it is.
    pub(crate) const fn owner(self) -> u32 {
        self.owner
    }

    /// The memory that a storage of `T` takes.
    pub(crate) fn area<T: Slot>(self) -> Area {
        Area::of(self.start, Storage::bytes_for::<T>(self.count as usize))
    }

    /// Whether this is the same storage.
    pub(crate) fn is(self, other: Storage) -> bool {
        self.start == other.start && self.count == other.count && self.owner == other.owner
    }
}

/// Memory of the caller's: where it begins, and how long it is.
#[derive(Clone, Copy)]
pub(crate) struct Area {
    start: usize,
    bytes: usize,
}

impl Area {
    pub(crate) fn of<T>(start: *const T, bytes: usize) -> Area {
        Area { start: start.addr(), bytes }
    }

    /// No memory at all.
    pub(crate) const NONE: Area = Area { start: 0, bytes: 0 };

    /// `BadArgument` where two areas share memory. An empty one shares none.
    fn apart(self, other: Area) -> Result<(), Error> {
        let empty = self.bytes == 0 || other.bytes == 0;
        let ends_before = |one: Area, two: Area| one.start.saturating_add(one.bytes) <= two.start;
        ensure(empty || ends_before(self, other) || ends_before(other, self), Error::BadArgument)
    }

    /// `BadArgument` where it shares memory with one of others.
    pub(crate) fn apart_from(self, others: &[Area]) -> Result<(), Error> {
        others.iter().try_for_each(|other| self.apart(*other))
    }
}

/// `BadArgument` where two of these areas share memory.
pub(crate) fn all_apart(mut areas: &[Area]) -> Result<(), Error> {
    while let [first, others @ ..] = areas {
        first.apart_from(others)?;
        areas = others;
    }
    Ok(())
}

/// Where an image lies, and what its check found.
#[derive(Clone, Copy)]
pub(crate) struct Image {
    start: *const u8,
    bytes: usize,
    checked: Checked,
    /// Tells contracts apart, where nobody means to deceive: the checksum of the image.
    pub(crate) owner: u32,
}

impl Image {
    /// Where a contract's image lies. The caller's own pointer is kept: bytes that were borrowed from it may be changed
    /// behind the library's back, and then nothing may go by that borrow.
    pub(crate) fn of(start: *const u8, contract: &Contract<'_>) -> Image {
        let checked = contract.checked();
        Image { start, bytes: contract.image().len(), checked, owner: checked.checksum() }
    }

    /// Where it lies.
    pub(crate) fn area(&self) -> Area {
        Area::of(self.start, self.bytes)
    }

    /// The contract, opened again.
    ///
    /// # Safety
    /// The image still lies where it was checked, and nobody changes it during `'a`.
    pub(crate) unsafe fn contract<'a>(&self) -> Result<Contract<'a>, Error> {
        // SAFETY: an image that was checked is neither null nor too long; the rest is the caller's promise.
        let image = unsafe { bytes(self.start, self.bytes) }?;
        Contract::resume(image, self.checked)
    }
}

/// What an object holds that keeps something in storage of the caller's.
#[derive(Clone, Copy)]
pub(crate) struct Held {
    pub(crate) image: Image,
    pub(crate) storage: Storage,
}

/// As it stands in the caller's memory.
#[derive(Clone, Copy)]
#[repr(C)]
struct Tagged<C> {
    tag: u64,
    contents: C,
}

/// An object of the header: reserved words that hold a tag and what [`Object::Contents`] says.
pub(crate) trait Object {
    /// What it holds.
    type Contents: Copy;
    /// Tells objects apart: an arbitrary number of its own, which holds the version of the binary interface.
    const TAG: u64;
}

/// What an object holds. `BadArgument` where the pointer is null or misaligned, `NotInitialised` where the object is
/// zeroed or of another kind.
///
/// # Safety
/// Where not null, `object` can be read as an `O`.
#[inline]
pub(crate) unsafe fn load<O: Object>(object: *const O) -> Result<O::Contents, Error> {
    const { assert!(size_of::<Tagged<O::Contents>>() <= size_of::<O>()) };
    const { assert!(align_of::<Tagged<O::Contents>>() <= align_of::<O>()) };
    usable(object)?;
    let tagged = object.cast::<Tagged<O::Contents>>();
    // SAFETY: not null, aligned, and as large as an object; what stands behind a right tag was stored by `store`.
    unsafe {
        ensure((&raw const (*tagged).tag).read() == O::TAG, Error::NotInitialised)?;
        Ok((&raw const (*tagged).contents).read())
    }
}

/// Where an object goes, whatever stands there: checked before anything is done, written at the end.
pub(crate) struct Place<O>(*mut O);

impl<O: Object> Place<O> {
    /// `BadArgument` where the pointer is null or misaligned.
    ///
    /// # Safety
    /// Where not null, `object` can be written as an `O` for as long as this is kept.
    #[inline]
    pub(crate) unsafe fn new(object: *mut O) -> Result<Place<O>, Error> {
        usable(object)?;
        Ok(Place(object))
    }

    /// Tells storage of this object from storage begun in the same memory for another object or contract. Copies of an
    /// object keep the mark that it was begun with.
    pub(crate) fn mark(&self, contract: u32) -> u32 {
        let address = self.0.addr() as u64;
        contract ^ (address >> 3) as u32 ^ (address >> 35) as u32
    }

    /// The memory that the object takes.
    pub(crate) fn area(&self) -> Area {
        Area::of(self.0, size_of::<O>())
    }

    #[inline]
    pub(crate) fn store(self, contents: O::Contents) {
        // SAFETY: `new` saw that it is not null and aligned, its caller promised the rest; an object is large
        // enough, as `load` asserts.
        unsafe { self.0.cast::<Tagged<O::Contents>>().write(Tagged { tag: O::TAG, contents }) }
    }
}
