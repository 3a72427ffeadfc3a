"""All indicators of a whole contract by Polars or DuckDB: national.py WHICH FOLDER RULES ROWS THREADS.

RULES is what `src/translate.rs` made of the contract's image. Days are the engine's own or numbers of four bytes, everything else as
narrow as it comes; null is the engine's own.
"""

import json
import sys
from pathlib import Path

import numpy
import pyarrow

from worker import Contender, check, serve

which, folder, rules, rows, threads = sys.argv[1], Path(sys.argv[2]), json.loads(Path(sys.argv[3]).read_text()), *map(int, sys.argv[4:])
ending = "" if threads == 1 else f", {threads} threads"
stored = json.loads((folder / "columns.json").read_text())
every = stored["rows"]
decisions = numpy.load(folder / "decisions.npy", mmap_mode="r").reshape(-1, every)[:, :rows]
truth = numpy.ascontiguousarray(decisions).ravel()


def column(stored, as_date):
    raw = numpy.load(folder / f"{stored['name']}.npy", mmap_mode="r")[:rows]
    null = stored["null"]
    values = raw.astype(numpy.int32) + numpy.int32(stored["base"]) if stored["is_date"] else numpy.ascontiguousarray(raw)
    kind = pyarrow.date32() if stored["is_date"] and as_date else None
    array = pyarrow.array(values, mask=None if null is None else raw == null)
    return array.cast(kind) if kind else array


def table(as_date):
    return pyarrow.table({one["name"]: column(one, as_date) for one in stored["columns"]})


def polars_contenders():
    import polars as pl

    assert pl.thread_pool_size() == threads
    frame = pl.from_arrow(table(as_date=False)).rechunk()
    helpers = {
        "c": pl.col,
        "when": pl.when,
        "lit": lambda code: pl.lit(code, pl.UInt8),
        "months": lambda day, count: day.cast(pl.Date).dt.offset_by(f"{count}mo").cast(pl.Int32),
    }
    expression = lambda named: eval(named[1], helpers).alias(named[0])
    query = frame.lazy()
    for layer in rules["layers"]:
        query = query.with_columns([expression(named) for named in layer])
    query = query.select([expression(named) for named in rules["decisions"]])
    answer = lambda out: numpy.concatenate([out[name].to_numpy() for name in out.columns])
    yield Contender(f"Polars, per row{ending}", rows, query.collect, answer)


def duckdb_contenders():
    import duckdb

    database = duckdb.connect(config={"threads": threads})
    arrow = table(as_date=True)
    database.execute("CREATE TABLE patients AS SELECT * FROM arrow")
    sql = rules["sql"]
    answer = lambda out: numpy.concatenate([out[name].to_numpy() for name in out.column_names])
    yield Contender(f"DuckDB, its own table, per row{ending}", rows, lambda: database.sql(sql).to_arrow_table(), answer)
    sums = ", ".join(f"sum({name})" for name, _ in rules["decisions"])
    summed = f"SELECT {sums} FROM ({sql})"
    reduced = Contender(f"DuckDB, its own table, sums alone{ending}", rows, lambda: database.execute(summed).fetchall())
    right = tuple(int(total) for total in truth.reshape(-1, rows).sum(axis=1, dtype=numpy.int64))
    assert reduced.run()[0] == right, f"{reduced.name}: {reduced.run()[0]}, not {right}"
    yield reduced


contenders = list({"polars": polars_contenders, "duckdb": duckdb_contenders}[which]())
for contender in contenders:
    if contender.answer:
        check(contender, truth)
    contender.against = f"ours, AVX2, narrow, sentinel, {'per row' if 'per row' in contender.name else 'histogram'}{ending}"
serve(contenders)
