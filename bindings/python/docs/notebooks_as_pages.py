"""The notebooks of `examples/notebooks` as pages of the site, with the outputs that stand in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
from mkdocs.structure.files import File, Files
from nbconvert import MarkdownExporter

NOTEBOOKS = Path(__file__).resolve().parents[3] / "examples" / "notebooks"


def on_files(files: Files, config: Any) -> Files:
    """Adds a page for each notebook, and its figures beside it."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            for output in cell.get("outputs", []):
                if "text/html" in output.get("data", {}):
                    output["data"]["text/html"] = one_block(output["data"]["text/html"])
        text, resources = MarkdownExporter().from_notebook_node(notebook)
        figures = resources["outputs"]
        for name, figure in figures.items():
            files.append(File.generated(config, f"notebooks/{path.stem}/{name}", content=figure))
        files.append(File.generated(config, f"notebooks/{path.stem}.md", content=page(text, path.stem, list(figures))))
    return files


def one_block(html: str) -> str:
    """HTML that Markdown leaves as it is: it takes an empty line for the end, and what is indented for code."""
    lines = (line.strip() for line in html.splitlines())
    return "\n".join(["<div>", *(line for line in lines if line), "</div>"])


def page(text: str, stem: str, figures: list[str]) -> str:
    """The text of a page, whose figures lie in a folder of its own."""
    for name in figures:
        text = re.sub(rf"!\[[^\]]*\]\({re.escape(name)}\)", f"![Figure of the notebook]({stem}/{name})", text)
    return f"{text}\n\n*`examples/notebooks/{stem}.ipynb`; the data that it reads lies beside it in `data`.*\n"
