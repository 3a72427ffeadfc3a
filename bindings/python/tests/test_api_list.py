"""tests/api.tsv, the list of the public interface with its name in each face: what it says of Python is there.

That every item of Rust stands in it with a name or a reason, tests/suite/api_list.rs says.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Dict, Iterator, List

import entitle
import entitle.kernel
import pytest

LIST = Path(__file__).resolve().parents[3] / "tests" / "api.tsv"

#: Those of the kernel's classes that have methods; the others are records of plain fields.
CLASSES = (
    entitle.kernel.Member,
    entitle.kernel.Patient,
    entitle.kernel.Statement,
    entitle.kernel.Subject,
    entitle.kernel.Tally,
)


def rows() -> List[Dict[str, str]]:
    with LIST.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def names_in_list() -> List[str]:
    return sorted({name for row in rows() for name in row["python"].split()})


def names_in_reasons() -> List[str]:
    return sorted({name for row in rows() for name in re.findall(r"\bentitle(?:\.\w+)+", row["why python"])})


def refused() -> entitle.EntitleError:
    with pytest.raises(entitle.EntitleError) as raised:
        entitle.contract("a contract that there is not")
    return raised.value


def is_there(name: str) -> bool:
    """Whether a name leads somewhere; an error has its parts once it is raised."""
    package, *parts = name.split(".")
    found: object = {"entitle": entitle}[package]
    for part in parts:
        if found is entitle.EntitleError:
            found = refused()
        if not hasattr(found, part):
            return False
        found = getattr(found, part)
    return True


def public_names_of_the_kernel() -> Iterator[str]:
    for found in CLASSES:
        for name in vars(found):
            if not name.startswith("_"):
                yield f"entitle.kernel.{found.__name__}.{name}"


def test_every_name_of_the_list_is_there() -> None:
    assert len(names_in_list()) > 50
    assert [name for name in names_in_list() if not is_there(name)] == []


def test_every_name_that_a_reason_refers_to_is_there() -> None:
    assert [name for name in names_in_reasons() if not is_there(name)] == []


def test_a_name_that_is_not_there_is_found_out() -> None:
    assert not is_there("entitle.kernel.Subject.sett")
    assert not is_there("entitle.EntitleError.number")


def test_every_method_of_the_kernel_stands_in_the_list() -> None:
    assert sorted(set(public_names_of_the_kernel()) - set(names_in_list())) == []
