"""A real Spark of two worker processes gives the answer of one machine."""

from __future__ import annotations

import os
from typing import Any, Iterator, List, Tuple

import pytest

import entitle

pyspark = pytest.importorskip("pyspark")

import entitle.spark  # noqa: E402
from test_evaluation import DEFINITION, EXPECTED, PATIENTS, TABLE  # noqa: E402

KEYS = ["practice", "indicator", "outcome", "rule", "reason", "class", "patients"]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def contract() -> entitle.Contract:
    return entitle.load(DEFINITION)


@pytest.fixture(scope="module")
def patients(spark: Any) -> Any:
    return spark.createDataFrame(TABLE.to_pandas(), "patient string, practice string, age long, score decimal(4, 1), seen date, "
                                 "smoker boolean, frailty string").repartition(8)


def counted(rows: List[Any]) -> List[Tuple[Any, ...]]:
    return sorted(tuple(row[key] for key in KEYS) for row in rows)


def test_counts_on_a_cluster_are_those_of_one_machine(spark: Any, contract: entitle.Contract, patients: Any) -> None:
    of_cluster = counted(entitle.spark.evaluate(patients, contract).collect())
    assert of_cluster == counted(contract.evaluate(TABLE).reasons.to_pyarrow().to_pylist())
    assert sum(row[-1] for row in of_cluster) == len(PATIENTS)


def test_two_processes_evaluate(spark: Any, contract: entitle.Contract, patients: Any) -> None:
    image = contract.image

    def whose(batches: Any) -> Any:
        import time

        import pyarrow

        from entitle.contract import of_image

        for batch in batches:
            of_image(image).evaluate(batch, decisions=False)
            time.sleep(0.2)
            yield pyarrow.record_batch({"process": [os.getpid()]})

    processes = {row["process"] for row in patients.mapInArrow(whose, "process long").collect()}
    assert len(processes) >= 2


def test_decisions_on_a_cluster_are_those_of_the_rules(spark: Any, contract: entitle.Contract, patients: Any) -> None:
    codes = {row["code"]: row["outcome"] for row in contract.evaluate(TABLE.slice(0, 1)).codes.to_pyarrow().to_pylist()}
    decided = {row["patient"]: codes[row["SCORE1"]] for row in entitle.spark.decisions(patients, contract).collect()}
    assert decided == {patient["patient"]: outcome for patient, outcome in zip(PATIENTS, EXPECTED)}


def test_a_missing_column_is_refused_before_the_job(contract: entitle.Contract, patients: Any) -> None:
    with pytest.raises(entitle.EntitleError, match="column smoker: there is no such column"):
        entitle.spark.evaluate(patients.drop("smoker"), contract)
    with pytest.raises(entitle.EntitleError, match="no column practice"):
        entitle.spark.evaluate(patients.drop("practice"), contract)


def test_a_value_that_is_refused_ends_the_job_with_its_name(spark: Any, contract: entitle.Contract, patients: Any) -> None:
    from pyspark.sql import functions

    beyond = patients.withColumn("age", functions.lit(131).cast("long"))
    with pytest.raises(Exception, match="column age"):
        entitle.spark.evaluate(beyond, contract).collect()
