"""A frame gives the counts and the statements that the command line writes of the same patients."""

from __future__ import annotations

import csv
import os
import subprocess
from pathlib import Path
from typing import Any, Dict, List

import pytest

import entitle

COMMAND = os.environ.get("ENTITLE_COMMAND")
pytestmark = pytest.mark.skipif(COMMAND is None, reason="ENTITLE_COMMAND names no `entitle` to compare with")
parquet = pytest.importorskip("pyarrow.parquet")
from pyarrow import csv as arrow_csv  # noqa: E402


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    run(folder, "synth", "--patients", "4000", "--practices", "3", "--seed", "7", "--format", "parquet", "-o", "people")
    patients = next((folder / "people").glob("patients*"))
    asked = ["--patients", str(patients), "--practices", "people/practices.csv", "--out", "answers"]
    run(folder, "evaluate", "qof-england@2025-06-30", *asked)
    return folder


def run(folder: Path, *arguments: str) -> None:
    subprocess.run([str(COMMAND), *arguments], cwd=folder, check=True, capture_output=True)


def rows_of(path: Path) -> List[Dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def result(made: Path) -> entitle.Evaluation:
    qof = entitle.contract("qof-england", on="2025-06-30")
    patients = parquet.read_table(next((made / "people").glob("patients*")))
    # As a workbook would have it: which columns are decimals is for the reader to say.
    names = (made / "people/practices.csv").read_text().split("\n", 1)[0].split(",")
    kinds = {"practice": "string", "network": "string", "list_size": "int64"}
    types = {name: kinds.get(name.split(".")[0], "decimal128(18, 9)") for name in names}
    import pyarrow

    def kind(name: str) -> Any:
        return {"string": pyarrow.string(), "int64": pyarrow.int64()}.get(name, pyarrow.decimal128(18, 9))

    options = arrow_csv.ConvertOptions(column_types={name: kind(text) for name, text in types.items()}, strings_can_be_null=True)
    return qof.evaluate(patients, arrow_csv.read_csv(made / "people/practices.csv", convert_options=options))


def test_counts_are_those_of_the_command_line(made: Path, result: entitle.Evaluation) -> None:
    expected = [{name: text for name, text in row.items() if name != "achieved"} for row in rows_of(made / "answers/counts.csv")]
    counts = result.counts.to_pyarrow().to_pylist()
    assert len(counts) > 100
    assert [{name: "undetermined" if value is None else str(value) for name, value in row.items()} for row in counts] == expected


def test_statements_are_those_of_the_command_line(made: Path, result: entitle.Evaluation) -> None:
    expected = {
        (row["subject"], row["item"]): row["value"] for row in rows_of(made / "answers/statements.csv") if row["kind"] == "line"
    }
    ours = {
        (statement.subject, name): statement.lines[name].text for statement in result.statements for name in statement.lines.names
    }
    assert len(ours) > 100 and ours == expected
