//! Networks: practices pooled as a stream, none of them kept.

use crate::boundary::{self, Area, Held, Out, Place, Storage};
use crate::facts::facts_of;
use crate::objects::{HeldNetwork, entitle_facts, entitle_network};
use crate::status::status;
use core::ffi::c_void;
use entitle_kernel::{Error, Graded, Network, Value};

/// Begins a network whose members are pooled into `facts`, with `storage` (`network_bytes` of the contract's cost,
/// aligned to `ENTITLE_STORAGE_ALIGNMENT`). What is set in `facts` beforehand is what members' conditions may read;
/// what is set afterwards outranks what was pooled.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_network_new(
    network: *mut entitle_network,
    facts: *mut entitle_facts,
    storage: *mut c_void,
    storage_bytes: usize,
) -> i32 {
    status((|| {
        // SAFETY: `network`, `facts` and `storage` are as the conventions ask, and the storages are apart.
        unsafe {
            let (object, held) = (Place::new(network)?, boundary::load(facts)?);
            let (of_facts, image) = (held.storage.area::<Value>(), held.image.area());
            boundary::all_apart(&[object.area(), Area::of(storage, storage_bytes), of_facts, image])?;
            let mut facts = facts_of(&held)?;
            let slots = facts.contract().cost().member_folds.into();
            let folds = Storage::new(storage, storage_bytes, object.mark(held.image.owner), slots, || Graded::UNKNOWN)?;
            Network::new(&mut facts, folds.slots()?)?;
            object.store(HeldNetwork { image: held.image, facts: held.storage, folds });
        }
        Ok(())
    })())
}

/// Pools a member practice. Errors: `BadArgument` where the member's facts are another contract's or the network's own,
/// `MembersDisagree`, `TooMany`; the network then stays as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_network_add(network: *mut entitle_network, member: *const entitle_facts) -> i32 {
    status((|| {
        // SAFETY: `network` and `member` are as the conventions ask, and their storages are apart.
        unsafe {
            let (held, member) = (boundary::load(network)?, boundary::load(member)?);
            let (of_facts, of_member) = (held.facts.area::<Value>(), member.storage.area::<Value>());
            boundary::all_apart(&[of_facts, of_member, held.folds.area::<Graded>()])?;
            let mut facts = facts_of(&Held { image: held.image, storage: held.facts })?;
            let [members, ..] = held.folds.noted::<Graded>()?;
            let mut network_of_facts = Network::resume(&mut facts, held.folds.slots()?, members)?;
            network_of_facts.add(&facts_of(&member)?)?;
            held.folds.note::<Graded>([network_of_facts.members(), 0, 0, 0])
        }
    })())
}

/// How many members were pooled.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_network_members(network: *const entitle_network, members: *mut u32) -> i32 {
    status((|| {
        // SAFETY: `network` and `members` are as the conventions ask; `entitle_network_new` filled the storage.
        let ([members, ..], out) = unsafe { (boundary::load(network)?.folds.noted::<Graded>()?, Out::new(members)?) };
        out.write(members);
        Ok(())
    })())
}

/// The storage of a network's folds over these facts; none where the pointer is null.
/// `BadArgument` where the network pools into other facts.
///
/// # Safety
/// Where not null, `network` can be read as an object.
pub(crate) unsafe fn folds_of(network: *const entitle_network, facts: Storage) -> Result<Option<Storage>, Error> {
    if network.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller's promise is the same.
    let held = unsafe { boundary::load(network) }?;
    boundary::ensure(held.facts.is(facts), Error::BadArgument)?;
    Ok(Some(held.folds))
}
