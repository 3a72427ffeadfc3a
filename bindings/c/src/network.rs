//! Networks: practices pooled as a stream, none of them kept.

use crate::boundary::{self, Area, Held, Out, Place, Storage};
use crate::facts::facts_of;
use crate::objects::{HeldNetwork, entitle_facts, entitle_network};
use crate::status::status;
use core::ffi::c_void;
use entitle_kernel::{Error, Graded, Network, Value};

/// Begins a network whose members are pooled into `facts`, with `storage` (`network_bytes` of the contract's cost, aligned to
/// `ENTITLE_STORAGE_ALIGNMENT`). What is set in `facts` beforehand is what members' conditions may read; what is set
/// afterwards outranks what was pooled.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_network_new(
    network: *mut entitle_network,
    facts: *const entitle_facts,
    storage: *mut c_void,
    storage_bytes: usize,
) -> i32 {
    status((|| {
        // SAFETY: `network`, `facts` and `storage` are as the conventions ask, and the storages are apart.
        unsafe {
            let (object, held) = (Place::new(network)?, boundary::load(facts)?);
            object.area().apart(Area::of(storage, storage_bytes))?;
            held.storage.area::<Value>().apart(Area::of(storage, storage_bytes))?;
            let mut facts = facts_of(&held)?;
            let slots = facts.contract().cost().member_folds.into();
            let folds = Storage::new(storage, storage_bytes, slots, || Graded::UNKNOWN)?;
            Network::new(&mut facts, folds.slots()?)?;
            object.store(HeldNetwork { image: held.image, facts: held.storage, folds, members: 0 });
        }
        Ok(())
    })())
}

/// Pools a member practice.
/// Errors: `BadArgument` where the member's facts are another contract's or the network's own, `MembersDisagree`, `TooMany`; the
/// network then stays as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_network_add(network: *mut entitle_network, member: *const entitle_facts) -> i32 {
    status((|| {
        // SAFETY: `network` and `member` are as the conventions ask, and their storages are apart.
        unsafe {
            let (held, member) = (boundary::load(network)?, boundary::load(member)?);
            let of_member = member.storage.area::<Value>();
            held.facts.area::<Value>().apart(of_member)?;
            held.folds.area::<Graded>().apart(of_member)?;
            let mut facts = facts_of(&Held { image: held.image, storage: held.facts })?;
            let mut network_of_facts = Network::resume(&mut facts, held.folds.slots()?, held.members)?;
            network_of_facts.add(&facts_of(&member)?)?;
            let members = network_of_facts.members();
            Place::new(network)?.store(HeldNetwork { members, ..held });
        }
        Ok(())
    })())
}

/// How many members were pooled.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_network_members(network: *const entitle_network, members: *mut u32) -> i32 {
    status((|| {
        // SAFETY: `network` and `members` are as the conventions ask.
        let (held, out) = unsafe { (boundary::load(network)?, Out::new(members)?) };
        out.write(held.members);
        Ok(())
    })())
}

/// The folds of a network over these facts; none where the pointer is null.
/// `BadArgument` where the network pools into other facts.
///
/// # Safety
/// Where not null, `network` can be read as an object; nothing borrows its folds to change them during `'a`.
pub(crate) unsafe fn folds_of<'a>(
    network: *const entitle_network,
    facts: Storage,
    results: Area,
) -> Result<&'a [Graded], Error> {
    if network.is_null() {
        return Ok(&[]);
    }
    // SAFETY: the caller's promise is the same.
    unsafe {
        let held = boundary::load(network)?;
        boundary::ensure(held.facts.is(facts), Error::BadArgument)?;
        held.folds.area::<Graded>().apart(results)?;
        held.folds.slots().map(|folds| &*folds)
    }
}
