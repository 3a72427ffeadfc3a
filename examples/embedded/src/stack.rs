//! How deep the stack went: the free part is painted before, and looked over afterwards.

use core::ops::Range;
use core::ptr;

const PAINT: u32 = 0x5ac5_3ca3;

// From the linker scripts of cortex-m-rt and of riscv-rt: where static memory ends, and where the stack begins.
unsafe extern "C" {
    static mut __sheap: u32;
    static _stack_start: u32;
}

/// How far the stack reached, bytes.
#[derive(Clone, Copy, Default)]
pub struct Depth {
    /// Beyond its caller's.
    pub own: usize,
    /// From the stack's beginning.
    pub whole: usize,
}

/// Calls `act`, and says how deep the stack went meanwhile.
#[inline(never)]
pub fn measured<T>(act: impl FnOnce() -> T) -> (T, Depth) {
    let before = pointer();
    paint(before);
    let result = act();
    let lowest = lowest();
    let begin = &raw const _stack_start as usize;
    (result, Depth { own: before.saturating_sub(lowest), whole: begin.saturating_sub(lowest) })
}

/// The words between the end of static memory and `top`, an address of the stack.
fn free(top: usize) -> Range<*mut u32> {
    (&raw mut __sheap)..(top as *mut u32)
}

fn paint(top: usize) {
    let Range { start: mut word, end } = free(top);
    while word < end {
        // SAFETY: aligned RAM that belongs to nobody: above all static memory, below the stack that is in use.
        unsafe { ptr::write_volatile(word, PAINT) };
        word = word.wrapping_add(1);
    }
}

/// The lowest address that was written since the paint.
fn lowest() -> usize {
    let Range { start: mut word, end } = free(pointer());
    // SAFETY: as above.
    while word < end && unsafe { ptr::read_volatile(word) } == PAINT {
        word = word.wrapping_add(1);
    }
    word as usize
}

#[inline(always)]
fn pointer() -> usize {
    let pointer: usize;
    // SAFETY: reads a register.
    unsafe {
        #[cfg(target_arch = "arm")]
        core::arch::asm!("mov {}, sp", out(reg) pointer, options(nomem, nostack, preserves_flags));
        #[cfg(target_arch = "riscv32")]
        core::arch::asm!("mv {}, sp", out(reg) pointer, options(nomem, nostack, preserves_flags));
    }
    pointer
}
