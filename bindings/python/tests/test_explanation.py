"""An explanation shows each rule, what it saw, and the row that decided."""

from __future__ import annotations

import datetime
from typing import Any, Dict

import entitle
import pytest
from vectors import vector

QOF = entitle.contract("qof-england", on="2025-06-30")
AT_58: Dict[str, Any] = dict(vector("qof-patient-at-58").patient or {})


def with_facts(**facts: object) -> Dict[str, Any]:
    return {**AT_58, **facts}


def test_the_row_that_decided_is_marked() -> None:
    explanation = QOF.explain(AT_58, "DM020")
    assert (explanation.outcome, explanation.indicator) == ("in numerator", "DM020")
    decided = [row.row for row in explanation.tables[1].rows if row.decided]
    # The second row selects whoever is at 58 or less; the vector says so too.
    assert decided == [2] and explanation.tables[1].rows[1].action == "select"
    assert explanation.reason is None


def test_rows_after_the_deciding_one_were_not_reached() -> None:
    rows = QOF.explain(AT_58, "DM020").tables[1].rows
    assert {row.matched for row in rows[2:]} == {"not reached"} and rows[2].saw is None


def test_a_rule_shows_what_it_saw_and_the_days_of_its_windows() -> None:
    row = QOF.explain(AT_58, "DM020").tables[1].rows[1]
    assert row.saw == {"ifcchba_val": "58", "ifcchba_dat": "2025-06-01"}
    assert row.windows == {"period_end - 12 months": datetime.date(2025, 3, 31)}


def test_an_adjusted_patient_has_a_reason() -> None:
    facts = with_facts(ifcchba_val=64, dm_invite1_dat="2025-09-01", dm_invite2_dat="2025-09-15")
    explanation = QOF.explain(facts, "DM020")
    assert explanation.outcome == "adjusted"
    assert explanation.reason is not None and explanation.reason.name == "no_response"
    assert "no_response" in repr(explanation)


def test_an_unknown_fact_makes_the_outcome_undetermined_and_is_named() -> None:
    facts = with_facts()
    del facts["frailty"]
    explanation = QOF.explain(facts, "DM020")
    assert explanation.outcome == "undetermined" and explanation.needs == ["frailty"]


def test_null_is_not_unknown() -> None:
    assert QOF.explain(with_facts(frailty=None), "DM020").outcome == "in numerator"


INVITED = with_facts(ifcchba_val=64, dm_invite1_dat="2025-09-01", dm_invite2_dat="2025-10-01")


@pytest.mark.parametrize("day", ["2025-09-30", datetime.date(2025, 9, 30)], ids=repr)
def test_records_after_the_achievement_date_do_not_count(day: Any) -> None:
    explanation = QOF.explain(INVITED, "DM020", achievement_date=day)
    assert explanation.achievement_date == datetime.date(2025, 9, 30)
    # One invitation up to the day is not two: nothing takes the patient out.
    assert explanation.outcome == "in denominator" and explanation.ignored == ["dm_invite2_dat"]
    assert QOF.explain(INVITED, "DM020", "2025-10-01").outcome == "adjusted"


def test_a_later_record_that_hides_an_earlier_one_is_refused() -> None:
    with pytest.raises(entitle.EntitleError, match="ifcchba_dat"):
        QOF.explain(with_facts(ifcchba_dat="2025-10-01"), "DM020", achievement_date="2025-09-30")


def test_without_an_achievement_date_the_contracts_last_day_is_taken() -> None:
    assert QOF.explain(AT_58, "DM020").achievement_date == QOF.period_end


def test_an_achievement_date_with_an_hour_is_refused() -> None:
    with pytest.raises(entitle.EntitleError, match=r"value\.date\(\)"):
        QOF.explain(AT_58, "DM020", datetime.datetime(2025, 9, 30, 12))


def test_an_indicator_that_is_not_there_is_refused() -> None:
    with pytest.raises(entitle.EntitleError, match="DM20"):
        QOF.explain(AT_58, "DM20")


def test_a_fact_that_is_no_fact_of_a_patient_is_refused() -> None:
    with pytest.raises(entitle.EntitleError, match="ifcchba_dat"):
        QOF.explain(with_facts(ifcchba_date="2025-06-01"), "DM020")


def test_a_float_of_a_patient_must_be_exact() -> None:
    assert QOF.explain(with_facts(ifcchba_val=58.0), "DM020").outcome == "in numerator"
    with pytest.raises(entitle.EntitleError, match="ifcchba_val"):
        QOF.explain(with_facts(ifcchba_val=58.4), "DM020")


@pytest.mark.parametrize("patient", [None, 3, "age=60", [AT_58]], ids=lambda patient: type(patient).__name__)
def test_what_is_no_patient_is_refused(patient: Any) -> None:
    with pytest.raises((entitle.EntitleError, TypeError)):
        QOF.explain(patient, "DM020")


def test_an_explanation_shows_itself() -> None:
    explanation = QOF.explain(with_facts(subject="Patient 1"), "DM020")
    assert explanation.subject == "Patient 1" and "Patient 1" in repr(explanation)
    assert "DM020" in explanation._repr_html_()
    assert explanation.data["decision"] == explanation.decision
