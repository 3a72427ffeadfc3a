//! Work shared among threads, its results taken in order: who takes them sees what one thread alone would have made.

use crate::fault::Fault;
use std::sync::mpsc::sync_channel;

/// Makes the items of each piece on so many threads (at least one), and takes all of them in the order of the pieces.
/// A thread is at most two items ahead, so memory grows with the threads and not with the pieces. The first fault in
/// that order ends it.
pub(crate) fn in_order<T: Send, I: Iterator<Item = Result<T, Fault>>>(
    threads: usize,
    pieces: usize,
    make: impl Fn(usize) -> I + Sync,
    mut take: impl FnMut(T) -> Result<(), Fault>,
) -> Result<(), Fault> {
    if threads <= 1 || pieces <= 1 {
        return (0..pieces).flat_map(make).try_for_each(|item| take(item?));
    }
    std::thread::scope(|scope| {
        // Each thread has every so many pieces, and a channel of its own; `None` ends a piece.
        let receivers: Vec<_> = (0..threads.min(pieces))
            .map(|first| {
                let (sender, receiver) = sync_channel(1);
                let make = &make;
                scope.spawn(move || {
                    for piece in (first..pieces).step_by(threads) {
                        let items = make(piece).map(Some).chain([None]);
                        // Nobody takes any more where a fault has ended it.
                        if items.map(|item| sender.send(item)).any(|sent| sent.is_err()) {
                            return;
                        }
                    }
                });
                receiver
            })
            .collect();
        // A thread that panicked closes its channel, and the scope hands the panic on.
        (0..pieces).try_for_each(|piece| {
            receivers[piece % threads].iter().map_while(|item| item).try_for_each(|item| take(item?))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(threads: usize, fault_at: Option<usize>) -> (Vec<usize>, bool) {
        let mut taken = Vec::new();
        let piece = |piece: usize| {
            (0..piece % 4).map(move |item| match Some(piece) == fault_at {
                true => Err(Fault::input("a fault")),
                false => Ok(piece * 10 + item),
            })
        };
        let ended = in_order(threads, 100, piece, |item| {
            taken.push(item);
            Ok(())
        });
        (taken, ended.is_ok())
    }

    #[test]
    fn items_come_in_the_order_of_the_pieces_whatever_the_threads() {
        let expected: Vec<usize> =
            (0..100).flat_map(|piece| (0..piece % 4).map(move |item| piece * 10 + item)).collect();
        for threads in [1, 2, 3, 99, 100, 200] {
            assert_eq!(taken(threads, None), (expected.clone(), true), "{threads} threads");
        }
    }

    #[test]
    fn the_first_fault_ends_it_after_everything_before_it() {
        for threads in [1, 2, 7] {
            let (items, is_fine) = taken(threads, Some(42));
            assert!(!is_fine);
            assert_eq!(items.last(), Some(&410), "{threads} threads");
        }
    }

    #[test]
    fn who_takes_may_end_it() {
        for threads in [1, 4] {
            let ended = in_order(
                threads,
                1000,
                |piece| [Ok(piece)].into_iter(),
                |item| match item {
                    5 => Err(Fault::input("enough")),
                    _ => Ok(()),
                },
            );
            assert_eq!(ended.unwrap_err().message, "enough");
        }
    }
}
