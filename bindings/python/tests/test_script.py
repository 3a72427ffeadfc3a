"""The conformance script through the Python face: the transcript of every other face, byte for byte."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

FACE = Path(__file__).with_name("script_face.py")
#: Where `cargo run -p entitle-conformance --bin transcripts -- FOLDER` wrote scripts, images and what is expected.
SCRIPTS = os.environ.get("ENTITLE_SCRIPTS")


def transcript(script: bytes, folder: Path) -> bytes:
    face = [sys.executable, str(FACE)]
    return subprocess.run(face, input=script, cwd=folder, stdout=subprocess.PIPE, check=True).stdout


def first_difference(written: bytes, expected: bytes) -> str:
    """The first lines that differ, so that a failure does not show ten megabytes."""
    pairs = zip(written.split(b"\n"), expected.split(b"\n"))
    for number, (line, wanted) in enumerate(pairs, start=1):
        if line != wanted:
            return f"line {number}: wrote {line!r}, expected {wanted!r}"
    return f"wrote {len(written)} bytes, expected {len(expected)}"


@pytest.mark.parametrize("name", ["all", "embedded"])
def test_the_transcript_is_that_of_every_other_face(name: str) -> None:
    if SCRIPTS is None:
        reason = "ENTITLE_SCRIPTS names no folder that the program `transcripts` wrote"
        warnings.warn(f"the conformance script was not run: {reason}", stacklevel=1)
        pytest.skip(reason)
    folder = Path(SCRIPTS).resolve()
    expected = (folder / f"{name}.expected").read_bytes()
    written = transcript((folder / f"{name}.script").read_bytes(), folder)
    if written != expected:
        pytest.fail(first_difference(written, expected))
    assert expected.count(b"\nanswer\t") > 100 and expected.count(b"\ntrace\t") > 100, "it says hardly anything"


def test_a_command_that_is_refused_writes_its_error_and_the_next_is_read(tmp_path: Path) -> None:
    # The example of tests/script/src/lib.rs.
    script = b"case\tA month that is none\ncontract\tqof-england\t2025-13-01\nstatement\n"
    expected = b"case\tA month that is none\nerror\t108\tInvalidDate\nerror\t901\tBadArgument\n"
    assert transcript(script, tmp_path) == expected
