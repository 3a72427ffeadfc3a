"""The oracle against the published rows and worked examples of tests/vectors.

    python3 tests/oracle/test_vectors.py

A vector names a contract, a day and the facts; what is expected was published. A pair [low, high]
is an interval, ends included: the published inputs are themselves rounded.
"""
import glob
import json
import os
import sys
import unittest
from decimal import Decimal

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
from entitle_oracle.__main__ import answer                     # noqa: E402

FOLDERS = [os.path.join(ROOT, "core", "contracts"), os.path.join(ROOT, "tests", "vectors", "definitions")]


def definition_for(contract, day):
    """The latest definition in force on a day: `<in-force date>.toml`."""
    paths = sorted(path for folder in FOLDERS for path in glob.glob(os.path.join(folder, contract, "????-??-??.toml"))
                   if os.path.basename(path)[:10] <= day)
    return paths[-1] if paths else None


def vectors(path):
    with open(path, encoding="utf-8") as file:
        names = next(file).rstrip("\n").split("\t")
        for text in file:
            yield dict(zip(names, text.rstrip("\n").split("\t")))


def fits(expected, got):
    try:
        if isinstance(expected, list):
            return Decimal(expected[0]) <= Decimal(got) <= Decimal(expected[1])
        return Decimal(expected) == Decimal(got)
    except ArithmeticError:
        return expected == got


class Vectors(unittest.TestCase):
    def reproduce(self, name):
        seen = 0
        for vector in vectors(os.path.join(ROOT, "tests", "vectors", name)):
            with self.subTest(vector["id"]):
                path = definition_for(vector["contract"], vector["date"])
                self.assertIsNotNone(path, f"no definition of {vector['contract']} for {vector['date']}")
                inputs = json.loads(vector["inputs"])
                request = inputs if "facts" in inputs else {"facts": inputs}
                subject = answer({"contract": path, **request})["subject"]
                kinds = {"line": "lines", "criterion": "criteria", "condition": "conditions", "points": "points"}
                for key, expected in json.loads(vector["expected"]).items():
                    kind, *names = key.split(".")
                    got = subject[kinds.get(kind, kind)]
                    for name in names:
                        got = got[name]
                    self.assertTrue(fits(expected, got), f"{key}: expected {expected}, got {got}; {vector['why']}")
                seen += 1
        return seen

    def test_published_shared_savings(self):
        self.assertGreaterEqual(self.reproduce("mssp.tsv"), 30)

    def test_worked_examples_of_the_quality_and_outcomes_framework(self):
        self.assertGreaterEqual(self.reproduce("qof_worked.tsv"), 12)

    def test_every_clause_of_the_other_contracts(self):
        """A file for each contract, named after it."""
        folders = {os.path.basename(path) for path in glob.glob(os.path.join(ROOT, "core", "contracts", "*-*"))}
        folders.add("mips")
        names = sorted(os.path.basename(path) for path in glob.glob(os.path.join(ROOT, "tests", "vectors", "*.tsv")))
        names = [name for name in names if name.removesuffix(".tsv") in folders]
        self.assertEqual(len(names), 15)
        self.assertGreaterEqual(sum(self.reproduce(name) for name in names), 250)

    def test_spellings_of_feel(self):
        for vector in vectors(os.path.join(ROOT, "tests", "vectors", "feel_spellings.tsv")):
            path = definition_for(vector["contract"], vector["date"])
            patient = json.loads(vector["inputs"])["patient"]
            found = answer({"contract": path, "patient": patient})["patient"]["registers"]
            expected = {key.removeprefix("register."): value for key, value in json.loads(vector["expected"]).items()}
            self.assertEqual({name: str(member).lower() for name, member in found.items()}, expected, vector["id"])


if __name__ == "__main__":
    unittest.main()
