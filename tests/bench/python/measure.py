"""The Python face beside the Rust call, Polars and DuckDB: tests/bench/python.sh runs it.

Seven rules over invented patients, decisions by row and counts by reason; contenders take turns, so that all of them see the
same machine. Answers are compared before anything is timed.
"""

from __future__ import annotations

import argparse
import datetime
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa

import entitle

DAY = datetime.date
END = DAY(2026, 3, 31)
YEAR_AGO, SETTLED = END - datetime.timedelta(365), END - datetime.timedelta(90)
THREADS = [1, os.cpu_count() or 1]


def people(rows: int) -> pa.Table:
    """Patients of a seed: 22 bytes a row and bitmaps, in batches of a million."""
    draw = np.random.default_rng(20_260_331)
    first = np.datetime64("2023-01-01")

    def days(nulls: float) -> pa.Array:
        days = first + draw.integers(0, 1185, rows).astype("timedelta64[D]")
        return pa.array(days, mask=draw.random(rows) < nulls if nulls else None)

    return pa.table(
        {
            "age": draw.integers(0, 100, rows).astype("int32"),
            "diabetic": draw.random(rows) < 0.85,
            "frail": draw.random(rows) < 0.1,
            "hba1c": pa.array(draw.integers(30, 120, rows).astype("int32"), mask=draw.random(rows) < 0.1),
            "hba1c_date": days(0.1),
            "declined": days(0.8),
            "registered": days(0),
        }
    )


class Process:
    """A contender in a process of its own: a line in, the seconds of one run out."""

    def __init__(self, command: list[str], **environment: str) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(command, env={**os.environ, **environment}, text=True, **pipes)

    def __call__(self) -> float:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline().split()[0])


def timed(run):
    def call() -> float:
        begun = time.perf_counter()
        run()
        return time.perf_counter() - begun

    return call


