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
