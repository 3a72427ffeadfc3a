"""Statements: every answer by name, exact, with what it rests on and waits for."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Container

import entitle
import pytest
from vectors import contract_of, vector

QOF = entitle.contract("qof-england", on="2025-06-30")
# 6 of 17 on the band 35 to 75 % at 17 points is 17 x (600 - 35 x 17) / (40 x 17) = 0.125 exactly.
SIX_OF_SEVENTEEN = {"list_size": 10184, "numerator": {"DM020": 6}, "denominator": {"DM020": 17}}


def test_points_are_exact() -> None:
    points = QOF.statement(SIX_OF_SEVENTEEN).points["DM020"]
    assert points.value == Decimal("0.125") and points.text == "0.125" and points.unit == "points"


def test_what_is_not_known_is_undetermined_and_never_zero() -> None:
    total = QOF.statement(SIX_OF_SEVENTEEN).lines["total"]
    assert total.value is None and total.text == "undetermined" and total.waits_for


def test_what_a_statement_waits_for_is_told_with_its_meaning() -> None:
    lacking = {lack.name: lack for lack in QOF.statement(SIX_OF_SEVENTEEN).waits_for}
    assert lacking["national_prevalence.DM"].local_term
    assert "prevalence" in lacking["national_prevalence.DM"].meaning


def test_facts_of_items_are_given_nested_or_by_full_name() -> None:
    flat = {"list_size": 10184, "numerator.DM020": 6, "denominator.DM020": 17}
    assert QOF.statement(flat).data == QOF.statement(SIX_OF_SEVENTEEN).data


def test_values_are_taken_in_every_exact_form() -> None:
    gms = entitle.contract("gms-england", on="2016-01-31")
    # facts/contracts.md 2.3, worked: 8,750 weighted patients at £80.
    for each in ("80", 80, Decimal("80.00"), 80.0):
        facts = {"weighted_list_size": 8750, "global_sum_per_weighted_patient": each}
        assert gms.statement(facts).lines["global_sum"].value == 700000


def test_a_list_of_subjects_gives_a_list_of_statements_in_order() -> None:
    statements = QOF.statement([{**SIX_OF_SEVENTEEN, "subject": "A"}, {"subject": "B"}])
    assert [statement.subject for statement in statements] == ["A", "B"]
    assert QOF.statement([]) == []


def test_a_line_for_each_item_is_found_by_its_full_name() -> None:
    lines = QOF.statement(SIX_OF_SEVENTEEN).lines
    assert lines["achievement.DM020"].item == "DM020"
    with pytest.raises(KeyError, match=r"ask for 'achievement\.AF006'"):
        lines["achievement"]


def test_an_answer_that_is_not_there_is_a_key_error_that_suggests() -> None:
    with pytest.raises(KeyError, match="did you mean 'total'"):
        QOF.statement(SIX_OF_SEVENTEEN).lines["totl"]


def test_answers_are_a_sequence_with_names() -> None:
    points = QOF.statement(SIX_OF_SEVENTEEN).points
    assert len(points) == 44 and points.names == QOF.indicators
    assert points[0].name == "AF006" and [point.name for point in points[:2]] == ["AF006", "AF008"]
    names: Container[object] = points
    assert "DM020" in names and "DM20" not in names and points[0] in names and points.get("DM20") is None
    with pytest.raises(IndexError):
        points[44]


def test_headroom_says_how_many_patients_full_points_need() -> None:
    # 13 of 17 is 76.5 %, the least at 75 %: seven more than six.
    assert QOF.headroom(SIX_OF_SEVENTEEN)["DM020"].patients_needed == 7
    # 15 of 20 is 75 %: nothing is needed.
    full = {"list_size": 10184, "numerator": {"DM020": 15}, "denominator": {"DM020": 20}}
    assert QOF.headroom(full)["DM020"].patients_needed == 0


def test_headroom_that_is_not_known_is_none_and_says_why() -> None:
    room = QOF.headroom(SIX_OF_SEVENTEEN)["AF006"]
    assert room.patients_needed is None and "waits" in room.detail


def test_headroom_that_was_not_asked_for_is_refused_and_not_empty() -> None:
    with pytest.raises(entitle.EntitleError, match="headroom=True"):
        QOF.statement(SIX_OF_SEVENTEEN, headroom=False).headroom


def test_a_trace_is_kept_where_it_is_asked_for() -> None:
    assert any("DM020" in entry for entry in QOF.statement(SIX_OF_SEVENTEEN, trace=True).trace)
    with pytest.raises(entitle.EntitleError, match="trace=True"):
        QOF.statement(SIX_OF_SEVENTEEN).trace


def test_a_network_holds_practices_as_members() -> None:
    case = vector("family-care-network-three-practices-of-25-000-patients-together")
    statement = contract_of(case).statement(case.facts)
    # 25,000 x £150.
    assert statement.lines["budget"].value == 3750000
    assert statement.eligible == "met"
    assert statement.lines["budget"].rests_on == ("a local term", "beyond what was read")


def test_criteria_say_which_clause_stands_in_the_way() -> None:
    criteria = entitle.contract("family-care-network").criteria(
        {"members": [{"list_size": 15000}, {"list_size": 9999}]}
    )
    assert criteria["population"].text == "not met" and "25,000" in criteria["population"].title
    assert criteria.eligible is not None and criteria.eligible.text == "not met"
    assert repr(criteria).startswith("may it be held: not met")


def test_a_contract_without_criteria_has_no_verdict() -> None:
    statement = QOF.statement(SIX_OF_SEVENTEEN)
    assert statement.eligible is None and len(statement.criteria) == 0


def test_criteria_and_headroom_of_a_list_are_lists() -> None:
    facts = [SIX_OF_SEVENTEEN, SIX_OF_SEVENTEEN]
    assert [room["DM020"].patients_needed for room in QOF.headroom(facts)] == [7, 7]
    assert [criteria.eligible for criteria in QOF.criteria(facts)] == [None, None]


def test_facts_that_contradict_one_another_are_refused() -> None:
    case = {"holder": "company limited by shares", "partners": 3}
    with pytest.raises(entitle.EntitleError, match="contradict") as caught:
        entitle.contract("gms-england", on="2026-06-01").statement(case)
    assert caught.value.name == "FactsContradict"


def test_data_holds_texts_as_every_face_writes_them() -> None:
    statement = QOF.statement({**SIX_OF_SEVENTEEN, "subject": "Mill Lane"})
    assert statement.data["subject"] == statement.subject == "Mill Lane"
    assert statement.data["contract"]["image_digest"] == QOF.image_digest
    achieved = next(each for each in statement.data["achieved"] if each["name"] == "DM020")
    # 6 / 17 = 0.352941176470588235 repeating, at 34 significant digits.
    assert achieved["value"] == "0.3529411764705882352941176470588235"
    assert statement.achieved["DM020"].value == Decimal("0.3529411764705882352941176470588235")


def test_a_statement_shows_itself() -> None:
    statement = QOF.statement({**SIX_OF_SEVENTEEN, "subject": "Mill Lane"})
    assert "Mill Lane" in repr(statement) and "qof-england@2025-04-01#1" in repr(statement)
    assert "Mill Lane" in statement._repr_html_()
    assert "0.125 points" in repr(statement.points)


def test_texts_of_a_subject_are_escaped_in_a_notebook() -> None:
    statement = QOF.statement({"subject": "<script>alert(1)</script>"})
    assert "<script>alert" not in statement._repr_html_()
    assert "<script>alert" not in statement.headroom._repr_html_()


def test_answers_are_shortened_for_the_eye_only() -> None:
    achieved = QOF.statement(SIX_OF_SEVENTEEN).achieved["DM020"]
    assert achieved.shown == "0.3529" and len(achieved.text) == 36


def test_days_are_taken_as_days_and_as_text() -> None:
    gms = entitle.contract("gms-england", on="2026-06-01")
    facts = {"remedial_notice_on": datetime.date(2026, 6, 1), "remedial_period_ends": "2026-06-29"}
    # 28 days from 1 June to 29 June.
    assert gms.statement(facts).lines["remedial_days"].value == 28
