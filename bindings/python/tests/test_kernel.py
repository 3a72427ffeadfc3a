"""The kernel one call at a time: states, errors, and that nothing passes from one contract or statement to another.

That its answers are those of every face, test_script.py says.
"""

from __future__ import annotations

import datetime
from typing import Callable, List, Tuple

import entitle
import pytest
from entitle.kernel import Patient, Statement, Subject, Tally

QOF = entitle.contract("qof-england", on="2025-06-30")
NETWORK = entitle.contract("network-contract-des", on="2025-06-30")


def points(statement: Statement, indicator: str) -> str:
    return next(answer.text for answer in statement.answers if answer[:2] == ("points", indicator))


def practice(numerator: int, denominator: int) -> Subject:
    subject = Subject(QOF)
    subject.set("numerator.DM020", str(numerator))
    subject.set("denominator.DM020", str(denominator))
    return subject


def test_what_is_not_set_is_unknown() -> None:
    assert Subject(QOF).get("list_size") == "unknown"
    assert Patient(QOF, "2026-03-31").get("age") == "unknown"


def test_a_fact_that_is_refused_stays_as_it_was() -> None:
    subject = Subject(QOF)
    subject.set("list_size", "9240")
    for text in ("-1", "many", "1.5"):
        with pytest.raises(entitle.EntitleError):
            subject.set("list_size", text)
    assert subject.get("list_size") == "9240"


def test_errors_have_the_number_and_name_of_the_kernel() -> None:
    cases: List[Tuple[int, str, Callable[[], object]]] = [
        (101, "UnknownFact", lambda: Subject(QOF).set("lst_size", "1")),
        (102, "UnknownItem", lambda: Subject(QOF).set("numerator.DM999", "1")),
        (108, "InvalidDate", lambda: Patient(QOF, "2026-02-30")),
        (102, "UnknownItem", lambda: Patient(QOF, "2026-03-31").decide("DM999")),
        (102, "UnknownItem", lambda: Tally(QOF).add_membership("DM999", True)),
        (901, "BadArgument", lambda: Tally(QOF).with_outcome("DM020", "in the moon")),
    ]
    for code, name, call in cases:
        with pytest.raises(entitle.EntitleError) as raised:
            call()
        assert (raised.value.code, raised.value.name) == (code, name)
        assert raised.value.help


def test_a_statement_keeps_the_facts_of_which_it_was_made() -> None:
    # 17 points between 35 % and 75 %: 6 of 17 earn 17 * (6/17 - 0.35) / 0.4, and three quarters of 17 are 13 patients.
    subject = practice(6, 17)
    before = subject.statement()
    subject.set("numerator.DM020", "13")
    after = subject.statement()
    assert (points(before, "DM020"), points(after, "DM020")) == ("0.125", "17")
    assert (before.headroom("DM020").patients_needed, after.headroom("DM020").patients_needed) == (7, 0)


def test_a_member_of_another_subject_or_contract_is_refused() -> None:
    network, other = Subject(NETWORK), Subject(NETWORK)
    member = network.member()
    with pytest.raises(entitle.EntitleError) as raised:
        other.add(member)
    assert raised.value.name == "BadArgument"
    with pytest.raises(entitle.EntitleError) as raised:
        network.add(Subject(QOF).member())
    assert raised.value.name == "BadArgument"
    assert (network.members, other.members) == (0, 0)
    network.add(member)
    assert network.members == 1


def test_a_patient_is_evaluated_anew_when_facts_change() -> None:
    patient = Patient(QOF, datetime.date(2026, 3, 31))
    patient.set("dmlat_dat", "null")
    assert patient.on_register("DM").member is False
    patient.clear()
    assert patient.get("dmlat_dat") == "unknown"
    assert patient.on_register("DM").member is None


def test_counts_of_two_tallies_add_up() -> None:
    one, other = Tally(QOF), Tally(QOF)
    one.add_decision("DM020", 0)
    other.add_decision("DM020", 0)
    other.add_decision("DM020", 255)
    one.add_tally(other)
    assert (one.count("DM020", 0), one.count("DM020", 255)) == (2, 1)
    assert (one.with_outcome("DM020", "not on register"), one.with_outcome("DM020", "undetermined")) == (2, 1)
    with pytest.raises(entitle.EntitleError) as raised:
        one.add_tally(one)
    assert raised.value.name == "BadArgument"


def test_a_count_that_hangs_on_an_undetermined_patient_is_unknown() -> None:
    tally, subject = Tally(QOF), Subject(QOF)
    tally.add_membership("DM", True)
    tally.add_membership("DM", None)
    tally.write(subject)
    assert tally.members("DM") is None
    assert subject.get("register_size.DM") == "unknown"


def test_what_is_no_contract_is_refused_in_words() -> None:
    with pytest.raises(entitle.EntitleError, match="entitle.contract"):
        Subject("qof-england")  # type: ignore[arg-type]


def test_facts_that_cannot_be_are_refused_before_anything_is_decided() -> None:
    patient = Patient(QOF, "2026-03-31")
    patient.set("birth_dat", "1960-01-01")
    patient.set("age", "12")
    with pytest.raises(entitle.EntitleError) as refused:
        patient.decide("DM020")
    assert refused.value.name == "FactsContradict"
    assert "by birth_dat 1960-01-01 it is 66 on 2026-03-31" in str(refused.value)
    patient.set("age", "66")
    assert patient.decide("DM020").outcome == "undetermined"
