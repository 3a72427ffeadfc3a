"""What the Python half refuses, raised as the native half raises it: what is wrong, details, and what to do."""

from __future__ import annotations

from typing import Iterable, Optional

from entitle._entitle import EntitleError

__all__ = ["missing_package", "nearest", "refusal"]


def refusal(message: str, *, details: Iterable[str] = (), help: Optional[str] = None) -> EntitleError:
    """Makes an `EntitleError` with the parts that the native half gives.

    Args:
        message: What is wrong, and where.
        details: Each fault, where there are several.
        help: What to do about it.

    Returns:
        The error, to be raised. Its `code` and `name` are None: the kernel has no number for it.

    Example:
        >>> print(refusal("an achievement date is a day", help="give value.date()"))
        an achievement date is a day
        help: give value.date()
    """
    listed = list(details)
    text = message + "".join(f"\n  - {detail}" for detail in listed)
    error = EntitleError(text if help is None else f"{text}\nhelp: {help}")
    error.code = None
    error.name = None
    error.details = listed
    error.help = help
    error.line = None
    error.column = None
    return error


def nearest(name: str, known: Iterable[str]) -> Optional[str]:
    """The known name that was probably meant.

    Args:
        name: What was asked for.
        known: The names that there are.

    Returns:
        The nearest of them, or None where none is near.

    Example:
        >>> nearest("list_sise", ["list_size", "register_size"])
        'list_size'
    """
    from difflib import get_close_matches

    found = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def missing_package(package: str, extra: str) -> ImportError:
    """Makes the error of a package that is needed and not installed.

    Args:
        package: The package.
        extra: The extra of `entitle` that brings it.

    Returns:
        The error, to be raised.

    Example:
        >>> print(missing_package("pyarrow", "arrow"))
        pyarrow is needed for this: pip install 'entitle[arrow]'
    """
    return ImportError(f"{package} is needed for this: pip install 'entitle[{extra}]'")
