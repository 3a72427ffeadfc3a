"""How far long work is: a bar where somebody looks, a callback where somebody asks."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any, Callable, Iterator, Optional, Union

__all__ = ["Progress", "shown_progress"]

#: True: a bar of tqdm. False: nothing. None: a bar in notebooks where tqdm is installed. Else what is called with the
#: rows done and all rows, or a bar of tqdm that is moved on.
Progress = Union[bool, None, Callable[[int, int], object], Any]


@contextmanager
def shown_progress(progress: Progress) -> Iterator[Optional[Callable[[int, int], object]]]:
    """What the native half calls with the rows done and all rows.

    Args:
        progress: See `Progress`.

    Yields:
        A callback, or None where nobody wants to know.
    """
    if progress is None:
        progress = _in_notebook()
    if progress is False:
        yield None
    elif progress is True:
        with _bar() as bar:
            yield _moving(bar)
    elif hasattr(progress, "update"):
        yield _moving(progress)
    else:
        yield progress


def _in_notebook() -> bool:
    """Whether this is a notebook that can show a bar."""
    import sys

    if "IPython" not in sys.modules or "ipykernel" not in sys.modules:
        return False
    from importlib.util import find_spec

    return find_spec("tqdm") is not None and find_spec("ipywidgets") is not None


def _bar() -> Any:
    try:
        from tqdm.auto import tqdm
    except ImportError as absent:
        from entitle.refusal import missing_package

        raise missing_package("tqdm", "progress") from absent
    return tqdm(unit=" rows", unit_scale=True, leave=False)


def _moving(bar: Any) -> Callable[[int, int], object]:
    """Moves a bar of tqdm on."""

    def report(done: int, rows: int) -> None:
        if bar.total != rows:
            bar.total = rows
        bar.update(done - bar.n)

    return report
