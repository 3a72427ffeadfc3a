"""Every vector through the Python face: published answers and those of the oracle."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Dict, Iterable, Tuple

import entitle
import pytest
from vectors import Vector, contract_of, vectors

ALL = list(vectors())


def of_listing(kind: str, answers: Iterable[entitle.Answer]) -> Dict[str, str]:
    return {f"{kind}.{answer.full_name}": answer.text for answer in answers}


def answers_about_a_subject(vector: Vector) -> Dict[str, str]:
    statement = contract_of(vector).statement(vector.facts)
    found = {
        **of_listing("line", statement.lines),
        **of_listing("points", statement.points),
        **of_listing("achieved", statement.achieved),
        **of_listing("criterion", statement.criteria),
        **of_listing("condition", statement.conditions),
    }
    if statement.eligible is not None:
        found["eligible"] = statement.eligible
    for room in statement.headroom:
        found[f"needed.{room.indicator}"] = "null" if room.patients_needed is None else str(room.patients_needed)
        found[f"next.{room.indicator}"] = str(room.next_patient)
    return found


def answers_about_a_patient(vector: Vector, indicators: Iterable[str]) -> Dict[str, str]:
    found = {}
    for indicator in indicators:
        explanation = contract_of(vector).explain(
            vector.patient or {}, indicator, vector.inputs.get("achievement_date")
        )
        found[f"outcome.{indicator}"] = explanation.outcome
        if explanation.reason is not None:
            found[f"reason.{indicator}"] = explanation.reason.name
    return found


def agrees(found: str, expected: Any) -> bool:
    """An expected value is one text, or a closed interval where a source rounds its inputs."""
    if isinstance(expected, list):
        low, high = map(Decimal, expected)
        return low <= Decimal(found) <= high
    try:
        return Decimal(found) == Decimal(expected)
    except ArithmeticError:
        return bool(found == expected)


def asked(vector: Vector) -> Tuple[Dict[str, Any], Dict[str, str]]:
    """What is expected and has a place in the Python face, and what was found."""
    if vector.patient is None:
        return vector.expected, answers_about_a_subject(vector)
    expected = {key: value for key, value in vector.expected.items() if key.startswith(("outcome.", "reason."))}
    return expected, answers_about_a_patient(vector, dict.fromkeys(key.partition(".")[2] for key in expected))


@pytest.mark.parametrize("vector", ALL, ids=[vector.id for vector in ALL])
def test_a_vector_gives_the_expected_answer(vector: Vector) -> None:
    expected, found = asked(vector)
    for key, value in expected.items():
        assert key in found, f"{key}: {vector.why}"
        assert agrees(found[key], value), f"{key}: expected {value}, found {found[key]} ({vector.why})"


def test_no_vector_was_lost() -> None:
    # As many as there were when the Python face began; there can only be more.
    assert len(ALL) > 370
    assert sum(len(vector.expected) for vector in ALL) > 1150
