"""Contracts side by side over the same facts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Dict

import entitle
import pytest
from vectors import vector

NETWORK: Dict[str, Any] = {
    "subject": "Riverside",
    "members": [
        {"subject": "A1", "list_size": 9000},
        {"subject": "A2", "list_size": 8000},
        {"subject": "A3", "list_size": 8000},
    ],
}
TWO = ["voluntary-gp-contract", "family-care-network"]


def test_one_set_of_facts_serves_all_columns() -> None:
    comparison = entitle.compare(TWO, NETWORK)
    assert [column.letter for column in comparison.columns] == ["A", "B"]
    # 25,000 patients: the voluntary contract asks for 30,000, the family care network for 25,000.
    assert comparison.subjects[0].criteria["population"] == {"A": "not met", "B": "met"}
    assert comparison.subjects[0].members == ["A1", "A2", "A3"]


def test_a_term_is_set_in_one_column_alone() -> None:
    case = vector("family-care-network-three-practices-of-25-000-patients-together")
    assert case.expected["line.budget"] == "3750000"
    comparison = entitle.compare(TWO, NETWORK, set={"B.budget_per_patient": 150})
    assert comparison["B"].total.value == Decimal("3750000") and comparison["B"].total.rests_on == ("a local term",)
    assert comparison["A"].total.value is None


@pytest.mark.parametrize("value", ["150", 150, Decimal("150.00")], ids=repr)
def test_a_term_is_taken_in_every_exact_form(value: Any) -> None:
    assert entitle.compare(TWO, NETWORK, set={"B.budget_per_patient": value})["B"].total.value == 3750000


def test_a_term_as_a_float_is_refused() -> None:
    with pytest.raises(entitle.EntitleError, match=r'give "0\.1"'):
        entitle.compare(TWO, NETWORK, set={"B.budget_per_patient": 0.1})  # type: ignore[dict-item]


@pytest.mark.parametrize("term", ["budget_per_patiens", "B.budget_per_patiens", "Z.budget_per_patient", ""], ids=str)
def test_a_term_of_no_column_or_fact_is_refused(term: str) -> None:
    with pytest.raises(entitle.EntitleError):
        entitle.compare(TWO, NETWORK, set={term: "150"})


def test_a_column_is_a_contract_a_name_or_several_together() -> None:
    day = "2025-06-30"
    gms, network = entitle.contract("gms-england", on=day), entitle.contract("network-contract-des", on=day)
    by_text = entitle.compare([f"gms-england@{day}+network-contract-des@{day}", "family-care-network"], NETWORK)
    together = entitle.compare([(gms, network), entitle.contract("family-care-network")], NETWORK)
    mixed = entitle.compare([(f"gms-england@{day}", network), "family-care-network"], NETWORK)
    assert by_text.columns[0].name == together.columns[0].name == mixed.columns[0].name
    assert by_text.data["comparisons"] == together.data["comparisons"] == mixed.data["comparisons"]


def test_contracts_that_are_never_in_force_together_are_refused_with_the_day_that_would_serve() -> None:
    with pytest.raises(entitle.EntitleError, match="gms-england@2026-03-31"):
        entitle.compare(["gms-england@2026-06-01+network-contract-des", "family-care-network"], NETWORK)


def test_what_is_given_up_and_not_known_is_named() -> None:
    outcome = entitle.compare(["gms-england@2025-06-30", "voluntary-gp-contract"], NETWORK)["B"]
    (forgone,) = outcome.forgone
    assert (forgone["contract"], forgone["replaced_by"]) == ("qof-england@2025-04-01#1", "voluntary-gp-contract")
    assert forgone["total"] is None
    assert forgone["waits_for"]
    assert outcome.gain is not None
    assert outcome.gain.text == "undetermined"


def test_practices_that_stay_behind_are_named() -> None:
    comparison = entitle.compare(TWO, NETWORK, stay=["A3"])
    assert comparison.subjects[0].staying == ["A3"]
    taking_part = {practice.practice: practice.takes_part for practice in comparison["B"].practices}
    assert taking_part == {"A1": True, "A2": True, "A3": False}


def test_a_practice_that_is_not_there_cannot_stay_behind() -> None:
    with pytest.raises(entitle.EntitleError, match="A9"):
        entitle.compare(TWO, NETWORK, stay=["A9"])


def test_one_name_is_no_list_of_practices() -> None:
    with pytest.raises(entitle.EntitleError, match=r"stay=\['A3'\]"):
        entitle.compare(TWO, NETWORK, stay="A3")


def test_one_contract_is_no_comparison() -> None:
    for contracts in (["family-care-network"], "family-care-network", []):
        with pytest.raises(entitle.EntitleError, match="two contracts or more"):
            entitle.compare(contracts, NETWORK)


def test_a_column_of_nothing_is_refused() -> None:
    for column in ("", "gms-england+", 3, None, ()):
        with pytest.raises(entitle.EntitleError):
            entitle.compare(["family-care-network", column], NETWORK)  # type: ignore[list-item]


def test_several_subjects_are_asked_for_by_name() -> None:
    comparison = entitle.compare(TWO, [NETWORK, {**NETWORK, "subject": "Lakeside"}])
    assert comparison.of("Lakeside").subject == "Lakeside"
    with pytest.raises(entitle.EntitleError, match="name one of them: Riverside, Lakeside"):
        comparison.outcomes
    with pytest.raises(entitle.EntitleError, match="no subject Hillside"):
        comparison.of("Hillside")


def test_a_fact_that_no_contract_knows_is_refused() -> None:
    with pytest.raises(entitle.EntitleError, match="list_sise"):
        entitle.compare(TWO, {"members": [{"list_sise": 9000}]})


def test_facts_that_are_none_are_refused() -> None:
    for facts in (None, 3, "list_size"):
        with pytest.raises(entitle.EntitleError):
            entitle.compare(TWO, facts)  # type: ignore[arg-type]


def test_a_letter_that_is_no_column_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="there are A, B"):
        entitle.compare(TWO, NETWORK)["C"]


def test_a_comparison_shows_itself() -> None:
    comparison = entitle.compare(TWO, NETWORK, set={"B.budget_per_patient": 150})
    assert "Riverside" in repr(comparison) and "3,750,000 GBP" in repr(comparison)
    assert "Riverside" in comparison._repr_html_()
