"""The notebooks of `examples/notebooks` run from top to bottom, and what they show is what comes out.

A cell says by its tags what a reader is promised: `figure`, `table` or `text`. `UPDATE=1` writes what came out into the
notebooks, to be committed.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

HERE = Path(__file__).resolve()
NOTEBOOKS = HERE.parents[3] / "examples" / "notebooks"
NAMES = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))
SECONDS_MAX = 120
UPDATE = "UPDATE" in os.environ

#: What would have a notebook read other files than those of the repository, or draw elsewhere than in the notebook.
ELSEWHERE = ("ENTITLE_MSSP_FILE", "ENTITLE_MSSP_YEAR", "ENTITLE_QOF_FILES", "MPLBACKEND")

_ran: dict[str, Any] = {}


def stored(name: str) -> Any:
    """A notebook as it stands in the repository."""
    return nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)


def run(name: str, folder: Path, **variables: str) -> Any:
    """A notebook executed in a folder of its own, beside a copy of the data, with these environment variables."""
    shutil.copytree(NOTEBOOKS / "data", folder / "data")
    notebook = stored(name)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        timeout=SECONDS_MAX,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    )
    environment = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    try:
        client.execute(env={**environment, **variables})
    except CellExecutionError as error:
        # The cell stands in the notebook; what went wrong is enough.
        pytest.fail(f"{name}: {error.ename}: {error.evalue}", pytrace=False)
    return notebook


@pytest.fixture
def executed(name: str, tmp_path: Path) -> Any:
    """The notebook of a test's `name`, executed once for all tests of it."""
    if name not in _ran:
        _ran[name] = run(name, tmp_path)
        if UPDATE:
            write(name, _ran[name])
    return _ran[name]


def write(name: str, notebook: Any) -> None:
    """Keeps what came out, and nothing of the machine or the version that it came out on."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.write(notebook, NOTEBOOKS / f"{name}.ipynb")


def code(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(cell: Any, kind: str) -> list[str]:
    """What a cell displays of one MIME type."""
    displayed = [output.get("data", {}) for output in cell.outputs]
    return [data[kind] for data in displayed if kind in data]


def printed(cell: Any) -> str:
    return "".join(output["text"] for output in cell.outputs if output.get("name") == "stdout")


def complaints(cell: Any) -> str:
    return "".join(output["text"] for output in cell.outputs if output.get("name") == "stderr")


def said(cell: Any) -> tuple[str, list[str]]:
    """The words of a cell: what is the same on every machine."""
    pictures = bool(shown(cell, "image/png"))
    return printed(cell), [] if pictures else shown(cell, "text/plain")


def test_there_are_five_notebooks() -> None:
    assert len(NAMES) == 5


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_without_a_complaint(name: str, executed: Any) -> None:
    assert [complaints(cell) for cell in code(executed) if complaints(cell)] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_a_cell_promises_is_there(name: str, executed: Any) -> None:
    promised = 0
    for place, cell in enumerate(code(executed), 1):
        for promise in cell.metadata.get("tags", []):
            promised += 1
            if promise == "figure":
                assert shown(cell, "image/png"), f"code cell {place} has no figure"
            elif promise == "table":
                assert any("<table" in html for html in shown(cell, "text/html")), f"code cell {place} has no table"
            elif promise == "text":
                assert printed(cell).strip(), f"code cell {place} prints nothing"
            else:
                pytest.fail(f"code cell {place} promises what nobody knows: {promise}")
    assert promised >= 5


@pytest.mark.parametrize("name", NAMES)
def test_the_outputs_in_the_repository_are_those_that_come_out(name: str, executed: Any) -> None:
    for place, (kept, now) in enumerate(zip(code(stored(name)), code(executed)), 1):
        assert said(kept) == said(now), f"code cell {place} of {name}; UPDATE=1 writes what came out"
        assert bool(shown(kept, "image/png")) == bool(shown(now, "image/png")), f"code cell {place} of {name}"


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_names_no_place_of_the_machine_that_ran_it(name: str) -> None:
    text = (NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8")
    assert [place for place in ("/tmp/", "/home/", "/root/", "site-packages", "C:\\\\") if place in text] == []


@pytest.mark.parametrize(
    ("year", "rows", "not_reproduced"),
    # The rows of a year, and those of them whose debt a limit held down that is not published.
    [
        ("2015", 392, []),
        ("2018", 548, []),
        ("2021", 475, ["A1515", "A2820", "A4627"]),
        ("2023", 453, ["A1241", "A4627", "A5293"]),
    ],
)
def test_whole_years_of_shared_savings_are_reproduced_but_for_those_named(
    year: str, rows: int, not_reproduced: list[str], tmp_path: Path
) -> None:
    folder = Path(os.environ.get("ENTITLE_MSSP_DIR", HERE.parents[3].parent / "shared" / "data" / "mssp"))
    if not folder.is_dir():
        absent = "the published rows of MSSP are absent; set ENTITLE_MSSP_DIR to their folder"
        pytest.fail(absent) if "ENTITLE_REQUIRE_DATA" in os.environ else pytest.skip(absent)
    notebook = run("shared_savings_reproduced", tmp_path, ENTITLE_MSSP_FILE=str((folder / f"{year}.csv").resolve()))
    text = "".join(printed(cell) for cell in code(notebook))
    assert f"{rows} rows of {year}.csv" in text
    assert [line.split()[1] for line in text.splitlines() if line.startswith(f"{year} A")] == not_reproduced
    assert f"{len(not_reproduced)} of {rows} not reproduced" in text
