//! The storage of one thread's evaluations of columns, which the kernel leaves to its caller.

use entitle_kernel::Contract;
use entitle_kernel::block::{BlockCost, BlockStorage, Gathered, Lanes, Mask, Pending, Planned};

/// Storage for the kernel's blocks of `N` rows, as large as a contract takes; made once, for any number of evaluations.
///
/// ```
/// use entitle_batch::Blocks;
/// use entitle_kernel::{Contract, block::BlockCost, sample};
/// let contract = Contract::new(sample::IMAGE)?;
/// let mut blocks = Blocks::<256>::new(&contract);
/// assert_eq!(blocks.storage().masks.len(), BlockCost::of(&contract).masks);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub struct Blocks<const N: usize> {
    masks: Vec<Mask<N>>,
    lanes: Vec<Lanes<N>>,
    pending: Vec<Pending<N>>,
    gathered: Vec<Gathered<N>>,
    plan: Vec<Planned>,
}

impl<const N: usize> Blocks<N> {
    /// Storage for this contract.
    ///
    /// ```
    /// # use entitle_batch::Blocks;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let blocks = Blocks::<64>::new(&contract); // one for each thread
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[must_use]
    pub fn new(contract: &Contract<'_>) -> Blocks<N> {
        let cost = BlockCost::of(contract);
        Blocks {
            masks: vec![Mask::EMPTY; cost.masks],
            lanes: vec![Lanes::EMPTY; cost.lanes],
            pending: vec![Pending::EMPTY; cost.pending],
            gathered: vec![Gathered::EMPTY; cost.gathered],
            plan: vec![Planned::EMPTY; cost.plan],
        }
    }

    /// As an [`Evaluator`](entitle_kernel::block::Evaluator) takes it.
    ///
    /// ```
    /// # use entitle_batch::Blocks;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(Blocks::<64>::new(&contract).storage().pending.len(), contract.register_count());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    #[inline]
    pub fn storage(&mut self) -> BlockStorage<'_, N> {
        let Blocks { masks, lanes, pending, gathered, plan } = self;
        BlockStorage { masks, lanes, pending, gathered, plan }
    }
}
