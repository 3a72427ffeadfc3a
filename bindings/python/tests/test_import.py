"""Importing the package brings nothing heavy with it, which keeps it quick: tests/bench/python.sh measures how quick."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("numpy", "pandas", "pyarrow", "polars", "duckdb", "matplotlib", "pyspark", "dataclasses", "inspect", "html")


def imported(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def test_an_import_brings_nothing_heavy() -> None:
    code = f"import sys; before = set(sys.modules); import entitle; print(*set({HEAVY}) & (set(sys.modules) - before))"
    assert imported(code) == ""


def test_every_public_name_is_there_and_has_a_docstring() -> None:
    import entitle

    for name in entitle.__all__:
        if name != "__version__":
            assert getattr(entitle, name).__doc__, name
