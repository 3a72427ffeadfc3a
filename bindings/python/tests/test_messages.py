"""Messages speak Python to Python: no command, option or type of another face stands in one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Callable, Dict, List

import pytest

import entitle

ROOT = Path(__file__).resolve().parents[3]
QOF = entitle.contract("qof-england", on="2025-06-30")

#: What only the command line says.
OF_THE_COMMAND_LINE = re.compile(r"`?entitle (show|list|statement|evaluate|explain|compare|check)\b|(?<![-\w])--[a-z]|CSV|Utf8")
#: Messages of the shared crates that only the command line brings about.
NOT_OF_PYTHON = ("--set {name} too", "--subject", "blank cell says", "not the official payment")


def literals(folder: str) -> List[str]:
    """The texts in a crate's code that say something of the command line."""
    found = []
    for file in sorted((ROOT / folder).rglob("*.rs")):
        code = file.read_text(encoding="utf-8").split("#[cfg(test)]")[0]
        code = re.sub(r"^\s*//.*$", "", code, flags=re.M)
        found += re.findall(r'"(?:[^"\\]|\\.)*"', code, flags=re.S)
    return [text for text in found if OF_THE_COMMAND_LINE.search(text)]


def test_what_the_shared_crates_say_of_the_command_line_is_said_anew() -> None:
    said_anew = re.findall(r'\("((?:[^"\\]|\\.)*)", "', (ROOT / "bindings/python/src/error.rs").read_text(encoding="utf-8"))
    texts = literals("core/answers/src") + literals("core/batch/src")
    assert len(texts) > 8
    for text in texts:
        if not any(other in text for other in NOT_OF_PYTHON):
            assert any(said in text for said in said_anew) or "DataType::" in text, text


ASKED: Dict[str, Callable[[], Any]] = {
    "an unknown fact": lambda: QOF.statement({"weather": 1}),
    "an unknown indicator": lambda: QOF.statement({"numerator": {"WEATHER": 1}}),
    "an unknown item": lambda: QOF.show("WEATHER"),
    "an unknown indicator of a patient": lambda: QOF.explain({}, "WEATHER"),
    "None": lambda: QOF.statement({"list_size": None}),
    "an unknown contract": lambda: entitle.contract("weather"),
    "a fact that no contract has": lambda: entitle.compare(["gms-england", "pms-england"], {"weather": 1}),
    "no patient rules": lambda: entitle.contract("gms-england").evaluate({"age": [1]}),
    "texts in place of days": lambda: QOF.evaluate({"dmlat_dat": ["2025-01-01"]}, missing_columns="unknown"),
    "null": lambda: QOF.evaluate({"age": [None, 50]}, missing_columns="unknown"),
}


@pytest.mark.parametrize("asked", ASKED)
def test_no_message_speaks_of_the_command_line(asked: str) -> None:
    if "evaluate" in ASKED[asked].__code__.co_names:
        pytest.importorskip("pyarrow")
    with pytest.raises(entitle.EntitleError) as caught:
        ASKED[asked]()
    assert not OF_THE_COMMAND_LINE.search(str(caught.value)), str(caught.value)


def test_a_missing_column_is_never_taken_for_one_that_is_another_fact() -> None:
    pa = pytest.importorskip("pyarrow")
    names = [fact.name for fact in QOF.facts.of("patient") if fact.name != "dmlat_dat"]
    assert "aflat_dat" in names
    with pytest.raises(entitle.EntitleError) as caught:
        QOF.evaluate(pa.table({name: pa.nulls(1) for name in names}))
    assert caught.value.details == ["column dmlat_dat: there is no such column"]
    with pytest.raises(entitle.EntitleError) as caught:
        QOF.evaluate(pa.table({name: pa.nulls(1) for name in [*names, "dm_lat_dat", "practice"]}))
    assert caught.value.details == ["column dmlat_dat: there is no such column; is it `dm_lat_dat`?"]
