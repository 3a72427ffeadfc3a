"""The seven rules by numba, Polars or DuckDB: seven_rules.py WHICH FOLDER PERCENT ROWS THREADS.

POLARS_MAX_THREADS and NUMBA_NUM_THREADS are set by the driver before this starts.
"""

import sys
from pathlib import Path

import numpy

from worker import Contender, check, serve

DAY, NULL = 20_543, numpy.iinfo(numpy.int32).min
YEAR_AGO, SETTLED = DAY - 365, DAY - 90

which, folder, percent, rows, threads = sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:])
ending = "" if threads == 1 else f", {threads} threads"
names = ["age", "hba1c", "hba1c_date", "declined", "registered", "frail", "diabetic"]
files = {name: f"diabetic_{percent}" if name == "diabetic" else name for name in names}
people = {name: numpy.load(folder / f"{file}.npy", mmap_mode="r")[:rows] for name, file in files.items()}
# The rule that decides each row, by the loop with an `if` for each rule.
truth = numpy.load(folder / f"rules_{percent}.npy", mmap_mode="r")[:rows]


def numba_contenders():
    import numba

    def decide(age, diabetic, frail, hba1c, hba1c_date, declined, registered, out):
        for row in numba.prange(len(out)):
            if age[row] < 17:
                out[row] = 1
            elif diabetic[row] == 0:
                out[row] = 2
            elif frail[row] != 0:
                out[row] = 3
            elif hba1c[row] <= 58 and hba1c[row] != NULL and hba1c_date[row] >= YEAR_AGO:
                out[row] = 4
            elif declined[row] >= YEAR_AGO:
                out[row] = 5
            elif registered[row] > SETTLED:
                out[row] = 6
            else:
                out[row] = 7

    def without_branch(age, diabetic, frail, hba1c, hba1c_date, declined, registered, out):
        for row in numba.prange(len(out)):
            controlled = (hba1c[row] <= 58) & (hba1c[row] != NULL) & (hba1c_date[row] >= YEAR_AGO)
            code = 6 if registered[row] > SETTLED else 7
            code = 5 if declined[row] >= YEAR_AGO else code
            code = 4 if controlled else code
            code = 3 if frail[row] != 0 else code
            code = 2 if diabetic[row] == 0 else code
            out[row] = 1 if age[row] < 17 else code

    order = ["age", "diabetic", "frail", "hba1c", "hba1c_date", "declined", "registered"]
    columns = [numpy.ascontiguousarray(people[name]) for name in order]
    for name, function in [("numba, an `if` for each rule", decide), ("numba, without a branch", without_branch)]:
        compiled = numba.njit(function, parallel=threads > 1, cache=True)
        out = numpy.zeros(rows, numpy.uint8)

        def run(compiled=compiled, out=out):
            compiled(*columns, out)
            return out

        yield Contender(f"{name}, wide, sentinel{ending}", rows, run, lambda out: out)


def with_nulls():
    """The same in Arrow, null in bitmaps."""
    import pyarrow

    def column(name):
        values = numpy.ascontiguousarray(people[name])
        return pyarrow.array(values, mask=values == NULL if values.dtype == numpy.int32 else None)

    return pyarrow.table({name: column(name) for name in names})


def polars_contenders():
    import polars as pl

    assert pl.thread_pool_size() == threads
    c = pl.col

    def rules(known):
        """`known` says whether a value is there: null compares as null, which is not true."""
        year = lambda name: known(name, c(name) >= YEAR_AGO)
        code = lambda code: pl.lit(code, pl.UInt8)
        return (
            pl.when(c("age") < 17).then(code(1))
            .when(c("diabetic") == 0).then(code(2))
            .when(c("frail") != 0).then(code(3))
            .when(known("hba1c", c("hba1c") <= 58) & year("hba1c_date")).then(code(4))
            .when(year("declined")).then(code(5))
            .when(c("registered") > SETTLED).then(code(6))
            .otherwise(code(7)).alias("code")
        )

    sentinels = pl.DataFrame({name: numpy.ascontiguousarray(column) for name, column in people.items()})
    forms = [
        ("bitmap", pl.from_arrow(with_nulls()).rechunk(), rules(lambda name, test: test)),
        ("sentinel", sentinels, rules(lambda name, test: (c(name) != NULL) & test if name == "hba1c" else test)),
    ]
    for described, frame, code in forms:
        yield Contender(f"Polars, wide, {described}{ending}", rows, lambda frame=frame, code=code: frame.select(code),
                        lambda out: out["code"].to_numpy())


def duckdb_contenders():
    import duckdb

    database = duckdb.connect(config={"threads": threads})
    database.register("arrow", with_nulls())
    database.execute("CREATE TABLE people AS SELECT * FROM arrow")
    case = f"""CASE WHEN age < 17 THEN 1::UTINYINT
      WHEN diabetic = 0 THEN 2::UTINYINT
      WHEN frail <> 0 THEN 3::UTINYINT
      WHEN hba1c <= 58 AND hba1c_date >= {YEAR_AGO} THEN 4::UTINYINT
      WHEN declined >= {YEAR_AGO} THEN 5::UTINYINT
      WHEN registered > {SETTLED} THEN 6::UTINYINT
      ELSE 7::UTINYINT END AS code"""
    of_table, of_arrow = f"SELECT {case} FROM people", f"SELECT {case} FROM arrow"
    counts = f"SELECT code, count(*) FROM (SELECT {case} FROM people) GROUP BY code ORDER BY code"

    def fetched(query):
        return lambda: database.sql(query).to_arrow_table()

    column = lambda out: out["code"].to_numpy()
    yield Contender(f"DuckDB, its own table, per row{ending}", rows, fetched(of_table), column)
    yield Contender(f"DuckDB, Arrow table, per row{ending}", rows, fetched(of_arrow), column)
    right = [(int(code), int(count)) for code, count in zip(*numpy.unique(truth, return_counts=True))]
    counted = Contender(f"DuckDB, its own table, histogram{ending}", rows, lambda: database.execute(counts).fetchall())
    assert counted.run() == right, f"{counted.name}: {counted.run()}, not {right}"
    yield counted


contenders = list({"numba": numba_contenders, "polars": polars_contenders, "duckdb": duckdb_contenders}[which]())
for contender in contenders:
    if contender.answer:
        check(contender, truth)
    contender.against = f"by hand, AVX2, wide, {'bitmap' if 'sentinel' not in contender.name else 'sentinel'}, " \
                        f"{'histogram' if 'histogram' in contender.name else 'per row'}{ending}"
serve(contenders)
