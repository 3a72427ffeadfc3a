"""The examples on the pages of the site run as they stand there, each page from its top."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import List

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGES = ROOT / "bindings" / "python" / "docs"
DATA = ROOT / "examples" / "notebooks" / "data"


def examples(page: Path) -> List[str]:
    """The Python of a page, each block at the line where it stands, so that an error names it."""
    text = page.read_text(encoding="utf-8")
    blocks = re.finditer(r"^```python\n(.*?)^```$", text, flags=re.S | re.M)
    return ["\n" * text.count("\n", 0, block.start(1)) + block.group(1) for block in blocks]


NAMES = [page.stem for page in sorted(PAGES.glob("*.md")) if examples(page)]


def test_there_are_examples_of_the_start_of_data_and_of_a_cluster() -> None:
    assert NAMES == ["cluster", "data", "index"]


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_of_a_page_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    # Spark's workers have what this Python has, and it looks for no other machine.
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    names: dict = {}
    try:
        for example in examples(PAGES / f"{name}.md"):
            exec(compile(example, str(PAGES / f"{name}.md"), "exec"), names)
    finally:
        if "spark" in names:
            names["spark"].stop()


#: A frame of two patients in each form that data.md says is taken.
FORMS = {
    "Polars DataFrame": lambda table: polars().DataFrame(table),
    "Polars LazyFrame": lambda table: polars().LazyFrame(table),
    "PyArrow Table": lambda table: table,
    "PyArrow RecordBatch": lambda table: table.to_batches()[0],
    "PyArrow RecordBatchReader": lambda table: table.to_reader(),
    "PyArrow Dataset": lambda table: dataset().dataset(table),
    "PyArrow Scanner": lambda table: dataset().dataset(table).scanner(),
    "pandas DataFrame": lambda table: table.to_pandas(),
    "DuckDB DuckDBPyRelation": lambda table: pytest.importorskip("duckdb").from_arrow(table),
    "a dict of NumPy arrays or lists": lambda table: {name: table[name].to_numpy() for name in table.column_names},
    "anything with __arrow_c_stream__": lambda table: Streamed(table),
}


class Streamed:
    """Something that is known by its one method."""

    def __init__(self, table) -> None:  # type: ignore[no-untyped-def]
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


def polars():  # type: ignore[no-untyped-def]
    return pytest.importorskip("polars")


def dataset():  # type: ignore[no-untyped-def]
    return pytest.importorskip("pyarrow.dataset")


def forms_of_the_page() -> List[str]:
    """What the first column of the table "What goes in" lists: a library and its forms."""
    page = (PAGES / "data.md").read_text(encoding="utf-8")
    section = page.split("## What goes in")[1].split("\n## ")[0]
    found = []
    for row in re.findall(r"^\| (.*?) \|", section, flags=re.M)[1:]:
        if row.startswith(("Polars", "PyArrow", "pandas", "DuckDB")):
            library = row.split()[0]
            found += [f"{library} {form}" for form in re.findall(r"`(\w+)`", row)]
        else:
            found.append(row.replace("`", ""))
    return found


def test_every_form_of_the_page_is_tried() -> None:
    assert forms_of_the_page() == list(FORMS)


@pytest.mark.parametrize("form", FORMS)
def test_what_the_page_says_is_taken_is_taken(form: str) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    import entitle

    qof = entitle.contract("qof-england", on="2025-06-30")
    table = pyarrow.table({"patient": ["p", "q"], "age": [50, 17]})
    result = qof.evaluate(FORMS[form](table), missing_columns="unknown")
    assert result.summary["evaluated"] == 2
