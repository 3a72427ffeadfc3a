"""Numbers that leave in columns: counts that may be subtracted, amounts of one scale, and what every library makes of them."""

from __future__ import annotations

import decimal
from decimal import Decimal
from typing import Any, Callable, Dict, List, Tuple

import pytest

import entitle
from entitle.table import table

pa = pytest.importorskip("pyarrow")
pd = pytest.importorskip("pandas")
pl = pytest.importorskip("polars")
duckdb = pytest.importorskip("duckdb")

QOF = entitle.contract("qof-england", on="2025-06-30")
#: A practice that earns part of the points of most indicators, so that its amounts have many digits.
FACTS: Dict[str, Any] = {
    "subject": "North",
    "list_size": 10184,
    "national_prevalence": {register: "0.0731" for register in QOF.registers},
    "register_size": {register: 700 + place for place, register in enumerate(QOF.registers)},
    "numerator": {indicator: 61 + place for place, indicator in enumerate(QOF.indicators)},
    "denominator": {indicator: 119 + place for place, indicator in enumerate(QOF.indicators)},
}
STATEMENT = QOF.statement(FACTS)

#: The values of a table by each library, null as None.
VALUES: Dict[str, Callable[[Any], List[Any]]] = {
    "pandas": lambda table: [None if pd.isna(value) else value for value in table.to_pandas()["value"]],
    "polars": lambda table: pl.DataFrame(table)["value"].to_list(),
    "pyarrow": lambda table: pa.table(table)["value"].to_pylist(),
    "duckdb": lambda table: [value for (value,) in duckdb.from_arrow(pa.table(table)).project("value").fetchall()],
}
#: Their sums as the libraries compute them.
SUMS: Dict[str, Callable[[Any], Any]] = {
    "pandas": lambda table: table.to_pandas()["value"].sum(),
    "polars": lambda table: pl.DataFrame(table)["value"].sum(),
    "pyarrow": lambda table: __import__("pyarrow.compute").compute.sum(pa.table(table)["value"]).as_py(),
    "duckdb": lambda table: duckdb.from_arrow(pa.table(table)).aggregate("sum(value)").fetchall()[0][0],
}


def rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("1e-12"), decimal.ROUND_HALF_EVEN, decimal.Context(prec=80))


def summed(values: List[Decimal]) -> Decimal:
    with decimal.localcontext(decimal.Context(prec=80)):
        return sum(values, Decimal(0))


@pytest.mark.parametrize("library", VALUES)
@pytest.mark.parametrize("part", ["lines", "points", "achieved"])
def test_amounts_are_the_same_in_every_library_and_none_is_lost(library: str, part: str) -> None:
    answers = getattr(STATEMENT, part)
    values = VALUES[library](answers.to_table())
    assert values == [None if answer.value is None else rounded(answer.value) for answer in answers]
    assert sum(value is not None for value in values) >= 15


@pytest.mark.parametrize("library", SUMS)
def test_sums_are_exact(library: str) -> None:
    lines = STATEMENT.lines
    # Some have more digits than any one scale holds beside the others.
    assert any(len(line.text.partition(".")[2]) > 20 for line in lines)
    expected = summed([rounded(line.value) for line in lines if line.value is not None])
    assert SUMS[library](lines.to_table()) == expected


def test_what_was_rounded_is_told_and_its_every_digit_stands_beside_it() -> None:
    table = pa.table(STATEMENT.lines.to_table()).to_pylist()
    assert [row["text"] for row in table] == [line.text for line in STATEMENT.lines]
    for row, line in zip(table, STATEMENT.lines):
        assert row["exact"] == (None if line.value is None else row["value"] == line.value)
    assert {True, False} <= {row["exact"] for row in table}


def test_what_is_no_number_is_null_and_its_text_says_what() -> None:
    rows = pa.table(QOF.statement({"list_size": 10184}).lines.to_table()).to_pylist()
    undetermined = [row for row in rows if row["text"] == "undetermined"]
    assert undetermined and all(row["value"] is None and row["exact"] is None and row["waits_for"] for row in undetermined)


def test_a_number_too_large_for_the_scale_is_refused_and_named() -> None:
    with pytest.raises(entitle.EntitleError, match="Row 1, column value: 1e30 has more than 26 digits"):
        table([("value", "amount", ["1", "1e30"])])
    assert pa.table(table([("value", "float", ["1", "1e30"])]))["value"].to_pylist() == [1.0, 1e30]


def test_floats_are_given_where_they_are_asked_for() -> None:
    rows = pa.table(STATEMENT.lines.to_table(floats=True))
    assert rows.schema.field("value").type == pa.float64() and "exact" not in rows.column_names
    expected = [None if line.value is None else float(line.value) for line in STATEMENT.lines]
    assert rows["value"].to_pylist() == expected


@pytest.mark.parametrize("part", ["lines", "points", "achieved", "headroom"])
def test_answers_given_to_a_library_as_they_are_take_the_same_way(part: str) -> None:
    answers = getattr(STATEMENT, part)
    expected = pa.table(answers.to_table())
    assert pa.table(answers) == expected
    assert pl.DataFrame(answers).to_arrow().to_pylist() == expected.to_pylist()


def test_one_scale_is_the_scale_of_every_table() -> None:
    comparison = entitle.compare(
        ["gms-england", "gms-england@2026-04-01"],
        {"weighted_list_size": 8750, "global_sum_per_weighted_patient": 80, "list_size": 9400},
    )
    counted = QOF.evaluate(pa.table({"age": [50]}), missing_columns="unknown")
    for made in (STATEMENT.to_table(), comparison.to_table(), counted.answers(), STATEMENT.criteria.to_table()):
        assert pa.table(made).schema.field("value").type == pa.decimal128(38, 12)
    assert pa.table(STATEMENT.headroom.to_table()).schema.field("next_patient").type == pa.decimal128(38, 12)
    assert set(pa.table(STATEMENT.to_table())["kind"].to_pylist()) == {"achieved", "points", "line"}
    amounts = {(row["column"], row["name"]): row for row in pa.table(comparison.to_table()).to_pylist()}
    assert amounts["A", "total"]["text"] == comparison["A"].total.text


# ------------------------------------------------------------------ counts

PATIENTS = pa.table({"patient": ["p", "q"], "practice": ["North", "North"], "age": [50, 200]})


@pytest.mark.parametrize("name", ["counts", "reasons", "registers", "codes", "refused", "decisions"])
def test_no_number_that_leaves_is_without_a_sign_but_the_codes_of_decisions(name: str) -> None:
    result = QOF.evaluate(PATIENTS, missing_columns="unknown", refused="keep")
    for field in pa.table(getattr(result, name)).schema:
        if pa.types.is_integer(field.type):
            is_code = name == "decisions" or field.name == "code"
            assert field.type == pa.uint8() if is_code else pa.types.is_signed_integer(field.type), field


def test_a_count_less_a_greater_one_is_below_zero() -> None:
    columns = QOF.evaluate(PATIENTS, missing_columns="unknown", refused="keep", count_without_refused=True).counts
    less: List[Tuple[str, List[int]]] = [
        ("pandas", list(columns.to_pandas().eval("numerator - patients"))),
        ("polars", pl.DataFrame(columns).select(pl.col("numerator") - pl.col("patients")).to_series().to_list()),
        ("duckdb", [row for (row,) in duckdb.from_arrow(pa.table(columns)).project("numerator - patients").fetchall()]),
    ]
    for library, differences in less:
        assert set(differences) == {-1}, library
