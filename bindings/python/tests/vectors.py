"""The project's vectors: inputs, and answers that a source published or the independent oracle worked out."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Optional

import entitle

VECTORS = Path(__file__).resolve().parents[3] / "tests" / "vectors"


class Vector(NamedTuple):
    """A row of a file of vectors."""

    id: str
    contract: str
    date: str
    inputs: Dict[str, Any]
    expected: Dict[str, Any]
    why: str

    @property
    def patient(self) -> Optional[Dict[str, Any]]:
        """The facts of a patient, where it is about one."""
        return self.inputs.get("patient")

    @property
    def facts(self) -> Dict[str, Any]:
        """The facts of a practice or network, as Python takes them."""
        if "members" not in self.inputs:
            return dict(self.inputs.get("facts", self.inputs))
        return {**self.inputs.get("facts", {}), "members": self.inputs["members"]}


def vectors() -> Iterator[Vector]:
    """All of them, file by file."""
    for path in sorted(VECTORS.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield Vector(
                    row["id"],
                    row["contract"],
                    row["date"],
                    json.loads(row["inputs"]),
                    json.loads(row["expected"]),
                    row["why"],
                )


def vector(id: str) -> Vector:
    """The vector of that id."""
    found: List[Vector] = [each for each in vectors() if each.id == id]
    assert len(found) == 1, id
    return found[0]


def contract_of(vector: Vector) -> entitle.Contract:
    """The contract that a vector is about: a definition among the vectors, or one that is built in."""
    folder = VECTORS / "definitions" / vector.contract
    if folder.is_dir():
        return entitle.load(max(path for path in folder.glob("*.toml") if path.name[:10] <= vector.date))
    return entitle.contract(vector.contract, on=vector.date)
