"""Compares what examples/c/practice prints with what the command line says of the same files, byte for byte.

    python3 example_agrees.py PROGRAM ENTITLE

PROGRAM is the built example and ENTITLE the command line. Decisions and statement are those of `entitle evaluate`, each
explanation is that of `entitle explain`: of every patient, for an indicator of each outcome that they have.
"""

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "c"
CONTRACT = "qof-england@2025-04-01"
PRACTICE = "Mill Lane Surgery"


def output(*command):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def write(path, table):
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, table[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


def decisions_and_statement(text):
    decisions, _, statement = text.partition(f"\nStatement of {PRACTICE}\n")
    return [line.split("\t") for line in decisions.splitlines()], [line.split("\t") for line in statement.splitlines()]


def written(row):
    """A row's condition on one line, and what its name stands for."""
    return " = ".join(part.replace("\n", " ") for part in (row["condition"], row["meaning"]) if part)


def explained(entitle, facts, patient, indicator):
    """The tables that are explained, and their rows that were reached as the trace words them."""
    (answer,) = json.loads(
        output(entitle, "explain", CONTRACT, indicator, "--facts", facts, "--subject", patient, "--format", "json")
    )
    return {table["table"] for table in answer["tables"]}, [
        f"{table['table']} row {row['row']} {row['matched']}" + (f", {row['action']}" if row["decided"] else "") + f"\t{written(row)}"
        for table in answer["tables"]
        for row in table["rows"]
        if row["matched"] != "not reached"
    ]


def main(program, entitle):
    patients, practices = EXAMPLE / "patients.csv", EXAMPLE / "practice.csv"
    decisions, statement = decisions_and_statement(output(program, patients, practices))
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        write(folder / "patients.csv", [{**row, "practice": PRACTICE} for row in rows(patients)])
        write(folder / "facts.csv", [{"subject": row.pop("patient"), **row} for row in rows(patients)])
        results = folder / "results"
        output(entitle, "evaluate", CONTRACT, "--strict", "--patients", folder / "patients.csv",
               "--practices", practices, "--out", results)
        found = [[row[name] for name in ("patient", "indicator", "outcome", "reason")]
                 for row in rows(results / "decisions.csv")]
        assert [row[:4] for row in decisions] == found, (decisions, found)
        kinds = {row[0] for row in statement}
        found = [[row[name] for name in ("kind", "item", "value", "unit")]
                 for row in rows(results / "statements.csv") if row["kind"] in kinds]
        assert statement == found, (statement, found)
        assert {"points", "line"} <= kinds

        chosen = {(row[0], row[2]): row for row in decisions}.values()
        for patient, indicator, *_ in chosen:
            text = output(program, patients, practices, patient, indicator)
            told = text.partition(f"\nWhy, for {patient} and {indicator}:\n")[2].partition("\n\n")[0]
            tables, expected = explained(entitle, folder / "facts.csv", patient, indicator)
            # A register that asks for others is explained by its own rows alone; the trace has theirs too.
            told = [line.strip() for line in told.splitlines() if line.partition(" row ")[0].strip() in tables]
            assert told == expected, (patient, indicator, told, expected)
    print(f"{len(decisions)} decisions, {len(statement)} answers and {len(chosen)} explanations agree")


main(*sys.argv[1:])