def polars_rules(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    c = pl.col
    code = lambda code: pl.lit(code, pl.UInt8)
    rules = (
        pl.when(c("age") < 17).then(code(1))
        .when(~c("diabetic")).then(code(2))
        .when(c("frail")).then(code(3))
        .when((c("hba1c") <= 58) & (c("hba1c_date") >= YEAR_AGO)).then(code(4))
        .when(c("declined") >= YEAR_AGO).then(code(5))
        .when(c("registered") > SETTLED).then(code(6))
        .otherwise(code(7)).alias("code")
    )
    out = frame.select(rules)
    return out, out.group_by("code").len()


CASE = f"""CASE WHEN age < 17 THEN 1::UTINYINT
  WHEN NOT diabetic THEN 2::UTINYINT
  WHEN frail THEN 3::UTINYINT
  WHEN hba1c <= 58 AND hba1c_date >= DATE '{YEAR_AGO}' THEN 4::UTINYINT
  WHEN declined >= DATE '{YEAR_AGO}' THEN 5::UTINYINT
  WHEN registered > DATE '{SETTLED}' THEN 6::UTINYINT
  ELSE 7::UTINYINT END AS code"""


def serve_polars(frame: str) -> None:
    held = pl.from_arrow(pa.ipc.open_file(frame).read_all())
    assert isinstance(held, pl.DataFrame)
    for _ in sys.stdin:
        begun = time.perf_counter()
        polars_rules(held)
        print(time.perf_counter() - begun, flush=True)


def duckdb_rules(database: duckdb.DuckDBPyConnection) -> tuple[pa.Table, list]:
    out = database.sql(f"SELECT {CASE} FROM people").to_arrow_table()
    return out, database.sql("SELECT code, count(*) FROM out GROUP BY code").fetchall()


def measure_columns(asked: argparse.Namespace, contract: entitle.Contract, table: pa.Table, report: list[str]) -> None:
    frame = Path(asked.folder) / "python-frame.arrow"
    with pa.ipc.new_file(frame, table.schema) as file:
        file.write_table(table, max_chunksize=1 << 20)
    table = pa.ipc.open_file(frame).read_all()
    of_polars = pl.from_arrow(table)
    rows = table.num_rows
    first = contract.evaluate(table)
    # Rules are codes 1 to 7 in the order of the table; who is not on the register is none of them.
    truth = polars_rules(of_polars)[0]["code"].to_numpy()
    ours = first.decisions.to_pyarrow()["seven_rules"].combine_chunks().to_numpy()
    rules = {int(row["code"]): int(row["rule"] or 0) for row in first.codes.to_pyarrow().to_pylist()}
    said = np.array([rules.get(code, 0) for code in range(256)], np.uint8)[ours]
    assert (said == truth).all(), f"{(said != truth).sum()} decisions differ"
    del first, ours, said, truth
    lines = ["| seven rules, nanoseconds a row | " + " | ".join(f"{count} thread{'s' * (count > 1)}" for count in THREADS) + " |"]
    lines += ["|---|" + "---:|" * len(THREADS)]
    medians: dict[str, list[float]] = {}
    for threads in THREADS:
        rust = Process([asked.bench, "frame", asked.definition, str(frame), str(threads)])
        # Its threads are chosen when it starts.
        polars = Process([sys.executable, __file__, "--polars", str(frame)], POLARS_MAX_THREADS=str(threads))
        database = duckdb.connect(config={"threads": threads})
        database.register("people", table)
        contenders = {
            "the Rust call": rust,
            "`evaluate`, a table of PyArrow": timed(lambda: contract.evaluate(table, threads=threads, progress=False)),
            "`evaluate`, a frame of Polars": timed(lambda: contract.evaluate(of_polars, threads=threads, progress=False)),
            "Polars": polars,
            "DuckDB, the same table": timed(lambda: duckdb_rules(database)),
        }
        times: dict[str, list[float]] = {name: [] for name in contenders}
        for _ in range(asked.rounds):
            for name, run in contenders.items():
                times[name].append(run())
        for name, seconds in times.items():
            medians.setdefault(name, []).append(statistics.median(seconds[1:]) / rows * 1e9)
        rust.process.terminate()
        polars.process.terminate()
    for name, of_threads in medians.items():
        ratios = [value / rust for value, rust in zip(of_threads, medians["the Rust call"])]
        cells = [f"{value:.2f} ({ratio:.2f})" for value, ratio in zip(of_threads, ratios)]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    report += ["", f"{rows:,} rows; in brackets times the Rust call.", "", *lines]
    frame.unlink()


MEMORY = """
import re, sys
import pyarrow as pa, entitle
contract = entitle.load(open(sys.argv[1]).read())
# The system's own count of this process since it began.
peak = lambda: 1024 * int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
begun = peak()
table = pa.ipc.open_file(sys.argv[2]).read_all()
held = peak()
result = contract.evaluate(table, progress=False)
print(begun, held, peak(), table.nbytes, result.decisions.nbytes)
"""


def measure_memory(asked: argparse.Namespace, table: pa.Table, report: list[str]) -> None:
    frame = Path(asked.folder) / "python-frame.arrow"
    with pa.ipc.new_file(frame, table.schema) as file:
        file.write_table(table)
    run = subprocess.run([sys.executable, "-c", MEMORY, asked.definition, str(frame)], capture_output=True, text=True, check=True)
    begun, held, peak, given, made = map(int, run.stdout.split())
    share = (peak - begun) / (given + made)
    report += ["", f"Peak memory of {table.num_rows:,} rows: {(peak - begun) / 1e6:,.0f} MB, {share:.3f} of input and outputs "
               f"({given / 1e6:,.0f} and {made / 1e6:,.0f} MB); {(peak - held) / 1e6:,.0f} MB beside the input."]
    frame.unlink()


def measure_calls(asked: argparse.Namespace, report: list[str]) -> None:
    qof = entitle.contract("qof-england", on="2025-06-30")
    patient = {
        "dmlat_dat": DAY(2014, 9, 22), "dmres_dat": None, "age": 61, "reg_dat": DAY(2001, 2, 3), "ifcchba_val": 63,
        "ifcchba_dat": DAY(2025, 10, 1),
    }
    calls = []
    for _ in range(21):
        begun = time.perf_counter()
        for _ in range(500):
            qof.explain(patient, "DM020")
        calls.append((time.perf_counter() - begun) / 500 * 1e6)
    imports = []
    for _ in range(21):
        code = "import time; begun = time.perf_counter(); import entitle; print(time.perf_counter() - begun)"
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        imports.append(float(run.stdout) * 1e3)
    wheel = max(Path(asked.wheels).glob("*.whl"))
    report += ["", f"`explain`: {statistics.median(calls):.1f} µs. `import entitle`: {statistics.median(imports):.1f} ms. "
               f"Wheel: {wheel.stat().st_size / 2**20:.2f} MiB."]


def measure_spark(asked: argparse.Namespace, rows: int, contract: entitle.Contract, report: list[str]) -> None:
    from pyspark.sql import SparkSession

    import entitle.spark

    table = people(rows)
    names = np.random.default_rng(1).integers(0, 50, rows)
    table = table.append_column("practice", pa.array(np.char.add("P", names.astype(str))))
    folder = Path(asked.folder) / "python-spark.parquet"
    import pyarrow.parquet

    pyarrow.parquet.write_table(table, folder, row_group_size=rows // 16)
    spark = SparkSession.builder.master("local[2]").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    begun = time.perf_counter()
    counted = entitle.spark.evaluate(spark.read.parquet(str(folder)), contract).collect()
    on_cluster = time.perf_counter() - begun
    begun = time.perf_counter()
    reasons = contract.evaluate(table, progress=False).reasons.to_pyarrow().to_pylist()
    alone = time.perf_counter() - begun
    keys = ["practice", "indicator", "outcome", "rule", "reason", "class", "patients"]
    of_cluster = sorted(tuple(row[key] for key in keys) for row in counted)
    assert of_cluster == sorted(tuple(row[key] for key in keys) for row in reasons), "Spark counts otherwise"
    spark.stop()
    report += ["", f"Spark, two workers, {rows:,} rows from Parquet: {on_cluster:.1f} s, {len(of_cluster)} counts equal to those of "
               f"one machine ({alone:.2f} s from memory)."]
    folder.unlink()


if __name__ == "__main__":
    if sys.argv[1] == "--polars":
        serve_polars(sys.argv[2])
        sys.exit()
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("bench", "definition", "wheels", "folder"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    asked.rounds = 4 if asked.quick else 12
    rows = 1 << 20 if asked.quick else 20_971_520
    contract = entitle.load(Path(asked.definition).read_text())
    report: list[str] = []
    table = people(rows)
    measure_columns(asked, contract, table, report)
    measure_memory(asked, table, report)
    del table
    measure_calls(asked, report)
    measure_spark(asked, 200_000 if asked.quick else 5_000_000, contract, report)
    text = "\n".join(report).strip() + "\n"
    (Path(asked.folder) / "python.md").write_text(text)
    print(text)
