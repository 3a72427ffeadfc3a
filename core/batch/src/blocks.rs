//! The storage of plans, and of one thread's evaluations of columns, which the kernel leaves to its caller.

use entitle_kernel::block::{BlockCost, BlockStorage, Gathered, Lanes, Mask, Pending};
use entitle_kernel::plan::{Plan, Planned};
use entitle_kernel::{Contract, Error, Run};

/// The pieces of a contract's plan for one run, made once for any number of threads and evaluations.
///
/// ```
/// use entitle_batch::PlanStorage;
/// use entitle_kernel::{Contract, Run, sample};
/// let contract = Contract::new(sample::IMAGE)?;
/// let run = Run::new(&contract, "2026-03-31".parse()?)?;
/// let storage = PlanStorage::new(&contract, &run)?;
/// assert!(storage.plan(&contract, &run).is_ok());
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub struct PlanStorage(Vec<Planned>);

impl PlanStorage {
    /// Plans a run. Errors: those of [`Plan::new`].
    pub fn new(contract: &Contract<'_>, run: &Run) -> Result<PlanStorage, Error> {
        let mut pieces = vec![Planned::EMPTY; Plan::pieces(contract)];
        Plan::new(contract, run, &mut pieces)?;
        Ok(PlanStorage(pieces))
    }

    /// The plan. Errors: those of [`Plan::resume`].
    #[inline]
    pub fn plan<'p, 'c>(&'p self, contract: &'p Contract<'c>, run: &'p Run) -> Result<Plan<'p, 'c>, Error> {
        Plan::resume(contract, run, &self.0)
    }
}

/// Storage for the kernel's blocks of `N` rows, as large as a plan takes; made once, for any number of evaluations.
///
/// ```
/// use entitle_batch::{Blocks, PlanStorage};
/// use entitle_kernel::{Contract, Run, block::BlockCost, sample};
/// let contract = Contract::new(sample::IMAGE)?;
/// let run = Run::new(&contract, "2026-03-31".parse()?)?;
/// let storage = PlanStorage::new(&contract, &run)?;
/// let plan = storage.plan(&contract, &run)?;
/// let mut blocks = Blocks::<256>::new(&plan); // one for each thread
/// assert_eq!(blocks.storage().masks.len(), BlockCost::of(&plan).masks);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub struct Blocks<const N: usize> {
    masks: Vec<Mask<N>>,
    lanes: Vec<Lanes<N>>,
    pending: Vec<Pending<N>>,
    gathered: Vec<Gathered<N>>,
}

impl<const N: usize> Blocks<N> {
    /// Storage for this plan, and for every other of its contract.
    #[must_use]
    pub fn new(plan: &Plan<'_, '_>) -> Blocks<N> {
        let cost = BlockCost::of(plan);
        Blocks {
            masks: vec![Mask::EMPTY; cost.masks],
            lanes: vec![Lanes::EMPTY; cost.lanes],
            pending: vec![Pending::EMPTY; cost.pending],
            gathered: vec![Gathered::EMPTY; cost.gathered],
        }
    }

    /// As an [`Evaluator`](entitle_kernel::block::Evaluator) takes it.
    #[inline]
    pub fn storage(&mut self) -> BlockStorage<'_, N> {
        let Blocks { masks, lanes, pending, gathered } = self;
        BlockStorage { masks, lanes, pending, gathered }
    }
}
