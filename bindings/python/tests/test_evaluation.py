"""Populations from every kind of frame, against a loop that says the rules in plain Python."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal
from typing import Any, Dict, List

import pytest

import entitle

np = pytest.importorskip("numpy")
pa = pytest.importorskip("pyarrow")
pd = pytest.importorskip("pandas")
pl = pytest.importorskip("polars")
duckdb = pytest.importorskip("duckdb")

DAY = datetime.date
PERIOD_END = DAY(2026, 3, 31)

DEFINITION = """
semantics = 1

[contract]
id = "frames"
title = "Frames (invented)"
in_force = 2025-04-01
until = 2026-04-01
subject = "practice"

[source.invented]
title = "Invented for this test"
grade = "assumed"

[fact.patient.age]
type = "integer"
range = [0, 130]
unit = "years"
doc = "Whole years"

[fact.patient.score]
type = "decimal"
places = 1
range = ["0", "20"]
null = "allowed"
doc = "A score"

[fact.patient.seen]
type = "date"
null = "allowed"
doc = "Day of the first visit"
from = { cluster = "VISIT_COD", select = "earliest", until = "achievement_date" }

[fact.patient.smoker]
type = "boolean"
doc = "Smokes"

[fact.patient.frailty]
type = "text"
values = ["none", "mild", "severe"]
null = "allowed"
doc = "Frailty"

[fact.practice.list_size]
type = "integer"
range = [0, 1000000]
unit = "patients"
doc = "Registered patients"

[reason.frail]
text = "Severely frail"

[reason.unseen]
text = "Not seen for a year"

[register.ADULT]
title = "Adults who smoke"
source = "invented"
rows = [
  { if = "age < 18", then = "reject" },
  { if = "smoker = false", then = "reject" },
  { otherwise = "select" },
]

[indicator.SCORE1]
title = "A score of 8.5 or less"
register = "ADULT"
source = "invented"
points = 10
scale = { band = ["0%", "100%"] }
denominator = [
  { if = 'frailty = "severe"', then = "exclude", because = "frail" },
  { if = "score <= 8.5", then = "select" },
  { if = 'seen <= period_end - duration("P12M")', then = "adjust", because = "unseen" },
  { otherwise = "select" },
]
numerator = "score <= 8.5"

