"""Bad facts are refused by name, with what to do; none crashes and none gives a silent wrong answer."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, Dict

import entitle
import pytest

QOF = entitle.contract("qof-england", on="2025-06-30")
GMS = entitle.contract("gms-england", on="2016-01-31")
UTC = datetime.timezone.utc


class Number:
    """Neither a number nor a text."""


def refused(contract: entitle.Contract, facts: Any) -> entitle.EntitleError:
    with pytest.raises(entitle.EntitleError) as caught:
        contract.statement(facts)
    return caught.value


def test_an_unknown_fact_is_refused_and_the_nearest_offered() -> None:
    assert "list_size" in str(refused(QOF, {"list_sise": 9240}))


def test_an_unknown_item_of_a_fact_is_refused() -> None:
    assert "DM999" in str(refused(QOF, {"numerator": {"DM999": 1}}))


def test_every_fault_is_told_at_once() -> None:
    error = refused(QOF, {"list_sise": 1, "list_size": "many", "numerator": {"DM020": -1}})
    assert len(error.details) == 3


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        -float("inf"),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        "NaN",
        "inf",
        "many",
        "1e400",
        "0x10",
        " 9240",
        True,
        b"9240",
        [9240],
        (9240,),
        {9240},
        1 + 0j,
        Number(),
        datetime.date(2025, 6, 30),
        9240.5,
        Decimal("9240.5"),
        -1,
        0,
        10**8 + 1,
        2**63,
        -(2**63) - 1,
        2**64,
        10**400,
        10**5000,
        "9" * 10**6,
        "x" * 10**6,
    ],
    ids=lambda value: f"{type(value).__name__} {str(value)[:12] if not isinstance(value, int) else hash(value)}",
)
def test_what_is_no_list_size_is_refused_by_name(value: Any) -> None:
    error = refused(QOF, {"list_size": value})
    assert "list_size" in str(error)
    # However long the value, the message stays one that a person reads.
    assert len(str(error)) < 2000


def test_a_float_that_is_whole_is_a_whole_number() -> None:
    assert QOF.statement({"list_size": 10184.0}).data == QOF.statement({"list_size": 10184}).data


def test_a_float_that_is_not_exact_is_refused() -> None:
    facts = {"list_size": 9240, "national_prevalence": {"DM": 0.1 + 0.2 - 0.23}}
    error = refused(QOF, facts)
    assert "national_prevalence.DM" in str(error) and "Decimal" in str(error)


def test_a_float_that_is_exact_at_the_declared_places_is_that_number() -> None:
    # 0.078 has three places; the fact keeps six.
    as_float = QOF.statement({"national_prevalence": {"DM": 0.078}})
    assert as_float.data == QOF.statement({"national_prevalence": {"DM": "0.078"}}).data


def test_none_where_a_fact_is_never_null_is_refused() -> None:
    assert "null" in str(refused(QOF, {"list_size": None}))


def test_a_text_that_is_none_of_the_values_is_refused() -> None:
    assert "partnership" in str(refused(GMS, {"holder": "partners"}))


@pytest.mark.parametrize(
    "value",
    [
        datetime.datetime(2026, 6, 1, tzinfo=UTC),
        datetime.datetime(2026, 6, 1, 9),
        datetime.datetime(2026, 6, 1, 0, 0, 0, 1),
        datetime.time(12, tzinfo=UTC),
        datetime.timedelta(1),
        "2026-02-30",
        "01/06/2026",
        "2026-06-01T00:00:00+00:00",
        "10000-01-01",
        20260601,
    ],
    ids=str,
)
def test_what_is_no_day_is_refused_by_name(value: Any) -> None:
    gms = entitle.contract("gms-england", on="2026-06-01")
    assert "remedial_notice_on" in str(refused(gms, {"remedial_notice_on": value}))


def test_a_point_in_time_is_told_how_it_becomes_a_day() -> None:
    gms = entitle.contract("gms-england", on="2026-06-01")
    error = refused(gms, {"remedial_notice_on": datetime.datetime(2026, 6, 1, tzinfo=UTC)})
    assert "value.date()" in str(error)


def test_a_midnight_without_a_time_zone_is_its_day() -> None:
    pandas = pytest.importorskip("pandas")
    numpy = pytest.importorskip("numpy")
    gms = entitle.contract("gms-england", on="2026-06-01")
    day = gms.statement({"remedial_notice_on": datetime.date(2026, 6, 1)}).data
    for midnight in (
        datetime.datetime(2026, 6, 1),
        pandas.Timestamp("2026-06-01"),
        numpy.datetime64("2026-06-01"),
        numpy.datetime64("2026-06-01T00:00:00", "ns"),
    ):
        assert gms.statement({"remedial_notice_on": midnight}).data == day, midnight
    for other in (
        pandas.Timestamp("2026-06-01T00:00:00.000000001"),
        pandas.Timestamp("2026-06-01", tz="UTC"),
        numpy.datetime64("2026-06-01T09:00:00", "ns"),
    ):
        assert "a day is wanted, not a point in time" in str(refused(gms, {"remedial_notice_on": other})), other


@pytest.mark.parametrize("kind", ["float", "numpy", "pandas", "Decimal"])
def test_what_is_said_of_nan_is_what_is_taken(kind: str) -> None:
    nothing: Dict[str, Any] = {"float": float("nan"), "Decimal": Decimal("NaN")}
    if kind == "numpy":
        nothing[kind] = pytest.importorskip("numpy").float64("nan")
    if kind == "pandas":
        nothing[kind] = pytest.importorskip("pandas").NA
    # May be null: None is what is advised, and what is taken.
    patient = {"age": 50, "bmi_val": nothing[kind]}
    with pytest.raises(entitle.EntitleError) as caught:
        QOF.explain(patient, "DM020")
    assert "give None where there is no such record" in str(caught.value)
    assert QOF.explain({**patient, "bmi_val": None}, "DM020").outcome
    # May never be null: None is neither advised nor taken, leaving out is.
    error = refused(QOF, {"list_size": nothing[kind]})
    assert "None" not in str(error) and "leave the fact out" in str(error)
    assert QOF.statement({}).data


def test_an_empty_text_is_not_known_as_a_blank_cell_of_a_file_is() -> None:
    assert QOF.statement({"list_size": ""}).data == QOF.statement({}).data


@pytest.mark.parametrize("value", ["perhaps", "TRUE!", 2, -1, 0.5, datetime.date(2026, 6, 1)], ids=str)
def test_what_is_no_truth_is_refused(value: Any) -> None:
    assert "opted_out_of_hours" in str(refused(GMS, {"opted_out_of_hours": value}))


@pytest.mark.parametrize("facts", [None, 7, "list_size=9240", (1, 2), {1: 2}, [None], [[]], {"members": 3}], ids=str)
def test_what_are_no_facts_is_refused(facts: Any) -> None:
    refused(entitle.contract("family-care-network"), facts)


def test_a_name_twice_nested_and_in_full_is_refused() -> None:
    facts: Dict[str, Any] = {"numerator": {"DM020": 6}, "numerator.DM020": 7}
    assert "numerator.DM020" in str(refused(QOF, facts))


def test_members_that_are_no_dictionaries_are_refused() -> None:
    refused(entitle.contract("family-care-network"), {"members": [15000, 9999]})


def test_texts_with_odd_characters_are_names_like_others() -> None:
    name = "Ж\u202e<b>\x00\ud800"[:5] + "\n" * 3
    assert QOF.statement({"subject": name}).subject == name


def test_a_text_that_is_no_unicode_is_refused_or_kept_but_never_crashes() -> None:
    with pytest.raises((entitle.EntitleError, UnicodeError)):
        QOF.statement({"list_size": "\ud800"})


def test_a_table_of_patients_is_sent_to_evaluate() -> None:
    class Frame:
        columns = ("patient", "age")

    assert "evaluate()" in str(refused(QOF, Frame()))


def test_a_refusal_has_parts() -> None:
    error = refused(QOF, {"list_sise": 9240})
    assert isinstance(error, ValueError)
    assert isinstance(error.details, list) and (error.help is None or isinstance(error.help, str))
    assert error.line is None and error.column is None