[line.payment]
per = "indicator"
title = "Payment"
value = "points * list_size"
unit = "GBP"
round = { place = "0.01", mode = "half up" }
"""


@pytest.fixture(scope="module")
def contract() -> entitle.Contract:
    return entitle.load(DEFINITION)


def a_patient(draw: random.Random, number: int) -> Dict[str, Any]:
    seen = DAY(2025, 3, 31) + datetime.timedelta(days=draw.choice([-400, -1, 0, 1, 300]))
    return {
        "patient": f"p{number}",
        "practice": draw.choice(["North", "South"]),
        "age": draw.choice([17, 18, 40, 130]),
        "score": draw.choice([None, Decimal("8.4"), Decimal("8.5"), Decimal("8.6")]),
        "seen": draw.choice([None, seen]),
        "smoker": draw.random() < 0.7,
        "frailty": draw.choice([None, "none", "mild", "severe"]),
    }


def outcome_of(patient: Dict[str, Any]) -> str:
    """The rules once more, as one would say them."""
    score, seen = patient["score"], patient["seen"]
    if patient["age"] < 18 or not patient["smoker"]:
        return "not on register"
    if patient["frailty"] == "severe":
        return "excluded"
    if score is not None and score <= Decimal("8.5"):
        return "in numerator"
    if seen is not None and seen <= DAY(2025, 3, 31):
        return "adjusted"
    return "in denominator"


PATIENTS: List[Dict[str, Any]] = [a_patient(random.Random(number), number) for number in range(5000)]
EXPECTED = [outcome_of(patient) for patient in PATIENTS]
SCHEMA = pa.schema(
    [
        ("patient", pa.string()),
        ("practice", pa.string()),
        ("age", pa.int64()),
        ("score", pa.decimal128(4, 1)),
        ("seen", pa.date32()),
        ("smoker", pa.bool_()),
        ("frailty", pa.string()),
    ]
)
TABLE = pa.Table.from_pylist(PATIENTS, SCHEMA)


def dictionaries_of_numpy() -> Dict[str, Any]:
    columns: Dict[str, Any] = {name: TABLE[name].to_numpy(zero_copy_only=False) for name in TABLE.column_names}
    columns["score"] = [patient["score"] for patient in PATIENTS]
    columns["seen"] = np.array([patient["seen"] for patient in PATIENTS], dtype="datetime64[D]")
    return columns


FRAMES = {
    "pyarrow": lambda: TABLE,
    "record batch": lambda: TABLE.combine_chunks().to_batches()[0],
    "reader": lambda: TABLE.to_reader(max_chunksize=999),
    "mixed chunks": lambda: pa.concat_tables([TABLE.slice(0, 7), TABLE.slice(7, 0), TABLE.slice(7, 3000), TABLE.slice(3007)]),
    "sliced with offsets": lambda: pa.concat_tables([TABLE.slice(1, 13), TABLE]).slice(13),
    "dictionaries": lambda: TABLE.set_column(6, "frailty", TABLE["frailty"].dictionary_encode()).set_column(
        1, "practice", TABLE["practice"].dictionary_encode()
    ),
    "large text": lambda: TABLE.set_column(0, "patient", TABLE["patient"].cast(pa.large_string())),
    "text views": lambda: TABLE.set_column(6, "frailty", TABLE["frailty"].cast(pa.string_view())),
    "polars": lambda: pl.from_arrow(TABLE),
    "polars, lazy": lambda: pl.from_arrow(TABLE).lazy(),
    "polars, categories": lambda: pl.from_arrow(TABLE).with_columns(pl.col("frailty").cast(pl.Categorical)),
    "pandas": lambda: TABLE.to_pandas(),
    "pandas, datetime64": lambda: TABLE.to_pandas().assign(seen=lambda frame: pd.to_datetime(frame["seen"])),
    "pandas, categories": lambda: TABLE.to_pandas().assign(frailty=lambda frame: frame["frailty"].astype("category")),
    "pandas, floats": lambda: TABLE.to_pandas().assign(score=lambda frame: frame["score"].astype(float)),
    "duckdb": lambda: duckdb.from_arrow(TABLE),
    "numpy": dictionaries_of_numpy,
}


@pytest.mark.parametrize("kind", FRAMES)
def test_every_kind_of_frame_gives_the_answer_of_the_rules(contract: entitle.Contract, kind: str) -> None:
    result = contract.evaluate(FRAMES[kind]())
    labelled = result.labelled("SCORE1").to_pyarrow()
    assert labelled["outcome"].to_pylist() == EXPECTED
    assert [str(name) for name in labelled["patient"].to_pylist()] == [patient["patient"] for patient in PATIENTS]


def test_counts_by_practice_are_those_of_the_rules(contract: entitle.Contract) -> None:
    counts = contract.evaluate(TABLE, decisions=False).counts.to_pyarrow().to_pylist()
    assert [row["practice"] for row in counts] == ["North", "South"]
    for row in counts:
        of_practice = [outcome for patient, outcome in zip(PATIENTS, EXPECTED) if patient["practice"] == row["practice"]]
        assert row["patients"] == len(of_practice)
        assert row["numerator"] == of_practice.count("in numerator")
        assert row["denominator"] == row["numerator"] + of_practice.count("in denominator")
        assert row["exclusions"] == of_practice.count("excluded")
        assert row["adjustments"] == of_practice.count("adjusted")
        assert row["register_size"] == len(of_practice) - of_practice.count("not on register")
        assert row["undetermined"] == 0


def test_reasons_add_up_to_all_patients_and_name_their_rule(contract: entitle.Contract) -> None:
    reasons = contract.evaluate(TABLE).reasons.to_pyarrow().to_pylist()
    assert sum(row["patients"] for row in reasons) == len(PATIENTS)
    frail = sum(row["patients"] for row in reasons if row["reason"] == "frail")
    assert frail == EXPECTED.count("excluded") and {row["rule"] for row in reasons if row["reason"] == "frail"} == {"1"}


def test_the_answer_does_not_depend_on_threads(contract: entitle.Contract) -> None:
    many = pa.concat_tables([TABLE] * 10).drop_columns(["patient"])
    expected = contract.evaluate(many, threads=1).decisions.to_pyarrow()
    assert contract.evaluate(many, threads=3).decisions.to_pyarrow() == expected


def test_an_explanation_is_the_decision_of_the_row(contract: entitle.Contract) -> None:
    decisions = contract.evaluate(TABLE.slice(0, 200)).decisions.to_pyarrow()["SCORE1"].to_pylist()
    for patient, decision in zip(PATIENTS, decisions):
        facts = {name: value for name, value in patient.items() if name not in ("patient", "practice")}
        assert contract.explain(facts, "SCORE1").data["decision"] == decision


def test_statements_are_of_the_practices_with_their_own_facts(contract: entitle.Contract) -> None:
    practices = pl.DataFrame({"practice": ["South", "North"], "network": ["N", "N"], "list_size": [700, 300]})
    result = contract.evaluate(TABLE, practices)
    counts = {row["practice"]: row for row in result.counts.to_pyarrow().to_pylist()}
    assert [statement.subject for statement in result.statements] == ["South", "North"]
    for statement, list_size in zip(result.statements, (700, 300)):
        row = counts[statement.subject]
        # Ten points on a band from 0 to 100 %: a tenth of the percentage.
        payment = Decimal(10) * row["numerator"] / row["denominator"] * list_size
        assert abs(statement.lines["payment.SCORE1"].value - payment) <= Decimal("0.005")
    assert [statement.subject for statement in result.networks] == ["N", "all practices"]
    pooled = result.networks[0].points["SCORE1"].value
    assert abs(pooled - Decimal(10) * sum(row["numerator"] for row in counts.values()) / sum(row["denominator"] for row in counts.values())) < Decimal("1e-20")


def test_days_after_the_achievement_date_are_not_yet_there(contract: entitle.Contract) -> None:
    result = contract.evaluate(TABLE, achievement_date="2025-12-31")
    later = sum(1 for patient in PATIENTS if patient["seen"] is not None and patient["seen"] > DAY(2025, 12, 31))
    assert later > 0 and result.summary["after_the_achievement_date"] == {"seen": later}


def test_without_a_practice_everybody_is_of_one(contract: entitle.Contract) -> None:
    counts = contract.evaluate(TABLE.drop_columns(["practice", "patient"])).counts.to_pyarrow().to_pylist()
    assert [(row["practice"], row["patients"]) for row in counts] == [("all", len(PATIENTS))]


def test_an_empty_frame_counts_nobody(contract: entitle.Contract) -> None:
    result = contract.evaluate(TABLE.slice(0, 0))
    assert (result.summary["rows"], len(result.decisions), len(result.counts)) == (0, 0, 0)


def test_progress_ends_at_all_rows(contract: entitle.Contract) -> None:
    seen: List[Any] = []
    contract.evaluate(TABLE, progress=lambda done, rows: seen.append((done, rows)))
    assert seen[-1] == (5000, 5000)


def test_a_fault_of_the_callback_ends_the_work(contract: entitle.Contract) -> None:
    def stop(done: int, rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        contract.evaluate(TABLE, progress=stop)


def test_rows_that_are_refused_are_null_and_counted_nowhere(contract: entitle.Contract) -> None:
    ages = [200, 40, 40]
    frame = TABLE.slice(0, 3).set_column(2, "age", pa.array(ages))
    result = contract.evaluate(frame, refused="keep")
    assert result.decisions.to_pyarrow()["SCORE1"][0].as_py() is None
    assert result.summary["refused"] == 1 and sum(row["patients"] for row in result.counts.to_pyarrow().to_pylist()) == 2
    assert result.summary["practices_with_refused_rows"] == {frame["practice"][0].as_py(): 1}
    (fault,) = result.refused.to_pyarrow().to_pylist()
    assert (fault["row"], fault["column"], fault["value"], fault["name"]) == (0, "age", "200", "OutOfRange")


def test_a_practice_with_refused_rows_is_unknown_unless_it_is_counted_without_them(contract: entitle.Contract) -> None:
    frame = TABLE.slice(0, 3).set_column(1, "practice", pa.array(["North"] * 3)).set_column(2, "age", pa.array([200, 40, 40]))
    for without in (False, True):
        result = contract.evaluate(frame, refused="keep", count_without_refused=without)
        for table, column in ((result.counts, "denominator"), (result.registers, "members")):
            rows = table.to_pyarrow().to_pylist()
            assert rows and all(row["refused"] == 1 and (row[column] is None) != without for row in rows)
        assert all(row["refused"] == 1 for row in result.reasons.to_pyarrow().to_pylist())
        for statement in result.statements:
            assert statement.data["refused"]["rows"] == 1 and statement.data["refused"]["counted_without"] == without
    assert contract.evaluate(TABLE.slice(0, 3)).statements[0].data["refused"] is None


def test_more_threads_than_four_for_each_processor_are_cut_with_a_warning(contract: entitle.Contract) -> None:
    with pytest.warns(UserWarning, match="100000 threads are cut to .*, four times the processors"):
        contract.evaluate(TABLE, threads=100_000)


# ------------------------------------------------------------------ bad input


def refused(contract: entitle.Contract, frame: Any, **asked: Any) -> entitle.EntitleError:
    with pytest.raises(entitle.EntitleError) as raised:
        contract.evaluate(frame, **asked)
    return raised.value


FEW = TABLE.slice(0, 3)


def test_a_missing_column_is_named_with_the_one_that_may_be_meant(contract: entitle.Contract) -> None:
    error = refused(contract, FEW.rename_columns(["patient", "practice", "age", "score", "seen", "smokes", "frailty"]))
    assert error.details == ["column smoker: there is no such column; is it `smokes`?"] and error.name == "UnknownFact"


def test_a_missing_column_is_unknown_where_that_is_said(contract: entitle.Contract) -> None:
    result = contract.evaluate(FEW.drop_columns(["smoker"]), missing_columns="unknown")
    assert result.summary["unknown"] == ["smoker"]
    adults = sum(1 for patient in PATIENTS[:3] if patient["age"] >= 18)
    assert sum(row["undetermined"] for row in result.counts.to_pyarrow().to_pylist()) == adults


@pytest.mark.parametrize(
    ("column", "values", "name", "words"),
    [
        ("age", pa.array([1.5, 2.0, 3.0]), "TooManyPlaces", "row 0, column age (patient p0): `1.5`"),
        ("age", pa.array([1.0, float("nan"), 3.0]), "InvalidNumber", "row 1, column age (patient p1): `NaN`"),
        ("age", pa.array([1.0, float("nan"), 3.0]), "InvalidNumber", "give the figure: it is never null"),
        ("score", pa.array([1.0, float("nan"), 3.0]), "InvalidNumber", "give None where there is no such record"),
        ("age", pa.array([1.0, float("inf"), 3.0]), "InvalidNumber", "row 1, column age (patient p1): `inf`"),
        ("age", pa.array([1e30, 1.0, 1.0]), "OutOfRange", "row 0, column age (patient p0): `1000000000000000000000000000000`"),
        ("age", pa.array([-1, 1, 131]), "OutOfRange", "row 0, column age (patient p0): `-1`"),
        ("age", pa.array([2**64 - 1] * 3, pa.uint64()), "OutOfRange", "18446744073709551615"),
        ("age", pa.array([1, None, 3]), "NullRefused", "row 1, column age (patient p1)"),
        ("age", pa.array(["1", "2", "3"]), "WrongType", "column age"),
        ("score", pa.array([8.55, 1.0, 1.0]), "TooManyPlaces", "row 0, column score (patient p0): `8.55`"),
        ("score", pa.array([Decimal("8.55")] * 3), "TooManyPlaces", "row 0, column score"),
        ("seen", pa.array([datetime.datetime(2025, 1, 1, 3)] * 3), "InvalidDate", "`2025-01-01 03:00:00`"),
        (
            "seen",
            pa.array([datetime.datetime(2025, 1, 1)] * 3, pa.timestamp("us", "Europe/London")),
            "WrongType",
            "its day hangs on a time zone",
        ),
        ("frailty", pa.array(["mild", "moderate", None]), "UnknownText", "row 1, column frailty (patient p1): `moderate`"),
        ("frailty", pa.array(["mild", "moderate", None]).dictionary_encode(), "UnknownText", "row 1, column frailty"),
        ("frailty", pa.array([1, 2, 3]), "WrongType", "column frailty"),
        ("age", pa.array([[1], [2], [3]]), "WrongType", "column age"),
        ("age", pa.array([{"years": 1}] * 3), "WrongType", "column age"),
        ("age", pa.array([b"1"] * 3), "WrongType", "column age"),
        ("score", pa.array([Decimal("8.5")] * 3, pa.decimal256(40, 1)), "WrongType", "column score"),
        ("seen", pa.array([1, 2, 3]), "WrongType", "from which day it counts"),
        ("seen", pa.array(["2025-01-01"] * 3), "WrongType", "column seen: it holds texts; it may hold days"),
        ("seen", pa.array(["2025-01-01"] * 3), "WrongType", 'parse_dates=["seen"]'),
        ("age", pa.array([DAY(2025, 1, 1)] * 3), "WrongType", "column age: it holds days; it may hold whole numbers"),
        ("practice", pa.array([["North"]] * 3), "WrongType", "column practice"),
        ("frailty", pa.array(["x" * 3_000_000] * 3), "UnknownText", "x" * 80 + "…"),
        ("smoker", pa.array([0, 1, 2]), "OutOfRange", "row 2, column smoker (patient p2): `2`"),
        ("patient", pa.array(["p0", "p1", "p0"]), "DuplicateSubject", "row 2, column patient (patient p0)"),
        ("patient", pa.array(["p0", None, "p2"]), "MalformedRow", "row 1, column patient"),
        ("patient", pa.array([0.5, 1.5, 2.5]), "WrongType", "column patient"),
    ],
)
def test_a_column_of_the_wrong_kind_is_refused_by_name(
    contract: entitle.Contract, column: str, values: Any, name: str, words: str
) -> None:
    error = refused(contract, FEW.set_column(FEW.column_names.index(column), column, values))
    assert words in str(error)
    assert error.name == name


@pytest.mark.parametrize("frame", [[1, 2], "patients.csv", None, 7, object()], ids=repr)
def test_what_is_no_frame_is_refused(contract: entitle.Contract, frame: Any) -> None:
    assert "no frame" in str(refused(contract, frame))


def test_columns_that_stand_twice_are_refused(contract: entitle.Contract) -> None:
    twice = pa.Table.from_arrays([*FEW.columns, FEW["age"]], names=[*FEW.column_names, "age"])
    assert "several columns" in str(refused(contract, twice))
    frame = FEW.to_pandas()
    assert "several columns named age" in str(refused(contract, pd.concat([frame, frame[["age"]]], axis=1)))


def test_integers_beyond_64_bits_are_refused(contract: entitle.Contract) -> None:
    columns = dictionaries_of_numpy()
    columns = {name: values[:3] for name, values in columns.items()}
    assert "64 bits" in str(refused(contract, {**columns, "age": [2**70] * 3}))


def test_columns_of_several_lengths_are_refused(contract: entitle.Contract) -> None:
    columns = {name: values[:3] for name, values in dictionaries_of_numpy().items()}
    assert "one length" in str(refused(contract, {**columns, "age": [40]}))


def test_nat_in_pandas_is_no_record(contract: entitle.Contract) -> None:
    frame = FEW.to_pandas().assign(seen=pd.NaT)
    assert contract.evaluate(frame).summary["evaluated"] == 3


def test_a_column_without_any_value_is_null_throughout(contract: entitle.Contract) -> None:
    expected = contract.evaluate(FEW.set_column(4, "seen", pa.array([None] * 3, pa.date32()))).decisions.to_pyarrow()
    for frame in (FEW.set_column(4, "seen", pa.nulls(3)), pl.from_arrow(FEW).with_columns(pl.lit(None).alias("seen"))):
        assert contract.evaluate(frame).decisions.to_pyarrow()["SCORE1"] == expected["SCORE1"]


def test_columns_that_no_rule_asks_for_may_be_of_any_type(contract: entitle.Contract) -> None:
    frame = pl.from_arrow(FEW)
    expected = contract.evaluate(frame).decisions.to_pyarrow()
    wide = pl.Series("nhs_number", [2**70, None, 3], pl.Int128)
    assert contract.evaluate(frame.with_columns(wide)).decisions.to_pyarrow() == expected
    assert contract.evaluate(frame.lazy().with_columns(wide)).decisions.to_pyarrow() == expected
    odd = pl.Series("notes", [object()] * 3, pl.Object)
    assert contract.evaluate(frame.with_columns(odd)).decisions.to_pyarrow() == expected
    # One that is asked for is read where its values have room, and else refused by name.
    assert contract.evaluate(frame.with_columns(pl.col("age").cast(pl.Int128))).decisions.to_pyarrow() == expected
    error = refused(contract, frame.with_columns(wide.alias("age")))
    assert "column age: it is Int128" in str(error) and "pl.Int64" in str(error)


def test_categories_that_no_row_has_do_not_matter(contract: entitle.Contract) -> None:
    frailty = pd.Categorical(["mild", None, "severe"], categories=["moderate", "severe", "mild", "none"])
    frame = FEW.to_pandas().assign(frailty=frailty)
    plain = FEW.set_column(6, "frailty", pa.array(["mild", None, "severe"]))
    assert contract.evaluate(frame).decisions.to_pyarrow()["SCORE1"] == contract.evaluate(plain).decisions.to_pyarrow()["SCORE1"]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("age", pa.array([40, 40, 40], pa.int8())),
        ("age", pa.array([40, 40, 40], pa.uint64())),
        ("age", pa.array([40.0, 40.0, 40.0], pa.float32())),
        ("age", pa.array([Decimal("40.0")] * 3)),
        ("seen", pa.array([DAY(2025, 3, 31)] * 3, pa.date64())),
        ("seen", pa.array([datetime.datetime(2025, 3, 31)] * 3, pa.timestamp("s"))),
        ("seen", pa.array([datetime.datetime(2025, 3, 31)] * 3, pa.timestamp("ns"))),
        ("score", pa.array([8.5, 8.5, 8.5])),
        ("score", pa.array([8, 8, 8])),
        ("smoker", pa.array([1, 0, 1], pa.int8())),
        ("patient", pa.array([7, 8, 9])),
    ],
    ids=lambda value: str(getattr(value, "type", value)),
)
def test_a_form_that_says_the_same_gives_the_same(contract: entitle.Contract, column: str, values: Any) -> None:
    place = FEW.column_names.index(column)
    usual = {"age": pa.int64(), "seen": pa.date32(), "score": pa.decimal128(4, 1), "smoker": pa.bool_()}
    same = pa.array(values.to_pylist(), pa.float64()).cast(usual[column]) if column == "score" else values
    same = same.cast(usual[column]) if column in usual else same
    expected = contract.evaluate(FEW.set_column(place, column, same)).decisions.to_pyarrow()["SCORE1"]
    assert contract.evaluate(FEW.set_column(place, column, values)).decisions.to_pyarrow()["SCORE1"] == expected


def test_practices_that_are_not_known_are_refused(contract: entitle.Contract) -> None:
    error = refused(contract, TABLE, practices={"practice": ["North"], "list_size": [1]})
    assert "the frame of practices holds no such practice" in str(error) and len(error.details) == 20


@pytest.mark.parametrize(
    ("practices", "words"),
    [
        ({"list_size": [1]}, "there is no column `practice`"),
        ({"practice": ["North", "North"], "list_size": [1, 1]}, "North stands there already"),
        ({"practice": ["North", ""], "list_size": [1, 1]}, "row 1, column practice: it is blank"),
        ({"practice": ["North"], "list_size": [-1]}, "row 0 (practice North), column list_size: `-1`"),
        ({"practice": ["North"], "list_size": [1.5]}, "row 0 (practice North), column list_size: `1.5`"),
        ({"practice": ["North"], "list_siz": [1]}, "column list_size: there is no such column; is it `list_siz`?"),
        ({"practice": ["North"], "list_size": [1], "network": ["all practices"]}, "the name of the pool of everybody"),
    ],
)
def test_faults_of_practices_are_named(contract: entitle.Contract, practices: Dict[str, Any], words: str) -> None:
    assert words in str(refused(contract, TABLE, practices=practices))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"missing_columns": "null"}, "missing_columns='null' is not known"),
        ({"refused": "drop"}, "refused='drop' is not known"),
        ({"threads": 0}, "threads is a number from 1"),
        ({"achievement_date": "2025-13-01"}, "2025-13-01"),
        ({"achievement_date": "9999-12-31"}, "achievement date"),
        ({"facts": {"nonsense": 1}}, "nonsense"),
    ],
)
def test_what_is_asked_wrongly_is_refused(contract: entitle.Contract, asked: Dict[str, Any], words: str) -> None:
    assert words in str(refused(contract, FEW, **asked))


def test_a_contract_without_patient_rules_says_so() -> None:
    error = refused(entitle.contract("medicare-shared-savings"), FEW)
    assert error.name == "NoPatientRules"
